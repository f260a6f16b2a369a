/* Is the network fit to learn? What its layers do to values on the way forward and to gradients on the way back,
 * measured on a copy, and the diseases that this shows.
 *
 * The thresholds are rules of thumb, chosen so that the worked examples and data sets of this program, with
 * xavier's first weights and a usual rate, get no verdict. */
#ifndef NABLA_NN_HEALTH_H
#define NABLA_NN_HEALTH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "nn/tape.h"

/* From the last layer back to the first the gradient shrank, or grew, a hundredfold: where the last layer needs a
 * hundred updates, the first needs ten thousand, or is thrown off by one. Four layers of sigmoid, whose slope is
 * at most 1/4, come to that. */
#define HEALTH_VANISHING 0.01
#define HEALTH_EXPLODING 100

/* More than a quarter of a layer's nodes off on every sample; fewer is common behind ReLU, and harmless. */
#define HEALTH_DEAD 0.25

/* More than half of a layer's values where the slope is below 0.05 (activation.h). */
#define HEALTH_SATURATED 0.5

/* An output that lets through less than a twentieth of the error: saturated where it is wrong. */
#define HEALTH_BLOCKED 0.05

/* One update on these samples makes their own loss larger by more than 1 %, or moves the weights by ten times
 * their size, so that nothing of them is left. A healthy update is near a thousandth. */
#define HEALTH_RISE 1.01
#define HEALTH_LARGE_UPDATE 10

/* An update of less than a millionth of the weights, though the gradient itself is at least a thousandth of
 * them: a million updates to get anywhere, and only the rate is to blame. */
#define HEALTH_SMALL_UPDATE 1e-6
#define HEALTH_FAIR_GRADIENT 1e-3

/* Below this error (rms of dL/dyhat, or of yhat - y where the loss is computed with the output) there is nothing
 * left to learn, and small gradients are no disease. */
#define HEALTH_LEARNED 1e-3

enum ailment {
    AILMENT_NOT_FINITE,   /* a number of the pass is infinite or NaN */
    AILMENT_NEVER_LEARNS, /* step: its slope is 0 everywhere */
    AILMENT_SYMMETRIC,    /* all nodes of a layer are and will stay one node */
    AILMENT_DEAD,         /* nodes that are off on every sample; number: their share */
    AILMENT_SATURATED,    /* number: the share of saturated values */
    AILMENT_BLOCKED, /* the output is saturated where it is wrong; number: what of the error it lets through */
    AILMENT_VANISHING, /* number: the gradient of layer 1 against that of the last */
    AILMENT_EXPLODING,
    AILMENT_RATE_LARGE, /* number: update against weight; or INFINITY */
    AILMENT_RATE_SMALL,
    AILMENT_COUNT,
};

struct verdict {
    enum ailment ailment;
    int layer;     /* the one to change: 0 where it isn't one layer's */
    double number; /* as above */
};

struct health_layer {
    double saturated; /* share of its values, over nodes and samples, that are saturated; 0 if it never is */
    int dead;         /* nodes saturated on every sample */
    double dz;        /* rms of dL/dz over nodes and samples */
    double factor;    /* dz against that of the layer behind; NAN in the last layer and behind a 0 */
    double dw;        /* rms of the mean gradient of its weights */
    double update;    /* rms of what one update would move its weights by, against rms of the weights; NAN where
                       * they are all 0, or frozen */
};

struct health {
    int depth;
    struct health_layer layers[NETWORK_LAYERS_MAX + 1]; /* layers[1..depth] */
    size_t samples, all;                                /* that were run, of how many */
    bool is_data;    /* they are the data set's samples for training; else x and y as given */
    double loss;     /* their mean L, with the regulariser's penalty */
    double after;    /* the same after one update on all of them */
    double error;    /* as HEALTH_LEARNED measures it */
    bool is_learned; /* no verdict for that */
    struct verdict verdicts[AILMENT_COUNT]; /* at most one of each, the most basic first */
    size_t verdict_count;
};

/* False with an error where input or target are missing. The tape and its network stay as they are. */
bool health_measure(struct health *health, const struct tape *tape, struct error *error);

#endif
