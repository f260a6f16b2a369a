/* The data panel's pictures: samples whose inputs are the points of a square, the current one large. */
#include <math.h>
#include <stdio.h>

#include "base/translate.h"
#include "view/look.h"
#include "view/panel_axes.h"
#include "view/panel_data.h"

enum { SIDE_MAX = 28 };

#define THUMB_LEAST 42.0 /* units: the smallest picture beside the large one, times the type's scale */
#define THUMB_LARGEST 160.0
#define CAPTION_LARGEST 60.0
#define FRAME 3          /* around a picture */
#define LARGE_SHARE 0.36 /* of the width, for the large one on the left */
#define TALL 1.2         /* height by width from which on it is at the top */

/* Where pictures lie: the large one, if there is room for it, and a grid. */
struct gallery {
    struct box large, words, grid; /* large.width 0: there is none */
    double thumb, caption, gap;
    size_t columns, rows;
};

/* What the longest caption needs, as long as that isn't out of all proportion: what a digit was taken for fits. */
static double caption_width(const struct samples *samples)
{
    const struct panel_place *place = samples->place;
    double width = drawlist_text_width(place->list, "0→0", place->type.small, false);
    for (int k = 0; samples->data && samples_have_classes(samples) && k < samples->outputs; k++) {
        char class[DATA_CLASS_SIZE], text[2 * DATA_CLASS_SIZE + 16];
        samples_class_text(samples, k, class);
        snprintf(text, sizeof text, "%s→%s", class, class);
        width = fmax(width, drawlist_text_width(place->list, text, place->type.small, false));
    }
    return fmin(ceil(width), CAPTION_LARGEST * place->type.scale);
}

/* As large as lets all samples in, or the smallest. */
static void choose_thumb(const struct samples *samples, struct gallery *gallery)
{
    const struct type *type = &samples->place->type;
    const struct box *grid = &gallery->grid;
    gallery->caption = 1.5 * type->small;
    gallery->gap = 0.5 * type->small;
    double least = fmax(THUMB_LEAST * type->scale, caption_width(samples) + 2 * FRAME - 0.5 * gallery->gap);
    for (gallery->thumb = floor(THUMB_LARGEST * type->scale);;
         gallery->thumb = fmax(least, floor(0.94 * gallery->thumb))) {
        double width = gallery->thumb + gallery->gap, height = gallery->thumb + gallery->caption + gallery->gap;
        gallery->columns = (size_t)fmax(0, floor((grid->width + gallery->gap) / width));
        gallery->rows = (size_t)fmax(0, floor((grid->height + gallery->gap) / height));
        if (gallery->columns * gallery->rows >= samples->count || gallery->thumb <= least)
            return;
    }
}

static struct gallery lay_out(const struct samples *samples, struct box box)
{
    const struct type *type = &samples->place->type;
    struct gallery gallery = {.grid = box};
    double words = 5.8 * type->small, gap = 1.5 * type->small;
    bool is_tall = box.height > TALL * box.width;
    double side = is_tall ? fmax(words, 0.45 * box.width) : fmin(LARGE_SHARE * box.width, box.height - words);
    if (side >= 1.3 * THUMB_LEAST * type->scale && samples->current != DATA_NONE) {
        gallery.large = (struct box){box.x, box.y, side, side};
        gallery.words = is_tall ? (struct box){box.x + side + gap, box.y, box.width - side - gap, words}
                                : (struct box){box.x, box.y + side, side, words};
        gallery.grid.x += is_tall ? 0 : side + gap;
        gallery.grid.width -= is_tall ? 0 : side + gap;
        gallery.grid.y += is_tall ? side + gap : 0;
        gallery.grid.height -= is_tall ? side + gap : 0;
    }
    choose_thumb(samples, &gallery);
    return gallery;
}

size_t samples_pictures_in(const struct samples *samples, struct box box)
{
    struct gallery gallery = lay_out(samples, box);
    return gallery.columns * gallery.rows;
}

/* ---- a picture ---- */

struct shades {
    double low, high;
};

/* Of all on the page, so that they compare; nothing is 0. */
static struct shades find_shades(const struct samples *samples)
{
    struct shades shades = {0, 0};
    for (size_t i = samples->first; i < samples->first + samples->shown; i++)
        for (int k = 0; k < samples->inputs; k++) {
            shades.low = fmin(shades.low, samples_x(samples, i)[k]);
            shades.high = fmax(shades.high, samples_x(samples, i)[k]);
        }
    return shades;
}

static void draw_picture(const struct samples *samples, const struct shades *shades, size_t i, struct box box)
{
    struct ink cells[SIDE_MAX * SIDE_MAX];
    const double *x = samples_x(samples, i);
    size_t side = (size_t)samples_side(samples);
    double range = shades->high > shades->low ? shades->high - shades->low : 1;
    for (size_t k = 0; k < side * side; k++)
        cells[k] = isnan(x[k]) ? ink(ROLE_ERROR)
                               : ink_mix(ink(ROLE_BACKGROUND), ROLE_TEXT, (x[k] - shades->low) / range);
    drawlist_cells(samples->place->list, box.x, box.y, box.width, box.height, side, side, cells);
}

/* ---- words ---- */

/* What it is: the class, or the first target; "" without one. */
static void write_values(const struct samples *samples, const double *values, char text[DATA_CLASS_SIZE])
{
    text[0] = '\0';
    if (!values || samples->outputs == 0)
        return;
    if (samples_have_classes(samples))
        samples_class_text(samples, samples_class(samples, values), text);
    else
        look_number(text, values[0], 3);
}

