/* The surface panel: the cost over two of the network's parameters, and where it stands. */
#include "view/panel_surface.h"

#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/translate.h"
#include "view/level_lines.h"
#include "view/look.h"

enum { DIGITS = 4, LOWEST_FORM = 3 };

#define STRONGEST 0.7
#define ASPECT_MOST 2.2 /* the plane's width by its height */
#define ARROW 46.0      /* units, at scale 1 */
#define ARROW_LEAST 24.0
#define MARKER 8

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

static struct ink ink_of_level(const void *context, double level)
{
    return ink_of_cost(context, level);
}

static void draw_levels(struct surface *surface)
{
    const struct level_lines lines = {
        .axes = &surface->axes,
        .values = surface->cost,
        .columns = surface->plane.columns,
        .rows = surface->plane.rows,
        .levels = surface->levels,
        .count = surface->level_count,
        .stroke = stroke_solid(ink_fade(ink(ROLE_TEXT), 0.55), fmax(1, 1.1 * surface->place->type.scale)),
        .under = ink_of_level,
        .context = surface};
    level_lines_draw(&lines, &surface->cover);
}

/* ---- where the network stands ---- */

/* How much of the way from `from` to `to` stays between low and high. */
static double share_within(double from, double to, double low, double high)
{
    double limit = to > from ? high : low;
    return fabs(to - from) > 0 ? fmax(0, (limit - from) / (to - from)) : (double)INFINITY;
}

/* The arrow's tip, on the plane; false where there is no slope, or it is no number. */
static bool find_tip(const struct surface *surface, double tip[2])
{
    const struct axes *axes = &surface->axes;
    double down_x, down_y, reach = axes->right - axes->left, scale = surface->place->type.scale;
    surface_downhill(surface, &down_x, &down_y);
    double slope = hypot(down_x, down_y), x = axes_x(axes, surface->at[0]), y = axes_y(axes, surface->at[1]);
    if (!(slope * reach > 1e-3 * fabs(surface_cost(surface))))
        return false;
    double to_x = x + ARROW * scale * down_x / slope, to_y = y - ARROW * scale * down_y / slope;
    double rim = 4 * scale;
    double share = fmin(share_within(x, to_x, axes->box.x + rim, axes->box.x + axes->box.width - rim),
                        share_within(y, to_y, axes->box.y + rim, axes->box.y + axes->box.height - rim));
    share = fmin(fmax(share, ARROW_LEAST / ARROW), 1);
    tip[0] = x + share * (to_x - x);
    tip[1] = y + share * (to_y - y);
    return true;
}

static void draw_downhill(const struct surface *surface, double x, double y)
{
    const struct panel_place *place = surface->place;
    double scale = place->type.scale, tip[2];
    if (!find_tip(surface, tip))
        return;
    double length = hypot(tip[0] - x, tip[1] - y) / scale, along_x = (tip[0] - x) / length,
           along_y = (tip[1] - y) / length; /* as long as the scale */
    double neck_x = x + 0.8 * (tip[0] - x), neck_y = y + 0.8 * (tip[1] - y);
    drawlist_line(place->list, x, y, neck_x, neck_y, stroke_solid(ink(ROLE_PANEL), 6 * scale));
    drawlist_arrowhead(place->list, x, y, tip[0] + 3 * along_x, tip[1] + 3 * along_y, 18 * scale,
                       ink(ROLE_PANEL));
    drawlist_line(place->list, x, y, neck_x, neck_y, stroke_solid(ink(ROLE_BACKWARD), 3 * scale));
    drawlist_arrowhead(place->list, x, y, tip[0], tip[1], 13 * scale, ink(ROLE_BACKWARD));
}

static double lowest_radius(const struct panel_place *place)
{
    return 5.5 * place->type.scale;
}

static double within(double at, double low, double high)
{
    return fmin(fmax(at, low), high);
}

