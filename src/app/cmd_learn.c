/* Lessons: taking them, and proving them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "app/lesson.h"
#include "app/lesson_check.h"
#include "app/lesson_count.h"
#include "app/lesson_run.h"
#include "app/overwrite.h"
#include "app/worksheet.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"

/* ---- lesson check ---- */

/* A folder that holds en.md is one lesson. */
static bool list_folder(struct lesson_list *list, const char *folder, struct error *error)
{
    struct buffer path = BUFFER_EMPTY;
    buffer_printf(&path, "%s/en.md", folder);
    bool is_lesson = access(buffer_text(&path), F_OK) == 0;
    buffer_finish(&path);
    if (!is_lesson)
        return lesson_list_read(list, folder, error);
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    char *whole = memory_text(folder, length);
    const char *slash = strrchr(whole, '/');
    list->entries = memory_new(1, sizeof *list->entries);
    list->entries[0] = (struct lesson_entry){memory_string(slash ? slash + 1 : whole), 0, whole};
    list->count = 1;
    return true;
}

static bool check_lessons(struct session *session, const char *folder, struct error *error)
{
    struct lesson_list list = {0};
    size_t faults = 0;
    if (!list_folder(&list, folder, error))
        return false;
    for (size_t i = 0; i < list.count; i++)
        faults += lesson_check(&list.entries[i], &session->out);
    size_t count = list.count;
    lesson_list_finish(&list);
    return faults == 0 || error_set(error, _("%zu faults in %zu lessons"), faults, count);
}

/* ---- which lesson ---- */

static bool read_list(const struct session *session, struct lesson_list *list, struct error *error)
{
    return lesson_list_read(list, lessons_folder(session->lessons), error);
}

/* The next question that is open, from the lesson on where the learner was last. */
static bool begin_where_left(struct session *session, const struct lesson_list *list, struct error *error)
{
    const struct progress *progress = &session->progress;
    const struct lesson_entry *entry = &list->entries[0];
    size_t page = 0;
    if (!progress_load(&session->progress, error))
        return false;
    for (size_t i = 0; progress->lesson && i < list->count; i++)
        if (strcmp(list->entries[i].name, progress->lesson) == 0) {
            entry = &list->entries[i];
            page = progress->page;
        }
    return lesson_begin(session, entry, page, error) ||
           (page > 0 && lesson_begin(session, entry, 0, error)); /* the lesson has become shorter */
}

/* "3", "3.2" for its second page, or a name. */
static bool begin_named(struct session *session, const struct lesson_list *list, const char *word,
                        struct error *error)
{
    const char *point = strchr(word, '.');
    size_t length = point ? (size_t)(point - word) : strlen(word);
    long page = 1;
    char *end = NULL, *name = memory_text(word, length);
    if (point)
        page = strtol(point + 1, &end, 10);
    const struct lesson_entry *entry = lesson_list_find(list, name, error);
    memory_free(name);
    if (entry && point && (end == point + 1 || *end || page < 1))
        return error_set(error, _("'%s': a page follows the point, as in lesson 3.2"), word);
    return entry && lesson_begin(session, entry, (size_t)(page - 1), error);
}

static bool needs_lesson(const struct session *session, struct error *error)
{
    return session->lesson ||
           error_set(
               error,
               _("no lesson is running; 'lesson 1' starts the first one, 'lesson' goes on where you were"));
}

static bool leave(struct session *session, struct error *error)
{
    if (!needs_lesson(session, error))
        return false;
    lesson_end(session);
    session_print(session, "%s\n", _("Your own session is back as it was."));
    return true;
}

static enum run run_lesson(struct session *session, const struct arguments *arguments, struct error *error)
{
    const char *word = arguments->count > 0 ? arguments->values[0].text : "";
    struct lesson_list list = {0};
    if (strcmp(word, "check") == 0)
        return check_lessons(
                   session, arguments->count > 1 ? arguments->values[1].text : lessons_folder(session->lessons),
                   error)
                   ? RUN_DONE
                   : RUN_FAILED;
    if (arguments->count > 1) {
        error_set(error, _("lesson: '%s' is too much; only 'lesson check' takes a folder"),
                  arguments->values[1].text);
        return RUN_FAILED;
    }
    if (strcmp(word, "quit") == 0)
        return leave(session, error) ? RUN_DONE : RUN_FAILED;
    if (!*word && session->lesson)
        return lesson_again(session, error) ? RUN_DONE : RUN_FAILED;
    bool is_good = read_list(session, &list, error) &&
                   (*word ? begin_named(session, &list, word, error) : begin_where_left(session, &list, error));
    lesson_list_finish(&list);
    return is_good ? RUN_DONE : RUN_FAILED;
}

