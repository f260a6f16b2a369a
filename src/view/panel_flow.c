/* The flow panel: how large the gradient is, layer by layer, on its way back. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "nn/health.h"
#include "nn/replay.h"
#include "view/look.h"
#include "view/panel.h"
#include "view/panel_axes.h"
#include "view/plot.h"
#include "view/scene_cache.h"

enum { WORK_MAX = 200000, HASHED = 64, NUMBER_DIGITS = 3 };

#define BAR 0.56        /* of a layer's share of the width */
#define DEPTH_LEAST 300 /* the axis goes at least so many times below the largest */
#define ABOVE 2.2       /* sizes of type above the highest bar: there stands its number */
#define STRIKING 10     /* from one layer to the next, a factor of more than this, or less than its inverse */

struct size {
    bool is_known, is_partly, is_stale;
    double rms;
};

struct flow {
    const struct panel_place *place;
    const struct session *session;
    const struct network *network;
    bool is_weights;                           /* dw, else dz */
    bool is_measured;                          /* over the data, else of the pass under way */
    size_t samples;                            /* that it was measured on */
    struct size sizes[NETWORK_LAYERS_MAX + 1]; /* of layers 1..depth */
    struct axes axes;
    double slot; /* units across that a layer has */
};

/* ---- of the pass under way ---- */

/* Rows of dz or dw, from the back as backward goes, as far as they are known. */
static struct size of_pass(const struct flow *flow, int k)
{
    enum quantity quantity = flow->is_weights ? QUANTITY_DW : QUANTITY_DZ;
    const struct layer *layer = &flow->network->layers[k];
    int rows, columns, known = 0;
    const double *values = network_values(flow->network, quantity, k, &rows, &columns);
    struct size size = {false, false, false, 0};
    double sum = 0;
    for (int node = 1; node <= layer->nodes; node++) {
        int last = node * layer->pieces;
        struct cell cell = look_at(quantity, k, last, flow->is_weights ? 1 : 0);
        enum knowledge knowledge = tape_knows(&flow->session->tape, cell);
        if (knowledge == UNKNOWN)
            continue;
        size.is_stale |= knowledge == STALE;
        known += layer->pieces;
        for (int i = (last - layer->pieces) * columns; i < last * columns; i++)
            sum += values[i] * values[i];
    }
    size.is_known = known > 0;
    size.is_partly = known > 0 && known < rows;
    size.rms = known > 0 ? sqrt(sum / ((double)known * columns)) : 0;
    return size;
}

/* ---- over the data ---- */

static void add_dz(const struct flow *flow, const struct network *network, double *sums)
{
    for (int k = 1; k <= flow->network->depth; k++)
        for (int j = 0; j < network->layers[k].rows; j++)
            sums[k - 1] += network->layers[k].dz[j] * network->layers[k].dz[j] / network->layers[k].rows;
}

static void take_dw(const struct flow *flow, const double *gradient, double count, double *rms)
{
    for (int k = 1; k <= flow->network->depth; k++) {
        const struct layer *layer = &flow->network->layers[k];
        size_t weights = (size_t)layer->rows * (size_t)layer->inputs;
        double sum = 0;
        for (size_t i = 0; i < weights; i++)
            sum += gradient[layer->w + i] * gradient[layer->w + i];
        rms[k - 1] = sqrt(sum / (double)weights) / count;
    }
}

/* values: how many samples, then the rms of each layer. */
static void compute(const void *context, double *values)
{
    const struct flow *flow = context;
    struct replay replay;
    memset(values, 0, (size_t)(1 + flow->network->depth) * sizeof *values);
    if (!replay_open_data(&replay, &flow->session->tape, WORK_MAX, NULL))
        return;
    const struct network *network = replay.tape.network;
    double *gradient = memory_new(network->param_count, sizeof *gradient);
    for (size_t i = 0; i < replay.count; i++) {
        replay_pass(&replay, i);
        add_dz(flow, network, values + 1);
        for (size_t p = 0; p < network->param_count; p++)
            gradient[p] += network->gradient[p];
    }
    values[0] = (double)replay.count;
    for (int k = 1; k <= flow->network->depth; k++)
        values[k] = sqrt(values[k] / values[0]);
    if (flow->is_weights)
        take_dw(flow, gradient, values[0], values + 1);
    memory_free(gradient);
    replay_close(&replay);
}

