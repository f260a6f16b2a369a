#include "view/panel_checks.h"

#include "view/look.h"

#define TYPED_LARGE "seed 1; net 300 200:relu 3; head softmax; loss ce;"

static const struct moment own_moments[] = {
    {"matrix_unknown", "net 2 2:sigmoid 1:tanh"},
    {"matrix_222_forward", TYPED_222 "step 3"},
    {"matrix_222_backward", TYPED_222 "step 9"},
    {"matrix_222_trained", TYPED_222 "train 20"},
    {"matrix_11", "net 1 1:tanh; input 0.5; target 1; step"},
    {"matrix_nan", TYPED_NAN "forward"},
    {"matrix_40", TYPED_40 "step 61; select a1[7]"},
    {"matrix_deep", TYPED_DEEP "forward; step 22"},
    {"matrix_stale", TYPED_222 "forward; w1[1,1] = 0.4"},
    {"matrix_maxout", TYPED_HEAD "step 15"},
    {"matrix_large", TYPED_LARGE},
    {"matrix_path", TYPED_222 "backward; why w1[1,1]; why next; why next"},
};

enum { OWN_MOMENTS = sizeof own_moments / sizeof *own_moments };

static const struct view_size usual = {860, 470, 1}, large = {1240, 680, 1};

static void every_moment_looks_as_it_did(void **state)
{
    (void)state;
    for (int i = 0; i < OWN_MOMENTS; i++)
        assert_looks_as_it_did(&own_moments[i], "net", "net matrix");
}

static void every_moment_can_be_read(void **state)
{
    (void)state;
    for (int i = 0; i < OWN_MOMENTS; i++)
        assert_readable(own_moments[i].typed, "net", "net matrix");
}

static void any_size_can_be_drawn(void **state)
{
    (void)state;
    assert_any_size_can_be_drawn(TYPED_HEAD "step 15", "net", "net matrix");
    assert_any_size_can_be_drawn(TYPED_DEEP "forward; step 22", "net", "net matrix");
}

static bool is_matrix(struct session *session, const char *view)
{
    struct error error;
    assert_true(view_pick(&session->view, view, &error));
    struct drawlist list = panel_list(session, "net", usual);
    bool has_cells = count_kind(&list, DRAW_CELLS) > 0;
    drawlist_finish(&list);
    return has_cells;
}

static void it_comes_by_itself_where_nodes_are_too_many(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        bool has_many;
    } cases[] = {
        {TYPED_222, false}, {TYPED_40, false}, {"net 100 3:tanh 2", false}, {"net 101 3:tanh 2", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session *session = session_typed(cases[i].typed);
        assert_true(is_matrix(session, "net matrix"));
        assert_int_equal(is_matrix(session, "auto"), cases[i].has_many); /* what was picked before is over */
        assert_int_equal(is_matrix(session, "net"), cases[i].has_many);
        assert_false(is_matrix(session, "net nodes"));
        session_free(session);
    }
}

/* The n-th field of so many cells. */
static const struct draw_record *field_of(const struct drawlist *list, uint32_t cells, int n)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->records[i].kind == DRAW_CELLS && list->records[i].count == cells && n-- == 0)
            return &list->records[i];
    fail_msg("there is no field of %u cells (%d)", cells, n);
    abort(); /* not reached; tells the compiler that what is returned is no NULL */
}

static void assert_inks(const struct drawlist *list, const struct draw_record *field, const struct ink *inks)
{
    assert_memory_equal(list->cells + field->start, inks, field->count * sizeof *inks);
}

