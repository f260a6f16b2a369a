/* A field of cells in the net panel's matrices: each number as a colour, with its number where there is room. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "view/panel_net_matrix.h"

enum { CELLS_MAX = 160, SCALE_CELLS = 15 };

#define NUMBER_ROOM 4 /* units, around a number in its cell */
#define SMALLER 0.85  /* of the size of type, where the numbers have no room else */

/* ---- numbers ---- */

enum knowledge matrix_knowledge(const struct matrix *matrix, const struct matrix_field *field, int row)
{
    return tape_knows(&matrix->session->tape, look_at(field->quantity, field->layer, row + 1,
                                                      quantity_indices(field->quantity) > 1 ? 1 : 0));
}

/* Of rows [row, row_end) and columns [column, column_end) of values. NAN where one of them is no finite number. */
static double strongest(const double *values, int stride, int row, int row_end, int column, int column_end)
{
    double best = 0;
    for (int r = row; r < row_end; r++)
        for (int c = column; c < column_end; c++) {
            double value = values[(size_t)r * (size_t)stride + (size_t)c];
            if (!isfinite(value))
                return (double)NAN;
            best = fabs(value) > fabs(best) ? value : best;
        }
    return best;
}

static struct ink ink_of(const struct matrix_field *field, double value, double largest,
                         enum knowledge knowledge)
{
    if (knowledge == UNKNOWN)
        return INK_NONE;
    if (!isfinite(value))
        return ink(ROLE_ERROR);
    if (knowledge == KNOWN && quantity_is_parameter(field->quantity))
        return ink_signed(value, largest, ROLE_PANEL);
    enum role role = knowledge == STALE                      ? ROLE_STALE
                     : quantity_is_gradient(field->quantity) ? ROLE_BACKWARD
                     : field->quantity == QUANTITY_Y         ? ROLE_TARGET
                                                             : ROLE_FORWARD;
    return ink_mix(ink(ROLE_PANEL), role, largest > 0 ? fabs(value) / largest : 0);
}

/* ---- fields ---- */

static void put_cells(const struct matrix *matrix, const struct matrix_field *field, const double *values,
                      double *largest)
{
    size_t count = (size_t)field->cell_rows * (size_t)field->cell_columns;
    double *shown = memory_new(count, sizeof *shown);
    struct ink *cells = memory_new(count, sizeof *cells);
    *largest = 0;
    for (int r = 0; r < field->cell_rows; r++) {
        int row = r * field->rows / field->cell_rows, row_end = (r + 1) * field->rows / field->cell_rows;
        bool is_known = matrix_knowledge(matrix, field, row) != UNKNOWN;
        for (int c = 0; is_known && c < field->cell_columns; c++) {
            double *at = &shown[r * field->cell_columns + c];
            *at = strongest(values, field->columns, row, row_end, c * field->columns / field->cell_columns,
                            (c + 1) * field->columns / field->cell_columns);
            *largest = fmax(*largest, fabs(*at));
        }
    }
    for (int r = 0; r < field->cell_rows; r++) {
        enum knowledge knowledge = matrix_knowledge(matrix, field, r * field->rows / field->cell_rows);
        for (int c = 0; c < field->cell_columns; c++) {
            struct ink *cell = &cells[r * field->cell_columns + c];
            *cell = ink_of(field, shown[r * field->cell_columns + c], *largest, knowledge);
            *matrix->place->forms |= cell->base == ROLE_ERROR ? FORM_NOT_FINITE : 0;
        }
    }
    const struct box *box = &field->box;
    drawlist_cells(matrix->place->list, box->x, box->y, box->width, box->height,
                   (size_t)(field->is_flat ? field->cell_rows : field->cell_columns),
                   (size_t)(field->is_flat ? field->cell_columns : field->cell_rows), cells);
    memory_free(cells);
    memory_free(shown);
}

