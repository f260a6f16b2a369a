/* Questions whose numbers are drawn anew. */
#include "app/lesson_place.h"

#include "app/lesson_draw.h"

#define ASKED(draw, rest)                                                                                      \
    "# 1. Sums\n\n```ask\nid: sum\n" draw "question: {p} and {q}: z?\n"                                        \
    "setup: net 2 1:linear; w1 = [{p} {q}]; input 1 1\ncheck: number z1[1]\nafter: forward\n"                  \
    "near: {p} - {(q)} = Not {p} - {(q)}.\nhint: {p} + {(q)}\nhint: {p} + {(q)} = {z1[1]}\n" rest              \
    "explain: {2*p} - {(p)} + {(q)} = {z1[1]}.\n```\n"

static const char drawn[] =
    ASKED("draw: p = 1 to 9; q = -0.9 to 0.9 by 0.3\nwhere: q != 0\n", "solution: forward; answer z1[1]\n");

/* The only question, with the numbers of this seed. */
static struct lesson *draw(const struct place *place, uint64_t seed)
{
    struct lesson_list list;
    struct error error;
    assert_true(lesson_list_read(&list, place->folder.path, NULL));
    struct lesson *lesson = lesson_read(&list.entries[0], NULL, &error);
    lesson_list_finish(&list);
    assert_non_null(lesson);
    if (!lesson_draw(lesson, seed, &error))
        fail_msg("%s", error.text);
    return lesson;
}

static void assert_faulty(const struct place *place, const char *text, const char *message)
{
    struct lesson_list list;
    struct error error;
    write_lesson(&place->folder, "en", text);
    assert_true(lesson_list_read(&list, place->folder.path, NULL));
    struct lesson *lesson = lesson_read(&list.entries[0], NULL, &error);
    lesson_list_finish(&list);
    assert_non_null(lesson);
    assert_true(lesson_has_draws(lesson->english));
    assert_false(lesson_draw(lesson, 1, &error));
    lesson_free(lesson);
    const char *said = strstr(error.text, "en.md:4: ");
    assert_non_null(said);
    assert_string_equal(said + strlen("en.md:4: "), message);
}

static const struct ask *only_ask(const struct lesson_file *file)
{
    return file->pages[0].items[0].ask;
}

static void the_same_seed_gives_the_same_numbers_in_both_languages_and_another_one_others(void **state)
{
    const struct place *place = *state;
    size_t different = 0;
    write_lesson(&place->folder, "en", drawn);
    write_lesson(&place->folder, "ko", drawn);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct lesson *once = draw(place, seed), *again = draw(place, seed), *other = draw(place, seed + 1);
        assert_string_equal(only_ask(once->english)->setup, only_ask(again->english)->setup);
        assert_string_equal(only_ask(once->english)->explain, only_ask(once->korean)->explain);
        assert_string_equal(only_ask(once->english)->setup, only_ask(once->korean)->setup);
        assert_null(strchr(only_ask(once->english)->question, '{'));
        different += strcmp(only_ask(once->english)->setup, only_ask(other->english)->setup) != 0;
        lesson_free(once);
        lesson_free(again);
        lesson_free(other);
    }
    assert_in_range(different, 17, 20);
}

static void what_is_drawn_is_kept_to_its_range_its_step_and_where(void **state)
{
    const struct place *place = *state;
    write_lesson(&place->folder, "en", drawn);
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct lesson *lesson = draw(place, seed);
        const struct ask *ask = only_ask(lesson->english);
        double p, q, sum;
        assert_int_equal(sscanf(ask->setup, "net 2 1:linear; w1 = [%lf %lf]; input 1 1", &p, &q), 2);
        assert_in_range((int)p, 1, 9);
        assert_near(p, (int)p, 0);
        assert_near(10 * q, 3 * (int)(10 * q / 3 + (q < 0 ? -0.5 : 0.5)), 1e-12);
        assert_true(q != 0 && q > -0.95 && q < 0.95);
        const char *result = strstr(ask->explain, " = ");
        assert_non_null(result);
        assert_int_equal(sscanf(result, " = %lf", &sum), 1);
        assert_near(sum, p + q, 1e-12);
        assert_int_equal(q < 0, strstr(ask->hints[0], "(-0.") != NULL); /* behind an operator */
        lesson_free(lesson);
    }
}

static void every_seed_has_its_question_and_the_solution_solves_it(void **state)
{
    const struct place *place = *state;
    struct session *session = place->session;
    double before = 0;
    size_t different = 0;
    write_lesson(&place->folder, "en", drawn);
    for (int seed = 1; seed <= 10; seed++) {
        char line[80], right[32];
        snprintf(line, sizeof line, "seed %d; lesson 1; answer 999.5", seed);
        must_type(session, line);
        assert_false(session->lesson->is_over);
        different += session->lesson->expected.number != before;
        before = session->lesson->expected.number;
        snprintf(right, sizeof right, "%.17g", before);
        must_type(session, seed % 2 ? right : "forward; answer z1[1]");
        assert_true(session->lesson->is_over);
        must_type(session, "lesson quit");
    }
    assert_in_range(different, 8, 10);
}

