/* Layers as linear maps: y = W x + b. Layers without a nonlinearity between them are together one such layer,
 *   W = WL ... W2 W1,   b = WL ( ... (W2 b1 + b2) ... ) + bL,
 * however deep they are. And what a matrix does to the plane. Source: Strang, Introduction to Linear Algebra. */
#ifndef NABLA_NN_LINEAR_H
#define NABLA_NN_LINEAR_H

#include <stdbool.h>

#include "base/error.h"
#include "nn/network.h"

enum { LINEAR_WORK_MAX = 1 << 30 }; /* multiplications of a product */

struct linear_map {
    int outputs, inputs;
    double *w; /* [outputs][inputs] */
    double *b; /* [outputs] */
};

/* Whether f(z) = z: `linear`, or leaky_relu with slope 1 on both sides. */
bool linear_is(const struct layer *layer);

/* False, with an error that names the layer and says what mends it, where one of the layers first..last
 * (from 1) is not linear. A head behind the last layer doesn't count. */
bool linear_are_all(const struct network *network, int first, int last, struct error *error);

/* The product of the layers first..last, without what their activations do: if linear_are_all, it is those
 * layers. A maxout layer goes in with all its pieces' rows, so it may only be the last one. False with an
 * error, and nothing to free, where that is broken or it would take more than LINEAR_WORK_MAX
 * multiplications. Else free it with linear_map_finish. */
bool linear_collapse(const struct network *network, int first, int last, struct linear_map *map,
                     struct error *error);
void linear_map_finish(struct linear_map *map);

/* y[outputs] = W x + b; x[inputs] */
void linear_map_run(const struct linear_map *map, const double *x, double *y);

/* How far two exact computations of output k of these layers, all linear, can be apart at x[inputs] because
 * each of their operations is rounded: 2 n u m, where u = 2^-53, n the operations on the longest way through
 * the layers and m the same sums with every term positive. Source: Higham, Accuracy and Stability of
 * Numerical Algorithms, 3.1. */
double linear_rounding(const struct network *network, int first, int last, const double *x, int k);

/* ---- 2 x 2 ---- */

/* w[2][2] */
double linear_determinant(const double w[4]);

/* By how much w[rows][2] enlarges areas: |det| of a 2 x 2 matrix, else sqrt det(W'W), the area of the
 * parallelogram that its two columns span. */
double linear_area(const double *w, int rows);

#endif
