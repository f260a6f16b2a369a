/* The list of all keys, over everything else: commands on the left, panels on the right. */
#include "view/scene_keys.h"

#include <math.h>

#include "base/translate.h"

#define LINE 1.6 /* heights of a line, in sizes of its type */

struct columns {
    double sign[2], help[2]; /* widths, without and with panels */
    int lines[2];
};

/* What a panel is called is typed behind `view` in every language. */
static const char *help_of(const struct scene_key *key)
{
    return key->is_panel ? key->help : _(key->help);
}

static struct columns measure(const struct drawlist *list, const struct scene_options *options, double size)
{
    struct columns columns = {.lines = {0, 0}};
    for (size_t i = 0; i < options->key_count; i++) {
        const struct scene_key *key = &options->keys[i];
        int side = key->is_panel;
        columns.sign[side] = fmax(columns.sign[side], drawlist_text_width(list, _(key->sign), size, true));
        columns.help[side] = fmax(columns.help[side], drawlist_text_width(list, help_of(key), size, false));
        columns.lines[side]++;
    }
    return columns;
}

static double width_of(const struct columns *columns, double size)
{
    return columns->sign[0] + columns->help[0] + columns->sign[1] + columns->help[1] + 7 * size;
}

static double height_of(const struct columns *columns, double size)
{
    return LINE * size * (fmax(columns->lines[0], columns->lines[1]) + 1) + 2.4 * size;
}

static void draw_side(struct drawlist *list, const struct scene_options *options, int side, double x, double y,
                      double size, const struct columns *columns)
{
    drawlist_text(list, x, y, side ? _("Panels") : _("Keys"),
                  (struct text_style){.size = size, .ink = ink(ROLE_TEXT_DIM), .bold = true, .middle = true});
    for (size_t i = 0; i < options->key_count; i++) {
        const struct scene_key *key = &options->keys[i];
        if (key->is_panel != (side == 1))
            continue;
        y += LINE * size;
        drawlist_text(
            list, x, y, _(key->sign),
            (struct text_style){.size = size, .ink = ink(ROLE_ACCENT_TEXT), .bold = true, .middle = true});
        drawlist_text(list, x + columns->sign[side] + size, y, help_of(key),
                      (struct text_style){.size = size, .ink = ink(ROLE_TEXT), .middle = true});
    }
}

void scene_keys_draw(const struct scene_options *options, const struct type *type, struct drawlist *list)
{
    enum { LEAST = 7 };
    double size = round(1.4 * type->label); /* all of the window is there for it */
    struct columns columns = measure(list, options, size);
    while (size > LEAST &&
           (width_of(&columns, size) > options->width || height_of(&columns, size) > options->height))
        columns = measure(list, options, --size);
    double width = width_of(&columns, size), height = height_of(&columns, size);
    double x = (options->width - width) / 2, y = (options->height - height) / 2;
    drawlist_rectangle(list, 0, 0, options->width, options->height, 0, ink_fade(ink(ROLE_BACKGROUND), 0.7),
                       STROKE_NONE);
    drawlist_rectangle(list, x, y, width, height, 10 * type->scale, ink(ROLE_PANEL),
                       stroke_solid(ink(ROLE_NODE_LINE), 1));
    drawlist_hit_rectangle(list, 0, 0, options->width, options->height,
                           (struct hit){.kind = HIT_PANEL, .text = "keys"});
    y += 1.2 * size + LINE * size / 2;
    draw_side(list, options, 0, x + 1.5 * size, y, size, &columns);
    draw_side(list, options, 1, x + 4.5 * size + columns.sign[0] + columns.help[0], y, size, &columns);
}
