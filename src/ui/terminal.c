#include "ui/terminal.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "app/complete.h"
#include "app/lesson_run.h"
#include "app/prose.h"
#include "app/scope.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "base/xdg.h"
#include "lang/lexer.h"
#include "lang/reference.h"
#include "ui/history_file.h"
#include "ui/signals.h"

enum { PROMPT_SIZE = 160, PROGRESS_PERIOD_MS = 100, PROGRESS_DELAY_MS = 200 /* short work shows none */ };

struct terminal {
    struct session *session;
    struct terminal_options options;
    FILE *screen; /* where the prompt is: standard output, or standard error when that goes elsewhere */
    char prompt[PROMPT_SIZE], more[PROMPT_SIZE]; /* more: while a [ is open */
    bool is_up;                                  /* the prompt is on the screen */
    bool is_at_start;                            /* the cursor is at the start of a line */
    struct history_file history;
    struct buffer typed; /* the lines so far of what isn't finished */
    enum terminal_event event;
    char **words; /* candidates of a completion; the strings are Readline's to free */
    size_t word_count, word_capacity, word_next;
    size_t progress_columns; /* what the progress line takes; 0: there is none */
    int64_t progress_due_ms; /* when it may be written (again) */
};

/* Readline's callbacks get no context. */
static struct {
    struct terminal *terminal;
    bool has_exit_handler;
} process;

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the prompt goes up and down ---- */

static void draw_nothing(void)
{
}

static void put_down(struct terminal *terminal)
{
    terminal->is_up = false;
    rl_redisplay_function = draw_nothing;
}

static void clear_progress(struct terminal *terminal)
{
    if (terminal->progress_columns == 0)
        return;
    if (terminal->options.is_plain)
        fprintf(terminal->screen, "\r%*s\r", (int)terminal->progress_columns, "");
    else
        fputs("\r\033[K", terminal->screen);
    fflush(terminal->screen);
    terminal->progress_columns = 0;
}

/* Makes place for something else to be written. */
static void step_aside(struct terminal *terminal)
{
    clear_progress(terminal);
    if (!terminal->is_up)
        return;
    rl_clear_visible_line();
    fflush(terminal->screen);
    put_down(terminal);
}

static void make_prompts(struct terminal *terminal)
{
    bool is_utf8 = terminal->options.is_utf8, has_color = terminal->session->has_color;
    const char *sign = is_utf8 ? "\xE2\x88\x87 " : "nabla> ", *more = is_utf8 ? "\xE2\x80\xA6 " : "     > ";
    const char *bold = has_color ? "\001\033[1m\002" : "", *usual = has_color ? "\001\033[0m\002" : "";
    struct buffer lesson = BUFFER_EMPTY;
    lesson_prompt(terminal->session, &lesson);
    snprintf(terminal->prompt, sizeof terminal->prompt, "%s%s%s%s", bold, buffer_text(&lesson), sign, usual);
    snprintf(terminal->more, sizeof terminal->more, "%s%s%s", bold, more, usual);
    buffer_finish(&lesson);
}

void terminal_prompt(struct terminal *terminal)
{
    if (terminal->is_up)
        return;
    clear_progress(terminal);
    make_prompts(terminal);
    if (terminal->typed.length == 0)
        rl_set_prompt(terminal->prompt);
    if (!terminal->is_at_start)
        fputc('\n', terminal->screen);
    terminal->is_at_start = true;
    rl_redisplay_function = rl_redisplay;
    terminal->is_up = true;
    rl_on_new_line();
    rl_redisplay();
    fflush(terminal->screen);
}

/* ---- lines ---- */

static void remember(struct terminal *terminal, const char *line)
{
    if (history_file_append(&terminal->history, line))
        add_history(line);
}

/* A paste may hold several. */
static void remember_each(struct terminal *terminal, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        char *line = memory_text(text, length);
        remember(terminal, line);
        memory_free(line);
        text += length + (text[length] == '\n');
    }
}

/* A [ that was left open would swallow all that is typed from here on: so it is said once, and an empty line ends
 * it. */
static bool is_finished(struct terminal *terminal, bool is_first)
{
    struct lexer open;
    char text[256];
    if (!lexer_is_unfinished(buffer_text(&terminal->typed), terminal->typed.length, &open))
        return true;
    snprintf(text, sizeof text,
             _("the '[' at column %d is still open: go on, or close it with ']'; an empty line drops it"),
             open.column);
    if (is_first)
        terminal_tell(terminal, text);
    return false;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t")] == '\0';
}

