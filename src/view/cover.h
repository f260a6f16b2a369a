/* What lies already on a rectangle, in small squares: so that a word or a number is written only where it hides
 * nothing. */
#ifndef NABLA_VIEW_COVER_H
#define NABLA_VIEW_COVER_H

#include <stdbool.h>
#include <stddef.h>

#include "view/layout.h"

enum { COVER_ALL = -1 };

struct cover {
    struct box box; /* units */
    int columns, rows;
    short *squares; /* [rows][columns] 0: free; the number of the only line on it; else COVER_ALL; owned */
};

void cover_init(struct cover *cover, struct box box);
void cover_finish(struct cover *cover);

/* A line through count points, x y each, in units. Lines with a number of their own, from 1, may carry what cover_take
 * places for them; one of COVER_ALL nothing. */
void cover_line(struct cover *cover, const double *xy, size_t count, int number);

void cover_box(struct cover *cover, const struct box *box);

/* Covers the box, if it lies inside and nothing but that line lies under it; number 0: nothing at all. */
bool cover_take(struct cover *cover, const struct box *box, int number);

#endif
