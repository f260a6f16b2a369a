#include "app/manual.h"

#include <string.h>

#include "app/command.h"
#include "app/export.h"
#include "app/view_settings.h"
#include "base/lookup.h"
#include "base/translate.h"
#include "config.h"
#include "nn/activation.h"
#include "nn/initializer.h"
#include "nn/loss.h"
#include "nn/optimizer.h"

/* ---- the lines of --help ---- */

struct option_line {
    const char *names; /* "-h, --help", "--lang en|ko": up to two blanks or the end of the line */
    size_t names_length;
    const char *text;
    size_t text_length;
};

/* The next option at *at, which moves behind it; false at the end. */
static bool next_option(const char **at, struct option_line *line)
{
    while (**at) {
        const char *start = *at, *end = start + strcspn(start, "\n");
        *at = *end ? end + 1 : end;
        if (strncmp(start, "  -", 3) != 0)
            continue;
        line->names = start + 2;
        const char *gap = strstr(line->names, "  ");
        if (!gap || gap > end)
            gap = end;
        line->names_length = (size_t)(gap - line->names);
        line->text = gap + strspn(gap, " ");
        line->text_length = line->text < end ? (size_t)(end - line->text) : 0;
        return true;
    }
    return false;
}

/* ---- the manual page ---- */

/* troff reads a minus as a hyphen, and a line that begins with a point or an apostrophe as its own. */
static void put_troff(struct buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool is_start = i == 0 || text[i - 1] == '\n';
        if (is_start && (text[i] == '.' || text[i] == '\''))
            buffer_put(out, "\\&");
        if (text[i] == '\\')
            buffer_put(out, "\\e");
        else if (text[i] == '-')
            buffer_put(out, "\\-");
        else if (text[i] == '^' || text[i] == '~')
            buffer_put(out, text[i] == '^' ? "\\(ha" : "\\(ti");
        else
            buffer_put_char(out, text[i]);
    }
}

static void put_text(struct buffer *out, const char *text)
{
    put_troff(out, text, strlen(text));
    buffer_put_char(out, '\n');
}

static void put_bold(struct buffer *out, const char *text, size_t length)
{
    buffer_put(out, "\\fB");
    put_troff(out, text, length);
    buffer_put(out, "\\fR");
}

static void put_paragraph(struct buffer *out, const char *text)
{
    buffer_put(out, ".PP\n");
    put_text(out, text);
}

static void put_term(struct buffer *out, const char *term, const char *text)
{
    buffer_put(out, ".TP\n");
    put_bold(out, term, strlen(term));
    buffer_put_char(out, '\n');
    put_text(out, text);
}

static void put_options(struct buffer *out, const char *options)
{
    struct option_line line;
    buffer_printf(out, ".SH %s\n", _("OPTIONS"));
    while (next_option(&options, &line)) {
        buffer_put(out, ".TP\n");
        put_bold(out, line.names, line.names_length);
        buffer_put_char(out, '\n');
        put_troff(out, line.text, line.text_length);
        buffer_put_char(out, '\n');
    }
}

static void put_command(struct buffer *out, const struct command *command)
{
    struct buffer usage = BUFFER_EMPTY;
    command_usage(command, &usage);
    put_term(out, buffer_text(&usage), _(command->summary));
    if (command->details)
        put_text(out, _(command->details));
    if (command->aliases) {
        buffer_printf(out, ".br\n");
        buffer_printf(out, _("also: %s\n"), command->aliases);
    }
    if (command->example) {
        buffer_put(out, ".br\n");
        buffer_put(out, _("example: "));
        put_bold(out, command->example, strlen(command->example));
        buffer_put_char(out, '\n');
    }
    buffer_finish(&usage);
}

static void put_commands(struct buffer *out)
{
    buffer_printf(out, ".SH %s\n", _("COMMANDS"));
    put_text(out,
             _("Commands are typed at the prompt, stand in scripts, and follow -c. A line holds several with ; "
               "between them, and # begins a comment. Names may be shortened as long as they are clear."));
    for (size_t i = 0; i < command_topic_count(); i++) {
        const struct command_topic *topic = command_topic_at(i);
        buffer_printf(out, ".SS \"%s\"\n", _(topic->title));
        for (size_t k = 0; k < topic->count; k++)
            put_command(out, &topic->commands[k]);
    }
}

