#include "app/fixture.h"
#include "app/moved.h"

#include "base/memory.h"
#include "base/random.h"

static const struct cell w1_11 = {QUANTITY_W, 1, 1, 1}, w1_12 = {QUANTITY_W, 1, 1, 2},
                         w2_11 = {QUANTITY_W, 2, 1, 1}, b1_1 = {QUANTITY_B, 1, 1, 0};

static void find(struct moved *moved, struct session *session, struct cell cell)
{
    moved_find(moved, session, cell, MOVED_SHOWN, MOVED_WORK_MAX);
}

static double listed(const struct moved *moved)
{
    double sum = moved->rest;
    for (size_t i = 0; i < moved->listed; i++)
        sum += moved->list[i].delta;
    return sum;
}

static double credited(const struct moved *moved)
{
    double sum = 0;
    for (size_t i = 0; i < moved->mover_count; i++)
        sum += moved->movers[i].delta;
    return sum;
}

/* All 0 where there is none. */
static struct movement mover(const struct moved *moved, enum mover mover, size_t sample)
{
    for (size_t i = 0; i < moved->mover_count; i++)
        if (moved->movers[i].mover == mover && moved->movers[i].sample == sample)
            return moved->movers[i];
    return (struct movement){0};
}

static void assert_adds_up(const struct moved *moved)
{
    double total = moved->now - moved->before;
    assert_near(listed(moved), total, 1e-12);
    assert_near(credited(moved), total, 1e-12);
}

/* ---- what is told ---- */

static void one_update_is_minus_rate_times_the_gradient(void **state)
{
    struct session *session = *state;
    struct moved moved;
    must_type(session, MAZUR "; iterate");
    find(&moved, session, w1_11);
    assert_int_equal(moved.updates, 1);
    assert_int_equal(moved.listed, 1);
    assert_int_equal(moved.list[0].iteration, 1);
    assert_int_equal(moved.list[0].mover, MOVER_TYPED);
    assert_near(moved.list[0].delta, -0.5 * 0.00043856773447434685, 1e-15); /* Mazur's worked example */
    assert_near(moved.before, 0.15, 0);
    assert_near(moved.now, 0.1497807161327628, 1e-15);
    moved_finish(&moved);
}

/* xor through one linear node: sample k's gradient is 2 (yhat - y) x. */
static void each_sample_is_told_what_it_moved(void **state)
{
    struct session *session = *state;
    struct moved moved;
    must_type(session, "net 2 1; w1 = [1 1]; b1 = [0]; rate 0.25; data xor; shuffle off; iterate 4");
    find(&moved, session, w1_12);
    /* 0 0 -> 0: nothing. 0 1 -> 1: yhat 1. 1 0 -> 1: yhat 1. 1 1 -> 0: yhat 2, so -0.25 * 2 * 2 */
    assert_int_equal(moved.updates, 4);
    assert_int_equal(moved.mover_count, 1);
    assert_near(mover(&moved, MOVER_SAMPLE, 3).delta, -1, 0);
    assert_int_equal(moved.list[0].iteration, 4);
    assert_adds_up(&moved);
    moved_finish(&moved);
}

static void a_batch_is_divided_among_its_samples(void **state)
{
    struct session *session = *state;
    struct moved moved;
    must_type(session, "net 2 1; w1 = [0.5 1]; b1 = [0]; rate 1; data xor; shuffle off; batch all; iterate");
    find(&moved, session, w1_12);
    /* yhat 0 1 0.5 1.5, y 0 1 1 0; x2 = 0 1 0 1: only the last one, -1 * 2 * 1.5 / 4 */
    assert_int_equal(moved.list[0].mover, MOVER_BATCH);
    assert_int_equal(moved.list[0].sample, 4);
    assert_int_equal(moved.mover_count, 1);
    assert_near(mover(&moved, MOVER_SAMPLE, 3).delta, -0.75, 0);
    moved_finish(&moved);
    find(&moved, session, b1_1);
    assert_near(mover(&moved, MOVER_SAMPLE, 2).delta, 0.25, 0);
    assert_near(mover(&moved, MOVER_SAMPLE, 3).delta, -0.75, 0);
    moved_finish(&moved);
}

