#include "view/panel_checks.h"

#define TYPED_TURN "net 2 2:tanh 1:sigmoid; w1 = [1.2 0.5; -0.4 0.9]; b1 = [0.5 -0.3]; input 1 0.5; target 1;"
#define TYPED_SPACE "net 2 3:relu 1; w1 = [1 0.5; -0.4 0.9; 0.5 -0.7];"

static const struct moment own_moments[] = {
    {"turn", TYPED_TURN "step"},
    {"space", TYPED_SPACE},
    {"line", "net 2 2:sigmoid 1:sigmoid; select w2[1,1]; w2 = [-0.9 0.25]"},
    {"flat", "net 2 2 1; w1 = [1 0.5; 2 1]; b1 = [1 0]"},
    {"maxout", "net 2 2:maxout:3 1"},
};

enum { OWN_MOMENTS = sizeof own_moments / sizeof *own_moments };

static const struct view_size usual = {860, 470, 1};

static void every_moment_looks_as_it_did(void **state)
{
    (void)state;
    assert_moments_look_as_they_did("map", own_moments, OWN_MOMENTS);
    assert_looks_as_it_did(
        &(struct moment){"all", "net 2 2 2:tanh 2; w1 = [1.2 0.5; -0.4 0.9]; w2 = [1 1; -1 1]"}, "map",
        "map all");
}

static void every_moment_can_be_read(void **state)
{
    (void)state;
    assert_moments_can_be_read("map", "map", own_moments, OWN_MOMENTS);
    assert_moments_can_be_read("map", "map all", own_moments, OWN_MOMENTS);
}

/* Many matrices, for names that come near each other. */
static void nothing_lies_on_anything_whatever_the_weights(void **state)
{
    (void)state;
    for (int seed = 1; seed <= 40; seed++) {
        char typed[96];
        snprintf(typed, sizeof typed, "seed %d; net 2 %d:tanh 2; init normal", seed, 1 + seed % 3);
        struct session *session = session_viewing(typed, "map");
        for (int k = 0; k < PANEL_SIZES; k += 2) {
            struct drawlist list = panel_list(session, "map", panel_sizes[k]);
            assert_texts_readable(&list, typed);
            drawlist_finish(&list);
        }
        session_free(session);
    }
}

/* The input lies where e2 ends. */
static void the_present_input_lies_on_no_name(void **state)
{
    (void)state;
    for (int seed = 1; seed <= 20; seed++) {
        char typed[96];
        snprintf(typed, sizeof typed, "seed %d; net 2 2:tanh 2; init normal; input 0 1", seed);
        struct session *session = session_viewing(typed, "map");
        struct drawlist list = panel_list(session, "map", usual);
        for (size_t i = 0; i < list.count; i++) {
            const struct draw_record *disc = &list.records[i];
            for (size_t k = 0; disc->kind == DRAW_DISC && disc->fill.base == ROLE_ACCENT && k < list.count;
                 k++) {
                const struct draw_record *name = &list.records[k];
                if (!text_is(&list, name, "e1") && !text_is(&list, name, "e2"))
                    continue;
                struct px_box box = text_box(&list, name);
                double x = fmin(fmax(px(disc->x), box.left), box.right);
                double y = fmin(fmax(px(disc->y), box.top), box.bottom);
                assert_true(hypot(x - px(disc->x), y - px(disc->y)) > 3);
            }
        }
        drawlist_finish(&list);
        session_free(session);
    }
}

static void lines_lie_beneath_each_other_where_there_is_room(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 1 1:tanh", "map");
    for (int is_high = 0; is_high < 2; is_high++) {
        struct drawlist list = panel_list(session, "map", (struct view_size){860, is_high ? 470 : 200, 1});
        const struct draw_record *first = must_find_text(&list, "x", 0),
                                 *next = must_find_text(&list, "w1·x", 0);
        assert_int_equal(first->x == next->x, is_high);
        assert_int_equal(first->y == next->y, !is_high);
        drawlist_finish(&list);
    }
    session_free(session);
}

/* The n-th line that fills nothing, of that ink: where it ends. */
static void find_arrow(const struct drawlist *list, enum role role, int n, double *dx, double *dy)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        if (record->kind != DRAW_POLYGON || record->fill.base != role || n-- > 0)
            continue;
        const int32_t *tip = list->points + 2 * record->start;
        *dx = px(tip[0]);
        *dy = px(tip[1]);
        return;
    }
    fail_msg("no arrow");
}

static void assert_says(const char *typed, const char *view, const char *text)
{
    struct session *session = session_viewing(typed, view);
    struct drawlist list = panel_list(session, "map", usual);
    must_find_text(&list, text, 0);
    drawlist_finish(&list);
    session_free(session);
}

