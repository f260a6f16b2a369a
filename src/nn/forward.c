#include "nn/forward.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "nn/loss.h"

struct forward {
    int depth;
    double *z[NETWORK_LAYERS_MAX + 1], *a[NETWORK_LAYERS_MAX + 1]; /* z[0] is NULL */
    double *cells;                                                 /* the one block in which they lie */
};

struct forward *forward_new(const struct network *network)
{
    struct forward *forward = memory_new(1, sizeof *forward);
    size_t count = 0;
    for (int k = 0; k <= network->depth; k++)
        count += (size_t)(network->layers[k].rows + network->layers[k].nodes);
    forward->depth = network->depth;
    forward->cells = memory_new(count, sizeof *forward->cells);
    double *next = forward->cells;
    for (int k = 0; k <= network->depth; k++) {
        forward->a[k] = next;
        next += network->layers[k].nodes;
        forward->z[k] = k > 0 ? next : NULL;
        next += network->layers[k].rows;
    }
    return forward;
}

void forward_free(struct forward *forward)
{
    if (!forward)
        return;
    memory_free(forward->cells);
    memory_free(forward);
}

/* The first of the largest, as the tape takes it. */
static double largest(const double *z, int count)
{
    double best = z[0];
    for (int i = 1; i < count; i++)
        if (z[i] > best)
            best = z[i];
    return best;
}

static void run_node(struct forward *forward, const struct network *network, int k, int node)
{
    const struct layer *layer = &network->layers[k];
    const double *a = forward->a[k - 1];
    double *z = forward->z[k];
    int first = node * layer->pieces;
    for (int row = first; row < first + layer->pieces; row++) {
        const double *w = network->param + layer->w + (size_t)row * (size_t)layer->inputs;
        double sum = 0;
        for (int i = 0; i < layer->inputs; i++)
            sum += w[i] * a[i];
        z[row] = sum + network->param[layer->b + (size_t)row];
    }
    forward->a[k][node] = layer->activation->is_maxout ? largest(z + first, layer->pieces)
                                                       : layer->activation->f(z[node], layer->param);
}

static void run_layers(struct forward *forward, const struct network *network, const struct settings *settings,
                       int from, double *yhat)
{
    size_t outputs = (size_t)network_outputs(network);
    for (int k = from; k <= network->depth; k++)
        for (int node = 0; node < network->layers[k].nodes; node++)
            run_node(forward, network, k, node);
    if (settings->has_softmax)
        softmax(forward->a[network->depth], yhat, outputs);
    else
        memcpy(yhat, forward->a[network->depth], outputs * sizeof *yhat);
}

void forward_run(struct forward *forward, const struct network *network, const struct settings *settings,
                 const double *x, double *yhat)
{
    assert(forward->depth == network->depth);
    memcpy(forward->a[0], x, (size_t)network_inputs(network) * sizeof *x);
    run_layers(forward, network, settings, 1, yhat);
}

void forward_rerun(struct forward *forward, const struct network *network, const struct settings *settings,
                   int layer, int node, double *yhat)
{
    assert(layer >= 1 && layer <= network->depth && node >= 0 && node < network->layers[layer].nodes);
    run_node(forward, network, layer, node);
    if (yhat)
        run_layers(forward, network, settings, layer + 1, yhat);
}

const double *forward_z(const struct forward *forward, int layer)
{
    assert(layer >= 1 && layer <= forward->depth);
    return forward->z[layer];
}

const double *forward_a(const struct forward *forward, int layer)
{
    assert(layer >= 0 && layer <= forward->depth);
    return forward->a[layer];
}

double forward_loss(const struct forward *forward, const struct network *network,
                    const struct settings *settings, const double *yhat, const double *y)
{
    const struct layer *last = network_last(network);
    enum loss_way way = loss_way(settings->loss, last->activation, settings->has_softmax);
    return loss_value(settings->loss, settings->loss_param, way, forward->z[forward->depth],
                      forward->a[forward->depth], yhat, y, (size_t)last->nodes);
}
