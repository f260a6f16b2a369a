#include "near.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/raster.h"
#include "ui/text.h"

#define WIDE 320
#define TALL 64
#define BASE 40 /* row of the baseline */

static struct text *text;
static struct surface surface;

static int open_fonts(void **state)
{
    (void)state;
    struct error error = {""};
    text = text_open(&error);
    if (!text)
        print_error("%s\n", error.text);
    surface_init(&surface, WIDE, TALL);
    return text ? 0 : -1;
}

static int close_fonts(void **state)
{
    (void)state;
    text_close(text);
    surface_finish(&surface);
    return 0;
}

static void clear(void)
{
    for (int i = 0; i < WIDE * TALL; i++)
        surface.pixels[i] = 0xFF000000;
}

static const struct bounds everywhere = {0, 0, WIDE, TALL};

/* White on black, from x on. */
static void write_at(int x, const char *string, int size_px, bool bold)
{
    text_draw(text, &surface, everywhere, x, BASE, string, strlen(string), size_px, bold, 0xFFFFFFFF);
}

static void write_alone(const char *string, int size_px, bool bold)
{
    clear();
    write_at(20, string, size_px, bold);
}

/* The box around all pixels that aren't black; empty: left >= right. */
static struct bounds ink_box(void)
{
    struct bounds box = {WIDE, TALL, 0, 0};
    for (int y = 0; y < TALL; y++)
        for (int x = 0; x < WIDE; x++)
            if (surface.pixels[y * WIDE + x] != 0xFF000000) {
                box.left = x < box.left ? x : box.left;
                box.right = x + 1 > box.right ? x + 1 : box.right;
                box.top = y < box.top ? y : box.top;
                box.bottom = y + 1;
            }
    return box;
}

static uint32_t *picture(void)
{
    uint32_t *copy = memory_new(WIDE * TALL, sizeof *copy);
    memcpy(copy, surface.pixels, WIDE * TALL * sizeof *copy);
    return copy;
}

static void assert_same_picture(const uint32_t *want, bool same)
{
    assert_int_equal(memcmp(surface.pixels, want, WIDE * TALL * sizeof *want) == 0, same);
}

static int width(const char *string, int size_px, bool bold)
{
    return text_width(text, string, strlen(string), size_px, bold);
}

static const char signs[] = "∂∇ŷσ′·ΣηΔλ→←≤≥∞√ᵀ₁₂×−…●○순전파역전파가중치αβθμφ₀₃₄₅₆₇₈₉ᵢⱼ½²³±≈≠∈⟨⟩↑↓⇒✓✗▶◀■□";

static void every_sign_of_the_language_is_drawn(void **state)
{
    (void)state;
    for (int bold = 0; bold < 2; bold++) {
        write_alone("\xEF\xBF\xBD", 16, bold);
        uint32_t *missing = picture();
        for (size_t i = 0, used; signs[i]; i += used) {
            uint32_t c = utf8_decode(signs + i, sizeof signs - i, &used);
            char one[5] = "";
            memcpy(one, signs + i, used);
            if (!text_has(text, c))
                fail_msg("no font has U+%04X %s", (unsigned)c, one);
            write_alone(one, 16, bold);
            struct bounds box = ink_box();
            if (box.left >= box.right || memcmp(surface.pixels, missing, WIDE * TALL * 4) == 0)
                fail_msg("U+%04X %s is not drawn", (unsigned)c, one);
        }
        memory_free(missing);
    }
}

static void every_hangul_syllable_is_there(void **state)
{
    (void)state;
    for (uint32_t c = 0xAC00; c <= 0xD7A3; c++)
        assert_true(text_has(text, c));
    assert_false(text_has(text, 0xE123)); /* private use */
}

static void letters_stand_on_the_baseline(void **state)
{
    (void)state;
    for (int size = 9; size <= 40; size++) {
        write_alone("HIE", size, false);
        struct bounds box = ink_box();
        assert_int_equal(box.bottom, BASE);
        assert_true(abs(BASE - box.top - (int)(0.73 * size + 0.5)) <= 1);
        write_alone("gpy", size, false);
        assert_true(ink_box().bottom > BASE);
    }
}

static void ink_stays_within_the_width(void **state)
{
    (void)state;
    write_alone("w1[2,1] = 0.35", 13, false);
    struct bounds box = ink_box();
    assert_true(box.left >= 20 && box.right <= 20 + width("w1[2,1] = 0.35", 13, false));
    write_alone("j", 30, false); /* reaches to the left of where it starts */
    assert_true(ink_box().left < 20);
}

