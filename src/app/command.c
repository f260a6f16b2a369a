#include "app/command.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/alias.h"
#include "app/assign.h"
#include "app/lesson_run.h"
#include "app/predict.h"
#include "app/scope.h"
#include "app/stops.h"
#include "app/why.h"
#include "base/lookup.h"
#include "base/memory.h"
#include "base/translate.h"

/* ---- the list of all commands ---- */

static const struct command_topic *const topics[] = {
    &cmd_build, &cmd_edit,    &cmd_set,      &cmd_data,  &cmd_step,   &cmd_stop,
    &cmd_train, &cmd_measure, &cmd_see,      &cmd_view,  &cmd_why,    &cmd_collapse,
    &cmd_learn, &cmd_export,  &cmd_progress, &cmd_shell, &cmd_restore};

size_t command_topic_count(void)
{
    return sizeof topics / sizeof *topics;
}

const struct command_topic *command_topic_at(size_t i)
{
    return i < command_topic_count() ? topics[i] : NULL;
}

const struct command *command_at(size_t i)
{
    for (size_t k = 0; k < command_topic_count(); k++) {
        if (i < topics[k]->count)
            return &topics[k]->commands[i];
        i -= topics[k]->count;
    }
    return NULL;
}

enum { COMMANDS_MAX = 128 };

/* The names of all commands as one table for lookup_find. */
static size_t command_names(struct command names[COMMANDS_MAX])
{
    size_t count = 0;
    for (const struct command *command; (command = command_at(count)); count++) {
        assert(count < COMMANDS_MAX);
        names[count] = *command;
    }
    return count;
}

const char *command_alias(const struct command *command, size_t i, size_t *length)
{
    const char *alias = command->aliases;
    for (; alias && i > 0; i--) {
        alias = strchr(alias, ' ');
        if (alias)
            alias++;
    }
    *length = alias ? strcspn(alias, " ") : 0;
    return alias;
}

static bool has_name(const struct command *command, const char *name, size_t length)
{
    const char *alias;
    size_t alias_length;
    if (strlen(command->name) == length && memcmp(command->name, name, length) == 0)
        return true;
    for (size_t i = 0; (alias = command_alias(command, i, &alias_length)); i++)
        if (alias_length == length && memcmp(alias, name, length) == 0)
            return true;
    return false;
}

static const struct command *exact(const char *name, size_t length)
{
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)); i++)
        if (has_name(command, name, length))
            return command;
    return NULL;
}

bool command_is_exact(const char *name, size_t length)
{
    return exact(name, length) != NULL;
}

const struct command *command_find(const char *name, size_t length, struct error *error)
{
    const struct command *command = exact(name, length);
    if (command)
        return command;
    struct command names[COMMANDS_MAX];
    size_t count = command_names(names);
    const struct command *found = lookup_find(names, sizeof *names, count, N_("command"), name, length, error);
    return found ? command_at((size_t)(found - names)) : NULL;
}

void command_usage(const struct command *command, struct buffer *out)
{
    buffer_put(out, command->name);
    for (size_t i = 0; i < COMMAND_ARGUMENTS_MAX && command->arguments[i].name; i++) {
        const struct argument_spec *spec = &command->arguments[i];
        bool is_optional = spec->flags & ARGUMENT_OPTIONAL;
        buffer_printf(out, is_optional ? " [%s%s]" : " %s%s", spec->name,
                      spec->flags & ARGUMENT_REPEATS ? " ..." : "");
    }
}

const char *argument_choice(const struct argument_spec *spec, size_t i)
{
    if (spec->choice_at)
        return spec->choice_at(i);
    for (size_t k = 0; spec->choices && spec->choices[k]; k++)
        if (k == i)
            return spec->choices[k];
    return NULL;
}

/* ---- arguments ---- */

struct parser {
    struct session *session;
    const struct command *command;
    struct lexer lexer;
    struct arguments arguments;
    size_t capacity;
};

static void skip_blanks(struct lexer *lexer)
{
    for (; lexer->position < lexer->end && lexer_at_blank(lexer); lexer->position++)
        lexer->column++;
}

