/* The numbers of what the mouse is over, in a box beside it. */
#include <limits.h>
#include <math.h>
#include <stdio.h>

#include "base/translate.h"
#include "view/panel_net.h"

enum { LINES_MAX = 24 };

struct tip {
    double x, y, off;            /* where it points, and how far it keeps from there */
    const struct net_edge *edge; /* that it is about, or NULL */
    char title[96];
    struct cell cells[LINES_MAX];
    int count;
};

static void add(struct tip *tip, enum quantity quantity, int layer, int row, int column)
{
    if (tip->count < LINES_MAX)
        tip->cells[tip->count++] = look_at(quantity, layer, row, column);
}

static bool find_node(const struct net *net, enum net_column_kind kind, int layer, int node, struct tip *tip)
{
    for (int i = 0; i < net->count; i++) {
        const struct net_column *column = &net->columns[i];
        for (int k = 0; column->kind == kind && column->layer == layer && k < column->count; k++)
            if (kind == NET_LOSS || column->slots[k].node == node) {
                tip->x = column->x;
                tip->y = column->slots[k].y;
                tip->off = column->radius + column->ring;
                return true;
            }
    }
    return false;
}

static void about_node(const struct net *net, int layer_number, int node, struct tip *tip)
{
    const struct layer *layer = &net->network->layers[layer_number];
    if (layer_number == 0) {
        snprintf(tip->title, sizeof tip->title, _("input %d"), node);
        add(tip, QUANTITY_X, 0, node, 0);
        add(tip, QUANTITY_DX, 0, node, 0);
        return;
    }
    int first = (node - 1) * layer->pieces + 1;
    snprintf(tip->title, sizeof tip->title, _("layer %d, node %d: %s"), layer_number, node,
             layer->activation->name);
    for (int row = first; row < first + layer->pieces; row++) {
        add(tip, QUANTITY_B, layer_number, row, 0);
        add(tip, QUANTITY_Z, layer_number, row, 0);
    }
    add(tip, QUANTITY_A, layer_number, node, 0);
    if (layer_number == net->network->depth && !net->tape->settings.has_softmax)
        add(tip, QUANTITY_DYHAT, 0, node, 0);
    else
        add(tip, QUANTITY_DA, layer_number, node, 0);
    for (int row = first; row < first + layer->pieces; row++)
        add(tip, QUANTITY_DZ, layer_number, row, 0);
}

static bool about_edge(const struct net *net, const struct hit *hit, struct tip *tip)
{
    char source[LOOK_NAME_SIZE], target[LOOK_NAME_SIZE];
    const struct layer *layer = &net->network->layers[hit->layer];
    for (size_t i = 0; i < net->edge_count; i++) {
        const struct net_edge *edge = &net->edges[i];
        if (edge->layer != hit->layer || edge->row != hit->row || edge->column != hit->column)
            continue;
        tip->edge = edge;
        look_name(hit->layer == 1 ? look_at(QUANTITY_X, 0, hit->column, 0)
                                  : look_at(QUANTITY_A, hit->layer - 1, hit->column, 0),
                  source);
        look_name(look_at(QUANTITY_Z, hit->layer, hit->row, 0), target);
        snprintf(tip->title, sizeof tip->title, _("from %s to %s"), source, target);
        add(tip, QUANTITY_W, hit->layer, hit->row, hit->column);
        add(tip, QUANTITY_DW, hit->layer, hit->row, hit->column);
        return hit->row <= layer->rows;
    }
    return false;
}

static bool about_quantity(const struct net *net, struct cell cell, struct tip *tip)
{
    const struct net_column *output = net_output_column(net);
    if (cell.quantity == QUANTITY_LOSS) {
        snprintf(tip->title, sizeof tip->title, _("loss: %s"), net->tape->settings.loss->name);
        add(tip, QUANTITY_LOSS, 0, 0, 0);
        return find_node(net, NET_LOSS, 0, 0, tip);
    }
    if (!find_node(net, output->kind, output->layer, cell.row, tip))
        return false;
    if (cell.quantity == QUANTITY_Y) {
        snprintf(tip->title, sizeof tip->title, _("target %d"), cell.row);
        tip->x = (output->x + (output + 1)->x) / 2;
        add(tip, QUANTITY_Y, 0, cell.row, 0);
    } else {
        snprintf(tip->title, sizeof tip->title, _("prediction %d: softmax"), cell.row);
    }
    add(tip, QUANTITY_YHAT, 0, cell.row, 0);
    add(tip, QUANTITY_DYHAT, 0, cell.row, 0);
    return true;
}

static bool fill(const struct net *net, struct tip *tip)
{
    const struct scene_hover *hover = &net->place->options->hover;
    struct hit hit = hover->hit;
    struct cell cell;
    hit.text = hover->text;
    if (!hover->is_on || !scene_hit_cell(net->session, &hit, &cell))
        return false;
    if (hit.kind == HIT_WEIGHT)
        return about_edge(net, &hit, tip);
    if (hit.kind == HIT_QUANTITY)
        return about_quantity(net, cell, tip);
    int pieces = hit.layer ? net->network->layers[hit.layer].pieces : 1;
    int node = hit.kind == HIT_BIAS ? (hit.row - 1) / pieces + 1 : hit.row;
    about_node(net, hit.layer, node, tip);
    return find_node(net, NET_LAYER, hit.layer, node, tip);
}

