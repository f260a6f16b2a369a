#include "view/panel_axes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "view/look.h"
#include "view/plot.h"

#define LEAST_SIDE 40   /* a smaller plane says nothing */
#define NAME_HIGH 1.35  /* sizes of type: the row of an axis' name, off its numbers */
#define TICK_RIM 0.4    /* sizes of type: the number of a corner stays so far within the plane */
#define NUMBER_OVER 0.6 /* sizes of type: the number below a plane's right end may reach so far beyond it */
#define FILL_LEAST 2.0  /* units: the side of a cell */
#define FILL_MAX 30000  /* cells */

double axes_x(const struct axes *axes, double x)
{
    return axes->box.x + scale_share(axes->left, axes->right, axes->numbers & AXES_LOG_X, x) * axes->box.width;
}

double axes_y(const struct axes *axes, double y)
{
    return axes->box.y + scale_share(axes->top, axes->bottom, axes->numbers & AXES_LOG_Y, y) * axes->box.height;
}

double axes_nice(double value)
{
    double power = pow(10, floor(log10(value))), share = value / power;
    return power * (share <= 1.0000001 ? 1 : share <= 2.0000001 ? 2 : share <= 5.0000001 ? 5 : 10);
}

/* ---- numbers along an axis ---- */

static void find_ticks(const struct axes *axes, double length, bool is_upwards, struct ticks *ticks)
{
    ticks_find(axes->place,
               &(struct scale){.low = is_upwards ? axes->bottom : axes->left,
                               .high = is_upwards ? axes->top : axes->right,
                               .length = length,
                               .is_upwards = is_upwards,
                               .is_log = axes->numbers & (is_upwards ? AXES_LOG_Y : AXES_LOG_X),
                               .is_whole = axes->numbers & (is_upwards ? AXES_WHOLE_Y : AXES_WHOLE_X)},
               ticks);
}

/* ---- where the plane lies ---- */

static double text_width(const struct axes *axes, const char *text, bool bold)
{
    return drawlist_text_width(axes->place->list, text, axes->place->type.small, bold);
}

/* Left of the plane: the numbers. */
static double gutter(const struct axes *axes, double height)
{
    struct ticks ticks;
    if (axes->bare & AXES_BARE_Y)
        return 0;
    find_ticks(axes, height, true, &ticks);
    return ticks.width + 0.6 * axes->place->type.small;
}

/* The row that an axis' name has to itself, so that no number makes way for it: above or below the plane. */
static double row_of(const struct axes *axes, const char *name, unsigned bare)
{
    return *name && !(axes->bare & bare) ? NAME_HIGH * axes->place->type.small : 0;
}

static void widen(double *low, double *high, double factor)
{
    double middle = (*low + *high) / 2, half = (*high - *low) / 2 * factor;
    *low = middle - half;
    *high = middle + half;
}

bool axes_fit(struct axes *axes, struct box room, enum axes_shape shape)
{
    double above = row_of(axes, axes->y_name, AXES_BARE_Y), below = row_of(axes, axes->x_name, AXES_BARE_X);
    below += axes->bare & AXES_BARE_X ? 0 : 1.7 * axes->place->type.small;
    double asked[4] = {axes->left, axes->right, axes->bottom, axes->top};
    axes->box = room;
    axes->name_x = room.x;
    axes->box.y = room.y + above;
    axes->box.height = room.height - above - below;
    for (int pass = 0; pass < 2; pass++) { /* a wider range may have wider numbers */
        double beside = gutter(axes, fmax(1, axes->box.height));
        axes->box.x = room.x + beside;
        axes->box.width = room.width - beside;
        if (axes->box.width < LEAST_SIDE || axes->box.height < LEAST_SIDE)
            return false;
        axes->left = asked[0];
        axes->right = asked[1];
        axes->bottom = asked[2];
        axes->top = asked[3];
        double across = axes->box.width / (axes->right - axes->left);
        double up = axes->box.height / (axes->top - axes->bottom);
        if (shape == AXES_WIDEN && across > up)
            widen(&axes->left, &axes->right, across / up);
        else if (shape == AXES_WIDEN)
            widen(&axes->bottom, &axes->top, up / across);
    }
    return true;
}

/* ---- a grid of numbers ---- */

/* The cells whose middles lie around at, and how far it is from the first to the second. */
static double neighbours(double at, int count, int *first, int *second)
{
    double place = at * count - 0.5; /* asked for at each cell of a picture: no calls */
    place = place < 0 ? 0 : place > count - 1 ? count - 1 : place;
    *first = (int)place;
    *second = *first + 1 < count ? *first + 1 : *first;
    return place - *first;
}

double grid_between(const double *values, int columns, int rows, double across, double down)
{
    int left, right, top, bottom;
    double x = neighbours(across, columns, &left, &right), y = neighbours(down, rows, &top, &bottom);
    double above = values[top * columns + left] * (1 - x) + values[top * columns + right] * x;
    double below = values[bottom * columns + left] * (1 - x) + values[bottom * columns + right] * x;
    return above * (1 - y) + below * y;
}