static uint64_t hash_samples(uint64_t hash, const struct tape *tape)
{
    const struct dataset *data = tape->feed.data;
    if (!tape_is_fed(tape)) {
        hash = scene_hash(hash, tape->network->x, (size_t)network_inputs(tape->network) * sizeof(double));
        return scene_hash(hash, tape->network->y, (size_t)network_outputs(tape->network) * sizeof(double));
    }
    hash = scene_hash(hash, &data->count, sizeof data->count);
    hash = scene_hash(hash, &tape->feed.training, sizeof tape->feed.training);
    for (size_t i = 0; i < HASHED; i++) {
        size_t sample = i * data->count / HASHED;
        hash = scene_hash(hash, dataset_x(data, sample), (size_t)data->inputs * sizeof(double));
        hash = scene_hash(hash, dataset_y(data, sample), (size_t)data->outputs * sizeof(double));
    }
    return hash;
}

static void measure(struct flow *flow)
{
    const struct tape *tape = &flow->session->tape;
    uint64_t from = scene_hash_network(0, flow->network, &tape->settings);
    from = scene_hash(from, &tape->settings.loss, sizeof(const struct loss *));
    from = scene_hash(from, &tape->settings.loss_param, sizeof tape->settings.loss_param);
    double *own;
    struct scene_question question = {.name = "flow",
                                      .what = flow->is_weights,
                                      .from = hash_samples(from, tape),
                                      .count = (size_t)(1 + flow->network->depth),
                                      .compute = compute,
                                      .context = flow};
    const double *values = scene_cache_ask(flow->place->options->cache, &question, &own);
    flow->samples = (size_t)values[0];
    for (int k = 1; k <= flow->network->depth && flow->samples > 0; k++)
        flow->sizes[k] = (struct size){.is_known = true, .rms = values[k]};
    memory_free(own);
}

/* A pass that has come to its gradients shows those; else, once something was trained, the data's. */
static bool find_sizes(struct flow *flow)
{
    bool has_any = false;
    for (int k = 1; k <= flow->network->depth; k++) {
        flow->sizes[k] = of_pass(flow, k);
        has_any |= flow->sizes[k].is_known;
    }
    flow->is_measured =
        !has_any && flow->session->learning->count > 0 && tape_is_ready(&flow->session->tape, NULL);
    if (flow->is_measured)
        measure(flow);
    return has_any || (flow->is_measured && flow->samples > 0);
}

/* ---- scales ---- */

static bool has_bar(const struct size *size)
{
    return size->is_known && isfinite(size->rms) && size->rms > 0;
}

static void find_scale(struct flow *flow)
{
    double least = (double)INFINITY, greatest = 0;
    for (int k = 1; k <= flow->network->depth; k++)
        if (has_bar(&flow->sizes[k])) {
            least = fmin(least, flow->sizes[k].rms);
            greatest = fmax(greatest, flow->sizes[k].rms);
        }
    flow->axes.left = 0.5;
    flow->axes.right = flow->network->depth + 0.5;
    flow->axes.bottom = greatest > 0 ? fmin(least / 3, greatest / DEPTH_LEAST) : 0.001;
    flow->axes.top = greatest > 0 ? greatest : 1;
    scale_round_log(&flow->axes.bottom, &flow->axes.top);
    flow->axes.top = greatest > 0 ? greatest : 1;
}

/* Room for the number on the highest bar, once it is clear how high the plane is. */
static void raise_top(struct axes *axes)
{
    double above = ABOVE * axes->place->type.small, rest = axes->box.height - above;
    if (rest > 0)
        axes->top *= pow(axes->top / axes->bottom, above / rest);
}

/* ---- words ---- */

static double text_width(const struct flow *flow, const char *text, bool bold)
{
    return drawlist_text_width(flow->place->list, text, flow->place->type.small, bold);
}

