#include "app/fixture.h"

static void numbers_rows_and_whole_matrices_can_be_set(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 3:tanh");
    assert_prints(session, "w1 = [1 2; 3 4; 5 6]; print w1", "[1 2; 3 4; 5 6]\n");
    assert_prints(session, "w1[2,1] = 30; print w1", "[1 2; 30 4; 5 6]\n");
    assert_prints(session, "w1[3] = [7 8]; print w1", "[1 2; 30 4; 7 8]\n");
    assert_prints(session, "b1 = [1 2 3]; b1[2] = 2*10; print b1", "[1 20 3]\n");
    assert_prints(session, "b1 = [1; 2; 3]; print b1", "[1 2 3]\n"); /* a column is a vector, too */
    assert_prints(session, "rate = 0.25; print rate", "0.25\n");
}

static void a_matrix_of_the_wrong_shape_is_refused(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 3:tanh");
    assert_refused(session, "w1 = [1 2 3]", "w1 takes 3 rows of 2: [...; ...], not a vector of 3");
    assert_refused(session, "w1 = [1 2 3; 4 5 6]", "w1 takes 3 rows of 2: [...; ...], not a 2 x 3 matrix");
    assert_refused(session, "w1 = 1", "w1 takes 3 rows of 2: [...; ...], not a single number");
    assert_refused(session, "b1 = [1 2]", "b1 takes 3 numbers: [... ...], not a vector of 2");
    assert_refused(session, "w1[1,1] = [1 2]", "w1[1,1] takes a single number, not a vector of 2");
    assert_refused(session, "input 1 2 3", "x takes 2 numbers: [... ...], not a vector of 3");
}

static void what_is_not_there_is_refused_with_what_is(void **state)
{
    struct session *session = *state;
    assert_refused(session, "w1[1,1] = 1",
                   "there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid");
    must_type(session, "net 2 3:tanh");
    assert_refused(session, "w2[1,1] = 1", "w2[1,1]: there is no layer 2; this network has layers 1 to 1");
    assert_refused(session, "w1[4,1] = 1", "w1[4,1]: there is no row 4; the last is 3");
    assert_refused(session, "w1[1,3] = 1", "w1[1,3]: there is no column 3; the last is 2");
    assert_refused(session, "b1[4] = 1", "b1[4]: there is no number 4; the last is 3");
    assert_refused(session, "w = 1", "'w' needs the number of its layer: w1, w2 ...");
    assert_refused(session, "y2 = 1", "'y2': y has no layers; write y");
    assert_refused(
        session, "foo = 1",
        "no quantity is called 'foo'; there are: x, w, b, z, a, yhat, y, L, dw, db, dz, da, dyhat, dx, "
        "rate, epoch, iteration, cost, accuracy, test_cost, test_accuracy");
    assert_refused(session, "print itera", "no quantity is called 'itera'; did you mean 'iteration'?");
}

static void numbers_without_brackets_are_told_where_brackets_belong(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 1:tanh");
    assert_refused(session, "w1 = 3 1",
                   "unexpected '1' at column 8; several numbers go into brackets: [0.5 -1]");
    assert_refused(session, "w1 = 3 times",
                   "unexpected 'times' at column 8; the command is complete before it");
}

static void what_is_computed_can_not_be_set(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:tanh");
    assert_refused(session, "z1[1] = 1",
                   "z1[1] is computed, so it can't be set; change a weight, a bias or the input instead");
    assert_refused(session, "L = 1",
                   "L is computed, so it can't be set; change a weight, a bias or the input instead");
    assert_refused(session, "epoch = 1", "epoch counts by itself and can't be set");
}

static void only_finite_numbers_can_be_set(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:tanh");
    assert_refused(session, "w1[1,1] = 0/0", "w1[1,1] can't be nan; only finite numbers can be set");
    assert_refused(session, "w1[1,1] = 1/0", "w1[1,1] can't be inf; only finite numbers can be set");
    assert_refused(session, "rate = 0", "the rate must be a number greater than 0");
    assert_refused(session, "rate = -1", "the rate must be a number greater than 0");
    assert_refused(session, "input 1e400",
                   "the number '1e400' at column 7 is too large; at most about 1.8e308 fits");
}

static void one_input_alone_can_be_changed_once_all_are_known(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 1:linear");
    assert_refused(session, "x[1] = 3", "x[1]: give all numbers first, with: input ...");
    assert_refused(session, "y[1] = 3", "y[1]: give all numbers first, with: target ...");
    assert_prints(session, "input 1 2; x[1] = 3; print x", "[3 2]\n");
}

static void an_input_given_by_hand_takes_the_place_of_the_data(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:linear; w1 = [2]; b1 = [0]; data add 1 : 2; data add 3 : 6; shuffle off");
    assert_prints(session, "forward; print yhat", "2\n");
    must_type(session, "restart; input 10");
    assert_prints(session, "forward; print yhat", "20\n");
    must_type(session, "sample 2");
    assert_prints(session, "forward; print yhat", "6\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(numbers_rows_and_whole_matrices_can_be_set),
        session_test(a_matrix_of_the_wrong_shape_is_refused),
        session_test(what_is_not_there_is_refused_with_what_is),
        session_test(numbers_without_brackets_are_told_where_brackets_belong),
        session_test(what_is_computed_can_not_be_set),
        session_test(only_finite_numbers_can_be_set),
        session_test(one_input_alone_can_be_changed_once_all_are_known),
        session_test(an_input_given_by_hand_takes_the_place_of_the_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
