#include "ui/raster.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "ui/cover.h"

static_assert(DRAWLIST_PX == COVER_PX, "lengths go through unchanged");

/* A quarter of a circle in 64 steps: 65536 sin(k pi / 128). */
static const int32_t sines[65] = {
    0,     1608,  3216,  4821,  6424,  8022,  9616,  11204, 12785, 14359, 15924, 17479, 19024,
    20557, 22078, 23586, 25080, 26558, 28020, 29466, 30893, 32303, 33692, 35062, 36410, 37736,
    39040, 40320, 41576, 42806, 44011, 45190, 46341, 47464, 48559, 49624, 50660, 51665, 52639,
    53581, 54491, 55368, 56212, 57022, 57798, 58538, 59244, 59914, 60547, 61145, 61705, 62228,
    62714, 63162, 63572, 63944, 64277, 64571, 64827, 65043, 65220, 65358, 65457, 65516, 65536,
};

#define TURN 256 /* steps of a whole circle */

struct point {
    int32_t x, y;
};

struct raster {
    struct text *fonts;
    struct cover *cover;
    struct point *path; /* a closed outline on its way to become a dashed line */
    size_t path_count, path_capacity;

    /* The picture at work. */
    struct surface *surface;
    const struct drawlist *list;
    struct bounds clip; /* pixels */
};

static int32_t sine(int step)
{
    step &= TURN - 1;
    int32_t size = sines[step & 64 ? 64 - (step & 63) : step & 63];
    return step & 128 ? -size : size;
}

/* a * b / 65536, rounded. */
static int32_t scaled(int32_t a, int32_t b)
{
    return (int32_t)(((int64_t)a * b + 32768) >> 16);
}

/* The whole part of the square root; the double is only a first guess, which the loops mend. */
static uint64_t square_root(uint64_t x)
{
    uint64_t root = (uint64_t)sqrt((double)x);
    while (root * root > x)
        root--;
    while ((root + 1) * (root + 1) <= x)
        root++;
    return root;
}

/* In 1/65536 px, rounded down. */
static int64_t distance(struct point a, struct point b)
{
    int64_t dx = b.x - a.x, dy = b.y - a.y;
    return (int64_t)square_root((uint64_t)(dx * dx + dy * dy) << 16);
}

/* The point part / whole of the way from a to b; part <= whole < 2^33. */
static struct point between(struct point a, struct point b, int64_t part, int64_t whole)
{
    return (struct point){a.x + (int32_t)((b.x - a.x) * part / whole),
                          a.y + (int32_t)((b.y - a.y) * part / whole)};
}

static bool out_of_sight(const struct raster *raster, int32_t left, int32_t top, int32_t right, int32_t bottom)
{
    const struct bounds *clip = &raster->clip;
    return right <= clip->left * COVER_PX || left >= clip->right * COVER_PX || bottom <= clip->top * COVER_PX ||
           top >= clip->bottom * COVER_PX;
}

/* --- rings ------------------------------------------------------------------------------------- */

/* Steps between two corners of the polygon that stands for a circle; off by less than 1/50 px. */
static int circle_step(int32_t radius)
{
    static const int px[] = {1, 4, 16, 64};
    int step = 16;
    for (size_t i = 0; i < sizeof px / sizeof *px && radius > px[i] * COVER_PX; i++)
        step /= 2;
    return step;
}

/* The radius of the polygon with the circle's area: sqrt(t / sin t) times the circle's, t = 2 pi / corners. */
static int32_t polygon_radius(int32_t radius, int step)
{
    static const int32_t factors[] = {[1] = 65539, [2] = 65549, [4] = 65589, [8] = 65747, [16] = 66388};
    return scaled(radius, factors[step]);
}

/* From one step to another (both included), either way round. */
static void put_arc(struct cover *cover, int32_t x, int32_t y, int32_t radius, int from, int to)
{
    int by = circle_step(radius), steps = (from < to ? to - from : from - to) / by;
    radius = polygon_radius(radius, by);
    for (int i = 0; i <= steps; i++) {
        int step = from < to ? from + i * by : from - i * by;
        cover_point(cover, x + scaled(radius, sine(step + 64)), y + scaled(radius, sine(step)));
    }
}

