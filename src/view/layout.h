/* Dividing a box among panels: cut in two, sideways or downwards, again and again, their order kept, so that each
 * gets its share and a shape that suits it. The same wishes in the same box give the same division. */
#ifndef NABLA_VIEW_LAYOUT_H
#define NABLA_VIEW_LAYOUT_H

#include <stddef.h>

struct box {
    double x, y, width, height; /* units */
};

struct layout_wish {
    double weight;       /* its share beside others: the larger, the more; > 0 */
    double aspect;       /* width by height that suits it best; > 0 */
    double least_width;  /* below these it can't be read */
    double least_height; /* units */
};

enum { LAYOUT_MAX = 8 };

/* Divides box among the first of count <= LAYOUT_MAX wishes, as many as can be read (at least one), with gaps
 * between them. Fills boxes[] and returns how many that are; 0 only for a count of 0. */
size_t layout_divide(const struct layout_wish *wishes, size_t count, struct box box, double gap,
                     struct box boxes[]);

#endif
