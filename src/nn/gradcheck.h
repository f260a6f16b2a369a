/* Does backward tell the truth? Every dw and db of one sample against the central difference
 *
 *     dL/dw ~ (L(w + h) - L(w - h)) / 2h,      h = cbrt(eps) max(1, |w|) = 6.1e-6 max(1, |w|)
 *
 * h balances the difference's own error h^2/6 L''' against rounding, eps L/h (Press et al., Numerical Recipes,
 * section 5.7). Where the two don't agree, h/8 and h/64 are tried too, since a strongly curved L, or a corner
 * nearby, wants smaller steps; agreeing once is enough, for a wrong gradient never agrees.
 *
 * Errors are relative: |gradient - difference| over the larger of the two, or over the `floor` below which
 * rounding in L hides a gradient, if that is larger. Up to GRADCHECK_TOLERANCE they agree. The floor is 4 r/h
 * over the tolerance, r being eps times the sum of |dL/dv v| over all numbers v that went into L (first-order
 * rounding analysis: Higham, Accuracy and Stability of Numerical Algorithms, chapter 3).
 *
 * Where they don't agree, and on the way from w-h to w+h the z of an activation with a kink changes side, or
 * another piece of a maxout node wins, or the loss's slope jumps, then L has a corner there and no derivative
 * to compare with: the parameter is *at a kink*, not wrong.
 *
 * L and its gradients are those of the tape: without the regulariser's part, which joins at the update. */
#ifndef NABLA_NN_GRADCHECK_H
#define NABLA_NN_GRADCHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "nn/network.h"
#include "nn/tape.h"

#define GRADCHECK_TOLERANCE 1e-6

/* One parameter, w or b, with indices. */
struct gradcheck_case {
    struct cell cell;
    double gradient, difference;
    double step;     /* the h of this difference */
    double absolute; /* |gradient - difference| */
    double relative; /* as above; infinity where one of them is infinite or NaN */
};

/* The parameters of one layer, or of all. */
struct gradcheck_part {
    size_t count;                /* compared so far */
    size_t wrong, at_kink, zero; /* of these; zero: with a gradient of exactly 0 */
    size_t telling;              /* neither at a kink nor 0: those that prove something */
    struct gradcheck_case worst; /* the largest relative error of those not at a kink; its cell's row is 0 if
                                  * all are at one */
    struct cell kinked;          /* the first parameter at a kink, if any is */
    struct cell kink; /* and where the corner lies: a z, the a of a maxout node, or a yhat: the loss */
};

struct gradcheck_result {
    int depth;
    size_t params;                                            /* to be compared; all.count of them are */
    double loss;                                              /* L of the sample */
    struct gradcheck_part all, layer[NETWORK_LAYERS_MAX + 1]; /* layer[1..depth] */
};

enum gradcheck_verdict {
    GRADCHECK_RIGHT,
    GRADCHECK_WRONG,     /* at least one gradient is */
    GRADCHECK_ALL_ZERO,  /* none is wrong, but each is exactly 0: dead, saturated or step; it proves nothing */
    GRADCHECK_ALL_KINKS, /* all those that aren't 0 are at kinks: it proves nothing either */
};

/* Compares the gradients of the sample in the tape's x and y (the next of its data set, if none is there yet).
 * They come from a backward pass over a copy, with a batch of 1, so nothing of the tape or its network changes
 * and both may change afterwards. gradient[param_count], if not NULL, is checked instead. NULL with an error
 * where input or target are missing, the loss can't take them, or L is infinite or NaN. */
struct gradcheck *gradcheck_new(const struct tape *tape, const double *gradient, struct error *error);
void gradcheck_free(struct gradcheck *check); /* NULL is fine */

/* Goes on for about so many multiplications (at least one parameter). True once all are compared. A parameter
 * takes twice those of its node and of the layers behind it. */
bool gradcheck_run(struct gradcheck *check, size_t multiplications);

/* What is known so far. Borrowed. */
const struct gradcheck_result *gradcheck_result(const struct gradcheck *check);

/* Of the finished check, or of what is known so far. */
enum gradcheck_verdict gradcheck_verdict(const struct gradcheck_result *result);

#endif
