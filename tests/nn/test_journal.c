#include "near.h"

#include <string.h>

#include "base/memory.h"
#include "nn/journal.h"

enum { LIMIT = 1 << 20 };

static void going_back_restores_every_byte(void **state)
{
    (void)state;
    struct journal *journal = journal_new(LIMIT);
    char text[8] = "before";
    double number = 1.5;
    journal_mark(journal, 1);
    journal_save(journal, text, sizeof text);
    strcpy(text, "after");
    journal_mark(journal, 2);
    journal_save(journal, &number, sizeof number);
    number = 2.5;
    assert_int_equal(journal_moments(journal), 2);
    assert_int_equal(journal_kind(journal), 2);
    assert_true(journal_back(journal));
    assert_true(number == 1.5);
    assert_string_equal(text, "after");
    assert_true(journal_back(journal));
    assert_string_equal(text, "before");
    assert_false(journal_back(journal));
    journal_free(journal);
}

static void going_forward_again_restores_what_was_undone(void **state)
{
    (void)state;
    struct journal *journal = journal_new(LIMIT);
    int value = 1;
    for (int i = 2; i <= 5; i++) {
        journal_mark(journal, i);
        journal_save(journal, &value, sizeof value);
        value = i;
    }
    while (journal_back(journal))
        continue;
    assert_int_equal(value, 1);
    assert_int_equal(journal_undone(journal), 4);
    assert_int_equal(journal_kind_forward(journal), 2);
    for (int i = 2; i <= 5; i++) {
        assert_true(journal_forward(journal));
        assert_int_equal(value, i);
    }
    assert_false(journal_forward(journal));
    journal_free(journal);
}

static void something_new_ends_what_could_be_redone(void **state)
{
    (void)state;
    struct journal *journal = journal_new(LIMIT);
    int value = 1;
    journal_mark(journal, 1);
    journal_save(journal, &value, sizeof value);
    value = 2;
    journal_back(journal);
    journal_mark(journal, 1);
    journal_save(journal, &value, sizeof value);
    value = 3;
    assert_false(journal_forward(journal));
    assert_int_equal(value, 3);
    assert_true(journal_back(journal));
    assert_int_equal(value, 1);
    journal_free(journal);
}

static void a_moment_saved_twice_goes_back_to_its_start(void **state)
{
    (void)state;
    struct journal *journal = journal_new(LIMIT);
    int value = 1;
    journal_mark(journal, 1);
    for (int i = 0; i < 3; i++) {
        journal_save(journal, &value, sizeof value);
        value *= 10;
    }
    journal_back(journal);
    assert_int_equal(value, 1);
    journal_forward(journal);
    assert_int_equal(value, 1000);
    journal_free(journal);
}

static void an_empty_moment_leaves_no_trace(void **state)
{
    (void)state;
    struct journal *journal = journal_new(LIMIT);
    int value = 1;
    journal_mark(journal, 1);
    journal_save(journal, &value, sizeof value);
    value = 2;
    journal_mark(journal, 2);
    journal_mark(journal, 3);
    assert_int_equal(journal_moments(journal), 1);
    assert_int_equal(journal_kind(journal), 1);
    assert_true(journal_back(journal));
    assert_int_equal(value, 1);
    assert_false(journal_back(journal));
    assert_int_equal(journal_undone(journal), 1);
    journal_free(journal);
}

static int destroyed;

static void destroy(void *object)
{
    destroyed++;
    memory_free(object);
}

static void it_owns_the_object_that_is_not_in_its_slot(void **state)
{
    (void)state;
    struct journal *journal = journal_new(LIMIT);
    char *slot = memory_string("first");
    destroyed = 0;
    journal_mark(journal, 1);
    journal_save_object(journal, &slot, destroy);
    slot = memory_string("second");
    journal_back(journal);
    assert_string_equal(slot, "first");
    journal_forward(journal);
    assert_string_equal(slot, "second");
    assert_int_equal(destroyed, 0);
    journal_back(journal);
    journal_mark(journal, 1); /* "second" can't come back any more */
    assert_int_equal(destroyed, 1);
    assert_string_equal(slot, "first");
    journal_free(journal);
    assert_int_equal(destroyed, 1);
    memory_free(slot);
}

