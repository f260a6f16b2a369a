#include "view/panel_checks.h"

#include "view/look.h"

#define TYPED_MOONS "seed 2; net 2 6:tanh 1:sigmoid; loss bce; data moons 60 0.1; rate 0.05; optimizer adam;"
#define TYPED_CLASSES                                                                                          \
    "seed 1; net 2 8:tanh 3; head softmax; loss ce; data spiral:3 90 0.05; rate 0.05; optimizer adam; train "  \
    "20;"

static const struct moment own_moments[] = {
    {"xor", TYPED_XOR},
    {"xor_node", TYPED_XOR "step 3; select a1[2]"},
    {"classes", TYPED_CLASSES},
    {"numbers", "net 2 3:tanh 1; data add 0 1 : 0.3; data add 1 1 : 2; data add -1 0.5 : -1.5"},
    {"curve", "seed 4; net 1 4:tanh 1; data sine 30 0.1; rate 0.05; train 50 epochs; step 2"},
    {"curves", "net 1 4:tanh 3; input 0.5"},
    {"tested", TYPED_MOONS "split 0.8; train 5"},
};

enum { OWN_MOMENTS = sizeof own_moments / sizeof *own_moments };

static const struct view_size usual = {860, 470, 1};

static void every_moment_looks_as_it_did(void **state)
{
    (void)state;
    assert_moments_look_as_they_did("boundary", own_moments, OWN_MOMENTS);
}

static void every_moment_can_be_read(void **state)
{
    (void)state;
    assert_moments_can_be_read("boundary", "boundary", own_moments, OWN_MOMENTS);
}

static void any_size_can_be_drawn(void **state)
{
    (void)state;
    assert_any_size_can_be_drawn(TYPED_XOR, "boundary", "boundary");
    assert_any_size_can_be_drawn("net 1 2:tanh 1", "boundary", "boundary");
}

static void a_cache_changes_nothing(void **state)
{
    (void)state;
    static const char *const typed[] = {TYPED_XOR, TYPED_CLASSES, "net 1 2:tanh 2; data add 1 : 1 2"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        struct session *session = session_viewing(typed[i], "boundary");
        assert_a_cache_changes_nothing(session, "boundary");
        session_free(session);
    }
}

/* New weights are computed, a new sample is only judged, and a step changes nothing that is computed. */
static void only_what_has_changed_is_computed(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        size_t computed; /* more than before */
    } cases[] = {{"", 2},
                 {"", 0},
                 {"step 3", 0},
                 {"w1[1,1] = 0.5", 2},
                 {"undo", 2},
                 {"data add 0.5 0.5 : 1", 1},
                 {"undo; data add 0.4 0.5 : 1", 1}};
    struct session *session = session_viewing(TYPED_XOR, "boundary");
    struct scene_options options = {.cache = scene_cache_new()};
    size_t before = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        must_type(session, cases[i].typed);
        struct drawlist list = panel_list_with(session, "boundary", usual, options);
        assert_int_equal(scene_cache_computed(options.cache) - before, cases[i].computed);
        before = scene_cache_computed(options.cache);
        drawlist_finish(&list);
    }
    scene_cache_free(options.cache);
    session_free(session);
}

static int count_rings(const struct drawlist *list)
{
    int count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->records[i].kind == DRAW_DISC && list->records[i].line.base == ROLE_ERROR;
    return count;
}

/* As many rings as the network gets wrong by the tape's own count, and one in the key. */
static void what_is_classified_wrong_has_a_ring(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_MOONS, "boundary");
    for (int i = 0; i < 3; i++) {
        char want[64];
        must_type(session, "precision 17; accuracy");
        double accuracy = strtod(strstr(buffer_text(&session->out), "= ") + 2, NULL);
        int wrong = (int)lround(60 * (1 - accuracy));
        struct drawlist list = panel_list(session, "boundary", usual);
        assert_int_equal(count_rings(&list), wrong + (wrong > 0));
        snprintf(want, sizeof want, wrong > 0 ? "wrong: %d of 60" : "right: all 60", wrong);
        must_find_text(&list, want, 0);
        drawlist_finish(&list);
        must_type(session, i == 0 ? "train 5" : "train 300");
    }
    session_free(session);
}

