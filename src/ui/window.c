#define SDL_MAIN_HANDLED
#include "ui/window.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <SDL.h>

#include "base/memory.h"
#include "base/translate.h"
#include "ui/canvas.h"
#include "ui/damage.h"
#include "ui/display.h"
#include "ui/input.h"
#include "ui/raster.h"
#include "ui/surface.h"
#include "view/drawlist.h"
#include "view/scene.h"
#include "view/scene_cache.h"

enum { WIDTH = 1280, HEIGHT = 800, WIDTH_MIN = 320, HEIGHT_MIN = 200 }; /* units */

/* The shares of the time that pictures get while a command is at work: each, and those with what is long to compute. */
#define DRAWING_SHARE 0.09
#define COMPUTING_SHARE 0.04
enum { COMPUTING_PAUSE_MS = 150 }; /* at least */

/* What flows is shown flowing for a moment after each step; a whole number of periods, so that it comes to rest
 * where it began. After that the program sleeps. */
enum { FLOW_MS = 1200, FLOW_PERIOD_MS = 600, FLOW_FRAME_MS = 33 };

struct window {
    SDL_Window *window;
    struct canvas *canvas;
    struct raster *raster;
    struct region changed; /* since the picture that is shown */
    int width_px, height_px;
    double zoom;
    int fd;
    struct display_loss loss;
    struct text *fonts; /* borrowed */
    struct text_measure measure;
    struct scene_options options;
    struct input input;
    struct drawlist lists[2];
    int shown;        /* which of them is on the screen */
    bool has_shown;   /* one is */
    bool is_touched;  /* by window_touch */
    bool is_still;    /* no command is at work */
    bool is_dirty;    /* the picture may have changed */
    bool is_exposed;  /* the screen has lost it */
    size_t operation; /* of the tape, when a step was last noticed */
    uint64_t iteration;
    bool is_flowing;
    struct scene_cache *cache;
    bool is_behind;                    /* the picture shows numbers of a moment ago */
    uint64_t flow_start, flow_frame;   /* SDL_GetTicks64 */
    uint64_t picture_due, compute_due; /* while a command is at work */
};

bool window_is_possible(void)
{
#ifdef __APPLE__
    return true;
#else
    const char *x11 = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
    return (x11 && *x11) || (wayland && *wayland);
#endif
}

static bool fail(const char *what, struct error *error)
{
    if (!*SDL_GetError())
        return error_set(error, _("cannot open the window: %s; the prompt works without it"), what);
    return error_set(error, _("cannot open the window: %s (%s); the prompt works without it"), what,
                     SDL_GetError());
}

static bool start_sdl(struct error *error)
{
    SDL_SetMainReady();
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
#ifdef SDL_HINT_WINDOW_NO_ACTIVATION_WHEN_SHOWN
    SDL_SetHint(SDL_HINT_WINDOW_NO_ACTIVATION_WHEN_SHOWN,
                "1"); /* whoever types in the terminal goes on typing */
#endif
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0)
        return fail(_("there is no display"), error);
    const char *driver = SDL_GetCurrentVideoDriver();
    SDL_StopTextInput(); /* no input method: the terminal has the keyboard */
    if (driver && strcmp(driver, "offscreen") != 0 && strcmp(driver, "dummy") != 0)
        return true;
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    SDL_ClearError();
    return fail(_("there is no display"), error);
}

static bool is_x11(void)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    return driver && strcmp(driver, "x11") == 0;
}

