#include "app/lesson_run.h"

#include <string.h>

#include "app/lesson_check.h"
#include "app/lesson_count.h"
#include "app/lesson_draw.h"
#include "app/record.h"
#include "app/save.h"
#include "base/memory.h"
#include "base/translate.h"

enum { POOL_MAX = 64 };

static const struct lesson_page *page_of(const struct lesson_run *run)
{
    return &run->lesson->english->pages[run->page];
}

bool lesson_is_asking(const struct session *session)
{
    const struct lesson_run *run = session->lesson;
    return run && run->ask && !run->is_over && !run->is_playing;
}

void lesson_prompt(const struct session *session, struct buffer *out)
{
    const struct lesson_run *run = session->lesson;
    if (!run)
        return;
    if (run->lesson->number > 0)
        buffer_printf(out, _("lesson %d.%zu "), run->lesson->number, run->page + 1);
    else
        buffer_printf(out, "%s.%zu ", run->lesson->name, run->page + 1);
    if (run->is_playing)
        buffer_put(out, _("(play) "));
}

/* ---- the stage ---- */

static bool builds_net(const char *commands)
{
    struct lexer script, command;
    struct token word;
    lexer_init(&script, commands, strlen(commands));
    while (lexer_next_command(&script, &command, NULL) && !lexer_at_end(&command))
        if (lexer_word(&command, &word, NULL) && word.length == strlen("net") &&
            strncmp(word.text, "net", word.length) == 0)
            return true;
    return false;
}

/* Whether the page begins anew: how other pages' nets learned says nothing on it. */
static bool has_own_net(const struct lesson_page *page)
{
    for (size_t i = 0; i < page->count; i++)
        if (page->items[i].kind == ITEM_RUN && builds_net(page->items[i].commands))
            return true;
    return false;
}

static void forget_learning(struct session *session)
{
    learning_free(session->learning);
    session->learning = learning_new();
}

/* A clean world in which all has run that comes before item k of the page. The panels stay as the page wants them,
 * though a command before, such as `collapse`, may bring one. */
static bool set_stage(struct session *session, size_t k, struct error *error)
{
    const struct lesson_run *run = session->lesson;
    const struct lesson_page *pages = run->lesson->english->pages;
    const struct ask *ask = k < pages[run->page].count ? pages[run->page].items[k].ask : NULL;
    struct view view = session->view;
    struct buffer start = BUFFER_EMPTY;
    bool is_set = true;
    world_put(session, NULL);
    for (size_t i = ask && ask->setup ? run->page : 0; i <= run->page && is_set; i++) {
        buffer_clear(&start);
        if (ask && ask->setup)
            buffer_put(&start, ask->setup);
        else
            lesson_page_start(&pages[i], i < run->page ? pages[i].count : k, &start);
        if (has_own_net(&pages[i]))
            forget_learning(session);
        is_set = world_run(session, buffer_text(&start), run->lesson->name, false, NULL, error);
    }
    session->view = view;
    buffer_finish(&start);
    return is_set;
}

/* The panels that the page, or the last one before it that says so, asks for; chosen once, so that the learner may
 * choose others. */
static void choose_panels(struct session *session)
{
    struct lesson_run *run = session->lesson;
    const struct lesson_file *file = run->lesson->english;
    const char *view = file->view;
    for (size_t i = 0; i <= run->page; i++)
        view = file->pages[i].view ? file->pages[i].view : view;
    if (view && view != run->view)
        view_pick(&session->view, view, NULL);
    run->view = view;
}

/* ---- showing a page ---- */

static void run_block(struct session *session, const struct lesson_item *item, struct buffer *out)
{
    struct error error;
    if (!world_run(session, item->commands, session->lesson->lesson->name, true, out, &error))
        buffer_printf(out, "%s\n", error.text);
    buffer_put_char(out, '\n');
}

/* Command by command, each with the error that it is to show. */
static void run_refused(struct session *session, const struct lesson_item *item, struct buffer *out)
{
    struct lexer script, command;
    struct error error;
    const char *name = session->lesson->lesson->name;
    size_t prefix = strlen(name) + strlen(":1: ");
    lexer_init(&script, item->commands, strlen(item->commands));
    while (lexer_next_command(&script, &command, NULL) && !lexer_at_end(&command)) {
        char *text = memory_text(command.text + command.position, command.end - command.position);
        if (!world_run(session, text, name, true, out, &error))
            buffer_printf(out, "%s\n", error.text + (strlen(error.text) > prefix ? prefix : 0));
        memory_free(text);
    }
    buffer_put_char(out, '\n');
}

