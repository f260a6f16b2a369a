/* All that `save` keeps of the network, the settings and the data, in JSON; load_json.c reads it back. */
#include <math.h>

#include "app/cell.h"
#include "app/export.h"
#include "app/save.h"
#include "base/json.h"
#include "base/translate.h"
#include "lang/value.h"

/* JSON has no infinity and no NaN: they are written as strings. */
static void put_number(struct buffer *out, double number)
{
    if (isfinite(number)) {
        save_put_number(out, number);
        return;
    }
    buffer_put_char(out, '"');
    number_print(out, number, VALUE_DIGITS_MAX);
    buffer_put_char(out, '"');
}

static void put_row(struct buffer *out, const double *numbers, size_t count)
{
    buffer_put_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        buffer_put(out, i > 0 ? ", " : "");
        put_number(out, numbers[i]);
    }
    buffer_put_char(out, ']');
}

static void put_rows(struct buffer *out, const double *numbers, size_t rows, size_t columns, const char *indent)
{
    buffer_put_char(out, '[');
    for (size_t i = 0; i < rows; i++) {
        buffer_printf(out, "%s\n%s  ", i > 0 ? "," : "", indent);
        put_row(out, numbers + i * columns, columns);
    }
    buffer_put_char(out, ']');
}

/* The numbers of one layer that lie where its weights and biases lie: in param, first or state. */
static void put_layer_numbers(struct buffer *out, const struct layer *layer, const double *numbers,
                              const char *w_name, const char *b_name)
{
    buffer_printf(out, "\"%s\": ", w_name);
    put_rows(out, numbers + layer->w, (size_t)layer->rows, (size_t)layer->inputs, "        ");
    buffer_printf(out, ",\n        \"%s\": ", b_name);
    put_row(out, numbers + layer->b, (size_t)layer->rows);
}

static void put_frozen(struct buffer *out, const struct network *network, const struct layer *layer)
{
    size_t w_count = (size_t)layer->rows * (size_t)layer->inputs, b_count = (size_t)layer->rows;
    const char *gap = "";
    buffer_put(out, "\"frozen_w\": [");
    for (size_t i = 0; i < w_count; i++) {
        if (network->frozen[layer->w + i]) {
            buffer_printf(out, "%s[%zu, %zu]", gap, i / (size_t)layer->inputs + 1,
                          i % (size_t)layer->inputs + 1);
            gap = ", ";
        }
    }
    buffer_put(out, "],\n        \"frozen_b\": [");
    gap = "";
    for (size_t i = 0; i < b_count; i++) {
        if (network->frozen[layer->b + i]) {
            buffer_printf(out, "%s%zu", gap, i + 1);
            gap = ", ";
        }
    }
    buffer_put_char(out, ']');
}

static void put_named(struct buffer *out, const char *name, bool has_param, double param)
{
    buffer_printf(out, "{\"name\": \"%s\"", name);
    if (has_param) {
        buffer_put(out, ", \"parameter\": ");
        put_number(out, param);
    }
    buffer_put_char(out, '}');
}

static void put_layer(struct buffer *out, const struct session *session, const struct layer *layer)
{
    const struct network *network = session->tape.network;
    buffer_printf(out, "      {\"nodes\": %d,\n        \"activation\": ", layer->nodes);
    put_named(out, layer->activation->name, layer->activation->param_name != NULL, layer->param);
    buffer_put(out, ",\n        ");
    put_layer_numbers(out, layer, network->param, "w", "b");
    buffer_put(out, ",\n        ");
    put_layer_numbers(out, layer, network->first, "first_w", "first_b");
    buffer_put(out, ",\n        ");
    put_frozen(out, network, layer);
    buffer_put(out, ",\n        \"state\": [");
    for (size_t i = 0; i < session->tape.settings.optimizer->states; i++) {
        buffer_printf(out, "%s\n        {", i > 0 ? "," : "");
        put_layer_numbers(out, layer, network->state[i], "w", "b");
        buffer_put_char(out, '}');
    }
    buffer_put(out, "]}");
}

static void put_net(struct buffer *out, const struct session *session)
{
    const struct network *network = session->tape.network;
    const struct tape *tape = &session->tape;
    buffer_printf(out, "  \"net\": {\n    \"inputs\": %d,\n    \"head\": \"%s\",\n    \"layers\": [\n",
                  network_inputs(network), tape->settings.has_softmax ? "softmax" : "none");
    for (int k = 1; k <= network->depth; k++) {
        put_layer(out, session, &network->layers[k]);
        buffer_put(out, k < network->depth ? ",\n" : "\n    ]");
    }
    if (tape->has_x && save_types_input(session)) {
        buffer_put(out, ",\n    \"input\": ");
        put_row(out, network->x, (size_t)network_inputs(network));
    }
    if (tape->has_y && save_types_input(session)) {
        buffer_put(out, ",\n    \"target\": ");
        put_row(out, network->y, (size_t)network_outputs(network));
    }
    buffer_put(out, "\n  },\n");
}

