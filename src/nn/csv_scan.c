#include "nn/csv_scan.h"

#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"

enum { QUOTED_MAX = 24 }; /* bytes of the file that an error shows */

static const char byte_order_mark[] = "\xEF\xBB\xBF";

void csv_scan_init(struct csv_scan *scan, const char *text, size_t length, char delimiter)
{
    size_t mark = sizeof byte_order_mark - 1;
    *scan = (struct csv_scan){.next = text, .end = text + length, .delimiter = delimiter};
    if (length >= mark && memcmp(text, byte_order_mark, mark) == 0)
        scan->next += mark;
}

void csv_scan_finish(struct csv_scan *scan)
{
    memory_free(scan->fields);
    *scan = (struct csv_scan){0};
}

static bool is_blank(const struct csv_scan *scan, char c)
{
    return (c == ' ' || c == '\t') && c != scan->delimiter;
}

static bool is_field_end(const struct csv_scan *scan, const char *s)
{
    return s == scan->end || *s == scan->delimiter || *s == '\n' || *s == '\r';
}

static const char *skip_blanks(const struct csv_scan *scan, const char *s)
{
    while (s < scan->end && is_blank(scan, *s))
        s++;
    return s;
}

static void trim(const struct csv_scan *scan, const char *from, const char *to, struct csv_field *field)
{
    from = skip_blanks(scan, from);
    while (to > from && is_blank(scan, to[-1]))
        to--;
    field->text = from;
    field->length = (size_t)(to - from);
}

/* s is behind the opening quote; returns the end of the field, NULL with an error. */
static const char *scan_quoted(const struct csv_scan *scan, const char *s, struct csv_field *field,
                               struct error *error)
{
    const char *start = s;
    field->is_quoted = true;
    for (;; s += 2) {
        s = s < scan->end ? memchr(s, '"', (size_t)(scan->end - s)) : NULL;
        if (!s) {
            error_set(
                error,
                _("row %zu, column %zu: the quote that begins this field is never closed; put a \" behind it"),
                scan->row, scan->count + 1);
            return NULL;
        }
        if (s + 1 == scan->end || s[1] != '"')
            break;
        field->has_doubled = true;
    }
    trim(scan, start, s, field);
    s = skip_blanks(scan, s + 1);
    if (is_field_end(scan, s))
        return s;
    size_t left = (size_t)(scan->end - s), shown = utf8_whole(s, left < QUOTED_MAX ? left : QUOTED_MAX);
    const char *line = memchr(s, '\n', shown);
    error_set(error,
              _("row %zu, column %zu: '%.*s' stands behind the closing quote; a quote inside a quoted field is "
                "written twice"),
              scan->row, scan->count + 1, (int)(line ? (size_t)(line - s) : shown), s);
    return NULL;
}

static const char *scan_field(const struct csv_scan *scan, struct csv_field *field, struct error *error)
{
    const char *s = skip_blanks(scan, scan->next), *start = s;
    *field = (struct csv_field){0};
    if (s < scan->end && *s == '"')
        return scan_quoted(scan, s + 1, field, error);
    while (!is_field_end(scan, s))
        s++;
    trim(scan, start, s, field);
    return s;
}

static bool add_field(struct csv_scan *scan, const struct csv_field *field, struct error *error)
{
    if (scan->count == CSV_COLUMNS_MAX)
        return error_set(error, _("row %zu has more than %d fields, the most that is read here"), scan->row,
                         CSV_COLUMNS_MAX);
    if (scan->count == scan->capacity) {
        scan->capacity = scan->capacity ? 2 * scan->capacity : 16;
        scan->fields = memory_resize(scan->fields, scan->capacity, sizeof *scan->fields);
    }
    scan->fields[scan->count++] = *field;
    return true;
}

static bool scan_line(struct csv_scan *scan, struct error *error)
{
    scan->row++;
    scan->count = 0;
    for (;;) {
        struct csv_field field;
        const char *s = scan_field(scan, &field, error);
        if (!s || !add_field(scan, &field, error))
            return false;
        scan->next = s;
        if (s == scan->end)
            return true;
        scan->next++;
        if (*s == scan->delimiter)
            continue;
        if (*s == '\r' && scan->next < scan->end && *scan->next == '\n')
            scan->next++;
        return true;
    }
}

static bool is_blank_line(const struct csv_scan *scan)
{
    for (size_t i = 0; i < scan->count; i++)
        if (scan->fields[i].length > 0 || scan->fields[i].is_quoted)
            return false;
    return true;
}

enum csv_scanned csv_scan_row(struct csv_scan *scan, struct error *error)
{
    while (scan->next < scan->end) {
        if (!scan_line(scan, error))
            return CSV_BAD;
        if (!is_blank_line(scan))
            return CSV_ROW;
    }
    return CSV_END;
}

void csv_field_text(const struct csv_field *field, struct buffer *buffer)
{
    for (size_t i = 0; i < field->length; i++) {
        buffer_put_char(buffer, field->text[i]);
        i += field->has_doubled && field->text[i] == '"';
    }
}
