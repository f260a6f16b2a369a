/* Activations and losses on vectors, and the exponential that they need. No overflow for any finite z, NaN
 * stays NaN, and each is right to about 2 units in the last place. */
#ifndef NABLA_NN_KERNEL_FORMULA_H
#define NABLA_NN_KERNEL_FORMULA_H

#include <math.h>

#include "nn/kernel/kernel.h"
#include "nn/kernel/vector.h"

/* Where x is held for e^x: at -709 (single: -88) the bits of the exponent are all 0, so e^x is 0; at 708 (87)
 * 1/(1 + e^x) is just a normal number. */
#define LOWEST (IS_DOUBLE ? -709 : -88)
#define HIGHEST (IS_DOUBLE ? 708 : 87)

/* e^x for x between LOWEST and HIGHEST, and with it e^x - 1 and 1 + e^x, each rounded by itself, so that
 * neither the small differences nor the far tails lose their digits. */
struct exponential {
    vec e, less_1, plus_1;
};

/* x = n ln 2 + f with |f| <= (ln 2)/2; e^f - 1 is Taylor's series as far as the precision needs it, in
 * Estrin's order: pairs, pairs of pairs ..., so that few steps wait for each other. ln 2 is split so that n
 * times its first part is exact. Adding 1.5 * 2^(bits of the mantissa) rounds x / ln 2 to the whole number n
 * and leaves it in the lowest bits, from where it goes to the exponent of 2^n. */
INLINE struct exponential exponential(vec x)
{
    const bool is_double = IS_DOUBLE;
    const whole mantissa_bits = is_double ? 52 : 23, bias = is_double ? 1023 : 127;
    const real to_whole = is_double ? R(0x1.8p52) : R(0x1.8p23);
    const real ln2 = is_double ? R(0x1.62e42feep-1) : R(0x1.63p-1);
    const real ln2_rest = is_double ? R(0x1.a39ef35793c76p-33) : R(-0x1.bd0106p-13);
    vec shifted = x * R(1.4426950408889634) + to_whole, n = shifted - to_whole;
    vec f = (x - n * ln2) - n * ln2_rest;
    vec scale = (vec)(((mask)shifted + bias) << mantissa_bits);
    vec f2 = f * f, f4 = f2 * f2;
    vec low = (f + f2 * (R(1. / 2) + f * R(1. / 6))) +
              f4 * ((R(1. / 24) + f * R(1. / 120)) + f2 * (R(1. / 720) + f * R(1. / 5040)));
    if (is_double) {
        vec high = ((R(1. / 40320) + f * R(1. / 362880)) + f2 * (R(1. / 3628800) + f * R(1. / 39916800))) +
                   f4 * (R(1. / 479001600) + f * R(1. / 6227020800.));
        low += (f4 * f4) * high;
    }
    vec less_1 = low * scale + (scale - 1), plus_1, e;
    KEEP(low); /* so that each sum takes its product along, rather than wait for one in common */
    plus_1 = low * scale + (scale + 1);
    KEEP(low);
    e = low * scale + scale;
    return (struct exponential){e, less_1, plus_1};
}

/* ln(1 + t) for t in [0, 1]: 2 artanh(s) = 2 (s + s^3/3 + s^5/5 + ...) with s = t/(2 + t) <= 1/3. */
INLINE vec log_1_plus(vec t)
{
    vec s = t / (t + 2), square = s * s, series = {0};
    for (int k = IS_DOUBLE ? 17 : 8; k > 0; k--)
        series = square * (series + R(2.) / R(2 * k + 1));
    return 2 * s + s * series;
}

/* An activation and its slope. */
struct response {
    vec a, slope;
};

INLINE struct response linear(vec z)
{
    return (struct response){z, all(1)};
}

