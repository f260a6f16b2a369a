#include "app/fixture.h"

#include "app/worksheet.h"

static const char net[] = "net 2 1:sigmoid; w1 = [0.5 -1]; b1 = 0.25; input 2 1; target 1";

static void sheet_of(struct session *session, bool has_seed, uint64_t seed, bool is_html, struct buffer *out)
{
    struct error error;
    buffer_clear(out);
    if (!worksheet_write(session, NULL, has_seed, seed, is_html, out, &error))
        fail_msg("%s", error.text);
}

static void the_net_of_now_becomes_formulas_to_fill_in_and_a_key(void **state)
{
    struct session *session = *state;
    struct buffer out = BUFFER_EMPTY;
    must_type(session, net);
    sheet_of(session, false, 0, false, &out);
    const char *text = buffer_text(&out), *key = strstr(text, "# Answers");
    assert_non_null(strstr(text, "w1 = [0.5 -1]\n"));
    assert_non_null(strstr(text, "(1) z1[1] = w1[1,1]·x[1] + w1[1,2]·x[2] + b1[1] = ________"));
    assert_non_null(key);
    assert_non_null(strstr(key, "(1) z1[1] = 0.5·2 + (-1)·1 + 0.25 = 0.25\n"));
    assert_true(session->tape.operation == 0); /* the session itself is as it was */
    buffer_finish(&out);
}

static void each_seed_gives_other_numbers_and_the_same_seed_the_same(void **state)
{
    struct session *session = *state;
    struct buffer one = BUFFER_EMPTY, again = BUFFER_EMPTY, other = BUFFER_EMPTY;
    must_type(session, net);
    sheet_of(session, true, 1, true, &one);
    sheet_of(session, true, 1, true, &again);
    sheet_of(session, true, 2, true, &other);
    assert_string_equal(buffer_text(&one), buffer_text(&again));
    assert_string_not_equal(strstr(buffer_text(&one), "<pre>"), strstr(buffer_text(&other), "<pre>"));
    assert_null(strstr(buffer_text(&one), "w1 = [0.5 -1]"));
    assert_prints(session, "w1", "w1 = [0.5 -1]\n");
    buffer_finish(&one);
    buffer_finish(&again);
    buffer_finish(&other);
}

/* Wherever the walk stands: else nobody could calculate it. */
static void all_samples_are_given(void **state)
{
    struct session *session = *state;
    struct buffer out = BUFFER_EMPTY;
    static const char first[] = "x = [1 2]\ny = 1\nloss l2\n", second[] = "x = [3 4]\ny = 0\n```\n";
    must_type(session, "net 2 1:sigmoid; shuffle off; data add 1 2 : 1; data add 3 4 : 0");
    for (int i = 0; i < 3; i++) {
        sheet_of(session, false, 0, false, &out);
        const char *text = buffer_text(&out), *given = strstr(text, first), *then = strstr(text, second);
        assert_non_null(given);
        if (i == 0) {
            assert_null(then);
        } else {
            assert_non_null(then);
            assert_true(given < then);
            assert_non_null(strstr(text, "sample 2 of 2"));
        }
        must_type(session, i == 0 ? "batch all; step" : "backward; backward; step"); /* of the second one */
    }
    sheet_of(session, true, 3, false, &out); /* other inputs than the data's, and so one sample */
    assert_null(strstr(buffer_text(&out), "x = [1 2]"));
    assert_null(strstr(buffer_text(&out), "sample 2"));
    must_type(session, "data moons 100; batch all");
    struct error error;
    assert_false(worksheet_write(session, NULL, false, 0, false, &out, &error));
    assert_non_null(strstr(error.text, "too large for a sheet of paper"));
    buffer_finish(&out);
}

static void the_weights_of_before_an_update_are_called_so(void **state)
{
    struct session *session = *state;
    struct buffer out = BUFFER_EMPTY;
    static const char told[] =
        "These are the weights from before the update, which the pass began with.\n\n```text\n"
        "w1 = [0.5 -1]\n";
    must_type(session, net);
    must_type(session, "backward");
    sheet_of(session, false, 0, false, &out);
    assert_null(strstr(buffer_text(&out), "These are"));
    must_type(session, "update");
    sheet_of(session, false, 0, false, &out);
    assert_non_null(strstr(buffer_text(&out), told));
    sheet_of(session, true, 1, false, &out); /* drawn anew, not taken back */
    assert_null(strstr(buffer_text(&out), "These are"));
    assert_null(strstr(buffer_text(&out), "w1 = [0.5 -1]"));
    buffer_finish(&out);
}