static bool begin_question(struct session *session, const struct lesson_item *item, struct buffer *out,
                           struct error *error)
{
    struct lesson_run *run = session->lesson;
    run->ask = item->ask;
    run->is_over = run->has_expected = run->says_enter = run->has_said_unjudged = false;
    run->wrong = run->hints = 0;
    bool is_set = set_stage(session, run->item, error);
    lesson_tell_question(session, out);
    if (session->is_interactive && !(run->introduced & 1U << run->ask->kind))
        lesson_tell_how_to_answer(session, out);
    run->introduced |= 1U << run->ask->kind;
    buffer_clear(&run->told);
    return is_set;
}

/* A question that begins elsewhere takes the picture away that the page speaks of: whoever sits before the window
 * looks at it first. */
static bool hides_picture(const struct session *session, const struct ask *ask, bool has_run)
{
    return session->is_interactive && has_run && ask->setup;
}

/* Of the questions on a page with the same pool one is asked: drawn by the seed, from those not yet solved as long as
 * there are any. */
static bool is_drawn(const struct session *session, const struct lesson_page *page, size_t k)
{
    const struct lesson_run *run = session->lesson;
    const char *pool = page->items[k].ask->pool;
    size_t candidates[POOL_MAX], count = 0;
    if (!pool)
        return true;
    for (int pass = 0; pass < 2 && count == 0; pass++) /* then from all */
        for (size_t i = 0; i < page->count && count < POOL_MAX; i++) {
            const struct ask *ask = page->items[i].ask;
            if (!ask || !ask->pool || strcmp(ask->pool, pool) != 0)
                continue;
            const struct progress_record *record =
                progress_find(&session->progress, run->lesson->name, ask->id);
            if (pass == 1 || !record || record->status != PROGRESS_SOLVED)
                candidates[count++] = i;
        }
    struct random random;
    random_seed(&random, run->seed + 1000 * run->page);
    return candidates[random_below(&random, count)] == k;
}

/* Drawn once, when the page opens: what is solved meanwhile changes nothing. */
static void draw_questions(struct session *session)
{
    struct lesson_run *run = session->lesson;
    const struct lesson_page *page = page_of(run);
    memory_free(run->left_out);
    run->left_out = memory_new(page->count, sizeof *run->left_out);
    for (size_t k = 0; k < page->count; k++)
        run->left_out[k] = page->items[k].ask && !is_drawn(session, page, k);
}

/* All items up to where the learner has something to do. */
static bool show_on(struct session *session, bool is_set, struct buffer *out, struct error *error)
{
    struct lesson_run *run = session->lesson;
    const struct lesson_page *page = page_of(run);
    bool is_good = true, is_stop = false, has_run = false;
    run->ask = NULL;
    while (run->item < page->count && !is_stop && is_good) {
        const struct lesson_item *item = &page->items[run->item];
        if (item->kind == ITEM_ASK && !run->left_out[run->item] && hides_picture(session, item->ask, has_run))
            break;
        has_run |= item->kind == ITEM_RUN;
        if (!is_set && item->kind != ITEM_PROSE && item->kind != ITEM_ASK)
            is_good = is_set = set_stage(session, run->item, error);
        if (!is_good)
            break; /* going on tries it again */
        switch (item->kind) {
        case ITEM_PROSE:
            lesson_tell_prose(session, run->item, out);
            break;
        case ITEM_RUN:
            run_block(session, item, out);
            break;
        case ITEM_REFUSED:
            run_refused(session, item, out);
            break;
        case ITEM_TRY:
            lesson_tell_try(session, item, out);
            is_stop = true;
            break;
        case ITEM_ASK:
            if (!run->left_out[run->item])
                is_good = begin_question(session, item, out, error);
            break;
        }
        if (run->ask)
            break;
        run->item++;
    }
    if (!run->ask)
        lesson_tell_remark(session, out);
    lesson_show(session, buffer_text(out));
    return is_good;
}

