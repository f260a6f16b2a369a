#include "view/scenes.h"

static const struct scene_key keys[] = {
    {"space", "step: the next node", false},
    {"backspace", "back: the step before", false},
    {"f", "forward", false},
    {"1", "net", true},
    {"4", "loss", true},
};

enum { KEYS = sizeof keys / sizeof *keys };

static struct drawlist list_with_keys(const struct session *session, double width, double height)
{
    struct drawlist list;
    struct scene_options options = {.width = width, .height = height, .keys = keys, .key_count = KEYS};
    drawlist_init(&list);
    drawlist_begin(&list, theme_at(0), &text_measure_plain, width, height, 1);
    scene_draw(session, &options, &list);
    return list;
}

static void all_keys_are_listed_inside_the_window_whatever_its_size(void **state)
{
    (void)state;
    static const double windows[][2] = {{1920, 1080}, {1280, 800}, {450, 300}, {300, 200}};
    struct session *session = session_typed(TYPED_222 "step");
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        struct drawlist list = list_with_keys(session, windows[i][0], windows[i][1]);
        for (size_t k = 0; k < KEYS; k++) {
            const struct draw_record *record = must_find_text(&list, keys[k].help, 0);
            struct px_box box = text_box(&list, record);
            assert_true(box.left >= 0 && box.top >= 0 && box.right <= windows[i][0] &&
                        box.bottom <= windows[i][1]);
        }
        drawlist_finish(&list);
    }
    session_free(session);
}

static void panels_are_called_what_is_typed_in_every_language(void **state)
{
    (void)state;
    assert_true(translate_select("ko"));
    struct session *session = session_typed(TYPED_222 "view net; step");
    struct drawlist list = list_with_keys(session, 1280, 800);
    must_find_text(&list, "net", 0);
    must_find_text(&list, "loss", 0);
    drawlist_finish(&list);
    session_free(session);
    translate_select("en");
}

static void what_lies_under_the_list_does_not_answer(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "step");
    struct drawlist list = list_with_keys(session, 1280, 800);
    for (int x = 10; x < 1280; x += 90)
        for (int y = 10; y < 800; y += 70) {
            struct hit hit;
            assert_true(drawlist_hit(&list, x, y, &hit));
            assert_int_equal(hit.kind, HIT_PANEL);
            assert_string_equal(hit.text, "keys");
        }
    drawlist_finish(&list);
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_keys_are_listed_inside_the_window_whatever_its_size),
        cmocka_unit_test(panels_are_called_what_is_typed_in_every_language),
        cmocka_unit_test(what_lies_under_the_list_does_not_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
