/* The questions of a small lesson, answered as learners answer them. */
#include "app/lesson_place.h"

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
    assert_prints(session, "1 + 1",
                  "1 + 1 = 2\n(computed, not judged: to answer, type the number, or: answer $)\n");
    assert_prints(session, "1 + 2", "1 + 2 = 3\n");
    assert_prints(session, "x", "x = [3 1.5]\n");
    must_type(session, "forward");
    assert_prints(session, "z1[1]", "z1[1] = 0.625\n");
    assert_true(lesson_is_asking(session));
    assert_refused(
        session, "five",
        "no command is called 'five'; did you mean 'save'?; the question wants a number, such as 0.5");
    must_type(session, "0.5 + 1/8; answer $");
    assert_true(session->lesson->is_over);
    must_type(session, "next");
    assert_prints(session, "7",
                  "7 = 7\n(a number alone answers nothing here: commands change the state until the goal "
                  "is reached)\n");
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

/* A letter answers the other kind of question; as the short form of a command it would take the scene apart. */
static void an_answer_of_another_kind_is_told_so_and_does_nothing(void **state)
{
    struct session *session = at_number(state);
    assert_refused(session, "b", "this question takes a number, such as 0.5, not 'b'");
    assert_prints(session, "w1", "w1 = [0.5 -1]\n");
    assert_prints(session, "w1*2", "w1*2 = [1 -2]\n"); /* `answer $` would be none */
    must_type(session, "next");
    assert_prints(
        session, "0.5",
        "0.5 = 0.5\n(a number alone answers nothing here: commands change the state until the goal is "
        "reached)\n");
    must_type(session, "next");
    assert_refused(
        session, "(-2,-1)",
        "unexpected ',' at column 4; an operator or a ')' belongs there; the question wants the letter of a "
        "choice, such as b");
}

static void any_way_to_the_state_is_right_and_what_is_missing_is_said(void **state)
{
    struct session *session = at_state(state);
    assert_prints(session, "w1[1,1] = 1", "");
    assert_prints(session, "rate 0.5", "");
    assert_prints(session, "answer", "Not yet: a1[1] is not computed yet; 'forward' computes it\n");
    assert_prints(session, "goal",
                  "? Make it fire.\nNot yet: a1[1] is not computed yet; 'forward' computes it\n");
    must_type(session, "target 0; forward");
    assert_non_null(strstr(buffer_text(&session->out), "Right!\n2 > 0\n"));
    assert_int_equal(status_of(session, "fire"), PROGRESS_SOLVED);
}

static void what_is_missing_is_said_once_a_line_when_all_is_computed(void **state)
{
    struct session *session = at_state(state);
    assert_prints(session, "loss l1; optimizer adam; w1 = [0 0.5]; b1 = -1", "");
    must_type(session, "b1 = -2; step; b1 = -1; forward");
    const char *said = strstr(buffer_text(&session->out), "Not yet: ");
    assert_string_equal(said, "Not yet: now w1[1,1] = 0; it should be: w1[1,1] == 1\n"
                              "now a1[1] = 0; it should be: a1[1] == 1\n");
    assert_prints(session, "w1[1,1] = 1", ""); /* a1 is of before */
    assert_prints(
        session, "goal",
        "? Make it fire.\nNot yet: now a1[1] = 0 (stale; compute it again); it should be: a1[1] == 1\n");
    assert_false(session->lesson->is_over);
}

static void the_same_lack_behind_a_change_is_said_again(void **state)
{
    struct session *session = at_state(state);
    must_type(session, "w1 = [0 1]; step");
    assert_non_null(strstr(buffer_text(&session->out), "Not yet: now w1[1,1] = 0"));
    must_type(session, "w1[1,2] = 2");
    must_type(session, "forward");
    assert_non_null(strstr(buffer_text(&session->out), "Not yet: now w1[1,1] = 0"));
}