static bool open_page(struct session *session, size_t page, struct error *error)
{
    struct lesson_run *run = session->lesson;
    struct buffer out = BUFFER_EMPTY;
    run->page = page;
    run->item = 0;
    run->ask = NULL;
    draw_questions(session);
    choose_panels(session);
    while (run->item < page_of(run)->count && run->left_out[run->item])
        run->item++;
    bool is_question = run->item < page_of(run)->count && page_of(run)->items[run->item].kind == ITEM_ASK;
    bool is_good = is_question || set_stage(session, run->item, error); /* a question sets its own */
    lesson_tell_page_title(session, &out);
    if (is_good)
        is_good = show_on(session, true, &out, error);
    else
        lesson_show(session, buffer_text(&out)); /* what comes next would run on a stage that is half set */
    buffer_finish(&out);
    record_lesson(session, run->lesson->name, page);
    return progress_note_place(&session->progress, run->lesson->name, page, error) && is_good;
}

/* ---- beginning and ending ---- */

static void drop_lesson(struct lesson_run *run)
{
    world_free(run->played);
    memory_free(run->left_out);
    lesson_free(run->lesson);
    buffer_finish(&run->pending);
    buffer_finish(&run->told);
    memory_free(run);
}

bool lesson_begin(struct session *session, const struct lesson_entry *entry, size_t page, struct error *error)
{
    struct error korean_error;
    struct lesson_run *old = session->lesson;
    if (!progress_load(&session->progress, error))
        return false;
    struct lesson *lesson = lesson_read(entry, &korean_error, error);
    if (!lesson)
        return false;
    if (page >= lesson->english->count) {
        error_set(error, _("lesson %s has %zu pages"), lesson->name, lesson->english->count);
        lesson_free(lesson);
        return false;
    }
    uint64_t seed = old ? old->next_seed : session->seed;
    if (!lesson_draw(lesson, seed, error)) {
        lesson_free(lesson);
        return false;
    }
    struct lesson_run *run = memory_new(1, sizeof *run);
    *run = (struct lesson_run){.lesson = lesson, .seed = seed, .next_seed = seed};
    run->home_view = old ? old->home_view : session->view;
    run->home = old ? old->home : world_take(session);
    session->lesson = run;
    if (old)
        drop_lesson(old);
    return open_page(session, page, error);
}

void lesson_end(struct session *session)
{
    struct lesson_run *run = session->lesson;
    if (!run)
        return;
    session->lesson = NULL;
    world_put(session, run->home);
    struct view view = session->view;
    session->view = run->home_view;
    session->view.theme = view.theme;
    session->view.zoom = view.zoom;
    session->view.is_presenting = view.is_presenting;
    session->view.has_motion = view.has_motion;
    record_lesson(session, NULL, 0);
    drop_lesson(run);
}

/* ---- on and back ---- */

static bool is_in_play(const struct session *session, struct error *error)
{
    return session->lesson->is_playing &&
           !error_set(error, _("this is free play; 'resume' goes back to the lesson"));
}

static bool is_there(const struct session *session, int number)
{
    struct lesson_list list;
    bool is_found = false;
    if (number <= 1 || !lesson_list_read(&list, lessons_folder(session->lessons), NULL))
        return false;
    for (size_t i = 0; i < list.count; i++)
        is_found |= list.entries[i].number == number;
    lesson_list_finish(&list);
    return is_found;
}

/* The pages that are left, and those whose answers were looked at, which no longer count. */
static void say_not_solved(struct session *session)
{
    const struct lesson *lesson = session->lesson->lesson;
    struct buffer open = BUFFER_EMPTY, shown = BUFFER_EMPTY, text = BUFFER_EMPTY;
    lesson_put_pages(&session->progress, lesson, PROGRESS_OPEN, PROGRESS_OPEN, &open);
    lesson_put_pages(&session->progress, lesson, PROGRESS_SKIPPED, PROGRESS_SHOWN, &shown);
    if (open.length > 0) {
        buffer_printf(&text, _("Still open: %s ('lesson %.*s' goes there)."), buffer_text(&open),
                      (int)strcspn(buffer_text(&open), ","), buffer_text(&open));
        lesson_say(session, "", buffer_text(&text));
        buffer_clear(&text);
    }
    if (shown.length > 0) {
        buffer_printf(
            &text, _("Shown, not solved by you: %s ('progress reset %.*s' forgets the lesson, to begin anew)."),
            buffer_text(&shown), (int)strcspn(buffer_text(&shown), "."), buffer_text(&shown));
        lesson_say(session, "", buffer_text(&text));
    }
    buffer_finish(&open);
    buffer_finish(&shown);
    buffer_finish(&text);
}

