#include "view/plot.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "view/panel_axes.h"

enum { TICK_DIGITS = 6, FUNCTION_POINTS_MAX = 1200 };

#define APART_ACROSS 2.5 /* of the type's size: from a number to the next at least */
#define APART_UP 2.2
#define FUNCTION_STEP 1.5 /* units from one point of a function to the next */

/* ---- numbers ---- */

static void add_tick(const struct panel_place *place, double value, struct ticks *ticks)
{
    ticks->value[ticks->count] = value;
    ticks->width = fmax(ticks->width,
                        drawlist_text_width(place->list, ticks->text[ticks->count], place->type.small, false));
    ticks->count++;
}

static void fill_linear(const struct panel_place *place, const struct scale *scale, double step,
                        struct ticks *ticks)
{
    ticks->count = 0;
    ticks->width = 0;
    for (double i = ceil(scale->low / step - 1e-9);
         i * step <= scale->high + 1e-9 * step && ticks->count < TICKS_MAX; i++) {
        look_number(ticks->text[ticks->count], fabs(i) < 0.5 ? 0 : i * step, TICK_DIGITS);
        add_tick(place, i * step, ticks);
    }
}

static void find_linear(const struct panel_place *place, const struct scale *scale, struct ticks *ticks)
{
    double size = place->type.small, unit = scale->length / (scale->high - scale->low);
    double step = axes_nice((scale->is_upwards ? APART_UP : APART_ACROSS) * size / unit);
    if (scale->is_whole)
        step = fmax(1, step);
    for (int tries = 0; tries < 6; tries++, step = axes_nice(1.5 * step)) {
        fill_linear(place, scale, step, ticks);
        if (scale->is_upwards || ticks->width + 1.2 * size <= step * unit)
            return;
    }
    ticks->count = 0;
}

/* As a hand writes it: 0.002, 10⁻⁷, 2·10⁻⁷. */
static void write_power(char out[LOOK_NUMBER_SIZE], int digit, int exponent)
{
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    char plain[12];
    if (exponent >= -4 && exponent <= 4) {
        look_number(out, digit * pow(10, exponent), TICK_DIGITS);
        return;
    }
    size_t length = 0;
    if (digit > 1)
        length += (size_t)snprintf(out, LOOK_NUMBER_SIZE, "%d·", digit);
    length += (size_t)snprintf(out + length, LOOK_NUMBER_SIZE - length, "10%s", exponent < 0 ? "⁻" : "");
    snprintf(plain, sizeof plain, "%d", exponent < 0 ? -exponent : exponent);
    for (const char *at = plain; *at; at++)
        length += (size_t)snprintf(out + length, LOOK_NUMBER_SIZE - length, "%s", raised[*at - '0']);
}

/* The digits 1, 2, 5 of every power, or the power alone of every stride-th. */
static void fill_log(const struct panel_place *place, const struct scale *scale, int stride, bool has_digits,
                     struct ticks *ticks)
{
    static const int digits[] = {1, 2, 5};
    int first = (int)floor(log10(scale->low)), last = (int)floor(log10(scale->high) + 1e-9);
    ticks->count = 0;
    ticks->width = 0;
    for (int exponent = first; exponent <= last; exponent++)
        for (int i = 0; exponent % stride == 0 && i < (has_digits ? 3 : 1); i++) {
            double value = digits[i] * pow(10, exponent);
            if (value < scale->low * (1 - 1e-9) || value > scale->high * (1 + 1e-9) ||
                ticks->count == TICKS_MAX)
                continue;
            write_power(ticks->text[ticks->count], digits[i], exponent);
            add_tick(place, value, ticks);
        }
}

