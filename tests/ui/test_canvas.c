#include "near.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <SDL.h>

#include "ui/canvas.h"

/* SDL's dummy driver: windows that have pixels and no screen. */
static SDL_Window *window;
static struct region region;

static int start(void **state)
{
    (void)state;
    SDL_SetMainReady();
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    return SDL_InitSubSystem(SDL_INIT_VIDEO);
}

static int stop(void **state)
{
    (void)state;
    region_finish(&region);
    SDL_Quit();
    return 0;
}

static int open_window(void **state)
{
    (void)state;
    window = SDL_CreateWindow("test", 0, 0, 200, 100, SDL_WINDOW_RESIZABLE);
    return window ? 0 : -1;
}

static int close_window(void **state)
{
    (void)state;
    SDL_DestroyWindow(window);
    return 0;
}

static void fill(struct surface *surface, uint32_t colour)
{
    for (int y = 0; y < surface->height; y++)
        pixels_fill(surface_row(surface, y), surface->width, colour);
}

/* What the window shows there. */
static uint32_t shown(int x, int y)
{
    SDL_Surface *surface = SDL_GetWindowSurface(window);
    uint32_t pixel;
    memcpy(&pixel, (const char *)surface->pixels + y * surface->pitch + 4 * x, sizeof pixel);
    return pixel & 0xFFFFFF;
}

static void the_pixels_stay_until_the_size_changes(void **state)
{
    (void)state;
    for (int direct = 0; direct < 2; direct++) {
        SDL_SetWindowSize(window, 200, 100);
        struct canvas *canvas = canvas_open(window, direct);
        assert_non_null(canvas);
        bool is_new = false;
        struct surface *surface = canvas_surface(canvas, &is_new);
        assert_true(surface && is_new && surface->width == 200 && surface->height == 100);
        fill(surface, 0x123456);
        surface = canvas_surface(canvas, &is_new);
        assert_false(is_new);
        assert_int_equal(*surface_row(surface, 99), 0xFF123456);
        SDL_SetWindowSize(window, 300, 120);
        surface = canvas_surface(canvas, &is_new);
        assert_true(surface && is_new && surface->width == 300 && surface->height == 120);
        fill(surface, 0x123456);
        SDL_SetWindowSize(window, 200, 100);
        SDL_SetWindowSize(window, 300, 120); /* the same size, and yet SDL may have thrown them away */
        surface = canvas_surface(canvas, &is_new);
        assert_true(is_new || *surface_row(surface, 99) == 0xFF123456);
        canvas_close(canvas);
    }
}

static void what_is_in_the_region_is_shown(void **state)
{
    (void)state;
    for (int direct = 0; direct < 2; direct++) {
        struct canvas *canvas = canvas_open(window, direct);
        bool is_new;
        struct surface *surface = canvas_surface(canvas, &is_new);
        region_begin(&region, surface->width, surface->height);
        region_add_all(&region);
        fill(surface, 0x112233);
        canvas_show(canvas, &region);
        assert_int_equal(shown(0, 0), 0x112233);
        assert_int_equal(shown(199, 99), 0x112233);
        region_begin(&region, surface->width, surface->height);
        region_add(&region, (struct bounds){32, 16, 64, 48});
        region_add(&region, (struct bounds){160, 32, 176, 48});
        surface = canvas_surface(canvas, &is_new);
        for (int y = 16; y < 48; y++)
            for (const struct span *span = region_spans(&region, y); span->left < surface->width; span++)
                pixels_fill(surface_row(surface, y) + span->left, span->right - span->left, 0xABCDEF);
        canvas_show(canvas, &region);
        for (int y = 0; y < 100; y++)
            for (int x = 0; x < 200; x++) {
                bool in =
                    (x >= 32 && x < 64 && y >= 16 && y < 48) || (x >= 160 && x < 176 && y >= 32 && y < 48);
                assert_int_equal(shown(x, y), in ? 0xABCDEF : 0x112233);
            }
        canvas_close(canvas);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_pixels_stay_until_the_size_changes, open_window, close_window),
        cmocka_unit_test_setup_teardown(what_is_in_the_region_is_shown, open_window, close_window),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
