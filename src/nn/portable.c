#include "nn/portable.h"

#include <math.h>

/* Taylor's series around 0, good to the last digit up to pi/4: terms x^k/k!, smallest first. */
static double series(double x_squared, int last)
{
    double sum = 1;
    for (int k = last; k > 1; k -= 2)
        sum = 1 - x_squared * sum / (k * (k - 1));
    return sum;
}

void portable_circle(double turns, double *cosine, double *sine)
{
    double quarter = floor(4 * turns + 0.5);                  /* the nearest quarter turn */
    double x = 6.2831853071795864769 * (turns - quarter / 4); /* what is left: at most pi/4 */
    double c = series(x * x, 18), s = x * series(x * x, 19);
    int place = (int)(quarter - 4 * floor(quarter / 4)); /* 0..3 */
    *cosine = place == 0 ? c : place == 1 ? -s : place == 2 ? -c : s;
    *sine = place == 0 ? s : place == 1 ? c : place == 2 ? -s : -c;
}
