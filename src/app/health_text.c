#include "app/health_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/translate.h"
#include "base/utf8.h"

/* ---- the table ---- */

enum { COLUMNS = 8, CELL_SIZE = 48, GAP = 2 };

struct row {
    char cells[COLUMNS][CELL_SIZE];
};

static void number_cell(char cell[CELL_SIZE], double number)
{
    if (isnan(number))
        snprintf(cell, CELL_SIZE, "-");
    else
        snprintf(cell, CELL_SIZE, "%.3g", number);
}

static void head_row(struct row *row, bool is_ascii)
{
    const char *const heads[COLUMNS] = {
        _("layer"),
        _("nodes"),
        _("saturated"),
        _("dead"),
        is_ascii ? "dL/dz" : "∂L/∂z",
        _("factor"),
        is_ascii ? "dL/dw" : "∂L/∂w",
        _("update/weight"),
    };
    for (int i = 0; i < COLUMNS; i++)
        snprintf(row->cells[i], CELL_SIZE, "%s", heads[i]);
}

static void layer_row(struct row *row, const struct health *health, const struct network *network, int k)
{
    const struct health_layer *layer = &health->layers[k];
    snprintf(row->cells[0], CELL_SIZE, "%d %s", k, network->layers[k].activation->name);
    snprintf(row->cells[1], CELL_SIZE, "%d", network->layers[k].nodes);
    snprintf(row->cells[2], CELL_SIZE, "%.0f %%", 100 * layer->saturated);
    snprintf(row->cells[3], CELL_SIZE, "%d", layer->dead);
    number_cell(row->cells[4], layer->dz);
    number_cell(row->cells[5], layer->factor);
    number_cell(row->cells[6], layer->dw);
    number_cell(row->cells[7], layer->update);
}

/* The first column to the left, the numbers to the right, by what a terminal takes for each character. */
static void print_table(struct session *session, const struct row *rows, int count)
{
    size_t width[COLUMNS] = {0};
    struct buffer *out = &session->out;
    for (int i = 0; i < count; i++)
        for (int c = 0; c < COLUMNS; c++)
            if (utf8_columns(rows[i].cells[c]) > width[c])
                width[c] = utf8_columns(rows[i].cells[c]);
    for (int i = 0; i < count; i++) {
        for (int c = 0; c < COLUMNS; c++) {
            const char *text = rows[i].cells[c];
            size_t padding = width[c] - utf8_columns(text);
            buffer_pad(out, ' ', GAP + (c > 0 ? padding : 0));
            buffer_put(out, text);
            buffer_pad(out, ' ', c == 0 ? padding : 0);
        }
        buffer_put_char(out, '\n');
    }
}

static void print_layers(const struct health *health, struct session *session)
{
    struct row rows[NETWORK_LAYERS_MAX + 1];
    head_row(&rows[0], session->notation.is_ascii);
    for (int k = 1; k <= health->depth; k++)
        layer_row(&rows[k], health, session->tape.network, k);
    print_table(session, rows, health->depth + 1);
}

/* ---- the verdicts ---- */

/* A power of ten: whoever follows it should see that it is only about the size. */
static double round_rate(double rate)
{
    return pow(10, floor(log10(rate) + 1e-9));
}

/* A tenth at most; towards updates between a hundredth and a tenth of the weights. */
static double smaller_rate(double rate, double update)
{
    double wanted = update > 1 ? rate * 0.1 / update : rate / 10;
    return round_rate(fmax(wanted, 1e-300));
}

/* The weights that suit the activation: he makes up for the half that ReLU and its kin cut off. */
static const char *fitting_weights(const struct session *session, int layer)
{
    const struct activation *activation = session->tape.network->layers[layer].activation;
    return isnan(activation->kink) ? "init xavier" : "init he";
}

static void say_dead(const struct health *health, const struct verdict *verdict, struct buffer *out)
{
    if (health->samples > 1)
        buffer_printf(
            out,
            _("dying: %.0f %% of the nodes of layer %d are off on every sample, and no gradient wakes "
              "them; try: layer %d leaky_relu"),
            100 * verdict->number, verdict->layer, verdict->layer);
    else
        buffer_printf(
            out,
            _("dying: all nodes of layer %d are off on this sample, and no gradient wakes them; try: layer %d "
              "leaky_relu"),
            verdict->layer, verdict->layer);
}

static void say_blocked(const struct session *session, const struct verdict *verdict, struct buffer *out)
{
    const struct activation *last = network_last(session->tape.network)->activation;
    bool bce_helps = last->bce_is_fused && !session->tape.settings.has_softmax;
    buffer_printf(
        out,
        _("saturated: the output is near its end where it is wrong, and only %.2g %% of its error gets "
          "through; try: %s"),
        100 * verdict->number, bce_helps ? "loss bce" : "init xavier");
}

/* Its slope is small everywhere: sigmoid's is 1/4 at most. */
static bool is_flat(const struct layer *layer)
{
    const struct activation *activation = layer->activation;
    if (activation->is_maxout || !isnan(activation->kink))
        return false;
    return activation->df(0, activation->f(0, layer->param), layer->param) < 0.5;
}

