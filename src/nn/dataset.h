/* A data set: samples, each an input x and the target y that belongs to it. */
#ifndef NABLA_NN_DATASET_H
#define NABLA_NN_DATASET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum {
    DATASET_SAMPLES_MAX = 1000000,
    DATASET_WIDTH_MAX = 4096,       /* inputs of a sample, outputs of a sample */
    DATASET_NUMBERS_MAX = 16 << 20, /* x and y together */
    DATASET_NAME_SIZE = 64,         /* bytes, the closing 0 included; a longer name is cut at a character */
};

struct dataset {
    char name[DATASET_NAME_SIZE]; /* "spiral", a file's name; "" when typed in */
    int inputs, outputs;
    size_t count, capacity; /* samples that are there, that there is room for */
    double *x;              /* [count][inputs] */
    double *y;              /* [count][outputs] */

    /* 0: y are numbers to be met (regression). 2 with one output: y is 0 or 1. Else outputs, and y is 1
     * for the right class, 0 for the others. */
    int classes;
    char (*class_name)[DATASET_NAME_SIZE]; /* [classes]; NULL when they have no names */
};

/* No samples yet. The caller frees with dataset_free. NULL with an error where inputs or outputs aren't
 * between 1 and DATASET_WIDTH_MAX. name is copied. */
struct dataset *dataset_new(const char *name, int inputs, int outputs, struct error *error);
struct dataset *dataset_copy(const struct dataset *dataset);
void dataset_free(void *dataset); /* NULL is fine */

/* Appends a sample x[inputs] : y[outputs], copied from outside this data set. Refused, and nothing changes,
 * when a number is not finite or a bound above would break. Samples only ever go behind the last, so giving
 * count its old value takes the last ones away again, and the newer value brings them back. */
bool dataset_add(struct dataset *dataset, const double *x, const double *y, struct error *error);

/* Says that there are classes and how they are called; names may be NULL, else names[classes], copied.
 * classes is 0, 2 with one output, or outputs. */
void dataset_set_classes(struct dataset *dataset, int classes, const char *const *names);

/* Gives it another name, copied. */
void dataset_rename(struct dataset *dataset, const char *name);

/* Sample i, borrowed until the next dataset_add: x[inputs], y[outputs]. i < count. */
const double *dataset_x(const struct dataset *dataset, size_t i);
const double *dataset_y(const struct dataset *dataset, size_t i);

/* The class that a target, or a prediction, stands for: the larger than 0.5 with one output, else the
 * largest (the first of equals). Only where there are classes. */
int dataset_class(const struct dataset *dataset, const double *y);

#endif
