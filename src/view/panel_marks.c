/* Marks, keys, scales of colours, sentences and tooltips: see panel_axes.h. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/look.h"
#include "view/panel_axes.h"

/* ---- marks ---- */

struct ink mark_ink(int class)
{
    int shifted = class + class / MARK_FORMS;
    return ink_series((size_t)shifted);
}

/* Corners of the forms behind the disc, at radius 1; of about the disc's area. */
static const struct form_points {
    size_t count;
    double xy[24];
} forms[MARK_FORMS] = {
    {0, {0}},
    {3, {0, -1.25, 1.15, 0.8, -1.15, 0.8}},
    {4, {-0.9, -0.9, 0.9, -0.9, 0.9, 0.9, -0.9, 0.9}},
    {4, {0, -1.3, 1.3, 0, 0, 1.3, -1.3, 0}},
    {12, {-0.4, -1.2, 0.4,  -1.2, 0.4,  -0.4, 1.2,  -0.4, 1.2,  0.4,  0.4,  0.4,
          0.4,  1.2,  -0.4, 1.2,  -0.4, 0.4,  -1.2, 0.4,  -1.2, -0.4, -0.4, -0.4}},
    {3, {0, 1.25, 1.15, -0.8, -1.15, -0.8}},
    {12, {0, -0.57, 0.75,  -1.32, 1.32,  -0.75, 0.57,  0, 1.32,  0.75,  0.75,  1.32,
          0, 0.57,  -0.75, 1.32,  -1.32, 0.75,  -0.57, 0, -1.32, -0.75, -0.75, -1.32}},
    {6, {-0.6, -1.05, 0.6, -1.05, 1.2, 0, 0.6, 1.05, -0.6, 1.05, -1.2, 0}},
};

void mark_draw(struct drawlist *list, double x, double y, double radius, int class, struct ink fill,
               struct stroke outline)
{
    const struct form_points *form = &forms[class % MARK_FORMS];
    double xy[24];
    if (form->count == 0) {
        drawlist_disc(list, x, y, radius + outline.width / 2, fill, outline);
        return;
    }
    for (size_t i = 0; i < form->count; i++) {
        xy[2 * i] = x + radius * form->xy[2 * i];
        xy[2 * i + 1] = y + radius * form->xy[2 * i + 1];
    }
    drawlist_polygon(list, xy, form->count, fill, outline);
}

/* ---- a key ---- */

/* From its left end to its words. */
static double item_indent(const struct panel_place *place, const struct key_item *item)
{
    return item->mark == KEY_WORDS ? 0 : 1.6 * place->type.small;
}

static double item_width(const struct panel_place *place, const struct key_item *item)
{
    double size = place->type.small;
    return item_indent(place, item) + drawlist_text_width(place->list, item->text, size, false);
}

static double between_items(const struct panel_place *place)
{
    return 1.1 * place->type.small;
}

double key_width(const struct panel_place *place, const struct key_item *items, size_t count)
{
    double width = 0;
    for (size_t i = 0; i < count; i++)
        width += item_width(place, &items[i]) + (i > 0 ? between_items(place) : 0);
    return width;
}

void key_draw(const struct panel_place *place, double x, double y, double right, const struct key_item *items,
              size_t count)
{
    double size = place->type.small;
    for (size_t i = 0; i < count; i++) {
        const struct key_item *item = &items[i];
        double width = item_width(place, item), middle = x + 0.6 * size;
        bool is_last = i + 1 == count;
        double needed =
            width + (is_last ? 0 : between_items(place) + 1.5 * size); /* room to say that there is more */
        if (x + needed > right + 0.5) { /* its own width, summed up in another order, fits */
            if (x + size <= right)
                drawlist_text(place->list, x, y, "…",
                              (struct text_style){.size = size, .ink = ink(ROLE_TEXT_DIM), .middle = true});
            return;
        }
        if (item->mark == KEY_LINE)
            drawlist_line(place->list, x + 0.1 * size, y, x + 1.1 * size, y, item->outline);
        else if (item->mark == KEY_RING)
            drawlist_disc(place->list, middle, y, 0.55 * size, item->fill, item->outline);
        else if (item->mark != KEY_WORDS)
            mark_draw(place->list, middle, y, 0.38 * size, item->mark, item->fill, item->outline);
        drawlist_text(place->list, x + item_indent(place, item), y, item->text,
                      (struct text_style){.size = size, .ink = ink(ROLE_TEXT), .middle = true});
        if (item->is_chosen)
            drawlist_rule(place->list, x + item_indent(place, item), y + 0.8 * size, x + width, y + 0.8 * size,
                          ink(ROLE_ACCENT));
        if (item->command)
            drawlist_hit_rectangle(place->list, x, y - 0.9 * size, width, 1.8 * size,
                                   (struct hit){.kind = HIT_COMMAND, .text = item->command});
        x += width + between_items(place);
    }
}

