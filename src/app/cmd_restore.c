/* What 'save' writes beside ordinary commands, so that all comes back bit for bit. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "app/command.h"
#include "app/scope.h"
#include "app/stops.h"
#include "base/memory.h"
#include "base/translate.h"

/* All whole numbers left on the line, from 0 on; the caller frees. NULL with an error where one is none. */
static uint64_t *read_wholes(struct session *session, struct lexer lexer, size_t *count, struct error *error)
{
    uint64_t *numbers = NULL;
    *count = 0;
    while (!lexer_at_end(&lexer)) {
        struct value value = {0};
        if (!scope_element(session, &lexer, &value, error)) {
            memory_free(numbers);
            return NULL;
        }
        double number = value_is_scalar(&value) ? value.single : -1;
        value_finish(&value);
        if (!(number >= 0 && number <= 9007199254740992.0 && number == floor(number))) {
            error_set(error, _("restore: whole numbers from 0 on belong here"));
            memory_free(numbers);
            return NULL;
        }
        numbers = memory_resize(numbers, *count + 1, sizeof *numbers);
        numbers[(*count)++] = (uint64_t)number;
    }
    assert(*count > 0); /* the row asks for a text */
    return numbers;
}

static bool restore_iteration(struct session *session, const uint64_t *numbers, size_t count,
                              struct error *error)
{
    (void)count, (void)error;
    SESSION_SAVE(session, tape.iteration);
    session->tape.iteration = numbers[0];
    return true;
}

static bool restore_epoch(struct session *session, const uint64_t *numbers, size_t count, struct error *error)
{
    (void)count, (void)error;
    SESSION_SAVE(session, tape.feed.epoch);
    session->tape.feed.epoch = numbers[0];
    return true;
}

static bool restore_random(struct session *session, const uint64_t *numbers, size_t count, struct error *error)
{
    if (count != 8)
        return error_set(error, _("restore random takes 8 numbers"));
    SESSION_SAVE(session, random);
    for (size_t i = 0; i < 4; i++) /* halves, since a double holds 53 bits */
        session->random.state[i] = (numbers[2 * i] & UINT32_MAX) << 32 | (numbers[2 * i + 1] & UINT32_MAX);
    return true;
}

/* Sample numbers, from 1, at a place of the order, from 1: a long order comes in several lines. The iteration under
 * way was of other samples: it begins again. */
static bool restore_order(struct session *session, const uint64_t *numbers, size_t count, struct error *error)
{
    struct feed *feed = &session->tape.feed;
    size_t samples = feed->data ? feed->data->count : 0, from = numbers[0], given = count - 1;
    bool fits = from >= 1 && from <= samples && given <= samples - (from - 1);
    for (size_t i = 1; i < count && fits; i++)
        fits = numbers[i] >= 1 && numbers[i] <= samples;
    if (!fits)
        return error_set(error, _("restore order takes a place and sample numbers, all from 1 to %zu"),
                         samples);
    tape_rewind(&session->tape);
    journal_save(session->journal, feed->order + from - 1, given * sizeof *feed->order);
    for (size_t i = 0; i < given; i++)
        feed->order[from - 1 + i] = (uint32_t)(numbers[i + 1] - 1);
    return true;
}

/* How many of the order are for training, and where in it the next iteration begins: at its start. */
static bool restore_feed(struct session *session, const uint64_t *numbers, size_t count, struct error *error)
{
    struct feed *feed = &session->tape.feed;
    if (count != 2 || !feed->data || numbers[0] < 1 || numbers[0] > feed->data->count ||
        numbers[1] >= numbers[0])
        return error_set(
            error, _("restore feed takes how many samples are for training and where among them to begin"));
    tape_rewind(&session->tape);
    SESSION_SAVE(session, tape.feed.training);
    SESSION_SAVE(session, tape.feed.cursor);
    feed->training = numbers[0];
    feed->cursor = numbers[1];
    return true;
}

static bool restore_classes(struct session *session, const uint64_t *numbers, size_t count, struct error *error)
{
    struct feed *feed = &session->tape.feed;
    int classes = (int)(numbers[0] <= INT16_MAX ? numbers[0] : 0);
    if (count != 1 || !feed->data ||
        !(classes == 0 || classes == (feed->data->outputs == 1 ? 2 : feed->data->outputs)))
        return error_set(error, _("restore classes takes their number: 0, 2, or one for each output"));
    struct dataset *data = dataset_copy(feed->data);
    dataset_set_classes(data, classes, NULL);
    journal_save_object(session->journal, &feed->data, dataset_free);
    feed->data = data;
    return true;
}

