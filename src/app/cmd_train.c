/* Training: the fast path over many updates, watched and stoppable. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/command.h"
#include "app/diagnose.h"
#include "app/race.h"
#include "app/scope.h"
#include "app/stops.h"
#include "app/training.h"
#include "base/memory.h"
#include "base/translate.h"

enum { EPOCHS_MAX = 1000000000, UNTIL_EPOCHS = 10000, UPDATES_A_TURN = 16 };

#define SLICE_SECONDS 0.004

/* A training under way: what session->job.state points at. */
struct training {
    struct trainer *trainer;
    struct expression *until; /* NULL: only the count ends it */
    char *until_text;         /* as typed; NULL without it; owned */
    bool counts_steps;        /* the count is of updates, else of epochs */
    size_t count, batch;      /* samples of an epoch, of an update */
    bool is_fed;              /* from the data set; else the x and y that were typed */
    uint64_t goal;
    size_t updates_a_turn, turns;
    bool has_stops;    /* breakpoints are to be looked at after each update */
    bool watches_some; /* they look at watch's parameters only, whose indices are watched[] */
    bool looks_inside; /* they do so within the trainer's runs; else a run is one update */
    struct trainer_watch watch;
    size_t watched[TRAINER_WATCHED_MAX];
    size_t looked; /* updates of this run that they have looked at */
    bool has_stopped;
    double loss_sum; /* over the samples of this epoch so far */
    size_t loss_samples;
    struct learning_run *run;
    double cost; /* mean loss of the last whole epoch; NAN before */
};

/* ---- reading the command ---- */

static bool read_goal(struct session *session, struct lexer *lexer, uint64_t *goal, struct error *error)
{
    struct value value = {0};
    if (!scope_element(session, lexer, &value, error))
        return false;
    double number = value_is_scalar(&value) ? value.single : -1;
    value_finish(&value);
    if (!(number >= 1 && number <= EPOCHS_MAX && number == floor(number)))
        return error_set(error, _("train: a whole number from 1 to %d is needed, like: train 100 epochs"),
                         EPOCHS_MAX);
    *goal = (uint64_t)number;
    return true;
}

static bool read_training(struct session *session, struct lexer lexer, struct training *training,
                          struct error *error)
{
    training->goal = UNTIL_EPOCHS;
    if (lexer_accept(&lexer, "until")) {
        size_t start = lexer.position;
        if (!expression_read(&lexer, &training->until, error))
            return false;
        while (start < lexer.position && lexer.text[start] == ' ')
            start++;
        training->until_text = memory_text(lexer.text + start, lexer.position - start);
        if (lexer_accept(&lexer, "max") && !read_goal(session, &lexer, &training->goal, error))
            return false;
    } else if (!read_goal(session, &lexer, &training->goal, error)) {
        return false;
    }
    training->counts_steps = lexer_accept(&lexer, "steps") || lexer_accept(&lexer, "step");
    if (!training->counts_steps && !lexer_accept(&lexer, "epochs"))
        lexer_accept(&lexer, "epoch");
    return lexer_expect_end(&lexer, error);
}

/* ---- running ---- */

static void save_all(struct session *session)
{
    struct network *network = session->tape.network;
    struct feed *feed = &session->tape.feed;
    size_t bytes = network->param_count * sizeof(double);
    journal_save(session->journal, network->param, bytes);
    for (size_t i = 0; i < session->tape.settings.optimizer->states; i++)
        journal_save(session->journal, network->state[i], bytes);
    if (feed->order)
        journal_save(session->journal, feed->order, feed->training * sizeof *feed->order);
    SESSION_SAVE(session, random);
    SESSION_SAVE(session, tape.iteration);
    SESSION_SAVE(session, tape.feed.epoch);
    SESSION_SAVE(session, tape.feed.cursor);
    tape_rewind(&session->tape);
}

static void put_in_network(struct session *session)
{
    struct training *training = session->job.state;
    trainer_store(training->trainer, session->tape.network);
}

