/* Out of memory: whichever request of some typical sessions fails, the program ends with one line and its exit code.
 * At each request a child is split off in which just that one fails; the linker puts our allocator in (--wrap, see
 * tests/meson.build). Under AddressSanitizer, where splitting is slow and leaks are looked for, each 40th fails. */
#include "app/fixture.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/complete.h"
#include "app/save.h"
#include "base/file.h"
#include "base/memory.h"
#include "nn/csv.h"
#include "view/scene.h"

#if defined(__SANITIZE_ADDRESS__)
#define EACH 4
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EACH 4
#endif
#endif
#ifndef EACH
#define EACH 1
#endif

static const char line[] = "nabla: out of memory; close other programs or use a smaller network\n";

static bool is_armed;
static int errors[2];           /* a pipe: standard error of the children */
static size_t requests, failed; /* counted, and let fail */

void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

/* The child's end is judged as soon as it has come. */
static void judge(pid_t child)
{
    char said[sizeof line + 200];
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    ssize_t length = read(errors[0], said, sizeof said - 1);
    said[length > 0 ? length : 0] = '\0';
    if (!WIFEXITED(status) || WEXITSTATUS(status) != MEMORY_EXIT_CODE || strcmp(said, line) != 0)
        fail_msg("request %zu: status %#x, said: %s", requests, (unsigned)status, said);
}

/* Whether the request that is made now is to fail: true in the child. */
static bool fails(void)
{
    if (!is_armed || ++requests % EACH != 0)
        return false;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        is_armed = false;
        dup2(errors[1], STDERR_FILENO);
        return true;
    }
    is_armed = false;
    failed++;
    assert_true(child > 0);
    judge(child);
    is_armed = true;
    return false;
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size)
{
    return fails() ? NULL : __real_realloc(block, size);
}

static int arm(void **state)
{
    (void)state;
    requests = failed = 0;
    assert_int_equal(pipe(errors), 0);
    is_armed = true;
    return 0;
}

static int disarm(void **state)
{
    (void)state;
    is_armed = false;
    close(errors[0]);
    close(errors[1]);
    assert_true(requests >= 2 * EACH);
    assert_int_equal(failed, requests / EACH);
    return 0;
}

/* ---- sessions ---- */

static void ignore(void *context, const char *candidate)
{
    (void)context, (void)candidate;
}

static void look(const struct session *session)
{
    struct drawlist list;
    struct scene_options options = {.width = 900, .height = 600};
    drawlist_init(&list);
    drawlist_begin(&list, scene_theme(session), &text_measure_plain, options.width, options.height, 1);
    scene_draw(session, &options, &list);
    drawlist_finish(&list);
}

static void play(const char *typed)
{
    struct session *session = session_new();
    struct buffer script = BUFFER_EMPTY;
    must_type(session, typed);
    look(session);
    complete(session, "print d", 6, 7, ignore, NULL);
    save_script(session, &script);
    buffer_finish(&script);
    session_free(session);
}

static void walking(void **state)
{
    (void)state;
    play(MAZUR
         "; step 3; forward; backward; explain; why w1[1,1]; update; back 5; undo; redo; print w1 * [1; 2]");
}

static void training(void **state)
{
    (void)state;
    play("net 2 3:maxout 1:sigmoid; loss bce; optimizer adam; data moons 12 0.1; batch 4; train 3; health;"
         "split 0.5; view boundary loss; check; show data; confusion");
}

static void stopping(void **state)
{
    (void)state;
    play("net 2 2:tanh 1; input 1 2; target 1; break if L < 1; commands; print L; end; watch w1; display "
         "sum(w1);"
         "condition 1 L > 0; continue; predict on; step; 0.5; predict off; layer add 2; node remove 1 2; help "
         "step");
}

static void a_refused_line(void **state)
{
    (void)state;
    struct session *session = session_new();
    struct error error;
    assert_false(type(session, "net 2 2; print [1 2; 3 4] * (1 + w9)", &error));
    assert_false(type(session, "nt 2 2", &error));
    session_free(session);
}

static void a_csv_file(void **state)
{
    static const char text[] = "a,b,\"c \"\"d\"\"\"\n1,2,yes\n3,4,no\n5,6,yes\n7,8,no\n";
    (void)state;
    struct csv_report report;
    struct error error;
    struct csv_options options = {.is_standardised = true};
    struct buffer described = BUFFER_EMPTY;
    struct dataset *data = csv_read(text, sizeof text - 1, "d.csv", &options, &report, &error);
    assert_non_null(data);
    csv_report_describe(&report, data, &described);
    buffer_finish(&described);
    csv_report_finish(&report);
    dataset_free(data);
}

#define armed(name) cmocka_unit_test_setup_teardown(name, arm, disarm)

int main(void)
{
    const struct CMUnitTest tests[] = {
        armed(walking), armed(training), armed(stopping), armed(a_refused_line), armed(a_csv_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
