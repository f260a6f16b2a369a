/* Mathematics that gives the same bits on every machine: only + - * / and floor, which IEEE 754 rounds
 * exactly, while the C library's own functions differ in the last bit from one machine to the next. */
#ifndef NABLA_NN_PORTABLE_H
#define NABLA_NN_PORTABLE_H

/* The point of the unit circle at this many turns (1 turn = 2 pi) against the clock from (1, 0); right to
 * 2^-52 for turns between -1000 and 1000. */
void portable_circle(double turns, double *cosine, double *sine);

#endif
