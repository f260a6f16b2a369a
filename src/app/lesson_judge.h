/* Judging answers: right, nearly right, a known wrong idea, or wrong. */
#ifndef NABLA_APP_LESSON_JUDGE_H
#define NABLA_APP_LESSON_JUDGE_H

#include <stdbool.h>

#include "app/lesson_ask.h"
#include "app/session.h"

enum verdict {
    VERDICT_RIGHT,
    VERDICT_IDEA,  /* the number that a known wrong idea leads to */
    VERDICT_SIGN,  /* right but for the sign */
    VERDICT_POINT, /* the decimal point is in the wrong place */
    VERDICT_CLOSE, /* within a tenth, or right to fewer digits */
    VERDICT_WRONG,
};

enum { JUDGE_NEAR_MAX = 16 };

/* What the numbers of a question are, on a copy of its start. */
struct expected {
    double number;
    double near[JUDGE_NEAR_MAX]; /* of ask->near; NAN where it can't be computed */
};

/* NUMBER: runs start, the commands that lead to where the question begins, and ask->after in a session of their
 * own, with this host, and computes its expressions there. The error names what can't be run or computed. */
bool judge_expect(const struct ask *ask, const char *start, struct host host, struct expected *expected,
                  struct error *error);

/* The verdict on a number; with VERDICT_IDEA *idea is which of ask->near. */
enum verdict judge_number(const struct ask *ask, const struct expected *expected, double answer, size_t *idea);

/* STATE: whether the session's state satisfies the question. What isn't computed yet, or is stale, isn't satisfied. */
bool judge_state(const struct ask *ask, struct session *session);

/* STATE: whether all that the question speaks of is computed, and of now. */
bool judge_is_complete(const struct ask *ask, struct session *session);

/* STATE: writes a line for each part, joined by `and`, that doesn't hold: what is so now, what it demands. */
void judge_explain(const struct ask *ask, struct session *session, struct buffer *out);

/* One expression's value as a single number; an error where it is none. */
bool judge_evaluate(struct session *session, const char *expression, double *number, struct error *error);

#endif
