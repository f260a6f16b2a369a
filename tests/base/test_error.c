#include "near.h"

#include <string.h>

#include "base/error.h"
#include "base/utf8.h"

static void setting_an_error_returns_false_and_keeps_the_message(void **state)
{
    (void)state;
    struct error error = {""};
    assert_false(error_set(&error, "rate %g is not above 0", -0.5));
    assert_string_equal(error.text, "rate -0.5 is not above 0");
    assert_false(error_set(&error, "again"));
    assert_string_equal(error.text, "again");
}

static void nobody_has_to_want_the_message(void **state)
{
    (void)state;
    assert_false(error_set(NULL, "%d", 1));
    assert_false(error_prefix(NULL, "%d", 1));
}

static void a_prefix_stands_in_front(void **state)
{
    (void)state;
    struct error error = {""};
    error_set(&error, "no node %d", 9);
    assert_false(error_prefix(&error, "layer %d: ", 2));
    assert_string_equal(error.text, "layer 2: no node 9");
    assert_false(error_prefix(&error, "%s", ""));
    assert_string_equal(error.text, "layer 2: no node 9");
}

static void a_message_may_quote_the_message_before(void **state)
{
    (void)state;
    struct error error = {""};
    error_set(&error, "no such file");
    error_set(&error, "a.csv: %s (%s)", error.text, error.text);
    assert_string_equal(error.text, "a.csv: no such file (no such file)");
    error_prefix(&error, "[%s] ", error.text);
    assert_string_equal(error.text, "[a.csv: no such file (no such file)] a.csv: no such file (no such file)");
}

static void a_long_message_is_cut_at_a_character(void **state)
{
    (void)state;
    char hangul[2000] = ""; /* three bytes a syllable */
    for (int i = 0; i < 600; i++)
        memcpy(hangul + 3 * i, "각", 4);
    for (int shift = 0; shift < 3; shift++) {
        struct error error = {""};
        error_set(&error, "%.*s%s", shift, "ab", hangul);
        size_t length = strlen(error.text);
        assert_true(length < ERROR_TEXT_SIZE && length > ERROR_TEXT_SIZE - 4);
        assert_true(utf8_valid(error.text, length, NULL));
        assert_null(strchr(error.text, '?'));
    }
}

static void a_long_prefix_is_cut_at_a_character_too(void **state)
{
    (void)state;
    char hangul[2000] = "";
    for (int i = 0; i < 600; i++)
        memcpy(hangul + 3 * i, "각", 4);
    for (int shift = 0; shift < 3; shift++) {
        struct error error = {"the end"};
        error_prefix(&error, "%.*s%s", shift, "ab", hangul);
        size_t length = strlen(error.text);
        assert_true(length < ERROR_TEXT_SIZE && length > ERROR_TEXT_SIZE - 4);
        assert_true(utf8_valid(error.text, length, NULL));
        assert_null(strchr(error.text, '?'));
    }
}

static void the_longest_message_that_fits_is_kept_whole(void **state)
{
    (void)state;
    char text[ERROR_TEXT_SIZE + 1];
    memset(text, 'x', sizeof text);
    text[ERROR_TEXT_SIZE - 1] = '\0';
    struct error error = {""};
    error_set(&error, "%s", text);
    assert_string_equal(error.text, text);
    error_prefix(&error, "p");
    assert_int_equal(strlen(error.text), ERROR_TEXT_SIZE - 1);
    assert_memory_equal(error.text, "pxx", 3);
}

static void what_a_user_typed_cannot_command_the_terminal(void **state)
{
    (void)state;
    struct error error = {""};
    error_set(&error, "'%s'", "a\nb\tc\033[2Jd\x7F\xC2\x9B");
    assert_string_equal(error.text, "'a b c [2Jd  '");
    error_prefix(&error, "%s", "\r\n");
    assert_string_equal(error.text, "  'a b c [2Jd  '");
}

static void what_is_not_utf8_becomes_a_question_mark(void **state)
{
    (void)state;
    struct error error = {""};
    error_set(&error, "%s", "a\xFF\xC3 \xED\xA0\x80 ∂w1 \xEA\xB0");
    assert_string_equal(error.text, "a?? ??? ∂w1 ");
    error_set(&error, "%s", "U+FFFD itself is a character: \xEF\xBF\xBD");
    assert_string_equal(error.text, "U+FFFD itself is a character: \xEF\xBF\xBD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setting_an_error_returns_false_and_keeps_the_message),
        cmocka_unit_test(nobody_has_to_want_the_message),
        cmocka_unit_test(a_prefix_stands_in_front),
        cmocka_unit_test(a_message_may_quote_the_message_before),
        cmocka_unit_test(a_long_message_is_cut_at_a_character),
        cmocka_unit_test(a_long_prefix_is_cut_at_a_character_too),
        cmocka_unit_test(the_longest_message_that_fits_is_kept_whole),
        cmocka_unit_test(what_a_user_typed_cannot_command_the_terminal),
        cmocka_unit_test(what_is_not_utf8_becomes_a_question_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