static struct hit hit_of(const struct drawlist *list, double x_px, double y_px)
{
    struct hit hit = {.kind = HIT_PANEL};
    drawlist_hit(list, x_px, y_px, &hit);
    return hit;
}

/* Each sample can be clicked, and lies where the plane's own numbers say. */
static void samples_lie_where_their_numbers_are(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_XOR, "boundary");
    struct drawlist list = panel_list(session, "boundary", usual);
    int seen = 0;
    for (int y = 0; y < list.height_px; y++)
        for (int x = 0; x < list.width_px; x++) {
            struct hit hit = hit_of(&list, x, y), plane;
            double across, down, left, right, bottom, top;
            if (hit.kind != HIT_SAMPLE)
                continue;
            assert_true(drawlist_hit_rectangle_at(&list, x, y, HIT_PLANE, &plane, &across, &down));
            assert_true(look_plane_read(plane.text, &left, &right, &bottom, &top));
            assert_int_equal(plane.row, 2);
            const double *at = dataset_x(session->tape.feed.data, (size_t)hit.row - 1);
            assert_near(left + across * (right - left), at[0], 0.05);
            assert_near(top + down * (bottom - top), at[1], 0.05);
            seen |= 1 << (hit.row - 1);
        }
    assert_int_equal(seen, 15);
    drawlist_finish(&list);
    session_free(session);
}

static void one_unit_is_as_long_across_as_up(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_XOR, "boundary");
    for (int k = 0; k < PANEL_SIZES; k++) {
        struct drawlist list = panel_list(session, "boundary", panel_sizes[k]);
        for (size_t i = 0; i < list.count; i++) {
            const struct draw_record *cells = &list.records[i];
            struct hit plane;
            double across, down, left, right, bottom, top;
            if (cells->kind != DRAW_CELLS || cells->columns == 1)
                continue;
            assert_true(drawlist_hit_rectangle_at(&list, px(cells->x) + 2, px(cells->y) + 2, HIT_PLANE, &plane,
                                                  &across, &down));
            assert_true(look_plane_read(plane.text, &left, &right, &bottom, &top));
            double unit = px(cells->x2 - cells->x) / (right - left);
            assert_near(px(cells->y2 - cells->y) / (top - bottom) / unit, 1, 0.03);
        }
        drawlist_finish(&list);
    }
    session_free(session);
}

static struct ink ink_in_plane(const struct drawlist *list, double across, double down)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *cells = &list->records[i];
        if (cells->kind != DRAW_CELLS || cells->columns == 1)
            continue;
        size_t rows = cells->count / cells->columns, column = (size_t)(across * cells->columns);
        return list->cells[cells->start + (size_t)(down * (double)rows) * cells->columns + column];
    }
    fail_msg("no map");
    return INK_NONE;
}

/* sigmoid(4 x1): class 1 on the right, class 0 on the left, unsure in the middle */
static void the_classes_colours_are_on_their_sides(void **state)
{
    (void)state;
    struct session *session =
        session_viewing("net 2 1:sigmoid; w1 = [4 0]; b1 = 0; loss bce; data add -1 -1 : 0; data add "
                        "1 1 : 1",
                        "boundary");
    struct drawlist list = panel_list(session, "boundary", usual);
    struct ink left = ink_in_plane(&list, 0.02, 0.5), right = ink_in_plane(&list, 0.98, 0.5);
    struct ink middle = ink_in_plane(&list, 0.499, 0.5);
    assert_int_equal(left.towards, ROLE_SERIES_1);
    assert_int_equal(right.towards, ROLE_SERIES_2);
    assert_true(left.share_255 > 140 && right.share_255 > 140 && middle.share_255 < 40);
    must_find_text(&list, "ŷ[1] = 0.5", 0);
    drawlist_finish(&list);
    session_free(session);
}

