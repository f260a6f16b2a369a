/* The net panel as matrices, for many nodes: of each layer w as a field of cells, what goes in above it, what comes
 * out beside it, and beneath, in the same order, the gradients. The colours are those of the edges and nodes. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/translate.h"
#include "view/panel_axes.h"
#include "view/panel_net.h"
#include "view/panel_net_matrix.h"

#define STRIP_WIDEST 9.0
#define LETTER_WIDTH 1.3  /* the same: of one with its letter above it */
#define CELL_WIDEST 220.0 /* units, times the type's scale */
#define CELL_TALLEST 110.0
#define STRIP 11.0       /* the same: the width of what is one number wide, without its number */
#define STRIP_LETTER 0.8 /* sizes of type: the same at least */
#define BLOCK_LEAST 10.0 /* a layer's width in sizes of type; more layers are folded */
#define STRIP_WIDE 4.4   /* sizes of type: of a strip with its numbers */
#define CELL_WIDE 4.25   /* the same: of a weight's cell beside such strips */
#define NAMES_WIDTH 2.3  /* the same: of what stands before the rows */
#define CELL_HIT 7.0     /* units: smaller cells answer to the mouse as a row */

static int larger_of(int a, int b)
{
    return a > b ? a : b;
}

static int node_of(const struct matrix *matrix, const struct matrix_field *field, int row)
{
    bool is_of_row = field->layer > 0 && field->quantity != QUANTITY_A && field->quantity != QUANTITY_DA;
    return is_of_row ? row / matrix->network->layers[field->layer].pieces + 1 : row + 1;
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
static void answer_field(struct matrix *matrix, const struct matrix_field *field)
{
    const struct box *box = &field->box;
    double width = box->width / field->columns, height = box->height / field->cell_rows;
    bool has_cells = width >= CELL_HIT && height >= CELL_HIT && field->rows * field->columns <= MATRIX_HITS_MAX;
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

/* "z" of z1, "∂z" of dz1 */
static const char *letter_of(enum quantity quantity)
{
    static const char *const letters[] = {[QUANTITY_B] = "b",    [QUANTITY_Z] = "z",   [QUANTITY_A] = "a",
                                          [QUANTITY_YHAT] = "ŷ", [QUANTITY_Y] = "y",   [QUANTITY_DB] = "∂b",
                                          [QUANTITY_DZ] = "∂z",  [QUANTITY_DA] = "∂a", [QUANTITY_DYHAT] = "∂ŷ"};
    return letters[quantity];
}

static void add_strip(struct matrix_strips *strips, enum quantity quantity, int layer)
{
    strips->fields[strips->count++] =
        (struct matrix_field){.quantity = quantity, .layer = quantity_has_layer(quantity) ? layer : 0};
}

/* From left to right as they are computed on the way forward; behind the last layer what it is compared with. */
static struct matrix_strips strips_of(const struct matrix *matrix, int k, bool is_gradient)
{
    struct matrix_strips strips = {.count = 0};
    bool is_last = k == matrix->network->depth, has_head = matrix->session->tape.settings.has_softmax;
    add_strip(&strips, is_gradient ? QUANTITY_DB : QUANTITY_B, k);
    add_strip(&strips, is_gradient ? QUANTITY_DZ : QUANTITY_Z, k);
    if (!is_gradient || !is_last || has_head)
        add_strip(&strips, is_gradient ? QUANTITY_DA : QUANTITY_A, k);
    if (is_last && (is_gradient || has_head))
        add_strip(&strips, is_gradient ? QUANTITY_DYHAT : QUANTITY_YHAT, k);
    if (is_last && !is_gradient)
        add_strip(&strips, QUANTITY_Y, k);
    return strips;
}

/* With their letters above them, where these have room. Returns the right end of what belongs to a node. */
static double draw_strips(const struct matrix *matrix, const struct matrix_field *w,
                          struct matrix_strips *strips, double width)
{
    double x = w->box.x + w->box.width, right = x;
    for (int i = 0; i < strips->count; i++) {
        struct matrix_field *strip = &strips->fields[i];
        const char *letter = letter_of(strip->quantity);
        strip->box = (struct box){x + matrix->gap, w->box.y, width, w->box.height};
        matrix_field_draw(matrix, strip);
        if (width >= STRIP_WIDE * matrix->size) /* all of them or none */
            matrix_numbers_draw(matrix, strip);
        if (drawlist_text_width(matrix->place->list, letter, matrix->size, false) <= width + matrix->gap)
            matrix_words(matrix, strip->box.x + width / 2, w->box.y - 0.75 * matrix->size, letter,
                         ink(ROLE_TEXT_DIM), false, width + matrix->gap, ALIGN_CENTRE);
        x = strip->box.x + width;
        bool is_of_node = strip->quantity != QUANTITY_YHAT && strip->quantity != QUANTITY_Y;
        right = is_of_node ? x : right;
    }
    return right;
}

/* How the parts of a layer lie. */
struct plan {
    double names, strip, across; /* widths: of the names before the rows, of a strip; height of what goes in */
    struct box box;              /* of w */
};

/* Cells as large as there is room for, at the top; strips with their numbers where the cells keep theirs. */
static struct plan plan_of(const struct matrix *matrix, int k, int strips, struct box box)
{
    const struct layer *layer = &matrix->network->layers[k];
    double size = matrix->size, scale = matrix->place->type.scale, wide = STRIP_WIDE * size;
    double below = 1.7 * size, cells = fmin(layer->inputs, 4) * CELL_WIDE * size;
    struct plan plan = {.strip = matrix->strip, .across = matrix->strip};
    double lettered = fmax(plan.strip, LETTER_WIDTH * size);
    bool has_room = NAMES_WIDTH * size + cells + strips * (wide + matrix->gap) + 8 <= box.width;
    bool has_names = NAMES_WIDTH * size + 7 * size + strips * (lettered + matrix->gap) <= box.width;
    double row = (box.height - (MATRIX_NUMBER_HEIGHT * size + matrix->gap) - below) / layer->rows;
    plan.names = has_names ? NAMES_WIDTH * size : 2;
    plan.strip = has_names ? lettered : plan.strip;
    if (has_room && row >= MATRIX_NUMBER_HEIGHT * size) {
        double left = box.width - plan.names - CELL_WIDEST * scale * layer->inputs - 8;
        plan.strip = fmin(fmax(wide, left / strips - matrix->gap), STRIP_WIDEST * size);
        plan.across = MATRIX_NUMBER_HEIGHT * size;
    }
    double above = fmax(plan.across + matrix->gap, 1.5 * size);
    double width = box.width - plan.names - strips * (plan.strip + matrix->gap) - 8;
    plan.box = (struct box){box.x + plan.names, box.y + above,
                            fmax(2, fmin(width, CELL_WIDEST * scale * layer->inputs)),
                            fmax(2, fmin(box.height - above - below, CELL_TALLEST * scale * layer->rows))};
    return plan;
}

static struct matrix_field inputs_of(int k, bool is_gradient)
{
    enum quantity quantity = k == 1        ? is_gradient ? QUANTITY_DX : QUANTITY_X
                             : is_gradient ? QUANTITY_DA
                                           : QUANTITY_A;
    return (struct matrix_field){.quantity = quantity, .layer = k == 1 ? 0 : k - 1, .is_flat = true};
}

/* "a1", "∂x" before a row of cells. */
static void draw_name(const struct matrix *matrix, const struct matrix_field *field, const struct plan *plan)
{
    char name[LOOK_NAME_SIZE];
    bool is_first = field->quantity == QUANTITY_X || field->quantity == QUANTITY_DX;
    const char *letter = is_first ? field->quantity == QUANTITY_X ? "x" : "∂x" : letter_of(field->quantity);
    snprintf(name, sizeof name, is_first ? "%s" : "%s%d", letter, field->layer);
    if (plan->names > matrix->size)
        matrix_words(matrix, field->box.x - 0.4 * matrix->size, field->box.y + field->box.height / 2, name,
                     ink(ROLE_TEXT_DIM), false, plan->names, ALIGN_RIGHT);
}

static void draw_half(struct matrix *matrix, int k, struct box box, bool is_gradient)
{
    struct matrix_field w = {.quantity = is_gradient ? QUANTITY_DW : QUANTITY_W, .layer = k};
    struct matrix_field from = inputs_of(k, is_gradient);
    struct matrix_strips strips = strips_of(matrix, k, is_gradient);
    int most =
        larger_of(strips.count, strips_of(matrix, k, !is_gradient).count); /* so that the halves lie level */
    struct plan plan = plan_of(matrix, k, most, box);
    w.box = plan.box;
    from.box = (struct box){w.box.x, w.box.y - matrix->gap - plan.across, w.box.width, plan.across};
    double largest = matrix_field_draw(matrix, &w);
    matrix_numbers_draw(matrix, &w);
    matrix_field_draw(matrix, &from);
    matrix_numbers_draw(matrix, &from);
    draw_name(matrix, &from, &plan);
    double right = draw_strips(matrix, &w, &strips, plan.strip);
    matrix_measure_draw(matrix, &w, largest, box.x + box.width);
    if (!is_gradient)
        answer_field(matrix, &w);
    matrix_marks_draw(matrix, &w, &from, &strips, right);
}

/* The richest title that has room. */
static void write_title(const struct matrix *matrix, int k, double room, char title[96])
{
    const struct drawlist *list = matrix->place->list;
    snprintf(title, 96, _("layer %d: %s"), k, matrix->network->layers[k].activation->name);
    if (drawlist_text_width(list, title, matrix->size, true) > room)
        snprintf(title, 96, _("layer %d"), k);
    if (drawlist_text_width(list, title, matrix->size, true) > room)
        snprintf(title, 96, "%d", k);
}

static void draw_layer(struct matrix *matrix, int k, struct box box)
{
    char text[96];
    bool is_current = matrix->step && matrix->step->layer == k;
    write_title(matrix, k, box.width, text);
    matrix_words(matrix, box.x, box.y + 0.6 * matrix->size, text,
                 ink(is_current ? ROLE_ACCENT_TEXT : ROLE_TEXT), true, box.width, ALIGN_LEFT);
    box.y += 1.5 * matrix->size;
    box.height -= 1.5 * matrix->size;
    if (matrix->has_gradients && matrix->has_weights) {
        double half = (box.height - 0.5 * matrix->size) / 2;
        draw_half(matrix, k, (struct box){box.x, box.y + box.height - half, box.width, half}, true);
        box.height = half;
    }
    draw_half(matrix, k, box, !matrix->has_weights);
}

/* ---- the panel ---- */

static void draw(struct matrix *matrix, struct box box)
{
    struct net_slot slots[NET_SLOTS_MAX];
    int depth = matrix->network->depth;
    int current = matrix->why ? matrix->why->target.layer : matrix->step ? matrix->step->layer : 0;
    int chosen = matrix->session->has_selected ? matrix->session->selected.layer : 0;
    int wanted[] = {current, chosen, 1, depth};
    int places = (int)(box.width / (BLOCK_LEAST * matrix->size));
    bool is_tight = places < 3; /* room for one between two folds there is always */
    places = larger_of(3, places);
    int count = net_fold(depth, places, wanted, 4, slots), layers = 0;
    for (int i = 0; i < count; i++)
        layers += slots[i].node > 0;
    double fold = (is_tight ? 2.6 : 7) * matrix->size,
           width = (box.width - fold * (count - layers)) / larger_of(1, layers);
    double x = box.x;
    for (int i = 0; i < count; i++) {
        char text[64];
        snprintf(text, sizeof text, is_tight ? "⋯%d" : _("⋯ %d layers"), slots[i].folded);
        if (slots[i].node)
            draw_layer(matrix, slots[i].node, (struct box){x, box.y, width - matrix->size, box.height});
        else
            matrix_words(matrix, x + fold / 2, box.y + box.height / 2, text, ink(ROLE_TEXT_DIM), false,
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
                            .step = centre && !place->session->why ? &centre->step : NULL,
                            .why = place->session->why,
                            .size = type->small,
                            .strip = fmax(STRIP * type->scale, STRIP_LETTER * type->small),
                            .gap = 3 * type->scale};
    struct box box = {place->box.x + type->space, place->box.y + 0.7 * type->space,
                      place->box.width - 2 * type->space, place->box.height - 1.4 * type->space};
    bool is_backward = matrix.step && matrix.step->phase == PHASE_BACKWARD,
         is_high = box.height > 20 * type->small;
    matrix.has_gradients = is_high || is_backward; /* where there is room for one half only, the step's */
    matrix.has_weights = is_high || !is_backward;
    if (box.width < 6 * type->small || box.height < 7 * type->small)
        return;
    drawlist_clip(place->list, place->box.x, place->box.y, place->box.width, place->box.height);
    draw(&matrix, box);
    drawlist_unclip(place->list);
}
