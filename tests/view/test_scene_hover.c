#include "view/scenes.h"

static const struct view_size usual = {1280, 800, 1};

/* Where a text of the list stands. */
static void find_place(const struct drawlist *list, const char *text, double *x, double *y)
{
    struct px_box box = text_box(list, must_find_text(list, text, 0));
    *x = (box.left + box.right) / 2;
    *y = (box.top + box.bottom) / 2;
}

static struct scene_hover hover_on(const struct session *session, const char *text)
{
    struct scene_hover hover = {.is_on = false};
    struct drawlist list = scene_list(session, usual, NULL);
    double x, y;
    find_place(&list, text, &x, &y);
    scene_hover_at(&hover, &list, x, y);
    drawlist_finish(&list);
    return hover;
}

static void assert_selects(const struct session *session, const char *text, struct cell want)
{
    struct scene_hover hover = hover_on(session, text);
    struct hit hit = hover.hit;
    struct cell got;
    hit.text = hover.text;
    assert_true(hover.is_on);
    assert_true(scene_hit_cell(session, &hit, &got));
    assert_int_equal(got.quantity, want.quantity);
    assert_int_equal(got.layer, want.layer);
    assert_int_equal(got.row, want.row);
    assert_int_equal(got.column, want.column);
}

static void a_click_finds_the_number_under_it(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "forward");
    assert_selects(session, "0.05", (struct cell){QUANTITY_X, 0, 1, 0});
    assert_selects(session, "0.5933", (struct cell){QUANTITY_A, 1, 1, 0});
    assert_selects(session, "0.25", (struct cell){QUANTITY_W, 1, 2, 1});
    assert_selects(session, "-0.45", (struct cell){QUANTITY_W, 2, 1, 2});
    assert_selects(session, "b ", (struct cell){QUANTITY_B, 1, 1, 0});
    assert_selects(session, "0.99", (struct cell){QUANTITY_Y, 0, 2, 0});
    assert_selects(session, "0.221", (struct cell){QUANTITY_LOSS, 0, 0, 0});
    session_free(session);
}

static void a_number_of_the_formula_leads_to_its_place(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step 3");
    assert_selects(session, "0.59327", (struct cell){QUANTITY_A, 1, 1, 0});
    assert_selects(session, "w2[1,2]", (struct cell){QUANTITY_W, 2, 1, 2});
    session_free(session);
}

static void a_hit_on_what_is_gone_is_refused(void **state)
{
    (void)state;
    struct session *session = session_typed("net 1 1");
    struct cell cell;
    assert_false(scene_hit_cell(session, &(struct hit){.kind = HIT_NODE, .layer = 2, .row = 1}, &cell));
    assert_false(scene_hit_cell(session, &(struct hit){.kind = HIT_NODE, .layer = 1, .row = 2}, &cell));
    assert_false(
        scene_hit_cell(session, &(struct hit){.kind = HIT_WEIGHT, .layer = 1, .row = 1, .column = 2}, &cell));
    assert_false(scene_hit_cell(session, &(struct hit){.kind = HIT_QUANTITY, .text = "y[2]"}, &cell));
    assert_false(scene_hit_cell(session, &(struct hit){.kind = HIT_QUANTITY, .text = "nonsense"}, &cell));
    assert_false(scene_hit_cell(session, &(struct hit){.kind = HIT_PANEL, .text = "net"}, &cell));
    assert_false(scene_hit_cell(session, &(struct hit){.kind = HIT_COMMAND, .text = "step"}, &cell));
    session_free(session);
    session = session_new();
    assert_false(scene_hit_cell(session, &(struct hit){.kind = HIT_NODE, .layer = 1, .row = 1}, &cell));
    session_free(session);
}

static void hovering_tells_when_a_new_picture_is_due(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "forward");
    struct drawlist list = scene_list(session, usual, NULL);
    struct scene_hover hover = {.is_on = false};
    double x, y;
    find_place(&list, "0.5933", &x, &y);
    assert_true(scene_hover_at(&hover, &list, x, y));
    assert_false(scene_hover_at(&hover, &list, x + 2, y));
    find_place(&list, "0.99", &x, &y);
    assert_true(scene_hover_at(&hover, &list, x, y));
    assert_string_equal(hover.text, "y[2]");
    assert_true(scene_hover_at(&hover, &list, -5, -5));
    assert_false(hover.is_on);
    assert_false(scene_hover_at(&hover, &list, -6, -6));
    drawlist_finish(&list);
    session_free(session);
}

/* All of a tooltip's texts, in the window, whatever it is about. */
static void assert_tooltip(const struct session *session, const char *under, const char *const *texts)
{
    struct scene_hover hover = hover_on(session, under);
    for (int k = 0; k < 3; k++) {
        struct drawlist list = scene_list(session, sizes[k], &hover),
                        without = scene_list(session, sizes[k], NULL);
        for (int i = 0; texts[i]; i++)
            if (count_texts(&list, texts[i]) <= count_texts(&without, texts[i]))
                fail_msg("the tooltip on \"%s\" lacks \"%s\"", under, texts[i]);
        for (size_t i = without.count - 1; i < list.count; i++) {
            struct px_box box = text_box(&list, &list.records[i]);
            if (list.records[i].kind == DRAW_TEXT)
                assert_true(box.left >= 0 && box.right <= list.width_px && box.bottom <= list.height_px);
        }
        drawlist_finish(&list);
        drawlist_finish(&without);
    }
}

#define TEXTS(...)                                                                                             \
    (const char *const[])                                                                                      \
    {                                                                                                          \
        __VA_ARGS__, NULL                                                                                      \
    }

static void a_tooltip_shows_the_numbers_of_what_is_under_the_mouse(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "forward; step 2");
    assert_tooltip(session, "0.05", TEXTS("input 1", "x[1]", "∂L/∂x[1]", "–"));
    assert_tooltip(session, "0.5933", TEXTS("layer 1, node 1: sigmoid", "z1[1]", "0.3775", "∂L/∂a1[1]", "–"));
    assert_tooltip(session, "0.6385", TEXTS("layer 2, node 1: sigmoid", "∂L/∂z2[1]", "∂L/∂ŷ[1]"));
    assert_tooltip(session, "-0.45", TEXTS("from a1[2] to z2[1]", "w2[1,2]", "∂L/∂w2[1,2]"));
    assert_tooltip(session, "0.99", TEXTS("target 2", "y[2]", "ŷ[2]"));
    assert_tooltip(session, "0.221", TEXTS("loss: l2", "0.221044"));
    must_type(session, TYPED_HEAD "forward");
    assert_tooltip(session, "ŷ[1]", TEXTS("prediction 1: softmax", "∂L/∂ŷ[1]", "–"));
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_click_finds_the_number_under_it),
        cmocka_unit_test(a_number_of_the_formula_leads_to_its_place),
        cmocka_unit_test(a_hit_on_what_is_gone_is_refused),
        cmocka_unit_test(hovering_tells_when_a_new_picture_is_due),
        cmocka_unit_test(a_tooltip_shows_the_numbers_of_what_is_under_the_mouse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
