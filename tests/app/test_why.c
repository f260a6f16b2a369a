#include "fixture.h"

#include <stdlib.h>
#include <unistd.h>

#include "../base/mo.h"
#include "app/why.h"
#include "base/translate.h"
#include "base/utf8.h"

static struct cell cell(enum quantity quantity, int layer, int row, int column)
{
    return (struct cell){quantity, layer, row, column};
}

static struct notation plain(void)
{
    return (struct notation){.precision = 6};
}

static void find(struct why *why, struct session *session, struct cell asked)
{
    struct error error = {{0}};
    if (!why_find(why, &session->tape, asked, plain(), &error)) {
        print_error("%s\n", error.text);
        fail();
    }
}

/* ---- a gradient ---- */

#define DW1_11                                                                                                 \
    "why dw1[1,1]: it is the sum over 2 paths from L back to w1[1,1]\n"                                        \
    "    152.4 %  ŷ[1] → a1[1] = ∂L/∂ŷ[1]·σ′(z2[1])·w2[1,1]·σ′(z1[1])·x[1] = "               \
    "0.741365·0.186816·0.4·0.241301·0.05 = 0.000668396\n"                                                  \
    "    -52.4 %  ŷ[2] → a1[1] = ∂L/∂ŷ[2]·σ′(z2[2])·w2[2,1]·σ′(z1[1])·x[1] = "               \
    "-0.217072·0.17551·0.5·0.241301·0.05 = -0.000229828\n"                                                 \
    "  ∂L/∂w1[1,1]                                                                "                        \
    "                               = 0.000438568\n"                                                           \
    "  central difference      = (L(w1[1,1] + h) - L(w1[1,1] - h)) / 2h    = "                                 \
    "(L(0.15001) - L(0.14999)) / 2e-05   = 0.000438568\n"

static void a_weight_is_asked_by_its_name_or_by_its_gradients(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; forward; backward");
    assert_prints(session, "why w1[1,1]", DW1_11);
    assert_prints(session, "why dw1[1,1]", DW1_11);
}

static void before_the_pass_it_is_computed_ahead_and_says_so(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR);
    assert_prints(session, "why w1[1,1]",
                  DW1_11 "(the backward pass hasn't come here yet: computed ahead, on a copy)\n");
    assert_int_equal(session->tape.operation, 0);
}

static void behind_the_update_it_is_of_the_weights_before_it(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; iterate");
    assert_prints(session, "why w1[1,1]", DW1_11 "(of the pass before the update, with the weights of then)\n");
}

static void what_went_stale_is_computed_again(void **state)
{
    struct session *session = *state;
    struct why why;
    must_type(session, MAZUR "; forward; backward; w2[1,1] = 0");
    find(&why, session, cell(QUANTITY_W, 1, 1, 1));
    assert_int_equal(why.when, REPLAY_RENEWED);
    assert_near(why.paths.count, 2, 0);
    assert_near(why.paths.alive, 1, 0); /* the other goes through w2[1,1] */
    why_finish(&why);
    must_type(session, "why w1[1,1]");
    assert_non_null(
        strstr(buffer_text(&session->out),
               "\n(something it depends on has changed: computed again, on a copy, with the numbers "
               "of now)\n"));
}

static void in_ascii_it_is_ascii(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; forward; backward");
    session->notation.is_ascii = true;
    must_type(session, "why w1[1,1]; why a2[1]");
    for (const char *c = buffer_text(&session->out); *c; c++)
        assert_true((unsigned char)*c < 128);
    assert_non_null(
        strstr(buffer_text(&session->out),
               "yhat[1] -> a1[1] = dL/dyhat[1] * sigmoid'(z2[1]) * w2[1,1] * sigmoid'(z1[1]) * x[1] ="));
}

static void the_struct_holds_the_cells_and_the_factor_on_each_edge(void **state)
{
    struct session *session = *state;
    struct why why;
    must_type(session, MAZUR "; forward; backward");
    find(&why, session, cell(QUANTITY_DW, 1, 1, 1));
    assert_true(why.is_gradient);
    assert_int_equal(why.target.quantity, QUANTITY_W);
    assert_int_equal(why.paths.listed, 2);
    const struct path *path = &why.paths.list[0];
    assert_int_equal(path->length, 6);
    assert_int_equal(path->cells[3].quantity, QUANTITY_A);
    assert_near(path->factors[2], 0.40, 0); /* z2[1] -> a1[1]: w2[1,1] */
    double product = 1;
    for (int i = 0; i < 5; i++)
        product *= path->factors[i];
    assert_near(product, path->value, 1e-18);
    assert_near(paths_sum(&why.paths), 0.000438568, 1e-9);
    assert_near(why.difference, paths_sum(&why.paths), 1e-9);
    why_finish(&why);
}

