#include "nn/generator.h"

#include <string.h>

#include "near.h"

enum { COUNT = 7, PICKS = 3 };

static const size_t picks[PICKS] = {1, 2, 6};

/* Seed 1, 7 samples, noise 1/8: x and the class (or y) of the 2nd, 3rd and 7th, worked out by another
 * program that does the same roundings, in Python. Bit for bit, on every machine. */
static const struct {
    const char *name;
    double x[2 * PICKS], y[PICKS];
} expected[] = {
    {"xor",
     {-0x1.3f7ed083decfap-3, 0x1.0a32976194b46p+0, 0x1.13c2e04441ae2p+0, -0x1.624b96a5de8dap-4,
      0x1.22a712886f140p+0, 0x1.283d91a9fdb9dp-6},
     {1, 1, 1}},
    {"and",
     {-0x1.3f7ed083decfap-3, 0x1.0a32976194b46p+0, 0x1.13c2e04441ae2p+0, -0x1.624b96a5de8dap-4,
      0x1.22a712886f140p+0, 0x1.283d91a9fdb9dp-6},
     {0, 0, 0}},
    {"or",
     {-0x1.3f7ed083decfap-3, 0x1.0a32976194b46p+0, 0x1.13c2e04441ae2p+0, -0x1.624b96a5de8dap-4,
      0x1.22a712886f140p+0, 0x1.283d91a9fdb9dp-6},
     {1, 1, 1}},
    {"circle",
     {-0x1.a4c67ac734d48p-2, -0x1.454c3eb0203cfp-3, 0x1.74ded2c6ed556p-1, 0x1.4e93857eaa8e0p-1,
      -0x1.88dd147dcb45dp-1, -0x1.ecc502fce16b3p-1},
     {1, 0, 0}},
    {"gauss",
     {0x1.604097be10983p-2, 0x1.14652ec32968bp-1, -0x1.b0f47eeef9476p-2, -0x1.2c4972d4bbd1bp-1,
      -0x1.7563b5de43b00p-2, -0x1.ed7c26e560246p-2},
     {1, 0, 0}},
    {"moons",
     {-0x1.3f7ed083decfap-3, 0x1.14652ec32968bp-1, 0x1.2785c088835c5p-1, 0x1.8f1e3bb0c8f8fp-1,
      -0x1.bab1daef21d80p-1, 0x1.283d91a9fdb9dp-6},
     {1, 0, 0}},
    {"spiral",
     {-0x1.a5e536ea45360p-3, 0x1.4652ec32968b3p-5, -0x1.b2c0eaaad40c4p-4, 0x1.d92e0170e48d1p-3,
      0x1.22a712886f140p+0, 0x1.283d91a9fdb9dp-6},
     {1, 0, 0}},
    {"spiral:3",
     {-0x1.72b203b71202dp-3, 0x1.5486224eb396bp-4, 0x1.ab8f3bbb68f7ep-5, -0x1.09d4216da36f6p-3,
      0x1.22a712886f140p+0, 0x1.283d91a9fdb9dp-6},
     {1, 2, 0}},
    {"plane",
     {-0x1.42e39ed1e79e6p-1, 0x1.7299fcae72020p-3, -0x1.9d146933cb32ep-1, -0x1.767bb0d83f646p-1,
      -0x1.4360ecdcce244p-1, 0x1.eda36b2cd568ap-1},
     {-0x1.7ae5843ff098fp-3, -0x1.62424c7d81ef5p-1, 0x1.0583fe220793ep-2}},
    {"sine",
     {-0x1.5555555555556p-1, 0x0.0p+0, -0x1.5555555555556p-2, 0x0.0p+0, 0x1.0000000000000p+0, 0x0.0p+0},
     {-0x1.d6b6b109a0dc3p-1, -0x1.05a3b1533e3f5p+0, 0x1.4c9c505640340p-2}},
};

static struct dataset *make(const char *text, size_t count, double noise, uint64_t seed)
{
    const struct generator *row;
    double param;
    struct error error;
    struct random random;
    if (!generator_parse(text, strlen(text), &row, &param, &error))
        fail_msg("%s", error.text);
    random_seed(&random, seed);
    struct dataset *dataset = generator_make(row, param, count, noise, &random, &error);
    if (!dataset)
        fail_msg("%s", error.text);
    return dataset;
}

