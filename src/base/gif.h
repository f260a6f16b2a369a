/* Writing an animation as GIF89a: each frame has 256 colours of its own and stores only the rectangle that differs
 * from the frame before. */
#ifndef NABLA_BASE_GIF_H
#define NABLA_BASE_GIF_H

#include <stdint.h>

#include "base/buffer.h"

struct gif {
    int width, height; /* 1 .. 65535 */
    uint32_t *before;  /* [height][width] the frame before; NULL until the first; owned */
};

/* The head; it plays for ever. */
void gif_begin(struct gif *gif, struct buffer *out, int width, int height);

/* pixels[height][width], 0x..RRGGBB; shown for so many hundredths of a second. */
void gif_frame(struct gif *gif, struct buffer *out, const uint32_t *pixels, int hundredths);

void gif_end(struct buffer *out);
void gif_finish(struct gif *gif);

#endif
