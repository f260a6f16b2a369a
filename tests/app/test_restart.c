/* Going back to the start of an iteration, behind its update too. */
#include "app/fixture.h"

#include "base/memory.h"

static void restart_takes_an_update_back(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; backward; step");
    must_type(session, "restart");
    assert_int_equal(session->tape.operation, 0);
    assert_prints(session, "print w1[1,1]", "0.15\n");
    must_type(session, "iterate; restart");
    assert_prints(session, "print w1[1,1]; print iteration", "0.15\n0\n");
}

static void undo_takes_a_restart_behind_an_update_back(void **state)
{
    struct session *session = *state;
    must_type(session, "seed 7; net 2 3:tanh 1; data xor; shuffle on; optimizer adam; iterate");
    must_type(session, "precision 17; print w1; print w2");
    char *after = memory_string(buffer_text(&session->out));
    must_type(session, "restart");
    assert_prints(session, "print iteration", "0\n");
    must_type(session, "undo");
    assert_prints(session, "print w1; print w2", after);
    assert_prints(session, "print iteration", "1\n");
    must_type(session, "redo");
    assert_prints(session, "print iteration", "0\n");
    assert_prints(session, "iterate; print w1; print w2", after); /* the same samples, the same state of adam */
    memory_free(after);
}

static void an_order_put_back_behind_an_update_begins_its_iteration_anew(void **state)
{
    struct session *session = *state;
    const struct feed *feed = &session->tape.feed;
    must_type(session, "net 2 1; data circle 2000; split .005; forward; backward; update; restore feed 2000 0");
    assert_int_equal(session->tape.operation, 0);
    assert_refused(session, "restart", "this is the start of the iteration; 'step' begins it");
    must_type(session, "iterate; restart");
    assert_int_equal(feed->training, 2000);
    bool is_there[2000] = {false}; /* each sample once */
    for (size_t i = 0; i < feed->training; i++)
        is_there[feed->order[i]] = true;
    for (size_t i = 0; i < feed->training; i++)
        assert_true(is_there[i]);
    must_type(session, "forward; restore order 1 2 1");
    assert_int_equal(session->tape.operation, 0);
}

static void restart_gives_an_optimizer_only_what_it_kept_itself(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 1; data circle 100; optimizer momentum; iterate 3");
    double kept = session->tape.network->state[0][0];
    assert_true(kept != 0);
    must_type(session, "iterate; restart");
    assert_near(session->tape.network->state[0][0], kept, 0);
    must_type(session, "iterate; optimizer adam; restart");
    for (size_t i = 0; i < session->tape.network->param_count; i++)
        assert_near(session->tape.network->state[0][i], 0, 0);
}

static void restart_says_which_weights_it_takes_back(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; iterate; w1[1,1] = 9; rate 0.7");
    assert_prints(
        session, "restart; print w1[1,1]; print rate",
        "at the start of iteration 1\nweights or biases that were set since the update began are taken back, "
        "too; 'undo' returns them\n0.15\n0.7\n");
    must_type(session, "undo");
    assert_prints(session, "print w1[1,1]", "9\n");
    must_type(session, "w1[1,1] = 0.15; restart; iterate; rate 0.5");
    assert_prints(session, "restart", "at the start of iteration 1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(restart_takes_an_update_back),
        session_test(undo_takes_a_restart_behind_an_update_back),
        session_test(an_order_put_back_behind_an_update_begins_its_iteration_anew),
        session_test(restart_gives_an_optimizer_only_what_it_kept_itself),
        session_test(restart_says_which_weights_it_takes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
