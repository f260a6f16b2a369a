/* The draw list: what a panel draws, as records that someone else replays. The rasteriser paints them
 * into pixels, vector.h writes them as SVG, and a dump of them as text is what the golden tests compare.
 *
 * A panel gives lengths in units from the top left corner, y downwards, as doubles; one unit is
 * list->scale pixels. They are turned once, here, into whole 1/256 pixels, so that everything behind is
 * integer arithmetic and the same list gives the same bytes everywhere. What lies further than
 * DRAWLIST_FAR_PX from the corner is moved to that distance; a record with a NaN in it is not drawn (in
 * a curve a NaN point leaves a gap). Later records lie on top of earlier ones. */
#ifndef NABLA_VIEW_DRAWLIST_H
#define NABLA_VIEW_DRAWLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "view/theme.h"

#define DRAWLIST_PX 256 /* parts of a pixel in a record */
#define DRAWLIST_FAR_PX 16384
#define DRAWLIST_TEXT_PX 512 /* the largest text size */

/* How wide text is. The lines of a font are shares of its size, all positive. */
struct text_measure {
    double (*width)(void *context, const char *text, size_t length, int size_px, bool bold); /* pixels */
    void *context;
    double ascent, descent; /* above and below the baseline, room for accents included */
    double capital;         /* height of a capital letter */
};

/* Needs no font: 0.6 of the size a column, 1 a Hangul syllable. For tests and for a program without a window. */
extern const struct text_measure text_measure_plain;

/* How a line is drawn. on and off are lengths along it; off 0 is a solid line. A solid line's ends are
 * round and reach half a width beyond its points, a dash's ends are straight; with on 0 there is a round
 * dot at each multiple of off. A growing phase moves the dashes towards the line's end. */
struct stroke {
    struct ink ink;
    double width, on, off, phase; /* units */
};

#define STROKE_NONE ((struct stroke){.width = 0})

struct stroke stroke_solid(struct ink ink, double width);
struct stroke stroke_dashed(struct ink ink, double width, double on, double off, double phase);
struct stroke stroke_dotted(struct ink ink, double width, double off, double phase);

enum text_align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

/* .size and .ink must be given, the rest may stay 0: (struct text_style){.size = 13, .ink = ink(ROLE_TEXT)} */
struct text_style {
    double size; /* units; drawn in whole pixels, 1 .. DRAWLIST_TEXT_PX */
    struct ink ink;
    bool bold;
    enum text_align align; /* what x is */
    bool middle;           /* y is the middle of a capital letter instead of the baseline */
    double fit;            /* > 0: the widest it may be; what is longer ends in "..." (one character) */
};

/* What lies under the mouse. */
enum hit_kind {
    HIT_PANEL,    /* text: the panel's name */
    HIT_NODE,     /* layer, row */
    HIT_WEIGHT,   /* layer, row, column: an edge too */
    HIT_BIAS,     /* layer, row */
    HIT_QUANTITY, /* text: a quantity of the language, "dz2[1]" */
    HIT_SAMPLE,   /* row: number in the data set */
    HIT_POINT,    /* row: which point of a curve, column: which curve */
    HIT_COMMAND,  /* text: the line that a click runs */
    HIT_PLANE /* a rectangle of the data's plane; text: look_plane; row: 2, x[1] and x[2], or 1, x[1] and y[1] */
};

struct hit {
    enum hit_kind kind;
    int layer, row, column; /* counted as in the language, from 1; 0 where it has no meaning */
    const char *text;       /* or NULL; copied into the list, borrowed from it in an answer */
};

/* One record. All members are 32 bits wide, so records compare as memory. Lengths in 1/256 pixels. */
enum draw_kind {
    DRAW_RECTANGLE, /* from x y to x2 y2, corners of radius; the outline lies inside */
    DRAW_CURVE,     /* count points from points[start]: a line through them, joints round */
    DRAW_DISC,      /* round x y, of radius; the outline lies inside */
    DRAW_POLYGON,   /* count points, closed, filled by the non-zero rule; the outline lies on the edge */
    DRAW_TEXT,      /* count bytes of UTF-8 from text[start] at x y (y: baseline, whole pixels) */
    DRAW_CELLS, /* columns x (count / columns) equal cells fill x y to x2 y2, row by row from cells[start] */
    DRAW_CLIP   /* from here on nothing is drawn outside x y to x2 y2 (whole pixels) */
};

struct draw_record {
    int32_t kind;          /* enum draw_kind */
    struct ink fill, line; /* text: fill */
    int32_t x, y, x2, y2, radius;
    int32_t width, on, off, phase; /* of the line; off 0: solid; 0 <= phase < on + off */
    int32_t size_px, bold, align;  /* of text; align: enum text_align */
    uint32_t start, count, columns;
};

