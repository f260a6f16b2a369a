#include "app/explain_write.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "app/cell.h"
#include "app/formula.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "lang/expression.h"

/* ---- building blocks ---- */

void explanation_finish(struct explanation *explanation)
{
    memory_free(explanation->tokens);
    *explanation = (struct explanation){0};
}

static struct explain_token *add(struct writer *writer, enum token_part part, const char *text)
{
    struct explanation *explanation = writer->explanation;
    if (explanation->count == explanation->capacity) {
        explanation->capacity = explanation->capacity ? 2 * explanation->capacity : 64;
        explanation->tokens =
            memory_resize(explanation->tokens, explanation->capacity, sizeof *explanation->tokens);
    }
    struct explain_token *token = &explanation->tokens[explanation->count++];
    *token = (struct explain_token){.part = part, .line = explanation->lines};
    size_t length = strlen(text), most = sizeof token->text - 1;
    memcpy(token->text, text, utf8_whole(text, length < most ? length : most));
    return token;
}

const char *write_sign(const struct writer *writer, const char *utf8, const char *ascii)
{
    return writer->notation.is_ascii ? ascii : utf8;
}

/* An operator or bracket, in the names and in the numbers. */
void write_text(struct writer *writer, const char *text)
{
    if (!writer->is_numbers_only)
        add(writer, PART_NAMES, text);
    if (!writer->is_names_only)
        add(writer, PART_NUMBERS, text);
}

void write_times(struct writer *writer)
{
    write_text(writer, write_sign(writer, "·", " * "));
}

static void number_text(const struct writer *writer, double value, char *text, size_t size)
{
    struct buffer buffer = BUFFER_EMPTY;
    number_print(&buffer, value, writer->notation.precision);
    snprintf(text, size, "%s", buffer_text(&buffer));
    buffer_finish(&buffer);
}

/* Whether a negative number here needs brackets: not at the start, behind "(" or ", ". */
static bool stands_behind_operator(const struct writer *writer)
{
    const struct explanation *explanation = writer->explanation;
    for (size_t i = explanation->count; i > 0; i--) {
        const struct explain_token *token = &explanation->tokens[i - 1];
        if (token->line != explanation->lines)
            break;
        if (token->part != PART_NUMBERS)
            continue;
        char last = token->text[strlen(token->text) - 1];
        return last != '(' && last != '[' && strcmp(token->text, ", ") != 0;
    }
    return false;
}

static void put_number(struct writer *writer, double value, const struct cell *cell)
{
    char number[40], text[TOKEN_TEXT_SIZE];
    number_text(writer, value, number, sizeof number);
    bool in_brackets = number[0] == '-' && stands_behind_operator(writer);
    snprintf(text, sizeof text, in_brackets ? "(%s)" : "%s", number);
    struct explain_token *token = add(writer, PART_NUMBERS, text);
    token->is_symbol = true;
    if (cell) {
        token->has_cell = true;
        token->cell = *cell;
    }
}

/* A name with its number, both standing for the cell (NULL: for none). */
void write_named(struct writer *writer, const char *name, double value, const struct cell *cell)
{
    if (!writer->is_numbers_only) {
        struct explain_token *token = add(writer, PART_NAMES, name);
        token->is_symbol = true;
        if (cell) {
            token->has_cell = true;
            token->cell = *cell;
        }
    }
    if (!writer->is_names_only)
        put_number(writer, value, cell);
}

void write_cell_value(struct writer *writer, struct cell cell, double value)
{
    struct buffer name = BUFFER_EMPTY;
    cell_text(&name, cell, writer->notation.is_ascii);
    write_named(writer, buffer_text(&name), value, &cell);
    buffer_finish(&name);
}

void write_cell(struct writer *writer, struct cell cell)
{
    write_cell_value(writer, cell, *network_cell(writer->tape->network, cell));
}

void write_start_as(struct writer *writer, const char *name, const struct cell *cell)
{
    struct explain_token *token = add(writer, PART_TARGET, name);
    token->is_symbol = true;
    if (cell) {
        token->has_cell = true;
        token->cell = *cell;
    }
}

void write_start(struct writer *writer, struct cell cell)
{
    struct buffer name = BUFFER_EMPTY;
    cell_text(&name, cell, writer->notation.is_ascii);
    write_start_as(writer, buffer_text(&name), &cell);
    buffer_finish(&name);
}

void write_end_as(struct writer *writer, double value, const struct cell *cell)
{
    char number[40];
    number_text(writer, value, number, sizeof number);
    struct explain_token *token = add(writer, PART_RESULT, number);
    token->is_symbol = true;
    if (cell) {
        token->has_cell = true;
        token->cell = *cell;
    }
    writer->explanation->lines++;
}

