#include "view/scenes.h"

#include "view/look.h"

static void assert_role(const struct session *session, struct cell cell, enum role role)
{
    struct ink got = cell_ink(session, cell);
    assert_string_equal(role_name(got.base), role_name(role));
}

static void an_ink_says_what_a_number_is(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222 "forward; backward");
    assert_role(session, look_at(QUANTITY_W, 2, 1, 1), ROLE_POSITIVE);
    assert_role(session, look_at(QUANTITY_W, 2, 1, 2), ROLE_NEGATIVE);
    assert_role(session, look_at(QUANTITY_B, 1, 2, 0), ROLE_POSITIVE);
    assert_role(session, look_at(QUANTITY_X, 0, 1, 0), ROLE_FORWARD);
    assert_role(session, look_at(QUANTITY_Z, 1, 1, 0), ROLE_FORWARD);
    assert_role(session, look_at(QUANTITY_A, 2, 1, 0), ROLE_FORWARD);
    assert_role(session, look_at(QUANTITY_YHAT, 0, 2, 0), ROLE_FORWARD);
    assert_role(session, look_at(QUANTITY_Y, 0, 2, 0), ROLE_TARGET);
    assert_role(session, look_at(QUANTITY_LOSS, 0, 0, 0), ROLE_LOSS);
    assert_role(session, look_at(QUANTITY_DW, 2, 1, 1), ROLE_BACKWARD);
    assert_role(session, look_at(QUANTITY_DYHAT, 0, 1, 0), ROLE_BACKWARD);
    must_type(session, "w2[1,2] = 0; b1[1] = -1");
    assert_role(session, look_at(QUANTITY_W, 2, 1, 2), ROLE_TEXT);
    assert_role(session, look_at(QUANTITY_B, 1, 1, 0), ROLE_NEGATIVE);
    session_free(session);
}

static void unknown_comes_before_stale_before_not_finite(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222);
    assert_role(session, look_at(QUANTITY_A, 1, 1, 0), ROLE_UNKNOWN);
    must_type(session, "w1[1,1] = 1e308; input 1e10 1; step");
    assert_role(session, look_at(QUANTITY_Z, 1, 1, 0), ROLE_ERROR);
    assert_role(session, look_at(QUANTITY_A, 1, 1, 0), ROLE_FORWARD);
    must_type(session, "b1[1] = 2");
    assert_role(session, look_at(QUANTITY_Z, 1, 1, 0), ROLE_STALE);
    assert_role(session, look_at(QUANTITY_Z, 1, 2, 0), ROLE_UNKNOWN);
    session_free(session);
}

static void assert_number(double value, int digits, const char *want)
{
    char text[LOOK_NUMBER_SIZE];
    look_number(text, value, digits);
    assert_string_equal(text, want);
}

static void numbers_are_short_and_have_no_negative_zero(void **state)
{
    (void)state;
    assert_number(0.593269992, 4, "0.5933");
    assert_number(-0.0, 4, "0");
    assert_number(nan(""), 4, "nan");
    assert_number(-nan(""), 4, "nan");
    assert_number(-HUGE_VAL, 4, "-inf");
    assert_number(1.23456e-5, 3, "1.23e-05");
}

static void assert_shorter(const char *number, const char *want)
{
    char text[LOOK_NUMBER_SIZE];
    snprintf(text, sizeof text, "%s", number);
    look_shorten(text);
    assert_string_equal(text, want);
}

static void powers_of_ten_are_written_without_what_says_nothing(void **state)
{
    (void)state;
    assert_shorter("1e+300", "1e300");
    assert_shorter("-1.5e-07", "-1.5e-7");
    assert_shorter("2e+05", "2e5");
    assert_shorter("0.593", "0.593");
    assert_shorter("-inf", "-inf");
}

static void what_is_unknown_has_no_number(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222);
    char text[LOOK_NUMBER_SIZE] = "?";
    look_cell(session, look_at(QUANTITY_A, 1, 1, 0), 4, text);
    assert_string_equal(text, "");
    must_type(session, "step");
    look_cell(session, look_at(QUANTITY_A, 1, 1, 0), 4, text);
    assert_string_equal(text, "0.5933");
    session_free(session);
}

static void precision_may_ask_for_fewer_digits_only(void **state)
{
    (void)state;
    struct session *session = session_typed("precision 3");
    assert_int_equal(look_digits(session), 3);
    must_type(session, "precision 17");
    assert_int_equal(look_digits(session), LOOK_DIGITS);
    session_free(session);
}

static void assert_hit(const struct session *session, struct cell cell, enum hit_kind kind, int layer, int row,
                       int column, const char *name)
{
    char text[LOOK_NAME_SIZE];
    struct hit hit = look_hit(session, cell, text);
    assert_int_equal(hit.kind, kind);
    assert_int_equal(hit.layer, layer);
    assert_int_equal(hit.row, row);
    assert_int_equal(hit.column, column);
    if (name)
        assert_string_equal(hit.text, name);
    else
        assert_null(hit.text);
}

