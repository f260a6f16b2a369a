#include "near.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "ui/raster.h"

#define SIDE 96
#define TURN 6.283185307179586

static struct drawlist list;
static struct surface surface;

/* The contrast theme is white on black: a pixel's grey is what a shape covers of it. */
static void begin_list(void)
{
    drawlist_begin(&list, theme_find("contrast", 8, NULL), &text_measure_plain, SIDE, SIDE, 1);
}

static int begin(void **state)
{
    (void)state;
    drawlist_init(&list);
    surface_init(&surface, SIDE, SIDE);
    begin_list();
    return 0;
}

static int finish(void **state)
{
    (void)state;
    drawlist_finish(&list);
    surface_finish(&surface);
    return 0;
}

static struct ink white(void)
{
    return ink(ROLE_WHITE);
}

static void draw(void)
{
    raster_draw(&surface, &list, NULL);
}

static int grey(int x, int y)
{
    return (int)(surface.pixels[y * surface.stride + x] & 0xFF);
}

static double area(void)
{
    double sum = 0;
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            sum += grey(x, y) / 255.0;
    return sum;
}

/* --- against a supersampled picture ------------------------------------------------------------ */

typedef bool inside(double x, double y, const double *shape);

/* Whether this pixel and all around it are empty, or all are full. */
static bool is_plain(int x, int y)
{
    for (int v = y > 0 ? y - 1 : 0; v <= y + 1 && v < SIDE; v++)
        for (int u = x > 0 ? x - 1 : 0; u <= x + 1 && u < SIDE; u++)
            if (grey(u, v) != grey(x, y) || (grey(u, v) != 0 && grey(u, v) != 255))
                return false;
    return true;
}

/* What part of a pixel lies inside, by asking for 1024 points whose columns and rows are all different; for
 * one of many like it, by its middle. */
static double part_inside(inside *in, const double *shape, int x, int y)
{
    if (is_plain(x, y))
        return in(x + 0.5, y + 0.5, shape) ? 1 : 0;
    int hits = 0;
    for (int k = 0; k < 1024; k++)
        hits += in(x + (k + 0.5) / 1024, y + (k % 32 * 32 + (double)(k / 32) + 0.5) / 1024, shape);
    return hits / 1024.0;
}

/* The mean error over the pixels that either touches, and the largest one, must be small. */
static void assert_like(inside *in, const double *shape, double mean_most, double most)
{
    double sum = 0, worst = 0;
    int touched = 0;
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            double want = part_inside(in, shape, x, y), error = fabs(want - grey(x, y) / 255.0);
            if (want > 0 || grey(x, y)) {
                touched++;
                sum += error;
                worst = error > worst ? error : worst;
            }
        }
    assert_true(touched > 0);
    if (sum / touched > mean_most || worst > most)
        fail_msg("mean error %.4f, largest %.4f (%g %g %g %g, %g)", sum / touched, worst, shape[0], shape[1],
                 shape[2], shape[3], shape[4]);
}

