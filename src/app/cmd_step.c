/* Walking the tape: steps, passes, iterations, and back. */
#include <math.h>
#include <string.h>

#include "app/cell.h"
#include "app/command.h"
#include "app/diagnose.h"
#include "app/predict.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/translate.h"

enum { SHOWN_STEPS_MAX = 32 }; /* node steps that a pass prints one by one */

static const char *const unit_words[] = {"op", "node", "layer", "pass", NULL};

/* "step", "step 3", "step layer", "step 2 pass": a count and a size, both optional. */
static bool read_count_and_unit(const struct arguments *arguments, uint64_t *count, enum unit *unit,
                                struct error *error)
{
    *count = 1;
    *unit = UNIT_NODE;
    for (size_t i = 0; i < arguments->count; i++) {
        const char *text = arguments->values[i].text;
        bool is_number = text[strspn(text, "0123456789")] == '\0' && strlen(text) <= 9;
        if (is_number && i == 0) {
            *count = 0;
            for (const char *digit = text; *digit; digit++)
                *count = *count * 10 + (uint64_t)(*digit - '0');
            if (*count == 0)
                return error_set(error, _("0 steps are no step; write a count of at least 1"));
            continue;
        }
        bool is_unit = false;
        for (int k = 0; unit_words[k]; k++) {
            if (strncmp(unit_words[k], text, strlen(text)) == 0) {
                *unit = (enum unit)k;
                is_unit = true;
            }
        }
        if (!is_unit || i + 1 < arguments->count)
            return error_set(error, _("'%s' is no size of a step; there are: op, node, layer, pass"), text);
    }
    return true;
}

static bool is_worth_showing(const struct session *session, enum unit unit)
{
    return unit <= UNIT_NODE || tape_step_count(&session->tape) <= SHOWN_STEPS_MAX;
}

/* One step, shown node by node. */
static bool do_step(struct session *session, enum unit unit, struct error *error)
{
    struct tape *tape = &session->tape;
    struct step step = tape_next(tape);
    do {
        if (!session_step(session, unit == UNIT_OPERATION ? unit : UNIT_NODE, error))
            return false;
        if (is_worth_showing(session, unit))
            session_show_step(session);
    } while (!session->has_stopped && tape->operation < tape_length(tape) &&
             tape_same_unit(step, tape_next(tape), unit) && tape_can_do(tape, NULL));
    if (!is_worth_showing(session, unit))
        session_show_position(session);
    return true;
}

static enum run slice_steps(struct session *session, struct error *error)
{
    struct job *job = &session->job;
    struct error why;
    if (!do_step(session, (enum unit)job->param, job->done == 0 ? error : &why)) {
        if (job->done == 0)
            return RUN_FAILED;
        session_print(session, "%s\n", why.text);
        return RUN_DONE;
    }
    return ++job->done < job->total && !session->has_stopped ? RUN_BUSY : RUN_DONE;
}

static enum run run_step(struct session *session, const struct arguments *arguments, struct error *error)
{
    uint64_t count;
    enum unit unit;
    if (!read_count_and_unit(arguments, &count, &unit, error))
        return RUN_FAILED;
    if (session->prediction.is_on)
        return predict_ask(session, error) ? RUN_DONE : RUN_FAILED;
    session->job = (struct job){.slice = slice_steps, .total = count, .param = (int)unit};
    return RUN_BUSY;
}

static enum run run_back(struct session *session, const struct arguments *arguments, struct error *error)
{
    uint64_t count;
    enum unit unit;
    if (!read_count_and_unit(arguments, &count, &unit, error))
        return RUN_FAILED;
    unsigned commands = 0;
    for (uint64_t i = 0; i < count; i++) {
        bool is_command = journal_kind(session->journal) == MOMENT_COMMAND;
        if (session_back(session, unit)) {
            commands += is_command;
            continue;
        }
        if (i > 0)
            break;
        error_set(error, /* else the moment that made the network would be there */
                  _("older history is gone: %zu moments before this were dropped; 'memory' keeps more"),
                  journal_forgotten(session->journal));
        return RUN_FAILED;
    }
    session_refresh_last(session);
    if (commands > 0)
        session_print(session, _("commands taken back that were no steps: %u\n"), commands);
    session_show_position(session);
    return RUN_DONE;
}

static enum run run_undo(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)arguments;
    if (!journal_undo(session->journal)) {
        error_set(error, _("there is nothing to undo"));
        return RUN_FAILED;
    }
    session_refresh_last(session);
    session_show_position(session);
    return RUN_DONE;
}

