#include "view/panel_checks.h"

#include "view/look.h"

#define TYPED_MAXOUT "net 2 2:maxout:3 1; input 1 2; target 0; forward; backward;"

static const struct moment own_moments[] = {
    {"stale", TYPED_222 "forward; w1[1,1] = 0.4"},
    {"selected", TYPED_40 "forward; backward; select w2[20,15]"},
    {"update", TYPED_222 "freeze b2; step 14; select a1[2]"},
    {"head", TYPED_HEAD "step 15"},
    {"maxout", TYPED_MAXOUT},
    {"question", TYPED_222 "step 2; predict on; step"},
    {"deep_selected", TYPED_DEEP "forward; step 22; select a2[1]"},
    {"nan_backward", TYPED_NAN "forward; backward"},
};

enum { OWN_MOMENTS = sizeof own_moments / sizeof *own_moments };

static const struct view_size usual = {860, 470, 1};

static void every_moment_looks_as_it_did(void **state)
{
    (void)state;
    assert_moments_look_as_they_did("values", own_moments, OWN_MOMENTS);
}

static void every_moment_can_be_read(void **state)
{
    (void)state;
    assert_moments_can_be_read("values", "values", own_moments, OWN_MOMENTS);
}

static void any_size_can_be_drawn(void **state)
{
    (void)state;
    assert_any_size_can_be_drawn(TYPED_HEAD "step 15", "values", "values");
    assert_any_size_can_be_drawn(TYPED_40 "step 61", "values", "values");
}

/* The text whose right end is the n-th column's and that lies under the other text. */
static bool lies_under(const struct drawlist *list, const char *above, const char *text)
{
    const struct draw_record *top = must_find_text(list, above, 0);
    for (int n = 0; find_text(list, text, n); n++) {
        const struct draw_record *record = find_text(list, text, n);
        if (record->x == top->x && record->y > top->y && px(record->y - top->y) < 1.5 * record->size_px)
            return true;
    }
    return false;
}

static void each_gradient_stands_under_its_number(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222 "forward; backward", "values");
    const struct network *network = session->tape.network;
    struct drawlist list = panel_list(session, "values", usual);
    const struct {
        double value, gradient;
    } pairs[] = {{0.15, network->gradient[network->layers[1].w]},
                 {0.30, network->gradient[network->layers[1].w + 3]},
                 {-0.45, network->gradient[network->layers[2].w + 1]},
                 {0.60, network->gradient[network->layers[2].b]},
                 {network->layers[1].z[1], network->layers[1].dz[1]},
                 {network->layers[2].a[0], network->dyhat[0]},
                 {0.05, network->dx[0]}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char value[LOOK_NUMBER_SIZE], gradient[LOOK_NUMBER_SIZE];
        int digits = LOOK_DIGITS;
        look_number(value, pairs[i].value, LOOK_DIGITS);
        do
            look_number(gradient, pairs[i].gradient, digits);
        while (!lies_under(&list, value, gradient) && --digits > 1);
        if (digits < 2)
            fail_msg("%s is not under %s", gradient, value);
    }
    drawlist_finish(&list);
    session_free(session);
}

static int outlines(const struct drawlist *list, enum role role)
{
    int count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->records[i].kind == DRAW_RECTANGLE && list->records[i].line.base == role;
    return count;
}

static int grounds(const struct drawlist *list)
{
    int count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->records[i].kind == DRAW_RECTANGLE && list->records[i].fill.towards == ROLE_NODE_LINE;
    return count;
}

/* Forward at a node: z and a are written, its two weights, bias and inputs are read. Backward: da, dz, two dw
 * and db. Only what the step works on is lit. */
static void what_the_step_works_on_is_lit(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222, "values");
    struct drawlist list = panel_list(session, "values", usual);
    assert_int_equal(outlines(&list, ROLE_ACCENT), 0);
    drawlist_finish(&list);
    must_type(session, "step");
    list = panel_list(session, "values", usual);
    assert_int_equal(outlines(&list, ROLE_ACCENT), 3); /* a1 twice: it goes into layer 2 */
    assert_int_equal(grounds(&list), 3 + 5);
    drawlist_finish(&list);
    must_type(session, "forward; step 2");
    list = panel_list(session, "values", usual);
    assert_int_equal(outlines(&list, ROLE_ACCENT), 4); /* dyhat is read: for the last layer it is da */
    drawlist_finish(&list);
    must_type(session, "select b1[2]");
    list = panel_list(session, "values", usual);
    assert_int_equal(outlines(&list, ROLE_SELECTION), 1);
    drawlist_finish(&list);
    session_free(session);
}

