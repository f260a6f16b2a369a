/* The surface panel's lines: the way that the network came, and those of a race that began where it stands. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "view/look.h"
#include "view/panel_surface.h"

enum { DOTS_MAX = 80, PROJECTED_MAX = 1 << 20 }; /* numbers that are multiplied for one line */

#define REACH_MOST                                                                                             \
    8 /* so many times what the network itself needs may be drawn, lest one that diverges hides all */
#define MARK_GAP 70 /* units along a line from one mark to the next */

/* ---- which lines ---- */

/* Where parameters lie on the plane, as their difference from the network's along u and v. */
static void project(const struct surface *surface, const float *param, double *xy)
{
    const struct network *network = surface->network;
    const double *u = surface->axes_of.u, *v = surface->axes_of.v;
    double uu = 0, uv = 0, vv = 0, du = 0, dv = 0;
    if (!surface->is_random) {
        xy[0] = (double)param[surface->axes_of.i];
        xy[1] = (double)param[surface->axes_of.k];
        return;
    }
    for (size_t i = 0; i < network->param_count; i++) {
        double away = (double)param[i] - network->param[i];
        uu += u[i] * u[i];
        uv += u[i] * v[i];
        vv += v[i] * v[i];
        du += u[i] * away;
        dv += v[i] * away;
    }
    double area = uu * vv - uv * uv;
    xy[0] = area > 0 ? (du * vv - dv * uv) / area : 0;
    xy[1] = area > 0 ? (dv * uu - du * uv) / area : 0;
}

/* A line through the first count points; behind them there is room for one more. */
static struct surface_way *add_way(struct surface *surface, const struct way *way, size_t count)
{
    struct surface_way *added = &surface->ways[surface->way_count++];
    size_t stride = surface->is_random ? 1 + count * way->numbers / PROJECTED_MAX : 1;
    *added = (struct surface_way){.xy = memory_new(count + 1, 2 * sizeof *added->xy), .line = -1};
    for (size_t i = 0; i < count; i += stride)
        project(surface, way_point(way, i), added->xy + 2 * added->count++);
    return added;
}

/* Whether it began with the parameters that the network has now. */
static bool begins_here(const struct surface *surface, const struct way *way)
{
    const struct network *network = surface->network;
    if (way_count(way, network, surface->session->tape.iteration) != 1)
        return false;
    for (size_t i = 0; i < way->numbers; i++)
        if (way_point(way, 0)[i] != (float)network->param[i])
            return false;
    return true;
}

static void name_ways(struct surface *surface)
{
    const char *labels[LEARNING_RUNS_MAX];
    char *names[LEARNING_RUNS_MAX];
    for (size_t i = 0; i < surface->way_count; i++) {
        labels[i] = surface->ways[i].label;
        names[i] = surface->ways[i].name;
    }
    learning_names(labels, surface->way_count, names);
}

void surface_find_ways(struct surface *surface)
{
    const struct session *session = surface->session;
    const struct learning *learning = session->learning;
    for (size_t i = 0; i < learning->count; i++) {
        const struct learning_run *run = learning->runs[i];
        if (!run->is_race || !begins_here(surface, &run->way))
            continue;
        struct surface_way *way = add_way(surface, &run->way, run->way.count);
        way->line = run->count > 0 ? (int)learning_line(learning, i) : 0;
        way->label = run->label;
    }
    name_ways(surface);
    struct surface_way *own =
        add_way(surface, &session->way, way_count(&session->way, surface->network, session->tape.iteration));
    double *last = own->xy + 2 * own->count;
    if (own->count == 0 || last[-2] != (double)(float)surface->at[0] ||
        last[-1] != (double)(float)surface->at[1]) {
        memcpy(last, surface->at, sizeof surface->at);
        own->count++;
    }
}

double surface_reach(const struct surface *surface)
{
    double far = fmax(fabs(surface->at[0]), fabs(surface->at[1]));
    double least = surface->is_random ? 1 : 2, most = REACH_MOST * fmax(least, far);
    for (size_t i = 0; i < surface->way_count; i++)
        for (size_t k = 0; k < 2 * surface->ways[i].count; k++)
            if (fabs(surface->ways[i].xy[k]) <= most)
                far = fmax(far, fabs(surface->ways[i].xy[k]));
    return fmax(least, axes_nice(fmax(1.2 * far, 1e-3)));
}

/* ---- where they lie on the screen ---- */

/* As far as the line stays in sight. */
static void place_line(const struct surface *surface, struct surface_way *way)
{
    const struct axes *axes = &surface->axes;
    double far = 100 * (axes->right - axes->left);
    size_t count = 0;
    while (count < way->count && fabs(way->xy[2 * count]) <= far && fabs(way->xy[2 * count + 1]) <= far)
        count++;
    way->count = count;
    for (size_t i = 0; i < count; i++) {
        way->xy[2 * i] = axes_x(axes, way->xy[2 * i]);
        way->xy[2 * i + 1] = axes_y(axes, way->xy[2 * i + 1]);
    }
}

