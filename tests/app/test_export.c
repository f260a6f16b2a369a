#include "app/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/export.h"
#include "app/load_json.h"
#include "app/save.h"
#include "base/file.h"

static char folder[] = "/tmp/nabla-export-XXXXXX";
static char typed[4200];

static int open_folder(void **state)
{
    snprintf(folder, sizeof folder, "/tmp/nabla-export-XXXXXX");
    assert_non_null(mkdtemp(folder));
    return open_session(state);
}

static int remove_folder(void **state)
{
    char command[100];
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0); // NOLINT: the folder is ours
    return close_session(state);
}

/* A line in which % stands for the folder. */
static const char *in_folder(const char *line)
{
    size_t length = 0;
    for (; *line; line++)
        length += (size_t)(*line == '%' ? snprintf(typed + length, sizeof typed - length, "%s", folder)
                                        : snprintf(typed + length, sizeof typed - length, "%c", *line));
    return typed;
}

static struct buffer content(const char *name)
{
    struct buffer text = BUFFER_EMPTY;
    struct error error;
    assert_true(file_read(in_folder(name), 1 << 24, &text, &error));
    return text;
}

static const char *const states[] = {
    "rate 0.3",
    "seed 9; net 2 3:tanh 1:sigmoid; loss bce; optimizer adam; data moons 20 0.2; batch 3; iterate 5; step 2",
    "seed 5; net 2 3:maxout:3 2:tanh 3; head softmax; loss ce; optimizer adamw:0.1; regularize l2 0.01;"
    "data spiral:3 12; batch 5; split 0.7; train 2; step 3; freeze w1[2,1] b2 w3; threads 2; arithmetic single",
    "net 2 2:leaky_relu:0.2 1; loss huber:0.5; optimizer nesterov:0.8; regularize l1 0.5; input 1 -2; target "
    "0.1;"
    "w1[1,1] = -0; iterate 3; forward",
    "net 2 1; data xor; shuffle off; batch all; input 1 1; target 1; step; init he; seed 12",
    "net 1 1; rate 1e6; input 1e200; target 0; step 6",                   /* to inf and beyond */
    "net 2 2:sigmoid 2:sigmoid; input 1 2; target 0 1; iterate; step 14", /* in the middle of an update */
    "data add 0.1 : 1; data add 0.30000000000000004 : -2.5e-310",
};

enum { STATES = sizeof states / sizeof *states };

/* A second session that has other things in it, until it loads. */
static struct session *loaded(const char *line)
{
    struct session *again = session_new();
    must_type(again, "net 2 2:tanh 1:sigmoid; loss bce; optimizer adam; regularize l1 0.3; data xor; batch 2;"
                     "threads 3; arithmetic single; iterate 3; select w1[1,1]; theme light; freeze w1");
    must_type(again, in_folder(line));
    return again;
}

static void assert_same_scripts(struct session *a, struct session *b)
{
    struct buffer one = BUFFER_EMPTY, two = BUFFER_EMPTY;
    save_script(a, &one);
    save_script(b, &two);
    assert_string_equal(buffer_text(&one), buffer_text(&two));
    buffer_finish(&one);
    buffer_finish(&two);
}

static void a_saved_script_builds_all_again_whatever_was_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < STATES; i++) {
        struct session *session = session_new();
        must_type(session, states[i]);
        must_type(session, in_folder("save %/a"));
        struct session *again = loaded("load %/a");
        if (session->tape.network) { /* a net can't be taken away, only replaced */
            const struct network *a = session->tape.network, *b = again->tape.network;
            assert_memory_equal(a->param, b->param, a->param_count * sizeof *a->param);
            assert_memory_equal(a->first, b->first, a->param_count * sizeof *a->first);
            assert_same_scripts(session, again);
            struct error error;
            type(session, "precision 17; w1; iterate 7; b1; cost", &error); /* what is infinite stops there */
            struct buffer one = session->out;
            session->out = BUFFER_EMPTY;
            type(again, "precision 17; w1; iterate 7; b1; cost", &error);
            assert_string_equal(buffer_text(&one), buffer_text(&again->out));
            buffer_finish(&one);
        }
        session_free(again);
        session_free(session);
    }
}

