#include "walk.h"

#include "nn/replay.h"

static const struct cell dw = {QUANTITY_DW, 1, 1, 1}, dz = {QUANTITY_DZ, 1, 1, 0}, a = {QUANTITY_A, 1, 1, 0};

/* dL/dw1[1,1] over the samples of a replay. */
static double gradient_of(struct replay *replay)
{
    double sum = 0;
    for (size_t i = 0; i < replay->count; i++) {
        replay_pass(replay, i);
        sum += replay->weight * *network_cell(replay->tape.network, dw);
    }
    return sum;
}

static void open(struct replay *replay, struct tape *tape, struct cell cell)
{
    struct error error = {{0}};
    if (!replay_open(replay, tape, cell, &error)) {
        print_error("%s\n", error.text);
        fail();
    }
}

static struct tape batch_of_three(void)
{
    struct random random;
    struct tape tape = walk_mazur();
    random_seed(&random, 31);
    walk_feed(&tape, &random, 5, 3);
    return tape;
}

static void do_until(struct tape *tape, enum operation operation, size_t sample)
{
    struct step step;
    do {
        step = tape_next(tape);
        tape_do(tape);
    } while (step.operation != operation || step.sample != sample);
}

/* All that a tape changes, so that it can be compared byte by byte. */
struct state {
    size_t operation, batch;
    struct feed feed;
    double cells[512];
    uint32_t order[8];
};

static struct state state_of(const struct tape *tape)
{
    struct state state;
    memset(&state, 0, sizeof state);
    state.operation = tape->operation;
    state.batch = tape->batch;
    state.feed = tape->feed;
    const struct network *network = tape->network;
    memcpy(state.cells, network->param, network->param_count * sizeof(double));
    memcpy(state.cells + 100, network->gradient, network->param_count * sizeof(double));
    memcpy(state.cells + 200, network->layers[1].z, 2 * sizeof(double));
    memcpy(state.cells + 210, network->layers[1].dz, 2 * sizeof(double));
    memcpy(state.cells + 220, network->x, 2 * sizeof(double));
    memcpy(state.order, tape->feed.order, tape->feed.training * sizeof *state.order);
    return state;
}

static void before_the_first_step_it_takes_the_whole_batch_ahead(void **state)
{
    (void)state;
    struct tape tape = batch_of_three();
    struct replay replay;
    open(&replay, &tape, dw);
    assert_int_equal(replay.when, REPLAY_AHEAD);
    assert_int_equal(replay.count, 3);
    assert_int_equal(replay.batch, 3);
    double ahead = gradient_of(&replay);
    replay_close(&replay);
    assert_int_equal(tape.operation, 0);
    do_until(&tape, OPERATION_DX, 2);
    assert_near(ahead, *network_cell(tape.network, dw), 1e-16);
    walk_finish(&tape);
}

static void within_a_batch_it_holds_the_samples_done_so_far(void **state)
{
    (void)state;
    struct tape tape = batch_of_three();
    struct replay replay;
    do_until(&tape, OPERATION_DX, 0);
    do_until(&tape, OPERATION_HEAD - 1, 1); /* a of sample 2 */
    open(&replay, &tape, dw);
    assert_int_equal(replay.when, REPLAY_DONE);
    assert_int_equal(replay.count, 1);
    assert_near(replay.weight, 1.0 / 3, 0);
    assert_near(gradient_of(&replay), *network_cell(tape.network, dw), 1e-16);
    replay_close(&replay);
    do_until(&tape, OPERATION_DX, 1);
    open(&replay, &tape, dw);
    assert_int_equal(replay.count, 2);
    assert_near(gradient_of(&replay), *network_cell(tape.network, dw), 1e-16);
    replay_close(&replay);
    walk_finish(&tape);
}

static void other_cells_are_of_the_sample_under_way(void **state)
{
    (void)state;
    struct tape tape = batch_of_three();
    struct replay replay;
    do_until(&tape, OPERATION_LOSS, 1);
    open(&replay, &tape, dz);
    assert_int_equal(replay.when, REPLAY_AHEAD);
    assert_int_equal(replay.first, 1);
    assert_int_equal(replay.count, 1);
    assert_near(replay.weight, 1, 0);
    replay_pass(&replay, 0);
    double ahead = *network_cell(replay.tape.network, dz);
    replay_close(&replay);
    open(&replay, &tape, a);
    assert_int_equal(replay.when, REPLAY_DONE);
    replay_forward(&replay, 0);
    assert_near(*network_cell(replay.tape.network, a), *network_cell(tape.network, a), 0);
    replay_close(&replay);
    do_until(&tape, OPERATION_DX, 1);
    assert_near(ahead, *network_cell(tape.network, dz), 0);
    walk_finish(&tape);
}

