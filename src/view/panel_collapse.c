/* The collapse panel: a network beside the one layer that its layers come to, and what is between them. */
#include "view/panel_collapse.h"

#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/translate.h"
#include "nn/linear.h"
#include "view/contour.h"
#include "view/look.h"

enum { CELLS_ACROSS = 41, CURVE_POINTS = 161, PICTURES = 3, LAYERS_DRAWN = 16, DOTS_MAX = 6 };

#define STRONGEST 0.85
#define ROUNDINGS 8.0 /* it is known for one input, and is about so large everywhere */

/* One of the three: the network, the product, the difference. */
struct picture {
    const struct collapse *collapse;
    struct axes axes;
    const double *values;
    double high;     /* of the scale of colours, both ways */
    bool is_nothing; /* the difference, where it is rounding: not worth a line */
    bool is_partly;  /* it is so in a part of the plane, through which no line at 0 leads */
    struct stroke line;
};

/* ---- a network in small ---- */

static double dot_y(struct box box, int dots, int i)
{
    return box.y + box.height * (i + 0.5) / dots;
}

static int dots_of(int nodes)
{
    return nodes < DOTS_MAX ? nodes : DOTS_MAX;
}

static void draw_columns(const struct panel_place *place, struct box box, const int *nodes, const bool *bent,
                         int layers)
{
    double radius = fmin(5 * place->type.scale, 0.36 * box.height / DOTS_MAX);
    for (int k = 0; k < layers; k++) {
        double x = box.x + box.width * (k + 0.5) / layers;
        int dots = dots_of(nodes[k]);
        enum role rim = k == 0 ? ROLE_INPUT : k + 1 == layers ? ROLE_OUTPUT : ROLE_NODE_LINE;
        for (int i = 0; i < dots; i++) {
            if (bent && bent[k])
                drawlist_disc(place->list, x, dot_y(box, dots, i), 1.5 * radius, ink(ROLE_WARNING),
                              STROKE_NONE);
            drawlist_disc(place->list, x, dot_y(box, dots, i), radius, ink(ROLE_NODE),
                          stroke_solid(ink(rim), 1.5 * place->type.scale));
        }
    }
}

void collapse_draw_sketch(const struct panel_place *place, struct box box, const int *nodes, const bool *bent,
                          int layers)
{
    struct stroke edge = stroke_solid(ink_mix(ink(ROLE_PANEL), ROLE_NODE_LINE, 0.55), 1);
    for (int k = 0; k + 1 < layers; k++)
        for (int i = 0; i < dots_of(nodes[k]); i++)
            for (int j = 0; j < dots_of(nodes[k + 1]); j++)
                drawlist_line(place->list, box.x + box.width * (k + 0.5) / layers,
                              dot_y(box, dots_of(nodes[k]), i), box.x + box.width * (k + 1.5) / layers,
                              dot_y(box, dots_of(nodes[k + 1]), j), edge);
    draw_columns(place, box, nodes, bent, layers);
}

static void draw_network(const struct collapse *collapse, struct box box)
{
    const struct network *network = collapse->network;
    int nodes[LAYERS_DRAWN], layers = 0;
    bool bent[LAYERS_DRAWN] = {false};
    for (int k = 0; k <= network->depth; k++) {
        bool is_left_out = k >= LAYERS_DRAWN - 1 && k < network->depth;
        if (is_left_out)
            continue;
        nodes[layers] = network->layers[k].nodes;
        bent[layers] =
            collapse->bent > 0 && k >= collapse->bent && network->layers[k].activation->name[0] != 'l';
        layers++;
    }
    collapse_draw_sketch(collapse->place, box, nodes, bent, layers);
}

static void draw_product(const struct collapse *collapse, struct box box)
{
    const int nodes[] = {network_inputs(collapse->network), network_outputs(collapse->network)};
    double narrow = fmin(box.width, 1.4 * box.height);
    box.x += (box.width - narrow) / 2;
    box.width = narrow;
    collapse_draw_sketch(collapse->place, box, nodes, NULL, 2);
}

