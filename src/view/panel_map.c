/* The map panel: a layer as a linear map, then a shift, then a bend; or the layers one after the other. */
#include "view/panel_map.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/translate.h"
#include "nn/landscape.h"
#include "nn/linear.h"
#include "view/look.h"

#define STAGE_LEAST 88   /* units: a smaller plane can't be read */
#define LINE_HEIGHT 3.4  /* sizes of type: what stands above and below a line */
#define LINE_LEAST 44    /* units: the line's own picture */
#define PATIENCE_NS 60e3 /* for one point of a chain */

enum { DIGITS_LEAST = 2 };

/* ---- the stages, side by side ---- */

static double gap(const struct map *map)
{
    return map->place->type.small;
}

static double line_height(const struct map *map)
{
    return LINE_HEIGHT * map->place->type.small + LINE_LEAST * fmax(1, map->place->type.scale);
}

/* Whether each stage is a line and there is room to lay all beneath each other. */
static bool are_lines(const struct map *map, const struct box *box)
{
    for (int i = 0; i < map->count; i++)
        if (map->stages[i].directions > 1)
            return false;
    return box->height > map->count * (line_height(map) + 0.5 * gap(map));
}

/* The room of each when so many stand side by side, no more than twice as wide as high or 1.3 times as high
 * as wide. */
static struct box cell_of(const struct map *map, const struct box *box, int columns)
{
    int rows = (map->count + columns - 1) / columns;
    double width = (box->width - (columns - 1) * gap(map)) / columns;
    double height = (box->height - (rows - 1) * 0.5 * gap(map)) / rows;
    if (map->is_stacked) /* the axis's numbers reach beyond its ends */
        return (struct box){0, 0, fmax(1, width - 3 * map->place->type.small),
                            fmin(height, 2 * line_height(map))};
    return (struct box){0, 0, fmin(width, fmax(2 * height, 20 * map->place->type.small)),
                        fmin(height, 1.3 * width)};
}

/* The shorter side of the plane in it: beside it and above and below stand numbers and names. */
static double side_of(const struct map *map, const struct box *box, int columns)
{
    struct box cell = cell_of(map, box, columns);
    if (map->is_stacked)
        return cell.width;
    return fmin(cell.width - 3 * map->place->type.small, cell.height - 3.3 * map->place->type.small);
}

static int best_columns(const struct map *map, const struct box *box)
{
    int best = 1;
    for (int columns = 2; columns <= map->count; columns++)
        if (side_of(map, box, columns) > side_of(map, box, best) + 1)
            best = columns;
    return best;
}

/* What can be done without: of a layer's parts the shift, then the bend; of layers the last but one. */
static void drop_one(struct map *map)
{
    int which = map->count - 2;
    if (!map->is_chain && map->count == 3)
        which = 2;
    map->count--;
    memmove(&map->stages[which], &map->stages[which + 1], (size_t)(map->count - which) * sizeof *map->stages);
}

static void draw_stages(struct map *map, struct box box)
{
    map->is_stacked = are_lines(map, &box);
    int columns = best_columns(map, &box);
    while (map->count > 2 && side_of(map, &box, columns) < STAGE_LEAST) {
        drop_one(map);
        map->is_stacked = are_lines(map, &box);
        columns = best_columns(map, &box);
    }
    map_find_reach(map);
    int rows = (map->count + columns - 1) / columns;
    struct box cell = cell_of(map, &box, columns);
    double across = cell.width + gap(map), down = cell.height + 0.5 * gap(map);
    double left = box.x + (box.width - columns * across + gap(map)) / 2;
    double top = box.y + (box.height - rows * down + 0.5 * gap(map)) / 2;
    for (int i = 0; i < map->count; i++) {
        int column = i % columns, row = i / columns;
        cell.x = left + column * across;
        cell.y = top + row * down;
        map_draw_stage(map, &map->stages[i], cell);
    }
}

/* ---- the numbers ---- */

static void put_number(const struct map *map, struct look_line *row, double value, struct ink colour)
{
    char text[LOOK_NUMBER_SIZE];
    look_number(text, value, map->facts_digits);
    look_line_put(row, text, colour, true);
}

/* Its columns are where the unit vectors go, and have their colours. */
static void put_matrix(const struct map *map, struct look_line *row)
{
    const struct layer *layer = &map->network->layers[map->layer];
    char name[LOOK_NUMBER_SIZE];
    snprintf(name, sizeof name, "w%d = [", map->layer);
    look_line_put(row, name, ink(ROLE_TEXT_DIM), false);
    for (int j = 0; j < layer->rows; j++)
        for (int i = 0; i < layer->inputs; i++) {
            if (j + i > 0)
                look_line_put(row, i > 0 ? "  " : ";  ", ink(ROLE_TEXT_DIM), false);
            put_number(map, row, map->network->param[layer->w + (size_t)(j * layer->inputs + i)],
                       map_unit_ink(i));
        }
    look_line_put(row, "]", ink(ROLE_TEXT_DIM), false);
}

