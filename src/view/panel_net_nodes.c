/* The nodes of the net panel: disc, value, activation in miniature, name, and the numbers beneath. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/translate.h"
#include "view/panel_net.h"

#define CURVE_REACH 4.0 /* a miniature shows f from -4 to 4 */
#define CURVE_LEAST                                                                                            \
    25.0 /* radius, by the size of small type where that is above CURVE_TYPE, that has room for one */
#define CURVE_TYPE 14.0
#define VALUE_LEAST 9.0  /* size of a number that can just be read */
#define VALUE_SHARE 0.65 /* of the texts around it: no smaller either */
#define NEARLY_ZERO 0.01 /* below it a number that has no room is "≈0" */
/* Units of room for a sign instead of a number; where all nodes are smaller it says nothing. */
#define SIGN_LEAST 20.0
#define LINE_SHARE 0.62 /* of the way to the next column: how far several numbers may stand side by side */
#define NAME_SHARE 0.6  /* of the way to the next column: a longer name would keep the numbers off the edges */

enum { CURVE_POINTS = 33, PART_PIECES = 6, PARTS = 3, LINE_PIECES = PARTS * PART_PIECES };

/* ---- the disc ---- */

bool net_is_selected(const struct net *net, struct cell cell)
{
    const struct session *session = net->session;
    char mine[LOOK_NAME_SIZE], chosen[LOOK_NAME_SIZE];
    if (!session->has_selected)
        return false;
    struct cell selected = session->selected;
    if (selected.row == 0) /* all of a vector */
        selected.row = cell.row;
    struct hit a = look_hit(session, cell, mine), b = look_hit(session, selected, chosen);
    return a.kind == b.kind && a.layer == b.layer && a.row == b.row && a.column == b.column &&
           (a.kind != HIT_QUANTITY || strcmp(a.text, b.text) == 0);
}

static struct stroke outline_of(const struct net *net, struct cell cell)
{
    double scale = net->place->type.scale;
    enum knowledge knowledge = tape_knows(net->tape, cell);
    if (knowledge == UNKNOWN)
        return stroke_dashed(ink(ROLE_UNKNOWN), 1.5 * scale, 4 * scale, 4 * scale, 0);
    if (knowledge == STALE)
        return stroke_solid(ink(ROLE_STALE), 1.5 * scale);
    if (!isfinite(*network_cell(net->network, cell))) {
        *net->place->forms |= FORM_NOT_FINITE;
        return stroke_solid(ink(ROLE_ERROR), 2.5 * scale);
    }
    return stroke_solid(ink(cell.quantity == QUANTITY_LOSS ? ROLE_LOSS : ROLE_NODE_LINE), 1.8 * scale);
}

void net_disc_draw(struct net *net, const struct net_column *column, double y, struct cell cell,
                   bool is_current)
{
    char text[LOOK_NAME_SIZE];
    struct drawlist *list = net->list;
    double scale = net->place->type.scale, x = column->x, radius = column->radius, ring = column->ring;
    struct hit hit = look_hit(net->session, cell, text);
    bool is_hovered = look_is_hovered(&net->place->options->hover, &hit);
    if (is_current)
        drawlist_disc(list, x, y, radius + 1.9 * ring, ink_fade(ink(ROLE_ACCENT), 0.13), STROKE_NONE);
    drawlist_disc(list, x, y, radius,
                  is_hovered ? ink_mix(ink(ROLE_NODE), ROLE_NODE_LINE, 0.25) : ink(ROLE_NODE),
                  outline_of(net, cell));
    if (is_current)
        drawlist_disc(list, x, y, radius + ring, INK_NONE, stroke_solid(ink(ROLE_ACCENT), ring / 2));
    if (net_is_selected(net, cell))
        drawlist_disc(list, x, y, radius + 1.6 * ring, INK_NONE,
                      stroke_solid(ink(ROLE_SELECTION), 1.6 * scale));
    drawlist_hit_disc(list, x, y, radius, hit);
    net_take(net, (struct box){x - radius - ring, y - radius - ring, 2 * (radius + ring), 2 * (radius + ring)});
}

