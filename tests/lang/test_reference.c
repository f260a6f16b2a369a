#include "lang/reference.h"

#include <string.h>

#include "near.h"

static void assert_reads(const char *text, const char *want)
{
    struct reference reference;
    struct error error = {""};
    struct buffer out = BUFFER_EMPTY;
    if (!reference_parse(text, strlen(text), &reference, &error))
        fail_msg("%s: %s", text, error.text);
    reference_print(&out, &reference);
    assert_string_equal(buffer_text(&out), want);
    buffer_finish(&out);
}

static void a_reference_has_a_name_a_layer_and_indices(void **state)
{
    (void)state;
    struct reference r;
    assert_true(reference_parse("w12[3,4]", 8, &r, NULL));
    assert_string_equal(r.name, "w");
    assert_true(r.has_layer);
    assert_int_equal(r.layer, 12);
    assert_int_equal(r.indices, 2);
    assert_int_equal(r.index[0], 3);
    assert_int_equal(r.index[1], 4);
    assert_true(reference_parse("a0", 2, &r, NULL));
    assert_true(r.has_layer);
    assert_int_equal(r.layer, 0);
    assert_int_equal(r.indices, 0);
    assert_true(reference_parse("yhat[2]", 7, &r, NULL));
    assert_string_equal(r.name, "yhat");
    assert_false(r.has_layer);
    assert_int_equal(r.layer, 0);
    assert_int_equal(r.indices, 1);
    assert_int_equal(r.index[0], 2);
    assert_int_equal(r.index[1], 0);
    assert_true(reference_parse("w2147483647[2147483647]", 23, &r, NULL));
    assert_int_equal(r.layer, 2147483647);
    assert_int_equal(r.index[0], 2147483647);
}

static void references_print_plainly(void **state)
{
    (void)state;
    assert_reads("w1[2,1]", "w1[2,1]");
    assert_reads("  w1[ 2 , 1 ]  ", "w1[2,1]");
    assert_reads("b2[1]", "b2[1]");
    assert_reads("x[1]", "x[1]");
    assert_reads("L", "L");
    assert_reads("rate", "rate");
    assert_reads("dw1", "dw1");
    assert_reads("w1[007,1]", "w1[7,1]");
    assert_reads("a0[3]", "a0[3]");
}

static void what_a_hand_writes_is_read_too(void **state)
{
    (void)state;
    assert_reads("η", "rate");
    assert_reads("σ", "sigmoid");
    assert_reads("\u0177[2]", "yhat[2]");
    assert_reads("y\u0302[2]", "yhat[2]");
    assert_reads("∂w1", "dw1");
    assert_reads("∂y\u0302[1]", "dyhat[1]");
    assert_reads("d\u0177", "dyhat");
    assert_reads("∂L/∂w1[2,1]", "dw1[2,1]");
    assert_reads("dL/dw1[2,1]", "dw1[2,1]");
    assert_reads("dL / dz2[1]", "dz2[1]");
    assert_reads("∂L/dw1", "dw1");
    assert_reads("dL/∂\u0177", "dyhat");
    assert_reads("dL", "dL");
    assert_reads("ε", "ε");
}

static void assert_refused(const char *text, const char *want)
{
    struct reference reference = {.name = "kept"};
    struct error error = {""};
    assert_false(reference_parse(text, strlen(text), &reference, &error));
    assert_string_equal(error.text, want);
    assert_string_equal(reference.name, "kept");
}

static void a_bad_index_is_named_with_its_column(void **state)
{
    (void)state;
    assert_refused("w1[0,1]", "index 0 at column 4; counting starts at 1");
    assert_refused("w1[1,00]", "index 0 at column 6; counting starts at 1");
    assert_refused("w1[1.5]", "'1.5' at column 4 is no index; an index is a whole number, as in w1[2,1]");
    assert_refused("w1[-1]", "'-1' at column 4 is no index; an index is a whole number, as in w1[2,1]");
    assert_refused("w1[i]", "'i' at column 4 is no index; an index is a whole number, as in w1[2,1]");
    assert_refused("w1[1e2]", "'1e2' at column 4 is no index; an index is a whole number, as in w1[2,1]");
    assert_refused("w1[1+1]", "'1+1' at column 4 is no index; an index is a whole number, as in w1[2,1]");
    assert_refused("w1[\xFF]", "'?' at column 4 is no index; an index is a whole number, as in w1[2,1]");
    assert_refused("w1[2147483648]", "the index 2147483648 at column 4 is too large");
    assert_refused("w1[99999999999999999999]", "the index 99999999999999999999 at column 4 is too large");
    assert_refused("w1[]", "an index is missing at column 4; it is written as in w1[2,1]");
    assert_refused("w1[,1]", "an index is missing at column 4; it is written as in w1[2,1]");
    assert_refused("w1[1,]", "an index is missing at column 6; it is written as in w1[2,1]");
    assert_refused("w1[", "an index is missing at column 4; it is written as in w1[2,1]");
    assert_refused("w1[1", "the '[' at column 3 needs a ',' or a ']' at column 5, as in w1[2,1]");
    assert_refused("w1[1 2]", "the '[' at column 3 needs a ',' or a ']' at column 6, as in w1[2,1]");
    assert_refused("w1[1;2]", "the '[' at column 3 needs a ',' or a ']' at column 5, as in w1[2,1]");
    assert_refused("w1[1,2,3]", "three indices at column 3; a quantity has at most two, as in w1[2,1]");
}

