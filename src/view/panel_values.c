/* The values panel: every number of a layer in a table, its gradient beneath it. */
#include "view/panel_values.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/translate.h"
#include "view/panel_axes.h"

/* ---- what belongs to what ---- */

static bool has_gradient(const struct values *table, struct cell cell, struct cell *gradient)
{
    static const enum quantity gradients[] = {
        [QUANTITY_X] = QUANTITY_DX, [QUANTITY_W] = QUANTITY_DW, [QUANTITY_B] = QUANTITY_DB,
        [QUANTITY_Z] = QUANTITY_DZ, [QUANTITY_A] = QUANTITY_DA, [QUANTITY_YHAT] = QUANTITY_DYHAT};
    bool is_output = cell.quantity == QUANTITY_A && cell.layer == table->network->depth;
    *gradient = cell;
    if (cell.quantity == QUANTITY_Y)
        return false;
    gradient->quantity = gradients[cell.quantity];
    if (is_output && !table->session->tape.settings.has_softmax)
        *gradient = look_at(QUANTITY_DYHAT, 0, cell.row, 0);
    return true;
}

static struct cell source_of(int k, int i)
{
    return k == 1 ? look_at(QUANTITY_X, 0, i, 0) : look_at(QUANTITY_A, k - 1, i, 0);
}

/* The cell of an extra column in a row of w; false where that row has none: of maxout's pieces only the first
 * stands beside its node's a. */
static bool extra_at(const struct values *table, enum quantity quantity, int k, int row, struct cell *cell)
{
    int pieces = table->network->layers[k].pieces;
    bool is_of_row = quantity == QUANTITY_B || quantity == QUANTITY_Z;
    bool is_of_layer = is_of_row || quantity == QUANTITY_A;
    *cell = look_at(quantity, is_of_layer ? k : 0, is_of_row ? row : (row - 1) / pieces + 1, 0);
    return is_of_row || (row - 1) % pieces == 0;
}

static bool same_cell(struct cell a, struct cell b)
{
    return a.quantity == b.quantity && a.layer == b.layer && a.row == b.row && a.column == b.column;
}

/* ---- cells ---- */

/* With as many digits as there is room for. */
static void write_number(const struct values *table, double value, char text[LOOK_NUMBER_SIZE])
{
    for (int digits = look_digits(table->session); digits > 0; digits--) {
        look_number(text, value, digits);
        if (drawlist_text_width(table->place->list, text, table->size, false) <=
            table->cell - 1.1 * table->size)
            return;
    }
    look_shorten(text);
}

static void write_cell(const struct values *table, struct cell cell, char text[LOOK_NUMBER_SIZE],
                       struct ink *colour)
{
    const struct scene_change *change = &table->place->options->change;
    *colour = cell_ink(table->session, cell);
    text[0] = '\0';
    if (change->is_on && same_cell(change->cell, cell)) {
        write_number(table, change->value, text);
        *colour = ink(ROLE_ACCENT_TEXT);
    } else if (tape_knows(&table->session->tape, cell) != UNKNOWN) {
        write_number(table, *network_cell(table->network, cell), text);
    }
}

enum light { DARK, READ, WRITTEN };

/* What the step does with the cell. */
static enum light light_of(const struct values *table, struct cell cell)
{
    enum light light = DARK;
    for (size_t i = 0; table->step && i < table->step->count; i++) {
        const struct explain_token *token = &table->step->tokens[i];
        if (!token->has_cell || !same_cell(token->cell, cell))
            continue;
        if (token->part == PART_TARGET || token->part == PART_RESULT)
            return WRITTEN;
        light = READ;
    }
    return light;
}

static bool is_frozen(const struct values *table, struct cell cell)
{
    const struct network *network = table->network;
    return quantity_is_parameter(cell.quantity) &&
           network->frozen[network_cell(network, cell) - network->param];
}

