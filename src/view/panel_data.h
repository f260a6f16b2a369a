/* The data panel's parts, and what they share while one picture is drawn. */
#ifndef NABLA_VIEW_PANEL_DATA_H
#define NABLA_VIEW_PANEL_DATA_H

#include "view/look.h"
#include "view/panel.h"

enum { DATA_CLASS_SIZE = 80 };

#define DATA_NONE LOOK_NO_SAMPLE

struct samples {
    const struct panel_place *place;
    const struct session *session;
    const struct network *network; /* or NULL */
    const struct dataset *data;    /* NULL: the one pair that was typed */
    size_t count;
    int inputs, outputs;    /* of a sample; outputs 0: it has no target */
    bool is_answered;       /* the network takes such samples */
    unsigned char *is_test; /* [count], or NULL: all are for training; owned */
    size_t current;         /* the one whose numbers x and y are, or DATA_NONE */

    size_t first, shown;   /* the page: from 0 */
    size_t answer;         /* numbers of an answer: yhat, and L behind it */
    const double *answers; /* [shown][answer]; NULL unless is_answered */

    bool has_hovered; /* what the tooltip is about, and where */
    size_t hovered;
    double hovered_x, hovered_y;
};

/* Numbers of the samples; i < count, for yhat and L on the page. */
const double *samples_x(const struct samples *samples, size_t i);
const double *samples_y(const struct samples *samples, size_t i);    /* outputs > 0 */
const double *samples_yhat(const struct samples *samples, size_t i); /* NULL unless is_answered */
bool samples_have_loss(const struct samples *samples, size_t i);     /* the loss can take the target */
double samples_loss(const struct samples *samples, size_t i);

/* Where there are classes: the name of the one that these numbers mean, as short as it can be told. */
bool samples_have_classes(const struct samples *samples);
int samples_class(const struct samples *samples, const double *y);
void samples_class_text(const struct samples *samples, int class, char text[DATA_CLASS_SIZE]);

enum verdict { VERDICT_NONE, VERDICT_RIGHT, VERDICT_WRONG };
enum verdict samples_verdict(const struct samples *samples, size_t i);
const char *verdict_sign(enum verdict verdict); /* "✓", "✗", "" */
struct ink verdict_ink(enum verdict verdict);

bool samples_is_test(const struct samples *samples, size_t i);

/* The page that the current sample is on, of so many; asks the network about it. *own: memory_free it. */
void samples_turn_to(struct samples *samples, size_t places, double **own);

/* A place that answers to the mouse: a click takes the sample. Whether the mouse is over it. */
bool samples_hit(struct samples *samples, size_t i, struct box box);

/* Inputs that are the points of a square picture: its side, else 0. */
int samples_side(const struct samples *samples);

/* ---- panel_data_table.c ---- */

enum { SAMPLES_NUMBERS = 3 }; /* of y and yhat that are shown at most */

/* The page as a table; *own: memory_free it. */
void samples_draw_table(struct samples *samples, struct box box, double **own);

/* ---- panel_data_pictures.c ---- */

void samples_draw_pictures(struct samples *samples, struct box box);

/* Finds the page, as many pictures as there is room for; what samples_draw_pictures then draws. */
size_t samples_pictures_in(const struct samples *samples, struct box box);

#endif
