/* Vectors of numbers, by the compiler's own vector types: plain C that gcc and clang turn into the processor's
 * instructions. How long a vector is follows from what the compiler was told of the processor; numbers are
 * doubles, or floats where KERNEL_SINGLE is defined. */
#ifndef NABLA_NN_KERNEL_VECTOR_H
#define NABLA_NN_KERNEL_VECTOR_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#if defined __AVX512F__
#define VECTOR_BYTES 64
#define PANEL_VECTORS 4 /* 4 rows of 4 vectors: 16 of the 32 registers gather sums, so none has to wait */
#elif defined __AVX2__
#define VECTOR_BYTES 32
#define PANEL_VECTORS 3 /* 12 of 16 registers */
#else
#define VECTOR_BYTES 16
#define PANEL_VECTORS 3
#endif

#ifdef KERNEL_SINGLE
typedef float real;
typedef int32_t whole; /* as many bits as a real */
#define IS_DOUBLE 0
#define ALL_BUT_SIGN INT32_MAX
#else
typedef double real;
typedef int64_t whole;
#define IS_DOUBLE 1
#define ALL_BUT_SIGN INT64_MAX
#endif

#define LANES ((int)(VECTOR_BYTES / sizeof(real)))
#define PANEL (PANEL_VECTORS * LANES)

typedef real vec __attribute__((vector_size(VECTOR_BYTES)));
typedef whole mask __attribute__((vector_size(VECTOR_BYTES))); /* what a comparison gives: -1 or 0 a lane */
typedef vec memory_vec __attribute__((may_alias));             /* some of an array of reals */

#define INLINE static inline __attribute__((always_inline))
#define R(number) ((real)(number))

INLINE vec load(const real *from)
{
    return *(const memory_vec *)(const void *)from;
}

INLINE void store(real *to, vec v)
{
    *(memory_vec *)(void *)to = v;
}

INLINE vec all(real value)
{
    return value - (vec){0};
}

INLINE mask lane_numbers(void)
{
    mask lanes = {0};
    for (int i = 0; i < LANES; i++)
        lanes[i] = (whole)i;
    return lanes;
}

/* if_so where the comparison holds, else otherwise. */
INLINE vec pick(mask which, vec if_so, vec otherwise)
{
    return (vec)((which & (mask)if_so) | (~which & (mask)otherwise));
}

/* The larger, or the smaller; v if it is NaN. The compilers don't see that x86 has instructions for this. */
#if defined __AVX512F__
#define BY_INSTRUCTION(what, a, b)                                                                             \
    (IS_DOUBLE ? (vec)_mm512_##what##_pd((__m512d)(a), (__m512d)(b))                                           \
               : (vec)_mm512_##what##_ps((__m512)(a), (__m512)(b)))
#elif defined __AVX2__
#define BY_INSTRUCTION(what, a, b)                                                                             \
    (IS_DOUBLE ? (vec)_mm256_##what##_pd((__m256d)(a), (__m256d)(b))                                           \
               : (vec)_mm256_##what##_ps((__m256)(a), (__m256)(b)))
#elif defined __x86_64__
#define BY_INSTRUCTION(what, a, b)                                                                             \
    (IS_DOUBLE ? (vec)_mm_##what##_pd((__m128d)(a), (__m128d)(b))                                              \
               : (vec)_mm_##what##_ps((__m128)(a), (__m128)(b)))
#endif

INLINE vec at_least(vec v, vec bound)
{
#ifdef BY_INSTRUCTION
    return BY_INSTRUCTION(max, bound, v);
#else
    return pick(bound > v, bound, v);
#endif
}

INLINE vec at_most(vec v, vec bound)
{
#ifdef BY_INSTRUCTION
    return BY_INSTRUCTION(min, bound, v);
#else
    return pick(bound < v, bound, v);
#endif
}

/* Keeps v in a register of its own: the compiler neither loads it again for each use nor sees through it. */
#if defined __x86_64__
#define KEEP(v) __asm__("" : "+v"(v))
#else
#define KEEP(v) (void)(v)
#endif

INLINE vec magnitude(vec v)
{
    return (vec)((mask)v & (whole)ALL_BUT_SIGN);
}

/* Lane i of the result is lane where[i] of a, or where[i] - LANES of b. where is a constant. */
#if defined __clang__
INLINE vec shuffle(vec a, vec b, mask where)
{
    vec shuffled = {0};
    for (int i = 0; i < LANES; i++)
        shuffled[i] = where[i] < LANES ? a[where[i]] : b[where[i] - LANES];
    return shuffled;
}
#else
#define shuffle(a, b, where) __builtin_shuffle(a, b, where)
#endif

/* The sum, or the largest, of all lanes, in every lane. */
INLINE vec sum_lanes(vec v)
{
    for (int step = LANES / 2; step; step /= 2)
        v += shuffle(v, v, lane_numbers() ^ (whole)step);
    return v;
}

INLINE vec max_lanes(vec v)
{
    for (int step = LANES / 2; step; step /= 2)
        v = at_least(v, shuffle(v, v, lane_numbers() ^ (whole)step));
    return v;
}

/* Turns a square of LANES rows about its diagonal: for each bit of the lane number, pairs of rows swap the
 * halves in which that bit differs. */
INLINE void transpose(vec row[])
{
    const mask lane = lane_numbers();
#pragma GCC unroll 4
    for (int step = 1; step < LANES; step *= 2) {
        const mask has_bit = (lane & (whole)step) != 0;
#pragma GCC unroll 16
        for (int i = 0; i < LANES; i++) {
            if (i & step)
                continue;
            vec low = row[i], high = row[i + step];
            row[i] = shuffle(low, high, lane + has_bit * (whole)(step - LANES));
            row[i + step] = shuffle(low, high, lane + (whole)step + has_bit * (whole)(step - LANES));
        }
    }
}

#endif
