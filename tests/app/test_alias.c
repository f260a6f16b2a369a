/* What an alias stands for is as good as typed, and nothing that others wrote is changed by it. */
#include "app/lesson_folder.h"

#include "app/record.h"
#include "app/save.h"
#include "nn/journal.h"

static void an_alias_may_use_others_but_not_too_deep(void **state)
{
    struct session *session = *state;
    struct buffer line = BUFFER_EMPTY;
    assert_refused(session, "alias x1 = print 1; x1", "'x1' is a quantity; give the alias another name");
    for (int i = 2; i <= 20; i++) {
        buffer_clear(&line);
        buffer_printf(&line, "alias c%d = %s%d", i, i == 2 ? "print " : "c", i - 1);
        must_type(session, buffer_text(&line));
    }
    buffer_finish(&line);
    assert_prints(session, "c14; c2 + 1", "1\n2\n");
    assert_refused(session, "c20", "scripts and aliases that call one another are nested deeper than 16");
    assert_int_equal(session->frame_count, 0);
}

static void each_of_its_commands_is_undone_by_itself(void **state)
{
    struct session *session = *state;
    must_type(session, "alias up = \"w1 = 2; b1 = 3\"; net 1 1; w1 = 0; b1 = 0; up; undo");
    assert_prints(session, "w1; b1", "w1 = 2\nb1 = 0\n");
    must_type(session, "undo");
    assert_prints(session, "w1", "w1 = 0\n");
}

static void an_error_ends_it_and_what_waits(void **state)
{
    struct session *session = *state;
    must_type(session, "alias two = \"print 1; back; print 2\"");
    assert_refused(session, "two; print 3",
                   "there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid");
    assert_string_equal(buffer_text(&session->out), "1\n");
}

static void a_breakpoint_may_run_one(void **state)
{
    struct session *session = *state;
    must_type(session, "alias say = print L * 2; net 1 1; w1 = 1; input 2; target 0; break a1[1] backward");
    must_type(session, "commands 1\nsay\nend");
    must_type(session, "continue");
    assert_non_null(strstr(buffer_text(&session->out), "\n8\n"));
}

static void what_a_long_one_had_done_is_recorded_when_it_is_stopped(void **state)
{
    struct session *session = *state;
    struct error error;
    struct buffer text = BUFFER_EMPTY;
    char path[] = "/tmp/nabla-alias-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    must_type(session, "alias long = \"rate 0.02; iterate 90000000\"; net 1 1; input 1; target 0");
    assert_true(record_start(session, path, &error));
    assert_true(session_feed(session, "long", 4, NULL, &error));
    while (session->tape.iteration == 0)
        assert_int_equal(session_work(session, 0.001, &error), WORK_BUSY);
    session_interrupt(session);
    assert_true(file_read(path, 1 << 20, &text, NULL));
    char done[60];
    snprintf(done, sizeof done, "\nrate 0.02\niterate %llu\n", (unsigned long long)session->tape.iteration);
    assert_non_null(strstr(buffer_text(&text), done));
    buffer_finish(&text);
    unlink(path);
}

static void a_lesson_knows_the_learners_and_its_own_commands_mean_what_they_did(void **state)
{
    struct session *session = *state;
    struct folder folder;
    make_folder(&folder);
    write_lesson(&folder, "en", "# 1. Nodes\n\n```nabla\nnet 1 1:linear\ninp 3\n```\n\nLook.\n");
    session->lessons = folder.path;
    must_type(session, "alias inp = print 5; inp; lesson 1; x; inp");
    assert_non_null(strstr(buffer_text(&session->out), "x = 3\n5\n"));
    must_type(session, "alias own = print 6; lesson quit");
    assert_prints(session, "own; inp", "6\n5\n");
    remove_folder(&folder);
}

