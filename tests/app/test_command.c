#include "app/fixture.h"

#include "app/command.h"
#include "base/memory.h"

/* What the examples ask of the program around the session. */
static bool host_draw(void *context, const struct session *session, enum picture_kind picture, int width_px,
                      int height_px, struct buffer *out, struct error *error)
{
    (void)context, (void)session, (void)picture, (void)width_px, (void)height_px, (void)out, (void)error;
    return true;
}

static bool host_show_window(void *context, bool on, struct error *error)
{
    (void)error;
    *(int *)context = on;
    return true;
}

static void every_example_runs_in_a_fresh_session(void **state)
{
    (void)state;
    const struct command *command;
    int context = 7;
    for (size_t i = 0; (command = command_at(i)); i++) {
        if (!command->example)
            continue;
        struct session *session = session_new();
        session->host = (struct host){.context = &context, .draw = host_draw, .show_window = host_show_window};
        must_type(session, command->example);
        session_free(session);
    }
    assert_int_equal(context, 0); /* the last host call was `view off` */
}

static void every_command_has_help_in_one_line_and_a_name_of_its_own(void **state)
{
    (void)state;
    const struct command *a, *b;
    for (size_t i = 0; (a = command_at(i)); i++) {
        assert_non_null(a->run);
        assert_true(strlen(a->summary) > 10 && strlen(a->summary) < 90);
        assert_null(strchr(a->summary, '\n'));
        for (size_t k = 0; k < i; k++) {
            b = command_at(k);
            assert_string_not_equal(a->name, b->name);
        }
        const char *alias;
        size_t length;
        for (size_t k = 0; (alias = command_alias(a, k, &length)); k++) {
            assert_in_range(length, 1, 31);
            assert_ptr_equal(command_find(alias, length, NULL), a);
        }
    }
}

static void the_short_forms_of_gdb_mean_what_they_mean_there(void **state)
{
    static const struct {
        const char *typed, *name;
    } forms[] = {
        {"s", "step"},         {"b", "back"},
        {"c", "continue"},     {"p", "print"},
        {"i", "info"},         {"h", "help"},
        {"rs", "back"},        {"reverse-step", "back"},
        {"rn", "back"},        {"rc", "reverse-continue"},
        {"br", "break"},       {"tb", "tbreak"},
        {"wa", "watch"},       {"disp", "display"},
        {"cond", "condition"}, {"ign", "ignore"},
        {"dis", "disable"},    {"en", "enable"},
        {"del", "delete"},     {"fin", "finish"},
        {"comm", "commands"},  {"exit", "quit"},
        {"?", "help"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const struct command *command = command_find(forms[i].typed, strlen(forms[i].typed), NULL);
        assert_string_equal(command ? command->name : forms[i].typed, forms[i].name);
    }
}

static void a_command_is_found_by_name_alias_and_unique_prefix(void **state)
{
    (void)state;
    struct error error;
    assert_string_equal(command_find("step", 4, NULL)->name, "step");
    assert_string_equal(command_find("s", 1, NULL)->name, "step");
    assert_string_equal(command_find("b", 1, NULL)->name, "back");
    assert_string_equal(command_find("backw", 5, NULL)->name, "backward");
    assert_string_equal(command_find("it", 2, NULL)->name, "iterate");
    assert_null(command_find("res", 3, &error));
    assert_string_equal(error.text, "'res' could be any of these: reset, restart, resume, restore");
    assert_null(command_find("stepp", 5, &error));
    assert_string_equal(error.text, "no command is called 'stepp'; did you mean 'step'?");
    assert_null(command_find("xyzzy", 5, &error));
    assert_string_equal(error.text, "no command is called 'xyzzy'; 'help all' lists them");
}

static void wrong_counts_and_kinds_of_arguments_are_refused_in_one_line(void **state)
{
    struct session *session = *state;
    assert_refused(session, "net", "net: INPUTS is missing; usage: net INPUTS NODES:ACTIVATION ...");
    assert_refused(session, "net 2",
                   "net: NODES:ACTIVATION is missing; usage: net INPUTS NODES:ACTIVATION ...");
    assert_refused(session, "rate 1 2", "rate: '2' is too much; usage: rate [RATE]");
    assert_refused(session, "rate fast", "RATE must be a number, not 'fast'");
    assert_refused(session, "rate 0", "RATE must be greater than 0, not '0'");
    assert_refused(session, "rate 1e9", "RATE must lie between 1e-300 and 1e+06, not '1e9'");
    assert_refused(session, "precision 18", "N must lie between 1 and 17, not '18'");
    assert_refused(session, "precision 2.5", "N must be a whole number, not '2.5'");
    assert_refused(
        session, "show everything",
        "WHAT: no choice is called 'everything'; there are: net, weights, values, grads, data, settings");
    assert_refused(session, "step",
                   "there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid");
    assert_refused(session, "quit 300", "CODE must lie between 0 and 255, not '300'");
    assert_refused(session, "forward now",
                   "there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid");
    must_type(session, "net 1 1");
    assert_refused(session, "forward now", "forward: 'now' is too much; usage: forward");
    assert_refused(session, "step 0", "0 steps are no step; write a count of at least 1");
    assert_refused(session, "step far", "'far' is no size of a step; there are: op, node, layer, pass");
}

static void numbers_may_be_written_as_fractions_and_quantities(void **state)
{
    struct session *session = *state;
    assert_prints(session, "rate 1/4; print rate", "0.25\n");
    assert_prints(session, "rate rate/2; print rate", "0.125\n");
    assert_prints(session, "net 2 1; input 1/2 -3; print x", "[0.5 -3]\n");
    assert_prints(session, "input [4, 5]; print x", "[4 5]\n");
}

static void a_quantity_is_printed_and_not_taken_for_a_command(void **state)
{
    struct session *session = *state;
    must_type(session, "net 1 1:linear; w1 = [2]; b1 = [1]; input 3; target 7; forward");
    assert_prints(session, "L", "L = 0\n");
    assert_prints(session, "z1[1] + 1", "z1[1] + 1 = 8\n");
    assert_prints(session, "2+3", "2+3 = 5\n");
    assert_prints(session, "sum(w1)", "sum(w1) = 2\n");
    assert_prints(session, "step(0.5)", "step(0.5) = 1\n"); /* the activation, not the command */
    assert_prints(session, "η", "η = 0.1\n");
    assert_prints(session, "ŷ", "ŷ = 7\n");
    assert_prints(session, "σ(0)", "σ(0) = 0.5\n");
    assert_prints(session, "rate", "rate 0.1\n");
}

static void a_usage_line_shows_what_is_optional(void **state)
{
    (void)state;
    struct buffer usage = BUFFER_EMPTY;
    command_usage(command_find("step", 4, NULL), &usage);
    assert_string_equal(buffer_text(&usage), "step [N] [op|node|layer|pass]");
    buffer_finish(&usage);
}

static void bytes_that_are_no_text_and_endless_lines_are_refused(void **state)
{
    struct session *session = *state;
    struct error error;
    assert_refused(session, "print \xff", "byte 0xFF at column 7 is no UTF-8; save the text as UTF-8");
    size_t length = 10 << 20;
    char *line = memory_new(length + 1, 1);
    memset(line, '1', length);
    assert_false(type(session, line, &error));
    assert_string_equal(error.text, "the line is 10485760 bytes long; at most 1048576 are read");
    memory_free(line);
}

static void each_file_argument_says_whether_it_is_read_or_written(void **state)
{
    (void)state;
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)); i++)
        for (size_t k = 0; k < COMMAND_ARGUMENTS_MAX && command->arguments[k].name; k++) {
            unsigned flags = command->arguments[k].flags & (ARGUMENT_READS | ARGUMENT_WRITES);
            if (command->arguments[k].kind == ARGUMENT_FILE && flags != ARGUMENT_READS &&
                flags != ARGUMENT_WRITES)
                fail_msg("%s: %s needs ARGUMENT_READS or ARGUMENT_WRITES", command->name,
                         command->arguments[k].name);
        }
}

