/* The curve panel: the activation function of a layer, and where its nodes stand on it. */
#include "view/panel_curve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/formula.h"
#include "base/memory.h"
#include "base/translate.h"
#include "nn/forward.h"
#include "view/look.h"
#include "view/scene_cache.h"

enum { SAMPLES_MAX = 300, WORK_MAX = 4000000 /* weights, all samples together: some milliseconds */ };

/* ---- which node ---- */

/* The selected node, or the one whose number is selected. */
static bool choose_selected(struct curve *curve)
{
    struct cell cell = curve->session->selected;
    if (!curve->session->has_selected)
        return false;
    if (quantity_is_gradient(cell.quantity))
        cell.quantity = quantity_of_gradient(cell.quantity);
    bool is_output = cell.quantity == QUANTITY_YHAT;
    if (!is_output && (!quantity_has_layer(cell.quantity) || cell.layer == 0))
        return false;
    curve->number = is_output ? curve->network->depth : cell.layer;
    curve->layer = &curve->network->layers[curve->number];
    int pieces = is_output || cell.quantity == QUANTITY_A ? 1 : curve->layer->pieces;
    curve->node = cell.row > 0 ? (cell.row - 1) / pieces + 1 : 1;
    curve->input = cell.quantity == QUANTITY_W ? cell.column : 0;
    return true;
}

/* Else the step's; else the first. */
static void choose(struct curve *curve)
{
    const struct explanation *centre = look_step(curve->session);
    if (choose_selected(curve))
        return;
    curve->number = curve->node = 1;
    if (centre && centre->step.layer > 0) {
        curve->number = centre->step.layer;
        curve->node = centre->step.node;
    } else if (centre && centre->step.operation != OPERATION_DX) {
        curve->number = curve->network->depth;
    }
    curve->layer = &curve->network->layers[curve->number];
}

/* The input on which a maxout node's pieces differ most. */
static int telling_input(const struct curve *curve)
{
    const struct layer *layer = curve->layer;
    double widest = -1;
    int best = 1;
    for (int i = 0; i < layer->inputs; i++) {
        double low = (double)INFINITY, high = -(double)INFINITY;
        for (int p = 0; p < layer->pieces; p++) {
            int row = (curve->node - 1) * layer->pieces + p;
            double w = curve->network->param[layer->w + (size_t)row * (size_t)layer->inputs + (size_t)i];
            low = fmin(low, w);
            high = fmax(high, w);
        }
        if (high - low > widest) {
            widest = high - low;
            best = i + 1;
        }
    }
    return best;
}

bool curve_z(const struct curve *curve, double *z, int *row)
{
    const struct layer *layer = curve->layer;
    *row = layer->pieces > 1 ? tape_winner(layer, curve->node - 1) + 1 : curve->node;
    *z = layer->z[*row - 1];
    int last = curve->node * layer->pieces; /* of its pieces */
    return tape_knows(&curve->session->tape, look_at(QUANTITY_Z, curve->number, last, 0)) != UNKNOWN;
}

/* ---- where the samples stand ---- */

static const struct dataset *fitting_data(const struct curve *curve)
{
    const struct dataset *data = curve->session->tape.feed.data;
    return data && data->count > 0 && data->inputs == network_inputs(curve->network) ? data : NULL;
}

static void compute(const void *context, double *values)
{
    const struct curve *curve = context;
    const struct dataset *data = fitting_data(curve);
    size_t pieces = (size_t)curve->layer->pieces, first = (size_t)(curve->node - 1) * pieces;
    struct forward *forward = forward_new(curve->network);
    double *yhat = memory_new((size_t)network_outputs(curve->network), sizeof *yhat);
    for (size_t i = 0; i < curve->count; i++, values += 1 + pieces) {
        forward_run(forward, curve->network, &curve->session->tape.settings,
                    dataset_x(data, i * data->count / curve->count), yhat);
        values[0] = forward_a(forward, curve->number - 1)[curve->input - 1];
        memcpy(values + 1, forward_z(forward, curve->number) + first, pieces * sizeof *values);
    }
    memory_free(yhat);
    forward_free(forward);
}

static void find_samples(struct curve *curve, double **own)
{
    const struct network *network = curve->network;
    const struct dataset *data = fitting_data(curve);
    const int what[] = {curve->number, curve->node, curve->input};
    *own = NULL;
    if (!data)
        return;
    size_t most = WORK_MAX / network->weight_count;
    most = most < 1 ? 1 : most < SAMPLES_MAX ? most : SAMPLES_MAX;
    curve->count = data->count < most ? data->count : most;
    uint64_t from = scene_hash_network(0, network, &curve->session->tape.settings);
    for (size_t i = 0; i < curve->count; i++)
        from = scene_hash(from, dataset_x(data, i * data->count / curve->count),
                          (size_t)data->inputs * sizeof(double));
    struct scene_question question = {.name = "curve",
                                      .what = scene_hash(0, what, sizeof what),
                                      .from = from,
                                      .count = curve->count * (1 + (size_t)curve->layer->pieces),
                                      .compute = compute,
                                      .context = curve};
    curve->samples = scene_cache_ask(curve->place->options->cache, &question, own);
}

/* ---- words ---- */