/* Where rows [first, end) of a field lie. */
struct box matrix_rows(const struct matrix_field *field, int first, int end)
{
    struct box box = field->box;
    double from = (double)first / field->rows, share = (double)(end - first) / field->rows;
    if (field->is_flat) {
        box.x += from * box.width;
        box.width *= share;
    } else {
        box.y += from * box.height;
        box.height *= share;
    }
    return box;
}

/* A frame around what is known, a dashed one around what isn't yet. */
static void frame(const struct matrix *matrix, const struct matrix_field *field)
{
    double scale = matrix->place->type.scale;
    for (int first = 0, end; first < field->rows; first = end) {
        bool is_unknown = matrix_knowledge(matrix, field, first) == UNKNOWN;
        for (end = first + 1;
             end < field->rows && is_unknown == (matrix_knowledge(matrix, field, end) == UNKNOWN);)
            end++;
        struct box box = matrix_rows(field, first, end);
        drawlist_rectangle(matrix->place->list, box.x - 1, box.y - 1, box.width + 2, box.height + 2, 0,
                           INK_NONE,
                           is_unknown ? stroke_dashed(ink(ROLE_UNKNOWN), 1, 3 * scale, 3 * scale, 0)
                                      : stroke_solid(ink(ROLE_NODE_LINE), 1));
    }
}

/* Draws it; its largest number by magnitude. */
double matrix_field_draw(const struct matrix *matrix, struct matrix_field *field)
{
    double largest;
    const double *values =
        network_values(matrix->network, field->quantity, field->layer, &field->rows, &field->columns);
    field->cell_rows = field->rows < CELLS_MAX ? field->rows : CELLS_MAX;
    field->cell_columns = field->columns < CELLS_MAX ? field->columns : CELLS_MAX;
    put_cells(matrix, field, values, &largest);
    frame(matrix, field);
    return largest;
}

void matrix_words(const struct matrix *matrix, double x, double y, const char *text, struct ink colour,
                  bool is_bold, double room, enum text_align align)
{
    if (room >= 0.5 * matrix->size)
        drawlist_text(matrix->place->list, x, y, text,
                      (struct text_style){.size = matrix->size,
                                          .ink = colour,
                                          .bold = is_bold,
                                          .align = align,
                                          .middle = true,
                                          .fit = room});
}

static struct cell cell_at(const struct matrix_field *field, int r, int c)
{
    return look_at(field->quantity, field->layer, r + 1, quantity_indices(field->quantity) > 1 ? c + 1 : 0);
}

/* Of all its numbers the widest, so written. */
static double widest(const struct matrix *matrix, const struct matrix_field *field, int digits, double size)
{
    double most = 0;
    for (int i = 0; i < field->rows * field->columns; i++) {
        char number[LOOK_NUMBER_SIZE];
        look_cell(matrix->session, cell_at(field, i / field->columns, i % field->columns), digits, number);
        most = fmax(most, drawlist_text_width(matrix->place->list, number, size, false));
    }
    return most;
}

/* Digits with which all its numbers fit into their cells, at that size of type; 0 where they don't. */
static int digits_in(const struct matrix *matrix, const struct matrix_field *field, double *size)
{
    int across = field->is_flat ? field->rows : field->columns;
    int down = field->is_flat ? field->columns : field->rows;
    double room = field->box.width / across - NUMBER_ROOM;
    *size = matrix->size;
    if (field->box.height / down < MATRIX_NUMBER_HEIGHT * matrix->size ||
        field->rows * field->columns > MATRIX_HITS_MAX)
        return 0;
    for (int digits = look_digits(matrix->session); digits >= 2; digits--)
        if (widest(matrix, field, digits, *size) <= room)
            return digits;
    *size = SMALLER * matrix->size;
    return widest(matrix, field, 2, *size) <= room ? 2 : 0;
}

