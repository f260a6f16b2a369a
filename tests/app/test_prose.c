#include "fixture.h"

#include "app/prose.h"

static void assert_wrapped(const char *text, int columns, const char *want)
{
    struct buffer got = BUFFER_EMPTY;
    prose_wrap(text, strlen(text), columns, &got);
    assert_string_equal(buffer_text(&got), want);
    buffer_finish(&got);
}

static void a_line_that_fits_stays_as_it_is(void **state)
{
    (void)state;
    assert_wrapped("12345678901234567890\n", 20, "12345678901234567890\n");
    assert_wrapped("a short one, then\nanother", 20, "a short one, then\nanother");
}

static void a_wider_line_breaks_at_a_blank_and_goes_on_under_its_start(void **state)
{
    (void)state;
    assert_wrapped("there is no network yet; build one\n", 20, "there is no network\nyet; build one\n");
    assert_wrapped("  in brackets, further in\n", 20, "  in brackets,\n  further in\n");
    assert_wrapped("가나다라 마바사아 자차카타\n", 20, "가나다라 마바사아\n자차카타\n");
}

static void a_row_of_a_table_is_left_to_the_terminal(void **state)
{
    (void)state;
    assert_wrapped("  step          the next N steps, and then\n", 20,
                   "  step          the next N steps, and then\n");
}

static void a_colour_takes_no_room(void **state)
{
    (void)state;
    assert_wrapped("\033[31m1234567890\033[0m \033[1m123456789\033[0m\n", 20,
                   "\033[31m1234567890\033[0m \033[1m123456789\033[0m\n");
    assert_wrapped("\033[31m1234567890\033[0m \033[1m1234567890\033[0m\n", 20,
                   "\033[31m1234567890\033[0m\n\033[1m1234567890\033[0m\n");
}

static void a_pipe_gets_one_line_each(void **state)
{
    (void)state;
    assert_wrapped("there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid\n", 0,
                   "there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_fits_stays_as_it_is),
        cmocka_unit_test(a_wider_line_breaks_at_a_blank_and_goes_on_under_its_start),
        cmocka_unit_test(a_row_of_a_table_is_left_to_the_terminal),
        cmocka_unit_test(a_colour_takes_no_room),
        cmocka_unit_test(a_pipe_gets_one_line_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
