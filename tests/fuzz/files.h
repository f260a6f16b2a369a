/* Files that live in memory only, instead of base/file.c: what is fuzzed can write and read back, and nothing
 * outside is touched. The linker takes these, since they come before the library. Include it once a program. */
#ifndef NABLA_TESTS_FUZZ_FILES_H
#define NABLA_TESTS_FUZZ_FILES_H

#include <string.h>

#include "base/file.h"
#include "base/memory.h"

enum { FILES_MAX = 4, FILE_BYTES_MAX = 1 << 20 };

static struct {
    char *path; /* NULL: free */
    struct buffer text;
} files[FILES_MAX];

static inline void files_clear(void)
{
    for (int i = 0; i < FILES_MAX; i++) {
        memory_free(files[i].path);
        files[i].path = NULL;
        buffer_finish(&files[i].text);
    }
}

static struct buffer *file_at(const char *path, bool is_new)
{
    for (int i = 0; i < FILES_MAX; i++)
        if (files[i].path && strcmp(files[i].path, path) == 0)
            return &files[i].text;
    for (int i = 0; i < FILES_MAX && is_new; i++)
        if (!files[i].path) {
            files[i].path = memory_string(path);
            return &files[i].text;
        }
    return NULL;
}

bool file_read(const char *path, size_t max_bytes, struct buffer *buffer, struct error *error)
{
    const struct buffer *file = file_at(path, false);
    if (!file || file->length > max_bytes)
        return error_set(error, "there is no file '%s'", path);
    buffer_put_n(buffer, file->data, file->length);
    return true;
}

bool file_write_atomic(const char *path, const void *data, size_t length, struct error *error)
{
    struct buffer *file = length <= FILE_BYTES_MAX ? file_at(path, true) : NULL;
    if (!file)
        return error_set(error, "the disk is full: '%s'", path);
    buffer_clear(file);
    buffer_put_n(file, data, length);
    return true;
}

bool file_append(const char *path, const void *data, size_t length, struct error *error)
{
    struct buffer *file = file_at(path, true);
    if (!file || file->length + length > FILE_BYTES_MAX)
        return error_set(error, "the disk is full: '%s'", path);
    buffer_put_n(file, data, length);
    return true;
}

void file_sync(const char *path)
{
    (void)path;
}

#endif
