#include "base/xdg.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "near.h"

static void it_takes_the_folder_that_the_variable_names(void **state)
{
    (void)state;
    struct buffer path = BUFFER_EMPTY;
    setenv("HOME", "/home/you", 1);
    setenv("XDG_STATE_HOME", "/somewhere", 1);
    assert_true(xdg_path(&path, "XDG_STATE_HOME", ".local/state", "history"));
    assert_string_equal(buffer_text(&path), "/somewhere/nabla/history");
    buffer_finish(&path);
}

static void without_the_variable_it_takes_the_home(void **state)
{
    (void)state;
    static const char *const unusable[] = {"", "relative/folder"};
    setenv("HOME", "/home/you", 1);
    for (size_t i = 0; i <= 2; i++) {
        struct buffer path = BUFFER_EMPTY;
        if (i < 2)
            setenv("XDG_CONFIG_HOME", unusable[i], 1);
        else
            unsetenv("XDG_CONFIG_HOME");
        assert_true(xdg_path(&path, "XDG_CONFIG_HOME", ".config", "rc"));
        assert_string_equal(buffer_text(&path), "/home/you/.config/nabla/rc");
        buffer_finish(&path);
    }
}

static void without_a_home_there_is_no_path(void **state)
{
    (void)state;
    struct buffer path = BUFFER_EMPTY;
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    assert_false(xdg_path(&path, "XDG_STATE_HOME", ".local/state", "history"));
    assert_int_equal(path.length, 0);
}

static void missing_folders_are_made_for_the_user_alone(void **state)
{
    (void)state;
    char folder[] = "/tmp/nabla-xdg-XXXXXX";
    struct buffer path = BUFFER_EMPTY;
    struct stat status;
    assert_non_null(mkdtemp(folder));
    buffer_printf(&path, "%s/a/b/file", folder);
    assert_true(xdg_make_folders(buffer_text(&path)));
    assert_true(xdg_make_folders(buffer_text(&path))); /* they may be there already */
    assert_int_not_equal(stat(buffer_text(&path), &status), 0);
    buffer_cut(&path, path.length - strlen("/file"));
    assert_int_equal(stat(buffer_text(&path), &status), 0);
    assert_int_equal(status.st_mode, S_IFDIR | 0700);
    assert_int_equal(rmdir(buffer_text(&path)), 0);
    buffer_cut(&path, path.length - strlen("/b"));
    assert_int_equal(rmdir(buffer_text(&path)), 0);
    assert_int_equal(rmdir(folder), 0);
    buffer_finish(&path);
}

static void a_folder_that_cannot_be_made_is_told(void **state)
{
    (void)state;
    assert_false(xdg_make_folders("/dev/null/a/file"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_takes_the_folder_that_the_variable_names),
        cmocka_unit_test(without_the_variable_it_takes_the_home),
        cmocka_unit_test(without_a_home_there_is_no_path),
        cmocka_unit_test(missing_folders_are_made_for_the_user_alone),
        cmocka_unit_test(a_folder_that_cannot_be_made_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
