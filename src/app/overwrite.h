/* A file that is there already: at the prompt the user is asked before it is replaced. A script goes on as it was
 * written. */
#ifndef NABLA_APP_OVERWRITE_H
#define NABLA_APP_OVERWRITE_H

#include <stdbool.h>

#include "app/session.h"

/* Before the command under way writes path. False, with a question as the error, where a user at the prompt has to
 * be asked. */
bool overwrite_may(struct session *session, const char *path, struct error *error);

/* Whether the typed line is a yes to that question; anything else closes it. overwrite_answer then runs the command
 * that asked once more. */
bool overwrite_is_answer(struct session *session, const struct lexer *line);
enum run overwrite_answer(struct session *session, struct error *error);

void overwrite_finish(struct session *session);

#endif
