#include "nn/portable.h"

#include "near.h"

/* 40 digits by mpmath, of the double that stands here. */
static const struct {
    double turns, cosine, sine;
} expected[] = {
    {0.1, 0.8090169943749474036, 0.58778525229247315739},
    {0.125, 0.7071067811865475244, 0.7071067811865475244},
    {0.3, -0.30901699437494735776, 0.95105651629515359367},
    {0.49, -0.99802672842827155845, 0.062790519529313431772},
    {0.7, -0.30901699437494768948, -0.95105651629515348589},
    {-0.9, 0.80901699437494750611, 0.5877852522924730163},
    {12.345, -0.56208337785213392333, 0.82708057427455956645},
};

static void the_circle_is_right_to_the_last_digits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        double cosine, sine;
        portable_circle(expected[i].turns, &cosine, &sine);
        assert_near(cosine, expected[i].cosine, 2.3e-16);
        assert_near(sine, expected[i].sine, 2.3e-16);
    }
}

static void quarter_turns_are_exact(void **state)
{
    (void)state;
    const double at[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    for (int k = -4000; k <= 4000; k++) {
        double cosine, sine;
        portable_circle(k / 4.0, &cosine, &sine);
        assert_true(cosine == at[(k + 4000) % 4][0] && sine == at[(k + 4000) % 4][1]);
    }
}

static void it_agrees_with_the_c_library_all_around(void **state)
{
    (void)state;
    for (int k = -3000; k <= 3000; k++) {
        double cosine, sine, turns = k / 1000.0, angle = 2 * acos(-1) * turns;
        portable_circle(turns, &cosine, &sine);
        assert_near(cosine, cos(angle), 4e-15);
        assert_near(sine, sin(angle), 4e-15);
        assert_near(cosine * cosine + sine * sine, 1, 5e-16);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_circle_is_right_to_the_last_digits),
        cmocka_unit_test(quarter_turns_are_exact),
        cmocka_unit_test(it_agrees_with_the_c_library_all_around),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
