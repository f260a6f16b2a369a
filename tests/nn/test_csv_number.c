#include "near.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "nn/csv_number.h"

static bool looks(const char *text)
{
    return csv_number_looks(text, strlen(text), '.');
}

static double read(const char *text)
{
    double value = -77;
    assert_true(csv_number_read(text, strlen(text), '.', &value));
    return value;
}

/* The same bits: -0 is not 0. */
static void assert_same(double got, double want, const char *text)
{
    if (memcmp(&got, &want, sizeof got) == 0)
        return;
    print_error("%s: %.17g, but strtod says %.17g\n", text, got, want);
    fail();
}

static void numbers_as_they_are_written_are_read(void **state)
{
    (void)state;
    assert_true(read("12") == 12);
    assert_true(read("-3.25") == -3.25);
    assert_true(read("+.5") == 0.5);
    assert_true(read("5.") == 5);
    assert_true(read("1e3") == 1000);
    assert_true(read("2.5E-1") == 0.25);
    assert_true(read("007") == 7);
    assert_same(read("-0"), -0.0, "-0");
}

static void what_is_no_number_is_not_read(void **state)
{
    (void)state;
    static const char *const texts[] = {"",     "-",    ".",   "+.",  "e5",  "1e",    "1e+", "1.2.3",
                                        "0x10", "inf",  "nan", "1,5", "1 2", "--1",   "1-",  "NA",
                                        "1e5.", "1e 5", " 1",  "1 ",  "1f",  "1_000", "٣",   "−1",
                                        "1e5e", "1%",   "1..", "+-1", "..1"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double value = -77;
        if (looks(texts[i]))
            fail_msg("'%s' looks like a number", texts[i]);
        assert_false(csv_number_read(texts[i], strlen(texts[i]), '.', &value));
        assert_true(value == -77);
    }
}

static void a_comma_is_a_point_where_it_is_said_to_be(void **state)
{
    (void)state;
    double value;
    assert_true(csv_number_read("1,5", 3, ',', &value));
    assert_true(value == 1.5);
    assert_true(csv_number_read("-0,12345678901234567", 20, ',', &value)); /* too long for the fast way */
    assert_same(value, -0.12345678901234567, "-0,12345678901234567");
    assert_false(csv_number_looks("1.5", 3, ','));
    assert_false(csv_number_looks("1.234,5", 7, ','));
}

static void the_length_counts_not_a_closing_0(void **state)
{
    (void)state;
    double value;
    assert_true(csv_number_read("123456", 3, '.', &value));
    assert_true(value == 123);
    assert_true(csv_number_read("0.12345678901234567890", 20, '.', &value));
    assert_same(value, 0.123456789012345678, "0.123456789012345678");
    assert_false(csv_number_looks("1\0", 2, '.'));
}

static void too_large_is_infinite_and_too_small_is_0(void **state)
{
    (void)state;
    assert_true(isinf(read("1e400")));
    assert_true(read("-1e400") < 0 && isinf(read("-1e400")));
    assert_true(read("1e-400") == 0);
    assert_true(read("1e99999999999999999999") > 1 && isinf(read("1e99999999999999999999")));
    assert_true(read("0e99999999999999999999") == 0);
    assert_true(read("4.9e-324") > 0);
}

static void an_exponent_too_long_to_count_is_not_cut_short(void **state)
{
    (void)state;
    enum { ZEROS = 149999 }; /* 0.00...01e1500000: read as e150000 it would be 1 */
    char *text = memory_new(ZEROS + 20, 1);
    memset(text, '0', ZEROS + 2);
    text[1] = '.';
    strcpy(text + 2 + ZEROS, "1e1500000");
    assert_true(isinf(read(text)));
    memory_free(text);
}

static void long_numbers_are_exact_too(void **state)
{
    (void)state;
    char text[400];
    memset(text, '0', sizeof text);
    text[0] = '1';
    text[1] = '.';
    strcpy(text + sizeof text - 3, "1"); /* 1.000...01 */
    assert_true(read(text) == 1);
    memset(text, '0', sizeof text);
    strcpy(text + sizeof text - 2, "7");
    assert_true(read(text) == 7);
    static const char *const hard[] = {"9007199254740993", /* 2^53 + 1, half way: to even */
                                       "9007199254740992",
                                       "9007199254740991e22",
                                       "9007199254740993e-22",
                                       "12345678901234567890",
                                       "1e22",
                                       "1e23",
                                       "123456789012345e22",
                                       "2.2250738585072011e-308",
                                       "1.7976931348623157e308",
                                       "1.7976931348623159e308",
                                       "0.30000000000000004",
                                       "8.5e-22",
                                       "0.000000000000000000000000000001",
                                       "1448997445238699"};
    for (size_t i = 0; i < sizeof hard / sizeof *hard; i++)
        assert_same(read(hard[i]), strtod(hard[i], NULL), hard[i]);
}

static size_t draw_digits(struct random *random, char *text, size_t most)
{
    size_t count = random_below(random, most + 1);
    for (size_t i = 0; i < count; i++)
        text[i] = (char)('0' + random_below(random, 10));
    return count;
}

static void random_numbers_are_what_strtod_says_bit_for_bit(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 1);
    for (int i = 0; i < 300000; i++) {
        char text[80];
        size_t at = 0;
        if (random_below(&random, 2))
            text[at++] = random_below(&random, 4) ? '-' : '+';
        at += draw_digits(&random, text + at, i % 3 ? 5 : 20);
        if (random_below(&random, 3))
            text[at++] = '.';
        at += draw_digits(&random, text + at, i % 2 ? 8 : 25);
        text[at] = '\0';
        if (random_below(&random, 3) == 0)
            sprintf(text + at, "%c%d", random_below(&random, 2) ? 'e' : 'E',
                    (int)random_below(&random, 700) - 350);
        else if (random_below(&random, 3) == 0)
            sprintf(text + at, "e%+d", (int)random_below(&random, 60) - 30);
        char *end;
        double want = strtod(text, &end), got = 0;
        bool is_number = text[0] != '\0' && *end == '\0' && end != text;
        assert_int_equal(csv_number_read(text, strlen(text), '.', &got), is_number);
        assert_int_equal(looks(text), is_number);
        if (is_number)
            assert_same(got, want, text);
    }
}

static void doubles_survive_being_written_with_17_digits(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 2);
    for (int i = 0; i < 100000; i++) {
        uint64_t bits = random_bits(&random);
        double value;
        char text[40];
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        snprintf(text, sizeof text, i % 2 ? "%.17g" : "%.15e", value);
        assert_same(read(text), strtod(text, NULL), text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_as_they_are_written_are_read),
        cmocka_unit_test(what_is_no_number_is_not_read),
        cmocka_unit_test(a_comma_is_a_point_where_it_is_said_to_be),
        cmocka_unit_test(the_length_counts_not_a_closing_0),
        cmocka_unit_test(too_large_is_infinite_and_too_small_is_0),
        cmocka_unit_test(an_exponent_too_long_to_count_is_not_cut_short),
        cmocka_unit_test(long_numbers_are_exact_too),
        cmocka_unit_test(random_numbers_are_what_strtod_says_bit_for_bit),
        cmocka_unit_test(doubles_survive_being_written_with_17_digits),
    };
    return cmocka_run_group_tests_name("csv_number", tests, NULL, NULL);
}
