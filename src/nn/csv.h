/* Data sets from CSV files, taken as they come: with a header or without, fields between `,`, `;` or tabs,
 * quotes, any line end, a byte order mark, blank lines; numbers or names as targets.
 *
 * Found out by looking, unless the options say it:
 *   delimiter   the one of the three that turns most fields of the first rows into numbers
 *   decimals    a point; where fields stand between `;` or tabs and no field has a decimal point, 1,5 is 3/2
 *   header      the first row is one when most of the columns that hold numbers below hold none in it
 *   target      the last column
 *   classes     a target column of names; or of few whole numbers: 0 and 1, or 2 to 20 different ones with at
 *               least five rows for each. Several target columns: when each row has one 1 and else 0
 * Names become classes in the order of the alphabet (of their bytes), numbers in their own. A last column that
 * is empty everywhere, from a delimiter at the end of each line, is no column. */
#ifndef NABLA_NN_CSV_H
#define NABLA_NN_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "nn/dataset.h"

enum {
    CSV_BYTES_MAX = 256 << 20, /* of a file: 16 bytes for each number that a data set may hold */
    CSV_CLASSES_MAX = 1000,
};

enum csv_kind { CSV_KIND_DETECT, CSV_KIND_CLASSES, CSV_KIND_NUMBERS };
enum csv_header { CSV_HEADER_DETECT, CSV_HEADER_YES, CSV_HEADER_NO };

/* All zero: everything is found out. Columns are named by their header (its start is enough, if only one
 * column starts so) or by their number, from 1; a header comes first where a name could be both. */
struct csv_options {
    const char *const *targets; /* [target_count]; none: the last column that isn't skipped */
    const char *const *skip;    /* [skip_count]: columns left out */
    size_t target_count, skip_count;
    enum csv_kind kind;     /* of the targets */
    enum csv_header header; /* what the first row is */
    char delimiter;         /* ',', ';' or '\t'; 0: found out */
    bool is_one_hot;        /* two classes as two outputs, not as one that is 0 or 1 */
    bool is_standardised;   /* each input column to mean 0 and deviation 1; a constant one to 0 */
};

/* What was found out. The caller owns the struct; csv_report_finish frees what it holds. */
struct csv_report {
    char delimiter;
    bool has_header, has_decimal_comma;
    bool is_guess; /* numbers that were taken for classes because they are few */
    int columns, inputs, targets;
    char (*name)[DATASET_NAME_SIZE]; /* [columns] from the header; NULL without one */
    int *input_column;               /* [inputs] which columns they are, from 1 */
    int *target_column;              /* [targets] */
    double *mean, *deviation;        /* [inputs] before standardising (the deviation over n, 0 in a constant
                                      * column); NULL when that wasn't asked for */
};

/* The samples of text[length], which needs no closing 0; the caller frees the data set. name is the data
 * set's, and begins the error's line unless it is "". report may be NULL.
 *
 * NULL, with an error that names row and column and what to do, and nothing in *report, for: an empty file, a
 * ragged row, an empty field, text where a number belongs, a number beyond 1.8e308, no column of numbers, one
 * column only, one class only, an unclosed quote, a NUL byte, what isn't UTF-8, a column that isn't there, and
 * what breaks a bound of dataset.h or the ones above. Rows count as in a spreadsheet, from 1, with header and
 * blank lines. Errors speak of the options as: target 5, skip 2, classes, numbers. */
struct dataset *csv_read(const char *text, size_t length, const char *name, const struct csv_options *options,
                         struct csv_report *report, struct error *error);
void csv_report_finish(struct csv_report *report);

/* Appends a line without its end: "150 samples, 4 inputs, 3 classes: setosa, versicolor, virginica (column 5
 * species)". */
void csv_report_describe(const struct csv_report *report, const struct dataset *dataset, struct buffer *buffer);

#endif
