#include "near.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"

/* The message, with the path in the place of its %s. */
#define assert_says(error, format, path)                                                                       \
    do {                                                                                                       \
        char want_[600];                                                                                       \
        snprintf(want_, sizeof want_, format, path);                                                           \
        assert_string_equal((error).text, want_);                                                              \
    } while (0)

/* A folder of its own for each test. */
struct place {
    char folder[64], path[96];
};

static int make_place(void **state)
{
    static struct place place;
    strcpy(place.folder, "/tmp/nabla-file-XXXXXX");
    if (!mkdtemp(place.folder))
        return -1;
    snprintf(place.path, sizeof place.path, "%s/one.txt", place.folder);
    *state = &place;
    return 0;
}

static int remove_place(void **state)
{
    struct place *place = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", place->folder);
    return system(command);
}

static void assert_holds(const char *path, const char *want)
{
    struct buffer got = BUFFER_EMPTY;
    struct error error = {""};
    assert_true(file_read(path, 1000, &got, &error));
    assert_string_equal(buffer_text(&got), want);
    buffer_finish(&got);
}

static void what_is_written_is_read_back(void **state)
{
    struct place *place = *state;
    struct error error = {""};
    assert_true(file_write_atomic(place->path, "hello", 5, &error));
    assert_holds(place->path, "hello");
    assert_true(file_write_atomic(place->path, "new", 3, &error));
    assert_holds(place->path, "new");
}

static void reading_appends_to_the_buffer(void **state)
{
    struct place *place = *state;
    struct buffer got = BUFFER_EMPTY;
    buffer_put(&got, "before ");
    assert_true(file_write_atomic(place->path, "after", 5, NULL));
    assert_true(file_read(place->path, 5, &got, NULL));
    assert_string_equal(buffer_text(&got), "before after");
    buffer_finish(&got);
}

static void bytes_of_every_value_survive(void **state)
{
    struct place *place = *state;
    char bytes[40000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7 % 256);
    assert_true(file_write_atomic(place->path, bytes, sizeof bytes, NULL));
    struct buffer got = BUFFER_EMPTY;
    assert_true(file_read(place->path, sizeof bytes, &got, NULL));
    assert_int_equal(got.length, sizeof bytes);
    assert_memory_equal(got.data, bytes, sizeof bytes);
    buffer_finish(&got);
}

static void assert_read_error(const char *path, size_t max_bytes, const char *want)
{
    struct buffer got = BUFFER_EMPTY;
    struct error error = {""};
    buffer_put(&got, "kept");
    assert_false(file_read(path, max_bytes, &got, &error));
    assert_string_equal(error.text, want);
    assert_string_equal(buffer_text(&got), "kept");
    buffer_finish(&got);
}

static void a_file_that_cannot_be_read_says_why(void **state)
{
    struct place *place = *state;
    char want[300];
    snprintf(want, sizeof want, "there is no file '%s'; check its name and folder", place->path);
    assert_read_error(place->path, 10, want);
    snprintf(want, sizeof want, "'%s' is a folder; give the name of a file in it", place->folder);
    assert_read_error(place->folder, 10, want);
    assert_true(file_write_atomic(place->path, "0123456789", 10, NULL));
    assert_holds(place->path, "0123456789");
    snprintf(want, sizeof want, "'%s' is larger than 9 bytes, the most that is read here; use a smaller file",
             place->path);
    assert_read_error(place->path, 9, want);
    assert_read_error("", 9, "there is no file ''; check its name and folder");
}

static void assert_write_error(const char *path, const char *want)
{
    struct error error = {""};
    assert_false(file_write_atomic(path, "x", 1, &error));
    assert_string_equal(error.text, want);
}

static void a_file_that_cannot_be_written_says_why(void **state)
{
    struct place *place = *state;
    char want[300], inner[120];
    snprintf(want, sizeof want, "cannot write '%s': it is a folder; add a file name", place->folder);
    assert_write_error(place->folder, want);
    snprintf(inner, sizeof inner, "%s/none/one.txt", place->folder);
    snprintf(want, sizeof want, "cannot write '%s': its folder does not exist; make the folder first", inner);
    assert_write_error(inner, want);
    assert_write_error("", "cannot write '': its folder does not exist; make the folder first");
}

