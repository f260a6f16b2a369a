#include "nn/paths.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"

/* A path is decided by one choice a stage: which yhat softmax takes the gradient from, then a node in each layer
 * from the last down to the target's. */
enum { STAGES_MAX = NETWORK_LAYERS_MAX + 1 };

struct stage {
    int layer;        /* 0: the outputs yhat, in front of softmax */
    int first, count; /* the nodes to choose from, counted from 0 */
    double *leave;    /* [count] from node's a (or yhat) on to its z: f'(z) */
    int *row;         /* [count] the row of z that the node goes on through: maxout's winner */
    double *best;     /* [count] the largest |product| from the node on, its leave included */
    double *alive;    /* [count] paths from the node on without a 0 */
};

struct map {
    const struct tape *tape;
    struct cell target;
    struct stage stages[STAGES_MAX];
    int depth;    /* stages */
    double count; /* paths */
};

enum quantity paths_gradient_of(enum quantity quantity)
{
    for (int q = 0; q < QUANTITY_COUNT; q++)
        if (quantity_is_gradient((enum quantity)q) && quantity_of_gradient((enum quantity)q) == quantity)
            return (enum quantity)q;
    assert(false && "has a gradient");
    return QUANTITY_COUNT;
}

/* ---- the net as stages ---- */

/* yhat, or the last a that is the same number. */
static bool is_output(const struct tape *tape, struct cell target)
{
    bool is_last = target.quantity == QUANTITY_A && target.layer == tape->network->depth;
    return target.quantity == QUANTITY_YHAT || (is_last && !tape->settings.has_softmax);
}

/* Behind sigmoid and bce the path enters at z itself; so it does where dL/dyhat is infinite. */
static bool enters_at_z(const struct map *map)
{
    const struct tape *tape = map->tape;
    bool does = tape_is_fused(tape);
    for (int node = 0; node < network_outputs(tape->network); node++)
        does |= tape_takes_limit(tape, node);
    return does && !tape->settings.has_softmax && !is_output(tape, map->target);
}

static void add_stage(struct map *map, int layer, int only,
                      double (*leave_of)(const struct map *, int, int, int *))
{
    const struct network *network = map->tape->network;
    int nodes = layer ? network->layers[layer].nodes : network_outputs(network);
    struct stage *stage = &map->stages[map->depth++];
    *stage = (struct stage){.layer = layer, .first = only >= 0 ? only : 0, .count = only >= 0 ? 1 : nodes};
    size_t count = (size_t)stage->count;
    stage->leave = memory_new(count, sizeof *stage->leave);
    stage->row = memory_new(count, sizeof *stage->row);
    stage->best = memory_new(count, sizeof *stage->best);
    stage->alive = memory_new(count, sizeof *stage->alive);
    for (int i = 0; i < stage->count; i++)
        stage->leave[i] = leave_of(map, layer, stage->first + i, &stage->row[i]);
    map->count *= stage->count;
}

static double slope(const struct map *map, int k, int node, int *row)
{
    const struct layer *layer = &map->tape->network->layers[k];
    *row = layer->activation->is_maxout ? tape_winner(layer, node) : node;
    bool is_entry = k == map->tape->network->depth && enters_at_z(map);
    if (layer->activation->is_maxout || is_entry)
        return 1;
    return layer->activation->df(layer->z[node], layer->a[node], layer->param);
}

static double stays(const struct map *map, int k, int node, int *row)
{
    (void)map;
    (void)k;
    *row = node;
    return 1;
}

