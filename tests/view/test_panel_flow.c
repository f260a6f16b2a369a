#include "view/panel_checks.h"

#include "base/memory.h"
#include "view/look.h"

#define TYPED_DATA "seed 2; net 2 4:sigmoid 3:tanh 1:sigmoid; loss bce; data moons 6 0.1; train 3;"
#define TYPED_VANISHING                                                                                        \
    "seed 1; net 2 6:sigmoid 6:sigmoid 6:sigmoid 6:sigmoid 6:sigmoid 6:sigmoid 6:sigmoid 6:sigmoid 1:sigmoid;" \
    "input 0.5 -0.5; target 1; iterate; forward; backward"

static const struct moment own_moments[] = {
    {"done", TYPED_DEEP "forward; backward"},
    {"data", TYPED_DATA},
    {"vanishing", TYPED_VANISHING},
    {"nan_backward", TYPED_NAN "forward; backward"},
    {"40_backward", TYPED_40 "forward; step 20"},
    {"stale", TYPED_222 "forward; backward; w2[1,1] = 1"},
    {"11_backward", "net 1 1:tanh; input 0.5; target 1; step 3"},
};

enum { OWN_MOMENTS = sizeof own_moments / sizeof *own_moments };

static const struct view_size usual = {860, 470, 1};

static void every_moment_looks_as_it_did(void **state)
{
    (void)state;
    assert_moments_look_as_they_did("flow", own_moments, OWN_MOMENTS);
    assert_looks_as_it_did(&(struct moment){"weights", TYPED_DEEP "forward; step 22"}, "flow", "flow weights");
}

static void every_moment_can_be_read(void **state)
{
    (void)state;
    assert_moments_can_be_read("flow", "flow", own_moments, OWN_MOMENTS);
    assert_moments_can_be_read("flow", "flow weights", own_moments, OWN_MOMENTS);
}

static void any_size_can_be_drawn(void **state)
{
    (void)state;
    assert_any_size_can_be_drawn(TYPED_VANISHING, "flow", "flow");
}

static void a_cache_changes_nothing(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_DATA, "flow");
    assert_a_cache_changes_nothing(session, "flow");
    session_free(session);
}

/* The number above the bar of the layer, in the digits that it is written with. */
static void assert_bar(struct session *session, const char *view, double rms)
{
    char text[LOOK_NUMBER_SIZE];
    struct error error;
    assert_true(view_pick(&session->view, view, &error));
    struct drawlist list = panel_list(session, "flow", usual);
    look_number(text, rms, 3);
    must_find_text(&list, text, 0);
    drawlist_finish(&list);
}

static void a_bar_is_the_root_mean_square_of_its_layer(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222 "forward; backward", "flow");
    const struct layer *layers = session->tape.network->layers;
    for (int k = 1; k <= 2; k++) {
        const double *dz = layers[k].dz;
        const double *dw = session->tape.network->gradient + layers[k].w;
        assert_bar(session, "flow", sqrt((dz[0] * dz[0] + dz[1] * dz[1]) / 2));
        assert_bar(session, "flow weights",
                   sqrt((dw[0] * dw[0] + dw[1] * dw[1] + dw[2] * dw[2] + dw[3] * dw[3]) / 4));
    }
    session_free(session);
}

/* After a training: what each sample's own pass gives, put together. */
static void over_the_data_it_is_every_sample(void **state)
{
    (void)state;
    enum { LAYERS = 3, SAMPLES = 6, WEIGHTS = 4 * 2 };
    struct session *walked = session_viewing(TYPED_DATA, "flow"),
                   *measured = session_viewing(TYPED_DATA, "flow");
    double squares[LAYERS + 1] = {0}, weights[WEIGHTS] = {0}, square = 0;
    for (int i = 1; i <= SAMPLES; i++) {
        char typed[64];
        snprintf(typed, sizeof typed, "sample %d; forward; backward", i);
        must_type(walked, typed);
        const struct network *network = walked->tape.network;
        for (int k = 1; k <= LAYERS; k++)
            for (int j = 0; j < network->layers[k].rows; j++)
                squares[k] += network->layers[k].dz[j] * network->layers[k].dz[j] / network->layers[k].rows;
        for (int w = 0; w < WEIGHTS; w++)
            weights[w] += network->gradient[network->layers[1].w + (size_t)w] / SAMPLES;
    }
    for (int k = 1; k <= LAYERS; k++)
        assert_bar(measured, "flow", sqrt(squares[k] / SAMPLES));
    for (int w = 0; w < WEIGHTS; w++)
        square += weights[w] * weights[w];
    assert_bar(measured, "flow weights", sqrt(square / WEIGHTS));
    session_free(walked);
    session_free(measured);
}

static int bars(const struct drawlist *list, bool is_dashed, enum role fill)
{
    int count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        count += record->kind == DRAW_RECTANGLE && record->fill.base == fill && (record->off > 0) == is_dashed;
    }
    return count;
}

static void assert_bars(struct session *session, int whole, int partly, int empty)
{
    struct drawlist list = panel_list(session, "flow", usual);
    assert_int_equal(bars(&list, false, ROLE_BACKWARD), whole);
    assert_int_equal(bars(&list, true, ROLE_BACKWARD), partly);
    assert_int_equal(bars(&list, true, ROLE_NONE), empty);
    drawlist_finish(&list);
}

