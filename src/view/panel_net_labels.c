/* Texts of the net panel that keep off each other: weights and gradients on their edges. */
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "view/panel_net.h"

#define ROOM 11         /* between a label and the nodes, times the type's scale */
#define ROOM_TIGHT 4    /* the same where a number would have no room else */
#define PADDING 5       /* of a label, at either side; of a tiny one 2 */
#define TINY_SHARE 0.85 /* of small type */
#define APART 1.1       /* heights, from label to label: closer it is a wall */
#define ASIDE 0.25      /* sizes of type, to what stands beside a label */
#define ALL_LABELLED 9  /* edges between two columns: up to so many, each shows its weight */

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
    double size, width, height, padding;
    double left, right; /* where it has room: between the nodes */
    double share;       /* where on the edge: 0 source .. 1 target */
    double down;        /* below it */
    bool is_tight, is_placed;
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
    bool is_row;   /* the gradient beside the weight instead of beneath */
    bool is_bare;  /* nothing but the weight */
    bool is_tight; /* close to the nodes */
    bool is_short; /* of two digits */
    bool is_tiny;  /* smaller still, and ".4" for 0.4 */
} manners[] = {{.has_name = true},
               {.has_name = true, .is_small = true},
               {0},
               {.is_small = true},
               {.is_small = true, .is_row = true},
               {.is_small = true, .is_row = true, .is_tight = true},
               {.is_small = true, .is_bare = true},
               {.is_small = true, .is_bare = true, .is_tight = true},
               {.is_small = true, .is_bare = true, .is_tight = true, .is_short = true},
               {.is_small = true, .is_bare = true, .is_tight = true, .is_short = true, .is_tiny = true}};

enum {
    NAMED = 2,
    PLAIN = 3,
    ROW = 4,
    TIGHT_ROW = 5,
    BARE = 6,
    TIGHT = 7,
    SHORT = 8,
    TINY = 9,
    MANNERS = sizeof manners / sizeof *manners
};

/* What to try for all the labels between two columns: a manner for those that the step or the mouse is about, one for
 * the others. Before these lose their gradients the others have no numbers. */
static const int pairs[][2] = {
    {0, 0},        {1, 1},         {2, 2},         {PLAIN, PLAIN},    {2, BARE},
    {PLAIN, BARE}, {PLAIN, TINY},  {ROW, BARE},    {TIGHT_ROW, BARE}, {TIGHT_ROW, TINY},
    {BARE, BARE},  {TIGHT, TIGHT}, {SHORT, SHORT}, {SHORT, TINY},     {TINY, TINY}};

enum {
    PAIRS = sizeof pairs / sizeof *pairs,
    RICH_PAIRS = PAIRS - 5,
    FEW_EDGES = 24, /* in the picture */
    SWARM = 16      /* labels between two columns: more of them, without room, hide what they tell of */
};

static void measure_label(const struct net *net, struct label *label)
{
    double width = look_row_width(net->list, label->weight, label->weight_count, label->size);
    double below = look_row_width(net->list, label->gradient, label->gradient_count, label->size);
    label->width = fmax(width, below) + 2 * label->padding;
    label->height = (label->gradient_count ? 2.55 : 1.4) * label->size;
}

static void set_room(const struct net *net, struct label *label, double room)
{
    const struct net_column *from = &net->columns[label->edge->from], *to = from + 1;
    double rim = room * net->place->type.scale;
    label->left = from->x + from->radius + fmax(rim, from->ring);
    label->right = to->x - to->radius - fmax(rim, to->ring);
}

/* What a path of `why` multiplies here: "× w2[1,1]  0.4" */
static void fill_factor(const struct net *net, struct label *label, const struct manner *manner, int digits)
{
    const struct net_edge *edge = label->edge;
    label->forms |= FORM_FACTOR;
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
    digits = manner->is_short && digits > 2 ? 2 : digits;
    bool is_bold = edge->is_lit || edge->is_marked;
    double old;
    dw.quantity = QUANTITY_DW;
    label->weight_count = label->gradient_count = 0;
    label->forms = 0;
    label->size = manner->is_tiny ? TINY_SHARE * type->small : manner->is_small ? type->small : type->label;
    label->is_tight = manner->is_tight;
    label->padding = manner->is_tiny ? 2 : PADDING;
    set_room(net, label, manner->is_tight ? ROOM_TIGHT : ROOM);
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
        look_number(label->old, old, digits);
        look_number(label->now, edge->w, digits);
        if (strcmp(label->old, label->now) == 0) /* with fewer digits it would look as if nothing changed */
            digits = look_digits(net->session);
        look_number(label->old, old, digits);
        add_piece(label, label->old, ink(ROLE_TEXT_DIM), false);
        add_piece(label, NET_BECOMES, ink(ROLE_TEXT_DIM), false);
        label->forms |= FORM_OLD_AND_NEW;
    }
    look_number(label->now, edge->w, digits);
    if (manner->is_tiny)
        net_without_zero(label->now);
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