static double target(const struct dataset *dataset, size_t i)
{
    return dataset->classes ? dataset_class(dataset, dataset_y(dataset, i)) : dataset_y(dataset, i)[0];
}

static void a_seed_gives_the_same_samples_on_every_machine(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct dataset *dataset = make(expected[i].name, COUNT, 0.125, 1);
        for (size_t k = 0; k < PICKS; k++) {
            for (int j = 0; j < dataset->inputs; j++)
                if (dataset_x(dataset, picks[k])[j] != expected[i].x[2 * k + (size_t)j])
                    fail_msg("%s: x[%d] of sample %zu is %a", expected[i].name, j + 1, picks[k] + 1,
                             dataset_x(dataset, picks[k])[j]);
            if (target(dataset, picks[k]) != expected[i].y[k])
                fail_msg("%s: y of sample %zu is %a", expected[i].name, picks[k] + 1,
                         target(dataset, picks[k]));
        }
        dataset_free(dataset);
    }
}

static void every_row_has_expected_samples(void **state)
{
    (void)state;
    for (size_t i = 0; i < generator_count(); i++) {
        size_t found = 0;
        for (size_t k = 0; k < sizeof expected / sizeof *expected; k++)
            found += strcmp(expected[k].name, generator_at(i)->name) == 0;
        assert_int_equal(found, 1);
    }
}

static void another_seed_gives_other_samples(void **state)
{
    (void)state;
    for (size_t i = 0; i < generator_count(); i++) {
        struct dataset *a = make(generator_at(i)->name, 10, 0.1, 1),
                       *b = make(generator_at(i)->name, 10, 0.1, 2);
        assert_memory_not_equal(a->classes ? a->x : a->y, b->classes ? b->x : b->y, 10 * sizeof(double));
        dataset_free(a);
        dataset_free(b);
    }
}

static void classes_take_turns_and_are_coded_as_the_net_gives_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < generator_count(); i++)
        for (double param = 2; param <= 5; param++) {
            const struct generator *row = generator_at(i);
            struct random random;
            random_seed(&random, 3);
            struct dataset *dataset = generator_make(row, param, 60, 0.05, &random, NULL);
            size_t classes = (size_t)generator_classes(row, param), of_class[5] = {0};
            assert_string_equal(dataset->name, row->name);
            assert_int_equal(dataset->classes, classes);
            assert_int_equal(dataset->outputs, classes > 2 ? classes : 1);
            assert_int_equal(dataset->count, 60);
            for (size_t k = 0; k < 60 && classes > 0; k++) {
                const double *y = dataset_y(dataset, k);
                double sum = 0;
                of_class[dataset_class(dataset, y)]++;
                for (int j = 0; j < dataset->outputs; j++) {
                    assert_true(y[j] == 0 || y[j] == 1);
                    sum += y[j];
                }
                assert_true(dataset->outputs == 1 || sum == 1);
            }
            if (classes > 0 && !strstr("and or", row->name))
                assert_int_equal(of_class[0], 60 / classes);
            dataset_free(dataset);
        }
}

static void gates_follow_their_truth_tables(void **state)
{
    (void)state;
    struct dataset * xor = make("xor", 8, 0, 1), *and = make("and", 8, 0, 1), * or = make("or", 8, 0, 1);
    for (size_t i = 0; i < 8; i++) {
        int a = i / 2 % 2, b = i % 2;
        const double x[] = {a, b};
        assert_memory_equal(dataset_x(xor, i), x, sizeof x);
        assert_memory_equal(dataset_x(and, i), x, sizeof x);
        assert_memory_equal(dataset_x(or, i), x, sizeof x);
        assert_true(dataset_y(xor, i)[0] == (a ^ b));
        assert_true(dataset_y(and, i)[0] == (a & b));
        assert_true(dataset_y(or, i)[0] == (a | b));
    }
    dataset_free(xor);
    dataset_free(and);
    dataset_free(or);
}

