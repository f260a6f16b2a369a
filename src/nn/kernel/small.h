/* Training small nets one sample an update, where what costs time is not the work but that each step waits for
 * the one before. So a layer is one vector, and nothing is called, packed or gathered on the way.
 *
 * A layer keeps its w in the panel, row i holding w[.][i], for the way forward, and transposed, row j holding
 * w[j][.], for the way back; both are moved alike. A layer of one node needs only its one row: the way forward
 * then sums its lanes and leaves z, and what follows from it, in every lane. */
#ifndef NABLA_NN_KERNEL_SMALL_H
#define NABLA_NN_KERNEL_SMALL_H

#include "nn/kernel/formula.h"
#include "nn/kernel/kernel.h"

/* A layer in work. */
struct thin {
    bool is_row; /* of one node, and not the first: only turned[0] is kept up */
    int inputs, nodes;
    enum activation_kind kind;
    real param;
    real *w, *turned, *bias; /* [inputs][LANES], [nodes][LANES], [LANES]; all but the nodes 0 */
    vec used;                /* 1 in the lanes that are inputs */
    vec slope;
    real a[LANES] __attribute__((aligned(VECTOR_BYTES)));
    real d[LANES] __attribute__((aligned(VECTOR_BYTES))); /* dz, then its step */
};

static void begin_small(const struct engine *engine, struct thin thin[])
{
    for (int k = 1; k <= engine->depth; k++) {
        const struct stage *stage = &engine->stages[k];
        struct thin *layer = &thin[k];
        layer->is_row = k > 1 && stage->nodes == 1;
        layer->inputs = stage->inputs;
        layer->nodes = stage->nodes;
        layer->kind = stage->kind;
        layer->param = R(stage->param);
        layer->w = (real *)engine->w + stage->w;
        layer->bias = layer->w + stage->inputs * LANES;
        layer->turned = (real *)engine->turned + k * LANES * LANES;
        layer->used = pick(lane_numbers() < (whole)stage->inputs, all(1), (vec){0});
        for (int i = 0; k > 1 && i < LANES; i++)
            for (int j = 0; j < stage->nodes; j++)
                layer->turned[j * LANES + i] = i < stage->inputs ? layer->w[i * LANES + j] : 0;
    }
}

/* Rows that alone were kept up go back into the panels. */
static void end_small(const struct engine *engine, const struct thin thin[])
{
    for (int k = 2; k <= engine->depth; k++)
        for (int i = 0; thin[k].is_row && i < thin[k].inputs; i++)
            thin[k].w[i * LANES] = thin[k].turned[i];
}

/* Where the watched parameters are kept up while it runs. */
static void find_watched(const struct engine *engine, const struct thin thin[], const real *at[])
{
    for (size_t i = 0; i < engine->watched_count; i++) {
        at[i] = (const real *)engine->w + engine->watched[i];
        for (int k = 2; k <= engine->depth; k++) {
            size_t from = engine->watched[i] - engine->stages[k].w;
            if (thin[k].is_row && engine->watched[i] >= engine->stages[k].w &&
                from < (size_t)thin[k].inputs * LANES && from % LANES == 0)
                at[i] = thin[k].turned + from / LANES;
        }
    }
}

/* start + sum over i < n of x[i] w[i], in two sums, neither of which waits for the other. */
INLINE vec combine(const real *x, const real *w, int n, vec start)
{
    vec rest = {0};
    int i = 0;
    for (; i + 2 <= n; i += 2) {
        start += x[i] * load(w + i * LANES);
        rest += x[i + 1] * load(w + (i + 1) * LANES);
    }
    if (i < n)
        start += x[i] * load(w + i * LANES);
    return start + rest;
}

/* Moves w[i] by x[i] step for i < n. */
INLINE void spread(const real *x, real *w, int n, vec step)
{
    for (int i = 0; i < n; i++)
        store(w + i * LANES, load(w + i * LANES) + x[i] * step);
}

/* The last layer's outcome, which stays in registers. */
struct outcome {
    vec z;
    struct response response;
};

/* The way forward from z of the first layer: leaves the a and slope of all layers but the last. */
INLINE struct outcome forward_small(int depth, struct thin thin[], vec z)
{
    for (int k = 1;; k++) {
        struct thin *layer = &thin[k], *next = layer + 1;
        struct response response = respond(layer->kind, z, layer->param);
        if (k == depth)
            return (struct outcome){z, response};
        store(layer->a, response.a);
        layer->slope = response.slope;
        if (next->is_row)
            z = sum_lanes(load(next->turned) * response.a + load(next->bias));
        else
            z = combine(layer->a, next->w, next->inputs, load(next->bias));
    }
}

