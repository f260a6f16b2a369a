/* Generators: data sets that nabla draws itself. The same seed gives the same samples on every machine. */
#ifndef NABLA_NN_GENERATOR_H
#define NABLA_NN_GENERATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/random.h"
#include "nn/dataset.h"

struct generator {
    const char *name;
    const char *title; /* N_("...") */
    const char *note;  /* N_("..."): what it teaches, which net it needs */

    int inputs;
    int classes; /* 2: one output, 0 or 1; 0: regression, one output; its parameter may say more */

    const char *param_name; /* "classes" of spiral; NULL where it has none; always a whole number */
    double param_default, param_min, param_max;

    size_t count_default;
    double noise_default; /* deviation of what is added to x, or to y in a regression */

    /* Sample i of count, without noise: x[inputs], and its class, or y[0] in a regression. */
    void (*sample)(size_t i, size_t count, double param, struct random *random, double *x, double *y);
};

enum { GENERATOR_COUNT_MAX = 100000 }; /* samples; at least 1 */
#define GENERATOR_NOISE_MAX 1.0        /* at least 0 */

size_t generator_count(void);
const struct generator *generator_at(size_t i); /* borrowed, static */

/* As activation_find and activation_parse: by name or unique prefix; "spiral:3". */
const struct generator *generator_find(const char *name, size_t length, struct error *error);
bool generator_parse(const char *text, size_t length, const struct generator **generator, double *param,
                     struct error *error);

/* The classes of the data set that it makes; 0 in a regression. */
int generator_classes(const struct generator *generator, double param);

/* A new data set of count samples, the classes in turn; the caller owns it. Two classes are one output, 0
 * or 1; three and more one output each. NULL with an error when count or noise is out of bounds. */
struct dataset *generator_make(const struct generator *generator, double param, size_t count, double noise,
                               struct random *random, struct error *error);

#endif
