/* The texts of a lesson, in the language of the moment, for the terminal. */
#include <limits.h>
#include <string.h>

#include "app/lesson_run.h"
#include "app/prose.h"
#include "base/memory.h"
#include "base/translate.h"

/* ---- the pieces ---- */

static const struct lesson_file *other_file(const struct lesson_run *run)
{
    return strcmp(translate_language(), "ko") == 0 ? run->lesson->korean : NULL;
}

static const struct lesson_page *other_page(const struct lesson_run *run)
{
    const struct lesson_file *file = other_file(run);
    return file && run->page < file->count ? &file->pages[run->page] : NULL;
}

static const struct ask *other_ask(const struct lesson_run *run)
{
    const struct lesson_file *file = other_file(run);
    return file && run->ask ? lesson_file_ask(file, run->ask->id) : NULL;
}

static const struct lesson_page *english_page(const struct lesson_run *run)
{
    return &run->lesson->english->pages[run->page];
}

const char *lesson_title(const struct lesson_run *run)
{
    const struct lesson_file *file = other_file(run);
    return file ? file->title : run->lesson->english->title;
}

const char *lesson_page_title(const struct lesson_run *run)
{
    const struct lesson_page *page = other_page(run);
    return page ? page->title : english_page(run)->title;
}

#define PIECE(run, field) (other_ask(run) && other_ask(run)->field ? other_ask(run)->field : (run)->ask->field)

const char *lesson_question_text(const struct lesson_run *run)
{
    return PIECE(run, question);
}

const char *lesson_explanation(const struct lesson_run *run)
{
    return PIECE(run, explain);
}

const char *lesson_choice(const struct lesson_run *run, size_t i)
{
    return PIECE(run, choices[i]);
}

const char *lesson_wrong(const struct lesson_run *run, size_t i)
{
    return PIECE(run, wrong[i]);
}

const char *lesson_near(const struct lesson_run *run, size_t i)
{
    const struct ask *other = other_ask(run);
    return other && i < other->near_count ? other->near[i].text : run->ask->near[i].text;
}

const char *lesson_hint_text(const struct lesson_run *run, size_t i)
{
    const struct ask *other = other_ask(run);
    return other && i < other->hint_count ? other->hints[i] : run->ask->hints[i];
}

/* ---- for the terminal ---- */

static struct prose_style style_of(const struct session *session)
{
    return (struct prose_style){session->columns, session->has_color};
}

static void put_text(const struct session *session, const char *first, const char *text, struct buffer *out)
{
    struct buffer marked = BUFFER_EMPTY;
    prose_mark(text, &marked);
    prose_print_text(buffer_text(&marked), first, style_of(session), out);
    buffer_finish(&marked);
}

static bool is_translated(const struct lesson_run *run)
{
    return strcmp(translate_language(), "en") == 0 || other_file(run);
}

/* The prose that stands in the same place between the same blocks. */
static const struct prose *other_prose(const struct lesson_run *run, size_t k)
{
    const struct lesson_page *english = english_page(run), *other = other_page(run);
    size_t blocks = 0, passed = 0;
    for (size_t i = 0; i < k; i++)
        blocks += english->items[i].kind != ITEM_PROSE;
    for (size_t i = 0; other && i < other->count; i++) {
        if (other->items[i].kind != ITEM_PROSE)
            passed++;
        else if (passed == blocks)
            return &other->items[i].prose;
    }
    return NULL;
}

/* Said once a page at most by who is in the middle of a translated lesson. */
static void put_untranslated(const struct session *session, struct buffer *out)
{
    put_text(session, "", _("(not translated yet; in English:)"), out);
}

void lesson_tell_page_title(const struct session *session, struct buffer *out)
{
    const struct lesson_run *run = session->lesson;
    struct buffer title = BUFFER_EMPTY;
    if (run->page == 0) {
        buffer_printf(&title, "**%s**", lesson_title(run));
        put_text(session, "", buffer_text(&title), out);
        buffer_put_char(out, '\n');
        buffer_clear(&title);
        if (!is_translated(run))
            put_text(session, "", _("(This lesson isn't translated yet; it is shown in English.)"), out);
    }
    if (strcmp(lesson_page_title(run), lesson_title(run)) != 0) {
        buffer_printf(&title, "**%s**", lesson_page_title(run));
        put_text(session, "", buffer_text(&title), out);
        buffer_put_char(out, '\n');
    }
    buffer_finish(&title);
}

void lesson_tell_prose(const struct session *session, size_t k, struct buffer *out)
{
    const struct lesson_run *run = session->lesson;
    const struct prose *prose = other_prose(run, k);
    if (!prose && other_file(run))
        put_untranslated(session, out);
    prose_print(prose ? prose : &english_page(run)->items[k].prose, style_of(session), out);
    buffer_put_char(out, '\n');
}

static void put_commands(const struct session *session, const char *first, const char *commands,
                         struct buffer *out)
{
    const char *on = session->has_color ? "\033[36m" : "", *off = session->has_color ? "\033[0m" : "";
    while (*commands) {
        size_t length = strcspn(commands, "\n");
        buffer_printf(out, "%s%s%.*s%s\n", first, on, (int)length, commands, off);
        commands += length + (commands[length] == '\n');
    }
}

