#include "app/fixture.h"

#include "ui/gesture.h"

static const struct cell weight = {QUANTITY_W, 1, 2, 1}, bias = {QUANTITY_B, 2, 1, 0},
                         input = {QUANTITY_X, 0, 1, 0}, target = {QUANTITY_Y, 0, 2, 0},
                         hidden = {QUANTITY_A, 1, 1, 0};

/* What it would run at its end; "" for nothing. */
static void assert_ends(struct gesture *gesture, const char *command)
{
    struct buffer out = BUFFER_EMPTY;
    assert_int_equal(gesture_end(gesture, &out), *command != '\0');
    assert_string_equal(buffer_text(&out), command);
    assert_int_equal(gesture->kind, GESTURE_NONE);
    buffer_finish(&out);
}

static void what_is_given_can_be_changed_and_what_is_computed_cannot(void **state)
{
    struct session *session = *state;
    assert_false(gesture_can(session, weight));
    must_type(session, MAZUR "; forward");
    assert_true(gesture_can(session, weight) && gesture_can(session, bias));
    assert_true(gesture_can(session, input) && gesture_can(session, target));
    assert_false(gesture_can(session, hidden));
    assert_false(gesture_can(session, (struct cell){QUANTITY_W, 1, 0, 0}));
    *network_cell(session->tape.network, bias) = (double)INFINITY; /* of a training that went wrong */
    assert_false(gesture_can(session, bias));
}

static void a_turn_of_the_wheel_is_one_assignment(void **state)
{
    struct session *session = *state;
    struct gesture gesture = {.kind = GESTURE_NONE};
    must_type(session, MAZUR);
    gesture_turn(&gesture, session, weight, 1, PACE_USUAL, 1000); /* 0.25 */
    gesture_turn(&gesture, session, weight, 2, PACE_USUAL, 1100);
    assert_true(gesture_is_of(&gesture, weight));
    assert_false(gesture_is_of(&gesture, bias));
    assert_false(gesture_is_of(&gesture, (struct cell){QUANTITY_W, 2, 2, 1}));
    assert_false(gesture_is_of(&gesture, (struct cell){QUANTITY_W, 1, 1, 1}));
    assert_false(gesture_is_of(&gesture, (struct cell){QUANTITY_W, 1, 2, 2}));
    assert_int_equal(gesture.due_ms, 1100 + GESTURE_REST_MS);
    struct scene_change shown = gesture_shown(&gesture);
    assert_true(shown.is_on);
    assert_near(shown.value, 0.4, 1e-15);
    assert_near(*network_cell(session->tape.network, weight), 0.25, 0); /* not yet */
    assert_ends(&gesture, "w1[2,1] = 0.4");
    assert_ends(&gesture, "");
}

static void there_and_back_changes_nothing(void **state)
{
    struct session *session = *state;
    struct gesture gesture = {.kind = GESTURE_NONE};
    must_type(session, MAZUR);
    gesture_turn(&gesture, session, bias, -1, PACE_USUAL, 0); /* 0.6 */
    gesture_turn(&gesture, session, bias, 1, PACE_USUAL, 0);
    assert_false(gesture_shown(&gesture).is_on);
    assert_ends(&gesture, "");
}

static void crooked_numbers_come_to_the_next_straight_one(void **state)
{
    struct session *session = *state;
    static const struct {
        const char *typed;
        int notches;
        enum gesture_pace pace;
        const char *command;
    } cases[] = {
        {"b2[1] = 0.1372", 1, PACE_USUAL, "b2[1] = 0.15"},
        {"b2[1] = 0.1372", -1, PACE_USUAL, "b2[1] = 0.1"},
        {"b2[1] = 0.1372", 1, PACE_FINE, "b2[1] = 0.14"},
        {"b2[1] = 0.1372", 1, PACE_COARSE, "b2[1] = 0.5"},
        {"b2[1] = -0.1372", 1, PACE_USUAL, "b2[1] = -0.1"},
        {"b2[1] = 0.05", -1, PACE_USUAL, "b2[1] = 0"},
        {"b2[1] = 23", 1, PACE_USUAL, "b2[1] = 23.5"},
        {"b2[1] = -250", -2, PACE_USUAL, "b2[1] = -260"},
        {"b2[1] = 1e300", 1, PACE_USUAL, "b2[1] = 1.05e+300"},
    };
    must_type(session, MAZUR);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct gesture gesture = {.kind = GESTURE_NONE};
        must_type(session, cases[i].typed);
        gesture_turn(&gesture, session, bias, cases[i].notches, cases[i].pace, 0);
        assert_ends(&gesture, cases[i].command);
    }
}

static void another_number_begins_anew(void **state)
{
    struct session *session = *state;
    struct gesture gesture = {.kind = GESTURE_NONE};
    must_type(session, MAZUR);
    gesture_turn(&gesture, session, weight, 3, PACE_USUAL, 0);
    gesture_turn(&gesture, session, bias, 1, PACE_USUAL, 0);
    assert_ends(&gesture, "b2[1] = 0.65");
}

static void a_drag_counts_from_where_it_began(void **state)
{
    struct session *session = *state;
    struct gesture gesture = {.kind = GESTURE_NONE};
    must_type(session, MAZUR);
    gesture_grab(&gesture, session, input);
    gesture_drag(&gesture, 9, PACE_USUAL);
    gesture_drag(&gesture, 3, PACE_USUAL);
    assert_near(gesture_shown(&gesture).value, 0.2, 1e-15);
    assert_ends(&gesture, "x[1] = 0.2");
    gesture_grab(&gesture, session, input);
    gesture_drag(&gesture, 5, PACE_USUAL);
    gesture_drag(&gesture, 0, PACE_USUAL);
    assert_ends(&gesture, "");
}

static void what_is_not_set_yet_starts_at_0(void **state)
{
    struct session *session = *state;
    struct gesture gesture = {.kind = GESTURE_NONE};
    must_type(session, "net 2 2");
    gesture_turn(&gesture, session, input, 2, PACE_USUAL, 0);
    assert_ends(&gesture, "x[1] = 0.1");
}

static void the_assignment_can_be_typed_and_undone(void **state)
{
    struct session *session = *state;
    struct gesture gesture = {.kind = GESTURE_NONE};
    struct buffer out = BUFFER_EMPTY;
    must_type(session, MAZUR "; forward");
    gesture_turn(&gesture, session, target, -3, PACE_USUAL, 0);
    assert_true(gesture_end(&gesture, &out));
    must_type(session, buffer_text(&out));
    assert_near(*network_cell(session->tape.network, target), 0.85, 1e-15);
    must_type(session, "undo");
    assert_near(*network_cell(session->tape.network, target), 0.99, 1e-15);
    buffer_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(what_is_given_can_be_changed_and_what_is_computed_cannot),
        session_test(a_turn_of_the_wheel_is_one_assignment),
        session_test(there_and_back_changes_nothing),
        session_test(crooked_numbers_come_to_the_next_straight_one),
        session_test(another_number_begins_anew),
        session_test(a_drag_counts_from_where_it_began),
        session_test(what_is_not_set_yet_starts_at_0),
        session_test(the_assignment_can_be_typed_and_undone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