/* What the stops look at; all, where they look at more than some weights. */
static void put_what_is_watched(struct session *session, const struct training *training)
{
    if (!training->watches_some)
        put_in_network(session);
    for (size_t i = 0; training->watches_some && i < training->watch.count; i++)
        session->tape.network->param[training->watched[i]] =
            trainer_param(training->trainer, training->watch.places[i]);
}

/* Behind an update within a run. The last one of an epoch is looked at when the epoch is counted. */
static bool look(void *context, const double values[])
{
    struct session *session = context;
    struct training *training = session->job.state;
    struct tape *tape = &session->tape;
    training->looked++;
    tape->iteration++;
    session->stops.loss = values[training->watch.count];
    if (tape->feed.cursor + training->looked * training->batch >= training->count)
        return false;
    for (size_t i = 0; i < training->watch.count; i++)
        tape->network->param[training->watched[i]] = values[i];
    training->has_stopped = stops_check(session, true);
    return training->has_stopped;
}

static void find_watched(struct session *session, struct training *training)
{
    struct trainer_watch *watch = &training->watch;
    training->has_stops = session->stops.count > 0 && stops_are_set(session, true);
    if (!training->has_stops)
        return;
    *watch = (struct trainer_watch){.stops = look, .context = session};
    training->watches_some = stops_parameters(session, training->watched, &watch->count, TRAINER_WATCHED_MAX);
    for (size_t i = 0; training->watches_some && i < watch->count; i++)
        watch->places[i] = trainer_place(training->trainer, session->tape.network, training->watched[i]);
    training->looks_inside = training->watches_some && trainer_watch(training->trainer, *watch);
}

static void end_training(struct session *session)
{
    struct training *training = session->job.state;
    stops_end_training(session);
    put_in_network(session);
    session_refresh_last(session);
    if (session->is_interactive) {
        session_print(session, _("epoch %llu, iteration %llu"), (unsigned long long)session->tape.feed.epoch,
                      (unsigned long long)session->tape.iteration);
        if (!isnan(training->cost))
            session_print(session, _(": mean loss %.*g"), session->notation.precision, training->cost);
        session_print(session, "\n");
    }
    trainer_free(training->trainer);
    expression_free(training->until);
    memory_free(training->until_text);
    memory_free(training);
}

static void end_epoch(struct session *session, struct training *training)
{
    struct feed *feed = &session->tape.feed;
    feed->epoch++;
    feed->cursor = 0;
    training->cost = training->loss_sum / (double)training->loss_samples;
    training->loss_sum = 0;
    training->loss_samples = 0;
    if (learning_wants(training->run, feed->epoch)) {
        put_in_network(session);
        double test_cost = training_test_cost(&session->tape, session->tape.network);
        learning_add(training->run, (struct learning_point){feed->epoch, training->cost, test_cost});
    }
    if (training->is_fed && feed->shuffles)
        feed_shuffle(feed);
}

/* "accuracy is 0.97": the numbers that the condition names, or where it names none, itself. The caller finishes it. */
static void write_numbers(struct session *session, const struct training *training, struct buffer *out)
{
    struct expression_scope scope = scope_of(session);
    const struct reference *reference;
    for (size_t i = 0; (reference = expression_reference(training->until, i)); i++) {
        struct value value = {0};
        bool is_named = false;
        for (size_t k = 0; k < i; k++)
            is_named |= reference_same(reference, expression_reference(training->until, k));
        if (!is_named && scope.value(scope.context, reference, &value, NULL) && value_is_scalar(&value)) {
            struct buffer name = BUFFER_EMPTY;
            reference_print(&name, reference);
            buffer_put(out, out->length > 0 ? ", " : "");
            buffer_printf(out, _("%s is %.*g"), buffer_text(&name), session->notation.precision, value.single);
            buffer_finish(&name);
        }
        value_finish(&value);
    }
    if (out->length == 0)
        buffer_put(out, training->until_text);
}

