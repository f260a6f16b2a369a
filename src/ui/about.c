#define SDL_MAIN_HANDLED
#include "ui/about.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <SDL.h>
#include <SDL_ttf.h>
#include <png.h>
#include <readline/readline.h>
#ifdef NABLA_FONTCONFIG
#include <fontconfig/fontconfig.h>
#endif

#include "app/lesson.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/xdg.h"
#include "config.h"
#include "ui/font.h"
#include "ui/window.h"

/* ---- version ---- */

void about_version(struct buffer *out)
{
    SDL_version sdl;
    const SDL_version *ttf = TTF_Linked_Version();
    SDL_GetVersion(&sdl);
    buffer_printf(out, "nabla %s\n", NABLA_VERSION);
#if defined __clang__
    buffer_printf(out, "clang %d.%d.%d", __clang_major__, __clang_minor__, __clang_patchlevel__);
#elif defined __GNUC__
    buffer_printf(out, "gcc %d.%d.%d", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
    buffer_printf(out, ", Readline %s, SDL %d.%d.%d, SDL_ttf %d.%d.%d, libpng %s", rl_library_version,
                  sdl.major, sdl.minor, sdl.patch, ttf->major, ttf->minor, ttf->patch,
                  png_get_libpng_ver(NULL));
#ifdef NABLA_FONTCONFIG
    int fontconfig = FcGetVersion();
    buffer_printf(out, ", fontconfig %d.%d.%d", fontconfig / 10000, fontconfig / 100 % 100, fontconfig % 100);
#endif
    buffer_put_char(out, '\n');
}

/* ---- doctor ---- */

struct report {
    struct buffer *out;
    bool is_well;
};

static void say(struct report *report, bool is_well, const char *what, const char *found, const char *advice)
{
    buffer_printf(report->out, "%s %s: %s\n", is_well ? "ok  " : "!!  ", what, found);
    if (!is_well && *advice)
        buffer_printf(report->out, "      %s\n", advice);
    report->is_well &= is_well;
}

static const char *or_nothing(const char *text)
{
    return text && *text ? text : "-";
}

static void check_display(struct report *report)
{
    struct buffer found = BUFFER_EMPTY;
    bool was_open = SDL_WasInit(SDL_INIT_VIDEO) != 0;
    SDL_SetMainReady();
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    bool is_open = window_is_possible() && SDL_InitSubSystem(SDL_INIT_VIDEO) == 0;
    const char *driver = is_open ? SDL_GetCurrentVideoDriver() : NULL;
    bool is_real = driver && strcmp(driver, "dummy") != 0 && strcmp(driver, "offscreen") != 0;
    SDL_Rect size = {0, 0, 0, 0};
    if (is_open)
        SDL_GetDisplayBounds(0, &size);
    if (is_real)
        buffer_printf(&found, _("%s, %d x %d"), driver, size.w, size.h);
    else
        buffer_put(&found, _("none"));
    say(report, is_real, _("screen"), buffer_text(&found),
        _("the prompt works without a window. On a desktop, start nabla from one of its terminals; over ssh "
          "use "
          "'ssh -X'; 'snapshot FILE.png' needs no display"));
    buffer_clear(&found);
    SDL_RendererInfo info;
    for (int i = 0; i < SDL_GetNumRenderDrivers(); i++)
        if (SDL_GetRenderDriverInfo(i, &info) == 0)
            buffer_printf(&found, "%s%s", i > 0 ? ", " : "", info.name);
    /* The picture is painted by nabla itself; SDL only hands it on, so any renderer will do. */
    say(report, SDL_GetNumRenderDrivers() > 0, _("renderer"), or_nothing(buffer_text(&found)),
        _("SDL has no way to show pixels; install the package libsdl2-2.0-0 anew"));
    if (is_open && !was_open)
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
    buffer_finish(&found);
}

static void check_font(struct report *report, const struct font *font)
{
    struct error error = {""};
    int index;
    struct buffer what = BUFFER_EMPTY;
    char *path = font_find(font, false, &index, &error);
    buffer_printf(&what, _("font %s"), font->family);
    say(report, path != NULL, buffer_text(&what), path ? path : _("not found"), error.text);
    buffer_finish(&what);
    memory_free(path);
}

static void check_terminal(struct report *report, const struct session *session)
{
    struct buffer found = BUFFER_EMPTY;
    const char *kind = getenv("TERM");
    bool is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    buffer_printf(&found, is_terminal ? _("TERM=%s, %d columns, colour %s") : _("no (TERM=%s)"),
                  or_nothing(kind), session->columns, session->has_color ? _("on") : _("off"));
    bool is_usable = kind && *kind && strcmp(kind, "dumb") != 0;
    say(report, is_usable, _("terminal"), buffer_text(&found),
        _("this terminal can't move its cursor, so lines can't be edited; use another, or set TERM, as in: "
          "export "
          "TERM=xterm-256color"));
    buffer_finish(&found);
}

static void check_locale(struct report *report, const struct session *session)
{
    struct buffer found = BUFFER_EMPTY;
    const char *variables[] = {"LC_ALL", "LC_CTYPE", "LANG"}, *asked = NULL;
    for (size_t i = 0; i < sizeof variables / sizeof *variables && !(asked && *asked); i++)
        asked = getenv(variables[i]);
    buffer_printf(&found, _("%s, signs %s, language %s"), or_nothing(asked),
                  session->notation.is_ascii ? "ASCII" : "UTF-8", translate_language());
    say(report, !session->notation.is_ascii, _("locale"), buffer_text(&found),
        _("formulas are written in ASCII (dL/dw1 for ∂L/∂w1); set a UTF-8 locale, as in: export LANG=C.UTF-8"));
    buffer_finish(&found);
}

/* Whether Korean is there: a message that has a translation changes. */
static void check_translation(struct report *report)
{
    const char *language = translate_language(), *word = N_("forward");
    translate_select("ko");
    bool is_there = strcmp(translate(word), word) != 0;
    translate_select(language);
    say(report, is_there, _("translation"), is_there ? _("Korean is there") : _("Korean is missing"),
        _("its file nabla.mo isn't where it was installed; install nabla anew"));
}

static void check_lessons(struct report *report)
{
    const char *folder = lessons_folder(NULL);
    say(report, access(folder, R_OK | X_OK) == 0, _("lessons"), folder,
        _("they aren't where they were installed; install nabla anew, or name their folder in NABLA_LESSONS"));
}

/* The nearest folder on the way to path that is there: whether files can be made in it. */
static void check_folder(struct report *report, const char *what, const char *path)
{
    char *folder = memory_string(path);
    struct stat found;
    while (*folder && stat(folder, &found) != 0) {
        char *slash = strrchr(folder, '/');
        *(slash ? slash : folder) = '\0';
    }
    const char *nearest = *folder ? folder : "/";
    say(report, access(nearest, W_OK | X_OK) == 0, what, path,
        _("nothing can be written there; change its permissions, or start nabla in a folder of your own"));
    memory_free(folder);
}

static void check_folders(struct report *report)
{
    static const struct {
        const char *what, *variable, *fallback;
    } folders[] = {{N_("settings"), "XDG_CONFIG_HOME", ".config"},
                   {N_("history"), "XDG_STATE_HOME", ".local/state"},
                   {N_("progress"), "XDG_DATA_HOME", ".local/share"}};
    char here[4096];
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        struct buffer path = BUFFER_EMPTY;
        if (xdg_path(&path, folders[i].variable, folders[i].fallback, "")) {
            check_folder(report, _(folders[i].what), buffer_text(&path));
        } else {
            say(report, false, _(folders[i].what), _("none"), _("set HOME to your own folder"));
        }
        buffer_finish(&path);
    }
    if (getcwd(here, sizeof here))
        check_folder(report, _("this folder"), here);
}

bool about_doctor(struct buffer *out, const struct session *session)
{
    struct report report = {out, true};
    about_version(out);
    check_display(&report);
    check_font(&report, &font_signs);
    check_font(&report, &font_hangul);
    check_terminal(&report, session);
    check_locale(&report, session);
    check_translation(&report);
    check_lessons(&report);
    check_folders(&report);
    buffer_printf(out, "%s\n",
                  report.is_well ? _("all is well")
                                 : _("what is marked with !! can be mended as said below it"));
    return report.is_well;
}