/* One more line; true when what was typed is complete. */
static bool add_line(struct terminal *terminal, const char *text)
{
    bool is_first = terminal->typed.length == 0;
    if (!is_first && is_blank(text)) {
        buffer_clear(&terminal->typed);
        terminal_tell(terminal, _("the '[' was never closed; the line is dropped"));
        rl_set_prompt(terminal->prompt);
        return false;
    }
    if (!is_first)
        buffer_put_char(&terminal->typed, '\n');
    buffer_put(&terminal->typed, text);
    bool is_whole = is_finished(terminal, is_first);
    rl_set_prompt(is_whole ? terminal->prompt : terminal->more);
    return is_whole;
}

/* Where a paste comes in brackets Readline ends the line at Ctrl-D, and would end another one on leaving. */
static bool has_ended_line(void)
{
#if RL_READLINE_VERSION >= 0x0802 /* before, it didn't tell */
    const char *brackets = rl_variable_value("enable-bracketed-paste");
    bool has_ended = rl_eof_found && brackets && strcmp(brackets, "on") == 0;
    rl_eof_found = 0;
    return has_ended;
#else
    return false;
#endif
}

static void take_line(char *text)
{
    struct terminal *terminal = process.terminal;
    put_down(terminal);
    if (!text) {
        terminal->is_at_start = has_ended_line();
        terminal->event = TERMINAL_END;
        return;
    }
    terminal->progress_due_ms = now_ms() + PROGRESS_DELAY_MS;
    remember_each(terminal, text);
    if (add_line(terminal, text))
        terminal->event = TERMINAL_LINE;
    free(text);
}

enum terminal_event terminal_read(struct terminal *terminal, struct buffer *line)
{
    struct pollfd keys = {.fd = terminal_fd(terminal), .events = POLLIN};
    terminal->event = TERMINAL_NOTHING;
    do {
        terminal_prompt(terminal); /* a line that goes on has put it down */
        rl_callback_read_char();
    } while (terminal->event == TERMINAL_NOTHING && poll(&keys, 1, 0) > 0);
    if (terminal->event == TERMINAL_LINE) {
        buffer_clear(line);
        buffer_put_n(line, buffer_text(&terminal->typed), terminal->typed.length);
        buffer_clear(&terminal->typed);
    }
    return terminal->event;
}

int terminal_fd(const struct terminal *terminal)
{
    (void)terminal;
    return STDIN_FILENO;
}

bool terminal_is_gone(const struct terminal *terminal)
{
    struct termios mode;
    return tcgetattr(terminal_fd(terminal), &mode) != 0;
}

/* ---- completion ---- */

static void add_word(void *context, const char *candidate)
{
    struct terminal *terminal = context;
    if (terminal->word_count == terminal->word_capacity) {
        terminal->word_capacity = terminal->word_capacity ? 2 * terminal->word_capacity : 64;
        terminal->words = memory_resize(terminal->words, terminal->word_capacity, sizeof *terminal->words);
    }
    terminal->words[terminal->word_count++] = memory_string(candidate);
}

static char *next_word(const char *text, int state)
{
    struct terminal *terminal = process.terminal;
    (void)text;
    if (state == 0)
        terminal->word_next = 0;
    return terminal->word_next < terminal->word_count ? terminal->words[terminal->word_next++] : NULL;
}

/* Whether more may follow without a blank: an index behind a quantity, an argument behind a function. */
static bool goes_on(const char *word)
{
    struct reference reference;
    size_t length = strlen(word);
    return (length > 0 && strchr("([:=", word[length - 1])) ||
           (reference_parse(word, length, &reference, NULL) && scope_is_quantity(&reference));
}

static char **complete_word(const char *text, int start, int end)
{
    struct terminal *terminal = process.terminal;
    rl_attempted_completion_over = 1;
    terminal->word_count = 0;
    if (complete(terminal->session, rl_line_buffer, (size_t)start, (size_t)end, add_word, terminal) ==
        COMPLETION_FILE) {
        rl_attempted_completion_over = 0;
        return NULL;
    }
    char **matches = rl_completion_matches(text, next_word);
    rl_completion_suppress_append = matches && !matches[1] && goes_on(matches[0]);
    return matches;
}

