#include "nn/parameter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/translate.h"

#define NUMBER_MAX 64 /* bytes; no decimal number that matters is longer */

size_t parameter_name_length(const char *text, size_t length)
{
    const char *colon = length ? memchr(text, ':', length) : NULL;
    return colon ? (size_t)(colon - text) : length;
}

static bool read_number(const char *text, size_t length, double *value)
{
    char number[NUMBER_MAX + 1];
    if (length == 0 || length > NUMBER_MAX)
        return false;
    memcpy(number, text, length);
    number[length] = '\0';
    if (strspn(number, "0123456789+-.eE") != length)
        return false;
    char *end;
    *value = strtod(number, &end);
    return end == number + length;
}

static int shown(size_t length)
{
    return length > NUMBER_MAX ? NUMBER_MAX : (int)length;
}

bool parameter_read(const struct parameter *parameter, const char *text, size_t length, double *value,
                    struct error *error)
{
    size_t name_length = parameter_name_length(text, length);
    if (name_length == length) {
        *value = parameter->standard;
        return true;
    }
    if (!parameter->name)
        return error_set(error, _("%s takes no number after its name; write '%s', not '%.*s'"), parameter->row,
                         parameter->row, shown(length), text);
    const char *word = text + name_length + 1;
    size_t word_length = length - name_length - 1;
    double number;
    if (read_number(word, word_length, &number) && number >= parameter->min && number <= parameter->max &&
        (!parameter->is_whole || number == floor(number))) {
        *value = number;
        return true;
    }
    return error_set(
        error,
        parameter->is_whole
            ? _("the %s of %s must be a whole number from %.15g to %.15g, not '%.*s'; for instance '%s:%.15g'")
            : _("the %s of %s must be a number from %.15g to %.15g, not '%.*s'; for instance '%s:%.15g'"),
        parameter->name, parameter->row, parameter->min, parameter->max, shown(word_length), word,
        parameter->row, parameter->standard);
}