static void draw_ground(const struct values *table, struct cell cell, const struct hit *hit, struct box box)
{
    enum light light = light_of(table, cell);
    bool is_selected = table->session->has_selected && same_cell(table->session->selected, cell);
    bool is_hovered = look_is_hovered(&table->place->options->hover, hit);
    struct stroke outline = STROKE_NONE;
    double width = fmax(1, 1.5 * table->place->type.scale);
    if (is_selected)
        outline = stroke_solid(ink(ROLE_SELECTION), width);
    if (light == WRITTEN)
        outline = stroke_solid(ink(ROLE_ACCENT), width);
    if (light != DARK || is_selected || is_hovered)
        drawlist_rectangle(table->place->list, box.x, box.y, box.width, box.height, 4,
                           ink_mix(ink(ROLE_PANEL), ROLE_NODE_LINE, light == DARK && !is_hovered ? 0 : 0.22),
                           outline);
}

/* right: where the number ends; y: its middle. */
static void draw_cell(struct values *table, struct cell cell, double right, double y)
{
    const struct panel_place *place = table->place;
    char text[LOOK_NUMBER_SIZE], name[LOOK_NAME_SIZE];
    struct ink colour;
    struct hit hit = look_hit(table->session, cell, name);
    struct box box = {right - table->cell + 0.65 * table->size, y - 0.47 * table->line,
                      table->cell - 0.3 * table->size, 0.94 * table->line};
    draw_ground(table, cell, &hit, box);
    write_cell(table, cell, text, &colour);
    if (colour.base == ROLE_ERROR)
        *place->forms |= FORM_NOT_FINITE;
    drawlist_text(
        place->list, right, y, text,
        (struct text_style){.size = table->size, .ink = colour, .align = ALIGN_RIGHT, .middle = true});
    if (is_frozen(table, cell)) {
        drawlist_text(
            place->list, box.x + 0.1 * table->size, y, "❄",
            (struct text_style){.size = fmax(8, 0.7 * table->size), .ink = ink(ROLE_TEXT_DIM), .middle = true});
        *place->forms |= FORM_FROZEN;
    }
    drawlist_hit_rectangle(place->list, box.x, box.y, box.width, box.height, hit);
    if (look_is_hovered(&place->options->hover, &hit) && !quantity_is_gradient(cell.quantity)) {
        table->has_hovered = true;
        table->hovered = cell;
        table->hovered_x = right;
        table->hovered_y = y;
    }
}

/* The number, and beneath it the gradient. */
static void draw_pair(struct values *table, struct cell cell, double right, double y)
{
    struct cell gradient;
    draw_cell(table, cell, right, y);
    if (has_gradient(table, cell, &gradient))
        draw_cell(table, gradient, right, y + table->line);
}

static double draw_word(const struct values *table, double x, double y, const char *text, struct ink colour,
                        bool is_bold, enum text_align align)
{
    double room = align == ALIGN_LEFT ? table->label : table->cell - 0.3 * table->size;
    return drawlist_text(
        table->place->list, x, y, text,
        (struct text_style){
            .size = table->size, .ink = colour, .bold = is_bold, .align = align, .middle = true, .fit = room});
}

/* ---- a layer ---- */

static bool is_current(const struct values *table, int k, int row)
{
    const struct step *step = table->step ? &table->step->step : NULL;
    return step && step->layer == k &&
           (row == 0 || (row - 1) / table->network->layers[k].pieces + 1 == step->node);
}

/* Where the columns of w end. */
static double end_of_weights(const struct values *table, int columns)
{
    return table->box.x + table->label + columns * table->cell + 0.5 * table->size;
}

static void draw_names(struct values *table, int k, const struct net_slot *columns, int column_count, double y)
{
    enum quantity extras[VALUES_EXTRAS_MAX];
    char text[LOOK_NAME_SIZE];
    double right = table->box.x + table->label;
    for (int i = 0; i < column_count; i++) {
        right += table->cell;
        if (columns[i].node) {
            look_name(source_of(k, columns[i].node), text);
            draw_word(table, right, y, text, ink(ROLE_TEXT_DIM), false, ALIGN_RIGHT);
            draw_cell(table, source_of(k, columns[i].node), right, y + table->line);
        } else {
            snprintf(text, sizeof text, "… %d", columns[i].folded);
            draw_word(table, right, y, text, ink(ROLE_TEXT_DIM), false, ALIGN_RIGHT);
        }
        if (columns[i].node && k == 1)
            draw_cell(table, look_at(QUANTITY_DX, 0, columns[i].node, 0), right, y + 2 * table->line);
    }
    int count = values_extras(table, k, extras);
    right = end_of_weights(table, column_count);
    for (int i = 0; i < count && right + table->cell <= table->box.x + table->box.width; i++) {
        right += table->cell;
        look_name(look_at(extras[i], quantity_has_layer(extras[i]) ? k : 0, 0, 0), text);
        draw_word(table, right, y, text, ink(ROLE_TEXT_DIM), false, ALIGN_RIGHT);
    }
}