/* x1 y1 x2 y2 width */
static bool in_line(double x, double y, const double *s)
{
    double dx = s[2] - s[0], dy = s[3] - s[1], length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((x - s[0]) * dx + (y - s[1]) * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(x - s[0] - t * dx, y - s[1] - t * dy) <= s[4] / 2;
}

/* x y radius, ring width (0: filled) */
static bool in_disc(double x, double y, const double *s)
{
    double d = hypot(x - s[0], y - s[1]);
    return d <= s[2] && (s[3] <= 0 || d >= s[2] - s[3]);
}

static void lines_are_like_a_supersampled_picture(void **state)
{
    (void)state;
    static const double widths[] = {0.5, 1, 1.5, 2, 3.3, 6, 14};
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
        for (int k = 0; k < 24; k++) {
            double angle = k * TURN / 24 + 0.03 * k, c = cos(angle), s = sin(angle);
            double line[] = {48.2 - 36 * c, 47.7 - 36 * s, 48.2 + 36 * c, 47.7 + 36 * s, widths[w]};
            begin_list();
            drawlist_line(&list, line[0], line[1], line[2], line[3], stroke_solid(white(), line[4]));
            draw();
            assert_like(in_line, line, 0.01, 0.06);
        }
}

static void discs_are_like_a_supersampled_picture(void **state)
{
    (void)state;
    static const double radii[] = {0.7, 1, 2.5, 4, 9, 20, 40};
    for (size_t r = 0; r < sizeof radii / sizeof *radii; r++)
        for (int ring = 0; ring < 3; ring++) {
            double disc[] = {47.3, 48.9, radii[r], ring * 0.3 * radii[r], 0};
            begin_list();
            if (ring)
                drawlist_disc(&list, disc[0], disc[1], disc[2], INK_NONE, stroke_solid(white(), disc[3]));
            else
                drawlist_disc(&list, disc[0], disc[1], disc[2], white(), STROKE_NONE);
            draw();
            assert_like(in_disc, disc, 0.01, 0.05);
        }
}

/* x1 y1 x2 y2 width x3 y3 */
static bool in_corner(double x, double y, const double *s)
{
    const double second[] = {s[2], s[3], s[5], s[6], s[4]};
    return in_line(x, y, s) || in_line(x, y, second);
}

static void joints_of_a_curve_are_round(void **state)
{
    (void)state;
    for (int k = 0; k < 12; k++) {
        double angle = k * TURN / 12 + 0.1;
        double corner[] = {12, 40, 48, 50, 9, 48 + 30 * cos(angle), 50 + 30 * sin(angle)};
        begin_list();
        drawlist_curve(&list, (const double[]){12, 40, 48, 50, corner[5], corner[6]}, 3,
                       stroke_solid(white(), 9));
        draw();
        assert_like(in_corner, corner, 0.01, 0.25); /* in the inner corner two edges share a pixel */
    }
}

static void a_curve_of_many_points_shows_no_knots(void **state)
{
    (void)state;
    double xy[2 * 65];
    for (int i = 0; i <= 64; i++) {
        xy[2 * i] = 10.0 + 76 * i / 64.0;
        xy[2 * i + 1] = 20.0 + 51 * i / 64.0;
    }
    double line[] = {10, 20, 86, 71, 3};
    drawlist_curve(&list, xy, 65, stroke_solid(white(), 3));
    draw();
    assert_like(in_line, line, 0.012, 0.06);
}

static void a_see_through_curve_does_not_darken_itself(void **state)
{
    (void)state;
    drawlist_curve(&list, (const double[]){10, 10, 80, 80, 80, 10, 10, 80, 10, 10}, 5,
                   stroke_solid(ink_fade(white(), 0.5), 7));
    draw();
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            assert_true(grey(x, y) <= 128);
    assert_int_equal(grey(45, 45), 128);
    assert_int_equal(grey(80, 45), 128);
}

/* --- dashes ------------------------------------------------------------------------------------ */

static void dashes_are_as_long_as_they_say(void **state)
{
    (void)state;
    for (int phase = 0; phase < 10; phase++) {
        begin_list();
        drawlist_line(&list, 5, 10.5, 85, 10.5, stroke_dashed(white(), 1, 6, 4, phase));
        drawlist_line(&list, 20.5, 5 + 15, 20.5, 85, stroke_dashed(white(), 1, 6, 4, phase));
        draw();
        for (int x = 0; x < SIDE; x++) {
            bool on = x >= 5 && x < 85 && (x - 5 - phase + 10) % 10 < 6;
            assert_int_equal(grey(x, 10), on ? 255 : 0);
            on = x >= 20 && x < 85 && (x - 20 - phase + 10) % 10 < 6;
            if (x != 10)
                assert_int_equal(grey(20, x), on ? 255 : 0);
        }
    }
}

static void slanted_dashes_cover_their_share(void **state)
{
    (void)state;
    drawlist_line(&list, 8, 8, 8 + 48, 8 + 64, stroke_dashed(white(), 3, 5, 3, 0)); /* 80 px: ten patterns */
    draw();
    assert_near(area(), 10 * 5 * 3, 0.005);
}

static void a_dash_goes_round_a_corner(void **state)
{
    (void)state;
    drawlist_curve(&list, (const double[]){10, 20.5, 40, 20.5, 40, 60}, 3,
                   stroke_dashed(white(), 3, 20, 15, 0));
    draw();
    assert_int_equal(grey(29, 20), 255); /* the first dash ends 20 px on */
    assert_int_equal(grey(30, 20), 0);
    assert_int_equal(grey(44, 20), 0);
    for (int x = 32; x < 39; x++) /* a gap of 15 px would end behind the corner */
        assert_int_equal(grey(x, 20), 0);
    assert_int_equal(grey(40, 24), 0);
    assert_int_equal(grey(39, 26), 255); /* 30 px, then 5 px down */
    assert_int_equal(grey(39, 44), 255);
    assert_int_equal(grey(39, 46), 0);
    begin_list();
    drawlist_curve(&list, (const double[]){10, 20.5, 40, 20.5, 40, 60}, 3,
                   stroke_dashed(white(), 3, 40, 15, 0));
    draw();
    assert_int_equal(grey(40, 20), 255); /* inside a dash the corner is whole */
    assert_int_equal(grey(39, 29), 255);
    assert_int_equal(grey(39, 31), 0);
}

static void a_long_dash_of_many_points_is_whole(void **state)
{
    (void)state;
    double xy[2 * 41];
    for (int i = 0; i <= 40; i++) {
        xy[2 * i] = 10.3 + 2 * i - 0.1 * (i % 3);
        xy[2 * i + 1] = 20.5;
    }
    drawlist_curve(&list, xy, 41, stroke_dashed(white(), 1, 30, 5, 0));
    draw();
    for (int x = 11; x < 40; x++)
        assert_true(grey(x, 20) > 245);
    assert_int_equal(grey(42, 20), 0);
}

static void dots_are_round_and_evenly_spaced(void **state)
{
    (void)state;
    drawlist_line(&list, 10, 20, 90, 20, stroke_dotted(white(), 4, 8, 3));
    draw();
    for (int i = 0; i < 10; i++) {
        int x = 13 + 8 * i;
        assert_int_equal(grey(x, 20), 255);
        assert_int_equal(grey(x - 4, 20), 0);
    }
    assert_near(area(), 10 * 3.14159265 * 4, 0.02);
}

/* --- outlines and fills ------------------------------------------------------------------------ */

static void an_outline_lies_inside(void **state)
{
    (void)state;
    drawlist_rectangle(&list, 10, 20, 40, 30, 0, INK_NONE, stroke_solid(white(), 1));
    drawlist_disc(&list, 70, 70, 10, INK_NONE, stroke_solid(white(), 2));
    draw();
    for (int x = 10; x < 50; x++)
        assert_true(grey(x, 20) == 255 && grey(x, 19) == 0 && grey(x, 49) == 255 && grey(x, 50) == 0);
    for (int y = 21; y < 49; y++)
        assert_true(grey(10, y) == 255 && grey(11, y) == 0 && grey(49, y) == 255 && grey(9, y) == 0);
    assert_true(grey(70, 59) < 8 && grey(59, 70) < 8 && grey(80, 70) < 8);
    assert_true(grey(70, 60) > 245 && grey(61, 70) > 245 && grey(70, 62) < 8);
}

static void no_rim_of_the_fill_shows_round_an_outline(void **state)
{
    (void)state;
    list.theme = theme_find("dark", 4, NULL);
    drawlist_disc(&list, 48, 48, 30, ink(ROLE_WHITE), stroke_solid(ink(ROLE_BACKGROUND), 3));
    drawlist_rectangle(&list, 2, 2, 12, 12, 5, ink(ROLE_WHITE), stroke_solid(ink(ROLE_BACKGROUND), 2));
    draw();
    uint32_t ground = surface.pixels[SIDE * SIDE - 1];
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            if (hypot(x + 0.5 - 48, y + 0.5 - 48) > 28.6 && (x > 12 || y > 12))
                assert_int_equal(surface.pixels[y * SIDE + x], ground);
    assert_int_equal(surface.pixels[2 * SIDE + 4], ground);
    assert_int_equal(surface.pixels[48 * SIDE + 48], 0xFFFFFFFF);
}

static void an_outline_thicker_than_its_shape_fills_it(void **state)
{
    (void)state;
    drawlist_disc(&list, 30, 30, 10, INK_NONE, stroke_solid(white(), 50));
    drawlist_rectangle(&list, 60, 60, 10, 8, 3, INK_NONE, stroke_solid(white(), 50));
    draw();
    assert_int_equal(grey(30, 30), 255);
    assert_int_equal(grey(64, 63), 255);
    assert_int_equal(grey(60, 60), 0 + grey(69, 67));
    assert_near(area(), 314.16 + 80 - 0.8584 * 9, 0.005);
}

/* x1 y1 x2 y2 radius */
static bool in_rounded(double x, double y, const double *s)
{
    double dx = fmax(fmax(s[0] + s[4] - x, x - s[2] + s[4]), 0),
           dy = fmax(fmax(s[1] + s[4] - y, y - s[3] + s[4]), 0);
    return hypot(dx, dy) <= s[4];
}

static void corners_are_round(void **state)
{
    (void)state;
    double box[] = {10, 20, 80, 70, 12};
    drawlist_rectangle(&list, 10, 20, 70, 50, 12, white(), STROKE_NONE);
    draw();
    assert_like(in_rounded, box, 0.01, 0.05);
}

static void dashed_outlines_follow_the_edge(void **state)
{
    (void)state;
    drawlist_rectangle(&list, 10, 20, 40, 30, 0, INK_NONE, stroke_dashed(white(), 2, 5, 5, 0));
    drawlist_disc(&list, 70, 70, 20, INK_NONE, stroke_dashed(white(), 2, 6, 6, 0));
    draw();
    for (int y = 22; y < 48; y++)
        for (int x = 12; x < 48; x++)
            assert_int_equal(grey(x, y), 0);
    double ring = TURN * 19, box = 2 * (38 + 28);
    assert_near(area(), ring + box, 0.06); /* width 2, half of it dashes */
    for (int y = 50; y < SIDE; y++)
        for (int x = 50; x < SIDE; x++) {
            double d = hypot(x + 0.5 - 70, y + 0.5 - 70);
            assert_true(grey(x, y) == 0 || (d > 17 && d < 21));
        }
}

static void a_polygon_is_filled_by_the_non_zero_rule(void **state)
{
    (void)state;
    double star[10];
    for (int i = 0; i < 5; i++) {
        star[2 * i] = 48 + 40 * sin(i * 2 * TURN / 5);
        star[2 * i + 1] = 48 - 40 * cos(i * 2 * TURN / 5);
    }
    drawlist_polygon(&list, star, 5, white(), STROKE_NONE);
    draw();
    assert_int_equal(grey(48, 48), 255); /* gone round twice */
    assert_int_equal(grey(48, 20), 255);
    assert_int_equal(grey(48, 85), 0);
    begin_list();
    drawlist_polygon(&list, (const double[]){20, 20, 60, 20, 60, 60, 20, 60}, 4, INK_NONE,
                     stroke_solid(white(), 2));
    draw();
    assert_int_equal(grey(40, 40), 0);
    assert_int_equal(grey(20, 40), 255); /* closed, and on the edge: 1 px on each side */
    assert_int_equal(grey(19, 40), 255);
    assert_int_equal(grey(18, 40), 0);
}

/* --- cells, clips, surfaces -------------------------------------------------------------------- */

static void cells_fill_their_box_without_a_gap(void **state)
{
    (void)state;
    struct ink cells[7 * 5];
    for (size_t i = 0; i < 7 * 5; i++)
        cells[i] = ink_mix(ink(ROLE_BLACK), ROLE_WHITE, (double)(i + 1) / 255);
    drawlist_cells(&list, 10, 20, 50, 33, 7, 5, cells);
    draw();
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            int want = 0, column = 0, row = 0;
            if (x >= 10 && x < 60 && y >= 20 && y < 53) {
                while (50 * (column + 1) / 7 <= x - 10)
                    column++;
                while (33 * (row + 1) / 5 <= y - 20)
                    row++;
                want = row * 7 + column + 1;
            }
            assert_int_equal(grey(x, y), want);
        }
}