static void put_disc(struct cover *cover, int32_t x, int32_t y, int32_t radius, bool hole)
{
    cover_ring(cover);
    put_arc(cover, x, y, radius, hole ? TURN : 0, hole ? 0 : TURN);
}

static void put_box(struct cover *cover, const struct draw_record *r, int32_t inset, bool hole)
{
    int32_t left = r->x + inset, top = r->y + inset, right = r->x2 - inset, bottom = r->y2 - inset;
    int32_t radius = r->radius - inset;
    if (left >= right || top >= bottom)
        return;
    cover_ring(cover);
    const struct point corners[4] = {{right, bottom}, {left, bottom}, {left, top}, {right, top}};
    for (int i = 0; i < 4; i++) {
        int corner = hole ? 3 - i : i, from = corner * 64, to = from + 64;
        struct point at = corners[corner];
        if (radius <= 0)
            cover_point(cover, at.x, at.y);
        else
            put_arc(cover, at.x + (at.x == left ? radius : -radius), at.y + (at.y == top ? radius : -radius),
                    radius, hole ? to : from, hole ? from : to);
    }
}

/* --- lines ------------------------------------------------------------------------------------- */

/* Half a circle round `at` from its side (half a width to the line's right) over its front. */
static void put_cap(struct cover *cover, struct point at, struct point side, bool is_round)
{
    struct point front = {side.y, -side.x};
    int32_t half = (int32_t)square_root((uint64_t)((int64_t)side.x * side.x + (int64_t)side.y * side.y));
    int by = is_round ? circle_step(half) : 128;
    for (int step = 0; step <= 128; step += by)
        cover_point(cover, at.x + scaled(side.x, sine(step + 64)) + scaled(front.x, sine(step)),
                    at.y + scaled(side.y, sine(step + 64)) + scaled(front.y, sine(step)));
}

/* A piece of line; each end round or straight. */
static void put_segment(struct raster *raster, struct point a, struct point b, int32_t width, bool round_a,
                        bool round_b, bool same_piece)
{
    int32_t half = width / 2 + 1, dx = b.x - a.x, dy = b.y - a.y;
    if (out_of_sight(raster, (dx < 0 ? b.x : a.x) - half, (dy < 0 ? b.y : a.y) - half,
                     (dx < 0 ? a.x : b.x) + half, (dy < 0 ? a.y : b.y) + half))
        return;
    if (!same_piece)
        cover_piece(raster->cover);
    cover_ring(raster->cover);
    int64_t length = distance(a, b);
    if (length == 0) {
        put_arc(raster->cover, a.x, a.y, width / 2, 0, TURN);
        return;
    }
    /* Half a width to the right of the way from a to b: (-dy, dx) width / (2 length), rounded. */
    int64_t scale = (int64_t)width * 128;
    struct point side = {(int32_t)((-dy * scale + (dy > 0 ? -length : length) / 2) / length),
                         (int32_t)((dx * scale + (dx < 0 ? -length : length) / 2) / length)};
    put_cap(raster->cover, b, side, round_b);
    put_cap(raster->cover, a, (struct point){-side.x, -side.y}, round_a);
}

static void put_solid(struct raster *raster, const struct point *path, size_t count, int32_t width)
{
    struct point last = path[0];
    bool drawn = false;
    for (size_t i = 1; i < count; i++) {
        if (path[i].x == last.x && path[i].y == last.y)
            continue;
        put_segment(raster, last, path[i], width, true, true, false);
        drawn = true;
        last = path[i];
    }
    if (!drawn)
        put_segment(raster, last, last, width, true, true, false);
}

/* Walks along the path, in 1/65536 px. Inside a dash the joints are round, its own ends are straight. On a
 * single segment the dashes don't overlap, so they are one piece, which is faster. */
