#include "near.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "ui/cover.h"

#define SIDE 64

static struct surface surface;
static struct cover *cover;

static const struct bounds everywhere = {0, 0, SIDE, SIDE};

static int begin(void **state)
{
    (void)state;
    surface_init(&surface, SIDE, SIDE);
    cover = cover_new();
    cover_begin(cover, everywhere);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    cover_free(cover);
    surface_finish(&surface);
    return 0;
}

/* Points in pixels. */
static void ring(const double *xy, size_t count)
{
    cover_ring(cover);
    for (size_t i = 0; i < count; i++)
        cover_point(cover, (int32_t)(xy[2 * i] * COVER_PX), (int32_t)(xy[2 * i + 1] * COVER_PX));
}

static void paint_white(void)
{
    cover_paint(cover, &surface, 0xFFFFFFFF);
}

/* The grey of a pixel, 0..255: what part of it is covered by white on black. */
static int grey(int x, int y)
{
    return (int)(surface.pixels[y * surface.stride + x] & 0xFF);
}

static double area(void)
{
    double sum = 0;
    for (int y = 0; y < surface.height; y++)
        for (int x = 0; x < surface.width; x++)
            sum += grey(x, y) / 255.0;
    return sum;
}

static void a_box_covers_what_it_covers(void **state)
{
    (void)state;
    cover_piece(cover);
    ring((const double[]){10, 10, 20.5, 10, 20.5, 20.25, 10, 20.25}, 4);
    paint_white();
    assert_int_equal(grey(9, 15), 0);
    assert_int_equal(grey(10, 15), 255);
    assert_int_equal(grey(19, 10), 255);
    assert_int_equal(grey(20, 15), 128);
    assert_int_equal(grey(15, 20), 64);
    assert_int_equal(grey(20, 20), 32);
    assert_int_equal(grey(21, 15), 0);
    assert_int_equal(grey(15, 9), 0);
    assert_int_equal(grey(15, 21), 0);
}

static void a_slanted_edge_covers_part_of_each_pixel(void **state)
{
    (void)state;
    cover_piece(cover);
    ring((const double[]){0, 0, 4, 4, 0, 4}, 3);       /* under the diagonal: half of each pixel on it */
    ring((const double[]){10, 10, 14, 10, 10, 11}, 3); /* 7/8, 5/8, 3/8, 1/8 of a row of pixels */
    paint_white();
    for (int i = 0; i < 4; i++) {
        assert_int_equal(grey(i, i), 128);
        assert_int_equal(grey(10 + i, 10), (256 * (7 - 2 * i) / 8 * 255 + 128) / 256);
    }
    assert_int_equal(grey(0, 3), 255);
    assert_int_equal(grey(3, 0), 0);
}

/* The pixel sum of any polygon is its area, by the shoelace formula. */
static void random_triangles_have_their_area(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 7);
    for (int n = 0; n < 500; n++) {
        double xy[6];
        for (int i = 0; i < 6; i++)
            xy[i] = (double)random_below(&random, SIDE * COVER_PX + 1) / COVER_PX;
        double want = fabs((xy[2] - xy[0]) * (xy[5] - xy[1]) - (xy[4] - xy[0]) * (xy[3] - xy[1])) / 2;
        memset(surface.pixels, 0, SIDE * SIDE * sizeof *surface.pixels);
        cover_begin(cover, everywhere);
        cover_piece(cover);
        ring(xy, 3);
        paint_white();
        if (fabs(area() - want) > 0.003 * want + 0.5)
            fail_msg("triangle %d has an area of %g instead of %g", n, area(), want);
    }
}

static void a_ring_the_other_way_cuts_a_hole(void **state)
{
    (void)state;
    cover_piece(cover);
    ring((const double[]){10, 10, 50, 10, 50, 50, 10, 50}, 4);
    ring((const double[]){20, 20, 20, 40, 40, 40, 40, 20}, 4);
    paint_white();
    assert_int_equal(grey(15, 30), 255);
    assert_int_equal(grey(30, 30), 0);
    assert_int_equal(grey(45, 30), 255);
    assert_near(area(), 1600 - 400, 1e-9);
}

static void overlapping_pieces_do_not_add_up(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        cover_piece(cover);
        ring((const double[]){10, 10.5, 30, 10.5, 30, 20, 10, 20}, 4);
    }
    cover_paint(cover, &surface, 0x80FFFFFF);
    assert_int_equal(grey(20, 15), 128); /* half transparent once, not three times */
    assert_int_equal(grey(20, 10), 64);
    cover_begin(cover, everywhere); /* and the mask is clean again */
    cover_piece(cover);
    ring((const double[]){10, 10, 12, 10, 12, 12, 10, 12}, 4);
    cover_piece(cover);
    ring((const double[]){28, 18, 30, 18, 30, 20, 28, 20}, 4);
    paint_white();
    assert_int_equal(grey(20, 15), 128);
    assert_int_equal(grey(11, 11), 255);
    assert_int_equal(grey(29, 19), 255);
    assert_int_equal(grey(29, 11), 128);
}

