#include "near.h"

#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/random.h"
#include "nn/csv.h"

static const struct csv_options plain;

/* ---- reading ---- */

struct loaded {
    struct dataset *data;
    struct csv_report report;
    char *line; /* the description */
};

static struct loaded loaded_from(const char *text, size_t length, const char *name,
                                 const struct csv_options *options)
{
    struct loaded loaded;
    struct error error;
    struct buffer line = BUFFER_EMPTY;
    loaded.data = csv_read(text, length, name, options, &loaded.report, &error);
    if (!loaded.data)
        fail_msg("%s", error.text);
    csv_report_describe(&loaded.report, loaded.data, &line);
    loaded.line = buffer_take(&line);
    return loaded;
}

static struct loaded load(const char *text, const struct csv_options *options)
{
    return loaded_from(text, strlen(text), "", options);
}

static struct loaded load_file(const char *path, const struct csv_options *options)
{
    struct buffer text = BUFFER_EMPTY;
    struct error error;
    if (!file_read(path, CSV_BYTES_MAX, &text, &error))
        fail_msg("%s", error.text);
    struct loaded loaded = loaded_from(text.data, text.length, path, options);
    buffer_finish(&text);
    return loaded;
}

static void finish(struct loaded *loaded)
{
    dataset_free(loaded->data);
    csv_report_finish(&loaded->report);
    memory_free(loaded->line);
}

static void assert_values(const double *got, const double *want, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (got[i] != want[i])
            fail_msg("number %zu is %.17g, not %.17g", i, got[i], want[i]);
}

#define ASSERT_X(loaded, i, ...)                                                                               \
    assert_values(dataset_x((loaded).data, i), (const double[]){__VA_ARGS__},                                  \
                  sizeof((const double[]){__VA_ARGS__}) / sizeof(double))
