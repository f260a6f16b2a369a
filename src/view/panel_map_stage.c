/* One stage of the map panel: the grid, the unit square and the unit vectors, where they have come to. */
#include <math.h>
#include <stdio.h>

#include "base/translate.h"
#include "view/look.h"
#include "view/panel_map.h"

enum { LINE_POINTS = 41, SQUARE_POINTS = 24, NAME_TURNS = 8, CORNERS = 4 };

/* The third direction goes away from us, to the upper right. */
#define AWAY_X 0.42
#define AWAY_Y 0.34

#define TRIAD_ROWS 4.4 /* sizes of type: the height of the sign that shows how the three lie */
#define ROWS_LEAST 4.0 /* and of the plane that is left above it */
#define NEAR 1.7       /* sizes of type: a name further from its arrow's tip is tied to it by a line */

struct ink map_unit_ink(int i)
{
    return ink(i == 0 ? ROLE_SERIES_2 : ROLE_SERIES_3);
}

struct ink map_square_ink(double determinant)
{
    return ink(isnan(determinant) ? ROLE_NODE_LINE
               : determinant > 0  ? ROLE_SERIES_1
               : determinant < 0  ? ROLE_SERIES_6
                                  : ROLE_TEXT_DIM);
}

struct canvas {
    struct map *map;
    const struct map_stage *stage;
    struct axes axes;
    struct box triad; /* where that sign is; of width 0 where there is none */
    bool has_label;   /* a unit vector's name */
    double label[2];
    bool has_present; /* the input at work */
    double present[2];
};

void map_flatten(const double point[MAP_DIRECTIONS_MAX], int directions, double *x, double *y)
{
    *x = point[0];
    *y = directions > 1 ? point[1] : 0;
    if (directions > 2) {
        *x += AWAY_X * point[2];
        *y += AWAY_Y * point[2];
    }
}

static void place(const struct canvas *canvas, double s, double t, double xy[2])
{
    double point[MAP_DIRECTIONS_MAX], x, y;
    map_point(canvas->map, canvas->stage, s, t, point);
    map_flatten(point, canvas->stage->directions, &x, &y);
    xy[0] = axes_x(&canvas->axes, x);
    xy[1] = axes_y(&canvas->axes, y);
}

static void draw_between(const struct canvas *canvas, double s1, double t1, double s2, double t2,
                         struct stroke stroke)
{
    double xy[2 * LINE_POINTS];
    bool is_straight = canvas->stage->kind < MAP_ACTIVATION;
    int points = is_straight ? 2 : LINE_POINTS;
    for (int i = 0; i < points; i++) {
        double share = (double)i / (points - 1);
        place(canvas, s1 + share * (s2 - s1), t1 + share * (t2 - t1), xy + 2 * i);
    }
    drawlist_curve(canvas->map->place->list, xy, (size_t)points, stroke);
}

static void draw_grid(const struct canvas *canvas)
{
    double scale = canvas->map->place->type.scale;
    int lines = (int)(MAP_GRID / MAP_GRID_STEP);
    bool is_line = map_inputs(canvas->map) == 1;
    for (int i = -lines; i <= lines; i++) {
        double at = i * MAP_GRID_STEP;
        bool is_axis = i == 0, is_whole = i % 2 == 0;
        struct ink line = ink_mix(ink(ROLE_PANEL), ROLE_NODE_LINE, is_axis ? 1 : is_whole ? 0.65 : 0.35);
        struct stroke stroke = stroke_solid(line, (is_axis ? 1.8 : 1) * scale);
        if (!is_line)
            draw_between(canvas, at, -MAP_GRID, at, MAP_GRID, stroke);
        if (!is_line || is_axis)
            draw_between(canvas, -MAP_GRID, at, MAP_GRID, at, stroke);
    }
}

