/* Breakpoints, watchpoints, displays, and going on to the next stop. */
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/scope.h"
#include "app/stops.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"

/* ---- setting them ---- */

/* The rest of the line as an expression, and as text. */
static bool read_expression(struct session *session, struct lexer lexer, struct expression **expression,
                            char **text, struct error *error)
{
    size_t start;
    while (lexer.position < lexer.end && lexer_at_blank(&lexer))
        lexer.position++;
    start = lexer.position;
    if (!expression_read(&lexer, expression, error))
        return false;
    bool names_exist = true;
    const struct reference *reference;
    struct cell cell;
    for (size_t i = 0; (reference = expression_reference(*expression, i)) && names_exist; i++)
        names_exist = scope_is_session_number(reference->name) || scope_cell(session, reference, &cell, error);
    if (!names_exist || !lexer_expect_end(&lexer, error)) {
        expression_free(*expression);
        return false;
    }
    *text = memory_text(lexer.text + start, lexer.end - start);
    return true;
}

static void tell(struct session *session, const struct stop *stop, const char *kind)
{
    struct buffer what = BUFFER_EMPTY;
    stop_describe(stop, &what);
    if (session_is_typed(session))
        session_print(session, "%s %d: %s\n", kind, stop->number, buffer_text(&what));
    buffer_finish(&what);
}

static enum run add_expression(struct session *session, enum stop_kind kind, struct lexer lexer,
                               const char *name, struct error *error)
{
    struct expression *expression;
    char *text;
    if (!read_expression(session, lexer, &expression, &text, error))
        return RUN_FAILED;
    struct stop *stop = stops_add(session, kind, error);
    if (!stop) {
        memory_free(text);
        expression_free(expression);
        return RUN_FAILED;
    }
    stop->text = text;
    stop->expression = expression;
    stops_arm(session);
    tell(session, stop, name);
    return RUN_DONE;
}

static bool read_phase(struct lexer *lexer, int *phase, struct error *error)
{
    static const char *const names[] = {"forward", "backward", "update"};
    struct token word;
    if (lexer_at_end(lexer))
        return true;
    if (!lexer_word(lexer, &word, error))
        return false;
    for (int i = 0; i < 3; i++)
        if (word.length == strlen(names[i]) && memcmp(word.text, names[i], word.length) == 0)
            *phase = i;
    return *phase >= 0 ? lexer_expect_end(lexer, error)
                       : error_set(error, _("'%.*s' is no pass; there are: forward, backward, update"),
                                   (int)word.length, word.text);
}

/* "a1[2] backward": any quantity of the node names it. */
static enum run add_node(struct session *session, struct lexer lexer, bool is_temporary, struct error *error)
{
    struct reference reference;
    struct cell cell;
    int phase = -1;
    if (!reference_read(&lexer, &reference, error) || !scope_cell(session, &reference, &cell, error) ||
        !read_phase(&lexer, &phase, error))
        return RUN_FAILED;
    const struct network *network = session->tape.network;
    if (cell.quantity == QUANTITY_YHAT || cell.quantity == QUANTITY_DYHAT)
        cell.layer = network->depth;
    if (cell.layer == 0) {
        error_set(error, _("break: name a node of a layer, like: break a1[2]"));
        return RUN_FAILED;
    }
    bool by_row = cell.quantity != QUANTITY_A && cell.quantity != QUANTITY_DA && cell.quantity != QUANTITY_YHAT;
    struct stop *stop = stops_add(session, STOP_NODE, error);
    if (!stop)
        return RUN_FAILED;
    stop->layer = cell.layer;
    stop->node = cell.row && by_row ? (cell.row - 1) / network->layers[cell.layer].pieces + 1 : cell.row;
    stop->phase = phase;
    stop->is_temporary = is_temporary;
    tell(session, stop, _("breakpoint"));
    return RUN_DONE;
}

static enum run add_epoch(struct session *session, struct lexer lexer, struct error *error)
{
    struct value value = {0};
    if (!scope_evaluate(session, &lexer, &value, error) || !lexer_expect_end(&lexer, error))
        return RUN_FAILED;
    double epoch = value_is_scalar(&value) ? value.single : -1;
    value_finish(&value);
    if (!(epoch >= 1 && epoch <= 1e15)) {
        error_set(error, _("break epoch takes a number from 1 on"));
        return RUN_FAILED;
    }
    struct stop *stop = stops_add(session, STOP_EPOCH, error);
    if (!stop)
        return RUN_FAILED;
    stop->epoch = (uint64_t)epoch;
    stops_arm(session);
    tell(session, stop, _("breakpoint"));
    return RUN_DONE;
}

