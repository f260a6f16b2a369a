/* A small lesson, taken as a learner takes it. */
#include "app/lesson_folder.h"

#include "app/lesson_run.h"
#include "base/translate.h"

static const char english[] = "# 1. Nodes\n"
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

/* Its last question is still missing, and so is the prose of the first page. */
static const char korean[] = "# 1. 노드\n"
                             "\n"
                             "## 뉴런 하나\n"
                             "\n"
                             "```nabla\n"
                             "net 2 1:sigmoid\n"
                             "w1 = [0.5 -1]\n"
                             "```\n"
                             "\n"
                             "```ask\n"
                             "id: z-by-hand\n"
                             "question: `z1[1]`의 값은?\n"
                             "check: number z1[1]\n"
                             "hint: 합입니다.\n"
                             "```\n";

/* Its question takes the page's network away, and what is asked for is a sum. */
static const char pictured[] = "# 1. Sums\n"
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

static int open_lesson(void **state)
{
    struct place *place = memory_new(1, sizeof *place);
    make_folder(&place->folder);
    write_lesson(&place->folder, "en", english);
    place->session = session_new();
    place->session->lessons = place->folder.path;
    *state = place;
    return 0;
}

static int close_lesson(void **state)
{
    struct place *place = *state;
    translate_select("en");
    remove_folder(&place->folder);
    session_free(place->session);
    memory_free(place);
    return 0;
}

static struct session *session_of(void **state)
{
    return ((struct place *)*state)->session;
}

static enum progress_status status_of(const struct session *session, const char *question)
{
    const struct progress_record *record = progress_find(&session->progress, "nodes", question);
    return record ? record->status : PROGRESS_OPEN;
}

/* To the first question. */
static struct session *at_number(void **state)
{
    must_type(session_of(state), "lesson 1; next; next");
    return session_of(state);
}

static struct session *at_state(void **state)
{
    must_type(at_number(state), "next");
    return session_of(state);
}

static struct session *at_choice(void **state)
{
    must_type(at_state(state), "next");
    return session_of(state);
}

static void a_page_is_told_and_its_commands_run(void **state)
{
    struct session *session = session_of(state);
    assert_prints(session, "lesson 1",
                  "1. Nodes\n\nA node weighs its inputs: `w1[1,1]`.\n\n(Enter or 'next' goes on)\n");
    assert_prints(session, "next",
                  "One neuron\n\n> net 2 1:sigmoid\n> w1 = [0.5 -1]\n\nType this yourself:\n    input 1 2\n"
                  "(Enter or 'next' goes on)\n");
    assert_prints(session, "w1", "w1 = [0.5 -1]\n");
    assert_prints(session, "next",
                  "> net 2 3:softmax\nsoftmax is no activation function, because each of its outputs needs "
                  "every z of the "
                  "layer; use 'head softmax' behind the last layer\n\n? What is `z1[1]`?\n");
}

static void where_one_is_stands_in_front_of_the_prompt(void **state)
{
    struct session *session = session_of(state);
    struct buffer prompt = BUFFER_EMPTY;
    lesson_prompt(session, &prompt);
    assert_string_equal(buffer_text(&prompt), "");
    must_type(session, "lesson 1.2");
    lesson_prompt(session, &prompt);
    assert_string_equal(buffer_text(&prompt), "lesson 1.2 ");
    buffer_finish(&prompt);
}

static void a_number_is_accepted_in_each_of_its_spellings(void **state)
{
    static const char *const spellings[] = {"0.625",  ".625", "6.25e-1", "5/8",
                                            "+0.625", "0.62", "0.63",    "answer z1[1] + 1"};
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        struct session *session = at_number(state);
        if (i == 7)
            must_type(session, "w1 = [0 0]; b1 = -0.375; forward");
        assert_prints(session, spellings[i], "Right!\n1.5 - 1.5 + 0.625.\n(Enter or 'next' goes on)\n");
        assert_int_equal(status_of(session, "z-by-hand"), PROGRESS_SOLVED);
        must_type(session, "progress reset");
    }
}

static void what_is_no_answer_is_a_command_as_ever(void **state)
{
    struct session *session = at_number(state);
    assert_prints(session, "1 + 1", "1 + 1 = 2\n");
    assert_prints(session, "x", "x = [3 1.5]\n");
    must_type(session, "forward");
    assert_prints(session, "z1[1]", "z1[1] = 0.625\n");
    assert_true(lesson_is_asking(session));
    must_type(session, "0.625; next");
    assert_prints(session, "7", "7 = 7\n"); /* at a question about the state, too */
}

