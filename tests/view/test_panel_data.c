#include "view/panel_checks.h"

#include "view/look.h"

#define TYPED_MOONS                                                                                            \
    "seed 3; net 2 3:tanh 1:sigmoid; loss bce; data moons 60 0.1; split 0.8; train 3; sample 33;"
#define TYPED_SPIRAL                                                                                           \
    "seed 3; net 2 3:tanh 3; head softmax; loss ce; data spiral:3 60; train 3; sample 7; step 3;"
#define TYPED_IRIS "seed 1; data data/iris.csv; net 4 5:tanh 3; head softmax; loss ce; train 5;"
#define TYPED_DIGITS                                                                                           \
    "seed 1; data data/digits.csv; split 0.8; net 64 8:tanh 10; head softmax; loss ce; sample 13; step;"
#define TYPED_MANY                                                                                             \
    "seed 1; net 3 2:tanh 5; data add 1 2 3 : 1 2 3 4 5; data add 3 2 1 : 5 4 3 2 1;"                          \
    "data add 0.123456 -3.2e-5 -1234.5 : 1 1 1e-7 1 1;"
#define TYPED_BROKEN                                                                                           \
    "net 2 3:tanh 1:sigmoid; init zeros; w1[1,1] = 1e308; w1[1,2] = -1e308; w2[1,1] = 1; loss bce;"            \
    "data add 10 10 : 1; data add 1 1 : 0;"

static const struct moment own_moments[] = {
    {"xor", TYPED_XOR "step 3"},
    {"moons", TYPED_MOONS},
    {"spiral", TYPED_SPIRAL},
    {"sine", "seed 1; net 1 4:tanh 1; data sine 40; train 5; step"},
    {"iris", TYPED_IRIS},
    {"digits", TYPED_DIGITS},
    {"many", TYPED_MANY},
    {"broken", TYPED_BROKEN},
    {"unfit", "net 3 2:tanh 1; data xor"},
    {"no_net", "data xor"},
    {"wide", "seed 1; net 40 2:tanh 1; data add 1 2 3 4 5 6 7 8 9 10 1 2 3 4 5 6 7 8 9 10 1 2 3 4 5 6 7 8 9 10 "
             "1 2 3 4 5 6 "
             "7 8 9 10 : 1"},
};

enum { OWN_MOMENTS = sizeof own_moments / sizeof *own_moments };

static const struct view_size usual = {860, 470, 1};

static void every_moment_looks_as_it_did(void **state)
{
    (void)state;
    assert_moments_look_as_they_did("data", own_moments, OWN_MOMENTS);
}

static void every_moment_can_be_read(void **state)
{
    (void)state;
    assert_moments_can_be_read("data", "data", own_moments, OWN_MOMENTS);
}

static void any_size_can_be_drawn(void **state)
{
    (void)state;
    assert_any_size_can_be_drawn(TYPED_SPIRAL, "data", "data");
    assert_any_size_can_be_drawn(TYPED_DIGITS, "data", "data");
}

static void a_cache_changes_nothing(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_MOONS, "data");
    assert_a_cache_changes_nothing(session, "data");
    session_free(session);
}

/* All that the answers depend on makes them due again, and nothing else does. */
static void only_what_has_changed_is_computed(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        bool is_computed;
    } cases[] = {
        {"", true},           {"step", false},        {"sample 34", false}, {"w1[1,1] = 0.5", true},
        {"rate 0.1", false},  {"loss l2", true},      {"loss huber", true}, {"loss huber:0.25", true},
        {"split 0.5", false}, {"layer 1 relu", true}, {"train 1", true},    {"split 1; sample 1", true}};
    struct session *session = session_viewing(TYPED_MOONS, "data");
    struct scene_options options = {.cache = scene_cache_new()};
    size_t before = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        must_type(session, cases[i].typed);
        struct drawlist list = panel_list_with(session, "data", usual, options);
        if (scene_cache_computed(options.cache) - before != cases[i].is_computed)
            fail_msg("%s", cases[i].typed);
        before = scene_cache_computed(options.cache);
        drawlist_finish(&list);
    }
    scene_cache_free(options.cache);
    session_free(session);
}

