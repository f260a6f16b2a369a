#include "view/scenes.h"

#include <math.h>

#include "base/memory.h"
#include "view/panel_net.h"

static const struct view_size usual = {1280, 800, 1};

/* ---- folding ---- */

/* "1 2 (37) 40" */
static void assert_fold(int n, int places, const int *wanted, int count, const char *want)
{
    struct net_slot slots[NET_SLOTS_MAX];
    struct buffer got = BUFFER_EMPTY;
    int shown = net_fold(n, places, wanted, count, slots), all = 0;
    for (int i = 0; i < shown; i++) {
        buffer_printf(&got, slots[i].node ? "%s%d" : "%s(%d)", i ? " " : "", slots[i].node + slots[i].folded);
        all += slots[i].node ? 1 : slots[i].folded;
    }
    assert_string_equal(buffer_text(&got), want);
    assert_int_equal(all, n);
    buffer_finish(&got);
}

static void folding_keeps_what_is_wanted_and_the_first(void **state)
{
    (void)state;
    assert_fold(3, 8, NULL, 0, "1 2 3");
    assert_fold(8, 8, NULL, 0, "1 2 3 4 5 6 7 8");
    assert_fold(9, 8, NULL, 0, "1 2 3 4 5 6 7 (2)");
    assert_fold(40, 6, (const int[]){0, 1, 40, 0}, 4, "1 2 3 4 (35) 40");
    assert_fold(40, 6, (const int[]){21, 1, 40, 0}, 4, "1 2 (18) 21 (18) 40");
    assert_fold(40, 7, (const int[]){39, 1, 40, 0}, 4, "1 2 3 4 (34) 39 40");
    assert_fold(40, 5, (const int[]){3, 1, 40, 30}, 4, "1 2 3 (36) 40");
    assert_fold(40, 3, (const int[]){21, 1, 40, 0}, 4, "(20) 21 (19)");
    assert_fold(4096, 24, (const int[]){2000, 1, 4096, 7}, 4,
                "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 (1979) 2000 (2095) 4096");
}

static void a_fold_of_one_is_shown_instead(void **state)
{
    (void)state;
    assert_fold(5, 5, (const int[]){5, 3, 1}, 3, "1 2 3 4 5");
    assert_fold(6, 4, (const int[]){6, 1}, 2, "1 2 (3) 6");
}

/* ---- the picture ---- */

static int count_lines(const struct drawlist *list, enum role role, bool dashed, int alpha)
{
    int count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        bool is_edge =
            record->kind == DRAW_CURVE && record->count == 2 && record->y < 1 && record->line.base == role;
        if (is_edge && (record->off != 0) == dashed && (alpha < 0 || record->line.alpha_255 == alpha) &&
            px(list->points[2 * record->start + 1]) < 560) /* not in the legend */
            count++;
    }
    return count;
}

static void a_sign_shows_as_colour_and_as_form(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222);
    struct drawlist list = scene_list(session, usual, NULL);
    assert_int_equal(count_lines(&list, ROLE_POSITIVE, false, -1), 7);
    assert_int_equal(count_lines(&list, ROLE_NEGATIVE, true, -1), 1);
    assert_int_equal(count_lines(&list, ROLE_POSITIVE, true, -1) + count_lines(&list, ROLE_NEGATIVE, false, -1),
                     0);
    drawlist_finish(&list);
    session_free(session);
}

static void a_larger_weight_is_wider(void **state)
{
    (void)state;
    struct session *session = session_typed("net 3 1; w1 = [1 2 4]");
    struct drawlist list = scene_list(session, usual, NULL);
    double width[3];
    int count = 0;
    for (size_t i = 0; i < list.count && count < 3; i++)
        if (list.records[i].kind == DRAW_CURVE && list.records[i].line.base == ROLE_POSITIVE)
            width[count++] = px(list.records[i].width);
    assert_int_equal(count, 3);
    assert_near((width[1] - width[0]) / (width[2] - width[1]), 0.5, 0.02);
    assert_true(width[0] >= 1);
    drawlist_finish(&list);
    session_free(session);
}

