#include "app/lesson_check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/lesson_draw.h"
#include "app/lesson_judge.h"
#include "app/world.h"
#include "base/memory.h"
#include "base/translate.h"

struct proof {
    const struct lesson_file *file;
    const struct ask *ask; /* under proof; NULL: none */
    struct buffer *out;
    size_t faults;
    uint64_t seed;   /* that the numbers are drawn by */
    bool only_drawn; /* all else is proved already */
};

enum { SEEDS = 8 }; /* tried for numbers that are drawn */

__attribute__((format(printf, 3, 4))) static void fault(struct proof *proof, int line, const char *format, ...)
{
    char text[ERROR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    buffer_printf(proof->out, "%s:%d: ", proof->file->path, line);
    if (proof->ask)
        buffer_printf(proof->out, _("question %s: "), proof->ask->id);
    buffer_put(proof->out, text);
    if (proof->ask && proof->ask->draw && proof->seed > 0)
        buffer_printf(proof->out, _(" (with the numbers of seed %llu)"), (unsigned long long)proof->seed);
    buffer_put(proof->out, "\n");
    proof->faults++;
}

void lesson_page_start(const struct lesson_page *page, size_t k, struct buffer *out)
{
    for (size_t i = 0; i < page->count && i < k; i++)
        if (page->items[i].kind == ITEM_RUN)
            buffer_printf(out, "%s\n", page->items[i].commands);
}

void lesson_start(const struct lesson_file *file, size_t page, size_t k, struct buffer *out)
{
    const struct ask *ask = k < file->pages[page].count ? file->pages[page].items[k].ask : NULL;
    if (ask && ask->setup) {
        buffer_printf(out, "%s\n", ask->setup);
        return;
    }
    for (size_t i = 0; i <= page; i++)
        lesson_page_start(&file->pages[i], i < page ? file->pages[i].count : k, out);
}

/* ---- commands ---- */

/* Each line must fail by itself. */
static void prove_refused(struct proof *proof, const struct lesson_item *item, struct session *board)
{
    struct lexer script, command;
    lexer_init(&script, item->commands, strlen(item->commands));
    while (lexer_next_command(&script, &command, NULL) && !lexer_at_end(&command)) {
        char *text = memory_text(command.text + command.position, command.end - command.position);
        if (world_run(board, text, "nabla", false, NULL, NULL))
            fault(proof, item->line, _("'%s' should be refused, but it works"), text);
        memory_free(text);
    }
}

static void prove_run(struct proof *proof, const struct lesson_item *item, struct session *board)
{
    struct error error;
    if (!world_run(board, item->commands, "nabla", false, NULL, &error))
        fault(proof, item->line, _("a command of this block fails: %s"), error.text);
}

/* On a copy: nobody knows whether the learner types it. */
static void prove_try(struct proof *proof, size_t page, size_t k)
{
    struct buffer start = BUFFER_EMPTY;
    struct session *scratch = session_new();
    const struct lesson_page *place = &proof->file->pages[page];
    struct error error;
    lesson_start(proof->file, page, k, &start);
    for (size_t i = 0; i < k; i++)
        if (place->items[i].kind == ITEM_TRY)
            buffer_printf(&start, "%s\n", place->items[i].commands);
    if (world_run(scratch, buffer_text(&start), "nabla", false, NULL,
                  NULL)) /* else that was reported already */
        prove_run(proof, &place->items[k], scratch);
    (void)error;
    session_free(scratch);
    buffer_finish(&start);
}

/* ---- questions ---- */

static void prove_texts(struct proof *proof, const struct ask *ask)
{
    if (ask->where && !ask->draw)
        fault(proof, ask->line, _("'where:' belongs to 'draw:'"));
    if (ask->hint_count < ASK_HINTS_LEAST || ask->hint_count > ASK_HINTS_MOST)
        fault(proof, ask->line, _("it has %zu hints; there must be %d to %d"), ask->hint_count, ASK_HINTS_LEAST,
              ASK_HINTS_MOST);
    if (!ask->solution || !*ask->solution)
        fault(proof, ask->line, _("'solution:' is missing"));
    if (!ask->explain)
        fault(proof, ask->line, _("'explain:' is missing: what is said after success"));
    if (ask->near_count > JUDGE_NEAR_MAX)
        fault(proof, ask->line, _("more than %d 'near:' lines"), JUDGE_NEAR_MAX);
    if (ask->kind != ASK_NUMBER && (ask->near_count > 0 || ask->after))
        fault(proof, ask->line, _("'near:' and 'after:' belong to 'check: number'"));
    for (size_t i = 0; i < ASK_CHOICES_MAX; i++)
        if (ask->kind != ASK_CHOICE && (ask->choices[i] || ask->wrong[i]))
            fault(proof, ask->line, _("'%c:' belongs to 'check: choice'"), (char)('a' + (int)i));
}

static void prove_choices(struct proof *proof, const struct ask *ask)
{
    size_t count = 0;
    while (count < ASK_CHOICES_MAX && ask->choices[count])
        count++;
    for (size_t i = 0; i < ASK_CHOICES_MAX; i++) {
        char letter = (char)('a' + (int)i);
        if (i > count && ask->choices[i])
            fault(proof, ask->line, _("choice %c is there, but one before it is missing"), letter);
        if (ask->wrong[i] && (i >= count || i == ask->right))
            fault(proof, ask->line, _("'wrong %c:' must belong to a choice that is wrong"), letter);
    }
    if (count < 2)
        fault(proof, ask->line, _("it has %zu choices; there must be 2 to 4"), count);
    if (ask->right >= count)
        fault(proof, ask->line, _("the right choice, %c, isn't there"), (char)('a' + (int)ask->right));
}

/* The number must be there and each wrong idea lead elsewhere. */
static bool prove_number(struct proof *proof, const struct ask *ask, const char *start,
                         struct expected *expected)
{
    struct error error;
    size_t idea;
    if (!judge_expect(ask, start, (struct host){0}, expected, &error)) {
        fault(proof, ask->line, _("its number can't be computed: %s"), error.text);
        return false;
    }
    if (!isfinite(expected->number)) {
        fault(proof, ask->line, _("its number, %s, is %g"), ask->expression, expected->number);
        return false;
    }
    for (size_t i = 0; i < ask->near_count && i < JUDGE_NEAR_MAX; i++) {
        if (isnan(expected->near[i]))
            fault(proof, ask->line, _("near: %s can't be computed where the question begins"),
                  ask->near[i].expression);
        else if (judge_number(ask, expected, expected->near[i], &idea) == VERDICT_RIGHT)
            fault(proof, ask->line, _("near: %s gives %g, which counts as right"), ask->near[i].expression,
                  expected->near[i]);
    }
    return true;
}

/* The letter or number of an `answer` in a solution. */
static bool answers(struct proof *proof, const struct ask *ask, struct session *session, const char *text,
                    const struct expected *expected)
{
    struct error error;
    double number;
    size_t idea;
    if (ask->kind == ASK_CHOICE)
        return strlen(text) == 1 && text[0] == 'a' + (int)ask->right;
    if (ask->kind == ASK_STATE) {
        fault(proof, ask->line, _("the solution has an 'answer', but what is checked is the state"));
        return false;
    }
    if (!judge_evaluate(session, text, &number, &error)) {
        fault(proof, ask->line, _("the solution's 'answer %s' can't be computed: %s"), text, error.text);
        return true; /* that is said */
    }
    if (judge_number(ask, expected, number, &idea) == VERDICT_RIGHT)
        return true;
    fault(proof, ask->line, _("the solution answers %g, but right is %g"), number, expected->number);
    return true;
}

/* Command by command; true once it is answered right, or a fault of it was told. */
static bool play_solution(struct proof *proof, const struct ask *ask, struct session *session,
                          const struct expected *expected)
{
    struct lexer script, command;
    struct error error;
    lexer_init(&script, ask->solution, strlen(ask->solution));
    bool is_done = false;
    while (!is_done) {
        if (!lexer_next_command(&script, &command, &error)) {
            fault(proof, ask->line, _("the solution can't be read: %s"), error.text);
            return true;
        }
        if (lexer_at_end(&command))
            break;
        char *text = memory_text(command.text + command.position, command.end - command.position);
        if (strcmp(text, "reset") == 0) {
            fault(proof, ask->line,
                  _("in a question 'reset' goes to its start; the solution needs another way"));
            is_done = true;
        } else if (strncmp(text, "answer ", 7) == 0) {
            is_done = answers(proof, ask, session, text + 7 + strspn(text + 7, " "), expected);
        } else if (!world_run(session, text, "solution", false, NULL, &error)) {
            fault(proof, ask->line, _("a command of the solution fails: '%s': %s"), text, error.text);
            is_done = true;
        } else {
            is_done = ask->kind == ASK_STATE && judge_state(ask, session);
        }
        memory_free(text);
    }
    return is_done;
}

static void prove_state(struct proof *proof, const struct ask *ask, struct session *session)
{
    struct expression *expression;
    struct error error;
    if (!expression_parse(ask->expression, strlen(ask->expression), &expression, &error)) {
        fault(proof, ask->line, _("its check can't be read: %s"), error.text);
        return;
    }
    expression_free(expression);
    if (judge_state(ask, session))
        fault(proof, ask->line, _("the start state passes the check already: %s"), ask->expression);
}

static void prove_ask(struct proof *proof, size_t page, size_t k)
{
    const struct ask *ask = proof->ask = proof->file->pages[page].items[k].ask;
    struct session *session = session_new();
    struct expected expected = {0};
    struct buffer start = BUFFER_EMPTY;
    struct error error;
    bool is_computed = true;
    lesson_start(proof->file, page, k, &start);
    prove_texts(proof, ask);
    if (!world_run(session, buffer_text(&start), "setup", false, NULL, &error)) {
        fault(proof, ask->line, _("its start can't be set up: %s"), error.text);
        is_computed = false;
    }
    if (ask->kind == ASK_CHOICE)
        prove_choices(proof, ask);
    if (is_computed && ask->kind == ASK_STATE)
        prove_state(proof, ask, session);
    if (is_computed && ask->kind == ASK_NUMBER)
        is_computed = prove_number(proof, ask, buffer_text(&start), &expected);
    if (is_computed && ask->solution && *ask->solution && !play_solution(proof, ask, session, &expected)) {
        struct buffer now = BUFFER_EMPTY;
        if (ask->kind == ASK_STATE)
            judge_explain(ask, session, &now);
        while (now.length > 0 && now.data[now.length - 1] == '\n')
            buffer_cut(&now, now.length - 1);
        fault(proof, ask->line, _("the solution doesn't solve it%s%s"), now.length > 0 ? ": " : "",
              buffer_text(&now));
        buffer_finish(&now);
    }
    buffer_finish(&start);
    session_free(session);
    proof->ask = NULL;
}

static void prove_pages(struct proof *proof)
{
    struct session *board = session_new();
    for (size_t i = 0; i < proof->file->count; i++)
        for (size_t k = 0; k < proof->file->pages[i].count; k++) {
            const struct lesson_item *item = &proof->file->pages[i].items[k];
            if (proof->only_drawn && !(item->ask && item->ask->draw))
                continue;
            if (item->kind == ITEM_RUN)
                prove_run(proof, item, board);
            else if (item->kind == ITEM_REFUSED)
                prove_refused(proof, item, board);
            else if (item->kind == ITEM_TRY)
                prove_try(proof, i, k);
            else if (item->kind == ITEM_ASK)
                prove_ask(proof, i, k);
        }
    session_free(board);
}

/* ---- both languages ---- */

static const char *kind_name(enum lesson_item_kind kind)
{
    return kind == ITEM_RUN       ? "```nabla"
           : kind == ITEM_REFUSED ? "```nabla refused"
           : kind == ITEM_TRY     ? "```nabla try"
           : kind == ITEM_ASK     ? "```ask"
                                  : N_("text");
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* What must be word for word the same. */
static void compare_asks(struct proof *proof, const struct ask *english, const struct ask *other)
{
    const struct {
        const char *key, *english, *other;
    } same[] = {{"setup", english->setup, other->setup}, {"check", english->check, other->check},
                {"after", english->after, other->after}, {"solution", english->solution, other->solution},
                {"draw", english->draw, other->draw},    {"where", english->where, other->where},
                {"pool", english->pool, other->pool}};
    proof->ask = other;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (!same_text(same[i].english, same[i].other))
            fault(proof, other->line, _("'%s:' isn't the same as in English"), same[i].key);
    if (english->near_count != other->near_count)
        fault(proof, other->line, _("it has %zu 'near:' lines; in English %zu"), other->near_count,
              english->near_count);
    for (size_t i = 0; i < english->near_count && i < other->near_count; i++)
        if (!same_text(english->near[i].expression, other->near[i].expression))
            fault(proof, other->line, _("near: %s isn't the same as in English: %s"), other->near[i].expression,
                  english->near[i].expression);
    if (english->hint_count != other->hint_count)
        fault(proof, other->line, _("it has %zu hints; in English %zu"), other->hint_count,
              english->hint_count);
    if (!english->explain != !other->explain)
        fault(proof, other->line, _("'%s:' stands in one language only"), "explain");
    for (size_t i = 0; i < ASK_CHOICES_MAX; i++)
        if (!english->choices[i] != !other->choices[i] || !english->wrong[i] != !other->wrong[i])
            fault(proof, other->line, _("choice %c, or 'wrong %c:', stands in one language only"),
                  (char)('a' + (int)i), (char)('a' + (int)i));
    proof->ask = NULL;
}

static void compare_items(struct proof *proof, const struct lesson_item *english,
                          const struct lesson_item *other)
{
    if (english->kind != other->kind)
        fault(proof, other->line, _("here is %s, in English %s (line %d)"), _(kind_name(other->kind)),
              _(kind_name(english->kind)), english->line);
    else if (english->ask && strcmp(english->ask->id, other->ask->id) != 0)
        fault(proof, other->line, _("here is question %s, in English %s"), other->ask->id, english->ask->id);
    else if (english->ask)
        compare_asks(proof, english->ask, other->ask);
    else if (!same_text(english->commands, other->commands))
        fault(proof, other->line, _("the commands of this block aren't the same as in English (line %d)"),
              english->line);
}

static void compare_pages(struct proof *proof, const struct lesson_page *english,
                          const struct lesson_page *other)
{
    if (!same_text(english->view, other->view))
        fault(proof, other->line, _("'%s:' isn't the same as in English"), "view");
    for (size_t k = 0; k < english->count && k < other->count; k++) {
        size_t before = proof->faults;
        compare_items(proof, &english->items[k], &other->items[k]);
        if (proof->faults > before && english->items[k].kind != other->items[k].kind)
            return; /* out of step: all that follows would be, too */
    }
    if (english->count != other->count)
        fault(proof, other->line, _("this page has %zu parts; in English %zu"), other->count, english->count);
}

static void compare_files(struct proof *proof, const struct lesson_file *english,
                          const struct lesson_file *other)
{
    proof->file = other;
    if (english->forbids != other->forbids || !same_text(english->view, other->view))
        fault(proof, 1, _("the lesson block isn't the same as in English"));
    if (english->count != other->count)
        fault(proof, 1, _("it has %zu pages; in English %zu"), other->count, english->count);
    for (size_t i = 0; i < english->count && i < other->count; i++)
        compare_pages(proof, &english->pages[i], &other->pages[i]);
}

/* With the numbers of this seed; from the second on only the questions that have such. */
static void prove_drawn(struct proof *proof, struct lesson *lesson, uint64_t seed)
{
    struct error error;
    proof->file = lesson->english;
    proof->only_drawn = seed > 1;
    proof->seed = seed;
    if (lesson_draw(lesson, seed, &error)) {
        prove_pages(proof);
        return;
    }
    buffer_printf(proof->out, "%s\n", error.text);
    proof->faults++;
}

size_t lesson_check(const struct lesson_entry *entry, struct buffer *out)
{
    struct error error, korean_error;
    struct lesson *lesson = lesson_read(entry, &korean_error, &error);
    if (!lesson) {
        buffer_printf(out, "%s\n", error.text);
        return 1;
    }
    struct proof proof = {.file = lesson->english, .out = out};
    if (lesson_questions(lesson->english) == 0)
        fault(&proof, 1, _("the lesson asks nothing"));
    if (lesson->korean) {
        compare_files(&proof, lesson->english, lesson->korean);
    } else {
        buffer_printf(out, "%s\n", korean_error.text);
        proof.faults++;
    }
    prove_drawn(&proof, lesson, 1);
    for (uint64_t seed = 2; proof.faults == 0 && lesson_has_draws(lesson->english) && seed <= SEEDS; seed++) {
        lesson_free(lesson);
        lesson = lesson_read(entry, NULL, &error);
        if (!lesson)
            return 1;
        prove_drawn(&proof, lesson, seed);
    }
    size_t faults = proof.faults;
    if (faults == 0)
        buffer_printf(out, _("%s: good; %zu pages, %zu questions\n"), lesson->folder, lesson->english->count,
                      lesson_questions_written(lesson->english));
    lesson_free(lesson);
    return faults;
}
