/* Looking at the network: tables, explanations. */
#include <string.h>

#include "app/cell.h"
#include "app/command.h"
#include "app/data_text.h"
#include "app/explain_text.h"
#include "app/scope.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "lang/value.h"

/* ---- show ---- */

static bool show_net(struct session *session, struct error *error)
{
    (void)error;
    const struct network *network = session->tape.network;
    const struct settings *settings = &session->tape.settings;
    session_print(session, _("inputs: %d\n"), network_inputs(network));
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        session_print(session, _("layer %d: %s"), k, layer->activation->name);
        if (layer->activation->param_name)
            session_print(session, " (%s = %g)", layer->activation->param_name, layer->param);
        session_print(session, _(", nodes: %d, weights: %d, biases: %d\n"), layer->nodes,
                      layer->rows * layer->inputs, layer->rows);
    }
    if (settings->has_softmax)
        session_print(session, "%s\n", _("head: softmax"));
    session_print(session, _("weights and biases in all: %zu\n"), network->param_count);
    return true;
}

/* "name = value", a matrix in rows below its name; what isn't known says so. */
static void show_quantity(struct session *session, enum quantity quantity, int layer)
{
    struct cell cell = {quantity, layer, 0, 0};
    struct buffer name = BUFFER_EMPTY;
    int rows, columns;
    const double *values = network_values(session->tape.network, quantity, layer, &rows, &columns);
    cell_typed(&name, cell);
    enum knowledge knowledge = tape_knows(&session->tape, cell);
    struct value value =
        quantity_indices(quantity) == 2 ? value_borrow(values, rows, columns) : value_borrow(values, 1, rows);
    session_print(session, "%s = ", buffer_text(&name));
    if (knowledge == UNKNOWN) {
        session_print(session, "%s\n", _("not computed yet"));
    } else {
        session_print_rows(session, &value, name.length + 3);
        session_print(session, "%s\n",
                      knowledge == STALE ? _("   (stale: something it depends on has changed)") : "");
    }
    buffer_finish(&name);
}

static bool show_weights(struct session *session, struct error *error)
{
    (void)error;
    for (int k = 1; k <= session->tape.network->depth; k++) {
        show_quantity(session, QUANTITY_W, k);
        show_quantity(session, QUANTITY_B, k);
    }
    return true;
}

static bool show_values(struct session *session, struct error *error)
{
    (void)error;
    show_quantity(session, QUANTITY_X, 0);
    for (int k = 1; k <= session->tape.network->depth; k++) {
        show_quantity(session, QUANTITY_Z, k);
        show_quantity(session, QUANTITY_A, k);
    }
    show_quantity(session, QUANTITY_YHAT, 0);
    show_quantity(session, QUANTITY_Y, 0);
    show_quantity(session, QUANTITY_LOSS, 0);
    return true;
}

static bool show_grads(struct session *session, struct error *error)
{
    (void)error;
    show_quantity(session, QUANTITY_DYHAT, 0);
    for (int k = session->tape.network->depth; k >= 1; k--) {
        show_quantity(session, QUANTITY_DZ, k);
        show_quantity(session, QUANTITY_DW, k);
        show_quantity(session, QUANTITY_DB, k);
    }
    show_quantity(session, QUANTITY_DX, 0);
    return true;
}

static bool show_settings(struct session *session, struct error *error)
{
    (void)error;
    const struct settings *settings = &session->tape.settings;
    session_print(session, "loss %s\noptimizer %s\nrate %g\ninit %s\nseed %llu\nprecision %d\nlang %s\n",
                  settings->loss->name, settings->optimizer->name, settings->rate, session->initializer->name,
                  (unsigned long long)session->seed, session->notation.precision, translate_language());
    return true;
}

static const struct {
    const char *name;
    bool (*show)(struct session *session, struct error *error);
    bool needs_net;
} shown[] = {
    {"net", show_net, true},     {"weights", show_weights, true}, {"values", show_values, true},
    {"grads", show_grads, true}, {"data", data_show, false},      {"settings", show_settings, false},
};

static const char *shown_name(size_t i)
{
    return i < sizeof shown / sizeof *shown ? shown[i].name : NULL;
}

static enum run run_show(struct session *session, const struct arguments *arguments, struct error *error)
{
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        if (strcmp(shown[i].name, arguments->values[0].text) != 0)
            continue;
        if (shown[i].needs_net && !session_needs_network(session, error))
            return RUN_FAILED;
        return shown[i].show(session, error) ? RUN_DONE : RUN_FAILED;
    }
    return RUN_DONE;
}

/* ---- select, explain ---- */

