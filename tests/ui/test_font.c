#include "near.h"

#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "ui/font.h"

static void both_fonts_are_found_in_both_weights(void **state)
{
    (void)state;
    const struct font *fonts[] = {&font_signs, &font_hangul};
    for (int i = 0; i < 4; i++) {
        struct error error = {""};
        int index = -1;
        char *path = font_find(fonts[i / 2], i % 2, &index, &error);
        if (!path)
            fail_msg("%s", error.text);
        assert_int_equal(access(path, R_OK), 0);
        assert_true(index >= 0);
        memory_free(path);
    }
}

static void without_a_bold_file_the_regular_one_is_given(void **state)
{
    (void)state;
    struct font font = font_signs;
    font.files[1] = "no such file.ttf";
    int index;
    char *regular = font_find(&font, false, &index, NULL), *bold = font_find(&font, true, &index, NULL);
    assert_non_null(regular);
    assert_string_equal(bold, regular);
    memory_free(regular);
    memory_free(bold);
}

/* Where the folders are unknown, fontconfig is asked; a program built without it says what to install. */
static void elsewhere_fontconfig_knows(void **state)
{
    (void)state;
    struct font font = font_signs;
    font.folders[0] = NULL;
    struct error error = {""};
    int index = -1;
    char *path = font_find(&font, false, &index, &error);
    assert_true(path ? access(path, R_OK) == 0 : strstr(error.text, "install") != NULL);
    memory_free(path);
}

static void a_missing_font_says_what_to_install(void **state)
{
    (void)state;
    struct font font = {
        .family = "Nowhere Sans", .package = "fonts-nowhere", .sample = 0x1FFFE, .files = {"a", "b"}};
    struct error error = {""};
    int index;
    assert_null(font_find(&font, false, &index, &error));
    assert_string_equal(error.text, "the font Nowhere Sans is missing, and no other has its characters; "
                                    "install the package fonts-nowhere");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_fonts_are_found_in_both_weights),
        cmocka_unit_test(without_a_bold_file_the_regular_one_is_given),
        cmocka_unit_test(elsewhere_fontconfig_knows),
        cmocka_unit_test(a_missing_font_says_what_to_install),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
