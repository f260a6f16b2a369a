#include "app/stops.h"

#include <math.h>
#include <string.h>

#include "app/cell.h"
#include "app/scope.h"
#include "base/memory.h"
#include "base/translate.h"
#include "lang/arithmetic.h"

/* ---- the list ---- */

static void finish_stop(struct stop *stop)
{
    memory_free(stop->text);
    memory_free(stop->condition_text);
    memory_free(stop->commands);
    expression_free(stop->expression);
    expression_free(stop->condition);
    value_finish(&stop->value);
}

void stops_finish(struct stops *stops)
{
    for (size_t i = 0; i < stops->count; i++)
        finish_stop(&stops->stops[i]);
    stops->count = 0;
}

struct stop *stops_add(struct session *session, enum stop_kind kind, struct error *error)
{
    struct stops *stops = &session->stops;
    if (stops->count == STOPS_MAX) {
        error_set(error, _("there are %d breakpoints and displays already; 'delete' some"), STOPS_MAX);
        return NULL;
    }
    struct stop *stop = &stops->stops[stops->count++];
    *stop = (struct stop){.kind = kind, .number = ++stops->last_number, .phase = -1};
    return stop;
}

struct stop *stops_find(struct session *session, int number, struct error *error)
{
    for (size_t i = 0; i < session->stops.count; i++)
        if (session->stops.stops[i].number == number)
            return &session->stops.stops[i];
    error_set(error, _("there is no breakpoint %d; 'info' lists them"), number);
    return NULL;
}

void stops_remove(struct session *session, struct stop *stop)
{
    struct stops *stops = &session->stops;
    size_t i = (size_t)(stop - stops->stops);
    finish_stop(stop);
    stops->count--;
    memmove(stop, stop + 1, (stops->count - i) * sizeof *stop);
}

void stop_describe(const struct stop *stop, struct buffer *out)
{
    static const char *const phases[] = {N_("forward"), N_("backward"), N_("update")};
    switch (stop->kind) {
    case STOP_NODE:
        if (stop->node)
            buffer_printf(out, _("layer %d, node %d"), stop->layer, stop->node);
        else
            buffer_printf(out, _("layer %d"), stop->layer);
        if (stop->phase >= 0)
            buffer_printf(out, ", %s", _(phases[stop->phase]));
        break;
    case STOP_IF:
        buffer_printf(out, _("if %s"), stop->text);
        break;
    case STOP_NAN:
        buffer_put(out, _("a number that is infinite or NaN"));
        break;
    case STOP_EPOCH:
        buffer_printf(out, _("epoch %llu"), (unsigned long long)stop->epoch);
        break;
    case STOP_WATCH:
    case STOP_DISPLAY:
        buffer_put(out, stop->text);
        break;
    }
    if (stop->condition_text)
        buffer_printf(out, _(", if %s"), stop->condition_text);
}

static bool matters(const struct stop *stop, bool in_training)
{
    return !stop->is_off && stop->kind != STOP_DISPLAY &&
           (!in_training || (stop->kind != STOP_NODE && stop->kind != STOP_NAN));
}

void stops_tell_kept(struct session *session)
{
    struct buffer numbers = BUFFER_EMPTY;
    for (size_t i = 0; i < session->stops.count; i++) {
        const struct stop *stop = &session->stops.stops[i];
        if (stop->kind != STOP_DISPLAY)
            buffer_printf(&numbers, "%s%d", numbers.length > 0 ? ", " : "", stop->number);
    }
    if (numbers.length > 0)
        session_print(session, _("breakpoints stay: %s; 'delete' removes them\n"), buffer_text(&numbers));
    buffer_finish(&numbers);
}

bool stops_are_set(const struct session *session, bool in_training)
{
    for (size_t i = 0; i < session->stops.count; i++)
        if (matters(&session->stops.stops[i], in_training))
            return true;
    return false;
}

/* ---- conditions ---- */

/* The cell of one weight or bias; NULL for any other reference. */
static const double *parameter_cell(const struct session *session, const struct reference *reference)
{
    struct cell cell;
    if (!session->tape.network || !scope_cell(session, reference, &cell, NULL) ||
        !quantity_is_parameter(cell.quantity) || cell.row == 0 ||
        (quantity_indices(cell.quantity) == 2 && cell.column == 0))
        return NULL;
    return network_cell(session->tape.network, cell);
}