static struct argument *add_argument(struct parser *parser)
{
    struct arguments *arguments = &parser->arguments;
    if (arguments->count == parser->capacity) {
        parser->capacity = parser->capacity ? 2 * parser->capacity : 8;
        arguments->values = memory_resize(arguments->values, parser->capacity, sizeof *arguments->values);
    }
    struct argument *argument = &arguments->values[arguments->count++];
    *argument = (struct argument){0};
    return argument;
}

static void free_arguments(struct parser *parser)
{
    for (size_t i = 0; i < parser->arguments.count; i++)
        memory_free(parser->arguments.values[i].text);
    memory_free(parser->arguments.values);
}

static bool misuse(const struct parser *parser, const char *problem, struct error *error)
{
    struct buffer usage = BUFFER_EMPTY;
    command_usage(parser->command, &usage);
    error_set(error, _("%s: %s; usage: %s"), parser->command->name, problem, buffer_text(&usage));
    buffer_finish(&usage);
    return false;
}

static bool check_bounds(const struct argument_spec *spec, const char *text, double number, struct error *error)
{
    bool has_bounds = spec->min != 0 || spec->max != 0;
    if (isnan(number) || isinf(number))
        return error_set(error, _("%s must be a finite number, not '%s'"), spec->name, text);
    if (spec->kind == ARGUMENT_INTEGER && number != floor(number))
        return error_set(error, _("%s must be a whole number, not '%s'"), spec->name, text);
    if (has_bounds && spec->kind == ARGUMENT_NUMBER && number <= 0 && spec->min > 0)
        return error_set(error, _("%s must be greater than 0, not '%s'"), spec->name, text);
    if (has_bounds && (number < spec->min || number > spec->max))
        return error_set(error, _("%s must lie between %g and %g, not '%s'"), spec->name, spec->min, spec->max,
                         text);
    return true;
}

static bool parse_number(struct parser *parser, const struct argument_spec *spec, struct argument *argument,
                         struct error *error)
{
    struct value value = {0};
    size_t start = parser->lexer.position;
    if (!scope_element(parser->session, &parser->lexer, &value, NULL)) {
        char quoted[LEXER_QUOTE_SIZE];
        lexer_quote(parser->lexer.text + start, parser->lexer.end - start, quoted);
        return error_set(error, _("%s must be a number, not '%s'"), spec->name, quoted);
    }
    argument->text = memory_text(parser->lexer.text + start, parser->lexer.position - start);
    bool is_number = value_is_scalar(&value);
    argument->number = is_number ? value.single : 0;
    value_finish(&value);
    if (!is_number)
        return error_set(error, _("%s must be a number, not '%s'"), spec->name, argument->text);
    return check_bounds(spec, argument->text, argument->number, error);
}

static bool parse_choice(const struct argument_spec *spec, struct argument *argument, struct error *error)
{
    struct {
        const char *name;
    } rows[64];
    size_t count = 0;
    for (const char *choice; count < 64 && (choice = argument_choice(spec, count)); count++)
        rows[count].name = choice;
    const char *const *row =
        lookup_find(rows, sizeof *rows, count, N_("choice"), argument->text, strlen(argument->text), error);
    if (!row)
        return error_prefix(error, "%s: ", spec->name);
    memory_free(argument->text);
    argument->text = memory_string(*row);
    return true;
}

static bool parse_argument(struct parser *parser, const struct argument_spec *spec, struct error *error)
{
    struct argument *argument = add_argument(parser);
    skip_blanks(&parser->lexer);
    if (spec->kind == ARGUMENT_TEXT) {
        argument->rest = parser->lexer;
        argument->text = memory_text(parser->lexer.text + parser->lexer.position,
                                     parser->lexer.end - parser->lexer.position);
        parser->lexer.position = parser->lexer.end;
        return true;
    }
    if (spec->kind == ARGUMENT_CELL) {
        struct reference reference;
        size_t start = parser->lexer.position;
        if (!reference_read(&parser->lexer, &reference, error) ||
            !scope_cell(parser->session, &reference, &argument->cell, error))
            return false;
        argument->text = memory_text(parser->lexer.text + start, parser->lexer.position - start);
        return true;
    }
    if (spec->kind == ARGUMENT_INTEGER || spec->kind == ARGUMENT_NUMBER)
        return parse_number(parser, spec, argument, error);
    struct token word;
    if (!lexer_word(&parser->lexer, &word, error))
        return false;
    struct buffer text = BUFFER_EMPTY;
    lexer_unquote(&word, &text);
    argument->text = buffer_take(&text);
    return spec->kind != ARGUMENT_CHOICE || parse_choice(spec, argument, error);
}