static void the_circle_is_a_disc_in_a_ring(void **state)
{
    (void)state;
    struct dataset *circle = make("circle", 500, 0, 1);
    for (size_t i = 0; i < circle->count; i++) {
        double radius = hypot(dataset_x(circle, i)[0], dataset_x(circle, i)[1]);
        if (dataset_y(circle, i)[0] == 1)
            assert_true(radius <= 0.5 + 1e-15);
        else
            assert_true(radius >= 0.7 - 1e-15 && radius <= 1 + 1e-15);
    }
    dataset_free(circle);
}

static void clouds_have_the_noise_for_deviation(void **state)
{
    (void)state;
    struct dataset *gauss = make("gauss", 20000, 0.2, 1);
    double squares = 0;
    for (size_t i = 0; i < gauss->count; i++)
        for (int k = 0; k < 2; k++) {
            double off = dataset_x(gauss, i)[k] - (dataset_y(gauss, i)[0] == 1 ? 0.5 : -0.5);
            squares += off * off / (2 * 20000);
        }
    assert_near(sqrt(squares), 0.2, 0.003);
    dataset_free(gauss);
}

static void moons_are_half_circles_from_end_to_end(void **state)
{
    (void)state;
    struct dataset *moons = make("moons", 21, 0, 1);
    for (size_t i = 0; i < moons->count; i++) {
        const double *x = dataset_x(moons, i);
        if (dataset_y(moons, i)[0] == 1) {
            assert_near(hypot(x[0] - 1, x[1] - 0.5), 1, 1e-15);
            assert_true(x[1] <= 0.5);
        } else {
            assert_near(hypot(x[0], x[1]), 1, 1e-15);
            assert_true(x[1] >= 0);
        }
    }
    assert_true(dataset_x(moons, 0)[0] == 1 && dataset_x(moons, 20)[0] == -1);
    assert_true(dataset_x(moons, 1)[0] == 0 && dataset_x(moons, 19)[0] == 2);
    dataset_free(moons);
}

static void spiral_arms_wind_out_without_meeting(void **state)
{
    (void)state;
    const char *names[] = {"spiral", "spiral:3", "spiral:5"};
    for (size_t n = 0; n < 3; n++) {
        struct dataset *spiral = make(names[n], 300, 0, 1);
        size_t classes = (size_t)spiral->classes;
        double nearest = 2;
        for (size_t i = 0; i < 300; i++) {
            const double *x = dataset_x(spiral, i);
            double along = (double)(i / classes) / (double)(300 / classes - 1);
            double angle = 2 * acos(-1) * (along + (double)(i % classes) / (double)classes);
            double radius = 0.05 + 0.95 * along;
            assert_near(x[0], radius * cos(angle), 1e-14);
            assert_near(x[1], radius * sin(angle), 1e-14);
            for (size_t k = 0; k < i; k++)
                if (k % classes != i % classes)
                    nearest =
                        fmin(nearest, hypot(x[0] - dataset_x(spiral, k)[0], x[1] - dataset_x(spiral, k)[1]));
        }
        assert_true(nearest > 0.05);
        dataset_free(spiral);
    }
}

static void regressions_follow_their_formulas(void **state)
{
    (void)state;
    struct dataset *plane = make("plane", 200, 0, 1), *sine = make("sine", 201, 0, 1);
    for (size_t i = 0; i < 200; i++) {
        const double *x = dataset_x(plane, i);
        assert_true(fabs(x[0]) <= 1 && fabs(x[1]) <= 1);
        assert_true(dataset_y(plane, i)[0] == (x[0] + x[1]) / 2);
    }
    for (size_t i = 0; i < 201; i++) {
        assert_near(dataset_x(sine, i)[0], -1 + (double)i / 100, 1e-15);
        assert_near(dataset_y(sine, i)[0], sin(acos(-1) * dataset_x(sine, i)[0]), 1e-15);
    }
    dataset_free(plane);
    dataset_free(sine);
    struct dataset *noisy = make("sine", 201, 0.1, 1);
    double squares = 0;
    for (size_t i = 0; i < 201; i++)
        squares += pow(dataset_y(noisy, i)[0] - sin(acos(-1) * dataset_x(noisy, i)[0]), 2) / 201;
    assert_near(sqrt(squares), 0.1, 0.015);
    dataset_free(noisy);
}

