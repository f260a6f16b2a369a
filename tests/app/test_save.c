#include "app/fixture.h"
#include "app/maker.h"

#include <stdio.h>

#include "app/alias.h"
#include "app/cell.h"
#include "app/load_json.h"
#include "app/save.h"
#include "app/stops.h"
#include "fuzz/files.h"
#include "nn/optimizer.h"

static void save(struct session *session, struct buffer *out)
{
    buffer_clear(out);
    save_script(session, out);
}

/* With all that it remembers of the updates before. */
static void every_optimizer_goes_on_from_a_file_as_it_would_have(void **state)
{
    (void)state;
    for (size_t i = 0; i < optimizer_count(); i++) {
        struct session *session = session_new(), *other = session_new();
        struct buffer file = BUFFER_EMPTY, went_on = BUFFER_EMPTY, came_back = BUFFER_EMPTY;
        char line[200];
        snprintf(line, sizeof line,
                 "seed 2; net 2 4:tanh 1:sigmoid; loss bce; data moons 50; split 0.8; optimizer %s; rate 0.05;"
                 "train 7 steps",
                 optimizer_at(i)->name);
        must_type(session, line);
        save(session, &file);
        must_type(session, "train 5");
        save(session, &went_on);
        must_type(other, buffer_text(&file));
        must_type(other, "train 5");
        save(other, &came_back);
        assert_string_equal(buffer_text(&came_back), buffer_text(&went_on));
        buffer_finish(&file);
        buffer_finish(&went_on);
        buffer_finish(&came_back);
        session_free(session);
        session_free(other);
    }
}

static void what_was_changed_within_an_update_stays_as_it_is(void **state)
{
    (void)state;
    struct session *session = session_new(), *other = session_new();
    struct buffer file = BUFFER_EMPTY, again = BUFFER_EMPTY;
    must_type(session, MAZUR "; backward; step 2; w2[1,1] = 3; step");
    save(session, &file);
    must_type(other, buffer_text(&file));
    save(other, &again);
    assert_string_equal(buffer_text(&again), buffer_text(&file));
    const struct network *a = session->tape.network, *b = other->tape.network;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(other->tape.operation, session->tape.operation);
        assert_memory_equal(a->cells, b->cells, (size_t)(a->loss + 1 - a->cells) * sizeof *a->cells);
        must_type(session, "update; iterate 2");
        must_type(other, "update; iterate 2");
    }
    buffer_finish(&file);
    buffer_finish(&again);
    session_free(session);
    session_free(other);
}

/* ---- all that a session is, a line each ---- */

/* The very bits; one NaN is as good as another. */
static void put_bits(struct buffer *out, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    if (isnan(number))
        buffer_put(out, " nan");
    else
        buffer_printf(out, " %llx", (unsigned long long)bits);
}

static void put_row(struct buffer *out, const char *what, const double *numbers, size_t count)
{
    buffer_put(out, what);
    for (size_t i = 0; i < count; i++)
        put_bits(out, numbers[i]);
    buffer_put_char(out, '\n');
}

/* Whether it is known, stale or unknown, and its numbers if there are any. */
static void put_values(const struct tape *tape, enum quantity quantity, int layer, struct buffer *out)
{
    int rows, columns;
    const double *values = network_values(tape->network, quantity, layer, &rows, &columns);
    for (int row = 1; row <= rows; row++, values += columns) {
        struct cell cell = {quantity, layer, row, 0};
        enum knowledge knowledge = tape_knows(tape, cell);
        cell_typed(out, cell);
        put_row(out,
                knowledge == KNOWN   ? ""
                : knowledge == STALE ? " stale"
                                     : " unknown",
                values, knowledge == UNKNOWN ? 0 : (size_t)columns);
    }
}

static void put_network(const struct tape *tape, struct buffer *out)
{
    const struct network *network = tape->network;
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        buffer_printf(out, "layer %d %d %s", layer->inputs, layer->nodes, layer->activation->name);
        put_row(out, "", &layer->param, layer->activation->param_name ? 1 : 0);
    }
    put_row(out, "first", network->first, network->param_count);
    for (size_t i = 0; i < OPTIMIZER_STATES_MAX; i++)
        put_row(out, "state", network->state[i], network->param_count);
    for (size_t i = 0; i < network->param_count; i++)
        buffer_put_char(out, network->frozen[i] ? '1' : '0');
    buffer_put_char(out, '\n');
    for (int q = 0; q < QUANTITY_COUNT; q++)
        for (int k = 1; k <= (quantity_has_layer((enum quantity)q) ? network->depth : 1); k++)
            put_values(tape, (enum quantity)q, quantity_has_layer((enum quantity)q) ? k : 0, out);
}

