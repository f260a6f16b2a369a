#include "lang/lexer.h"

#include <string.h>

#include "base/memory.h"
#include "near.h"

/* The commands of a text, one a line, or the error with "! " in front. */
static void assert_commands(const char *text, size_t length, const char *want)
{
    struct buffer out = BUFFER_EMPTY;
    struct lexer script, command;
    lexer_init(&script, text, length);
    for (;;) {
        struct error error = {""};
        if (!lexer_next_command(&script, &command, &error)) {
            buffer_printf(&out, "! %s\n", error.text);
            continue;
        }
        if (command.position == command.end)
            break;
        buffer_printf(&out, "%d:%d ", command.line, command.column);
        buffer_put_n(&out, command.text + command.position, command.end - command.position);
        buffer_put_char(&out, '\n');
    }
    assert_int_equal(script.position, length);
    assert_string_equal(buffer_text(&out), want);
    buffer_finish(&out);
}

#define COMMANDS(text, want) assert_commands(text, sizeof(text) - 1, want)

static void a_text_falls_into_commands(void **state)
{
    (void)state;
    COMMANDS("step", "1:1 step\n");
    COMMANDS("  step 3 ;back;; \t; print x \n\n train 5\r\n",
             "1:3 step 3\n1:11 back\n1:21 print x\n3:2 train 5\n");
    COMMANDS("", "");
    COMMANDS(" ; \n;\t\r\n", "");
    COMMANDS("\xEF\xBB\xBFstep", "1:1 step\n");
    COMMANDS("\xC2\xA0step\xE3\x80\x80; back", "1:2 step\n1:9 back\n");
}

static void comments_go_to_the_end_of_their_line(void **state)
{
    (void)state;
    COMMANDS("# nothing; here", "");
    COMMANDS("step # one; two\nback#x\n#y", "1:1 step\n2:1 back\n");
    COMMANDS("save \"a#b;c.nabla\"; step", "1:1 save \"a#b;c.nabla\"\n1:21 step\n");
    COMMANDS("save \"a\\\"#b\\\\\" # x", "1:1 save \"a\\\"#b\\\\\"\n");
    COMMANDS("# a [ and a \" in a comment\nstep", "2:1 step\n");
}

static void brackets_hold_a_command_together(void **state)
{
    (void)state;
    COMMANDS("w1 = [1 2; 3 4]; step", "1:1 w1 = [1 2; 3 4]\n1:18 step\n");
    COMMANDS("w1 = [1 2\n 3 4]\nstep", "1:1 w1 = [1 2\n 3 4]\n3:1 step\n");
    COMMANDS("w1 = [1 # one ]\n 2]; step", "1:1 w1 = [1 # one ]\n 2]\n2:6 step\n");
    COMMANDS("print [[1];2]; x", "1:1 print [[1];2]\n1:16 x\n");
    COMMANDS("print 1]; step", "1:1 print 1]\n1:11 step\n");
    COMMANDS("print (1; 2", "1:1 print (1\n1:11 2\n");
}

static void what_is_not_closed_is_an_error_and_the_next_line_goes_on(void **state)
{
    (void)state;
    COMMANDS("w1 = [1 2\nstep\nback",
             "! the '[' at column 6 is never closed; put a ']' behind its last number\n2:1 step\n3:1 back\n");
    COMMANDS("x = [1 [2\nstep",
             "! the '[' at column 5 is never closed; put a ']' behind its last number\n2:1 step\n");
    COMMANDS("step; say \"abc\nback",
             "1:1 step\n! the string that begins at column 11 has no closing '\"'\n2:1 back\n");
    COMMANDS("say \"abc\\\"", "! the string that begins at column 5 has no closing '\"'\n");
    COMMANDS("x = [1\n \"a\nstep", "! the string that begins at column 2 has no closing '\"'\n3:1 step\n");
}

static void the_line_to_blame_is_known(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int line;
    } cases[] = {{"a\nx = [1\n2\n", 2}, {"a\n\n\"b\n", 3}, {"a\nx = [1\n \xFF]\nb", 3}, {"a\nb \xFF", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lexer script, command;
        lexer_init(&script, cases[i].text, strlen(cases[i].text));
        assert_true(lexer_next_command(&script, &command, NULL));
        assert_false(lexer_next_command(&script, &command, NULL));
        assert_int_equal(script.line, cases[i].line);
    }
}

