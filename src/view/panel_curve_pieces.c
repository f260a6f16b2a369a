/* The curve panel for maxout, which is no function of one z: its pieces are lines over one of the inputs, and the node
 * follows the highest. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "view/look.h"
#include "view/panel_curve.h"
#include "view/plot.h"

enum { STEPS = 240 };

#define MARGIN 0.12
#define REACH 4 /* without data: so far around the present input */
#define REACH_MOST 1e60

struct pieces {
    const struct curve *curve;
    int count;
    double slope[ACTIVATION_PIECES_MAX], rest[ACTIVATION_PIECES_MAX]; /* z of piece p = slope t + rest */
    bool has_now;                                                     /* the inputs are known */
    double now;                                                       /* of the input that goes across */
    double low, high;
    struct axes axes;
};

static double z_of(const struct pieces *pieces, int piece, double t)
{
    return pieces->slope[piece] * t + pieces->rest[piece];
}

/* The highest at t; ties: the first. */
static int winner(const struct pieces *pieces, double t)
{
    int best = 0;
    for (int p = 1; p < pieces->count; p++)
        if (z_of(pieces, p, t) > z_of(pieces, best, t))
            best = p;
    return best;
}

/* ---- the lines ---- */

/* The other inputs as they are now; 0 where they aren't known. */
static void find_lines(struct pieces *pieces)
{
    const struct curve *curve = pieces->curve;
    const struct layer *layer = curve->layer;
    const double *a = curve->network->layers[curve->number - 1].a;
    struct cell before = look_at(QUANTITY_A, curve->number - 1, 0, 0);
    pieces->count = layer->pieces;
    pieces->has_now = tape_knows(&curve->session->tape, before) != UNKNOWN;
    pieces->now = pieces->has_now ? a[curve->input - 1] : 0;
    for (int p = 0; p < layer->pieces; p++) {
        size_t row = (size_t)(curve->node - 1) * (size_t)layer->pieces + (size_t)p,
               inputs = (size_t)layer->inputs;
        const double *w = curve->network->param + layer->w + row * inputs;
        pieces->slope[p] = w[curve->input - 1];
        pieces->rest[p] = curve->network->param[layer->b + row];
        for (size_t i = 0; i < inputs && pieces->has_now; i++)
            pieces->rest[p] += (int)i == curve->input - 1 ? 0 : w[i] * a[i];
    }
    pieces->has_now &= isfinite(pieces->now) != 0;
}

static void take(struct pieces *pieces, double t)
{
    if (!isfinite(t))
        return;
    pieces->low = fmax(fmin(pieces->low, t), -REACH_MOST);
    pieces->high = fmin(fmax(pieces->high, t), REACH_MOST);
}

static void find_range(struct pieces *pieces)
{
    const struct curve *curve = pieces->curve;
    const struct activation *before =
        curve->number > 1 ? curve->network->layers[curve->number - 1].activation : NULL;
    pieces->low = (double)INFINITY;
    pieces->high = -(double)INFINITY;
    for (size_t i = 0; i < curve->count; i++)
        take(pieces, curve->samples[i * (size_t)(1 + pieces->count)]);
    if (before && isfinite(before->low) && isfinite(before->high)) {
        take(pieces, before->low);
        take(pieces, before->high);
    }
    take(pieces, pieces->has_now ? pieces->now : 0);
    if (pieces->high - pieces->low < 1e-9 * fabs(pieces->high) + 1e-9) {
        pieces->low -= REACH;
        pieces->high += REACH;
    }
    double margin = MARGIN * (pieces->high - pieces->low);
    pieces->low -= margin;
    pieces->high += margin;
}

static void find_height(struct pieces *pieces)
{
    struct axes *axes = &pieces->axes;
    double low = 0, high = 0;
    for (int p = 0; p < pieces->count; p++)
        for (int end = 0; end < 2; end++) {
            double z = z_of(pieces, p, end ? pieces->high : pieces->low);
            if (isfinite(z)) {
                low = fmin(low, z);
                high = fmax(high, z);
            }
        }
    if (high - low < 1e-9)
        high = low + 1;
    axes->left = pieces->low;
    axes->right = pieces->high;
    axes->bottom = fmax(low - MARGIN * (high - low), -REACH_MOST);
    axes->top = fmin(high + MARGIN * (high - low), REACH_MOST);
}

/* ---- drawing ---- */