/* ---- lessons ---- */

static void print_lesson(struct session *session, const struct lesson_entry *entry)
{
    struct error error;
    struct lesson *lesson = lesson_read(entry, NULL, &error);
    if (!lesson) {
        session_print(session, "%s\n", error.text);
        return;
    }
    const struct lesson_file *file =
        strcmp(translate_language(), "ko") == 0 && lesson->korean ? lesson->korean : lesson->english;
    struct lesson_counts counts = lesson_count(&session->progress, lesson);
    const char *indent = entry->number < 10 ? " " : ""; /* the title begins with its number */
    size_t columns = utf8_columns(file->title) + strlen(indent);
    session_print(session, "  %s%s%*s  ", indent, file->title, (int)(columns < 48 ? 48 - columns : 0), "");
    session_print(session, _("%zu of %zu solved"), counts.solved, counts.questions);
    session_print(session,
                  session->lesson && strcmp(session->lesson->lesson->name, lesson->name) == 0 ? " <\n" : "\n");
    lesson_free(lesson);
}

static enum run run_lessons(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct lesson_list list = {0};
    (void)arguments;
    if (!progress_load(&session->progress, error) || !read_list(session, &list, error)) {
        lesson_list_finish(&list);
        return RUN_FAILED;
    }
    for (size_t i = 0; i < list.count; i++)
        print_lesson(session, &list.entries[i]);
    lesson_list_finish(&list);
    session_print(session, "%s\n", _("'lesson 3' starts the third; 'lesson' goes on where you were."));
    return RUN_DONE;
}

/* ---- within a lesson ---- */

static enum run in_lesson(struct session *session, bool (*act)(struct session *session, struct error *error),
                          struct error *error)
{
    return needs_lesson(session, error) && act(session, error) ? RUN_DONE : RUN_FAILED;
}

#define IN_LESSON(name, act)                                                                                   \
    static enum run name(struct session *session, const struct arguments *arguments, struct error *error)      \
    {                                                                                                          \
        (void)arguments;                                                                                       \
        return in_lesson(session, act, error);                                                                 \
    }

IN_LESSON(run_next, lesson_next)
IN_LESSON(run_prev, lesson_previous)
IN_LESSON(run_hint, lesson_hint)
IN_LESSON(run_skip, lesson_skip)
IN_LESSON(run_solution, lesson_solution)
IN_LESSON(run_goal, lesson_goal)
IN_LESSON(run_play, lesson_play)
IN_LESSON(run_resume, lesson_resume)

static enum run run_answer(struct session *session, const struct arguments *arguments, struct error *error)
{
    const char *text = arguments->count > 0 ? arguments->values[0].text : "";
    return needs_lesson(session, error) && lesson_answer(session, text, error) ? RUN_DONE : RUN_FAILED;
}

/* ---- worksheet ---- */

struct wanted {
    const char *lesson, *path; /* lesson NULL: the net of now */
    bool has_seed;
    uint64_t seed;
};

static bool ends_in(const char *path, const char *ending)
{
    size_t length = strlen(path), tail = strlen(ending);
    return length > tail && strcmp(path + length - tail, ending) == 0;
}

static bool read_wish(const struct arguments *arguments, struct wanted *wanted, struct error *error)
{
    size_t count = arguments->count;
    if (count >= 3 && strcmp(arguments->values[count - 2].text, "--seed") == 0) {
        char *end;
        wanted->seed = strtoull(arguments->values[count - 1].text, &end, 10);
        if (*end || end == arguments->values[count - 1].text) {
            error_set(error, _("--seed takes a whole number, not '%s'"), arguments->values[count - 1].text);
            return false;
        }
        wanted->has_seed = true;
        count -= 2;
    }
    wanted->path = arguments->values[count - 1].text;
    if (count == 2 && strcmp(arguments->values[0].text, "now") != 0)
        wanted->lesson = arguments->values[0].text;
    if (count > 2)
        return error_set(error, _("worksheet: '%s' is too much"), arguments->values[2].text);
    return ends_in(wanted->path, ".html") || ends_in(wanted->path, ".md") ||
           error_set(error, _("worksheet: the file's name must end in .html or .md, not as '%s'"),
                     wanted->path);
}

