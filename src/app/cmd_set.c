/* Giving the network numbers, and asking for them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/assign.h"
#include "app/command.h"
#include "app/scope.h"
#include "base/memory.h"
#include "base/translate.h"

/* All elements left on the line, put together: 0.05 0.10, or [0.05 0.10]. */
static bool read_numbers(struct session *session, const char *command, struct lexer lexer, struct value *all,
                         struct error *error)
{
    double *numbers = NULL;
    size_t count = 0;
    bool is_read = true;
    while (is_read && !lexer_at_end(&lexer)) {
        struct value value = {0};
        struct lexer ahead = lexer;
        struct token token;
        bool is_name = lexer_next(&ahead, &token, NULL) && token.kind == TOKEN_NAME;
        is_read = scope_element(session, &lexer, &value, error);
        if (!is_read && is_name)
            error_prefix(error, _("%s takes numbers, like '%s 0.5 1': "), command, command);
        if (!is_read)
            break;
        lexer_accept(&lexer, ",");
        size_t more = value_count(&value);
        if (count + more > NETWORK_NODES_MAX) {
            is_read = error_set(error, _("more than %d numbers"), NETWORK_NODES_MAX);
        } else {
            numbers = memory_resize(numbers, count + more, sizeof *numbers);
            memcpy(numbers + count, value_data(&value), more * sizeof *numbers);
            count += more;
        }
        value_finish(&value);
    }
    if (is_read && count > 0)
        memcpy(value_new(all, 1, (int)count), numbers, count * sizeof *numbers);
    memory_free(numbers);
    return is_read;
}

static enum run give(struct session *session, const struct arguments *arguments, enum quantity quantity,
                     struct error *error)
{
    struct value value = {0};
    struct cell cell = {quantity, 0, 0, 0};
    const char *command = quantity == QUANTITY_X ? "input" : "target";
    if (!read_numbers(session, command, arguments->values[0].rest, &value, error))
        return RUN_FAILED;
    bool is_set = assign_cell(session, cell, &value, error);
    value_finish(&value);
    if (!is_set)
        return RUN_FAILED;
    assign_by_hand(session, quantity);
    return RUN_DONE;
}

static bool fits(struct session *session, const struct arguments *arguments, enum quantity quantity)
{
    struct value value = {0};
    if (!session->tape.network) /* as many as one likes */
        return true;
    bool is_good = read_numbers(session, "", arguments->values[0].rest, &value, NULL) &&
                   assign_cell_fits(session, (struct cell){quantity, 0, 0, 0}, &value);
    value_finish(&value);
    return is_good;
}

static bool fits_input(struct session *session, const struct arguments *arguments)
{
    return fits(session, arguments, QUANTITY_X);
}

static bool fits_target(struct session *session, const struct arguments *arguments)
{
    return fits(session, arguments, QUANTITY_Y);
}

static enum run run_input(struct session *session, const struct arguments *arguments, struct error *error)
{
    return give(session, arguments, QUANTITY_X, error);
}

static enum run run_target(struct session *session, const struct arguments *arguments, struct error *error)
{
    return give(session, arguments, QUANTITY_Y, error);
}

static enum run run_print(struct session *session, const struct arguments *arguments, struct error *error)
{
    return print_expression(session, &arguments->values[0].rest, false, error);
}

static bool fits_print(struct session *session, const struct arguments *arguments)
{
    (void)session;
    return scope_can_read(arguments->values[0].rest);
}

/* ---- expect ---- */

/* The first element that isn't near enough, or the count. */
static size_t first_miss(const struct value *got, const struct value *want, double tolerance)
{
    const double *a = value_data(got), *b = value_data(want);
    size_t count = value_count(got), i = 0;
    while (i < count && fabs(a[i] - b[i]) <= tolerance * fmax(1, fabs(b[i]))) /* false for NaN */
        i++;
    return i;
}

static void full_number(double number, char text[40])
{
    struct buffer buffer = BUFFER_EMPTY;
    number_print(&buffer, number, VALUE_DIGITS_MAX);
    snprintf(text, 40, "%s", buffer_text(&buffer));
    buffer_finish(&buffer);
}

static bool report_miss(const char *text, const struct value *got, const struct value *want, size_t i,
                        double tolerance, struct error *error)
{
    struct buffer message = BUFFER_EMPTY;
    size_t columns = (size_t)got->cols;
    char got_text[40], want_text[40];
    full_number(value_data(got)[i], got_text);
    full_number(value_data(want)[i], want_text);
    buffer_put(&message, text);
    if (got->rows > 1)
        buffer_printf(&message, _(" (row %zu, column %zu)"), i / columns + 1, i % columns + 1);
    else if (columns > 1)
        buffer_printf(&message, _(" (number %zu)"), i + 1);
    buffer_printf(&message, _(" is %s, but %s within %g was expected"), got_text, want_text, tolerance);
    error_set(error, "%s", buffer_text(&message));
    buffer_finish(&message);
    return false;
}

