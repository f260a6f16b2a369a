#include "nn/csv_role.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/lookup.h"
#include "base/memory.h"
#include "base/translate.h"
#include "nn/csv_number.h"

enum {
    GUESSED_CLASSES_MAX = 20, /* different numbers that may be classes without being said to be */
    GUESSED_ROWS_MIN = 5,     /* rows for each of them; 0 and 1 need none */
};

/* ---- which columns ---- */

struct named {
    const char *name;
};

static int find_by_header(const struct csv_survey *survey, const char *word, struct error *error)
{
    struct named *rows = memory_new((size_t)survey->columns, sizeof *rows);
    for (int i = 0; i < survey->columns; i++)
        rows[i].name = survey->column[i].name;
    const struct named *found =
        lookup_find(rows, sizeof *rows, (size_t)survey->columns, N_("column"), word, strlen(word), error);
    int column = found ? (int)(found - rows) : -1;
    memory_free(rows);
    return column;
}

/* -1 with an error where no column is meant. */
static int find_column(const struct csv_survey *survey, const char *word, struct error *error)
{
    for (int i = 0; i < survey->columns; i++)
        if (word[0] && strcmp(survey->column[i].name, word) == 0)
            return i;
    if (word[0] && word[strspn(word, "0123456789")] == '\0') {
        long number = strtol(word, NULL, 10);
        if (number >= 1 && number <= survey->columns)
            return (int)number - 1;
        error_set(error, _("there is no column %s; the file has columns 1 to %d"), word, survey->columns);
        return -1;
    }
    if (survey->has_header)
        return find_by_header(survey, word, error);
    error_set(error, _("'%s' names no column: the file has no header, so name columns by number, from 1 to %d"),
              word, survey->columns);
    return -1;
}

enum role { ROLE_INPUT, ROLE_TARGET, ROLE_SKIPPED };

/* Gives the named columns a role; *chosen, if asked for, gets them in the order of their names. */
static bool give_role(const struct csv_survey *survey, const char *const *names, size_t count, enum role role,
                      unsigned char *roles, int *chosen, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        int column = find_column(survey, names[i], error);
        if (column < 0)
            return false;
        if (roles[column] != ROLE_INPUT)
            return error_set(
                error,
                _("column %d is named twice, the second time as '%s'; name it once, as a target or "
                  "to be skipped"),
                column + 1, names[i]);
        roles[column] = (unsigned char)role;
        if (chosen)
            chosen[i] = column;
    }
    return true;
}

static bool choose_columns(struct csv_roles *roles, const struct csv_survey *survey,
                           const struct csv_options *options, unsigned char *role_of, struct error *error)
{
    if (options->target_count > (size_t)survey->columns)
        return error_set(error, _("%zu target columns are named, but the file has %d columns"),
                         options->target_count, survey->columns);
    roles->target = memory_new(options->target_count + 1, sizeof *roles->target);
    roles->input = memory_new((size_t)survey->columns, sizeof *roles->input);
    if (!give_role(survey, options->skip, options->skip_count, ROLE_SKIPPED, role_of, NULL, error) ||
        !give_role(survey, options->targets, options->target_count, ROLE_TARGET, role_of, roles->target, error))
        return false;
    roles->targets = (int)options->target_count;
    for (int i = survey->columns - 1; i >= 0 && roles->targets == 0; i--)
        if (role_of[i] == ROLE_INPUT) {
            role_of[i] = ROLE_TARGET;
            roles->target[roles->targets++] = i;
        }
    for (int i = 0; i < survey->columns; i++)
        if (role_of[i] == ROLE_INPUT)
            roles->input[roles->inputs++] = i;
    if (roles->inputs > 0)
        return true;
    return error_set(error,
                     _("no column of the file's %d is left for an input; name fewer targets, or skip fewer"),
                     survey->columns);
}

/* ---- one target column ---- */

/* Adds the column's values until more than most are there. False if one is no whole number and has to be. */
static bool gather(struct csv_classes *classes, const struct csv_survey *survey, int column, size_t most,
                   bool is_whole)
{
    struct csv_scan scan;
    bool is_good = true;
    csv_survey_begin(survey, &scan);
    while (is_good && classes->count <= most && csv_scan_row(&scan, NULL) == CSV_ROW) {
        const struct csv_field *field = &scan.fields[column];
        double number;
        if (is_whole && csv_number_read(field->text, field->length, classes->point, &number))
            is_good = number == floor(number);
        csv_classes_add(classes, field);
    }
    csv_scan_finish(&scan);
    return is_good;
}

static bool are_few(const struct csv_classes *classes, size_t rows)
{
    bool are_bits = classes->count == 2 && classes->item[0].number == 0 && classes->item[1].number == 1;
    return are_bits || (classes->count <= GUESSED_CLASSES_MAX && rows / GUESSED_ROWS_MIN >= classes->count);
}