static bool parse_arguments(struct parser *parser, struct error *error)
{
    const struct argument_spec *specs = parser->command->arguments;
    for (size_t i = 0; i < COMMAND_ARGUMENTS_MAX && specs[i].name; i++) {
        bool is_optional = specs[i].flags & ARGUMENT_OPTIONAL;
        if (lexer_at_end(&parser->lexer)) {
            if (is_optional)
                break;
            if (i == 0 && parser->command->without)
                return error_set(error, "%s", _(parser->command->without));
            char problem[128];
            snprintf(problem, sizeof problem, _("%s is missing"), specs[i].name);
            return misuse(parser, problem, error);
        }
        do {
            if (!parse_argument(parser, &specs[i], error))
                return false;
        } while ((specs[i].flags & ARGUMENT_REPEATS) && !lexer_at_end(&parser->lexer));
    }
    if (lexer_at_end(&parser->lexer))
        return true;
    char problem[LEXER_QUOTE_SIZE + 64], quoted[LEXER_QUOTE_SIZE];
    skip_blanks(&parser->lexer);
    lexer_quote(parser->lexer.text + parser->lexer.position, parser->lexer.end - parser->lexer.position,
                quoted);
    snprintf(problem, sizeof problem, _("'%s' is too much"), quoted);
    return misuse(parser, problem, error);
}

/* ---- running ---- */

/* Remembers the line for the empty line, if the command is one that repeats. */
static void remember(struct session *session, const struct command *command, const struct lexer *line)
{
    lesson_note_command(session);
    buffer_clear(&session->last_line);
    if (command && (command->flags & COMMAND_REPEATS))
        buffer_put_n(&session->last_line, line->text + line->position, line->end - line->position);
}

/* Of all arguments that are there. */
static unsigned flags_given(const struct parser *parser)
{
    const struct argument_spec *specs = parser->command->arguments;
    unsigned flags = 0;
    for (size_t i = 0; i < parser->arguments.count && i < COMMAND_ARGUMENTS_MAX && specs[i].name; i++)
        flags |= specs[i].flags;
    return flags;
}

static enum run run_row(struct session *session, const struct command *command, const struct lexer *line,
                        struct error *error)
{
    struct parser parser = {.session = session, .command = command, .lexer = *line};
    struct token name;
    enum run run = RUN_FAILED;
    if ((command->flags & COMMAND_NEEDS_NET) && !session_needs_network(session, error))
        return RUN_FAILED;
    session->has_stopped = false;
    session->is_walking = command->flags & COMMAND_WALKS;
    if (session->is_walking) {
        stops_arm(session);
        lesson_note_attempt(session);
    }
    if (lexer_word(&parser.lexer, &name, error) && parse_arguments(&parser, error)) {
        if (session_is_outermost(session))
            session->typed_flags = flags_given(&parser);
        size_t moments = journal_moments(session->journal);
        if (session->is_walking && !(command->flags & COMMAND_ASKS))
            predict_drop(session);
        if (command->flags & COMMAND_CHANGES)
            journal_mark(session->journal, MOMENT_COMMAND);
        run = command->run(session, &parser.arguments, error);
        if (run == RUN_FAILED && (command->flags & COMMAND_CHANGES) &&
            journal_moments(session->journal) > moments)
            journal_back(session->journal);
    }
    free_arguments(&parser);
    return run;
}

/* A bare name that is no quantity here but begins a command's is that command; `L`, `w1`, `sum(w1)`, `2+3` and
 * the like are expressions. */
static bool is_expression(const struct lexer *line)
{
    struct lexer ahead = *line;
    struct token token;
    struct reference reference;
    if (!lexer_next(&ahead, &token, NULL) || token.kind != TOKEN_NAME)
        return true;
    if (ahead.position < ahead.end && ahead.text[ahead.position] == '(')
        return true;
    ahead = *line;
    return reference_read(&ahead, &reference, NULL) && scope_is_quantity(&reference);
}

