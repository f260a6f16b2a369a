#include "app/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/progress.h"
#include "base/file.h"
#include "base/memory.h"

static bool note(struct progress *progress, const char *question, enum progress_status status)
{
    char lesson[] = "nodes", *name = memory_string(question);
    struct progress_record record = {lesson, name, status, 2, 1};
    bool is_noted = progress_note(progress, &record, NULL);
    memory_free(name);
    return is_noted;
}

static void temporary(char path[64])
{
    snprintf(path, 64, "/tmp/nabla-progress-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    unlink(path);
}

static char *contents(const char *path)
{
    struct buffer text = BUFFER_EMPTY;
    assert_true(file_read(path, 1 << 20, &text, NULL));
    return buffer_take(&text);
}

static void what_is_noted_is_in_the_file_and_comes_back(void **state)
{
    char path[64];
    (void)state;
    temporary(path);
    struct progress one = {.path = memory_string(path)}, two = {.path = memory_string(path)};
    assert_true(note(&one, "z", PROGRESS_SOLVED));
    assert_true(progress_note_place(&one, "nodes", 2, NULL));
    char *text = contents(path);
    assert_string_equal(text, "nabla progress 1\nat nodes 3\nnodes z solved 2 1\n");
    memory_free(text);
    assert_true(progress_load(&two, NULL));
    assert_int_equal(progress_find(&two, "nodes", "z")->status, PROGRESS_SOLVED);
    assert_int_equal(two.page, 2);
    unlink(path);
    progress_finish(&one);
    progress_finish(&two);
}

static void a_folder_that_cannot_be_made_is_said_and_nothing_is_lost(void **state)
{
    (void)state;
    char none[] = "/proc/nabla/progress", lesson[] = "nodes", name[] = "z";
    struct progress progress = {.path = memory_string(none)};
    struct progress_record record = {lesson, name, PROGRESS_SOLVED, 2, 1};
    struct error error = {""};
    assert_false(progress_note(&progress, &record, &error));
    assert_string_equal(error.text,
                        "the folder of '/proc/nabla/progress' can't be made: No such file or directory");
    assert_int_equal(progress_find(&progress, "nodes", "z")->status, PROGRESS_SOLVED);
    progress_finish(&progress);
}

static void two_programs_lose_nothing_of_each_other(void **state)
{
    char path[64];
    (void)state;
    temporary(path);
    struct progress one = {.path = memory_string(path)}, two = {.path = memory_string(path)};
    assert_true(progress_load(&one, NULL) && progress_load(&two, NULL));
    assert_true(note(&one, "a", PROGRESS_SOLVED));
    assert_true(note(&two, "b", PROGRESS_SKIPPED));
    char *text = contents(path);
    assert_non_null(strstr(text, "nodes a solved"));
    assert_non_null(strstr(text, "nodes b skipped"));
    memory_free(text);
    unlink(path);
    progress_finish(&one);
    progress_finish(&two);
}

static void what_was_shown_is_not_solved_until_it_is_forgotten(void **state)
{
    struct progress progress = {0};
    (void)state;
    note(&progress, "z", PROGRESS_SHOWN);
    note(&progress, "z", PROGRESS_SOLVED);
    assert_int_equal(progress_find(&progress, "nodes", "z")->status, PROGRESS_SHOWN);
    progress_reset(&progress, "nodes", NULL);
    note(&progress, "z", PROGRESS_SOLVED);
    assert_int_equal(progress_find(&progress, "nodes", "z")->status, PROGRESS_SOLVED);
    progress_finish(&progress);
}

static void a_file_that_is_none_or_newer_changes_nothing(void **state)
{
    struct progress progress = {0};
    struct error error;
    (void)state;
    assert_false(progress_merge(&progress, "hello\n", "f", &error));
    assert_string_equal(error.text, "'f' is no progress file of nabla");
    assert_false(progress_merge(&progress, "nabla progress 2\n", "f", &error));
    assert_string_equal(error.text, "'f' is of version 2; this program knows version 1");
    assert_false(
        progress_merge(&progress, "nabla progress 1\nnodes a solved 0 0\nnodes b won 0 0\n", "f", &error));
    assert_string_equal(error.text, "f:3: a line is 'LESSON QUESTION solved|shown|skipped WRONG HINTS'");
    assert_int_equal(progress.count, 0);
    progress_finish(&progress);
}

static void a_teacher_gets_a_table_or_a_spreadsheet(void **state)
{
    struct session *session = *state;
    char path[64], typed[256];
    temporary(path);
    static const char text[] = "nabla progress 1\nnodes-and-weights which-weight solved 3 1\n";
    assert_true(file_write_atomic(path, text, strlen(text), NULL));
    snprintf(typed, sizeof typed, "progress summary --csv %s", path);
    must_type(session, typed);
    assert_non_null(
        strstr(buffer_text(&session->out), "student,lesson,questions,solved,shown,skipped,wrong,hints\n"));
    assert_non_null(strstr(buffer_text(&session->out), ",nodes-and-weights,8,"));
    snprintf(typed, sizeof typed, "progress summary %s; progress import %s", path, path);
    must_type(session, typed);
    assert_non_null(strstr(buffer_text(&session->out), "student"));
    assert_int_equal(session->progress.count, 1);
    assert_refused(session, "progress summary",
                   "progress summary needs the students' files: progress summary [--csv] FILE...");
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_noted_is_in_the_file_and_comes_back),
        cmocka_unit_test(a_folder_that_cannot_be_made_is_said_and_nothing_is_lost),
        cmocka_unit_test(two_programs_lose_nothing_of_each_other),
        cmocka_unit_test(what_was_shown_is_not_solved_until_it_is_forgotten),
        cmocka_unit_test(a_file_that_is_none_or_newer_changes_nothing),
        session_test(a_teacher_gets_a_table_or_a_spreadsheet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
