#include "ui/keys.h"

#include <string.h>

#include "base/translate.h"

static enum keys_answer train(const struct session *session, struct buffer *command);
static enum keys_answer zoom_in(const struct session *session, struct buffer *command);
static enum keys_answer zoom_out(const struct session *session, struct buffer *command);
static enum keys_answer help(const struct session *session, struct buffer *command);
static enum keys_answer escape(const struct session *session, struct buffer *command);

/* To add a key: a row here. Those of panels bring them and take them away: see panel_signs. */
static const struct row {
    int key;
    const char *command; /* or NULL, and a function */
    enum keys_answer (*press)(const struct session *session, struct buffer *command);
    struct scene_key shown; /* no sign: the row above tells of it */
} rows[] = {
    {' ', "step", NULL, {N_("space"), N_("step: the next node"), false}},
    {KEYS_BACKSPACE, "back", NULL, {N_("backspace"), N_("back: the step before"), false}},
    {'f', "forward", NULL, {"f", N_("forward: on to the loss"), false}},
    {'b', "backward", NULL, {"b", N_("backward: all gradients"), false}},
    {'u', "update", NULL, {"u", N_("update: new weights"), false}},
    {'t', NULL, train, {"t", N_("train; again: stop"), false}},
    {'a', "view auto", NULL, {"a", N_("view auto: what fits"), false}},
    {'+', NULL, zoom_in, {"+  -", N_("zoom: larger, smaller"), false}},
    {'-', NULL, zoom_out, {NULL, NULL, false}},
    {'?', NULL, help, {"?", N_("these keys"), false}},
    {KEYS_ESCAPE, NULL, escape, {NULL, NULL, false}},
};

enum { ROWS = sizeof rows / sizeof *rows };

static const struct scene_key mouse[] = {
    {N_("click"), N_("select it; in boundary: a new sample"), false},
    {N_("wheel"), N_("over a weight or bias: change it"), false},
    {N_("drag"), N_("an input up or down: change it"), false},
};

enum { MOUSE = sizeof mouse / sizeof *mouse };

/* In the order of view_panel_at; behind the digits it is the panel's letter. */
static const char *const panel_signs[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "c"};

enum { PANEL_SIGNS = sizeof panel_signs / sizeof *panel_signs };

static enum keys_answer train(const struct session *session, struct buffer *command)
{
    (void)session;
    buffer_put(command, "train 1000000000");
    return KEYS_COMMAND;
}

static enum keys_answer zoom_to(double zoom, struct buffer *command)
{
    buffer_printf(command, "zoom %g", zoom);
    return KEYS_COMMAND;
}

static const double zooms[] = {1, 1.25, 1.5, 1.75, 2, 2.5, 3};

enum { ZOOMS = sizeof zooms / sizeof *zooms };

static enum keys_answer zoom_in(const struct session *session, struct buffer *command)
{
    for (size_t i = 0; i < ZOOMS; i++)
        if (zooms[i] > session->view.zoom)
            return zoom_to(zooms[i], command);
    return KEYS_NOTHING;
}

static enum keys_answer zoom_out(const struct session *session, struct buffer *command)
{
    for (size_t i = ZOOMS; i-- > 0;)
        if (zooms[i] < session->view.zoom)
            return zoom_to(zooms[i], command);
    return KEYS_NOTHING;
}

static enum keys_answer help(const struct session *session, struct buffer *command)
{
    (void)session;
    (void)command;
    return KEYS_HELP;
}

static enum keys_answer escape(const struct session *session, struct buffer *command)
{
    (void)session;
    (void)command;
    return KEYS_ESCAPED;
}

/* What is shown now without the panel, or with it behind the others; the last one stays. */
static enum keys_answer toggle_panel(const struct session *session, const struct view_panel *panel,
                                     struct buffer *command)
{
    struct view view = session->view;
    const char *names[VIEW_PANELS_MAX];
    size_t count = scene_panels(session, names), kept = 0;
    view.is_auto = false;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; view_panel_at(k); k++)
            if (view_panel_at(k) != panel && strcmp(view_panel_at(k)->name, names[i]) == 0)
                view.panels[kept++] = view_panel_at(k);
    if (kept == 0 || (kept == count && count == VIEW_PANELS_MAX))
        return KEYS_NOTHING;
    if (kept == count)
        view.panels[kept++] = panel;
    view.count = kept;
    buffer_put(command, "view ");
    view_put(&view, command);
    return KEYS_COMMAND;
}

enum keys_answer keys_press(const struct session *session, int key, struct buffer *command)
{
    if (session->job.slice)
        return key == 't' || key == KEYS_ESCAPE ? KEYS_STOP : KEYS_NOTHING;
    for (size_t i = 0; i < PANEL_SIGNS && view_panel_at(i); i++)
        if (key == panel_signs[i][0])
            return toggle_panel(session, view_panel_at(i), command);
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].key != key)
            continue;
        if (rows[i].press)
            return rows[i].press(session, command);
        buffer_put(command, rows[i].command);
        return KEYS_COMMAND;
    }
    return KEYS_NOTHING;
}

size_t keys_list(struct scene_key list[SCENE_KEYS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].shown.sign)
            list[count++] = rows[i].shown;
    for (size_t i = 0; i < MOUSE; i++)
        list[count++] = mouse[i];
    for (size_t i = 0; i < PANEL_SIGNS && view_panel_at(i); i++)
        list[count++] = (struct scene_key){panel_signs[i], view_panel_at(i)->name, true};
    return count;
}