static void beyond_its_bound_the_oldest_moments_go_and_are_counted(void **state)
{
    (void)state;
    struct journal *journal = journal_new(10000);
    double values[16] = {0};
    for (int i = 1; i <= 1000; i++) {
        journal_mark(journal, 1);
        journal_save(journal, values, sizeof values);
        values[0] = i;
        assert_true(journal_bytes(journal) <= 10000 + 2 * sizeof values + 64);
    }
    size_t kept = journal_moments(journal);
    assert_int_equal(kept + journal_forgotten(journal), 1000);
    assert_true(kept >= 20);
    for (size_t i = 0; i < kept; i++)
        assert_true(journal_back(journal));
    assert_false(journal_back(journal));
    assert_true(values[0] == (double)(1000 - kept));
    while (journal_forward(journal))
        continue;
    assert_true(values[0] == 1000);
    journal_free(journal);
}

static void the_last_change_of_an_address_is_found(void **state)
{
    (void)state;
    struct journal *journal = journal_new(LIMIT);
    double values[4] = {1, 2, 3, 4};
    const void *before;
    journal_mark(journal, 7);
    journal_save(journal, values, sizeof values);
    values[2] = 30;
    journal_mark(journal, 8);
    journal_save(journal, &values[0], sizeof values[0]);
    values[0] = 10;
    assert_int_equal(journal_last_change(journal, &values[2], 9, &before), 7);
    assert_true(*(const double *)before == 3);
    assert_int_equal(journal_last_change(journal, &values[0], 9, &before), 8);
    assert_true(*(const double *)before == 1);
    assert_int_equal(journal_last_change(journal, &values[2], 1, &before), -1);
    assert_ptr_equal(before, &values[2]);
    journal_free(journal);
}

static void the_value_is_found_that_an_address_had_when_another_changed(void **state)
{
    (void)state;
    struct journal *journal = journal_new(LIMIT);
    double gradient = 1, weight = 5;
    journal_mark(journal, 7);
    journal_save(journal, &gradient, sizeof gradient);
    gradient = 2;
    journal_mark(journal, 7);
    journal_save(journal, &weight, sizeof weight);
    weight = 4;
    assert_true(*(const double *)journal_value_when(journal, &gradient, &weight) == 2);
    for (int i = 3; i < 5; i++) {
        journal_mark(journal, 7);
        journal_save(journal, &gradient, sizeof gradient);
        gradient = i;
    }
    assert_true(*(const double *)journal_value_when(journal, &gradient, &weight) == 2);
    assert_true(*(const double *)journal_value_when(journal, &gradient, &gradient) == 4);
    journal_free(journal);
}

static void undo_and_redo_move_by_whole_groups(void **state)
{
    (void)state;
    struct journal *journal = journal_new(LIMIT);
    int value = 0;
    for (int group = 1; group <= 3; group++) {
        journal_begin_group(journal);
        for (int i = 0; i < group; i++) {
            journal_mark(journal, 1);
            journal_save(journal, &value, sizeof value);
            value = 10 * group + i;
        }
    }
    assert_int_equal(value, 32);
    assert_true(journal_undo(journal));
    assert_int_equal(value, 21);
    assert_true(journal_undo(journal));
    assert_true(journal_undo(journal));
    assert_int_equal(value, 0);
    assert_false(journal_undo(journal));
    assert_true(journal_redo(journal));
    assert_int_equal(value, 10);
    assert_true(journal_redo(journal));
    assert_int_equal(value, 21);
    assert_true(journal_back(journal)); /* in the middle of a group */
    assert_int_equal(value, 20);
    assert_true(journal_undo(journal));
    assert_int_equal(value, 10);
    journal_free(journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(going_back_restores_every_byte),
        cmocka_unit_test(going_forward_again_restores_what_was_undone),
        cmocka_unit_test(something_new_ends_what_could_be_redone),
        cmocka_unit_test(a_moment_saved_twice_goes_back_to_its_start),
        cmocka_unit_test(an_empty_moment_leaves_no_trace),
        cmocka_unit_test(it_owns_the_object_that_is_not_in_its_slot),
        cmocka_unit_test(beyond_its_bound_the_oldest_moments_go_and_are_counted),
        cmocka_unit_test(undo_and_redo_move_by_whole_groups),
        cmocka_unit_test(the_last_change_of_an_address_is_found),
        cmocka_unit_test(the_value_is_found_that_an_address_had_when_another_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
