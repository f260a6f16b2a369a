#include "view/theme.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/lookup.h"
#include "base/translate.h"

static const char *const role_names[ROLE_COUNT] = {
    [ROLE_NONE] = "none",
    [ROLE_BACKGROUND] = "background",
    [ROLE_PANEL] = "panel",
    [ROLE_PANEL_BORDER] = "panel_border",
    [ROLE_GRID] = "grid",
    [ROLE_TEXT] = "text",
    [ROLE_TEXT_DIM] = "text_dim",
    [ROLE_ACCENT] = "accent",
    [ROLE_ACCENT_TEXT] = "accent_text",
    [ROLE_TEXT_ON_ACCENT] = "text_on_accent",
    [ROLE_POSITIVE] = "positive",
    [ROLE_NEGATIVE] = "negative",
    [ROLE_FORWARD] = "forward",
    [ROLE_BACKWARD] = "backward",
    [ROLE_NODE] = "node",
    [ROLE_NODE_LINE] = "node_line",
    [ROLE_INPUT] = "input",
    [ROLE_OUTPUT] = "output",
    [ROLE_UNKNOWN] = "unknown",
    [ROLE_STALE] = "stale",
    [ROLE_GOOD] = "good",
    [ROLE_WARNING] = "warning",
    [ROLE_ERROR] = "error",
    [ROLE_SELECTION] = "selection",
    [ROLE_TARGET] = "target",
    [ROLE_LOSS] = "loss",
    [ROLE_BLACK] = "black",
    [ROLE_WHITE] = "white",
    [ROLE_SERIES_1] = "series_1",
    [ROLE_SERIES_2] = "series_2",
    [ROLE_SERIES_3] = "series_3",
    [ROLE_SERIES_4] = "series_4",
    [ROLE_SERIES_5] = "series_5",
    [ROLE_SERIES_6] = "series_6",
    [ROLE_SERIES_7] = "series_7",
    [ROLE_SERIES_8] = "series_8",
};

