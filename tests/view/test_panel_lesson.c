/* The card of a lesson: where it is, the question and its choices. */
#include "app/lesson_folder.h"
#include "view/panel_checks.h"

#include "app/lesson_run.h"

#define SETUP                                                                                                  \
    "setup: net 2 1:sigmoid\n"                                                                                 \
    "  w1 = [0.5 -1]\n"                                                                                        \
    "  input 3 1.5\n"

static const char english[] =
    "# 1. Nodes and weights\n\nA node *weighs* its **inputs**.\n\n## One neuron\n\n"
    "```nabla\nnet 2 1:sigmoid\n```\n\n"
    "```ask\nid: z\n"
    "question: The node has the weights `w1[1,1] = 0.5` and `w1[1,2] = -1`, the inputs are `3` and `1.5`, and\n"
    "  the bias is **0**. What is `z1[1]`, before the activation function?\n" SETUP
    "check: number z1[1]\nafter: forward\nhint: a sum\nhint: w x + b\nsolution: forward\n  answer "
    "z1[1]\nexplain: 0\n```\n\n"
    "## Which\n\n"
    "```ask\nid: which\nquestion: Which of these **bends** the line?\ncheck: choice b\n"
    "a: the bias `b1`, because it is added to every weighted sum before anything else is done with it\n"
    "b: the activation function\nc: the weights\nwrong a: No.\nwrong c: No.\n"
    "hint: f\nhint: f(z)\nsolution: answer b\nexplain: Yes.\n```\n";

static const char korean[] =
    "# 1. 노드와 가중치\n\n노드는 **입력**에 무게를 둡니다.\n\n## 뉴런 하나\n\n"
    "```nabla\nnet 2 1:sigmoid\n```\n\n"
    "```ask\nid: z\n"
    "question: 이 노드의 가중치는 `w1[1,1] = 0.5`와 `w1[1,2] = -1`이고 입력은 `3`과 `1.5`, 편향은 **0**입니다. "
    "활성화\n"
    "  함수를 거치기 전의 `z1[1]`은 얼마입니까?\n" SETUP
    "check: number z1[1]\nafter: forward\nhint: 합\nhint: w x + b\nsolution: forward\n  answer z1[1]\nexplain: "
    "0\n```\n\n"
    "## 어느 것\n\n"
    "```ask\nid: which\nquestion: 직선을 **구부리는** 것은 무엇입니까?\ncheck: choice b\n"
    "a: 편향 `b1`. 다른 무엇을 하기 전에 모든 가중합에 더해지기 때문입니다\n"
    "b: 활성화 함수\nc: 가중치\nwrong a: 아닙니다.\nwrong c: 아닙니다.\n"
    "hint: f\nhint: f(z)\nsolution: answer b\nexplain: 맞습니다.\n```\n";

static const struct moment lesson_moments[] = {
    {"first_page", "lesson 1"},          {"question", "lesson 1; next"},
    {"answered", "lesson 1; next; 0"},   {"choices", "lesson 1; next; 0; next"},
    {"playing", "lesson 1; next; play"},
};

enum { LESSON_MOMENTS = sizeof lesson_moments / sizeof *lesson_moments };

static int open_folder(void **state)
{
    struct folder *folder = memory_new(1, sizeof *folder);
    make_folder(folder);
    write_lesson(folder, "en", english);
    write_lesson(folder, "ko", korean);
    *state = folder;
    return 0;
}

static int close_folder(void **state)
{
    translate_select("en");
    remove_folder(*state);
    memory_free(*state);
    return 0;
}

static struct session *at(const struct folder *folder, const char *typed, const char *language)
{
    struct session *session = session_new();
    assert_true(translate_select(language));
    session->lessons = folder->path;
    must_type(session, typed);
    return session;
}

/* The card alone, as high as it asks to be. */
static struct drawlist card_list(const struct session *session, struct view_size size)
{
    struct drawlist list;
    unsigned forms = 0;
    struct scene_options options = {.width = size.width, .height = size.height};
    struct panel_place place = {.session = session,
                                .options = &options,
                                .list = &list,
                                .box = {0, 0, size.width, size.height},
                                .type = type_of(size),
                                .forms = &forms};
    drawlist_init(&list);
    drawlist_begin(&list, theme_at(0), &text_measure_plain, size.width, size.height, size.zoom);
    place.box.height = panel_lesson_height(&place);
    drawlist_clip(&list, 0, 0, place.box.width, place.box.height);
    panel_lesson_draw(&place);
    drawlist_unclip(&list);
    return list;
}