static void near_misses_are_told_apart(void **state)
{
    struct session *session = at_number(state);
    assert_prints(session, "0", "No. You forgot the bias.\n");
    assert_prints(session, "-0.625", "Almost: the sign is wrong.\n'hint' gives you a hint.\n");
    assert_prints(session, "6.25",
                  "Almost: the decimal point is in the wrong place.\n'hint' gives you a hint.\n");
    assert_prints(session, "0.6",
                  "Almost: 0.6 comes near, but isn't right yet; check the rounding, and each step.\n"
                  "'hint' gives you a hint.\n");
    assert_prints(session, "4.25", "No: 4.25 isn't `z1[1]`.\n'hint' gives you a hint.\n");
    assert_prints(session, "hint", "hint 1 of 2: It is a sum.\n");
    assert_prints(session, "hint", "hint 2 of 2: z = w x + b\n");
    assert_refused(session, "hint", "those were all the hints; 'solution' shows how it goes");
    assert_prints(session, "3", "No: 3 isn't `z1[1]`.\n'solution' shows how it goes.\n");
    must_type(session, "0.625");
    const struct progress_record *record = progress_find(&session->progress, "nodes", "z-by-hand");
    assert_int_equal(record->wrong, 6);
    assert_int_equal(record->hints, 2);
}

static void free_play_cannot_make_a_right_answer_wrong(void **state)
{
    struct session *session = at_number(state);
    must_type(session, "w1 = [7 7]; input 1 1; forward");
    assert_prints(session, "7", "No: 7 isn't `z1[1]`.\n");
    must_type(session, "reset");
    assert_prints(session, "w1", "w1 = [0.5 -1]\n");
    must_type(session, "w1 = [7 7]; 5/8");
    assert_int_equal(status_of(session, "z-by-hand"), PROGRESS_SOLVED);
}

static void any_way_to_the_state_is_right_and_what_is_missing_is_said(void **state)
{
    struct session *session = at_state(state);
    assert_prints(session, "w1[1,1] = 1", "Not yet: now a1[1] isn't known yet; it should be: a1[1] == 1\n");
    assert_prints(session, "rate 0.5", "");
    assert_prints(session, "answer", "Not yet: now a1[1] isn't known yet; it should be: a1[1] == 1\n");
    assert_prints(session, "goal",
                  "? Make it fire.\nNot yet: now a1[1] isn't known yet; it should be: a1[1] == 1\n");
    must_type(session, "target 0; forward");
    assert_non_null(strstr(buffer_text(&session->out), "Right!\n2 > 0\n"));
    assert_int_equal(status_of(session, "fire"), PROGRESS_SOLVED);
}

static void a_letter_is_a_choice_and_the_wrong_one_says_why(void **state)
{
    struct session *session = at_choice(state);
    assert_prints(session, "a", "No. Not this.\n");
    assert_refused(session, "answer c", "answer with one of the letters in front of the choices, not 'c'");
    assert_prints(session, "B", "Right!\nThat.\n(Enter or 'next' goes on)\n");
    assert_prints(session, "next",
                  "This is the end of the lesson. Solved: 1 of 3 questions.\n"
                  "'lessons' lists them all; 'lesson quit' goes back to your own session.\n");
}

static void skipping_and_looking_are_not_solving(void **state)
{
    struct session *session = at_number(state);
    must_type(session, "skip");
    assert_int_equal(status_of(session, "z-by-hand"), PROGRESS_SKIPPED);
    assert_string_equal(session->lesson->ask->id, "fire");
    assert_prints(session, "solution",
                  "> w1 = [1 1]\n> step\n[1/6] forward  layer 1, node 1\n"
                  "  z1[1] = w1[1,1]·x[1] + w1[1,2]·x[2] + b1[1] = 1·1 + 1·1 + 0 = 2\n"
                  "  a1[1] = step(z1[1])                         = 2 > 0 ? 1 : 0 = 1\n"
                  "2 > 0\n(Enter or 'next' goes on)\n");
    assert_int_equal(status_of(session, "fire"), PROGRESS_SHOWN);
    must_type(session, "reset; w1 = [1 1]; step");
    assert_int_equal(status_of(session, "fire"), PROGRESS_SHOWN);
}

