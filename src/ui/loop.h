/* The program around a session: one thread that waits for keys, signals and the window at the same time, and gives
 * long work its slices in between. */
#ifndef NABLA_UI_LOOP_H
#define NABLA_UI_LOOP_H

#include <stdbool.h>

#include "app/session.h"
#include "base/buffer.h"
#include "base/error.h"
#include "ui/recovery.h"
#include "ui/terminal.h"
#include "ui/text.h"
#include "ui/window.h"
#include "ui/window_file.h"

enum window_wish {
    WINDOW_AUTO, /* at the prompt, if there is a display */
    WINDOW_ON,   /* from the start */
    WINDOW_OFF,  /* never */
};

/* The caller fills the first part and leaves the rest 0. With signals_open before, Ctrl-C stops what runs, not the
 * program. */
struct loop {
    struct session *session;
    struct terminal_options terminal_options;
    enum window_wish wish;
    double zoom;
    bool greets;    /* says at the prompt what can be typed */
    bool remembers; /* the window's size and settings, from one session to the next */

    struct terminal *terminal; /* NULL while scripts run */
    struct window *window;     /* NULL when closed */
    struct text *fonts;        /* NULL until something is drawn */
    bool has_lost_display;     /* no window can be opened any more */
    bool wants_window;         /* open it when the prompt is up */
    bool is_busy;              /* something is at work */
    bool has_failed;           /* a command has */
    bool is_interrupted;       /* by Ctrl-C, while a script ran or was read */
    bool is_over;              /* leave the prompt */
    bool keeps_session;        /* for `recover`, though the user has left */
    int signal;                /* that ended the program; 0: none */
    int trace;                 /* file of trace.h */
    double said;               /* when a script's progress was, in session_seconds */
    struct buffer command;     /* what a click asks for */
    struct window_file file;   /* what is remembered */
    struct recovery recovery;  /* of this session, and what another one left */
};

/* Becomes the session's host; shows things as they were last time, if it remembers. */
void loop_init(struct loop *loop);
void loop_finish(struct loop *loop);

bool loop_open_window(struct loop *loop, struct error *error);

/* Runs all that was fed, to its end. False when a command failed (its error is on standard error then) or Ctrl-C
 * stopped it. */
bool loop_run(struct loop *loop);

/* Waits until the file can be read without waiting; the window lives meanwhile. False after Ctrl-C. */
bool loop_wait_for(struct loop *loop, int file);

/* The prompt, until the user leaves or a signal ends it. */
void loop_prompt(struct loop *loop);

/* One line on standard error, behind the results so far. */
void loop_complain(struct loop *loop, const char *message);

#endif