/* Where the least cost of the plane lies, as far as its mark fits; false where that is about where the network is. */
static bool find_lowest(const struct surface *surface, double *x, double *y)
{
    const struct axes *axes = &surface->axes;
    const struct box *box = &axes->box;
    size_t columns = (size_t)surface->plane.columns, cells = plane_cells(&surface->plane), lowest = 0;
    double r = 1.4 * lowest_radius(surface->place);
    for (size_t i = 1; i < cells; i++)
        if (surface->cost[i] < surface->cost[lowest] || !isfinite(surface->cost[lowest]))
            lowest = i;
    *x = within(axes_x(axes, plane_x(&surface->plane, (int)(lowest % columns))), box->x + r,
                box->x + box->width - r);
    *y = within(axes_y(axes, plane_y(&surface->plane, (int)(lowest / columns))), box->y + r,
                box->y + box->height - r);
    double away = hypot(*x - axes_x(axes, surface->at[0]), *y - axes_y(axes, surface->at[1]));
    return surface->cost[lowest] < surface_cost(surface) &&
           away > (MARKER + ARROW) * surface->place->type.scale;
}

static void draw_lowest_mark(const struct panel_place *place, double x, double y)
{
    mark_draw(place->list, x, y, lowest_radius(place), LOWEST_FORM, ink(ROLE_PANEL),
              stroke_solid(ink(ROLE_TEXT), 1.8 * place->type.scale));
}

static void draw_lowest(const struct surface *surface)
{
    double x, y;
    if (find_lowest(surface, &x, &y))
        draw_lowest_mark(surface->place, x, y);
}

static void draw_marker(const struct surface *surface)
{
    const struct panel_place *place = surface->place;
    double x = axes_x(&surface->axes, surface->at[0]), y = axes_y(&surface->axes, surface->at[1]);
    double scale = place->type.scale, r = MARKER * scale;
    draw_downhill(surface, x, y);
    drawlist_disc(place->list, x, y, r + 2 * scale, ink(ROLE_PANEL), STROKE_NONE);
    drawlist_disc(place->list, x, y, r, ink(ROLE_ACCENT), STROKE_NONE);
    drawlist_disc(place->list, x, y, 0.4 * r, ink(ROLE_TEXT_ON_ACCENT), STROKE_NONE);
}

static void cover_around(struct surface *surface, double x, double y, double r)
{
    cover_box(&surface->cover, &(struct box){x - r, y - r, 2 * r, 2 * r});
}

/* What no number may hide, but for the ways. */
static void cover_marks(struct surface *surface)
{
    double x = axes_x(&surface->axes, surface->at[0]), y = axes_y(&surface->axes, surface->at[1]);
    double scale = surface->place->type.scale, tip[2];
    cover_around(surface, x, y, 1.5 * MARKER * scale);
    if (find_tip(surface, tip)) {
        const double arrow[] = {x, y, tip[0], tip[1]};
        cover_line(&surface->cover, arrow, 2, COVER_ALL);
        cover_around(surface, tip[0], tip[1], 8 * scale);
    }
    if (find_lowest(surface, &x, &y))
        cover_around(surface, x, y, 1.3 * lowest_radius(surface->place));
}

/* ---- beside it ---- */

/* What stands beside the plane, from the top down, as far as there is room. */
struct column {
    const struct panel_place *place;
    double x, y, width, bottom;
};

static double number_height(const struct panel_place *place)
{
    return 0.9 * place->type.small + 2.1 * place->type.label;
}

