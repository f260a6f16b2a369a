/* Errors that a user can mend: one clear line that says what is wrong, the offending value, and what
 * to do instead. A function that can fail so returns false (or NULL) and fills the struct error that
 * its caller lent. Our own broken promises are asserts, never errors. */
#ifndef NABLA_BASE_ERROR_H
#define NABLA_BASE_ERROR_H

#include <stdbool.h>

#define ERROR_TEXT_SIZE 1024 /* bytes, the closing 0 included; a longer message is cut at a character */

struct error {
    char text[ERROR_TEXT_SIZE]; /* UTF-8, one line, no newline at its end; "" when nothing failed */
};

/* A message quotes what a user gave, and goes to a terminal: so a control character in it becomes a
 * blank, a byte that isn't UTF-8 a '?'.
 *
 * Writes the message, already translated by the caller, and returns false, so that a check reads
 * `return error_set(error, _("..."), value);`. error may be NULL: then only false is returned. */
bool error_set(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts text in front of the message that is there: "layer 2: " + "...". Returns false. */
bool error_prefix(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
