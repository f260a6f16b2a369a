/* What a CSV text looks like before anything of it is loaded: its delimiter, its header, and what its columns
 * hold. csv.h says by which rules. */
#ifndef NABLA_NN_CSV_SURVEY_H
#define NABLA_NN_CSV_SURVEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "nn/csv.h"
#include "nn/csv_scan.h"

enum csv_content {
    CSV_EMPTY,
    CSV_TEXT,
    CSV_WHOLE,         /* a number either way: 12, -3, 1e5 */
    CSV_DECIMAL_POINT, /* 1.5 */
    CSV_DECIMAL_COMMA, /* 1,5: text if the decimals turn out to have a point */
    CSV_CONTENTS
};

struct csv_column {
    size_t count[CSV_CONTENTS];   /* fields below the first row */
    enum csv_content first;       /* in the first row */
    char name[DATASET_NAME_SIZE]; /* from the header, "" without one */
};

struct csv_survey {
    const char *text; /* borrowed */
    size_t length;
    char delimiter, point;
    bool has_header;
    size_t rows; /* without the header */
    int columns;
    struct csv_column *column; /* [columns] */
};

/* False, with an error, for what no options could mend. The caller finishes it in any case. */
bool csv_survey_init(struct csv_survey *survey, const char *text, size_t length,
                     const struct csv_options *options, struct error *error);
void csv_survey_finish(struct csv_survey *survey);

/* Whether the column (from 0) is one of numbers: more of its fields are than are not. */
bool csv_survey_is_numeric(const struct csv_survey *survey, int column);

/* A scan that stands behind the header. Every row has `columns` fields, perhaps with an empty one behind. */
void csv_survey_begin(const struct csv_survey *survey, struct csv_scan *scan);

/* Puts "row 17, column 3 (age): ", or "column 3 (age): ", before the error. column counts from 0. Returns
 * false. */
bool csv_survey_place(const struct csv_survey *survey, size_t row, int column, struct error *error);
bool csv_survey_about(const struct csv_survey *survey, int column, struct error *error);

#endif
