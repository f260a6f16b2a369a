/* The surface panel: the cost over two of the network's parameters, and where it stands. */
#include "view/panel_surface.h"

#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/translate.h"
#include "view/contour.h"
#include "view/look.h"

enum { DIGITS = 4 };

#define STRONGEST 0.7

/* ---- colours ---- */

static double share_of(const struct surface *surface, double cost)
{
    if (!(surface->high > surface->low))
        return 0;
    double share = surface->is_log ? log(cost / surface->low) / log(surface->high / surface->low)
                                   : (cost - surface->low) / (surface->high - surface->low);
    return fmin(fmax(share, 0), 1);
}

static struct ink ink_of_cost(const struct surface *surface, double cost)
{
    if (isnan(cost))
        return ink_mix(ink(ROLE_PANEL), ROLE_ERROR, 0.35);
    return ink_mix(ink(ROLE_PANEL), ROLE_LOSS, STRONGEST * share_of(surface, cost));
}

static struct ink ink_at(const void *context, double across, double down)
{
    const struct surface *surface = context;
    return ink_of_cost(surface,
                       grid_between(surface->cost, surface->plane.columns, surface->plane.rows, across, down));
}

/* The bar's heights are spread as on the plane: value is the share. */
static struct ink ink_of_share(const void *context, double share)
{
    (void)context;
    return ink_mix(ink(ROLE_PANEL), ROLE_LOSS, STRONGEST * share);
}

/* ---- contour lines and their numbers ---- */

struct label {
    struct box box;
    double level;
};

struct contours {
    struct surface *surface;
    double level;
    struct label labels[SURFACE_LABELS_MAX];
    size_t count;
};

/* The first place along the line, from its middle on, where the number lies on nothing else. */
static void label_line(struct contours *contours, const double *xy, size_t count)
{
    const struct panel_place *place = contours->surface->place;
    double size = place->type.small;
    char text[LOOK_NUMBER_SIZE];
    look_number(text, contours->level, DIGITS);
    double width = drawlist_text_width(place->list, text, size, false) + 0.6 * size, height = 1.4 * size;
    if (count < 6 || contours->count == SURFACE_LABELS_MAX)
        return;
    for (size_t tried = 0; tried < count; tried += 3) {
        size_t i = (count / 2 + tried) % count;
        struct box box = {xy[2 * i] - width / 2, xy[2 * i + 1] - height / 2, width, height};
        if (surface_take(contours->surface, &box)) {
            contours->labels[contours->count++] = (struct label){box, contours->level};
            return;
        }
    }
}

static void draw_contour(void *context, const double *xy, size_t count)
{
    struct contours *contours = context;
    const struct surface *surface = contours->surface;
    const struct box *box = &surface->axes.box;
    double *placed = memory_new(count, 2 * sizeof *placed);
    for (size_t i = 0; i < count; i++) {
        placed[2 * i] = box->x + xy[2 * i] / surface->plane.columns * box->width;
        placed[2 * i + 1] = box->y + xy[2 * i + 1] / surface->plane.rows * box->height;
    }
    drawlist_curve(surface->place->list, placed, count,
                   stroke_solid(ink_fade(ink(ROLE_TEXT), 0.55), fmax(1, 1.1 * surface->place->type.scale)));
    label_line(contours, placed, count);
    memory_free(placed);
}

static void draw_contours(struct surface *surface)
{
    struct contours contours = {.surface = surface};
    double size = surface->place->type.small;
    for (int i = 0; i < surface->level_count; i++) {
        contours.level = surface->levels[i];
        contour_trace(surface->cost, surface->plane.columns, surface->plane.rows, contours.level, draw_contour,
                      &contours);
    }
    for (size_t i = 0; i < contours.count; i++) {
        const struct label *label = &contours.labels[i];
        char text[LOOK_NUMBER_SIZE];
        look_number(text, label->level, DIGITS);
        drawlist_rectangle(surface->place->list, label->box.x, label->box.y, label->box.width,
                           label->box.height, 4, ink_of_cost(surface, label->level), STROKE_NONE);
        drawlist_text(
            surface->place->list, label->box.x + label->box.width / 2, label->box.y + label->box.height / 2,
            text,
            (struct text_style){.size = size, .ink = ink(ROLE_TEXT), .align = ALIGN_CENTRE, .middle = true});
    }
}

/* ---- where the network stands ---- */

