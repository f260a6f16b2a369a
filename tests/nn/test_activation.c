#include "nn/activation.h"

#include "nn/formula.h"
#include "nn/reference.h"

static const struct activation *find(const char *name)
{
    struct error error;
    const struct activation *row = activation_find(name, strlen(name), &error);
    if (!row)
        fail_msg("%s", error.text);
    return row;
}

static bool parse(const char *text, const struct activation **row, double *param, struct error *error)
{
    *error = (struct error){""};
    return activation_parse(text, strlen(text), row, param, error);
}

static void assert_refused(const char *text, const char *message)
{
    const struct activation *before = activation_at(0), *row = before;
    double param = 42;
    struct error error;
    assert_false(parse(text, &row, &param, &error));
    assert_string_equal(error.text, message);
    assert_ptr_equal(row, before);
    assert_true(param == 42);
}

/* To so many units in the last place, or in the last places of the subnormal numbers, where exp and erfc
 * themselves have few digits left. */
static bool is_right(double got, double want, double units)
{
    return ulps(got, want) <= units || fabs(got - want) < 1e-305;
}

static void values_and_slopes_are_right_to_the_last_digits(void **state)
{
    (void)state;
    struct reference line;
    reference_open(&line, "nn/activation.txt");
    while (reference_next(&line)) {
        const struct activation *row = find(line.name);
        double param = line.number[0], z = line.number[1], want = line.number[2], want_slope = line.number[3];
        double a = row->f(z, param), slope = row->df(z, a, param);
        if (!is_right(a, want, 4))
            fail_msg("%s(%.17g) is %.17g, not %.17g", row->name, z, a, want);
        bool cancels = fabs(z) < 2; /* at -0.75 in gelu', at -1.28 in silu' */
        if (!is_right(slope, want_slope, 6) && !(cancels && fabs(slope - want_slope) <= 1e-16))
            fail_msg("slope of %s at %.17g is %.17g, not %.17g", row->name, z, slope, want_slope);
    }
}

static void every_row_has_reference_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *row = activation_at(i);
        struct reference line;
        size_t standard_lines = 0;
        reference_open(&line, "nn/activation.txt");
        while (reference_next(&line))
            standard_lines += strcmp(line.name, row->name) == 0 && line.number[0] == row->param_default;
        assert_true(standard_lines > 50 || row->is_maxout);
    }
}

static void no_finite_z_overflows(void **state)
{
    (void)state;
    const double sizes[] = {0, 5e-324, 1, 700, 710, 745, 800, 1000, 1e5, 1e100, 1e200, 1e300};
    for (size_t i = 0; i < activation_count(); i++)
        for (size_t k = 0; k < 2 * sizeof sizes / sizeof *sizes; k++) {
            const struct activation *row = activation_at(i);
            double z = k % 2 ? -sizes[k / 2] : sizes[k / 2];
            if (row->is_maxout)
                continue;
            double a = row->f(z, row->param_default);
            assert_true(isfinite(a) && isfinite(row->df(z, a, row->param_default)));
            assert_true(isnan(row->f((double)NAN, row->param_default)));
        }
    assert_true(find("sigmoid")->f(800, 0) == 1 && find("sigmoid")->f(-800, 0) == 0);
    assert_true(find("tanh")->f(800, 0) == 1 && find("tanh")->f(-800, 0) == -1);
    assert_true(find("softplus")->f(1000, 0) == 1000 && find("softplus")->f(-1000, 0) == 0);
}

static void slopes_agree_with_central_differences(void **state)
{
    (void)state;
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *row = activation_at(i);
        double params[] = {row->param_default, row->param_name ? 0.75 : 0}, h = 1e-5;
        for (int k = 0; k < 2 * 401 && !row->is_maxout; k++) {
            double param = params[k % 2], z = -8 + 0.04 * (k / 2) + 0.001; /* -8 to 8, 0 missed by 0.001 */
            double slope = row->df(z, row->f(z, param), param);
            assert_near(slope, (row->f(z + h, param) - row->f(z - h, param)) / (2 * h), 2e-10);
        }
    }
}

static void formulas_say_what_the_functions_do(void **state)
{
    (void)state;
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *row = activation_at(i);
        for (int k = 0; k <= 100 && !row->is_maxout; k++) {
            double param = k % 2 && row->param_name ? 0.75 : row->param_default, z = (k - 50) / 8.0;
            double a = row->f(z, param);
            struct variable variables[] = {
                {"z", z}, {"a", a}, {row->param_name ? row->param_name : "none", param}, {NULL, 0}};
            assert_near(formula_value(row->formula, variables), a, 1e-14);
            assert_near(formula_value(row->derivative_formula, variables), row->df(z, a, param), 1e-14);
        }
    }
}

