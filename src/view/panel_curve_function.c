/* The curve panel for a function of z: f and f', the node's place on them, its tangent, the samples' z. */
#include <math.h>
#include <stdio.h>

#include "base/translate.h"
#include "view/look.h"
#include "view/panel_curve.h"
#include "view/plot.h"

enum { SCAN = 400, HALVINGS = 40, PIECES = 6 };

#define REACH_LEAST 5    /* z is shown at least from -5 to 5 */
#define REACH_MOST 1e305 /* an axis ends there */
#define PLANE_LEAST 58   /* units: a lower plane is left out */
#define TANGENT 0.2      /* half its length, of the plane's width */

struct picture {
    const struct curve *curve;
    const struct activation *activation;
    double param;
    bool has_z; /* known, and finite */
    double z, a, slope;
    int row;
    double low, high; /* of z, shown */
    double from, to;  /* what lies outside is saturated */
};

static double f_of(const void *context, double z)
{
    const struct picture *picture = context;
    return picture->activation->f(z, picture->param);
}

static double df_of(const void *context, double z)
{
    const struct picture *picture = context;
    return picture->activation->df(z, f_of(picture, z), picture->param);
}

/* ---- saturated ---- */

static bool is_flat(const struct activation *activation, double param, double z)
{
    return fabs(activation->df(z, activation->f(z, param), param)) < CURVE_SATURATED;
}

/* How far it is flat from the start on towards the end. */
static double flat_until(const struct activation *activation, double param, double start, double end)
{
    double inside = start, outside = start;
    for (int i = 0; i <= SCAN; i++) {
        outside = start + (end - start) * i / SCAN;
        if (!is_flat(activation, param, outside))
            break;
        inside = outside;
    }
    if (inside == outside)
        return is_flat(activation, param, start) ? end : start;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (inside + outside) / 2;
        if (is_flat(activation, param, middle))
            inside = middle;
        else
            outside = middle;
    }
    return inside;
}

void curve_saturated(const struct activation *activation, double param, double low, double high, double *from,
                     double *to)
{
    *from = flat_until(activation, param, low, high);
    *to = *from < high ? flat_until(activation, param, high, low) : high;
}

static void shade(const struct axes *axes, double left, double right)
{
    struct drawlist *list = axes->place->list;
    const struct box *box = &axes->box;
    double gap = 9 * axes->place->type.scale;
    if (right - left < 1)
        return;
    drawlist_rectangle(list, left, box->y, right - left, box->height, 0, ink_fade(ink(ROLE_WARNING), 0.1),
                       STROKE_NONE);
    drawlist_clip(list, left, box->y, right - left, box->height);
    int count = (int)ceil((right - left + box->height) / gap);
    for (int i = 0; i < count; i++) {
        double x = left - box->height + i * gap;
        drawlist_line(list, x, box->y + box->height, x + box->height, box->y,
                      stroke_solid(ink_fade(ink(ROLE_WARNING), 0.16), 1));
    }
    drawlist_unclip(list);
}

void curve_shade(const struct axes *axes, double from, double to)
{
    double left = axes->box.x, right = left + axes->box.width;
    shade(axes, left, fmin(axes_x(axes, from), right));
    shade(axes, fmax(axes_x(axes, to), left), right);
}

/* In each zone that is wide enough. False where none is. */
static bool name_zones(const struct picture *picture, const struct axes *axes)
{
    const struct panel_place *place = picture->curve->place;
    const struct box *box = &axes->box;
    double size = place->type.small, y = axes_y(axes, 0) > box->y + box->height / 2
                                             ? box->y + 1.2 * size
                                             : box->y + box->height - 1.2 * size;
    double zones[2][2] = {{box->x, axes_x(axes, picture->from)},
                          {axes_x(axes, picture->to), box->x + box->width}};
    double width = drawlist_text_width(place->list, _("saturated"), size, false);
    bool is_named = false;
    for (int i = 0; i < 2; i++) {
        double middle = (zones[i][0] + zones[i][1]) / 2;
        if (zones[i][1] - zones[i][0] < width + 1.2 * size)
            continue;
        drawlist_rectangle(place->list, middle - width / 2 - 0.4 * size, y - 0.8 * size, width + 0.8 * size,
                           1.6 * size, 4, ink(ROLE_PANEL), STROKE_NONE);
        drawlist_text(
            place->list, middle, y, _("saturated"),
            (struct text_style){.size = size, .ink = ink(ROLE_WARNING), .align = ALIGN_CENTRE, .middle = true});
        is_named = true;
    }
    return is_named;
}

