/* Explanations on a terminal: aligned columns, wrapped to its width, coloured by what the tokens stand for. */
#ifndef NABLA_APP_EXPLAIN_TEXT_H
#define NABLA_APP_EXPLAIN_TEXT_H

#include <stdbool.h>

#include "app/explain.h"
#include "base/buffer.h"

/* The title and the lines, each with its newline. columns: the terminal's width, 0 for no limit. */
void explanation_print(const struct explanation *explanation, struct buffer *out, int columns, bool has_color);

#endif
