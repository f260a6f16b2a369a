#include "app/predict.h"

#include <math.h>
#include <string.h>

#include "app/cell.h"
#include "app/explain_text.h"
#include "app/scope.h"
#include "base/memory.h"
#include "base/translate.h"
#include "nn/replay.h"

enum { OTHER_SAMPLES_WORK = 2000000 }; /* samples times weights that are looked through for a wrong answer */

/* ---- the question ---- */

/* The cell that a line of the explanation gives; false for a line without one, such as adam's m. */
static bool result_cell(const struct explanation *explanation, size_t line, struct cell *cell)
{
    for (size_t i = 0; i < explanation->count; i++) {
        const struct explain_token *token = &explanation->tokens[i];
        if (token->line == line && token->part == PART_RESULT && token->has_cell) {
            *cell = token->cell;
            return true;
        }
    }
    return false;
}

/* "z1[1] = w1[1,1]·x[1] + b1[1]", or no more than what is asked for. */
static void put_question(const struct prediction *prediction, enum token_part last, struct buffer *out)
{
    const struct explanation *explanation = &prediction->explanation;
    enum token_part part = PART_TARGET;
    for (size_t i = 0; i < explanation->count; i++) {
        const struct explain_token *token = &explanation->tokens[i];
        if (token->line != prediction->line || token->part > last)
            continue;
        if (part == PART_TARGET && token->part == PART_NAMES)
            buffer_put(out, " = ");
        part = token->part;
        buffer_put(out, token->text);
    }
}

static void print_question(struct session *session)
{
    struct buffer question = BUFFER_EMPTY;
    put_question(&session->prediction, PART_NAMES, &question);
    session_print(session, "  %s = ?\n", buffer_text(&question));
    buffer_finish(&question);
    session->prediction.is_told = true;
}

/* Does the step that was held back. What was taken back leads there again, unless a command has opened a moment
 * since then. */
static void do_step(struct session *session)
{
    size_t moments = session->prediction.moments;
    bool is_kept =
        journal_undone(session->journal) >= moments && journal_kind_forward(session->journal) == MOMENT_STEP;
    if (!is_kept)
        session_step(session, UNIT_NODE, NULL);
    for (size_t i = 0; i < moments && is_kept; i++)
        journal_forward(session->journal);
}

/* On to the next line that can be asked; behind the last one the step is shown and done. */
static void ask_next(struct session *session)
{
    struct prediction *prediction = &session->prediction;
    struct cell cell = {0};
    while (prediction->line < prediction->explanation.lines &&
           !result_cell(&prediction->explanation, prediction->line, &cell))
        prediction->line++;
    prediction->tries = 0;
    if (prediction->line < prediction->explanation.lines) {
        print_question(session);
        return;
    }
    do_step(session);
    predict_cancel(session);
    session_refresh_last(session);
    session_show_step(session);
    session_print(session, _("right at once: %u of %u\n"), prediction->right, prediction->asked);
}

/* None yet. The tape is behind the step. */
static void start_answers(struct session *session)
{
    struct prediction *prediction = &session->prediction;
    memory_free(prediction->answers);
    prediction->answer_count = prediction->explanation.lines;
    prediction->answers = memory_new(prediction->answer_count, sizeof *prediction->answers);
    for (size_t i = 0; i < prediction->answer_count; i++)
        prediction->answers[i] = (double)NAN;
    prediction->iteration = session->tape.iteration;
    prediction->operation = session->tape.operation;
}

double predict_answer_to(const struct session *session, size_t line)
{
    const struct prediction *prediction = &session->prediction;
    const struct tape *tape = &session->tape;
    bool is_shown = prediction->is_open ||
                    (tape->operation == prediction->operation && tape->iteration == prediction->iteration);
    return is_shown && line < prediction->answer_count ? prediction->answers[line] : (double)NAN;
}

bool predict_ask(struct session *session, struct error *error)
{
    struct prediction *prediction = &session->prediction;
    if (prediction->is_open) {
        session_print(session, "%s\n", _("this number first: type it, or press Enter to see it"));
        print_question(session);
        return true;
    }
    size_t before = journal_moments(session->journal);
    if (!session_step(session, UNIT_NODE, error))
        return false;
    prediction->moments = journal_moments(session->journal) - before;
    explanation_finish(&prediction->explanation);
    prediction->explanation = session->last;
    session->last = (struct explanation){0};
    prediction->values = memory_new(prediction->explanation.lines, sizeof *prediction->values);
    prediction->before = memory_new(prediction->explanation.lines, sizeof *prediction->before);
    start_answers(session);
    for (size_t i = 0; i < prediction->explanation.lines; i++) {
        struct cell cell;
        if (result_cell(&prediction->explanation, i, &cell))
            prediction->values[i] = *network_cell(session->tape.network, cell);
    }
    for (size_t i = 0; i < prediction->moments; i++)
        journal_back(session->journal);
    for (size_t i = 0; i < prediction->explanation.lines; i++) {
        struct cell cell;
        if (result_cell(&prediction->explanation, i, &cell))
            prediction->before[i] = *network_cell(session->tape.network, cell);
    }
    session_refresh_last(session);
    prediction->line = 0;
    prediction->is_open = true;
    session_print(session, "%s\n", prediction->explanation.title);
    ask_next(session);
    return true;
}