/* What the node gives, in the ink of the piece that gives it; where the lead changes, a corner. */
static void draw_highest(const struct pieces *pieces)
{
    const struct axes *axes = &pieces->axes;
    struct drawlist *list = pieces->curve->place->list;
    double scale = pieces->curve->place->type.scale, corners[ACTIVATION_PIECES_MAX][2];
    int corner_count = 0;
    double from = pieces->low;
    for (int i = 1; i <= STEPS; i++) {
        double t = pieces->low + (pieces->high - pieces->low) * i / STEPS;
        int now = winner(pieces, from), next = winner(pieces, t);
        bool is_last = i == STEPS;
        if (now == next && !is_last)
            continue;
        double to = is_last ? pieces->high : t;
        if (now != next)
            to = (pieces->rest[next] - pieces->rest[now]) / (pieces->slope[now] - pieces->slope[next]);
        drawlist_line(list, axes_x(axes, from), axes_y(axes, z_of(pieces, now, from)), axes_x(axes, to),
                      axes_y(axes, z_of(pieces, now, to)), stroke_solid(ink_series((size_t)now), 4 * scale));
        if (now != next && corner_count < ACTIVATION_PIECES_MAX) {
            corners[corner_count][0] = axes_x(axes, to);
            corners[corner_count++][1] = axes_y(axes, z_of(pieces, now, to));
        }
        from = is_last ? to : t;
    }
    for (int i = 0; i < corner_count; i++)
        mark_draw(list, corners[i][0], corners[i][1], 4.5 * scale, 3, ink(ROLE_PANEL),
                  stroke_solid(ink(ROLE_TEXT), 1.6 * scale));
}

static void draw_lines(const struct pieces *pieces)
{
    const struct axes *axes = &pieces->axes;
    double scale = pieces->curve->place->type.scale;
    for (int p = 0; p < pieces->count; p++)
        drawlist_line(pieces->curve->place->list, axes_x(axes, pieces->low),
                      axes_y(axes, z_of(pieces, p, pieces->low)), axes_x(axes, pieces->high),
                      axes_y(axes, z_of(pieces, p, pieces->high)),
                      stroke_dashed(ink_series((size_t)p), 1.6 * scale, 6 * scale, 4 * scale, 0));
}

/* At the right end of each line. */
static void draw_names(const struct pieces *pieces)
{
    const struct curve *curve = pieces->curve;
    const struct box *box = &pieces->axes.box;
    double size = curve->place->type.small, y[ACTIVATION_PIECES_MAX], right = box->x + box->width;
    for (int p = 0; p < pieces->count; p++)
        y[p] = fmin(fmax(axes_y(&pieces->axes, z_of(pieces, p, pieces->high)), box->y), box->y + box->height);
    plot_spread(y, (size_t)pieces->count, 1.3 * size, box->y + 0.5 * size, box->y + box->height - 0.5 * size);
    for (int p = 0; p < pieces->count; p++) {
        char name[LOOK_NAME_SIZE];
        look_name(look_at(QUANTITY_Z, curve->number, (curve->node - 1) * pieces->count + p + 1, 0), name);
        drawlist_rectangle(curve->place->list, right + 0.3 * size, y[p] - 0.35 * size, 0.7 * size, 0.7 * size,
                           2, ink_series((size_t)p), STROKE_NONE);
        drawlist_text(curve->place->list, right + 1.3 * size, y[p], name,
                      (struct text_style){.size = size, .ink = ink(ROLE_TEXT), .middle = true});
    }
}

static double names_width(const struct pieces *pieces)
{
    const struct curve *curve = pieces->curve;
    char name[LOOK_NAME_SIZE];
    look_name(look_at(QUANTITY_Z, curve->number, curve->node * pieces->count, 0), name);
    return 1.5 * curve->place->type.small +
           drawlist_text_width(curve->place->list, name, curve->place->type.small, false);
}

/* The samples at their input, each in the ink of the piece that it takes. */
static void draw_rug(const struct pieces *pieces)
{
    size_t stride = 1 + (size_t)pieces->count;
    for (size_t i = 0; i < pieces->curve->count; i++) {
        const double *sample = pieces->curve->samples + i * stride;
        size_t best = 0;
        for (size_t p = 1; p < (size_t)pieces->count; p++)
            if (sample[1 + p] > sample[1 + best])
                best = p;
        curve_draw_rug_mark(&pieces->axes, sample[0], ink_series(best));
    }
}