/* At every place of the update, and behind it, where the order may have been drawn anew. */
static void in_and_after_the_update_it_is_the_pass_before_it(void **state)
{
    (void)state;
    for (size_t batch = 3; batch <= 5; batch += 2) {
        struct random random;
        struct tape tape = batch_of_three();
        random_seed(&random, 32);
        tape.feed.batch = batch;
        tape.feed.shuffles = true;
        tape.feed.random = &random;
        do_until(&tape, OPERATION_DX, batch - 1);
        double gradient = *network_cell(tape.network, dw);
        while (tape.operation < tape_length(&tape)) {
            tape_do(&tape);
            struct state before = state_of(&tape);
            struct replay replay;
            open(&replay, &tape, dw);
            struct state after = state_of(&tape);
            assert_memory_equal(&before, &after, sizeof before);
            assert_int_equal(replay.when, REPLAY_PAST);
            assert_int_equal(replay.count, batch);
            assert_near(gradient_of(&replay), gradient, 1e-16);
            replay_close(&replay);
        }
        walk_finish(&tape);
    }
}

static void with_the_history_gone_it_is_computed_anew(void **state)
{
    (void)state;
    struct tape tape = walk_mazur();
    struct replay replay;
    do_until(&tape, OPERATION_UPDATE, 0);
    journal_set_limit(tape.journal, 1);
    do_until(&tape, OPERATION_UPDATE, 0);
    do_until(&tape, OPERATION_UPDATE, 0);
    size_t operation = tape.operation;
    double w = *network_cell(tape.network, (struct cell){QUANTITY_W, 2, 1, 1});
    assert_true(w < 0.36); /* moved by the update */
    open(&replay, &tape, dw);
    assert_int_equal(tape.operation, operation);
    assert_int_equal(replay.when, REPLAY_AHEAD);
    gradient_of(&replay);
    assert_near(*network_cell(replay.tape.network, (struct cell){QUANTITY_W, 2, 1, 1}), w, 0);
    replay_close(&replay);
    walk_finish(&tape);
}

static void what_went_stale_is_computed_with_the_numbers_of_now(void **state)
{
    (void)state;
    struct tape tape = walk_mazur();
    struct cell w = {QUANTITY_W, 2, 1, 1};
    struct replay replay;
    do_until(&tape, OPERATION_DX, 0);
    double before = *network_cell(tape.network, dw);
    journal_mark(tape.journal, 2);
    journal_save(tape.journal, network_cell(tape.network, w), sizeof(double));
    *network_cell(tape.network, w) = 2;
    tape_touch(&tape, w);
    open(&replay, &tape, dw);
    assert_int_equal(replay.when, REPLAY_RENEWED);
    double now = gradient_of(&replay);
    assert_true(fabs(now - before) > 1e-6);
    assert_near(*network_cell(tape.network, dw), before, 0);
    replay_close(&replay);
    walk_finish(&tape);
}

static void an_edited_input_of_the_sample_under_way_counts(void **state)
{
    (void)state;
    struct tape tape = batch_of_three();
    struct replay replay;
    do_until(&tape, OPERATION_DX, 1);
    tape.network->x[0] = 7;
    open(&replay, &tape, dw);
    replay_pass(&replay, 1);
    assert_near(replay.tape.network->x[0], 7, 0);
    replay_pass(&replay, 0);
    assert_near(replay.tape.network->x[0], dataset_x(tape.feed.data, tape.feed.order[0])[0], 0);
    replay_close(&replay);
    walk_finish(&tape);
}

static void what_is_missing_is_said(void **state)
{
    (void)state;
    struct tape tape = walk_mazur();
    struct replay replay;
    struct error error;
    tape.has_y = false;
    assert_false(replay_open(&replay, &tape, dw, &error));
    assert_string_equal(error.text, "the loss needs a target; give its 2 with: target 0 1");
    open(&replay, &tape, a); /* needs none */
    replay_close(&replay);
    tape.has_x = false;
    assert_false(replay_open(&replay, &tape, a, &error));
    assert_string_equal(error.text, "the network has no input yet; give its 2 with: input 0.05 0.10");
    walk_finish(&tape);
}

