#include "view/scenes.h"

#include "view/panel.h"

static const struct view_size usual = {1280, 800, 1};
static const char *const languages[] = {"en", "ko"};

enum { LANGUAGES = sizeof languages / sizeof *languages };

/* In Korean only the texts: all else is as in English, or follows from them. */
static void put_texts_only(const char *dump, struct buffer *out)
{
    for (const char *line = dump; *line;) {
        size_t length = strcspn(line, "\n") + 1;
        if (strncmp(line, "text ", 5) == 0)
            buffer_put_n(out, line, length);
        line += length;
    }
}

static void every_moment_looks_as_it_did(void **state)
{
    (void)state;
    for (int l = 0; l < LANGUAGES; l++)
        for (int i = 0; i < MOMENTS; i++) {
            char name[64];
            struct buffer dump = BUFFER_EMPTY, texts = BUFFER_EMPTY;
            assert_true(translate_select(languages[l]));
            struct session *session = session_typed(moments[i].typed);
            struct drawlist list = scene_list(session, usual, NULL);
            drawlist_dump(&list, &dump);
            put_texts_only(buffer_text(&dump), &texts);
            snprintf(name, sizeof name, "scene_%s_%s", moments[i].name, languages[l]);
            assert_golden(name, buffer_text(l == 0 ? &dump : &texts));
            buffer_finish(&dump);
            buffer_finish(&texts);
            drawlist_finish(&list);
            session_free(session);
        }
    translate_select("en");
}

/* Every moment in every size and language, usual and for a projector. */
static void for_all(bool is_presenting, void (*check)(const struct drawlist *list, const char *name))
{
    for (int l = 0; l < LANGUAGES; l++)
        for (int i = 0; i < MOMENTS; i++) {
            assert_true(translate_select(languages[l]));
            struct session *session = session_typed(moments[i].typed);
            session->view.is_presenting = is_presenting;
            for (int k = 0; k < SIZES; k++) {
                struct drawlist list = scene_list(session, sizes[k], NULL);
                check(&list, moments[i].name);
                drawlist_finish(&list);
            }
            session_free(session);
        }
    translate_select("en");
}

static void no_text_leaves_the_window(void **state)
{
    (void)state;
    for_all(false, assert_texts_inside);
    for_all(true, assert_texts_inside);
}

static void no_two_texts_overlap(void **state)
{
    (void)state;
    for_all(false, assert_texts_apart);
    for_all(true, assert_texts_apart);
}

static void no_two_texts_overlap_at_any_step(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222);
    for (int step = 0; step < 30; step++) {
        must_type(session, "step");
        for (int k = 0; k < 3; k++) {
            struct drawlist list = scene_list(session, sizes[k], NULL);
            assert_texts_apart(&list, session->last.title);
            drawlist_finish(&list);
        }
    }
    session_free(session);
}

static void the_same_session_gives_the_same_list(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_HEAD "step 15");
    struct drawlist a = scene_list(session, usual, NULL), b = scene_list(session, usual, NULL);
    assert_true(drawlist_equal(&a, &b));
    drawlist_finish(&a);
    drawlist_finish(&b);
    session_free(session);
}

static void any_size_can_be_drawn(void **state)
{
    (void)state;
    static const double sides[] = {1, 20, 64, 150, 300, 3000, 8192};
    for (int i = 0; i < MOMENTS; i += 3) {
        struct session *session = session_typed(moments[i].typed);
        for (size_t w = 0; w < sizeof sides / sizeof *sides; w++)
            for (size_t h = 0; h < sizeof sides / sizeof *sides; h++) {
                struct drawlist list = scene_list(session, (struct view_size){sides[w], sides[h], 1}, NULL);
                drawlist_finish(&list);
            }
        session_free(session);
    }
}

