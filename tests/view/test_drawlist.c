#include "near.h"

#include <stdbool.h>
#include <string.h>

#include "view/drawlist.h"

static struct drawlist list;

static int begin(void **state)
{
    (void)state;
    drawlist_init(&list);
    drawlist_begin(&list, theme_at(0), &text_measure_plain, 400, 300, 1);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    drawlist_finish(&list);
    return 0;
}

/* want: the dump without its first line. */
static void assert_dump(const char *want)
{
    struct buffer got = BUFFER_EMPTY;
    drawlist_dump(&list, &got);
    const char *rest = strchr(buffer_text(&got), '\n') + 1;
    assert_string_equal(rest, want);
    buffer_finish(&got);
}

static struct ink seen(void)
{
    return ink(ROLE_TEXT);
}

static struct text_style plain(double size)
{
    return (struct text_style){.size = size, .ink = seen()};
}

static void draw_everything(void)
{
    struct ink half = ink_mix(ink(ROLE_PANEL), ROLE_POSITIVE, 0.5);
    drawlist_rectangle(&list, 10, 20, 100, 50, 8, ink(ROLE_PANEL), stroke_solid(ink(ROLE_PANEL_BORDER), 1));
    drawlist_clip(&list, 10, 20, 100, 50);
    drawlist_line(&list, 1.5, 2, 100.25, 200, stroke_dashed(half, 2, 6, 4, 1));
    drawlist_line(&list, 0, 0, 9, 9, stroke_dotted(seen(), 3, 5, 0));
    drawlist_curve(&list, (const double[]){1, 2, 3, 4, 5, 6}, 3, stroke_solid(ink_fade(seen(), 0.5), 1.75));
    drawlist_unclip(&list);
    drawlist_disc(&list, 50, 50, 12, ink(ROLE_NODE), stroke_solid(ink(ROLE_NODE_LINE), 1.5));
    drawlist_polygon(&list, (const double[]){0, 0, 10, 0, 5, 8}, 3, ink(ROLE_ACCENT), STROKE_NONE);
    drawlist_rule(&list, 10, 30.4, 90, 30.4, ink(ROLE_GRID));
    drawlist_text(&list, 10.5, 20, "ŷ = \"0.5\"",
                  (struct text_style){.size = 13, .ink = seen(), .bold = true, .align = ALIGN_CENTRE});
    drawlist_cells(&list, 200, 100, 40, 20, 2, 2,
                   (const struct ink[]){ink(ROLE_PANEL), half, ink(ROLE_ACCENT), INK_NONE});
    drawlist_hit_rectangle(&list, 10, 20, 100, 50, (struct hit){.kind = HIT_COMMAND, .text = "step"});
    drawlist_hit_disc(&list, 50, 50, 14, (struct hit){.kind = HIT_NODE, .layer = 1, .row = 2});
    drawlist_hit_line(&list, 0, 0, 40, 30, 6,
                      (struct hit){.kind = HIT_WEIGHT, .layer = 1, .row = 2, .column = 3});
}

static const char everything[] = "rectangle 10 20 to 110 70 radius 8 fill panel line panel_border 1\n"
                                 "clip 10 20 to 110 70\n"
                                 "curve line panel+positive:128 2 dashed 6 4 phase 1: 1.5 2, 100.25 200\n"
                                 "curve line text 3 dotted 5 phase 0: 0 0, 9 9\n"
                                 "curve line text@128 1.75: 1 2, 3 4, 5 6\n"
                                 "clip 0 0 to 400 300\n"
                                 "disc 50 50 radius 12 fill node line node_line 1.5\n"
                                 "polygon fill accent: 0 0, 10 0, 5 8\n"
                                 "rectangle 10 30 to 90 31 fill grid\n"
                                 "text 10.5 20 centre size 13 bold text \"ŷ = \\\"0.5\\\"\"\n"
                                 "cells 200 100 to 240 120 2x2: panel panel+positive:128; accent none@0\n"
                                 "hit rectangle 10 20 to 110 70 command \"step\"\n"
                                 "hit disc 50 50 within 14 node 1 2 0\n"
                                 "hit line 0 0 to 40 30 within 3 weight 1 2 3\n";

static void a_dump_says_everything_on_one_line_a_record(void **state)
{
    (void)state;
    draw_everything();
    assert_dump(everything);
}

