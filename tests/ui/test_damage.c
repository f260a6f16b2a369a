#include "view/scenes.h"

#include <stdbool.h>
#include <string.h>

#include "base/random.h"
#include "ui/damage.h"
#include "ui/raster.h"

static struct text *fonts;
static struct region region;
static struct drawlist lists[2];
static struct surface shown, whole; /* painted where it changed; painted anew */

static int open_fonts(void **state)
{
    (void)state;
    struct error error = {""};
    fonts = text_open(&error);
    if (!fonts)
        print_error("%s\n", error.text);
    drawlist_init(&lists[0]);
    drawlist_init(&lists[1]);
    return fonts ? 0 : -1;
}

static int close_fonts(void **state)
{
    (void)state;
    text_close(fonts);
    drawlist_finish(&lists[0]);
    drawlist_finish(&lists[1]);
    region_finish(&region);
    surface_finish(&shown);
    surface_finish(&whole);
    return 0;
}

static void begin_pictures(int width, int height)
{
    surface_finish(&shown);
    surface_finish(&whole);
    surface_init(&shown, width, height);
    surface_init(&whole, width, height);
}

/* Changes what is shown from one list's picture to the other's; then it must be the whole picture. Returns the share
 * of the pixels that were painted. */
static double assert_changes(const struct drawlist *before, const struct drawlist *after)
{
    region_begin(&region, shown.width, shown.height);
    damage_add(&region, before, after, fonts);
    shown.region = &region;
    raster_draw(&shown, after, fonts);
    shown.region = NULL;
    raster_draw(&whole, after, fonts);
    double painted = 0;
    for (int y = 0; y < shown.height; y++)
        for (const struct span *span = region_spans(&region, y); span->left < shown.width; span++)
            painted += span->right - span->left;
    for (int i = 0; i < shown.width * shown.height; i++)
        if (shown.pixels[i] != whole.pixels[i])
            fail_msg("%d %d is %08x instead of %08x", i % shown.width, i / shown.width,
                     (unsigned)shown.pixels[i], (unsigned)whole.pixels[i]);
    return painted / shown.width / shown.height;
}

/* --- lists of anything ------------------------------------------------------------------------- */

enum { RECORDS = 70 };

static const char *const words[] = {"weights", "w\xCC\x82\xCC\x82 = 0.25", "역전파", "∂L/∂w₁₂", "   ", "jfgQ|"};

/* What is drawn for a seed is always the same. */
static void draw_any(struct drawlist *list, uint64_t seed)
{
    struct random random;
    double v[8];
    random_seed(&random, seed);
    for (int i = 0; i < 8; i++)
        v[i] = random_below(&random, 40) ? 460 * random_uniform(&random) - 30 : 1e5 * random_normal(&random);
    int kind = (int)random_below(&random, 9);
    struct ink colour = ink_fade(ink_series(random_below(&random, 8)), 0.4 + 0.9 * random_uniform(&random));
    double width = 0.3 + v[1] / 40;
    struct stroke stroke = random_below(&random, 2)
                               ? stroke_solid(colour, width)
                               : stroke_dashed(colour, width, v[2] / 30, 1 + v[3] / 30, v[4]);
    struct ink fill = random_below(&random, 2) ? ink_fade(colour, 0.6) : INK_NONE;
    struct ink cells[6] = {colour, fill, ink(ROLE_TEXT), colour, INK_NONE, fill};
    if (kind == 0)
        drawlist_rectangle(list, v[0], v[1], v[2], v[3] / 2, v[4] / 10, fill, stroke);
    else if (kind == 1)
        drawlist_disc(list, v[0], v[1], v[2] / 6, fill, stroke);
    else if (kind == 2)
        drawlist_curve(list, v, 1 + random_below(&random, 4), stroke);
    else if (kind == 3)
        drawlist_bezier(list, v, stroke);
    else if (kind == 4)
        drawlist_polygon(list, v, 3, fill, stroke);
    else if (kind == 5)
        drawlist_cells(list, v[0], v[1], v[2] / 3, v[3] / 3, 2, 3, cells);
    else if (kind == 6)
        drawlist_arrowhead(list, v[0], v[1], v[2], v[3], 14, colour);
    else
        drawlist_text(list, v[0], v[1], words[random_below(&random, 6)],
                      (struct text_style){.size = 6 + fabs(v[2]) / 20,
                                          .ink = colour,
                                          .bold = kind == 7,
                                          .align = (enum text_align)random_below(&random, 3)});
}

