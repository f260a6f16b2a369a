#include "lang/lexer.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"

/* How the operators are written. A longer one stands above those that it begins with. Signs that a hand, a
 * book or another language uses are read too; what would be ambiguous is `hint`ed at instead. To add one:
 * a row here; if it is a new kind, also its row in arithmetic.c. */
static const struct spelling {
    const char *text;
    enum token_kind kind;
    const char *hint; /* what is written in its place here; then it is an error */
} spellings[] = {
    {"==", TOKEN_EQUAL, NULL},
    {"!=", TOKEN_NOT_EQUAL, NULL},
    {"~=", TOKEN_END, "!="},
    {"<>", TOKEN_END, "!="},
    {"≠", TOKEN_NOT_EQUAL, NULL},
    {"<=", TOKEN_LESS_EQUAL, NULL},
    {"≤", TOKEN_LESS_EQUAL, NULL},
    {"<", TOKEN_LESS, NULL},
    {">=", TOKEN_GREATER_EQUAL, NULL},
    {"≥", TOKEN_GREATER_EQUAL, NULL},
    {">", TOKEN_GREATER, NULL},
    {"+=", TOKEN_END, "NAME = NAME + ..."},
    {"-=", TOKEN_END, "NAME = NAME - ..."},
    {"+", TOKEN_PLUS, NULL},
    {"-", TOKEN_MINUS, NULL},
    {"−", TOKEN_MINUS, NULL},
    {"**", TOKEN_END, "^"},
    {"*", TOKEN_TIMES, NULL},
    {"·", TOKEN_TIMES, NULL},
    {"⋅", TOKEN_TIMES, NULL},
    {"×", TOKEN_TIMES, NULL},
    {"/", TOKEN_DIVIDE, NULL},
    {"÷", TOKEN_DIVIDE, NULL},
    {".*", TOKEN_TIMES_EACH, NULL},
    {"⊙", TOKEN_TIMES_EACH, NULL},
    {"∘", TOKEN_TIMES_EACH, NULL},
    {"./", TOKEN_DIVIDE_EACH, NULL},
    {"^", TOKEN_POWER, NULL},
    {".^", TOKEN_POWER_EACH, NULL},
    {"=", TOKEN_ASSIGN, NULL},
    {",", TOKEN_COMMA, NULL},
    {";", TOKEN_SEMICOLON, NULL},
    {":", TOKEN_COLON, NULL},
    {"(", TOKEN_OPEN, NULL},
    {")", TOKEN_CLOSE, NULL},
    {"[", TOKEN_OPEN_BRACKET, NULL},
    {"]", TOKEN_CLOSE_BRACKET, NULL},
    {"&&", TOKEN_END, "and"},
    {"||", TOKEN_END, "or"},
    {"!", TOKEN_END, "not"},
};

static const struct {
    const char *text;
    enum token_kind kind;
    double number;
} keywords[] = {
    {"and", TOKEN_AND, 0},
    {"or", TOKEN_OR, 0},
    {"not", TOKEN_NOT, 0},
    {"inf", TOKEN_NUMBER, HUGE_VAL},
    {"nan", TOKEN_NUMBER, (double)NAN},
    {"e", TOKEN_NUMBER, 2.71828182845904523536}, /* so that e^-z can be typed as it is written */
};

/* Code points beyond ASCII that are no letters: punctuation, arrows, mathematical signs, blanks. */
static bool is_sign(uint32_t c)
{
    static const struct {
        uint32_t from, to;
    } ranges[] = {
        {0x80, 0xA9},     {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},     {0xD7, 0xD7},
        {0xF7, 0xF7},     {0x2000, 0x206F}, {0x20A0, 0x20CF}, {0x2190, 0x2BFF}, {0x2E00, 0x2E7F},
        {0x3000, 0x3004}, {0x3008, 0x3020}, {0xE000, 0xF8FF}, {0xFE10, 0xFE1F}, {0xFE30, 0xFE6F},
        {0xFEFF, 0xFEFF}, {0xFF00, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].from && c <= ranges[i].to)
            return true;
    return false;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return !is_sign(c) && utf8_width(c) > 0;
}