/* Whatever is left out by a clip, the pixels inside it are the same as without. */
static void clipping_changes_nothing_inside(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 11);
    struct surface whole;
    surface_init(&whole, SIDE, SIDE);
    for (int n = 0; n < 300; n++) {
        double xy[10];
        for (int i = 0; i < 10; i++) /* corners up to three sides away */
            xy[i] = ((double)random_below(&random, 7 * SIDE) - 3 * SIDE) + 0.25;
        struct bounds clip = {(int)random_below(&random, 30), (int)random_below(&random, 30), 0, 0};
        clip.right = clip.left + 1 + (int)random_below(&random, 34);
        clip.bottom = clip.top + 1 + (int)random_below(&random, 34);
        memset(surface.pixels, 0, SIDE * SIDE * sizeof *surface.pixels);
        memset(whole.pixels, 0, SIDE * SIDE * sizeof *whole.pixels);
        for (int k = 0; k < 2; k++) {
            cover_begin(cover, k ? clip : everywhere);
            cover_piece(cover);
            ring(xy, 5);
            cover_paint(cover, k ? &surface : &whole, 0xFFFFFFFF);
        }
        for (int y = 0; y < SIDE; y++)
            for (int x = 0; x < SIDE; x++) {
                bool in = x >= clip.left && x < clip.right && y >= clip.top && y < clip.bottom;
                int want = in ? (int)(whole.pixels[y * SIDE + x] & 0xFF) : 0;
                if (abs(grey(x, y) - want) > 2) /* where an edge is cut it is rounded */
                    fail_msg("polygon %d: %d instead of %d at %d %d", n, grey(x, y), want, x, y);
            }
    }
    surface_finish(&whole);
}

static void a_shape_round_the_whole_surface_fills_it(void **state)
{
    (void)state;
    cover_piece(cover);
    ring((const double[]){-32768, -32768, 32768, -32768, 32768, 32768, -32768, 32768}, 4);
    paint_white();
    assert_near(area(), SIDE * SIDE, 1e-9);
}

static void a_shape_beside_the_surface_paints_nothing(void **state)
{
    (void)state;
    static const double at[][2] = {{-500, 20}, {500, 20}, {20, -500}, {20, 500}, {-500, -500}, {64, 64}};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        double x = at[i][0], y = at[i][1];
        cover_begin(cover, everywhere);
        cover_piece(cover);
        ring((const double[]){x, y, x + 30, y + 7, x + 9, y + 40}, 3);
        paint_white();
    }
    cover_begin(cover, (struct bounds){30, 30, 20, 20}); /* a clip that is inside out */
    cover_piece(cover);
    ring((const double[]){0, 0, 64, 0, 64, 64, 0, 64}, 4);
    paint_white();
    assert_near(area(), 0, 0);
}

static void an_empty_shape_paints_nothing(void **state)
{
    (void)state;
    paint_white();
    cover_begin(cover, everywhere);
    cover_piece(cover);
    cover_piece(cover);
    ring((const double[]){5, 5}, 1);
    ring((const double[]){5, 5, 50, 5}, 2);
    ring((const double[]){5, 5, 5, 50}, 2);
    ring((const double[]){5, 5, 50, 50}, 2);
    paint_white();
    assert_near(area(), 0, 0);
}

/* Larger than the cells of one band, in both directions. */
static void bands_join_without_a_seam(void **state)
{
    (void)state;
    struct surface large;
    surface_init(&large, 3000, 400);
    for (int pieces = 1; pieces <= 2; pieces++) {
        memset(large.pixels, 0, 3000 * 400 * sizeof *large.pixels);
        cover_begin(cover, (struct bounds){0, 0, 3000, 400});
        for (int i = 0; i < pieces; i++) {
            cover_piece(cover);
            ring((const double[]){0, 0, 3000, 0, 3000, 400, 0, 400}, 4);
        }
        cover_paint(cover, &large, 0xFF123456);
        for (int i = 0; i < 3000 * 400; i++)
            if (large.pixels[i] != 0xFF123456)
                fail_msg("%d pieces: pixel %d %d is %08x", pieces, i % 3000, i / 3000,
                         (unsigned)large.pixels[i]);
    }
    memset(large.pixels, 0, 3000 * 400 * sizeof *large.pixels);
    cover_begin(cover, (struct bounds){0, 0, 3000, 400});
    cover_piece(cover);
    ring((const double[]){0, 0, 3000, 0, 0, 400}, 3);
    cover_paint(cover, &large, 0xFFFFFFFF);
    for (int y = 0; y < 400; y++) { /* the row's end: x = 3000 - 7.5 y on its top, in the middle 3.75 less */
        double sum = 0;
        for (int x = 0; x < 3000; x++)
            sum += (large.pixels[y * 3000 + x] & 0xFF) / 255.0;
        assert_near(sum - (3000 - 7.5 * y - 3.75), 0, 0.05);
    }
    surface_finish(&large);
}