static void put_data(const struct feed *feed, struct buffer *out)
{
    const struct dataset *data = feed->data;
    buffer_printf(out, "data %s, %d classes\n", data->name, data->classes);
    for (int i = 0; data->class_name && i < data->classes; i++)
        buffer_printf(out, "class %s\n", data->class_name[i]);
    for (size_t i = 0; i < data->count; i++) {
        buffer_printf(out, "%u", feed->order[i]);
        put_row(out, "", dataset_x(data, i), (size_t)data->inputs);
        put_row(out, "", dataset_y(data, i), (size_t)data->outputs);
    }
}

static void put_settings(const struct session *session, struct buffer *out)
{
    const struct settings *settings = &session->tape.settings;
    buffer_printf(out, "%s %s %d %d %s\n", settings->loss->name, settings->optimizer->name,
                  settings->has_softmax, (int)settings->regularizer, session->initializer->name);
    put_row(out, "loss", &settings->loss_param, settings->loss->param_name ? 1 : 0);
    put_row(out, "optimizer", &settings->optimizer_param, settings->optimizer->param_name ? 1 : 0);
    put_row(out, "rate", &settings->rate, 1);
    put_row(out, "lambda", &settings->lambda, settings->regularizer == REGULARIZER_NONE ? 0 : 1);
    buffer_printf(out, "seed %llu\n", (unsigned long long)session->seed);
}

/* What the JSON doesn't keep. */
static void put_surroundings(const struct session *session, struct buffer *out)
{
    const struct view *view = &session->view;
    buffer_printf(out, "threads %d single %d precision %d\n", session->threads, session->is_single,
                  session->notation.precision);
    view_put(view, out);
    buffer_printf(out, "\n%s %d %d\n", view->theme, view->is_presenting, view->has_motion);
    put_row(out, "zoom", &view->zoom, 1);
    if (session->has_selected)
        cell_typed(out, session->selected);
    buffer_put_char(out, '\n');
    save_put_stops(session, out);
    alias_print_all(session, out);
}

static void describe(const struct session *session, bool is_all, struct buffer *out)
{
    const struct tape *tape = &session->tape;
    const struct feed *feed = &tape->feed;
    buffer_clear(out);
    put_settings(session, out);
    buffer_printf(out, "operation %zu iteration %llu batch %zu stale %d %d has %d %d\n", tape->operation,
                  (unsigned long long)tape->iteration, tape->batch, tape->stale.layer, tape->stale.row,
                  tape->has_x, tape->has_y);
    buffer_printf(out, "training %zu cursor %zu batch %zu shuffles %d by hand %d epoch %llu\n", feed->training,
                  feed->cursor, feed->batch, feed->shuffles, feed->is_by_hand, (unsigned long long)feed->epoch);
    for (int i = 0; i < 4; i++)
        buffer_printf(out, "random %llx\n", (unsigned long long)session->random.state[i]);
    if (feed->data)
        put_data(feed, out);
    if (tape->network)
        put_network(tape, out);
    if (is_all)
        put_surroundings(session, out);
}

/* ---- random sessions ---- */

enum { SEQUENCES = MAKER_IS_SLOW ? 60 : 300, COMMANDS = 10, FURTHER = 10 };

struct saved {
    struct maker maker;  /* of the one that was never saved */
    struct buffer typed; /* the sequence so far, for whoever has to find out */
    struct buffer before, after;
};

static void must_be_alike(struct saved *saved, const struct session *other, bool is_all, const char *script)
{
    describe(saved->maker.session, is_all, &saved->before);
    describe(other, is_all, &saved->after);
    const char *a = buffer_text(&saved->before), *b = buffer_text(&saved->after);
    if (strcmp(a, b) == 0)
        return;
    size_t same = 0;
    while (a[same] && a[same] == b[same])
        same++;
    while (same > 0 && a[same - 1] != '\n')
        same--;
    fail_msg("it was:     %.*s\n  it has become: %.*s\n  after:\n%s\n  saved:\n%s",
             (int)strcspn(a + same, "\n"), a + same, (int)strcspn(b + same, "\n"), b + same,
             buffer_text(&saved->typed), script);
}

/* Another session, in which there may be something else already. */
static struct session *session_with(struct saved *saved, const char *script)
{
    struct session *session = session_new();
    struct error error;
    if (random_below(&saved->maker.random, 2))
        must_type(session,
                  "net 2 2:tanh 1:sigmoid; loss bce; optimizer adam; regularize l1 0.3; data xor; batch 2;"
                  "threads 3; arithmetic single; iterate 3; step; freeze w1; theme light; zoom 2");
    if (!type(session, script, &error))
        fail_msg("%s\n  after:\n%s\n  saved:\n%s", error.text, buffer_text(&saved->typed), script);
    return session;
}

