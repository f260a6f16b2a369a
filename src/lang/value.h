/* Values of the language: matrices of doubles, row by row. A scalar is 1 x 1, a vector 1 x n.
 *
 * A scalar needs no heap. Anything larger is either owned (value_finish frees it) or borrowed from
 * someone who keeps it alive: so reading one weight, or passing a whole matrix on, copies nothing. A value
 * may be moved by plain assignment; whoever holds it last finishes it. */
#ifndef NABLA_LANG_VALUE_H
#define NABLA_LANG_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

#define VALUE_COUNT_MAX (1 << 24) /* numbers in one value */
#define VALUE_DIGITS_MAX 17       /* significant digits; this many bring every double back exactly */

struct value {
    int rows, cols;     /* at least 1 each */
    double single;      /* the number of a 1 x 1 value; of no meaning in a larger one */
    const double *data; /* [rows][cols] of a larger value; NULL for 1 x 1: read through value_data */
    double *owned;      /* data, where value_finish is to free it; NULL where it is borrowed */
};

static inline struct value value_scalar(double number)
{
    return (struct value){.rows = 1, .cols = 1, .single = number};
}

/* rows x cols numbers that stay the caller's and must outlive the value; a 1 x 1 is copied. */
struct value value_borrow(const double *numbers, int rows, int cols);

/* true when rows x cols (both at least 1) is within VALUE_COUNT_MAX, else the error says so. */
bool value_fits(int rows, int cols, struct error *error);

/* Zeros that the value owns, and its numbers to be filled in; the pointer holds until *value is moved.
 * rows x cols must fit. */
double *value_new(struct value *value, int rows, int cols);

/* Makes a value own its numbers: a copy where they were borrowed. */
void value_own(struct value *value);

/* Frees what is owned and leaves the scalar 0; harmless when done twice. */
void value_finish(struct value *value);

bool value_is_scalar(const struct value *value);
size_t value_count(const struct value *value);       /* rows * cols */
const double *value_data(const struct value *value); /* row by row; borrowed while *value stays in place */
double value_at(const struct value *value, int row, int col); /* both counted from 0 */

/* One number as %g writes it, with at most precision (1..17) significant digits and no more than needed:
 * 0.1 stays "0.1" at 17 digits too, and is read back exactly. Both zeros print as "0"; then there are
 * "inf", "-inf" and "nan". */
void number_print(struct buffer *buffer, double number, int precision);

/* On one line, as it would be typed: 0.5, [0.1 0.2] or [1 2; 3 4]. */
void value_print(struct buffer *buffer, const struct value *value, int precision);

/* What of a large value is shown; 0 stands for no limit. Where there is more, the middle is left out and
 * "..." stands in its place. At least one row and one column always stay. */
struct value_limits {
    int rows, cols; /* of the value */
    int width;      /* terminal columns of a line */
};

/* One line for each row, the decimal points one above the other, no newline at the end. Whole, it can be
 * typed in again, because a line's end closes a row inside [ ]:
 *     [0.15  0.2
 *      0.25 -3  ] */
void value_print_rows(struct buffer *buffer, const struct value *value, int precision,
                      struct value_limits limits);

#define VALUE_SHAPE_SIZE 96 /* bytes, with the closing 0 */

/* The shape in words, for messages: "a single number", "a vector of 3", "a 2 x 3 matrix". Returns shape. */
const char *value_shape(const struct value *value, char shape[VALUE_SHAPE_SIZE]);

#endif