static enum role role_of(struct session *session, const char *text)
{
    struct drawlist list = panel_list(session, "values", usual);
    enum role role = must_find_text(&list, text, 0)->fill.base;
    drawlist_finish(&list);
    return role;
}

static void numbers_have_the_colour_that_they_have_in_the_net(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222 "forward", "values");
    assert_int_equal(role_of(session, "0.15"), ROLE_POSITIVE);
    assert_int_equal(role_of(session, "-0.45"), ROLE_NEGATIVE);
    assert_int_equal(role_of(session, "0.99"), ROLE_TARGET);
    assert_int_equal(role_of(session, "0.3775"), ROLE_FORWARD);
    must_type(session, "w1[1,1] = 0.2");
    assert_int_equal(role_of(session, "0.3775"), ROLE_STALE);
    session_free(session);
}

static void what_is_unknown_is_left_blank(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 1 1; w1 = 2; b1 = 3", "values");
    struct drawlist list = panel_list(session, "values", usual);
    int numbers = 0;
    for (size_t i = 0; i < list.count; i++)
        numbers += list.records[i].kind == DRAW_TEXT && list.records[i].count > 0 &&
                   strspn(list.text.data + list.records[i].start, "-0123456789.") >= list.records[i].count;
    assert_int_equal(numbers, 2);
    drawlist_finish(&list);
    session_free(session);
}

static void assert_shows(struct session *session, const char *typed, const char *text, bool is_there)
{
    must_type(session, typed);
    struct drawlist list = panel_list(session, "values", usual);
    if ((find_text(&list, text, 0) != NULL) != is_there)
        fail_msg("%s: %s", typed, text);
    drawlist_finish(&list);
}

/* The layer of the step, or of what is selected; of many nodes those, and the first and the last. */
static void what_matters_is_on_the_page(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_DEEP "forward; step 22", "values");
    assert_shows(session, "", "layer 5", true);
    assert_shows(session, "", "layer 1", false);
    assert_shows(session, "select a1[2]", "layer 1", true);
    assert_shows(session, "select x[1]", "layer 1", true);
    assert_shows(session, "select y[1]", "layer 10", true);
    must_type(session, "net 6 40:tanh 3; input 1 2 3 4 5 6; target 0 1 0; select none; step 20");
    assert_shows(session, "", "w1[20,·]", true);
    assert_shows(session, "", "w1[40,·]", true);
    assert_shows(session, "", "w1[30,·]", false);
    assert_shows(session, "select b1[30]", "w1[30,·]", true);
    assert_shows(session, "select w2[2,33]", "a1[33]", true);
    session_free(session);
}

/* Where there is room for hardly any row of w, it is the row of the node that is being computed. */
static void in_a_low_panel_the_step_has_its_row(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 2 5:tanh 1; input 1 2; target 1; step 3", "values");
    for (int height = 160; height < 260; height += 10) {
        struct drawlist list = panel_list(session, "values", (struct view_size){420, height, 1});
        must_find_text(&list, "w1[3,·]", 0);
        drawlist_finish(&list);
    }
    session_free(session);
}

static void gradients_are_marked_by_their_sign(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222 "step 7", "values");
    struct drawlist list = panel_list(session, "values", usual);
    assert_int_equal(count_texts(&list, "∂"), 1);
    drawlist_finish(&list);
    must_type(session, "backward");
    list = panel_list(session, "values", usual);
    assert_int_equal(count_texts(&list, "∂"), 5); /* of the four rows, and of x */
    drawlist_finish(&list);
    session_free(session);
}

static void huge_numbers_do_not_run_into_each_other(void **state)
{
    (void)state;
    struct session *session = session_viewing(
        "net 2 3:tanh 3; w1 = [1 2; 3 4; 5 6]; w2 = [1 -1e300 2; 1e308 1e308 1e308; 0 0 1]; head softmax; "
        "loss ce; input 1 1; target 1 0 0; forward",
        "values");
    for (double zoom = 1; zoom <= 2; zoom += 0.25) {
        struct drawlist list = panel_list(session, "values", (struct view_size){860, 400, zoom});
        assert_texts_readable(&list, "huge");
        drawlist_finish(&list);
    }
    session_free(session);
}

