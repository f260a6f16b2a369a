/* The watched and displayed values of a session (`watch`, `display`), for the window. */
#ifndef NABLA_APP_WATCHED_H
#define NABLA_APP_WATCHED_H

#include <stdbool.h>

#include "app/session.h"

/* Whether the stop has a value to show. */
bool watched_is(const struct stop *stop);

/* Its value of now, which the caller finishes; false where something in it isn't computed yet, or would take too
 * long to compute for a picture. */
bool watched_value(const struct session *session, const struct stop *stop, struct value *value);

#endif
