#include "ui/place.h"

#include "ui/window_file.h"

#include <sys/stat.h>

static int make_place(void **state)
{
    return make_place_of(state, "window");
}

static void write_file(const struct place *place, const char *text)
{
    struct buffer folder = BUFFER_EMPTY;
    buffer_printf(&folder, "%s/nabla", place->folder);
    mkdir(buffer_text(&folder), 0700);
    assert_true(file_write_atomic(buffer_text(&place->path), text, strlen(text), NULL));
    buffer_finish(&folder);
}

static struct view read_view(const struct place *place, int *width, int *height)
{
    struct window_file file;
    struct view view;
    view_init(&view);
    window_file_open(&file, buffer_text(&place->path), &view);
    *width = file.width;
    *height = file.height;
    window_file_close(&file);
    return view;
}

static void without_a_file_all_is_as_at_first(void **state)
{
    int width, height;
    struct view first, view = read_view(*state, &width, &height);
    view_init(&first);
    assert_memory_equal(&view, &first, sizeof view);
    assert_int_equal(width, 0);
}

static void what_is_saved_is_there_the_next_time(void **state)
{
    struct place *place = *state;
    struct window_file file;
    struct view view;
    struct buffer text = BUFFER_EMPTY;
    int width, height;
    view_init(&view);
    window_file_open(&file, buffer_text(&place->path), &view);
    assert_true(view_pick(&view, "formula net", NULL));
    view.theme = view_theme_at(1);
    view.zoom = 1.5;
    view.has_motion = false;
    file.width = 900;
    file.height = 600;
    window_file_save(&file, &view);
    window_file_close(&file);
    assert_true(file_read(buffer_text(&place->path), 1000, &text, NULL));
    assert_string_equal(buffer_text(&text),
                        "size 900x600\nview formula net\ntheme light\nzoom 1.5\nmotion off\n");
    struct view read = read_view(place, &width, &height);
    assert_memory_equal(&read, &view, sizeof view);
    assert_int_equal(width, 900);
    assert_int_equal(height, 600);
    buffer_finish(&text);
}

static void an_unchanged_view_is_not_written_again(void **state)
{
    struct place *place = *state;
    struct window_file file;
    struct view view;
    view_init(&view);
    write_file(place, "view auto\ntheme dark\nzoom 1\nmotion on\n");
    window_file_open(&file, buffer_text(&place->path), &view);
    unlink(buffer_text(&place->path));
    window_file_save(&file, &view);
    assert_int_not_equal(access(buffer_text(&place->path), F_OK), 0);
    view.zoom = 2;
    window_file_save(&file, &view);
    assert_int_equal(access(buffer_text(&place->path), F_OK), 0);
    unlink(buffer_text(&place->path));
    window_file_save(&file, &view);
    assert_int_not_equal(access(buffer_text(&place->path), F_OK), 0);
    window_file_close(&file);
}

/* From another version, or by hand. */
static void what_cannot_be_understood_is_passed_over(void **state)
{
    static const char *const texts[] = {
        "size 10x10\nsize 900\nsize axb\nview nothing\nview\ntheme blue\nzoom 17\nzoom\nzoom nan\ncolour red\n",
        "\n\n \nview net net",
        "\x01\xff\xfe size",
        "size 99999x99999\nsize 900x99999\nsize 900x60\nsize 900x600x3\ntheme light ",
    };
    struct view first;
    view_init(&first);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int width, height;
        write_file(*state, texts[i]);
        struct view view = read_view(*state, &width, &height);
        assert_memory_equal(&view, &first, sizeof view);
        assert_int_equal(width, 0);
    }
}

static void where_it_cannot_be_written_nothing_happens(void **state)
{
    (void)state;
    struct window_file file;
    struct view view;
    view_init(&view);
    window_file_open(&file, "/dev/null/nabla/window", &view);
    window_file_save(&file, &view);
    window_file_close(&file);
    window_file_save(&file, &view); /* nothing is remembered */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_a_file_all_is_as_at_first, make_place, remove_place),
        cmocka_unit_test_setup_teardown(what_is_saved_is_there_the_next_time, make_place, remove_place),
        cmocka_unit_test_setup_teardown(an_unchanged_view_is_not_written_again, make_place, remove_place),
        cmocka_unit_test_setup_teardown(what_cannot_be_understood_is_passed_over, make_place, remove_place),
        cmocka_unit_test(where_it_cannot_be_written_nothing_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
