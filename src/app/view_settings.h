/* How the session is shown: which panels, in which theme, how large. No part of the journal: going back changes
 * numbers, not the window. */
#ifndef NABLA_APP_VIEW_SETTINGS_H
#define NABLA_APP_VIEW_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

enum {
    VIEW_PANELS_MAX = 6, /* at once */
    VIEW_ROWS_MAX = 16,  /* panels that there are */
    VIEW_CLASSES_MAX = 4096
};

#define VIEW_ZOOM_MIN 1.0
#define VIEW_ZOOM_MAX 3.0

/* A panel that `view` can pick. To add one: its line in view_settings.c, and the rest as view/panel.h says. */
struct view_panel {
    const char *name;
    const char *title;          /* N_("what it shows") */
    const char *const *options; /* words behind its name ("view loss log"), the usual one first, ended by NULL;
                                   or NULL */
};

struct view {
    bool is_auto;                                     /* the scene picks what fits the moment */
    const struct view_panel *panels[VIEW_PANELS_MAX]; /* [count], in this order; borrowed */
    size_t count;
    size_t option[VIEW_ROWS_MAX]; /* of each row of the list of panels: which of its options */
    int chosen_class;             /* that a click in `boundary` adds a sample of; from 1 */
    const char *theme;            /* one of view_theme_at */
    double zoom;                  /* VIEW_ZOOM_MIN .. VIEW_ZOOM_MAX */
    bool is_presenting;           /* for a projector: large type, few digits */
    bool has_motion;              /* what flows along the edges is shown flowing */
};

/* The panels of a first lesson, dark, zoom 1. */
void view_init(struct view *view);

/* The i-th; NULL behind the last. */
const struct view_panel *view_panel_at(size_t i);
const char *view_theme_at(size_t i);

/* Whether `view PANEL OPTION` is in force; option: a word of the panel's row. */
bool view_has_option(const struct view *view, const char *panel, const char *option);

/* Reads "auto", or panels, each with an option behind it where it has some: all that is shown from now on. False,
 * and nothing changed, if it can't be. */
bool view_pick(struct view *view, const char *words, struct error *error);

/* Writes what view_pick reads. */
void view_put(const struct view *view, struct buffer *out);

#endif
