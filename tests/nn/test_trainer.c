#include "near.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "nn/trainer.h"

enum { SAMPLES = 7, MANY = 300, UPDATES = 100, INPUTS_MAX = 24, OUTPUTS_MAX = 24 };

/* ---- nets, data and settings drawn at random ---- */

struct task {
    struct network *network;
    struct settings settings;
    size_t samples, batch;
    int threads; /* 0: one */
    double *x, *y;
    uint32_t *order; /* [UPDATES * batch] */
};

static double uniform(struct random *random, double low, double high)
{
    return low + (high - low) * random_uniform(random);
}

static int between(struct random *random, int low, int high)
{
    return low + (int)random_below(random, (uint64_t)(high - low + 1));
}

/* Targets that the loss makes sense of. Behind softmax they add up to 1, or differ: else all its outputs may be
 * pulled the same way, to which it doesn't answer, and what is left are rounding errors, which adagrad and its
 * kin blow up. */
static void draw_target(struct random *random, const struct settings *settings, double *y, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += y[i] = uniform(random, 0, 1);
    for (int i = 0; settings->has_softmax && i < n; i++)
        y[i] /= sum;
    for (int i = 0; settings->loss->needs_sign_target && i < n; i++)
        y[i] = i == 0 || (i > 1 && random_below(random, 2)) ? 1 : -1;
}

/* A net of these shapes with everything else drawn; weights shrink with the width, so that z doesn't grow. */
static void draw(struct random *random, struct task *task, int inputs, const struct layer_shape *shapes,
                 int depth)
{
    task->network = network_new(inputs, shapes, depth, NULL);
    int outputs = network_outputs(task->network);
    assert_true(inputs <= INPUTS_MAX && outputs <= OUTPUTS_MAX);
    for (int k = 1; k <= depth; k++) {
        const struct layer *layer = &task->network->layers[k];
        for (size_t i = layer->w; i < layer->b + (size_t)layer->rows; i++)
            task->network->param[i] = uniform(random, -1, 1) / sqrt(layer->inputs < 4 ? 1 : layer->inputs);
    }
    task->x = memory_new(task->samples * (size_t)inputs, sizeof(double));
    task->y = memory_new(task->samples * (size_t)outputs, sizeof(double));
    task->order = memory_new(UPDATES * task->batch, sizeof(uint32_t));
    for (size_t i = 0; i < task->samples * (size_t)inputs; i++)
        task->x[i] = uniform(random, -1, 1);
    for (size_t s = 0; s < task->samples; s++)
        draw_target(random, &task->settings, task->y + s * (size_t)outputs, outputs);
    for (size_t i = 0; i < UPDATES * task->batch; i++)
        task->order[i] = (uint32_t)random_below(random, task->samples);
}

static void finish(struct task *task)
{
    network_free(task->network);
    memory_free(task->x);
    memory_free(task->y);
    memory_free(task->order);
}

static struct layer_shape shape(int nodes, const struct activation *activation)
{
    return (struct layer_shape){nodes, activation, activation->param_default};
}

static struct settings settings_of(const struct loss *loss, bool has_softmax, const struct optimizer *optimizer,
                                   enum regularizer regularizer)
{
    return (struct settings){.loss = loss,
                             .loss_param = loss->param_default,
                             .has_softmax = has_softmax,
                             .optimizer = optimizer,
                             .optimizer_param = optimizer->param_default,
                             .rate = 0.01,
                             .regularizer = regularizer,
                             .lambda = 0.01};
}

/* Any loss that can follow. */
static const struct loss *draw_loss(struct random *random, const struct activation *last, bool has_softmax)
{
    const struct loss *loss;
    do
        loss = loss_at(random_below(random, loss_count()));
    while (!loss_can_follow(loss, last, has_softmax, NULL));
    return loss;
}

/* A net of up to 4 layers of any activations, of up to width nodes, with settings of any kind and half of the
 * time some parameters frozen. */
static struct task draw_any(struct random *random, int width, size_t samples, size_t batch)
{
    struct task task = {.samples = samples, .batch = batch};
    struct layer_shape shapes[4];
    bool has_softmax = random_below(random, 2);
    int depth = between(random, 1, 4);
    for (int k = 0; k < depth; k++) {
        int most = k + 1 < depth || width < OUTPUTS_MAX ? width : OUTPUTS_MAX;
        shapes[k] = shape(between(random, k + 1 < depth ? 1 : 2, most),
                          activation_at(random_below(random, activation_count())));
        shapes[k].param = shapes[k].activation->is_maxout ? between(random, 2, 4) : shapes[k].param;
    }
    task.settings = settings_of(draw_loss(random, shapes[depth - 1].activation, has_softmax), has_softmax,
                                optimizer_at(random_below(random, optimizer_count())),
                                (enum regularizer)random_below(random, 3));
    draw(random, &task, between(random, 1, INPUTS_MAX), shapes, depth);
    for (size_t i = 0; random_below(random, 2) && i < task.network->param_count; i++)
        task.network->frozen[i] = random_below(random, 4) == 0;
    return task;
}

