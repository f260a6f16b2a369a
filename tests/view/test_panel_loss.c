#include "view/panel_checks.h"

#include "view/look.h"
#include "view/plot.h"

#define TYPED_SPLIT                                                                                            \
    "seed 3; net 2 3:tanh 1:sigmoid; loss bce; data moons 60 0.1; split 0.75; rate 0.5; init xavier; train "   \
    "20;"
#define TYPED_RUNS TYPED_XOR "optimizer adam; rate 0.05; reset; train 40; optimizer momentum; reset; train 60;"
#define TYPED_DIVERGED                                                                                         \
    "net 1 1; w1 = 1; b1 = 1; loss l2; rate 1e200; data add 1 : 0; data add 2 : 5; batch all; train 3"

static const struct moment own_moments[] = {
    {"xor", TYPED_XOR},         {"split", TYPED_SPLIT},
    {"runs", TYPED_RUNS},       {"one_epoch", "seed 1; net 2 2:tanh 1; data xor; train 1"},
    {"back", TYPED_XOR "undo"},
};

enum { OWN_MOMENTS = sizeof own_moments / sizeof *own_moments };

static const struct view_size usual = {860, 470, 1};

static void every_moment_looks_as_it_did(void **state)
{
    (void)state;
    assert_moments_look_as_they_did("loss", own_moments, OWN_MOMENTS);
    assert_looks_as_it_did(&(struct moment){"linear", TYPED_XOR}, "loss", "loss linear");
}

static void every_moment_can_be_read(void **state)
{
    (void)state;
    assert_moments_can_be_read("loss", "loss", own_moments, OWN_MOMENTS);
    assert_moments_can_be_read("loss", "loss log", own_moments, OWN_MOMENTS);
}

static void any_size_can_be_drawn(void **state)
{
    (void)state;
    assert_any_size_can_be_drawn(TYPED_RUNS, "loss", "loss");
}

static const struct draw_record *line_of_series(const struct drawlist *list, size_t series, bool is_test)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        if (record->kind == DRAW_CURVE && record->count > 2 && record->line.base == ink_series(series).base &&
            (record->off > 0) == is_test)
            return record;
    }
    return NULL;
}

/* Points as far apart as the epochs, heights as the costs: linear, every one in the same proportion. */
static void the_line_is_the_cost_epoch_by_epoch(void **state)
{
    (void)state;
    struct session *session =
        session_viewing("seed 1; net 2 2:tanh 1; data xor; rate 0.05; train 12", "loss linear");
    const struct learning_run *run = session->learning->runs[0];
    struct drawlist list = panel_list(session, "loss", usual);
    const struct draw_record *line = line_of_series(&list, 0, false);
    assert_non_null(line);
    assert_int_equal(line->count, 12);
    assert_int_equal(run->count, 12);
    const int32_t *points = list.points + 2 * line->start;
    double across = (points[22] - points[0]) / 11.0;
    double up = (points[1] - points[23]) / (run->points[11].cost - run->points[0].cost);
    assert_true(across > 10 * DRAWLIST_PX && up > 10 * DRAWLIST_PX);
    for (int i = 0; i < 12; i++) {
        assert_near((points[2 * i] - points[0]) / 1000.0, across * i / 1000, 0.01);
        assert_near((points[1] - points[2 * i + 1]) / 1000.0,
                    up * (run->points[i].cost - run->points[0].cost) / 1000, 0.01);
    }
    drawlist_finish(&list);
    session_free(session);
}

static void the_last_cost_stands_at_the_lines_end(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_SPLIT, "loss");
    const struct learning_run *run = session->learning->runs[0];
    const struct learning_point *last = &run->points[run->count - 1];
    char number[LOOK_NUMBER_SIZE];
    struct drawlist list = panel_list(session, "loss", usual);
    look_number(number, last->cost, 4);
    must_find_text(&list, number, 0);
    look_number(number, last->test_cost, 4);
    must_find_text(&list, number, 0);
    must_find_text(&list, "training", 0);
    must_find_text(&list, "test", 0);
    assert_non_null(line_of_series(&list, 0, true)); /* dashed */
    drawlist_finish(&list);
    session_free(session);
}

