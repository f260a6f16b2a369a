#include "app/save.h"

#include <stdio.h>

#include "app/cell.h"
#include "lang/value.h"

static void put_number(struct buffer *out, double number)
{
    number_print(out, number, VALUE_DIGITS_MAX);
}

static void put_named(struct buffer *out, const char *name, bool has_param, double param)
{
    buffer_put(out, name);
    if (has_param) {
        buffer_put_char(out, ':');
        put_number(out, param);
    }
}

static void put_cell(const struct session *session, struct cell cell, struct buffer *out)
{
    int rows, columns;
    const double *values = network_values(session->tape.network, cell.quantity, cell.layer, &rows, &columns);
    struct value value = quantity_indices(cell.quantity) == 2 ? value_borrow(values, rows, columns)
                                                              : value_borrow(values, 1, rows);
    cell_typed(out, cell);
    buffer_put(out, " = ");
    value_print(out, &value, VALUE_DIGITS_MAX);
    buffer_put_char(out, '\n');
}

static void put_net(const struct session *session, struct buffer *out)
{
    const struct network *network = session->tape.network;
    buffer_printf(out, "net %d", network_inputs(network));
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        buffer_printf(out, " %d:", layer->nodes);
        put_named(out, layer->activation->name, layer->activation->param_name != NULL, layer->param);
    }
    buffer_put_char(out, '\n');
    if (session->tape.settings.has_softmax)
        buffer_put(out, "head softmax\n");
}

static void put_settings(const struct session *session, struct buffer *out)
{
    const struct settings *settings = &session->tape.settings;
    buffer_put(out, "loss ");
    put_named(out, settings->loss->name, settings->loss->param_name != NULL, settings->loss_param);
    buffer_put(out, "\noptimizer ");
    put_named(out, settings->optimizer->name, settings->optimizer->param_name != NULL,
              settings->optimizer_param);
    buffer_put(out, "\nrate ");
    put_number(out, settings->rate);
    if (settings->regularizer != REGULARIZER_NONE) {
        buffer_printf(out, "\nregularize %s ", settings->regularizer == REGULARIZER_L1 ? "l1" : "l2");
        put_number(out, settings->lambda);
    }
    buffer_printf(out, "\nprecision %d\n", session->notation.precision);
}

static void put_view(const struct view *view, struct buffer *out)
{
    buffer_put(out, "view ");
    view_put(view, out);
    buffer_printf(out, "\ntheme %s\nzoom %g\npresent %s\nmotion %s\n", view->theme, view->zoom,
                  view->is_presenting ? "on" : "off", view->has_motion ? "on" : "off");
}

/* All of layer k's weights and biases: the numbers that network->param points at. */
static void put_parameters(const struct session *session, struct buffer *out)
{
    for (int k = 1; k <= session->tape.network->depth; k++) {
        put_cell(session, (struct cell){QUANTITY_W, k, 0, 0}, out);
        put_cell(session, (struct cell){QUANTITY_B, k, 0, 0}, out);
    }
}

static bool all_frozen(const struct network *network, size_t from, size_t count)
{
    for (size_t i = from; i < from + count; i++)
        if (!network->frozen[i])
            return false;
    return count > 0;
}

static void put_frozen(const struct session *session, struct buffer *out)
{
    const struct network *network = session->tape.network;
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        size_t inputs = (size_t)layer->inputs, rows = (size_t)layer->rows;
        if (all_frozen(network, layer->w, rows * inputs))
            buffer_printf(out, "freeze w%d\n", k);
        else
            for (size_t i = 0; i < rows * inputs; i++)
                if (network->frozen[layer->w + i])
                    buffer_printf(out, "freeze w%d[%zu,%zu]\n", k, i / inputs + 1, i % inputs + 1);
        if (all_frozen(network, layer->b, rows))
            buffer_printf(out, "freeze b%d\n", k);
        else
            for (size_t i = 0; i < rows; i++)
                if (network->frozen[layer->b + i])
                    buffer_printf(out, "freeze b%d[%zu]\n", k, i + 1);
    }
}

/* What the optimizer remembers, unless it is all 0. */
static void put_optimizer_state(const struct session *session, size_t state, struct buffer *out)
{
    const struct network *network = session->tape.network;
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        struct value w = value_borrow(network->state[state] + layer->w, layer->rows, layer->inputs);
        struct value b = value_borrow(network->state[state] + layer->b, 1, layer->rows);
        buffer_printf(out, "restore state %zu w%d ", state + 1, k);
        value_print(out, &w, VALUE_DIGITS_MAX);
        buffer_printf(out, "\nrestore state %zu b%d ", state + 1, k);
        value_print(out, &b, VALUE_DIGITS_MAX);
        buffer_put_char(out, '\n');
    }
}

