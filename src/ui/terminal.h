/* The prompt: GNU Readline's callback interface, so that the program can wait for other things as well. Readline
 * belongs to the process, so there is one terminal at a time.
 *
 * The prompt is up while nothing is at work: terminal_prompt. What is written meanwhile appears above it, and what
 * was typed so far stays. While it is down keys wait in the system's buffer. */
#ifndef NABLA_UI_TERMINAL_H
#define NABLA_UI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/session.h"
#include "base/buffer.h"

struct terminal;

struct terminal_options {
    bool is_utf8;          /* the prompt may be a nabla sign */
    bool has_error_colour; /* errors in red */
    bool is_plain;         /* TERM=dumb: no escape sequences */
};

/* Takes over the terminal that standard input is; session is for completion, its history and columns. */
struct terminal *terminal_open(struct session *session, const struct terminal_options *options);

/* Gives the terminal back as it was. Also runs by itself at exit. */
void terminal_close(struct terminal *terminal);

int terminal_fd(const struct terminal *terminal);

/* Whether there is nobody at the other end any more. */
bool terminal_is_gone(const struct terminal *terminal);

void terminal_prompt(struct terminal *terminal);

enum terminal_event {
    TERMINAL_NOTHING,
    TERMINAL_LINE, /* the prompt is down */
    TERMINAL_END,  /* Ctrl-D, or the terminal is gone */
};

/* Reads the keys that have come, up to the end of a line. LINE: the line, or several where a [ was left open, is put
 * into line. */
enum terminal_event terminal_read(struct terminal *terminal, struct buffer *line);

/* Writes results, or an error's line. A command that didn't come from the keyboard, as if it had. */
void terminal_write(struct terminal *terminal, const char *text, size_t length);
void terminal_error(struct terminal *terminal, const char *message);
void terminal_echo(struct terminal *terminal, const char *command);

/* What is about the prompt itself: a line where the prompt is. */
void terminal_tell(struct terminal *terminal, const char *text);

/* How far a job is, in a line that the next output replaces. Call it as often as you like. */
void terminal_progress(struct terminal *terminal, const struct job *job);

void terminal_interrupt(struct terminal *terminal); /* Ctrl-C: away with what was typed */
void terminal_resize(struct terminal *terminal);    /* SIGWINCH */
void terminal_stop(struct terminal *terminal);   /* SIGTSTP: gives the terminal back, stops, takes it again */
void terminal_resume(struct terminal *terminal); /* SIGCONT: someone else had it */

#endif
