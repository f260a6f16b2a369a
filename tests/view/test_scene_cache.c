#include "near.h"

#include <string.h>

#include "base/memory.h"
#include "view/scene_cache.h"

enum { COUNT = 3 };

static void put_numbers(const void *context, double *values)
{
    for (int i = 0; i < COUNT; i++)
        values[i] = i + *(const double *)context;
}

static double ask(struct scene_cache *cache, const char *name, uint64_t what, uint64_t from, double number)
{
    double *own, first;
    struct scene_question question = {name, what, from, COUNT, put_numbers, &number};
    const double *values = scene_cache_ask(cache, &question, &own);
    assert_int_equal(own != NULL, cache == NULL);
    assert_true(values[COUNT - 1] == values[0] + COUNT - 1);
    first = values[0];
    memory_free(own);
    return first;
}

static void without_a_cache_all_is_computed(void **state)
{
    (void)state;
    assert_true(ask(NULL, "map", 1, 1, 10) == 10);
    assert_true(ask(NULL, "map", 1, 1, 20) == 20);
}

static void it_is_computed_again_when_the_question_or_a_number_has_changed(void **state)
{
    (void)state;
    struct scene_cache *cache = scene_cache_new();
    assert_true(ask(cache, "map", 1, 1, 10) == 10);
    assert_true(ask(cache, "map", 1, 1, 20) == 10);
    assert_true(ask(cache, "other", 1, 1, 30) == 30);
    assert_true(ask(cache, "map", 1, 1, 40) == 10);
    assert_int_equal(scene_cache_computed(cache), 2);
    assert_true(ask(cache, "map", 1, 2, 50) == 50);
    assert_true(ask(cache, "map", 2, 2, 60) == 60);
    assert_true(ask(cache, "map", 1, 2, 70) == 70); /* only the newest is kept */
    assert_int_equal(scene_cache_computed(cache), 5);
    assert_false(scene_cache_is_behind(cache));
    scene_cache_free(cache);
}

static void what_is_out_of_date_may_be_shown_once_more_but_no_other_answer(void **state)
{
    (void)state;
    struct scene_cache *cache = scene_cache_new();
    scene_cache_postpone(cache, true);
    assert_true(ask(cache, "map", 1, 1, 10) == 10); /* there is no older one */
    assert_false(scene_cache_is_behind(cache));
    assert_true(ask(cache, "map", 1, 2, 20) == 10);
    assert_true(scene_cache_is_behind(cache));
    assert_false(scene_cache_is_behind(cache));
    assert_true(ask(cache, "map", 2, 2, 30) == 30);
    assert_true(ask(cache, "map", 2, 3, 40) == 30);
    scene_cache_postpone(cache, false);
    assert_true(ask(cache, "map", 2, 3, 50) == 50);
    scene_cache_free(cache);
}

static void any_number_of_names_works(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    struct scene_cache *cache = scene_cache_new();
    for (int i = 0; i < 8; i++)
        assert_true(ask(cache, names[i], 1, 1, i) == i);
    double *own, number = 9;
    struct scene_question question = {names[9], 1, 1, COUNT, put_numbers, &number};
    assert_true(scene_cache_ask(cache, &question, &own)[0] == 9);
    assert_non_null(own); /* no room: as without a cache */
    memory_free(own);
    assert_true(ask(cache, "a", 1, 1, 100) == 0);
    scene_cache_free(cache);
    scene_cache_free(NULL);
}

static void a_hash_tells_bytes_and_lengths_apart(void **state)
{
    (void)state;
    static const char bytes[32] = "abcdefgh";
    uint64_t seen[32];
    for (size_t length = 0; length < 32; length++) {
        seen[length] = scene_hash(0, bytes, length);
        assert_true(scene_hash(0, bytes, length) == seen[length]);
        for (size_t k = 0; k < length; k++)
            assert_true(seen[k] != seen[length]);
    }
    assert_true(scene_hash(1, bytes, 8) != seen[8]);
    assert_true(scene_hash(0, "abcdefgX", 8) != seen[8]);
}

static void a_networks_hash_sees_weights_activations_sizes_and_head(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {{3, activation_find("tanh", 4, NULL), 0},
                                   {2, activation_find("leaky_relu", 10, NULL), 0.1}};
    struct settings settings = {.has_softmax = false};
    struct network *network = network_new(2, shapes, 2, NULL);
    uint64_t before = scene_hash_network(0, network, &settings);
    network->x[0] = network->layers[1].z[0] = 5;
    assert_true(scene_hash_network(0, network, &settings) == before);
    for (size_t i = 0; i < network->param_count; i++) {
        network->param[i] += 1e-9;
        assert_true(scene_hash_network(0, network, &settings) != before);
        network->param[i] -= 1e-9;
        assert_true(scene_hash_network(0, network, &settings) == before);
    }
    settings.has_softmax = true;
    assert_true(scene_hash_network(0, network, &settings) != before);
    settings.has_softmax = false;
    network->layers[2].param = 0.2;
    assert_true(scene_hash_network(0, network, &settings) != before);
    network->layers[2].param = 0.1;
    network->layers[1].activation = activation_find("relu", 4, NULL);
    assert_true(scene_hash_network(0, network, &settings) != before);
    network_free(network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_cache_all_is_computed),
        cmocka_unit_test(it_is_computed_again_when_the_question_or_a_number_has_changed),
        cmocka_unit_test(what_is_out_of_date_may_be_shown_once_more_but_no_other_answer),
        cmocka_unit_test(any_number_of_names_works),
        cmocka_unit_test(a_hash_tells_bytes_and_lengths_apart),
        cmocka_unit_test(a_networks_hash_sees_weights_activations_sizes_and_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
