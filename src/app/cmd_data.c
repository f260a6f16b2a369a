/* Data sets: where samples come from, in which order, how many at a time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "app/data_text.h"
#include "app/scope.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"
#include "config.h"
#include "lang/value.h"
#include "nn/csv.h"
#include "nn/generator.h"

/* ---- putting a data set in place ---- */

/* All samples for training, in their own order, or shuffled. */
static void set_order(struct session *session, size_t count)
{
    struct feed *feed = &session->tape.feed;
    uint32_t *order = memory_new(count, sizeof *order);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    journal_save_object(session->journal, &feed->order, memory_free);
    SESSION_SAVE(session, tape.feed.room);
    SESSION_SAVE(session, tape.feed.training);
    SESSION_SAVE(session, tape.feed.cursor);
    SESSION_SAVE(session, tape.feed.epoch);
    SESSION_SAVE(session, tape.feed.is_by_hand);
    feed->order = order;
    feed->room = count;
    feed->training = count;
    feed->cursor = 0;
    feed->epoch = 0;
    feed->is_by_hand = false;
    if (feed->shuffles && count > 0)
        tape_shuffle(&session->tape);
    if (session->tape.network)
        tape_rewind(&session->tape);
}

/* The costs of one say nothing beside those of the other. */
static bool is_another_task(const struct dataset *old, const struct dataset *data)
{
    return !old || !data || strcmp(old->name, data->name) != 0 || old->inputs != data->inputs ||
           old->outputs != data->outputs;
}

static void set_data(struct session *session, struct dataset *data)
{
    if (is_another_task(session->tape.feed.data, data)) {
        journal_save_object(session->journal, &session->learning, learning_free);
        session->learning = learning_new();
    }
    journal_save_object(session->journal, &session->tape.feed.data, dataset_free);
    session->tape.feed.data = data;
    set_order(session, data ? data->count : 0);
}

/* ---- data ---- */

enum { CSV_WORDS_MAX = 64 };

struct csv_words {             /* what is said behind a file's name, and the columns among it */
    char *text[CSV_WORDS_MAX]; /* owned */
    size_t count;
    const char *targets[CSV_WORDS_MAX], *skip[CSV_WORDS_MAX];
};

/* Numbers up to the end or a ':'. */
static bool read_side(struct session *session, struct lexer *lexer, double numbers[DATASET_WIDTH_MAX],
                      int *count, struct error *error)
{
    *count = 0;
    while (!lexer_at_end(lexer) && !lexer_accept(lexer, ":")) {
        struct value value = {0};
        if (!scope_element(session, lexer, &value, error))
            return false;
        bool is_number = value_is_scalar(&value);
        double number = is_number ? value.single : 0;
        value_finish(&value);
        lexer_accept(lexer, ",");
        if (!is_number)
            return error_set(error, _("data add: write plain numbers, like: data add 0 1 : 1"));
        if (*count == DATASET_WIDTH_MAX)
            return error_set(error, _("data add: more than %d numbers"), DATASET_WIDTH_MAX);
        numbers[(*count)++] = number;
    }
    return true;
}

/* "0,5 1" is two inputs for one half of the world and three for the other. side ends where the next one begins. */
static bool check_commas(struct lexer side, struct error *error)
{
    char quoted[LEXER_QUOTE_SIZE], last = ':';
    bool are_by_blanks = false, has_blank = false;
    size_t comma;
    for (size_t i = side.position; i < side.end && !strchr("#:", side.text[i]); i++) {
        if (side.text[i] == ' ') {
            has_blank = true;
            continue;
        }
        are_by_blanks |= has_blank && !strchr(",:", last) && side.text[i] != ',';
        has_blank = false;
        last = side.text[i];
    }
    if (are_by_blanks && lexer_decimal_comma(&side, quoted, &comma))
        return error_set(error, _("data add: %s may be one number or two"), quoted);
    return true;
}

/* The widths of the samples before, or else of the network, say how many numbers these are. */
static bool has_widths(const struct session *session, int inputs, int outputs)
{
    const struct dataset *data = session->tape.feed.data;
    const struct network *network = session->tape.network;
    if (data && data->count > 0)
        return data->inputs == inputs && data->outputs == outputs;
    return network && network_inputs(network) == inputs && network_outputs(network) == outputs;
}

