#include "walk.h"

#include "base/memory.h"
#include "nn/generator.h"
#include "nn/health.h"

/* A net of layers "sigmoid", "relu" ...; x, y and weights drawn. */
static struct tape net(int inputs, const struct layer_shape *shapes, int depth, uint64_t seed)
{
    struct random random;
    struct network *network = network_new(inputs, shapes, depth, NULL);
    struct tape tape = walk_tape(network);
    random_seed(&random, seed);
    network_initialize(network, initializer_find("xavier", 6, NULL), &random);
    for (int i = 0; i < inputs; i++)
        network->x[i] = walk_uniform(&random, -1, 1);
    for (int i = 0; i < network_outputs(network); i++)
        network->y[i] = walk_uniform(&random, 0, 1);
    return tape;
}

static struct tape deep(const char *activation, int nodes, int depth)
{
    struct layer_shape shapes[NETWORK_LAYERS_MAX];
    for (int k = 0; k < depth; k++)
        shapes[k] = walk_shape(nodes, activation);
    return net(nodes, shapes, depth, 41);
}

static struct health health_of(struct tape *tape)
{
    struct health health;
    struct error error;
    if (!health_measure(&health, tape, &error)) {
        print_error("%s\n", error.text);
        fail();
    }
    return health;
}

static void scale_weights(struct tape *tape, int layer, double by)
{
    for (size_t p = tape->network->layers[layer].w; p < tape->network->layers[layer].b; p++)
        tape->network->param[p] *= by;
}

#define assert_sick(health, of, at)                                                                            \
    do {                                                                                                       \
        assert_int_equal((health).verdict_count, 1);                                                           \
        assert_int_equal((health).verdicts[0].ailment, of);                                                    \
        assert_int_equal((health).verdicts[0].layer, at);                                                      \
    } while (0)

/* ---- the numbers ---- */

/* Mazur's net: dz2 = (0.138498562, -0.038098236); dz1 = (0.0087713546, 0.0099542547); the updates with rate 0.5 take
 * w1 to (0.149780716, 0.19956143, 0.24975114, 0.29950229). */
static void the_numbers_of_the_worked_example(void **state)
{
    (void)state;
    struct tape tape = walk_mazur();
    struct health health = health_of(&tape);
    assert_int_equal(health.samples, 1);
    assert_false(health.is_data);
    assert_near(health.loss, 0.298371109, 1e-9);
    assert_near(health.layers[2].dz, sqrt((0.138498562 * 0.138498562 + 0.038098236 * 0.038098236) / 2), 1e-8);
    assert_near(health.layers[1].dz, sqrt((0.0087713546 * 0.0087713546 + 0.0099542547 * 0.0099542547) / 2),
                1e-8);
    assert_near(health.layers[1].factor, health.layers[1].dz / health.layers[2].dz, 1e-15);
    assert_true(isnan(health.layers[2].factor));
    double dw[] = {0.000438568, 0.000877135, 0.000497713, 0.000995425};
    double squares = 0, weights = 0.15 * 0.15 + 0.2 * 0.2 + 0.25 * 0.25 + 0.3 * 0.3;
    for (int i = 0; i < 4; i++)
        squares += dw[i] * dw[i];
    assert_near(health.layers[1].dw, sqrt(squares / 4), 1e-9);
    assert_near(health.layers[1].update, 0.5 * sqrt(squares) / sqrt(weights), 1e-8);
    assert_near(health.error, sqrt((0.74136507 * 0.74136507 + 0.217071535 * 0.217071535) / 2), 1e-8);
    assert_int_equal(health.layers[1].dead, 0);
    assert_near(health.layers[1].saturated, 0, 0);
    assert_true(health.after < health.loss);
    assert_int_equal(health.verdict_count, 0);
    walk_finish(&tape);
}