static void aliases_are_saved_and_go_on_working(void **state)
{
    (void)state;
    struct session *session = session_new();
    must_type(session, "net 1 1; alias go = \"print 7; print \\\"a\\\" # 8\"; alias t = print");
    must_type(session, in_folder("save %/a"));
    struct session *again = loaded("load %/a");
    assert_same_scripts(session, again);
    assert_prints(again, "t 8; alias t", "8\nalias t = print\n");
    session_free(again);
    session_free(session);
}

static void json_brings_the_network_back_bit_for_bit(void **state)
{
    (void)state;
    for (size_t i = 0; i < STATES; i++) {
        struct session *session = session_new();
        must_type(session, states[i]);
        must_type(session, in_folder("export %/a.json"));
        struct session *again = loaded("load %/a.json");
        must_type(again, in_folder("export json %/b"));
        struct buffer one = content("%/a.json"), two = content("%/b");
        if (session->tape.network)
            assert_string_equal(buffer_text(&one), buffer_text(&two));
        buffer_finish(&one);
        buffer_finish(&two);
        session_free(again);
        session_free(session);
    }
}

static void json_says_what_it_leaves_out(void **state)
{
    (void)state;
    struct session *session = session_new();
    session->is_interactive = true;
    must_type(session, "net 1 1; theme light; break if L < 1");
    must_type(session, in_folder("export %/a.json"));
    assert_non_null(strstr(buffer_text(&session->out),
                           "breakpoints, displays, aliases and the view aren't in it; 'save' keeps them\n"));
    struct buffer json = content("%/a.json");
    assert_null(strstr(buffer_text(&json), "light"));
    must_type(session, "theme dark; delete");
    must_type(session, in_folder("load %/a.json"));
    assert_int_equal(session->stops.count, 0);
    buffer_finish(&json);
    session_free(session);
}

static void a_bare_json_of_another_program_is_enough(void **state)
{
    struct session *session = *state;
    static const char text[] =
        "{\"nabla\": 1, \"net\": {\"inputs\": 1, \"layers\": [{\"nodes\": 2, \"activation\": \"tanh\","
        "\"w\": [[0.5], [1e-1]], \"b\": [0, 1]}]}, \"data\": {\"x\": [[1], [2]], \"y\": [[0, 1], [1, 0]]}}";
    struct error error;
    assert_true(file_write_atomic(in_folder("%/bare.json"), text, strlen(text), &error));
    must_type(session, in_folder("load %/bare.json"));
    assert_prints(session, "w1; b1", "w1 = [0.5; 0.1]\nb1 = [0 1]\n");
    must_type(session, "reset");
    assert_prints(session, "w1", "w1 = [0.5; 0.1]\n");
}