static void draw_text(const struct flow *flow, double x, double y, const char *text, struct ink ink, bool bold)
{
    drawlist_text(
        flow->place->list, x, y, text,
        (struct text_style){
            .size = flow->place->type.small, .ink = ink, .bold = bold, .align = ALIGN_CENTRE, .middle = true});
}

/* With as many digits as there is room for, 0.0004 as 4e-4 if need be; "" where there is none. */
static void write_fitting(const struct flow *flow, double value, const char *before,
                          char text[LOOK_NUMBER_SIZE])
{
    char number[LOOK_NUMBER_SIZE - 8];
    for (int digits = NUMBER_DIGITS; digits > 0; digits--) {
        char whole[LOOK_NUMBER_SIZE];
        look_number(whole, value, digits);
        snprintf(number, sizeof number, "%.30s", whole);
        snprintf(text, LOOK_NUMBER_SIZE, "%.7s%s", before, number);
        if (text_width(flow, text, true) < flow->slot - 4)
            return;
    }
    int exponent = value > 0 && isfinite(value) ? (int)floor(log10(value)) : 0;
    snprintf(text, LOOK_NUMBER_SIZE, "%.7s%.0fe%d", before, value / pow(10, exponent), exponent);
    if (exponent == 0 || text_width(flow, text, true) >= flow->slot)
        text[0] = '\0';
}

static bool is_whole(const struct flow *flow, int k)
{
    return has_bar(&flow->sizes[k]) && !flow->sizes[k].is_partly;
}

/* "over 80 samples", "sample 3 of 10". */
static void write_remark(const struct flow *flow, char *text, size_t size)
{
    const struct tape *tape = &flow->session->tape;
    const char *name = flow->is_weights ? "∂L/∂w" : "∂L/∂z";
    if (flow->is_measured && flow->samples > 1)
        snprintf(text, size, _("rms of %s over %zu samples"), name, flow->samples);
    else if (tape->batch > 1 && tape->operation > 0)
        snprintf(text, size, _("rms of %s, sample %zu of %zu"), name,
                 tape_at(tape, tape->operation - 1).sample + 1, tape->batch);
    else
        snprintf(text, size, _("rms of %s"), name);
}

/* What has become of it at the first layer. */
static void draw_verdict(const struct flow *flow, const struct box *row)
{
    int depth = flow->network->depth;
    char text[160], number[LOOK_NUMBER_SIZE];
    if (depth < 2 || !is_whole(flow, 1) || !is_whole(flow, depth))
        return;
    double factor = flow->sizes[1].rms / flow->sizes[depth].rms;
    look_number(number, factor, 2);
    bool is_vanishing = factor < HEALTH_VANISHING, is_ill = is_vanishing || factor > HEALTH_EXPLODING;
    snprintf(text, sizeof text,
             is_vanishing ? _("it vanishes: in layer 1 it is %s times that of layer %d")
             : is_ill     ? _("it explodes: in layer 1 it is %s times that of layer %d")
                          : _("in layer 1 it is %s times that of layer %d"),
             number, depth);
    if (text_width(flow, text, is_ill) > row->width)
        snprintf(text, sizeof text,
                 is_vanishing ? _("it vanishes: × %s down to layer 1")
                 : is_ill     ? _("it explodes: × %s down to layer 1")
                              : _("× %s down to layer 1"),
                 number);
    if (text_width(flow, text, is_ill) > row->width)
        snprintf(text, sizeof text,
                 is_vanishing ? _("vanishes: × %s")
                 : is_ill     ? _("explodes: × %s")
                              : "× %s",
                 number);
    drawlist_text(flow->place->list, row->x, row->y + 0.8 * flow->place->type.small, text,
                  (struct text_style){.size = flow->place->type.small,
                                      .ink = ink(is_ill ? ROLE_WARNING : ROLE_TEXT),
                                      .bold = is_ill,
                                      .middle = true,
                                      .fit = row->width});
}

/* ---- bars ---- */

static double middle_of(const struct flow *flow, int k)
{
    return axes_x(&flow->axes, k);
}

