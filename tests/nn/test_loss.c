#include "nn/loss.h"

#include "nn/formula.h"
#include "nn/reference.h"

static const struct loss *find(const char *name)
{
    struct error error;
    const struct loss *row = loss_find(name, strlen(name), &error);
    if (!row)
        fail_msg("%s", error.text);
    return row;
}

static const struct activation *activation(const char *name)
{
    const struct activation *row = activation_find(name, strlen(name), NULL);
    assert_non_null(row);
    return row;
}

static bool parse(const char *text, const struct loss **row, double *param, struct error *error)
{
    *error = (struct error){""};
    return loss_parse(text, strlen(text), row, param, error);
}

static void assert_refused(const char *text, const char *message)
{
    const struct loss *before = loss_at(0), *row = before;
    double param = 42;
    struct error error;
    assert_false(parse(text, &row, &param, &error));
    assert_string_equal(error.text, message);
    assert_ptr_equal(row, before);
    assert_true(param == 42);
}

static void terms_and_slopes_are_right_to_the_last_digits(void **state)
{
    (void)state;
    struct reference line;
    reference_open(&line, "nn/loss.txt");
    while (reference_next(&line)) {
        double *n = line.number, value, slope = 0;
        if (strcmp(line.name, "fused_bce") == 0) {
            value = find("bce")->fused_term(n[1], n[2]);
        } else {
            value = find(line.name)->term(n[1], n[2], n[0]);
            slope = find(line.name)->dterm(n[1], n[2], n[0]);
        }
        if (!(ulps(value, n[3]) <= 4) || !(ulps(slope, n[4]) <= 4))
            fail_msg("%s(%.17g, %.17g) is %.17g, slope %.17g; not %.17g, %.17g", line.name, n[1], n[2], value,
                     slope, n[3], n[4]);
    }
}

static void every_row_has_reference_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < loss_count(); i++) {
        struct reference line;
        size_t lines = 0;
        reference_open(&line, "nn/loss.txt");
        while (reference_next(&line))
            lines += strcmp(line.name, loss_at(i)->name) == 0;
        assert_true(lines >= 20);
    }
}

/* A prediction and a target that the row takes, for k = 0, 1, ...; none at a kink. */
static void sample(const struct loss *row, int k, double *yhat, double *y)
{
    *yhat = row->needs_probability ? 0.013 + 0.0243 * (k % 40) : -2.987 + 0.1471 * (k % 40);
    *y = row->needs_sign_target   ? (k % 2 ? -1 : 1)
         : row->needs_probability ? (k % 5) / 4.0
                                  : -1 + 0.5 * (k % 5);
}

static void slopes_agree_with_central_differences(void **state)
{
    (void)state;
    for (size_t i = 0; i < loss_count(); i++)
        for (int k = 0; k < 200; k++) {
            const struct loss *row = loss_at(i);
            double param = row->param_name && k % 2 ? 0.3 : row->param_default, yhat, y, h = 1e-6;
            sample(row, k, &yhat, &y);
            double difference = (row->term(yhat + h, y, param) - row->term(yhat - h, y, param)) / (2 * h);
            assert_near(row->dterm(yhat, y, param), difference, 1e-6);
            assert_near(loss_gradient(row, param, yhat, y, 4), row->is_mean ? difference / 4 : difference,
                        1e-6);
        }
}

static void formulas_say_what_the_functions_do(void **state)
{
    (void)state;
    for (size_t i = 0; i < loss_count(); i++)
        for (int k = 0; k < 200; k++) {
            const struct loss *row = loss_at(i);
            double param = row->param_name && k % 2 ? 0.3 : row->param_default, yhat, y;
            sample(row, k, &yhat, &y);
            struct variable variables[] = {
                {"yhat", yhat}, {"y", y}, {row->param_name ? row->param_name : "none", param}, {NULL, 0}};
            assert_near(formula_value(row->formula, variables), row->term(yhat, y, param), 1e-14);
            assert_near(formula_value(row->derivative_formula, variables), row->dterm(yhat, y, param), 1e-14);
        }
}

static void at_the_kinks_the_slope_is_the_one_promised(void **state)
{
    (void)state;
    assert_true(find("l1")->dterm(0.3, 0.3, 0) == 0);
    assert_true(find("hinge")->dterm(1, 1, 0) == 0 && find("hinge")->dterm(-1, -1, 0) == 0);
    assert_true(find("huber")->dterm(3, 1, 2) == 2 && find("huber")->dterm(-1, 1, 2) == -2);
}

