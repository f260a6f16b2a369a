/* Paints a draw list into pixels with anti-aliased edges. Integer arithmetic only, so the same list gives
 * the same pixels from every compiler, and a picture file holds what the window shows. */
#ifndef NABLA_UI_RASTER_H
#define NABLA_UI_RASTER_H

#include "ui/surface.h"
#include "ui/text.h"
#include "view/drawlist.h"

struct raster;

/* fonts are borrowed; without them (NULL) text is left out. */
struct raster *raster_new(struct text *fonts);
void raster_free(struct raster *raster); /* may be NULL */

/* The theme's background first, then every record. In surface->region each pixel gets what it gets in the whole
 * picture. */
void raster_paint(struct raster *raster, struct surface *surface, const struct drawlist *list);

/* The same for a single picture. */
void raster_draw(struct surface *surface, const struct drawlist *list, struct text *fonts);

/* A box that the record's pixels don't leave (its clip left aside), here or there larger than need be. */
struct bounds raster_extent(const struct drawlist *list, const struct draw_record *record, struct text *fonts);

/* The same of a thing that reaches so far round a box; all in 1/256 pixels. */
struct bounds raster_box(int32_t left, int32_t top, int32_t right, int32_t bottom, int32_t reach);

/* What a DRAW_CLIP record leaves of a picture of that size. */
struct bounds raster_clip(const struct draw_record *record, int width_px, int height_px);

#endif
