#include "view/panel_checks.h"

#include "nn/activation.h"
#include "view/look.h"

#define TYPED_MAXOUT                                                                                           \
    "net 2 2:maxout:3 1; w1 = [1 0; -1 0; 0 0; 1 1; 2 2; 3 3]; b1 = [0 0 0.5 0 0 0]; input 2 1; step;"
#define TYPED_SAMPLES "seed 1; net 2 3:tanh 1:sigmoid; w1 = [9 9; 1 1; 0.1 0.1]; data moons 40 0.1; step"

static const struct moment own_moments[] = {
    {"maxout", TYPED_MAXOUT},
    {"maxout_unknown", "net 2 2:maxout:3 1; init zeros"},
    {"samples", TYPED_SAMPLES},
    {"relu", "net 1 2:relu 1; w1 = [1; -1]; input 1; step"},
    {"step", "net 1 2:step 1; w1 = [1; -1]; input 1; step"},
    {"leaky", "net 1 2:leaky_relu:0.2 1; w1 = [1; -1]; input 1; step 2"},
    {"selected", TYPED_222 "forward; select w1[2,1]"},
};

enum { OWN_MOMENTS = sizeof own_moments / sizeof *own_moments };

static const struct view_size usual = {860, 470, 1};

static void every_moment_looks_as_it_did(void **state)
{
    (void)state;
    assert_moments_look_as_they_did("curve", own_moments, OWN_MOMENTS);
    assert_looks_as_it_did(&(struct moment){"all", TYPED_222}, "curve", "curve all");
}

static void every_moment_can_be_read(void **state)
{
    (void)state;
    assert_moments_can_be_read("curve", "curve", own_moments, OWN_MOMENTS);
    assert_readable(TYPED_222, "curve", "curve all");
}

static void names_of_the_axes_replace_no_number(void **state)
{
    (void)state;
    struct session *session = session_typed("net 1 1:tanh; input 0.5; step; view curve");
    struct drawlist list = scene_list(session, (struct view_size){900, 600, 1}, NULL);
    assert_int_equal(count_texts(&list, "z"), 2);
    assert_int_equal(count_texts(&list, "5"), 2);
    assert_int_equal(count_texts(&list, "f′"), 1);
    assert_int_equal(count_texts(&list, "1"), 4);
    drawlist_finish(&list);
    session_free(session);
}

static void any_size_can_be_drawn(void **state)
{
    (void)state;
    assert_any_size_can_be_drawn(TYPED_SAMPLES, "curve", "curve");
    assert_any_size_can_be_drawn(TYPED_MAXOUT, "curve", "curve");
    assert_any_size_can_be_drawn(TYPED_222, "curve", "curve all");
}

static void a_cache_changes_nothing(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_SAMPLES, "curve");
    assert_a_cache_changes_nothing(session, "curve");
    session_free(session);
}

static void assert_title(struct session *session, const char *typed, const char *title)
{
    must_type(session, typed);
    struct drawlist list = panel_list(session, "curve", usual);
    assert_string_equal(text_beginning(&list, "layer "), title);
    drawlist_finish(&list);
}

static void it_is_about_the_steps_node_or_the_selected_one(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222, "curve");
    assert_title(session, "", "layer 1, node 1: sigmoid");
    assert_title(session, "step 2", "layer 1, node 2: sigmoid");
    assert_title(session, "forward", "layer 2, node 1: sigmoid");
    assert_title(session, "select dz1[2]", "layer 1, node 2: sigmoid");
    assert_title(session, "select w2[2,1]", "layer 2, node 2: sigmoid");
    session_free(session);
}

/* For each function that there is: z, a and the slope in the picture are f's own, at the node's z. */
static void the_slope_is_that_of_the_function(void **state)
{
    (void)state;
    const double z = 0.8;
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *activation = activation_at(i);
        char typed[128], number[LOOK_NUMBER_SIZE];
        if (activation->is_maxout)
            continue;
        snprintf(typed, sizeof typed, "net 1 1:%s; w1 = 1; b1 = 0; input %g; target 0; step", activation->name,
                 z);
        struct session *session = session_viewing(typed, "curve");
        struct drawlist list = panel_list(session, "curve", usual);
        double a = activation->f(z, activation->param_default);
        look_number(number, activation->df(z, a, activation->param_default), LOOK_DIGITS);
        const struct draw_record *slope = must_find_text(&list, number, 0);
        for (int n = 1; slope && slope->fill.base != ROLE_BACKWARD; n++)
            slope = find_text(&list, number, n);
        assert_non_null(slope);
        look_number(number, a, LOOK_DIGITS);
        if (!text_beginning(&list, "f(z) = ")) /* beside a long formula a has no room, and stands in the net */
            must_find_text(&list, number, 0);
        drawlist_finish(&list);
        session_free(session);
    }
}

/* The tangent is as steep as the slope says: with the node's place as its middle. */
static void the_tangent_touches_the_curve(void **state)
{
    (void)state;
    struct session *session =
        session_viewing("net 1 1:tanh; w1 = 1; b1 = 0; input 0.5; target 0; step", "curve");
    struct drawlist list = panel_list(session, "curve", usual);
    const struct draw_record *tangent = NULL, *curve = NULL;
    for (size_t i = 0; i < list.count; i++) {
        const struct draw_record *record = &list.records[i];
        if (record->kind == DRAW_CURVE && record->line.base == ROLE_BACKWARD && record->off == 0)
            tangent = record;
        if (record->kind == DRAW_CURVE && record->line.base == ROLE_FORWARD && record->count > 100)
            curve = record;
    }
    if (!tangent || !curve) {
        fail_msg("there is no tangent, or no curve");
        return;
    }
    const int32_t *ends = list.points + 2 * tangent->start, *points = list.points + 2 * curve->start;
    double x = (ends[0] + ends[2]) / 2.0, y = (ends[1] + ends[3]) / 2.0;
    double steep = (ends[3] - ends[1]) / (double)(ends[2] - ends[0]);
    uint32_t i = 0;
    while (i + 1 < curve->count && points[2 * i] < x)
        i++;
    double before = steep * (points[2 * i - 2] - x) + y, behind = steep * (points[2 * i] - x) + y;
    assert_near(before / DRAWLIST_PX, points[2 * i - 1] / (double)DRAWLIST_PX, 0.01);
    assert_near(behind / DRAWLIST_PX, points[2 * i + 1] / (double)DRAWLIST_PX, 0.01);
    drawlist_finish(&list);
    session_free(session);
}

