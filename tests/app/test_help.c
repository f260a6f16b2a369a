#include "app/fixture.h"

#include "app/command.h"
#include "app/help.h"

static void everything_that_help_lists_can_be_asked_for(void **state)
{
    struct session *session = *state;
    size_t count = 0;
    for (const char *word; (word = help_topic(count)); count++) {
        struct error error;
        buffer_clear(&session->out);
        if (!help_about(session, word, &error))
            print_error("help %s: %s\n", word, error.text), fail();
        assert_true(session->out.length > 10);
    }
    assert_true(count > 60);
}

static void an_activation_is_explained_with_its_formula_and_slope(void **state)
{
    struct session *session = *state;
    must_type(session, "help leaky_relu");
    assert_non_null(strstr(buffer_text(&session->out), "f(z)  = z > 0 ? z : s*z\n"));
    assert_non_null(strstr(buffer_text(&session->out), "f'(z) = z > 0 ? 1 : s\n"));
    assert_non_null(strstr(buffer_text(&session->out), "s is 0.1 unless you write leaky_relu:0.1\n"));
}

static void a_name_that_is_two_things_explains_both(void **state)
{
    struct session *session = *state;
    must_type(session, "help step");
    assert_non_null(strstr(buffer_text(&session->out), "step [N] [op|node|layer|pass]\n"));
    assert_non_null(strstr(buffer_text(&session->out), "used as: net 2 3:step\n"));
}

static void help_alone_fits_on_a_screen_and_help_all_lists_every_command(void **state)
{
    struct session *session = *state;
    const struct command *command;
    size_t lines = 0;
    must_type(session, "help");
    for (const char *c = buffer_text(&session->out); *c; c++)
        lines += *c == '\n';
    assert_true(lines > 10 && lines < 24);
    assert_non_null(strstr(buffer_text(&session->out), "'help all' lists every command"));
    must_type(session, "help all");
    for (size_t i = 0; (command = command_at(i)); i++) {
        char row[64];
        snprintf(row, sizeof row, "\n  %s ", command->name);
        assert_non_null(strstr(buffer_text(&session->out), row));
    }
}

static void apropos_finds_by_words_of_the_help(void **state)
{
    struct session *session = *state;
    must_type(session, "apropos gradient");
    assert_non_null(strstr(buffer_text(&session->out), "backward"));
    assert_non_null(strstr(buffer_text(&session->out), "dw1"));
    assert_null(strstr(buffer_text(&session->out), "precision"));
    assert_refused(session, "apropos zebra", "nothing has to do with 'zebra'; 'help all' lists everything");
}

static void an_unknown_topic_is_refused_with_a_suggestion(void **state)
{
    struct session *session = *state;
    assert_refused(session, "help forwrd", "no command is called 'forwrd'; did you mean 'forward'?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(everything_that_help_lists_can_be_asked_for),
        session_test(an_activation_is_explained_with_its_formula_and_slope),
        session_test(a_name_that_is_two_things_explains_both),
        session_test(help_alone_fits_on_a_screen_and_help_all_lists_every_command),
        session_test(apropos_finds_by_words_of_the_help),
        session_test(an_unknown_topic_is_refused_with_a_suggestion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
