/* Round numbers along an axis, linear or logarithmic, and curves inside axes (panel_axes.h). */
#ifndef NABLA_VIEW_PLOT_H
#define NABLA_VIEW_PLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "view/look.h"
#include "view/panel.h"

struct axes;

/* ---- numbers ---- */

enum { TICKS_MAX = 40 };

struct scale {
    double low, high; /* the numbers at its ends, low < high; a logarithmic one has low > 0 */
    double length;    /* units on the screen */
    bool is_upwards;
    bool is_log;
    bool is_whole; /* only whole numbers have a meaning, as for epochs; not with is_log */
};

struct ticks {
    size_t count;
    double value[TICKS_MAX];
    char text[TICKS_MAX][LOOK_NUMBER_SIZE]; /* "0.05", "10⁻⁷" */
    double width;                           /* of the widest text */
};

/* As many numbers as stand apart: 1, 2 or 5 times a power of ten from one to the next; where the scale is logarithmic
 * 1, 2 and 5, then powers of ten alone, then every second, fifth ... of them. */
void ticks_find(const struct panel_place *place, const struct scale *scale, struct ticks *ticks);

/* How far value is from low to high: 0..1 between them. NAN where a logarithm has no place for it. */
double scale_share(double low, double high, bool is_log, double value);

/* Numbers for the ends of a logarithmic axis: the 1, 2 or 5 times a power of ten around low..high, at least a decade
 * apart. 0 < low <= high. */
void scale_round_log(double *low, double *high);

/* ---- curves ---- */

/* A line through count points; a point that isn't finite, or has no place on a logarithm, leaves a gap. Where there
 * are more points than the screen has places, each place shows the least and the greatest of its points. What lies
 * outside the axes is cut off. x[] ascends. */
void plot_curve(const struct axes *axes, const double *x, const double *y, size_t count, struct stroke stroke);

/* y = f(x) from edge to edge. At the jump (NAN: none) the line is broken. */
void plot_function(const struct axes *axes, double (*f)(const void *context, double x), const void *context,
                   double jump, struct stroke stroke);

enum { PLOT_LABELS_MAX = 64 };

/* Moves the y of count <= PLOT_LABELS_MAX labels apart, so that neighbours are at least gap from each other, each as
 * little as can be, and all within low..high, or from low on where there is no room; their order stays. */
void plot_spread(double *y, size_t count, double gap, double low, double high);

#endif
