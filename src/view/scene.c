#include "view/scene.h"

#include <math.h>

#include "view/panel.h"

enum placing { PLACE_TOP, PLACE_MAIN, PLACE_BENEATH, PLACE_BOTTOM };

/* 1 at 1280 x 800; in a small window type shrinks less than the window does. */
static struct type type_for(double width, double height)
{
    double scale = fmin(fmax(fmin(width / 1280, height / 800), 0.84), 1.6);
    return (struct type){.scale = scale,
                         .small = fmax(11, round(14 * scale)),
                         .label = fmax(12, round(16 * scale)),
                         .value = fmax(13, round(21 * scale)),
                         .formula = fmax(15, round(22 * scale)),
                         .title = fmax(16, round(22 * scale)),
                         .space = round(fmin(16 * scale, 0.02 * width))};
}

static double legend_rows(double width, const struct type *type)
{
    double letters = width / type->small;
    return letters > 85 ? 1 : 2;
}

/* The box of each placing, from top to bottom. Before there is a network, what to type first fills all. */
static void place_boxes(const struct scene_options *options, const struct type *type, bool has_network,
                        struct box boxes[4])
{
    double margin = type->space, width = fmax(0, options->width - 2 * margin), height = options->height;
    double status = fmin(2.5 * type->title + 8 * type->scale, 0.14 * height);
    double legend = legend_rows(width, type) * 1.55 * type->small, beneath = 0.24 * height, y = 0.8 * margin;
    boxes[PLACE_TOP] = (struct box){margin, y, width, status};
    y += status + 0.8 * margin;
    double main = fmax(0, height - y - beneath - legend - 2.2 * margin);
    boxes[PLACE_MAIN] = (struct box){margin, y, width, has_network ? main : fmax(0, height - y - margin)};
    boxes[PLACE_BENEATH] = boxes[PLACE_BOTTOM] = (struct box){0};
    if (!has_network)
        return;
    y += main + 0.8 * margin;
    boxes[PLACE_BENEATH] = (struct box){margin, y, width, beneath};
    boxes[PLACE_BOTTOM] = (struct box){margin, y + beneath + 0.7 * margin, width, legend};
}

static void draw_card(struct drawlist *list, const struct box *box, const struct type *type, const char *name)
{
    drawlist_rectangle(list, box->x, box->y, box->width, box->height, 10 * type->scale, ink(ROLE_PANEL),
                       stroke_solid(ink(ROLE_PANEL_BORDER), 1));
    drawlist_hit_rectangle(list, box->x, box->y, box->width, box->height,
                           (struct hit){.kind = HIT_PANEL, .text = name});
}

static void draw_panel(const struct panel_place *place, const char *name,
                       void (*draw)(const struct panel_place *place))
{
    if (place->box.width < 40 || place->box.height < 10)
        return;
    if (name)
        draw_card(place->list, &place->box, &place->type, name);
    draw(place);
}

void scene_draw(const struct session *session, const struct scene_options *options, struct drawlist *list)
{
    struct box boxes[4];
    unsigned forms = 0;
    struct panel_place place = {.session = session, .options = options, .list = list, .forms = &forms};
    place.type = type_for(options->width, options->height);
    place_boxes(options, &place.type, session->tape.network != NULL, boxes);
    place.box = boxes[PLACE_TOP];
    draw_panel(&place, NULL, panel_status_draw);
    place.box = boxes[PLACE_MAIN];
    draw_panel(&place, "net", panel_net_draw);
    place.box = boxes[PLACE_BENEATH];
    draw_panel(&place, "formula", panel_formula_draw);
    place.box = boxes[PLACE_BOTTOM];
    draw_panel(&place, NULL, panel_legend_draw);
}

bool scene_moves(const struct session *session)
{
    return session->tape.network && session->last.lines > 0 && session->tape.operation > 0 &&
           session->last.step.phase != PHASE_UPDATE;
}
