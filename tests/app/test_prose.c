#include "fixture.h"

#include "app/prose.h"
#include "base/memory.h"

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
                   "  step          the next N steps, and then\n"); /* no room for the second column */
    assert_wrapped("  step  the next N steps  and then\n", 20, "  step  the next N steps  and then\n");
}

static void the_second_of_two_columns_goes_on_below_itself(void **state)
{
    (void)state;
    assert_wrapped("  step  the next N steps\n", 20, "  step  the next N\n        steps\n");
    assert_wrapped("걸음  가나다라 마바사아\n", 20, "걸음  가나다라\n      마바사아\n");
    assert_wrapped("step  the next\n", 20, "step  the next\n");
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

static struct prose_block *add(struct prose *prose, enum prose_kind kind, const char *text)
{
    struct buffer marked = BUFFER_EMPTY;
    struct prose_block *block = prose_add(prose, kind);
    prose_mark(text, &marked);
    block->text = buffer_take(&marked);
    return block;
}

static void assert_shown(const struct prose *prose, struct prose_style style, const char *want)
{
    struct buffer got = BUFFER_EMPTY;
    prose_print(prose, style, &got);
    assert_string_equal(buffer_text(&got), want);
    buffer_finish(&got);
}

static void blocks_stand_apart_and_go_on_under_their_start(void **state)
{
    (void)state;
    struct prose prose = {0};
    add(&prose, PROSE_HEADING, "One neuron");
    add(&prose, PROSE_PARAGRAPH, "It adds **each** input times `w`.");
    add(&prose, PROSE_ITEM, "a bullet that is long enough to go on");
    add(&prose, PROSE_ITEM, "its second")->number = 2;
    prose.blocks[3].is_tight = true;
    prose.blocks[3].depth = 1;
    add(&prose, PROSE_ITEM, "and more of it")->number = -1;
    add(&prose, PROSE_QUOTE, "said by someone who says much");
    add(&prose, PROSE_CODE, "step\n\nback");
    assert_shown(
        &prose, (struct prose_style){.columns = 31},
        "One neuron\n\nIt adds each input times `w`.\n\n  • a bullet that is long\n    enough to go on\n"
        "     2. its second\n\n    and more of it\n\n  | said by someone who says\n    much\n\n    step\n    \n"
        "    back\n");
    prose_finish(&prose);
}

static void with_colours_code_needs_no_quotes(void **state)
{
    (void)state;
    struct prose prose = {0};
    add(&prose, PROSE_PARAGRAPH, "**now `w1`** then");
    add(&prose, PROSE_CODE, "step");
    assert_shown(
        &prose, (struct prose_style){.columns = 80, .has_color = true},
        "\033[0m\033[1mnow \033[0m\033[1m\033[36mw1\033[0m\033[1m\033[0m then\n\n    \033[36mstep\033[0m\n");
    prose_finish(&prose);
}

static void a_word_wider_than_the_line_is_cut_at_a_character(void **state)
{
    (void)state;
    struct prose prose = {0};
    add(&prose, PROSE_PARAGRAPH, "가나다라마바사아자차카타파하 1234567890123456789012345");
    assert_shown(&prose, (struct prose_style){.columns = 21},
                 "가나다라마바사아자차\n카타파하\n12345678901234567890\n12345\n");
    prose_finish(&prose);
}

static void fill(struct prose_block *block, size_t rows, size_t columns, const char *const cells[],
                 const char *align)
{
    block->rows = rows;
    block->columns = columns;
    block->align = memory_string(align);
    block->cells = memory_new(rows * columns, sizeof *block->cells);
    for (size_t i = 0; i < rows * columns; i++)
        block->cells[i] = memory_string(cells[i]);
}

static void a_table_too_wide_for_the_terminal_is_told_row_by_row(void **state)
{
    (void)state;
    static const char *const cells[] = {"what", "z", "", "relu", "0.5", "on", "tanh", "12", "off"};
    struct prose prose = {0};
    fill(prose_add(&prose, PROSE_TABLE), 3, 3, cells, "lrc");
    assert_shown(&prose, (struct prose_style){.columns = 40},
                 "  what │   z │\n  ─────┼─────┼────\n  relu │ 0.5 │ on\n  tanh │  12 │ off\n");
    memory_free(prose.blocks[0].cells[3]);
    prose.blocks[0].cells[3] = memory_string("the rectified one");
    assert_shown(&prose, (struct prose_style){.columns = 26},
                 "  • what: the rectified\n    one\n    z: 0.5\n    on\n  • what: tanh\n    z: 12\n    off\n");
    prose_finish(&prose);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_fits_stays_as_it_is),
        cmocka_unit_test(a_wider_line_breaks_at_a_blank_and_goes_on_under_its_start),
        cmocka_unit_test(a_row_of_a_table_is_left_to_the_terminal),
        cmocka_unit_test(the_second_of_two_columns_goes_on_below_itself),
        cmocka_unit_test(a_colour_takes_no_room),
        cmocka_unit_test(a_pipe_gets_one_line_each),
        cmocka_unit_test(blocks_stand_apart_and_go_on_under_their_start),
        cmocka_unit_test(with_colours_code_needs_no_quotes),
        cmocka_unit_test(a_word_wider_than_the_line_is_cut_at_a_character),
        cmocka_unit_test(a_table_too_wide_for_the_terminal_is_told_row_by_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
