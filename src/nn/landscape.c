#include "nn/landscape.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "nn/loss.h"
#include "nn/measure.h"

size_t plane_cells(const struct plane *plane)
{
    return (size_t)plane->columns * (size_t)plane->rows;
}

double plane_x(const struct plane *plane, int column)
{
    return plane->left + (plane->right - plane->left) * (column + 0.5) / plane->columns;
}

double plane_y(const struct plane *plane, int row)
{
    return plane->top + (plane->bottom - plane->top) * (row + 0.5) / plane->rows;
}

/* ---- many points at a time ---- */

enum { LANES = 64 };

/* The z and a of so many points: z[layer][row][lane]. */
struct block {
    const struct network *network;
    const double *param;
    double *z[NETWORK_LAYERS_MAX + 1], *a[NETWORK_LAYERS_MAX + 1]; /* z[0] is NULL */
    double *cells;                                                 /* the one block in which they lie */
    double *point_z, *point_a,
        *point_yhat; /* of one point: z[rows] and a[outputs] of the last layer, yhat[outputs] */
};

static struct block block_new(const struct network *network)
{
    struct block block = {.network = network, .param = network->param};
    size_t count = 0, outputs = (size_t)network_outputs(network), rows = (size_t)network_last(network)->rows;
    for (int k = 0; k <= network->depth; k++)
        count += (size_t)(network->layers[k].rows + network->layers[k].nodes) * LANES;
    block.cells = memory_new(count + rows + 2 * outputs, sizeof *block.cells);
    double *next = block.cells;
    assert(network->depth >= 1);
    for (int k = 0; k <= network->depth; k++) {
        block.a[k] = next;
        next += network->layers[k].nodes * LANES;
        block.z[k] = k > 0 ? next : NULL;
        next += network->layers[k].rows * LANES;
    }
    block.point_z = next;
    block.point_a = block.point_z + rows;
    block.point_yhat = block.point_a + outputs;
    return block;
}

static void block_finish(struct block *block)
{
    memory_free(block->cells);
}

static void add_product(double *restrict sum, double w, const double *restrict a)
{
    for (int l = 0; l < LANES; l++)
        sum[l] += w * a[l];
}

static void add_bias(double *restrict sum, double b)
{
    for (int l = 0; l < LANES; l++)
        sum[l] += b;
}

static void take_largest(double *restrict a, const double *restrict z, int pieces)
{
    memcpy(a, z, LANES * sizeof *a);
    for (int p = 1; p < pieces; p++)
        for (int l = 0; l < LANES; l++)
            a[l] = z[p * LANES + l] > a[l] ? z[p * LANES + l] : a[l];
}

static void run_node(struct block *block, int k, int node)
{
    const struct layer *layer = &block->network->layers[k];
    double *first = block->z[k] + node * layer->pieces * LANES, *a = block->a[k] + node * LANES;
    for (int p = 0; p < layer->pieces; p++) {
        size_t row = (size_t)node * (size_t)layer->pieces + (size_t)p;
        const double *w = block->param + layer->w + row * (size_t)layer->inputs;
        double *z = first + p * LANES;
        memset(z, 0, LANES * sizeof *z);
        for (int i = 0; i < layer->inputs; i++)
            add_product(z, w[i], block->a[k - 1] + i * LANES);
        add_bias(z, block->param[layer->b + row]);
    }
    if (layer->activation->is_maxout)
        take_largest(a, first, layer->pieces);
    else
        for (int l = 0; l < LANES; l++)
            a[l] = layer->activation->f(first[l], layer->param);
}

static void run_layers(struct block *block, int from, int to)
{
    for (int k = from; k <= to; k++)
        for (int node = 0; node < block->network->layers[k].nodes; node++)
            run_node(block, k, node);
}

