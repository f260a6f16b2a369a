/* A session to type into. */
#ifndef NABLA_TESTS_APP_FIXTURE_H
#define NABLA_TESTS_APP_FIXTURE_H

#include "near.h"

#include <string.h>

#include "app/session.h"

/* Types text and runs it to its end. What it printed is in session->out, until the next call. */
static inline bool type(struct session *session, const char *text, struct error *error)
{
    enum work work;
    buffer_clear(&session->out);
    error->text[0] = '\0';
    if (!session_feed(session, text, strlen(text), NULL, error))
        return false;
    do
        work = session_work(session, 0.01, error);
    while (work == WORK_BUSY);
    return work == WORK_IDLE;
}

static inline void must_type(struct session *session, const char *text)
{
    struct error error;
    if (!type(session, text, &error)) {
        print_error("%s\n  -> %s\n", text, error.text);
        fail();
    }
}

#define assert_refused(session, typed, message)                                                                \
    do {                                                                                                       \
        struct error refused;                                                                                  \
        assert_false(type(session, typed, &refused));                                                          \
        assert_string_equal(refused.text, message);                                                            \
    } while (0)

#define assert_prints(session, typed, text)                                                                    \
    do {                                                                                                       \
        must_type(session, typed);                                                                             \
        assert_string_equal(buffer_text(&(session)->out), text);                                               \
    } while (0)

#define MAZUR                                                                                                  \
    "net 2 2:sigmoid 2:sigmoid; w1 = [0.15 0.20; 0.25 0.30]; b1 = [0.35 0.35]; w2 = [0.40 0.45; 0.50 0.55];"   \
    "b2 = [0.60 0.60]; freeze b1 b2; loss l2; rate 0.5; input 0.05 0.10; target 0.01 0.99"

static inline int open_session(void **state)
{
    *state = session_new();
    return 0;
}

static inline int close_session(void **state)
{
    session_free(*state);
    return 0;
}

#define session_test(name) cmocka_unit_test_setup_teardown(name, open_session, close_session)

#endif