static void it_looks_as_it_did(void **state)
{
    static const char *const languages[] = {"en", "ko"};
    for (int i = 0; i < LESSON_MOMENTS; i++)
        for (int l = 0; l < 2; l++) {
            char name[64];
            struct buffer dump = BUFFER_EMPTY;
            struct session *session = at(*state, lesson_moments[i].typed, languages[l]);
            struct drawlist list = card_list(session, (struct view_size){860, 300, 1});
            drawlist_dump(&list, &dump);
            snprintf(name, sizeof name, "lesson_%s_%s", lesson_moments[i].name, languages[l]);
            assert_golden(name, buffer_text(&dump));
            buffer_finish(&dump);
            drawlist_finish(&list);
            session_free(session);
        }
}

/* In its card, and above the panels of a window of any size. */
static void it_can_be_read(void **state)
{
    static const char *const languages[] = {"en", "ko"};
    for (int i = 0; i < LESSON_MOMENTS; i++)
        for (int l = 0; l < 2; l++) {
            struct session *session = at(*state, lesson_moments[i].typed, languages[l]);
            for (int k = 0; k < SIZES; k++) {
                struct drawlist list = card_list(session, sizes[k]);
                assert_texts_readable(&list, lesson_moments[i].name);
                drawlist_finish(&list);
                list = scene_list(session, sizes[k], NULL);
                assert_texts_readable(&list, lesson_moments[i].name);
                drawlist_finish(&list);
            }
            session_free(session);
        }
}

/* In the size for the last row of a classroom: a question of two rows and four choices, some of them two rows, too. */
static void every_choice_is_whole_whatever_the_size(void **state)
{
    write_lesson(
        *state, "en",
        "# 1. Losses\n\n## From above\n\n"
        "```ask\nid: which\nquestion: With l1, which way does the arrow \"downhill\" point from (3, 1), when "
        "the goal is (1, 2)?\ncheck: choice b\n"
        "a: straight at the goal\n"
        "b: diagonally: both weights move alike, though one is off by 2, the other by 1\n"
        "c: only along the weight that is off most\nd: nowhere\n"
        "wrong a: No.\nwrong c: No.\nwrong d: No.\n"
        "hint: f\nhint: f(z)\nsolution: answer b\nexplain: Yes.\n```\n");
    struct session *session = at(*state, "lesson 1", "en");
    static const double zooms[] = {1, 1.5, 2};
    for (int k = 0; k < 3; k++)
        for (int width = 1000; width <= 1400; width += 200) {
            struct drawlist list = scene_list(session, (struct view_size){width, 600, zooms[k]}, NULL);
            assert_texts_readable(&list, "choices");
            must_find_text(&list, "d)", 0);
            must_find_text(&list, "nowhere", 0);
            drawlist_finish(&list);
        }
    session_free(session);
}

static void it_says_where_the_lesson_is_and_what_is_asked(void **state)
{
    struct session *session = at(*state, "lesson 1", "en");
    struct drawlist list = card_list(session, (struct view_size){860, 300, 1});
    must_find_text(&list, "1. Nodes and weights", 0);
    assert_null(find_text(&list, "Which", 0));
    drawlist_finish(&list);
    must_type(session, "next; 0; next");
    list = card_list(session, (struct view_size){860, 300, 1});
    must_find_text(&list, "Which", 0);
    assert_true(must_find_text(&list, "bends", 0)->bold);
    assert_int_equal(must_find_text(&list, "b1", 0)->fill.base, ROLE_ACCENT_TEXT);
    must_find_text(&list, "a)", 0);
    must_find_text(&list, "c)", 0);
    assert_null(text_beginning(&list, "· answered"));
    drawlist_finish(&list);
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_looks_as_it_did, open_folder, close_folder),
        cmocka_unit_test_setup_teardown(it_can_be_read, open_folder, close_folder),
        cmocka_unit_test_setup_teardown(every_choice_is_whole_whatever_the_size, open_folder, close_folder),
        cmocka_unit_test_setup_teardown(it_says_where_the_lesson_is_and_what_is_asked, open_folder,
                                        close_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
