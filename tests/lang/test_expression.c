#include "lang/expression.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "lang/small_net.h"
#include "near.h"

/* What a text evaluates to in the small net, printed, or its error behind "! ". */
static void assert_result(const char *text, const char *want)
{
    struct small_net net = {0, 0};
    struct expression_scope scope = small_net_scope(&net);
    struct expression *expression = NULL;
    struct error error = {""};
    struct value value;
    struct buffer out = BUFFER_EMPTY;
    if (!expression_parse(text, strlen(text), &expression, &error)) {
        assert_null(expression);
        buffer_printf(&out, "! %s", error.text);
    } else if (!expression_evaluate(expression, &scope, &value, &error)) {
        buffer_printf(&out, "!! %s", error.text);
    } else {
        value_print(&out, &value, 12);
        value_finish(&value);
    }
    expression_free(expression);
    if (strcmp(buffer_text(&out), want) != 0)
        print_error("%s\n", text);
    assert_string_equal(buffer_text(&out), want);
    buffer_finish(&out);
}

static void operators_bind_as_in_mathematics(void **state)
{
    (void)state;
    assert_result("1 + 2 * 3", "7");
    assert_result("(1 + 2) * 3", "9");
    assert_result("10 - 4 - 3", "3");
    assert_result("24 / 4 / 2", "3");
    assert_result("2 * 3 ^ 2", "18");
    assert_result("2 ^ 3 ^ 2", "512");
    assert_result("-2 ^ 2", "-4");
    assert_result("(-2) ^ 2", "4");
    assert_result("2 ^ -1", "0.5");
    assert_result("2 ^ -1 * 8", "4");
    assert_result("2 ^ -2 ^ 2", "0.0625");
    assert_result("-3 * -2", "6");
    assert_result("- - 3", "3");
    assert_result("+3 - +2", "1");
    assert_result("1 - -1", "2");
    assert_result("2·3−1", "5");
}

static void comparisons_and_logic_bind_looser(void **state)
{
    (void)state;
    assert_result("1 + 1 < 3", "1");
    assert_result("1 < 2 and 3 < 2", "0");
    assert_result("1 < 2 or 3 < 2 and 0", "1");
    assert_result("(1 < 2 or 3 < 2) and 0", "0");
    assert_result("not 1 < 2", "0");
    assert_result("not 1 == 2", "1");
    assert_result("not not 3", "1");
    assert_result("not 0 and 0", "0");
    assert_result("2 ≤ 2", "1");
    assert_result("2 ≥ 3", "0");
    assert_result("2 ≠ 3", "1");
    assert_result("2 != 2", "0");
    assert_result("(1 < 2) == (3 < 4)", "1");
    assert_result("1 < 2 and 2 < 3 and 3 < 4", "1");
    assert_result("2 or unknown", "1");
    assert_result("nan and unknown", "0");
    assert_result("x > 1 and x < 3", "[0 1 0]");
    assert_result("x > 1 or 0 * x", "[0 1 1]");
    assert_result("3 and x - 1", "[0 1 1]");
}

static void literals_follow_octave_in_their_blanks(void **state)
{
    (void)state;
    assert_result("[1 -2; 3 4]", "[1 -2; 3 4]");
    assert_result("[1 - 2]", "-1");
    assert_result("[1 -2]", "[1 -2]");
    assert_result("[1-2]", "-1");
    assert_result("[1- 2]", "-1");
    assert_result("[1 +2 - 3]", "[1 -1]");
    assert_result("[1, -2,3]", "[1 -2 3]");
    assert_result("[ 1 ,2 ]", "[1 2]");
    assert_result("[1 *2 3]", "[2 3]");
    assert_result("[(1 -2) 3]", "[-1 3]");
    assert_result("[max(1 -2, 0) 3]", "[0 3]");
    assert_result("[2 (3)]", "[2 3]");
    assert_result("[L (3)]", "[0.125 3]");
    assert_result("[(1) -2]", "[1 -2]");
    assert_result("[max(1, 2) -2]", "[2 -2]");
    assert_result("[[3] -2]", "[3 -2]");
    assert_result("[-2^2 1e-3]", "[-4 0.001]");
    assert_result("[1 < 2 not 1]", "[1 0]");
    assert_result("[1; 2; 3]", "[1; 2; 3]");
    assert_result("[5]", "5");
    assert_result("[inf -inf nan]", "[inf -inf nan]");
    assert_result("[1 2] + [3 4]", "[4 6]");
    assert_result("[1 2] -[3 4]", "[-2 -2]");
}

