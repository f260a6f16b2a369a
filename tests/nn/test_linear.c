#include "near.h"

#include <string.h>

#include "drawn.h"
#include "nn/forward.h"
#include "nn/linear.h"

/* A net of these layers; NULL ends them. */
static struct network *net(int inputs, const char *const *layers)
{
    struct layer_shape shapes[8];
    int depth = 0;
    for (; layers[depth]; depth++)
        shapes[depth] = drawn_shape(layers[depth][0] - '0', layers[depth] + 2);
    return network_new(inputs, shapes, depth, NULL);
}

static void set(struct network *network, int layer, const double *w, const double *b)
{
    const struct layer *at = &network->layers[layer];
    memcpy(network->param + at->w, w, (size_t)(at->rows * at->inputs) * sizeof *w);
    memcpy(network->param + at->b, b, (size_t)at->rows * sizeof *b);
}

/* By hand: [1 2; 3 4] x + [1; -1], then [2 -1; 0 1] and + [5; 0.5]:
 *   W = [2-3 4-4; 3 4] = [-1 0; 3 4],  b = [2+1+5; -1+0.5] = [8; -0.5] */
static void two_layers_come_to_the_product_on_paper(void **state)
{
    (void)state;
    struct network *network = net(2, (const char *const[]){"2:linear", "2:linear", NULL});
    struct linear_map map;
    set(network, 1, (const double[]){1, 2, 3, 4}, (const double[]){1, -1});
    set(network, 2, (const double[]){2, -1, 0, 1}, (const double[]){5, 0.5});
    assert_true(linear_are_all(network, 1, 2, NULL));
    assert_true(linear_collapse(network, 1, 2, &map, NULL));
    assert_int_equal(map.outputs, 2);
    assert_int_equal(map.inputs, 2);
    static const double w[] = {-1, 0, 3, 4}, b[] = {8, -0.5};
    for (int i = 0; i < 4; i++)
        assert_true(map.w[i] == w[i]);
    for (int i = 0; i < 2; i++)
        assert_true(map.b[i] == b[i]);
    double y[2];
    linear_map_run(&map, (const double[]){10, 1}, y);
    assert_true(y[0] == -2 && y[1] == 33.5);
    linear_map_finish(&map);
    network_free(network);
}

static void some_of_the_layers_can_be_multiplied(void **state)
{
    (void)state;
    struct network *network = net(2, (const char *const[]){"2:tanh", "2:linear", "1:linear", NULL});
    struct linear_map map;
    set(network, 2, (const double[]){1, 2, 3, 4}, (const double[]){1, -1});
    set(network, 3, (const double[]){2, -1}, (const double[]){0.25});
    assert_true(linear_are_all(network, 2, 3, NULL));
    assert_true(linear_collapse(network, 2, 3, &map, NULL));
    assert_true(map.outputs == 1 && map.w[0] == -1 && map.w[1] == 0 && map.b[0] == 3.25);
    linear_map_finish(&map);
    network_free(network);
}

/* Nets of any depth and width: product and network are as far apart as rounding allows, and the bound is not
 * so wide that it would let a mistake through. */
static void the_product_gives_the_networks_outputs_to_rounding(void **state)
{
    (void)state;
    struct random random;
    const struct activation *linear = activation_find("linear", 6, NULL);
    random_seed(&random, 5);
    for (int n = 0; n < 200; n++) {
        struct layer_shape shapes[6];
        int depth = 1 + (int)random_below(&random, 6), inputs = 1 + (int)random_below(&random, 5);
        for (int k = 0; k < depth; k++)
            shapes[k] = (struct layer_shape){1 + (int)random_below(&random, 7), linear, 0};
        struct network *network = network_new(inputs, shapes, depth, NULL);
        for (size_t i = 0; i < network->param_count; i++)
            network->param[i] = drawn_between(&random, -2, 2);
        struct linear_map map;
        assert_true(linear_collapse(network, 1, depth, &map, NULL));
        struct forward *forward = forward_new(network);
        double x[5], deep[7], flat[7];
        for (int i = 0; i < inputs; i++)
            x[i] = drawn_between(&random, -3, 3);
        forward_run(forward, network, &(struct settings){.has_softmax = false}, x, deep);
        linear_map_run(&map, x, flat);
        for (int k = 0; k < map.outputs; k++) {
            double bound = linear_rounding(network, 1, depth, x, k);
            assert_true(fabs(deep[k] - flat[k]) <= bound);
            assert_true(bound < 1e-8);
        }
        forward_free(forward);
        linear_map_finish(&map);
        network_free(network);
    }
}

