/* Losses: how far the prediction yhat is from the target y, and its derivative.
 * N = outputs of the net. L is a sum or a mean of one term for each output, so a row gives the term.
 * Formulas use the notation of activation.h with `yhat`, `y`, `z`, `N` and the parameter's name. */
#ifndef NABLA_NN_LOSS_H
#define NABLA_NN_LOSS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "nn/activation.h"

struct loss {
    const char *name;
    const char *title;              /* N_("...") */
    const char *formula;            /* one output's term: "(yhat - y)^2" */
    const char *derivative_formula; /* d term / d yhat: "2*(yhat - y)" */
    const char *pytorch;            /* the term in PyTorch, for tensors: "(yhat - y) ** 2" */
    const char *pytorch_fused; /* fused_term, over z and y; softmax's over a and y; NULL where there is none */
    const char *note;          /* N_("...") */

    const char *param_name;
    double param_default, param_min, param_max; /* both bounds allowed; 0 where it has none */

    bool is_mean; /* L = (1/N) sum of terms, else their sum */

    double (*term)(double yhat, double y, double param);
    double (*dterm)(double yhat, double y, double param); /* d term / d yhat */

    /* How it is computed behind the output that it belongs to, without overflow for any finite z or a: bce
     * behind sigmoid from z (softplus), ce behind head softmax from a (log-sum-exp, which needs all of them
     * and so is in loss_value). NULL where there is none. */
    double (*fused_term)(double z, double y); /* bce: softplus(z) - y z */

    /* d term / dz (bce) or d sum of terms / d a, what softmax takes (ce): yhat - y. ce's holds for targets
     * whose sum is 1, which loss_target_fits checks. */
    double (*fused_dterm)(double yhat, double y);

    /* ce behind a sigmoid, for where yhat is so near 0 that it, its logarithm and -y/yhat leave the numbers: the
     * term from z, -y z; and d term / dz, -y(1 - yhat), where f' rounds to 0. NULL for the others. */
    double (*limit_term)(double z, double y);
    double (*limit_dterm)(double yhat, double y);

    bool needs_probability; /* yhat in (0,1) (bce), or a distribution (ce) */
    bool needs_sign_target; /* y in {-1, 1}: hinge */
    bool fuses_with_softmax, fuses_with_sigmoid;
};

size_t loss_count(void);
const struct loss *loss_at(size_t i); /* borrowed, static */

/* As activation_find and activation_parse: by name or unique prefix; "huber:0.5". */
const struct loss *loss_find(const char *name, size_t length, struct error *error);
bool loss_parse(const char *text, size_t length, const struct loss **loss, double *param, struct error *error);

/* Whether the loss can follow this output: the last layer's activation, and softmax behind it or not.
 * If not, the error says what is wrong, why, and which command mends it. */
bool loss_can_follow(const struct loss *loss, const struct activation *last, bool has_softmax,
                     struct error *error);

/* Whether the loss makes sense of these targets y[n]: for ce and bce each from 0 to 1, for ce behind softmax
 * with sum 1 as well; for hinge each -1 or 1; for the others any. If not, the error names the first bad one
 * (or the sum) and what it has to be. */
bool loss_target_fits(const struct loss *loss, bool has_softmax, const double *y, size_t n,
                      struct error *error);

/* Whether the loss belongs to the output and is computed with it: ce behind softmax, bce behind sigmoid. */
bool loss_is_fused(const struct loss *loss, const struct activation *last, bool has_softmax);

/* How L is computed: from yhat; with the output; from yhat but where that has become 0. */
enum loss_way { LOSS_PLAIN, LOSS_FUSED, LOSS_LIMITED };

enum loss_way loss_way(const struct loss *loss, const struct activation *last, bool has_softmax);

/* L of one sample. z: the last layer's pre-activations, a: its activations (what softmax takes), yhat: the
 * prediction; all n long, n > 0. Only where it is LOSS_FUSED are z (bce) and a (ce) read; z where it is LOSS_LIMITED. */
double loss_value(const struct loss *loss, double param, enum loss_way way, const double *z, const double *a,
                  const double *yhat, const double *y, size_t n);

/* dL/dyhat[k], the 1/N of a mean included. 0 where y = 0 and the term is y log yhat, even at yhat = 0. */
double loss_gradient(const struct loss *loss, double param, double yhat, double y, size_t n);

/* Softmax, shifted by the largest a so that nothing overflows. yhat[n], a[n], n > 0; may not overlap. */
void softmax(const double *a, double *yhat, size_t n);

#endif