/* A name and its number, under each other; before them the mark that it has on the plane. */
static void put_number(struct column *column, const char *name, double value, struct ink ink_of_value,
                       bool has_mark)
{
    const struct type *type = &column->place->type;
    char text[LOOK_NUMBER_SIZE];
    double number = column->y + 0.9 * type->small + 0.8 * type->label, middle = column->y + 0.5 * type->small;
    double indent = has_mark ? 1.3 * type->small : 0;
    if (number + 0.5 * type->label > column->bottom)
        return;
    look_number(text, value, look_digits(column->place->session));
    if (has_mark)
        draw_lowest_mark(column->place, column->x + 0.5 * type->small, middle);
    drawlist_text(
        column->place->list, column->x + indent, middle, name,
        (struct text_style){
            .size = type->small, .ink = ink(ROLE_TEXT_DIM), .middle = true, .fit = column->width - indent});
    drawlist_text(
        column->place->list, column->x, number, text,
        (struct text_style){
            .size = type->label, .ink = ink_of_value, .bold = true, .middle = true, .fit = column->width});
    column->y += number_height(column->place);
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
        colour_bar_tick(place, box.x, y);
        drawlist_text(place->list, box.x + strip + 0.5 * size, y, text,
                      (struct text_style){.size = size, .ink = ink(ROLE_TEXT_DIM), .middle = true});
    }
}

/* Whether the network's way shows beyond its marker. */
static bool has_seen_way(const struct surface *surface)
{
    const struct surface_way *way = &surface->ways[surface->way_count - 1];
    double x = axes_x(&surface->axes, surface->at[0]), y = axes_y(&surface->axes, surface->at[1]), far = 0;
    for (size_t i = 0; i < way->count; i++)
        far = fmax(far, hypot(way->xy[2 * i] - x, way->xy[2 * i + 1] - y));
    return far > MARKER * surface->place->type.scale;
}

static void draw_side(const struct surface *surface, struct box box)
{
    struct column column = {surface->place, box.x, box.y, box.width, box.y + box.height};
    double x, y;
    put_number(&column, _("cost here"), surface_cost(surface), ink(ROLE_LOSS), false);
    put_number(&column, _("lowest in view"), surface->low, ink(ROLE_TEXT), find_lowest(surface, &x, &y));
    bool has_both = column.bottom - column.y > 2 * number_height(surface->place);
    for (int i = 0; i < 2 && !surface->is_random && has_both; i++)
        put_number(&column, surface->name[i], surface->at[i], ink_of_sign(surface->at[i]), false);
    put_key(&column, ROLE_BACKWARD, _("downhill"));
    if (has_seen_way(surface))
        put_key(&column, ROLE_ACCENT, _("the way here"));
    column.y += 0.4 * surface->place->type.small;
    draw_bar(surface, (struct box){box.x, column.y, box.width, column.bottom - column.y});
}

/* ---- the panel ---- */

static void draw_plane(struct surface *surface, bool has_side)
{
    const struct box *box = &surface->axes.box;
    struct drawlist *list = surface->place->list;
    axes_fill(&surface->axes, ink_at, surface);
    drawlist_clip(list, box->x, box->y, box->width, box->height);
    cover_init(&surface->cover, *box);
    cover_marks(surface);
    surface_place_ways(surface);
    draw_levels(surface);
    if (has_side) /* where it is explained */
        draw_lowest(surface);
    surface_draw_ways(surface);
    draw_marker(surface);
    cover_finish(&surface->cover);
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
    double spare = fmax(0, room.width - ASPECT_MOST * room.height);
    room.x += spare / 2;
    room.width -= spare;
    surface->axes = (struct axes){.place = place, .x_name = surface->name[0], .y_name = surface->name[1]};
    surface_find_ways(surface);
    surface->axes.right = surface->axes.top = surface_reach(surface);
    surface->axes.left = surface->axes.bottom = -surface->axes.right;
    if (!axes_fit(&surface->axes, room, AXES_WIDEN))
        return;
    surface_divide(surface);
    surface_ask(surface, &own);
    if (surface_find_levels(surface)) {
        draw_plane(surface, has_side);
        if (has_side)
            draw_side(surface, (struct box){surface->axes.box.x + surface->axes.box.width + type->small,
                                            surface->axes.box.y, beside, surface->axes.box.height});
    } else {
        panel_sentence(
            place, box,
            _("The cost is not a finite number anywhere on this plane: some weights are far too large. "
              "'reset' goes back to the first ones, 'reset new' draws new ones."));
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
