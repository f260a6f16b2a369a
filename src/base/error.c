#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

bool error_set(struct error *error, const char *format, ...)
{
    if (!error)
        return false;
    va_list args;
    va_start(args, format);
    vsnprintf(error->text, sizeof error->text, format, args);
    va_end(args);
    error->text[utf8_whole(error->text, strlen(error->text))] = '\0';
    return false;
}

bool error_prefix(struct error *error, const char *format, ...)
{
    if (!error)
        return false;
    char whole[2 * ERROR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    int used = vsnprintf(whole, ERROR_TEXT_SIZE, format, args);
    va_end(args);
    size_t start = used < 0 ? 0 : (size_t)used < ERROR_TEXT_SIZE ? (size_t)used : ERROR_TEXT_SIZE - 1;
    snprintf(whole + start, sizeof whole - start, "%s", error->text);
    return error_set(error, "%s", whole);
}
