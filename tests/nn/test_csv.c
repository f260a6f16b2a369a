#include "csv_load.h"

#include "base/random.h"

static void iris_loads_as_it_comes(void **state)
{
    (void)state;
    struct loaded iris = load_file("data/iris.csv", &plain);
    assert_string_equal(iris.line,
                        "150 samples, 4 inputs, 3 classes: setosa, versicolor, virginica (column 5 species)");
    ASSERT_X(iris, 0, 5.1, 3.5, 1.4, 0.2);
    ASSERT_Y(iris, 0, 1, 0, 0);
    ASSERT_X(iris, 149, 5.9, 3.0, 5.1, 1.8);
    ASSERT_Y(iris, 149, 0, 0, 1);
    assert_true(iris.report.has_header);
    assert_false(iris.report.is_guess);
    assert_string_equal(iris.report.name[0], "sepal_length");
    assert_string_equal(iris.data->name, "data/iris.csv");
    finish(&iris);
}

static void digits_load_as_they_come(void **state)
{
    (void)state;
    struct loaded digits = load_file("data/digits.csv", &plain);
    size_t threes = 0;
    assert_string_equal(digits.line,
                        "1797 samples, 64 inputs, 10 classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 (column 65); "
                        "'numbers' would take these targets as plain numbers");
    for (size_t i = 0; i < digits.data->count; i++)
        threes += dataset_class(digits.data, dataset_y(digits.data, i)) == 3;
    assert_int_equal(threes, 183);
    assert_false(digits.report.has_header);
    assert_null(digits.report.name);
    finish(&digits);
}

static void a_mark_crlf_tabs_and_blank_lines_are_read(void **state)
{
    (void)state;
    struct loaded windows = load_file("data/windows.csv", &plain);
    assert_string_equal(windows.line, "2 samples, 2 inputs, 2 classes: large, small (column 3 kind)");
    assert_int_equal(windows.report.delimiter, '\t');
    assert_string_equal(windows.report.name[0], "width");
    ASSERT_X(windows, 1, 3, 4.5);
    ASSERT_Y(windows, 0, 1);
    ASSERT_Y(windows, 1, 0);
    finish(&windows);
}

static void decimal_commas_are_read_between_semicolons(void **state)
{
    (void)state;
    struct loaded german = load_file("data/german.csv", &plain);
    assert_string_equal(german.line, "3 samples, 2 inputs, 1 target, a number (column 3 Preis)");
    assert_true(german.report.has_decimal_comma);
    assert_string_equal(german.report.name[0], "Länge");
    ASSERT_X(german, 0, 1.5, 2);
    ASSERT_X(german, 1, -0.5, 10);
    ASSERT_X(german, 2, 2, 0.5);
    ASSERT_Y(german, 0, 10.25);
    finish(&german);
}

static void quoted_fields_are_numbers_and_names_too(void **state)
{
    (void)state;
    struct loaded quoted = load_file("data/quoted.csv", &plain);
    assert_string_equal(quoted.report.name[1], "weight, kg");
    assert_string_equal(quoted.report.name[2], "what it \"is\"");
    assert_int_equal(quoted.data->classes, 2);
    assert_string_equal(quoted.data->class_name[0], "a \"round\" thing");
    assert_string_equal(quoted.data->class_name[1], "two\nlines");
    ASSERT_X(quoted, 1, 2, 0.75);
    ASSERT_Y(quoted, 1, 1);
    finish(&quoted);
}

static void a_carriage_return_alone_ends_a_row(void **state)
{
    (void)state;
    struct loaded old = load_file("data/old_mac.csv", &plain);
    assert_string_equal(old.line, "3 samples, 1 input, 1 target, a number (column 2 b)");
    ASSERT_Y(old, 2, 31.5);
    finish(&old);
}

