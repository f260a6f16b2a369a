/* What the net panel shows as long as there is no network: what to type first, and what will come of it. */
#include <math.h>

#include "base/translate.h"
#include "view/panel_net.h"

static const struct first_line {
    const char *command, *meaning;
} first_lines[] = {
    {"net 2 2:sigmoid 2:sigmoid", N_("2 inputs, a layer of 2 nodes, 2 outputs")},
    {"input 0.05 0.10", N_("what goes in")},
    {"target 0.01 0.99", N_("what should come out")},
    {"step", N_("compute the first node; press Enter for the next")},
};

#define HEADING 2.2 /* its sizes: the height of the heading */
#define LINE 1.9    /* sizes of type: of a line */
#define ROW 2.15    /* and of what is between two included */

enum { LINES = sizeof first_lines / sizeof *first_lines, LAYERS = 4 };

/* A net to come, in outline. */
static void draw_ghost(const struct panel_place *place, double x, double y, double width, double height)
{
    static const int nodes[LAYERS] = {2, 3, 3, 2};
    double radius = fmin(height / 9, width / 16), across = (width - 2 * radius) / (LAYERS - 1),
           down = height / 3;
    struct stroke edge = stroke_solid(ink_mix(ink(ROLE_PANEL), ROLE_NODE_LINE, 0.3), 1.5 * place->type.scale);
    struct stroke rim =
        stroke_dashed(ink_mix(ink(ROLE_PANEL), ROLE_NODE_LINE, 0.8), 1.8 * place->type.scale, 5, 5, 0);
    for (int pass = 0; pass < 2; pass++)
        for (int k = 0; k < LAYERS; k++)
            for (int i = 0; i < nodes[k]; i++) {
                double cx = x + radius + k * across, cy = y + height / 2 + (i - (nodes[k] - 1) / 2.0) * down;
                for (int j = 0; pass == 0 && k + 1 < LAYERS && j < nodes[k + 1]; j++)
                    drawlist_line(place->list, cx, cy, cx + across,
                                  y + height / 2 + (j - (nodes[k + 1] - 1) / 2.0) * down, edge);
                if (pass == 1)
                    drawlist_disc(place->list, cx, cy, radius, ink(ROLE_NODE), rim);
            }
}

static bool is_under_mouse(const struct panel_place *place, const char *command)
{
    struct hit hit = {.kind = HIT_COMMAND, .text = command};
    return look_is_hovered(&place->options->hover, &hit);
}

static void draw_line(const struct panel_place *place, double x, double y, double width, double column,
                      double size, const struct first_line *line)
{
    const struct type *type = &place->type;
    double height = LINE * size;
    bool is_hovered = is_under_mouse(place, line->command);
    drawlist_rectangle(place->list, x, y, width, height, 8 * type->scale,
                       is_hovered ? ink_mix(ink(ROLE_NODE), ROLE_NODE_LINE, 0.25) : ink(ROLE_NODE),
                       STROKE_NONE);
    struct text_style style = {.size = size, .ink = ink(ROLE_ACCENT_TEXT), .bold = true, .middle = true};
    style.fit = column > 0 ? column : width - 2 * size;
    drawlist_text(place->list, x + 0.8 * size, y + height / 2, line->command, style);
    style = (struct text_style){.size = fmin(type->label, size), .ink = ink(ROLE_TEXT_DIM), .middle = true};
    style.fit = width - column - 2.2 * size;
    if (column > 0)
        drawlist_text(place->list, x + 1.6 * size + column, y + height / 2, _(line->meaning), style);
    drawlist_hit_rectangle(place->list, x, y, width, height,
                           (struct hit){.kind = HIT_COMMAND, .text = line->command});
}

/* Above the lines, at their left; further left, then smaller, where it wouldn't be whole there. */
static void draw_heading(const struct panel_place *place, double x, double y, double size)
{
    const char *heading = _("Build a network: type this at the prompt");
    double room = place->box.width - 2 * place->type.space;
    double width = drawlist_text_width(place->list, heading, size, true);
    while (width > room && size > place->type.small)
        width = drawlist_text_width(place->list, heading, --size, true);
    double right = place->box.x + place->box.width - place->type.space;
    drawlist_text(place->list, fmax(place->box.x + place->type.space, fmin(x, right - width)), y, heading,
                  (struct text_style){
                      .size = size, .ink = ink(ROLE_TEXT), .bold = true, .middle = true, .fit = fmax(1, room)});
}

/* Of the heading and so many lines in this size. */
static double text_height(double title, double size, int lines)
{
    return HEADING * title + (lines > 0 ? (lines - 1) * ROW * size + LINE * size : 0);
}

/* The largest type in which all lines find room; where none is small enough, as many lines as do. */
static int choose_size(const struct panel_place *place, double *title, double *size)
{
    const struct type *type = &place->type;
    double room = place->box.height - 2 * type->space;
    int lines = LINES;
    *title = type->title;
    for (*size = type->formula; *size > type->label && text_height(*title, *size, LINES) > room; --*size)
        *title = fmin(type->title, *size);
    *title = text_height(*title, *size, LINES) > room ? type->label : *title;
    while (lines > 1 && text_height(*title, *size, lines) > room)
        lines--;
    return lines;
}

void net_welcome_draw(const struct panel_place *place)
{
    const struct type *type = &place->type;
    const struct box *box = &place->box;
    double title, size, column = 0, meaning = 0;
    int lines = choose_size(place, &title, &size);
    for (int i = 0; i < LINES; i++) {
        column = fmax(column, drawlist_text_width(place->list, first_lines[i].command, size, true));
        meaning = fmax(meaning, drawlist_text_width(place->list, _(first_lines[i].meaning),
                                                    fmin(type->label, size), false));
    }
    double text = text_height(title, size, lines), room = box->width - 4 * type->space;
    double width = column + meaning + 2.6 * size;
    if (width > room) { /* the meanings are left out before anything is cut */
        width = fmin(column + 2 * size, room);
        column = 0;
    }
    double left = box->height - 2 * type->space - text;
    double ghost = left > 90 ? fmin(0.8 * left, 240 * type->scale) : 0, gap = ghost > 0 ? 1.6 * type->space : 0;
    double x = box->x + (box->width - width) / 2;
    double y = box->y + fmax(0, (box->height - text - ghost - gap) / 2);
    drawlist_clip(place->list, box->x, box->y, box->width, box->height);
    if (ghost > 0)
        draw_ghost(place, box->x + box->width / 2 - 1.1 * ghost, y, 2.2 * ghost, ghost);
    y += ghost + gap;
    draw_heading(place, x + 0.8 * size, y + 0.8 * title, title);
    y += HEADING * title;
    for (int i = 0; i < lines; i++)
        draw_line(place, x, y + i * ROW * size, width, column, size, &first_lines[i]);
    drawlist_unclip(place->list);
}
