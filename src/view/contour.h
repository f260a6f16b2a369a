/* Lines of equal height: marching squares. Source: Lorensen and Cline 1987, in two dimensions; where a
 * square has two ways to join its four crossings, the mean of its corners decides. */
#ifndef NABLA_VIEW_CONTOUR_H
#define NABLA_VIEW_CONTOUR_H

#include <stdbool.h>
#include <stddef.h>

/* A line of count points, x y each, in cells from the top left: the middle of the first cell is 0.5 0.5. A
 * closed one ends where it began. Borrowed while the call lasts. */
typedef void contour_line(void *context, const double *xy, size_t count);

/* All lines along which values[rows][columns], the numbers in the middle of each cell, pass through the
 * level; up to the outer edge of the cells. Squares with a corner that isn't finite have none. columns, rows
 * > 1. */
void contour_trace(const double *values, int columns, int rows, double level, contour_line *line,
                   void *context);

#endif
