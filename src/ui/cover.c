#include "ui/cover.h"

#include <assert.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/memory.h"

#define CELLS (96 * 1024) /* a shape is done in bands of rows that fit into so many cells */
#define FULL 9            /* a fully covered pixel sums up to 256 << FULL */

struct edge {
    int32_t x1, y1, x2, y2;
};

struct piece {
    size_t start; /* its first edge */
    int32_t top, bottom;
};

/* A row of the band. */
struct row {
    const struct span
        *spans;    /* what of it is painted, from the first that reaches into the band; NULL: nothing */
    int low, high; /* the first and the last word of touched that isn't 0 */
    int mask_left, mask_right; /* the pixels of the mask that aren't 0 */
};

struct cover {
    struct bounds clip;
    struct edge *edges;
    size_t edge_count, edge_capacity;
    struct piece *pieces;
    size_t piece_count, piece_capacity;
    int32_t left, top, right, bottom; /* around all points, 1/256 px */
    int32_t first_x, first_y, last_x, last_y;
    bool ring_open;

    /* The band at work: rows of width + 2 cells, zero between two pieces. */
    struct bounds band; /* pixels */
    uint32_t *cells;    /* unsigned, because absurdly many overlaps may wrap round */
    uint64_t *touched;  /* a bit a cell: those that an edge has touched; each row begins a new word */
    int words;          /* of touched, a row */
    uint16_t *mask;     /* the pieces so far, 0..256 a pixel */
    struct row rows[SURFACE_SIDE_MAX];
    int first, last; /* the rows of which something is painted; none: first > last */
};

struct cover *cover_new(void)
{
    struct cover *cover = memory_new(1, sizeof *cover);
    cover->cells = memory_new(CELLS, sizeof *cover->cells);
    cover->touched = memory_new(CELLS / 64 + SURFACE_SIDE_MAX, sizeof *cover->touched);
    cover->mask = memory_new(CELLS, sizeof *cover->mask);
    return cover;
}

void cover_free(struct cover *cover)
{
    if (!cover)
        return;
    memory_free(cover->edges);
    memory_free(cover->pieces);
    memory_free(cover->cells);
    memory_free(cover->touched);
    memory_free(cover->mask);
    memory_free(cover);
}

/* --- collecting edges -------------------------------------------------------------------------- */

static void add_edge(struct cover *cover, int32_t x1, int32_t y1, int32_t x2, int32_t y2)
{
    if (y1 == y2) /* a level edge has no area to its right */
        return;
    if (cover->edge_count == cover->edge_capacity) {
        cover->edge_capacity = cover->edge_capacity ? 2 * cover->edge_capacity : 256;
        cover->edges = memory_resize(cover->edges, cover->edge_capacity, sizeof *cover->edges);
    }
    cover->edges[cover->edge_count++] = (struct edge){x1, y1, x2, y2};
}

static void close_ring(struct cover *cover)
{
    if (cover->ring_open)
        add_edge(cover, cover->last_x, cover->last_y, cover->first_x, cover->first_y);
    cover->ring_open = false;
}

void cover_begin(struct cover *cover, struct bounds clip)
{
    assert(clip.left >= 0 && clip.top >= 0 && clip.right <= SURFACE_SIDE_MAX &&
           clip.bottom <= SURFACE_SIDE_MAX);
    cover->clip = clip;
    cover->edge_count = cover->piece_count = 0;
    cover->ring_open = false;
    cover->left = cover->top = INT32_MAX;
    cover->right = cover->bottom = INT32_MIN;
}

void cover_piece(struct cover *cover)
{
    close_ring(cover);
    if (cover->piece_count == cover->piece_capacity) {
        cover->piece_capacity = cover->piece_capacity ? 2 * cover->piece_capacity : 64;
        cover->pieces = memory_resize(cover->pieces, cover->piece_capacity, sizeof *cover->pieces);
    }
    cover->pieces[cover->piece_count++] =
        (struct piece){.start = cover->edge_count, .top = INT32_MAX, .bottom = INT32_MIN};
}

void cover_ring(struct cover *cover)
{
    assert(cover->piece_count > 0);
    close_ring(cover);
}

