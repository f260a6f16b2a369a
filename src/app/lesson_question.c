/* The question before the learner: judging answers, hints, the solution. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "app/lesson_check.h"
#include "app/lesson_run.h"
#include "app/scope.h"
#include "base/memory.h"
#include "base/translate.h"
#include "lang/value.h"

/* ---- what counts as an answer ---- */

/* 0.59, .5933, 5.9e-1, -3; moves *text behind it. */
static bool takes_number(const char **text, const char *end)
{
    const char *c = *text, *digits;
    c += c < end && (*c == '-' || *c == '+');
    digits = c;
    size_t count = 0;
    for (bool has_point = false; c < end && (isdigit((unsigned char)*c) || (*c == '.' && !has_point)); c++) {
        has_point |= *c == '.';
        count += *c != '.';
    }
    if (count == 0 || c == digits)
        return false;
    if (c < end && (*c == 'e' || *c == 'E')) {
        const char *exponent = c + 1;
        exponent += exponent < end && (*exponent == '-' || *exponent == '+');
        if (exponent == end || !isdigit((unsigned char)*exponent))
            return false;
        for (c = exponent; c < end && isdigit((unsigned char)*c);)
            c++;
    }
    *text = c;
    return true;
}

static void skip_blanks(const char **text, const char *end)
{
    while (*text < end && **text == ' ')
        ++*text;
}

/* A number or a fraction, and nothing else. */
static bool is_number(const char *text, const char *end)
{
    if (!takes_number(&text, end))
        return false;
    skip_blanks(&text, end);
    if (text < end && *text == '/') {
        text++;
        skip_blanks(&text, end);
        if (!takes_number(&text, end))
            return false;
        skip_blanks(&text, end);
    }
    return text == end;
}

/* "b", "B" or "b)". */
static bool is_letter(const char *text, size_t length)
{
    return length > 0 && length <= 2 && (length == 1 || text[1] == ')' || text[1] == '.') &&
           isalpha((unsigned char)text[0]);
}

/* The number of the choice, from 0; -1 for anything else. */
static int letter_of(const struct ask *ask, const char *text, size_t length)
{
    if (!is_letter(text, length))
        return -1;
    int letter = tolower((unsigned char)text[0]) - 'a';
    return letter < ASK_CHOICES_MAX && ask->choices[letter] ? letter : -1;
}

/* A letter behind the last choice is one, too, unless it is a quantity that one may want to look at: e, but not x. */
static bool is_choice(const char *text, size_t length)
{
    return is_letter(text, length) && tolower((unsigned char)text[0]) < 'a' + ASK_CHOICES_MAX + 1;
}

/* z, z1, z1[1], but not `z1[1] >` or `expect z1`. */
static bool is_name(const char *text, const char *end)
{
    const char *c = text;
    while (c < end && isalnum((unsigned char)*c))
        c++;
    return c > text && (c == end || (*c == '[' && memchr(c, ']', (size_t)(end - c)) == end - 1));
}

/* "z1[1] = " in front of a number: the number; else the text itself. What is in front goes to *name, an owned text,
 * which is NULL where nothing is. */
static const char *behind_name(const char *text, const char *end, char **name)
{
    const char *equals = memchr(text, '=', (size_t)(end - text)), *number = equals ? equals + 1 : text;
    *name = NULL;
    skip_blanks(&number, end);
    if (!equals || equals == text || !is_number(number, end))
        return text;
    while (equals > text && equals[-1] == ' ')
        equals--;
    if (!is_name(text, equals))
        return text;
    *name = memory_text(text, (size_t)(equals - text));
    return number;
}

/* The quantity of the language that a name is. */
static bool is_quantity(const char *name, struct reference *reference)
{
    return reference_parse(name, strlen(name), reference, NULL) && scope_is_quantity(reference);
}

static bool can_be_assigned(const char *name)
{
    struct reference reference;
    enum quantity quantity;
    if (!is_quantity(name, &reference))
        return false;
    if (quantity_find(reference.name, strlen(reference.name), &quantity))
        return !quantity_is_computed(quantity);
    return strcmp(reference.name, "rate") == 0;
}