static void a_forward_step_lights_what_goes_in_a_backward_step_what_comes_back_too(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step"); /* layer 1, node 1 */
    struct drawlist list = scene_list(session, usual, NULL);
    assert_int_equal(count_lines(&list, ROLE_POSITIVE, false, 255), 2);
    drawlist_finish(&list);
    must_type(session, "forward; backward; back 2"); /* backward, layer 1, node 1 */
    list = scene_list(session, usual, NULL);
    assert_int_equal(count_lines(&list, ROLE_POSITIVE, false, 255), 4); /* w1[1,*] and w2[*,1] */
    assert_int_equal(count_lines(&list, ROLE_NEGATIVE, true, 255), 0);  /* w2[1,2] */
    drawlist_finish(&list);
    session_free(session);
}

/* Bands of what flows, by colour. */
static int count_bands(const struct drawlist *list, enum role role, double *widest, double *narrowest)
{
    int count = 0;
    *widest = 0;
    *narrowest = 1e9;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        if (record->kind != DRAW_CURVE || record->line.base != role || record->line.alpha_255 != 56 ||
            px(list->points[2 * record->start + 1]) > 560)
            continue;
        count++;
        *widest = fmax(*widest, px(record->width));
        *narrowest = fmin(*narrowest, px(record->width));
    }
    return count;
}

static void what_flows_is_as_wide_as_it_is_large(void **state)
{
    (void)state;
    /* dz2 = (1, -0.25) over w2 = (0.5, 2): the gradient comes back as 0.5 and 0.5 */
    struct session *session = session_typed("net 1 1 2; w1 = [1]; w2 = [0.5; 2]; b2 = [0 0]; loss l2; input 1;"
                                            "target -0.5 2.25; forward; step 4");
    struct drawlist list = scene_list(session, usual, NULL);
    double widest, narrowest;
    assert_string_equal(session->last.title, "[8/12] backward  layer 1, node 1");
    assert_int_equal(count_bands(&list, ROLE_BACKWARD, &widest, &narrowest), 2);
    assert_near(widest, 16, 0.01);
    assert_near(narrowest, 16, 0.01);
    drawlist_finish(&list);
    must_type(session, "target 0.25 2.25; restart; forward; step 4"); /* now 0.125 and 0.5 */
    list = scene_list(session, usual, NULL);
    assert_int_equal(count_bands(&list, ROLE_BACKWARD, &widest, &narrowest), 2);
    assert_near(widest, 16, 0.01);
    assert_near(narrowest, 5 + 11 * 0.25, 0.01);
    drawlist_finish(&list);
    session_free(session);
}

static void nothing_flows_where_the_gradient_is_zero(void **state)
{
    (void)state;
    struct session *session =
        session_typed("net 1 1:linear 1:relu; w1 = [1]; w2 = [-1]; input 1; target 1; forward;"
                      "step 3");
    struct drawlist list = scene_list(session, usual, NULL);
    double widest, narrowest;
    assert_int_equal(session->last.step.layer, 1);
    assert_int_equal(count_bands(&list, ROLE_BACKWARD, &widest, &narrowest), 0);
    drawlist_finish(&list);
    session_free(session);
}

static void what_is_unknown_stays_blank_and_is_never_0(void **state)
{
    (void)state;
    struct session *session =
        session_typed("net 2 2:sigmoid 1:tanh; w1 = [1 2; 3 4]; w2 = [5 6]; b1 = [7 8]; b2 = [9]");
    struct drawlist list = scene_list(session, usual, NULL);
    for (size_t i = 0; i < list.count; i++) {
        const struct draw_record *record = &list.records[i];
        const char *text = list.text.data + record->start;
        if (record->kind == DRAW_TEXT && px(record->x) < 1200 && px(record->y) > 90) {
            assert_false(text_is(&list, record, "0"));
            assert_false(text_is(&list, record, "nan"));
            assert_true(text[0] != '\0');
        }
    }
    assert_int_equal(count_texts(&list, "z "), 0);
    assert_int_equal(count_texts(&list, "b "), 3);
    drawlist_finish(&list);
    session_free(session);
}

