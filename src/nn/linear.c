#include "nn/linear.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"

bool linear_is(const struct layer *layer)
{
    const char *name = layer->activation->name;
    return strcmp(name, "linear") == 0 || (strcmp(name, "leaky_relu") == 0 && layer->param == 1);
}

bool linear_are_all(const struct network *network, int first, int last, struct error *error)
{
    for (int k = first; k <= last; k++) {
        const struct layer *layer = &network->layers[k];
        if (!linear_is(layer))
            return error_set(error,
                             _("layer %d is not linear: %s bends its sums, so no single W x + b does the same; "
                               "'layer %d linear' takes the bend out"),
                             k, layer->activation->name, k);
    }
    return true;
}

/* ---- the product ---- */

static bool can_multiply(const struct network *network, int first, int last, struct error *error)
{
    double work = 0, inputs = network->layers[first].inputs;
    for (int k = first; k <= last; k++) {
        const struct layer *layer = &network->layers[k];
        if (layer->pieces > 1 && k < last)
            return error_set(
                error,
                _("layer %d is maxout: which of its pieces wins depends on the input, so it can't be "
                  "multiplied with the layers behind it; 'layer %d linear' makes it one sum a node"),
                k, k);
        work += k > first ? (double)layer->rows * layer->inputs * inputs : 0;
    }
    return work <= LINEAR_WORK_MAX ||
           error_set(
               error,
               _("the product of these layers takes %.0f million multiplications, and only %d million are "
                 "done; try a smaller network"),
               work / 1e6, LINEAR_WORK_MAX / 1000000);
}

static struct linear_map map_new(int outputs, int inputs)
{
    struct linear_map map = {.outputs = outputs, .inputs = inputs};
    map.w = memory_new((size_t)outputs * (size_t)inputs, sizeof *map.w);
    map.b = memory_new((size_t)outputs, sizeof *map.b);
    return map;
}

void linear_map_finish(struct linear_map *map)
{
    memory_free(map->w);
    memory_free(map->b);
    *map = (struct linear_map){0};
}

/* Behind this map comes w[rows][map.outputs] and b[rows]: W <- w W, b <- w b + b. */
static void follow(struct linear_map *map, const double *w, const double *b, int rows)
{
    struct linear_map next = map_new(rows, map->inputs);
    for (int j = 0; j < rows; j++) {
        double *sum = next.w + (size_t)j * (size_t)map->inputs;
        for (int m = 0; m < map->outputs; m++) {
            const double factor = w[(size_t)j * (size_t)map->outputs + (size_t)m];
            const double *row = map->w + (size_t)m * (size_t)map->inputs;
            for (int i = 0; i < map->inputs; i++)
                sum[i] += factor * row[i];
            next.b[j] += factor * map->b[m];
        }
        next.b[j] += b[j];
    }
    linear_map_finish(map);
    *map = next;
}

bool linear_collapse(const struct network *network, int first, int last, struct linear_map *map,
                     struct error *error)
{
    if (!can_multiply(network, first, last, error))
        return false;
    const struct layer *layer = &network->layers[first];
    *map = map_new(layer->rows, layer->inputs);
    memcpy(map->w, network->param + layer->w, (size_t)layer->rows * (size_t)layer->inputs * sizeof *map->w);
    memcpy(map->b, network->param + layer->b, (size_t)layer->rows * sizeof *map->b);
    for (int k = first + 1; k <= last; k++) {
        layer = &network->layers[k];
        follow(map, network->param + layer->w, network->param + layer->b, layer->rows);
    }
    return true;
}

void linear_map_run(const struct linear_map *map, const double *x, double *y)
{
    for (int j = 0; j < map->outputs; j++) {
        const double *w = map->w + (size_t)j * (size_t)map->inputs;
        y[j] = 0;
        for (int i = 0; i < map->inputs; i++)
            y[j] += w[i] * x[i];
        y[j] += map->b[j];
    }
}

/* m: the sums with every term positive, layer by layer. */
double linear_rounding(const struct network *network, int first, int last, const double *x, int k)
{
    double m[2][NETWORK_NODES_MAX] = {{0}}, operations = 0;
    int from = 0;
    for (int i = 0; i < network->layers[first].inputs; i++)
        m[from][i] = fabs(x[i]);
    for (int at = first; at <= last; at++, from = !from) {
        const struct layer *layer = &network->layers[at];
        operations += layer->inputs + 1;
        for (int j = 0; j < layer->rows; j++) {
            const double *w = network->param + layer->w + (size_t)j * (size_t)layer->inputs;
            m[!from][j] = fabs(network->param[layer->b + (size_t)j]);
            for (int i = 0; i < layer->inputs; i++)
                m[!from][j] += fabs(w[i]) * m[from][i];
        }
    }
    return 2 * operations * (DBL_EPSILON / 2) * m[from][k];
}

/* ---- 2 x 2 ---- */

double linear_determinant(const double w[4])
{
    return w[0] * w[3] - w[1] * w[2];
}

double linear_area(const double *w, int rows)
{
    double first = 0, second = 0, both = 0;
    if (rows == 2)
        return fabs(linear_determinant(w));
    for (int j = 0; j < rows; j++) {
        first += w[2 * j] * w[2 * j];
        second += w[2 * j + 1] * w[2 * j + 1];
        both += w[2 * j] * w[2 * j + 1];
    }
    return sqrt(fmax(0, first * second - both * both)); /* Lagrange's identity */
}