static void what_is_too_many_is_refused_with_its_bound(void **state)
{
    struct session *session = *state;
    struct buffer line = BUFFER_EMPTY;
    must_type(session, "net 1 1");
    for (int i = 0; i < STOPS_MAX; i++)
        must_type(session, "break if L < 0");
    assert_refused(session, "display L", "there are 100 breakpoints and displays already; 'delete' some");
    buffer_put(&line, "data add");
    for (int i = 0; i < DATASET_WIDTH_MAX + 1; i++)
        buffer_put(&line, " 1");
    buffer_put(&line, " : 1");
    assert_refused(session, buffer_text(&line), "data add: more than 4096 numbers");
    buffer_clear(&line);
    buffer_put(&line, "data data/iris.csv target");
    for (int i = 0; i < 65; i++)
        buffer_put(&line, " x");
    assert_refused(session, buffer_text(&line), "data: more than 64 words behind the file");
    buffer_clear(&line);
    buffer_put(&line, "alias long = ");
    for (int i = 0; i < 1001; i++)
        buffer_put_char(&line, '1');
    assert_refused(session, buffer_text(&line),
                   "an alias holds at most 1000 bytes; put the commands in a file and use 'source'");
    for (int i = 0; i < 100; i++) {
        buffer_clear(&line);
        buffer_printf(&line, "alias t_%d = train", i);
        must_type(session, buffer_text(&line));
    }
    must_type(session, "alias t_0 = train 2");
    assert_refused(session, "alias t = train", "there are 100 aliases already; 'unalias' removes one");
    buffer_finish(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_runs_in_a_fresh_session),
        cmocka_unit_test(each_file_argument_says_whether_it_is_read_or_written),
        cmocka_unit_test(every_command_has_help_in_one_line_and_a_name_of_its_own),
        cmocka_unit_test(the_short_forms_of_gdb_mean_what_they_mean_there),
        cmocka_unit_test(a_command_is_found_by_name_alias_and_unique_prefix),
        session_test(wrong_counts_and_kinds_of_arguments_are_refused_in_one_line),
        session_test(numbers_may_be_written_as_fractions_and_quantities),
        session_test(a_quantity_is_printed_and_not_taken_for_a_command),
        cmocka_unit_test(a_usage_line_shows_what_is_optional),
        session_test(what_is_too_many_is_refused_with_its_bound),
        session_test(bytes_that_are_no_text_and_endless_lines_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