/* By hand: errors 1, -2, 0.5 of three outputs. */
static void sums_and_means_are_what_the_language_says(void **state)
{
    (void)state;
    const double yhat[] = {2, -1, 0.5}, y[] = {1, 1, 0}, sign[] = {1, -1, 1};
    assert_near(loss_value(find("l1"), 0, LOSS_PLAIN, yhat, yhat, yhat, y, 3), 3.5, 0);
    assert_near(loss_value(find("l2"), 0, LOSS_PLAIN, yhat, yhat, yhat, y, 3), 5.25 / 3, 0);
    assert_near(loss_value(find("huber"), 1, LOSS_PLAIN, yhat, yhat, yhat, y, 3), (0.5 + 1.5 + 0.125) / 3, 0);
    assert_near(loss_value(find("hinge"), 0, LOSS_PLAIN, yhat, yhat, yhat, sign, 3), (0 + 0 + 0.5) / 3, 0);
    assert_near(loss_gradient(find("l1"), 0, -1, 1, 3), -1, 0);
    assert_near(loss_gradient(find("l2"), 0, -1, 1, 3), -4.0 / 3, 0);
    const double p[] = {0.5, 0.25, 0.25}, one[] = {0, 1, 0};
    assert_near(loss_value(find("ce"), 0, LOSS_PLAIN, p, p, p, one, 3), log(4), 1e-15);
    assert_near(loss_value(find("bce"), 0, LOSS_PLAIN, p, p, p, one, 3), (log(2) + log(4) - log(0.75)) / 3,
                1e-15);
    assert_near(loss_gradient(find("ce"), 0, 0.25, 1, 3), -4, 0);
    assert_near(loss_gradient(find("bce"), 0, 0.25, 1, 3), -4.0 / 3, 0);
}

static void a_target_of_0_needs_no_logarithm_of_0(void **state)
{
    (void)state;
    assert_true(find("ce")->term(0, 0, 0) == 0 && find("ce")->dterm(0, 0, 0) == 0);
    assert_true(find("bce")->term(0, 0, 0) == 0 && find("bce")->dterm(0, 0, 0) == 1);
    assert_true(find("bce")->term(1, 1, 0) == 0 && find("bce")->dterm(1, 1, 0) == -1);
    assert_true(isinf(find("ce")->term(0, 1, 0)) && isinf(find("bce")->term(1, 0, 0)));
}

static void nan_is_never_hidden(void **state)
{
    (void)state;
    for (size_t i = 0; i < loss_count(); i++) {
        double nan = (double)NAN, param = loss_at(i)->param_default;
        assert_true(isnan(loss_at(i)->term(nan, 1, param)));
        assert_true(isnan(loss_value(loss_at(i), param, LOSS_PLAIN, &nan, &nan, &nan, &(double){1}, 1)));
    }
    double a[] = {0, (double)NAN}, yhat[2];
    softmax(a, yhat, 2);
    assert_true(isnan(yhat[0]) && isnan(yhat[1]));
}

static void softmax_overflows_nowhere(void **state)
{
    (void)state;
    const double a[] = {1000, 1000 - log(3), -1e300}, small[] = {-1000, -1001};
    double yhat[3];
    softmax(a, yhat, 3);
    assert_near(yhat[0], 0.75, 1e-13);
    assert_near(yhat[1], 0.25, 1e-13);
    assert_true(yhat[2] == 0);
    softmax(small, yhat, 2);
    assert_near(yhat[0], 0.73105857863000487925, 1e-16);
    assert_near(yhat[1], 0.26894142136999512075, 1e-16);
    softmax(small, yhat, 1);
    assert_true(yhat[0] == 1);
}

/* -log softmax: a = (1000, 0) is 0 or 1000; a = (40, 0) is log(1 + e^-40), 60 digits by mpmath. */
static void cross_entropy_behind_softmax_is_exact(void **state)
{
    (void)state;
    const struct loss *ce = find("ce");
    const double first[] = {1, 0}, second[] = {0, 1}, even[] = {0.5, 0.5};
    double a[] = {1000, 0}, yhat[2];
    softmax(a, yhat, 2);
    assert_true(loss_value(ce, 0, LOSS_FUSED, NULL, a, yhat, first, 2) == 0);
    assert_true(loss_value(ce, 0, LOSS_FUSED, NULL, a, yhat, second, 2) == 1000);
    assert_true(loss_value(ce, 0, LOSS_FUSED, NULL, a, yhat, even, 2) == 500);
    a[0] = -1000;
    assert_true(loss_value(ce, 0, LOSS_FUSED, NULL, a, yhat, first, 2) == 1000);
    a[0] = 40;
    assert_true(ulps(loss_value(ce, 0, LOSS_FUSED, NULL, a, yhat, first, 2), 4.2483542552915889863e-18) <= 2);
    assert_near(loss_value(ce, 0, LOSS_FUSED, NULL, a, yhat, second, 2), 40, 0);
    const double b[] = {0.3, -1.2, 2.5}, third[] = {0, 0.25, 0.75};
    assert_near(loss_value(ce, 0, LOSS_FUSED, NULL, b, NULL, third, 3), 1.0520965828004858, 1e-15);
}

