/* Predictions: before a step shows its numbers, the learner may say them. The step is done, its numbers are
 * kept, and it is taken back; so neither prompt nor window gives an answer away. Once all is answered or
 * revealed, the step is done again. */
#ifndef NABLA_APP_PREDICT_H
#define NABLA_APP_PREDICT_H

#include <stdbool.h>

#include "app/session.h"

enum {
    PREDICT_DIGITS = 2
}; /* significant digits that an answer must have right: good for calculation by hand */

/* Does the next node step in secret and asks for its first number; false with an error if it can't be done. Where a
 * question is open it is asked again. */
bool predict_ask(struct session *session, struct error *error);

/* Whether a question is open and the line looks like an answer: a number or an expression of numbers. */
bool predict_is_answer(const struct session *session, const struct lexer *line);

/* What the learner said for that line of the step in question, or of the step shown last where that was one; NAN for
 * nothing. */
double predict_answer_to(const struct session *session, size_t line);

/* Judges the answer; right ones lead on to the next number. */
bool predict_answer(struct session *session, const struct lexer *line, struct error *error);

/* Shows the number that is asked for, and leads on. */
void predict_reveal(struct session *session);

/* Forgets the open question, which then counts neither as right nor as wrong: something else is being done. drop says
 * so. */
void predict_cancel(struct session *session);
void predict_drop(struct session *session);

/* Before and behind each command: drops the open question where the command has changed what it is about (keeps: it
 * changes nothing of the kind), and lets it be asked again where something was printed beneath it. remind does so,
 * once the line is over. */
void predict_before(struct session *session);
void predict_behind(struct session *session, bool is_done, bool keeps);
void predict_remind(struct session *session);

#endif
