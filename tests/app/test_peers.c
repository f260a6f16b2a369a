/* Mistakes that other programs of this kind have shipped, each a test named after the mistake. */
#include "app/fixture.h"

#include <stdlib.h>

#include "base/memory.h"
#include "nn/network.h"

static void weights_updated_during_backward_so_that_earlier_layers_see_new_ones(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; forward; print w1; print w2");
    char *before = memory_string(buffer_text(&session->out));
    must_type(session, "backward; print w1; print w2");
    assert_string_equal(buffer_text(&session->out), before); /* backward moves nothing */
    memory_free(before);
    must_type(session, "update; expect dw1[1,1] = 0.000438568 within 1e-9"); /* of the old w2: Mazur's number */
}

static void a_bias_moved_once_for_each_input(void **state)
{
    struct session *session = *state;
    must_type(session, "net 3 1:linear; w1 = [0 0 0]; b1 = [0]; input 1 1 1; target -1; rate 0.5; update");
    assert_prints(session, "print b1; print db1", "-1\n2\n"); /* 0 - 0.5 * 2, once */
}

static void a_copied_net_that_shares_its_arrays_with_the_original(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR);
    struct network *copy = network_copy(session->tape.network);
    must_type(session, "iterate 3");
    assert_near(copy->param[0], 0.15, 0);
    assert_true(session->tape.network->param[0] != copy->param[0]);
    network_free(copy);
}

static void backward_run_twice_that_adds_up_its_gradients(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; backward; print dw1; print dw2");
    char *once = memory_string(buffer_text(&session->out));
    must_type(session, "restart");
    must_type(session, "backward; print dw1; print dw2");
    assert_string_equal(buffer_text(&session->out), once);
    must_type(session, "backward; print dw1; print dw2"); /* and once more, without a restart */
    assert_non_null(strstr(buffer_text(&session->out), once));
    memory_free(once);
}

static void a_reset_that_draws_other_weights(void **state)
{
    struct session *session = *state;
    must_type(session, "seed 5; net 2 3:tanh 1:sigmoid; data xor; precision 17; print w1");
    char *first = memory_string(buffer_text(&session->out));
    must_type(session, "train 20; reset");
    assert_prints(session, "print w1", first);
    memory_free(first);
}

static void a_difference_across_a_kink_reported_as_a_wrong_gradient(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:relu; w1 = [1]; b1 = [0]; input 1e-9; target 1; check");
    assert_non_null(strstr(buffer_text(&session->out), "at a kink"));
}

static void overflow_that_turns_into_nan_without_a_word(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:sigmoid; w1 = [1]; b1 = [0]; loss bce; input 800; target 0; backward");
    assert_prints(session, "print L; print dz1", "800\n1\n");
    assert_prints(session, "print tanh(1000); print sigmoid(-1000); print softmax([1000 0])", "1\n0\n[1 0]\n");
    struct error error;
    must_type(session, "net 1 2:linear 1:linear; input 3; target 1; rate 1e5; loss l2");
    assert_false(type(session, "train 10000", &error));
    assert_non_null(strstr(error.text, "training stopped"));
    assert_non_null(strstr(error.text, "rate"));
    must_type(session, "print w1"); /* the last finite weights */
    assert_null(strstr(buffer_text(&session->out), "nan"));
    assert_null(strstr(buffer_text(&session->out), "inf"));
}

static void softmax_offered_as_an_activation(void **state)
{
    struct session *session = *state;
    struct error error;
    assert_false(type(session, "net 2 3:softmax", &error));
    assert_non_null(strstr(error.text, "each of its outputs needs every z"));
    assert_non_null(strstr(error.text, "head softmax"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(weights_updated_during_backward_so_that_earlier_layers_see_new_ones),
        session_test(a_bias_moved_once_for_each_input),
        session_test(a_copied_net_that_shares_its_arrays_with_the_original),
        session_test(backward_run_twice_that_adds_up_its_gradients),
        session_test(a_reset_that_draws_other_weights),
        session_test(a_difference_across_a_kink_reported_as_a_wrong_gradient),
        session_test(overflow_that_turns_into_nan_without_a_word),
        session_test(softmax_offered_as_an_activation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