static void assert_log(const char *typed, const char *view, bool is_log)
{
    struct session *session = session_viewing(typed, view);
    struct drawlist list = panel_list(session, "loss", usual);
    assert_int_equal(find_text(&list, "cost by epoch, logarithmic", 0) != NULL, is_log);
    drawlist_finish(&list);
    session_free(session);
}

static void a_cost_that_fell_a_hundredfold_is_shown_on_a_log_scale(void **state)
{
    (void)state;
    assert_log(TYPED_XOR, "loss", true);
    assert_log(TYPED_XOR, "loss linear", false);
    assert_log(TYPED_SPLIT, "loss", false);
    assert_log(TYPED_SPLIT, "loss log", true);
}

/* Each optimizer from the same weights is a line of its own; training on is the same line. */
static void each_run_is_kept_for_comparison(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_RUNS, "loss");
    struct drawlist list = panel_list(session, "loss", usual);
    for (size_t i = 0; i < 3; i++)
        assert_non_null(line_of_series(&list, i, false));
    assert_non_null(text_beginning(&list, "sgd"));
    assert_non_null(text_beginning(&list, "adam"));
    assert_non_null(text_beginning(&list, "momentum"));
    drawlist_finish(&list);
    must_type(session, "train 20");
    list = panel_list(session, "loss", usual);
    assert_null(line_of_series(&list, 3, false));
    drawlist_finish(&list);
    session_free(session);
}

/* Of a race's lines: by colour, by a form (the first is a disc), and by what differs in their names. */
static void lines_are_told_apart_by_more_than_their_colour(void **state)
{
    (void)state;
    struct session *session =
        session_viewing("seed 3; net 2 4:tanh 1:sigmoid; loss bce; data xor; race sgd adam max 40", "loss log");
    struct drawlist list = panel_list(session, "loss", usual);
    int triangles = 0;
    for (size_t k = 0; k < list.count; k++)
        triangles += list.records[k].kind == DRAW_POLYGON && list.records[k].fill.base == ROLE_SERIES_2;
    assert_true(triangles > 2);
    must_find_text(&list, "sgd", 0);
    must_find_text(&list, "adam", 0);
    drawlist_finish(&list);
    must_type(session, "reset; race rate 0.01 0.1 max 40");
    list = panel_list(session, "loss", usual);
    must_find_text(&list, "sgd, rate 0.01", 0); /* beside adam's */
    drawlist_finish(&list);
    session_free(session);
    session = session_viewing("net 2 4:tanh 1:sigmoid; loss bce; data xor; race rate 0.01 0.1 max 40", "loss");
    list = panel_list(session, "loss", usual);
    must_find_text(&list, "rate 0.01", 0);
    must_find_text(&list, "rate 0.1", 0);
    drawlist_finish(&list);
    session_free(session);
}

static void after_going_back_a_mark_shows_where_the_network_stands(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_XOR, "loss");
    struct drawlist list = panel_list(session, "loss", usual);
    must_find_text(&list, "▼ now: epoch 300", 0);
    drawlist_finish(&list);
    must_type(session, "train 50; undo");
    list = panel_list(session, "loss", usual);
    must_find_text(&list, "▼ now: epoch 300", 0);
    must_type(session, "undo");
    drawlist_finish(&list);
    list = panel_list(session, "loss", usual);
    must_find_text(&list, "▼ now: epoch 0", 0);
    drawlist_finish(&list);
    session_free(session);
}

