#include "base/error.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Keeps the promise of error.h: one line of valid UTF-8 that a terminal shows and doesn't obey. */
static void take(struct error *error, const char *text)
{
    size_t length = strlen(text), out = 0;
    length = utf8_whole(text, length < sizeof error->text ? length : sizeof error->text - 1);
    for (size_t i = 0, used; i < length; i += used) {
        uint32_t c = utf8_decode(text + i, length - i, &used);
        if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
            error->text[out++] = ' ';
        } else if (c == UTF8_BAD && used == 1) {
            error->text[out++] = '?';
        } else {
            memcpy(error->text + out, text + i, used);
            out += used;
        }
    }
    error->text[out] = '\0';
}

bool error_set(struct error *error, const char *format, ...)
{
    if (!error)
        return false;
    char text[ERROR_TEXT_SIZE]; /* apart from error->text, which may be among the arguments */
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    take(error, text);
    return false;
}

bool error_prefix(struct error *error, const char *format, ...)
{
    if (!error)
        return false;
    char whole[2 * ERROR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(whole, ERROR_TEXT_SIZE, format, args);
    va_end(args);
    memcpy(whole + strlen(whole), error->text, strlen(error->text) + 1);
    take(error, whole);
    return false;
}