/* On a line all lies on one another; so the grid's points are drawn. */
static void draw_points(const struct canvas *canvas)
{
    bool is_line = map_inputs(canvas->map) == 1;
    for (int i = -MAP_GRID; i <= MAP_GRID; i++)
        for (int k = is_line ? 0 : -MAP_GRID; k <= (is_line ? 0 : MAP_GRID); k++) {
            double xy[2];
            place(canvas, i, k, xy);
            drawlist_disc(canvas->map->place->list, xy[0], xy[1], 2.6 * canvas->map->place->type.scale,
                          ink(ROLE_NODE_LINE), STROKE_NONE);
        }
}

static void draw_square(const struct canvas *canvas, struct ink colour)
{
    static const double corners[5][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}};
    double xy[2 * 4 * SQUARE_POINTS];
    size_t count = 0;
    for (int side = 0; side < 4; side++)
        for (int i = 0; i < SQUARE_POINTS; i++) {
            double share = (double)i / SQUARE_POINTS;
            place(canvas, corners[side][0] + share * (corners[side + 1][0] - corners[side][0]),
                  corners[side][1] + share * (corners[side + 1][1] - corners[side][1]), xy + 2 * count++);
        }
    drawlist_polygon(canvas->map->place->list, xy, count, ink_fade(colour, 0.3),
                     stroke_solid(colour, 1.4 * canvas->map->place->type.scale));
}

static bool lies_in(const struct box *box, double x, double y, double margin_x, double margin_y)
{
    return x > box->x - margin_x && x < box->x + box->width + margin_x && y > box->y - margin_y &&
           y < box->y + box->height + margin_y;
}

/* Whether a name in the middle of (x, y) lies on nothing else that is written. */
static bool is_free(const struct canvas *canvas, double x, double y)
{
    double size = canvas->map->place->type.small;
    if (!lies_in(&canvas->axes.box, x, y, -0.8 * size, -0.7 * size) ||
        (canvas->triad.width > 0 && lies_in(&canvas->triad, x, y, 0.8 * size, 0.5 * size)))
        return false;
    if (canvas->has_present && hypot(x - canvas->present[0], y - canvas->present[1]) < 1.35 * size)
        return false;
    return !canvas->has_label || fabs(x - canvas->label[0]) > 1.9 * size ||
           fabs(y - canvas->label[1]) > 1.3 * size;
}

/* Beyond the tip, else beside it, else further off; on a line away from it, since the tip's arrow lies beside it. */
static bool find_name(const struct canvas *canvas, const double tip[2], double across, double down, int i,
                      double at[2])
{
    static const double distances[] = {1, 1.35, 2.2, 3.2, 4.4, 6};
    static const double turns[NAME_TURNS] = {0, -1, 1, -2, 2, -3, 3, 4}; /* times 45 degrees */
    double size = canvas->map->place->type.small, ahead = atan2(down, across), eighth = atan(1);
    bool is_line = canvas->stage->directions == 1;
    for (size_t d = 0; d < sizeof distances / sizeof *distances; d++)
        for (int k = 0; k < NAME_TURNS; k++) {
            at[0] = tip[0] + distances[d] * size * cos(ahead + turns[k] * eighth);
            at[1] = tip[1] + distances[d] * size * sin(ahead + turns[k] * eighth);
            bool is_across = is_line && k > 0 && (i == 0 ? at[1] > tip[1] - size : at[1] < tip[1] + size);
            if ((distances[d] > 1 || k == 0) && !is_across && is_free(canvas, at[0], at[1]))
                return true;
        }
    return false;
}