static void a_json_that_is_none_of_ours_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"{}", "line 1: 'nabla' is missing here; is this a file that 'export json' wrote?"},
        {"{\"nabla\": 1,\n\"init\": \"xavier; quit\"}", "line 2: 'init' must be a name in quotes"},
        {"{\"nabla\": 1, \"rate\": [1]}", "line 1: 'rate' must be a number"},
        {"{\"nabla\": 1, \"net\": {\"inputs\": 2}}",
         "line 1: 'layers' is missing here; is this a file that 'export json' wrote?"},
        {"{\"nabla\": 1, \"net\": {\"inputs\": 2, \"layers\": [{\"nodes\": 1, \"activation\": \"tanh\", \"w\": "
         "3,"
         "\"b\": [0]}]}}",
         "line 1: 'w' must be a list of rows in [ ]"},
        {"{\"nabla\": 1, \"data\": {\"x\": [[1]], \"y\": []}}", "line 1: 'x' must be as long as 'y'"},
        {"{\"nabla\": 1, \"data\": {\"name\": 3, \"x\": [], \"y\": []}}",
         "line 1: 'name' must be a name in quotes"},
        {"{\"nabla\": 1, \"net\": {\"inputs\": 2, \"layers\": 1}}",
         "line 1: 'layers' must be a list of layers in [ ]"},
        {"{\"nabla\": 1, \"net\": {\"inputs\": 1, \"layers\": [{\"nodes\": 1, \"activation\": \"tanh\", \"w\": "
         "[[1]],"
         "\"b\": 3}]}}",
         "line 1: 'b' must be a list of numbers in [ ]"},
        {"{\"nabla\": 1, \"net\": {\"inputs\": 1, \"layers\": [{\"nodes\": 1, \"activation\": \"tanh\", \"w\": "
         "[[1]],"
         "\"b\": [0], \"frozen_w\": [1]}]}}",
         "line 1: 'frozen_w' must be a list of [row, column]"},
        {"{\"nabla\": 1, \"data\": {\"x\": [[1]], \"y\": [[1]], \"classes\": 2, \"class_names\": [1]}}",
         "line 1: 'class_names' must be a list of names in quotes"},
        {"{\"nabla\": 1, \"shuffle\": 1}", "line 1: 'shuffle' must be true or false"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer script = BUFFER_EMPTY;
        struct error error = {""};
        assert_true(load_is_json(cases[i].text, strlen(cases[i].text)));
        assert_false(load_json(cases[i].text, strlen(cases[i].text), &script, &error));
        assert_string_equal(error.text, cases[i].error);
        buffer_finish(&script);
    }
}

static void csv_holds_each_sample_with_its_prediction(void **state)
{
    struct session *session = *state;
    must_type(session, "data add 0 1 : 1; data add 1 1 : 0.25; net 2 1; w1 = [0.5 2]; b1 = 1");
    must_type(session, in_folder("export %/a.csv"));
    struct buffer text = content("%/a.csv");
    assert_string_equal(buffer_text(&text), "x1,x2,y1,yhat1,part\r\n0,1,1,3,train\r\n1,1,0.25,3.5,train\r\n");
    buffer_finish(&text);
    must_type(session, in_folder("data %/a.csv target y1 skip yhat1 part"));
    assert_prints(session, "cost", "cost = 7.28125\n");
}

static void a_format_is_known_by_its_name_or_the_ending_of_the_file(void **state)
{
    struct session *session = *state;
    assert_ptr_equal(export_format_of_file("a.b/x.JSON"), &export_json);
    assert_null(export_format_of_file(".json"));
    assert_null(export_format_of_file("a/.csv"));
    assert_refused(
        session, "export /tmp/x.gpj",
        "no format is called '/tmp/x.gpj'; there are: json, csv, pytorch, png, svg, gif, html, latex");
    assert_refused(session, "export json",
                   "export json: the file's name is missing, as in: export json FILE.json");
    assert_refused(session, "export json a.json now",
                   "export json takes nothing behind the file's name, not 'now'");
    assert_refused(session, "export csv /dev/null",
                   "export csv: there is no data yet; load some first, for example: data xor");
    assert_refused(session, "export png a.png", "this program was started without pictures");
    assert_refused(session, "export png a.png 9x9",
                   "'9x9' is no size; write WIDTHxHEIGHT, each 64 to 8192, like 1280x800");
}

static void every_row_of_the_registries_is_known_to_pytorch(void **state)
{
    (void)state;
    for (size_t i = 0; i < activation_count(); i++)
        assert_true(activation_at(i)->is_maxout || activation_at(i)->pytorch);
    for (size_t i = 0; i < loss_count(); i++) {
        const struct loss *loss = loss_at(i);
        assert_non_null(loss->pytorch);
        assert_true((loss->pytorch_fused != NULL) == (loss->fuses_with_sigmoid || loss->fuses_with_softmax));
    }
    for (size_t i = 0; i < optimizer_count(); i++) {
        const struct optimizer *optimizer = optimizer_at(i);
        assert_non_null(optimizer->pytorch);
        for (size_t k = 0; k < OPTIMIZER_STATES_MAX; k++)
            assert_true((optimizer->pytorch_state[k] != NULL) == (k < optimizer->states));
    }
}