static void widths_add_up(void **state)
{
    (void)state;
    const char *whole = "z1[2] = 순전파 ∂L/∂w × −0.35";
    for (int bold = 0; bold < 2; bold++) {
        int sum = 0;
        for (size_t i = 0, used; whole[i]; i += used) {
            utf8_decode(whole + i, strlen(whole + i), &used);
            sum += text_width(text, whole + i, used, 13, bold);
        }
        assert_int_equal(width(whole, 13, bold), sum);
    }
    assert_int_equal(width("", 13, false), 0);
    assert_int_equal(width("0123456789", 13, false), 10 * width("0", 13, false)); /* numbers don't jitter */
    assert_true(width("weight", 13, true) > width("weight", 13, false));
    assert_true(width("weight", 26, false) > 19 * width("weight", 13, false) / 10);
}

static void text_drawn_in_parts_is_the_same(void **state)
{
    (void)state;
    write_alone("w1[2,1]·x[1]", 14, false);
    uint32_t *whole = picture();
    clear();
    write_at(20, "w1[2,", 14, false);
    write_at(20 + width("w1[2,", 14, false), "1]·x[1]", 14, false);
    assert_same_picture(whole, true);
    memory_free(whole);
}

static void a_mark_sits_over_its_base(void **state)
{
    (void)state;
    static const char *const bases[] = {"b", "w", "y", "W", "a", "l", "가"};
    static const char *const marks[] = {"\xCC\x82", "\xCC\x84"}; /* circumflex, macron */
    for (size_t b = 0; b < sizeof bases / sizeof *bases; b++)
        for (size_t m = 0; m < 2; m++)
            for (int size = 11; size <= 30; size += 5) {
                char both[16];
                snprintf(both, sizeof both, "%s%s", bases[b], marks[m]);
                assert_int_equal(width(both, size, false), width(bases[b], size, false));
                write_alone(bases[b], size, false);
                struct bounds base = ink_box();
                uint32_t *alone = picture();
                write_alone(both, size, false);
                struct bounds all = ink_box();
                assert_true(all.top < base.top - 1 && all.bottom == base.bottom);
                for (int i = base.top * WIDE; i < TALL * WIDE; i++) /* it doesn't touch the base */
                    assert_int_equal(surface.pixels[i], alone[i]);
                for (int y = base.top; y < TALL; y++) /* what is left is the mark */
                    memset(surface.pixels + y * WIDE, 0, WIDE * 4);
                for (int i = 0; i < WIDE * TALL; i++)
                    surface.pixels[i] |= 0xFF000000;
                struct bounds mark = ink_box();
                assert_true(abs(mark.left + mark.right - base.left - base.right) <= 2);
                memory_free(alone);
            }
}

static void marks_pile_up(void **state)
{
    (void)state;
    write_alone("w\xCC\x84", 20, false);
    int one = ink_box().top;
    write_alone("w\xCC\x84\xCC\x82", 20, false);
    assert_true(ink_box().top < one - 2);
    write_alone("\xCC\x82", 20, false); /* without a base it is still drawn */
    assert_true(ink_box().left < ink_box().right);
}

static void a_built_letter_looks_like_the_ready_one(void **state)
{
    (void)state;
    write_alone("ŷ", 20, false);
    struct bounds ready = ink_box();
    write_alone("y\xCC\x82", 20, false);
    struct bounds built = ink_box();
    assert_true(abs(ready.top - built.top) <= 1 && ready.bottom == built.bottom);
    assert_true(abs(ready.left - built.left) <= 1 && abs(ready.right - built.right) <= 1);
}

static void bad_bytes_are_drawn_as_such(void **state)
{
    (void)state;
    write_alone("a\xEF\xBF\xBD\xEF\xBF\xBDz", 16, false);
    uint32_t *want = picture();
    write_alone("a\xFF\xC0z", 16, false);
    assert_same_picture(want, true);
    write_alone("a\xF3\xB1\x80\x80\xEF\xBF\xBDz", 16, false); /* a character that no font has */
    assert_same_picture(want, true);
    memory_free(want);
}

static void control_characters_are_blanks(void **state)
{
    (void)state;
    write_alone("a  b", 16, false);
    uint32_t *want = picture();
    write_alone("a\t\nb", 16, false);
    assert_same_picture(want, true);
    write_alone("a  b\xEF\xB8\x8F", 16, false); /* a variation selector shows nothing */
    assert_same_picture(want, true);
    memory_free(want);
}

