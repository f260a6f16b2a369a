#include "view/scenes.h"

#include "view/look.h"

static const struct view_size usual = {1280, 800, 1};

/* The formula panel is the lower card. */
static struct px_box formula_box(const struct drawlist *list)
{
    struct px_box box = {0, 0, 0, 0};
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        if (record->kind == DRAW_RECTANGLE && record->fill.base == ROLE_PANEL &&
            record->line.base == ROLE_PANEL_BORDER && px(record->y) > box.top)
            box = (struct px_box){px(record->x), px(record->y), px(record->x2), px(record->y2)};
    }
    return box;
}

static bool is_in(const struct drawlist *list, const struct draw_record *record, const struct px_box *box)
{
    struct px_box text = text_box(list, record);
    return record->kind == DRAW_TEXT && text.top >= box->top && text.bottom <= box->bottom;
}

/* The text of the panel, token by token, a row a line. */
static void read_formula(const struct drawlist *list, struct buffer *out)
{
    struct px_box box = formula_box(list);
    int32_t row = -1;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        if (!is_in(list, record, &box))
            continue;
        if (row >= 0 && record->y != row)
            buffer_put_char(out, '\n');
        row = record->y;
        buffer_put_n(out, list->text.data + record->start, record->count);
    }
}

static void assert_reads(const char *typed, struct view_size size, const char *want)
{
    struct buffer got = BUFFER_EMPTY;
    struct session *session = session_typed(typed);
    struct drawlist list = scene_list(session, size, NULL);
    read_formula(&list, &got);
    assert_string_equal(buffer_text(&got), want);
    buffer_finish(&got);
    drawlist_finish(&list);
    session_free(session);
}

static void a_step_reads_names_numbers_result(void **state)
{
    (void)state;
    assert_reads(
        TYPED_222 "step 3", usual,
        "z2[1] = w2[1,1]·a1[1] + w2[1,2]·a1[2] + b2[1] = 0.4·0.59327 + (-0.45)·0.596884 + 0.6 = 0.56871\n"
        "a2[1] = σ(z2[1]) = 1/(1 + e^(-0.56871)) = 0.638465");
    assert_reads(TYPED_222 "step 8", usual,
                 "∂L/∂z2[2] = ∂L/∂ŷ[2]·σ′(z2[2]) = -0.217072·0.17551 = -0.0380982\n"
                 "∂L/∂w2[2,1] = ∂L/∂z2[2]·a1[1] = -0.0380982·0.59327 = -0.0226025\n"
                 "∂L/∂w2[2,2] = ∂L/∂z2[2]·a1[2] = -0.0380982·0.596884 = -0.0227402\n"
                 "∂L/∂b2[2] = ∂L/∂z2[2] = -0.0380982");
}

static void equal_signs_stand_in_columns(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step 8");
    struct drawlist list = scene_list(session, usual, NULL);
    struct px_box box = formula_box(&list);
    const struct draw_record *signs[6];
    int count = 0;
    for (size_t i = 0; i < list.count && count < 6; i++)
        if (text_is(&list, &list.records[i], " = ") && is_in(&list, &list.records[i], &box))
            signs[count++] = &list.records[i];
    assert_int_equal(count, 6);
    for (int column = 0; column < 3; column++) {
        assert_int_equal(signs[column]->x, signs[3 + column]->x);
        assert_true(signs[column]->y < signs[3 + column]->y);
    }
    drawlist_finish(&list);
    session_free(session);
}

/* Where the panel shows a number that the net shows too, both have the same ink. */
static void a_number_has_the_colour_that_it_has_in_the_net(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step 3");
    struct drawlist list = scene_list(session, usual, NULL);
    struct px_box box = formula_box(&list);
    static const char *const numbers[] = {"0.4", "0.6"};
    int found = 0;
    for (size_t n = 0; n < 2; n++)
        for (int i = 1; find_text(&list, numbers[n], i); i++) {
            const struct draw_record *first = must_find_text(&list, numbers[n], 0);
            const struct draw_record *other = must_find_text(&list, numbers[n], i);
            assert_memory_equal(&first->fill, &other->fill, sizeof first->fill);
            found += is_in(&list, other, &box);
        }
    assert_int_equal(found, 2);
    for (size_t i = 0; i < session->last.count; i++) { /* and every token that of its cell */
        const struct explain_token *token = &session->last.tokens[i];
        const struct draw_record *record = NULL;
        for (int k = 0; token->has_cell && find_text(&list, token->text, k); k++)
            if (is_in(&list, find_text(&list, token->text, k), &box))
                record = find_text(&list, token->text, k);
        if (!record)
            continue;
        struct ink want = cell_ink(session, token->cell);
        assert_memory_equal(&record->fill, &want, sizeof want);
    }
    drawlist_finish(&list);
    session_free(session);
}

static void a_long_line_breaks_before_its_equal_signs(void **state)
{
    (void)state;
    assert_reads(TYPED_222 "step 3", (struct view_size){600, 600, 1},
                 "z2[1] = w2[1,1]·a1[1] + w2[1,2]·a1[2] + b2[1]\n"
                 " = 0.4·0.59327 + (-0.45)·0.596884 + 0.6\n"
                 " = 0.56871\n"
                 "a2[1] = σ(z2[1]) = 1/(1 + e^(-0.56871)) = 0.638465");
}

