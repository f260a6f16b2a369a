#include "app/race.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/scope.h"
#include "app/training.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"

enum { RACE_MAX = LEARNING_RUNS_MAX, RACE_EPOCHS = 200, RACE_EPOCHS_MAX = 1000000000 };

#define SLICE_SECONDS 0.004
#define RATE_MAX 1e6
#define TURN_WORK 2e5 /* weights times samples between two looks at the clock */
#define SHARE 0.1     /* of the first cost: how soon it is reached is compared */

struct runner {
    struct settings settings;
    char label[LEARNING_LABEL_SIZE];
    struct trainer *trainer;
    struct learning_run *run;
    uint64_t updates;
    double loss_sum;        /* over the samples of this epoch so far */
    uint64_t epochs;        /* done */
    uint64_t reached;       /* the epoch in which the loss was down to SHARE of the first; 0: not yet */
    uint64_t not_finite_in; /* the epoch that it couldn't finish; 0: none */
    double loss;            /* the mean of the last whole epoch, as the loss panel shows it; NAN before */
};

struct race {
    struct runner runners[RACE_MAX];
    size_t count, turn; /* turn: whose it is */
    struct tape tape;   /* the session's, with the race's own order of samples */
    struct random random;
    struct network *network; /* where a runner's numbers are put to be looked at */
    uint64_t epochs;
    uint64_t first_iteration, first_epoch; /* of the session, where all begin */
    size_t place;                          /* where in the order the runner whose turn it is stands */
    size_t samples;                        /* of a turn */
    double first_loss;                     /* the mean, without regularisation */
};

/* ---- reading the command ---- */

struct words {
    const struct argument *values;
    size_t count, next;
};

static bool accept(struct words *words, const char *word)
{
    bool is_it = words->next < words->count && strcmp(words->values[words->next].text, word) == 0;
    words->next += is_it ? 1 : 0;
    return is_it;
}

static bool is_keyword(const char *word)
{
    return strcmp(word, "rate") == 0 || strcmp(word, "max") == 0;
}

static bool looks_like_a_number(const char *word)
{
    return strchr("0123456789.+-", *word) != NULL;
}

/* The next word as a number; NAN if it is none. */
static double take_number(struct session *session, struct words *words)
{
    if (words->next == words->count)
        return (double)NAN;
    const char *text = words->values[words->next++].text;
    struct lexer lexer;
    struct value value = {0};
    double number = (double)NAN;
    lexer_init(&lexer, text, strlen(text));
    if (scope_element(session, &lexer, &value, NULL) && lexer_at_end(&lexer) && value_is_scalar(&value))
        number = value.single;
    value_finish(&value);
    return number;
}

static bool read_rates(struct session *session, struct words *words, double rates[RACE_MAX], size_t *count,
                       struct error *error)
{
    while (words->next < words->count && !is_keyword(words->values[words->next].text)) {
        const char *text = words->values[words->next].text;
        double rate = take_number(session, words);
        if (!(rate > 0 && rate <= RATE_MAX))
            return error_set(error, _("race: a rate is a number above 0 and at most %g, not '%s'"), RATE_MAX,
                             text);
        if (*count == RACE_MAX)
            return error_set(error, _("race: more than %d rates"), RACE_MAX);
        rates[(*count)++] = rate;
    }
    return *count > 0 || error_set(error, _("race: behind 'rate' belong rates, like: race rate 0.01 0.1 1"));
}

static bool read_epochs(struct session *session, struct words *words, uint64_t *epochs, struct error *error)
{
    double number = take_number(session, words);
    if (!(number >= 1 && number <= RACE_EPOCHS_MAX && number == floor(number)))
        return error_set(error,
                         _("race: behind 'max' belongs a whole number of epochs from 1 to %d, like: max 500"),
                         RACE_EPOCHS_MAX);
    *epochs = (uint64_t)number;
    return true;
}

static bool read_optimizer(const char *word, struct settings *settings, struct error *error)
{
    if (looks_like_a_number(word))
        return error_set(error, _("race: '%s' is no optimizer; rates stand behind 'rate', like: race rate %s"),
                         word, word);
    return optimizer_parse(word, strlen(word), &settings->optimizer, &settings->optimizer_param, error);
}