static void ignore_word(void *context, const char *candidate)
{
    (void)context;
    (void)candidate;
}

/* Whether the place is inside the index of a quantity, as in w1[2, -- the [ of a matrix follows a blank or a =. */
static bool is_in_index(const char *line, size_t end)
{
    while (end > 0 && line[end - 1] != '[' && line[end - 1] != ']' && line[end - 1] != ';')
        end--;
    return end > 1 && line[end - 1] == '[' && (isalnum((unsigned char)line[end - 2]) || line[end - 2] & 0x80);
}

/* What ends a word depends on where it stands: a - belongs to a file's name and to a command's, elsewhere it is a
 * minus. */
static char *word_breaks(void)
{
    static char in_file[] = " \t\n;\"", in_command[] = " \t\n;\"()[,+*/^=<>",
                in_expression[] = " \t\n;\"()[,+-*/^=<>", in_index[] = " \t\n;\"()+-*/^=<>";
    size_t end = (size_t)rl_point, word = end, from;
    if (is_in_index(rl_line_buffer, end))
        return in_index;
    while (word > 0 && !strchr(" \t\n;\"", rl_line_buffer[word - 1]))
        word--;
    for (from = word; from > 0 && strchr(" \t", rl_line_buffer[from - 1]);)
        from--;
    if (from == 0 || rl_line_buffer[from - 1] == ';')
        return in_command;
    bool is_file =
        complete(process.terminal->session, rl_line_buffer, word, end, ignore_word, NULL) == COMPLETION_FILE;
    return is_file ? in_file : in_expression;
}

/* ---- opening and closing ---- */

static void at_exit(void)
{
    if (process.terminal)
        rl_deprep_terminal();
}

static void add_old_line(void *context, const char *line)
{
    (void)context;
    add_history(line);
}

static void set_up_readline(struct terminal *terminal)
{
    rl_readline_name = "nabla"; /* $if nabla in an inputrc */
    rl_instream = stdin;
    rl_outstream = terminal->screen;
    rl_catch_signals = rl_catch_sigwinch = rl_change_environment = 0;
    rl_attempted_completion_function = complete_word;
    rl_completion_word_break_hook = word_breaks;
    rl_completer_quote_characters = "\"";
    rl_filename_quote_characters = " \t;#[]";
    rl_completion_query_items =
        0; /* a question would hold the window up; an inputrc may want it all the same */
    rl_variable_bind("page-completions", "off");
    using_history();
    stifle_history(HISTORY_LINES_MAX);
}

static void note_columns(struct terminal *terminal)
{
    int rows, columns;
    rl_get_screen_size(&rows, &columns);
    terminal->session->columns = isatty(STDOUT_FILENO) ? columns : 0;
    terminal->session->rows = isatty(STDOUT_FILENO) ? rows : 0;
}

struct terminal *terminal_open(struct session *session, const struct terminal_options *options)
{
    struct terminal *terminal = memory_new(1, sizeof *terminal);
    struct buffer path = BUFFER_EMPTY;
    terminal->session = session;
    terminal->options = *options;
    terminal->screen = isatty(STDOUT_FILENO) ? stdout : stderr;
    terminal->is_at_start = true;
    make_prompts(terminal);
    set_up_readline(terminal);
    bool has_home = xdg_path(&path, "XDG_STATE_HOME", ".local/state", "history");
    history_file_open(&terminal->history, has_home ? buffer_text(&path) : NULL, add_old_line, NULL);
    buffer_finish(&path);
    process.terminal = terminal;
    if (!process.has_exit_handler)
        process.has_exit_handler = atexit(at_exit) == 0;
    rl_initialize(); /* before put_down: it asks what the terminal can do only where Readline itself draws */
    put_down(terminal);
    rl_callback_handler_install(terminal->prompt, take_line);
    note_columns(terminal);
    return terminal;
}

void terminal_close(struct terminal *terminal)
{
    if (!terminal)
        return;
    clear_progress(terminal);
    if (terminal->is_up || !terminal->is_at_start)
        fputc('\n', terminal->screen);
    fflush(terminal->screen);
    rl_callback_handler_remove();
    process.terminal = NULL;
    history_file_close(&terminal->history);
    buffer_finish(&terminal->typed);
    memory_free(terminal->words);
    memory_free(terminal);
}

