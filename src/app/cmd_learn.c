/* Lessons: taking them, and proving them. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "app/lesson.h"
#include "app/lesson_check.h"
#include "base/memory.h"
#include "base/translate.h"

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
    char *path_text = memory_text(folder, length);
    const char *slash = strrchr(path_text, '/');
    list->entries = memory_new(1, sizeof *list->entries);
    list->entries[0] = (struct lesson_entry){memory_string(slash ? slash + 1 : path_text), 0, path_text};
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

static enum run run_lesson(struct session *session, const struct arguments *arguments, struct error *error)
{
    const char *word = arguments->count > 0 ? arguments->values[0].text : "";
    const char *folder = arguments->count > 1 ? arguments->values[1].text : lessons_folder(NULL);
    if (strcmp(word, "check") == 0)
        return check_lessons(session, folder, error) ? RUN_DONE : RUN_FAILED;
    error_set(error, _("lesson: only 'lesson check [FOLDER]' is there yet"));
    return RUN_FAILED;
}

static const struct command commands[] = {
    {.name = "lesson",
     .flags = COMMAND_LOOKS,
     .arguments = {{.name = "check", .kind = ARGUMENT_WORD},
                   {.name = "FOLDER", .kind = ARGUMENT_FILE, .flags = ARGUMENT_OPTIONAL | ARGUMENT_READS}},
     .summary = N_("prove the lessons in a folder before a class does: lesson check FOLDER"),
     .run = run_lesson},
};

const struct command_topic cmd_learn = {"learn", N_("Lessons"), commands, sizeof commands / sizeof *commands};
