#include "nn/csv.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "nn/csv_number.h"
#include "nn/csv_role.h"

enum {
    SHOWN_MAX = 40,      /* bytes of a field that an error quotes */
    NAMES_SHOWN_MAX = 12 /* classes or columns that a description lists */
};

/* ---- one field ---- */

struct loader {
    const struct csv_survey *survey;
    struct csv_roles *roles;
    struct dataset *data;
    double *x, *y; /* of one row */
};

/* The field as an error shows it: cut at a character, on one line. */
static void quote(const struct csv_field *field, char shown[SHOWN_MAX + 4])
{
    size_t length = utf8_whole(field->text, field->length < SHOWN_MAX ? field->length : SHOWN_MAX);
    snprintf(shown, SHOWN_MAX + 4, "%.*s%s", (int)length, field->text, length < field->length ? "..." : "");
}

static void explain_field(const struct csv_survey *survey, const struct csv_field *field, int column,
                          bool is_input, struct error *error)
{
    char shown[SHOWN_MAX + 4];
    double number;
    quote(field, shown);
    if (field->length == 0)
        error_set(
            error,
            is_input
                ? _("the field is empty; write a number, remove the row, or leave the column out with "
                    "'skip %d'")
                : _("the target is empty; write it, remove the row, or name another target than column %d"),
            column + 1);
    else if (csv_number_read(field->text, field->length, survey->point, &number))
        error_set(error, _("%s is too large; numbers go up to 1.8e308"), shown);
    else if (is_input && !csv_survey_is_numeric(survey, column))
        error_set(
            error,
            _("'%s' is text, like most of this column, but inputs are numbers; leave it out with 'skip %d' "
              "or make it the target with 'target %d'"),
            shown, column + 1, column + 1);
    else
        error_set(
            error,
            is_input
                ? _("'%s' stands where a number belongs; correct it, remove the row, or leave the column out "
                    "with 'skip %d'")
                : _("'%s' stands where a number belongs; correct it, remove the row, or name another target "
                    "than column %d"),
            shown, column + 1);
}

static bool read_number(const struct loader *loader, const struct csv_scan *scan, int column, bool is_input,
                        double *value, struct error *error)
{
    const struct csv_field *field = &scan->fields[column];
    if (csv_number_read(field->text, field->length, loader->survey->point, value) && isfinite(*value))
        return true;
    explain_field(loader->survey, field, column, is_input, error);
    return csv_survey_place(loader->survey, scan->row, column, error);
}

/* ---- all rows ---- */

static bool read_targets(struct loader *loader, const struct csv_scan *scan, struct error *error)
{
    const struct csv_roles *roles = loader->roles;
    if (roles->coded.count == 0 || roles->classes == 0) {
        for (int i = 0; i < roles->targets; i++)
            if (!read_number(loader, scan, roles->target[i], false, &loader->y[i], error))
                return false;
        return true;
    }
    const struct csv_field *field = &scan->fields[roles->target[0]];
    int class = csv_classes_find(&loader->roles->coded, field);
    if (class < 0) {
        explain_field(loader->survey, field, roles->target[0], false, error);
        return csv_survey_place(loader->survey, scan->row, roles->target[0], error);
    }
    for (int i = 0; i < loader->data->outputs; i++)
        loader->y[i] = loader->data->outputs == 1 ? class : i == class;
    return true;
}

static bool read_rows(struct loader *loader, struct error *error)
{
    struct csv_scan scan;
    bool is_good = true;
    csv_survey_begin(loader->survey, &scan);
    while (is_good && csv_scan_row(&scan, NULL) == CSV_ROW) {
        for (int i = 0; is_good && i < loader->roles->inputs; i++)
            is_good = read_number(loader, &scan, loader->roles->input[i], true, &loader->x[i], error);
        is_good = is_good && read_targets(loader, &scan, error) &&
                  dataset_add(loader->data, loader->x, loader->y, error);
    }
    csv_scan_finish(&scan);
    return is_good;
}

static void name_classes(struct dataset *data, const struct csv_survey *survey, const struct csv_roles *roles)
{
    struct buffer *text = memory_new((size_t)roles->classes, sizeof *text);
    const char **names = memory_new((size_t)roles->classes, sizeof *names);
    for (int i = 0; i < roles->classes; i++) {
        if (roles->coded.count > 0)
            csv_classes_name(&roles->coded, (size_t)i, &text[i]);
        else if (survey->has_header && survey->column[roles->target[i]].name[0])
            buffer_put(&text[i], survey->column[roles->target[i]].name);
        else
            buffer_printf(&text[i], "%d", roles->target[i] + 1);
        names[i] = buffer_text(&text[i]);
    }
    dataset_set_classes(data, roles->classes, names);
    for (int i = 0; i < roles->classes; i++)
        buffer_finish(&text[i]);
    memory_free(text);
    memory_free(names);
}