static void a_line_that_is_no_text_is_refused_whole(void **state)
{
    (void)state;
    COMMANDS("step; back \xFF\nnext",
             "! byte 0xFF at column 12 is no UTF-8; save the text as UTF-8\n2:1 next\n");
    COMMANDS("# caf\xE9\nstep", "! byte 0xE9 at column 6 is no UTF-8; save the text as UTF-8\n2:1 step\n");
    COMMANDS("\xC5\xB7 \xED\xA0\x80", "! byte 0xED at column 3 is no UTF-8; save the text as UTF-8\n");
    COMMANDS("a\x1B[31m\nb", "! control character 0x1B at column 2; take it out\n2:1 b\n");
    COMMANDS("a\0b\nstep", "! control character 0x00 at column 2; take it out\n2:1 step\n");
    COMMANDS("x = [1\n2 \xFF]\nstep",
             "! byte 0xFF at column 3 is no UTF-8; save the text as UTF-8\n3:1 step\n");
}

static void a_line_has_a_greatest_length(void **state)
{
    (void)state;
    size_t length = LEXER_LINE_MAX + 1;
    char *text = memory_new(length + 5, 1);
    memset(text, 'x', length);
    memcpy(text + length, "\nstep", 5);
    assert_commands(text, length + 5, "! the line is 1048577 bytes long; at most 1048576 are read\n2:1 step\n");
    struct lexer script, command;
    lexer_init(&script, text + 1, length + 4);
    assert_true(lexer_next_command(&script, &command, NULL));
    assert_int_equal(command.end - command.position, LEXER_LINE_MAX);
    memory_free(text);
}

static void a_long_line_of_many_commands_takes_no_square_time(void **state)
{
    (void)state;
    char *text = memory_new(LEXER_LINE_MAX, 1);
    for (size_t i = 0; i < LEXER_LINE_MAX; i++)
        text[i] = i % 2 ? ';' : 'b';
    struct lexer script, command;
    lexer_init(&script, text, LEXER_LINE_MAX);
    int count = 0;
    while (lexer_next_command(&script, &command, NULL) && command.position < command.end) {
        assert_int_equal(command.column, 2 * count + 1);
        count++;
    }
    assert_int_equal(count, LEXER_LINE_MAX / 2);
    memory_free(text);
}

static void a_prompt_learns_whether_to_ask_for_more(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int column; /* of the [ that is open; 0: none is */
    } cases[] = {
        {"w1 = [1 2;", 6},
        {"step; w1 = [1 2\n3 4", 12},
        {"w1 = [1 2; 3 4]", 0},
        {"", 0},
        {"say \"[", 0},
        {"# [", 0},
        {"w1[1,1] = 2; b1[", 16},
        {"step", 0},
        {"x = [1 # ]", 5},
        {"\xFF [", 0},
        {"[[1] 2", 1},
        {"\u2202w1 == [", 8},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lexer open;
        bool is_unfinished = lexer_is_unfinished(cases[i].text, strlen(cases[i].text), &open);
        assert_int_equal(is_unfinished ? open.column : 0, cases[i].column);
    }
}

/* The tokens of a text: kind:text for each, or the error. */
static void assert_tokens(const char *text, const char *want)
{
    struct buffer out = BUFFER_EMPTY;
    struct lexer lexer;
    lexer_init(&lexer, text, strlen(text));
    for (;;) {
        struct token token;
        struct error error = {""};
        struct lexer before = lexer;
        if (!lexer_next(&lexer, &token, &error)) {
            buffer_printf(&out, " ! %s", error.text);
            assert_memory_equal(&lexer, &before, sizeof lexer);
            break;
        }
        if (token.kind == TOKEN_END)
            break;
        buffer_printf(&out, " %d:%.*s", (int)token.kind, (int)token.length, token.text);
    }
    assert_string_equal(buffer_text(&out), want);
    buffer_finish(&out);
}

static void assert_one(const char *text, enum token_kind kind)
{
    struct lexer lexer;
    struct token token;
    lexer_init(&lexer, text, strlen(text));
    assert_true(lexer_next(&lexer, &token, NULL));
    assert_int_equal(token.kind, kind);
    assert_int_equal(token.length, strlen(text));
    assert_true(lexer_at_end(&lexer));
}