static bool check_widths(const struct session *session, int inputs, int outputs, struct error *error)
{
    const struct dataset *data = session->tape.feed.data;
    if (inputs == 0 || outputs == 0)
        return error_set(
            error, _("data add: inputs and targets stand on both sides of a ':', like: data add 0 1 : 1"));
    if (data && data->count > 0 && (data->inputs != inputs || data->outputs != outputs))
        return error_set(
            error, _("data add: this sample has %d inputs and %d targets, but those before have %d and %d"),
            inputs, outputs, data->inputs, data->outputs);
    return true;
}

/* Room for the order of count samples; what is in it stays. */
static void make_room(struct session *session, size_t count)
{
    struct feed *feed = &session->tape.feed;
    if (count <= feed->room)
        return;
    size_t room = 2 * count;
    uint32_t *order = memory_new(room, sizeof *order);
    memcpy(order, feed->order, (count - 1) * sizeof *order);
    journal_save_object(session->journal, &feed->order, memory_free);
    SESSION_SAVE(session, tape.feed.room);
    feed->order = order;
    feed->room = room;
}

/* Behind the others; for training, last in this epoch. Data sets only grow, so their old count undoes it. */
static bool append(struct session *session, const double *x, const double *y, struct error *error)
{
    struct feed *feed = &session->tape.feed;
    size_t count = feed->data->count;
    journal_save(session->journal, &feed->data->count, sizeof feed->data->count);
    if (!dataset_add(feed->data, x, y, error))
        return false;
    make_room(session, count + 1);
    journal_save(session->journal, feed->order + feed->training, sizeof *feed->order);
    SESSION_SAVE(session, tape.feed.training);
    feed->order[count] = feed->order[feed->training]; /* the first of those for testing makes room, if any */
    feed->order[feed->training++] = (uint32_t)count;
    SESSION_SAVE(session, tape.feed.is_by_hand);
    feed->is_by_hand = false;
    if (session->tape.network)
        tape_rewind(&session->tape);
    return true;
}

static bool start_data(struct session *session, const double *x, const double *y, int inputs, int outputs,
                       struct error *error)
{
    struct dataset *data = dataset_new("", inputs, outputs, error);
    if (!data || !dataset_add(data, x, y, error)) {
        dataset_free(data);
        return false;
    }
    set_data(session, data);
    return true;
}

static bool read_sample(struct session *session, struct lexer lexer, double *x, double *y, int *inputs,
                        int *outputs, struct error *error)
{
    struct lexer left = lexer;
    if (!read_side(session, &lexer, x, inputs, error))
        return false;
    struct lexer right = lexer;
    left.end = lexer.position;
    return read_side(session, &lexer, y, outputs, error) &&
           (has_widths(session, *inputs, *outputs) ||
            (check_commas(left, error) && check_commas(right, error))) &&
           check_widths(session, *inputs, *outputs, error);
}

static enum run data_add(struct session *session, struct lexer lexer, struct error *error)
{
    double *x = memory_new(2 * DATASET_WIDTH_MAX, sizeof *x), *y = x + DATASET_WIDTH_MAX;
    int inputs = 0, outputs = 0;
    const struct dataset *data = session->tape.feed.data;
    bool is_read = read_sample(session, lexer, x, y, &inputs, &outputs, error);
    bool is_added = is_read && (data && data->count > 0 ? append(session, x, y, error)
                                                        : start_data(session, x, y, inputs, outputs, error));
    memory_free(x);
    return is_added ? RUN_DONE : RUN_FAILED;
}

static bool read_generator_numbers(struct session *session, struct lexer *lexer, double *count, double *noise,
                                   struct error *error)
{
    double *numbers[] = {count, noise};
    for (size_t i = 0; i < 2 && !lexer_at_end(lexer); i++) {
        struct value value = {0};
        if (!scope_element(session, lexer, &value, error))
            return false;
        bool is_number = value_is_scalar(&value);
        *numbers[i] = is_number ? value.single : (double)NAN;
        value_finish(&value);
        if (!is_number || isnan(*numbers[i]))
            return error_set(
                error,
                _("data: behind the name come how many samples and how much noise, like: data moons 200 0.1"));
    }
    if (*count != floor(*count) || *count < 1 || *count > GENERATOR_COUNT_MAX)
        return error_set(error, _("data: %g samples; it can be 1 to %d"), *count, GENERATOR_COUNT_MAX);
    return lexer_expect_end(lexer, error);
}