static void any_count_from_one_on_works(void **state)
{
    (void)state;
    for (size_t i = 0; i < generator_count(); i++)
        for (size_t count = 1; count <= 8; count++) {
            struct dataset *dataset = make(generator_at(i)->name, count, 0, 1);
            assert_int_equal(dataset->count, count);
            dataset_free(dataset);
        }
    struct dataset *most = make("plane", GENERATOR_COUNT_MAX, 1, 1);
    assert_int_equal(most->count, GENERATOR_COUNT_MAX);
    dataset_free(most);
}

static void assert_not_made(size_t count, double noise, const char *message)
{
    struct random random;
    struct error error;
    random_seed(&random, 1);
    const struct generator *row = generator_find("moons", 5, &error);
    assert_null(generator_make(row, 0, count, noise, &random, &error));
    assert_string_equal(error.text, message);
}

static void counts_and_noise_out_of_bounds_are_refused(void **state)
{
    (void)state;
    assert_not_made(0, 0, "moons makes from 1 to 100000 samples, not 0");
    assert_not_made(100001, 0, "moons makes from 1 to 100000 samples, not 100001");
    assert_not_made(10, -0.1, "the noise of moons must be a number from 0 to 1, not -0.1");
    assert_not_made(10, 1.5, "the noise of moons must be a number from 0 to 1, not 1.5");
    assert_not_made(10, (double)NAN, "the noise of moons must be a number from 0 to 1, not nan");
}

static void every_row_is_complete_and_parsed(void **state)
{
    (void)state;
    assert_int_equal(generator_count(), 9);
    for (size_t i = 0; i < generator_count(); i++) {
        const struct generator *row = generator_at(i), *found;
        double param;
        struct error error;
        char text[64];
        assert_true(row->title && strlen(row->note) > 40 && row->sample);
        assert_true(row->inputs == 1 || row->inputs == 2);
        assert_true(row->count_default >= 1 && row->count_default <= GENERATOR_COUNT_MAX);
        assert_true(row->noise_default >= 0 && row->noise_default <= GENERATOR_NOISE_MAX);
        assert_true(generator_parse(row->name, strlen(row->name), &found, &param, &error));
        assert_true(found == row && param == row->param_default);
        snprintf(text, sizeof text, "%s:3", row->name);
        assert_int_equal(generator_parse(text, strlen(text), &found, &param, &error), row->param_name != NULL);
    }
}

static void bad_names_and_parameters_are_refused(void **state)
{
    (void)state;
    const struct generator *row = NULL;
    double param = 42;
    struct error error;
    assert_false(generator_parse("spiral:6", 8, &row, &param, &error));
    assert_string_equal(error.text, "the classes of spiral must be a whole number from 2 to 5, not '6'; for "
                                    "instance 'spiral:2'");
    assert_false(generator_parse("iris", 4, &row, &param, &error));
    assert_string_equal(error.text,
                        "no data set is called 'iris'; there are: xor, and, or, circle, gauss, moons, "
                        "spiral, plane, sine");
    assert_true(row == NULL && param == 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_gives_the_same_samples_on_every_machine),
        cmocka_unit_test(every_row_has_expected_samples),
        cmocka_unit_test(another_seed_gives_other_samples),
        cmocka_unit_test(classes_take_turns_and_are_coded_as_the_net_gives_them),
        cmocka_unit_test(gates_follow_their_truth_tables),
        cmocka_unit_test(the_circle_is_a_disc_in_a_ring),
        cmocka_unit_test(clouds_have_the_noise_for_deviation),
        cmocka_unit_test(moons_are_half_circles_from_end_to_end),
        cmocka_unit_test(spiral_arms_wind_out_without_meeting),
        cmocka_unit_test(regressions_follow_their_formulas),
        cmocka_unit_test(any_count_from_one_on_works),
        cmocka_unit_test(counts_and_noise_out_of_bounds_are_refused),
        cmocka_unit_test(every_row_is_complete_and_parsed),
        cmocka_unit_test(bad_names_and_parameters_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