void write_end(struct writer *writer, struct cell cell)
{
    write_end_as(writer, *network_cell(writer->tape->network, cell), &cell);
}

/* For a long sum of n terms: whether term i (from 0) is shown, and where the dots stand. */

enum shown write_shows_term(const struct writer *writer, int i, int n)
{
    int most = EXPLAIN_TERMS_MAX;
    if (writer->notation.is_whole || n <= most || i < most - 2 || i == n - 1)
        return SHOW;
    return i == most - 2 ? SHOW_DOTS : SKIP;
}

bool write_term(struct writer *writer, int i, int n)
{
    enum shown shown = write_shows_term(writer, i, n);
    if (shown != SKIP && i > 0)
        write_text(writer, " + ");
    if (shown == SHOW_DOTS)
        write_dots(writer);
    return shown == SHOW;
}

void write_dots(struct writer *writer)
{
    write_text(writer, write_sign(writer, "…", "..."));
}

void write_fraction(struct writer *writer, size_t n)
{
    char text[32];
    snprintf(text, sizeof text, "(1/%zu)", n);
    write_text(writer, text);
    write_times(writer);
}

/* ---- formulas of the registries ---- */

void write_formula(struct writer *writer, const char *formula, const struct meaning *meanings, size_t count)
{
    struct formula_piece piece;
    for (size_t i = 0; formula_next(formula, &i, &piece);) {
        const struct meaning *meaning = NULL;
        for (size_t k = 0; k < count && piece.is_name; k++)
            if (meanings[k].identifier && formula_piece_is(&piece, meanings[k].identifier))
                meaning = &meanings[k];
        if (meaning && meaning->name) {
            write_named(writer, meaning->name, meaning->value, meaning->has_cell ? &meaning->cell : NULL);
        } else if (meaning) {
            write_cell_value(writer, meaning->cell, meaning->value);
        } else if (formula_piece_is(&piece, "*")) {
            write_times(writer);
        } else {
            char text[TOKEN_TEXT_SIZE] = "";
            memcpy(text, piece.text, piece.length < sizeof text ? piece.length : sizeof text - 1);
            write_text(writer, text);
        }
    }
}

struct meaning write_meaning(const struct writer *writer, const char *identifier, struct cell cell)
{
    return (struct meaning){identifier, NULL, cell, true, *network_cell(writer->tape->network, cell)};
}

struct meanings {
    const struct meaning *rows;
    size_t count;
};

static bool give_meaning(void *context, const struct reference *reference, struct value *out,
                         struct error *error)
{
    const struct meanings *meanings = context;
    for (size_t i = 0; i < meanings->count; i++) {
        if (strcmp(meanings->rows[i].identifier, reference->name) == 0) {
            *out = value_scalar(meanings->rows[i].value);
            return true;
        }
    }
    return error_set(error, "%s", reference->name);
}

double write_formula_value(const char *formula, const struct meaning *meanings, size_t count)
{
    struct meanings context = {meanings, count};
    struct expression_scope scope = {.value = give_meaning, .context = &context};
    struct expression *expression;
    double value = (double)NAN;
    bool is_formula = expression_parse(formula, strlen(formula), &expression, NULL);
    assert(is_formula);
    bool is_known = expression_number(expression, &scope, &value, NULL);
    assert(is_known);
    (void)is_formula;
    (void)is_known;
    expression_free(expression);
    return value;
}

static void more(struct writer *writer, int count)
{
    char text[TOKEN_TEXT_SIZE];
    snprintf(text, sizeof text, _("%s %d more"), write_sign(writer, "…", "..."), count);
    add(writer, PART_TARGET, text);
    writer->explanation->lines++;
}

/* Whether weight i of n gets a line of its own; the rest is counted in one. */
bool write_shows_weight(struct writer *writer, int i, int n)
{
    if (writer->notation.is_whole || n <= EXPLAIN_WEIGHTS_MAX || i < EXPLAIN_WEIGHTS_MAX - 1)
        return true;
    if (i == EXPLAIN_WEIGHTS_MAX - 1)
        more(writer, n - EXPLAIN_WEIGHTS_MAX + 1);
    return false;
}

/* The value of before the step, or of before its last change for a cell explained later. */
double write_before(const struct writer *writer, const double *value)
{
    const void *old;
    journal_last_change(writer->tape->journal, value, SIZE_MAX, &old);
    return *(const double *)old;
}