/* Of the digits 1, 2, 5 those that stand apart, from below; where there is no room for two numbers otherwise. */
static void thin_log(const struct panel_place *place, const struct scale *scale, double apart,
                     struct ticks *ticks)
{
    double last = -(double)INFINITY;
    size_t kept = 0;
    fill_log(place, scale, 1, true, ticks);
    for (size_t i = 0; i < ticks->count; i++) {
        double at = scale->length * scale_share(scale->low, scale->high, true, ticks->value[i]);
        if (at - last < apart)
            continue;
        last = at;
        ticks->value[kept] = ticks->value[i];
        memmove(ticks->text[kept++], ticks->text[i], sizeof ticks->text[i]);
    }
    ticks->count = kept;
}

static void find_log(const struct panel_place *place, const struct scale *scale, struct ticks *ticks)
{
    static const int strides[] = {1, 2, 5, 10, 20, 50, 100};
    const double narrowest = log10(2); /* from 1 to 2, from 5 to 10 */
    double size = place->type.small, decade = scale->length / log10(scale->high / scale->low), apart = 0;
    for (int i = -1; i < (int)(sizeof strides / sizeof *strides); i++) {
        fill_log(place, scale, i < 0 ? 1 : strides[i], i < 0, ticks);
        apart = scale->is_upwards ? APART_UP * size : fmax(APART_ACROSS * size, ticks->width + 1.2 * size);
        if (decade * (i < 0 ? narrowest : strides[i]) >= apart)
            break;
    }
    if (ticks->count < 2)
        thin_log(place, scale, apart, ticks);
}

void ticks_find(const struct panel_place *place, const struct scale *scale, struct ticks *ticks)
{
    if (scale->is_log)
        find_log(place, scale, ticks);
    else
        find_linear(place, scale, ticks);
}

double scale_share(double low, double high, bool is_log, double value)
{
    if (!is_log)
        return (value - low) / (high - low);
    return value > 0 ? log(value / low) / log(high / low) : (double)NAN;
}

/* The greatest 1, 2 or 5 times a power of ten that is not above value. */
static double round_down(double value)
{
    double power = pow(10, floor(log10(value) + 1e-9)), share = value / power * (1 + 1e-9);
    return power * (share >= 5 ? 5 : share >= 2 ? 2 : 1);
}

void scale_round_log(double *low, double *high)
{
    double middle = sqrt(*low) * sqrt(*high), half = sqrt(10);
    if (*high / *low < 10) {
        *low = fmin(*low, middle / half);
        *high = fmax(*high, middle * half);
    }
    *low = round_down(*low);
    *high = axes_nice(*high);
}

/* ---- curves ---- */

/* A line as it grows: the points so far, and of the column of the screen under way the least and greatest y. */
struct line {
    const struct axes *axes;
    struct stroke stroke;
    double *xy;
    size_t count;
    bool is_open;
    double column, first, last, top, bottom; /* units; top is the smaller */
};

static void put_point(struct line *line, double x, double y)
{
    size_t n = line->count;
    if (n > 0 && line->xy[2 * n - 2] == x && line->xy[2 * n - 1] == y)
        return;
    line->xy[2 * n] = x;
    line->xy[2 * n + 1] = y;
    line->count++;
}

static void close_column(struct line *line)
{
    if (!line->is_open)
        return;
    bool rises = line->last < line->first; /* upwards is smaller */
    put_point(line, line->column, line->first);
    put_point(line, line->column, rises ? line->bottom : line->top);
    put_point(line, line->column, rises ? line->top : line->bottom);
    put_point(line, line->column, line->last);
    line->is_open = false;
}

static void end_line(struct line *line)
{
    close_column(line);
    if (line->count == 1) /* a point alone between gaps */
        drawlist_disc(line->axes->place->list, line->xy[0], line->xy[1], line->stroke.width, line->stroke.ink,
                      STROKE_NONE);
    else if (line->count > 1)
        drawlist_curve(line->axes->place->list, line->xy, line->count, line->stroke);
    line->count = 0;
}

