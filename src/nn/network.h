/* A network of dense layers and every number that a person can look at in it.
 *
 * Layer 0 is the input, layers 1..depth have weights. In memory all counts from 0; what users see counts
 * from 1 (struct cell). A maxout layer of n nodes with P pieces has n*P rows, node-major: node j owns rows
 * j*P .. j*P+P-1 of w, b and z. In every other layer rows = nodes. */
#ifndef NABLA_NN_NETWORK_H
#define NABLA_NN_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "nn/activation.h"
#include "nn/initializer.h"
#include "nn/optimizer.h"

enum { NETWORK_LAYERS_MAX = 64, NETWORK_NODES_MAX = 4096, NETWORK_WEIGHTS_MAX = 16 << 20 };

/* The quantities of the language; x and y have no layer. */
enum quantity {
    QUANTITY_X,
    QUANTITY_W,
    QUANTITY_B,
    QUANTITY_Z,
    QUANTITY_A,
    QUANTITY_YHAT,
    QUANTITY_Y,
    QUANTITY_LOSS,
    QUANTITY_DW,
    QUANTITY_DB,
    QUANTITY_DZ,
    QUANTITY_DA,
    QUANTITY_DYHAT,
    QUANTITY_DX,
    QUANTITY_COUNT
};

/* One number of the net, or a whole vector, matrix or row: row and column count from 1, 0 means all. */
struct cell {
    enum quantity quantity;
    int layer, row, column;
};

/* What a layer is made of, before memory is laid out. */
struct layer_shape {
    int nodes;
    const struct activation *activation;
    double param; /* the activation's; pieces of maxout */
};

struct layer {
    int nodes, rows, inputs, pieces; /* pieces is 1 but for maxout */
    const struct activation *activation;
    double param;
    size_t w, b;             /* offsets in param, first, gradient, state: w[rows][inputs], b[rows] */
    double *z, *a, *dz, *da; /* z, dz: [rows]; a, da: [nodes]; layer 0 has only a and da, which are x and dx */
};

struct network {
    int depth; /* layers with weights */
    struct layer layers[NETWORK_LAYERS_MAX + 1];
    size_t param_count, weight_count;
    double *param;                       /* all w and b: [param_count] */
    double *first;                       /* the weights that `reset` returns to: [param_count] */
    double *gradient;                    /* dL/d(param): [param_count] */
    double *state[OPTIMIZER_STATES_MAX]; /* the optimizer's: [param_count] each */
    unsigned char *frozen;               /* 1 where `freeze` holds a parameter: [param_count] */
    double *x, *y, *yhat, *dyhat, *dx, *loss;
    double *cells; /* the one block in which all these doubles lie */
};

/* A net of `inputs` inputs and depth layers; every weight 0. NULL with an error where a bound is broken: at
 * most NETWORK_LAYERS_MAX layers, NETWORK_NODES_MAX nodes (and rows) a layer, NETWORK_WEIGHTS_MAX weights. */
struct network *network_new(int inputs, const struct layer_shape *shapes, int depth, struct error *error);
struct network *network_copy(const struct network *network);
void network_free(void *network);

/* New first weights by the initializer's rule (biases 0), as param and as first. */
void network_initialize(struct network *network, const struct initializer *initializer, struct random *random);

int network_inputs(const struct network *network);
int network_outputs(const struct network *network);
const struct layer *network_last(const struct network *network);

/* Where a quantity of a layer lies: its rows x columns numbers, row-major; vectors have 1 column. The layer
 * is ignored for x, y, yhat, L, dyhat and dx. NULL if there is no such layer (a0 is x, da0 is dx). */
double *network_values(const struct network *network, enum quantity quantity, int layer, int *rows,
                       int *columns);

/* One number; the cell must exist and have a row (and a column, for a matrix). */
double *network_cell(const struct network *network, struct cell cell);

/* "w", "dw", "yhat" ...: the quantity's name without its layer; whether it has layers, and how many indices. */
const char *quantity_name(enum quantity quantity);
bool quantity_has_layer(enum quantity quantity);
int quantity_indices(enum quantity quantity);
bool quantity_is_parameter(enum quantity quantity); /* w, b */
bool quantity_is_computed(enum quantity quantity);  /* not x, y, w, b: comes from a pass */
bool quantity_is_gradient(enum quantity quantity);

/* False if no quantity has this name. `d` before a quantity is its gradient. */
bool quantity_find(const char *name, size_t length, enum quantity *quantity);

/* The quantity whose gradient this is (dw -> w). Only for a gradient. */
enum quantity quantity_of_gradient(enum quantity quantity);

#endif