/* ---- output ---- */

void terminal_write(struct terminal *terminal, const char *text, size_t length)
{
    if (length == 0)
        return;
    struct buffer wrapped = BUFFER_EMPTY;
    step_aside(terminal);
    prose_wrap(text, length, terminal->session->columns, &wrapped);
    fwrite(buffer_text(&wrapped), 1, wrapped.length, stdout);
    fflush(stdout);
    buffer_finish(&wrapped);
    if (terminal->screen == stdout)
        terminal->is_at_start = text[length - 1] == '\n';
}

void terminal_error(struct terminal *terminal, const char *message)
{
    bool has_colour = terminal->options.has_error_colour;
    struct buffer wrapped = BUFFER_EMPTY;
    step_aside(terminal);
    prose_wrap(message, strlen(message), isatty(STDERR_FILENO) ? terminal->session->columns : 0, &wrapped);
    fprintf(stderr, "%s%s%s\n", has_colour ? "\033[31m" : "", buffer_text(&wrapped),
            has_colour ? "\033[0m" : "");
    buffer_finish(&wrapped);
    terminal->is_at_start = true;
}

void terminal_tell(struct terminal *terminal, const char *text)
{
    struct buffer wrapped = BUFFER_EMPTY;
    step_aside(terminal);
    prose_wrap(text, strlen(text), terminal->session->columns, &wrapped);
    fprintf(terminal->screen, "%s%s\n", terminal->is_at_start ? "" : "\n", buffer_text(&wrapped));
    fflush(terminal->screen);
    terminal->is_at_start = true;
    buffer_finish(&wrapped);
}

void terminal_echo(struct terminal *terminal, const char *command)
{
    step_aside(terminal);
    fprintf(terminal->screen, "%s%s\n", terminal->options.is_utf8 ? "\xE2\x88\x87 " : "nabla> ", command);
    fflush(terminal->screen);
    if (history_file_append(&terminal->history, command))
        add_history(command);
}

void terminal_progress(struct terminal *terminal, const struct job *job)
{
    int64_t now = now_ms();
    char text[sizeof job->status + 32];
    if (now < terminal->progress_due_ms || !isatty(fileno(terminal->screen)))
        return;
    step_aside(terminal);
    int percent = job->total > 0 ? (int)(100.0 * (double)job->done / (double)job->total) : 0;
    if (job->status[0])
        snprintf(text, sizeof text, _("%s; Ctrl-C stops"), job->status);
    else
        snprintf(text, sizeof text, _("%llu of %llu (%d %%); Ctrl-C stops"), (unsigned long long)job->done,
                 (unsigned long long)job->total, percent);
    fprintf(terminal->screen, "\r%s", text);
    fflush(terminal->screen);
    terminal->progress_columns = utf8_columns(text);
    terminal->progress_due_ms = now + PROGRESS_PERIOD_MS;
}

/* ---- signals ---- */

void terminal_interrupt(struct terminal *terminal)
{
    buffer_clear(&terminal->typed);
    if (!terminal->is_up)
        return;
    rl_callback_sigcleanup(); /* a search, a numeric argument */
    rl_point = rl_end;
    rl_redisplay();
    rl_echo_signal_char(SIGINT);
    rl_crlf();
    rl_free_line_state();
    rl_replace_line("", 1);
    using_history(); /* back to its end */
    rl_set_prompt(terminal->prompt);
    put_down(terminal);
}

void terminal_resize(struct terminal *terminal)
{
    rl_resize_terminal();
    note_columns(terminal);
}

/* The screen is no longer what Readline thinks. */
static void take_again(struct terminal *terminal)
{
    rl_prep_terminal(1);
    put_down(terminal);
    terminal->is_at_start = true;
    terminal_resize(terminal);
}

void terminal_stop(struct terminal *terminal)
{
    clear_progress(terminal);
    if (terminal->is_up) {
        rl_echo_signal_char(SIGTSTP);
        rl_crlf();
    }
    fflush(terminal->screen);
    rl_deprep_terminal();
    signals_stop_here();
    take_again(terminal);
}

void terminal_resume(struct terminal *terminal)
{
    rl_deprep_terminal();
    take_again(terminal);
}