static bool write_worksheet(struct session *session, const struct wanted *wanted, struct error *error)
{
    struct lesson_list list = {0};
    struct lesson *lesson = NULL;
    struct buffer text = BUFFER_EMPTY;
    if (wanted->lesson) {
        const struct lesson_entry *entry =
            read_list(session, &list, error) ? lesson_list_find(&list, wanted->lesson, error) : NULL;
        lesson = entry ? lesson_read(entry, NULL, error) : NULL;
        lesson_list_finish(&list);
        if (!lesson)
            return false;
    }
    bool is_good = worksheet_write(session, lesson, wanted->has_seed, wanted->seed,
                                   ends_in(wanted->path, ".html"), &text, error) &&
                   file_write_atomic(wanted->path, buffer_text(&text), text.length, error);
    buffer_finish(&text);
    lesson_free(lesson);
    return is_good;
}

static enum run run_worksheet(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct wanted wanted = {0};
    bool is_good = read_wish(arguments, &wanted, error) && overwrite_may(session, wanted.path, error) &&
                   write_worksheet(session, &wanted, error);
    if (is_good && session->is_interactive)
        session_print(session, _("wrote %s\n"), wanted.path);
    return is_good ? RUN_DONE : RUN_FAILED;
}

static const char *const lesson_words[] = {"quit", "check", NULL};

static const struct command commands[] = {
    {.name = "lessons",
     .flags = COMMAND_KEEPS_WHY,
     .summary = N_("list the lessons, and what you have solved of each"),
     .run = run_lessons},
    {.name = "lesson",
     .flags = COMMAND_KEEPS_WHY,
     .arguments = {{.name = "N|NAME|quit|check",
                    .kind = ARGUMENT_WORD,
                    .flags = ARGUMENT_OPTIONAL,
                    .choices = lesson_words},
                   {.name = "FOLDER", .kind = ARGUMENT_FILE, .flags = ARGUMENT_OPTIONAL | ARGUMENT_READS}},
     .summary = N_("take a lesson: lesson 3, lesson softmax; alone it goes on where you were"),
     .details =
         N_("'lesson 3.2' is the second page of the third. 'lesson quit' leaves; your own session comes back\n"
            "as it was. During a question a number (0.59, .5933, 5.9e-1, 3/5) or a letter is the answer; all\n"
            "else is a command as ever. 'lesson check FOLDER' proves the lessons in a folder: for teachers."),
     .run = run_lesson},
    {.name = "next",
     .aliases = "n",
     .flags = COMMAND_KEEPS_WHY,
     .summary = N_("on in the lesson: more of the text, the next part, the next page"),
     .run = run_next},
    {.name = "prev",
     .flags = COMMAND_KEEPS_WHY,
     .summary = N_("the page before in the lesson"),
     .run = run_prev},
    {.name = "answer",
     .flags = COMMAND_KEEPS_WHY,
     .arguments = {{.name = "EXPR|LETTER", .kind = ARGUMENT_TEXT, .flags = ARGUMENT_OPTIONAL}},
     .summary = N_("answer the lesson's question: answer z1[1], answer b; alone it asks how far the state is"),
     .run = run_answer},
    {.name = "hint",
     .flags = COMMAND_KEEPS_WHY,
     .summary = N_("a hint for the lesson's question; each goes further"),
     .run = run_hint},
    {.name = "goal",
     .flags = COMMAND_KEEPS_WHY,
     .summary = N_("the lesson's question again, and what is still missing"),
     .run = run_goal},
    {.name = "solution",
     .flags = COMMAND_KEEPS_WHY,
     .summary = N_("show how the lesson's question is solved; it doesn't count as solved"),
     .run = run_solution},
    {.name = "skip",
     .flags = COMMAND_KEEPS_WHY,
     .summary = N_("show the answer to the lesson's question and go on; it doesn't count as solved"),
     .run = run_skip},
    {.name = "play",
     .flags = COMMAND_KEEPS_WHY,
     .summary = N_("free play in the middle of a lesson; 'resume' goes back"),
     .run = run_play},
    {.name = "resume",
     .flags = COMMAND_KEEPS_WHY,
     .summary = N_("back from free play to the lesson as it was"),
     .run = run_resume},
    {.name = "worksheet",
     .flags = COMMAND_KEEPS_WHY,
     .arguments = {{.name = "LESSON|now|FILE",
                    .kind = ARGUMENT_FILE,
                    .flags = ARGUMENT_REPEATS | ARGUMENT_WRITES}},
     .summary = N_("write a page to print, with an answer key: worksheet now net.html, worksheet 7 page.md"),
     .details =
         N_("'now' is the net of now: its picture, and each formula of one iteration to fill in. '--seed 7'\n"
            "behind the file's name draws other numbers, so that each student gets a sheet of his own. With a\n"
            "lesson's number or name its questions are written. The file is .html or .md."),
     .run = run_worksheet},
};

const struct command_topic cmd_learn = {"learn", N_("Lessons"), commands, sizeof commands / sizeof *commands};
