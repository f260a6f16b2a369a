#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/translate.h"

static _Noreturn void out_of_memory(void)
{
    fprintf(stderr, "nabla: %s\n", _("out of memory; close other programs or use a smaller network"));
    exit(MEMORY_EXIT_CODE);
}

void *memory_new(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size ? size : 1);
    if (!block)
        out_of_memory();
    return block;
}

void *memory_resize(void *block, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        out_of_memory();
    size_t bytes = count * size;
    void *resized = realloc(block, bytes ? bytes : 1);
    if (!resized)
        out_of_memory();
    return resized;
}

char *memory_text(const char *text, size_t length)
{
    char *copy = memory_new(length + 1, 1);
    if (length)
        memcpy(copy, text, length);
    return copy;
}

char *memory_string(const char *string)
{
    return memory_text(string, strlen(string));
}

void memory_free(void *block)
{
    free(block);
}
