#include "app/session.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/alias.h"
#include "app/command.h"
#include "app/explain_text.h"
#include "app/lesson_run.h"
#include "app/overwrite.h"
#include "app/predict.h"
#include "app/record.h"
#include "app/stops.h"
#include "app/why.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "nn/initializer.h"

struct session *session_new(void)
{
    struct session *session = memory_new(1, sizeof *session);
    session->journal = journal_new((size_t)JOURNAL_LIMIT_MB << 20);
    session->learning = learning_new();
    session->seed = 1;
    session->threads = 1;
    view_init(&session->view);
    session->prediction.digits = PREDICT_DIGITS;
    random_seed(&session->random, session->seed);
    session->initializer = initializer_find("xavier", strlen("xavier"), NULL);
    session->notation = (struct notation){.precision = SESSION_PRECISION_DEFAULT};
    session->tape = (struct tape){.journal = session->journal, .batch = 1};
    session->tape.feed = (struct feed){.batch = 1, .shuffles = true, .random = &session->random};
    session->tape.settings.loss = loss_find("l2", strlen("l2"), NULL);
    session->tape.settings.optimizer = optimizer_find("sgd", strlen("sgd"), NULL);
    session->tape.settings.rate = 0.1;
    assert(session->initializer && session->tape.settings.loss && session->tape.settings.optimizer);
    return session;
}

void session_free(struct session *session)
{
    if (!session)
        return;
    session_interrupt(session);
    record_finish(session); /* so that a lesson which is cut off isn't taken for left */
    lesson_end(session);
    progress_finish(&session->progress);
    alias_finish(session);
    explanation_finish(&session->last);
    why_forget(session);
    buffer_finish(&session->out);
    buffer_finish(&session->history);
    buffer_finish(&session->last_line);
    buffer_finish(&session->collected);
    for (size_t i = 0; i < session->printed_count; i++)
        value_finish(&session->printed[i]);
    memory_free(session->printed);
    learning_free(session->learning);
    way_finish(&session->way);
    predict_cancel(session);
    overwrite_finish(session);
    memory_free(session->prediction.answers);
    stops_finish(&session->stops);
    network_free(session->tape.network);
    dataset_free(session->tape.feed.data);
    memory_free(session->tape.feed.order);
    journal_free(session->journal);
    memory_free(session);
}

void session_print(struct session *session, const char *format, ...)
{
    char text[512];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (length >= 0 && (size_t)length < sizeof text) {
        buffer_put_n(&session->out, text, (size_t)length);
    } else if (length > 0) {
        char *whole = memory_new((size_t)length + 1, 1);
        vsnprintf(whole, (size_t)length + 1, format, again);
        buffer_put_n(&session->out, whole, (size_t)length);
        memory_free(whole);
    }
    va_end(again);
}

void session_print_rows(struct session *session, const struct value *value, size_t indent)
{
    struct buffer text = BUFFER_EMPTY;
    int width = session->columns > 0 ? session->columns - (int)indent : 0;
    struct value_limits limits = {.rows = 12, .cols = width > 0 ? 0 : 12, .width = width > 20 ? width : 0};
    value_print_rows(&text, value, session->notation.precision, limits);
    for (const char *c = buffer_text(&text); *c; c++) {
        buffer_put_char(&session->out, *c);
        if (*c == '\n')
            buffer_pad(&session->out, ' ', indent);
    }
    buffer_finish(&text);
}

bool session_needs_network(const struct session *session, struct error *error)
{
    return session->tape.network ||
           error_set(error,
                     _("there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid"));
}

void session_set_network(struct session *session, struct network *network)
{
    way_finish(&session->way);
    journal_save_object(session->journal, &session->tape.network, network_free);
    SESSION_SAVE(session, tape.operation);
    SESSION_SAVE(session, tape.batch);
    SESSION_SAVE(session, tape.iteration);
    SESSION_SAVE(session, tape.stale);
    SESSION_SAVE(session, tape.has_x);
    SESSION_SAVE(session, tape.has_y);
    SESSION_SAVE(session, has_selected);
    SESSION_SAVE(session, tape.feed.cursor);
    SESSION_SAVE(session, tape.feed.epoch);
    SESSION_SAVE(session, tape.feed.is_by_hand);
    session->tape.network = network;
    session->tape.feed.cursor = 0;
    session->tape.feed.epoch = 0;
    session->tape.feed.is_by_hand = false;
    session->tape.operation = 0;
    session->tape.batch = 1;
    session->tape.iteration = 0;
    session->tape.stale = (struct stale){0, 0};
    session->tape.has_x = session->tape.has_y = false;
    session->has_selected = false;
    explanation_finish(&session->last);
}

