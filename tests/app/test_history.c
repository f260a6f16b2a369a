/* Random sessions: going back and forward again, and undoing everything, must restore every byte. */
#include "app/fixture.h"

#include "base/memory.h"
#include "base/random.h"

enum { SESSIONS = 1000, COMMANDS = 12 };

/* ---- what a session is, as bytes ---- */

static void put(struct buffer *out, const void *bytes, size_t size)
{
    buffer_put_n(out, bytes, size);
}

/* All state that the journal answers for; not what only shows it (session->last, output). */
static void fingerprint(const struct session *session, struct buffer *out)
{
    const struct tape *tape = &session->tape;
    const struct network *network = tape->network;
    const struct dataset *data = tape->feed.data;
    buffer_clear(out);
    if (network) {
        put(out, network->cells, (size_t)(network->loss + 1 - network->cells) * sizeof(double));
        put(out, network->frozen, network->param_count);
        put(out, &network->depth, sizeof network->depth);
        for (int k = 1; k <= network->depth; k++) {
            put(out, &network->layers[k].rows, sizeof(int));
            put(out, &network->layers[k].activation, sizeof(void *));
            put(out, &network->layers[k].param, sizeof(double));
        }
    }
    if (data) {
        put(out, &data->count, sizeof data->count);
        put(out, data->x, data->count * (size_t)data->inputs * sizeof(double));
        put(out, data->y, data->count * (size_t)data->outputs * sizeof(double));
        put(out, tape->feed.order, data->count * sizeof *tape->feed.order);
    }
    const struct settings *settings = &tape->settings;
    put(out, &settings->loss, sizeof(void *));
    put(out, &settings->optimizer, sizeof(void *));
    put(out, &settings->rate, sizeof(double));
    put(out, &settings->lambda, sizeof(double));
    put(out, &settings->has_softmax, sizeof(bool));
    size_t places[] = {tape->operation,
                       tape->batch,
                       tape->iteration,
                       tape->feed.epoch,
                       tape->feed.cursor,
                       tape->feed.training,
                       tape->feed.batch,
                       session->seed,
                       (size_t)tape->stale.layer,
                       (size_t)tape->has_x,
                       (size_t)tape->has_y,
                       (size_t)tape->feed.is_by_hand,
                       (size_t)tape->feed.shuffles};
    put(out, places, sizeof places);
    put(out, &session->random, sizeof session->random);
    put(out, &session->initializer, sizeof(void *));
    put(out, &session->notation.precision, sizeof(int));
    put(out, &session->threads, sizeof(int));
}

static bool same(const struct buffer *a, const struct buffer *b)
{
    return a->length == b->length && (a->length == 0 || memcmp(a->data, b->data, a->length) == 0);
}

/* ---- random commands, most of which make sense ---- */

static void random_command(struct random *random, char *line, size_t size)
{
    static const char *const activations[] = {"linear",     "sigmoid", "tanh",  "relu",
                                              "leaky_relu", "elu",     "maxout"};
    static const char *const optimizers[] = {"sgd",     "momentum", "nesterov", "adagrad",
                                             "rmsprop", "adam",     "adamw"};
    static const char *const plain[] = {
        "step",
        "step 3",
        "step op",
        "step layer",
        "step pass",
        "forward",
        "backward",
        "update",
        "iterate",
        "iterate 3",
        "back",
        "back 2",
        "back pass",
        "undo",
        "redo",
        "restart",
        "reset",
        "reset new",
        "data xor",
        "data moons 12 0.1",
        "data clear",
        "data add 0.1 0.2 : 1",
        "batch 2",
        "batch all",
        "batch 1",
        "shuffle on",
        "shuffle off",
        "split 0.7",
        "sample 2",
        "train 2",
        "train 3 steps",
        "freeze w1",
        "unfreeze w1",
        "freeze b1[1]",
        "regularize l2 0.01",
        "regularize l1 0.02",
        "regularize none",
        "head softmax",
        "head none",
        "loss l1",
        "loss bce",
        "loss huber",
        "init he",
        "init zeros",
        "input 0.3 -0.4",
        "target 1",
        "x[1] = 0.25",
        "w1[1,1] = -0.7",
        "b1[1] = 2",
        "precision 9",
        "threads 2",
        "layer 1 relu",
        "layer add 2:tanh 1",
        "layer 1 remove",
        "node add 1",
        "node remove 1 1",
        "select w1[1,1]",
        "print cost",
        "check",
        "nonsense",
        "w9[1,1] = 3",
    };
    uint64_t which = random_below(random, 10);
    if (which == 0)
        snprintf(line, size, "net 2 %d:%s %d:%s", 1 + (int)random_below(random, 4),
                 activations[random_below(random, 7)], 1 + (int)random_below(random, 2),
                 activations[random_below(random, 7)]);
    else if (which == 1)
        snprintf(line, size, "optimizer %s; rate %g", optimizers[random_below(random, 7)],
                 0.01 + random_uniform(random));
    else
        snprintf(line, size, "%s", plain[random_below(random, sizeof plain / sizeof *plain)]);
}

