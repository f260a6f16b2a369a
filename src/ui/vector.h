/* A draw list as an SVG file: text stays text, lines stay lines. */
#ifndef NABLA_UI_VECTOR_H
#define NABLA_UI_VECTOR_H

#include "base/buffer.h"
#include "view/drawlist.h"

/* Appends a whole SVG document. */
void vector_put(struct buffer *out, const struct drawlist *list);

#endif
