#include "app/save.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/alias.h"
#include "app/cell.h"
#include "lang/value.h"

void save_put_number(struct buffer *out, double number)
{
    if (number == 0 && signbit(number))
        buffer_put(out, "-0");
    else
        number_print(out, number, VALUE_DIGITS_MAX);
}

void save_put_quoted(struct buffer *out, const char *text)
{
    buffer_put_char(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buffer_put_char(out, '\\');
        buffer_put_char(out, (unsigned char)*text < ' ' || *text == '\x7f' ? ' ' : *text);
    }
    buffer_put_char(out, '"');
}

enum { ONE_LINE_MAX = 64 }; /* numbers; a larger matrix takes a line for each row */

/* "0.5" or "[1 2; 3 4]" */
static void put_numbers(struct buffer *out, const double *numbers, int rows, int columns)
{
    size_t count = (size_t)rows * (size_t)columns;
    buffer_put(out, count > 1 ? "[" : "");
    for (size_t i = 0; i < count; i++) {
        bool is_row = i % (size_t)columns == 0;
        buffer_put(out, i == 0 ? "" : !is_row ? " " : count > ONE_LINE_MAX ? "\n" : "; ");
        save_put_number(out, numbers[i]);
    }
    buffer_put(out, count > 1 ? "]\n" : "\n");
}

static void put_named(struct buffer *out, const char *name, bool has_param, double param)
{
    buffer_put(out, name);
    if (has_param) {
        buffer_put_char(out, ':');
        save_put_number(out, param);
    }
}

static void put_cell(const struct session *session, struct cell cell, const char *between, struct buffer *out)
{
    int rows, columns;
    const double *values = network_values(session->tape.network, cell.quantity, cell.layer, &rows, &columns);
    bool is_matrix = quantity_indices(cell.quantity) == 2;
    cell_typed(out, cell);
    buffer_put(out, between);
    put_numbers(out, values, is_matrix ? rows : 1, is_matrix ? columns : rows);
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
    save_put_number(out, settings->rate);
    buffer_put(out, "\nregularize ");
    if (settings->regularizer != REGULARIZER_NONE) {
        buffer_put(out, settings->regularizer == REGULARIZER_L1 ? "l1 " : "l2 ");
        save_put_number(out, settings->lambda);
    } else {
        buffer_put(out, "none");
    }
    buffer_printf(out, "\nthreads %d\narithmetic %s", session->threads,
                  session->is_single ? "single" : "double");
    buffer_printf(out, "\nprecision %d\n", session->notation.precision);
}

static void put_view(const struct view *view, struct buffer *out)
{
    buffer_put(out, "view ");
    view_put(view, out);
    buffer_printf(out, "\ntheme %s\nzoom ", view->theme);
    save_put_number(out, view->zoom);
    buffer_printf(out, "\npresent %s\nmotion %s\n", view->is_presenting ? "on" : "off",
                  view->has_motion ? "on" : "off");
}

static bool are_finite(const double *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(numbers[i]))
            return false;
    return true;
}

/* All weights and biases from an array that is laid out like network->param. They are typed as a user would, but
 * for what can't be typed. */