/* ---- two inputs: maps ---- */

static struct ink ink_of_value(const void *context, double value)
{
    const struct picture *picture = context;
    if (isnan(value))
        return ink_mix(ink(ROLE_PANEL), ROLE_ERROR, 0.35);
    return ink_mix(ink(ROLE_PANEL), value < 0 ? ROLE_NEGATIVE : ROLE_POSITIVE,
                   STRONGEST * fmin(1, fabs(value) / picture->high));
}

static struct ink ink_at(const void *context, double across, double down)
{
    const struct picture *picture = context;
    const struct plane *plane = &picture->collapse->plane;
    return ink_of_value(picture, grid_between(picture->values, plane->columns, plane->rows, across, down));
}

static void draw_contour(void *context, const double *xy, size_t count)
{
    const struct picture *picture = context;
    const struct plane *plane = &picture->collapse->plane;
    const struct box *box = &picture->axes.box;
    double *placed = memory_new(count, 2 * sizeof *placed);
    for (size_t i = 0; i < count; i++) {
        placed[2 * i] = box->x + xy[2 * i] / plane->columns * box->width;
        placed[2 * i + 1] = box->y + xy[2 * i + 1] / plane->rows * box->height;
    }
    drawlist_curve(picture->collapse->place->list, placed, count, picture->line);
    memory_free(placed);
}

/* Whether a part of the plane is rounding only, rather than a line in it. */
static bool is_partly_nothing(const struct collapse *collapse, const double *difference)
{
    size_t cells = (size_t)collapse->plane.columns * (size_t)collapse->plane.rows, nothing = 0;
    for (size_t i = 0; i < cells; i++)
        nothing += fabs(difference[i]) <= ROUNDINGS * collapse->rounding;
    return nothing > cells / 20;
}

static void draw_map(struct picture *picture)
{
    const struct collapse *collapse = picture->collapse;
    const struct box *box = &picture->axes.box;
    struct drawlist *list = collapse->place->list;
    axes_fill(&picture->axes, ink_at, picture);
    drawlist_clip(list, box->x, box->y, box->width, box->height);
    for (int i = -4; i <= 4 && !picture->is_nothing; i++) {
        if (i == 0 && picture->is_partly)
            continue;
        picture->line = stroke_solid(ink_fade(ink(ROLE_TEXT), i == 0 ? 0.9 : 0.4),
                                     (i == 0 ? 1.8 : 1) * fmax(1, collapse->place->type.scale));
        contour_trace(picture->values, collapse->plane.columns, collapse->plane.rows, i * picture->high / 5,
                      draw_contour, picture);
    }
    drawlist_unclip(list);
}

/* ---- one input: curves ---- */

static void draw_curve(const struct picture *picture, const double *values, struct stroke stroke)
{
    const struct plane *plane = &picture->collapse->plane;
    double *xy = memory_new((size_t)plane->columns, 2 * sizeof *xy);
    for (int i = 0; i < plane->columns; i++) {
        xy[2 * i] = axes_x(&picture->axes, plane_x(plane, i));
        xy[2 * i + 1] = isfinite(values[i]) ? axes_y(&picture->axes, values[i]) : (double)NAN;
    }
    drawlist_curve(picture->collapse->place->list, xy, (size_t)plane->columns, stroke);
    memory_free(xy);
}

/* W x + b lies dashed on the network's own curve. */
static void draw_plot(const struct picture *picture)
{
    const struct box *box = &picture->axes.box;
    const struct collapse *collapse = picture->collapse;
    double scale = collapse->place->type.scale;
    axes_grid(&picture->axes);
    drawlist_clip(collapse->place->list, box->x, box->y, box->width, box->height);
    bool is_deep = picture->values == collapse->deep, is_flat = picture->values == collapse->flat;
    if (!is_flat)
        draw_curve(picture, picture->values,
                   stroke_solid(ink(is_deep ? ROLE_FORWARD : ROLE_WARNING), 3.5 * scale));
    if (is_deep || is_flat)
        draw_curve(picture, collapse->flat, stroke_dashed(ink(ROLE_TEXT), 2 * scale, 7 * scale, 6 * scale, 0));
    drawlist_unclip(collapse->place->list);
}