/* Whether the condition holds, with its numbers; epochs: of this training. */
static void tell_until(struct session *session, const struct training *training, bool holds, uint64_t epochs)
{
    struct buffer numbers = BUFFER_EMPTY;
    write_numbers(session, training, &numbers);
    if (!holds && training->counts_steps)
        session_print(session, _("not reached in %llu steps: %s\n"), (unsigned long long)epochs,
                      buffer_text(&numbers));
    else if (!holds && epochs == 1)
        session_print(session, _("not reached in 1 epoch: %s\n"), buffer_text(&numbers));
    else if (!holds)
        session_print(session, _("not reached in %llu epochs: %s\n"), (unsigned long long)epochs,
                      buffer_text(&numbers));
    else if (session->is_interactive && epochs == 0)
        session_print(session, _("reached already: %s\n"), buffer_text(&numbers));
    else if (session->is_interactive)
        session_print(session, _("reached in epoch %llu: %s\n"), (unsigned long long)session->tape.feed.epoch,
                      buffer_text(&numbers));
    buffer_finish(&numbers);
}

static bool goal_is_reached(struct session *session, struct training *training, bool *finished,
                            struct error *error)
{
    struct expression_scope scope = scope_of(session);
    bool is_over = session->job.done >= training->goal;
    *finished = is_over;
    if (!training->until)
        return true;
    put_in_network(session);
    if (!expression_condition(training->until, &scope, finished, error))
        return false;
    if (is_over || *finished)
        tell_until(session, training, *finished, session->job.done);
    *finished |= is_over;
    return true;
}

static void write_status(struct session *session)
{
    const struct training *training = session->job.state;
    struct job *job = &session->job;
    double passed = session_seconds() - job->started;
    double left = job->done > 0 ? passed * (double)(training->goal - job->done) / (double)job->done : 0;
    snprintf(job->status, sizeof job->status,
             !job->is_endless ? _("epoch %llu, mean loss %.4g, rate %g, %.0f s left")
                              : _("epoch %llu, mean loss %.4g, rate %g"),
             (unsigned long long)session->tape.feed.epoch, training->cost, session->tape.settings.rate, left);
}

/* How many samples the next call of the trainer gets: at most the rest of the epoch, and of the steps. */
static size_t next_samples(const struct session *session, const struct training *training)
{
    const struct tape *tape = &session->tape;
    size_t batch = training->batch, left = training->count - tape->feed.cursor;
    uint64_t updates = training->updates_a_turn;
    if (training->counts_steps && training->goal - session->job.done < updates)
        updates = training->goal - session->job.done;
    uint64_t due = way_due(&session->way, tape->network, tape->iteration);
    updates = due > 0 && due < updates ? due : updates;
    if (training->has_stops && !training->looks_inside) /* each update is looked at */
        updates = 1;
    return updates < (left + batch - 1) / batch ? batch * (size_t)updates
                                                : left; /* the last one may be short */
}

/* It isn't stored for nothing: that takes its time. */
static void note_way(struct session *session)
{
    const struct tape *tape = &session->tape;
    if (way_due(&session->way, tape->network, tape->iteration) > 0)
        return;
    put_in_network(session);
    way_note(&session->way, tape->network, tape->network->param, tape->iteration);
}

static enum run end_turn(struct session *session, struct training *training, uint64_t updates,
                         struct error *error)
{
    bool is_finished = training->has_stopped, is_epoch = session->tape.feed.cursor >= training->count;
    session->job.done += training->counts_steps ? updates : 0;
    note_way(session);
    if (is_epoch) {
        end_epoch(session, training);
        session->job.done += training->counts_steps ? 0 : 1;
    }
    bool is_over = training->counts_steps && session->job.done >= training->goal;
    if ((is_epoch || is_over) && !goal_is_reached(session, training, &is_finished, error))
        return RUN_FAILED;
    if (training->has_stops && (is_epoch || !training->looks_inside)) {
        put_what_is_watched(session, training);
        is_finished |= stops_check(session, true);
    }
    return is_finished ? RUN_DONE : RUN_BUSY;
}