/* The layers that every path crosses: all above the target's, where it must take the target's own node. */
static void build(struct map *map)
{
    const struct network *network = map->tape->network;
    struct cell target = map->target;
    int last = target.quantity == QUANTITY_X ? 1 : target.layer;
    bool is_node = target.quantity == QUANTITY_A;
    map->count = 1;
    if (is_output(map->tape, target)) {
        add_stage(map, 0, target.row - 1, stays);
        return;
    }
    if (map->tape->settings.has_softmax && !tape_is_fused(map->tape))
        add_stage(map, 0, -1, stays);
    for (int k = network->depth; k > last; k--)
        add_stage(map, k, -1, slope);
    if (target.quantity == QUANTITY_X) {
        add_stage(map, 1, -1, slope);
        return;
    }
    int node = is_node ? target.row - 1 : (target.row - 1) / network->layers[last].pieces;
    add_stage(map, last, node, is_node ? stays : slope);
    if (!is_node && map->stages[map->depth - 1].row[0] != target.row - 1)
        map->count = 0; /* another piece won */
}

static void tear_down(struct map *map)
{
    for (int s = 0; s < map->depth; s++) {
        memory_free(map->stages[s].leave);
        memory_free(map->stages[s].row);
        memory_free(map->stages[s].best);
        memory_free(map->stages[s].alive);
    }
}

/* ---- local derivatives ---- */

static double enter(const struct map *map, int node)
{
    const struct network *network = map->tape->network;
    const struct layer *last = network_last(network);
    if (map->stages[0].layer == 0)
        return network->dyhat[node];
    if (enters_at_z(map))
        return last->dz[node];
    return map->tape->settings.has_softmax ? last->da[node] : network->dyhat[node];
}

/* From node i (an index of its stage, as j) of stage s to node j of the next: softmax's d yhat_k / d a_i, or
 * d z / d a = w. */
static double cross(const struct map *map, int s, int i, int j)
{
    const struct network *network = map->tape->network;
    const struct stage *from = &map->stages[s], *to = &map->stages[s + 1];
    int node = to->first + j;
    if (from->layer == 0) {
        int k = from->first + i;
        return network->yhat[k] * ((k == node ? 1 : 0) - network->yhat[node]);
    }
    const struct layer *layer = &network->layers[from->layer];
    return network->param[layer->w + (size_t)from->row[i] * (size_t)layer->inputs + (size_t)node];
}

/* What is behind the last stage's z: d z / d(target). */
static double leave_for_target(const struct map *map, int i)
{
    const struct network *network = map->tape->network;
    const struct cell *target = &map->target;
    int row = map->stages[map->depth - 1].row[i];
    const struct layer *first = &network->layers[1];
    if (target->quantity == QUANTITY_X)
        return network->param[first->w + (size_t)row * (size_t)first->inputs + (size_t)(target->row - 1)];
    return target->quantity == QUANTITY_W ? network->layers[target->layer - 1].a[target->column - 1] : 1;
}

/* From the target up: the best product that can still be had from each node, and how many don't vanish. */
static void look_ahead(struct map *map)
{
    for (int s = map->depth - 1; s >= 0; s--) {
        struct stage *stage = &map->stages[s];
        for (int i = 0; i < stage->count; i++) {
            double behind = 0, alive = 0;
            if (s == map->depth - 1) {
                behind = fabs(leave_for_target(map, i));
                alive = behind != 0 ? 1 : 0;
            }
            for (int j = 0; s < map->depth - 1 && j < map->stages[s + 1].count; j++) {
                double factor = fabs(cross(map, s, i, j)), product = factor * map->stages[s + 1].best[j];
                behind = product > behind ? product : behind;
                alive += factor != 0 ? map->stages[s + 1].alive[j] : 0;
            }
            stage->best[i] = fabs(stage->leave[i]) * behind;
            stage->alive[i] = stage->leave[i] != 0 ? alive : 0;
        }
    }
}

/* ---- the largest ---- */

struct prefix {
    double product; /* of the factors so far, without the last node's leave */
    double reach;   /* the largest |value| of the paths that begin so */
    size_t parent;  /* the prefix that it goes on from, in the list of the stage before */
    int choice;     /* its node, as an index of its stage */
};

/* The beginnings kept at one stage, those that reach furthest first. */
struct shortlist {
    struct prefix *prefixes; /* [limit] */
    size_t count;
};