static int outputs_of(const struct csv_roles *roles, const struct csv_options *options)
{
    if (roles->classes == 0 || roles->coded.count == 0)
        return roles->targets;
    return roles->classes == 2 && !options->is_one_hot ? 1 : roles->classes;
}

static bool check_size(size_t rows, int inputs, int outputs, struct error *error)
{
    if (inputs > DATASET_WIDTH_MAX || outputs > DATASET_WIDTH_MAX)
        return error_set(
            error,
            _("each row has %d inputs and %d targets; a sample has at most %d of each, so skip some "
              "columns"),
            inputs, outputs, DATASET_WIDTH_MAX);
    if (rows > DATASET_SAMPLES_MAX)
        return error_set(error, _("the file has %zu rows; at most %d are read, so shorten it"), rows,
                         DATASET_SAMPLES_MAX);
    if (rows * (size_t)(inputs + outputs) > DATASET_NUMBERS_MAX)
        return error_set(error,
                         _("%zu rows of %d inputs and %d outputs are more than %d numbers, the most that are "
                           "held; shorten the file, or skip some columns"),
                         rows, inputs, outputs, DATASET_NUMBERS_MAX);
    return true;
}

static struct dataset *load(const char *name, const struct csv_survey *survey, struct csv_roles *roles,
                            const struct csv_options *options, struct error *error)
{
    int outputs = outputs_of(roles, options);
    if (!check_size(survey->rows, roles->inputs, outputs, error))
        return NULL;
    struct dataset *data = dataset_new(name, roles->inputs, outputs, error);
    if (!data)
        return NULL;
    double *row = memory_new((size_t)roles->inputs + (size_t)outputs, sizeof *row);
    struct loader loader = {survey, roles, data, row, row + roles->inputs};
    bool is_good = read_rows(&loader, error);
    memory_free(row);
    if (is_good && roles->classes > 0)
        name_classes(data, survey, roles);
    if (is_good)
        return data;
    dataset_free(data);
    return NULL;
}

/* ---- standardising ---- */

/* Mean and deviation of input i, in two passes, so that large means cost no digits; whether it is constant. */
static bool measure(const struct dataset *data, int i, double *mean, double *deviation)
{
    double n = (double)data->count, sum = 0, squares = 0, first = dataset_x(data, 0)[i];
    bool is_constant = true;
    for (size_t k = 0; k < data->count; k++) {
        sum += dataset_x(data, k)[i] - first;
        is_constant &= dataset_x(data, k)[i] == first;
    }
    *mean = first + sum / n;
    for (size_t k = 0; k < data->count; k++) {
        double d = dataset_x(data, k)[i] - *mean;
        squares += d * d;
    }
    *deviation = is_constant ? 0 : sqrt(squares / n);
    return is_constant;
}

static bool standardise(struct dataset *data, const struct csv_survey *survey, const struct csv_roles *roles,
                        double *mean, double *deviation, struct error *error)
{
    for (int i = 0; i < data->inputs; i++) {
        bool is_constant = measure(data, i, &mean[i], &deviation[i]);
        if (!isfinite(mean[i]) || !isfinite(deviation[i]) || (deviation[i] == 0 && !is_constant)) {
            error_set(error,
                      _("its numbers are too large or too small to be standardised; scale them in the file, or "
                        "leave the column out with 'skip %d'"),
                      roles->input[i] + 1);
            return csv_survey_about(survey, roles->input[i], error);
        }
        for (size_t k = 0; k < data->count; k++) {
            double *x = &data->x[k * (size_t)data->inputs + (size_t)i];
            *x = is_constant ? 0 : (*x - mean[i]) / deviation[i];
        }
    }
    return true;
}

/* ---- report ---- */

static int *count_from_1(const int *columns, int count)
{
    int *copy = memory_new((size_t)count, sizeof *copy);
    for (int i = 0; i < count; i++)
        copy[i] = columns[i] + 1;
    return copy;
}