static enum run run_redo(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)arguments;
    if (!journal_redo(session->journal)) {
        error_set(error, _("there is nothing to redo"));
        return RUN_FAILED;
    }
    session_refresh_last(session);
    session_show_position(session);
    return RUN_DONE;
}

/* Where a pass is too long to be shown: how far it went. */
static void say_pass(struct session *session)
{
    static const char *const phases[] = {N_("forward"), N_("backward"), N_("update")};
    const struct tape *tape = &session->tape;
    struct step last = tape_at(tape, tape->operation - 1);
    session_print(session, _("[%zu/%zu] %s: L = %.*g ('step' shows node by node)\n"), last.number,
                  tape_step_count(tape), _(phases[last.phase]), session->notation.precision,
                  *tape->network->loss);
}

/* To the end of the phase, in the sample that the tape is in; what is still open before it runs first. */
static enum run slice_to_phase(struct session *session, struct error *error)
{
    struct tape *tape = &session->tape;
    struct job *job = &session->job;
    struct step next = tape_next(tape);
    bool is_shown = tape_step_count(tape) <= SHOWN_STEPS_MAX;
    if (job->done > 0) {
        struct step last = tape_at(tape, tape->operation - 1);
        bool is_over = next.phase != last.phase || next.sample != last.sample || next.number <= last.number;
        if ((int)last.phase == job->param && is_over) {
            if (session->is_interactive && !is_shown)
                say_pass(session);
            return RUN_DONE;
        }
    }
    if (next.operation == OPERATION_LOSS && !tape->has_y) {
        session_print(session, "%s\n", _("no target yet: the loss waits for 'target ...'"));
        return RUN_DONE;
    }
    if (!session_step(session, UNIT_NODE, error))
        return RUN_FAILED;
    job->done++;
    if (session->is_interactive && (is_shown || session->has_stopped))
        session_show_step(session);
    return session->has_stopped ? RUN_DONE : RUN_BUSY;
}

static enum run start_phase(struct session *session, enum phase phase, struct error *error)
{
    if (phase != PHASE_FORWARD && !tape_is_ready(&session->tape, error))
        return RUN_FAILED;
    session->job = (struct job){.slice = slice_to_phase, .param = (int)phase};
    return RUN_BUSY;
}

/* Whether the sample that the tape is in has finished this phase, so that running it again does nothing. */
static bool is_past(const struct tape *tape, enum phase phase)
{
    return tape->operation > 0 && tape->operation < tape_length(tape) && tape_next(tape).phase > phase;
}

/* Whether a forward pass that was done no longer shows the numbers of now, and nothing but it would be lost by
 * running it again. */
static bool is_outdated(const struct tape *tape)
{
    struct step next = tape_next(tape);
    bool is_done = is_past(tape, PHASE_FORWARD) || (next.operation == OPERATION_LOSS && !tape->has_y);
    return is_done && tape->stale.layer > 0 && next.phase != PHASE_UPDATE && next.sample == 0;
}

/* Whoever changes a number behind a pass and asks for the pass again wants it with that number. Not within an
 * update, which would have to begin anew with the weights that it has moved. */
static bool has_renewed(struct session *session)
{
    const struct tape *tape = &session->tape;
    if (tape->stale.layer == 0 || tape_at(tape, tape->operation - 1).phase == PHASE_UPDATE)
        return false;
    session_renew(session);
    return true;
}

static enum run run_forward(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)arguments;
    if (is_outdated(&session->tape)) {
        journal_mark(session->journal, MOMENT_COMMAND);
        tape_rewind(&session->tape);
    } else if (is_past(&session->tape, PHASE_FORWARD)) {
        if (has_renewed(session))
            return RUN_DONE;
        session_print(session, "%s\n",
                      _("the forward pass is done; 'backward' goes on, 'restart' begins again"));
        return RUN_DONE;
    }
    return start_phase(session, PHASE_FORWARD, error);
}

static enum run run_backward(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)arguments;
    if (is_past(&session->tape, PHASE_BACKWARD)) {
        if (has_renewed(session))
            return RUN_DONE;
        session_print(session, "%s\n",
                      _("the backward pass is done; 'update' goes on, 'restart' begins again"));
        return RUN_DONE;
    }
    return start_phase(session, PHASE_BACKWARD, error);
}

static enum run run_update(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)arguments;
    return start_phase(session, PHASE_UPDATE, error);
}

static enum run run_finish(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)arguments;
    return start_phase(session, tape_next(&session->tape).phase, error);
}

