#include "view/scene.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/translate.h"
#include "view/look.h"
#include "view/panel.h"
#include "view/scene_keys.h"

#define PRESENTING 1.35
#define EASY_SHARE 0.8 /* so small the type may become before what nobody asked for is left out */

/* 1 at 1280 x 800; in a small window type shrinks less than the window does. For a projector it is as large as the
 * back row needs, at the cost of how much fits. */
static struct type type_for(const struct session *session, double width, double height)
{
    double scale = fmin(fmax(fmin(width / 1280, height / 800), 0.84), 1.6);
    double text = scale * (session->view.is_presenting ? PRESENTING : 1);
    return (struct type){.scale = scale,
                         .small = fmax(11, round(14 * text)),
                         .label = fmax(12, round(16 * text)),
                         .value = fmax(13, round(21 * text)),
                         .formula = fmax(15, round(22 * text)),
                         .title = fmax(16, round(22 * text)),
                         .space = round(fmin(16 * scale, 0.02 * width))};
}

/* ---- which panels ---- */

#define NET_WIDE 26.0 /* sizes of type */

enum { DEEP = 4 };

/* A training, or a race, is at work, or was the last thing that happened. */
static bool is_training(const struct session *session)
{
    const struct learning *learning = session->learning;
    if (session->job.slice && session->job.is_training)
        return true;
    return learning->count > 0 && session->last.lines == 0 &&
           (session->tape.iteration > 0 || learning->runs[learning->count - 1]->is_race);
}

/* So many layers that the gradient's way back through them is worth a picture. */
static bool is_deep(const struct session *session)
{
    return session->tape.network->depth >= DEEP;
}

static bool has_data(const struct session *session)
{
    const struct dataset *data = session->tape.feed.data;
    return data && data->count > 0 && tape_is_fed(&session->tape);
}

/* Beside the curve of the cost: what two inputs can show best; pictures and their answers; else how deep nets fare. */
static const char *beside_training(const struct session *session)
{
    int inputs = network_inputs(session->tape.network);
    if (inputs <= 2)
        return "boundary";
    return is_deep(session) ? "flow" : has_data(session) ? "data" : NULL;
}

static const char *beside_stepping(const struct session *session)
{
    const struct explanation *centre = look_step(session);
    if (centre && centre->step.phase == PHASE_BACKWARD && is_deep(session))
        return "flow";
    return has_data(session) ? "data" : NULL;
}

