/* Recording: what is typed, as a script that does it all again, bit for bit. The file begins with what `save`
 * writes; then each command that worked is added as soon as it has ended, so that a crash loses one at most. A
 * long command that was interrupted is written as what it had done by then. */
#ifndef NABLA_APP_RECORD_H
#define NABLA_APP_RECORD_H

#include <stdbool.h>

#include "app/session.h"

bool record_start(struct session *session, const char *path, struct error *error);
void record_stop(struct session *session);

/* Before a typed command runs; and once it has done its work. False, with an error, if the file can't be written:
 * recording then has ended. */
void record_prepare(struct session *session, const struct lexer *command);
bool record_write(struct session *session, struct error *error);

/* While the job is still there. */
void record_interrupted(struct session *session);

#endif