/* ---- a scale of colours ---- */

enum { BAR_CELLS = 64, BAR_DIGITS = 4 };

static double bar_strip(const struct panel_place *place)
{
    return 0.9 * place->type.small;
}

double colour_bar_width(const struct panel_place *place, const struct colour_bar *bar)
{
    const double numbers[3] = {bar->low, bar->high, bar->mark};
    double width = drawlist_text_width(place->list, bar->name, place->type.small, true) - bar_strip(place);
    for (int i = 0; i < 3; i++) {
        char text[LOOK_NUMBER_SIZE];
        look_number(text, numbers[i], BAR_DIGITS);
        if (!isnan(numbers[i]))
            width = fmax(width, 0.5 * place->type.small +
                                    drawlist_text_width(place->list, text, place->type.small, false));
    }
    return bar_strip(place) + width;
}

void colour_bar_tick(const struct panel_place *place, double x, double y)
{
    double strip = bar_strip(place);
    drawlist_rule(place->list, x + 0.5 * strip, y, x + strip, y, ink(ROLE_TEXT));
}

void colour_bar_draw(const struct panel_place *place, const struct colour_bar *bar, struct box box)
{
    double size = place->type.small, strip = bar_strip(place), top = box.y + 1.5 * size;
    double height = box.y + box.height - top;
    const double numbers[3] = {bar->low, bar->high, bar->mark};
    struct ink cells[BAR_CELLS];
    if (height < 3 * size)
        return;
    drawlist_text(place->list, box.x, box.y + 0.45 * size, bar->name,
                  (struct text_style){.size = size, .ink = ink(ROLE_TEXT), .bold = true, .middle = true});
    for (int i = 0; i < BAR_CELLS; i++)
        cells[i] = bar->at(bar->context, bar->high + (bar->low - bar->high) * (i + 0.5) / BAR_CELLS);
    drawlist_cells(place->list, box.x, top, strip, height, 1, BAR_CELLS, cells);
    for (int i = 0; i < 3; i++) {
        char text[LOOK_NUMBER_SIZE];
        double share = (bar->high - numbers[i]) / (bar->high - bar->low), y = top + height * share;
        double to_end = fmin(y - top, top + height - y);
        if (isnan(numbers[i]) || (i == 2 && to_end < 1.7 * size))
            continue;
        look_number(text, numbers[i], BAR_DIGITS);
        colour_bar_tick(place, box.x, y);
        drawlist_text(place->list, box.x + strip + 0.5 * size,
                      fmin(fmax(y, top + 0.4 * size), top + height - 0.4 * size), text,
                      (struct text_style){.size = size, .ink = ink(ROLE_TEXT_DIM), .middle = true});
    }
}

/* ---- words ---- */

enum { LINES_MAX = 8 };

#define ALONE_HEIGHT 9 /* sizes of type */
#define ALONE_WIDTH 24

/* Whether a line may end at a blank: not beside a sign or a letter alone, so that "W x + b" stays whole. */
static bool may_end(const char *text, size_t blank)
{
    bool is_behind_one = blank == 1 || (blank > 1 && text[blank - 2] == ' ');
    const char *next = text + blank + strspn(text + blank, " ");
    bool is_before_one = next[0] && (next[1] == ' ' || next[1] == '.' || next[1] == '\0');
    return text[blank] == '\0' || !((is_behind_one && !isdigit((unsigned char)text[blank - 1])) ||
                                    (is_before_one && !isdigit((unsigned char)next[0])));
}

/* The place behind the last ':' of these bytes, or 0. */
static size_t behind_colon(const char *text, size_t length)
{
    while (length > 1 && !(text[length - 1] == ':' && text[length] == ' '))
        length--;
    return length > 1 ? length : 0;
}

