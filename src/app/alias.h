/* The user's own names for commands: `alias go = "forward; backward; update"`. What follows such a name on a
 * line is put behind its commands. They belong to whoever sits at the prompt, as the language does: other
 * networks don't touch them, nor does `undo`; `save` writes them. A lesson's blocks know none but those that
 * such blocks made, so that their commands mean what they did where they were written; the learner gets
 * these, too. */
#ifndef NABLA_APP_ALIAS_H
#define NABLA_APP_ALIAS_H

#include "app/session.h"

enum { ALIASES_MAX = 100, ALIAS_NAME_MAX = 32, ALIAS_TEXT_MAX = 1000 }; /* bytes */

/* NULL where none is called so. Borrowed, until aliases change. */
const struct alias *alias_find(const struct session *session, const char *name, size_t length);

/* Reads `NAME = COMMANDS`, or prints the one called so where only NAME stands there. False, with an error,
 * where the name is a command's, a quantity's or a function's, where COMMANDS are none or begin with nothing
 * that is known, or would come to NAME again. */
bool alias_set(struct session *session, struct lexer line, struct error *error);

/* False, with an error, where there is none, or another runs it. */
bool alias_remove(struct session *session, const char *name, struct error *error);

/* Runs its commands, with the rest of the line behind them, before what waits. */
bool alias_run(struct session *session, const struct alias *alias, const struct lexer *rest,
               struct error *error);

/* "alias NAME = COMMANDS\n", as it can be typed. */
void alias_print(const struct alias *alias, struct buffer *out);

/* All, each behind those that it runs: so that they can be typed again one by one. */
void alias_print_all(const struct session *session, struct buffer *out);

/* Moves those that lessons made from *from to *to. Later alias_give_back moves all of *from into the
 * session's own, in the place of those called so. */
void alias_take_lessons(struct aliases *from, struct aliases *to);
void alias_give_back(struct session *session, struct aliases *from);

void alias_finish(struct session *session);

#endif
