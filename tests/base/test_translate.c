#include "near.h"

#include <locale.h>
#include <sys/wait.h>

#include "base/catalogue.h"
#include "base/translate.h"
#include "config.h"
#include "mo.h"

static char root[] = "/tmp/nabla-translate-XXXXXX";

/* A catalogue of two messages in root/ko/LC_MESSAGES, found through the environment. The language and the
 * catalogue belong to the process, so the tests below follow one another. */
static int make_catalogue(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"", "Language: ko\n"}, {"layer %d", "%d층"}, {"weight", "가중치"}};
    static const char *const folders[] = {"", "/ko", "/ko/LC_MESSAGES"};
    char path[200];
    if (!mkdtemp(root))
        return -1;
    for (size_t i = 1; i < 3; i++) {
        snprintf(path, sizeof path, "%s%s", root, folders[i]);
        mkdir(path, 0700);
    }
    struct mo mo;
    mo_fill(&mo, false, pairs, 3);
    snprintf(path, sizeof path, "%s/ko/LC_MESSAGES/nabla.mo", root);
    mo_write(&mo, path);
    return setenv("NABLA_LOCALE_DIR", root, 1);
}

static int remove_catalogue(void **state)
{
    (void)state;
    static const char *const parts[] = {"/ko/LC_MESSAGES/nabla.mo", "/ko/LC_MESSAGES", "/ko", ""};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char path[200];
        snprintf(path, sizeof path, "%s%s", root, parts[i]);
        if (remove(path) != 0)
            return -1;
    }
    return 0;
}

static void it_starts_in_english(void **state)
{
    (void)state;
    assert_string_equal(translate_language(), "en");
    assert_string_equal(_("weight"), "weight");
}

static void the_languages_are_en_and_ko_and_no_other(void **state)
{
    (void)state;
    static const char *const strange[] = {"", "k", "kor", "ko_KR", "EN", "de", "english"};
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        assert_false(translate_select(strange[i]));
        assert_string_equal(translate_language(), "en");
    }
    assert_true(translate_select("ko"));
    assert_false(translate_select("de"));
    assert_string_equal(translate_language(), "ko");
    assert_true(translate_select("en"));
    assert_string_equal(translate_language(), "en");
}

static void it_switches_while_running(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        char text[40];
        assert_true(translate_select("ko"));
        assert_string_equal(_("weight"), "가중치");
        snprintf(text, sizeof text, _("layer %d"), 2);
        assert_string_equal(text, "2층");
        assert_true(translate_select("en"));
        assert_string_equal(_("weight"), "weight");
        snprintf(text, sizeof text, _("layer %d"), 2);
        assert_string_equal(text, "layer 2");
    }
}

static void every_locale_will_do(void **state)
{
    (void)state;
    static const char *const locales[] = {"C", "POSIX", "C.UTF-8"};
    translate_select("ko");
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        assert_non_null(setlocale(LC_ALL, locales[i]));
        assert_string_equal(_("weight"), "가중치");
    }
    setlocale(LC_ALL, "C");
    translate_select("en");
}

static void a_text_without_translation_stays_itself(void **state)
{
    (void)state;
    const char *text = "no such message", *empty = "";
    translate_select("ko");
    assert_ptr_equal(translate(text), text);
    assert_ptr_equal(translate(empty), empty); /* and isn't the catalogue's header */
    translate_select("en");
}

static void a_translation_outlives_the_language(void **state)
{
    (void)state;
    translate_select("ko");
    const char *weight = _("weight");
    translate_select("en");
    translate_select("ko");
    assert_ptr_equal(_("weight"), weight);
    assert_string_equal(weight, "가중치");
    translate_select("en");
}

static void the_build_folder_holds_the_catalogue(void **state)
{
    (void)state;
    struct catalogue catalogue;
    assert_true(catalogue_open(&catalogue, NABLA_BUILD_LOCALE_DIR "/ko/LC_MESSAGES/nabla.mo"));
    const char *header = catalogue_find(&catalogue, "");
    assert_non_null(header);
    assert_non_null(strstr(header, "Language: ko\n"));
    assert_non_null(strstr(header, "charset=UTF-8\n"));
    catalogue_close(&catalogue);
}

/* In a child, whose catalogue is not yet read and whose environment names no folder. */
static void what_nobody_moves_is_found_in_the_build_folder(void **state)
{
    (void)state;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const char *text = "out of memory; close other programs or use a smaller network";
        unsetenv("NABLA_LOCALE_DIR");
        translate_select("ko");
        _exit(translate(text) == text);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void the_environment_asks_for_a_language(void **state)
{
    (void)state;
    static const struct {
        const char *language, *lc_all, *lc_messages, *lang, *want;
    } cases[] = {
        {NULL, NULL, NULL, NULL, "en"},
        {NULL, NULL, NULL, "ko_KR.UTF-8", "ko"},
        {NULL, NULL, NULL, "ko", "ko"},
        {NULL, NULL, NULL, "ko@x", "ko"},
        {NULL, NULL, NULL, "kok_IN", "en"}, /* Konkani */
        {NULL, NULL, NULL, "de_DE.UTF-8", "en"},
        {NULL, NULL, "ko_KR", "en_US.UTF-8", "ko"},
        {NULL, "en_US.UTF-8", "ko_KR", "ko_KR", "en"},
        {NULL, "", "", "ko_KR", "ko"}, /* an empty variable counts as none */
        {"ko", NULL, NULL, "en_US.UTF-8", "ko"},
        {"ko", NULL, NULL, "C.UTF-8", "ko"},
        {"en:ko", NULL, NULL, "ko_KR.UTF-8", "en"},
        {"de:ko:en", NULL, NULL, "de_DE.UTF-8", "ko"},
        {"de::fr", NULL, NULL, "ko_KR.UTF-8", "ko"},
        {":", NULL, NULL, "en_US.UTF-8", "en"},
        {"ko", "C", NULL, "ko_KR.UTF-8", "en"}, /* as in gettext: C means C */
        {"ko", NULL, "POSIX", "ko_KR.UTF-8", "en"},
        {"ko", NULL, NULL, NULL, "ko"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const values[] = {cases[i].language, cases[i].lc_all, cases[i].lc_messages, cases[i].lang};
        static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
        for (size_t k = 0; k < 4; k++)
            values[k] ? setenv(names[k], values[k], 1) : unsetenv(names[k]);
        if (strcmp(translate_environment(), cases[i].want) != 0)
            fail_msg("case %zu: %s, not %s", i, translate_environment(), cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_nobody_moves_is_found_in_the_build_folder),
        cmocka_unit_test(it_starts_in_english),
        cmocka_unit_test(the_languages_are_en_and_ko_and_no_other),
        cmocka_unit_test(it_switches_while_running),
        cmocka_unit_test(every_locale_will_do),
        cmocka_unit_test(a_text_without_translation_stays_itself),
        cmocka_unit_test(a_translation_outlives_the_language),
        cmocka_unit_test(the_build_folder_holds_the_catalogue),
        cmocka_unit_test(the_environment_asks_for_a_language),
    };
    return cmocka_run_group_tests(tests, make_catalogue, remove_catalogue);
}