static bool is_loss(const struct reference *reference)
{
    return !reference->has_layer && reference->indices == 0 && strcmp(reference->name, "L") == 0;
}

static void find_cells(const struct session *session, struct stop *stop)
{
    const struct reference *reference;
    struct stop_cells *cells = &stop->cells;
    *cells = (struct stop_cells){.network = session->tape.network};
    cells->is_all = true;
    for (size_t i = 0; (reference = expression_reference(stop->expression, i)); i++) {
        const double *cell = is_loss(reference) ? &session->stops.loss : parameter_cell(session, reference);
        cells->has_loss |= is_loss(reference);
        cells->is_all &= cell && cells->count < STOP_CELLS_MAX;
        if (!cell || cells->count == STOP_CELLS_MAX)
            continue;
        cells->reference[cells->count] = reference;
        cells->cell[cells->count++] = cell;
    }
}

struct asked { /* the context of a stop's expression */
    struct session *session;
    const struct stop *stop;
};

static bool give_cell(void *context, const struct reference *reference, struct value *out, struct error *error)
{
    const struct asked *asked = context;
    const struct stop_cells *cells = &asked->stop->cells;
    if (is_loss(reference) && asked->session->stops.in_training) {
        *out = value_scalar(asked->session->stops.loss);
        return true;
    }
    for (int i = 0; i < cells->count; i++) {
        if (cells->reference[i] == reference && !is_loss(reference)) {
            *out = value_scalar(*cells->cell[i]);
            return true;
        }
    }
    struct expression_scope scope = scope_of(asked->session);
    return scope.value(scope.context, reference, out, error);
}

static bool give_function(void *context, const char *name, const struct value *arguments, int count,
                          struct value *out, struct error *error)
{
    const struct asked *asked = context;
    struct expression_scope scope = scope_of(asked->session);
    return scope.function(scope.context, name, arguments, count, out, error);
}

static bool can_be_quick(const struct session *session, const struct stop *stop)
{
    return stop->cells.is_all && (session->stops.in_training || !stop->cells.has_loss);
}

/* The value of a stop's expression; false where it can't be told yet, since something in it isn't computed. */
static bool evaluate(struct session *session, struct stop *stop, struct value *value)
{
    if (stop->cells.network != session->tape.network)
        find_cells(session, stop);
    double number;
    if (can_be_quick(session, stop) && expression_scalar(stop->expression, stop->cells.cell, &number)) {
        *value = value_scalar(number);
        return true;
    }
    struct asked asked = {session, stop};
    struct expression_scope scope = {.value = give_cell, .function = give_function, .context = &asked};
    return expression_evaluate(stop->expression, &scope, value, NULL);
}

bool stops_parameters(const struct session *session, size_t indices[], size_t *count, size_t max)
{
    const struct reference *reference;
    *count = 0;
    for (size_t i = 0; i < session->stops.count; i++) {
        const struct stop *stop = &session->stops.stops[i];
        if (!matters(stop, true))
            continue;
        if (stop->condition)
            return false;
        for (size_t k = 0; stop->expression && (reference = expression_reference(stop->expression, k)); k++) {
            const double *cell = parameter_cell(session, reference);
            bool is_free = !reference->has_layer &&
                           (strcmp(reference->name, "epoch") == 0 ||
                            strcmp(reference->name, "iteration") == 0 || strcmp(reference->name, "rate") == 0);
            if (is_free || is_loss(reference))
                continue;
            if (!cell || *count == max)
                return false;
            indices[(*count)++] = (size_t)(cell - session->tape.network->param);
        }
    }
    return true;
}

/* ---- checking ---- */

/* False also where it can't be told yet. */
static bool holds(struct session *session, const struct stop *stop, const struct expression *expression)
{
    struct asked asked = {session, stop};
    struct expression_scope scope = {.value = give_cell, .function = give_function, .context = &asked};
    bool is_true = false;
    return expression_condition(expression, &scope, &is_true, NULL) && is_true;
}

