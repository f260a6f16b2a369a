/* How a number of the net looks, in every panel alike. */
#ifndef NABLA_VIEW_LOOK_H
#define NABLA_VIEW_LOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "app/session.h"
#include "view/drawlist.h"
#include "view/scene.h"
#include "view/theme.h"

enum { LOOK_NUMBER_SIZE = 40, LOOK_NAME_SIZE = 64, LOOK_DIGITS = 4, LOOK_DIGITS_PRESENTING = 3 };

struct cell look_at(enum quantity quantity, int layer, int row, int column);

/* The cell exists and has a row, in what follows; L's row is 0. */

/* Unknown, stale and not finite first; then a weight or bias by its sign, the target, the loss, a gradient,
 * or a value on its way forward. */
struct ink cell_ink(const struct session *session, struct cell cell);

/* The step in the centre: the one whose numbers the learner is asked for, else the one done last; NULL for none. */
const struct explanation *look_step(const struct session *session);

/* The data set's sample (from 0) whose numbers x and y are: the last that was walked; LOOK_NO_SAMPLE where it is none
 * of them, as before the first step or where another input was typed. */
#define LOOK_NO_SAMPLE ((size_t)-1)
size_t look_sample(const struct session *session);

/* Digits where space is scarce: LOOK_DIGITS, or fewer for a projector or where `precision` asks for fewer. */
int look_digits(const struct session *session);

/* A number with so many significant digits; never "-0" or "-nan". */
void look_number(char out[LOOK_NUMBER_SIZE], double value, int digits);

/* The same in fewer letters where it is in powers of ten: "1e300" for "1e+300", "2e-7" for "2e-07". */
void look_shorten(char number[LOOK_NUMBER_SIZE]);

/* The same of a cell; "" where it is unknown. */
void look_cell(const struct session *session, struct cell cell, int digits, char out[LOOK_NUMBER_SIZE]);

/* Its name, as formulas write it: "∂L/∂w2[1,1]". */
void look_name(struct cell cell, char out[LOOK_NAME_SIZE]);

/* What shows a cell's number: its node, its edge, its bias, or for y, L and softmax's yhat the quantity of that
 * name, which `text` gets. */
struct hit look_hit(const struct session *session, struct cell cell, char text[LOOK_NAME_SIZE]);

/* The text of a HIT_PLANE: the numbers at its edges. */
void look_plane(char text[LOOK_NAME_SIZE], double left, double right, double bottom, double top);
bool look_plane_read(const char *text, double *left, double *right, double *bottom, double *top);

/* Whether the mouse is over what this hit describes. */
bool look_is_hovered(const struct scene_hover *hover, const struct hit *hit);

/* The sign of a breakpoint. */
void look_octagon(struct drawlist *list, double x, double y, double radius, struct ink fill,
                  struct stroke outline);

/* A row of text in several inks. */
struct look_piece {
    const char *text;
    struct ink ink;
    bool bold;
};

double look_row_width(const struct drawlist *list, const struct look_piece *pieces, size_t count, double size);

/* x is what align says; y is the middle of a capital letter. */
void look_row(struct drawlist *list, double x, double y, const struct look_piece *pieces, size_t count,
              double size, enum text_align align);

/* A row whose texts it keeps itself: begins as {0}. */
enum { LOOK_LINE_PIECES = 40 };
struct look_line {
    struct look_piece pieces[LOOK_LINE_PIECES];
    char texts[LOOK_LINE_PIECES][LOOK_NUMBER_SIZE];
    size_t count;
};

/* A piece behind the others, cut to LOOK_NUMBER_SIZE; dropped when the line is full. */
void look_line_put(struct look_line *line, const char *text, struct ink colour, bool is_bold);

#endif
