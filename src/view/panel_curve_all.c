/* The curve panel with all activation functions side by side, each in a square of the same size. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/translate.h"
#include "view/look.h"
#include "view/panel_curve.h"
#include "view/plot.h"

/* What each plane shows. */
#define LOW_Z (-4.0)
#define HIGH_Z 4.0
#define LOW_F (-1.9)
#define HIGH_F 3.2

#define PLANE_LEAST 40 /* units: a lower one isn't read */
#define CELL_LEAST 4.8 /* sizes of type: the width in which the longest name has room, a little smaller */
#define UNREADABLE 0.01
#define CELL_ASPECT 1.35
#define GRID_STRENGTH 0.3
#define AXIS_STRENGTH 0.8

struct grid {
    const struct panel_place *place;
    struct box box;
    int columns, rows;
    double gap, name; /* between cells; above each plane */
};

static double cell_width(const struct grid *grid)
{
    return (grid->box.width - (grid->columns - 1) * grid->gap) / grid->columns;
}

static double cell_height(const struct grid *grid)
{
    return (grid->box.height - (grid->rows - 1) * grid->gap) / grid->rows;
}

/* As many columns as make the cells largest at their shape, where all can be read; else rows are left out. */
static void divide(struct grid *grid, int count)
{
    double best = 0, narrowest = CELL_LEAST * grid->place->type.small, lowest = PLANE_LEAST + grid->name;
    int columns = 1;
    for (grid->columns = 1; grid->columns <= count; grid->columns++) {
        grid->rows = (count + grid->columns - 1) / grid->columns;
        double size = fmin(cell_width(grid), CELL_ASPECT * (cell_height(grid) - grid->name));
        if (cell_width(grid) < narrowest || cell_height(grid) < lowest)
            size *= UNREADABLE;
        if (size > best) {
            best = size;
            columns = grid->columns;
        }
    }
    grid->columns = columns;
    grid->rows = (count + columns - 1) / columns;
    while (grid->rows > 1 && cell_height(grid) < lowest)
        grid->rows--;
    while (grid->columns > 1 && cell_width(grid) < narrowest)
        grid->columns--;
}

struct shown {
    const struct activation *activation;
    double param;
};

static double f_of(const void *context, double z)
{
    const struct shown *shown = context;
    return shown->activation->f(z, shown->param);
}

static double df_of(const void *context, double z)
{
    const struct shown *shown = context;
    return shown->activation->df(z, f_of(shown, z), shown->param);
}

/* Two pieces, as an example: the node learns their slopes. */
static double first_piece(const void *context, double z)
{
    (void)context;
    return 0.8 * z;
}

static double second_piece(const void *context, double z)
{
    (void)context;
    return -0.5 * z + 0.4;
}

static double larger_piece(const void *context, double z)
{
    return fmax(first_piece(context, z), second_piece(context, z));
}

static struct ink grid_ink(int number)
{
    return ink_mix(ink(ROLE_GRID), ROLE_NODE_LINE, number == 0 ? AXIS_STRENGTH : GRID_STRENGTH);
}

/* Lines at the whole numbers: each square is 1 by 1. */
static void draw_squares(const struct axes *axes)
{
    struct drawlist *list = axes->place->list;
    const struct box *box = &axes->box;
    for (int z = (int)floor(LOW_Z) + 1; z < HIGH_Z; z++)
        drawlist_rule(list, axes_x(axes, z), box->y, axes_x(axes, z), box->y + box->height, grid_ink(z));
    for (int f = (int)ceil(LOW_F); f < HIGH_F; f++)
        drawlist_rule(list, box->x, axes_y(axes, f), box->x + box->width, axes_y(axes, f), grid_ink(f));
}

static void draw_curves(const struct axes *axes, const struct shown *shown)
{
    double width = 2.4 * axes->place->type.scale, jump = shown->activation->kink, from, to;
    struct stroke f = stroke_solid(ink(ROLE_FORWARD), width);
    struct stroke df = stroke_dashed(ink(ROLE_BACKWARD), 0.8 * width, 2.5 * width, 1.8 * width, 0);
    if (shown->activation->is_maxout) {
        struct stroke piece = stroke_dotted(ink(ROLE_TEXT_DIM), 0.8 * width, 2.2 * width, 0);
        draw_squares(axes);
        plot_function(axes, first_piece, NULL, (double)NAN, piece);
        plot_function(axes, second_piece, NULL, (double)NAN, piece);
        plot_function(axes, larger_piece, NULL, (double)NAN, f);
        return;
    }
    curve_saturated(shown->activation, shown->param, LOW_Z, HIGH_Z, &from, &to);
    curve_shade(axes, from, to);
    draw_squares(axes);
    plot_function(axes, df_of, shown, jump, df);
    plot_function(axes, f_of, shown, jump, f);
}

/* "1, 3-5": the layers that have it. How many those are; the first of them has *param. */
static int list_layers(const struct network *network, const struct activation *activation, struct buffer *out,
                       double *param)
{
    int count = 0;
    for (int k = 1; network && k <= network->depth; k++) {
        int last = k;
        if (network->layers[k].activation != activation)
            continue;
        while (last < network->depth && network->layers[last + 1].activation == activation)
            last++;
        if (count == 0)
            *param = network->layers[k].param;
        buffer_printf(out,
                      last == k       ? "%s%d"
                      : last == k + 1 ? "%s%d, %d"
                                      : "%s%d–%d",
                      count > 0 ? ", " : "", k, last);
        count += last - k + 1;
        k = last;
    }
    return count;
}