void lesson_tell_try(const struct session *session, const struct lesson_item *item, struct buffer *out)
{
    buffer_printf(out, "%s\n", _("Type this yourself:"));
    put_commands(session, "    ", item->commands, out);
}

void lesson_tell_question(const struct session *session, struct buffer *out)
{
    const struct lesson_run *run = session->lesson;
    if (other_file(run) && !other_ask(run))
        put_untranslated(session, out);
    put_text(session, "? ", lesson_question_text(run), out);
    for (size_t i = 0; i < ASK_CHOICES_MAX && lesson_choice(run, i); i++) {
        char first[] = {' ', ' ', (char)('a' + (int)i), ')', ' ', '\0'};
        put_text(session, first, lesson_choice(run, i), out);
    }
}

void lesson_tell_how_to_answer(const struct session *session, struct buffer *out)
{
    static const char *const ways[] = {
        [ASK_NUMBER] = N_("(type the number, as 0.5, 5e-1 or 1/2; 'hint' helps)"),
        [ASK_STATE] = N_("(type commands until it is so; 'hint' helps, 'goal' says what is still missing)"),
        [ASK_CHOICE] = N_("(type the letter; 'hint' helps)"),
    };
    put_text(session, "", _(ways[session->lesson->ask->kind]), out);
}

/* The commands that are offered at the end of what was shown. */
static size_t count_offered(const struct lesson_run *run)
{
    const struct lesson_page *page = english_page(run);
    struct lexer script, command;
    size_t count = 0;
    if (run->ask || run->item == 0 || page->items[run->item - 1].kind != ITEM_TRY)
        return 0;
    const char *commands = page->items[run->item - 1].commands;
    lexer_init(&script, commands, strlen(commands));
    while (lexer_next_command(&script, &command, NULL) && !lexer_at_end(&command))
        count++;
    return count;
}

void lesson_promise_enter(struct session *session)
{
    struct lesson_run *run = session->lesson;
    buffer_clear(&session->last_line);
    run->says_enter = true;
    run->offered = count_offered(run);
    run->has_offered = run->offered > 0;
}

void lesson_tell_remark(struct session *session, struct buffer *out)
{
    const struct lesson_run *run = session->lesson;
    const struct lesson_page *page = english_page(run);
    bool is_before_question = run->item < page->count && page->items[run->item].kind == ITEM_ASK;
    buffer_printf(out, "%s\n",
                  lesson_is_at_end(session)
                      ? _("(this is the end of the lesson; Enter says how it went, 'lesson quit' leaves it)")
                  : is_before_question ? _("(Enter or 'next' goes on to the question)")
                                       : _("(Enter or 'next' goes on)"));
    lesson_promise_enter(session);
}

void lesson_say(struct session *session, const char *first, const char *text)
{
    put_text(session, first, text, &session->out);
}

void lesson_retell(struct session *session)
{
    const struct lesson_run *run = session->lesson;
    const struct lesson_page *page = english_page(run);
    struct buffer out = BUFFER_EMPTY;
    lesson_tell_page_title(session, &out);
    size_t shown = run->item + (run->ask != NULL);
    for (size_t k = 0; k < shown; k++) {
        const struct lesson_item *item = &page->items[k];
        if (item->kind == ITEM_PROSE)
            lesson_tell_prose(session, k, &out);
        else if (item->kind == ITEM_TRY)
            lesson_tell_try(session, item, &out);
        else if (item->kind != ITEM_ASK)
            put_commands(session, "> ", item->commands, &out);
        if (item->kind == ITEM_RUN || item->kind == ITEM_REFUSED || (item->kind == ITEM_TRY && k + 1 < shown))
            buffer_put_char(&out, '\n');
    }
    if (run->ask)
        lesson_tell_question(session, &out);
    else
        lesson_tell_remark(session, &out);
    lesson_show(session, buffer_text(&out));
    buffer_finish(&out);
}

/* Where a screen of so many lines ends: behind all that fits; before a question rather than within it; else between
 * two paragraphs, so that what stands together stays together, unless much room were left. */
static const char *screen_end(const struct lesson_run *run, const char *text, int room)
{
    const char *end = text, *gap = NULL;
    int lines = 0;
    for (; *end && lines < room; end++) {
        lines += *end == '\n';
        if (lines > room / 3 && end[0] == '\n' && end[1] == '\n')
            gap = end + 1;
    }
    const char *newline = strchr(end, '\n');
    if (!newline || !newline[1]) /* one line more takes no more room than a remark */
        return end + strlen(end);
    const char *question = strstr(text, "\n? ");
    if (run->ask && question && question < end)
        return question + 1;
    return gap ? gap : end;
}

void lesson_show(struct session *session, const char *text)
{
    struct lesson_run *run = session->lesson;
    int room = session->is_interactive && session->rows > 2 ? session->rows - 2 : INT_MAX;
    const char *end = screen_end(run, text, room);
    struct buffer rest = BUFFER_EMPTY;
    buffer_put(&rest, end + strspn(end, "\n"));
    buffer_put_n(&session->out, text, (size_t)(end - text));
    buffer_finish(&run->pending);
    run->pending = rest;
    if (rest.length == 0)
        return;
    session_print(session, "%s\n", _("... (Enter: more)"));
    lesson_promise_enter(session);
}