/* Where the mouse is about to change the number: "0.4 → 0.45". */
static void put_change(const struct net *net, struct cell cell, char number[LOOK_NUMBER_SIZE])
{
    const struct scene_change *change = &net->place->options->change;
    const struct cell *about = &change->cell;
    char now[17], next[LOOK_NUMBER_SIZE];
    if (!change->is_on || about->quantity != cell.quantity || about->layer != cell.layer ||
        about->row != cell.row || about->column != cell.column)
        return;
    snprintf(now, sizeof now, "%.16s", number);
    look_number(next, change->value, net->session->notation.precision);
    snprintf(number, LOOK_NUMBER_SIZE, "%.16s" NET_BECOMES "%.16s", now, next);
}

/* How much of an edge, with the numbers on it, lies beneath the box. */
static int covered(const struct net_edge *edge, const struct box *box)
{
    enum { POINTS = 21 };
    int count = 0;
    for (int i = 0; i < POINTS; i++) {
        double share = (double)i / (POINTS - 1);
        double x = edge->x1 + share * (edge->x2 - edge->x1), y = edge->y1 + share * (edge->y2 - edge->y1);
        count +=
            x > box->x - 30 && x < box->x + box->width + 30 && y > box->y - 14 && y < box->y + box->height + 14;
    }
    return count;
}

static double within(double at, double length, double room)
{
    return fmax(4, fmin(at, room - length - 4));
}

/* Above an edge, below it, behind its ends: where least of it is covered. */
static void place_at_edge(const struct net *net, const struct net_edge *edge, struct box *box)
{
    const struct scene_options *options = net->place->options;
    const struct net_column *from = &net->columns[edge->from], *to = from + 1;
    double middle_x = (edge->x1 + edge->x2 - box->width) / 2,
           middle_y = (edge->y1 + edge->y2 - box->height) / 2;
    const double places[][2] = {{middle_x, fmin(edge->y1, edge->y2) - 20 - box->height},
                                {middle_x, fmax(edge->y1, edge->y2) + 20},
                                {to->x + to->radius + 14, middle_y},
                                {from->x - from->radius - 14 - box->width, middle_y}};
    struct box best = *box;
    int least = INT_MAX;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        box->x = within(places[i][0], box->width, options->width);
        box->y = within(places[i][1], box->height, options->height);
        if (covered(edge, box) < least) {
            least = covered(edge, box);
            best = *box;
        }
    }
    *box = best;
}

static void place_tip(const struct net *net, const struct tip *tip, struct box *box)
{
    const struct scene_options *options = net->place->options;
    if (tip->edge) {
        place_at_edge(net, tip->edge, box);
        return;
    }
    box->x = tip->x + tip->off + 14;
    box->y = within(tip->y - box->height / 2, box->height, options->height);
    if (box->x + box->width > options->width - 4)
        box->x = fmax(4, tip->x - tip->off - 14 - box->width);
}

void net_tooltip_draw(struct net *net)
{
    struct tip tip = {.count = 0};
    if (!fill(net, &tip))
        return;
    const struct type *type = &net->place->type;
    char names[LINES_MAX][LOOK_NAME_SIZE], numbers[LINES_MAX][LOOK_NUMBER_SIZE];
    double size = type->label, line = 1.5 * size, pad = 0.8 * size, left = 0, right = 0;
    for (int i = 0; i < tip.count; i++) {
        look_name(tip.cells[i], names[i]);
        look_cell(net->session, tip.cells[i], net->session->notation.precision, numbers[i]);
        if (!numbers[i][0])
            snprintf(numbers[i], sizeof numbers[i], "%s", "–");
        put_change(net, tip.cells[i], numbers[i]);
        left = fmax(left, drawlist_text_width(net->list, names[i], size, false));
        right = fmax(right, drawlist_text_width(net->list, numbers[i], size, true));
    }
    double title = drawlist_text_width(net->list, tip.title, type->small, false);
    double width = fmax(left + size + right, title) + 2 * pad, height = line * (tip.count + 1) + 1.2 * pad;
    struct box box = {0, 0, width, height};
    place_tip(net, &tip, &box);
    double x = box.x, y = box.y;
    drawlist_rectangle(net->list, x + 2, y + 4, width, height, 8, ink_fade(ink(ROLE_BLACK), 0.25), STROKE_NONE);
    drawlist_rectangle(net->list, x, y, width, height, 8, ink(ROLE_PANEL),
                       stroke_solid(ink(ROLE_NODE_LINE), 1));
    drawlist_text(net->list, x + pad, y + 0.6 * pad + line / 2, tip.title,
                  (struct text_style){.size = type->small, .ink = ink(ROLE_TEXT_DIM), .middle = true});
    for (int i = 0; i < tip.count; i++) {
        double middle = y + 0.6 * pad + line * (i + 1.5);
        drawlist_text(net->list, x + pad, middle, names[i],
                      (struct text_style){.size = size, .ink = ink(ROLE_TEXT), .middle = true});
        drawlist_text(net->list, x + width - pad, middle, numbers[i],
                      (struct text_style){.size = size,
                                          .ink = cell_ink(net->session, tip.cells[i]),
                                          .bold = true,
                                          .align = ALIGN_RIGHT,
                                          .middle = true});
    }
}