/* Points of less than half a unit's distance across share a column. */
static void take_point(struct line *line, double x, double y)
{
    if (!line->is_open || x - line->column > 0.5) {
        close_column(line);
        line->column = x;
        line->first = line->top = line->bottom = y;
        line->is_open = true;
    }
    line->last = y;
    line->top = fmin(line->top, y);
    line->bottom = fmax(line->bottom, y);
}

/* Not so far outside that the edge of a record's range would bend the line. */
static double clamp(const struct axes *axes, double y)
{
    double far = 4 * axes->box.height;
    return fmin(fmax(y, axes->box.y - far), axes->box.y + axes->box.height + far);
}

void plot_curve(const struct axes *axes, const double *x, const double *y, size_t count, struct stroke stroke)
{
    const struct box *box = &axes->box;
    struct line line = {.axes = axes, .stroke = stroke, .xy = memory_new(4 * count + 4, 2 * sizeof(double))};
    double reach = stroke.width / 2; /* a line along an edge isn't thinner there */
    drawlist_clip(axes->place->list, box->x - reach, box->y - reach, box->width + 2 * reach,
                  box->height + 2 * reach);
    for (size_t i = 0; i < count; i++) {
        double at_x = axes_x(axes, x[i]), at_y = axes_y(axes, y[i]);
        if (isfinite(x[i]) && isfinite(y[i]) && isfinite(at_x) && isfinite(at_y))
            take_point(&line, at_x, clamp(axes, at_y));
        else
            end_line(&line);
    }
    end_line(&line);
    drawlist_unclip(axes->place->list);
    memory_free(line.xy);
}

void plot_function(const struct axes *axes, double (*f)(const void *context, double x), const void *context,
                   double jump, struct stroke stroke)
{
    size_t count = (size_t)fmin(FUNCTION_POINTS_MAX, fmax(2, ceil(axes->box.width / FUNCTION_STEP)));
    double *x = memory_new(count + 3, sizeof *x), *y = memory_new(count + 3, sizeof *y);
    size_t n = 0;
    for (size_t i = 0; i <= count; i++) {
        double at = axes->left + (axes->right - axes->left) * (double)i / (double)count;
        if (n > 0 && x[n - 1] < jump && at >= jump) { /* a gap with both its ends */
            x[n] = nextafter(jump, axes->left);
            y[n] = f(context, x[n]);
            n++;
            x[n] = jump;
            y[n++] = (double)NAN;
            at = nextafter(fmax(at, jump), axes->right);
        }
        x[n] = at;
        y[n] = f(context, at);
        n++;
    }
    plot_curve(axes, x, y, n, stroke);
    memory_free(x);
    memory_free(y);
}

/* With label i moved up by i gaps, "apart" is "in order": the nearest numbers in order are found by letting neighbours
 * that are out of order share their mean (pool adjacent violators; Ayer et al. 1955). */
void plot_spread(double *y, size_t count, double gap, double low, double high)
{
    size_t order[PLOT_LABELS_MAX], length[PLOT_LABELS_MAX], groups = 0;
    double mean[PLOT_LABELS_MAX];
    assert(count <= PLOT_LABELS_MAX);
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        for (; at > 0 && y[order[at - 1]] > y[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    for (size_t i = 0; i < count; i++) {
        mean[groups] = y[order[i]] - gap * (double)i;
        length[groups++] = 1;
        for (; groups > 1 && mean[groups - 2] > mean[groups - 1]; groups--) {
            double a = (double)length[groups - 2], b = (double)length[groups - 1];
            mean[groups - 2] = (a * mean[groups - 2] + b * mean[groups - 1]) / (a + b);
            length[groups - 2] += length[groups - 1];
        }
    }
    double most = fmax(low, high - gap * (double)(count - 1));
    for (size_t group = 0, i = 0; group < groups; group++)
        for (size_t k = 0; k < length[group]; k++, i++)
            y[order[i]] = fmin(fmax(mean[group], low), most) + gap * (double)i;
}
