#include "view/scenes.h"

/* The legend lies below the lower card. */
static double legend_top(const struct drawlist *list)
{
    double top = 0;
    for (size_t i = 0; i < list->count; i++)
        if (list->records[i].fill.base == ROLE_PANEL && list->records[i].line.base == ROLE_PANEL_BORDER)
            top = fmax(top, px(list->records[i].y2));
    return top;
}

static void mark(bool roles[ROLE_COUNT], struct ink ink)
{
    if (ink.alpha_255) {
        roles[ink.base] = true;
        roles[ink.towards] = true;
    }
}

static void find_roles(const struct drawlist *list, bool above[ROLE_COUNT], bool legend[ROLE_COUNT])
{
    double top = legend_top(list);
    bool is_status = true; /* which says what it shows: it lies before the first card */
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        is_status &= record->line.base != ROLE_PANEL_BORDER;
        double y = record->kind == DRAW_CURVE || record->kind == DRAW_POLYGON
                       ? px(list->points[2 * record->start + 1])
                       : px(record->y);
        if (record->kind == DRAW_CLIP || is_status)
            continue;
        mark(y > top ? legend : above, record->fill);
        mark(y > top ? legend : above, record->line);
    }
}

static void every_colour_on_the_screen_is_in_the_legend_and_no_other(void **state)
{
    (void)state;
    static const enum role quantities[] = {ROLE_POSITIVE, ROLE_NEGATIVE, ROLE_FORWARD, ROLE_BACKWARD,
                                           ROLE_TARGET,   ROLE_LOSS,     ROLE_ACCENT,  ROLE_SELECTION,
                                           ROLE_UNKNOWN,  ROLE_STALE,    ROLE_ERROR};
    for (int i = 1; i < MOMENTS; i++) {
        struct session *session = session_typed(moments[i].typed);
        for (int k = 0; k < SIZES; k++) {
            bool above[ROLE_COUNT] = {false}, legend[ROLE_COUNT] = {false};
            struct drawlist list = scene_list(session, sizes[k], NULL);
            find_roles(&list, above, legend);
            for (size_t q = 0; q < sizeof quantities / sizeof *quantities; q++) {
                enum role role = quantities[q];
                bool is_sample = role == ROLE_FORWARD; /* the point on the legend's little curve */
                if (above[role] != legend[role] && !(is_sample && legend[role]))
                    fail_msg("%s: %s is %s", moments[i].name, role_name(role),
                             legend[role] ? "explained but not there" : "there but not explained");
            }
            drawlist_finish(&list);
        }
        session_free(session);
    }
}

static void assert_explains(const char *typed, const char *text, bool does)
{
    struct session *session = session_typed(typed);
    struct drawlist list = scene_list(session, sizes[0], NULL);
    if ((find_text(&list, text, 0) != NULL) != does)
        fail_msg("%s: \"%s\" is%s explained", typed, text, does ? "n't" : "");
    drawlist_finish(&list);
    session_free(session);
}

static void forms_are_explained_when_they_are_there(void **state)
{
    (void)state;
    assert_explains(TYPED_222, "goes forward", false);
    assert_explains(TYPED_222 "step", "goes forward", true);
    assert_explains(TYPED_222 "step", "goes backward", false);
    assert_explains(TYPED_222 "step 9", "goes backward", true);
    assert_explains(TYPED_222 "step 12", "old to new", true);
    assert_explains(TYPED_222 "step 11", "old to new", false);
    assert_explains(TYPED_222 "freeze b1", "frozen", true);
    assert_explains(TYPED_222, "frozen", false);
    assert_explains(TYPED_222, "activation at z", true);
    assert_explains("net 2 2", "wider: larger", true);
}

static void the_legend_keeps_within_the_window(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "freeze b1; step 12; select a1[1]; b2[1] = 1");
    for (int k = 0; k < SIZES; k++) {
        struct drawlist list = scene_list(session, sizes[k], NULL);
        double top = legend_top(&list);
        int texts = 0;
        for (size_t i = 0; i < list.count; i++) {
            struct px_box box = text_box(&list, &list.records[i]);
            if (list.records[i].kind != DRAW_TEXT || box.bottom < top)
                continue;
            texts++;
            assert_true(box.right <= list.width_px && box.bottom <= list.height_px);
            assert_true(list.records[i].size_px >= 8 * sizes[k].zoom);
        }
        assert_true(texts >= 8);
        drawlist_finish(&list);
    }
    session_free(session);
}

/* Discs of that role below the panels. */
static int count_dots(const struct drawlist *list, enum role role)
{
    int count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->records[i].kind == DRAW_DISC && list->records[i].fill.base == role &&
                 px(list->records[i].y) > legend_top(list);
    return count;
}

static void a_weight_is_a_line_only_where_edges_are_drawn(void **state)
{
    (void)state;
    static const char *const views[] = {"view net", "view net matrix", "view formula"};
    struct session *session = session_typed(TYPED_222 "step 3");
    for (int i = 0; i < 3; i++) {
        must_type(session, views[i]);
        struct drawlist list = scene_list(session, sizes[0], NULL);
        assert_int_equal(count_dots(&list, ROLE_POSITIVE), i > 0);
        assert_int_equal(count_dots(&list, ROLE_NEGATIVE), i > 0);
        drawlist_finish(&list);
    }
    session_free(session);
}

/* The boundary panel colours an output by its sign, as others colour a weight. */
static void the_colours_of_an_output_are_not_called_weights(void **state)
{
    (void)state;
    struct session *session = session_typed("net 2 2:sigmoid 1:tanh; view boundary");
    struct drawlist list = scene_list(session, sizes[0], NULL);
    must_find_text(&list, "larger than 0", 0);
    must_find_text(&list, "smaller than 0", 0);
    assert_null(find_text(&list, "weight above 0", 0));
    drawlist_finish(&list);
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_colours_of_an_output_are_not_called_weights),
        cmocka_unit_test(every_colour_on_the_screen_is_in_the_legend_and_no_other),
        cmocka_unit_test(forms_are_explained_when_they_are_there),
        cmocka_unit_test(the_legend_keeps_within_the_window),
        cmocka_unit_test(a_weight_is_a_line_only_where_edges_are_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