/* One token, in the signs of a textbook. */
static void put_piece(struct buffer *out, const struct formula_piece *piece,
                      const struct activation *activation, double param)
{
    char number[LOOK_NUMBER_SIZE];
    if (activation->param_name && formula_piece_is(piece, activation->param_name)) {
        look_number(number, param, LOOK_DIGITS);
        buffer_put(out, number);
    } else if (piece->text[0] >= '0' && piece->text[0] <= '9') {
        look_number(number, strtod(piece->text, NULL), LOOK_DIGITS);
        buffer_put(out, number);
    } else if (formula_piece_is(piece, "*")) {
        buffer_put(out, "·");
    } else if (formula_piece_is(piece, "sqrt")) {
        buffer_put(out, "√");
    } else if (formula_piece_is(piece, "pi")) {
        buffer_put(out, "π");
    } else {
        buffer_put_n(out, piece->text, piece->length);
    }
}

static void put_expression(struct buffer *out, const char *formula, const struct activation *activation,
                           double param)
{
    struct formula_piece piece, next;
    for (size_t at = 0; formula_next(formula, &at, &piece);) {
        size_t behind = at;
        bool has_next = formula_next(formula, &behind, &next);
        bool is_square = formula_piece_is(&piece, "^") && has_next && formula_piece_is(&next, "2");
        bool is_one = param == 1 && activation->param_name &&
                      formula_piece_is(&piece, activation->param_name) && has_next &&
                      formula_piece_is(&next, "*");
        if (is_square)
            buffer_put(out, "²");
        if (is_square || is_one)
            at = behind;
        else
            put_piece(out, &piece, activation, param);
    }
}

/* From start to end, without the blanks around it; the caller frees it. */
static char *trimmed(const char *start, const char *end)
{
    while (start < end && *start == ' ')
        start++;
    while (end > start && end[-1] == ' ')
        end--;
    return memory_text(start, (size_t)(end - start));
}

void curve_put_formula(struct buffer *out, const char *formula, const struct activation *activation,
                       double param)
{
    const char *question = strchr(formula, '?'), *colon = strchr(formula, ':');
    if (!question || !colon) {
        put_expression(out, formula, activation, param);
        return;
    }
    char *parts[] = {trimmed(question + 1, colon), trimmed(formula, question),
                     trimmed(colon + 1, formula + strlen(formula))};
    struct buffer texts[3] = {BUFFER_EMPTY, BUFFER_EMPTY, BUFFER_EMPTY};
    for (int i = 0; i < 3; i++)
        put_expression(&texts[i], parts[i], activation, param);
    buffer_printf(out, _("%s where %s, else %s"), buffer_text(&texts[0]), buffer_text(&texts[1]),
                  buffer_text(&texts[2]));
    for (int i = 0; i < 3; i++) {
        buffer_finish(&texts[i]);
        memory_free(parts[i]);
    }
}

double curve_caption_height(const struct panel_place *place)
{
    return 1.8 * place->type.small;
}

void curve_caption(const struct panel_place *place, const struct box *row, const char *text, struct ink ink,
                   const struct look_piece *pieces, size_t count, size_t kept)
{
    double size = place->type.small, y = row->y + 0.8 * size;
    double wanted = drawlist_text_width(place->list, text, size, true) + size;
    for (; count > kept && wanted <= row->width &&
           wanted + look_row_width(place->list, pieces, count, size) > row->width;
         pieces += 2)
        count -= 2;
    for (; count > 0 && look_row_width(place->list, pieces, count, size) > row->width; pieces += 2)
        count -= 2;
    look_row(place->list, row->x + row->width, y, pieces, count, size, ALIGN_RIGHT);
    double room = row->width - look_row_width(place->list, pieces, count, size) - size;
    char *shown = memory_string(text), *sign = strstr(shown, " = ");
    if (sign && drawlist_text_width(place->list, shown, size, true) > room)
        *sign = '\0'; /* half a formula is worse than none */
    if (room > 2 * size)
        drawlist_text(place->list, row->x, y, shown,
                      (struct text_style){.size = size, .ink = ink, .bold = true, .middle = true, .fit = room});
    memory_free(shown);
}

double curve_rug_height(const struct panel_place *place)
{
    return 0.75 * place->type.small;
}

void curve_draw_rug_mark(const struct axes *axes, double x, struct ink ink)
{
    double y = axes->box.y + axes->box.height, at = axes_x(axes, x);
    if (at >= axes->box.x && at <= axes->box.x + axes->box.width)
        drawlist_line(axes->place->list, at, y - 1, at, y - curve_rug_height(axes->place),
                      stroke_solid(ink_fade(ink, 0.8), fmax(1, 2 * axes->place->type.scale)));
}

/* ---- the panel ---- */

void panel_curve_draw(const struct panel_place *place)
{
    const struct session *session = place->session;
    struct curve curve = {.place = place, .session = session, .network = session->tape.network};
    double *own;
    if (!curve.network || view_has_option(&session->view, "curve", "all")) {
        curve_draw_all(place);
        return;
    }
    choose(&curve);
    if (curve.input == 0)
        curve.input = curve.layer->pieces > 1 ? telling_input(&curve) : 1;
    find_samples(&curve, &own);
    snprintf(curve.title, sizeof curve.title, _("layer %d, node %d: %s"), curve.number, curve.node,
             curve.layer->activation->name);
    if (curve.layer->activation->is_maxout)
        curve_draw_pieces(&curve);
    else
        curve_draw_function(&curve);
    memory_free(own);
}
