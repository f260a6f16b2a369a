/* The boundary panel: what the network makes of the plane of its inputs, and the data on it. */
#include "view/panel_boundary.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "view/contour.h"
#include "view/level_lines.h"
#include "view/look.h"
#include "view/scene_cache.h"

enum { CELLS_MAX = 10000, CELLS_LEAST = 256 };

#define BUDGET_NS 10e6    /* for all cells together */
#define PATIENCE_NS 200e6 /* for the least of them */
#define CELL_LEAST 2.5    /* units */
#define LEAD_MOST 4e307   /* an infinite one has no middle with another */
#define Z_STEP 1e-6       /* so close to z = 0 a jump shows as one */
#define STRONGEST 0.6     /* share of a class's colour where the network is sure */
#define STRONGEST_VALUE 0.85
#define MARK_SHARE 0.08   /* of the way from one sample to the next, were they spread evenly: a mark's radius */
#define MARK_ROOM 2.4     /* radii: a mark with its ring stays so far within the plane */
#define MARK_SMALLEST 0.7 /* times the usual radius */
#define MARK_LARGEST 1.7

/* ---- what is drawn ---- */

/* The prediction of two classes by one output: below or above a half. */
static bool is_two_classes(const struct boundary *boundary)
{
    return boundary->is_output && boundary->what == LANDSCAPE_NODE && boundary->classes == 2 &&
           boundary->data->outputs == 1 && boundary->has_targets;
}

static void name_it(struct boundary *boundary)
{
    char z[LOOK_NAME_SIZE];
    struct cell cell = boundary->is_output ? look_at(QUANTITY_YHAT, 0, boundary->node + 1, 0)
                                           : look_at(QUANTITY_A, boundary->layer, boundary->node + 1, 0);
    look_name(cell, boundary->name);
    look_name(look_at(QUANTITY_Z, boundary->layer, boundary->node + 1, 0), z);
    bool is_inside = !boundary->is_output && boundary->network->layers[boundary->layer].pieces == 1;
    if (is_inside)
        snprintf(boundary->line, sizeof boundary->line, "%s = 0", z);
    else if (is_two_classes(boundary))
        snprintf(boundary->line, sizeof boundary->line, "%s = 0.5", boundary->name);
}

/* The node that is selected, or whose number is. */
static bool choose_selected(struct boundary *boundary)
{
    const struct session *session = boundary->session;
    const struct network *network = boundary->network;
    struct cell cell = session->selected;
    if (!session->has_selected || cell.row == 0)
        return false;
    if (quantity_is_gradient(cell.quantity))
        cell.quantity = quantity_of_gradient(cell.quantity);
    if (cell.quantity == QUANTITY_YHAT) {
        boundary->layer = network->depth;
        boundary->node = cell.row - 1;
        boundary->is_output = true;
    } else if (quantity_has_layer(cell.quantity) && cell.layer > 0) {
        int pieces = cell.quantity == QUANTITY_A ? 1 : network->layers[cell.layer].pieces;
        boundary->layer = cell.layer;
        boundary->node = (cell.row - 1) / pieces;
        boundary->is_output = cell.layer == network->depth && !session->tape.settings.has_softmax;
    } else {
        return false;
    }
    boundary->what =
        boundary->is_output && session->tape.settings.has_softmax ? LANDSCAPE_OUTPUT : LANDSCAPE_NODE;
    return true;
}

void boundary_choose(struct boundary *boundary)
{
    bool has_softmax = boundary->session->tape.settings.has_softmax;
    if (!choose_selected(boundary)) {
        bool is_one = network_outputs(boundary->network) == 1;
        boundary->is_output = true;
        boundary->layer = boundary->network->depth;
        boundary->what = has_softmax ? LANDSCAPE_OUTPUT : LANDSCAPE_NODE;
        if (!is_one && network_outputs(boundary->network) <= BOUNDARY_CLASSES_MAX &&
            (has_softmax || boundary->classes > 0))
            boundary->what = LANDSCAPE_WINNER;
    }
    if (boundary->what != LANDSCAPE_WINNER)
        name_it(boundary);
}

