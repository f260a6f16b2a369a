/* Nets drawn at random, with data, for the tests that go through whole batches. */
#ifndef NABLA_TESTS_NN_WALK_H
#define NABLA_TESTS_NN_WALK_H

#include "near.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "nn/tape.h"

static inline struct layer_shape walk_shape(int nodes, const char *text)
{
    struct layer_shape made = {.nodes = nodes};
    assert_true(activation_parse(text, strlen(text), &made.activation, &made.param, NULL));
    return made;
}

static inline struct tape walk_tape(struct network *network)
{
    struct tape tape = {.network = network, .journal = journal_new(64 << 20), .batch = 1};
    tape.settings.loss = loss_find("l2", 2, NULL);
    tape.settings.optimizer = optimizer_find("sgd", 3, NULL);
    tape.settings.rate = 0.5;
    tape.has_x = tape.has_y = true;
    return tape;
}

static inline void walk_finish(struct tape *tape)
{
    dataset_free(tape->feed.data);
    memory_free(tape->feed.order);
    journal_free(tape->journal);
    network_free(tape->network);
}

static inline void walk_set(double *to, const double *from, size_t count)
{
    memcpy(to, from, count * sizeof *to);
}

static inline double walk_uniform(struct random *random, double low, double high)
{
    return low + (high - low) * random_uniform(random);
}

/* Matt Mazur's "A Step by Step Backpropagation Example" (2015). */
static inline struct tape walk_mazur(void)
{
    struct layer_shape shapes[] = {walk_shape(2, "sigmoid"), walk_shape(2, "sigmoid")};
    struct network *network = network_new(2, shapes, 2, NULL);
    walk_set(network->param + network->layers[1].w, (double[]){0.15, 0.20, 0.25, 0.30}, 4);
    walk_set(network->param + network->layers[1].b, (double[]){0.35, 0.35}, 2);
    walk_set(network->param + network->layers[2].w, (double[]){0.40, 0.45, 0.50, 0.55}, 4);
    walk_set(network->param + network->layers[2].b, (double[]){0.60, 0.60}, 2);
    walk_set(network->x, (double[]){0.05, 0.10}, 2);
    walk_set(network->y, (double[]){0.01, 0.99}, 2);
    return walk_tape(network);
}

static inline void walk_target(const struct tape *tape, struct random *random, double *y, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        y[i] = tape->settings.loss->needs_sign_target ? (random_below(random, 2) ? 1 : -1)
                                                      : walk_uniform(random, 0, 1);
        sum += y[i];
    }
    for (size_t i = 0; i < n && tape->settings.has_softmax && tape->settings.loss->fuses_with_softmax; i++)
        y[i] /= sum;
}

/* The samples, all for training, each once in an order of its own. */
static inline void walk_feed(struct tape *tape, struct random *random, size_t count, size_t batch)
{
    size_t inputs = (size_t)network_inputs(tape->network), outputs = (size_t)network_outputs(tape->network);
    tape->feed.data = dataset_new("", (int)inputs, (int)outputs, NULL);
    tape->feed.order = memory_new(count, sizeof *tape->feed.order);
    tape->feed.training = count;
    tape->feed.batch = batch;
    for (size_t i = 0; i < count; i++) {
        double x[16], y[16];
        for (size_t k = 0; k < inputs; k++)
            x[k] = walk_uniform(random, -1, 1);
        walk_target(tape, random, y, outputs);
        assert_true(dataset_add(tape->feed.data, x, y, NULL));
        tape->feed.order[i] = (uint32_t)(count - 1 - i);
    }
}

/* 1 to 4 layers of 1 to 4 nodes, any activation, head, loss and optimizer that go together; a batch of 1 to 4. */
static inline struct tape walk_draw(struct random *random)
{
    struct layer_shape shapes[4];
    int depth = 1 + (int)random_below(random, 4);
    for (int k = 0; k < depth; k++) {
        const struct activation *activation = activation_at(random_below(random, activation_count()));
        shapes[k] =
            (struct layer_shape){1 + (int)random_below(random, 4), activation, activation->param_default};
    }
    struct network *network = network_new(1 + (int)random_below(random, 3), shapes, depth, NULL);
    struct tape tape = walk_tape(network);
    for (size_t i = 0; i < network->param_count; i++)
        network->param[i] = walk_uniform(random, -1, 1);
    tape.settings.has_softmax = network_outputs(network) > 1 && random_below(random, 2) == 0;
    tape.settings.optimizer = optimizer_at(random_below(random, optimizer_count()));
    tape.settings.optimizer_param = tape.settings.optimizer->param_default;
    do
        tape.settings.loss = loss_at(random_below(random, loss_count()));
    while (!loss_can_follow(tape.settings.loss, network_last(network)->activation, tape.settings.has_softmax,
                            NULL));
    tape.settings.loss_param = tape.settings.loss->param_default;
    size_t batch = 1 + random_below(random, 4);
    walk_feed(&tape, random, batch + random_below(random, 3), batch);
    return tape;
}

static inline bool walk_loss_has_corner(const struct tape *tape)
{
    const struct loss *loss = tape->settings.loss;
    for (int i = 0; i < network_outputs(tape->network); i++) {
        double yhat = tape->network->yhat[i], y = tape->network->y[i], miss = fabs(yhat - y);
        if (strcmp(loss->name, "l1") == 0 && miss < 1e-3)
            return true;
        if (strcmp(loss->name, "huber") == 0 && fabs(miss - tape->settings.loss_param) < 1e-3)
            return true;
        if (loss->needs_sign_target && fabs(1 - y * yhat) < 1e-3)
            return true;
    }
    return false;
}

/* Whether the values of now lie where a derivative jumps, within what a difference would step over. */
static inline bool walk_has_corner(const struct tape *tape)
{
    for (int k = 1; k <= tape->network->depth; k++) {
        const struct layer *layer = &tape->network->layers[k];
        for (int row = 0; row < layer->rows; row++) {
            if (!isnan(layer->activation->kink) && fabs(layer->z[row] - layer->activation->kink) < 1e-3)
                return true;
            for (int other = row - row % layer->pieces; other < row; other++)
                if (fabs(layer->z[row] - layer->z[other]) < 1e-3)
                    return true;
        }
    }
    return walk_loss_has_corner(tape);
}

#endif