static void see_through_cells_are_blended(void **state)
{
    (void)state;
    drawlist_rectangle(&list, 0, 0, 96, 96, 0, white(), STROKE_NONE);
    drawlist_cells(&list, 10, 10, 20, 10, 2, 1, (const struct ink[]){ink_fade(ink(ROLE_BLACK), 0.5), INK_NONE});
    draw();
    assert_int_equal(grey(15, 15), 127);
    assert_int_equal(grey(25, 15), 255);
}

static void nothing_is_drawn_outside_a_clip(void **state)
{
    (void)state;
    drawlist_clip(&list, 20, 30, 40, 20);
    drawlist_rectangle(&list, 0, 0, 96, 96, 0, white(), STROKE_NONE);
    drawlist_line(&list, 0, 0, 96, 96, stroke_solid(white(), 9));
    drawlist_disc(&list, 20, 30, 15, white(), stroke_dashed(white(), 3, 4, 4, 0));
    drawlist_cells(&list, 0, 0, 96, 96, 1, 1, (const struct ink[]){white()});
    drawlist_unclip(&list);
    drawlist_rectangle(&list, 90, 90, 2, 2, 0, white(), STROKE_NONE);
    draw();
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            bool in = (x >= 20 && x < 60 && y >= 30 && y < 50) || (x >= 90 && x < 92 && y >= 90 && y < 92);
            assert_int_equal(grey(x, y), in ? 255 : 0);
        }
}

