#include "app/scope.h"

#include "app/cell.h"
#include "app/data_text.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/lookup.h"
#include "base/translate.h"
#include "nn/activation.h"
#include "nn/measure.h"

/* ---- references ---- */

/* Numbers of the session that are no cells of the net. */
struct session_number {
    const char *name;
    bool (*value)(const struct session *session, double *value, struct error *error);
};

static bool rate_of(const struct session *session, double *value, struct error *error)
{
    (void)error;
    *value = session->tape.settings.rate;
    return true;
}

static bool iteration_of(const struct session *session, double *value, struct error *error)
{
    (void)error;
    *value = (double)session->tape.iteration;
    return true;
}

static bool epoch_of(const struct session *session, double *value, struct error *error)
{
    (void)error;
    *value = (double)session->tape.feed.epoch;
    return true;
}

/* Over the training samples; without data over the one pair of x and y. */
static bool cost_of(const struct session *session, double *value, struct error *error)
{
    const struct tape *tape = &session->tape;
    const struct feed *feed = &tape->feed;
    if (!session_needs_network(session, error))
        return false;
    if (feed->data && feed->data->count > 0)
        return measure_cost(tape->network, &tape->settings, feed->data, feed->order, feed->training, value,
                            error);
    if (!tape_is_ready(tape, error))
        return false;
    struct dataset pair = {.inputs = network_inputs(tape->network),
                           .outputs = network_outputs(tape->network),
                           .count = 1,
                           .x = tape->network->x,
                           .y = tape->network->y};
    return measure_cost(tape->network, &tape->settings, &pair, NULL, 1, value, error);
}

static bool accuracy_of(const struct session *session, double *value, struct error *error)
{
    const struct feed *feed = &session->tape.feed;
    return session_needs_network(session, error) && data_is_there(session, error) &&
           measure_accuracy(session->tape.network, &session->tape.settings, feed->data, feed->order,
                            feed->training, value, error);
}

static bool has_test_part(const struct session *session, struct error *error)
{
    const struct feed *feed = &session->tape.feed;
    return session_needs_network(session, error) && data_is_there(session, error) &&
           (feed->training < feed->data->count ||
            error_set(error, _("no samples are kept for testing; 'split 0.8' keeps a fifth")));
}

static bool test_cost_of(const struct session *session, double *value, struct error *error)
{
    const struct feed *feed = &session->tape.feed;
    return has_test_part(session, error) &&
           measure_cost(session->tape.network, &session->tape.settings, feed->data,
                        feed->order + feed->training, feed->data->count - feed->training, value, error);
}

static bool test_accuracy_of(const struct session *session, double *value, struct error *error)
{
    const struct feed *feed = &session->tape.feed;
    return has_test_part(session, error) &&
           measure_accuracy(session->tape.network, &session->tape.settings, feed->data,
                            feed->order + feed->training, feed->data->count - feed->training, value, error);
}

static const struct session_number session_numbers[] = {
    {"rate", rate_of},
    {"epoch", epoch_of},
    {"iteration", iteration_of},
    {"cost", cost_of},
    {"accuracy", accuracy_of},
    {"test_cost", test_cost_of},
    {"test_accuracy", test_accuracy_of},
};

#define JACOBIAN "jacobian" /* a matrix of the session's */

enum { SESSION_NUMBERS = sizeof session_numbers / sizeof *session_numbers };

static const struct session_number *find_session_number(const char *name)
{
    for (size_t i = 0; i < SESSION_NUMBERS; i++)
        if (strcmp(session_numbers[i].name, name) == 0)
            return &session_numbers[i];
    return NULL;
}

bool scope_is_session_number(const char *name)
{
    return find_session_number(name) != NULL;
}

bool scope_is_quantity(const struct reference *reference)
{
    enum quantity quantity;
    if (strcmp(reference->name, "$") == 0)
        return true;
    if (!reference->has_layer &&
        (find_session_number(reference->name) || strcmp(reference->name, JACOBIAN) == 0))
        return true;
    return quantity_find(reference->name, strlen(reference->name), &quantity) &&
           (reference->has_layer || !quantity_has_layer(quantity));
}