static void what_was_computed_with_other_weights_solves_nothing(void **state)
{
    struct session *session = at_state(state);
    must_type(session, "w1 = [7 7]; step"); /* a1 = 1 */
    must_type(session, "w1 = [1 -7]");
    assert_false(session->lesson->is_over);
    must_type(session, "w1 = [1 7]; restart; step");
    assert_true(session->lesson->is_over);
}

static void what_is_compared_is_said_as_a_whole(void **state)
{
    const struct place *place = *state;
    struct session *session = place->session;
    write_lesson(&place->folder, "en",
                 "# 1. A\n\n```ask\nid: slope\nquestion: Steep?\nsetup: net 1 1:sigmoid; w1 = 5; input 1\n"
                 "check: state a1[1]*(1 - a1[1]) > 0.2 and w1[1,1] != 0\n```\n");
    must_type(session, "lesson 1");
    assert_prints(session, "answer", "Not yet: a1[1] is not computed yet; 'forward' computes it\n");
    must_type(session, "w1 = 1; step");
    assert_non_null(strstr(buffer_text(&session->out), "Not yet: now a1[1] = 0.731059, a1[1]*(1 - a1[1]) = "
                                                       "0.196612; it should be: a1[1]*(1 - a1[1]) > 0.2\n"));
    assert_prints(
        session, "w1 = 0; answer",
        "Not yet: now a1[1] = 0.731059 (stale; compute it again); it should be: a1[1]*(1 - a1[1]) > 0.2\n"
        "now w1[1,1] = 0; it should be: w1[1,1] != 0\n'solution' shows how it goes.\n");
}

static void a_name_in_front_of_an_answer_is_understood(void **state)
{
    struct session *session = at_number(state);
    assert_prints(session, "z1[1] = 0", "No. You forgot the bias.\n");
    assert_refused(session, "a1[1] = 0.625", "asked is z1[1], not a1[1]; type the number alone");
    must_type(session, "expect 1 = 1");
    assert_refused(session, "answer L = 1", "asked is z1[1], not L; type the number alone");
    assert_int_equal(session->lesson->wrong, 1);
    static const char *const named[] = {"z1[1] = 0.625", "z1=5/8", "z = 0.625", "answer z1[1] = .625"};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        must_type(session, "reset");
        assert_prints(session, named[i], "Right!\n1.5 - 1.5 + 0.625.\n(Enter or 'next' goes on)\n");
    }
    must_type(session, "reset");
    assert_prints(session, "w1[1,1] = 0.625; w1", "w1 = [0.625 -1]\n"); /* that can be set */
    static const char *const comparisons[] = {"x[1]>=3", "x[1] <= 3", "x[2]!=4", "x[1]==3", "x[2]+1>=2"};
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
        must_type(session, comparisons[i]);
        assert_non_null(strstr(buffer_text(&session->out), " = 1\n"));
    }
    assert_int_equal(session->lesson->wrong, 1);
    assert_false(session->lesson->is_over);
}

static void a_weight_that_is_asked_for_is_set_and_that_is_said(void **state)
{
    const struct place *place = *state;
    struct session *session = place->session;
    write_lesson(
        &place->folder, "en",
        "# 1. A\n\n```ask\nid: w\nquestion: w1[1,1] after it?\nsetup: net 1 1:linear; w1 = 1; input 1; "
        "target 0\ncheck: number w1[1,1]\nafter: iterate\n```\n");
    must_type(session, "lesson 1");
    assert_prints(session, "w1[1,1] = 0.5", "(this sets w1[1,1]; to answer, type the number alone)\n");
    assert_prints(session, "b1[1] = 0.5", "");
    assert_prints(session, "w1[1,1]", "w1[1,1] = 0.5\n");
}