static bool stop_holds(struct session *session, struct stop *stop)
{
    if (stop->cells.network != session->tape.network)
        find_cells(session, stop);
    double number;
    if (can_be_quick(session, stop) && expression_scalar(stop->expression, stop->cells.cell, &number))
        return arithmetic_is_true(number);
    struct asked asked = {session, stop};
    struct expression_scope scope = {.value = give_cell, .function = give_function, .context = &asked};
    bool is_true = false;
    return expression_condition(stop->expression, &scope, &is_true, NULL) && is_true;
}

static bool is_at_node(const struct session *session, const struct stop *stop)
{
    const struct tape *tape = &session->tape;
    if (tape->operation == 0)
        return false;
    struct step done = tape_at(tape, tape->operation - 1);
    bool is_end = tape->operation == tape_length(tape) || tape_at(tape, tape->operation).number != done.number;
    return is_end && done.layer == stop->layer && (stop->node == 0 || done.node == stop->node) &&
           (stop->phase < 0 || (int)done.phase == stop->phase);
}

static bool all_finite(const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}

/* Whether any number known by now is not finite; dyhat may be infinite behind a loss computed from z. */
static bool has_bad_number(const struct session *session)
{
    const struct tape *tape = &session->tape;
    for (int q = 0; q < QUANTITY_COUNT; q++) {
        for (int k = 1; k <= tape->network->depth; k++) {
            struct cell cell = {(enum quantity)q, k, 0, 0};
            int rows, columns;
            const double *values = network_values(tape->network, cell.quantity, k, &rows, &columns);
            bool is_unused =
                tape_is_fused(tape) && (q == QUANTITY_DYHAT || (q == QUANTITY_DA && k == tape->network->depth));
            if (!is_unused && tape_knows(tape, cell) != UNKNOWN &&
                !all_finite(values, (size_t)rows * (size_t)columns))
                return true;
        }
    }
    return false;
}

static bool same_value(const struct value *a, const struct value *b)
{
    size_t count = value_count(a);
    return a->rows == b->rows && a->cols == b->cols &&
           memcmp(value_data(a), value_data(b), count * sizeof(double)) == 0;
}

static void say_change(struct session *session, const struct stop *stop, const struct value *now)
{
    session_print(session, _("watchpoint %d: %s changed\n  before: "), stop->number, stop->text);
    value_print(&session->out, &stop->value, session->notation.precision);
    session_print(session, _("\n  now:    "));
    value_print(&session->out, now, session->notation.precision);
    session_print(session, "\n");
}

/* Whether the watched value is another one than last time; *now gets it, and the caller finishes it. */
static bool has_changed(struct session *session, struct stop *stop, struct value *now)
{
    if (!evaluate(session, stop, now))
        return false;
    return stop->has_value && !same_value(&stop->value, now);
}

void stops_remember(struct stop *stop, struct value now)
{
    value_finish(&stop->value);
    stop->value = now;
    stop->has_value = true;
}

/* Whether what it waits for is so now; for those that stop when it becomes so. */
static bool is_true(struct session *session, struct stop *stop)
{
    return stop->kind == STOP_IF ? stop_holds(session, stop) : session->tape.feed.epoch == stop->epoch;
}

static bool becomes_true(const struct stop *stop)
{
    return stop->kind == STOP_IF || stop->kind == STOP_EPOCH;
}

static bool is_hit(struct session *session, struct stop *stop)
{
    if (stop->kind == STOP_NODE)
        return is_at_node(session, stop);
    if (stop->kind == STOP_NAN)
        return has_bad_number(session);
    bool was_true = stop->was_true;
    stop->was_true = is_true(session, stop);
    return stop->was_true && !was_true;
}

/* Counts the hit; true unless a condition or `ignore` says to go on. */
static bool counts(struct session *session, struct stop *stop)
{
    if (stop->condition && !holds(session, stop, stop->condition))
        return false;
    stop->hits++;
    if (stop->ignore == 0)
        return true;
    stop->ignore--;
    return false;
}

static bool check_watch(struct session *session, struct stop *stop)
{
    struct value now = {0};
    bool changed = has_changed(session, stop, &now), stops = false;
    if (changed && counts(session, stop)) {
        say_change(session, stop, &now);
        stops = true;
    }
    if (now.rows > 0)
        stops_remember(stop, now);
    return stops;
}