static void draw_seeds(struct drawlist *list, const uint64_t *seeds, size_t count)
{
    struct text_measure measure = text_measure(fonts);
    drawlist_begin(list, theme_at(0), &measure, 320, 240, 1.25);
    for (size_t i = 0; i < count; i++) {
        bool is_cut = seeds[i] % 9 == 0 && i + 3 < count;
        if (is_cut) {
            drawlist_clip(list, (double)(seeds[i] % 200), (double)(seeds[i] % 170), 90, 80);
            for (int k = 0; k < 3; k++)
                draw_any(list, seeds[++i]);
            drawlist_unclip(list);
        } else {
            draw_any(list, seeds[i]);
        }
    }
}

/* Some are others, some new, some gone, two have changed places, and some follow at the end. */
static size_t change(struct random *random, uint64_t *seeds, size_t count)
{
    for (uint64_t n = random_below(random, 8); n > 0; n--) {
        size_t at = random_below(random, count), with = random_below(random, count);
        uint64_t seed = random_bits(random), kept = seeds[at];
        switch (random_below(random, 5)) {
        case 0:
            seeds[at] = seed;
            break;
        case 1:
            memmove(seeds + at, seeds + at + 1, (count - at - 1) * sizeof *seeds);
            count--;
            break;
        case 2:
            memmove(seeds + at + 1, seeds + at, (count - at) * sizeof *seeds);
            seeds[at] = seed;
            count++;
            break;
        case 3:
            seeds[at] = seeds[with];
            seeds[with] = kept;
            break;
        default:
            for (uint64_t more = random_below(random, 20); more > 0; more--)
                seeds[count++] = random_bits(random);
        }
    }
    return count;
}

static void random_lists_change_into_each_other(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 99);
    begin_pictures(400, 300);
    for (int n = 0; n < 40; n++) {
        uint64_t seeds[RECORDS + 8 * 20];
        size_t count = RECORDS;
        for (size_t i = 0; i < count; i++)
            seeds[i] = random_bits(&random);
        draw_seeds(&lists[0], seeds, count);
        raster_draw(&shown, &lists[0], fonts);
        for (int k = 1; k <= 4; k++) {
            count = change(&random, seeds, count < RECORDS ? count : RECORDS);
            draw_seeds(&lists[k % 2], seeds, count);
            assert_changes(&lists[(k + 1) % 2], &lists[k % 2]);
        }
    }
}

static void strangers_change_into_each_other(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 5);
    begin_pictures(400, 300);
    for (int n = 0; n < 12; n++) {
        uint64_t seeds[RECORDS];
        size_t count = n % 3 ? random_below(&random, RECORDS) : 0;
        for (size_t i = 0; i < count; i++)
            seeds[i] = random_bits(&random);
        draw_seeds(&lists[n % 2], seeds, count);
        if (n == 0)
            raster_draw(&shown, &lists[0], fonts);
        else
            assert_changes(&lists[(n + 1) % 2], &lists[n % 2]);
    }
}

/* --- how much is painted ----------------------------------------------------------------------- */

/* A hundred letters, then what the test adds. */
static struct drawlist *letters(int which)
{
    static const char *const captions[] = {"before", "the caption behind it"};
    struct drawlist *list = &lists[which];
    drawlist_begin(list, theme_at(0), &text_measure_plain, 640, 480, 1);
    for (int i = 0; i < 100; i++)
        drawlist_text(list, 20 + 60 * (i % 10), 20 + 44 * (i / 10), i == 0 ? captions[which] : "a",
                      (struct text_style){.size = 14, .ink = ink(ROLE_TEXT)});
    return list;
}

static void the_same_picture_needs_no_pixel(void **state)
{
    (void)state;
    begin_pictures(640, 480);
    raster_draw(&shown, letters(0), fonts);
    assert_near(assert_changes(&lists[0], &lists[0]), 0, 0);
}