#define ASSERT_Y(loaded, i, ...)                                                                               \
    assert_values(dataset_y((loaded).data, i), (const double[]){__VA_ARGS__},                                  \
                  sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

static void assert_refused_n(const char *text, size_t length, const struct csv_options *options,
                             const char *message)
{
    struct error error = {""};
    struct csv_report report = {.columns = -77};
    struct dataset *data = csv_read(text, length, "", options, &report, &error);
    assert_null(data);
    assert_int_equal(report.columns, -77);
    assert_string_equal(error.text, message);
}

static void assert_refused(const char *text, const struct csv_options *options, const char *message)
{
    assert_refused_n(text, strlen(text), options, message);
}

/* ---- as they come ---- */

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

static void a_first_line_of_counts_and_names_is_taken_for_a_header(void **state)
{
    (void)state; /* scikit-learn's own iris.csv begins so */
    struct loaded odd = load("150,4,setosa,versicolor,virginica\n5.1,3.5,1.4,0.2,0\n4.9,3,1.4,0.2,1\n", &plain);
    assert_string_equal(odd.line,
                        "2 samples, 4 inputs, 2 classes: 0, 1 (column 5 virginica); 'numbers' would take these "
                        "targets as plain numbers");
    finish(&odd);
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
    assert_string_equal(one.line, "1 samples, 2 inputs, 1 target, a number (column 3)");
    ASSERT_X(one, 0, 1, 2);
    ASSERT_Y(one, 0, 3);
    finish(&one);
}

static void a_delimiter_at_each_lines_end_adds_no_column(void **state)
{
    (void)state;
    struct loaded trailing = load("a,b,\n1,2.5,\n3,4,\n", &plain);
    assert_int_equal(trailing.report.columns, 2);
    ASSERT_Y(trailing, 1, 4);
    finish(&trailing);
}

/* ---- what is found out ---- */

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

static void few_whole_numbers_are_classes_and_others_are_not(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int classes;
    } cases[] = {
        {"0,0,0\n0,1,0\n1,0,0\n1,1,1\n", 2},                       /* 0 and 1 always: AND */
        {"1,2\n2,4\n3,6\n4,8\n", 0},                               /* each but once */
        {"1,2\n2,4\n3,2\n4,4\n5,2\n6,4\n7,2\n8,4\n9,2\n0,4\n", 2}, /* 2 and 4, five rows each */
        {"1,2\n2,4\n3,2\n4,4\n5,2\n6,4\n7,2\n8,4\n9,2\n", 0},      /* one row less */
        {"1,0\n2,1\n3,0.5\n4,0\n5,0\n6,0\n7,0\n8,0\n9,0\n8,0\n9,0\n8,0\n9,0\n8,0\n9,0\n", 0}, /* not whole */
        {"1,-1\n2,1\n3,-1\n4,1\n5,-1\n6,1\n7,-1\n8,1\n9,-1\n0,1\n", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct loaded loaded = load(cases[i].text, &plain);
        if (loaded.data->classes != cases[i].classes || loaded.report.is_guess != (cases[i].classes > 0))
            fail_msg("case %zu: %d classes", i, loaded.data->classes);
        finish(&loaded);
    }
}

/* y = i % classes, rows of them. */
static char *whole_targets(int rows, int classes)
{
    struct buffer text = BUFFER_EMPTY;
    for (int i = 0; i < rows; i++)
        buffer_printf(&text, "%d,%d\n", i, i % classes);
    return buffer_take(&text);
}

static void more_than_20_different_numbers_are_no_classes(void **state)
{
    (void)state;
    for (int classes = 20; classes <= 21; classes++) {
        char *text = whole_targets(300, classes);
        struct loaded loaded = load(text, &plain);
        assert_int_equal(loaded.data->classes, classes == 20 ? 20 : 0);
        finish(&loaded);
        memory_free(text);
    }
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
    char *text = whole_targets(100, 20);
    struct loaded loaded = load(text, &plain);
    assert_string_equal(loaded.line,
                        "100 samples, 1 input, 20 classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ..., 19 (column 2); "
                        "'numbers' would take these targets as plain numbers");
    finish(&loaded);
    memory_free(text);
}

/* ---- what the options say ---- */

static void targets_are_forced_to_be_numbers_or_classes(void **state)
{
    (void)state;
    struct csv_options options = {.kind = CSV_KIND_NUMBERS};
    struct loaded numbers = load("0,0\n1,1\n", &options);
    assert_int_equal(numbers.data->classes, 0);
    ASSERT_Y(numbers, 1, 1);
    finish(&numbers);
    options.kind = CSV_KIND_CLASSES;
    struct loaded classes = load("0,0.5\n1,0.25\n", &options);
    assert_int_equal(classes.data->classes, 2);
    assert_string_equal(classes.data->class_name[0], "0.25");
    ASSERT_Y(classes, 0, 1);
    finish(&classes);
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

static void columns_are_named_by_header_or_number(void **state)
{
    (void)state;
    static const char text[] = "kind,width,height,2\nup,1,2,3.5\ndown,4,5,6\n";
    const char *targets[] = {"kind"}, *skip[] = {"he", "2"};
    struct csv_options options = {.targets = targets, .target_count = 1, .skip = skip, .skip_count = 2};
    struct loaded loaded = load(text, &options); /* "he" is a start; "2" is a header before it is a number */
    assert_string_equal(loaded.line, "2 samples, 1 input, 2 classes: down, up (column 1 kind)");
    assert_int_equal(loaded.report.input_column[0], 2);
    ASSERT_X(loaded, 1, 4);
    ASSERT_Y(loaded, 0, 1);
    finish(&loaded);
    targets[0] = "3";
    skip[0] = "1";
    loaded = load(text, &options);
    assert_int_equal(loaded.report.target_column[0], 3);
    ASSERT_Y(loaded, 1, 5);
    finish(&loaded);
}

static void the_target_is_the_last_column_that_is_not_skipped(void **state)
{
    (void)state;
    const char *skip[] = {"note"};
    struct csv_options options = {.skip = skip, .skip_count = 1};
    struct loaded loaded = load("a,b,note\n1,2.5,\n3,4,fine\n", &options);
    ASSERT_Y(loaded, 0, 2.5);
    assert_int_equal(loaded.data->inputs, 1);
    finish(&loaded);
}

static void several_targets_keep_the_order_of_their_naming(void **state)
{
    (void)state;
    const char *targets[] = {"c", "a"};
    struct csv_options options = {.targets = targets, .target_count = 2};
    struct loaded loaded = load("a,b,c\n1,2,3.5\n4,5,6\n", &options);
    assert_string_equal(loaded.line, "2 samples, 1 input, 2 targets, numbers (columns 3 c, 1 a)");
    ASSERT_X(loaded, 0, 2);
    ASSERT_Y(loaded, 0, 3.5, 1);
    finish(&loaded);
}

static void one_hot_targets_are_classes(void **state)
{
    (void)state;
    const char *targets[] = {"cat", "dog", "3"};
    struct csv_options options = {.targets = targets, .target_count = 3};
    struct loaded loaded = load("cat,dog,,size\n1,0,0,0.5\n0,0,1,0.25\n", &options);
    assert_string_equal(loaded.line,
                        "2 samples, 1 input, 3 classes: cat, dog, 3 (columns 1 cat, 2 dog, 3); 'numbers' would "
                        "take these targets as plain numbers");
    ASSERT_Y(loaded, 1, 0, 0, 1);
    finish(&loaded);
    options.kind = CSV_KIND_CLASSES;
    assert_refused(
        "cat,dog,,size\n1,0,0,0.5\n0,1,1,0.25\n", &options,
        "row 3: classes in 3 columns are one 1 and else 0 in each row, which this row hasn't; leave 'classes' "
        "away, or name one target");
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

/* ---- what is refused ---- */

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

static void a_single_class_is_refused(void **state)
{
    (void)state;
    assert_refused(
        "x,kind\n1,cat\n2,cat\n", &plain,
        "column 2 (kind): the target is 'cat' in every row, so there is one class only and nothing to learn; "
        "name another target, such as 'target 1'");
    assert_refused("1,7\n2,7\n", &plain,
                   "column 2: the target is '7' in every row, so there is one class only and nothing to learn; "
                   "name another "
                   "target, such as 'target 1'");
    struct csv_options options = {.kind = CSV_KIND_NUMBERS};
    struct loaded constant = load("1,7\n2,7\n", &options);
    finish(&constant);
}

static void too_many_classes_are_refused(void **state)
{
    (void)state;
    struct csv_options options = {.kind = CSV_KIND_CLASSES};
    char *text = whole_targets(CSV_CLASSES_MAX, CSV_CLASSES_MAX);
    struct loaded most = load(text, &options);
    assert_int_equal(most.data->classes, CSV_CLASSES_MAX);
    finish(&most);
    memory_free(text);
    text = whole_targets(CSV_CLASSES_MAX + 1, CSV_CLASSES_MAX + 1);
    assert_refused(text, &options,
                   "column 2: it holds more than 1000 different values, too many for classes; name another "
                   "target, or take "
                   "numbers as they are with 'numbers'");
    memory_free(text);
}

static void columns_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    static const char text[] = "width,height,kind\n1,2,a\n3,4,b\n";
    const char *targets[] = {"9"}, *skip[] = {"width", "height"};
    struct csv_options options = {.targets = targets, .target_count = 1};
    assert_refused(text, &options, "there is no column 9; the file has columns 1 to 3");
    targets[0] = "99999999999999999999";
    assert_refused(text, &options, "there is no column 99999999999999999999; the file has columns 1 to 3");
    targets[0] = "0";
    assert_refused(text, &options, "there is no column 0; the file has columns 1 to 3");
    targets[0] = "widht";
    assert_refused(text, &options, "no column is called 'widht'; did you mean 'width'?");
    targets[0] = "x";
    assert_refused("1,2\n3,4\n", &options,
                   "'x' names no column: the file has no header, so name columns by number, from 1 to 2");
    targets[0] = "1";
    options.skip = skip;
    options.skip_count = 1;
    assert_refused(
        text, &options,
        "column 1 is named twice, the second time as '1'; name it once, as a target or to be skipped");
    options.target_count = 0;
    options.skip_count = 2;
    assert_refused(text, &options,
                   "no column of the file's 3 is left for an input; name fewer targets, or skip fewer");
    struct csv_options numbers = {.kind = CSV_KIND_NUMBERS};
    assert_refused(
        text, &numbers,
        "column 3 (kind): it holds text, which 'numbers' cannot read; leave 'numbers' away, or name another "
        "target");
    const char *two[] = {"kind", "width"};
    struct csv_options both = {.targets = two, .target_count = 2};
    assert_refused(text, &both,
                   "column 3 (kind): it holds text, but several targets have to be numbers; name this one "
                   "target alone, or "
                   "none that holds text");
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
    struct loaded good = load("x,\xC8\xAB\n1,2.5\n2,3\n", &plain);
    assert_string_equal(good.report.name[1], "ȫ");
    finish(&good);
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
        cmocka_unit_test(a_first_line_of_counts_and_names_is_taken_for_a_header),
        cmocka_unit_test(a_mark_crlf_tabs_and_blank_lines_are_read),
        cmocka_unit_test(decimal_commas_are_read_between_semicolons),
        cmocka_unit_test(quoted_fields_are_numbers_and_names_too),
        cmocka_unit_test(a_carriage_return_alone_ends_a_row),
        cmocka_unit_test(one_row_is_enough),
        cmocka_unit_test(a_delimiter_at_each_lines_end_adds_no_column),
        cmocka_unit_test(the_delimiter_is_the_one_that_makes_numbers),
        cmocka_unit_test(a_comma_in_a_file_of_points_is_no_decimal_comma),
        cmocka_unit_test(a_slip_in_the_first_row_is_no_header),
        cmocka_unit_test(a_header_can_be_said_to_be_there_or_not),
        cmocka_unit_test(few_whole_numbers_are_classes_and_others_are_not),
        cmocka_unit_test(more_than_20_different_numbers_are_no_classes),
        cmocka_unit_test(numbers_are_one_class_however_they_are_written),
        cmocka_unit_test(a_long_list_of_classes_is_shortened),
        cmocka_unit_test(targets_are_forced_to_be_numbers_or_classes),
        cmocka_unit_test(two_classes_are_one_output_or_one_hot),
        cmocka_unit_test(columns_are_named_by_header_or_number),
        cmocka_unit_test(the_target_is_the_last_column_that_is_not_skipped),
        cmocka_unit_test(several_targets_keep_the_order_of_their_naming),
        cmocka_unit_test(one_hot_targets_are_classes),
        cmocka_unit_test(inputs_are_standardised_on_request),
        cmocka_unit_test(nothing_but_the_report_says_what_was_not_asked_for),
        cmocka_unit_test(broken_rows_are_named),
        cmocka_unit_test(bad_fields_are_named),
        cmocka_unit_test(files_without_anything_to_learn_are_refused),
        cmocka_unit_test(a_single_class_is_refused),
        cmocka_unit_test(too_many_classes_are_refused),
        cmocka_unit_test(columns_that_do_not_fit_are_refused),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(more_rows_or_numbers_than_the_bounds_are_refused),
        cmocka_unit_test(the_name_begins_the_errors_line),
        cmocka_unit_test(any_bytes_give_a_data_set_or_one_line_of_error),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
