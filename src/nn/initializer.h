/* Initializers: the first weights of a layer. Biases start at 0. The same seed gives the same weights on
 * every machine. */
#ifndef NABLA_NN_INITIALIZER_H
#define NABLA_NN_INITIALIZER_H

#include <stddef.h>

#include "base/error.h"
#include "base/random.h"

struct initializer {
    const char *name;
    const char *title;   /* N_("...") */
    const char *formula; /* "uniform in +-sqrt(6/(n_in + n_out))": one line for help, N_("...") */

    /* Fills w[rows][inputs], row by row. outputs is the number of nodes (for maxout fewer than rows); inputs
     * and outputs are at least 1. */
    void (*fill)(double *w, size_t rows, size_t inputs, size_t outputs, struct random *random);
};

size_t initializer_count(void);
const struct initializer *initializer_at(size_t i); /* borrowed, static */

/* By name or unique prefix; NULL with *error filled when there is none. */
const struct initializer *initializer_find(const char *name, size_t length, struct error *error);

#endif
