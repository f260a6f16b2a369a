/* Files that can't be samples: one line that says why, and the data of before is still there. */
#include "fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of its own, and a session there that has data already. */
struct place {
    struct session *session;
    char folder[32], before[4096];
};

static int open_place(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    snprintf(place->folder, sizeof place->folder, "/tmp/nabla-data-XXXXXX");
    assert_non_null(place);
    assert_non_null(mkdtemp(place->folder));
    assert_int_equal(chdir(place->folder), 0);
    place->session = session_new();
    must_type(place->session, "net 2 3:tanh 1:sigmoid; loss bce; data xor; split 0.75; train 3; data show");
    snprintf(place->before, sizeof place->before, "%s", buffer_text(&place->session->out));
    *state = place;
    return 0;
}

static int close_place(void **state)
{
    struct place *place = *state;
    session_free(place->session);
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(rmdir(place->folder), 0);
    free(place);
    return 0;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void assert_untouched(struct place *place)
{
    assert_prints(place->session, "data show", place->before);
    assert_int_equal(place->session->tape.feed.epoch, 3);
    must_type(place->session, "train 1; undo");
}

static void what_is_wrong_in_a_file_is_said_with_row_and_column(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *text, *typed, *message;
    } cases[] = {
        {"1,2,0\n3,4,1\n5,6\n", "data f.csv",
         "f.csv: row 3 has 2 fields, but the rows before have 3; look for a missing or surplus delimiter"},
        {"1,2,0\n3,x,1\n5,6,0\n", "data f.csv",
         "f.csv: row 2, column 2: 'x' stands where a number belongs; correct it, remove the row, or leave the "
         "column out with 'skip 2'"},
        {"", "data f.csv", "f.csv: the file is empty; a row of numbers for each sample belongs in it"},
        {"\n\n", "data f.csv", "f.csv: the file is empty; a row of numbers for each sample belongs in it"},
        {"a,b\nx,y\nz,w\n", "data f.csv",
         "f.csv: no column of the file's 2 holds numbers, but inputs are numbers; write text as numbers first"},
        {"1,2,0\n1e400,3,1\n", "data f.csv",
         "f.csv: row 2, column 1: 1e400 is too large; numbers go up to 1.8e308"},
        {"1,2,0\n3,,1\n", "data f.csv",
         "f.csv: row 2, column 2: the field is empty; write a number, remove the row, or leave the column out "
         "with 'skip 2'"},
        {"1,2,a\n3,4,a\n", "data f.csv",
         "f.csv: column 3: the target is 'a' in every row, so there is one class only and nothing to learn; "
         "name "
         "another target, such as 'target 1'"},
        {"1,2,a\n3,4,b\n5,6,c\n", "data f.csv",
         "f.csv: column 3 holds 3 classes, but the network has 1 outputs; build one with an output for each "
         "first: net 2 ... 3"},
        {"1,2,a\n3,4,b\n", "data f.csv one-hot",
         "f.csv: column 3 holds 2 classes, but the network has 1 outputs; build one with an output for each "
         "first: net 2 ... 2"},
        {"1,2,0\n3,4,1\n", "data f.csv target 9", "f.csv: there is no column 9; the file has columns 1 to 3"},
        {"1,2,0\n3,4,1\n", "data f.csv sorted",
         "data: 'sorted' is no option of a file; there are: target COLUMN, skip COLUMN, classes, numbers, "
         "one-hot, "
         "standardise"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file("f.csv", cases[i].text);
        assert_refused(place->session, cases[i].typed, cases[i].message);
        assert_untouched(place);
    }
    assert_int_equal(unlink("f.csv"), 0);
}

static void a_file_of_2_gb_a_folder_and_a_file_that_is_not_there_are_refused(void **state)
{
    struct place *place = *state;
    int file = open("huge.csv", O_CREAT | O_WRONLY, 0600);
    assert_true(file >= 0);
    assert_int_equal(ftruncate(file, (off_t)2 << 30), 0);
    close(file);
    assert_int_equal(mkdir("folder.csv", 0700), 0);
    assert_refused(place->session, "data huge.csv",
                   "'huge.csv' is larger than 256 MB, the most that is read here; use a smaller file");
    assert_refused(place->session, "data folder.csv",
                   "'folder.csv' is a folder; give the name of a file in it");
    assert_refused(place->session, "data none.csv", "there is no file 'none.csv'; check its name and folder");
    assert_untouched(place);
    assert_int_equal(unlink("huge.csv"), 0);
    assert_int_equal(rmdir("folder.csv"), 0);
}

/* To root every file is open, so root is nobody for a moment. */
static void a_file_that_may_not_be_read_is_refused(void **state)
{
    struct place *place = *state;
    enum { NOBODY = 65534 };
    bool is_root = geteuid() == 0;
    write_file("secret.csv", "1,2,0\n3,4,1\n");
    assert_int_equal(chmod("secret.csv", 0), 0);
    assert_int_equal(chmod(place->folder, 0755), 0);
    if (is_root && seteuid(NOBODY) != 0)
        skip();
    struct error error;
    bool is_loaded = type(place->session, "data secret.csv", &error);
    if (is_root)
        assert_int_equal(seteuid(0), 0);
    assert_false(is_loaded);
    assert_string_equal(error.text, "you may not read 'secret.csv'; change its permissions or copy it");
    assert_untouched(place);
    assert_int_equal(unlink("secret.csv"), 0);
}

/* Of another net they may hold more than this one has outputs for: that net is still to come. */
static void data_for_another_net_are_loaded(void **state)
{
    struct place *place = *state;
    write_file("f.csv", "1,2,3,a\n3,4,5,b\n5,6,7,c\n");
    must_type(place->session, "data f.csv; net 3 2:tanh 3; head softmax; loss ce; train 1");
    assert_int_equal(place->session->tape.feed.data->classes, 3);
    assert_int_equal(unlink("f.csv"), 0);
}

#define place_test(name) cmocka_unit_test_setup_teardown(name, open_place, close_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        place_test(what_is_wrong_in_a_file_is_said_with_row_and_column),
        place_test(a_file_of_2_gb_a_folder_and_a_file_that_is_not_there_are_refused),
        place_test(a_file_that_may_not_be_read_is_refused),
        place_test(data_for_another_net_are_loaded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
