/* What the trainer and its kernels share. The kernels are one source, body.c, compiled several times: for each
 * precision, and for each kind of processor with its vectors. kernel.c knows which can run here; trainer.c
 * lays the network out in memory as below and lets a kernel work on it.
 *
 * Numbers are of the kernel's precision and come in whole vectors of `lanes` numbers; what pads them is 0 in
 * every parameter and every dz, so it never moves.
 *
 * A layer's parameters lie in panels, one behind the other. A panel is a strip of the transposed matrix, of at
 * most `panel` columns of w^T, row by row, with the biases as one more row: [inputs + 1][width]. So a product
 * reads and an update writes memory straight on. Columns are the rows of w: piece after piece, each padded to
 * whole vectors. */
#ifndef NABLA_NN_KERNEL_KERNEL_H
#define NABLA_NN_KERNEL_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/kernel/team.h"
#include "nn/tape.h"
#include "nn/trainer.h"

/* Rows of the registries that the kernels know in vectors. Any other row goes through its own functions, one
 * number at a time and in doubles. */
enum activation_kind {
    ACTIVATION_ANY,
    ACTIVATION_LINEAR,
    ACTIVATION_SIGMOID,
    ACTIVATION_TANH,
    ACTIVATION_RELU,
    ACTIVATION_LEAKY_RELU,
    ACTIVATION_ELU,
    ACTIVATION_MAXOUT,
    ACTIVATION_SOFTPLUS,
    ACTIVATION_STEP,
    ACTIVATION_SELU,
    ACTIVATION_SILU,
    ACTIVATION_GELU,
};
enum loss_kind { LOSS_ANY, LOSS_L1, LOSS_L2, LOSS_HUBER, LOSS_HINGE };
enum optimizer_kind {
    OPTIMIZER_ANY,
    OPTIMIZER_SGD,
    OPTIMIZER_MOMENTUM,
    OPTIMIZER_NESTEROV,
    OPTIMIZER_ADAGRAD,
    OPTIMIZER_RMSPROP,
    OPTIMIZER_ADAM,
    OPTIMIZER_ADAMW,
};

/* A layer. Stage 0 is the input and has only nodes and a_row, whose rows are not padded. */
struct stage {
    int inputs, nodes, pieces;
    int lanes;   /* nodes in whole vectors: from one piece to the next */
    int columns; /* pieces * lanes: of the panels, numbers in a sample's z */
    enum activation_kind kind;
    const struct activation *activation;
    double param;
    size_t w;                    /* where its panels begin */
    size_t a_stride, d_stride;   /* numbers from one sample to the next */
    void *a;                     /* [block][a_stride]: activations, [lanes] of them */
    void *d;                     /* [block][d_stride]: z, then f'(z), then dz: [columns] of them */
    const void **a_row, **d_row; /* [block]: where each sample's begin; the input's a_row the kernel sets */
};

struct engine {
    struct team *team; /* that shares large layers; NULL: one thread does all */
    int depth;
    struct stage stages[NETWORK_LAYERS_MAX + 1];
    size_t block; /* samples worked on at once; a larger batch is gathered block by block */
    size_t batch;
    const struct settings *settings;
    enum loss_kind loss;
    enum optimizer_kind optimizer;
    bool is_fused;   /* ce behind softmax or sigmoid, bce behind sigmoid: from a or z */
    bool wants_loss; /* whether loss_sum is to be kept up */
    double loss_sum;
    uint64_t updates; /* done, since the first iteration */
    double steepness; /* bounds the gradients of the update in work */
    double most;      /* bounds parameters and the optimizer's state; infinity where none is known */

    const void *x;                     /* [count][inputs] */
    double x_most;                     /* the largest magnitude in x; at least 1 */
    void *y;                           /* [count][lanes of the last layer] */
    size_t count;                      /* numbers in all panels */
    void *w;                           /* [count] */
    void *state[OPTIMIZER_STATES_MAX]; /* the optimizer's, laid out like w; NULL where it has none */
    unsigned char *frozen;             /* laid out like w; NULL where nothing is frozen */
    void *gradient; /* laid out like w; NULL where a batch is one block, whose gradients stay in registers and
                     * the strip */
    void *strip;    /* [parts of the team][KERNEL_STRIPS][KERNEL_STRIP + 1][panel]: a few rows of a panel */
    void *packed;   /* [parts of the team][packed_count]: a strip of panels transposed, [columns][panel] */
    size_t packed_count;
    void *da; /* [block][da_stride]: dL/da of the layer in work */
    size_t da_stride;
    void *turned;       /* [depth + 1][lanes][lanes]: where run_small keeps w transposed; else NULL */
    void *yhat;         /* [lanes of the last layer]: of the sample in work */
    const void **y_row; /* [block]: the targets in work */

    size_t watched[TRAINER_WATCHED_MAX], watched_count; /* places in w that run_small logs behind each update */
    double
        *log; /* [updates][watched_count + 1], the last one L where wants_loss; NULL where nothing is watched */
};

enum {
    KERNEL_STRIP = 32,                        /* rows, and one more for the biases */
    KERNEL_STRIPS = 2 + OPTIMIZER_STATES_MAX, /* the gradient; a trial of w and of the optimizer's state */
    KERNEL_WORTH_SHARING = 1 << 20, /* products of numbers in a layer and block, for which waking a team pays */
};

struct kernel {
    const char *name; /* of the kind of processor: "avx2" */
    bool is_single;
    int lanes; /* numbers in a vector */
    int panel; /* columns of a panel, a multiple of lanes */

    /* Trains on samples order[first .. first + count) (order NULL: first ...), a batch an update. False
     * where the next update would make a parameter infinite or NaN; then it is not done, those before it
     * are. */
    bool (*run)(struct engine *engine, const uint32_t *order, size_t first, size_t count);

    /* The same for a small net, one sample an update, where every layer is one vector and all else is as
     * trainer.c's is_small wants it. It doesn't look whether all stays finite; but there what is infinite or
     * NaN stays so. */
    void (*run_small)(struct engine *engine, const uint32_t *order, size_t first, size_t count);

    /* yhat[count][outputs] of the samples whose inputs stage 0's a_row[0 .. count) are, count <= block. */
    void (*predict)(struct engine *engine, size_t count, double *yhat);

    bool (*is_finite)(const void *numbers, size_t count); /* count a multiple of lanes */
};

/* The i-th kernel of this precision that can run on this processor, the best first; NULL behind the last. */
const struct kernel *kernel_at(size_t i, bool is_single);

#endif