static bool check_name(const struct reference *reference, enum quantity *quantity, struct error *error)
{
    bool is_quantity = quantity_find(reference->name, strlen(reference->name), quantity);
    if (is_quantity && quantity_has_layer(*quantity) == reference->has_layer)
        return true;
    struct {
        const char *name;
    } names[QUANTITY_COUNT + SESSION_NUMBERS];
    size_t count = 0;
    for (; count < QUANTITY_COUNT; count++)
        names[count].name = quantity_name((enum quantity)count);
    for (size_t i = 0; i < SESSION_NUMBERS; i++)
        names[count++].name = session_numbers[i].name;
    if (is_quantity && !reference->has_layer)
        return error_set(error, _("'%s' needs the number of its layer: %s1, %s2 ..."), reference->name,
                         reference->name, reference->name);
    if (is_quantity || find_session_number(reference->name))
        return error_set(error, _("'%s%d': %s has no layers; write %s"), reference->name, reference->layer,
                         reference->name, reference->name);
    const char *word = reference->name;
    const char *const *longer =
        lookup_find(names, sizeof *names, count, N_("quantity"), word, strlen(word), error);
    return longer && error_set(error, _("no %s is called '%.*s'; did you mean '%s'?"), _("quantity"),
                               (int)strlen(word), word, *longer);
}

static bool check_index(const struct reference *reference, const char *typed, int i, int limit,
                        struct error *error)
{
    if (reference->index[i] <= limit)
        return true;
    return error_set(error, _("%s: there is no %s %d; the last is %d"), typed,
                     reference->indices == 2 && i == 0 ? _("row")
                     : reference->indices == 2         ? _("column")
                                                       : _("number"),
                     reference->index[i], limit);
}

/* Asked at each update by a breakpoint's condition, so no message is made here. */
static bool shape_fits(const struct session *session, const struct reference *reference, enum quantity quantity)
{
    int rows, columns;
    return network_values(session->tape.network, quantity, reference->layer, &rows, &columns) &&
           reference->indices <= quantity_indices(quantity) && reference->index[0] <= rows &&
           reference->index[1] <= columns;
}

static bool explain_misfit(const struct session *session, const struct reference *reference, const char *typed,
                           enum quantity quantity, struct error *error)
{
    const struct network *network = session->tape.network;
    int rows, columns, wanted = quantity_indices(quantity);
    if (!network_values(network, quantity, reference->layer, &rows, &columns))
        return error_set(error, _("%s: there is no layer %d; this network has layers 1 to %d"), typed,
                         reference->layer, network->depth);
    if (reference->indices > wanted)
        return wanted == 0 ? error_set(error, _("%s: %s is a single number and has no index"), typed,
                                       quantity_name(quantity))
                           : error_set(error, _("%s: a vector has one index, like %s%.0d[1]"), typed,
                                       quantity_name(quantity), reference->layer);
    if (reference->indices == 1 && wanted == 2)
        return check_index(reference, typed, 0, rows, error);
    return (reference->indices < 1 || check_index(reference, typed, 0, rows, error)) &&
           (reference->indices < 2 || check_index(reference, typed, 1, columns, error));
}

bool scope_cell(const struct session *session, const struct reference *reference, struct cell *cell,
                struct error *error)
{
    enum quantity quantity;
    if (!check_name(reference, &quantity, error) || !session_needs_network(session, error))
        return false;
    if (!shape_fits(session, reference, quantity)) {
        struct buffer typed = BUFFER_EMPTY;
        reference_print(&typed, reference);
        explain_misfit(session, reference, buffer_text(&typed), quantity, error);
        buffer_finish(&typed);
        return false;
    }
    *cell = (struct cell){quantity, reference->has_layer ? reference->layer : 0, reference->index[0],
                          reference->index[1]};
    if (quantity == QUANTITY_A && cell->layer == 0)
        cell->quantity = QUANTITY_X;
    if (quantity == QUANTITY_DA && cell->layer == 0)
        cell->quantity = QUANTITY_DX;
    return true;
}

