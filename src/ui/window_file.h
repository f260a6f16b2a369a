/* What is remembered of the window from one session to the next: its size, panels, theme and zoom, as lines of text:
 *     size 1280x800
 *     view net loss
 *     theme light */
#ifndef NABLA_UI_WINDOW_FILE_H
#define NABLA_UI_WINDOW_FILE_H

#include <stdbool.h>

#include "app/view_settings.h"
#include "base/buffer.h"

struct window_file {
    char *path;        /* owned; NULL when nothing is remembered */
    struct buffer was; /* what is in it */
    int width, height; /* of the window, in the system's points; 0: not known */
};

/* Reads the file at path into view and size. What isn't there, or can't be understood, stays as it was. */
void window_file_open(struct window_file *file, const char *path, struct view *view);

/* Writes it whole or not at all, if it would be another. Nobody is told where that can't be done. */
void window_file_save(struct window_file *file, const struct view *view);

void window_file_close(struct window_file *file);

#endif