/* The answer and the loss of a row are what stepping through that sample gives. */
static void a_row_says_what_the_pass_gives(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_XOR, "data");
    struct drawlist list = panel_list(session, "data", usual);
    for (int i = 1; i <= 4; i++) {
        char typed[32], yhat[LOOK_NUMBER_SIZE], loss[LOOK_NUMBER_SIZE];
        snprintf(typed, sizeof typed, "sample %d; forward", i);
        must_type(session, typed);
        look_number(yhat, *session->tape.network->yhat, LOOK_DIGITS);
        look_number(loss, *session->tape.network->loss, LOOK_DIGITS);
        const struct draw_record *answer = must_find_text(&list, yhat, 0),
                                 *cost = must_find_text(&list, loss, 0);
        if (answer->y != cost->y) /* another row with the same number */
            answer = must_find_text(&list, yhat, 1);
        assert_int_equal(answer->y, cost->y);
        assert_int_equal(answer->fill.base, ROLE_FORWARD);
        assert_int_equal(cost->fill.base, ROLE_LOSS);
    }
    assert_int_equal(count_texts(&list, "✓"), 4);
    drawlist_finish(&list);
    must_type(session, "w2 = [0 0 0]; b2 = 9"); /* always 1 */
    list = panel_list(session, "data", usual);
    assert_int_equal(count_texts(&list, "✓"), 2);
    assert_int_equal(count_texts(&list, "✗"), 2);
    drawlist_finish(&list);
    session_free(session);
}

static void right_and_wrong_are_those_that_accuracy_counts(void **state)
{
    (void)state;
    static const char *const typed[] = {TYPED_SPIRAL, TYPED_IRIS, TYPED_MOONS};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        struct session *session = session_viewing(typed[i], "data");
        struct drawlist list = panel_list(session, "data", (struct view_size){900, 4000, 1});
        double accuracy;
        must_type(session, "split 1; print accuracy");
        assert_int_equal(sscanf(buffer_text(&session->out), "%lf", &accuracy), 1);
        int right = count_texts(&list, "✓"), wrong = count_texts(&list, "✗");
        assert_int_equal(right + wrong, (int)session->tape.feed.data->count);
        assert_near(right / (double)(right + wrong), accuracy, 1e-5);
        drawlist_finish(&list);
        session_free(session);
    }
}

static int current_rows(const struct drawlist *list)
{
    int count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->records[i].kind == DRAW_RECTANGLE && list->records[i].line.base == ROLE_ACCENT;
    return count;
}

/* The row that is lit is the sample whose numbers the net shows; of one typed by hand there is none. */
static void the_current_sample_is_lit(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_XOR, "data");
    for (int i = 1; i <= 4; i++) {
        char typed[32], number[8];
        snprintf(typed, sizeof typed, "sample %d; step", i);
        snprintf(number, sizeof number, "%d", i);
        must_type(session, typed);
        struct drawlist list = panel_list(session, "data", usual);
        const struct draw_record *label = must_find_text(&list, number, 0);
        bool is_lit = false;
        for (size_t k = 0; k < list.count; k++) {
            const struct draw_record *record = &list.records[k];
            is_lit |= record->kind == DRAW_RECTANGLE && record->line.base == ROLE_ACCENT &&
                      record->y < label->y && label->y < record->y2;
        }
        assert_true(is_lit);
        assert_int_equal(current_rows(&list), 1);
        drawlist_finish(&list);
    }
    must_type(session, "input 0.5 0.5; target 1; step");
    struct drawlist list = panel_list(session, "data", usual);
    assert_int_equal(current_rows(&list), 0);
    drawlist_finish(&list);
    session_free(session);
}

/* In a batch the sample that the step is about. */
static void in_a_batch_the_light_goes_from_sample_to_sample(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_XOR "batch all; shuffle off; sample 1; step", "data");
    int32_t before = 0;
    for (int i = 0; i < 4; i++) {
        struct drawlist list = panel_list(session, "data", usual);
        for (size_t k = 0; k < list.count; k++)
            if (list.records[k].kind == DRAW_RECTANGLE && list.records[k].line.base == ROLE_ACCENT) {
                assert_true(list.records[k].y != before);
                before = list.records[k].y;
            }
        drawlist_finish(&list);
        must_type(session, "forward; backward; step");
    }
    session_free(session);
}

/* A click on a row takes that sample, and turns the page. */
static void a_click_takes_a_sample(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_MOONS, "data");
    struct drawlist list = panel_list(session, "data", usual);
    struct hit hit;
    const struct draw_record *row = must_find_text(&list, "36", 0);
    assert_true(drawlist_hit(&list, px(row->x), px(row->y), &hit));
    assert_int_equal(hit.kind, HIT_SAMPLE);
    assert_int_equal(hit.row, 36);
    const struct draw_record *next = must_find_text(&list, "▶", 0);
    assert_true(drawlist_hit(&list, px(next->x) + 2, px(next->y) - 4, &hit));
    assert_int_equal(hit.kind, HIT_COMMAND);
    must_type(session, hit.text);
    drawlist_finish(&list);
    list = panel_list(session, "data", usual);
    assert_null(find_text(&list, "36", 0));
    assert_int_equal(current_rows(&list), 1);
    assert_non_null(find_text(&list, "◀", 0));
    drawlist_finish(&list);
    session_free(session);
}

