/* What was typed, kept from one start of the program to the next: a line each, the newest last.
 * Several programs may add to one file at the same time: a line goes to its end in a single write. */
#ifndef NABLA_UI_HISTORY_FILE_H
#define NABLA_UI_HISTORY_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

enum {
    HISTORY_LINES_MAX = 10000,     /* lines that are kept */
    HISTORY_LINE_BYTES_MAX = 4096, /* a longer line isn't */
};

struct history_file {
    char *path;         /* owned; NULL when nothing can be kept */
    struct buffer last; /* the newest line, so that it isn't written twice in a row */
};

/* Reads the file at path (NULL: none) and calls emit for each of its last HISTORY_LINES_MAX lines; a file
 * that has grown far beyond that is cut to them. A file that isn't there will be made, mode 0600. */
void history_file_open(struct history_file *file, const char *path,
                       void (*emit)(void *context, const char *line), void *context);

/* Adds a line, unless it is the newest already, is blank, too long, or holds a newline. True if it was added:
 * to the file where that can be written, and in any case to what counts as the newest. */
bool history_file_append(struct history_file *file, const char *line);

void history_file_close(struct history_file *file);

#endif