static void the_end_of_a_line_closes_a_row(void **state)
{
    (void)state;
    assert_result("[1 2\n 3 4]", "[1 2; 3 4]");
    assert_result("[\n  1 2;  # first\n\n  3 4 # second\n]", "[1 2; 3 4]");
    assert_result("[1,\n 2\n 3, 4;]", "[1 2; 3 4]");
    assert_result("[(1 +\n 2) 4]", "[3 4]");
}

static void elements_may_be_expressions(void **state)
{
    (void)state;
    assert_result("[w1[2,1] L; 1/4 sum(x)]", "[0.25 0.125; 0.25 6]");
    assert_result("[x[1]]", "1");
    assert_result("[norm([3 4]) [7]]", "[5 7]");
    assert_result("[1 x]", "!! column 4: only single numbers fit into [ ]; this is a vector of 3");
    assert_result("[[1 2]; 3]", "!! column 2: only single numbers fit into [ ]; this is a vector of 2");
    assert_result("[-x[2] -L]", "[-2 -0.125]");
    assert_result("[dL/dw1[1,1] 2]", "!! column 2: only single numbers fit into [ ]; this is a 2 x 3 matrix");
}

static void references_and_functions_stand_in_expressions(void **state)
{
    (void)state;
    assert_result("w1", "[0.5 -1 2; 0.25 3 -4]");
    assert_result("w1[2,3] + x[3]", "-1");
    assert_result("w1 * x + b1", "[14.5 14.25]");
    assert_result("sum(dL/dw1)", "0.075");
    assert_result("∂L/∂w1", "[0.05 -0.1 0.2; 0.025 0.3 -0.4]");
    assert_result("∂L/∂w1 / 2 + 1 ", "[1.025 0.95 1.1; 1.0125 1.15 0.8]");
    assert_result("dL/dw1^2", "[0.0025 0.01 0.04; 0.000625 0.09 0.16]");
    assert_result("L/2", "0.0625");
    assert_result("σ(0) + sigmoid ( 0 )", "1");
    assert_result("max(1, 3, 2)", "3");
    assert_result("max(x)", "3");
    assert_result("max(x, 2)", "[2 2 3]");
    assert_result("min(4, x, [3 1 1])", "[1 1 1]");
    assert_result("sqrt(x .* x)", "[1 2 3]");
    assert_result("count(1, 2, 3, 4, 5, 6, 7, 8)", "8");
    assert_result("log(0)", "-inf");
    assert_result("log(e^3)", "3");
    assert_result("1e1 + 1/(1 + e^-0)", "10.5");
    assert_result("0/0", "nan");
    assert_result("max + 1", "!! no quantity is called 'max'");
}

static void bad_text_is_named_with_its_column(void **state)
{
    (void)state;
    assert_result("1 + )", "! unexpected ')' at column 5; an operand belongs there");
    assert_result("", "! a value is missing at column 1; it may be a number, a name or an expression");
    assert_result("  # x", "! a value is missing at column 6; it may be a number, a name or an expression");
    assert_result("1 +", "! unexpected end at column 4; an operand belongs there");
    assert_result("1 + * 2", "! unexpected '*' at column 5; an operand belongs there");
    assert_result("* 2", "! unexpected '*' at column 1; an operand belongs there");
    assert_result("1 2", "! unexpected '2' at column 3; an operator belongs there");
    assert_result("2 x", "! unexpected 'x' at column 3; an operator belongs there");
    assert_result("2x", "! '2x' at column 1 is no number; write 0.5 or 1e-3, and a product as 2 * x");
    assert_result("1 + 2x", "! '2x' at column 5 is no number; write 0.5 or 1e-3, and a product as 2 * x");
    assert_result("1 2x", "! '2x' at column 3 is no number; write 0.5 or 1e-3, and a product as 2 * x");
    assert_result("1 + 2)", "! unexpected ')' at column 6; no '(' is open");
    assert_result("1]", "! unexpected ']' at column 2; no '[' is open");
    assert_result("(1 + 2", "! the '(' at column 1 is never closed; a ')' is missing");
    assert_result("(1 2)", "! unexpected '2' at column 4; an operator or a ')' belongs there");
    assert_result("(1]", "! unexpected ']' at column 3; an operator or a ')' belongs there");
    assert_result("()", "! unexpected ')' at column 2; an operand belongs there");
    assert_result("a = 2", "! unexpected '=' at column 3; two values are compared with '=='");
    assert_result("(a = 2)", "! unexpected '=' at column 4; two values are compared with '=='");
    assert_result("1 < 2 < 3", "! unexpected '<' at column 7; comparisons don't chain; write a < b and b < c");
    assert_result("1 == not 2", "! unexpected 'not' at column 6; put parentheses around it and what it denies");
    assert_result("-not 2", "! unexpected 'not' at column 2; put parentheses around it and what it denies");
    assert_result("1 and", "! unexpected end at column 6; an operand belongs there");
    assert_result("and 1", "! unexpected 'and' at column 1; an operand belongs there");
    assert_result("w1 [2,1]", "! unexpected '[' at column 4; an index follows its name without a blank");
    assert_result("1 [2]", "! unexpected '[' at column 3; an operator belongs there");
    assert_result("w1[0,1]", "! index 0 at column 4; counting starts at 1");
    assert_result("1 && 2", "! unexpected '&&' at column 3; here it is written 'and'");
    assert_result("1 + 1e999", "! the number '1e999' at column 5 is too large; at most about 1.8e308 fits");
    assert_result("\"a\"", "! unexpected '\"a\"' at column 1; an operand belongs there");
    assert_result("1, 2", "! unexpected ',' at column 2; an operator belongs there");
    assert_result("1 : 2", "! unexpected ':' at column 3; an operator belongs there");
    assert_result("1 + \xC3(", "! byte 0xC3 at column 5 is no UTF-8; save the text as UTF-8");
    assert_result("ŷ + y\u0302 + )", "! unexpected ')' at column 9; an operand belongs there");
    assert_result("∂a1[1]/∂z1[1]",
                  "! only gradients of L have names: write ∂L/∂... and not '∂a1/∂...' (column 1)");
}

