/* What is ringed in the net panel's matrices: the step, the selection, and the paths that `why` lights. */
#include <math.h>

#include "view/panel_net_matrix.h"

/* Around the rows of a node, and the strips beside them. */
static void mark_node(const struct matrix *matrix, const struct matrix_field *w, int node, double right,
                      enum role role)
{
    int pieces = matrix->network->layers[w->layer].pieces;
    double row = w->box.height / w->rows, top = w->box.y + (node - 1) * pieces * row;
    double height = fmax(pieces * row, 3), width = fmax(1, 1.8 * matrix->place->type.scale);
    drawlist_rectangle(matrix->place->list, w->box.x - width - 1, top - width, right - w->box.x + 2 * width + 2,
                       height + 2 * width, 2, INK_NONE, stroke_solid(ink(role), width));
}

static void mark_field(const struct matrix *matrix, const struct matrix_field *field, int first, int end,
                       enum role role)
{
    struct box box = matrix_rows(field, first, end);
    double width = fmax(1, 1.8 * matrix->place->type.scale);
    drawlist_rectangle(matrix->place->list, box.x - width - 1, box.y - width, box.width + 2 * width + 2,
                       box.height + 2 * width, 2, INK_NONE, stroke_solid(ink(role), width));
}

static const struct matrix_field *strip_of(const struct matrix_strips *strips, enum quantity quantity)
{
    for (int i = 0; i < strips->count; i++)
        if (strips->fields[i].quantity == quantity)
            return &strips->fields[i];
    return NULL;
}

/* The row of the node that the step is about; of a step about all outputs their strip, of dx what is above. */
static void mark_step(const struct matrix *matrix, const struct matrix_field *w,
                      const struct matrix_field *from, const struct matrix_strips *strips, double right)
{
    const struct step *step = matrix->step;
    bool is_gradient = w->quantity == QUANTITY_DW, is_last = w->layer == matrix->network->depth;
    if (!step || (step->phase == PHASE_BACKWARD) != is_gradient)
        return;
    if (step->operation == OPERATION_DX) {
        if (w->layer == 1)
            mark_field(matrix, from, 0, from->rows, ROLE_ACCENT);
        return;
    }
    enum quantity whole = step->operation == OPERATION_HEAD    ? QUANTITY_YHAT
                          : step->operation == OPERATION_LOSS  ? QUANTITY_Y
                          : step->operation == OPERATION_DYHAT ? QUANTITY_DYHAT
                                                               : QUANTITY_DA;
    bool is_of_outputs = whole != QUANTITY_DA || step->operation == OPERATION_DHEAD;
    const struct matrix_field *strip = is_last && is_of_outputs ? strip_of(strips, whole) : NULL;
    if (strip)
        mark_field(matrix, strip, 0, strip->rows, ROLE_ACCENT);
    else if (!is_of_outputs && step->layer == w->layer)
        mark_node(matrix, w, step->node, right, ROLE_ACCENT);
}

/* ---- the paths of `why` ---- */

static void light_row(const struct matrix *matrix, const struct matrix_field *field, int row)
{
    if (field)
        mark_field(matrix, field, row - 1, row, ROLE_BACKWARD);
}

static void light_weight(const struct matrix *matrix, const struct matrix_field *w, int row, int column)
{
    struct matrix_field cell = *w;
    cell.box.x += (column - 1) * w->box.width / w->columns;
    cell.box.width /= w->columns;
    light_row(matrix, &cell, row);
}

/* What a path goes through in this layer: cells of the strips, and the weight from its z to the node before. */
static void light_path(const struct matrix *matrix, const struct path *path, const struct matrix_field *w,
                       const struct matrix_field *from, const struct matrix_strips *strips)
{
    bool has_head = matrix->session->tape.settings.has_softmax, is_last = w->layer == matrix->network->depth;
    for (int i = 0; i < path->length; i++) {
        struct cell cell = path->cells[i], next = i + 1 < path->length ? path->cells[i + 1] : cell;
        bool is_output = cell.quantity == QUANTITY_YHAT && is_last;
        if (is_output || (cell.layer == w->layer && cell.quantity != QUANTITY_X))
            light_row(matrix, strip_of(strips, is_output && !has_head ? QUANTITY_A : cell.quantity), cell.row);
        if (cell.quantity == from->quantity && cell.layer == from->layer)
            light_row(matrix, from, cell.row);
        if (cell.quantity != QUANTITY_Z || cell.layer != w->layer)
            continue;
        if (next.quantity == QUANTITY_W)
            light_row(matrix, from, next.column);
        if (next.quantity == QUANTITY_W || next.quantity == QUANTITY_A || next.quantity == QUANTITY_X)
            light_weight(matrix, w, cell.row, next.quantity == QUANTITY_W ? next.column : next.row);
    }
}

static void light_paths(const struct matrix *matrix, const struct matrix_field *w,
                        const struct matrix_field *from, const struct matrix_strips *strips)
{
    for (size_t p = 0; p < matrix->why->paths.listed; p++)
        if (matrix->session->why_path == 0 || matrix->session->why_path == p + 1)
            light_path(matrix, &matrix->why->paths.list[p], w, from, strips);
    *matrix->place->forms |= FORM_WHY;
}

static int selected_node(const struct matrix *matrix, int k)
{
    const struct cell *cell = &matrix->session->selected;
    if (!matrix->session->has_selected || cell->layer != k || cell->row == 0 || k == 0)
        return 0;
    bool is_node = cell->quantity == QUANTITY_A || cell->quantity == QUANTITY_DA;
    return is_node ? cell->row : (cell->row - 1) / matrix->network->layers[k].pieces + 1;
}

/* ---- all ---- */

void matrix_marks_draw(const struct matrix *matrix, const struct matrix_field *w,
                       const struct matrix_field *from, const struct matrix_strips *strips, double right)
{
    mark_step(matrix, w, from, strips, right);
    if (selected_node(matrix, w->layer) > 0)
        mark_node(matrix, w, selected_node(matrix, w->layer), right, ROLE_SELECTION);
    if (matrix->why && w->quantity == QUANTITY_W)
        light_paths(matrix, w, from, strips);
}