/* ---- the map ---- */

struct map {
    struct boundary *boundary;
    struct axes axes;
    struct plane plane;
    const double *first, *second; /* [cells]; as landscape_inputs says */
    double low, high;             /* of the scale of colours */
    size_t not_finite;
    bool has_jump;                       /* a does, where z is 0: a step */
    double *leads[BOUNDARY_CLASSES_MAX]; /* WINNER: [cells] of each class that wins somewhere; else NULL */
};

static struct ink ink_of_value(const void *context, double value)
{
    const struct map *map = context;
    if (isnan(value))
        return ink_mix(ink(ROLE_PANEL), ROLE_ERROR, 0.35);
    if (is_two_classes(map->boundary)) {
        double sure = fmin(1, fabs(value - 0.5) / 0.5);
        return ink_mix(ink(ROLE_PANEL), (enum role)mark_ink(value > 0.5).base, STRONGEST * (0.1 + 0.9 * sure));
    }
    if (map->low < 0)
        return ink_mix(ink(ROLE_PANEL), value < 0 ? ROLE_NEGATIVE : ROLE_POSITIVE,
                       STRONGEST_VALUE * fmin(1, fabs(value) / map->high));
    return ink_mix(ink(ROLE_PANEL), ROLE_FORWARD, STRONGEST_VALUE * fmin(1, value / map->high));
}

/* The class, of those that win in the cells around, that leads there; how sure: 0 on the line between
 * classes. */
static struct ink ink_of_winner(const struct map *map, double across, double down)
{
    int columns = map->plane.columns, rows = map->plane.rows;
    double lead = -(double)INFINITY, winner = (double)NAN;
    for (int i = 0; i < 4; i++) {
        int right = i % 2, below = i / 2;
        int column = (int)fmin(fmax(across * columns - 0.5 + right, 0), columns - 1);
        int row = (int)fmin(fmax(down * rows - 0.5 + below, 0), rows - 1);
        double class = map->first[row * columns + column];
        if (isnan(class))
            return ink_of_value(map, class);
        if (class == winner)
            continue;
        double its = grid_between(map->leads[(int)class], columns, rows, across, down);
        if (its > lead || isnan(winner)) {
            lead = its;
            winner = class;
        }
    }
    double sure =
        map->boundary->session->tape.settings.has_softmax ? tanh(fabs(lead) / 2) : fmin(1, fabs(lead));
    return ink_mix(ink(ROLE_PANEL), (enum role)mark_ink((int)winner).base, STRONGEST * (0.1 + 0.9 * sure));
}

/* f of a node that has one z. */
static double f_of(const struct boundary *boundary, double z)
{
    const struct layer *layer = &boundary->network->layers[boundary->layer];
    return layer->activation->f(z, layer->param);
}

/* Whether a passes a half where z is 0; z is no less sure of its sign where a is as good as 0 or 1, or jumps. */
static bool is_by_z(const struct boundary *boundary)
{
    return boundary->network->layers[boundary->layer].pieces == 1 && f_of(boundary, -Z_STEP) < 0.5 &&
           f_of(boundary, Z_STEP) > 0.5;
}

static bool has_jump(const struct boundary *boundary)
{
    return boundary->what == LANDSCAPE_NODE && boundary->network->layers[boundary->layer].pieces == 1 &&
           fabs(f_of(boundary, Z_STEP) - f_of(boundary, -Z_STEP)) > 0.5;
}

/* Between two cells a jump lies where z says, not in the middle. */
static struct ink ink_at(const void *context, double across, double down)
{
    const struct map *map = context;
    if (map->boundary->what == LANDSCAPE_WINNER)
        return ink_of_winner(map, across, down);
    double value = grid_between(map->has_jump ? map->second : map->first, map->plane.columns, map->plane.rows,
                                across, down);
    return ink_of_value(map, map->has_jump ? f_of(map->boundary, value) : value);
}

/* The activation's own range where it has one; else up to a round number beyond what is on the map and in
 * the data. */
