/* How learning went: the cost epoch by epoch, one run for each `train` and for each optimizer of a `race`, for the
 * loss panel. What it shows is about the past, so it is no part of the journal: going back leaves it as it was. Only
 * where other data come in, all of it is handed to the journal: going back to the old data brings it back. */
#ifndef NABLA_APP_LEARNING_H
#define NABLA_APP_LEARNING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/way.h"
#include "nn/tape.h"

enum { LEARNING_POINTS_MAX = 4096, LEARNING_RUNS_MAX = 8, LEARNING_LABEL_SIZE = 64 };

struct learning_point {
    uint64_t epoch;
    double cost;      /* mean loss of the training samples during this epoch, without regularisation */
    double test_cost; /* of the samples kept for testing, at its end; NAN without any */
};

struct learning_run {
    char label[LEARNING_LABEL_SIZE];                   /* "adam, rate 0.01" */
    char net[LEARNING_LABEL_SIZE];                     /* of what learned, the nodes of each layer: "2-4-1" */
    struct learning_point points[LEARNING_POINTS_MAX]; /* [count]; when full, every second one goes */
    size_t count;
    uint64_t stride; /* epochs from one point to the next */
    bool is_race;
    struct way way; /* of a race's network; else empty, as the session keeps its own network's way */
};

struct learning {
    struct learning_run *runs[LEARNING_RUNS_MAX]; /* [count], oldest first; owned */
    size_t count;
};

struct learning *learning_new(void);
void learning_free(void *learning); /* a `struct learning`, as the journal wants it; NULL is nothing */

/* "adam, rate 0.01"; the optimizer's parameter where it is another than usual. */
void learning_label(const struct settings *settings, char label[LEARNING_LABEL_SIZE]);

/* What of their labels tells runs apart: "sgd" and "adam" where all have one rate, the rates where all have one
 * optimizer. names[count], each of LEARNING_LABEL_SIZE. */
void learning_names(const char *const *labels, size_t count, char *const *names);

/* A new run behind the others; the oldest goes when there are LEARNING_RUNS_MAX. */
struct learning_run *learning_begin(struct learning *learning, const char *label);

/* The same for a race; runs of earlier races that have this label go. */
struct learning_run *learning_begin_race(struct learning *learning, const char *label);

/* Notes what learns in this run: its net. */
void learning_note_net(struct learning_run *run, const struct network *network);

/* Which line of the loss panel run i belongs to, from 0: trainings that go on where the last one ended, with the
 * same settings and net, are one line. Runs without a point have none; i is one with. */
size_t learning_line(const struct learning *learning, size_t i);

/* Whether this epoch gets a point; if so, add it. */
int learning_wants(const struct learning_run *run, uint64_t epoch);
void learning_add(struct learning_run *run, struct learning_point point);

#endif
