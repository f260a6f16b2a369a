#include "view/panel_checks.h"

#include "base/memory.h"

#define TYPED_LINE "net 1 1; w1 = 1.5; b1 = -0.5; loss l2; data add 1 : 2; data add 2 : 3; data add -1 : 0;"

static const struct moment own_moments[] = {
    {"xor", TYPED_XOR},
    {"line", TYPED_LINE},
    {"selected", TYPED_XOR "select w1[2,1]"},
    {"no_target", "net 2 2:tanh 1; input 1 2"},
    {"race", TYPED_LINE "rate 0.02; race sgd momentum max 4"},
};

enum { OWN_MOMENTS = sizeof own_moments / sizeof *own_moments };

static const struct view_size usual = {860, 470, 1};

static void every_moment_looks_as_it_did(void **state)
{
    (void)state;
    assert_moments_look_as_they_did("surface", own_moments, OWN_MOMENTS);
    assert_looks_as_it_did(&(struct moment){"random", TYPED_XOR}, "surface", "surface random");
}

static void every_moment_can_be_read(void **state)
{
    (void)state;
    assert_moments_can_be_read("surface", "surface", own_moments, OWN_MOMENTS);
    assert_moments_can_be_read("surface", "surface random", own_moments, OWN_MOMENTS);
}

static void any_size_can_be_drawn(void **state)
{
    (void)state;
    assert_any_size_can_be_drawn(TYPED_LINE, "surface", "surface");
}

static void a_cache_changes_nothing(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_XOR, "surface");
    assert_a_cache_changes_nothing(session, "surface");
    session_free(session);
}

/* All that the cost depends on makes it due again, and nothing else does. */
static void only_what_has_changed_is_computed(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        bool is_computed;
    } cases[] = {{"select w2[1,1]", true},
                 {"", false},
                 {"step 3", false},
                 {"regularize l2 0.1", true},
                 {"regularize l2 0.2", true},
                 {"regularize l1 0.2", true},
                 {"w1[1,1] = 0.5", true},
                 {"loss l2", true},
                 {"loss huber:0.5", true},
                 {"loss huber:0.25", true},
                 {"data add 0.5 0.5 : 1", true},
                 {"undo; data add 0.5 0.5 : 0", true},
                 {"rate 0.1; optimizer adam; theme light", false},
                 {"layer 1 relu", true}};
    struct session *session = session_viewing(TYPED_XOR, "surface");
    struct scene_options options = {.cache = scene_cache_new()};
    size_t before = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        must_type(session, cases[i].typed);
        struct drawlist list = panel_list_with(session, "surface", usual, options);
        if (scene_cache_computed(options.cache) - before != cases[i].is_computed)
            fail_msg("%s", cases[i].typed);
        before = scene_cache_computed(options.cache);
        drawlist_finish(&list);
    }
    scene_cache_free(options.cache);
    session_free(session);
}

/* What is written beside the plane is `cost`, not something like it. */
static void the_cost_here_is_the_cost(void **state)
{
    (void)state;
    static const char *const typed[] = {TYPED_LINE, TYPED_XOR, TYPED_XOR "regularize l2 0.1", TYPED_222,
                                        TYPED_XOR "split 0.75"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        struct session *session = session_viewing(typed[i], "surface");
        struct drawlist list = panel_list(session, "surface", usual);
        must_find_text(&list, "cost here", 0);
        must_type(session, "precision 4; cost");
        char *want = buffer_take(&session->out);
        want[strcspn(want, "\n")] = '\0';
        must_find_text(&list, strstr(want, "= ") + 2, 0);
        memory_free(want);
        drawlist_finish(&list);
        session_free(session);
    }
}

static const char *title(struct session *session)
{
    struct drawlist list = panel_list(session, "surface", usual);
    const char *found = text_beginning(&list, "cost ");
    drawlist_finish(&list);
    return found;
}

