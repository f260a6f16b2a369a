/* The surface panel's parts, and what they share while one picture is drawn. */
#ifndef NABLA_VIEW_PANEL_SURFACE_H
#define NABLA_VIEW_PANEL_SURFACE_H

#include "nn/landscape.h"
#include "view/cover.h"
#include "view/panel.h"
#include "view/panel_axes.h"

enum { SURFACE_LEVELS_MAX = 16, SURFACE_NEAR = 3, SURFACE_WAYS_MAX = LEARNING_RUNS_MAX + 1 };

/* A line on the plane: the way that the network came, or that a race's runner took. */
struct surface_way {
    double *xy; /* [count] x and y: numbers, then units; owned */
    size_t count;
    const char *label;              /* of the runner, borrowed; NULL: it is the network's own */
    char name[LEARNING_LABEL_SIZE]; /* what of it tells this runner from the others */
    int line;                       /* of the runner in the loss panel, whose colour and form it has */
    struct box label_box;           /* width 0: there is no room for it */
};

struct surface {
    const struct panel_place *place;
    const struct session *session;
    const struct network *network;

    /* What the plane's directions are. */
    struct landscape_axes axes_of;
    bool is_random; /* two directions through all weights; else two parameters, named so: */
    char name[2][64];
    double *directions; /* u and v; owned */
    double at[2];       /* where the network stands on the plane */

    /* Over which samples. */
    struct landscape_samples samples;
    uint32_t *order;      /* owned; NULL for the pair that was typed */
    size_t samples_there; /* of which some are taken */

    struct axes axes;
    struct plane plane;
    struct plane near;                 /* SURFACE_NEAR x SURFACE_NEAR points around `at` */
    const double *cost;                /* [cells] of the plane */
    const double *near_cost;           /* [SURFACE_NEAR * SURFACE_NEAR] */
    double low, high;                  /* on the plane, where it is finite */
    bool is_log;                       /* heights are told apart by their logarithm */
    double levels[SURFACE_LEVELS_MAX]; /* of the contour lines, rising */
    int level_count;
    struct surface_way ways[SURFACE_WAYS_MAX]; /* the network's own is the last */
    size_t way_count;
    struct cover cover; /* where on the plane nothing else should be written, while it is drawn */
};

/* Which directions, and which samples; false, with the reason, where there can be no surface. */
bool surface_choose(struct surface *surface, struct error *error);
bool surface_find_samples(struct surface *surface, struct error *error);

/* The lines on it; how far from 0 the plane reaches, for them and for the network to lie on it, in round steps so
 * that it stands still while they move. */
void surface_find_ways(struct surface *surface);
double surface_reach(const struct surface *surface);
void surface_place_ways(struct surface *surface);
void surface_draw_ways(const struct surface *surface);
void surface_finish_ways(struct surface *surface);

/* How large the grid is and how many samples are taken, for the axes' box. */
void surface_divide(struct surface *surface);
void surface_ask(struct surface *surface, double **own); /* cost, near_cost; own: memory_free it */

/* low, high, levels. False where no cost on the plane is a finite number. */
bool surface_find_levels(struct surface *surface);

/* The present cost, and the direction in which it falls fastest, as long as the slope is steep there. */
double surface_cost(const struct surface *surface);
void surface_downhill(const struct surface *surface, double *x, double *y);

void surface_finish(struct surface *surface);

#endif
