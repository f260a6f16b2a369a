#include "nn/parameter.h"

#include <string.h>

#include "near.h"

static const struct parameter slope = {"leaky_relu", "s", 0.1, -10, 10, false};
static const struct parameter pieces = {"maxout", "P", 2, 2, 16, true};
static const struct parameter none = {"tanh", NULL, 0, 0, 0, false};

static bool read(const struct parameter *parameter, const char *text, double *value)
{
    struct error error = {""};
    bool is_read = parameter_read(parameter, text, strlen(text), value, &error);
    assert_int_equal(is_read, error.text[0] == '\0');
    return is_read;
}

static void the_name_ends_at_the_first_colon(void **state)
{
    (void)state;
    assert_int_equal(parameter_name_length("elu:2:3", 7), 3);
    assert_int_equal(parameter_name_length("elu", 3), 3);
    assert_int_equal(parameter_name_length("elu:2", 3), 3);
    assert_int_equal(parameter_name_length(":2", 2), 0);
    assert_int_equal(parameter_name_length("", 0), 0);
}

static void decimal_numbers_within_the_bounds_are_read(void **state)
{
    (void)state;
    double value;
    assert_true(read(&slope, "leaky_relu", &value) && value == 0.1);
    assert_true(read(&slope, "leaky_relu:10", &value) && value == 10);
    assert_true(read(&slope, "leaky_relu:-10", &value) && value == -10);
    assert_true(read(&slope, "leaky_relu:+.5", &value) && value == 0.5);
    assert_true(read(&slope, "leaky_relu:25e-2", &value) && value == 0.25);
    assert_true(read(&pieces, "maxout:3.0", &value) && value == 3);
    assert_true(read(&none, "tanh", &value) && value == 0);
    assert_true(parameter_read(&slope, "leaky_relu:12", 12, &value, NULL) && value == 1);
}

static void everything_else_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    const char *bad[] = {"leaky_relu:",    "leaky_relu:10.001", "leaky_relu:1e400", "leaky_relu:nan",
                         "leaky_relu:inf", "leaky_relu:0x1",    "leaky_relu: 1",    "leaky_relu:1 ",
                         "leaky_relu:1:1", "leaky_relu:1,5",    "leaky_relu:e",     "leaky_relu:-",
                         "leaky_relu:1e",  "leaky_relu:--1"};
    double value = 42;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(read(&slope, bad[i], &value));
    assert_false(read(&pieces, "maxout:2.5", &value));
    assert_false(read(&pieces, "maxout:1", &value));
    assert_false(read(&none, "tanh:", &value));
    assert_true(value == 42);
    assert_false(parameter_read(&slope, "leaky_relu:x", 12, &value, NULL));
}

static void a_long_word_is_cut_in_the_message(void **state)
{
    (void)state;
    char text[400] = "leaky_relu:";
    memset(text + 11, '1', 380);
    struct error error;
    double value;
    assert_false(parameter_read(&slope, text, strlen(text), &value, &error));
    assert_true(strlen(error.text) < 200);
    assert_false(parameter_read(&none, text, strlen(text), &value, &error));
    assert_true(strlen(error.text) < 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_ends_at_the_first_colon),
        cmocka_unit_test(decimal_numbers_within_the_bounds_are_read),
        cmocka_unit_test(everything_else_is_refused_and_changes_nothing),
        cmocka_unit_test(a_long_word_is_cut_in_the_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
