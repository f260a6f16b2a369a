#include "lang/expression.h"

#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "lang/arithmetic.h"
#include "lang/expression_code.h"

/* One token is read ahead. Each parse_ function takes a piece off the text and appends its code, which
 * leaves one value more on the stack; it returns false with the error filled. */
struct parser {
    struct lexer *lexer; /* behind the token */
    struct lexer before; /* in front of it */
    struct token token;
    struct error trouble; /* what is wrong with the token; "" if nothing is */
    struct expression *expression;
    struct error *error;
    bool in_literal; /* directly inside [ ], where blanks and newlines count */
    int depth;
    size_t height, highest; /* of the stack */
};

static void advance(struct parser *p)
{
    p->trouble.text[0] = '\0';
    do {
        p->before = *p->lexer;
        if (!lexer_next(p->lexer, &p->token, &p->trouble))
            p->token.kind = TOKEN_END;
    } while (p->token.kind == TOKEN_NEWLINE && !p->in_literal);
}

/* true at the text's end, not at something that is no token. */
static bool is_end(const struct parser *p)
{
    return p->token.kind == TOKEN_END && !p->trouble.text[0];
}

static bool fail(struct parser *p, const char *belongs)
{
    char quoted[LEXER_QUOTE_SIZE];
    int column = p->token.column;
    if (p->trouble.text[0])
        return error_set(p->error, "%s", p->trouble.text);
    if (p->token.kind == TOKEN_END || p->token.kind == TOKEN_NEWLINE)
        return error_set(p->error, _("unexpected end at column %d; %s"), column, belongs);
    if (p->token.kind == TOKEN_ASSIGN)
        return error_set(p->error, _("unexpected '=' at column %d; two values are compared with '=='"), column);
    return error_set(p->error, _("unexpected '%s' at column %d; %s"),
                     lexer_quote(p->token.text, p->token.length, quoted), column, belongs);
}

/* Code -------------------------------------------------------------------------------------------- */

/* The block with room for one more than count. */
static void *grow(void *block, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return block;
    *capacity = count ? 2 * count : 8;
    return memory_resize(block, *capacity, size);
}

/* pops, pushes: what the code does to the stack's height. */
static struct instruction *emit(struct parser *p, enum code code, int column, size_t pops, size_t pushes)
{
    struct expression *e = p->expression;
    e->code = grow(e->code, e->code_count, &e->code_capacity, sizeof *e->code);
    p->height = p->height - pops + pushes;
    if (p->height > p->highest)
        p->highest = p->height;
    struct instruction *instruction = &e->code[e->code_count++];
    *instruction = (struct instruction){.code = code, .column = column};
    return instruction;
}

/* The number that everything emitted since `mark` is, or NULL when it is more than that. */
static double *constant_since(struct parser *p, size_t mark)
{
    struct instruction *last = &p->expression->code[mark];
    return p->expression->code_count == mark + 1 && last->code == CODE_NUMBER ? &last->number : NULL;
}

static size_t add_reference(struct expression *e, const struct reference *reference)
{
    e->references = grow(e->references, e->reference_count, &e->reference_capacity, sizeof *e->references);
    e->references[e->reference_count] = *reference;
    return e->reference_count++;
}

static size_t add_literal(struct expression *e, const double *numbers, int rows, int cols)
{
    e->literals = grow(e->literals, e->literal_count, &e->literal_capacity, sizeof *e->literals);
    double *copy = value_new(&e->literals[e->literal_count], rows, cols);
    memcpy(copy, numbers, (size_t)rows * (size_t)cols * sizeof *numbers);
    return e->literal_count++;
}

static size_t add_call(struct expression *e, const char *name, int count)
{
    e->calls = grow(e->calls, e->call_count, &e->call_capacity, sizeof *e->calls);
    struct call *call = &e->calls[e->call_count];
    call->count = count;
    memcpy(call->name, name, sizeof call->name);
    return e->call_count++;
}

/* Grammar ----------------------------------------------------------------------------------------- */

static bool parse_level(struct parser *p, enum level level);

/* Into something that may nest without end; leave again by p->depth--. */
static bool enter(struct parser *p)
{
    if (p->depth++ < EXPRESSION_DEPTH_MAX)
        return true;
    return error_set(p->error, _("the expression is nested more than %d deep at column %d; take it apart"),
                     EXPRESSION_DEPTH_MAX, p->token.column);
}