static void of_many_layers_it_says_that_the_numbers_above_are_theirs(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 2 9:tanh 9:tanh 9", "values");
    struct drawlist list = panel_list(session, "values", usual);
    const struct draw_record *word = must_find_text(&list, "layer", 0), *first = must_find_text(&list, "1", 0);
    assert_true(word->x < first->x && word->y == first->y);
    drawlist_finish(&list);
    session_free(session);
}

static void in_a_narrow_panel_digits_go_before_weights_do(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222 "forward; backward", "values");
    struct drawlist list = panel_list(session, "values", (struct view_size){390, 200, 1});
    must_find_text(&list, "x[2]", 0);
    must_find_text(&list, "z1", 0);
    must_find_text(&list, "0.3775", 0);
    assert_null(find_text(&list, "0.009405", 0)); /* dz1[1]: */
    assert_non_null(text_beginning(&list, "0.009"));
    drawlist_finish(&list);
    session_free(session);
}

static void a_click_on_a_layers_number_brings_it(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_DEEP "forward; step 22", "values");
    struct drawlist list = panel_list(session, "values", usual);
    const struct draw_record *label = must_find_text(&list, "9", 0);
    struct hit hit;
    assert_true(drawlist_hit(&list, px(label->x) + 2, px(label->y) - 3, &hit));
    assert_int_equal(hit.kind, HIT_COMMAND);
    assert_string_equal(hit.text, "select a9[1]");
    drawlist_finish(&list);
    session_free(session);
}

static void a_number_answers_to_the_mouse_as_in_the_net(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222 "forward; backward", "values");
    struct drawlist list = panel_list(session, "values", usual);
    const struct draw_record *w = must_find_text(&list, "-0.45", 0);
    struct hit hit;
    assert_true(drawlist_hit(&list, px(w->x) - 4, px(w->y) - 3, &hit));
    assert_int_equal(hit.kind, HIT_WEIGHT);
    assert_int_equal(hit.layer * 100 + hit.row * 10 + hit.column, 212);
    drawlist_finish(&list);
    struct scene_options options = {.hover = {.is_on = true, .hit = hit, .panel = "values"}};
    options.hover.hit.text = NULL;
    list = panel_list_with(session, "values", usual, options);
    must_find_text(&list, "w2[1,2]", 0);
    must_find_text(&list, "∂L/∂w2[1,2]", 0);
    drawlist_finish(&list);
    session_free(session);
}

static void a_number_under_the_wheel_is_shown_as_it_will_be(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222, "values");
    struct scene_options options = {
        .change = {.is_on = true, .cell = look_at(QUANTITY_W, 2, 1, 2), .value = -0.5}};
    struct drawlist list = panel_list_with(session, "values", usual, options);
    assert_int_equal(must_find_text(&list, "-0.5", 0)->fill.base, ROLE_ACCENT_TEXT);
    assert_null(find_text(&list, "-0.45", 0));
    drawlist_finish(&list);
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_moment_looks_as_it_did),
        cmocka_unit_test(every_moment_can_be_read),
        cmocka_unit_test(any_size_can_be_drawn),
        cmocka_unit_test(each_gradient_stands_under_its_number),
        cmocka_unit_test(what_the_step_works_on_is_lit),
        cmocka_unit_test(numbers_have_the_colour_that_they_have_in_the_net),
        cmocka_unit_test(what_is_unknown_is_left_blank),
        cmocka_unit_test(what_matters_is_on_the_page),
        cmocka_unit_test(in_a_low_panel_the_step_has_its_row),
        cmocka_unit_test(gradients_are_marked_by_their_sign),
        cmocka_unit_test(huge_numbers_do_not_run_into_each_other),
        cmocka_unit_test(of_many_layers_it_says_that_the_numbers_above_are_theirs),
        cmocka_unit_test(in_a_narrow_panel_digits_go_before_weights_do),
        cmocka_unit_test(a_click_on_a_layers_number_brings_it),
        cmocka_unit_test(a_number_answers_to_the_mouse_as_in_the_net),
        cmocka_unit_test(a_number_under_the_wheel_is_shown_as_it_will_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