/* The longest curve in the text's ink: the boundary. Its points, in the plane's numbers. */
static void assert_line_at(const struct drawlist *list, double x)
{
    const struct draw_record *line = NULL;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        if (record->kind == DRAW_CURVE && record->line.base == ROLE_TEXT &&
            (!line || record->count > line->count))
            line = record;
    }
    if (!line)
        fail_msg("no line");
    for (uint32_t k = 1; line && k + 1 < line->count; k++) {
        double across, down, left, right, bottom, top;
        struct hit plane;
        const int32_t *at = list->points + 2 * (line->start + k);
        assert_true(drawlist_hit_rectangle_at(list, px(at[0]), px(at[1]), HIT_PLANE, &plane, &across, &down));
        assert_true(look_plane_read(plane.text, &left, &right, &bottom, &top));
        assert_near(left + across * (right - left), x, 0.01);
    }
}

static void the_line_is_where_the_class_changes(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        double x;
    } cases[] = {
        {"net 2 1; w1 = [1 0]; b1 = 0.1; data add -1 -1 : 0; data add 1 1 : 1", 0.4},
        {"net 2 1:sigmoid; w1 = [9 0]; b1 = 3; data add -1 -1 : 0; data add 1 1 : 1", -1.0 / 3},
        {"net 2 2; w1 = [1 0; -1 0]; b1 = [0 1]; head softmax; data add -1 -1 : 0 1; data add 1 1 : 1 0", 0.5},
        {"net 2 1:tanh 1; w1 = [2 0]; b1 = 1; select a1[1]", -0.5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session *session = session_viewing(cases[i].typed, "boundary");
        struct drawlist list = panel_list(session, "boundary", usual);
        assert_line_at(&list, cases[i].x);
        drawlist_finish(&list);
        session_free(session);
    }
}

/* of (x1, -x1, x2): class 1 right, class 2 left, class 3 at the top */
static void of_three_outputs_the_largest_gives_the_colour(void **state)
{
    (void)state;
    struct session *session =
        session_viewing("net 2 3; w1 = [1 0; -1 0; 0 1]; head softmax; loss ce; data add 1 0 : 1 0 0;"
                        "data add -1 0 : 0 1 0; data add 0 1 : 0 0 1",
                        "boundary");
    struct drawlist list = panel_list(session, "boundary", usual);
    assert_int_equal(ink_in_plane(&list, 0.95, 0.6).towards, ROLE_SERIES_1);
    assert_int_equal(ink_in_plane(&list, 0.05, 0.6).towards, ROLE_SERIES_2);
    assert_int_equal(ink_in_plane(&list, 0.5, 0.02).towards, ROLE_SERIES_3);
    must_find_text(&list, "class 3", 0);
    assert_int_equal(count_rings(&list), 0);
    drawlist_finish(&list);
    session_free(session);
}

static void a_selected_node_is_drawn_instead(void **state)
{
    (void)state;
    static const struct {
        const char *select, *title, *line;
    } cases[] = {{"select a1[2]", "a1[2] over the inputs", "z1[2] = 0"},
                 {"select w1[3,1]", "a1[3] over the inputs", "z1[3] = 0"},
                 {"select a2[1]", "ŷ[1] over the inputs", "ŷ[1] = 0.5"},
                 {"select yhat[1]", "ŷ[1] over the inputs", "ŷ[1] = 0.5"}};
    struct session *session = session_viewing(TYPED_XOR, "boundary");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        must_type(session, cases[i].select);
        struct drawlist list = panel_list(session, "boundary", usual);
        must_find_text(&list, cases[i].title, 0);
        must_find_text(&list, cases[i].line, 0);
        drawlist_finish(&list);
    }
    session_free(session);
}

static void classes_differ_in_form_not_only_in_colour(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_CLASSES, "boundary");
    struct drawlist list = panel_list(session, "boundary", usual);
    int discs = 0, polygons[8] = {0};
    for (size_t i = 0; i < list.count; i++) {
        const struct draw_record *record = &list.records[i];
        discs += record->kind == DRAW_DISC && record->fill.base == ROLE_SERIES_1;
        if (record->kind == DRAW_POLYGON && record->count < 8)
            polygons[record->count] +=
                record->fill.base == (record->count == 3 ? ROLE_SERIES_2 : ROLE_SERIES_3);
    }
    assert_int_equal(discs, 31); /* 30 and one in the key */
    assert_int_equal(polygons[3], 31);
    assert_int_equal(polygons[4], 31);
    drawlist_finish(&list);
    session_free(session);
}