static void put_dashed(struct raster *raster, const struct point *path, size_t count,
                       const struct draw_record *r)
{
    int64_t on = (int64_t)r->on << 8, period = on + ((int64_t)r->off << 8), phase = (int64_t)r->phase << 8;
    int64_t at = phase ? period - phase : 0; /* place in the pattern: 0 is where a dash begins */
    bool single = count == 2 && (on || r->off >= r->width);
    if (single)
        cover_piece(raster->cover);
    for (size_t i = 1; i < count; i++) {
        struct point a = path[i - 1], b = path[i];
        int64_t length = distance(a, b);
        for (int64_t done = 0, step; done < length; done += step, at = (at + step) % period) {
            bool inside = on ? at < on : at == 0, joint_a = i > 1 && done == 0 && at > 0;
            int64_t left = inside && on ? on - at : period - at;
            step = left < length - done ? left : length - done;
            if (!inside)
                continue;
            struct point from = between(a, b, done, length),
                         to = on ? between(a, b, done + step, length) : from;
            put_segment(raster, from, to, r->width, joint_a, i + 1 < count && left > step, single);
        }
    }
}

/* --- records ----------------------------------------------------------------------------------- */

static void paint(struct raster *raster, struct ink ink)
{
    cover_paint(raster->cover, raster->surface, theme_colour(raster->list->theme, ink));
}

static void begin(struct raster *raster)
{
    cover_begin(raster->cover, raster->clip);
}

static void path_point(struct raster *raster, int32_t x, int32_t y)
{
    if (raster->path_count == raster->path_capacity) {
        raster->path_capacity = raster->path_capacity ? 2 * raster->path_capacity : 512;
        raster->path = memory_resize(raster->path, raster->path_capacity, sizeof *raster->path);
    }
    raster->path[raster->path_count++] = (struct point){x, y};
}

static void path_arc(struct raster *raster, int32_t x, int32_t y, int32_t radius, int from)
{
    for (int step = from; step <= from + 64; step += circle_step(radius))
        path_point(raster, x + scaled(radius, sine(step + 64)), y + scaled(radius, sine(step)));
}

/* The middle line of a box's outline, from the end of its top left corner clockwise and back: a disc is a
 * box that is all corners. */
static void path_box(struct raster *raster, const struct draw_record *r)
{
    int32_t inset = r->width / 2, radius = r->radius > inset ? r->radius - inset : 0;
    int32_t left = r->x + inset, top = r->y + inset, right = r->x2 - inset, bottom = r->y2 - inset;
    raster->path_count = 0;
    path_arc(raster, right - radius, top + radius, radius, 192);
    path_arc(raster, right - radius, bottom - radius, radius, 0);
    path_arc(raster, left + radius, bottom - radius, radius, 64);
    path_arc(raster, left + radius, top + radius, radius, 128);
    path_point(raster, raster->path[0].x, raster->path[0].y);
}

static void draw_rectangle(struct raster *raster, const struct draw_record *r)
{
    if (out_of_sight(raster, r->x, r->y, r->x2, r->y2))
        return;
    bool dashed = r->width && r->off;
    begin(raster);
    if (r->fill.alpha_255) { /* under a solid line the fill ends in its middle, so that no rim shows */
        cover_piece(raster->cover);
        put_box(raster->cover, r, r->width / 2, false);
        paint(raster, r->fill);
    }
    if (!r->width)
        return;
    begin(raster);
    if (dashed) {
        path_box(raster, r);
        put_dashed(raster, raster->path, raster->path_count, r);
    } else {
        cover_piece(raster->cover);
        put_box(raster->cover, r, 0, false);
        put_box(raster->cover, r, r->width, true);
    }
    paint(raster, r->line);
}

static void draw_disc(struct raster *raster, const struct draw_record *r)
{
    struct draw_record around = *r;
    around.x = r->x - r->radius;
    around.y = r->y - r->radius;
    around.x2 = r->x + r->radius;
    around.y2 = r->y + r->radius;
    if (out_of_sight(raster, around.x, around.y, around.x2, around.y2))
        return;
    begin(raster);
    if (r->fill.alpha_255) {
        cover_piece(raster->cover);
        put_disc(raster->cover, r->x, r->y, r->radius - r->width / 2, false);
        paint(raster, r->fill);
    }
    if (!r->width)
        return;
    begin(raster);
    if (r->off) {
        path_box(raster, &around);
        put_dashed(raster, raster->path, raster->path_count, r);
    } else {
        cover_piece(raster->cover);
        put_disc(raster->cover, r->x, r->y, r->radius, false);
        if (r->radius > r->width)
            put_disc(raster->cover, r->x, r->y, r->radius - r->width, true);
    }
    paint(raster, r->line);
}