/* Row by row as in the matrix, each in the colour of its edge. */
static void a_cell_is_a_weight_in_its_edges_colour(void **state)
{
    (void)state;
    struct session *session = session_viewing("net 3 2:tanh 1; w1 = [1 -0.5 0; 0.25 0 -1]", "net matrix");
    struct drawlist list = panel_list(session, "net", (struct view_size){860, 200, 1});
    const double w[] = {1, -0.5, 0, 0.25, 0, -1};
    struct ink inks[6];
    for (int i = 0; i < 6; i++)
        inks[i] = ink_signed(w[i], 1, ROLE_PANEL);
    assert_inks(&list, field_of(&list, 6, 0), inks);
    assert_int_equal(field_of(&list, 6, 0)->columns, 3);
    must_find_text(&list, "w1 2×3", 0);
    must_find_text(&list, "-1", 0);
    drawlist_finish(&list);
    session_free(session);
}

static void large_cells_hold_their_numbers(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222 "step 9", "net matrix");
    struct drawlist list = panel_list(session, "net", usual);
    assert_int_equal(count_texts(&list, "-0.45"), 1);
    assert_int_equal(count_texts(&list, "0.0004703"), 1); /* dw1[1,1] */
    drawlist_finish(&list);
    must_type(session, TYPED_40);
    list = panel_list(session, "net", usual);
    assert_true(count_kind(&list, DRAW_TEXT) < 60);
    drawlist_finish(&list);
    session_free(session);
}

/* Gradients fill in row by row, as backward goes; what isn't known yet is left blank. */
static void gradients_fill_in_as_backward_goes(void **state)
{
    (void)state;
    struct session *session =
        session_viewing("net 3 2 2:tanh; input 1 2 3; target 1 1; forward; step 2", "net matrix");
    struct drawlist list = panel_list(session, "net", usual);
    const struct ink *cells = list.cells + field_of(&list, 4, 0)->start; /* dw2: drawn before w2 */
    assert_true(cells[0].alpha_255 > 0 && cells[1].alpha_255 > 0);
    assert_true(cells[0].base == ROLE_BACKWARD || cells[0].towards == ROLE_BACKWARD ||
                cells[0].base == ROLE_PANEL);
    assert_true(cells[2].alpha_255 == 0 && cells[3].alpha_255 == 0);
    cells = list.cells + field_of(&list, 6, 0)->start; /* dw1 */
    for (int i = 0; i < 6; i++)
        assert_int_equal(cells[i].alpha_255, 0);
    drawlist_finish(&list);
    must_type(session, "backward");
    list = panel_list(session, "net", usual);
    cells = list.cells + field_of(&list, 6, 0)->start;
    double largest = 0;
    for (int i = 0; i < 6; i++)
        largest = fmax(largest, fabs(session->tape.network->gradient[i]));
    for (int i = 0; i < 6; i++)
        assert_near(cells[i].share_255 / 255.0, fabs(session->tape.network->gradient[i]) / largest, 0.01);
    drawlist_finish(&list);
    session_free(session);
}

/* Where a cell stands for several weights, none that is large gets lost. */
static void a_large_weight_is_seen_among_many(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_LARGE "init zeros; w1[101,222] = 5", "net matrix");
    struct drawlist list = panel_list(session, "net", (struct view_size){860, 200, 1});
    const struct draw_record *field = field_of(&list, 160 * 160, 0);
    uint32_t strong = 0, at = 0;
    for (uint32_t i = 0; i < field->count; i++)
        if (list.cells[field->start + i].share_255 == 255) {
            strong++;
            at = i;
        }
    assert_int_equal(strong, 1);
    uint32_t row = at / 160, column = at % 160;
    assert_true(row * 200 / 160 <= 100 && 100 < (row + 1) * 200 / 160);
    assert_true(column * 300 / 160 <= 221 && 221 < (column + 1) * 300 / 160);
    drawlist_finish(&list);
    session_free(session);
}

static void what_stands_beside_a_matrix_has_its_letter_and_its_numbers(void **state)
{
    (void)state;
    static const char *const texts[] = {"x",      "a1",     "b",      "z",    "a",     "y",     "∂x",
                                        "∂a1",    "∂b",     "∂z",     "∂a",   "∂ŷ",    "0.05",  "0.5933",
                                        "0.3925", "0.5687", "0.7729", "0.99", "0.628", "-0.038"};
    struct session *session = session_viewing(TYPED_222 "step 9", "net matrix");
    struct drawlist list = panel_list(session, "net", large);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        must_find_text(&list, texts[i], 0);
    drawlist_finish(&list);
    session_free(session);
}