static void find_scale(struct map *map)
{
    const struct boundary *boundary = map->boundary;
    const struct activation *activation = boundary->network->layers[boundary->layer].activation;
    bool is_probability = boundary->what == LANDSCAPE_OUTPUT;
    double largest = 0, least = 0;
    for (size_t i = 0; i < plane_cells(&map->plane); i++) {
        map->not_finite += isfinite(map->first[i]) ? 0 : 1;
        if (isfinite(map->first[i])) {
            largest = fmax(largest, fabs(map->first[i]));
            least = fmin(least, map->first[i]);
        }
    }
    for (size_t i = 0; boundary->is_output && boundary->has_targets && i < boundary->shown; i++) {
        double y = dataset_y(boundary->data, boundary_sample(boundary, i))[boundary->node];
        largest = fmax(largest, fabs(y));
        least = fmin(least, y);
    }
    map->high = largest > 0 ? axes_nice(largest) : 1;
    if (is_probability || (activation->low == 0 && activation->high == 1) || is_two_classes(boundary))
        map->high = 1;
    else if (activation->low == -1 && activation->high == 1)
        map->high = fmax(1, largest > 1 ? map->high : 1);
    map->low = least < 0 && !is_probability && !is_two_classes(boundary) ? -map->high : 0;
    if (activation->low == -1 && !is_two_classes(boundary) && !is_probability)
        map->low = -map->high;
}

/* A class's lead over the best of the others, where it wins; elsewhere how far it is behind, or further than
 * that. */
static void find_leads(struct map *map)
{
    size_t cells = plane_cells(&map->plane);
    for (size_t i = 0; i < cells; i++) {
        map->not_finite += isnan(map->first[i]) ? 1 : 0;
        if (!isnan(map->first[i]) && !map->leads[(int)map->first[i]])
            map->leads[(int)map->first[i]] = memory_new(cells, sizeof(double));
    }
    for (int class = 0; class < BOUNDARY_CLASSES_MAX; class ++)
        for (size_t i = 0; map->leads[class] && i < cells; i++)
            map->leads[class][i] = isnan(map->first[i])
                                       ? (double)NAN
                                       : fmin(map->second[i], LEAD_MOST) * (map->first[i] == class ? 1 : -1);
}

static void compute(const void *context, double *values)
{
    const struct map *map = context;
    const struct boundary *boundary = map->boundary;
    landscape_inputs(boundary->network, &boundary->session->tape.settings, boundary->what, boundary->layer,
                     boundary->node, boundary->network->x, &map->plane, values,
                     values + plane_cells(&map->plane));
}

static void ask(struct map *map, double **own)
{
    const struct boundary *boundary = map->boundary;
    size_t cells = plane_cells(&map->plane);
    const int what[] = {(int)boundary->what, boundary->layer, boundary->node};
    struct scene_question question = {
        .name = "boundary",
        .what = scene_hash(scene_hash(0, what, sizeof what), &map->plane, sizeof map->plane),
        .from = scene_hash_network(0, boundary->network, &boundary->session->tape.settings),
        .count = 2 * cells,
        .compute = compute,
        .context = map};
    map->first = scene_cache_ask(boundary->place->options->cache, &question, own);
    map->second = map->first + cells;
}

/* About as many columns as rows, in squares. */
static void divide_plane(struct map *map)
{
    const struct box *box = &map->axes.box;
    double cells = fmin(CELLS_MAX, BUDGET_NS / landscape_inputs_ns(map->boundary->network));
    double side = fmax(CELL_LEAST, sqrt(box->width * box->height / fmax(cells, CELLS_LEAST)));
    map->plane = (struct plane){map->axes.left,
                                map->axes.right,
                                map->axes.bottom,
                                map->axes.top,
                                (int)fmax(2, floor(box->width / side)),
                                (int)fmax(2, floor(box->height / side))};
}

/* ---- lines ---- */

struct line_maker {
    const struct map *map;
    struct stroke stroke;
};

