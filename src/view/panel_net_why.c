/* The chain rule in the net panel: the paths of `why` lit, and at each edge and node the slope that a path
 * multiplies there. */
#include <math.h>
#include <stdio.h>

#include "view/panel_net.h"

#define TIGHT_SIZE 0.75 /* of small type */

/* Beyond so many links of softmax their slopes would be a heap of numbers. */
enum { LINKS_WITH_FACTORS = 9 };

/* ---- steps of the paths ---- */

static bool is_same(struct cell a, struct cell b)
{
    return a.quantity == b.quantity && a.layer == b.layer && a.row == b.row && a.column == b.column;
}

static bool is_lit(const struct net *net, size_t p)
{
    return net->session->why_path == 0 || net->session->why_path == p + 1;
}

/* What the paths that are lit have in common at one step from cell to cell. */
struct crossing {
    size_t count;
    double amount; /* the sum of |path| */
    double factor;
    bool is_one; /* all have the same factor: paths of other samples may not */
};

static void cross(const struct net *net, struct cell from, struct cell to, struct crossing *crossing)
{
    const struct paths *paths = &net->why->paths;
    for (size_t p = 0; p < paths->listed; p++) {
        const struct path *path = &paths->list[p];
        for (int i = 0; is_lit(net, p) && i + 1 < path->length; i++) {
            if (!is_same(path->cells[i], from) || !is_same(path->cells[i + 1], to))
                continue;
            crossing->is_one =
                crossing->count == 0 || (crossing->is_one && crossing->factor == path->factors[i]);
            crossing->factor = path->factors[i];
            crossing->amount += fabs(path->value);
            crossing->count++;
        }
    }
}

static struct crossing crossing_of(const struct net *net, struct cell from, struct cell to)
{
    struct crossing crossing = {0};
    cross(net, from, to, &crossing);
    return crossing;
}

void net_why_edge(const struct net *net, struct net_edge *edge)
{
    struct cell z = look_at(QUANTITY_Z, edge->layer, edge->row, 0);
    struct cell w = look_at(QUANTITY_W, edge->layer, edge->row, edge->column);
    struct cell input = edge->layer == 1 ? look_at(QUANTITY_X, 0, edge->column, 0)
                                         : look_at(QUANTITY_A, edge->layer - 1, edge->column, 0);
    struct crossing through = crossing_of(net, z, input), end = crossing_of(net, z, w);
    const struct crossing *crossing = end.count ? &end : &through;
    if (crossing->count == 0)
        return;
    edge->is_lit = edge->is_carrier = true;
    edge->amount = crossing->amount;
    edge->has_factor = crossing->is_one;
    edge->factor = crossing->factor;
    edge->factor_cell = end.count ? input : w;
}

/* ---- nodes ---- */

/* The node that a cell of a path belongs to, or 0. */
static int node_in(const struct net *net, struct cell cell, enum net_column_kind kind, int layer)
{
    bool has_head = net->tape->settings.has_softmax;
    if (cell.quantity == QUANTITY_YHAT) {
        enum net_column_kind shows = has_head ? NET_HEAD : NET_LAYER;
        return kind == shows && layer == net->network->depth ? cell.row : 0;
    }
    if (kind != NET_LAYER || cell.layer != layer)
        return 0;
    if (cell.quantity == QUANTITY_A || cell.quantity == QUANTITY_X)
        return cell.row;
    if (cell.quantity == QUANTITY_Z || cell.quantity == QUANTITY_B)
        return (cell.row - 1) / net->network->layers[layer].pieces + 1;
    return 0;
}

static bool is_on_path(const struct net *net, const struct path *path, const struct net_column *column,
                       int node)
{
    for (int i = 0; i < path->length; i++)
        if (node_in(net, path->cells[i], column->kind, column->layer) == node)
            return true;
    const struct cell *last = &path->cells[path->length - 1]; /* a weight's source */
    return last->quantity == QUANTITY_W && column->kind == NET_LAYER && column->layer == last->layer - 1 &&
           node == last->column;
}

static bool is_on_any(const struct net *net, const struct net_column *column, int node)
{
    for (size_t p = 0; p < net->why->paths.listed; p++)
        if (is_lit(net, p) && is_on_path(net, &net->why->paths.list[p], column, node))
            return true;
    return false;
}

int net_why_node(const struct net *net, int layer)
{
    const struct paths *paths = &net->why->paths;
    size_t p = net->session->why_path > 0 ? net->session->why_path - 1 : 0;
    if (p >= paths->listed)
        return 0;
    const struct path *path = &paths->list[p];
    const struct cell *last = &path->cells[path->length - 1];
    if (last->quantity == QUANTITY_W && last->layer == layer + 1)
        return last->column;
    for (int i = 0; i < path->length; i++) {
        int node = node_in(net, path->cells[i], NET_LAYER, layer);
        if (node)
            return node;
    }
    return 0;
}