static void insert(struct shortlist *list, size_t limit, struct prefix prefix)
{
    size_t place = list->count;
    while (place > 0 && prefix.reach > list->prefixes[place - 1].reach)
        place--;
    if (place == limit)
        return;
    list->count += list->count < limit ? 1 : 0;
    memmove(list->prefixes + place + 1, list->prefixes + place, (list->count - 1 - place) * sizeof prefix);
    list->prefixes[place] = prefix;
}

/* Stage by stage, keeping the `limit` beginnings that reach furthest: each of them leads to a path of just that
 * value, so the `limit` largest paths are found. lists[depth] */
static void search(const struct map *map, size_t limit, struct shortlist *lists)
{
    assert(map->depth >= 1);
    for (int s = 0; s < map->depth; s++)
        lists[s] = (struct shortlist){memory_new(limit, sizeof(struct prefix)), 0};
    for (int j = 0; j < map->stages[0].count; j++) {
        struct prefix prefix = {.product = enter(map, map->stages[0].first + j), .choice = j};
        prefix.reach = fabs(prefix.product) * map->stages[0].best[j];
        insert(&lists[0], limit, prefix);
    }
    for (int s = 1; s < map->depth; s++) {
        for (size_t p = 0; p < lists[s - 1].count; p++) {
            const struct prefix *before = &lists[s - 1].prefixes[p];
            double left = before->product * map->stages[s - 1].leave[before->choice];
            for (int j = 0; j < map->stages[s].count; j++) {
                struct prefix prefix = {.product = left * cross(map, s - 1, before->choice, j)};
                prefix.reach = fabs(prefix.product) * map->stages[s].best[j];
                prefix.parent = p;
                prefix.choice = j;
                insert(&lists[s], limit, prefix);
            }
        }
    }
}

/* ---- the sum ---- */

/* Neumaier's: paths may cancel. */
static void add(struct paths *paths, double value)
{
    double sum = paths->added + value, large = paths->added, small = value;
    if (fabs(large) < fabs(small)) {
        large = value;
        small = paths->added;
    }
    paths->carry += (large - sum) + small;
    paths->added = sum;
}

static void add_all(struct paths *paths, const struct map *map, int s, int i, double product, double weight)
{
    double left = product * map->stages[s].leave[i];
    if (left == 0)
        return;
    if (s == map->depth - 1) {
        add(paths, left * leave_for_target(map, i) * weight);
        return;
    }
    for (int j = 0; j < map->stages[s + 1].count; j++)
        add_all(paths, map, s + 1, j, left * cross(map, s, i, j), weight);
}

/* ---- writing a path down ---- */

static void step_to(struct path *path, double factor, struct cell cell)
{
    path->factors[path->length - 1] = factor;
    path->cells[path->length++] = cell;
}

static struct cell cell_of(const struct map *map, const struct stage *stage, int node)
{
    bool is_yhat =
        stage->layer == 0 || (stage->layer == map->tape->network->depth && !map->tape->settings.has_softmax);
    return (struct cell){is_yhat ? QUANTITY_YHAT : QUANTITY_A, is_yhat ? 0 : stage->layer, node + 1, 0};
}

/* The cells of a route, one node a stage. */
static struct path write_down(const struct map *map, const int *route, size_t sample, double weight)
{
    struct path path = {.sample = sample, .length = 1, .value = 1};
    bool ends_at_a = is_output(map->tape, map->target) || map->target.quantity == QUANTITY_A;
    bool goes_on = map->target.quantity == QUANTITY_X || quantity_is_parameter(map->target.quantity);
    path.cells = memory_new(PATH_LENGTH_MAX, sizeof *path.cells);
    path.factors = memory_new(PATH_LENGTH_MAX, sizeof *path.factors);
    path.cells[0] = (struct cell){QUANTITY_LOSS, 0, 0, 0};
    for (int s = 0; s < map->depth; s++) {
        const struct stage *stage = &map->stages[s];
        int node = stage->first + route[s];
        double factor = s == 0 ? enter(map, node) : cross(map, s - 1, route[s - 1], route[s]);
        struct cell z = {QUANTITY_Z, stage->layer, stage->row[route[s]] + 1, 0};
        if (s == 0 && enters_at_z(map)) {
            step_to(&path, factor, z);
            continue;
        }
        bool ends_here = s == map->depth - 1 && ends_at_a;
        step_to(&path, factor, ends_here ? map->target : cell_of(map, stage, node));
        if (stage->layer > 0 && !ends_here)
            step_to(&path, stage->leave[route[s]], z);
    }
    if (goes_on)
        step_to(&path, leave_for_target(map, route[map->depth - 1]), map->target);
    for (int k = 0; k < path.length - 1; k++)
        path.value *= path.factors[k];
    path.value *= weight;
    return path;
}