static int rug_marks(const struct drawlist *list)
{
    int count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        const int32_t *ends = list->points + 2 * record->start;
        count += record->kind == DRAW_CURVE && record->count == 2 && ends[0] == ends[2] &&
                 record->line.alpha_255 == 204 && record->line.base != ROLE_TEXT;
    }
    return count;
}

/* Each sample has its mark at its z; those outside the zone in which f' is at least 0.05 count as saturated. */
static void every_sample_stands_at_the_lower_edge(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_SAMPLES, "curve");
    const struct dataset *data = session->tape.feed.data;
    char remark[64];
    int saturated = 0;
    for (size_t i = 0; i < data->count; i++) {
        double a = tanh(9 * dataset_x(data, i)[0] + 9 * dataset_x(data, i)[1]);
        saturated += 1 - a * a < 0.05;
    }
    assert_true(saturated > 0 && saturated < 40);
    snprintf(remark, sizeof remark, "| 40 samples, %d saturated", saturated);
    struct drawlist list = panel_list(session, "curve", usual);
    must_find_text(&list, remark, 0);
    assert_int_equal(rug_marks(&list), 40);
    drawlist_finish(&list);
    must_type(session, "select z1[3]"); /* small weights: nothing saturates */
    list = panel_list(session, "curve", usual);
    must_find_text(&list, "| 40 samples, 0 saturated", 0);
    drawlist_finish(&list);
    session_free(session);
}

static void side_by_side_are_all_functions_that_there_are(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222, "curve all");
    struct drawlist list = panel_list(session, "curve", (struct view_size){1240, 680, 1});
    for (size_t i = 0; i < activation_count(); i++)
        must_find_text(&list, activation_at(i)->name, 0);
    must_find_text(&list, "layers 1, 2", 0);
    drawlist_finish(&list);
    session_free(session);
}

/* Maxout: a line for each piece, and the name of the one that wins. */
static void the_winning_piece_is_named(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_MAXOUT, "curve");
    struct drawlist list = panel_list(session, "curve", usual);
    must_find_text(&list, "a1[1] = z1[1] = ", 0);
    must_find_text(&list, "z1[2]", 0);
    must_find_text(&list, "z1[3]", 0);
    drawlist_finish(&list);
    must_type(session, "select a1[2]; forward");
    list = panel_list(session, "curve", usual);
    must_find_text(&list, "a1[2] = z1[6] = ", 0);
    drawlist_finish(&list);
    session_free(session);
}

static void a_kink_and_a_jump_are_called_so(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 1 1:relu; input 1; target 1", "curve");
    struct drawlist list = panel_list(session, "curve", usual);
    must_find_text(&list, "kink", 0);
    drawlist_finish(&list);
    must_type(session, "net 1 1:step");
    list = panel_list(session, "curve", usual);
    must_find_text(&list, "jump", 0);
    drawlist_finish(&list);
    must_type(session, "net 1 1:tanh");
    list = panel_list(session, "curve", usual);
    assert_null(find_text(&list, "kink", 0));
    drawlist_finish(&list);
    session_free(session);
}

/* In a small window as in a large one: the first line of names is as long as it takes. */
static void all_functions_have_room_at_zoom_two(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222, "curve all");
    struct drawlist list = panel_list(session, "curve", (struct view_size){436, 230, 2});
    for (size_t i = 0; i < activation_count(); i++)
        must_find_text(&list, activation_at(i)->name, 0);
    assert_null(find_text(&list, "…", 0));
    drawlist_finish(&list);
    session_free(session);
}

static void layers_in_a_row_are_written_as_a_range(void **state)
{
    (void)state;
    struct session *session =
        session_viewing("net 2 2:tanh 2:tanh 2:tanh 2:relu 2:tanh 1:sigmoid", "curve all");
    struct drawlist list = panel_list(session, "curve", (struct view_size){1240, 680, 1});
    must_find_text(&list, "layers 1–3, 5", 0);
    must_find_text(&list, "layer 4", 0);
    drawlist_finish(&list);
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_moment_looks_as_it_did),
        cmocka_unit_test(every_moment_can_be_read),
        cmocka_unit_test(names_of_the_axes_replace_no_number),
        cmocka_unit_test(any_size_can_be_drawn),
        cmocka_unit_test(a_cache_changes_nothing),
        cmocka_unit_test(it_is_about_the_steps_node_or_the_selected_one),
        cmocka_unit_test(the_slope_is_that_of_the_function),
        cmocka_unit_test(the_tangent_touches_the_curve),
        cmocka_unit_test(every_sample_stands_at_the_lower_edge),
        cmocka_unit_test(side_by_side_are_all_functions_that_there_are),
        cmocka_unit_test(the_winning_piece_is_named),
        cmocka_unit_test(a_kink_and_a_jump_are_called_so),
        cmocka_unit_test(all_functions_have_room_at_zoom_two),
        cmocka_unit_test(layers_in_a_row_are_written_as_a_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