/* The same updates, once step by step and once by train. */
static void a_training_is_told_update_by_update_as_iterations_are(void **state)
{
    static const char *const settings[] = {"batch 1", "batch 3", "batch all", "batch 3; regularize l2 0.1",
                                           "batch 1; regularize l1 0.1; optimizer momentum"};
    struct session *session = *state;
    for (size_t k = 0; k < sizeof settings / sizeof *settings; k++) {
        struct moved walked, trained;
        must_type(session, "seed 4; net 2 3:tanh 1:sigmoid; regularize none; optimizer sgd; data moons 8 0.2");
        must_type(session, settings[k]);
        must_type(session, "iterate 20");
        find(&walked, session, w1_12);
        must_type(session, "undo; train 20 steps");
        find(&trained, session, w1_12);
        assert_int_equal(walked.updates, 20);
        assert_int_equal(trained.updates, 20);
        assert_int_equal(trained.mover_count, walked.mover_count);
        for (size_t i = 0; i < walked.listed; i++) {
            assert_int_equal(trained.list[i].iteration, walked.list[i].iteration);
            assert_near(trained.list[i].delta, walked.list[i].delta, 1e-12);
        }
        for (size_t i = 0; i < walked.mover_count; i++) {
            struct movement same = mover(&trained, walked.movers[i].mover, walked.movers[i].sample);
            assert_near(same.delta, walked.movers[i].delta, 1e-12);
            assert_int_equal(same.updates, walked.movers[i].updates);
        }
        assert_int_equal(mover(&trained, MOVER_UNSEEN, 0).updates, 0);
        assert_adds_up(&walked);
        assert_adds_up(&trained);
        moved_finish(&walked);
        moved_finish(&trained);
    }
}

static void a_training_too_long_to_do_again_says_how_much_is_missing(void **state)
{
    struct session *session = *state;
    struct moved moved;
    must_type(session, "net 2 3:tanh 1:sigmoid; data xor; train 100");
    moved_find(&moved, session, w1_12, MOVED_SHOWN, 10000);
    const struct movement unseen = mover(&moved, MOVER_UNSEEN, 0);
    assert_in_range(unseen.updates, 1, 399);
    assert_int_equal(moved.updates, 400);
    assert_adds_up(&moved);
    moved_finish(&moved);
    moved_find(&moved, session, w1_12, MOVED_SHOWN, 0);
    assert_int_equal(mover(&moved, MOVER_UNSEEN, 0).updates, 400);
    assert_int_equal(moved.list[0].iteration, 1);
    assert_adds_up(&moved);
    moved_finish(&moved);
}

static void what_remembers_earlier_gradients_is_not_divided(void **state)
{
    struct session *session = *state;
    struct moved moved;
    must_type(session, "net 2 3:tanh 1:sigmoid; data xor; batch all; optimizer adam; train 5");
    find(&moved, session, w1_12);
    assert_true(moved.has_memory);
    assert_int_equal(moved.mover_count, 1);
    assert_int_equal(moved.movers[0].mover, MOVER_BATCH);
    moved_finish(&moved);
}

static void commands_and_the_regularizer_have_their_own_part(void **state)
{
    struct session *session = *state;
    struct moved moved;
    must_type(session, "net 1 1; w1 = [1]; b1 = [0]; input 1; target 1; rate 0.5; iterate; w1 = [2]; target 2;"
                       "regularize l2 0.1; iterate");
    find(&moved, session, w1_11);
    assert_near(mover(&moved, MOVER_COMMAND, 0).delta, 1, 0);
    assert_near(mover(&moved, MOVER_REGULARIZER, 0).delta, -0.5 * 0.1 * 2, 1e-15);
    assert_int_equal(moved.updates, 2);
    assert_adds_up(&moved);
    moved_finish(&moved);
}

/* ---- since when ---- */

static void it_counts_from_the_last_reset(void **state)
{
    static const char *const resets[] = {"reset", "reset new", "init he", "node add 1", "net 2 2:tanh 1"};
    struct session *session = *state;
    for (size_t i = 0; i < sizeof resets / sizeof *resets; i++) {
        struct moved moved;
        must_type(session, "net 2 2:tanh 1; data xor; train 3");
        must_type(session, resets[i]);
        find(&moved, session, w1_11);
        assert_int_equal(moved.updates, 0);
        assert_near(moved.now, moved.before, 0);
        moved_finish(&moved);
        must_type(session, "train 2");
        find(&moved, session, w1_11);
        assert_int_equal(moved.updates, 8);
        moved_finish(&moved);
    }
}

