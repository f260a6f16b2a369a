#include "view/contour.h"

#include <math.h>

#include "base/memory.h"

/* The grid is the cells' middles, and around them their outer edge, half a cell away. A crossing lies on a
 * side of a square of the grid; a line comes from one side and goes to another, so each side has up to two
 * next ones. */
struct grid {
    int columns, rows; /* of points: two more than cells */
    double *height;    /* [rows][columns], above the level */
    int (*next)[2];    /* [sides]: the sides that the line goes on to; -1 for none */
    double *xy;        /* room for the longest line */
};

enum { NO_SIDE = -1 };

/* The side from a point to the next one in its row: 2 * point; in its column: 2 * point + 1. */
static int side(const struct grid *grid, int column, int row, bool is_down)
{
    return 2 * (row * grid->columns + column) + is_down;
}

static double height(const struct grid *grid, int column, int row)
{
    return grid->height[row * grid->columns + column];
}

/* A point's place in cells. */
static double place(int i, int count)
{
    return i == 0 ? 0 : i == count - 1 ? count - 2 : i - 0.5;
}

/* At the outer edge the number goes on as between the two cells next to it. */
static double extended(const double *values, int columns, int rows, int column, int row)
{
    int c = column < 0 ? 0 : column >= columns ? columns - 1 : column;
    int r = row < 0 ? 0 : row >= rows ? rows - 1 : row;
    int inner_c = column < 0 ? 1 : column >= columns ? columns - 2 : c;
    int inner_r = row < 0 ? 1 : row >= rows ? rows - 2 : r;
    double at = values[r * columns + c], inner = values[inner_r * columns + inner_c];
    return c == inner_c && r == inner_r ? at : at + (at - inner) / 2;
}

static void join(struct grid *grid, int a, int b)
{
    grid->next[a][grid->next[a][0] != NO_SIDE] = b;
    grid->next[b][grid->next[b][0] != NO_SIDE] = a;
}

static void cross_square(struct grid *grid, int column, int row)
{
    const double corner[4] = {height(grid, column, row), height(grid, column + 1, row),
                              height(grid, column + 1, row + 1), height(grid, column, row + 1)};
    /* side i leads from corner i to the next one, clockwise from the top left */
    const int sides[4] = {side(grid, column, row, false), side(grid, column + 1, row, true),
                          side(grid, column, row + 1, false), side(grid, column, row, true)};
    int crossed[4], count = 0;
    for (int i = 0; i < 4; i++) {
        if (!isfinite(corner[i]))
            return;
        if ((corner[i] > 0) != (corner[(i + 1) % 4] > 0))
            crossed[count++] = sides[i];
    }
    if (count == 2)
        join(grid, crossed[0], crossed[1]);
    if (count < 4)
        return;
    bool is_high = corner[0] + corner[1] + corner[2] + corner[3] > 0;
    bool cuts_off_first = is_high != (corner[0] > 0); /* and the third: they are parted from the middle */
    join(grid, sides[0], sides[cuts_off_first ? 3 : 1]);
    join(grid, sides[2], sides[cuts_off_first ? 1 : 3]);
}

static void put_crossing(const struct grid *grid, int at, double xy[2])
{
    int point = at / 2, column = point % grid->columns, row = point / grid->columns;
    int to_column = column + (at % 2 == 0), to_row = row + at % 2;
    double from = height(grid, column, row), to = height(grid, to_column, to_row), share = from / (from - to);
    double x = place(column, grid->columns), y = place(row, grid->rows);
    xy[0] = x + share * (place(to_column, grid->columns) - x);
    xy[1] = y + share * (place(to_row, grid->rows) - y);
}

/* From a side on, taking the links out as it goes; a loop comes back to where it began. */
static size_t follow(struct grid *grid, int at)
{
    size_t count = 0;
    for (int before = NO_SIDE, to; at != NO_SIDE; before = at, at = to) {
        int *next = grid->next[at];
        put_crossing(grid, at, grid->xy + 2 * count++);
        to = next[0] == before ? next[1] : next[0];
        next[0] = next[1] = NO_SIDE;
    }
    return count;
}

static void trace(struct grid *grid, bool is_closed, contour_line *line, void *context)
{
    for (int at = 0; at < 2 * grid->columns * grid->rows; at++) {
        bool has_first = grid->next[at][0] != NO_SIDE, has_second = grid->next[at][1] != NO_SIDE;
        if (has_first && has_second == is_closed)
            line(context, grid->xy, follow(grid, at));
    }
}

void contour_trace(const double *values, int columns, int rows, double level, contour_line *line, void *context)
{
    struct grid grid = {.columns = columns + 2, .rows = rows + 2};
    size_t points = (size_t)grid.columns * (size_t)grid.rows;
    grid.height = memory_new(points, sizeof *grid.height);
    grid.next = memory_new(2 * points, sizeof *grid.next);
    grid.xy = memory_new(2 * points + 1, 2 * sizeof *grid.xy);
    for (int row = 0; row < grid.rows; row++)
        for (int column = 0; column < grid.columns; column++)
            grid.height[row * grid.columns + column] =
                extended(values, columns, rows, column - 1, row - 1) - level;
    for (size_t i = 0; i < 2 * points; i++)
        grid.next[i][0] = grid.next[i][1] = NO_SIDE;
    for (int row = 0; row + 1 < grid.rows; row++)
        for (int column = 0; column + 1 < grid.columns; column++)
            cross_square(&grid, column, row);
    trace(&grid, false, line, context); /* lines with two ends first: what is left are loops */
    trace(&grid, true, line, context);
    memory_free(grid.height);
    memory_free(grid.next);
    memory_free(grid.xy);
}
