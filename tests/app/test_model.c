/* Sequences of commands made from the command table and the state, so that most of them are right; after each
 * command all must be in order: the shapes, what is known, the journal, whose undo gives back the former bytes. */
#include "app/fixture.h"
#include "app/maker.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "app/save.h"
#include "fuzz/files.h"

enum { SEQUENCES = MAKER_IS_SLOW ? 500 : 10000 };

enum { COMMANDS = 10 }; /* of a sequence */

struct model {
    struct maker maker;
    struct buffer typed; /* the sequence so far, for whoever has to find out */
    size_t done, refused;
};

/* ---- judging ---- */

static void hash(uint64_t *sum, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++)
        *sum = (*sum ^ bytes[i]) * 1099511628211u;
}

/* All that undo restores. */
static uint64_t digest(const struct session *session)
{
    uint64_t sum = 14695981039346656037u;
    const struct tape *tape = &session->tape;
    const struct network *network = tape->network;
    const struct dataset *data = tape->feed.data;
    struct tape plain = *tape;
    plain.feed.room = 0; /* only grows */
    plain.feed.order = NULL;
    hash(&sum, &plain.network, sizeof plain.network);
    hash(&sum, &plain.settings, sizeof plain.settings);
    hash(&sum, &plain.feed, sizeof plain.feed);
    hash(&sum, &plain.operation, sizeof plain.operation);
    hash(&sum, &plain.iteration, sizeof plain.iteration);
    hash(&sum, &plain.stale, sizeof plain.stale);
    hash(&sum, &plain.has_x, sizeof plain.has_x);
    hash(&sum, &plain.has_y, sizeof plain.has_y);
    hash(&sum, &session->random, sizeof session->random);
    hash(&sum, &session->seed, sizeof session->seed);
    hash(&sum, &session->notation.precision, sizeof session->notation.precision);
    if (network) {
        size_t size = network->param_count * sizeof *network->param;
        hash(&sum, network->param, size);
        hash(&sum, network->first, size);
        hash(&sum, network->gradient, size);
        for (int i = 0; i < OPTIMIZER_STATES_MAX; i++)
            hash(&sum, network->state[i], size);
        hash(&sum, network->frozen, network->param_count);
        for (int q = 0; q < QUANTITY_COUNT; q++)
            for (int k = 0; k <= network->depth; k++) {
                int rows, columns;
                const double *values = network_values(network, (enum quantity)q, k, &rows, &columns);
                if (values)
                    hash(&sum, values, (size_t)rows * (size_t)columns * sizeof *values);
            }
    }
    if (data) {
        hash(&sum, &data->count, sizeof data->count);
        hash(&sum, data->x, data->count * (size_t)data->inputs * sizeof *data->x);
        hash(&sum, data->y, data->count * (size_t)data->outputs * sizeof *data->y);
        hash(&sum, tape->feed.order, data->count * sizeof *tape->feed.order);
    }
    return sum;
}

#define must(model, condition)                                                                                 \
    do {                                                                                                       \
        if (!(condition))                                                                                      \
            fail_msg("%s\n  after:\n%s", #condition, buffer_text(&(model)->typed));                            \
    } while (0)

static void check_shapes(struct model *model, const struct network *network)
{
    size_t offset = 0, weights = 0;
    must(model, network->depth >= 1 && network->depth <= NETWORK_LAYERS_MAX);
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        size_t size = (size_t)layer->rows * (size_t)layer->inputs;
        must(model, layer->inputs == network->layers[k - 1].nodes);
        must(model, layer->nodes >= 1 && layer->pieces >= 1 && layer->rows == layer->nodes * layer->pieces);
        must(model,
             layer->w + size <= network->param_count && layer->b + (size_t)layer->rows <= network->param_count);
        weights += size;
        offset += size + (size_t)layer->rows;
    }
    must(model, offset == network->param_count && weights == network->weight_count);
}

/* What is known was computed by an operation that has been done, and the other way round; and it is finite, unless
 * weights have grown beyond all measure. */