static void draw_path(struct raster *raster, const struct draw_record *r)
{
    const int32_t *xy = raster->list->points + 2 * (size_t)r->start;
    raster->path_count = 0;
    for (uint32_t i = 0; i < r->count; i++)
        path_point(raster, xy[2 * i], xy[2 * i + 1]);
    if (r->kind == DRAW_POLYGON && r->fill.alpha_255) {
        begin(raster);
        cover_piece(raster->cover);
        for (size_t i = 0; i < raster->path_count; i++)
            cover_point(raster->cover, raster->path[i].x, raster->path[i].y);
        paint(raster, r->fill);
    }
    if (!r->width)
        return;
    if (r->kind == DRAW_POLYGON)
        path_point(raster, xy[0], xy[1]);
    begin(raster);
    if (r->off)
        put_dashed(raster, raster->path, raster->path_count, r);
    else
        put_solid(raster, raster->path, raster->path_count, r->width);
    paint(raster, r->line);
}

static void fill_box(struct surface *surface, struct bounds box, uint32_t colour)
{
    for (int y = box.top; y < box.bottom; y++)
        for (const struct span *span = surface_spans(surface, y); span->left < box.right; span++) {
            int left = span->left > box.left ? span->left : box.left;
            int right = span->right < box.right ? span->right : box.right;
            if (left < right)
                pixels_blend(surface_row(surface, y) + left, right - left, colour & 0xFFFFFF,
                             alpha_256(colour >> 24));
        }
}

/* Where cell i of count begins in a length of pixels: whole pixels, as equal as they can be. */
static int cell_edge(int start, int end, uint32_t i, uint32_t count)
{
    return start + (int)((int64_t)(end - start) * i / count);
}

static void draw_cells(struct raster *raster, const struct draw_record *r)
{
    int left = r->x / COVER_PX, top = r->y / COVER_PX, right = r->x2 / COVER_PX, bottom = r->y2 / COVER_PX;
    for (uint32_t i = 0; i < r->count; i++) {
        uint32_t row = i / r->columns, column = i % r->columns, rows = r->count / r->columns;
        struct bounds cell = {.left = cell_edge(left, right, column, r->columns),
                              .top = cell_edge(top, bottom, row, rows),
                              .right = cell_edge(left, right, column + 1, r->columns),
                              .bottom = cell_edge(top, bottom, row + 1, rows)};
        fill_box(raster->surface, bounds_both(cell, raster->clip),
                 theme_colour(raster->list->theme, raster->list->cells[r->start + i]));
    }
}

/* Where a text record's first character starts, in pixels. */
static int text_start(const struct drawlist *list, const struct draw_record *r, struct text *fonts)
{
    int32_t x = r->x;
    if (r->align != ALIGN_LEFT) {
        int32_t width = text_width(fonts, list->text.data + r->start, r->count, r->size_px, r->bold) * COVER_PX;
        x -= r->align == ALIGN_RIGHT ? width : width / 2;
    }
    return (x + COVER_PX / 2) >> 8;
}

static void draw_text(struct raster *raster, const struct draw_record *r)
{
    if (raster->fonts)
        text_draw(raster->fonts, raster->surface, raster->clip, text_start(raster->list, r, raster->fonts),
                  r->y / COVER_PX, raster->list->text.data + r->start, r->count, r->size_px, r->bold,
                  theme_colour(raster->list->theme, r->fill));
}

static void draw_record(struct raster *raster, const struct draw_record *r)
{
    switch ((enum draw_kind)r->kind) {
    case DRAW_RECTANGLE:
        draw_rectangle(raster, r);
        break;
    case DRAW_CURVE:
    case DRAW_POLYGON:
        draw_path(raster, r);
        break;
    case DRAW_DISC:
        draw_disc(raster, r);
        break;
    case DRAW_TEXT:
        draw_text(raster, r);
        break;
    case DRAW_CELLS:
        draw_cells(raster, r);
        break;
    case DRAW_CLIP:
        raster->clip = raster_clip(r, raster->surface->width, raster->surface->height);
        break;
    }
}