static void an_update_shows_old_and_new(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "forward; backward; step");
    struct drawlist list = scene_list(session, usual, NULL);
    assert_int_equal(count_texts(&list, " → "), 3); /* w1[1,1], w1[1,2], b1[1] */
    assert_int_equal(count_texts(&list, "0.1498"), 1);
    drawlist_finish(&list);
    must_type(session, "select a1[2]"); /* later moments of the journal don't matter */
    list = scene_list(session, usual, NULL);
    assert_int_equal(count_texts(&list, " → "), 3);
    drawlist_finish(&list);
    must_type(session, "w1[1,1] = 3; freeze b1");
    list = scene_list(session, usual, NULL);
    assert_int_equal(count_texts(&list, " → "), 1);
    assert_int_equal(count_texts(&list, "❄"), 1); /* the legend's */
    assert_int_equal(count_texts(&list, " ❄"), 2);
    drawlist_finish(&list);
    session_free(session);
}

static void the_current_node_is_ringed(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        int rings;
    } cases[] = {{TYPED_222, 0},           {TYPED_222 "step", 1},    {TYPED_222 "step 5", 1},
                 {TYPED_222 "step 11", 2}, {TYPED_222 "step 13", 1}, {TYPED_HEAD "step 10", 2},
                 {TYPED_HEAD "step 13", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session *session = session_typed(cases[i].typed);
        struct drawlist list = scene_list(session, usual, NULL);
        int rings = 0;
        for (size_t k = 0; k < list.count; k++)
            rings += list.records[k].kind == DRAW_DISC && list.records[k].line.base == ROLE_ACCENT &&
                     list.records[k].y < 560 * DRAWLIST_PX;
        if (rings != cases[i].rings)
            fail_msg("case %zu: %d rings", i, rings);
        drawlist_finish(&list);
        session_free(session);
    }
}

static void a_large_net_shows_its_current_node_and_counts_the_rest(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_40 "step 27"); /* layer 1, node 27 */
    struct drawlist list = scene_list(session, usual, NULL);
    assert_non_null(find_text(&list, "a1[27]", 0));
    assert_non_null(find_text(&list, "a1[40]", 0));
    assert_non_null(find_text(&list, "⋮ 25 more", 0));
    assert_non_null(find_text(&list, "⋮ 12 more", 0));
    drawlist_finish(&list);
    session_free(session);
}

static void of_very_many_edges_only_the_strongest_are_drawn(void **state)
{
    (void)state;
    struct session *session = session_typed("net 24 24 24 24 24 24; w1[1,1] = 100");
    struct drawlist list = scene_list(session, (struct view_size){2000, 3000, 1}, NULL);
    int edges = 0;
    bool has_strongest = false;
    for (size_t i = 0; i < list.count; i++) {
        const struct draw_record *record = &list.records[i];
        bool is_edge = record->kind == DRAW_CURVE &&
                       (record->line.base == ROLE_POSITIVE || record->line.base == ROLE_NEGATIVE);
        edges += is_edge;
        has_strongest |= is_edge && px(record->width) > 5;
    }
    assert_in_range(edges, NET_EDGES_MAX - 1, NET_EDGES_MAX + 3);
    assert_true(has_strongest);
    drawlist_finish(&list);
    session_free(session);
}

