#include "app/assign.h"

#include <math.h>
#include <string.h>

#include "app/cell.h"
#include "app/scope.h"
#include "base/memory.h"
#include "base/translate.h"

/* NAME, perhaps something in [ ], and a single =: also where the index is wrong, so that the error is about it. */
bool assign_recognizes(const struct lexer *command)
{
    struct lexer ahead = *command;
    struct token token;
    if (!lexer_next(&ahead, &token, NULL) || token.kind != TOKEN_NAME || !lexer_next(&ahead, &token, NULL))
        return false;
    if (token.kind == TOKEN_OPEN_BRACKET && !token.blank_before) {
        while (token.kind != TOKEN_CLOSE_BRACKET)
            if (!lexer_next(&ahead, &token, NULL) || token.kind == TOKEN_END)
                return false;
        if (!lexer_next(&ahead, &token, NULL))
            return false;
    }
    return token.kind == TOKEN_ASSIGN;
}

/* Where the numbers of a cell lie: its count of numbers from *values on, rows x columns of them. */
static double *target_of(const struct session *session, struct cell cell, int *rows, int *columns)
{
    double *values = network_values(session->tape.network, cell.quantity, cell.layer, rows, columns);
    if (quantity_indices(cell.quantity) < 2) { /* vectors are written in a row */
        *columns = *rows;
        *rows = 1;
        if (cell.row) {
            *columns = 1;
            return values + (cell.row - 1);
        }
        return values;
    }
    if (cell.row) {
        values += (size_t)(cell.row - 1) * (size_t)*columns;
        *rows = 1;
    }
    if (cell.column) {
        values += cell.column - 1;
        *columns = 1;
    }
    return values;
}

static bool check_finite(const char *name, const struct value *value, struct error *error)
{
    const double *numbers = value_data(value);
    for (size_t i = 0; i < value_count(value); i++)
        if (!isfinite(numbers[i]))
            return error_set(error, _("%s can't be %s; only finite numbers can be set"), name,
                             isnan(numbers[i]) ? "nan" : "inf");
    return true;
}

static bool check_fit(const char *name, const struct value *value, int rows, int columns, struct error *error)
{
    bool is_column = rows == 1 && value->cols == 1 && value->rows == columns; /* a vector written as a column */
    if ((value->rows == rows && value->cols == columns) || is_column)
        return true;
    struct buffer wanted = BUFFER_EMPTY;
    char shape[VALUE_SHAPE_SIZE];
    if (rows == 1 && columns == 1)
        buffer_put(&wanted, _("a single number"));
    else if (rows == 1)
        buffer_printf(&wanted, _("%d numbers: [... ...]"), columns);
    else
        buffer_printf(&wanted, _("%d rows of %d: [...; ...]"), rows, columns);
    error_set(error, _("%s takes %s, not %s"), name, buffer_text(&wanted), value_shape(value, shape));
    buffer_finish(&wanted);
    return false;
}

bool assign_cell_fits(const struct session *session, struct cell cell, const struct value *value)
{
    int rows, columns;
    target_of(session, cell, &rows, &columns);
    return check_fit("", value, rows, columns, NULL);
}

static void write_numbers(struct session *session, double *target, const struct value *value)
{
    size_t bytes = value_count(value) * sizeof *target;
    journal_save(session->journal, target, bytes);
    memcpy(target, value_data(value), bytes);
}

bool assign_cell(struct session *session, struct cell cell, const struct value *value, struct error *error)
{
    struct tape *tape = &session->tape;
    struct network *network = tape->network;
    struct buffer name = BUFFER_EMPTY;
    int rows, columns;
    cell_typed(&name, cell);
    double *target = target_of(session, cell, &rows, &columns);
    bool fits = check_finite(buffer_text(&name), value, error) &&
                check_fit(buffer_text(&name), value, rows, columns, error);
    buffer_finish(&name);
    if (!fits)
        return false;
    write_numbers(session, target, value);
    if (quantity_is_parameter(cell.quantity) && tape->iteration == 0) /* these are the first weights */
        write_numbers(session, network->first + (target - network->param), value);
    tape_touch(tape, cell);
    return true;
}

static enum run assign_rate(struct session *session, const struct value *value, struct error *error)
{
    if (!value_is_scalar(value) || !isfinite(value->single) || value->single <= 0) {
        error_set(error, _("the rate must be a number greater than 0"));
        return RUN_FAILED;
    }
    SESSION_SAVE(session, tape.settings);
    session->tape.settings.rate = value->single;
    return RUN_DONE;
}

/* One number of x or y before the whole was given would leave the others unknown. */
static bool may_set(const struct session *session, struct cell cell, struct error *error)
{
    struct buffer name = BUFFER_EMPTY;
    cell_typed(&name, cell);
    bool is_partial = cell.row && tape_knows(&session->tape, (struct cell){cell.quantity, 0, 0, 0}) == UNKNOWN;
    bool is_input = cell.quantity == QUANTITY_X || cell.quantity == QUANTITY_Y, may = true;
    if (quantity_is_computed(cell.quantity))
        may = error_set(error,
                        _("%s is computed, so it can't be set; change a weight, a bias or the input instead"),
                        buffer_text(&name));
    else if (is_input && is_partial)
        may = error_set(error, _("%s: give all numbers first, with: %s ..."), buffer_text(&name),
                        cell.quantity == QUANTITY_X ? "input" : "target");
    buffer_finish(&name);
    return may;
}

