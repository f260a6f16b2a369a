/* A draw list as text, and whether two are equal. */
#include "view/drawlist.h"

#include <assert.h>
#include <string.h>

#include "view/drawlist_record.h"

static_assert(sizeof(struct draw_record) == 18 * sizeof(int32_t), "a record has no holes");
static_assert(sizeof(struct hit_area) == 14 * sizeof(int32_t), "a hit area has no holes");
static_assert(sizeof(struct ink) == sizeof(int32_t), "an ink has no holes");

static bool same(const void *a, const void *b, size_t a_count, size_t b_count, size_t size)
{
    return a_count == b_count && (a_count == 0 || memcmp(a, b, a_count * size) == 0);
}

bool drawlist_equal(const struct drawlist *a, const struct drawlist *b)
{
    return a->theme == b->theme && a->width_px == b->width_px && a->height_px == b->height_px &&
           same(a->records, b->records, a->count, b->count, sizeof *a->records) &&
           same(a->points, b->points, a->point_count, b->point_count, 2 * sizeof *a->points) &&
           same(a->cells, b->cells, a->cell_count, b->cell_count, sizeof *a->cells) &&
           same(a->hits, b->hits, a->hit_count, b->hit_count, sizeof *a->hits) &&
           same(a->text.data, b->text.data, a->text.length, b->text.length, 1);
}

/* Fowler, Noll and Vo's FNV-1a, four bytes at a time. */
static uint64_t hash_words(uint64_t hash, const void *data, size_t bytes)
{
    const unsigned char *at = data;
    for (; bytes > 0; at += 4) {
        uint32_t word = 0;
        size_t part = bytes < 4 ? bytes : 4;
        memcpy(&word, at, part);
        hash = (hash ^ word) * 0x100000001B3u;
        bytes -= part;
    }
    return hash;
}

uint64_t drawlist_hash(const struct drawlist *list)
{
    uint64_t hash = 0xCBF29CE484222325u;
    const uint64_t sizes[] = {(uint64_t)list->width_px, (uint64_t)list->height_px, list->count,
                              list->point_count,        list->cell_count,          list->hit_count,
                              list->text.length};
    hash = hash_words(hash, list->theme->name, strlen(list->theme->name));
    hash = hash_words(hash, sizes, sizeof sizes);
    hash = hash_words(hash, list->records, list->count * sizeof *list->records);
    hash = hash_words(hash, list->points, list->point_count * 2 * sizeof *list->points);
    hash = hash_words(hash, list->cells, list->cell_count * sizeof *list->cells);
    hash = hash_words(hash, list->hits, list->hit_count * sizeof *list->hits);
    return hash_words(hash, list->text.data, list->text.length);
}

void drawlist_put_px(struct buffer *out, int32_t length)
{
    int64_t size = length < 0 ? -(int64_t)length : length;
    int64_t hundredths = (size * 100 + DRAWLIST_PX / 2) / DRAWLIST_PX;
    if (length < 0 && hundredths)
        buffer_put_char(out, '-');
    buffer_printf(out, "%d", (int)(hundredths / 100));
    int rest = (int)(hundredths % 100);
    if (rest)
        buffer_printf(out, rest % 10 ? ".%02d" : ".%d", rest % 10 ? rest : rest / 10);
}

static void put_length(struct buffer *out, const char *before, int32_t length)
{
    buffer_put(out, before);
    drawlist_put_px(out, length);
}

static void put_point(struct buffer *out, const char *before, int32_t x, int32_t y)
{
    put_length(out, before, x);
    put_length(out, " ", y);
}

static void put_ink(struct buffer *out, const char *before, struct ink ink)
{
    buffer_printf(out, "%s%s", before, role_name(ink.base));
    if (ink.share_255)
        buffer_printf(out, "+%s:%d", role_name(ink.towards), ink.share_255);
    if (ink.alpha_255 != 255)
        buffer_printf(out, "@%d", ink.alpha_255);
}

static void put_look(struct buffer *out, const struct draw_record *record)
{
    if (record->fill.alpha_255)
        put_ink(out, " fill ", record->fill);
    if (!record->width)
        return;
    put_ink(out, " line ", record->line);
    put_length(out, " ", record->width);
    if (record->off) {
        put_length(out, record->on ? " dashed " : " dotted ", record->on ? record->on : record->off);
        if (record->on)
            put_length(out, " ", record->off);
        put_length(out, " phase ", record->phase);
    }
}

