/* Help, scripts, and the shell around it all. */
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/help.h"
#include "app/save.h"
#include "base/file.h"
#include "base/translate.h"

enum { SCRIPT_BYTES_MAX = 64 << 20 };

static enum run run_help(struct session *session, const struct arguments *arguments, struct error *error)
{
    if (arguments->count == 0) {
        help_overview(session);
        return RUN_DONE;
    }
    return help_about(session, arguments->values[0].text, error) ? RUN_DONE : RUN_FAILED;
}

static enum run run_apropos(struct session *session, const struct arguments *arguments, struct error *error)
{
    return help_search(session, arguments->values[0].text, error) ? RUN_DONE : RUN_FAILED;
}

static enum run run_history(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    size_t most = arguments->count > 0 ? (size_t)arguments->values[0].number : 20;
    const char *text = buffer_text(&session->history), *line = text;
    size_t lines = 0;
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    for (size_t i = 1; *line; i++) {
        const char *end = strchr(line, '\n');
        if (i + most > lines)
            session_print(session, "%5zu  %.*s\n", i, (int)(end - line), line);
        line = end + 1;
    }
    return RUN_DONE;
}

static enum run run_precision(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    if (arguments->count == 0) {
        session_print(session, "precision %d\n", session->notation.precision);
        return RUN_DONE;
    }
    SESSION_SAVE(session, notation);
    session->notation.precision = (int)arguments->values[0].number;
    session_refresh_last(session);
    return RUN_DONE;
}

static enum run run_lang(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    if (arguments->count == 0)
        session_print(session, "lang %s\n", translate_language());
    else
        translate_select(arguments->values[0].text);
    session_refresh_last(session);
    return RUN_DONE;
}

static enum run run_source(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct buffer text = BUFFER_EMPTY;
    const char *path = arguments->values[0].text;
    bool is_fed = file_read(path, SCRIPT_BYTES_MAX, &text, error) &&
                  session_feed(session, buffer_text(&text), text.length, path, error);
    buffer_finish(&text);
    return is_fed ? RUN_DONE : RUN_FAILED;
}

static enum run run_save(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct buffer text = BUFFER_EMPTY;
    const char *path = arguments->values[0].text;
    save_script(session, &text);
    bool is_saved = file_write_atomic(path, buffer_text(&text), text.length, error);
    buffer_finish(&text);
    if (is_saved && session->is_interactive)
        session_print(session, _("wrote %s; 'load %s' brings it back\n"), path, path);
    return is_saved ? RUN_DONE : RUN_FAILED;
}

static enum run run_quit(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    session->has_quit = true;
    session->exit_code = arguments->count > 0 ? (int)arguments->values[0].number : 0;
    return RUN_DONE;
}

static const char *const languages[] = {"en", "ko", NULL};

static const struct command commands[] = {
    {"help", "h", 0, {{"COMMAND|TOPIC", ARGUMENT_WORD, ARGUMENT_OPTIONAL, 0, 0, NULL, help_topic}},
     N_("explain a command, an activation, a loss, a quantity; or list all"), NULL, "help step", run_help},
    {"apropos", NULL, 0, {{"WORD", ARGUMENT_TEXT, 0, 0, 0, NULL, NULL}},
     N_("list what has to do with a word"), NULL, "apropos gradient", run_apropos},
    {"history", NULL, 0, {{"N", ARGUMENT_INTEGER, ARGUMENT_OPTIONAL, 1, 100000, NULL, NULL}},
     N_("the last lines that were typed"), NULL, "history 5", run_history},
    {"precision", NULL, COMMAND_CHANGES, {{"N", ARGUMENT_INTEGER, ARGUMENT_OPTIONAL, 1, 17, NULL, NULL}},
     N_("how many significant digits numbers are shown with: 1 to 17"), NULL, "precision 10", run_precision},
    {"lang", NULL, 0, {{"en|ko", ARGUMENT_CHOICE, ARGUMENT_OPTIONAL, 0, 0, languages, NULL}},
     N_("speak English or Korean"), NULL, "lang en", run_lang},
    {"source", NULL, 0, {{"FILE", ARGUMENT_FILE, 0, 0, 0, NULL, NULL}},
     N_("run the commands in a file"), NULL, NULL, run_source},
    {"load", NULL, 0, {{"FILE", ARGUMENT_FILE, 0, 0, 0, NULL, NULL}},
     N_("bring back what 'save' wrote"), NULL, NULL, run_source},
    {"save", NULL, 0, {{"FILE", ARGUMENT_FILE, 0, 0, 0, NULL, NULL}},
     N_("write everything as a script that builds it again, bit for bit"), NULL, NULL, run_save},
    {"quit", "q", 0, {{"CODE", ARGUMENT_INTEGER, ARGUMENT_OPTIONAL, 0, 255, NULL, NULL}},
     N_("leave; CODE is the exit code, 0 if none is given"), NULL, "quit", run_quit},
};

const struct command_topic cmd_shell = {"shell", N_("Help, scripts and the rest"), commands,
                                        sizeof commands / sizeof *commands};
