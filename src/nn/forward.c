#include "nn/forward.h"

#include <string.h>

#include "base/memory.h"
#include "nn/loss.h"

struct forward {
    int depth;
    double *values;                          /* the one block of all that follows */
    const double *a[NETWORK_LAYERS_MAX + 1]; /* a[0] is the sample */
    double *z[NETWORK_LAYERS_MAX + 1], *activations[NETWORK_LAYERS_MAX + 1];
    double *yhat;
};

struct forward *forward_new(const struct network *network)
{
    struct forward *forward = memory_new(1, sizeof *forward);
    size_t count = (size_t)network_outputs(network);
    for (int k = 1; k <= network->depth; k++)
        count += (size_t)(network->layers[k].rows + network->layers[k].nodes);
    double *next = forward->values = memory_new(count, sizeof *next);
    forward->depth = network->depth;
    for (int k = 1; k <= network->depth; k++) {
        forward->z[k] = next;
        forward->activations[k] = next + network->layers[k].rows;
        forward->a[k] = forward->activations[k];
        next = forward->activations[k] + network->layers[k].nodes;
    }
    forward->yhat = next;
    return forward;
}

void forward_free(struct forward *forward)
{
    if (forward)
        memory_free(forward->values);
    memory_free(forward);
}

static void run_layer(struct forward *forward, const struct network *network, int k)
{
    const struct layer *layer = &network->layers[k];
    const double *w = network->param + layer->w, *before = forward->a[k - 1];
    for (int row = 0; row < layer->rows; row++) {
        double sum = 0;
        for (int i = 0; i < layer->inputs; i++)
            sum += *w++ * before[i];
        forward->z[k][row] = sum + network->param[layer->b + (size_t)row];
    }
    for (int j = 0; j < layer->nodes; j++) {
        const double *z = forward->z[k] + (size_t)j * (size_t)layer->pieces;
        double a = layer->activation->is_maxout ? z[0] : layer->activation->f(z[0], layer->param);
        for (int p = 1; p < layer->pieces; p++)
            a = z[p] > a ? z[p] : a;
        forward->activations[k][j] = a;
    }
}

void forward_run(struct forward *forward, const struct network *network, const struct settings *settings,
                 const double *x)
{
    size_t outputs = (size_t)network_outputs(network);
    forward->a[0] = x;
    for (int k = 1; k <= network->depth; k++)
        run_layer(forward, network, k);
    if (settings->has_softmax)
        softmax(forward->a[network->depth], forward->yhat, outputs);
    else
        memcpy(forward->yhat, forward->a[network->depth], outputs * sizeof(double));
}

const double *forward_yhat(const struct forward *forward)
{
    return forward->yhat;
}

const double *forward_z(const struct forward *forward, int layer)
{
    return forward->z[layer];
}

const double *forward_a(const struct forward *forward, int layer)
{
    return forward->a[layer];
}

double forward_loss(const struct forward *forward, const struct network *network,
                    const struct settings *settings, const double *y)
{
    const struct layer *last = network_last(network);
    bool is_fused = loss_is_fused(settings->loss, last->activation, settings->has_softmax);
    return loss_value(settings->loss, settings->loss_param, is_fused, forward->z[network->depth],
                      forward->a[network->depth], forward->yhat, y, (size_t)last->nodes);
}