static void draw_name(struct canvas *canvas, const double tip[2], double across, double down, int i)
{
    struct drawlist *list = canvas->map->place->list;
    double size = canvas->map->place->type.small, scale = canvas->map->place->type.scale;
    double half = 0.8 * size, at[2];
    char name[16];
    snprintf(name, sizeof name, "e%d", i + 1);
    if (!find_name(canvas, tip, across, down, i, at))
        return;
    canvas->has_label = true;
    canvas->label[0] = at[0];
    canvas->label[1] = at[1];
    if (hypot(at[0] - tip[0], at[1] - tip[1]) > NEAR * size)
        drawlist_line(list, tip[0], tip[1], at[0], at[1], stroke_solid(ink_fade(map_unit_ink(i), 0.7), scale));
    drawlist_rectangle(list, at[0] - half, at[1] - 0.6 * size, 2 * half, 1.2 * size, 3 * scale,
                       ink_fade(ink(ROLE_PANEL), 0.75), STROKE_NONE);
    drawlist_text(
        list, at[0], at[1], name,
        (struct text_style){
            .size = size, .ink = map_unit_ink(i), .bold = true, .align = ALIGN_CENTRE, .middle = true});
}

/* From where 0 has come to, to where the unit vector's tip has. */
static void draw_unit(struct canvas *canvas, int i, bool is_name)
{
    const struct panel_place *at = canvas->map->place;
    double from[2], tip[2], scale = at->type.scale;
    place(canvas, 0, 0, from);
    place(canvas, i == 0, i == 1, tip);
    if (!isfinite(tip[0] + tip[1] + from[0] + from[1]))
        return;
    if (canvas->stage->directions == 1) { /* side by side, above and below the line */
        double lift = (i == 0 ? -1 : 1) * 0.9 * at->type.small;
        from[1] += lift;
        tip[1] += lift;
    }
    double length = hypot(tip[0] - from[0], tip[1] - from[1]), head = fmin(12 * scale, 0.6 * length);
    double across = length > 0 ? (tip[0] - from[0]) / length : 1,
           down = length > 0 ? (tip[1] - from[1]) / length : 0;
    if (is_name) {
        draw_name(canvas, tip, across, down, i);
        return;
    }
    drawlist_line(at->list, from[0], from[1], tip[0] - head * across, tip[1] - head * down,
                  stroke_solid(map_unit_ink(i), 3 * scale));
    if (head > 1)
        drawlist_arrowhead(at->list, from[0], from[1], tip[0], tip[1], head, map_unit_ink(i));
}

static void draw_present(const struct canvas *canvas)
{
    double scale = canvas->map->place->type.scale;
    if (canvas->has_present)
        drawlist_disc(canvas->map->place->list, canvas->present[0], canvas->present[1], 6 * scale,
                      ink(ROLE_ACCENT), stroke_solid(ink(ROLE_PANEL), 1.6 * scale));
}

static void name_axis(const struct map_stage *stage, int i, char name[LOOK_NAME_SIZE])
{
    bool is_a = stage->kind == MAP_INPUT || stage->kind >= MAP_ACTIVATION;
    if (stage->kind == MAP_PRODUCT)
        snprintf(name, LOOK_NAME_SIZE, "[%d]", i);
    else if (stage->layer == 0)
        look_name(look_at(QUANTITY_X, 0, i, 0), name);
    else
        look_name(look_at(is_a ? QUANTITY_A : QUANTITY_Z, stage->layer, i, 0), name);
}

/* One of the three in the sign: from its corner at (0, 0) to where a number that long lies, and its text. */
struct direction {
    double to_x, to_y, text_x, text_y; /* units */
    char text[LOOK_NAME_SIZE + LOOK_NUMBER_SIZE + 4];
};

static void find_direction(const struct canvas *canvas, int i, double value, struct direction *direction)
{
    double end[MAP_DIRECTIONS_MAX] = {0, 0, 0}, x, y, size = canvas->map->place->type.small;
    double unit = canvas->axes.box.width / (canvas->axes.right - canvas->axes.left);
    char name[LOOK_NAME_SIZE], number[LOOK_NUMBER_SIZE];
    end[i] = value;
    map_flatten(end, MAP_DIRECTIONS_MAX, &x, &y);
    direction->to_x = unit * x;
    direction->to_y = -unit * y;
    direction->text_x = i == 1 ? -0.4 * size : direction->to_x + 0.4 * size;
    direction->text_y = i == 0 ? 0 : i == 1 ? fmin(direction->to_y, -2.4 * size) - 0.6 * size : -1.3 * size;
    name_axis(canvas->stage, i + 1, name);
    look_number(number, value, 3);
    snprintf(direction->text, sizeof direction->text, "%s = %s", name, number);
}

