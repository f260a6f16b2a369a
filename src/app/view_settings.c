#include "app/view_settings.h"

#include <string.h>

#include "base/lookup.h"
#include "base/translate.h"

/* Nodes and edges unless these are too many; always, as many as there is room for; each layer as a matrix of cells. */
static const char *const net_options[] = {"fitting", "nodes", "matrix", NULL};

/* That of a layer, or all functions that there are. */
static const char *const curve_options[] = {"layer", "all", NULL};

/* Logarithmic where the cost fell a hundredfold; always; never. */
static const char *const loss_options[] = {"fitting", "log", "linear", NULL};

/* Two weights of a node, or two random directions through all. */
static const char *const surface_options[] = {"weights", "random", NULL};

/* The parts of one layer, or the layers one after the other. */
static const char *const map_options[] = {"layer", "all", NULL};

/* The gradient of z, or of w. */
static const char *const flow_options[] = {"nodes", "weights", NULL};

/* To add a panel: a line here, and what view/panel.h says. */
static const struct view_panel panels[] = {
    {"net", N_("the network, and what the step works on"), net_options},
    {"formula", N_("the step as a formula: names, numbers, result"), NULL},
    {"curve", N_("a layer's activation function: where its nodes and samples stand, the slope"), curve_options},
    {"loss", N_("the cost, epoch by epoch, of each training"), loss_options},
    {"boundary", N_("what the network makes of the plane of its inputs, and the data on it"), NULL},
    {"surface", N_("the cost over two weights, and where the network stands"), surface_options},
    {"map", N_("a layer as a linear map of the plane: unit grid, determinant"), map_options},
    {"flow", N_("how large the gradient is, layer by layer"), flow_options},
    {"values", N_("a layer's numbers as a table, the gradients beneath"), NULL},
    {"data", N_("the samples, and what the network answers; inputs of 8x8 or 28x28 as pictures"), NULL},
    {"collapse", N_("the network beside the one layer that linear layers come to"), NULL},
};

enum { PANELS = sizeof panels / sizeof *panels };

_Static_assert((int)PANELS <= (int)VIEW_ROWS_MAX, "struct view needs more room");

/* What they look like is in view/theme.c. */
static const char *const themes[] = {"dark", "light", "contrast", NULL};

void view_init(struct view *view)
{
    *view =
        (struct view){.is_auto = true, .chosen_class = 1, .theme = themes[0], .zoom = 1, .has_motion = true};
}

const struct view_panel *view_panel_at(size_t i)
{
    return i < PANELS ? &panels[i] : NULL;
}

const char *view_theme_at(size_t i)
{
    return i < sizeof themes / sizeof *themes ? themes[i] : NULL;
}

bool view_has_option(const struct view *view, const char *panel, const char *option)
{
    for (size_t i = 0; i < PANELS; i++)
        if (strcmp(panels[i].name, panel) == 0)
            return panels[i].options && strcmp(panels[i].options[view->option[i]], option) == 0;
    return false;
}

/* Whether the word is an option of the panel picked last; then it is set. */
static bool take_option(struct view *view, const char *word, size_t length)
{
    if (view->count == 0)
        return false;
    const struct view_panel *panel = view->panels[view->count - 1];
    for (size_t i = 0; panel->options && panel->options[i]; i++)
        if (strlen(panel->options[i]) == length && memcmp(panel->options[i], word, length) == 0) {
            view->option[panel - panels] = i;
            return true;
        }
    return false;
}

static bool take_panel(struct view *view, const char *word, size_t length, struct error *error)
{
    const struct view_panel *panel = LOOKUP(panels, N_("panel"), word, length, error);
    if (!panel)
        return false;
    for (size_t i = 0; i < view->count; i++)
        if (view->panels[i] == panel)
            return error_set(error, _("'%s' is there twice; name each panel once"), panel->name);
    if (view->count == VIEW_PANELS_MAX)
        return error_set(error, _("there is room for %d panels at once; leave one out"), VIEW_PANELS_MAX);
    view->panels[view->count++] = panel;
    view->option[panel - panels] = 0;
    return true;
}

static const char blanks[] = " \t,"; /* what stands between two words */

bool view_pick(struct view *view, const char *words, struct error *error)
{
    struct view picked = *view;
    const char *word = words + strspn(words, blanks);
    picked.is_auto = false;
    picked.count = 0;
    for (size_t length; (length = strcspn(word, blanks)) > 0; word += length + strspn(word + length, blanks)) {
        if (length == 4 && memcmp(word, "auto", length) == 0)
            picked.is_auto = true;
        else if (!take_option(&picked, word, length) && !take_panel(&picked, word, length, error))
            return false;
    }
    if (picked.is_auto == (picked.count > 0))
        return error_set(error, _("name the panels to show, or 'auto' alone, like: view net formula"));
    if (picked.is_auto)
        memset(picked.option, 0, sizeof picked.option);
    *view = picked;
    return true;
}

void view_put(const struct view *view, struct buffer *out)
{
    if (view->is_auto)
        buffer_put(out, "auto");
    for (size_t i = 0; i < view->count && !view->is_auto; i++) {
        const struct view_panel *panel = view->panels[i];
        buffer_printf(out, "%s%s", i > 0 ? " " : "", panel->name);
        if (view->option[panel - panels] > 0)
            buffer_printf(out, " %s", panel->options[view->option[panel - panels]]);
    }
}