static void bad_literals_are_named_with_their_column(void **state)
{
    (void)state;
    assert_result("[]", "! unexpected ']' at column 2; an operand belongs there");
    assert_result("[1,,2]", "! unexpected ',' at column 4; an operand belongs there");
    assert_result("[1,]", "! unexpected ']' at column 4; an operand belongs there");
    assert_result("[1;;2]", "! unexpected ';' at column 4; an operand belongs there");
    assert_result("[;1]", "! unexpected ';' at column 2; an operand belongs there");
    assert_result("[1 2; 3]",
                  "! row 2 of the matrix at column 1 has the length 1, but row 1 has 2; make all rows "
                  "equally long");
    assert_result("[1; 2 3]",
                  "! row 2 of the matrix at column 1 has the length 2, but row 1 has 1; make all rows "
                  "equally long");
    assert_result("2 * [1 2", "! the '[' at column 5 is never closed; put a ']' behind its last number");
    assert_result("[1 2; ", "! unexpected end at column 7; an operand belongs there");
    assert_result("[1 + ]", "! unexpected ']' at column 6; an operand belongs there");
    assert_result("[1 +\n2]", "! unexpected end at column 5; an operand belongs there");
    assert_result("[2(3)]", "! unexpected '(' at column 3; a blank, ',', ';' or ']' belongs there");
    assert_result("[1 2)", "! unexpected ')' at column 5; a blank, ',', ';' or ']' belongs there");
    assert_result("[1 0x2]", "! '0x2' at column 4 is no number; write 0.5 or 1e-3, and a product as 2 * x");
    assert_result("[1 = 2]", "! unexpected '=' at column 4; two values are compared with '=='");
}

static void bad_calls_are_named_with_their_column(void **state)
{
    (void)state;
    assert_result("sqrt()", "! unexpected ')' at column 6; an operand belongs there");
    assert_result("sqrt(1, 2)", "! 'sqrt' at column 1 has 2 arguments; at most 1 fit");
    assert_result("1 + sum(1, 2)", "! 'sum' at column 5 has 2 arguments; at most 1 fit");
    assert_result("count(1,2,3,4,5,6,7,8,9)", "! 'count' at column 1 has 9 arguments; at most 8 fit");
    assert_result("max(1,", "! unexpected end at column 7; an operand belongs there");
    assert_result("max(1", "! the '(' at column 4 is never closed; a ')' is missing");
    assert_result("max(1 2)", "! unexpected '2' at column 7; an operator or a ')' belongs there");
    assert_result("sqr(4)", "!! no activation is called 'sqr'");
    assert_result("1 + max(x, [1 2])", "!! column 5: 'max' can't join a vector of 3 and a vector of 2; give "
                                       "both the same shape, or one a single number");
}

