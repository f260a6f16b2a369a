/* A string that grows. The caller owns the struct; buffer_finish frees what it holds. What is put in may
 * not lie in the buffer itself, which may move as it grows. */
#ifndef NABLA_BASE_BUFFER_H
#define NABLA_BASE_BUFFER_H

#include <stddef.h>

struct buffer {
    char *data;      /* always ends with a 0 once something was put in; NULL before */
    size_t length;   /* bytes without the closing 0 */
    size_t capacity; /* bytes */
};

#define BUFFER_EMPTY ((struct buffer){0})

void buffer_finish(struct buffer *buffer);
void buffer_clear(struct buffer *buffer);              /* keeps the memory */
void buffer_cut(struct buffer *buffer, size_t length); /* keeps the first length bytes */

void buffer_put(struct buffer *buffer, const char *text);
void buffer_put_n(struct buffer *buffer, const char *text, size_t length);
void buffer_put_char(struct buffer *buffer, char c);
void buffer_pad(struct buffer *buffer, char c, size_t count);
void buffer_printf(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What it holds as a C string: "" when empty. Borrowed until the next change. */
const char *buffer_text(const struct buffer *buffer);

/* Hands the string (never NULL) to the caller, who frees it, and leaves the buffer empty. */
char *buffer_take(struct buffer *buffer);

#endif
