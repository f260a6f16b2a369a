#include "nn/csv_class.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "nn/csv_number.h"

void csv_classes_init(struct csv_classes *classes, bool is_numeric, char point)
{
    *classes = (struct csv_classes){.is_numeric = is_numeric, .point = point};
}

void csv_classes_finish(struct csv_classes *classes)
{
    for (size_t i = 0; i < classes->count; i++)
        memory_free(classes->item[i].text);
    memory_free(classes->item);
    buffer_finish(&classes->text);
    *classes = (struct csv_classes){0};
}

/* A class that lives as long as the next call. */
static bool read_field(struct csv_classes *classes, const struct csv_field *field, struct csv_class *value)
{
    *value = (struct csv_class){0};
    if (field->length == 0)
        return false;
    if (classes->is_numeric)
        return csv_number_read(field->text, field->length, classes->point, &value->number) &&
               isfinite(value->number);
    buffer_clear(&classes->text);
    csv_field_text(field, &classes->text);
    value->text = classes->text.data;
    return true;
}

static int compare(const struct csv_class *a, const struct csv_class *b)
{
    return a->text ? strcmp(a->text, b->text) : (a->number > b->number) - (a->number < b->number);
}

/* Where the value is, or would have to go. */
static size_t place_of(const struct csv_classes *classes, const struct csv_class *value, bool *is_there)
{
    size_t low = 0, high = classes->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(&classes->item[middle], value);
        if (order == 0) {
            *is_there = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *is_there = false;
    return low;
}

bool csv_classes_add(struct csv_classes *classes, const struct csv_field *field)
{
    struct csv_class value;
    bool is_there;
    if (!read_field(classes, field, &value))
        return false;
    size_t place = place_of(classes, &value, &is_there);
    if (is_there)
        return true;
    if (classes->count == classes->capacity) {
        classes->capacity = classes->capacity ? 2 * classes->capacity : 16;
        classes->item = memory_resize(classes->item, classes->capacity, sizeof *classes->item);
    }
    memmove(classes->item + place + 1, classes->item + place, (classes->count - place) * sizeof *classes->item);
    classes->item[place] = (struct csv_class){value.number, value.text ? memory_string(value.text) : NULL};
    classes->count++;
    return true;
}

int csv_classes_find(struct csv_classes *classes, const struct csv_field *field)
{
    struct csv_class value;
    bool is_there;
    if (!read_field(classes, field, &value))
        return -1;
    size_t place = place_of(classes, &value, &is_there);
    return is_there ? (int)place : -1;
}

void csv_classes_name(const struct csv_classes *classes, size_t i, struct buffer *name)
{
    if (classes->item[i].text)
        buffer_put(name, classes->item[i].text);
    else
        buffer_printf(name, "%.15g", classes->item[i].number + 0.0); /* -0 is 0 */
}
