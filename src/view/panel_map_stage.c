/* One stage of the map panel: the grid, the unit square and the unit vectors, where they have come to. */
#include <math.h>
#include <stdio.h>

#include "view/look.h"
#include "view/panel_map.h"

enum { LINE_POINTS = 41, SQUARE_POINTS = 24 };

/* The third direction goes away from us, to the upper right. */
#define AWAY_X 0.42
#define AWAY_Y 0.34

/* Of the sign in the corner that shows how the three lie; in sizes of type. */
#define TRIAD_WIDTH 13
#define TRIAD_HEIGHT 8

struct ink map_unit_ink(int i)
{
    return ink(i == 0 ? ROLE_SERIES_2 : ROLE_SERIES_3);
}

struct ink map_square_ink(double determinant)
{
    return ink(isnan(determinant) ? ROLE_NODE_LINE
               : determinant > 0  ? ROLE_POSITIVE
               : determinant < 0  ? ROLE_NEGATIVE
                                  : ROLE_TEXT_DIM);
}

struct canvas {
    struct map *map;
    const struct map_stage *stage;
    struct axes axes;
    bool has_label; /* a unit vector's name */
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

/* What is written on a plane lies in one of these, so that nothing lies on anything else. */
static bool is_free(const struct canvas *canvas, double x, double y)
{
    const struct box *box = &canvas->axes.box;
    double size = canvas->map->place->type.small;
    if (x < box->x + 0.8 * size || x > box->x + box->width - 0.8 * size || y < box->y + 0.7 * size ||
        y > box->y + box->height - 0.7 * size)
        return false;
    if (canvas->stage->directions == 3 && x < box->x + TRIAD_WIDTH * size &&
        y > box->y + box->height - TRIAD_HEIGHT * size)
        return false;
    if (canvas->has_present && hypot(x - canvas->present[0], y - canvas->present[1]) < 1.35 * size)
        return false;
    return !canvas->has_label || fabs(x - canvas->label[0]) > 1.9 * size ||
           fabs(y - canvas->label[1]) > 1.3 * size;
}

/* Beyond the tip, else beside it. */
static void draw_name(struct canvas *canvas, const double tip[2], double across, double down, int i)
{
    double size = canvas->map->place->type.small;
    const double places[][2] = {{across, down},
                                {-1.3 * down, 1.3 * across},
                                {1.3 * down, -1.3 * across},
                                {across - 1.3 * down, down + 1.3 * across},
                                {across + 1.3 * down, down - 1.3 * across},
                                {2.2 * across, 2.2 * down}};
    char name[8];
    snprintf(name, sizeof name, "e%d", i + 1);
    for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
        double x = tip[0] + size * places[k][0], y = tip[1] + size * places[k][1];
        if (!is_free(canvas, x, y))
            continue;
        canvas->has_label = true;
        canvas->label[0] = x;
        canvas->label[1] = y;
        drawlist_text(
            canvas->map->place->list, x, y, name,
            (struct text_style){
                .size = size, .ink = ink(ROLE_TEXT), .bold = true, .align = ALIGN_CENTRE, .middle = true});
        return;
    }
}

/* From where 0 has come to, to where the unit vector's tip has. */
static void draw_unit(struct canvas *canvas, int i)
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
    drawlist_line(at->list, from[0], from[1], tip[0] - head * across, tip[1] - head * down,
                  stroke_solid(map_unit_ink(i), 3 * scale));
    if (head > 1)
        drawlist_arrowhead(at->list, from[0], from[1], tip[0], tip[1], head, map_unit_ink(i));
    draw_name(canvas, tip, across, down, i);
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

static void draw_direction(const struct canvas *canvas, double x, double y, int i, double value)
{
    const struct panel_place *at = canvas->map->place;
    const struct axes *axes = &canvas->axes;
    double end[MAP_DIRECTIONS_MAX] = {0, 0, 0}, to_x, to_y, size = at->type.small;
    char text[LOOK_NAME_SIZE + LOOK_NUMBER_SIZE + 4], name[LOOK_NAME_SIZE], number[LOOK_NUMBER_SIZE];
    end[i] = value;
    map_flatten(end, MAP_DIRECTIONS_MAX, &to_x, &to_y);
    to_x = x + axes_x(axes, to_x) - axes_x(axes, 0);
    to_y = y + axes_y(axes, to_y) - axes_y(axes, 0);
    drawlist_line(at->list, x, y, to_x, to_y, stroke_solid(ink(ROLE_TEXT_DIM), 1.4 * at->type.scale));
    name_axis(canvas->stage, i + 1, name);
    look_number(number, value, 3);
    snprintf(text, sizeof text, "%s = %s", name, number);
    double left = i == 1 ? x - 0.4 * size : to_x + 0.4 * size;
    double room = fmin(TRIAD_WIDTH * size, axes->box.width) + axes->box.x - left;
    to_y = i == 0 ? to_y : i == 1 ? fmin(to_y, y - 2.4 * size) - 0.6 * size : fmin(to_y, y - 1.3 * size);
    if (room > 2 * size)
        drawlist_text(
            at->list, left, to_y, text,
            (struct text_style){.size = size, .ink = ink(ROLE_TEXT_DIM), .middle = true, .fit = room});
}

/* How the three directions lie, and how long a number is along each, in the lower left corner. */
static void draw_triad(const struct canvas *canvas)
{
    const struct box *box = &canvas->axes.box;
    double size = canvas->map->place->type.small, unit = axes_x(&canvas->axes, 1) - axes_x(&canvas->axes, 0);
    double value = axes_nice(2 * size / unit);
    for (int i = 0; i < MAP_DIRECTIONS_MAX; i++)
        draw_direction(canvas, box->x + size, box->y + box->height - size, i, value);
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
        draw_unit(canvas, i);
    draw_present(canvas);
}

void map_draw_stage(struct map *map, const struct map_stage *stage, struct box box)
{
    const struct type *type = &map->place->type;
    char names[2][LOOK_NAME_SIZE] = {"", ""};
    double reach = stage->reach;
    struct canvas canvas = {.map = map, .stage = stage};
    bool is_short = drawlist_text_width(map->place->list, stage->caption, type->label, true) <= box.width;
    drawlist_text(map->place->list, box.x + box.width / 2, box.y + 0.6 * type->small, stage->caption,
                  (struct text_style){.size = is_short ? type->label : type->small,
                                      .ink = ink(ROLE_TEXT),
                                      .bold = true,
                                      .align = ALIGN_CENTRE,
                                      .middle = true,
                                      .fit = box.width});
    box.y += 1.6 * type->small;
    box.height -= 1.6 * type->small;
    name_axis(stage, 1, names[0]);
    name_axis(stage, 2, names[1]);
    canvas.axes = (struct axes){.place = map->place,
                                .left = -reach,
                                .right = reach,
                                .bottom = -reach,
                                .top = reach,
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
    if (!axes_fit(&canvas.axes, box, stage->directions == 1 ? AXES_FREE : AXES_WIDEN))
        return;
    const struct box *plane = &canvas.axes.box;
    drawlist_clip(map->place->list, plane->x, plane->y, plane->width, plane->height);
    if (stage->directions < 3)
        axes_grid(&canvas.axes);
    else
        draw_triad(&canvas);
    draw_contents(&canvas);
    drawlist_unclip(map->place->list);
    axes_frame(&canvas.axes);
}
