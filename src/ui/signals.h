/* Signals as something to wait for: each is noted, and makes a file descriptor readable (the self-pipe).
 * Caught are SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP and SIGCONT; SIGPIPE is ignored, so that a lost reader is
 * an error of a write. Signals belong to the process, so there is one of this. */
#ifndef NABLA_UI_SIGNALS_H
#define NABLA_UI_SIGNALS_H

#include <stdbool.h>

void signals_open(void);
void signals_close(void); /* as they were before */

int signals_fd(void); /* -1 when not open */

/* Call it when the file descriptor was readable, then ask for each signal: true if it has come since. */
void signals_drain(void);
bool signals_take(int number);

/* Stops the program as SIGTSTP would if it weren't caught; returns when it goes on. */
void signals_stop_here(void);

#endif
