/* The three products of a layer, in tiles whose sums stay in registers: ROWS rows of a panel's vectors.
 * They are what training a large net costs. Widths and rows are constants once inlined, so that each tile
 * becomes straight code; see "Anatomy of High-Performance Matrix Multiplication" (Goto, van de Geijn 2008)
 * for why it is done so. */
#ifndef NABLA_NN_KERNEL_PRODUCT_H
#define NABLA_NN_KERNEL_PRODUCT_H

#include "nn/kernel/vector.h"

#define ROWS 4
#define DEPTH 256 /* rows of a panel that are worked on at once, so that they stay in the nearest caches */

static const real zeros[PANEL] __attribute__((aligned(VECTOR_BYTES))) = {0};

/* Where a product goes: sample s at to + s * stride. */
struct target {
    real *to;
    size_t stride;
};

/* to[r] = (start, or to[r] where it is NULL) + sum over k < depth of x[r][first + k] w[k]. */
INLINE void multiply_tile(int rows, int vectors, int depth, const void *const *x, int first, const real *w,
                          const real *start, struct target target)
{
    vec sum[ROWS][PANEL_VECTORS];
    const real *row[ROWS];
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++) {
        const real *from = start ? start : target.to + (size_t)r * target.stride;
        row[r] = (const real *)x[r] + first;
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++)
            sum[r][v] = load(from + v * LANES);
    }
    for (int k = 0; k < depth; k++, w += vectors * LANES) {
        vec part[PANEL_VECTORS];
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++) {
            part[v] = load(w + v * LANES);
            KEEP(part[v]);
        }
#pragma GCC unroll 8
        for (int r = 0; r < rows; r++)
#pragma GCC unroll 8
            for (int v = 0; v < vectors; v++)
                sum[r][v] += row[r][k] * part[v];
    }
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++)
            store(target.to + (size_t)r * target.stride + v * LANES, sum[r][v]);
}

/* to[s] = start + x[s] w for all samples; w[depth][vectors * LANES]. */
INLINE void multiply_panel_of(int vectors, int depth, size_t samples, const void *const *x, const real *w,
                              const real *start, struct target target)
{
    for (int first = 0; first < depth; first += DEPTH) {
        int deep = depth - first < DEPTH ? depth - first : DEPTH;
        const real *part = w + first * vectors * LANES, *from = first ? NULL : start;
        struct target at = target;
        size_t s = 0;
        for (; s + ROWS <= samples; s += ROWS, at.to += ROWS * at.stride)
            multiply_tile(ROWS, vectors, deep, x + s, first, part, from, at);
        switch (samples - s) {
        case 3:
            multiply_tile(3, vectors, deep, x + s, first, part, from, at);
            break;
        case 2:
            multiply_tile(2, vectors, deep, x + s, first, part, from, at);
            break;
        case 1:
            multiply_tile(1, vectors, deep, x + s, first, part, from, at);
            break;
        default:
            break;
        }
    }
}

static void multiply_panel(int vectors, int depth, size_t samples, const void *const *x, const real *w,
                           const real *start, struct target target)
{
    switch (vectors) {
    case 1:
        multiply_panel_of(1, depth, samples, x, w, start, target);
        break;
    case 2:
        multiply_panel_of(2, depth, samples, x, w, start, target);
        break;
#if PANEL_VECTORS > 3
    case 3:
        multiply_panel_of(3, depth, samples, x, w, start, target);
        break;
#endif
    default:
        multiply_panel_of(PANEL_VECTORS, depth, samples, x, w, start, target);
        break;
    }
}

/* What becomes of a sum of gradients: w = keep w + scale sum; with keep 0 nothing of w counts, not even NaN. */
struct blend {
    real keep, scale;
};

INLINE void blend_into(real *w, vec sum, struct blend blend)
{
    vec kept = blend.keep == 0 ? (vec){0} : load(w) * blend.keep;
    store(w, kept + blend.scale * sum);
}

/* w[r] = keep w[r] + scale sum over s < samples of x[s][first + r] d[s]. */
INLINE void gather_tile(int rows, int vectors, size_t samples, const void *const *x, int first, struct target d,
                        real *w, struct blend blend)
{
    vec sum[ROWS][PANEL_VECTORS];
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++)
            sum[r][v] = (vec){0};
    for (size_t s = 0; s < samples; s++, d.to += d.stride) {
        const real *row = (const real *)x[s] + first;
        vec part[PANEL_VECTORS];
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++) {
            part[v] = load(d.to + v * LANES);
            KEEP(part[v]);
        }
#pragma GCC unroll 8
        for (int r = 0; r < rows; r++)
#pragma GCC unroll 8
            for (int v = 0; v < vectors; v++)
                sum[r][v] += row[r] * part[v];
    }
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++, w += LANES)
            blend_into(w, sum[r][v], blend);
}

/* Blends the gradients of `rows` rows of a panel, of the inputs from first on, into w. */
INLINE void gather_panel_of(int vectors, int rows, size_t samples, const void *const *x, int first,
                            struct target d, real *w, struct blend blend)
{
    int r = 0;
    for (; r + ROWS <= rows; r += ROWS, w += ROWS * vectors * LANES)
        gather_tile(ROWS, vectors, samples, x, first + r, d, w, blend);
    switch (rows - r) {
    case 3:
        gather_tile(3, vectors, samples, x, first + r, d, w, blend);
        break;
    case 2:
        gather_tile(2, vectors, samples, x, first + r, d, w, blend);
        break;
    case 1:
        gather_tile(1, vectors, samples, x, first + r, d, w, blend);
        break;
    default:
        break;
    }
}

static void gather_panel(int vectors, int rows, size_t samples, const void *const *x, int first,
                         struct target d, real *w, struct blend blend)
{
    switch (vectors) {
    case 1:
        gather_panel_of(1, rows, samples, x, first, d, w, blend);
        break;
    case 2:
        gather_panel_of(2, rows, samples, x, first, d, w, blend);
        break;
#if PANEL_VECTORS > 3
    case 3:
        gather_panel_of(3, rows, samples, x, first, d, w, blend);
        break;
#endif
    default:
        gather_panel_of(PANEL_VECTORS, rows, samples, x, first, d, w, blend);
        break;
    }
}

/* The same for the biases, whose input is 1. */
static void gather_biases(int vectors, size_t samples, struct target d, real *b, struct blend blend)
{
    for (int v = 0; v < vectors; v++, b += LANES) {
        vec sum = {0};
        for (size_t s = 0; s < samples; s++)
            sum += load(d.to + s * d.stride + v * LANES);
        blend_into(b, sum, blend);
    }
}

#endif