/* In cells that are too small for their numbers there is none, and no title is cut. */
static void nothing_is_cut(void **state)
{
    (void)state;
    static const char *const typed[] = {TYPED_DEEP "forward; step 22", TYPED_NAN "forward",
                                        TYPED_HEAD "step 15"};
    for (int i = 0; i < 3; i++) {
        struct session *session = session_viewing(typed[i], "net matrix");
        for (double width = 200; width < 1000; width += 20) {
            struct drawlist list = panel_list(session, "net", (struct view_size){width, 470, 1});
            for (size_t k = 0; k < list.count; k++) {
                const struct draw_record *record = &list.records[k];
                if (record->kind == DRAW_TEXT && record->count >= 3)
                    if (memcmp(list.text.data + record->start + record->count - 3, "…", 3) == 0)
                        fail_msg("%.*s at %g", (int)record->count, list.text.data + record->start, width);
            }
            drawlist_finish(&list);
        }
        session_free(session);
    }
}

static int outlines(const struct drawlist *list, enum role role)
{
    int count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->records[i].kind == DRAW_RECTANGLE && list->records[i].line.base == role;
    return count;
}

static void the_nodes_row_is_ringed(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_40 "step", "net matrix");
    struct drawlist list = panel_list(session, "net", usual);
    assert_int_equal(outlines(&list, ROLE_ACCENT), 1);
    assert_int_equal(outlines(&list, ROLE_SELECTION), 0);
    drawlist_finish(&list);
    must_type(session, "select a1[30]");
    list = panel_list(session, "net", usual);
    assert_int_equal(outlines(&list, ROLE_SELECTION), 2); /* among the weights, and among the gradients */
    drawlist_finish(&list);
    session_free(session);
}

/* Whether a rectangle with that outline lies around the text. */
static bool is_ringed(const struct drawlist *list, const struct draw_record *text, enum role role)
{
    struct px_box at = text_box(list, text);
    double x = (at.left + at.right) / 2, y = (at.top + at.bottom) / 2;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        if (record->kind == DRAW_RECTANGLE && record->line.base == role && px(record->x) < x &&
            x < px(record->x2) && px(record->y) < y && y < px(record->y2))
            return true;
    }
    return false;
}

/* L -> z2[2] -> a1[1] -> z1[1] -> w1[1,2] */
static void a_path_of_why_lights_the_cells_that_it_goes_through(void **state)
{
    (void)state;
    static const char *const on[] = {"0.2", "0.1", "0.5", "0.3775", "0.5933", "1.225", "0.7729"};
    static const char *const off[] = {"0.15",  "0.05", "0.25",   "0.3",   "0.4",
                                      "-0.45", "0.55", "0.3925", "0.5687"};
    struct session *session =
        session_viewing(TYPED_222 "backward; why w1[1,2]; why next; why next", "net matrix");
    struct drawlist list = panel_list(session, "net", usual);
    for (size_t i = 0; i < sizeof on / sizeof *on; i++)
        if (!is_ringed(&list, must_find_text(&list, on[i], 0), ROLE_BACKWARD))
            fail_msg("%s is not lit", on[i]);
    for (size_t i = 0; i < sizeof off / sizeof *off; i++)
        if (is_ringed(&list, must_find_text(&list, off[i], 0), ROLE_BACKWARD))
            fail_msg("%s is lit", off[i]);
    assert_int_equal(outlines(&list, ROLE_ACCENT), 0);
    drawlist_finish(&list);
    must_type(session, "step");
    list = panel_list(session, "net", usual);
    assert_int_equal(outlines(&list, ROLE_BACKWARD), 0);
    drawlist_finish(&list);
    session_free(session);
}

