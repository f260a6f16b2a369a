/* A world: what a learner has built and computed, the journal of it included, as opposed to the prompt, the
 * window and the scripts around it. A lesson puts a clean one into the session and the old one back when it ends.
 * The journal holds addresses inside its session, so a world must return to the very session that it came from. */
#ifndef NABLA_APP_WORLD_H
#define NABLA_APP_WORLD_H

#include <stdbool.h>

#include "app/session.h"

struct world;

/* Takes the session's world out of it and leaves a clean one, as of a program just started. */
struct world *world_take(struct session *session);

/* Drops the session's world and puts this one in its place; a clean one where world is NULL. */
void world_put(struct session *session, struct world *world);

/* A world that doesn't come back; NULL is fine. */
void world_free(struct world *world);

/* Runs commands to their end, at once, as a script of this name that nobody sees: what it prints is added to
 * *out (nothing is kept of it where out is NULL), with each command before it if echoes. False with an error,
 * "NAME:LINE: message", where a command fails, the user stops it, or it takes longer than WORLD_SECONDS_MAX. */
bool world_run(struct session *session, const char *commands, const char *name, bool echoes, struct buffer *out,
               struct error *error);

#define WORLD_SECONDS_MAX 60.0

/* The part of the session's host that such commands may use: it shows how far they are, and stops them. */
struct host world_host(const struct session *session);

#endif
