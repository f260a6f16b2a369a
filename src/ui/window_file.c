#include "ui/window_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/xdg.h"
#include "ui/surface.h"

enum { BYTES_MAX = 65536, SIDE_MIN = 200 };

static void read_size(struct window_file *file, const char *value)
{
    int width, height;
    char end;
    if (sscanf(value, "%5dx%5d%c", &width, &height, &end) != 2 || width < SIDE_MIN || height < SIDE_MIN ||
        width > SURFACE_SIDE_MAX || height > SURFACE_SIDE_MAX)
        return;
    file->width = width;
    file->height = height;
}

static void read_theme(struct view *view, const char *value)
{
    for (size_t i = 0; view_theme_at(i); i++)
        if (strcmp(view_theme_at(i), value) == 0)
            view->theme = view_theme_at(i);
}

static void read_line(struct window_file *file, char *line, struct view *view)
{
    char *value = strchr(line, ' ');
    if (!value)
        return;
    *value++ = '\0';
    double zoom = strtod(value, NULL);
    if (strcmp(line, "size") == 0)
        read_size(file, value);
    else if (strcmp(line, "view") == 0)
        view_pick(view, value, NULL);
    else if (strcmp(line, "theme") == 0)
        read_theme(view, value);
    else if (strcmp(line, "zoom") == 0 && zoom >= VIEW_ZOOM_MIN && zoom <= VIEW_ZOOM_MAX)
        view->zoom = zoom;
    else if (strcmp(line, "motion") == 0)
        view->has_motion = strcmp(value, "off") != 0;
}

void window_file_open(struct window_file *file, const char *path, struct view *view)
{
    *file = (struct window_file){.path = memory_string(path)};
    struct stat status; /* a pipe would have to be waited for */
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || !file_read(path, BYTES_MAX, &file->was, NULL))
        return;
    char *text = memory_string(buffer_text(&file->was));
    for (char *line = text, *end; *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        read_line(file, line, view);
    }
    memory_free(text);
}

void window_file_save(struct window_file *file, const struct view *view)
{
    struct buffer text = BUFFER_EMPTY;
    if (!file->path)
        return;
    if (file->width > 0)
        buffer_printf(&text, "size %dx%d\n", file->width, file->height);
    buffer_put(&text, "view ");
    view_put(view, &text);
    buffer_printf(&text, "\ntheme %s\nzoom %g\nmotion %s\n", view->theme, view->zoom,
                  view->has_motion ? "on" : "off");
    if (strcmp(buffer_text(&text), buffer_text(&file->was)) != 0 && xdg_make_folders(file->path) &&
        file_write_atomic(file->path, text.data, text.length, NULL)) {
        buffer_clear(&file->was);
        buffer_put(&file->was, text.data);
    }
    buffer_finish(&text);
}

void window_file_close(struct window_file *file)
{
    memory_free(file->path);
    buffer_finish(&file->was);
    *file = (struct window_file){0};
}