/* One more, unless it is there already. */
static bool add_runner(struct race *race, const struct settings *settings, struct error *error)
{
    struct runner *runner = &race->runners[race->count];
    char label[LEARNING_LABEL_SIZE];
    learning_label(settings, label);
    for (size_t i = 0; i < race->count; i++)
        if (strcmp(race->runners[i].label, label) == 0)
            return error_set(error, _("race: '%s' would run twice; name each once"), label);
    if (race->count == RACE_MAX)
        return error_set(error, _("race: more than %d runs; leave some optimizers or rates out"), RACE_MAX);
    *runner = (struct runner){.settings = *settings};
    memcpy(runner->label, label, sizeof label);
    race->count++;
    return true;
}

static bool read_race(struct session *session, struct words words, struct race *race, struct error *error)
{
    const struct settings *now = &session->tape.settings;
    struct settings optimizers[RACE_MAX] = {*now};
    double rates[RACE_MAX] = {now->rate};
    size_t optimizer_count = 0, rate_count = 0;
    race->epochs = RACE_EPOCHS;
    while (words.next < words.count) {
        if (accept(&words, "rate")) {
            if (!read_rates(session, &words, rates, &rate_count, error))
                return false;
        } else if (accept(&words, "max")) {
            if (!read_epochs(session, &words, &race->epochs, error))
                return false;
        } else {
            if (optimizer_count == RACE_MAX)
                return error_set(error, _("race: more than %d optimizers"), RACE_MAX);
            struct settings *settings = &optimizers[optimizer_count++];
            *settings = *now;
            if (!read_optimizer(words.values[words.next++].text, settings, error))
                return false;
        }
    }
    if (optimizer_count == 0 && rate_count == 0)
        return error_set(error, _("race: name what to compare, like: race sgd momentum adam"));
    for (size_t i = 0; i == 0 || i < optimizer_count; i++)
        for (size_t k = 0; k == 0 || k < rate_count; k++) {
            optimizers[i].rate = rates[k];
            if (!add_runner(race, &optimizers[i], error))
                return false;
        }
    return true;
}

/* ---- the result ---- */

static void put_padded(struct session *session, const char *text, size_t columns)
{
    size_t width = utf8_columns(text);
    buffer_put(&session->out, text);
    buffer_pad(&session->out, ' ', width < columns ? columns - width : 0);
}

static size_t wider(size_t columns, const char *text)
{
    size_t width = utf8_columns(text);
    return width > columns ? width : columns;
}

static void put_runner(struct session *session, const struct race *race, const struct runner *runner,
                       const size_t columns[2])
{
    uint64_t broke_in = race->first_epoch + runner->not_finite_in;
    bool has_loss = !runner->not_finite_in && !isnan(runner->loss);
    char loss[40];
    snprintf(loss, sizeof loss, "%.4g", runner->loss);
    put_padded(session, runner->label, columns[0] + 2);
    put_padded(session, has_loss ? loss : "-", columns[1] + 2);
    if (runner->not_finite_in)
        session_print(session, _("no finite number in epoch %llu: the rate is likely too large"),
                      (unsigned long long)broke_in);
    else if (runner->reached)
        session_print(session, _("%llu epochs"), (unsigned long long)runner->reached);
    else
        buffer_put(&session->out, "-");
    buffer_put_char(&session->out, '\n');
}

/* As many as all of them have done that no number has stopped. */
static uint64_t epochs_of_all(const struct race *race)
{
    uint64_t least = UINT64_MAX, most = 0;
    for (size_t i = 0; i < race->count; i++) {
        const struct runner *runner = &race->runners[i];
        most = runner->epochs > most ? runner->epochs : most;
        if (!runner->not_finite_in)
            least = runner->epochs < least ? runner->epochs : least;
    }
    return least < most ? least : most;
}