/* 1.2 * 0.9 + 0.4 * 0.5 = 1.28; 0.5 * 0.5 - 1 * 1 = -0.75 */
/* Where e2 lies along e1, too, and with the input on its tip. */
static void both_unit_vectors_are_named_in_every_picture(void **state)
{
    (void)state;
    static const char *const typed[] = {
        "net 2 3:tanh 3; w1 = [1 2; 3 4; 5 6]; input 1 1",
        "net 2 2:sigmoid; w1 = [0.15 0.2; 0.25 0.3]; input 0.05 0.1",
        "net 2 2:sigmoid; w1 = [1 1; 1 1]; input 0 1",
        "net 2 2:relu 1; w1 = [0.01 0.02; -0.02 0.01]",
        "net 2 3:relu 1; w1 = [1 0.5; -0.4 0.9; 0.5 -0.7]; input 0 1",
        "net 2 1:tanh 1; w1 = [-0.9 0.25]",
    };
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        struct session *session = session_viewing(typed[i], "map");
        for (int k = 0; k < PANEL_SIZES; k++) {
            struct drawlist list = panel_list(session, "map", panel_sizes[k]);
            assert_int_equal(count_texts(&list, "e2"), count_texts(&list, "e1"));
            if (list.height_px > 400)
                assert_true(count_texts(&list, "e1") >= 3);
            drawlist_finish(&list);
        }
        session_free(session);
    }
}

/* The sign that shows how three directions lie has a corner or a strip for itself. */
static void no_line_of_the_grid_crosses_the_three_directions(void **state)
{
    (void)state;
    static const char *const typed[] = {TYPED_SPACE, "net 2 3:tanh 3; w1 = [1 2; 3 4; 5 6]",
                                        "net 2 3:tanh 1; w1 = [3.6 -3.4; -0.45 -0.54; 3.5 -3.7]"};
    for (size_t i = 0; i < 3; i++) {
        struct session *session = session_viewing(typed[i], "map");
        struct drawlist list = panel_list(session, "map", usual);
        const struct draw_record *name = must_find_text(&list, i == 0 ? "a1[2] = 1" : "a1[2] = 0.5", 0);
        struct px_box box = text_box(&list, name);
        for (size_t k = 0; k < list.count; k++) {
            const struct draw_record *record = &list.records[k];
            for (uint32_t n = 0; record->kind == DRAW_CURVE && record->count > 2 && n < record->count; n++) {
                double x = px(list.points[2 * (record->start + n)]),
                       y = px(list.points[2 * (record->start + n) + 1]);
                assert_false(x > box.left && x < box.right && y > box.top && y < box.bottom);
            }
        }
        drawlist_finish(&list);
        session_free(session);
    }
}

/* Behind small weights the plane is hardly a tenth of the pictures that the others share. */
static void a_speck_is_enlarged(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 2 2:sigmoid; w1 = [0.1 0; 0 0.1]", "map");
    struct drawlist list = panel_list(session, "map", usual);
    double from[2], tip[2];
    find_arrow(&list, ROLE_SERIES_2, 3, &tip[0], &tip[1]); /* of a1 */
    find_arrow(&list, ROLE_SERIES_3, 3, &from[0], &from[1]);
    assert_true(hypot(tip[0] - from[0], tip[1] - from[1]) > 25);
    must_find_text(&list, "0.55", 0); /* its axes say how far it reaches */
    drawlist_finish(&list);
    session_free(session);
}

/* Four planes in 900 x 600: as low as that window leaves them. */
static void lines_are_drawn_in_a_small_window(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 1 1:tanh; input 0.5", "map");
    for (int height = 300; height < 500; height += 10) {
        struct drawlist list = panel_list(session, "map", (struct view_size){860, height, 1});
        assert_int_equal(count_texts(&list, "e1"), 4);
        drawlist_finish(&list);
    }
    session_free(session);
}

static void what_is_nowhere_finite_is_said(void **state)
{
    (void)state;
    assert_says("net 2 2 2; w1 = [1e300 1e300; 1e300 1e300]; w2 = [1e300 0; 0 1e300]", "map all",
                "No finite numbers to draw.");
}

static void any_size_can_be_drawn(void **state)
{
    (void)state;
    assert_any_size_can_be_drawn(TYPED_TURN, "map", "map");
    assert_any_size_can_be_drawn(TYPED_SPACE, "map", "map all");
    assert_any_size_can_be_drawn(TYPED_NAN, "map", "map");
}

static void the_determinant_is_said_with_what_it_does_to_areas(void **state)
{
    (void)state;
    assert_says(TYPED_TURN, "map", "1.28");
    assert_says(TYPED_TURN, "map", "Areas become 1.28 times as large; e2 stays on its side of e1.");
    assert_says("net 2 2; w1 = [0.5 1; 1 0.5]", "map", "-0.75");
    assert_says("net 2 2; w1 = [0.5 1; 1 0.5]", "map",
                "Areas become 0.75 times as large, and the plane is turned over: e2 changes sides.");
    assert_says("net 2 2; w1 = [1 2; 2 4]", "map",
                "The determinant is 0: the plane is pressed flat, and what it held can't come back.");
    assert_says("net 2 3; w1 = [1 0; 0 3; 0 4]", "map",
                "The plane lies in space; areas become 5 times as large.");
    assert_says("net 2 1; w1 = [1 2]", "map", "The plane is pressed onto a line: two directions become one.");
    assert_says("net 1 1; w1 = -3", "map", "Lengths become 3 times as long, and left and right change places.");
    assert_says("net 1 1; w1 = 0.5", "map", "Lengths become 0.5 times as long.");
    assert_says("net 1 2; w1 = [3; 4]", "map",
                "The line lies in a space of 2 directions; lengths become 5 times as long.");
    assert_says("net 1 1; w1 = 0", "map", "w is 0: every point comes to the same place.");
    assert_says("net 6 40:tanh 1", "map", "Drawn: the first 2 of 6 inputs and the first 2 of 40 sums.");
    assert_says("net 6 3:tanh 1", "map", "Drawn: the first 2 of 6 inputs; the others stay as they are.");
    assert_says("net 2 5:tanh 1", "map", "Drawn: the first 2 of 5 sums.");
}

