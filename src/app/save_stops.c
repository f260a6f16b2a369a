/* Breakpoints, watchpoints and displays, as the commands that set them. */
#include "app/save.h"
#include "app/scope.h"
#include "app/stops.h"

static bool has_cells(const struct session *session, const struct expression *expression)
{
    const struct reference *reference;
    struct cell cell;
    for (size_t i = 0; expression && (reference = expression_reference(expression, i)); i++)
        if (!scope_is_session_number(reference->name) && !scope_cell(session, reference, &cell, NULL))
            return false;
    return true;
}

/* Whether this net still has what the stop is about; else it can't be set again, and never stops anything. */
static bool is_alive(const struct session *session, const struct stop *stop)
{
    const struct network *network = session->tape.network;
    if (stop->kind == STOP_NODE &&
        (stop->layer > network->depth || stop->node > network->layers[stop->layer].nodes))
        return false;
    return has_cells(session, stop->expression) && has_cells(session, stop->condition);
}

/* Whether a watchpoint's value can't be computed now, so that the next one is held against what it saw last. */
static bool is_waiting(const struct session *session, const struct stop *stop)
{
    const struct reference *reference;
    struct cell cell;
    for (size_t i = 0; stop->has_value && (reference = expression_reference(stop->expression, i)); i++)
        if (!scope_is_session_number(reference->name) && scope_cell(session, reference, &cell, NULL) &&
            tape_knows(&session->tape, cell) == UNKNOWN)
            return true;
    return false;
}

static void put_watched(const struct stop *stop, struct buffer *out)
{
    const struct value *value = &stop->value;
    int columns = value->cols;
    buffer_printf(out, "restore watched %d [", stop->number);
    for (int i = 0; i < value->rows * columns; i++) {
        buffer_put(out, i == 0 ? "" : i % columns == 0 ? "; " : " ");
        save_put_number(out, value_data(value)[i]);
    }
    buffer_put(out, "]\n");
}

static void put_stop(const struct session *session, const struct stop *stop, struct buffer *out)
{
    static const char *const phases[] = {" forward", " backward", " update"};
    const char *name = stop->is_temporary ? "tbreak" : "break";
    buffer_printf(out, "restore stop %d\n", stop->number);
    switch (stop->kind) {
    case STOP_NODE:
        buffer_printf(out, "%s a%d", name, stop->layer);
        if (stop->node)
            buffer_printf(out, "[%d]", stop->node);
        buffer_put(out, stop->phase >= 0 ? phases[stop->phase] : "");
        break;
    case STOP_IF:
        buffer_printf(out, "%s if %s", name, stop->text);
        break;
    case STOP_NAN:
        buffer_printf(out, "%s nan", name);
        break;
    case STOP_EPOCH:
        buffer_printf(out, "%s epoch %llu", name, (unsigned long long)stop->epoch);
        break;
    case STOP_WATCH:
        buffer_printf(out, "watch %s", stop->text);
        break;
    case STOP_DISPLAY:
        buffer_printf(out, "display %s", stop->text);
        break;
    }
    buffer_put_char(out, '\n');
    if (stop->condition_text)
        buffer_printf(out, "condition %d %s\n", stop->number, stop->condition_text);
    if (is_waiting(session, stop))
        put_watched(stop, out);
    if (stop->hits > 0)
        buffer_printf(out, "restore hits %d %llu\n", stop->number, (unsigned long long)stop->hits);
    if (stop->ignore > 0)
        buffer_printf(out, "ignore %d %llu\n", stop->number, (unsigned long long)stop->ignore);
    if (stop->commands)
        buffer_printf(out, "commands %d\n%send\n", stop->number, stop->commands);
    if (stop->is_off)
        buffer_printf(out, "disable %d\n", stop->number);
}

void save_put_stops(const struct session *session, struct buffer *out)
{
    const struct stops *stops = &session->stops;
    buffer_put(out, "delete\n");
    for (size_t i = 0; i < stops->count && session->tape.network; i++)
        if (is_alive(session, &stops->stops[i]))
            put_stop(session, &stops->stops[i], out);
    if (stops->last_number > 0)
        buffer_printf(out, "restore stop %d\n", stops->last_number + 1);
}
