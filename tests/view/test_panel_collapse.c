#include "view/panel_checks.h"

#define TYPED_LINEAR "net 2 3:linear 3:linear 1:linear; w1 = [1 2; 3 4; 0.5 0.5]; b1 = [1 0 -1];"

static const struct moment own_moments[] = {
    {"linear", TYPED_LINEAR},
    {"bent", TYPED_LINEAR "layer 2 tanh"},
    {"curve", "net 1 3:linear 3:relu 1:linear; w1 = [1; 3; -2]; b1 = [1 0 -1]"},
    {"many", "net 5 3:linear 2:linear; input 1 2 3 4 5; select a2[2]"},
    {"maxout", "net 2 2:maxout:3 1"},
};

enum { OWN_MOMENTS = sizeof own_moments / sizeof *own_moments };

static const struct view_size usual = {860, 470, 1};

static void every_moment_looks_as_it_did(void **state)
{
    (void)state;
    assert_moments_look_as_they_did("collapse", own_moments, OWN_MOMENTS);
}

static void every_moment_can_be_read(void **state)
{
    (void)state;
    assert_moments_can_be_read("collapse", "collapse", own_moments, OWN_MOMENTS);
}

static void any_size_can_be_drawn(void **state)
{
    (void)state;
    assert_any_size_can_be_drawn(TYPED_LINEAR, "collapse", "collapse");
    assert_any_size_can_be_drawn("net 1 2:tanh 1", "collapse", "collapse");
}

static void a_cache_changes_nothing(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_LINEAR, "collapse");
    assert_a_cache_changes_nothing(session, "collapse");
    session_free(session);
}

static void linear_layers_differ_by_nothing_and_one_tanh_parts_them(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_LINEAR, "collapse");
    struct drawlist list = panel_list(session, "collapse", usual);
    must_find_text(&list, "0", 0);
    assert_non_null(text_beginning(&list, "to rounding: at most "));
    must_find_text(&list, "However deep: 3 linear layers are one layer, and can do no more than one.", 0);
    drawlist_finish(&list);
    must_type(session, "layer 2 tanh");
    list = panel_list(session, "collapse", usual);
    assert_null(text_beginning(&list, "to rounding"));
    must_find_text(&list, "at most, on this plane", 0);
    must_find_text(&list, "Layer 2 bends its sums (tanh), so the layers no longer come to one W x + b.", 0);
    drawlist_finish(&list);
    session_free(session);
}

/* Lines of the difference that are drawn as strongly as the one at 0. */
static int lines_at_0(const char *typed)
{
    int count = 0;
    struct session *session = session_viewing(typed, "collapse");
    struct drawlist list = panel_list(session, "collapse", usual);
    for (size_t i = 0; i < list.count; i++) {
        const struct draw_record *record = &list.records[i];
        count += record->kind == DRAW_CURVE && px(record->width) > 1.7 &&
                 px(list.points[2 * record->start]) > 0.6 * usual.width;
    }
    drawlist_finish(&list);
    session_free(session);
    return count;
}

/* Where relu lets all through there is only rounding between the two: its sign is no border. */
static void no_line_leads_through_rounding(void **state)
{
    (void)state;
    assert_int_equal(
        lines_at_0("net 2 2:relu 1:linear; w1 = [0.1 0.7; 0.3 0.1]; b1 = [0.1 0.3]; w2 = [0.3 0.7]"), 0);
    assert_true(lines_at_0("net 2 2:tanh 1:linear; w1 = [1 1; 1 -1]; w2 = [1 1]") > 0);
}

/* [2 -1; 0 1] [1 2; 3 4] = [-1 0; 3 4], [2 -1; 0 1] [1; -1] + [5; 0.5] = [8; -0.5] */
static void it_writes_the_product(void **state)
{
    (void)state;
    static const char *const numbers[] = {"-1", "3", "4", "8", "-0.5"};
    struct session *session = session_viewing(
        "net 2 2:linear 2:linear; w1 = [1 2; 3 4]; b1 = [1 -1]; w2 = [2 -1; 0 1]; b2 = [5 0.5]", "collapse");
    struct drawlist list = panel_list(session, "collapse", usual);
    must_find_text(&list, "W = w2 w1 = [", 0);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        must_find_text(&list, numbers[i], 0);
    drawlist_finish(&list);
    session_free(session);
}