/* f or f' on the two sides of z. */
static bool jumps_at(const struct activation *row, double z, double param)
{
    double left = row->f(z - 1e-9, param), right = row->f(z + 1e-9, param);
    double slope = row->df(z - 1e-9, left, param), right_slope = row->df(z + 1e-9, right, param);
    return fabs(right - left) > 1e-6 || fabs(right_slope - slope) > 1e-6;
}

static void kinks_are_where_the_rows_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *row = activation_at(i);
        double param = row->param_name ? 0.75 : 0; /* elu is smooth with alpha 1 */
        for (int k = -40; k <= 40 && !row->is_maxout; k++)
            assert_int_equal(jumps_at(row, k / 8.0, param), k / 8.0 == row->kink);
    }
    assert_true(find("relu")->df(0, 0, 0) == 0);
    assert_true(find("leaky_relu")->df(0, 0, 0.2) == 0.2);
    assert_true(find("elu")->df(0, 0, 2) == 2);
    assert_true(find("step")->f(0, 0) == 0 && find("step")->f(5e-324, 0) == 1);
}

static void negative_zero_is_zero(void **state)
{
    (void)state;
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *row = activation_at(i);
        if (row->is_maxout)
            continue;
        double a = row->f(-0.0, row->param_default), b = row->f(0, row->param_default);
        assert_true(a == b && row->df(-0.0, a, row->param_default) == row->df(0, b, row->param_default));
    }
    assert_true(signbit(find("tanh")->f(-0.0, 0)) && !signbit(find("relu")->f(-0.0, 0)));
}

/* A value that should be the least or greatest that the row gives, met on a fine grid; or none. */
static void assert_bound(double bound, double met, double sign)
{
    if (isinf(bound)) {
        assert_true(sign * bound > 0 && sign * met > 3);
    } else {
        assert_true(sign * met <= sign * bound);
        assert_near(met, bound, 1e-6);
    }
}

static void ranges_are_what_the_functions_give(void **state)
{
    (void)state;
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *row = activation_at(i);
        double low = (double)INFINITY, high = -(double)INFINITY;
        for (int k = -40000; k <= 40000 && !row->is_maxout; k++) {
            double a = row->f(k / 1000.0, row->param_default);
            low = a < low ? a : low;
            high = a > high ? a : high;
        }
        if (!row->is_maxout) {
            assert_bound(row->low, low, -1);
            assert_bound(row->high, high, 1);
        }
    }
}

static double steepness(const struct activation *row, double z)
{
    return fabs(row->df(z, row->f(z, row->param_default), row->param_default));
}

static void saturation_starts_where_the_rows_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *row = activation_at(i);
        bool below = isfinite(row->saturates_below), above = isfinite(row->saturates_above);
        double low = below ? row->saturates_below : 0, high = above ? row->saturates_above : 0;
        for (int k = 0; k <= 4000 && !row->is_maxout; k++) {
            assert_int_equal(steepness(row, low - 1e-9 - k / 100.0) < 0.05, below);
            assert_int_equal(steepness(row, high + 1e-9 + k / 100.0) < 0.05, above);
        }
        assert_true(!below || row->never_learns || steepness(row, low + 1e-9) >= 0.05);
        assert_true(!above || row->never_learns || steepness(row, high - 1e-9) >= 0.05);
    }
}

static void every_row_is_complete(void **state)
{
    (void)state;
    assert_int_equal(activation_count(), 12);
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *row = activation_at(i);
        assert_true(row->name && row->symbol && row->title && row->formula && row->derivative_formula);
        assert_true(strlen(row->note) > 40);
        for (const char *c = row->symbol_ascii; *c; c++)
            assert_true(*c > ' ' && *c < 127);
        assert_ptr_equal(find(row->name), row);
        assert_int_equal(!row->f, row->is_maxout);
        assert_int_equal(!row->df, row->is_maxout);
        assert_true(row->param_min <= row->param_default && row->param_default <= row->param_max);
        assert_int_equal(row->param_name != NULL, row->param_min < row->param_max);
        assert_int_equal(row->is_probability, row->low == 0 && row->high == 1 && !row->never_learns);
        assert_int_equal(row->bce_is_fused, strcmp(row->name, "sigmoid") == 0);
    }
}

