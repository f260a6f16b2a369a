#include "nn/kernel/kernel.h"

extern const struct kernel kernel_plain_double, kernel_plain_single;
#ifdef KERNEL_HAS_X86
extern const struct kernel kernel_avx2_double, kernel_avx2_single, kernel_avx512_double, kernel_avx512_single;

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}
#endif

static bool has_all_it_needs(void)
{
    return true;
}

/* How to add one: its flags in meson.build, and a row here, better ones first. */
static const struct {
    const struct kernel *kernel[2]; /* double, single */
    bool (*can_run)(void);
} table[] = {
#ifdef KERNEL_HAS_X86
    {{&kernel_avx512_double, &kernel_avx512_single}, has_avx512},
    {{&kernel_avx2_double, &kernel_avx2_single}, has_avx2},
#endif
    {{&kernel_plain_double, &kernel_plain_single}, has_all_it_needs},
};

const struct kernel *kernel_at(size_t i, bool is_single)
{
    for (size_t row = 0; row < sizeof table / sizeof *table; row++)
        if (table[row].can_run() && i-- == 0)
            return table[row].kernel[is_single];
    return NULL;
}
