/* Which files a command may write. At the prompt the user is asked before a file is replaced. A script may come from
 * anywhere: it writes only below the folder that the program runs in, no file whose name is hidden, and replaces
 * only what an earlier run may have written. The user's own words (the prompt, -c, the start file, what another
 * program types) may write anywhere. */
#ifndef NABLA_APP_OVERWRITE_H
#define NABLA_APP_OVERWRITE_H

#include <stdbool.h>

#include "app/session.h"

/* Before the command under way writes path. False, with an error, where it may not; that is a question, where a user
 * at the prompt has to be asked. */
bool overwrite_may(struct session *session, const char *path, struct error *error);

/* Whether all that is being run is the user's own words. */
bool overwrite_is_trusted(const struct session *session);

/* Whether the typed line is a yes to that question; anything else closes it. overwrite_answer then runs the command
 * that asked once more. */
bool overwrite_is_answer(struct session *session, const struct lexer *line);
enum run overwrite_answer(struct session *session, struct error *error);

void overwrite_finish(struct session *session);

#endif
