#include "ui/loop.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/record.h"
#include "base/translate.h"
#include "base/xdg.h"
#include "config.h"
#include "ui/about.h"
#include "ui/signals.h"
#include "ui/snapshot.h"
#include "ui/trace.h"

/* A slice is short enough for 60 pictures a second and a Ctrl-C that answers at once. */
#define SLICE_SECONDS 0.004
#define SCRIPT_SLICE_SECONDS 0.1

/* From one line about a script's progress to the next: at first, and once it has taken long. */
#define PROGRESS_SECONDS 2.0
#define PROGRESS_SECONDS_MOST 60.0

enum { NO_FILE = -1, WRITE_FAILED_EXIT_CODE = 1 };

/* ---- results and errors ---- */

/* Nobody can be told of a result that can't be written: that ends the program. */
static void check_output(void)
{
    if (!ferror(stdout))
        return;
    if (errno != EPIPE)
        fprintf(stderr, _("nabla: cannot write the results: %s\n"), strerror(errno));
    exit(WRITE_FAILED_EXIT_CODE);
}

static void flush_results(struct loop *loop)
{
    struct buffer *out = &loop->session->out;
    if (out->length == 0)
        return;
    if (loop->terminal) {
        terminal_write(loop->terminal, buffer_text(out), out->length);
    } else {
        fwrite(buffer_text(out), 1, out->length, stdout);
        fflush(stdout);
    }
    check_output();
    buffer_clear(out);
}

void loop_complain(struct loop *loop, const char *message)
{
    bool has_colour = loop->terminal_options.has_error_colour;
    flush_results(loop);
    if (loop->terminal)
        terminal_error(loop->terminal, message);
    else
        fprintf(stderr, has_colour ? "\033[31m%s\033[0m\n" : "%s\n", message);
}

static void say(struct loop *loop, const char *message)
{
    session_print(loop->session, "%s\n", message);
    flush_results(loop);
}

/* ---- the session's host ---- */

static bool need_fonts(struct loop *loop, struct error *error)
{
    if (!loop->fonts)
        loop->fonts = text_open(error);
    return loop->fonts != NULL;
}

static bool host_draw(void *context, const struct session *session, enum picture_kind picture, int width_px,
                      int height_px, struct buffer *out, struct error *error)
{
    struct loop *loop = context;
    return need_fonts(loop, error) &&
           snapshot_put(out, session, loop->fonts, loop->zoom, picture, width_px, height_px, error);
}

bool loop_open_window(struct loop *loop, struct error *error)
{
    loop->wants_window = false;
    if (loop->has_lost_display)
        return error_set(error, _("the display is gone; start nabla again to see the window"));
    if (!loop->window && need_fonts(loop, error))
        loop->window = window_open(loop->fonts, loop->zoom, loop->file.width, loop->file.height, error);
    if (loop->window)
        window_touch(loop->window, loop->session, false);
    return loop->window != NULL;
}

static void close_window(struct loop *loop)
{
    if (loop->window)
        window_size(loop->window, &loop->file.width, &loop->file.height);
    window_file_save(&loop->file, &loop->session->view);
    window_close(loop->window);
    loop->window = NULL;
}

/* A script that asks for the window gets it at the prompt, should there be one. */
static bool host_show_window(void *context, bool on, struct error *error)
{
    struct loop *loop = context;
    if (on && loop->wish == WINDOW_OFF)
        return error_set(
            error, _("the program was started with --window off; start it without that to see the window"));
    loop->wants_window = on;
    if (!on)
        close_window(loop);
    else if (loop->terminal || loop->wish == WINDOW_ON)
        return loop_open_window(loop, error);
    return true;
}

static bool host_window_is_open(void *context)
{
    const struct loop *loop = context;
    return loop->window != NULL;
}

static bool host_doctor(void *context, const struct session *session, struct buffer *out)
{
    (void)context;
    return about_doctor(out, session);
}

static bool host_recover(void *context, struct buffer *script, struct error *error)
{
    const struct loop *loop = context;
    return recovery_read(&loop->recovery, script, error);
}

static void host_recovered(void *context)
{
    struct loop *loop = context;
    recovery_forget(&loop->recovery);
}

static bool host_wants_stop(void *context, const struct job *job)
{
    struct loop *loop = context;
    if (job->slice && job->has_progress && loop->terminal)
        terminal_progress(loop->terminal, job);
    return signals_take(SIGINT);
}

static void remember(struct loop *loop)
{
    struct buffer path = BUFFER_EMPTY;
    if (xdg_path(&path, "XDG_STATE_HOME", ".local/state", "window"))
        window_file_open(&loop->file, buffer_text(&path), &loop->session->view);
    buffer_finish(&path);
}

void loop_init(struct loop *loop)
{
    loop->session->host = (struct host){loop,        host_draw,    host_show_window, host_window_is_open,
                                        host_doctor, host_recover, host_recovered,   host_wants_stop};
    loop->trace = trace_open();
    if (loop->remembers)
        remember(loop);
    loop->wants_window = loop->wish != WINDOW_OFF;
    if (loop->zoom <= 0)
        loop->zoom = 1;
}

