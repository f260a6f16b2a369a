/* What drawlist.c keeps and drawlist_dump.c prints; not for panels. */
#ifndef NABLA_VIEW_DRAWLIST_RECORD_H
#define NABLA_VIEW_DRAWLIST_RECORD_H

#include <stdint.h>

/* A place that answers to the mouse: a box, or what is at most reach away from a line (a disc is a line
 * of no length). Lengths in 1/256 pixels; all members 32 bits wide. */
struct hit_area {
    int32_t kind, layer, row, column;
    int32_t text; /* where it starts in the list's text, ended by a 0; -1: none */
    int32_t x, y, x2, y2;
    int32_t reach; /* -1: a box */
    int32_t clip[4];
};

#endif