static void binary_cross_entropy_behind_a_sigmoid_is_exact(void **state)
{
    (void)state;
    const struct loss *bce = find("bce");
    const double z[] = {1000, -1000}, yhat[] = {1, 0}, right[] = {1, 0}, wrong[] = {0, 1};
    assert_true(loss_value(bce, 0, LOSS_FUSED, z, NULL, yhat, right, 2) == 0);
    assert_true(loss_value(bce, 0, LOSS_FUSED, z, NULL, yhat, wrong, 2) == 1000);
}

/* Central differences of the whole loss by what it is computed from: a for ce, z for bce. */
static void fused_slopes_agree_with_central_differences(void **state)
{
    (void)state;
    const double y[] = {0.25, 0.75, 0}, at[] = {0.4, -1.3, 2.1}, h = 1e-6;
    for (size_t i = 0; i < loss_count(); i++)
        for (size_t k = 0; k < 3 && loss_at(i)->fused_dterm; k++) {
            const struct loss *row = loss_at(i);
            double up[] = {at[0], at[1], at[2]}, down[] = {at[0], at[1], at[2]}, yhat[3];
            up[k] += h;
            down[k] -= h;
            softmax(at, yhat, 3);
            for (size_t j = 0; j < 3 && row->fuses_with_sigmoid; j++)
                yhat[j] = activation("sigmoid")->f(at[j], 0);
            double difference = loss_value(row, 0, LOSS_FUSED, up, up, NULL, y, 3) -
                                loss_value(row, 0, LOSS_FUSED, down, down, NULL, y, 3);
            assert_near(row->fused_dterm(yhat[k], y[k]) / (row->is_mean ? 3 : 1), difference / (2 * h), 1e-9);
        }
}

static void only_ce_behind_softmax_and_bce_behind_a_sigmoid_are_fused(void **state)
{
    (void)state;
    for (size_t i = 0; i < loss_count(); i++)
        for (size_t k = 0; k < activation_count(); k++) {
            const struct loss *row = loss_at(i);
            const struct activation *last = activation_at(k);
            assert_int_equal(loss_is_fused(row, last, true), row == find("ce"));
            assert_int_equal(loss_is_fused(row, last, false),
                             row == find("bce") && last == activation("sigmoid"));
        }
}

static void a_loss_follows_what_it_can(void **state)
{
    (void)state;
    for (size_t i = 0; i < loss_count(); i++)
        for (size_t k = 0; k < activation_count(); k++) {
            const struct loss *row = loss_at(i);
            const struct activation *last = activation_at(k);
            struct error error = {""};
            bool can = row != find("ce") && row != find("bce");
            assert_true(loss_can_follow(row, last, true, &error));
            assert_int_equal(loss_can_follow(row, last, false, &error), can || last == activation("sigmoid"));
            if (!can && last != activation("sigmoid"))
                assert_true(strstr(error.text, row->name) && strstr(error.text, last->name));
            else
                assert_string_equal(error.text, "");
        }
}

static void assert_cannot_follow(const char *loss, const char *last, const char *message)
{
    struct error error;
    assert_false(loss_can_follow(find(loss), activation(last), false, &error));
    assert_string_equal(error.text, message);
    assert_false(loss_can_follow(find(loss), activation(last), false, NULL));
}

static void a_loss_that_cannot_follow_is_refused_with_the_reason(void **state)
{
    (void)state;
    assert_cannot_follow(
        "bce", "tanh",
        "bce takes the logarithms of yhat and of 1 - yhat, so each output must lie strictly "
        "between 0 and 1, but tanh gives values between -1 and 1; use 'layer K sigmoid', K being "
        "the last layer, or another loss, such as 'loss l2'");
    assert_cannot_follow(
        "bce", "step",
        "bce takes the logarithms of yhat and of 1 - yhat, so each output must lie strictly "
        "between 0 and 1, but step gives only 0 and 1; use 'layer K sigmoid', K being the last "
        "layer, or another loss, such as 'loss l2'");
    assert_cannot_follow("ce", "linear",
                         "ce takes the logarithm of each output, so the outputs must be probabilities, but "
                         "linear gives any value; use 'head softmax' (or 'layer K sigmoid', K being the last "
                         "layer), or another loss, such as 'loss l2'");
    assert_cannot_follow(
        "ce", "silu",
        "ce takes the logarithm of each output, so the outputs must be probabilities, but silu "
        "gives values from -0.278 to infinity; use 'head softmax' (or 'layer K sigmoid', K "
        "being the last layer), or another loss, such as 'loss l2'");
}

