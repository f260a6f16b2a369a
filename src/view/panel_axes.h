/* A rectangle of a plane inside a panel, with numbers along its axes; and what the panels that draw into one
 * have in common: marks told apart by form and colour, a key, a sentence where there is nothing to draw, a
 * tooltip. */
#ifndef NABLA_VIEW_PANEL_AXES_H
#define NABLA_VIEW_PANEL_AXES_H

#include <stdbool.h>
#include <stddef.h>

#include "view/panel.h"

struct axes {
    const struct panel_place *place;
    struct box box; /* of the plane itself: the numbers stand left of it and below, the names behind them */
    double left, right, bottom, top; /* the numbers at its edges */
    const char *x_name, *y_name;     /* borrowed; "" for none */
    double name_x;                   /* y_name begins there at the earliest; axes_fit finds it */
    unsigned bare;                   /* AXES_BARE_X, AXES_BARE_Y: no numbers and no name along it */
    unsigned numbers;                /* AXES_LOG_X ... */
};

enum { AXES_BARE_X = 1, AXES_BARE_Y = 2 };

/* Logarithmic (with AXES_FREE, and both ends above 0); only whole numbers. */
enum { AXES_LOG_X = 1, AXES_LOG_Y = 2, AXES_WHOLE_X = 4, AXES_WHOLE_Y = 8 };

enum axes_shape {
    AXES_FREE, /* the plane fills its room */
    AXES_WIDEN /* the same, and one unit is as long across as up: more of the plane is shown than was asked for */
};

/* Finds the plane's place in room, whose numbers and names stand inside it too; left, right, bottom, top and
 * the names are set. False if there is no room for a plane that says anything. */
bool axes_fit(struct axes *axes, struct box room, enum axes_shape shape);

double axes_x(const struct axes *axes, double x);
double axes_y(const struct axes *axes, double y);

void axes_grid(const struct axes *axes);  /* lines inside, at the numbers; those of 0 are stronger */
void axes_frame(const struct axes *axes); /* the outline, the numbers and names */

/* Fills the plane with small cells: at(context, across, down) is the ink at 0..1 of the way from its left,
 * its top. */
void axes_fill(const struct axes *axes, struct ink (*at)(const void *context, double across, double down),
               const void *context);

/* values[rows][columns] belong to the middles of equal cells; what lies between them, in proportion. NAN
 * next to one. */
double grid_between(const double *values, int columns, int rows, double across, double down);

/* The least 1, 2 or 5 times a power of ten that is not below value; value > 0. */
double axes_nice(double value);

/* ---- marks ---- */

enum { MARK_FORMS = 8 };

/* The ink of a class, and its form, which tells the first 64 classes apart together with it. */
struct ink mark_ink(int class);
void mark_draw(struct drawlist *list, double x, double y, double radius, int class, struct ink fill,
               struct stroke outline);

/* ---- a key ---- */

enum { KEY_RING = -1, KEY_WORDS = -2, KEY_LINE = -3 };

struct key_item {
    int mark; /* a class's form, or a ring, a line (both drawn with outline), a text alone */
    struct ink fill;
    struct stroke outline;
    const char *text;
    const char *command; /* what a click on it runs, or NULL */
    bool is_chosen;      /* underlined */
};

double key_width(const struct panel_place *place, const struct key_item *items, size_t count);

/* From x on, in a row whose middle is y; what reaches beyond right is left out. */
void key_draw(const struct panel_place *place, double x, double y, double right, const struct key_item *items,
              size_t count);

/* A scale of colours beside what it explains, the low end at the bottom, and the numbers at low, high and,
 * where it lies between them, at mark. at(context, value) is the ink of a value. */
struct colour_bar {
    double low, high, mark; /* mark: NAN for none */
    const char *name;
    struct ink (*at)(const void *context, double value);
    const void *context;
};

double colour_bar_width(const struct panel_place *place, const struct colour_bar *bar);
void colour_bar_draw(const struct panel_place *place, const struct colour_bar *bar, struct box box);

/* The mark of a number at y, inside a bar whose left edge is x: beside it, it would look like a minus sign. */
void colour_bar_tick(const struct panel_place *place, double x, double y);

/* ---- words ---- */

/* A sentence in the middle of the box, broken into lines; how high they are in that width. */
double panel_sentence_height(const struct panel_place *place, double width, const char *text);
void panel_sentence(const struct panel_place *place, struct box box, const char *text);

enum { TIP_LINES_MAX = 8 };

struct tip_line {
    char name[64], number[48];
    struct ink ink; /* of the number */
};

/* A card beside the point, over everything, inside the window. */
void panel_tip(const struct panel_place *place, double x, double y, const char *title,
               const struct tip_line *lines, size_t count);

#endif