static void it_shows_two_weights_of_the_node_that_is_looked_at(void **state)
{
    (void)state;
    static const struct {
        const char *select, *title;
    } cases[] = {{"", "cost over w2[1,1] and w2[1,2]"},
                 {"step 2", "cost over w1[2,1] and w1[2,2]"},
                 {"select a1[3]", "cost over w1[3,1] and w1[3,2]"},
                 {"select w2[1,2]", "cost over w2[1,2] and w2[1,3]"},
                 {"select w2[1,3]", "cost over w2[1,3] and b2[1]"},
                 {"select b1[2]", "cost over w1[2,2] and b1[2]"},
                 {"view surface random", "cost along two random directions"}};
    struct session *session = session_viewing(TYPED_XOR, "surface");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        must_type(session, cases[i].select);
        assert_string_equal(title(session), cases[i].title);
    }
    session_free(session);
}

static void a_net_of_many_weights_goes_two_random_ways_until_one_is_selected(void **state)
{
    (void)state;
    struct session *session =
        session_viewing("net 6 40:tanh 3:sigmoid; input 1 2 3 4 5 6; target 0 1 0", "surface");
    assert_string_equal(title(session), "cost along two random directions");
    must_type(session, "select w1[2,5]");
    assert_string_equal(title(session), "cost over w1[2,5] and w1[2,6]");
    session_free(session);
}

static void assert_says(const char *typed, const char *text)
{
    struct session *session = session_viewing(typed, "surface");
    struct drawlist list = panel_list(session, "surface", (struct view_size){1800, 680, 1});
    must_find_text(&list, text, 0);
    drawlist_finish(&list);
    session_free(session);
}

static void what_can_not_be_drawn_is_said(void **state)
{
    (void)state;
    assert_says("net 2 1; input 1 2",
                "The cost needs samples: give an 'input' and a 'target', or load some with 'data'.");
    assert_says("net 3 1; data xor",
                "The data has 2 inputs and 1 targets a sample, but the network 3 inputs and 1 "
                "outputs, so there is no cost to draw.");
    assert_says("net 600 2000:tanh 2000:tanh 1",
                "The cost needs samples: give an 'input' and a 'target', or load some "
                "with 'data'.");
}

/* The arrow points to where the cost is lower: for L = (w x + b - y)^2 against the slope. */
static void downhill_is_against_the_gradient(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 1 1; w1 = 1; b1 = 1; loss l2; input 1; target 0", "surface");
    struct drawlist list = panel_list(session, "surface", usual);
    for (size_t i = 0; i < list.count; i++) {
        const struct draw_record *record = &list.records[i];
        if (record->kind != DRAW_POLYGON || record->fill.base != ROLE_BACKWARD)
            continue;
        const int32_t *points = list.points + 2 * record->start; /* the tip, a wing, the notch, a wing */
        double across = points[0] - (points[2] + points[6]) / 2.0,
               down = points[1] - (points[3] + points[7]) / 2.0;
        assert_true(across < 0 && down > 0); /* both smaller: dL/dw = dL/db = 4 */
        assert_near(down / across, -1, 0.1);
        drawlist_finish(&list);
        session_free(session);
        return;
    }
    fail_msg("no arrow");
}

/* Of the line with this ink; 0 if there is none, but for that in the key. */
static int way_points(const struct session *session, enum role role)
{
    struct drawlist list = panel_list(session, "surface", usual);
    int points = 0;
    for (size_t k = 0; k < list.count; k++)
        if (list.records[k].kind == DRAW_CURVE && list.records[k].line.base == role &&
            list.records[k].count > 2)
            points = (int)list.records[k].count;
    drawlist_finish(&list);
    return points;
}