/* Of that size, else as large as zoom asks for, but not larger than the screen. */
static SDL_Window *create_window(double zoom, int width, int height)
{
    if (width <= 0 || height <= 0) {
        width = (int)lround(WIDTH * zoom);
        height = (int)lround(HEIGHT * zoom);
    }
    SDL_Rect screen;
    if (SDL_GetDisplayUsableBounds(0, &screen) == 0) {
        width = width < screen.w ? width : screen.w;
        height = height < screen.h ? height : screen.h;
    }
    SDL_Window *window = SDL_CreateWindow("nabla", SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED, width,
                                          height, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (window)
        SDL_SetWindowMinimumSize(window, WIDTH_MIN, HEIGHT_MIN);
    return window;
}

struct window *window_open(struct text *fonts, double zoom, int width, int height, struct error *error)
{
    if (!window_is_possible()) {
        error_set(error, _("there is no display, so no window; the prompt works without it"));
        return NULL;
    }
    if (!start_sdl(error))
        return NULL;
    struct window *window = memory_new(1, sizeof *window);
    drawlist_init(&window->lists[0]);
    drawlist_init(&window->lists[1]);
    window->fonts = fonts;
    window->raster = raster_new(fonts);
    window->measure = text_measure(fonts);
    window->options.cache = window->cache = scene_cache_new();
    window->zoom = zoom;
    /* Through X11 our pixels go straight to the server: a fifth of the memory, no threads. Wayland shows nothing
     * that way. */
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, is_x11() ? "0" : "1");
    window->window = create_window(zoom, width, height);
    if (window->window)
        window->canvas = canvas_open(window->window, is_x11());
    if (!window->canvas) {
        fail(_("SDL says no"), error);
        window_close(window);
        return NULL;
    }
    window->fd = display_fd(window->window);
    display_watch(window->window, &window->loss);
    window->is_dirty = true;
    return window;
}

void window_close(struct window *window)
{
    if (!window)
        return;
    drawlist_finish(&window->lists[0]);
    drawlist_finish(&window->lists[1]);
    region_finish(&window->changed);
    input_finish(&window->input);
    scene_cache_free(window->cache);
    raster_free(window->raster);
    canvas_close(window->canvas);
    if (!window->loss.is_lost && setjmp(window->loss.way_out) == 0) { /* SDL waits for answers of the display */
        window->loss.has_way_out = true;
        if (window->window)
            SDL_DestroyWindow(window->window);
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
    }
    memory_free(window);
}

void window_size(const struct window *window, int *width, int *height)
{
    SDL_GetWindowSize(window->window, width, height);
}

int window_fd(const struct window *window)
{
    return window->fd;
}

/* ---- mouse and keys ---- */

/* SDL counts the mouse in the window's own points, which on a dense screen are larger than pixels. */
static double pixels_a_point(const struct window *window)
{
    int width, height;
    SDL_GetWindowSize(window->window, &width, &height);
    return width > 0 && window->width_px > 0 ? (double)window->width_px / width : 1;
}

static struct input_place input_place(const struct window *window, const struct session *session,
                                      struct scene_options *options)
{
    SDL_Keymod held = SDL_GetModState();
    return (struct input_place){
        .session = session,
        .list = window->has_shown ? &window->lists[window->shown] : NULL,
        .options = options,
        .pace = held & KMOD_SHIFT  ? PACE_FINE
                : held & KMOD_CTRL ? PACE_COARSE
                                   : PACE_USUAL,
        .now_ms = SDL_GetTicks64(),
    };
}

/* As in keys.h; 0 for any other. By what is printed on it, whatever the input method makes of it. */
static int key_of(const SDL_KeyboardEvent *event)
{
    SDL_Keycode key = event->keysym.sym;
    bool is_shifted = event->keysym.mod & KMOD_SHIFT;
    if (event->keysym.mod & (KMOD_CTRL | KMOD_ALT | KMOD_GUI))
        return 0;
    if (key == SDLK_F1 || (is_shifted && (key == SDLK_SLASH || key == 0xDF))) /* 0xDF: on German keyboards */
        return '?';
    if (key == SDLK_KP_PLUS || key == SDLK_EQUALS)
        return '+';
    if (key == SDLK_KP_MINUS)
        return '-';
    if (key >= SDLK_KP_1 && key <= SDLK_KP_9)
        return '1' + (int)(key - SDLK_KP_1);
    return key > 0 && key < 128 ? (int)key : 0;
}

