#include "app/fixture.h"

#include "app/new_sample.h"
#include "app/save.h"
#include "app/watched.h"

static void at_first_the_view_is_auto_dark_and_moves(void **state)
{
    struct session *session = *state;
    assert_prints(session, "view; theme; zoom; present; motion",
                  "view auto\ntheme dark\nzoom 1\npresent off\nmotion on\n");
}

static void view_picks_panels_in_the_order_given(void **state)
{
    struct session *session = *state;
    assert_prints(session, "view formula net; view", "view formula net\n");
    assert_prints(session, "view form; view", "view formula\n");
    assert_prints(session, "view auto; view", "view auto\n");
}

static void what_cannot_be_shown_is_refused_and_nothing_changes(void **state)
{
    struct session *session = *state;
    must_type(session, "view formula");
    assert_refused(session, "view net net", "'net' is there twice; name each panel once");
    assert_refused(session, "view nett", "no panel is called 'nett'; did you mean 'net'?");
    assert_refused(session, "view net auto",
                   "name the panels to show, or 'auto' alone, like: view net formula");
    assert_refused(session, "view on", "this program was started without a window");
    assert_refused(session, "theme blue", "NAME: no choice is called 'blue'; there are: dark, light, contrast");
    assert_refused(session, "zoom 4", "FACTOR must lie between 1 and 3, not '4'");
    assert_refused(session, "present maybe", "on|off: no choice is called 'maybe'; there are: on, off");
    assert_prints(session, "view; theme; zoom; present", "view formula\ntheme dark\nzoom 1\npresent off\n");
}

static void panels_and_themes_are_listed(void **state)
{
    const struct session *session = *state;
    assert_string_equal(view_panel_at(0)->name, "net");
    assert_string_equal(view_theme_at(0), "dark");
    assert_false(view_has_option(&session->view, "net", "log"));
    assert_false(view_has_option(&session->view, "nothing", "log"));
}

/* Every set of panels, with every option, is read back as it is written. */
static void what_is_written_is_read_back(void **state)
{
    (void)state;
    for (size_t i = 0; view_panel_at(i); i++)
        for (size_t option = 0; option == 0 || (view_panel_at(i)->options && view_panel_at(i)->options[option]);
             option++) {
            struct view view, read;
            struct buffer words = BUFFER_EMPTY;
            struct error error;
            view_init(&view);
            view_init(&read);
            view.is_auto = false;
            view.panels[view.count++] = view_panel_at(i);
            view.panels[view.count++] = view_panel_at(i == 0);
            view.option[i] = option;
            view_put(&view, &words);
            assert_true(view_pick(&read, buffer_text(&words), &error));
            assert_memory_equal(&view, &read, sizeof view);
            if (view_panel_at(i)->options)
                assert_true(view_has_option(&read, view_panel_at(i)->name, view_panel_at(i)->options[option]));
            buffer_finish(&words);
        }
}

static void options_stand_for_one_panel_only(void **state)
{
    (void)state;
    for (size_t i = 0; view_panel_at(i); i++)
        for (const char *const *option = view_panel_at(i)->options; option && *option; option++)
            for (size_t k = 0; view_panel_at(k); k++)
                assert_string_not_equal(*option, view_panel_at(k)->name);
}

static void undo_and_back_leave_the_view_as_it_is(void **state)
{
    struct session *session = *state;
    must_type(session,
              "net 2 2; input 1 2; target 0 1; view formula; zoom 2; step; theme light; rate 0.5; undo; back");
    assert_prints(session, "view; zoom; theme", "view formula\nzoom 2\ntheme light\n");
}

static void a_look_leaves_an_open_question_open(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; predict on; step");
    must_type(session, "view net; theme light; zoom 1.5; present on; motion off; help step");
    assert_true(session->prediction.is_open);
    must_type(session, "print 1; select w1");
    assert_true(session->prediction.is_open);
    must_type(session, "rate 0.25");
    assert_false(session->prediction.is_open);
}