static void fill(struct csv_report *report, const struct csv_survey *survey, const struct csv_roles *roles)
{
    *report = (struct csv_report){.delimiter = survey->delimiter,
                                  .has_header = survey->has_header,
                                  .has_decimal_comma = survey->point == ',',
                                  .is_guess = roles->is_guess,
                                  .columns = survey->columns,
                                  .inputs = roles->inputs,
                                  .targets = roles->targets};
    report->input_column = count_from_1(roles->input, roles->inputs);
    report->target_column = count_from_1(roles->target, roles->targets);
    if (survey->has_header)
        report->name = memory_new((size_t)survey->columns, sizeof *report->name);
    for (int i = 0; report->name && i < survey->columns; i++)
        memcpy(report->name[i], survey->column[i].name, DATASET_NAME_SIZE);
}

void csv_report_finish(struct csv_report *report)
{
    memory_free(report->name);
    memory_free(report->input_column);
    memory_free(report->target_column);
    memory_free(report->mean);
    memory_free(report->deviation);
    *report = (struct csv_report){0};
}

static struct dataset *read_surveyed(const struct csv_survey *survey, const char *name,
                                     const struct csv_options *options, struct csv_report *report,
                                     struct error *error)
{
    struct csv_roles roles;
    struct dataset *data = NULL;
    double *mean = NULL, *deviation = NULL;
    if (csv_roles_init(&roles, survey, options, error))
        data = load(name, survey, &roles, options, error);
    if (data && options->is_standardised) {
        mean = memory_new((size_t)data->inputs, sizeof *mean);
        deviation = memory_new((size_t)data->inputs, sizeof *deviation);
        if (!standardise(data, survey, &roles, mean, deviation, error)) {
            dataset_free(data);
            data = NULL;
        }
    }
    if (data && report) {
        fill(report, survey, &roles);
        report->mean = mean;
        report->deviation = deviation;
    } else {
        memory_free(mean);
        memory_free(deviation);
    }
    csv_roles_finish(&roles);
    return data;
}

struct dataset *csv_read(const char *text, size_t length, const char *name, const struct csv_options *options,
                         struct csv_report *report, struct error *error)
{
    struct csv_survey survey;
    struct dataset *data = NULL;
    if (csv_survey_init(&survey, length > 0 ? text : "", length, options, error))
        data = read_surveyed(&survey, name, options, report, error);
    csv_survey_finish(&survey);
    if (!data && name[0])
        error_prefix(error, "%s: ", name);
    return data;
}

/* ---- in words ---- */

/* "setosa, versicolor, virginica"; of many the first ones and the last. */
static void list_names(const struct dataset *data, struct buffer *buffer)
{
    for (int i = 0; i < data->classes; i++) {
        if (data->classes > NAMES_SHOWN_MAX && i == NAMES_SHOWN_MAX - 2) {
            buffer_put(buffer, ", ...");
            i = data->classes - 1;
        }
        buffer_printf(buffer, "%s%s", i > 0 ? ", " : "", data->class_name[i]);
    }
}

static void list_columns(const struct csv_report *report, struct buffer *buffer)
{
    for (int i = 0; i < report->targets; i++) {
        if (report->targets > NAMES_SHOWN_MAX && i == NAMES_SHOWN_MAX - 2) {
            buffer_put(buffer, ", ...");
            i = report->targets - 1;
        }
        buffer_printf(buffer, "%s%d", i > 0 ? ", " : "", report->target_column[i]);
        if (report->name && report->name[report->target_column[i] - 1][0])
            buffer_printf(buffer, " %s", report->name[report->target_column[i] - 1]);
    }
}

void csv_report_describe(const struct csv_report *report, const struct dataset *dataset, struct buffer *buffer)
{
    struct buffer names = BUFFER_EMPTY, columns = BUFFER_EMPTY;
    bool is_one = report->targets == 1;
    list_columns(report, &columns);
    buffer_printf(buffer, dataset->count == 1 ? _("%zu sample, ") : _("%zu samples, "), dataset->count);
    buffer_printf(buffer, dataset->inputs == 1 ? _("%d input, ") : _("%d inputs, "), dataset->inputs);
    if (dataset->classes > 0) {
        list_names(dataset, &names);
        buffer_printf(buffer, is_one ? _("%d classes: %s (column %s)") : _("%d classes: %s (columns %s)"),
                      dataset->classes, buffer_text(&names), buffer_text(&columns));
    } else {
        buffer_printf(buffer,
                      is_one ? _("%d target, a number (column %s)") : _("%d targets, numbers (columns %s)"),
                      report->targets, buffer_text(&columns));
    }
    if (report->is_guess)
        buffer_printf(buffer, _("; 'numbers' would take these targets as plain numbers"));
    buffer_finish(&names);
    buffer_finish(&columns);
}
