/* The way of a network's parameters through the space of all of them, update by update, for the surface panel.
 * It is about the past, so it is no part of the journal: going back leaves it as it was, and what lies ahead of
 * the network then is cut off when it sets out anew. */
#ifndef NABLA_APP_WAY_H
#define NABLA_APP_WAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/network.h"

enum {
    WAY_POINTS_MAX = 256,
    WAY_POINTS_LEAST = 16,    /* where fewer fit, none are kept */
    WAY_NUMBERS_MAX = 1 << 20 /* of all points together */
};

struct way {
    const struct network *network; /* whose way it is: only compared. NULL: nothing is kept */
    size_t numbers;                /* of a point: the network's param_count */
    size_t count, room;
    uint64_t stride;     /* updates from one point to the next, at least */
    uint64_t *iteration; /* [count] updates done at each point, rising; owned */
    float *param;        /* [count][numbers]; owned */
};

/* The updates until the next point is due; UINT64_MAX where none are kept of so large a network. */
uint64_t way_due(const struct way *way, const struct network *network, uint64_t iteration);

/* The network has these parameters [param_count] after so many updates. Points of later updates go, and all of
 * another network's. way_add adds the point; way_note only where one is due. When there is no room for another,
 * those nearest to their neighbours go. */
void way_add(struct way *way, const struct network *network, const double *param, uint64_t iteration);
void way_note(struct way *way, const struct network *network, const double *param, uint64_t iteration);

/* How many of its points lie at or before this update; 0 for another network. */
size_t way_count(const struct way *way, const struct network *network, uint64_t iteration);
const float *way_point(const struct way *way, size_t i); /* [numbers], borrowed */

void way_finish(struct way *way); /* it is empty afterwards */

#endif