static enum run add_break(struct session *session, const struct arguments *arguments, bool is_temporary,
                          struct error *error)
{
    struct lexer lexer = arguments->values[0].rest;
    enum run run;
    size_t before = session->stops.count;
    if (lexer_accept(&lexer, "if"))
        run = add_expression(session, STOP_IF, lexer, _("breakpoint"), error);
    else if (lexer_accept(&lexer, "epoch"))
        run = add_epoch(session, lexer, error);
    else if (lexer_accept(&lexer, "nan"))
        run = lexer_expect_end(&lexer, error) && stops_add(session, STOP_NAN, error) ? RUN_DONE : RUN_FAILED;
    else
        run = add_node(session, lexer, is_temporary, error);
    if (session->stops.count > before)
        session->stops.stops[before].is_temporary = is_temporary;
    return run;
}

static enum run run_break(struct session *session, const struct arguments *arguments, struct error *error)
{
    return add_break(session, arguments, false, error);
}

static enum run run_tbreak(struct session *session, const struct arguments *arguments, struct error *error)
{
    return add_break(session, arguments, true, error);
}

static enum run run_watch(struct session *session, const struct arguments *arguments, struct error *error)
{
    return add_expression(session, STOP_WATCH, arguments->values[0].rest, _("watchpoint"), error);
}

static enum run run_display(struct session *session, const struct arguments *arguments, struct error *error)
{
    if (arguments->count == 0) {
        stops_display(session);
        return RUN_DONE;
    }
    return add_expression(session, STOP_DISPLAY, arguments->values[0].rest, _("display"), error);
}

/* ---- looking at them, changing them ---- */

enum { KIND_COLUMNS = 9 };

static enum run run_info(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)arguments, (void)error;
    static const char *const kinds[] = {N_("break"), N_("break"), N_("break"),
                                        N_("break"), N_("watch"), N_("display")};
    const struct stops *stops = &session->stops;
    if (stops->count == 0)
        session_print(session, "%s\n", _("no breakpoints, watchpoints or displays"));
    for (size_t i = 0; i < stops->count; i++) {
        const struct stop *stop = &stops->stops[i];
        struct buffer what = BUFFER_EMPTY;
        stop_describe(stop, &what);
        const char *kind = _(kinds[stop->kind]);
        session_print(session, "%3d  %s", stop->number, kind);
        buffer_pad(&session->out, ' ',
                   utf8_columns(kind) < KIND_COLUMNS ? KIND_COLUMNS - utf8_columns(kind) : 1);
        session_print(session, "%s", buffer_text(&what));
        if (stop->is_temporary)
            session_print(session, "%s", _(", once"));
        if (stop->is_off)
            session_print(session, "%s", _(", disabled"));
        if (stop->ignore > 0)
            session_print(session, _(", ignores the next %llu"), (unsigned long long)stop->ignore);
        if (stop->hits > 0)
            session_print(session, _(", hits: %llu"), (unsigned long long)stop->hits);
        session_print(session, "\n");
        if (stop->commands)
            session_print(session, "%s", stop->commands);
        buffer_finish(&what);
    }
    return RUN_DONE;
}

/* The stops that the arguments name: numbers, or all of them. */
static enum run for_each(struct session *session, const struct arguments *arguments,
                         void (*change)(struct session *session, struct stop *stop), struct error *error)
{
    for (size_t i = 0; i < arguments->count; i++)
        if (!stops_find(session, (int)arguments->values[i].number, error))
            return RUN_FAILED;
    for (size_t i = 0; i < arguments->count; i++)
        change(session, stops_find(session, (int)arguments->values[i].number, NULL));
    for (size_t i = session->stops.count; arguments->count == 0 && i > 0; i--)
        change(session, &session->stops.stops[i - 1]);
    return RUN_DONE;
}

static void enable(struct session *session, struct stop *stop)
{
    (void)session;
    stop->is_off = false;
}

static void disable(struct session *session, struct stop *stop)
{
    (void)session;
    stop->is_off = true;
}

static enum run run_delete(struct session *session, const struct arguments *arguments, struct error *error)
{
    return for_each(session, arguments, stops_remove, error);
}

static enum run run_enable(struct session *session, const struct arguments *arguments, struct error *error)
{
    return for_each(session, arguments, enable, error);
}

static enum run run_disable(struct session *session, const struct arguments *arguments, struct error *error)
{
    return for_each(session, arguments, disable, error);
}