/* At the end of an iteration: names where it began. */
static bool is_still_finite(struct session *session, struct error *error)
{
    const struct tape *tape = &session->tape;
    const struct settings *settings = &tape->settings;
    struct cell bad;
    if (!diagnose_find(tape, &bad))
        return true;
    session_refresh_last(session);
    bool is_loss = bad.quantity == QUANTITY_LOSS;
    if (is_loss && isinf(*tape->network->loss) && settings->loss->needs_probability && !tape_is_fused(tape))
        return error_set(error,
                         _("L is infinite in iteration %llu, a logarithm of 0, since an output is exactly 0 or "
                           "1; ce behind 'head "
                           "softmax', or bce behind sigmoid, is computed without that logarithm"),
                         (unsigned long long)tape->iteration);
    if (is_loss)
        return error_set(
            error,
            _("L is no longer finite in iteration %llu; the rate %g is likely too large: 'reset', then try "
              "'rate %g'"),
            (unsigned long long)tape->iteration, settings->rate, diagnose_smaller_rate(settings->rate));
    struct buffer name = BUFFER_EMPTY;
    cell_typed(&name, bad);
    error_set(
        error,
        _("%s in layer %d is no longer finite in iteration %llu; the rate %g is likely too large: 'reset', "
          "then try 'rate %g'"),
        buffer_text(&name), bad.layer ? bad.layer : tape->network->depth, (unsigned long long)tape->iteration,
        settings->rate, diagnose_smaller_rate(settings->rate));
    buffer_finish(&name);
    return false;
}

enum { OPERATIONS_A_SLICE = 4096 };

static enum run slice_iterations(struct session *session, struct error *error)
{
    struct tape *tape = &session->tape;
    struct job *job = &session->job;
    for (int i = 0; i < OPERATIONS_A_SLICE && !session->has_stopped; i++) {
        if (!session_operation(session, error))
            return RUN_FAILED;
        if (tape->operation < tape_length(tape))
            continue;
        if (!is_still_finite(session, error))
            return RUN_FAILED;
        if (++job->done == job->total)
            break;
    }
    if (session->has_stopped) {
        session_refresh_last(session);
        session_show_step(session);
        return RUN_DONE;
    }
    if (job->done < job->total)
        return RUN_BUSY;
    session_refresh_last(session);
    if (session->is_interactive)
        session_print(session, _("iteration %llu: L = %.*g\n"), (unsigned long long)tape->iteration,
                      session->notation.precision, *tape->network->loss);
    return RUN_DONE;
}

static enum run run_iterate(struct session *session, const struct arguments *arguments, struct error *error)
{
    if (!tape_is_ready(&session->tape, error))
        return RUN_FAILED;
    uint64_t total = arguments->count > 0 ? (uint64_t)arguments->values[0].number : 1;
    session->job = (struct job){.slice = slice_iterations, .total = total, .has_progress = true};
    return RUN_BUSY;
}

/* What an update changes. */
struct past {
    double *numbers; /* [1 + OPTIMIZER_STATES_MAX][param_count]: the parameters, the optimizer's state; owned */
    uint32_t *order; /* [training]; owned */
    const struct optimizer *optimizer;
    double optimizer_param;
    uint64_t iteration, epoch;
    size_t training, cursor;
    struct random random;
    bool is_cut; /* the update has begun by then: what was before is not known */
};

static void past_take(struct past *past, const struct session *session)
{
    const struct tape *tape = &session->tape;
    const struct network *network = tape->network;
    size_t count = network->param_count;
    *past = (struct past){.optimizer = tape->settings.optimizer,
                          .optimizer_param = tape->settings.optimizer_param,
                          .iteration = tape->iteration,
                          .epoch = tape->feed.epoch,
                          .training = tape->feed.training,
                          .cursor = tape->feed.cursor,
                          .random = session->random};
    past->numbers = memory_new((1 + OPTIMIZER_STATES_MAX) * count, sizeof *past->numbers);
    memcpy(past->numbers, network->param, count * sizeof *past->numbers);
    for (size_t i = 0; i < OPTIMIZER_STATES_MAX; i++)
        memcpy(past->numbers + (1 + i) * count, network->state[i], count * sizeof *past->numbers);
    past->order = memory_new(past->training + 1, sizeof *past->order);
    if (past->training > 0)
        memcpy(past->order, tape->feed.order, past->training * sizeof *past->order);
}

/* As a change like any other, and frees what was taken. An optimizer that was chosen since then begins anew: what
 * another one kept means nothing to it. */
