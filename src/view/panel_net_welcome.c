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
                      const struct first_line *line)
{
    const struct type *type = &place->type;
    double size = type->formula, height = 1.9 * size;
    bool is_hovered = is_under_mouse(place, line->command);
    drawlist_rectangle(place->list, x, y, width, height, 8 * type->scale,
                       is_hovered ? ink_mix(ink(ROLE_NODE), ROLE_NODE_LINE, 0.25) : ink(ROLE_NODE),
                       STROKE_NONE);
    struct text_style style = {.size = size, .ink = ink(ROLE_ACCENT_TEXT), .bold = true, .middle = true};
    style.fit = column > 0 ? column : width - 2 * size;
    drawlist_text(place->list, x + 0.8 * size, y + height / 2, line->command, style);
    style = (struct text_style){.size = type->label, .ink = ink(ROLE_TEXT_DIM), .middle = true};
    style.fit = width - column - 2.2 * size;
    if (column > 0)
        drawlist_text(place->list, x + 1.6 * size + column, y + height / 2, _(line->meaning), style);
    drawlist_hit_rectangle(place->list, x, y, width, height,
                           (struct hit){.kind = HIT_COMMAND, .text = line->command});
}

/* Above the lines, at their left; further left, then smaller, where it wouldn't be whole there. */
static void draw_heading(const struct panel_place *place, double x, double y)
{
    const char *heading = _("Build a network: type this at the prompt");
    double size = place->type.title, room = place->box.width - 2 * place->type.space;
    double width = drawlist_text_width(place->list, heading, size, true);
    while (width > room && size > place->type.small)
        width = drawlist_text_width(place->list, heading, --size, true);
    double right = place->box.x + place->box.width - place->type.space;
    drawlist_text(place->list, fmax(place->box.x + place->type.space, fmin(x, right - width)), y, heading,
                  (struct text_style){
                      .size = size, .ink = ink(ROLE_TEXT), .bold = true, .middle = true, .fit = fmax(1, room)});
}

void net_welcome_draw(const struct panel_place *place)
{
    const struct type *type = &place->type;
    const struct box *box = &place->box;
    double size = type->formula, row = 2.15 * size, column = 0, meaning = 0;
    for (int i = 0; i < LINES; i++) {
        column = fmax(column, drawlist_text_width(place->list, first_lines[i].command, size, true));
        meaning =
            fmax(meaning, drawlist_text_width(place->list, _(first_lines[i].meaning), type->label, false));
    }
    double text = 2.6 * type->title + LINES * row, room = box->width - 4 * type->space;
    double width = column + meaning + 2.6 * size;
    if (width > room) { /* the meanings are left out before anything is cut */
        width = fmin(column + 2 * size, room);
        column = 0;
    }
    double left = box->height - 2 * type->space - text;
    double ghost = left > 90 ? fmin(0.8 * left, 240 * type->scale) : 0, gap = ghost > 0 ? 1.6 * type->space : 0;
    double x = box->x + (box->width - width) / 2, y = box->y + (box->height - text - ghost - gap) / 2;
    if (ghost > 0)
        draw_ghost(place, box->x + box->width / 2 - 1.1 * ghost, y, 2.2 * ghost, ghost);
    y += ghost + gap;
    draw_heading(place, x + 0.8 * size, y + 0.8 * type->title);
    y += 2.2 * type->title;
    for (int i = 0; i < LINES; i++)
        draw_line(place, x, y + i * row, width, column, &first_lines[i]);
}
