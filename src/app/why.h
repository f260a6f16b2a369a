/* Why a number is what it is: for a gradient, every path of the chain rule from L back to it; for a value of the
 * way forward, the weighted inputs that it was made of. */
#ifndef NABLA_APP_WHY_H
#define NABLA_APP_WHY_H

#include <stdbool.h>
#include <stddef.h>

#include "app/explain.h"
#include "base/error.h"
#include "nn/paths.h"
#include "nn/replay.h"
#include "nn/tape.h"

struct session;

enum {
    WHY_PATHS_SHOWN = 6, /* the largest; with notation.is_whole 100 */
    WHY_PATHS_SHOWN_WHOLE = 100,
    WHY_TERMS_SHOWN = 4,  /* of a weighted sum: the largest; with is_whole all */
    WHY_LAYERS_SHOWN = 2, /* of a value's tree; with is_whole all */
    WHY_LINES_MAX = 400,  /* of a value's tree */
};

struct why {
    bool is_gradient;   /* of the target; else the target's value */
    struct cell target; /* w1[1,2] for w1[1,2] and for dw1[1,2]; a2[1] for a2[1] */

    /* Which samples of the batch it is of, first .. first + samples - 1, and whether the pass has been there. */
    enum replay_when when;
    size_t first, samples, batch;

    /* A gradient's: the cells of each path with the factor on each edge, the sum, the rest; for the window to
     * light them one by one. path.sample counts from `first`. The difference is the central one, with step h
     * to both sides of the target's value. */
    struct paths paths;
    double value, difference, h;

    struct explanation explanation; /* all of it in lines, to be printed like a step's */
};

/* Computed on a copy: the tape and its network are as before when it returns, so it may be asked at any time once
 * x and y are there. cell is one number, or a quantity that is a single one. False with an error where it isn't,
 * where input or target are missing, or where a number is infinite or NaN; then there is nothing to finish. */
bool why_find(struct why *why, struct tape *tape, struct cell cell, struct notation notation,
              struct error *error);
void why_finish(struct why *why);

/* What is special about the numbers, where it isn't simply those of the pass that has been: in words, or NULL. */
const char *why_when(const struct why *why);

/* ---- why_lit.c: the answer that the session keeps, for the window to light ---- */

/* Takes over the memory of a gradient's answer. It stays until something else is done than looking. */
void why_keep(struct session *session, const struct why *why);
void why_forget(struct session *session);

/* Lights the next of the paths alone; behind the last one all of them again. There must be an answer. */
void why_next(struct session *session);

/* What is lit, in lines: the whole answer, or one path under a title of its own. A copy that the caller finishes;
 * there must be an answer. */
struct explanation why_lit(const struct session *session);

#endif
