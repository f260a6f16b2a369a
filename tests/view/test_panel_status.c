#include "view/scenes.h"

static const struct view_size usual = {1280, 800, 1};

static void assert_says(const char *typed, struct view_size size, const char *text, bool does)
{
    struct session *session = session_typed(typed);
    struct drawlist list = scene_list(session, size, NULL);
    if ((find_text(&list, text, 0) != NULL) != does)
        fail_msg("%s: \"%s\" is%s there", typed, text, does ? "n't" : "");
    drawlist_finish(&list);
    session_free(session);
}

static void the_title_is_that_of_the_step(void **state)
{
    (void)state;
    assert_says("", usual, "nabla", true);
    assert_says(TYPED_222, usual, "start of iteration 1", true);
    assert_says(TYPED_222 "step 7", usual, "[7/15] backward  layer 2, node 1", true);
}

static void the_numbers_of_the_training_stand_beside_it(void **state)
{
    (void)state;
    assert_says(TYPED_222 "iterate 3", usual, "3", true);
    assert_says(TYPED_222 "forward", usual, "0.221044", true);
    assert_says(TYPED_222 "precision 3; forward", usual, "0.221044", false);
    assert_says(TYPED_222, usual, "–", true); /* L is unknown, not 0 */
    assert_says(TYPED_222 "optimizer adam; rate 0.01", usual, "adam", true);
    assert_says(TYPED_222 "optimizer adam; rate 0.01", usual, "0.01", true);
    assert_says(TYPED_222, usual, "epoch", false);
}

static void in_a_narrow_window_what_is_worth_least_goes(void **state)
{
    (void)state;
    struct view_size narrow = {520, 400, 1};
    assert_says(TYPED_222 "step 7", narrow, "[7/15] backward  layer 2, node 1", true);
    assert_says(TYPED_222 "step 7", narrow, "0.221044", true);
    assert_says(TYPED_222 "step 7", narrow, "optimizer", false);
}

/* The marks of the track: rectangles between the title and the net. */
static int count_marks(const struct drawlist *list, enum role role, int alpha)
{
    int count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        count += record->kind == DRAW_RECTANGLE && px(record->y) > 60 && px(record->y2) < 85 &&
                 record->fill.base == role && (alpha < 0 || record->fill.alpha_255 == alpha);
    }
    return count;
}

static void the_track_has_a_mark_for_each_step(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step 7");
    struct drawlist list = scene_list(session, usual, NULL);
    assert_int_equal(count_marks(&list, ROLE_FORWARD, 255), 5);
    assert_int_equal(count_marks(&list, ROLE_BACKWARD, 255), 1);
    assert_int_equal(count_marks(&list, ROLE_ACCENT, 255), 1); /* the seventh */
    assert_int_equal(count_marks(&list, ROLE_BACKWARD, 71), 4);
    assert_int_equal(count_marks(&list, ROLE_NODE_LINE, 71), 4);
    drawlist_finish(&list);
    session_free(session);
}

static void a_long_track_has_a_stretch_for_each_pass(void **state)
{
    (void)state;
    struct session *session = session_typed("net 2 40:tanh 40:tanh 1:sigmoid; data xor; batch all; forward");
    struct drawlist list = scene_list(session, usual, NULL);
    assert_int_equal(count_marks(&list, ROLE_FORWARD, 71), 4);
    assert_int_equal(count_marks(&list, ROLE_BACKWARD, 71), 4);
    assert_int_equal(count_marks(&list, ROLE_FORWARD, 255), 1);
    drawlist_finish(&list);
    must_type(session,
              "net 2 2:tanh 1:sigmoid; data gauss 400; batch all; forward"); /* and a very long one a bar */
    list = scene_list(session, usual, NULL);
    assert_int_equal(count_marks(&list, ROLE_FORWARD, -1), 0);
    assert_int_equal(count_marks(&list, ROLE_ACCENT, 255), 1);
    drawlist_finish(&list);
    session_free(session);
}

static void a_long_title_is_smaller_rather_than_cut(void **state)
{
    (void)state;
    struct session *session =
        session_typed("net 2 3:tanh 1:sigmoid; loss bce; data xor; batch all; present on; step 12");
    struct drawlist list = scene_list(session, (struct view_size){900, 600, 2}, NULL);
    must_find_text(&list, "[12/48] forward  layer 1, node 1, sample 2 of 4", 0);
    drawlist_finish(&list);
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_title_is_that_of_the_step),
        cmocka_unit_test(the_numbers_of_the_training_stand_beside_it),
        cmocka_unit_test(in_a_narrow_window_what_is_worth_least_goes),
        cmocka_unit_test(the_track_has_a_mark_for_each_step),
        cmocka_unit_test(a_long_track_has_a_stretch_for_each_pass),
        cmocka_unit_test(a_long_title_is_smaller_rather_than_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