/* A mark such as the hat of ŷ may stand in a name, behind its letter. */
static bool is_name_part(uint32_t c)
{
    return is_letter(c) || is_digit(c) || (c >= 0x80 && !is_sign(c));
}

/* A no-break blank comes with text copied from a page, the wide one with a Korean keyboard. */
static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == 0xA0 || c == 0x3000;
}

/* The character at the lexer's place, or 0 with *used 0 at the end. */
static uint32_t peek(const struct lexer *lexer, size_t *used)
{
    *used = 0;
    if (lexer->position >= lexer->end)
        return 0;
    return utf8_decode(lexer->text + lexer->position, lexer->end - lexer->position, used);
}

static void skip_character(struct lexer *lexer)
{
    size_t used;
    uint32_t c = peek(lexer, &used);
    lexer->position += used;
    if (c == '\n') {
        lexer->line++;
        lexer->column = 1;
    } else if (c < 0x80 || utf8_width(c) > 0) {
        lexer->column++;
    }
}

static void skip_bytes(struct lexer *lexer, size_t bytes)
{
    for (size_t target = lexer->position + bytes; lexer->position < target;)
        skip_character(lexer);
}

static void skip_to_newline(struct lexer *lexer)
{
    for (size_t used; peek(lexer, &used) != '\n' && used;)
        skip_character(lexer);
}

/* Blanks, and a comment if they lead to one. */
static void skip_blanks(struct lexer *lexer)
{
    size_t used;
    while (is_blank(peek(lexer, &used)))
        skip_character(lexer);
    if (peek(lexer, &used) == '#')
        skip_to_newline(lexer);
}

/* Blanks, comments and newlines. */
static void skip_lines(struct lexer *lexer)
{
    size_t used;
    for (skip_blanks(lexer); peek(lexer, &used) == '\n'; skip_blanks(lexer))
        skip_character(lexer);
}

void lexer_init(struct lexer *lexer, const char *text, size_t length)
{
    bool marked = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    *lexer = (struct lexer){.text = text, .position = marked ? 3 : 0, .end = length, .line = 1, .column = 1};
}

static bool fail_byte(const struct lexer *lexer, struct error *error)
{
    unsigned byte = (unsigned char)lexer->text[lexer->position];
    if (byte >= 0x80)
        return error_set(error, _("byte 0x%02X at column %d is no UTF-8; save the text as UTF-8"), byte,
                         lexer->column);
    return error_set(error, _("control character 0x%02X at column %d; take it out"), byte, lexer->column);
}