static void shares_are_over_nodes_and_samples(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {walk_shape(3, "relu"), walk_shape(1, "linear")};
    struct tape tape = walk_tape(network_new(1, shapes, 2, NULL));
    uint32_t order[] = {0, 1, 2, 3};
    walk_set(tape.network->param, (double[]){1, -1, 1, 0, 0, -100}, 6); /* off for x<0, for x>0, always */
    walk_set(tape.network->param + tape.network->layers[2].w, (double[]){1, 2, 3}, 3);
    tape.feed.data = dataset_new("", 1, 1, NULL);
    for (int i = 1; i <= 4; i++)
        assert_true(dataset_add(tape.feed.data, (double[]){i < 4 ? i : -1}, (double[]){0}, NULL));
    tape.feed.order = memory_new(4, sizeof *tape.feed.order);
    memcpy(tape.feed.order, order, sizeof order);
    tape.feed.training = 4;
    struct health health = health_of(&tape);
    assert_true(health.is_data);
    assert_int_equal(health.samples, 4);
    assert_near(health.layers[1].saturated, (1 + 3 + 4) / 12.0, 1e-15);
    assert_int_equal(health.layers[1].dead, 1);
    assert_near(health.layers[2].saturated, 0, 0);
    /* yhat = 1, 2, 3, 2; dz2 = 2 yhat; dz1: 1 dz2 for x > 0, 2 dz2 for x < 0 */
    assert_near(health.layers[2].dz, sqrt((4 + 16 + 36 + 16) / 4.0), 1e-15);
    assert_near(health.layers[1].dz, sqrt((4 + 16 + 36 + 64) / 12.0), 1e-15);
    walk_finish(&tape);
}

static void frozen_weights_and_the_penalty_are_minded(void **state)
{
    (void)state;
    struct tape tape = walk_mazur();
    double all = health_of(&tape).layers[2].update;
    memset(tape.network->frozen + tape.network->layers[1].w, 1, 4);
    memset(tape.network->frozen + tape.network->layers[2].w, 1, 2);
    tape.settings.regularizer = REGULARIZER_L2;
    tape.settings.lambda = 0.2;
    struct health health = health_of(&tape);
    assert_true(isnan(health.layers[1].update));
    assert_true(fabs(health.layers[2].update - all) > 0.01);
    /* (0.1)(0.15^2 + 0.2^2 + 0.25^2 + 0.3^2 + 0.4^2 + 0.45^2 + 0.5^2 + 0.55^2) = 0.113 */
    assert_near(health.loss, 0.298371109 + 0.113, 1e-8);
    /* w2[2,.] = (0.5, 0.55), dw = (-0.0226025, -0.0227402) + 0.2 w */
    double move = hypot(-0.02260254 + 0.1, -0.02274024 + 0.11) * 0.5;
    assert_near(health.layers[2].update, move / hypot(0.5, 0.55), 1e-6);
    walk_finish(&tape);
}

static void measuring_changes_nothing(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 42);
    for (int i = 0; i < 50; i++) {
        struct tape tape = walk_draw(&random);
        size_t length = tape_length(&tape), done = random_below(&random, length);
        while (tape.operation < done)
            tape_do(&tape);
        struct tape before = tape;
        struct network *copy = network_copy(tape.network);
        size_t moments = journal_moments(tape.journal);
        health_of(&tape);
        assert_memory_equal(&before, &tape, sizeof tape);
        assert_int_equal(journal_moments(tape.journal), moments);
        assert_memory_equal(copy->param, tape.network->param, copy->param_count * sizeof(double));
        assert_memory_equal(copy->gradient, tape.network->gradient, copy->param_count * sizeof(double));
        assert_memory_equal(copy->layers[1].z, tape.network->layers[1].z,
                            (size_t)copy->layers[1].rows * sizeof(double));
        network_free(copy);
        walk_finish(&tape);
    }
}

static void of_many_samples_some_are_run(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {walk_shape(2, "tanh"), walk_shape(1, "tanh")};
    struct tape tape = net(2, shapes, 2, 43);
    struct random random;
    random_seed(&random, 43);
    walk_feed(&tape, &random, 5000, 1);
    struct health health = health_of(&tape);
    assert_int_equal(health.samples, 2000);
    assert_int_equal(health.all, 5000);
    walk_finish(&tape);
}

