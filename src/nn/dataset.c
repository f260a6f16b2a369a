#include "nn/dataset.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"

static void copy_name(char name[DATASET_NAME_SIZE], const char *text)
{
    snprintf(name, DATASET_NAME_SIZE, "%s", text);
    name[utf8_whole(name, strlen(name))] = '\0';
}

static bool is_width(int width)
{
    return width >= 1 && width <= DATASET_WIDTH_MAX;
}

struct dataset *dataset_new(const char *name, int inputs, int outputs, struct error *error)
{
    if (!is_width(inputs) || !is_width(outputs)) {
        error_set(error, _("a sample needs 1 to %d inputs and 1 to %d outputs, not %d and %d"),
                  DATASET_WIDTH_MAX, DATASET_WIDTH_MAX, inputs, outputs);
        return NULL;
    }
    struct dataset *dataset = memory_new(1, sizeof *dataset);
    copy_name(dataset->name, name);
    dataset->inputs = inputs;
    dataset->outputs = outputs;
    return dataset;
}

static void reserve(struct dataset *dataset, size_t capacity)
{
    dataset->x = memory_resize(dataset->x, capacity * (size_t)dataset->inputs, sizeof *dataset->x);
    dataset->y = memory_resize(dataset->y, capacity * (size_t)dataset->outputs, sizeof *dataset->y);
    dataset->capacity = capacity;
}

struct dataset *dataset_copy(const struct dataset *dataset)
{
    struct dataset *copy = memory_new(1, sizeof *copy);
    *copy = *dataset;
    copy->x = copy->y = NULL;
    copy->capacity = 0;
    if (dataset->count > 0) {
        reserve(copy, dataset->count);
        memcpy(copy->x, dataset->x, dataset->count * (size_t)dataset->inputs * sizeof *copy->x);
        memcpy(copy->y, dataset->y, dataset->count * (size_t)dataset->outputs * sizeof *copy->y);
    }
    if (dataset->class_name) {
        copy->class_name = memory_new((size_t)dataset->classes, sizeof *copy->class_name);
        memcpy(copy->class_name, dataset->class_name, (size_t)dataset->classes * sizeof *copy->class_name);
    }
    return copy;
}

void dataset_free(void *dataset)
{
    struct dataset *old = dataset;
    if (!old)
        return;
    memory_free(old->x);
    memory_free(old->y);
    memory_free(old->class_name);
    memory_free(old);
}

static size_t samples_max(const struct dataset *dataset)
{
    size_t fits = DATASET_NUMBERS_MAX / (size_t)(dataset->inputs + dataset->outputs);
    return fits < DATASET_SAMPLES_MAX ? fits : DATASET_SAMPLES_MAX;
}

static bool are_finite(const char *name, const double *values, int count, struct error *error)
{
    for (int i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return error_set(error, _("%s[%d] is %g, but a sample holds ordinary numbers only"), name, i + 1,
                             values[i]);
    return true;
}

bool dataset_add(struct dataset *dataset, const double *x, const double *y, struct error *error)
{
    size_t inputs = (size_t)dataset->inputs, outputs = (size_t)dataset->outputs, limit = samples_max(dataset);
    if (!are_finite("x", x, dataset->inputs, error) || !are_finite("y", y, dataset->outputs, error))
        return false;
    if (dataset->count >= limit)
        return error_set(error,
                         _("the data set is full: it holds %zu samples of %d inputs and %d outputs; start a "
                           "new one with 'data clear'"),
                         limit, dataset->inputs, dataset->outputs);
    if (dataset->count == dataset->capacity) {
        size_t capacity = dataset->capacity ? 2 * dataset->capacity : 16;
        reserve(dataset, capacity < limit ? capacity : limit);
    }
    memcpy(dataset->x + dataset->count * inputs, x, inputs * sizeof *x);
    memcpy(dataset->y + dataset->count * outputs, y, outputs * sizeof *y);
    dataset->count++;
    return true;
}

void dataset_set_classes(struct dataset *dataset, int classes, const char *const *names)
{
    assert(classes == 0 || (dataset->outputs == 1 ? classes == 2 : classes == dataset->outputs));
    memory_free(dataset->class_name);
    dataset->class_name = NULL;
    dataset->classes = classes;
    if (names && classes > 0)
        dataset->class_name = memory_new((size_t)classes, sizeof *dataset->class_name);
    for (int k = 0; names && k < classes; k++)
        copy_name(dataset->class_name[k], names[k]);
}

void dataset_rename(struct dataset *dataset, const char *name)
{
    copy_name(dataset->name, name);
}

const double *dataset_x(const struct dataset *dataset, size_t i)
{
    assert(i < dataset->count);
    return dataset->x + i * (size_t)dataset->inputs;
}

const double *dataset_y(const struct dataset *dataset, size_t i)
{
    assert(i < dataset->count);
    return dataset->y + i * (size_t)dataset->outputs;
}

int dataset_class(const struct dataset *dataset, const double *y)
{
    assert(dataset->classes > 0);
    if (dataset->outputs == 1)
        return y[0] > 0.5;
    int best = 0;
    for (int k = 1; k < dataset->outputs; k++)
        if (y[k] > y[best])
            best = k;
    return best;
}