static void everything_with_limits_and_beyond_is_safe(void **state)
{
    (void)state;
    static const double far[] = {-1e300, -20000, -300, 0, 48.3, 300, 20000, (double)INFINITY};
    struct random random;
    random_seed(&random, 3);
    for (int n = 0; n < 400; n++) {
        double v[8];
        for (int i = 0; i < 8; i++)
            v[i] = far[random_below(&random, 8)];
        struct stroke stroke =
            stroke_dashed(white(), fabs(v[6]), fabs(v[7]), random_below(&random, 2) ? 50 : 0, v[0]);
        if (n % 4 == 0)
            begin_list();
        drawlist_line(&list, v[0], v[1], v[2], v[3], stroke);
        drawlist_rectangle(&list, v[0], v[1], v[2], v[3], v[4], white(), stroke);
        drawlist_disc(&list, v[0], v[1], v[2], white(), stroke);
        drawlist_polygon(&list, v, 4, white(), stroke);
        drawlist_bezier(&list, v, stroke);
        drawlist_arc(&list, v[0], v[1], v[2], 0, 3, stroke);
        drawlist_cells(&list, v[0], v[1], v[2], v[3], 1, 2, (const struct ink[]){white(), white()});
        if (n % 4 == 3)
            draw();
    }
}

static void a_line_from_far_away_crosses_where_it_should(void **state)
{
    (void)state;
    double line[] = {-16000, -15952, 16000, 16048, 3}; /* y = x + 48 */
    drawlist_line(&list, line[0], line[1], line[2], line[3], stroke_solid(white(), line[4]));
    draw();
    assert_like(in_line, line, 0.01, 0.06);
}

