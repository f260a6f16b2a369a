#include "nn/network.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"

static bool check_layer(int k, int inputs, const struct layer_shape *shape, struct error *error)
{
    if (shape->nodes < 1 || shape->nodes > NETWORK_NODES_MAX)
        return error_set(error, _("layer %d: %d nodes; a layer has 1 to %d"), k, shape->nodes,
                         NETWORK_NODES_MAX);
    if (shape->activation && shape->activation->is_maxout &&
        shape->nodes * (int)shape->param > NETWORK_NODES_MAX)
        return error_set(error, _("layer %d: %d maxout nodes of %d pieces are %d rows; a layer has at most %d"),
                         k, shape->nodes, (int)shape->param, shape->nodes * (int)shape->param,
                         NETWORK_NODES_MAX);
    if (inputs < 1)
        return error_set(error, _("%d inputs; a network has 1 to %d"), inputs, NETWORK_NODES_MAX);
    return true;
}

static bool lay_out(struct network *network, int inputs, const struct layer_shape *shapes, struct error *error)
{
    network->layers[0] = (struct layer){.nodes = inputs, .rows = inputs, .pieces = 1};
    for (int k = 1; k <= network->depth; k++) {
        const struct layer_shape *shape = &shapes[k - 1];
        struct layer *layer = &network->layers[k];
        if (!check_layer(k, inputs, shape, error))
            return false;
        *layer = (struct layer){.nodes = shape->nodes, .activation = shape->activation, .param = shape->param};
        layer->inputs = network->layers[k - 1].nodes;
        layer->pieces = shape->activation->is_maxout ? (int)shape->param : 1;
        layer->rows = layer->nodes * layer->pieces;
        layer->w = network->param_count;
        size_t weights = (size_t)layer->rows * (size_t)layer->inputs;
        layer->b = layer->w + weights;
        network->param_count = layer->b + (size_t)layer->rows;
        network->weight_count += weights;
        if (network->weight_count > NETWORK_WEIGHTS_MAX)
            return error_set(error, _("more than %d weights by layer %d; use fewer nodes or layers"),
                             NETWORK_WEIGHTS_MAX, k);
    }
    return true;
}

static double *take(double **next, size_t count)
{
    double *taken = *next;
    *next += count;
    return taken;
}

static size_t cells_needed(const struct network *network)
{
    size_t count = (3 + OPTIMIZER_STATES_MAX) * network->param_count + 1;
    for (int k = 0; k <= network->depth; k++)
        count += 2 * (size_t)(network->layers[k].rows + network->layers[k].nodes);
    return count + 3 * (size_t)network->layers[network->depth].nodes;
}

static void point(struct network *network)
{
    double *next = network->cells;
    network->param = take(&next, network->param_count);
    network->first = take(&next, network->param_count);
    network->gradient = take(&next, network->param_count);
    for (int i = 0; i < OPTIMIZER_STATES_MAX; i++)
        network->state[i] = take(&next, network->param_count);
    for (int k = 0; k <= network->depth; k++) {
        struct layer *layer = &network->layers[k];
        layer->a = take(&next, (size_t)layer->nodes);
        layer->da = take(&next, (size_t)layer->nodes);
        layer->z = k ? take(&next, (size_t)layer->rows) : NULL;
        layer->dz = k ? take(&next, (size_t)layer->rows) : NULL;
    }
    size_t outputs = (size_t)network_outputs(network);
    network->x = network->layers[0].a;
    network->dx = network->layers[0].da;
    network->y = take(&next, outputs);
    network->yhat = take(&next, outputs);
    network->dyhat = take(&next, outputs);
    network->loss = take(&next, 1);
}

struct network *network_new(int inputs, const struct layer_shape *shapes, int depth, struct error *error)
{
    if (depth < 1 || depth > NETWORK_LAYERS_MAX) {
        error_set(error, _("%d layers; a network has 1 to %d behind its inputs"), depth, NETWORK_LAYERS_MAX);
        return NULL;
    }
    if (inputs < 1 || inputs > NETWORK_NODES_MAX) {
        error_set(error, _("%d inputs; a network has 1 to %d"), inputs, NETWORK_NODES_MAX);
        return NULL;
    }
    struct network *network = memory_new(1, sizeof *network);
    network->depth = depth;
    if (!lay_out(network, inputs, shapes, error)) {
        memory_free(network);
        return NULL;
    }
    network->cells = memory_new(cells_needed(network), sizeof(double));
    network->frozen = memory_new(network->param_count, 1);
    point(network);
    return network;
}

struct network *network_copy(const struct network *network)
{
    struct network *copy = memory_new(1, sizeof *copy);
    *copy = *network;
    copy->cells = memory_new(cells_needed(network), sizeof(double));
    memcpy(copy->cells, network->cells, cells_needed(network) * sizeof(double));
    copy->frozen = memory_new(network->param_count, 1);
    memcpy(copy->frozen, network->frozen, network->param_count);
    point(copy);
    return copy;
}

void network_free(void *object)
{
    struct network *network = object;
    if (!network)
        return;
    memory_free(network->cells);
    memory_free(network->frozen);
    memory_free(network);
}

