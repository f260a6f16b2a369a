#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/save.h"
#include "nn/optimizer.h"

#define MOONS                                                                                                  \
    "seed 4; net 2 5:tanh 1:sigmoid; loss bce; data moons 60 0.1; split 0.8; batch 6; rate 0.05; train 2;"

static void save(struct session *session, struct buffer *out)
{
    buffer_clear(out);
    save_script(session, out);
}

/* The number behind the label in what was printed. */
static double cost_in_table(const struct session *session, const char *label)
{
    const char *row = strstr(buffer_text(&session->out), label);
    double cost = (double)NAN;
    assert_non_null(row);
    sscanf(row + strlen(label), "%lf", &cost);
    return cost;
}

static const struct learning_run *newest(const struct session *session)
{
    return session->learning->runs[session->learning->count - 1];
}

static void afterwards_the_session_is_bit_for_bit_as_before(void **state)
{
    struct session *session = *state;
    struct buffer before = BUFFER_EMPTY, after = BUFFER_EMPTY;
    must_type(session, MOONS "optimizer adam; train 3; step 5");
    save(session, &before);
    must_type(session, "race sgd adam rate 0.01 0.1 max 20");
    save(session, &after);
    assert_string_equal(buffer_text(&after), buffer_text(&before));
    must_type(session, "undo; redo"); /* a race is nothing to be undone */
    save(session, &after);
    assert_string_equal(buffer_text(&after), buffer_text(&before));
    buffer_finish(&before);
    buffer_finish(&after);
}

/* From the same start each gets what `train` gets. */
static void every_optimizer_races_as_it_trains(void **state)
{
    (void)state;
    for (size_t i = 0; i < optimizer_count(); i++) {
        struct session *session = session_new();
        const char *name = optimizer_at(i)->name;
        char line[200];
        must_type(session, "seed 4; net 2 5:tanh 1:sigmoid; loss bce; data moons 60 0.1; split 0.8; batch 7;"
                           "rate 0.02; regularize l2 0.001; precision 17");
        snprintf(line, sizeof line, "race %s max 30", name);
        must_type(session, line);
        snprintf(line, sizeof line, "%s, rate 0.02", name);
        double raced = cost_in_table(session, line);
        struct learning_point last = newest(session)->points[newest(session)->count - 1];
        assert_string_equal(newest(session)->label, line);
        assert_near(raced, last.cost, 1e-3 * last.cost); /* as it was printed: with four digits */
        snprintf(line, sizeof line, "optimizer %s; train 30", name);
        must_type(session, line);
        const struct learning_point *trained = &newest(session)->points[newest(session)->count - 1];
        assert_int_equal(trained->epoch, 30);
        assert_int_equal(last.epoch, 30);
        assert_near(last.cost, trained->cost, 1e-12);
        assert_near(last.test_cost, trained->test_cost, 1e-12);
        session_free(session);
    }
}

static void optimizers_and_rates_make_pairs_in_order(void **state)
{
    struct session *session = *state;
    must_type(session, MOONS "race sgd momentum:0.5 rate 0.01 0.1 max 3");
    assert_int_equal(session->learning->count, 5);
    static const char *const labels[] = {"sgd, rate 0.05", "sgd, rate 0.01", "sgd, rate 0.1",
                                         "momentum:0.5, rate 0.01", "momentum:0.5, rate 0.1"};
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(session->learning->runs[i]->label, labels[i]);
        assert_int_equal(session->learning->runs[i]->is_race, i > 0);
        assert_int_equal(learning_line(session->learning, i), i);
    }
    assert_int_equal(session->learning->runs[1]->points[0].epoch, 3); /* behind the two that are done */
    must_type(session, "race sgd rate 0.1 max 2");                    /* takes the place of its former self */
    assert_int_equal(session->learning->count, 5);
    assert_string_equal(newest(session)->label, "sgd, rate 0.1");
    assert_int_equal(newest(session)->count, 2);
}

static void what_diverges_is_said_and_the_others_go_on(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1; w1 = 1; b1 = 0; data add 1 : 2; data add 2 : 3; shuffle off; loss l2;"
                       "race rate 10 0.01 max 1000");
    const char *out = buffer_text(&session->out);
    assert_non_null(strstr(out, "in 1000 epochs:"));
    assert_non_null(strstr(out, "sgd, rate 10    -          no finite number in epoch "));
    assert_near(cost_in_table(session, "sgd, rate 0.01"), 1.377e-04, 1e-07);
    const struct learning_run *run = session->learning->runs[0];
    assert_true(isnan(run->points[run->count - 1].cost));
    assert_int_equal(newest(session)->points[newest(session)->count - 1].epoch, 1000);
    must_type(session, "race rate 10 100 1000 max 1000000000"); /* it doesn't wait for nobody */
}

