#include "nn/csv_survey.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "nn/csv_number.h"

enum { ROWS_TRIED = 20 }; /* to find the delimiter */

static enum csv_content content_of(const struct csv_field *field, char delimiter)
{
    if (field->length == 0)
        return CSV_EMPTY;
    if (!csv_number_looks(field->text, field->length, '.')) {
        bool is_comma = delimiter != ',' && csv_number_looks(field->text, field->length, ',');
        return is_comma ? CSV_DECIMAL_COMMA : CSV_TEXT;
    }
    return memchr(field->text, '.', field->length) ? CSV_DECIMAL_POINT : CSV_WHOLE;
}

/* ---- delimiter ---- */

struct score {
    size_t fields, numbers;
};

static struct score score_of(const char *text, size_t length, char delimiter)
{
    struct csv_scan scan;
    struct score score = {0, 0};
    size_t rows = 0;
    csv_scan_init(&scan, text, length, delimiter);
    for (; rows < ROWS_TRIED && csv_scan_row(&scan, NULL) == CSV_ROW; rows++) {
        score.fields += scan.count;
        for (size_t i = 0; i < scan.count; i++)
            score.numbers += content_of(&scan.fields[i], delimiter) >= CSV_WHOLE;
    }
    csv_scan_finish(&scan);
    return score.fields > rows ? score : (struct score){0, 0};
}

static char find_delimiter(const char *text, size_t length)
{
    static const char delimiters[] = {',', ';', '\t'};
    struct score best = {0, 0};
    char found = ',';
    for (size_t i = 0; i < sizeof delimiters; i++) {
        struct score score = score_of(text, length, delimiters[i]);
        size_t here = score.numbers * best.fields, there = best.numbers * score.fields;
        if (here > there || (here == there && score.fields > best.fields)) {
            best = score;
            found = delimiters[i];
        }
    }
    return found;
}

/* ---- bytes that are no text ---- */

/* The offset of the first NUL byte, or of the first that isn't UTF-8; length if all is well. */
static size_t find_bad_byte(const char *text, size_t length)
{
    const char *nul = memchr(text, '\0', length);
    size_t good = nul ? (size_t)(nul - text) : length, where = good;
    unsigned char all = 0;
    for (size_t i = 0; i < good; i++)
        all |= (unsigned char)text[i];
    return all < 0x80 || utf8_valid(text, good, &where) ? good : where;
}

static bool check_bytes(struct csv_survey *survey, struct error *error)
{
    const char *text = survey->text, *bad = text + find_bad_byte(text, survey->length);
    if (bad == text + survey->length)
        return true;
    if (survey->length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0))
        return error_set(error, _("the file is written in UTF-16; save it as CSV in UTF-8"));
    struct csv_scan scan;
    csv_scan_init(&scan, text, survey->length, survey->delimiter);
    while (scan.next <= bad && csv_scan_row(&scan, NULL) == CSV_ROW)
        continue;
    size_t column = 0;
    while (column + 1 < scan.count && scan.fields[column + 1].text <= bad)
        column++;
    error_set(error,
              *bad ? _("row %zu, column %zu: the byte 0x%02X there isn't UTF-8; save the file as CSV in UTF-8")
                   : _("row %zu, column %zu: a byte 0x%02X is in there, so this is no text; give a CSV file"),
              scan.row, column + 1, (unsigned)(unsigned char)*bad);
    csv_scan_finish(&scan);
    return false;
}

/* ---- columns ---- */

static bool check_width(struct csv_survey *survey, const struct csv_scan *scan, struct error *error)
{
    return scan->count == (size_t)survey->columns ||
           error_set(error,
                     _("row %zu has %zu fields, but the rows before have %d; look for a missing or surplus "
                       "delimiter"),
                     scan->row, scan->count, survey->columns);
}

static void read_first_row(struct csv_survey *survey, const struct csv_scan *scan)
{
    struct buffer name = BUFFER_EMPTY;
    survey->columns = (int)scan->count;
    survey->column = memory_new(scan->count, sizeof *survey->column);
    for (int i = 0; i < survey->columns; i++) {
        struct csv_column *column = &survey->column[i];
        column->first = content_of(&scan->fields[i], survey->delimiter);
        buffer_clear(&name);
        csv_field_text(&scan->fields[i], &name);
        snprintf(column->name, sizeof column->name, "%s", buffer_text(&name));
        column->name[utf8_whole(column->name, strlen(column->name))] = '\0';
    }
    buffer_finish(&name);
}

