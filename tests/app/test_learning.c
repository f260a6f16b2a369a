#include "near.h"

#include "app/learning.h"

static void a_long_run_keeps_evenly_spaced_points(void **state)
{
    (void)state;
    struct learning *learning = learning_new();
    struct learning_run *run = learning_begin(learning, "sgd");
    for (uint64_t epoch = 1; epoch <= 100000; epoch++)
        if (learning_wants(run, epoch))
            learning_add(run, (struct learning_point){epoch, 1.0 / (double)epoch, 0});
    assert_true(run->count > LEARNING_POINTS_MAX / 2 && run->count <= LEARNING_POINTS_MAX);
    assert_int_equal(run->points[0].epoch, 1);
    for (size_t i = 1; i < run->count; i++)
        assert_int_equal(run->points[i].epoch - run->points[i - 1].epoch, run->stride);
    assert_true(run->points[run->count - 1].epoch > 100000 - run->stride);
    learning_free(learning);
}

static void the_oldest_run_makes_room_for_the_newest(void **state)
{
    (void)state;
    struct learning *learning = learning_new();
    for (int i = 0; i <= LEARNING_RUNS_MAX; i++) {
        char label[3] = {'r', (char)('0' + i), '\0'};
        learning_begin(learning, label);
    }
    assert_int_equal(learning->count, LEARNING_RUNS_MAX);
    assert_string_equal(learning->runs[0]->label, "r1");
    learning_free(learning);
}

static void assert_names(const char *a, const char *b, const char *name_a, const char *name_b)
{
    char first[LEARNING_LABEL_SIZE], second[LEARNING_LABEL_SIZE];
    const char *const labels[] = {a, b};
    char *const names[] = {first, second};
    learning_names(labels, 2, names);
    assert_string_equal(first, name_a);
    assert_string_equal(second, name_b);
}

static void a_name_is_what_tells_one_run_from_the_other(void **state)
{
    (void)state;
    assert_names("sgd, rate 0.1", "adam, rate 0.1", "sgd", "adam");
    assert_names("sgd, rate 0.1", "sgd, rate 0.2", "rate 0.1", "rate 0.2");
    assert_names("sgd, rate 0.1", "sgdm, rate 0.2", "sgd, rate 0.1", "sgdm, rate 0.2");
    assert_names("sgd, rate 0.1", "sgd, rate 0.1", "sgd, rate 0.1", "sgd, rate 0.1");
    learning_names(NULL, 0, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_run_keeps_evenly_spaced_points),
        cmocka_unit_test(the_oldest_run_makes_room_for_the_newest),
        cmocka_unit_test(a_name_is_what_tells_one_run_from_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