static bool is_control(uint32_t c)
{
    return (c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7F;
}

/* The line that begins at the lexer's place. */
static bool check_line(struct lexer line, struct error *error)
{
    const char *start = line.text + line.position, *newline = memchr(start, '\n', line.end - line.position);
    size_t length = newline ? (size_t)(newline - start) : line.end - line.position;
    if (length > LEXER_LINE_MAX)
        return error_set(error, _("the line is %zu bytes long; at most %d are read"), length, LEXER_LINE_MAX);
    line.end = line.position + length;
    while (line.position < line.end) {
        size_t used;
        uint32_t c = peek(&line, &used);
        if (is_control(c) || (c == UTF8_BAD && used == 1))
            return fail_byte(&line, error);
        skip_character(&line);
    }
    return true;
}

/* Past what is between two commands. */
static bool skip_to_command(struct lexer *script, struct error *error)
{
    for (;;) {
        if (script->column == 1 && !check_line(*script, error))
            return false;
        skip_blanks(script);
        size_t used;
        uint32_t c = peek(script, &used);
        if (c != ';' && c != '\n')
            return true;
        skip_character(script);
    }
}

static bool is_escaped(char c)
{
    return c == '"' || c == '\\';
}

static bool skip_string(struct lexer *lexer, struct error *error)
{
    struct lexer open = *lexer;
    skip_character(lexer);
    for (;;) {
        size_t used;
        uint32_t c = peek(lexer, &used);
        if (!used || c == '\n') {
            *lexer = open;
            return error_set(error, _("the string that begins at column %d has no closing '\"'"), open.column);
        }
        if (is_control(c) || (c == UTF8_BAD && used == 1)) {
            fail_byte(lexer, error);
            *lexer = open;
            return false;
        }
        skip_character(lexer);
        if (c == '"')
            return true;
        if (c == '\\' && lexer->position < lexer->end && is_escaped(lexer->text[lexer->position]))
            skip_character(lexer);
    }
}

enum outcome { COMPLETE, UNCLOSED, BAD };

/* Past a command; where it ends, without the blanks behind it, goes to *end. Otherwise script is left in the
 * line to blame. */
static enum outcome skip_command(struct lexer *script, size_t *end, struct error *error)
{
    struct lexer open = *script;
    int depth = 0;
    for (size_t used;;) {
        uint32_t c = peek(script, &used);
        if (depth == 0 && (!used || c == ';' || c == '\n' || c == '#'))
            return COMPLETE;
        if (!used) {
            *script = open;
            error_set(error, _("the '[' at column %d is never closed; put a ']' behind its last number"),
                      open.column);
            return UNCLOSED;
        }
        if (c == '[' && depth++ == 0)
            open = *script;
        else if (c == ']' && depth > 0)
            depth--;
        if (c == '"' && !skip_string(script, error))
            return BAD;
        if (c == '#')
            skip_to_newline(script);
        else if (c != '"')
            skip_character(script);
        if (c == '\n' && !check_line(*script, error))
            return BAD;
        if (!is_blank(c))
            *end = script->position;
    }
}

static enum outcome next_command(struct lexer *script, struct lexer *command, struct error *error)
{
    enum outcome outcome = skip_to_command(script, error) ? COMPLETE : BAD;
    *command = *script;
    command->end = command->position;
    if (outcome == COMPLETE)
        outcome = skip_command(script, &command->end, error);
    if (outcome != COMPLETE)
        skip_to_newline(script);
    return outcome;
}

bool lexer_next_command(struct lexer *script, struct lexer *command, struct error *error)
{
    return next_command(script, command, error) == COMPLETE;
}

bool lexer_is_unfinished(const char *text, size_t length, struct lexer *open)
{
    enum outcome outcome;
    size_t start, end;
    lexer_init(open, text, length);
    do {
        outcome = skip_to_command(open, NULL) ? COMPLETE : BAD;
        start = open->position;
        if (outcome == COMPLETE)
            outcome = skip_command(open, &end, NULL);
    } while (outcome == COMPLETE && open->position > start);
    return outcome == UNCLOSED;
}

/* The length of a number at text: digits with at most one point, then an exponent; 0 if there is none. */
static size_t number_length(const char *text, size_t length)
{
    size_t i = 0, digits = 0, points = 0;
    for (; i < length && (is_digit((unsigned char)text[i]) || (text[i] == '.' && !points)); i++) {
        digits += text[i] != '.';
        points += text[i] == '.';
    }
    if (!digits)
        return 0;
    if (i < length && (text[i] == 'e' || text[i] == 'E')) {
        size_t k = i + 1;
        if (k < length && (text[k] == '+' || text[k] == '-'))
            k++;
        if (k < length && is_digit((unsigned char)text[k])) {
            for (i = k; i < length && is_digit((unsigned char)text[i]);)
                i++;
        }
    }
    return i;
}

static double number_value(const char *text, size_t length)
{
    char *copy = memory_text(text, length);
    double number = strtod(copy, NULL);
    memory_free(copy);
    return number;
}

/* At a point that begins .* ./ or .^ */
static bool is_operator(const struct lexer *lexer)
{
    char next = lexer->position + 1 < lexer->end ? lexer->text[lexer->position + 1] : ' ';
    return next == '*' || next == '/' || next == '^';
}

static bool read_number(struct lexer *lexer, struct token *token, struct error *error)
{
    char quoted[LEXER_QUOTE_SIZE];
    token->kind = TOKEN_NUMBER;
    token->length = number_length(token->text, lexer->end - lexer->position);
    skip_bytes(lexer, token->length);
    size_t number_end = lexer->position, used;
    for (uint32_t c; c = peek(lexer, &used), is_name_part(c) || (c == '.' && !is_operator(lexer));)
        skip_character(lexer);
    if (lexer->position > number_end) {
        size_t length = lexer->position - (size_t)(token->text - lexer->text);
        lexer_quote(token->text, length, quoted);
        return error_set(error, _("'%s' at column %d is no number; write 0.5 or 1e-3, and a product as 2 * x"),
                         quoted, token->column);
    }
    token->number = number_value(token->text, token->length);
    if (!isinf(token->number))
        return true;
    return error_set(error, _("the number '%s' at column %d is too large; at most about 1.8e308 fits"),
                     lexer_quote(token->text, token->length, quoted), token->column);
}

static void read_name(struct lexer *lexer, struct token *token)
{
    size_t used;
    do
        skip_character(lexer);
    while (is_name_part(peek(lexer, &used)));
    token->kind = TOKEN_NAME;
    token->length = lexer->position - (size_t)(token->text - lexer->text);
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strlen(keywords[i].text) == token->length &&
            memcmp(keywords[i].text, token->text, token->length) == 0) {
            token->kind = keywords[i].kind;
            token->number = keywords[i].number;
        }
}

