/* The manual page and the shells' completions, made from the command table and from what --help prints: so they
 * can't lag behind. They are written when the program is built. */
#ifndef NABLA_APP_MANUAL_H
#define NABLA_APP_MANUAL_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"

/* nabla(1) in the language of the moment. options: what --help prints; its lines that begin with two blanks and a
 * minus sign are "  -o, --option ARGUMENT  what it does". */
void manual_page(struct buffer *out, const char *options);

/* The completion for a shell, "bash" or "zsh". */
bool manual_completion(struct buffer *out, const char *shell, const char *options, struct error *error);

#endif
