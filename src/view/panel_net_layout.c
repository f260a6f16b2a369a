/* Where the columns and nodes of the net panel lie, and what is folded. */
#include <math.h>

#include "view/panel_net.h"

#define NODE_LEAST                                                                                             \
    15.0 /* units, times the type's scale where that is above 1: below it no number can be read */
#define NODE_FOLDED 20.0    /* the same: the radius that folding makes room for */
#define NODE_PRESENTING 1.5 /* for the back row the number in a node matters more than those below it */
#define NODE_NAMED 18.0     /* the radius from which a name above it is worth its room */
#define NODE_DENSE 22.0     /* times the type's scale: without a name it needs to be no larger */
#define NODE_LARGEST 46.0   /* times the type's scale */
#define LARGEST_OF_SMALLEST 1.6
#define LAYERS_LEAST 4      /* the current one and the outputs, each with a fold before it */
#define LAYERS_WISHED 5     /* the same and what the current one reads, or gets its gradient from */
#define WAY_LEAST 4.2       /* sizes of type, from column to column then */
#define NODE_OF_GAP 0.24    /* the largest share of the way to the next column */
#define NODE_OF_NARROW 0.31 /* the same of a way on which no number has room anyway */
#define NARROW 4.0          /* sizes of type */

/* ---- folding ---- */

/* Places that the kept ones take, each run of hidden ones included. */
static int places_of(const int *kept, int count, int n)
{
    int places = count, before = 0;
    for (int i = 0; i < count; i++) {
        places += kept[i] - before > 1;
        before = kept[i];
    }
    return places + (n > before);
}

static bool keep(int *kept, int *count, int n, int places, int item)
{
    int at = 0;
    if (item < 1 || item > n)
        return true;
    while (at < *count && kept[at] < item)
        at++;
    if (at < *count && kept[at] == item)
        return true;
    if (*count == NET_SLOTS_MAX)
        return false;
    for (int i = *count; i > at; i--)
        kept[i] = kept[i - 1];
    kept[at] = item;
    (*count)++;
    if (places_of(kept, *count, n) <= places)
        return true;
    (*count)--;
    for (int i = at; i < *count; i++)
        kept[i] = kept[i + 1];
    return false;
}

/* The hidden ones between two kept ones; a single one is shown, as it takes no more room than its fold. */
static int add_fold(struct net_slot *slots, int count, int before, int next)
{
    int hidden = next - before - 1;
    if (hidden == 1)
        slots[count++] = (struct net_slot){.node = before + 1};
    else if (hidden > 1)
        slots[count++] = (struct net_slot){.folded = hidden};
    return count;
}

int net_fold(int n, int places, const int *wanted, int wanted_count, struct net_slot slots[NET_SLOTS_MAX])
{
    int kept[NET_SLOTS_MAX + 1], kept_count = 0, count = 0, before = 0;
    if (places > NET_SLOTS_MAX)
        places = NET_SLOTS_MAX;
    for (int i = 0; i < wanted_count; i++)
        keep(kept, &kept_count, n, places, wanted[i]);
    for (int i = 1; i <= n && keep(kept, &kept_count, n, places, i); i++)
        ;
    for (int i = 0; i < kept_count; i++) {
        count = add_fold(slots, count, before, kept[i]);
        slots[count++] = (struct net_slot){.node = kept[i]};
        before = kept[i];
    }
    return add_fold(slots, count, before, n + 1);
}

/* ---- what the step and the selection are about ---- */

const struct net_column *net_output_column(const struct net *net)
{
    return &net->columns[net->count - 2];
}

bool net_is_current(const struct net *net, const struct net_column *column, int node)
{
    const struct step *step = &net->step;
    if (!net->has_step)
        return false;
    switch (step->operation) {
    case OPERATION_HEAD:
        return column->kind == NET_HEAD;
    case OPERATION_LOSS:
    case OPERATION_DYHAT:
        return column->kind == NET_LOSS;
    case OPERATION_DHEAD:
        return column->kind == NET_LAYER && column->layer == net->network->depth;
    case OPERATION_DX:
        return column->kind == NET_LAYER && column->layer == 0;
    case OPERATION_Z:
    case OPERATION_A:
    case OPERATION_DA:
    case OPERATION_DZ:
    case OPERATION_DW:
    case OPERATION_DB:
    case OPERATION_UPDATE:
        return column->kind == NET_LAYER && column->layer == step->layer && (node == 0 || node == step->node);
    }
    return false;
}

