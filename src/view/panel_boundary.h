/* The boundary panel's parts, and what they share while one picture is drawn. */
#ifndef NABLA_VIEW_PANEL_BOUNDARY_H
#define NABLA_VIEW_PANEL_BOUNDARY_H

#include "nn/dataset.h"
#include "nn/landscape.h"
#include "view/panel.h"
#include "view/panel_axes.h"

enum { BOUNDARY_CLASSES_MAX = 64 };

struct boundary {
    const struct panel_place *place;
    const struct session *session;
    const struct network *network;

    /* What is drawn over the plane. The outputs are a node too, where no softmax stands behind them. */
    enum landscape_what what;
    int layer, node; /* NODE: from 1, from 0; OUTPUT: node */
    bool is_output;  /* a prediction, not a node inside */
    char name[64];   /* "ŷ[1]"; "" for WINNER */
    char line[80];   /* what holds on the line that is drawn: "z1[2] = 0"; "" for none that needs saying */

    /* The samples: every stride-th is drawn. NULL without data that has as many inputs. */
    const struct dataset *data;
    size_t stride, shown;
    bool has_targets;       /* the data has as many outputs, too */
    int classes;            /* 0: targets are numbers */
    unsigned char *is_test; /* [count]; NULL: none is */
    const double *yhat;     /* [shown][outputs], with has_targets; else NULL */
    size_t wrong;           /* of those shown */

    double radius; /* of a mark */
};

void boundary_choose(struct boundary *boundary); /* what, layer, node, is_output, name */
void boundary_find_samples(struct boundary *boundary);
void boundary_predict(struct boundary *boundary, double **own); /* yhat, wrong; own: memory_free it */
void boundary_finish(struct boundary *boundary);

size_t boundary_sample(const struct boundary *boundary, size_t i); /* the number of the i-th that is drawn */
int boundary_class(const struct boundary *boundary, const double *y);
bool boundary_is_wrong(const struct boundary *boundary, size_t i);

/* Widens low..high by the shown samples' input i (from 0), and by the current input. False if there are
 * none. */
bool boundary_range(const struct boundary *boundary, int i, double *low, double *high);

/* The samples at y(context, i), with rings; places that answer to the mouse; what the mouse is over. */
struct boundary_marks {
    double (*y)(const void *context, size_t i);
    struct ink (*fill)(const void *context, size_t i); /* where there are no classes */
    const void *context;
};
void boundary_draw_samples(const struct boundary *boundary, const struct axes *axes,
                           const struct boundary_marks *marks);

/* The present input. */
void boundary_draw_present(const struct boundary *boundary, const struct axes *axes, double x, double y);
bool boundary_has_present(const struct boundary *boundary);

/* What the marks mean, as far as there is room: in the heading's row, or in one beneath; takes its room from
 * box. */
void boundary_draw_key(const struct boundary *boundary, const char *title, struct box *box);

/* For one input. */
void boundary_draw_curve(struct boundary *boundary);

#endif