static void only_what_flows_moves(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        bool moves;
    } cases[] = {{"", false},
                 {TYPED_222, false},
                 {TYPED_222 "step", true},
                 {TYPED_222 "step 9", true},
                 {TYPED_222 "step 12", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session *session = session_typed(cases[i].typed);
        struct drawlist lists[2];
        for (int k = 0; k < 2; k++) {
            struct scene_options options = {.width = 1280, .height = 800, .phase = 0.3 * k};
            drawlist_init(&lists[k]);
            drawlist_begin(&lists[k], theme_at(0), &text_measure_plain, 1280, 800, 1);
            scene_draw(session, &options, &lists[k]);
        }
        assert_int_equal(scene_moves(session), cases[i].moves);
        assert_int_equal(drawlist_equal(&lists[0], &lists[1]), !cases[i].moves);
        drawlist_finish(&lists[0]);
        drawlist_finish(&lists[1]);
        session_free(session);
    }
}

static void assert_panels(const struct session *session, const char *wanted)
{
    const char *names[VIEW_PANELS_MAX];
    struct buffer list = BUFFER_EMPTY;
    size_t count = scene_panels(session, names);
    for (size_t i = 0; i < count; i++)
        buffer_printf(&list, "%s ", names[i]);
    assert_string_equal(buffer_text(&list), wanted);
    buffer_finish(&list);
}

static void auto_shows_the_formula_while_stepping_and_the_loss_after_training(void **state)
{
    (void)state;
    struct session *session = session_typed("");
    assert_panels(session, "net ");
    must_type(session, "net 2 2:tanh 1:sigmoid; loss bce; input 1 0; target 1");
    assert_panels(session, "net formula ");
    must_type(session, "data xor");
    assert_panels(session, "net formula data ");
    must_type(session, "step 3");
    assert_panels(session, "net formula data ");
    must_type(session, "train 10");
    assert_panels(session, "net loss boundary ");
    for (int i = 0; i < 20; i++) {
        must_type(session, "step");
        assert_panels(session, "net formula data ");
    }
    must_type(session, "reset; data clear");
    assert_panels(session, "net formula ");
    session_free(session);
}

static void auto_shows_no_plane_for_three_inputs_and_changes_as_soon_as_training_begins(void **state)
{
    (void)state;
    struct session *session = session_typed("net 3 4:tanh 2:sigmoid; input 1 2 3; target 0 1; train 3");
    assert_panels(session, "net loss ");
    must_type(session, "step 2");
    assert_panels(session, "net formula ");
    session->job = (struct job){.is_training = true};
    assert_panels(session, "net formula "); /* nothing is at work */
    session->job.slice = (enum run(*)(struct session *, struct error *))1;
    assert_panels(session, "net loss ");
    session->job = (struct job){0};
    session_free(session);
}

static void auto_shows_the_gradients_way_back_through_many_layers(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_DEEP);
    assert_panels(session, "net formula ");
    must_type(session, "forward");
    assert_panels(session, "net formula ");
    must_type(session, "step");
    assert_panels(session, "net formula flow ");
    must_type(session, "backward; step");
    assert_panels(session, "net formula ");
    must_type(session, "train 3");
    assert_panels(session, "net loss flow ");
    session_free(session);
}

static void auto_shows_the_samples_where_no_plane_can(void **state)
{
    (void)state;
    struct session *session = session_typed("net 3 4:tanh 1; data add 1 2 3 : 1; data add 0 2 1 : 2; step");
    assert_panels(session, "net formula data ");
    must_type(session, "train 3");
    assert_panels(session, "net loss data ");
    session_free(session);
}

/* In the order of the panels. */
static int find_cards(const struct drawlist *list, struct px_box cards[VIEW_PANELS_MAX])
{
    int count = 0;
    for (size_t i = 0; i < list->count && count < VIEW_PANELS_MAX; i++) {
        const struct draw_record *record = &list->records[i];
        if (record->kind == DRAW_RECTANGLE && record->line.base == ROLE_PANEL_BORDER)
            cards[count++] = (struct px_box){px(record->x), px(record->y), px(record->x2), px(record->y2)};
    }
    return count;
}

static void auto_keeps_the_net_as_wide_as_its_numbers_need(void **state)
{
    (void)state;
    static const char *const typed[] = {TYPED_222 "step 9", "net 2 3:tanh 1:sigmoid; data xor; step 8",
                                        TYPED_DEEP "forward; step 22"};
    for (int i = 0; i < 3; i++) {
        struct session *session = session_typed(typed[i]);
        struct drawlist list = scene_list(session, (struct view_size){900, 600, 2}, NULL);
        struct px_box cards[VIEW_PANELS_MAX];
        assert_int_equal(find_cards(&list, cards), 2);
        assert_true(cards[0].right - cards[0].left > 800);
        assert_true(cards[1].right - cards[1].left > 800 && cards[1].top > cards[0].bottom);
        drawlist_finish(&list);
        session_free(session);
    }
}

