/* Each fault that `lesson check` is to find, planted once in a lesson that is good without it. */
#include "app/lesson_folder.h"

#include "app/lesson_check.h"

static const char good[] = "# 1. Nodes\n"
                           "\n"
                           "```lesson\n"
                           "view: net formula\n"
                           "```\n"
                           "\n"
                           "A node weighs its inputs.\n"
                           "\n"
                           "## One neuron\n"
                           "\n"
                           "```nabla\n"
                           "net 2 1:sigmoid\n"
                           "w1 = [0.5 -1]\n"
                           "```\n"
                           "\n"
                           "```nabla refused\n"
                           "net 2 3:softmax\n"
                           "```\n"
                           "\n"
                           "```nabla try\n"
                           "input 1 2\n"
                           "```\n"
                           "\n"
                           "```ask\n"
                           "id: z-by-hand\n"
                           "question: What is z1[1]?\n"
                           "setup: net 2 1:sigmoid\n"
                           "  w1 = [0.5 -1]\n"
                           "  b1 = [0.25]\n"
                           "  input 1 2\n"
                           "check: number z1[1] within 1%\n"
                           "after: forward\n"
                           "near: w1[1,1]*x[1] + w1[1,2]*x[2] = You forgot the bias.\n"
                           "hint: It is a sum.\n"
                           "hint: z = w x + b\n"
                           "solution: forward\n"
                           "  answer z1[1]\n"
                           "explain: 0.5 - 2 + 0.25\n"
                           "```\n"
                           "\n"
                           "```ask\n"
                           "id: make-and\n"
                           "question: Make it fire.\n"
                           "setup: net 2 1:step\n"
                           "  input 1 1\n"
                           "  w1 = [0 0]\n"
                           "check: state w1[1,1] == 1 and a1[1] == 1\n"
                           "hint: Raise the weights.\n"
                           "hint: w1 = [1 1]\n"
                           "solution: w1 = [1 1]\n"
                           "  step\n"
                           "explain: 2 > 0\n"
                           "```\n"
                           "\n"
                           "```ask\n"
                           "id: which\n"
                           "question: Which one?\n"
                           "check: choice b\n"
                           "a: this\n"
                           "b: that\n"
                           "wrong a: Not this.\n"
                           "hint: Not the first.\n"
                           "hint: The second.\n"
                           "solution: answer b\n"
                           "explain: That.\n"
                           "```\n";

static int open_folder(void **state)
{
    struct folder *folder = memory_new(1, sizeof *folder);
    make_folder(folder);
    write_lesson(folder, "en", good);
    write_lesson(folder, "ko", good);
    *state = folder;
    return 0;
}

static int close_folder(void **state)
{
    struct folder *folder = *state;
    remove_folder(folder);
    memory_free(folder);
    return 0;
}

/* What `lesson check` says of the folder, each line without the folder's path. */
static size_t check(const struct folder *folder, struct buffer *said)
{
    struct lesson_list list;
    struct buffer out = BUFFER_EMPTY;
    size_t faults = 0, length = strlen(folder->path);
    assert_true(lesson_list_read(&list, folder->path, NULL));
    for (size_t i = 0; i < list.count; i++)
        faults += lesson_check(&list.entries[i], &out);
    lesson_list_finish(&list);
    for (const char *c = buffer_text(&out); *c; c++) {
        if (strncmp(c, folder->path, length) == 0)
            c += length + 1;
        buffer_put_char(said, *c);
    }
    buffer_finish(&out);
    return faults;
}

/* The text with its first `old` replaced. */
static char *change(const char *text, const char *old, const char *new)
{
    struct buffer changed = BUFFER_EMPTY;
    const char *found = strstr(text, old);
    if (!found)
        fail_msg("the lesson has no '%s'", old);
    buffer_put_n(&changed, text, (size_t)(found - text));
    buffer_printf(&changed, "%s%s", new, found + strlen(old));
    return buffer_take(&changed);
}

static void expect(const struct folder *folder, const char *what)
{
    struct buffer said = BUFFER_EMPTY;
    size_t faults = check(folder, &said);
    if (!strstr(buffer_text(&said), what))
        fail_msg("expected '%s' in:\n%s", what, buffer_text(&said));
    assert_int_not_equal(faults, 0);
    buffer_finish(&said);
}

/* The fault in both languages, as when an author makes it. */
static void plant(const struct folder *folder, const char *old, const char *new, const char *message)
{
    char *text = change(good, old, new);
    write_lesson(folder, "en", text);
    write_lesson(folder, "ko", text);
    expect(folder, message);
    memory_free(text);
}

