/* Something to train, drawn at random, and the two ways to train it: by the tape and by the trainer. */
#ifndef NABLA_TESTS_NN_TRAINER_TASK_H
#define NABLA_TESTS_NN_TRAINER_TASK_H

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

static inline double uniform(struct random *random, double low, double high)
{
    return low + (high - low) * random_uniform(random);
}

static inline int between(struct random *random, int low, int high)
{
    return low + (int)random_below(random, (uint64_t)(high - low + 1));
}

/* Targets that the loss makes sense of. Behind softmax they add up to 1 (but for as much as thirds typed
 * with a few digits do not), or differ: else all its outputs may be pulled the same way, to which it doesn't
 * answer, and what is left are rounding errors, which adagrad and its kin blow up. */
static inline void draw_target(struct random *random, const struct settings *settings, double *y, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += y[i] = uniform(random, 0, 1);
    for (int i = 0; settings->has_softmax && i < n; i++)
        y[i] /= sum * 0.9999999;
    for (int i = 0; settings->loss->needs_sign_target && i < n; i++)
        y[i] = i == 0 || (i > 1 && random_below(random, 2)) ? 1 : -1;
}

/* A net of these shapes with everything else drawn; weights shrink with the width, so that z doesn't grow. */
static inline void draw(struct random *random, struct task *task, int inputs, const struct layer_shape *shapes,
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

static inline void finish(struct task *task)
{
    network_free(task->network);
    memory_free(task->x);
    memory_free(task->y);
    memory_free(task->order);
}

static inline struct layer_shape shape(int nodes, const struct activation *activation)
{
    return (struct layer_shape){nodes, activation, activation->param_default};
}

static inline struct settings settings_of(const struct loss *loss, bool has_softmax,
                                          const struct optimizer *optimizer, enum regularizer regularizer)
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
static inline const struct loss *draw_loss(struct random *random, const struct activation *last,
                                           bool has_softmax)
{
    const struct loss *loss;
    do
        loss = loss_at(random_below(random, loss_count()));
    while (!loss_can_follow(loss, last, has_softmax, NULL));
    return loss;
}

/* A net of up to 4 layers of any activations, of up to width nodes, with settings of any kind and half of the
 * time some parameters frozen. */
static inline struct task draw_any(struct random *random, int width, size_t samples, size_t batch)
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
static inline double walk(const struct task *task, struct network *network, size_t count)
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

static inline struct trainer *trainer_of(const struct task *task, const char *kernel, bool is_single)
{
    struct trainer_options options = {.batch = task->batch,
                                      .threads = task->threads ? task->threads : 1,
                                      .kernel = kernel,
                                      .is_single = is_single};
    return trainer_new(task->network, &task->settings, 0, (struct samples){task->samples, task->x, task->y},
                       options);
}

static inline void describe(const struct task *task, const char *kernel)
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
static inline double run(const struct task *task, struct network *network, size_t count, const char *kernel,
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
static inline double distance(const struct task *task, const struct network *got, const struct network *want)
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

#endif
