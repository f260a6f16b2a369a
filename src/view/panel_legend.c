/* The legend: what each colour and form on the screen means, and nothing that isn't there. */
#include <math.h>

#include "base/translate.h"
#include "view/look.h"
#include "view/panel.h"

enum swatch {
    SWATCH_SOLID,
    SWATCH_DASHED,
    SWATCH_WIDTHS,
    SWATCH_DOT,
    SWATCH_ARROW,
    SWATCH_RING,
    SWATCH_BLANK,
    SWATCH_CURVE,
    SWATCH_TEXT,
    SWATCH_OCTAGON,
    SWATCH_OCTAGON_OFF
};

/* Shown when its role was drawn (ROLE_NONE: always), and one of its forms (0: any). */
static const struct entry {
    enum role role;
    unsigned forms;
    enum swatch swatch;
    const char *sample; /* of SWATCH_TEXT */
    const char *text;
} entries[] = {
    {ROLE_POSITIVE, 0, SWATCH_SOLID, NULL, N_("weight above 0")},
    {ROLE_NEGATIVE, 0, SWATCH_DASHED, NULL, N_("below 0")},
    {ROLE_NONE, FORM_WIDTH, SWATCH_WIDTHS, NULL, N_("wider: larger")},
    {ROLE_FORWARD, 0, SWATCH_DOT, NULL, N_("value")},
    {ROLE_FORWARD, FORM_FLOW_FORWARD, SWATCH_ARROW, NULL, N_("goes forward")},
    {ROLE_BACKWARD, 0, SWATCH_DOT, NULL, N_("gradient ∂")},
    {ROLE_BACKWARD, FORM_FLOW_BACKWARD, SWATCH_ARROW, NULL, N_("goes backward")},
    {ROLE_BACKWARD, FORM_WHY, SWATCH_RING, NULL, N_("on the path")},
    {ROLE_NONE, FORM_FACTOR, SWATCH_TEXT, "×", N_("slope multiplied here")},
    {ROLE_TARGET, 0, SWATCH_DOT, NULL, N_("target y")},
    {ROLE_LOSS, 0, SWATCH_DOT, NULL, N_("loss L")},
    {ROLE_NONE, FORM_CURVE, SWATCH_CURVE, NULL, N_("activation at z")},
    {ROLE_ACCENT, 0, SWATCH_RING, NULL, N_("now")},
    {ROLE_SELECTION, 0, SWATCH_RING, NULL, N_("selected")},
    {ROLE_NONE, FORM_OLD_AND_NEW, SWATCH_TEXT, "→", N_("old to new")},
    {ROLE_NONE, FORM_FROZEN, SWATCH_TEXT, "❄", N_("frozen")},
    {ROLE_WARNING, FORM_BREAKPOINT, SWATCH_OCTAGON, NULL, N_("breakpoint")},
    {ROLE_WARNING, FORM_BREAKPOINT_OFF, SWATCH_OCTAGON_OFF, NULL, N_("disabled one")},
    {ROLE_UNKNOWN, 0, SWATCH_BLANK, NULL, N_("not computed yet")},
    {ROLE_STALE, 0, SWATCH_DOT, NULL, N_("out of date")},
    {ROLE_ERROR, FORM_NOT_FINITE, SWATCH_DOT, NULL, N_("no finite number")},
};

enum { ENTRIES = sizeof entries / sizeof *entries };

static void mark(bool drawn[ROLE_COUNT], struct ink ink)
{
    if (ink.alpha_255 == 0)
        return;
    drawn[ink.base] = true;
    if (ink.share_255)
        drawn[ink.towards] = true;
}

/* The line at the top says in words what its colours mean. */
static void find_drawn(const struct panel_place *place, bool drawn[ROLE_COUNT])
{
    const struct drawlist *list = place->list;
    for (size_t i = place->first_record; i < list->count; i++) {
        const struct draw_record *record = &list->records[i];
        mark(drawn, record->fill);
        for (uint32_t k = 0; record->kind == DRAW_CELLS && k < record->count; k++)
            mark(drawn, list->cells[record->start + k]);
        if (list->records[i].width)
            mark(drawn, list->records[i].line);
    }
}

/* The centre of attention is the step's, if there is one. */
static const char *text_of(const struct panel_place *place, const struct entry *entry)
{
    bool is_step = entry->role == ROLE_ACCENT && look_step(place->session);
    if (*place->forms & FORM_SIGNS && (entry->role == ROLE_POSITIVE || entry->role == ROLE_NEGATIVE))
        return entry->role == ROLE_POSITIVE ? _("larger than 0") : _("smaller than 0");
    return is_step ? _("this step") : _(entry->text);
}

/* A weight is a line where edges are drawn; else a number or a cell of its colour. */
static enum swatch swatch_of(const struct panel_place *place, const struct entry *entry)
{
    bool is_line = entry->swatch == SWATCH_SOLID || entry->swatch == SWATCH_DASHED;
    return is_line && !(*place->forms & FORM_WIDTH) ? SWATCH_DOT : entry->swatch;
}

static double swatch_width(const struct panel_place *place, const struct entry *entry, double size)
{
    switch (swatch_of(place, entry)) {
    case SWATCH_SOLID:
    case SWATCH_DASHED:
        return 1.9 * size;
    case SWATCH_WIDTHS:
    case SWATCH_ARROW:
        return 1.6 * size;
    case SWATCH_CURVE:
        return 1.3 * size;
    case SWATCH_TEXT:
        return drawlist_text_width(place->list, entry->sample, size, false);
    case SWATCH_DOT:
    case SWATCH_RING:
    case SWATCH_BLANK:
    case SWATCH_OCTAGON:
    case SWATCH_OCTAGON_OFF:
        break;
    }
    return size;
}

