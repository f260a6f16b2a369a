/* The collapse panel's numbers: the network and the product of its layers on the same points. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "nn/linear.h"
#include "view/look.h"
#include "view/panel_collapse.h"
#include "view/scene_cache.h"

#define WORK_MAX 20e6    /* multiplications of the product, while a picture is drawn */
#define NUMBERS_MAX 1e6  /* in W */
#define PATIENCE_NS 50e3 /* for one point of the network */

enum { SEEN_MAX = 1000 }; /* samples that are asked for their range */

/* ---- what is compared ---- */

static int output_to_show(const struct session *session)
{
    struct cell cell = session->selected;
    int depth = session->tape.network->depth;
    bool is_output = cell.quantity == QUANTITY_YHAT || (cell.quantity == QUANTITY_A && cell.layer == depth) ||
                     (cell.quantity == QUANTITY_Z && cell.layer == depth);
    return session->has_selected && is_output && cell.row > 0 ? cell.row - 1 : 0;
}

static bool is_small_enough(const struct network *network, struct error *error)
{
    double work = 0, inputs = network_inputs(network);
    for (int k = 2; k <= network->depth; k++)
        work += (double)network->layers[k].rows * network->layers[k].inputs * inputs;
    return (work <= WORK_MAX && inputs * network_outputs(network) <= NUMBERS_MAX &&
            landscape_inputs_ns(network) <= PATIENCE_NS) ||
           error_set(error,
                     _("This network is so large that multiplying its layers would hold the picture up; the "
                       "command 'collapse' prints the product."));
}

/* Of the data, else around 0. */
static void find_range(const struct collapse *collapse, int i, double *low, double *high)
{
    const struct dataset *data = collapse->session->tape.feed.data;
    *low = -2;
    *high = 2;
    if (!data || data->inputs != network_inputs(collapse->network) || data->count < 2)
        return;
    size_t stride = (data->count + SEEN_MAX - 1) / SEEN_MAX;
    double least = dataset_x(data, 0)[i], most = least;
    for (size_t k = 0; k < data->count; k += stride) {
        least = fmin(least, dataset_x(data, k)[i]);
        most = fmax(most, dataset_x(data, k)[i]);
    }
    if (most > least) {
        *low = least - 0.1 * (most - least);
        *high = most + 0.1 * (most - least);
    }
}

static void take_other_inputs(struct collapse *collapse)
{
    int inputs = network_inputs(collapse->network);
    struct cell x = look_at(QUANTITY_X, 0, 0, 0);
    collapse->x = memory_new((size_t)inputs, sizeof *collapse->x);
    if (tape_knows(&collapse->session->tape, x) == KNOWN)
        memcpy(collapse->x, collapse->network->x, (size_t)inputs * sizeof *collapse->x);
}

bool collapse_choose(struct collapse *collapse, struct error *error)
{
    const struct network *network = collapse->network;
    for (int k = network->depth; k >= 1; k--) {
        const struct layer *layer = &network->layers[k];
        if (layer->pieces > 1)
            return error_set(
                error,
                _("Layer %d is maxout: which of its pieces wins depends on the input, so there is no "
                  "product. 'layer %d linear' makes one."),
                k, k);
        if (!linear_is(layer))
            collapse->bent = k;
    }
    if (!is_small_enough(network, error))
        return false;
    collapse->output = output_to_show(collapse->session);
    collapse->is_curve = network_inputs(network) == 1;
    find_range(collapse, 0, &collapse->left, &collapse->right);
    if (!collapse->is_curve)
        find_range(collapse, 1, &collapse->bottom, &collapse->top);
    take_other_inputs(collapse);
    return true;
}

void collapse_finish(struct collapse *collapse)
{
    memory_free(collapse->x);
}

/* ---- both, on the same points ---- */

/* The answer holds deep[cells], flat[cells], W, b, and two numbers: apart, rounding. */
static size_t answer_count(const struct collapse *collapse)
{
    size_t inputs = (size_t)network_inputs(collapse->network),
           outputs = (size_t)network_outputs(collapse->network);
    return 2 * plane_cells(&collapse->plane) + outputs * inputs + outputs + 2;
}