static void many_layers_fold_like_many_nodes(void **state)
{
    (void)state;
    struct buffer typed = BUFFER_EMPTY;
    buffer_put(&typed, "net 2");
    for (int i = 0; i < 64; i++)
        buffer_put(&typed, " 2:tanh");
    buffer_put(&typed, "; input 1 1; step 70");
    struct session *session = session_typed(buffer_text(&typed));
    struct drawlist list = scene_list(session, usual, NULL);
    assert_non_null(find_text(&list, "a35[1]", 0)); /* the one at work, where it comes from, where it goes */
    assert_non_null(find_text(&list, "a34[1]", 0));
    assert_non_null(find_text(&list, "a36[1]", 0));
    assert_non_null(find_text(&list, "x[1]", 0));
    assert_non_null(find_text(&list, "ŷ[1]", 0));
    drawlist_finish(&list);
    session_free(session);
    buffer_finish(&typed);
}

static void a_maxout_node_has_an_edge_for_each_piece(void **state)
{
    (void)state;
    struct session *session = session_typed("net 1 1:maxout:3; w1 = [1; 2; 3]; b1 = [0 0 0]; input 1; step");
    struct drawlist list = scene_list(session, usual, NULL);
    assert_int_equal(count_lines(&list, ROLE_POSITIVE, false, 255), 3);
    assert_non_null(find_text(&list, "max z ", 0));
    drawlist_finish(&list);
    session_free(session);
}

static void a_batch_says_which_sample(void **state)
{
    (void)state;
    struct session *session =
        session_typed("net 2 2:tanh 1:sigmoid; data xor; batch all; forward; backward; step 2");
    struct drawlist list = scene_list(session, usual, NULL);
    assert_non_null(find_text(&list, "sample 2 of 4", 0));
    assert_non_null(find_text(&list, "epoch", 0));
    drawlist_finish(&list);
    session_free(session);
}

static void what_is_selected_is_marked(void **state)
{
    (void)state;
    static const char *const names[] = {"a1[1]", "x[2]", "w1[1,2]", "y[1]", "L", "dz2[1]", "w2", "b1[1]"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct buffer typed = BUFFER_EMPTY;
        buffer_printf(&typed, "%s forward; backward; select %s", TYPED_222, names[i]);
        struct session *session = session_typed(buffer_text(&typed));
        struct drawlist list = scene_list(session, usual, NULL);
        int marks = 0;
        for (size_t k = 0; k < list.count; k++)
            marks += list.records[k].line.base == ROLE_SELECTION && list.records[k].y < 560 * DRAWLIST_PX;
        if (marks == 0)
            fail_msg("select %s: nothing is marked", names[i]);
        drawlist_finish(&list);
        session_free(session);
        buffer_finish(&typed);
    }
}

static void what_to_type_first_can_be_clicked(void **state)
{
    (void)state;
    struct session *session = session_new();
    struct drawlist list = scene_list(session, usual, NULL);
    const struct draw_record *record = must_find_text(&list, "net 2 2:sigmoid 2:sigmoid", 0);
    struct hit hit;
    assert_true(drawlist_hit(&list, px(record->x) + 5, px(record->y) - 3, &hit));
    assert_int_equal(hit.kind, HIT_COMMAND);
    must_type(session, hit.text); /* and it works */
    assert_non_null(session->tape.network);
    drawlist_finish(&list);
    session_free(session);
}

static void what_to_type_first_is_said_in_full_in_a_small_window_too(void **state)
{
    (void)state;
    struct session *session = session_new();
    for (int k = 0; k < SIZES; k++) {
        struct drawlist list = scene_list(session, sizes[k], NULL);
        must_find_text(&list, "Build a network: type this at the prompt", 0);
        assert_texts_inside(&list, "empty");
        drawlist_finish(&list);
    }
    session_free(session);
}

static void the_outputs_are_never_folded(void **state)
{
    (void)state;
    static const struct view_size narrow = {230, 300, 1};
    struct session *session = session_typed("net 2 4:tanh 4:tanh 1; input 1 2; step; view net");
    struct drawlist list = scene_list(session, narrow, NULL);
    must_find_text(&list, "3", 0); /* the caption of its column */
    drawlist_finish(&list);
    session_free(session);
}

/* ---- whose number it is ---- */

