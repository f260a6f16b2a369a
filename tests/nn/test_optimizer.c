#include "nn/optimizer.h"

#include "nn/formula.h"
#include "nn/reference.h"

static bool parse(const char *text, const struct optimizer **row, double *param, struct error *error)
{
    *error = (struct error){""};
    return optimizer_parse(text, strlen(text), row, param, error);
}

static void assert_refused(const char *text, const char *message)
{
    const struct optimizer *before = optimizer_at(0), *row = before;
    double param = 42;
    struct error error;
    assert_false(parse(text, &row, &param, &error));
    assert_string_equal(error.text, message);
    assert_ptr_equal(row, before);
    assert_true(param == 42);
}

/* Each line: rate, the first w, then for each update its g and the w behind it. */
static void assert_follows(const char *path, double tolerance)
{
    struct reference line;
    reference_open(&line, path);
    while (reference_next(&line)) {
        const struct optimizer *row;
        double param, m = 0, v = 0, *states[] = {&m, &v}, rate = line.number[0], w = line.number[1];
        struct error error;
        if (!parse(line.name, &row, &param, &error))
            fail_msg("%s", error.text);
        assert_true(line.count >= 8);
        for (size_t i = 2; i + 1 < line.count; i += 2) {
            row->update(&w, &line.number[i], states, NULL, 1, i / 2, rate, param);
            assert_near(w, line.number[i + 1], tolerance);
        }
    }
}

static void updates_are_those_of_pytorch(void **state)
{
    (void)state;
    assert_follows("nn/pytorch.txt", 1e-14);
}

static void updates_are_right_in_60_digits(void **state)
{
    (void)state;
    assert_follows("nn/optimizer.txt", 1e-14);
}

static void every_row_has_reference_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < optimizer_count(); i++) {
        struct reference line;
        size_t lines = 0, length = strlen(optimizer_at(i)->name);
        reference_open(&line, "nn/optimizer.txt");
        while (reference_next(&line))
            lines += strncmp(line.name, optimizer_at(i)->name, length) == 0 && strchr(":", line.name[length]);
        assert_true(lines >= 2);
    }
}

/* Every line in order; what it defines, the later ones use. Returns the last, w. */
static double follow_formulas(const struct optimizer *row, struct variable *variables)
{
    double value = 0;
    for (const char *const *line = row->formulas; *line; line++) {
        size_t length = strcspn(*line, " "), i = 0;
        assert_memory_equal(*line + length, " = ", 3);
        value = formula_value(*line + length + 3, variables);
        while (variables[i].name &&
               (strlen(variables[i].name) != length || strncmp(*line, variables[i].name, length) != 0))
            i++;
        assert_non_null(variables[i].name);
        variables[i].value = value;
        if (!line[1])
            assert_string_equal(variables[i].name, "w");
    }
    return value;
}

static void formulas_say_what_the_updates_do(void **state)
{
    (void)state;
    for (size_t i = 0; i < optimizer_count(); i++) {
        const struct optimizer *row = optimizer_at(i);
        double m = 0, v = 0, w = 0.7, *states[] = {&m, &v};
        struct variable variables[] = {
            {"w", w}, {"g", 0},       {"v", 0},
            {"m", 0}, {"m_hat", 0},   {"v_hat", 0},
            {"t", 0}, {"rate", 0.05}, {row->param_name ? row->param_name : "none", 0.25},
            {NULL, 0}};
        if (row->states == 1)
            states[0] = &v;
        for (unsigned t = 1; t <= 20; t++) {
            double g = 0.4 - 0.1 * (t % 7);
            row->update(&w, &g, states, NULL, 1, t, 0.05, 0.25);
            variables[1].value = g;
            variables[6].value = t;
            assert_near(follow_formulas(row, variables), w, 1e-12);
            assert_near(variables[2].value, v, 1e-12);
            assert_near(variables[3].value, m, 1e-12);
        }
    }
}

static void many_parameters_move_as_each_would_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < optimizer_count(); i++) {
        const struct optimizer *row = optimizer_at(i);
        double w[] = {1, -2, 0.5}, m[3] = {0}, v[3] = {0}, *states[] = {m, v};
        double w1[] = {1, -2, 0.5}, m1[3] = {0}, v1[3] = {0};
        for (unsigned t = 1; t <= 5; t++) {
            const double g[] = {0.5, -0.25 * t, 3};
            row->update(w, g, states, NULL, 3, t, 0.1, row->param_default);
            for (int k = 0; k < 3; k++)
                row->update(&w1[k], &g[k], (double *[]){&m1[k], &v1[k]}, NULL, 1, t, 0.1, row->param_default);
        }
        assert_memory_equal(w, w1, sizeof w);
        assert_memory_equal(m, m1, sizeof m);
        assert_memory_equal(v, v1, sizeof v);
    }
}