static void a_fused_loss_enters_with_yhat_minus_y(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:sigmoid; w1 = [2]; b1 = [0]; loss bce; input 1; target 1; forward; backward");
    must_type(session, "why w1[1,1]");
    assert_non_null(strstr(buffer_text(&session->out), "\n    100.0 %  z1[1]   = (ŷ[1] - y[1])·x[1]    "));
    assert_non_null(strstr(buffer_text(&session->out), " = (0.880797 - 1)·1    "));
    assert_non_null(strstr(buffer_text(&session->out), " = (L(2.00002) - L(1.99998)) / 4e-05 = -0.119203\n"));
    must_type(
        session,
        "net 1 2; w1 = [0; 0]; head softmax; loss ce; input 1; target 0 1; forward; backward; why w1[2,1]");
    assert_non_null(strstr(buffer_text(&session->out), " a1[2]   = (ŷ[2] - y[2])·linear′(z1[2])·x[1] "));
    must_type(session, "loss l2; forward; backward; why w1[2,1]");
    assert_non_null(
        strstr(buffer_text(&session->out), " ŷ[1] → a1[2] = ∂L/∂ŷ[1]·ŷ[1]·(0 - ŷ[2])·linear′(z1[2])·x[1] "));
    assert_non_null(
        strstr(buffer_text(&session->out), " ŷ[2] → a1[2] = ∂L/∂ŷ[2]·ŷ[2]·(1 - ŷ[2])·linear′(z1[2])·x[1] "));
}

static void another_piece_of_maxout_leaves_no_path(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:maxout; w1 = [1; 2]; input 1; target 0; forward; backward; why w1[1,1]");
    assert_non_null(
        strstr(buffer_text(&session->out),
               "why dw1[1,1]: no path leads from L back to w1[1,1]; another piece of maxout won\n"));
}

static void a_batch_names_the_sample_of_each_path(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1; w1 = [1]; b1 = [0]; shuffle off; data add 1 : 2; data add 2 : 4; batch all");
    must_type(session, "why w1[1,1]"); /* 1/2 [2(1-2)1 + 2(2-4)2] = -5 */
    assert_non_null(strstr(buffer_text(&session->out),
                           "80.0 %  sample 2: ŷ[1] = (1/2)·∂L/∂ŷ[1]·linear′(z1[1])·x[1]     = (1/2)·(-4)·1·2"));
    assert_non_null(strstr(buffer_text(&session->out), "\n(all 2 samples of the batch)\n"));
    must_type(session, "step 2 pass; why w1[1,1]");
    assert_non_null(strstr(buffer_text(&session->out), "= (1/2)·(-2)·1·1"));
    assert_non_null(strstr(buffer_text(&session->out), "\n(samples of the batch so far: 1 of 2)\n"));
    must_type(session, "step 2 pass; why dz1[1]");
    assert_non_null(strstr(buffer_text(&session->out), "\n(sample 2 of 2)\n"));
}

static void many_paths_show_the_largest_and_the_rest(void **state)
{
    struct session *session = *state;
    struct why why;
    must_type(session,
              "net 8 8:tanh 8:tanh 8:tanh 8:tanh 8:tanh; input 1 2 3 4 5 6 7 8; target 0 0 0 0 0 0 0 0");
    must_type(session, "forward; backward");
    find(&why, session, cell(QUANTITY_W, 1, 1, 1));
    assert_near(why.paths.count, 4096, 0);
    assert_true(why.paths.is_added);
    assert_int_equal(why.paths.listed, 6);
    assert_near(paths_sum(&why.paths), *network_cell(session->tape.network, cell(QUANTITY_DW, 1, 1, 1)), 1e-12);
    double rest = paths_rest(&why.paths);
    for (size_t i = 0; i < 6; i++)
        rest += why.paths.list[i].value;
    assert_near(rest, paths_sum(&why.paths), 1e-15);
    why_finish(&why);
    must_type(session, "why w1[1,1]");
    assert_non_null(strstr(buffer_text(&session->out), "… 4090 more"));
    must_type(session, "why -v w1[1,1]");
    assert_non_null(strstr(buffer_text(&session->out), "… 3996 more"));
    must_type(session, "why w1[1,1] -v");
    assert_non_null(strstr(buffer_text(&session->out), "… 3996 more"));
}

