/* Pixels as a PNG file. */
#ifndef NABLA_UI_IMAGE_H
#define NABLA_UI_IMAGE_H

#include "base/buffer.h"
#include "base/error.h"
#include "ui/surface.h"

#define IMAGE_SIDE_MIN 64
#define IMAGE_SIDE_MAX SURFACE_SIDE_MAX

/* Appends the file's bytes: 8 bit RGB, nothing in it that depends on time or place. Sides must lie in
 * IMAGE_SIDE_MIN .. IMAGE_SIDE_MAX, or *error says so and nothing is appended. */
bool image_put(struct buffer *out, const struct surface *surface, struct error *error);

#endif