static void names_are_letters_of_any_script(void **state)
{
    (void)state;
    const char *const names[] = {
        "w1",       "_",         "a_b2",     "yhat",           "\xCE\xB7",
        "\xC5\xB7", "y\xCC\x82", "\xCF\x83", "\xE2\x88\x82w1", "\xEA\xB0\x80\xEC\xA4\x91\xEC\xB9\x98",
        "\xC2\xB5", "dw12"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_one(names[i], TOKEN_NAME);
    assert_one("and", TOKEN_AND);
    assert_one("or", TOKEN_OR);
    assert_one("not", TOKEN_NOT);
    assert_one("andy", TOKEN_NAME);
}

static void operators_have_their_handwritten_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum token_kind kind;
    } signs[] = {
        {"==", TOKEN_EQUAL},        {"!=", TOKEN_NOT_EQUAL},     {"≠", TOKEN_NOT_EQUAL},
        {"<", TOKEN_LESS},          {"<=", TOKEN_LESS_EQUAL},    {"≤", TOKEN_LESS_EQUAL},
        {">", TOKEN_GREATER},       {">=", TOKEN_GREATER_EQUAL}, {"≥", TOKEN_GREATER_EQUAL},
        {"+", TOKEN_PLUS},          {"-", TOKEN_MINUS},          {"−", TOKEN_MINUS},
        {"*", TOKEN_TIMES},         {"·", TOKEN_TIMES},          {"×", TOKEN_TIMES},
        {"⋅", TOKEN_TIMES},         {"/", TOKEN_DIVIDE},         {"÷", TOKEN_DIVIDE},
        {".*", TOKEN_TIMES_EACH},   {"⊙", TOKEN_TIMES_EACH},     {"./", TOKEN_DIVIDE_EACH},
        {"^", TOKEN_POWER},         {".^", TOKEN_POWER_EACH},    {"=", TOKEN_ASSIGN},
        {",", TOKEN_COMMA},         {";", TOKEN_SEMICOLON},      {":", TOKEN_COLON},
        {"(", TOKEN_OPEN},          {")", TOKEN_CLOSE},          {"[", TOKEN_OPEN_BRACKET},
        {"]", TOKEN_CLOSE_BRACKET}, {"\n", TOKEN_NEWLINE},       {"∘", TOKEN_TIMES_EACH},
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        assert_one(signs[i].text, signs[i].kind);
}

static void assert_number(const char *text, double want)
{
    struct lexer lexer;
    struct token token;
    lexer_init(&lexer, text, strlen(text));
    assert_true(lexer_next(&lexer, &token, NULL));
    assert_int_equal(token.kind, TOKEN_NUMBER);
    assert_true(token.number == want);
    assert_true(lexer_at_end(&lexer));
}

static void a_number_is_decimal_and_whole(void **state)
{
    (void)state;
    assert_number("0", 0);
    assert_number("007", 7);
    assert_number("0.25", 0.25);
    assert_number(".5", 0.5);
    assert_number("2.", 2);
    assert_number("1e3", 1000);
    assert_number("1E-3", 0.001);
    assert_number("2.5e+2", 250);
    assert_number("1e308", 1e308);
    assert_number("5e-324", 5e-324);
    assert_number("1e-400", 0);
    assert_number("0.1", 0.1);
    assert_number("inf", HUGE_VAL);
    assert_tokens("2.*x", " 2:2. 17:* 3:x");
    assert_tokens("1.5.*x", " 2:1.5 19:.* 3:x");
    assert_tokens("1-2", " 2:1 16:- 2:2");
    assert_tokens("1e5-2", " 2:1e5 16:- 2:2");
}

static void what_only_begins_like_a_number_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"0x10",  "1.2.3",    "1e",   "1e+",   "2x",
                                      "1_000", "3sigmoid", "1..2", "1e5.5", "2η"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct lexer lexer;
        struct token token;
        struct error error = {""};
        lexer_init(&lexer, bad[i], strlen(bad[i]));
        bool good = lexer_next(&lexer, &token, &error);
        if (strcmp(bad[i], "1e+") == 0)
            assert_string_equal(error.text,
                                "'1e' at column 1 is no number; write 0.5 or 1e-3, and a product as 2 * x");
        assert_false(good);
        assert_non_null(strstr(error.text, "is no number"));
    }
    assert_tokens("x + 0x10",
                  " 3:x 15:+ ! '0x10' at column 5 is no number; write 0.5 or 1e-3, and a product as 2 * x");
    assert_tokens("1e400", " ! the number '1e400' at column 1 is too large; at most about 1.8e308 fits");
}