static void draw_number(const struct flow *flow, int k, double top)
{
    const struct size *size = &flow->sizes[k];
    char text[LOOK_NUMBER_SIZE];
    double y = top - 0.85 * flow->place->type.small;
    struct ink colour = ink(isfinite(size->rms) ? size->rms > 0 ? ROLE_TEXT : ROLE_WARNING : ROLE_ERROR);
    *flow->place->forms |= isfinite(size->rms) ? 0 : FORM_NOT_FINITE;
    write_fitting(flow, size->rms, "", text);
    draw_text(flow, middle_of(flow, k), y, text, colour, true);
}

static void draw_bar(const struct flow *flow, int k)
{
    const struct size *size = &flow->sizes[k];
    const struct box *box = &flow->axes.box;
    double width = fmin(BAR * flow->slot, 7 * flow->place->type.small), floor_y = box->y + box->height;
    double left = middle_of(flow, k) - width / 2,
           top = has_bar(size) ? axes_y(&flow->axes, size->rms) : floor_y;
    struct ink colour = ink(size->is_stale ? ROLE_STALE : ROLE_BACKWARD);
    double scale = flow->place->type.scale;
    if (!size->is_known) { /* its place, empty */
        drawlist_rectangle(flow->place->list, left, box->y + box->height / 2, width, box->height / 2, 3,
                           INK_NONE, stroke_dashed(ink(ROLE_UNKNOWN), 1.2 * scale, 4 * scale, 4 * scale, 0));
        return;
    }
    if (has_bar(size) && size->is_partly)
        drawlist_rectangle(flow->place->list, left, top, width, floor_y - top, 3, ink_fade(colour, 0.3),
                           stroke_dashed(colour, 1.6 * scale, 5 * scale, 3 * scale, 0));
    else if (has_bar(size))
        drawlist_rectangle(flow->place->list, left, top, width, floor_y - top, 3, colour, STROKE_NONE);
    draw_number(flow, k, top);
}

/* What the gradient is multiplied by on its way from layer k + 1 to layer k: "← ×0.2". */
static void draw_factor(const struct flow *flow, int k, double y)
{
    char text[LOOK_NUMBER_SIZE];
    if (!is_whole(flow, k) || !is_whole(flow, k + 1))
        return;
    double factor = flow->sizes[k].rms / flow->sizes[k + 1].rms;
    bool is_striking = factor * STRIKING < 1 || factor > STRIKING;
    write_fitting(flow, factor, "← ×", text);
    if (!*text)
        write_fitting(flow, factor, "×", text);
    draw_text(flow, (middle_of(flow, k) + middle_of(flow, k + 1)) / 2, y, text,
              ink(is_striking ? ROLE_WARNING : ROLE_TEXT_DIM), is_striking);
}

/* Every layer's number, or every second, fifth ..., the last one always; and the activation where it fits. */
static void draw_layers(const struct flow *flow, double y, bool has_names)
{
    const struct explanation *centre = look_step(flow->session);
    double size = flow->place->type.small;
    int depth = flow->network->depth, stride = (int)axes_nice(fmax(1, 2 * size / flow->slot));
    bool is_long = text_width(flow, _("layer"), true) + 2.2 * size < flow->slot;
    for (int k = 1; k <= depth; k++) {
        char text[48];
        bool is_now = centre && centre->step.phase == PHASE_BACKWARD && centre->step.layer == k;
        const char *name = flow->network->layers[k].activation->name;
        snprintf(text, sizeof text, is_long ? _("layer %d") : "%d", k);
        if (k == depth || (k % stride == 0 && depth - k >= stride) || (stride > 1 && k == 1))
            draw_text(flow, middle_of(flow, k), y, text, ink(is_now ? ROLE_ACCENT_TEXT : ROLE_TEXT), is_now);
        if (has_names && text_width(flow, name, false) < flow->slot - 4)
            draw_text(flow, middle_of(flow, k), y + 1.3 * size, name, ink(ROLE_TEXT_DIM), false);
    }
}

/* ---- what the mouse is over ---- */