/* The node of this layer that is selected, or 0. */
static int selected_in(const struct net *net, int layer)
{
    const struct cell *cell = &net->session->selected;
    char text[LOOK_NAME_SIZE];
    if (!net->session->has_selected || cell->row == 0)
        return 0;
    struct hit hit = look_hit(net->session, *cell, text);
    if (hit.kind == HIT_NODE)
        return hit.layer == layer ? hit.row : 0;
    if (hit.kind == HIT_WEIGHT && hit.layer == layer + 1)
        return hit.column;
    if ((hit.kind == HIT_WEIGHT || hit.kind == HIT_BIAS) && hit.layer == layer)
        return (hit.row - 1) / net->network->layers[layer].pieces + 1;
    return 0;
}

/* ---- columns ---- */

static struct net_column *add_column(struct net *net, enum net_column_kind kind, int layer)
{
    struct net_column *column = &net->columns[net->count++];
    *column = (struct net_column){.kind = kind, .layer = layer};
    return column;
}

/* places: columns that there is room for at ease; room: width for them. */
static void choose_columns(struct net *net, int places, double room)
{
    const struct network *network = net->network;
    int others = 1 + net->tape->settings.has_softmax, current = 0;
    if (net->why || net->has_step)
        current = (net->why ? net->why->target.layer : net->step.layer) + 1;
    int chosen = net->session->has_selected ? net->session->selected.layer + 1 : 0;
    bool is_backward = net->why || (net->has_step && net->step.phase == PHASE_BACKWARD);
    int near = current == 0 ? 0 : is_backward ? current + 1 : current - 1, far = 2 * current - near;
    int wanted[] = {current, network->depth + 1, near, far, 1, chosen, chosen - 1};
    struct net_slot layers[NET_SLOTS_MAX];
    int least =
        room >= (LAYERS_WISHED + 0.4) * WAY_LEAST * net->place->type.small ? LAYERS_WISHED : LAYERS_LEAST;
    if (places - others < least)
        places = least + others;
    int count = net_fold(network->depth + 1, places - others, wanted, 7, layers);
    net->count = 0;
    for (int i = 0; i < count; i++) {
        struct net_column *column = add_column(net, layers[i].node ? NET_LAYER : NET_FOLD, layers[i].node - 1);
        column->folded = layers[i].folded;
    }
    if (net->tape->settings.has_softmax)
        add_column(net, NET_HEAD, network->depth);
    add_column(net, NET_LOSS, 0);
}

/* How far it is to the next column, in gaps. The targets stand before the loss: where columns are close, these need
 * room. */
static double gaps_to(const struct net_column *next, bool is_close)
{
    return next->kind == NET_HEAD ? 0.8 : next->kind == NET_LOSS && is_close ? 1.4 : 1;
}

static void place_columns(struct net *net)
{
    const struct type *type = &net->place->type;
    double edge = fmax(2.4 * type->small, fmin(0.07 * net->area.width, 76 * type->scale)), gaps = 0;
    double room = net->area.width - 2 * edge;
    choose_columns(net, 1 + (int)(room / (2 * NODE_LEAST + 2.8 * type->small)), room);
    net->is_close = (net->area.width - 2 * edge) / net->count < 7.5 * type->small;
    for (int i = 1; i < net->count; i++)
        gaps += gaps_to(&net->columns[i], net->is_close);
    net->gap = fmin((net->area.width - 2 * edge) / gaps, fmax(200, 1.1 * net->area.height));
    double x = net->area.x + (net->area.width - gaps * net->gap) / 2;
    for (int i = 0; i < net->count; i++) {
        if (i > 0)
            x += gaps_to(&net->columns[i], net->is_close) * net->gap;
        net->columns[i].x = x;
    }
}

/* ---- nodes ---- */

static int nodes_of(const struct net *net, const struct net_column *column)
{
    if (column->kind == NET_LOSS || column->kind == NET_FOLD)
        return 1;
    return net->network->layers[column->layer].nodes;
}

static void choose_nodes(struct net *net)
{
    const struct type *type = &net->place->type;
    double height = net->area.height;
    double scale = fmax(1, type->scale);
    int most = (int)(height / (2 * NODE_LEAST * scale + 16));
    int folded = (int)(height / (2 * NODE_FOLDED * scale + 2.6 * type->small + 4));
    most = most < 3 ? 3 : most > NET_SLOTS_MAX ? NET_SLOTS_MAX : most;
    folded = folded < 5 ? most < 5 ? most : 5 : folded;
    for (int i = 0; i < net->count; i++) {
        struct net_column *column = &net->columns[i];
        int n = nodes_of(net, column), layer = column->layer;
        int current = net->why                                    ? net_why_node(net, layer)
                      : net->has_step && net->step.layer == layer ? net->step.node
                                                                  : 0;
        int wanted[] = {current, 1, n, selected_in(net, layer)};
        column->count = net_fold(n, n <= most ? most : folded, wanted, 4, column->slots);
    }
}

/* Height that a node takes with all that stands around it. */
static double block_of(const struct net *net, const struct net_column *column)
{
    double lines = (column->has_names ? 1.5 : 0) + 1.35 * column->info_lines + 0.3;
    return 2 * (column->radius + column->ring) + lines * net->place->type.small;
}

