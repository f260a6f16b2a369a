#include "near.h"

#include <string.h>

#include "base/lookup.h"
#include "base/translate.h"
#include "base/utf8.h"

struct row {
    const char *name;
    double value; /* so that a row is larger than its name */
};

static const struct row activations[] = {
    {"linear", 0}, {"sigmoid", 1}, {"silu", 2}, {"relu", 3}, {"leaky_relu", 4}, {"elu", 5}, {"step", 6},
};
static const struct row commands[] = {{"step", 0}, {"steps", 1}, {"stop", 2}, {"back", 3}};

static const char *find(const struct row *rows, size_t count, const char *word, struct error *error)
{
    const struct row *row = lookup_find(rows, sizeof *rows, count, N_("activation"), word, strlen(word), error);
    return row ? row->name : NULL;
}

#define FIND(rows, word, error) find(rows, sizeof(rows) / sizeof *(rows), word, error)

static void an_exact_name_is_found(void **state)
{
    (void)state;
    struct error error = {""};
    for (size_t i = 0; i < sizeof activations / sizeof *activations; i++)
        assert_ptr_equal(FIND(activations, activations[i].name, &error), activations[i].name);
    assert_string_equal(error.text, "");
}

static void an_exact_name_wins_over_longer_ones(void **state)
{
    (void)state;
    assert_string_equal(FIND(commands, "step", NULL), "step");
    static const struct row later[] = {{"steps", 0}, {"stepper", 1}, {"step", 2}};
    assert_string_equal(FIND(later, "step", NULL), "step");
}

static void a_unique_prefix_is_enough(void **state)
{
    (void)state;
    assert_string_equal(FIND(activations, "sig", NULL), "sigmoid");
    assert_string_equal(FIND(activations, "lea", NULL), "leaky_relu");
    assert_string_equal(FIND(commands, "b", NULL), "back");
}

static void a_word_needs_no_0_behind_it(void **state)
{
    (void)state;
    const struct row *row = LOOKUP(activations, "activation", "relu:0.1", 4, NULL);
    assert_string_equal(row->name, "relu");
    assert_near(row->value, 3, 0);
}

static void a_prefix_of_several_lists_them(void **state)
{
    (void)state;
    struct error error = {""};
    assert_null(FIND(activations, "s", &error));
    assert_string_equal(error.text, "'s' could be any of these: sigmoid, silu, step");
    assert_null(FIND(activations, "si", &error));
    assert_string_equal(error.text, "'si' could be any of these: sigmoid, silu");
}

static void a_near_miss_gets_a_suggestion(void **state)
{
    (void)state;
    static const char *const misses[][2] = {
        {"sigmiod", "sigmoid"}, {"sgmoid", "sigmoid"},  {"linaer", "linear"},         {"rleu", "relu"},
        {"elus", "elu"},        {"sigmo1d", "sigmoid"}, {"leaky-relu", "leaky_relu"}, {"sigmaed", "sigmoid"},
    };
    for (size_t i = 0; i < sizeof misses / sizeof *misses; i++) {
        struct error error = {""};
        char want[200];
        assert_null(FIND(activations, misses[i][0], &error));
        snprintf(want, sizeof want, "no activation is called '%s'; did you mean '%s'?", misses[i][0],
                 misses[i][1]);
        assert_string_equal(error.text, want);
    }
}

static void capitals_are_a_near_miss(void **state)
{
    (void)state;
    struct error error = {""};
    assert_null(FIND(activations, "ReLU", &error));
    assert_string_equal(error.text, "no activation is called 'ReLU'; did you mean 'relu'?");
    assert_null(FIND(activations, "SIGMOID", &error));
    assert_string_equal(error.text, "no activation is called 'SIGMOID'; did you mean 'sigmoid'?");
}

static void a_strange_word_lists_what_there_is(void **state)
{
    (void)state;
    struct error error = {""};
    assert_null(FIND(activations, "heaviside", &error));
    assert_string_equal(error.text, "no activation is called 'heaviside'; there are: "
                                    "linear, sigmoid, silu, relu, leaky_relu, elu, step");
}

static void one_letter_or_none_is_near_to_nothing(void **state)
{
    (void)state;
    static const struct row letters[] = {{"w", 0}, {"b", 1}};
    struct error error = {""};
    assert_null(FIND(letters, "q", &error));
    assert_string_equal(error.text, "no activation is called 'q'; there are: w, b");
    assert_null(FIND(letters, "", &error));
    assert_string_equal(error.text, "no activation is called ''; there are: w, b");
    static const struct row one[] = {{"w", 0}};
    assert_null(FIND(one, "", NULL));
}

