/* What only a person at the prompt is told. */
#include "fixture.h"

static void assert_told(struct session *session, const char *line, const char *told)
{
    must_type(session, line);
    assert_string_equal(buffer_text(&session->out), told);
}

static void a_new_network_says_what_the_data_give_and_which_stops_stay(void **state)
{
    struct session *session = *state;
    session->is_interactive = true;
    assert_told(session, "net 2 1",
                "weights and biases: 3; give it an input and a target, then 'step' through it\n");
    must_type(session, "data xor; break a1[1]; watch w1[1,1]; display L");
    assert_told(session, "net 2 1:sigmoid",
                "weights and biases: 3; the data give input and target: 'step' or 'train 100'\n"
                "breakpoints stay: 1, 2; 'delete' removes them\n");
    must_type(session, "delete");
    assert_told(session, "net 1 1",
                "weights and biases: 2; give it an input and a target, then 'step' through it\n");
}

static void train_until_says_whether_it_got_there_and_with_which_numbers(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1; w1 = 1; b1 = 0; data add 1 : 2; data add 2 : 3; shuffle off; loss l2;"
                       "freeze w1 b1");
    session->is_interactive = true;
    assert_told(session, "train until epoch >= 2 and cost < epoch max 9",
                "reached in epoch 2: epoch is 2, cost is 1\nepoch 2, iteration 4: mean loss 1\n");
    assert_told(session, "train until epoch >= 2", "reached already: epoch is 2\n");
    assert_told(session, "train until cost < 0.5 max 2",
                "not reached in 2 epochs: cost is 1\n"
                "epoch 4, iteration 8: mean loss 1\n");
    session->is_interactive = false;
    assert_told(session, "train until epoch > 5", "");
    assert_told(session, "train until 0 max 1", "not reached in 1 epoch: 0\n");
    assert_told(session, "train until cost < 0.5 max 2 steps", "not reached in 2 steps: cost is 1\n");
}

static void a_pass_too_long_to_be_shown_says_how_far_it_went(void **state)
{
    struct session *session = *state;
    must_type(session, "seed 1; net 2 20:tanh 1; input 0.5 1; target 1");
    assert_told(session, "forward", "");
    session->is_interactive = true;
    assert_told(session, "restart; forward",
                "at the start of iteration 1\n[22/66] forward: L = 1.79326 ('step' shows node by node)\n");
    assert_told(session, "forward", "the forward pass is done; 'backward' goes on, 'restart' begins again\n");
    assert_told(session, "backward", "[45/66] backward: L = 1.79326 ('step' shows node by node)\n");
    assert_told(session, "update", "[66/66] update: L = 1.79326 ('step' shows node by node)\n");
}

static void predict_says_what_comes_and_how_exact_it_must_be(void **state)
{
    struct session *session = *state;
    session->is_interactive = true;
    assert_told(
        session, "predict on 3",
        "each 'step' first asks for its numbers, right to 3 digits; an empty line shows the one that is "
        "asked for\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(a_new_network_says_what_the_data_give_and_which_stops_stay),
        session_test(train_until_says_whether_it_got_there_and_with_which_numbers),
        session_test(a_pass_too_long_to_be_shown_says_how_far_it_went),
        session_test(predict_says_what_comes_and_how_exact_it_must_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