/* ---- the three pictures ---- */

/* is_all: it is all that is said of it, in so many digits. */
static void put_caption(const struct collapse *collapse, int which, bool is_all, int digits, char caption[96])
{
    char number[LOOK_NUMBER_SIZE];
    look_number(number, collapse->apart, digits);
    look_shorten(number);
    if (which < PICTURES - 1)
        snprintf(caption, 96, "%s", which == 0 ? _("the network") : "W x + b");
    else if (is_all)
        snprintf(caption, 96, _("difference: %s"), collapse_is_the_same(collapse) ? "0" : number);
    else
        snprintf(caption, 96, "%s", _("the difference"));
}

static double high_of(const struct collapse *collapse, int which)
{
    double largest = which < PICTURES - 1 ? collapse->largest : collapse->apart;
    if (which == PICTURES - 1 && collapse_is_the_same(collapse)) /* rounding is not worth a picture */
        largest = collapse->largest;
    if (!isfinite(largest) || largest == 0)
        return 1;
    return collapse->is_curve ? 1.1 * largest : axes_nice(largest);
}

static void write_caption(const struct collapse *collapse, struct box *box, int which, bool is_all)
{
    const struct panel_place *place = collapse->place;
    const struct type *type = &place->type;
    char caption[96];
    put_caption(collapse, which, is_all, 2, caption);
    bool is_short = drawlist_text_width(place->list, caption, type->label, true) <= box->width;
    if (drawlist_text_width(place->list, caption, type->small, true) > box->width)
        put_caption(collapse, which, is_all, 1, caption);
    drawlist_text(place->list, box->x + box->width / 2, box->y + 0.7 * type->label, caption,
                  (struct text_style){.size = is_short ? type->label : type->small,
                                      .ink = ink(ROLE_TEXT),
                                      .bold = true,
                                      .align = ALIGN_CENTRE,
                                      .middle = true,
                                      .fit = box->width});
    box->y += 1.5 * type->label;
    box->height -= 1.5 * type->label;
}

/* In the place of the third sketch. */
static void write_difference(const struct collapse *collapse, struct box box)
{
    const struct panel_place *place = collapse->place;
    const struct type *type = &place->type;
    char number[LOOK_NUMBER_SIZE];
    bool is_same = collapse_is_the_same(collapse);
    look_number(number, collapse->apart, 2);
    double middle = box.y + box.height / 2;
    drawlist_text(place->list, box.x + box.width / 2, middle - 0.5 * type->value, is_same ? "0" : number,
                  (struct text_style){.size = type->value,
                                      .ink = ink(is_same ? ROLE_GOOD : ROLE_WARNING),
                                      .bold = true,
                                      .align = ALIGN_CENTRE,
                                      .middle = true});
    char text[96];
    if (is_same)
        snprintf(text, sizeof text, _("to rounding: at most %s"), number);
    else
        snprintf(text, sizeof text, "%s",
                 collapse->is_curve ? _("at most, in this range") : _("at most, on this plane"));
    if (drawlist_text_width(place->list, text, type->small, false) > box.width)
        snprintf(text, sizeof text, "%s%s", is_same ? "≤ " : "", is_same ? number : "");
    drawlist_text(place->list, box.x + box.width / 2, middle + 0.8 * type->value, text,
                  (struct text_style){.size = type->small,
                                      .ink = ink(ROLE_TEXT_DIM),
                                      .align = ALIGN_CENTRE,
                                      .middle = true,
                                      .fit = box.width});
}

static double sketch_height(const struct collapse *collapse, double height)
{
    double wanted = 5 * collapse->place->type.label;
    return height > 3 * wanted ? wanted : 0;
}