static void rows_of_a_broken_sum_are_about_as_long_as_each_other(void **state)
{
    (void)state;
    assert_reads(TYPED_222 "view formula; step 3", (struct view_size){700, 600, 1},
                 "z2[1] = w2[1,1]·a1[1]\n + w2[1,2]·a1[2] + b2[1]\n = 0.4·0.59327\n + (-0.45)·0.596884 + 0.6\n"
                 " = 0.56871\na2[1] = σ(z2[1])\n = 1/(1 + e^(-0.56871))\n = 0.638465");
}

/* Alone, the panel breaks lines rather than to leave its room empty. */
static void with_the_window_for_itself_it_is_large(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step 9");
    double size[2];
    for (int i = 0; i < 2; i++) {
        must_type(session, i == 0 ? "view net formula" : "view formula");
        struct drawlist list = scene_list(session, (struct view_size){900, 600, 1}, NULL);
        size[i] = must_find_text(&list, "0.0389777", 0)->size_px;
        drawlist_finish(&list);
    }
    assert_true(size[1] > 1.4 * size[0]);
    session_free(session);
}

/* One number with a digit more than the others: the first line, of four terms, has to be broken, that one hasn't. */
static void a_line_too_wide_for_the_columns_stays_one_row(void **state)
{
    (void)state;
    struct session *session = session_typed("net 1 4:tanh 4:tanh; w1 = [0.1; 0.2; 0.3; 0.4]; w2 = [1 2 3 4; 1 "
                                            "2 3 4; 1 2 3 4; 1 2 3 -4] / 7; input 1; "
                                            "target 0 1 0 1; view formula; forward; step 2");
    for (double width = 1200; width >= 700; width -= 20) {
        struct drawlist list = scene_list(session, (struct view_size){width, 600, 1}, NULL);
        double line = 1.45 * must_find_text(&list, "∂L/∂w2[1,1]", 0)->size_px;
        for (int i = 1; i <= 4; i++) {
            char name[2][32];
            snprintf(name[0], sizeof name[0], "∂L/∂w2[1,%d]", i);
            snprintf(name[1], sizeof name[1], i < 4 ? "∂L/∂w2[1,%d]" : "∂L/∂b2[1]", i + 1);
            double from = px(must_find_text(&list, name[0], 0)->y),
                   to = px(must_find_text(&list, name[1], 0)->y);
            assert_near(to - from, line, 0.1);
        }
        drawlist_finish(&list);
    }
    session_free(session);
}

/* All of a step with five lines, in the size for the last row of a classroom. */
static void broken_lines_flow_on_before_any_is_left_out(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "view formula; step 9");
    for (double zoom = 1; zoom <= 2; zoom += 0.25) {
        struct drawlist list = scene_list(session, (struct view_size){1000, 660, zoom}, NULL);
        struct buffer got = BUFFER_EMPTY;
        read_formula(&list, &got);
        assert_null(strstr(buffer_text(&got), "more line"));
        must_find_text(&list, "∂L/∂b1[1]", 0);
        buffer_finish(&got);
        drawlist_finish(&list);
    }
    session_free(session);
}

/* In a panel narrower than a term: before its inner sign, never behind it, never before a bracket that closes. */
static void a_term_too_long_for_a_row_ends_it_before_a_sign(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "view net formula; step 5");
    for (double width = 420; width < 760; width += 10) {
        struct drawlist list = scene_list(session, (struct view_size){width, 900, 1}, NULL);
        struct buffer got = BUFFER_EMPTY;
        read_formula(&list, &got);
        for (const char *row = buffer_text(&got); (row = strchr(row, '\n')); row++) {
            assert_null(strchr(")]^2", row[1] ? row[1] : 'x'));
            assert_true(row[-1] != '-' && row[-1] != '+' && row[-1] != '^' && row[-1] != '(');
        }
        buffer_finish(&got);
        drawlist_finish(&list);
    }
    session_free(session);
}

static void what_is_to_be_typed_stays_in_one_row(void **state)
{
    (void)state;
    struct session *session = session_typed("net 2 2:sigmoid 1:tanh; view formula");
    for (double width = 700; width < 1500; width += 50) {
        struct drawlist list = scene_list(session, (struct view_size){width, 800, 1}, NULL);
        must_find_text(&list, "input 0.05 0.10", 0);
        drawlist_finish(&list);
    }
    session_free(session);
}

static void what_has_no_room_is_counted(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_40 "forward; step 10");
    for (int k = 0; k < SIZES; k++) {
        struct drawlist list = scene_list(session, sizes[k], NULL);
        struct buffer got = BUFFER_EMPTY;
        read_formula(&list, &got);
        assert_non_null(strstr(buffer_text(&got), " more line"));
        buffer_finish(&got);
        drawlist_finish(&list);
    }
    session_free(session);
}