/* Of an input there is one number to tell, its gradient. */
static int most_lines(const struct net_column *column)
{
    return column->kind == NET_HEAD || column->layer == 0 ? 1 : 3;
}

/* The largest nodes that leave room for their names and for as many lines of numbers as possible; small ones
 * without names where the column is too dense for that. */
static void size_column(const struct net *net, struct net_column *column)
{
    static const double worth[] = {NODE_NAMED, 27, 28, 28}; /* the radius that so many lines are worth */
    const struct type *type = &net->place->type;
    double larger = net->session->view.is_presenting ? NODE_PRESENTING : 1;
    double border =
        net->columns->x - net->place->box.x - 0.5 * type->space; /* the ring keeps within the panel */
    double share = net->gap < NARROW * type->small ? NODE_OF_NARROW : NODE_OF_GAP;
    double largest = fmin(fmin(NODE_LARGEST * type->scale, share * net->gap), border / 1.15);
    double pitch = net->area.height / column->count;
    column->ring = fmin(6 * type->scale, 0.15 * largest);
    column->has_names = net->gap > 4.6 * type->small;
    column->info_lines = net->gap > 9 * type->small ? most_lines(column) : 0;
    for (; column->has_names && column->info_lines >= 0; column->info_lines--) {
        column->radius = 0;
        column->radius = fmin((pitch - block_of(net, column)) / 2, largest);
        if (column->radius >= fmin(larger * worth[column->info_lines], largest))
            return;
    }
    column->info_lines = 0;
    column->radius = fmax(4, fmin(fmin(pitch / 2 - 5, NODE_DENSE * type->scale), largest));
    column->ring = fmin(4, 0.3 * column->radius);
    column->has_names = net->gap > 4.6 * type->small;
    column->has_names &= block_of(net, column) <= pitch;
}

/* All columns that have numbers beneath their nodes look alike. */
static void choose_sizes(struct net *net)
{
    int lines = 3;
    double radius = HUGE_VAL, smallest = HUGE_VAL;
    for (int i = 0; i < net->count; i++) {
        struct net_column *column = &net->columns[i];
        size_column(net, column);
        smallest = fmin(smallest, column->radius);
        if (column->info_lines > 0) {
            radius = fmin(radius, column->radius);
            if (most_lines(column) > 1 && column->info_lines < lines)
                lines = column->info_lines;
        }
    }
    for (int i = 0; i < net->count; i++) {
        struct net_column *column = &net->columns[i];
        if (column->info_lines > 0) {
            column->info_lines = most_lines(column) < lines ? most_lines(column) : lines;
            column->radius = radius;
        }
        column->radius = fmin(column->radius, LARGEST_OF_SMALLEST * smallest);
        column->off = column->ring + 0.78 * net->place->type.small;
    }
}

static void place_nodes(struct net *net)
{
    double small = net->place->type.small, above = 0, below = 0;
    int lines = 0;
    for (int i = 0; i < net->count; i++)
        lines = net->columns[i].info_lines > lines ? net->columns[i].info_lines : lines;
    for (int i = 0; i < net->count; i++) {
        struct net_column *column = &net->columns[i], like = *column;
        like.info_lines = column->info_lines > 0 ? lines : 0; /* so that equal columns stand level */
        double even = net->area.height / column->count;
        double spread = fmin(even, block_of(net, &like) + (net->is_close ? 2.4 : 1.2) * column->radius);
        for (int k = 0; k < column->count; k++)
            column->slots[k].y = (k - (column->count - 1) / 2.0) * spread;
        double middle = net->area.height / 2 - spread * (column->count - 1) / 2 - column->radius - column->ring;
        above = fmax(above, (column->has_names ? 1.5 * small : 0) - middle);
        below = fmax(below, 1.35 * small * column->info_lines - middle);
    }
    for (int i = 0; i < net->count; i++) /* what stands above and below the nodes makes it lopsided */
        for (int k = 0; k < net->columns[i].count; k++)
            net->columns[i].slots[k].y += net->area.y + net->area.height / 2 + (above - below) / 2;
}

void net_layout(struct net *net)
{
    const struct panel_place *place = net->place;
    const struct type *type = &place->type;
    double padding = type->space, height = place->box.height - 2 * padding;
    net->captions = height > 16 * type->small ? 2 : height > 9 * type->small ? 1 : 0;
    double captions = net->captions * 1.4 * type->small + (net->captions ? 0.6 * type->small : 0);
    net->area = (struct box){place->box.x + padding, place->box.y + padding + captions,
                             place->box.width - 2 * padding, height - captions};
    place_columns(net);
    choose_nodes(net);
    choose_sizes(net);
    place_nodes(net);
}