static void put_table(struct session *session, const struct race *race)
{
    const char *loss = _("mean loss"), *reached = _("down to a tenth in");
    size_t columns[2] = {0, utf8_columns(loss)};
    for (size_t i = 0; i < race->count; i++)
        columns[0] = wider(columns[0], race->runners[i].label);
    columns[1] = columns[1] < 9 ? 9 : columns[1];
    session_print(session, _("from a mean loss of %.4g, in %llu epochs:\n"), race->first_loss,
                  (unsigned long long)epochs_of_all(race));
    put_padded(session, "", columns[0] + 2);
    put_padded(session, loss, columns[1] + 2);
    session_print(session, "%s\n", reached);
    for (size_t i = 0; i < race->count; i++)
        put_runner(session, race, &race->runners[i], columns);
}

/* What the runner's network stands at. */
static struct learning_point point_of(const struct race *race, const struct runner *runner)
{
    trainer_store(runner->trainer, race->network);
    return (struct learning_point){race->first_epoch + runner->epochs, runner->loss,
                                   training_test_cost(&race->tape, race->network)};
}

/* The line in the loss panel ends with the number in the table, also where not every epoch has a point. */
static void end_line(const struct race *race, const struct runner *runner)
{
    const struct learning_run *run = runner->run;
    if (runner->epochs > 0 && !runner->not_finite_in &&
        run->points[run->count - 1].epoch < race->first_epoch + runner->epochs)
        learning_add(runner->run, point_of(race, runner));
}

static void end_race(struct session *session)
{
    struct race *race = session->job.state;
    for (size_t i = 0; i < race->count; i++) {
        end_line(race, &race->runners[i]);
        trainer_free(race->runners[i].trainer);
    }
    put_table(session, race);
    memory_free(race->tape.feed.order);
    network_free(race->network);
    memory_free(race);
}

/* ---- running ---- */

static void end_epoch(struct race *race, struct runner *runner, size_t samples)
{
    uint64_t epoch = race->first_epoch + ++runner->epochs;
    runner->loss = runner->loss_sum / (double)samples;
    runner->loss_sum = 0;
    if (runner->reached == 0 && runner->loss <= SHARE * race->first_loss)
        runner->reached = runner->epochs;
    if (learning_wants(runner->run, epoch))
        learning_add(runner->run, point_of(race, runner));
}

static bool is_over(const struct race *race)
{
    bool all_stopped = true;
    for (size_t i = 0; i < race->count; i++)
        all_stopped &= race->runners[i].not_finite_in > 0;
    return all_stopped || race->tape.feed.epoch >= race->first_epoch + race->epochs;
}

/* The next one that still runs; behind the last the next epoch begins, with another order of the samples. */
static void pass_turn(struct race *race)
{
    struct feed *feed = &race->tape.feed;
    do {
        if (++race->turn < race->count)
            continue;
        race->turn = 0;
        feed->epoch++;
        feed->cursor = 0;
        if (tape_is_fed(&race->tape) && feed->shuffles)
            feed_shuffle(feed);
    } while (race->runners[race->turn].not_finite_in && !is_over(race));
    race->place = feed->cursor;
}

static void note_way(struct session *session, const struct race *race, struct runner *runner)
{
    struct way *way = &runner->run->way;
    uint64_t iteration = race->first_iteration + runner->updates;
    if (way_due(way, session->tape.network, iteration) > 0)
        return;
    trainer_store(runner->trainer, race->network);
    way_note(way, session->tape.network, race->network->param, iteration);
}

/* At most the rest of the epoch, and up to the next point of its way. */
static size_t next_samples(const struct session *session, const struct race *race, const struct runner *runner)
{
    size_t batch = training_batch(&race->tape), left = training_count(&race->tape) - race->place;
    uint64_t due = way_due(&runner->run->way, session->tape.network, race->first_iteration + runner->updates);
    size_t samples = race->samples < left ? race->samples : left;
    return due > 0 && due < samples / batch ? (size_t)due * batch : samples;
}

