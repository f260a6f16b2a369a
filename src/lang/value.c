#include "lang/value.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"

struct value value_borrow(const double *numbers, int rows, int cols)
{
    assert(rows >= 1 && cols >= 1);
    if (rows == 1 && cols == 1)
        return value_scalar(*numbers);
    return (struct value){.rows = rows, .cols = cols, .data = numbers};
}

bool value_fits(int rows, int cols, struct error *error)
{
    assert(rows >= 1 && cols >= 1);
    if ((int64_t)rows * cols <= VALUE_COUNT_MAX)
        return true;
    return error_set(error, _("a %d x %d matrix is too large; at most %d numbers fit"), rows, cols,
                     VALUE_COUNT_MAX);
}

double *value_new(struct value *value, int rows, int cols)
{
    assert(value_fits(rows, cols, NULL));
    *value = (struct value){.rows = rows, .cols = cols};
    if (rows == 1 && cols == 1)
        return &value->single;
    value->data = value->owned = memory_new(value_count(value), sizeof *value->owned);
    return value->owned;
}

void value_own(struct value *value)
{
    if (!value->data || value->owned)
        return;
    struct value copy;
    double *numbers = value_new(&copy, value->rows, value->cols);
    memcpy(numbers, value->data, value_count(value) * sizeof *numbers);
    *value = copy;
}

void value_finish(struct value *value)
{
    if (value->owned) /* rarely: most values are single numbers, and conditions are evaluated at each update */
        memory_free(value->owned);
    *value = value_scalar(0);
}

bool value_is_scalar(const struct value *value)
{
    return !value->data;
}

size_t value_count(const struct value *value)
{
    return (size_t)value->rows * (size_t)value->cols;
}

const double *value_data(const struct value *value)
{
    return value->data ? value->data : &value->single;
}

double value_at(const struct value *value, int row, int col)
{
    assert(row >= 0 && row < value->rows && col >= 0 && col < value->cols);
    return value_data(value)[(size_t)row * (size_t)value->cols + (size_t)col];
}

/* %g drops trailing zeros, so up to 15 digits, which every double can tell apart, its text is already the
 * shortest. Beyond, a digit is added only where the shorter text would be read as another number. */
void number_print(struct buffer *buffer, double number, int precision)
{
    assert(precision >= 1 && precision <= VALUE_DIGITS_MAX);
    if (isnan(number)) {
        buffer_put(buffer, "nan");
        return;
    }
    if (number == 0)
        number = 0; /* -0 */
    char text[40];
    int digits = precision < 15 ? precision : 15;
    snprintf(text, sizeof text, "%.*g", digits, number);
    while (digits < precision && strtod(text, NULL) != number)
        snprintf(text, sizeof text, "%.*g", ++digits, number);
    buffer_put(buffer, text);
}

void value_print(struct buffer *buffer, const struct value *value, int precision)
{
    if (value_is_scalar(value)) {
        number_print(buffer, value->single, precision);
        return;
    }
    for (int row = 0; row < value->rows; row++) {
        buffer_put(buffer, row ? "; " : "[");
        for (int col = 0; col < value->cols; col++) {
            if (col)
                buffer_put_char(buffer, ' ');
            number_print(buffer, value_at(value, row, col), precision);
        }
    }
    buffer_put_char(buffer, ']');
}

/* The first `head` and the last `tail` of `count`, with a gap between them when some are left out. */
struct shown {
    int count, head, tail;
};

static struct shown shown_of(int count, int limit)
{
    int all = limit > 0 && limit < count ? limit : count;
    return (struct shown){.count = count, .head = all - all / 2, .tail = all / 2};
}

static int shown_index(struct shown shown, int i)
{
    return i < shown.head ? i : shown.count - shown.head - shown.tail + i;
}

static bool has_gap_before(struct shown shown, int i)
{
    return i == shown.head && shown.head + shown.tail < shown.count;
}

/* A column's widths left of the decimal point and from it on. */
struct width {
    int left, right;
};

static struct width width_of(const char *number)
{
    size_t left = strcspn(number, ".e");
    return (struct width){(int)left, (int)(strlen(number) - left)};
}

