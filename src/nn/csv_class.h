/* The different values of a target column, in order: the classes. */
#ifndef NABLA_NN_CSV_CLASS_H
#define NABLA_NN_CSV_CLASS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "nn/csv_scan.h"

struct csv_class {
    double number;
    char *text; /* NULL where classes are numbers */
};

struct csv_classes {
    bool is_numeric;        /* told apart and ordered as numbers, else by their bytes */
    char point;             /* of these numbers */
    struct csv_class *item; /* [count], in order */
    size_t count, capacity;
    struct buffer text; /* scratch */
};

void csv_classes_init(struct csv_classes *classes, bool is_numeric, char point);
void csv_classes_finish(struct csv_classes *classes);

/* Adds the field's value unless it is there. False, and nothing added, where it is no finite number and should
 * be, or is empty. */
bool csv_classes_add(struct csv_classes *classes, const struct csv_field *field);

/* The class of a field that was added, from 0; -1 for one that wasn't. */
int csv_classes_find(struct csv_classes *classes, const struct csv_field *field);

/* Appends the name of a class: its text, or its number as short as it is told. */
void csv_classes_name(const struct csv_classes *classes, size_t i, struct buffer *name);

#endif