void cover_point(struct cover *cover, int32_t x, int32_t y)
{
    assert(x >= -COVER_FAR && x <= COVER_FAR && y >= -COVER_FAR && y <= COVER_FAR);
    struct piece *piece = &cover->pieces[cover->piece_count - 1];
    if (cover->ring_open) {
        add_edge(cover, cover->last_x, cover->last_y, x, y);
    } else {
        cover->first_x = x;
        cover->first_y = y;
        cover->ring_open = true;
    }
    cover->last_x = x;
    cover->last_y = y;
    cover->left = x < cover->left ? x : cover->left;
    cover->right = x > cover->right ? x : cover->right;
    piece->top = y < piece->top ? y : piece->top;
    piece->bottom = y > piece->bottom ? y : piece->bottom;
}

/* --- edges to cells ---------------------------------------------------------------------------- */

/* Bits first .. last of a row. */
static inline void touch(struct cover *cover, int at, int first, int last)
{
    struct row *row = &cover->rows[at];
    uint64_t *words = cover->touched + (size_t)at * (size_t)cover->words;
    int from = first / 64, to = last / 64;
    row->low = from < row->low ? from : row->low;
    row->high = to > row->high ? to : row->high;
    for (int word = from; word <= to; word++)
        words[word] |= (word == from ? UINT64_MAX << first % 64 : UINT64_MAX) &
                       (word == to ? UINT64_MAX >> (63 - last % 64) : UINT64_MAX);
}

/* The part of an edge in one row, from x1 to x2 over that height (negative: the edge goes up). In a cell it has a
 * height of its own and goes from fraction a to fraction b (0..256) of the width: height (512 - a - b) of what lies to
 * its right is in that cell, the rest, height (a + b), in the next. The heights in its cells add up to height exactly,
 * or the row would leak to the right. */
static inline void put_row(struct cover *cover, int row, int32_t x1, int32_t x2, int32_t height)
{
    if (x1 > x2) {
        int32_t swap = x1;
        x1 = x2;
        x2 = swap;
    }
    int cell = x1 / COVER_PX, last = x2 / COVER_PX;
    int32_t from = x1 % COVER_PX, to = x2 % COVER_PX, rest = 0; /* what the cell before leaves to this one */
    uint32_t *cells = cover->cells + (size_t)row * (size_t)(cover->band.right - cover->band.left + 2);
    touch(cover, row, cell, last + 1);
    if (cell < last) {
        int32_t slope = height * 65536 / (x2 - x1), wide = COVER_PX - from, done = 0; /* slope: 16.16 */
        for (; cell < last; cell++, wide += COVER_PX, from = 0) {
            int32_t up_to = (int32_t)((int64_t)slope * wide / 65536), part = up_to - done;
            cells[cell] += (uint32_t)(rest + part * (COVER_PX - from));
            rest = part * (COVER_PX + from);
            done = up_to;
        }
        height -= done;
    }
    cells[last] += (uint32_t)(rest + height * (2 * COVER_PX - from - to));
    cells[last + 1] += (uint32_t)(height * (from + to));
}

/* An edge that lies inside the band, relative to its corner. */
static void put_inside(struct cover *cover, int32_t x1, int32_t y1, int32_t x2, int32_t y2)
{
    int32_t sign = 1;
    if (y1 > y2) {
        int32_t x = x1, y = y1;
        x1 = x2;
        y1 = y2;
        x2 = x;
        y2 = y;
        sign = -1;
    }
    if (y1 == y2)
        return;
    int64_t slope = (int64_t)(x2 - x1) * (1 << 24) / (y2 - y1), x = ((int64_t)x1 << 24) + (1 << 23);
    int row = y1 / COVER_PX > cover->first ? y1 / COVER_PX : cover->first;
    for (int32_t y; row <= cover->last && (y = row * COVER_PX) < y2; row++) {
        if (!cover->rows[row].spans)
            continue;
        int32_t end = y + COVER_PX, from = x1, to = x2;
        if (y > y1)
            from = (int32_t)((x + slope * (y - y1)) >> 24);
        else
            y = y1;
        if (end < y2)
            to = (int32_t)((x + slope * (end - y1)) >> 24);
        else
            end = y2;
        put_row(cover, row, from, to, sign * (end - y));
    }
}

/* Where the edge from (x1, y1) to (x2, y2) has that x as its y (or the other way round), rounded down. */
static int32_t crossing(int32_t x1, int32_t y1, int32_t x2, int32_t y2, int32_t x)
{
    int64_t up = (int64_t)(y2 - y1) * (x - x1), down = x2 - x1;
    if (down < 0) {
        up = -up;
        down = -down;
    }
    return y1 + (int32_t)(up >= 0 ? up / down : -((-up + down - 1) / down));
}