/* ---- the tape and the trainer ---- */

/* Trains network on order[0 .. count) by the tape, as one epoch; returns the sum of the losses. */
static double walk(const struct task *task, struct network *network, size_t count)
{
    struct dataset data = {.inputs = network_inputs(network),
                           .outputs = network_outputs(network),
                           .count = task->samples,
                           .x = task->x,
                           .y = task->y};
    struct tape tape = {.network = network, .settings = task->settings, .batch = 1};
    double sum = 0;
    tape.feed = (struct feed){.data = &data, .order = task->order, .training = count, .batch = task->batch};
    tape.journal = journal_new(1 << 16);
    while (tape.feed.epoch == 0) {
        enum operation next = tape_next(&tape).operation;
        tape_do(&tape);
        if (next == OPERATION_LOSS)
            sum += *network->loss;
    }
    journal_free(tape.journal);
    return sum;
}

static struct trainer *trainer_of(const struct task *task, const char *kernel, bool is_single)
{
    struct trainer_options options = {.batch = task->batch,
                                      .threads = task->threads ? task->threads : 1,
                                      .kernel = kernel,
                                      .is_single = is_single};
    return trainer_new(task->network, &task->settings, 0, (struct samples){task->samples, task->x, task->y},
                       options);
}

static void describe(const struct task *task, const char *kernel)
{
    const struct settings *settings = &task->settings;
    print_error("%s, batch %zu, %s%s %s regularizer %d:", kernel ? kernel : "best", task->batch,
                settings->loss->name, settings->has_softmax ? " behind softmax" : "", settings->optimizer->name,
                (int)settings->regularizer);
    for (int k = 1; k <= task->network->depth; k++)
        print_error(" %d:%s", task->network->layers[k].nodes, task->network->layers[k].activation->name);
    print_error("\n");
}

/* Trains network by the trainer, in two runs, so that the second begins in the middle. */
static double run(const struct task *task, struct network *network, size_t count, const char *kernel,
                  bool is_single)
{
    struct trainer *trainer = trainer_of(task, kernel, is_single);
    size_t half = count / 2 / task->batch * task->batch;
    uint64_t first = 0, second = 0;
    double sum = 0, rest = 0;
    if (trainer_run(trainer, task->order, half, &first, &sum) != TRAINED ||
        trainer_run(trainer, task->order + half, count - half, &second, &rest) != TRAINED)
        describe(task, kernel);
    assert_int_equal(first + second, (count + task->batch - 1) / task->batch);
    trainer_store(trainer, network);
    trainer_free(trainer);
    return sum + rest;
}

/* The largest |got - want| / max(1, |want|) of parameters and the optimizer's state. */
static double distance(const struct task *task, const struct network *got, const struct network *want)
{
    double most = 0;
    for (size_t i = 0; i < want->param_count; i++) {
        double far = fabs(got->param[i] - want->param[i]) / fmax(1, fabs(want->param[i]));
        most = far <= most ? most : far;
        for (size_t k = 0; k < task->settings.optimizer->states; k++) {
            far = fabs(got->state[k][i] - want->state[k][i]) / fmax(1, fabs(want->state[k][i]));
            most = far <= most ? most : far;
        }
    }
    return most;
}

static void check_run(const struct task *task, const struct network *want, double want_sum, size_t count,
                      const char *kernel, bool is_single, double tolerance)
{
    struct network *got = network_copy(task->network);
    double got_sum = run(task, got, count, kernel, is_single), far = distance(task, got, want);
    if (!(far <= tolerance) || !(fabs(got_sum - want_sum) <= tolerance * fmax(1, fabs(want_sum))))
        describe(task, kernel);
    assert_near(far, 0, tolerance);
    assert_near(got_sum, want_sum, tolerance);
    network_free(got);
}

/* Holds every kernel to the tape. */
static void check(const struct task *task, size_t count)
{
    struct network *want = network_copy(task->network);
    double sum = walk(task, want, count);
    for (size_t k = 0; trainer_kernel_at(k); k++)
        check_run(task, want, sum, count, trainer_kernel_at(k), false, 1e-12);
    network_free(want);
}

