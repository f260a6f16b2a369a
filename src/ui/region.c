#include "ui/region.h"

#include <string.h>

#include "base/memory.h"

void region_finish(struct region *region)
{
    memory_free(region->spans);
    *region = REGION_EMPTY;
}

static struct span *row_spans(const struct region *region, int row)
{
    return region->spans + (ptrdiff_t)row * region->most;
}

void region_begin(struct region *region, int width, int height)
{
    region->width = width;
    region->height = height;
    region->rows = (height + REGION_SQUARE - 1) / REGION_SQUARE;
    region->most = width / REGION_SQUARE / 2 + 2; /* every other square, and the end */
    size_t needed = (size_t)region->rows * (size_t)region->most;
    if (needed > region->capacity) {
        region->spans = memory_resize(region->spans, needed, sizeof *region->spans);
        region->capacity = needed;
    }
    for (int row = 0; row < region->rows; row++)
        row_spans(region, row)[0] = SPAN_END;
}

/* Puts a span into a row in the place of all that it touches. */
static void join(struct span *spans, struct span joined)
{
    struct span *first = spans;
    while (first->right < joined.left)
        first++;
    struct span *behind = first;
    for (; behind->left <= joined.right; behind++) {
        joined.left = behind->left < joined.left ? behind->left : joined.left;
        joined.right = behind->right > joined.right ? behind->right : joined.right;
    }
    size_t left = 1;
    while (behind[left - 1].left != INT_MAX)
        left++;
    memmove(first + 1, behind, left * sizeof *first);
    *first = joined;
}

void region_add(struct region *region, struct bounds bounds)
{
    bounds = bounds_both(bounds, (struct bounds){0, 0, region->width, region->height});
    if (bounds.left >= bounds.right || bounds.top >= bounds.bottom)
        return;
    struct span span = {bounds.left / REGION_SQUARE * REGION_SQUARE,
                        (bounds.right + REGION_SQUARE - 1) / REGION_SQUARE * REGION_SQUARE};
    span.right = span.right < region->width ? span.right : region->width;
    for (int row = bounds.top / REGION_SQUARE; row <= (bounds.bottom - 1) / REGION_SQUARE; row++)
        join(row_spans(region, row), span);
}

void region_add_all(struct region *region)
{
    region_add(region, (struct bounds){0, 0, region->width, region->height});
}

bool region_is_empty(const struct region *region)
{
    for (int row = 0; row < region->rows; row++)
        if (row_spans(region, row)[0].left != INT_MAX)
            return false;
    return true;
}

bool region_meets(const struct region *region, struct bounds bounds)
{
    bounds = bounds_both(bounds, (struct bounds){0, 0, region->width, region->height});
    if (bounds.left >= bounds.right || bounds.top >= bounds.bottom)
        return false;
    for (int row = bounds.top / REGION_SQUARE; row <= (bounds.bottom - 1) / REGION_SQUARE; row++)
        for (const struct span *span = row_spans(region, row); span->left < bounds.right; span++)
            if (span->right > bounds.left)
                return true;
    return false;
}

/* A span that goes on in the next row of squares makes its box taller. */
struct bounds *region_boxes(const struct region *region, size_t *count)
{
    struct bounds *boxes = memory_new((size_t)region->rows * (size_t)region->most + 1, sizeof *boxes);
    size_t open = 0, behind = 0; /* boxes open .. behind - 1 may go on */
    for (int row = 0; row < region->rows; row++) {
        int top = row * REGION_SQUARE, bottom = top + REGION_SQUARE;
        bottom = bottom < region->height ? bottom : region->height;
        for (const struct span *span = row_spans(region, row); span->left != INT_MAX; span++) {
            size_t i = open;
            while (i < behind &&
                   (boxes[i].bottom != top || boxes[i].left != span->left || boxes[i].right != span->right))
                i++;
            if (i == behind)
                boxes[behind++] = (struct bounds){span->left, top, span->right, bottom};
            boxes[i].bottom = bottom;
        }
        while (open < behind && boxes[open].bottom < bottom)
            open++;
    }
    *count = behind;
    return boxes;
}
