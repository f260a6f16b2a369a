/* Why numbers stopped being finite. */
#ifndef NABLA_APP_DIAGNOSE_H
#define NABLA_APP_DIAGNOSE_H

#include "app/session.h"

/* The weights of now are finite, but the update that was due would not be, or the loss isn't: walks the batch on a
 * copy of the net and names the first number that is infinite or NaN, and the likely cause. */
void diagnose_not_finite(const struct session *session, struct error *error);

/* The number with which it began: the first of this iteration, in the order in which they are computed, that is
 * infinite or NaN; else the first weight or bias that is. False where all are finite. */
bool diagnose_find(const struct tape *tape, struct cell *bad);

/* The rate to try after one that was too large: a tenth of it, 0.1 at most. */
double diagnose_smaller_rate(double rate);

#endif
