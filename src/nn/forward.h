/* Evaluating a network without touching its cells: the tape's forward pass, operation for operation, so that
 * the numbers are the same to the last bit. */
#ifndef NABLA_NN_FORWARD_H
#define NABLA_NN_FORWARD_H

#include "nn/network.h"
#include "nn/tape.h"

struct forward;

/* Room for the values of networks of this shape; the caller frees. */
struct forward *forward_new(const struct network *network);
void forward_free(struct forward *forward); /* NULL is fine */

/* One sample x[inputs] through the network (of the shape that forward was made for). */
void forward_run(struct forward *forward, const struct network *network, const struct settings *settings,
                 const double *x);

/* What the last run gave, borrowed until the next: yhat[outputs]; z[rows] and a[nodes] of layer 1..depth. */
const double *forward_yhat(const struct forward *forward);
const double *forward_z(const struct forward *forward, int layer);
const double *forward_a(const struct forward *forward, int layer);

/* L of the last run against the target y[outputs]. */
double forward_loss(const struct forward *forward, const struct network *network,
                    const struct settings *settings, const double *y);

#endif
