/* The optimizers of nn/optimizer.c, as loops that the compiler turns into vectors. */
#ifndef NABLA_NN_KERNEL_OPTIMIZE_H
#define NABLA_NN_KERNEL_OPTIMIZE_H

#include <math.h>
#include <string.h>

#include "nn/kernel/kernel.h"
#include "nn/kernel/vector.h"

/* A run of parameters, and what belongs to them. */
struct span {
    real *w, *g, *state[OPTIMIZER_STATES_MAX];
    const unsigned char *frozen; /* or NULL */
    size_t count;
};

/* What an optimizer needs beside it; the same for a whole update. */
struct pace {
    real rate, param;
    real step, scale; /* adam: rate / (1 - beta1^t), 1 / sqrt(1 - beta2^t) */
};

static struct pace pace_of(const struct engine *engine)
{
    const struct settings *settings = engine->settings;
    struct pace pace = {.rate = R(settings->rate), .param = R(settings->optimizer_param)};
    if (engine->optimizer == OPTIMIZER_ADAM || engine->optimizer == OPTIMIZER_ADAMW) {
        double t = (double)(engine->updates + 1);
        pace.step = R(settings->rate / (1 - pow(0.9, t)));
        pace.scale = R(1 / sqrt(1 - pow(0.999, t)));
    }
    return pace;
}

INLINE real root_of(real v)
{
    return IS_DOUBLE ? R(sqrt((double)v)) : R(sqrtf((float)v));
}

/* One parameter: w, and m and v where the optimizer has them. */
INLINE void move_one(enum optimizer_kind kind, const struct pace *pace, real g, real *w, real *m, real *v)
{
    switch (kind) {
    case OPTIMIZER_MOMENTUM:
        *m = pace->param * *m + g;
        *w -= pace->rate * *m;
        break;
    case OPTIMIZER_NESTEROV:
        *m = pace->param * *m + g;
        *w -= pace->rate * (g + pace->param * *m);
        break;
    case OPTIMIZER_ADAGRAD:
        *m += g * g;
        *w -= pace->rate * g / (root_of(*m) + R(1e-10));
        break;
    case OPTIMIZER_RMSPROP:
        *m = R(0.99) * *m + R(1 - 0.99) * g * g;
        *w -= pace->rate * g / (root_of(*m) + R(1e-8));
        break;
    case OPTIMIZER_ADAM:
    case OPTIMIZER_ADAMW:
        *m += R(1 - 0.9) * (g - *m);
        *v = R(0.999) * *v + R(1 - 0.999) * g * g;
        *w = *w * (kind == OPTIMIZER_ADAMW ? 1 - pace->rate * pace->param : 1) -
             pace->step * *m / (root_of(*v) * pace->scale + R(1e-8));
        break;
    case OPTIMIZER_SGD:
    case OPTIMIZER_ANY:
    default:
        *w -= pace->rate * g;
        break;
    }
}

INLINE void move_as(enum optimizer_kind kind, bool has_frozen, const struct pace *pace, const struct span *span)
{
    real *restrict w = span->w, *restrict m = span->state[0], *restrict v = span->state[1];
    const real *restrict g = span->g;
    const unsigned char *restrict frozen = span->frozen;
    const bool has_m = kind != OPTIMIZER_SGD, has_v = kind == OPTIMIZER_ADAM || kind == OPTIMIZER_ADAMW;
    for (size_t i = 0; i < span->count; i++) {
        real w_i = w[i], m_i = has_m ? m[i] : 0, v_i = has_v ? v[i] : 0;
        move_one(kind, pace, g[i], &w_i, &m_i, &v_i);
        w[i] = has_frozen && frozen[i] ? w[i] : w_i;
        if (has_m)
            m[i] = has_frozen && frozen[i] ? m[i] : m_i;
        if (has_v)
            v[i] = has_frozen && frozen[i] ? v[i] : v_i;
    }
}

/* The registry's own function; trainer.c takes a kernel in doubles for it. */
static void move_any(const struct engine *engine, const struct span *span)
{
    const struct settings *settings = engine->settings;
    double *const state[OPTIMIZER_STATES_MAX] = {(double *)(void *)span->state[0],
                                                 (double *)(void *)span->state[1]};
    settings->optimizer->update((double *)(void *)span->w, (double *)(void *)span->g, state, span->frozen,
                                span->count, engine->updates + 1, settings->rate, settings->optimizer_param);
}

#define MOVE_AS(kind)                                                                                          \
    case kind:                                                                                                 \
        if (span->frozen)                                                                                      \
            move_as(kind, true, pace, span);                                                                   \
        else                                                                                                   \
            move_as(kind, false, pace, span);                                                                  \
        break

static void move(const struct engine *engine, const struct pace *pace, const struct span *span)
{
    switch (engine->optimizer) {
        MOVE_AS(OPTIMIZER_SGD);
        MOVE_AS(OPTIMIZER_MOMENTUM);
        MOVE_AS(OPTIMIZER_NESTEROV);
        MOVE_AS(OPTIMIZER_ADAGRAD);
        MOVE_AS(OPTIMIZER_RMSPROP);
        MOVE_AS(OPTIMIZER_ADAM);
        MOVE_AS(OPTIMIZER_ADAMW);
    case OPTIMIZER_ANY:
        move_any(engine, span);
        break;
    }
}

/* Adds the regularizer's share to the gradients of count weights. */
static void penalize(const struct settings *settings, const real *restrict w, real *restrict g, size_t count)
{
    const real lambda = R(settings->lambda);
    if (settings->regularizer == REGULARIZER_L2)
        for (size_t i = 0; i < count; i++)
            g[i] += lambda * w[i];
    else if (settings->regularizer == REGULARIZER_L1)
        for (size_t i = 0; i < count; i++)
            g[i] += lambda * (R(w[i] > 0) - R(w[i] < 0));
}

/* Sums of number * 0 are 0 unless a number is infinite or NaN. */
static bool is_finite(const void *numbers, size_t count)
{
    const real *from = numbers;
    vec a = {0}, b = {0};
    size_t i = 0;
    for (; i + 2 * (size_t)LANES <= count; i += 2 * (size_t)LANES) {
        a += load(from + i) * 0;
        b += load(from + i + LANES) * 0;
    }
    for (; i < count; i += (size_t)LANES)
        a += load(from + i) * 0;
    return sum_lanes(a + b)[0] == 0;
}

#endif