/* 1/(1+e), slope e/(1+e)^2, with e = e^-z: digits remain in the slope where a is near 1 and 1 - a has none. */
INLINE struct response sigmoid(vec z)
{
    struct exponential by = exponential(-at_most(at_least(z, all(-HIGHEST)), all(-LOWEST)));
    vec a = 1 / by.plus_1;
    return (struct response){a, (by.e * a) * a};
}

/* (1-e)/(1+e), slope 4e/(1+e)^2, with e = e^-2z. */
INLINE struct response tangent(vec z)
{
    struct exponential by = exponential(at_most(at_least(-2 * z, all(LOWEST)), all(HIGHEST)));
    vec share = 1 / by.plus_1;
    return (struct response){-by.less_1 * share, (4 * by.e * share) * share};
}

INLINE struct response relu(vec z)
{
    return (struct response){pick(z <= 0, (vec){0}, z), pick(z > 0, all(1), (vec){0})};
}

INLINE struct response leaky_relu(vec z, real s)
{
    mask is_up = z > 0;
    return (struct response){pick(is_up, z, s * z), pick(is_up, all(1), all(s))};
}

/* elu, and selu with its two constants: z > 0 ? up z : down (e^z - 1). */
INLINE struct response exponential_unit(vec z, real up, real down)
{
    mask is_up = z > 0;
    struct exponential by = exponential(at_least(pick(is_up, (vec){0}, z), all(LOWEST)));
    return (struct response){pick(is_up, up * z, down * by.less_1), pick(is_up, all(up), down * by.e)};
}

/* ln(1+e^z), by whichever exponential is below 1; its slope is the sigmoid. */
INLINE struct response softplus(vec z)
{
    struct exponential by = exponential(at_least(-magnitude(z), all(LOWEST)));
    vec share = 1 / by.plus_1;
    return (struct response){pick(z > 0, z, (vec){0}) + log_1_plus(by.e), pick(z < 0, by.e * share, share)};
}

INLINE struct response step(vec z)
{
    return (struct response){pick(z > 0, all(1), pick(z <= 0, (vec){0}, z)), (vec){0}};
}

/* z sigmoid(z), slope sigmoid(z) (1 + z sigmoid(-z)). Far out z must meet an exact 0, so the exponential is the
 * one below 1. */
INLINE struct response silu(vec z)
{
    struct exponential by = exponential(at_least(-magnitude(z), all(LOWEST)));
    vec share = 1 / by.plus_1, rest = by.e * share;
    vec up = pick(z < 0, rest, share), down = pick(z < 0, share, rest);
    return (struct response){z * up, up * (1 + z * down)};
}

/* (1 + u) e^(u^2/2) Q(u) for u >= 0, Q the chance that a standard normal number lies above u, as a
 * polynomial in t = (u - 4)/(u + 4): the form of Shepherd and Laframboise, Chebyshev Approximation of (1+2x)
 * exp(x^2) erfc x in 0 <= x < infinity, 1981; these coefficients interpolate it in Chebyshev's points,
 * worked out with 100 digits. */
static const double normal_tail[] = {
    0.47205320650984467,    -0.09670347732652607,   0.013999634724424333,    0.02860036405357749,
    -0.03219783742802203,   0.01793609747886859,    -0.005002378592511494,   -0.00028562308680939413,
    0.0006948971219073166,  -9.443033944152223e-05, -8.785330394797745e-05,  2.1250446856208376e-05,
    1.3627395285352675e-05, -3.433372216853275e-06, -2.6144101706596152e-06, 4.0671730125154447e-07,
    5.548340462207789e-07,  -1.237153366992197e-09, -1.1446850712758079e-07, -1.7932121916642413e-08,
    2.0257667136861587e-08, 5.474708632048689e-09,  -2.6180348731255444e-09, -6.763267210562454e-10,
    1.7873545221852657e-10,
};

/* z (1 - Q(z)), slope 1 - Q(z) + z e^(-z^2/2)/sqrt(2 pi). z^2 is taken in two parts, the first of them
 * exact, since the exponential would blow its rounding up. */
