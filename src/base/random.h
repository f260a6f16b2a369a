/* Random numbers that are the same on every machine and compiler: xoshiro256++ (Blackman and Vigna,
 * 2019) seeded through splitmix64, and only operations that IEEE 754 rounds exactly. */
#ifndef NABLA_BASE_RANDOM_H
#define NABLA_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state[4];
};

void random_seed(struct random *random, uint64_t seed);
uint64_t random_bits(struct random *random);
double random_uniform(struct random *random);             /* in [0, 1), 53 bits */
uint64_t random_below(struct random *random, uint64_t n); /* 0 .. n-1 without bias; n > 0 */
double random_normal(struct random *random);              /* mean 0, deviation 1 */

#endif