static bool is_edge(const struct draw_record *record)
{
    return record->kind == DRAW_CURVE && record->count == 2 &&
           (record->line.base == ROLE_POSITIVE || record->line.base == ROLE_NEGATIVE);
}

/* The ground under the text of a label. */
static struct px_box label_box(const struct drawlist *list, const struct draw_record *text)
{
    struct px_box at = text_box(list, text), box = {0, 0, 0, 0};
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        if (record->kind == DRAW_RECTANGLE && record->fill.base == ROLE_PANEL && record->fill.alpha_255 < 255 &&
            px(record->x) < at.left && px(record->x2) > at.right && px(record->y) < at.top &&
            px(record->y2) > at.bottom)
            box = (struct px_box){px(record->x) + 3, px(record->y) + 3, px(record->x2) - 3, px(record->y2) - 3};
    }
    return box;
}

static int edges_through(const struct drawlist *list, const struct px_box *box)
{
    int count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const int32_t *end = list->points + 2 * list->records[i].start;
        bool is_in = false;
        for (int k = 0; is_edge(&list->records[i]) && k <= 200; k++) {
            double x = px(end[0]) + k / 200.0 * px(end[2] - end[0]);
            double y = px(end[1]) + k / 200.0 * px(end[3] - end[1]);
            is_in |= x > box->left && x < box->right && y > box->top && y < box->bottom;
        }
        count += is_in;
    }
    return count;
}

static bool has_name(const struct drawlist *list, const struct px_box *box)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        if (record->kind == DRAW_TEXT && list->text.data[record->start] == 'w' && px(record->x) > box->left &&
            px(record->x) < box->right && px(record->y) > box->top && px(record->y) < box->bottom)
            return true;
    }
    return false;
}

static void a_weight_stands_on_its_own_edge_alone_or_says_its_name(void **state)
{
    (void)state;
    static const char *const weights[] = {"0.15", "0.2", "0.25", "0.3", "0.4", "-0.45", "0.55"};
    struct session *session = session_typed(TYPED_222 "view net");
    for (int k = 0; k < 3; k++) {
        struct drawlist list = scene_list(session, sizes[k], NULL);
        for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
            struct px_box box = label_box(&list, must_find_text(&list, weights[i], 0));
            assert_true(edges_through(&list, &box) == 1 || has_name(&list, &box));
        }
        drawlist_finish(&list);
    }
    session_free(session);
}

static void a_target_stands_free_of_its_prediction_in_a_deep_net_too(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_DEEP "view net; forward");
    struct drawlist list = scene_list(session, (struct view_size){900, 600, 1}, NULL);
    double nearest = HUGE_VAL;
    for (size_t i = 0; i < list.count; i++)
        for (size_t k = 0; k < list.count; k++) {
            const struct draw_record *box = &list.records[i], *disc = &list.records[k];
            if (box->kind == DRAW_RECTANGLE && box->line.base == ROLE_TARGET && disc->kind == DRAW_DISC &&
                disc->fill.base == ROLE_NODE && disc->x < box->x)
                nearest = fmin(nearest, px(box->x) - px(disc->x) - px(disc->radius));
        }
    assert_true(nearest > 12 && nearest < 100);
    drawlist_finish(&list);
    session_free(session);
}

static void a_number_without_room_leaves_no_empty_node(void **state)
{
    (void)state;
    struct session *session = session_typed(
        TYPED_DEEP "w6 = [0 0 0 0; 0 0 0 0; 0 0 0 0; 0 0 0 0]; b6[3] = -0.00031679;view net; forward");
    struct drawlist list = scene_list(session, (struct view_size){900, 600, 1}, NULL);
    must_find_text(&list, "≈0", 0);
    drawlist_finish(&list);
    session_free(session);
}