/* To add a theme: a row here, every role in it; test_theme judges it by itself. */
static const struct theme themes[] = {
    {
        .name = "dark",
        .help = N_("light signs on dark slate"),
        .colours =
            {
                [ROLE_BACKGROUND] = 0x10151C, [ROLE_PANEL] = 0x18202A,       [ROLE_PANEL_BORDER] = 0x2B3746,
                [ROLE_GRID] = 0x222C39,       [ROLE_TEXT] = 0xE8EDF4,        [ROLE_TEXT_DIM] = 0x94A3B8,
                [ROLE_ACCENT] = 0xFFD166,     [ROLE_ACCENT_TEXT] = 0xFFD166, [ROLE_TEXT_ON_ACCENT] = 0x1B1503,
                [ROLE_POSITIVE] = 0x53A4FC,   [ROLE_NEGATIVE] = 0xF0743A,    [ROLE_FORWARD] = 0x4ED5B7,
                [ROLE_BACKWARD] = 0xDA73C6,   [ROLE_NODE] = 0x212B38,        [ROLE_NODE_LINE] = 0x74849A,
                [ROLE_INPUT] = 0x86A8CF,      [ROLE_OUTPUT] = 0xE6C07A,      [ROLE_UNKNOWN] = 0x8B97A8,
                [ROLE_STALE] = 0x8A94A3,      [ROLE_GOOD] = 0x5DCF98,        [ROLE_WARNING] = 0xF2B84B,
                [ROLE_ERROR] = 0xFC7976,      [ROLE_SELECTION] = 0xFFFFFF,   [ROLE_TARGET] = 0x8FE388,
                [ROLE_LOSS] = 0xFF7D9C,       [ROLE_BLACK] = 0x000000,       [ROLE_WHITE] = 0xFFFFFF,
                [ROLE_SERIES_1] = 0x53A4FC,   [ROLE_SERIES_2] = 0xF0943A,    [ROLE_SERIES_3] = 0x4ED5B7,
                [ROLE_SERIES_4] = 0xDA73C6,   [ROLE_SERIES_5] = 0xF2E06B,    [ROLE_SERIES_6] = 0xE0574F,
                [ROLE_SERIES_7] = 0xA9C7E8,   [ROLE_SERIES_8] = 0x7F71DE,
            },
    },
    {
        .name = "light",
        .help = N_("dark signs on white, for a bright room or a printed page"),
        .colours =
            {
                [ROLE_BACKGROUND] = 0xEEF1F5, [ROLE_PANEL] = 0xFFFFFF,       [ROLE_PANEL_BORDER] = 0xD3DAE3,
                [ROLE_GRID] = 0xE6EAF0,       [ROLE_TEXT] = 0x17202B,        [ROLE_TEXT_DIM] = 0x526071,
                [ROLE_ACCENT] = 0xC88600,     [ROLE_ACCENT_TEXT] = 0x7D5700, [ROLE_TEXT_ON_ACCENT] = 0x1D1500,
                [ROLE_POSITIVE] = 0x2C58B5,   [ROLE_NEGATIVE] = 0xC03F0B,    [ROLE_FORWARD] = 0x007B62,
                [ROLE_BACKWARD] = 0x962A86,   [ROLE_NODE] = 0xF7F9FB,        [ROLE_NODE_LINE] = 0x77869A,
                [ROLE_INPUT] = 0x4B74A6,      [ROLE_OUTPUT] = 0xA8751A,      [ROLE_UNKNOWN] = 0x5F6B7A,
                [ROLE_STALE] = 0x5C6E7E,      [ROLE_GOOD] = 0x177B48,        [ROLE_WARNING] = 0x8D5C00,
                [ROLE_ERROR] = 0xAC002C,      [ROLE_SELECTION] = 0x17202B,   [ROLE_TARGET] = 0x1D6B27,
                [ROLE_LOSS] = 0xC3185E,       [ROLE_BLACK] = 0x000000,       [ROLE_WHITE] = 0xFFFFFF,
                [ROLE_SERIES_1] = 0x2C58B5,   [ROLE_SERIES_2] = 0xBA5C00,    [ROLE_SERIES_3] = 0x007B62,
                [ROLE_SERIES_4] = 0x962A86,   [ROLE_SERIES_5] = 0xB19000,    [ROLE_SERIES_6] = 0x8F1D1D,
                [ROLE_SERIES_7] = 0x5F98CD,   [ROLE_SERIES_8] = 0x3835A5,
            },
    },
    {
        .name = "contrast",
        .help = N_("the strongest contrast: white and bright colours on black"),
        .colours =
            {
                [ROLE_BACKGROUND] = 0x000000, [ROLE_PANEL] = 0x000000,       [ROLE_PANEL_BORDER] = 0x8A8A8A,
                [ROLE_GRID] = 0x333333,       [ROLE_TEXT] = 0xFFFFFF,        [ROLE_TEXT_DIM] = 0xCFCFCF,
                [ROLE_ACCENT] = 0xFFE000,     [ROLE_ACCENT_TEXT] = 0xFFE000, [ROLE_TEXT_ON_ACCENT] = 0x000000,
                [ROLE_POSITIVE] = 0x56AAFF,   [ROLE_NEGATIVE] = 0xFF7A1F,    [ROLE_FORWARD] = 0x3DF0C0,
                [ROLE_BACKWARD] = 0xDD59D0,   [ROLE_NODE] = 0x000000,        [ROLE_NODE_LINE] = 0xFFFFFF,
                [ROLE_INPUT] = 0x9CC8FF,      [ROLE_OUTPUT] = 0xFFD98A,      [ROLE_UNKNOWN] = 0xB0B0B0,
                [ROLE_STALE] = 0xA0A0A0,      [ROLE_GOOD] = 0x5DF29A,        [ROLE_WARNING] = 0xFFC233,
                [ROLE_ERROR] = 0xFF6B6B,      [ROLE_SELECTION] = 0xFFFFFF,   [ROLE_TARGET] = 0x9DFF8A,
                [ROLE_LOSS] = 0xFF7DA8,       [ROLE_BLACK] = 0x000000,       [ROLE_WHITE] = 0xFFFFFF,
                [ROLE_SERIES_1] = 0x56AAFF,   [ROLE_SERIES_2] = 0xFF8A1F,    [ROLE_SERIES_3] = 0x3DF0C0,
                [ROLE_SERIES_4] = 0xDD59D0,   [ROLE_SERIES_5] = 0xFFF06B,    [ROLE_SERIES_6] = 0xFF4F4F,
                [ROLE_SERIES_7] = 0xC4E0FF,   [ROLE_SERIES_8] = 0x8F81FF,
            },
    },
};