static void a_file_without_permission_is_left_alone(void **state)
{
    struct place *place = *state;
    if (geteuid() == 0)
        skip(); /* root may do everything */
    char want[300];
    assert_true(file_write_atomic(place->path, "old", 3, NULL));
    assert_int_equal(chmod(place->path, 0444), 0);
    snprintf(want, sizeof want, "cannot write '%s': Permission denied; choose another folder", place->path);
    assert_write_error(place->path, want);
    assert_int_equal(chmod(place->path, 0), 0);
    snprintf(want, sizeof want, "you may not read '%s'; change its permissions or copy it", place->path);
    assert_read_error(place->path, 10, want);
}

static void a_new_file_obeys_the_umask_and_an_old_one_keeps_its_mode(void **state)
{
    struct place *place = *state;
    struct stat got;
    mode_t mask = umask(027);
    assert_true(file_write_atomic(place->path, "a", 1, NULL));
    umask(mask);
    assert_int_equal(stat(place->path, &got), 0);
    assert_int_equal(got.st_mode & 0777, 0640);
    assert_int_equal(chmod(place->path, 0604), 0);
    assert_true(file_write_atomic(place->path, "b", 1, NULL));
    assert_int_equal(stat(place->path, &got), 0);
    assert_int_equal(got.st_mode & 0777, 0604);
}

static void a_link_stays_a_link(void **state)
{
    struct place *place = *state;
    char link_path[96];
    struct stat got;
    snprintf(link_path, sizeof link_path, "%s/link", place->folder);
    assert_true(file_write_atomic(place->path, "old", 3, NULL));
    assert_int_equal(symlink("one.txt", link_path), 0);
    assert_true(file_write_atomic(link_path, "new", 3, NULL));
    assert_int_equal(lstat(link_path, &got), 0);
    assert_true(S_ISLNK(got.st_mode));
    assert_holds(place->path, "new");
}

static void a_device_is_written_and_stays_a_device(void **state)
{
    (void)state;
    struct stat got;
    assert_true(file_write_atomic("/dev/null", "x", 1, NULL));
    assert_int_equal(stat("/dev/null", &got), 0);
    assert_true(S_ISCHR(got.st_mode));
}