static enum run run_select(struct session *session, const struct arguments *arguments, struct error *error)
{
    const char *text = arguments->values[0].text;
    struct reference reference;
    struct cell cell = {0};
    bool is_none = strcmp(text, "none") == 0;
    if (!is_none && (!reference_parse(text, strlen(text), &reference, error) ||
                     !scope_cell(session, &reference, &cell, error)))
        return RUN_FAILED;
    SESSION_SAVE(session, selected);
    SESSION_SAVE(session, has_selected);
    session->selected = cell;
    session->has_selected = !is_none;
    return RUN_DONE;
}

static void explain_given(struct session *session, struct cell cell)
{
    struct buffer name = BUFFER_EMPTY, value = BUFFER_EMPTY;
    cell_typed(&name, cell);
    if (cell.row && (quantity_indices(cell.quantity) < 2 || cell.column))
        number_print(&value, *network_cell(session->tape.network, cell), session->notation.precision);
    const char *what = quantity_is_parameter(cell.quantity)
                           ? _("set by hand or drawn at the start; no update moved it")
                           : _("given, not computed");
    session_print(session, "%s%s%s: %s\n", buffer_text(&name), value.length ? " = " : "", buffer_text(&value),
                  what);
    buffer_finish(&name);
    buffer_finish(&value);
}

/* "-v REF", "REF" or nothing: which cell, and whether long sums are shown whole. */
static bool read_explained(struct session *session, const struct arguments *arguments, struct cell *cell,
                           bool *has_cell, struct notation *notation, struct error *error)
{
    *has_cell = false;
    if (arguments->count == 0)
        return true;
    struct lexer lexer = arguments->values[0].rest;
    struct reference reference;
    if (lexer.end - lexer.position >= 2 && strncmp(lexer.text + lexer.position, "-v", 2) == 0) {
        notation->is_whole = true;
        lexer.position += 2;
        lexer.column += 2;
        while (lexer.position < lexer.end && lexer_at_blank(&lexer))
            lexer.position++;
    }
    if (lexer_at_end(&lexer))
        return true;
    *has_cell = true;
    return reference_read(&lexer, &reference, error) && lexer_expect_end(&lexer, error) &&
           scope_cell(session, &reference, cell, error);
}

static enum run explain_last(struct session *session, struct notation notation, struct error *error)
{
    struct notation usual = session->notation;
    if (session->last.lines == 0) {
        error_set(error, session->tape.operation > 0
                             ? _("the weights from before this update aren't known any more; 'step' goes on")
                             : _("no step has been done yet; 'step' does the first"));
        return RUN_FAILED;
    }
    session->notation = notation;
    session_refresh_last(session);
    session_show_step(session);
    session->notation = usual;
    session_refresh_last(session);
    return RUN_DONE;
}

static enum run run_explain(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct cell cell;
    bool has_cell;
    struct notation notation = session->notation;
    if (!read_explained(session, arguments, &cell, &has_cell, &notation, error))
        return RUN_FAILED;
    if (!has_cell)
        return explain_last(session, notation, error);
    struct explanation explanation;
    if (!scope_is_known(session, cell, error))
        return RUN_FAILED;
    if (!explain_cell(&explanation, &session->tape, cell, notation)) {
        explain_given(session, cell);
        return RUN_DONE;
    }
    explanation_print(&explanation, &session->out, session->columns, session->has_color);
    explanation_finish(&explanation);
    if (quantity_is_computed(cell.quantity) && tape_knows(&session->tape, cell) == STALE)
        session_print(session, "%s\n", _("   (stale: something it depends on has changed)"));
    return RUN_DONE;
}

static const struct command commands[] = {
    {.name = "show",
     .flags = COMMAND_KEEPS_WHY,
     .arguments = {{.name = "WHAT", .kind = ARGUMENT_CHOICE, .choice_at = shown_name}},
     .summary = N_("show a table: net, weights, values, grads, data or settings"),
     .example = "net 2 2:sigmoid; show weights",
     .run = run_show},
    {.name = "select",
     .flags = COMMAND_CHANGES | COMMAND_KEEPS_WHY,
     .arguments = {{.name = "REF|none", .kind = ARGUMENT_WORD}},
     .summary = N_("mark a node or a weight in the window: select a1[2], select w2[1,1]"),
     .example = "net 2 2:sigmoid; select a1[2]",
     .run = run_select},
    {.name = "explain",
     .flags = COMMAND_NEEDS_NET,
     .arguments = {{.name = "-v] [REF", .kind = ARGUMENT_TEXT, .flags = ARGUMENT_OPTIONAL}},
     .summary = N_("the last step again, or how a quantity was computed, with its numbers"),
     .example = "net 1 1:sigmoid; input 1; target 0; backward; explain dw1[1,1]",
     .run = run_explain},
};

const struct command_topic cmd_see = {"see", N_("Looking at it"), commands, sizeof commands / sizeof *commands};
