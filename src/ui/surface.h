/* Pixels: what the rasteriser paints into, the window shows and a PNG holds; and the arithmetic of painting them. */
#ifndef NABLA_UI_SURFACE_H
#define NABLA_UI_SURFACE_H

#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "base/memory.h"
#include "ui/region.h"

#define SURFACE_SIDE_MAX 8192 /* pixels */

/* Every pixel is opaque: 0xFFRRGGBB. The pixels may be someone else's, as a window's are. */
struct surface {
    uint32_t *pixels; /* row y starts at pixels + y * stride */
    int width, height;
    int stride;                  /* pixels from one row to the next */
    const struct region *region; /* borrowed, of that size: only what is in it is painted; NULL: all */
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

static inline uint32_t *surface_row(const struct surface *surface, int y)
{
    return surface->pixels + (ptrdiff_t)y * surface->stride;
}

/* What of row y may be painted, 0 <= y < height. */
static inline const struct span *surface_spans(const struct surface *surface, int y)
{
    static const struct span all[] = {{0, SURFACE_SIDE_MAX}, {INT_MAX, INT_MAX}};
    return surface->region ? region_spans(surface->region, y) : all;
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

/* count pixels get the opaque colour 0xRRGGBB. */
static inline void pixels_fill(uint32_t *pixels, int count, uint32_t colour)
{
    static_assert(sizeof(wchar_t) == sizeof *pixels, "wmemset, the C library's fastest, takes pixels");
    if (count >= 16)
        wmemset((wchar_t *)pixels, (wchar_t)(0xFF000000 | colour), (size_t)count);
    else
        for (int i = 0; i < count; i++)
            pixels[i] = 0xFF000000 | colour;
}

/* pixel_blend for two pixels in one go, each channel in 16 bits of its own; count is even. */
static inline void pixels_blend_pairs(uint32_t *pixels, int count, uint32_t colour, uint32_t alpha_256)
{
    const uint64_t red_blue = 0x00FF00FF00FF00FF, half = 0x0080008000800080, rest = 256 - alpha_256;
    uint64_t over = 0xFF000000FF000000 | colour | (uint64_t)colour << 32, two;
    uint64_t over_rb = (over & red_blue) * alpha_256 + half,
             over_ag = (over >> 8 & red_blue) * alpha_256 + half;
    for (int i = 0; i < count; i += 2) {
        memcpy(&two, pixels + i, sizeof two);
        two = (((two & red_blue) * rest + over_rb) >> 8 & red_blue) |
              (((two >> 8 & red_blue) * rest + over_ag) & ~red_blue);
        memcpy(pixels + i, &two, sizeof two);
    }
}

/* count pixels get alpha_256 / 256 of the colour 0xRRGGBB over what they are. */
static inline void pixels_blend(uint32_t *pixels, int count, uint32_t colour, uint32_t alpha_256)
{
    if (alpha_256 == 256) {
        pixels_fill(pixels, count, colour);
        return;
    }
    int pairs = count >= 8 ? count & ~1 : 0;
    if (pairs)
        pixels_blend_pairs(pixels, pairs, colour, alpha_256);
    for (int i = pairs; i < count; i++)
        pixels[i] = pixel_blend(pixels[i], colour, alpha_256);
}

#endif