/* A longer text moves all other letters in the list's memory, and nothing in the picture. */
static void only_what_has_changed_is_painted(void **state)
{
    (void)state;
    begin_pictures(640, 480);
    raster_draw(&shown, letters(0), fonts);
    double share = assert_changes(&lists[0], letters(1));
    assert_true(share > 0 && share < 0.02);
}

static void a_slanted_line_needs_less_than_its_box(void **state)
{
    (void)state;
    begin_pictures(640, 480);
    raster_draw(&shown, letters(0), fonts);
    drawlist_line(letters(1), 20, 20, 620, 460, stroke_solid(ink(ROLE_ACCENT), 2));
    double share = assert_changes(&lists[0], &lists[1]);
    assert_true(share > 0 && share < 0.2);
}

static void another_theme_or_size_is_another_picture(void **state)
{
    (void)state;
    begin_pictures(640, 480);
    raster_draw(&shown, letters(0), fonts);
    drawlist_begin(&lists[1], theme_at(1), &text_measure_plain, 640, 480, 1);
    assert_near(assert_changes(&lists[0], &lists[1]), 1, 0);
    drawlist_begin(&lists[0], theme_at(1), &text_measure_plain, 600, 480, 1);
    assert_near(assert_changes(&lists[1], &lists[0]), 1, 0);
}

/* --- scenes ------------------------------------------------------------------------------------ */

static void draw_scene_into(struct drawlist *list, const struct session *session, struct view_size size,
                            int frame)
{
    struct text_measure measure = text_measure(fonts);
    struct scene_options options = {
        .width = size.width / size.zoom, .height = size.height / size.zoom, .phase = frame % 4 / 4.0};
    if (frame % 3 == 2)
        scene_hover_at(&options.hover, &lists[(frame + 1) % 2], 97 * frame % (int)size.width,
                       61 * frame % (int)size.height);
    drawlist_begin(list, theme_at(0), &measure, options.width, options.height, size.zoom);
    scene_draw(session, &options, list);
}

/* Through a whole iteration and into the next, with what flows and with the mouse over this and that. */
static void assert_steps(const char *typed, const char *step, int steps, struct view_size size)
{
    struct session *session = session_typed(typed);
    begin_pictures((int)size.width, (int)size.height);
    draw_scene_into(&lists[0], session, size, 0);
    raster_draw(&shown, &lists[0], fonts);
    double painted = 0;
    for (int i = 1; i <= 2 * steps; i++) {
        if (i % 2)
            must_type(session, step);
        draw_scene_into(&lists[i % 2], session, size, i);
        painted += assert_changes(&lists[(i + 1) % 2], &lists[i % 2]);
    }
    if (painted > 0.5 * 2 * steps)
        fail_msg("%s: %.0f %% of a picture are painted", typed, 100 * painted / (2 * steps));
    session_free(session);
}

static void scenes_step_through_an_iteration(void **state)
{
    (void)state;
    assert_steps(TYPED_222, "step", 17, sizes[0]);
    assert_steps(TYPED_HEAD, "step", 24, sizes[1]);
    assert_steps(TYPED_DEEP, "step 5", 20, sizes[5]);
    assert_steps(TYPED_40, "step 12", 14, sizes[0]);
}

static void scenes_change_into_each_other(void **state)
{
    (void)state;
    begin_pictures((int)sizes[1].width, (int)sizes[1].height);
    for (int i = 0; i < MOMENTS; i++) {
        struct session *session = session_typed(moments[i].typed);
        translate_select(i % 5 == 4 ? "ko" : "en");
        draw_scene_into(&lists[i % 2], session, sizes[1], i);
        if (i == 0)
            raster_draw(&shown, &lists[0], fonts);
        else
            assert_changes(&lists[(i + 1) % 2], &lists[i % 2]);
        session_free(session);
    }
    translate_select("en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_lists_change_into_each_other),
        cmocka_unit_test(strangers_change_into_each_other),
        cmocka_unit_test(the_same_picture_needs_no_pixel),
        cmocka_unit_test(only_what_has_changed_is_painted),
        cmocka_unit_test(a_slanted_line_needs_less_than_its_box),
        cmocka_unit_test(another_theme_or_size_is_another_picture),
        cmocka_unit_test(scenes_step_through_an_iteration),
        cmocka_unit_test(scenes_change_into_each_other),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
