#include "near.h"

#include <string.h>

#include "view/contour.h"

enum { COLUMNS = 21, ROWS = 31, LINES_MAX = 8, POINTS_MAX = 4096 };

struct lines {
    size_t count, points[LINES_MAX];
    double xy[LINES_MAX][2 * POINTS_MAX];
};

static struct lines lines;

static void keep(void *context, const double *xy, size_t count)
{
    struct lines *kept = context;
    assert_true(kept->count < LINES_MAX && count <= POINTS_MAX);
    memcpy(kept->xy[kept->count], xy, 2 * count * sizeof *xy);
    kept->points[kept->count++] = count;
}

static void trace(const double *values, int columns, int rows, double level)
{
    lines.count = 0;
    contour_trace(values, columns, rows, level, keep, &lines);
}

static void fill(double values[ROWS * COLUMNS], double (*f)(double x, double y))
{
    for (int row = 0; row < ROWS; row++)
        for (int column = 0; column < COLUMNS; column++)
            values[row * COLUMNS + column] = f(column + 0.5, row + 0.5);
}

static double slope(double x, double y)
{
    return 2 * x - 3 * y;
}

/* A plane's line is straight, exact, one line, and goes from edge to edge. */
static void a_plane_has_one_straight_line(void **state)
{
    (void)state;
    double values[ROWS * COLUMNS], left = COLUMNS, right = 0;
    fill(values, slope);
    trace(values, COLUMNS, ROWS, 7);
    assert_int_equal(lines.count, 1);
    for (size_t i = 0; i < lines.points[0]; i++) {
        const double *xy = lines.xy[0] + 2 * i;
        assert_near(slope(xy[0], xy[1]), 7, 1e-12);
        left = fmin(left, xy[0]);
        right = fmax(right, xy[0]);
    }
    assert_near(left, 3.5, 1e-12); /* at y = 0 */
    assert_near(right, COLUMNS, 1e-12);
}

static double circle(double x, double y)
{
    return (x - 10) * (x - 10) + (y - 15) * (y - 15);
}

static void a_bowl_has_closed_lines(void **state)
{
    (void)state;
    double values[ROWS * COLUMNS];
    fill(values, circle);
    trace(values, COLUMNS, ROWS, 64);
    assert_int_equal(lines.count, 1);
    size_t last = 2 * (lines.points[0] - 1);
    assert_true(lines.xy[0][0] == lines.xy[0][last] && lines.xy[0][1] == lines.xy[0][last + 1]);
    double turned = 0; /* all the way round, once */
    for (size_t i = 0; i < last; i += 2) {
        const double *xy = lines.xy[0] + i;
        assert_near(circle(xy[0], xy[1]), 64, 1.0 / 64);
        turned += atan2((xy[0] - 10) * (xy[3] - 15) - (xy[1] - 15) * (xy[2] - 10),
                        (xy[0] - 10) * (xy[2] - 10) + (xy[1] - 15) * (xy[3] - 15));
    }
    assert_near(fabs(turned), 2 * 3.14159265358979, 1e-9);
}

static double saddle(double x, double y)
{
    return (x - 10) * (y - 15);
}

static void a_saddle_has_two_lines_that_do_not_touch(void **state)
{
    (void)state;
    double values[ROWS * COLUMNS];
    fill(values, saddle);
    for (int sign = -1; sign <= 1; sign += 2) {
        trace(values, COLUMNS, ROWS, 0.05 * sign);
        assert_int_equal(lines.count, 2);
        for (size_t l = 0; l < 2; l++) {
            bool is_right = lines.xy[l][0] > 10;
            for (size_t i = 0; i < lines.points[l]; i++)
                assert_int_equal(lines.xy[l][2 * i] > 10, is_right);
        }
    }
}

static void four_corners_that_alternate_are_joined_by_their_mean(void **state)
{
    (void)state;
    static const double high[] = {3, 0, 0, 2}, low[] = {3, -4, -4, 2};
    trace(high, 2, 2, 1); /* the middle is above: the low corners are cut off */
    assert_int_equal(lines.count, 2);
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < lines.points[l]; i++)
            assert_true(fabs(lines.xy[l][2 * i] - lines.xy[l][2 * i + 1]) > 0);
    trace(low, 2, 2, 1); /* below: the high ones are, so that a line parts each from the middle, 1 1 */
    assert_int_equal(lines.count, 2);
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < lines.points[l]; i++)
            assert_true((lines.xy[l][2 * i] + lines.xy[l][2 * i + 1] < 2) ==
                        (lines.xy[l][0] + lines.xy[l][1] < 2));
}

static void there_is_none_beyond_the_numbers_and_around_what_is_none(void **state)
{
    (void)state;
    double values[ROWS * COLUMNS];
    fill(values, circle);
    trace(values, COLUMNS, ROWS, -1);
    assert_int_equal(lines.count, 0);
    trace(values, COLUMNS, ROWS, 1e6);
    assert_int_equal(lines.count, 0);
    for (int row = 0; row < ROWS; row++)
        values[row * COLUMNS + 10] = row % 2 ? (double)NAN : (double)INFINITY;
    trace(values, COLUMNS, ROWS, 64); /* a gap on each side of column 10 */
    assert_int_equal(lines.count, 2);
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        values[i] = (double)NAN;
    trace(values, COLUMNS, ROWS, 0);
    assert_int_equal(lines.count, 0);
}

static void a_level_that_corners_have_gives_no_second_line(void **state)
{
    (void)state;
    static const double steps[] = {0, 0, 1, 0, 0, 1, 0, 0, 1};
    trace(steps, 3, 3, 0);
    assert_int_equal(lines.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plane_has_one_straight_line),
        cmocka_unit_test(a_bowl_has_closed_lines),
        cmocka_unit_test(a_saddle_has_two_lines_that_do_not_touch),
        cmocka_unit_test(four_corners_that_alternate_are_joined_by_their_mean),
        cmocka_unit_test(there_is_none_beyond_the_numbers_and_around_what_is_none),
        cmocka_unit_test(a_level_that_corners_have_gives_no_second_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