/* ---- a net for each disease ---- */

static void deep_sigmoid_vanishes(void **state)
{
    (void)state;
    struct tape tape = deep("sigmoid", 4, 7);
    struct health health = health_of(&tape);
    assert_int_equal(health.verdict_count, 1);
    assert_int_equal(health.verdicts[0].ailment, AILMENT_VANISHING);
    assert_true(health.verdicts[0].number < HEALTH_VANISHING);
    assert_near(health.verdicts[0].number, health.layers[1].dz / health.layers[7].dz, 1e-15);
    for (int k = 1; k < 7; k++)
        assert_true(health.layers[health.verdicts[0].layer].factor <= health.layers[k].factor);
    walk_finish(&tape);
}

static void big_weights_explode(void **state)
{
    (void)state;
    struct tape tape = deep("linear", 4, 4);
    for (int k = 2; k <= 4; k++)
        scale_weights(&tape, k, 10);
    tape.settings.rate = 1e-9;
    struct health health = health_of(&tape);
    assert_int_equal(health.verdict_count, 1);
    assert_int_equal(health.verdicts[0].ailment, AILMENT_EXPLODING);
    assert_true(health.verdicts[0].number > HEALTH_EXPLODING);
    walk_finish(&tape);
}

static void relu_with_a_bias_of_minus_100_is_dead(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {walk_shape(4, "relu"), walk_shape(1, "sigmoid")};
    struct tape tape = net(2, shapes, 2, 44);
    for (int i = 0; i < 4; i++)
        tape.network->param[tape.network->layers[1].b + (size_t)i] = -100;
    struct health health = health_of(&tape);
    assert_sick(health, AILMENT_DEAD, 1);
    assert_near(health.verdicts[0].number, 1, 0);
    assert_int_equal(health.layers[1].dead, 4);
    tape.network->param[tape.network->layers[1].b] = 1; /* on: on a single sample the others prove nothing */
    health = health_of(&tape);
    assert_int_equal(health.layers[1].dead, 3);
    assert_int_equal(health.verdict_count, 0);
    struct random random;
    random_seed(&random, 44);
    walk_feed(&tape, &random, 5, 1);
    health = health_of(&tape);
    assert_sick(health, AILMENT_DEAD, 1);
    assert_near(health.verdicts[0].number, 0.75, 0);
    walk_finish(&tape);
}

static void zeros_stay_symmetric(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {walk_shape(3, "tanh"), walk_shape(2, "sigmoid")};
    struct tape tape = net(2, shapes, 2, 45);
    memset(tape.network->param, 0, tape.network->param_count * sizeof(double));
    struct health health = health_of(&tape);
    assert_sick(health, AILMENT_SYMMETRIC, 1);
    assert_true(isnan(health.layers[1].update));
    for (size_t p = 0; p < tape.network->param_count; p++) /* equal is enough */
        tape.network->param[p] = 0.3;
    health = health_of(&tape);
    assert_sick(health, AILMENT_SYMMETRIC, 1);
    tape.network->param[tape.network->layers[2].w] = 0.4; /* unequal behind them: their gradients differ */
    health = health_of(&tape);
    assert_int_equal(health.verdict_count, 0);
    walk_finish(&tape);
}

static void relu_at_zeros_is_symmetric_not_dead(void **state)
{
    (void)state;
    struct tape tape = deep("relu", 3, 3);
    memset(tape.network->param, 0, tape.network->param_count * sizeof(double));
    struct health health = health_of(&tape);
    assert_int_equal(health.layers[1].dead, 3);
    assert_sick(health, AILMENT_SYMMETRIC, 1);
    walk_finish(&tape);
}

