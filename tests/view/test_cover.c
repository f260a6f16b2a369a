#include "near.h"

#include "view/cover.h"

static const struct box plane = {100, 50, 200, 120};

static void what_lies_there_already_is_left_alone(void **state)
{
    (void)state;
    static const double across[] = {100, 110, 300, 110};
    struct cover cover;
    cover_init(&cover, plane);
    cover_line(&cover, across, 2, COVER_ALL);
    assert_false(cover_take(&cover, &(struct box){150, 100, 40, 20}, 0));
    assert_true(cover_take(&cover, &(struct box){150, 60, 40, 20}, 0));
    assert_false(cover_take(&cover, &(struct box){180, 70, 40, 20}, 0)); /* over the last one */
    assert_true(cover_take(&cover, &(struct box){150, 130, 40, 20}, 0));
    cover_finish(&cover);
}

static void a_line_carries_its_own_number_but_no_other(void **state)
{
    (void)state;
    static const double first[] = {100, 80, 200, 80, 300, 80}, second[] = {150, 50, 150, 170};
    struct cover cover;
    cover_init(&cover, plane);
    cover_line(&cover, first, 3, 1);
    cover_line(&cover, second, 2, 2);
    assert_false(cover_take(&cover, &(struct box){200, 70, 40, 20}, 2));
    assert_false(cover_take(&cover, &(struct box){200, 70, 40, 20}, 0));
    assert_true(cover_take(&cover, &(struct box){200, 70, 40, 20}, 1));
    assert_false(cover_take(&cover, &(struct box){130, 70, 40, 20}, 1)); /* where they cross */
    assert_false(cover_take(&cover, &(struct box){130, 70, 40, 20}, 2));
    assert_true(cover_take(&cover, &(struct box){130, 120, 40, 20}, 2));
    cover_finish(&cover);
}

static void nothing_reaches_over_the_edge(void **state)
{
    (void)state;
    static const struct box outside[] = {
        {95, 60, 20, 10}, {290, 60, 20, 10}, {150, 45, 20, 10}, {150, 165, 20, 10}};
    struct cover cover;
    cover_init(&cover, plane);
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        assert_false(cover_take(&cover, &outside[i], 0));
    assert_true(cover_take(&cover, &plane, 0));
    cover_finish(&cover);
}

/* What a panel hands over may lie anywhere, or nowhere. */
static void lines_from_far_away_and_without_a_number_do_no_harm(void **state)
{
    (void)state;
    static const double far[] = {-1e300, 90, 1e300, 90}, none[] = {(double)NAN, 60, 120, (double)NAN};
    struct cover cover;
    cover_init(&cover, plane);
    cover_line(&cover, far, 2, COVER_ALL);
    cover_line(&cover, none, 2, COVER_ALL);
    cover_line(&cover, far, 1, COVER_ALL);
    cover_box(&cover, &(struct box){-1e9, -1e9, 1, 1});
    assert_true(cover_take(&cover, &(struct box){150, 130, 40, 20}, 0));
    cover_finish(&cover);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_lies_there_already_is_left_alone),
        cmocka_unit_test(a_line_carries_its_own_number_but_no_other),
        cmocka_unit_test(nothing_reaches_over_the_edge),
        cmocka_unit_test(lines_from_far_away_and_without_a_number_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