/* The end, and how it went. */
static void say_end(struct session *session)
{
    const struct lesson *lesson = session->lesson->lesson;
    struct lesson_counts counts = lesson_count(&session->progress, lesson);
    int next = lesson->number + 1;
    struct buffer text = BUFFER_EMPTY;
    session_print(session, _("This is the end of the lesson. Solved: %zu of %zu questions.\n"), counts.solved,
                  counts.questions);
    say_not_solved(session);
    if (is_there(session, next))
        buffer_printf(&text, _("'lesson %d' is the next one. "), next);
    buffer_put(&text, _("'lessons' lists them all; 'lesson quit' goes back to your own session."));
    lesson_say(session, "", buffer_text(&text));
    buffer_finish(&text);
}

/* The next item that is to be shown. */
static size_t item_behind(const struct lesson_run *run)
{
    const struct lesson_page *page = page_of(run);
    size_t k = run->item + (run->ask != NULL);
    while (k < page->count && run->left_out[k])
        k++;
    return k;
}

bool lesson_is_at_end(const struct session *session)
{
    const struct lesson_run *run = session->lesson;
    return run->page + 1 == run->lesson->english->count && item_behind(run) == page_of(run)->count;
}

bool lesson_next(struct session *session, struct error *error)
{
    struct lesson_run *run = session->lesson;
    struct buffer out = BUFFER_EMPTY;
    if (run->pending.length > 0) {
        out = run->pending;
        run->pending = BUFFER_EMPTY;
        lesson_show(session, buffer_text(&out));
        buffer_finish(&out);
        return true;
    }
    if (is_in_play(session, error))
        return false;
    run->item = item_behind(run);
    run->ask = NULL;
    if (run->item < page_of(run)->count) {
        bool is_good = show_on(session, false, &out, error);
        buffer_finish(&out);
        return is_good;
    }
    if (run->page + 1 < run->lesson->english->count)
        return open_page(session, run->page + 1, error);
    say_end(session);
    return true;
}

bool lesson_previous(struct session *session, struct error *error)
{
    const struct lesson_run *run = session->lesson;
    if (is_in_play(session, error))
        return false;
    return run->page > 0 ? open_page(session, run->page - 1, error)
                         : error_set(error, _("this is the first page of the lesson"));
}

bool lesson_again(struct session *session, struct error *error)
{
    return !is_in_play(session, error) && open_page(session, session->lesson->page, error);
}

bool lesson_enter(struct session *session, struct error *error)
{
    if (session->lesson->pending.length > 0 || !lesson_is_asking(session))
        return session->lesson->is_playing || lesson_next(session, error);
    if (session->lesson->ask->kind == ASK_STATE)
        lesson_say(session, "",
                   _("It isn't so yet; 'hint' helps, 'goal' says what is missing, 'next' leaves it open."));
    else
        lesson_say(
            session, "",
            _("Here the answer is missing; 'hint' helps, 'goal' shows the question, 'next' leaves it open."));
    return true;
}

/* ---- free play ---- */

bool lesson_play(struct session *session, struct error *error)
{
    struct lesson_run *run = session->lesson;
    struct buffer script = BUFFER_EMPTY;
    if (run->is_playing)
        return error_set(error, _("this is free play already; 'resume' goes back to the lesson"));
    save_script(session, &script);
    run->played = world_take(session);
    run->is_playing = true;
    bool is_good = world_run(session, buffer_text(&script), "play", false, NULL, error);
    buffer_finish(&script);
    session_print(session, "%s\n",
                  _("Free play: try what you like. 'resume' brings the lesson back as it was."));
    return is_good;
}

bool lesson_resume(struct session *session, struct error *error)
{
    struct lesson_run *run = session->lesson;
    if (!run->is_playing)
        return error_set(error, _("there is nothing to resume: 'play' begins free play"));
    world_put(session, run->played);
    run->played = NULL;
    run->is_playing = false;
    lesson_retell(session);
    return true;
}

/* ---- the question's start ---- */

bool lesson_ask(struct session *session, struct error *error)
{
    struct lesson_run *run = session->lesson;
    struct buffer out = BUFFER_EMPTY;
    unsigned wrong = run->wrong, hints = run->hints;
    bool is_good = begin_question(session, &page_of(run)->items[run->item], &out, error);
    run->wrong = wrong;
    run->hints = hints;
    lesson_show(session, buffer_text(&out));
    buffer_finish(&out);
    return is_good;
}