static void draw_row(struct values *table, int k, int row, const struct net_slot *columns, int column_count,
                     double y)
{
    enum quantity extras[VALUES_EXTRAS_MAX];
    struct cell cell;
    double right = table->box.x + table->label;
    for (int i = 0; i < column_count; i++) {
        right += table->cell;
        if (columns[i].node)
            draw_pair(table, look_at(QUANTITY_W, k, row, columns[i].node), right, y);
    }
    int count = values_extras(table, k, extras);
    right = end_of_weights(table, column_count);
    for (int i = 0; i < count && right + table->cell <= table->box.x + table->box.width; i++) {
        right += table->cell;
        if (extra_at(table, extras[i], k, row, &cell))
            draw_pair(table, cell, right, y);
    }
}

static double draw_layer(struct values *table, int k, const struct net_slot *rows, int row_count, double y)
{
    struct net_slot columns[NET_SLOTS_MAX];
    char text[48];
    int column_count = values_columns(table, k, columns);
    double x = table->box.x, end = end_of_weights(table, column_count);
    y += table->line / 2;
    snprintf(text, sizeof text, _("layer %d"), k);
    draw_word(table, x, y, text, ink(is_current(table, k, 0) ? ROLE_ACCENT_TEXT : ROLE_TEXT), true, ALIGN_LEFT);
    draw_word(table, x, y + table->line, table->network->layers[k].activation->name, ink(ROLE_TEXT_DIM), false,
              ALIGN_LEFT);
    if (k == 1 && tape_knows(&table->session->tape, look_at(QUANTITY_DX, 0, 0, 0)) != UNKNOWN)
        draw_word(table, x, y + 2 * table->line, "∂", ink(ROLE_BACKWARD), false, ALIGN_LEFT);
    draw_names(table, k, columns, column_count, y);
    y += values_header_lines(k) * table->line;
    double top = y - 0.55 * table->line;
    drawlist_rule(table->place->list, x, top, x + table->box.width, top, ink(ROLE_GRID));
    for (int i = 0; i < row_count; i++) {
        if (rows[i].node) {
            values_row_name(k, rows[i].node, text);
            draw_word(table, x, y, text,
                      ink(is_current(table, k, rows[i].node) ? ROLE_ACCENT_TEXT : ROLE_TEXT_DIM),
                      is_current(table, k, rows[i].node), ALIGN_LEFT);
            if (tape_knows(&table->session->tape, look_at(QUANTITY_DZ, k, rows[i].node, 0)) != UNKNOWN)
                draw_word(table, x, y + table->line, "∂", ink(ROLE_BACKWARD), false, ALIGN_LEFT);
            draw_row(table, k, rows[i].node, columns, column_count, y);
        } else {
            snprintf(text, sizeof text, _("⋮ %d more"), rows[i].folded);
            drawlist_text(
                table->place->list, x, y + 0.5 * table->line, text,
                (struct text_style){
                    .size = table->size, .ink = ink(ROLE_TEXT_DIM), .middle = true, .fit = table->box.width});
        }
        y += 2 * table->line;
    }
    drawlist_rule(table->place->list, end + 0.4 * table->size, top, end + 0.4 * table->size,
                  y - 0.5 * table->line, ink(ROLE_GRID));
    return y - table->line / 2 + VALUES_BETWEEN * table->line;
}

/* ---- the panel ---- */

