#include "nn/initializer.h"

#include <string.h>

#include "near.h"

enum { INPUTS = 3, ROWS = 2, WEIGHTS = ROWS * INPUTS };

/* Seed 1, 2 rows of 3 inputs, 1 node (as in maxout): worked out by another program that does the same
 * roundings, in Python. Bit for bit, on every machine. */
static const struct {
    const char *name;
    double w[WEIGHTS];
} expected[] = {
    {"xavier",
     {0x1.86ce0cce369d9p-1, 0x1.35e7524ab2288p-1, -0x1.f5775bdaff229p-1, 0x1.34ca452b202e2p-1,
      -0x1.8b74f236836f8p-1, 0x1.c5e46dd6571cap-3}},
    {"he",
     {0x1.3970f7e6a4a2fp-1, -0x1.64c22b820b2d2p-2, -0x1.04ddeb9f5dd57p+0, 0x1.0a713ea5ae4f6p-2,
      0x1.0228e13e7c7a6p-1, -0x1.2147e7646bcacp-1}},
    {"normal",
     {0x1.7fe2b6e80acbfp-1, -0x1.b4f02841c1196p-2, -0x1.3f7ed083decfap+0, 0x1.4652ec32968b3p-2,
      0x1.3c2e04441ae26p-1, -0x1.624b96a5de8dap-1}},
    {"uniform",
     {0x1.3f1741fdbc0f0p-1, 0x1.fa120994b1ff0p-2, -0x1.99720aa2a1544p-1, 0x1.f8408cf82e6a8p-2,
      -0x1.42e39ed1e79e6p-1, 0x1.7299fcae72020p-3}},
    {"zeros", {0, 0, 0, 0, 0, 0}},
};

static const struct initializer *find(const char *name)
{
    struct error error;
    const struct initializer *row = initializer_find(name, strlen(name), &error);
    if (!row)
        fail_msg("%s", error.text);
    return row;
}

static void a_seed_gives_the_same_weights_on_every_machine(void **state)
{
    (void)state;
    assert_int_equal(sizeof expected / sizeof *expected, initializer_count());
    for (size_t i = 0; i < initializer_count(); i++) {
        struct random random;
        double w[WEIGHTS + 1] = {[WEIGHTS] = 42};
        random_seed(&random, 1);
        find(expected[i].name)->fill(w, ROWS, INPUTS, 1, &random);
        for (size_t k = 0; k < WEIGHTS; k++)
            if (w[k] != expected[i].w[k])
                fail_msg("%s: w[%zu] is %a, not %a", expected[i].name, k, w[k], expected[i].w[k]);
        assert_true(w[WEIGHTS] == 42);
    }
}

enum { MANY_ROWS = 100, MANY_INPUTS = 200, MANY = MANY_ROWS * MANY_INPUTS };

static void spread(const struct initializer *row, double *mean, double *deviation, double *largest)
{
    static double w[MANY];
    struct random random;
    random_seed(&random, 7);
    row->fill(w, MANY_ROWS, MANY_INPUTS, MANY_ROWS, &random);
    double sum = 0, squares = 0;
    *largest = 0;
    for (size_t i = 0; i < MANY; i++) {
        sum += w[i];
        squares += w[i] * w[i];
        *largest = fabs(w[i]) > *largest ? fabs(w[i]) : *largest;
    }
    *mean = sum / MANY;
    *deviation = sqrt(squares / MANY - *mean * *mean);
}

/* A uniform number between -r and r has deviation r/sqrt(3). */
static void weights_spread_as_the_formulas_say(void **state)
{
    (void)state;
    const double xavier = sqrt(6.0 / (MANY_INPUTS + MANY_ROWS)), he = sqrt(2.0 / MANY_INPUTS);
    const struct {
        const char *name;
        double deviation, limit;
    } rows[] = {{"xavier", xavier / sqrt(3), xavier},
                {"he", he, 6 * he},
                {"normal", 1, 6},
                {"uniform", 1 / sqrt(3), 1},
                {"zeros", 0, 0}};
    assert_int_equal(sizeof rows / sizeof *rows, initializer_count());
    for (size_t i = 0; i < initializer_count(); i++) {
        double mean, deviation, largest;
        spread(find(rows[i].name), &mean, &deviation, &largest);
        assert_true(fabs(mean) <= 0.02 * rows[i].deviation);
        assert_true(fabs(deviation - rows[i].deviation) <= 0.02 * rows[i].deviation);
        assert_true(largest <= rows[i].limit);
        assert_true(largest >= 0.99 * rows[i].deviation * sqrt(3));
    }
}

static void every_row_is_complete_and_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < initializer_count(); i++) {
        const struct initializer *row = initializer_at(i);
        assert_true(row->name && strlen(row->title) > 10 && strlen(row->formula) > 5);
        assert_ptr_equal(find(row->name), row);
    }
    assert_string_equal(find("x")->name, "xavier");
}

static void an_unknown_name_is_refused_with_the_list(void **state)
{
    (void)state;
    struct error error;
    assert_null(initializer_find("random", 6, &error));
    assert_string_equal(error.text,
                        "no initializer is called 'random'; there are: xavier, he, normal, uniform, zeros");
    assert_null(initializer_find("zeroes", 6, &error));
    assert_string_equal(error.text, "no initializer is called 'zeroes'; did you mean 'zeros'?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_gives_the_same_weights_on_every_machine),
        cmocka_unit_test(weights_spread_as_the_formulas_say),
        cmocka_unit_test(every_row_is_complete_and_found),
        cmocka_unit_test(an_unknown_name_is_refused_with_the_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
