#include "app/fixture.h"

#include <stdlib.h>

#include "ui/input.h"
#include "ui/keys.h"
#include "view/look.h"

/* A picture of things to point at, 100 pixels apart. */
struct screen {
    struct session *session;
    struct drawlist list;
    struct scene_options options;
    struct input input;
    struct buffer said;
    uint64_t now_ms;
};

enum { WEIGHT = 50, INPUT = 150, NODE = 250, COMMAND = 350, SAMPLE = 450, PLANE = 500, NOTHING = 950 }; /* x */

static int open_screen(void **state)
{
    struct screen *screen = calloc(1, sizeof *screen);
    assert_non_null(screen);
    screen->session = session_new();
    must_type(screen->session, MAZUR "; forward");
    struct drawlist *list = &screen->list;
    char plane[LOOK_NAME_SIZE];
    drawlist_init(list);
    drawlist_begin(list, theme_at(0), &text_measure_plain, 1000, 100, 1);
    drawlist_hit_rectangle(list, 0, 0, 900, 100, (struct hit){.kind = HIT_PANEL, .text = "net"});
    drawlist_hit_disc(list, WEIGHT, 50, 10, (struct hit){HIT_WEIGHT, 1, 2, 1, NULL});
    drawlist_hit_disc(list, INPUT, 50, 10, (struct hit){HIT_NODE, 0, 1, 0, NULL});
    drawlist_hit_disc(list, NODE, 50, 10, (struct hit){HIT_NODE, 1, 2, 0, NULL});
    drawlist_hit_disc(list, COMMAND, 50, 10, (struct hit){.kind = HIT_COMMAND, .text = "view class 2"});
    look_plane(plane, -1, 1, -2, 2);
    drawlist_hit_rectangle(list, PLANE, 0, 200, 100, (struct hit){.kind = HIT_PLANE, .row = 2, .text = plane});
    drawlist_hit_disc(list, SAMPLE, 50, 10, (struct hit){.kind = HIT_SAMPLE, .row = 3});
    screen->now_ms = 12345;
    *state = screen;
    return 0;
}

static int close_screen(void **state)
{
    struct screen *screen = *state;
    session_free(screen->session);
    drawlist_finish(&screen->list);
    input_finish(&screen->input);
    buffer_finish(&screen->said);
    free(screen);
    return 0;
}

#define screen_test(name) cmocka_unit_test_setup_teardown(name, open_screen, close_screen)

static struct input_place here(struct screen *screen)
{
    return (struct input_place){screen->session, &screen->list, &screen->options, PACE_USUAL, screen->now_ms};
}

/* All that waits, "a|b|"; nothing then waits any more. */
static const char *said(struct screen *screen)
{
    struct buffer command = BUFFER_EMPTY;
    buffer_clear(&screen->said);
    while (input_take(&screen->input, &command))
        buffer_printf(&screen->said, "%s|", buffer_text(&command));
    buffer_finish(&command);
    return buffer_text(&screen->said);
}

static bool move(struct screen *screen, double x, double y)
{
    struct input_place place = here(screen);
    return input_move(&screen->input, &place, x, y);
}

static bool press(struct screen *screen, enum input_button button)
{
    struct input_place place = here(screen);
    return input_press(&screen->input, &place, button);
}

static bool release(struct screen *screen)
{
    struct input_place place = here(screen);
    return input_release(&screen->input, &place);
}

static bool wheel(struct screen *screen, int notches)
{
    struct input_place place = here(screen);
    return input_wheel(&screen->input, &place, notches);
}

static bool key(struct screen *screen, int key)
{
    struct input_place place = here(screen);
    return input_key(&screen->input, &place, key, false);
}

static bool pass(struct screen *screen, uint64_t ms)
{
    screen->now_ms += ms;
    struct input_place place = here(screen);
    return input_pass(&screen->input, &place);
}

static void click(struct screen *screen, double x, enum input_button button)
{
    move(screen, x, 50);
    press(screen, button);
    release(screen);
}

