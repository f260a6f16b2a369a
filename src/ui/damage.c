#include "ui/damage.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ui/raster.h"

/* The records of both lists are paired in order. A pixel that only pairs touch, of records that are the same under
 * the same clip, is painted by the same records in the same order: it stays. What is without a partner is damage,
 * however the pairs are chosen. */
enum {
    AHEAD = 48, /* records of both, together, that are left out to find the next pair */
    STRIDE = 8, /* of each that are given up where there is none */
    PIECE = 2 * REGION_SQUARE * DRAWLIST_PX, /* a slanted line is damage in pieces so wide or tall */
};

/* A record that paints. */
struct item {
    const struct draw_record *record;
    struct bounds clip;
};

struct queue {
    const struct drawlist *list;
    struct item *items, *next;
    size_t left;
};

static struct queue queue_new(const struct drawlist *list, int width_px, int height_px)
{
    struct queue queue = {.list = list, .items = memory_new(list->count + 1, sizeof *queue.items)};
    struct bounds clip = {0, 0, list->width_px, list->height_px};
    for (size_t i = 0; i < list->count; i++)
        if (list->records[i].kind == DRAW_CLIP)
            clip = raster_clip(&list->records[i], width_px, height_px);
        else
            queue.items[queue.left++] = (struct item){&list->records[i], clip};
    queue.next = queue.items;
    return queue;
}

/* Whether the ith item of one and the kth of the other give the same: where their points or letters lie in the list
 * doesn't matter. */
static bool is_same(const struct queue *a, size_t i, const struct queue *b, size_t k)
{
    const struct draw_record *one = a->next[i].record, *other = b->next[k].record;
    if (one->kind != other->kind || one->x != other->x || one->y != other->y || one->count != other->count)
        return false;
    struct draw_record moved = *one;
    moved.start = other->start;
    if (memcmp(&moved, other, sizeof moved) != 0 ||
        memcmp(&a->next[i].clip, &b->next[k].clip, sizeof(struct bounds)) != 0)
        return false;
    switch ((enum draw_kind)one->kind) {
    case DRAW_CURVE:
    case DRAW_POLYGON:
        return memcmp(a->list->points + 2 * (size_t)one->start, b->list->points + 2 * (size_t)other->start,
                      2 * one->count * sizeof *a->list->points) == 0;
    case DRAW_TEXT:
        return memcmp(a->list->text.data + one->start, b->list->text.data + other->start, one->count) == 0;
    case DRAW_CELLS:
        return memcmp(a->list->cells + one->start, b->list->cells + other->start,
                      one->count * sizeof *a->list->cells) == 0;
    case DRAW_RECTANGLE:
    case DRAW_DISC:
    case DRAW_CLIP:
        break;
    }
    return true;
}

/* How many items of each come before the nearest pair; false where none is near: then how many to give up. */
static bool find_pair(const struct queue *a, const struct queue *b, size_t *of_a, size_t *of_b)
{
    for (size_t both = 0; both <= AHEAD; both++)
        for (size_t i = 0; i <= both; i++)
            if (i < a->left && both - i < b->left && is_same(a, i, b, both - i)) {
                *of_a = i;
                *of_b = both - i;
                return true;
            }
    *of_a = a->left < STRIDE || !b->left ? a->left : STRIDE;
    *of_b = b->left < STRIDE || !a->left ? b->left : STRIDE;
    return false;
}

static void add_line(struct region *region, struct bounds clip, const int32_t a[2], const int32_t b[2],
                     int32_t reach)
{
    if (abs(b[0] - a[0]) > PIECE && abs(b[1] - a[1]) > PIECE) {
        const int32_t middle[2] = {(a[0] + b[0]) / 2, (a[1] + b[1]) / 2};
        add_line(region, clip, a, middle, reach);
        add_line(region, clip, middle, b, reach);
        return;
    }
    struct bounds box = raster_box(a[0] < b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1],
                                   a[0] < b[0] ? b[0] : a[0], a[1] < b[1] ? b[1] : a[1], reach);
    region_add(region, bounds_both(box, clip));
}

static void drop(struct queue *queue)
{
    queue->next++;
    queue->left--;
}

static void add_item(struct region *region, const struct drawlist *list, const struct item *item,
                     struct text *fonts)
{
    const struct draw_record *record = item->record;
    if (record->kind != DRAW_CURVE) {
        region_add(region, bounds_both(raster_extent(list, record, fonts), item->clip));
        return;
    }
    const int32_t *xy = list->points + 2 * (size_t)record->start;
    for (uint32_t i = 0; i < record->count; i++) {
        const int32_t *from = xy + 2 * (i ? i - 1 : 0);
        add_line(region, item->clip, from, xy + 2 * i, record->width / 2);
    }
}

void damage_add(struct region *region, const struct drawlist *before, const struct drawlist *after,
                struct text *fonts)
{
    if (before->theme != after->theme || before->width_px != after->width_px ||
        before->height_px != after->height_px) {
        region_add_all(region);
        return;
    }
    struct queue a = queue_new(before, region->width, region->height);
    struct queue b = queue_new(after, region->width, region->height);
    while (a.left || b.left) {
        size_t of_a, of_b;
        bool is_found = find_pair(&a, &b, &of_a, &of_b);
        for (; of_a > 0; of_a--, drop(&a))
            add_item(region, before, a.next, fonts);
        for (; of_b > 0; of_b--, drop(&b))
            add_item(region, after, b.next, fonts);
        if (is_found) {
            drop(&a);
            drop(&b);
        }
    }
    memory_free(a.items);
    memory_free(b.items);
}