#define THEME_COUNT (sizeof themes / sizeof *themes)

const struct theme *theme_at(size_t i)
{
    return i < THEME_COUNT ? &themes[i] : NULL;
}

const struct theme *theme_find(const char *name, size_t length, struct error *error)
{
    return LOOKUP(themes, N_("theme"), name, length, error);
}

const char *role_name(enum role role)
{
    assert(role < ROLE_COUNT);
    return role_names[role];
}

static uint8_t part_255(double share)
{
    if (!(share > 0))
        return 0;
    return share < 1 ? (uint8_t)lround(share * 255) : 255;
}

struct ink ink(enum role role)
{
    return (struct ink){.base = (uint8_t)role, .alpha_255 = role == ROLE_NONE ? 0 : 255};
}

struct ink ink_series(size_t i)
{
    return ink(ROLE_SERIES_1 + (enum role)(i % SERIES_COUNT));
}

struct ink ink_mix(struct ink ink, enum role towards, double share)
{
    ink.share_255 = part_255(share);
    ink.towards = ink.share_255 ? (uint8_t)towards : 0; /* equal looks are equal bytes */
    return ink;
}

struct ink ink_fade(struct ink ink, double alpha)
{
    ink.alpha_255 = ink.base == ROLE_NONE ? 0 : part_255(alpha);
    return ink;
}

struct ink ink_signed(double value, double largest, enum role zero)
{
    if (value != value)
        return ink(ROLE_UNKNOWN);
    if (!(largest > 0) || value == 0)
        return ink(zero);
    return value > 0 ? ink_mix(ink(zero), ROLE_POSITIVE, value / largest)
                     : ink_mix(ink(zero), ROLE_NEGATIVE, -value / largest);
}

uint32_t colour_mix(uint32_t base, uint32_t towards, unsigned share_255)
{
    assert(share_255 <= 255);
    uint32_t mixed = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        uint32_t a = base >> shift & 0xFF, b = towards >> shift & 0xFF;
        mixed |= (a * (255 - share_255) + b * share_255 + 127) / 255 << shift;
    }
    return mixed;
}

uint32_t theme_colour(const struct theme *theme, struct ink ink)
{
    assert(ink.base < ROLE_COUNT && ink.towards < ROLE_COUNT);
    uint32_t opaque = colour_mix(theme->colours[ink.base], theme->colours[ink.towards], ink.share_255);
    return (uint32_t)ink.alpha_255 << 24 | opaque;
}

/* A channel without the sRGB curve, by a cubic that is within 0.002 of it. */
static double linear(uint32_t channel)
{
    double c = channel / 255.0;
    return c * (c * (c * 0.305306011 + 0.682171111) + 0.012522878);
}

enum role theme_text_on(const struct theme *theme, struct ink ink)
{
    uint32_t colour = theme_colour(theme, ink);
    double luminance = 0.2126 * linear(colour >> 16 & 0xFF) + 0.7152 * linear(colour >> 8 & 0xFF) +
                       0.0722 * linear(colour & 0xFF);
    /* WCAG's contrast is (lighter + 0.05) / (darker + 0.05): white reads better where it has more. */
    double on = luminance + 0.05;
    return 1.05 / on > on / 0.05 ? ROLE_WHITE : ROLE_BLACK;
}
