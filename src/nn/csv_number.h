/* Reading the numbers of a file fast and right to the last bit: a sign, digits with a point in or around
 * them, an exponent of ten. No inf, no nan, no hexadecimal: in a table these are text. */
#ifndef NABLA_NN_CSV_NUMBER_H
#define NABLA_NN_CSV_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* Whether all of text[length] is a number; point is '.' or ','. */
bool csv_number_looks(const char *text, size_t length, char point);

/* Whether it is, and its value in *value, the same bits as strtod's: +-infinity where it is too large for a
 * double, 0 where it is too small. Where it is none *value is kept. */
bool csv_number_read(const char *text, size_t length, char point, double *value);

#endif
