/* The boundary panel for one input: what the network computes as a curve over it, and the data on it. */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/translate.h"
#include "view/look.h"
#include "view/panel_boundary.h"
#include "view/scene_cache.h"

enum { POINTS = 241, CURVES_MAX = 6, ERRORS_MAX = 60 };

struct picture {
    struct boundary *boundary;
    struct axes axes;
    int curves; /* the node chosen, or the first outputs */
    struct plane plane;
    const double *values; /* [curves][POINTS] */
};

static bool is_all_outputs(const struct boundary *boundary)
{
    return boundary->what == LANDSCAPE_WINNER ||
           (boundary->is_output && !boundary->session->has_selected && network_outputs(boundary->network) > 1);
}

static int node_of(const struct picture *picture, int curve)
{
    return is_all_outputs(picture->boundary) ? curve : picture->boundary->node;
}

static struct ink ink_of(const struct picture *picture, int curve)
{
    return picture->curves > 1 ? mark_ink(curve) : ink(ROLE_FORWARD);
}

static void compute(const void *context, double *values)
{
    const struct picture *picture = context;
    const struct boundary *boundary = picture->boundary;
    const struct settings *settings = &boundary->session->tape.settings;
    for (int i = 0; i < picture->curves; i++)
        landscape_inputs(boundary->network, settings, boundary->is_output ? LANDSCAPE_OUTPUT : LANDSCAPE_NODE,
                         boundary->layer, node_of(picture, i), boundary->network->x, &picture->plane,
                         values + i * POINTS, NULL);
}

static void ask(struct picture *picture, double **own)
{
    const struct boundary *boundary = picture->boundary;
    const int what[] = {(int)boundary->what, boundary->layer, boundary->node, boundary->is_output,
                        picture->curves};
    struct scene_question question = {
        .name = "boundary",
        .what = scene_hash(scene_hash(0, what, sizeof what), &picture->plane, sizeof picture->plane),
        .from = scene_hash_network(0, boundary->network, &boundary->session->tape.settings),
        .count = (size_t)picture->curves * POINTS,
        .compute = compute,
        .context = picture};
    picture->values = scene_cache_ask(boundary->place->options->cache, &question, own);
}

/* ---- ranges ---- */

static void find_x_range(const struct boundary *boundary, struct axes *axes)
{
    double low = (double)INFINITY, high = -(double)INFINITY;
    bool has_any = boundary_range(boundary, 0, &low, &high);
    if (has_any && boundary->shown > 1 && high > low) {
        axes->left = low - 0.08 * (high - low);
        axes->right = high + 0.08 * (high - low);
    } else {
        axes->right = has_any ? axes_nice(fmax(1, 1.3 * fmax(fabs(low), fabs(high)))) : 3;
        axes->left = -axes->right;
    }
}

static void take(double value, double *low, double *high)
{
    if (!isfinite(value))
        return;
    *low = fmin(*low, value);
    *high = fmax(*high, value);
}

static bool shows_targets(const struct boundary *boundary)
{
    return boundary->is_output && boundary->has_targets;
}

static bool find_y_range(struct picture *picture)
{
    const struct boundary *boundary = picture->boundary;
    double low = (double)INFINITY, high = -(double)INFINITY;
    for (int i = 0; i < picture->curves * POINTS; i++)
        take(picture->values[i], &low, &high);
    for (size_t i = 0; shows_targets(boundary) && i < boundary->shown; i++)
        for (int k = 0; k < picture->curves; k++)
            take(dataset_y(boundary->data, boundary_sample(boundary, i))[node_of(picture, k)], &low, &high);
    if (!(low <= high))
        return false;
    double margin = high - low > 1e-9 * fmax(1, fabs(high)) ? 0.08 * (high - low) : fmax(0.5, 0.5 * fabs(high));
    picture->axes.bottom = low - margin;
    picture->axes.top = high + margin;
    return true;
}

/* ---- drawing ---- */

static void draw_curve(const struct picture *picture, int curve)
{
    double *xy = memory_new(POINTS, 2 * sizeof *xy);
    for (int i = 0; i < POINTS; i++) {
        double value = picture->values[curve * POINTS + i];
        xy[2 * i] = axes_x(&picture->axes, plane_x(&picture->plane, i));
        xy[2 * i + 1] = isfinite(value) ? axes_y(&picture->axes, value) : (double)NAN;
    }
    drawlist_curve(picture->boundary->place->list, xy, POINTS,
                   stroke_solid(ink_of(picture, curve), 2.6 * picture->boundary->place->type.scale));
    memory_free(xy);
}

struct marked {
    const struct picture *picture;
    int curve;
};

static double y_of(const void *context, size_t i)
{
    const struct marked *marked = context;
    const struct boundary *boundary = marked->picture->boundary;
    return dataset_y(boundary->data, boundary_sample(boundary, i))[node_of(marked->picture, marked->curve)];
}