static void text_keeps_to_its_clip(void **state)
{
    (void)state;
    write_alone("weights", 24, false);
    uint32_t *whole = picture();
    clear();
    struct bounds clip = {35, 25, 70, 38};
    text_draw(text, &surface, clip, 20, BASE, "weights", 7, 24, false, 0xFFFFFFFF);
    for (int y = 0; y < TALL; y++)
        for (int x = 0; x < WIDE; x++) {
            bool in = x >= clip.left && x < clip.right && y >= clip.top && y < clip.bottom;
            assert_int_equal(surface.pixels[y * WIDE + x], in ? whole[y * WIDE + x] : 0xFF000000);
        }
    memory_free(whole);
    static const int far[] = {-100000, -30, WIDE - 5, 100000};
    for (int i = 0; i < 16; i++)
        text_draw(text, &surface, everywhere, far[i / 4], far[i % 4], "weights", 7, 24, false, 0xFFFFFFFF);
}

static void text_bounds_are_those_of_its_pixels(void **state)
{
    (void)state;
    static const char *const strings[] = {"weights", "jQ|", "wÌÌ", "∂L/∂ŷ", "순전파", ".", "fÌ²"};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        for (int bold = 0; bold < 2; bold++) {
            write_alone(strings[i], 18, bold);
            struct bounds box = ink_box();
            struct bounds told = text_bounds(text, 20, BASE, strings[i], strlen(strings[i]), 18, bold);
            assert_memory_equal(&told, &box, sizeof box);
        }
    struct bounds none = text_bounds(text, 20, BASE, "  ", 2, 18, false);
    assert_true(none.left > none.right);
}

static void text_keeps_to_the_region(void **state)
{
    (void)state;
    write_alone("weights", 24, false);
    uint32_t *whole = picture();
    clear();
    struct region region = REGION_EMPTY;
    region_begin(&region, WIDE, TALL);
    region_add(&region, (struct bounds){33, 17, 47, 31});
    region_add(&region, (struct bounds){64, 16, 80, 48});
    surface.region = &region;
    write_at(20, "weights", 24, false);
    surface.region = NULL;
    for (int y = 0; y < TALL; y++)
        for (int x = 0; x < WIDE; x++) {
            bool in = region_meets(&region, (struct bounds){x, y, x + 1, y + 1});
            assert_int_equal(surface.pixels[y * WIDE + x], in ? whole[y * WIDE + x] : 0xFF000000);
        }
    memory_free(whole);
    region_finish(&region);
}

static void text_takes_its_colour_and_opacity(void **state)
{
    (void)state;
    clear();
    text_draw(text, &surface, everywhere, 20, BASE, "█", strlen("█"), 20, false, 0xFF123456);
    struct bounds box = ink_box();
    int middle = (box.top + box.bottom) / 2 * WIDE + (box.left + box.right) / 2;
    assert_int_equal(surface.pixels[middle], 0xFF123456);
    clear();
    text_draw(text, &surface, everywhere, 20, BASE, "█", strlen("█"), 20, false, 0x80FFFFFF);
    assert_int_equal(surface.pixels[middle], 0xFF808080);
}

/* More glyphs than the cache keeps, and masks larger than it keeps; then all is as before. */
static void a_full_cache_changes_nothing(void **state)
{
    (void)state;
    const char *string = "b\xCC\x82 = 0.35 순전파";
    write_alone(string, 17, true);
    uint32_t *want = picture();
    char one[4];
    for (uint32_t c = 0xAC00; c <= 0xD7A3; c++) {
        size_t bytes = utf8_encode(c, one);
        assert_true(text_width(text, one, bytes, 10, false) > 0);
    }
    write_alone(string, 17, true);
    assert_same_picture(want, true);
    for (int size = 400; size <= DRAWLIST_TEXT_PX; size += 4)
        text_draw(text, &surface, everywhere, 20, BASE, "Ww\xCC\x82가", 8, size, false, 0xFFFFFFFF);
    write_alone(string, 17, true);
    assert_same_picture(want, true);
    memory_free(want);
}

static void every_size_is_drawn(void **state)
{
    (void)state;
    int before = 0;
    for (int size = 1; size <= DRAWLIST_TEXT_PX; size++) {
        int now = width("nabla", size, false);
        assert_true(now >= before && now > 2 * size && now < 4 * size + 5);
        before = now;
        write_alone("n", size, size % 2);
        assert_true(ink_box().left < ink_box().right);
    }
}