static void a_rate_of_100_is_too_large(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {walk_shape(3, "tanh"), walk_shape(2, "linear")};
    struct tape tape = net(2, shapes, 2, 46);
    tape.settings.rate = 100;
    struct health health = health_of(&tape);
    assert_int_equal(health.verdict_count, 1);
    assert_int_equal(health.verdicts[0].ailment, AILMENT_RATE_LARGE);
    assert_true(health.after > health.loss);
    walk_finish(&tape);
    struct layer_shape one[] = {walk_shape(1, "linear")}; /* L = (10 w)^2: w goes from 1 by -0.02*200 to -3 */
    tape = walk_tape(network_new(1, one, 1, NULL));
    tape.network->param[0] = 1;
    tape.network->x[0] = 10;
    tape.settings.rate = 0.02;
    health = health_of(&tape);
    assert_sick(health, AILMENT_RATE_LARGE, 1);
    assert_near(health.verdicts[0].number, 4, 1e-12);
    walk_finish(&tape);
    tape = walk_mazur(); /* here the loss falls, but of the old weights nothing is left */
    tape.settings.rate = 100;
    health = health_of(&tape);
    assert_true(health.after < health.loss);
    assert_sick(health, AILMENT_RATE_LARGE, 2);
    assert_true(health.verdicts[0].number > HEALTH_LARGE_UPDATE);
    walk_finish(&tape);
}

static void a_rate_of_a_billionth_is_too_small(void **state)
{
    (void)state;
    struct tape tape = walk_mazur();
    tape.settings.rate = 1e-9;
    struct health health = health_of(&tape);
    assert_sick(health, AILMENT_RATE_SMALL, 2);
    walk_finish(&tape);
}

static void hidden_tanh_with_large_weights_is_saturated(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {walk_shape(4, "tanh"), walk_shape(1, "linear")};
    struct tape tape = net(2, shapes, 2, 47);
    scale_weights(&tape, 1, 20);
    tape.settings.rate = 0.01;
    struct health health = health_of(&tape);
    assert_sick(health, AILMENT_SATURATED, 1); /* which is why its gradient vanishes, too */
    assert_true(health.layers[1].factor < HEALTH_VANISHING);
    assert_near(health.verdicts[0].number, health.layers[1].saturated, 0);
    walk_finish(&tape);
}

static void a_wrong_saturated_output_blocks_its_error_unless_the_loss_is_fused(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {walk_shape(2, "sigmoid")};
    struct tape tape = walk_tape(network_new(1, shapes, 1, NULL));
    walk_set(tape.network->param, (double[]){6, 6}, 2);
    tape.network->x[0] = 1; /* yhat = 0.9975, y = 0 */
    struct health health = health_of(&tape);
    assert_sick(health, AILMENT_BLOCKED, 1);
    assert_near(health.verdicts[0].number, 0.0024665, 1e-6); /* sigmoid'(6) */
    tape.settings.loss = loss_find("bce", 3, NULL);
    health = health_of(&tape);
    assert_int_equal(health.verdict_count, 0);
    walk_finish(&tape);
}

static void step_never_learns(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {walk_shape(3, "tanh"), walk_shape(3, "step"), walk_shape(1, "sigmoid")};
    struct tape tape = net(2, shapes, 3, 48);
    struct health health = health_of(&tape);
    assert_sick(health, AILMENT_NEVER_LEARNS, 2);
    walk_finish(&tape);
}

static void overflow_is_said_and_nothing_else(void **state)
{
    (void)state;
    struct tape tape = deep("linear", 2, 3);
    scale_weights(&tape, 1, 1e200);
    scale_weights(&tape, 2, 1e200);
    struct health health = health_of(&tape);
    assert_sick(health, AILMENT_NOT_FINITE, 1); /* its z is finite, its dz isn't */
    walk_finish(&tape);
}

static void a_net_that_has_learned_gets_no_verdict(void **state)
{
    (void)state;
    struct tape tape = deep("sigmoid", 4, 7);
    while (tape_next(&tape).operation != OPERATION_LOSS)
        tape_do(&tape);
    for (int i = 0; i < 4; i++)
        tape.network->y[i] = tape.network->yhat[i] + 1e-4;
    struct health health = health_of(&tape);
    assert_true(health.layers[1].dz / health.layers[7].dz < HEALTH_VANISHING);
    assert_true(health.is_learned);
    assert_int_equal(health.verdict_count, 0);
    walk_finish(&tape);
}