static void a_seed_typed_in_a_lesson_is_that_of_the_next(void **state)
{
    const struct place *place = *state;
    struct session *session = place->session;
    struct buffer there = BUFFER_EMPTY;
    write_lesson(&place->folder, "en", drawn);
    must_type(session, "seed 5; lesson 1; lesson quit; seed 3; lesson 1");
    buffer_put(&there, session->lesson->ask->setup);
    must_type(session, "seed 5; lesson");
    assert_string_equal(session->lesson->ask->setup, buffer_text(&there));
    must_type(session, "lesson 1");
    assert_string_not_equal(session->lesson->ask->setup, buffer_text(&there));
    must_type(session, "seed 3; lesson 1");
    assert_string_equal(session->lesson->ask->setup, buffer_text(&there));
    must_type(session, "seed 5; undo; lesson 1");
    assert_string_equal(session->lesson->ask->setup, buffer_text(&there));
    must_type(session, "seed 5; undo; redo; lesson 1");
    assert_string_not_equal(session->lesson->ask->setup, buffer_text(&there));
    buffer_finish(&there);
}

static void a_wrong_idea_is_never_right_by_chance(void **state)
{
    const struct place *place = *state;
    write_lesson(&place->folder, "en", ASKED("draw: p = 1 to 2; q = 0 to 1\n", "")); /* 1 - 0 is 1 + 0 */
    for (uint64_t seed = 0; seed < 30; seed++) {
        struct lesson *lesson = draw(place, seed);
        assert_non_null(strstr(only_ask(lesson->english)->setup, " 1]; input"));
        lesson_free(lesson);
    }
}

static void choices_differ_and_no_start_is_solved(void **state)
{
    const struct place *place = *state;
    write_lesson(
        &place->folder, "en",
        "# 1. A\n\n```ask\nid: c\ndraw: p q = 1 to 2\nquestion: ?\ncheck: choice a\na: {p}\nb: {q}\n```\n\n"
        "```ask\nid: s\ndraw: r = 1 to 2\nquestion: 2?\nsetup: net 1 1; w1 = {r}\n"
        "check: state w1[1,1] == 2\n```\n");
    for (uint64_t seed = 0; seed < 30; seed++) {
        struct lesson *lesson = draw(place, seed);
        const struct lesson_item *items = lesson->english->pages[0].items;
        assert_string_not_equal(items[0].ask->choices[0], items[0].ask->choices[1]);
        assert_string_equal(items[1].ask->setup, "net 1 1; w1 = 1");
        lesson_free(lesson);
    }
}

static void mistakes_of_the_author_are_named(void **state)
{
    const struct place *place = *state;
    assert_faulty(place, ASKED("draw: p q = 3 to 1\n", ""),
                  "question sum: 'draw: p q = 3 to 1': it must be such as 'draw: a b = -3 to 3' or 'draw: c = "
                  "0.1 to 0.9 by 0.1'");
    assert_faulty(place, ASKED("draw: p q in 1 to 3\n", ""),
                  "question sum: 'draw: p q in 1 to 3': it must be such as 'draw: a b = -3 to 3' or 'draw: c = "
                  "0.1 to 0.9 by 0.1'");
    assert_faulty(place, ASKED("draw: p q = 1 to 3 by 0\n", ""),
                  "question sum: 'draw: p q = 1 to 3 by 0': it must be such as 'draw: a b = -3 to 3' or 'draw: "
                  "c = 0.1 to 0.9 by 0.1'");
    assert_faulty(place, ASKED("draw: p qqqqqqqqqqqqqqqq = 1 to 3\n", ""),
                  "question sum: 'draw: qqqqqqqqqqqqqqqq = 1 to 3': a name has at most 15 letters, and there "
                  "are at most 24 names");
    assert_faulty(place, ASKED("draw: p q w1 = 1 to 3\n", ""),
                  "question sum: 'draw: w1': the name stands for something else already; choose another");
    assert_faulty(place, ASKED("draw: p q p = 1 to 3\n", ""),
                  "question sum: 'draw: p': the name stands for something else already; choose another");
    assert_faulty(place, ASKED("draw: p q = 1 to 3\nwhere: p > 3\n", ""),
                  "question sum: 'where: p > 3': no numbers of 'draw:' were found for which it holds");
    assert_faulty(
        place, ASKED("draw: p = 1 to 3; q = 0 to 0\n", ""),
        "question sum: no numbers of 'draw:' were found with which it is a question; write a 'where:'");
    assert_faulty(place, ASKED("draw: p q = 1 to 3\n", "hint: {p + 1\n"),
                  "question sum: '{p + 1': the { is never closed");
    assert_faulty(place, ASKED("draw: p q = 1 to 3\n", "hint: {a1[2]}\n"),
                  "question sum: {a1[2]}: a1[2]: there is no number 2; the last is 1");
    assert_faulty(place, ASKED("draw: p = 1 to 3\n", ""),
                  "question sum: {q}: no quantity is called 'q'; there are: x, w, b, z, a, yhat, y, L, dw, db, "
                  "dz, da, dyhat, dx, rate, epoch, iteration, cost, accuracy, test_cost, test_accuracy");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lesson_test(the_same_seed_gives_the_same_numbers_in_both_languages_and_another_one_others),
        lesson_test(what_is_drawn_is_kept_to_its_range_its_step_and_where),
        lesson_test(every_seed_has_its_question_and_the_solution_solves_it),
        lesson_test(a_seed_typed_in_a_lesson_is_that_of_the_next),
        lesson_test(a_wrong_idea_is_never_right_by_chance),
        lesson_test(choices_differ_and_no_start_is_solved),
        lesson_test(mistakes_of_the_author_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