/* Nothing else has a shadow. */
static void the_box_of_numbers_covers_no_edge_that_it_is_about(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "view net; step 9");
    for (int row = 1; row <= 2; row++)
        for (int column = 1; column <= 2; column++)
            for (int layer = 1; layer <= 2; layer++) {
                struct scene_hover hover = {
                    .is_on = true, .hit = {HIT_WEIGHT, layer, row, column, NULL}, .panel = "net"};
                struct drawlist list = scene_list(session, usual, &hover);
                const struct draw_record *shadow = NULL, *edge = NULL;
                for (size_t i = 0; i < list.count; i++) {
                    const struct draw_record *record = &list.records[i];
                    shadow =
                        record->kind == DRAW_RECTANGLE && record->fill.base == ROLE_BLACK ? record : shadow;
                    bool is_marked = record->kind == DRAW_CURVE && record->line.base == ROLE_SELECTION;
                    edge = is_marked ? record : edge;
                }
                if (!shadow || !edge) {
                    fail_msg("no box, or no edge is marked");
                    abort(); /* not reached; tells the compiler that neither is NULL */
                }
                const int32_t *end = list.points + 2 * edge->start;
                for (int k = 0; k <= 20; k++) {
                    int32_t x = end[0] + k * (end[2] - end[0]) / 20, y = end[1] + k * (end[3] - end[1]) / 20;
                    assert_false(x > shadow->x && x < shadow->x2 && y > shadow->y && y < shadow->y2);
                }
                drawlist_finish(&list);
            }
    session_free(session);
}

/* "× " stands before each factor; the legend has its own sign. */
static void each_edge_and_node_of_a_path_has_its_factor_in_a_small_window_too(void **state)
{
    (void)state;
    struct view_size small = {900, 600, 1};
    struct session *session =
        session_typed("net 2 4:tanh 3:tanh 1:sigmoid; seed 3; loss bce; data moons; backward; why w1[1,2]");
    for (int path = 1; path <= 3; path++) {
        must_type(session, "why next");
        struct drawlist list = scene_list(session, small, NULL);
        assert_int_equal(count_texts(&list, "× "), 5); /* w3, f', w2, f', x */
        drawlist_finish(&list);
    }
    session_free(session);
}

static void for_a_projector_the_number_in_a_node_is_no_smaller(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "backward");
    struct drawlist list = scene_list(session, usual, NULL);
    int size = must_find_text(&list, "0.5933", 0)->size_px;
    drawlist_finish(&list);
    must_type(session, "present on");
    list = scene_list(session, usual, NULL);
    assert_true(must_find_text(&list, "0.593", 0)->size_px >= size);
    drawlist_finish(&list);
    session_free(session);
}

/* ---- numbers where there is room ---- */

/* Whether one of the weights' numbers is this one, as far as its digits go. */
static bool has_weight(const struct drawlist *list, double weight)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        char text[64];
        if (record->kind != DRAW_TEXT || record->count >= sizeof text ||
            (record->fill.base != ROLE_POSITIVE && record->fill.base != ROLE_NEGATIVE))
            continue;
        memcpy(text, list->text.data + record->start, record->count);
        text[record->count] = '\0';
        if (fabs(strtod(text, NULL) - weight) <= 0.04 * fabs(weight))
            return true;
    }
    return false;
}

static void every_weight_of_a_small_net_has_its_number_in_a_small_window_too(void **state)
{
    (void)state;
    static const char *const moment[] = {"step 3", "step 9", "train 20", "step 14"};
    for (int m = 0; m < 4; m++) {
        struct session *session = session_typed(TYPED_222 "view net");
        must_type(session, moment[m]);
        struct drawlist list = scene_list(session, (struct view_size){900, 600, 2}, NULL);
        for (int i = 0; i < 8; i++) {
            struct cell w = {
                .quantity = QUANTITY_W, .layer = 1 + i / 4, .row = 1 + i / 2 % 2, .column = 1 + i % 2};
            if (!has_weight(&list, *network_cell(session->tape.network, w)))
                fail_msg("%s: no w%d[%d,%d]", moment[m], w.layer, w.row, w.column);
        }
        drawlist_finish(&list);
        session_free(session);
    }
}