static void put_registries(struct buffer *out)
{
    buffer_printf(out, ".SH %s\n.SS \"%s\"\n", _("NAMES"), _("Activation functions"));
    for (size_t i = 0; i < activation_count(); i++)
        put_term(out, activation_at(i)->name, _(activation_at(i)->title));
    buffer_printf(out, ".SS \"%s\"\n", _("Losses"));
    for (size_t i = 0; i < loss_count(); i++)
        put_term(out, loss_at(i)->name, _(loss_at(i)->title));
    buffer_printf(out, ".SS \"%s\"\n", _("Optimizers"));
    for (size_t i = 0; i < optimizer_count(); i++)
        put_term(out, optimizer_at(i)->name, _(optimizer_at(i)->title));
    buffer_printf(out, ".SS \"%s\"\n", _("First weights"));
    for (size_t i = 0; i < initializer_count(); i++)
        put_term(out, initializer_at(i)->name, _(initializer_at(i)->title));
    buffer_printf(out, ".SS \"%s\"\n", _("Panels of the window"));
    for (size_t i = 0; view_panel_at(i); i++)
        put_term(out, view_panel_at(i)->name, _(view_panel_at(i)->title));
    buffer_printf(out, ".SS \"%s\"\n", _("Formats of 'export'"));
    for (size_t i = 0; export_format_at(i); i++)
        put_term(out, export_format_at(i)->name, _(export_format_at(i)->title));
}

static void put_surroundings(struct buffer *out)
{
    buffer_printf(out, ".SH %s\n", _("FILES"));
    put_term(out, "$XDG_CONFIG_HOME/nabla/rc",
             _("the start file: commands that run first; ~/.config/nabla/rc"));
    put_term(out, "$XDG_STATE_HOME/nabla/history", _("what was typed; ~/.local/state/nabla/history"));
    put_term(out, "$XDG_STATE_HOME/nabla/window", _("the window's size and settings"));
    put_term(out, "$XDG_DATA_HOME/nabla", _("progress in the lessons; ~/.local/share/nabla"));
    buffer_printf(out, ".SH %s\n", _("ENVIRONMENT"));
    put_term(out, "NO_COLOR", _("no colour, whatever the terminal can do"));
    put_term(out, "LANGUAGE, LC_ALL, LC_MESSAGES, LANG", _("the language: Korean for ko, else English"));
    put_term(out, "DISPLAY, WAYLAND_DISPLAY", _("where the window opens; without them the prompt works alone"));
    put_term(out, "NABLA_LOCALE_DIR, NABLA_LESSONS", _("other folders for the translations and the lessons"));
    buffer_printf(out, ".SH %s\n", _("EXIT STATUS"));
    put_term(out, "0", _("all went well; or 'quit' or the end of the input"));
    put_term(out, "1", _("a command of a script failed"));
    put_term(out, "2", _("the options were wrong"));
    put_term(out, "N", _("'quit N'"));
}

void manual_page(struct buffer *out, const char *options)
{
    buffer_printf(out, ".TH NABLA 1 \"\" \"nabla %s\" \"%s\"\n", NABLA_VERSION, _("User Commands"));
    buffer_printf(out, ".SH %s\nnabla \\- ", _("NAME"));
    put_text(out, _("build a small neural network and walk through it, one node at a time"));
    buffer_printf(out, ".SH %s\n.B nabla\n[\\fI%s\\fR]... [\\fI%s\\fR]...\n.SH %s\n", _("SYNOPSIS"),
                  _("OPTION"), _("FILE.nabla"), _("DESCRIPTION"));
    put_text(
        out,
        _("A prompt and a window for a teacher with a projector and for a student alone: type a network, then "
          "step through the forward and the backward pass node by node, with every number, and back again. "
          "Each step is shown as a formula, with names, numbers and result; the window draws the network "
          "beside it."));
    put_paragraph(
        out, _("Without a file nabla opens its prompt, and its window if there is a display. With files it "
               "runs them and leaves. 'lessons' at the prompt lists lessons to learn it all with, 'help' "
               "every command."));
    put_options(out, options);
    put_commands(out);
    put_registries(out);
    put_surroundings(out);
    buffer_printf(out, ".SH %s\n.BR gdb (1),\n.BR octave (1)\n", _("SEE ALSO"));
}

/* ---- completion ---- */

/* The words of "-h, --help" or "--lang en|ko", one by one: *at moves on. */
static bool next_word(const struct option_line *line, size_t *at, struct buffer *word)
{
    buffer_clear(word);
    while (*at < line->names_length && strchr(" ,", line->names[*at]))
        ++*at;
    for (; *at < line->names_length && !strchr(" ,", line->names[*at]); ++*at)
        buffer_put_char(word, line->names[*at]);
    return word->length > 0;
}

