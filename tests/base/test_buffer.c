#include "near.h"

#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"

static void an_empty_buffer_reads_as_an_empty_string(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_EMPTY;
    assert_string_equal(buffer_text(&buffer), "");
    assert_int_equal(buffer.length, 0);
    buffer_clear(&buffer);
    buffer_finish(&buffer);
    assert_null(buffer.data);
}

static void pieces_are_joined_in_order(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_EMPTY;
    buffer_put(&buffer, "w1");
    buffer_put_char(&buffer, '[');
    buffer_put_n(&buffer, "2,1 and more", 3);
    buffer_pad(&buffer, ']', 2);
    buffer_printf(&buffer, " = %g%s", 0.25, "!");
    assert_string_equal(buffer_text(&buffer), "w1[2,1]] = 0.25!");
    assert_int_equal(buffer.length, strlen("w1[2,1]] = 0.25!"));
    buffer_finish(&buffer);
}

static void nothing_put_in_is_still_a_string(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_EMPTY;
    buffer_put(&buffer, "");
    buffer_put_n(&buffer, NULL, 0);
    buffer_pad(&buffer, ' ', 0);
    buffer_printf(&buffer, "%s", "");
    assert_non_null(buffer.data);
    assert_string_equal(buffer.data, "");
    buffer_finish(&buffer);
}

static void it_grows_far_beyond_its_first_size_and_loses_nothing(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_EMPTY;
    for (int i = 0; i < 10000; i++)
        buffer_printf(&buffer, "%04d", i);
    assert_int_equal(buffer.length, 40000);
    assert_true(buffer.capacity > buffer.length);
    for (int i = 0; i < 10000; i++) {
        char want[12];
        snprintf(want, sizeof want, "%04d", i);
        assert_memory_equal(buffer.data + 4 * i, want, 4);
    }
    assert_int_equal(buffer.data[40000], '\0');
    buffer_finish(&buffer);
}

static void each_length_round_the_first_size_ends_with_a_0(void **state)
{
    (void)state;
    for (size_t length = 60; length < 70; length++) {
        struct buffer buffer = BUFFER_EMPTY;
        buffer_pad(&buffer, 'x', length);
        assert_int_equal(strlen(buffer.data), length);
        buffer_printf(&buffer, "%s", "yz");
        assert_int_equal(strlen(buffer.data), length + 2);
        buffer_finish(&buffer);
    }
}

static void cutting_keeps_the_start_and_the_memory(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_EMPTY;
    buffer_put(&buffer, "forward");
    char *data = buffer.data;
    buffer_cut(&buffer, 3);
    assert_string_equal(buffer_text(&buffer), "for");
    buffer_clear(&buffer);
    assert_string_equal(buffer_text(&buffer), "");
    buffer_put(&buffer, "back");
    assert_string_equal(buffer_text(&buffer), "back");
    assert_ptr_equal(buffer.data, data);
    buffer_finish(&buffer);
}

static void a_0_inside_counts_as_a_byte(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_EMPTY;
    buffer_put_n(&buffer, "a\0b", 3);
    assert_int_equal(buffer.length, 3);
    assert_memory_equal(buffer.data, "a\0b", 4);
    buffer_finish(&buffer);
}

static void taking_hands_over_the_string_and_leaves_it_empty(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_EMPTY;
    char *nothing = buffer_take(&buffer);
    assert_string_equal(nothing, "");
    memory_free(nothing);

    buffer_put(&buffer, "epoch");
    char *text = buffer_take(&buffer);
    assert_string_equal(text, "epoch");
    assert_null(buffer.data);
    assert_int_equal(buffer.length, 0);
    buffer_put(&buffer, "batch");
    assert_string_equal(text, "epoch");
    memory_free(text);
    buffer_finish(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_reads_as_an_empty_string),
        cmocka_unit_test(pieces_are_joined_in_order),
        cmocka_unit_test(nothing_put_in_is_still_a_string),
        cmocka_unit_test(it_grows_far_beyond_its_first_size_and_loses_nothing),
        cmocka_unit_test(each_length_round_the_first_size_ends_with_a_0),
        cmocka_unit_test(cutting_keeps_the_start_and_the_memory),
        cmocka_unit_test(a_0_inside_counts_as_a_byte),
        cmocka_unit_test(taking_hands_over_the_string_and_leaves_it_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