struct hit_area;

struct drawlist {
    const struct theme *theme;
    const struct text_measure *measure;
    double scale;                /* pixels a unit */
    int32_t width_px, height_px; /* whole pixels */
    struct draw_record *records;
    size_t count, capacity;
    int32_t *points; /* x, y, x, y ... */
    size_t point_count, point_capacity;
    struct ink *cells;
    size_t cell_count, cell_capacity;
    struct hit_area *hits;
    size_t hit_count, hit_capacity;
    struct buffer text;
    struct draw_record clips[8]; /* the clip records in force; the last one counts */
    size_t clip_count;
};

/* All memory is the list's and is kept from one frame to the next. */
void drawlist_init(struct drawlist *list);
void drawlist_finish(struct drawlist *list);

/* Empties the list for a picture of width x height units. theme and measure are borrowed; scale > 0.
 * The background is the theme's ROLE_BACKGROUND, painted by whoever replays the list. */
void drawlist_begin(struct drawlist *list, const struct theme *theme, const struct text_measure *measure,
                    double width, double height, double scale);

/* fill INK_NONE: only the outline; outline STROKE_NONE: only the fill. Outlines of rectangles and discs lie
 * inside, so that a shape is as large as it says. Rectangles' edges are moved to whole pixels. */
void drawlist_rectangle(struct drawlist *list, double x, double y, double width, double height, double radius,
                        struct ink fill, struct stroke outline);
void drawlist_disc(struct drawlist *list, double x, double y, double radius, struct ink fill,
                   struct stroke outline);

/* xy holds x, y of each of count points. */
void drawlist_polygon(struct drawlist *list, const double *xy, size_t count, struct ink fill,
                      struct stroke outline);
void drawlist_curve(struct drawlist *list, const double *xy, size_t count, struct stroke stroke);

void drawlist_line(struct drawlist *list, double x1, double y1, double x2, double y2, struct stroke stroke);

/* A sharp horizontal or vertical line on whole pixels, one unit (at least a pixel) wide. */
void drawlist_rule(struct drawlist *list, double x1, double y1, double x2, double y2, struct ink ink);

/* A cubic Bezier curve: start, two handles, end. */
void drawlist_bezier(struct drawlist *list, const double xy[8], struct stroke stroke);

/* Part of a circle, angles in radians clockwise from 3 o'clock. */
void drawlist_arc(struct drawlist *list, double x, double y, double radius, double from, double to,
                  struct stroke stroke);

/* A filled arrow head of that length with its tip at tip_x tip_y, pointing away from from_x from_y. */
void drawlist_arrowhead(struct drawlist *list, double from_x, double from_y, double tip_x, double tip_y,
                        double length, struct ink ink);

/* Returns the width of what is drawn, in units. text is one line of UTF-8. */
double drawlist_text(struct drawlist *list, double x, double y, const char *text, struct text_style style);
double drawlist_text_width(const struct drawlist *list, const char *text, double size, bool bold);

/* columns x rows inks, row by row from the top left. */
void drawlist_cells(struct drawlist *list, double x, double y, double width, double height, size_t columns,
                    size_t rows, const struct ink *cells);

/* Until the matching unclip only what lies inside is drawn (and hit); nests up to 7 deep. */
void drawlist_clip(struct drawlist *list, double x, double y, double width, double height);
void drawlist_unclip(struct drawlist *list);

/* Places that answer to the mouse, invisible. */
void drawlist_hit_rectangle(struct drawlist *list, double x, double y, double width, double height,
                            struct hit hit);
void drawlist_hit_disc(struct drawlist *list, double x, double y, double radius, struct hit hit);
void drawlist_hit_line(struct drawlist *list, double x1, double y1, double x2, double y2, double width,
                       struct hit hit);

/* The topmost place under that pixel; false when there is none. */
bool drawlist_hit(const struct drawlist *list, double x_px, double y_px, struct hit *hit);

/* The topmost rectangle of that kind under the pixel, whatever else lies on it; and where in it the pixel is: 0..1
 * from its left, from its top. */
bool drawlist_hit_rectangle_at(const struct drawlist *list, double x_px, double y_px, enum hit_kind kind,
                               struct hit *hit, double *across, double *down);

/* Whether the two give the same picture and the same hits; the hash is the same when they do. */
bool drawlist_equal(const struct drawlist *a, const struct drawlist *b);
uint64_t drawlist_hash(const struct drawlist *list);

/* A line for each record and each hit place, in pixels; colours by role, so that it holds in every theme. */
void drawlist_dump(const struct drawlist *list, struct buffer *out);

/* A length of a record in pixels, at most two decimals: "12.5". */
void drawlist_put_px(struct buffer *out, int32_t length);

#endif
