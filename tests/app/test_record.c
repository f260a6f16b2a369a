#include "app/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/record.h"
#include "app/save.h"
#include "base/file.h"

static char path[] = "/tmp/nabla-record-XXXXXX";

static int open_file(void **state)
{
    snprintf(path, sizeof path, "/tmp/nabla-record-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    return open_session(state);
}

static int remove_file(void **state)
{
    unlink(path);
    return close_session(state);
}

/* Replays the file; both sessions must then be the same in all that `save` knows. */
static void assert_replays_alike(struct session *session)
{
    struct session *again = session_new();
    struct buffer script = BUFFER_EMPTY, a = BUFFER_EMPTY, b = BUFFER_EMPTY;
    assert_true(file_read(path, 1 << 24, &script, NULL));
    must_type(again, buffer_text(&script));
    save_script(session, &a);
    save_script(again, &b);
    assert_string_equal(buffer_text(&a), buffer_text(&b));
    buffer_finish(&script);
    buffer_finish(&a);
    buffer_finish(&b);
    session_free(again);
}

static void record(struct session *session)
{
    char line[64];
    snprintf(line, sizeof line, "record %s", path);
    must_type(session, line);
}

static void what_is_typed_replays_bit_for_bit(void **state)
{
    struct session *session = *state;
    struct error error;
    must_type(session, "seed 9; net 2 3:tanh 1:sigmoid; data moons 20 0.2; batch 3; iterate 5; step 2");
    record(session);
    must_type(session, "step; w1[1,1] = 0.5; optimizer adam; init he; train 3; step 7; rate 0.03");
    assert_false(type(session, "nonsense", &error)); /* is not recorded */
    must_type(session, "alias two = \"step; step\"; two; two; undo; unalias two");
    must_type(session, "data spiral 30; undo; seed 4; reset new; train 2 steps; back 2; iterate 2");
    assert_replays_alike(session);
    must_type(session, "record off");
    must_type(session, "rate 7");
    assert_refused(session, "record off", "nothing is being recorded");
}

static void an_interrupted_command_is_recorded_as_what_it_did(void **state)
{
    struct session *session = *state;
    static const char *const endless[] = {"iterate 100000000", "train 1000000000"};
    must_type(session, "seed 9; net 2 3:tanh 1:sigmoid; data moons 20 0.2; batch 3");
    record(session);
    for (size_t i = 0; i < 2; i++) {
        struct error error;
        assert_true(session_feed(session, endless[i], strlen(endless[i]), NULL, &error));
        for (int k = 0; k < 3; k++)
            assert_int_equal(session_work(session, 0, &error), WORK_BUSY);
        assert_true(session_interrupt(session));
        assert_replays_alike(session);
    }
}

/* What is kept for `recover`. */
static void assert_kept_ends(const char *end)
{
    struct buffer kept = BUFFER_EMPTY;
    assert_true(file_read(path, 1 << 24, &kept, NULL));
    size_t length = strlen(end);
    assert_true(kept.length >= length);
    assert_string_equal(buffer_text(&kept) + kept.length - length, end);
    buffer_finish(&kept);
}

static void for_recovery_what_is_typed_is_kept_until_it_takes_long_or_undoes_too_much(void **state)
{
    struct session *session = *state;
    must_type(session, "seed 9; net 2 3:tanh 1:sigmoid; input 1 2; target 0; iterate 2");
    record_for_recovery(session, path);
    must_type(session, "rate 0.5; undo; redo; step 3; print 1");
    assert_kept_ends("\ndelete\nstep 3\nprint 1\n"); /* what was before can be undone, and isn't in the file */
    assert_replays_alike(session);
    must_type(session, "step; w1[1,1] = 0.5");
    assert_kept_ends("\nstep\nw1[1,1] = 0.5\n");
    session->recovery.seconds = 3600;
    must_type(session, "rate 0.25");
    assert_kept_ends("\ndelete\n");
    assert_replays_alike(session);
    must_type(session,
              "break a1[2]; commands; print L; end; predict on; step 2; step; save /dev/null; data xor");
    must_type(session, "predict off; net 2 2");
    assert_replays_alike(session);
}

static void a_recording_holds_the_lines_of_commands(void **state)
{
    struct session *session = *state;
    must_type(session, "net 2 2; input 1 2; target 0 1");
    record(session);
    must_type(session, "break a1[1]; commands 1; step; end; continue");
    assert_replays_alike(session);
    assert_kept_ends("break a1[1]\ncommands 1\nstep\nend\ncontinue\n");
}

static void breakpoints_come_back_with_their_numbers(void **state)
{
    struct session *session = *state;
    must_type(session,
              "net 2 3:tanh 2; input 1 2; target 0 1; break a1[2] backward; tbreak if L < 0.1; watch w1");
    must_type(session,
              "display L; delete 2; break nan; break epoch 3; condition 1 a1[2] > 0; ignore 5 7; break a2");
    must_type(session, "break w2[1,3]; disable 3; break a2[1]; commands 7; print L; print z1; end; layer 1 2");
    record(session);
    assert_replays_alike(session);
    struct buffer info = BUFFER_EMPTY, script = BUFFER_EMPTY;
    must_type(session, "info");
    buffer_put(&info, buffer_text(&session->out));
    assert_true(file_read(path, 1 << 24, &script, NULL));
    must_type(session, "delete; break a1");
    must_type(session, buffer_text(&script));
    assert_prints(session, "info", buffer_text(&info));
    assert_refused(session, "restore stop 3",
                   "restore stop takes the number of the next breakpoint: 10 to 1000000");
    buffer_finish(&info);
    buffer_finish(&script);
}

static void a_file_that_can_not_be_written_is_refused(void **state)
{
    struct session *session = *state;
    assert_refused(session, "record /nonexistent/x",
                   "cannot write '/nonexistent/x': its folder does not exist; make the folder first");
}

static void of_an_alias_its_commands_are_recorded(void **state)
{
    struct session *session = *state;
    struct buffer script = BUFFER_EMPTY;
    must_type(session, "net 1 1; input 1; target 0; alias two = \"step; step\"");
    record(session);
    must_type(session, "two; print 1");
    assert_true(file_read(path, 1 << 20, &script, NULL));
    assert_non_null(strstr(buffer_text(&script), "\nstep\nstep\nprint 1\n"));
    assert_null(strstr(buffer_text(&script), "\ntwo"));
    buffer_finish(&script);
}

static void what_is_recovered_is_not_recorded(void **state)
{
    struct session *session = *state;
    record(session);
    assert_refused(session, "recover", "what is recovered can't be recorded; type 'record off' first");
    must_type(session, "record off");
    assert_refused(session, "recover", "there is nothing to recover");
    assert_refused(session, "doctor", "this program was started without anything to check");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_typed_replays_bit_for_bit, open_file, remove_file),
        cmocka_unit_test_setup_teardown(of_an_alias_its_commands_are_recorded, open_file, remove_file),
        cmocka_unit_test_setup_teardown(what_is_recovered_is_not_recorded, open_file, remove_file),
        cmocka_unit_test_setup_teardown(an_interrupted_command_is_recorded_as_what_it_did, open_file,
                                        remove_file),
        cmocka_unit_test_setup_teardown(
            for_recovery_what_is_typed_is_kept_until_it_takes_long_or_undoes_too_much, open_file, remove_file),
        cmocka_unit_test_setup_teardown(a_recording_holds_the_lines_of_commands, open_file, remove_file),
        cmocka_unit_test_setup_teardown(breakpoints_come_back_with_their_numbers, open_file, remove_file),
        session_test(a_file_that_can_not_be_written_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
