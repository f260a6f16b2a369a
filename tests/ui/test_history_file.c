#include "ui/place.h"

#include "ui/history_file.h"

#include <sys/stat.h>

static int make_place(void **state)
{
    return make_place_of(state, "history");
}

static void gather(void *context, const char *line)
{
    struct buffer *lines = context;
    buffer_printf(lines, "%s|", line);
}

/* What a new start of the program finds, as "line|line|". */
static char *reopened(const struct place *place)
{
    struct history_file file;
    struct buffer lines = BUFFER_EMPTY;
    history_file_open(&file, buffer_text(&place->path), gather, &lines);
    history_file_close(&file);
    return buffer_take(&lines);
}

static void assert_kept(const struct place *place, const char *want)
{
    char *lines = reopened(place);
    assert_string_equal(lines, want);
    free(lines);
}

static void write_whole(const struct place *place, const struct buffer *text)
{
    struct buffer folder = BUFFER_EMPTY;
    buffer_put_n(&folder, buffer_text(&place->path), place->path.length - strlen("/history"));
    mkdir(buffer_text(&folder), 0700);
    buffer_finish(&folder);
    assert_true(file_write_atomic(buffer_text(&place->path), text->data, text->length, NULL));
}

static void lines_are_there_at_the_next_start(void **state)
{
    const struct place *place = *state;
    struct history_file file;
    struct buffer none = BUFFER_EMPTY;
    history_file_open(&file, buffer_text(&place->path), gather, &none);
    assert_int_equal(none.length, 0);
    assert_true(history_file_append(&file, "net 2 2"));
    assert_true(history_file_append(&file, "print \"한글\""));
    history_file_close(&file);
    assert_kept(place, "net 2 2|print \"한글\"|");
}

static void the_file_is_for_the_user_alone(void **state)
{
    const struct place *place = *state;
    struct history_file file;
    struct buffer none = BUFFER_EMPTY;
    struct stat status;
    mode_t mask = umask(0);
    history_file_open(&file, buffer_text(&place->path), gather, &none);
    history_file_append(&file, "step");
    history_file_close(&file);
    umask(mask);
    assert_int_equal(stat(buffer_text(&place->path), &status), 0);
    assert_int_equal(status.st_mode, S_IFREG | 0600);
}

static void the_same_line_is_not_kept_twice_in_a_row_even_over_a_restart(void **state)
{
    const struct place *place = *state;
    struct history_file file;
    struct buffer none = BUFFER_EMPTY;
    history_file_open(&file, buffer_text(&place->path), gather, &none);
    assert_true(history_file_append(&file, "step"));
    assert_false(history_file_append(&file, "step"));
    assert_true(history_file_append(&file, "back"));
    history_file_close(&file);
    history_file_open(&file, buffer_text(&place->path), gather, &none);
    assert_false(history_file_append(&file, "back"));
    assert_true(history_file_append(&file, "step"));
    history_file_close(&file);
    buffer_finish(&none);
    assert_kept(place, "step|back|step|");
}

static void blank_long_and_broken_lines_are_not_kept(void **state)
{
    const struct place *place = *state;
    struct history_file file;
    struct buffer none = BUFFER_EMPTY, line = BUFFER_EMPTY;
    history_file_open(&file, buffer_text(&place->path), gather, &none);
    assert_false(history_file_append(&file, ""));
    assert_false(history_file_append(&file, " \t"));
    assert_false(history_file_append(&file, "two\nlines"));
    buffer_pad(&line, '1', HISTORY_LINE_BYTES_MAX + 1);
    assert_false(history_file_append(&file, buffer_text(&line)));
    buffer_cut(&line, HISTORY_LINE_BYTES_MAX);
    assert_true(history_file_append(&file, buffer_text(&line)));
    history_file_close(&file);
    buffer_put_char(&line, '|');
    assert_kept(place, buffer_text(&line));
    buffer_finish(&line);
}

static void two_programs_add_to_one_file(void **state)
{
    const struct place *place = *state;
    struct history_file a, b;
    struct buffer none = BUFFER_EMPTY;
    history_file_open(&a, buffer_text(&place->path), gather, &none);
    history_file_open(&b, buffer_text(&place->path), gather, &none);
    history_file_append(&a, "a1");
    history_file_append(&b, "b1");
    history_file_append(&a, "a2");
    history_file_close(&a);
    history_file_close(&b);
    assert_kept(place, "a1|b1|a2|");
}

static void only_the_newest_lines_are_read_and_a_long_file_is_cut(void **state)
{
    const struct place *place = *state;
    struct buffer text = BUFFER_EMPTY;
    for (int i = 1; i <= 3 * HISTORY_LINES_MAX; i++)
        buffer_printf(&text, "print %d\n", i);
    write_whole(place, &text);
    buffer_finish(&text);
    char *lines = reopened(place);
    assert_int_equal(strncmp(lines, "print 20001|", strlen("print 20001|")), 0);
    assert_string_equal(lines + strlen(lines) - strlen("print 30000|"), "print 30000|");
    free(lines);
    assert_true(file_read(buffer_text(&place->path), 1 << 20, &text, NULL));
    assert_int_equal(strncmp(buffer_text(&text), "print 20001\n", strlen("print 20001\n")), 0);
    buffer_finish(&text);
}

static void a_damaged_file_does_no_harm(void **state)
{
    const struct place *place = *state;
    struct buffer text = BUFFER_EMPTY;
    buffer_put_n(&text, "a\0b\n\n\xff\n", 7);
    buffer_put(&text, "no end");
    write_whole(place, &text);
    buffer_finish(&text);
    assert_kept(place, "a b|\xff|");
}

static void a_file_of_many_megabytes_is_read_from_behind(void **state)
{
    const struct place *place = *state;
    struct buffer text = BUFFER_EMPTY;
    for (int i = 0; i < 6000; i++) {
        buffer_pad(&text, 'x', 1000);
        buffer_printf(&text, "%d\n", i);
    }
    write_whole(place, &text);
    buffer_finish(&text);
    char *lines = reopened(place);
    size_t length = strlen(lines);
    assert_true(length > 3 << 20 && length <= 4 << 20);
    assert_string_equal(lines + length - strlen("x5999|"), "x5999|");
    assert_int_equal(strspn(lines, "x"), 1000); /* begins with a whole line */
    free(lines);
}

static void what_cannot_be_written_is_no_trouble(void **state)
{
    (void)state;
    struct history_file file;
    struct buffer none = BUFFER_EMPTY;
    history_file_open(&file, "/dev/null/history", gather, &none);
    assert_true(history_file_append(&file, "step"));
    assert_false(history_file_append(&file, "step"));
    history_file_close(&file);
    history_file_open(&file, NULL, gather, &none);
    assert_true(history_file_append(&file, "step"));
    history_file_close(&file);
}

int main(void)
{
#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(lines_are_there_at_the_next_start),
        IN_A_PLACE(the_file_is_for_the_user_alone),
        IN_A_PLACE(the_same_line_is_not_kept_twice_in_a_row_even_over_a_restart),
        IN_A_PLACE(blank_long_and_broken_lines_are_not_kept),
        IN_A_PLACE(two_programs_add_to_one_file),
        IN_A_PLACE(only_the_newest_lines_are_read_and_a_long_file_is_cut),
        IN_A_PLACE(a_damaged_file_does_no_harm),
        IN_A_PLACE(a_file_of_many_megabytes_is_read_from_behind),
        cmocka_unit_test(what_cannot_be_written_is_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