static void the_mouse_over_an_epoch_gets_its_costs(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_SPLIT, "loss");
    struct scene_options options = {
        .hover = {.is_on = true, .hit = {.kind = HIT_POINT, .row = 10, .column = 1}, .panel = "loss"}};
    struct drawlist list = panel_list_with(session, "loss", usual, options);
    assert_non_null(text_beginning(&list, "epoch "));
    assert_int_equal(count_texts(&list, "training"), 2);
    assert_true(count_hits(&list, HIT_POINT, 20) > 100);
    drawlist_finish(&list);
    session_free(session);
}

static void runs_of_different_nets_are_named_by_their_layers(void **state)
{
    (void)state;
    struct session *session = session_viewing(
        "seed 3; net 2 3:tanh 1:sigmoid; loss bce; data xor; train 20; net 2 5:tanh 1:sigmoid; train 30",
        "loss");
    struct drawlist list = panel_list(session, "loss", usual);
    must_find_text(&list, "2-3-1", 0);
    must_find_text(&list, "2-5-1", 0);
    drawlist_finish(&list);
    must_type(session, "optimizer adam; reset; train 30");
    list = panel_list(session, "loss", usual);
    must_find_text(&list, "sgd, 2-5-1", 0);
    must_find_text(&list, "adam, 2-5-1", 0);
    drawlist_finish(&list);
    session_free(session);
}

static void what_stopped_being_a_number_is_said(void **state)
{
    (void)state;
    struct session *session = session_new();
    struct error error;
    type(session, TYPED_DIVERGED, &error);
    struct drawlist list = panel_list(session, "loss", usual);
    for (size_t i = 0; i < session->learning->count; i++)
        for (size_t k = 0; k < session->learning->runs[i]->count; k++)
            if (!isfinite(session->learning->runs[i]->points[k].cost))
                assert_non_null(text_beginning(&list, "no finite number in epoch "));
    drawlist_finish(&list);
    session_free(session);
}

/* One number alone says nothing about a scale. */
static void a_logarithmic_axis_has_two_numbers_at_least(void **state)
{
    (void)state;
    struct drawlist list;
    drawlist_init(&list);
    drawlist_begin(&list, theme_at(0), &text_measure_plain, usual.width, usual.height, 1);
    struct panel_place place = {.list = &list, .type = type_of(usual)};
    for (double low = 0.01; low < 0.1; low *= 1.1)
        for (double ratio = 6; ratio < 60; ratio *= 1.2)
            for (double length = 60; length < 400; length *= 1.2) {
                struct scale scale = {
                    .low = low, .high = ratio * low, .length = length, .is_upwards = true, .is_log = true};
                struct ticks ticks;
                scale_round_log(&scale.low, &scale.high);
                ticks_find(&place, &scale, &ticks);
                assert_true(ticks.count >= 2);
                for (size_t i = 1; i < ticks.count; i++)
                    assert_true(log(ticks.value[i] / ticks.value[i - 1]) / log(scale.high / scale.low) *
                                    length >=
                                1.2 * place.type.small);
            }
    drawlist_finish(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_moment_looks_as_it_did),
        cmocka_unit_test(every_moment_can_be_read),
        cmocka_unit_test(any_size_can_be_drawn),
        cmocka_unit_test(the_line_is_the_cost_epoch_by_epoch),
        cmocka_unit_test(the_last_cost_stands_at_the_lines_end),
        cmocka_unit_test(a_cost_that_fell_a_hundredfold_is_shown_on_a_log_scale),
        cmocka_unit_test(each_run_is_kept_for_comparison),
        cmocka_unit_test(lines_are_told_apart_by_more_than_their_colour),
        cmocka_unit_test(after_going_back_a_mark_shows_where_the_network_stands),
        cmocka_unit_test(the_mouse_over_an_epoch_gets_its_costs),
        cmocka_unit_test(runs_of_different_nets_are_named_by_their_layers),
        cmocka_unit_test(what_stopped_being_a_number_is_said),
        cmocka_unit_test(a_logarithmic_axis_has_two_numbers_at_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
