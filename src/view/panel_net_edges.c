/* The edges of the net panel: weights as lines, and what flows along them. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "view/panel_net.h"

#define DIMMED 0.32 /* opacity of edges that the step doesn't touch */

/* ---- gathering ---- */

/* What the step does with an edge: it reads or writes the incoming ones of its node; the gradient comes back
 * through the outgoing ones. */
static void set_part_in_step(const struct net *net, struct net_edge *edge)
{
    const struct step *step = &net->step;
    const struct network *network = net->network;
    const struct layer *layer = &network->layers[edge->layer];
    if (net->why) {
        net_why_edge(net, edge);
        return;
    }
    if (!net->has_step)
        return;
    bool is_node_step = step->layer > 0;
    bool is_incoming =
        is_node_step && edge->layer == step->layer && (edge->row - 1) / layer->pieces + 1 == step->node;
    bool is_outgoing = is_node_step && edge->layer == step->layer + 1 && edge->column == step->node;
    edge->is_carrier =
        step->phase == PHASE_BACKWARD && (is_outgoing || (step->operation == OPERATION_DX && edge->layer == 1));
    edge->is_lit = is_incoming || edge->is_carrier;
    if (edge->is_carrier)
        edge->amount = fabs(layer->dz[edge->row - 1] * edge->w);
    else if (is_incoming && step->phase == PHASE_FORWARD)
        edge->amount = fabs(network->layers[edge->layer - 1].a[edge->column - 1] * edge->w);
    if (!isfinite(edge->amount))
        edge->amount = 0;
}

static void set_marked(const struct net *net, struct net_edge *edge)
{
    const struct session *session = net->session;
    const struct cell *chosen = &session->selected;
    struct hit hit = {.kind = HIT_WEIGHT, .layer = edge->layer, .row = edge->row, .column = edge->column};
    bool is_weight = chosen->quantity == QUANTITY_W || chosen->quantity == QUANTITY_DW;
    edge->is_marked =
        look_is_hovered(&net->place->options->hover, &hit) ||
        (session->has_selected && is_weight && chosen->layer == edge->layer &&
         (!chosen->row || chosen->row == edge->row) && (!chosen->column || chosen->column == edge->column));
}

static struct net_edge *new_edge(struct net *net)
{
    if (net->edge_count == net->edge_capacity) {
        net->edge_capacity = net->edge_capacity ? 2 * net->edge_capacity : 64;
        net->edges = memory_resize(net->edges, net->edge_capacity, sizeof *net->edges);
    }
    struct net_edge *edge = &net->edges[net->edge_count++];
    *edge = (struct net_edge){0};
    return edge;
}

/* From rim to rim; pieces of a maxout node arrive one below the other. */
static void place_edge(const struct net *net, struct net_edge *edge, int piece, int pieces)
{
    const struct net_column *from = &net->columns[edge->from], *to = from + 1;
    double y1 = from->slots[edge->source].y, y2 = to->slots[edge->target].y;
    if (pieces > 1)
        y2 += ((double)piece / (pieces - 1) - 0.5) * 1.1 * to->radius;
    double dx = to->x - from->x, dy = y2 - y1, length = sqrt(dx * dx + dy * dy);
    double off = pieces > 1 ? fabs(y2 - to->slots[edge->target].y) : 0;
    double cut = sqrt(to->radius * to->radius - off * off);
    edge->x1 = from->x + dx / length * from->radius;
    edge->y1 = y1 + dy / length * from->radius;
    edge->x2 = to->x - dx / length * cut;
    edge->y2 = y2 - dy / length * cut;
}

static void gather_between(struct net *net, int from)
{
    const struct net_column *a = &net->columns[from], *b = a + 1;
    if (a->kind != NET_LAYER || b->kind != NET_LAYER || b->layer != a->layer + 1)
        return;
    const struct layer *layer = &net->network->layers[b->layer];
    for (int t = 0; t < b->count; t++)
        for (int piece = 0; b->slots[t].node && piece < layer->pieces; piece++)
            for (int s = 0; s < a->count; s++) {
                if (!a->slots[s].node)
                    continue;
                struct net_edge *edge = new_edge(net);
                edge->layer = b->layer;
                edge->row = (b->slots[t].node - 1) * layer->pieces + piece + 1;
                edge->column = a->slots[s].node;
                edge->from = from;
                edge->source = s;
                edge->target = t;
                edge->w =
                    *network_cell(net->network, look_at(QUANTITY_W, edge->layer, edge->row, edge->column));
                place_edge(net, edge, piece, layer->pieces);
                set_part_in_step(net, edge);
                set_marked(net, edge);
                if (isfinite(edge->w) && fabs(edge->w) > net->largest_w)
                    net->largest_w = fabs(edge->w);
            }
}

static int descending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static double strength(const struct net_edge *edge)
{
    return isfinite(edge->w) ? fabs(edge->w) : HUGE_VAL;
}

