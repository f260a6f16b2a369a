/* Panels: each turns the session into draw records inside its box, and nothing else.
 *
 * To add one: a file panel_NAME.c with `void panel_NAME_draw(const struct panel_place *place)`, its line here,
 * its row in scene.c. It draws with roles and with the sizes of place->type, writes texts with _("..."), shows
 * a number through look.h, and gives what has a number a hit place. */
#ifndef NABLA_VIEW_PANEL_H
#define NABLA_VIEW_PANEL_H

#include <stdbool.h>

#include "app/session.h"
#include "view/drawlist.h"
#include "view/scene.h"

struct box {
    double x, y, width, height; /* units */
};

/* Text sizes and the unit of space, by the size of the window. */
struct type {
    double scale; /* 1 at 1280 x 800; lines and distances that are no text go with it */
    double small, label, value, formula, title;
    double space; /* the padding inside a panel */
};

/* Forms that a colour alone doesn't tell; the legend explains those that were drawn. */
enum form {
    FORM_WIDTH = 1,        /* an edge's width */
    FORM_CURVE = 2,        /* the activation in a node */
    FORM_FLOW_FORWARD = 4, /* arrows along the edges */
    FORM_FLOW_BACKWARD = 8,
    FORM_OLD_AND_NEW = 16, /* 0.4 -> 0.36 */
    FORM_FROZEN = 32
};

struct panel_place {
    const struct session *session;
    const struct scene_options *options;
    struct drawlist *list;
    struct box box;
    struct type type;
    unsigned *forms; /* enum form, gathered while drawing */
};

enum placing { PLACE_TOP, PLACE_MAIN, PLACE_BENEATH, PLACE_BOTTOM };

struct panel {
    const char *name;
    const char *title; /* N_("...") */
    enum placing placing;
    void (*draw)(const struct panel_place *place);
};

/* The i-th panel in the order of drawing; NULL behind the last. */
const struct panel *panel_at(size_t i);

void panel_status_draw(const struct panel_place *place);
void panel_net_draw(const struct panel_place *place);
void panel_formula_draw(const struct panel_place *place);
void panel_legend_draw(const struct panel_place *place);

#endif