static bool fits(const char *loss, bool has_softmax, double y1, double y2, struct error *error)
{
    *error = (struct error){""};
    return loss_target_fits(find(loss), has_softmax, (double[]){y1, y2}, 2, error);
}

static void targets_are_checked(void **state)
{
    (void)state;
    struct error error;
    assert_true(fits("l2", false, -7, 1e9, &error) && fits("l1", false, -7, 9, &error));
    assert_true(fits("ce", true, 0, 1, &error) && fits("ce", true, 0.3333333, 0.6666667, &error));
    assert_true(fits("ce", false, 1, 1, &error) && fits("bce", false, 1, 1, &error));
    assert_true(fits("hinge", false, -1, 1, &error));
    assert_false(fits("ce", true, 1, 1, &error));
    assert_string_equal(error.text,
                        "the targets add up to 2, but behind 'head softmax' ce takes targets that add "
                        "up to 1: 1 for the right class, 0 for the others");
    assert_false(fits("bce", false, 0, -1, &error));
    assert_string_equal(error.text,
                        "y[2] is -1, but bce takes targets from 0 to 1, for they are probabilities; "
                        "give such targets, or use another loss, such as 'loss l2'");
    assert_false(fits("ce", true, 1.5, -0.5, &error));
    assert_false(fits("ce", true, (double)NAN, 1, &error));
    assert_false(fits("hinge", false, 1, 0, &error));
    assert_string_equal(error.text,
                        "y[2] is 0, but hinge takes the targets -1 and 1; write -1 for no and 1 for "
                        "yes, or use another loss, such as 'loss bce' for 0 and 1");
}

static void every_row_is_complete_and_parsed(void **state)
{
    (void)state;
    assert_int_equal(loss_count(), 6);
    for (size_t i = 0; i < loss_count(); i++) {
        const struct loss *row = loss_at(i), *found;
        double param;
        struct error error;
        char text[64];
        assert_true(row->title && row->formula && row->derivative_formula && strlen(row->note) > 40);
        assert_true(parse(row->name, &found, &param, &error) && found == row && param == row->param_default);
        assert_true(row->param_min <= row->param_default && row->param_default <= row->param_max);
        assert_int_equal(row->param_name != NULL, row->param_min < row->param_max);
        snprintf(text, sizeof text, "%s:0.25", row->name);
        assert_int_equal(parse(text, &found, &param, &error), row->param_name != NULL);
        assert_true(!row->param_name || param == 0.25);
        assert_int_equal(row->fused_dterm != NULL, row->fuses_with_softmax || row->fuses_with_sigmoid);
        assert_int_equal(row->fused_term != NULL, row->fuses_with_sigmoid);
    }
}

static void bad_names_and_parameters_are_refused(void **state)
{
    (void)state;
    assert_refused("l2:1", "l2 takes no number after its name; write 'l2', not 'l2:1'");
    assert_refused("huber:0",
                   "the delta of huber must be a number from 0.0001 to 1000000, not '0'; for instance "
                   "'huber:1'");
    assert_refused("huber:inf", "the delta of huber must be a number from 0.0001 to 1000000, not 'inf'; for "
                                "instance 'huber:1'");
    assert_refused("h", "'h' could be any of these: huber, hinge");
    assert_refused("mse", "no loss is called 'mse'; there are: l1, l2, ce, bce, huber, hinge");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_and_slopes_are_right_to_the_last_digits),
        cmocka_unit_test(every_row_has_reference_numbers),
        cmocka_unit_test(slopes_agree_with_central_differences),
        cmocka_unit_test(formulas_say_what_the_functions_do),
        cmocka_unit_test(at_the_kinks_the_slope_is_the_one_promised),
        cmocka_unit_test(sums_and_means_are_what_the_language_says),
        cmocka_unit_test(a_target_of_0_needs_no_logarithm_of_0),
        cmocka_unit_test(nan_is_never_hidden),
        cmocka_unit_test(softmax_overflows_nowhere),
        cmocka_unit_test(cross_entropy_behind_softmax_is_exact),
        cmocka_unit_test(binary_cross_entropy_behind_a_sigmoid_is_exact),
        cmocka_unit_test(fused_slopes_agree_with_central_differences),
        cmocka_unit_test(only_ce_behind_softmax_and_bce_behind_a_sigmoid_are_fused),
        cmocka_unit_test(a_loss_follows_what_it_can),
        cmocka_unit_test(a_loss_that_cannot_follow_is_refused_with_the_reason),
        cmocka_unit_test(targets_are_checked),
        cmocka_unit_test(every_row_is_complete_and_parsed),
        cmocka_unit_test(bad_names_and_parameters_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
