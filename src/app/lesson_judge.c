#include "app/lesson_judge.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/scope.h"
#include "app/world.h"
#include "base/memory.h"
#include "base/translate.h"

/* Where a question names no tolerance. */
static const double usual_tolerance = 0.02, close_tolerance = 0.1;

bool judge_evaluate(struct session *session, const char *text, double *number, struct error *error)
{
    struct expression *expression;
    if (!expression_parse(text, strlen(text), &expression, error))
        return false;
    struct expression_scope scope = scope_of(session);
    bool is_known = expression_number(expression, &scope, number, error);
    expression_free(expression);
    return is_known;
}

bool judge_expect(const struct ask *ask, const char *start, struct host host, struct expected *expected,
                  struct error *error)
{
    struct session *scratch = session_new();
    scratch->host = host;
    bool is_good = world_run(scratch, start, "setup", false, NULL, error) &&
                   (!ask->after || world_run(scratch, ask->after, "after", false, NULL, error)) &&
                   (judge_evaluate(scratch, ask->expression, &expected->number, error) ||
                    error_prefix(error, "%s: ", ask->expression));
    for (size_t i = 0; is_good && i < ask->near_count && i < JUDGE_NEAR_MAX; i++)
        if (!judge_evaluate(scratch, ask->near[i].expression, &expected->near[i], NULL))
            expected->near[i] = (double)NAN;
    session_free(scratch);
    return is_good;
}

/* ---- numbers ---- */

/* As rounding by hand gives it. */
static bool has_digits(double answer, double value, int digits)
{
    if (value == 0)
        return fabs(answer) < 1e-6;
    double unit = pow(10, floor(log10(fabs(value))) - digits + 1);
    return fabs(answer - value) <= 0.5001 * unit;
}

/* -1 for -1.3, but not -1.8: as near as one digit can be. */
static bool is_one_digit_of(double answer, double value)
{
    double unit = value == 0 ? 1 : pow(10, floor(log10(fabs(value))));
    return has_digits(answer, value, 1) && fabs(answer / unit - round(answer / unit)) < 1e-9;
}

/* Numbers that were counted leave no room for rounding. */
static bool is_count(double value)
{
    return fabs(value) >= 1 && fabs(value) < 1e6 && fabs(value - round(value)) < 1e-9 * fabs(value);
}

static bool is_right(const struct ask *ask, double answer, double value)
{
    if (ask->tolerance > 0 && !ask->is_relative)
        return fabs(answer - value) <= ask->tolerance;
    double share = ask->tolerance > 0 ? ask->tolerance : is_count(value) ? 1e-6 : usual_tolerance;
    if (fabs(value) < 1e-9)
        return fabs(answer) < 1e-6;
    return fabs(answer - value) <= share * fabs(value) * (1 + 1e-9);
}

static bool is_off_by_tens(const struct ask *ask, double answer, double value)
{
    static const double factors[] = {10, 0.1, 100, 0.01};
    for (size_t i = 0; i < sizeof factors / sizeof *factors && value != 0; i++)
        if (is_right(ask, answer * factors[i], value))
            return true;
    return false;
}

enum verdict judge_number(const struct ask *ask, const struct expected *expected, double answer, size_t *idea)
{
    double value = expected->number;
    if (is_right(ask, answer, value))
        return VERDICT_RIGHT;
    size_t ideas = ask->near_count < JUDGE_NEAR_MAX ? ask->near_count : JUDGE_NEAR_MAX;
    for (*idea = 0; *idea < ideas; ++*idea)
        if (is_right(ask, answer, expected->near[*idea]))
            return VERDICT_IDEA;
    for (*idea = 0; *idea < ideas; ++*idea) /* only now rounded ones, which two ideas may share */
        if (has_digits(answer, expected->near[*idea], 2))
            return VERDICT_IDEA;
    if (value != 0 && is_right(ask, -answer, value))
        return VERDICT_SIGN;
    if (is_off_by_tens(ask, answer, value))
        return VERDICT_POINT;
    if (value != 0 && (fabs(answer - value) <= close_tolerance * fabs(value) || is_one_digit_of(answer, value)))
        return VERDICT_CLOSE;
    return VERDICT_WRONG;
}

/* ---- states ---- */

static bool holds(struct session *session, const char *text)
{
    struct expression *expression;
    bool is_so = false;
    if (!expression_parse(text, strlen(text), &expression, NULL))
        return false;
    struct expression_scope scope = scope_of(session);
    bool is_known =
        !scope_has_stale(session, expression) && expression_condition(expression, &scope, &is_so, NULL);
    expression_free(expression);
    return is_known && is_so;
}

bool judge_state(const struct ask *ask, struct session *session)
{
    return holds(session, ask->expression);
}