/* The first operations of the iteration again, without showing them. */
static bool restore_position(struct session *session, const uint64_t *numbers, size_t count,
                             struct error *error)
{
    struct tape *tape = &session->tape;
    (void)count;
    if (!session_needs_network(session, error))
        return false;
    tape_rewind(tape);
    while (tape->operation < numbers[0]) {
        if (!tape_can_do(tape, error))
            return false;
        tape_do(tape);
        if (tape->operation == tape_length(tape))
            break;
    }
    session_refresh_last(session);
    return tape->operation == numbers[0] ||
           error_set(error, _("restore: an iteration of this network has %zu operations"), tape_length(tape));
}

/* Whether the last operation before this place took the target. */
static bool takes_target(struct step last)
{
    return last.sample > 0 || last.phase != PHASE_FORWARD || last.operation == OPERATION_LOSS;
}

/* What no walk can reach would read samples that aren't there. */
static bool is_place(const struct tape *tape, const uint64_t *numbers, struct error *error)
{
    struct tape there = *tape;
    const struct feed *feed = &tape->feed;
    const struct network *network = tape->network;
    uint64_t operation = numbers[0], batch = numbers[1], layer = numbers[2], row = numbers[3];
    there.batch = batch <= UINT32_MAX ? batch : 0;
    if (there.batch == 0 || operation > tape_length(&there))
        return error_set(error, _("restore place: there is no such place in an iteration of this network"));
    size_t samples = tape_is_fed(tape) ? feed->training : 1;
    size_t left = tape_is_fed(tape) && operation < tape_length(&there) ? samples - feed->cursor : samples;
    bool fits = operation == 0 || (batch <= left && tape->has_x);
    if (fits && operation > 0 && takes_target(tape_at(&there, operation - 1)))
        fits = tape->has_y;
    if (!fits)
        return error_set(error, _("restore place: the samples or the input of this place are missing"));
    bool is_row = layer >= 1 && layer <= (uint64_t)network->depth;
    uint64_t most = is_row ? (uint64_t)network->layers[layer].rows : 0;
    return (layer <= (uint64_t)network->depth + 1 && row <= most && (layer == 0 || operation > 0)) ||
           error_set(error, _("restore place: layer %llu, row %llu can't be stale there"),
                     (unsigned long long)layer, (unsigned long long)row);
}

/* How many operations of an iteration of so many samples are done, as "restore cells" says what they gave; and the
 * layer and row from which on it is stale, or 0 0. */
static bool restore_place(struct session *session, const uint64_t *numbers, size_t count, struct error *error)
{
    struct tape *tape = &session->tape;
    if (!session_needs_network(session, error))
        return false;
    if (count != 4)
        return error_set(error,
                         _("restore place takes 4 numbers: operations, samples, and a stale layer and row"));
    if (!is_place(tape, numbers, error))
        return false;
    SESSION_SAVE(session, tape.operation);
    SESSION_SAVE(session, tape.batch);
    SESSION_SAVE(session, tape.stale);
    tape->operation = numbers[0];
    tape->batch = numbers[1];
    tape->stale = (struct stale){(int)numbers[2], (int)numbers[3]};
    session_refresh_last(session);
    return true;
}

/* restore hits STOP COUNT: how often it has been met. */
static bool restore_hits(struct session *session, const uint64_t *numbers, size_t count, struct error *error)
{
    int number = numbers[0] <= INT16_MAX ? (int)numbers[0] : 0;
    if (count != 2)
        return error_set(error, _("restore hits takes a breakpoint's number and how often it was met"));
    struct stop *stop = stops_find(session, number, error);
    if (stop)
        stop->hits = numbers[1];
    return stop != NULL;
}

enum { STOP_NUMBER_MAX = 1000000 };

/* The number of the next breakpoint, watchpoint or display. */
static bool restore_stop(struct session *session, const uint64_t *numbers, size_t count, struct error *error)
{
    uint64_t least = 1;
    for (size_t i = 0; i < session->stops.count; i++)
        if ((uint64_t)session->stops.stops[i].number >= least)
            least = (uint64_t)session->stops.stops[i].number + 1;
    if (count != 1 || numbers[0] < least || numbers[0] > STOP_NUMBER_MAX)
        return error_set(error, _("restore stop takes the number of the next breakpoint: %llu to %d"),
                         (unsigned long long)least, STOP_NUMBER_MAX);
    session->stops.last_number = (int)numbers[0] - 1;
    return true;
}