static struct ink fill_of(const void *context, size_t i)
{
    const struct marked *marked = context;
    (void)i;
    return marked->picture->curves > 1 ? ink_of(marked->picture, marked->curve) : ink(ROLE_TARGET);
}

/* From the target to the prediction. */
static void draw_errors(const struct picture *picture)
{
    const struct boundary *boundary = picture->boundary;
    struct stroke stroke = stroke_dashed(ink(ROLE_LOSS), fmax(1, 1.3 * boundary->place->type.scale), 4, 3, 0);
    if (boundary->shown > ERRORS_MAX || picture->curves > 1 || !boundary->yhat)
        return;
    for (size_t i = 0; i < boundary->shown; i++) {
        size_t sample = boundary_sample(boundary, i);
        double x = axes_x(&picture->axes, dataset_x(boundary->data, sample)[0]);
        double yhat = boundary->yhat[i * (size_t)boundary->data->outputs + (size_t)node_of(picture, 0)];
        drawlist_line(boundary->place->list, x,
                      axes_y(&picture->axes, dataset_y(boundary->data, sample)[node_of(picture, 0)]), x,
                      axes_y(&picture->axes, yhat), stroke);
    }
}

static void draw_samples(const struct picture *picture)
{
    for (int i = 0; i < picture->curves; i++) {
        struct marked marked = {picture, i};
        struct boundary_marks marks = {y_of, fill_of, &marked};
        boundary_draw_samples(picture->boundary, &picture->axes, &marks);
    }
}

/* Where one output says one class or the other. */
static void draw_half(const struct picture *picture)
{
    const struct boundary *boundary = picture->boundary;
    const struct box *box = &picture->axes.box;
    if (!shows_targets(boundary) || boundary->classes != 2 || boundary->data->outputs != 1)
        return;
    double y = axes_y(&picture->axes, 0.5);
    drawlist_line(boundary->place->list, box->x, y, box->x + box->width, y,
                  stroke_dashed(ink(ROLE_TEXT_DIM), 1, 6, 4, 0));
}

/* The present input, on the curve. */
static void draw_present(const struct picture *picture)
{
    const struct boundary *boundary = picture->boundary;
    const struct plane *plane = &picture->plane;
    if (!boundary_has_present(boundary))
        return;
    double x = boundary->network->x[0], at = (x - plane->left) / (plane->right - plane->left) * POINTS - 0.5;
    int i = (int)fmin(fmax(floor(at), 0), POINTS - 2);
    for (int k = 0; k < picture->curves; k++) {
        const double *values = picture->values + k * POINTS;
        boundary_draw_present(boundary, &picture->axes, x, values[i] + (at - i) * (values[i + 1] - values[i]));
    }
}

static void draw_plot(const struct picture *picture)
{
    const struct boundary *boundary = picture->boundary;
    const struct axes *axes = &picture->axes;
    struct drawlist *list = boundary->place->list;
    char corners[LOOK_NAME_SIZE];
    axes_grid(axes);
    axes_frame(axes);
    look_plane(corners, axes->left, axes->right, axes->bottom, axes->top);
    drawlist_hit_rectangle(list, axes->box.x, axes->box.y, axes->box.width, axes->box.height,
                           (struct hit){.kind = HIT_PLANE, .row = 1, .text = corners});
    drawlist_clip(list, axes->box.x, axes->box.y, axes->box.width, axes->box.height);
    draw_half(picture);
    if (shows_targets(boundary))
        draw_errors(picture);
    for (int i = 0; i < picture->curves; i++)
        draw_curve(picture, i);
    drawlist_unclip(list);
    draw_present(picture);
    if (shows_targets(boundary))
        draw_samples(picture);
}

void boundary_draw_curve(struct boundary *boundary)
{
    struct picture picture = {.boundary = boundary, .curves = 1};
    struct box box;
    char title[128];
    double *own;
    if (is_all_outputs(boundary)) {
        picture.curves = (int)fmin(network_outputs(boundary->network), CURVES_MAX);
        snprintf(boundary->name, sizeof boundary->name, "ŷ");
    }
    snprintf(title, sizeof title, _("%s over x[1]"), boundary->name);
    boundary_draw_key(boundary, title, &box);
    picture.axes = (struct axes){.place = boundary->place, .x_name = "x[1]", .y_name = boundary->name};
    find_x_range(boundary, &picture.axes);
    picture.plane = (struct plane){picture.axes.left, picture.axes.right, 0, 1, POINTS, 1};
    ask(&picture, &own);
    if (!find_y_range(&picture)) {
        snprintf(title, sizeof title, _("%s is not a finite number anywhere here."), boundary->name);
        panel_sentence(boundary->place, box, title);
    } else if (axes_fit(&picture.axes, box, AXES_FREE)) {
        draw_plot(&picture);
    }
    memory_free(own);
}