enum { LAYERS_NAMED_MAX = 8 };

/* A flat activation is to blame itself, in each of its layers; else the weights are. */
static void say_vanishing(const struct health *health, const struct session *session,
                          const struct verdict *verdict, struct buffer *out)
{
    const struct layer *layers = session->tape.network->layers;
    buffer_printf(out,
                  _("vanishing: from layer %d back to layer 1 the gradient shrinks to %.2g %%, most of all in "
                    "layer %d; try: "),
                  health->depth, 100 * verdict->number, verdict->layer);
    if (!is_flat(&layers[verdict->layer])) {
        buffer_put(out, fitting_weights(session, verdict->layer));
        return;
    }
    int named = 0;
    for (int k = 1; k < health->depth; k++)
        if (is_flat(&layers[k]) && (k == verdict->layer || named < LAYERS_NAMED_MAX)) {
            buffer_printf(out, "layer %d relu; ", k);
            named++;
        }
    buffer_put(out, "init he");
}

static void say_rate(const struct health *health, const struct session *session, const struct verdict *verdict,
                     struct buffer *out)
{
    double rate = session->tape.settings.rate;
    if (verdict->ailment == AILMENT_RATE_SMALL) {
        buffer_printf(out, _("rate too small: an update moves the weights by %.2g of their size; try: rate %g"),
                      verdict->number, round_rate(rate * 1e-3 / verdict->number));
        return;
    }
    double try = smaller_rate(rate, verdict->number);
    if (health->after <= health->loss)
        buffer_printf(
            out,
            _("rate too large: one update moves the weights of layer %d by %.2g times their size; try: "
              "rate %g"),
            verdict->layer, verdict->number, try);
    else
        buffer_printf(out, _("rate too large: one update takes the loss from %.3g up to %.3g; try: rate %g"),
                      health->loss, health->after, try);
}

static void say(const struct health *health, const struct session *session, const struct verdict *verdict,
                struct buffer *out)
{
    int layer = verdict->layer;
    switch (verdict->ailment) {
    case AILMENT_NOT_FINITE:
        if (layer)
            buffer_printf(out,
                          _("too large to compute: layer %d has numbers beyond the largest there is; try: %s"),
                          layer, "init xavier");
        else
            buffer_printf(out, _("too large to compute: the loss is not finite; try: %s"), "init xavier");
        break;
    case AILMENT_NEVER_LEARNS:
        buffer_printf(
            out,
            _("no slope: layer %d is step, whose slope is 0 everywhere, so no gradient gets through it; "
              "try: layer %d sigmoid"),
            layer, layer);
        break;
    case AILMENT_SYMMETRIC:
        buffer_printf(
            out,
            _("symmetry: all nodes of layer %d have the same weights, so they learn the same and stay "
              "one node; try: %s"),
            layer, fitting_weights(session, layer));
        break;
    case AILMENT_DEAD:
        say_dead(health, verdict, out);
        break;
    case AILMENT_SATURATED:
        buffer_printf(
            out, _("saturated: in layer %d %.0f %% of the values lie where the slope is almost 0; try: %s"),
            layer, 100 * verdict->number, "init xavier");
        break;
    case AILMENT_BLOCKED:
        say_blocked(session, verdict, out);
        break;
    case AILMENT_VANISHING:
        say_vanishing(health, session, verdict, out);
        break;
    case AILMENT_EXPLODING:
        buffer_printf(
            out,
            _("exploding: from layer %d back to layer 1 the gradient grows %.3g times, most of all on "
              "its way to layer %d; try: %s"),
            health->depth, verdict->number, layer, fitting_weights(session, layer));
        break;
    case AILMENT_RATE_LARGE:
    case AILMENT_RATE_SMALL:
        say_rate(health, session, verdict, out);
        break;
    case AILMENT_COUNT:
        break;
    }
}

/* ---- the whole ---- */

static void print_samples(const struct health *health, struct session *session)
{
    const struct dataset *data = session->tape.feed.data;
    const char *name = health->is_data && *data->name ? data->name : _("typed in");
    if (!health->is_data)
        session_print(session, "%s", _("health on the x and y of now"));
    else if (health->samples < health->all)
        session_print(session, _("health on %zu of the %zu samples for training (%s)"), health->samples,
                      health->all, name);
    else
        session_print(session, _("health on the %zu samples for training (%s)"), health->samples, name);
    session_print(session, _(": mean loss %.4g, after one update %.4g; gradients as rms\n"), health->loss,
                  health->after);
}

void health_print(const struct health *health, struct session *session)
{
    struct buffer text = BUFFER_EMPTY;
    print_samples(health, session);
    print_layers(health, session);
    for (size_t i = 0; i < health->verdict_count; i++) {
        buffer_clear(&text);
        say(health, session, &health->verdicts[i], &text);
        session_print(session, "%s\n", buffer_text(&text));
    }
    buffer_finish(&text);
    if (health->verdict_count > 0)
        return;
    if (health->is_learned)
        session_print(session, _("nothing is left to learn here: the error is down to %.2g\n"), health->error);
    else
        session_print(session, "%s\n", _("nothing stands out: values, gradients and rate look healthy"));
}