/* The bytes of text that fit into a line, and in *next where the next one begins. */
static size_t break_line(const struct panel_place *place, const char *text, double width, double size,
                         size_t *next)
{
    size_t whole = 0, fits = 0; /* fits: up to a blank at which it may end */
    for (size_t end = 0; text[end];) {
        size_t word = end + strspn(text + end, " ");
        word += strcspn(text + word, " ");
        char line[512];
        snprintf(line, sizeof line, "%.*s", (int)word, text);
        if (whole > 0 && drawlist_text_width(place->list, line, size, false) > width)
            break;
        whole = end = word;
        fits = may_end(text, word) ? word : fits;
    }
    fits = fits > 0 ? fits : whole;
    size_t sign = text[fits] ? behind_colon(text, fits) : 0; /* what is to be typed stays whole */
    if (sign > 0 && drawlist_text_width(place->list, text + sign, size, false) <= 0.6 * width)
        fits = sign;
    *next = fits + strspn(text + fits, " ");
    return fits;
}

static size_t count_lines(const struct panel_place *place, double width, double size, const char *text)
{
    size_t count = 0, next;
    for (; *text && count < LINES_MAX; text += next, count++)
        break_line(place, text, width, size, &next);
    return count;
}

double panel_sentence_height(const struct panel_place *place, double width, const char *text)
{
    return 1.5 * place->type.label * (double)count_lines(place, width, place->type.label, text);
}

/* Larger where it is all that there is in a large panel. */
static double sentence_size(const struct panel_place *place, const struct box *box)
{
    bool is_large =
        box->height > ALONE_HEIGHT * place->type.value && box->width > ALONE_WIDTH * place->type.value;
    return is_large ? place->type.value : place->type.label;
}

void panel_sentence(const struct panel_place *place, struct box box, const char *text)
{
    double size = sentence_size(place, &box), line = 1.5 * size;
    size_t count = count_lines(place, box.width, size, text), next;
    double y = box.y + fmax(box.height / 2 - line * ((double)count - 1) / 2, 0.7 * size);
    for (size_t i = 0; i < count && y + 0.5 * size < box.y + box.height; i++, text += next, y += line) {
        char part[512];
        size_t length = break_line(place, text, box.width, size, &next);
        snprintf(part, sizeof part, "%.*s", (int)length, text);
        drawlist_text(place->list, box.x + box.width / 2, y, part,
                      (struct text_style){.size = size,
                                          .ink = ink(ROLE_TEXT_DIM),
                                          .align = ALIGN_CENTRE,
                                          .middle = true,
                                          .fit = box.width});
    }
}

void panel_tip(const struct panel_place *place, double x, double y, const char *title,
               const struct tip_line *lines, size_t count)
{
    struct drawlist *list = place->list;
    const struct type *type = &place->type;
    double size = type->label, line = 1.5 * size, pad = 0.8 * size, left = 0, right = 0;
    for (size_t i = 0; i < count; i++) {
        left = fmax(left, drawlist_text_width(list, lines[i].name, size, false));
        right = fmax(right, drawlist_text_width(list, lines[i].number, size, true));
    }
    double width = fmax(left + size + right, drawlist_text_width(list, title, type->small, false)) + 2 * pad;
    double height = line * (double)(count + 1) + 1.2 * pad, off = 14;
    double card_x = x + off + width > place->options->width - 4 ? fmax(4, x - off - width) : x + off;
    double card_y = fmax(4, fmin(y - height / 2, place->options->height - height - 4));
    drawlist_rectangle(list, card_x + 2, card_y + 4, width, height, 8, ink_fade(ink(ROLE_BLACK), 0.25),
                       STROKE_NONE);
    drawlist_rectangle(list, card_x, card_y, width, height, 8, ink(ROLE_PANEL),
                       stroke_solid(ink(ROLE_NODE_LINE), 1));
    drawlist_text(list, card_x + pad, card_y + 0.6 * pad + line / 2, title,
                  (struct text_style){.size = type->small, .ink = ink(ROLE_TEXT_DIM), .middle = true});
    for (size_t i = 0; i < count; i++) {
        double middle = card_y + 0.6 * pad + line * ((double)i + 1.5);
        drawlist_text(list, card_x + pad, middle, lines[i].name,
                      (struct text_style){.size = size, .ink = ink(ROLE_TEXT), .middle = true});
        drawlist_text(
            list, card_x + width - pad, middle, lines[i].number,
            (struct text_style){
                .size = size, .ink = lines[i].ink, .bold = true, .align = ALIGN_RIGHT, .middle = true});
    }
}
