#include "csv_load.h"

#include "nn/csv_survey.h"

static void the_delimiter_is_the_one_that_makes_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char delimiter;
        int columns;
    } cases[] = {
        {"1,2\n3,4\n", ',', 2},          {"1,5;2,5\n2,5;3\n", ';', 2},  {"0,5;1\n1,5;0\n", ';', 2},
        {"1;0,5\n2;1,5\n", ';', 2},      {"1\t2,5\n3\t4,5\n", '\t', 2}, {"1,2,a;b\n3,4,c;d\n", ',', 3},
        {"1.5\t2\t3\n4\t5\t6", '\t', 3}, {"x;y\n1;2\n3;4\n", ';', 2},   {"1,\"a;b\"\n2,\"c;d\"\n", ',', 2},
        {"1;2;3,4\n1;2;3,5\n", ';', 3},  {"1, 2\n3, 4\n", ',', 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct loaded loaded = load(cases[i].text, &plain);
        if (loaded.report.delimiter != cases[i].delimiter || loaded.report.columns != cases[i].columns)
            fail_msg("case %zu: delimiter '%c', %d columns", i, loaded.report.delimiter, loaded.report.columns);
        finish(&loaded);
    }
}

static void a_comma_in_a_file_of_points_is_no_decimal_comma(void **state)
{
    (void)state;
    assert_refused(
        "1.5;2\n1,5;3\n2.5;4\n", &plain,
        "row 2, column 1: '1,5' stands where a number belongs; correct it, remove the row, or leave the column "
        "out with 'skip 1'");
}

static void a_slip_in_the_first_row_is_no_header(void **state)
{
    (void)state;
    assert_refused(
        "12,abc,3\n1,2,3.5\n3,4,5\n", &plain,
        "row 1, column 2: 'abc' stands where a number belongs; correct it, remove the row, or leave the column "
        "out with 'skip 2'");
}

static void a_header_can_be_said_to_be_there_or_not(void **state)
{
    (void)state;
    struct csv_options options = {.header = CSV_HEADER_YES};
    struct loaded years = load("2020,2021\n1,2.5\n3,4\n", &options);
    assert_int_equal(years.data->count, 2);
    assert_string_equal(years.report.name[1], "2021");
    finish(&years);
    options.header = CSV_HEADER_NO;
    assert_refused(
        "a,b\n1,2\n3,4\n", &options,
        "row 1, column 1: 'a' stands where a number belongs; correct it, remove the row, or leave the column "
        "out with 'skip 1'");
}

static void a_first_line_of_counts_and_names_is_taken_for_a_header(void **state)
{
    (void)state; /* scikit-learn's own iris.csv begins so */
    struct loaded odd = load("150,4,setosa,versicolor,virginica\n5.1,3.5,1.4,0.2,0\n4.9,3,1.4,0.2,1\n", &plain);
    assert_string_equal(odd.line,
                        "2 samples, 4 inputs, 2 classes: 0, 1 (column 5 virginica); 'numbers' would take these "
                        "targets as plain numbers");
    finish(&odd);
}

static void a_delimiter_at_each_lines_end_adds_no_column(void **state)
{
    (void)state;
    struct loaded trailing = load("a,b,\n1,2.5,\n3,4,\n", &plain);
    assert_int_equal(trailing.report.columns, 2);
    ASSERT_Y(trailing, 1, 4);
    finish(&trailing);
}

static void broken_rows_are_named(void **state)
{
    (void)state;
    assert_refused("1,2,3,4,5\n1,2,3,4\n", &plain,
                   "row 2 has 4 fields, but the rows before have 5; look for a missing or surplus delimiter");
    assert_refused("a,b\n\n1,2\n1,2,3\n", &plain,
                   "row 4 has 3 fields, but the rows before have 2; look for a missing or surplus delimiter");
    assert_refused("a,b\n1,\"2\n3,4\n", &plain,
                   "row 2, column 2: the quote that begins this field is never closed; put a \" behind it");
}

static void files_without_anything_to_learn_are_refused(void **state)
{
    (void)state;
    static const char empty[] = "the file is empty; a row of numbers for each sample belongs in it";
    assert_refused("", &plain, empty);
    assert_refused("\n \r\n\n", &plain, empty);
    assert_refused("\xEF\xBB\xBF", &plain, empty);
    assert_refused_n(NULL, 0, &plain, empty);
    assert_refused(
        "a,b\nc,d\n", &plain,
        "no column of the file's 2 holds numbers, but inputs are numbers; write text as numbers first");
    assert_refused(
        "1\n2\n", &plain,
        "the rows have one field only, but a sample needs an input and a target; put ',', ';' or a tab between "
        "fields");
    struct csv_options options = {.header = CSV_HEADER_YES};
    assert_refused("a,b\n", &options,
                   "the file has a header but no rows below it; each sample is a row of numbers");
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    assert_refused_n("1,2\n3,\0\n", 8, &plain,
                     "row 2, column 2: a byte 0x00 is in there, so this is no text; give a CSV file");
    assert_refused("a,b\n1,2\n3,caf\xE9\n", &plain,
                   "row 3, column 2: the byte 0xE9 there isn't UTF-8; save the file as CSV in UTF-8");
    assert_refused_n("\xFF\xFE"
                     "1\0,\0",
                     6, &plain, "the file is written in UTF-16; save it as CSV in UTF-8");
    struct csv_survey survey;
    struct error error;
    assert_false(csv_survey_init(&survey, "1,2\n", (size_t)CSV_BYTES_MAX + 1, &plain, &error));
    assert_string_equal(error.text, "268435457 bytes are too many; at most 268435456 are read");
    struct loaded good = load("x,\xC8\xAB\n1,2.5\n2,3\n", &plain);
    assert_string_equal(good.report.name[1], "ȫ");
    finish(&good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_delimiter_is_the_one_that_makes_numbers),
        cmocka_unit_test(a_comma_in_a_file_of_points_is_no_decimal_comma),
        cmocka_unit_test(a_slip_in_the_first_row_is_no_header),
        cmocka_unit_test(a_header_can_be_said_to_be_there_or_not),
        cmocka_unit_test(a_first_line_of_counts_and_names_is_taken_for_a_header),
        cmocka_unit_test(a_delimiter_at_each_lines_end_adds_no_column),
        cmocka_unit_test(broken_rows_are_named),
        cmocka_unit_test(files_without_anything_to_learn_are_refused),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
    };
    return cmocka_run_group_tests_name("csv_survey", tests, NULL, NULL);
}