/* The learner is asked for this number, or for what leads to it. */
static bool is_asked(const struct net *net, struct cell cell)
{
    const struct step *step = &net->step;
    if (!net->session->prediction.is_open || tape_knows(net->tape, cell) != UNKNOWN)
        return false;
    return cell.quantity == QUANTITY_LOSS
               ? step->operation == OPERATION_LOSS
               : cell.quantity == QUANTITY_A && cell.layer == step->layer && cell.row == step->node;
}

void net_without_zero(char number[LOOK_NUMBER_SIZE])
{
    char *zero = number + (number[0] == '-');
    if (zero[0] == '0' && zero[1] == '.')
        memmove(zero, zero + 1, strlen(zero));
}

/* With one digit a fraction may look like 1, which it is not: ".95" is as short. */
static void write_value(const struct net *net, struct cell cell, int digits, char number[LOOK_NUMBER_SIZE])
{
    look_cell(net->session, cell, digits, number);
    bool is_whole = strcmp(number, "1") == 0 || strcmp(number, "-1") == 0;
    if (digits > 1 || !is_whole)
        return;
    look_cell(net->session, cell, 2, number);
    net_without_zero(number);
}

/* Smaller type first, then fewer digits, then the smallest type. Where it has no room nevertheless, the tooltip shows
 * it. */
static double fit_value(const struct net *net, double room, double size, struct cell cell,
                        char number[LOOK_NUMBER_SIZE])
{
    double small = net->place->type.small, fits = size,
           least = fmax(fmax(11, 0.8 * size), fmin(size, 0.8 * small));
    double smallest = fmin(size, fmax(VALUE_LEAST, VALUE_SHARE * small));
    int digits = look_digits(net->session);
    for (;; fits--) {
        write_value(net, cell, digits, number);
        if (drawlist_text_width(net->list, number, fits, true) <= room || (fits <= least && digits == 1))
            break;
        if (fits <= least) {
            digits--;
            fits = size + 1;
            least = digits <= 2 ? smallest : least;
        }
    }
    if (drawlist_text_width(net->list, number, fits, true) > room + 4)
        net_without_zero(number);
    if (number[0] && room > SIGN_LEAST && drawlist_text_width(net->list, number, fits, true) > room + 4)
        snprintf(number, LOOK_NUMBER_SIZE, "%s",
                 fabs(*network_cell(net->network, cell)) < NEARLY_ZERO ? "≈0" : "…");
    return fits;
}

void net_value_draw(struct net *net, double x, double y, double room, double size, struct cell cell)
{
    char number[LOOK_NUMBER_SIZE] = "?";
    bool is_question = is_asked(net, cell);
    if (!is_question)
        size = fit_value(net, room, size, cell, number);
    if (is_question || drawlist_text_width(net->list, number, size, true) <= room + 4)
        drawlist_text(
            net->list, x, y, number,
            (struct text_style){.size = size,
                                .ink = is_question ? ink(ROLE_ACCENT_TEXT) : cell_ink(net->session, cell),
                                .bold = true,
                                .align = ALIGN_CENTRE,
                                .middle = true});
}

/* ---- the activation in miniature ---- */

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static void draw_curve(struct net *net, double x, double y, double width, double height, int layer_number,
                       int node)
{
    const struct layer *layer = &net->network->layers[layer_number];
    double f[CURVE_POINTS], xy[2 * CURVE_POINTS], low = 0, high = 0, scale = net->place->type.scale;
    for (int i = 0; i < CURVE_POINTS; i++) {
        f[i] = layer->activation->f(CURVE_REACH * (2.0 * i / (CURVE_POINTS - 1) - 1), layer->param);
        low = fmin(low, f[i]);
        high = fmax(high, f[i]);
    }
    double tall = high > low ? height / (high - low) : 0, zero = y + height / 2 + low * tall;
    for (int i = 0; i < CURVE_POINTS; i++) {
        xy[2 * i] = x + width * ((double)i / (CURVE_POINTS - 1) - 0.5);
        xy[2 * i + 1] = zero - f[i] * tall;
    }
    struct ink axis = ink_mix(ink(ROLE_NODE), ROLE_NODE_LINE, 0.4);
    drawlist_rule(net->list, x - width / 2, zero, x + width / 2, zero, axis);
    drawlist_rule(net->list, x, y - height / 2, x, y + height / 2, axis);
    drawlist_curve(net->list, xy, CURVE_POINTS, stroke_solid(ink(ROLE_NODE_LINE), 1.8 * scale));
    *net->place->forms |= FORM_CURVE;
    struct cell z = look_at(QUANTITY_Z, layer_number, node, 0);
    double at = layer->z[node - 1];
    if (tape_knows(net->tape, z) == UNKNOWN || !isfinite(at))
        return;
    double a = clamp(layer->activation->f(at, layer->param), low, high);
    drawlist_disc(net->list, x + width / 2 * clamp(at / CURVE_REACH, -1, 1), zero - a * tall, 4 * scale,
                  cell_ink(net->session, z), stroke_solid(ink(ROLE_NODE), scale));
}