static void save_writes_the_view(void **state)
{
    struct session *session = *state;
    struct buffer script = BUFFER_EMPTY;
    must_type(session, "view formula net; theme light; zoom 1.25; present on; motion off");
    save_script(session, &script);
    must_type(session, "view auto; theme dark; zoom 1; present off; motion on");
    must_type(session, buffer_text(&script));
    assert_prints(session, "view; theme; zoom; present; motion",
                  "view formula net\ntheme light\nzoom 1.25\npresent on\nmotion off\n");
    buffer_finish(&script);
}

static void the_class_that_a_click_adds_is_one_of_the_data(void **state)
{
    struct session *session = *state;
    assert_refused(session, "view class 1",
                   "view class: there are no classes; a network or data with classes comes first");
    must_type(session, "net 2 1; data xor");
    assert_prints(session, "view class 1", "a click in boundary adds class 1\n");
    assert_int_equal(session->view.chosen_class, 2);
    assert_prints(session, "view class 0", "a click in boundary adds class 0\n");
    assert_int_equal(session->view.chosen_class, 1);
    assert_refused(session, "view class 2", "view class: no class is called '2'; there are: 0, 1");
    assert_refused(session, "view class", "view class: name one class; there are: 0, 1");
    assert_refused(session, "view class 0 1", "view class: name one class; there are: 0, 1");
    assert_int_equal(session->view.chosen_class, 1);
}

/* The class of that name, and the sample that a click then adds. */
static void assert_class(struct session *session, const char *name, const char *command)
{
    struct buffer out = BUFFER_EMPTY;
    int class = new_sample_find_class(session, name);
    new_sample_put(session, 2, 1, 2, class, &out);
    assert_string_equal(buffer_text(&out), command);
    buffer_finish(&out);
}

static void a_class_is_called_as_in_the_key(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 3");
    assert_class(session, "3", "data add 1 2 : 0 0 1");
    assert_class(session, "0", "");
    must_type(session, "data add 0 0 : 0 0 1; data add 1 1 : 1 0 0");
    assert_class(session, "3", "data add 1 2 : 0 0 1");
    assert_class(session, "1", "data add 1 2 : 1 0 0");
    assert_class(session, "2", "");
    must_type(session, "data add 1 1 : 1 1 0");
    assert_class(session, "1", "data add 1 2 : 0 0 1");
    assert_class(session, "3", "data add 1 2 : 1 1 0");
    must_type(session, "net 2 1; data clear");
    assert_class(session, "1", "data add 1 2 : 1");
    must_type(session, "data add 0 0 : 1; data add 1 1 : 0; data add 1 1 : -0.1");
    assert_class(session, "1", "data add 1 2 : 1");
    assert_class(session, "0", "data add 1 2 : 0");
    assert_class(session, "-0.1", "data add 1 2 : -0.1");
}

static void assert_sample(const struct session *session, int inputs, double x, double y, int class,
                          const char *command)
{
    struct buffer out = BUFFER_EMPTY;
    assert_int_equal(new_sample_put(session, inputs, x, y, class, &out), *command != '\0');
    assert_string_equal(buffer_text(&out), command);
    buffer_finish(&out);
}