static void draw_words(const struct samples *samples, double x, double y, double room, const char *text,
                       struct ink colour, bool is_bold, enum text_align align)
{
    if (room < 1)
        return;
    drawlist_text(samples->place->list, x, y, text,
                  (struct text_style){.size = samples->place->type.small,
                                      .ink = colour,
                                      .bold = is_bold,
                                      .align = align,
                                      .middle = true,
                                      .fit = room});
}

/* "7 ✓", or what it was taken for: "7→1". */
static void draw_caption(const struct samples *samples, size_t i, double x, double y, double room)
{
    char target[DATA_CLASS_SIZE], answer[DATA_CLASS_SIZE], text[2 * DATA_CLASS_SIZE + 16];
    enum verdict verdict = samples_verdict(samples, i);
    write_values(samples, samples->outputs > 0 ? samples_y(samples, i) : NULL, target);
    write_values(samples, samples_yhat(samples, i), answer);
    bool is_wrong = verdict == VERDICT_WRONG;
    snprintf(text, sizeof text, "%s%s%s", target, is_wrong ? "→" : " ",
             is_wrong ? answer : verdict_sign(verdict));
    draw_words(samples, x, y, room, text, verdict == VERDICT_NONE ? ink(ROLE_TEXT) : verdict_ink(verdict),
               false, ALIGN_CENTRE);
}

/* ---- the large one ---- */

static void draw_line(const struct samples *samples, const struct box *words, int line, const char *name,
                      const char *text, struct ink colour)
{
    double size = samples->place->type.small, y = words->y + (0.9 + 1.4 * line) * size;
    double width = drawlist_text_width(samples->place->list, name, size, false) + 0.6 * size;
    draw_words(samples, words->x, y, words->width, name, ink(ROLE_TEXT_DIM), false, ALIGN_LEFT);
    draw_words(samples, words->x + width, y, words->width - width, text, colour, true, ALIGN_LEFT);
}

static void draw_large(struct samples *samples, const struct shades *shades, const struct gallery *gallery)
{
    const struct box large = gallery->large, *words = &gallery->words;
    const struct panel_place *place = samples->place;
    size_t i = samples->current;
    char number[48], target[DATA_CLASS_SIZE], answer[DATA_CLASS_SIZE], text[2 * DATA_CLASS_SIZE];
    enum verdict verdict = samples_verdict(samples, i);
    draw_picture(samples, shades, i, large);
    drawlist_rectangle(place->list, large.x, large.y, large.width, large.height, 0, INK_NONE,
                       stroke_solid(ink(ROLE_ACCENT), fmax(1, 1.5 * place->type.scale)));
    samples_hit(samples, i, large);
    snprintf(number, sizeof number, "%zu%s%s", i + 1, samples_is_test(samples, i) ? ", " : "",
             samples_is_test(samples, i) ? _("test") : "");
    draw_line(samples, words, 0, _("sample"), samples->data ? number : "–", ink(ROLE_ACCENT_TEXT));
    if (samples->outputs == 0)
        return;
    write_values(samples, samples_y(samples, i), target);
    write_values(samples, samples_yhat(samples, i), answer);
    draw_line(samples, words, 1, _("target"), target, ink(ROLE_TARGET));
    snprintf(text, sizeof text, "%s %s", answer, verdict_sign(verdict));
    draw_line(samples, words, 2, _("output"), text,
              verdict == VERDICT_NONE ? ink(ROLE_FORWARD) : verdict_ink(verdict));
    if (!samples_have_loss(samples, i))
        return;
    look_number(text, samples_loss(samples, i), look_digits(samples->session));
    draw_line(samples, words, 3, "L", text, ink(ROLE_LOSS));
}

/* ---- all ---- */

static void draw_thumb(struct samples *samples, const struct shades *shades, const struct gallery *gallery,
                       size_t i, struct box box)
{
    struct drawlist *list = samples->place->list;
    enum verdict verdict = samples_verdict(samples, i);
    double width = fmax(1, 1.5 * samples->place->type.scale), around = width + 1;
    bool is_hovered =
        samples_hit(samples, i, (struct box){box.x, box.y, box.width, box.height + gallery->caption});
    struct stroke outline = stroke_solid(verdict_ink(verdict), width);
    if (samples_is_test(samples, i))
        outline = stroke_dashed(outline.ink, width, 4 * width, 2 * width, 0);
    if (i == samples->current)
        outline = stroke_solid(ink(ROLE_ACCENT), 1.8 * width);
    draw_picture(samples, shades, i, box);
    drawlist_rectangle(list, box.x - around, box.y - around, box.width + 2 * around, box.height + 2 * around, 2,
                       INK_NONE, is_hovered ? stroke_solid(ink(ROLE_SELECTION), width) : outline);
    draw_caption(samples, i, box.x + box.width / 2, box.y + box.height + around + 0.45 * gallery->caption,
                 box.width + 0.5 * gallery->gap);
}

void samples_draw_pictures(struct samples *samples, struct box box)
{
    struct gallery gallery = lay_out(samples, box);
    struct shades shades = find_shades(samples);
    if (gallery.large.width > 0)
        draw_large(samples, &shades, &gallery);
    for (size_t k = 0; k < samples->shown && gallery.columns > 0; k++) {
        size_t column = k % gallery.columns, row = k / gallery.columns;
        double x = gallery.grid.x + (double)column * (gallery.thumb + gallery.gap);
        double y = gallery.grid.y + (double)row * (gallery.thumb + gallery.caption + gallery.gap);
        if (k < gallery.columns * gallery.rows)
            draw_thumb(
                samples, &shades, &gallery, samples->first + k,
                (struct box){x + FRAME, y + FRAME, gallery.thumb - 2 * FRAME, gallery.thumb - 2 * FRAME});
    }
}