/* A ')', with blanks counting again as they did outside. */
static bool parse_close(struct parser *p, int open_column, bool in_literal)
{
    if (is_end(p))
        return error_set(p->error, _("the '(' at column %d is never closed; a ')' is missing"), open_column);
    if (p->token.kind != TOKEN_CLOSE)
        return fail(p, _("an operator or a ')' belongs there"));
    p->in_literal = in_literal;
    p->depth--;
    advance(p);
    return true;
}

static bool parse_parentheses(struct parser *p)
{
    bool in_literal = p->in_literal;
    int column = p->token.column;
    if (!enter(p))
        return false;
    p->in_literal = false;
    advance(p);
    return parse_level(p, LEVEL_OR) && parse_close(p, column, in_literal);
}

/* The arguments of a function, each joined to those before it where the function does that. */
static bool parse_arguments(struct parser *p, const struct arithmetic_function *function, int column,
                            int *count)
{
    for (*count = 0;; advance(p)) {
        if (!parse_level(p, LEVEL_OR))
            return false;
        if (++*count > 1 && function && function->join)
            emit(p, CODE_JOIN, column, 2, 1)->function = function;
        if (p->token.kind != TOKEN_COMMA)
            return true;
    }
}

static bool parse_call(struct parser *p)
{
    char name[REFERENCE_NAME_SIZE], quoted[LEXER_QUOTE_SIZE];
    struct token token = p->token;
    bool in_literal = p->in_literal;
    if (!reference_spell(token.text, token.length, name, p->error) || !enter(p))
        return false;
    const struct arithmetic_function *function = arithmetic_function(name);
    p->in_literal = false;
    advance(p);
    int open_column = p->token.column, count;
    advance(p);
    if (!parse_arguments(p, function, token.column, &count))
        return false;
    int most = !function ? EXPRESSION_ARGUMENTS_MAX : function->join ? count : 1;
    if (count > most)
        return error_set(p->error, _("'%s' at column %d has %d arguments; at most %d fit"),
                         lexer_quote(token.text, token.length, quoted), token.column, count, most);
    if (!function)
        emit(p, CODE_CALL, token.column, (size_t)count, 1)->index = add_call(p->expression, name, count);
    else if (count == 1)
        emit(p, function->each ? CODE_EACH : CODE_REDUCE, token.column, 1, 1)->function = function;
    return parse_close(p, open_column, in_literal);
}

static bool parse_name(struct parser *p)
{
    struct lexer ahead = *p->lexer;
    bool is_near = !p->in_literal || !lexer_at_blank(&ahead);
    if (is_near && lexer_accept(&ahead, "("))
        return parse_call(p);
    struct reference reference;
    int column = p->token.column;
    *p->lexer = p->before;
    if (!reference_read(p->lexer, &reference, p->error))
        return false;
    emit(p, CODE_REFERENCE, column, 0, 1)->index = add_reference(p->expression, &reference);
    advance(p);
    return true;
}

/* The numbers of a literal while it is read, row by row; 0 where code will store one. */
struct literal {
    double *numbers;
    size_t count, capacity;
    int rows, cols;
    int column; /* of its '[' */
    bool is_constant;
};

static bool parse_element(struct parser *p, struct literal *literal)
{
    size_t mark = p->expression->code_count;
    int column = p->token.column;
    if (!parse_level(p, LEVEL_OR))
        return false;
    if (literal->count == VALUE_COUNT_MAX)
        return error_set(p->error, _("the matrix is too large; at most %d numbers fit"), VALUE_COUNT_MAX);
    literal->numbers = grow(literal->numbers, literal->count, &literal->capacity, sizeof *literal->numbers);
    double *constant = constant_since(p, mark);
    literal->numbers[literal->count] = constant ? *constant : 0;
    if (constant) {
        p->expression->code_count = mark;
        p->height--;
    } else {
        emit(p, CODE_STORE, column, 1, 0)->index = literal->count;
        literal->is_constant = false;
    }
    literal->count++;
    return true;
}

static bool is_row_end(const struct parser *p)
{
    return p->token.kind == TOKEN_SEMICOLON || p->token.kind == TOKEN_NEWLINE ||
           p->token.kind == TOKEN_CLOSE_BRACKET;
}

static void skip_newlines(struct parser *p)
{
    while (p->token.kind == TOKEN_NEWLINE)
        advance(p);
}