/* ---- names and numbers around it ---- */

static void draw_name(struct net *net, const struct net_column *column, double y, const struct cell *cells,
                      size_t count, bool is_current)
{
    char names[2][LOOK_NAME_SIZE] = {"", ""};
    struct ink colour = ink(is_current ? ROLE_TEXT : ROLE_TEXT_DIM);
    double size = net->place->type.small;
    for (size_t i = 0; i < count; i++)
        look_name(cells[i], names[i]);
    struct look_piece pieces[] = {
        {names[0], colour, is_current}, {" = ", colour, is_current}, {names[1], colour, is_current}};
    count = count > 1 ? 3 : 1;
    if (count > 1 && look_row_width(net->list, pieces, count, size) > NAME_SHARE * net->gap) {
        pieces[0] = pieces[2];
        count = 1;
    }
    net_text(net, column->x, y - column->radius - column->off, pieces, count, size);
    const struct box *box = &net->taken[net->taken_count - 1];
    char text[LOOK_NAME_SIZE];
    drawlist_hit_rectangle(net->list, box->x, box->y, box->width, box->height,
                           look_hit(net->session, cells[0], text));
}

/* "z 0.3775", "b 0.6 → 0.5275" */
struct part {
    struct cell cell;
    const char *name;
};

/* Beneath a node: a part, or several side by side. */
struct line {
    struct part parts[PARTS];
    int count;
};

struct part_text {
    char old[LOOK_NUMBER_SIZE], now[LOOK_NUMBER_SIZE];
};

static size_t fill_part(const struct net *net, const struct part *part, int digits, struct part_text *text,
                        struct look_piece pieces[PART_PIECES])
{
    bool is_parameter = quantity_is_parameter(part->cell.quantity);
    size_t count = 0;
    double old;
    pieces[count++] = (struct look_piece){part->name, ink(ROLE_TEXT_DIM), false};
    if (is_parameter && net_old_value(net, part->cell, &old)) {
        look_number(text->old, old, digits);
        pieces[count++] = (struct look_piece){text->old, ink(ROLE_TEXT_DIM), false};
        pieces[count++] = (struct look_piece){NET_BECOMES, ink(ROLE_TEXT_DIM), false};
        *net->place->forms |= FORM_OLD_AND_NEW;
    }
    look_cell(net->session, part->cell, digits, text->now);
    pieces[count++] = (struct look_piece){text->now, cell_ink(net->session, part->cell), false};
    if (is_parameter && net_is_frozen(net, part->cell)) {
        pieces[count++] = (struct look_piece){NET_FROZEN, ink(ROLE_TEXT_DIM), false};
        *net->place->forms |= FORM_FROZEN;
    }
    return count;
}

/* ends[i] gets the number of pieces up to part i. */
static size_t fill_line(const struct net *net, const struct line *line, int digits,
                        struct part_text texts[PARTS], struct look_piece pieces[LINE_PIECES],
                        size_t ends[PARTS])
{
    size_t count = 0;
    for (int i = 0; i < line->count; i++) {
        if (i > 0)
            pieces[count++] = (struct look_piece){"   ", ink(ROLE_TEXT_DIM), false};
        count += fill_part(net, &line->parts[i], digits, &texts[i], pieces + count);
        ends[i] = count;
    }
    return count;
}

static double line_width(const struct net *net, const struct line *line)
{
    struct look_piece pieces[LINE_PIECES];
    struct part_text texts[PARTS];
    size_t ends[PARTS], count = fill_line(net, line, look_digits(net->session), texts, pieces, ends);
    return look_row_width(net->list, pieces, count, net->place->type.small);
}

