/* The matrices of the net panel: their parts, and what they share while one picture is drawn. */
#ifndef NABLA_VIEW_PANEL_NET_MATRIX_H
#define NABLA_VIEW_PANEL_NET_MATRIX_H

#include "app/why.h"
#include "view/look.h"
#include "view/panel.h"

enum { MATRIX_STRIPS_MAX = 5, MATRIX_HITS_MAX = 600 };

#define MATRIX_NUMBER_HEIGHT 1.7 /* sizes of type: of a cell that has its number in it */

struct matrix {
    const struct panel_place *place;
    const struct session *session;
    const struct network *network;
    const struct step *step; /* or NULL */
    const struct why *why;   /* whose paths are lit, or NULL */
    double size, strip, gap;
    bool has_gradients, has_weights; /* the lower half, the upper half */

    bool has_hovered;
    struct cell hovered;
    double hovered_x, hovered_y;
};

/* rows x columns numbers of a quantity as cells; where they are too many a cell stands for several, and shows the one
 * that is largest by magnitude. */
struct matrix_field {
    enum quantity quantity;
    int layer, rows, columns; /* layer is 0 where the quantity has none */
    bool is_flat;             /* a vector that lies: its rows go across */
    int cell_rows, cell_columns;
    struct box box;
};

/* What stands beside the matrix of a layer, a column each. */
struct matrix_strips {
    struct matrix_field fields[MATRIX_STRIPS_MAX];
    int count;
};

/* ---- panel_net_matrix_field.c ---- */

/* Whether the numbers of this row (from 0) are known. */
enum knowledge matrix_knowledge(const struct matrix *matrix, const struct matrix_field *field, int row);

/* Draws a field, in its box; its size and that of its cells are filled in. Returns its largest number by magnitude. */
double matrix_field_draw(const struct matrix *matrix, struct matrix_field *field);

/* Its numbers, where all have room. */
void matrix_numbers_draw(const struct matrix *matrix, const struct matrix_field *field);

/* Beneath it what it is, its shape and the scale of its colours, as far as there is room up to `right`. */
void matrix_measure_draw(const struct matrix *matrix, const struct matrix_field *field, double largest,
                         double right);

/* Where rows [first, end) of a field lie. */
struct box matrix_rows(const struct matrix_field *field, int first, int end);

/* Small type; nothing where there is hardly any room. */
void matrix_words(const struct matrix *matrix, double x, double y, const char *text, struct ink colour,
                  bool is_bold, double room, enum text_align align);

/* ---- panel_net_matrix_marks.c ---- */

/* Rings around what the step, the selection and the paths of `why` are about, in a layer's matrix w, what goes into it
 * and the strips beside it, which end at `right`. */
void matrix_marks_draw(const struct matrix *matrix, const struct matrix_field *w,
                       const struct matrix_field *from, const struct matrix_strips *strips, double right);

#endif