bool command_is_known(const struct lexer *line, struct error *error)
{
    struct lexer ahead = *line;
    struct token name;
    return lexer_word(&ahead, &name, error) &&
           (assign_recognizes(line) || command_is_exact(name.text, name.length) || is_expression(line) ||
            command_find(name.text, name.length, error));
}

static bool is_well_formed(const struct lexer *line)
{
    struct expression *expression;
    if (!expression_parse(line->text + line->position, line->end - line->position, &expression, NULL))
        return false;
    expression_free(expression);
    return true;
}

/* A line that is an answer to the question of a lesson. */
static enum run run_answer(struct session *session, const struct lexer *line, struct error *error)
{
    char *text = memory_text(line->text + line->position, line->end - line->position);
    bool is_judged = lesson_answer(session, text, error);
    memory_free(text);
    remember(session, NULL, line);
    return is_judged ? RUN_DONE : RUN_FAILED;
}

/* A panel's name alone: what to type, with the words behind it if they belong to it. */
static bool hint_at_panel(const struct session *session, const struct lexer *command, const struct token *name,
                          struct error *error)
{
    bool is_panel = false;
    for (size_t i = 0; view_panel_at(i); i++)
        is_panel |= strlen(view_panel_at(i)->name) == name->length &&
                    memcmp(view_panel_at(i)->name, name->text, name->length) == 0;
    if (!is_panel)
        return false;
    struct view view = session->view;
    char *line = memory_text(command->text + command->position, command->end - command->position);
    int length = view_pick(&view, line, NULL) ? (int)strlen(line) : (int)name->length;
    error_set(error, _("'%.*s' is a panel: view %.*s"), (int)name->length, line, length, line);
    memory_free(line);
    return true;
}

static enum run run_command(struct session *session, const struct lexer *command, struct error *error)
{
    struct lexer ahead = *command;
    struct token name;
    bool is_word = lexer_word(&ahead, &name, NULL);
    session->running = *command;
    journal_begin_group(session->journal);
    if (predict_is_answer(session, command))
        return predict_answer(session, command, error) ? RUN_DONE : RUN_FAILED;
    if (lesson_is_answer(session, command))
        return run_answer(session, command, error);
    const struct alias *alias = is_word ? alias_find(session, name.text, name.length) : NULL;
    if (alias)
        return alias_run(session, alias, &ahead, error) ? RUN_DONE : RUN_FAILED;
    const struct command *row = is_word ? command_find(name.text, name.length, NULL) : NULL;
    bool is_row = is_word && command_is_exact(name.text, name.length),
         is_assignment = assign_recognizes(command);
    bool is_question = !is_row && !is_assignment && is_expression(command);
    if (!is_question && !(row && row->flags & COMMAND_KEEPS_WHY))
        why_forget(session);
    if (is_assignment) {
        remember(session, NULL, command);
        enum run run = assign_run(session, command, error);
        if (run == RUN_DONE)
            lesson_note_assignment(session, command);
        return run;
    }
    if (is_question) {
        remember(session, NULL, command);
        enum run run = print_expression(session, command, true, error);
        if (run == RUN_DONE)
            lesson_note_expression(session, command);
        else if (!is_well_formed(command))
            lesson_say_what_is_asked(session, error);
        return run;
    }
    if (!row) {
        if (is_word && !hint_at_panel(session, command, &name, error))
            command_find(name.text, name.length, error);
        lesson_say_what_is_asked(session, error);
        return RUN_FAILED;
    }
    remember(session, row, command);
    return run_row(session, row, command, error);
}

/* Whether it can be read, and has as many numbers as it should. */
static bool can_be_read(struct session *session, const struct lexer *command)
{
    struct parser parser = {.session = session, .lexer = *command};
    struct token name;
    if (assign_recognizes(command))
        return assign_fits(session, command);
    bool is_word = lexer_word(&parser.lexer, &name, NULL);
    bool is_row = is_word && (command_is_exact(name.text, name.length) || !is_expression(command));
    parser.command = is_row ? command_find(name.text, name.length, NULL) : NULL;
    if (!parser.command)
        return scope_can_read(*command);
    bool can = parse_arguments(&parser, NULL) &&
               (!parser.command->fits || parser.command->fits(session, &parser.arguments));
    free_arguments(&parser);
    return can;
}