static bool compare(const char *text, const struct value *got, const struct value *want, double tolerance,
                    struct error *error)
{
    bool is_column = got->rows == 1 && want->cols == 1 && want->rows == got->cols;
    if (!is_column && (got->rows != want->rows || got->cols != want->cols))
        return error_set(error, _("expected %s: the left side is %d x %d, the right side %d x %d"), text,
                         got->rows, got->cols, want->rows, want->cols);
    size_t i = first_miss(got, want, tolerance);
    return i == value_count(got) || report_miss(text, got, want, i, tolerance, error);
}

static bool read_tolerance(struct session *session, struct lexer *lexer, double *tolerance, struct error *error)
{
    struct value value = {0};
    if (!lexer_accept(lexer, "within"))
        return true;
    if (!scope_evaluate(session, lexer, &value, error))
        return false;
    bool is_number = value_is_scalar(&value) && value.single >= 0;
    if (is_number)
        *tolerance = value.single;
    value_finish(&value);
    return is_number || error_set(error, _("behind 'within' belongs one number that is not negative"));
}

static enum run run_expect(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct value got = {0}, want = {0};
    struct lexer lexer = arguments->values[0].rest;
    const char *text = lexer.text + lexer.position;
    double tolerance = 1e-9;
    bool holds = scope_evaluate(session, &lexer, &got, error);
    char name[LEXER_QUOTE_SIZE];
    lexer_quote(text, (size_t)(lexer.text + lexer.position - text), name);
    if (holds && !lexer_accept(&lexer, "="))
        holds = error_set(error, _("expect: '=' is missing; write: expect %s = 0.5"), name);
    holds = holds && scope_evaluate(session, &lexer, &want, error) &&
            read_tolerance(session, &lexer, &tolerance, error) && lexer_expect_end(&lexer, error) &&
            compare(name, &got, &want, tolerance, error);
    value_finish(&got);
    value_finish(&want);
    return holds ? RUN_DONE : RUN_FAILED;
}

static bool fits_expect(struct session *session, const struct arguments *arguments)
{
    struct value got = {0}, want = {0};
    struct lexer lexer = arguments->values[0].rest;
    double tolerance;
    bool is_good = scope_evaluate(session, &lexer, &got, NULL) && lexer_accept(&lexer, "=") &&
                   scope_evaluate(session, &lexer, &want, NULL) && value_count(&got) == value_count(&want) &&
                   read_tolerance(session, &lexer, &tolerance, NULL) && lexer_at_end(&lexer);
    value_finish(&got);
    value_finish(&want);
    return is_good;
}

static const struct command commands[] = {
    {.name = "input",
     .flags = COMMAND_NEEDS_NET | COMMAND_CHANGES,
     .arguments = {{.name = "NUMBERS", .kind = ARGUMENT_TEXT}},
     .summary = N_("set the input x, one number for each input node"),
     .example = "net 2 1:sigmoid; input 0.05 0.10",
     .run = run_input,
     .fits = fits_input},
    {.name = "target",
     .flags = COMMAND_NEEDS_NET | COMMAND_CHANGES,
     .arguments = {{.name = "NUMBERS", .kind = ARGUMENT_TEXT}},
     .summary = N_("set the target y, one number for each output node"),
     .example = "net 2 1:sigmoid; target 1",
     .run = run_target,
     .fits = fits_target},
    {.name = "print",
     .aliases = "p",
     .flags = COMMAND_KEEPS_WHY,
     .arguments = {{.name = "EXPR", .kind = ARGUMENT_TEXT}},
     .summary = N_("print the value of an expression, such as w1, a2[1] or sum(b1)"),
     .details = N_(
         "Quantities: x w1 b1 z1 a1 yhat y L, their gradients dw1 db1 dz1 da1 dyhat dx, and rate, iteration.\n"
         "Operators: + - * / ^, comparisons, and or not. Functions: sum max min abs exp log sqrt mean norm "
         "and\n"
         "every activation."),
     .example = "net 2 1:sigmoid; print w1",
     .run = run_print,
     .fits = fits_print},
    {.name = "expect",
     .arguments = {{.name = "EXPR = EXPR [within TOL]", .kind = ARGUMENT_TEXT}},
     .summary = N_("check that two values agree, number by number; for scripts and exercises"),
     .details = N_("Passes when |a-b| <= TOL max(1,|b|). TOL is 1e-9 unless you give it. NaN never passes."),
     .example = "expect 1/3 = 0.333 within 1e-3",
     .run = run_expect,
     .fits = fits_expect},
};

const struct command_topic cmd_set = {"set", N_("Numbers in and out"), commands,
                                      sizeof commands / sizeof *commands};