/* How the three directions lie, and how long a number is along each; with no list only its size. */
static struct box triad(const struct canvas *canvas, double left, double bottom, struct drawlist *list)
{
    const struct panel_place *at = canvas->map->place;
    double size = at->type.small, unit = canvas->axes.box.width / (canvas->axes.right - canvas->axes.left);
    double value = axes_nice(1.4 * size / unit), x = left + 0.8 * size, y = bottom - 0.8 * size;
    struct box box = {left, y, 0, 0.8 * size};
    for (int i = 0; i < MAP_DIRECTIONS_MAX; i++) {
        struct direction to;
        find_direction(canvas, i, value, &to);
        double width = drawlist_text_width(at->list, to.text, size, false);
        box.width = fmax(box.width, 1.2 * size + to.text_x + width);
        box.height = fmax(box.height, 1.5 * size - to.text_y);
        if (!list)
            continue;
        drawlist_line(list, x, y, x + to.to_x, y + to.to_y,
                      stroke_solid(ink(ROLE_TEXT_DIM), 1.4 * at->type.scale));
        drawlist_text(list, x + to.text_x, y + to.text_y, to.text,
                      (struct text_style){.size = size, .ink = ink(ROLE_TEXT_DIM), .middle = true});
    }
    box.y = bottom - box.height;
    return box;
}

/* The corner of box in which the sign lies on nothing of the grid; false if there is none. */
static bool find_corner(struct canvas *canvas, const struct box *box)
{
    struct box sign = triad(canvas, 0, 0, NULL);
    for (int corner = 0; corner < CORNERS; corner++) { /* from the lower left */
        bool is_free = true;
        sign.x = corner % 2 == 0 ? box->x : box->x + box->width - sign.width;
        sign.y = corner < 2 ? box->y + box->height - sign.height : box->y;
        for (int i = 0; i < LINE_POINTS * LINE_POINTS && is_free; i++) {
            int column = i % LINE_POINTS, row = i / LINE_POINTS;
            double s = 2.0 * column / (LINE_POINTS - 1) - 1, t = 2.0 * row / (LINE_POINTS - 1) - 1;
            double xy[2], margin = 0.3 * canvas->map->place->type.small;
            place(canvas, MAP_GRID * s, MAP_GRID * t, xy);
            is_free = !lies_in(&sign, xy[0], xy[1], margin, margin);
        }
        canvas->triad = sign;
        if (is_free && sign.width <= box->width)
            return true;
    }
    return false;
}

/* Where the plane leaves no corner free it makes room for the sign, beneath it; in a small picture there is none. */
static void make_room_for_triad(struct canvas *canvas, struct box box)
{
    double size = canvas->map->place->type.small;
    struct axes asked = canvas->axes;
    canvas->triad.width = 0;
    if (box.height < (TRIAD_ROWS + ROWS_LEAST) * size)
        return;
    canvas->axes.box.height -= TRIAD_ROWS * size;
    double unit = fmin(canvas->axes.box.width, canvas->axes.box.height) / (2 * canvas->stage->reach);
    canvas->axes.left = canvas->stage->x - canvas->axes.box.width / unit / 2;
    canvas->axes.right = canvas->stage->x + canvas->axes.box.width / unit / 2;
    canvas->axes.bottom = canvas->stage->y - canvas->axes.box.height / unit / 2;
    canvas->axes.top = canvas->stage->y + canvas->axes.box.height / unit / 2;
    canvas->triad = triad(canvas, box.x, box.y + box.height, NULL);
    if (canvas->triad.width > box.width || canvas->triad.height > (TRIAD_ROWS + 0.5) * size) {
        canvas->axes = asked;
        canvas->triad.width = 0;
    }
}