static void draw_tip(const struct flow *flow, int k)
{
    struct tip_line lines[2];
    char title[96];
    size_t count = 0;
    const struct size *size = &flow->sizes[k];
    snprintf(title, sizeof title, _("layer %d: %s"), k, flow->network->layers[k].activation->name);
    lines[count].ink = ink(size->is_known ? ROLE_BACKWARD : ROLE_UNKNOWN);
    snprintf(lines[count].name, sizeof lines[count].name,
             flow->is_weights ? _("rms of ∂L/∂w") : _("rms of ∂L/∂z"));
    snprintf(lines[count].number, sizeof lines[count].number, "–");
    if (size->is_known)
        look_number(lines[count].number, size->rms, 6);
    count++;
    if (k < flow->network->depth && is_whole(flow, k) && is_whole(flow, k + 1)) {
        lines[count].ink = ink(ROLE_TEXT);
        snprintf(lines[count].name, sizeof lines[count].name, _("times that of layer %d"), k + 1);
        look_number(lines[count++].number, size->rms / flow->sizes[k + 1].rms, 4);
    }
    panel_tip(flow->place, middle_of(flow, k) + flow->slot / 2, flow->axes.box.y + 0.4 * flow->axes.box.height,
              title, lines, count);
}

static void answer_mouse(const struct flow *flow)
{
    const struct scene_hover *hover = &flow->place->options->hover;
    const struct box *box = &flow->axes.box;
    for (int k = 1; k <= flow->network->depth; k++) {
        struct hit hit = {.kind = HIT_POINT, .layer = k, .row = k, .column = 1};
        drawlist_hit_rectangle(flow->place->list, middle_of(flow, k) - flow->slot / 2, box->y, flow->slot,
                               box->height, hit);
        if (look_is_hovered(hover, &hit) && strcmp(hover->panel, "flow") == 0)
            draw_tip(flow, k);
    }
}

/* ---- the panel ---- */

static void draw_picture(struct flow *flow, struct box box)
{
    double size = flow->place->type.small, above = 1.7 * size;
    bool has_room = box.height > 14 * size;
    bool has_names = has_room && box.width / flow->network->depth > 4 * size;
    struct box row = box, room = box;
    room.y += has_room ? 2 * above : above;
    room.height -= (has_room ? 2 * above : above) + (has_names ? 3.1 : 1.8) * size;
    if (!axes_fit(&flow->axes, room, AXES_FREE))
        return;
    raise_top(&flow->axes);
    flow->slot = flow->axes.box.width / flow->network->depth;
    draw_verdict(flow, &row);
    axes_grid(&flow->axes);
    axes_frame(&flow->axes);
    for (int k = 1; k <= flow->network->depth; k++)
        draw_bar(flow, k);
    for (int k = 1; k < flow->network->depth && has_room; k++)
        draw_factor(flow, k, flow->axes.box.y - 0.8 * size);
    draw_layers(flow, flow->axes.box.y + flow->axes.box.height + 1.05 * size, has_names);
    answer_mouse(flow);
}

void panel_flow_draw(const struct panel_place *place)
{
    struct flow flow = {.place = place, .session = place->session, .network = place->session->tape.network};
    const char *title = _("the gradient, layer by layer");
    struct error error = {.text = ""};
    char remark[96];
    flow.is_weights = view_has_option(&place->session->view, "flow", "weights");
    flow.axes =
        (struct axes){.place = place, .x_name = "", .y_name = "", .bare = AXES_BARE_X, .numbers = AXES_LOG_Y};
    if (!session_needs_network(place->session, &error)) {
        panel_sentence(place, panel_heading(place, title, NULL), error.text);
        return;
    }
    if (!find_sizes(&flow)) {
        panel_sentence(
            place, panel_heading(place, title, NULL),
            _("No gradient is known yet: 'backward' computes it, from the last layer to the first."));
        return;
    }
    find_scale(&flow);
    write_remark(&flow, remark, sizeof remark);
    if (text_width(&flow, remark, false) >
        place->box.width - drawlist_text_width(place->list, title, place->type.label, true) -
            3 * place->type.space)
        *remark = '\0'; /* the scale has room for no words */
    draw_picture(&flow, panel_heading(place, title, remark));
}
