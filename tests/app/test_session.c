#include "app/fixture.h"

#include "app/save.h"
#include "base/memory.h"

/* Every number of the net, as bytes. */
static size_t cell_bytes(const struct network *network)
{
    return (size_t)(network->loss + 1 - network->cells) * sizeof(double);
}

static void two_iterations_back_to_the_very_start_print_the_same(void **state)
{
    struct session *session = *state;
    enum { STEPS = 2 * 15 };
    static const char *const asked = "print w1; print b1; print w2; print b2";
    char *seen[STEPS + 1];
    must_type(session, MAZUR "; precision 17");
    for (int i = 0; i < STEPS; i++) {
        must_type(session, asked);
        seen[i] = memory_string(buffer_text(&session->out));
        must_type(session, "step");
    }
    must_type(session, asked);
    seen[STEPS] = memory_string(buffer_text(&session->out));
    assert_string_not_equal(seen[0], seen[STEPS]);
    for (int i = STEPS; i >= 0; i--) {
        assert_prints(session, asked, seen[i]);
        memory_free(seen[i]);
        if (i > 0)
            must_type(session, "back");
    }
    assert_int_equal(session->tape.operation, 0);
    for (struct error error; session->tape.network;) /* through every assignment, to no network at all */
        assert_true(type(session, "back", &error));
    assert_refused(session, "step",
                   "there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid");
}

static void back_undoes_an_assignment_between_two_steps(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; step; w1[1,1] = 9; step");
    must_type(session, "back");
    assert_prints(session, "print w1[1,1]", "9\n");
    must_type(session, "back");
    assert_prints(session, "print w1[1,1]", "0.15\n");
    assert_prints(session, "print z1[1]", "0.3775\n");
}

static void back_by_layer_pass_and_operation(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; iterate");
    must_type(session, "back layer");
    assert_int_equal(session->tape.operation, 27 + 2);
    must_type(session, "back pass");
    assert_int_equal(session->tape.operation, 27);
    must_type(session, "back op");
    assert_int_equal(session->tape.operation, 26);
    must_type(session, "back 2 pass");
    assert_int_equal(session->tape.operation, 0);
}

static void a_failing_command_changes_nothing(void **state)
{
    struct session *session = *state;
    static const char *const failing[] = {
        "net 2 3:foo",   "net 2",           "w1 = [1 2]",
        "w1[9,9] = 1",   "input 1",         "target 1 2 3",
        "loss bce:3",    "loss foo",        "rate 0",
        "rate -1",       "precision 0",     "init foo",
        "freeze z1",     "optimizer foo",   "data foo",
        "batch 0",       "data add 1 2",    "sample 1",
        "split 0.5",     "iterate 0",       "step foo",
        "z1[1] = 3",     "head foo",        "seed -1",
        "regularize l2", "net 2 2:softmax", "expect w1[1,1] = 7",
        "select w9",     "nonsense",        "1 +",
        "w1[1,1] =",
    };
    must_type(session, MAZUR "; forward; step");
    struct buffer before = BUFFER_EMPTY, after = BUFFER_EMPTY;
    save_script(session, &before);
    size_t bytes = cell_bytes(session->tape.network), moments = journal_moments(session->journal);
    char *cells = memory_new(bytes, 1);
    memcpy(cells, session->tape.network->cells, bytes);
    for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
        struct error error;
        if (type(session, failing[i], &error))
            print_error("'%s' was not refused\n", failing[i]), fail();
        assert_true(strlen(error.text) > 0);
        assert_null(strchr(error.text, '\n'));
        assert_memory_equal(cells, session->tape.network->cells, bytes);
        assert_int_equal(journal_moments(session->journal), moments);
    }
    save_script(session, &after);
    assert_string_equal(buffer_text(&before), buffer_text(&after));
    buffer_finish(&before);
    buffer_finish(&after);
    memory_free(cells);
}

/* ---- save ---- */

static void assert_saved_and_loaded_alike(struct session *session)
{
    struct session *loaded = session_new();
    struct buffer script = BUFFER_EMPTY, again = BUFFER_EMPTY;
    save_script(session, &script);
    must_type(loaded, buffer_text(&script));
    const struct network *a = session->tape.network, *b = loaded->tape.network;
    assert_int_equal(session->tape.operation, loaded->tape.operation);
    assert_int_equal(session->tape.iteration, loaded->tape.iteration);
    assert_memory_equal(a->param, b->param, a->param_count * sizeof(double));
    assert_memory_equal(a->first, b->first, a->param_count * sizeof(double));
    if (session->tape.iteration == 0) /* later, unknown cells still hold an older iteration's numbers */
        assert_memory_equal(a->cells, b->cells, cell_bytes(a));
    save_script(loaded, &again);
    assert_string_equal(buffer_text(&script), buffer_text(&again));
    must_type(session, "iterate 3"); /* and both go on alike */
    must_type(loaded, "iterate 3");
    assert_memory_equal(a->cells, b->cells, cell_bytes(a));
    buffer_finish(&script);
    buffer_finish(&again);
    session_free(loaded);
}