static void the_way_that_training_takes_is_drawn_whoever_watched(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_LINE "rate 0.02", "surface");
    assert_int_equal(way_points(session, ROLE_ACCENT), 0);
    must_type(session, "train 1"); /* three samples, three updates */
    assert_int_equal(way_points(session, ROLE_ACCENT), 4);
    must_type(session, "iterate 3; train 10");
    assert_int_equal(way_points(session, ROLE_ACCENT), 37);
    must_type(session, "undo");
    assert_int_equal(way_points(session, ROLE_ACCENT), 7);
    must_type(session, "w1 = 4"); /* more of the plane is shown */
    assert_int_equal(way_points(session, ROLE_ACCENT), 8);
    must_type(session, "train 1000");
    int thinned = way_points(session, ROLE_ACCENT);
    assert_true(thinned > 20 && thinned <= WAY_POINTS_MAX + 1);
    must_type(session, "view surface random");
    assert_int_equal(way_points(session, ROLE_ACCENT), thinned);
    must_type(session, "reset");
    assert_int_equal(way_points(session, ROLE_ACCENT), 0);
    must_type(session, "train 1; net 1 2:tanh 1");
    assert_int_equal(way_points(session, ROLE_ACCENT), 0);
    session_free(session);
}

/* As long as the network stands where they began. */
static void a_race_leaves_a_way_for_each_with_its_name(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_LINE "rate 0.02; race sgd momentum max 4", "surface");
    struct drawlist list = panel_list(session, "surface", usual);
    must_find_text(&list, "sgd", 0);
    must_find_text(&list, "momentum", 0);
    drawlist_finish(&list);
    assert_int_equal(way_points(session, ROLE_SERIES_1), 13);
    assert_int_equal(way_points(session, ROLE_SERIES_2), 13);
    assert_int_equal(way_points(session, ROLE_ACCENT), 0);
    must_type(session, "train 1");
    assert_int_equal(way_points(session, ROLE_SERIES_1), 0);
    must_type(session, "undo");
    assert_int_equal(way_points(session, ROLE_SERIES_1), 13);
    must_type(session, "w1 = 1");
    assert_int_equal(way_points(session, ROLE_SERIES_1), 0);
    session_free(session);
}

static void a_way_that_diverges_leaves_the_plane_but_hides_nothing(void **state)
{
    (void)state;
    assert_readable(TYPED_LINE "race rate 0.02 0.1 1 10 100 max 50", "surface", "surface");
    assert_readable(TYPED_LINE "race rate 0.02 0.1 1 10 100 max 50", "surface", "surface random");
}

static void many_samples_are_thinned_out_and_it_says_so(void **state)
{
    (void)state;
    struct session *session =
        session_viewing("net 2 4:tanh 1:sigmoid; loss bce; data moons 1000 0.1", "surface");
    struct drawlist list = panel_list(session, "surface", usual);
    must_find_text(&list, "on 256 of 1000 samples", 0);
    drawlist_finish(&list);
    session_free(session);
}

static void why_there_is_no_cost_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *said;
    } cases[] = {
        {"net 1 4000:tanh 4000:tanh 1; data sine 100",
         "This network is so large that drawing its cost would hold everything up."},
        {"net 3 1; data xor",
         "The data has 2 inputs and 1 targets a sample, but the network 3 inputs and 1 outputs, "
         "so there is no cost to draw."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session *session = session_viewing(cases[i].typed, "surface");
        struct drawlist list = panel_list(session, "surface", usual);
        must_say(&list, cases[i].said);
        drawlist_finish(&list);
        session_free(session);
    }
    struct session *session = session_viewing(TYPED_LINE, "surface");
    session->tape.network->param[0] = (double)NAN; /* as after an update that went too far */
    struct drawlist list = panel_list(session, "surface", usual);
    must_say(
        &list,
        "A weight is no finite number any more, so there is no cost to draw; 'reset' goes back to the first "
        "weights.");
    drawlist_finish(&list);
    session_free(session);
}

/* The plate under a contour line's number: one cell; every other field of cells has more. */
static bool is_plate(const struct draw_record *record)
{
    return record->kind == DRAW_CELLS && record->count == 1;
}

static bool lies_on(const struct draw_record *plate, double x, double y)
{
    return x > plate->x && x < plate->x2 && y > plate->y && y < plate->y2;
}

