/* How learning went: the cost epoch by epoch, one run for each `train`, for the loss panel. What it shows is
 * about the past, so it is no part of the journal: going back leaves it as it was. */
#ifndef NABLA_APP_LEARNING_H
#define NABLA_APP_LEARNING_H

#include <stddef.h>
#include <stdint.h>

enum { LEARNING_POINTS_MAX = 4096, LEARNING_RUNS_MAX = 8, LEARNING_LABEL_SIZE = 64 };

struct learning_point {
    uint64_t epoch;
    double cost;      /* mean loss of the training samples during this epoch, without regularisation */
    double test_cost; /* of the samples kept for testing, at its end; NAN without any */
};

struct learning_run {
    char label[LEARNING_LABEL_SIZE];                   /* "adam, rate 0.01" */
    struct learning_point points[LEARNING_POINTS_MAX]; /* [count]; when full, every second one goes */
    size_t count;
    uint64_t stride; /* epochs from one point to the next */
};

struct learning {
    struct learning_run *runs[LEARNING_RUNS_MAX]; /* [count], oldest first; owned */
    size_t count;
};

/* A new run behind the others; the oldest goes when there are LEARNING_RUNS_MAX. */
struct learning_run *learning_begin(struct learning *learning, const char *label);

/* Whether this epoch gets a point; if so, add it. */
int learning_wants(const struct learning_run *run, uint64_t epoch);
void learning_add(struct learning_run *run, struct learning_point point);

void learning_clear(struct learning *learning);

#endif