/* Beside the line's end, where the name covers nothing else: right of it, left, below, above. */
static void place_label(struct surface *surface, struct surface_way *way)
{
    const struct panel_place *place = surface->place;
    const double *end = way->xy + 2 * way->count - 2;
    double size = place->type.small, gap = 0.8 * size, height = 1.4 * size;
    double width = drawlist_text_width(place->list, way->name, size, true) + 0.6 * size;
    const struct box places[] = {{end[0] + gap, end[1] - height / 2, width, height},
                                 {end[0] - gap - width, end[1] - height / 2, width, height},
                                 {end[0] - width / 2, end[1] + gap, width, height},
                                 {end[0] - width / 2, end[1] - gap - height, width, height}};
    for (int row = 0; row < 3; row++)
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            way->label_box = places[i];
            way->label_box.y += row * height * (i == 3 ? -1 : 1);
            if (cover_take(&surface->cover, &way->label_box, 0))
                return;
        }
    way->label_box.width = 0;
}

void surface_place_ways(struct surface *surface)
{
    double scale = surface->place->type.scale, r = 9 * scale;
    for (size_t i = 0; i < surface->way_count; i++) {
        struct surface_way *way = &surface->ways[i];
        place_line(surface, way);
        cover_line(&surface->cover, way->xy, way->count, COVER_ALL);
        if (way->label && way->count > 1)
            cover_box(&surface->cover, &(struct box){way->xy[2 * way->count - 2] - r,
                                                     way->xy[2 * way->count - 1] - r, 2 * r, 2 * r});
    }
    for (size_t i = 0; i < surface->way_count; i++)
        if (surface->ways[i].label && surface->ways[i].count > 1)
            place_label(surface, &surface->ways[i]);
}

/* ---- drawing them ---- */

static struct ink ink_of(const struct surface_way *way)
{
    return way->label ? ink_series((size_t)way->line) : ink(ROLE_ACCENT);
}

static void draw_line(const struct surface *surface, const struct surface_way *way)
{
    struct drawlist *list = surface->place->list;
    double scale = surface->place->type.scale;
    drawlist_curve(list, way->xy, way->count, stroke_solid(ink(ROLE_PANEL), 5 * scale));
    drawlist_curve(list, way->xy, way->count, stroke_solid(ink_of(way), 2.2 * scale));
    for (size_t i = 0; i < way->count && way->count <= DOTS_MAX && !way->label; i++)
        drawlist_disc(list, way->xy[2 * i], way->xy[2 * i + 1], 3 * scale, ink_of(way),
                      stroke_solid(ink(ROLE_PANEL), 1));
}

static void draw_mark(const struct surface *surface, const struct surface_way *way, size_t i, double radius)
{
    double scale = surface->place->type.scale;
    mark_draw(surface->place->list, way->xy[2 * i], way->xy[2 * i + 1], radius * scale, way->line, ink_of(way),
              stroke_solid(ink(ROLE_PANEL), 1.5 * scale));
}

/* A form now and then, and a larger one at the end. */
static void draw_marks(const struct surface *surface, const struct surface_way *way)
{
    double gap = MARK_GAP * surface->place->type.scale, passed = 0.5 * gap;
    const double *xy = way->xy;
    for (size_t i = 1; i + 1 < way->count; i++) {
        passed += hypot(xy[2 * i] - xy[2 * i - 2], xy[2 * i + 1] - xy[2 * i - 1]);
        if (passed < gap)
            continue;
        passed = 0;
        draw_mark(surface, way, i, 4);
    }
    draw_mark(surface, way, way->count - 1, 7);
}

static void draw_label(const struct surface *surface, const struct surface_way *way)
{
    double size = surface->place->type.small;
    const struct box *box = &way->label_box;
    drawlist_rectangle(surface->place->list, box->x, box->y, box->width, box->height, 4,
                       ink_fade(ink(ROLE_PANEL), 0.85), STROKE_NONE);
    drawlist_text(surface->place->list, box->x + 0.3 * size, box->y + box->height / 2, way->name,
                  (struct text_style){.size = size, .ink = ink_of(way), .bold = true, .middle = true});
}

void surface_draw_ways(const struct surface *surface)
{
    for (size_t i = 0; i < surface->way_count; i++) {
        const struct surface_way *way = &surface->ways[i];
        if (way->count < 2)
            continue;
        draw_line(surface, way);
        if (way->label)
            draw_marks(surface, way);
    }
    for (size_t i = 0; i < surface->way_count; i++)
        if (surface->ways[i].label_box.width > 0)
            draw_label(surface, &surface->ways[i]);
}

void surface_finish_ways(struct surface *surface)
{
    for (size_t i = 0; i < surface->way_count; i++)
        memory_free(surface->ways[i].xy);
}
