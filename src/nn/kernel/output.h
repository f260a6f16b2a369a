/* The end of the forward pass and the beginning of the backward one: head, loss, and dz of the last layer. */
#ifndef NABLA_NN_KERNEL_OUTPUT_H
#define NABLA_NN_KERNEL_OUTPUT_H

#include "nn/kernel/formula.h"
#include "nn/kernel/kernel.h"

/* 1 in the lanes from `at` on that are nodes, 0 in those that only pad. */
INLINE mask is_node(const struct stage *stage, int at)
{
    return lane_numbers() < (whole)(stage->nodes - at);
}

/* Softmax, shifted by the largest a so that nothing overflows. The sum of the exponentials is left in *sum and
 * the largest a in *top. */
static void softmax_row(const struct stage *last, const real *a, real *yhat, real *top, real *sum)
{
    vec most = all(R(-INFINITY)), total = {0};
    for (int at = 0; at < last->lanes; at += LANES)
        most = at_least(pick(is_node(last, at), load(a + at), most), most);
    most = max_lanes(most);
    for (int at = 0; at < last->lanes; at += LANES) {
        vec e = pick(is_node(last, at), exponential(at_least(load(a + at) - most, all(LOWEST))).e, (vec){0});
        store(yhat + at, e);
        total += e;
    }
    total = sum_lanes(total);
    vec share = 1 / total;
    for (int at = 0; at < last->lanes; at += LANES)
        store(yhat + at, load(yhat + at) * share);
    *top = most[0];
    *sum = total[0];
}

/* One number at a time, through the registry. */
INLINE struct deviation any_loss(const struct settings *settings, vec yhat, vec y, mask is_used)
{
    struct deviation deviation = {{0}, {0}};
    for (int i = 0; i < LANES; i++) {
        if (!is_used[i])
            continue;
        deviation.term[i] = R(settings->loss->term((double)yhat[i], (double)y[i], settings->loss_param));
        deviation.slope[i] = R(settings->loss->dterm((double)yhat[i], (double)y[i], settings->loss_param));
    }
    return deviation;
}

INLINE struct deviation deviation_of(const struct engine *engine, vec yhat, vec y, mask is_used)
{
    const struct settings *settings = engine->settings;
    switch (engine->loss) {
    case LOSS_L1:
        return l1(yhat, y);
    case LOSS_L2:
        return l2(yhat, y);
    case LOSS_HUBER:
        return huber(yhat, y, R(settings->loss_param));
    case LOSS_HINGE:
        return hinge(yhat, y);
    case LOSS_ANY:
    default:
        return any_loss(settings, yhat, y, is_used);
    }
}

/* ce behind softmax: L = sum y (top - a + ln sum), da = yhat sum(y) - y. */
static double cross_entropy(const struct engine *engine, const real *a, const real *y, real *da)
{
    const struct stage *last = &engine->stages[engine->depth];
    vec target = {0}, term = {0};
    real *yhat = engine->yhat, top, sum;
    softmax_row(last, a, yhat, &top, &sum);
    for (int at = 0; at < last->lanes; at += LANES)
        target += load(y + at);
    target = sum_lanes(target);
    for (int at = 0; at < last->lanes; at += LANES)
        store(da + at, load(yhat + at) * target - load(y + at));
    if (!engine->wants_loss)
        return 0;
    for (int at = 0; at < last->lanes; at += LANES) {
        vec wanted = load(y + at);
        term += pick(wanted == 0, (vec){0}, wanted * (top - load(a + at)));
    }
    return (double)sum_lanes(term)[0] + (double)target[0] * log((double)sum);
}

/* bce or ce behind sigmoid: dz, of bce (a - y)/N, in the place of z. share is 1/N. */
static double sigmoid_cross_entropy(const struct engine *engine, const real *a, const real *y, real *z,
                                    real share)
{
    const struct stage *last = &engine->stages[engine->depth];
    vec term = {0}, zero = {0};
    for (int at = 0; at < last->lanes; at += LANES) {
        struct deviation deviation =
            from_sigmoid(engine->settings, load(z + at), load(a + at), load(y + at), engine->wants_loss);
        term += pick(is_node(last, at), deviation.term, zero);
        store(z + at, pick(is_node(last, at), deviation.slope * share, zero));
    }
    return engine->wants_loss ? (double)(sum_lanes(term)[0] * share) : 0;
}

/* Any other: da from yhat, through softmax's Jacobian where there is a head: d yhat_k / d a_i =
 * yhat_k (1[k=i] - yhat_i). share is what a mean divides by. */
static double plain_loss(const struct engine *engine, const real *a, const real *y, real *da, real share)
{
    const struct stage *last = &engine->stages[engine->depth];
    const struct settings *settings = engine->settings;
    const real *yhat = a;
    vec term = {0}, dot = {0}, zero = {0};
    if (settings->has_softmax) {
        real top, sum;
        softmax_row(last, a, engine->yhat, &top, &sum);
        yhat = engine->yhat;
    }
    for (int at = 0; at < last->lanes; at += LANES) {
        mask is_used = is_node(last, at);
        struct deviation deviation = deviation_of(engine, load(yhat + at), load(y + at), is_used);
        vec slope = pick(is_used, deviation.slope * share, zero);
        term += pick(is_used, deviation.term, zero);
        dot += slope * load(yhat + at);
        store(da + at, slope);
    }
    if (settings->has_softmax) {
        dot = sum_lanes(dot);
        for (int at = 0; at < last->lanes; at += LANES)
            store(da + at, load(yhat + at) * (load(da + at) - dot));
    }
    return engine->wants_loss ? (double)(sum_lanes(term)[0] * share) : 0;
}

/* The losses of the samples in work, and da of the last layer (behind a fused sigmoid already dz). */
static void finish(struct engine *engine, size_t samples)
{
    const struct stage *last = &engine->stages[engine->depth];
    const bool has_softmax = engine->settings->has_softmax;
    const real share = engine->settings->loss->is_mean ? 1 / R(last->nodes) : 1;
    double sum = 0;
    for (size_t s = 0; s < samples; s++) {
        const real *a = last->a_row[s], *y = engine->y_row[s];
        real *da = (real *)engine->da + s * engine->da_stride, *z = (real *)last->d + s * last->d_stride;
        sum += !engine->is_fused ? plain_loss(engine, a, y, da, share)
               : has_softmax     ? cross_entropy(engine, a, y, da)
                                 : sigmoid_cross_entropy(engine, a, y, z, share);
    }
    engine->loss_sum += sum;
}

#endif