static void past_give(struct past *past, struct session *session)
{
    struct tape *tape = &session->tape;
    struct network *network = tape->network;
    size_t count = network->param_count, bytes = count * sizeof *past->numbers;
    bool is_same_optimizer =
        tape->settings.optimizer == past->optimizer && tape->settings.optimizer_param == past->optimizer_param;
    if (!is_same_optimizer)
        memset(past->numbers + count, 0, OPTIMIZER_STATES_MAX * bytes);
    journal_save(session->journal, network->param, bytes);
    memcpy(network->param, past->numbers, bytes);
    for (size_t i = 0; i < OPTIMIZER_STATES_MAX; i++) {
        journal_save(session->journal, network->state[i], bytes);
        memcpy(network->state[i], past->numbers + (1 + i) * count, bytes);
    }
    if (past->training > 0) {
        journal_save(session->journal, tape->feed.order, past->training * sizeof *past->order);
        memcpy(tape->feed.order, past->order, past->training * sizeof *past->order);
    }
    SESSION_SAVE(session, tape.iteration);
    SESSION_SAVE(session, tape.feed.epoch);
    SESSION_SAVE(session, tape.feed.training);
    SESSION_SAVE(session, tape.feed.cursor);
    SESSION_SAVE(session, random);
    tape->iteration = past->iteration;
    tape->feed.epoch = past->epoch;
    tape->feed.training = past->training;
    tape->feed.cursor = past->cursor;
    session->random = past->random;
    memory_free(past->numbers);
    memory_free(past->order);
}

static bool is_in_update(const struct tape *tape)
{
    return tape->operation > 0 && tape_at(tape, tape->operation - 1).phase == PHASE_UPDATE;
}

/* Looks at what was before the update that is under way or just done, and comes back; where that is forgotten, or a
 * file led right into the update, at the oldest that is known of it. Whether a command has changed parameters since. */
static bool past_find(struct past *past, struct session *session)
{
    const struct tape *tape = &session->tape;
    const struct network *network = tape->network;
    size_t moments = 0, bytes = network->param_count * sizeof *network->param;
    double *later = memory_new(network->param_count, sizeof *later);
    bool has_typed = false;
    while (is_in_update(tape)) {
        bool is_command = journal_kind(session->journal) == MOMENT_COMMAND;
        memcpy(later, network->param, bytes);
        if (!journal_back(session->journal))
            break;
        if (is_command && !is_in_update(tape)) {
            journal_forward(session->journal);
            break;
        }
        has_typed |= is_command && memcmp(later, network->param, bytes) != 0;
        moments++;
    }
    past_take(past, session);
    past->is_cut = is_in_update(tape);
    while (moments-- > 0)
        journal_forward(session->journal);
    memory_free(later);
    return has_typed;
}

static enum run run_restart(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct tape *tape = &session->tape;
    struct past past;
    (void)arguments;
    if (tape->operation == 0) {
        error_set(error, _("this is the start of the iteration; 'step' begins it"));
        return RUN_FAILED;
    }
    bool is_update = is_in_update(tape), has_typed = is_update && past_find(&past, session);
    journal_mark(session->journal, MOMENT_COMMAND);
    if (is_update)
        past_give(&past, session);
    tape_rewind(tape);
    session_refresh_last(session);
    session_show_position(session);
    if (is_update && past.is_cut)
        session_print(
            session, "%s\n",
            _("the weights from before that update aren't known any more; these have been moved by it"));
    else if (has_typed)
        session_print(
            session, "%s\n",
            _("weights or biases that were set since the update began are taken back, too; 'undo' returns "
              "them"));
    return RUN_DONE;
}

static enum run run_predict(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    struct prediction *prediction = &session->prediction;
    prediction->is_on = strcmp(arguments->values[0].text, "on") == 0;
    prediction->digits = arguments->count > 1 ? (int)arguments->values[1].number : PREDICT_DIGITS;
    if (prediction->is_on) {
        prediction->asked = prediction->right = 0;
        if (session->is_interactive)
            session_print(session,
                          _("each 'step' first asks for its numbers, right to %d digits; an empty line shows "
                            "the one that is asked for\n"),
                          prediction->digits);
    } else {
        predict_cancel(session);
        if (prediction->asked > 0)
            session_print(session, _("right at once: %u of %u\n"), prediction->right, prediction->asked);
    }
    return RUN_DONE;
}

static const char *const on_off[] = {"on", "off", NULL};

#define COUNT                                                                                                  \
    {                                                                                                          \
        .name = "N", .kind = ARGUMENT_WORD, .flags = ARGUMENT_OPTIONAL                                         \
    }