static void a_course_may_forbid_them(void **state)
{
    const struct place *place = *state;
    struct buffer text = BUFFER_EMPTY;
    buffer_printf(&text, "# 1. Test\n\n```lesson\nforbid: hint, skip solution\n```\n%s",
                  strstr(english, "\n## Firing"));
    write_lesson(&place->folder, "en", buffer_text(&text));
    buffer_finish(&text);
    struct session *session = place->session;
    must_type(session, "lesson 1");
    assert_refused(session, "hint", "this lesson doesn't allow 'hint'");
    assert_refused(session, "skip", "this lesson doesn't allow 'skip'");
    assert_refused(session, "solution", "this lesson doesn't allow 'solution'");
    must_type(session, "answer; answer");
    assert_null(strstr(buffer_text(&session->out), "hint"));
}

static void the_own_session_comes_back_with_its_history(void **state)
{
    struct session *session = session_of(state);
    must_type(session, "net 1 1; w1 = 3; view formula; lesson 1.2; next; back; undo; w1 = [9 9]");
    struct buffer view = BUFFER_EMPTY;
    view_put(&session->view, &view);
    assert_string_equal(buffer_text(&view), "net");
    buffer_finish(&view);
    must_type(session, "lesson quit");
    assert_prints(session, "w1; view", "w1 = 3\nview formula\n");
    must_type(session, "undo; w1 = 4; undo; redo");
    assert_prints(session, "w1", "w1 = 4\n");
    assert_refused(session, "next", "no lesson is running; 'lesson 1' starts the first one");
}

static void going_back_ends_before_the_question_and_reset_brings_it_back(void **state)
{
    struct session *session = at_number(state);
    struct error error;
    must_type(session, "w1 = [2 2]; step");
    while (type(session, "undo", &error))
        continue;
    assert_refused(session, "x",
                   "there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid");
    must_type(session, "reset");
    assert_prints(session, "w1", "w1 = [0.5 -1]\n");
    must_type(session, "0.625");
}

static void free_play_leaves_the_lesson_and_comes_back_to_it(void **state)
{
    struct session *session = at_number(state);
    must_type(session, "forward; play");
    assert_prints(session, "a1 == sigmoid(0.625)", "a1 == sigmoid(0.625) = 1\n");
    must_type(session, "net 5 5; 0.625");
    assert_refused(session, "next", "this is free play; 'resume' goes back to the lesson");
    assert_prints(session, "resume",
                  "One neuron\n\n> net 2 1:sigmoid\n> w1 = [0.5 -1]\n\nType this yourself:\n    input 1 2\n"
                  "> net 2 3:softmax\n\n? What is `z1[1]`?\n");
    assert_prints(session, "z1", "z1 = 0.625\n");
    assert_true(lesson_is_asking(session));
    assert_refused(session, "resume", "there is nothing to resume: 'play' begins free play");
}

static void the_empty_line_goes_on_but_leaves_no_question(void **state)
{
    struct session *session = session_of(state);
    struct error error;
    must_type(session, "lesson 1");
    assert_true(session_repeat(session, &error));
    assert_true(session_repeat(session, &error));
    assert_true(lesson_is_asking(session));
    assert_true(session_repeat(session, &error));
    assert_true(lesson_is_asking(session));
    must_type(session, "5/8");
    assert_true(session_repeat(session, &error));
    assert_string_equal(session->lesson->ask->id, "fire");
}

static void a_long_page_is_shown_screen_by_screen(void **state)
{
    struct session *session = session_of(state);
    session->is_interactive = true;
    session->rows = 6;
    assert_prints(session, "lesson 1.2",
                  "One neuron\n\n> net 2 1:sigmoid\n> w1 = [0.5 -1]\n... (Enter: more)\n");
    assert_prints(session, "next", "\nType this yourself:\n    input 1 2\n(Enter or 'next' goes on)\n");
}

static void at_a_prompt_the_picture_stays_until_the_question_is_wanted(void **state)
{
    struct place *place = *state;
    struct session *session = place->session;
    write_lesson(&place->folder, "en", pictured);
    must_type(session, "lesson 1");
    assert_true(lesson_is_asking(session)); /* nobody looks at a pipe */
    session->is_interactive = true;
    assert_prints(session, "lesson 1",
                  "1. Sums\n\n> net 1 1:linear\n\nThe line is drawn thick.\n\n"
                  "(Enter or 'next' goes on to the question)\n");
    assert_false(lesson_is_asking(session));
    assert_int_equal(network_inputs(session->tape.network), 1);
    assert_prints(session, "next", "? 100 and 27?\n");
    assert_int_equal(network_inputs(session->tape.network), 2);
}