static enum run data_generate(struct session *session, const char *name, struct lexer lexer,
                              struct error *error)
{
    const struct generator *generator;
    double param, count, noise;
    if (!generator_parse(name, strlen(name), &generator, &param, error))
        return RUN_FAILED;
    count = (double)generator->count_default;
    noise = generator->noise_default;
    if (!read_generator_numbers(session, &lexer, &count, &noise, error))
        return RUN_FAILED;
    SESSION_SAVE(session, random);
    struct dataset *data = generator_make(generator, param, (size_t)count, noise, &session->random, error);
    if (!data)
        return RUN_FAILED;
    set_data(session, data);
    if (session->is_interactive)
        data_describe(session);
    return RUN_DONE;
}

/* The words behind a file's name: target COLUMN ..., skip COLUMN ..., classes, numbers, one-hot, standardise. */
static bool read_csv_options(struct lexer *lexer, struct csv_words *words, struct csv_options *options,
                             struct error *error)
{
    const char **list = NULL; /* where column names go */
    size_t *count = NULL;
    struct token token;
    while (!lexer_at_end(lexer)) {
        if (words->count == CSV_WORDS_MAX)
            return error_set(error, _("data: more than %d words behind the file"), CSV_WORDS_MAX);
        if (!lexer_word(lexer, &token, error))
            return false;
        struct buffer text = BUFFER_EMPTY;
        lexer_unquote(&token, &text);
        char *word = words->text[words->count++] = buffer_take(&text);
        if (strcmp(word, "target") == 0) {
            list = words->targets;
            count = &options->target_count;
        } else if (strcmp(word, "skip") == 0) {
            list = words->skip;
            count = &options->skip_count;
        } else if (strcmp(word, "classes") == 0) {
            options->kind = CSV_KIND_CLASSES;
        } else if (strcmp(word, "numbers") == 0) {
            options->kind = CSV_KIND_NUMBERS;
        } else if (strcmp(word, "one-hot") == 0) {
            options->is_one_hot = true;
        } else if (strcmp(word, "standardise") == 0) {
            options->is_standardised = true;
        } else if (list) {
            list[(*count)++] = word;
        } else {
            return error_set(
                error,
                _("data: '%s' is no option of a file; there are: target COLUMN, skip COLUMN, classes, "
                  "numbers, one-hot, standardise"),
                word);
        }
    }
    options->targets = words->targets;
    options->skip = words->skip;
    return true;
}

/* A net that takes these inputs, but has no output for some of the classes, can't learn them. */
static bool outputs_are_enough(const struct session *session, const struct csv_report *report,
                               const struct dataset *data, struct error *error)
{
    const struct network *network = session->tape.network;
    if (!network || network_inputs(network) != data->inputs || data->classes == 0 ||
        network_outputs(network) >= data->outputs)
        return true;
    return error_set(
        error,
        _("%s: column %d holds %d classes, but the network has %d outputs; build one with an output "
          "for each first: net %d ... %d"),
        data->name, report->target_column[0], data->classes, network_outputs(network), data->inputs,
        data->outputs);
}

/* The user's file; where there is none of that name in this folder, the one that comes with nabla: iris.csv. */
static bool read_csv_file(const char *path, struct buffer *text, struct error *error)
{
    struct buffer own = BUFFER_EMPTY;
    bool is_read = file_read(path, CSV_BYTES_MAX, text, error);
    if (is_read || strchr(path, '/') || access(path, F_OK) == 0)
        return is_read;
    buffer_printf(&own, "%s/%s",
                  access(NABLA_BUILD_DATA_DIR, R_OK) == 0 ? NABLA_BUILD_DATA_DIR : NABLA_DATA_DIR, path);
    is_read = file_read(buffer_text(&own), CSV_BYTES_MAX, text, NULL);
    buffer_finish(&own);
    return is_read;
}

static enum run load_csv(struct session *session, const char *path, const struct csv_options *options,
                         struct error *error)
{
    struct buffer text = BUFFER_EMPTY;
    struct csv_report report;
    struct dataset *data = NULL;
    if (read_csv_file(path, &text, error))
        data = csv_read(buffer_text(&text), text.length, path, options, &report, error);
    buffer_finish(&text);
    if (!data)
        return RUN_FAILED;
    bool is_fit = outputs_are_enough(session, &report, data, error);
    if (is_fit && session->is_interactive) {
        csv_report_describe(&report, data, &session->out);
        session_print(session, "\n");
    }
    csv_report_finish(&report);
    if (is_fit)
        set_data(session, data);
    else
        dataset_free(data);
    return is_fit ? RUN_DONE : RUN_FAILED;
}

