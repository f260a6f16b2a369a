/* nabla: the options, the scripts, and then the prompt. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/manual.h"
#include "app/session.h"
#include "base/file.h"
#include "base/lookup.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/xdg.h"
#include "ui/about.h"
#include "ui/loop.h"
#include "ui/signals.h"

enum { EXIT_SCRIPT = 1, EXIT_USAGE = 2 };
enum { SCRIPT_BYTES_MAX = 1 << 30, COMMAND_BYTES_MAX = 16 << 20, READ_BYTES = 65536 };

#define ZOOM_MIN 0.25
#define ZOOM_MAX 8.0

/* ---- options ---- */

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

struct choice {
    const char *name;
    int value;
};

static const struct choice window_choices[] = {{"auto", WINDOW_AUTO}, {"on", WINDOW_ON}, {"off", WINDOW_OFF}};
static const struct choice colour_choices[] = {
    {"auto", WHEN_AUTO}, {"always", WHEN_ALWAYS}, {"never", WHEN_NEVER}};
static const struct choice language_choices[] = {{"en", 0}, {"ko", 1}};

struct source {
    bool is_text; /* -c; else a file's name, "-" for standard input */
    const char *text;
};

struct options {
    struct source *sources; /* in the order given */
    int source_count;
    bool stays; /* -i */
    bool skips_rc, keeps_going, echoes;
    bool wants_help, wants_version, wants_doctor, wants_manual;
    const char *shell; /* whose completion is wanted, or NULL */
    enum window_wish window;
    enum when colour;
    const char *language; /* NULL: what the environment says */
    const char *lessons;  /* the folder; NULL: the usual one */
    double zoom;
};

/* Long options without a letter. */
enum {
    OPTION_WINDOW = 256,
    OPTION_LANG,
    OPTION_LESSONS,
    OPTION_COLOR,
    OPTION_NORC,
    OPTION_KEEP_GOING,
    OPTION_ECHO,
    OPTION_ZOOM,
    OPTION_VERSION,
    OPTION_DOCTOR,
    OPTION_MANUAL,
    OPTION_COMPLETION
};

static const struct option long_options[] = {
    {"window", required_argument, NULL, OPTION_WINDOW},
    {"lang", required_argument, NULL, OPTION_LANG},
    {"lessons", required_argument, NULL, OPTION_LESSONS},
    {"color", required_argument, NULL, OPTION_COLOR},
    {"norc", no_argument, NULL, OPTION_NORC},
    {"keep-going", no_argument, NULL, OPTION_KEEP_GOING},
    {"echo", no_argument, NULL, OPTION_ECHO},
    {"zoom", required_argument, NULL, OPTION_ZOOM},
    {"version", no_argument, NULL, OPTION_VERSION},
    {"doctor", no_argument, NULL, OPTION_DOCTOR},
    {"help", no_argument, NULL, 'h'},
    /* For the build, and so in no help. */
    {"man", no_argument, NULL, OPTION_MANUAL},
    {"completion", required_argument, NULL, OPTION_COMPLETION},
    {NULL, 0, NULL, 0},
};

/* The manual page and the completions read these lines: "  -o, --option VALUE  what it does". */
static const char *help_text(void)
{
    return (
        _("Usage: nabla [OPTION]... [FILE.nabla]...\n"
          "Build a small neural network and walk through it, forward and backward, one node at a time.\n"
          "\n"
          "Without a file, nabla opens its prompt and its window. With files it runs them and leaves.\n"
          "A file called - is standard input.\n"
          "\n"
          "  -c COMMANDS         run these commands; several -c and files run in the order given\n"
          "  -i                  stay at the prompt afterwards\n"
          "  --window auto|on|off  the window: at the prompt if there is a display, from the start, never\n"
          "  --lang en|ko        the language: English or Korean\n"
          "  --lessons FOLDER    take the lessons from this folder\n"
          "  --color auto|always|never  colour: on a terminal, always, never\n"
          "  --zoom Z            how large the window is drawn: 1 as a rule, 2 on a very dense screen\n"
          "  --norc              don't run the start file, ~/.config/nabla/rc, nor remember the window\n"
          "  --keep-going        go on behind an error\n"
          "  --echo              print each command before it runs\n"
          "  --version           print the version, and what it was built with\n"
          "  --doctor            check display, fonts, terminal, locale and folders; say what to mend\n"
          "  -h, --help          print this\n"
          "\n"
          "A script stops at its first error with exit code 1; 'help' at the prompt explains the language.\n"));
}