static void put_parameters(const struct session *session, const double *numbers, const char *what,
                           struct buffer *out)
{
    const struct network *network = session->tape.network;
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        const char *end = what ? " " : " = ";
        buffer_printf(out, "%sw%d%s", what ? what : "", k, end);
        put_numbers(out, numbers + layer->w, layer->rows, layer->inputs);
        buffer_printf(out, "%sb%d%s", what ? what : "", k, end);
        put_numbers(out, numbers + layer->b, 1, layer->rows);
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

enum { ORDER_A_LINE = 100 }; /* sample numbers */

static void put_sample(const struct dataset *data, size_t i, struct buffer *out)
{
    buffer_put(out, "data add");
    for (int k = 0; k < data->inputs; k++) {
        buffer_put_char(out, ' ');
        save_put_number(out, dataset_x(data, i)[k]);
    }
    buffer_put(out, " :");
    for (int k = 0; k < data->outputs; k++) {
        buffer_put_char(out, ' ');
        save_put_number(out, dataset_y(data, i)[k]);
    }
    buffer_put_char(out, '\n');
}

static void put_names(const struct dataset *data, struct buffer *out)
{
    buffer_printf(out, "restore classes %d\nrestore names ", data->classes);
    save_put_quoted(out, data->name);
    for (int i = 0; data->class_name && i < data->classes; i++) {
        buffer_put_char(out, ' ');
        save_put_quoted(out, data->class_name[i]);
    }
}

/* The samples, their order, and which come next. */
static void put_data(const struct session *session, struct buffer *out)
{
    const struct feed *feed = &session->tape.feed;
    const struct dataset *data = feed->data;
    buffer_put(out, "data clear\n");
    if (feed->batch > 0) /* without data: it may be larger than what there is */
        buffer_printf(out, "batch %zu\n", feed->batch);
    else
        buffer_put(out, "batch all\n");
    if (data && data->count > 0) {
        for (size_t i = 0; i < data->count; i++)
            put_sample(data, i, out);
        put_names(data, out);
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
    const struct network *network = session->tape.network;
    const struct optimizer *optimizer = session->tape.settings.optimizer;
    static const char *const states[OPTIMIZER_STATES_MAX] = {"restore state 1 ", "restore state 2 "};
    size_t count = network->param_count;
    /* Typed at iteration 0 they become the first weights. */
    put_parameters(session, network->first, are_finite(network->first, count) ? NULL : "restore first ", out);
    if (session->tape.iteration > 0)
        buffer_printf(out, "restore iteration %llu\n", (unsigned long long)session->tape.iteration);
    if (memcmp(network->first, network->param, count * sizeof *network->param) != 0)
        put_parameters(session, network->param, "restore weights ", out);
    for (size_t i = 0; i < optimizer->states && i < OPTIMIZER_STATES_MAX; i++)
        put_parameters(session, network->state[i], states[i], out);
    put_frozen(session, out);
    if (session->tape.has_x && save_types_input(session))
        put_cell(session, (struct cell){QUANTITY_X, 0, 0, 0}, " = ", out);
    if (session->tape.has_y && save_types_input(session))
        put_cell(session, (struct cell){QUANTITY_Y, 0, 0, 0}, " = ", out);
}

bool save_go_before_update(struct session *session, size_t *moments)
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

void save_come_back(struct session *session, size_t moments)
{
    for (; moments > 0; moments--)
        journal_forward(session->journal);
}

static void put_selected(const struct session *session, struct buffer *out)
{
    if (!session->has_selected)
        return;
    buffer_put(out, "select ");
    cell_typed(out, session->selected);
    buffer_put_char(out, '\n');
}

/* The numbers of a pass that can't be repeated, and where it stands. */
static void put_place(const struct session *session, struct buffer *out)
{
    const struct tape *tape = &session->tape;
    struct cell cell = SAVE_VALUES_START;
    while (save_next_values(session, &cell)) {
        buffer_put(out, "restore cells ");
        put_cell(session, cell, " ", out);
    }
    buffer_printf(out, "restore place %zu %zu %d %d\n", tape->operation, tape->batch, tape->stale.layer,
                  tape->stale.row);
}

void save_script(struct session *session, struct buffer *out)
{
    const struct feed *feed = &session->tape.feed;
    size_t operation = session->tape.operation, moments;
    bool repeats = save_repeats(session, &moments);
    buffer_printf(out, "# nabla 1\ninit %s\nseed %llu\nshuffle %s\n", session->initializer->name,
                  (unsigned long long)session->seed, feed->shuffles ? "on" : "off");
    if (session->tape.network) {
        buffer_put(out, "loss l2\n"); /* which can follow any net: what was set before may not */
        put_net(session, out);
    }
    put_settings(session, out);
    put_view(&session->view, out);
    put_data(session, out);
    if (session->tape.network)
        put_state(session, out);
    put_random(session, out);
    if (!repeats)
        put_place(session, out);
    else if (operation > 0)
        buffer_printf(out, "restore position %zu\n", operation);
    put_selected(session, out);
    save_put_stops(session, out);
    alias_print_all(session, out);
    save_come_back(session, moments);
}