static const struct restored {
    const char *name;
    bool (*restore)(struct session *session, const uint64_t *numbers, size_t count, struct error *error);
} restored[] = {
    {"iteration", restore_iteration}, {"epoch", restore_epoch}, {"random", restore_random},
    {"order", restore_order},         {"feed", restore_feed},   {"classes", restore_classes},
    {"position", restore_position},   {"place", restore_place}, {"stop", restore_stop},
    {"hits", restore_hits},
};

/* These are followed by the name of a vector or matrix and its numbers. */
static const char *const arrays[] = {"state", "weights", "first", "cells"};

static bool is_array(const char *what)
{
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        if (strcmp(what, arrays[i]) == 0)
            return true;
    return false;
}

static void skip_blanks(struct lexer *lexer)
{
    while (!lexer_at_end(lexer) && lexer_at_blank(lexer))
        lexer->position++;
}

/* Behind "state": its number. */
static bool read_array(struct session *session, const char *what, struct lexer *lexer, double **array,
                       struct error *error)
{
    struct network *network = session->tape.network;
    struct value number = {0};
    *array = strcmp(what, "first") == 0 ? network->first : network->param;
    if (strcmp(what, "state") != 0)
        return true;
    if (!scope_element(session, lexer, &number, error))
        return false;
    *array = network->state[value_is_scalar(&number) && number.single == 2 ? 1 : 0];
    value_finish(&number);
    return true;
}

/* What the rest of the line is about: the name of a whole vector or matrix, and the numbers for it. */
static bool read_numbers(struct session *session, const char *what, struct lexer *lexer, struct cell *cell,
                         struct value *value, struct error *error)
{
    struct reference reference;
    bool is_cells = strcmp(what, "cells") == 0;
    skip_blanks(lexer);
    if (!reference_read(lexer, &reference, error) || !scope_cell(session, &reference, cell, error))
        return false;
    if (cell->row || quantity_is_parameter(cell->quantity) == is_cells)
        return error_set(error,
                         is_cells ? _("restore %s takes the numbers for all of z1, or a1 ...")
                                  : _("restore %s takes the numbers for all of w1, or b1 ..."),
                         what);
    if (!scope_element(session, lexer, value, error))
        return false;
    int rows, columns;
    network_values(session->tape.network, cell->quantity, cell->layer, &rows, &columns);
    size_t count = (size_t)rows * (size_t)columns;
    return value_count(value) == count ||
           error_set(error, _("restore %s: %zu numbers are needed"), what, count);
}

/* A number of now has been put back. */
static void note_restored(struct session *session, struct cell cell)
{
    struct tape *tape = &session->tape;
    bool *has = cell.quantity == QUANTITY_X ? &tape->has_x : cell.quantity == QUANTITY_Y ? &tape->has_y : NULL;
    if (quantity_is_parameter(cell.quantity))
        tape_touch(tape, cell);
    if (!has)
        return;
    journal_save(session->journal, has, sizeof *has);
    *has = true;
}

/* "restore state 1 w1 [...]": what the optimizer keeps for each parameter; "restore weights w1 [...]" and "restore
 * first w1 [...]": the weights of now, and those that `reset` returns to, infinite ones too; "restore cells z1 [...]":
 * what a pass has computed, or taken from the data. */
static bool restore_array(struct session *session, const char *what, struct lexer lexer, struct error *error)
{
    struct value value = {0};
    struct cell cell;
    double *array;
    if (!session_needs_network(session, error) || !read_array(session, what, &lexer, &array, error))
        return false;
    struct tape *tape = &session->tape;
    bool fits = read_numbers(session, what, &lexer, &cell, &value, error);
    if (fits) {
        int rows, columns;
        double *target = network_values(tape->network, cell.quantity, cell.layer, &rows, &columns);
        if (quantity_is_parameter(cell.quantity))
            target = array + (target - tape->network->param);
        journal_save(session->journal, target, value_count(&value) * sizeof *target);
        memcpy(target, value_data(&value), value_count(&value) * sizeof *target);
        if (array == tape->network->param)
            note_restored(session, cell);
    }
    value_finish(&value);
    return fits;
}