/* ---- what is shown ---- */

static void take_z(struct picture *picture, double z)
{
    if (!isfinite(z))
        return;
    picture->low = fmax(fmin(picture->low, 1.05 * z), -REACH_MOST);
    picture->high = fmin(fmax(picture->high, 1.05 * z), REACH_MOST);
}

static void find_range(struct picture *picture)
{
    const struct curve *curve = picture->curve;
    picture->low = -REACH_LEAST;
    picture->high = REACH_LEAST;
    if (picture->has_z)
        take_z(picture, picture->z);
    for (size_t i = 0; i < curve->count; i++)
        take_z(picture, curve->samples[2 * i + 1]);
    curve_saturated(picture->activation, picture->param, picture->low, picture->high, &picture->from,
                    &picture->to);
}

/* What f or f' reaches, with a margin; the rug, where there is one, below it all. */
static void find_height(const struct picture *picture, double (*f)(const void *context, double z),
                        struct axes *axes)
{
    double low = 0, high = 0;
    for (int i = 0; i <= SCAN; i++) {
        double y = f(picture, picture->low + (picture->high - picture->low) * i / SCAN);
        low = fmin(low, y);
        high = fmax(high, y);
    }
    if (f == df_of || high - low < 1)
        high = fmax(high, 1); /* how small a slope is shows beside 1 */
    double margin = 0.07 * (high - low);
    axes->left = picture->low;
    axes->right = picture->high;
    axes->bottom = low - margin;
    axes->top = high + margin;
}

/* Room for the rug, once it is clear how high the plane is. */
static void lift(const struct picture *picture, struct axes *axes)
{
    double share = 1.2 * curve_rug_height(picture->curve->place) / axes->box.height;
    if (picture->curve->count > 0)
        axes->bottom -= share * (axes->top - axes->bottom) / (1 - share);
}

/* ---- marks ---- */

/* Where f or f' jumps: the value that holds there, and the end that it doesn't reach. */
static void draw_jump(const struct picture *picture, const struct axes *axes,
                      double (*f)(const void *context, double z), struct ink ink_of_it)
{
    double kink = picture->activation->kink, scale = picture->curve->place->type.scale;
    double before = f(picture, nextafter(kink, -HUGE_VAL)), at = f(picture, kink);
    double behind = f(picture, nextafter(kink, HUGE_VAL));
    if (isnan(kink) || fabs(behind - before) < 1e-9)
        return;
    struct drawlist *list = picture->curve->place->list;
    double x = axes_x(axes, kink), other = fabs(at - before) < fabs(at - behind) ? behind : before;
    drawlist_disc(list, x, axes_y(axes, other), 4 * scale, ink(ROLE_PANEL),
                  stroke_solid(ink_of_it, 1.8 * scale));
    drawlist_disc(list, x, axes_y(axes, at), 4 * scale, ink_of_it, STROKE_NONE);
}

static bool jumps(const struct picture *picture, double (*f)(const void *context, double z))
{
    double kink = picture->activation->kink;
    return !isnan(kink) &&
           fabs(f(picture, nextafter(kink, HUGE_VAL)) - f(picture, nextafter(kink, -HUGE_VAL))) >= 1e-9;
}

static void draw_kink(const struct picture *picture, const struct axes *axes)
{
    const struct panel_place *place = picture->curve->place;
    double scale = place->type.scale, size = place->type.small;
    double x = axes_x(axes, picture->activation->kink),
           y = axes_y(axes, f_of(picture, picture->activation->kink));
    if (jumps(picture, f_of))
        draw_jump(picture, axes, f_of, ink(ROLE_FORWARD));
    else if (jumps(picture, df_of))
        mark_draw(place->list, x, y, 4.5 * scale, 3, ink(ROLE_PANEL),
                  stroke_solid(ink(ROLE_TEXT), 1.6 * scale));
    else
        return;
    const char *name = jumps(picture, f_of) ? _("jump") : _("kink");
    double width = drawlist_text_width(place->list, name, size, false);
    if (x - width - size > axes->box.x && y - 1.5 * size > axes->box.y)
        drawlist_text(
            place->list, x - 0.7 * size, y - 0.9 * size, name,
            (struct text_style){.size = size, .ink = ink(ROLE_TEXT), .align = ALIGN_RIGHT, .middle = true});
}