static void of_two_ideas_the_nearer_is_meant_and_no_sum_is_given_away(void **state)
{
    struct place *place = *state;
    write_lesson(&place->folder, "en", pictured);
    must_type(place->session, "lesson 1");
    assert_prints(place->session, "122", "No. The 5.\n");
    assert_prints(place->session, "120", "No. The 7.\n'hint' gives you a hint.\n");
    assert_prints(place->session, "7", "No: 7 isn't what is asked for.\n'hint' gives you a hint.\n");
}

static void a_question_is_not_torn_from_its_choices(void **state)
{
    struct session *session = at_state(state);
    session->is_interactive = true;
    session->rows = 8;
    const char text[] = "one\ntwo\nthree\nfour\n? Which?\n  a) this\n  b) that\n";
    buffer_clear(&session->out);
    lesson_show(session, text);
    assert_string_equal(buffer_text(&session->out), "one\ntwo\nthree\nfour\n... (Enter: more)\n");
    assert_prints(session, "next", "? Which?\n  a) this\n  b) that\n");
}

static void prev_opens_the_page_before(void **state)
{
    struct session *session = at_state(state);
    must_type(session, "prev");
    assert_int_equal(session->lesson->page, 1);
    assert_prints(session, "w1", "w1 = [0.5 -1]\n");
    must_type(session, "prev");
    assert_refused(session, "prev", "this is the first page of the lesson");
}

static void the_lesson_goes_on_where_it_was_left(void **state)
{
    struct session *session = at_state(state);
    must_type(session, "lesson quit; lesson");
    assert_int_equal(session->lesson->page, 2);
}

static void the_language_changes_in_place_and_what_is_missing_is_english(void **state)
{
    const struct place *place = *state;
    write_lesson(&place->folder, "ko", korean);
    struct session *session = at_number(state);
    must_type(session, "lang ko");
    assert_non_null(strstr(buffer_text(&session->out), "? `z1[1]`의 값은?\n"));
    must_type(session, "hint");
    assert_non_null(strstr(buffer_text(&session->out), "합입니다."));
    must_type(session, "hint");
    assert_non_null(strstr(buffer_text(&session->out), "z = w x + b"));
    must_type(session, "next");
    assert_non_null(strstr(buffer_text(&session->out), "? Make it fire."));
    must_type(session, "lang en; goal");
    assert_non_null(strstr(buffer_text(&session->out), "? Make it fire."));
}

static void a_lesson_that_is_not_there_is_refused(void **state)
{
    struct session *session = session_of(state);
    assert_refused(session, "lesson 7", "there is no lesson 7; 'lessons' lists them");
    assert_refused(session, "lesson cooking", "no lesson is called 'cooking'; there are: nodes");
    assert_refused(session, "lesson 1.9", "lesson nodes has 3 pages");
    assert_null(session->lesson);
    session->lessons = "/nowhere";
    assert_refused(session, "lessons",
                   "the lessons' folder '/nowhere' can't be read: No such file or directory");
}

int main(void)
{
#define lesson_test(name) cmocka_unit_test_setup_teardown(name, open_lesson, close_lesson)
    const struct CMUnitTest tests[] = {
        lesson_test(a_page_is_told_and_its_commands_run),
        lesson_test(where_one_is_stands_in_front_of_the_prompt),
        lesson_test(a_number_is_accepted_in_each_of_its_spellings),
        lesson_test(what_is_no_answer_is_a_command_as_ever),
        lesson_test(near_misses_are_told_apart),
        lesson_test(free_play_cannot_make_a_right_answer_wrong),
        lesson_test(any_way_to_the_state_is_right_and_what_is_missing_is_said),
        lesson_test(a_letter_is_a_choice_and_the_wrong_one_says_why),
        lesson_test(skipping_and_looking_are_not_solving),
        lesson_test(a_course_may_forbid_them),
        lesson_test(the_own_session_comes_back_with_its_history),
        lesson_test(going_back_ends_before_the_question_and_reset_brings_it_back),
        lesson_test(free_play_leaves_the_lesson_and_comes_back_to_it),
        lesson_test(the_empty_line_goes_on_but_leaves_no_question),
        lesson_test(a_long_page_is_shown_screen_by_screen),
        lesson_test(at_a_prompt_the_picture_stays_until_the_question_is_wanted),
        lesson_test(of_two_ideas_the_nearer_is_meant_and_no_sum_is_given_away),
        lesson_test(a_question_is_not_torn_from_its_choices),
        lesson_test(prev_opens_the_page_before),
        lesson_test(the_lesson_goes_on_where_it_was_left),
        lesson_test(the_language_changes_in_place_and_what_is_missing_is_english),
        lesson_test(a_lesson_that_is_not_there_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