/* Whether a name is the one that is asked for, as far as it goes: z1 for z1[1]; z, too, which is no quantity, but
 * what a hand writes. */
static bool is_asked_for(const struct ask *ask, const char *name)
{
    struct reference typed, asked;
    return !is_quantity(name, &typed) || !is_quantity(ask->expression, &asked) ||
           reference_same(&typed, &asked) ||
           (typed.indices == 0 && strcmp(typed.name, asked.name) == 0 && typed.layer == asked.layer);
}

bool lesson_is_answer(const struct session *session, const struct lexer *line)
{
    if (!lesson_is_asking(session))
        return false;
    const struct ask *ask = session->lesson->ask;
    const char *text = line->text + line->position, *end = line->text + line->end;
    if (ask->kind == ASK_NUMBER) {
        char *name;
        text = behind_name(text, end, &name);
        bool is_answer = (is_number(text, end) && !(name && can_be_assigned(name))) ||
                         (!name && is_choice(text, (size_t)(end - text))); /* no short form of a command here */
        memory_free(name);
        return is_answer;
    }
    return ask->kind == ASK_CHOICE && (is_number(text, end) || is_choice(text, (size_t)(end - text)));
}

/* ---- how it ends ---- */

/* Its end is kept, and said. */
static bool end_question(struct session *session, enum progress_status status, struct error *error)
{
    struct lesson_run *run = session->lesson;
    struct progress_record record = {run->lesson->name, run->ask->id, status, run->wrong, run->hints};
    run->is_over = true;
    buffer_clear(&run->pending); /* who has answered has seen enough of it */
    if (lesson_explanation(run))
        lesson_say(session, "", lesson_explanation(run));
    return progress_note(&session->progress, &record, error);
}

static void say_on(struct session *session)
{
    session_print(session, "%s\n", _("(Enter or 'next' goes on)"));
    lesson_promise_enter(session);
}

static bool solve(struct session *session, struct error *error)
{
    const struct lesson_run *run = session->lesson;
    const struct progress_record *record = progress_find(&session->progress, run->lesson->name, run->ask->id);
    bool was_shown = record && (record->status == PROGRESS_SHOWN || record->status == PROGRESS_SKIPPED);
    session_print(session, "%s\n", _("Right!"));
    if (!end_question(session, PROGRESS_SOLVED, error))
        return false;
    if (was_shown)
        session_print(session, "%s\n", _("(Its answer was shown before, so it doesn't count as solved.)"));
    say_on(session);
    return true;
}

static void offer_help(struct session *session)
{
    const struct lesson_run *run = session->lesson;
    unsigned forbids = run->lesson->english->forbids;
    if (run->wrong < 2)
        return;
    if (run->hints < run->ask->hint_count && !(forbids & FORBID_HINT))
        session_print(session, "%s\n", _("'hint' gives you a hint."));
    else if (!(forbids & FORBID_SOLUTION))
        session_print(session, "%s\n", _("'solution' shows how it goes."));
}

/* ---- judging ---- */

static bool expect(struct session *session, struct error *error)
{
    struct lesson_run *run = session->lesson;
    struct buffer start = BUFFER_EMPTY;
    if (run->has_expected)
        return true;
    lesson_start(run->lesson->english, run->page, run->item, &start);
    run->has_expected = judge_expect(run->ask, buffer_text(&start), world_host(session), &run->expected, error);
    buffer_finish(&start);
    return run->has_expected;
}

/* Any other expression is the way to the answer, and not to be given away. */
static bool may_be_named(const char *text)
{
    struct reference reference;
    return is_quantity(text, &reference);
}