/* f'(z) of the node, where a path goes through it. */
static struct crossing slope_of(const struct net *net, const struct net_column *column, int node)
{
    const struct layer *layer = &net->network->layers[column->layer];
    struct crossing slope = {0};
    bool is_output = column->layer == net->network->depth && !net->tape->settings.has_softmax;
    struct cell a =
        is_output ? look_at(QUANTITY_YHAT, 0, node, 0) : look_at(QUANTITY_A, column->layer, node, 0);
    for (int piece = 1; piece <= layer->pieces; piece++)
        cross(net, a, look_at(QUANTITY_Z, column->layer, (node - 1) * layer->pieces + piece, 0), &slope);
    return slope;
}

/* ---- texts ---- */

/* A row where there is room for it: the first of the places at which it lies on nothing else. */
static bool put_row(struct net *net, double size, const double (*places)[2], int count,
                    const struct look_piece *pieces, size_t piece_count)
{
    double width = look_row_width(net->list, pieces, piece_count, size) + 6;
    const struct box *area = &net->place->box;
    for (int i = 0; i < count; i++) {
        struct box box = {places[i][0] - width / 2, places[i][1] - 0.6 * size, width, 1.2 * size};
        bool is_inside = box.x > area->x && box.x + width < area->x + area->width && box.y > area->y &&
                         box.y + box.height < area->y + area->height;
        if (!is_inside || !net_is_free(net, box))
            continue;
        net_text(net, places[i][0], places[i][1], pieces, piece_count, size);
        *net->place->forms |= FORM_WHY | FORM_FACTOR;
        return true;
    }
    return false;
}

/* Below a node or above it, or else at one of its corners, if need be somewhat further away. */
static bool put_at_node(struct net *net, const struct net_column *column, double y, double size,
                        const struct look_piece *pieces, size_t count)
{
    double x = column->x, off = column->radius + column->ring + 0.7 * size;
    double half = look_row_width(net->list, pieces, count, size) / 2 + 4;
    double aside = column->radius + column->ring + half, down = 0.7 * off;
    const double places[][2] = {{x, y + off},
                                {x, y - off},
                                {x - aside, y + down},
                                {x + aside, y + down},
                                {x - aside, y - down},
                                {x + aside, y - down},
                                {x - aside - size, y + 0.8 * down},
                                {x - aside - 2 * size, y + 0.8 * down},
                                {x + aside + size, y + 0.8 * down}};
    return put_row(net, size, places, 9, pieces, count);
}

/* "× σ′ 0.1868", without the name, and smaller, where there is room for no more. */
static void draw_slope(struct net *net, const struct net_column *column, double y, int node)
{
    struct crossing slope = slope_of(net, column, node);
    char number[LOOK_NUMBER_SIZE], name[LOOK_NAME_SIZE];
    if (slope.count == 0 || !slope.is_one)
        return;
    const struct activation *activation = net->network->layers[column->layer].activation;
    snprintf(name, sizeof name, activation->is_maxout ? "max′ " : "%s′ ", activation->symbol);
    look_number(number, slope.factor, look_digits(net->session));
    const struct look_piece named[] = {
        {"× ", ink(ROLE_TEXT), true}, {name, ink(ROLE_TEXT_DIM), false}, {number, ink(ROLE_FORWARD), true}};
    const struct look_piece bare[] = {named[0], named[2]};
    double size = net->place->type.small;
    if (!put_at_node(net, column, y, size, named, 3) && !put_at_node(net, column, y, size, bare, 2))
        put_at_node(net, column, y, TIGHT_SIZE * size, bare, 2);
}

static void draw_node(struct net *net, const struct net_column *column, const struct net_slot *slot)
{
    if (!is_on_any(net, column, slot->node))
        return;
    *net->place->forms |= FORM_WHY;
    drawlist_disc(net->list, column->x, slot->y, column->radius + column->ring, INK_NONE,
                  stroke_solid(ink(ROLE_BACKWARD), fmax(1.5, column->ring / 2)));
    if (column->kind == NET_LAYER && column->layer > 0)
        draw_slope(net, column, slot->y, slot->node);
}

/* ---- the right end ---- */

/* Where the paths leave L towards an output: at yhat, or where both are computed in one at a or z. */
static struct crossing start_of(const struct net *net, int node, struct cell *to)
{
    struct cell loss = look_at(QUANTITY_LOSS, 0, 0, 0);
    const struct cell starts[] = {look_at(QUANTITY_YHAT, 0, node, 0),
                                  look_at(QUANTITY_A, net->network->depth, node, 0),
                                  look_at(QUANTITY_Z, net->network->depth, node, 0)};
    struct crossing start = {0};
    for (int i = 0; i < 3 && start.count == 0; i++) {
        start = crossing_of(net, loss, starts[i]);
        *to = starts[i];
    }
    return start;
}