static void what_nothing_begins_with_is_named_with_its_column(void **state)
{
    (void)state;
    assert_tokens("a @", " 3:a ! unexpected '@' at column 3; no name, number or operator begins with it");
    assert_tokens("y\xCC\x82 %",
                  " 3:y\xCC\x82 ! unexpected '%' at column 3; no name, number or operator begins with it");
    assert_tokens("가 “", " 3:가 ! unexpected '“' at column 3; no name, number or operator begins with it");
    assert_tokens("a && b", " 3:a ! unexpected '&&' at column 3; here it is written 'and'");
    assert_tokens("a || b", " 3:a ! unexpected '||' at column 3; here it is written 'or'");
    assert_tokens("!a", " ! unexpected '!' at column 1; here it is written 'not'");
    assert_tokens("a ** 2", " 3:a ! unexpected '**' at column 3; here it is written '^'");
    assert_tokens("a ~= 2", " 3:a ! unexpected '~=' at column 3; here it is written '!='");
    assert_tokens("a += 2", " 3:a ! unexpected '+=' at column 3; here it is written 'NAME = NAME + ...'");
    assert_tokens("a \xFF", " 3:a ! byte 0xFF at column 3 is no UTF-8; save the text as UTF-8");
    assert_tokens("a \x07", " 3:a ! control character 0x07 at column 3; take it out");
    assert_tokens("a \"b", " 3:a ! the string that begins at column 3 has no closing '\"'");
    assert_tokens("a \"b\xFF\"", " 3:a ! byte 0xFF at column 5 is no UTF-8; save the text as UTF-8");
    assert_tokens("\xEF\xBF\xBD",
                  " ! unexpected '\xEF\xBF\xBD' at column 1; no name, number or operator begins with it");
}

static void words_go_to_the_next_blank(void **state)
{
    (void)state;
    const char text[] = "net 2:sigmoid\tFILE.png leaky_relu:0.2 900x600 \"a b\\\"c\\\\.csv\" \"\" -x # end";
    static const char *const want[] = {"net",     "2:sigmoid",    "FILE.png", "leaky_relu:0.2",
                                       "900x600", "a b\"c\\.csv", "",         "-x"};
    struct lexer lexer;
    struct token word;
    struct buffer out = BUFFER_EMPTY;
    lexer_init(&lexer, text, sizeof text - 1);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        assert_true(lexer_word(&lexer, &word, NULL));
        assert_int_equal(word.kind, i == 5 || i == 6 ? TOKEN_STRING : TOKEN_WORD);
        buffer_clear(&out);
        lexer_unquote(&word, &out);
        assert_string_equal(buffer_text(&out), want[i]);
    }
    assert_true(lexer_at_end(&lexer));
    assert_true(lexer_word(&lexer, &word, NULL));
    assert_int_equal(word.kind, TOKEN_END);
    assert_int_equal(word.length, 0);
    buffer_finish(&out);
}

static void a_backslash_before_anything_else_stays(void **state)
{
    (void)state;
    const char text[] = "\"C:\\nets\\a.csv\"";
    struct lexer lexer;
    struct token word;
    struct buffer out = BUFFER_EMPTY;
    lexer_init(&lexer, text, sizeof text - 1);
    assert_true(lexer_word(&lexer, &word, NULL));
    lexer_unquote(&word, &out);
    assert_string_equal(buffer_text(&out), "C:\\nets\\a.csv");
    buffer_finish(&out);
}

static void a_token_is_taken_only_if_it_is_the_wanted_one(void **state)
{
    (void)state;
    const char text[] = "  within = == 2x";
    struct lexer lexer;
    lexer_init(&lexer, text, sizeof text - 1);
    assert_false(lexer_accept(&lexer, "with"));
    assert_false(lexer_accept(&lexer, "="));
    assert_true(lexer_accept(&lexer, "within"));
    assert_true(lexer_accept(&lexer, "="));
    assert_false(lexer_accept(&lexer, "="));
    assert_true(lexer_accept(&lexer, "=="));
    assert_false(lexer_accept(&lexer, "2"));
    assert_int_equal(lexer.column, 14);
}

