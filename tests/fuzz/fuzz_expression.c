/* Any bytes as an expression over a net in the middle of its second iteration: it is refused with one line, or has
 * a value whose printed form is read back as the same value. */
#include <assert.h>
#include <math.h>

#include "app/scope.h"
#include "lang/expression.h"
#include "play.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const start =
    "net 2 3:maxout 2:tanh 2; head softmax; loss ce; optimizer adam; input 0.05 -0.1; target 0 1; iterate;"
    "input 1 2; target 1 0; backward; print w1";

static void check_value(const struct expression_scope *scope, const struct value *value)
{
    struct buffer text = BUFFER_EMPTY;
    struct expression *expression;
    struct error error;
    struct value again;
    value_print(&text, value, VALUE_DIGITS_MAX);
    if (text.length < 100000) {
        bool is_read = expression_parse(buffer_text(&text), text.length, &expression, &error);
        assert(is_read);
        bool is_evaluated = expression_evaluate(expression, scope, &again, &error);
        assert(is_evaluated && again.rows == value->rows && again.cols == value->cols);
        for (size_t i = 0; i < value_count(value); i++) {
            double a = value_data(value)[i], b = value_data(&again)[i];
            assert(a == b || (isnan(a) && isnan(b)));
        }
        value_finish(&again);
        expression_free(expression);
    }
    value_print_rows(&text, value, 4, (struct value_limits){6, 6, 60});
    buffer_finish(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct session *session; /* expressions change nothing, so one serves all */
    if (!session) {
        session = session_new();
        bool is_played = play(session, start, strlen(start), "start");
        assert(is_played);
    }
    struct expression_scope scope = scope_of(session);
    struct expression *expression;
    struct error error = {""};
    struct value value;
    double number;
    bool holds;
    if (size > 2000)
        return 0;
    if (!expression_parse((const char *)data, size, &expression, &error)) {
        assert(error.text[0] && !strchr(error.text, '\n'));
        return 0;
    }
    struct reference reference;
    expression_is_bare_reference(expression, &reference);
    if (expression_evaluate(expression, &scope, &value, &error)) {
        check_value(&scope, &value);
        value_finish(&value);
    }
    expression_number(expression, &scope, &number, &error);
    expression_condition(expression, &scope, &holds, &error);
    expression_free(expression);
    return 0;
}
