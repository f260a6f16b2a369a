/* Which part of each pixel a shape covers, exactly, in integers; and painting a colour through it.
 *
 * A shape is made of pieces, a piece of closed rings of points. Within a piece the signed areas add up
 * (a ring the other way round cuts a hole); between pieces the larger part counts, so that the pieces
 * of a thick line, which overlap at its joints, don't darken each other.
 *
 * The method is that of font rasterisers (Raph Levien's font-rs, FreeType's smooth module): each edge
 * adds to a cell the area to its right within that pixel, and the running sum along a row is the
 * coverage. All in 1/256 pixels, so the sums are whole numbers and the same everywhere. */
#ifndef NABLA_UI_COVER_H
#define NABLA_UI_COVER_H

#include <stdint.h>

#include "ui/surface.h"

#define COVER_PX 256                 /* parts of a pixel */
#define COVER_FAR (40000 * COVER_PX) /* no point may lie further out */

struct cover;

struct cover *cover_new(void);
void cover_free(struct cover *cover);

/* Starts a shape of which only what lies inside clip is wanted; clip lies within 0 .. SURFACE_SIDE_MAX. */
void cover_begin(struct cover *cover, struct bounds clip);

/* Starts the next piece; the next ring of this piece; adds a point to the ring. */
void cover_piece(struct cover *cover);
void cover_ring(struct cover *cover);
void cover_point(struct cover *cover, int32_t x, int32_t y);

/* Paints the shape with 0xAARRGGBB and forgets it. */
void cover_paint(struct cover *cover, struct surface *surface, uint32_t colour);

#endif
