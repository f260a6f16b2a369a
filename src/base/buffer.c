#include "base/buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

static void reserve(struct buffer *buffer, size_t more)
{
    assert(more < SIZE_MAX - buffer->length);
    size_t needed = buffer->length + more + 1;
    if (needed <= buffer->capacity)
        return;
    size_t capacity = buffer->capacity < SIZE_MAX / 2 ? 2 * buffer->capacity : SIZE_MAX;
    capacity = capacity < 64 ? 64 : capacity;
    capacity = capacity < needed ? needed : capacity;
    buffer->data = memory_resize(buffer->data, capacity, 1);
    buffer->capacity = capacity;
}

void buffer_finish(struct buffer *buffer)
{
    memory_free(buffer->data);
    *buffer = BUFFER_EMPTY;
}

void buffer_clear(struct buffer *buffer)
{
    buffer_cut(buffer, 0);
}

void buffer_cut(struct buffer *buffer, size_t length)
{
    assert(length <= buffer->length);
    buffer->length = length;
    if (buffer->data)
        buffer->data[length] = '\0';
}

void buffer_put_n(struct buffer *buffer, const char *text, size_t length)
{
    reserve(buffer, length);
    if (length)
        memcpy(buffer->data + buffer->length, text, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void buffer_put(struct buffer *buffer, const char *text)
{
    buffer_put_n(buffer, text, strlen(text));
}

void buffer_put_char(struct buffer *buffer, char c)
{
    buffer_put_n(buffer, &c, 1);
}

void buffer_pad(struct buffer *buffer, char c, size_t count)
{
    reserve(buffer, count);
    memset(buffer->data + buffer->length, c, count);
    buffer->length += count;
    buffer->data[buffer->length] = '\0';
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(length >= 0);
    reserve(buffer, (size_t)length);
    vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
    va_end(again);
    buffer->length += (size_t)length;
}

const char *buffer_text(const struct buffer *buffer)
{
    return buffer->data ? buffer->data : "";
}

char *buffer_take(struct buffer *buffer)
{
    reserve(buffer, 0);
    char *text = buffer->data;
    text[buffer->length] = '\0';
    *buffer = BUFFER_EMPTY;
    return text;
}
