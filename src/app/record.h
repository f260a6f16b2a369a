/* Recording: what is typed, as a script that does it all again, bit for bit. The file begins with what `save`
 * writes; then each command that worked is added as soon as it has ended, so that a crash loses one at most. A
 * long command that was interrupted is written as what it had done by then.
 *
 * There are two recordings. The user asks for one by `record`. The other is kept by the program around the
 * session while the user is at the prompt, so that `recover` can bring back what a crash cut off. It must work
 * when the files that were read are gone, and in a few seconds: so in their place, and behind long work, the whole
 * state is written anew. Where it can't be written it ends without a word. */
#ifndef NABLA_APP_RECORD_H
#define NABLA_APP_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "app/session.h"

/* What `record` asks for. False, with an error, if the file can't be written. */
bool record_start(struct session *session, const char *path, struct error *error);
void record_stop(struct session *session);

/* What the program keeps, from the next command on, in the file at path. */
void record_for_recovery(struct session *session, const char *path);

/* Before a typed command runs; and once it has done its work. False, with an error, if the file that was asked for
 * can't be written: recording then has ended. */
void record_prepare(struct session *session, const struct lexer *command);
bool record_write(struct session *session, struct error *error);

/* While the job is still there. */
void record_interrupted(struct session *session);

/* A page of a lesson was begun, or (name NULL) the lesson left: `recover` then says where the lesson goes on. */
void record_lesson(struct session *session, const char *name, size_t page);

/* A line, with its newline, that is kept for recovery though it is typed in a lesson; elsewhere it does
 * nothing. */
void record_in_lesson(struct session *session, const char *line);

/* What record_lesson wrote last in such a file, as `lesson` takes it ("nodes.3"); the caller frees. NULL: no lesson
 * was running. */
char *record_find_lesson(const char *script);

/* Once all is shown: sees to it that what is kept for recovery is on the disk, which can take many milliseconds. */
void record_sync(struct session *session);

/* `save` has written all that there is. */
void record_saved(struct session *session);

/* Nothing is at work: the time to write the whole state, if it is due. */
void record_rest(struct session *session);

void record_finish(struct session *session);

#endif