static void without_a_network_what_to_type_first_takes_the_place_of_the_net(void **state)
{
    (void)state;
    struct session *session = session_typed("view formula");
    assert_panels(session, "formula ");
    must_type(session, "view formula net");
    assert_panels(session, "net ");
    session_free(session);
}

/* One moment in another size: all that goes with it. */
static void a_small_window_looks_as_it_did(void **state)
{
    (void)state;
    struct buffer dump = BUFFER_EMPTY;
    struct session *session = session_typed(TYPED_222 "watch a2[1]; step 9; view net formula");
    struct drawlist list = scene_list(session, (struct view_size){900, 600, 1.25}, NULL);
    drawlist_dump(&list, &dump);
    assert_golden("scene_small_en", buffer_text(&dump));
    buffer_finish(&dump);
    drawlist_finish(&list);
    session_free(session);
}

static void what_is_picked_is_shown_whatever_happens(void **state)
{
    (void)state;
    struct session *session = session_typed("view formula net; net 2 2:tanh 1:sigmoid; loss bce; data xor");
    assert_panels(session, "formula net ");
    must_type(session, "train 10");
    assert_panels(session, "formula net ");
    session_free(session);
}

static void assert_panel_at(const struct drawlist *list, double x, double y, const char *name)
{
    struct hit hit;
    double across, down;
    assert_true(drawlist_hit_rectangle_at(list, x, y, HIT_PANEL, &hit, &across, &down));
    assert_string_equal(hit.text, name);
}

static void panels_lie_as_they_were_picked(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step; view formula net");
    struct drawlist list = scene_list(session, usual, NULL);
    assert_panel_at(&list, 640, 150, "formula");
    assert_panel_at(&list, 640, 700, "net");
    drawlist_finish(&list);
    session_free(session);
}

static void a_window_too_small_for_all_panels_says_so(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step; view net formula; watch w1");
    struct drawlist list = scene_list(session, (struct view_size){400, 250, 1}, NULL);
    struct px_box note = text_box(&list, must_find_text(&list, "no room in this window for: formula", 0));
    assert_true(note.top > 150 &&
                note.bottom < text_box(&list, must_find_text(&list, "weight above 0", 0)).top);
    drawlist_finish(&list);
    list = scene_list(session, usual, NULL);
    assert_null(find_text(&list, "no room in this window for: formula", 0));
    drawlist_finish(&list);
    session_free(session);
}

static int largest_text(const struct drawlist *list)
{
    int largest = 0;
    for (size_t i = 0; i < list->count; i++)
        if (list->records[i].kind == DRAW_TEXT && list->records[i].size_px > largest)
            largest = list->records[i].size_px;
    return largest;
}

/* In a lecture hall: three panels at zoom 3 are as large as they can be, and none of them is empty. */
static void zoom_gives_way_to_what_is_to_be_seen(void **state)
{
    (void)state;
    struct session *session = session_typed(
        "net 2 4:tanh 1:sigmoid; loss bce; data moons; train 5; present on; view net loss boundary");
    struct drawlist plain = scene_list(session, usual, NULL);
    for (double zoom = 1.5; zoom <= 3; zoom += 0.5) {
        struct drawlist list = scene_list(session, (struct view_size){1280, 800, zoom}, NULL);
        must_find_text(&list, "x[1]", 0);
        must_find_text(&list, "epoch", 1); /* the axis, not the line at the top */
        assert_null(find_text(&list, "no room in this window for: boundary", 0));
        assert_true(largest_text(&list) >= largest_text(&plain));
        drawlist_finish(&list);
    }
    drawlist_finish(&plain);
    session_free(session);
}

