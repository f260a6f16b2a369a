/* A folder with lessons of the test's own. */
#ifndef NABLA_TESTS_APP_LESSON_FOLDER_H
#define NABLA_TESTS_APP_LESSON_FOLDER_H

#include "app/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

struct folder {
    char path[64];
};

static inline void path_of(const struct folder *folder, const char *language, char path[128])
{
    snprintf(path, 128, "%s/01-nodes/%s.md", folder->path, language);
}

static inline void write_lesson(const struct folder *folder, const char *language, const char *text)
{
    char path[128];
    path_of(folder, language, path);
    assert_true(file_write_atomic(path, text, strlen(text), NULL));
}

static inline void make_folder(struct folder *folder)
{
    char path[80];
    snprintf(folder->path, sizeof folder->path, "/tmp/nabla-lessons-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    snprintf(path, sizeof path, "%s/01-nodes", folder->path);
    assert_int_equal(mkdir(path, 0700), 0);
}

static inline void remove_folder(const struct folder *folder)
{
    char path[128];
    path_of(folder, "en", path);
    unlink(path);
    path_of(folder, "ko", path);
    unlink(path);
    snprintf(path, sizeof path, "%s/01-nodes", folder->path);
    rmdir(path);
    rmdir(folder->path);
}

#endif
