#include "fixture.h"

#include "app/way.h"
#include "base/memory.h"

static struct network *line(int inputs)
{
    struct layer_shape shape = {.nodes = 1, .activation = activation_find("linear", 6, NULL)};
    return network_new(inputs, &shape, 1, NULL);
}

/* Goes from `from` updates to `to`, with w = speed(update) summed up. */
static double go(struct way *way, struct network *network, uint64_t from, uint64_t to, double speed)
{
    for (uint64_t i = from; i <= to; i++) {
        way_note(way, network, network->param, i);
        network->param[0] += speed;
    }
    return network->param[0];
}

static void a_long_way_is_thinned_out_and_keeps_its_ends(void **state)
{
    (void)state;
    struct way way = {0};
    struct network *network = line(1);
    double end = go(&way, network, 0, 100000, 0.25);
    assert_true(way.count > WAY_POINTS_MAX / 4 && way.count <= WAY_POINTS_MAX);
    assert_true(way_point(&way, 0)[0] == 0 && way.iteration[0] == 0);
    assert_true(100000 - way.iteration[way.count - 1] < way.stride);
    for (size_t i = 1; i < way.count; i++)
        assert_true(way.iteration[i] > way.iteration[i - 1]);
    for (size_t i = 0; i < way.count; i++)
        assert_near((double)way_point(&way, i)[0], 0.25 * (double)way.iteration[i], 1e-3);
    assert_true(end > 0);
    way_finish(&way);
    network_free(network);
}

static void where_it_went_fast_more_is_kept_than_where_it_crept(void **state)
{
    (void)state;
    struct way way = {0};
    struct network *network = line(1);
    go(&way, network, 0, 200, 1);
    go(&way, network, 201, 10000, 1e-4);
    size_t fast = way_count(&way, network, 200);
    assert_true(fast > way.count / 2);
    way_finish(&way);
    network_free(network);
}

static void a_network_that_stands_still_fills_no_more_than_the_bound(void **state)
{
    (void)state;
    struct way way = {0};
    struct network *network = line(1);
    go(&way, network, 0, 5000, 0);
    assert_true(way.count <= WAY_POINTS_MAX);
    network->param[0] = (double)NAN;
    go(&way, network, 5001, 9000, 0);
    assert_true(way.count <= WAY_POINTS_MAX);
    way_finish(&way);
    network_free(network);
}

static void setting_out_anew_from_an_earlier_update_cuts_off_what_lay_ahead(void **state)
{
    (void)state;
    struct way way = {0};
    struct network *network = line(1), *other = line(1);
    go(&way, network, 0, 20, 1);
    assert_int_equal(way_count(&way, network, 20), 21);
    assert_int_equal(way_count(&way, network, 7), 8);
    assert_int_equal(way_count(&way, other, 7), 0);
    network->param[0] = -5;
    way_add(&way, network, network->param, 7);
    assert_int_equal(way_count(&way, network, 20), 8);
    assert_true(way_point(&way, 7)[0] == -5 && way_point(&way, 6)[0] == 6);
    way_add(&way, other, other->param, 3);
    assert_int_equal(way_count(&way, network, 20), 0);
    assert_int_equal(way_count(&way, other, 20), 1);
    way_finish(&way);
    network_free(network);
    network_free(other);
}

static void nothing_is_kept_of_a_network_that_is_too_large(void **state)
{
    (void)state;
    struct way way = {0};
    struct layer_shape shapes[] = {{.nodes = 300, .activation = activation_find("relu", 4, NULL)},
                                   {.nodes = 300, .activation = activation_find("relu", 4, NULL)}};
    struct network *network = network_new(4, shapes, 2, NULL);
    way_add(&way, network, network->param, 0);
    assert_int_equal(way_count(&way, network, 0), 0);
    assert_true(way_due(&way, network, 0) == UINT64_MAX);
    network_free(network);
}

/* Stepping, training and both in turn leave the same points. */
static void steps_and_training_keep_the_same_way(void **state)
{
    struct session *walked = *state, *trained = session_new();
    static const char build[] =
        "seed 2; net 2 3:tanh 1:sigmoid; loss bce; data moons 20 0.1; batch 5; optimizer momentum; rate 0.3";
    must_type(walked, build);
    must_type(trained, build);
    must_type(walked, "iterate 40");
    must_type(trained, "train 10");
    const struct way *way = &walked->way;
    assert_int_equal(way_count(way, walked->tape.network, 39), 40);
    assert_int_equal(way_count(&trained->way, trained->tape.network, 39), 40);
    for (size_t i = 0; i < 40; i++)
        for (size_t k = 0; k < way->numbers; k++)
            assert_near((double)way_point(&trained->way, i)[k], (double)way_point(way, i)[k], 1e-6);
    must_type(trained, "undo");
    assert_int_equal(way_count(&trained->way, trained->tape.network, trained->tape.iteration), 1);
    must_type(trained, "layer add 2:tanh");
    assert_int_equal(trained->way.count, 0);
    session_free(trained);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_way_is_thinned_out_and_keeps_its_ends),
        cmocka_unit_test(where_it_went_fast_more_is_kept_than_where_it_crept),
        cmocka_unit_test(a_network_that_stands_still_fills_no_more_than_the_bound),
        cmocka_unit_test(setting_out_anew_from_an_earlier_update_cuts_off_what_lay_ahead),
        cmocka_unit_test(nothing_is_kept_of_a_network_that_is_too_large),
        session_test(steps_and_training_keep_the_same_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
