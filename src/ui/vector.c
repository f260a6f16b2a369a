#include "ui/vector.h"

#include "base/utf8.h"

static void put_px(struct buffer *out, const char *name, int32_t length)
{
    buffer_printf(out, " %s=\"", name);
    drawlist_put_px(out, length);
    buffer_put_char(out, '"');
}

/* alpha / 255 with three decimals, at most 1. */
static void put_opacity(struct buffer *out, const char *name, uint32_t alpha)
{
    if (alpha < 255)
        buffer_printf(out, " %s=\"0.%03u\"", name, (unsigned)((alpha * 1000 + 127) / 255));
}

static void put_colour(struct buffer *out, const char *name, uint32_t colour)
{
    buffer_printf(out, " %s=\"#%06x\"", name, (unsigned)(colour & 0xFFFFFF));
}

static void put_fill(struct buffer *out, const struct drawlist *list, struct ink ink)
{
    uint32_t colour = theme_colour(list->theme, ink);
    if (!ink.alpha_255) {
        buffer_put(out, " fill=\"none\"");
        return;
    }
    put_colour(out, "fill", colour);
    put_opacity(out, "fill-opacity", colour >> 24);
}

/* SVG's dash offset says how far into the pattern the line begins, the record how far the pattern moved on. */
static void put_stroke(struct buffer *out, const struct drawlist *list, const struct draw_record *r)
{
    if (!r->width)
        return;
    uint32_t colour = theme_colour(list->theme, r->line);
    put_colour(out, "stroke", colour);
    put_opacity(out, "stroke-opacity", colour >> 24);
    put_px(out, "stroke-width", r->width);
    buffer_put(out, " stroke-linejoin=\"round\"");
    if (!r->off || !r->on)
        buffer_put(out, " stroke-linecap=\"round\"");
    if (!r->off)
        return;
    buffer_put(out, " stroke-dasharray=\"");
    drawlist_put_px(out, r->on);
    buffer_put_char(out, ' ');
    drawlist_put_px(out, r->off);
    buffer_put_char(out, '"');
    if (r->phase)
        put_px(out, "stroke-dashoffset", r->on + r->off - r->phase);
}

/* The fill and the outline of a shape: outlines lie inside here, but on the edge in SVG. */
static void put_rectangle(struct buffer *out, const struct drawlist *list, const struct draw_record *r)
{
    int32_t inset = r->width / 2, radius = r->radius > inset ? r->radius - inset : 0;
    buffer_put(out, "<rect");
    put_px(out, "x", r->x + inset);
    put_px(out, "y", r->y + inset);
    put_px(out, "width", r->x2 - r->x > r->width ? r->x2 - r->x - r->width : 0);
    put_px(out, "height", r->y2 - r->y > r->width ? r->y2 - r->y - r->width : 0);
    if (radius)
        put_px(out, "rx", radius);
    put_fill(out, list, r->fill);
    put_stroke(out, list, r);
    buffer_put(out, "/>\n");
}

static void put_disc(struct buffer *out, const struct drawlist *list, const struct draw_record *r)
{
    buffer_put(out, "<circle");
    put_px(out, "cx", r->x);
    put_px(out, "cy", r->y);
    put_px(out, "r", r->radius - r->width / 2);
    put_fill(out, list, r->fill);
    put_stroke(out, list, r);
    buffer_put(out, "/>\n");
}

static void put_path(struct buffer *out, const struct drawlist *list, const struct draw_record *r)
{
    const int32_t *xy = list->points + 2 * (size_t)r->start;
    buffer_put(out, r->kind == DRAW_POLYGON ? "<polygon points=\"" : "<polyline points=\"");
    for (uint32_t i = 0; i < r->count || i < 2; i++) { /* a lone point twice: that is drawn as a dot */
        uint32_t k = i < r->count ? i : r->count - 1;
        buffer_put(out, i ? " " : "");
        drawlist_put_px(out, xy[2 * k]);
        buffer_put_char(out, ',');
        drawlist_put_px(out, xy[2 * k + 1]);
    }
    buffer_put_char(out, '"');
    put_fill(out, list, r->kind == DRAW_POLYGON ? r->fill : INK_NONE);
    put_stroke(out, list, r);
    buffer_put(out, "/>\n");
}

/* XML allows no control characters; a bad byte is shown as it is in the window. */
static void put_escaped(struct buffer *out, const char *text, size_t length)
{
    char bytes[4];
    for (size_t i = 0, used; i < length; i += used) {
        uint32_t c = utf8_decode(text + i, length - i, &used);
        if (c == '&')
            buffer_put(out, "&amp;");
        else if (c == '<')
            buffer_put(out, "&lt;");
        else if (c == '>')
            buffer_put(out, "&gt;");
        else if (c < ' ')
            buffer_put_char(out, ' ');
        else
            buffer_put_n(out, bytes, utf8_encode(c >= 0xFFFE && c <= 0xFFFF ? UTF8_BAD : c, bytes));
    }
}