static void put_point(const struct collapse *collapse, size_t cell, double *x)
{
    size_t columns = (size_t)collapse->plane.columns;
    x[0] = plane_x(&collapse->plane, (int)(cell % columns));
    if (!collapse->is_curve)
        x[1] = plane_y(&collapse->plane, (int)(cell / columns));
}

/* Where they are furthest apart, how far, and what rounding may come to there. */
static void compare(const struct collapse *collapse, const double *deep, const double *flat, double *x,
                    double *out)
{
    size_t where = 0;
    out[0] = out[1] = 0;
    for (size_t i = 0; i < plane_cells(&collapse->plane); i++)
        if (!(fabs(deep[i] - flat[i]) <= out[0])) {
            out[0] = fabs(deep[i] - flat[i]);
            where = i;
        }
    put_point(collapse, where, x);
    if (!collapse->bent)
        out[1] = linear_rounding(collapse->network, 1, collapse->network->depth, x, collapse->output);
}

static void compute(const void *context, double *values)
{
    const struct collapse *collapse = context;
    const struct network *network = collapse->network;
    size_t cells = plane_cells(&collapse->plane), inputs = (size_t)network_inputs(network);
    double *flat = values + cells, *x = memory_new(inputs, sizeof *x);
    struct linear_map map;
    memcpy(x, collapse->x, inputs * sizeof *x);
    landscape_inputs(network, &collapse->session->tape.settings, LANDSCAPE_NODE, network->depth,
                     collapse->output, x, &collapse->plane, values, NULL);
    linear_collapse(network, 1, network->depth, &map, NULL); /* collapse_choose saw to it that it can */
    struct linear_map row = {1, map.inputs, map.w + (size_t)collapse->output * inputs,
                             map.b + collapse->output};
    for (size_t i = 0; i < cells; i++) {
        put_point(collapse, i, x);
        linear_map_run(&row, x, flat + i);
    }
    size_t numbers = (size_t)map.outputs * inputs;
    memcpy(flat + cells, map.w, numbers * sizeof *map.w);
    memcpy(flat + cells + numbers, map.b, (size_t)map.outputs * sizeof *map.b);
    compare(collapse, values, flat, x, flat + cells + numbers + map.outputs);
    linear_map_finish(&map);
    memory_free(x);
}

void collapse_ask(struct collapse *collapse, int columns, int rows, double **own)
{
    const struct network *network = collapse->network;
    size_t inputs = (size_t)network_inputs(network), outputs = (size_t)network_outputs(network);
    collapse->plane =
        (struct plane){collapse->left, collapse->right, collapse->bottom, collapse->top, columns, rows};
    uint64_t what = scene_hash(0, &collapse->plane, sizeof collapse->plane);
    uint64_t from = scene_hash_network(0, network, &collapse->session->tape.settings);
    struct scene_question question = {.name = "collapse",
                                      .what = scene_hash(what, &collapse->output, sizeof collapse->output),
                                      .from = scene_hash(from, collapse->x, inputs * sizeof *collapse->x),
                                      .count = answer_count(collapse),
                                      .compute = compute,
                                      .context = collapse};
    size_t cells = plane_cells(&collapse->plane);
    collapse->deep = scene_cache_ask(collapse->place->options->cache, &question, own);
    collapse->flat = collapse->deep + cells;
    collapse->w = collapse->flat + cells;
    collapse->b = collapse->w + outputs * inputs;
    collapse->apart = collapse->b[outputs];
    collapse->rounding = collapse->b[outputs + 1];
    collapse->is_finite = isfinite(collapse->apart);
    for (size_t i = 0; i < 2 * cells; i++)
        if (isfinite(collapse->deep[i]))
            collapse->largest = fmax(collapse->largest, fabs(collapse->deep[i]));
}

bool collapse_is_the_same(const struct collapse *collapse)
{
    return !collapse->bent && collapse->apart <= collapse->rounding;
}
