/* What the formula panel shows: the last step, the paths of `why`, or as much as a prediction has been asked. */
#include "view/panel_formula.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/predict.h"
#include "app/why.h"
#include "base/memory.h"
#include "base/translate.h"
#include "view/look.h"

/* "0.0389777" or "(-0.0389777)" with fewer digits; anything else stays. */
static void shorten_number(struct explain_token *token, int digits)
{
    char number[LOOK_NUMBER_SIZE], *end;
    bool is_bracketed = token->text[0] == '(';
    double value = strtod(token->text + is_bracketed, &end);
    if (end == token->text + is_bracketed || strcmp(end, is_bracketed ? ")" : "") != 0)
        return;
    look_number(number, value, digits);
    snprintf(token->text, sizeof token->text, is_bracketed ? "(%s)" : "%s", number);
}

static bool is_in_question(const struct explain_token *token, const struct prediction *prediction)
{
    return token->line < prediction->line ||
           (token->line == prediction->line && (token->part == PART_TARGET || token->part == PART_NAMES));
}

/* The lines that are answered, and the one that is asked for, its result a question mark. */
static void ask(const struct prediction *prediction, struct explanation *shown)
{
    size_t count = 0;
    for (size_t i = 0; i < shown->count; i++)
        if (is_in_question(&shown->tokens[i], prediction))
            shown->tokens[count++] = shown->tokens[i];
    shown->count = count;
    shown->lines = prediction->line + 1;
    shown->tokens[shown->count++] =
        (struct explain_token){.part = PART_RESULT, .line = prediction->line, .text = "?", .is_symbol = true};
}

/* Behind each result what the learner said it would be. */
static void add_answers(const struct session *session, struct explanation *shown)
{
    struct explain_token *tokens = memory_new(2 * shown->count + 1, sizeof *tokens);
    size_t count = 0;
    for (size_t i = 0; i < shown->count; i++) {
        const struct explain_token *token = &shown->tokens[i];
        double answer =
            token->part == PART_RESULT && !session->why ? predict_answer_to(session, token->line) : (double)NAN;
        tokens[count++] = *token;
        if (isnan(answer))
            continue;
        char number[LOOK_NUMBER_SIZE];
        look_number(number, answer, look_digits(session));
        struct explain_token *said = &tokens[count++];
        *said = (struct explain_token){.part = PART_RESULT, .line = token->line};
        snprintf(said->text, sizeof said->text, _("   (you: %s)"), number);
    }
    memory_free(shown->tokens);
    shown->tokens = tokens;
    shown->count = count;
}

struct explanation formula_shown(const struct session *session)
{
    const struct prediction *prediction = &session->prediction;
    bool is_why = session->why && !prediction->is_open;
    struct explanation shown = is_why                ? why_lit(session)
                               : prediction->is_open ? prediction->explanation
                                                     : session->last;
    struct explain_token *tokens = shown.tokens;
    shown.tokens = memory_new(shown.count + 1, sizeof *shown.tokens);
    for (size_t i = 0; i < shown.count; i++) {
        shown.tokens[i] = tokens[i];
        if (session->view.is_presenting && tokens[i].is_symbol)
            shorten_number(&shown.tokens[i], look_digits(session));
    }
    if (is_why)
        memory_free(tokens);
    if (prediction->is_open)
        ask(prediction, &shown);
    add_answers(session, &shown);
    return shown;
}