static void the_rest_of_a_wider_row_is_left_alone(void **state)
{
    (void)state;
    uint32_t pixels[100 * 80];
    memset(pixels, 0x55, sizeof pixels);
    struct surface part = {.pixels = pixels + 3, .width = 70, .height = 60, .stride = 100};
    drawlist_rectangle(&list, -5, -5, 200, 200, 9, white(), stroke_solid(white(), 2));
    drawlist_curve(&list, (const double[]){-20, 30, 90, 40, 0, 90}, 3, stroke_solid(white(), 9));
    raster_draw(&part, &list, NULL);
    for (int y = 0; y < 80; y++)
        for (int x = 0; x < 100; x++) {
            bool in = x >= 3 && x < 73 && y < 60;
            assert_int_equal(pixels[y * 100 + x], in ? 0xFFFFFFFF : 0x55555555);
        }
}

/* --- the same bytes everywhere ----------------------------------------------------------------- */

static uint32_t crc32_of(const struct surface *s)
{
    uint32_t crc = 0xFFFFFFFF;
    for (int i = 0; i < s->width * s->height; i++)
        for (int shift = 0; shift < 32; shift += 8) {
            crc ^= s->pixels[i] >> shift & 0xFF;
            for (int k = 0; k < 8; k++)
                crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
        }
    return ~crc;
}

