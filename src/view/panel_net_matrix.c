/* The net panel as matrices, for many nodes: of each layer w as a field of cells, what goes in above it, what comes
 * out beside it, and beneath, in the same order, the gradients. The colours are those of the edges and nodes. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "view/panel_axes.h"
#include "view/panel_net.h"

enum { CELLS_MAX = 160, STRIPS = 3, HITS_MAX = 600 };

#define CELL_LARGEST 96.0 /* units, times the type's scale */
#define STRIP 11.0        /* the same: the width of what is one number wide */
#define BLOCK_LEAST 10.0  /* a layer's width in sizes of type; more layers are folded */
#define NUMBER_WIDTH 4.6  /* sizes of type: of a cell that has its number in it */
#define CELL_HIT 7.0      /* units: smaller cells answer to the mouse as a row */

struct matrix {
    const struct panel_place *place;
    const struct session *session;
    const struct network *network;
    const struct step *step; /* or NULL */
    double size, strip, gap;
    bool has_gradients;

    bool has_hovered;
    struct cell hovered;
    double hovered_x, hovered_y;
};

/* rows x columns numbers of a quantity as cells; where they are too many a cell stands for several, and shows the one
 * that is largest by magnitude. */
struct field {
    enum quantity quantity;
    int layer, rows, columns; /* layer is 0 where the quantity has none */
    bool is_flat;             /* a vector that lies: its rows go across */
    int cell_rows, cell_columns;
    struct box box;
};

/* ---- numbers ---- */

static int larger_of(int a, int b)
{
    return a > b ? a : b;
}

static int node_of(const struct matrix *matrix, const struct field *field, int row)
{
    bool is_of_row = field->layer > 0 && field->quantity != QUANTITY_A && field->quantity != QUANTITY_DA;
    return is_of_row ? row / matrix->network->layers[field->layer].pieces + 1 : row + 1;
}

static enum knowledge knowledge_of(const struct matrix *matrix, const struct field *field, int row)
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

static struct ink ink_of(const struct field *field, double value, double largest, enum knowledge knowledge)
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