static bool read_sign(struct lexer *lexer, struct token *token, struct error *error)
{
    size_t left = lexer->end - lexer->position, used;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        const struct spelling *spelling = &spellings[i];
        size_t length = strlen(spelling->text);
        if (length > left || memcmp(spelling->text, token->text, length) != 0)
            continue;
        if (spelling->hint)
            return error_set(error, _("unexpected '%s' at column %d; here it is written '%s'"), spelling->text,
                             token->column, spelling->hint);
        token->kind = spelling->kind;
        token->length = length;
        skip_bytes(lexer, length);
        return true;
    }
    uint32_t c = peek(lexer, &used);
    if (is_control(c) || (c == UTF8_BAD && used == 1))
        return fail_byte(lexer, error);
    char quoted[LEXER_QUOTE_SIZE];
    return error_set(error, _("unexpected '%s' at column %d; no name, number or operator begins with it"),
                     lexer_quote(token->text, used, quoted), token->column);
}

static bool read_string(struct lexer *lexer, struct token *token, struct error *error)
{
    if (!skip_string(lexer, error))
        return false;
    token->kind = TOKEN_STRING;
    token->length = lexer->position - (size_t)(token->text - lexer->text);
    return true;
}

/* Past the blanks, with the token begun there: an end, until something else is found. */
static struct token begin_token(struct lexer *lexer)
{
    size_t before = lexer->position;
    skip_blanks(lexer);
    return (struct token){.kind = TOKEN_END,
                          .text = lexer->text + lexer->position,
                          .column = lexer->column,
                          .blank_before = lexer->position > before};
}

bool lexer_next(struct lexer *lexer, struct token *token, struct error *error)
{
    struct lexer start = *lexer;
    *token = begin_token(lexer);
    size_t used, left = lexer->end - lexer->position;
    uint32_t c = peek(lexer, &used);
    bool good = true;
    if (!used)
        return true;
    if (c == '\n') {
        skip_character(lexer);
        token->kind = TOKEN_NEWLINE;
        token->length = 1;
    } else if (number_length(token->text, left)) {
        good = read_number(lexer, token, error);
    } else if (is_letter(c) || c == 0x2202 || c == '$') { /* ∂, $1 */
        read_name(lexer, token);
    } else if (c == '"') {
        good = read_string(lexer, token, error);
    } else {
        good = read_sign(lexer, token, error);
    }
    if (!good)
        *lexer = start;
    return good;
}

bool lexer_at_blank(const struct lexer *lexer)
{
    size_t used;
    uint32_t c = peek(lexer, &used);
    return !used || c == '\n' || is_blank(c);
}