static void a_result_is_shown_even_where_its_numbers_have_no_room(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_40 "step");
    struct drawlist list = scene_list(session, (struct view_size){460, 300, 1}, NULL);
    struct buffer got = BUFFER_EMPTY;
    read_formula(&list, &got);
    const struct explain_token *result = session->last.tokens;
    while (result->part != PART_RESULT)
        result++;
    assert_non_null(strstr(buffer_text(&got), result->text));
    buffer_finish(&got);
    drawlist_finish(&list);
    session_free(session);
}

static void type_is_generous(void **state)
{
    (void)state;
    for (int step = 1; step <= 15; step++) {
        char typed[512];
        snprintf(typed, sizeof typed, "%s step %d", TYPED_222, step);
        struct session *session = session_typed(typed);
        struct drawlist list = scene_list(session, usual, NULL);
        struct px_box box = formula_box(&list);
        for (size_t i = 0; i < list.count; i++)
            if (is_in(&list, &list.records[i], &box))
                assert_true(list.records[i].size_px >= 18);
        drawlist_finish(&list);
        session_free(session);
    }
}

static void before_the_first_step_it_says_what_to_do(void **state)
{
    (void)state;
    assert_reads("net 2 1", usual, "the network has no input yet; give its 2 with: input 0.05 0.10");
    assert_reads("net 2 1; input 1 2", usual,
                 "'step' computes the next node and shows here how; 'forward' runs the whole pass.");
}

static void what_the_mouse_is_over_is_marked_here_too(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step 3");
    struct scene_hover hover = {.is_on = true, .hit = {.kind = HIT_WEIGHT, .layer = 2, .row = 1, .column = 2}};
    int marks[2];
    for (int k = 0; k < 2; k++) {
        struct drawlist list = scene_list(session, usual, k ? &hover : NULL);
        struct px_box box = formula_box(&list);
        marks[k] = 0;
        for (size_t i = 0; i < list.count; i++)
            marks[k] += list.records[i].kind == DRAW_RECTANGLE &&
                        list.records[i].fill.towards == ROLE_NODE_LINE && px(list.records[i].y) > box.top;
        drawlist_finish(&list);
    }
    assert_int_equal(marks[0], 0);
    assert_int_equal(marks[1], 2); /* its name and its number */
    session_free(session);
}

static void a_row_ends_before_a_factor_but_never_within_parentheses(void **state)
{
    (void)state;
    assert_reads("net 2 4:tanh 3:tanh 1:sigmoid; w1 = w1*0 + 0.5; w2 = w2*0 + 0.5; w3 = w3*0 + 0.5; loss bce;"
                 "input 1 1; target 1; backward; view net formula data; why w1[1,2]; why next",
                 (struct view_size){900, 600, 1},
                 "   33.3 %  z3[1] → a2[1] → a1[1] = (ŷ[1] - y[1])\n"
                 "·w3[1,1]·tanh′(z2[1])·w2[1,1]·tanh′(z1[1])·x[2]\n"
                 " = (0.796389 - 1)·0.5·0.173261·0.5·0.419974·1\n"
                 " = -0.00370395");
}

static void all_paths_of_why_are_listed_where_their_numbers_have_no_room(void **state)
{
    (void)state;
    assert_reads("net 2 4:tanh 3:tanh 1:sigmoid; w1 = w1*0 + 0.5; w2 = w2*0 + 0.5; w3 = w3*0 + 0.5; loss bce;"
                 "input 1 1; target 1; backward; view net formula; why w1[1,2]",
                 (struct view_size){900, 600, 1},
                 "   33.3 %  z3[1] → a2[1] → a1[1] = -0.00370395\n"
                 "   33.3 %  z3[1] → a2[2] → a1[1] = -0.00370395\n"
                 "   33.3 %  z3[1] → a2[3] → a1[1] = -0.00370395\n"
                 "∂L/∂w1[1,2] = -0.0111119\n"
                 "central difference = -0.0111119");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_reads_names_numbers_result),
        cmocka_unit_test(equal_signs_stand_in_columns),
        cmocka_unit_test(a_number_has_the_colour_that_it_has_in_the_net),
        cmocka_unit_test(a_long_line_breaks_before_its_equal_signs),
        cmocka_unit_test(rows_of_a_broken_sum_are_about_as_long_as_each_other),
        cmocka_unit_test(with_the_window_for_itself_it_is_large),
        cmocka_unit_test(a_line_too_wide_for_the_columns_stays_one_row),
        cmocka_unit_test(broken_lines_flow_on_before_any_is_left_out),
        cmocka_unit_test(a_term_too_long_for_a_row_ends_it_before_a_sign),
        cmocka_unit_test(what_is_to_be_typed_stays_in_one_row),
        cmocka_unit_test(what_has_no_room_is_counted),
        cmocka_unit_test(a_row_ends_before_a_factor_but_never_within_parentheses),
        cmocka_unit_test(all_paths_of_why_are_listed_where_their_numbers_have_no_room),
        cmocka_unit_test(a_result_is_shown_even_where_its_numbers_have_no_room),
        cmocka_unit_test(type_is_generous),
        cmocka_unit_test(before_the_first_step_it_says_what_to_do),
        cmocka_unit_test(what_the_mouse_is_over_is_marked_here_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
