#include "nn/csv_number.h"

#include <float.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
    DIGITS_MAX = 19,         /* that surely fit into 64 bits */
    EXPONENT_MAX = 99999,    /* larger ones are cut to this: all are infinite, or 0 */
    EXACT_EXPONENT_MAX = 22, /* 10^22 = 2^22 5^22 is the last power of ten that a double holds exactly */
    SHORT_MAX = 63,          /* bytes of a number that needs no memory of its own */
};

/* A number is +-mantissa * 10^exponent, but for digits that were left out and an exponent that was cut. */
struct decimal {
    uint64_t mantissa;
    int exponent, digits; /* digits: of the mantissa, without leading zeros */
    bool is_negative, is_cut;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *scan_digits(const char *s, const char *end, bool is_fraction, struct decimal *decimal)
{
    for (; s < end && is_digit(*s); s++) {
        if (decimal->digits == DIGITS_MAX)
            continue; /* the mantissa is beyond 2^53 already, and so not for the fast way */
        decimal->mantissa = decimal->mantissa * 10 + (uint64_t)(*s - '0');
        decimal->digits += decimal->mantissa > 0;
        decimal->exponent -= is_fraction;
    }
    return s;
}

/* NULL where an exponent has no digits. */
static const char *scan_exponent(const char *s, const char *end, struct decimal *decimal)
{
    int exponent = 0, sign = 1;
    if (s < end && (*s == '+' || *s == '-'))
        sign = *s++ == '-' ? -1 : 1;
    if (s == end)
        return NULL;
    for (; s < end && is_digit(*s); s++)
        exponent = exponent < EXPONENT_MAX ? exponent * 10 + (*s - '0') : exponent;
    decimal->is_cut |= exponent >= EXPONENT_MAX;
    decimal->exponent += sign * exponent;
    return s;
}

static bool scan(const char *s, size_t length, char point, struct decimal *decimal)
{
    const char *end = s + length;
    *decimal = (struct decimal){0};
    if (s < end && (*s == '+' || *s == '-'))
        decimal->is_negative = *s++ == '-';
    const char *whole = s;
    s = scan_digits(s, end, false, decimal);
    size_t seen = (size_t)(s - whole);
    if (s < end && *s == point) {
        const char *fraction = ++s;
        s = scan_digits(s, end, true, decimal);
        seen += (size_t)(s - fraction);
    }
    if (seen == 0)
        return false;
    if (s < end && (*s == 'e' || *s == 'E'))
        s = scan_exponent(s + 1, end, decimal);
    return s == end;
}

bool csv_number_looks(const char *text, size_t length, char point)
{
    struct decimal decimal;
    return scan(text, length, point, &decimal);
}

static double by_library(const char *text, size_t length, char point)
{
    char brief[SHORT_MAX + 1], *copy = length <= SHORT_MAX ? brief : memory_new(length + 1, 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    char *at = memchr(copy, point, length);
    if (at)
        *at = '.';
    double value = strtod(copy, NULL);
    if (copy != brief)
        memory_free(copy);
    return value;
}

/* Clinger, How to Read Floating Point Numbers Accurately, 1990: where mantissa and power of ten are exact
 * doubles, their product or quotient is rounded once, and so right. */
bool csv_number_read(const char *text, size_t length, char point, double *value)
{
    static const double power[EXACT_EXPONENT_MAX + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                         1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                         1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    struct decimal decimal;
    if (!scan(text, length, point, &decimal))
        return false;
    int exponent = decimal.exponent;
    bool is_exact = !decimal.is_cut && decimal.mantissa <= UINT64_C(1) << DBL_MANT_DIG &&
                    FLT_EVAL_METHOD == 0 && exponent >= -EXACT_EXPONENT_MAX && exponent <= EXACT_EXPONENT_MAX;
    if (!is_exact) {
        *value = by_library(text, length, point);
        return true;
    }
    double size = (double)decimal.mantissa;
    size = exponent < 0 ? size / power[-exponent] : size * power[exponent];
    *value = decimal.is_negative ? -size : size;
    return true;
}
