#include "near.h"

#include <string.h>

#include "base/random.h"

/* The wanted numbers come from a second implementation in Python's integers; the first four states and the
 * ten outputs are also the published ones of splitmix64 (seed 0) and xoshiro256++ (state 1, 2, 3, 4). */

static void a_seed_is_spread_by_splitmix64(void **state)
{
    (void)state;
    static const uint64_t want[4] = {0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F,
                                     0xF88BB8A8724C81EC};
    struct random random;
    random_seed(&random, 0);
    for (int i = 0; i < 4; i++)
        assert_true(random.state[i] == want[i]);
}

static void bits_are_those_of_xoshiro256_plus_plus(void **state)
{
    (void)state;
    static const uint64_t want[10] = {41943041,
                                      58720359,
                                      3588806011781223,
                                      3591011842654386,
                                      9228616714210784205u,
                                      9973669472204895162u,
                                      14011001112246962877u,
                                      12406186145184390807u,
                                      15849039046786891736u,
                                      10450023813501588000u};
    struct random random = {{1, 2, 3, 4}};
    for (int i = 0; i < 10; i++)
        assert_true(random_bits(&random) == want[i]);
    random_seed(&random, 42);
    assert_true(random_bits(&random) == 15021278609987233951u);
    assert_true(random_bits(&random) == 5881210131331364753u);
}

static void uniform_numbers_are_the_same_on_every_machine(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 42);
    assert_near(random_uniform(&random), 0x1.a0ec9a9e88ecdp-1, 0);
    assert_near(random_uniform(&random), 0x1.467905d15dbccp-2, 0);
    assert_near(random_uniform(&random), 0x1.f7c0f9f61849dp-1, 0);
}

static void uniform_numbers_stay_below_1(void **state)
{
    (void)state;
    struct random all_ones = {{0, 0, 0, UINT64_MAX}}, all_zeros = {{0, 0, 0, 0}};
    double largest = random_uniform(&all_ones);
    assert_near(largest, 1 - 0x1p-53, 0);
    assert_true(largest < 1);
    assert_near(random_uniform(&all_zeros), 0, 0);
}

static void uniform_numbers_fill_their_interval_evenly(void **state)
{
    (void)state;
    enum { DRAWS = 100000, BINS = 20 };
    struct random random;
    int hits[BINS] = {0};
    random_seed(&random, 7);
    for (int i = 0; i < DRAWS; i++)
        hits[(int)(random_uniform(&random) * BINS)]++;
    double chi2 = 0, want = (double)DRAWS / BINS;
    for (int i = 0; i < BINS; i++)
        chi2 += (hits[i] - want) * (hits[i] - want) / want;
    assert_true(chi2 > 3 && chi2 < 50); /* 19 degrees of freedom: 3.0 and 50 are beyond 1 in 10,000 */
}

static void below_gives_every_number_below_n(void **state)
{
    (void)state;
    static const uint64_t want[12] = {1, 3, 0, 4, 1, 5, 8, 0, 5, 8, 4, 9};
    struct random random;
    random_seed(&random, 42);
    for (int i = 0; i < 12; i++)
        assert_int_equal(random_below(&random, 10), want[i]);
    for (int i = 0; i < 100; i++)
        assert_int_equal(random_below(&random, 1), 0);
    uint64_t n = (UINT64_C(1) << 63) + 1;
    for (int i = 0; i < 100; i++)
        assert_true(random_below(&random, n) < n);
}

static void below_draws_again_where_the_rest_would_be_unfair(void **state)
{
    (void)state;
    struct random random = {{0, 5, 9, UINT64_MAX}}, second = random;
    assert_true(random_bits(&second) == UINT64_MAX); /* 2^64 - 1 is in no whole block of 3 */
    uint64_t next = random_bits(&second);
    assert_int_equal(random_below(&random, 3), next % 3);
    assert_memory_equal(&random, &second, sizeof random);
}

static void normal_numbers_are_the_same_on_every_machine(void **state)
{
    (void)state;
    static const double want[5] = {0.9813983900724986, 1.3403256427520227, -0.9642205062941384,
                                   0.1962265296745266, 0.20290854483035597};
    struct random random;
    random_seed(&random, 42);
    for (int i = 0; i < 5; i++)
        assert_near(random_normal(&random), want[i], 4e-16); /* ours has its own logarithm */
}

static void normal_numbers_have_the_moments_of_a_normal_distribution(void **state)
{
    (void)state;
    enum { DRAWS = 200000 };
    struct random random;
    double sum = 0, sum2 = 0, sum4 = 0;
    int beyond_2 = 0;
    random_seed(&random, 3);
    for (int i = 0; i < DRAWS; i++) {
        double x = random_normal(&random);
        sum += x;
        sum2 += x * x;
        sum4 += x * x * x * x;
        beyond_2 += x > 2;
    }
    assert_near(sum / DRAWS, 0, 0.01); /* each bound is 4 standard errors or more */
    assert_near(sum2 / DRAWS, 1, 0.015);
    assert_near(sum4 / DRAWS, 3, 0.04);
    assert_near((double)beyond_2 / DRAWS, 0.02275, 0.0015);
}

static void the_whole_state_is_in_the_struct(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 5);
    random_normal(&random);
    struct random copy = random;
    for (int i = 0; i < 100; i++)
        assert_near(random_normal(&random), random_normal(&copy), 0);
}

static void other_seeds_give_other_numbers(void **state)
{
    (void)state;
    struct random a, b;
    for (uint64_t seed = 0; seed < 100; seed++) {
        random_seed(&a, seed);
        random_seed(&b, seed + 1);
        assert_true(random_bits(&a) != random_bits(&b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_is_spread_by_splitmix64),
        cmocka_unit_test(bits_are_those_of_xoshiro256_plus_plus),
        cmocka_unit_test(uniform_numbers_are_the_same_on_every_machine),
        cmocka_unit_test(uniform_numbers_stay_below_1),
        cmocka_unit_test(uniform_numbers_fill_their_interval_evenly),
        cmocka_unit_test(below_gives_every_number_below_n),
        cmocka_unit_test(below_draws_again_where_the_rest_would_be_unfair),
        cmocka_unit_test(normal_numbers_are_the_same_on_every_machine),
        cmocka_unit_test(normal_numbers_have_the_moments_of_a_normal_distribution),
        cmocka_unit_test(the_whole_state_is_in_the_struct),
        cmocka_unit_test(other_seeds_give_other_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
