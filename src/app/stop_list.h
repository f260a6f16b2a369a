/* The breakpoints, watchpoints and displays of a session: what they are. What they do is in stops.h. */
#ifndef NABLA_APP_STOP_LIST_H
#define NABLA_APP_STOP_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lang/expression.h"
#include "lang/value.h"
#include "nn/network.h"

enum stop_kind { STOP_NODE, STOP_IF, STOP_NAN, STOP_EPOCH, STOP_WATCH, STOP_DISPLAY };

enum { STOPS_MAX = 100, STOP_CELLS_MAX = 8 };

/* The weights and biases that a condition names, found once: a training asks for them at each update. */
struct stop_cells {
    const struct network *network;                     /* in which they were found; NULL: not yet */
    const struct reference *reference[STOP_CELLS_MAX]; /* of the expression */
    const double *cell[STOP_CELLS_MAX];
    int count;
    bool is_all; /* it names nothing else, but for L in a training: cell[i] is its i-th reference's */
    bool has_loss;
};

struct stop {
    enum stop_kind kind;
    int number;
    bool is_off, is_temporary;
    uint64_t ignore, hits;
    int layer, node;               /* NODE; node 0: all of the layer */
    int phase;                     /* NODE: enum phase, or -1 for any */
    uint64_t epoch;                /* EPOCH */
    char *text;                    /* IF, WATCH, DISPLAY: as typed; owned */
    struct expression *expression; /* of text; owned */
    char *condition_text;          /* `condition`: stops only where it holds; NULL for none; owned */
    struct expression *condition;  /* owned */
    char *commands;                /* run at each stop, a line each; NULL for none; owned */
    struct stop_cells cells;       /* of expression */
    bool was_true;                 /* IF */
    bool has_value;                /* WATCH: value is the last one seen */
    struct value value;            /* WATCH; owned */
};

struct stops {
    struct stop stops[STOPS_MAX];
    size_t count;
    int last_number;
    bool
        in_training; /* there no pass leaves its numbers behind but L: the mean over the last update's samples */
    double loss;
};

#endif
