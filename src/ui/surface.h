/* Pixels: what the rasteriser paints into, the window shows and a PNG holds. */
#ifndef NABLA_UI_SURFACE_H
#define NABLA_UI_SURFACE_H

#include <stdint.h>

#include "base/memory.h"

#define SURFACE_SIDE_MAX 8192 /* pixels */

/* Every pixel is opaque: 0xFFRRGGBB. The pixels may be someone else's, as a locked texture's are. */
struct surface {
    uint32_t *pixels; /* row y starts at pixels + y * stride */
    int width, height;
    int stride; /* pixels from one row to the next */
};

/* Pixels left <= x < right, top <= y < bottom. */
struct bounds {
    int left, top, right, bottom;
};

/* Pixels of its own, unpainted; width and height 1 .. SURFACE_SIDE_MAX. surface_finish frees them. */
static inline void surface_init(struct surface *surface, int width, int height)
{
    *surface = (struct surface){.width = width, .height = height, .stride = width};
    surface->pixels = memory_new((size_t)width * (size_t)height, sizeof *surface->pixels);
}

static inline void surface_finish(struct surface *surface)
{
    memory_free(surface->pixels);
    *surface = (struct surface){0};
}

static inline struct bounds bounds_both(struct bounds a, struct bounds b)
{
    return (struct bounds){.left = a.left > b.left ? a.left : b.left,
                           .top = a.top > b.top ? a.top : b.top,
                           .right = a.right < b.right ? a.right : b.right,
                           .bottom = a.bottom < b.bottom ? a.bottom : b.bottom};
}

/* alpha / 256 of over and the rest of under, rounded; red and blue are worked out in one go. */
static inline uint32_t pixel_blend(uint32_t under, uint32_t over, uint32_t alpha_256)
{
    uint32_t rest = 256 - alpha_256;
    uint32_t red_blue = ((over & 0xFF00FF) * alpha_256 + (under & 0xFF00FF) * rest + 0x800080) >> 8 & 0xFF00FF;
    uint32_t green = ((over & 0xFF00) * alpha_256 + (under & 0xFF00) * rest + 0x8000) >> 8 & 0xFF00;
    return 0xFF000000 | red_blue | green;
}

/* 0..255 as 0..256, so that opaque is exactly 256. */
static inline uint32_t alpha_256(uint32_t alpha_255)
{
    return alpha_255 + (alpha_255 >> 7);
}

#endif
