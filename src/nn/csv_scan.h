/* The rows and fields of a CSV text, one row at a time: RFC 4180, and what is met beside it. Lines end with
 * LF, CRLF or CR; blanks around fields don't count; a quoted field may hold delimiters, line ends, and
 * quotes written twice. A row without anything in its fields is a blank line: skipped, but counted. */
#ifndef NABLA_NN_CSV_SCAN_H
#define NABLA_NN_CSV_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

enum { CSV_COLUMNS_MAX = 8192 };

struct csv_field {
    const char *text; /* borrowed from the text; without blanks and quotes around it */
    size_t length;
    bool is_quoted, has_doubled; /* quotes in it are written twice */
};

struct csv_scan {
    const char *next, *end;
    char delimiter;
    size_t row; /* of the fields below, from 1, as a spreadsheet counts: with header and blank lines */
    struct csv_field *fields;
    size_t count, capacity;
};

enum csv_scanned { CSV_ROW, CSV_END, CSV_BAD };

/* Begins at the first row of text[length], behind a byte order mark; text must live as long as the scan. */
void csv_scan_init(struct csv_scan *scan, const char *text, size_t length, char delimiter);
void csv_scan_finish(struct csv_scan *scan);

/* The next row that isn't blank, in fields[count], until the next call. CSV_BAD, with an error that names row
 * and column, for a quote that is never closed, text behind a closing quote, or more than CSV_COLUMNS_MAX
 * fields. */
enum csv_scanned csv_scan_row(struct csv_scan *scan, struct error *error);

/* Appends what the field says, with doubled quotes made single. */
void csv_field_text(const struct csv_field *field, struct buffer *buffer);

#endif