static void what_is_saved_comes_back_bit_for_bit_wherever_the_tape_stands(void **state)
{
    (void)state;
    static const char *const places[] = {"",
                                         "step",
                                         "forward",
                                         "backward",
                                         "backward; step",
                                         "iterate",
                                         "iterate 7; step 3",
                                         "iterate 2; update; step 13"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct session *session = session_new();
        must_type(session, MAZUR);
        must_type(session, places[i]);
        assert_saved_and_loaded_alike(session);
        session_free(session);
    }
}

static void data_optimizer_and_random_numbers_come_back_too(void **state)
{
    (void)state;
    static const char *const settings[] = {
        "optimizer adam; iterate 3",
        "optimizer momentum:0.8; regularize l2 0.01; batch 5; split 0.7; iterate 11; step 3",
        "data add 0.5 0.5 : 1; shuffle off; batch all; forward; backward",
        "optimizer rmsprop; loss bce; batch 2; train 2; train 3 steps; step",
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        struct session *session = session_new();
        must_type(session, "net 2 3:tanh 1:sigmoid; data moons 21 0.1");
        must_type(session, settings[i]);
        assert_saved_and_loaded_alike(session);
        session_free(session);
    }
}

static void going_back_and_undo_leave_breakpoints_alone(void **state)
{
    struct session *session = *state;
    const char *all = "  1  break    layer 1, node 1, hits: 1\n  2  watch    b1\n  3  display  L\n";
    must_type(session, MAZUR "; break a1[1]; step; watch b1; display L; back 9");
    assert_prints(session, "info", all);
    must_type(session, "undo");
    assert_prints(session, "info", all);
    must_type(session, "delete 2; rate 1; undo");
    assert_prints(session, "info", "  1  break    layer 1, node 1, hits: 1\n  3  display  L\n");
}

static void many_samples_can_be_added_one_by_one(void **state)
{
    struct session *session = *state;
    struct buffer script = BUFFER_EMPTY;
    for (int i = 0; i < 20000; i++)
        buffer_printf(&script, "data add %d : 1\n", i);
    must_type(session, buffer_text(&script));
    assert_int_equal(session->tape.feed.data->count, 20000);
    assert_int_equal(session->tape.feed.training, 20000);
    must_type(session, "undo; undo");
    assert_int_equal(session->tape.feed.data->count, 19998);
    assert_int_equal(session->tape.feed.training, 19998);
    must_type(session, "redo");
    assert_near(dataset_x(session->tape.feed.data, 19998)[0], 19998, 0);
    buffer_finish(&script);
}

/* ---- scripts ---- */

static void an_error_in_a_script_names_file_and_line_and_stops_it(void **state)
{
    struct session *session = *state;
    struct error error;
    const char *script = "# a comment\nnet 2 1\n\nw1 = [1 2 3]\nrate 7\n";
    assert_true(session_feed(session, script, strlen(script), "some.nabla", &error));
    assert_int_equal(session_work(session, 1, &error), WORK_FAILED);
    assert_string_equal(error.text, "some.nabla:4: w1 takes 2 numbers: [... ...], not a vector of 3");
    assert_int_equal(session_work(session, 1, &error), WORK_IDLE);
    assert_near(session->tape.settings.rate, 0.1, 0);
}

static void scripts_that_call_themselves_end_with_an_error(void **state)
{
    struct session *session = *state;
    struct error error = {""};
    for (int i = 0; i < SESSION_FRAMES_MAX; i++)
        assert_true(session_feed(session, "print 1", 7, "f", &error));
    assert_false(session_feed(session, "print 1", 7, "f", &error));
    assert_string_equal(error.text, "scripts and aliases that call one another are nested deeper than 16");
    assert_true(session_interrupt(session));
    assert_false(session_interrupt(session));
}

static void a_long_iterate_stops_when_interrupted_and_can_go_on(void **state)
{
    struct session *session = *state;
    struct error error;
    must_type(session, MAZUR);
    assert_true(session_feed(session, "iterate 100000000; print 1", 26, NULL, &error));
    assert_int_equal(session_work(session, 0, &error), WORK_BUSY);
    assert_int_equal(session_work(session, 0, &error), WORK_BUSY);
    assert_true(session_interrupt(session));
    assert_int_equal(session_work(session, 1, &error), WORK_IDLE);
    assert_int_equal(session->out.length, 0); /* print 1 was dropped */
    must_type(session, "update; print L");
}

