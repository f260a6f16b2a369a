#include "view/drawlist.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "view/drawlist_record.h"

#define BEZIER_PIECES 32
#define ARC_PIECES_A_TURN 96
#define SHORTEST_DASH 128 /* 1/256 px; a finer pattern than that is drawn solid */
#define ELLIPSIS "…"

/* --- numbers ----------------------------------------------------------------------------------- */

/* The one place where a double becomes a length: to the nearest 1/256 px, halves upwards. */
static int32_t length_of(const struct drawlist *list, double units)
{
    double px = units * list->scale;
    if (px > DRAWLIST_FAR_PX)
        px = DRAWLIST_FAR_PX;
    if (px < -DRAWLIST_FAR_PX)
        px = -DRAWLIST_FAR_PX;
    return (int32_t)floor(px * DRAWLIST_PX + 0.5);
}

static int32_t whole_px(int32_t length)
{
    return (length + DRAWLIST_PX / 2) & -DRAWLIST_PX;
}

static bool numbers(const double *x, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isnan(x[i]))
            return false;
    return true;
}

#define NUMBERS(...)                                                                                           \
    numbers((const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

static double plain_width(void *context, const char *text, size_t length, int size_px, bool bold)
{
    (void)context;
    (void)bold;
    int tenths = 0;
    for (size_t i = 0, used; i < length; i += used) {
        int columns = utf8_width(utf8_decode(text + i, length - i, &used));
        tenths += columns == 2 ? 10 : 6 * columns;
    }
    return tenths * size_px / 10.0;
}

const struct text_measure text_measure_plain = {
    .width = plain_width, .ascent = 0.93, .descent = 0.24, .capital = 0.73};

/* --- the list ---------------------------------------------------------------------------------- */

static void *room_for(void *block, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return block;
    while (*capacity < needed)
        *capacity = *capacity ? *capacity * 2 : 64;
    return memory_resize(block, *capacity, size);
}

void drawlist_init(struct drawlist *list)
{
    *list = (struct drawlist){.theme = theme_at(0), .measure = &text_measure_plain, .scale = 1};
}

void drawlist_finish(struct drawlist *list)
{
    memory_free(list->records);
    memory_free(list->points);
    memory_free(list->cells);
    memory_free(list->hits);
    buffer_finish(&list->text);
    *list = (struct drawlist){0};
}

void drawlist_begin(struct drawlist *list, const struct theme *theme, const struct text_measure *measure,
                    double width, double height, double scale)
{
    assert(scale > 0 && width >= 0 && height >= 0);
    list->theme = theme;
    list->measure = measure;
    list->scale = scale;
    list->width_px = whole_px(length_of(list, width)) / DRAWLIST_PX;
    list->height_px = whole_px(length_of(list, height)) / DRAWLIST_PX;
    list->count = list->point_count = list->cell_count = list->hit_count = 0;
    buffer_clear(&list->text);
    list->clips[0] = (struct draw_record){
        .kind = DRAW_CLIP, .x2 = list->width_px * DRAWLIST_PX, .y2 = list->height_px * DRAWLIST_PX};
    list->clip_count = 1;
}

static const struct draw_record *clip_now(const struct drawlist *list)
{
    return &list->clips[list->clip_count - 1];
}

static void add(struct drawlist *list, struct draw_record record)
{
    list->records = room_for(list->records, &list->capacity, list->count + 1, sizeof *list->records);
    list->records[list->count++] = record;
}

static void set_stroke(const struct drawlist *list, struct draw_record *record, struct stroke stroke)
{
    record->line = stroke.ink;
    record->width = length_of(list, stroke.width);
    if (record->width <= 0 || stroke.ink.alpha_255 == 0) {
        record->line = INK_NONE;
        record->width = 0;
        return;
    }
    int32_t on = length_of(list, stroke.on), off = length_of(list, stroke.off);
    if (off <= 0 || on < 0 || on + off < SHORTEST_DASH)
        return;
    record->on = on;
    record->off = off;
    double period = (on + off) / (DRAWLIST_PX * list->scale), phase = fmod(stroke.phase, period);
    record->phase = length_of(list, phase < 0 ? phase + period : phase) % (on + off);
}

static bool stroke_is_number(struct stroke stroke)
{
    return NUMBERS(stroke.width, stroke.on, stroke.off) && isfinite(stroke.phase);
}

static uint32_t add_points(struct drawlist *list, const double *xy, size_t count)
{
    size_t start = list->point_count;
    assert(start + count < UINT32_MAX / 2);
    list->points = room_for(list->points, &list->point_capacity, start + count, 2 * sizeof *list->points);
    for (size_t i = 0; i < 2 * count; i++)
        list->points[2 * start + i] = length_of(list, xy[i]);
    list->point_count += count;
    return (uint32_t)start;
}

/* --- strokes ----------------------------------------------------------------------------------- */

struct stroke stroke_solid(struct ink ink, double width)
{
    return (struct stroke){.ink = ink, .width = width};
}

struct stroke stroke_dashed(struct ink ink, double width, double on, double off, double phase)
{
    return (struct stroke){.ink = ink, .width = width, .on = on, .off = off, .phase = phase};
}

struct stroke stroke_dotted(struct ink ink, double width, double off, double phase)
{
    return stroke_dashed(ink, width, 0, off, phase);
}

/* --- shapes ------------------------------------------------------------------------------------ */

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* Far beyond every picture, but not so far that adding two of them gives no number. */
static double bounded(double units)
{
    return fmin(fmax(units, -1e300), 1e300);
}

/* The record of a box whose edges lie on whole pixels; negative sizes count as 0. */
static struct draw_record box(const struct drawlist *list, enum draw_kind kind, double x, double y,
                              double width, double height)
{
    struct draw_record record = {.kind = (int32_t)kind};
    record.x = whole_px(length_of(list, x));
    record.y = whole_px(length_of(list, y));
    record.x2 = larger(record.x, whole_px(length_of(list, bounded(x) + bounded(width))));
    record.y2 = larger(record.y, whole_px(length_of(list, bounded(y) + bounded(height))));
    return record;
}

static bool visible(const struct draw_record *record)
{
    return record->fill.alpha_255 || record->width;
}

void drawlist_rectangle(struct drawlist *list, double x, double y, double width, double height, double radius,
                        struct ink fill, struct stroke outline)
{
    if (!NUMBERS(x, y, width, height, radius) || !stroke_is_number(outline))
        return;
    struct draw_record record = box(list, DRAW_RECTANGLE, x, y, width, height);
    int32_t largest = smaller(record.x2 - record.x, record.y2 - record.y) / 2;
    record.radius = smaller(largest, larger(0, length_of(list, radius)));
    record.fill = fill;
    set_stroke(list, &record, outline);
    if (visible(&record) && record.x < record.x2 && record.y < record.y2)
        add(list, record);
}

void drawlist_disc(struct drawlist *list, double x, double y, double radius, struct ink fill,
                   struct stroke outline)
{
    if (!NUMBERS(x, y, radius) || !stroke_is_number(outline))
        return;
    struct draw_record record = {.kind = DRAW_DISC, .fill = fill};
    record.x = length_of(list, x);
    record.y = length_of(list, y);
    record.radius = length_of(list, radius);
    set_stroke(list, &record, outline);
    record.width = smaller(record.width, record.radius);
    if (record.radius > 0 && visible(&record))
        add(list, record);
}

void drawlist_polygon(struct drawlist *list, const double *xy, size_t count, struct ink fill,
                      struct stroke outline)
{
    if (count < 2 || !numbers(xy, 2 * count) || !stroke_is_number(outline))
        return;
    struct draw_record record = {.kind = DRAW_POLYGON, .fill = fill, .count = (uint32_t)count};
    set_stroke(list, &record, outline);
    if (!visible(&record))
        return;
    record.start = add_points(list, xy, count);
    add(list, record);
}

void drawlist_curve(struct drawlist *list, const double *xy, size_t count, struct stroke stroke)
{
    struct draw_record record = {.kind = DRAW_CURVE};
    if (!stroke_is_number(stroke))
        return;
    set_stroke(list, &record, stroke);
    if (!record.width)
        return;
    for (size_t first = 0, end; first < count; first = end + 1) { /* a piece between two gaps */
        for (end = first; end < count && numbers(xy + 2 * end, 2);)
            end++;
        if (end == first)
            continue;
        record.count = (uint32_t)(end - first);
        record.start = add_points(list, xy + 2 * first, end - first);
        add(list, record);
    }
}

void drawlist_line(struct drawlist *list, double x1, double y1, double x2, double y2, struct stroke stroke)
{
    if (NUMBERS(x1, y1, x2, y2))
        drawlist_curve(list, (const double[]){x1, y1, x2, y2}, 2, stroke);
}

void drawlist_rule(struct drawlist *list, double x1, double y1, double x2, double y2, struct ink ink)
{
    if (!NUMBERS(x1, y1, x2, y2) || !ink.alpha_255)
        return;
    struct draw_record record = {.kind = DRAW_RECTANGLE, .fill = ink};
    int32_t thick = larger(DRAWLIST_PX, whole_px(length_of(list, 1)));
    int32_t ax = whole_px(length_of(list, x1)), ay = whole_px(length_of(list, y1));
    int32_t bx = whole_px(length_of(list, x2)), by = whole_px(length_of(list, y2));
    bool level = larger(ax, bx) - smaller(ax, bx) >= larger(ay, by) - smaller(ay, by);
    record.x = smaller(ax, bx);
    record.y = smaller(ay, by);
    record.x2 = level ? larger(ax, bx) : record.x + thick;
    record.y2 = level ? record.y + thick : larger(ay, by);
    add(list, record);
}

void drawlist_bezier(struct drawlist *list, const double xy[8], struct stroke stroke)
{
    double line[2 * (BEZIER_PIECES + 1)];
    if (!numbers(xy, 8))
        return;
    for (int i = 0; i <= BEZIER_PIECES; i++) {
        double t = (double)i / BEZIER_PIECES, s = 1 - t;
        double weight[4] = {s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t};
        for (int axis = 0; axis < 2; axis++)
            line[2 * i + axis] = weight[0] * xy[axis] + weight[1] * xy[2 + axis] + weight[2] * xy[4 + axis] +
                                 weight[3] * xy[6 + axis];
    }
    drawlist_curve(list, line, BEZIER_PIECES + 1, stroke);
}

void drawlist_arc(struct drawlist *list, double x, double y, double radius, double from, double to,
                  struct stroke stroke)
{
    const double turn = 6.283185307179586;
    double line[2 * (ARC_PIECES_A_TURN + 1)], sweep = fmin(fmax(to - from, -turn), turn);
    if (!NUMBERS(x, y, radius, from, to) || !isfinite(from) || !isfinite(to))
        return;
    int pieces = (int)ceil(fabs(sweep) / turn * ARC_PIECES_A_TURN);
    for (int i = 0; i <= pieces; i++) {
        double angle = from + (pieces ? sweep * i / pieces : 0);
        line[2 * i] = x + radius * cos(angle);
        line[2 * i + 1] = y + radius * sin(angle);
    }
    drawlist_curve(list, line, (size_t)pieces + 1, stroke);
}

void drawlist_arrowhead(struct drawlist *list, double from_x, double from_y, double tip_x, double tip_y,
                        double length, struct ink ink)
{
    double dx = tip_x - from_x, dy = tip_y - from_y, distance = sqrt(dx * dx + dy * dy);
    if (!(distance > 0) || isinf(distance))
        return;
    double ux = dx / distance * length, uy = dy / distance * length;
    /* A notch in the back lets the head read as an arrow even where a thick line runs into it. */
    const double xy[8] = {tip_x,
                          tip_y,
                          tip_x - ux - 0.45 * uy,
                          tip_y - uy + 0.45 * ux,
                          tip_x - 0.75 * ux,
                          tip_y - 0.75 * uy,
                          tip_x - ux + 0.45 * uy,
                          tip_y - uy - 0.45 * ux};
    drawlist_polygon(list, xy, 4, ink, STROKE_NONE);
}

void drawlist_cells(struct drawlist *list, double x, double y, double width, double height, size_t columns,
                    size_t rows, const struct ink *cells)
{
    if (!NUMBERS(x, y, width, height) || columns == 0 || rows == 0)
        return;
    size_t count = columns * rows, start = list->cell_count;
    assert(count / columns == rows && start + count < UINT32_MAX);
    struct draw_record record = box(list, DRAW_CELLS, x, y, width, height);
    record.start = (uint32_t)start;
    record.count = (uint32_t)count;
    record.columns = (uint32_t)columns;
    list->cells = room_for(list->cells, &list->cell_capacity, start + count, sizeof *list->cells);
    memcpy(list->cells + start, cells, count * sizeof *cells);
    list->cell_count += count;
    add(list, record);
}

/* --- text -------------------------------------------------------------------------------------- */

static int size_px_of(const struct drawlist *list, double size)
{
    double px = size * list->scale + 0.5;
    return px < 1 ? 1 : px > DRAWLIST_TEXT_PX ? DRAWLIST_TEXT_PX : (int)px;
}

static double width_px_of(const struct drawlist *list, const char *text, size_t length, int size_px, bool bold)
{
    return list->measure->width(list->measure->context, text, length, size_px, bold);
}

double drawlist_text_width(const struct drawlist *list, const char *text, double size, bool bold)
{
    if (isnan(size))
        return 0;
    return width_px_of(list, text, strlen(text), size_px_of(list, size), bold) / list->scale;
}

/* Moves a byte offset back to where a character starts. */
static size_t cut_before(const char *text, size_t at)
{
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80)
        at--;
    return at;
}

/* The most bytes of text, ending between two characters, that are at most room_px wide. A mark takes no width,
 * so it stays with its base. */
static size_t fitting(const struct drawlist *list, const char *text, size_t length, int size_px, bool bold,
                      double room_px)
{
    size_t fits = 0, too_long = length; /* offsets that may lie inside a character */
    while (too_long - fits > 1) {
        size_t middle = fits + (too_long - fits) / 2, cut = cut_before(text, middle);
        if (width_px_of(list, text, cut, size_px, bold) <= room_px)
            fits = middle;
        else
            too_long = middle;
    }
    fits = cut_before(text, fits);
    while (fits > 0 && text[fits - 1] == ' ')
        fits--;
    return fits;
}

/* Copies text into the list, cut to fit; the record gets its place and *width_px what it takes. */
static void put_text(struct drawlist *list, struct draw_record *record, const char *text, double fit,
                     double *width_px)
{
    size_t length = strlen(text), start = list->text.length;
    bool bold = record->bold;
    *width_px = width_px_of(list, text, length, record->size_px, bold);
    if (fit > 0 && *width_px > fit * list->scale) {
        double dots = width_px_of(list, ELLIPSIS, strlen(ELLIPSIS), record->size_px, bold);
        double room = fit * list->scale - dots;
        length = room < 0 ? 0 : fitting(list, text, length, record->size_px, bold, room);
        buffer_put_n(&list->text, text, length);
        if (room >= 0)
            buffer_put(&list->text, ELLIPSIS);
        *width_px = room < 0 ? 0 : width_px_of(list, text, length, record->size_px, bold) + dots;
    } else {
        buffer_put_n(&list->text, text, length);
    }
    assert(list->text.length < UINT32_MAX);
    record->start = (uint32_t)start;
    record->count = (uint32_t)(list->text.length - start);
}

double drawlist_text(struct drawlist *list, double x, double y, const char *text, struct text_style style)
{
    if (!NUMBERS(x, y, style.size, style.fit))
        return 0;
    struct draw_record record = {.kind = DRAW_TEXT, .fill = style.ink, .bold = style.bold};
    record.size_px = size_px_of(list, style.size);
    record.align = (int32_t)style.align;
    record.x = length_of(list, x);
    double lower = style.middle ? list->measure->capital * record.size_px / 2 / list->scale : 0;
    record.y = whole_px(length_of(list, y + lower));
    double width_px;
    put_text(list, &record, text, style.fit, &width_px);
    if (record.count && style.ink.alpha_255)
        add(list, record);
    return width_px / list->scale;
}

/* --- clip and hit ------------------------------------------------------------------------------ */

void drawlist_clip(struct drawlist *list, double x, double y, double width, double height)
{
    assert(list->clip_count < sizeof list->clips / sizeof *list->clips);
    struct draw_record outer = *clip_now(list), inner = {.kind = DRAW_CLIP};
    if (NUMBERS(x, y, width, height))
        inner = box(list, DRAW_CLIP, x, y, width, height);
    inner.x = larger(inner.x, outer.x);
    inner.y = larger(inner.y, outer.y);
    inner.x2 = larger(inner.x, smaller(inner.x2, outer.x2));
    inner.y2 = larger(inner.y, smaller(inner.y2, outer.y2));
    list->clips[list->clip_count++] = inner;
    add(list, inner);
}

void drawlist_unclip(struct drawlist *list)
{
    assert(list->clip_count > 1);
    list->clip_count--;
    add(list, *clip_now(list));
}

static void add_hit(struct drawlist *list, struct hit_area area, struct hit hit)
{
    const struct draw_record *clip = clip_now(list);
    area.kind = (int32_t)hit.kind;
    area.layer = hit.layer;
    area.row = hit.row;
    area.column = hit.column;
    area.text = -1;
    area.clip[0] = clip->x;
    area.clip[1] = clip->y;
    area.clip[2] = clip->x2;
    area.clip[3] = clip->y2;
    if (hit.text) {
        assert(list->text.length < INT32_MAX / 2);
        area.text = (int32_t)list->text.length;
        buffer_put_n(&list->text, hit.text, strlen(hit.text) + 1);
    }
    list->hits = room_for(list->hits, &list->hit_capacity, list->hit_count + 1, sizeof *list->hits);
    list->hits[list->hit_count++] = area;
}

void drawlist_hit_rectangle(struct drawlist *list, double x, double y, double width, double height,
                            struct hit hit)
{
    if (!NUMBERS(x, y, width, height))
        return;
    struct draw_record around = box(list, DRAW_RECTANGLE, x, y, width, height);
    add_hit(list,
            (struct hit_area){.x = around.x, .y = around.y, .x2 = around.x2, .y2 = around.y2, .reach = -1},
            hit);
}

void drawlist_hit_line(struct drawlist *list, double x1, double y1, double x2, double y2, double width,
                       struct hit hit)
{
    if (!NUMBERS(x1, y1, x2, y2, width))
        return;
    struct hit_area area = {.x = length_of(list, x1), .y = length_of(list, y1)};
    area.x2 = length_of(list, x2);
    area.y2 = length_of(list, y2);
    area.reach = larger(0, length_of(list, width / 2));
    add_hit(list, area, hit);
}

void drawlist_hit_disc(struct drawlist *list, double x, double y, double radius, struct hit hit)
{
    drawlist_hit_line(list, x, y, x, y, 2 * radius, hit);
}

static bool area_holds(const struct hit_area *area, double px, double py)
{
    if (px < area->clip[0] || px >= area->clip[2] || py < area->clip[1] || py >= area->clip[3])
        return false;
    if (area->reach < 0)
        return px >= area->x && px < area->x2 && py >= area->y && py < area->y2;
    double dx = area->x2 - area->x, dy = area->y2 - area->y, length2 = dx * dx + dy * dy;
    double along = length2 > 0 ? ((px - area->x) * dx + (py - area->y) * dy) / length2 : 0;
    along = along < 0 ? 0 : along > 1 ? 1 : along;
    double ex = px - area->x - along * dx, ey = py - area->y - along * dy;
    return ex * ex + ey * ey <= (double)area->reach * area->reach;
}

static struct hit hit_of(const struct drawlist *list, const struct hit_area *area)
{
    return (struct hit){.kind = (enum hit_kind)area->kind,
                        .layer = area->layer,
                        .row = area->row,
                        .column = area->column,
                        .text = area->text < 0 ? NULL : list->text.data + area->text};
}

bool drawlist_hit(const struct drawlist *list, double x_px, double y_px, struct hit *hit)
{
    for (size_t i = list->hit_count; i-- > 0;) {
        if (!area_holds(&list->hits[i], x_px * DRAWLIST_PX, y_px * DRAWLIST_PX))
            continue;
        *hit = hit_of(list, &list->hits[i]);
        return true;
    }
    return false;
}

bool drawlist_hit_rectangle_at(const struct drawlist *list, double x_px, double y_px, enum hit_kind kind,
                               struct hit *hit, double *across, double *down)
{
    double px = x_px * DRAWLIST_PX, py = y_px * DRAWLIST_PX;
    for (size_t i = list->hit_count; i-- > 0;) {
        const struct hit_area *area = &list->hits[i];
        if (area->kind != (int32_t)kind || area->reach >= 0 || !area_holds(area, px, py))
            continue;
        *hit = hit_of(list, area);
        *across = (px - area->x) / (area->x2 - area->x);
        *down = (py - area->y) / (area->y2 - area->y);
        return true;
    }
    return false;
}