static void frozen_parameters_and_their_state_keep_still(void **state)
{
    (void)state;
    for (size_t i = 0; i < optimizer_count(); i++) {
        const struct optimizer *row = optimizer_at(i);
        double w[] = {1, 1, 1}, m[] = {0.5, 0.5, 0.5}, v[] = {0.25, 0.25, 0.25}, *states[] = {m, v};
        const double g[] = {2, 2, 2};
        row->update(w, g, states, (const unsigned char[]){0, 1, 0}, 3, 4, 0.1, row->param_default);
        assert_true(w[1] == 1 && m[1] == 0.5 && v[1] == 0.25);
        assert_true(w[0] != 1 && w[2] == w[0] && m[2] == m[0] && v[2] == v[0]);
        assert_int_equal(m[0] != 0.5, row->states > 0);
        assert_int_equal(v[0] != 0.25, row->states > 1);
    }
}

static void a_gradient_of_0_moves_nothing_at_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < optimizer_count(); i++) {
        double w = 0.75, m = 0, v = 0, zero = 0;
        optimizer_at(i)->update(&w, &zero, (double *[]){&m, &v}, NULL, 1, 1, 0.1, 0);
        assert_true(w == 0.75);
    }
}

/* Adam's first step is the rate times the sign of g, whatever its size; and t in millions is as good. */
static void bias_correction_holds_from_the_first_update_to_the_millionth(void **state)
{
    (void)state;
    const struct optimizer *adam = optimizer_find("adam", 4, NULL);
    for (double g = 1e-3; g < 1e9; g *= 1000) {
        double w = 0, m = 0, v = 0;
        adam->update(&w, &g, (double *[]){&m, &v}, NULL, 1, 1, 0.1, 0);
        assert_near(w, -0.1, 1e-5);
    }
    double w = 1, m = 2, v = 4, g = 2;
    adam->update(&w, &g, (double *[]){&m, &v}, NULL, 1, 100000000, 0.1, 0);
    assert_near(w, 0.9, 1e-9);
}

static void every_row_is_complete_and_parsed(void **state)
{
    (void)state;
    assert_int_equal(optimizer_count(), 7);
    for (size_t i = 0; i < optimizer_count(); i++) {
        const struct optimizer *row = optimizer_at(i), *found;
        double param;
        struct error error;
        char text[64];
        assert_true(row->title && strlen(row->note) > 40 && row->formulas[0]);
        assert_true(row->states <= OPTIMIZER_STATES_MAX);
        for (size_t k = 0; k < OPTIMIZER_STATES_MAX; k++)
            assert_int_equal(row->state_name[k] != NULL, k < row->states);
        assert_true(parse(row->name, &found, &param, &error) && found == row && param == row->param_default);
        assert_true(row->param_min <= row->param_default && row->param_default <= row->param_max);
        assert_int_equal(row->param_name != NULL, row->param_min < row->param_max);
        snprintf(text, sizeof text, "%s:0.25", row->name);
        assert_int_equal(parse(text, &found, &param, &error), row->param_name != NULL);
        assert_true(!row->param_name || param == 0.25);
    }
}

static void bad_names_and_parameters_are_refused(void **state)
{
    (void)state;
    assert_refused("sgd:0.1", "sgd takes no number after its name; write 'sgd', not 'sgd:0.1'");
    assert_refused("momentum:1", "the mu of momentum must be a number from 0 to 0.9999, not '1'; for instance "
                                 "'momentum:0.9'");
    assert_refused("nesterov:-0.1", "the mu of nesterov must be a number from 0 to 0.9999, not '-0.1'; for "
                                    "instance 'nesterov:0.9'");
    assert_refused("adamw:nan", "the decay of adamw must be a number from 0 to 1, not 'nan'; for instance "
                                "'adamw:0.01'");
    assert_refused("ada", "'ada' could be any of these: adagrad, adam, adamw");
    assert_refused("rmsporp", "no optimizer is called 'rmsporp'; did you mean 'rmsprop'?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(updates_are_those_of_pytorch),
        cmocka_unit_test(updates_are_right_in_60_digits),
        cmocka_unit_test(every_row_has_reference_numbers),
        cmocka_unit_test(formulas_say_what_the_updates_do),
        cmocka_unit_test(many_parameters_move_as_each_would_alone),
        cmocka_unit_test(frozen_parameters_and_their_state_keep_still),
        cmocka_unit_test(a_gradient_of_0_moves_nothing_at_first),
        cmocka_unit_test(bias_correction_holds_from_the_first_update_to_the_millionth),
        cmocka_unit_test(every_row_is_complete_and_parsed),
        cmocka_unit_test(bad_names_and_parameters_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
