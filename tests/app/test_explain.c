#include "app/fixture.h"

#include <stdlib.h>

#include "app/explain.h"

static void a_forward_step_shows_names_numbers_and_result(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR);
    assert_prints(session, "step",
                  "[1/15] forward  layer 1, node 1\n"
                  "  z1[1] = w1[1,1]·x[1] + w1[1,2]·x[2] + b1[1] = 0.15·0.05 + 0.2·0.1 + 0.35 = 0.3775\n"
                  "  a1[1] = σ(z1[1])                            = 1/(1 + e^(-0.3775))        = 0.59327\n");
}

static void a_backward_step_shows_the_chain_rule(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; forward; step");
    assert_prints(session, "step",
                  "[7/15] backward  layer 2, node 1\n"
                  "  ∂L/∂z2[1]   = ∂L/∂ŷ[1]·σ′(z2[1]) = 0.741365·0.186816 = 0.138499\n"
                  "  ∂L/∂w2[1,1] = ∂L/∂z2[1]·a1[1]    = 0.138499·0.59327  = 0.082167\n"
                  "  ∂L/∂w2[1,2] = ∂L/∂z2[1]·a1[2]    = 0.138499·0.596884 = 0.0826676\n"
                  "  ∂L/∂b2[1]   = ∂L/∂z2[1]                              = 0.138499\n");
}

static void where_the_terminal_is_not_utf_8_it_is_written_in_ascii(void **state)
{
    struct session *session = *state;
    session->notation.is_ascii = true;
    must_type(session, MAZUR "; forward; step");
    assert_prints(session, "step op; step op",
                  "[7/15] backward  layer 2, node 1\n"
                  "  dL/da2[1] = dL/dyhat[1] = 0.741365\n"
                  "[7/15] backward  layer 2, node 1\n"
                  "  dL/dz2[1] = dL/dyhat[1] * sigmoid'(z2[1]) = 0.741365 * 0.186816 = 0.138499\n");
}

static void an_update_shows_the_weight_of_before(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; backward");
    assert_prints(session, "step",
                  "[12/15] update  layer 1, node 1\n"
                  "  w1[1,1] = w1[1,1] - η·∂L/∂w1[1,1] = 0.15 - 0.5·0.000438568 = 0.149781\n"
                  "  w1[1,2] = w1[1,2] - η·∂L/∂w1[1,2] = 0.2 - 0.5·0.000877135  = 0.199561\n"
                  "  b1[1]   = b1[1] (frozen)                                   = 0.35\n");
    assert_prints(session, "explain w1[1,2]",
                  "[12/15] update  layer 1, node 1\n"
                  "  w1[1,2] = w1[1,2] - η·∂L/∂w1[1,2] = 0.2 - 0.5·0.000877135 = 0.199561\n");
}

/* The numbers of each line, calculated, must give the result: for adam through all its lines. */
static void adams_lines_lead_to_the_weight_that_the_optimizer_gave(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:linear; w1 = [2]; b1 = [0]; optimizer adam; rate 0.1; input 1; target 0; "
                       "backward; precision 17");
    must_type(session, "step");
    const char *last = strstr(buffer_text(&session->out), "  w1[1,1]");
    assert_non_null(last);
    const char *line_end = strchr(last, '\n');
    const char *result = line_end;
    while (result[-1] != ' ')
        result--;
    assert_near(strtod(result, NULL), session->tape.network->param[0], 1e-15);
    assert_true(session->tape.network->param[0] != 2);
}

static void long_sums_are_shortened_in_the_middle(void **state)
{
    struct session *session = *state;
    must_type(session, "net 9 1:linear; w1 = [1 2 3 4 5 6 7 8 9]; b1 = [0]; input 1 1 1 1 1 1 1 1 1");
    assert_prints(
        session, "step op",
        "[1/6] forward  layer 1, node 1\n"
        "  z1[1] = w1[1,1]·x[1] + w1[1,2]·x[2] + w1[1,3]·x[3] + w1[1,4]·x[4] + … + w1[1,9]·x[9] + b1[1]"
        " = 1·1 + 2·1 + 3·1 + 4·1 + … + 9·1 + 0 = 45\n");
}