static enum window_event window_changed(struct window *window, const struct input_place *place,
                                        const SDL_WindowEvent *event)
{
    if (event->event == SDL_WINDOWEVENT_CLOSE)
        return WINDOW_CLOSED;
    if (event->event == SDL_WINDOWEVENT_LEAVE)
        window->is_dirty |= input_leave(&window->input, place);
    if (event->event == SDL_WINDOWEVENT_EXPOSED)
        window->is_exposed = true;
    if (event->event == SDL_WINDOWEVENT_SIZE_CHANGED)
        window->is_dirty = window->is_exposed = true;
    return WINDOW_NOTHING;
}

static void move_mouse(struct window *window, const struct input_place *place, int x, int y)
{
    double pixels = pixels_a_point(window);
    window->is_dirty |= input_move(&window->input, place, x * pixels, y * pixels);
}

static enum window_event take_event(struct window *window, const struct input_place *place,
                                    const SDL_Event *event)
{
    struct input *input = &window->input;
    switch (event->type) {
    case SDL_QUIT:
        return WINDOW_CLOSED;
    case SDL_WINDOWEVENT:
        return window_changed(window, place, &event->window);
    case SDL_MOUSEMOTION:
        move_mouse(window, place, event->motion.x, event->motion.y);
        break;
    case SDL_MOUSEBUTTONDOWN:
        move_mouse(window, place, event->button.x, event->button.y);
        if (event->button.button == SDL_BUTTON_LEFT || event->button.button == SDL_BUTTON_RIGHT)
            window->is_dirty |=
                input_press(input, place, event->button.button == SDL_BUTTON_LEFT ? BUTTON_LEFT : BUTTON_RIGHT);
        break;
    case SDL_MOUSEBUTTONUP:
        if (event->button.button == SDL_BUTTON_LEFT)
            window->is_dirty |= input_release(input, place);
        break;
    case SDL_MOUSEWHEEL:
        window->is_dirty |= input_wheel(input, place, event->wheel.y);
        break;
    case SDL_KEYDOWN:
        window->is_dirty |= input_key(input, place, key_of(&event->key), event->key.repeat != 0);
        break;
    default:
        break;
    }
    return WINDOW_NOTHING;
}

enum window_event window_events(struct window *window, const struct session *session, bool is_busy,
                                struct buffer *command)
{
    SDL_Event event;
    while (!window->loss.is_lost && SDL_PollEvent(&event)) {
        struct input_place place = input_place(window, session, &window->options);
        if (take_event(window, &place, &event) == WINDOW_CLOSED)
            return WINDOW_CLOSED;
    }
    if (window->loss.is_lost)
        return WINDOW_LOST;
    struct input_place place = input_place(window, session, &window->options);
    window->is_dirty |= input_pass(&window->input, &place);
    bool wants_stop = window->input.wants_stop;
    window->input.wants_stop = false;
    if (wants_stop)
        return WINDOW_STOP;
    return !is_busy && input_take(&window->input, command) ? WINDOW_COMMAND : WINDOW_NOTHING;
}

/* ---- drawing ---- */

void window_touch(struct window *window, const struct session *session, bool is_still)
{
    const struct tape *tape = &session->tape;
    window->is_dirty = window->is_touched = true;
    window->is_still = is_still;
    if (!is_still) {
        window->is_flowing = false;
        return;
    }
    window->is_flowing = window->is_flowing && scene_moves(session);
    if (tape->operation == window->operation && tape->iteration == window->iteration)
        return;
    window->operation = tape->operation;
    window->iteration = tape->iteration;
    window->is_flowing = scene_moves(session);
    window->flow_start = window->flow_frame = SDL_GetTicks64();
}

/* What is long to compute is left for the next picture, which comes at once where nothing else is to be done. */
static bool catches_up(const struct window *window)
{
    return window->is_behind && (window->is_still || SDL_GetTicks64() >= window->compute_due);
}

