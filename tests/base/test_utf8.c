#include "near.h"

#include <string.h>

#include "base/utf8.h"

static const struct {
    uint32_t c;
    const char *bytes;
    int width;
} known[] = {
    {'a', "a", 1},
    {0x7F, "\x7F", 1},
    {0x80, "\xC2\x80", 1},
    {0x3B7, "η", 1},
    {0x7FF, "\xDF\xBF", 1},
    {0x800, "\xE0\xA0\x80", 1},
    {0x2202, "∂", 1},
    {0xAC00, "가", 2},
    {0xD7A3, "힣", 2},
    {0xD7FF, "\xED\x9F\xBF", 0},
    {0xE000, "\xEE\x80\x80", 1},
    {0xFFFD, "\xEF\xBF\xBD", 1},
    {0xFFFF, "\xEF\xBF\xBF", 1},
    {0x10000, "\xF0\x90\x80\x80", 1},
    {0x1F600, "😀", 2},
    {0x10FFFF, "\xF4\x8F\xBF\xBF", 1},
};

static void known_characters_are_decoded_and_encoded(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t length = strlen(known[i].bytes), used = 0;
        char out[4];
        assert_int_equal(utf8_decode(known[i].bytes, length, &used), known[i].c);
        assert_int_equal(used, length);
        assert_int_equal(utf8_encode(known[i].c, out), length);
        assert_memory_equal(out, known[i].bytes, length);
        assert_int_equal(utf8_width(known[i].c), known[i].width);
    }
}

static void every_code_point_comes_back(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char out[4];
        size_t length = utf8_encode(c, out), used;
        uint32_t back = utf8_decode(out, length, &used);
        if (back != (c >= 0xD800 && c <= 0xDFFF ? UTF8_BAD : c) || used != length)
            fail_msg("U+%04X came back as U+%04X", c, back);
    }
}

static void what_is_no_code_point_is_encoded_as_the_bad_one(void **state)
{
    (void)state;
    static const uint32_t strange[] = {0xD800, 0xDFFF, 0x110000, 0x1FFFFF, 0xFFFFFFFF};
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        char out[4];
        assert_int_equal(utf8_encode(strange[i], out), 3);
        assert_memory_equal(out, "\xEF\xBF\xBD", 3);
    }
}

static void a_bad_byte_is_taken_alone(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x80",
        "\xBF", /* continuations without a start */
        "\xC3",
        "\xC3(",
        "\xEA\xB0",
        "\xF0\x9F\x98", /* cut short */
        "\xC0\x80",
        "\xE0\x9F\xBF",
        "\xF0\x8F\xBF\xBF", /* longer than need be */
        "\xED\xA0\x80",
        "\xED\xBF\xBF", /* surrogates */
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xF8\x88\x80\x80\x80",
        "\xFE",
        "\xFF" /* beyond U+10FFFF */
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        size_t used = 9, where = 9;
        assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &used), UTF8_BAD);
        assert_int_equal(used, 1);
        assert_false(utf8_valid(bad[i], strlen(bad[i]), &where));
        assert_int_equal(where, 0);
    }
}

static void the_length_given_is_never_passed(void **state)
{
    (void)state;
    size_t used;
    assert_int_equal(utf8_decode("가", 2, &used), UTF8_BAD);
    assert_int_equal(used, 1);
    assert_int_equal(utf8_decode("∂", 1, &used), UTF8_BAD);
    assert_int_equal(used, 1);
}

static void the_first_bad_byte_is_named(void **state)
{
    (void)state;
    size_t where = 99;
    assert_true(utf8_valid("", 0, &where));
    assert_true(utf8_valid("η = 0.1 가 😀", strlen("η = 0.1 가 😀"), &where));
    assert_true(utf8_valid("\xEF\xBF\xBD", 3, &where)); /* U+FFFD itself is valid */
    assert_int_equal(where, 99);
    assert_false(utf8_valid("η\xFF", 3, &where));
    assert_int_equal(where, 2);
    assert_false(utf8_valid("가\xEA\xB0", 5, &where));
    assert_int_equal(where, 3);
    assert_false(utf8_valid("\x80", 1, NULL));
}

static void a_cut_never_splits_a_character(void **state)
{
    (void)state;
    static const char text[] = "aη가😀z"; /* 1 + 2 + 3 + 4 + 1 bytes */
    static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11};
    for (size_t length = 0; length < sizeof text; length++)
        assert_int_equal(utf8_whole(text, length), want[length]);
    assert_int_equal(utf8_whole("\x80\x80\x80\x80\x80", 5), 5); /* no start of one: nothing to keep whole */
}

static void columns_add_up(void **state)
{
    (void)state;
    assert_int_equal(utf8_columns(""), 0);
    assert_int_equal(utf8_columns("w1[2,1]"), 7);
    assert_int_equal(utf8_columns("가중치 w"), 8);
    assert_int_equal(utf8_columns("∂L/∂w"), 5);
    assert_int_equal(utf8_columns("w\xCC\x82"), 1); /* w and a combining circumflex */
    assert_int_equal(utf8_columns("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB"), 2); /* 한 in conjoining jamo */
    assert_int_equal(utf8_columns("a\xFF"), 2);
}

/* Against Unicode 15's EastAsianWidth.txt, for the scripts that the program writes itself. */
static void widths_follow_unicode_where_we_write(void **state)
{
    (void)state;
    static const struct {
        uint32_t from, to;
        int width;
    } want[] = {
        {0x20, 0x7E, 1},     {0xA1, 0x2FF, 1},    {0x300, 0x36F, 0},   {0x370, 0x3FF, 1},
        {0x2010, 0x2027, 1}, {0x2070, 0x209C, 1}, {0x20D0, 0x20F0, 0}, {0x2100, 0x214F, 1},
        {0x2190, 0x22FF, 1}, {0x2500, 0x25FC, 1}, {0x3131, 0x318E, 2}, {0x3001, 0x3029, 2},
        {0xAC00, 0xD7A3, 2}, {0xFF01, 0xFF60, 2}, {0xFF61, 0xFFDC, 1}, {0x1D400, 0x1D7FF, 1},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        for (uint32_t c = want[i].from; c <= want[i].to; c++)
            if (utf8_width(c) != want[i].width)
                fail_msg("U+%04X: %d columns, not %d", c, utf8_width(c), want[i].width);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_characters_are_decoded_and_encoded),
        cmocka_unit_test(every_code_point_comes_back),
        cmocka_unit_test(what_is_no_code_point_is_encoded_as_the_bad_one),
        cmocka_unit_test(a_bad_byte_is_taken_alone),
        cmocka_unit_test(the_length_given_is_never_passed),
        cmocka_unit_test(the_first_bad_byte_is_named),
        cmocka_unit_test(a_cut_never_splits_a_character),
        cmocka_unit_test(columns_add_up),
        cmocka_unit_test(widths_follow_unicode_where_we_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
