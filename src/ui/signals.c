#include "ui/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

enum { CAUGHT = 6, HIGHEST = 64 };

static const int caught[CAUGHT] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT};

/* A handler gets no context. */
static struct {
    volatile sig_atomic_t has_come[HIGHEST];
    struct sigaction before[CAUGHT], pipe_before;
    int ends[2]; /* of the self-pipe */
    bool is_open;
} process;

static void note(int number)
{
    int kept = errno;
    process.has_come[number] = 1;
    ssize_t written = write(process.ends[1], "", 1); /* a full pipe is readable already */
    (void)written;
    errno = kept;
}

void signals_open(void)
{
    if (process.is_open || pipe(process.ends) != 0)
        return;
    for (int i = 0; i < 2; i++) {
        fcntl(process.ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(process.ends[i], F_SETFL, O_NONBLOCK);
    }
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART}, ignored = {.sa_handler = SIG_IGN};
    sigemptyset(&action.sa_mask);
    sigemptyset(&ignored.sa_mask);
    for (int i = 0; i < CAUGHT; i++)
        sigaction(caught[i], &action, &process.before[i]);
    sigaction(SIGPIPE, &ignored, &process.pipe_before);
    process.is_open = true;
}

void signals_close(void)
{
    if (!process.is_open)
        return;
    process.is_open = false;
    for (int i = 0; i < CAUGHT; i++)
        sigaction(caught[i], &process.before[i], NULL);
    sigaction(SIGPIPE, &process.pipe_before, NULL);
    close(process.ends[0]);
    close(process.ends[1]);
}

int signals_fd(void)
{
    return process.is_open ? process.ends[0] : -1;
}

void signals_drain(void)
{
    char bytes[64];
    while (process.is_open && read(process.ends[0], bytes, sizeof bytes) > 0)
        ;
}

bool signals_take(int number)
{
    bool has_come = process.has_come[number];
    process.has_come[number] = 0;
    return has_come;
}

void signals_stop_here(void)
{
    struct sigaction usual = {.sa_handler = SIG_DFL}, ours;
    sigemptyset(&usual.sa_mask);
    sigaction(SIGTSTP, &usual, &ours);
    raise(SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
}