bool judge_is_complete(const struct ask *ask, struct session *session)
{
    struct expression *expression;
    struct expression_scope scope = scope_of(session);
    const struct reference *reference;
    if (!expression_parse(ask->expression, strlen(ask->expression), &expression, NULL))
        return false;
    bool is_complete = !scope_has_stale(session, expression);
    for (size_t i = 0; is_complete && (reference = expression_reference(expression, i)); i++) {
        struct value value = {0};
        is_complete = scope.value(scope.context, reference, &value, NULL);
        value_finish(&value);
    }
    expression_free(expression);
    return is_complete;
}

/* What stands in it, each once: "accuracy = 0.5, yhat is not computed yet; 'forward' computes it". Whether all of it is
 * known. */
static bool put_values(struct session *session, const struct expression *expression, struct buffer *out)
{
    bool is_known = true;
    struct expression_scope scope = scope_of(session);
    const struct reference *reference;
    struct buffer names = BUFFER_EMPTY, name = BUFFER_EMPTY;
    for (size_t i = 0; (reference = expression_reference(expression, i)); i++) {
        struct value value = {0};
        struct error unknown = {""};
        buffer_clear(&name);
        reference_print(&name, reference);
        buffer_put_char(&name, ' ');
        if (strstr(buffer_text(&names), buffer_text(&name)))
            continue;
        buffer_put(&names, buffer_text(&name));
        buffer_cut(&name, name.length - 1);
        buffer_put(out, out->length > 0 ? ", " : "");
        if (!scope.value(scope.context, reference, &value, &unknown)) {
            buffer_put(out, unknown.text);
            is_known = false;
            continue;
        }
        buffer_printf(out, "%s = ", buffer_text(&name));
        value_print(out, &value, session->notation.precision);
        value_finish(&value);
        if (scope_is_stale(session, reference))
            buffer_put(out, _(" (stale; compute it again)"));
    }
    buffer_finish(&name);
    buffer_finish(&names);
    return is_known;
}

/* Of "a1[1]*(1 - a1[1]) > 0.2": the length of what is compared with a number; 0 where that is not the form. */
static size_t compared_length(const char *part)
{
    const char *sign = strpbrk(part, "<>=!");
    char *end;
    if (!sign)
        return 0;
    const char *number = sign + strspn(sign, "<>=!");
    strtod(number, &end);
    size_t length = (size_t)(sign - part);
    while (length > 0 && part[length - 1] == ' ')
        length--;
    return end > number && *end == '\0' ? length : 0;
}

/* What is compared as a whole, behind the quantities in it, where it is more than one of them:
 * ", a1[1]*(1 - a1[1]) = 0.196612". How far something is from a number, abs(a1[1] - 1), is seen without it. */
static void put_compared(struct session *session, const char *part, struct buffer *out)
{
    char *left = memory_text(part, compared_length(part));
    struct reference reference;
    double number;
    if (*left && strncmp(left, "abs(", 4) != 0 && !reference_parse(left, strlen(left), &reference, NULL) &&
        judge_evaluate(session, left, &number, NULL)) {
        buffer_printf(out, "%s%s = ", out->length > 0 ? ", " : "", left);
        number_print(out, number, session->notation.precision);
    }
    memory_free(left);
}

static void explain_part(struct session *session, const char *part, struct buffer *out)
{
    struct expression *expression;
    struct buffer values = BUFFER_EMPTY, line = BUFFER_EMPTY;
    if (holds(session, part) || !expression_parse(part, strlen(part), &expression, NULL))
        return;
    bool is_known = put_values(session, expression, &values);
    if (!scope_has_stale(session, expression))
        put_compared(session, part, &values);
    if (!is_known) /* what it should be is for whoever has computed it */
        buffer_printf(&line, "%s\n", buffer_text(&values));
    else if (values.length > 0)
        buffer_printf(&line, _("now %s; it should be: %s\n"), buffer_text(&values), part);
    else
        buffer_printf(&line, _("it should be: %s\n"), part);
    if (!strstr(buffer_text(out), buffer_text(&line))) /* two parts may lack the same */
        buffer_put(out, buffer_text(&line));
    buffer_finish(&values);
    buffer_finish(&line);
    expression_free(expression);
}

void judge_explain(const struct ask *ask, struct session *session, struct buffer *out)
{
    const char *text = ask->expression, *start = text;
    int depth = 0;
    bool has_or = false;
    for (const char *c = text; *c; c++)
        has_or |= strncmp(c, " or ", 4) == 0; /* then the parts don't stand alone */
    for (const char *c = text; !has_or; c++) {
        depth += (*c == '(' || *c == '[') - (*c == ')' || *c == ']');
        if (*c && !(depth == 0 && strncmp(c, " and ", 5) == 0))
            continue;
        char *part = memory_text(start, (size_t)(c - start));
        explain_part(session, part, out);
        memory_free(part);
        if (!*c)
            return;
        start = c + 5;
    }
    explain_part(session, text, out);
}