static void check_knowledge(struct model *model, const struct tape *tape)
{
    const struct network *network = tape->network;
    static const enum quantity asked[] = {QUANTITY_Z, QUANTITY_A, QUANTITY_YHAT, QUANTITY_LOSS, QUANTITY_DZ};
    double largest = 0;
    for (size_t i = 0; i < network->param_count; i++)
        largest = fmax(largest, isnan(network->param[i]) ? (double)INFINITY : fabs(network->param[i]));
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        for (int k = 1; k <= network->depth; k++) {
            int rows, columns;
            const double *values = network_values(network, asked[i], k, &rows, &columns);
            struct cell cell = {asked[i], quantity_has_layer(asked[i]) ? k : 0, 1, 0};
            for (cell.row = 1; cell.row <= rows; cell.row++) {
                enum knowledge knowledge = tape_knows(tape, cell);
                bool is_done = tape_operation_of(tape, cell) < tape->operation;
                must(model, knowledge != KNOWN || is_done);
                must(model, knowledge != UNKNOWN || !is_done);
                must(model, knowledge != KNOWN || isfinite(values[cell.row - 1]) || largest > 1e50);
            }
        }
}

static void check(struct model *model)
{
    const struct session *session = model->maker.session;
    const struct tape *tape = &session->tape;
    must(model, session->frame_count == 0 && !session->job.slice && !session->collecting);
    must(model, journal_bytes(session->journal) < (size_t)1 << 28);
    if (!tape->network) {
        must(model, tape->operation == 0 && tape->iteration == 0);
        return;
    }
    check_shapes(model, tape->network);
    must(model, tape->batch >= 1 && tape->operation <= tape_length(tape));
    check_knowledge(model, tape);
}

static void check_undo(struct model *model, uint64_t before, uint64_t after)
{
    struct error error;
    must_type(model->maker.session, "undo");
    must(model, digest(model->maker.session) == before);
    check(model);
    if (!type(model->maker.session, "redo", &error))
        must(model, before == after);
    must(model, digest(model->maker.session) == after);
}

static bool goes_back(const char *line)
{
    static const char *const starts[] = {"back", "undo", "redo", "reverse", "rc", "predict"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(line, starts[i], strlen(starts[i])) == 0)
            return !strncmp(line, "backward", 8) ? false : true;
    return false;
}

/* ---- one sequence ---- */

static void play_command(struct model *model)
{
    struct session *session = model->maker.session;
    struct error error;
    make_command(&model->maker);
    buffer_printf(&model->typed, "%s\n", model->maker.line);
    uint64_t before = digest(session);
    size_t moments = journal_moments(session->journal);
    bool was_asking = session->prediction.is_open;
    bool is_done = type(session, model->maker.line, &error);
    check(model);
    model->done++;
    model->refused += !is_done;
    bool is_asking = session->prediction.is_open || was_asking;
    bool is_script = strncmp(model->maker.line, "load", 4) == 0 || strncmp(model->maker.line, "source", 6) == 0;
    if (!is_done) {
        /* Long work has done some of it by then: a condition can't be judged any more, a loss refuses its target. */
        if (journal_moments(session->journal) > moments)
            must_type(session, "undo");
        must(model, is_script || is_asking || digest(session) == before);
        return;
    }
    bool is_back = journal_moments(session->journal) < moments; /* by the journal itself, as restart does */
    if (is_asking || is_script || is_back || goes_back(model->maker.line))
        return;
    if (journal_moments(session->journal) > moments)
        check_undo(model, before, digest(session));
    else
        must(model, digest(session) == before);
}

static void play_sequence(struct model *model, uint64_t number)
{
    struct error error;
    random_seed(&model->maker.random, number);
    model->maker.session = session_new();
    buffer_clear(&model->typed);
    uint64_t start = digest(model->maker.session);
    for (int i = 0; i < COMMANDS; i++) {
        if (i == 1 && !model->maker.session->tape.network) {
            static const char net[] = "net 2 2:tanh 1; input 1 -1; target 0.5";
            buffer_printf(&model->typed, "%s\n", net);
            must_type(model->maker.session, net);
        }
        play_command(model);
    }
    must_type(model->maker.session, "predict off");
    for (int i = 0; type(model->maker.session, "undo", &error); i++)
        must(model, i < 2000); /* each line of what was loaded */
    must(model, digest(model->maker.session) == start);
    session_free(model->maker.session);
    files_clear();
}

static void sequences_of_commands_leave_all_in_order(void **state)
{
    (void)state;
    struct model model = {.typed = BUFFER_EMPTY};
    for (uint64_t i = 1; i <= SEQUENCES; i++)
        play_sequence(&model, i);
    buffer_finish(&model.typed);
    print_message("%zu commands, %zu of them refused\n", model.done, model.refused);
    assert_true(model.refused * 2 < model.done); /* else the templates have lost touch with the commands */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences_of_commands_leave_all_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
