/* The scene: everything that the window shows, as one draw list. It holds no state and reads no clock: the
 * same session and options give the same list. */
#ifndef NABLA_VIEW_SCENE_H
#define NABLA_VIEW_SCENE_H

#include <stdbool.h>

#include "app/session.h"
#include "base/buffer.h"
#include "view/drawlist.h"

enum { SCENE_HOVER_TEXT_SIZE = 64 };

struct scene_cache;

/* What the mouse is over. It owns its texts (hit.text is NULL), so it may be kept from picture to picture. */
struct scene_hover {
    bool is_on;
    struct hit hit;
    char text[SCENE_HOVER_TEXT_SIZE];
    char panel[SCENE_HOVER_TEXT_SIZE]; /* the name of the one it is in, or "" */
};

/* A number that the mouse is about to change. */
struct scene_change {
    bool is_on;
    struct cell cell;
    double value; /* that it will have */
};

/* A line of the list of keys. */
struct scene_key {
    const char *sign, *help; /* N_("...") */
    bool is_panel;           /* it brings a panel */
};

enum { SCENE_KEYS_MAX = 32 };

struct scene_options {
    double width, height; /* units: what drawlist_begin was given */
    struct scene_hover hover;
    struct scene_change change;
    const struct scene_key *keys; /* [key_count], a list that lies over everything; NULL: none. Borrowed */
    size_t key_count;
    double phase;              /* of what flows along the edges: 0..1 is the way from one arrow to the next */
    struct scene_cache *cache; /* of what is long to compute; NULL: it is computed each time (scene_cache.h) */
};

/* Draws into a list that drawlist_begin has just emptied. Any size works; below about 400 x 260 units parts
 * are left out. */
void scene_draw(const struct session *session, const struct scene_options *options, struct drawlist *list);

/* The colours that the session asks for. */
const struct theme *scene_theme(const struct session *session);

/* The names of the panels that are shown now, as many as were picked; some may have no room. */
size_t scene_panels(const struct session *session, const char *names[VIEW_PANELS_MAX]);

/* Whether the picture depends on options->phase: something flows. */
bool scene_moves(const struct session *session);

/* Looks up what lies under that pixel of a picture. True when that is something else than before, so that a
 * new picture is due. */
bool scene_hover_at(struct scene_hover *hover, const struct drawlist *list, double x_px, double y_px);

/* The number that a hit stands for: what a click on it selects. False where it stands for none, as for a
 * panel or a command. The hit's text is read, so pass what drawlist_hit gave. */
bool scene_hit_cell(const struct session *session, const struct hit *hit, struct cell *cell);

#endif