/* An edge inside the band's rows: what lies beside the band is moved to its side, where it still says
 * whether the pixels to its right are inside. */
static void put_level(struct cover *cover, struct edge e)
{
    int32_t wide = (cover->band.right - cover->band.left) * COVER_PX, sides[2] = {0, wide};
    for (int i = 0; i < 2; i++) {
        int32_t side = sides[i];
        if ((e.x1 < side && e.x2 > side) || (e.x1 > side && e.x2 < side)) {
            int32_t y = crossing(e.x1, e.y1, e.x2, e.y2, side);
            put_level(cover, (struct edge){e.x1, e.y1, side, y});
            put_level(cover, (struct edge){side, y, e.x2, e.y2});
            return;
        }
    }
    if (e.x1 < 0 || e.x2 < 0)
        put_inside(cover, 0, e.y1, 0, e.y2);
    else if (e.x1 > wide || e.x2 > wide)
        put_inside(cover, wide, e.y1, wide, e.y2);
    else
        put_inside(cover, e.x1, e.y1, e.x2, e.y2);
}

static void put_edge(struct cover *cover, const struct edge *edge)
{
    int32_t left = cover->band.left * COVER_PX, top = cover->band.top * COVER_PX;
    int32_t tall = (cover->band.bottom - cover->band.top) * COVER_PX;
    struct edge e = {edge->x1 - left, edge->y1 - top, edge->x2 - left, edge->y2 - top}, cut = e;
    if ((e.y1 <= 0 && e.y2 <= 0) || (e.y1 >= tall && e.y2 >= tall))
        return;
    if (e.y1 < 0 || e.y1 > tall) {
        cut.y1 = e.y1 < 0 ? 0 : tall;
        cut.x1 = crossing(e.y1, e.x1, e.y2, e.x2, cut.y1);
    }
    if (e.y2 < 0 || e.y2 > tall) {
        cut.y2 = e.y2 < 0 ? 0 : tall;
        cut.x2 = crossing(e.y1, e.x1, e.y2, e.x2, cut.y2);
    }
    put_level(cover, cut);
}

/* --- cells to pixels --------------------------------------------------------------------------- */

static inline uint32_t part_256(uint32_t sum)
{
    uint32_t size = (sum & 0x80000000u ? 0 - sum : sum) >> FULL;
    return size < 256 ? size : 256;
}

/* Pixels left <= x < right of a row get part / 256 of the colour where they are to be painted. */
static inline void paint_run(const struct cover *cover, const struct row *row, uint32_t *pixels, int left,
                             int right, uint32_t colour, uint32_t alpha)
{
    int corner = cover->band.left;
    for (const struct span *span = row->spans; span->left < corner + right; span++) {
        int from = span->left - corner > left ? span->left - corner : left;
        int to = span->right - corner < right ? span->right - corner : right;
        if (from < to)
            pixels_blend(pixels + from, to - from, colour, alpha);
    }
}

static void unite_run(struct row *row, uint16_t *mask, int left, int right, uint32_t part)
{
    row->mask_left = left < row->mask_left ? left : row->mask_left;
    row->mask_right = right > row->mask_right ? right : row->mask_right;
    for (int x = left; x < right; x++)
        if (mask[x] < part)
            mask[x] = (uint16_t)part;
}

/* Sums up and clears the touched cells of a row; what lies between two of them is covered alike, and goes to the
 * pixels, or to the mask where mask isn't NULL. Behind the last one the sum is 0, since each ring is closed. */
static void sweep_row(struct cover *cover, int at, uint32_t *pixels, uint16_t *mask, uint32_t colour)
{
    struct row *row = &cover->rows[at];
    int wide = cover->band.right - cover->band.left, left = 0;
    uint32_t *cells = cover->cells + (size_t)at * (size_t)(wide + 2), alpha = alpha_256(colour >> 24);
    uint64_t *words = cover->touched + (size_t)at * (size_t)cover->words;
    uint32_t sum = 0, part = 0;
    for (int word = row->low; word <= row->high; word++) {
        for (uint64_t bits = words[word]; bits; bits &= bits - 1) {
            int x = 64 * word + __builtin_ctzll(bits), right = x < wide ? x : wide;
            if (part && mask)
                unite_run(row, mask, left, right, part);
            else if (part)
                paint_run(cover, row, pixels, left, right, colour & 0xFFFFFF, part * alpha >> 8);
            sum += cells[x];
            cells[x] = 0;
            part = part_256(sum);
            left = right;
        }
        words[word] = 0;
    }
    row->low = INT_MAX;
    row->high = -1;
}

