/* What was done in the lessons: one learner's, and a class's. */
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/lesson.h"
#include "app/lesson_count.h"
#include "app/overwrite.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"

enum { BYTES_MAX = 1 << 20 };
enum { TITLE = 44, STUDENT = 20, COLUMN = 9, LESSON = 7 }; /* columns of a table */

struct course { /* the lessons that there are */
    struct lesson_list list;
    struct lesson **lessons; /* [list.count]; NULL where one can't be read */
};

static bool open_course(const struct session *session, struct course *course, struct error *error)
{
    *course = (struct course){0};
    if (!lesson_list_read(&course->list, lessons_folder(session->lessons), error))
        return false;
    course->lessons = memory_new(course->list.count, sizeof *course->lessons);
    for (size_t i = 0; i < course->list.count; i++)
        course->lessons[i] = lesson_read(&course->list.entries[i], NULL, NULL);
    return true;
}

static void close_course(struct course *course)
{
    for (size_t i = 0; i < course->list.count && course->lessons; i++)
        lesson_free(course->lessons[i]);
    memory_free(course->lessons);
    lesson_list_finish(&course->list);
}

static void put_padded(struct session *session, const char *text, size_t columns)
{
    size_t used = utf8_columns(text);
    session_print(session, "%s%*s", text, (int)(columns > used ? columns - used : 0), "");
}

static void put_right(struct session *session, const char *text, size_t columns)
{
    size_t used = utf8_columns(text);
    session_print(session, "%*s%s", (int)(columns > used ? columns - used : 1), "", text);
}

static void put_number(struct session *session, size_t number, size_t columns)
{
    session_print(session, "%*zu", (int)columns, number);
}

/* "3/8" */
static void put_share(struct session *session, size_t part, size_t whole, size_t columns)
{
    char share[48];
    snprintf(share, sizeof share, "%zu/%zu", part, whole);
    put_right(session, share, columns);
}

static void put_counted(struct session *session)
{
    const char *const headings[] = {N_("shown"), N_("skipped"), N_("wrong"), N_("hints")};
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        put_right(session, _(headings[i]), COLUMN);
    session_print(session, "\n");
}

static void put_counts(struct session *session, const struct lesson_counts *counts)
{
    put_number(session, counts->shown, COLUMN);
    put_number(session, counts->skipped, COLUMN);
    put_number(session, counts->wrong, COLUMN);
    put_number(session, counts->hints, COLUMN);
    session_print(session, "\n");
}

/* ---- one learner ---- */

static bool show(struct session *session, struct error *error)
{
    struct course course;
    if (!progress_load(&session->progress, error) || !open_course(session, &course, error))
        return false;
    put_padded(session, "", TITLE);
    put_right(session, _("solved"), COLUMN);
    put_counted(session);
    for (size_t i = 0; i < course.list.count; i++) {
        const struct lesson *lesson = course.lessons[i];
        if (!lesson)
            continue;
        struct lesson_counts counts = lesson_count(&session->progress, lesson);
        const struct lesson_file *file =
            strcmp(translate_language(), "ko") == 0 && lesson->korean ? lesson->korean : lesson->english;
        put_padded(session, file->title, TITLE);
        put_share(session, counts.solved, counts.questions, COLUMN);
        put_counts(session, &counts);
    }
    close_course(&course);
    if (session->progress.path)
        session_print(session, _("kept in %s\n"), session->progress.path);
    return true;
}

static bool reset(struct session *session, const char *word, struct error *error)
{
    struct lesson_list list = {0};
    if (!word)
        return progress_reset(&session->progress, NULL, error);
    const struct lesson_entry *entry = lesson_list_read(&list, lessons_folder(session->lessons), error)
                                           ? lesson_list_find(&list, word, error)
                                           : NULL;
    bool is_done = entry && progress_reset(&session->progress, entry->name, error);
    lesson_list_finish(&list);
    return is_done;
}

static bool export(struct session *session, const char *path, struct error *error)
{
    struct buffer text = BUFFER_EMPTY;
    if (!overwrite_may(session, path, error) || !progress_load(&session->progress, error))
        return false;
    progress_write(&session->progress, &text);
    bool is_written = file_write_atomic(path, buffer_text(&text), text.length, error);
    buffer_finish(&text);
    return is_written;
}

/* ---- a class ---- */

/* The file's name without folder and ending: that is how a teacher tells students apart. */
static char *student_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *point = strrchr(name, '.');
    return memory_text(name, point && point > name ? (size_t)(point - name) : strlen(name));
}

static void put_student_csv(struct session *session, const struct course *course,
                            const struct progress *progress, const char *student)
{
    bool needs_quotes = strpbrk(student, ",\" ") != NULL;
    for (size_t i = 0; i < course->list.count; i++) {
        if (!course->lessons[i])
            continue;
        struct lesson_counts counts = lesson_count(progress, course->lessons[i]);
        session_print(session, needs_quotes ? "\"" : "");
        for (const char *c = student; *c; c++)
            session_print(session, *c == '"' ? "\"\"" : "%c", *c);
        session_print(session, "%s,%s,%zu,%zu,%zu,%zu,%u,%u\n", needs_quotes ? "\"" : "",
                      course->lessons[i]->name, counts.questions, counts.solved, counts.shown, counts.skipped,
                      counts.wrong, counts.hints);
    }
}