/* Wherever the tape stands, the sum is what dw1[1,1] holds, and asking leaves no trace. */
static void it_may_be_asked_at_any_time_and_changes_nothing(void **state)
{
    struct session *session = *state;
    must_type(session,
              "net 2 2:maxout 2:tanh; data add 1 0 : 1 0; data add 0 2 : 0 1; data add 1 1 : 1 1; batch 2");
    struct network *network = session->tape.network;
    size_t doubles = (size_t)(network->loss + 1 - network->cells);
    for (int i = 0; i < 150; i++) {
        struct network *before = network_copy(network);
        struct tape tape = session->tape;
        struct why why;
        size_t moments = journal_moments(session->journal);
        static const struct cell asked[] = {
            {QUANTITY_W, 1, 1, 1}, {QUANTITY_DZ, 2, 1, 0}, {QUANTITY_A, 2, 2, 0}, {QUANTITY_LOSS, 0, 0, 0}};
        for (size_t k = 0; k < 4; k++) {
            find(&why, session, asked[k]);
            if (k == 0 && (why.when == REPLAY_DONE || why.when == REPLAY_PAST))
                assert_near(paths_sum(&why.paths), *network_cell(network, cell(QUANTITY_DW, 1, 1, 1)), 1e-15);
            if (k == 0)
                assert_near(paths_sum(&why.paths), why.difference, 1e-6);
            why_finish(&why);
        }
        assert_memory_equal(network->cells, before->cells, doubles * sizeof(double));
        assert_memory_equal(&session->tape, &tape, sizeof tape);
        assert_int_equal(journal_moments(session->journal), moments);
        network_free(before);
        must_type(session, i % 50 == 40 ? "train 1" : i % 7 == 3 ? "w1[1,1] = 0.3" : "step op");
    }
    must_type(session, "back 3");
}

static void what_the_update_does_beside_is_said(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; forward; backward; why b1[1]");
    assert_non_null(strstr(buffer_text(&session->out), "\n(frozen: the update leaves it as it is)\n"));
    must_type(session, "regularize l2 0.1; why w1[1,1]");
    assert_non_null(
        strstr(buffer_text(&session->out), "\n('regularize' adds its part at the update; it is not in L)\n"));
}

static void what_cannot_be_asked_is_refused(void **state)
{
    struct session *session = *state;
    assert_refused(session, "why w1[1,1]",
                   "there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid");
    must_type(session, "net 2 2:sigmoid 2:sigmoid");
    assert_refused(session, "why w1[1,1]", "the network has no input yet; give its 2 with: input 0.05 0.10");
    must_type(session, "input 1 2");
    must_type(session, "why a2[1]"); /* needs no target */
    assert_refused(session, "why L", "the loss needs a target; give its 2 with: target 0 1");
    must_type(session, "target 0 1");
    assert_refused(session, "why w1",
                   "why asks about one number; w1 is several; write one of them, such as w1[1,1]");
    assert_refused(session, "why w1[1]",
                   "why asks about one number; w1 is several; write one of them, such as w1[1,1]");
    assert_refused(session, "why yhat",
                   "why asks about one number; yhat is several; write one of them, such as yhat[1]");
    assert_refused(session, "why y[1]", "y is given, not computed; 'why L' shows how it enters the loss");
    assert_refused(session, "why w3[1,1]", "w3[1,1]: there is no layer 3; this network has layers 1 to 2");
    assert_refused(session, "why", "why: REF is missing; usage: why REF");
    must_type(session, "net 1 1:linear 1:linear; w1 = [1e200]; w2 = [1e200]; input 1; target 0");
    assert_refused(session, "why w1[1,1]",
                   "the gradient of w1[1,1] isn't finite; 'check' and 'health' say where it begins");
    must_type(session, "w1 = [1]; w2 = [1]; why w1; why yhat"); /* single ones need no index */
}

/* ---- a value ---- */

