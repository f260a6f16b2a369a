/* The window (SDL2): shows the session's scene, and draws only when that has changed. All calls from the one thread
 * of the program. */
#ifndef NABLA_UI_WINDOW_H
#define NABLA_UI_WINDOW_H

#include <stdbool.h>

#include "app/session.h"
#include "base/buffer.h"
#include "base/error.h"
#include "ui/text.h"

struct window;

enum { WINDOW_TICK_MS = 16 };

/* Whether there is a display to open one on; SDL itself would open an invisible one where there is none. */
bool window_is_possible(void);

/* NULL and *error filled when it can't be opened. zoom: pixels a unit, 1 as a rule. width, height: in points; 0: what
 * suits the zoom. fonts must outlive it. */
struct window *window_open(struct text *fonts, double zoom, int width, int height, struct error *error);

/* Its size now, in points. */
void window_size(const struct window *window, int *width, int *height);
void window_close(struct window *window); /* may be NULL */

/* Readable when window_events has something to do. -1 where the system has no such thing: then call it every
 * WINDOW_TICK_MS. SDL reads ahead, so call it also after each window_draw, before waiting. */
int window_fd(const struct window *window);

enum window_event { WINDOW_NOTHING, WINDOW_CLOSED, WINDOW_COMMAND, WINDOW_STOP, WINDOW_LOST };

/* Takes all that has happened. CLOSED: the user wants it gone; call window_close. COMMAND: a click or a key asks for
 * the line that is put into command; there may be more, so call again. While is_busy they wait. STOP: what is at work
 * is to end. LOST: the display is gone; call window_close, and open no window any more. */
enum window_event window_events(struct window *window, const struct session *session, bool is_busy,
                                struct buffer *command);

/* The session may have changed. is_still: no command is at work, so what flows may be shown flowing for a moment. */
void window_touch(struct window *window, const struct session *session, bool is_still);

/* Shows the picture of now, if it is another than the one that is shown. True if it was drawn. */
bool window_draw(struct window *window, const struct session *session);

/* Milliseconds until window_draw or window_events has something to do by itself; -1: never, 0: now. */
int window_wait_ms(const struct window *window);

#endif