/* Some point of the line, drawn as the way or the arrow is, lies on the plate. */
static bool hides(const struct drawlist *list, const struct draw_record *plate, const struct draw_record *line)
{
    const int32_t *xy = list->points + 2 * line->start;
    if (line->kind != DRAW_CURVE || (line->line.base != ROLE_ACCENT && line->line.base != ROLE_BACKWARD))
        return false;
    for (uint32_t i = 0; i + 1 < line->count; i++, xy += 2) {
        double across = xy[2] - xy[0], down = xy[3] - xy[1];
        int pixels = 1 + (int)(hypot(across, down) / DRAWLIST_PX);
        for (int k = 0; k <= pixels; k++)
            if (lies_on(plate, xy[0] + across * k / pixels, xy[1] + down * k / pixels))
                return true;
    }
    return false;
}

static void assert_nothing_hidden(const struct drawlist *list, const char *typed)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < list->count && is_plate(&list->records[i]); k++)
            if (hides(list, &list->records[i], &list->records[k]) ||
                (k != i && is_plate(&list->records[k]) &&
                 lies_on(&list->records[i], list->records[k].x + 1, list->records[k].y + 1)))
                fail_msg("record %zu lies under the number in %zu: %s", k, i, typed);
}

/* Where there is room, most lines have one. */
static void no_number_hides_the_way_the_arrow_or_another_number(void **state)
{
    (void)state;
    static const char *const typed[] = {TYPED_XOR, TYPED_LINE "train 30", TYPED_XOR "select w1[1,1]",
                                        TYPED_222 "train 20"};
    static const char *const views[] = {"surface", "surface random"};
    int plates = 0;
    for (size_t i = 0; i < 2 * sizeof typed / sizeof *typed; i++)
        for (size_t k = 0; k < PANEL_SIZES; k++) {
            struct session *session = session_viewing(typed[i / 2], views[i % 2]);
            struct drawlist list = panel_list(session, "surface", panel_sizes[k]);
            assert_nothing_hidden(&list, typed[i / 2]);
            for (size_t r = 0; r < list.count; r++)
                plates += is_plate(&list.records[r]);
            drawlist_finish(&list);
            session_free(session);
        }
    assert_in_range(plates, 100, 2000);
}

/* Nothing of it stays empty. */
static void a_wide_panel_is_filled(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_XOR, "surface");
    struct drawlist list = panel_list(session, "surface", usual);
    const struct draw_record *plane = NULL;
    for (size_t i = 0; i < list.count && !plane; i++)
        plane = list.records[i].kind == DRAW_CELLS ? &list.records[i] : NULL;
    assert_true(plane && plane->x2 - plane->x > 0.7 * usual.width * DRAWLIST_PX);
    assert_true(plane && plane->y2 - plane->y > 0.7 * usual.height * DRAWLIST_PX);
    drawlist_finish(&list);
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_moment_looks_as_it_did),
        cmocka_unit_test(every_moment_can_be_read),
        cmocka_unit_test(any_size_can_be_drawn),
        cmocka_unit_test(a_cache_changes_nothing),
        cmocka_unit_test(why_there_is_no_cost_is_said),
        cmocka_unit_test(only_what_has_changed_is_computed),
        cmocka_unit_test(the_cost_here_is_the_cost),
        cmocka_unit_test(it_shows_two_weights_of_the_node_that_is_looked_at),
        cmocka_unit_test(a_net_of_many_weights_goes_two_random_ways_until_one_is_selected),
        cmocka_unit_test(what_can_not_be_drawn_is_said),
        cmocka_unit_test(downhill_is_against_the_gradient),
        cmocka_unit_test(the_way_that_training_takes_is_drawn_whoever_watched),
        cmocka_unit_test(a_race_leaves_a_way_for_each_with_its_name),
        cmocka_unit_test(a_way_that_diverges_leaves_the_plane_but_hides_nothing),
        cmocka_unit_test(many_samples_are_thinned_out_and_it_says_so),
        cmocka_unit_test(no_number_hides_the_way_the_arrow_or_another_number),
        cmocka_unit_test(a_wide_panel_is_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
