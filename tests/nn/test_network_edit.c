#include "near.h"

#include <string.h>

#include "nn/network_edit.h"

static struct random random_state;

static struct drawing drawing(void)
{
    return (struct drawing){initializer_find("uniform", 7, NULL), &random_state};
}

static struct layer_shape shape(int nodes, const char *text)
{
    struct layer_shape made = {.nodes = nodes};
    assert_true(activation_parse(text, strlen(text), &made.activation, &made.param, NULL));
    return made;
}

/* 2-3-2; every parameter and its kin are numbers of their own. */
static struct network *numbered(void)
{
    struct layer_shape shapes[] = {shape(3, "tanh"), shape(2, "sigmoid")};
    struct network *network = network_new(2, shapes, 2, NULL);
    random_seed(&random_state, 1);
    for (size_t i = 0; i < network->param_count; i++) {
        network->param[i] = 100 + (double)i;
        network->first[i] = 200 + (double)i;
        network->state[1][i] = 300 + (double)i;
        network->frozen[i] = i % 2;
    }
    return network;
}

static double at(const struct network *network, enum quantity quantity, int layer, int row, int column)
{
    return *network_cell(network, (struct cell){quantity, layer, row, column});
}

static void a_removed_node_takes_its_row_and_its_column_along(void **state)
{
    (void)state;
    struct network *old = numbered(), *new = network_remove_node(old, 1, 2, drawing(), NULL);
    assert_int_equal(new->layers[1].nodes, 2);
    for (int i = 1; i <= 2; i++) {
        assert_true(at(new, QUANTITY_W, 1, 1, i) == at(old, QUANTITY_W, 1, 1, i));
        assert_true(at(new, QUANTITY_W, 1, 2, i) == at(old, QUANTITY_W, 1, 3, i));
        assert_true(at(new, QUANTITY_W, 2, i, 1) == at(old, QUANTITY_W, 2, i, 1));
        assert_true(at(new, QUANTITY_W, 2, i, 2) == at(old, QUANTITY_W, 2, i, 3));
        assert_true(at(new, QUANTITY_B, 2, i, 0) == at(old, QUANTITY_B, 2, i, 0));
    }
    assert_true(at(new, QUANTITY_B, 1, 2, 0) == at(old, QUANTITY_B, 1, 3, 0));
    size_t to = new->layers[1].b + 1, from = old->layers[1].b + 2;
    assert_true(new->first[to] == old->first[from] && new->state[1][to] == old->state[1][from]);
    assert_int_equal(new->frozen[to], old->frozen[from]);
    network_free(old);
    network_free(new);
}

static void an_added_node_leaves_all_others_as_they_were(void **state)
{
    (void)state;
    struct network *old = numbered(), *new = network_add_node(old, 1, drawing(), NULL);
    for (int j = 1; j <= 3; j++)
        for (int i = 1; i <= 2; i++) {
            assert_true(at(new, QUANTITY_W, 1, j, i) == at(old, QUANTITY_W, 1, j, i));
            assert_true(at(new, QUANTITY_W, 2, i, j) == at(old, QUANTITY_W, 2, i, j));
        }
    assert_true(fabs(at(new, QUANTITY_W, 1, 4, 1)) <= 1);
    assert_true(fabs(at(new, QUANTITY_W, 2, 1, 4)) <= 1);
    assert_true(at(new, QUANTITY_B, 1, 4, 0) == 0);
    network_free(old);
    network_free(new);
}

static void an_input_can_be_removed_too(void **state)
{
    (void)state;
    struct network *old = numbered(), *new = network_remove_node(old, 0, 1, drawing(), NULL);
    assert_int_equal(network_inputs(new), 1);
    assert_true(at(new, QUANTITY_W, 1, 3, 1) == at(old, QUANTITY_W, 1, 3, 2));
    network_free(old);
    network_free(new);
}

static void an_inserted_layer_draws_what_its_neighbours_lose(void **state)
{
    (void)state;
    struct layer_shape between = shape(4, "relu");
    struct network *old = numbered(), *new = network_insert_layer(old, 2, &between, drawing(), NULL);
    assert_int_equal(new->depth, 3);
    assert_true(at(new, QUANTITY_W, 1, 3, 2) == at(old, QUANTITY_W, 1, 3, 2));
    assert_true(fabs(at(new, QUANTITY_W, 2, 1, 1)) <= 1);
    assert_true(fabs(at(new, QUANTITY_W, 3, 1, 1)) <= 1); /* other inputs: drawn anew */
    assert_true(at(new, QUANTITY_B, 3, 2, 0) == at(old, QUANTITY_B, 2, 2, 0));
    struct network *back = network_remove_layer(new, 2, drawing(), NULL);
    assert_int_equal(back->depth, 2);
    assert_true(at(back, QUANTITY_W, 1, 1, 1) == at(old, QUANTITY_W, 1, 1, 1));
    network_free(old);
    network_free(new);
    network_free(back);
}

static void another_activation_keeps_every_weight(void **state)
{
    (void)state;
    struct layer_shape relu = shape(3, "relu");
    struct network *old = numbered(), *new = network_change_layer(old, 1, &relu, drawing(), NULL);
    assert_string_equal(new->layers[1].activation->name, "relu");
    assert_memory_equal(new->param, old->param, old->param_count * sizeof(double));
    network_free(new);
    struct layer_shape maxout = shape(3, "maxout:2");
    new = network_change_layer(old, 1, &maxout, drawing(), NULL);
    assert_true(at(new, QUANTITY_W, 1, 3, 1) == at(old, QUANTITY_W, 1, 2, 1)); /* node 2's first piece */
    network_free(old);
    network_free(new);
}

static void what_is_not_there_is_refused(void **state)
{
    (void)state;
    struct error error;
    struct network *network = numbered();
    assert_null(network_remove_node(network, 3, 1, drawing(), &error));
    assert_string_equal(error.text, "there is no layer 3; this network has layers 0 to 2");
    assert_null(network_remove_node(network, 2, 3, drawing(), &error));
    assert_string_equal(error.text, "layer 2 has no node 3; the last is 2");
    struct layer_shape one = shape(1, "tanh");
    assert_null(network_insert_layer(network, 4, &one, drawing(), &error));
    assert_string_equal(error.text, "a new layer can become layer 1 to 3, not 4");
    struct network *single = network_new(1, &one, 1, NULL);
    assert_null(network_remove_layer(single, 1, drawing(), &error));
    assert_string_equal(error.text, "this is the only layer; a network needs one at least");
    assert_null(network_remove_node(single, 1, 1, drawing(), &error));
    assert_string_equal(error.text, "this is the only node of layer 1; a layer needs one at least");
    network_free(single);
    network_free(network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_removed_node_takes_its_row_and_its_column_along),
        cmocka_unit_test(an_added_node_leaves_all_others_as_they_were),
        cmocka_unit_test(an_input_can_be_removed_too),
        cmocka_unit_test(an_inserted_layer_draws_what_its_neighbours_lose),
        cmocka_unit_test(another_activation_keeps_every_weight),
        cmocka_unit_test(what_is_not_there_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