static void negative_numbers_behind_an_operator_stand_in_brackets(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:sigmoid; w1 = [-2]; b1 = [-3]; input -1; target 0");
    assert_prints(session, "step",
                  "[1/6] forward  layer 1, node 1\n"
                  "  z1[1] = w1[1,1]·x[1] + b1[1] = -2·(-1) + (-3)    = -1\n"
                  "  a1[1] = σ(z1[1])             = 1/(1 + e^(-(-1))) = 0.268941\n");
}

static void a_line_too_long_for_the_terminal_breaks_before_its_equals_signs(void **state)
{
    struct session *session = *state;
    session->columns = 50;
    must_type(session, MAZUR);
    assert_prints(session, "step op",
                  "[1/15] forward  layer 1, node 1\n"
                  "  z1[1] = w1[1,1]·x[1] + w1[1,2]·x[2] + b1[1]\n"
                  "        = 0.15·0.05 + 0.2·0.1 + 0.35\n"
                  "        = 0.3775\n");
}

static void every_token_of_a_quantity_knows_its_cell(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; step");
    size_t cells = 0;
    for (size_t i = 0; i < session->last.count; i++) {
        const struct explain_token *token = &session->last.tokens[i];
        if (!token->has_cell)
            continue;
        cells++;
        if (token->part == PART_NUMBERS || token->part == PART_RESULT) {
            double value = *network_cell(session->tape.network, token->cell);
            assert_near(strtod(token->text + (token->text[0] == '('), NULL), value, 1e-5);
        }
    }
    assert_int_equal(cells, 1 + 5 + 5 + 1 + 1 + 1 + 1 + 1);
}

static void a_batch_adds_up_its_samples(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:linear; w1 = [1]; b1 = [0]; data add 1 : 0; data add 3 : 0; shuffle off; batch "
                       "2; forward; backward");
    must_type(session, "forward; step; step");
    assert_string_equal(buffer_text(&session->out),
                        "[8/11] backward  slope of the loss, sample 2 of 2\n"
                        "  ∂L/∂ŷ[1] = 2·(ŷ[1] - y[1]) = 2·(3 - 0) = 6\n"
                        "[9/11] backward  layer 1, node 1, sample 2 of 2\n"
                        "  ∂L/∂z1[1]   = ∂L/∂ŷ[1]·linear′(z1[1])            = 6·1           = 6\n"
                        "  ∂L/∂w1[1,1] = ∂L/∂w1[1,1] + (1/2)·∂L/∂z1[1]·x[1] = 1 + (1/2)·6·3 = 10\n"
                        "  ∂L/∂b1[1]   = ∂L/∂b1[1] + (1/2)·∂L/∂z1[1]        = 1 + (1/2)·6   = 4\n");
}

static void what_was_given_says_so_and_what_is_unknown_names_the_command(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR);
    assert_prints(session, "explain x[1]", "x[1] = 0.05: given, not computed\n");
    assert_prints(session, "explain w1[1,1]",
                  "w1[1,1] = 0.15: set by hand or drawn at the start; no update moved it\n");
    assert_refused(session, "explain a1[1]", "a1[1] is not computed yet; 'forward' computes it");
    assert_refused(session, "explain dw1[1,1]", "dw1[1,1] is not computed yet; 'backward' computes it");
    assert_refused(session, "explain", "no step has been done yet; 'step' does the first");
}

