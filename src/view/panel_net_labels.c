/* Texts of the net panel that keep off each other: weights and gradients on their edges. */
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "view/panel_net.h"

#define ROOM 11        /* between a label and the nodes */
#define ALL_LABELLED 9 /* edges between two columns: up to so many, each shows its weight */

enum { PIECES_MAX = 8, SHARES = 20 };

/* ---- what is taken ---- */

static bool overlap(const struct box *a, const struct box *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

bool net_is_free(const struct net *net, struct box box)
{
    for (size_t i = 0; i < net->taken_count; i++)
        if (overlap(&box, &net->taken[i]))
            return false;
    return true;
}

void net_take(struct net *net, struct box box)
{
    if (net->taken_count == net->taken_capacity) {
        net->taken_capacity = net->taken_capacity ? 2 * net->taken_capacity : 64;
        net->taken = memory_resize(net->taken, net->taken_capacity, sizeof *net->taken);
    }
    net->taken[net->taken_count++] = box;
}

void net_text(struct net *net, double x, double y, const struct look_piece *pieces, size_t count, double size)
{
    double width = look_row_width(net->list, pieces, count, size), height = 1.2 * size;
    struct box box = {x - width / 2 - 3, y - height / 2, width + 6, height};
    net_take(net, box);
    drawlist_rectangle(net->list, box.x, box.y, box.width, box.height, 4, ink_fade(ink(ROLE_PANEL), 0.8),
                       STROKE_NONE);
    look_row(net->list, x, y, pieces, count, size, ALIGN_CENTRE);
}

/* ---- a label ---- */

struct label {
    const struct net_edge *edge;
    struct look_piece weight[PIECES_MAX], gradient[2];
    size_t weight_count, gradient_count;
    char name[LOOK_NAME_SIZE], old[LOOK_NUMBER_SIZE], now[LOOK_NUMBER_SIZE], slope[LOOK_NUMBER_SIZE];
    double size, width, height;
    double share; /* where on the edge: 0 source .. 1 target */
    double down;  /* below it */
    bool is_placed;
    unsigned forms; /* in it */
};

bool net_is_frozen(const struct net *net, struct cell cell)
{
    return net->network->frozen[network_cell(net->network, cell) - net->network->param] != 0;
}

bool net_old_value(const struct net *net, struct cell cell, double *old)
{
    const void *before;
    const double *now = network_cell(net->network, cell);
    int node = (cell.row - 1) / net->network->layers[cell.layer].pieces + 1;
    if (!net->has_step || net->session->prediction.is_open || net->step.operation != OPERATION_UPDATE ||
        net->step.layer != cell.layer || net->step.node != node || net_is_frozen(net, cell))
        return false;
    if (journal_last_change(net->session->journal, now, SIZE_MAX, &before) != MOMENT_STEP)
        return false;
    memcpy(old, before, sizeof *old);
    return *old != *now;
}

static void add_piece(struct label *label, const char *text, struct ink ink, bool is_bold)
{
    label->weight[label->weight_count++] = (struct look_piece){text, ink, is_bold};
}

/* Ways to write a label, from the richest to the tightest. */
static const struct manner {
    bool has_name, is_small;
    bool is_row;  /* the gradient beside the weight instead of beneath */
    bool is_bare; /* nothing but the weight */
} manners[] = {{true, false, false, false},
               {false, false, false, false},
               {false, true, false, false},
               {false, true, true, false},
               {false, true, true, true}};

enum {
    MANNERS = sizeof manners / sizeof *manners,
    CALM = 3
}; /* in the first ones so many labels may be read at ease */

static void measure_label(const struct net *net, struct label *label)
{
    double width = look_row_width(net->list, label->weight, label->weight_count, label->size);
    double below = look_row_width(net->list, label->gradient, label->gradient_count, label->size);
    label->width = fmax(width, below) + 10;
    label->height = (label->gradient_count ? 2.55 : 1.4) * label->size;
}

/* What a path of `why` multiplies here: "× w2[1,1]  0.4" */
static void fill_factor(const struct net *net, struct label *label, const struct manner *manner, int digits)
{
    const struct net_edge *edge = label->edge;
    add_piece(label, "× ", ink(ROLE_TEXT), true);
    if (manner->has_name) {
        look_name(edge->factor_cell, label->name);
        add_piece(label, label->name, ink(ROLE_TEXT_DIM), false);
        add_piece(label, "  ", ink(ROLE_TEXT_DIM), false);
    }
    look_number(label->now, edge->factor, digits);
    add_piece(label, label->now, cell_ink(net->session, edge->factor_cell), true);
    measure_label(net, label);
}

static void fill_label(const struct net *net, struct label *label, const struct manner *manner)
{
    const struct net_edge *edge = label->edge;
    struct cell w = look_at(QUANTITY_W, edge->layer, edge->row, edge->column), dw = w;
    const struct type *type = &net->place->type;
    int digits = look_digits(net->session) - (manner->is_small && look_digits(net->session) > 3);
    bool is_bold = edge->is_lit || edge->is_marked;
    double old;
    dw.quantity = QUANTITY_DW;
    label->weight_count = label->gradient_count = 0;
    label->forms = 0;
    label->size = manner->is_small ? type->small : type->label;
    if (edge->has_factor) {
        fill_factor(net, label, manner, digits);
        return;
    }
    if (manner->has_name) {
        look_name(w, label->name);
        add_piece(label, label->name, ink(ROLE_TEXT_DIM), false);
        add_piece(label, "  ", ink(ROLE_TEXT_DIM), false);
    }
    bool has_old = !manner->is_bare && net_old_value(net, w, &old);
    if (has_old) {
        digits = look_digits(net->session); /* or both might look the same */
        look_number(label->old, old, digits);
        add_piece(label, label->old, ink(ROLE_TEXT_DIM), false);
        add_piece(label, NET_BECOMES, ink(ROLE_TEXT_DIM), false);
        label->forms |= FORM_OLD_AND_NEW;
    }
    look_number(label->now, edge->w, digits);
    add_piece(label, label->now, cell_ink(net->session, w), is_bold);
    if (net_is_frozen(net, w)) {
        add_piece(label, NET_FROZEN, ink(ROLE_TEXT_DIM), false);
        label->forms |= FORM_FROZEN;
    }
    look_cell(net->session, dw, digits, label->slope);
    if (label->slope[0] && !manner->is_bare && !(has_old && manner->is_row)) {
        label->gradient[0] =
            (struct look_piece){manner->is_row ? "  ∂ " : "∂ ", cell_ink(net->session, dw), false};
        label->gradient[1] = (struct look_piece){label->slope, cell_ink(net->session, dw), is_bold};
        label->gradient_count = 2;
    }
    for (size_t i = 0; i < label->gradient_count && manner->is_row; i++)
        label->weight[label->weight_count++] = label->gradient[i];
    label->gradient_count = manner->is_row ? 0 : label->gradient_count;
    measure_label(net, label);
}

static struct box box_at(const struct label *label, double share)
{
    const struct net_edge *edge = label->edge;
    double x = edge->x1 + share * (edge->x2 - edge->x1), y = edge->y1 + share * (edge->y2 - edge->y1);
    return (struct box){x - label->width / 2, y + label->down - label->height / 2, label->width, label->height};
}

/* Between the nodes, `room` away from them. */
static bool place_within(struct net *net, struct label *label, double share, double room)
{
    struct box box = box_at(label, share);
    const struct net_column *from = &net->columns[label->edge->from], *to = from + 1;
    double rim = room * net->place->type.scale;
    label->is_placed = box.x > from->x + from->radius + rim && box.x + box.width < to->x - to->radius - rim &&
                       net_is_free(net, box);
    if (label->is_placed) {
        label->share = share;
        net_take(net, box);
    }
    return label->is_placed;
}

/* With room to see that the edge goes on. */
static bool place_label(struct net *net, struct label *label, double share)
{
    return place_within(net, label, share, ROOM);
}

/* All at the same share of their edges, so that they stand in a column. Returns the least distance of two
 * (more where there is only one), or -1 where they don't fit; none is placed yet. */
static double try_column(struct net *net, struct label *labels, size_t count, double share)
{
    size_t before = net->taken_count;
    double least = HUGE_VAL;
    for (size_t i = 0; i < count && least >= 0; i++) {
        if (!place_label(net, &labels[i], share))
            least = -1;
        for (size_t k = 0; k < i && least >= 0; k++)
            least = fmin(least, fabs(net->taken[before + i].y - net->taken[before + k].y));
    }
    net->taken_count = before;
    return least;
}

/* Where on their edges a column of labels may stand. At n/(n+1) of the way the edges to m equally spaced nodes
 * from n others lie at equal distances; near the sources it is 1/(m+1). */
static double share_at(const struct net_column *from, int i)
{
    if (i == 0)
        return from->count / (from->count + 1.0);
    int steps = i / 2;
    return i == 1 ? 1 / ((from + 1)->count + 1.0) : 0.5 + (i % 2 ? 0.04 : -0.04) * steps;
}

/* Whether a label's box there lies on another's edge too. */
static bool is_crossed(const struct net_edge *edge, const struct box *box)
{
    const double rim = 2; /* that an edge may lie under: nobody's number */
    double slope = (edge->y2 - edge->y1) / (edge->x2 - edge->x1);
    double left = fmax(edge->x1, box->x + rim), right = fmin(edge->x2, box->x + box->width - rim);
    double y1 = edge->y1 + slope * (left - edge->x1), y2 = edge->y1 + slope * (right - edge->x1);
    return left < right && fmin(y1, y2) < box->y + box->height - rim && fmax(y1, y2) > box->y + rim;
}

static int crossings_at(const struct label *labels, size_t count, double share)
{
    int crossings = 0;
    for (size_t i = 0; i < count; i++) {
        struct box box = box_at(&labels[i], share);
        for (size_t k = 0; k < count; k++)
            crossings += k != i && is_crossed(labels[k].edge, &box);
    }
    return crossings;
}

/* Where in this manner all fit, fewest edges cross another's label, and the labels stand furthest apart; -1 if there
 * is no such share. */
static double best_share(struct net *net, struct label *labels, size_t count, int *fewest)
{
    const struct net_column *from = &net->columns[labels[0].edge->from];
    double best = -1, most = -1;
    *fewest = INT_MAX;
    for (int i = 0; i < SHARES; i++) {
        double share = share_at(from, i), distance = try_column(net, labels, count, share);
        int crossings = distance < 0 ? INT_MAX : crossings_at(labels, count, share);
        if (distance < 0 || crossings > *fewest || (crossings == *fewest && distance <= most))
            continue;
        best = share;
        most = distance;
        *fewest = crossings;
    }
    return best;
}

static void fill_labels(const struct net *net, struct label *labels, size_t count, int manner)
{
    for (size_t i = 0; i < count; i++)
        fill_label(net, &labels[i], &manners[manner]);
}

/* The richest of the first manners in which all fit in a column; names are left out where without them it is clearer
 * which edge a label belongs to. False if none fits. */
static bool place_in_column(struct net *net, struct label *labels, size_t count, int most_manners)
{
    double share = -1;
    int manner = 0, crossings = 0, without;
    for (; manner < most_manners && share < 0; manner++) {
        fill_labels(net, labels, count, manner);
        share = best_share(net, labels, count, &crossings);
    }
    if (share < 0)
        return false;
    if (manners[manner - 1].has_name && crossings > 0 && manner < most_manners) {
        fill_labels(net, labels, count, manner);
        double other = best_share(net, labels, count, &without);
        if (other >= 0 && without < crossings)
            share = other;
        else
            fill_labels(net, labels, count, manner - 1);
    }
    for (size_t i = 0; i < count; i++)
        place_label(net, &labels[i], share);
    return true;
}

/* Whether the others' edges keep away there, so that nobody takes the label for theirs. */
static bool is_clear(const struct label *labels, size_t count, const struct label *label, double share)
{
    struct box box = box_at(label, share);
    double x = box.x + box.width / 2, y = box.y + box.height / 2;
    for (size_t i = 0; i < count; i++) {
        const struct net_edge *other = labels[i].edge;
        double there = other->y1 + (x - other->x1) / (other->x2 - other->x1) * (other->y2 - other->y1);
        if (other != label->edge && fabs(there - y) < 0.6 * label->height)
            return false;
    }
    return true;
}

/* At one of SHARES places along the edge. */
static bool place_along(struct net *net, struct label *labels, size_t count, struct label *label, double room)
{
    for (int k = 0; k < SHARES; k++) {
        int steps = (k + 1) / 2;
        double share = 0.5 + (k % 2 ? 0.04 : -0.04) * steps;
        if (is_clear(labels, count, label, share) && place_within(net, label, share, room))
            return true;
    }
    return false;
}

/* Each where it fits; what a path multiplies also where it hides the edge, or beside it, off the boxes of the nodes. */
static void place_each(struct net *net, struct label *labels, size_t count)
{
    static const double downs[] = {0, -0.8, 0.8, -1.2, 1.2}; /* in heights */
    for (size_t i = 0; i < count; i++) {
        struct label *label = &labels[i];
        label->is_placed = place_along(net, labels, count, label, ROOM);
        for (size_t k = 0; k < sizeof downs / sizeof *downs && label->edge->has_factor && !label->is_placed;
             k++) {
            label->down = downs[k] * label->height;
            place_along(net, labels, count, label, k == 0 ? 1 : -HUGE_VAL);
        }
    }
}

/* All of them where that leaves the picture calm, or else those that the step or the mouse is about. */
static void place_labels(struct net *net, struct label *labels, size_t *count)
{
    size_t lit = 0;
    if (*count == 0 || place_in_column(net, labels, *count, CALM))
        return;
    for (size_t i = 0; i < *count; i++)
        if (labels[i].edge->is_lit || labels[i].edge->is_marked)
            labels[lit++] = labels[i];
    *count = lit;
    if (lit > 0 && !place_in_column(net, labels, lit, MANNERS))
        place_each(net, labels, lit);
}

static void draw_label(const struct net *net, const struct label *label)
{
    struct box box = box_at(label, label->share);
    const struct net_edge *edge = label->edge;
    double middle = box.x + box.width / 2, line = 1.15 * label->size;
    double y = box.y + box.height / 2 - (label->gradient_count ? line / 2 : 0);
    *net->place->forms |= label->forms;
    drawlist_rectangle(net->list, box.x, box.y, box.width, box.height, 5, ink_fade(ink(ROLE_PANEL), 0.93),
                       STROKE_NONE);
    look_row(net->list, middle, y, label->weight, label->weight_count, label->size, ALIGN_CENTRE);
    if (label->gradient_count)
        look_row(net->list, middle, y + line, label->gradient, label->gradient_count, label->size,
                 ALIGN_CENTRE);
    drawlist_hit_rectangle(net->list, box.x, box.y, box.width, box.height,
                           (struct hit){HIT_WEIGHT, edge->layer, edge->row, edge->column, NULL});
}

static bool is_labelled(const struct net *net, const struct net_edge *edge, bool all)
{
    if (net->why)
        return edge->has_factor || edge->is_marked;
    return !edge->is_left_out && (all || edge->is_lit || edge->is_marked);
}

/* The edges from one column to the next lie at [first, end). */
static void label_between(struct net *net, size_t first, size_t end)
{
    bool all = end - first <= ALL_LABELLED;
    size_t count = 0, most = 0;
    for (size_t i = first; i < end; i++)
        most += is_labelled(net, &net->edges[i], all);
    struct label *labels = memory_new(most + 1, sizeof *labels);
    for (size_t i = first; i < end; i++)
        if (is_labelled(net, &net->edges[i], all))
            labels[count++].edge = &net->edges[i];
    place_labels(net, labels, &count);
    for (size_t i = 0; i < count; i++)
        if (labels[i].is_placed)
            draw_label(net, &labels[i]);
    memory_free(labels);
}

void net_labels_draw(struct net *net)
{
    for (size_t first = 0, end; first < net->edge_count; first = end) {
        for (end = first; end < net->edge_count && net->edges[end].from == net->edges[first].from;)
            end++;
        label_between(net, first, end);
    }
}
