#include "app/overwrite.h"

#include <string.h>
#include <sys/stat.h>

#include "app/command.h"
#include "app/record.h"
#include "base/memory.h"
#include "base/translate.h"

/* Whether the command under way was typed, and doesn't stand in a file. */
static bool is_typed(const struct session *session)
{
    return session->is_interactive && session->frame_count == 1 && !session->frames[0].name;
}

void overwrite_finish(struct session *session)
{
    memory_free(session->overwrite.path);
    memory_free(session->overwrite.command);
    session->overwrite = (struct overwrite){0};
}

bool overwrite_may(struct session *session, const char *path, struct error *error)
{
    struct overwrite *overwrite = &session->overwrite;
    const struct lexer *running = &session->running;
    struct stat old;
    if (!is_typed(session) || stat(path, &old) != 0 || !S_ISREG(old.st_mode))
        return true;
    if (overwrite->is_allowed && strcmp(overwrite->path, path) == 0)
        return true;
    overwrite_finish(session);
    overwrite->path = memory_string(path);
    overwrite->command = memory_text(running->text + running->position, running->end - running->position);
    return error_set(error, _("'%s' is there already; type 'y' to replace it, or give another name"), path);
}

bool overwrite_is_answer(struct session *session, const struct lexer *line)
{
    static const char *const yes[] = {"y", "yes", "예", "네"};
    struct lexer ahead = *line;
    struct token word;
    bool is_yes = false;
    if (!session->overwrite.command || !is_typed(session))
        return false;
    if (lexer_word(&ahead, &word, NULL) && lexer_at_end(&ahead))
        for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
            is_yes |= strlen(yes[i]) == word.length && memcmp(yes[i], word.text, word.length) == 0;
    if (!is_yes)
        overwrite_finish(session);
    return is_yes;
}

enum run overwrite_answer(struct session *session, struct error *error)
{
    struct overwrite *overwrite = &session->overwrite;
    char *text = overwrite->command;
    struct lexer script, command;
    overwrite->command = NULL;
    overwrite->is_allowed = true;
    lexer_init(&script, text, strlen(text));
    enum run run = RUN_FAILED;
    if (lexer_next_command(&script, &command, error)) {
        record_prepare(session, &command);
        run = command_run(session, &command, error);
    }
    if (!overwrite->command) /* not a question again */
        overwrite_finish(session);
    memory_free(text);
    return run;
}
