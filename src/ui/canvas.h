/* The pixels of a window, and their way to the screen. */
#ifndef NABLA_UI_CANVAS_H
#define NABLA_UI_CANVAS_H

#include <stdbool.h>

#include "ui/region.h"
#include "ui/surface.h"

struct SDL_Window;
struct canvas;

/* NULL, with SDL's error set, when SDL can't. is_direct: the window's own memory is painted, where its pixels are like
 * ours; otherwise a texture shows them. The window must outlive it. */
struct canvas *canvas_open(struct SDL_Window *window, bool is_direct);
void canvas_close(struct canvas *canvas); /* may be NULL */

/* The pixels of a window of the size that it has now; NULL where that is nothing (or SDL fails). They are as they were
 * left the last time, unless *is_new says that they are others and have never been painted. Borrowed until the next
 * call. */
struct surface *canvas_surface(struct canvas *canvas, bool *is_new);

/* Brings what lies in the region, of that surface, to the screen. */
void canvas_show(struct canvas *canvas, const struct region *region);

#endif
