/* What of a picture changes from one draw list to the next. */
#ifndef NABLA_UI_DAMAGE_H
#define NABLA_UI_DAMAGE_H

#include "ui/region.h"
#include "ui/text.h"
#include "view/drawlist.h"

/* Adds to region, which region_begin has given the picture's size, each pixel in which raster_draw of the one list
 * gives anything else than of the other, and as a rule few more. */
void damage_add(struct region *region, const struct drawlist *before, const struct drawlist *after,
                struct text *fonts);

#endif
