#include "csv_load.h"

/* y = i % classes, rows of them. */
static char *whole_targets(int rows, int classes)
{
    struct buffer text = BUFFER_EMPTY;
    for (int i = 0; i < rows; i++)
        buffer_printf(&text, "%d,%d\n", i, i % classes);
    return buffer_take(&text);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_whole_numbers_are_classes_and_others_are_not),
        cmocka_unit_test(more_than_20_different_numbers_are_no_classes),
        cmocka_unit_test(targets_are_forced_to_be_numbers_or_classes),
        cmocka_unit_test(columns_are_named_by_header_or_number),
        cmocka_unit_test(the_target_is_the_last_column_that_is_not_skipped),
        cmocka_unit_test(several_targets_keep_the_order_of_their_naming),
        cmocka_unit_test(one_hot_targets_are_classes),
        cmocka_unit_test(a_single_class_is_refused),
        cmocka_unit_test(too_many_classes_are_refused),
        cmocka_unit_test(columns_that_do_not_fit_are_refused),
    };
    return cmocka_run_group_tests_name("csv_role", tests, NULL, NULL);
}