static void put_student_row(struct session *session, const struct course *course,
                            const struct progress *progress, const char *student)
{
    struct lesson_counts total = {0};
    put_padded(session, student, STUDENT);
    for (size_t i = 0; i < course->list.count; i++) {
        if (!course->lessons[i])
            continue;
        struct lesson_counts counts = lesson_count(progress, course->lessons[i]);
        put_share(session, counts.solved, counts.questions, LESSON);
        total.questions += counts.questions;
        total.solved += counts.solved;
        total.shown += counts.shown;
        total.skipped += counts.skipped;
        total.wrong += counts.wrong;
        total.hints += counts.hints;
    }
    put_share(session, total.solved, total.questions, COLUMN);
    put_counts(session, &total);
}

static void put_headings(struct session *session, const struct course *course, bool is_csv)
{
    if (is_csv) {
        session_print(session, "student,lesson,questions,solved,shown,skipped,wrong,hints\n");
        return;
    }
    put_padded(session, _("student"), STUDENT);
    for (size_t i = 0; i < course->list.count; i++) {
        char number[32];
        snprintf(number, sizeof number, "%d", course->list.entries[i].number);
        if (course->lessons[i])
            put_right(session, number, LESSON);
    }
    put_right(session, _("solved"), COLUMN);
    put_counted(session);
}

static bool summarize(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct course course;
    size_t first = 1;
    bool is_csv = arguments->count > 1 && strcmp(arguments->values[1].text, "--csv") == 0, is_good = true;
    first += is_csv;
    if (arguments->count <= first)
        return error_set(error,
                         _("progress summary needs the students' files: progress summary [--csv] FILE..."));
    if (!open_course(session, &course, error))
        return false;
    struct buffer before = session->out; /* all or nothing */
    session->out = BUFFER_EMPTY;
    put_headings(session, &course, is_csv);
    for (size_t i = first; i < arguments->count && is_good; i++) {
        struct progress progress = {0};
        struct buffer text = BUFFER_EMPTY;
        const char *path = arguments->values[i].text;
        char *student = student_of(path);
        is_good = file_read(path, BYTES_MAX, &text, error) &&
                  progress_merge(&progress, buffer_text(&text), path, error);
        if (is_good)
            (is_csv ? put_student_csv : put_student_row)(session, &course, &progress, student);
        memory_free(student);
        buffer_finish(&text);
        progress_finish(&progress);
    }
    if (is_good)
        buffer_put(&before, buffer_text(&session->out));
    buffer_finish(&session->out);
    session->out = before;
    close_course(&course);
    return is_good;
}

/* ---- the command ---- */

static bool needs_file(const struct arguments *arguments, struct error *error)
{
    return arguments->count == 2 ||
           error_set(error, _("progress %s takes one file's name"), arguments->values[0].text);
}

static bool act(struct session *session, const struct arguments *arguments, struct error *error)
{
    const char *word = arguments->count > 0 ? arguments->values[0].text : "";
    if (!*word)
        return show(session, error);
    if (strcmp(word, "summary") == 0)
        return summarize(session, arguments, error);
    if (strcmp(word, "reset") == 0)
        return reset(session, arguments->count > 1 ? arguments->values[1].text : NULL, error);
    if (!needs_file(arguments, error))
        return false;
    return strcmp(word, "export") == 0 ? export(session, arguments->values[1].text, error)
                                       : progress_import(&session->progress, arguments->values[1].text, error);
}

static enum run run_progress(struct session *session, const struct arguments *arguments, struct error *error)
{
    return act(session, arguments, error) ? RUN_DONE : RUN_FAILED;
}

static const char *const words[] = {"reset", "export", "import", "summary", NULL};

static const struct command commands[] = {
    {.name = "progress",
     .flags = COMMAND_KEEPS_WHY,
     .arguments = {{.name = "reset|export|import|summary",
                    .kind = ARGUMENT_CHOICE,
                    .flags = ARGUMENT_OPTIONAL,
                    .choices = words},
                   {.name = "FILE",
                    .kind = ARGUMENT_FILE,
                    .flags = ARGUMENT_OPTIONAL | ARGUMENT_REPEATS | ARGUMENT_READS}},
     .summary = N_("what you have solved in the lessons; for teachers, a table over their students' files"),
     .details =
         N_("'progress reset 3' forgets lesson 3, 'progress reset' all. 'progress export FILE' writes it to a\n"
            "file to hand in, 'progress import FILE' takes one in. 'progress summary FILE...' is a table, a\n"
            "row for each file; 'progress summary --csv FILE...' the same for a spreadsheet."),
     .run = run_progress},
};

const struct command_topic cmd_progress = {"progress", N_("Progress in the lessons"), commands,
                                           sizeof commands / sizeof *commands};