void network_initialize(struct network *network, const struct initializer *initializer, struct random *random)
{
    memset(network->param, 0, network->param_count * sizeof(double));
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        initializer->fill(network->param + layer->w, (size_t)layer->rows, (size_t)layer->inputs,
                          (size_t)layer->nodes, random);
    }
    memcpy(network->first, network->param, network->param_count * sizeof(double));
}

int network_inputs(const struct network *network)
{
    return network->layers[0].nodes;
}

int network_outputs(const struct network *network)
{
    return network->layers[network->depth].nodes;
}

const struct layer *network_last(const struct network *network)
{
    return &network->layers[network->depth];
}

/* One row for each quantity; the gradient of a quantity is named with a `d` before it. */
static const struct {
    const char *name;
    int indices;
    bool has_layer, is_computed;
    int gradient_of; /* -1: it is none */
} quantities[QUANTITY_COUNT] = {
    [QUANTITY_X] = {"x", 1, false, false, -1},
    [QUANTITY_W] = {"w", 2, true, false, -1},
    [QUANTITY_B] = {"b", 1, true, false, -1},
    [QUANTITY_Z] = {"z", 1, true, true, -1},
    [QUANTITY_A] = {"a", 1, true, true, -1},
    [QUANTITY_YHAT] = {"yhat", 1, false, true, -1},
    [QUANTITY_Y] = {"y", 1, false, false, -1},
    [QUANTITY_LOSS] = {"L", 0, false, true, -1},
    [QUANTITY_DW] = {"dw", 2, true, true, QUANTITY_W},
    [QUANTITY_DB] = {"db", 1, true, true, QUANTITY_B},
    [QUANTITY_DZ] = {"dz", 1, true, true, QUANTITY_Z},
    [QUANTITY_DA] = {"da", 1, true, true, QUANTITY_A},
    [QUANTITY_DYHAT] = {"dyhat", 1, false, true, QUANTITY_YHAT},
    [QUANTITY_DX] = {"dx", 1, false, true, QUANTITY_X},
};

const char *quantity_name(enum quantity quantity)
{
    return quantities[quantity].name;
}

bool quantity_has_layer(enum quantity quantity)
{
    return quantities[quantity].has_layer;
}

int quantity_indices(enum quantity quantity)
{
    return quantities[quantity].indices;
}

bool quantity_is_parameter(enum quantity quantity)
{
    return quantity == QUANTITY_W || quantity == QUANTITY_B;
}

bool quantity_is_computed(enum quantity quantity)
{
    return quantities[quantity].is_computed;
}

bool quantity_is_gradient(enum quantity quantity)
{
    return quantities[quantity].gradient_of >= 0;
}

bool quantity_find(const char *name, size_t length, enum quantity *quantity)
{
    for (size_t i = 0; i < QUANTITY_COUNT; i++) {
        if (strlen(quantities[i].name) == length && memcmp(quantities[i].name, name, length) == 0) {
            *quantity = (enum quantity)i;
            return true;
        }
    }
    return false;
}

enum quantity quantity_of_gradient(enum quantity quantity)
{
    assert(quantity_is_gradient(quantity));
    return (enum quantity)quantities[quantity].gradient_of;
}

double *network_values(const struct network *network, enum quantity quantity, int layer, int *rows,
                       int *columns)
{
    *columns = 1;
    *rows = network_outputs(network);
    if (!quantity_has_layer(quantity)) {
        if (quantity == QUANTITY_X || quantity == QUANTITY_DX)
            *rows = network_inputs(network);
        if (quantity == QUANTITY_LOSS)
            *rows = 1;
        double *const fixed[QUANTITY_COUNT] = {
            [QUANTITY_X] = network->x,       [QUANTITY_DX] = network->dx,     [QUANTITY_Y] = network->y,
            [QUANTITY_YHAT] = network->yhat, [QUANTITY_LOSS] = network->loss, [QUANTITY_DYHAT] = network->dyhat,
        };
        return fixed[quantity];
    }
    bool is_activation = quantity == QUANTITY_A || quantity == QUANTITY_DA;
    if (layer < (is_activation ? 0 : 1) || layer > network->depth)
        return NULL;
    const struct layer *at = &network->layers[layer];
    *rows = is_activation ? at->nodes : at->rows;
    if (quantity == QUANTITY_W || quantity == QUANTITY_DW)
        *columns = at->inputs;
    double *const layered[QUANTITY_COUNT] = {
        [QUANTITY_W] = network->param + at->w,
        [QUANTITY_B] = network->param + at->b,
        [QUANTITY_DW] = network->gradient + at->w,
        [QUANTITY_DB] = network->gradient + at->b,
        [QUANTITY_Z] = at->z,
        [QUANTITY_A] = at->a,
        [QUANTITY_DZ] = at->dz,
        [QUANTITY_DA] = at->da,
    };
    return layered[quantity];
}

double *network_cell(const struct network *network, struct cell cell)
{
    int rows, columns;
    double *values = network_values(network, cell.quantity, cell.layer, &rows, &columns);
    int row = cell.row ? cell.row : 1, column = cell.column ? cell.column : 1;
    assert(values && row <= rows && column <= columns);
    return values + (size_t)(row - 1) * (size_t)columns + (size_t)(column - 1);
}
