/* The tape: one iteration as a sequence of operations that the shape of the net alone decides.
 *
 *   for each sample of the batch
 *     forward   layer 1..depth, node 1..n:  z, a
 *               head (softmax), if there is one;  L
 *     backward  dyhat;  head
 *               layer depth..1, node 1..n:  da, dz, dw (the node's row), db;  dx
 *   update      layer 1..depth, node 1..n:  its w and b
 *
 * What operation i is, is computed, never stored. A *node step* is the run of operations of one node. Each
 * operation is one moment of the journal, so that stepping back restores every bit. Backward never
 * changes a weight; with a batch of B, dw and db hold 1/B times the sum over the samples done so far.
 * Source of the mathematics: Rumelhart, Hinton, Williams 1986, in the notation of LANGUAGE. */
#ifndef NABLA_NN_TAPE_H
#define NABLA_NN_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/random.h"
#include "nn/dataset.h"
#include "nn/journal.h"
#include "nn/loss.h"
#include "nn/network.h"
#include "nn/optimizer.h"

enum operation {
    OPERATION_Z,      /* z[j] = sum_i w[j,i] a[i] + b[j], all pieces of node j */
    OPERATION_A,      /* a[j] = f(z[j]) */
    OPERATION_HEAD,   /* yhat = softmax(a) */
    OPERATION_LOSS,   /* L */
    OPERATION_DYHAT,  /* dL/dyhat */
    OPERATION_DHEAD,  /* da of the last layer, through softmax */
    OPERATION_DA,     /* da[i] = sum_j dz[j] w[j,i] over the layer behind */
    OPERATION_DZ,     /* dz[j] = da[j] f'(z[j]) */
    OPERATION_DW,     /* dw[j,i] = dz[j] a[i] */
    OPERATION_DB,     /* db[j] = dz[j] */
    OPERATION_DX,     /* dx[i] = sum_j dz[j] w[j,i] over layer 1 */
    OPERATION_UPDATE, /* w, b of node j by the optimizer */
};

enum phase { PHASE_FORWARD, PHASE_BACKWARD, PHASE_UPDATE };

/* How much one step is. */
enum unit { UNIT_OPERATION, UNIT_NODE, UNIT_LAYER, UNIT_PASS, UNIT_ITERATION };

struct step {
    enum operation operation;
    enum phase phase;
    int layer, node; /* from 1; 0 where the operation is not one node's */
    size_t sample;   /* from 0, within the batch */
    size_t number;   /* which node step of the iteration it belongs to, from 1 */
};

enum regularizer { REGULARIZER_NONE, REGULARIZER_L1, REGULARIZER_L2 };

struct settings {
    const struct loss *loss;
    double loss_param;
    bool has_softmax; /* head softmax */
    const struct optimizer *optimizer;
    double optimizer_param;
    double rate;
    enum regularizer regularizer;
    double lambda;
};

/* What an assignment made stale: everything computed from this layer's row on (0: all rows), or from the
 * loss on (layer = depth + 1). layer 0: nothing is stale. */
struct stale {
    int layer, row;
};

/* Where samples come from: the training part of a data set, in an order drawn anew each epoch. */
struct feed {
    struct dataset *data;  /* borrowed; NULL: x and y are given by hand */
    uint32_t *order;       /* borrowed: all sample numbers, those for training first */
    size_t room;           /* how many numbers fit into order */
    size_t training;       /* how many of them are for training */
    size_t cursor;         /* where in order the next iteration begins, or the one under way began */
    size_t batch;          /* samples an iteration; 0: all */
    bool shuffles;         /* at the start of each epoch */
    bool is_by_hand;       /* an input was typed: it is used instead of the data */
    struct random *random; /* borrowed */
    uint64_t epoch;        /* epochs done */
};

struct tape {
    struct network *network; /* borrowed */
    struct settings settings;
    struct feed feed;
    struct journal *journal; /* borrowed */
    size_t operation;        /* operations done in this iteration: 0 .. tape_length */
    uint64_t iteration;      /* updates done */
    size_t batch;            /* samples of this iteration: at least 1 */
    bool has_x, has_y;       /* an input, a target was given */
    struct stale stale;
};

enum { MOMENT_STEP = 1 }; /* the journal's kind of a tape operation; others are free for the caller */

size_t tape_length(const struct tape *tape);     /* operations of one iteration */
size_t tape_step_count(const struct tape *tape); /* node steps of one iteration */
struct step tape_at(const struct tape *tape, size_t operation);

/* The operation of this iteration that computes the cell (of row 0: its last number), in the sample that the
 * tape is in; for w and b their update. Not for x and y. */
size_t tape_operation_of(const struct tape *tape, struct cell cell);

/* Whether two operations belong to one step of this size. */
bool tape_same_unit(struct step a, struct step b, enum unit unit);

/* The next operation, which tape_do would do; after the end of an iteration the first of the next one. */
struct step tape_next(const struct tape *tape);

/* Whether samples come from the data set; false if there is none, or an input was typed, or it doesn't fit. */
bool tape_is_fed(const struct tape *tape);

/* The data set's number (from 0) of a sample of this iteration's batch. Only if it is fed. */
size_t tape_sample(const struct tape *tape, size_t sample);

/* Within a moment that the caller has marked: puts the samples for training into a new order; puts a sample
 * into x and y. */
void tape_shuffle(struct tape *tape);
void feed_shuffle(struct feed *feed); /* the same without a journal */
void tape_load(struct tape *tape, size_t sample);

/* False, with an error, where the next operation lacks its input or target. */
bool tape_can_do(const struct tape *tape, struct error *error);

/* False, with an error, where a whole iteration lacks its input or target. */
bool tape_is_ready(const struct tape *tape, struct error *error);

/* Does the next operation as one moment of the journal. tape_can_do must hold. */
void tape_do(struct tape *tape);

/* To the start of this iteration, parameters as they are. One moment, which the caller has marked. */
void tape_rewind(struct tape *tape);

/* Notes, in a moment that the caller has marked, that a parameter, input or target was assigned. */
void tape_touch(struct tape *tape, struct cell assigned);

/* Whether the next step needs anything stale; if so tape_refresh does the operations of this iteration
 * again, up to where the tape stands, with the values of now: one moment. Not within an update: it goes on with the
 * gradients that it began with, since computing them anew would take weights that it has moved already. */
bool tape_needs_refresh(const struct tape *tape);
void tape_refresh(struct tape *tape);

enum knowledge { KNOWN, STALE, UNKNOWN };

/* Whether this pass has computed the cell, or all of it where row is 0; w, b are always known. */
enum knowledge tape_knows(const struct tape *tape, struct cell cell);

/* The phase whose command computes the quantity: forward, backward. Only for computed ones. */
enum phase tape_phase_of(enum quantity quantity);

/* Row (from 0) of the winning piece of a maxout node, counted from 0; ties: the first. */
int tape_winner(const struct layer *layer, int node);

bool tape_is_fused(const struct tape *tape);

/* Whether dz of this node (from 0) of the last layer is the loss' limit_dterm: dyhat has overflowed. */
bool tape_takes_limit(const struct tape *tape, int node);

/* lambda sum|w| or (lambda/2) sum w^2 over all weights; 0 without a regularizer. */
double tape_penalty(const struct tape *tape);

#endif
