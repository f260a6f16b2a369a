/* Asking why: the paths of a gradient, the make-up of a value, the health of the whole. */
#include <math.h>
#include <string.h>

#include "app/command.h"
#include "app/explain_text.h"
#include "app/health_text.h"
#include "app/moved.h"
#include "app/scope.h"
#include "app/why.h"
#include "base/translate.h"

/* ---- why ---- */

/* Behind the lines, in brackets. */
static void print_when(struct session *session, const struct why *why)
{
    const char *text = why_when(why);
    if (text)
        session_print(session, "(%s)\n", text);
}

static void print_samples(struct session *session, const struct why *why)
{
    bool gathers = why->is_gradient && quantity_is_parameter(why->target.quantity);
    if (why->batch < 2)
        return;
    if (!gathers)
        session_print(session, _("(sample %zu of %zu)\n"), why->first + 1, why->batch);
    else if (why->samples < why->batch)
        session_print(session, _("(samples of the batch so far: %zu of %zu)\n"), why->samples, why->batch);
    else
        session_print(session, _("(all %zu samples of the batch)\n"), why->batch);
}

/* What the update makes of this gradient beside following it. */
static void print_update(struct session *session, const struct why *why)
{
    const struct tape *tape = &session->tape;
    const struct network *network = tape->network;
    if (!why->is_gradient || !quantity_is_parameter(why->target.quantity))
        return;
    if (network->frozen[network_cell(network, why->target) - network->param])
        session_print(session, "%s\n", _("(frozen: the update leaves it as it is)"));
    else if (tape->settings.regularizer != REGULARIZER_NONE && why->target.quantity == QUANTITY_W)
        session_print(session, "%s\n", _("('regularize' adds its part at the update; it is not in L)"));
}

/* -v and -w may stand before the quantity or behind it. */
static bool take_option(struct lexer *lexer, char option)
{
    struct lexer ahead = *lexer;
    struct token word;
    bool is_there =
        lexer_word(&ahead, &word, NULL) && word.length == 2 && word.text[0] == '-' && word.text[1] == option;
    if (is_there)
        *lexer = ahead;
    return is_there;
}

struct question {
    struct cell cell;
    bool is_whole, is_of_moves; /* -v, -w */
};

static void take_options(struct lexer *lexer, struct question *question)
{
    for (bool is_taken = true; is_taken;) {
        bool whole = take_option(lexer, 'v'), moves = take_option(lexer, 'w');
        question->is_whole |= whole;
        question->is_of_moves |= moves;
        is_taken = whole || moves;
    }
}

static bool read_question(struct session *session, struct lexer lexer, struct question *question,
                          struct error *error)
{
    struct reference reference;
    *question = (struct question){0};
    take_options(&lexer, question);
    if (!reference_read(&lexer, &reference, error))
        return false;
    take_options(&lexer, question);
    return lexer_expect_end(&lexer, error) && scope_cell(session, &reference, &question->cell, error);
}

static enum run run_moved(struct session *session, const struct question *question, struct error *error)
{
    struct cell cell = question->cell;
    struct moved moved;
    if (cell.quantity == QUANTITY_DW || cell.quantity == QUANTITY_DB)
        cell.quantity = quantity_of_gradient(cell.quantity);
    bool is_one = cell.row > 0 && (cell.column > 0 || cell.quantity == QUANTITY_B);
    if (!quantity_is_parameter(cell.quantity) || !is_one) {
        error_set(error, _("why -w asks what moved one weight or bias, like: why -w w1[1,1]"));
        return RUN_FAILED;
    }
    moved_find(&moved, session, cell, question->is_whole ? MOVED_SHOWN_WHOLE : MOVED_SHOWN, MOVED_WORK_MAX);
    moved_print(&moved, session);
    moved_finish(&moved);
    return RUN_DONE;
}

/* One path more, alone, in the window and here; behind the last one all of them again. */
static enum run run_next_path(struct session *session, struct error *error)
{
    if (!session->why) {
        error_set(error, _("there is no answer of why to go on with; ask first, for example: why w1[1,1]"));
        return RUN_FAILED;
    }
    why_next(session);
    struct explanation lit = why_lit(session);
    explanation_print(&lit, &session->out, session->columns, session->has_color);
    explanation_finish(&lit);
    return RUN_DONE;
}

static enum run run_why(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct notation notation = session->notation;
    struct question question;
    struct lexer lexer = arguments->values[0].rest;
    struct why why;
    if (lexer_accept(&lexer, "next") && lexer_at_end(&lexer))
        return run_next_path(session, error);
    if (!read_question(session, arguments->values[0].rest, &question, error))
        return RUN_FAILED;
    if (question.is_of_moves)
        return run_moved(session, &question, error);
    notation.is_whole |= question.is_whole;
    if (!why_find(&why, &session->tape, question.cell, notation, error))
        return RUN_FAILED;
    explanation_print(&why.explanation, &session->out, session->columns, session->has_color);
    print_samples(session, &why);
    print_when(session, &why);
    print_update(session, &why);
    if (why.is_gradient) {
        why_keep(session, &why);
    } else {
        why_finish(&why);
        why_forget(session); /* the newest question counts, also where it has no paths to light */
    }
    return RUN_DONE;
}

/* ---- health ---- */

static enum run run_health(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)arguments;
    struct health health;
    if (!health_measure(&health, &session->tape, error))
        return RUN_FAILED;
    health_print(&health, session);
    return RUN_DONE;
}

static const struct command commands[] = {
    {.name = "why",
     .flags = COMMAND_NEEDS_NET | COMMAND_KEEPS_WHY,
     .arguments = {{.name = "REF", .kind = ARGUMENT_TEXT}},
     .summary = N_("the chain rule, path by path, from L back to a weight; or what a value is made of"),
     .details = N_(
         "why w1[1,2] or why dw1[1,2]: every path from L back to the weight, the slopes along it, and "
         "what their product contributes; beside it the central difference.\n"
         "why a2[1]: the weighted inputs that a value was made of.\n"
         "why -w w1[1,2]: which updates and which samples moved the weight since the last reset, by how much.\n"
         "why next: one path after the other, alone; the window lights it, its slopes on nodes and edges.\n"
         "why -v REF: all of it, not only the largest."),
     .example = "net 2 2:sigmoid 1:sigmoid; input 1 0; target 1; why w1[1,2]; iterate 3; why -w w1[1,1]",
     .run = run_why},
    {.name = "health",
     .flags = COMMAND_NEEDS_NET,
     .summary = N_("what saturates, dies, vanishes or explodes, and what to try against it"),
     .details =
         N_("saturated: values where the activation's slope is below 0.05; dead: nodes for which that holds "
            "on every sample.\n"
            "rms: the root of the mean square, the usual size of many numbers. factor: how much of the "
            "gradient a layer gets from the one behind it.\n"
            "update/weight: how far one update would move the weights, against their size; near 0.001 is "
            "usual."),
     .example = "net 2 3:tanh 1:sigmoid; data xor; health",
     .run = run_health},
};

const struct command_topic cmd_why = {"why", N_("Asking why"), commands, sizeof commands / sizeof *commands};