static void draw_curve(struct drawlist *list, double x, double y, double size)
{
    double xy[2 * 17];
    for (int i = 0; i <= 16; i++) {
        double z = (i / 16.0 - 0.5) * 8;
        xy[2 * i] = x + i / 16.0 * 1.3 * size;
        xy[2 * i + 1] = y + 0.45 * size - 0.9 * size / (1 + exp(-z));
    }
    drawlist_curve(list, xy, 17, stroke_solid(ink(ROLE_NODE_LINE), 1.5));
    drawlist_disc(list, xy[20], xy[21], 0.22 * size, ink(ROLE_FORWARD), STROKE_NONE);
}

static void draw_swatch(const struct panel_place *place, const struct entry *entry, double x, double y,
                        double size)
{
    struct drawlist *list = place->list;
    struct ink colour = ink(entry->role);
    double width = swatch_width(place, entry, size);
    switch (swatch_of(place, entry)) {
    case SWATCH_SOLID:
        drawlist_line(list, x, y, x + width, y, stroke_solid(colour, 0.22 * size));
        break;
    case SWATCH_DASHED:
        drawlist_line(list, x, y, x + width, y, stroke_dashed(colour, 0.22 * size, 0.5 * size, 0.2 * size, 0));
        break;
    case SWATCH_WIDTHS:
        for (int i = 0; i < 3; i++)
            drawlist_line(list, x + (0.1 + i * 0.5) * size, y + 0.4 * size, x + (0.4 + i * 0.5) * size,
                          y - 0.4 * size, stroke_solid(ink(ROLE_TEXT_DIM), (0.08 + 0.12 * i) * size));
        break;
    case SWATCH_DOT:
        drawlist_disc(list, x + width / 2, y, 0.34 * size, colour, STROKE_NONE);
        break;
    case SWATCH_ARROW:
        drawlist_line(list, x, y, x + width, y, stroke_solid(ink_fade(colour, 0.3), 0.55 * size));
        if (entry->role == ROLE_BACKWARD)
            drawlist_arrowhead(list, x + width, y, x + 0.3 * size, y, 0.8 * size, colour);
        else
            drawlist_arrowhead(list, x, y, x + width - 0.3 * size, y, 0.8 * size, colour);
        break;
    case SWATCH_RING:
        drawlist_disc(list, x + width / 2, y, 0.46 * size, INK_NONE, stroke_solid(colour, 0.18 * size));
        break;
    case SWATCH_BLANK:
        drawlist_disc(list, x + width / 2, y, 0.46 * size, ink(ROLE_NODE),
                      stroke_dashed(colour, 0.11 * size, 0.25 * size, 0.25 * size, 0));
        break;
    case SWATCH_CURVE:
        draw_curve(list, x, y, size);
        break;
    case SWATCH_OCTAGON:
        look_octagon(list, x + width / 2, y, 0.46 * size, colour, STROKE_NONE);
        break;
    case SWATCH_OCTAGON_OFF:
        look_octagon(list, x + width / 2, y, 0.42 * size, ink(ROLE_PANEL), stroke_solid(colour, 0.11 * size));
        break;
    case SWATCH_TEXT:
        drawlist_text(list, x, y, entry->sample,
                      (struct text_style){.size = size, .ink = ink(ROLE_TEXT_DIM), .middle = true});
        break;
    }
}

static bool is_shown(const struct panel_place *place, const bool drawn[ROLE_COUNT], const struct entry *entry)
{
    return (entry->role == ROLE_NONE || drawn[entry->role]) &&
           (entry->forms == 0 || (*place->forms & entry->forms) != 0);
}

/* Sets all entries from the left, row by row; draws them if asked to. Returns the rows. */
static int set_rows(const struct panel_place *place, const bool drawn[ROLE_COUNT], double size,
                    double row_height, bool is_drawing)
{
    const struct box *box = &place->box;
    double x = box->x, y = box->y + row_height / 2;
    int rows = 1;
    for (int i = 0; i < ENTRIES; i++) {
        const struct entry *entry = &entries[i];
        if (!is_shown(place, drawn, entry))
            continue;
        double swatch = swatch_width(place, entry, size) + 0.45 * size;
        double width = swatch + drawlist_text_width(place->list, text_of(place, entry), size, false);
        if (x + width > box->x + box->width && x > box->x) {
            x = box->x;
            y += row_height;
            rows++;
        }
        if (is_drawing) {
            draw_swatch(place, entry, x, y, size);
            drawlist_text(place->list, x + swatch, y, text_of(place, entry),
                          (struct text_style){.size = size, .ink = ink(ROLE_TEXT_DIM), .middle = true});
        }
        x += width + 1.5 * size;
    }
    return rows;
}

void panel_legend_draw(const struct panel_place *place)
{
    bool drawn[ROLE_COUNT] = {false};
    double size = place->type.small;
    find_drawn(place, drawn);
    int rows = set_rows(place, drawn, size, 0, false);
    while (rows * 1.3 * size > place->box.height && size > 8) {
        size -= 1;
        rows = set_rows(place, drawn, size, 0, false);
    }
    set_rows(place, drawn, size, place->box.height / rows, true);
}