/* One of the points, as the head and the loss want it. */
static void take_point(struct block *block, int lane, bool has_softmax)
{
    const struct layer *last = network_last(block->network);
    const double *z = block->z[block->network->depth], *a = block->a[block->network->depth];
    size_t outputs = (size_t)last->nodes;
    for (int j = 0; j < last->rows; j++)
        block->point_z[j] = z[j * LANES + lane];
    for (int j = 0; j < last->nodes; j++)
        block->point_a[j] = a[j * LANES + lane];
    if (has_softmax)
        softmax(block->point_a, block->point_yhat, outputs);
    else
        memcpy(block->point_yhat, block->point_a, outputs * sizeof *a);
}

/* ---- over two inputs ---- */

static void put_winner(const double *a, const double *yhat, int outputs, double *first, double *second)
{
    int best = 0;
    double next = -(double)INFINITY;
    for (int k = 0; k < outputs; k++)
        if (isnan(yhat[k])) {
            *first = *second = (double)NAN;
            return;
        }
    for (int k = 1; k < outputs; k++)
        if (a[k] > a[best])
            best = k;
    for (int k = 0; k < outputs; k++)
        if (k != best && a[k] > next)
            next = a[k];
    *first = best;
    *second = a[best] - next;
}

/* The block's points are the plane's cells from `start` on. */
static void put_inputs(struct block *block, const struct plane *plane, size_t start, const double *x)
{
    int inputs = network_inputs(block->network);
    for (int i = 0; i < inputs; i++)
        for (int l = 0; l < LANES; l++) {
            size_t cell = start + (size_t)l, cells = plane_cells(plane), columns = (size_t)plane->columns;
            cell = cell < cells ? cell : cells - 1;
            block->a[0][i * LANES + l] = i == 0   ? plane_x(plane, (int)(cell % columns))
                                         : i == 1 ? plane_y(plane, (int)(cell / columns))
                                                  : x[i];
        }
}

void landscape_inputs(const struct network *network, const struct settings *settings, enum landscape_what what,
                      int layer, int node, const double *x, const struct plane *plane, double *first,
                      double *second)
{
    struct block block = block_new(network);
    bool is_node = what == LANDSCAPE_NODE, is_maxout = is_node && network->layers[layer].pieces > 1;
    for (size_t start = 0; start < plane_cells(plane); start += LANES) {
        put_inputs(&block, plane, start, x);
        run_layers(&block, 1, is_node ? layer - 1 : network->depth);
        if (is_node)
            run_node(&block, layer, node);
        for (int l = 0; l < LANES && start + (size_t)l < plane_cells(plane); l++) {
            double a, other = (double)NAN;
            if (is_node) {
                a = block.a[layer][node * LANES + l];
                other = is_maxout ? other : block.z[layer][node * LANES + l];
            } else {
                take_point(&block, l, settings->has_softmax);
                a = block.point_yhat[node];
                if (what == LANDSCAPE_WINNER)
                    put_winner(block.point_a, block.point_yhat, network_outputs(network), &a, &other);
            }
            first[start + (size_t)l] = a;
            if (second)
                second[start + (size_t)l] = other;
        }
    }
    block_finish(&block);
}

static double estimate_ns(double weights, double nodes)
{
    return 0.5 * weights + 15 * nodes;
}

double landscape_inputs_ns(const struct network *network)
{
    double weights = 0, nodes = network_outputs(network);
    for (int k = 1; k <= network->depth; k++) {
        weights += (double)network->layers[k].rows * network->layers[k].inputs;
        nodes += network->layers[k].nodes;
    }
    return estimate_ns(weights, nodes);
}

/* ---- over two parameters ---- */

/* The layer and node (from 0) that a parameter belongs to. */
static void find_owner(const struct network *network, size_t index, int *layer, int *node)
{
    int k = 1;
    while (k < network->depth && index >= network->layers[k].b + (size_t)network->layers[k].rows)
        k++;
    const struct layer *owner = &network->layers[k];
    size_t row = index >= owner->b ? index - owner->b : (index - owner->w) / (size_t)owner->inputs;
    *layer = k;
    *node = (int)row / owner->pieces;
}

/* What has to be computed anew as the axes' parameters change: all from a layer on; where both belong to one
 * node of it (>= 0), only that node of it. */
struct changing {
    int layer, node;
};

