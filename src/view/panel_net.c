/* The net panel: columns of nodes, inputs on the left, the loss on the right. */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/translate.h"
#include "view/panel_net.h"

/* ---- what stands above each column ---- */

/* As wide as it is to the nearer neighbour: half of that on either side. */
static double room_of(const struct net *net, const struct net_column *column)
{
    const struct net_column *last = &net->columns[net->count - 1];
    double room = net->gap;
    if (column > net->columns)
        room = fmin(room, column->x - (column - 1)->x);
    if (column < last)
        room = fmin(room, (column + 1)->x - column->x);
    return room - 6;
}

static bool fits(const struct net *net, const struct net_column *column, const char *caption)
{
    return drawlist_text_width(net->list, caption, net->place->type.small, true) <= room_of(net, column);
}

/* The first that fits whole, else the last. */
static const char *fitting(const struct net *net, const struct net_column *column, const char *caption,
                           const char *shorter)
{
    return fits(net, column, caption) ? caption : shorter;
}

/* "layer 2", or where one of them has no room for that all have their number alone. */
static bool are_named(const struct net *net)
{
    char name[64];
    for (int i = 0; i < net->count; i++) {
        const struct net_column *column = &net->columns[i];
        snprintf(name, sizeof name, _("layer %d"), column->layer);
        if (column->kind == NET_LAYER && column->layer > 0 && !fits(net, column, name))
            return false;
    }
    return true;
}

static void sample_caption(const struct net *net, const struct net_column *column, char line[64])
{
    const struct tape *tape = net->tape;
    if (net->why && net->session->why_path > 0 && net->why->batch > 1) {
        size_t sample = net->why->first + net->why->paths.list[net->session->why_path - 1].sample + 1;
        snprintf(line, 64, _("path of sample %zu"), sample);
        if (!fits(net, column, line))
            snprintf(line, 64, _("sample %zu"), sample);
    } else if (tape->batch > 1 && net->has_step) {
        snprintf(line, 64, _("sample %zu of %zu"), net->step.sample + 1, tape->batch);
        if (!fits(net, column, line))
            snprintf(line, 64, "%zu / %zu", net->step.sample + 1, tape->batch);
    }
}

static void layer_caption(const struct net *net, const struct net_column *column, char line[2][64])
{
    if (column->layer == 0) {
        snprintf(line[0], 64, "%s", fitting(net, column, _("input"), "x"));
        sample_caption(net, column, line[1]);
        return;
    }
    const struct activation *activation = net->network->layers[column->layer].activation;
    double param = net->network->layers[column->layer].param;
    bool is_output = column == net_output_column(net);
    snprintf(line[0], 64, is_output ? _("layer %d, output") : _("layer %d"), column->layer);
    if (!fits(net, column, line[0]))
        snprintf(line[0], 64, _("layer %d"), column->layer);
    if (!are_named(net))
        snprintf(line[0], 64, "%d", column->layer);
    if (activation->param_name)
        snprintf(line[1], 64, "%s %g", activation->name, param);
    else
        snprintf(line[1], 64, "%s", activation->name);
}

static void write_caption(const struct net *net, const struct net_column *column, char line[2][64])
{
    if (column->kind == NET_LAYER) {
        layer_caption(net, column, line);
    } else if (column->kind == NET_HEAD) {
        snprintf(line[0], 64, "%s", fitting(net, column, _("output"), "ŷ"));
        snprintf(line[1], 64, "softmax");
    } else if (column->kind == NET_LOSS) {
        snprintf(line[0], 64, "%s", fitting(net, column, _("loss"), "L"));
        snprintf(line[1], 64, "%s", net->tape->settings.loss->name);
    }
}

/* Nothing is cut: what has no room is shorter or left out. */
static void draw_caption(const struct net *net, const struct net_column *column)
{
    const struct type *type = &net->place->type;
    char line[2][64] = {"", ""};
    const struct box *box = &net->place->box;
    double left = box->x + 6, right = box->x + box->width - 6;
    double y = net->place->box.y + net->place->type.space + 0.5 * type->small;
    write_caption(net, column, line);
    bool is_current = net_is_current(net, column, 0);
    struct text_style style = {.size = type->small, .align = ALIGN_CENTRE, .middle = true};
    for (int i = 0; i < net->captions; i++) {
        style.bold = i == 0;
        style.ink = ink(i > 0 ? ROLE_TEXT_DIM : is_current ? ROLE_ACCENT_TEXT : ROLE_TEXT);
        double half = drawlist_text_width(net->list, line[i], type->small, style.bold) / 2;
        double x = fmin(fmax(column->x, left + half), right - half); /* not beyond the panel's edge */
        if (2 * half <= room_of(net, column))
            drawlist_text(net->list, x, y + 1.4 * i * type->small, line[i], style);
    }
}

/* So many nodes in a layer that the few which columns have room for say little of it. */
static bool is_matrix(const struct session *session)
{
    enum { MANY_NODES = 100 };
    const struct network *network = session->tape.network;
    bool has_many = false;
    for (int k = 0; k <= network->depth; k++)
        has_many |= network->layers[k].nodes > MANY_NODES;
    return view_has_option(&session->view, "net", "matrix") ||
           (has_many && view_has_option(&session->view, "net", "fitting"));
}

void panel_net_draw(const struct panel_place *place)
{
    const struct session *session = place->session;
    if (!session->tape.network) {
        net_welcome_draw(place);
        return;
    }
    if (is_matrix(session)) {
        net_matrix_draw(place);
        return;
    }
    struct net net = {.place = place,
                      .session = session,
                      .tape = &session->tape,
                      .network = session->tape.network,
                      .list = place->list};
    const struct explanation *centre = look_step(session);
    net.why = session->why;
    net.has_step = centre && !net.why;
    if (net.has_step)
        net.step = centre->step;
    net_layout(&net);
    drawlist_clip(net.list, place->box.x, place->box.y, place->box.width, place->box.height);
    net_links_draw(&net);
    net_edges_draw(&net);
    for (int i = 0; i < net.count; i++)
        draw_caption(&net, &net.columns[i]);
    net_nodes_draw(&net);
    net_loss_draw(&net);
    net_labels_draw(&net);
    if (net.why)
        net_why_draw(&net);
    drawlist_unclip(net.list);
    net_tooltip_draw(&net);
    memory_free(net.edges);
    memory_free(net.taken);
}