static void put_text(struct buffer *out, const struct drawlist *list, const struct draw_record *r)
{
    static const char *const anchors[] = {
        [ALIGN_LEFT] = "", [ALIGN_CENTRE] = " text-anchor=\"middle\"", [ALIGN_RIGHT] = " text-anchor=\"end\""};
    buffer_put(out, "<text");
    put_px(out, "x", r->x);
    put_px(out, "y", r->y);
    buffer_printf(out, " font-size=\"%d\"%s%s", (int)r->size_px, r->bold ? " font-weight=\"bold\"" : "",
                  anchors[r->align]);
    put_fill(out, list, r->fill);
    buffer_put_char(out, '>');
    put_escaped(out, list->text.data + r->start, r->count);
    buffer_put(out, "</text>\n");
}

static int32_t cell_edge(int32_t start, int32_t end, uint32_t i, uint32_t count)
{
    return start + (int32_t)((int64_t)((end - start) / DRAWLIST_PX) * i / count) * DRAWLIST_PX;
}

/* How many cells of a row, from this one on, are drawn alike: one box holds them. */
static uint32_t alike(const struct drawlist *list, const struct draw_record *r, uint32_t i)
{
    const struct ink *cells = list->cells + r->start;
    uint32_t end = i - i % r->columns + r->columns, count = 1;
    while (i + count < end &&
           theme_colour(list->theme, cells[i + count]) == theme_colour(list->theme, cells[i]))
        count++;
    return count;
}

static void put_cells(struct buffer *out, const struct drawlist *list, const struct draw_record *r)
{
    uint32_t rows = r->count / r->columns;
    buffer_put(out, "<g shape-rendering=\"crispEdges\">\n");
    for (uint32_t i = 0, count; i < r->count; i += count) {
        uint32_t row = i / r->columns, column = i % r->columns;
        count = alike(list, r, i);
        struct ink ink = list->cells[r->start + i];
        int32_t x = cell_edge(r->x, r->x2, column, r->columns),
                x2 = cell_edge(r->x, r->x2, column + count, r->columns);
        int32_t y = cell_edge(r->y, r->y2, row, rows), y2 = cell_edge(r->y, r->y2, row + 1, rows);
        if (!ink.alpha_255 || x == x2 || y == y2)
            continue;
        buffer_put(out, "<rect");
        put_px(out, "x", x);
        put_px(out, "y", y);
        put_px(out, "width", x2 - x);
        put_px(out, "height", y2 - y);
        put_fill(out, list, ink);
        buffer_put(out, "/>\n");
    }
    buffer_put(out, "</g>\n");
}

/* A clip record holds until the next one: its group is closed there. */
static void put_clip(struct buffer *out, const struct draw_record *r, bool open, size_t number)
{
    if (open)
        buffer_put(out, "</g>\n");
    buffer_printf(out, "<clipPath id=\"c%zu\"><rect", number);
    put_px(out, "x", r->x);
    put_px(out, "y", r->y);
    put_px(out, "width", r->x2 - r->x);
    put_px(out, "height", r->y2 - r->y);
    buffer_printf(out, "/></clipPath>\n<g clip-path=\"url(#c%zu)\">\n", number);
}

void vector_put(struct buffer *out, const struct drawlist *list)
{
    int width = (int)list->width_px, height = (int)list->height_px;
    size_t clips = 0;
    buffer_printf(out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                  "font-family=\"DejaVu Sans, NanumGothic, sans-serif\" xml:space=\"preserve\">\n"
                  "<rect width=\"%d\" height=\"%d\"",
                  width, height, width, height, width, height);
    put_fill(out, list, ink(ROLE_BACKGROUND));
    buffer_put(out, "/>\n");
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_record *r = &list->records[i];
        switch ((enum draw_kind)r->kind) {
        case DRAW_RECTANGLE:
            put_rectangle(out, list, r);
            break;
        case DRAW_CURVE:
        case DRAW_POLYGON:
            put_path(out, list, r);
            break;
        case DRAW_DISC:
            put_disc(out, list, r);
            break;
        case DRAW_TEXT:
            put_text(out, list, r);
            break;
        case DRAW_CELLS:
            put_cells(out, list, r);
            break;
        case DRAW_CLIP:
            put_clip(out, r, clips > 0, clips + 1);
            clips++;
            break;
        }
    }
    buffer_put(out, clips ? "</g>\n</svg>\n" : "</svg>\n");
}
