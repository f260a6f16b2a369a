/* Reading what `export json` writes. */
#ifndef NABLA_APP_LOAD_JSON_H
#define NABLA_APP_LOAD_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/* Whether a text is meant as JSON: no script begins with a brace. */
bool load_is_json(const char *text, size_t length);

/* Appends the script that builds what the JSON describes: what it says is checked as it runs, so nothing that a
 * file holds can be more than it allows. False, with an error that names the line, where it isn't such a JSON. */
bool load_json(const char *text, size_t length, struct buffer *script, struct error *error);

#endif
