/* The scene as a picture, drawn without any display. */
#ifndef NABLA_UI_SNAPSHOT_H
#define NABLA_UI_SNAPSHOT_H

#include <stdbool.h>

#include "app/session.h"
#include "base/buffer.h"
#include "base/error.h"
#include "ui/text.h"

/* Appends what a window of that size would show. zoom: pixels a unit. The same session gives the same bytes. */
bool snapshot_put(struct buffer *out, const struct session *session, struct text *fonts, double zoom,
                  enum picture_kind picture, int width_px, int height_px, struct error *error);

#endif