static struct width width_of_column(const struct value *value, int col, struct shown rows, int precision,
                                    struct buffer *cell)
{
    struct width widest = {0, 0};
    for (int i = 0; i < rows.head + rows.tail; i++) {
        buffer_clear(cell);
        number_print(cell, value_at(value, shown_index(rows, i), col), precision);
        struct width width = width_of(buffer_text(cell));
        if (width.left > widest.left)
            widest.left = width.left;
        if (width.right > widest.right)
            widest.right = width.right;
    }
    return widest;
}

#define GAP "..."
enum { BETWEEN = 2, GAP_WIDTH = sizeof GAP - 1 };

static int line_width(struct shown cols, const struct width *first, const struct width *behind)
{
    int shown = cols.head + cols.tail, width = 2 + BETWEEN * (shown - 1); /* the brackets are 2 */
    if (shown < cols.count)
        width += BETWEEN + GAP_WIDTH;
    for (int i = 0; i < cols.head; i++)
        width += first[i].left + first[i].right;
    for (int i = 1; i <= cols.tail; i++)
        width += behind[-i].left + behind[-i].right;
    return width;
}

/* Leaves out columns, from the middle, until a line fits; moves the widths of those that stay together. */
static struct shown fit_columns(struct shown cols, struct width *widths, int limit)
{
    const struct width *behind = widths + cols.head + cols.tail;
    while (limit > 0 && cols.head + cols.tail > 1 && line_width(cols, widths, behind) > limit)
        cols = shown_of(cols.count, cols.head + cols.tail - 1);
    memmove(widths + cols.head, behind - cols.tail, (size_t)cols.tail * sizeof *widths);
    return cols;
}

static void print_row(struct buffer *buffer, const struct value *value, int row, struct shown cols,
                      const struct width *widths, int precision)
{
    struct buffer cell = BUFFER_EMPTY;
    for (int i = 0; i < cols.head + cols.tail; i++) {
        if (i)
            buffer_pad(buffer, ' ', BETWEEN);
        if (has_gap_before(cols, i))
            buffer_printf(buffer, "%s%*s", GAP, BETWEEN, "");
        buffer_clear(&cell);
        number_print(&cell, value_at(value, row, shown_index(cols, i)), precision);
        struct width width = width_of(buffer_text(&cell));
        buffer_pad(buffer, ' ', (size_t)(widths[i].left - width.left));
        buffer_put(buffer, buffer_text(&cell));
        buffer_pad(buffer, ' ', (size_t)(widths[i].right - width.right));
    }
    if (has_gap_before(cols, cols.head + cols.tail))
        buffer_printf(buffer, "%*s%s", BETWEEN, "", GAP);
    buffer_finish(&cell);
}

void value_print_rows(struct buffer *buffer, const struct value *value, int precision,
                      struct value_limits limits)
{
    if (value_is_scalar(value)) {
        number_print(buffer, value->single, precision);
        return;
    }
    struct shown rows = shown_of(value->rows, limits.rows), cols = shown_of(value->cols, limits.cols);
    if (limits.width > 0 && cols.head + cols.tail > limits.width) /* a number takes a column at least */
        cols = shown_of(value->cols, limits.width);
    int count = cols.head + cols.tail;
    struct width *widths = memory_new((size_t)count, sizeof *widths);
    struct buffer cell = BUFFER_EMPTY;
    for (int i = 0; i < count; i++)
        widths[i] = width_of_column(value, shown_index(cols, i), rows, precision, &cell);
    buffer_finish(&cell);
    cols = fit_columns(cols, widths, limits.width);
    for (int i = 0; i < rows.head + rows.tail; i++) {
        if (has_gap_before(rows, i))
            buffer_put(buffer, "\n " GAP);
        buffer_put(buffer, i ? "\n " : "[");
        print_row(buffer, value, shown_index(rows, i), cols, widths, precision);
    }
    if (has_gap_before(rows, rows.head + rows.tail))
        buffer_put(buffer, "\n " GAP);
    buffer_put_char(buffer, ']');
    memory_free(widths);
}

const char *value_shape(const struct value *value, char shape[VALUE_SHAPE_SIZE])
{
    if (value_is_scalar(value))
        snprintf(shape, VALUE_SHAPE_SIZE, "%s", _("a single number"));
    else if (value->rows == 1)
        snprintf(shape, VALUE_SHAPE_SIZE, _("a vector of %d"), value->cols);
    else
        snprintf(shape, VALUE_SHAPE_SIZE, _("a %d x %d matrix"), value->rows, value->cols);
    return shape;
}