static void put_cells(const struct matrix *matrix, const struct field *field, const double *values,
                      double *largest)
{
    size_t count = (size_t)field->cell_rows * (size_t)field->cell_columns;
    double *shown = memory_new(count, sizeof *shown);
    struct ink *cells = memory_new(count, sizeof *cells);
    *largest = 0;
    for (int r = 0; r < field->cell_rows; r++) {
        int row = r * field->rows / field->cell_rows, row_end = (r + 1) * field->rows / field->cell_rows;
        bool is_known = knowledge_of(matrix, field, row) != UNKNOWN;
        for (int c = 0; is_known && c < field->cell_columns; c++) {
            double *at = &shown[r * field->cell_columns + c];
            *at = strongest(values, field->columns, row, row_end, c * field->columns / field->cell_columns,
                            (c + 1) * field->columns / field->cell_columns);
            *largest = fmax(*largest, fabs(*at));
        }
    }
    for (int r = 0; r < field->cell_rows; r++) {
        enum knowledge knowledge = knowledge_of(matrix, field, r * field->rows / field->cell_rows);
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

/* Draws it; its largest number by magnitude. */
static double draw_field(const struct matrix *matrix, struct field *field)
{
    double largest;
    const double *values =
        network_values(matrix->network, field->quantity, field->layer, &field->rows, &field->columns);
    field->cell_rows = field->rows < CELLS_MAX ? field->rows : CELLS_MAX;
    field->cell_columns = field->columns < CELLS_MAX ? field->columns : CELLS_MAX;
    put_cells(matrix, field, values, &largest);
    drawlist_rectangle(matrix->place->list, field->box.x - 1, field->box.y - 1, field->box.width + 2,
                       field->box.height + 2, 0, INK_NONE, stroke_solid(ink(ROLE_NODE_LINE), 1));
    return largest;
}

static void draw_words(const struct matrix *matrix, double x, double y, const char *text, struct ink colour,
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

/* In cells that are large enough the numbers, on a ground of their own: whatever the cell's colour they can be read. */
static void draw_numbers(const struct matrix *matrix, const struct field *field)
{
    const struct box *box = &field->box;
    double width = box->width / field->columns, height = box->height / field->rows, size = matrix->size;
    if (width < NUMBER_WIDTH * size || height < 1.8 * size || field->rows * field->columns > HITS_MAX)
        return;
    for (int r = 0; r < field->rows; r++)
        for (int c = 0; c < field->columns; c++) {
            struct look_piece piece = {"", ink(ROLE_TEXT), false};
            char number[LOOK_NUMBER_SIZE];
            look_cell(matrix->session, look_at(field->quantity, field->layer, r + 1, c + 1), 2, number);
            piece.text = number;
            double x = box->x + (c + 0.5) * width, y = box->y + (r + 0.5) * height;
            double ground = fmin(look_row_width(matrix->place->list, &piece, 1, size) + 6, width - 2);
            if (!number[0])
                continue;
            drawlist_rectangle(matrix->place->list, x - ground / 2, y - 0.65 * size, ground, 1.3 * size, 3,
                               ink(ROLE_PANEL), STROKE_NONE);
            draw_words(matrix, x, y, number, piece.ink, false, ground, ALIGN_CENTRE);
        }
}

/* ---- the mouse ---- */

static void answer(struct matrix *matrix, struct hit hit, struct cell cell, struct box box)
{
    const struct scene_hover *hover = &matrix->place->options->hover;
    drawlist_hit_rectangle(matrix->place->list, box.x, box.y, box.width, box.height, hit);
    if (!look_is_hovered(hover, &hit) || strcmp(hover->panel, "net") != 0)
        return;
    matrix->has_hovered = true;
    matrix->hovered = cell;
    matrix->hovered_x = box.x + box.width;
    matrix->hovered_y = box.y + box.height / 2;
    drawlist_rectangle(matrix->place->list, box.x - 1, box.y - 1, box.width + 2, box.height + 2, 0, INK_NONE,
                       stroke_solid(ink(ROLE_TEXT), 1));
}

/* Each weight where it is large enough, else each row as its node. */
static void answer_field(struct matrix *matrix, const struct field *field)
{
    const struct box *box = &field->box;
    double width = box->width / field->columns, height = box->height / field->cell_rows;
    bool has_cells = width >= CELL_HIT && height >= CELL_HIT && field->rows * field->columns <= HITS_MAX;
    for (int r = 0; r < field->cell_rows; r++) {
        int row = r * field->rows / field->cell_rows, node = node_of(matrix, field, row);
        struct box at = {box->x, box->y + r * height, box->width, height};
        if (!has_cells)
            answer(matrix, (struct hit){.kind = HIT_NODE, .layer = field->layer, .row = node},
                   look_at(QUANTITY_A, field->layer, node, 0), at);
        at.width = width;
        for (int c = 0; has_cells && c < field->columns; c++, at.x += width)
            answer(matrix,
                   (struct hit){.kind = HIT_WEIGHT, .layer = field->layer, .row = row + 1, .column = c + 1},
                   look_at(QUANTITY_W, field->layer, row + 1, c + 1), at);
    }
}

static void put_tip_line(const struct matrix *matrix, struct cell cell, struct tip_line *line)
{
    char name[LOOK_NAME_SIZE], number[LOOK_NUMBER_SIZE];
    look_name(cell, name);
    look_cell(matrix->session, cell, matrix->session->notation.precision, number);
    snprintf(line->name, sizeof line->name, "%s", name);
    snprintf(line->number, sizeof line->number, "%s", number[0] ? number : "–");
    line->ink = cell_ink(matrix->session, cell);
}

static void draw_tip(const struct matrix *matrix)
{
    struct tip_line lines[4];
    struct cell cell = matrix->hovered;
    size_t count = 0;
    char title[96];
    const struct layer *layer = &matrix->network->layers[cell.layer];
    int row = cell.quantity == QUANTITY_A ? (cell.row - 1) * layer->pieces + 1 : cell.row;
    snprintf(title, sizeof title, _("layer %d, node %d: %s"), cell.layer, (row - 1) / layer->pieces + 1,
             layer->activation->name);
    if (cell.quantity == QUANTITY_W) {
        put_tip_line(matrix, cell, &lines[count++]);
        put_tip_line(matrix, look_at(QUANTITY_DW, cell.layer, cell.row, cell.column), &lines[count++]);
    } else {
        put_tip_line(matrix, look_at(QUANTITY_B, cell.layer, row, 0), &lines[count++]);
        put_tip_line(matrix, look_at(QUANTITY_Z, cell.layer, row, 0), &lines[count++]);
        put_tip_line(matrix, cell, &lines[count++]);
        put_tip_line(matrix, look_at(QUANTITY_DZ, cell.layer, row, 0), &lines[count++]);
    }
    panel_tip(matrix->place, matrix->hovered_x, matrix->hovered_y, title, lines, count);
}

/* ---- a layer ---- */

/* Around the rows of a node, and the strips beside them. */
static void mark_node(const struct matrix *matrix, const struct field *w, int node, double right,
                      enum role role)
{
    int pieces = matrix->network->layers[w->layer].pieces;
    double row = w->box.height / w->rows, top = w->box.y + (node - 1) * pieces * row;
    double height = fmax(pieces * row, 3), width = fmax(1, 1.8 * matrix->place->type.scale);
    drawlist_rectangle(matrix->place->list, w->box.x - width - 1, top - width, right - w->box.x + 2 * width + 2,
                       height + 2 * width, 2, INK_NONE, stroke_solid(ink(role), width));
}

static int selected_node(const struct matrix *matrix, int k)
{
    const struct cell *cell = &matrix->session->selected;
    if (!matrix->session->has_selected || cell->layer != k || cell->row == 0 || k == 0)
        return 0;
    bool is_node = cell->quantity == QUANTITY_A || cell->quantity == QUANTITY_DA;
    return is_node ? cell->row : (cell->row - 1) / matrix->network->layers[k].pieces + 1;
}

/* What stands beside the matrix, a strip each: with its letter above it. */
static double draw_strips(const struct matrix *matrix, const struct field *w, const enum quantity *quantities)
{
    static const char *const letters[] = {
        [QUANTITY_B] = "b",  [QUANTITY_Z] = "z",  [QUANTITY_A] = "a",    [QUANTITY_DB] = "b",
        [QUANTITY_DZ] = "z", [QUANTITY_DA] = "a", [QUANTITY_DYHAT] = "a"};
    double x = w->box.x + w->box.width;
    for (int i = 0; i < STRIPS; i++) {
        struct field strip = {.quantity = quantities[i],
                              .layer = quantity_has_layer(quantities[i]) ? w->layer : 0,
                              .box = {x + matrix->gap, w->box.y, matrix->strip, w->box.height}};
        draw_field(matrix, &strip);
        draw_words(matrix, strip.box.x + matrix->strip / 2, w->box.y - 0.75 * matrix->size,
                   letters[quantities[i]], ink(ROLE_TEXT_DIM), false, matrix->strip + matrix->gap,
                   ALIGN_CENTRE);
        x = strip.box.x + matrix->strip;
    }
    return x;
}

/* "w1 128×784: -0.31 .. 0.31" in the colours that these have; without the name where there is no room for it. */
static void draw_measure(const struct matrix *matrix, const struct field *field, double largest, double right)
{
    enum { PIECES = 4 };
    char text[96], name[LOOK_NAME_SIZE], low[LOOK_NUMBER_SIZE], high[LOOK_NUMBER_SIZE];
    bool is_signed = quantity_is_parameter(field->quantity);
    look_name(look_at(field->quantity, field->layer, 0, 0), name);
    snprintf(text, sizeof text, "%s %d×%d   ", name, field->rows, field->columns);
    look_number(low, is_signed ? -largest : 0, 3);
    look_number(high, largest, 3);
    const struct look_piece pieces[PIECES] = {{text, ink(ROLE_TEXT_DIM), false},
                                              {low, ink(is_signed ? ROLE_NEGATIVE : ROLE_TEXT_DIM), false},
                                              {" … ", ink(ROLE_TEXT_DIM), false},
                                              {high, ink(is_signed ? ROLE_POSITIVE : ROLE_BACKWARD), false}};
    size_t first = 0, end = largest > 0 ? PIECES : 1;
    while (first < 2 && look_row_width(matrix->place->list, pieces + first, end - first, matrix->size) >
                            right - field->box.x)
        first++;
    if (first < 2 && first < end)
        look_row(matrix->place->list, field->box.x, field->box.y + field->box.height + 0.9 * matrix->size,
                 pieces + first, end - first, matrix->size, ALIGN_LEFT);
}

/* Where w lies: cells as large as there is room for, at the top. Above it is what goes in. */
static struct box place_field(const struct matrix *matrix, int k, struct box box)
{
    const struct layer *layer = &matrix->network->layers[k];
    double largest = CELL_LARGEST * matrix->place->type.scale, strips = STRIPS * (matrix->strip + matrix->gap);
    double above = fmax(matrix->strip + matrix->gap, 1.5 * matrix->size), below = 1.7 * matrix->size;
    return (struct box){box.x + 2, box.y + above,
                        fmax(2, fmin(box.width - strips - 8, largest * layer->inputs)),
                        fmax(2, fmin(box.height - above - below, largest * layer->rows))};
}

static void draw_half(struct matrix *matrix, int k, struct box box, bool is_gradient)
{
    bool is_output = k == matrix->network->depth && !matrix->session->tape.settings.has_softmax;
    const enum quantity forward[STRIPS] = {QUANTITY_B, QUANTITY_Z, QUANTITY_A};
    const enum quantity backward[STRIPS] = {QUANTITY_DB, QUANTITY_DZ, is_output ? QUANTITY_DYHAT : QUANTITY_DA};
    struct field w = {.quantity = is_gradient ? QUANTITY_DW : QUANTITY_W, .layer = k};
    struct field from = {.quantity = k == 1        ? is_gradient ? QUANTITY_DX : QUANTITY_X
                                     : is_gradient ? QUANTITY_DA
                                                   : QUANTITY_A,
                         .layer = k == 1 ? 0 : k - 1,
                         .is_flat = true};
    w.box = place_field(matrix, k, box);
    from.box = (struct box){w.box.x, w.box.y - matrix->gap - matrix->strip, w.box.width, matrix->strip};
    double largest = draw_field(matrix, &w);
    draw_numbers(matrix, &w);
    draw_field(matrix, &from);
    double right = draw_strips(matrix, &w, is_gradient ? backward : forward);
    draw_measure(matrix, &w, largest, box.x + box.width);
    if (!is_gradient)
        answer_field(matrix, &w);
    if (matrix->step && matrix->step->layer == k && (matrix->step->phase == PHASE_BACKWARD) == is_gradient)
        mark_node(matrix, &w, matrix->step->node, right, ROLE_ACCENT);
    if (selected_node(matrix, k) > 0)
        mark_node(matrix, &w, selected_node(matrix, k), right, ROLE_SELECTION);
}

static void draw_layer(struct matrix *matrix, int k, struct box box)
{
    const struct layer *layer = &matrix->network->layers[k];
    char text[96];
    bool is_current = matrix->step && matrix->step->layer == k;
    snprintf(text, sizeof text, _("layer %d: %s"), k, layer->activation->name);
    draw_words(matrix, box.x, box.y + 0.6 * matrix->size, text, ink(is_current ? ROLE_ACCENT_TEXT : ROLE_TEXT),
               true, box.width, ALIGN_LEFT);
    box.y += 1.5 * matrix->size;
    box.height -= 1.5 * matrix->size;
    if (matrix->has_gradients) {
        double half = (box.height - 0.5 * matrix->size) / 2;
        draw_half(matrix, k, (struct box){box.x, box.y + box.height - half, box.width, half}, true);
        box.height = half;
    }
    draw_half(matrix, k, box, false);
}

/* ---- the panel ---- */

static void draw(struct matrix *matrix, struct box box)
{
    struct net_slot slots[NET_SLOTS_MAX];
    int depth = matrix->network->depth, current = matrix->step ? matrix->step->layer : 0;
    int chosen = matrix->session->has_selected ? matrix->session->selected.layer : 0;
    int wanted[] = {current, chosen, 1, depth};
    int places = larger_of(1, (int)(box.width / (BLOCK_LEAST * matrix->size)));
    int count = net_fold(depth, places, wanted, 4, slots), layers = 0;
    for (int i = 0; i < count; i++)
        layers += slots[i].node > 0;
    double fold = 7 * matrix->size, width = (box.width - fold * (count - layers)) / larger_of(1, layers);
    double x = box.x;
    for (int i = 0; i < count; i++) {
        char text[64];
        snprintf(text, sizeof text, _("⋯ %d layers"), slots[i].folded);
        if (slots[i].node)
            draw_layer(matrix, slots[i].node, (struct box){x, box.y, width - matrix->size, box.height});
        else
            draw_words(matrix, x + fold / 2, box.y + box.height / 2, text, ink(ROLE_TEXT_DIM), false,
                       fold - 0.5 * matrix->size, ALIGN_CENTRE);
        x += slots[i].node ? width : fold;
    }
    if (matrix->has_hovered)
        draw_tip(matrix);
}

void net_matrix_draw(const struct panel_place *place)
{
    const struct explanation *centre = look_step(place->session);
    const struct type *type = &place->type;
    struct matrix matrix = {.place = place,
                            .session = place->session,
                            .network = place->session->tape.network,
                            .step = centre ? &centre->step : NULL,
                            .size = type->small,
                            .strip = STRIP * type->scale,
                            .gap = 3 * type->scale};
    struct box box = {place->box.x + type->space, place->box.y + 0.7 * type->space,
                      place->box.width - 2 * type->space, place->box.height - 1.4 * type->space};
    matrix.has_gradients = box.height > 20 * type->small;
    if (box.width < 6 * type->small || box.height < 7 * type->small)
        return;
    drawlist_clip(place->list, place->box.x, place->box.y, place->box.width, place->box.height);
    draw(&matrix, box);
    drawlist_unclip(place->list);
}