static void one_row_is_enough(void **state)
{
    (void)state;
    struct loaded one = load("1,2,3", &plain);
    assert_string_equal(one.line, "1 sample, 2 inputs, 1 target, a number (column 3)");
    ASSERT_X(one, 0, 1, 2);
    ASSERT_Y(one, 0, 3);
    finish(&one);
}

static void numbers_are_one_class_however_they_are_written(void **state)
{
    (void)state;
    struct csv_options options = {.kind = CSV_KIND_CLASSES};
    struct loaded loaded = load("1,10\n2,9\n3,10.0\n4,1e1\n5,-0\n6,0\n", &options);
    assert_string_equal(loaded.line, "6 samples, 1 input, 3 classes: 0, 9, 10 (column 2)");
    ASSERT_Y(loaded, 2, 0, 0, 1);
    ASSERT_Y(loaded, 4, 1, 0, 0);
    finish(&loaded);
}

static void a_long_list_of_classes_is_shortened(void **state)
{
    (void)state;
    struct buffer text = BUFFER_EMPTY;
    for (int i = 0; i < 100; i++)
        buffer_printf(&text, "%d,%d\n", i, i % 20);
    struct loaded loaded = load(buffer_text(&text), &plain);
    assert_string_equal(loaded.line,
                        "100 samples, 1 input, 20 classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ..., 19 (column 2); "
                        "'numbers' would take these targets as plain numbers");
    finish(&loaded);
    buffer_finish(&text);
}

static void two_classes_are_one_output_or_one_hot(void **state)
{
    (void)state;
    struct csv_options options = {.is_one_hot = true};
    struct loaded one = load("1,no\n2,yes\n", &plain), two = load("1,no\n2,yes\n", &options);
    assert_int_equal(one.data->outputs, 1);
    ASSERT_Y(one, 0, 0);
    ASSERT_Y(one, 1, 1);
    assert_int_equal(two.data->outputs, 2);
    ASSERT_Y(two, 0, 1, 0);
    ASSERT_Y(two, 1, 0, 1);
    finish(&one);
    finish(&two);
}

static void inputs_are_standardised_on_request(void **state)
{
    (void)state;
    struct csv_options options = {.is_standardised = true};
    struct loaded loaded =
        load("1,7,1000000001,0.5\n2,7,1000000002,1.5\n3,7,1000000003,2.5\n6,7,1000000006,3\n", &options);
    /* mean 3, deviations -2 -1 0 3: mean square 14/4 */
    double deviation = sqrt(3.5);
    assert_near(loaded.report.mean[0], 3, 1e-15);
    assert_near(loaded.report.deviation[0], deviation, 1e-15);
    assert_true(loaded.report.mean[1] == 7 && loaded.report.deviation[1] == 0);
    for (size_t i = 0; i < 4; i++) {
        static const double off[] = {-2, -1, 0, 3};
        assert_near(dataset_x(loaded.data, i)[0], off[i] / deviation, 1e-15);
        assert_true(dataset_x(loaded.data, i)[1] == 0);
        assert_near(dataset_x(loaded.data, i)[2], off[i] / deviation, 1e-15); /* a large mean costs no digits */
    }
    ASSERT_Y(loaded, 3, 3); /* targets stay */
    finish(&loaded);
    assert_refused(
        "1e300,1.5\n-1e300,2.5\n", &options,
        "column 1: its numbers are too large or too small to be standardised; scale them in the file, or leave "
        "the column out with 'skip 1'");
}

static void nothing_but_the_report_says_what_was_not_asked_for(void **state)
{
    (void)state;
    struct loaded loaded = load("1,2.5\n2,3\n", &plain);
    assert_null(loaded.report.mean);
    assert_null(loaded.report.deviation);
    finish(&loaded);
    struct dataset *data = csv_read("1,2\n3,4\n", 8, "no report", &plain, NULL, NULL);
    assert_non_null(data);
    dataset_free(data);
}