static void draw_scene(void)
{
    struct random random;
    random_seed(&random, 2026);
    drawlist_begin(&list, theme_at(0), &text_measure_plain, 320, 240, 1.25);
    drawlist_rectangle(&list, 8, 8, 240, 180, 8, ink(ROLE_PANEL), stroke_solid(ink(ROLE_PANEL_BORDER), 1));
    for (int i = 0; i < 60; i++) {
        double v[8];
        for (int k = 0; k < 8; k++)
            v[k] = 300 * random_uniform(&random) - 20;
        struct ink colour = ink_fade(ink_mix(ink_series((size_t)i), ROLE_PANEL, v[0] / 400), 0.4 + v[1] / 500);
        struct stroke solid = stroke_solid(colour, 0.4 + v[2] / 50);
        struct stroke dashed = stroke_dashed(colour, 0.5 + v[3] / 60, v[4] / 20, 1 + v[5] / 30, v[6]);
        drawlist_line(&list, v[0], v[1], v[2], v[3], i % 3 ? solid : dashed);
        drawlist_bezier(&list, v, i % 2 ? solid : dashed);
        drawlist_disc(&list, v[4], v[5], 1 + v[6] / 12, ink_fade(colour, 0.3), i % 4 ? solid : dashed);
        drawlist_rectangle(&list, v[6], v[7], v[0] / 4, v[1] / 4, v[2] / 20, INK_NONE, i % 5 ? solid : dashed);
        drawlist_polygon(&list, v, 3, ink_fade(colour, 0.5), STROKE_NONE);
        drawlist_arrowhead(&list, v[0], v[1], v[2], v[3], 12, colour);
    }
}

/* The number was written down once: it holds for gcc and clang, -O0 to -O3, with and without sanitizers. No
 * text, because the fonts of another system may be another version. */
static void a_scene_is_the_same_from_every_build(void **state)
{
    (void)state;
    surface_finish(&surface);
    surface_init(&surface, 400, 300);
    draw_scene();
    draw();
    uint32_t first = crc32_of(&surface);
    memset(surface.pixels, 0xAB, 400 * 300 * sizeof *surface.pixels);
    draw();
    assert_int_equal(crc32_of(&surface), first);
    assert_int_equal(first, 0x021847EF);
}

#define ON_A_LIST(test) cmocka_unit_test_setup_teardown(test, begin, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_LIST(lines_are_like_a_supersampled_picture),
        ON_A_LIST(discs_are_like_a_supersampled_picture),
        ON_A_LIST(joints_of_a_curve_are_round),
        ON_A_LIST(a_curve_of_many_points_shows_no_knots),
        ON_A_LIST(a_see_through_curve_does_not_darken_itself),
        ON_A_LIST(dashes_are_as_long_as_they_say),
        ON_A_LIST(slanted_dashes_cover_their_share),
        ON_A_LIST(a_dash_goes_round_a_corner),
        ON_A_LIST(a_long_dash_of_many_points_is_whole),
        ON_A_LIST(dots_are_round_and_evenly_spaced),
        ON_A_LIST(an_outline_lies_inside),
        ON_A_LIST(no_rim_of_the_fill_shows_round_an_outline),
        ON_A_LIST(an_outline_thicker_than_its_shape_fills_it),
        ON_A_LIST(corners_are_round),
        ON_A_LIST(dashed_outlines_follow_the_edge),
        ON_A_LIST(a_polygon_is_filled_by_the_non_zero_rule),
        ON_A_LIST(cells_fill_their_box_without_a_gap),
        ON_A_LIST(see_through_cells_are_blended),
        ON_A_LIST(nothing_is_drawn_outside_a_clip),
        ON_A_LIST(everything_with_limits_and_beyond_is_safe),
        ON_A_LIST(a_line_from_far_away_crosses_where_it_should),
        ON_A_LIST(the_rest_of_a_wider_row_is_left_alone),
        ON_A_LIST(a_scene_is_the_same_from_every_build),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