/* Much of the world writes 0,05; here the comma separates numbers, which gives errors that are hard to read.
 * Where points for such commas would help, the error says so. */
static void hint_at_decimal_comma(struct session *session, const struct lexer *command, struct error *error)
{
    char number[LEXER_QUOTE_SIZE], point[LEXER_QUOTE_SIZE], quoted[LEXER_QUOTE_SIZE];
    size_t comma;
    if (!error || !lexer_decimal_comma(command, number, &comma) || can_be_read(session, command))
        return;
    char *text = memory_text(command->text + command->position, command->end - command->position);
    struct lexer pointed, ahead;
    lexer_init(&pointed, text, strlen(text));
    for (ahead = pointed; lexer_decimal_comma(&ahead, quoted, &comma); ahead.position = comma + 1)
        text[comma] = '.';
    if (can_be_read(session, &pointed)) {
        struct error before = *error;
        snprintf(point, sizeof point, "%s", number);
        *strchr(point, ',') = '.';
        error_set(error, _("%s; decimals are written with a point: %s, not %s"), before.text, point, number);
    }
    memory_free(text);
}

/* "net 2,3,1": one word with commas where several are wanted. */
static bool refuse_commas(const struct lexer *command, struct error *error)
{
    struct lexer ahead = *command;
    struct token name, word;
    char typed[LEXER_QUOTE_SIZE], apart[LEXER_QUOTE_SIZE];
    const struct command *row =
        lexer_word(&ahead, &name, NULL) ? command_find(name.text, name.length, NULL) : NULL;
    bool wants_words = row && row->arguments[0].kind == ARGUMENT_WORD && row->arguments[1].name &&
                       !(row->arguments[1].flags & ARGUMENT_OPTIONAL);
    if (!error || !wants_words || !lexer_word(&ahead, &word, NULL) || !lexer_at_end(&ahead) ||
        !memchr(word.text, ',', word.length))
        return false;
    lexer_quote(word.text, word.length, typed);
    snprintf(apart, sizeof apart, "%s", typed);
    for (char *comma = apart; (comma = strchr(comma, ','));)
        *comma = ' ';
    error_set(error, _("%s: '%s' is one word; separate with blanks: %s %s"), row->name, typed, row->name,
              apart);
    return true;
}

/* Whoever types Hangul to the English nabla likely reads Korean. Syllables, U+AC00 to U+D7A3, or lone letters. */
static void hint_at_korean(const struct lexer *command, struct error *error)
{
    struct lexer ahead = *command;
    struct token name;
    struct error before;
    if (!error || strcmp(translate_language(), "ko") == 0 || !lexer_word(&ahead, &name, NULL) ||
        command_find(name.text, name.length, NULL))
        return;
    int first = (unsigned char)name.text[0], second = name.length > 1 ? (unsigned char)name.text[1] : 0;
    bool is_letter = first == 0xE3 && (second >= 0x84 && second <= 0x86);
    if (!is_letter && (first < 0xEA || first > 0xED))
        return;
    before = *error;
    error_set(error, _("%s; 'lang ko' speaks Korean"), before.text);
}

static bool keeps_question(const struct lexer *command)
{
    struct lexer ahead = *command;
    struct token name;
    const struct command *row =
        lexer_word(&ahead, &name, NULL) ? command_find(name.text, name.length, NULL) : NULL;
    return row && row->flags & COMMAND_KEEPS_WHY;
}

enum run command_run(struct session *session, const struct lexer *command, struct error *error)
{
    predict_before(session);
    enum run run = run_command(session, command, error);
    predict_behind(session, run == RUN_DONE, keeps_question(command));
    if (run == RUN_FAILED) {
        if (!refuse_commas(command, error))
            hint_at_decimal_comma(session, command, error);
        hint_at_korean(command, error);
    }
    return run;
}

bool session_repeat(struct session *session, struct error *error)
{
    if (session->prediction.is_open) {
        predict_reveal(session);
        return true;
    }
    if (session->last_line.length == 0)
        return !session->lesson || lesson_enter(session, error);
    return session_feed(session, buffer_text(&session->last_line), session->last_line.length, NULL, error);
}