static void many_that_run_many_others_are_checked_at_once(void **state)
{
    struct session *session = *state;
    static const char *const words[] = {"jj", "kk", "ll", "mm", "nn", "oo"};
    struct buffer line = BUFFER_EMPTY;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        buffer_clear(&line);
        buffer_printf(&line, "alias %s = \"", words[i]);
        for (int k = 0; k < 300; k++)
            buffer_printf(&line, "%s;", i > 0 ? words[i - 1] : "s");
        buffer_put(&line, "\"");
        must_type(session, buffer_text(&line));
    }
    buffer_finish(&line);
    assert_refused(session, "alias jj = \"s; oo\"", "the alias jj would run itself, without end");
}

static void what_is_saved_can_be_loaded_whatever_runs_what(void **state)
{
    struct session *session = *state;
    struct buffer saved = BUFFER_EMPTY;
    must_type(session, "alias cc = forward; alias bb = forward; alias aa = backward");
    must_type(session, "alias bb = aa; alias cc = \"bb; aa; print 1\"");
    assert_refused(session, "unalias aa", "the alias 'cc' runs 'aa'; change or remove that one first");
    save_script(session, &saved);
    const char *list = "alias aa = backward\nalias bb = aa\nalias cc = \"bb; aa; print 1\"\n";
    assert_non_null(strstr(buffer_text(&saved), list));
    struct session *other = session_new();
    must_type(other, buffer_text(&saved));
    assert_prints(other, "alias", list);
    must_type(other, "unalias cc; unalias bb; unalias aa");
    session_free(other);
    buffer_finish(&saved);
}

static void what_a_lessons_block_calls_so_the_next_and_the_learner_know(void **state)
{
    struct session *session = *state;
    struct folder folder;
    make_folder(&folder);
    write_lesson(&folder, "en",
                 "# 1. Nodes\n\n```nabla\nalias six = print 6\nsix\n```\n\nLook.\n\n"
                 "```nabla\nsix + 1\n```\n");
    session->lessons = folder.path;
    must_type(session, "alias own = print 5; lesson 1; six + 2; lesson quit");
    assert_non_null(strstr(buffer_text(&session->out), "> six\n6\n"));
    assert_non_null(strstr(buffer_text(&session->out), "> six + 1\n7\n"));
    assert_non_null(strstr(buffer_text(&session->out), "\n8\n"));
    assert_prints(session, "six; own", "6\n5\n");
    assert_int_equal(session->aliases.count, 2);
    remove_folder(&folder);
}

static void those_made_in_a_lesson_are_kept_for_recovery(void **state)
{
    struct session *session = *state;
    struct folder folder;
    struct buffer kept = BUFFER_EMPTY;
    char path[] = "/tmp/nabla-alias-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    make_folder(&folder);
    write_lesson(&folder, "en", "# 1. Nodes\n\n```nabla\nalias six = print 6\n```\n\nLook.\n");
    session->lessons = folder.path;
    record_for_recovery(session, path);
    must_type(session, "alias gone = print 4; lesson 1; alias own = print 5; unalias gone; lesson quit");
    assert_true(file_read(path, 1 << 20, &kept, NULL));
    struct session *other = session_new();
    must_type(other, buffer_text(&kept));
    assert_prints(other, "alias", "alias six = print 6\nalias own = print 5\n");
    session_free(other);
    buffer_finish(&kept);
    unlink(path);
    remove_folder(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        session_test(an_alias_may_use_others_but_not_too_deep),
        session_test(each_of_its_commands_is_undone_by_itself),
        session_test(an_error_ends_it_and_what_waits),
        session_test(a_breakpoint_may_run_one),
        session_test(what_a_long_one_had_done_is_recorded_when_it_is_stopped),
        session_test(a_lesson_knows_the_learners_and_its_own_commands_mean_what_they_did),
        session_test(many_that_run_many_others_are_checked_at_once),
        session_test(what_is_saved_can_be_loaded_whatever_runs_what),
        session_test(what_a_lessons_block_calls_so_the_next_and_the_learner_know),
        session_test(those_made_in_a_lesson_are_kept_for_recovery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
