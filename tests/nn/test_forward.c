#include "near.h"

#include <string.h>

#include "base/memory.h"
#include "drawn.h"
#include "nn/forward.h"

static void assert_same(const double *got, const double *want, int count, const char *what)
{
    if (memcmp(got, want, (size_t)count * sizeof *got) != 0)
        fail_msg("%s: %.17g, but the tape has %.17g", what, got[0], want[0]);
}

static void assert_is_the_tape(const struct forward *forward, const struct tape *tape, const double *yhat)
{
    const struct network *network = tape->network;
    assert_same(forward_a(forward, 0), network->x, network_inputs(network), "x");
    for (int k = 1; k <= network->depth; k++) {
        assert_same(forward_z(forward, k), network->layers[k].z, network->layers[k].rows, "z");
        assert_same(forward_a(forward, k), network->layers[k].a, network->layers[k].nodes, "a");
    }
    assert_same(yhat, network->yhat, network_outputs(network), "yhat");
    double loss = forward_loss(forward, network, &tape->settings, yhat, network->y);
    assert_same(&loss, network->loss, 1, "L");
}

/* Every activation, loss and head, three nets each. */
static void each_net(void (*test)(struct tape *tape, struct random *random))
{
    struct random random;
    random_seed(&random, 1);
    for (size_t i = 0; i < 3 * activation_count() * loss_count(); i++) {
        const struct activation *activation = activation_at(i % activation_count());
        const struct loss *loss = loss_at(i / activation_count() % loss_count());
        for (int head = 0; head < 2; head++) {
            struct tape tape = drawn_net(&random, activation, loss, head);
            test(&tape, &random);
            drawn_finish(&tape);
        }
    }
}

static void compare(struct tape *tape, struct random *random)
{
    (void)random;
    struct forward *forward = forward_new(tape->network);
    double yhat[4];
    forward_run(forward, tape->network, &tape->settings, tape->network->x, yhat);
    drawn_run(tape, PHASE_FORWARD);
    assert_is_the_tape(forward, tape, yhat);
    forward_free(forward);
}

static void it_gives_the_tapes_numbers_bit_for_bit(void **state)
{
    (void)state;
    each_net(compare);
}

static void change_a_node(struct tape *tape, struct random *random)
{
    struct network *network = tape->network;
    struct forward *forward = forward_new(network);
    double yhat[4];
    forward_run(forward, network, &tape->settings, network->x, yhat);
    int k = 1 + (int)random_below(random, (uint64_t)network->depth);
    const struct layer *layer = &network->layers[k];
    int row = (int)random_below(random, (uint64_t)layer->rows);
    network->param[layer->w + (size_t)(row * layer->inputs)] += 0.75;
    network->param[layer->b + (size_t)row] -= 0.5;
    forward_rerun(forward, network, &tape->settings, k, row / layer->pieces, yhat);
    drawn_run(tape, PHASE_FORWARD);
    assert_is_the_tape(forward, tape, yhat);
    forward_free(forward);
}

static void running_again_from_a_changed_node_is_running_it_all(void **state)
{
    (void)state;
    each_net(change_a_node);
}

static void a_node_can_be_computed_alone(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {drawn_shape(2, "linear"), drawn_shape(1, "linear")};
    struct tape tape = drawn_tape(network_new(1, shapes, 2, NULL), "l2");
    struct network *network = tape.network;
    struct forward *forward = forward_new(network);
    double x = 2, yhat;
    network->param[network->layers[1].w] = 3;
    network->param[network->layers[2].w] = 10;
    forward_run(forward, network, &tape.settings, &x, &yhat);
    assert_true(yhat == 60);
    network->param[network->layers[1].w] = 4;
    forward_rerun(forward, network, &tape.settings, 1, 0, NULL);
    assert_true(forward_a(forward, 1)[0] == 8 && forward_a(forward, 2)[0] == 60);
    forward_free(forward);
    drawn_finish(&tape);
}

static void the_networks_cells_stay_untouched(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 2);
    struct tape tape = drawn_net(&random, activation_find("maxout", 6, NULL), loss_find("ce", 2, NULL), true);
    struct network *copy = network_copy(tape.network);
    struct forward *forward = forward_new(copy); /* a copy has the same shape */
    double yhat[4];
    forward_run(forward, tape.network, &tape.settings, tape.network->x, yhat);
    for (int k = 0; k <= copy->depth; k++) {
        assert_memory_equal(copy->layers[k].a, tape.network->layers[k].a,
                            (size_t)copy->layers[k].nodes * sizeof(double));
        assert_true(k == 0 || memcmp(copy->layers[k].z, tape.network->layers[k].z,
                                     (size_t)copy->layers[k].rows * sizeof(double)) == 0);
    }
    assert_true(*tape.network->loss == 0 && tape.network->yhat[0] == 0);
    forward_free(forward);
    network_free(copy);
    drawn_finish(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_gives_the_tapes_numbers_bit_for_bit),
        cmocka_unit_test(running_again_from_a_changed_node_is_running_it_all),
        cmocka_unit_test(a_node_can_be_computed_alone),
        cmocka_unit_test(the_networks_cells_stay_untouched),
    };
    return cmocka_run_group_tests_name("forward", tests, NULL, NULL);
}