/* A turn: one call of the trainer, and what is due behind it. */
static enum run take_turn(struct session *session, struct training *training, struct error *error)
{
    struct tape *tape = &session->tape;
    const uint32_t *order = training->is_fed ? tape->feed.order + tape->feed.cursor : NULL;
    size_t samples = next_samples(session, training);
    uint64_t updates, before = tape->iteration;
    double loss_sum;
    training->looked = 0;
    enum trained trained = trainer_run(training->trainer, order, samples, &updates, &loss_sum);
    tape->iteration = before + updates;
    if (training->has_stopped)
        samples = (size_t)updates * training->batch;
    if (trained == TRAINED_NOT_FINITE) {
        tape->feed.cursor += (size_t)updates * training->batch;
        put_in_network(session);
        diagnose_not_finite(session, error);
        return RUN_FAILED;
    }
    if (!training->looks_inside) /* then this was one update */
        session->stops.loss = loss_sum / (double)samples;
    training->loss_sum += loss_sum;
    training->loss_samples += samples;
    bool is_finite = isfinite(loss_sum);
    if (!is_finite) { /* though the weights are, and stay so */
        put_in_network(session);
        diagnose_not_finite(session, error);
    }
    tape->feed.cursor += samples;
    if (!is_finite && tape->feed.cursor >= training->count)
        end_epoch(session, training);
    return !is_finite ? RUN_FAILED : end_turn(session, training, updates, error);
}

/* As many turns as fit into SLICE_SECONDS; the clock is read behind ever more of them, as it takes its time, too. */
static enum run slice_training(struct session *session, struct error *error)
{
    struct training *training = session->job.state;
    double start = session_seconds(), passed = 0;
    enum run run = RUN_BUSY;
    while (run == RUN_BUSY && passed < SLICE_SECONDS) {
        for (size_t i = 0; i < training->turns && run == RUN_BUSY; i++)
            run = take_turn(session, training, error);
        passed = session_seconds() - start;
        if (passed < SLICE_SECONDS / 8) {
            training->turns *= training->turns < 1024 ? 2 : 1;
            training->updates_a_turn *= training->updates_a_turn < 1 << 20 ? 2 : 1;
        }
    }
    write_status(session);
    put_in_network(session); /* the window shows them while it goes on */
    return run;
}

static enum run run_train(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct tape *tape = &session->tape;
    struct training read = {.cost = (double)NAN, .updates_a_turn = UPDATES_A_TURN, .turns = 1};
    bool holds = false;
    SESSION_SAVE(session, tape.feed.is_by_hand);
    if (tape->feed.data && tape->feed.data->count > 0)
        tape->feed.is_by_hand = false;
    bool is_read =
        read_training(session, arguments->values[0].rest, &read, error) && tape_is_ready(tape, error);
    struct expression_scope scope = scope_of(session);
    if (is_read && read.until) /* an error in it shows now, not after the first epoch */
        is_read = expression_condition(read.until, &scope, &holds, error);
    if (is_read && holds)
        tell_until(session, &read, true, 0);
    if (!is_read || holds) {
        expression_free(read.until);
        memory_free(read.until_text);
        return is_read ? RUN_DONE : RUN_FAILED;
    }
    save_all(session);
    struct training *training = memory_new(1, sizeof *training);
    *training = read;
    training->count = training_count(tape);
    training->batch = training_batch(tape);
    training->is_fed = tape_is_fed(tape);
    training->trainer = training_trainer(session, tape);
    find_watched(session, training);
    way_add(&session->way, tape->network, tape->network->param, tape->iteration);
    stops_begin_training(session);
    if (training->updates_a_turn < trainer_grain(training->trainer))
        training->updates_a_turn = trainer_grain(training->trainer);
    char label[LEARNING_LABEL_SIZE];
    learning_label(&tape->settings, label);
    training->run = learning_begin(session->learning, label);
    learning_note_net(training->run, tape->network);
    session->job = (struct job){.slice = slice_training,
                                .end = end_training,
                                .state = training,
                                .total = read.goal,
                                .is_training = true,
                                .is_endless = read.goal == EPOCHS_MAX,
                                .has_progress = true};
    return RUN_BUSY;
}

