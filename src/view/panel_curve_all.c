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
#define CELL_ASPECT 1.35

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

/* As many columns as make the cells largest at their shape; then rows that can't be read are left out. */
static void divide(struct grid *grid, int count)
{
    double best = 0;
    int columns = 1;
    for (grid->columns = 1; grid->columns <= count; grid->columns++) {
        grid->rows = (count + grid->columns - 1) / grid->columns;
        double size = fmin(cell_width(grid), CELL_ASPECT * (cell_height(grid) - grid->name));
        if (size > best) {
            best = size;
            columns = grid->columns;
        }
    }
    grid->columns = columns;
    grid->rows = (count + columns - 1) / columns;
    double least = fmax(PLANE_LEAST + grid->name, 0);
    while (grid->rows > 1 && cell_height(grid) < least)
        grid->rows--;
    while (grid->columns > 1 && cell_width(grid) < 6 * grid->place->type.small)
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

/* Lines at the whole numbers: each square is 1 by 1. */
static void draw_squares(const struct axes *axes)
{
    struct drawlist *list = axes->place->list;
    const struct box *box = &axes->box;
    for (int z = (int)floor(LOW_Z) + 1; z < HIGH_Z; z++) {
        double x = axes_x(axes, z);
        drawlist_rule(list, x, box->y, x, box->y + box->height,
                      z == 0 ? ink_mix(ink(ROLE_GRID), ROLE_NODE_LINE, 0.6) : ink(ROLE_GRID));
    }
    for (int f = (int)ceil(LOW_F); f < HIGH_F; f++) {
        double y = axes_y(axes, f);
        drawlist_rule(list, box->x, y, box->x + box->width, y,
                      f == 0 ? ink_mix(ink(ROLE_GRID), ROLE_NODE_LINE, 0.6) : ink(ROLE_GRID));
    }
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

/* "1, 2": the layers that have it; "" for none. */
static void write_layers(const struct panel_place *place, const struct activation *activation,
                         struct buffer *out)
{
    const struct network *network = place->session->tape.network;
    for (int k = 1; network && k <= network->depth; k++)
        if (network->layers[k].activation == activation)
            buffer_printf(out, out->length > 0 ? ", %d" : _("layer %d"), k);
}

static void draw_cell(const struct grid *grid, const struct activation *activation, struct box cell)
{
    const struct panel_place *place = grid->place;
    double size = place->type.small, y = cell.y + 0.5 * grid->name;
    struct shown shown = {activation, activation->param_default};
    struct axes axes = {.place = place,
                        .box = {cell.x, cell.y + grid->name, cell.width, cell.height - grid->name},
                        .left = LOW_Z,
                        .right = HIGH_Z,
                        .bottom = LOW_F,
                        .top = HIGH_F,
                        .bare = AXES_BARE_X | AXES_BARE_Y};
    struct buffer layers = BUFFER_EMPTY;
    char command[64];
    write_layers(place, activation, &layers);
    bool is_used = layers.length > 0;
    double width = drawlist_text(
        place->list, cell.x, y, activation->name,
        (struct text_style){
            .size = size, .ink = ink(ROLE_TEXT), .bold = true, .middle = true, .fit = cell.width});
    if (cell.width - width > 4 * size)
        drawlist_text(place->list, cell.x + cell.width, y, buffer_text(&layers),
                      (struct text_style){.size = size,
                                          .ink = ink(ROLE_TEXT_DIM),
                                          .align = ALIGN_RIGHT,
                                          .middle = true,
                                          .fit = cell.width - width - size});
    draw_curves(&axes, &shown);
    drawlist_rectangle(place->list, axes.box.x, axes.box.y, axes.box.width, axes.box.height, 0, INK_NONE,
                       stroke_solid(is_used ? ink(ROLE_TEXT) : ink(ROLE_PANEL_BORDER), is_used ? 2 : 1));
    snprintf(command, sizeof command, "help %s", activation->name);
    drawlist_hit_rectangle(place->list, cell.x, cell.y, cell.width, cell.height,
                           (struct hit){.kind = HIT_COMMAND, .text = command});
    buffer_finish(&layers);
}

/* In the heading's row; first how many functions there was room for, where that isn't all. */
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
    size_t first = shown == count, item_count = sizeof items / sizeof *items - first;
    double left =
        grid->box.x + drawlist_text_width(place->list, title, place->type.label, true) + 2 * place->type.small;
    key_draw(place, fmax(left, right - key_width(place, items + first, item_count)),
             place->box.y + 0.7 * place->type.space + 0.5 * place->type.label, right, items + first,
             item_count);
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