static bool parse_row(struct parser *p, struct literal *literal)
{
    int count = 0;
    do {
        if (p->token.kind == TOKEN_COMMA && count > 0) {
            advance(p);
            skip_newlines(p);
        } else if (count > 0 && !p->token.blank_before) {
            return fail(p, _("a blank, ',', ';' or ']' belongs there"));
        }
        if (!parse_element(p, literal))
            return false;
        count++;
        if (is_end(p))
            return error_set(p->error,
                             _("the '[' at column %d is never closed; put a ']' behind its last number"),
                             literal->column);
    } while (!is_row_end(p));
    literal->rows++;
    if (literal->rows == 1)
        literal->cols = count;
    return count == literal->cols ||
           error_set(p->error,
                     _("row %d of the matrix at column %d has the length %d, but row 1 has %d; make all "
                       "rows equally long"),
                     literal->rows, literal->column, count, literal->cols);
}

static bool parse_rows(struct parser *p, struct literal *literal)
{
    do {
        skip_newlines(p);
        if (!parse_row(p, literal))
            return false;
        skip_newlines(p);
        if (p->token.kind == TOKEN_SEMICOLON) {
            advance(p);
            skip_newlines(p);
        }
    } while (p->token.kind != TOKEN_CLOSE_BRACKET);
    return true;
}

static bool parse_literal(struct parser *p)
{
    struct literal literal = {.column = p->token.column, .is_constant = true};
    bool in_literal = p->in_literal;
    size_t mark = p->expression->code_count;
    if (!enter(p))
        return false;
    emit(p, CODE_LITERAL, p->token.column, 0, 1);
    p->in_literal = true;
    advance(p);
    bool good = parse_rows(p, &literal);
    if (good) {
        struct instruction *start = &p->expression->code[mark];
        start->code = literal.is_constant ? CODE_LITERAL : CODE_COPY;
        start->index = add_literal(p->expression, literal.numbers, literal.rows, literal.cols);
        p->in_literal = in_literal;
        p->depth--;
        advance(p);
    }
    memory_free(literal.numbers);
    return good;
}

static bool parse_sign(struct parser *p)
{
    bool is_minus = p->token.kind == TOKEN_MINUS;
    int column = p->token.column;
    size_t mark = p->expression->code_count;
    if (!enter(p))
        return false;
    advance(p);
    if (!parse_level(p, LEVEL_SIGN))
        return false;
    p->depth--;
    double *constant = constant_since(p, mark);
    if (is_minus && constant)
        *constant = -*constant;
    else if (is_minus)
        emit(p, CODE_NEGATE, column, 1, 1);
    return true;
}

static bool parse_not(struct parser *p, enum level level)
{
    int column = p->token.column;
    if (level > LEVEL_NOT)
        return fail(p, _("put parentheses around it and what it denies"));
    if (!enter(p))
        return false;
    advance(p);
    if (!parse_level(p, LEVEL_NOT))
        return false;
    p->depth--;
    emit(p, CODE_NOT, column, 1, 1);
    return true;
}

static bool parse_operand(struct parser *p, enum level level)
{
    enum token_kind kind = p->token.kind;
    if (kind == TOKEN_NUMBER) {
        emit(p, CODE_NUMBER, p->token.column, 0, 1)->number = p->token.number;
        advance(p);
        return true;
    }
    if (kind == TOKEN_NAME)
        return parse_name(p);
    if (kind == TOKEN_OPEN)
        return parse_parentheses(p);
    if (kind == TOKEN_OPEN_BRACKET)
        return parse_literal(p);
    if (kind == TOKEN_MINUS || kind == TOKEN_PLUS)
        return parse_sign(p);
    if (kind == TOKEN_NOT)
        return parse_not(p, level);
    return fail(p, _("an operand belongs there"));
}

/* The binary operator that goes on here, or NULL: inside [ ], "1 -2" are two elements. */
static const struct arithmetic_operator *operator_here(const struct parser *p)
{
    bool may_be_sign = p->token.kind == TOKEN_PLUS || p->token.kind == TOKEN_MINUS;
    if (p->in_literal && may_be_sign && p->token.blank_before && !lexer_at_blank(p->lexer))
        return NULL;
    return arithmetic_operator(p->token.kind);
}

