/* Where to stop: breakpoints, watchpoints, and what is displayed at each stop. The manner is gdb's.
 *
 * Numbers count up from 1 and are never used again in a session. A breakpoint on a node stops once the node's
 * step is done, so that its numbers are there to look at; `break if` stops when its condition becomes true.
 *
 * As in gdb they are the debugger's, not the program's: going back or undoing neither takes them away nor brings
 * deleted ones again, so a breakpoint set late can be gone back to. `save` writes them. */
#ifndef NABLA_APP_STOPS_H
#define NABLA_APP_STOPS_H

#include <stdbool.h>

#include "app/session.h"

void stops_finish(struct stops *stops);

/* A new stop in the list, numbered; NULL with an error where there are STOPS_MAX. */
struct stop *stops_add(struct session *session, enum stop_kind kind, struct error *error);
struct stop *stops_find(struct session *session, int number, struct error *error);
void stops_remove(struct session *session, struct stop *stop);

/* "breakpoint 2: a1[2], forward": for `info`. */
void stop_describe(const struct stop *stop, struct buffer *out);

/* Names the breakpoints and watchpoints that a new network finds; nothing where there are none. */
void stops_tell_kept(struct session *session);

/* Whether anything could stop a walk (or only a train, which visits no nodes). */
bool stops_are_set(const struct session *session, bool in_training);

/* Which parameters (indices of network->param) the stops of a training look at, at most max; false where they look
 * at something else too but L, so that all have to be put back before they are checked. */
bool stops_parameters(const struct session *session, size_t indices[], size_t *count, size_t max);

/* Around a training. At its start it is said which of them look at what a training doesn't keep up, and so never stop
 * it. Within it L is stops->loss for them. */
void stops_begin_training(struct session *session);
void stops_end_training(struct session *session);

/* Takes note of the values of now: before a walk begins. */
void stops_arm(struct session *session);

/* Makes `now`, which it then owns, what a watchpoint saw last. */
void stops_remember(struct stop *stop, struct value now);

/* After an operation done (or undone): true if the walk must stop here. Says why. */
bool stops_check(struct session *session, bool in_training);

/* The same after a moment undone: a condition that has just ceased to hold began to hold one moment later. */
enum going_back { BACK_GO_ON, BACK_STOP, BACK_STOP_ONE_LATER };
enum going_back stops_check_back(struct session *session);

/* Prints each `display`, after a stop. */
void stops_display(struct session *session);

#endif