static void draw_downhill(const struct surface *surface, double x, double y)
{
    const struct panel_place *place = surface->place;
    double down_x, down_y, scale = place->type.scale, length = 46 * scale;
    surface_downhill(surface, &down_x, &down_y);
    double slope = hypot(down_x, down_y), reach = surface->axes.right - surface->axes.left;
    if (!(slope * reach > 1e-3 * fabs(surface_cost(surface)))) /* flat, or not a number */
        return;
    double tip_x = x + length * down_x / slope, tip_y = y - length * down_y / slope;
    drawlist_line(place->list, x, y, tip_x, tip_y, stroke_solid(ink(ROLE_PANEL), 6 * scale));
    drawlist_line(place->list, x, y, x + 0.8 * (tip_x - x), y + 0.8 * (tip_y - y),
                  stroke_solid(ink(ROLE_BACKWARD), 3 * scale));
    drawlist_arrowhead(place->list, x, y, tip_x, tip_y, 13 * scale, ink(ROLE_BACKWARD));
}

static void draw_marker(const struct surface *surface)
{
    const struct panel_place *place = surface->place;
    double x = axes_x(&surface->axes, surface->at[0]), y = axes_y(&surface->axes, surface->at[1]);
    double scale = place->type.scale, r = 8 * scale;
    draw_downhill(surface, x, y);
    drawlist_disc(place->list, x, y, r + 2 * scale, ink(ROLE_PANEL), STROKE_NONE);
    drawlist_disc(place->list, x, y, r, ink(ROLE_ACCENT), STROKE_NONE);
    drawlist_disc(place->list, x, y, 0.4 * r, ink(ROLE_TEXT_ON_ACCENT), STROKE_NONE);
}

/* ---- beside it ---- */

/* What stands beside the plane, from the top down, as far as there is room. */
struct column {
    const struct panel_place *place;
    double x, y, width, bottom;
};

/* A name and its number, under each other. */
static void put_number(struct column *column, const char *name, double value, struct ink ink_of_value)
{
    const struct type *type = &column->place->type;
    char text[LOOK_NUMBER_SIZE];
    double number = column->y + 0.9 * type->small + 0.8 * type->label;
    if (number + 0.5 * type->label > column->bottom)
        return;
    look_number(text, value, look_digits(column->place->session));
    drawlist_text(column->place->list, column->x, column->y + 0.5 * type->small, name,
                  (struct text_style){
                      .size = type->small, .ink = ink(ROLE_TEXT_DIM), .middle = true, .fit = column->width});
    drawlist_text(
        column->place->list, column->x, number, text,
        (struct text_style){
            .size = type->label, .ink = ink_of_value, .bold = true, .middle = true, .fit = column->width});
    column->y += 0.9 * type->small + 2.1 * type->label;
}

static void put_key(struct column *column, enum role role, const char *text)
{
    double size = column->place->type.small;
    struct key_item item = {.mark = KEY_LINE, .outline = stroke_solid(ink(role), 3), .text = text};
    if (column->y + 1.2 * size > column->bottom)
        return;
    key_draw(column->place, column->x, column->y + 0.6 * size, column->x + column->width, &item, 1);
    column->y += 1.5 * size;
}

static struct ink ink_of_sign(double value)
{
    return ink(value > 0 ? ROLE_POSITIVE : value < 0 ? ROLE_NEGATIVE : ROLE_TEXT);
}

static void draw_bar(const struct surface *surface, struct box box)
{
    const struct panel_place *place = surface->place;
    double size = place->type.small, strip = 0.9 * size, taken = -(double)INFINITY;
    struct ink cells[64];
    if (box.height < 5 * size || !(surface->high > surface->low))
        return;
    for (int i = 0; i < 64; i++)
        cells[i] = ink_of_share(NULL, 1 - (i + 0.5) / 64);
    drawlist_cells(place->list, box.x, box.y, strip, box.height, 1, 64, cells);
    for (int i = 0; i < surface->level_count; i++) {
        double y = box.y + box.height * (1 - share_of(surface, surface->levels[i]));
        char text[LOOK_NUMBER_SIZE];
        if (fabs(taken - y) < 1.5 * size || y < box.y + 0.4 * size || y > box.y + box.height - 0.4 * size)
            continue;
        taken = y;
        look_number(text, surface->levels[i], DIGITS);
        drawlist_rule(place->list, box.x + strip, y, box.x + strip + 0.3 * size, y, ink(ROLE_TEXT_DIM));
        drawlist_text(place->list, box.x + strip + 0.5 * size, y, text,
                      (struct text_style){.size = size, .ink = ink(ROLE_TEXT_DIM), .middle = true});
    }
}