static bool choose(const struct choice *choices, size_t count, const char *kind, const char *word, int *value,
                   struct error *error)
{
    const struct choice *row = lookup_find(choices, sizeof *choices, count, kind, word, strlen(word), error);
    if (row)
        *value = row->value;
    return row != NULL;
}

#define CHOOSE(choices, kind, value, error)                                                                    \
    choose(choices, sizeof(choices) / sizeof *(choices), kind, optarg, value, error)

static bool read_zoom(const char *text, double *zoom, struct error *error)
{
    char *end;
    *zoom = strtod(text, &end);
    return (end > text && *end == '\0' && *zoom >= ZOOM_MIN && *zoom <= ZOOM_MAX) ||
           error_set(error, _("--zoom must be a number between %g and %g, not '%s'"), ZOOM_MIN, ZOOM_MAX, text);
}

static void add_source(struct options *options, bool is_text, const char *text)
{
    options->sources =
        memory_resize(options->sources, (size_t)options->source_count + 1, sizeof *options->sources);
    options->sources[options->source_count++] = (struct source){is_text, text};
}

/* What getopt_long couldn't read; it has moved behind a long option, but not always behind a letter. */
static bool refuse_option(int kind, char **arguments, struct error *error)
{
    const char *given = arguments[optind - 1];
    char letter[] = {'-', (char)optopt, '\0'};
    bool is_letter = optopt > 0 && optopt < OPTION_WINDOW && strncmp(given, "--", 2) != 0;
    const char *name = is_letter ? letter : given;
    if (kind == ':')
        return error_set(error, _("option '%s' needs a value; 'nabla --help' explains it"), name);
    if (!is_letter && optopt != 0)
        return error_set(error, _("option '%s' takes no value; 'nabla --help' explains it"), name);
    return error_set(error, _("there is no option '%s'; 'nabla --help' lists them all"), name);
}

static bool read_option(struct options *options, int option, char **arguments, struct error *error)
{
    int value = 0;
    bool is_good = true;
    switch (option) {
    case 1: /* a word that is no option */
    case 'c':
        add_source(options, option == 'c', optarg);
        break;
    case 'i':
        options->stays = true;
        break;
    case 'h':
        options->wants_help = true;
        break;
    case OPTION_VERSION:
        options->wants_version = true;
        break;
    case OPTION_DOCTOR:
        options->wants_doctor = true;
        break;
    case OPTION_MANUAL:
        options->wants_manual = true;
        break;
    case OPTION_COMPLETION:
        options->shell = optarg;
        break;
    case OPTION_NORC:
        options->skips_rc = true;
        break;
    case OPTION_KEEP_GOING:
        options->keeps_going = true;
        break;
    case OPTION_ECHO:
        options->echoes = true;
        break;
    case OPTION_ZOOM:
        return read_zoom(optarg, &options->zoom, error);
    case OPTION_LESSONS:
        options->lessons = optarg;
        break;
    case OPTION_WINDOW:
        is_good = CHOOSE(window_choices, N_("choice for --window"), &value, error);
        options->window = (enum window_wish)value;
        break;
    case OPTION_COLOR:
        is_good = CHOOSE(colour_choices, N_("choice for --color"), &value, error);
        options->colour = (enum when)value;
        break;
    case OPTION_LANG:
        is_good = CHOOSE(language_choices, N_("language"), &value, error);
        options->language = language_choices[value].name;
        break;
    default:
        return refuse_option(option, arguments, error);
    }
    return is_good;
}

static bool read_options(struct options *options, int count, char **arguments, struct error *error)
{
    int option;
    opterr = 0; /* the messages are ours */
    while ((option = getopt_long(count, arguments, "-:c:ih", long_options, NULL)) != -1)
        if (!read_option(options, option, arguments, error))
            return false;
    for (int i = optind; i < count; i++) /* behind -- */
        add_source(options, false, arguments[i]);
    return true;
}

/* ---- the surroundings ---- */

static bool names_utf8(const char *locale)
{
    return locale && (strstr(locale, "UTF-8") || strstr(locale, "utf8") || strstr(locale, "UTF8"));
}

/* Whether the terminal shows UTF-8. In any case the C library and Readline are made to read it, since that is what
 * nabla's scripts and messages are written in; numbers keep their point. */
static bool set_up_locale(void)
{
    const char *variables[] = {"LC_ALL", "LC_CTYPE", "LANG"}, *asked = NULL;
    for (size_t i = 0; i < sizeof variables / sizeof *variables && !(asked && *asked); i++)
        asked = getenv(variables[i]);
    bool is_known = setlocale(LC_ALL, "") != NULL;
    bool is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    if (!is_utf8)
        setlocale(LC_CTYPE, "C.UTF-8");
    setlocale(LC_NUMERIC, "C");
    return is_utf8 || (!is_known && names_utf8(asked)); /* a locale that isn't installed here, as over ssh */
}