static enum run run_threads(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    if (arguments->count == 0) {
        session_print(session, "threads %d\n", session->threads);
        return RUN_DONE;
    }
    SESSION_SAVE(session, threads);
    session->threads = (int)arguments->values[0].number;
    return RUN_DONE;
}

static enum run run_arithmetic(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    if (arguments->count == 0) {
        session_print(session, "arithmetic %s\n", session->is_single ? "single" : "double");
        return RUN_DONE;
    }
    SESSION_SAVE(session, is_single);
    session->is_single = strcmp(arguments->values[0].text, "single") == 0;
    if (session->is_single && session->is_interactive)
        session_print(
            session, "%s\n",
            _("train now counts in single precision, about 7 digits; steps and checks stay in double"));
    return RUN_DONE;
}

static const char *const precisions[] = {"double", "single", NULL};

static const struct command commands[] = {
    {.name = "train",
     .flags = COMMAND_NEEDS_NET | COMMAND_CHANGES | COMMAND_WALKS,
     .arguments = {{.name = "N [epochs|steps] | until EXPR [max N]", .kind = ARGUMENT_TEXT}},
     .without =
         N_("how long? 'train 100' goes 100 times through the samples; 'train until accuracy > 0.99' stops "
            "when that holds"),
     .summary = N_("train quickly over many epochs; Ctrl-C stops between two updates"),
     .details = N_("train 100            100 epochs: every sample 100 times\n"
                   "train 5 steps        5 updates\n"
                   "train until cost < 0.01 max 5000"),
     .example = "net 2 4:tanh 1:sigmoid; loss bce; data xor; train 10",
     .run = run_train},
    {.name = "race",
     .flags = COMMAND_NEEDS_NET,
     .arguments = {{.name = "OPTIMIZER|rate R|max N",
                    .kind = ARGUMENT_WORD,
                    .flags = ARGUMENT_REPEATS,
                    .choice_at = race_word}},
     .summary = N_("train with several optimizers or rates from the same weights, and compare"),
     .details = N_(
         "race sgd momentum adam         each at the rate of now, for 200 epochs\n"
         "race rate 0.01 0.1 1 max 500   the optimizer of now at three rates, 500 epochs\n"
         "race sgd adam rate 0.01 0.1    each optimizer at each rate\n"
         "All begin with the weights of now and take the samples in the same order; afterwards all is\n"
         "as it was before. 'view loss surface' shows the runs side by side. The table and the panel 'loss'\n"
         "hold the mean loss during an epoch, while the weights still move, as train prints it."),
     .example = "net 2 4:tanh 1:sigmoid; loss bce; data xor; race sgd adam max 10",
     .run = race_run},
    {.name = "threads",
     .flags = COMMAND_CHANGES,
     .arguments = {{.name = "N", .kind = ARGUMENT_INTEGER, .flags = ARGUMENT_OPTIONAL, .min = 1, .max = 64}},
     .summary = N_("how many processors train uses for large layers; 1 at first"),
     .example = "threads 2",
     .run = run_threads},
    {.name = "arithmetic",
     .flags = COMMAND_CHANGES,
     .arguments = {{.name = "double|single",
                    .kind = ARGUMENT_CHOICE,
                    .flags = ARGUMENT_OPTIONAL,
                    .choices = precisions}},
     .summary = N_("whether train counts in double precision, or faster in single, for large networks"),
     .example = "arithmetic single; arithmetic double",
     .run = run_arithmetic},
};

const struct command_topic cmd_train = {"train", N_("Training"), commands, sizeof commands / sizeof *commands};
