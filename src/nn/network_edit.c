#include "nn/network_edit.h"

#include "base/memory.h"
#include "base/translate.h"

/* Where each layer and node of the new network comes from in the old one. */
struct origin {
    int inputs, depth;
    struct layer_shape shapes[NETWORK_LAYERS_MAX + 1]; /* of layers 1..depth, at [k-1] */
    int layer[NETWORK_LAYERS_MAX + 2];                 /* the old number of layer k; -1: it is new */
    int changed;                                       /* the one layer whose nodes have moved; -1: none */
    int removed; /* in that layer the old node (from 0) that is gone; or -1 */
};

static struct origin unchanged(const struct network *network)
{
    struct origin origin = {
        .inputs = network_inputs(network), .depth = network->depth, .changed = -1, .removed = -1};
    for (int k = 0; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        origin.layer[k] = k;
        if (k > 0)
            origin.shapes[k - 1] = (struct layer_shape){layer->nodes, layer->activation, layer->param};
    }
    return origin;
}

/* The old number of node j of new layer k, all from 0; -1 if it is new. */
static int old_node(const struct network *old, const struct origin *origin, int k, int j)
{
    int layer = origin->layer[k];
    if (layer < 0)
        return -1;
    if (k == origin->changed && origin->removed >= 0 && j >= origin->removed)
        j++;
    return j < old->layers[layer].nodes ? j : -1;
}

/* The offset of the old weight that leads from old node i of the layer before to this old row; -1 without one. */
static long old_weight(const struct layer *layer, int row, int i)
{
    return row < 0 || i < 0 ? -1 : (long)(layer->w + (size_t)row * (size_t)layer->inputs + (size_t)i);
}

static void carry(struct network *new, size_t to, const struct network *old, long from)
{
    if (from < 0)
        return;
    new->param[to] = old->param[from];
    new->first[to] = old->first[from];
    new->frozen[to] = old->frozen[from];
    for (int s = 0; s < OPTIMIZER_STATES_MAX; s++)
        new->state[s][to] = old->state[s][from];
}

/* The parameters of layer k whose ends survive. Pieces of maxout survive by their number. */
static void carry_layer(struct network *new, const struct network *old, const struct origin *origin, int k)
{
    const struct layer *layer = &new->layers[k];
    if (origin->layer[k] < 0)
        return;
    const struct layer *before = &old->layers[origin->layer[k]];
    bool same_inputs = origin->layer[k - 1] == origin->layer[k] - 1;
    for (int row = 0; row < layer->rows; row++) {
        int node = old_node(old, origin, k, row / layer->pieces), piece = row % layer->pieces;
        int old_row = node < 0 || piece >= before->pieces ? -1 : node * before->pieces + piece;
        carry(new, layer->b + (size_t)row, old, old_row < 0 ? -1 : (long)before->b + old_row);
        for (int i = 0; i < layer->inputs; i++) {
            int from = same_inputs ? old_node(old, origin, k - 1, i) : -1;
            carry(new, layer->w + (size_t)row * (size_t)layer->inputs + (size_t)i, old,
                  old_weight(before, old_row, from));
        }
    }
}

static struct network *rebuild(const struct network *old, const struct origin *origin, struct drawing drawing,
                               struct error *error)
{
    struct network *new = network_new(origin->inputs, origin->shapes, origin->depth, error);
    if (!new)
        return NULL;
    network_initialize(new, drawing.initializer, drawing.random);
    for (int k = 1; k <= new->depth; k++)
        carry_layer(new, old, origin, k);
    return new;
}

static bool has_layer(const struct network *network, int first, int k, struct error *error)
{
    return (k >= first && k <= network->depth) ||
           error_set(error, _("there is no layer %d; this network has layers %d to %d"), k, first,
                     network->depth);
}

struct network *network_insert_layer(const struct network *network, int k, const struct layer_shape *shape,
                                     struct drawing drawing, struct error *error)
{
    struct origin origin = unchanged(network);
    if (k < 1 || k > network->depth + 1) {
        error_set(error, _("a new layer can become layer 1 to %d, not %d"), network->depth + 1, k);
        return NULL;
    }
    if (network->depth == NETWORK_LAYERS_MAX) {
        error_set(error, _("%d layers are the most a network can have"), NETWORK_LAYERS_MAX);
        return NULL;
    }
    origin.depth++;
    for (int l = origin.depth; l > k; l--) {
        origin.layer[l] = origin.layer[l - 1];
        origin.shapes[l - 1] = origin.shapes[l - 2];
    }
    origin.layer[k] = -1;
    origin.shapes[k - 1] = *shape;
    return rebuild(network, &origin, drawing, error);
}

struct network *network_remove_layer(const struct network *network, int k, struct drawing drawing,
                                     struct error *error)
{
    struct origin origin = unchanged(network);
    if (!has_layer(network, 1, k, error))
        return NULL;
    if (network->depth == 1) {
        error_set(error, _("this is the only layer; a network needs one at least"));
        return NULL;
    }
    origin.depth--;
    for (int l = k; l <= origin.depth; l++) {
        origin.layer[l] = origin.layer[l + 1];
        origin.shapes[l - 1] = origin.shapes[l];
    }
    return rebuild(network, &origin, drawing, error);
}

struct network *network_change_layer(const struct network *network, int k, const struct layer_shape *shape,
                                     struct drawing drawing, struct error *error)
{
    struct origin origin = unchanged(network);
    if (!has_layer(network, 1, k, error))
        return NULL;
    origin.shapes[k - 1] = *shape;
    return rebuild(network, &origin, drawing, error);
}

/* One node more or less in layer k, or one input. */
static void resize(struct origin *origin, int k, int by)
{
    if (k == 0)
        origin->inputs += by;
    else
        origin->shapes[k - 1].nodes += by;
}

struct network *network_add_node(const struct network *network, int k, struct drawing drawing,
                                 struct error *error)
{
    struct origin origin = unchanged(network);
    if (!has_layer(network, 0, k, error))
        return NULL;
    resize(&origin, k, 1);
    return rebuild(network, &origin, drawing, error);
}

struct network *network_remove_node(const struct network *network, int k, int j, struct drawing drawing,
                                    struct error *error)
{
    struct origin origin = unchanged(network);
    if (!has_layer(network, 0, k, error))
        return NULL;
    if (j < 1 || j > network->layers[k].nodes) {
        error_set(error, _("layer %d has no node %d; the last is %d"), k, j, network->layers[k].nodes);
        return NULL;
    }
    if (network->layers[k].nodes == 1) {
        error_set(error, _("this is the only node of layer %d; a layer needs one at least"), k);
        return NULL;
    }
    origin.changed = k;
    origin.removed = j - 1;
    resize(&origin, k, -1);
    return rebuild(network, &origin, drawing, error);
}
