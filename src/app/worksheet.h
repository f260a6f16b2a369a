/* A page to print: the net of now with its formulas to fill in, or a lesson's questions; an answer key on a page of
 * its own. HTML or Markdown. */
#ifndef NABLA_APP_WORKSHEET_H
#define NABLA_APP_WORKSHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "app/lesson.h"
#include "app/session.h"

/* Appends the worksheet to *out. lesson NULL: the session's own net, through one iteration; it needs input and
 * target. With has_seed the net's weights and inputs are drawn anew by the seed, in tenths. A lesson must be as it was
 * read: which of its questions, and which numbers in them, is drawn here, by the seed, or by 1 without one. */
bool worksheet_write(struct session *session, struct lesson *lesson, bool has_seed, uint64_t seed, bool is_html,
                     struct buffer *out, struct error *error);

#endif