bool scope_is_known(const struct session *session, struct cell cell, struct error *error)
{
    if (tape_knows(&session->tape, cell) != UNKNOWN)
        return true;
    struct buffer name = BUFFER_EMPTY;
    cell_typed(&name, cell);
    if (cell.quantity == QUANTITY_X)
        error_set(error, _("%s is not set yet; give the input with: input ..."), buffer_text(&name));
    else if (cell.quantity == QUANTITY_Y)
        error_set(error, _("%s is not set yet; give the target with: target ..."), buffer_text(&name));
    else
        error_set(error, _("%s is not computed yet; '%s' computes it"), buffer_text(&name),
                  tape_phase_of(cell.quantity) == PHASE_FORWARD ? "forward" : "backward");
    buffer_finish(&name);
    return false;
}

bool scope_is_stale(const struct session *session, const struct reference *reference)
{
    struct cell cell;
    return session->tape.network && scope_cell(session, reference, &cell, NULL) &&
           tape_knows(&session->tape, cell) == STALE;
}

bool scope_has_stale(const struct session *session, const struct expression *expression)
{
    const struct reference *reference;
    for (size_t i = 0; (reference = expression_reference(expression, i)); i++)
        if (scope_is_stale(session, reference))
            return true;
    return false;
}

/* ---- values for the evaluator ---- */

/* d yhat_k / d a_i of the softmax head: yhat_k (1[k=i] - yhat_i). */
static bool give_jacobian(const struct session *session, struct value *out, struct error *error)
{
    struct cell yhat = {QUANTITY_YHAT, 0, 0, 0};
    if (!session_needs_network(session, error))
        return false;
    if (!session->tape.settings.has_softmax)
        return error_set(error, _("only a softmax head has a Jacobian to show; 'head softmax' puts one there"));
    if (!scope_is_known(session, yhat, error))
        return false;
    int n = network_outputs(session->tape.network);
    const double *p = session->tape.network->yhat;
    double *jacobian = value_new(out, n, n);
    for (int k = 0; k < n; k++)
        for (int i = 0; i < n; i++)
            jacobian[k * n + i] = p[k] * ((k == i) - p[i]);
    return true;
}

/* `$` or `$3`: what print has shown. */
static bool give_printed(const struct session *session, const struct reference *reference, struct value *out,
                         struct error *error)
{
    size_t number = reference->has_layer ? (size_t)reference->layer : session->printed_count;
    if (session->printed_count == 0)
        return error_set(error, _("nothing has been printed yet, so '$' has no value"));
    if (number < 1 || number > session->printed_count || reference->indices > 0)
        return error_set(error, _("$%zu: the values printed so far are $1 to $%zu"), number,
                         session->printed_count);
    const struct value *value = &session->printed[number - 1];
    *out = value_borrow(value_data(value), value->rows, value->cols);
    return true;
}

static bool give_value(void *context, const struct reference *reference, struct value *out, struct error *error)
{
    const struct session *session = context;
    const struct session_number *number = reference->has_layer ? NULL : find_session_number(reference->name);
    if (number && reference->indices == 0) {
        double value;
        if (!number->value(session, &value, error))
            return false;
        *out = value_scalar(value);
        return true;
    }
    if (strcmp(reference->name, "$") == 0)
        return give_printed(session, reference, out, error);
    if (strcmp(reference->name, JACOBIAN) == 0 && !reference->has_layer && reference->indices == 0)
        return give_jacobian(session, out, error);
    struct cell cell;
    if (!scope_cell(session, reference, &cell, error) || !scope_is_known(session, cell, error))
        return false;
    int rows, columns;
    const double *values = network_values(session->tape.network, cell.quantity, cell.layer, &rows, &columns);
    bool is_vector = quantity_indices(cell.quantity) < 2;
    if (cell.row && (is_vector || cell.column))
        *out = value_scalar(*network_cell(session->tape.network, cell));
    else if (cell.row) /* a row of a matrix */
        *out = value_borrow(values + (size_t)(cell.row - 1) * (size_t)columns, 1, columns);
    else
        *out = is_vector ? value_borrow(values, 1, rows) : value_borrow(values, rows, columns);
    return true;
}