void loop_finish(struct loop *loop)
{
    terminal_close(loop->terminal);
    loop->terminal = NULL;
    close_window(loop);
    window_file_close(&loop->file);
    text_close(loop->fonts);
    signals_close();
    recovery_close(&loop->recovery, loop->signal == 0 && !loop->keeps_session);
    buffer_finish(&loop->command);
    loop->session->host = (struct host){0};
    if (loop->trace >= 0)
        close(loop->trace);
}

/* ---- work ---- */

static bool can_work(const struct loop *loop)
{
    return !loop->is_over && !loop->session->has_quit;
}

/* How far a script's long command is, now and then, on standard error, so that its results stay as they are. A
 * short one says nothing, on a machine that is busy with other things neither: it counts its own time, too. */
static void say_progress(struct loop *loop)
{
    const struct job *job = &loop->session->job;
    double now = session_seconds(), passed = now - job->started, since = now - fmax(loop->said, job->started);
    if (since < fmin(fmax(PROGRESS_SECONDS, passed / 5), PROGRESS_SECONDS_MOST) ||
        (double)clock() / CLOCKS_PER_SEC < PROGRESS_SECONDS)
        return;
    loop->said = now;
    flush_results(loop);
    if (job->status[0])
        fprintf(stderr, "%s\n", job->status);
    else
        fprintf(stderr, _("%llu of %llu\n"), (unsigned long long)job->done, (unsigned long long)job->total);
}

/* One slice. */
static void work(struct loop *loop)
{
    struct session *session = loop->session;
    struct error error;
    double seconds = loop->window || loop->terminal ? SLICE_SECONDS : SCRIPT_SLICE_SECONDS;
    enum work state = session_work(session, seconds, &error);
    flush_results(loop);
    if (state == WORK_FAILED) {
        loop_complain(loop, error.text);
        loop->has_failed = true;
    }
    loop->is_busy = state != WORK_IDLE && can_work(loop);
    if (loop->is_busy && session->job.slice && session->job.has_progress) {
        if (loop->terminal)
            terminal_progress(loop->terminal, &session->job);
        else
            say_progress(loop);
    }
    if (loop->window)
        window_touch(loop->window, session, !loop->is_busy);
}

static void interrupt(struct loop *loop)
{
    struct job job = loop->session->job;
    loop->is_interrupted = !loop->terminal;
    if (!loop->is_busy || !session_interrupt(loop->session)) {
        if (loop->terminal)
            terminal_interrupt(loop->terminal);
        return;
    }
    loop->is_busy = false;
    if (job.slice && job.has_progress && !job.status[0])
        session_print(loop->session, _("stopped after %llu of %llu\n"), (unsigned long long)job.done,
                      (unsigned long long)job.total);
    else
        session_print(loop->session, "%s\n", _("stopped"));
    flush_results(loop);
    if (loop->window)
        window_touch(loop->window, loop->session, true);
}

/* ---- what happens meanwhile ---- */

static void take_signals(struct loop *loop)
{
    signals_drain();
    if (signals_take(SIGINT))
        interrupt(loop);
    for (int i = 0; i < 2; i++) {
        int number = i == 0 ? SIGTERM : SIGHUP;
        if (signals_take(number)) {
            loop->signal = number;
            loop->is_over = true;
        }
    }
    if (signals_take(SIGTSTP)) {
        if (loop->terminal)
            terminal_stop(loop->terminal);
        else
            signals_stop_here();
        signals_take(SIGCONT);
    }
    if (signals_take(SIGCONT) && loop->terminal)
        terminal_resume(loop->terminal);
    if (signals_take(SIGWINCH) && loop->terminal)
        terminal_resize(loop->terminal);
}

/* As if it had been typed, if there is a prompt to type at. */
static void run_click(struct loop *loop)
{
    struct error error;
    const char *command = buffer_text(&loop->command);
    if (!loop->terminal)
        return;
    terminal_echo(loop->terminal, command);
    loop->is_busy = session_feed(loop->session, command, loop->command.length, NULL, &error);
    if (!loop->is_busy)
        loop_complain(loop, error.text);
}

static void take_window_events(struct loop *loop)
{
    if (!loop->window)
        return;
    enum window_event event = window_events(loop->window, loop->session, loop->is_busy, &loop->command);
    if (event == WINDOW_COMMAND)
        run_click(loop);
    if (event == WINDOW_STOP)
        interrupt(loop);
    if (event != WINDOW_CLOSED && event != WINDOW_LOST)
        return;
    close_window(loop);
    loop->has_lost_display = event == WINDOW_LOST;
    if (loop->terminal && event == WINDOW_LOST)
        say(loop, _("the display is gone, and the window with it; the prompt works on"));
    else if (loop->terminal)
        say(loop, _("the window is closed; 'view on' opens it again"));
}

static void draw(struct loop *loop)
{
    double start = session_seconds();
    if (loop->window && window_draw(loop->window, loop->session))
        trace_mark(loop->trace, "frame", session_seconds() - start);
}

