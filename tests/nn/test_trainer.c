#include "near.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "nn/trainer.h"

enum { SAMPLES = 7, UPDATES = 100, INPUTS_MAX = 24, OUTPUTS_MAX = 24 };

/* ---- nets, data and settings drawn at random ---- */

struct task {
    struct network *network;
    struct settings settings;
    double x[SAMPLES * INPUTS_MAX], y[SAMPLES * OUTPUTS_MAX];
    uint32_t order[UPDATES * SAMPLES];
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

/* A net of these shapes with everything else drawn; the caller frees task->network. */
static void draw(struct random *random, struct task *task, int inputs, const struct layer_shape *shapes,
                 int depth)
{
    task->network = network_new(inputs, shapes, depth, NULL);
    assert_non_null(task->network);
    int outputs = network_outputs(task->network);
    assert_true(inputs <= INPUTS_MAX && outputs <= OUTPUTS_MAX);
    for (size_t i = 0; i < task->network->param_count; i++)
        task->network->param[i] = uniform(random, -1, 1);
    for (int i = 0; i < SAMPLES * inputs; i++)
        task->x[i] = uniform(random, -1, 1);
    for (int s = 0; s < SAMPLES; s++)
        draw_target(random, &task->settings, task->y + s * outputs, outputs);
    for (int i = 0; i < UPDATES * SAMPLES; i++)
        task->order[i] = (uint32_t)random_below(random, SAMPLES);
}

static struct layer_shape shape(int nodes, const struct activation *activation)
{
    return (struct layer_shape){nodes, activation, activation->param_default};
}

/* ---- the tape and the trainer ---- */

/* Trains task->network on order[0 .. count) by the tape, as one epoch; returns the sum of the losses. */
static double walk(struct task *task, size_t batch, size_t count)
{
    struct dataset data = {.inputs = network_inputs(task->network),
                           .outputs = network_outputs(task->network),
                           .count = SAMPLES,
                           .x = task->x,
                           .y = task->y};
    struct tape tape = {.network = task->network, .settings = task->settings, .batch = 1};
    double sum = 0;
    tape.feed = (struct feed){.data = &data, .order = task->order, .training = count, .batch = batch};
    tape.journal = journal_new(1 << 16);
    while (tape.feed.epoch == 0) {
        enum operation next = tape_next(&tape).operation;
        tape_do(&tape);
        if (next == OPERATION_LOSS)
            sum += *task->network->loss;
    }
    journal_free(tape.journal);
    return sum;
}

static struct trainer *trainer_of(const struct task *task, size_t batch, const char *kernel, bool is_single)
{
    struct trainer_options options = {.batch = batch, .threads = 1, .kernel = kernel, .is_single = is_single};
    return trainer_new(task->network, &task->settings, 0, (struct samples){SAMPLES, task->x, task->y}, options);
}

static void describe(const struct task *task, size_t batch, const char *kernel)
{
    const struct settings *settings = &task->settings;
    print_error("%s, batch %zu, %s%s %s regularizer %d rate %g:", kernel ? kernel : "best", batch,
                settings->loss->name, settings->has_softmax ? " behind softmax" : "", settings->optimizer->name,
                (int)settings->regularizer, settings->rate);
    for (int k = 1; k <= task->network->depth; k++)
        print_error(" %d:%s", task->network->layers[k].nodes, task->network->layers[k].activation->name);
    print_error("\n");
}

/* Trains task->network by the trainer, in two runs, so that the second begins in the middle. */
static double run(struct task *task, size_t batch, size_t count, const char *kernel, bool is_single)
{
    struct trainer *trainer = trainer_of(task, batch, kernel, is_single);
    size_t half = count / 2 / batch * batch;
    uint64_t first = 0, second = 0;
    double sum = 0, rest = 0;
    if (trainer_run(trainer, task->order, half, &first, &sum) != TRAINED ||
        trainer_run(trainer, task->order + half, count - half, &second, &rest) != TRAINED)
        describe(task, batch, kernel);
    assert_int_equal(first + second, (count + batch - 1) / batch);
    trainer_store(trainer, task->network);
    trainer_free(trainer);
    return sum + rest;
}

/* The largest |got - want| / max(1, |want|) of parameters and optimizer's state. */
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

static void check(struct task *task, size_t batch, size_t count, const char *kernel, bool is_single,
                  double tolerance)
{
    struct network *start = network_copy(task->network), *want = task->network;
    double want_sum = walk(task, batch, count);
    task->network = start;
    double got_sum = run(task, batch, count, kernel, is_single), far = distance(task, start, want);
    if (!(far <= tolerance) || !(fabs(got_sum - want_sum) <= tolerance * fmax(1, fabs(want_sum))))
        describe(task, batch, kernel);
    assert_near(far, 0, tolerance);
    assert_near(got_sum, want_sum, tolerance);
    network_free(want);
    network_free(start);
}

/* ---- the tests ---- */

static void every_combination_of_rows_trains_as_the_tape_does(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 1);
    for (size_t a = 0; a < activation_count(); a++)
        for (int l = 0; l < 2 * (int)loss_count(); l++)
            for (size_t o = 0; o < optimizer_count(); o++)
                for (int r = 0; r < 3; r++) {
                    const struct activation *activation = activation_at(a);
                    struct task task = {.settings = {.loss = loss_at((size_t)l / 2),
                                                     .has_softmax = l % 2,
                                                     .optimizer = optimizer_at(o),
                                                     .regularizer = (enum regularizer)r,
                                                     .lambda = 0.01}};
                    const struct activation *last = activation;
                    if (!loss_can_follow(task.settings.loss, last, task.settings.has_softmax, NULL))
                        last = activation_find("sigmoid", 7, NULL);
                    struct layer_shape shapes[] = {shape(between(&random, 1, 4), activation),
                                                   shape(between(&random, 1 + l % 2, 3), last)};
                    task.settings.loss_param = task.settings.loss->param_default;
                    task.settings.optimizer_param = task.settings.optimizer->param_default;
                    task.settings.rate = 0.01;
                    draw(&random, &task, between(&random, 1, 3), shapes, 2);
                    size_t batch = random_below(&random, 2) ? 1 : (size_t)between(&random, 2, 3);
                    check(&task, batch, UPDATES * batch, NULL, false, 1e-12);
                }
}

