/* Lines of equal height on a plane (contour.h), and the height of each written on it. */
#ifndef NABLA_VIEW_LEVEL_LINES_H
#define NABLA_VIEW_LEVEL_LINES_H

#include "view/cover.h"
#include "view/panel_axes.h"

struct level_lines {
    const struct axes *axes;
    const double *values; /* [rows][columns]: contour.h */
    int columns, rows;
    const double *levels; /* [count] */
    int count;
    struct stroke stroke;
    struct ink (*under)(const void *context, double level); /* the plane's colour at that height */
    const void *context;
};

/* The lines; then, on each that is long enough and where it hides nothing of what cover knows, its number. The lines
 * and the numbers are covered afterwards. */
void level_lines_draw(const struct level_lines *lines, struct cover *cover);

#endif