static void train_counts_the_short_batch_at_an_epochs_end_as_a_step(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 2:tanh 1; data moons 8; batch 3");
    for (int steps = 1; steps <= 9; steps++) {
        char line[64];
        snprintf(line, sizeof line, "reset; train %d steps", steps);
        must_type(session, line);
        assert_int_equal(session->tape.iteration, steps);
        assert_int_equal(session->tape.feed.cursor, steps % 3 * 3);
    }
}

/* Once looked at within the trainer's runs, once run by run, since cost needs all weights. */
static void a_training_stops_at_the_same_update_however_it_is_looked_at(void **state)
{
    static const char *const stops[] = {"break if w1[2,1] > w1[1,2] - 0.2",
                                        "watch w2[1,1] < 0.5 and not b2[1] > 9",
                                        "break if abs(b2[1] + 1) < 0.05",
                                        "watch w1[2,2] < -1.5",
                                        "break epoch 2",
                                        "break if L < 0.01",
                                        "watch L < 0.02 and w2[1,1] < 0.7",
                                        "break if epoch > 0 and w1[3,1] > 0.1"};
    (void)state;
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        struct session *inside = session_new(), *between = session_new(), *free = session_new();
        const char *start = "seed 5; net 2 4:sigmoid 1:sigmoid; data moons 200 0.1; rate 0.2";
        must_type(inside, start);
        must_type(between, start);
        must_type(free, start);
        must_type(inside, stops[i]);
        must_type(between, stops[i]);
        must_type(between, "break if cost < -1");
        must_type(inside, "train 4");
        must_type(between, "train 4");
        assert_int_equal(inside->tape.iteration, between->tape.iteration);
        assert_in_range(inside->tape.iteration, 1, 799);
        char line[64];
        snprintf(line, sizeof line, "train %d steps", (int)inside->tape.iteration);
        must_type(free, line);
        const struct network *network = inside->tape.network;
        for (size_t p = 0; p < network->param_count; p++)
            assert_near(network->param[p], between->tape.network->param[p], 1e-12);
        assert_memory_equal(network->param, free->tape.network->param, network->param_count * sizeof(double));
        session_free(inside);
        session_free(between);
        session_free(free);
    }
}

static void a_training_stops_for_the_loss_where_iterations_would(void **state)
{
    static const char *const batches[] = {"batch 1", "batch 1; optimizer adam"};
    (void)state;
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
        struct session *walked = session_new(), *trained = session_new();
        const char *start = "seed 5; net 2 4:sigmoid 1:sigmoid; data moons 50 0.1; break if L < 0.02";
        must_type(walked, start);
        must_type(trained, start);
        must_type(walked, batches[i]);
        must_type(trained, batches[i]);
        must_type(walked, "iterate 5000");
        must_type(trained, "train 100");
        assert_true(*walked->tape.network->loss < 0.02);
        assert_int_equal(trained->tape.iteration,
                         walked->tape.iteration + 1); /* walking stops before its update */
        session_free(walked);
        session_free(trained);
    }
}

static void a_breakpoint_that_train_can_not_keep_says_so(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 2:tanh 1; data xor; break if a1[1] > 5; watch dw1[1,1]; break if w1[1,1] > 5");
    assert_prints(session, "train 2",
                  "1 looks at a1[1], which train doesn't keep up; 'iterate' stops there\n"
                  "2 looks at dw1[1,1], which train doesn't keep up; 'iterate' stops there\n");
}

static void an_empty_line_repeats_steps_and_nothing_else(void **state)
{
    struct session *session = *state;
    struct error error;
    must_type(session, MAZUR "; step");
    assert_true(session_repeat(session, &error));
    assert_int_equal(session_work(session, 1, &error), WORK_IDLE);
    assert_int_equal(session->tape.operation, 4);
    must_type(session, "print 1");
    assert_true(session_repeat(session, &error));
    session_work(session, 1, &error);
    assert_int_equal(session->tape.operation, 4);
}