static void path_finish(struct path *path)
{
    memory_free(path->cells);
    memory_free(path->factors);
}

/* Into the list, which keeps its order and its limit. */
static void enlist(struct paths *paths, struct path path)
{
    size_t place = paths->listed;
    while (place > 0 && fabs(path.value) > fabs(paths->list[place - 1].value))
        place--;
    if (place == paths->limit) {
        path_finish(&path);
        return;
    }
    if (paths->listed == paths->limit)
        path_finish(&paths->list[--paths->listed]);
    memmove(paths->list + place + 1, paths->list + place, (paths->listed - place) * sizeof path);
    paths->list[place] = path;
    paths->listed++;
}

static void enlist_largest(struct paths *paths, const struct map *map, size_t sample, double weight)
{
    struct shortlist lists[STAGES_MAX];
    search(map, paths->limit, lists);
    for (size_t i = 0; i < lists[map->depth - 1].count; i++) {
        int route[STAGES_MAX];
        size_t p = i;
        for (int s = map->depth - 1; s >= 0; s--) {
            route[s] = lists[s].prefixes[p].choice;
            p = lists[s].prefixes[p].parent;
        }
        enlist(paths, write_down(map, route, sample, weight));
    }
    for (int s = 0; s < map->depth; s++)
        memory_free(lists[s].prefixes);
}

/* ---- all of them ---- */

void paths_init(struct paths *paths, struct cell target, size_t limit)
{
    assert(limit >= 1 && limit <= PATHS_LISTED_MAX);
    *paths = (struct paths){.target = target, .limit = limit, .is_added = true};
    paths->list = memory_new(limit, sizeof *paths->list);
}

void paths_finish(struct paths *paths)
{
    for (size_t i = 0; i < paths->listed; i++)
        path_finish(&paths->list[i]);
    memory_free(paths->list);
    *paths = (struct paths){0};
}

void paths_add(struct paths *paths, const struct tape *tape, size_t sample, double weight)
{
    struct map map = {.tape = tape, .target = paths->target};
    struct cell gradient = paths->target;
    gradient.quantity = paths_gradient_of(gradient.quantity);
    paths->gradient += weight * *network_cell(tape->network, gradient);
    build(&map);
    paths->count += map.count;
    paths->is_added &= paths->count <= PATHS_ADDED_MAX;
    if (map.count > 0) {
        const struct stage *first = &map.stages[0];
        look_ahead(&map);
        enlist_largest(paths, &map, sample, weight);
        for (int j = 0; j < first->count; j++) {
            double factor = enter(&map, first->first + j);
            paths->alive += factor != 0 ? first->alive[j] : 0;
            if (paths->is_added)
                add_all(paths, &map, 0, j, factor, weight);
        }
    }
    tear_down(&map);
}

double paths_sum(const struct paths *paths)
{
    return paths->is_added ? paths->added + paths->carry : paths->gradient;
}

double paths_rest(const struct paths *paths)
{
    double rest = paths_sum(paths);
    for (size_t i = 0; i < paths->listed; i++)
        rest -= paths->list[i].value;
    return paths->count > (double)paths->listed ? rest : 0;
}
