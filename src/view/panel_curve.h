/* The curve panel's parts, and what they share while one picture is drawn. */
#ifndef NABLA_VIEW_PANEL_CURVE_H
#define NABLA_VIEW_PANEL_CURVE_H

#include "base/buffer.h"
#include "view/look.h"
#include "view/panel.h"
#include "view/panel_axes.h"

struct curve {
    const struct panel_place *place;
    const struct session *session;
    const struct network *network;
    const struct layer *layer;
    int number, node; /* of the layer, of its node; from 1 */
    int input;        /* maxout: which input goes across, from 1 */
    char title[96];

    /* What the network makes of the data, as far as it fits: [count][1 + pieces] that input, and z of each piece. */
    const double *samples;
    size_t count;
};

/* z of the node as the tape stands; of a maxout node the winner's, whose row *row gets. False where it is unknown. */
bool curve_z(const struct curve *curve, double *z, int *row);

/* The formula for readers: "1 - a²", "z where z > 0, else 0.1·z". */
void curve_put_formula(struct buffer *out, const char *formula, const struct activation *activation,
                       double param);

/* A row above a plane: what it is, at the left, and numbers, at the right; pieces[count] come in pairs, of which the
 * first go where the text has no room beside them, all but the last `kept`, which matter more. */
void curve_caption(const struct panel_place *place, const struct box *row, const char *text, struct ink ink,
                   const struct look_piece *pieces, size_t count, size_t kept);

/* A line of text that a caption holds. */
double curve_caption_height(const struct panel_place *place);

/* A short mark at the plane's lower edge. */
void curve_draw_rug_mark(const struct axes *axes, double x, struct ink ink);
double curve_rug_height(const struct panel_place *place);

void curve_draw_function(const struct curve *curve);  /* f and f' */
void curve_draw_pieces(const struct curve *curve);    /* of maxout, over one input */
void curve_draw_all(const struct panel_place *place); /* all activations side by side */

/* The part of low..high (z) from its lower and to its upper end in which |f'| < CURVE_SATURATED: *from is where the
 * lower one ends, *to where the upper one begins; low and high where there is none. */
#define CURVE_SATURATED 0.05
void curve_saturated(const struct activation *activation, double param, double low, double high, double *from,
                     double *to);

/* Shades, in the axes of f or f', what is outside from..to. */
void curve_shade(const struct axes *axes, double from, double to);

#endif
