#include "app/prose.h"

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

enum { COLUMNS_UNKNOWN = 80, COLUMNS_MOST = 96 /* longer lines read badly */, COLUMNS_LEAST = 20 };

static const char bold_on[] = "\033[1m", code_on[] = "\033[36m", stress_on[] = "\033[3m", all_off[] = "\033[0m";

struct prose_block *prose_add(struct prose *prose, enum prose_kind kind)
{
    prose->blocks = memory_resize(prose->blocks, prose->count + 1, sizeof *prose->blocks);
    struct prose_block *block = &prose->blocks[prose->count++];
    *block = (struct prose_block){.kind = kind};
    return block;
}

void prose_finish(struct prose *prose)
{
    for (size_t i = 0; i < prose->count; i++) {
        struct prose_block *block = &prose->blocks[i];
        for (size_t k = 0; k < block->rows * block->columns; k++)
            memory_free(block->cells[k]);
        memory_free(block->cells);
        memory_free(block->align);
        memory_free(block->text);
    }
    memory_free(prose->blocks);
    *prose = (struct prose){0};
}

/* ---- styles ---- */

static bool is_mark(char c)
{
    return c == PROSE_BOLD || c == PROSE_CODE_MARK || c == PROSE_STRESS;
}

struct pen {
    struct prose_style style;
    bool is_bold, is_code, is_stressed;
};

static void put_styles(const struct pen *pen, struct buffer *out)
{
    buffer_put(out, all_off);
    if (pen->is_bold)
        buffer_put(out, bold_on);
    if (pen->is_code)
        buffer_put(out, code_on);
    if (pen->is_stressed)
        buffer_put(out, stress_on);
}

static void put_mark(struct pen *pen, char mark, struct buffer *out)
{
    if (mark == PROSE_BOLD)
        pen->is_bold = !pen->is_bold;
    else if (mark == PROSE_CODE_MARK)
        pen->is_code = !pen->is_code;
    else
        pen->is_stressed = !pen->is_stressed;
    if (pen->style.has_color)
        put_styles(pen, out);
    else if (mark == PROSE_CODE_MARK)
        buffer_put_char(out, '`');
}

/* The bytes of a colour's escape sequence that begins here; 0 where there is none. */
static size_t escape_length(const char *text, size_t length)
{
    if (text[0] != '\033')
        return 0;
    const char *end = memchr(text, 'm', length);
    return end ? (size_t)(end - text) + 1 : 0;
}

/* Columns of a piece of text as it will be shown. */
static size_t shown_columns(const char *text, size_t length, struct prose_style style)
{
    size_t columns = 0, used;
    for (size_t i = 0; i < length; i += used) {
        used = escape_length(text + i, length - i);
        if (used > 0)
            continue;
        used = 1;
        if (is_mark(text[i]))
            columns += text[i] == PROSE_CODE_MARK && !style.has_color;
        else
            columns += (size_t)utf8_width(utf8_decode(text + i, length - i, &used));
    }
    return columns;
}

static void put_piece(struct pen *pen, const char *text, size_t length, struct buffer *out)
{
    for (size_t i = 0; i < length; i++) {
        if (is_mark(text[i]))
            put_mark(pen, text[i], out);
        else
            buffer_put_char(out, text[i]);
    }
}

/* ---- wrapping ---- */

static size_t width_of(struct prose_style style)
{
    int columns = style.columns > 0 ? style.columns - 1 : COLUMNS_UNKNOWN;
    columns = columns > COLUMNS_MOST ? COLUMNS_MOST : columns;
    return (size_t)(columns < COLUMNS_LEAST ? COLUMNS_LEAST : columns);
}

/* A word wider than a line is cut at characters. */
static size_t fitting(const char *word, size_t length, size_t room, struct prose_style style)
{
    size_t taken = 0, columns = 0;
    while (taken < length) {
        size_t used = 1;
        if (!is_mark(word[taken]))
            utf8_decode(word + taken, length - taken, &used);
        columns += shown_columns(word + taken, used, style);
        if (columns > room && taken > 0)
            break;
        taken += used;
    }
    return taken;
}

struct line {
    struct pen pen;
    struct buffer *out;
    size_t indent, width, column; /* column: what the line holds already */
};

static void break_line(struct line *line)
{
    buffer_put_char(line->out, '\n');
    buffer_pad(line->out, ' ', line->indent);
    line->column = line->indent;
}