static bool refuse_single_class(const struct csv_roles *roles, const struct csv_survey *survey,
                                struct error *error)
{
    struct buffer name = BUFFER_EMPTY;
    csv_classes_name(&roles->coded, 0, &name);
    error_set(
        error,
        _("the target is '%s' in every row, so there is one class only and nothing to learn; name another "
          "target, such as 'target 1'"),
        buffer_text(&name));
    buffer_finish(&name);
    return csv_survey_about(survey, roles->target[0], error);
}

static bool decide_single(struct csv_roles *roles, const struct csv_survey *survey, enum csv_kind kind,
                          struct error *error)
{
    int column = roles->target[0];
    bool is_numeric = csv_survey_is_numeric(survey, column), is_guess = is_numeric && kind == CSV_KIND_DETECT;
    if (kind == CSV_KIND_NUMBERS) {
        if (is_numeric)
            return true;
        error_set(
            error,
            _("it holds text, which 'numbers' cannot read; leave 'numbers' away, or name another target"));
        return csv_survey_about(survey, column, error);
    }
    csv_classes_init(&roles->coded, is_numeric, survey->point);
    bool is_whole =
        gather(&roles->coded, survey, column, is_guess ? GUESSED_CLASSES_MAX : CSV_CLASSES_MAX, is_guess);
    if (is_guess &&
        (!is_whole || (roles->coded.count == 1 ? survey->rows == 1 : !are_few(&roles->coded, survey->rows))))
        return true;
    if (roles->coded.count == 1)
        return refuse_single_class(roles, survey, error);
    if (roles->coded.count > CSV_CLASSES_MAX) {
        error_set(
            error,
            _("it holds more than %d different values, too many for classes; name another target, or take "
              "numbers as they are with 'numbers'"),
            CSV_CLASSES_MAX);
        return csv_survey_about(survey, column, error);
    }
    roles->classes = (int)roles->coded.count;
    roles->is_guess = is_guess;
    return true;
}

/* ---- several ---- */

/* Whether each row has one 1 in these columns, and else 0; *row gets the first that hasn't. */
static bool is_one_hot(const struct csv_roles *roles, const struct csv_survey *survey, size_t *row)
{
    struct csv_scan scan;
    bool is_good = true;
    csv_survey_begin(survey, &scan);
    while (is_good && csv_scan_row(&scan, NULL) == CSV_ROW) {
        int ones = 0, zeros = 0;
        for (int i = 0; i < roles->targets; i++) {
            const struct csv_field *field = &scan.fields[roles->target[i]];
            double number = (double)NAN;
            csv_number_read(field->text, field->length, survey->point, &number);
            ones += number == 1;
            zeros += number == 0;
        }
        is_good = ones == 1 && ones + zeros == roles->targets;
        *row = scan.row;
    }
    csv_scan_finish(&scan);
    return is_good;
}

static bool decide_several(struct csv_roles *roles, const struct csv_survey *survey, enum csv_kind kind,
                           struct error *error)
{
    size_t row = 0;
    for (int i = 0; i < roles->targets; i++)
        if (!csv_survey_is_numeric(survey, roles->target[i])) {
            error_set(error,
                      _("it holds text, but several targets have to be numbers; name this one target alone, or "
                        "none that holds text"));
            return csv_survey_about(survey, roles->target[i], error);
        }
    if (kind == CSV_KIND_NUMBERS)
        return true;
    bool is_hot = is_one_hot(roles, survey, &row);
    if (kind == CSV_KIND_CLASSES && !is_hot)
        return error_set(error,
                         _("row %zu: classes in %d columns are one 1 and else 0 in each row, which this row "
                           "hasn't; leave 'classes' away, or name one target"),
                         row, roles->targets);
    roles->classes = is_hot ? roles->targets : 0;
    roles->is_guess = is_hot && kind == CSV_KIND_DETECT;
    return true;
}

bool csv_roles_init(struct csv_roles *roles, const struct csv_survey *survey, const struct csv_options *options,
                    struct error *error)
{
    *roles = (struct csv_roles){0};
    unsigned char *role_of = memory_new((size_t)survey->columns, 1);
    bool is_good = choose_columns(roles, survey, options, role_of, error);
    memory_free(role_of);
    if (!is_good)
        return false;
    return roles->targets == 1 ? decide_single(roles, survey, options->kind, error)
                               : decide_several(roles, survey, options->kind, error);
}

void csv_roles_finish(struct csv_roles *roles)
{
    memory_free(roles->input);
    memory_free(roles->target);
    csv_classes_finish(&roles->coded);
    *roles = (struct csv_roles){0};
}