static void no_temporary_file_is_left(void **state)
{
    struct place *place = *state;
    char command[128];
    assert_true(file_write_atomic(place->path, "x", 1, NULL));
    assert_false(file_write_atomic(place->folder, "x", 1, NULL));
    snprintf(command, sizeof command, "test \"$(ls -A '%s')\" = one.txt", place->folder);
    assert_int_equal(system(command), 0);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

static void appending_adds_to_the_end_and_makes_the_file(void **state)
{
    struct place *place = *state;
    struct error error = {""};
    assert_true(file_append(place->path, "one\n", 4, &error));
    assert_true(file_append(place->path, "two\n", 4, &error));
    assert_holds(place->path, "one\ntwo\n");
    assert_false(file_append(place->folder, "x", 1, &error));
    assert_non_null(strstr(error.text, "it is a folder; add a file name"));
    assert_false(file_append("/dev/full", "x", 1, &error));
    assert_string_equal(
        error.text, "cannot write '/dev/full': the disk is full; make room on it, or choose another folder");
}

/* As on a full disk: the file may not grow beyond size bytes. */
static void limit_files(rlim_t size)
{
    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = size;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void where_the_room_ends_the_old_file_stays_whole(void **state)
{
    struct place *place = *state;
    struct error error = {""};
    char command[160];
    assert_true(file_write_atomic(place->path, "0123456789", 10, &error));
    limit_files(16);
    bool is_added = file_append(place->path, "a line too long", 15, &error);
    bool is_written = file_write_atomic(place->path, "a file that is too long", 23, NULL);
    limit_files(RLIM_INFINITY);
    assert_false(is_added);
    assert_false(is_written);
    assert_non_null(strstr(error.text, "File too large"));
    assert_holds(place->path, "0123456789");
    snprintf(command, sizeof command, "test \"$(ls '%s')\" = one.txt",
             place->folder); /* nothing left beside it */
    assert_int_equal(system(command), 0);
}

static void a_pipe_that_nobody_reads_is_an_error_and_no_wait(void **state)
{
    struct place *place = *state;
    struct error error = {""};
    assert_int_equal(mkfifo(place->path, 0600), 0);
    assert_false(file_write_atomic(place->path, "x", 1, &error));
    assert_says(error, "cannot write '%s': it is a pipe that nobody reads; give the name of a file",
                place->path);
}

/* The child opens the pipe once somebody reads it. */
static void a_pipe_is_read_to_its_end(void **state)
{
    struct place *place = *state;
    assert_int_equal(mkfifo(place->path, 0600), 0);
    pid_t child = fork();
    if (child == 0) {
        int file = open(place->path, O_WRONLY);
        bool is_written = write(file, "one", 3) == 3 && write(file, " two", 4) == 4;
        _exit(is_written ? 0 : 1);
    }
    assert_holds(place->path, "one two");
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void do_nothing(int number)
{
    (void)number;
}

static void waiting_for_a_pipe_ends_with_a_signal(void **state)
{
    struct place *place = *state;
    struct buffer got = BUFFER_EMPTY;
    struct error error = {""};
    struct sigaction action = {.sa_handler = do_nothing, .sa_flags = SA_RESTART};
    assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
    assert_int_equal(mkfifo(place->path, 0600), 0);
    pid_t child = fork();
    if (child == 0)
        while (kill(getppid(), SIGUSR1) == 0) /* again, should it come before the wait */
            sched_yield();
    assert_false(file_read(place->path, 9, &got, &error));
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_says(error, "reading '%s' was stopped: nothing more came from it", place->path);
}

static void a_link_to_itself_says_so(void **state)
{
    struct place *place = *state;
    struct buffer got = BUFFER_EMPTY;
    struct error error = {""};
    assert_int_equal(symlink(place->path, place->path), 0);
    assert_false(file_write_atomic(place->path, "x", 1, &error));
    assert_says(error, "cannot write '%s': it is a link that leads back to itself; give another name",
                place->path);
    assert_false(file_append(place->path, "x", 1, &error));
    assert_says(error, "cannot write '%s': it is a link that leads back to itself; give another name",
                place->path);
    assert_false(file_read(place->path, 9, &got, &error));
    assert_says(error, "cannot read '%s': it is a link that leads back to itself; give another file",
                place->path);
}

/* To the last byte that the system allows. */
static void a_name_may_be_long_but_not_too_long(void **state)
{
    struct place *place = *state;
    struct buffer got = BUFFER_EMPTY;
    struct error error = {""};
    char path[400];
    for (int length = 254; length <= 256; length++) {
        snprintf(path, sizeof path, "%s/%0*d", place->folder, length, 0);
        bool fits = length <= 255;
        assert_true(file_write_atomic(path, "x", 1, &error) == fits);
        assert_true(file_write_atomic(path, "old", 3, &error) == fits);
        if (fits) {
            assert_holds(path, "old");
            continue;
        }
        assert_says(error, "cannot write '%s': the name is too long; give a shorter one", path);
        assert_false(file_read(path, 9, &got, &error));
        assert_says(error, "cannot read '%s': no file has so long a name; check it", path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_PLACE(what_is_written_is_read_back),
        IN_PLACE(reading_appends_to_the_buffer),
        IN_PLACE(bytes_of_every_value_survive),
        IN_PLACE(a_file_that_cannot_be_read_says_why),
        IN_PLACE(a_file_that_cannot_be_written_says_why),
        IN_PLACE(a_file_without_permission_is_left_alone),
        IN_PLACE(a_new_file_obeys_the_umask_and_an_old_one_keeps_its_mode),
        IN_PLACE(a_link_stays_a_link),
        cmocka_unit_test(a_device_is_written_and_stays_a_device),
        IN_PLACE(no_temporary_file_is_left),
        IN_PLACE(appending_adds_to_the_end_and_makes_the_file),
        IN_PLACE(where_the_room_ends_the_old_file_stays_whole),
        IN_PLACE(a_pipe_that_nobody_reads_is_an_error_and_no_wait),
        IN_PLACE(a_pipe_is_read_to_its_end),
        IN_PLACE(waiting_for_a_pipe_ends_with_a_signal),
        IN_PLACE(a_link_to_itself_says_so),
        IN_PLACE(a_name_may_be_long_but_not_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
