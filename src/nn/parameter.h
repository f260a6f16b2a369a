/* The number behind a row's name: the 0.2 of "leaky_relu:0.2". Activations, losses, optimizers and data
 * generators read theirs here, so that the refusals are alike. */
#ifndef NABLA_NN_PARAMETER_H
#define NABLA_NN_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct parameter {
    const char *row;           /* "leaky_relu" */
    const char *name;          /* "s"; NULL where the row has none */
    double standard, min, max; /* both bounds belong to it; 0 all three where there is none */
    bool is_whole;
};

/* The bytes of text before its first ':', which are the row's name. */
size_t parameter_name_length(const char *text, size_t length);

/* Reads what is behind the first ':' of text; without a ':' *value is the standard. Refuses a number where
 * the row takes none, what is not a plain decimal number (nan, inf and 0x1 are none), and what is out of
 * bounds; *value then keeps what it had. Expects the decimal point, so LC_NUMERIC must be "C". */
bool parameter_read(const struct parameter *parameter, const char *text, size_t length, double *value,
                    struct error *error);

#endif