static int wait_ms(const struct loop *loop)
{
    if (loop->is_busy)
        return 0;
    if (!loop->window)
        return -1;
    int wait = window_wait_ms(loop->window);
    if (window_fd(loop->window) >= 0)
        return wait;
    return wait >= 0 && wait < WINDOW_TICK_MS ? wait : WINDOW_TICK_MS;
}

/* Shows what has changed, then waits for whatever comes first and takes it. True when there was nothing else to do
 * and the file can be read. */
static bool turn(struct loop *loop, int file)
{
    take_window_events(loop);
    draw(loop);
    take_window_events(loop);
    if (loop->terminal && !loop->is_busy)
        terminal_prompt(loop->terminal);
    if (!loop->is_busy)
        record_sync(loop->session);
    struct pollfd fds[] = {
        {.fd = loop->is_busy ? NO_FILE : file, .events = POLLIN},
        {.fd = signals_fd(), .events = POLLIN},
        {.fd = loop->window ? window_fd(loop->window) : NO_FILE, .events = POLLIN},
    };
    int ready = poll(fds, sizeof fds / sizeof *fds, wait_ms(loop));
    take_signals(loop);
    return ready > 0 && fds[0].revents != 0 && !loop->is_over && !loop->is_interrupted;
}

bool loop_run(struct loop *loop)
{
    bool had_failed = loop->has_failed;
    loop->has_failed = false;
    loop->is_busy = can_work(loop);
    while (loop->is_busy) {
        work(loop);
        if (loop->is_busy)
            turn(loop, NO_FILE);
    }
    bool is_good = !loop->has_failed && !loop->is_interrupted;
    loop->has_failed |= had_failed;
    return is_good;
}

bool loop_wait_for(struct loop *loop, int file)
{
    while (!loop->is_interrupted && !loop->is_over)
        if (turn(loop, file))
            return true;
    return false;
}

/* ---- the prompt ---- */

/* Ctrl-D is pressed by accident, too. */
static void leave(struct loop *loop)
{
    const struct session *session = loop->session;
    bool is_gone = terminal_is_gone(loop->terminal);
    loop->is_over = true;
    loop->signal = is_gone ? SIGHUP : 0; /* nobody has said goodbye */
    loop->keeps_session = session->recovery.is_unsaved && session->recovery.recorder.path;
    if (loop->keeps_session && !is_gone)
        terminal_tell(loop->terminal,
                      _("this session isn't saved; at the next start 'recover' brings it back"));
}

static void take_keys(struct loop *loop, struct buffer *line)
{
    struct session *session = loop->session;
    struct error error;
    enum terminal_event event = terminal_read(loop->terminal, line);
    if (event == TERMINAL_END)
        leave(loop);
    if (event != TERMINAL_LINE)
        return;
    const char *text = buffer_text(line);
    bool is_blank = text[strspn(text, " \t\n")] == '\0';
    loop->is_busy =
        is_blank ? session_repeat(session, &error) : session_feed(session, text, line->length, NULL, &error);
    if (!loop->is_busy)
        loop_complain(loop, error.text);
}

/* Only once the prompt is there, so that nobody waits for a window to type. */
static void open_wanted_window(struct loop *loop)
{
    struct error error;
    if (!loop_open_window(loop, &error))
        say(loop, error.text);
}

/* From here on what is typed is kept, and what was kept earlier is offered. */
static void open_recovery(struct loop *loop)
{
    struct recovery *recovery = &loop->recovery;
    struct buffer folder = BUFFER_EMPTY;
    char when[64];
    struct tm local;
    if (xdg_path(&folder, "XDG_STATE_HOME", ".local/state", "recovery"))
        recovery_open(recovery, buffer_text(&folder));
    buffer_finish(&folder);
    if (recovery->path)
        record_for_recovery(loop->session, recovery->path);
    if (!recovery->old || !localtime_r(&recovery->old_time, &local))
        return;
    strftime(when, sizeof when, "%Y-%m-%d %H:%M", &local);
    session_print(loop->session,
                  _("the session of %s wasn't saved; 'recover' brings it back, 'recover drop' forgets it\n"),
                  when);
    flush_results(loop);
}

static void greet(struct loop *loop)
{
    if (!loop->greets)
        return;
    session_print(loop->session,
                  _("nabla %s: 'help' shows what can be typed, 'lesson 1' begins a course, 'quit' leaves\n"),
                  NABLA_VERSION);
    flush_results(loop);
}

void loop_prompt(struct loop *loop)
{
    struct buffer line = BUFFER_EMPTY;
    loop->session->is_interactive = true;
    loop->is_interrupted = false;
    loop->terminal = terminal_open(loop->session, &loop->terminal_options);
    greet(loop);
    open_recovery(loop);
    while (can_work(loop)) {
        if (loop->is_busy) {
            work(loop);
        } else if (loop->wants_window) {
            terminal_prompt(loop->terminal);
            open_wanted_window(loop);
        }
        if (can_work(loop) && turn(loop, terminal_fd(loop->terminal)))
            take_keys(loop, &line);
    }
    buffer_finish(&line);
}
