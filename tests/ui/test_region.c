#include "near.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "ui/region.h"

static struct region region;

static int finish(void **state)
{
    (void)state;
    region_finish(&region);
    return 0;
}

static bool holds(int x, int y)
{
    for (const struct span *span = region_spans(&region, y); span->left <= x; span++)
        if (x < span->right)
            return true;
    return false;
}

static void it_begins_empty_and_whatever_its_size_all_can_be_added(void **state)
{
    (void)state;
    static const int sides[] = {1, 15, 16, 17, 32, 33, 48, 49, 640};
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        for (size_t k = 0; k < sizeof sides / sizeof *sides; k++) {
            struct bounds all = {0, 0, sides[i], sides[k]};
            region_begin(&region, sides[i], sides[k]);
            assert_true(region_is_empty(&region));
            assert_false(region_meets(&region, all));
            region_add_all(&region);
            assert_false(region_is_empty(&region));
            assert_true(region_meets(&region, all));
            for (int y = 0; y < sides[k]; y++) {
                const struct span *spans = region_spans(&region, y);
                assert_int_equal(spans[0].left, 0);
                assert_int_equal(spans[0].right, sides[i]);
                assert_int_equal(spans[1].left, INT_MAX);
            }
        }
}

static void whole_squares_are_added(void **state)
{
    (void)state;
    region_begin(&region, 100, 60);
    region_add(&region, (struct bounds){15, 16, 33, 17});
    for (int y = 0; y < 60; y++)
        for (int x = 0; x < 100; x++)
            assert_int_equal(holds(x, y), x < 48 && y >= 16 && y < 32);
    region_add(&region, (struct bounds){97, 59, 98, 60}); /* the squares at the end are cut */
    assert_int_equal(region_spans(&region, 59)->left, 96);
    assert_int_equal(region_spans(&region, 59)->right, 100);
}

static void nothing_outside_the_picture_is_added(void **state)
{
    (void)state;
    static const struct bounds outside[] = {{-9, 0, 0, 60},   {100, 0, 200, 60}, {0, -50, 100, 0},
                                            {0, 60, 100, 99}, {50, 20, 50, 40},  {50, 40, 60, 20}};
    region_begin(&region, 100, 60);
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        region_add(&region, outside[i]);
        assert_true(region_is_empty(&region));
        assert_false(region_meets(&region, outside[i]));
    }
    region_add(&region, (struct bounds){-99, -99, 1, 1});
    assert_true(holds(0, 0));
    assert_false(holds(16, 0) || holds(0, 16));
}

static void spans_that_touch_become_one(void **state)
{
    (void)state;
    region_begin(&region, 160, 16);
    region_add(&region, (struct bounds){96, 0, 112, 16});
    region_add(&region, (struct bounds){0, 0, 16, 16});
    region_add(&region, (struct bounds){48, 0, 64, 16});
    assert_memory_equal(region_spans(&region, 5), ((struct span[]){{0, 16}, {48, 64}, {96, 112}, SPAN_END}),
                        4 * sizeof(struct span));
    region_add(&region, (struct bounds){16, 0, 48, 16}); /* fills the gap exactly */
    assert_memory_equal(region_spans(&region, 5), ((struct span[]){{0, 64}, {96, 112}, SPAN_END}),
                        3 * sizeof(struct span));
    region_add(&region, (struct bounds){33, 0, 34, 16}); /* is there already */
    region_add(&region, (struct bounds){50, 0, 150, 16});
    assert_memory_equal(region_spans(&region, 5), ((struct span[]){{0, 160}, SPAN_END}),
                        2 * sizeof(struct span));
}

static void assert_boxes_cover_it_once(void)
{
    size_t count;
    struct bounds *boxes = region_boxes(&region, &count);
    for (int y = 0; y < region.height; y++)
        for (int x = 0; x < region.width; x++) {
            int times = 0;
            for (size_t i = 0; i < count; i++)
                times += x >= boxes[i].left && x < boxes[i].right && y >= boxes[i].top && y < boxes[i].bottom;
            assert_int_equal(times, holds(x, y));
        }
    memory_free(boxes);
}

/* Against a grid of marks. */
static void random_boxes_are_what_they_were(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 3);
    for (int n = 0; n < 300; n++) {
        int width = 1 + (int)random_below(&random, 300), height = 1 + (int)random_below(&random, 80);
        bool marks[5][19] = {{false}};
        region_begin(&region, width, height);
        for (int i = 0; i < 12; i++) {
            struct bounds box = {(int)random_below(&random, 300) - 5, (int)random_below(&random, 90) - 5, 0, 0};
            box.right = box.left + (int)random_below(&random, i % 4 ? 20 : 120);
            box.bottom = box.top + (int)random_below(&random, 40);
            struct bounds inside = bounds_both(box, (struct bounds){0, 0, width, height});
            bool meets = false;
            for (int y = inside.top; y < inside.bottom; y++)
                for (int x = inside.left; x < inside.right; x++)
                    meets = meets || marks[y / REGION_SQUARE][x / REGION_SQUARE];
            assert_int_equal(region_meets(&region, box), meets);
            region_add(&region, box);
            for (int y = inside.top; y < inside.bottom; y++)
                for (int x = inside.left; x < inside.right; x++)
                    marks[y / REGION_SQUARE][x / REGION_SQUARE] = true;
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++)
                assert_int_equal(holds(x, y), marks[y / REGION_SQUARE][x / REGION_SQUARE]);
            const struct span *span = region_spans(&region, y);
            for (; span->left != INT_MAX; span++)
                assert_true(span->left < span->right && span->right < span[1].left);
            assert_true(span - region_spans(&region, y) < region.most);
        }
        assert_boxes_cover_it_once();
    }
}

static void boxes_are_as_tall_as_they_can_be(void **state)
{
    (void)state;
    static const struct bounds want[] = {
        {0, 0, 16, 16}, {32, 0, 64, 50}, {80, 0, 96, 16}, {0, 32, 16, 48}, {80, 32, 100, 48}};
    region_begin(&region, 100, 50);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        region_add(&region, want[i]);
    size_t count;
    struct bounds *boxes = region_boxes(&region, &count);
    assert_int_equal(count, sizeof want / sizeof *want);
    assert_memory_equal(boxes, want, sizeof want);
    memory_free(boxes);
    region_begin(&region, 100, 50);
    memory_free(region_boxes(&region, &count));
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_begins_empty_and_whatever_its_size_all_can_be_added),
        cmocka_unit_test(whole_squares_are_added),
        cmocka_unit_test(nothing_outside_the_picture_is_added),
        cmocka_unit_test(spans_that_touch_become_one),
        cmocka_unit_test(random_boxes_are_what_they_were),
        cmocka_unit_test(boxes_are_as_tall_as_they_can_be),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