/* On a ground of their own: whatever the cell's colour they can be read. */
void matrix_numbers_draw(const struct matrix *matrix, const struct matrix_field *field)
{
    double size;
    int digits = digits_in(matrix, field, &size);
    for (int i = 0; digits > 0 && i < field->rows * field->columns; i++) {
        int r = i / field->columns, c = i % field->columns;
        struct box row = matrix_rows(field, r, r + 1);
        char number[LOOK_NUMBER_SIZE];
        look_cell(matrix->session, cell_at(field, r, c), digits, number);
        double width = row.width / field->columns, x = row.x + (c + 0.5) * width, y = row.y + row.height / 2;
        double ground = fmin(drawlist_text_width(matrix->place->list, number, size, false) + 6, width - 2);
        if (!number[0])
            continue;
        drawlist_rectangle(matrix->place->list, x - ground / 2, y - 0.65 * size, ground, 1.3 * size, 3,
                           ink(ROLE_PANEL), STROKE_NONE);
        drawlist_text(
            matrix->place->list, x, y, number,
            (struct text_style){.size = size, .ink = ink(ROLE_TEXT), .align = ALIGN_CENTRE, .middle = true});
    }
}

/* ---- beneath it ---- */

/* The scale of the colours: a weight's from below 0 to above it, a gradient's by magnitude. */
static void draw_scale(const struct matrix *matrix, const struct matrix_field *field, double largest,
                       struct box box)
{
    struct ink cells[SCALE_CELLS];
    bool is_signed = quantity_is_parameter(field->quantity);
    for (int i = 0; i < SCALE_CELLS; i++) {
        double at = (double)i / (SCALE_CELLS - 1);
        cells[i] = ink_of(field, largest * (is_signed ? 2 * at - 1 : at), largest, KNOWN);
    }
    drawlist_cells(matrix->place->list, box.x, box.y, box.width, box.height, SCALE_CELLS, 1, cells);
}

/* "w1 128×784   -0.31 [scale] 0.31" in the colours that these have; without the name where there is no room for it. */
void matrix_measure_draw(const struct matrix *matrix, const struct matrix_field *field, double largest,
                         double right)
{
    char text[96], name[LOOK_NAME_SIZE], low[LOOK_NUMBER_SIZE] = "0", high[LOOK_NUMBER_SIZE];
    bool is_signed = quantity_is_parameter(field->quantity);
    const struct drawlist *list = matrix->place->list;
    double size = matrix->size, x = field->box.x, y = field->box.y + field->box.height + 0.9 * size;
    look_name(look_at(field->quantity, field->layer, 0, 0), name);
    snprintf(text, sizeof text, "%s %d×%d", name, field->rows, field->columns);
    if (is_signed)
        look_number(low, -largest, 3);
    snprintf(high, sizeof high, "%s", is_signed ? "" : "±");
    look_number(high + strlen(high), largest, 3);
    double named = drawlist_text_width(list, text, size, false) + 1.2 * size;
    double before = drawlist_text_width(list, low, size, false) + 0.4 * size, scale = 2.4 * size;
    double all = before + scale + 0.4 * size + drawlist_text_width(list, high, size, false);
    bool has_scale = largest > 0 && x + all <= right;
    if (x + (has_scale ? all : -1.2 * size) + named <= right) {
        matrix_words(matrix, x, y, text, ink(ROLE_TEXT_DIM), false, named, ALIGN_LEFT);
        x += named;
    }
    if (!has_scale)
        return;
    matrix_words(matrix, x, y, low, ink(is_signed ? ROLE_NEGATIVE : ROLE_TEXT_DIM), false, before, ALIGN_LEFT);
    draw_scale(matrix, field, largest, (struct box){x + before, y - 0.35 * size, scale, 0.7 * size});
    matrix_words(matrix, x + before + scale + 0.4 * size, y, high,
                 ink(is_signed ? ROLE_POSITIVE : ROLE_BACKWARD), false, right, ALIGN_LEFT);
}