static enum run run_condition(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct stop *stop = stops_find(session, (int)arguments->values[0].number, error);
    struct expression *expression = NULL;
    char *text = NULL;
    if (!stop || (arguments->count > 1 &&
                  !read_expression(session, arguments->values[1].rest, &expression, &text, error)))
        return RUN_FAILED;
    memory_free(stop->condition_text);
    expression_free(stop->condition);
    stop->condition_text = text;
    stop->condition = expression;
    return RUN_DONE;
}

static enum run run_ignore(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct stop *stop = stops_find(session, (int)arguments->values[0].number, error);
    if (!stop)
        return RUN_FAILED;
    stop->ignore = (uint64_t)arguments->values[1].number;
    return RUN_DONE;
}

static enum run run_commands(struct session *session, const struct arguments *arguments, struct error *error)
{
    int number = arguments->count > 0 ? (int)arguments->values[0].number : session->stops.last_number;
    if (!stops_find(session, number, error))
        return RUN_FAILED;
    session->collecting = number;
    buffer_clear(&session->collected);
    if (session->is_interactive)
        session_print(session, _("one command a line, run at each stop of %d; 'end' ends the list\n"), number);
    return RUN_DONE;
}

/* ---- going on ---- */

enum { OPERATIONS_A_SLICE = 4096 };

static enum run slice_continue(struct session *session, struct error *error)
{
    struct tape *tape = &session->tape;
    bool has_stops = stops_are_set(session, false);
    for (int i = 0; i < OPERATIONS_A_SLICE; i++) {
        if (!session_operation(session, error))
            return RUN_FAILED;
        bool is_end = tape->operation == tape_length(tape);
        if (!session->has_stopped && !(is_end && !has_stops))
            continue;
        session_refresh_last(session);
        session_show_step(session);
        return RUN_DONE;
    }
    return RUN_BUSY;
}

static enum run run_continue(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)arguments;
    if (!tape_is_ready(&session->tape, error))
        return RUN_FAILED;
    session->job = (struct job){.slice = slice_continue};
    return RUN_BUSY;
}

static void arrive_back(struct session *session)
{
    session_refresh_last(session);
    session_show_position(session);
}

/* Moment by moment, up to the first step that is kept: the building of the network before it stays. */
static enum run slice_reverse(struct session *session, struct error *error)
{
    struct job *job = &session->job;
    for (int i = 0; i < OPERATIONS_A_SLICE; i++, job->done++) {
        if (!journal_has_kind(session->journal, MOMENT_STEP)) {
            if (journal_forgotten(session->journal) > 0) {
                error_set(error,
                          _("older history is gone: %zu moments before this were dropped; 'memory' keeps more"),
                          journal_forgotten(session->journal));
                return RUN_FAILED;
            }
            session_print(session, "%s\n",
                          _("this is before the first step; no breakpoint was met on the way back"));
            session_refresh_last(session);
            return RUN_DONE;
        }
        journal_back(session->journal);
        enum going_back going = session->tape.network ? stops_check_back(session) : BACK_GO_ON;
        if (going == BACK_STOP_ONE_LATER && job->done == 0)
            continue; /* that is where it stood */
        if (going == BACK_STOP_ONE_LATER)
            journal_forward(session->journal);
        if (going != BACK_GO_ON) {
            arrive_back(session);
            return RUN_DONE;
        }
    }
    return RUN_BUSY;
}

static enum run run_reverse_continue(struct session *session, const struct arguments *arguments,
                                     struct error *error)
{
    (void)arguments;
    if (!stops_are_set(session, false)) {
        error_set(error, _("there is no breakpoint to go back to; set one with break or watch, or use 'back'"));
        return RUN_FAILED;
    }
    session->job = (struct job){.slice = slice_reverse};
    return RUN_BUSY;
}

#define NUMBER                                                                                                 \
    {                                                                                                          \
        .name = "NUMBER", .kind = ARGUMENT_INTEGER, .min = 1, .max = 1000000                                   \
    }
#define NUMBERS                                                                                                \
    {                                                                                                          \
        .name = "NUMBER", .kind = ARGUMENT_INTEGER, .flags = ARGUMENT_OPTIONAL | ARGUMENT_REPEATS, .min = 1,   \
        .max = 1000000                                                                                         \
    }