static void bce_behind_sigmoid_shows_two_steps_and_what_is_left_of_them(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:sigmoid; w1 = 1; loss bce; input 0; target 1; forward; backward");
    assert_prints(session, "explain dz1[1]",
                  "[4/6] backward  layer 1, node 1\n"
                  "  ∂L/∂z1[1] = ∂L/∂ŷ[1]·σ′(z1[1]) = -2·0.25   = -0.5\n"
                  "  ∂L/∂z1[1] = (ŷ[1] - y[1])      = (0.5 - 1) = -0.5\n");
    must_type(session, "restart; input 800; target 0; forward; backward"); /* dyhat is infinite, sigma' is 0 */
    assert_prints(session, "explain dz1[1]",
                  "[4/6] backward  layer 1, node 1\n"
                  "  ∂L/∂z1[1] = (ŷ[1] - y[1]) = (1 - 0) = 1\n");
}

static void ce_behind_softmax_shows_the_sum_and_what_is_left_of_it(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 2; w1 = [0; 0]; head softmax; loss ce; input 1; target 0 1; forward; backward");
    assert_prints(session, "explain da1[2]",
                  "[6/11] backward  softmax\n"
                  "  ∂L/∂a1[2] = ∂L/∂ŷ[1]·ŷ[1]·(0 - ŷ[2]) + ∂L/∂ŷ[2]·ŷ[2]·(1 - ŷ[2]) = 0·0.5·(0 - 0.5) + "
                  "(-2)·0.5·(1 - 0.5) = -0.5\n"
                  "  ∂L/∂a1[2] = ŷ[2] - y[2]                                         = 0.5 - 1               "
                  "               = -0.5\n");
    must_type(session, "restart; w1 = [900; 0]; forward; backward"); /* yhat[2] is 0 */
    assert_prints(session, "explain da1[2]",
                  "[6/11] backward  softmax\n"
                  "  ∂L/∂a1[2] = ŷ[2] - y[2] = 0 - 1 = -1\n");
}

static void the_whole_of_it_derives_the_slope(void **state)
{
    struct session *session = *state;
    must_type(session,
              "net 1 1:tanh 1:sigmoid; w1 = 0; b1 = 0; w2 = 0; b2 = 0; input 1; target 0; forward; backward");
    assert_prints(session, "explain -v a2[1]",
                  "[2/9] forward  layer 2, node 1\n"
                  "  a2[1]     = σ(z2[1])                      = 1/(1 + e^(-0))        = 0.5\n"
                  "  σ′(z2[1]) = e^(-z2[1])/(1 + e^(-z2[1]))^2 = e^(-0)/(1 + e^(-0))^2 = 0.25\n"
                  "  σ′(z2[1]) = a2[1]·(1 - a2[1])             = 0.5·(1 - 0.5)         = 0.25\n");
    must_type(session, "explain -v dz1[1]");
    assert_non_null(strstr(buffer_text(&session->out), "  tanh′(z1[1]) = 1 - a1[1]^2"));
    must_type(session, "explain dz1[1]");
    assert_null(strstr(buffer_text(&session->out), "1 - a1[1]^2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(a_forward_step_shows_names_numbers_and_result),
        session_test(a_backward_step_shows_the_chain_rule),
        session_test(where_the_terminal_is_not_utf_8_it_is_written_in_ascii),
        session_test(an_update_shows_the_weight_of_before),
        session_test(adams_lines_lead_to_the_weight_that_the_optimizer_gave),
        session_test(long_sums_are_shortened_in_the_middle),
        session_test(negative_numbers_behind_an_operator_stand_in_brackets),
        session_test(a_line_too_long_for_the_terminal_breaks_before_its_equals_signs),
        session_test(every_token_of_a_quantity_knows_its_cell),
        session_test(a_batch_adds_up_its_samples),
        session_test(what_was_given_says_so_and_what_is_unknown_names_the_command),
        session_test(bce_behind_sigmoid_shows_two_steps_and_what_is_left_of_them),
        session_test(ce_behind_softmax_shows_the_sum_and_what_is_left_of_it),
        session_test(the_whole_of_it_derives_the_slope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