static void put_bias(const struct map *map, struct look_line *row)
{
    const struct layer *layer = &map->network->layers[map->layer];
    char name[LOOK_NUMBER_SIZE];
    snprintf(name, sizeof name, "     b%d = [", map->layer);
    look_line_put(row, name, ink(ROLE_TEXT_DIM), false);
    for (int j = 0; j < layer->rows; j++) {
        if (j > 0)
            look_line_put(row, "  ", ink(ROLE_TEXT_DIM), false);
        put_number(map, row, map->network->param[layer->b + (size_t)j], ink(ROLE_TEXT));
    }
    look_line_put(row, "]", ink(ROLE_TEXT_DIM), false);
}

static void put_determinant(const struct map *map, struct look_line *row, const char *of, double determinant)
{
    char name[LOOK_NUMBER_SIZE];
    snprintf(name, sizeof name, "%sdet %s = ", row->count > 0 ? "     " : "", of);
    look_line_put(row, name, ink(ROLE_TEXT_DIM), false);
    put_number(map, row, determinant, map_square_ink(determinant));
}

static double row_width(const struct map *map, const struct look_line *row)
{
    return look_row_width(map->place->list, row->pieces, row->count, map->facts_size);
}

/* w, b and det, or what is left of them: 1 without b, 2 det alone, 3 w alone. */
static void put_facts(const struct map *map, struct look_line *row, int left_out)
{
    const struct layer *layer = &map->network->layers[map->layer];
    bool is_small = layer->rows <= 3 && layer->inputs <= 2, is_square = layer->rows == 2 && layer->inputs == 2;
    char of[LOOK_NUMBER_SIZE];
    snprintf(of, sizeof of, "w%d", map->layer);
    row->count = 0;
    if (is_small && left_out != 2)
        put_matrix(map, row);
    if (is_small && left_out == 0)
        put_bias(map, row);
    if (is_square && left_out < 3)
        put_determinant(map, row, of, linear_determinant(map->network->param + layer->w));
}

/* As much as there is room for, rather with fewer digits than without w. Returns whether that is all. */
static bool fill_row(struct map *map, struct look_line *row, double width)
{
    int digits = look_digits(map->session);
    for (int left_out = 0; left_out < 4; left_out++)
        for (map->facts_digits = digits; map->facts_digits >= (left_out == 1 ? DIGITS_LEAST : digits);
             map->facts_digits--) {
            put_facts(map, row, left_out);
            if (row->count < LOOK_LINE_PIECES && row_width(map, row) <= width)
                return left_out == 0;
        }
    row->count = 0;
    return false;
}

static bool is_square_and_linear(const struct network *network, int k)
{
    return network->layers[k].inputs == 2 && network->layers[k].rows == 2 && linear_is(&network->layers[k]);
}

/* "det (w2 w1) = det w2 · det w1 = 2 · 0.5 = 1" */
static bool fill_chain_row(struct map *map, struct look_line *row, double width)
{
    const struct network *network = map->network;
    double determinant = 1;
    map->facts_digits = look_digits(map->session);
    for (int k = 1; k <= network->depth; k++)
        if (!is_square_and_linear(network, k))
            return true;
    char text[LOOK_NUMBER_SIZE];
    for (int k = network->depth; k >= 1; k--) {
        double its = linear_determinant(network->param + network->layers[k].w);
        snprintf(text, sizeof text, k > 1 ? "det w%d · " : "det w%d", k);
        look_line_put(row, text, ink(ROLE_TEXT_DIM), false);
        determinant *= its;
    }
    look_line_put(row, " = ", ink(ROLE_TEXT_DIM), false);
    for (int k = network->depth; k >= 1; k--) {
        put_number(map, row, linear_determinant(network->param + network->layers[k].w), ink(ROLE_TEXT));
        look_line_put(row, k > 1 ? " · " : " = ", ink(ROLE_TEXT_DIM), false);
    }
    put_number(map, row, determinant, map_square_ink(determinant));
    if (row->count == LOOK_LINE_PIECES || row_width(map, row) > width) {
        row->count = 0;
        put_determinant(map, row, "(wL ... w1)", determinant);
        return false;
    }
    return true;
}

/* ---- the words ---- */

/* How lengths change where one input goes in. */
static void say_line(const struct map *map, char *text, size_t size)
{
    const struct layer *layer = &map->network->layers[map->layer];
    const double *w = map->network->param + layer->w;
    char number[LOOK_NUMBER_SIZE];
    double squares = 0;
    for (int j = 0; j < layer->rows; j++)
        squares += w[j] * w[j];
    look_number(number, sqrt(squares), look_digits(map->session));
    if (squares == 0)
        snprintf(text, size, "%s", _("w is 0: every point comes to the same place."));
    else if (layer->rows > 1)
        snprintf(text, size, _("The line lies in a space of %d directions; lengths become %s times as long."),
                 layer->rows, number);
    else if (w[0] > 0)
        snprintf(text, size, _("Lengths become %s times as long."), number);
    else
        snprintf(text, size, _("Lengths become %s times as long, and left and right change places."), number);
}