static void take_turn(struct session *session, struct race *race)
{
    struct runner *runner = &race->runners[race->turn];
    const struct feed *feed = &race->tape.feed;
    size_t samples = next_samples(session, race, runner), count = training_count(&race->tape);
    const uint32_t *order = tape_is_fed(&race->tape) ? feed->order + race->place : NULL;
    uint64_t updates;
    double loss_sum;
    enum trained trained = trainer_run(runner->trainer, order, samples, &updates, &loss_sum);
    runner->updates += updates;
    if (trained == TRAINED_NOT_FINITE) {
        runner->not_finite_in = runner->epochs + 1;
        learning_add(runner->run, (struct learning_point){race->first_epoch + runner->not_finite_in,
                                                          (double)NAN, (double)NAN});
        pass_turn(race);
        return;
    }
    runner->loss_sum += loss_sum;
    race->place += samples;
    note_way(session, race, runner);
    if (race->place < count)
        return;
    end_epoch(race, runner, count - feed->cursor);
    pass_turn(race);
}

static enum run slice_race(struct session *session, struct error *error)
{
    struct job *job = &session->job;
    struct race *race = job->state;
    double start = session_seconds(), passed;
    (void)error;
    while (!is_over(race) && session_seconds() < start + SLICE_SECONDS)
        take_turn(session, race);
    job->done = race->tape.feed.epoch - race->first_epoch;
    passed = session_seconds() - job->started;
    snprintf(job->status, sizeof job->status, _("race: epoch %llu of %llu, %.0f s left"),
             (unsigned long long)job->done, (unsigned long long)race->epochs,
             job->done > 0 ? passed * (double)(race->epochs - job->done) / (double)job->done : 0);
    return is_over(race) ? RUN_DONE : RUN_BUSY;
}

/* Its own order of the samples, and an optimizer that remembers nothing. */
static void take_copies(struct session *session, struct race *race)
{
    struct feed *feed = &race->tape.feed;
    race->network = network_copy(session->tape.network);
    for (size_t i = 0; i < OPTIMIZER_STATES_MAX; i++)
        memset(race->network->state[i], 0, race->network->param_count * sizeof(double));
    race->random = session->random;
    feed->random = &race->random;
    uint32_t *order = NULL; /* what the session keeps of data that were cleared stays the session's */
    if (feed->data) {
        order = memory_new(feed->data->count, sizeof *order);
        memcpy(order, feed->order, feed->data->count * sizeof *order);
    }
    feed->order = order;
}

static void start_runner(struct session *session, struct race *race, struct runner *runner)
{
    struct trainer_options options = {
        .batch = training_batch(&race->tape), .threads = session->threads, .is_single = session->is_single};
    runner->trainer = trainer_new(race->network, &runner->settings, 0, training_samples(&race->tape), options);
    runner->loss = (double)NAN;
    runner->run = learning_begin_race(session->learning, runner->label);
    learning_note_net(runner->run, race->network);
    way_add(&runner->run->way, session->tape.network, race->network->param, race->first_iteration);
}

static void start(struct session *session, struct race *race)
{
    size_t batch = training_batch(&race->tape);
    double fit = TURN_WORK / (double)race->network->param_count / (double)batch;
    race->samples = batch * (size_t)fmax(1, fit);
    race->first_iteration = session->tape.iteration;
    race->first_epoch = session->tape.feed.epoch;
    race->place = race->tape.feed.cursor;
    race->first_loss = training_cost(&race->tape, race->network);
    for (size_t i = 0; i < race->count; i++)
        start_runner(session, race, &race->runners[i]);
    session->job = (struct job){.slice = slice_race,
                                .end = end_race,
                                .state = race,
                                .total = race->epochs,
                                .is_training = true,
                                .has_progress = true};
}

enum run race_run(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct race *race = memory_new(1, sizeof *race);
    race->tape = session->tape;
    if (race->tape.feed.data && race->tape.feed.data->count > 0)
        race->tape.feed.is_by_hand = false;
    if (!read_race(session, (struct words){arguments->values, arguments->count, 0}, race, error) ||
        !tape_is_ready(&race->tape, error)) {
        memory_free(race);
        return RUN_FAILED;
    }
    take_copies(session, race);
    start(session, race);
    return RUN_BUSY;
}

const char *race_word(size_t i)
{
    static const char *const words[] = {"rate", "max"};
    size_t optimizers = optimizer_count();
    if (i < optimizers)
        return optimizer_at(i)->name;
    i -= optimizers;
    return i < sizeof words / sizeof *words ? words[i] : NULL;
}