static void going_back_takes_its_part_away(void **state)
{
    struct session *session = *state;
    struct moved before, after;
    must_type(session, "net 2 2:tanh 1; data xor; iterate 5");
    find(&before, session, w2_11);
    must_type(session, "train 2; iterate 3; back 3 pass; undo; undo");
    find(&after, session, w2_11);
    assert_int_equal(after.updates, before.updates);
    assert_near(credited(&after), credited(&before), 0);
    moved_finish(&before);
    moved_finish(&after);
}

static void history_that_is_forgotten_is_said_to_be(void **state)
{
    struct session *session = *state;
    struct moved moved;
    must_type(session, "net 2 2:tanh 1; data xor");
    journal_set_limit(session->journal, 20000);
    must_type(session, "iterate 100");
    find(&moved, session, w2_11);
    assert_true(moved.is_cut);
    assert_in_range(moved.first, 2, 100);
    assert_int_equal(moved.updates, 101 - moved.first);
    assert_adds_up(&moved);
    moved_finish(&moved);
}

static void samples_of_data_that_is_gone_are_not_mistaken_for_others(void **state)
{
    struct session *session = *state;
    struct moved moved;
    must_type(session, "net 2 2:tanh 1; data xor; iterate 4; data moons 6; iterate 6");
    find(&moved, session, b1_1);
    assert_int_equal(mover(&moved, MOVER_OTHER_DATA, 0).updates, 4);
    assert_adds_up(&moved);
    moved_finish(&moved);
}

/* ---- always ---- */

static void it_adds_up_in_random_sessions_and_leaves_every_byte_as_it_was(void **state)
{
    static const char *const commands[] = {
        "step",
        "step 7",
        "iterate",
        "iterate 3",
        "train 2",
        "train 5 steps",
        "back",
        "back 3",
        "undo",
        "w1[1,2] = 0.7",
        "b1[1] = 0.1",
        "batch 2",
        "batch all",
        "batch 1",
        "optimizer adam",
        "optimizer sgd",
        "rate 0.3",
        "regularize l2 0.1",
        "optimizer momentum",
        "regularize l1 0.05",
        "input 1 -1",
        "target 1",
        "data xor",
        "data moons 7 0.1",
        "freeze w1[1,2]",
        "unfreeze w1",
        "reset",
        "restart",
        "shuffle off",
        "shuffle on",
        "data add 0.5 0.5 : 1",
    };
    struct session *session = *state;
    struct random random;
    struct error error;
    random_seed(&random, 7);
    for (int round = 0; round < 200; round++) {
        must_type(session, "net 2 3:maxout 1:sigmoid; data xor");
        for (int i = 0; i < 25; i++) {
            struct moved moved;
            type(session, commands[random_below(&random, sizeof commands / sizeof *commands)], &error);
            const struct network *network = session->tape.network;
            size_t cells = (size_t)(network->loss + 1 - network->cells) * sizeof(double);
            void *copy = memory_new(cells, 1);
            memcpy(copy, network->cells, cells);
            size_t moments = journal_moments(session->journal), undone = journal_undone(session->journal),
                   operation = session->tape.operation;
            struct random drawn = session->random;
            find(&moved, session, round % 2 ? w1_12 : b1_1);
            assert_adds_up(&moved);
            assert_near(moved.now, *network_cell(network, moved.target), 0);
            moved_finish(&moved);
            assert_memory_equal(copy, network->cells, cells);
            assert_memory_equal(&drawn, &session->random, sizeof drawn);
            assert_int_equal(journal_moments(session->journal), moments);
            assert_int_equal(journal_undone(session->journal), undone);
            assert_int_equal(session->tape.operation, operation);
            memory_free(copy);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(one_update_is_minus_rate_times_the_gradient),
        session_test(each_sample_is_told_what_it_moved),
        session_test(a_batch_is_divided_among_its_samples),
        session_test(a_training_is_told_update_by_update_as_iterations_are),
        session_test(a_training_too_long_to_do_again_says_how_much_is_missing),
        session_test(what_remembers_earlier_gradients_is_not_divided),
        session_test(commands_and_the_regularizer_have_their_own_part),
        session_test(it_counts_from_the_last_reset),
        session_test(going_back_takes_its_part_away),
        session_test(history_that_is_forgotten_is_said_to_be),
        session_test(samples_of_data_that_is_gone_are_not_mistaken_for_others),
        session_test(it_adds_up_in_random_sessions_and_leaves_every_byte_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
