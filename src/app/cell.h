/* How a cell is written. */
#ifndef NABLA_APP_CELL_H
#define NABLA_APP_CELL_H

#include <stdbool.h>

#include "base/buffer.h"
#include "nn/network.h"

/* As in a formula: "∂L/∂w2[1,1]", "ŷ[1]"; in ASCII "dL/dw2[1,1]", "yhat[1]". Row 0 leaves the index out. */
void cell_text(struct buffer *out, struct cell cell, bool is_ascii);

/* As it is typed: "dw2[1,1]", "yhat[1]". */
void cell_typed(struct buffer *out, struct cell cell);

#endif
