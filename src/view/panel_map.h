/* The map panel's parts, and what they share while one picture is drawn: what the plane of a layer's inputs
 * becomes, stage by stage. */
#ifndef NABLA_VIEW_PANEL_MAP_H
#define NABLA_VIEW_PANEL_MAP_H

#include "nn/forward.h"
#include "view/panel.h"
#include "view/panel_axes.h"

enum { MAP_STAGES_MAX = 8, MAP_DIRECTIONS_MAX = 3 };

enum map_kind { MAP_INPUT, MAP_PRODUCT, MAP_SUM, MAP_ACTIVATION, MAP_LAYER };

/* One picture of the row: the plane of the inputs, or what it has become. */
struct map_stage {
    enum map_kind kind;
    int layer;      /* whose numbers these are: 0 for the network's inputs */
    int directions; /* that are drawn: 1 .. MAP_DIRECTIONS_MAX */
    int there;      /* directions that there are */
    char caption[96];
    double x, y; /* what lies in the middle of the picture: 0 unless the plane has become a speck far from it */
    double reach;       /* the largest number that is drawn, up or down from there; NAN: nothing can be drawn */
    double determinant; /* of the way from the first stage to here; NAN where it has none */
};

struct map {
    const struct panel_place *place;
    const struct session *session;
    const struct network *network;
    bool is_chain; /* the network's layers one after the other, else the parts of one layer */
    int layer;     /* whose parts */
    struct forward *forward;
    double *from;      /* the inputs that don't vary, and room for those that do: [inputs of the first stage] */
    double *z, *yhat;  /* room: of the layer, of the network */
    bool is_stacked;   /* all stages are lines, one beneath the other, so that lengths can be compared by eye */
    double facts_size; /* of the type that w, b and det are written in */
    int facts_digits;  /* and their significant digits */
    bool has_present;  /* from[] is known */
    double present[2]; /* its first two */
    struct map_stage stages[MAP_STAGES_MAX];
    int count;
};

/* Which layer, which stages; and lets go of what that took. */
void map_choose(struct map *map);
void map_finish(struct map *map);

int map_inputs(const struct map *map); /* of the first stage */

/* Where the point (s, t) of the first stage's plane is in this one: out[directions]. */
void map_point(struct map *map, const struct map_stage *stage, double s, double t,
               double out[MAP_DIRECTIONS_MAX]);

/* Onto the sheet: what has one direction lies on a line, what has three is seen at a slant. */
void map_flatten(const double point[MAP_DIRECTIONS_MAX], int directions, double *x, double *y);

/* Where the grid lies in each stage, and how far it reaches. */
void map_find_reach(struct map *map);

/* One stage in its box, its caption above. */
void map_draw_stage(struct map *map, const struct map_stage *stage, struct box box);

/* The unit vectors' inks; the unit square's by the determinant's sign. */
struct ink map_unit_ink(int i);
struct ink map_square_ink(double determinant);

/* How far the grid of the first stage goes, and from line to line. */
#define MAP_GRID 2
#define MAP_GRID_STEP 0.5

#endif