/* A click on the button bends a layer, and the next one makes it straight again. */
static void what_to_try_next_is_a_click_away(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_LINEAR, "collapse");
    static const char *const wanted[] = {"layer 1 tanh", "layer 1 linear", "layer 1 tanh"};
    for (int i = 0; i < 3; i++) {
        struct drawlist list = panel_list(session, "collapse", usual);
        const struct draw_record *label = must_find_text(&list, wanted[i], 0);
        struct hit hit;
        assert_true(drawlist_hit(&list, px(label->x), px(label->y) - 3, &hit));
        assert_int_equal(hit.kind, HIT_COMMAND);
        assert_string_equal(hit.text, wanted[i]);
        must_type(session, hit.text);
        drawlist_finish(&list);
    }
    session_free(session);
}

/* In every width a line ends before "W x + b" or behind it. */
static void no_sentence_breaks_within_the_formula(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 2 3:tanh 1", "collapse");
    int broken = 0;
    for (double width = 380; width < 900; width += 10) {
        struct drawlist list = panel_list(session, "collapse", (struct view_size){width, 470, 1});
        const char *start = text_beginning(&list, "Layer 1 bends");
        broken += start && !strstr(start, "W x + b.");
        assert_null(text_beginning(&list, "x + b"));
        assert_null(text_beginning(&list, "+ b"));
        assert_null(text_beginning(&list, "b."));
        drawlist_finish(&list);
    }
    assert_true(broken > 5);
    session_free(session);
}

static void a_huge_difference_is_written_whole(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 2 2:tanh 1; w1 = [1 2; 3 4]; w2 = [1 -1e300]", "collapse");
    for (double zoom = 1; zoom <= 2; zoom += 0.5) {
        struct drawlist list = panel_list(session, "collapse", (struct view_size){860, 340, zoom});
        assert_null(strstr(buffer_text(&list.text), "…"));
        drawlist_finish(&list);
    }
    session_free(session);
}

static void what_can_not_be_drawn_is_said(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 2 2:maxout:3 1", "collapse");
    struct drawlist list = panel_list(session, "collapse", (struct view_size){1240, 680, 1});
    assert_non_null(text_beginning(&list, "Layer 1 is maxout: which of its pieces wins depends on the input"));
    drawlist_finish(&list);
    must_type(session, "net 900 900 900");
    list = panel_list(session, "collapse", (struct view_size){1240, 680, 1});
    assert_non_null(text_beginning(&list, "This network is so large that multiplying its layers"));
    drawlist_finish(&list);
    session_free(session);
}

static void why_there_is_no_product_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *said;
    } cases[] = {
        {"net 2 2:maxout:3 1",
         "Layer 1 is maxout: which of its pieces wins depends on the input, so there is no "
         "product. 'layer 1 linear' makes one."},
        {"net 1000 1000:linear 1000:linear",
         "This network is so large that multiplying its layers would hold the "
         "picture up; the command 'collapse' prints the product."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session *session = session_viewing(cases[i].typed, "collapse");
        struct drawlist list = panel_list(session, "collapse", usual);
        must_say(&list, cases[i].said);
        drawlist_finish(&list);
        session_free(session);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_moment_looks_as_it_did),
        cmocka_unit_test(every_moment_can_be_read),
        cmocka_unit_test(any_size_can_be_drawn),
        cmocka_unit_test(a_cache_changes_nothing),
        cmocka_unit_test(why_there_is_no_product_is_said),
        cmocka_unit_test(linear_layers_differ_by_nothing_and_one_tanh_parts_them),
        cmocka_unit_test(no_line_leads_through_rounding),
        cmocka_unit_test(it_writes_the_product),
        cmocka_unit_test(what_to_try_next_is_a_click_away),
        cmocka_unit_test(no_sentence_breaks_within_the_formula),
        cmocka_unit_test(a_huge_difference_is_written_whole),
        cmocka_unit_test(what_can_not_be_drawn_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