INLINE struct response gelu(vec z)
{
    vec u = at_most(magnitude(z), all(40)); /* from where on all of it is 0 or 1 */
    vec start = (vec)((mask)u & ~(((whole)1 << (IS_DOUBLE ? 27 : 12)) - 1));
    vec rest = (u - start) * (u + start) / 2;
    vec e = exponential(at_least(start * start / -2, all(LOWEST))).e;
    vec t = (u - 4) / (u + 4), sum = {0};
    e *= 1 - rest * (1 - rest / 2 * (1 - rest / 3));
    for (int i = sizeof normal_tail / sizeof *normal_tail; i-- > 0;)
        sum = sum * t + R(normal_tail[i]);
    vec tail = e * sum / (1 + u), share = pick(z < 0, tail, 1 - tail);
    return (struct response){z * share, share + z * (R(0.3989422804014327) * e)};
}

/* Where kind is a constant, only its formula is left. */
INLINE struct response respond(enum activation_kind kind, vec z, real param)
{
    switch (kind) {
    case ACTIVATION_SIGMOID:
        return sigmoid(z);
    case ACTIVATION_TANH:
        return tangent(z);
    case ACTIVATION_RELU:
        return relu(z);
    case ACTIVATION_LEAKY_RELU:
        return leaky_relu(z, param);
    case ACTIVATION_ELU:
        return exponential_unit(z, 1, param);
    case ACTIVATION_SOFTPLUS:
        return softplus(z);
    case ACTIVATION_STEP:
        return step(z);
    case ACTIVATION_SELU:
        return exponential_unit(z, R(1.0507009873554805), R(1.7580993408473768));
    case ACTIVATION_SILU:
        return silu(z);
    case ACTIVATION_GELU:
        return gelu(z);
    case ACTIVATION_LINEAR:
    case ACTIVATION_MAXOUT:
    case ACTIVATION_ANY:
    default:
        return linear(z);
    }
}

/* A loss's term and its derivative by yhat. */
struct deviation {
    vec term, slope;
};

INLINE struct deviation l1(vec yhat, vec y)
{
    vec d = yhat - y;
    return (struct deviation){magnitude(d), pick(d > 0, all(1), pick(d < 0, all(-1), d))};
}

INLINE struct deviation l2(vec yhat, vec y)
{
    vec d = yhat - y;
    return (struct deviation){d * d, 2 * d};
}

INLINE struct deviation huber(vec yhat, vec y, real delta)
{
    vec d = yhat - y, size = magnitude(d);
    return (struct deviation){pick(size > delta, delta * (size - delta / 2), d * d / 2),
                              pick(d > delta, all(delta), pick(d < -delta, all(-delta), d))};
}

INLINE struct deviation hinge(vec yhat, vec y)
{
    vec margin = 1 - y * yhat;
    return (struct deviation){pick(margin <= 0, (vec){0}, margin), pick(margin > 0, -y, (vec){0})};
}

/* bce behind sigmoid, from z: ln(1+e^z) - y z in the form that subtracts nothing large. */
INLINE vec bce_from_z(vec z, vec y)
{
    vec both = log_1_plus(exponential(at_least(-magnitude(z), all(LOWEST))).e), zero = {0};
    return y * (pick(z < 0, -z, zero) + both) + (1 - y) * (pick(z > 0, z, zero) + both);
}

/* Behind sigmoid from z: bce, or ce, y ln(1+e^-z), and what dz is. */
INLINE struct deviation from_sigmoid(const struct settings *settings, vec z, vec a, vec y, bool wants_term)
{
    struct deviation deviation = {{0}, a - y};
    if (settings->loss->limit_dterm)
        deviation.slope = -y * (1 - a);
    if (wants_term)
        deviation.term = settings->loss->limit_dterm ? y * bce_from_z(z, all(1)) : bce_from_z(z, y);
    return deviation;
}

#endif