static bool apply_softmax(const struct value *argument, struct value *out)
{
    double *numbers = value_new(out, argument->rows, argument->cols);
    softmax(value_data(argument), numbers, value_count(argument));
    return true;
}

/* Every activation by name: f(z), or f(z, parameter). */
static bool give_function(void *context, const char *name, const struct value *arguments, int count,
                          struct value *out, struct error *error)
{
    (void)context;
    if (strcmp(name, "softmax") == 0 && count == 1)
        return apply_softmax(&arguments[0], out);
    const struct activation *activation = activation_find(name, strlen(name), error);
    if (!activation || strcmp(activation->name, name) != 0)
        return error_set(error,
                         _("no function is called '%s'; there are sum, max, min, abs, exp, log, sqrt, mean, "
                           "norm and the activations, such as sigmoid(x)"),
                         name);
    if (activation->is_maxout)
        return error_set(error, _("maxout takes the largest of its pieces; write max(...) for it"));
    if (count > 2 || (count == 2 && (!activation->param_name || !value_is_scalar(&arguments[1]))))
        return error_set(error,
                         activation->param_name ? _("%s takes z and, if you like, one number: its parameter")
                                                : _("%s takes one argument: z"),
                         name);
    double param = count == 2 ? arguments[1].single : activation->param_default;
    const double *z = value_data(&arguments[0]);
    if (value_is_scalar(&arguments[0])) {
        *out = value_scalar(activation->f(z[0], param));
        return true;
    }
    double *numbers = value_new(out, arguments[0].rows, arguments[0].cols);
    for (size_t i = 0; i < value_count(&arguments[0]); i++)
        numbers[i] = activation->f(z[i], param);
    return true;
}

struct expression_scope scope_of(struct session *session)
{
    return (struct expression_scope){.value = give_value, .function = give_function, .context = session};
}

bool scope_can_read(struct lexer lexer)
{
    struct expression *expression;
    if (!expression_read(&lexer, &expression, NULL))
        return false;
    expression_free(expression);
    return lexer_at_end(&lexer);
}

static bool evaluate(struct session *session, struct expression *expression, struct value *value,
                     struct error *error)
{
    struct expression_scope scope = scope_of(session);
    bool is_done = expression_evaluate(expression, &scope, value, error);
    expression_free(expression);
    return is_done;
}

bool scope_element(struct session *session, struct lexer *lexer, struct value *value, struct error *error)
{
    struct expression *expression;
    return expression_read_element(lexer, &expression, error) && evaluate(session, expression, value, error);
}

bool scope_evaluate(struct session *session, struct lexer *lexer, struct value *value, struct error *error)
{
    struct expression *expression;
    return expression_read(lexer, &expression, error) && evaluate(session, expression, value, error);
}

void scope_each(const struct session *session, void (*emit)(void *context, const char *name), void *context)
{
    const struct network *network = session->tape.network;
    char name[32];
    for (size_t i = 0; i < SESSION_NUMBERS; i++)
        emit(context, session_numbers[i].name);
    if (session->tape.settings.has_softmax)
        emit(context, JACOBIAN);
    for (int q = 0; network && q < QUANTITY_COUNT; q++) {
        enum quantity quantity = (enum quantity)q;
        if (!quantity_has_layer(quantity))
            emit(context, quantity_name(quantity));
        for (int k = 1; quantity_has_layer(quantity) && k <= network->depth; k++) {
            snprintf(name, sizeof name, "%s%d", quantity_name(quantity), k);
            emit(context, name);
        }
    }
}
