#include "near.h"

#include <string.h>

#include "base/memory.h"
#include "drawn.h"
#include "nn/forward.h"
#include "nn/landscape.h"
#include "nn/measure.h"

enum { COLUMNS = 13, ROWS = 11, CELLS = COLUMNS * ROWS };

static const struct plane plane = {-2, 3, -1, 4, COLUMNS, ROWS};

static void assert_same(double got, double want, const char *what, int cell)
{
    if (memcmp(&got, &want, sizeof got) != 0 && !(isnan(got) && isnan(want)))
        fail_msg("%s, cell %d: %.17g, but the tape has %.17g", what, cell, got, want);
}

static void cells_lie_as_a_picture_does(void **state)
{
    (void)state;
    static const struct plane square = {0, 4, 10, 12, 4, 2};
    assert_int_equal(plane_cells(&square), 8);
    assert_true(plane_x(&square, 0) == 0.5 && plane_x(&square, 3) == 3.5);
    assert_true(plane_y(&square, 0) == 11.5 && plane_y(&square, 1) == 10.5);
}

/* Every activation and head, a few nets each. */
static void each_net(void (*test)(struct tape *tape, struct random *random))
{
    struct random random;
    random_seed(&random, 3);
    for (size_t i = 0; i < 3 * activation_count() * loss_count(); i++)
        for (int head = 0; head < 2; head++) {
            struct tape tape = drawn_net(&random, activation_at(i % activation_count()),
                                         loss_at(i / activation_count() % loss_count()), head);
            test(&tape, &random);
            drawn_finish(&tape);
        }
}

static void winner(const double *a, int outputs, double *best, double *margin)
{
    *best = 0;
    for (int k = 1; k < outputs; k++)
        if (a[k] > a[(int)*best])
            *best = k;
    *margin = (double)INFINITY;
    for (int k = 0; k < outputs; k++)
        if (k != (int)*best && a[(int)*best] - a[k] < *margin)
            *margin = a[(int)*best] - a[k];
}

static void compare_inputs(struct tape *tape, struct random *random)
{
    const struct network *network = tape->network;
    struct forward *forward = forward_new(network);
    double first[3][CELLS], second[3][CELLS], x[4], yhat[4];
    int layer = 1 + (int)random_below(random, (uint64_t)network->depth), outputs = network_outputs(network);
    int node = (int)random_below(random, (uint64_t)network->layers[layer].nodes);
    int output = (int)random_below(random, (uint64_t)outputs);
    memcpy(x, network->x, (size_t)network_inputs(network) * sizeof *x);
    landscape_inputs(network, &tape->settings, LANDSCAPE_NODE, layer, node, x, &plane, first[0], second[0]);
    landscape_inputs(network, &tape->settings, LANDSCAPE_OUTPUT, 0, output, x, &plane, first[1], NULL);
    landscape_inputs(network, &tape->settings, LANDSCAPE_WINNER, 0, 0, x, &plane, first[2], second[2]);
    for (int cell = 0; cell < CELLS; cell++) {
        double best, margin;
        x[0] = plane_x(&plane, cell % COLUMNS);
        if (network_inputs(network) > 1)
            x[1] = plane_y(&plane, cell / COLUMNS);
        forward_run(forward, network, &tape->settings, x, yhat);
        bool is_maxout = network->layers[layer].pieces > 1;
        assert_same(first[0][cell], forward_a(forward, layer)[node], "a", cell);
        assert_same(second[0][cell], is_maxout ? (double)NAN : forward_z(forward, layer)[node], "z", cell);
        assert_same(first[1][cell], yhat[output], "yhat", cell);
        winner(forward_a(forward, network->depth), outputs, &best, &margin);
        assert_same(first[2][cell], best, "winner", cell);
        assert_same(second[2][cell], margin, "margin", cell);
    }
    forward_free(forward);
}

static void over_the_inputs_it_gives_the_tapes_numbers_bit_for_bit(void **state)
{
    (void)state;
    each_net(compare_inputs);
}

static void an_output_that_is_nan_has_no_winner(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 1);
    struct layer_shape shape = drawn_shape(3, "linear");
    struct network *network = network_new(2, &shape, 1, NULL);
    struct settings settings = {.has_softmax = false};
    double first[CELLS], second[CELLS];
    network->param[0] = (double)NAN;
    landscape_inputs(network, &settings, LANDSCAPE_WINNER, 0, 0, NULL, &plane, first, second);
    for (int cell = 0; cell < CELLS; cell++)
        assert_true(isnan(first[cell]) && isnan(second[cell]));
    network->param[0] = 0;
    network->param[network->layers[1].b] =
        (double)INFINITY; /* the largest; but softmax makes no number of it */
    landscape_inputs(network, &settings, LANDSCAPE_WINNER, 0, 0, NULL, &plane, first, second);
    assert_true(first[0] == 0 && isinf(second[0]));
    settings.has_softmax = true;
    landscape_inputs(network, &settings, LANDSCAPE_WINNER, 0, 0, NULL, &plane, first, second);
    assert_true(isnan(first[0]) && isnan(second[0]));
    network_free(network);
}

/* ---- cost ---- */

static struct dataset *draw_data(struct tape *tape, struct random *random, size_t count)
{
    struct network *network = tape->network;
    struct dataset *data = dataset_new("drawn", network_inputs(network), network_outputs(network), NULL);
    for (size_t i = 0; i < count; i++) {
        drawn_sample(tape, random);
        assert_true(dataset_add(data, network->x, network->y, NULL));
    }
    return data;
}

