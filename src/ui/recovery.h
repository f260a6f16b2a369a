/* What a session that was cut off left behind. Each program at its prompt keeps a file of its own in one folder,
 * which goes when the user leaves, or 30 days later; a lock beside it tells those that still run from those that ended otherwise. */
#ifndef NABLA_UI_RECOVERY_H
#define NABLA_UI_RECOVERY_H

#include <stdbool.h>
#include <time.h>

#include "base/buffer.h"
#include "base/error.h"

struct recovery {
    char *folder;    /* owned; NULL: nothing is kept */
    char *path;      /* of this program's file, which may not be there; owned; NULL: nothing is kept */
    int lock;        /* beside it */
    char *old;       /* the newest file of a session that was cut off; NULL: none; owned */
    int old_lock;    /* so that no other program takes it, too */
    time_t old_time; /* when it was written last */
};

/* Takes a name in the folder, which is made if need be, and looks for what was left there. */
void recovery_open(struct recovery *recovery, const char *folder);

/* Appends what was left to script; false, with an error, if there is nothing. */
bool recovery_read(const struct recovery *recovery, struct buffer *script, struct error *error);

/* Removes what was left, and looks for more. */
void recovery_forget(struct recovery *recovery);

/* is_over: the user has left, and nothing is to be brought back. */
void recovery_close(struct recovery *recovery, bool is_over);

#endif
