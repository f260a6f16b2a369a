#include "lang/expression.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lang/small_net.h"
#include "near.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

/* Counts what the heap is asked for, where the C library lets us stand in front of it. */
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define COUNTS_ALLOCATIONS 1
static int allocations;

void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    allocations++;
    return __libc_realloc(block, size);
}
#endif

static struct expression *parsed(const char *text)
{
    struct expression *expression = NULL;
    struct error error = {""};
    if (!expression_parse(text, strlen(text), &expression, &error))
        fail_msg("%s: %s", text, error.text);
    return expression;
}

static void a_condition_of_single_numbers_touches_no_heap(void **state)
{
    (void)state;
#ifdef COUNTS_ALLOCATIONS
    struct small_net net = {0, 0};
    struct expression_scope scope = small_net_scope(&net);
    struct expression *expression =
        parsed("L < 0.2 and w1[2,1] > 0 or not (abs(-x[1]) == 2) and sigmoid(1) > max(0, 1)");
    struct expression *whole = parsed("sum(w1) > 0 and max(x) == 3 and norm([3 4]) == 5");
    bool holds = false;
    int before = allocations;
    for (int i = 0; i < 100; i++) {
        assert_true(expression_condition(expression, &scope, &holds, NULL));
        assert_true(holds);
        assert_true(expression_condition(whole, &scope, &holds, NULL));
        assert_true(holds);
    }
    assert_int_equal(allocations, before);
    expression_free(expression);
    expression_free(whole);
    assert_true(before > 0);
#else
    skip();
#endif
}

static void a_decided_left_side_leaves_the_right_one_alone(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int asked;
        bool holds;
    } cases[] = {
        {"0 and unknown", 0, false},
        {"1 or unknown", 0, true},
        {"L > 1 and unknown", 1, false},
        {"L < 1 or unknown", 1, true},
        {"L and x[1]", 2, true},
        {"0 or L", 1, true},
        {"nan and unknown", 0, false},
        {"1 or unknown or unknown", 0, true},
        {"0 and unknown and unknown", 0, false},
        {"0 and unknown or L", 1, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct small_net net = {0, 0};
        struct expression_scope scope = small_net_scope(&net);
        struct expression *expression = parsed(cases[i].text);
        bool holds = !cases[i].holds;
        assert_true(expression_condition(expression, &scope, &holds, NULL));
        assert_int_equal(holds, cases[i].holds);
        assert_int_equal(net.asked, cases[i].asked);
        expression_free(expression);
    }
}

static void a_condition_holds_when_all_its_numbers_do(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool holds;
    } cases[] = {{"x > 0", true},        {"x > 1", false},   {"w1 != 0", true},         {"nan", false},
                 {"not nan", true},      {"[1 nan]", false}, {"x > 0 and x < 4", true}, {"-0.5", true},
                 {"x == [1 2 3]", true}, {"0", false}};
    struct small_net net = {0, 0};
    struct expression_scope scope = small_net_scope(&net);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct expression *expression = parsed(cases[i].text);
        bool holds = !cases[i].holds;
        assert_true(expression_condition(expression, &scope, &holds, NULL));
        assert_int_equal(holds, cases[i].holds);
        expression_free(expression);
    }
}

static void a_result_owns_its_numbers(void **state)
{
    (void)state;
    static const char *const texts[] = {"w1", "[1 2 3; 4 5 6]", "linear(w1)", "dw1", "linear(w1 + 1)", "(w1)"};
    struct small_net net = {0, 0};
    struct expression_scope scope = small_net_scope(&net);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct expression *expression = parsed(texts[i]);
        struct value value;
        assert_true(expression_evaluate(expression, &scope, &value, NULL));
        expression_free(expression);
        assert_ptr_equal(value.owned, value.data);
        assert_ptr_not_equal(value.data, small_w1);
        assert_int_equal(value_count(&value), 6);
        assert_true(isfinite(value_at(&value, 1, 2)));
        value_finish(&value);
    }
}

static void the_same_expression_gives_the_same_again(void **state)
{
    (void)state;
    struct small_net net = {0, 0};
    struct expression_scope scope = small_net_scope(&net);
    struct expression *expression = parsed("[L 1; 2 L] * [1 1] + [0 1]");
    for (int i = 0; i < 3; i++) {
        struct value value;
        assert_true(expression_evaluate(expression, &scope, &value, NULL));
        assert_int_equal(value.rows, 1);
        assert_near(value_at(&value, 0, 0), 1.125, 0);
        assert_near(value_at(&value, 0, 1), 3.125, 0);
        value_finish(&value);
    }
    expression_free(expression);
}