/* Layer by layer, from the last one; a layer with some of its nodes done is drawn as a promise. */
static void bars_rise_as_backward_goes(void **state)
{
    (void)state;
    struct session *session =
        session_viewing("net 2 2:tanh 3:tanh 2; input 1 2; target 0 1; forward; step", "flow");
    assert_bars(session, 0, 0, 0); /* only dL/dyhat is known: a sentence */
    must_type(session, "step");
    assert_bars(session, 0, 1, 2);
    must_type(session, "step");
    assert_bars(session, 1, 0, 2);
    must_type(session, "step");
    assert_bars(session, 1, 1, 1);
    must_type(session, "step 3");
    assert_bars(session, 2, 1, 0);
    must_type(session, "step");
    assert_bars(session, 3, 0, 0);
    must_type(session, "back 2");
    assert_bars(session, 2, 0, 1);
    session_free(session);
}

static void a_higher_bar_is_a_larger_gradient_on_a_log_scale(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_VANISHING, "flow");
    struct drawlist list = panel_list(session, "flow", usual);
    const struct layer *layers = session->tape.network->layers;
    double height[10], rms[10];
    int count = 0;
    for (size_t i = 0; i < list.count; i++)
        if (list.records[i].kind == DRAW_RECTANGLE && list.records[i].fill.base == ROLE_BACKWARD && count < 9)
            height[count++] = px(list.records[i].y2 - list.records[i].y);
    assert_int_equal(count, 9);
    for (int k = 0; k < 9; k++) {
        double sum = 0;
        for (int j = 0; j < layers[k + 1].rows; j++)
            sum += layers[k + 1].dz[j] * layers[k + 1].dz[j];
        rms[k] = sqrt(sum / layers[k + 1].rows);
    }
    double a_decade = (height[8] - height[0]) / log10(rms[8] / rms[0]);
    for (int k = 1; k < 9; k++)
        assert_near((height[k] - height[k - 1]) / 100, a_decade * log10(rms[k] / rms[k - 1]) / 100, 0.02);
    drawlist_finish(&list);
    session_free(session);
}

static void a_vanishing_gradient_is_called_so(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_VANISHING, "flow");
    struct drawlist list = panel_list(session, "flow", usual);
    assert_non_null(text_beginning(&list, "it vanishes: in layer 1 it is "));
    drawlist_finish(&list);
    must_type(session,
              "net 1 1 1 1 1; w1 = 30; w2 = 30; w3 = 30; w4 = 30; input 1; target 0; forward; backward");
    list = panel_list(session, "flow", usual);
    assert_string_equal(text_beginning(&list, "it "),
                        "it explodes: in layer 1 it is 2.7e+04 times that of layer 4");
    assert_int_equal(count_texts(&list, "← ×30"), 3);
    drawlist_finish(&list);
    session_free(session);
}

static void the_mouse_over_a_layer_gets_its_number(void **state)
{
    (void)state;
    struct session *session = session_viewing(TYPED_222 "forward; backward", "flow");
    struct scene_options options = {.hover = {.is_on = true,
                                              .hit = {.kind = HIT_POINT, .layer = 1, .row = 1, .column = 1},
                                              .panel = "flow"}};
    struct drawlist list = panel_list_with(session, "flow", usual, options);
    must_find_text(&list, "layer 1: sigmoid", 0);
    must_find_text(&list, "times that of layer 2", 0);
    assert_true(count_hits(&list, HIT_POINT, 20) > 100);
    drawlist_finish(&list);
    session_free(session);
}

/* All that it depends on makes it due again, and nothing else does. */
static void only_what_has_changed_is_computed(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        bool is_computed;
    } cases[] = {{"", true},          {"theme light", false},    {"w1[1,1] = 0.5", true},
                 {"rate 0.1", false}, {"train 1", true},         {"data add 0.5 0.5 : 1", true},
                 {"loss l2", true},   {"optimizer adam", false}, {"view flow weights", true}};
    struct session *session = session_viewing(TYPED_DATA, "flow");
    struct scene_options options = {.cache = scene_cache_new()};
    size_t before = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        must_type(session, cases[i].typed);
        struct drawlist list = panel_list_with(session, "flow", usual, options);
        if (scene_cache_computed(options.cache) - before != cases[i].is_computed)
            fail_msg("%s", cases[i].typed);
        before = scene_cache_computed(options.cache);
        drawlist_finish(&list);
    }
    scene_cache_free(options.cache);
    session_free(session);
}

static void the_verdict_gets_shorter_rather_than_cut(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_VANISHING "; view flow; present on");
    for (int width = 1200; width >= 300; width -= 50) {
        struct drawlist list = scene_list(session, (struct view_size){width, 600, 1}, NULL);
        int verdicts = 0;
        for (size_t i = 0; i < list.count; i++) {
            const struct draw_record *record = &list.records[i];
            if (record->kind != DRAW_TEXT || record->fill.base != ROLE_WARNING || !record->bold)
                continue;
            char *text = memory_text(list.text.data + record->start, record->count);
            verdicts += strstr(text, "vanishes") != NULL;
            assert_null(strstr(text, "…"));
            memory_free(text);
        }
        assert_int_equal(verdicts, 1);
        drawlist_finish(&list);
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
        cmocka_unit_test(a_bar_is_the_root_mean_square_of_its_layer),
        cmocka_unit_test(over_the_data_it_is_every_sample),
        cmocka_unit_test(bars_rise_as_backward_goes),
        cmocka_unit_test(a_higher_bar_is_a_larger_gradient_on_a_log_scale),
        cmocka_unit_test(a_vanishing_gradient_is_called_so),
        cmocka_unit_test(the_mouse_over_a_layer_gets_its_number),
        cmocka_unit_test(only_what_has_changed_is_computed),
        cmocka_unit_test(the_verdict_gets_shorter_rather_than_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