/* The way back from dz of the last layer, with the update of all layers but the first, whose dz it returns. */
INLINE vec backward_small(int depth, struct thin thin[], vec dz, real rate)
{
    const vec first_lane = pick(lane_numbers() == 0, all(1), (vec){0});
    for (int k = depth; k > 1; k--) {
        struct thin *layer = &thin[k], *before = layer - 1;
        vec step = dz * -rate, a = load(before->a) * layer->used;
        if (layer->is_row) {
            vec row = load(layer->turned);
            dz *= row * before->slope;
            store(layer->turned, row + step * a);
            step *= first_lane;
        } else {
            store(layer->d, dz);
            dz = combine(layer->d, layer->turned, layer->nodes, (vec){0}) * before->slope;
            store(layer->d, step);
            spread(layer->d, layer->turned, layer->nodes, a);
            spread(before->a, layer->w, layer->inputs, step);
        }
        store(layer->bias, load(layer->bias) + step);
        if (before->is_row)
            dz = all(dz[0]);
    }
    return dz;
}

/* The loss of one sample, and dz of the last layer; but for what a mean divides both by, which the caller puts
 * into the rate and the sum. */
INLINE vec finish_small(struct engine *engine, const struct thin *layer, struct outcome last, const real *y)
{
    const vec a = last.response.a, wanted = layer->is_row ? all(y[0]) : load(y), zero = {0};
    const mask is_used = layer->is_row ? zero == 0 : lane_numbers() < (whole)layer->nodes;
    vec term = zero, dz;
    if (!engine->is_fused) {
        struct deviation deviation = deviation_of(engine, a, wanted, is_used);
        term = deviation.term;
        dz = deviation.slope * last.response.slope;
    } else if (engine->settings->has_softmax) {
        vec top = max_lanes(pick(is_used, a, all(R(-INFINITY))));
        vec e = pick(is_used, exponential(at_least(a - top, all(LOWEST))).e, zero), sum = sum_lanes(e);
        dz = (e / sum * sum_lanes(wanted) - wanted) * last.response.slope;
        if (engine->wants_loss)
            term = pick(wanted == 0, zero, wanted * (top - a + R(log((double)sum[0]))));
    } else {
        struct deviation deviation = from_sigmoid(engine->settings, last.z, a, wanted, engine->wants_loss);
        term = deviation.term;
        dz = deviation.slope;
    }
    if (engine->wants_loss)
        engine->loss_sum += (double)(layer->is_row ? term[0] : sum_lanes(pick(is_used, term, zero))[0]);
    return layer->is_row ? dz : pick(is_used, dz, zero);
}

/* 1 + x y, by which a step of the first layer's dz moves z of the next sample. */
INLINE real overlap(const real *x, const real *y, int n)
{
    real sum = 1, rest = 0;
    for (int i = 0; i < n; i++)
        if (i % 2 == 0)
            sum += x[i] * y[i];
        else
            rest += x[i] * y[i];
    return sum + rest;
}

/* The first layer of the next sample doesn't wait for this one's update: it is taken from the old weights, and
 * what the update adds to it, step (1 + x x'), is added when the step is known. */
static void run_small(struct engine *engine, const uint32_t *order, size_t first, size_t count)
{
    const int depth = engine->depth, inputs = engine->stages[0].nodes;
    const double share = engine->settings->loss->is_mean ? 1 / (double)engine->stages[depth].nodes : 1;
    const double loss_before = engine->loss_sum;
    const real rate = R(engine->settings->rate * share);
    struct thin thin[NETWORK_LAYERS_MAX + 1];
    begin_small(engine, thin);
    const real *watched[TRAINER_WATCHED_MAX];
    double *log = engine->log;
    find_watched(engine, thin, watched);
    const real *x = (const real *)engine->x + (size_t)inputs * (order ? order[first] : first);
    vec z = combine(x, thin[1].w, inputs, load(thin[1].bias));
    engine->loss_sum = 0;
    for (size_t s = first; s < first + count; s++) {
        size_t this = order ? order[s] : s, next = s + 1 == first + count ? this : order ? order[s + 1] : s + 1;
        const real *next_x = (const real *)engine->x + (size_t)inputs * next;
        vec ahead = combine(next_x, thin[1].w, inputs, load(thin[1].bias));
        real reach = overlap(x, next_x, inputs) * -rate;
        struct outcome last = forward_small(depth, thin, z);
        double loss = engine->loss_sum;
        vec dz = finish_small(engine, &thin[depth], last, (const real *)engine->y + this * LANES);
        dz = backward_small(depth, thin, dz, rate);
        z = ahead + reach * dz;
        spread(x, thin[1].w, inputs, dz * -rate);
        store(thin[1].bias, load(thin[1].bias) + dz * -rate);
        x = next_x;
        for (size_t i = 0; log && i < engine->watched_count; i++)
            *log++ = (double)*watched[i];
        if (log)
            *log++ = share * (engine->loss_sum - loss);
    }
    end_small(engine, thin);
    engine->loss_sum = loss_before + share * engine->loss_sum;
    engine->updates += count;
}

#endif
