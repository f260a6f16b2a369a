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

INLINE void activate_as(enum activation_kind kind, const struct stage *stage, size_t samples, bool keeps_z)
{
    for (size_t s = 0; s < samples; s++) {
        real *z = (real *)stage->d + s * stage->d_stride, *a = (real *)stage->a + s * stage->a_stride;
        for (int at = 0; at < stage->lanes; at += LANES) {
            struct response response = respond(kind, load(z + at), R(stage->param));
            store(a + at, response.a);
            if (!keeps_z)
                store(z + at, response.slope);
        }
    }
}

#define ACTIVATE_AS(kind)                                                                                      \
    case kind:                                                                                                 \
        activate_as(kind, stage, samples, keeps_z);                                                            \
        break

/* a = f(z), and f'(z) in the place of z unless that is to be kept. A linear layer's z already is its a. */
static void activate(const struct stage *stage, size_t samples, bool keeps_z)
{
    switch (stage->kind) {
        ACTIVATE_AS(ACTIVATION_SIGMOID);
        ACTIVATE_AS(ACTIVATION_TANH);
        ACTIVATE_AS(ACTIVATION_RELU);
        ACTIVATE_AS(ACTIVATION_LEAKY_RELU);
        ACTIVATE_AS(ACTIVATION_ELU);
        ACTIVATE_AS(ACTIVATION_SOFTPLUS);
        ACTIVATE_AS(ACTIVATION_STEP);
        ACTIVATE_AS(ACTIVATION_SELU);
        ACTIVATE_AS(ACTIVATION_SILU);
        ACTIVATE_AS(ACTIVATION_GELU);
    case ACTIVATION_LINEAR:
        break;
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

/* A layer of one node would waste all lanes but one; so the samples take the place of the nodes. */
static void activate_single(const struct engine *engine, const struct stage *stage, size_t samples,
                            bool keeps_z)
{
    struct stage line = *stage;
    line.lanes = ((int)samples + LANES - 1) / LANES * LANES;
    real *z = line.d = engine->strip, *a = line.a = z + line.lanes;
    for (size_t s = 0; s < samples; s++)
        z[s] = ((const real *)stage->d)[s * stage->d_stride];
    activate(&line, 1, keeps_z);
    for (size_t s = 0; s < samples; s++) {
        ((real *)stage->a)[s * stage->a_stride] = a[s];
        ((real *)stage->d)[s * stage->d_stride] = z[s];
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
