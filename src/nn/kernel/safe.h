/* Whether an update leaves finite numbers, known before it is done and, as a rule, without looking at each. */
#ifndef NABLA_NN_KERNEL_SAFE_H
#define NABLA_NN_KERNEL_SAFE_H

#include "nn/kernel/kernel.h"
#include "nn/kernel/vector.h"

/* Sum of magnitudes: no less than the largest, and infinite or NaN if any of them is. */
static double sum_of(const real *numbers, size_t count)
{
    vec even = {0}, odd = {0};
    size_t i = 0;
    for (; i + 2 * (size_t)LANES <= count; i += 2 * (size_t)LANES) {
        even += magnitude(load(numbers + i));
        odd += magnitude(load(numbers + i + LANES));
    }
    for (; i < count; i += (size_t)LANES)
        even += magnitude(load(numbers + i));
    return (double)sum_lanes(even + odd)[0];
}

/* The larger of most and the a of a layer; of the most usual layers that is at once known. */
static vec largest_a(const struct stage *stage, size_t samples, vec most)
{
    bool is_below_1 = stage->kind == ACTIVATION_SIGMOID || stage->kind == ACTIVATION_TANH;
    for (size_t s = 0; !is_below_1 && s < samples; s++)
        for (int at = 0; at < stage->lanes; at += LANES)
            most = at_least(most, magnitude(load((const real *)stage->a_row[s] + at)));
    return most;
}

static vec sum_of_d(const struct stage *stage, size_t samples, vec sum)
{
    vec odd = {0};
    size_t s = 0;
    for (; s + 1 < samples; s += 2)
        for (int at = 0; at < stage->columns; at += LANES) {
            sum += magnitude(load((const real *)stage->d_row[s] + at));
            odd += magnitude(load((const real *)stage->d_row[s + 1] + at));
        }
    for (int at = 0; s < samples && at < stage->columns; at += LANES)
        sum += magnitude(load((const real *)stage->d_row[s] + at));
    return sum + odd;
}

/* Adds to engine->steepness a bound for the block's gradients: |sum of a dz| <= max |a| sum |dz|, and 1 is
 * the a of a bias. Where an a is NaN, dz is, too. */
static void note_steepness(struct engine *engine, size_t samples)
{
    vec a = all(R(engine->x_most)), d = {0};
    for (int k = 1; k <= engine->depth; k++) {
        a = k < engine->depth ? largest_a(&engine->stages[k], samples, a) : a;
        d = sum_of_d(&engine->stages[k], samples, d);
    }
    engine->steepness += (double)max_lanes(a)[0] * (double)sum_lanes(d)[0];
}

/* A bound for parameters and the optimizer's state behind an update, where `most` is one before it: crude, but
 * it holds for every optimizer that the kernels know. */
static double grown(const struct engine *engine, double most)
{
    const struct settings *settings = engine->settings;
    bool divides = engine->optimizer >= OPTIMIZER_ADAGRAD; /* by no less than 1e-10 */
    double g = engine->steepness + settings->lambda * (1 + most);
    double factor = 2 + settings->rate * (divides ? 1e10 : 4);
    return factor * (most + g + (divides ? g * g : 0));
}

/* The bound is carried on from update to update, and found anew when it has grown too large to tell. */
static bool is_safe(struct engine *engine)
{
    const double limit = IS_DOUBLE ? 1e300 : 1e36;
    if (engine->optimizer == OPTIMIZER_ANY)
        return false;
    double most = grown(engine, engine->most);
    if (!(most < limit))
        most = grown(engine, sum_of(engine->w, engine->count * (1 + engine->settings->optimizer->states)));
    engine->most = most < limit ? most : (double)INFINITY;
    return most < limit;
}

#endif