static void draw_line(void *context, const double *xy, size_t count)
{
    const struct line_maker *maker = context;
    const struct map *map = maker->map;
    const struct box *box = &map->axes.box;
    double *placed = memory_new(count, 2 * sizeof *placed);
    for (size_t i = 0; i < count; i++) {
        placed[2 * i] = box->x + xy[2 * i] / map->plane.columns * box->width;
        placed[2 * i + 1] = box->y + xy[2 * i + 1] / map->plane.rows * box->height;
    }
    drawlist_curve(map->boundary->place->list, placed, count, maker->stroke);
    memory_free(placed);
}

static struct ink ink_of_level(const void *context, double level)
{
    return ink_of_value(context, level);
}

/* What a number on a line must not hide. */
static void cover_marks(const struct map *map, struct cover *cover)
{
    const struct boundary *boundary = map->boundary;
    const struct axes *axes = &map->axes;
    double r = 1.5 * boundary->radius, far = 3.5 * boundary->radius;
    for (size_t i = 0; i < boundary->shown; i++) {
        const double *at = dataset_x(boundary->data, boundary_sample(boundary, i));
        cover_box(cover, &(struct box){axes_x(axes, at[0]) - r, axes_y(axes, at[1]) - r, 2 * r, 2 * r});
    }
    if (boundary_has_present(boundary)) {
        const double *at = boundary->network->x;
        cover_box(cover, &(struct box){axes_x(axes, at[0]) - far, axes_y(axes, at[1]) - far, 2 * far, 2 * far});
    }
}

static void draw_levels(const struct map *map)
{
    enum { LEVELS = 9, MIDDLE = LEVELS / 2 };
    const struct boundary *boundary = map->boundary;
    double levels[LEVELS];
    for (int i = 0; i < LEVELS; i++)
        levels[i] = (i - MIDDLE) * map->high / 5;
    const struct level_lines lines = {
        .axes = &map->axes,
        .values = map->first,
        .columns = map->plane.columns,
        .rows = map->plane.rows,
        .levels = levels,
        .count = LEVELS,
        .stroke = stroke_solid(ink_fade(ink(ROLE_TEXT), 0.45), fmax(1, boundary->place->type.scale)),
        .under = ink_of_level,
        .context = map};
    struct cover cover;
    cover_init(&cover, map->axes.box);
    cover_marks(map, &cover);
    level_lines_draw(&lines, &cover);
    cover_finish(&cover);
}

static void draw_lines(const struct map *map)
{
    const struct boundary *boundary = map->boundary;
    struct line_maker maker = {map, stroke_solid(ink(ROLE_TEXT), 2 * boundary->place->type.scale)};
    int columns = map->plane.columns, rows = map->plane.rows;
    if (boundary->what == LANDSCAPE_WINNER) {
        for (int class = 0; class < BOUNDARY_CLASSES_MAX; class ++)
            if (map->leads[class])
                contour_trace(map->leads[class], columns, rows, 0, draw_line, &maker);
    } else if (is_two_classes(boundary) && !is_by_z(boundary)) {
        contour_trace(map->first, columns, rows, 0.5, draw_line, &maker);
    } else if (is_two_classes(boundary) || !boundary->is_output || map->has_jump) {
        contour_trace(map->second, columns, rows, 0, draw_line, &maker);
    } else {
        draw_levels(map);
    }
}

/* ---- the picture ---- */

/* How much is added to a range that takes so many units of the screen, for the marks at its ends to lie inside. */
static double margin_of(const struct boundary *boundary, double range, double units)
{
    double mark = MARK_ROOM * boundary->radius;
    return fmax(0.12, units > 4 * mark ? mark / (units - 2 * mark) : 0) * range;
}