/* With the edge's point in the middle; or, as far as there is no room, nearer to its left or right. */
static struct box box_at(const struct label *label, double share)
{
    const struct net_edge *edge = label->edge;
    double x = edge->x1 + share * (edge->x2 - edge->x1), y = edge->y1 + share * (edge->y2 - edge->y1);
    double left = fmin(fmax(x - label->width / 2, label->left), label->right - label->width);
    double reach = label->is_tight ? 2 * label->padding : label->width / 4;
    left = fmin(fmax(left, x - label->width + reach), x - reach);
    return (struct box){left, y + label->down - label->height / 2, label->width, label->height};
}

/* Between the nodes. */
static bool place_label(struct net *net, struct label *label, double share)
{
    struct box box = box_at(label, share), around = box;
    double aside = label->is_tight ? 0 : ASIDE * label->size;
    around.x -= aside;
    around.width += 2 * aside;
    label->is_placed = box.x >= label->left && box.x + box.width <= label->right && net_is_free(net, around);
    if (label->is_placed) {
        label->share = share;
        net_take(net, box);
    }
    return label->is_placed;
}

/* 1: one begins where the other ends. */
static double apart(const struct box *a, const struct box *b)
{
    return fabs(a->y + a->height / 2 - b->y - b->height / 2) / ((a->height + b->height) / 2);
}

/* All at the same share of their edges, so that they stand in a column. Returns the least distance of two, in heights
 * (more where there is only one), or -1 where they don't fit; none is placed yet. */