static void draw_picture(const struct collapse *collapse, struct box box, int which, double *difference)
{
    const struct type *type = &collapse->place->type;
    struct picture picture = {.collapse = collapse,
                              .values = which == 0   ? collapse->deep
                                        : which == 1 ? collapse->flat
                                                     : difference};
    double sketch = sketch_height(collapse, box.height);
    char name[LOOK_NAME_SIZE];
    write_caption(collapse, &box, which, sketch == 0);
    if (sketch > 0) {
        struct box top = {box.x, box.y, box.width, sketch};
        if (which == 0)
            draw_network(collapse, top);
        else if (which == 1)
            draw_product(collapse, top);
        else
            write_difference(collapse, top);
        box.y += sketch + 0.5 * type->small;
        box.height -= sketch + 0.5 * type->small;
    }
    picture.high = high_of(collapse, which);
    picture.is_nothing = which == PICTURES - 1 && collapse_is_the_same(collapse);
    picture.is_partly = which == PICTURES - 1 && !collapse->is_curve && is_partly_nothing(collapse, difference);
    look_name(look_at(QUANTITY_A, collapse->network->depth, collapse->output + 1, 0), name);
    picture.axes = (struct axes){.place = collapse->place,
                                 .left = collapse->left,
                                 .right = collapse->right,
                                 .bottom = collapse->is_curve ? -picture.high : collapse->bottom,
                                 .top = collapse->is_curve ? picture.high : collapse->top,
                                 .x_name = "x[1]",
                                 .y_name = collapse->is_curve ? name : "x[2]"};
    if (!axes_fit(&picture.axes, box, AXES_FREE))
        return;
    if (collapse->is_curve)
        draw_plot(&picture);
    else
        draw_map(&picture);
    axes_frame(&picture.axes);
}

/* The colours of the first two, and how wide the scale of them is with its numbers. */
static double find_bar(const struct collapse *collapse, struct picture *picture, char name[LOOK_NAME_SIZE],
                       struct colour_bar *bar)
{
    *picture = (struct picture){.collapse = collapse, .high = high_of(collapse, 0)};
    *bar = (struct colour_bar){-picture->high, picture->high, 0, name, ink_of_value, picture};
    look_name(look_at(QUANTITY_A, collapse->network->depth, collapse->output + 1, 0), name);
    return fmax(5 * collapse->place->type.small,
                colour_bar_width(collapse->place, bar) + collapse->place->type.small);
}

static double bar_width(const struct collapse *collapse)
{
    struct picture picture;
    struct colour_bar bar;
    char name[LOOK_NAME_SIZE];
    return find_bar(collapse, &picture, name, &bar);
}

static void draw_bar(const struct collapse *collapse, struct box box)
{
    struct picture picture;
    struct colour_bar bar;
    char name[LOOK_NAME_SIZE];
    find_bar(collapse, &picture, name, &bar);
    double sketch = sketch_height(collapse, box.height), size = collapse->place->type.small;
    double top = 1.5 * collapse->place->type.label + (sketch > 0 ? sketch + 0.5 * size : 0);
    colour_bar_draw(collapse->place, &bar,
                    (struct box){box.x, box.y + top, box.width, box.height - top - 1.7 * size});
}

static void draw_pictures(const struct collapse *collapse, struct box box)
{
    const struct type *type = &collapse->place->type;
    size_t cells = plane_cells(&collapse->plane);
    double *difference = memory_new(cells, sizeof *difference), gap = 1.2 * type->small;
    for (size_t i = 0; i < cells; i++)
        difference[i] = collapse->deep[i] - collapse->flat[i];
    bool is_tall = box.height > 1.4 * box.width;
    double length = is_tall ? box.height : box.width, least = is_tall ? 100 : 120;
    int shown = length >= PICTURES * least ? PICTURES : 2;
    double bar = !collapse->is_curve && !is_tall && shown == PICTURES ? bar_width(collapse) : 0;
    bar = length - bar >= PICTURES * 1.3 * least ? bar : 0;
    double each = (length - bar - (shown - 1) * gap) / shown;
    for (int i = 0; i < shown; i++) {
        double start = i * (each + gap) + (i == PICTURES - 1 ? bar : 0);
        draw_picture(collapse,
                     is_tall ? (struct box){box.x, box.y + start, box.width, each}
                             : (struct box){box.x + start, box.y, each, box.height},
                     i, difference);
    }
    if (bar > 0)
        draw_bar(collapse, (struct box){box.x + 2 * each + 2 * gap, box.y, bar, box.height});
    memory_free(difference);
}