static void say_number_wrong(struct session *session, enum verdict verdict, size_t idea, const char *answer)
{
    const struct lesson_run *run = session->lesson;
    struct buffer text = BUFFER_EMPTY;
    switch (verdict) {
    case VERDICT_IDEA:
        buffer_printf(&text, _("No. %s"), lesson_near(run, idea));
        break;
    case VERDICT_SIGN:
        buffer_put(&text, _("Almost: the sign is wrong."));
        break;
    case VERDICT_POINT:
        buffer_put(&text, _("Almost: the decimal point is in the wrong place."));
        break;
    case VERDICT_CLOSE:
        buffer_printf(
            &text, _("Almost: %s comes near, but isn't right yet; check the rounding, and each step."), answer);
        break;
    case VERDICT_WRONG:
    case VERDICT_RIGHT:
        if (may_be_named(run->ask->expression))
            buffer_printf(&text, _("No: %s isn't `%s`."), answer, run->ask->expression);
        else
            buffer_printf(&text, _("No: %s isn't what is asked for."), answer);
        break;
    }
    lesson_say(session, "", buffer_text(&text));
    buffer_finish(&text);
}

static bool answer_number(struct session *session, const char *text, struct error *error)
{
    struct lesson_run *run = session->lesson;
    double number;
    size_t idea = 0;
    char *name;
    text = behind_name(text, text + strlen(text), &name);
    bool is_other = name && !is_asked_for(run->ask, name);
    if (is_other)
        error_set(error, _("asked is %s, not %s; type the number alone"), run->ask->expression, name);
    memory_free(name);
    if (!is_other && is_choice(text, strlen(text)))
        return error_set(error, _("this question takes a number, such as 0.5, not '%s'"), text);
    if (is_other || !expect(session, error) || !judge_evaluate(session, text, &number, error))
        return false;
    enum verdict verdict = judge_number(run->ask, &run->expected, number, &idea);
    if (verdict == VERDICT_RIGHT)
        return solve(session, error);
    run->wrong++;
    say_number_wrong(session, verdict, idea, text);
    return true;
}

static bool answer_choice(struct session *session, const char *text, struct error *error)
{
    struct lesson_run *run = session->lesson;
    int letter = letter_of(run->ask, text, strlen(text));
    if (letter < 0)
        return error_set(error, _("answer with one of the letters in front of the choices, not '%s'"), text);
    if ((size_t)letter == run->ask->right)
        return solve(session, error);
    run->wrong++;
    struct buffer said = BUFFER_EMPTY;
    const char *wrong = lesson_wrong(run, (size_t)letter);
    if (wrong)
        buffer_printf(&said, _("No. %s"), wrong);
    else
        buffer_put(&said, _("No, that isn't it."));
    lesson_say(session, "", buffer_text(&said));
    buffer_finish(&said);
    return true;
}

static void say_missing(struct session *session)
{
    struct lesson_run *run = session->lesson;
    buffer_clear(&run->told);
    judge_explain(run->ask, session, &run->told);
    session_print(session, _("Not yet: %s"), buffer_text(&run->told));
}

bool lesson_answer(struct session *session, const char *text, struct error *error)
{
    struct lesson_run *run = session->lesson;
    if (!lesson_is_asking(session))
        return error_set(error, _("no question is open; 'next' goes on"));
    bool is_good = true;
    if (run->ask->kind != ASK_STATE && !*text)
        return error_set(error, _("answer: the answer is missing, as in 'answer 0.5' or 'answer b'"));
    if (run->ask->kind == ASK_NUMBER) {
        is_good = answer_number(session, text, error);
    } else if (run->ask->kind == ASK_CHOICE) {
        is_good = answer_choice(session, text, error);
    } else if (*text) {
        return error_set(error,
                         _("here the state is what counts: change it with commands until the goal is reached"));
    } else if (judge_state(run->ask, session)) {
        return solve(session, error);
    } else {
        run->wrong++;
        say_missing(session);
    }
    if (is_good && !run->is_over)
        offer_help(session);
    return is_good;
}

void lesson_note_command(struct session *session)
{
    if (session->lesson && session->lesson->offered > 0)
        session->lesson->offered--;
}

void lesson_note_attempt(struct session *session)
{
    if (session->lesson)
        session->lesson->has_tried = true;
}