enum { ORDER_A_LINE = 100 }; /* sample numbers */

static void put_sample(const struct dataset *data, size_t i, struct buffer *out)
{
    buffer_put(out, "data add");
    for (int k = 0; k < data->inputs; k++) {
        buffer_put_char(out, ' ');
        put_number(out, dataset_x(data, i)[k]);
    }
    buffer_put(out, " :");
    for (int k = 0; k < data->outputs; k++) {
        buffer_put_char(out, ' ');
        put_number(out, dataset_y(data, i)[k]);
    }
    buffer_put_char(out, '\n');
}

/* The samples, their order, and which come next. */
static void put_data(const struct session *session, struct buffer *out)
{
    const struct feed *feed = &session->tape.feed;
    const struct dataset *data = feed->data;
    if (data && data->count > 0) {
        for (size_t i = 0; i < data->count; i++)
            put_sample(data, i, out);
        buffer_printf(out, "restore classes %d", data->classes);
        for (size_t i = 0; i < data->count; i++) {
            if (i % ORDER_A_LINE == 0)
                buffer_printf(out, "\nrestore order %zu", i + 1);
            buffer_printf(out, " %u", feed->order[i] + 1);
        }
        buffer_printf(out, "\nrestore feed %zu %zu\n", feed->training, feed->cursor);
    }
    buffer_printf(out, "restore epoch %llu\n", (unsigned long long)feed->epoch);
}

static void put_random(const struct session *session, struct buffer *out)
{
    buffer_put(out, "restore random");
    for (int i = 0; i < 4; i++)
        buffer_printf(out, " %u %u", (unsigned)(session->random.state[i] >> 32),
                      (unsigned)(session->random.state[i] & UINT32_MAX));
    buffer_put_char(out, '\n');
}

static void put_state(struct session *session, struct buffer *out)
{
    struct network *network = session->tape.network;
    double *now = network->param;
    network->param = network->first; /* typed at iteration 0 they become the first weights */
    put_parameters(session, out);
    network->param = now;
    if (session->tape.iteration > 0) {
        buffer_printf(out, "restore iteration %llu\n", (unsigned long long)session->tape.iteration);
        put_parameters(session, out);
    }
    for (size_t i = 0; i < session->tape.settings.optimizer->states; i++)
        put_optimizer_state(session, i, out);
    put_frozen(session, out);
    bool is_fed = tape_is_fed(&session->tape); /* then the data gives x and y */
    if (session->tape.has_x && !is_fed)
        put_cell(session, (struct cell){QUANTITY_X, 0, 0, 0}, out);
    if (session->tape.has_y && !is_fed)
        put_cell(session, (struct cell){QUANTITY_Y, 0, 0, 0}, out);
}

/* Back to the last operation that is no update. False, and where it was, if something else was changed since. */
static bool go_before_update(struct session *session, size_t *moments)
{
    const struct tape *tape = &session->tape;
    *moments = 0;
    while (tape->operation > 0 && tape_at(tape, tape->operation - 1).phase == PHASE_UPDATE) {
        if (journal_kind(session->journal) != MOMENT_STEP || !journal_back(session->journal)) {
            for (; *moments > 0; --*moments)
                journal_forward(session->journal);
            return false;
        }
        ++*moments;
    }
    return true;
}

void save_script(struct session *session, struct buffer *out)
{
    const struct feed *feed = &session->tape.feed;
    size_t operation = session->tape.operation, moments = 0;
    bool can_repeat = session->tape.network && go_before_update(session, &moments);
    buffer_printf(out, "# nabla 1\ninit %s\nseed %llu\nshuffle %s\n", session->initializer->name,
                  (unsigned long long)session->seed, feed->shuffles ? "on" : "off");
    if (session->tape.network)
        put_net(session, out);
    put_settings(session, out);
    put_view(&session->view, out);
    put_data(session, out);
    if (feed->batch > 0)
        buffer_printf(out, "batch %zu\n", feed->batch);
    else
        buffer_put(out, "batch all\n");
    if (session->tape.network)
        put_state(session, out);
    put_random(session, out);
    if (can_repeat && operation > 0)
        buffer_printf(out, "restore position %zu\n", operation);
    for (; moments > 0; moments--)
        journal_forward(session->journal);
}