static void samples_kept_for_testing_are_hollow(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_MOONS "split 0.8", "boundary");
    struct drawlist list = panel_list(session, "boundary", usual);
    int hollow = 0;
    for (size_t i = 0; i < list.count; i++) {
        const struct draw_record *record = &list.records[i];
        bool is_mark = record->kind == DRAW_DISC || record->kind == DRAW_POLYGON;
        hollow += is_mark && record->fill.base == ROLE_PANEL &&
                  (record->line.base == ROLE_SERIES_1 || record->line.base == ROLE_SERIES_2);
    }
    assert_int_equal(hollow, 12);
    must_find_text(&list, "hollow: for testing", 0);
    drawlist_finish(&list);
    session_free(session);
}

static void the_key_chooses_the_class_of_what_is_clicked_in(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_XOR, "boundary");
    struct drawlist list = panel_list(session, "boundary", usual);
    const struct draw_record *label = must_find_text(&list, "class 1", 0);
    struct hit hit = hit_of(&list, px(label->x) + 4, px(label->y) - 3);
    assert_int_equal(hit.kind, HIT_COMMAND);
    assert_string_equal(hit.text, "view class 1");
    drawlist_finish(&list);
    must_type(session, "data clear; data add 0 1 : 1; data add 1 1 : 0"); /* no classes, only zeros and ones */
    list = panel_list(session, "boundary", usual);
    label = must_find_text(&list, "class 1", 0);
    hit = hit_of(&list, px(label->x) + 4, px(label->y) - 3);
    assert_string_equal(hit.text, "view class 1");
    must_type(session, hit.text);
    assert_int_equal(session->view.chosen_class, 1); /* the one typed first */
    drawlist_finish(&list);
    session_free(session);
}

static void the_sample_under_the_mouse_tells_its_numbers(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_XOR, "boundary");
    struct scene_options options = {
        .hover = {.is_on = true, .hit = {.kind = HIT_SAMPLE, .row = 2}, .panel = "boundary"}};
    struct drawlist list = panel_list_with(session, "boundary", usual, options);
    must_find_text(&list, "sample 2: class 1", 0);
    must_find_text(&list, "y[1]", 0);
    drawlist_finish(&list);
    session_free(session);
}

static void one_input_gives_a_curve_through_the_networks_own_numbers(void **state)
{
    (void)state;
    struct session *session =
        session_viewing("net 1 1; w1 = 2; b1 = -1; data add -1 : 0; data add 1 : 0", "boundary");
    struct drawlist list = panel_list(session, "boundary", usual);
    must_find_text(&list, "ŷ[1] over x[1]", 0);
    bool is_found = false;
    for (size_t i = 0; i < list.count; i++) {
        const struct draw_record *curve = &list.records[i];
        if (curve->kind != DRAW_CURVE || curve->line.base != ROLE_FORWARD || curve->count < 100)
            continue;
        is_found = true;
        for (uint32_t k = 0; k < curve->count; k += 40) {
            double x_px = px(list.points[2 * (curve->start + k)]),
                   y_px = px(list.points[2 * (curve->start + k) + 1]);
            double across, down, left, right, bottom, top;
            struct hit plane;
            assert_true(drawlist_hit_rectangle_at(&list, x_px, y_px, HIT_PLANE, &plane, &across, &down));
            assert_true(look_plane_read(plane.text, &left, &right, &bottom, &top));
            assert_int_equal(plane.row, 1);
            assert_near(top + down * (bottom - top), 2 * (left + across * (right - left)) - 1, 0.02);
        }
    }
    assert_true(is_found);
    drawlist_finish(&list);
    session_free(session);
}

