/* Prose for reading at a terminal: the paragraphs, lists, tables and code of a lesson, wrapped to its width.
 * Wide characters such as Hangul take two columns. */
#ifndef NABLA_APP_PROSE_H
#define NABLA_APP_PROSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* Inside a text: a byte that turns a style on, or off again. */
#define PROSE_BOLD '\1'
#define PROSE_CODE_MARK '\2'
#define PROSE_STRESS '\3'

enum prose_kind { PROSE_HEADING, PROSE_PARAGRAPH, PROSE_ITEM, PROSE_QUOTE, PROSE_CODE, PROSE_TABLE };

struct prose_block {
    enum prose_kind kind;
    int depth;      /* ITEM: lists around its own */
    int number;     /* ITEM: in its list; 0: a bullet; -1: a further paragraph of the item before */
    bool is_tight;  /* ITEM: no empty line before it */
    char *text;     /* with marks; CODE: as it stands; TABLE: NULL; owned */
    size_t columns; /* TABLE */
    size_t rows;    /* TABLE: the heading's included */
    char **cells;   /* TABLE: [rows][columns], with marks; owned */
    char *align;    /* TABLE: [columns] 'l', 'c' or 'r'; owned */
};

struct prose {
    struct prose_block *blocks; /* [count]; owned */
    size_t count;
};

/* A new block at the end, zeroed but for its kind; borrowed until the next is added. */
struct prose_block *prose_add(struct prose *prose, enum prose_kind kind);
void prose_finish(struct prose *prose);

/* How it is shown. */
struct prose_style {
    int columns;    /* of the terminal; 0: unknown */
    bool has_color; /* ANSI: bold, and a colour for code; else code stands in backquotes */
};

/* Writes all blocks, an empty line between them, a newline at the end. */
void prose_print(const struct prose *prose, struct prose_style style, struct buffer *out);

/* Writes one text with marks, wrapped: `first` in front of its first line, as many blanks before the others.
 * Ends with a newline. */
void prose_print_text(const char *text, const char *first, struct prose_style style, struct buffer *out);

/* Results or messages for a terminal of so many columns (0: unknown, then nothing is wrapped): a line that is wider is
 * wrapped at blanks and goes on under its own start; a row of two columns, which have two blanks or more between them,
 * under the start of its second one; a row of more columns stays as it is.
 * No line is joined with another; colours count for no column. */
void prose_wrap(const char *text, size_t length, int columns, struct buffer *out);

/* `code` and **bold** of a text without blocks as marks; appended to *out. */
void prose_mark(const char *text, struct buffer *out);

/* A text without its marks; appended to *out. */
void prose_plain(const char *text, struct buffer *out);

#endif