/* A net can't be taken away, only replaced: then it can't become what there was. */
static bool can_load(const struct session *session)
{
    return session->tape.network != NULL;
}

static void check_json(struct saved *saved)
{
    struct buffer script = BUFFER_EMPTY;
    struct error error;
    must_type(saved->maker.session, "export json net.json");
    const struct buffer *json = file_at("net.json", false);
    assert_non_null(json);
    assert_true(load_json(buffer_text(json), json->length, &script, &error));
    struct session *other = session_with(saved, buffer_text(&script));
    must_be_alike(saved, other, false, buffer_text(&script));
    session_free(other);
    buffer_finish(&script);
}

/* What goes back in the journal, which no file keeps, and what reads and writes files. */
static bool is_history(const char *line)
{
    static const char *const starts[] = {"back", "undo",   "redo", "reverse", "restart",
                                         "load", "source", "save", "record",  "memory"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(line, starts[i], strlen(starts[i])) == 0)
            return strncmp(line, "backward", 8) != 0;
    return false;
}

/* Half of them such as leave the plain way of a pass. That numbers are asked for is no state of the network. */
static void make(struct saved *saved)
{
    static const char *const words[] = {
        "%p = %n",      "%p = %n",        "x[1] = %n",     "y[1] = %n",      "input%x",  "target%y",
        "step",         "step %i",        "step op",       "forward",        "backward", "update",
        "update; step", "backward; step", "iterate",       "step layer",     "rate %i",  "sample %i",
        "data xor",     "batch 2",        "train 1 steps", "optimizer adam", "loss l1",  "data moons 9",
    };
    struct maker *maker = &saved->maker;
    do
        if (random_below(&maker->random, 2))
            make_command(maker);
        else
            make_words(maker, words[random_below(&maker->random, sizeof words / sizeof *words)]);
    while (strncmp(maker->line, "predict", strlen("predict")) == 0);
}

static void go_on_alike(struct saved *saved, struct session *other, const char *script)
{
    if (saved->maker.session->stops.count !=
        other->stops.count) { /* some wait for a net that has their nodes */
        must_type(saved->maker.session, "delete");
        must_type(other, "delete");
    }
    for (int i = 0; i < FURTHER; i++) {
        struct error error, other_error;
        do
            make(saved);
        while (is_history(saved->maker.line));
        buffer_printf(&saved->typed, "both: %s\n", saved->maker.line);
        bool is_done = type(saved->maker.session, saved->maker.line, &error);
        if (type(other, saved->maker.line, &other_error) != is_done ||
            strcmp(error.text, other_error.text) != 0)
            fail_msg("'%s'\n  and behind the file: '%s'\n  after:\n%s\n  saved:\n%s", error.text,
                     other_error.text, buffer_text(&saved->typed), script);
        must_be_alike(saved, other, true, script);
    }
}

static void play_sequence(struct saved *saved, uint64_t number)
{
    struct session *session = session_new();
    struct buffer script = BUFFER_EMPTY;
    random_seed(&saved->maker.random, number);
    saved->maker.session = session;
    buffer_clear(&saved->typed);
    must_type(session, "net 2 2:tanh 1; input 1 -1; target 0.5");
    for (int i = 1; i <= COMMANDS; i++) {
        struct error error;
        make(saved);
        buffer_printf(&saved->typed, "%s\n", saved->maker.line);
        type(session, saved->maker.line, &error);
        if (!can_load(session))
            continue;
        save(session, &script);
        struct session *other = session_with(saved, buffer_text(&script));
        must_be_alike(saved, other, true, buffer_text(&script));
        check_json(saved);
        if (i == COMMANDS)
            go_on_alike(saved, other, buffer_text(&script));
        session_free(other);
    }
    buffer_finish(&script);
    session_free(session);
    files_clear();
}

static void whatever_was_done_a_file_brings_all_of_it_back(void **state)
{
    (void)state;
    struct saved saved = {.typed = BUFFER_EMPTY};
    for (uint64_t i = 1; i <= SEQUENCES; i++)
        play_sequence(&saved, i);
    buffer_finish(&saved.typed);
    buffer_finish(&saved.before);
    buffer_finish(&saved.after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_optimizer_goes_on_from_a_file_as_it_would_have),
        cmocka_unit_test(what_was_changed_within_an_update_stays_as_it_is),
        cmocka_unit_test(whatever_was_done_a_file_brings_all_of_it_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