/* Whether another node of the layer has its place on the curve. */
static bool is_on_curve(const struct picture *picture, int node)
{
    const struct curve *curve = picture->curve;
    double z = curve->layer->z[node - 1];
    return node != curve->node &&
           tape_knows(&curve->session->tape, look_at(QUANTITY_Z, curve->number, node, 0)) != UNKNOWN &&
           isfinite(z) && z >= picture->low && z <= picture->high;
}

static bool has_others(const struct picture *picture)
{
    int node = 1;
    while (node <= picture->curve->layer->nodes && !is_on_curve(picture, node))
        node++;
    return node <= picture->curve->layer->nodes;
}

/* The other nodes of the layer, small; a click selects one. */
static void draw_others(const struct picture *picture, const struct axes *axes)
{
    const struct curve *curve = picture->curve;
    double scale = curve->place->type.scale;
    for (int node = 1; node <= curve->layer->nodes; node++) {
        struct cell cell = look_at(QUANTITY_Z, curve->number, node, 0);
        double z = curve->layer->z[node - 1], x = axes_x(axes, z), y = axes_y(axes, f_of(picture, z));
        if (!is_on_curve(picture, node))
            continue;
        drawlist_disc(curve->place->list, x, y, 3.6 * scale, cell_ink(curve->session, cell), STROKE_NONE);
        drawlist_hit_disc(curve->place->list, x, y, 6 * scale,
                          (struct hit){HIT_NODE, curve->number, node, 0, NULL});
    }
}

static void draw_tangent(const struct picture *picture, const struct axes *axes)
{
    const struct box *box = &axes->box;
    double right = box->width / (axes->right - axes->left);
    double down = -picture->slope * box->height / (axes->top - axes->bottom);
    double length = TANGENT * box->width / hypot(right, down);
    double x = axes_x(axes, picture->z), y = axes_y(axes, picture->a);
    drawlist_line(picture->curve->place->list, x - right * length, y - down * length, x + right * length,
                  y + down * length, stroke_solid(ink(ROLE_BACKWARD), 2.6 * picture->curve->place->type.scale));
}

/* The node's place, and a line down to its z. */
static void draw_place(const struct picture *picture, const struct axes *axes, double value, struct ink colour)
{
    const struct panel_place *place = picture->curve->place;
    double scale = place->type.scale, x = axes_x(axes, picture->z), y = axes_y(axes, value);
    double ends[2] = {axes->box.y, axes->box.y + axes->box.height};
    drawlist_line(place->list, x, ends[0], x, ends[1],
                  stroke_dashed(ink_fade(ink(ROLE_TEXT), 0.45), 1.2 * scale, 4 * scale, 4 * scale, 0));
    drawlist_disc(place->list, x, y, 6.5 * scale, colour, stroke_solid(ink(ROLE_PANEL), 1.6 * scale));
    drawlist_hit_disc(place->list, x, y, 9 * scale,
                      (struct hit){HIT_NODE, picture->curve->number, picture->curve->node, 0, NULL});
}

/* ---- the planes ---- */

static struct stroke line_of(const struct picture *picture, bool is_slope)
{
    double width = 2.6 * picture->curve->place->type.scale;
    return is_slope ? stroke_dashed(ink(ROLE_BACKWARD), width, 3.5 * width, 2 * width, 0)
                    : stroke_solid(ink(ROLE_FORWARD), width);
}

static void draw_f(const struct picture *picture, const struct axes *axes)
{
    const struct curve *curve = picture->curve;
    double jump = jumps(picture, f_of) ? picture->activation->kink : (double)NAN;
    curve_shade(axes, picture->from, picture->to);
    axes_grid(axes);
    plot_function(axes, f_of, picture, jump, line_of(picture, false));
    for (size_t i = 0; i < curve->count; i++)
        curve_draw_rug_mark(axes, curve->samples[2 * i + 1], ink(ROLE_FORWARD));
    drawlist_clip(curve->place->list, axes->box.x, axes->box.y, axes->box.width, axes->box.height);
    draw_kink(picture, axes);
    if (picture->has_z)
        draw_tangent(picture, axes);
    draw_others(picture, axes);
    if (picture->has_z)
        draw_place(picture, axes, picture->a,
                   cell_ink(curve->session, look_at(QUANTITY_Z, curve->number, picture->row, 0)));
    drawlist_unclip(curve->place->list);
    axes_frame(axes);
}