static void type_at_random(struct session *session, struct random *random)
{
    char line[128];
    struct error error;
    for (int i = 0; i < COMMANDS; i++) {
        random_command(random, line, sizeof line);
        type(session, line, &error);
    }
}

static void going_back_and_forward_again_gives_identical_bytes(void **state)
{
    (void)state;
    struct random random;
    size_t moved = 0;
    for (uint64_t i = 0; i < SESSIONS; i++) {
        struct session *session = session_new();
        struct buffer before = BUFFER_EMPTY, middle = BUFFER_EMPTY, after = BUFFER_EMPTY;
        random_seed(&random, i);
        must_type(session, "net 2 3:tanh 1:sigmoid; data moons 8");
        type_at_random(session, &random);
        fingerprint(session, &before);
        size_t moments = journal_moments(session->journal), back = 1 + random_below(&random, moments);
        for (size_t k = 0; k < back; k++)
            assert_true(journal_back(session->journal));
        fingerprint(session, &middle);
        for (size_t k = 0; k < back; k++)
            assert_true(journal_forward(session->journal));
        fingerprint(session, &after);
        assert_true(same(&before, &after));
        moved += !same(&before, &middle);
        buffer_finish(&before);
        buffer_finish(&middle);
        buffer_finish(&after);
        session_free(session);
    }
    assert_true(moved > SESSIONS / 2); /* or it would prove nothing */
}

static void undoing_everything_gives_the_start_and_redoing_it_the_end(void **state)
{
    (void)state;
    struct random random;
    for (uint64_t i = 0; i < SESSIONS; i++) {
        struct session *session = session_new();
        struct buffer start = BUFFER_EMPTY, end = BUFFER_EMPTY, now = BUFFER_EMPTY;
        random_seed(&random, 77000 + i);
        fingerprint(session, &start);
        must_type(session, "net 2 3:tanh 1:sigmoid; data moons 8");
        type_at_random(session, &random);
        while (journal_redo(session->journal)) /* an undo may have been the last command */
            continue;
        fingerprint(session, &end);
        while (journal_undo(session->journal))
            continue;
        fingerprint(session, &now);
        assert_true(same(&start, &now));
        assert_null(session->tape.network);
        while (journal_redo(session->journal))
            continue;
        fingerprint(session, &now);
        assert_true(same(&end, &now));
        buffer_finish(&start);
        buffer_finish(&end);
        buffer_finish(&now);
        session_free(session);
    }
}

static void beyond_its_bound_history_ends_with_a_word(void **state)
{
    struct session *session = *state;
    must_type(session, MAZUR "; memory 1; iterate 2000");
    assert_true(journal_forgotten(session->journal) > 0);
    assert_true(journal_bytes(session->journal) <= 2 << 20);
    struct error error = {""};
    while (type(session, "back 1000 pass", &error))
        continue;
    char gone[200];
    snprintf(gone, sizeof gone,
             "older history is gone: %zu moments before this were dropped; 'memory' keeps more",
             journal_forgotten(session->journal));
    assert_string_equal(error.text, gone);
    must_type(session, "break if L < -1; iterate 2000");
    assert_false(type(session, "reverse-continue", &error));
    snprintf(gone, sizeof gone,
             "older history is gone: %zu moments before this were dropped; 'memory' keeps more",
             journal_forgotten(session->journal));
    assert_string_equal(error.text, gone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(going_back_and_forward_again_gives_identical_bytes),
        cmocka_unit_test(undoing_everything_gives_the_start_and_redoing_it_the_end),
        session_test(beyond_its_bound_history_ends_with_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