static void a_sample_that_is_pointed_at_is_a_command(void **state)
{
    struct session *session = *state;
    assert_sample(session, 2, 0.5, 0.25, 1, "");
    must_type(session, "net 2 3");
    assert_sample(session, 2, 0.50049, -0.25, 2, "data add 0.5 -0.25 : 0 1 0");
    assert_sample(session, 2, 0.5, 0.25, 4, "");
    assert_sample(session, 1, 0.5, 0.25, 1, "");
    must_type(session, "net 2 1; data xor");
    assert_sample(session, 2, 1, 2, 1, "data add 1 2 : 0");
    assert_sample(session, 2, 1, 2, 2, "data add 1 2 : 1");
    must_type(session, "data clear; data add 0 0 : -1; data add 1 1 : 1");
    assert_sample(session, 2, 1, 2, 1, "data add 1 2 : -1");
    assert_sample(session, 2, 1, 2, 2, "data add 1 2 : 1");
    must_type(session, "data clear; data add 0 0 : 3; data add 1 1 : 3");
    assert_int_equal(new_sample_classes(session), 2);
    assert_sample(session, 2, 1, 2, 2, "data add 1 2 : 1");
    must_type(session, "data add 0 0 : 3; data add 1 1 : 5; data add 1 1 : 7; data add 1 1 : 5");
    assert_int_equal(new_sample_classes(session), 3);
    assert_sample(session, 2, 1, 2, 3, "data add 1 2 : 7");
    assert_sample(session, 2, 1, 2, 4, "");
    for (int i = 0; i < 14; i++) { /* targets of all kinds */
        char line[64];
        snprintf(line, sizeof line, "data add 1 1 : %d", 10 + i);
        must_type(session, line);
        assert_int_equal(new_sample_classes(session), i < 13 ? 4 + i : 0);
    }
    assert_sample(session, 2, 1, 2, 1, "");
    must_type(session, "net 2 3; data clear; data add 1 1 : 1 0 0");
    assert_sample(session, 2, 1, 2, 3, "data add 1 2 : 0 0 1");
    must_type(session, "net 1 1; data clear; data add 0.5 : 0.25");
    assert_sample(session, 1, 3, -4, 1, "data add 3 : -4");
    must_type(session, "net 1 2; data clear");
    assert_sample(session, 1, 3, -4, 1, "");
}

static void what_is_added_so_can_be_typed(void **state)
{
    struct session *session = *state;
    struct buffer out = BUFFER_EMPTY;
    must_type(session, "net 2 1; data xor");
    assert_true(new_sample_put(session, 2, 0.3, 0.7, 2, &out));
    must_type(session, buffer_text(&out));
    const struct dataset *data = session->tape.feed.data;
    assert_int_equal(data->count, 5);
    assert_near(dataset_x(data, 4)[1], 0.7, 1e-15);
    assert_near(dataset_y(data, 4)[0], 1, 1e-15);
    buffer_finish(&out);
}

static void watched_values_are_those_of_now(void **state)
{
    struct session *session = *state;
    struct value value = {0};
    must_type(session,
              MAZUR "; watch a1[1]; display w1[1,1] + 1; break a1[2]; break if L > 3; watch b1[1]; disable 5");
    const struct stop *stops = session->stops.stops;
    assert_true(watched_is(&stops[0]) && watched_is(&stops[1]));
    assert_false(watched_is(&stops[2]) || watched_is(&stops[3]) || watched_is(&stops[4]));
    assert_false(watched_value(session, &stops[0], &value));
    assert_true(watched_value(session, &stops[1], &value));
    assert_near(value.single, 1.15, 1e-15);
    must_type(session, "w1[1,1] = 0.2; forward");
    assert_true(watched_value(session, &stops[1], &value));
    assert_near(value.single, 1.2, 1e-15);
    assert_true(watched_value(session, &stops[0], &value));
    assert_near(value.single, 0.593873, 1e-6);
}

static void what_takes_too_long_for_a_picture_is_not_computed(void **state)
{
    struct session *session = *state;
    struct value value = {0};
    must_type(session, "net 2 20:tanh 20:tanh 1:sigmoid; data spiral 100; display cost; display rate");
    assert_true(watched_value(session, &session->stops.stops[0], &value));
    must_type(session, "data spiral 100000");
    assert_false(watched_value(session, &session->stops.stops[0], &value));
    assert_true(watched_value(session, &session->stops.stops[1], &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(at_first_the_view_is_auto_dark_and_moves),
        session_test(view_picks_panels_in_the_order_given),
        session_test(what_cannot_be_shown_is_refused_and_nothing_changes),
        session_test(panels_and_themes_are_listed),
        session_test(what_is_written_is_read_back),
        session_test(options_stand_for_one_panel_only),
        session_test(undo_and_back_leave_the_view_as_it_is),
        session_test(a_look_leaves_an_open_question_open),
        session_test(save_writes_the_view),
        session_test(the_class_that_a_click_adds_is_one_of_the_data),
        session_test(a_class_is_called_as_in_the_key),
        session_test(a_sample_that_is_pointed_at_is_a_command),
        session_test(what_is_added_so_can_be_typed),
        session_test(watched_values_are_those_of_now),
        session_test(what_takes_too_long_for_a_picture_is_not_computed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
