#include "lang/reference.h"

#include <limits.h>
#include <string.h>

#include "base/translate.h"

/* What a hand writes and how it is typed. To add one: a row. Digits may follow, and ∂ or d precede. */
static const struct {
    const char *hand, *plain;
} spellings[] = {
    {"η", "rate"},
    {"σ", "sigmoid"},
    {"\u0177", "yhat"},  /* ŷ in one character */
    {"y\u0302", "yhat"}, /* y and a hat */
};

static const char partial[] = "∂";

static bool starts_with(const char *text, size_t length, const char *start)
{
    return length >= strlen(start) && memcmp(text, start, strlen(start)) == 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The length of a name without the digits at its end. */
static size_t stem_length(const char *name, size_t length)
{
    while (length > 0 && is_digit(name[length - 1]))
        length--;
    return length;
}

static const char *plain_of(const char *hand, size_t length)
{
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (strlen(spellings[i].hand) == length && memcmp(spellings[i].hand, hand, length) == 0)
            return spellings[i].plain;
    return NULL;
}

static bool append(char spelled[REFERENCE_NAME_SIZE], size_t *used, const char *text, size_t length)
{
    if (length >= REFERENCE_NAME_SIZE - *used)
        return false;
    memcpy(spelled + *used, text, length);
    *used += length;
    spelled[*used] = '\0';
    return true;
}

bool reference_spell(const char *name, size_t length, char spelled[REFERENCE_NAME_SIZE], struct error *error)
{
    const char *rest = name, *end = name + length;
    size_t used = 0;
    bool is_gradient = starts_with(name, length, partial);
    if (is_gradient)
        rest += strlen(partial);
    size_t stem = stem_length(rest, (size_t)(end - rest));
    const char *plain = plain_of(rest, stem);
    if (!plain && !is_gradient && stem > 1 && *rest == 'd' && (plain = plain_of(rest + 1, stem - 1))) {
        is_gradient = true;
        rest++;
        stem--;
    }
    bool fits = !is_gradient || append(spelled, &used, "d", 1);
    fits = fits && append(spelled, &used, plain ? plain : rest, plain ? strlen(plain) : stem);
    fits = fits && append(spelled, &used, rest + stem, (size_t)(end - rest) - stem);
    char quoted[LEXER_QUOTE_SIZE];
    return fits || error_set(error, _("the name '%s' is too long; at most %d letters fit"),
                             lexer_quote(name, length, quoted), REFERENCE_NAME_SIZE - 1);
}

/* Digits only. -1: too large for an int. */
static int whole_number(const char *digits, size_t length)
{
    int number = 0;
    for (size_t i = 0; i < length; i++) {
        int digit = digits[i] - '0';
        if (number > (INT_MAX - digit) / 10)
            return -1;
        number = 10 * number + digit;
    }
    return number;
}

/* name[..] and layer from a token such as w12 or ∂w1. */
static bool split_name(const struct token *token, struct reference *reference, struct error *error)
{
    char quoted[LEXER_QUOTE_SIZE];
    char *name = reference->name;
    if (!reference_spell(token->text, token->length, name, error))
        return false;
    size_t length = strlen(name), stem = stem_length(name, length);
    reference->has_layer = stem < length;
    reference->layer = whole_number(name + stem, length - stem);
    if (reference->layer < 0)
        return error_set(error, _("the layer number in '%s' at column %d is too large"),
                         lexer_quote(token->text, token->length, quoted), token->column);
    if (length - stem > 1 && name[stem] == '0')
        return error_set(error, _("the layer number in '%s' at column %d begins with a 0; write %.*s%d"),
                         lexer_quote(token->text, token->length, quoted), token->column, (int)stem, name,
                         reference->layer);
    name[stem] = '\0';
    return true;
}

static bool is_gradient_name(const struct token *token)
{
    return token->kind == TOKEN_NAME &&
           (starts_with(token->text, token->length, partial) || (token->length > 1 && token->text[0] == 'd'));
}

/* Whether a token is the dL that a quotient such as dL/dw1 begins with. */
static bool is_loss_gradient(const struct token *token)
{
    return (token->length == 2 && memcmp(token->text, "dL", 2) == 0) ||
           (token->length == strlen(partial) + 1 && starts_with(token->text, token->length, "∂L"));
}

/* The name, of a quotient dL/dw1 the lower one. */
static bool read_name(struct lexer *lexer, struct token *name, struct error *error)
{
    char quoted[LEXER_QUOTE_SIZE];
    if (!lexer_next(lexer, name, error))
        return false;
    if (name->kind == TOKEN_END)
        return error_set(error, _("the name of a quantity, such as w1[2,1], is missing at column %d"),
                         name->column);
    if (name->kind != TOKEN_NAME)
        return error_set(error,
                         _("unexpected '%s' at column %d; the name of a quantity, such as w1[2,1], "
                           "belongs there"),
                         lexer_quote(name->text, name->length, quoted), name->column);
    struct lexer ahead = *lexer;
    struct token lower;
    if (is_loss_gradient(name) && lexer_accept(&ahead, "/") && lexer_next(&ahead, &lower, NULL) &&
        is_gradient_name(&lower)) {
        *name = lower;
        *lexer = ahead;
    }
    return true;
}

static void skip_spaces(struct lexer *lexer)
{
    while (lexer->position < lexer->end && lexer->text[lexer->position] == ' ') {
        lexer->position++;
        lexer->column++;
    }
}

/* What stands between [ , ] as an index, whatever it is: the reason why no tokens are read here. */
static struct token read_index_text(struct lexer *lexer)
{
    skip_spaces(lexer);
    struct token text = {.text = lexer->text + lexer->position, .column = lexer->column};
    while (lexer->position < lexer->end && !strchr(",]; \t\n", lexer->text[lexer->position])) {
        lexer->position++;
        text.length++;
    }
    lexer->column += (int)text.length; /* right for digits; nothing else goes on from here */
    skip_spaces(lexer);
    return text;
}

static bool read_index(struct lexer *lexer, int *index, struct error *error)
{
    char quoted[LEXER_QUOTE_SIZE];
    struct token text = read_index_text(lexer);
    lexer_quote(text.text, text.length, quoted);
    if (!text.length)
        return error_set(error, _("an index is missing at column %d; it is written as in w1[2,1]"),
                         text.column);
    if (stem_length(text.text, text.length) > 0)
        return error_set(error, _("'%s' at column %d is no index; an index is a whole number, as in w1[2,1]"),
                         quoted, text.column);
    *index = whole_number(text.text, text.length);
    if (*index < 0)
        return error_set(error, _("the index %s at column %d is too large"), quoted, text.column);
    if (*index == 0)
        return error_set(error, _("index 0 at column %d; counting starts at 1"), text.column);
    return true;
}

static bool read_indices(struct lexer *lexer, struct reference *reference, struct error *error)
{
    int open = lexer->column;
    struct token token;
    if (!lexer_next(lexer, &token, error))
        return false;
    for (reference->indices = 0; reference->indices < 2;) {
        if (!read_index(lexer, &reference->index[reference->indices++], error))
            return false;
        if (lexer_accept(lexer, "]"))
            return true;
        if (!lexer_accept(lexer, ","))
            break;
        if (reference->indices == 2)
            return error_set(error, _("three indices at column %d; a quantity has at most two, as in w1[2,1]"),
                             open);
    }
    return error_set(error, _("the '[' at column %d needs a ',' or a ']' at column %d, as in w1[2,1]"), open,
                     lexer->column);
}

/* ∂a1/∂z1 would be read as a quotient of two gradients of L, which is not what its writer means. */
static bool refuse_quotient(const struct lexer *lexer, const struct token *name, struct error *error)
{
    char quoted[LEXER_QUOTE_SIZE];
    struct lexer ahead = *lexer;
    struct token lower;
    if (!starts_with(name->text, name->length, partial) || !lexer_accept(&ahead, "/") ||
        !lexer_next(&ahead, &lower, NULL) || !starts_with(lower.text, lower.length, partial))
        return true;
    return error_set(error, _("only gradients of L have names: write ∂L/∂... and not '%s/∂...' (column %d)"),
                     lexer_quote(name->text, name->length, quoted), name->column);
}

bool reference_read(struct lexer *lexer, struct reference *reference, struct error *error)
{
    struct lexer ahead = *lexer;
    struct reference found = {.layer = 0};
    struct token name;
    if (!read_name(&ahead, &name, error) || !split_name(&name, &found, error))
        return false;
    bool is_indexed = ahead.position < ahead.end && ahead.text[ahead.position] == '[';
    if (is_indexed && !read_indices(&ahead, &found, error))
        return false;
    if (!refuse_quotient(&ahead, &name, error))
        return false;
    *lexer = ahead;
    *reference = found;
    return true;
}

bool reference_parse(const char *text, size_t length, struct reference *reference, struct error *error)
{
    struct lexer lexer;
    struct reference found;
    lexer_init(&lexer, text, length);
    if (!reference_read(&lexer, &found, error))
        return false;
    struct token extra;
    char quoted[LEXER_QUOTE_SIZE];
    if (!lexer_word(&lexer, &extra, error))
        return false;
    if (extra.kind != TOKEN_END)
        return error_set(error, _("unexpected '%s' at column %d, behind the name of a quantity"),
                         lexer_quote(extra.text, extra.length, quoted), extra.column);
    *reference = found;
    return true;
}

void reference_print(struct buffer *buffer, const struct reference *reference)
{
    buffer_put(buffer, reference->name);
    if (reference->has_layer)
        buffer_printf(buffer, "%d", reference->layer);
    if (reference->indices == 1)
        buffer_printf(buffer, "[%d]", reference->index[0]);
    if (reference->indices == 2)
        buffer_printf(buffer, "[%d,%d]", reference->index[0], reference->index[1]);
}

bool reference_same(const struct reference *a, const struct reference *b)
{
    return strcmp(a->name, b->name) == 0 && a->has_layer == b->has_layer && a->layer == b->layer &&
           a->indices == b->indices && a->index[0] == b->index[0] && a->index[1] == b->index[1];
}
