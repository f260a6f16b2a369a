/* cmocka's own float assert is single precision; this one is double and relative. */
#ifndef NABLA_TESTS_NEAR_H
#define NABLA_TESTS_NEAR_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* |got - want| <= tolerance * max(1, |want|); NaN never passes. */
#define assert_near(got, want, tolerance) assert_near_at(got, want, tolerance, __FILE__, __LINE__)

static inline void assert_near_at(double got, double want, double tolerance, const char *file, int line)
{
    double scale = fabs(want) > 1 ? fabs(want) : 1;
    if (fabs(got - want) <= tolerance * scale)
        return;
    print_error("%.17g is not within %g of %.17g\n", got, tolerance, want);
    _fail(file, line);
}

#endif
