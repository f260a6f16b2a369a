#include "near.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "nn/trainer.h"
#include "trainer_task.h"

static bool is_finite(const struct task *task, const struct network *network)
{
    for (size_t i = 0; i < network->param_count; i++) {
        if (!isfinite(network->param[i]))
            return false;
        for (size_t k = 0; k < task->settings.optimizer->states; k++)
            if (!isfinite(network->state[k][i]))
                return false;
    }
    return true;
}

/* Linear layers and l2 at a rate so large that every update makes things worse. */
static struct task runaway(size_t samples, size_t batch, const char *optimizer)
{
    struct random random;
    const struct activation *linear = activation_find("linear", 6, NULL);
    struct layer_shape shapes[] = {shape(3, linear), shape(1, linear)};
    struct task task = {.samples = samples, .batch = batch};
    random_seed(&random, 9);
    task.settings = settings_of(loss_find("l2", 2, NULL), false,
                                optimizer_find(optimizer, strlen(optimizer), NULL), REGULARIZER_NONE);
    task.settings.rate = 30;
    draw(&random, &task, 2, shapes, 2);
    return task;
}

/* Updates until the tape's next would not be finite. */
static size_t finite_updates(const struct task *task)
{
    for (size_t n = 1; n <= UPDATES; n++) {
        struct network *network = network_copy(task->network);
        walk(task, network, n * task->batch);
        bool is_fine = is_finite(task, network);
        network_free(network);
        if (!is_fine)
            return n - 1;
    }
    fail_msg("never runs away");
    return 0;
}

static void check_runaway(size_t samples, size_t batch, const char *optimizer, double decay)
{
    struct task task = runaway(samples, batch, optimizer);
    if (decay >
        0) { /* the regularizer alone makes weights run away: inputs are 0, the output's slope soon, too */
        memset(task.x, 0, samples * 2 * sizeof *task.x);
        task.settings.regularizer = REGULARIZER_L2;
        task.settings.lambda = decay;
        task.settings.rate = 1;
        task.network->layers[2].activation = activation_find("sigmoid", 7, NULL);
    }
    size_t want = finite_updates(&task);
    assert_true(want > 2);
    for (size_t k = 0; trainer_kernel_at(k); k++) {
        struct trainer *trainer = trainer_of(&task, trainer_kernel_at(k), false);
        struct network *network = network_copy(task.network), *last = network_copy(task.network);
        uint64_t updates, more;
        double sum, last_sum = walk(&task, last, want * batch);
        assert_int_equal(trainer_run(trainer, task.order, UPDATES * batch, &updates, &sum), TRAINED_NOT_FINITE);
        assert_int_equal(updates, want);
        trainer_store(trainer, network);
        assert_true(is_finite(&task, network));
        for (size_t i = 0; i < network->param_count; i++)
            assert_near(network->param[i] / last->param[i], 1, 1e-6);
        assert_true(sum == last_sum || fabs(sum / last_sum - 1) < 1e-6);
        assert_int_equal(trainer_run(trainer, task.order + want * batch, batch, &more, NULL),
                         TRAINED_NOT_FINITE);
        assert_int_equal(more, 0);
        trainer_free(trainer);
        network_free(network);
        network_free(last);
    }
    finish(&task);
}

/* The second sample is so large that its gradients, or their squares, are infinite. */
static void check_bad_sample(size_t batch, const char *optimizer, bool freezes, double large)
{
    struct task task = runaway(2, batch, optimizer);
    task.settings.rate = 0.01;
    task.x[2] = task.x[3] = large;
    task.network->frozen[0] = freezes;
    for (size_t k = 0; trainer_kernel_at(k); k++) {
        struct trainer *trainer = trainer_of(&task, trainer_kernel_at(k), false);
        struct network *got = network_copy(task.network), *want = network_copy(task.network);
        uint64_t updates;
        memset(task.order, 0, batch * sizeof *task.order);
        task.order[batch - 1] = 1;
        assert_int_equal(trainer_run(trainer, task.order, batch, &updates, NULL), TRAINED_NOT_FINITE);
        assert_int_equal(updates, 0);
        task.order[batch - 1] = 0; /* and leaves no trace */
        assert_int_equal(trainer_run(trainer, task.order, batch, &updates, NULL), TRAINED);
        trainer_store(trainer, got);
        walk(&task, want, batch);
        assert_near(distance(&task, got, want), 0, 1e-12);
        trainer_free(trainer);
        network_free(got);
        network_free(want);
    }
    finish(&task);
}

static void a_bad_sample_stops_the_run_and_leaves_no_trace(void **state)
{
    (void)state;
    for (size_t o = 0; o < optimizer_count(); o++)
        for (size_t batch = 1; batch <= MANY; batch = batch == 1 ? 3 : batch * 100)
            for (int freezes = 0; freezes < 2; freezes++)
                check_bad_sample(batch, optimizer_at(o)->name, freezes, 1e200);
    check_bad_sample(1, "adam", false, 1e100);
    check_bad_sample(3, "adagrad", false, 1e100);
    check_bad_sample(3, "rmsprop", true, 1e100);
}

/* z and dz are small, as the weight is, but not the gradient's square. */
static void a_large_input_behind_a_tiny_weight_stops_the_run(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 14);
    struct task task = {.samples = 1, .batch = 2};
    struct layer_shape shapes[] = {shape(1, activation_find("linear", 6, NULL))};
    task.settings =
        settings_of(loss_find("l2", 2, NULL), false, optimizer_find("adam", 4, NULL), REGULARIZER_NONE);
    draw(&random, &task, 1, shapes, 1);
    task.network->param[0] = 1e-200;
    task.x[0] = 1e200;
    for (size_t k = 0; trainer_kernel_at(k); k++) {
        struct trainer *trainer = trainer_of(&task, trainer_kernel_at(k), false);
        uint64_t updates;
        assert_int_equal(trainer_run(trainer, task.order, 2, &updates, NULL), TRAINED_NOT_FINITE);
        trainer_free(trainer);
    }
    finish(&task);
}

static void what_runs_away_stops_at_the_last_finite_state(void **state)
{
    (void)state;
    check_runaway(SAMPLES, 1, "sgd", 0); /* small */
    check_runaway(SAMPLES, 4, "sgd", 0);
    check_runaway(SAMPLES, 4, "momentum", 0);
    check_runaway(MANY, MANY, "sgd", 0); /* the batch is more than a block */
    check_runaway(MANY, MANY, "momentum", 0);
    check_runaway(SAMPLES, 4, "sgd", 1e6);
    check_runaway(SAMPLES, 4, "momentum", 1e6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_input_behind_a_tiny_weight_stops_the_run),
        cmocka_unit_test(a_bad_sample_stops_the_run_and_leaves_no_trace),
        cmocka_unit_test(what_runs_away_stops_at_the_last_finite_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