static void place_triad(struct canvas *canvas)
{
    struct box box = canvas->axes.box;
    if (!find_corner(canvas, &box))
        make_room_for_triad(canvas, box);
    if (canvas->triad.width > 0)
        triad(canvas, canvas->triad.x, canvas->triad.y + canvas->triad.height, canvas->map->place->list);
}

static void draw_contents(struct canvas *canvas)
{
    canvas->has_present = canvas->map->has_present;
    if (canvas->has_present)
        place(canvas, canvas->map->present[0], canvas->map->present[1], canvas->present);
    draw_grid(canvas);
    if (canvas->stage->directions == 1)
        draw_points(canvas);
    if (map_inputs(canvas->map) > 1 && canvas->stage->directions > 1)
        draw_square(canvas, map_square_ink(canvas->stage->determinant));
    for (int i = 0; i < 2 && i < map_inputs(canvas->map); i++)
        draw_unit(canvas, i, false);
    draw_present(canvas);
    for (int i = 0; i < 2 && i < map_inputs(canvas->map); i++)
        draw_unit(canvas, i, true);
}

static void draw_caption(const struct map *map, const struct map_stage *stage, struct box *box)
{
    const struct type *type = &map->place->type;
    bool is_short = drawlist_text_width(map->place->list, stage->caption, type->label, true) <= box->width;
    drawlist_text(map->place->list, box->x + box->width / 2, box->y + 0.6 * type->small, stage->caption,
                  (struct text_style){.size = is_short ? type->label : type->small,
                                      .ink = ink(ROLE_TEXT),
                                      .bold = true,
                                      .align = ALIGN_CENTRE,
                                      .middle = true,
                                      .fit = box->width});
    box->y += 1.6 * type->small;
    box->height -= 1.6 * type->small;
}

static void draw_plane(struct canvas *canvas)
{
    const struct panel_place *at = canvas->map->place;
    struct box plane = canvas->axes.box;
    drawlist_clip(at->list, plane.x, plane.y, plane.width, plane.height);
    if (canvas->stage->directions < 3)
        axes_grid(&canvas->axes);
    else
        place_triad(canvas);
    draw_contents(canvas);
    drawlist_unclip(at->list);
    canvas->axes.box = plane;
    axes_frame(&canvas->axes);
}

void map_draw_stage(struct map *map, const struct map_stage *stage, struct box box)
{
    const struct type *type = &map->place->type;
    char names[2][LOOK_NAME_SIZE] = {"", ""};
    double reach = stage->reach;
    struct canvas canvas = {.map = map, .stage = stage};
    draw_caption(map, stage, &box);
    if (isnan(reach)) {
        panel_sentence(map->place, box, _("No finite numbers to draw."));
        return;
    }
    if (!map->is_stacked) /* its caption names the one direction that there is */
        name_axis(stage, 1, names[0]);
    name_axis(stage, 2, names[1]);
    canvas.axes = (struct axes){.place = map->place,
                                .left = stage->x - reach,
                                .right = stage->x + reach,
                                .bottom = stage->y - reach,
                                .top = stage->y + reach,
                                .x_name = names[0],
                                .y_name = names[1],
                                .bare = stage->directions == 1   ? AXES_BARE_Y
                                        : stage->directions == 3 ? AXES_BARE_X | AXES_BARE_Y
                                                                 : 0};
    if (stage->directions == 1) { /* room for the line and what stands beside it */
        double height = fmin(box.height, 9.4 * type->small);
        box.y += (box.height - height) / 2;
        box.height = height;
        canvas.axes.bottom = -0.2 * reach;
        canvas.axes.top = 0.2 * reach;
    }
    if (axes_fit(&canvas.axes, box, stage->directions == 1 ? AXES_FREE : AXES_WIDEN))
        draw_plane(&canvas);
}
