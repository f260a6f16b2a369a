/* What the window shows, and how. */
#include <string.h>

#include "app/command.h"
#include "app/new_sample.h"
#include "base/translate.h"

static bool is_word(const char *text, const char *word)
{
    return strcmp(text, word) == 0;
}

static const char *const on_off[] = {"on", "off", NULL};

/* ---- view ---- */

static const char *const view_words[] = {"on", "off", "auto", "class"};

enum { VIEW_WORDS = sizeof view_words / sizeof *view_words };

/* What completion offers. */
static const char *view_word(size_t i)
{
    if (i < VIEW_WORDS)
        return view_words[i];
    i -= VIEW_WORDS;
    for (size_t k = 0; view_panel_at(k); k++) {
        if (i-- == 0)
            return view_panel_at(k)->name;
        for (const char *const *option = view_panel_at(k)->options; option && *option; option++)
            if (i-- == 0)
                return *option;
    }
    return NULL;
}

static enum run show_window(struct session *session, bool is_on, struct error *error)
{
    const struct host *host = &session->host;
    if (!host->show_window) {
        error_set(error, _("this program was started without a window"));
        return RUN_FAILED;
    }
    return host->show_window(host->context, is_on, error) ? RUN_DONE : RUN_FAILED;
}

enum { CLASSES_TOLD = 12 }; /* of more, these are examples */

/* "0, 1" */
static void put_classes(const struct session *session, struct buffer *out)
{
    int most = new_sample_classes(session);
    for (int class = 1; class <= most && class <= CLASSES_TOLD; class ++) {
        buffer_put(out, class > 1 ? ", " : "");
        new_sample_put_class(session, class, out);
    }
    buffer_put(out, most > CLASSES_TOLD ? ", ..." : "");
}

/* Which class a click in `boundary` adds a sample of. */
static enum run choose_class(struct session *session, const struct arguments *arguments, struct error *error)
{
    const char *name = arguments->count > 1 ? arguments->values[1].text : "";
    struct buffer known = BUFFER_EMPTY;
    if (new_sample_classes(session) < 1) {
        error_set(error, _("view class: there are no classes; a network or data with classes comes first"));
        return RUN_FAILED;
    }
    int class = arguments->count == 2 ? new_sample_find_class(session, name) : 0;
    put_classes(session, &known);
    if (class > 0) {
        session->view.chosen_class = class;
        session_print(session, _("a click in boundary adds class %s\n"), name);
    } else if (arguments->count == 2) {
        error_set(error, _("view class: no class is called '%s'; there are: %s"), name, buffer_text(&known));
    } else {
        error_set(error, _("view class: name one class; there are: %s"), buffer_text(&known));
    }
    buffer_finish(&known);
    return class > 0 ? RUN_DONE : RUN_FAILED;
}

static void say_closed(struct session *session)
{
    const struct host *host = &session->host;
    if (session_is_typed(session) && host->window_is_open && !host->window_is_open(host->context))
        session_print(session, "%s\n", _("the window is closed; 'view on' opens it again"));
}

static enum run run_view(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct buffer words = BUFFER_EMPTY;
    if (arguments->count == 0) {
        view_put(&session->view, &words);
        session_print(session, "view %s\n", buffer_text(&words));
        buffer_finish(&words);
        say_closed(session);
        return RUN_DONE;
    }
    const char *first = arguments->values[0].text;
    if (arguments->count == 1 && (is_word(first, "on") || is_word(first, "off")))
        return show_window(session, is_word(first, "on"), error);
    if (is_word(first, "class"))
        return choose_class(session, arguments, error);
    for (size_t i = 0; i < arguments->count; i++)
        buffer_printf(&words, "%s ", arguments->values[i].text);
    bool is_picked = view_pick(&session->view, buffer_text(&words), error);
    buffer_finish(&words);
    if (is_picked)
        say_closed(session);
    return is_picked ? RUN_DONE : RUN_FAILED;
}

/* ---- theme, zoom, present, motion: without an argument they say what is so ---- */

static enum run run_theme(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    for (size_t i = 0; arguments->count > 0 && view_theme_at(i); i++)
        if (is_word(arguments->values[0].text, view_theme_at(i)))
            session->view.theme = view_theme_at(i);
    if (arguments->count == 0)
        session_print(session, "theme %s\n", session->view.theme);
    return RUN_DONE;
}

static enum run run_zoom(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    if (arguments->count == 0)
        session_print(session, "zoom %g\n", session->view.zoom);
    else
        session->view.zoom = arguments->values[0].number;
    return RUN_DONE;
}

static enum run turn(struct session *session, const struct arguments *arguments, const char *name, bool *is_on)
{
    if (arguments->count == 0)
        session_print(session, "%s %s\n", name, *is_on ? "on" : "off");
    else
        *is_on = is_word(arguments->values[0].text, "on");
    return RUN_DONE;
}

static enum run run_present(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    return turn(session, arguments, "present", &session->view.is_presenting);
}

static enum run run_motion(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    return turn(session, arguments, "motion", &session->view.has_motion);
}

static const struct command commands[] = {
    {.name = "view",
     .flags = COMMAND_KEEPS_WHY,
     .arguments = {{.name = "on|off|auto|PANEL",
                    .kind = ARGUMENT_WORD,
                    .flags = ARGUMENT_OPTIONAL | ARGUMENT_REPEATS,
                    .choice_at = view_word}},
     .summary = N_("open or close the window; pick what it shows, in this order: view net loss"),
     .details =
         N_("'view auto' picks what fits the moment; 'help panels' lists them all. A word behind a panel\n"
            "chooses between its forms: view curve all. 'view class K' picks the class that a click in\n"
            "boundary adds a sample of, by its name in the panel's key. In the window '?' lists what keys and "
            "mouse do."),
     .example = "view net formula; view auto; view; view off",
     .run = run_view},
    {.name = "theme",
     .flags = COMMAND_KEEPS_WHY,
     .arguments =
         {{.name = "NAME", .kind = ARGUMENT_CHOICE, .flags = ARGUMENT_OPTIONAL, .choice_at = view_theme_at}},
     .summary = N_("the window's colours: dark, light, or contrast for projectors and tired eyes"),
     .example = "theme light; theme",
     .run = run_theme},
    {.name = "zoom",
     .flags = COMMAND_KEEPS_WHY,
     .arguments = {{.name = "FACTOR",
                    .kind = ARGUMENT_NUMBER,
                    .flags = ARGUMENT_OPTIONAL,
                    .min = VIEW_ZOOM_MIN,
                    .max = VIEW_ZOOM_MAX}},
     .summary = N_("how large the window's picture is drawn: 1 to 3"),
     .example = "zoom 1.5; zoom",
     .run = run_zoom},
    {.name = "present",
     .flags = COMMAND_KEEPS_WHY,
     .arguments = {{.name = "on|off", .kind = ARGUMENT_CHOICE, .flags = ARGUMENT_OPTIONAL, .choices = on_off}},
     .summary = N_("for a projector: large type, few digits"),
     .example = "present on; present",
     .run = run_present},
    {.name = "motion",
     .flags = COMMAND_KEEPS_WHY,
     .arguments = {{.name = "on|off", .kind = ARGUMENT_CHOICE, .flags = ARGUMENT_OPTIONAL, .choices = on_off}},
     .summary = N_("whether what flows along the edges is shown moving"),
     .example = "motion off; motion",
     .run = run_motion},
};

const struct command_topic cmd_view = {"window", N_("The window"), commands,
                                       sizeof commands / sizeof *commands};
