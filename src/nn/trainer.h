/* The fast path: the same mathematics as the tape, over whole batches, without a journal.
 *
 * A trainer takes the parameters, the optimizer's state and the settings out of a network, trains on its own
 * copy in whatever layout is fastest, and gives them back. It allocates when it is made and never while it
 * runs. The same start, data and order give the same numbers as the tape's iterations, to 1e-12 relative after
 * 100 updates whichever kernel runs; on one machine, bit for bit the same each time, however many threads share
 * the work.
 *
 * Products are the kernels' own: measured beside OpenBLAS, from 784-128-10 to 2000-2000-2000-10 and with 1
 * to 512 samples an update, they took 0.3 to 1.07 of its time (AVX-512). */
#ifndef NABLA_NN_TRAINER_H
#define NABLA_NN_TRAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/tape.h"

/* Samples, row by row: x[count][inputs], y[count][outputs]; borrowed. */
struct samples {
    size_t count;
    const double *x, *y;
};

struct trainer_options {
    size_t batch;       /* samples an update; the last batch of an epoch may be smaller */
    int threads;        /* that share large layers; at least 1. Small layers are always one thread's */
    bool is_single;     /* floats inside; for large nets only, held to 1e-4 */
    const char *kernel; /* trainer_kernel_at(i); NULL, or one that can't run here: the best */
};

struct trainer;

enum { TRAINER_WATCHED_MAX = 16 };

/* What looks at some parameters behind each update. */
struct trainer_watch {
    size_t places[TRAINER_WATCHED_MAX], count; /* trainer_place of each */
    /* Once an update, in order; true ends the run. values[count + 1]: their numbers, and behind them L with the
     * weights that the update began with, where trainer_run is asked for it. */
    bool (*stops)(void *context, const double values[]);
    void *context;
};

/* Never NULL: every network can be trained, on a general kernel if no special one fits. Memory for n
 * weights: n numbers and n for each of the optimizer's states, n more where a batch is larger than the block
 * of samples that is worked on at once (at most 128), and the activations of a block: less than 6n. The
 * samples must outlive the trainer. */
struct trainer *trainer_new(const struct network *network, const struct settings *settings, uint64_t iteration,
                            struct samples samples, struct trainer_options options);
void trainer_free(struct trainer *trainer);

/* How a run ended. */
enum trained {
    TRAINED,
    /* The next update would make a parameter, or what the optimizer keeps for it, infinite or NaN: it was not
     * done. */
    TRAINED_NOT_FINITE,
};

/* Trains on samples order[0..count) (sample numbers; NULL: 0, 1, 2 ...), `batch` of them an update; a shorter
 * rest makes one more update. *updates counts the updates done. *loss_sum, if asked for, gets the sum over the
 * samples of L, each with the weights that its update began with. */
enum trained trainer_run(struct trainer *trainer, const uint32_t *order, size_t count, uint64_t *updates,
                         double *loss_sum);

/* Puts parameters and optimizer state back into a network of the same shape; the number of updates since
 * trainer_new was handed out by trainer_run. */
void trainer_store(const struct trainer *trainer, struct network *network);

/* From here on each run is watched, and ends behind the update at which `stops` says so. False, and nothing is
 * watched, for a network that isn't small: there a run for each update costs no more. The numbers are those of
 * runs that aren't watched. */
bool trainer_watch(struct trainer *trainer, struct trainer_watch watch);

/* Runs of a multiple of so many updates give the same bits as one run of them all. */
size_t trainer_grain(const struct trainer *trainer);

/* One parameter without putting all of them back: where it lies, found once by its index in network->param, and
 * its number of now. */
size_t trainer_place(const struct trainer *trainer, const struct network *network, size_t index);
double trainer_param(const struct trainer *trainer, size_t place);

/* The outputs yhat[count][outputs] of the trainer's present parameters for x[count][inputs]. */
void trainer_predict(struct trainer *trainer, const double *x, size_t count, double *yhat);

/* Which kernel runs, for `show settings` and the bench: "small avx2", "general avx512 single" ... */
const char *trainer_kernel(const struct trainer *trainer);

/* The kernels that can run on this processor, the best first; NULL behind the last. */
const char *trainer_kernel_at(size_t i);

#endif
