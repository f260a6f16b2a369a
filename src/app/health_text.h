/* The health of a network in words: a table of its layers, then what is wrong, each with a command to try. */
#ifndef NABLA_APP_HEALTH_TEXT_H
#define NABLA_APP_HEALTH_TEXT_H

#include "app/session.h"
#include "nn/health.h"

/* Adds it to the session's output. health is of the session's network and settings. */
void health_print(const struct health *health, struct session *session);

#endif