static void in_little_room_the_half_that_the_step_is_about_is_shown(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222 "step 3", "net matrix");
    for (int i = 0; i < 2; i++) {
        struct drawlist list = panel_list(session, "net", (struct view_size){860, 200, 1});
        assert_int_equal(find_text(&list, i == 0 ? "w1 2×2" : "∂L/∂w1 2×2", 0) != NULL, 1);
        assert_null(find_text(&list, i == 0 ? "∂L/∂w1 2×2" : "w1 2×2", 0));
        assert_int_equal(outlines(&list, ROLE_ACCENT), 1);
        drawlist_finish(&list);
        must_type(session, "step 6");
    }
    session_free(session);
}

static void a_step_about_all_outputs_rings_their_numbers(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222 "step 5", "net matrix"); /* the loss, its slope */
    struct drawlist list = panel_list(session, "net", large);
    assert_true(is_ringed(&list, must_find_text(&list, "0.99", 0), ROLE_ACCENT));
    drawlist_finish(&list);
    must_type(session, "step");
    list = panel_list(session, "net", large);
    assert_true(is_ringed(&list, must_find_text(&list, "0.628", 0), ROLE_ACCENT));
    assert_int_equal(outlines(&list, ROLE_ACCENT), 1);
    drawlist_finish(&list);
    must_type(session, "step 5"); /* dx */
    list = panel_list(session, "net", large);
    assert_true(is_ringed(&list, must_find_text(&list, "-0.004344", 0), ROLE_ACCENT));
    drawlist_finish(&list);
    session_free(session);
}

static void a_large_cell_answers_as_its_weight_a_small_one_as_its_node(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222 "forward", "net matrix");
    struct drawlist list = panel_list(session, "net", usual);
    const struct draw_record *w2 = field_of(&list, 4, 3); /* dw1, w1, dw2, w2 */
    struct hit hit;
    assert_true(drawlist_hit(&list, px(w2->x) + 1, px(w2->y2) - 1, &hit));
    assert_int_equal(hit.kind, HIT_WEIGHT);
    assert_int_equal(100 * hit.layer + 10 * hit.row + hit.column, 221);
    drawlist_finish(&list);
    hit.text = NULL;
    struct scene_options options = {.hover = {.is_on = true, .hit = hit, .panel = "net"}};
    list = panel_list_with(session, "net", usual, options);
    must_find_text(&list, "w2[2,1]", 0);
    must_find_text(&list, "layer 2, node 2: sigmoid", 0);
    drawlist_finish(&list);
    must_type(session, TYPED_LARGE);
    list = panel_list(session, "net", usual);
    const struct draw_record *w1 = field_of(&list, 160 * 160, 1);
    assert_true(drawlist_hit(&list, px(w1->x) + 5, px(w1->y2) - 0.5, &hit));
    assert_int_equal(hit.kind, HIT_NODE);
    assert_int_equal(hit.row, 199); /* the first of the last cell */
    drawlist_finish(&list);
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_moment_looks_as_it_did),
        cmocka_unit_test(every_moment_can_be_read),
        cmocka_unit_test(any_size_can_be_drawn),
        cmocka_unit_test(large_cells_hold_their_numbers),
        cmocka_unit_test(it_comes_by_itself_where_nodes_are_too_many),
        cmocka_unit_test(a_cell_is_a_weight_in_its_edges_colour),
        cmocka_unit_test(gradients_fill_in_as_backward_goes),
        cmocka_unit_test(a_large_weight_is_seen_among_many),
        cmocka_unit_test(the_nodes_row_is_ringed),
        cmocka_unit_test(what_stands_beside_a_matrix_has_its_letter_and_its_numbers),
        cmocka_unit_test(nothing_is_cut),
        cmocka_unit_test(a_path_of_why_lights_the_cells_that_it_goes_through),
        cmocka_unit_test(in_little_room_the_half_that_the_step_is_about_is_shown),
        cmocka_unit_test(a_step_about_all_outputs_rings_their_numbers),
        cmocka_unit_test(a_large_cell_answers_as_its_weight_a_small_one_as_its_node),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
