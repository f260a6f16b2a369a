/* The chain rule, path by path: dL/d(target) is the sum, over every path from L back to the target, of the
 * product of the local derivatives along it. A path picks one node in each layer that it crosses:
 *
 *     L -> yhat[k] -> z2[k] -> a1[j] -> z1[j] -> w1[j,i]
 *     dL/dyhat[k] * f'(z2[k]) * w2[k,j] * f'(z1[j]) * x[i]
 *
 * Where the loss is computed with the output (tape_is_fused) the path enters at what the fused derivative is of:
 * the last z behind bce, the last a behind softmax and ce. Softmax with another loss has a path through each
 * pair (yhat[k], a[i]) of its Jacobian. In a maxout layer only the winning piece lies on a path. */
#ifndef NABLA_NN_PATHS_H
#define NABLA_NN_PATHS_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/tape.h"

enum {
    PATHS_LISTED_MAX = 1000,
    PATHS_ADDED_MAX = 100000, /* up to so many the sum is added up path by path */
    PATH_LENGTH_MAX = 2 * NETWORK_LAYERS_MAX + 3,
};

struct path {
    size_t sample;      /* within the batch, from 0 */
    int length;         /* cells, with L and the target */
    struct cell *cells; /* [length]: L first, the target last */
    double *factors;    /* [length - 1]: d cells[i] / d cells[i + 1] */
    double value;       /* their product, times the sample's weight */
};

struct paths {
    struct cell target; /* w, b, z, a, x or yhat */
    size_t limit;       /* how many are listed: 1 .. PATHS_LISTED_MAX */
    struct path *list;  /* the largest by |value|, the largest first; among equals the first nodes first */
    size_t listed;
    double count;    /* of all: a double, for 64 layers of 4096 nodes have more than an integer holds */
    double alive;    /* those without a factor that is 0 */
    double gradient; /* the tape's own, which the sum of all paths must meet */
    bool is_added;   /* there are few enough to add them up one by one */
    double added;    /* their sum so far ... */
    double carry;    /* ... and what its additions rounded away */
};

/* The caller frees with paths_finish. */
void paths_init(struct paths *paths, struct cell target, size_t limit);
void paths_finish(struct paths *paths);

/* Adds the paths of the sample that the tape has just gone through, forwards and backwards. weight is what this
 * sample counts in the gradient: 1/batch for w and b, else 1. The listed ones are exact and cost about one more
 * backward pass; no path that isn't listed is looked at but for the sum. */
void paths_add(struct paths *paths, const struct tape *tape, size_t sample, double weight);

/* The sum of all: added up path by path, or beyond PATHS_ADDED_MAX the tape's gradient. The sum of those that are
 * not listed; 0 where all are. */
double paths_sum(const struct paths *paths);
double paths_rest(const struct paths *paths);

/* The quantity's gradient: w -> dw, x -> dx, yhat -> dyhat ... Not for y and L. */
enum quantity paths_gradient_of(enum quantity quantity);

#endif