static size_t pick_for_the_moment(const struct session *session, const char *names[VIEW_PANELS_MAX])
{
    bool trains = is_training(session);
    const char *third = trains ? beside_training(session) : beside_stepping(session);
    names[0] = "net";
    names[1] = trains ? "loss" : "formula";
    names[2] = third;
    return third ? 3 : 2;
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Without a network, what to type first takes all the room. */
size_t scene_panels(const struct session *session, const char *names[VIEW_PANELS_MAX])
{
    const struct view *view = &session->view;
    size_t count = 0;
    for (; !view->is_auto && count < view->count; count++)
        names[count] = view->panels[count]->name;
    if (!session->tape.network && (view->is_auto || is_among("net", names, count))) {
        names[0] = "net";
        return 1;
    }
    return view->is_auto ? pick_for_the_moment(session, names) : count;
}

/* ---- where they lie ---- */

struct rows { /* from top to bottom */
    struct box status, lesson, watched, panels, note, legend;
};

static double legend_rows(double width, const struct type *type)
{
    double letters = width / type->small;
    return letters > 85 ? 1 : 2;
}

static struct box take_from_bottom(struct box *box, double height, double gap)
{
    struct box taken = {box->x, box->y + box->height - height, box->width, height};
    box->height = fmax(0, box->height - height - gap);
    return taken;
}

static struct box take_from_top(struct box *box, double height, double gap)
{
    struct box taken = {box->x, box->y, box->width, height};
    box->y += height + gap;
    box->height = fmax(0, box->height - height - gap);
    return taken;
}

static struct rows divide_window(const struct panel_place *place)
{
    const struct session *session = place->session;
    const struct scene_options *options = place->options;
    const struct type *type = &place->type;
    double margin = type->space, width = fmax(0, options->width - 2 * margin), height = options->height;
    double gap = 0.8 * margin, under = session->tape.network ? 0.7 * margin : margin;
    struct rows rows = {.panels = {margin, gap, width, fmax(0, height - gap - under)}};
    rows.status = take_from_top(&rows.panels, fmin(2.5 * type->title + 8 * type->scale, 0.14 * height), gap);
    if (session->tape.network)
        rows.legend = take_from_bottom(&rows.panels, legend_rows(width, type) * 1.55 * type->small, under);
    if (session->lesson) {
        struct panel_place measured = *place;
        measured.box = rows.panels;
        rows.lesson = take_from_top(&rows.panels, panel_lesson_height(&measured), gap);
    }
    if (panel_watched_has_any(session) && rows.panels.height > 10 * type->label)
        rows.watched = take_from_top(&rows.panels, 1.4 * type->label, 0.5 * gap);
    return rows;
}

/* What can't be read any more goes with the type's size. */
static void wish(const struct panel *panel, const struct type *type, struct layout_wish *wish)
{
    *wish = (struct layout_wish){.weight = panel->weight,
                                 .aspect = panel->aspect,
                                 .least_width = panel->least_width * type->label,
                                 .least_height = panel->least_height * type->label};
}

/* ---- drawing ---- */

static void draw_card(struct drawlist *list, const struct box *box, const struct type *type, const char *name)
{
    drawlist_rectangle(list, box->x, box->y, box->width, box->height, 10 * type->scale, ink(ROLE_PANEL),
                       stroke_solid(ink(ROLE_PANEL_BORDER), 1));
    drawlist_hit_rectangle(list, box->x, box->y, box->width, box->height,
                           (struct hit){.kind = HIT_PANEL, .text = name});
}

static void draw_panel(struct panel_place *place, const struct box *box, const char *name,
                       void (*draw)(const struct panel_place *place))
{
    place->box = *box;
    if (box->width < 40 || box->height < 10)
        return;
    if (name)
        draw_card(place->list, box, &place->type, name);
    draw(place);
}

/* Which of the panels picked have no room. */
static void draw_note(const struct panel_place *place, const struct box *box, const char *const *names,
                      size_t count)
{
    char text[256];
    size_t length = (size_t)snprintf(text, sizeof text, "%s", _("no room in this window for: "));
    for (size_t i = 0; i < count && length < sizeof text; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, i > 0 ? ", %s" : "%s", names[i]);
    drawlist_text(place->list, box->x, box->y + box->height / 2, text,
                  (struct text_style){
                      .size = place->type.small, .ink = ink(ROLE_TEXT_DIM), .middle = true, .fit = box->width});
}

/* ---- how large, and what of it ---- */

/* What is shown, and where: of `count` panels the first `shown`. */
struct arrangement {
    struct rows rows;
    const char *names[VIEW_PANELS_MAX];
    const struct panel *panels[VIEW_PANELS_MAX];
    struct box boxes[VIEW_PANELS_MAX];
    size_t count, shown;
};

/* So many pixels every sign has at least. */
static double at_least(double size, double share, double least_px, double pixels)
{
    return fmin(size, fmax(share * size, least_px / pixels));
}

static struct type shrunk(struct type type, double share, double pixels)
{
    return (struct type){.scale = share * type.scale,
                         .small = at_least(type.small, share, 11, pixels),
                         .label = at_least(type.label, share, 12, pixels),
                         .value = at_least(type.value, share, 13, pixels),
                         .formula = at_least(type.formula, share, 15, pixels),
                         .title = at_least(type.title, share, 16, pixels),
                         .space = share * type.space};
}

/* The net that comes first of three is to have room for its numbers, too. */
static void divide_panels(struct arrangement *all, const struct panel_place *place)
{
    struct layout_wish wishes[VIEW_PANELS_MAX];
    for (size_t i = 0; i < all->count; i++) {
        all->panels[i] = panel_find(all->names[i]);
        wish(all->panels[i], &place->type, &wishes[i]);
    }
    if (place->session->view.is_auto && all->count > 2 && strcmp(all->names[0], "net") == 0)
        wishes->least_width = NET_WIDE * place->type.label;
    all->shown = layout_divide(wishes, all->count, all->rows.panels, 0.8 * place->type.space, all->boxes);
    assert(all->shown <= all->count);
}

/* In this type. Says whether all have room. */
static bool arrange_in(struct arrangement *all, struct panel_place *place, struct type type)
{
    place->type = type;
    all->rows = divide_window(place);
    divide_panels(all, place);
    return all->shown == all->count;
}

/* Zoom and `present` are wishes: where what is to be seen has no room in so large a type, it is smaller, but at least
 * `least` of it. Else as much as has room in the large type. */
static bool arrange(struct arrangement *all, struct panel_place *place, struct type type, double least)
{
    double share = 1;
    bool is_all = arrange_in(all, place, type);
    while (!is_all && share > least) {
        share = fmax(0.92 * share, least);
        is_all = arrange_in(all, place, shrunk(type, share, place->list->scale));
    }
    if (!is_all)
        arrange_in(all, place, type);
    return is_all;
}

/* As large as without them. */
static double least_share(const struct panel_place *place)
{
    double larger = place->list->scale * (place->session->view.is_presenting ? PRESENTING : 1);
    return 1 / fmax(1, larger);
}

/* What the moment suggests gives way: behind the net; in a training the net itself, in which little is to be seen. */
static void arrange_for_the_moment(struct arrangement *all, struct panel_place *place, struct type type)
{
    if (arrange(all, place, type, fmax(EASY_SHARE, least_share(place))) || all->count < 3)
        return;
    all->count--;
    if (is_training(place->session)) {
        all->names[0] = all->names[1];
        all->names[1] = all->names[2];
    }
    arrange(all, place, type, least_share(place));
}

static void draw_panels(struct panel_place *place, struct arrangement *all)
{
    if (all->shown < all->count) {
        struct rows *rows = &all->rows;
        size_t asked = all->count;
        rows->note = take_from_bottom(&rows->panels, 1.4 * place->type.small, 0.4 * place->type.space);
        all->count = all->shown;
        divide_panels(all, place);
        draw_note(place, &rows->note, all->names + all->shown, asked - all->shown);
    }
    for (int pass = 0; pass < 2;
         pass++) /* what the mouse asks for may reach beyond its panel, so that comes last */
        for (size_t i = 0; i < all->shown; i++)
            if (pass == (strcmp(place->options->hover.panel, all->names[i]) == 0))
                draw_panel(place, &all->boxes[i], all->names[i], all->panels[i]->draw);
}

void scene_draw(const struct session *session, const struct scene_options *options, struct drawlist *list)
{
    unsigned forms = 0;
    struct panel_place place = {.session = session, .options = options, .list = list, .forms = &forms};
    struct arrangement all = {0};
    struct type type = type_for(session, options->width, options->height);
    all.count = scene_panels(session, all.names);
    if (session->view.is_auto)
        arrange_for_the_moment(&all, &place, type);
    else
        arrange(&all, &place, type, least_share(&place));
    draw_panel(&place, &all.rows.status, NULL, panel_status_draw);
    place.first_record = list->count;
    draw_panel(&place, &all.rows.lesson, session->lesson ? "lesson" : NULL, panel_lesson_draw);
    draw_panel(&place, &all.rows.watched, NULL, panel_watched_draw);
    draw_panels(&place, &all);
    draw_panel(&place, &all.rows.legend, NULL, panel_legend_draw);
    if (options->keys)
        scene_keys_draw(options, &place.type, list);
}

const struct theme *scene_theme(const struct session *session)
{
    return theme_find(session->view.theme, strlen(session->view.theme), NULL);
}

bool scene_moves(const struct session *session)
{
    const struct explanation *centre = look_step(session);
    return session->view.has_motion && (session->why || (centre && centre->step.phase != PHASE_UPDATE));
}
