/* Text in pixels: DejaVu Sans for letters and mathematics, NanumGothic for what it lacks, chosen for each
 * character. Glyphs are drawn once by SDL2_ttf as masks and kept; no window and no SDL_Init is needed. */
#ifndef NABLA_UI_TEXT_H
#define NABLA_UI_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "ui/surface.h"
#include "view/drawlist.h"

struct text;

/* NULL and *error filled when a font is missing (the message names the package) or doesn't open. */
struct text *text_open(struct error *error);
void text_close(struct text *text);

/* Whole pixels from the start of the first character to the start of what would follow. string: UTF-8 of
 * length bytes; what is invalid counts as U+FFFD. 1 <= size_px <= DRAWLIST_TEXT_PX. */
int text_width(struct text *text, const char *string, size_t length, int size_px, bool bold);

/* Draws it from x on, standing on the pixel row above `baseline`, with 0xAARRGGBB. */
void text_draw(struct text *text, struct surface *surface, struct bounds clip, int x, int baseline,
               const char *string, size_t length, int size_px, bool bold, uint32_t colour);

/* The pixels that text_draw would paint; left > right: none. */
struct bounds text_bounds(struct text *text, int x, int baseline, const char *string, size_t length,
                          int size_px, bool bold);

/* Whether one of the fonts has the character. */
bool text_has(const struct text *text, uint32_t character);

/* For draw lists; text must outlive it. */
struct text_measure text_measure(struct text *text);

#endif
