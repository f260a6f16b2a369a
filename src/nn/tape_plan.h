/* How the tape of a net is divided: shared by what knows its order (tape_order.c) and what runs it (tape.c). */
#ifndef NABLA_NN_TAPE_PLAN_H
#define NABLA_NN_TAPE_PLAN_H

#include "nn/tape.h"

/* How many operations and node steps each part of the iteration has. */
struct plan {
    size_t nodes;                         /* of all layers with weights */
    size_t forward;                       /* operations of the forward pass of one sample */
    size_t backward;                      /* of the backward pass of one sample */
    size_t forward_steps, backward_steps; /* node steps of these */
};

struct plan plan_of(const struct tape *tape);

#endif
