/* The session as a script of the language that builds it again, bit for bit. */
#ifndef NABLA_APP_SAVE_H
#define NABLA_APP_SAVE_H

#include <stdbool.h>
#include <stddef.h>

#include "app/session.h"

/* A number as it is read back bit for bit: 17 digits at most, the sign of a zero too. */
void save_put_number(struct buffer *out, double number);

/* Appends breakpoints, watchpoints and displays, with their numbers; those about what this net doesn't have are
 * left out. */
void save_put_stops(const struct session *session, struct buffer *out);

/* A text as a string of the language. */
void save_put_quoted(struct buffer *out, const char *text);

/* Back to the last operation that is no update, from which the rest can be repeated; *moments is how far that was,
 * and where save_come_back returns from. False, and where it was, if something else was changed since. */
bool save_go_before_update(struct session *session, size_t *moments);
void save_come_back(struct session *session, size_t moments);

/* Whether the pass under way can be saved as "restore position": its operations, done again with the numbers that
 * the file sets, give every bit. Then the session is where save_go_before_update leaves it. Else it stands where it
 * stood, and what save_next_values finds is to be saved with the place. */
bool save_repeats(struct session *session, size_t *moments);

/* The next vector or matrix that the pass has given or taken from the data, none of the parameters; the first one
 * behind SAVE_VALUES_START. False behind the last. */
#define SAVE_VALUES_START ((struct cell){QUANTITY_COUNT, 0, 0, 0})
bool save_next_values(const struct session *session, struct cell *cell);

/* Whether input and target were typed, and are saved so; else they are the data's, or left from there. */
bool save_types_input(const struct session *session);

/* Goes back to before the update for a moment, and forward again, so that the script can repeat it. */
void save_script(struct session *session, struct buffer *out);

#endif