/* ---- the numbers and words ---- */

static void put_numbers(const struct collapse *collapse, struct look_line *row, const char *name,
                        const double *numbers, int rows, int columns)
{
    look_line_put(row, name, ink(ROLE_TEXT_DIM), false);
    for (int i = 0; i < rows * columns; i++) {
        double value = numbers[i];
        char text[LOOK_NUMBER_SIZE];
        if (i > 0)
            look_line_put(row, i % columns == 0 ? ";  " : "  ", ink(ROLE_TEXT_DIM), false);
        look_number(text, value, look_digits(collapse->session));
        look_line_put(row, text, ink(value > 0 ? ROLE_POSITIVE : value < 0 ? ROLE_NEGATIVE : ROLE_TEXT), true);
    }
    look_line_put(row, "]", ink(ROLE_TEXT_DIM), false);
}

/* "W = w3 w2 w1 = [0.3 1.2]   b = [0.1]", where that fits. */
static void fill_row(const struct collapse *collapse, struct look_line *row, double width)
{
    const struct network *network = collapse->network;
    int inputs = network_inputs(network), outputs = network_outputs(network);
    char name[LOOK_NUMBER_SIZE];
    if (network->depth == 1)
        snprintf(name, sizeof name, "W = w1 = [");
    else if (network->depth <= 3)
        snprintf(name, sizeof name, network->depth == 2 ? "W = w2 w1 = [" : "W = w3 w2 w1 = [");
    else
        snprintf(name, sizeof name, "W = w%d ... w1 = [", network->depth);
    if (inputs * outputs <= 12) {
        put_numbers(collapse, row, name, collapse->w, outputs, inputs);
        put_numbers(collapse, row, "     b = [", collapse->b, 1, outputs);
    }
    if (row->count == LOOK_LINE_PIECES ||
        look_row_width(collapse->place->list, row->pieces, row->count, collapse->place->type.label) > width)
        row->count = 0;
}

static void write_words(const struct collapse *collapse, char *text, size_t size)
{
    const struct network *network = collapse->network;
    const char *symbol = collapse->bent ? network->layers[collapse->bent].activation->name : "";
    if (!collapse->is_finite)
        snprintf(text, size, "%s", _("There are no finite numbers here to compare."));
    else if (collapse->bent && network->depth == 1)
        snprintf(text, size, _("The layer bends its sums (%s), so it is no longer W x + b."), symbol);
    else if (collapse->bent)
        snprintf(text, size, _("Layer %d bends its sums (%s), so the layers no longer come to one W x + b."),
                 collapse->bent, symbol);
    else if (network->depth == 1)
        snprintf(text, size, "%s", _("One linear layer is W x + b itself."));
    else
        snprintf(text, size, _("However deep: %d linear layers are one layer, and can do no more than one."),
                 network->depth);
}