/* Beyond NET_EDGES_MAX a picture is a tangle: the weakest go, but none that the step is about. */
static void leave_out_the_weakest(struct net *net)
{
    if (net->edge_count <= NET_EDGES_MAX)
        return;
    double *sizes = memory_new(net->edge_count, sizeof *sizes);
    for (size_t i = 0; i < net->edge_count; i++)
        sizes[i] = strength(&net->edges[i]);
    qsort(sizes, net->edge_count, sizeof *sizes, descending);
    double least = sizes[NET_EDGES_MAX - 1];
    memory_free(sizes);
    for (size_t i = 0; i < net->edge_count; i++) {
        struct net_edge *edge = &net->edges[i];
        edge->is_left_out = strength(edge) < least && !edge->is_lit && !edge->is_marked;
    }
}

/* ---- drawing ---- */

void net_edge_stroke(const struct net *net, double w, double alpha, struct stroke *stroke)
{
    double scale = net->place->type.scale, share = net->largest_w > 0 ? fabs(w) / net->largest_w : 0;
    if (!isfinite(w)) {
        *stroke = stroke_dotted(ink_fade(ink(ROLE_ERROR), alpha), 3 * scale, 7 * scale, 0);
        *net->place->forms |= FORM_NOT_FINITE;
        return;
    }
    double thin = net->edge_count > 100 ? 0.8 : 1; /* a dense picture takes finer lines */
    double width = scale * thin * (1.2 + 4.3 * share);
    if (w == 0)
        *stroke = stroke_solid(ink_fade(ink(ROLE_NODE_LINE), alpha), scale);
    else if (w > 0)
        *stroke = stroke_solid(ink_fade(ink(ROLE_POSITIVE), alpha), width);
    else
        *stroke = stroke_dashed(ink_fade(ink(ROLE_NEGATIVE), alpha), width, 7 * scale + width,
                                5 * scale + width / 2, 0);
}

static void draw_edge(const struct net *net, const struct net_edge *edge)
{
    double scale = net->place->type.scale, quiet = net->edge_count > 300 ? 0.5 : 0.9;
    struct stroke stroke;
    net_edge_stroke(net, edge->w,
                    edge->is_lit || edge->is_marked ? 1
                    : net->has_step || net->why     ? DIMMED
                                                    : quiet,
                    &stroke);
    if (edge->is_marked)
        drawlist_line(net->list, edge->x1, edge->y1, edge->x2, edge->y2,
                      stroke_solid(ink_fade(ink(ROLE_SELECTION), 0.35), stroke.width + 9 * scale));
    drawlist_line(net->list, edge->x1, edge->y1, edge->x2, edge->y2, stroke);
    *net->place->forms |= FORM_WIDTH;
}

void net_flow_draw(struct net *net, double x1, double y1, double x2, double y2, enum role role, double share)
{
    double scale = net->place->type.scale, dx = x2 - x1, dy = y2 - y1, length = sqrt(dx * dx + dy * dy);
    double size = scale * (9 + 6 * share), step = 44 * scale;
    drawlist_line(net->list, x1, y1, x2, y2, stroke_solid(ink_fade(ink(role), 0.22), scale * (5 + 11 * share)));
    double phase = net->place->options->phase - floor(net->place->options->phase);
    double first = (0.4 + phase - (phase >= 0.6)) * step + size;
    for (int i = 0; first + i * step <= length; i++) {
        double at = (first + i * step) / length;
        drawlist_arrowhead(net->list, x1, y1, x1 + at * dx, y1 + at * dy, size, ink(role));
    }
    *net->place->forms |= role == ROLE_BACKWARD ? FORM_FLOW_BACKWARD : FORM_FLOW_FORWARD;
}

static void draw_flows(struct net *net)
{
    double largest = 0;
    for (size_t i = 0; i < net->edge_count; i++)
        largest = fmax(largest, net->edges[i].amount);
    for (size_t i = 0; i < net->edge_count; i++) {
        const struct net_edge *edge = &net->edges[i];
        if (!(edge->amount > 0))
            continue;
        if (edge->is_carrier)
            net_flow_draw(net, edge->x2, edge->y2, edge->x1, edge->y1, ROLE_BACKWARD, edge->amount / largest);
        else
            net_flow_draw(net, edge->x1, edge->y1, edge->x2, edge->y2, ROLE_FORWARD, edge->amount / largest);
    }
}

void net_edges_draw(struct net *net)
{
    for (int i = 0; i + 1 < net->count; i++)
        gather_between(net, i);
    leave_out_the_weakest(net);
    for (int lit = 0; lit < 2; lit++) /* what matters lies on top */
        for (size_t i = 0; i < net->edge_count; i++) {
            const struct net_edge *edge = &net->edges[i];
            if (edge->is_left_out || (edge->is_lit || edge->is_marked) != lit)
                continue;
            draw_edge(net, edge);
            drawlist_hit_line(net->list, edge->x1, edge->y1, edge->x2, edge->y2, 12,
                              (struct hit){HIT_WEIGHT, edge->layer, edge->row, edge->column, NULL});
        }
    draw_flows(net);
}