/* A bias can be clicked. */
static void answer_bias(struct net *net, struct cell cell, struct box box)
{
    drawlist_hit_rectangle(net->list, box.x, box.y, box.width, box.height,
                           (struct hit){HIT_BIAS, cell.layer, cell.row, 0, NULL});
    if (net_is_selected(net, cell))
        drawlist_rectangle(net->list, box.x - 1, box.y - 1, box.width + 2, box.height + 2, 5, INK_NONE,
                           stroke_solid(ink(ROLE_SELECTION), 1.4 * net->place->type.scale));
}

/* With fewer digits where the next column is too near. */
static void draw_line(struct net *net, double x, double y, const struct line *line)
{
    struct look_piece pieces[LINE_PIECES];
    struct part_text texts[PARTS];
    double size = net->place->type.small;
    int digits = look_digits(net->session);
    size_t ends[PARTS], count = fill_line(net, line, digits, texts, pieces, ends);
    while (digits > 1 && look_row_width(net->list, pieces, count, size) > net->gap - 12)
        count = fill_line(net, line, --digits, texts, pieces, ends);
    net_text(net, x, y, pieces, count, size);
    struct box box = net->taken[net->taken_count - 1];
    for (int i = 0; i < line->count; i++) {
        size_t start = i > 0 ? ends[i - 1] + 1 : 0;
        double before = look_row_width(net->list, pieces, start, size);
        double width = look_row_width(net->list, pieces + start, ends[i] - start, size);
        if (line->parts[i].cell.quantity == QUANTITY_B)
            answer_bias(net, line->parts[i].cell, (struct box){box.x + before, box.y, width + 6, box.height});
    }
}

static bool is_known(const struct net *net, struct cell cell)
{
    return tape_knows(net->tape, cell) != UNKNOWN;
}

/* Distributes the parts that are shown over so many lines: where they are more, the first ones share a line. */
static int set_lines(const struct part parts[PARTS], const bool is_shown[PARTS], int room,
                     struct line lines[PARTS])
{
    int count = 0, more = -room;
    for (int i = 0; i < PARTS; i++)
        more += is_shown[i];
    for (int i = 0; i < PARTS; i++) {
        if (!is_shown[i])
            continue;
        bool is_shared = count > 0 && more-- > 0;
        if (!is_shared)
            lines[count++].count = 0;
        lines[count - 1].parts[lines[count - 1].count++] = parts[i];
    }
    return count;
}

/* z, b and the gradient of z, as far as they are known and there is room; of a maxout node its winning piece. */
static int lines_of_node(const struct net *net, int layer_number, int node, int room, struct line lines[PARTS])
{
    enum { Z, B, DZ };
    static const int first_to_last[2][PARTS] = {{DZ, Z, B},
                                                {B, DZ, Z}}; /* by worth; in an update the bias moves */
    const struct layer *layer = &net->network->layers[layer_number];
    bool is_maxout = layer->activation->is_maxout, is_update = net->has_step && net->step.phase == PHASE_UPDATE;
    int row = is_maxout ? tape_winner(layer, node - 1) + 1 : node;
    const struct part all[PARTS] = {{look_at(QUANTITY_Z, layer_number, row, 0), is_maxout ? "max z " : "z "},
                                    {look_at(QUANTITY_B, layer_number, row, 0), "b "},
                                    {look_at(QUANTITY_DZ, layer_number, row, 0), "∂z "}};
    bool is_shown[PARTS] = {false};
    for (int i = 0; i < PARTS; i++) {
        int which = first_to_last[is_update][i];
        if (!is_known(net, all[which].cell))
            continue;
        is_shown[which] = true;
        int count = set_lines(all, is_shown, room, lines);
        bool fits = !is_update && line_width(net, &lines[0]) < LINE_SHARE * net->gap;
        is_shown[which] = count > 0 && (lines[0].count == 1 || fits);
    }
    return set_lines(all, is_shown, room, lines);
}

static void draw_info(struct net *net, const struct net_column *column, double y, int node)
{
    struct line lines[PARTS] = {{.count = 1}};
    int count = 1;
    double size = net->place->type.small;
    if (column->info_lines == 0 || net->why)
        return;
    if (column->kind == NET_HEAD)
        lines[0].parts[0] = (struct part){look_at(QUANTITY_DYHAT, 0, node, 0), "∂ŷ "};
    else if (column->layer == 0)
        lines[0].parts[0] = (struct part){look_at(QUANTITY_DX, 0, node, 0), "∂x "};
    else
        count = lines_of_node(net, column->layer, node, column->info_lines, lines);
    y += column->radius + column->off;
    for (int i = 0; i < count; i++)
        if (is_known(net, lines[i].parts[0].cell))
            draw_line(net, column->x, y + i * 1.35 * size, &lines[i]);
}

