/* The small notation in which the registries of src/nn write formulas ("1/(1 + e^-z)"): cut into pieces,
 * so that each identifier can be replaced by a name or a number. */
#ifndef NABLA_APP_FORMULA_H
#define NABLA_APP_FORMULA_H

#include <stdbool.h>
#include <stddef.h>

struct formula_piece {
    const char *text; /* borrowed from the formula */
    size_t length;
    bool is_name; /* an identifier; else an operator, bracket, number or blank */
};

/* The piece at *at, which moves behind it; false at the end. */
bool formula_next(const char *formula, size_t *at, struct formula_piece *piece);

bool formula_piece_is(const struct formula_piece *piece, const char *text);

#endif
