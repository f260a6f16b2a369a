#include "app/overwrite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/command.h"
#include "app/export.h"
#include "app/record.h"
#include "base/memory.h"
#include "base/translate.h"

/* Whether the command under way was typed, and doesn't stand in a file. */
static bool is_typed(const struct session *session)
{
    return session->is_interactive && session_is_outermost(session) && !session->frames[0].name;
}

void overwrite_finish(struct session *session)
{
    memory_free(session->overwrite.path);
    memory_free(session->overwrite.command);
    session->overwrite = (struct overwrite){0};
}

/* ---- scripts ---- */

bool overwrite_is_trusted(const struct session *session)
{
    for (int i = 0; i < session->frame_count; i++)
        if (!session->frames[i].is_trusted)
            return false;
    return true;
}

/* A relative path without a name that is hidden, and so without a way up. */
static bool goes_down(const char *path)
{
    if (*path == '/')
        return false;
    for (const char *name = path; *name; name += strspn(name, "/")) {
        size_t length = strcspn(name, "/");
        if (*name == '.' && length > 1)
            return false;
        name += length;
    }
    return true;
}

/* Whether the folder of the file, links followed, is the present one or below it; one that isn't there can't be
 * written to anyway. */
static bool is_below(const char *path)
{
    char *folder = memory_string(path), *slash = strrchr(folder, '/');
    if (slash)
        *slash = '\0';
    char *real = slash ? realpath(folder, NULL) : NULL, *here = realpath(".", NULL);
    size_t length = here ? strlen(here) : 0;
    bool is_good = !real || (here && strncmp(real, here, length) == 0 &&
                             (length == 1 || real[length] == '/' || real[length] == '\0'));
    free(real); /* realpath's own */
    free(here);
    memory_free(folder);
    return is_good;
}

/* What `save` and `record` write begins so; another format is known by its ending. */
static bool may_be_ours(const char *path)
{
    static const char start[] = "# nabla ";
    char found[sizeof start] = "";
    if (export_format_of_file(path))
        return true;
    FILE *file = fopen(path, "r");
    bool is_ours = file && fgets(found, sizeof found, file) && strcmp(found, start) == 0;
    if (file)
        fclose(file);
    return is_ours;
}

static bool script_may(const char *path, struct error *error)
{
    static const char *const streams[] = {"/dev/stdout", "/dev/stderr", "/dev/null"};
    struct stat old;
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
        if (strcmp(path, streams[i]) == 0)
            return true;
    bool is_there = lstat(path, &old) == 0;
    if (!goes_down(path) || !is_below(path) || (is_there && S_ISLNK(old.st_mode)))
        return error_set(error,
                         _("a script may not write '%s', only files in this folder and below; type the command "
                           "yourself, or use -c"),
                         path);
    return !is_there || !S_ISREG(old.st_mode) || may_be_ours(path) ||
           error_set(error, _("'%s' is there already, and no script replaces it; give another name"), path);
}

bool overwrite_may(struct session *session, const char *path, struct error *error)
{
    if (!overwrite_is_trusted(session))
        return script_may(path, error);
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