bool session_can_lose(const struct session *session, const struct loss *loss, struct error *error)
{
    const struct layer *last = network_last(session->tape.network);
    bool has_softmax = session->tape.settings.has_softmax;
    if (!loss_can_follow(loss, last->activation, has_softmax, error))
        return false;
    return !loss->fuses_with_softmax || has_softmax || last->nodes > 1 ||
           error_set(error,
                     _("%s of a single output counts only the samples whose target is 1, so it learns to say 1 "
                       "always; "
                       "use 'loss bce', or one output for each class"),
                     loss->name);
}

void session_keep_loss(struct session *session)
{
    struct settings *settings = &session->tape.settings;
    const struct activation *last = network_last(session->tape.network)->activation;
    if (session_can_lose(session, settings->loss, NULL))
        return;
    session_print(session, _("the loss is l2 again: %s can't follow an output of %s\n"), settings->loss->name,
                  last->name);
    SESSION_SAVE(session, tape.settings);
    settings->loss = loss_find("l2", strlen("l2"), NULL);
}

/* ---- stepping ---- */

void session_renew(struct session *session)
{
    tape_refresh(&session->tape);
    session_print(session, "%s\n", _("values that had gone stale were computed again with the numbers of now"));
}

/* Whether something was assigned within the update under way, and this is the first operation since. */
static bool goes_on_with_old(const struct session *session)
{
    const struct tape *tape = &session->tape;
    return tape->stale.layer > 0 && tape->operation > 0 && tape->operation < tape_length(tape) &&
           journal_kind(session->journal) != MOMENT_STEP;
}

bool session_operation(struct session *session, struct error *error)
{
    struct tape *tape = &session->tape;
    if (!tape_can_do(tape, error))
        return false;
    if (tape_needs_refresh(tape))
        session_renew(session);
    else if (goes_on_with_old(session))
        session_print(
            session, "%s\n",
            _("the update goes on with the gradients from before the change; 'restart' begins again"));
    if (tape->operation == 0 || tape->operation == tape_length(tape))
        way_note(&session->way, tape->network, tape->network->param, tape->iteration);
    tape_do(tape);
    session->has_stopped = session->stops.count > 0 && stops_check(session, false);
    return true;
}

bool session_step(struct session *session, enum unit unit, struct error *error)
{
    struct tape *tape = &session->tape;
    struct step step = tape_next(tape);
    if (!session_operation(session, error))
        return false;
    while (!session->has_stopped && tape->operation < tape_length(tape) &&
           tape_same_unit(step, tape_next(tape), unit) && session_operation(session, NULL))
        continue;
    session_refresh_last(session);
    return true;
}

bool session_back(struct session *session, enum unit unit)
{
    struct tape *tape = &session->tape;
    int kind = journal_kind(session->journal);
    size_t operation = tape->operation;
    if (!journal_back(session->journal))
        return false;
    if (kind == MOMENT_STEP && tape->operation == operation) /* that was a refresh: go on to the step itself */
        journal_back(session->journal);
    if (kind == MOMENT_STEP) {
        size_t undone = operation - 1;
        while (undone > 0 && journal_kind(session->journal) == MOMENT_STEP &&
               tape_same_unit(tape_at(tape, undone - 1), tape_at(tape, undone), unit)) {
            journal_back(session->journal);
            undone--;
        }
    }
    return true;
}

/* The state in which the tape's last step has just been done: its equations hold in that one, no longer where a
 * number in them, the rate or the loss was changed since. Returns how many moments that is back; 0 where the step
 * isn't kept. */
static size_t go_to_last_step(struct session *session)
{
    const struct tape *tape = &session->tape;
    const struct network *network = tape->network;
    size_t operation = tape->operation, gone = 0;
    while (journal_kind(session->journal) >= 0 && journal_kind(session->journal) != MOMENT_STEP &&
           journal_back(session->journal))
        gone++;
    bool is_here = tape->operation == operation && tape->network == network; /* a file may lead here, too */
    if (journal_kind(session->journal) == MOMENT_STEP && is_here)
        return gone;
    for (; gone > 0; gone--)
        journal_forward(session->journal);
    return 0;
}