static void a_bad_name_is_refused(void **state)
{
    (void)state;
    assert_refused("", "the name of a quantity, such as w1[2,1], is missing at column 1");
    assert_refused(" 7", "unexpected '7' at column 2; the name of a quantity, such as w1[2,1], belongs there");
    assert_refused("[1]", "unexpected '[' at column 1; the name of a quantity, such as w1[2,1], belongs there");
    assert_refused("and",
                   "unexpected 'and' at column 1; the name of a quantity, such as w1[2,1], belongs there");
    assert_refused("w1 [1]", "unexpected '[1]' at column 4, behind the name of a quantity");
    assert_refused("w1[1] x", "unexpected 'x' at column 7, behind the name of a quantity");
    assert_refused("w01", "the layer number in 'w01' at column 1 begins with a 0; write w1");
    assert_refused("w99999999999", "the layer number in 'w99999999999' at column 1 is too large");
    assert_refused("abcdefghijklmnopqrstuvwxyzabcdef",
                   "the name 'abcdefghijklmnopqrstuvwxyzabcdef' is too long; at most 31 letters fit");
    assert_refused("∂a1[1]/∂z1[1]",
                   "only gradients of L have names: write ∂L/∂... and not '∂a1/∂...' (column 1)");
    assert_reads("abcdefghijklmnopqrstuvwxyzabcde", "abcdefghijklmnopqrstuvwxyzabcde");
}

static void reading_leaves_what_is_behind(void **state)
{
    (void)state;
    struct lexer lexer;
    struct reference reference;
    const char text[] = "w1[2,1] = 3";
    lexer_init(&lexer, text, sizeof text - 1);
    assert_true(reference_read(&lexer, &reference, NULL));
    assert_int_equal(lexer.column, 8);
    assert_true(lexer_accept(&lexer, "="));
    struct lexer before = lexer;
    assert_false(reference_read(&lexer, &reference, NULL));
    assert_memory_equal(&lexer, &before, sizeof lexer);
    assert_string_equal(reference.name, "w");
}

static void a_quotient_that_is_no_gradient_stays_a_quotient(void **state)
{
    (void)state;
    struct lexer lexer;
    struct reference reference;
    static const char *const texts[] = {"dL/2", "dL/x", "dw1/dw2", "dL/d"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        lexer_init(&lexer, texts[i], strlen(texts[i]));
        assert_true(reference_read(&lexer, &reference, NULL));
        assert_true(lexer_accept(&lexer, "/"));
    }
}

static void references_are_the_same_when_all_of_them_is(void **state)
{
    (void)state;
    static const char *const texts[] = {"w1[2,1]", "w1[2,2]", "w1[1,1]", "w1[2]", "w1",
                                        "w2",      "w",       "v1",      "w0",    "a0"};
    struct reference a, b;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            assert_true(reference_parse(texts[i], strlen(texts[i]), &a, NULL));
            assert_true(reference_parse(texts[k], strlen(texts[k]), &b, NULL));
            assert_int_equal(reference_same(&a, &b), i == k);
        }
    assert_true(reference_parse("∂L/∂w1[2,1]", strlen("∂L/∂w1[2,1]"), &a, NULL));
    assert_true(reference_parse("dw1[2,1]", 8, &b, NULL));
    assert_true(reference_same(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reference_has_a_name_a_layer_and_indices),
        cmocka_unit_test(references_print_plainly),
        cmocka_unit_test(what_a_hand_writes_is_read_too),
        cmocka_unit_test(a_bad_index_is_named_with_its_column),
        cmocka_unit_test(a_bad_name_is_refused),
        cmocka_unit_test(reading_leaves_what_is_behind),
        cmocka_unit_test(a_quotient_that_is_no_gradient_stays_a_quotient),
        cmocka_unit_test(references_are_the_same_when_all_of_them_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