static void bad_fields_are_named(void **state)
{
    (void)state;
    assert_refused(
        "age,size\n1,2\n,3\n4,5\n", &plain,
        "row 3, column 1 (age): the field is empty; write a number, remove the row, or leave the column out "
        "with 'skip 1'");
    assert_refused(
        "age,size\n1,2.5\n3,\n4,5\n", &plain,
        "row 3, column 2 (size): the target is empty; write it, remove the row, or name another target than "
        "column 2");
    assert_refused(
        "1,2.5\n3,NA\n4,5\n", &plain,
        "row 2, column 2: 'NA' stands where a number belongs; correct it, remove the row, or name another "
        "target than column 2");
    assert_refused("1,2.5\n1e400,3\n4,5\n", &plain,
                   "row 2, column 1: 1e400 is too large; numbers go up to 1.8e308");
    assert_refused("1,2.5\n4,-1e999\n", &plain,
                   "row 2, column 2: -1e999 is too large; numbers go up to 1.8e308");
    assert_refused(
        "name,age\nBob,2.5\nEve,5\n", &plain,
        "row 2, column 1 (name): 'Bob' is text, like most of this column, but inputs are numbers; leave it out "
        "with 'skip 1' or make it the target with 'target 1'");
    assert_refused("1,2.5\n2,5\nWhat a very long text this is, isn't it? No.,5\n", &plain,
                   "row 3 has 3 fields, but the rows before have 2; look for a missing or surplus delimiter");
    assert_refused(
        "1,2.5\n2,5\nWhat a very long text this is isn't it? Né,5\n", &plain,
        "row 3, column 1: 'What a very long text this is isn't it? ...' stands where a number belongs; correct "
        "it, remove the row, or leave the column out with 'skip 1'");
}

static void more_rows_or_numbers_than_the_bounds_are_refused(void **state)
{
    (void)state;
    struct buffer text = BUFFER_EMPTY;
    for (int i = 0; i <= DATASET_SAMPLES_MAX; i++)
        buffer_put(&text, i % 2 ? "1,0\n" : "2,1\n");
    assert_refused_n(text.data, text.length, &plain,
                     "the file has 1000001 rows; at most 1000000 are read, so shorten it");
    struct loaded all = loaded_from(text.data, text.length - 4, "", &plain);
    assert_int_equal(all.data->count, DATASET_SAMPLES_MAX);
    finish(&all);
    buffer_clear(&text);
    for (int i = 0; i < 4098; i++)
        buffer_put(&text, i ? ",1" : "1");
    assert_refused(
        text.data, &plain,
        "each row has 4097 inputs and 1 targets; a sample has at most 4096 of each, so skip some columns");
    buffer_finish(&text);
}

static void the_name_begins_the_errors_line(void **state)
{
    (void)state;
    struct error error;
    assert_null(csv_read("", 0, "iris.csv", &plain, NULL, &error));
    assert_string_equal(error.text,
                        "iris.csv: the file is empty; a row of numbers for each sample belongs in it");
}

/* ---- any bytes ---- */

/* Whatever comes in: a good data set, or one line that says why not. */
static void assert_sane(const char *text, size_t length, const struct csv_options *options)
{
    struct error error = {""};
    struct csv_report report;
    struct buffer line = BUFFER_EMPTY;
    struct dataset *data = csv_read(text, length, "f", options, &report, &error);
    if (!data) {
        assert_true(error.text[0] != '\0' && strchr(error.text, '\n') == NULL);
        return;
    }
    for (size_t i = 0; i < data->count; i++) {
        double sum = 0;
        for (int k = 0; k < data->inputs; k++)
            assert_true(isfinite(dataset_x(data, i)[k]));
        for (int k = 0; k < data->outputs; k++)
            sum += dataset_y(data, i)[k];
        if (data->classes > 0 && data->outputs > 1)
            assert_true(sum == 1);
    }
    csv_report_describe(&report, data, &line);
    assert_true(line.length > 0);
    buffer_finish(&line);
    csv_report_finish(&report);
    dataset_free(data);
}