static void a_letter_is_a_choice_and_the_wrong_one_says_why(void **state)
{
    struct session *session = at_choice(state);
    assert_refused(
        session, "zzz",
        "no command is called 'zzz'; 'help all' lists them; the question wants the letter of a choice, "
        "such as b");
    assert_prints(session, "a", "No. Not this.\n");
    assert_refused(session, "2", "answer with one of the letters in front of the choices, not '2'");
    assert_refused(session, "answer c", "answer with one of the letters in front of the choices, not 'c'");
    assert_refused(session, "e", "answer with one of the letters in front of the choices, not 'e'");
    assert_prints(session, "B", "Right!\nThat.\n(Enter or 'next' goes on)\n");
    assert_prints(session, "next",
                  "This is the end of the lesson. Solved: 1 of 3 questions.\n"
                  "Still open: 1.2, 1.3 ('lesson 1.2' goes there).\n"
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
    assert_prints(session, "reset; w1 = [1 1]; step",
                  "? Make it fire.\n[1/6] forward  layer 1, node 1\n"
                  "  z1[1] = w1[1,1]·x[1] + w1[1,2]·x[2] + b1[1] = 1·1 + 1·1 + 0 = 2\n"
                  "  a1[1] = step(z1[1])                         = 2 > 0 ? 1 : 0 = 1\n"
                  "Right!\n2 > 0\n(Its answer was shown before, so it doesn't count as solved.)\n"
                  "(Enter or 'next' goes on)\n");
    assert_int_equal(status_of(session, "fire"), PROGRESS_SHOWN);
    must_type(session, "next");
    assert_prints(
        session, "a; B; next",
        "No. Not this.\nRight!\nThat.\n(Enter or 'next' goes on)\n"
        "This is the end of the lesson. Solved: 1 of 3 questions.\n"
        "Shown, not solved by you: 1.2, 1.3 ('progress reset 1' forgets the lesson, to\nbegin anew).\n"
        "'lessons' lists them all; 'lesson quit' goes back to your own session.\n");
}

static void a_course_may_forbid_them(void **state)
{
    const struct place *place = *state;
    struct buffer text = BUFFER_EMPTY;
    buffer_printf(&text, "# 1. Test\n\n```lesson\nforbid: hint, skip solution\n```\n%s",
                  strstr(small_lesson, "\n## Firing"));
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

static void of_two_ideas_the_nearer_is_meant_and_no_sum_is_given_away(void **state)
{
    struct place *place = *state;
    write_lesson(&place->folder, "en", pictured_lesson);
    must_type(place->session, "lesson 1");
    assert_prints(place->session, "122", "No. The 5.\n");
    assert_prints(place->session, "120", "No. The 7.\n'hint' gives you a hint.\n");
    assert_prints(place->session, "7", "No: 7 isn't what is asked for.\n'hint' gives you a hint.\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lesson_test(a_number_is_accepted_in_each_of_its_spellings),
        lesson_test(what_is_no_answer_is_a_command_as_ever),
        lesson_test(near_misses_are_told_apart),
        lesson_test(free_play_cannot_make_a_right_answer_wrong),
        lesson_test(an_answer_of_another_kind_is_told_so_and_does_nothing),
        lesson_test(any_way_to_the_state_is_right_and_what_is_missing_is_said),
        lesson_test(what_is_missing_is_said_once_a_line_when_all_is_computed),
        lesson_test(the_same_lack_behind_a_change_is_said_again),
        lesson_test(what_was_computed_with_other_weights_solves_nothing),
        lesson_test(what_is_compared_is_said_as_a_whole),
        lesson_test(a_name_in_front_of_an_answer_is_understood),
        lesson_test(a_weight_that_is_asked_for_is_set_and_that_is_said),
        lesson_test(a_letter_is_a_choice_and_the_wrong_one_says_why),
        lesson_test(skipping_and_looking_are_not_solving),
        lesson_test(a_course_may_forbid_them),
        lesson_test(of_two_ideas_the_nearer_is_meant_and_no_sum_is_given_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