/* As on a road; hollow where the breakpoint is off. */
static void mark_breakpoints(struct net *net, const struct net_column *column, double y, int node)
{
    const struct stops *stops = &net->session->stops;
    bool is_there = false, is_off = true;
    for (size_t i = 0; i < stops->count; i++) {
        const struct stop *stop = &stops->stops[i];
        if (stop->kind != STOP_NODE || stop->layer != column->layer || (stop->node && stop->node != node))
            continue;
        is_there = true;
        is_off &= stop->is_off;
    }
    if (!is_there)
        return;
    double off = 0.7071 * (column->radius + column->ring), scale = net->place->type.scale;
    look_octagon(net->list, column->x - off, y - off, fmin(8 * scale, column->radius),
                 ink(is_off ? ROLE_PANEL : ROLE_WARNING),
                 stroke_solid(ink(is_off ? ROLE_WARNING : ROLE_PANEL), 1.5 * scale));
    *net->place->forms |= is_off ? FORM_BREAKPOINT_OFF : FORM_BREAKPOINT;
}

/* ---- a node, a fold ---- */

static void draw_node(struct net *net, const struct net_column *column, const struct net_slot *slot)
{
    double x = column->x, y = slot->y, radius = column->radius,
           size = fmin(net->place->type.value, 0.62 * radius);
    bool is_current = net_is_current(net, column, slot->node), is_output = column == net_output_column(net);
    int depth = net->network->depth;
    struct cell cell = look_at(QUANTITY_A, column->layer, slot->node, 0);
    struct cell names[2] = {cell, look_at(QUANTITY_YHAT, 0, slot->node, 0)};
    if (column->kind == NET_HEAD)
        cell = names[1];
    else if (column->layer == 0)
        cell = look_at(QUANTITY_X, 0, slot->node, 0);
    bool is_layer = column->kind == NET_LAYER && column->layer > 0;
    bool has_two = is_layer && is_output && column->layer == depth;
    if (!has_two)
        names[0] = cell;
    net_disc_draw(net, column, y, cell, is_current);
    bool has_curve = is_layer && radius >= CURVE_LEAST * fmax(1, net->place->type.small / CURVE_TYPE) &&
                     net->network->layers[column->layer].activation->f;
    if (has_curve)
        draw_curve(net, x, y + 0.42 * radius, 1.0 * radius, 0.46 * radius, column->layer, slot->node);
    double lift = has_curve ? 0.27 * radius : 0, half = size / 2 + lift;
    net_value_draw(net, x, y - lift, 2 * sqrt(radius * radius - half * half) - 5, fmax(10, size), cell);
    if (is_layer)
        mark_breakpoints(net, column, y, slot->node);
    if (column->has_names)
        draw_name(net, column, y, names, has_two ? 2 : 1, is_current);
    draw_info(net, column, y, slot->node);
}

static void draw_fold(struct net *net, double x, double y, int folded, bool is_layers)
{
    char text[64];
    double size = net->place->type.small, room = net->gap - 8;
    snprintf(text, sizeof text, is_layers ? _("⋯ %d layers") : _("⋮ %d more"), folded);
    if (drawlist_text_width(net->list, text, size, false) > room)
        snprintf(text, sizeof text, is_layers ? "⋯%d" : "⋮%d", folded);
    net_text(net, x, y, &(struct look_piece){text, ink(ROLE_TEXT_DIM), false}, 1, size);
}

void net_nodes_draw(struct net *net)
{
    for (int i = 0; i < net->count; i++) {
        const struct net_column *column = &net->columns[i];
        for (int k = 0; column->kind != NET_LOSS && k < column->count; k++) {
            const struct net_slot *slot = &column->slots[k];
            if (column->kind == NET_FOLD)
                draw_fold(net, column->x, slot->y, column->folded, true);
            else if (!slot->node)
                draw_fold(net, column->x, slot->y, slot->folded, false);
            else
                draw_node(net, column, slot);
        }
    }
}
