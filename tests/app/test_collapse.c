#include "app/fixture.h"

#include <stdlib.h>

#include "base/memory.h"

#define LINEAR                                                                                                 \
    "net 2 2:linear 2:linear; w1 = [1 2; 3 4]; b1 = [1 -1]; w2 = [2 -1; 0 1]; b2 = [5 0.5]; precision 4"

/* By hand: [2 -1; 0 1] [1 2; 3 4] = [-1 0; 3 4] and [2 -1; 0 1] [1; -1] + [5; 0.5] = [8; -0.5]. */
static void it_prints_the_product_and_compares_both(void **state)
{
    struct session *session = *state;
    must_type(session, LINEAR "; data add 1 1 : 1 1; data add 0 -2 : 1 1");
    must_type(session, "collapse");
    const char *out = buffer_text(&session->out);
    const char *want = "2 layers, all linear, are one: y = W x + b, with 6 numbers instead of 12\n"
                       "W = w2 w1 = [-1  0\n"
                       "              3  4]\n"
                       "b = w2 b1 + b2 = [8  -0.5]\n"
                       "on 2 inputs the layers and W x + b give the same, to the last digit\n"
                       "with tanh in layer 1, and the same weights, they differ by up to ";
    assert_int_equal(strncmp(out, want, strlen(want)), 0);
    /* largest at (0, -2): z1 = (-3, -9), so 2 (tanh -3 + 3) - (tanh -9 + 9) and tanh -9 + 9 = 8 */
    assert_near(strtod(out + strlen(want), NULL), 8, 1e-3);
}

static void without_data_it_draws_inputs_and_leaves_the_random_numbers_alone(void **state)
{
    struct session *session = *state;
    must_type(session, "seed 7; net 2 3:linear 3:linear 1");
    struct random before = session->random;
    must_type(session, "collapse");
    assert_non_null(
        strstr(buffer_text(&session->out), "on 100 inputs the layers and W x + b differ by at most "));
    assert_non_null(strstr(buffer_text(&session->out), ": rounding, which may come to "));
    assert_memory_equal(&before, &session->random, sizeof before);
    char *first = buffer_take(&session->out);
    must_type(session, "collapse");
    assert_string_equal(buffer_text(&session->out), first);
    memory_free(first);
}

/* Deep nets of drawn weights: what is called rounding never is more than it may be. */
static void the_difference_is_rounding_in_deep_nets_too(void **state)
{
    struct session *session = *state;
    for (int seed = 1; seed <= 20; seed++) {
        char typed[128];
        snprintf(typed, sizeof typed,
                 "seed %d; net 4 9:linear 9:linear 9:linear 9:linear 9:linear 3; init normal; collapse", seed);
        must_type(session, typed);
        const char *out = strstr(buffer_text(&session->out), "differ by at most ");
        assert_non_null(out);
        double apart = strtod(out + strlen("differ by at most "), NULL);
        double bound = strtod(strstr(out, "may come to ") + strlen("may come to "), NULL);
        assert_true(apart > 0 && apart < bound);
    }
}

static void a_layer_that_bends_is_refused_by_name_and_nothing_changes(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 3:linear 2:relu 1; view net");
    assert_refused(session, "collapse",
                   "layer 2 is not linear: relu bends its sums, so no single W x + b does the same; "
                   "'layer 2 linear' takes the bend out");
    assert_int_equal(session->view.count, 1);
    assert_string_equal(session->view.panels[0]->name, "net");
    must_type(session, "layer 2 linear; collapse");
}

static void it_needs_a_network(void **state)
{
    struct error error;
    assert_false(type(*state, "collapse", &error));
}

static void it_opens_its_view_beside_what_is_there(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 2:linear 1; view auto; collapse");
    assert_string_equal(session->view.panels[0]->name, "collapse");
    must_type(session, "view net collapse; collapse");
    assert_int_equal(session->view.count, 2);
}

static void one_layer_is_its_own_product(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1; w1 = 2; b1 = 3; collapse");
    assert_int_equal(strncmp(buffer_text(&session->out),
                             "the one layer is linear: it is W x + b already\nW = w1 = 2\nb = b1 = 3\n", 69),
                     0);
}

static void a_softmax_behind_it_is_said_to_stay(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 2:linear 2; head softmax; loss ce; collapse");
    assert_non_null(strstr(buffer_text(&session->out),
                           "(the softmax behind them is no layer: it gets the same from both)\n"));
}

static void many_layers_are_written_short(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1 1 1 1 1; collapse");
    assert_non_null(strstr(buffer_text(&session->out), "W = w5 ... w1 = "));
    must_type(session, "net 1 1 1 1; collapse");
    assert_non_null(strstr(buffer_text(&session->out), "b = w3 (w2 b1 + b2) + b3 = "));
}

static void what_is_not_finite_is_said(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 2:linear 1; w1 = [1e300; 1e300]; w2 = [1e300 1e300]; collapse");
    assert_non_null(
        strstr(buffer_text(&session->out), "the outputs are no finite numbers, so they can't be compared\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(it_prints_the_product_and_compares_both),
        session_test(without_data_it_draws_inputs_and_leaves_the_random_numbers_alone),
        session_test(the_difference_is_rounding_in_deep_nets_too),
        session_test(a_layer_that_bends_is_refused_by_name_and_nothing_changes),
        session_test(it_needs_a_network),
        session_test(it_opens_its_view_beside_what_is_there),
        session_test(one_layer_is_its_own_product),
        session_test(a_softmax_behind_it_is_said_to_stay),
        session_test(many_layers_are_written_short),
        session_test(what_is_not_finite_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
