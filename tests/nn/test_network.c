#include "near.h"

#include <string.h>

#include "nn/network.h"

static struct layer_shape shape(int nodes, const char *text)
{
    struct layer_shape made = {.nodes = nodes};
    assert_true(activation_parse(text, strlen(text), &made.activation, &made.param, NULL));
    return made;
}

static void layers_have_the_shapes_of_the_textbook(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {shape(3, "tanh"), shape(2, "sigmoid")};
    struct network *network = network_new(4, shapes, 2, NULL);
    int rows, columns;
    assert_non_null(network_values(network, QUANTITY_W, 1, &rows, &columns));
    assert_int_equal(rows, 3);
    assert_int_equal(columns, 4);
    network_values(network, QUANTITY_DW, 2, &rows, &columns);
    assert_int_equal(rows, 2);
    assert_int_equal(columns, 3);
    network_values(network, QUANTITY_B, 2, &rows, &columns);
    assert_int_equal(rows, 2);
    assert_int_equal(columns, 1);
    assert_int_equal(network->param_count, 3 * 4 + 3 + 2 * 3 + 2);
    assert_int_equal(network->weight_count, 18);
    network_free(network);
}

static void a_maxout_layer_has_rows_for_all_its_pieces(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {shape(2, "maxout:3")};
    struct network *network = network_new(2, shapes, 1, NULL);
    int rows, columns;
    network_values(network, QUANTITY_Z, 1, &rows, &columns);
    assert_int_equal(rows, 6);
    network_values(network, QUANTITY_A, 1, &rows, &columns);
    assert_int_equal(rows, 2);
    assert_int_equal(network_outputs(network), 2);
    network_free(network);
}

static void layer_0_is_the_input_and_layers_outside_do_not_exist(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {shape(1, "linear")};
    struct network *network = network_new(2, shapes, 1, NULL);
    int rows, columns;
    assert_ptr_equal(network_values(network, QUANTITY_A, 0, &rows, &columns), network->x);
    assert_int_equal(rows, 2);
    assert_null(network_values(network, QUANTITY_W, 0, &rows, &columns));
    assert_null(network_values(network, QUANTITY_Z, 2, &rows, &columns));
    network_free(network);
}

static void cells_are_counted_from_1(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {shape(2, "linear")};
    struct network *network = network_new(3, shapes, 1, NULL);
    network->param[network->layers[1].w + 5] = 7;
    assert_true(*network_cell(network, (struct cell){QUANTITY_W, 1, 2, 3}) == 7);
    network_free(network);
}

static void every_bound_is_refused_with_its_number(void **state)
{
    (void)state;
    struct error error;
    struct layer_shape many[NETWORK_LAYERS_MAX + 1];
    for (int i = 0; i <= NETWORK_LAYERS_MAX; i++)
        many[i] = shape(1, "linear");
    assert_null(network_new(1, many, NETWORK_LAYERS_MAX + 1, &error));
    assert_string_equal(error.text, "65 layers; a network has 1 to 64 behind its inputs");
    struct network *deep = network_new(1, many, NETWORK_LAYERS_MAX, &error);
    assert_non_null(deep);
    network_free(deep);

    struct layer_shape wide = shape(NETWORK_NODES_MAX + 1, "tanh");
    assert_null(network_new(1, &wide, 1, &error));
    assert_string_equal(error.text, "layer 1: 4097 nodes; a layer has 1 to 4096");
    struct layer_shape pieces = shape(2000, "maxout:3");
    assert_null(network_new(1, &pieces, 1, &error));
    assert_string_equal(error.text,
                        "layer 1: 2000 maxout nodes of 3 pieces are 6000 rows; a layer has at most 4096");
    struct layer_shape heavy[] = {shape(4096, "tanh")};
    assert_null(network_new(0, heavy, 1, &error));
    assert_string_equal(error.text, "0 inputs; a network has 1 to 4096");
    struct layer_shape heavier[] = {shape(4096, "tanh"), shape(4096, "tanh"), shape(1, "tanh")};
    assert_null(network_new(1, heavier, 3, &error));
    assert_string_equal(error.text, "more than 16777216 weights by layer 2; use fewer nodes or layers");
}

static void a_copy_shares_nothing_with_the_original(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {shape(2, "linear")};
    struct network *network = network_new(1, shapes, 1, NULL), *copy;
    network->param[0] = 1;
    network->layers[1].z[1] = 2;
    copy = network_copy(network);
    network->param[0] = 10;
    network->layers[1].z[1] = 20;
    network->frozen[0] = 1;
    assert_true(copy->param[0] == 1);
    assert_true(copy->layers[1].z[1] == 2);
    assert_int_equal(copy->frozen[0], 0);
    network_free(network);
    assert_true(*network_cell(copy, (struct cell){QUANTITY_Z, 1, 2, 0}) == 2);
    network_free(copy);
}

static void names_of_quantities_are_found_and_gradients_know_theirs(void **state)
{
    (void)state;
    for (int i = 0; i < QUANTITY_COUNT; i++) {
        enum quantity found;
        const char *name = quantity_name((enum quantity)i);
        assert_true(quantity_find(name, strlen(name), &found));
        assert_int_equal(found, i);
        if (quantity_is_gradient((enum quantity)i))
            assert_string_equal(name + 1, quantity_name(quantity_of_gradient((enum quantity)i)));
    }
    enum quantity found;
    assert_false(quantity_find("q", 1, &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_have_the_shapes_of_the_textbook),
        cmocka_unit_test(a_maxout_layer_has_rows_for_all_its_pieces),
        cmocka_unit_test(layer_0_is_the_input_and_layers_outside_do_not_exist),
        cmocka_unit_test(cells_are_counted_from_1),
        cmocka_unit_test(every_bound_is_refused_with_its_number),
        cmocka_unit_test(a_copy_shares_nothing_with_the_original),
        cmocka_unit_test(names_of_quantities_are_found_and_gradients_know_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