/* Whether its saturated zones are named. */
static bool draw_df(const struct picture *picture, const struct axes *axes)
{
    double jump = jumps(picture, df_of) ? picture->activation->kink : (double)NAN;
    curve_shade(axes, picture->from, picture->to);
    axes_grid(axes);
    plot_function(axes, df_of, picture, jump, line_of(picture, true));
    drawlist_clip(picture->curve->place->list, axes->box.x, axes->box.y, axes->box.width, axes->box.height);
    draw_jump(picture, axes, df_of, ink(ROLE_BACKWARD));
    if (picture->has_z)
        draw_place(picture, axes, picture->slope, ink(ROLE_BACKWARD));
    drawlist_unclip(picture->curve->place->list);
    axes_frame(axes);
    return name_zones(picture, axes);
}

/* "f(z) = tanh(z)" and, as far as known, "z1[1] = 0.5   a1[1] = 0.46". */
static void draw_f_caption(const struct picture *picture, struct box row)
{
    const struct curve *curve = picture->curve;
    struct cell cells[2] = {look_at(QUANTITY_Z, curve->number, picture->row, 0),
                            look_at(QUANTITY_A, curve->number, curve->node, 0)};
    char names[2][LOOK_NAME_SIZE + 8], numbers[2][LOOK_NUMBER_SIZE];
    struct look_piece pieces[PIECES];
    struct buffer text = BUFFER_EMPTY;
    size_t count = 0;
    for (int i = 0; i < 2; i++) {
        char name[LOOK_NAME_SIZE];
        look_cell(curve->session, cells[i], look_digits(curve->session), numbers[i]);
        look_name(cells[i], name);
        snprintf(names[i], sizeof names[i], "%s%s = ", count > 0 ? "   " : "", name);
        if (!numbers[i][0])
            continue;
        struct ink colour = cell_ink(curve->session, cells[i]);
        *curve->place->forms |= colour.base == ROLE_ERROR ? FORM_NOT_FINITE : 0;
        pieces[count++] = (struct look_piece){names[i], ink(ROLE_TEXT_DIM), false};
        pieces[count++] = (struct look_piece){numbers[i], colour, true};
    }
    buffer_put(&text, "f(z) = ");
    curve_put_formula(&text, picture->activation->formula, picture->activation, picture->param);
    curve_caption(curve->place, &row, buffer_text(&text), ink(ROLE_FORWARD), pieces, count, 0);
    buffer_finish(&text);
}

static void write_slope(const struct picture *picture, char number[LOOK_NUMBER_SIZE])
{
    look_number(number, picture->slope, look_digits(picture->curve->session));
}

static void draw_df_caption(const struct picture *picture, struct box row)
{
    char number[LOOK_NUMBER_SIZE];
    struct buffer text = BUFFER_EMPTY;
    const struct look_piece pieces[] = {{_("slope "), ink(ROLE_TEXT_DIM), false},
                                        {number, ink(ROLE_BACKWARD), true}};
    write_slope(picture, number);
    buffer_put(&text, "f′(z) = ");
    curve_put_formula(&text, picture->activation->derivative_formula, picture->activation, picture->param);
    curve_caption(picture->curve->place, &row, buffer_text(&text), ink(ROLE_BACKWARD), pieces,
                  picture->has_z ? 2 : 0, 2);
    buffer_finish(&text);
}

static bool has_zones(const struct picture *picture)
{
    return picture->from > picture->low || picture->to < picture->high;
}

/* What the marks at the lower edge say. */
static void write_remark(const struct picture *picture, char *text, size_t size)
{
    const struct curve *curve = picture->curve;
    size_t flat = 0;
    text[0] = '\0';
    for (size_t i = 0; i < curve->count; i++)
        flat += curve->samples[2 * i + 1] < picture->from || curve->samples[2 * i + 1] > picture->to;
    if (curve->count > 0 && has_zones(picture))
        snprintf(text, size, _("| %zu samples, %zu saturated"), curve->count, flat);
    else if (curve->count > 0)
        snprintf(text, size, _("| %zu samples"), curve->count);
}

