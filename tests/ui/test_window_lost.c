/* The display goes away at the very moment at which the window is taken down: SDL then waits for answers that never
 * come, and Xlib ends the program. The linker puts our functions before SDL's (see ../meson.build). */
#include "near.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define SDL_MAIN_HANDLED
#include <SDL.h>

#include "ui/window.h"

void __real_SDL_DestroyWindow(SDL_Window *window);
void __wrap_SDL_DestroyWindow(SDL_Window *window);
void __real_SDL_QuitSubSystem(Uint32 flags);
void __wrap_SDL_QuitSubSystem(Uint32 flags);

enum moment { NEVER, BEFORE_WINDOW, BEFORE_SDL };

static struct {
    enum moment moment;
    pid_t server;
    int windows, systems; /* how often each was called */
} fake;

static void end_server(void)
{
    kill(fake.server, SIGKILL);
    waitpid(fake.server, NULL, 0); /* its end of the connection is closed by now */
}

void __wrap_SDL_DestroyWindow(SDL_Window *window)
{
    fake.windows++;
    if (fake.moment == BEFORE_WINDOW)
        end_server();
    __real_SDL_DestroyWindow(window);
}

void __wrap_SDL_QuitSubSystem(Uint32 flags)
{
    fake.systems++;
    if (fake.moment == BEFORE_SDL)
        end_server();
    __real_SDL_QuitSubSystem(flags);
}

/* An X server of our own, and DISPLAY naming it. False where there is none. */
static bool start_server(void)
{
    int ends[2];
    char name[16] = ":", told[16];
    if (pipe(ends) != 0)
        return false;
    fake.server = fork();
    if (fake.server == 0) {
        snprintf(told, sizeof told, "%d", ends[1]);
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
            _exit(1);
        execlp("Xvfb", "Xvfb", "-displayfd", told, "-screen", "0", "800x600x24", "-nolisten", "tcp",
               (char *)NULL);
        _exit(1);
    }
    close(ends[1]);
    size_t length = 1;
    while (length + 1 < sizeof name && read(ends[0], name + length, 1) == 1 && name[length] != '\n')
        length++;
    close(ends[0]);
    if (length == 1 || name[length] != '\n') {
        end_server();
        return false;
    }
    name[length] = '\0';
    setenv("DISPLAY", name, 1);
    return true;
}

enum result { CLOSED, NO_SERVER, NO_WINDOW, NOT_CALLED };

/* In a process of its own: SDL is of no use any more behind it. */
static void open_and_close(enum moment moment)
{
    struct error error = {""};
    unsetenv("WAYLAND_DISPLAY");
    setenv("SDL_VIDEODRIVER", "x11", 1);
    alarm(50); /* should it wait for ever */
    if (!start_server())
        _exit(NO_SERVER);
    struct text *fonts = text_open(&error);
    struct window *window = fonts ? window_open(fonts, 1, 400, 300, &error) : NULL;
    if (!window) {
        fprintf(stderr, "%s\n", error.text);
        end_server();
        _exit(NO_WINDOW);
    }
    fake.moment = moment;
    window_close(window);
    text_close(fonts);
    bool is_right = fake.windows == 1 && fake.systems == (moment == BEFORE_WINDOW ? 0 : 1);
    if (moment == NEVER)
        end_server();
    _exit(is_right ? CLOSED : NOT_CALLED);
}

static void assert_closes(enum moment moment)
{
    int status;
    pid_t child = fork();
    if (child == 0)
        open_and_close(moment);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == NO_SERVER)
        skip(); /* it needs Xvfb */
    assert_int_equal(WEXITSTATUS(status), CLOSED);
}

static void with_its_display_the_window_closes(void **state)
{
    (void)state;
    assert_closes(NEVER);
}

static void the_display_may_go_before_the_window_is_destroyed(void **state)
{
    (void)state;
    assert_closes(BEFORE_WINDOW);
}

static void the_display_may_go_between_the_window_and_sdl(void **state)
{
    (void)state;
    assert_closes(BEFORE_SDL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_its_display_the_window_closes),
        cmocka_unit_test(the_display_may_go_before_the_window_is_destroyed),
        cmocka_unit_test(the_display_may_go_between_the_window_and_sdl),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
