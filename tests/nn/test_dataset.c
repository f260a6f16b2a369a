#include "nn/dataset.h"

#include <string.h>

#include "near.h"

static struct dataset *new_set(int inputs, int outputs)
{
    struct error error;
    struct dataset *dataset = dataset_new("mine", inputs, outputs, &error);
    if (!dataset)
        fail_msg("%s", error.text);
    return dataset;
}

static void samples_come_back_as_they_were_added(void **state)
{
    (void)state;
    struct dataset *dataset = new_set(2, 1);
    assert_string_equal(dataset->name, "mine");
    assert_int_equal(dataset->count, 0);
    for (int i = 0; i < 1000; i++)
        assert_true(dataset_add(dataset, (double[]){i, -i}, (double[]){i / 2.0}, NULL));
    assert_int_equal(dataset->count, 1000);
    for (int i = 0; i < 1000; i++) {
        assert_true(dataset_x(dataset, (size_t)i)[0] == i && dataset_x(dataset, (size_t)i)[1] == -i);
        assert_true(dataset_y(dataset, (size_t)i)[0] == i / 2.0);
    }
    dataset_free(dataset);
    dataset_free(NULL);
}

static void an_old_count_takes_samples_away_and_the_newer_brings_them_back(void **state)
{
    (void)state;
    struct dataset *dataset = new_set(1, 1);
    for (int i = 0; i < 40; i++)
        assert_true(dataset_add(dataset, (double[]){i}, (double[]){2.0 * i}, NULL));
    dataset->count = 10;
    dataset->count = 40;
    assert_true(dataset_x(dataset, 39)[0] == 39 && dataset_y(dataset, 39)[0] == 78);
    dataset->count = 10;
    assert_true(dataset_add(dataset, (double[]){-5}, (double[]){-6}, NULL));
    assert_true(dataset->count == 11 && dataset_x(dataset, 10)[0] == -5 && dataset_x(dataset, 9)[0] == 9);
    dataset_free(dataset);
}

static void a_copy_shares_nothing(void **state)
{
    (void)state;
    struct dataset *dataset = new_set(1, 2);
    dataset_set_classes(dataset, 2, (const char *const[]){"cat", "dog"});
    assert_true(dataset_add(dataset, (double[]){3}, (double[]){0, 1}, NULL));
    struct dataset *copy = dataset_copy(dataset);
    dataset->x[0] = 4;
    dataset->y[0] = 9;
    dataset->class_name[0][0] = 'r';
    assert_true(dataset_add(copy, (double[]){5}, (double[]){1, 0}, NULL));
    dataset_free(dataset);
    assert_true(copy->count == 2 && dataset_x(copy, 0)[0] == 3 && dataset_y(copy, 0)[0] == 0);
    assert_string_equal(copy->class_name[0], "cat");
    assert_string_equal(copy->class_name[1], "dog");
    dataset_free(copy);
    struct dataset *empty = new_set(1, 1);
    assert_true(dataset_add(empty, (double[]){1}, (double[]){1}, NULL));
    empty->count = 0;
    struct dataset *second = dataset_copy(empty);
    dataset_free(empty);
    assert_true(dataset_add(second, (double[]){5}, (double[]){1}, NULL));
    dataset_free(second);
}

static void samples_with_no_ordinary_number_are_refused_and_change_nothing(void **state)
{
    (void)state;
    struct dataset *dataset = new_set(2, 1);
    struct error error;
    assert_false(dataset_add(dataset, (double[]){0, (double)NAN}, (double[]){1}, &error));
    assert_string_equal(error.text, "x[2] is nan, but a sample holds ordinary numbers only");
    assert_false(dataset_add(dataset, (double[]){0, 1}, (double[]){-(double)INFINITY}, &error));
    assert_string_equal(error.text, "y[1] is -inf, but a sample holds ordinary numbers only");
    assert_int_equal(dataset->count, 0);
    dataset_free(dataset);
}

static void the_bounds_hold(void **state)
{
    (void)state;
    struct error error;
    assert_null(dataset_new("", 0, 1, &error));
    assert_string_equal(error.text, "a sample needs 1 to 4096 inputs and 1 to 4096 outputs, not 0 and 1");
    assert_null(dataset_new("", 1, 4097, &error));
    assert_string_equal(error.text, "a sample needs 1 to 4096 inputs and 1 to 4096 outputs, not 1 and 4097");
    struct dataset *wide = new_set(4096, 4096);
    static double x[4096], y[4096];
    size_t limit = DATASET_NUMBERS_MAX / 8192;
    while (wide->count < limit)
        assert_true(dataset_add(wide, x, y, NULL));
    assert_false(dataset_add(wide, x, y, &error));
    assert_string_equal(error.text,
                        "the data set is full: it holds 2048 samples of 4096 inputs and 4096 outputs; "
                        "start a new one with 'data clear'");
    assert_true(wide->count == limit && wide->capacity == limit);
    dataset_free(wide);
}

static void a_class_is_read_from_one_output_or_the_largest(void **state)
{
    (void)state;
    struct dataset *binary = new_set(1, 1), *three = new_set(1, 3);
    dataset_set_classes(binary, 2, NULL);
    dataset_set_classes(three, 3, (const char *const[]){"a", "b", "c"});
    assert_null(binary->class_name);
    assert_string_equal(three->class_name[2], "c");
    assert_int_equal(dataset_class(binary, (double[]){0.5}), 0);
    assert_int_equal(dataset_class(binary, (double[]){0.51}), 1);
    assert_int_equal(dataset_class(three, (double[]){0.2, 0.5, 0.3}), 1);
    assert_int_equal(dataset_class(three, (double[]){0.4, 0.2, 0.4}), 0);
    dataset_set_classes(three, 0, NULL);
    assert_true(three->classes == 0 && three->class_name == NULL);
    dataset_free(binary);
    dataset_free(three);
}

static void a_long_name_is_cut_at_a_character(void **state)
{
    (void)state;
    char name[200];
    size_t length = 0;
    while (length < 120) { /* 3 bytes each: 63 = 21 x 3 fit, and one byte before them moves the cut */
        memcpy(name + length, "가", 3);
        length += 3;
    }
    name[length] = '\0';
    name[0] = name[1] = name[2] = 'x';
    struct dataset *dataset = dataset_new(name + 2, 1, 1, NULL);
    assert_int_equal(strlen(dataset->name), 61);
    assert_memory_equal(dataset->name, name + 2, 61);
    dataset_free(dataset);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_come_back_as_they_were_added),
        cmocka_unit_test(an_old_count_takes_samples_away_and_the_newer_brings_them_back),
        cmocka_unit_test(a_copy_shares_nothing),
        cmocka_unit_test(samples_with_no_ordinary_number_are_refused_and_change_nothing),
        cmocka_unit_test(the_bounds_hold),
        cmocka_unit_test(a_class_is_read_from_one_output_or_the_largest),
        cmocka_unit_test(a_long_name_is_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
