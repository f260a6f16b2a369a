#include "lang/arithmetic.h"

#include <string.h>

#include "near.h"

static const double numbers[] = {1, 2, 3, 4, 5, 6};

static double apply(enum token_kind token, double left, double right)
{
    return arithmetic_operator(token)->apply(left, right);
}

static void comparisons_give_1_or_0(void **state)
{
    (void)state;
    static const struct {
        enum token_kind token;
        double less, same, more, nan;
    } cases[] = {
        {TOKEN_LESS, 1, 0, 0, 0},    {TOKEN_LESS_EQUAL, 1, 1, 0, 0},    {TOKEN_EQUAL, 0, 1, 0, 0},
        {TOKEN_GREATER, 0, 0, 1, 0}, {TOKEN_GREATER_EQUAL, 0, 1, 1, 0}, {TOKEN_NOT_EQUAL, 1, 0, 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_near(apply(cases[i].token, -1, 2), cases[i].less, 0);
        assert_near(apply(cases[i].token, 2, 2), cases[i].same, 0);
        assert_near(apply(cases[i].token, 3, 2), cases[i].more, 0);
        assert_near(apply(cases[i].token, (double)NAN, 2), cases[i].nan, 0);
    }
}

static void nan_counts_as_false(void **state)
{
    (void)state;
    assert_true(arithmetic_is_true(-0.5));
    assert_true(arithmetic_is_true(HUGE_VAL));
    assert_false(arithmetic_is_true(-0.0));
    assert_false(arithmetic_is_true((double)NAN));
    assert_near(apply(TOKEN_AND, 2, 3), 1, 0);
    assert_near(apply(TOKEN_AND, 2, (double)NAN), 0, 0);
    assert_near(apply(TOKEN_OR, 0, (double)NAN), 0, 0);
    assert_near(apply(TOKEN_OR, 0, -1), 1, 0);
}

static void the_rows_compute_what_their_names_say(void **state)
{
    (void)state;
    assert_near(apply(TOKEN_PLUS, 2, 3), 5, 0);
    assert_near(apply(TOKEN_MINUS, 2, 3), -1, 0);
    assert_near(apply(TOKEN_TIMES, 2, 3), 6, 0);
    assert_near(apply(TOKEN_TIMES_EACH, 2, 3), 6, 0);
    assert_near(apply(TOKEN_DIVIDE, 3, 2), 1.5, 0);
    assert_near(apply(TOKEN_DIVIDE_EACH, 3, 2), 1.5, 0);
    assert_near(apply(TOKEN_POWER, 2, 10), 1024, 0);
    assert_near(apply(TOKEN_POWER_EACH, 2, -1), 0.5, 0);
    assert_null(arithmetic_operator(TOKEN_COMMA));
    assert_null(arithmetic_operator(TOKEN_NOT));
    const double x[] = {3, -4, 0};
    assert_near(arithmetic_function("sum")->reduce(x, 3), -1, 0);
    assert_near(arithmetic_function("mean")->reduce(x, 3), -1.0 / 3, 0);
    assert_near(arithmetic_function("max")->reduce(x, 3), 3, 0);
    assert_near(arithmetic_function("min")->reduce(x, 3), -4, 0);
    assert_near(arithmetic_function("norm")->reduce(x, 3), 5, 0);
    assert_near(arithmetic_function("abs")->each(-4), 4, 0);
    assert_near(arithmetic_function("exp")->each(1), 2.718281828459045, 1e-15);
    assert_near(arithmetic_function("log")->each(10), 2.302585092994046, 1e-15);
    assert_near(arithmetic_function("ln")->each(10), 2.302585092994046, 1e-15);
    assert_near(arithmetic_function("sqrt")->each(2), 1.4142135623730951, 1e-15);
    assert_null(arithmetic_function("su"));
}

static void every_function_is_found_by_its_name_and_does_one_thing(void **state)
{
    (void)state;
    size_t count = 0;
    for (const struct arithmetic_function *f; (f = arithmetic_function_at(count)); count++) {
        assert_ptr_equal(arithmetic_function(f->name), f);
        assert_true(!f->each == !!f->reduce);
        assert_true(strncmp(f->help, f->name, strlen(f->name)) == 0);
        assert_true(!f->join || f->reduce);
    }
    assert_int_equal(count, 10);
}

static void results_of_no_number_are_values(void **state)
{
    (void)state;
    assert_true(isinf(arithmetic_function("log")->each(0)));
    assert_true(isnan(arithmetic_function("log")->each(-1)));
    assert_true(isnan(arithmetic_function("sqrt")->each(-1)));
    assert_true(isnan(apply(TOKEN_DIVIDE, 0, 0)));
    assert_true(isnan(apply(TOKEN_POWER, -8, 1.0 / 3)));
}

static void max_and_min_pass_nan_on(void **state)
{
    (void)state;
    const double x[] = {1, (double)NAN, 3}, y[] = {(double)NAN, 1};
    static const char *const names[] = {"max", "min"};
    for (size_t i = 0; i < 2; i++) {
        const struct arithmetic_function *f = arithmetic_function(names[i]);
        assert_true(isnan(f->reduce(x, 3)));
        assert_true(isnan(f->reduce(y, 2)));
        assert_true(isnan(f->join(1, (double)NAN)));
        assert_true(isnan(f->join((double)NAN, 1)));
    }
}

static void the_norm_neither_overflows_nor_vanishes(void **state)
{
    (void)state;
    double (*norm)(const double *, size_t) = arithmetic_function("norm")->reduce;
    const double large[] = {3e200, -4e200}, small[] = {3e-200, 4e-200}, zero[] = {0, -0.0};
    const double infinite[] = {1, -HUGE_VAL}, bad[] = {(double)NAN, HUGE_VAL};
    assert_near(norm(large, 2) / 1e200, 5, 1e-15);
    assert_near(norm(small, 2) / 1e-200, 5, 1e-15);
    assert_near(norm(zero, 2), 0, 0);
    assert_true(isinf(norm(infinite, 2)) && norm(infinite, 2) > 0);
    assert_true(isnan(norm(bad, 2)));
}

static bool join(struct value *left, struct value right, struct error *error)
{
    return arithmetic_join(left, &right, arithmetic_operator(TOKEN_MINUS)->apply, "-", error);
}

static void assert_value(const struct value *value, int rows, int cols, const double *want)
{
    assert_int_equal(value->rows, rows);
    assert_int_equal(value->cols, cols);
    for (size_t i = 0; i < value_count(value); i++)
        assert_near(value_data(value)[i], want[i], 1e-15);
}

static void a_single_number_goes_with_any_shape(void **state)
{
    (void)state;
    struct value left = value_borrow(numbers, 2, 3);
    assert_true(join(&left, value_scalar(1), NULL));
    assert_value(&left, 2, 3, (const double[]){0, 1, 2, 3, 4, 5});
    value_finish(&left);
    left = value_scalar(1);
    assert_true(join(&left, value_borrow(numbers, 3, 1), NULL));
    assert_value(&left, 3, 1, (const double[]){0, -1, -2});
    value_finish(&left);
}

static void equal_shapes_go_number_by_number(void **state)
{
    (void)state;
    struct value left = value_borrow(numbers + 2, 2, 2);
    assert_true(join(&left, value_borrow(numbers, 2, 2), NULL));
    assert_value(&left, 2, 2, (const double[]){2, 2, 2, 2});
    value_finish(&left);
}

static void a_column_and_a_vector_of_the_same_length_give_a_vector(void **state)
{
    (void)state;
    struct value left = value_borrow(numbers, 3, 1);
    assert_true(join(&left, value_borrow(numbers + 3, 1, 3), NULL));
    assert_value(&left, 1, 3, (const double[]){-3, -3, -3});
    value_finish(&left);
    left = value_borrow(numbers, 1, 3);
    assert_true(join(&left, value_borrow(numbers + 3, 3, 1), NULL));
    assert_value(&left, 1, 3, (const double[]){-3, -3, -3});
    value_finish(&left);
}

static void other_shapes_are_an_error_that_names_both(void **state)
{
    (void)state;
    struct error error = {""};
    struct value left = value_borrow(numbers, 2, 3);
    assert_false(join(&left, value_borrow(numbers, 3, 2), &error));
    assert_string_equal(
        error.text,
        "'-' can't join a 2 x 3 matrix and a 3 x 2 matrix; give both the same shape, or one a single number");
    assert_false(join(&left, value_borrow(numbers, 1, 3), &error));
    assert_string_equal(
        error.text,
        "'-' can't join a 2 x 3 matrix and a vector of 3; give both the same shape, or one a single number");
    assert_ptr_equal(left.data, numbers);
}

static bool product(struct value *left, struct value right, struct error *error)
{
    return arithmetic_product(left, &right, error);
}

static void the_matrix_product_is_the_one_of_the_books(void **state)
{
    (void)state;
    struct value left = value_borrow(numbers, 2, 3);
    assert_true(product(&left, value_borrow(numbers, 3, 2), NULL));
    assert_value(&left, 2, 2, (const double[]){22, 28, 49, 64});
    assert_true(product(&left, value_scalar(2), NULL));
    assert_value(&left, 2, 2, (const double[]){44, 56, 98, 128});
    value_finish(&left);
    left = value_borrow(numbers, 1, 2);
    assert_true(product(&left, value_borrow(numbers, 2, 3), NULL));
    assert_value(&left, 1, 3, (const double[]){9, 12, 15});
    value_finish(&left);
    left = value_borrow(numbers, 3, 1);
    assert_true(product(&left, value_borrow(numbers, 1, 3), NULL));
    assert_value(&left, 3, 3, (const double[]){1, 2, 3, 2, 4, 6, 3, 6, 9});
    value_finish(&left);
}

static void a_vector_right_of_a_matrix_stands_as_a_column(void **state)
{
    (void)state;
    struct value left = value_borrow(numbers, 2, 3);
    assert_true(product(&left, value_borrow(numbers, 1, 3), NULL));
    assert_value(&left, 1, 2, (const double[]){14, 32});
    value_finish(&left);
    left = value_borrow(numbers, 1, 3);
    assert_true(product(&left, value_borrow(numbers, 1, 3), NULL));
    assert_value(&left, 1, 1, (const double[]){14});
    assert_true(value_is_scalar(&left));
    left = value_borrow(numbers, 2, 3);
    assert_true(product(&left, value_borrow(numbers, 3, 1), NULL));
    assert_value(&left, 2, 1, (const double[]){14, 32});
    value_finish(&left);
}

static void shapes_that_do_not_multiply_are_an_error_that_names_both(void **state)
{
    (void)state;
    struct error error = {""};
    struct value left = value_borrow(numbers, 2, 3);
    assert_false(product(&left, value_borrow(numbers, 2, 3), &error));
    assert_string_equal(error.text,
                        "'*' can't multiply a 2 x 3 matrix by a 2 x 3 matrix; the right one needs 3 rows, or "
                        "3 numbers as a vector");
    assert_false(product(&left, value_borrow(numbers, 1, 2), &error));
    assert_string_equal(error.text,
                        "'*' can't multiply a 2 x 3 matrix by a vector of 2; the right one needs 3 rows, or 3 "
                        "numbers as a vector");
    assert_ptr_equal(left.data, numbers);
}

static void a_product_that_is_too_large_is_refused(void **state)
{
    (void)state;
    struct error error = {""};
    struct value left, right;
    value_new(&left, 5000, 1);
    value_new(&right, 1, 5000);
    assert_false(arithmetic_product(&left, &right, &error));
    assert_string_equal(error.text, "a 5000 x 5000 matrix is too large; at most 16777216 numbers fit");
    value_finish(&left);
    value_finish(&right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparisons_give_1_or_0),
        cmocka_unit_test(nan_counts_as_false),
        cmocka_unit_test(the_rows_compute_what_their_names_say),
        cmocka_unit_test(every_function_is_found_by_its_name_and_does_one_thing),
        cmocka_unit_test(results_of_no_number_are_values),
        cmocka_unit_test(max_and_min_pass_nan_on),
        cmocka_unit_test(the_norm_neither_overflows_nor_vanishes),
        cmocka_unit_test(a_single_number_goes_with_any_shape),
        cmocka_unit_test(equal_shapes_go_number_by_number),
        cmocka_unit_test(a_column_and_a_vector_of_the_same_length_give_a_vector),
        cmocka_unit_test(other_shapes_are_an_error_that_names_both),
        cmocka_unit_test(the_matrix_product_is_the_one_of_the_books),
        cmocka_unit_test(a_vector_right_of_a_matrix_stands_as_a_column),
        cmocka_unit_test(shapes_that_do_not_multiply_are_an_error_that_names_both),
        cmocka_unit_test(a_product_that_is_too_large_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
