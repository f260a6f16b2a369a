/* Help, scripts, and the shell around it all. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "app/alias.h"
#include "app/command.h"
#include "app/help.h"
#include "app/lesson_run.h"
#include "app/load_json.h"
#include "app/overwrite.h"
#include "app/record.h"
#include "app/save.h"
#include "base/file.h"
#include "base/lookup.h"
#include "base/memory.h"
#include "base/translate.h"

enum { SCRIPT_BYTES_MAX = 1 << 30 };

static enum run run_help(struct session *session, const struct arguments *arguments, struct error *error)
{
    if (arguments->count == 0) {
        help_start(session);
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

static enum run run_alias(struct session *session, const struct arguments *arguments, struct error *error)
{
    const struct aliases *aliases = &session->aliases;
    if (arguments->count > 0)
        return alias_set(session, arguments->values[0].rest, error) ? RUN_DONE : RUN_FAILED;
    if (aliases->count == 0)
        session_print(session, "%s\n", _("no alias yet; make one like this: alias t = train 100"));
    for (size_t i = 0; i < aliases->count; i++)
        alias_print(&aliases->items[i], &session->out);
    return RUN_DONE;
}

static enum run run_unalias(struct session *session, const struct arguments *arguments, struct error *error)
{
    return alias_remove(session, arguments->values[0].text, error) ? RUN_DONE : RUN_FAILED;
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

static const char *const languages[] = {"en", "ko", NULL};

/* By its code, or as people call it. */
static const char *language_of(const char *word, struct error *error)
{
    static const struct {
        const char *name, *code;
    } names[] = {{"english", "en"}, {"korean", "ko"}, {"\uC601\uC5B4", "en"}, {"\uD55C\uAD6D\uC5B4", "ko"}};
    static const struct {
        const char *name;
    } codes[] = {{"en"}, {"ko"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(word, names[i].name) == 0)
            return names[i].code;
    const char *const *code = LOOKUP(codes, N_("language"), word, strlen(word), error);
    return code ? *code : NULL;
}

static enum run run_lang(struct session *session, const struct arguments *arguments, struct error *error)
{
    const char *language = arguments->count > 0 ? language_of(arguments->values[0].text, error) : NULL;
    if (arguments->count > 0 && !language)
        return RUN_FAILED;
    if (!language)
        session_print(session, "lang %s\n", translate_language());
    else
        translate_select(language);
    session_refresh_last(session);
    if (arguments->count > 0 && session->lesson)
        lesson_retell(session);
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

/* What the JSON says, as commands that aren't shown. */
static bool feed_json(struct session *session, const struct buffer *text, struct error *error)
{
    struct buffer script = BUFFER_EMPTY;
    bool is_fed = load_json(buffer_text(text), text->length, &script, error) &&
                  session_feed(session, buffer_text(&script), script.length, "", error);
    if (is_fed)
        session->frames[session->frame_count - 1].is_quiet = true;
    buffer_finish(&script);
    return is_fed;
}

static enum run run_load(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct buffer text = BUFFER_EMPTY;
    const char *path = arguments->values[0].text;
    bool is_fed = file_read(path, SCRIPT_BYTES_MAX, &text, error);
    if (is_fed && load_is_json(buffer_text(&text), text.length))
        is_fed = feed_json(session, &text, error) || error_prefix(error, "%s: ", path);
    else if (is_fed)
        is_fed = session_feed(session, buffer_text(&text), text.length, path, error);
    buffer_finish(&text);
    return is_fed ? RUN_DONE : RUN_FAILED;
}

static enum run run_save(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct buffer text = BUFFER_EMPTY;
    const char *path = arguments->values[0].text;
    if (!overwrite_may(session, path, error))
        return RUN_FAILED;
    save_script(session, &text);
    bool is_saved = file_write_atomic(path, buffer_text(&text), text.length, error);
    buffer_finish(&text);
    if (is_saved)
        record_saved(session);
    if (is_saved && session->is_interactive)
        session_print(session, _("wrote %s; 'load %s' brings it back\n"), path, path);
    return is_saved ? RUN_DONE : RUN_FAILED;
}

static enum run run_record(struct session *session, const struct arguments *arguments, struct error *error)
{
    const char *path = arguments->values[0].text;
    if (strcmp(path, "off") != 0)
        return overwrite_may(session, path, error) && record_start(session, path, error) ? RUN_DONE
                                                                                         : RUN_FAILED;
    if (!session->recorder.path) {
        error_set(error, _("nothing is being recorded"));
        return RUN_FAILED;
    }
    record_stop(session);
    return RUN_DONE;
}

static enum run run_memory(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    if (arguments->count > 0)
        journal_set_limit(session->journal, (size_t)arguments->values[0].number << 20);
    else
        session_print(session, _("history: %.1f MB, %zu moments; dropped for the bound: %zu\n"),
                      (double)journal_bytes(session->journal) / (1 << 20), journal_moments(session->journal),
                      journal_forgotten(session->journal));
    return RUN_DONE;
}

static enum run run_doctor(struct session *session, const struct arguments *arguments, struct error *error)
{
    const struct host *host = &session->host;
    (void)arguments;
    if (!host->doctor) {
        error_set(error, _("this program was started without anything to check"));
        return RUN_FAILED;
    }
    host->doctor(host->context, session, &session->out);
    return RUN_DONE;
}

static enum run run_quit(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    session->has_quit = true;
    session->exit_code = arguments->count > 0 ? (int)arguments->values[0].number : 0;
    return RUN_DONE;
}

static enum run run_recover(struct session *session, const struct arguments *arguments, struct error *error)
{
    const struct host *host = &session->host;
    struct buffer script = BUFFER_EMPTY;
    if (session->recorder.path) {
        error_set(error, _("what is recovered can't be recorded; type 'record off' first"));
        return RUN_FAILED;
    }
    if (!host->recover || !host->recover(host->context, &script, error)) {
        if (!host->recover)
            error_set(error, _("there is nothing to recover"));
        return RUN_FAILED;
    }
    bool is_fed = true;
    char *lesson = record_find_lesson(buffer_text(&script));
    if (lesson && arguments->count == 0)
        session_print(session, _("a lesson was running; 'lesson %s' goes on at its page\n"), lesson);
    memory_free(lesson);
    if (arguments->count > 0) {
        host->recovered(host->context);
    } else if ((is_fed = session_feed(session, buffer_text(&script), script.length, "recover", error))) {
        struct frame *frame = &session->frames[session->frame_count - 1];
        frame->is_quiet = frame->is_silent = frame->keeps_going = true;
        session->recovery.is_due = session->recovery.is_recovering = true;
    }
    buffer_finish(&script);
    return is_fed ? RUN_DONE : RUN_FAILED;
}

static const char *const drop[] = {"drop", NULL};

static const struct command commands[] = {
    {.name = "help",
     .aliases = "h ?",
     .flags = COMMAND_KEEPS_WHY,
     .arguments = {{.name = "COMMAND|TOPIC",
                    .kind = ARGUMENT_WORD,
                    .flags = ARGUMENT_OPTIONAL,
                    .choice_at = help_topic}},
     .summary = N_("explain a command, an activation, a loss, a quantity; 'help all' lists them"),
     .example = "help step",
     .run = run_help},
    {.name = "apropos",
     .arguments = {{.name = "WORD", .kind = ARGUMENT_TEXT}},
     .summary = N_("list what has to do with a word"),
     .example = "apropos gradient",
     .run = run_apropos},
    {.name = "history",
     .arguments =
         {{.name = "N", .kind = ARGUMENT_INTEGER, .flags = ARGUMENT_OPTIONAL, .min = 1, .max = 100000}},
     .summary = N_("the last lines that were typed"),
     .example = "history 5",
     .run = run_history},
    {.name = "alias",
     .arguments = {{.name = "NAME = COMMANDS", .kind = ARGUMENT_TEXT, .flags = ARGUMENT_OPTIONAL}},
     .summary = N_("give commands a name of your own; without one, list those that there are"),
     .details = N_(
         "Several commands stand in quotes, with ';' between them. What you type behind the name is put "
         "behind\nthe commands: with 'alias t = train', 't 20' is 'train 20'. 'undo' takes its commands back "
         "one by one.\n'save' keeps aliases; write them in the start file to have them always."),
     .example = "alias go = \"forward; backward; update\"; net 2 1; input 1 2; target 1; go; alias",
     .run = run_alias},
    {.name = "unalias",
     .arguments = {{.name = "NAME", .kind = ARGUMENT_ALIAS}},
     .summary = N_("forget an alias"),
     .example = "alias t = train 100; unalias t",
     .run = run_unalias},
    {.name = "precision",
     .flags = COMMAND_CHANGES,
     .arguments = {{.name = "N", .kind = ARGUMENT_INTEGER, .flags = ARGUMENT_OPTIONAL, .min = 1, .max = 17}},
     .summary = N_("how many significant digits numbers are shown with: 1 to 17"),
     .example = "precision 10",
     .run = run_precision},
    {.name = "lang",
     .arguments = {{.name = "en|ko", .kind = ARGUMENT_WORD, .flags = ARGUMENT_OPTIONAL, .choices = languages}},
     .summary = N_("speak English or Korean"),
     .example = "lang en",
     .run = run_lang},
    {.name = "source",
     .arguments = {{.name = "FILE", .kind = ARGUMENT_FILE, .flags = ARGUMENT_READS}},
     .summary = N_("run the commands in a file"),
     .run = run_source},
    {.name = "load",
     .arguments = {{.name = "FILE", .kind = ARGUMENT_FILE, .flags = ARGUMENT_READS}},
     .summary = N_("bring back what 'save' or 'export json' wrote"),
     .run = run_load},
    {.name = "save",
     .arguments = {{.name = "FILE", .kind = ARGUMENT_FILE, .flags = ARGUMENT_WRITES}},
     .summary = N_("write everything as a script that builds it again, bit for bit"),
     .run = run_save},
    {.name = "record",
     .arguments = {{.name = "FILE|off", .kind = ARGUMENT_FILE, .flags = ARGUMENT_WRITES}},
     .summary = N_("write what is typed from here on to a file, as a script that does it all again"),
     .run = run_record},
    {.name = "recover",
     .arguments = {{.name = "drop", .kind = ARGUMENT_CHOICE, .flags = ARGUMENT_OPTIONAL, .choices = drop}},
     .summary = N_("bring back what an earlier session had when it ended without 'save' or 'quit'"),
     .details = N_(
         "After a crash, a power cut, a closed terminal or Ctrl-D the next start says that there is "
         "something to\nbring back. 'recover drop' forgets it instead; after 30 days it is forgotten anyway."),
     .run = run_recover},
    {.name = "memory",
     .arguments =
         {{.name = "MB", .kind = ARGUMENT_INTEGER, .flags = ARGUMENT_OPTIONAL, .min = 1, .max = 65536}},
     .summary = N_("how much history 'back' and 'undo' may keep; 64 MB at first"),
     .example = "memory 128; memory",
     .run = run_memory},
    {.name = "doctor",
     .summary = N_("check display, fonts, terminal, locale and folders, and say what to mend"),
     .run = run_doctor},
    {.name = "quit",
     .aliases = "q exit",
     .arguments =
         {{.name = "CODE", .kind = ARGUMENT_INTEGER, .flags = ARGUMENT_OPTIONAL, .min = 0, .max = 255}},
     .summary = N_("leave; CODE is the exit code, 0 if none is given"),
     .example = "quit",
     .run = run_quit},
};

const struct command_topic cmd_shell = {"shell", N_("Help, scripts and the rest"), commands,
                                        sizeof commands / sizeof *commands};
