/* What the fast path is given, for `train` and `race` alike. */
#ifndef NABLA_APP_TRAINING_H
#define NABLA_APP_TRAINING_H

#include <stdbool.h>
#include <stddef.h>

#include "app/session.h"
#include "nn/trainer.h"

/* The data set's samples, or the one pair of x and y that was typed; borrowed. */
struct samples training_samples(const struct tape *tape);

/* How many of them an epoch, an update takes. */
size_t training_count(const struct tape *tape);
size_t training_batch(const struct tape *tape);

/* The mean loss of the samples for training, without regularisation; of those kept for testing, NAN without any.
 * The parameters are the network's, all else is the tape's. */
double training_cost(const struct tape *tape, const struct network *network);
double training_test_cost(const struct tape *tape, const struct network *network);

/* The trainer that `train` uses on this tape, with the session's threads and arithmetic. The caller frees it. */
struct trainer *training_trainer(const struct session *session, const struct tape *tape);

#endif
