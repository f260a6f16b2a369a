/* The map panel's numbers: which layer, which stages, where a point is in each. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "nn/linear.h"
#include "view/look.h"
#include "view/panel_map.h"

enum { CHAIN_LAYERS_MAX = MAP_STAGES_MAX - 1, REACH_POINTS = 9 };

#define SPECK 0.4        /* the half of a grid, in halves of its picture, below which it is enlarged */
#define AROUND_SPECK 1.5 /* halves of it: its picture then */

/* ---- which layer ---- */

static int layer_to_show(const struct map *map)
{
    const struct session *session = map->session;
    const struct explanation *centre = look_step(session);
    if (session->has_selected && session->selected.layer > 0)
        return session->selected.layer;
    return centre && centre->step.layer > 0 ? centre->step.layer : 1;
}

int map_inputs(const struct map *map)
{
    return map->network->layers[map->is_chain ? 1 : map->layer].inputs;
}

/* What goes in at present, where it is known; else 0. */
static void take_present(struct map *map)
{
    int inputs = map_inputs(map), layer = map->is_chain ? 0 : map->layer - 1;
    struct cell from = look_at(layer > 0 ? QUANTITY_A : QUANTITY_X, layer, 0, 0);
    int rows, columns;
    const double *values = network_values(map->network, from.quantity, layer, &rows, &columns);
    map->from = memory_new((size_t)inputs, sizeof *map->from);
    map->has_present = tape_knows(&map->session->tape, from) == KNOWN;
    if (!map->has_present)
        return;
    memcpy(map->from, values, (size_t)inputs * sizeof *map->from);
    map->present[0] = values[0];
    map->present[1] = inputs > 1 ? values[1] : 0;
}

/* ---- stages ---- */

static int drawn(int there)
{
    return there == 3 ? 3 : there > 1 ? 2 : 1;
}

/* "x", "a1" */
static void name_of(int layer, char name[LOOK_NAME_SIZE])
{
    look_name(look_at(layer > 0 ? QUANTITY_A : QUANTITY_X, layer, 0, 0), name);
}

static struct map_stage *add(struct map *map, enum map_kind kind, int layer, int there)
{
    struct map_stage *stage = &map->stages[map->count++];
    *stage = (struct map_stage){
        .kind = kind, .layer = layer, .directions = drawn(there), .there = there, .determinant = (double)NAN};
    if (kind == MAP_INPUT && there > 1) /* a plane of two of them */
        stage->directions = 2;
    return stage;
}

static double determinant_of(const struct network *network, int layer)
{
    const struct layer *at = &network->layers[layer];
    return at->rows == 2 && at->inputs == 2 ? linear_determinant(network->param + at->w) : (double)NAN;
}

static void put_activation(const struct layer *layer, int k, char caption[96])
{
    if (layer->activation->is_maxout)
        snprintf(caption, 96, "a%d = max z%d", k, k);
    else
        snprintf(caption, 96, "a%d = %s(z%d)", k, layer->activation->symbol, k);
}

static void add_parts(struct map *map)
{
    int k = map->layer;
    const struct layer *layer = &map->network->layers[k];
    char from[LOOK_NAME_SIZE];
    double determinant = determinant_of(map->network, k);
    name_of(k - 1, from);
    struct map_stage *stage = add(map, MAP_INPUT, k - 1, layer->inputs);
    stage->determinant = 1;
    snprintf(stage->caption, sizeof stage->caption, "%s", from);
    stage = add(map, MAP_PRODUCT, k, layer->rows);
    stage->determinant = determinant;
    snprintf(stage->caption, sizeof stage->caption, "w%d·%s", k, from);
    stage = add(map, MAP_SUM, k, layer->rows);
    stage->determinant = determinant;
    snprintf(stage->caption, sizeof stage->caption, "z%d = w%d·%s + b%d", k, k, from, k);
    if (linear_is(layer))
        return;
    stage = add(map, MAP_ACTIVATION, k, layer->nodes);
    stage->determinant = layer->pieces == 1 ? determinant : (double)NAN;
    put_activation(layer, k, stage->caption);
}

/* The inputs and each layer; of many the first and the last. */
static void add_chain(struct map *map)
{
    const struct network *network = map->network;
    struct map_stage *stage = add(map, MAP_INPUT, 0, network_inputs(network));
    double determinant = stage->determinant = 1;
    snprintf(stage->caption, sizeof stage->caption, "x");
    for (int k = 1; k <= network->depth; k++) {
        bool is_left_out = k >= CHAIN_LAYERS_MAX && k < network->depth;
        determinant *= linear_is(&network->layers[k]) ? determinant_of(network, k) : (double)NAN;
        if (is_left_out)
            continue;
        stage = add(map, MAP_LAYER, k, network->layers[k].nodes);
        stage->determinant = determinant;
        snprintf(stage->caption, sizeof stage->caption, "a%d", k);
    }
}

void map_choose(struct map *map)
{
    map->is_chain = view_has_option(&map->session->view, "map", "all");
    map->layer = layer_to_show(map);
    map->forward = forward_new(map->network);
    map->yhat = memory_new((size_t)network_outputs(map->network), sizeof *map->yhat);
    map->z = memory_new((size_t)map->network->layers[map->layer].rows, sizeof *map->z);
    take_present(map);
    if (map->is_chain)
        add_chain(map);
    else
        add_parts(map);
}