static struct drawlist list;

static struct bounds draw_list(void)
{
    clear();
    raster_draw(&surface, &list, text);
    return ink_box();
}

static void begin_list(double scale)
{
    static struct text_measure measure;
    measure = text_measure(text);
    drawlist_begin(&list, theme_find("contrast", 8, NULL), &measure, WIDE / scale, TALL / scale, scale);
}

static void a_draw_list_aligns_its_text(void **state)
{
    (void)state;
    drawlist_init(&list);
    struct text_style style = {.size = 10, .ink = ink(ROLE_TEXT), .align = ALIGN_CENTRE};
    for (double scale = 1; scale <= 2; scale++) {
        begin_list(scale);
        assert_near(drawlist_text(&list, 160 / scale, 40 / scale, "HHHH", style),
                    drawlist_text_width(&list, "HHHH", 10, false), 0);
        assert_near(drawlist_text_width(&list, "HHHH", 10, false) * scale,
                    width("HHHH", (int)(10 * scale), false), 0);
        struct bounds box = draw_list();
        assert_true(abs(box.left + box.right - 320) <= 2);
        assert_int_equal(box.bottom, 40);
    }
    begin_list(1);
    style.align = ALIGN_RIGHT;
    drawlist_text(&list, 160, 40, "HHHH", style);
    assert_true(draw_list().right <= 160 && draw_list().right >= 158);
    begin_list(1);
    style.align = ALIGN_LEFT;
    style.middle = true;
    style.size = 20;
    drawlist_text(&list, 160, 32, "HHHH", style);
    struct bounds box = draw_list();
    assert_true(box.left >= 160 && box.left <= 162);
    assert_true(abs(box.top + box.bottom - 64) <= 1); /* capitals lie round the middle */
    drawlist_finish(&list);
}

static void a_draw_list_cuts_text_to_fit(void **state)
{
    (void)state;
    drawlist_init(&list);
    for (int fit = 10; fit < 200; fit += 7) {
        begin_list(1);
        struct text_style style = {.size = 13, .ink = ink(ROLE_TEXT), .fit = fit};
        assert_true(drawlist_text(&list, 20, 40, "가중치 w1[2,1] = 0.35 b\xCC\x82", style) <= fit);
        if (list.count)
            assert_true(draw_list().right <= 20 + fit);
    }
    drawlist_finish(&list);
}

static void without_fonts_text_is_left_out(void **state)
{
    (void)state;
    drawlist_init(&list);
    begin_list(1);
    drawlist_text(&list, 20, 40, "abc", (struct text_style){.size = 13, .ink = ink(ROLE_TEXT)});
    clear();
    raster_draw(&surface, &list, NULL);
    assert_true(ink_box().left >= ink_box().right);
    drawlist_finish(&list);
}

static void fonts_open_more_than_once(void **state)
{
    (void)state;
    struct text *other = text_open(NULL);
    assert_non_null(other);
    assert_int_equal(text_width(other, "nabla", 5, 13, false), width("nabla", 13, false));
    text_close(other);
    write_alone("nabla", 13, false);
    assert_true(ink_box().left < ink_box().right);
    text_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sign_of_the_language_is_drawn),
        cmocka_unit_test(every_hangul_syllable_is_there),
        cmocka_unit_test(letters_stand_on_the_baseline),
        cmocka_unit_test(ink_stays_within_the_width),
        cmocka_unit_test(widths_add_up),
        cmocka_unit_test(text_drawn_in_parts_is_the_same),
        cmocka_unit_test(a_mark_sits_over_its_base),
        cmocka_unit_test(marks_pile_up),
        cmocka_unit_test(a_built_letter_looks_like_the_ready_one),
        cmocka_unit_test(bad_bytes_are_drawn_as_such),
        cmocka_unit_test(control_characters_are_blanks),
        cmocka_unit_test(text_keeps_to_its_clip),
        cmocka_unit_test(text_bounds_are_those_of_its_pixels),
        cmocka_unit_test(text_keeps_to_the_region),
        cmocka_unit_test(text_takes_its_colour_and_opacity),
        cmocka_unit_test(a_full_cache_changes_nothing),
        cmocka_unit_test(every_size_is_drawn),
        cmocka_unit_test(a_draw_list_aligns_its_text),
        cmocka_unit_test(a_draw_list_cuts_text_to_fit),
        cmocka_unit_test(without_fonts_text_is_left_out),
        cmocka_unit_test(fonts_open_more_than_once),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