static void every_combination_of_rows_trains_as_the_tape_does(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 1);
    const struct activation *sigmoid = activation_find("sigmoid", 7, NULL);
    for (size_t i = 0; i < activation_count() * loss_count() * optimizer_count() * 3 * 2; i++) {
        size_t at = i;
        bool has_softmax = at % 2;
        enum regularizer regularizer = (enum regularizer)((at /= 2) % 3);
        const struct optimizer *optimizer = optimizer_at((at /= 3) % optimizer_count());
        const struct loss *loss = loss_at((at /= optimizer_count()) % loss_count());
        const struct activation *hidden = activation_at(at / loss_count()), *last = hidden;
        struct task task = {.samples = SAMPLES,
                            .settings = settings_of(loss, has_softmax, optimizer, regularizer)};
        if (!loss_can_follow(loss, last, has_softmax, NULL))
            last = sigmoid;
        struct layer_shape shapes[] = {shape(between(&random, 1, 4), hidden),
                                       shape(between(&random, has_softmax ? 2 : 1, 3), last)};
        task.batch = random_below(&random, 2) ? 1 : (size_t)between(&random, 2, 3);
        draw(&random, &task, between(&random, 1, 3), shapes, 2);
        check(&task, UPDATES * task.batch);
        finish(&task);
    }
}

static void nets_of_any_size_train_as_the_tape_does(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 2);
    for (int i = 0; i < 40; i++) {
        struct task task =
            draw_any(&random, 40, SAMPLES, (size_t)(i % 4 == 0 ? 1 : between(&random, 2, SAMPLES)));
        check(&task, UPDATES * task.batch - task.batch / 2); /* the last one smaller */
        finish(&task);
    }
}

/* More samples an update than the kernel works on at once. */
static void large_batches_train_as_the_tape_does(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 3);
    for (int i = 0; i < 14; i++) {
        struct task task = draw_any(&random, 6, MANY, MANY);
        task.settings.optimizer = optimizer_at((size_t)i % optimizer_count());
        task.settings.optimizer_param = task.settings.optimizer->param_default;
        check(&task, 3 * MANY + MANY / 2);
        finish(&task);
    }
}

static void small_nets_train_as_the_tape_does(void **state)
{
    (void)state;
    struct random random;
    int small = 0;
    random_seed(&random, 4);
    for (int i = 0; i < 150; i++) {
        struct task task = draw_any(&random, 8, SAMPLES, 1);
        task.settings.optimizer = optimizer_find("sgd", 3, NULL);
        task.settings.regularizer = REGULARIZER_NONE;
        memset(task.network->frozen, 0, task.network->param_count);
        struct trainer *trainer = trainer_of(&task, NULL, false);
        small += strncmp(trainer_kernel(trainer), "small", 5) == 0;
        trainer_free(trainer);
        check(&task, UPDATES);
        finish(&task);
    }
    assert_true(small > 50);
}

static void kernels_differ_by_no_more_than_rounding(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 5);
    for (int i = 0; i < 40; i++) {
        struct task task = draw_any(&random, 40, SAMPLES, (size_t)between(&random, 1, SAMPLES));
        struct network *want = network_copy(task.network);
        double sum = run(&task, want, 10 * task.batch, trainer_kernel_at(0), false);
        for (size_t k = 0; trainer_kernel_at(k); k++)
            check_run(&task, want, sum, 10 * task.batch, trainer_kernel_at(k), false, 1e-13);
        network_free(want);
        finish(&task);
    }
}

static void floats_are_right_to_four_digits(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 6);
    for (int i = 0; i < 40; i++) {
        struct task task = draw_any(&random, 40, SAMPLES, (size_t)between(&random, 1, SAMPLES));
        struct network *want = network_copy(task.network);
        double sum = run(&task, want, 10 * task.batch, NULL, false);
        for (size_t k = 0; trainer_kernel_at(k); k++)
            check_run(&task, want, sum, 10 * task.batch, trainer_kernel_at(k), true, 1e-4);
        network_free(want);
        finish(&task);
    }
}

static void the_same_run_gives_the_same_bits(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 7);
    for (int i = 0; i < 10; i++) {
        struct task task = draw_any(&random, 40, SAMPLES, (size_t)between(&random, 1, SAMPLES));
        struct network *first = network_copy(task.network), *second = network_copy(task.network);
        double sum = run(&task, first, 10 * task.batch, NULL, false);
        assert_true(sum == run(&task, second, 10 * task.batch, NULL, false));
        assert_memory_equal(first->param, second->param, first->param_count * sizeof(double));
        network_free(first);
        network_free(second);
        finish(&task);
    }
}