static void build(struct window *window, const struct session *session, struct drawlist *list)
{
    double density = is_x11() ? 1 : pixels_a_point(window), scale = window->zoom * session->view.zoom * density;
    scene_cache_postpone(window->cache, !catches_up(window));
    window->options.width = window->width_px / scale;
    window->options.height = window->height_px / scale;
    drawlist_begin(list, scene_theme(session), &window->measure, window->options.width, window->options.height,
                   scale);
    scene_draw(session, &window->options, list);
    window->is_behind = scene_cache_is_behind(window->cache);
}

/* Paints what has changed in the picture. True if it is another, or answers to the mouse in another way. */
static bool paint(struct window *window, const struct session *session, struct surface *surface)
{
    struct drawlist *list = &window->lists[!window->shown];
    const struct drawlist *before = &window->lists[window->shown];
    build(window, session, list);
    if (window->has_shown && drawlist_equal(list, before))
        return false;
    if (window->has_shown)
        damage_add(&window->changed, before, list, window->fonts);
    else
        region_add_all(&window->changed);
    surface->region = &window->changed;
    raster_paint(window->raster, surface, list);
    window->shown = !window->shown;
    window->has_shown = true;
    return true;
}

static void move_flow(struct window *window)
{
    uint64_t now = SDL_GetTicks64(), passed = now - window->flow_start;
    window->options.phase = 0;
    if (!window->is_flowing)
        return;
    window->is_dirty = true;
    window->is_flowing = passed < FLOW_MS;
    if (window->is_flowing)
        window->options.phase = (double)(passed % FLOW_PERIOD_MS) / FLOW_PERIOD_MS;
    window->flow_frame = now + FLOW_FRAME_MS;
}

/* Milliseconds until a picture is due; -1: never. */
static int drawing_wait_ms(const struct window *window)
{
    bool is_due = window->is_dirty || window->is_exposed || catches_up(window);
    if (!is_due && !window->is_flowing)
        return -1;
    uint64_t now = SDL_GetTicks64(), due = window->flow_frame;
    if (is_due)
        due = window->is_still ? now : window->picture_due;
    return now < due ? (int)(due - now) : 0;
}

/* When the next pictures are due, after one that took so long. */
static void set_pauses(struct window *window, double took_ms, bool computes)
{
    uint64_t now = SDL_GetTicks64();
    double pause_ms = took_ms * (1 / DRAWING_SHARE - 1),
           computing_pause_ms = took_ms * (1 / COMPUTING_SHARE - 1);
    if (computes)
        window->compute_due = now + (uint64_t)fmax(computing_pause_ms, COMPUTING_PAUSE_MS);
    else
        window->picture_due = now + (uint64_t)fmax(pause_ms, WINDOW_TICK_MS);
}

bool window_draw(struct window *window, const struct session *session)
{
    if (window->loss.is_lost || drawing_wait_ms(window) != 0)
        return false;
    double start = session_seconds();
    move_flow(window);
    bool is_other;
    struct surface *surface = canvas_surface(window->canvas, &is_other);
    if (!surface)
        return window->is_dirty = window->is_exposed = window->is_behind = false;
    window->has_shown = window->has_shown && !is_other;
    window->width_px = surface->width;
    window->height_px = surface->height;
    region_begin(&window->changed, surface->width, surface->height);
    bool computes = catches_up(window), wants_new = window->is_dirty || !window->has_shown || computes;
    bool is_new = wants_new && paint(window, session, surface);
    bool is_due = is_new || window->is_exposed;
    if (window->is_exposed)
        region_add_all(&window->changed);
    if (is_due)
        canvas_show(window->canvas, &window->changed);
    window->is_dirty = window->is_exposed = false;
    struct input_place place = input_place(window, session, &window->options);
    if (window->is_touched && is_new)
        window->is_dirty = input_settle(&window->input, &place);
    window->is_touched = false;
    set_pauses(window, 1000 * (session_seconds() - start), computes);
    return is_due;
}

int window_wait_ms(const struct window *window)
{
    int drawing = drawing_wait_ms(window), input = input_wait_ms(&window->input, SDL_GetTicks64());
    return drawing < 0 || (input >= 0 && input < drawing) ? input : drawing;
}