static enum run data_file(struct session *session, const char *path, struct lexer lexer, struct error *error)
{
    struct csv_words words = {0};
    struct csv_options options = {0};
    enum run run = read_csv_options(&lexer, &words, &options, error) ? load_csv(session, path, &options, error)
                                                                     : RUN_FAILED;
    for (size_t i = 0; i < words.count; i++)
        memory_free(words.text[i]);
    return run;
}

/* A name with a point or a slash in it is a file's. */
static bool is_file(const char *name)
{
    return strchr(name, '.') || strchr(name, '/');
}

static bool fits_data(struct session *session, const struct arguments *arguments)
{
    int inputs = 0, outputs = 0;
    if (strcmp(arguments->values[0].text, "add") != 0 || arguments->count < 2)
        return true;
    double *x = memory_new(2 * DATASET_WIDTH_MAX, sizeof *x), *y = x + DATASET_WIDTH_MAX;
    bool is_read = read_sample(session, arguments->values[1].rest, x, y, &inputs, &outputs, NULL);
    memory_free(x);
    return is_read;
}

static enum run run_data(struct session *session, const struct arguments *arguments, struct error *error)
{
    const char *what = arguments->values[0].text;
    struct lexer nothing = {.text = "", .line = 1, .column = 1};
    struct lexer rest = arguments->count > 1 ? arguments->values[1].rest : nothing;
    if (strcmp(what, "add") == 0)
        return data_add(session, rest, error);
    if (strcmp(what, "remove") == 0 || strcmp(what, "delete") == 0) {
        error_set(error,
                  _("data %s: a single sample can't be removed; 'undo' takes back the last one that was "
                    "added, 'data clear' takes all"),
                  what);
        return RUN_FAILED;
    }
    if (is_file(what))
        return data_file(session, what, rest, error);
    bool is_show = strcmp(what, "show") == 0;
    if (!is_show && strcmp(what, "clear") != 0)
        return data_generate(session, what, rest, error);
    if (!lexer_expect_end(&rest, error))
        return RUN_FAILED;
    if (is_show)
        return data_show(session, error) ? RUN_DONE : RUN_FAILED;
    set_data(session, NULL);
    return RUN_DONE;
}

/* ---- order and size ---- */

static enum run run_sample(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct tape *tape = &session->tape;
    struct feed *feed = &tape->feed;
    if (!data_is_there(session, error))
        return RUN_FAILED;
    size_t sample = (size_t)arguments->values[0].number - 1, place = 0;
    if (sample >= feed->data->count) {
        error_set(error, _("there is no sample %zu; the last is %zu"), sample + 1, feed->data->count);
        return RUN_FAILED;
    }
    while (place < feed->training && feed->order[place] != sample)
        place++;
    if (place == feed->training) {
        error_set(error, _("sample %zu is kept for testing; 'split 1' takes all for training"), sample + 1);
        return RUN_FAILED;
    }
    SESSION_SAVE(session, tape.feed.cursor);
    SESSION_SAVE(session, tape.feed.is_by_hand);
    feed->cursor = place;
    feed->is_by_hand = false;
    if (!tape_is_ready(tape, error))
        return RUN_FAILED;
    tape_rewind(tape);
    tape_load(tape, sample);
    if (session->is_interactive)
        data_show_row(session, feed->data, sample);
    return RUN_DONE;
}

static enum run run_batch(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct feed *feed = &session->tape.feed;
    const char *text = arguments->values[0].text;
    size_t batch = 0;
    if (strcmp(text, "all") != 0) {
        char after;
        unsigned long number;
        if (text[strspn(text, "0123456789")] != '\0' || sscanf(text, "%9lu%c", &number, &after) != 1 ||
            number == 0) {
            error_set(error, _("'%s' is no batch; write how many samples an update sees, from 1 on, or 'all'"),
                      text);
            return RUN_FAILED;
        }
        if (feed->data && number > feed->training) {
            error_set(
                error,
                _("a batch of %lu is larger than the %zu samples for training; 'batch all' takes them all"),
                number, feed->training);
            return RUN_FAILED;
        }
        batch = number;
    }
    SESSION_SAVE(session, tape.feed.batch);
    feed->batch = batch;
    if (session->tape.network)
        tape_rewind(&session->tape);
    return RUN_DONE;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t left, right;
    memcpy(&left, a, sizeof left);
    memcpy(&right, b, sizeof right);
    return (left > right) - (left < right);
}