/* What stands beside the name. */
static void write_note(const struct activation *activation, int count, const char *layers, struct buffer *out)
{
    if (count > 0)
        buffer_printf(out, count == 1 ? _("layer %s") : _("layers %s"), layers);
    else if (activation->is_maxout)
        buffer_put(out, _("the larger of two"));
}

/* The name, and beside it the note, if there is room for all of it. */
static void draw_name(const struct grid *grid, const struct box *cell, const char *name, const char *note)
{
    const struct panel_place *place = grid->place;
    double size = place->type.small, y = cell->y + 0.5 * grid->name;
    double needed = drawlist_text_width(place->list, name, size, true);
    double width = drawlist_text(place->list, cell->x, y, name,
                                 (struct text_style){.size = size * fmin(1, cell->width / needed),
                                                     .ink = ink(ROLE_TEXT),
                                                     .bold = true,
                                                     .middle = true,
                                                     .fit = cell->width + 1});
    if (drawlist_text_width(place->list, note, size, false) <= cell->width - width - 0.7 * size)
        drawlist_text(
            place->list, cell->x + cell->width, y, note,
            (struct text_style){.size = size, .ink = ink(ROLE_TEXT_DIM), .align = ALIGN_RIGHT, .middle = true});
}

static void draw_cell(const struct grid *grid, const struct activation *activation, struct box cell)
{
    const struct panel_place *place = grid->place;
    struct shown shown = {activation, activation->param_default};
    struct axes axes = {.place = place,
                        .box = {cell.x, cell.y + grid->name, cell.width, cell.height - grid->name},
                        .left = LOW_Z,
                        .right = HIGH_Z,
                        .bottom = LOW_F,
                        .top = HIGH_F,
                        .bare = AXES_BARE_X | AXES_BARE_Y};
    struct buffer layers = BUFFER_EMPTY, note = BUFFER_EMPTY;
    char command[64];
    int count = list_layers(place->session->tape.network, activation, &layers, &shown.param);
    bool is_used = count > 0;
    write_note(activation, count, buffer_text(&layers), &note);
    draw_name(grid, &cell, activation->name, buffer_text(&note));
    draw_curves(&axes, &shown);
    drawlist_rectangle(place->list, axes.box.x, axes.box.y, axes.box.width, axes.box.height, 0, INK_NONE,
                       stroke_solid(is_used ? ink(ROLE_TEXT) : ink(ROLE_PANEL_BORDER), is_used ? 2 : 1));
    snprintf(command, sizeof command, "help %s", activation->name);
    drawlist_hit_rectangle(place->list, cell.x, cell.y, cell.width, cell.height,
                           (struct hit){.kind = HIT_COMMAND, .text = command});
    buffer_finish(&layers);
    buffer_finish(&note);
}

/* In the heading's row; first how many functions there was room for, where that isn't all. What matters less goes
 * where there is no room. */
static void draw_key(const struct grid *grid, const char *title, int shown, int count)
{
    const struct panel_place *place = grid->place;
    double scale = place->type.scale, right = grid->box.x + grid->box.width, width = 2.4 * scale;
    char shown_of[32];
    snprintf(shown_of, sizeof shown_of, _("%d of %d"), shown, count);
    const struct key_item items[] = {
        {.mark = KEY_WORDS, .text = shown_of},
        {.mark = KEY_LINE, .outline = stroke_solid(ink(ROLE_FORWARD), width), .text = "f"},
        {.mark = KEY_LINE,
         .outline = stroke_dashed(ink(ROLE_BACKWARD), width, 5 * scale, 3 * scale, 0),
         .text = "f′"},
        {.mark = 2, .fill = ink_fade(ink(ROLE_WARNING), 0.35), .text = _("saturated")},
        {.mark = KEY_WORDS, .text = _("a square: 1")}};
    size_t first = shown == count, end = sizeof items / sizeof *items;
    double left =
        grid->box.x + drawlist_text_width(place->list, title, place->type.label, true) + 2 * place->type.small;
    if (left + key_width(place, items + first, end - first) > right)
        first = 1;
    if (left + key_width(place, items + first, end - first) > right)
        end--;
    key_draw(place, fmax(left, right - key_width(place, items + first, end - first)),
             place->box.y + 0.7 * place->type.space + 0.5 * place->type.label, right, items + first,
             end - first);
}

void curve_draw_all(const struct panel_place *place)
{
    const char *title = _("activation functions");
    struct grid grid = {.place = place, .gap = 0.9 * place->type.small, .name = 1.7 * place->type.small};
    int count = (int)activation_count();
    grid.box = panel_heading(place, title, NULL);
    divide(&grid, count);
    int shown = count < grid.columns * grid.rows ? count : grid.columns * grid.rows;
    double width = cell_width(&grid), height = cell_height(&grid);
    if (height < grid.name + 10 || width < 10)
        return;
    draw_key(&grid, title, shown, count);
    for (int i = 0; i < shown; i++) {
        int column = i % grid.columns, row = i / grid.columns;
        draw_cell(&grid, activation_at((size_t)i),
                  (struct box){grid.box.x + column * (width + grid.gap), grid.box.y + row * (height + grid.gap),
                               width, height});
    }
}
