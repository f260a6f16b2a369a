#include "lang/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "near.h"

static void assert_number(double number, int precision, const char *want)
{
    struct buffer out = BUFFER_EMPTY;
    number_print(&out, number, precision);
    assert_string_equal(buffer_text(&out), want);
    buffer_finish(&out);
}

static void numbers_print_with_as_few_digits_as_needed(void **state)
{
    (void)state;
    assert_number(0.5, 6, "0.5");
    assert_number(-3, 6, "-3");
    assert_number(1.0 / 3, 6, "0.333333");
    assert_number(2.0 / 3, 1, "0.7");
    assert_number(1234567, 6, "1.23457e+06");
    assert_number(1234567, 7, "1234567");
    assert_number(1e-7, 6, "1e-07");
    assert_number(0.1, 17, "0.1");
    assert_number(0.1 + 0.2, 15, "0.3");
    assert_number(0.1 + 0.2, 16, "0.3");
    assert_number(0.1 + 0.2, 17, "0.30000000000000004");
    assert_number(1.7976931348623157e308, 17, "1.7976931348623157e+308");
}

static void both_zeros_print_as_0_and_what_is_no_number_by_name(void **state)
{
    (void)state;
    assert_number(0, 6, "0");
    assert_number(-0.0, 17, "0");
    assert_number(HUGE_VAL, 6, "inf");
    assert_number(-HUGE_VAL, 17, "-inf");
    assert_number((double)NAN, 6, "nan");
    assert_number(-(double)NAN, 17, "nan");
}

static void with_17_digits_every_number_is_read_back_exactly(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 17);
    struct buffer out = BUFFER_EMPTY;
    for (int i = 0; i < 20000; i++) {
        union {
            uint64_t bits;
            double number;
        } x = {.bits = random_bits(&random)};
        if (!isfinite(x.number))
            continue;
        buffer_clear(&out);
        number_print(&out, x.number, VALUE_DIGITS_MAX);
        assert_true(strtod(buffer_text(&out), NULL) == x.number);
    }
    buffer_finish(&out);
}

static void assert_prints(const struct value *value, const char *want)
{
    struct buffer out = BUFFER_EMPTY;
    value_print(&out, value, 6);
    assert_string_equal(buffer_text(&out), want);
    buffer_finish(&out);
}

static void values_print_as_they_are_typed(void **state)
{
    (void)state;
    const double numbers[] = {0.5, -1, 2, 1e9};
    struct value scalar = value_scalar(0.25), vector = value_borrow(numbers, 1, 3);
    struct value matrix = value_borrow(numbers, 2, 2), column = value_borrow(numbers, 3, 1);
    assert_prints(&scalar, "0.25");
    assert_prints(&vector, "[0.5 -1 2]");
    assert_prints(&matrix, "[0.5 -1; 2 1e+09]");
    assert_prints(&column, "[0.5; -1; 2]");
}

static void assert_rows(const struct value *value, struct value_limits limits, const char *want)
{
    struct buffer out = BUFFER_EMPTY;
    value_print_rows(&out, value, 4, limits);
    assert_string_equal(buffer_text(&out), want);
    buffer_finish(&out);
}

static void rows_align_the_decimal_points(void **state)
{
    (void)state;
    const double numbers[] = {0.15, -20.5, 3, 0.2535, (double)NAN, -HUGE_VAL};
    struct value matrix = value_borrow(numbers, 2, 3), column = value_borrow(numbers, 3, 1);
    struct value vector = value_borrow(numbers, 1, 3), scalar = value_scalar(7);
    struct value_limits none = {0};
    assert_rows(&matrix, none,
                "[0.15    -20.5     3\n"
                " 0.2535  nan    -inf]");
    assert_rows(&column, none,
                "[  0.15\n"
                " -20.5 \n"
                "   3   ]");
    assert_rows(&vector, none, "[0.15  -20.5  3]");
    assert_rows(&scalar, none, "7");
}

