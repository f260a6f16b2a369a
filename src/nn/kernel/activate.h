/* Activations over the samples in work, and their slopes. */
#ifndef NABLA_NN_KERNEL_ACTIVATE_H
#define NABLA_NN_KERNEL_ACTIVATE_H

#include "nn/kernel/formula.h"
#include "nn/kernel/kernel.h"

/* Its largest piece, the first of equals; the slope is 1 for the winner. */
static void maxout_row(const struct stage *stage, real *z, real *a)
{
    for (int at = 0; at < stage->lanes; at += LANES) {
        vec best = load(z + at), winner = {0};
        for (int p = 1; p < stage->pieces; p++) {
            vec piece = load(z + p * stage->lanes + at);
            mask is_larger = piece > best;
            best = pick(is_larger, piece, best);
            winner = pick(is_larger, all(R(p)), winner);
        }
        store(a + at, best);
        for (int p = 0; p < stage->pieces; p++)
            store(z + p * stage->lanes + at, pick(winner == all(R(p)), all(1), (vec){0}));
    }
}

/* One number at a time, through the registry. */
static void any_row(const struct stage *stage, real *z, real *a)
{
    for (int i = 0; i < stage->lanes; i++) {
        double from = (double)z[i], to = stage->activation->f(from, stage->param);
        a[i] = R(to);
        z[i] = R(stage->activation->df(from, to, stage->param));
    }
}

#define EACH(response_of_z)                                                                                    \
    for (size_t s = 0; s < samples; s++)                                                                       \
        for (int at = 0; at < stage->lanes; at += LANES) {                                                     \
            real *place = (real *)stage->d + s * stage->d_stride + at;                                         \
            vec z = load(place);                                                                               \
            struct response response = (response_of_z);                                                        \
            store((real *)stage->a + s * stage->a_stride + at, response.a);                                    \
            if (!keeps_z)                                                                                      \
                store(place, response.slope);                                                                  \
        }                                                                                                      \
    break

/* a = f(z), and f'(z) in the place of z unless that is to be kept. A linear layer's z already is its a. */
static void activate(const struct stage *stage, size_t samples, bool keeps_z)
{
    const real param = R(stage->param);
    switch (stage->kind) {
    case ACTIVATION_LINEAR:
        break;
    case ACTIVATION_SIGMOID:
        EACH(sigmoid(z));
    case ACTIVATION_TANH:
        EACH(tangent(z));
    case ACTIVATION_RELU:
        EACH(relu(z));
    case ACTIVATION_LEAKY_RELU:
        EACH(leaky_relu(z, param));
    case ACTIVATION_ELU:
        EACH(exponential_unit(z, 1, param));
    case ACTIVATION_SOFTPLUS:
        EACH(softplus_unit(z));
    case ACTIVATION_STEP:
        EACH(step(z));
    case ACTIVATION_SELU:
        EACH(exponential_unit(z, R(1.0507009873554805), R(1.7580993408473768)));
    case ACTIVATION_SILU:
        EACH(silu(z));
    case ACTIVATION_MAXOUT:
        for (size_t s = 0; s < samples; s++)
            maxout_row(stage, (real *)stage->d + s * stage->d_stride, (real *)stage->a + s * stage->a_stride);
        break;
    case ACTIVATION_ANY:
        for (size_t s = 0; s < samples; s++)
            any_row(stage, (real *)stage->d + s * stage->d_stride, (real *)stage->a + s * stage->a_stride);
        break;
    }
}

/* dz = da f'(z), in the place of f'(z). */
static void pull(const struct engine *engine, const struct stage *stage, size_t samples)
{
    const bool is_linear = stage->kind == ACTIVATION_LINEAR;
    for (size_t s = 0; s < samples; s++) {
        const real *da = (const real *)engine->da + s * engine->da_stride;
        real *d = (real *)stage->d + s * stage->d_stride;
        for (int p = 0; p < stage->pieces; p++, d += stage->lanes)
            for (int at = 0; at < stage->lanes; at += LANES)
                store(d + at, is_linear ? load(da + at) : load(da + at) * load(d + at));
    }
}

#endif
