/* The right end of the net panel: softmax's links, the targets, the loss, and what flows between them. */
#include <math.h>

#include "view/panel_net.h"

/* Beyond so many links of softmax a step lights them, but nothing flows. */
enum { LINKS_FLOWING = 64 };

static double larger(double a, double b)
{
    return isfinite(b) && b > a ? b : a;
}

static bool is_step(const struct net *net, enum operation operation)
{
    return net->has_step && net->step.operation == operation;
}

/* Whether the step is a backward step of this node of the last layer (or the one that serves them all). */
static bool is_backward_at(const struct net *net, int node)
{
    return net->has_step && net->step.phase == PHASE_BACKWARD && net->step.layer == net->network->depth &&
           net->step.node == node;
}

/* ---- softmax: every a goes into every yhat ---- */

static double link_amount(const struct net *net, int i, int k)
{
    const struct network *network = net->network;
    if (is_step(net, OPERATION_HEAD)) /* its share of the sum */
        return network->yhat[i - 1];
    double slope = network->yhat[k - 1] * ((i == k) - network->yhat[i - 1]);
    return fabs(network->dyhat[k - 1] * slope);
}

static void draw_head_link(struct net *net, const struct net_column *last, int s, int t, double largest,
                           bool flows)
{
    const struct net_column *head = last + 1;
    double scale = net->place->type.scale, y1 = last->slots[s].y, y2 = head->slots[t].y;
    double dx = head->x - last->x, dy = y2 - y1, length = sqrt(dx * dx + dy * dy);
    double ux = dx / length, uy = dy / length, x1 = last->x + ux * last->radius,
           x2 = head->x - ux * head->radius;
    int i = last->slots[s].node, k = head->slots[t].node;
    bool is_forward = is_step(net, OPERATION_HEAD);
    bool is_lit = is_forward || is_step(net, OPERATION_DHEAD) || is_backward_at(net, i);
    y1 += uy * last->radius;
    y2 -= uy * head->radius;
    drawlist_line(net->list, x1, y1, x2, y2,
                  stroke_solid(ink_fade(ink(ROLE_NODE_LINE), is_lit ? 0.9 : 0.4), 1.2 * scale));
    double amount = is_lit ? link_amount(net, i, k) : 0;
    if (!flows || !(amount > 0) || !(largest > 0))
        return;
    if (is_forward)
        net_flow_draw(net, x1, y1, x2, y2, ROLE_FORWARD, amount / largest);
    else
        net_flow_draw(net, x2, y2, x1, y1, ROLE_BACKWARD, amount / largest);
}

static void draw_head_links(struct net *net)
{
    const struct net_column *head = net_output_column(net), *last = head - 1;
    if (head->kind != NET_HEAD)
        return;
    double largest = 0;
    for (int pass = 0; pass < 2; pass++) /* the largest first, then the lines */
        for (int s = 0; s < last->count; s++)
            for (int t = 0; t < head->count; t++) {
                if (!last->slots[s].node || !head->slots[t].node)
                    continue;
                if (pass == 0)
                    largest = larger(largest, link_amount(net, last->slots[s].node, head->slots[t].node));
                else
                    draw_head_link(net, last, s, t, largest, last->count * head->count <= LINKS_FLOWING);
            }
}

/* ---- from each prediction past its target to the loss ---- */

/* From the rim of a prediction to that of the loss. */
static double tail_room(const struct net *net)
{
    const struct net_column *output = net_output_column(net), *loss = output + 1;
    return loss->x - output->x - loss->radius - output->radius;
}

/* The target's number has a box in the middle. */
static struct box target_box(const struct net *net, const struct net_slot *slot, double *size)
{
    const struct net_column *output = net_output_column(net), *loss = output + 1;
    char number[LOOK_NUMBER_SIZE];
    *size = fmin(net->place->type.label, 0.62 * output->radius + 2);
    look_cell(net->session, look_at(QUANTITY_Y, 0, slot->node, 0), look_digits(net->session), number);
    double text = drawlist_text_width(net->list, number, *size, true);
    double width = fmin(fmax(text + 1.2 * *size, 3 * *size), tail_room(net) - (net->is_close ? 6 : 14));
    double height = fmin(2 * *size, 1.5 * output->radius);
    return (struct box){(output->x + loss->x - width) / 2, slot->y - height / 2, width, height};
}

/* Two lines: from the rim of the prediction to the target's box, and from its other side to the rim of the loss. */
struct tail {
    double x1, x2, y;
    double x3, x4, y4; /* y3 is y */
};

static struct tail tail_at(const struct net *net, const struct net_slot *slot)
{
    const struct net_column *output = net_output_column(net), *loss = output + 1;
    double size;
    struct box box = target_box(net, slot, &size);
    double right = box.x + box.width, dx = loss->x - right, dy = loss->slots[0].y - slot->y;
    double length = sqrt(dx * dx + dy * dy);
    return (struct tail){output->x + output->radius,
                         box.x,
                         slot->y,
                         right,
                         loss->x - dx / length * loss->radius,
                         loss->slots[0].y - dy / length * loss->radius};
}

static void flow_back(struct net *net, const struct tail *tail, double share)
{
    net_flow_draw(net, tail->x4, tail->y4, tail->x3, tail->y, ROLE_BACKWARD, share);
    net_flow_draw(net, tail->x2, tail->y, tail->x1, tail->y, ROLE_BACKWARD, share);
}