static void a_dump_is_the_same_in_every_theme(void **state)
{
    (void)state;
    for (size_t i = 0; theme_at(i); i++) {
        drawlist_begin(&list, theme_at(i), &text_measure_plain, 400, 300, 1);
        draw_everything();
        assert_dump(everything);
    }
}

static void a_length_is_printed_to_hundredths(void **state)
{
    (void)state;
    static const struct {
        int32_t length;
        const char *text;
    } rows[] = {{0, "0"},       {256, "1"},   {-256, "-1"},  {384, "1.5"},
                {1, "0"},       {-1, "0"},    {2, "0.01"},   {3, "0.01"},
                {-64, "-0.25"}, {255, "1"},   {26, "0.1"},   {-640, "-2.5"},
                {257, "1"},     {282, "1.1"}, {271, "1.06"}, {INT32_MAX, "8388608"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer got = BUFFER_EMPTY;
        drawlist_put_px(&got, rows[i].length);
        assert_string_equal(buffer_text(&got), rows[i].text);
        buffer_finish(&got);
    }
}

static void every_length_is_scaled(void **state)
{
    (void)state;
    drawlist_begin(&list, theme_at(0), &text_measure_plain, 100, 60, 2);
    assert_int_equal(list.width_px, 200);
    assert_int_equal(list.height_px, 120);
    drawlist_rectangle(&list, 5, 6, 7, 8, 1, INK_NONE, stroke_dashed(seen(), 1, 3, 2, 1));
    drawlist_disc(&list, 1.25, 2, 3, seen(), STROKE_NONE);
    drawlist_rule(&list, 1, 1, 1, 9, seen());
    assert_near(drawlist_text(&list, 1, 20, "abc", plain(10)), 18, 1e-12); /* 3 * 0.6 * 20 px / 2 */
    assert_near(drawlist_text_width(&list, "abc", 10, false), 18, 1e-12);
    drawlist_hit_disc(&list, 10, 10, 5, (struct hit){.kind = HIT_NODE, .layer = 1, .row = 1});
    assert_dump("rectangle 10 12 to 24 28 radius 2 line text 2 dashed 6 4 phase 2\n"
                "disc 2.5 4 radius 6 fill text\n"
                "rectangle 2 2 to 4 18 fill text\n"
                "text 2 40 left size 20 text \"abc\"\n"
                "hit disc 20 20 within 10 node 1 1 0\n");
    struct hit hit;
    assert_true(drawlist_hit(&list, 29, 20, &hit)); /* the mouse is in pixels */
    assert_false(drawlist_hit(&list, 31, 20, &hit));
}

static void a_record_with_a_nan_is_left_out(void **state)
{
    (void)state;
    const double bad[] = {0, 0, 1, (double)NAN, 2, 2};
    drawlist_rectangle(&list, (double)NAN, 0, 1, 1, 0, seen(), STROKE_NONE);
    drawlist_rectangle(&list, 0, 0, 1, 1, 0, seen(), stroke_solid(seen(), (double)NAN));
    drawlist_rectangle(&list, 0, 0, 1, 1, 0, seen(), stroke_dashed(seen(), 1, 2, 3, (double)INFINITY));
    drawlist_disc(&list, 0, 0, (double)NAN, seen(), STROKE_NONE);
    drawlist_polygon(&list, bad, 3, seen(), STROKE_NONE);
    drawlist_line(&list, 0, 0, 0, (double)NAN, stroke_solid(seen(), 1));
    drawlist_rule(&list, 0, 0, (double)NAN, 0, seen());
    drawlist_bezier(&list, (const double[]){0, 0, 1, 1, 2, (double)NAN, 3, 3}, stroke_solid(seen(), 1));
    drawlist_arc(&list, 0, 0, 5, 0, (double)NAN, stroke_solid(seen(), 1));
    drawlist_arc(&list, 0, 0, 5, -(double)INFINITY, 0, stroke_solid(seen(), 1));
    drawlist_arrowhead(&list, 0, 0, (double)NAN, 1, 5, seen());
    drawlist_arrowhead(&list, 3, 4, 3, 4, 5, seen());
    drawlist_text(&list, 0, (double)NAN, "x", plain(10));
    drawlist_text(&list, 0, 0, "x", plain((double)NAN));
    drawlist_cells(&list, 0, 0, (double)NAN, 1, 1, 1, (const struct ink[]){seen()});
    drawlist_hit_line(&list, 0, 0, (double)NAN, 0, 3, (struct hit){.kind = HIT_NODE});
    drawlist_hit_rectangle(&list, 0, 0, (double)NAN, 0, (struct hit){.kind = HIT_NODE});
    assert_near(drawlist_text_width(&list, "x", (double)NAN, false), 0, 0);
    assert_dump("");
    drawlist_clip(&list, 0, 0, (double)NAN,
                  5); /* a clip must pair with its unclip, so this one shows nothing */
    drawlist_unclip(&list);
    assert_dump("clip 0 0 to 0 0\nclip 0 0 to 400 300\n");
}

static void a_nan_point_leaves_a_gap_in_a_curve(void **state)
{
    (void)state;
    const double xy[] = {(double)NAN, 0, 1, 1, 2, 2, 3, (double)NAN, 4, 4, (double)NAN, (double)NAN};
    drawlist_curve(&list, xy, 6, stroke_solid(seen(), 1));
    assert_dump("curve line text 1: 1 1, 2 2\ncurve line text 1: 4 4\n");
}

static void what_is_too_far_off_is_moved_to_the_limit(void **state)
{
    (void)state;
    drawlist_line(&list, -1e300, 5, (double)INFINITY, -(double)INFINITY, stroke_solid(seen(), 1e9));
    drawlist_rectangle(&list, -(double)INFINITY, 0, (double)INFINITY, 1e18, 1e18, seen(), STROKE_NONE);
    assert_dump("curve line text 16384: -16384 5, 16384 -16384\n"
                "rectangle -16384 0 to 0 16384 radius 8192 fill text\n");
    drawlist_begin(&list, theme_at(0), &text_measure_plain, 400, 300, 1);
    drawlist_rectangle(&list, -1e18, 0, 3e18, 10, 0, seen(), STROKE_NONE);
    assert_dump("rectangle -16384 0 to 16384 10 fill text\n");
}

static void what_is_invisible_is_left_out(void **state)
{
    (void)state;
    drawlist_rectangle(&list, 0, 0, 9, 9, 0, INK_NONE, STROKE_NONE);
    drawlist_rectangle(&list, 3, 3, 9, 0.4, 0, seen(), STROKE_NONE);
    drawlist_rectangle(&list, 0, 0, 9, 9, 0, ink_fade(seen(), 0), stroke_solid(INK_NONE, 3));
    drawlist_disc(&list, 0, 0, 0, seen(), STROKE_NONE);
    drawlist_disc(&list, 0, 0, -1, seen(), stroke_solid(seen(), 1));
    drawlist_line(&list, 0, 0, 9, 9, stroke_solid(seen(), 0));
    drawlist_line(&list, 0, 0, 9, 9, stroke_solid(seen(), -2));
    drawlist_curve(&list, NULL, 0, stroke_solid(seen(), 1));
    drawlist_text(&list, 0, 0, "", plain(10));
    drawlist_text(&list, 0, 0, "x", (struct text_style){.size = 10});
    drawlist_rule(&list, 0, 0, 9, 0, INK_NONE);
    drawlist_cells(&list, 0, 0, 1, 1, 0, 3, NULL);
    assert_dump("");
}

static void rectangles_lie_on_whole_pixels_and_touch_without_a_gap(void **state)
{
    (void)state;
    drawlist_rectangle(&list, 0.4, 0.5, 10.2, 10, 99, seen(), STROKE_NONE);
    drawlist_rectangle(&list, 10.6, 0, 10, 5, 0, seen(), STROKE_NONE);
    assert_dump("rectangle 0 1 to 11 11 radius 5 fill text\nrectangle 11 0 to 21 5 fill text\n");
}

static void a_rule_is_one_sharp_pixel(void **state)
{
    (void)state;
    drawlist_rule(&list, 90, 10.6, 20, 10.6, seen());
    drawlist_rule(&list, 5.2, 50, 5.2, 7, seen());
    assert_dump("rectangle 20 11 to 90 12 fill text\nrectangle 5 7 to 6 50 fill text\n");
    drawlist_begin(&list, theme_at(0), &text_measure_plain, 400, 300, 0.5);
    drawlist_rule(&list, 20, 20, 40, 20, seen());
    assert_dump("rectangle 10 10 to 20 11 fill text\n");
}

static void a_phase_is_taken_within_the_pattern(void **state)
{
    (void)state;
    const double phases[] = {0, 10, 12.5, -3, 1e12 + 4, -10};
    for (size_t i = 0; i < sizeof phases / sizeof *phases; i++)
        drawlist_line(&list, 0, 0, 1, 0, stroke_dashed(seen(), 1, 6, 4, phases[i]));
    const int32_t want[] = {0, 0, 640, 7 * 256, 4 * 256, 0};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        assert_int_equal(list.records[i].phase, want[i]);
}

static void a_pattern_finer_than_half_a_pixel_is_solid(void **state)
{
    (void)state;
    drawlist_line(&list, 0, 0, 9, 0, stroke_dashed(seen(), 1, 0.2, 0.2, 0));
    drawlist_line(&list, 0, 0, 9, 0, stroke_dashed(seen(), 1, 3, 0, 1));
    drawlist_line(&list, 0, 0, 9, 0, stroke_dashed(seen(), 1, -3, 5, 1));
    drawlist_line(&list, 0, 0, 9, 0, stroke_dashed(seen(), 1, 0.25, 0.25, 0));
    assert_dump("curve line text 1: 0 0, 9 0\ncurve line text 1: 0 0, 9 0\ncurve line text 1: 0 0, 9 0\n"
                "curve line text 1 dashed 0.25 0.25 phase 0: 0 0, 9 0\n");
}

static void curves_pass_through_their_ends(void **state)
{
    (void)state;
    drawlist_bezier(&list, (const double[]){0, 0, 32, 0, 32, 64, 64, 64}, stroke_solid(seen(), 1));
    const int32_t *xy = list.points, *last = list.points + 2 * (list.point_count - 1);
    const int32_t *middle =
        list.points + list.point_count - 1; /* t = 1/2: 3/8 of each handle, 1/8 of the end */
    assert_int_equal(xy[0] | xy[1], 0);
    assert_int_equal(last[0], 64 * 256);
    assert_int_equal(last[1], 64 * 256);
    assert_int_equal(middle[0], 32 * 256);
    assert_int_equal(middle[1], 32 * 256);
    drawlist_begin(&list, theme_at(0), &text_measure_plain, 400, 300, 1);
    drawlist_arc(&list, 100, 100, 50, 0, 1.5707963267948966, stroke_solid(seen(), 1));
    last = list.points + 2 * (list.point_count - 1);
    assert_int_equal(list.point_count, 25);
    assert_int_equal(list.points[0], 150 * 256);
    assert_int_equal(list.points[1], 100 * 256);
    assert_int_equal(last[0], 100 * 256); /* a quarter clockwise from 3 o'clock: 6 o'clock */
    assert_int_equal(last[1], 150 * 256);
    drawlist_arc(&list, 100, 100, 50, 0, 1e9, stroke_solid(seen(), 1)); /* never more than one turn */
    assert_int_equal(list.point_count, 25 + 97);
}

static void an_arrow_head_points_away(void **state)
{
    (void)state;
    drawlist_arrowhead(&list, 0, 100, 50, 100, 20, seen());
    assert_dump("polygon fill text: 50 100, 30 109, 35 100, 30 91\n");
}

static void plain_text_is_measured_by_columns(void **state)
{
    (void)state;
    assert_near(drawlist_text_width(&list, "abc", 10, false), 18, 1e-12);
    assert_near(drawlist_text_width(&list, "순전파", 10, true), 30, 1e-12);
    assert_near(drawlist_text_width(&list, "b\xCC\x82", 10, false), 6, 1e-12); /* the mark takes no room */
    assert_near(drawlist_text_width(&list, "", 10, false), 0, 0);
    assert_near(drawlist_text_width(&list, "a", 10.4, false), 6, 1e-12); /* sizes are whole pixels */
    assert_near(drawlist_text_width(&list, "a", 1e9, false), 0.6 * DRAWLIST_TEXT_PX, 1e-12);
    assert_near(drawlist_text_width(&list, "a", -5, false), 0.6, 1e-12);
}

static void text_stands_on_its_baseline_or_round_its_middle(void **state)
{
    (void)state;
    struct text_style style = plain(20);
    assert_near(drawlist_text(&list, 7, 50.4, "ab", style), 24, 1e-12);
    style.middle = true; /* a capital is 0.73 * 20 = 14.6 px tall: its foot is 7.3 px lower */
    style.align = ALIGN_RIGHT;
    drawlist_text(&list, 7, 50, "ab", style);
    assert_dump("text 7 50 left size 20 text \"ab\"\ntext 7 57 right size 20 text \"ab\"\n");
}

/* At size 10 a column takes 6 px, the dots too. */
static void assert_fit(const char *text, double fit, const char *want, double want_width)
{
    drawlist_begin(&list, theme_at(0), &text_measure_plain, 400, 300, 1);
    struct text_style style = plain(10);
    style.fit = fit;
    assert_near(drawlist_text(&list, 0, 0, text, style), want_width, 1e-12);
    assert_int_equal(list.count, want[0] ? 1 : 0);
    assert_int_equal(list.text.length, strlen(want));
    assert_string_equal(buffer_text(&list.text), want);
}

static void text_that_does_not_fit_ends_in_dots(void **state)
{
    (void)state;
    assert_fit("abcdefghij", 60, "abcdefghij", 60);
    assert_fit("abcdefghij", 59, "abcdefgh…", 54);
    assert_fit("abcdefghij", 35, "abcd…", 30);
    assert_fit("abcdefghij", 12, "a…", 12);
    assert_fit("abcdefghij", 6, "…", 6);
    assert_fit("abcdefghij", 5, "", 0);
    assert_fit("ab cdefghij", 25, "ab…", 18); /* the blank before the dots is dropped */
    assert_fit("순전파와 역전파", 37, "순전파…", 36);
    assert_fit("순전파와 역전파", 35, "순전…", 26);
    assert_fit("yb\xCC\x82z zzz", 18, "yb\xCC\x82…", 18); /* a mark stays with its base */
    assert_fit("yb\xCC\x82z zzz", 17, "y…", 12);
    assert_fit("\xFF\xFE\xFF\xFE\xFF", 18, "\xFF\xFE…", 18); /* bad bytes count one each */
    assert_fit("abc", 0, "abc", 18);
    assert_fit("", 5, "", 0);
}

static void clips_nest_and_end(void **state)
{
    (void)state;
    drawlist_clip(&list, 10, 10, 100, 100);
    drawlist_clip(&list, 50, -5, 1000, 50.4);
    drawlist_clip(&list, 200, 200, 5, 5);
    drawlist_unclip(&list);
    drawlist_unclip(&list);
    drawlist_clip(&list, -3, 20, 60, 60);
    drawlist_unclip(&list);
    drawlist_unclip(&list);
    assert_dump("clip 10 10 to 110 110\nclip 50 10 to 110 45\nclip 200 200 to 200 200\n"
                "clip 50 10 to 110 45\nclip 10 10 to 110 110\nclip 10 20 to 57 80\n"
                "clip 10 10 to 110 110\nclip 0 0 to 400 300\n");
}

static void assert_hit(double x, double y, int row)
{
    struct hit hit = {.row = 0};
    bool found = drawlist_hit(&list, x, y, &hit);
    if (found != (row > 0) || hit.row != row)
        fail_msg("at %g %g: row %d instead of %d", x, y, hit.row, row);
}

static void the_topmost_place_answers(void **state)
{
    (void)state;
    drawlist_hit_rectangle(&list, 10, 10, 100, 100, (struct hit){.kind = HIT_PANEL, .row = 1});
    drawlist_hit_line(&list, 20, 60, 80, 60, 6, (struct hit){.kind = HIT_WEIGHT, .row = 2});
    drawlist_hit_disc(&list, 80, 60, 10, (struct hit){.kind = HIT_NODE, .row = 3});
    assert_hit(10, 10, 1);
    assert_hit(109.9, 109.9, 1);
    assert_hit(9.9, 50, 0);
    assert_hit(110, 50, 0);
    assert_hit(50, 110, 0);
    assert_hit(50, 62.9, 2);
    assert_hit(50, 57.1, 2);
    assert_hit(50, 63.1, 1);
    assert_hit(18, 60, 2); /* round its start */
    assert_hit(16.9, 60, 1);
    assert_hit(18, 62.5, 1);
    assert_hit(75, 60, 3);
    assert_hit(87, 67, 3);
    assert_hit(88, 68, 1);
    assert_hit((double)NAN, 60, 0);
    assert_hit(-1e300, (double)INFINITY, 0);
}

static void a_slanted_line_is_hit_along_its_way(void **state)
{
    (void)state;
    drawlist_hit_line(&list, 0, 0, 40, 30, 6, (struct hit){.kind = HIT_WEIGHT, .row = 4});
    assert_hit(20, 15, 4);
    assert_hit(20 + 0.6 * 2.9, 15 - 0.8 * 2.9, 4); /* 2.9 px across it */
    assert_hit(20 + 0.6 * 3.1, 15 - 0.8 * 3.1, 0);
    assert_hit(40 + 0.8 * 2.9, 30 + 0.6 * 2.9, 4);
    assert_hit(40 + 0.8 * 3.1, 30 + 0.6 * 3.1, 0);
}

static void what_is_clipped_is_not_hit(void **state)
{
    (void)state;
    drawlist_clip(&list, 0, 0, 50, 50);
    drawlist_hit_rectangle(&list, 10, 10, 100, 10, (struct hit){.kind = HIT_PANEL, .row = 1});
    drawlist_hit_disc(&list, 50, 30, 10, (struct hit){.kind = HIT_NODE, .row = 2});
    drawlist_unclip(&list);
    drawlist_hit_rectangle(&list, 100, 100, 10, 10, (struct hit){.kind = HIT_PANEL, .row = 3});
    assert_hit(49, 15, 1);
    assert_hit(51, 15, 0);
    assert_hit(45, 30, 2);
    assert_hit(55, 30, 0);
    assert_hit(105, 105, 3);
}

static void a_rectangle_under_other_things_is_found_and_the_place_in_it(void **state)
{
    (void)state;
    struct hit hit;
    double across, down;
    drawlist_hit_rectangle(&list, 10, 20, 100, 50, (struct hit){.kind = HIT_PLANE, .row = 1});
    drawlist_hit_rectangle(&list, 30, 30, 40, 20, (struct hit){.kind = HIT_PLANE, .row = 2});
    drawlist_hit_rectangle(&list, 0, 0, 200, 200, (struct hit){.kind = HIT_PANEL, .row = 3});
    drawlist_hit_disc(&list, 40, 40, 50, (struct hit){.kind = HIT_SAMPLE, .row = 4});
    assert_true(drawlist_hit_rectangle_at(&list, 85, 45, HIT_PLANE, &hit, &across, &down));
    assert_int_equal(hit.row, 1);
    assert_near(across, 0.75, 1e-12);
    assert_near(down, 0.5, 1e-12);
    assert_true(drawlist_hit_rectangle_at(&list, 40, 45, HIT_PLANE, &hit, &across, &down));
    assert_int_equal(hit.row, 2);
    assert_near(across, 0.25, 1e-12);
    assert_near(down, 0.75, 1e-12);
    assert_false(drawlist_hit_rectangle_at(&list, 5, 45, HIT_PLANE, &hit, &across, &down));
    assert_false(drawlist_hit_rectangle_at(&list, 40, 45, HIT_SAMPLE, &hit, &across, &down)); /* a disc */
}

static void a_hit_tells_all_that_it_was_given(void **state)
{
    (void)state;
    char text[] = "step 3";
    drawlist_hit_disc(&list, 10, 10, 5, (struct hit){HIT_WEIGHT, 4, 5, 6, NULL});
    drawlist_hit_disc(&list, 30, 10, 5, (struct hit){HIT_COMMAND, 0, 0, 0, text});
    text[0] = '?';
    struct hit hit;
    assert_true(drawlist_hit(&list, 10, 10, &hit));
    assert_int_equal(hit.kind, HIT_WEIGHT);
    assert_int_equal(hit.layer, 4);
    assert_int_equal(hit.row, 5);
    assert_int_equal(hit.column, 6);
    assert_null(hit.text);
    assert_true(drawlist_hit(&list, 30, 10, &hit));
    assert_int_equal(hit.kind, HIT_COMMAND);
    assert_string_equal(hit.text, "step 3");
}

static void assert_different(const struct drawlist *other, bool different)
{
    assert_int_equal(drawlist_equal(&list, other), !different);
    assert_int_equal(drawlist_equal(other, &list), !different);
    assert_int_equal(drawlist_hash(&list) == drawlist_hash(other), !different);
}

static void lists_are_equal_when_they_show_the_same(void **state)
{
    (void)state;
    struct drawlist other, keep = list;
    draw_everything();
    keep = list;
    drawlist_init(&list);
    drawlist_begin(&list, theme_at(0), &text_measure_plain, 400, 300, 1);
    assert_different(&keep, true);
    draw_everything();
    assert_different(&keep, false);
    drawlist_disc(&list, 1, 1, 1, seen(), STROKE_NONE);
    assert_different(&keep, true);
    list.count--;
    assert_different(&keep, false);
    list.points[0]++;
    assert_different(&keep, true);
    list.points[0]--;
    list.cells[1].share_255++;
    assert_different(&keep, true);
    list.cells[1].share_255--;
    list.text.data[3] ^= 1;
    assert_different(&keep, true);
    list.text.data[3] ^= 1;
    list.height_px++;
    assert_different(&keep, true);
    list.height_px--;
    list.theme = theme_at(1);
    assert_different(&keep, true);
    list.theme = theme_at(0);
    assert_different(&keep, false);
    drawlist_hit_disc(&list, 1, 1, 1, (struct hit){.kind = HIT_NODE});
    assert_different(&keep, true);
    drawlist_init(&other);
    assert_true(drawlist_equal(&other, &other)); /* empty, with no memory yet */
    drawlist_finish(&keep);
}

static void beginning_anew_forgets_the_old_picture(void **state)
{
    (void)state;
    draw_everything();
    uint64_t first = drawlist_hash(&list);
    drawlist_clip(&list, 0, 0, 5, 5); /* left open */
    drawlist_begin(&list, theme_at(0), &text_measure_plain, 400, 300, 1);
    assert_dump("");
    struct hit hit;
    assert_false(drawlist_hit(&list, 50, 50, &hit));
    draw_everything();
    assert_true(drawlist_hash(&list) == first);
}

static void many_records_are_kept(void **state)
{
    (void)state;
    for (int i = 0; i < 5000; i++) {
        drawlist_line(&list, i, 0, i, 10, stroke_solid(seen(), 1));
        drawlist_text(&list, i, 0, "n", plain(10));
        drawlist_hit_disc(&list, i, 0, 1, (struct hit){.kind = HIT_NODE, .row = i + 1, .text = "t"});
    }
    assert_int_equal(list.count, 10000);
    assert_int_equal(list.points[4 * 4999], 4999 * 256);
    assert_hit(0, 0, 2); /* the one at 1 0 reaches here and lies on top */
}

#define ON_A_LIST(test) cmocka_unit_test_setup_teardown(test, begin, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_LIST(a_dump_says_everything_on_one_line_a_record),
        ON_A_LIST(a_dump_is_the_same_in_every_theme),
        ON_A_LIST(a_length_is_printed_to_hundredths),
        ON_A_LIST(every_length_is_scaled),
        ON_A_LIST(a_record_with_a_nan_is_left_out),
        ON_A_LIST(a_nan_point_leaves_a_gap_in_a_curve),
        ON_A_LIST(what_is_too_far_off_is_moved_to_the_limit),
        ON_A_LIST(what_is_invisible_is_left_out),
        ON_A_LIST(rectangles_lie_on_whole_pixels_and_touch_without_a_gap),
        ON_A_LIST(a_rule_is_one_sharp_pixel),
        ON_A_LIST(a_phase_is_taken_within_the_pattern),
        ON_A_LIST(a_pattern_finer_than_half_a_pixel_is_solid),
        ON_A_LIST(curves_pass_through_their_ends),
        ON_A_LIST(an_arrow_head_points_away),
        ON_A_LIST(plain_text_is_measured_by_columns),
        ON_A_LIST(text_stands_on_its_baseline_or_round_its_middle),
        ON_A_LIST(text_that_does_not_fit_ends_in_dots),
        ON_A_LIST(clips_nest_and_end),
        ON_A_LIST(the_topmost_place_answers),
        ON_A_LIST(a_slanted_line_is_hit_along_its_way),
        ON_A_LIST(what_is_clipped_is_not_hit),
        ON_A_LIST(a_rectangle_under_other_things_is_found_and_the_place_in_it),
        ON_A_LIST(a_hit_tells_all_that_it_was_given),
        ON_A_LIST(lists_are_equal_when_they_show_the_same),
        ON_A_LIST(beginning_anew_forgets_the_old_picture),
        ON_A_LIST(many_records_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