void axes_fill(const struct axes *axes, struct ink (*at)(const void *context, double across, double down),
               const void *context)
{
    const struct box *box = &axes->box;
    double side = fmax(FILL_LEAST, sqrt(box->width * box->height / FILL_MAX));
    size_t columns = (size_t)ceil(box->width / side), rows = (size_t)ceil(box->height / side);
    struct ink *inks = memory_new(columns * rows, sizeof *inks);
    for (size_t i = 0; i < columns * rows; i++) {
        size_t column = i % columns, row = i / columns;
        inks[i] = at(context, ((double)column + 0.5) / (double)columns, ((double)row + 0.5) / (double)rows);
    }
    drawlist_cells(axes->place->list, box->x, box->y, box->width, box->height, columns, rows, inks);
    memory_free(inks);
}

/* ---- drawing ---- */

void axes_grid(const struct axes *axes)
{
    struct drawlist *list = axes->place->list;
    const struct box *box = &axes->box;
    struct ticks ticks;
    for (int i = 0; i < 2; i++) {
        bool is_upwards = i == 1;
        double span = is_upwards ? axes->top - axes->bottom : axes->right - axes->left;
        if (axes->bare & (is_upwards ? AXES_BARE_Y : AXES_BARE_X))
            continue;
        find_ticks(axes, is_upwards ? box->height : box->width, is_upwards, &ticks);
        for (size_t k = 0; k < ticks.count; k++) {
            bool is_zero = fabs(ticks.value[k]) < 1e-12 * span;
            struct ink line = is_zero ? ink_mix(ink(ROLE_GRID), ROLE_NODE_LINE, 0.6) : ink(ROLE_GRID);
            double x = axes_x(axes, ticks.value[k]), y = axes_y(axes, ticks.value[k]);
            if (is_upwards)
                drawlist_rule(list, box->x, y, box->x + box->width, y, line);
            else
                drawlist_rule(list, x, box->y, x, box->y + box->height, line);
        }
    }
}

static void draw_text(const struct axes *axes, double x, double y, const char *text, enum text_align align,
                      bool is_name)
{
    drawlist_text(axes->place->list, x, y, text,
                  (struct text_style){.size = axes->place->type.small,
                                      .ink = ink(is_name ? ROLE_TEXT : ROLE_TEXT_DIM),
                                      .bold = is_name,
                                      .align = align,
                                      .middle = true});
}

static void draw_below(const struct axes *axes)
{
    const struct box *box = &axes->box;
    double size = axes->place->type.small, y = box->y + box->height, middle = y + 1.05 * size;
    struct ticks ticks;
    find_ticks(axes, box->width, false, &ticks);
    for (size_t i = 0; i < ticks.count; i++) {
        double x = axes_x(axes, ticks.value[i]), half = text_width(axes, ticks.text[i], false) / 2;
        drawlist_rule(axes->place->list, x, y, x, y + 0.3 * size, ink(ROLE_TEXT_DIM));
        double most = box->x + box->width + NUMBER_OVER * size - half;
        draw_text(axes, fmin(x, most), middle, ticks.text[i], ALIGN_CENTRE, false);
    }
    draw_text(axes, box->x + box->width, middle + NAME_HIGH * size, axes->x_name, ALIGN_RIGHT, true);
}

/* The name begins where the numbers do, and may reach over the plane. */
static void draw_beside(const struct axes *axes)
{
    const struct box *box = &axes->box;
    double size = axes->place->type.small, x = box->x - 0.5 * size, lowest = box->y + box->height - 0.1 * size;
    double highest = box->y + TICK_RIM * size;
    double name = text_width(axes, axes->y_name, true);
    struct ticks ticks;
    find_ticks(axes, box->height, true, &ticks);
    for (size_t i = 0; i < ticks.count; i++) {
        double y = axes_y(axes, ticks.value[i]);
        drawlist_rule(axes->place->list, box->x - 0.3 * size, y, box->x, y, ink(ROLE_TEXT_DIM));
        draw_text(axes, x, fmax(fmin(y, lowest), highest), ticks.text[i], ALIGN_RIGHT, false);
    }
    draw_text(axes, fmax(x, axes->name_x + name), box->y - 0.85 * size, axes->y_name, ALIGN_RIGHT, true);
}

void axes_frame(const struct axes *axes)
{
    const struct box *box = &axes->box;
    drawlist_rectangle(axes->place->list, box->x, box->y, box->width, box->height, 0, INK_NONE,
                       stroke_solid(ink_mix(ink(ROLE_PANEL_BORDER), ROLE_NODE_LINE, 0.5), 1));
    if (!(axes->bare & AXES_BARE_X))
        draw_below(axes);
    if (!(axes->bare & AXES_BARE_Y))
        draw_beside(axes);
}