/* What is asked for: the data and the present input with a margin; without any, around 0. */
static void find_range(const struct boundary *boundary, struct box room, struct axes *axes)
{
    double units[2] = {room.width, room.height - 3.5 * boundary->place->type.small}; /* without its numbers */
    double low[2] = {(double)INFINITY, (double)INFINITY}, high[2] = {-(double)INFINITY, -(double)INFINITY};
    bool has_any =
        boundary_range(boundary, 0, &low[0], &high[0]) && boundary_range(boundary, 1, &low[1], &high[1]);
    bool has_data = boundary->shown > 1;
    for (int i = 0; i < 2; i++) {
        double margin = margin_of(boundary, high[i] - low[i], units[i]);
        if (!has_any) {
            low[i] = -2;
            high[i] = 2;
        } else if (has_data && margin > 0) {
            low[i] -= margin;
            high[i] += margin;
        } else { /* a single point, or a line */
            double far = axes_nice(fmax(1, 1.3 * fmax(fabs(low[i]), fabs(high[i]))));
            low[i] = -far;
            high[i] = far;
        }
    }
    axes->left = low[0];
    axes->right = high[0];
    axes->bottom = low[1];
    axes->top = high[1];
}

/* Equal units where the inputs are alike; where one is far larger than the other, each has its own. */
static enum axes_shape shape_of(const struct axes *axes)
{
    double share = (axes->right - axes->left) / (axes->top - axes->bottom);
    return share > 0.2 && share < 5 ? AXES_WIDEN : AXES_FREE;
}

static double y_of(const void *context, size_t i)
{
    const struct map *map = context;
    return dataset_x(map->boundary->data, boundary_sample(map->boundary, i))[1];
}

static struct ink fill_of(const void *context, size_t i)
{
    const struct map *map = context;
    const struct boundary *boundary = map->boundary;
    if (!boundary->is_output || !boundary->has_targets || boundary->what == LANDSCAPE_WINNER)
        return ink(ROLE_TARGET);
    return ink_of_value(map, dataset_y(boundary->data, boundary_sample(boundary, i))[boundary->node]);
}

static void say_not_finite(const struct map *map)
{
    const struct panel_place *place = map->boundary->place;
    size_t cells = plane_cells(&map->plane);
    const struct box *box = &map->axes.box;
    double size = place->type.label, width, x = box->x + 0.6 * size, y = box->y + 1.1 * size;
    char text[128];
    if (map->not_finite == 0)
        return;
    snprintf(text, sizeof text, _("not a finite number on %.0f %% of the plane"),
             ceil(100 * (double)map->not_finite / (double)cells));
    if (boundary_has_present(map->boundary) &&
        axes_y(&map->axes, map->boundary->network->x[1]) < box->y + box->height / 2)
        y = box->y + box->height - 1.1 * size; /* away from its mark */
    width = fmin(drawlist_text_width(place->list, text, size, true), box->width - 2 * size);
    drawlist_rectangle(place->list, x - 0.3 * size, y - 0.8 * size, width + 0.6 * size, 1.6 * size, 4,
                       ink(ROLE_PANEL), STROKE_NONE);
    drawlist_text(
        place->list, x, y, text,
        (struct text_style){.size = size, .ink = ink(ROLE_ERROR), .bold = true, .middle = true, .fit = width});
}

static void draw_plane(struct map *map)
{
    const struct boundary *boundary = map->boundary;
    const struct box *box = &map->axes.box;
    struct drawlist *list = boundary->place->list;
    char corners[LOOK_NAME_SIZE];
    look_plane(corners, map->axes.left, map->axes.right, map->axes.bottom, map->axes.top);
    axes_fill(&map->axes, ink_at, map);
    drawlist_clip(list, box->x, box->y, box->width, box->height);
    draw_lines(map);
    drawlist_unclip(list);
    axes_frame(&map->axes);
    drawlist_hit_rectangle(list, box->x, box->y, box->width, box->height,
                           (struct hit){.kind = HIT_PLANE, .row = 2, .text = corners});
    say_not_finite(map);
    if (boundary_has_present(boundary))
        boundary_draw_present(boundary, &map->axes, boundary->network->x[0], boundary->network->x[1]);
    struct boundary_marks marks = {y_of, fill_of, map};
    boundary_draw_samples(boundary, &map->axes, &marks);
}

