/* Panels: each turns the session into draw records inside its box, and nothing else.
 *
 * To add one, a line in each of these:
 *   app/view_settings.c  its name, its title, the words that may stand behind its name
 *   panel.h              its prototype, below
 *   panel.c              its row: how much room it needs, and its function
 * and the file panel_NAME.c. It draws with roles and with the sizes of place->type, writes texts with _("..."), shows
 * a number through look.h, and gives what has a number a hit place. Its card is drawn already. There may be no
 * network (session->tape.network is NULL), and its box may be smaller than panel.c asks for. */
#ifndef NABLA_VIEW_PANEL_H
#define NABLA_VIEW_PANEL_H

#include <stdbool.h>

#include "app/session.h"
#include "view/drawlist.h"
#include "view/layout.h"
#include "view/scene.h"

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
    FORM_FROZEN = 32,
    FORM_BREAKPOINT = 64,
    FORM_NOT_FINITE = 128,
    FORM_WHY = 256, /* a path of the chain rule */
    FORM_BREAKPOINT_OFF = 512,
    FORM_FACTOR = 1024, /* what such a path multiplies there */
    FORM_SIGNS = 2048   /* above and below 0 are colours of something else than weights */
};

struct panel_place {
    const struct session *session;
    const struct scene_options *options;
    struct drawlist *list;
    struct box box;
    struct type type;
    unsigned *forms;     /* enum form, gathered while drawing */
    size_t first_record; /* of the list: from here on the legend explains what was drawn */
};

struct panel {
    const char *name;
    double weight;                    /* its share of the window beside others: the larger, the more */
    double aspect;                    /* width by height that suits it best */
    double least_width, least_height; /* that it needs, in sizes of type */
    void (*draw)(const struct panel_place *place);
};

/* The i-th that can be picked; NULL behind the last. */
const struct panel *panel_at(size_t i);
const struct panel *panel_find(const char *name); /* NULL when there is none */

/* A heading at the top of the card, at its right end a remark (or NULL) as far as there is room, and the box that
 * is left beneath, inside the padding. */
struct box panel_heading(const struct panel_place *place, const char *text, const char *remark);

/* Whether it has about the window for itself, and so room for large type. */
bool panel_is_alone(const struct panel_place *place);

void panel_status_draw(const struct panel_place *place); /* these two are always there */
void panel_legend_draw(const struct panel_place *place);
void panel_lesson_draw(const struct panel_place *place);     /* while a lesson runs */
double panel_lesson_height(const struct panel_place *place); /* what it needs, at its box's width */
void panel_watched_draw(const struct panel_place *place);    /* as long as it has anything to show */
bool panel_watched_has_any(const struct session *session);

void panel_net_draw(const struct panel_place *place);
void panel_formula_draw(const struct panel_place *place);
void panel_curve_draw(const struct panel_place *place);
void panel_loss_draw(const struct panel_place *place);
void panel_boundary_draw(const struct panel_place *place);
void panel_surface_draw(const struct panel_place *place);
void panel_map_draw(const struct panel_place *place);
void panel_flow_draw(const struct panel_place *place);
void panel_values_draw(const struct panel_place *place);
void panel_data_draw(const struct panel_place *place);
void panel_collapse_draw(const struct panel_place *place);

#endif
