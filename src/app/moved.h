/* What moved a weight or bias since the last reset: which updates, with which samples, by how much.
 *
 * Nothing is recorded for it. The journal is gone back to the reset and forward again, so every bit of the
 * session is as it was; each update that is passed tells what it did. A `train`, which is a single moment of the
 * journal, is done again on a copy, update by update, up to MOVED_WORK_MAX.
 *
 * Among the samples of a batch an update is divided as its gradients are, if the optimizer is sgd: then the
 * movement is -rate times their sum (and the regularizer's part, which is no sample's). Any other optimizer
 * remembers earlier gradients, so that such an update is the whole batch's. */
#ifndef NABLA_APP_MOVED_H
#define NABLA_APP_MOVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/session.h"
#include "base/error.h"

enum {
    MOVED_SHOWN = 6, /* the largest of each list; with notation.is_whole 100 */
    MOVED_SHOWN_WHOLE = 100,
    MOVED_WORK_MAX = 300000000, /* what trainings may cost to do again, about in ns */
};

enum mover {
    MOVER_SAMPLE,      /* of the data set */
    MOVER_TYPED,       /* the input and target that were typed */
    MOVER_BATCH,       /* several samples, whose parts in it aren't known */
    MOVER_OTHER_DATA,  /* samples of a data set that is gone */
    MOVER_REGULARIZER, /* what `regularize` added to the gradient */
    MOVER_COMMAND,     /* an assignment, or another command that changed it */
    MOVER_UNSEEN,      /* updates of a training that was too long to do again */
    MOVER_COUNT,
};

struct movement {
    enum mover mover;
    uint64_t
        iteration; /* the update's, from 1; for COMMAND the updates before it, for UNSEEN the first of them */
    size_t sample; /* SAMPLE: its number in the data set, from 0; BATCH: how many samples */
    uint64_t updates; /* that it stands for */
    double delta;
};

struct moved {
    struct cell target; /* one weight or bias */
    double before, now; /* the numbers at the reset, or where the kept history begins, and now */
    uint64_t updates;   /* that could have moved it */
    bool is_cut;        /* the history before update `first` is gone */
    uint64_t first;
    bool has_memory; /* an update that moved it was no sgd's */
    size_t limit;

    /* Update by update: the largest movements, and the rest. What was 0 is left out. */
    struct movement *list; /* [listed], listed <= limit; owned */
    size_t listed, rest_count;
    double rest;

    struct movement *movers; /* [mover_count]: each summed over the updates, the largest first; owned */
    size_t mover_count;
};

/* cell is one weight or bias of the present network; limit: how many updates to list, at least 1; work: how much
 * training to do again, MOVED_WORK_MAX as a rule. The caller finishes it. */
void moved_find(struct moved *moved, struct session *session, struct cell cell, size_t limit, double work);
void moved_finish(struct moved *moved);

/* All of it, as `why -w` shows it. */
void moved_print(const struct moved *moved, struct session *session);

#endif