static void a_value_is_the_tree_of_its_weighted_inputs(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; forward");
    assert_prints(session, "why a2[1]",
                  "why a2[1]: each z is the sum of the lines below it, the largest first\n"
                  "  a2[1]                  = σ(z2[1]) = σ(1.10591)    = 0.751365\n"
                  "    z2[1]                                           = 1.10591\n"
                  "      b2[1]                                         = 0.6\n"
                  "      w2[1,2]·a1[2]                 = 0.45·0.596884 = 0.268598\n"
                  "        a1[2]            = σ(z1[2]) = σ(0.3925)     = 0.596884\n"
                  "          z1[2]                                     = 0.3925\n"
                  "            b1[2]                                   = 0.35\n"
                  "            w1[2,2]·x[2]            = 0.3·0.1       = 0.03\n"
                  "            w1[2,1]·x[1]            = 0.25·0.05     = 0.0125\n"
                  "      w2[1,1]·a1[1]                 = 0.4·0.59327   = 0.237308\n"
                  "        a1[1]            = σ(z1[1]) = σ(0.3775)     = 0.59327\n"
                  "          z1[1]                                     = 0.3775\n"
                  "            b1[1]                                   = 0.35\n"
                  "            w1[1,2]·x[2]            = 0.2·0.1       = 0.02\n"
                  "            w1[1,1]·x[1]            = 0.15·0.05     = 0.0075\n");
}

static void a_tree_goes_two_layers_down_and_with_v_to_the_inputs(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:tanh 1:tanh 1:tanh 1:tanh; input 1; forward; why a4[1]");
    assert_non_null(strstr(buffer_text(&session->out), "z3[1]"));
    assert_null(strstr(buffer_text(&session->out), "z2[1]"));
    must_type(session, "why -v a4[1]");
    assert_non_null(strstr(buffer_text(&session->out), "w1[1,1]·x[1]"));
}

static void a_long_sum_shows_its_largest_terms_and_the_rest(void **state)
{
    struct session *session = *state;
    must_type(session, "net 6 1; w1 = [1 -7 2 3 4 5]; b1 = [0.5]; input 1 1 1 1 1 1; forward");
    assert_prints(session, "why z1[1]",
                  "why z1[1]: each z is the sum of the lines below it, the largest first\n"
                  "  z1[1]                 = 8.5\n"
                  "    w1[1,2]·x[2] = -7·1 = -7\n"
                  "    w1[1,6]·x[6] = 5·1  = 5\n"
                  "    w1[1,5]·x[5] = 4·1  = 4\n"
                  "    w1[1,4]·x[4] = 3·1  = 3\n"
                  "    … 3 more            = 3.5\n");
    must_type(session, "why -v z1[1]");
    assert_non_null(strstr(buffer_text(&session->out), "b1[1]"));
}

static void maxout_softmax_and_the_loss_are_values_too(void **state)
{
    struct session *session = *state;
    must_type(session,
              "net 1 1:maxout 2; w1 = [1; 2]; b1 = [0 0]; w2 = [0; 1]; b2 = [0 0]; head softmax; loss ce");
    must_type(session, "input 1; target 0 1; forward; why a1[1]");
    assert_non_null(strstr(buffer_text(&session->out), "= max(z1[1], z1[2]) = max(1, 2) = 2\n    z1[2] "));
    must_type(session, "why yhat[2]");
    assert_non_null(
        strstr(buffer_text(&session->out), "= e^a2[2] / (e^a2[1] + e^a2[2]) = e^2 / (e^0 + e^2) = 0.880797\n"));
    must_type(session, "why L");
    assert_non_null(strstr(buffer_text(&session->out), "  L "));
    assert_non_null(strstr(buffer_text(&session->out), " = 0.126928\n"));
}

static void a_node_is_spelled_out_once(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; forward; why L");
    const char *first = strstr(buffer_text(&session->out), "σ(z1[1])");
    assert_non_null(first);
    assert_null(strstr(first + 1, "σ(z1[1])"));
}

static void a_tree_is_bounded(void **state)
{
    struct session *session = *state;
    struct why why;
    struct error error;
    struct notation whole = {.precision = 6, .is_whole = true};
    must_type(session, "net 2 100:tanh 100:tanh 1; input 1 2; forward");
    assert_true(why_find(&why, &session->tape, cell(QUANTITY_A, 3, 1, 0), whole, &error));
    assert_int_equal(why.explanation.lines, WHY_LINES_MAX + 1);
    why_finish(&why);
}

