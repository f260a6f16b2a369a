#include "app/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

static void a_file_that_can_not_be_written_is_refused(void **state)
{
    struct session *session = *state;
    assert_refused(session, "record /nonexistent/x",
                   "cannot write '/nonexistent/x': its folder does not exist; make the folder first");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_typed_replays_bit_for_bit, open_file, remove_file),
        cmocka_unit_test_setup_teardown(an_interrupted_command_is_recorded_as_what_it_did, open_file,
                                        remove_file),
        session_test(a_file_that_can_not_be_written_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