static void each_number_has_the_place_that_shows_it(void **state)
{
    (void)state;
    struct session *session = session_typed(TYPED_222);
    assert_hit(session, look_at(QUANTITY_X, 0, 2, 0), HIT_NODE, 0, 2, 0, NULL);
    assert_hit(session, look_at(QUANTITY_Z, 1, 2, 0), HIT_NODE, 1, 2, 0, NULL);
    assert_hit(session, look_at(QUANTITY_DA, 1, 2, 0), HIT_NODE, 1, 2, 0, NULL);
    assert_hit(session, look_at(QUANTITY_DW, 2, 1, 2), HIT_WEIGHT, 2, 1, 2, NULL);
    assert_hit(session, look_at(QUANTITY_DB, 2, 1, 0), HIT_BIAS, 2, 1, 0, NULL);
    assert_hit(session, look_at(QUANTITY_YHAT, 0, 2, 0), HIT_NODE, 2, 2, 0, NULL); /* it is a2[2] */
    assert_hit(session, look_at(QUANTITY_Y, 0, 2, 0), HIT_QUANTITY, 0, 0, 0, "y[2]");
    assert_hit(session, look_at(QUANTITY_LOSS, 0, 0, 0), HIT_QUANTITY, 0, 0, 0, "L");
    must_type(session, TYPED_HEAD);
    assert_hit(session, look_at(QUANTITY_DYHAT, 0, 2, 0), HIT_QUANTITY, 0, 0, 0, "yhat[2]");
    assert_hit(session, look_at(QUANTITY_Z, 2, 4, 0), HIT_NODE, 2, 2, 0,
               NULL); /* second piece of maxout node 2 */
    session_free(session);
}

static void a_row_of_pieces_is_set_as_one_text(void **state)
{
    (void)state;
    struct drawlist list;
    const struct look_piece pieces[] = {{"ab", ink(ROLE_TEXT), false}, {"c", ink(ROLE_ACCENT), true}};
    drawlist_init(&list);
    drawlist_begin(&list, theme_at(0), &text_measure_plain, 100, 100, 1);
    assert_near(look_row_width(&list, pieces, 2, 10), 18, 1e-12);
    look_row(&list, 50, 20, pieces, 2, 10, ALIGN_CENTRE);
    look_row(&list, 50, 40, pieces, 2, 10, ALIGN_RIGHT);
    assert_int_equal(list.count, 4);
    assert_near(px(list.records[0].x), 41, 1e-12);
    assert_near(px(list.records[1].x), 53, 1e-12);
    assert_near(px(list.records[2].x), 32, 1e-12);
    assert_int_equal(list.records[0].y, list.records[1].y);
    drawlist_finish(&list);
}

static void a_plane_is_read_as_it_was_written(void **state)
{
    (void)state;
    char text[LOOK_NAME_SIZE];
    double left, right, bottom, top;
    look_plane(text, -1.2345678e-100, -9.8765432e100, -1e-300, 1e300); /* the longest numbers fit */
    assert_true(look_plane_read(text, &left, &right, &bottom, &top));
    assert_near(left * 1e100, -1.234568, 1e-6);
    assert_near(right / 1e100, -9.876543, 1e-6);
    assert_near(bottom / 1e-300, -1, 1e-12);
    assert_near(top / 1e300, 1, 1e-12);
    assert_false(look_plane_read("1 2 3", &left, &right, &bottom, &top));
    assert_false(look_plane_read(NULL, &left, &right, &bottom, &top));
}

static void the_step_in_the_centre_is_the_one_asked_for(void **state)
{
    (void)state;
    struct session *session = session_typed("");
    assert_null(look_step(session));
    must_type(session, TYPED_222);
    assert_null(look_step(session));
    must_type(session, "step 2");
    assert_int_equal(look_step(session)->step.number, 2);
    must_type(session, "predict on; step");
    assert_int_equal(look_step(session)->step.number, 3);
    must_type(session, "rate 0.2");
    assert_int_equal(look_step(session)->step.number, 2);
    session_free(session);
}

static void a_projector_shows_three_digits_at_most(void **state)
{
    (void)state;
    struct session *session = session_typed("present on");
    assert_int_equal(look_digits(session), LOOK_DIGITS_PRESENTING);
    must_type(session, "precision 2");
    assert_int_equal(look_digits(session), 2);
    must_type(session, "precision 9; present off");
    assert_int_equal(look_digits(session), LOOK_DIGITS);
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ink_says_what_a_number_is),
        cmocka_unit_test(unknown_comes_before_stale_before_not_finite),
        cmocka_unit_test(numbers_are_short_and_have_no_negative_zero),
        cmocka_unit_test(powers_of_ten_are_written_without_what_says_nothing),
        cmocka_unit_test(what_is_unknown_has_no_number),
        cmocka_unit_test(precision_may_ask_for_fewer_digits_only),
        cmocka_unit_test(each_number_has_the_place_that_shows_it),
        cmocka_unit_test(a_row_of_pieces_is_set_as_one_text),
        cmocka_unit_test(a_plane_is_read_as_it_was_written),
        cmocka_unit_test(the_step_in_the_centre_is_the_one_asked_for),
        cmocka_unit_test(a_projector_shows_three_digits_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
