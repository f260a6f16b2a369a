/* Evaluating a network without touching its cells: for cost, accuracy, pictures of what it computes, and
 * finite differences. The numbers are the tape's, bit for bit: the same operations in the same order. */
#ifndef NABLA_NN_FORWARD_H
#define NABLA_NN_FORWARD_H

#include <stdbool.h>

#include "nn/network.h"
#include "nn/tape.h"

/* Room for the z and a of every layer of a network of this shape. It keeps nothing of the network: any other
 * of the same shape may be run in it. */
struct forward;
struct forward *forward_new(const struct network *network);
void forward_free(struct forward *forward); /* NULL is fine */

/* x[inputs] -> yhat[outputs] by the network's parameters; of the settings only the head is read. */
void forward_run(struct forward *forward, const struct network *network, const struct settings *settings,
                 const double *x, double *yhat);

/* The same again after a change of a node's own parameters (layer from 1, node from 0): computes this node and
 * the layers behind it; the rest is still known. yhat may be NULL: then only the node itself is computed. */
void forward_rerun(struct forward *forward, const struct network *network, const struct settings *settings,
                   int layer, int node, double *yhat);

/* What the last run computed: z[rows] of layers 1..depth, a[nodes] of layers 0..depth (a of layer 0 is x).
 * Borrowed until the next run. */
const double *forward_z(const struct forward *forward, int layer);
const double *forward_a(const struct forward *forward, int layer);

/* L of the last run against the target y[outputs]; yhat is what the run gave. */
double forward_loss(const struct forward *forward, const struct network *network,
                    const struct settings *settings, const double *yhat, const double *y);

#endif