static void rows_leave_out_the_middle_beyond_their_limits(void **state)
{
    (void)state;
    struct value matrix;
    double *numbers = value_new(&matrix, 5, 5);
    for (int i = 0; i < 25; i++)
        numbers[i] = i;
    assert_rows(&matrix, (struct value_limits){.rows = 3, .cols = 2},
                "[ 0  ...   4\n"
                "  5  ...   9\n"
                " ...\n"
                " 20  ...  24]");
    assert_rows(&matrix, (struct value_limits){.rows = 1, .cols = 1},
                "[0  ...\n"
                " ...]");
    assert_rows(&matrix, (struct value_limits){.rows = 5, .cols = 5, .width = 20},
                "[ 0   1   2   3   4\n"
                "  5   6   7   8   9\n"
                " 10  11  12  13  14\n"
                " 15  16  17  18  19\n"
                " 20  21  22  23  24]");
    assert_rows(&matrix, (struct value_limits){.rows = 2, .width = 19},
                "[ 0   1  ...   4\n"
                " ...\n"
                " 20  21  ...  24]");
    assert_rows(&matrix, (struct value_limits){.rows = 1, .width = 1},
                "[0  ...\n"
                " ...]");
    value_finish(&matrix);
}

static void no_line_is_wider_than_its_limit(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 3);
    struct buffer out = BUFFER_EMPTY;
    for (int width = 20; width < 120; width++) {
        struct value vector;
        double *numbers = value_new(&vector, 1, 40);
        for (int i = 0; i < 40; i++)
            numbers[i] = random_normal(&random);
        buffer_clear(&out);
        value_print_rows(&out, &vector, 4, (struct value_limits){.width = width});
        assert_true(out.length <= (size_t)width);
        assert_true(out.length + 12 > (size_t)width); /* a further number wouldn't fit */
        value_finish(&vector);
    }
    buffer_finish(&out);
}

static void a_borrowed_value_becomes_a_copy_when_it_is_to_own_its_numbers(void **state)
{
    (void)state;
    double numbers[] = {1, 2, 3, 4};
    struct value value = value_borrow(numbers, 2, 2);
    assert_ptr_equal(value_data(&value), numbers);
    value_own(&value);
    assert_ptr_not_equal(value_data(&value), numbers);
    numbers[3] = 40;
    assert_near(value_at(&value, 1, 1), 4, 0);
    assert_near(value_at(&value, 0, 1), 2, 0);
    const double *owned = value_data(&value);
    value_own(&value);
    assert_ptr_equal(value_data(&value), owned);
    value_finish(&value);
    assert_true(value_is_scalar(&value));
    value_finish(&value);
}

static void a_scalar_is_read_like_a_matrix(void **state)
{
    (void)state;
    double number = 5;
    struct value value = value_borrow(&number, 1, 1);
    number = 6;
    assert_true(value_is_scalar(&value));
    assert_near(value_data(&value)[0], 5, 0);
    assert_int_equal(value_count(&value), 1);
    *value_new(&value, 1, 1) = 8;
    assert_near(value_at(&value, 0, 0), 8, 0);
    assert_null(value.owned);
}

static void a_value_is_bounded(void **state)
{
    (void)state;
    struct error error = {""};
    assert_true(value_fits(4096, 4096, &error));
    assert_string_equal(error.text, "");
    assert_false(value_fits(4096, 4097, &error));
    assert_string_equal(error.text, "a 4096 x 4097 matrix is too large; at most 16777216 numbers fit");
    assert_false(value_fits(INT32_MAX, INT32_MAX, NULL));
}

static void shapes_have_words(void **state)
{
    (void)state;
    const double numbers[] = {1, 2, 3, 4, 5, 6};
    char shape[VALUE_SHAPE_SIZE];
    struct value scalar = value_scalar(1), vector = value_borrow(numbers, 1, 6),
                 matrix = value_borrow(numbers, 3, 2);
    assert_string_equal(value_shape(&scalar, shape), "a single number");
    assert_string_equal(value_shape(&vector, shape), "a vector of 6");
    assert_string_equal(value_shape(&matrix, shape), "a 3 x 2 matrix");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_print_with_as_few_digits_as_needed),
        cmocka_unit_test(both_zeros_print_as_0_and_what_is_no_number_by_name),
        cmocka_unit_test(with_17_digits_every_number_is_read_back_exactly),
        cmocka_unit_test(values_print_as_they_are_typed),
        cmocka_unit_test(rows_align_the_decimal_points),
        cmocka_unit_test(rows_leave_out_the_middle_beyond_their_limits),
        cmocka_unit_test(no_line_is_wider_than_its_limit),
        cmocka_unit_test(a_borrowed_value_becomes_a_copy_when_it_is_to_own_its_numbers),
        cmocka_unit_test(a_scalar_is_read_like_a_matrix),
        cmocka_unit_test(a_value_is_bounded),
        cmocka_unit_test(shapes_have_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