static void say_plane(const struct map *map, char *text, size_t size)
{
    const struct layer *layer = &map->network->layers[map->layer];
    const double *w = map->network->param + layer->w;
    double area = linear_area(w, layer->rows), determinant = layer->rows == 2 ? linear_determinant(w) : 1;
    char number[LOOK_NUMBER_SIZE];
    look_number(number, area, look_digits(map->session));
    if (isnan(area))
        snprintf(text, size, "%s", _("A weight is not a number, so the grid can't be drawn."));
    else if (layer->rows == 1)
        snprintf(text, size, "%s", _("The plane is pressed onto a line: two directions become one."));
    else if (area == 0)
        snprintf(text, size, "%s",
                 _("The determinant is 0: the plane is pressed flat, and what it held can't come "
                   "back."));
    else if (layer->rows > 2)
        snprintf(text, size, _("The plane lies in space; areas become %s times as large."), number);
    else if (strcmp(number, "1") == 0)
        snprintf(text, size, "%s",
                 determinant > 0
                     ? _("Areas stay as large as they are; e2 stays on its side of e1.")
                     : _("Areas stay as large as they are, and the plane is turned over: e2 changes sides."));
    else if (determinant > 0)
        snprintf(text, size, _("Areas become %s times as large; e2 stays on its side of e1."), number);
    else
        snprintf(text, size,
                 _("Areas become %s times as large, and the plane is turned over: e2 changes sides."), number);
}

static void say(const struct map *map, char *text, size_t size)
{
    const struct layer *layer = &map->network->layers[map->layer];
    int inputs = map_inputs(map);
    if (map->is_chain && inputs > 2)
        snprintf(text, size, _("Drawn: the first 2 of %d inputs, and of each layer the first 2 or all 3."),
                 inputs);
    else if (map->is_chain)
        snprintf(text, size, "%s",
                 linear_are_all(map->network, 1, map->network->depth, NULL)
                     ? _("Each layer turns and stretches with w, and shifts with b.")
                     : _("Each layer turns and stretches with w, shifts with b, and bends with f."));
    else if (inputs > 2 && layer->rows > 3)
        snprintf(text, size, _("Drawn: the first 2 of %d inputs and the first 2 of %d sums."), inputs,
                 layer->rows);
    else if (inputs > 2)
        snprintf(text, size, _("Drawn: the first 2 of %d inputs; the others stay as they are."), inputs);
    else if (layer->rows > 3)
        snprintf(text, size, _("Drawn: the first 2 of %d sums."), layer->rows);
    else if (inputs == 1)
        say_line(map, text, size);
    else
        say_plane(map, text, size);
}

/* Takes the room for the numbers and words from the bottom of box. */
static void draw_facts(struct map *map, struct box *box)
{
    const struct panel_place *place = map->place;
    bool is_roomy = box->height > 26 * place->type.label && box->width > 45 * place->type.label;
    char text[256];
    struct look_line row = {.count = 0};
    for (bool is_all = false, is_large = is_roomy; !is_all; is_large = false) {
        row.count = 0;
        map->facts_size = is_large ? place->type.value : place->type.label;
        is_all = map->is_chain ? fill_chain_row(map, &row, box->width) : fill_row(map, &row, box->width);
        is_all |= !is_large;
    }
    double size = map->facts_size, line = 1.5 * size;
    say(map, text, sizeof text);
    double height = panel_sentence_height(place, box->width, text);
    if (box->height - height - line > 130) {
        panel_sentence(place, (struct box){box->x, box->y + box->height - height, box->width, height}, text);
        box->height -= height;
    }
    if (row.count > 0 && box->height - line > 100) {
        look_row(place->list, box->x + box->width / 2, box->y + box->height - 0.6 * line, row.pieces, row.count,
                 size, ALIGN_CENTRE);
        box->height -= line + 0.2 * size;
    }
}

/* ---- the panel ---- */

static void put_title(const struct map *map, char title[128])
{
    const struct layer *layer = &map->network->layers[map->layer];
    if (map->is_chain)
        snprintf(title, 128, "%s",
                 map_inputs(map) > 1 ? _("what the layers make of the plane, one after the other")
                                     : _("what the layers make of the line, one after the other"));
    else
        snprintf(title, 128, _("layer %d as a map: %d → %d"), map->layer, layer->inputs, layer->nodes);
}

void panel_map_draw(const struct panel_place *place)
{
    struct map map = {.place = place, .session = place->session, .network = place->session->tape.network};
    struct error error = {.text = ""};
    char title[128];
    drawlist_clip(place->list, place->box.x, place->box.y, place->box.width, place->box.height);
    if (!session_needs_network(place->session, &error)) {
        panel_sentence(place, panel_heading(place, _("a layer as a map"), NULL), error.text);
    } else {
        map_choose(&map);
        put_title(&map, title);
        struct box box = panel_heading(place, title, NULL);
        if (map.is_chain && landscape_inputs_ns(map.network) > PATIENCE_NS) {
            panel_sentence(place, box,
                           _("This network is so large that following each point through it would hold "
                             "everything up; 'view map' shows one layer."));
        } else {
            draw_facts(&map, &box);
            draw_stages(&map, box);
        }
        map_finish(&map);
    }
    drawlist_unclip(place->list);
}