static double cost_with(const struct tape *tape, const struct dataset *data, const uint32_t *order,
                        size_t count)
{
    double cost = 0;
    struct error error;
    if (!measure_cost(tape->network, &tape->settings, data, order, count, &cost, &error))
        fail_msg("%s", error.text);
    return cost;
}

/* The plane holds numbers that would go nowhere near another order of adding. */
static void compare_cost(struct tape *tape, struct random *random)
{
    static const struct plane small = {-1, 2, -2, 1, 3, 3};
    static const uint32_t order[] = {7, 3, 70, 12};
    struct network *network = tape->network;
    tape->settings.regularizer = (enum regularizer)random_below(random, 3);
    tape->settings.lambda = 0.25;
    struct dataset *data = draw_data(tape, random, 71);
    struct landscape_axes axes = {random_below(random, network->param_count),
                                  random_below(random, network->param_count), NULL, NULL};
    double all[9], some[9];
    if (axes.i == axes.k)
        axes.k = (axes.k + 1) % network->param_count;
    double before[2] = {network->param[axes.i], network->param[axes.k]};
    landscape_cost(network, &tape->settings, (struct landscape_samples){data->x, data->y, NULL, 71}, axes,
                   &small, all);
    landscape_cost(network, &tape->settings, (struct landscape_samples){data->x, data->y, order, 4}, axes,
                   &small, some);
    for (int cell = 0; cell < 9 && axes.i != axes.k; cell++) {
        network->param[axes.i] = plane_x(&small, cell % 3);
        network->param[axes.k] = plane_y(&small, cell / 3);
        assert_same(all[cell], cost_with(tape, data, NULL, 71), "cost", cell);
        assert_same(some[cell], cost_with(tape, data, order, 4), "cost of some", cell);
    }
    network->param[axes.i] = before[0];
    network->param[axes.k] = before[1];
    dataset_free(data);
}

static void over_two_parameters_it_gives_the_cost_bit_for_bit(void **state)
{
    (void)state;
    each_net(compare_cost);
}

static void compare_directions(struct tape *tape, struct random *random)
{
    static const struct plane small = {-0.5, 0.5, -1, 1, 2, 2};
    struct network *network = tape->network;
    size_t count = network->param_count;
    struct dataset *data = draw_data(tape, random, 5);
    double *u = memory_new(3 * count, sizeof *u), *v = u + count, *before = v + count, cost[4];
    for (size_t i = 0; i < 2 * count; i++)
        u[i] = random_normal(random);
    memcpy(before, network->param, count * sizeof *before);
    landscape_cost(network, &tape->settings, (struct landscape_samples){data->x, data->y, NULL, 5},
                   (struct landscape_axes){.u = u, .v = v}, &small, cost);
    assert_memory_equal(before, network->param, count * sizeof *before);
    for (int cell = 0; cell < 4; cell++) {
        for (size_t i = 0; i < count; i++)
            network->param[i] = before[i] + plane_x(&small, cell % 2) * u[i] + plane_y(&small, cell / 2) * v[i];
        assert_same(cost[cell], cost_with(tape, data, NULL, 5), "cost", cell);
    }
    memory_free(u);
    dataset_free(data);
}

static void along_two_directions_too(void **state)
{
    (void)state;
    each_net(compare_directions);
}

/* By hand: L = (w x + b - y)^2 with x = 2, y = 1; in the middle of the cells w = -1, 1 and b = 0.5, -0.5:
 *   (-2 + 0.5 - 1)^2 = 6.25  (2 + 0.5 - 1)^2 = 2.25  (-2 - 0.5 - 1)^2 = 12.25  (2 - 0.5 - 1)^2 = 0.25 */
static void a_parabola_is_the_one_on_paper(void **state)
{
    (void)state;
    struct layer_shape shape = drawn_shape(1, "linear");
    struct network *network = network_new(1, &shape, 1, NULL);
    struct tape tape = drawn_tape(network, "l2");
    static const struct plane bowl = {-2, 2, -1, 1, 2, 2};
    double x = 2, y = 1, cost[4];
    landscape_cost(network, &tape.settings, (struct landscape_samples){&x, &y, NULL, 1},
                   (struct landscape_axes){.i = 0, .k = 1}, &bowl, cost);
    assert_true(cost[0] == 6.25 && cost[1] == 2.25 && cost[2] == 12.25 && cost[3] == 0.25);
    drawn_finish(&tape);
}

static void a_node_of_its_own_costs_less(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {drawn_shape(8, "tanh"), drawn_shape(8, "tanh"), drawn_shape(1, "sigmoid")};
    struct network *network = network_new(2, shapes, 3, NULL);
    const struct layer *layers = network->layers;
    double last = landscape_cost_ns(network, (struct landscape_axes){layers[3].w, layers[3].b, NULL, NULL});
    double first =
        landscape_cost_ns(network, (struct landscape_axes){layers[1].w, layers[1].w + 1, NULL, NULL});
    double apart =
        landscape_cost_ns(network, (struct landscape_axes){layers[1].w, layers[1].w + 2, NULL, NULL});
    double mixed = landscape_cost_ns(network, (struct landscape_axes){layers[3].b, layers[1].w, NULL, NULL});
    assert_true(last < first && first < apart && apart == mixed);
    network_free(network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_lie_as_a_picture_does),
        cmocka_unit_test(over_the_inputs_it_gives_the_tapes_numbers_bit_for_bit),
        cmocka_unit_test(an_output_that_is_nan_has_no_winner),
        cmocka_unit_test(over_two_parameters_it_gives_the_cost_bit_for_bit),
        cmocka_unit_test(along_two_directions_too),
        cmocka_unit_test(a_parabola_is_the_one_on_paper),
        cmocka_unit_test(a_node_of_its_own_costs_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
