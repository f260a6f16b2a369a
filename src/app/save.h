/* The session as a script of the language that builds it again, bit for bit. */
#ifndef NABLA_APP_SAVE_H
#define NABLA_APP_SAVE_H

#include "app/session.h"

/* Goes back to before the update for a moment, and forward again, so that the script can repeat it. */
void save_script(struct session *session, struct buffer *out);

#endif