/* A net of up to 4 layers of any activations, whose widths lie around those of vectors and panels, with some of
 * its parameters frozen, and settings of any kind. */
static void draw_any(struct random *random, struct task *task)
{
    struct layer_shape shapes[4];
    int depth = between(random, 1, 4);
    for (int k = 0; k < depth; k++) {
        const struct activation *activation = activation_at(random_below(random, activation_count()));
        shapes[k] = shape(between(random, k + 1 < depth ? 1 : 2, k + 1 < depth ? 40 : OUTPUTS_MAX), activation);
        shapes[k].param = activation->is_maxout ? between(random, 2, 4) : activation->param_default;
    }
    *task = (struct task){.settings = {.has_softmax = random_below(random, 2), .lambda = 0.01, .rate = 0.01}};
    do
        task->settings.loss = loss_at(random_below(random, loss_count()));
    while (
        !loss_can_follow(task->settings.loss, shapes[depth - 1].activation, task->settings.has_softmax, NULL));
    task->settings.loss_param = task->settings.loss->param_default;
    task->settings.optimizer = optimizer_at(random_below(random, optimizer_count()));
    task->settings.optimizer_param = task->settings.optimizer->param_default;
    task->settings.regularizer = (enum regularizer)random_below(random, 3);
    draw(random, task, between(random, 1, INPUTS_MAX), shapes, depth);
    for (int k = 1; k <= depth; k++) /* so that z doesn't grow with the width */
        for (size_t i = task->network->layers[k].w; i < task->network->layers[k].b; i++)
            task->network->param[i] /= sqrt(task->network->layers[k].inputs);
    for (size_t i = 0; random_below(random, 2) && i < task->network->param_count; i++)
        task->network->frozen[i] = random_below(random, 4) == 0;
}

static void any_net_trains_as_the_tape_does_on_every_kernel(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 2);
    for (int i = 0; i < 60; i++) {
        struct task task;
        draw_any(&random, &task);
        struct network *start = task.network;
        size_t batch = random_below(&random, 3) ? (size_t)between(&random, 2, SAMPLES) : 1, rest = batch / 2;
        for (size_t k = 0; trainer_kernel_at(k); k++) {
            task.network = network_copy(start);
            check(&task, batch, 10 * batch + rest, trainer_kernel_at(k), false, 1e-12);
        }
        network_free(start);
    }
}
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination_of_rows_trains_as_the_tape_does),
        cmocka_unit_test(any_net_trains_as_the_tape_does_on_every_kernel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