/* Two planes in boxes of the same size, whose numbers take the same room beside them. */
static bool fit_both(struct axes *f, struct axes *df, struct box first, struct box second)
{
    if (!axes_fit(f, first, AXES_FREE) || !axes_fit(df, second, AXES_FREE))
        return false;
    double beside = fmax(f->box.x - first.x, df->box.x - second.x);
    f->box.x = first.x + beside;
    df->box.x = second.x + beside;
    f->box.width = first.width - beside;
    df->box.width = second.width - beside;
    return fmin(f->box.height, df->box.height) >= PLANE_LEAST;
}

static struct box below_caption(const struct panel_place *place, struct box box)
{
    double height = curve_caption_height(place);
    return (struct box){box.x, box.y + height, box.width, fmax(0, box.height - height)};
}

/* Beside each other or, in a narrow panel, one above the other, so that planes are not too flat or slim. */
static void divide(const struct panel_place *place, struct box box, struct box *first, struct box *second)
{
    double size = place->type.small, across = (box.width - 1.6 * size) / 2, up = (box.height - 0.4 * size) / 2;
    double beside = fmin(across - 3 * size, 1.5 * (box.height - 3.5 * size));
    double stacked = fmin(box.width - 3 * size, 1.5 * (up - 3.5 * size));
    *first = *second = box;
    if (beside > stacked) {
        first->width = second->width = across;
        second->x = box.x + box.width - across;
    } else {
        first->height = second->height = up;
        second->y = box.y + box.height - up;
    }
}

static void draw_one(struct picture *picture, struct axes *f, struct box box)
{
    if (box.height >
        PLANE_LEAST + curve_caption_height(picture->curve->place) + 2 * picture->curve->place->type.small) {
        draw_f_caption(picture, box);
        box = below_caption(picture->curve->place, box);
    }
    if (!axes_fit(f, box, AXES_FREE))
        return;
    lift(picture, f);
    draw_f(picture, f);
}

/* In the heading's row, from its right end, as much as has room: what the marks mean. */
static void draw_key(const struct picture *picture, const struct box *box, bool is_named)
{
    const struct panel_place *place = picture->curve->place;
    const struct type *type = &place->type;
    struct key_item items[3];
    char remark[96];
    size_t count = 0;
    write_remark(picture, remark, sizeof remark);
    if (has_others(picture))
        items[count++] =
            (struct key_item){.mark = 0, .fill = ink(ROLE_FORWARD), .text = _("the layer's other nodes")};
    if (*remark)
        items[count++] = (struct key_item){.mark = KEY_WORDS, .text = remark};
    else if (has_zones(picture) && !is_named)
        items[count++] =
            (struct key_item){.mark = 2, .fill = ink_fade(ink(ROLE_WARNING), 0.35), .text = _("saturated")};
    double right = box->x + box->width, y = place->box.y + 0.7 * type->space + 0.5 * type->label;
    double left =
        box->x + drawlist_text_width(place->list, picture->curve->title, type->label, true) + type->space;
    size_t first = 0;
    while (first < count && left + key_width(place, items + first, count - first) > right)
        first++;
    key_draw(place, right - key_width(place, items + first, count - first), y, right, items + first,
             count - first);
}

void curve_draw_function(const struct curve *curve)
{
    const struct panel_place *place = curve->place;
    struct picture picture = {
        .curve = curve, .activation = curve->layer->activation, .param = curve->layer->param};
    struct axes f = {.place = place, .x_name = "z", .y_name = "f"},
                df = {.place = place, .x_name = "z", .y_name = "f′"};
    struct box first, second;
    bool is_named = false;
    picture.has_z = curve_z(curve, &picture.z, &picture.row) && isfinite(picture.z);
    picture.a = f_of(&picture, picture.z);
    picture.slope = df_of(&picture, picture.z);
    find_range(&picture);
    find_height(&picture, f_of, &f);
    find_height(&picture, df_of, &df);
    struct box box = panel_heading(place, curve->title, NULL);
    divide(place, box, &first, &second);
    if (!fit_both(&f, &df, below_caption(place, first), below_caption(place, second))) {
        draw_one(&picture, &f, box);
    } else {
        lift(&picture, &f);
        draw_f_caption(&picture, first);
        draw_df_caption(&picture, second);
        draw_f(&picture, &f);
        is_named = draw_df(&picture, &df);
    }
    draw_key(&picture, &box, is_named);
}
