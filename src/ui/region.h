/* Which pixels of a picture are to be painted: squares of a grid, kept as spans, from the left, of each row of
 * squares. A picture that changes a little is painted anew only there. */
#ifndef NABLA_UI_REGION_H
#define NABLA_UI_REGION_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#define REGION_SQUARE 16 /* pixels */

/* Pixels left <= x < right, top <= y < bottom. */
struct bounds {
    int left, top, right, bottom;
};

static inline struct bounds bounds_both(struct bounds a, struct bounds b)
{
    return (struct bounds){.left = a.left > b.left ? a.left : b.left,
                           .top = a.top > b.top ? a.top : b.top,
                           .right = a.right < b.right ? a.right : b.right,
                           .bottom = a.bottom < b.bottom ? a.bottom : b.bottom};
}

/* Pixels left <= x < right of a row. Behind a row's last span stands SPAN_END, so that a search needs no count. */
struct span {
    int left, right;
};

#define SPAN_END ((struct span){INT_MAX, INT_MAX})

struct region {
    int width, height;  /* pixels */
    int rows, most;     /* rows of squares; spans that a row has room for, SPAN_END included */
    struct span *spans; /* [rows][most], apart from each other */
    size_t capacity;
};

#define REGION_EMPTY ((struct region){0})

void region_finish(struct region *region);

/* Nothing is in it, of a picture of so many pixels. */
void region_begin(struct region *region, int width, int height);

/* Adds what lies within bounds (and the rest of the squares there), or everything. */
void region_add(struct region *region, struct bounds bounds);
void region_add_all(struct region *region);

bool region_is_empty(const struct region *region);

/* Whether a pixel within bounds is in it. */
bool region_meets(const struct region *region, struct bounds bounds);

/* The same as boxes, which don't overlap: *count of them; the caller frees. */
struct bounds *region_boxes(const struct region *region, size_t *count);

/* The spans of pixel row y, 0 <= y < height. Borrowed until the next change. */
static inline const struct span *region_spans(const struct region *region, int y)
{
    return region->spans + (ptrdiff_t)(y / REGION_SQUARE) * region->most;
}

#endif
