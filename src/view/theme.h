/* Colours by what they mean. A panel never names a colour: it names a role ("a negative weight"), and a
 * theme is a row that gives each role a colour. An ink is a role, perhaps mixed with a second and made
 * translucent; a draw list holds inks, so that it reads the same in every theme.
 *
 * The weights' and the passes' colours can be told apart without red, green or blue cones, and each
 * text colour has the contrast that WCAG 2 asks for (4.5:1): test_theme computes both for every row. */
#ifndef NABLA_VIEW_THEME_H
#define NABLA_VIEW_THEME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* To add a role: a line here, its name in role_names and its colour in each row of theme.c. */
enum role {
    ROLE_NONE,       /* nothing is drawn */
    ROLE_BACKGROUND, /* of the window, between the panels */
    ROLE_PANEL,      /* of a panel */
    ROLE_PANEL_BORDER,
    ROLE_GRID, /* the lines behind a curve */
    ROLE_TEXT,
    ROLE_TEXT_DIM,       /* captions, units, axis numbers */
    ROLE_ACCENT,         /* fills what the current step works on */
    ROLE_ACCENT_TEXT,    /* the same as a text colour */
    ROLE_TEXT_ON_ACCENT, /* text on ROLE_ACCENT */
    ROLE_POSITIVE,       /* a weight above 0 */
    ROLE_NEGATIVE,       /* a weight below 0 */
    ROLE_FORWARD,        /* values on their way forward */
    ROLE_BACKWARD,       /* gradients on their way back */
    ROLE_NODE,           /* inside a node */
    ROLE_NODE_LINE,      /* around a node */
    ROLE_INPUT,          /* around an input node */
    ROLE_OUTPUT,         /* around an output node */
    ROLE_UNKNOWN,        /* a value that isn't computed yet */
    ROLE_STALE,          /* a value that a change has made out of date */
    ROLE_GOOD,           /* passed, right */
    ROLE_WARNING,
    ROLE_ERROR,
    ROLE_SELECTION, /* around what the user has selected */
    ROLE_TARGET,    /* y */
    ROLE_LOSS,      /* L and cost */
    ROLE_BLACK,     /* black and white in every theme, for text on a mixed colour */
    ROLE_WHITE,
    ROLE_SERIES_1, /* curves and classes: ROLE_SERIES_1 + i % SERIES_COUNT */
    ROLE_SERIES_2,
    ROLE_SERIES_3,
    ROLE_SERIES_4,
    ROLE_SERIES_5,
    ROLE_SERIES_6,
    ROLE_SERIES_7,
    ROLE_SERIES_8,
    ROLE_COUNT
};

#define SERIES_COUNT 8

struct theme {
    const char *name;
    const char *help;             /* one line, to be translated */
    uint32_t colours[ROLE_COUNT]; /* 0xRRGGBB */
};

/* The i-th theme, NULL behind the last; the first is what a window starts with. */
const struct theme *theme_at(size_t i);

/* By name or unique prefix; NULL and *error filled when there is none. Borrowed, constant. */
const struct theme *theme_find(const char *name, size_t length, struct error *error);

/* "positive", "panel_border", ... */
const char *role_name(enum role role);

/* (share_255 of towards, the rest of base), opaque or not. Four bytes, no padding: compared as memory. */
struct ink {
    uint8_t base, towards; /* enum role */
    uint8_t share_255;     /* 0: only base */
    uint8_t alpha_255;     /* 0: invisible */
};

#define INK_NONE ((struct ink){0})

struct ink ink(enum role role);
struct ink ink_series(size_t i);

/* The ink's base role with share (0..1) of another role; kept within 0..1, NaN counts as 0. */
struct ink ink_mix(struct ink ink, enum role towards, double share);

/* The ink, this opaque (0..1), whatever it was before. */
struct ink ink_fade(struct ink ink, double alpha);

/* A value on the scale -largest .. largest: zero's role in the middle, ROLE_NEGATIVE and ROLE_POSITIVE at
 * the ends and beyond; NaN is ROLE_UNKNOWN. largest > 0, or every value counts as 0. */
struct ink ink_signed(double value, double largest, enum role zero);

/* 0xAARRGGBB, not premultiplied. */
uint32_t theme_colour(const struct theme *theme, struct ink ink);

/* ROLE_BLACK or ROLE_WHITE: what reads better on that (opaque) ink; at least 4.5:1. */
enum role theme_text_on(const struct theme *theme, struct ink ink);

/* share_255 / 255 of towards and the rest of base, each channel rounded; 0xRRGGBB. */
uint32_t colour_mix(uint32_t base, uint32_t towards, unsigned share_255);

#endif
