/* Writing one explanation: its lines, token by token, once for the names and once for the numbers. */
#ifndef NABLA_APP_EXPLAIN_WRITE_H
#define NABLA_APP_EXPLAIN_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "app/explain.h"

struct writer {
    struct explanation *explanation;
    const struct tape *tape;
    struct notation notation;
    bool is_names_only; /* what follows goes to the names alone, or to the numbers alone */
    bool is_numbers_only;
};

/* A line: its target; names and numbers; its result. */
void write_start(struct writer *writer, struct cell cell);
void write_start_as(struct writer *writer, const char *name, const struct cell *cell);
void write_end(struct writer *writer, struct cell cell);
void write_end_as(struct writer *writer, double value, const struct cell *cell);

/* The UTF-8 or the ASCII form, after the notation. */
const char *write_sign(const struct writer *writer, const char *utf8, const char *ascii);

/* An operator or bracket, in the names and in the numbers. */
void write_text(struct writer *writer, const char *text);
void write_times(struct writer *writer);
void write_fraction(struct writer *writer, size_t n); /* (1/n) times */
void write_dots(struct writer *writer);

/* A name with its number, both standing for the cell (NULL: for none). */
void write_named(struct writer *writer, const char *name, double value, const struct cell *cell);
void write_cell(struct writer *writer, struct cell cell);
void write_cell_value(struct writer *writer, struct cell cell, double value); /* not its value of now */

/* For a long sum of n terms: whether term i (from 0) is shown, and where the dots stand. */
enum shown { SHOW, SHOW_DOTS, SKIP };
enum shown write_shows_term(const struct writer *writer, int i, int n);

/* Begins term i (from 0) of a sum of n: its plus sign, and dots where they stand. False if it isn't shown. */
bool write_term(struct writer *writer, int i, int n);

/* Whether line i of n alike gets written; the rest is counted in one line. */
bool write_shows_weight(struct writer *writer, int i, int n);

/* A registry's formula, its identifiers replaced by what they stand for. */
struct meaning {
    const char *identifier;
    const char *name; /* how it is shown; NULL: as its cell */
    struct cell cell;
    bool has_cell;
    double value;
};

struct meaning write_meaning(const struct writer *writer, const char *identifier, struct cell cell);
void write_formula(struct writer *writer, const char *formula, const struct meaning *meanings, size_t count);

/* Its value, by the evaluator of src/lang: the notation is the language's. Only for formulas without `? :`. */
double write_formula_value(const char *formula, const struct meaning *meanings, size_t count);

/* What was at this address before its last change: an update's old weight. */
double write_before(const struct writer *writer, const double *value);

/* One parameter through the optimizer's formulas (explain_update.c). */
void write_moved(struct writer *writer, struct cell cell);

static inline struct cell at(enum quantity quantity, int layer, int row, int column)
{
    return (struct cell){quantity, layer, row, column};
}

#endif