/* A net and batches large enough to be shared out. */
static void threads_change_no_bit(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 11);
    static const char *const optimizers[] = {"sgd", "adam"};
    for (size_t i = 0; i < 4; i++) {
        const struct activation *tanh = activation_find("tanh", 4, NULL);
        struct layer_shape shapes[] = {shape(300, tanh), shape(300, tanh), shape(2, tanh)};
        struct task task = {.samples = MANY, .batch = i < 2 ? 40 : MANY};
        task.settings =
            settings_of(loss_find("l2", 2, NULL), false,
                        optimizer_find(optimizers[i % 2], strlen(optimizers[i % 2]), NULL), REGULARIZER_L2);
        draw(&random, &task, INPUTS_MAX, shapes, 3);
        struct network *first = network_copy(task.network), *second = network_copy(task.network);
        double sum = run(&task, first, 3 * task.batch, NULL, false);
        task.threads = 3;
        assert_true(sum == run(&task, second, 3 * task.batch, NULL, false));
        assert_memory_equal(first->param, second->param, first->param_count * sizeof(double));
        network_free(first);
        network_free(second);
        finish(&task);
    }
}

static void predictions_are_the_tape_s(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 8);
    for (int i = 0; i < 20; i++) {
        struct task task = draw_any(&random, 40, MANY, 3);
        const size_t outputs = (size_t)network_outputs(task.network);
        double *yhat = memory_new(MANY * outputs, sizeof *yhat),
               *single = memory_new(MANY * outputs, sizeof *single);
        struct trainer *trainers[] = {trainer_of(&task, NULL, false), trainer_of(&task, NULL, true)};
        trainer_predict(trainers[0], task.x, MANY, yhat);
        trainer_predict(trainers[1], task.x, MANY, single);
        task.batch = 1;
        task.settings.rate = 0;
        for (uint32_t s = 0; s < MANY; s += 13) {
            task.order[0] = s;
            walk(&task, task.network, 1);
            for (size_t k = 0; k < outputs; k++) {
                assert_near(yhat[s * outputs + k], task.network->yhat[k], 1e-13);
                assert_near(single[s * outputs + k], task.network->yhat[k], 1e-4);
            }
        }
        trainer_free(trainers[0]);
        trainer_free(trainers[1]);
        memory_free(yhat);
        memory_free(single);
        finish(&task);
    }
}

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

static void check_runaway(size_t samples, size_t batch, const char *optimizer)
{
    struct task task = runaway(samples, batch, optimizer);
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

static void what_runs_away_stops_at_the_last_finite_state(void **state)
{
    (void)state;
    check_runaway(SAMPLES, 1, "sgd"); /* small */
    check_runaway(SAMPLES, 4, "sgd");
    check_runaway(SAMPLES, 4, "momentum");
    check_runaway(MANY, MANY, "sgd"); /* the batch is more than a block */
    check_runaway(MANY, MANY, "momentum");
}

static void without_an_order_samples_come_as_they_are(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 10);
    struct task task = draw_any(&random, 10, SAMPLES, 3);
    struct network *with = network_copy(task.network), *without = network_copy(task.network);
    struct trainer *trainer = trainer_of(&task, NULL, false);
    uint64_t updates;
    for (uint32_t s = 0; s < SAMPLES; s++)
        task.order[s] = s;
    run(&task, with, SAMPLES, NULL, false);
    assert_int_equal(trainer_run(trainer, NULL, SAMPLES, &updates, NULL), TRAINED);
    assert_int_equal(updates, 3);
    trainer_store(trainer, without);
    assert_memory_equal(with->param, without->param, with->param_count * sizeof(double));
    trainer_free(trainer);
    network_free(with);
    network_free(without);
    finish(&task);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination_of_rows_trains_as_the_tape_does),
        cmocka_unit_test(nets_of_any_size_train_as_the_tape_does),
        cmocka_unit_test(large_batches_train_as_the_tape_does),
        cmocka_unit_test(small_nets_train_as_the_tape_does),
        cmocka_unit_test(kernels_differ_by_no_more_than_rounding),
        cmocka_unit_test(floats_are_right_to_four_digits),
        cmocka_unit_test(the_same_run_gives_the_same_bits),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(predictions_are_the_tape_s),
        cmocka_unit_test(what_runs_away_stops_at_the_last_finite_state),
        cmocka_unit_test(without_an_order_samples_come_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
