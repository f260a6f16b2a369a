/* Every lesson that there is, played to its end by its own solutions, in both languages. */
#include "app/fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/lesson_check.h"
#include "app/lesson_run.h"
#include "base/memory.h"
#include "base/translate.h"

/* Nothing but the right answer may pass where the question begins. */
static void wrong_answers_fail(struct session *session)
{
    struct lesson_run *run = session->lesson;
    struct error error;
    assert_true(lesson_is_asking(session));
    if (run->ask->kind == ASK_STATE)
        assert_false(judge_state(run->ask, session));
    if (run->ask->kind == ASK_NUMBER) {
        char number[64];
        assert_true(type(session, "answer 12345.5", &error));
        snprintf(number, sizeof number, "%.17g", run->expected.number + 1000);
        must_type(session, number);
    }
    for (size_t i = 0; run->ask->kind == ASK_CHOICE && i < ASK_CHOICES_MAX; i++) {
        char letter[] = {(char)('a' + (int)i), '\0'};
        if (i != run->ask->right && lesson_choice(run, i))
            must_type(session, letter);
    }
    assert_true(lesson_is_asking(session));
}

static void hints_are_there(struct session *session)
{
    struct lesson_run *run = session->lesson;
    assert_in_range(run->ask->hint_count, ASK_HINTS_LEAST, ASK_HINTS_MOST);
    for (size_t i = 0; i < run->ask->hint_count; i++)
        must_type(session, "hint");
}

static void solve(struct session *session)
{
    struct lesson_run *run = session->lesson;
    const char *id = run->ask->id, *lesson = run->lesson->name;
    struct error error;
    wrong_answers_fail(session);
    hints_are_there(session);
    must_type(session, "reset");
    if (!type(session, run->ask->solution, &error) || !run->is_over)
        fail_msg("%s, %s: not solved: %s", lesson, id, error.text);
    const struct progress_record *record = progress_find(&session->progress, lesson, id);
    assert_non_null(record);
    assert_int_equal(record->status, PROGRESS_SOLVED);
}

/* Which questions were met. */
static size_t play(struct session *session, const struct lesson_entry *entry)
{
    char command[256];
    size_t asked = 0;
    snprintf(command, sizeof command, "lesson %s", entry->name);
    must_type(session, command);
    for (;;) {
        if (lesson_is_asking(session)) {
            solve(session);
            asked++;
        }
        if (lesson_is_at_end(session))
            break;
        must_type(session, "next");
    }
    must_type(session, "lesson quit");
    return asked;
}

static void play_all(const char *language)
{
    struct lesson_list list;
    assert_true(lesson_list_read(&list, lessons_folder(NULL), NULL));
    translate_select(language);
    for (size_t i = 0; i < list.count; i++) {
        struct session *session = session_new();
        struct error korean_error;
        struct lesson *lesson = lesson_read(&list.entries[i], &korean_error, NULL);
        assert_non_null(lesson);
        assert_non_null(lesson->korean);
        size_t written = lesson_questions_written(lesson->english);
        assert_int_equal(play(session, &list.entries[i]), lesson_questions(lesson->english));
        for (size_t k = 0; session->progress.count < written;
             k++) { /* pools: what isn't solved yet comes first */
            assert_in_range(k, 0, 20);
            play(session, &list.entries[i]);
        }
        lesson_free(lesson);
        session_free(session);
    }
    translate_select("en");
    lesson_list_finish(&list);
}

static void all_lessons_are_solved_by_their_solutions_in_english(void **state)
{
    (void)state;
    play_all("en");
}

static void all_lessons_are_solved_by_their_solutions_in_korean(void **state)
{
    (void)state;
    play_all("ko");
}

static void all_lessons_are_proved_with_several_seeds(void **state)
{
    struct lesson_list list;
    struct buffer said = BUFFER_EMPTY;
    (void)state;
    assert_true(lesson_list_read(&list, lessons_folder(NULL), NULL));
    for (size_t i = 0; i < list.count; i++)
        if (lesson_check(&list.entries[i], &said) > 0)
            fail_msg("%s", buffer_text(&said));
    buffer_finish(&said);
    lesson_list_finish(&list);
}

int main(void)
{
    unsetenv("NABLA_LESSONS");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_lessons_are_solved_by_their_solutions_in_english),
        cmocka_unit_test(all_lessons_are_solved_by_their_solutions_in_korean),
        cmocka_unit_test(all_lessons_are_proved_with_several_seeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