static void a_failed_write_leaves_the_old_file(void **state)
{
    struct session *session = *state;
    struct error error;
    must_type(session, in_folder("export %/a.json; rate 7"));
    struct buffer before = content("%/a.json");
    assert_int_equal(chmod(folder, 0500), 0);
    bool is_root = geteuid() == 0;
    if (!is_root) {
        assert_false(type(session, in_folder("export %/a.json"), &error));
        assert_non_null(strstr(error.text, "cannot write"));
    }
    assert_int_equal(chmod(folder, 0700), 0);
    assert_false(type(session, in_folder("export json %"), &error));
    assert_non_null(strstr(error.text, "it is a folder"));
    assert_false(type(session, "export json /dev/full", &error));
    assert_non_null(strstr(error.text, "cannot write '/dev/full'"));
    struct buffer after = content("%/a.json");
    if (!is_root)
        assert_string_equal(buffer_text(&before), buffer_text(&after));
    buffer_finish(&before);
    buffer_finish(&after);
}

static void at_the_prompt_a_file_is_replaced_only_after_a_yes(void **state)
{
    struct session *session = *state;
    char question[200];
    session->is_interactive = true;
    must_type(session, in_folder("save %/a"));
    snprintf(question, sizeof question, "'%s/a' is there already; type 'y' to replace it, or give another name",
             folder);
    struct buffer old = content("%/a");
    must_type(session, "rate 7");
    assert_refused(session, in_folder("save %/a; rate 8"), question);
    assert_prints(session, "rate", "rate 7\n"); /* which is no yes */
    struct buffer same = content("%/a");
    assert_string_equal(buffer_text(&old), buffer_text(&same));
    assert_refused(session, "y",
                   "there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid");
    assert_refused(session, in_folder("save %/a"), question);
    must_type(session, "y");
    struct buffer new = content("%/a");
    assert_non_null(strstr(buffer_text(&new), "rate 7\n"));
    assert_refused(session, in_folder("save %/a"), question); /* each time anew */
    assert_refused(session, in_folder("export json %/a"), question);
    must_type(session, "예");
    must_type(session, in_folder("export json /dev/null; load %/a"));
    session->is_interactive = false;
    must_type(session, in_folder("save %/a"));
    buffer_finish(&old);
    buffer_finish(&same);
    buffer_finish(&new);
}

static void a_why_in_latex_says_which_weights_it_is_about(void **state)
{
    (void)state;
    struct session *session = session_new();
    must_type(session, MAZUR "; backward");
    must_type(session, in_folder("export latex %/then.tex why w1[1,1]"));
    must_type(session, "update");
    must_type(session, in_folder("export latex %/now.tex why w1[1,1]"));
    struct buffer then = content("%/then.tex"), now = content("%/now.tex");
    buffer_put(&then, "\n\\noindent (of the pass before the update, with the weights of then)\n");
    assert_string_equal(buffer_text(&now), buffer_text(&then));
    buffer_finish(&then);
    buffer_finish(&now);
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_saved_script_builds_all_again_whatever_was_there, open_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(aliases_are_saved_and_go_on_working, open_folder, remove_folder),
        cmocka_unit_test_setup_teardown(json_brings_the_network_back_bit_for_bit, open_folder, remove_folder),
        cmocka_unit_test_setup_teardown(json_says_what_it_leaves_out, open_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_bare_json_of_another_program_is_enough, open_folder, remove_folder),
        session_test(a_json_that_is_none_of_ours_is_refused),
        cmocka_unit_test_setup_teardown(csv_holds_each_sample_with_its_prediction, open_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_why_in_latex_says_which_weights_it_is_about, open_folder,
                                        remove_folder),
        session_test(a_format_is_known_by_its_name_or_the_ending_of_the_file),
        session_test(every_row_of_the_registries_is_known_to_pytorch),
        cmocka_unit_test_setup_teardown(a_failed_write_leaves_the_old_file, open_folder, remove_folder),
        cmocka_unit_test_setup_teardown(at_the_prompt_a_file_is_replaced_only_after_a_yes, open_folder,
                                        remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