static bool is_dumb(void)
{
    const char *kind = getenv("TERM");
    return !kind || !*kind || strcmp(kind, "dumb") == 0;
}

static bool has_colour(enum when when, int file)
{
    const char *refused = getenv("NO_COLOR");
    if (when != WHEN_AUTO)
        return when == WHEN_ALWAYS;
    return !(refused && *refused) && !is_dumb() && isatty(file);
}

static int columns_of(int file)
{
    struct winsize size;
    return isatty(file) && ioctl(file, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static void set_up_session(struct session *session, const struct options *options, bool is_utf8)
{
    session->notation.is_ascii = !is_utf8;
    session->has_color = has_colour(options->colour, STDOUT_FILENO);
    session->columns = columns_of(STDOUT_FILENO);
    session->is_echoing = options->echoes;
    session->keeps_going = options->keeps_going;
    session->lessons = options->lessons;
    struct buffer progress = BUFFER_EMPTY;
    if (xdg_path(&progress, "XDG_DATA_HOME", ".local/share", "progress"))
        session->progress.path = buffer_take(&progress);
    buffer_finish(&progress);
}

/* ---- scripts ---- */

/* is_own: the user's own words, not those of a file that may come from anywhere. */
static bool run_text(struct loop *loop, const char *text, size_t length, const char *name, int line,
                     bool is_own)
{
    struct session *session = loop->session;
    struct error error;
    if (!session_feed(session, text, length, name, &error)) {
        loop_complain(loop, error.text);
        return false;
    }
    session->frames[session->frame_count - 1].lexer.line = line;
    session->frames[session->frame_count - 1].is_trusted = is_own;
    return loop_run(loop);
}

static bool run_file(struct loop *loop, const char *path, bool is_own)
{
    struct buffer text = BUFFER_EMPTY;
    struct error error;
    bool is_good = file_read(path, SCRIPT_BYTES_MAX, &text, &error);
    if (is_good)
        is_good = run_text(loop, buffer_text(&text), text.length, path, 1, is_own);
    else
        loop_complain(loop, error.text);
    loop->has_failed |= !is_good;
    buffer_finish(&text);
    return is_good;
}

/* How much of the text can run: whole lines, and no [ left open. */
static size_t ready_length(const struct buffer *text)
{
    size_t length = text->length;
    struct lexer open;
    if (length >= COMMAND_BYTES_MAX)
        return length;
    while (length > 0 && text->data[length - 1] != '\n')
        length--;
    return length > 0 && !lexer_is_unfinished(text->data, length, &open) ? length : 0;
}

static bool run_ready(struct loop *loop, struct buffer *text, size_t length, int *line)
{
    struct stat status;
    bool is_file = fstat(STDIN_FILENO, &status) != 0 || S_ISREG(status.st_mode);
    bool is_good = run_text(loop, buffer_text(text), length, "stdin", *line, !is_file);
    for (size_t i = 0; i < length; i++)
        *line += text->data[i] == '\n';
    struct buffer rest = BUFFER_EMPTY;
    buffer_put_n(&rest, text->data + length, text->length - length);
    buffer_finish(text);
    *text = rest;
    return is_good || loop->session->keeps_going;
}

/* Line by line as they come, so that another program can drive this one. */
static bool run_stdin(struct loop *loop)
{
    struct buffer text = BUFFER_EMPTY;
    char block[READ_BYTES];
    ssize_t got = 1;
    int line = 1;
    bool goes_on = true;
    while (got > 0 && goes_on && loop_wait_for(loop, STDIN_FILENO) && !loop->session->has_quit) {
        got = read(STDIN_FILENO, block, sizeof block);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            buffer_put_n(&text, block, (size_t)got);
        size_t length = got > 0 ? ready_length(&text) : text.length;
        if (length > 0)
            goes_on = run_ready(loop, &text, length, &line);
    }
    buffer_finish(&text);
    return goes_on;
}

static bool run_source(struct loop *loop, const struct source *source)
{
    if (source->is_text)
        return run_text(loop, source->text, strlen(source->text), "-c", 1, true);
    return strcmp(source->text, "-") == 0 ? run_stdin(loop) : run_file(loop, source->text, false);
}

static bool run_start_file(struct loop *loop)
{
    struct buffer path = BUFFER_EMPTY;
    bool is_there =
        xdg_path(&path, "XDG_CONFIG_HOME", ".config", "rc") && access(buffer_text(&path), F_OK) == 0;
    bool is_good = !is_there || run_file(loop, buffer_text(&path), true);
    buffer_finish(&path);
    return is_good;
}

/* The start file, then all that was asked for, up to the first failure. */
static void run_sources(struct loop *loop, const struct options *options)
{
    bool goes_on = options->skips_rc || run_start_file(loop) || options->keeps_going;
    for (int i = 0; i < options->source_count && goes_on && !loop->session->has_quit; i++)
        goes_on = run_source(loop, &options->sources[i]) || options->keeps_going;
}

/* ---- all together ---- */

/* The prompt needs the keyboard; a script that came through standard input is over by now. False when there is
 * no terminal. */
static bool take_keyboard(void)
{
    if (isatty(STDIN_FILENO))
        return true;
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
    return terminal >= 0 && dup2(terminal, STDIN_FILENO) >= 0 && close(terminal) == 0;
}

static int run(struct loop *loop, const struct options *options, bool stays)
{
    struct session *session = loop->session;
    struct error error;
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error like a full disk */
    if (stays)
        signals_open();
    if (options->window == WINDOW_ON && !loop_open_window(loop, &error)) {
        loop_complain(loop, error.text);
        if (!stays)
            return EXIT_SCRIPT;
    }
    run_sources(loop, options);
    if (!stays || session->has_quit || loop->is_over)
        return session->has_quit ? session->exit_code : loop->has_failed ? EXIT_SCRIPT : 0;
    if (!take_keyboard()) {
        loop_complain(loop, _("nabla: -i needs a terminal to read from"));
        return EXIT_SCRIPT;
    }
    loop_prompt(loop);
    return session->exit_code;
}

static int run_doctor(const struct session *session)
{
    struct buffer text = BUFFER_EMPTY;
    bool is_well = about_doctor(&text, session);
    fputs(buffer_text(&text), stdout);
    buffer_finish(&text);
    return is_well ? 0 : EXIT_SCRIPT;
}

/* What only says something: version, manual page, completion. */
static int print_about(const struct options *options)
{
    struct buffer text = BUFFER_EMPTY;
    struct error error = {""};
    bool is_good = true;
    if (options->wants_help)
        buffer_put(&text, help_text());
    else if (options->wants_version)
        about_version(&text);
    else if (options->wants_manual)
        manual_page(&text, help_text());
    else
        is_good = manual_completion(&text, options->shell, help_text(), &error);
    fputs(buffer_text(&text), stdout);
    if (!is_good)
        fprintf(stderr, "nabla: %s\n", error.text);
    buffer_finish(&text);
    return is_good ? 0 : EXIT_USAGE;
}

static int run_program(struct options *options, bool is_utf8)
{
    bool stays = options->stays || (options->source_count == 0 && isatty(STDIN_FILENO));
    if (options->source_count == 0 && !isatty(STDIN_FILENO))
        add_source(options, false, "-");
    struct session *session = session_new();
    struct loop loop = {
        .session = session,
        .terminal_options = {.is_utf8 = is_utf8,
                             .has_error_colour = has_colour(options->colour, STDERR_FILENO),
                             .is_plain = is_dumb()},
        .wish = options->window,
        .zoom = options->zoom,
        .greets = stays && options->source_count == 0 && isatty(STDOUT_FILENO),
        .remembers = stays && !options->skips_rc,
    };
    set_up_session(session, options, is_utf8);
    loop_init(&loop);
    int code = options->wants_doctor ? run_doctor(session) : run(&loop, options, stays);
    int ended_by = loop.signal;
    loop_finish(&loop);
    session_free(session);
    if (ended_by)
        raise(ended_by); /* as it would have ended without us: loop_finish has put the signals back */
    return code;
}

/* Where one of the three is closed, the next file opened would stand in for it, and get the results. What is put
 * there instead can't be used, which is an error like before. */
static void fill_standard_files(void)
{
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
        if (fcntl(file, F_GETFD) < 0 && open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            return;
}

int main(int count, char **arguments)
{
    struct options options = {.zoom = 1};
    struct error error;
    fill_standard_files();
    bool is_utf8 = set_up_locale();
    translate_select(translate_environment());
    bool is_good = read_options(&options, count, arguments, &error);
    if (options.language)
        translate_select(options.language);
    int code = 0;
    if (!is_good) {
        fprintf(stderr, "nabla: %s\n", error.text);
        code = EXIT_USAGE;
    } else if (options.wants_help || options.wants_version || options.wants_manual || options.shell) {
        code = print_about(&options);
    } else {
        code = run_program(&options, is_utf8);
    }
    memory_free(options.sources);
    return code;
}
