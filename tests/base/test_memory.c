#include "near.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

/* Under AddressSanitizer a request that is too large has to fail as it does without. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

/* Read through volatile, so that the compiler can't see that the requests are absurd. */
static volatile size_t huge = SIZE_MAX / 4, two = 2, overflowing = SIZE_MAX / 2 + 2;

static void new_memory_is_zeroed(void **state)
{
    (void)state;
    for (size_t count = 1; count < 5000; count += 499) {
        unsigned char *block = memory_new(count, 3);
        for (size_t i = 0; i < 3 * count; i++)
            assert_int_equal(block[i], 0);
        memset(block, 0xAA, 3 * count);
        memory_free(block);
    }
}

static void nothing_is_still_a_block(void **state)
{
    (void)state;
    void *a = memory_new(0, 8), *b = memory_new(8, 0), *c = memory_resize(NULL, 0, 8);
    assert_non_null(a);
    assert_non_null(b);
    assert_non_null(c);
    c = memory_resize(c, 8, 0);
    assert_non_null(c);
    memory_free(a);
    memory_free(b);
    memory_free(c);
    memory_free(NULL);
}

static void resizing_keeps_what_was_there(void **state)
{
    (void)state;
    int *numbers = memory_resize(NULL, 3, sizeof *numbers);
    for (int i = 0; i < 3; i++)
        numbers[i] = i + 7;
    numbers = memory_resize(numbers, 10000, sizeof *numbers);
    for (int i = 0; i < 3; i++)
        assert_int_equal(numbers[i], i + 7);
    numbers = memory_resize(numbers, 2, sizeof *numbers);
    assert_int_equal(numbers[1], 8);
    memory_free(numbers);
}

static void text_is_copied_with_a_0_behind(void **state)
{
    (void)state;
    char source[] = "gradient";
    char *part = memory_text(source, 4), *none = memory_text(NULL, 0), *all = memory_string(source);
    source[0] = 'G';
    assert_string_equal(part, "grad");
    assert_string_equal(none, "");
    assert_string_equal(all, "gradient");
    memory_free(part);
    memory_free(none);
    memory_free(all);
}

static void ask_too_much_with_new(void)
{
    memory_free(memory_new(huge, two));
}

static void ask_too_much_with_overflowing_new(void)
{
    memory_free(memory_new(overflowing, two));
}

static void ask_too_much_with_resize(void)
{
    memory_free(memory_resize(NULL, huge, two));
}

static void ask_too_much_with_overflowing_resize(void)
{
    memory_free(memory_resize(NULL, overflowing, two));
}

static void at_exit(void)
{
    fputs("atexit ran\n", stderr);
}

/* Runs it in a child; its exit code, and what it wrote on stderr in said[]. */
static int exit_code(void (*ask)(void), char *said, size_t size)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        atexit(at_exit);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        ask();
        _exit(0);
    }
    close(ends[1]);
    size_t length = 0;
    ssize_t got;
    while (length < size - 1 && (got = read(ends[0], said + length, size - 1 - length)) > 0)
        length += (size_t)got;
    said[length] = '\0';
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void running_out_ends_the_program_cleanly(void **state)
{
    (void)state;
    void (*const asks[])(void) = {ask_too_much_with_new, ask_too_much_with_overflowing_new,
                                  ask_too_much_with_resize, ask_too_much_with_overflowing_resize};
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        char said[4000];
        assert_int_equal(exit_code(asks[i], said, sizeof said), MEMORY_EXIT_CODE);
        assert_non_null(strstr(said, "nabla: out of memory; close other programs or use a smaller network\n"));
        assert_non_null(strstr(said, "atexit ran\n"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_memory_is_zeroed),
        cmocka_unit_test(nothing_is_still_a_block),
        cmocka_unit_test(resizing_keeps_what_was_there),
        cmocka_unit_test(text_is_copied_with_a_0_behind),
        cmocka_unit_test(running_out_ends_the_program_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