/* depth times open, 1, depth times close. */
static bool nests(const char *open, const char *close, int depth, struct error *error)
{
    struct buffer text = BUFFER_EMPTY;
    for (int i = 0; i < depth; i++)
        buffer_put(&text, open);
    buffer_put(&text, "1");
    for (int i = 0; i < depth; i++)
        buffer_put(&text, close);
    struct expression *expression;
    double result;
    bool good = expression_parse(buffer_text(&text), text.length, &expression, error);
    if (good) {
        assert_true(expression_number(expression, NULL, &result, NULL));
        expression_free(expression);
    }
    buffer_finish(&text);
    return good;
}

static void nesting_is_bounded(void **state)
{
    (void)state;
    static const struct {
        const char *open, *close;
    } cases[] = {{"(", ")"},         {"[", "]"},       {"-", ""},      {"not ", ""},
                 {"2^", ""},         {"sum(", ")"},    {"1+(", ")"},   {"1+2*(", ")"},
                 {"[1/2 + (", ")]"}, {"max(1, ", ")"}, {"1 or (", ")"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {""};
        int pieces = strcmp(cases[i].open, "[1/2 + (") == 0 ? 2 : 1;
        assert_true(nests(cases[i].open, cases[i].close, EXPRESSION_DEPTH_MAX / pieces, &error));
        assert_false(nests(cases[i].open, cases[i].close, EXPRESSION_DEPTH_MAX / pieces + 1, &error));
        assert_non_null(strstr(error.text, "nested more than 200 deep"));
        assert_false(nests(cases[i].open, cases[i].close, 50000, NULL));
    }
    struct error error = {""};
    assert_false(nests("(", ")", 201, &error));
    assert_string_equal(error.text, "the expression is nested more than 200 deep at column 201; take it apart");
}

static void what_waits_on_the_stack_is_bounded(void **state)
{
    (void)state;
    struct error error = {""};
    assert_true(nests("0 or 1 and 1 + 2 * (", ")", 127, &error));
    assert_false(nests("0 or 1 and 1 + 2 * (", ")", 128, &error));
    assert_string_equal(error.text, "the expression keeps more than 512 values waiting; take it apart");
}

static void a_long_flat_expression_is_no_deep_one(void **state)
{
    (void)state;
    struct buffer text = BUFFER_EMPTY;
    for (int i = 0; i < 20000; i++)
        buffer_put(&text, i ? " + max(1,2,3)" : "1");
    struct expression *expression;
    double result;
    assert_true(expression_parse(buffer_text(&text), text.length, &expression, NULL));
    assert_true(expression_number(expression, NULL, &result, NULL));
    assert_near(result, 59998, 0);
    expression_free(expression);
    buffer_clear(&text);
    for (int i = 0; i < 1000; i++)
        buffer_put(&text, i ? " + (-2)^2 + [sum(1)]" : "not 0");
    assert_true(expression_parse(buffer_text(&text), text.length, &expression, NULL));
    expression_free(expression);
    buffer_finish(&text);
}

static void a_large_literal_is_read_in_one_go(void **state)
{
    (void)state;
    struct buffer text = BUFFER_EMPTY;
    struct value value;
    for (int i = 0; i < 100000; i++)
        buffer_printf(&text, "%s%d", i ? i % 100 ? " " : "\n" : "[", i);
    buffer_put(&text, "; ]");
    struct expression *expression;
    assert_true(expression_parse(buffer_text(&text), text.length, &expression, NULL));
    assert_true(expression_evaluate(expression, NULL, &value, NULL));
    expression_free(expression);
    assert_int_equal(value.rows, 1000);
    assert_int_equal(value.cols, 100);
    assert_near(value_at(&value, 999, 99), 99999, 0);
    value_finish(&value);
    buffer_finish(&text);
}

/* Reads one expression and checks where it stops and what it is. */
static void assert_stops(const char *text, double want, const char *rest)
{
    struct lexer lexer;
    struct expression *expression;
    struct error error = {""};
    double result;
    lexer_init(&lexer, text, strlen(text));
    if (!expression_read(&lexer, &expression, &error))
        fail_msg("%s: %s", text, error.text);
    assert_true(expression_number(expression, NULL, &result, NULL));
    assert_near(result, want, 1e-15);
    assert_string_equal(lexer.text + lexer.position, rest);
    expression_free(expression);
}

static void a_reading_stops_where_an_operator_would_have_to_follow(void **state)
{
    (void)state;
    assert_stops("1 + 2 = 3", 3, " = 3");
    assert_stops("1+2=3", 3, "=3");
    assert_stops("2 == 2 = 1", 1, " = 1");
    assert_stops("0.5 within 1e-6", 0.5, " within 1e-6");
    assert_stops("1 < 0.1 max 100", 0, " max 100");
    assert_stops("1 max(2)", 1, " max(2)");
    assert_stops("1 2:sigmoid", 1, " 2:sigmoid");
    assert_stops("1 : 0", 1, " : 0");
    assert_stops("1 FILE.png", 1, " FILE.png");
    assert_stops("1 0x10", 1, " 0x10");
    assert_stops("1 @", 1, " @");
    assert_stops("1 \"a", 1, " \"a");
    assert_stops("1 )", 1, " )");
    assert_stops("(1) (2)", 1, " (2)");
    assert_stops("[1] [2]", 1, " [2]");
    assert_stops("0.5 -0.25", 0.25, "");
    assert_stops("1", 1, "");
}

static void an_element_stops_at_a_blank_as_in_a_literal(void **state)
{
    (void)state;
    const char text[] = "0.5 -0.25 1 - 2 (3) : 1";
    static const double want[] = {0.5, -0.25, -1, 3};
    struct lexer lexer;
    struct expression *expression;
    lexer_init(&lexer, text, sizeof text - 1);
    for (size_t i = 0; i < 4; i++) {
        double result;
        assert_true(expression_read_element(&lexer, &expression, NULL));
        assert_true(expression_number(expression, NULL, &result, NULL));
        assert_near(result, want[i], 0);
        expression_free(expression);
    }
    assert_true(lexer_accept(&lexer, ":"));
}

static void a_failed_reading_leaves_the_lexer_and_names_the_column_of_the_line(void **state)
{
    (void)state;
    const char text[] = "step; print 1 + ]";
    struct lexer script, command;
    struct expression *expression = NULL;
    struct error error = {""};
    lexer_init(&script, text, sizeof text - 1);
    assert_true(lexer_next_command(&script, &command, NULL));
    assert_true(lexer_next_command(&script, &command, NULL));
    assert_true(lexer_accept(&command, "print"));
    struct lexer before = command;
    assert_false(expression_read(&command, &expression, &error));
    assert_null(expression);
    assert_memory_equal(&command, &before, sizeof command);
    assert_string_equal(error.text, "unexpected ']' at column 17; an operand belongs there");
}

static void a_bare_reference_is_known_as_one(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool bare;
    } cases[] = {{"w1[2,1]", true}, {"(L)", true}, {"dL/dw1", true}, {"-L", false},
                 {"L + 0", false},  {"3", false},  {"[L]", false},   {"sum(w1)", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct expression *expression;
        struct reference reference;
        assert_true(expression_parse(cases[i].text, strlen(cases[i].text), &expression, NULL));
        assert_int_equal(expression_is_bare_reference(expression, &reference), cases[i].bare);
        if (i == 2)
            assert_string_equal(reference.name, "dw");
        expression_free(expression);
    }
}

static void an_expression_lists_what_it_asks_for(void **state)
{
    (void)state;
    const char text[] = "w1[1,1] + σ(z2[1]) * max(L, relu(0))";
    struct expression *expression;
    assert_true(expression_parse(text, sizeof text - 1, &expression, NULL));
    assert_string_equal(expression_reference(expression, 0)->name, "w");
    assert_string_equal(expression_reference(expression, 1)->name, "z");
    assert_string_equal(expression_reference(expression, 2)->name, "L");
    assert_null(expression_reference(expression, 3));
    assert_string_equal(expression_call(expression, 0), "sigmoid");
    assert_string_equal(expression_call(expression, 1), "relu");
    assert_null(expression_call(expression, 2));
    expression_free(expression);
}

/* What value_print writes is read back to the same numbers. */
static void printed_values_are_read_back(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 5);
    for (int round = 0; round < 200; round++) {
        struct value value, again;
        double *numbers = value_new(&value, 1 + round % 4, 1 + round % 7);
        for (size_t i = 0; i < value_count(&value); i++)
            numbers[i] = random_normal(&random) * pow(10, (double)random_below(&random, 40) - 20);
        if (round % 50 == 0)
            numbers[0] = -HUGE_VAL;
        for (int form = 0; form < 2; form++) {
            struct buffer text = BUFFER_EMPTY;
            if (form)
                value_print_rows(&text, &value, VALUE_DIGITS_MAX, (struct value_limits){0});
            else
                value_print(&text, &value, VALUE_DIGITS_MAX);
            struct expression *expression;
            assert_true(expression_parse(buffer_text(&text), text.length, &expression, NULL));
            assert_true(expression_evaluate(expression, NULL, &again, NULL));
            assert_int_equal(again.rows, value.rows);
            assert_int_equal(again.cols, value.cols);
            assert_memory_equal(value_data(&again), value_data(&value), value_count(&value) * sizeof(double));
            value_finish(&again);
            expression_free(expression);
            buffer_finish(&text);
        }
        value_finish(&value);
    }
}