/* ---- no disease ---- */

static void feed_from(struct tape *tape, const char *name, struct random *random)
{
    const struct generator *generator = generator_find(name, strlen(name), NULL);
    tape->feed.data = generator_make(generator, generator->param_default, generator->count_default,
                                     generator->noise_default, random, NULL);
    assert_non_null(tape->feed.data);
    size_t count = tape->feed.data->count;
    tape->feed.order = memory_new(count, sizeof *tape->feed.order);
    for (size_t i = 0; i < count; i++)
        tape->feed.order[i] = (uint32_t)i;
    tape->feed.training = count;
}

/* Fresh nets as the lessons build them, on the data sets of this program. */
static void healthy_nets_get_no_verdict(void **state)
{
    (void)state;
    static const char *const hidden[] = {"sigmoid", "tanh", "relu", "leaky_relu", "elu",
                                         "maxout",  "selu", "gelu", "silu",       "softplus"};
    static const char *const data[] = {"xor", "circle", "moons", "spiral", "gauss"};
    int sick = 0, all = 0;
    for (size_t h = 0; h < 10; h++) {
        for (size_t d = 0; d < 5; d++) {
            struct random random;
            random_seed(&random, 50 + d);
            struct layer_shape shapes[] = {walk_shape(8, hidden[h]), walk_shape(8, hidden[h]),
                                           walk_shape(1, "sigmoid")};
            struct tape tape = net(2, shapes, 3, 60 + h);
            feed_from(&tape, data[d], &random);
            tape.settings.rate = 0.1;
            tape.settings.loss = loss_find("bce", 3, NULL);
            struct health health = health_of(&tape);
            for (size_t i = 0; i < health.verdict_count; i++)
                print_error("%s on %s: ailment %d, layer %d, %g\n", hidden[h], data[d],
                            (int)health.verdicts[i].ailment, health.verdicts[i].layer,
                            health.verdicts[i].number);
            sick += health.verdict_count > 0;
            all++;
            walk_finish(&tape);
        }
    }
    assert_int_equal(all, 50);
    assert_int_equal(sick, 0);
}

static void without_a_target_it_says_what_is_missing(void **state)
{
    (void)state;
    struct tape tape = walk_mazur();
    struct health health;
    struct error error;
    tape.has_y = false;
    assert_false(health_measure(&health, &tape, &error));
    assert_string_equal(error.text, "the loss needs a target; give its 2 with: target 0 1");
    walk_finish(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_numbers_of_the_worked_example),
        cmocka_unit_test(shares_are_over_nodes_and_samples),
        cmocka_unit_test(frozen_weights_and_the_penalty_are_minded),
        cmocka_unit_test(measuring_changes_nothing),
        cmocka_unit_test(of_many_samples_some_are_run),
        cmocka_unit_test(deep_sigmoid_vanishes),
        cmocka_unit_test(big_weights_explode),
        cmocka_unit_test(relu_with_a_bias_of_minus_100_is_dead),
        cmocka_unit_test(zeros_stay_symmetric),
        cmocka_unit_test(relu_at_zeros_is_symmetric_not_dead),
        cmocka_unit_test(a_rate_of_100_is_too_large),
        cmocka_unit_test(a_rate_of_a_billionth_is_too_small),
        cmocka_unit_test(hidden_tanh_with_large_weights_is_saturated),
        cmocka_unit_test(a_wrong_saturated_output_blocks_its_error_unless_the_loss_is_fused),
        cmocka_unit_test(step_never_learns),
        cmocka_unit_test(overflow_is_said_and_nothing_else),
        cmocka_unit_test(a_net_that_has_learned_gets_no_verdict),
        cmocka_unit_test(healthy_nets_get_no_verdict),
        cmocka_unit_test(without_a_target_it_says_what_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
