#include "near.h"

#include <float.h>
#include <string.h>

#include "base/random.h"
#include "nn/trainer.h"

/* f(z) and f'(z) of one node on the kernel; f' is what moves the bias where dL/dyhat and the rate are 1. One
 * sample a batch goes the way for small nets, two the general way. */
static void respond(const struct activation *activation, const char *kernel, size_t batch, double z, double *f,
                    double *df)
{
    struct network *network =
        network_new(1, &(struct layer_shape){1, activation, activation->param_default}, 1, NULL);
    struct settings settings = {
        .loss = loss_find("l1", 2, NULL), .optimizer = optimizer_find("sgd", 3, NULL), .rate = 1};
    struct trainer_options options = {.batch = batch, .threads = 1, .kernel = kernel};
    const double x[] = {z, z}, y[] = {-DBL_MAX, -DBL_MAX};
    network->param[network->layers[1].w] = 1;
    struct trainer *trainer = trainer_new(network, &settings, 0, (struct samples){batch, x, y}, options);
    uint64_t updates;
    trainer_predict(trainer, &z, 1, f);
    *df = (double)NAN;
    if (trainer_run(trainer, NULL, batch, &updates, NULL) == TRAINED) {
        trainer_store(trainer, network);
        *df = -network->param[network->layers[1].b];
    }
    trainer_free(trainer);
    network_free(network);
}

static void assert_close(double got, double want, double units, double floor, const char *what, double z)
{
    if (got == want || (isnan(got) && isnan(want)) ||
        fabs(got - want) <= units * DBL_EPSILON * fabs(want) + floor)
        return;
    fail_msg("%s at %.17g is %.17g, not %.17g", what, z, got, want);
}

static void check(const struct activation *activation, const char *kernel, double z)
{
    const double want_f = activation->f(z, activation->param_default);
    const double want_df = activation->df(z, want_f, activation->param_default);
    for (size_t batch = 1; batch <= 2; batch++) {
        double f, df;
        respond(activation, kernel, batch, z, &f, &df);
        assert_close(f, want_f, 2, 1e-300, activation->name, z);
        assert_close(df, want_df, 8, 4e-16, activation->name, z);
    }
}

static void for_each(void (*with)(const struct activation *activation, const char *kernel))
{
    for (size_t k = 0; trainer_kernel_at(k); k++)
        for (size_t i = 0; i < activation_count(); i++)
            if (!activation_at(i)->is_maxout)
                with(activation_at(i), trainer_kernel_at(k));
}

static void check_drawn(const struct activation *activation, const char *kernel)
{
    struct random random;
    random_seed(&random, 1);
    for (int i = 0; i < 100; i++) {
        double wide = random_below(&random, 2) ? 40 : 1;
        check(activation, kernel, wide * (2 * random_uniform(&random) - 1));
    }
}

static void activations_are_right_to_the_last_digits(void **state)
{
    (void)state;
    for_each(check_drawn);
}

static void check_ends(const struct activation *activation, const char *kernel)
{
    static const double ends[] = {0,
                                  DBL_MIN,
                                  1e-300,
                                  1e-20,
                                  1e-8,
                                  0.34657359027997264,
                                  0.34657359027997270,
                                  36.7,
                                  708,
                                  708.5,
                                  709,
                                  709.9,
                                  745.2,
                                  800,
                                  1e4,
                                  1e17,
                                  1e300,
                                  1e307};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        check(activation, kernel, ends[i]);
        check(activation, kernel, -ends[i]);
    }
}

static void activations_neither_overflow_nor_lose_their_tails(void **state)
{
    (void)state;
    for_each(check_ends);
}

static void check_slope_in_the_tail(const struct activation *activation, const char *kernel)
{
    double f, df, want;
    for (double z = -300; z < -10; z += 17) {
        want = activation->df(z, activation->f(z, activation->param_default), activation->param_default);
        respond(activation, kernel, 2, z, &f, &df);
        if (strcmp(activation->name, "gelu") != 0) /* whose tail is below 10^-300 from -38 on */
            assert_close(df, want, 8, 1e-300, activation->name, z);
    }
}

static void slopes_keep_their_digits_in_the_tails(void **state)
{
    (void)state;
    for_each(check_slope_in_the_tail);
}

static void check_nan(const struct activation *activation, const char *kernel)
{
    double f, df;
    respond(activation, kernel, 1, (double)NAN, &f, &df);
    assert_true(isnan(f));
    assert_true(isnan(df));
}

static void nan_stays_nan(void **state)
{
    (void)state;
    for_each(check_nan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(activations_are_right_to_the_last_digits),
        cmocka_unit_test(activations_neither_overflow_nor_lose_their_tails),
        cmocka_unit_test(slopes_keep_their_digits_in_the_tails),
        cmocka_unit_test(nan_stays_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