static enum run run_shuffle(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct feed *feed = &session->tape.feed;
    (void)error;
    SESSION_SAVE(session, tape.feed.shuffles);
    feed->shuffles = strcmp(arguments->values[0].text, "on") == 0;
    if (!feed->data)
        return RUN_DONE;
    SESSION_SAVE(session, tape.feed.cursor);
    feed->cursor = 0;
    if (feed->shuffles) {
        tape_shuffle(&session->tape);
    } else { /* by number again, among those for training */
        journal_save(session->journal, feed->order, feed->training * sizeof *feed->order);
        qsort(feed->order, feed->training, sizeof *feed->order, compare_numbers);
    }
    if (session->tape.network)
        tape_rewind(&session->tape);
    return RUN_DONE;
}

static enum run run_split(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct feed *feed = &session->tape.feed;
    if (!data_is_there(session, error))
        return RUN_FAILED;
    size_t count = feed->data->count, training = (size_t)(arguments->values[0].number * (double)count + 0.5);
    if (training == 0) {
        error_set(error, _("%g of %zu samples leaves none for training"), arguments->values[0].number, count);
        return RUN_FAILED;
    }
    set_order(session, count);
    if (!feed->shuffles) /* which ones are for testing is drawn all the same */
        tape_shuffle(&session->tape);
    feed->training = training;
    if (session->is_interactive)
        data_describe(session);
    return RUN_DONE;
}

static const char *data_word(size_t i)
{
    static const char *const words[] = {"add", "show", "clear"};
    if (i < sizeof words / sizeof *words)
        return words[i];
    i -= sizeof words / sizeof *words;
    return i < generator_count() ? generator_at(i)->name : NULL;
}

static const char *const on_off[] = {"on", "off", NULL};

static const struct command commands[] = {
    {.name = "data",
     .flags = COMMAND_CHANGES,
     .arguments = {{.name = "NAME|FILE|add|show|clear",
                    .kind = ARGUMENT_WORD,
                    .flags = ARGUMENT_READS,
                    .choice_at = data_word},
                   {.name = "...", .kind = ARGUMENT_TEXT, .flags = ARGUMENT_OPTIONAL}},
     .summary = N_("load or draw a data set, add a sample, show or clear them"),
     .details = N_("data xor                the four samples of XOR\n"
                   "data moons 200 0.1      200 samples with noise 0.1\n"
                   "data spiral:3           three arms\n"
                   "data iris.csv           a file of numbers; the last column is the target\n"
                   "data f.csv target price skip id standardise\n"
                   "data add 0 1 : 1        one sample: inputs, ':', targets"),
     .example = "data xor; data show",
     .run = run_data,
     .fits = fits_data},
    {.name = "sample",
     .flags = COMMAND_NEEDS_NET | COMMAND_CHANGES,
     .arguments = {{.name = "K", .kind = ARGUMENT_INTEGER, .min = 1, .max = DATASET_SAMPLES_MAX}},
     .summary = N_("take sample K of the data as input and target; the next iteration begins with it"),
     .example = "net 2 2:tanh 1:sigmoid; data xor; sample 3",
     .run = run_sample},
    {.name = "batch",
     .flags = COMMAND_CHANGES,
     .arguments = {{.name = "N|all", .kind = ARGUMENT_WORD}},
     .summary = N_("how many samples an update sees: their mean gradient moves the weights"),
     .example = "data xor; batch all",
     .run = run_batch},
    {.name = "shuffle",
     .flags = COMMAND_CHANGES,
     .arguments = {{.name = "on|off", .kind = ARGUMENT_CHOICE, .choices = on_off}},
     .summary = N_("whether each epoch takes the samples in a new order"),
     .example = "shuffle off",
     .run = run_shuffle},
    {.name = "split",
     .flags = COMMAND_CHANGES,
     .arguments = {{.name = "SHARE", .kind = ARGUMENT_NUMBER, .min = 1e-6, .max = 1}},
     .summary = N_("train on this share of the data, drawn at random, and keep the rest for testing"),
     .example = "data moons; split 0.8",
     .run = run_split},
};

const struct command_topic cmd_data = {"data", N_("Data"), commands, sizeof commands / sizeof *commands};
