/* The pages of a small lesson, taken as a learner takes them. */
#include "app/lesson_place.h"

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

/* What an earlier page brought to the window isn't brought again by setting the stage. */
static void the_panels_are_those_that_the_page_wants(void **state)
{
    struct session *session = session_of(state);
    struct buffer view = BUFFER_EMPTY;
    write_lesson(
        &((struct place *)*state)->folder, "en",
        "# 1. Nodes\n\n```lesson\nview: net collapse\n```\n\n```nabla\nnet 2 1:linear\ncollapse\n```\n\n"
        "## Two\n\n```lesson\nview: net boundary\n```\n\nLook.\n\n```ask\nid: two\nquestion: 1 + 1?\n"
        "check: number 1 + 1\nhint: 2\nhint: 2\nsolution: answer 2\nexplain: 2\n```\n");
    must_type(session, "lesson 1.2; next");
    view_put(&session->view, &view);
    assert_string_equal(buffer_text(&view), "net boundary");
    buffer_finish(&view);
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
    assert_refused(session, "next",
                   "no lesson is running; 'lesson 1' starts the first one, 'lesson' goes on where you were");
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
                  "One neuron\n\n> net 2 1:sigmoid\n> w1 = [0.5 -1]\n\nType this yourself:\n    input 1 2\n\n"
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
    assert_prints(session, "next", "Type this yourself:\n    input 1 2\n(Enter or 'next' goes on)\n");
    session->rows = 8; /* two lines of commands would fit: they stay together */
    assert_prints(session, "lesson 1.2",
                  "One neuron\n\n> net 2 1:sigmoid\n> w1 = [0.5 -1]\n... (Enter: more)\n");
    assert_prints(session, "next", "Type this yourself:\n    input 1 2\n(Enter or 'next' goes on)\n");
}

static void enter_repeats_a_step_and_the_page_says_so(void **state)
{
    struct session *session = at_state(state);
    struct error error;
    const char remark[] = "(Enter does that again; 'next' goes on in the lesson)\n";
    session->is_interactive = true;
    must_type(session, "lesson 1.2; input 1 2");
    must_type(session, "target 1; step");
    assert_non_null(strstr(buffer_text(&session->out), remark));
    assert_true(session_repeat(session, &error)); /* said once */
    must_type(session, "");
    assert_null(strstr(buffer_text(&session->out), remark));
    assert_int_equal(session->lesson->page, 1);
    must_type(session, "next");
    assert_string_equal(session->lesson->ask->id, "z-by-hand");
    must_type(session, "step"); /* here Enter promises nothing */
    assert_null(strstr(buffer_text(&session->out), remark));
    must_type(session, "target 1; step; 0.625");
    assert_true(session_repeat(session, &error)); /* "Enter goes on" was said */
    assert_string_equal(session->lesson->ask->id, "fire");
    must_type(session, "w1 = [1 1]; step");
    assert_true(session->lesson->is_over);
    assert_true(session_repeat(session, &error));
    assert_string_equal(session->lesson->ask->id, "which");
}

static void enter_goes_on_once_all_that_a_page_offers_is_typed(void **state)
{
    struct session *session = at_state(state);
    struct error error;
    session->is_interactive = true;
    must_type(session, "lesson 1.2"); /* it offers one command */
    must_type(session, "target 1; input 1 2; step");
    assert_true(session_repeat(session, &error));
    must_type(session, "");
    assert_string_equal(session->lesson->ask->id, "z-by-hand");
}

static bool stop_at_once(void *context, const struct job *job)
{
    bool *has_seen_training = context;
    *has_seen_training = job->is_training;
    return true;
}

static void a_long_setup_can_be_stopped(void **state)
{
    const struct place *place = *state;
    struct session *session = place->session;
    bool has_seen_training = false;
    write_lesson(&place->folder, "en",
                 "# 1. A\n\n```ask\nid: long\nquestion: How long?\n"
                 "setup: net 2 50:tanh 1:tanh; data circle 1000; train 100000\n"
                 "check: state iteration == 1\n```\n");
    session->host = (struct host){.context = &has_seen_training, .wants_stop = stop_at_once};
    assert_refused(session, "lesson 1", "stopped, so not all is set up; 'lesson' opens the page again");
    assert_true(has_seen_training);
    assert_true(lesson_is_asking(session));
    must_type(session, "rate 0.1; lesson quit");
}

static void a_page_whose_stage_fails_goes_no_further(void **state)
{
    const struct place *place = *state;
    struct session *session = place->session;
    struct error error;
    write_lesson(&place->folder, "en",
                 "# 1. A\n\n```nabla\nnet 2 1:tanh\nw1 = [1 2 3]\n```\n\n## B\n\nGo on.\n\n"
                 "```nabla\nrate 0.5\n```\n");
    assert_false(type(session, "lesson 1.2", &error));
    assert_non_null(strstr(error.text, "w1"));
    assert_string_equal(buffer_text(&session->out), "B\n\n");
    must_type(session, "lesson quit");
}

static void at_a_prompt_the_picture_stays_until_the_question_is_wanted(void **state)
{
    struct place *place = *state;
    struct session *session = place->session;
    write_lesson(&place->folder, "en", pictured_lesson);
    must_type(session, "lesson 1");
    assert_true(lesson_is_asking(session)); /* nobody looks at a pipe */
    session->is_interactive = true;
    assert_prints(session, "lesson 1",
                  "1. Sums\n\n> net 1 1:linear\n\nThe line is drawn thick.\n\n"
                  "(Enter or 'next' goes on to the question)\n");
    assert_false(lesson_is_asking(session));
    assert_int_equal(network_inputs(session->tape.network), 1);
    assert_prints(session, "next", "? 100 and 27?\n(type the number, as 0.5, 5e-1 or 1/2; 'hint' helps)\n");
    assert_int_equal(network_inputs(session->tape.network), 2);
    assert_prints(session, "reset", "? 100 and 27?\n"); /* said once */
}