static void draw_start(struct net *net, const struct net_slot *slot)
{
    const struct net_column *output = net_output_column(net), *loss = output + 1;
    const struct type *type = &net->place->type;
    char number[LOOK_NUMBER_SIZE];
    struct cell to;
    struct crossing start = start_of(net, slot->node, &to);
    if (start.count == 0 || !start.is_one)
        return;
    double x = (output->x + loss->x) / 2,
           off = fmin(type->label, 0.62 * output->radius + 2) + 0.9 * type->small;
    const double places[][2] = {{x, slot->y + off}, {x, slot->y - off}, {x, slot->y - off - 1.3 * type->small}};
    const char *name = to.quantity == QUANTITY_YHAT ? "∂ŷ " : to.quantity == QUANTITY_A ? "∂a " : "∂z ";
    look_number(number, start.factor, look_digits(net->session));
    const struct look_piece pieces[] = {{name, ink(ROLE_TEXT_DIM), false}, {number, ink(ROLE_BACKWARD), true}};
    if (!put_row(net, type->small, places, 3, pieces, 2))
        put_row(net, TIGHT_SIZE * type->small, places, 3, pieces, 2);
}

static void draw_start_flows(struct net *net)
{
    const struct net_column *output = net_output_column(net);
    struct cell to;
    double largest = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < output->count; i++) {
            if (!output->slots[i].node)
                continue;
            double amount = start_of(net, output->slots[i].node, &to).amount;
            if (pass == 0)
                largest = fmax(largest, amount);
            else if (amount > 0 && isfinite(amount))
                net_tail_flow(net, &output->slots[i], amount / largest);
        }
}

/* ---- the links of softmax ---- */

static struct crossing link_of(const struct net *net, int i, int k)
{
    struct cell a = look_at(QUANTITY_A, net->network->depth, i, 0), loss = look_at(QUANTITY_LOSS, 0, 0, 0);
    struct crossing link = crossing_of(net, look_at(QUANTITY_YHAT, 0, k, 0), a);
    if (link.count == 0 && i == k) { /* ce and softmax in one: there is no factor between */
        link = crossing_of(net, loss, a);
        link.is_one = false;
    }
    return link;
}

static void draw_links(struct net *net, bool are_factors)
{
    const struct net_column *head = net_output_column(net), *last = head - 1;
    if (head->kind != NET_HEAD)
        return;
    for (int s = 0; s < last->count; s++)
        for (int t = 0; t < head->count; t++) {
            struct crossing link = {0};
            if (last->slots[s].node && head->slots[t].node)
                link = link_of(net, last->slots[s].node, head->slots[t].node);
            double x1 = last->x + last->radius, x2 = head->x - head->radius;
            double y1 = last->slots[s].y, y2 = head->slots[t].y;
            if (link.count == 0 || (are_factors && !link.is_one))
                continue;
            if (!are_factors) {
                net_flow_draw(net, x2, y2, x1, y1, ROLE_BACKWARD, 0.5);
                continue;
            }
            char number[LOOK_NUMBER_SIZE];
            look_number(number, link.factor, look_digits(net->session));
            const struct look_piece pieces[] = {{"× ", ink(ROLE_TEXT), true},
                                                {number, ink(ROLE_FORWARD), true}};
            const double places[][2] = {{x1 + 0.5 * (x2 - x1), y1 + 0.5 * (y2 - y1)},
                                        {x1 + 0.65 * (x2 - x1), y1 + 0.65 * (y2 - y1)},
                                        {x1 + 0.35 * (x2 - x1), y1 + 0.35 * (y2 - y1)}};
            put_row(net, net->place->type.small, places, 3, pieces, 2);
        }
}

/* ---- all ---- */

void net_why_flows_draw(struct net *net)
{
    draw_links(net, false);
    draw_start_flows(net);
}

void net_why_draw(struct net *net)
{
    const struct net_column *output = net_output_column(net);
    for (int i = 0; i < net->count; i++) {
        const struct net_column *column = &net->columns[i];
        for (int k = 0; k < column->count; k++)
            if ((column->kind == NET_LAYER || column->kind == NET_HEAD) && column->slots[k].node)
                draw_node(net, column, &column->slots[k]);
    }
    for (int k = 0; k < output->count; k++)
        if (output->slots[k].node)
            draw_start(net, &output->slots[k]);
    bool are_few = net->session->why_path > 0 || output->count * (output - 1)->count <= LINKS_WITH_FACTORS;
    if (are_few)
        draw_links(net, true);
}