void predict_cancel(struct session *session)
{
    struct prediction *prediction = &session->prediction;
    explanation_finish(&prediction->explanation);
    memory_free(prediction->values);
    memory_free(prediction->before);
    prediction->values = prediction->before = NULL;
    prediction->is_open = prediction->is_due = false;
}

/* Counts what was ever opened and is not taken back: a command that leaves it as it is has changed nothing. */
static size_t moments_of(const struct session *session)
{
    return journal_moments(session->journal) + journal_forgotten(session->journal);
}

void predict_before(struct session *session)
{
    struct prediction *prediction = &session->prediction;
    prediction->is_told = false;
    prediction->moments_before = moments_of(session);
    prediction->printed_before = session->out.length;
}

void predict_behind(struct session *session, bool is_done, bool keeps)
{
    struct prediction *prediction = &session->prediction;
    if (!prediction->is_open)
        return;
    if (!keeps && moments_of(session) != prediction->moments_before)
        predict_drop(session);
    else
        prediction->is_due |=
            (!is_done || session->out.length > prediction->printed_before) && !prediction->is_told;
}

void predict_drop(struct session *session)
{
    struct buffer name = BUFFER_EMPTY;
    if (!session->prediction.is_open)
        return;
    put_question(&session->prediction, PART_TARGET, &name);
    session_print(session, _("the question about %s is dropped; 'step' asks again\n"), buffer_text(&name));
    buffer_finish(&name);
    predict_cancel(session);
}

void predict_remind(struct session *session)
{
    struct prediction *prediction = &session->prediction;
    struct buffer question = BUFFER_EMPTY;
    if (!prediction->is_open || !prediction->is_due)
        return;
    prediction->is_due = false;
    put_question(prediction, PART_NAMES, &question);
    session_print(session, _("still asked: %s = ? (Enter shows it)\n"), buffer_text(&question));
    buffer_finish(&question);
}

/* ---- the answer ---- */

bool predict_is_answer(const struct session *session, const struct lexer *line)
{
    return session->prediction.is_open && line->position < line->end &&
           strchr("0123456789+-.(", line->text[line->position]);
}

/* Right to so many significant digits, as rounding by hand gives them. */
static bool is_near(double answer, double value, int digits)
{
    if (value == 0)
        return fabs(answer) < 1e-6;
    double unit = pow(10, floor(log10(fabs(value))) - digits + 1);
    return fabs(answer - value) <= 0.5001 * unit;
}

/* Of an earlier line of this step, or of the network. */
static double number_of(const struct session *session, struct cell cell)
{
    const struct prediction *prediction = &session->prediction;
    for (size_t i = 0; i < prediction->line; i++) {
        struct cell known;
        if (result_cell(&prediction->explanation, i, &known) && known.quantity == cell.quantity &&
            known.layer == cell.layer && known.row == cell.row && known.column == cell.column)
            return prediction->values[i];
    }
    return *network_cell(session->tape.network, cell);
}

/* What a learner gets who makes the mistake that is common for this number; NAN for none. */
static double common_mistake(const struct session *session, struct cell cell, double value, const char **what)
{
    const struct prediction *prediction = &session->prediction;
    const struct network *network = session->tape.network;
    switch (cell.quantity) {
    case QUANTITY_Z:
        *what = _("you forgot the bias");
        return value - *network_cell(network, (struct cell){QUANTITY_B, cell.layer, cell.row, 0});
    case QUANTITY_A:
        *what = _("that is z: the activation function is still to come");
        return number_of(session, (struct cell){QUANTITY_Z, cell.layer, cell.row, 0});
    case QUANTITY_DZ:
        *what = _("you forgot the derivative of the activation function");
        return cell.layer == network->depth && !session->tape.settings.has_softmax
                   ? *network_cell(network, (struct cell){QUANTITY_DYHAT, 0, cell.row, 0})
                   : number_of(session, (struct cell){QUANTITY_DA, cell.layer, cell.row, 0});
    case QUANTITY_DW:
        *what = _("you forgot the value that comes in along this edge");
        return number_of(session, (struct cell){QUANTITY_DZ, cell.layer, cell.row, 0});
    case QUANTITY_W:
    case QUANTITY_B:
        *what = _("you added the step; an update subtracts it");
        return 2 * prediction->before[prediction->line] - value;
    case QUANTITY_X:
    case QUANTITY_Y:
    case QUANTITY_YHAT:
    case QUANTITY_LOSS:
    case QUANTITY_DB:
    case QUANTITY_DA:
    case QUANTITY_DYHAT:
    case QUANTITY_DX:
    case QUANTITY_COUNT:
        break;
    }
    return (double)NAN;
}