/* --- what a record touches --------------------------------------------------------------------- */

struct bounds raster_clip(const struct draw_record *r, int width_px, int height_px)
{
    return bounds_both((struct bounds){r->x / COVER_PX, r->y / COVER_PX, r->x2 / COVER_PX, r->y2 / COVER_PX},
                       (struct bounds){0, 0, width_px, height_px});
}

struct bounds raster_box(int32_t left, int32_t top, int32_t right, int32_t bottom, int32_t reach)
{
    /* A pixel more, since a polygon that stands for a circle reaches over it, and lengths are rounded. */
    return (struct bounds){(left - reach) / COVER_PX - 1, (top - reach) / COVER_PX - 1,
                           (right + reach) / COVER_PX + 2, (bottom + reach) / COVER_PX + 2};
}

static struct bounds points_box(const struct drawlist *list, const struct draw_record *r)
{
    const int32_t *xy = list->points + 2 * (size_t)r->start;
    int32_t left = xy[0], top = xy[1], right = xy[0], bottom = xy[1];
    for (uint32_t i = 1; i < r->count; i++) {
        left = xy[2 * i] < left ? xy[2 * i] : left;
        right = xy[2 * i] > right ? xy[2 * i] : right;
        top = xy[2 * i + 1] < top ? xy[2 * i + 1] : top;
        bottom = xy[2 * i + 1] > bottom ? xy[2 * i + 1] : bottom;
    }
    return raster_box(left, top, right, bottom, r->width / 2);
}

struct bounds raster_extent(const struct drawlist *list, const struct draw_record *r, struct text *fonts)
{
    switch ((enum draw_kind)r->kind) {
    case DRAW_RECTANGLE:
    case DRAW_CELLS:
        return raster_box(r->x, r->y, r->x2, r->y2, 0);
    case DRAW_DISC:
        return raster_box(r->x, r->y, r->x, r->y, r->radius);
    case DRAW_CURVE:
    case DRAW_POLYGON:
        return points_box(list, r);
    case DRAW_TEXT:
        if (fonts)
            return text_bounds(fonts, text_start(list, r, fonts), r->y / COVER_PX, list->text.data + r->start,
                               r->count, r->size_px, r->bold);
        break;
    case DRAW_CLIP:
        break;
    }
    return (struct bounds){0, 0, 0, 0};
}

static bool is_seen(const struct raster *raster, const struct draw_record *r)
{
    if (!raster->surface->region || r->kind == DRAW_CLIP ||
        r->kind == DRAW_TEXT) /* text looks at each letter */
        return true;
    struct bounds extent = raster_extent(raster->list, r, raster->fonts);
    return region_meets(raster->surface->region, bounds_both(extent, raster->clip));
}

struct raster *raster_new(struct text *fonts)
{
    struct raster *raster = memory_new(1, sizeof *raster);
    raster->fonts = fonts;
    raster->cover = cover_new();
    return raster;
}

void raster_free(struct raster *raster)
{
    if (!raster)
        return;
    cover_free(raster->cover);
    memory_free(raster->path);
    memory_free(raster);
}

void raster_paint(struct raster *raster, struct surface *surface, const struct drawlist *list)
{
    assert(surface->width <= SURFACE_SIDE_MAX && surface->height <= SURFACE_SIDE_MAX);
    struct bounds all = {0, 0, surface->width, surface->height};
    raster->surface = surface;
    raster->list = list;
    raster->clip = bounds_both(all, (struct bounds){0, 0, list->width_px, list->height_px});
    fill_box(surface, all, theme_colour(list->theme, ink(ROLE_BACKGROUND)));
    for (size_t i = 0; i < list->count; i++)
        if (is_seen(raster, &list->records[i]))
            draw_record(raster, &list->records[i]);
}

void raster_draw(struct surface *surface, const struct drawlist *list, struct text *fonts)
{
    struct raster *raster = raster_new(fonts);
    raster_paint(raster, surface, list);
    raster_free(raster);
}