/* Of 5001 epochs not each has a point. */
static void the_line_of_a_long_race_ends_with_the_number_in_the_table(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1; w1 = 1; b1 = 0; data add 1 : 2; data add 2 : 3; shuffle off; loss l2;"
                       "race rate 1e-5 max 5001");
    const struct learning_run *run = newest(session);
    const struct learning_point *last = &run->points[run->count - 1];
    assert_true(run->stride > 1);
    assert_int_equal(last->epoch, 5001);
    assert_near(cost_in_table(session, "sgd, rate 1e-05"), last->cost, 1e-3 * last->cost);
}

/* All stand in the same epoch then, give or take the one under way. */
static void an_interrupt_ends_it_with_what_there_is(void **state)
{
    struct session *session = *state;
    struct error error;
    must_type(session, MOONS);
    static const char race[] = "race sgd adam max 1000000";
    assert_true(session_feed(session, race, strlen(race), NULL, &error));
    while (session->job.done < 3)
        assert_int_equal(session_work(session, 0, &error), WORK_BUSY);
    assert_true(session->job.has_progress && strstr(session->job.status, " of 1000000, "));
    uint64_t done = session->job.done;
    buffer_clear(&session->out);
    assert_true(session_interrupt(session));
    char line[80];
    snprintf(line, sizeof line, "in %llu epochs:\n", (unsigned long long)done);
    assert_non_null(strstr(buffer_text(&session->out), line));
    assert_int_equal(session->tape.feed.epoch, 2);
    assert_true(session->learning->runs[1]->count - session->learning->runs[2]->count <= 1);
}

static void one_typed_pair_is_enough(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1; w1 = 1; b1 = 0; input 1; target 3; race rate 0.1 0.25 max 5");
    assert_non_null(strstr(buffer_text(&session->out), "from a mean loss of 4, in 5 epochs:"));
    assert_near(cost_in_table(session, "sgd, rate 0.25"), 0, 1e-12); /* e -= 4 rate e */
    assert_near(cost_in_table(session, "sgd, rate 0.1"), 4 * pow(0.6, 8), 1e-4);
}

static void what_can_not_run_is_refused(void **state)
{
    struct session *session = *state;
    assert_refused(session, "race sgd",
                   "there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid");
    must_type(session, MOONS);
    assert_refused(session, "race sgd sgd", "race: 'sgd, rate 0.05' would run twice; name each once");
    assert_refused(session, "race 0.1",
                   "race: '0.1' is no optimizer; rates stand behind 'rate', like: race rate 0.1");
    assert_refused(session, "race adam sdg", "no optimizer is called 'sdg'; did you mean 'sgd'?");
    assert_refused(session, "race max 3", "race: name what to compare, like: race sgd momentum adam");
    assert_refused(session, "race sgd rate", "race: behind 'rate' belong rates, like: race rate 0.01 0.1 1");
    assert_refused(session, "race rate 0", "race: a rate is a number above 0 and at most 1e+06, not '0'");
    assert_refused(session, "race rate -1", "race: a rate is a number above 0 and at most 1e+06, not '-1'");
    assert_refused(session, "race rate nan", "race: a rate is a number above 0 and at most 1e+06, not 'nan'");
    assert_refused(session, "race sgd max 0",
                   "race: behind 'max' belongs a whole number of epochs from 1 to 1000000000, like: max 500");
    assert_refused(session, "race sgd adam nesterov rate 1 2 3",
                   "race: more than 8 runs; leave some optimizers or rates out");
    assert_int_equal(session->learning->count, 1); /* the train's */
}

static void what_other_data_cost_is_not_shown_beside(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 1:sigmoid; data xor; train 2; data xor; train 2");
    assert_int_equal(session->learning->count, 2); /* the same task once more */
    must_type(session, "data and; train 2");
    assert_int_equal(session->learning->count, 1);
    must_type(session, "data clear");
    assert_int_equal(session->learning->count, 0);
}

static void what_the_old_data_cost_comes_back_with_them(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 1:sigmoid; data circle; train 3; data xor");
    assert_int_equal(session->learning->count, 0);
    must_type(session, "train 2; train 2; undo; undo; undo");
    assert_string_equal(session->tape.feed.data->name, "circle");
    assert_int_equal(session->learning->count, 1);
    assert_int_equal(session->learning->runs[0]->points[2].epoch, 3);
    must_type(session, "redo");
    assert_int_equal(session->learning->count, 2);
    must_type(session, "undo; data clear; undo");
    assert_int_equal(session->learning->count, 1);
    must_type(session, "undo; undo; data xor"); /* there were no data yet */
    assert_int_equal(session->learning->count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(what_other_data_cost_is_not_shown_beside),
        session_test(what_the_old_data_cost_comes_back_with_them),
        session_test(afterwards_the_session_is_bit_for_bit_as_before),
        session_test(every_optimizer_races_as_it_trains),
        session_test(optimizers_and_rates_make_pairs_in_order),
        session_test(what_diverges_is_said_and_the_others_go_on),
        session_test(the_line_of_a_long_race_ends_with_the_number_in_the_table),
        session_test(an_interrupt_ends_it_with_what_there_is),
        session_test(one_typed_pair_is_enough),
        session_test(what_can_not_run_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
