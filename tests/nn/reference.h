/* Reads the numbers that reference.py worked out: lines of words, the first a name, the rest numbers. */
#ifndef NABLA_TESTS_NN_REFERENCE_H
#define NABLA_TESTS_NN_REFERENCE_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"

#define REFERENCE_NUMBERS 24

struct reference {
    FILE *file;
    char name[32];
    double number[REFERENCE_NUMBERS];
    size_t count;
    char line[1024];
};

static inline void reference_open(struct reference *reference, const char *path)
{
    *reference = (struct reference){.file = fopen(path, "r")};
    assert_non_null(reference->file);
}

/* The next line; false, and the file is closed, behind the last. */
static inline bool reference_next(struct reference *reference)
{
    do
        if (!fgets(reference->line, sizeof reference->line, reference->file)) {
            fclose(reference->file);
            return false;
        }
    while (reference->line[0] == '#');
    int used;
    assert_int_equal(sscanf(reference->line, "%31s%n", reference->name, &used), 1);
    char *at = reference->line + used, *end;
    for (reference->count = 0;; reference->count++, at = end) {
        double number = strtod(at, &end);
        if (end == at)
            break;
        assert_true(reference->count < REFERENCE_NUMBERS);
        reference->number[reference->count] = number;
    }
    assert_string_equal(at, "\n");
    return true;
}

/* How far got is from want, in units of want's last digit. */
static inline double ulps(double got, double want)
{
    if (got == want)
        return 0;
    return fabs(got - want) / (nextafter(fabs(want), 2 * fabs(want) + 1) - fabs(want));
}

#endif