static void an_error_of_the_scope_is_passed_on_and_nothing_leaks(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"w1 + dw1 * unknown", "no quantity is called 'unknown'"},
        {"sum(w1 + 1) + wrong(dw1)", "no activation is called 'wrong'"},
        {"[w1[1,1] unknown]", "no quantity is called 'unknown'"},
        {"count(dw1, w1 + 1, unknown)", "no quantity is called 'unknown'"},
        {"dw1 + w1[9,9]", "no such element"},
        {"2 + (w1 + 1) * (w1 + 1)",
         "column 14: '*' can't multiply a 2 x 3 matrix by a 2 x 3 matrix; the right one needs "
         "3 rows, or 3 numbers as a vector"},
        {"dw1 == x", "column 5: '==' can't join a 2 x 3 matrix and a vector of 3; give both the same shape, or "
                     "one a single number"},
    };
    struct small_net net = {0, 0};
    struct expression_scope scope = small_net_scope(&net);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct expression *expression = parsed(cases[i].text);
        struct error error = {""};
        struct value value = value_scalar(7);
        assert_false(expression_evaluate(expression, &scope, &value, &error));
        assert_string_equal(error.text, cases[i].want);
        assert_near(value.single, 7, 0);
        expression_free(expression);
    }
}

static void without_a_scope_only_numbers_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {{"w1 + 1", "'w' has no value here; only numbers are known"},
                 {"sigmoid(0)", "no function is called 'sigmoid'"}};
    for (size_t i = 0; i < 2; i++) {
        struct expression *expression = parsed(cases[i].text);
        struct error error = {""};
        double number = 3;
        assert_false(expression_number(expression, NULL, &number, &error));
        assert_string_equal(error.text, cases[i].want);
        assert_near(number, 3, 0);
        expression_free(expression);
    }
}

static void where_a_number_is_wanted_a_matrix_is_an_error(void **state)
{
    (void)state;
    struct small_net net = {0, 0};
    struct expression_scope scope = small_net_scope(&net);
    struct expression *expression = parsed("dw1");
    struct error error = {""};
    double number = 3;
    assert_false(expression_number(expression, &scope, &number, &error));
    assert_string_equal(error.text, "a single number belongs here, not a 2 x 3 matrix");
    assert_near(number, 3, 0);
    expression_free(expression);
    expression = parsed("sum(dw1) * 2");
    assert_true(expression_number(expression, &scope, &number, &error));
    assert_near(number, 0.15, 1e-15);
    expression_free(expression);
}

static void the_quick_way_gives_what_the_other_gives(void **state)
{
    static const char *const scalars[] = {
        "2 + 3 * 4 ^ 2",     "-2 ^ 2 - -1",      "1 < 2 and not (2 < 1)", "0 and 1 / 0", "5 or 2",
        "max(2, min(3, 1))", "exp(abs(-2)) / 3", "sqrt(2) == sqrt(2)",    "0 / 0 > 1"};
    static const char *const others[] = {"[1 2]", "sum([1 2])", "2 * [3]", "mean(3)"};
    (void)state;
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
        struct expression *expression = parsed(scalars[i]);
        double quick = 7, usual = 8;
        assert_true(expression_scalar(expression, NULL, &quick));
        assert_true(expression_number(expression, NULL, &usual, NULL));
        assert_memory_equal(&quick, &usual, sizeof quick);
        expression_free(expression);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct expression *expression = parsed(others[i]);
        double number = 7;
        assert_false(expression_scalar(expression, NULL, &number));
        assert_true(number == 7);
        expression_free(expression);
    }
    struct expression *expression = parsed("w1[1,2] - b1[1] * w1[1,2]");
    const double values[] = {3, 5};
    const double *const at[] = {&values[0], &values[1], &values[0]};
    double number;
    assert_true(expression_scalar(expression, at, &number));
    assert_true(number == -12);
    expression_free(expression);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_quick_way_gives_what_the_other_gives),
        cmocka_unit_test(a_condition_of_single_numbers_touches_no_heap),
        cmocka_unit_test(a_decided_left_side_leaves_the_right_one_alone),
        cmocka_unit_test(a_condition_holds_when_all_its_numbers_do),
        cmocka_unit_test(a_result_owns_its_numbers),
        cmocka_unit_test(the_same_expression_gives_the_same_again),
        cmocka_unit_test(an_error_of_the_scope_is_passed_on_and_nothing_leaks),
        cmocka_unit_test(without_a_scope_only_numbers_are_known),
        cmocka_unit_test(where_a_number_is_wanted_a_matrix_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