#define UNIT                                                                                                   \
    {                                                                                                          \
        .name = "op|node|layer|pass", .kind = ARGUMENT_WORD, .flags = ARGUMENT_OPTIONAL, .choices = unit_words \
    }

static const struct command commands[] = {
    {.name = "step",
     .aliases = "s",
     .flags = COMMAND_NEEDS_NET | COMMAND_REPEATS | COMMAND_WALKS | COMMAND_ASKS,
     .arguments = {COUNT, UNIT},
     .summary = N_("do the next step: one node, or one op, layer or pass"),
     .details = N_("op: one number or row (z, a, da, dz, dw, db). node: all of one node.\n"
                   "layer: its nodes. pass: forward, backward or update. An empty line steps again."),
     .example = "net 1 1:sigmoid; input 1; target 0; step; step 2 op",
     .run = run_step},
    {.name = "back",
     .aliases = "b rs reverse-step rn reverse-next",
     .flags = COMMAND_NEEDS_NET | COMMAND_REPEATS | COMMAND_WALKS,
     .arguments = {COUNT, UNIT},
     .summary = N_("undo the last step exactly, across updates and assignments too"),
     .example = "net 1 1:sigmoid; input 1; target 0; step; back",
     .run = run_back},
    {.name = "forward",
     .flags = COMMAND_NEEDS_NET | COMMAND_WALKS,
     .summary = N_("run the forward pass to its end: every z and a, then the loss"),
     .example = "net 1 1:sigmoid; input 1; target 0; forward; print L",
     .run = run_forward},
    {.name = "backward",
     .flags = COMMAND_NEEDS_NET | COMMAND_WALKS,
     .summary = N_("run the backward pass to its end: every gradient, from the loss to the inputs"),
     .example = "net 1 1:sigmoid; input 1; target 0; backward; print dw1",
     .run = run_backward},
    {.name = "update",
     .flags = COMMAND_NEEDS_NET | COMMAND_WALKS,
     .summary = N_("move the weights: to the end of this iteration"),
     .example = "net 1 1:sigmoid; input 1; target 0; update; print w1",
     .run = run_update},
    {.name = "finish",
     .aliases = "fin",
     .flags = COMMAND_NEEDS_NET | COMMAND_WALKS,
     .summary = N_("run the pass under way to its end: forward, backward or update"),
     .example = "net 1 1:sigmoid; input 1; target 0; step; finish; print L",
     .run = run_finish},
    {.name = "iterate",
     .flags = COMMAND_NEEDS_NET | COMMAND_REPEATS | COMMAND_WALKS,
     .arguments = {{.name = "N",
                    .kind = ARGUMENT_INTEGER,
                    .flags = ARGUMENT_OPTIONAL,
                    .min = 1,
                    .max = SESSION_ITERATIONS_MAX}},
     .summary = N_("run to the end of the iteration, N times; Ctrl-C stops"),
     .example = "net 1 1:sigmoid; input 1; target 0; iterate 100; print L",
     .run = run_iterate},
    {.name = "predict",
     .arguments =
         {{.name = "on|off", .kind = ARGUMENT_CHOICE, .choices = on_off},
          {.name = "DIGITS", .kind = ARGUMENT_INTEGER, .flags = ARGUMENT_OPTIONAL, .min = 1, .max = 12}},
     .summary = N_("be asked for each number of a step before it is shown; Enter reveals it"),
     .example = "net 1 1; w1 = [2]; b1 = [1]; input 3; target 0; predict on; step; 7",
     .run = run_predict},
    {.name = "undo",
     .summary = N_("take back the last command that changed anything, whatever it was"),
     .details = N_("Breakpoints, watchpoints and displays are no part of this: delete removes them."),
     .example = "rate 0.5; undo; print rate",
     .run = run_undo},
    {.name = "redo",
     .summary = N_("do again what was undone, until something new is done"),
     .example = "rate 0.5; undo; redo; print rate",
     .run = run_redo},
    {.name = "restart",
     .flags = COMMAND_NEEDS_NET,
     .summary = N_("go to the start of this iteration, with the weights it began with"),
     .details =
         N_("Once the update has begun, all that it changes is as before it: weights and biases, those typed "
            "since then too, what the optimizer keeps, the order of the samples.\n"
            "Settings stay as they are now, such as the rate; a newly chosen optimizer begins anew. Before "
            "the update typed weights stay, too. 'undo' takes a restart back."),
     .example = "net 1 1:sigmoid; input 1; target 0; forward; restart",
     .run = run_restart},
};

const struct command_topic cmd_step = {"step", N_("Stepping through it"), commands,
                                       sizeof commands / sizeof *commands};
