#include "app/fixture.h"

#include "app/complete.h"

static void collect(void *context, const char *candidate)
{
    struct buffer *all = context;
    buffer_printf(all, "%s%s", all->length ? " " : "", candidate);
}

/* Completes the last word of line. */
static void assert_completes(const struct session *session, const char *line, const char *candidates)
{
    struct buffer all = BUFFER_EMPTY;
    size_t end = strlen(line), start = end;
    while (start > 0 && line[start - 1] != ' ' && line[start - 1] != ';')
        start--;
    assert_int_equal(complete(session, line, start, end, collect, &all), COMPLETION_WORD);
    assert_string_equal(buffer_text(&all), candidates);
    buffer_finish(&all);
}

static void commands_complete_at_the_start_of_each_command(void **state)
{
    struct session *session = *state;
    assert_completes(session, "bac", "back backward");
    assert_completes(session, "step; iter", "iterate iteration");
    assert_completes(session, "  resta", "restart");
    must_type(session, "alias backs = back 10; alias go = step");
    assert_completes(session, "bac", "back backward backs");
    assert_completes(session, "unalias ", "backs go");
}

static void arguments_complete_with_their_choices(void **state)
{
    struct session *session = *state;
    assert_completes(session, "show w", "weights");
    assert_completes(session, "loss h", "huber hinge");
    assert_completes(session, "step la", "layer");
    assert_completes(session, "step 2 p", "pass");
    assert_completes(session, "net 2 3:sig", "3:sigmoid");
    assert_completes(session, "net 2 3:tanh 1:leaky", "1:leaky_relu");
    assert_completes(session, "lang ", "en ko");
    assert_completes(session, "help sof", "softplus softmax");
    assert_completes(session, "quit 0 ", "");
}

static void only_quantities_that_exist_in_this_net_are_offered(void **state)
{
    struct session *session = *state;
    assert_completes(session, "print w", "");
    must_type(session, "net 2 3:tanh 1");
    assert_completes(session, "print w", "w1 w2");
    assert_completes(session, "print d", "dw1 dw2 db1 db2 dz1 dz2 da1 da2 dyhat dx");
    assert_completes(session, "explain b", "b1 b2");
    assert_completes(session, "print ra", "rate");
    assert_completes(session, "print me", "mean(");
    must_type(session, "net 2 3:tanh");
    assert_completes(session, "freeze w", "w1");
    assert_completes(session, "print b1[", "b1[1] b1[2] b1[3]");
    assert_completes(session, "print w1[", "w1[1, w1[2, w1[3,");
    assert_completes(session, "print w1[2,", "w1[2,1] w1[2,2]");
    assert_completes(session, "print w2[", "");
}

static void files_are_left_to_the_terminal(void **state)
{
    struct session *session = *state;
    struct buffer all = BUFFER_EMPTY;
    assert_int_equal(complete(session, "source a", 7, 8, collect, &all), COMPLETION_FILE);
    assert_int_equal(complete(session, "snapshot ", 9, 9, collect, &all), COMPLETION_FILE);
    assert_int_equal(all.length, 0);
    buffer_finish(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(commands_complete_at_the_start_of_each_command),
        session_test(arguments_complete_with_their_choices),
        session_test(only_quantities_that_exist_in_this_net_are_offered),
        session_test(files_are_left_to_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
