/* Where a user's own files lie: the XDG base directory specification. */
#ifndef NABLA_BASE_XDG_H
#define NABLA_BASE_XDG_H

#include <stdbool.h>

#include "base/buffer.h"

/* Appends $VARIABLE/nabla/name, or $HOME/fallback/nabla/name where the variable is unset, empty or not an
 * absolute path. False, and nothing appended, when there is no home either. */
bool xdg_path(struct buffer *out, const char *variable, const char *fallback, const char *name);

/* Makes the folders that lead to path, for the user alone (0700), as far as they are missing. */
bool xdg_make_folders(const char *path);

#endif