static void undo_takes_back_one_command_whatever_it_did(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; iterate 3; w1[1,1] = 9; net 1 1");
    assert_prints(session, "undo; print w1[1,1]; print iteration",
                  "now after [15/15] update  layer 2, node 2, iteration 3\n9\n3\n");
    must_type(session, "undo; print w1[1,1]");
    must_type(session, "undo");
    assert_prints(session, "print w1; print iteration", "[0.15 0.2; 0.25 0.3]\n0\n");
    must_type(session, "redo; redo; print w1[1,1]; print iteration");
    assert_non_null(strstr(buffer_text(&session->out), "9\n3\n"));
    must_type(session, "rate 0.25");
    assert_refused(session, "redo", "there is nothing to redo");
    struct error error;
    while (type(session, "undo", &error))
        continue;
    assert_string_equal(error.text, "there is nothing to undo");
    assert_null(session->tape.network);
}

/* ---- the rest of the walk ---- */

static void after_an_assignment_mid_pass_the_next_step_computes_again(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; forward; w1[1,1] = 0.5");
    assert_prints(session, "step op",
                  "values that had gone stale were computed again with the numbers of now\n"
                  "[6/15] backward  slope of the loss\n"
                  "  ∂L/∂ŷ[1] = (1/2)·2·(ŷ[1] - y[1]) = (1/2)·2·(0.75168 - 0.01)  = 0.74168\n"
                  "  ∂L/∂ŷ[2] = (1/2)·2·(ŷ[2] - y[2]) = (1/2)·2·(0.773298 - 0.99) = -0.216702\n");
}

static void reset_goes_to_the_first_weights_again_and_again(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; iterate 5");
    assert_prints(session, "reset; print w1; print iteration", "[0.15 0.2; 0.25 0.3]\n0\n");
    must_type(session, "iterate 2; w1[1,1] = 7; reset; print w1[1,1]");
    assert_string_equal(buffer_text(&session->out), "0.15\n");
    must_type(session, "reset new; print w1[1,1]");
    assert_string_not_equal(buffer_text(&session->out), "0.15\n");
}

/* yhat is so near 0 there that -y/yhat is infinite; between -745 and -709 it is no 0 yet. */
static void ce_behind_an_underflown_sigmoid_walks_as_it_trains(void **state)
{
    struct session *session = *state;
    static const char *const weights[] = {"-700", "-710", "-744", "-800"};
    char line[160];
    for (size_t i = 0; i < 4; i++) {
        snprintf(
            line, sizeof line,
            "net 1 2:sigmoid; loss ce; w1 = [%s; 0]; data add 1 : 1 0; rate 1; forward; backward; why w1[1,1]",
            weights[i]);
        must_type(session, line);
        assert_non_null(strstr(buffer_text(&session->out), "∂L/∂w1[1,1]"));
        assert_prints(session, "print dz1; print dw1", "[-1 0]\n[-1; 0]\n");
        must_type(session, "update; print w1");
        char *walked = memory_string(buffer_text(&session->out));
        must_type(session, "reset; train 1");
        must_type(session, "print w1");
        assert_non_null(strstr(walked, buffer_text(&session->out)));
        memory_free(walked);
        must_type(session, "data clear");
    }
    assert_prints(session,
                  "net 1 2:sigmoid; loss ce; w1 = [-800; 0]; input 1; target 1 0; backward; explain dz1[1]",
                  "[5/9] backward  layer 1, node 1\n"
                  "  ∂L/∂z1[1] = -y[1]·(1 - ŷ[1]) = -1·(1 - 0) = -1\n");
}

static void iterate_names_where_a_number_stopped_being_finite(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 2:linear 1; seed 1; loss l1; rate 1e6; input 1; target 5");
    assert_refused(session, "iterate 20000",
                   "z2[1] in layer 2 is no longer finite in iteration 27; the rate 1e+06 is likely too large: "
                   "'reset', then try 'rate 0.1'");
    must_type(session, "loss l2; reset");
    assert_refused(
        session, "iterate 20000",
        "L is no longer finite in iteration 4; the rate 1e+06 is likely too large: 'reset', then try "
        "'rate 0.1'");
}

static void a_training_that_stops_midway_is_one_undo(void **state)
{
    struct session *session = *state;
    struct error error;
    must_type(session, "seed 1; net 2 3:tanh 1; data xor; precision 17; print w1");
    char *before = memory_string(buffer_text(&session->out));
    must_type(session, "break if iteration > 7; train 1000");
    assert_int_equal(session->tape.iteration, 8); /* stopped by the breakpoint */
    must_type(session, "undo");
    assert_int_equal(session->tape.iteration, 0);
    assert_prints(session, "print w1", before);
    must_type(session, "delete; rate 1e6; layer 1 linear");
    assert_false(type(session, "train 100000", &error)); /* stopped by what is infinite */
    assert_true(session->tape.iteration > 0);
    must_type(session, "undo");
    assert_int_equal(session->tape.iteration, 0);
    assert_prints(session, "print w1", before);
    memory_free(before);
}

