#include "near.h"

#include <stdbool.h>
#include <string.h>

#include "view/theme.h"

struct lab {
    double l, a, b;
};

static double linear(uint32_t channel)
{
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double clamp(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* Machado, Oliveira, Fernandes 2009, severity 1.0, applied to linear RGB. */
static const struct eye {
    const char *name;
    double m[3][3];
} eyes[] = {
    {"all cones", {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
    {"protanopia",
     {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
    {"deuteranopia",
     {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}},
    {"tritanopia",
     {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}},
};

#define EYES (sizeof eyes / sizeof *eyes)

static double lab_part(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

static struct lab seen_by(const struct eye *eye, uint32_t colour)
{
    double in[3] = {linear(colour >> 16 & 0xFF), linear(colour >> 8 & 0xFF), linear(colour & 0xFF)}, c[3];
    for (int i = 0; i < 3; i++)
        c[i] = clamp(eye->m[i][0] * in[0] + eye->m[i][1] * in[1] + eye->m[i][2] * in[2]);
    double x = lab_part((0.4124564 * c[0] + 0.3575761 * c[1] + 0.1804375 * c[2]) / 0.95047);
    double y = lab_part(0.2126729 * c[0] + 0.7151522 * c[1] + 0.0721750 * c[2]);
    double z = lab_part((0.0193339 * c[0] + 0.1191920 * c[1] + 0.9503041 * c[2]) / 1.08883);
    return (struct lab){116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

static double distance(const struct eye *eye, uint32_t p, uint32_t q)
{
    struct lab a = seen_by(eye, p), b = seen_by(eye, q);
    return sqrt((a.l - b.l) * (a.l - b.l) + (a.a - b.a) * (a.a - b.a) + (a.b - b.b) * (a.b - b.b));
}

static double contrast(uint32_t p, uint32_t q)
{
    double l[2];
    for (int i = 0; i < 2; i++) {
        uint32_t c = i ? q : p;
        l[i] = 0.2126 * linear(c >> 16 & 0xFF) + 0.7152 * linear(c >> 8 & 0xFF) + 0.0722 * linear(c & 0xFF);
    }
    return l[0] > l[1] ? (l[0] + 0.05) / (l[1] + 0.05) : (l[1] + 0.05) / (l[0] + 0.05);
}

static void the_judges_agree_with_known_values(void **state)
{
    (void)state;
    assert_near(contrast(0x000000, 0xFFFFFF), 21, 1e-12);
    assert_near(contrast(0x767676, 0xFFFFFF), 4.542, 1e-3); /* WCAG's own example of a grey that passes */
    assert_near(distance(&eyes[0], 0x000000, 0xFFFFFF), 100, 1e-4);
    struct lab red = seen_by(&eyes[0], 0xFF0000);
    assert_near(red.l, 53.24, 1e-3);
    assert_near(red.a, 80.09, 1e-3);
    assert_near(red.b, 67.20, 1e-3);
    assert_true(distance(&eyes[2], 0xCC4444, 0x777722) < 15); /* red and olive: alike without green cones */
}

static void assert_apart(enum role a, enum role b, double least, bool every_eye)
{
    const struct theme *theme;
    for (size_t t = 0; (theme = theme_at(t)); t++)
        for (size_t e = 0; e < (every_eye ? EYES : 1); e++) {
            double d = distance(&eyes[e], theme->colours[a], theme->colours[b]);
            if (d < least)
                fail_msg("%s: %s and %s are only %.1f apart with %s", theme->name, role_name(a), role_name(b),
                         d, eyes[e].name);
        }
}

static void what_differs_in_meaning_differs_to_every_eye(void **state)
{
    (void)state;
    static const enum role pairs[][2] = {
        {ROLE_POSITIVE, ROLE_NEGATIVE}, {ROLE_POSITIVE, ROLE_FORWARD},   {ROLE_POSITIVE, ROLE_BACKWARD},
        {ROLE_NEGATIVE, ROLE_FORWARD},  {ROLE_NEGATIVE, ROLE_BACKWARD},  {ROLE_FORWARD, ROLE_BACKWARD},
        {ROLE_ACCENT, ROLE_POSITIVE},   {ROLE_ACCENT, ROLE_NEGATIVE},    {ROLE_ACCENT, ROLE_FORWARD},
        {ROLE_ACCENT, ROLE_BACKWARD},   {ROLE_ACCENT, ROLE_SELECTION},   {ROLE_ACCENT, ROLE_NODE},
        {ROLE_ACCENT, ROLE_NODE_LINE},  {ROLE_SELECTION, ROLE_POSITIVE}, {ROLE_SELECTION, ROLE_NEGATIVE},
        {ROLE_TARGET, ROLE_LOSS},       {ROLE_TEXT, ROLE_STALE},         {ROLE_TEXT, ROLE_UNKNOWN},
        {ROLE_GOOD, ROLE_ERROR},        {ROLE_WARNING, ROLE_ERROR},      {ROLE_INPUT, ROLE_OUTPUT},
        {ROLE_POSITIVE, ROLE_PANEL},    {ROLE_NEGATIVE, ROLE_PANEL},     {ROLE_FORWARD, ROLE_PANEL},
        {ROLE_BACKWARD, ROLE_PANEL},    {ROLE_TARGET, ROLE_PANEL},       {ROLE_LOSS, ROLE_PANEL},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_apart(pairs[i][0], pairs[i][1], 15, true);
}

/* Eight colours can't all be 15 apart for every eye; the first four, which are used first, are. */
static void the_series_can_be_told_apart(void **state)
{
    (void)state;
    for (enum role a = ROLE_SERIES_1; a <= ROLE_SERIES_8; a++)
        for (enum role b = a + 1; b <= ROLE_SERIES_8; b++) {
            assert_apart(a, b, 15, false);
            assert_apart(a, b, b <= ROLE_SERIES_4 ? 15 : 10, true);
        }
}

static void assert_contrast(enum role a, enum role b, double least)
{
    const struct theme *theme;
    for (size_t t = 0; (theme = theme_at(t)); t++) {
        double c = contrast(theme->colours[a], theme->colours[b]);
        if (c < least)
            fail_msg("%s: %s on %s has a contrast of only %.2f", theme->name, role_name(a), role_name(b), c);
    }
}

static void every_text_can_be_read(void **state)
{
    (void)state;
    static const enum role texts[] = {
        ROLE_TEXT,    ROLE_TEXT_DIM, ROLE_ACCENT_TEXT, ROLE_POSITIVE, ROLE_NEGATIVE,
        ROLE_FORWARD, ROLE_BACKWARD, ROLE_UNKNOWN,     ROLE_STALE,    ROLE_GOOD,
        ROLE_WARNING, ROLE_ERROR,    ROLE_TARGET,      ROLE_LOSS,
    };
    static const enum role grounds[] = {ROLE_BACKGROUND, ROLE_PANEL, ROLE_NODE};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t k = 0; k < sizeof grounds / sizeof *grounds; k++)
            assert_contrast(texts[i], grounds[k], 4.5);
    assert_contrast(ROLE_TEXT_ON_ACCENT, ROLE_ACCENT, 4.5);
}

static void every_sign_stands_out(void **state)
{
    (void)state;
    static const enum role signs[] = {ROLE_ACCENT, ROLE_INPUT, ROLE_OUTPUT, ROLE_SELECTION, ROLE_NODE_LINE};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        assert_contrast(signs[i], ROLE_PANEL, 3); /* WCAG 1.4.11, for what isn't text */
    for (enum role role = ROLE_SERIES_1; role <= ROLE_SERIES_8; role++)
        assert_contrast(role, ROLE_PANEL, 3);
    assert_contrast(ROLE_NODE_LINE, ROLE_NODE, 3);
}

/* Whatever is mixed for a cell of a heat map, the better of the two text colours reads well on it. */
static void text_on_a_mixed_colour_can_be_read(void **state)
{
    (void)state;
    const struct theme *theme;
    for (size_t t = 0; (theme = theme_at(t)); t++)
        for (double v = -1; v <= 1; v += 1.0 / 64) {
            struct ink cell = ink_signed(v, 1, ROLE_PANEL);
            uint32_t on = theme_colour(theme, cell) & 0xFFFFFF;
            double c = contrast(theme->colours[theme_text_on(theme, cell)], on);
            if (c < 4.5)
                fail_msg("%s: text on %g has a contrast of only %.2f", theme->name, v, c);
        }
    assert_int_equal(theme_text_on(theme_at(0), ink(ROLE_PANEL)), ROLE_WHITE);
    assert_int_equal(theme_text_on(theme_at(0), ink(ROLE_ACCENT)), ROLE_BLACK);
    assert_int_equal(theme_text_on(theme_at(1), ink(ROLE_PANEL)), ROLE_BLACK);
}

static void every_role_has_a_name_and_a_colour(void **state)
{
    (void)state;
    for (enum role a = 0; a < ROLE_COUNT; a++) {
        assert_non_null(role_name(a));
        for (enum role b = 0; b < a; b++)
            assert_string_not_equal(role_name(a), role_name(b));
    }
    for (enum role a = ROLE_NONE + 1; a < ROLE_COUNT; a++) /* 0 is what a forgotten role would have */
        for (size_t t = 0; t < 2; t++)
            assert_true(theme_at(t)->colours[a] || a == ROLE_BLACK);
}

static void a_theme_is_found_by_name_or_prefix(void **state)
{
    (void)state;
    struct error error = {""};
    assert_string_equal(theme_find("dark", 4, &error)->name, "dark");
    assert_string_equal(theme_find("li", 2, &error)->name, "light");
    assert_string_equal(theme_at(0)->name, "dark");
    assert_null(theme_find("lihgt", 5, &error));
    assert_string_equal(error.text, "no theme is called 'lihgt'; did you mean 'light'?");
}

static void mixing_rounds_each_channel(void **state)
{
    (void)state;
    assert_int_equal(colour_mix(0x102030, 0xFFEEDD, 0), 0x102030);
    assert_int_equal(colour_mix(0x102030, 0xFFEEDD, 255), 0xFFEEDD);
    assert_int_equal(colour_mix(0x000000, 0xFFFFFF, 128), 0x808080);
    assert_int_equal(colour_mix(0x640000, 0x000A00, 51), 0x500200); /* 100 * 4/5, 10 * 1/5 */
}

static void an_ink_is_a_role_mixed_and_faded(void **state)
{
    (void)state;
    const struct theme *dark = theme_at(0);
    assert_int_equal(theme_colour(dark, INK_NONE), 0);
    assert_int_equal(theme_colour(dark, ink(ROLE_PANEL)), 0xFF18202A);
    assert_int_equal(theme_colour(dark, ink_fade(ink(ROLE_PANEL), 0.5)), 0x8018202A);
    assert_int_equal(ink_fade(INK_NONE, 1).alpha_255, 0);
    struct ink half = ink_mix(ink(ROLE_PANEL), ROLE_POSITIVE, 0.5);
    assert_int_equal(theme_colour(dark, half), 0xFF000000 | colour_mix(0x18202A, 0x53A4FC, 128));
    assert_int_equal(ink_mix(ink(ROLE_PANEL), ROLE_POSITIVE, 7).share_255, 255);
    assert_int_equal(ink_mix(ink(ROLE_PANEL), ROLE_POSITIVE, (double)NAN).share_255, 0);
    assert_int_equal(ink_series(9).base, ROLE_SERIES_2);
}

static void a_signed_value_runs_from_negative_to_positive(void **state)
{
    (void)state;
    assert_int_equal(ink_signed(0, 2, ROLE_PANEL).share_255, 0);
    assert_int_equal(ink_signed(1, 2, ROLE_PANEL).towards, ROLE_POSITIVE);
    assert_int_equal(ink_signed(1, 2, ROLE_PANEL).share_255, 128);
    assert_int_equal(ink_signed(-3, 2, ROLE_PANEL).towards, ROLE_NEGATIVE);
    assert_int_equal(ink_signed(-3, 2, ROLE_PANEL).share_255, 255);
    assert_int_equal(ink_signed((double)NAN, 2, ROLE_PANEL).base, ROLE_UNKNOWN);
    assert_int_equal(ink_signed(1, 0, ROLE_PANEL).share_255, 0);
    assert_int_equal(ink_signed((double)INFINITY, 1, ROLE_PANEL).share_255, 255);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_judges_agree_with_known_values),
        cmocka_unit_test(what_differs_in_meaning_differs_to_every_eye),
        cmocka_unit_test(the_series_can_be_told_apart),
        cmocka_unit_test(every_text_can_be_read),
        cmocka_unit_test(every_sign_stands_out),
        cmocka_unit_test(text_on_a_mixed_colour_can_be_read),
        cmocka_unit_test(every_role_has_a_name_and_a_colour),
        cmocka_unit_test(a_theme_is_found_by_name_or_prefix),
        cmocka_unit_test(mixing_rounds_each_channel),
        cmocka_unit_test(an_ink_is_a_role_mixed_and_faded),
        cmocka_unit_test(a_signed_value_runs_from_negative_to_positive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