bool lexer_word(struct lexer *lexer, struct token *word, struct error *error)
{
    struct lexer start = *lexer;
    skip_lines(lexer);
    *word = begin_token(lexer);
    word->blank_before = lexer->position > start.position;
    size_t used;
    if (peek(lexer, &used) == '"') {
        if (read_string(lexer, word, error))
            return true;
        *lexer = start;
        return false;
    }
    while (!lexer_at_blank(lexer))
        skip_character(lexer);
    word->length = lexer->position - (size_t)(word->text - lexer->text);
    word->kind = word->length ? TOKEN_WORD : TOKEN_END;
    return true;
}

bool lexer_accept(struct lexer *lexer, const char *text)
{
    struct lexer ahead = *lexer;
    struct token token;
    if (!lexer_next(&ahead, &token, NULL) || token.length != strlen(text) ||
        memcmp(token.text, text, token.length) != 0)
        return false;
    *lexer = ahead;
    return true;
}

bool lexer_at_end(const struct lexer *lexer)
{
    struct lexer ahead = *lexer;
    skip_lines(&ahead);
    return ahead.position == ahead.end;
}

bool lexer_expect_end(const struct lexer *lexer, struct error *error)
{
    struct lexer ahead = *lexer;
    struct token word;
    char quoted[LEXER_QUOTE_SIZE];
    if (lexer_at_end(lexer))
        return true;
    if (!lexer_word(&ahead, &word, error))
        return false;
    if (word.text[0] == '=')
        return error_set(error, _("unexpected '=' at column %d; two values are compared with '=='"),
                         word.column);
    return error_set(error, _("unexpected '%s' at column %d; the command is complete before it"),
                     lexer_quote(word.text, word.length, quoted), word.column);
}

bool lexer_decimal_comma(const struct lexer *lexer, char quoted[LEXER_QUOTE_SIZE], size_t *comma)
{
    const char *text = lexer->text;
    for (size_t i = lexer->position; i < lexer->end; i++) {
        bool is_start = i == lexer->position || strchr(" \t=:;+-", text[i - 1]) ||
                        (text[i - 1] == '[' && (i < 2 || strchr(" \t=", text[i - 2])));
        if (!is_start || !is_digit((unsigned char)text[i]))
            continue;
        size_t point = i, end;
        while (point < lexer->end && is_digit((unsigned char)text[point]))
            point++;
        if (point + 1 >= lexer->end || text[point] != ',' || !is_digit((unsigned char)text[point + 1]))
            continue;
        for (end = point + 1; end < lexer->end && is_digit((unsigned char)text[end]);)
            end++;
        bool is_list = end < lexer->end && (text[end] == ',' || text[end] == '.');
        if (is_list || end - i >= LEXER_QUOTE_SIZE) /* quoted in part it may have lost its comma */
            continue;
        lexer_quote(text + i, end - i, quoted);
        *comma = point;
        return true;
    }
    return false;
}

void lexer_unquote(const struct token *token, struct buffer *out)
{
    if (token->kind != TOKEN_STRING) {
        buffer_put_n(out, token->text, token->length);
        return;
    }
    for (size_t i = 1; i + 1 < token->length; i++) {
        if (token->text[i] == '\\' && is_escaped(token->text[i + 1]))
            i++;
        buffer_put_char(out, token->text[i]);
    }
}

const char *lexer_quote(const char *text, size_t length, char quoted[LEXER_QUOTE_SIZE])
{
    static const char more[] = "...";
    bool cut = length >= LEXER_QUOTE_SIZE;
    if (cut)
        length = utf8_whole(text, LEXER_QUOTE_SIZE - sizeof more);
    size_t out = 0;
    for (size_t i = 0, used; i < length; i += used) {
        uint32_t c = utf8_decode(text + i, length - i, &used);
        bool bad = c < 0x20 || c == 0x7F || (c == UTF8_BAD && used == 1);
        if (bad)
            quoted[out++] = '?';
        else {
            memcpy(quoted + out, text + i, used);
            out += used;
        }
    }
    memcpy(quoted + out, cut ? more : "", cut ? sizeof more : 1);
    return quoted;
}