/* The same in the Korean file alone. */
static void plant_korean(const struct folder *folder, const char *old, const char *new, const char *message)
{
    char *text = change(good, old, new);
    write_lesson(folder, "en", good);
    write_lesson(folder, "ko", text);
    expect(folder, message);
    memory_free(text);
}

static void a_good_lesson_has_no_fault(void **state)
{
    struct buffer said = BUFFER_EMPTY;
    assert_int_equal(check(*state, &said), 0);
    assert_string_equal(buffer_text(&said), "01-nodes: good; 2 pages, 3 questions\n");
    buffer_finish(&said);
}

static void a_wrong_solution_is_found(void **state)
{
    plant(*state, "answer z1[1]", "answer a1[1]",
          "01-nodes/en.md:25: question z-by-hand: the solution answers 0.2227, but right is -1.25");
    plant(*state, "solution: forward\n  answer z1[1]", "solution: forward",
          "question z-by-hand: the solution doesn't solve it\n");
    plant(
        *state, "solution: w1 = [1 1]\n  step", "solution: w1 = [1 1]",
        "question make-and: the solution doesn't solve it: a1[1] is not computed yet; 'forward' computes it\n");
    plant(*state, "answer b", "answer a", "question which: the solution doesn't solve it\n");
    plant(*state, "solution: answer b\n", "", "question which: 'solution:' is missing\n");
    plant(*state, "  step\n", "  reset\n",
          "question make-and: in a question 'reset' goes to its start; the solution needs another way\n");
    plant(*state, "  answer z1[1]", "  answer z9[1]",
          "question z-by-hand: the solution's 'answer z9[1]' can't be computed: z9[1]: ");
    plant(*state, "  step\n", "  answer 1\n",
          "question make-and: the solution has an 'answer', but what is checked is the state\n");
    plant(*state, "  step\n", "  \"step\n", "question make-and: the solution can't be read: ");
    plant(*state, "  step\n", "  jump\n",
          "question make-and: a command of the solution fails: 'jump': solution:1: ");
}

static void a_start_state_that_passes_is_found(void **state)
{
    plant(*state, "w1 = [0 0]", "w1 = [1 1]\n  step",
          "01-nodes/en.md:42: question make-and: the start state passes the check already: w1[1,1] == 1");
}

static void numbers_that_are_drawn_are_proved_with_several_seeds(void **state)
{
    const struct folder *folder = *state;
    const char with_draw[] = "id: z-by-hand\ndraw: p = 1 to 4\n";
    char *text = change(good, "id: z-by-hand\n", with_draw), *other = change(text, "1 to 4", "1 to 5");
    struct buffer said = BUFFER_EMPTY;
    write_lesson(folder, "en", text);
    write_lesson(folder, "ko", text);
    assert_int_equal(check(folder, &said), 0);
    write_lesson(folder, "ko", other);
    expect(folder, "question z-by-hand: 'draw:' isn't the same as in English");
    memory_free(text);
    memory_free(other);
    plant(folder, "question: What is z1[1]?\n", "draw: p = 1 to 4\nwhere: p > 4\nquestion: What is z1[1]?\n",
          "01-nodes/en.md:25: question z-by-hand: 'where: p > 4': no numbers");
    plant(folder, "  answer z1[1]\n", "  answer {(p - 1)*(p - 2)*(p - 3)} + z1[1]\ndraw: p = 1 to 4\n",
          "question z-by-hand: the solution answers 4.75, but right is -1.25 (with the numbers of seed ");
    plant(folder, "question: What is z1[1]?\n", "where: 1 == 1\nquestion: What is z1[1]?\n",
          "question z-by-hand: 'where:' belongs to 'draw:'\n");
    buffer_finish(&said);
}

static void missing_hints_and_explanations_are_found(void **state)
{
    plant(*state, "hint: It is a sum.\n", "", "question z-by-hand: it has 1 hints; there must be 2 to 4\n");
    plant(*state, "explain: That.\n", "",
          "question which: 'explain:' is missing: what is said after success\n");
}