static void training_and_test_are_told_apart(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_MOONS, "data");
    struct drawlist list = panel_list(session, "data", (struct view_size){900, 2000, 1});
    assert_int_equal(count_texts(&list, "test"), 12);
    assert_int_equal(count_texts(&list, "training"), 48);
    drawlist_finish(&list);
    must_type(session, "split 1");
    list = panel_list(session, "data", usual);
    assert_int_equal(count_texts(&list, "test") + count_texts(&list, "training"), 0);
    drawlist_finish(&list);
    session_free(session);
}

/* A point of the picture is as bright as the number is large; the current sample is there twice. */
static void digits_are_pictures(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_DIGITS, "data");
    const double *x = session->tape.network->x;
    struct drawlist list = panel_list(session, "data", usual);
    int pictures = 0;
    for (size_t i = 0; i < list.count; i++) {
        const struct draw_record *record = &list.records[i];
        if (record->kind != DRAW_CELLS)
            continue;
        assert_int_equal(record->count, 64);
        assert_int_equal(record->columns, 8);
        for (size_t k = 0; pictures == 0 && k < 64; k++) /* the large one is drawn first */
            assert_near(list.cells[record->start + k].share_255 / 255.0, x[k] / 16, 0.01);
        pictures++;
    }
    assert_true(pictures > 20);
    assert_int_equal(current_rows(&list), 2);
    assert_true(count_hits(&list, HIT_SAMPLE, 10) > 100);
    drawlist_finish(&list);
    session_free(session);
}

static void the_mouse_over_a_row_gets_its_numbers(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_MOONS, "data");
    struct scene_options options = {
        .hover = {.is_on = true, .hit = {.kind = HIT_SAMPLE, .row = 34}, .panel = "data"}};
    struct drawlist list = panel_list_with(session, "data", usual, options);
    assert_non_null(text_beginning(&list, "sample 34: "));
    drawlist_finish(&list);
    session_free(session);
}

static void what_dashes_mean_is_said(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_DIGITS, "data");
    struct drawlist list = panel_list(session, "data", usual);
    must_find_text(&list, "dashed: for testing", 0);
    drawlist_finish(&list);
    must_type(session, "split 1");
    list = panel_list(session, "data", usual);
    assert_null(find_text(&list, "dashed: for testing", 0));
    drawlist_finish(&list);
    session_free(session);
}

/* "0→5" says what a digit was taken for: half of it says nothing. */
static void captions_are_whole_in_a_small_panel_too(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_DIGITS, "data");
    struct drawlist list = panel_list(session, "data", (struct view_size){430, 235, 1});
    int captions = 0;
    for (size_t i = 0; i < list.count; i++)
        if (list.records[i].kind == DRAW_TEXT) {
            const char *text = list.text.data + list.records[i].start;
            captions += list.records[i].count == strlen("0→0") && memcmp(text + 1, "→", strlen("→")) == 0;
            if (list.records[i].count >= strlen("…"))
                assert_memory_not_equal(text + list.records[i].count - strlen("…"), "…", strlen("…"));
        }
    assert_true(captions > 3);
    drawlist_finish(&list);
    session_free(session);
}

/* In an update the weights move on, L at the top doesn't. */
static void two_losses_of_one_sample_are_told_apart(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222 "step 9", "data");
    for (int is_update = 0; is_update < 2; is_update++) {
        struct drawlist list = panel_list(session, "data", (struct view_size){860, 470, 1});
        assert_int_equal(text_beginning(&list, "L at the top") != NULL, is_update);
        drawlist_finish(&list);
        must_type(session, "step 5");
    }
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_moment_looks_as_it_did),
        cmocka_unit_test(every_moment_can_be_read),
        cmocka_unit_test(any_size_can_be_drawn),
        cmocka_unit_test(a_cache_changes_nothing),
        cmocka_unit_test(only_what_has_changed_is_computed),
        cmocka_unit_test(a_row_says_what_the_pass_gives),
        cmocka_unit_test(right_and_wrong_are_those_that_accuracy_counts),
        cmocka_unit_test(two_losses_of_one_sample_are_told_apart),
        cmocka_unit_test(the_current_sample_is_lit),
        cmocka_unit_test(in_a_batch_the_light_goes_from_sample_to_sample),
        cmocka_unit_test(a_click_takes_a_sample),
        cmocka_unit_test(training_and_test_are_told_apart),
        cmocka_unit_test(digits_are_pictures),
        cmocka_unit_test(the_mouse_over_a_row_gets_its_numbers),
        cmocka_unit_test(what_dashes_mean_is_said),
        cmocka_unit_test(captions_are_whole_in_a_small_panel_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