/* One text through every reader; whatever it is, nothing may crash, hang or leak. */
static void read_everything(const char *text, size_t length)
{
    struct small_net net = {0, 0};
    struct expression_scope scope = small_net_scope(&net);
    struct expression *expression;
    struct lexer script, command;
    struct token word;
    struct value value;
    struct error error = {""};
    struct reference reference;
    if (expression_parse(text, length, &expression, &error)) {
        if (expression_evaluate(expression, &scope, &value, &error))
            value_finish(&value);
        expression_free(expression);
    } else {
        assert_true(error.text[0] != '\0');
        assert_null(strchr(error.text, '\n'));
    }
    reference_parse(text, length, &reference, NULL);
    lexer_is_unfinished(text, length, &script);
    lexer_init(&script, text, length);
    for (size_t before = length + 1; script.position < script.end && script.position != before;) {
        before = script.position;
        if (!lexer_next_command(&script, &command, &error))
            continue;
        assert_true(command.position <= command.end && command.end <= script.end);
        while (lexer_word(&command, &word, NULL) && word.kind != TOKEN_END)
            assert_true(word.text >= text && word.text + word.length <= text + length);
    }
}

static void random_text_does_no_harm(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "1",        "2.5",  "1e3", "1e",   "0x",   "w1",      "[",      "]",      "(", ")",
        "+",        "-",    "*",   "/",    "^",    ".*",      "<",      "==",     "=", "and ",
        "or ",      "not ", "max", "sum(", "x[1]", "w1[2,3]", "dL/dw1", "∂L/∂w1", "η", "y\u0302",
        ",",        ";",    "\n",  " ",    " ",    "\"",      "\\",     "#",      ":", "[1 2;3 4]",
        "sigmoid(", "\xFF", "nan", "inf",  "\t",   "≤",       "∂",      "\r",     "0", "[1",
    };
    struct random random;
    random_seed(&random, 2024);
    for (int round = 0; round < 6000; round++) {
        struct buffer text = BUFFER_EMPTY;
        for (size_t i = random_below(&random, 24) + 1; i-- > 0;)
            buffer_put(&text, pieces[random_below(&random, sizeof pieces / sizeof *pieces)]);
        for (size_t i = random_below(&random, 3); i-- > 0 && round % 2;) /* and some bytes changed */
            text.data[random_below(&random, text.length)] = (char)random_below(&random, 256);
        char *exact = memory_new(text.length, 1); /* so that reading past the end is seen */
        memcpy(exact, buffer_text(&text), text.length);
        read_everything(exact, text.length);
        memory_free(exact);
        buffer_finish(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_in_mathematics),
        cmocka_unit_test(comparisons_and_logic_bind_looser),
        cmocka_unit_test(literals_follow_octave_in_their_blanks),
        cmocka_unit_test(the_end_of_a_line_closes_a_row),
        cmocka_unit_test(elements_may_be_expressions),
        cmocka_unit_test(references_and_functions_stand_in_expressions),
        cmocka_unit_test(bad_text_is_named_with_its_column),
        cmocka_unit_test(bad_literals_are_named_with_their_column),
        cmocka_unit_test(bad_calls_are_named_with_their_column),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(what_waits_on_the_stack_is_bounded),
        cmocka_unit_test(a_long_flat_expression_is_no_deep_one),
        cmocka_unit_test(a_large_literal_is_read_in_one_go),
        cmocka_unit_test(a_reading_stops_where_an_operator_would_have_to_follow),
        cmocka_unit_test(an_element_stops_at_a_blank_as_in_a_literal),
        cmocka_unit_test(a_failed_reading_leaves_the_lexer_and_names_the_column_of_the_line),
        cmocka_unit_test(a_bare_reference_is_known_as_one),
        cmocka_unit_test(an_expression_lists_what_it_asks_for),
        cmocka_unit_test(printed_values_are_read_back),
        cmocka_unit_test(random_text_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