/* All rows; the first one's names are kept for now, for it may be a header. */
static bool read_rows(struct csv_survey *survey, struct error *error)
{
    struct csv_scan scan;
    enum csv_scanned scanned;
    bool is_good = true;
    csv_scan_init(&scan, survey->text, survey->length, survey->delimiter);
    while ((scanned = csv_scan_row(&scan, error)) == CSV_ROW) {
        if (survey->rows++ == 0) {
            read_first_row(survey, &scan);
            continue;
        }
        is_good = check_width(survey, &scan, error);
        if (!is_good)
            break;
        for (int i = 0; i < survey->columns; i++)
            survey->column[i].count[content_of(&scan.fields[i], survey->delimiter)]++;
    }
    csv_scan_finish(&scan);
    if (!is_good || scanned == CSV_BAD)
        return false;
    return survey->rows > 0 ||
           error_set(error, _("the file is empty; a row of numbers for each sample belongs in it"));
}

static char find_point(const struct csv_survey *survey)
{
    size_t points = 0, commas = 0;
    for (int i = 0; i < survey->columns; i++) {
        const struct csv_column *column = &survey->column[i];
        points += column->count[CSV_DECIMAL_POINT] + (column->first == CSV_DECIMAL_POINT);
        commas += column->count[CSV_DECIMAL_COMMA] + (column->first == CSV_DECIMAL_COMMA);
    }
    return commas > 0 && points == 0 ? ',' : '.';
}

static bool is_number(const struct csv_survey *survey, enum csv_content content)
{
    return content == CSV_WHOLE || content == (survey->point == ',' ? CSV_DECIMAL_COMMA : CSV_DECIMAL_POINT);
}

bool csv_survey_is_numeric(const struct csv_survey *survey, int column)
{
    size_t numbers = 0, others = 0;
    for (int content = CSV_TEXT; content < CSV_CONTENTS; content++) {
        size_t count = survey->column[column].count[content];
        *(is_number(survey, (enum csv_content)content) ? &numbers : &others) += count;
    }
    return numbers > others;
}

static bool find_header(const struct csv_survey *survey, enum csv_header header)
{
    if (header != CSV_HEADER_DETECT)
        return header == CSV_HEADER_YES;
    int below = 0, names = 0;
    for (int i = 0; i < survey->columns; i++)
        if (csv_survey_is_numeric(survey, i)) {
            below++;
            names += !is_number(survey, survey->column[i].first);
        }
    return 2 * names > below;
}

/* The first row is a header, or a row like the others. */
static void settle_first_row(struct csv_survey *survey)
{
    if (survey->has_header)
        survey->rows--;
    for (int i = 0; i < survey->columns && !survey->has_header; i++) {
        survey->column[i].name[0] = '\0';
        survey->column[i].count[survey->column[i].first]++;
    }
    if (survey->columns > 1) {
        const struct csv_column *last = &survey->column[survey->columns - 1];
        survey->columns -= last->name[0] == '\0' && last->count[CSV_EMPTY] == survey->rows;
    }
}

static bool has_numbers(const struct csv_survey *survey, struct error *error)
{
    if (survey->rows == 0)
        return error_set(error,
                         _("the file has a header but no rows below it; each sample is a row of numbers"));
    if (survey->columns == 1)
        return error_set(
            error, _("the rows have one field only, but a sample needs an input and a target; put ',', ';' or "
                     "a tab between fields"));
    for (int i = 0; i < survey->columns; i++)
        if (csv_survey_is_numeric(survey, i))
            return true;
    return error_set(error,
                     _("no column of the file's %d holds numbers, but inputs are numbers; write text as "
                       "numbers first"),
                     survey->columns);
}

bool csv_survey_init(struct csv_survey *survey, const char *text, size_t length,
                     const struct csv_options *options, struct error *error)
{
    *survey = (struct csv_survey){.text = text, .length = length};
    if (length > CSV_BYTES_MAX)
        return error_set(error, _("%zu bytes are too many; at most %d are read"), length, CSV_BYTES_MAX);
    survey->delimiter = options->delimiter ? options->delimiter : find_delimiter(text, length);
    if (!check_bytes(survey, error) || !read_rows(survey, error))
        return false;
    survey->point = find_point(survey);
    survey->has_header = find_header(survey, options->header);
    settle_first_row(survey);
    return has_numbers(survey, error);
}

void csv_survey_finish(struct csv_survey *survey)
{
    memory_free(survey->column);
    *survey = (struct csv_survey){0};
}

void csv_survey_begin(const struct csv_survey *survey, struct csv_scan *scan)
{
    csv_scan_init(scan, survey->text, survey->length, survey->delimiter);
    if (survey->has_header)
        csv_scan_row(scan, NULL);
}

bool csv_survey_place(const struct csv_survey *survey, size_t row, int column, struct error *error)
{
    const char *name = survey->column[column].name;
    if (name[0])
        return error_prefix(error, _("row %zu, column %d (%s): "), row, column + 1, name);
    return error_prefix(error, _("row %zu, column %d: "), row, column + 1);
}

bool csv_survey_about(const struct csv_survey *survey, int column, struct error *error)
{
    const char *name = survey->column[column].name;
    if (name[0])
        return error_prefix(error, _("column %d (%s): "), column + 1, name);
    return error_prefix(error, _("column %d: "), column + 1);
}