static void translations_out_of_step_are_found(void **state)
{
    plant_korean(*state, "b1 = [0.25]", "b1 = [0.5]",
                 "01-nodes/ko.md:25: question z-by-hand: 'setup:' isn't the same as in English\n");
    plant_korean(*state, "within 1%", "within 2%", "question z-by-hand: 'check:' isn't the same");
    plant_korean(*state, "after: forward", "after: step", "question z-by-hand: 'after:' isn't the same");
    plant_korean(*state, "near: w1[1,1]*x[1] + w1[1,2]*x[2]", "near: x[1]",
                 "near: x[1] isn't the same as in English: w1[1,1]*x[1] + w1[1,2]*x[2]\n");
    plant_korean(*state, "near: w1[1,1]*x[1] + w1[1,2]*x[2] = You forgot the bias.\n", "",
                 "question z-by-hand: it has 0 'near:' lines; in English 1\n");
    plant_korean(*state, "explain: That.\n", "", "question which: 'explain:' stands in one language only\n");
    plant_korean(*state, "## One neuron\n", "## One neuron\n\n```lesson\nview: net\n```\n",
                 "'view:' isn't the same as in English\n");
    plant_korean(*state, "explain: That.\n```\n", "explain: That.\n```\n\nMore.\n",
                 "01-nodes/ko.md:9: this page has 7 parts; in English 6\n");
    plant_korean(*state, "hint: It is a sum.\n", "", "it has 1 hints; in English 2");
    plant_korean(*state, "id: which", "id: that", "here is question that, in English which");
    plant_korean(*state, "w1 = [0.5 -1]\n```", "w1 = [0.5 1]\n```",
                 "01-nodes/ko.md:12: the commands of this block aren't the same as in English (line 12)");
    plant_korean(*state, "```nabla try\ninput 1 2\n```\n", "",
                 "here is ```ask, in English ```nabla try (line 21)\n");
    plant_korean(*state, "## One neuron\n", "", "it has 1 pages; in English 2");
    plant_korean(*state, "wrong a: Not this.\n", "", "choice a, or 'wrong a:', stands in one language only");
    plant_korean(*state, "view: net formula", "view: net", "the lesson block isn't the same as in English");
}

static void a_lesson_without_a_translation_is_named(void **state)
{
    char path[128];
    path_of(*state, "ko", path);
    unlink(path);
    expect(*state, "01-nodes/ko.md'");
}

static void commands_that_fail_are_found(void **state)
{
    plant(*state, "```nabla\nnet 2", "```nabla\nnett 2",
          "01-nodes/en.md:12: a command of this block fails: nabla:1: ");
    plant(*state, "net 2 3:softmax", "net 2 3:tanh", "'net 2 3:tanh' should be refused, but it works");
    plant(*state, "input 1 2\n```", "input 1 2 3\n```",
          "01-nodes/en.md:21: a command of this block fails: nabla:1: ");
    plant(*state, "b1 = [0.25]", "b7 = [0.25]", "question z-by-hand: its start can't be set up: setup:3: ");
    plant(*state, "after: forward", "after: backward",
          "question z-by-hand: its number can't be computed: after:1: ");
    plant(*state, "after: forward\n", "", "question z-by-hand: its number can't be computed: z1[1]: ");
}

static void wrong_ideas_that_are_right_or_nothing_are_found(void **state)
{
    plant(*state, "near: w1[1,1]*x[1] + w1[1,2]*x[2]", "near: z1[1]",
          "near: z1[1] gives -1.25, which counts as right");
    plant(*state, "near: w1[1,1]*x[1] + w1[1,2]*x[2]", "near: dz1[1]",
          "near: dz1[1] can't be computed where the question begins\n");
    plant(*state, "check: number z1[1] within 1%", "check: number z1[1]/0",
          "question z-by-hand: its number, z1[1]/0, is -inf\n");
    plant(*state, "check: state w1[1,1] == 1 and a1[1] == 1",
          "check: state w1[1,1] ==", "question make-and: its check can't be read: ");
    plant(*state, "near: w1",
          "near: 1 = a\nnear: 2 = b\nnear: 3 = c\nnear: 4 = d\nnear: 5 = e\nnear: 6 = f\n"
          "near: 7 = g\nnear: 8 = h\nnear: 9 = i\nnear: 10 = j\nnear: 11 = k\nnear: 12 = l\nnear: 13 = m\n"
          "near: 14 = n\nnear: 15 = o\nnear: 16 = p\nnear: w1",
          "question z-by-hand: more than 16 'near:' lines\n");
    plant(*state, "check: choice b\n", "check: choice b\nafter: step\n",
          "question which: 'near:' and 'after:' belong to 'check: number'\n");
    plant(*state, "check: number z1[1] within 1%\n", "check: number z1[1] within 1%\na: this\n",
          "question z-by-hand: 'a:' belongs to 'check: choice'\n");
}

static void choices_that_make_no_question_are_found(void **state)
{
    plant(*state, "check: choice b", "check: choice c", "the right choice, c, isn't there");
    plant(*state, "b: that\n", "", "it has 1 choices; there must be 2 to 4");
    plant(*state, "wrong a:", "wrong b:", "'wrong b:' must belong to a choice that is wrong");
    plant(*state, "b: that\n", "b: that\nd: those\n", "choice d is there, but one before it is missing");
}