static struct changing find_changing(const struct network *network, struct landscape_axes axes)
{
    int layer[2], node[2];
    if (axes.u)
        return (struct changing){1, -1};
    find_owner(network, axes.i, &layer[0], &node[0]);
    find_owner(network, axes.k, &layer[1], &node[1]);
    if (layer[0] != layer[1])
        return (struct changing){layer[0] < layer[1] ? layer[0] : layer[1], -1};
    return (struct changing){layer[0], node[0] == node[1] ? node[0] : -1};
}

double landscape_cost_ns(const struct network *network, struct landscape_axes axes)
{
    struct changing changing = find_changing(network, axes);
    double weights = 0, nodes = network_outputs(network);
    for (int k = changing.layer; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        bool is_one = k == changing.layer && changing.node >= 0;
        weights += (double)(is_one ? layer->pieces : layer->rows) * layer->inputs;
        nodes += is_one ? 1 : layer->nodes;
    }
    return estimate_ns(weights, nodes);
}

static void move_to(double *param, const struct network *network, struct landscape_axes axes, double x,
                    double y)
{
    if (!axes.u) {
        param[axes.i] = x;
        param[axes.k] = y;
        return;
    }
    for (size_t i = 0; i < network->param_count; i++)
        param[i] = network->param[i] + x * axes.u[i] + y * axes.v[i];
}

/* Fills lanes[] with samples from `start` on; how many those are. */
static int put_samples(struct block *block, const struct landscape_samples *samples, size_t start,
                       size_t lanes[LANES])
{
    int count = samples->count - start < LANES ? (int)(samples->count - start) : LANES;
    int inputs = network_inputs(block->network);
    for (int l = 0; l < LANES; l++) {
        size_t at = start + (size_t)(l < count ? l : count - 1);
        lanes[l] = samples->order ? samples->order[at] : at;
        for (int i = 0; i < inputs; i++)
            block->a[0][i * LANES + l] = samples->x[lanes[l] * (size_t)inputs + (size_t)i];
    }
    return count;
}

void landscape_cost(const struct network *network, const struct settings *settings,
                    struct landscape_samples samples, struct landscape_axes axes, const struct plane *plane,
                    double *cost)
{
    struct block block = block_new(network);
    struct changing changing = find_changing(network, axes);
    size_t outputs = (size_t)network_outputs(network), cells = plane_cells(plane), lanes[LANES];
    enum loss_way way = loss_way(settings->loss, network_last(network)->activation, settings->has_softmax);
    double *param = memory_new(network->param_count, sizeof *param);
    memcpy(param, network->param, network->param_count * sizeof *param);
    block.param = param;
    memset(cost, 0, cells * sizeof *cost);
    for (size_t start = 0; start < samples.count; start += LANES) {
        int count = put_samples(&block, &samples, start, lanes);
        run_layers(&block, 1, changing.layer - (changing.node < 0));
        for (size_t cell = 0; cell < cells; cell++) {
            move_to(param, network, axes, plane_x(plane, (int)(cell % (size_t)plane->columns)),
                    plane_y(plane, (int)(cell / (size_t)plane->columns)));
            if (changing.node >= 0)
                run_node(&block, changing.layer, changing.node);
            run_layers(&block, changing.layer + (changing.node >= 0), network->depth);
            for (int l = 0; l < count; l++) {
                take_point(&block, l, settings->has_softmax);
                cost[cell] +=
                    loss_value(settings->loss, settings->loss_param, way, block.point_z, block.point_a,
                               block.point_yhat, samples.y + lanes[l] * outputs, outputs);
            }
        }
    }
    struct network moved = *network; /* only its parameters are read */
    moved.param = param;
    for (size_t cell = 0; cell < cells; cell++) {
        move_to(param, network, axes, plane_x(plane, (int)(cell % (size_t)plane->columns)),
                plane_y(plane, (int)(cell / (size_t)plane->columns)));
        cost[cell] = cost[cell] / (double)samples.count + measure_penalty(&moved, settings);
    }
    memory_free(param);
    block_finish(&block);
}
