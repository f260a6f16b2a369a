#include "near.h"

#include "view/layout.h"

static const struct layout_wish net = {6, 1.9, 200, 105}, formula = {2.5, 5.5, 200, 72},
                                square = {3, 1, 200, 105};

static void one_panel_gets_all(void **state)
{
    (void)state;
    struct box boxes[1], box = {10, 20, 800, 500};
    assert_int_equal(layout_divide(&net, 1, box, 12, boxes), 1);
    assert_memory_equal(&boxes[0], &box, sizeof box);
}

static void a_line_of_text_lies_beneath_the_net_and_gets_its_share(void **state)
{
    (void)state;
    const struct layout_wish wishes[] = {net, formula};
    struct box boxes[2];
    assert_int_equal(layout_divide(wishes, 2, (struct box){0, 0, 1250, 680 + 12}, 12, boxes), 2);
    assert_near(boxes[0].width, 1250, 1e-12);
    assert_near(boxes[0].height, 680 * 6 / 8.5, 1e-12);
    assert_near(boxes[1].y, 680 * 6 / 8.5 + 12, 1e-12);
    assert_near(boxes[1].height, 680 * 2.5 / 8.5, 1e-12);
}

static void two_square_panels_lie_side_by_side_in_a_wide_box_and_one_above_the_other_in_a_tall_one(void **state)
{
    (void)state;
    const struct layout_wish wishes[] = {square, square};
    struct box boxes[2];
    layout_divide(wishes, 2, (struct box){0, 0, 1010, 500}, 10, boxes);
    assert_near(boxes[0].width, 500, 1e-12);
    assert_near(boxes[1].x, 510, 1e-12);
    layout_divide(wishes, 2, (struct box){0, 0, 500, 1010}, 10, boxes);
    assert_near(boxes[0].height, 500, 1e-12);
    assert_near(boxes[1].y, 510, 1e-12);
}

static void a_panel_alone_in_its_part_gets_what_it_needs_at_least(void **state)
{
    (void)state;
    const struct layout_wish wishes[] = {net, formula};
    struct box boxes[2];
    layout_divide(wishes, 2, (struct box){0, 0, 430, 190}, 8, boxes);
    assert_near(boxes[1].height, 72, 1e-12);
    assert_near(boxes[0].height, 190 - 8 - 72, 1e-12);
    const struct layout_wish turned[] = {formula, net};
    layout_divide(turned, 2, (struct box){0, 0, 430, 190}, 8, boxes);
    assert_near(boxes[0].height, 72, 1e-12);
}

static void what_is_exactly_as_large_as_it_must_be_is_large_enough(void **state)
{
    (void)state;
    const struct layout_wish wishes[] = {{6, 1.9, 200, 127.4}, {2.5, 5.5, 200, 57.2}};
    struct box boxes[2];
    layout_divide(wishes, 2, (struct box){0, 0, 430, 127.4 + 7.2 + 57.2}, 7.2, boxes);
    assert_near(boxes[1].width, 430, 1e-12);
    assert_near(boxes[1].height, 57.2, 1e-9);
}

static void what_cannot_be_read_is_left_out_from_the_end(void **state)
{
    (void)state;
    const struct layout_wish wishes[] = {net, formula, square, square};
    struct box boxes[4];
    assert_int_equal(layout_divide(wishes, 4, (struct box){0, 0, 1250, 650}, 12, boxes), 4);
    assert_int_equal(layout_divide(wishes, 4, (struct box){0, 0, 420, 150}, 8, boxes), 2);
    assert_int_equal(layout_divide(wishes, 4, (struct box){0, 0, 150, 90}, 8, boxes), 1);
    assert_near(boxes[0].width, 150, 1e-12);
    assert_int_equal(layout_divide(wishes, 0, (struct box){0, 0, 150, 90}, 8, boxes), 0);
}

/* Boxes of any set of panels fill their box but for the gaps, in reading order, and never overlap. */
static void boxes_fill_the_window_without_overlap(void **state)
{
    (void)state;
    const struct layout_wish kinds[] = {net, formula, square};
    const double gap = 10;
    for (int set = 0; set < 729; set++) {
        struct layout_wish wishes[6];
        struct box boxes[6], box = {7, 9, 1600, 900};
        for (int i = 0, rest = set; i < 6; i++, rest /= 3)
            wishes[i] = kinds[rest % 3];
        size_t count = layout_divide(wishes, 6, box, gap, boxes);
        assert_int_equal(count, 6);
        for (size_t i = 0; i < count; i++) {
            const struct box *a = &boxes[i];
            assert_true(a->width >= wishes[i].least_width && a->height >= wishes[i].least_height);
            assert_true(a->x >= box.x && a->y >= box.y && a->x + a->width <= box.x + box.width + 1e-9 &&
                        a->y + a->height <= box.y + box.height + 1e-9);
            for (size_t k = 0; k < i; k++) {
                const struct box *b = &boxes[k];
                assert_true(b->x + b->width + gap <= a->x + 1e-9 || b->y + b->height + gap <= a->y + 1e-9 ||
                            a->y + a->height + gap <= b->y + 1e-9);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_panel_gets_all),
        cmocka_unit_test(a_line_of_text_lies_beneath_the_net_and_gets_its_share),
        cmocka_unit_test(
            two_square_panels_lie_side_by_side_in_a_wide_box_and_one_above_the_other_in_a_tall_one),
        cmocka_unit_test(a_panel_alone_in_its_part_gets_what_it_needs_at_least),
        cmocka_unit_test(what_is_exactly_as_large_as_it_must_be_is_large_enough),
        cmocka_unit_test(what_cannot_be_read_is_left_out_from_the_end),
        cmocka_unit_test(boxes_fill_the_window_without_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
