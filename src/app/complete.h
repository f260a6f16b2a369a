/* Completion: what could stand where the cursor is. */
#ifndef NABLA_APP_COMPLETE_H
#define NABLA_APP_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "app/session.h"

enum completion_kind {
    COMPLETION_WORD, /* emit was called for each candidate */
    COMPLETION_FILE, /* a file's name belongs here: the terminal knows how */
};

/* Candidates for the word that starts at byte `start` of line and reaches to byte `end`: commands, the choices of
 * an argument, quantities that exist in this net, functions. Each candidate begins with that word. */
enum completion_kind complete(const struct session *session, const char *line, size_t start, size_t end,
                              void (*emit)(void *context, const char *candidate), void *context);

#endif