static void put_settings(struct buffer *out, const struct session *session)
{
    const struct settings *settings = &session->tape.settings;
    const struct feed *feed = &session->tape.feed;
    buffer_printf(out, "  \"init\": \"%s\",\n  \"seed\": %llu,\n  \"loss\": ", session->initializer->name,
                  (unsigned long long)session->seed);
    put_named(out, settings->loss->name, settings->loss->param_name != NULL, settings->loss_param);
    buffer_put(out, ",\n  \"optimizer\": ");
    put_named(out, settings->optimizer->name, settings->optimizer->param_name != NULL,
              settings->optimizer_param);
    buffer_put(out, ",\n  \"rate\": ");
    put_number(out, settings->rate);
    if (settings->regularizer != REGULARIZER_NONE) {
        buffer_put(out, ",\n  \"regularize\": ");
        put_named(out, settings->regularizer == REGULARIZER_L1 ? "l1" : "l2", true, settings->lambda);
    }
    buffer_printf(out, ",\n  \"shuffle\": %s,\n", feed->shuffles ? "true" : "false");
    if (feed->batch > 0)
        buffer_printf(out, "  \"batch\": %zu,\n", feed->batch);
}

static void put_data(struct buffer *out, const struct feed *feed)
{
    const struct dataset *data = feed->data;
    buffer_put(out, "  \"data\": {\n    \"name\": ");
    json_put_string(out, data->name);
    buffer_printf(out, ",\n    \"classes\": %d,\n", data->classes);
    for (int i = 0; data->class_name && i < data->classes; i++) {
        buffer_put(out, i > 0 ? ", " : "    \"class_names\": [");
        json_put_string(out, data->class_name[i]);
        buffer_put(out, i < data->classes - 1 ? "" : "],\n");
    }
    buffer_put(out, "    \"x\": ");
    put_rows(out, data->x, data->count, (size_t)data->inputs, "    ");
    buffer_put(out, ",\n    \"y\": ");
    put_rows(out, data->y, data->count, (size_t)data->outputs, "    ");
    buffer_put(out, ",\n    \"order\": [");
    for (size_t i = 0; i < data->count; i++)
        buffer_printf(out, "%s%u", i > 0 ? ", " : "", feed->order[i] + 1);
    buffer_printf(out, "],\n    \"training\": %zu,\n    \"cursor\": %zu\n  },\n", feed->training, feed->cursor);
}

/* The numbers of a pass that can't be repeated, and where it stands. */
static void put_cells(struct buffer *out, const struct session *session)
{
    const struct tape *tape = &session->tape;
    struct cell cell = SAVE_VALUES_START;
    const char *gap = "";
    buffer_put(out, "  \"cells\": [");
    for (; save_next_values(session, &cell); gap = ",") {
        int rows, columns;
        const double *values = network_values(tape->network, cell.quantity, cell.layer, &rows, &columns);
        buffer_printf(out, "%s\n    {\"name\": \"", gap);
        cell_typed(out, cell);
        buffer_put(out, "\", \"values\": ");
        if (quantity_indices(cell.quantity) == 2)
            put_rows(out, values, (size_t)rows, (size_t)columns, "    ");
        else
            put_row(out, values, (size_t)rows);
        buffer_put_char(out, '}');
    }
    buffer_printf(out, "],\n  \"place\": [%zu, %zu, %d, %d],\n", tape->operation, tape->batch,
                  tape->stale.layer, tape->stale.row);
}

static void put_random(struct buffer *out, const struct random *random)
{
    buffer_put(out, "  \"random\": [");
    for (int i = 0; i < 4; i++) /* halves, since many readers keep numbers as doubles */
        buffer_printf(out, "%s%u, %u", i > 0 ? ", " : "", (unsigned)(random->state[i] >> 32),
                      (unsigned)(random->state[i] & UINT32_MAX));
    buffer_put(out, "]\n");
}

static bool write_json(struct session *session, struct export *export, struct error *error)
{
    struct buffer *out = &export->out;
    const struct tape *tape = &session->tape;
    const struct dataset *data = tape->feed.data;
    size_t operation = tape->operation, moments;
    bool repeats = save_repeats(session, &moments);
    (void)error;
    buffer_put(out, "{\n  \"nabla\": 1,\n");
    put_settings(out, session);
    if (tape->network)
        put_net(out, session);
    if (data && data->count > 0)
        put_data(out, &tape->feed);
    buffer_printf(out, "  \"epoch\": %llu,\n  \"iteration\": %llu,\n", (unsigned long long)tape->feed.epoch,
                  (unsigned long long)tape->iteration);
    if (repeats)
        buffer_printf(out, "  \"position\": %zu,\n", operation);
    else
        put_cells(out, session);
    put_random(out, &session->random);
    buffer_put(out, "}\n");
    save_come_back(session, moments);
    if (session->is_interactive && (session->stops.count > 0 || session->aliases.count > 0))
        session_print(session, "%s\n",
                      _("breakpoints, displays, aliases and the view aren't in it; 'save' keeps them"));
    return true;
}

const struct export_format export_json = {
    .name = "json",
    .endings = {".json"},
    .title = N_("network, weights, settings and data, but no view or breakpoints; 'load' reads it back"),
    .begin = write_json};