static void put_points(struct buffer *out, const struct drawlist *list, const struct draw_record *record)
{
    const int32_t *xy = list->points + 2 * (size_t)record->start;
    for (uint32_t i = 0; i < record->count; i++)
        put_point(out, i ? ", " : ": ", xy[2 * i], xy[2 * i + 1]);
}

static void put_quoted(struct buffer *out, const char *text, size_t length)
{
    buffer_put(out, " \"");
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"' || text[i] == '\\')
            buffer_put_char(out, '\\');
        if ((unsigned char)text[i] < ' ')
            buffer_printf(out, "\\x%02x", (unsigned)text[i]);
        else
            buffer_put_char(out, text[i]);
    }
    buffer_put_char(out, '"');
}

static void put_text(struct buffer *out, const struct drawlist *list, const struct draw_record *record)
{
    static const char *const aligns[] = {
        [ALIGN_LEFT] = "left", [ALIGN_CENTRE] = "centre", [ALIGN_RIGHT] = "right"};
    put_point(out, "text ", record->x, record->y);
    buffer_printf(out, " %s size %d%s", aligns[record->align], record->size_px, record->bold ? " bold" : "");
    put_ink(out, " ", record->fill);
    put_quoted(out, list->text.data + record->start, record->count);
}

static void put_cells(struct buffer *out, const struct drawlist *list, const struct draw_record *record)
{
    buffer_printf(out, " %ux%u", (unsigned)record->columns, (unsigned)(record->count / record->columns));
    for (uint32_t i = 0; i < record->count; i++)
        put_ink(out, i == 0 ? ": " : i % record->columns ? " " : "; ", list->cells[record->start + i]);
}

static void put_box(struct buffer *out, const char *name, int32_t x, int32_t y, int32_t x2, int32_t y2)
{
    buffer_put(out, name);
    put_point(out, " ", x, y);
    put_point(out, " to ", x2, y2);
}

static void put_record(struct buffer *out, const struct drawlist *list, const struct draw_record *r)
{
    switch ((enum draw_kind)r->kind) {
    case DRAW_RECTANGLE:
        put_box(out, "rectangle", r->x, r->y, r->x2, r->y2);
        if (r->radius)
            put_length(out, " radius ", r->radius);
        put_look(out, r);
        break;
    case DRAW_CURVE:
    case DRAW_POLYGON:
        buffer_put(out, r->kind == DRAW_CURVE ? "curve" : "polygon");
        put_look(out, r);
        put_points(out, list, r);
        break;
    case DRAW_DISC:
        put_point(out, "disc ", r->x, r->y);
        put_length(out, " radius ", r->radius);
        put_look(out, r);
        break;
    case DRAW_TEXT:
        put_text(out, list, r);
        break;
    case DRAW_CELLS:
        put_box(out, "cells", r->x, r->y, r->x2, r->y2);
        put_cells(out, list, r);
        break;
    case DRAW_CLIP:
        put_box(out, "clip", r->x, r->y, r->x2, r->y2);
        break;
    }
    buffer_put_char(out, '\n');
}

static void put_hit(struct buffer *out, const struct drawlist *list, const struct hit_area *area)
{
    static const char *const kinds[] = {
        [HIT_PANEL] = "panel", [HIT_NODE] = "node",         [HIT_WEIGHT] = "weight",
        [HIT_BIAS] = "bias",   [HIT_QUANTITY] = "quantity", [HIT_SAMPLE] = "sample",
        [HIT_POINT] = "point", [HIT_COMMAND] = "command",   [HIT_PLANE] = "plane",
    };
    if (area->reach >= 0 && area->x == area->x2 && area->y == area->y2)
        put_point(out, "hit disc ", area->x, area->y);
    else
        put_box(out, area->reach < 0 ? "hit rectangle" : "hit line", area->x, area->y, area->x2, area->y2);
    if (area->reach >= 0)
        put_length(out, " within ", area->reach);
    buffer_printf(out, " %s", kinds[area->kind]);
    if (area->layer || area->row || area->column)
        buffer_printf(out, " %d %d %d", area->layer, area->row, area->column);
    if (area->text >= 0)
        put_quoted(out, list->text.data + area->text, strlen(list->text.data + area->text));
    buffer_put_char(out, '\n');
}

void drawlist_dump(const struct drawlist *list, struct buffer *out)
{
    buffer_printf(out, "picture %d x %d\n", (int)list->width_px, (int)list->height_px);
    for (size_t i = 0; i < list->count; i++)
        put_record(out, list, &list->records[i]);
    for (size_t i = 0; i < list->hit_count; i++)
        put_hit(out, list, &list->hits[i]);
}