/* What to try next; a click runs it. */
static double draw_button(const struct collapse *collapse, double right, double middle)
{
    const struct panel_place *place = collapse->place;
    double size = place->type.label;
    char command[48];
    snprintf(command, sizeof command, collapse->bent ? "layer %d linear" : "layer %d tanh",
             collapse->bent ? collapse->bent : 1);
    double width = drawlist_text_width(place->list, command, size, true) + 1.2 * size;
    struct hit hit = {.kind = HIT_COMMAND, .text = command};
    bool is_hovered = look_is_hovered(&place->options->hover, &hit);
    drawlist_rectangle(place->list, right - width, middle - 0.8 * size, width, 1.6 * size,
                       6 * place->type.scale,
                       is_hovered ? ink_mix(ink(ROLE_NODE), ROLE_NODE_LINE, 0.25) : ink(ROLE_NODE),
                       stroke_solid(ink(ROLE_NODE_LINE), 1));
    drawlist_text(
        place->list, right - width / 2, middle, command,
        (struct text_style){
            .size = size, .ink = ink(ROLE_ACCENT_TEXT), .bold = true, .align = ALIGN_CENTRE, .middle = true});
    drawlist_hit_rectangle(place->list, right - width, middle - 0.8 * size, width, 1.6 * size, hit);
    return width;
}

/* Takes their room from the bottom of box. */
static void draw_facts(const struct collapse *collapse, struct box *box)
{
    const struct panel_place *place = collapse->place;
    double size = place->type.label, line = 1.6 * size;
    char text[256];
    struct look_line row = {.count = 0};
    write_words(collapse, text, sizeof text);
    fill_row(collapse, &row, box->width);
    if (box->height < 130 + 2 * line)
        return;
    double button = draw_button(collapse, box->x + box->width, box->y + box->height - 0.6 * line);
    double room = box->width - button - size;
    double height = panel_sentence_height(place, room, text);
    if (box->height - height - line < 170)
        height = line;
    else
        panel_sentence(place, (struct box){box->x, box->y + box->height - height, room, height}, text);
    box->height -= fmax(height, line) + 0.3 * size;
    if (row.count > 0) {
        look_row(place->list, box->x + box->width / 2, box->y + box->height - 0.6 * line, row.pieces, row.count,
                 size, ALIGN_CENTRE);
        box->height -= line + 0.5 * size;
    }
}

/* ---- the panel ---- */

static void draw(struct collapse *collapse)
{
    const struct network *network = collapse->network;
    char title[128], remark[96], name[LOOK_NAME_SIZE];
    double *own;
    int inputs = network_inputs(network);
    if (network->depth == 1)
        snprintf(title, sizeof title, "%s", _("one layer beside W x + b"));
    else
        snprintf(title, sizeof title,
                 collapse->bent ? _("%d layers beside their product")
                                : _("%d linear layers beside their product"),
                 network->depth);
    look_name(look_at(QUANTITY_A, network->depth, collapse->output + 1, 0), name);
    if (inputs > 2)
        snprintf(remark, sizeof remark, _("%s; inputs from the third on stay as they are"), name);
    else
        snprintf(remark, sizeof remark, _("%s over the inputs"), name);
    const struct type *type = &collapse->place->type;
    double room = collapse->place->box.width - 3 * type->space -
                  drawlist_text_width(collapse->place->list, title, type->label, true);
    if (drawlist_text_width(collapse->place->list, remark, type->small, false) > room)
        snprintf(remark, sizeof remark, "%s", name);
    struct box box = panel_heading(collapse->place, title, remark);
    collapse_ask(collapse, collapse->is_curve ? CURVE_POINTS : CELLS_ACROSS,
                 collapse->is_curve ? 1 : CELLS_ACROSS, &own);
    draw_facts(collapse, &box);
    box.y += 0.3 * collapse->place->type.small;
    box.height -= 0.5 * collapse->place->type.small;
    draw_pictures(collapse, box);
    memory_free(own);
}

void panel_collapse_draw(const struct panel_place *place)
{
    struct collapse collapse = {
        .place = place, .session = place->session, .network = place->session->tape.network};
    struct error error = {.text = ""};
    drawlist_clip(place->list, place->box.x, place->box.y, place->box.width, place->box.height);
    if (session_needs_network(place->session, &error) && collapse_choose(&collapse, &error))
        draw(&collapse);
    else
        panel_sentence(place, panel_heading(place, _("the layers beside their product"), NULL), error.text);
    collapse_finish(&collapse);
    drawlist_unclip(place->list);
}