/* ---- health ---- */

static void health_of_the_worked_example(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR);
    assert_prints(session, "health",
                  "health on the x and y of now: mean loss 0.2984, after one update 0.291; gradients as rms\n"
                  "  layer      nodes  saturated  dead    ∂L/∂z  factor     ∂L/∂w  update/weight\n"
                  "  1 sigmoid      2        0 %     0  0.00938  0.0924  0.000742         0.0016\n"
                  "  2 sigmoid      2        0 %     0    0.102       -    0.0604         0.0632\n"
                  "nothing stands out: values, gradients and rate look healthy\n");
}

/* Each disease: what brings it on, the sentence, and the command in it, which cures it; at times another
 * is needed after it. */
static void every_verdict_names_a_command_that_mends_it(void **state)
{
    static const struct {
        const char *cause, *sentence;
    } cases[] = {
        {"net 2 4:sigmoid 4:sigmoid 4:sigmoid 4:sigmoid 1:sigmoid; loss bce; data moons",
         "vanishing: from layer 5 back to layer 1 the gradient shrinks to 0.12 %, most of all in layer 3; try: "
         "layer 1 relu; layer 2 relu; layer 3 relu; layer 4 relu; init he\n"},
        {"net 2 4:tanh 4:tanh 1:sigmoid; loss bce; data moons; init normal; w1 = 30 * w1",
         "saturated: in layer 1 83 % of the values lie where the slope is almost 0; try: init xavier\n"},
        {"net 2 4:relu 1:sigmoid; loss bce; data moons; b1 = [-100 -100 -100 -100]",
         "dying: 100 % of the nodes of layer 1 are off on every sample, and no gradient wakes them; try: layer "
         "1 "
         "leaky_relu\n"},
        {"net 2 4:relu 1:sigmoid; loss bce; data add 1 1 : 1; b1 = [-100 -100 -100 -100]",
         "dying: all nodes of layer 1 are off on this sample, and no gradient wakes them; try: layer 1 "
         "leaky_relu\n"},
        {"net 2 4:tanh 1:sigmoid; loss bce; data xor; init zeros",
         "symmetry: all nodes of layer 1 have the same weights, so they learn the same and stay one node; try: "
         "init xavier\n"},
        {"net 2 4:step 1:sigmoid; loss bce; data xor",
         "no slope: layer 1 is step, whose slope is 0 everywhere, so no gradient gets through it; try: layer 1 "
         "sigmoid\n"},
        {"net 1 1:sigmoid; w1 = [6]; b1 = [0]; input 1; target 0",
         "saturated: the output is near its end where it is wrong, and only 0.25 % of its error gets through; "
         "try: loss bce\n"},
        {"net 1 2 2 2 1; input 1; target 0; w2 = [9 1; 2 9]; w3 = [9 1; 2 9]; w4 = [9 9]; rate 1e-9",
         "exploding: from layer 4 back to layer 1 the gradient grows 993 times, most of all on its way to "
         "layer 2; try: init xavier\n"},
        {"net 1 1:linear; w1 = [1]; b1 = [0]; input 10; target 0; rate 0.1",
         "rate too large: one update takes the loss from 100 up to 3.69e+04; try: rate 0.0001\n"},
        {"net 1 1:linear; w1 = [1]; b1 = [0]; input 1; target 0; rate 1e-10",
         "rate too small: an update moves the weights by 2e-10 of their size; try: rate 0.0001\n"},
        {"net 1 1:linear 1:linear; w1 = [1e200]; w2 = [1e200]; input 1; target 0",
         "too large to compute: layer 1 has numbers beyond the largest there is; try: init xavier\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session *session = session_new();
        must_type(session, cases[i].cause);
        must_type(session, "health");
        if (!strstr(buffer_text(&session->out), cases[i].sentence)) {
            print_error("%s\n%swanted: %s", cases[i].cause, buffer_text(&session->out), cases[i].sentence);
            fail();
        }
        for (int tries = 0; strstr(buffer_text(&session->out), "; try: "); tries++) {
            char command[256];
            const char *try = strstr(buffer_text(&session->out), "; try: ") + strlen("; try: ");
            snprintf(command, sizeof command, "%.*s", (int)strcspn(try, "\n"), try);
            must_type(session, command);
            must_type(session, "health");
            assert_true(tries < 4);
        }
        session_free(session);
    }
}

static void a_net_that_has_learned_is_left_in_peace(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1; w1 = [2]; b1 = [0]; input 1; target 2; health");
    assert_non_null(
        strstr(buffer_text(&session->out), "\nnothing is left to learn here: the error is down to 0\n"));
}

static void health_says_what_is_missing(void **state)
{
    struct session *session = *state;
    assert_refused(session, "health",
                   "there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid");
    must_type(session, "net 2 1");
    assert_refused(session, "health", "the network has no input yet; give its 2 with: input 0.05 0.10");
    must_type(session, "input 1 2");
    assert_refused(session, "health", "the loss needs a target; give its 1 with: target 1");
}

/* Columns end at the same place whatever is above them. */
static void the_table_lines_up_with_hangul(void **state)
{
    static const char *const korean[][2] = {
        {"", "Content-Type: text/plain; charset=UTF-8\n"},
        {"dead", "죽음"},
        {"factor", "배율"},
        {"layer", "층"},
        {"nodes", "노드"},
        {"saturated", "포화"},
    };
    struct session *session = *state;
    struct mo mo;
    char folder[] = "/tmp/nabla-why-XXXXXX", path[256];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/ko", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/ko/LC_MESSAGES", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/ko/LC_MESSAGES/nabla.mo", folder);
    mo_fill(&mo, false, korean, 6);
    mo_write(&mo, path);
    setenv("NABLA_LOCALE_DIR", folder, 1);
    assert_true(translate_select("ko"));
    must_type(session, MAZUR "; health");
    translate_select("en");
    unsetenv("NABLA_LOCALE_DIR");
    assert_non_null(strstr(buffer_text(&session->out), "포화"));
    size_t first = 0;
    const char *line = strchr(buffer_text(&session->out), '\n') + 1;
    for (int i = 0; i < 3; i++) {
        char text[256];
        snprintf(text, sizeof text, "%.*s", (int)strcspn(line, "\n"), line);
        first = i == 0 ? utf8_columns(text) : first;
        assert_int_equal(utf8_columns(text), first);
        line = strchr(line, '\n') + 1;
    }
    unlink(path);
    snprintf(path, sizeof path, "%s/ko/LC_MESSAGES", folder);
    rmdir(path);
    snprintf(path, sizeof path, "%s/ko", folder);
    rmdir(path);
    rmdir(folder);
}

static void a_newer_question_ends_the_older_answer(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; why w1[1,1]; why next");
    assert_non_null(session->why);
    must_type(session, "why a1[1]");
    assert_null(session->why);
    assert_refused(session, "why next",
                   "there is no answer of why to go on with; ask first, for example: why w1[1,1]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(a_weight_is_asked_by_its_name_or_by_its_gradients),
        session_test(before_the_pass_it_is_computed_ahead_and_says_so),
        session_test(behind_the_update_it_is_of_the_weights_before_it),
        session_test(what_went_stale_is_computed_again),
        session_test(in_ascii_it_is_ascii),
        session_test(the_struct_holds_the_cells_and_the_factor_on_each_edge),
        session_test(a_fused_loss_enters_with_yhat_minus_y),
        session_test(another_piece_of_maxout_leaves_no_path),
        session_test(a_batch_names_the_sample_of_each_path),
        session_test(many_paths_show_the_largest_and_the_rest),
        session_test(it_may_be_asked_at_any_time_and_changes_nothing),
        session_test(what_the_update_does_beside_is_said),
        session_test(what_cannot_be_asked_is_refused),
        session_test(a_value_is_the_tree_of_its_weighted_inputs),
        session_test(a_tree_goes_two_layers_down_and_with_v_to_the_inputs),
        session_test(a_long_sum_shows_its_largest_terms_and_the_rest),
        session_test(maxout_softmax_and_the_loss_are_values_too),
        session_test(a_node_is_spelled_out_once),
        session_test(a_tree_is_bounded),
        session_test(health_of_the_worked_example),
        session_test(every_verdict_names_a_command_that_mends_it),
        session_test(a_net_that_has_learned_is_left_in_peace),
        session_test(health_says_what_is_missing),
        session_test(the_table_lines_up_with_hangul),
        session_test(a_newer_question_ends_the_older_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