void lesson_note_expression(struct session *session, const struct lexer *line)
{
    struct lesson_run *run = session->lesson;
    const char *text = line->text + line->position, *end = line->text + line->end;
    bool is_computation = strcspn(text, "+-*/^(") < (size_t)(end - text);
    double number;
    if (!lesson_is_asking(session) || run->has_said_unjudged)
        return;
    if (run->ask->kind == ASK_STATE && is_number(text, end))
        session_print(session, "%s\n",
                      _("(a number alone answers nothing here: commands change the state until the "
                        "goal is reached)"));
    else if (run->ask->kind == ASK_NUMBER && is_computation && judge_evaluate(session, "$", &number, NULL))
        session_print(session, "%s\n", _("(computed, not judged: to answer, type the number, or: answer $)"));
    else
        return;
    run->has_said_unjudged = true;
}

void lesson_say_what_is_asked(const struct session *session, struct error *error)
{
    struct error unknown;
    if (!error || !lesson_is_asking(session) || session->lesson->ask->kind == ASK_STATE)
        return;
    unknown = *error;
    if (session->lesson->ask->kind == ASK_NUMBER)
        error_set(error, _("%s; the question wants a number, such as 0.5"), unknown.text);
    else
        error_set(error, _("%s; the question wants the letter of a choice, such as b"), unknown.text);
}

void lesson_note_assignment(struct session *session, const struct lexer *line)
{
    struct lesson_run *run = session->lesson;
    const char *text = line->text + line->position, *end = line->text + line->end;
    struct reference typed, asked;
    char *name;
    lesson_note_attempt(session);
    if (run)
        buffer_clear(&run->told); /* the same lack behind a change is worth saying again */
    if (!lesson_is_asking(session) || run->ask->kind != ASK_NUMBER)
        return;
    behind_name(text, end, &name);
    if (name && is_quantity(name, &typed) && is_quantity(run->ask->expression, &asked) &&
        reference_same(&typed, &asked))
        session_print(session, _("(this sets %s; to answer, type the number alone)\n"), name);
    memory_free(name);
}

/* Once all that the question speaks of is there: whoever is still on the way isn't interrupted. */
static void say_progress(struct session *session)
{
    struct lesson_run *run = session->lesson;
    struct buffer now = BUFFER_EMPTY;
    if (!run->has_tried || !judge_is_complete(run->ask, session))
        return;
    judge_explain(run->ask, session, &now);
    bool is_new = strcmp(buffer_text(&now), buffer_text(&run->told)) != 0;
    buffer_finish(&now);
    if (is_new)
        say_missing(session);
}

void lesson_notice(struct session *session, bool is_line_over)
{
    struct lesson_run *run = session->lesson;
    struct error error;
    if (!run)
        return;
    bool is_on_state = lesson_is_asking(session) && run->ask->kind == ASK_STATE;
    if (is_on_state && judge_state(run->ask, session)) {
        if (!solve(session, &error))
            session_print(session, "%s\n", error.text);
    } else if (is_on_state && is_line_over) {
        say_progress(session);
    }
    if (!is_line_over)
        return;
    run->has_tried = false;
    if (run->has_offered && run->offered == 0) {
        run->has_offered = false;
        buffer_clear(&session->last_line); /* all is typed: Enter goes on, as was said */
    }
    if (run->says_enter && session->last_line.length > 0 && session->is_interactive) {
        run->says_enter = false;
        session_print(session, "%s\n", _("(Enter does that again; 'next' goes on in the lesson)"));
    }
}

/* ---- help ---- */

static bool allows(const struct session *session, unsigned what, const char *name, struct error *error)
{
    return !(session->lesson->lesson->english->forbids & what) ||
           error_set(error, _("this lesson doesn't allow '%s'"), name);
}

static bool has_question(const struct session *session, struct error *error)
{
    if (session->lesson->is_playing)
        return error_set(error, _("this is free play; 'resume' goes back to the lesson"));
    return session->lesson->ask || error_set(error, _("no question is open; 'next' goes on"));
}