/* Whatever a region leaves out, in it the pixels are exactly the same: in one band and in many, of one piece and of
 * many. */
static void a_region_changes_nothing_inside(void **state)
{
    (void)state;
    enum { WIDE = 700, TALL = 500, MANY = 40 };
    struct random random;
    random_seed(&random, 23);
    struct surface whole, part;
    struct region region = REGION_EMPTY;
    surface_init(&whole, WIDE, TALL);
    surface_init(&part, WIDE, TALL);
    for (int n = 0; n < MANY; n++) {
        region_begin(&region, WIDE, TALL);
        for (int i = 0; i < 6; i++) {
            int left = (int)random_below(&random, WIDE), top = (int)random_below(&random, TALL);
            region_add(&region, (struct bounds){left, top, left + 30 * i, top + 50});
        }
        pixels_fill(whole.pixels, WIDE * TALL, 0x404040);
        pixels_fill(part.pixels, WIDE * TALL, 0x404040);
        uint64_t seed = random_bits(&random);
        for (int k = 0; k < 2; k++) {
            struct random same;
            random_seed(&same, seed);
            part.region = k ? &region : NULL;
            cover_begin(cover, (struct bounds){10, 20, WIDE - 30, TALL - 40});
            for (int pieces = n % 3; pieces >= 0; pieces--) {
                double xy[10];
                for (int i = 0; i < 10; i++)
                    xy[i] = 900 * random_uniform(&same) - 100;
                cover_piece(cover);
                ring(xy, 5);
            }
            cover_paint(cover, k ? &part : &whole, n % 2 ? 0xFFFFFFFF : 0x90FFFFFF);
        }
        for (int y = 0; y < TALL; y++)
            for (int x = 0; x < WIDE; x++) {
                struct bounds pixel = {x, y, x + 1, y + 1};
                uint32_t want = region_meets(&region, pixel) ? whole.pixels[y * WIDE + x] : 0xFF404040;
                if (part.pixels[y * WIDE + x] != want)
                    fail_msg("shape %d: %08x instead of %08x at %d %d", n, (unsigned)part.pixels[y * WIDE + x],
                             (unsigned)want, x, y);
            }
    }
    surface_finish(&whole);
    surface_finish(&part);
    region_finish(&region);
}

/* Pixel by pixel, and in runs of any length from any place. */
static void a_run_is_blended_like_its_pixels(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 31);
    for (int n = 0; n < 2000; n++) {
        uint32_t under[70], run[70], colour = (uint32_t)random_bits(&random) & 0xFFFFFF;
        uint32_t alpha = (uint32_t)random_below(&random, 257);
        for (int i = 0; i < 70; i++)
            run[i] = under[i] = 0xFF000000 | (uint32_t)random_bits(&random);
        int from = (int)random_below(&random, 8), count = (int)random_below(&random, 60);
        pixels_blend(run + from, count, colour, alpha);
        for (int i = 0; i < 70; i++) {
            bool in = i >= from && i < from + count;
            assert_int_equal(run[i], in ? pixel_blend(under[i], colour, alpha) : under[i]);
        }
    }
}

static void blending_is_exact_at_its_ends(void **state)
{
    (void)state;
    assert_int_equal(pixel_blend(0xFF102030, 0xFFEEDDCC, 0), 0xFF102030);
    assert_int_equal(pixel_blend(0xFF102030, 0xFFEEDDCC, 256), 0xFFEEDDCC);
    assert_int_equal(pixel_blend(0xFF000000, 0x00FFFFFF, 128), 0xFF808080);
    for (uint32_t c = 0; c < 256; c++) /* a colour over itself stays */
        for (uint32_t a = 0; a <= 256; a++)
            assert_int_equal(pixel_blend(0xFF000000 | c * 0x10101, c * 0x10101, a), 0xFF000000 | c * 0x10101);
    assert_int_equal(alpha_256(0), 0);
    assert_int_equal(alpha_256(255), 256);
}

#define ON_A_SURFACE(test) cmocka_unit_test_setup_teardown(test, begin, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_SURFACE(a_box_covers_what_it_covers),
        ON_A_SURFACE(a_slanted_edge_covers_part_of_each_pixel),
        ON_A_SURFACE(random_triangles_have_their_area),
        ON_A_SURFACE(a_ring_the_other_way_cuts_a_hole),
        ON_A_SURFACE(overlapping_pieces_do_not_add_up),
        ON_A_SURFACE(clipping_changes_nothing_inside),
        ON_A_SURFACE(a_shape_round_the_whole_surface_fills_it),
        ON_A_SURFACE(a_shape_beside_the_surface_paints_nothing),
        ON_A_SURFACE(an_empty_shape_paints_nothing),
        ON_A_SURFACE(bands_join_without_a_seam),
        ON_A_SURFACE(a_region_changes_nothing_inside),
        cmocka_unit_test(a_run_is_blended_like_its_pixels),
        cmocka_unit_test(blending_is_exact_at_its_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