static void what_is_no_number_is_said(void **state)
{
    (void)state;
    struct session *session =
        session_viewing("net 2 1; w1 = [1e308 1e308]; data add 5 5 : 1; data add -5 -5 : 0", "boundary");
    struct drawlist list = panel_list(session, "boundary", usual);
    assert_non_null(text_beginning(&list, "not a finite number on "));
    drawlist_finish(&list);
    session_free(session);
}

static void with_more_inputs_a_sentence_says_why_there_is_nothing(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_40, "boundary");
    struct drawlist list = panel_list(session, "boundary", (struct view_size){1240, 680, 1});
    assert_non_null(text_beginning(&list, "A plane has two directions, but this network has 6 inputs."));
    assert_int_equal(count_kind(&list, DRAW_CELLS), 0);
    drawlist_finish(&list);
    session_free(session);
}

/* The strongest line of the picture: the border. */
static const struct draw_record *border_of(const struct drawlist *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->records[i].kind == DRAW_CURVE && list->records[i].line.base == ROLE_TEXT &&
            list->records[i].line.alpha_255 == 255 && list->records[i].count > 4)
            return &list->records[i];
    fail_msg("%s", "no border is drawn");
    abort();
}

/* Between 0 and 1 a step has nothing; its border is where z passes 0, not a staircase of cells. */
static void the_border_of_a_step_is_straight(void **state)
{
    (void)state;
    struct session *session =
        session_viewing("net 2 1:step; w1 = [1 -2]; b1 = 0.3; loss l2; data and", "boundary");
    struct drawlist list = panel_list(session, "boundary", usual);
    const struct draw_record *border = border_of(&list);
    const int32_t *xy = list.points + 2 * border->start;
    uint32_t last = 2 * (border->count - 1);
    double across = xy[last] - xy[0], up = xy[last + 1] - xy[1];
    for (uint32_t i = 0; i < border->count; i++) {
        double off = (up * (xy[2 * i] - xy[0]) - across * (xy[2 * i + 1] - xy[1])) / hypot(across, up);
        assert_true(fabs(off) < DRAWLIST_PX);
    }
    drawlist_finish(&list);
    session_free(session);
}

/* An output that is a number, and a softmax of which nothing is known yet. */
static void what_a_line_or_a_colour_means_is_written(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 2 1; w1 = [1 1]; b1 = 0", "boundary");
    struct drawlist list = panel_list(session, "boundary", usual);
    must_find_text(&list, "2", 1); /* once at the axis */
    drawlist_finish(&list);
    must_type(session, "net 2 3; head softmax; input 1 1");
    list = panel_list(session, "boundary", usual);
    must_find_text(&list, "ŷ[1]", 0);
    must_find_text(&list, "ŷ[3]", 0);
    must_find_text(&list, "this input", 0);
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
        cmocka_unit_test(only_what_has_changed_is_computed),
        cmocka_unit_test(what_is_classified_wrong_has_a_ring),
        cmocka_unit_test(samples_lie_where_their_numbers_are),
        cmocka_unit_test(one_unit_is_as_long_across_as_up),
        cmocka_unit_test(the_classes_colours_are_on_their_sides),
        cmocka_unit_test(the_line_is_where_the_class_changes),
        cmocka_unit_test(of_three_outputs_the_largest_gives_the_colour),
        cmocka_unit_test(a_selected_node_is_drawn_instead),
        cmocka_unit_test(classes_differ_in_form_not_only_in_colour),
        cmocka_unit_test(samples_kept_for_testing_are_hollow),
        cmocka_unit_test(the_key_chooses_the_class_of_what_is_clicked_in),
        cmocka_unit_test(the_sample_under_the_mouse_tells_its_numbers),
        cmocka_unit_test(one_input_gives_a_curve_through_the_networks_own_numbers),
        cmocka_unit_test(what_is_no_number_is_said),
        cmocka_unit_test(with_more_inputs_a_sentence_says_why_there_is_nothing),
        cmocka_unit_test(the_border_of_a_step_is_straight),
        cmocka_unit_test(what_a_line_or_a_colour_means_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
