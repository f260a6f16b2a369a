/* The collapse panel's parts, and what they share while one picture is drawn: a network beside the product
 * of its layers. */
#ifndef NABLA_VIEW_PANEL_COLLAPSE_H
#define NABLA_VIEW_PANEL_COLLAPSE_H

#include "nn/landscape.h"
#include "view/panel.h"
#include "view/panel_axes.h"

struct collapse {
    const struct panel_place *place;
    const struct session *session;
    const struct network *network;
    int output;                      /* the one that is compared, from 0 */
    int bent;                        /* the first layer that is not linear; 0: none */
    bool is_curve;                   /* one input */
    double left, right, bottom, top; /* of the inputs' plane */
    double *x;                       /* [inputs] those that don't vary; owned */

    struct plane plane;
    const double *deep, *flat; /* [cells] a of the last layer, and (W x + b) */
    const double *w, *b;       /* W[outputs][inputs], b[outputs] */
    double apart, rounding;    /* the largest difference on the plane; what rounding alone may come to there */
    double largest;            /* of |deep|, |flat| */
    bool is_finite;
};

/* What is compared where; false, with the reason, where there is no product or it would take too long. */
bool collapse_choose(struct collapse *collapse, struct error *error);
void collapse_finish(struct collapse *collapse);

/* deep, flat, w, b and what follows from them, on so many cells; own: memory_free it. */
void collapse_ask(struct collapse *collapse, int columns, int rows, double **own);

/* Whether all that is between them is rounding. */
bool collapse_is_the_same(const struct collapse *collapse);

/* A network in small: its layers as columns of dots. layers: nodes of each, inputs first; bent: which of
 * them has an activation that bends, NULL for none. */
void collapse_draw_sketch(const struct panel_place *place, struct box box, const int *nodes, const bool *bent,
                          int layers);

#endif