static void draw_now(const struct pieces *pieces)
{
    const struct curve *curve = pieces->curve;
    const struct axes *axes = &pieces->axes;
    double scale = curve->place->type.scale, x = axes_x(axes, pieces->now), z;
    int row;
    if (!pieces->has_now)
        return;
    drawlist_line(curve->place->list, x, axes->box.y, x, axes->box.y + axes->box.height,
                  stroke_dashed(ink_fade(ink(ROLE_TEXT), 0.45), 1.2 * scale, 4 * scale, 4 * scale, 0));
    if (!curve_z(curve, &z, &row) || !isfinite(z))
        return;
    double y = axes_y(axes, z_of(pieces, winner(pieces, pieces->now), pieces->now));
    drawlist_disc(curve->place->list, x, y, 6.5 * scale,
                  cell_ink(curve->session, look_at(QUANTITY_Z, curve->number, row, 0)),
                  stroke_solid(ink(ROLE_PANEL), 1.6 * scale));
    drawlist_hit_disc(curve->place->list, x, y, 9 * scale,
                      (struct hit){HIT_NODE, curve->number, curve->node, 0, NULL});
}

/* "the largest z wins", and who that is now: "a1[1] = z1[2] = 0.4". */
static void draw_caption(const struct pieces *pieces, const struct box *row)
{
    enum { PIECES = 2 };
    const struct curve *curve = pieces->curve;
    char a[LOOK_NAME_SIZE], z[LOOK_NAME_SIZE], number[LOOK_NUMBER_SIZE];
    char names[2 * LOOK_NAME_SIZE + 8];
    struct look_piece shown[PIECES];
    size_t count = 0;
    double value;
    int best;
    if (curve_z(curve, &value, &best)) {
        struct cell cell = look_at(QUANTITY_Z, curve->number, best, 0);
        look_name(look_at(QUANTITY_A, curve->number, curve->node, 0), a);
        look_name(cell, z);
        look_cell(curve->session, cell, look_digits(curve->session), number);
        snprintf(names, sizeof names, "%s = %s = ", a, z);
        *curve->place->forms |= isfinite(value) ? 0 : FORM_NOT_FINITE;
        shown[count++] = (struct look_piece){names, ink(ROLE_TEXT_DIM), false};
        shown[count++] = (struct look_piece){number, cell_ink(curve->session, cell), true};
    }
    const struct panel_place *place = curve->place;
    const char *text = _("the largest z is handed on, and gets the whole gradient");
    double room = row->width - look_row_width(place->list, shown, count, place->type.small) - place->type.small;
    if (drawlist_text_width(place->list, text, place->type.small, true) > room)
        text = _("the largest z wins");
    curve_caption(place, row, text, ink(ROLE_TEXT), shown, count, count);
}

void curve_draw_pieces(const struct curve *curve)
{
    const struct panel_place *place = curve->place;
    struct pieces pieces = {.curve = curve};
    char across[LOOK_NAME_SIZE], remark[128];
    find_lines(&pieces);
    find_range(&pieces);
    look_name(curve->number > 1 ? look_at(QUANTITY_A, curve->number - 1, curve->input, 0)
                                : look_at(QUANTITY_X, 0, curve->input, 0),
              across);
    pieces.axes = (struct axes){.place = place, .x_name = across, .y_name = "z"};
    find_height(&pieces);
    snprintf(remark, sizeof remark,
             curve->layer->inputs == 1 ? _("over %s")
             : pieces.has_now          ? _("over %s, the other inputs as they are")
                                       : _("over %s, the other inputs at 0"),
             across);
    struct box box = panel_heading(place, curve->title, remark);
    struct box row = box;
    box.y += curve_caption_height(place);
    box.height -= curve_caption_height(place);
    box.width -= names_width(&pieces);
    if (!axes_fit(&pieces.axes, box, AXES_FREE))
        return;
    draw_caption(&pieces, &row);
    axes_grid(&pieces.axes);
    drawlist_clip(place->list, pieces.axes.box.x, pieces.axes.box.y, pieces.axes.box.width,
                  pieces.axes.box.height);
    draw_lines(&pieces);
    draw_highest(&pieces);
    draw_rug(&pieces);
    draw_now(&pieces);
    drawlist_unclip(place->list);
    axes_frame(&pieces.axes);
    draw_names(&pieces);
}