static void every_row_is_parsed_with_and_without_its_parameter(void **state)
{
    (void)state;
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *row = activation_at(i), *found;
        double param;
        struct error error;
        char text[64];
        assert_true(parse(row->name, &found, &param, &error));
        assert_ptr_equal(found, row);
        assert_true(param == row->param_default);
        snprintf(text, sizeof text, "%s:3", row->name);
        assert_int_equal(parse(text, &found, &param, &error), row->param_name != NULL);
        assert_true(!row->param_name || param == 3);
        double outside[] = {row->param_min - 1, row->param_max + 1};
        for (int k = 0; k < 2; k++) {
            snprintf(text, sizeof text, "%s:%.17g", row->name, outside[k]);
            assert_false(parse(text, &found, &param, &error));
            assert_non_null(strstr(error.text, row->name));
        }
    }
}

static void names_may_be_abbreviated(void **state)
{
    (void)state;
    const struct activation *row;
    double param;
    struct error error;
    assert_true(parse("leaky:0.2", &row, &param, &error));
    assert_string_equal(row->name, "leaky_relu");
    assert_true(param == 0.2);
    assert_true(parse("leaky_relu:-1e1", &row, &param, &error) && param == -10);
    assert_true(parse("max:16", &row, &param, &error) && param == 16 && row->is_maxout);
    assert_true(activation_parse("elu:2:", 5, &row, &param, &error) && param == 2); /* needs no closing 0 */
    assert_ptr_equal(activation_find("tanhx", 4, &error), find("tanh"));
}

static void bad_parameters_are_refused_with_what_to_write(void **state)
{
    (void)state;
    assert_refused("leaky_relu:abc", "the s of leaky_relu must be a number from -10 to 10, not 'abc'; for "
                                     "instance 'leaky_relu:0.1'");
    assert_refused("leaky_relu:nan", "the s of leaky_relu must be a number from -10 to 10, not 'nan'; for "
                                     "instance 'leaky_relu:0.1'");
    assert_refused("leaky_relu:11", "the s of leaky_relu must be a number from -10 to 10, not '11'; for "
                                    "instance 'leaky_relu:0.1'");
    assert_refused("elu:0", "the alpha of elu must be a number from 0.001 to 1000, not '0'; for instance "
                            "'elu:1'");
    assert_refused("elu:", "the alpha of elu must be a number from 0.001 to 1000, not ''; for instance "
                           "'elu:1'");
    assert_refused("tanh:3", "tanh takes no number after its name; write 'tanh', not 'tanh:3'");
    assert_refused("maxout:1", "the P of maxout must be a whole number from 2 to 16, not '1'; for instance "
                               "'maxout:2'");
    assert_refused("maxout:2.5", "the P of maxout must be a whole number from 2 to 16, not '2.5'; for "
                                 "instance 'maxout:2'");
    assert_refused("maxout:17", "the P of maxout must be a whole number from 2 to 16, not '17'; for instance "
                                "'maxout:2'");
    assert_refused("relux", "no activation is called 'relux'; did you mean 'relu'?");
    assert_refused("s:1", "'s' could be any of these: sigmoid, softplus, step, selu, silu");
}

static void softmax_is_refused_with_the_reason(void **state)
{
    (void)state;
    const char *message = "softmax is no activation function, because each of its outputs needs every z of the "
                          "layer; use 'head softmax' behind the last layer";
    assert_refused("softmax", message);
    assert_refused("softm", message);
    assert_refused("softmax:2", message);
    struct error error;
    assert_null(activation_find("softmax", 7, &error));
    assert_string_equal(error.text, message);
    assert_null(activation_find("softmax", 7, NULL));
    assert_string_equal(activation_find("soft", 4, &error)->name, "softplus");
    assert_null(activation_find("softmaxx", 8, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_and_slopes_are_right_to_the_last_digits),
        cmocka_unit_test(every_row_has_reference_numbers),
        cmocka_unit_test(no_finite_z_overflows),
        cmocka_unit_test(slopes_agree_with_central_differences),
        cmocka_unit_test(formulas_say_what_the_functions_do),
        cmocka_unit_test(kinks_are_where_the_rows_say),
        cmocka_unit_test(negative_zero_is_zero),
        cmocka_unit_test(ranges_are_what_the_functions_give),
        cmocka_unit_test(saturation_starts_where_the_rows_say),
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(every_row_is_parsed_with_and_without_its_parameter),
        cmocka_unit_test(names_may_be_abbreviated),
        cmocka_unit_test(bad_parameters_are_refused_with_what_to_write),
        cmocka_unit_test(softmax_is_refused_with_the_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
