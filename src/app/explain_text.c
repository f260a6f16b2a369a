#include "app/explain_text.h"

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

enum { PARTS = PART_RESULT + 1, INDENT = 2, NAMES_MAX = 64 };

#define COLOR_OFF "\033[0m"

/* The same families as in the window: parameters, values on the way forward, gradients, the loss. */
static const char *color_of(const struct explain_token *token)
{
    if (!token->has_cell)
        return token->part == PART_RESULT ? "\033[1m" : "";
    if (token->cell.quantity == QUANTITY_LOSS)
        return "\033[1m";
    if (quantity_is_gradient(token->cell.quantity))
        return "\033[35m";
    if (quantity_is_parameter(token->cell.quantity))
        return "\033[33m";
    return "\033[36m";
}

struct line {
    size_t first, end;   /* its tokens */
    size_t width[PARTS]; /* columns of each part */
    bool is_trivial;     /* its numbers say no more than the result */
};

static void measure(const struct explanation *explanation, struct line *lines)
{
    const char *lone[2] = {NULL, NULL}; /* the only token of the numbers, and the result */
    size_t tokens = 0;
    for (size_t i = 0; i < explanation->count; i++) {
        const struct explain_token *token = &explanation->tokens[i];
        struct line *line = &lines[token->line];
        if (i == 0 || token->line != explanation->tokens[i - 1].line) {
            tokens = 0;
            line->first = i;
        }
        line->end = i + 1;
        line->width[token->part] += utf8_columns(token->text);
        if (token->part == PART_NUMBERS) {
            lone[0] = token->text;
            tokens++;
        }
        if (token->part == PART_RESULT) {
            lone[1] = token->text;
            line->is_trivial = tokens == 0 || (tokens == 1 && strcmp(lone[0], lone[1]) == 0);
        }
    }
}

static void print_part(const struct explanation *explanation, const struct line *line, enum token_part part,
                       struct buffer *out, bool has_color)
{
    for (size_t i = line->first; i < line->end; i++) {
        const struct explain_token *token = &explanation->tokens[i];
        if (token->part != part)
            continue;
        const char *color = has_color && token->is_symbol ? color_of(token) : "";
        buffer_put(out, color);
        buffer_put(out, token->text);
        buffer_put(out, *color ? COLOR_OFF : "");
    }
}

static void print_line(const struct explanation *explanation, const struct line *line,
                       const size_t width[PARTS], bool is_broken, struct buffer *out, bool has_color)
{
    buffer_pad(out, ' ', INDENT);
    print_part(explanation, line, PART_TARGET, out, has_color);
    buffer_pad(out, ' ', width[PART_TARGET] - line->width[PART_TARGET]);
    size_t padding = 0; /* kept back, so that no line ends in blanks */
    for (int part = PART_NAMES; part < PARTS; part++) {
        if (line->width[part] == 0 || (part == PART_NUMBERS && line->is_trivial)) {
            if (!is_broken && width[part] > 0 && part != PART_RESULT)
                padding += width[part] + 3;
            continue;
        }
        buffer_pad(out, ' ', padding);
        if (is_broken && part != PART_NAMES) {
            buffer_put_char(out, '\n');
            buffer_pad(out, ' ', INDENT + width[PART_TARGET]);
        }
        buffer_put(out, " = ");
        print_part(explanation, line, (enum token_part)part, out, has_color);
        padding = is_broken || width[part] < line->width[part] ? 0 : width[part] - line->width[part];
    }
    buffer_put_char(out, '\n');
}

void explanation_print(const struct explanation *explanation, struct buffer *out, int columns, bool has_color)
{
    struct line *lines = memory_new(explanation->lines, sizeof *lines);
    size_t width[PARTS] = {0};
    measure(explanation, lines);
    for (size_t i = 0; i < explanation->lines; i++)
        for (int part = 0; part < PARTS; part++)
            if (lines[i].width[part] > width[part] && !(part == PART_NUMBERS && lines[i].is_trivial) &&
                (part == PART_TARGET || lines[i].width[part] <= NAMES_MAX))
                width[part] = lines[i].width[part];
    buffer_printf(out, "%s%s%s\n", has_color ? "\033[1m" : "", explanation->title, has_color ? COLOR_OFF : "");
    for (size_t i = 0; i < explanation->lines; i++) {
        size_t whole = INDENT + width[PART_TARGET];
        for (int part = PART_NAMES; part < PARTS; part++)
            whole += 3 + (lines[i].width[part] > width[part] ? lines[i].width[part] : width[part]);
        print_line(explanation, &lines[i], width, columns > 0 && whole > (size_t)columns, out, has_color);
    }
    memory_free(lines);
}
