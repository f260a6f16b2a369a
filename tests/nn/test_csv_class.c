#include "near.h"

#include <string.h>

#include "nn/csv_class.h"

static struct csv_field field(const char *text)
{
    return (struct csv_field){.text = text, .length = strlen(text)};
}

static bool add(struct csv_classes *classes, const char *text)
{
    struct csv_field it = field(text);
    return csv_classes_add(classes, &it);
}

static int find(struct csv_classes *classes, const char *text)
{
    struct csv_field it = field(text);
    return csv_classes_find(classes, &it);
}

static void assert_name(const struct csv_classes *classes, size_t i, const char *name)
{
    struct buffer text = BUFFER_EMPTY;
    csv_classes_name(classes, i, &text);
    assert_string_equal(buffer_text(&text), name);
    buffer_finish(&text);
}

static void names_are_ordered_by_their_bytes_and_kept_once(void **state)
{
    (void)state;
    struct csv_classes classes;
    csv_classes_init(&classes, false, '.');
    static const char *const names[] = {"b", "10", "é", "a", "9", "B", "b", "ab"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_true(add(&classes, names[i]));
    static const char *const want[] = {"10", "9", "B", "a", "ab", "b", "é"};
    assert_int_equal(classes.count, 7);
    for (size_t i = 0; i < 7; i++) {
        assert_name(&classes, i, want[i]);
        assert_int_equal(find(&classes, want[i]), i);
    }
    assert_int_equal(find(&classes, "c"), -1);
    assert_false(add(&classes, ""));
    csv_classes_finish(&classes);
}

static void numbers_are_ordered_by_size_however_they_are_written(void **state)
{
    (void)state;
    struct csv_classes classes;
    csv_classes_init(&classes, true, '.');
    static const char *const numbers[] = {"10", "9", "-1", "1e1", "9.0", "0", "-0", "0.5"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_true(add(&classes, numbers[i]));
    static const char *const want[] = {"-1", "0", "0.5", "9", "10"};
    assert_int_equal(classes.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_name(&classes, i, want[i]);
    assert_int_equal(find(&classes, "+10.00"), 4);
    csv_classes_finish(&classes);
}

static void what_is_no_finite_number_is_no_class_of_numbers(void **state)
{
    (void)state;
    struct csv_classes classes;
    csv_classes_init(&classes, true, ',');
    assert_true(add(&classes, "1,5"));
    assert_false(add(&classes, "1.5"));
    assert_false(add(&classes, "cat"));
    assert_false(add(&classes, "1e400"));
    assert_int_equal(classes.count, 1);
    assert_int_equal(find(&classes, "cat"), -1);
    csv_classes_finish(&classes);
}

static void minus_0_is_called_0(void **state)
{
    (void)state;
    struct csv_classes classes;
    csv_classes_init(&classes, true, '.');
    assert_true(add(&classes, "-0"));
    assert_name(&classes, 0, "0");
    csv_classes_finish(&classes);
}

static void doubled_quotes_are_one(void **state)
{
    (void)state;
    struct csv_classes classes;
    csv_classes_init(&classes, false, '.');
    struct csv_field quoted = {.text = "say \"\"hi\"\"", .length = 10, .is_quoted = true, .has_doubled = true};
    assert_true(csv_classes_add(&classes, &quoted));
    assert_int_equal(find(&classes, "say \"hi\""), 0);
    csv_classes_finish(&classes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_ordered_by_their_bytes_and_kept_once),
        cmocka_unit_test(numbers_are_ordered_by_size_however_they_are_written),
        cmocka_unit_test(what_is_no_finite_number_is_no_class_of_numbers),
        cmocka_unit_test(minus_0_is_called_0),
        cmocka_unit_test(doubled_quotes_are_one),
    };
    return cmocka_run_group_tests_name("csv_class", tests, NULL, NULL);
}
