/* Numbers of a network over a plane, for pictures: what it computes as two of its inputs vary, and its cost
 * as two of its parameters do. Nothing of the network changes. The numbers are the tape's, bit for bit: the
 * same operations in the same order, many points at a time. */
#ifndef NABLA_NN_LANDSCAPE_H
#define NABLA_NN_LANDSCAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/network.h"
#include "nn/tape.h"

/* A rectangle of a plane, cut into cells. Its numbers are those in the middle of each cell, row by row from
 * the top left, as a picture lies. */
struct plane {
    double left, right, bottom, top;
    int columns, rows;
};

size_t plane_cells(const struct plane *plane);
double plane_x(const struct plane *plane, int column); /* of a cell's middle */
double plane_y(const struct plane *plane, int row);

/* ---- over two inputs ---- */

enum landscape_what {
    LANDSCAPE_NODE,   /* a of a node, and its z (of a maxout node: NAN) */
    LANDSCAPE_OUTPUT, /* yhat[node]; nothing else */

    /* Which output is the largest, from 0, and how much larger than the next one it is in a, that is before a
     * softmax; both NAN, if any output is. */
    LANDSCAPE_WINNER,
};

/* first[cells] and second[cells] as said above; second may be NULL. x[inputs] holds the inputs that don't
 * vary; the plane's x goes to input 1 and its y to input 2, if there is one. layer from 1, node from 0. */
void landscape_inputs(const struct network *network, const struct settings *settings, enum landscape_what what,
                      int layer, int node, const double *x, const struct plane *plane, double *first,
                      double *second);

/* About how many nanoseconds a cell takes, on a machine of today: to choose how many there may be. */
double landscape_inputs_ns(const struct network *network);

/* ---- over two parameters ---- */

/* What the plane's x and y mean. Two parameters: param[i] is x, param[k] is y. Or, where u is not NULL, two
 * directions: param + x u + y v. */
struct landscape_axes {
    size_t i, k;         /* indices in network->param */
    const double *u, *v; /* [param_count]; borrowed */
};

/* Samples order[0..count) of x[][inputs] and y[][outputs]; order NULL: 0, 1, 2 ... */
struct landscape_samples {
    const double *x, *y;
    const uint32_t *order;
    size_t count;
};

/* cost[cells]: the mean of L over the samples, the regulariser's penalty included. count > 0. */
void landscape_cost(const struct network *network, const struct settings *settings,
                    struct landscape_samples samples, struct landscape_axes axes, const struct plane *plane,
                    double *cost);

/* The same for each cell and sample. */
double landscape_cost_ns(const struct network *network, struct landscape_axes axes);

#endif