static void draw_map(struct boundary *boundary)
{
    const struct panel_place *place = boundary->place;
    struct map map = {.boundary = boundary, .axes = {.place = place, .x_name = "x[1]", .y_name = "x[2]"}};
    char title[128];
    double *own = NULL;
    struct box box;
    if (boundary->what == LANDSCAPE_WINNER)
        snprintf(title, sizeof title, "%s", _("the class of the largest ŷ"));
    else
        snprintf(title, sizeof title, _("%s over the inputs"), boundary->name);
    boundary_draw_key(boundary, title, &box);
    struct colour_bar bar = {
        .low = -1, .high = 1, .mark = 0.5, .name = boundary->name, .at = ink_of_value, .context = &map};
    bool has_bar = boundary->what != LANDSCAPE_WINNER && box.width > 24 * place->type.small;
    double beside = has_bar ? 4.5 * place->type.small : 0;
    struct box room = {box.x, box.y, box.width - beside, box.height};
    map.has_jump = has_jump(boundary);
    find_range(boundary, room, &map.axes);
    if (!axes_fit(&map.axes, room, shape_of(&map.axes)))
        return;
    divide_plane(&map);
    ask(&map, &own);
    if (boundary->what == LANDSCAPE_WINNER)
        find_leads(&map);
    else
        find_scale(&map);
    if (boundary->what != LANDSCAPE_WINNER && !is_two_classes(boundary) && map.low < 0)
        *place->forms |= FORM_SIGNS;
    draw_plane(&map);
    bar.low = map.low;
    bar.high = map.high;
    bar.mark = is_two_classes(boundary) ? 0.5 : map.low < 0 ? 0 : (double)NAN;
    if (has_bar)
        colour_bar_draw(place, &bar,
                        (struct box){box.x + box.width - beside + place->type.small, map.axes.box.y,
                                     beside - place->type.small, map.axes.box.height});
    for (int i = 0; i < BOUNDARY_CLASSES_MAX; i++)
        memory_free(map.leads[i]);
    memory_free(own);
}

/* ---- the panel ---- */

static void say(const struct panel_place *place, const char *text)
{
    panel_sentence(place, panel_heading(place, _("the output over the inputs"), NULL), text);
}

static bool can_draw(const struct panel_place *place)
{
    const struct network *network = place->session->tape.network;
    struct error error = {.text = ""};
    char text[256];
    if (!session_needs_network(place->session, &error)) {
        say(place, error.text);
        return false;
    }
    if (network_inputs(network) > 2) {
        snprintf(text, sizeof text,
                 _("A plane has two directions, but this network has %d inputs. With 1 or 2 inputs, what it "
                   "computes "
                   "is drawn here."),
                 network_inputs(network));
        say(place, text);
        return false;
    }
    if (CELLS_LEAST * landscape_inputs_ns(network) > PATIENCE_NS) {
        say(place, _("This network is so large that drawing the plane would hold everything up."));
        return false;
    }
    return true;
}

/* Few samples are drawn large, to be seen from the last row; many, or in a small panel, leave room between them. */
static double crowding(const struct boundary *boundary)
{
    const struct box *box = &boundary->place->box;
    if (boundary->shown == 0)
        return 1;
    double each = sqrt(box->width * box->height / (double)boundary->shown);
    return fmin(fmax(MARK_SHARE * each / boundary->radius, MARK_SMALLEST), MARK_LARGEST);
}

void panel_boundary_draw(const struct panel_place *place)
{
    const struct session *session = place->session;
    if (!can_draw(place))
        return;
    struct boundary boundary = {.place = place, .session = session, .network = session->tape.network};
    double *own;
    boundary.radius = fmax(3.2, 5.2 * place->type.scale);
    boundary_find_samples(&boundary);
    boundary_choose(&boundary);
    boundary_predict(&boundary, &own);
    boundary.radius *= crowding(&boundary);
    drawlist_clip(place->list, place->box.x, place->box.y, place->box.width, place->box.height);
    if (network_inputs(session->tape.network) == 1)
        boundary_draw_curve(&boundary);
    else
        draw_map(&boundary);
    drawlist_unclip(place->list);
    memory_free(own);
    boundary_finish(&boundary);
}