/* Whether the weights of before this update are still known: a file that is loaded within one doesn't keep them. */
static bool is_remembered(const struct tape *tape, struct step step)
{
    if (step.phase != PHASE_UPDATE)
        return true;
    const struct layer *layer = &tape->network->layers[step.layer];
    const double *bias = tape->network->param + layer->b + (size_t)((step.node - 1) * layer->pieces);
    const void *before;
    return journal_last_change(tape->journal, bias, SIZE_MAX, &before) == MOMENT_STEP;
}

void session_refresh_last(struct session *session)
{
    const struct tape *tape = &session->tape;
    struct notation notation = session->notation; /* is restored by the way back, too */
    explanation_finish(&session->last);
    if (!tape->network || tape->operation == 0)
        return;
    size_t gone = go_to_last_step(session);
    size_t last = tape->operation - 1, first = last;
    while (first > 0 && tape_same_unit(tape_at(tape, first - 1), tape_at(tape, last), UNIT_NODE))
        first--;
    if (!is_remembered(tape, tape_at(tape, last)))
        first = last + 1; /* then it has a title alone */
    explain_operations(&session->last, tape, first, last, notation);
    for (; gone > 0; gone--)
        journal_forward(session->journal);
}

/* ---- running what was typed ---- */

bool session_feed(struct session *session, const char *text, size_t length, const char *name,
                  struct error *error)
{
    if (session->frame_count == SESSION_FRAMES_MAX)
        return error_set(error, _("scripts and aliases that call one another are nested deeper than %d"),
                         SESSION_FRAMES_MAX);
    if (!name && session->is_interactive)
        buffer_printf(&session->history, "%.*s\n", (int)length, text);
    struct frame *frame = &session->frames[session->frame_count++];
    *frame = (struct frame){
        .text = memory_text(text, length), .name = name ? memory_string(name) : NULL, .is_trusted = !name};
    lexer_init(&frame->lexer, frame->text, length);
    return true;
}

bool session_is_outermost(const struct session *session)
{
    int depth = session->frame_count;
    while (depth > 1 && session->frames[depth - 1].is_alias)
        depth--;
    return depth == 1;
}

static void drop_frame(struct session *session)
{
    struct frame *frame = &session->frames[--session->frame_count];
    memory_free(frame->text);
    memory_free(frame->name);
}

static void end_job(struct session *session)
{
    if (session->job.end)
        session->job.end(session);
    session->job = (struct job){0};
}

bool session_interrupt(struct session *session)
{
    bool had_work = session->job.slice || session->frame_count > 0;
    session->recovery.is_recovering = false; /* it can be tried again */
    if (session->job.slice) {
        record_interrupted(session);
        end_job(session);
    }
    while (session->frame_count > 0)
        drop_frame(session);
    return had_work;
}

double session_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static enum run continue_job(struct session *session, struct error *error)
{
    enum run run = session->job.slice(session, error);
    if (run != RUN_BUSY)
        end_job(session);
    return run == RUN_DONE && !record_write(session, error) ? RUN_FAILED : run;
}

/* An error in a script names the place, from the innermost file out. */
static void locate_error(const struct session *session, struct error *error)
{
    for (int i = session->frame_count - 1; i >= 0; i--) {
        const struct frame *frame = &session->frames[i];
        if (!frame->name || !*frame->name)
            continue;
        error_prefix(error, "%s:%d: ", frame->name, frame->line);
        return;
    }
}

/* A line for `commands`, or its end. */
static enum run collect(struct session *session, const struct lexer *command, struct error *error)
{
    struct lexer ahead = *command;
    if (lexer_accept(&ahead, "end") && lexer_at_end(&ahead)) {
        struct stop *stop = stops_find(session, session->collecting, error);
        session->collecting = 0;
        if (!stop)
            return RUN_FAILED;
        memory_free(stop->commands);
        stop->commands = session->collected.length > 0 ? buffer_take(&session->collected) : NULL;
        return RUN_DONE;
    }
    buffer_printf(&session->collected, "%.*s\n", (int)(command->end - command->position),
                  command->text + command->position);
    return RUN_DONE;
}