static double try_column(struct net *net, struct label *labels, size_t count, double share)
{
    size_t before = net->taken_count;
    double least = HUGE_VAL;
    for (size_t i = 0; i < count && least >= 0; i++) {
        if (!place_label(net, &labels[i], share))
            least = -1;
        for (size_t k = 0; k < i && least >= 0; k++)
            least = fmin(least, apart(&net->taken[before + i], &net->taken[before + k]));
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

static bool is_off_centre(const struct label *labels, size_t count, double share)
{
    for (size_t i = 0; i < count; i++) {
        const struct net_edge *edge = labels[i].edge;
        struct box box = box_at(&labels[i], share);
        if (fabs(edge->x1 + share * (edge->x2 - edge->x1) - box.x - box.width / 2) > 1)
            return true;
    }
    return false;
}

/* Where in this manner all fit, fewest edges cross another's label, the labels stand in the middle of their edges'
 * points and furthest apart; -1 if there is no such share. */
static double best_share(struct net *net, struct label *labels, size_t count, int *fewest)
{
    const struct net_column *from = &net->columns[labels[0].edge->from];
    double best = -1, most = -1;
    *fewest = INT_MAX;
    for (int i = 0; i < SHARES; i++) {
        double share = share_at(from, i), distance = try_column(net, labels, count, share);
        if (distance < 0 || (!labels[0].is_tight && distance < APART))
            continue;
        int crossings = 2 * crossings_at(labels, count, share) + is_off_centre(labels, count, share);
        if (crossings > *fewest || (crossings == *fewest && distance <= most))
            continue;
        best = share;
        most = distance;
        *fewest = crossings;
    }
    return best;
}

static bool is_about(const struct label *label)
{
    return label->edge->is_lit || label->edge->is_marked;
}

static double share_in(struct net *net, struct label *labels, size_t count, const int pair[2], int *crossings)
{
    for (size_t i = 0; i < count; i++)
        fill_label(net, &labels[i], &manners[pair[is_about(&labels[i]) ? 0 : 1]]);
    return best_share(net, labels, count, crossings);
}

/* In a column, in a manner for those that the step or the mouse is about and one for the others; none is placed where
 * not all fit. Of numbers that nearly fill the room fewer digits are better where they hide fewer edges. */
static bool place_in_column(struct net *net, struct label *labels, size_t count, const int pair[2])
{
    static const int shorter[] = {SHORT, SHORT};
    int crossings, fewer;
    double share = share_in(net, labels, count, pair, &crossings);
    if (share >= 0 && pair[0] == TIGHT && crossings > 1) {
        double other = share_in(net, labels, count, shorter, &fewer);
        share = fewer < crossings ? other : share_in(net, labels, count, pair, &crossings);
    }
    for (size_t i = 0; i < count && share >= 0; i++)
        place_label(net, &labels[i], share);
    return share >= 0;
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

/* At one of SHARES places along the edge, `room` away from the nodes. */
static bool place_along(struct net *net, struct label *labels, size_t count, struct label *label, double room)
{
    set_room(net, label, room);
    for (int k = 0; k < SHARES; k++) {
        int steps = (k + 1) / 2;
        double share = 0.5 + (k % 2 ? 0.04 : -0.04) * steps;
        if (is_clear(labels, count, label, share) && place_label(net, label, share))
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
        fill_label(net, label, &manners[BARE]);
        label->is_placed = place_along(net, labels, count, label, ROOM);
        if (!label->is_placed && !label->edge->has_factor) {
            fill_label(net, label, &manners[TINY]);
            place_along(net, labels, count, label, ROOM_TIGHT);
        }
        for (size_t k = 0; k < sizeof downs / sizeof *downs && label->edge->has_factor && !label->is_placed;
             k++) {
            label->down = downs[k] * label->height;
            place_along(net, labels, count, label, k == 0 ? 1 : -HUGE_VAL);
        }
    }
}

/* Tiny numbers stand beside larger ones that matter more, or where nothing larger has room; in a picture of many edges
 * they would be a swarm. */
static bool may_be_tried(const struct net *net, const int pair[2], bool has_lit)
{
    return pair[1] != TINY || (net->edge_count <= FEW_EDGES && (has_lit || pair[0] == TINY));
}

/* The number of the first pair in [first, end) in which all fit in a column; end if none does. */
static int place_as(struct net *net, struct label *labels, size_t count, int first, int end)
{
    int i = first;
    bool has_lit = false;
    for (size_t k = 0; k < count; k++)
        has_lit |= is_about(&labels[k]);
    while (i < end && (!may_be_tried(net, pairs[i], has_lit) || !place_in_column(net, labels, count, pairs[i])))
        i++;
    return i;
}

/* The same of manners. */
static int place_in(struct net *net, struct label *labels, size_t count, int first, int end)
{
    int i = first;
    while (i < end && !place_in_column(net, labels, count, (const int[]){i, i}))
        i++;
    return i;
}

/* Whether some have more to show than the weight: a gradient, an old value. */
static bool have_more(const struct net *net, struct label *labels, size_t count)
{
    bool have = false;
    for (size_t i = 0; i < count; i++) {
        fill_label(net, &labels[i], &manners[PLAIN]);
        have |=
            labels[i].gradient_count > 0 || (labels[i].forms & FORM_OLD_AND_NEW) || labels[i].edge->has_factor;
    }
    return have;
}

/* All of them, or else those that the step or the mouse is about, which are moved to the front. Says whether they have
 * names. */
static bool place_labels(struct net *net, struct label *labels, size_t *count, bool may_be_named)
{
    size_t lit = 0, all = *count;
    int first = may_be_named ? 0 : NAMED, way = place_as(net, labels, all, first, RICH_PAIRS);
    if (way < RICH_PAIRS)
        return way < NAMED;
    for (size_t i = 0; i < all; i++)
        if (is_about(&labels[i])) {
            struct label moved = labels[i];
            labels[i] = labels[lit];
            labels[lit++] = moved;
        }
    *count = lit;
    way = have_more(net, labels, lit) ? place_in(net, labels, lit, first, BARE) : BARE;
    if (way < BARE)
        return way < NAMED;
    if (place_as(net, labels, all, RICH_PAIRS, PAIRS) < PAIRS)
        *count = all;
    else if (lit > SWARM && !net->why)
        *count = 0;
    else if (lit > 0 && place_in(net, labels, lit, BARE, MANNERS) == MANNERS)
        place_each(net, labels, lit);
    return lit == 0 && *count == 0;
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

/* The edges from one column to the next lie at [first, end). Only a trial draws nothing and takes no room. Says
 * whether the labels, if there are any, have names. */
static bool label_between(struct net *net, size_t first, size_t end, bool may_be_named, bool is_trial)
{
    bool all = end - first <= ALL_LABELLED, are_named = true;
    size_t count = 0, most = 0, taken = net->taken_count;
    for (size_t i = first; i < end; i++)
        most += is_labelled(net, &net->edges[i], all);
    struct label *labels = memory_new(most + 1, sizeof *labels);
    for (size_t i = first; i < end; i++)
        if (is_labelled(net, &net->edges[i], all))
            labels[count++].edge = &net->edges[i];
    if (count > 0)
        are_named = place_labels(net, labels, &count, may_be_named);
    for (size_t i = 0; i < count && !is_trial; i++)
        if (labels[i].is_placed)
            draw_label(net, &labels[i]);
    memory_free(labels);
    net->taken_count = is_trial ? taken : net->taken_count;
    return are_named;
}

static bool label_all(struct net *net, bool may_be_named, bool is_trial)
{
    bool are_named = true;
    for (size_t first = 0, end; first < net->edge_count; first = end) {
        for (end = first; end < net->edge_count && net->edges[end].from == net->edges[first].from;)
            end++;
        are_named &= label_between(net, first, end, may_be_named, is_trial);
    }
    return are_named;
}

/* Weights have their names everywhere or nowhere. */
void net_labels_draw(struct net *net)
{
    label_all(net, label_all(net, true, true), false);
}