static void say_hit(struct session *session, const struct stop *stop)
{
    struct buffer what = BUFFER_EMPTY;
    stop_describe(stop, &what);
    session_print(session, _("breakpoint %d: %s\n"), stop->number, buffer_text(&what));
    buffer_finish(&what);
}

static bool check_break(struct session *session, struct stop *stop)
{
    if (!is_hit(session, stop) || !counts(session, stop))
        return false;
    say_hit(session, stop);
    return true;
}

/* What only a pass computes, and train leaves no pass behind. */
static bool needs_pass(const struct session *session, const struct expression *expression, struct cell *cell)
{
    const struct reference *reference;
    for (size_t i = 0; expression && (reference = expression_reference(expression, i)); i++)
        if (!is_loss(reference) && !scope_is_session_number(reference->name) &&
            scope_cell(session, reference, cell, NULL) && quantity_is_computed(cell->quantity))
            return true;
    return false;
}

void stops_begin_training(struct session *session)
{
    session->stops.in_training = true;
    session->stops.loss = (double)NAN;
    for (size_t i = 0; i < session->stops.count; i++) {
        const struct stop *stop = &session->stops.stops[i];
        struct buffer name = BUFFER_EMPTY;
        struct cell cell;
        if (!matters(stop, true) ||
            !(needs_pass(session, stop->expression, &cell) || needs_pass(session, stop->condition, &cell)))
            continue;
        cell_typed(&name, cell);
        session_print(session, _("%d looks at %s, which train doesn't keep up; 'iterate' stops there\n"),
                      stop->number, buffer_text(&name));
        buffer_finish(&name);
    }
}

void stops_end_training(struct session *session)
{
    session->stops.in_training = false;
}

void stops_arm(struct session *session)
{
    for (size_t i = 0; i < session->stops.count; i++) {
        struct stop *stop = &session->stops.stops[i];
        struct value now = {0};
        if (becomes_true(stop))
            stop->was_true = is_true(session, stop);
        if (stop->kind != STOP_WATCH)
            continue;
        has_changed(session, stop, &now);
        if (now.rows > 0)
            stops_remember(stop, now);
    }
}

bool stops_check(struct session *session, bool in_training)
{
    bool stops = false;
    for (size_t i = 0; i < session->stops.count; i++) {
        struct stop *stop = &session->stops.stops[i];
        if (!matters(stop, in_training))
            continue;
        bool hit = stop->kind == STOP_WATCH ? check_watch(session, stop) : check_break(session, stop);
        if (!hit)
            continue;
        stops = true;
        if (stop->commands && session_feed(session, stop->commands, strlen(stop->commands), "commands", NULL))
            session->frames[session->frame_count - 1].is_quiet = true;
        if (stop->is_temporary) {
            stops_remove(session, stop);
            i--;
        }
    }
    return stops;
}

/* For the stops that wait for something to become so: whether undoing this moment has made it not so. */
static bool began_here(struct session *session, struct stop *stop)
{
    bool was_true = stop->was_true;
    stop->was_true = is_true(session, stop);
    return was_true && !stop->was_true;
}

enum going_back stops_check_back(struct session *session)
{
    enum going_back result = BACK_GO_ON;
    for (size_t i = 0; i < session->stops.count; i++) {
        struct stop *stop = &session->stops.stops[i];
        if (!matters(stop, false))
            continue;
        if (becomes_true(stop)) {
            if (began_here(session, stop) && counts(session, stop)) {
                say_hit(session, stop);
                result = BACK_STOP_ONE_LATER;
            }
        } else if (stop->kind == STOP_WATCH ? check_watch(session, stop) : check_break(session, stop)) {
            result = result == BACK_GO_ON ? BACK_STOP : result;
        }
    }
    return result;
}

void stops_display(struct session *session)
{
    for (size_t i = 0; i < session->stops.count; i++) {
        const struct stop *stop = &session->stops.stops[i];
        struct expression_scope scope = scope_of(session);
        struct value value = {0};
        struct error error;
        if (stop->kind != STOP_DISPLAY || stop->is_off)
            continue;
        session_print(session, "%d: %s = ", stop->number, stop->text);
        if (expression_evaluate(stop->expression, &scope, &value, &error))
            value_print(&session->out, &value, session->notation.precision);
        else
            session_print(session, "%s", _("not computed yet"));
        session_print(session, "\n");
        value_finish(&value);
    }
}