static void what_is_left_at_the_end_of_a_command_is_named(void **state)
{
    (void)state;
    struct lexer lexer;
    struct error error = {""};
    const char text[] = "step 3 times # really";
    lexer_init(&lexer, text, sizeof text - 1);
    assert_true(lexer_accept(&lexer, "step"));
    assert_true(lexer_accept(&lexer, "3"));
    assert_false(lexer_expect_end(&lexer, &error));
    assert_string_equal(error.text, "unexpected 'times' at column 8; the command is complete before it");
    assert_true(lexer_accept(&lexer, "times"));
    assert_true(lexer_expect_end(&lexer, &error));
}

static void a_quoted_piece_is_short_and_harmless(void **state)
{
    (void)state;
    char quoted[LEXER_QUOTE_SIZE], text[201];
    memset(text, 'x', 200);
    text[200] = '\0';
    assert_string_equal(lexer_quote("a\nb\x1B\xFF", 5, quoted), "a?b??");
    assert_string_equal(lexer_quote("", 0, quoted), "");
    assert_int_equal(strlen(lexer_quote(text, 200, quoted)), LEXER_QUOTE_SIZE - 1);
    assert_string_equal(quoted + LEXER_QUOTE_SIZE - 5, "x...");
    assert_int_equal(strlen(lexer_quote(text, LEXER_QUOTE_SIZE - 1, quoted)), LEXER_QUOTE_SIZE - 1);
    assert_string_equal(quoted + LEXER_QUOTE_SIZE - 3, "xx");
    for (int i = 0; i < 198; i += 3)
        memcpy(text + i, "가", 3);
    assert_int_equal(strlen(lexer_quote(text, 200, quoted)), LEXER_QUOTE_SIZE - 1);
    for (int i = 1; i < 198; i += 3)
        memcpy(text + i, "가", 3);
    assert_int_equal(strlen(lexer_quote(text, 200, quoted)), 58 + 3);
}

static void a_decimal_comma_is_quoted_whole_or_not_at_all(void **state)
{
    (void)state;
    char text[] = "1111111111111111111111111111111111111111111111111111111111111,5", quoted[LEXER_QUOTE_SIZE];
    char longer[] = "11111111111111111111111111111111111111111111111111111111111111,5 2,5";
    struct lexer lexer;
    size_t comma;
    lexer_init(&lexer, text, sizeof text - 1);
    assert_int_equal(sizeof text, LEXER_QUOTE_SIZE);
    assert_true(lexer_decimal_comma(&lexer, quoted, &comma));
    assert_int_equal(comma, sizeof text - 3);
    assert_string_equal(quoted, text);
    lexer_init(&lexer, longer, sizeof longer - 1);
    assert_true(lexer_decimal_comma(&lexer, quoted, &comma));
    assert_string_equal(quoted, "2,5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_falls_into_commands),
        cmocka_unit_test(comments_go_to_the_end_of_their_line),
        cmocka_unit_test(brackets_hold_a_command_together),
        cmocka_unit_test(what_is_not_closed_is_an_error_and_the_next_line_goes_on),
        cmocka_unit_test(the_line_to_blame_is_known),
        cmocka_unit_test(a_line_that_is_no_text_is_refused_whole),
        cmocka_unit_test(a_line_has_a_greatest_length),
        cmocka_unit_test(a_long_line_of_many_commands_takes_no_square_time),
        cmocka_unit_test(a_prompt_learns_whether_to_ask_for_more),
        cmocka_unit_test(names_are_letters_of_any_script),
        cmocka_unit_test(operators_have_their_handwritten_forms),
        cmocka_unit_test(a_number_is_decimal_and_whole),
        cmocka_unit_test(what_only_begins_like_a_number_is_refused),
        cmocka_unit_test(what_nothing_begins_with_is_named_with_its_column),
        cmocka_unit_test(words_go_to_the_next_blank),
        cmocka_unit_test(a_backslash_before_anything_else_stays),
        cmocka_unit_test(a_token_is_taken_only_if_it_is_the_wanted_one),
        cmocka_unit_test(what_is_left_at_the_end_of_a_command_is_named),
        cmocka_unit_test(a_quoted_piece_is_short_and_harmless),
        cmocka_unit_test(a_decimal_comma_is_quoted_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
