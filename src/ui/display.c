#define SDL_MAIN_HANDLED
#include "ui/display.h"

#include <dlfcn.h>
#include <string.h>

#include <SDL.h>
#include <SDL_syswm.h>

#ifdef SDL_VIDEO_DRIVER_X11

/* NULL where the window isn't X11's. */
static Display *x11_display(SDL_Window *window)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    return driver && strcmp(driver, "x11") == 0 && SDL_GetWindowWMInfo(window, &info) ? info.info.x11.display
                                                                                      : NULL;
}

int display_fd(SDL_Window *window)
{
    Display *display = x11_display(window);
    return display ? ConnectionNumber(display) : -1;
}

static int say_nothing(Display *display)
{
    (void)display;
    return 0;
}

static void note_loss(Display *display, void *context)
{
    struct display_loss *loss = context;
    (void)display;
    loss->is_lost = true;
    if (loss->has_way_out)
        longjmp(loss->way_out, 1);
}

/* We don't link libX11: SDL has it there already, where it needs it. */
static void find(const char *name, void *function, size_t size)
{
    void *found = dlsym(RTLD_DEFAULT, name);
    memcpy(function, &found, size);
}

void display_watch(SDL_Window *window, struct display_loss *loss)
{
    Display *display = x11_display(window);
    XIOErrorHandler (*set_handler)(XIOErrorHandler handler);
    void (*set_exit_handler)(Display * display, XIOErrorExitHandler handler, void *context); /* libX11 1.7 */
    find("XSetIOErrorHandler", &set_handler, sizeof set_handler);
    find("XSetIOErrorExitHandler", &set_exit_handler, sizeof set_exit_handler);
    if (!display || !set_handler || !set_exit_handler)
        return;
    set_handler(say_nothing);
    set_exit_handler(display, note_loss, loss);
}

#else

int display_fd(SDL_Window *window)
{
    (void)window;
    return -1;
}

void display_watch(SDL_Window *window, struct display_loss *loss)
{
    (void)window;
    (void)loss;
}

#endif
