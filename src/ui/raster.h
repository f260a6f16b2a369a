/* Paints a draw list into pixels with anti-aliased edges. Integer arithmetic only, so the same list gives
 * the same pixels from every compiler, and a picture file holds what the window shows. */
#ifndef NABLA_UI_RASTER_H
#define NABLA_UI_RASTER_H

#include "ui/surface.h"
#include "ui/text.h"
#include "view/drawlist.h"

/* The theme's background first, then every record. Without fonts (NULL) text is left out. */
void raster_draw(struct surface *surface, const struct drawlist *list, struct text *fonts);

#endif
