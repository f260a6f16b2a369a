/* The scene as a file, drawn without any display. */
#ifndef NABLA_UI_SNAPSHOT_H
#define NABLA_UI_SNAPSHOT_H

#include <stdbool.h>

#include "app/session.h"
#include "base/error.h"
#include "ui/text.h"

/* Writes what a window of that size would show: SVG where path ends in .svg, PNG where it ends in .png or has no
 * ending. zoom: pixels a unit. The same session gives the same bytes. */
bool snapshot_write(const struct session *session, struct text *fonts, double zoom, const char *path,
                    int width_px, int height_px, struct error *error);

#endif
