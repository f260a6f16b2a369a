/* `race`: the same training with several optimizers or rates, side by side, to be compared. */
#ifndef NABLA_APP_RACE_H
#define NABLA_APP_RACE_H

#include "app/command.h"

/* "sgd adam rate 0.01 0.1 max 200": each optimizer at each rate, from the session's weights and order of samples,
 * on copies of them: nothing of the session changes but its learning (learning.h), which keeps a run of each. A
 * job; at its end, which Ctrl-C brings about too, the runs stand in a table. */
enum run race_run(struct session *session, const struct arguments *arguments, struct error *error);

/* What completion offers behind `race`; NULL past the end. */
const char *race_word(size_t i);

#endif