static void draw_side(const struct surface *surface, struct box box)
{
    struct column column = {surface->place, box.x, box.y, box.width, box.y + box.height};
    put_number(&column, _("cost here"), surface_cost(surface), ink(ROLE_LOSS));
    for (int i = 0; i < 2 && !surface->is_random; i++)
        put_number(&column, surface->name[i], surface->at[i], ink_of_sign(surface->at[i]));
    put_number(&column, _("lowest drawn"), surface->low, ink(ROLE_TEXT));
    put_key(&column, ROLE_BACKWARD, _("downhill"));
    if (surface->ways[surface->way_count - 1].count > 1)
        put_key(&column, ROLE_ACCENT, _("the way here"));
    column.y += 0.4 * surface->place->type.small;
    draw_bar(surface, (struct box){box.x, column.y, box.width, column.bottom - column.y});
}

/* ---- the panel ---- */

static void draw_plane(struct surface *surface)
{
    const struct box *box = &surface->axes.box;
    struct drawlist *list = surface->place->list;
    axes_fill(&surface->axes, ink_at, surface);
    drawlist_clip(list, box->x, box->y, box->width, box->height);
    surface_place_ways(surface);
    draw_contours(surface);
    surface_draw_ways(surface);
    draw_marker(surface);
    drawlist_unclip(list);
    axes_frame(&surface->axes);
}

static void put_title(const struct surface *surface, char title[160], char remark[96])
{
    if (surface->is_random)
        snprintf(title, 160, "%s", _("cost along two random directions"));
    else
        snprintf(title, 160, _("cost over %s and %s"), surface->name[0], surface->name[1]);
    remark[0] = '\0';
    if (surface->samples.count < surface->samples_there)
        snprintf(remark, 96, _("on %zu of %zu samples"), surface->samples.count, surface->samples_there);
}

static void draw(struct surface *surface)
{
    const struct panel_place *place = surface->place;
    const struct type *type = &place->type;
    char title[160], remark[96];
    double *own;
    put_title(surface, title, remark);
    struct box box = panel_heading(place, title, *remark ? remark : NULL);
    box.y += 0.4 * type->small;
    box.height -= 0.4 * type->small;
    double beside = 9.2 * type->small;
    bool has_side = box.width > box.height + 0.5 * beside && box.width > 22 * type->small;
    struct box room = {box.x, box.y, box.width - (has_side ? beside + type->small : 0), box.height};
    surface->axes = (struct axes){.place = place, .x_name = surface->name[0], .y_name = surface->name[1]};
    surface_find_ways(surface);
    surface->axes.right = surface->axes.top = surface_reach(surface);
    surface->axes.left = surface->axes.bottom = -surface->axes.right;
    if (!axes_fit(&surface->axes, room, AXES_SHRINK))
        return;
    surface->axes.box.y +=
        fmax(0, room.y + room.height - 1.7 * type->small - surface->axes.box.y - surface->axes.box.height) / 2;
    surface->axes.box.x += fmax(0, room.x + room.width - surface->axes.box.x - surface->axes.box.width) / 2;
    surface_divide(surface);
    surface_ask(surface, &own);
    if (surface_find_levels(surface)) {
        draw_plane(surface);
        if (has_side)
            draw_side(surface, (struct box){surface->axes.box.x + surface->axes.box.width + type->small,
                                            surface->axes.box.y, beside, surface->axes.box.height});
    } else {
        panel_sentence(place, box, _("The cost is not a finite number anywhere on this plane."));
    }
    memory_free(own);
}

void panel_surface_draw(const struct panel_place *place)
{
    struct surface surface = {
        .place = place, .session = place->session, .network = place->session->tape.network};
    struct error error = {.text = ""};
    drawlist_clip(place->list, place->box.x, place->box.y, place->box.width, place->box.height);
    if (session_needs_network(place->session, &error) && surface_choose(&surface, &error) &&
        surface_find_samples(&surface, &error))
        draw(&surface);
    else
        panel_sentence(place, panel_heading(place, _("cost over two weights"), NULL), error.text);
    surface_finish(&surface);
    drawlist_unclip(place->list);
}