static void paint_mask(struct cover *cover, struct surface *surface, uint32_t colour)
{
    uint32_t alpha = alpha_256(colour >> 24);
    int wide = cover->band.right - cover->band.left;
    for (int at = cover->first; at <= cover->last; at++) {
        struct row *row = &cover->rows[at];
        uint16_t *mask = cover->mask + (size_t)at * (size_t)wide;
        uint32_t *pixels = surface_row(surface, cover->band.top + at) + cover->band.left;
        for (int left = row->mask_left, x = left; x < row->mask_right; left = x) {
            while (x < row->mask_right && mask[x] == mask[left])
                x++;
            if (mask[left])
                paint_run(cover, row, pixels, left, x, colour & 0xFFFFFF, mask[left] * alpha >> 8);
        }
        if (row->mask_left < row->mask_right)
            memset(mask + row->mask_left, 0, (size_t)(row->mask_right - row->mask_left) * sizeof *mask);
    }
}

/* Which rows of the band are painted, and where. */
static void begin_rows(struct cover *cover, const struct surface *surface)
{
    cover->words = (cover->band.right - cover->band.left + 2 + 63) / 64;
    cover->first = INT_MAX;
    cover->last = -1;
    for (int at = 0; at < cover->band.bottom - cover->band.top; at++) {
        const struct span *spans = surface_spans(surface, cover->band.top + at);
        while (spans->right <= cover->band.left)
            spans++;
        bool is_painted = spans->left < cover->band.right;
        cover->rows[at] = (struct row){.spans = is_painted ? spans : NULL,
                                       .low = INT_MAX,
                                       .high = -1,
                                       .mask_left = INT_MAX,
                                       .mask_right = -1};
        if (is_painted && cover->first > at)
            cover->first = at;
        if (is_painted)
            cover->last = at;
    }
}

static void paint_band(struct cover *cover, struct surface *surface, uint32_t colour)
{
    int wide = cover->band.right - cover->band.left;
    bool many = cover->piece_count > 1;
    begin_rows(cover, surface);
    for (size_t i = 0; i < cover->piece_count; i++) {
        const struct piece *piece = &cover->pieces[i];
        int from = piece->top / COVER_PX - 1 - cover->band.top,
            to = piece->bottom / COVER_PX + 1 - cover->band.top;
        from = from < cover->first ? cover->first : from;
        to = to > cover->last ? cover->last : to;
        if (from > to)
            continue;
        size_t end = i + 1 < cover->piece_count ? piece[1].start : cover->edge_count;
        for (size_t k = piece->start; k < end; k++)
            put_edge(cover, &cover->edges[k]);
        for (int row = from; row <= to; row++)
            sweep_row(cover, row, surface_row(surface, cover->band.top + row) + cover->band.left,
                      many ? cover->mask + (size_t)row * (size_t)wide : NULL, colour);
    }
    if (many)
        paint_mask(cover, surface, colour);
}

void cover_paint(struct cover *cover, struct surface *surface, uint32_t colour)
{
    close_ring(cover);
    for (size_t i = 0; i < cover->piece_count; i++) {
        const struct piece *piece = &cover->pieces[i];
        cover->top = piece->top < cover->top ? piece->top : cover->top;
        cover->bottom = piece->bottom > cover->bottom ? piece->bottom : cover->bottom;
    }
    if (cover->edge_count == 0)
        return;
    struct bounds around = {cover->left / COVER_PX - 1, cover->top / COVER_PX - 1, cover->right / COVER_PX + 1,
                            cover->bottom / COVER_PX + 1};
    around = bounds_both(around, cover->clip);
    around = bounds_both(around, (struct bounds){0, 0, surface->width, surface->height});
    if (around.left >= around.right)
        return;
    int band_rows = CELLS / (around.right - around.left + 2);
    for (int top = around.top; top < around.bottom; top += band_rows) {
        int bottom = top + band_rows < around.bottom ? top + band_rows : around.bottom;
        cover->band = (struct bounds){around.left, top, around.right, bottom};
        paint_band(cover, surface, colour);
    }
}