bool lesson_hint(struct session *session, struct error *error)
{
    struct lesson_run *run = session->lesson;
    if (!has_question(session, error) || !allows(session, FORBID_HINT, "hint", error))
        return false;
    if (run->hints == run->ask->hint_count)
        return error_set(error, _("those were all the hints; 'solution' shows how it goes"));
    struct buffer number = BUFFER_EMPTY;
    buffer_printf(&number, _("hint %u of %zu: "), run->hints + 1, run->ask->hint_count);
    lesson_say(session, buffer_text(&number), lesson_hint_text(run, run->hints));
    buffer_finish(&number);
    run->hints++;
    return true;
}

static void say_answer(struct session *session)
{
    const struct lesson_run *run = session->lesson;
    const struct ask *ask = run->ask;
    struct buffer text = BUFFER_EMPTY, number = BUFFER_EMPTY;
    if (ask->kind == ASK_NUMBER) {
        number_print(&number, run->expected.number, session->notation.precision);
        buffer_printf(&text, _("The answer: %s"), buffer_text(&number));
    } else if (ask->kind == ASK_CHOICE) {
        buffer_printf(&text, _("The answer: %c) %s"), (char)('a' + (int)ask->right),
                      lesson_choice(run, ask->right));
    } else {
        buffer_printf(&text, _("A way there: %s"), ask->solution);
    }
    lesson_say(session, "", buffer_text(&text));
    buffer_finish(&text);
    buffer_finish(&number);
}

bool lesson_skip(struct session *session, struct error *error)
{
    const struct lesson_run *run = session->lesson;
    if (!has_question(session, error) || !allows(session, FORBID_SKIP, "skip", error) ||
        (run->ask->kind == ASK_NUMBER && !expect(session, error)))
        return false;
    if (!run->is_over) {
        say_answer(session);
        if (!end_question(session, PROGRESS_SKIPPED, error))
            return false;
        session_print(session, "\n");
    }
    return lesson_next(session, error);
}

/* The solution's commands from the start on, but its `answer`. */
static bool play_solution(struct session *session, struct error *error)
{
    const struct lesson_run *run = session->lesson;
    struct lexer script, command;
    bool is_good = true;
    lexer_init(&script, run->ask->solution, strlen(run->ask->solution));
    while (is_good && lexer_next_command(&script, &command, error) && !lexer_at_end(&command)) {
        char *text = memory_text(command.text + command.position, command.end - command.position);
        struct buffer said = BUFFER_EMPTY;
        if (strncmp(text, "answer ", 7) == 0)
            buffer_printf(&said, "> %s\n", text);
        else
            is_good = world_run(session, text, "solution", true, &said, error);
        session_print(session, "%s", buffer_text(&said));
        buffer_finish(&said);
        memory_free(text);
    }
    return is_good;
}

bool lesson_solution(struct session *session, struct error *error)
{
    const struct lesson_run *run = session->lesson;
    struct buffer start = BUFFER_EMPTY;
    if (!has_question(session, error) || !allows(session, FORBID_SOLUTION, "solution", error) ||
        (run->ask->kind == ASK_NUMBER && !expect(session, error)))
        return false;
    lesson_start(run->lesson->english, run->page, run->item, &start);
    world_put(session, NULL);
    bool is_good = world_run(session, buffer_text(&start), "setup", false, NULL, error) &&
                   (!run->ask->solution || play_solution(session, error));
    buffer_finish(&start);
    if (run->ask->kind != ASK_STATE)
        say_answer(session);
    if (!end_question(session, PROGRESS_SHOWN, error) || !is_good)
        return false;
    say_on(session);
    return true;
}

bool lesson_goal(struct session *session, struct error *error)
{
    struct lesson_run *run = session->lesson;
    struct buffer text = BUFFER_EMPTY;
    if (!has_question(session, error))
        return false;
    lesson_tell_question(session, &text);
    buffer_put(&session->out, buffer_text(&text));
    buffer_finish(&text);
    if (run->is_over) {
        session_print(session, "%s\n", _("(it is answered; Enter or 'next' goes on)"));
        lesson_promise_enter(session);
    } else if (run->ask->kind == ASK_STATE) {
        say_missing(session);
    }
    return true;
}