/* What a number of the pass would be with another sample; NAN where that means nothing. */
static double of_other_sample(const struct session *session, const struct replay *replay, struct cell cell)
{
    const struct prediction *prediction = &session->prediction;
    const struct settings *settings = &session->tape.settings;
    const struct network *network = replay->tape.network;
    bool is_sum =
        cell.quantity == QUANTITY_DW || cell.quantity == QUANTITY_DB || quantity_is_parameter(cell.quantity);
    if (is_sum && session->tape.batch > 1) /* over several samples */
        return (double)NAN;
    if (!quantity_is_parameter(cell.quantity))
        return *network_cell(network, cell);
    size_t index = (size_t)(network_cell(network, cell) - network->param);
    bool is_plain = settings->optimizer->states == 0 && settings->regularizer == REGULARIZER_NONE;
    return is_plain ? prediction->before[prediction->line] - settings->rate * network->gradient[index]
                    : (double)NAN;
}

/* Whether the answer is right for another sample: its number in the data set, from 1, or 0. */
static size_t find_other_sample(struct session *session, struct cell cell, double answer, size_t *right)
{
    const struct tape *tape = &session->tape;
    const struct feed *feed = &tape->feed;
    struct replay replay;
    size_t found = 0;
    if (!tape_is_fed(tape) || !replay_open_data(&replay, tape, OTHER_SAMPLES_WORK, NULL))
        return 0;
    *right = tape_sample(tape, tape_next(tape).sample) + 1;
    for (size_t i = 0; i < replay.count && found == 0; i++) {
        size_t sample = feed->order[i * feed->training / replay.count] + 1;
        replay_pass(&replay, i);
        if (sample != *right &&
            is_near(answer, of_other_sample(session, &replay, cell), session->prediction.digits))
            found = sample;
    }
    replay_close(&replay);
    return found;
}

static void say_wrong(struct session *session, struct cell cell, double answer, double value)
{
    int digits = session->prediction.digits;
    size_t sample, right = 0;
    const char *what = NULL;
    double mistaken = common_mistake(session, cell, value, &what);
    if (is_near(-answer, value, digits))
        session_print(session, "%s\n", _("no: the sign is wrong"));
    else if (is_near(answer, mistaken, digits) && what)
        session_print(session, _("no: %s\n"), what);
    else if ((sample = find_other_sample(session, cell, answer, &right)) > 0)
        session_print(session, _("no: that is the number of sample %zu; this step is of sample %zu\n"), sample,
                      right);
    else if (is_near(answer, value, 1))
        session_print(session, _("almost: it must be right to %d digits; check the rounding\n"), digits);
    else
        session_print(session, "%s\n", _("no; try again, or press Enter to see it"));
}

static void print_value(struct session *session)
{
    struct prediction *prediction = &session->prediction;
    struct buffer text = BUFFER_EMPTY;
    number_print(&text, prediction->values[prediction->line], session->notation.precision);
    session_print(session, "%s\n", buffer_text(&text));
    buffer_finish(&text);
}

bool predict_answer(struct session *session, const struct lexer *line, struct error *error)
{
    struct prediction *prediction = &session->prediction;
    struct lexer lexer = *line;
    struct value answer = {0};
    struct cell cell = {0};
    if (!scope_evaluate(session, &lexer, &answer, error))
        return false;
    double number = value_is_scalar(&answer) ? answer.single : (double)NAN;
    value_finish(&answer);
    prediction->is_told = true;
    if (isnan(number) || !lexer_at_end(&lexer))
        return error_set(error, _("answer with one number, or press Enter to see it"));
    double value = prediction->values[prediction->line];
    result_cell(&prediction->explanation, prediction->line, &cell);
    if (prediction->tries++ == 0)
        prediction->answers[prediction->line] = number;
    if (!is_near(number, value, prediction->digits)) {
        say_wrong(session, cell, number, value);
        return true;
    }
    prediction->asked++;
    prediction->right += prediction->tries == 1;
    session_print(session, _("right: "));
    print_value(session);
    prediction->line++;
    ask_next(session);
    return true;
}

void predict_reveal(struct session *session)
{
    struct prediction *prediction = &session->prediction;
    prediction->asked++;
    session_print(session, _("it is "));
    print_value(session);
    prediction->line++;
    ask_next(session);
}