static void draw_tails(struct net *net)
{
    const struct net_column *output = net_output_column(net);
    double scale = net->place->type.scale, largest = 0;
    for (int i = 0; i < network_outputs(net->network); i++)
        largest = larger(largest, fabs(net->network->dyhat[i]));
    for (int i = 0; i < output->count; i++) {
        int node = output->slots[i].node;
        if (!node)
            continue;
        struct tail tail = tail_at(net, &output->slots[i]);
        bool is_forward = is_step(net, OPERATION_LOSS);
        bool is_backward =
            is_step(net, OPERATION_DYHAT) || (output->kind == NET_LAYER && is_backward_at(net, node));
        struct stroke stroke =
            stroke_solid(ink_fade(ink(ROLE_NODE_LINE), is_forward || is_backward ? 0.9 : 0.5), 1.5 * scale);
        drawlist_line(net->list, tail.x1, tail.y, tail.x2, tail.y, stroke);
        drawlist_line(net->list, tail.x3, tail.y, tail.x4, tail.y4, stroke);
        double amount = fabs(net->network->dyhat[node - 1]);
        if (is_forward) {
            net_flow_draw(net, tail.x1, tail.y, tail.x2, tail.y, ROLE_FORWARD, 0.3);
            net_flow_draw(net, tail.x3, tail.y, tail.x4, tail.y4, ROLE_FORWARD, 0.3);
        } else if (is_backward && amount > 0 && isfinite(amount)) {
            flow_back(net, &tail, amount / largest);
        }
    }
}

void net_tail_flow(struct net *net, const struct net_slot *slot, double share)
{
    struct tail tail = tail_at(net, slot);
    flow_back(net, &tail, share);
}

void net_links_draw(struct net *net)
{
    draw_head_links(net);
    draw_tails(net);
    if (net->why)
        net_why_flows_draw(net);
}

/* ---- targets and loss ---- */

static void draw_below(struct net *net, double x, double y, int node)
{
    struct cell dyhat = look_at(QUANTITY_DYHAT, 0, node, 0);
    char number[LOOK_NUMBER_SIZE];
    look_cell(net->session, dyhat, look_digits(net->session), number);
    if (!number[0])
        return;
    struct look_piece pieces[] = {{"∂ŷ ", ink(ROLE_TEXT_DIM), false},
                                  {number, cell_ink(net->session, dyhat), false}};
    if (look_row_width(net->list, pieces, 2, net->place->type.small) < tail_room(net) - 4)
        net_text(net, x, y, pieces, 2, net->place->type.small);
}

static void draw_target(struct net *net, const struct net_slot *slot)
{
    const struct net_column *output = net_output_column(net);
    const struct type *type = &net->place->type;
    char name[LOOK_NAME_SIZE], text[LOOK_NAME_SIZE];
    struct cell y = look_at(QUANTITY_Y, 0, slot->node, 0);
    double size;
    struct box box = target_box(net, slot, &size);
    double left = box.x, top = box.y, width = box.width, height = box.height, middle = left + width / 2;
    bool is_known = tape_knows(net->tape, y) != UNKNOWN, is_selected = net_is_selected(net, y);
    struct stroke outline = is_known ? stroke_solid(ink(ROLE_TARGET), 1.6 * type->scale)
                                     : stroke_dashed(ink(ROLE_UNKNOWN), 1.5 * type->scale, 4, 4, 0);
    drawlist_rectangle(net->list, left, top, width, height, 6 * type->scale, ink(ROLE_NODE), outline);
    if (is_selected)
        drawlist_rectangle(net->list, left - 4, top - 4, width + 8, height + 8, 9 * type->scale, INK_NONE,
                           stroke_solid(ink(ROLE_SELECTION), 1.6 * type->scale));
    net_value_draw(net, middle, slot->y, width - 6, size, y);
    net_take(net, (struct box){left - 4, top - 4, width + 8, height + 8});
    drawlist_hit_rectangle(net->list, left, top, width, height, look_hit(net->session, y, text));
    look_name(y, name);
    if (output->has_names)
        net_text(net, middle, top - 0.75 * type->small, &(struct look_piece){name, ink(ROLE_TEXT_DIM), false},
                 1, type->small);
    if (output->kind == NET_LAYER && output->info_lines > 0 && !net->why)
        draw_below(net, middle, top + height + 0.9 * type->small, slot->node);
}

void net_loss_draw(struct net *net)
{
    const struct net_column *output = net_output_column(net), *loss = output + 1;
    struct cell cell = look_at(QUANTITY_LOSS, 0, 0, 0);
    double x = loss->x, y = loss->slots[0].y, size = fmin(net->place->type.value, 0.62 * loss->radius);
    for (int i = 0; i < output->count; i++)
        if (output->slots[i].node)
            draw_target(net, &output->slots[i]);
    bool is_current = net_is_current(net, loss, 0);
    net_disc_draw(net, loss, y, cell, is_current);
    net_value_draw(net, x, y, 1.8 * loss->radius - 4, fmax(10, size), cell);
    if (loss->has_names)
        net_text(net, x, y - loss->radius - loss->off,
                 &(struct look_piece){"L", ink(is_current ? ROLE_TEXT : ROLE_TEXT_DIM), is_current}, 1,
                 net->place->type.small);
}