static void draw_tip(const struct values *table)
{
    struct tip_line lines[2];
    struct cell cells[2] = {table->hovered};
    char title[96], number[LOOK_NUMBER_SIZE];
    size_t count = 1 + has_gradient(table, cells[0], &cells[1]);
    if (cells[0].layer > 0)
        snprintf(title, sizeof title, _("layer %d: %s"), cells[0].layer,
                 table->network->layers[cells[0].layer].activation->name);
    else
        snprintf(title, sizeof title, cells[0].quantity == QUANTITY_X ? _("input %d") : _("output %d"),
                 cells[0].row);
    for (size_t i = 0; i < count; i++) {
        char name[LOOK_NAME_SIZE];
        look_name(cells[i], name);
        look_cell(table->session, cells[i], table->session->notation.precision, number);
        snprintf(lines[i].name, sizeof lines[i].name, "%s", name);
        snprintf(lines[i].number, sizeof lines[i].number, "%s", number[0] ? number : "–");
        lines[i].ink = cell_ink(table->session, cells[i]);
    }
    panel_tip(table->place, table->hovered_x, table->hovered_y, title, lines, count);
}

/* The layers that there are, those shown underlined; a click selects in one, which brings it. */
static void draw_choice(const struct values *table, double left)
{
    struct key_item items[NETWORK_LAYERS_MAX];
    char texts[NETWORK_LAYERS_MAX][8], commands[NETWORK_LAYERS_MAX][24];
    const struct panel_place *place = table->place;
    size_t depth = (size_t)table->network->depth, first = 1;
    double right = place->box.x + place->box.width - place->type.space, size = place->type.small;
    double y = place->box.y + 0.7 * place->type.space + 0.5 * place->type.label;
    if (table->from == 1 && table->to == table->network->depth)
        return;
    for (int k = 1; k <= table->network->depth; k++) {
        snprintf(texts[k - 1], sizeof texts[0], "%d", k);
        snprintf(commands[k - 1], sizeof commands[0], "select a%d[1]", k);
        items[k - 1] = (struct key_item){.mark = KEY_WORDS,
                                         .text = texts[k - 1],
                                         .command = commands[k - 1],
                                         .is_chosen = k >= table->from && k <= table->to};
    }
    while (first < (size_t)table->from && left + key_width(place, items + first - 1, depth - first + 1) > right)
        first++;
    double width = key_width(place, items + first - 1, depth - first + 1);
    double start = fmax(left, right - width), word = drawlist_text_width(place->list, _("layer"), size, false);
    key_draw(place, start, y, right + 1.5 * size, items + first - 1, depth - first + 1);
    if (first == 1 && start - word - size >= left)
        drawlist_text(
            place->list, start - size, y, _("layer"),
            (struct text_style){.size = size, .ink = ink(ROLE_TEXT_DIM), .align = ALIGN_RIGHT, .middle = true});
}

static void draw(struct values *table)
{
    struct net_slot rows[NET_SLOTS_MAX];
    double y = table->box.y;
    for (int k = table->from; k <= table->to; k++) {
        int places = (int)((table->box.y + table->box.height - y) / table->line - values_header_lines(k)) / 2;
        if (places < 1)
            break;
        y = draw_layer(table, k, rows, values_rows(table, k, places, rows), y);
    }
    if (table->has_hovered && strcmp(table->place->options->hover.panel, "values") == 0)
        draw_tip(table);
}

void panel_values_draw(const struct panel_place *place)
{
    struct values table = {.place = place,
                           .session = place->session,
                           .network = place->session->tape.network,
                           .step = look_step(place->session)};
    const char *title = _("values, and their gradients beneath");
    struct error error = {.text = ""};
    table.box = panel_heading(place, title, NULL);
    if (!session_needs_network(place->session, &error)) {
        panel_sentence(place, table.box, error.text);
        return;
    }
    table.box.y += 0.4 * place->type.small;
    table.box.height -= 0.4 * place->type.small;
    values_choose(&table);
    draw_choice(&table, table.box.x + drawlist_text_width(place->list, title, place->type.label, true) +
                            place->type.label);
    draw(&table);
}