static void put_word(struct line *line, const char *word, size_t length)
{
    struct prose_style style = line->pen.style;
    size_t columns = shown_columns(word, length, style);
    bool is_first = line->column <= line->indent;
    if (!is_first && line->column + 1 + columns > line->width) {
        break_line(line);
    } else if (!is_first) {
        buffer_put_char(line->out, ' ');
        line->column++;
    }
    while (line->column + columns > line->width && length > 0) {
        size_t taken = fitting(word, length, line->width - line->column, style);
        put_piece(&line->pen, word, taken, line->out);
        line->column += shown_columns(word, taken, style);
        word += taken;
        length -= taken;
        columns = shown_columns(word, length, style);
        if (length > 0)
            break_line(line);
    }
    put_piece(&line->pen, word, length, line->out);
    line->column += columns;
}

void prose_print_text(const char *text, const char *first, struct prose_style style, struct buffer *out)
{
    size_t indent = utf8_columns(first), width = width_of(style);
    struct line line = {
        {style, false, false, false}, out, indent, width > indent + 10 ? width : indent + 10, indent};
    buffer_put(out, first);
    while (*text) {
        if (*text == '\n') {
            const char *rest = text + 1;
            break_line(&line);
            for (; *rest == ' '; rest++) { /* a line of its own keeps its blanks */
                buffer_put_char(out, ' ');
                line.indent++;
                line.column++;
            }
            text = rest;
            continue;
        }
        size_t length = strcspn(text, " \n");
        if (length > 0)
            put_word(&line, text, length);
        text += length;
        text += *text == ' ';
        if (*text == '\n')
            line.indent = indent;
    }
    buffer_put_char(out, '\n');
}

/* Where the text begins whose further lines stand below it: behind the line's own indent or, in a row of two columns
 * such as a list of commands, behind the gap. The length where the row has more columns. */
static size_t text_start(const char *line, size_t length)
{
    size_t indent = 0;
    while (indent < length && line[indent] == ' ')
        indent++;
    size_t start = indent;
    for (size_t i = indent + 2; i < length; i++) {
        if (line[i] == ' ' || line[i - 1] != ' ' || line[i - 2] != ' ')
            continue;
        if (start > indent)
            return length;
        start = i;
    }
    return start;
}

static void wrap_line(const char *text, size_t length, size_t columns, struct buffer *out)
{
    size_t start = text_start(text, length), indent = shown_columns(text, start, (struct prose_style){0});
    if (shown_columns(text, length, (struct prose_style){0}) <= columns || indent > columns / 2) {
        buffer_put_n(out, text, length);
        return;
    }
    struct line line = {.out = out, .indent = indent, .width = columns - 1, .column = indent};
    buffer_put_n(out, text, start);
    for (size_t at = start; at < length;) {
        const char *blank = memchr(text + at, ' ', length - at);
        size_t end = blank ? (size_t)(blank - text) : length;
        put_word(&line, text + at, end - at);
        at = end + 1;
    }
}

void prose_wrap(const char *text, size_t length, int columns, struct buffer *out)
{
    while (length > 0) {
        const char *newline = memchr(text, '\n', length);
        size_t line = newline ? (size_t)(newline - text) : length;
        if (columns >= COLUMNS_LEAST)
            wrap_line(text, line, (size_t)columns, out);
        else
            buffer_put_n(out, text, line);
        if (newline)
            buffer_put_char(out, '\n');
        line += newline != NULL;
        text += line;
        length -= line;
    }
}

/* ---- blocks ---- */

static void print_code(const struct prose_block *block, struct prose_style style, struct buffer *out)
{
    const char *text = block->text;
    while (*text) {
        size_t length = strcspn(text, "\n");
        buffer_put(out, "    ");
        if (style.has_color)
            buffer_put(out, code_on);
        buffer_put_n(out, text, length);
        if (style.has_color)
            buffer_put(out, all_off);
        buffer_put_char(out, '\n');
        text += length + (text[length] == '\n');
    }
}

static void print_item(const struct prose_block *block, struct prose_style style, struct buffer *out)
{
    struct buffer first = BUFFER_EMPTY;
    buffer_pad(&first, ' ', 2 + 3 * (size_t)block->depth);
    if (block->number > 0)
        buffer_printf(&first, "%d. ", block->number);
    else
        buffer_put(&first, block->number == 0 ? "• " : "  ");
    prose_print_text(block->text, buffer_text(&first), style, out);
    buffer_finish(&first);
}