static void a_question_is_not_torn_from_its_choices(void **state)
{
    struct session *session = at_state(state);
    session->is_interactive = true;
    session->rows = 8;
    const char text[] = "one\ntwo\nthree\nfour\n? Which?\n  a) this\n  b) that\n  c) both\n";
    buffer_clear(&session->out);
    lesson_show(session, text);
    assert_string_equal(buffer_text(&session->out), "one\ntwo\nthree\nfour\n... (Enter: more)\n");
    assert_prints(session, "next", "? Which?\n  a) this\n  b) that\n  c) both\n");
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

static void what_makes_no_sense_here_is_said_in_one_line(void **state)
{
    struct session *session = at_number(state);
    assert_refused(session, "answer", "answer: the answer is missing, as in 'answer 0.5' or 'answer b'");
    must_type(session, "play");
    assert_refused(session, "play", "this is free play already; 'resume' goes back to the lesson");
    assert_refused(session, "answer 1", "no question is open; 'next' goes on");
    assert_refused(session, "hint", "this is free play; 'resume' goes back to the lesson");
    must_type(session, "resume; next");
    assert_refused(session, "answer 1",
                   "here the state is what counts: change it with commands until the goal is reached");
}

static void a_lesson_can_not_end_the_program(void **state)
{
    struct place *place = *state;
    write_lesson(&place->folder, "en", "# 1. Nodes\n\n```nabla\nquit\n```\n");
    must_type(place->session, "lesson 1");
    assert_non_null(strstr(buffer_text(&place->session->out), "\nnodes: 'quit' doesn't belong here\n"));
    assert_false(place->session->has_quit);
}

static bool says(const struct session *session, const char *what)
{
    return strstr(buffer_text(&session->out), what) != NULL;
}

static void the_list_says_what_is_solved_and_where_one_is(void **state)
{
    struct place *place = *state;
    struct session *session = at_number(state);
    must_type(session, "0.625");
    must_type(session, "lessons");
    assert_true(says(session, "   1. Nodes   "));
    assert_true(
        says(session, "1 of 3 solved <\n'lesson 3' starts the third; 'lesson' goes on where you were.\n"));
    must_type(session, "lesson"); /* the page again */
    assert_true(says(session, "One neuron\n"));
    must_type(session, "lesson quit; lessons");
    assert_true(says(session, "1 of 3 solved\n"));
    write_lesson(&place->folder, "ko", korean);
    must_type(session, "lang ko; lessons");
    assert_true(says(session, "   1. 노드   "));
    translate_select("en");
    write_lesson(&place->folder, "en", "no lesson");
    must_type(session, "lessons");
    assert_true(says(session, "en.md:1: a lesson begins with its title"));
}

static void one_lesson_can_be_checked_by_its_folder(void **state)
{
    struct place *place = *state;
    struct error error;
    char line[120];
    snprintf(line, sizeof line, "lesson check %s/01-nodes/", place->folder.path);
    assert_false(type(place->session, line, &error)); /* there is no Korean yet */
    assert_true(says(place->session, "/01-nodes/ko.md'"));
    assert_string_equal(error.text, "1 faults in 1 lessons");
}

static void a_worksheet_of_a_lesson_is_written_where_it_is_wanted(void **state)
{
    struct place *place = *state;
    struct buffer text = BUFFER_EMPTY;
    char path[100], line[160];
    snprintf(path, sizeof path, "%s/sheet.md", place->folder.path);
    snprintf(line, sizeof line, "worksheet nodes %s --seed 4", path);
    must_type(place->session, line);
    assert_true(file_read(path, 1 << 20, &text, NULL));
    assert_non_null(strstr(buffer_text(&text), "What is "));
    buffer_finish(&text);
    unlink(path);
    snprintf(line, sizeof line, "worksheet none %s", path);
    assert_refused(place->session, line, "no lesson is called 'none'; did you mean 'nodes'?");
    assert_int_not_equal(access(path, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lesson_test(a_page_is_told_and_its_commands_run),
        lesson_test(where_one_is_stands_in_front_of_the_prompt),
        lesson_test(the_own_session_comes_back_with_its_history),
        lesson_test(going_back_ends_before_the_question_and_reset_brings_it_back),
        lesson_test(free_play_leaves_the_lesson_and_comes_back_to_it),
        lesson_test(the_empty_line_goes_on_but_leaves_no_question),
        lesson_test(a_long_page_is_shown_screen_by_screen),
        lesson_test(enter_goes_on_once_all_that_a_page_offers_is_typed),
        lesson_test(enter_repeats_a_step_and_the_page_says_so),
        lesson_test(a_long_setup_can_be_stopped),
        lesson_test(a_page_whose_stage_fails_goes_no_further),
        lesson_test(at_a_prompt_the_picture_stays_until_the_question_is_wanted),
        lesson_test(a_question_is_not_torn_from_its_choices),
        lesson_test(prev_opens_the_page_before),
        lesson_test(the_lesson_goes_on_where_it_was_left),
        lesson_test(the_language_changes_in_place_and_what_is_missing_is_english),
        lesson_test(a_lesson_that_is_not_there_is_refused),
        lesson_test(what_makes_no_sense_here_is_said_in_one_line),
        lesson_test(a_lesson_can_not_end_the_program),
        lesson_test(the_panels_are_those_that_the_page_wants),
        lesson_test(the_list_says_what_is_solved_and_where_one_is),
        lesson_test(one_lesson_can_be_checked_by_its_folder),
        lesson_test(a_worksheet_of_a_lesson_is_written_where_it_is_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