static void a_click_is_the_command_that_it_stands_for(void **state)
{
    struct screen *screen = *state;
    static const struct {
        int x;
        const char *command;
    } cases[] = {{WEIGHT, "select w1[2,1]|"}, {INPUT, "select x[1]|"}, {NODE, "select a1[2]|"},
                 {COMMAND, "view class 2|"},  {SAMPLE, "sample 3|"},   {NOTHING, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        click(screen, cases[i].x, BUTTON_LEFT);
        assert_string_equal(said(screen), cases[i].command);
        if (cases[i].x != SAMPLE)
            click(screen, cases[i].x, BUTTON_RIGHT);
        assert_string_equal(said(screen), "");
    }
}

static void a_click_in_the_plane_adds_a_sample_there(void **state)
{
    struct screen *screen = *state;
    move(screen, PLANE + 150, 25);
    press(screen, BUTTON_LEFT);
    press(screen, BUTTON_RIGHT);
    assert_string_equal(said(screen), "data add 0.5 1 : 1 0|data add 0.5 1 : 0 1|");
    screen->session->view.chosen_class = 9; /* of other data */
    press(screen, BUTTON_LEFT);
    assert_string_equal(said(screen), "data add 0.5 1 : 1 0|");
    screen->session->view.chosen_class = 2;
    press(screen, BUTTON_LEFT);
    press(screen, BUTTON_RIGHT);
    assert_string_equal(said(screen), "data add 0.5 1 : 0 1|data add 0.5 1 : 1 0|");
}

static void the_wheel_changes_a_number_once_it_rests(void **state)
{
    struct screen *screen = *state;
    move(screen, WEIGHT, 50);
    assert_true(wheel(screen, 1));
    assert_true(wheel(screen, 1));
    assert_true(screen->options.change.is_on);
    assert_int_equal(input_wait_ms(&screen->input, screen->now_ms), GESTURE_REST_MS);
    assert_false(pass(screen, GESTURE_REST_MS - 1));
    assert_string_equal(said(screen), "");
    assert_true(pass(screen, 1));
    assert_false(screen->options.change.is_on);
    assert_int_equal(input_wait_ms(&screen->input, screen->now_ms), 0); /* the command waits */
    assert_string_equal(said(screen), "w1[2,1] = 0.35|");
    assert_int_equal(input_wait_ms(&screen->input, screen->now_ms), -1);
}

static void the_wheel_over_what_is_computed_does_nothing(void **state)
{
    struct screen *screen = *state;
    move(screen, NODE, 50);
    assert_false(wheel(screen, 1));
    move(screen, NOTHING, 50);
    assert_false(wheel(screen, 1));
    pass(screen, 1000);
    assert_string_equal(said(screen), "");
}

static void whatever_comes_next_ends_the_turning(void **state)
{
    struct screen *screen = *state;
    move(screen, WEIGHT, 50);
    wheel(screen, 1);
    move(screen, INPUT, 50);
    wheel(screen, 1);
    assert_string_equal(said(screen), "w1[2,1] = 0.3|");
    key(screen, ' ');
    assert_string_equal(said(screen), "x[1] = 0.1|step|");
    move(screen, WEIGHT, 50);
    wheel(screen, -1);
    struct input_place place = here(screen);
    assert_true(input_leave(&screen->input, &place));
    assert_string_equal(said(screen), "w1[2,1] = 0.2|");
}

static void a_drag_changes_an_input_and_selects_nothing(void **state)
{
    struct screen *screen = *state;
    move(screen, INPUT, 50);
    press(screen, BUTTON_LEFT);
    assert_true(move(screen, INPUT + 60, 50 - 33));
    assert_true(screen->options.change.is_on);
    assert_near(screen->options.change.value, 0.25, 1e-15);
    assert_string_equal(screen->options.hover.panel, "net"); /* it stays on what is dragged */
    assert_int_equal(screen->options.hover.hit.kind, HIT_NODE);
    release(screen);
    assert_string_equal(said(screen), "x[1] = 0.25|");
}

static void only_inputs_and_targets_can_be_dragged(void **state)
{
    struct screen *screen = *state;
    move(screen, WEIGHT, 50);
    press(screen, BUTTON_LEFT);
    move(screen, WEIGHT, 0);
    assert_false(screen->options.change.is_on);
    assert_false(release(screen));
    assert_string_equal(said(screen), "select w1[2,1]|");
}

static void a_drag_holds_the_mouse(void **state)
{
    struct screen *screen = *state;
    struct input_place place = here(screen);
    move(screen, INPUT, 50);
    press(screen, BUTTON_LEFT);
    move(screen, INPUT, 10);
    assert_false(input_leave(&screen->input, &place));
    assert_false(wheel(screen, 1));
    assert_true(release(screen));
    assert_string_equal(said(screen), "x[1] = 0.3|");
}

static void when_the_mouse_leaves_nothing_is_hovered(void **state)
{
    struct screen *screen = *state;
    struct input_place place = here(screen);
    assert_true(move(screen, WEIGHT, 50));
    assert_false(move(screen, WEIGHT + 1, 50)); /* still the same */
    assert_true(screen->options.hover.is_on);
    assert_true(input_leave(&screen->input, &place));
    assert_false(screen->options.hover.is_on);
    assert_false(input_settle(&screen->input, &place));
    assert_false(input_leave(&screen->input, &place));
}

static void escape_gives_a_drag_up(void **state)
{
    struct screen *screen = *state;
    move(screen, INPUT, 50);
    press(screen, BUTTON_LEFT);
    move(screen, INPUT, 0);
    assert_true(key(screen, KEYS_ESCAPE));
    release(screen);
    assert_false(screen->options.change.is_on);
    assert_string_equal(said(screen), "");
}

static void keys_wait_in_their_order_and_held_ones_do_not_pile_up(void **state)
{
    struct screen *screen = *state;
    struct input_place place = here(screen);
    key(screen, ' ');
    key(screen, 'f');
    for (int i = 0; i < 30; i++)
        input_key(&screen->input, &place, ' ', true);
    assert_string_equal(said(screen), "step|forward|");
    input_key(&screen->input, &place, ' ', true);
    assert_string_equal(said(screen), "step|");
}

static void the_list_of_keys_comes_with_a_key_and_goes_with_anything(void **state)
{
    struct screen *screen = *state;
    assert_true(key(screen, '?'));
    assert_true(screen->options.key_count > 10);
    assert_non_null(screen->options.keys);
    assert_true(key(screen, '?'));
    assert_null(screen->options.keys);
    key(screen, '?');
    move(screen, WEIGHT, 50);
    assert_true(press(screen, BUTTON_LEFT));
    assert_null(screen->options.keys);
    assert_string_equal(said(screen), ""); /* the click only closed it */
    key(screen, '?');
    key(screen, 'f');
    assert_null(screen->options.keys);
    assert_string_equal(said(screen), "forward|");
}

static enum run do_nothing(struct session *session, struct error *error)
{
    (void)session;
    (void)error;
    return RUN_BUSY;
}

static void while_something_is_at_work_nothing_gathers(void **state)
{
    struct screen *screen = *state;
    screen->session->job = (struct job){.slice = do_nothing};
    click(screen, WEIGHT, BUTTON_LEFT);
    click(screen, INPUT, BUTTON_LEFT);
    move(screen, WEIGHT, 50);
    assert_false(wheel(screen, 1));
    key(screen, ' ');
    assert_false(screen->input.wants_stop);
    key(screen, 't');
    assert_true(screen->input.wants_stop);
    screen->session->job = (struct job){0};
    assert_string_equal(said(screen), "");
}

/* The picture has come to lie otherwise below it: nothing is to lie in front of it before the mouse is moved. */
static void a_mouse_at_rest_shows_nothing_new(void **state)
{
    struct screen *screen = *state;
    struct input_place place = here(screen);
    assert_true(move(screen, WEIGHT, 50));
    assert_false(input_settle(&screen->input, &place)); /* it is still the weight */
    assert_true(screen->options.hover.is_on);
    drawlist_hit_disc(&screen->list, WEIGHT, 50, 10, (struct hit){HIT_NODE, 1, 2, 0, NULL});
    assert_true(input_settle(&screen->input, &place));
    assert_false(screen->options.hover.is_on);
    assert_false(input_settle(&screen->input, &place));
    assert_false(screen->options.hover.is_on);
    assert_true(move(screen, WEIGHT, 50));
    assert_int_equal(screen->options.hover.hit.kind, HIT_NODE);
}

static void before_the_first_picture_nothing_is_hit(void **state)
{
    struct screen *screen = *state;
    struct input_place place = here(screen);
    place.list = NULL;
    assert_false(input_move(&screen->input, &place, WEIGHT, 50));
    assert_false(input_press(&screen->input, &place, BUTTON_LEFT));
    assert_false(input_wheel(&screen->input, &place, 1));
    assert_false(input_settle(&screen->input, &place));
    assert_string_equal(said(screen), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        screen_test(a_click_is_the_command_that_it_stands_for),
        screen_test(a_click_in_the_plane_adds_a_sample_there),
        screen_test(the_wheel_changes_a_number_once_it_rests),
        screen_test(the_wheel_over_what_is_computed_does_nothing),
        screen_test(whatever_comes_next_ends_the_turning),
        screen_test(a_drag_changes_an_input_and_selects_nothing),
        screen_test(only_inputs_and_targets_can_be_dragged),
        screen_test(a_drag_holds_the_mouse),
        screen_test(when_the_mouse_leaves_nothing_is_hovered),
        screen_test(escape_gives_a_drag_up),
        screen_test(keys_wait_in_their_order_and_held_ones_do_not_pile_up),
        screen_test(the_list_of_keys_comes_with_a_key_and_goes_with_anything),
        screen_test(while_something_is_at_work_nothing_gathers),
        screen_test(a_mouse_at_rest_shows_nothing_new),
        screen_test(before_the_first_picture_nothing_is_hit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