static void print_cell(const char *text, size_t columns, char align, struct prose_style style,
                       struct buffer *out)
{
    struct pen pen = {.style = style};
    size_t used = shown_columns(text, strlen(text), style), left = columns > used ? columns - used : 0;
    size_t before = align == 'r' ? left : align == 'c' ? left / 2 : 0;
    buffer_pad(out, ' ', before);
    put_piece(&pen, text, strlen(text), out);
    buffer_pad(out, ' ', left - before);
}

/* A table too wide for the terminal is shown row by row, each cell behind its heading. */
static void print_as_list(const struct prose_block *block, struct prose_style style, struct buffer *out)
{
    for (size_t row = 1; row < block->rows; row++)
        for (size_t i = 0; i < block->columns; i++) {
            struct buffer text = BUFFER_EMPTY;
            const char *heading = block->cells[i], *cell = block->cells[row * block->columns + i];
            buffer_printf(&text, *heading ? "%s: %s" : "%s%s", heading, cell);
            prose_print_text(buffer_text(&text), i == 0 ? "  • " : "    ", style, out);
            buffer_finish(&text);
        }
}

static void print_table(const struct prose_block *block, struct prose_style style, struct buffer *out)
{
    size_t *widths = memory_new(block->columns, sizeof *widths), total = 2;
    for (size_t i = 0; i < block->columns; i++) {
        for (size_t row = 0; row < block->rows; row++) {
            const char *cell = block->cells[row * block->columns + i];
            size_t columns = shown_columns(cell, strlen(cell), style);
            widths[i] = columns > widths[i] ? columns : widths[i];
        }
        total += widths[i] + (i > 0 ? 3 : 0);
    }
    if (total > width_of(style)) {
        print_as_list(block, style, out);
        memory_free(widths);
        return;
    }
    for (size_t row = 0; row < block->rows; row++) {
        buffer_put(out, "  ");
        for (size_t i = 0; i < block->columns; i++) {
            buffer_put(out, i > 0 ? " │ " : "");
            print_cell(block->cells[row * block->columns + i], widths[i], block->align[i], style, out);
        }
        while (out->length > 0 && out->data[out->length - 1] == ' ')
            buffer_cut(out, out->length - 1);
        buffer_put(out, row == 0 ? "\n  " : "\n");
        for (size_t i = 0; row == 0 && i < block->columns; i++) {
            buffer_put(out, i > 0 ? "─┼─" : "");
            for (size_t k = 0; k < widths[i]; k++)
                buffer_put(out, "─");
        }
        buffer_put(out, row == 0 ? "\n" : "");
    }
    memory_free(widths);
}

static void print_heading(const char *text, struct prose_style style, struct buffer *out)
{
    struct buffer bold = BUFFER_EMPTY;
    buffer_printf(&bold, "%c%s%c", PROSE_BOLD, text, PROSE_BOLD);
    prose_print_text(buffer_text(&bold), "", style, out);
    buffer_finish(&bold);
}

void prose_print(const struct prose *prose, struct prose_style style, struct buffer *out)
{
    for (size_t i = 0; i < prose->count; i++) {
        const struct prose_block *block = &prose->blocks[i];
        if (i > 0 && !(block->kind == PROSE_ITEM && block->is_tight))
            buffer_put_char(out, '\n');
        switch (block->kind) {
        case PROSE_HEADING:
            print_heading(block->text, style, out);
            break;
        case PROSE_PARAGRAPH:
            prose_print_text(block->text, "", style, out);
            break;
        case PROSE_ITEM:
            print_item(block, style, out);
            break;
        case PROSE_QUOTE:
            prose_print_text(block->text, "  | ", style, out);
            break;
        case PROSE_CODE:
            print_code(block, style, out);
            break;
        case PROSE_TABLE:
            print_table(block, style, out);
            break;
        }
    }
}

/* ---- marks ---- */

void prose_mark(const char *text, struct buffer *out)
{
    bool is_code = false, is_bold = false;
    for (const char *c = text; *c; c++) {
        if (*c == '`' && (is_code || strchr(c + 1, '`'))) {
            is_code = !is_code;
            buffer_put_char(out, PROSE_CODE_MARK);
        } else if (!is_code && strncmp(c, "**", 2) == 0 && (is_bold || strstr(c + 2, "**"))) {
            is_bold = !is_bold;
            buffer_put_char(out, PROSE_BOLD);
            c++;
        } else {
            buffer_put_char(out, *c);
        }
    }
}

void prose_plain(const char *text, struct buffer *out)
{
    for (; *text; text++)
        if (!is_mark(*text))
            buffer_put_char(out, *text);
}