static size_t mutate(char *text, size_t length, size_t room, struct random *random)
{
    static const char likely[] = ",;\t\"\"\n\r.-e01 9a\xC3\xFF\0";
    for (uint64_t n = 1 + random_below(random, 6); n > 0 && length > 0; n--) {
        size_t at = random_below(random, length);
        char byte = random_below(random, 4) ? likely[random_below(random, sizeof likely - 1)]
                                            : (char)(unsigned char)random_below(random, 256);
        switch (random_below(random, 4)) {
        case 0:
            text[at] = byte;
            break;
        case 1: /* takes a piece out */
        {
            size_t piece = 1 + random_below(random, 8);
            piece = piece > length - at ? length - at : piece;
            memmove(text + at, text + at + piece, length - at - piece);
            length -= piece;
            break;
        }
        case 2: /* puts a byte in */
            if (length < room) {
                memmove(text + at + 1, text + at, length - at);
                text[at] = byte;
                length++;
            }
            break;
        default:
            length = random_below(random, 8) ? length : at;
            break; /* cuts it off */
        }
    }
    return length;
}

static void any_bytes_give_a_data_set_or_one_line_of_error(void **state)
{
    (void)state;
    static const char *const seeds[] = {
        "a,b,c\n1,2,x\n3,4,y\n5,6,x\n", "\xEF\xBB\xBF\"a\";\"b\"\r\n1,5;\"x;\"\"y\"\"\"\r\n2,5;z\r\n",
        "1\t2\t0\n3\t4\t1\n5\t6\t0\n",  "0.5,1e10,-3\n.25,1e-5,4\n1.,+2,5\n",
        "p,q,r\n1,0,2.5\n0,1,3.5\n",    "1,\"two\nlines\"\n\n2,x\n,,\n"};
    const char *targets[] = {"1", "2"}, *skip[] = {"b"};
    const struct csv_options options[] = {
        {0},
        {.kind = CSV_KIND_CLASSES, .is_one_hot = true},
        {.kind = CSV_KIND_NUMBERS, .is_standardised = true},
        {.targets = targets, .target_count = 2},
        {.targets = targets, .target_count = 1, .skip = skip, .skip_count = 1, .header = CSV_HEADER_YES},
    };
    struct random random;
    random_seed(&random, 3);
    for (int i = 0; i < 40000; i++) {
        const char *seed = seeds[random_below(&random, sizeof seeds / sizeof *seeds)];
        char text[256];
        size_t length = strlen(seed);
        memcpy(text, seed, length);
        length = mutate(text, length, sizeof text, &random);
        char *exact = memory_new(length + (length == 0), 1); /* so that reading past its end is seen */
        memcpy(exact, text, length);
        assert_sane(exact, length, &options[random_below(&random, sizeof options / sizeof *options)]);
        memory_free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iris_loads_as_it_comes),
        cmocka_unit_test(digits_load_as_they_come),
        cmocka_unit_test(a_mark_crlf_tabs_and_blank_lines_are_read),
        cmocka_unit_test(decimal_commas_are_read_between_semicolons),
        cmocka_unit_test(quoted_fields_are_numbers_and_names_too),
        cmocka_unit_test(a_carriage_return_alone_ends_a_row),
        cmocka_unit_test(one_row_is_enough),
        cmocka_unit_test(numbers_are_one_class_however_they_are_written),
        cmocka_unit_test(a_long_list_of_classes_is_shortened),
        cmocka_unit_test(two_classes_are_one_output_or_one_hot),
        cmocka_unit_test(inputs_are_standardised_on_request),
        cmocka_unit_test(nothing_but_the_report_says_what_was_not_asked_for),
        cmocka_unit_test(bad_fields_are_named),
        cmocka_unit_test(more_rows_or_numbers_than_the_bounds_are_refused),
        cmocka_unit_test(the_name_begins_the_errors_line),
        cmocka_unit_test(any_bytes_give_a_data_set_or_one_line_of_error),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
