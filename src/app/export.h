/* Exports: the work in a format that other programs read. A format is one src/app/export_NAME.c and its row. */
#ifndef NABLA_APP_EXPORT_H
#define NABLA_APP_EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "app/recorded.h"
#include "app/session.h"
#include "base/buffer.h"
#include "base/error.h"

enum { EXPORT_ENDINGS_MAX = 2, EXPORT_PIXELS_MAX = 8192, EXPORT_SECONDS_MAX = 60 };

struct export_format;

/* One export under way. */
struct export
{
    const struct export_format *format;
    char *path;    /* owned */
    char *options; /* what stands behind the file's name, one blank between words; "" for nothing; owned */
    struct buffer out;
    struct recorded recorded; /* of a format with a step function */
    int width_px, height_px;  /* of its pictures */
    int seconds;              /* that each is shown */
    struct view view;         /* what they show */
    void *own;                /* the format's own, freed by its end */
};

enum { EXPORT_NEEDS_NET = 1, EXPORT_NEEDS_DATA = 2 };

struct export_format {
    const char *name;
    const char *endings[EXPORT_ENDINGS_MAX]; /* of file names: ".tex"; NULL behind the last */
    const char *title;                       /* N_("what is written, what for") */
    const char *options;                     /* as in a usage line: "[WIDTHxHEIGHT] [PANEL ...]"; NULL: none */
    unsigned needs;

    /* Reads the options and writes all of it, or what stands before the steps, into export->out. */
    bool (*begin)(struct session *session, struct export *export, struct error *error);

    /* Where its begin has found recorded steps (export->recorded): called for each of them, the session being as it
     * was then; and what stands behind them. NULL for a format that never does. */
    bool (*step)(struct session *session, struct export *export, size_t i, struct error *error);
    bool (*finish)(struct session *session, struct export *export, struct error *error);

    void (*end)(struct export *export); /* frees export->own; NULL where there is nothing */
};

/* How to add a format: a row beside its functions in export_NAME.c, its name here and in export.c's list. */
extern const struct export_format export_json, export_csv, export_pytorch, export_png, export_svg, export_gif,
    export_html, export_latex;

/* NULL behind the last. */
const struct export_format *export_format_at(size_t i);
const char *export_format_name(size_t i);

/* That whose ending the file's name has; NULL for none. */
const struct export_format *export_format_of_file(const char *path);

/* Takes "WIDTHxHEIGHT" and panels from the options, both of which may be missing, into the export; the next word
 * that is neither is an error. count, unless NULL, takes a number of steps that stands before them; then "4s", the
 * seconds that each is shown, may stand there, too. */
bool export_read_picture(struct session *session, struct export *export, size_t *count, struct error *error);

/* The options are one number of steps, 1 .. RECORDED_MAX, or nothing, which leaves *count. */
bool export_read_count(const struct export *export, size_t *count, struct error *error);

/* Draws the scene as the export wants it. */
bool export_draw(struct session *session, const struct export *export, enum picture_kind picture,
                 struct buffer *out, struct error *error);

/* Starts an export; RUN_BUSY where steps are drawn one by one. Takes path and options. */
enum run export_start(struct session *session, const struct export_format *format, char *path, char *options,
                      struct error *error);

#endif