static void what_the_step_is_about_has_its_number_in_a_deep_net_and_a_small_window_too(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_2441 "view net; forward; step 3");
    struct drawlist list = scene_list(session, (struct view_size){900, 600, 2}, NULL);
    int count = 0;
    for (size_t i = 0; i < list.count; i++)
        count += list.records[i].kind == DRAW_TEXT && list.records[i].bold &&
                 list.records[i].fill.base == ROLE_NEGATIVE;
    assert_int_equal(count, 3); /* of w2[1,1], w2[1,4], w3[1,1] */
    drawlist_finish(&list);
    session_free(session);
}

static int count_names(const struct drawlist *list, const char *layer)
{
    int count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->records[i].kind == DRAW_TEXT && list->records[i].count > strlen(layer) &&
                 memcmp(list->text.data + list->records[i].start, layer, strlen(layer)) == 0;
    return count;
}

static void weights_have_names_in_all_layers_or_in_none(void **state)
{
    (void)state;
    int named = 0;
    for (int steps = 1; steps <= 15; steps++) {
        struct session *session = session_typed(TYPED_222 "view net");
        char typed[32];
        snprintf(typed, sizeof typed, "step %d", steps);
        must_type(session, typed);
        for (int k = 0; k < SIZES; k++) {
            struct drawlist list = scene_list(session, sizes[k], NULL);
            int first = count_names(&list, "w1["), second = count_names(&list, "w2[");
            assert_int_equal(first, second);
            assert_true(first == 0 || first == 4);
            named += first > 0;
            drawlist_finish(&list);
        }
        session_free(session);
    }
    assert_in_range(named, 30, 15 * SIZES);
}

static void beside_a_gradient_the_bias_keeps_its_place(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step 9");
    struct drawlist list = scene_list(session, (struct view_size){900, 600, 1}, NULL);
    for (int i = 0; i < 4; i++) /* also where there are only two lines beneath a node */
        assert_non_null(find_text(&list, "b ", i));
    assert_non_null(find_text(&list, "z ", 3));
    assert_non_null(find_text(&list, "∂z ", 2));
    drawlist_finish(&list);
    session_free(session);
}

static void nothing_is_rounded_to_a_whole_number_that_it_is_not(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "forward");
    for (double width = 330; width < 900; width += 10) {
        struct drawlist list = scene_list(session, (struct view_size){width, 300, 1}, NULL);
        for (int i = 0; find_text(&list, "1", i); i++) /* of 0.99 */
            assert_int_not_equal(find_text(&list, "1", i)->fill.base, ROLE_TARGET);
        drawlist_finish(&list);
    }
    session_free(session);
}

/* What the gradient comes from, or what a value is made of, stands beside the node even where most layers fold. */
static void a_deep_net_shows_what_the_step_reads_in_a_small_window_too(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *layer, *beside;
    } cases[] = {{"step 19", "layer 5", "layer 4"}, {"forward; step 22", "layer 5", "layer 6"}};
    for (int i = 0; i < 2; i++) {
        struct session *session = session_typed(TYPED_DEEP "view net");
        must_type(session, cases[i].typed);
        struct drawlist list = scene_list(session, (struct view_size){900, 600, 2}, NULL);
        must_find_text(&list, cases[i].layer, 0);
        must_find_text(&list, cases[i].beside, 0);
        drawlist_finish(&list);
        session_free(session);
    }
}

static void an_update_keeps_the_old_value_where_the_gradient_has_no_room(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "view net; step 14");
    struct drawlist list = scene_list(session, (struct view_size){2050, 1080, 3}, NULL);
    must_find_text(&list, NET_BECOMES, 1);
    drawlist_finish(&list);
    session_free(session);
}