/* What is multiplied along a path makes its product only where none of it is left out. */
static void a_path_shows_each_of_its_slopes(void **state)
{
    (void)state;
    static const struct view_size halls[] = {{1280, 800, 1}, {1280, 800, 1.5}, {900, 600, 1}, {900, 600, 2}};
    struct session *session = session_typed(TYPED_222 "backward; why w1[1,1]; why next");
    for (int presents = 0; presents < 2; presents++)
        for (size_t i = 0; i < sizeof halls / sizeof *halls; i++) {
            session->view.is_presenting = presents;
            struct drawlist list = scene_list(session, halls[i], NULL);
            assert_int_equal(count_texts(&list, "× "), 4);
            must_find_text(&list, "∂ŷ ", 0);
            assert_texts_apart(&list, "why");
            drawlist_finish(&list);
        }
    session_free(session);
}

/* Where even then not all has room the net goes first: a training is seen in the other two. */
static void what_a_training_shows_comes_before_the_net(void **state)
{
    (void)state;
    struct session *session =
        session_typed("net 2 4:tanh 1:sigmoid; loss bce; data moons; train 5; present on");
    struct drawlist list = scene_list(session, (struct view_size){1280, 800, 1}, NULL);
    must_find_text(&list, "layer 1", 0);
    drawlist_finish(&list);
    list = scene_list(session, (struct view_size){1280, 800, 2}, NULL);
    assert_null(find_text(&list, "layer 1", 0));
    must_find_text(&list, "x[1]", 0);
    must_find_text(&list, "epoch", 1);
    drawlist_finish(&list);
    session_free(session);
}

static void watched_values_stand_above_the_panels(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "watch a1[1]; display w1; display 1/0*0");
    struct drawlist list = scene_list(session, usual, NULL);
    assert_int_equal(count_texts(&list, "–"), 2); /* L, and a1[1] */
    must_find_text(&list, "0.15  0.2  0.25  0.3", 0);
    must_find_text(&list, "nan", 0);
    drawlist_finish(&list);
    must_type(session, "step; delete");
    list = scene_list(session, usual, NULL);
    assert_null(find_text(&list, "watched", 0));
    drawlist_finish(&list);
    session_free(session);
}

static void an_open_question_shows_no_answer(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step 2; predict on; step");
    struct drawlist list = scene_list(session, usual, NULL);
    must_find_text(&list, "?", 1); /* in the formula and in the node */
    assert_null(find_text(&list, "0.56871", 0));
    must_find_text(&list, "[3/15] forward  layer 2, node 1", 0);
    drawlist_finish(&list);
    must_type(session, "0.57");
    list = scene_list(session, usual, NULL);
    must_find_text(&list, "0.56871", 0);
    assert_null(find_text(&list, "0.638465", 0));
    drawlist_finish(&list);
    session_free(session);
}

static void a_projector_gets_larger_type_and_fewer_digits(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step 3");
    struct drawlist list = scene_list(session, usual, NULL);
    int size_px = must_find_text(&list, session->last.title, 0)->size_px;
    must_find_text(&list, "0.56871", 0);
    drawlist_finish(&list);
    must_type(session, "present on");
    list = scene_list(session, usual, NULL);
    assert_null(find_text(&list, "0.56871", 0));
    must_find_text(&list, "0.569", 1); /* in the net and in the formula */
    assert_true(must_find_text(&list, session->last.title, 0)->size_px > 1.3 * size_px);
    drawlist_finish(&list);
    session_free(session);
}

static void themes_change_nothing_but_colours(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step 3");
    assert_string_equal(scene_theme(session)->name, "dark");
    must_type(session, "theme contrast");
    assert_string_equal(scene_theme(session)->name, "contrast");
    session_free(session);
}

/* Drawn last, so that what reaches beyond its card isn't hidden by the next panel. */
static void the_panel_under_the_mouse_lies_on_top(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step 3");
    struct scene_hover hover = {.is_on = true, .hit = {.kind = HIT_PANEL}, .text = "net", .panel = "net"};
    struct drawlist list = scene_list(session, usual, NULL), hovered = scene_list(session, usual, &hover);
    ptrdiff_t apart = must_find_text(&list, "x[1]", 0) - must_find_text(&list, "0.56871", 0);
    assert_true(apart < 0);
    apart = must_find_text(&hovered, "x[1]", 0) - must_find_text(&hovered, "0.56871", 0);
    assert_true(apart > 0);
    drawlist_finish(&list);
    drawlist_finish(&hovered);
    session_free(session);
}