static enum run next_command(struct session *session, struct error *error)
{
    struct frame *frame = &session->frames[session->frame_count - 1];
    struct lexer command;
    bool is_read = lexer_next_command(&frame->lexer, &command, error);
    frame->line = command.line;
    if (!is_read)
        return RUN_FAILED;
    if (lexer_at_end(&command)) {
        drop_frame(session);
        return RUN_DONE;
    }
    if (session->is_echoing && !frame->is_quiet)
        session_print(session, "> %.*s\n", (int)(command.end - command.position),
                      command.text + command.position);
    bool is_typed = session_is_outermost(session);
    int depth = session->frame_count;
    if (is_typed)
        record_prepare(session, &command);
    enum run run = session->collecting                      ? collect(session, &command, error)
                   : overwrite_is_answer(session, &command) ? overwrite_answer(session, error)
                                                            : command_run(session, &command, error);
    session->job.started = run == RUN_BUSY ? session_seconds() : 0;
    if (session->frame_count > depth && session->frames[depth].is_alias)
        return run; /* its commands are recorded, each behind its work, and not its name */
    return is_typed && run == RUN_DONE && !record_write(session, error) ? RUN_FAILED : run;
}

static bool is_silent(const struct session *session)
{
    for (int i = 0; i < session->frame_count; i++)
        if (session->frames[i].is_silent)
            return true;
    return false;
}

static void drop_failed(struct session *session)
{
    while (session->frame_count > 0 && !session->keeps_going &&
           !session->frames[session->frame_count - 1].keeps_going)
        drop_frame(session);
}

/* Whether nothing follows the command that has just ended on its line. */
static bool is_line_over(const struct session *session)
{
    if (session->frame_count == 0)
        return true;
    const struct lexer *rest = &session->frames[session->frame_count - 1].lexer;
    return rest->position < rest->end && rest->text[rest->position] != ';';
}

/* An open question is asked again behind the line, its error included. */
static void remind(struct session *session)
{
    if (!session->job.slice && is_line_over(session) && !is_silent(session))
        predict_remind(session);
}

enum work session_work(struct session *session, double seconds, struct error *error)
{
    double end = session_seconds() + seconds;
    remind(session);
    while ((session->job.slice || session->frame_count > 0) && !session->has_quit) {
        size_t shown = is_silent(session) ? session->out.length : SIZE_MAX;
        enum run run = session->job.slice ? continue_job(session, error) : next_command(session, error);
        if (session->tape.operation == 0) /* no step is done, so none is shown */
            explanation_finish(&session->last);
        if (run != RUN_BUSY && session->is_walking) {
            session->is_walking = false;
            if (run == RUN_DONE)
                stops_display(session);
        }
        if (run == RUN_DONE)
            lesson_notice(session, is_line_over(session));
        if (shown < session->out.length)
            buffer_cut(&session->out, shown);
        if (run == RUN_DONE)
            remind(session);
        if (run == RUN_FAILED) {
            locate_error(session, error);
            drop_failed(session);
            return WORK_FAILED;
        }
        if (session_seconds() >= end)
            break;
    }
    if (session->has_quit)
        session_interrupt(session);
    else if (!session->job.slice && session->frame_count == 0)
        record_rest(session);
    return session->job.slice || session->frame_count > 0 ? WORK_BUSY : WORK_IDLE;
}

void session_show_step(struct session *session)
{
    if (session->last.lines > 0)
        explanation_print(&session->last, &session->out, session->columns, session->has_color);
}

bool session_is_typed(const struct session *session)
{
    return session->is_interactive && session->frame_count > 0 &&
           !session->frames[session->frame_count - 1].name;
}

void session_show_position(struct session *session)
{
    const struct tape *tape = &session->tape;
    if (!tape->network)
        session_print(session, "%s\n", _("at the very start: no network yet"));
    else if (tape->operation == 0)
        session_print(session, _("at the start of iteration %llu\n"), (unsigned long long)tape->iteration + 1);
    else
        session_print(session, _("now after %s, iteration %llu\n"), session->last.title,
                      (unsigned long long)tape->iteration + (tape->operation < tape_length(tape) ? 1 : 0));
}
