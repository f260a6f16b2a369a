/* A draw list as an SVG file: text stays text, lines stay lines. */
#ifndef NABLA_UI_VECTOR_H
#define NABLA_UI_VECTOR_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "view/drawlist.h"

/* Appends a whole SVG document. */
void vector_put(struct buffer *out, const struct drawlist *list);

/* Writes it whole or not at all. */
bool vector_write(const char *path, const struct drawlist *list, struct error *error);

#endif