static const struct command commands[] = {
    {.name = "break",
     .flags = COMMAND_NEEDS_NET,
     .arguments = {{.name = "NODE [forward|backward|update] | if EXPR | nan | epoch N", .kind = ARGUMENT_TEXT}},
     .summary = N_("stop a walk at a node, or when something becomes true"),
     .details = N_(
         "break a1[2]              behind each step of node 2 of layer 1\n"
         "break a1[2] backward     only on the way back\n"
         "break if L < 0.1         when it becomes true; train stops there, too (L: of the update's samples)\n"
         "break nan                when a number becomes infinite or NaN\n"
         "break epoch 10\n"
         "back and undo leave breakpoints as they are; delete removes them, save keeps them."),
     .example = "net 1 1:sigmoid; input 1; target 0; break a1[1]; continue",
     .run = run_break},
    {.name = "tbreak",
     .aliases = "tb",
     .flags = COMMAND_NEEDS_NET,
     .arguments = {{.name = "NODE ... | if EXPR | nan | epoch N", .kind = ARGUMENT_TEXT}},
     .summary = N_("the same as break, but only once"),
     .example = "net 1 1:sigmoid; input 1; target 0; tbreak a1[1]; continue",
     .run = run_tbreak},
    {.name = "watch",
     .aliases = "wa",
     .flags = COMMAND_NEEDS_NET,
     .arguments = {{.name = "EXPR", .kind = ARGUMENT_TEXT}},
     .summary = N_("stop when a value changes, and show it before and after"),
     .example = "net 1 1:sigmoid; input 1; target 0; watch w1[1,1]; continue",
     .run = run_watch},
    {.name = "display",
     .aliases = "disp",
     .flags = COMMAND_NEEDS_NET,
     .arguments = {{.name = "EXPR", .kind = ARGUMENT_TEXT, .flags = ARGUMENT_OPTIONAL}},
     .summary = N_("show an expression after each step and stop"),
     .example = "net 1 1:sigmoid; input 1; target 0; display L; forward",
     .run = run_display},
    {.name = "info",
     .aliases = "i",
     .arguments = {{.name = "break", .kind = ARGUMENT_WORD, .flags = ARGUMENT_OPTIONAL}},
     .summary = N_("list breakpoints, watchpoints and displays"),
     .example = "info",
     .run = run_info},
    {.name = "delete",
     .aliases = "del",
     .arguments = {NUMBERS},
     .summary = N_("remove breakpoints, watchpoints or displays; all without a number"),
     .example = "delete",
     .run = run_delete},
    {.name = "enable",
     .aliases = "en",
     .arguments = {NUMBERS},
     .summary = N_("let breakpoints stop again"),
     .example = "enable",
     .run = run_enable},
    {.name = "disable",
     .aliases = "dis",
     .arguments = {NUMBERS},
     .summary = N_("keep breakpoints, but don't stop at them"),
     .example = "disable",
     .run = run_disable},
    {.name = "condition",
     .aliases = "cond",
     .arguments = {NUMBER, {.name = "EXPR", .kind = ARGUMENT_TEXT, .flags = ARGUMENT_OPTIONAL}},
     .summary = N_("stop at a breakpoint only where EXPR holds; without EXPR always again"),
     .example = "net 1 1; break a1[1]; condition 1 a1[1] > 0",
     .run = run_condition},
    {.name = "ignore",
     .aliases = "ign",
     .arguments = {NUMBER, {.name = "COUNT", .kind = ARGUMENT_INTEGER, .min = 0, .max = 1e9}},
     .summary = N_("pass a breakpoint COUNT times before it stops"),
     .example = "net 1 1; break a1[1]; ignore 1 5",
     .run = run_ignore},
    {.name = "commands",
     .arguments =
         {{.name = "NUMBER", .kind = ARGUMENT_INTEGER, .flags = ARGUMENT_OPTIONAL, .min = 1, .max = 1000000}},
     .summary = N_("commands to run at each stop of a breakpoint, up to a line 'end'"),
     .example = "net 1 1; break a1[1]; commands; print z1; end",
     .run = run_commands},
    {.name = "continue",
     .aliases = "c",
     .flags = COMMAND_NEEDS_NET | COMMAND_REPEATS | COMMAND_WALKS,
     .summary = N_("go on to the next stop; without breakpoints to the end of the iteration"),
     .example = "net 1 1:sigmoid; input 1; target 0; continue",
     .run = run_continue},
    {.name = "reverse-continue",
     .aliases = "rc",
     .flags = COMMAND_NEEDS_NET | COMMAND_REPEATS | COMMAND_WALKS,
     .summary = N_("go back to the last breakpoint, or to the last change of a watched value"),
     .example = "net 1 1:sigmoid; input 1; target 0; break a1[1] forward; iterate; reverse-continue",
     .run = run_reverse_continue},
};

const struct command_topic cmd_stop = {"stop", N_("Stopping where it matters"), commands,
                                       sizeof commands / sizeof *commands};