/* An operator and its right side, whose left side is done. */
static bool parse_right(struct parser *p, const struct arithmetic_operator *op)
{
    int column = p->token.column;
    size_t jump = p->expression->code_count;
    bool may_jump = op->level == LEVEL_AND || op->level == LEVEL_OR, is_power = op->level == LEVEL_POWER;
    if (may_jump)
        emit(p, op->level == LEVEL_AND ? CODE_AND : CODE_OR, column, 1, 1);
    if (is_power && !enter(p))
        return false;
    advance(p);
    if (!parse_level(p, is_power ? LEVEL_POWER : op->level + 1))
        return false;
    p->depth -= is_power;
    emit(p, CODE_BINARY, column, 2, 1)->op = op;
    if (may_jump)
        p->expression->code[jump].index = p->expression->code_count;
    return true;
}

/* An operand and all operators behind it that bind at least as tightly as level. */
static bool parse_level(struct parser *p, enum level level)
{
    if (!parse_operand(p, level))
        return false;
    const struct arithmetic_operator *op;
    for (bool compares = false; (op = operator_here(p)) && op->level >= level;) {
        if (compares && op->level == LEVEL_COMPARE)
            return fail(p, _("comparisons don't chain; write a < b and b < c"));
        compares = op->level == LEVEL_COMPARE;
        if (!parse_right(p, op))
            return false;
    }
    return true;
}

/* Reading ----------------------------------------------------------------------------------------- */

static bool parse_all(struct parser *p)
{
    advance(p);
    if (is_end(p))
        return error_set(p->error,
                         _("a value is missing at column %d; it may be a number, a name or an expression"),
                         p->token.column);
    if (!parse_level(p, LEVEL_OR))
        return false;
    return p->highest <= EXPRESSION_STACK_MAX ||
           error_set(p->error, _("the expression keeps more than %d values waiting; take it apart"),
                     EXPRESSION_STACK_MAX);
}

static bool fail_behind(struct parser *p)
{
    const struct expression *e = p->expression;
    const struct instruction *last = &e->code[e->code_count - 1];
    bool is_name = last->code == CODE_REFERENCE && e->references[last->index].indices == 0;
    if (p->token.kind == TOKEN_CLOSE)
        return fail(p, _("no '(' is open"));
    if (p->token.kind == TOKEN_CLOSE_BRACKET)
        return fail(p, _("no '[' is open"));
    if (p->token.kind == TOKEN_OPEN_BRACKET && is_name)
        return fail(p, _("an index follows its name without a blank"));
    return fail(p, _("an operator belongs there"));
}

static bool read(struct lexer *lexer, bool is_element, bool is_whole, struct expression **expression,
                 struct error *error)
{
    struct lexer start = *lexer;
    struct parser p = {.lexer = lexer, .error = error, .in_literal = is_element};
    p.expression = memory_new(1, sizeof *p.expression);
    bool good = parse_all(&p);
    if (good && is_whole && !is_end(&p))
        good = fail_behind(&p);
    if (good) {
        *lexer = p.before;
        *expression = p.expression;
    } else {
        *lexer = start;
        expression_free(p.expression);
    }
    return good;
}

bool expression_parse(const char *text, size_t length, struct expression **expression, struct error *error)
{
    struct lexer lexer;
    lexer_init(&lexer, text, length);
    return read(&lexer, false, true, expression, error);
}

bool expression_read(struct lexer *lexer, struct expression **expression, struct error *error)
{
    return read(lexer, false, false, expression, error);
}

bool expression_read_element(struct lexer *lexer, struct expression **expression, struct error *error)
{
    return read(lexer, true, false, expression, error);
}

void expression_free(struct expression *expression)
{
    if (!expression)
        return;
    for (size_t i = 0; i < expression->literal_count; i++)
        value_finish(&expression->literals[i]);
    memory_free(expression->literals);
    memory_free(expression->references);
    memory_free(expression->calls);
    memory_free(expression->code);
    memory_free(expression);
}

bool expression_is_bare_reference(const struct expression *expression, struct reference *reference)
{
    if (expression->code_count != 1 || expression->code[0].code != CODE_REFERENCE)
        return false;
    *reference = expression->references[0];
    return true;
}

const struct reference *expression_reference(const struct expression *expression, size_t i)
{
    return i < expression->reference_count ? &expression->references[i] : NULL;
}

const char *expression_call(const struct expression *expression, size_t i)
{
    return i < expression->call_count ? expression->calls[i].name : NULL;
}
