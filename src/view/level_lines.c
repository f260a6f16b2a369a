#include "view/level_lines.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "view/contour.h"
#include "view/look.h"

enum { DIGITS = 4, LINES_MOST = 30000 };

#define LEAST 1.5       /* sizes of type: a shorter line is the grid's doing, not the plane's */
#define LONG_ENOUGH 1.5 /* a line is that many times as long as its number, or has none */

struct tracing {
    const struct level_lines *lines;
    struct cover *cover;
    double level;
    int line; /* its number, from 1; contour_trace finds them in the same order each time */
};

/* From cells to units; the caller frees it. */
static double *placed(const struct level_lines *lines, const double *xy, size_t count)
{
    const struct box *box = &lines->axes->box;
    double *units = memory_new(count, 2 * sizeof *units);
    for (size_t i = 0; i < count; i++) {
        units[2 * i] = box->x + xy[2 * i] / lines->columns * box->width;
        units[2 * i + 1] = box->y + xy[2 * i + 1] / lines->rows * box->height;
    }
    return units;
}

static double length_of(const double *xy, size_t count)
{
    double length = 0;
    for (size_t i = 1; i < count; i++)
        length += hypot(xy[2 * i] - xy[2 * i - 2], xy[2 * i + 1] - xy[2 * i - 1]);
    return length;
}

static void draw_line(void *context, const double *xy, size_t count)
{
    struct tracing *tracing = context;
    double *units = placed(tracing->lines, xy, count);
    tracing->line = tracing->line < LINES_MOST ? tracing->line + 1 : LINES_MOST;
    if (length_of(units, count) > LEAST * tracing->lines->axes->place->type.small) {
        drawlist_curve(tracing->lines->axes->place->list, units, count, tracing->lines->stroke);
        cover_line(tracing->cover, units, count, tracing->line);
    }
    memory_free(units);
}

static void draw_number(const struct tracing *tracing, const struct box *box, const char *text)
{
    const struct level_lines *lines = tracing->lines;
    struct drawlist *list = lines->axes->place->list;
    struct ink under = lines->under(lines->context, tracing->level);
    drawlist_cells(list, box->x, box->y, box->width, box->height, 1, 1, &under);
    drawlist_text(list, box->x + box->width / 2, box->y + box->height / 2, text,
                  (struct text_style){.size = lines->axes->place->type.small,
                                      .ink = ink(ROLE_TEXT),
                                      .align = ALIGN_CENTRE,
                                      .middle = true});
}

/* At the free place next to the line's middle. */
static void number_line(void *context, const double *xy, size_t count)
{
    struct tracing *tracing = context;
    const struct panel_place *place = tracing->lines->axes->place;
    double size = place->type.small, height = 1.4 * size;
    char text[LOOK_NUMBER_SIZE];
    look_number(text, tracing->level, DIGITS);
    double width = drawlist_text_width(place->list, text, size, false) + 0.6 * size;
    double *units = placed(tracing->lines, xy, count);
    tracing->line = tracing->line < LINES_MOST ? tracing->line + 1 : LINES_MOST;
    bool is_long = length_of(units, count) > LONG_ENOUGH * width;
    for (size_t tried = 0; is_long && tried < count;
         tried++) { /* the middle, one behind it, one before it ... */
        size_t i = tried % 2 ? count / 2 + (tried + 1) / 2 : count / 2 - tried / 2;
        struct box box = {units[2 * (i % count)] - width / 2, units[2 * (i % count) + 1] - height / 2, width,
                          height};
        if (cover_take(tracing->cover, &box, tracing->line)) {
            draw_number(tracing, &box, text);
            break;
        }
    }
    memory_free(units);
}

void level_lines_draw(const struct level_lines *lines, struct cover *cover)
{
    contour_line *const passes[] = {draw_line, number_line};
    for (size_t pass = 0; pass < 2; pass++) {
        struct tracing tracing = {.lines = lines, .cover = cover};
        for (int i = 0; i < lines->count; i++) {
            tracing.level = lines->levels[i];
            contour_trace(lines->values, lines->columns, lines->rows, tracing.level, passes[pass], &tracing);
        }
    }
}