/* restore names DATA CLASS ...: of the data set, and of its classes where they have any. */
static bool restore_names(struct session *session, struct lexer lexer, struct error *error)
{
    struct feed *feed = &session->tape.feed;
    const char *names[1 + VIEW_CLASSES_MAX] = {0};
    char *owned[1 + VIEW_CLASSES_MAX];
    size_t count = 0, classes = feed->data ? (size_t)feed->data->classes : 0;
    bool is_read = feed->data || error_set(error, _("restore names: there is no data"));
    while (is_read && !lexer_at_end(&lexer)) {
        struct buffer text = BUFFER_EMPTY;
        struct token word;
        is_read = count <= classes && count <= VIEW_CLASSES_MAX
                      ? lexer_word(&lexer, &word, error)
                      : error_set(error, _("restore names: there are only %zu classes"), classes);
        if (!is_read)
            break;
        lexer_unquote(&word, &text);
        names[count] = owned[count] = buffer_take(&text);
        count++;
    }
    if (is_read && count != 1 && count != classes + 1)
        is_read = error_set(error, _("restore names takes the data's name and one for each class"));
    if (is_read) {
        struct dataset *data = dataset_copy(feed->data);
        dataset_rename(data, names[0]);
        dataset_set_classes(data, data->classes, count > 1 ? names + 1 : NULL);
        journal_save_object(session->journal, &feed->data, dataset_free);
        feed->data = data;
    }
    while (count > 0)
        memory_free(owned[--count]);
    return is_read;
}

/* restore watched STOP VALUE: what a watchpoint saw last, where nothing shows it now. */
static bool restore_watched(struct session *session, struct lexer lexer, struct error *error)
{
    struct value number = {0}, value = {0};
    bool is_read =
        scope_element(session, &lexer, &number, error) && scope_element(session, &lexer, &value, error);
    bool is_number = is_read && value_is_scalar(&number) && number.single >= 0 && number.single <= INT16_MAX;
    struct stop *stop = is_read ? stops_find(session, is_number ? (int)number.single : 0, error) : NULL;
    value_finish(&number);
    if (!stop) {
        value_finish(&value);
        return false;
    }
    value_own(&value);
    stops_remember(stop, value);
    return true;
}

/* What reads its own words. */
static const struct told {
    const char *name;
    bool (*restore)(struct session *session, struct lexer lexer, struct error *error);
} told[] = {{"names", restore_names}, {"watched", restore_watched}};

enum {
    RESTORED = sizeof restored / sizeof *restored,
    ARRAYS = sizeof arrays / sizeof *arrays,
    TOLD = sizeof told / sizeof *told
};

static const char *restored_name(size_t i)
{
    if (i < RESTORED)
        return restored[i].name;
    i -= RESTORED;
    if (i < ARRAYS)
        return arrays[i];
    i -= ARRAYS;
    return i < TOLD ? told[i].name : NULL;
}

static enum run run_restore(struct session *session, const struct arguments *arguments, struct error *error)
{
    const char *what = arguments->values[0].text;
    struct lexer rest = arguments->values[1].rest;
    for (size_t i = 0; i < TOLD; i++)
        if (strcmp(what, told[i].name) == 0)
            return told[i].restore(session, rest, error) ? RUN_DONE : RUN_FAILED;
    if (is_array(what))
        return restore_array(session, what, rest, error) ? RUN_DONE : RUN_FAILED;
    size_t count, i = 0;
    uint64_t *numbers = read_wholes(session, rest, &count, error);
    if (!numbers)
        return RUN_FAILED;
    while (strcmp(restored[i].name, what) != 0)
        i++;
    bool is_done = restored[i].restore(session, numbers, count, error);
    if (is_done && session->is_interactive && (strcmp(what, "position") == 0 || strcmp(what, "place") == 0))
        session_show_position(session); /* who has loaded a file sees where that leads */
    memory_free(numbers);
    return is_done ? RUN_DONE : RUN_FAILED;
}

static const struct command commands[] = {
    {.name = "restore",
     .flags = COMMAND_CHANGES,
     .arguments = {{.name = "WHAT", .kind = ARGUMENT_CHOICE, .choice_at = restored_name},
                   {.name = "NUMBERS", .kind = ARGUMENT_TEXT}},
     .summary = N_("put back what no other command sets; 'save' writes such lines"),
     .example = "net 1 1; input 1; target 0; restore iteration 7; restore position 5; print iteration",
     .run = run_restore},
};

const struct command_topic cmd_restore = {"restore", N_("Bringing back what was saved"), commands,
                                          sizeof commands / sizeof *commands};
