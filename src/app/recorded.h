/* The steps that the journal still holds, to be gone through once more: for exports that show each of them. */
#ifndef NABLA_APP_RECORDED_H
#define NABLA_APP_RECORDED_H

#include <stdbool.h>
#include <stddef.h>

#include "app/session.h"

enum { RECORDED_MAX = 500 };

struct recorded {
    size_t count;
    size_t *moments; /* [count] how many moments of the journal lie behind each step, up to now; owned */
};

/* The last `count` node steps, at most RECORDED_MAX; 0: those of this iteration. False, with an error that says
 * what to do, where there are none. The session is as before. */
bool recorded_find(struct recorded *recorded, struct session *session, size_t count, struct error *error);
void recorded_finish(struct recorded *recorded);

/* To where step i (from 0) had just been done, and back to now. Nothing else may happen in between. */
void recorded_visit(const struct recorded *recorded, struct session *session, size_t i);
void recorded_return(const struct recorded *recorded, struct session *session, size_t i);

#endif
