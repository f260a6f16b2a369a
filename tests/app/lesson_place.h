/* A small lesson, being taken. */
#ifndef NABLA_TESTS_APP_LESSON_PLACE_H
#define NABLA_TESTS_APP_LESSON_PLACE_H

#include "app/lesson_folder.h"

#include "app/lesson_run.h"
#include "base/translate.h"

static const char small_lesson[] = "# 1. Nodes\n"
                                   "\n"
                                   "```lesson\n"
                                   "view: net\n"
                                   "```\n"
                                   "\n"
                                   "A node *weighs* its **inputs**: `w1[1,1]`.\n"
                                   "\n"
                                   "## One neuron\n"
                                   "\n"
                                   "```nabla\n"
                                   "net 2 1:sigmoid\n"
                                   "w1 = [0.5 -1]\n"
                                   "```\n"
                                   "\n"
                                   "```nabla try\n"
                                   "input 1 2\n"
                                   "```\n"
                                   "\n"
                                   "```nabla refused\n"
                                   "net 2 3:softmax\n"
                                   "```\n"
                                   "\n"
                                   "```ask\n"
                                   "id: z-by-hand\n"
                                   "question: What is `z1[1]`?\n"
                                   "setup: net 2 1:sigmoid\n"
                                   "  w1 = [0.5 -1]\n"
                                   "  b1 = [0.625]\n"
                                   "  input 3 1.5\n"
                                   "check: number z1[1]\n"
                                   "after: forward\n"
                                   "near: w1[1,1]*x[1] + w1[1,2]*x[2] = You forgot the bias.\n"
                                   "hint: It is a sum.\n"
                                   "hint: z = w x + b\n"
                                   "solution: forward\n"
                                   "  answer z1[1]\n"
                                   "explain: 1.5 - 1.5 + 0.625.\n"
                                   "```\n"
                                   "\n"
                                   "## Firing\n"
                                   "\n"
                                   "```ask\n"
                                   "id: fire\n"
                                   "question: Make it fire.\n"
                                   "setup: net 2 1:step\n"
                                   "  input 1 1\n"
                                   "  w1 = [0 0]\n"
                                   "check: state w1[1,1] == 1 and a1[1] == 1\n"
                                   "hint: Raise the weights.\n"
                                   "hint: w1 = [1 1]\n"
                                   "solution: w1 = [1 1]\n"
                                   "  step\n"
                                   "explain: 2 > 0\n"
                                   "```\n"
                                   "\n"
                                   "```ask\n"
                                   "id: which\n"
                                   "question: Which one?\n"
                                   "check: choice b\n"
                                   "a: this\n"
                                   "b: that\n"
                                   "wrong a: Not this.\n"
                                   "hint: Not the first.\n"
                                   "hint: The second.\n"
                                   "solution: answer b\n"
                                   "explain: That.\n"
                                   "```\n";

/* Its question takes the page's network away, and what is asked for is a sum. */
static const char pictured_lesson[] = "# 1. Sums\n"
                                      "\n"
                                      "```nabla\n"
                                      "net 1 1:linear\n"
                                      "```\n"
                                      "\n"
                                      "The line is drawn thick.\n"
                                      "\n"
                                      "```ask\n"
                                      "id: sum\n"
                                      "question: 100 and 27?\n"
                                      "setup: net 2 1:linear\n"
                                      "check: number 100 + 27\n"
                                      "near: 100 + 20 = The 7.\n"
                                      "near: 100 + 22 = The 5.\n"
                                      "hint: Add.\n"
                                      "hint: 100 + 27\n"
                                      "solution: answer 127\n"
                                      "explain: 127\n"
                                      "```\n";

struct place {
    struct folder folder;
    struct session *session;
};

static inline int open_lesson(void **state)
{
    struct place *place = memory_new(1, sizeof *place);
    make_folder(&place->folder);
    write_lesson(&place->folder, "en", small_lesson);
    place->session = session_new();
    place->session->lessons = place->folder.path;
    *state = place;
    return 0;
}

static inline int close_lesson(void **state)
{
    struct place *place = *state;
    translate_select("en");
    remove_folder(&place->folder);
    session_free(place->session);
    memory_free(place);
    return 0;
}

static inline struct session *session_of(void **state)
{
    return ((struct place *)*state)->session;
}

static inline enum progress_status status_of(const struct session *session, const char *question)
{
    const struct progress_record *record = progress_find(&session->progress, "nodes", question);
    return record ? record->status : PROGRESS_OPEN;
}

/* To the first question. */
static inline struct session *at_number(void **state)
{
    must_type(session_of(state), "lesson 1; next; next");
    return session_of(state);
}

static inline struct session *at_state(void **state)
{
    must_type(at_number(state), "next");
    return session_of(state);
}

static inline struct session *at_choice(void **state)
{
    must_type(at_state(state), "next");
    return session_of(state);
}

#define lesson_test(name) cmocka_unit_test_setup_teardown(name, open_lesson, close_lesson)

#endif
