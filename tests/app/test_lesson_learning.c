/* How nets learned, from one page of a lesson to the next. */
#include "app/lesson_place.h"

#define TRAINED "seed 1; net 2 1:sigmoid; data xor; train 20\n"

static const char learning_lesson[] =
    "# 1. Learning\n\n"
    "## One node\n\n```nabla\n" TRAINED "```\n\n"
    "## Longer\n\n```nabla\ntrain 30\n```\n\n"
    "## Three nodes\n\n```nabla\nnet 2 2:tanh 1:sigmoid; data xor\ntrain 10\n```\n\n"
    "```nabla try\nprint cost\n```\n\n"
    "```ask\nid: more\nquestion: More?\nsetup: net 2 1:sigmoid; data xor; train 5\ncheck: choice a\n"
    "a: Yes.\nb: No.\nwrong b: No.\nhint: a\nhint: a\nsolution: answer a\nexplain: Yes.\n```\n\n"
    "The net of this page again:\n\n```nabla\nprint cost\n```\n";

static int open_learning(void **state)
{
    open_lesson(state);
    write_lesson(&((struct place *)*state)->folder, "en", learning_lesson);
    return 0;
}

static void assert_nets(const struct session *session, size_t count, const char *last)
{
    assert_int_equal(session->learning->count, count);
    assert_string_equal(session->learning->runs[count - 1]->net, last);
}

static void a_page_that_goes_on_with_a_net_keeps_how_it_learned(void **state)
{
    struct session *session = session_of(state);
    must_type(session, "lesson 1.1");
    assert_nets(session, 1, "2-1");
    must_type(session, "next");
    assert_nets(session, 2, "2-1");
}

static void a_page_with_a_net_of_its_own_begins_with_an_empty_plot(void **state)
{
    struct session *session = session_of(state);
    must_type(session, "lesson 1.2; next");
    assert_nets(session, 1, "2-2-1");
    must_type(session, "lesson quit; lesson 1.3"); /* at once, without the pages before */
    assert_nets(session, 1, "2-2-1");
}

static void a_question_and_what_follows_it_have_their_own(void **state)
{
    struct session *session = session_of(state);
    must_type(session, "lesson 1.3; next");
    assert_nets(session, 1, "2-1");
    must_type(session, "answer a; next");
    assert_nets(session, 1, "2-2-1");
}

#define learning_test(name) cmocka_unit_test_setup_teardown(name, open_learning, close_lesson)

int main(void)
{
    const struct CMUnitTest tests[] = {
        learning_test(a_page_that_goes_on_with_a_net_keeps_how_it_learned),
        learning_test(a_page_with_a_net_of_its_own_begins_with_an_empty_plot),
        learning_test(a_question_and_what_follows_it_have_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