static void too_much_to_run_is_refused(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {walk_shape(4000, "tanh"), walk_shape(1, "tanh")};
    struct tape tape = walk_tape(network_new(14, shapes, 2, NULL));
    struct random random;
    struct replay replay;
    struct error error;
    random_seed(&random, 33);
    walk_feed(&tape, &random, 2000, 0);
    assert_false(replay_open(&replay, &tape, dw, &error));
    assert_string_equal(error.text,
                        "2000 samples of 60000 weights are too many to go through again; try: batch 1");
    walk_finish(&tape);
}

/* ---- the whole data ---- */

static void the_data_are_its_samples_for_training(void **state)
{
    (void)state;
    struct tape tape = batch_of_three();
    struct replay replay;
    tape.feed.training = 4;
    assert_true(replay_open_data(&replay, &tape, 1000000, NULL));
    assert_int_equal(replay.count, 4);
    assert_near(replay.weight, 0.25, 0);
    for (size_t i = 0; i < 4; i++) {
        replay_forward(&replay, i);
        assert_near(replay.tape.network->x[0], dataset_x(tape.feed.data, 4 - i)[0],
                    0); /* the order goes down */
    }
    replay_close(&replay);
    assert_true(replay_open_data(&replay, &tape, 16, NULL)); /* 8 weights: two samples, evenly spread */
    assert_int_equal(replay.count, 2);
    replay_forward(&replay, 1);
    assert_near(replay.tape.network->x[0], dataset_x(tape.feed.data, 2)[0], 0);
    replay_close(&replay);
    walk_finish(&tape);
}

static void without_data_it_is_the_x_and_y_that_were_given(void **state)
{
    (void)state;
    struct tape tape = walk_mazur();
    struct replay replay;
    assert_true(replay_open_data(&replay, &tape, 1, NULL));
    assert_int_equal(replay.count, 1);
    assert_near(gradient_of(&replay), 0.000438568, 1e-9);
    replay_close(&replay);
    walk_finish(&tape);
}

/* ---- the difference ---- */

/* Against the tape's gradient, for every z, a, x and yhat of nets of all kinds. */
static void the_difference_meets_the_gradient_of_every_kind_of_cell(void **state)
{
    (void)state;
    static const enum quantity pairs[][2] = {{QUANTITY_Z, QUANTITY_DZ},
                                             {QUANTITY_A, QUANTITY_DA},
                                             {QUANTITY_X, QUANTITY_DX},
                                             {QUANTITY_YHAT, QUANTITY_DYHAT}};
    struct random random;
    random_seed(&random, 34);
    for (int done = 0; done < 100;) {
        struct tape tape = walk_draw(&random);
        do_until(&tape, OPERATION_DX, 0);
        bool is_smooth = !walk_has_corner(&tape);
        done += is_smooth;
        for (size_t q = 0; is_smooth && q < 4; q++) {
            for (int k = 1; k <= (q < 2 ? tape.network->depth : 1); k++) {
                int rows, columns;
                const double *gradient = network_values(tape.network, pairs[q][1], k, &rows, &columns);
                for (int row = 1; row <= rows; row++) {
                    struct replay replay;
                    double h;
                    open(&replay, &tape, (struct cell){pairs[q][1], q < 2 ? k : 0, row, 0});
                    struct cell target = {pairs[q][0], q < 2 ? k : 0, row, 0};
                    assert_near(replay_difference(&replay, target, &h), gradient[row - 1], 1e-6);
                    assert_true(h > 0);
                    replay_close(&replay);
                }
            }
        }
        walk_finish(&tape);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_the_first_step_it_takes_the_whole_batch_ahead),
        cmocka_unit_test(within_a_batch_it_holds_the_samples_done_so_far),
        cmocka_unit_test(other_cells_are_of_the_sample_under_way),
        cmocka_unit_test(in_and_after_the_update_it_is_the_pass_before_it),
        cmocka_unit_test(with_the_history_gone_it_is_computed_anew),
        cmocka_unit_test(what_went_stale_is_computed_with_the_numbers_of_now),
        cmocka_unit_test(an_edited_input_of_the_sample_under_way_counts),
        cmocka_unit_test(what_is_missing_is_said),
        cmocka_unit_test(too_much_to_run_is_refused),
        cmocka_unit_test(the_data_are_its_samples_for_training),
        cmocka_unit_test(without_data_it_is_the_x_and_y_that_were_given),
        cmocka_unit_test(the_difference_meets_the_gradient_of_every_kind_of_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
