#include "base/random.h"

#include <assert.h>
#include <math.h>

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

void random_seed(struct random *random, uint64_t seed)
{
    for (int i = 0; i < 4; i++) { /* splitmix64 */
        uint64_t z = seed += 0x9E3779B97F4A7C15u;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
        z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        random->state[i] = z ^ z >> 31;
    }
}

uint64_t random_bits(struct random *random)
{
    uint64_t *s = random->state, result = rotate(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

double random_uniform(struct random *random)
{
    return (double)(random_bits(random) >> 11) * 0x1p-53;
}

uint64_t random_below(struct random *random, uint64_t n)
{
    assert(n > 0);
    uint64_t limit = UINT64_MAX - UINT64_MAX % n, bits;
    do
        bits = random_bits(random);
    while (bits >= limit);
    return bits % n;
}

/* ln x for x > 0 by ln x = e ln 2 + 2 artanh((m-1)/(m+1)), x = m 2^e, m in [sqrt 1/2, sqrt 2): the C
 * library's own log may differ in the last bit from one machine to the next. */
static double portable_log(double x)
{
    int exponent;
    double m = frexp(x, &exponent);
    if (m < 0.70710678118654752) {
        m *= 2;
        exponent--;
    }
    double t = (m - 1) / (m + 1), t2 = t * t, sum = 0;
    for (int k = 23; k >= 1; k -= 2)
        sum = sum * t2 + 1.0 / k;
    return exponent * 0.69314718055994531 + 2 * t * sum;
}

/* Marsaglia's polar method; the second value of a pair is not kept, so that the state is all in
 * random->state. */
double random_normal(struct random *random)
{
    for (;;) {
        double u = 2 * random_uniform(random) - 1, v = 2 * random_uniform(random) - 1, s = u * u + v * v;
        if (s > 0 && s < 1)
            return u * sqrt(-2 * portable_log(s) / s);
    }
}