/* Splits an option's names from its argument, whose choices stand with | between them. */
static void read_names(const struct option_line *line, struct buffer *names, struct buffer *argument)
{
    struct buffer word = BUFFER_EMPTY;
    buffer_clear(names);
    buffer_clear(argument);
    for (size_t at = 0; next_word(line, &at, &word);) {
        if (*buffer_text(&word) == '-')
            buffer_printf(names, "%s%s", names->length > 0 ? " " : "", buffer_text(&word));
        else
            buffer_put(argument, buffer_text(&word));
    }
    buffer_finish(&word);
}

static void put_spaced(struct buffer *out, const char *choices)
{
    for (; *choices; choices++)
        buffer_put_char(out, *choices == '|' ? ' ' : *choices);
}

static void put_command_names(struct buffer *out)
{
    for (size_t i = 0; command_at(i); i++)
        buffer_printf(out, "%s%s", i > 0 ? " " : "", command_at(i)->name);
}

static void put_bash(struct buffer *out, const char *options)
{
    struct buffer names = BUFFER_EMPTY, argument = BUFFER_EMPTY, all = BUFFER_EMPTY;
    struct option_line line;
    buffer_put(out, "# bash completion for nabla(1)\n_nabla()\n{\n    local word=${COMP_WORDS[COMP_CWORD]} "
                    "before=${COMP_WORDS[COMP_CWORD-1]}\n    case $before in\n");
    while (next_option(&options, &line)) {
        read_names(&line, &names, &argument);
        buffer_printf(&all, "%s%s", all.length > 0 ? " " : "", buffer_text(&names));
        if (argument.length == 0)
            continue;
        buffer_put(out, "    ");
        for (const char *c = buffer_text(&names); *c; c++)
            buffer_put_char(out, *c == ' ' ? '|' : *c);
        buffer_put(out, ") COMPREPLY=($(compgen -W '");
        if (strcmp(buffer_text(&names), "-c") == 0)
            put_command_names(out);
        else if (strchr(buffer_text(&argument), '|'))
            put_spaced(out, buffer_text(&argument));
        buffer_put(out, "' -- \"$word\")); return ;;\n");
    }
    buffer_printf(
        out,
        "    esac\n    if [[ $word == -* ]]; then\n        COMPREPLY=($(compgen -W '%s' -- \"$word\"))\n"
        "    else\n        COMPREPLY=($(compgen -f -X '!*.nabla' -- \"$word\") $(compgen -d -- \"$word\"))\n"
        "    fi\n}\ncomplete -o filenames -F _nabla nabla\n",
        buffer_text(&all));
    buffer_finish(&names);
    buffer_finish(&argument);
    buffer_finish(&all);
}

/* Within '...[...]': what zsh would read as its own. */
static void put_zsh_text(struct buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\'')
            buffer_put(out, "'\\''");
        else if (strchr("[]:\\", text[i]))
            buffer_printf(out, "\\%c", text[i]);
        else
            buffer_put_char(out, text[i]);
    }
}

static void put_zsh(struct buffer *out, const char *options)
{
    struct buffer names = BUFFER_EMPTY, argument = BUFFER_EMPTY;
    struct option_line line;
    buffer_put(out, "#compdef nabla\n_arguments \\\n");
    while (next_option(&options, &line)) {
        read_names(&line, &names, &argument);
        for (char *place = NULL, *name = strtok_r(names.data, " ", &place); name;
             name = strtok_r(NULL, " ", &place)) {
            bool is_commands = strcmp(name, "-c") == 0;
            buffer_printf(out, "    '%s%s[", is_commands ? "*" : "", name);
            put_zsh_text(out, line.text, line.text_length);
            buffer_put_char(out, ']');
            if (argument.length > 0) {
                buffer_printf(out, ":%s:", is_commands ? "commands" : "value");
                if (is_commands || strchr(buffer_text(&argument), '|')) {
                    buffer_put_char(out, '(');
                    if (is_commands)
                        put_command_names(out);
                    else
                        put_spaced(out, buffer_text(&argument));
                    buffer_put_char(out, ')');
                }
            }
            buffer_put(out, "' \\\n");
        }
    }
    buffer_put(out, "    '*:script:_files -g \"*.nabla\"'\n");
    buffer_finish(&names);
    buffer_finish(&argument);
}

bool manual_completion(struct buffer *out, const char *shell, const char *options, struct error *error)
{
    static const struct {
        const char *name;
        void (*put)(struct buffer *out, const char *options);
    } shells[] = {{"bash", put_bash}, {"zsh", put_zsh}};
    const void *row = LOOKUP(shells, N_("shell"), shell, strlen(shell), error);
    for (size_t i = 0; row && i < sizeof shells / sizeof *shells; i++)
        if (row == &shells[i])
            shells[i].put(out, options);
    return row != NULL;
}