static void every_panel_of_the_language_can_be_drawn(void **state)
{
    (void)state;
    size_t count = 0;
    for (const struct view_panel *row; (row = view_panel_at(count)); count++) {
        assert_true(row->name[0] && row->title[0]);
        assert_non_null(panel_find(row->name));
        for (size_t i = 0; i < count; i++)
            assert_string_not_equal(view_panel_at(i)->name, row->name);
    }
    assert_null(panel_at(count));
    assert_non_null(panel_at(count - 1));
}

static void every_theme_of_the_language_has_colours(void **state)
{
    (void)state;
    size_t count = 0;
    for (; theme_at(count); count++)
        assert_string_equal(theme_at(count)->name, view_theme_at(count));
    assert_null(view_theme_at(count));
}

/* Nothing may be read that isn't there: a session in the middle of a job, a step of a forgotten journal. */
static void a_job_at_work_shows_how_far_it_is(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222);
    session->job =
        (struct job){.slice = (enum run(*)(struct session *, struct error *))1, .done = 530, .total = 1000};
    session->job.has_progress = true;
    struct drawlist list = scene_list(session, usual, NULL);
    assert_non_null(find_text(&list, "at work: 53 %", 0));
    drawlist_finish(&list);
    session->job.is_endless = true;
    list = scene_list(session, usual, NULL);
    assert_non_null(find_text(&list, "training; t stops it", 0));
    drawlist_finish(&list);
    session->job = (struct job){0};
    session_free(session);
}

/* What to type first stays in its panel, as low as that is. */
static void the_first_lines_stay_in_their_panel(void **state)
{
    (void)state;
    struct session *session = session_new();
    for (int height = 200; height <= 800; height += 20) {
        struct drawlist list = scene_list(session, (struct view_size){900, height, 2}, NULL);
        assert_texts_inside(&list, "welcome");
        assert_texts_apart(&list, "welcome");
        must_find_text(&list, "net 2 2:sigmoid 2:sigmoid", 0);
        drawlist_finish(&list);
    }
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_lines_stay_in_their_panel),
        cmocka_unit_test(every_moment_looks_as_it_did),
        cmocka_unit_test(no_text_leaves_the_window),
        cmocka_unit_test(no_two_texts_overlap),
        cmocka_unit_test(no_two_texts_overlap_at_any_step),
        cmocka_unit_test(the_same_session_gives_the_same_list),
        cmocka_unit_test(any_size_can_be_drawn),
        cmocka_unit_test(only_what_flows_moves),
        cmocka_unit_test(auto_shows_the_formula_while_stepping_and_the_loss_after_training),
        cmocka_unit_test(auto_shows_no_plane_for_three_inputs_and_changes_as_soon_as_training_begins),
        cmocka_unit_test(auto_shows_the_gradients_way_back_through_many_layers),
        cmocka_unit_test(auto_shows_the_samples_where_no_plane_can),
        cmocka_unit_test(auto_keeps_the_net_as_wide_as_its_numbers_need),
        cmocka_unit_test(without_a_network_what_to_type_first_takes_the_place_of_the_net),
        cmocka_unit_test(a_small_window_looks_as_it_did),
        cmocka_unit_test(what_is_picked_is_shown_whatever_happens),
        cmocka_unit_test(panels_lie_as_they_were_picked),
        cmocka_unit_test(a_window_too_small_for_all_panels_says_so),
        cmocka_unit_test(a_path_shows_each_of_its_slopes),
        cmocka_unit_test(zoom_gives_way_to_what_is_to_be_seen),
        cmocka_unit_test(what_a_training_shows_comes_before_the_net),
        cmocka_unit_test(watched_values_stand_above_the_panels),
        cmocka_unit_test(an_open_question_shows_no_answer),
        cmocka_unit_test(a_projector_gets_larger_type_and_fewer_digits),
        cmocka_unit_test(themes_change_nothing_but_colours),
        cmocka_unit_test(the_panel_under_the_mouse_lies_on_top),
        cmocka_unit_test(every_panel_of_the_language_can_be_drawn),
        cmocka_unit_test(every_theme_of_the_language_has_colours),
        cmocka_unit_test(a_job_at_work_shows_how_far_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