static void a_long_list_is_left_to_help(void **state)
{
    (void)state;
    static char names[30][4];
    struct row many[30];
    for (int i = 0; i < 30; i++) {
        snprintf(names[i], sizeof names[i], "a%02d", i);
        many[i] = (struct row){names[i], i};
    }
    struct error error = {""};
    assert_null(find(many, 30, "zzzzz", &error));
    assert_string_equal(error.text, "no activation is called 'zzzzz'; 'help all' lists them");
}

static void a_long_word_is_shown_in_part_and_whole_characters(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 3; shift++) {
        char word[400] = "xx";
        for (size_t i = 0; i < 100; i++)
            memcpy(word + shift + 3 * i, "각", 4);
        struct error error = {""};
        assert_null(FIND(activations, word, &error));
        assert_true(strlen(error.text) < 200);
        assert_non_null(strstr(error.text, "각'; there are: linear"));
        assert_null(strchr(error.text, '?'));
    }
}

static void a_word_with_a_0_in_it_is_no_name(void **state)
{
    (void)state;
    static const char word[] = "relu\0sigmoid";
    assert_null(LOOKUP(activations, "activation", word, sizeof word - 1, NULL));
}

static void prefixes_are_counted_out_for_completion(void **state)
{
    (void)state;
    const size_t size = sizeof *activations, count = sizeof activations / size;
    static const char *const want[] = {"sigmoid", "silu", "step"};
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(((const struct row *)lookup_prefix(activations, size, count, "s", i))->name,
                            want[i]);
    assert_null(lookup_prefix(activations, size, count, "s", 3));
    assert_null(lookup_prefix(activations, size, count, "x", 0));
    assert_string_equal(((const struct row *)lookup_prefix(activations, size, count, "", 6))->name, "step");
    assert_null(lookup_prefix(activations, size, count, "", 7));
}

static int distance(const char *a, const char *b)
{
    return lookup_distance(a, strlen(a), b, strlen(b));
}

static void distances_are_those_worked_out_on_paper(void **state)
{
    (void)state;
    assert_int_equal(distance("", ""), 0);
    assert_int_equal(distance("", "abc"), 3);
    assert_int_equal(distance("abc", ""), 3);
    assert_int_equal(distance("kitten", "sitting"), 3);
    assert_int_equal(distance("saturday", "sunday"), 3);
    assert_int_equal(distance("ab", "ba"), 1);
    assert_int_equal(distance("ca", "abc"), 3); /* a swapped pair isn't edited again */
    assert_int_equal(distance("TANH", "tanh"), 0);
    assert_int_equal(distance("a[", "a{"), 1); /* 32 apart in ASCII, but no letters */
}

static void distance_is_symmetric_and_kept_to_short_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof activations / sizeof *activations; i++)
        for (size_t j = 0; j < sizeof activations / sizeof *activations; j++) {
            int there = distance(activations[i].name, activations[j].name);
            assert_int_equal(there, distance(activations[j].name, activations[i].name));
            assert_true((there == 0) == (i == j));
        }
    char word[100];
    memset(word, 'a', sizeof word);
    assert_int_equal(lookup_distance(word, 64, word, 64), 0);
    assert_int_equal(lookup_distance(word, 65, word, 65), 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exact_name_is_found),
        cmocka_unit_test(an_exact_name_wins_over_longer_ones),
        cmocka_unit_test(a_unique_prefix_is_enough),
        cmocka_unit_test(a_word_needs_no_0_behind_it),
        cmocka_unit_test(a_prefix_of_several_lists_them),
        cmocka_unit_test(a_near_miss_gets_a_suggestion),
        cmocka_unit_test(capitals_are_a_near_miss),
        cmocka_unit_test(a_strange_word_lists_what_there_is),
        cmocka_unit_test(one_letter_or_none_is_near_to_nothing),
        cmocka_unit_test(a_long_list_is_left_to_help),
        cmocka_unit_test(a_long_word_is_shown_in_part_and_whole_characters),
        cmocka_unit_test(a_word_with_a_0_in_it_is_no_name),
        cmocka_unit_test(prefixes_are_counted_out_for_completion),
        cmocka_unit_test(distances_are_those_worked_out_on_paper),
        cmocka_unit_test(distance_is_symmetric_and_kept_to_short_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
