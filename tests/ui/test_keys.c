#include "app/fixture.h"

#include "ui/keys.h"

static void assert_key(const struct session *session, int key, enum keys_answer answer, const char *command)
{
    struct buffer out = BUFFER_EMPTY;
    assert_int_equal(keys_press(session, key, &out), answer);
    assert_string_equal(buffer_text(&out), command);
    buffer_finish(&out);
}

static void keys_are_commands(void **state)
{
    struct session *session = *state;
    static const struct {
        int key;
        const char *command;
    } cases[] = {{' ', "step"},   {KEYS_BACKSPACE, "back"}, {'f', "forward"},         {'b', "backward"},
                 {'u', "update"}, {'a', "view auto"},       {'t', "train 1000000000"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_key(session, cases[i].key, KEYS_COMMAND, cases[i].command);
    assert_key(session, '?', KEYS_HELP, "");
    assert_key(session, KEYS_ESCAPE, KEYS_ESCAPED, "");
    assert_key(session, 'q', KEYS_NOTHING, "");
    assert_key(session, 0, KEYS_NOTHING, "");
}

static void zoom_goes_in_steps_and_ends(void **state)
{
    struct session *session = *state;
    assert_key(session, '+', KEYS_COMMAND, "zoom 1.25");
    assert_key(session, '-', KEYS_NOTHING, "");
    must_type(session, "zoom 1.6");
    assert_key(session, '+', KEYS_COMMAND, "zoom 1.75");
    assert_key(session, '-', KEYS_COMMAND, "zoom 1.5");
    must_type(session, "zoom 3");
    assert_key(session, '+', KEYS_NOTHING, "");
}

static void a_digit_brings_a_panel_and_takes_it_away(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; view net");
    assert_key(session, '1', KEYS_NOTHING, ""); /* the last one stays */
    assert_key(session, '2', KEYS_COMMAND, "view net formula");
    must_type(session, "view net formula");
    assert_key(session, '1', KEYS_COMMAND, "view formula");
    for (size_t i = 2; view_panel_at(5) && i < 6; i++) { /* up to six at once */
        struct buffer all = BUFFER_EMPTY;
        view_put(&session->view, &all);
        char line[200];
        snprintf(line, sizeof line, "view %s %s", buffer_text(&all), view_panel_at(i)->name);
        assert_key(session, '1' + (int)i, KEYS_COMMAND, line);
        must_type(session, line);
        buffer_finish(&all);
    }
    if (view_panel_at(6))
        assert_key(session, '7', KEYS_NOTHING, "");
    must_type(session, "view net");
    assert_key(session, 'c', KEYS_COMMAND, "view net collapse"); /* the digits are used up */
    must_type(session, "view auto"); /* net and formula, as long as nothing is trained */
    assert_key(session, '2', KEYS_COMMAND, "view net");
}

static enum run do_nothing(struct session *session, struct error *error)
{
    (void)session;
    (void)error;
    return RUN_BUSY;
}

static void while_something_is_at_work_it_can_only_be_stopped(void **state)
{
    struct session *session = *state;
    session->job = (struct job){.slice = do_nothing};
    assert_key(session, 't', KEYS_STOP, "");
    assert_key(session, KEYS_ESCAPE, KEYS_STOP, "");
    assert_key(session, ' ', KEYS_NOTHING, "");
    assert_key(session, '1', KEYS_NOTHING, "");
    session->job = (struct job){0};
}

static void every_key_and_panel_is_in_the_list(void **state)
{
    (void)state;
    struct scene_key list[SCENE_KEYS_MAX];
    size_t count = keys_list(list), panels = 0;
    assert_true(count <= SCENE_KEYS_MAX);
    assert_string_equal(list[0].sign, "space");
    for (size_t i = 0; i < count; i++) {
        assert_true(list[i].sign[0] && list[i].help[0]);
        panels += list[i].is_panel;
    }
    assert_string_equal(list[count - panels - 1].sign, "drag"); /* the mouse behind the keys */
    assert_non_null(view_panel_at(panels - 1));                 /* and no panel is without a key */
    assert_null(view_panel_at(panels));
    for (size_t i = 0; i < panels; i++)
        assert_string_equal(list[count - panels + i].help, view_panel_at(i)->name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(keys_are_commands),
        session_test(zoom_goes_in_steps_and_ends),
        session_test(a_digit_brings_a_panel_and_takes_it_away),
        session_test(while_something_is_at_work_it_can_only_be_stopped),
        session_test(every_key_and_panel_is_in_the_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
