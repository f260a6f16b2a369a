/* Nets drawn at random, for the tests of what looks at a whole net. */
#ifndef NABLA_TESTS_NN_DRAWN_H
#define NABLA_TESTS_NN_DRAWN_H

#include "near.h"

#include <string.h>

#include "base/random.h"
#include "nn/tape.h"

static inline double drawn_between(struct random *random, double low, double high)
{
    return low + (high - low) * random_uniform(random);
}

static inline struct layer_shape drawn_shape(int nodes, const char *text)
{
    struct layer_shape made = {.nodes = nodes};
    assert_true(activation_parse(text, strlen(text), &made.activation, &made.param, NULL));
    return made;
}

static inline struct tape drawn_tape(struct network *network, const char *loss)
{
    struct tape tape = {.network = network, .journal = journal_new(1 << 20), .batch = 1};
    assert_true(loss_parse(loss, strlen(loss), &tape.settings.loss, &tape.settings.loss_param, NULL));
    tape.settings.optimizer = optimizer_find("sgd", 3, NULL);
    tape.settings.rate = 0.5;
    tape.has_x = tape.has_y = true;
    return tape;
}

static inline void drawn_finish(struct tape *tape)
{
    journal_free(tape->journal);
    network_free(tape->network);
}

/* x, and a y that the loss can take. */
static inline void drawn_sample(struct tape *tape, struct random *random)
{
    struct network *network = tape->network;
    int n = network_outputs(network);
    double sum = 0;
    for (int i = 0; i < network_inputs(network); i++)
        network->x[i] = drawn_between(random, -1, 1);
    for (int i = 0; i < n; i++) {
        double y = drawn_between(random, 0, 1);
        network->y[i] = tape->settings.loss->needs_sign_target ? (y < 0.5 ? -1 : 1) : y;
        sum += network->y[i];
    }
    for (int i = 0; i < n && tape->settings.loss->needs_probability && tape->settings.has_softmax; i++)
        network->y[i] /= sum;
}

/* A net of 1 to 3 layers with this activation, and this loss behind it: through a softmax, or where that isn't
 * wanted and the loss needs it, through sigmoids. Weights, sample and sizes are drawn. */
static inline struct tape drawn_net(struct random *random, const struct activation *activation,
                                    const struct loss *loss, bool has_softmax)
{
    struct layer_shape shapes[3];
    int depth = 1 + (int)random_below(random, 3);
    for (int k = 0; k < depth; k++)
        shapes[k] =
            (struct layer_shape){1 + (int)random_below(random, 4), activation, activation->param_default};
    if (!loss_can_follow(loss, activation, has_softmax, NULL))
        shapes[depth - 1] = drawn_shape(shapes[depth - 1].nodes, "sigmoid");
    struct tape tape =
        drawn_tape(network_new(1 + (int)random_below(random, 4), shapes, depth, NULL), loss->name);
    tape.settings.has_softmax = has_softmax;
    for (size_t i = 0; i < tape.network->param_count; i++)
        tape.network->param[i] = drawn_between(random, -1.5, 1.5);
    drawn_sample(&tape, random);
    return tape;
}

/* The end of the forward pass, and of the backward pass. */
static inline void drawn_run(struct tape *tape, enum phase phase)
{
    do
        tape_do(tape);
    while (tape_next(tape).phase <= phase);
}

#endif
