/* Optimizers: how a parameter w moves against its gradient g. Definitions and defaults are PyTorch's
 * (torch.optim, version 2): momentum without dampening, adam bias-corrected, adamw with decoupled decay. */
#ifndef NABLA_NN_OPTIMIZER_H
#define NABLA_NN_OPTIMIZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { OPTIMIZER_STATES_MAX = 2 };

struct optimizer {
    const char *name;
    const char *title; /* N_("...") */
    const char *note;  /* N_("...") */

    const char *pytorch;                             /* what makes it in PyTorch: `parameters`, `rate`, ... */
    const char *pytorch_state[OPTIMIZER_STATES_MAX]; /* what PyTorch calls its states */

    const char *param_name;                     /* "mu" of momentum, "decay" of adamw; NULL where it has none */
    double param_default, param_min, param_max; /* both bounds allowed; 0 where it has none */

    size_t states;                                /* doubles kept for each parameter: 0, 1 or 2 */
    const char *state_name[OPTIMIZER_STATES_MAX]; /* "v"; "m", "v"; NULL behind the last */

    /* One line each, in order, "NAME = FORMULA" in the notation of activation.h, over `w g v m t rate` and
     * the parameter; what a line defines, later lines may use. The last line gives w. NULL-terminated. */
    const char *const *formulas;

    /* Moves count parameters; state[k] holds count doubles for each k < states (all 0 at first); t counts
     * updates from 1, this one included. Skips those whose frozen byte is not 0 (frozen may be NULL): their
     * w and state keep still. Each parameter moves by itself, so a call for each one alone does the same. */
    void (*update)(double *w, const double *g, double *const state[], const unsigned char *frozen, size_t count,
                   uint64_t t, double rate, double param);
};

size_t optimizer_count(void);
const struct optimizer *optimizer_at(size_t i); /* borrowed, static */

/* As activation_find and activation_parse: by name or unique prefix; "momentum:0.8". */
const struct optimizer *optimizer_find(const char *name, size_t length, struct error *error);
bool optimizer_parse(const char *text, size_t length, const struct optimizer **optimizer, double *param,
                     struct error *error);

#endif