void assign_by_hand(struct session *session, enum quantity quantity)
{
    struct tape *tape = &session->tape;
    bool *has = quantity == QUANTITY_X ? &tape->has_x : quantity == QUANTITY_Y ? &tape->has_y : NULL;
    bool is_start = tape->operation == 0 || tape->operation == tape_length(tape);
    if (!has)
        return;
    journal_save(session->journal, has, sizeof *has);
    *has = true;
    if (!is_start || !tape->feed.data)
        return;
    SESSION_SAVE(session, tape.feed.is_by_hand);
    tape->feed.is_by_hand = true;
    if (tape->operation > 0)
        tape_rewind(tape);
}

static enum run assign_value(struct session *session, const struct reference *reference,
                             const struct value *value, struct error *error)
{
    struct cell cell;
    if (strcmp(reference->name, "rate") == 0 && !reference->has_layer)
        return assign_rate(session, value, error);
    if (scope_is_session_number(reference->name) && !reference->has_layer) {
        error_set(error, _("%s counts by itself and can't be set"), reference->name);
        return RUN_FAILED;
    }
    if (!scope_cell(session, reference, &cell, error) || !may_set(session, cell, error) ||
        !assign_cell(session, cell, value, error))
        return RUN_FAILED;
    assign_by_hand(session, cell.quantity);
    return RUN_DONE;
}

/* Numbers in a row without brackets are a beginner's most frequent slip. */
static bool expect_end(const struct lexer *lexer, struct error *error)
{
    struct lexer ahead = *lexer;
    struct token token;
    char quoted[LEXER_QUOTE_SIZE];
    if (lexer_at_end(lexer) || !lexer_next(&ahead, &token, NULL) || token.kind != TOKEN_NUMBER)
        return lexer_expect_end(lexer, error);
    return error_set(error, _("unexpected '%s' at column %d; several numbers go into brackets: [0.5 -1]"),
                     lexer_quote(token.text, token.length, quoted), token.column);
}

bool assign_fits(struct session *session, const struct lexer *command)
{
    struct lexer lexer = *command;
    struct reference reference;
    struct token equals;
    struct value value = {0};
    struct cell cell;
    if (!reference_read(&lexer, &reference, NULL) || !lexer_next(&lexer, &equals, NULL) ||
        !scope_evaluate(session, &lexer, &value, NULL))
        return false;
    bool fits = lexer_at_end(&lexer);
    if (fits && scope_is_session_number(reference.name) && !reference.has_layer)
        fits = value_is_scalar(&value);
    else if (fits)
        fits = scope_cell(session, &reference, &cell, NULL) && assign_cell_fits(session, cell, &value);
    value_finish(&value);
    return fits;
}

enum run assign_run(struct session *session, const struct lexer *command, struct error *error)
{
    struct lexer lexer = *command;
    struct reference reference;
    struct token equals;
    struct value value = {0};
    if (!reference_read(&lexer, &reference, error) || !lexer_next(&lexer, &equals, error) ||
        !scope_evaluate(session, &lexer, &value, error))
        return RUN_FAILED;
    enum run run = RUN_FAILED;
    if (expect_end(&lexer, error)) {
        size_t moments = journal_moments(session->journal);
        journal_mark(session->journal, MOMENT_COMMAND);
        run = assign_value(session, &reference, &value, error);
        if (run == RUN_FAILED && journal_moments(session->journal) > moments)
            journal_back(session->journal);
    }
    value_finish(&value);
    return run;
}

enum { SHOWN_NUMBERS = 400 }; /* more than these are shortened at the prompt */

static void print_value(struct session *session, const struct lexer *command, const struct value *value,
                        bool has_name, bool is_stale)
{
    if (has_name)
        session_print(session, "%.*s = ", (int)(command->end - command->position),
                      command->text + command->position);
    if (session->is_interactive && value_count(value) > SHOWN_NUMBERS)
        value_print_rows(&session->out, value, session->notation.precision,
                         (struct value_limits){.rows = 10, .cols = 10});
    else
        value_print(&session->out, value, session->notation.precision);
    session_print(session, "%s\n", is_stale ? _("   (stale: something it depends on has changed)") : "");
}

/* `$` is the newest of these, `$1` the oldest. */
static void keep_printed(struct session *session, struct value *value)
{
    if (session->printed_count == SESSION_PRINTED_MAX)
        return;
    session->printed = memory_resize(session->printed, session->printed_count + 1, sizeof *session->printed);
    value_own(value);
    session->printed[session->printed_count++] = *value;
    *value = (struct value){0};
}

enum run print_expression(struct session *session, const struct lexer *command, bool has_name,
                          struct error *error)
{
    struct lexer lexer = *command;
    struct expression *expression;
    struct expression_scope scope = scope_of(session);
    struct value value = {0};
    if (!expression_read(&lexer, &expression, error))
        return RUN_FAILED;
    bool is_printed = lexer_expect_end(&lexer, error) && expression_evaluate(expression, &scope, &value, error);
    if (is_printed) {
        print_value(session, command, &value, has_name, scope_has_stale(session, expression));
        keep_printed(session, &value);
    }
    value_finish(&value);
    expression_free(expression);
    return is_printed ? RUN_DONE : RUN_FAILED;
}