static void a_fused_loss_that_overflows_blames_no_logarithm(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 2:sigmoid; loss bce; w1 = [1.5e308; 1.5e308]; input 1; target 0 0");
    assert_refused(
        session, "iterate",
        "L is no longer finite in iteration 1; the rate 0.1 is likely too large: 'reset', then try 'rate "
        "0.01'");
    must_type(session, "net 1 1:sigmoid; loss bce; w1 = 1e308; input 10; target 0");
    assert_refused(
        session, "iterate",
        "z1[1] in layer 1 is no longer finite in iteration 1; the rate 0.1 is likely too large: 'reset', "
        "then try 'rate 0.01'");
}

static void the_same_seed_draws_the_same_weights(void **state)
{
    struct session *session = *state;
    must_type(session, "precision 17; seed 42; net 3 4:tanh 2:sigmoid; print w1; print w2");
    char *first = memory_string(buffer_text(&session->out));
    must_type(session, "seed 43; net 3 4:tanh 2:sigmoid; print w1; print w2");
    assert_string_not_equal(buffer_text(&session->out), first);
    must_type(session, "seed 42; net 3 4:tanh 2:sigmoid; print w1; print w2");
    assert_string_equal(buffer_text(&session->out), first);
    memory_free(first);
}

static void forward_without_a_target_stops_before_the_loss(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:linear; w1 = [2]; b1 = [1]; input 3");
    assert_prints(session, "forward; print yhat", "no target yet: the loss waits for 'target ...'\n7\n");
    assert_refused(session, "backward", "the loss needs a target; give its 1 with: target 1");
    must_type(session, "target 0; backward; print dw1");
    assert_string_equal(buffer_text(&session->out), "42\n");
}

static void forward_after_a_change_runs_with_the_numbers_of_now(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 1:step; w1 = [1 1]; b1 = [-1.5]; input 1 1; forward; b1 = [-2.5]");
    assert_prints(session, "forward; print a1", "no target yet: the loss waits for 'target ...'\n0\n");
    assert_prints(session, "forward; print a1", "no target yet: the loss waits for 'target ...'\n0\n");
    must_type(session, "target 1; forward; b1 = [-0.5]; input 0 1");
    assert_prints(session, "forward; print a1; print L", "1\n0\n");
    assert_prints(session, "forward", "the forward pass is done; 'backward' goes on, 'restart' begins again\n");
    assert_prints(
        session, "undo; print a1",
        "now after [2/6] forward  loss, iteration 1\n0   (stale: something it depends on has changed)\n");
}

static void forward_after_a_change_leaves_an_update_alone(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; backward; step; w1[1,1] = 0.5");
    assert_prints(session, "forward", "the forward pass is done; 'backward' goes on, 'restart' begins again\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(two_iterations_back_to_the_very_start_print_the_same),
        session_test(back_undoes_an_assignment_between_two_steps),
        session_test(back_by_layer_pass_and_operation),
        session_test(a_failing_command_changes_nothing),
        session_test(what_is_saved_comes_back_bit_for_bit_wherever_the_tape_stands),
        cmocka_unit_test(data_optimizer_and_random_numbers_come_back_too),
        session_test(going_back_and_undo_leave_breakpoints_alone),
        session_test(many_samples_can_be_added_one_by_one),
        session_test(an_error_in_a_script_names_file_and_line_and_stops_it),
        session_test(scripts_that_call_themselves_end_with_an_error),
        session_test(a_long_iterate_stops_when_interrupted_and_can_go_on),
        session_test(train_counts_the_short_batch_at_an_epochs_end_as_a_step),
        session_test(a_training_stops_at_the_same_update_however_it_is_looked_at),
        session_test(a_training_stops_for_the_loss_where_iterations_would),
        session_test(a_breakpoint_that_train_can_not_keep_says_so),
        session_test(an_empty_line_repeats_steps_and_nothing_else),
        session_test(undo_takes_back_one_command_whatever_it_did),
        session_test(after_an_assignment_mid_pass_the_next_step_computes_again),
        session_test(reset_goes_to_the_first_weights_again_and_again),
        session_test(a_fused_loss_that_overflows_blames_no_logarithm),
        session_test(ce_behind_an_underflown_sigmoid_walks_as_it_trains),
        session_test(iterate_names_where_a_number_stopped_being_finite),
        session_test(a_training_that_stops_midway_is_one_undo),
        session_test(the_same_seed_draws_the_same_weights),
        session_test(forward_without_a_target_stops_before_the_loss),
        session_test(forward_after_a_change_runs_with_the_numbers_of_now),
        session_test(forward_after_a_change_leaves_an_update_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