static void a_step_about_very_many_edges_puts_no_swarm_of_numbers_on_them(void **state)
{
    (void)state;
    struct session *session = session_typed("net 9 9:tanh 1; view net; input 1 2 3 4 5 6 7 8 9; target 1; "
                                            "forward; backward"); /* the last step: dx */
    struct drawlist list = scene_list(session, usual, NULL);
    for (size_t i = 0; i < list.count; i++)
        assert_false(list.records[i].kind == DRAW_TEXT && list.records[i].bold &&
                     list.records[i].fill.base == ROLE_NEGATIVE);
    drawlist_finish(&list);
    session_free(session);
}

static void no_caption_is_cut(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_HEAD "step 10; present on");
    for (double width = 330; width < 1300; width += 30) {
        struct drawlist list = scene_list(session, (struct view_size){width, 600, 1}, NULL);
        for (size_t i = 0; i < list.count; i++) {
            const struct draw_record *record = &list.records[i];
            if (record->kind == DRAW_TEXT && record->count > 3 && px(record->y) < 150 && px(record->y) > 60)
                assert_memory_not_equal(list.text.data + record->start + record->count - 3, "…", 3);
        }
        drawlist_finish(&list);
    }
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folding_keeps_what_is_wanted_and_the_first),
        cmocka_unit_test(a_fold_of_one_is_shown_instead),
        cmocka_unit_test(a_sign_shows_as_colour_and_as_form),
        cmocka_unit_test(a_larger_weight_is_wider),
        cmocka_unit_test(a_forward_step_lights_what_goes_in_a_backward_step_what_comes_back_too),
        cmocka_unit_test(what_flows_is_as_wide_as_it_is_large),
        cmocka_unit_test(nothing_flows_where_the_gradient_is_zero),
        cmocka_unit_test(what_is_unknown_stays_blank_and_is_never_0),
        cmocka_unit_test(an_update_shows_old_and_new),
        cmocka_unit_test(the_current_node_is_ringed),
        cmocka_unit_test(a_large_net_shows_its_current_node_and_counts_the_rest),
        cmocka_unit_test(of_very_many_edges_only_the_strongest_are_drawn),
        cmocka_unit_test(many_layers_fold_like_many_nodes),
        cmocka_unit_test(a_maxout_node_has_an_edge_for_each_piece),
        cmocka_unit_test(a_batch_says_which_sample),
        cmocka_unit_test(what_is_selected_is_marked),
        cmocka_unit_test(what_to_type_first_can_be_clicked),
        cmocka_unit_test(what_to_type_first_is_said_in_full_in_a_small_window_too),
        cmocka_unit_test(the_outputs_are_never_folded),
        cmocka_unit_test(a_weight_stands_on_its_own_edge_alone_or_says_its_name),
        cmocka_unit_test(a_target_stands_free_of_its_prediction_in_a_deep_net_too),
        cmocka_unit_test(a_number_without_room_leaves_no_empty_node),
        cmocka_unit_test(the_box_of_numbers_covers_no_edge_that_it_is_about),
        cmocka_unit_test(each_edge_and_node_of_a_path_has_its_factor_in_a_small_window_too),
        cmocka_unit_test(every_weight_of_a_small_net_has_its_number_in_a_small_window_too),
        cmocka_unit_test(what_the_step_is_about_has_its_number_in_a_deep_net_and_a_small_window_too),
        cmocka_unit_test(weights_have_names_in_all_layers_or_in_none),
        cmocka_unit_test(beside_a_gradient_the_bias_keeps_its_place),
        cmocka_unit_test(nothing_is_rounded_to_a_whole_number_that_it_is_not),
        cmocka_unit_test(a_deep_net_shows_what_the_step_reads_in_a_small_window_too),
        cmocka_unit_test(an_update_keeps_the_old_value_where_the_gradient_has_no_room),
        cmocka_unit_test(a_step_about_very_many_edges_puts_no_swarm_of_numbers_on_them),
        cmocka_unit_test(no_caption_is_cut),
        cmocka_unit_test(for_a_projector_the_number_in_a_node_is_no_smaller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
