/* Activation functions: how a layer turns its weighted sums z into activations a.
 *
 * Formulas are written in a small notation that src/app/explain turns into names and numbers and src/view
 * into curves' labels: `z` the weighted sum, `a` the activation, the parameter by its own name (`s`,
 * `alpha`), numbers, `e`, `pi`, `+ - * / ^ ( )` as in mathematics (-z^2 is -(z^2)), and function names:
 * `abs`, `erf`, `ln`, `max`, `sigmoid`, `sign` (0 at 0), `sqrt`, `tanh`; a choice is written
 * `z > 0 ? z : s*z`, with `<`, `>` or `=`, and may stand behind another's `:`. maxout alone writes `z_p`
 * for the z of a piece. */
#ifndef NABLA_NN_ACTIVATION_H
#define NABLA_NN_ACTIVATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct activation {
    const char *name;   /* as typed: "leaky_relu" */
    const char *symbol; /* as written in a formula, UTF-8: "σ", "tanh", "ReLU" */
    const char *symbol_ascii;
    const char *title;              /* N_("..."): its name in prose */
    const char *formula;            /* f(z) */
    const char *derivative_formula; /* f'(z), in z or in a, as the notes write it */
    /* f'(z) as the rules of differentiation give it, where the notes shorten it; or NULL */
    const char *slope_in_z;
    const char *pytorch; /* f(z) in PyTorch, the parameter by its name; NULL for maxout */
    const char *note;    /* N_("..."): one sentence: where it saturates, what it does to gradients */

    const char *param_name;                     /* NULL where it has none */
    double param_default, param_min, param_max; /* both bounds allowed; 0 where it has none */

    /* f and f'; a is f(z), already known. NULL for maxout, which takes the largest of its pieces. No
     * overflow where the exact value is none; f right to 4 units in the last place and f' to 6, far out in
     * the tails too (but where gelu' and silu' change sign, to 1e-16); f of NAN is NAN. */
    double (*f)(double z, double param);
    double (*df)(double z, double a, double param);

    /* These hold for the standard parameter. */
    double low, high;                        /* range; infinities where unbounded */
    double saturates_below, saturates_above; /* z beyond which |f'| < 0.05 for good; -/+infinity if never */
    double kink;                             /* z where f or f' jumps (elu: unless alpha is 1); NAN: smooth */

    bool is_maxout;      /* a layer has rows = nodes * pieces; param is the number of pieces */
    bool is_probability; /* a lies in (0,1): bce and ce can follow it */
    bool bce_is_fused;   /* sigmoid: bce behind it is computed from z */
    bool never_learns;   /* f' is 0 everywhere: training through it moves nothing */
};

enum { ACTIVATION_PIECES_MAX = 16 };

size_t activation_count(void);
const struct activation *activation_at(size_t i); /* borrowed, static */

/* By name, unique prefix, or an error. "softmax" is refused with the reason and the mending command. The
 * row is borrowed, static; NULL with *error filled when there is none. */
const struct activation *activation_find(const char *name, size_t length, struct error *error);

/* Reads "tanh", "leaky_relu:0.2", "maxout:3" into the row and its parameter (the default where none is
 * given, 0 where there is no parameter). Refuses a parameter out of bounds, or for an activation that has
 * none; then *activation and *param keep what they had. */
bool activation_parse(const char *text, size_t length, const struct activation **activation, double *param,
                      struct error *error);

#endif
