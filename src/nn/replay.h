/* A pass once more, on a copy: what the samples of an iteration gave, or would give, while the tape itself
 * stays as it is. */
#ifndef NABLA_NN_REPLAY_H
#define NABLA_NN_REPLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "nn/tape.h"

enum { REPLAY_WORK_MAX = 100000000 }; /* samples times weights: about a second */

/* How what the copy computes stands to what the tape holds. */
enum replay_when {
    REPLAY_DONE,    /* the same numbers */
    REPLAY_AHEAD,   /* the pass hasn't come to them yet */
    REPLAY_RENEWED, /* they had gone stale; these are computed with the numbers of now */
    REPLAY_PAST,    /* of the pass that the update under way, or just done, took them from */
};

struct replay {
    struct tape tape; /* its own network and journal; batch 1, x and y put in by the functions below */
    double *x, *y;    /* [count][inputs], [count][outputs] */
    size_t count;     /* samples that it runs */
    size_t first;     /* the number of its first sample within the iteration's batch, from 0 */
    size_t batch;     /* samples of the iteration's batch */
    double weight;    /* what each sample counts in the gradient: 1/batch for w and b, else 1 */
    enum replay_when when;
};

/* For the samples that a cell is the number of: for dw and db all that it gathers so far, the whole batch where
 * none is done yet; for any other the sample under way. In an update, the weights are those from before it: for
 * that the journal is gone back and forth, so every bit of the tape is as it was when this returns. False with an
 * error where input or target are missing or there is too much to run; then there is nothing to close. */
bool replay_open(struct replay *replay, struct tape *tape, struct cell cell, struct error *error);

/* For the samples for training, or x and y where there are none, with the weights of now; where they are too many
 * for `work` (samples times weights) some of them, evenly spread. */
bool replay_open_data(struct replay *replay, const struct tape *tape, size_t work, struct error *error);

void replay_close(struct replay *replay);

/* Sample i < count, from x to yhat, but not L; or forwards and backwards, its gradients not averaged. */
void replay_forward(struct replay *replay, size_t i);
void replay_pass(struct replay *replay, size_t i);

/* dL/d(target) as the central difference (L(v + h) - L(v - h)) / 2h, summed as the gradient is over the samples;
 * target is w, b, x, z, a or yhat. What is behind the target is computed again, what is before it is held. */
double replay_difference(struct replay *replay, struct cell target, double *h);

#endif
