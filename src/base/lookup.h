/* Finding a row of a registry by name: exactly, else by unique prefix, else with an error that lists
 * the candidates or suggests the nearest name. Every registry is an array of rows whose first member
 * is `const char *name`. */
#ifndef NABLA_BASE_LOOKUP_H
#define NABLA_BASE_LOOKUP_H

#include <stddef.h>

#include "base/error.h"

/* kind is what the error calls such a row, in English, e.g. N_("activation"). NULL and *error filled when
 * not found or not unique. word needs no closing 0. The row is borrowed. */
const void *lookup_find(const void *rows, size_t row_size, size_t count, const char *kind, const char *word,
                        size_t length, struct error *error);

/* The i-th row whose name starts with word, or NULL: for completion. */
const void *lookup_prefix(const void *rows, size_t row_size, size_t count, const char *word, size_t i);

/* Edit distance (insert, delete, replace, swap of neighbours) for "did you mean"; A and a are the same. */
int lookup_distance(const char *a, size_t a_length, const char *b, size_t b_length);

#define LOOKUP(table, kind, word, length, error)                                                               \
    lookup_find(table, sizeof *(table), sizeof(table) / sizeof *(table), kind, word, length, error)

#endif
