/* Help: made from the registries, so that nothing can be forgotten. */
#ifndef NABLA_APP_HELP_H
#define NABLA_APP_HELP_H

#include "app/session.h"

/* A screen with the commands that begin; all there is. */
void help_start(struct session *session);
void help_overview(struct session *session);

/* "all", a command, a topic ("activations"), or a row of a registry ("sigmoid", "l2", "adam", "xavier"). */
bool help_about(struct session *session, const char *word, struct error *error);

/* Everything whose name or help has the word in it, in whichever case. */
bool help_search(struct session *session, const char *word, struct error *error);

/* The i-th word that help_about knows beside the commands, NULL past the end. */
const char *help_topic(size_t i);

#endif
