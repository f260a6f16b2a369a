#include "ui/canvas.h"

#include <SDL.h>

#include "base/memory.h"

struct canvas {
    SDL_Window *window;
    SDL_Renderer *renderer; /* NULL: direct */
    SDL_Texture *texture;   /* of the surface's size */
    struct surface surface;
};

/* 0xXXRRGGBB; the first byte may be anything. */
static bool is_ours(uint32_t format)
{
    return format == SDL_PIXELFORMAT_RGB888 || format == SDL_PIXELFORMAT_ARGB8888;
}

struct canvas *canvas_open(SDL_Window *window, bool is_direct)
{
    struct canvas *canvas = memory_new(1, sizeof *canvas);
    canvas->window = window;
    if (is_direct && is_ours(SDL_GetWindowPixelFormat(window)))
        return canvas;
    canvas->renderer = SDL_CreateRenderer(window, -1, is_direct ? SDL_RENDERER_SOFTWARE : 0);
    if (canvas->renderer)
        return canvas;
    canvas_close(canvas);
    return NULL;
}

void canvas_close(struct canvas *canvas)
{
    if (!canvas)
        return;
    if (canvas->texture)
        SDL_DestroyTexture(canvas->texture);
    if (canvas->renderer) {
        SDL_DestroyRenderer(canvas->renderer);
        surface_finish(&canvas->surface);
    }
    memory_free(canvas);
}

static int side(int pixels)
{
    return pixels < SURFACE_SIDE_MAX ? pixels : SURFACE_SIDE_MAX;
}

/* SDL makes a new one when the window's size changes; one that we have painted bears our mark. */
static struct surface *window_surface(struct canvas *canvas, bool *is_new)
{
    SDL_Surface *own = SDL_GetWindowSurface(canvas->window);
    if (!own || !is_ours(own->format->format) || own->w <= 0 || own->h <= 0)
        return NULL;
    *is_new = own->userdata != canvas;
    own->userdata = canvas;
    canvas->surface = (struct surface){.pixels = own->pixels,
                                       .width = side(own->w),
                                       .height = side(own->h),
                                       .stride = own->pitch / (int)sizeof *canvas->surface.pixels};
    return &canvas->surface;
}

static struct surface *texture_surface(struct canvas *canvas, bool *is_new)
{
    int width, height;
    if (SDL_GetRendererOutputSize(canvas->renderer, &width, &height) != 0 || width <= 0 || height <= 0)
        return NULL;
    width = side(width);
    height = side(height);
    *is_new = !canvas->texture || width != canvas->surface.width || height != canvas->surface.height;
    if (!*is_new)
        return &canvas->surface;
    if (canvas->texture)
        SDL_DestroyTexture(canvas->texture);
    surface_finish(&canvas->surface);
    canvas->texture = SDL_CreateTexture(canvas->renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STREAMING,
                                        width, height);
    if (!canvas->texture)
        return NULL;
    SDL_SetTextureBlendMode(canvas->texture, SDL_BLENDMODE_NONE);
    surface_init(&canvas->surface, width, height);
    return &canvas->surface;
}

struct surface *canvas_surface(struct canvas *canvas, bool *is_new)
{
    return canvas->renderer ? texture_surface(canvas, is_new) : window_surface(canvas, is_new);
}

static void show_texture(struct canvas *canvas, const SDL_Rect *rects, size_t count)
{
    const struct surface *surface = &canvas->surface;
    SDL_Rect whole = {0, 0, surface->width, surface->height};
    for (size_t i = 0; i < count; i++)
        SDL_UpdateTexture(canvas->texture, &rects[i], surface_row(surface, rects[i].y) + rects[i].x,
                          surface->stride * (int)sizeof *surface->pixels);
    SDL_RenderCopy(canvas->renderer, canvas->texture, NULL, &whole);
    SDL_RenderPresent(canvas->renderer);
}

void canvas_show(struct canvas *canvas, const struct region *region)
{
    if (region_is_empty(region))
        return;
    size_t count;
    struct bounds *boxes = region_boxes(region, &count);
    SDL_Rect *rects = memory_new(count + 1, sizeof *rects);
    for (size_t i = 0; i < count; i++)
        rects[i] = (SDL_Rect){boxes[i].left, boxes[i].top, boxes[i].right - boxes[i].left,
                              boxes[i].bottom - boxes[i].top};
    if (canvas->renderer)
        show_texture(canvas, rects, count);
    else
        SDL_UpdateWindowSurfaceRects(canvas->window, rects, (int)count);
    memory_free(rects);
    memory_free(boxes);
}