static void a_lesson_becomes_its_questions_with_a_key(void **state)
{
    struct session *session = *state;
    struct lesson_list list;
    struct buffer out = BUFFER_EMPTY;
    assert_true(lesson_list_read(&list, lessons_folder(NULL), NULL));
    struct lesson *lesson = lesson_read(lesson_list_find(&list, "1", NULL), NULL, NULL);
    assert_true(worksheet_write(session, lesson, false, 0, true, &out, NULL));
    assert_non_null(strstr(buffer_text(&out), "Which line carries the weight w1[1,2]?"));
    assert_non_null(strstr(buffer_text(&out), "<div class=\"key\">"));
    lesson_free(lesson);
    lesson_list_finish(&list);
    buffer_finish(&out);
}

static void lesson_sheet_of(struct session *session, const char *name, uint64_t seed, bool is_html,
                            struct buffer *out)
{
    struct lesson_list list;
    assert_true(lesson_list_read(&list, lessons_folder(NULL), NULL));
    struct lesson *lesson = lesson_read(lesson_list_find(&list, name, NULL), NULL, NULL);
    assert_true(worksheet_write(session, lesson, true, seed, is_html, out, NULL));
    lesson_free(lesson);
    lesson_list_finish(&list);
}

static void a_lesson_has_other_numbers_for_each_seed(void **state)
{
    struct session *session = *state;
    struct buffer sheets[8] = {BUFFER_EMPTY};
    for (size_t i = 0; i < 8; i++) {
        struct buffer again = BUFFER_EMPTY;
        lesson_sheet_of(session, "review", i, false, &sheets[i]);
        lesson_sheet_of(session, "review", i, false, &again);
        assert_string_equal(buffer_text(&sheets[i]), buffer_text(&again));
        assert_null(strpbrk(buffer_text(&sheets[i]), "{}"));
        buffer_finish(&again);
        for (size_t k = 0; k < i; k++) /* the key, too */
            assert_string_not_equal(strstr(buffer_text(&sheets[i]), "\n(1)"),
                                    strstr(buffer_text(&sheets[k]), "\n(1)"));
    }
    for (size_t i = 0; i < 8; i++)
        buffer_finish(&sheets[i]);
}

static void a_lesson_gives_what_is_needed_once(void **state)
{
    struct session *session = *state;
    struct buffer backward = BUFFER_EMPTY, deep = BUFFER_EMPTY;
    lesson_sheet_of(session, "backpropagation", 1, true, &backward);
    lesson_sheet_of(session, "gradients", 1, false, &deep);
    const char *text = buffer_text(&backward), *given = strstr(text, "w1 = [0.15 0.2; 0.25 0.3]\n");
    assert_non_null(given);
    const char *next = strstr(given, "(3)"), *same = strstr(given, "<p>The network is that of question 2.</p>");
    assert_non_null(next);
    assert_non_null(same);
    assert_true(next < same);
    assert_non_null(strstr(text, "So we go <b>against</b> the gradient."));
    assert_null(strstr(text, "**"));
    assert_non_null(strstr(text, "(Try it in nabla.)"));
    assert_non_null(strstr(buffer_text(&deep), "layer 1: sigmoid, nodes: 6\nlayer 2:"));
    const char *elu = strstr(buffer_text(&deep), "slope of an ELU"); /* of no network */
    assert_non_null(elu);
    assert_true(strstr(elu, "layer 1: ") == NULL || strstr(elu, "layer 1: ") > strstr(elu, "</div>"));
    assert_true(strstr(elu, "The network is") == NULL || strstr(elu, "The network is") > strstr(elu, "</div>"));
    buffer_finish(&backward);
    buffer_finish(&deep);
}

static void what_cannot_be_written_is_refused(void **state)
{
    struct session *session = *state;
    assert_refused(session, "worksheet now x.md",
                   "there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid");
    assert_refused(session, "worksheet x.pdf",
                   "worksheet: the file's name must end in .html or .md, not as 'x.pdf'");
    assert_refused(session, "worksheet now x.md --seed no", "--seed takes a whole number, not 'no'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(the_net_of_now_becomes_formulas_to_fill_in_and_a_key),
        session_test(each_seed_gives_other_numbers_and_the_same_seed_the_same),
        session_test(all_samples_are_given),
        session_test(the_weights_of_before_an_update_are_called_so),
        session_test(a_lesson_becomes_its_questions_with_a_key),
        session_test(a_lesson_has_other_numbers_for_each_seed),
        session_test(a_lesson_gives_what_is_needed_once),
        session_test(what_cannot_be_written_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