static void a_file_that_is_no_lesson_is_named_with_its_line(void **state)
{
    plant(*state, "# 1. Nodes\n", "",
          "01-nodes/en.md:1: a lesson begins with its title: '# 1. Nodes and weights'\n");
    plant(*state, "id: which", "id: make-and",
          "01-nodes/en.md:56: there is a question 'make-and' already; each needs an id of its own\n");
    plant(*state, "check: choice b", "check: right b",
          "01-nodes/en.md:58: 'check: right b': it must be 'number EXPR', 'state EXPR' or 'choice a'\n");
    plant(*state, "within 1%", "within 1 %",
          "01-nodes/en.md:31: 'within 1 %': a number or a share belongs here, such as 0.01 or 2%\n");
    plant(*state, "near: w1[1,1]*x[1] + w1[1,2]*x[2] =", "near:",
          "01-nodes/en.md:33: 'near: You forgot the bias.': it must be 'near: EXPR = what to say'\n");
    plant(*state, "question: Which one?", "qestion: Which one?",
          "01-nodes/en.md:57: 'qestion:' means nothing here; the keys are id, question, draw, where, setup, "
          "check, after, "
          "near, a to "
          "d, wrong a to d, hint, solution, explain, pool\n");
    plant(*state, "question: Which one?\n", "", "question which: 'question:' is missing\n");
    plant(
        *state, "a: this", "this",
        "01-nodes/en.md:59: 'this': a line here is 'key: text'; a line that goes on begins with two blanks\n");
    plant(*state, "a: this\n", "a: this\na: this\n", "01-nodes/en.md:60: 'a:' is there twice");
    plant(*state, "```nabla try", "```nable",
          "01-nodes/en.md:21: ```nable: a block is 'nabla', 'nabla try', 'nabla refused', 'ask', 'lesson' or "
          "'text'\n");
    plant(*state, "view: net formula", "view: nett", "01-nodes/en.md:4: no panel is called 'nett'");
    plant(*state, "view: net formula", "forbid: next",
          "01-nodes/en.md:4: 'forbid: next': only hint, skip and solution can be forbidden\n");
    plant(*state, "A node weighs", "A node\tweighs", "01-nodes/en.md:7: there is a tab; write blanks\n");
    plant(*state, "A node weighs", "A node \x01 weighs",
          "01-nodes/en.md:7: there is a control character, byte 1\n");
    plant(*state, "view: net formula", "views: net",
          "01-nodes/en.md:4: 'views:' means nothing here; a lesson block holds 'view:' and 'forbid:'\n");
    plant(*state, "view: net formula", "net formula",
          "01-nodes/en.md:4: 'net formula': a line of a lesson block is 'key: value'\n");
    plant(*state, "id: which\n", "", "a question needs 'id:' with a name of one word\n");
    plant(*state, "check: choice b\n", "", "question which: 'check:' is missing\n");
    plant(*state, "```nabla try\n", "```nabla\n```\n\n```nabla try\n",
          ": this block is empty; commands belong in it\n");
    plant(*state, "A node weighs", "A node \xff weighs", "01-nodes/en.md:7: this is no UTF-8");
    plant(*state, "## One neuron", "# One neuron",
          "01-nodes/en.md:9: the title, '# ...', stands once, at the top");
}

static void a_lesson_without_a_question_is_found(void **state)
{
    write_lesson(*state, "en", "# 1. Nodes\n\nRead this.\n");
    write_lesson(*state, "ko", "# 1. Nodes\n\nRead this.\n");
    expect(*state, "01-nodes/en.md:1: the lesson asks nothing\n");
    struct session *session = session_new();
    session->lessons = ((const struct folder *)*state)->path;
    assert_refused(session, "lesson check", "1 faults in 1 lessons");
    session_free(session);
}

int main(void)
{
#define folder_test(name) cmocka_unit_test_setup_teardown(name, open_folder, close_folder)
    const struct CMUnitTest tests[] = {
        folder_test(a_good_lesson_has_no_fault),
        folder_test(a_wrong_solution_is_found),
        folder_test(a_start_state_that_passes_is_found),
        folder_test(numbers_that_are_drawn_are_proved_with_several_seeds),
        folder_test(missing_hints_and_explanations_are_found),
        folder_test(translations_out_of_step_are_found),
        folder_test(a_lesson_without_a_translation_is_named),
        folder_test(commands_that_fail_are_found),
        folder_test(wrong_ideas_that_are_right_or_nothing_are_found),
        folder_test(choices_that_make_no_question_are_found),
        folder_test(a_lesson_without_a_question_is_found),
        folder_test(a_file_that_is_no_lesson_is_named_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