static void a_layer_that_bends_is_named(void **state)
{
    (void)state;
    struct error error;
    struct network *network = net(2, (const char *const[]){"3:linear", "3:relu", "1:sigmoid", NULL});
    assert_false(linear_are_all(network, 1, 3, &error));
    assert_string_equal(error.text, "layer 2 is not linear: relu bends its sums, so no single W x + b does the "
                                    "same; 'layer 2 linear' takes the bend out");
    assert_false(linear_are_all(network, 3, 3, NULL));
    assert_true(linear_are_all(network, 1, 1, NULL));
    network_free(network);
}

static void only_what_returns_z_is_linear(void **state)
{
    (void)state;
    for (size_t i = 0; i < activation_count(); i++) {
        struct layer layer = {.activation = activation_at(i), .param = activation_at(i)->param_default};
        assert_int_equal(linear_is(&layer), strcmp(layer.activation->name, "linear") == 0);
    }
    struct network *network = net(2, (const char *const[]){"1:leaky_relu:1", "1:leaky_relu:-1", NULL});
    assert_true(linear_is(&network->layers[1]));
    assert_false(linear_is(&network->layers[2]));
    network_free(network);
}

static void maxout_can_only_be_the_last(void **state)
{
    (void)state;
    struct error error;
    struct linear_map map;
    struct network *network = net(2, (const char *const[]){"2:linear", "3:maxout:2", NULL});
    assert_true(linear_collapse(network, 1, 2, &map, NULL));
    assert_int_equal(map.outputs, 6);
    linear_map_finish(&map);
    network_free(network);
    network = net(2, (const char *const[]){"3:maxout:2", "2:linear", NULL});
    assert_false(linear_collapse(network, 1, 2, &map, &error));
    assert_string_equal(error.text,
                        "layer 1 is maxout: which of its pieces wins depends on the input, so it can't be "
                        "multiplied with the layers behind it; 'layer 1 linear' makes it one sum a node");
    network_free(network);
}

static void a_product_that_would_take_minutes_is_refused(void **state)
{
    (void)state;
    struct error error;
    struct linear_map map;
    const struct activation *linear = activation_find("linear", 6, NULL);
    struct layer_shape shapes[] = {{1100, linear, 0}, {1100, linear, 0}};
    struct network *network = network_new(1100, shapes, 2, NULL);
    assert_false(linear_collapse(network, 1, 2, &map, &error));
    assert_string_equal(error.text,
                        "the product of these layers takes 1331 million multiplications, and only 1073 "
                        "million are done; try a smaller network");
    network_free(network);
}

static void determinant_and_area_are_those_of_the_textbook(void **state)
{
    (void)state;
    static const double turn[] = {0, -1, 1, 0}, flip[] = {0, 1, 1, 0}, shear[] = {1, 3, 0, 1},
                        flat[] = {1, 2, 2, 4};
    assert_true(linear_determinant(turn) == 1);
    assert_true(linear_determinant(flip) == -1 && linear_area(flip, 2) == 1);
    assert_true(linear_determinant(shear) == 1);
    assert_true(linear_determinant(flat) == 0 && linear_area(flat, 2) == 0);
    /* (1,0,0) and (0,3,4): 5; and what lies on a line has no area */
    assert_near(linear_area((const double[]){1, 0, 0, 3, 0, 4}, 3), 5, 1e-15);
    assert_true(linear_area((const double[]){3, 4}, 1) == 0);
    assert_near(linear_area((const double[]){1, 2, 2, 4, 3, 6}, 3), 0, 1e-7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_layers_come_to_the_product_on_paper),
        cmocka_unit_test(some_of_the_layers_can_be_multiplied),
        cmocka_unit_test(the_product_gives_the_networks_outputs_to_rounding),
        cmocka_unit_test(a_layer_that_bends_is_named),
        cmocka_unit_test(only_what_returns_z_is_linear),
        cmocka_unit_test(maxout_can_only_be_the_last),
        cmocka_unit_test(a_product_that_would_take_minutes_is_refused),
        cmocka_unit_test(determinant_and_area_are_those_of_the_textbook),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