static void a_layer_without_a_bend_has_no_picture_of_it(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 2 2:tanh 1", "map");
    struct drawlist list = panel_list(session, "map", usual);
    must_find_text(&list, "a1 = tanh(z1)", 0);
    drawlist_finish(&list);
    must_type(session, "layer 1 linear");
    list = panel_list(session, "map", usual);
    must_find_text(&list, "z1 = w1·x + b1", 0);
    assert_null(text_beginning(&list, "a1 ="));
    drawlist_finish(&list);
    session_free(session);
}

static void it_shows_the_layer_that_is_selected_else_the_steps(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222 "step 3", "map");
    struct drawlist list = panel_list(session, "map", usual);
    must_find_text(&list, "layer 2 as a map: 2 → 2", 0);
    drawlist_finish(&list);
    must_type(session, "select a1[2]");
    list = panel_list(session, "map", usual);
    must_find_text(&list, "layer 1 as a map: 2 → 2", 0);
    drawlist_finish(&list);
    session_free(session);
}

/* The tip of e1 after w lies at w's first column, as far from 0 as the axes' numbers say. */
static void unit_vectors_end_at_the_columns(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 2 2; w1 = [2 -1; 1 1]; b1 = [0 0]", "map");
    struct drawlist list = panel_list(session, "map", usual);
    double e1[2][2], e2[2][2];
    for (int stage = 0; stage < 2; stage++) {
        find_arrow(&list, ROLE_SERIES_2, stage, &e1[stage][0], &e1[stage][1]);
        find_arrow(&list, ROLE_SERIES_3, stage, &e2[stage][0], &e2[stage][1]);
    }
    /* before: e1 = (1, 0), e2 = (0, 1): from them follow 0 and the unit; after: (2, 1) and (-1, 1) */
    double unit = e1[0][0] - e2[0][0];
    assert_near(e1[0][1] - e2[0][1], unit, 0.05);
    double across = e1[1][0] - e2[1][0], down = e1[1][1] - e2[1][1];
    assert_true(across > 0);
    assert_near(down / across, 0, 0.02); /* both 1 high, 3 apart */
    drawlist_finish(&list);
    session_free(session);
}

/* det w2 · det w1 = (1 + 1) · 1.28 */
static void the_determinant_of_a_chain_is_the_product(void **state)
{
    (void)state;
    assert_says("net 2 2 2; w1 = [1.2 0.5; -0.4 0.9]; w2 = [1 1; -1 1]", "map all", "2.56");
    assert_says("net 2 2 2; w1 = [1.2 0.5; -0.4 0.9]; w2 = [1 1; -1 1]", "map all", "1.28");
}

static void the_present_input_is_on_every_stage(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_TURN, "map");
    for (int pass = 0; pass < 2; pass++) {
        struct drawlist list = panel_list(session, "map", usual);
        int discs = 0;
        for (size_t i = 0; i < list.count; i++)
            discs += list.records[i].kind == DRAW_DISC && list.records[i].fill.base == ROLE_ACCENT;
        assert_int_equal(discs, pass == 0 ? 4 : 0);
        drawlist_finish(&list);
        must_type(session, "select a2[1]"); /* a1 is not computed yet */
    }
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_moment_looks_as_it_did),
        cmocka_unit_test(every_moment_can_be_read),
        cmocka_unit_test(nothing_lies_on_anything_whatever_the_weights),
        cmocka_unit_test(the_present_input_lies_on_no_name),
        cmocka_unit_test(lines_lie_beneath_each_other_where_there_is_room),
        cmocka_unit_test(both_unit_vectors_are_named_in_every_picture),
        cmocka_unit_test(no_line_of_the_grid_crosses_the_three_directions),
        cmocka_unit_test(a_speck_is_enlarged),
        cmocka_unit_test(lines_are_drawn_in_a_small_window),
        cmocka_unit_test(what_is_nowhere_finite_is_said),
        cmocka_unit_test(any_size_can_be_drawn),
        cmocka_unit_test(the_determinant_is_said_with_what_it_does_to_areas),
        cmocka_unit_test(a_layer_without_a_bend_has_no_picture_of_it),
        cmocka_unit_test(it_shows_the_layer_that_is_selected_else_the_steps),
        cmocka_unit_test(unit_vectors_end_at_the_columns),
        cmocka_unit_test(the_determinant_of_a_chain_is_the_product),
        cmocka_unit_test(the_present_input_is_on_every_stage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
