#include "view/cover.h"

#include <math.h>

#include "base/memory.h"

#define SQUARE 4.0       /* units: its least side */
#define SQUARES_MOST 400 /* across or up */

void cover_init(struct cover *cover, struct box box)
{
    cover->box = box;
    cover->columns = (int)fmin(fmax(1, ceil(box.width / SQUARE)), SQUARES_MOST);
    cover->rows = (int)fmin(fmax(1, ceil(box.height / SQUARE)), SQUARES_MOST);
    cover->squares = memory_new((size_t)cover->columns * (size_t)cover->rows, sizeof *cover->squares);
}

void cover_finish(struct cover *cover)
{
    memory_free(cover->squares);
}

/* The square in which a share of the rectangle's width or height lies. */
static int square_of(double share, int count)
{
    return (int)fmin(fmax(floor(share * count), 0), count - 1);
}

static void cover_point(struct cover *cover, double x, double y, int number)
{
    double across = (x - cover->box.x) / cover->box.width, down = (y - cover->box.y) / cover->box.height;
    if (!(across >= 0 && across <= 1 && down >= 0 && down <= 1))
        return;
    short *square =
        &cover->squares[square_of(down, cover->rows) * cover->columns + square_of(across, cover->columns)];
    *square = (short)(*square == 0 || *square == number ? number : COVER_ALL);
}

void cover_line(struct cover *cover, const double *xy, size_t count, int number)
{
    double side = fmin(cover->box.width / cover->columns, cover->box.height / cover->rows);
    for (size_t i = 0; i + 1 < count; i++, xy += 2) {
        double away = hypot(xy[2] - xy[0], xy[3] - xy[1]);
        int steps = (int)fmin(ceil(2 * away / side) + 1, 4 * SQUARES_MOST);
        for (int k = 0; k <= steps; k++)
            cover_point(cover, xy[0] + (xy[2] - xy[0]) * k / steps, xy[1] + (xy[3] - xy[1]) * k / steps,
                        number);
    }
}

struct squares {
    int left, right, top, bottom; /* both ends belong to it */
};

static struct squares squares_under(const struct cover *cover, const struct box *box)
{
    double left = (box->x - cover->box.x) / cover->box.width, top = (box->y - cover->box.y) / cover->box.height;
    return (struct squares){
        square_of(left, cover->columns), square_of(left + box->width / cover->box.width, cover->columns),
        square_of(top, cover->rows), square_of(top + box->height / cover->box.height, cover->rows)};
}

void cover_box(struct cover *cover, const struct box *box)
{
    struct squares under = squares_under(cover, box);
    for (int row = under.top; row <= under.bottom; row++)
        for (int column = under.left; column <= under.right; column++)
            cover->squares[row * cover->columns + column] = COVER_ALL;
}

bool cover_take(struct cover *cover, const struct box *box, int number)
{
    struct squares under = squares_under(cover, box);
    if (box->x < cover->box.x || box->x + box->width > cover->box.x + cover->box.width ||
        box->y < cover->box.y || box->y + box->height > cover->box.y + cover->box.height)
        return false;
    for (int row = under.top; row <= under.bottom; row++)
        for (int column = under.left; column <= under.right; column++) {
            short there = cover->squares[row * cover->columns + column];
            if (there != 0 && there != number)
                return false;
        }
    cover_box(cover, box);
    return true;
}