void map_finish(struct map *map)
{
    forward_free(map->forward);
    memory_free(map->yhat);
    memory_free(map->z);
    memory_free(map->from);
}

/* ---- where a point comes to ---- */

static void sum_rows(struct map *map, int rows, bool has_bias)
{
    const struct layer *layer = &map->network->layers[map->layer];
    for (int row = 0; row < rows; row++) {
        const double *w = map->network->param + layer->w + (size_t)row * (size_t)layer->inputs;
        map->z[row] = 0;
        for (int i = 0; i < layer->inputs; i++)
            map->z[row] += w[i] * map->from[i];
        if (has_bias)
            map->z[row] += map->network->param[layer->b + (size_t)row];
    }
}

static double activate(const struct layer *layer, const double *z)
{
    if (!layer->activation->is_maxout)
        return layer->activation->f(z[0], layer->param);
    double largest = z[0];
    for (int p = 1; p < layer->pieces; p++)
        largest = fmax(largest, z[p]);
    return largest;
}

void map_point(struct map *map, const struct map_stage *stage, double s, double t,
               double out[MAP_DIRECTIONS_MAX])
{
    const struct layer *layer = &map->network->layers[map->layer];
    int directions = stage->directions;
    map->from[0] = s;
    if (map_inputs(map) > 1)
        map->from[1] = t;
    const double *values = map->from;
    if (stage->kind == MAP_PRODUCT || stage->kind == MAP_SUM) {
        sum_rows(map, directions, stage->kind == MAP_SUM);
        values = map->z;
    } else if (stage->kind == MAP_ACTIVATION) {
        sum_rows(map, directions * layer->pieces, true);
        for (int i = 0; i < directions; i++)
            out[i] = activate(layer, map->z + i * layer->pieces);
        return;
    } else if (stage->kind == MAP_LAYER) {
        forward_run(map->forward, map->network, &map->session->tape.settings, map->from, map->yhat);
        values = forward_a(map->forward, stage->layer);
    }
    memcpy(out, values, (size_t)directions * sizeof *out);
}

/* ---- how far it reaches ---- */

/* On the sheet. */
struct extent {
    double left, right, bottom, top;
    int points, finite; /* of the grid: looked at, come to a finite place */
};

static void take(struct extent *extent, struct map *map, const struct map_stage *stage, double s, double t)
{
    double out[MAP_DIRECTIONS_MAX], x, y;
    map_point(map, stage, s, t, out);
    map_flatten(out, stage->directions, &x, &y);
    extent->points++;
    if (!isfinite(x) || !isfinite(y))
        return;
    extent->finite++;
    extent->left = fmin(extent->left, x);
    extent->right = fmax(extent->right, x);
    extent->bottom = fmin(extent->bottom, y);
    extent->top = fmax(extent->top, y);
}

static struct extent extent_of(struct map *map, const struct map_stage *stage)
{
    struct extent extent = {HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL, 0, 0};
    double step = 2.0 * MAP_GRID / (REACH_POINTS - 1);
    int across = map_inputs(map) > 1 ? REACH_POINTS : 1;
    for (int i = 0; i < REACH_POINTS; i++)
        for (int k = 0; k < across; k++)
            take(&extent, map, stage, i * step - MAP_GRID, across > 1 ? k * step - MAP_GRID : 0);
    return extent;
}

/* A few points that are finite, 0 perhaps, are no picture. */
static double reach_of(const struct extent *extent)
{
    double reach = fmax(fmax(-extent->left, extent->right), fmax(-extent->bottom, extent->top));
    return extent->finite < extent->points / 4 ? (double)NAN : reach > 0 ? 1.1 * reach : 1;
}

/* A grid that fills no more than a small part of its picture, away from 0, gets one of its own. */
static void enlarge(struct map_stage *stage, const struct extent *extent)
{
    double half = fmax(extent->right - extent->left, extent->top - extent->bottom) / 2;
    if (!(half < SPECK * stage->reach) || half < 1e-9 * stage->reach)
        return;
    stage->x = (extent->left + extent->right) / 2;
    stage->y = (extent->bottom + extent->top) / 2;
    stage->reach = AROUND_SPECK * half;
}

static bool is_sum(const struct map_stage *stage)
{
    return stage->kind == MAP_PRODUCT || stage->kind == MAP_SUM;
}

/* The sums have one scale; what goes in, and what comes out of f, has the same, so that lengths can be
 * compared, unless that would make a speck of it. */
void map_find_reach(struct map *map)
{
    struct extent extents[MAP_STAGES_MAX];
    double common = 0, input;
    for (int i = 0; i < map->count; i++) {
        struct map_stage *stage = &map->stages[i];
        extents[i] = extent_of(map, stage);
        stage->reach = reach_of(&extents[i]);
        common = is_sum(stage) || map->is_chain ? fmax(common, stage->reach) : common;
    }
    input = map->stages[0].reach;
    common = input > common && input < 2.5 * common ? input : common;
    for (int i = 0; i < map->count; i++) {
        struct map_stage *stage = &map->stages[i];
        if (isnan(stage->reach))
            continue;
        if (is_sum(stage) || (stage->reach < common && stage->reach > 0.45 * common))
            stage->reach = common;
        enlarge(stage, &extents[i]);
    }
}
