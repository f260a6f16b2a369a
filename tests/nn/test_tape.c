#include "near.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "nn/tape.h"

/* ---- nets to walk ---- */

static struct layer_shape shape(int nodes, const char *text)
{
    struct layer_shape made = {.nodes = nodes};
    assert_true(activation_parse(text, strlen(text), &made.activation, &made.param, NULL));
    return made;
}

static struct tape tape_on(struct network *network)
{
    struct tape tape = {.network = network, .journal = journal_new(64 << 20), .batch = 1};
    tape.settings.loss = loss_find("l2", 2, NULL);
    tape.settings.optimizer = optimizer_find("sgd", 3, NULL);
    tape.settings.rate = 0.5;
    tape.has_x = tape.has_y = true;
    return tape;
}

static void finish(struct tape *tape)
{
    journal_free(tape->journal);
    network_free(tape->network);
}

static void set(double *to, const double *from, size_t count)
{
    memcpy(to, from, count * sizeof *to);
}

/* Matt Mazur's "A Step by Step Backpropagation Example" (2015). */
static struct tape mazur(void)
{
    struct layer_shape shapes[] = {shape(2, "sigmoid"), shape(2, "sigmoid")};
    struct network *network = network_new(2, shapes, 2, NULL);
    set(network->param + network->layers[1].w, (double[]){0.15, 0.20, 0.25, 0.30}, 4);
    set(network->param + network->layers[1].b, (double[]){0.35, 0.35}, 2);
    set(network->param + network->layers[2].w, (double[]){0.40, 0.45, 0.50, 0.55}, 4);
    set(network->param + network->layers[2].b, (double[]){0.60, 0.60}, 2);
    memset(network->frozen + network->layers[1].b, 1, 2);
    memset(network->frozen + network->layers[2].b, 1, 2);
    set(network->x, (double[]){0.05, 0.10}, 2);
    set(network->y, (double[]){0.01, 0.99}, 2);
    return tape_on(network);
}

static double uniform(struct random *random, double low, double high)
{
    return low + (high - low) * random_uniform(random);
}

/* A net, input, target and settings drawn at random; activations whose kinks a difference could cross are
 * left to nets of their own. */
static struct tape drawn(struct random *random, bool is_smooth)
{
    struct layer_shape shapes[4];
    int depth = 1 + (int)random_below(random, 4);
    for (int k = 0; k < depth; k++) {
        const struct activation *activation;
        do
            activation = activation_at(random_below(random, activation_count()));
        while (is_smooth && (!isnan(activation->kink) || activation->is_maxout));
        shapes[k] =
            (struct layer_shape){1 + (int)random_below(random, 5), activation, activation->param_default};
    }
    struct network *network = network_new(1 + (int)random_below(random, 4), shapes, depth, NULL);
    struct tape tape = tape_on(network);
    for (size_t i = 0; i < network->param_count; i++)
        network->param[i] = uniform(random, -1, 1);
    for (int i = 0; i < network_inputs(network); i++)
        network->x[i] = uniform(random, -1, 1);
    for (int i = 0; i < network_outputs(network); i++)
        network->y[i] = uniform(random, 0, 1);
    tape.settings.has_softmax = network_outputs(network) > 1 && random_below(random, 3) == 0;
    tape.settings.optimizer = optimizer_at(random_below(random, optimizer_count()));
    tape.settings.optimizer_param = tape.settings.optimizer->param_default;
    tape.settings.regularizer = (enum regularizer)random_below(random, 3);
    tape.settings.lambda = 0.01;
    do
        tape.settings.loss = loss_at(random_below(random, loss_count()));
    while (!loss_can_follow(tape.settings.loss, network_last(network)->activation, tape.settings.has_softmax,
                            NULL) ||
           (is_smooth && tape.settings.loss->needs_sign_target));
    tape.settings.loss_param = tape.settings.loss->param_default;
    return tape;
}

static void run_to(struct tape *tape, size_t operation)
{
    while (tape->operation != operation)
        tape_do(tape);
}

static size_t end_of(const struct tape *tape, enum phase phase)
{
    size_t i = 0;
    while (i < tape_length(tape) && tape_at(tape, i).phase <= phase)
        i++;
    return i;
}

/* ---- the order of the tape ---- */

static void the_tape_of_a_2_2_2_net_has_15_node_steps(void **state)
{
    (void)state;
    struct tape tape = mazur();
    assert_int_equal(tape_step_count(&tape), 4 + 1 + 1 + 4 + 1 + 4);
    assert_int_equal(tape_length(&tape), 8 + 1 + 1 + 16 + 1 + 4);
    struct step step = tape_at(&tape, 10);
    assert_int_equal(step.operation, OPERATION_DA);
    assert_int_equal(step.layer, 2);
    assert_int_equal(step.node, 1);
    assert_int_equal(step.number, 7);
    assert_int_equal(tape_at(&tape, tape_length(&tape) - 1).operation, OPERATION_UPDATE);
    finish(&tape);
}

static void node_steps_are_numbered_without_a_gap(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 11);
    for (int i = 0; i < 100; i++) {
        struct tape tape = drawn(&random, false);
        tape.batch = 1 + random_below(&random, 3);
        size_t number = 0;
        for (size_t k = 0; k < tape_length(&tape); k++) {
            size_t next = tape_at(&tape, k).number;
            assert_true(next == number || next == number + 1);
            number = next;
        }
        assert_int_equal(number, tape_step_count(&tape));
        finish(&tape);
    }
}

static void every_computed_cell_is_unknown_until_its_operation_is_done(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 12);
    for (int i = 0; i < 60; i++) {
        struct tape tape = drawn(&random, false);
        size_t length = tape_length(&tape);
        for (int q = 0; q < QUANTITY_COUNT; q++) {
            int rows, columns;
            struct cell cell = {(enum quantity)q, quantity_has_layer((enum quantity)q) ? 1 : 0, 1, 1};
            if (!quantity_is_computed(cell.quantity) ||
                !network_values(tape.network, cell.quantity, cell.layer, &rows, &columns))
                continue;
            tape.operation = 0;
            assert_int_equal(tape_knows(&tape, cell), UNKNOWN);
            size_t done = tape_operation_of(&tape, cell);
            tape.operation = done;
            assert_int_equal(tape_knows(&tape, cell), UNKNOWN);
            tape.operation = done + 1;
            assert_int_equal(tape_knows(&tape, cell), KNOWN);
            tape.operation = length;
            assert_int_equal(tape_knows(&tape, cell), KNOWN);
        }
        finish(&tape);
    }
}

/* ---- the numbers ---- */

static void mazurs_numbers_come_out(void **state)
{
    (void)state;
    struct tape tape = mazur();
    struct network *network = tape.network;
    run_to(&tape, tape_length(&tape));
    assert_near(network->layers[1].z[0], 0.3775, 1e-15);
    assert_near(network->layers[1].a[0], 0.593269992, 1e-9);
    assert_near(*network->loss, 0.298371109, 1e-9);
    assert_near(network->gradient[network->layers[2].w], 0.082167041, 1e-9);
    assert_near(network->gradient[network->layers[1].w], 0.000438568, 1e-9);
    assert_near(network->param[network->layers[2].w + 3], 0.561370121, 1e-9);
    assert_near(network->param[network->layers[1].w], 0.149780716, 1e-9);
    assert_true(network->param[network->layers[1].b] == 0.35); /* frozen */
    finish(&tape);
}

/* After 10,000 iterations the article's error is 3.5102e-05. */
static void mazurs_net_learns_as_published(void **state)
{
    (void)state;
    struct tape tape = mazur();
    for (int i = 0; i < 10000; i++) {
        tape_do(&tape);
        run_to(&tape, tape_length(&tape));
    }
    assert_int_equal(tape.iteration, 10000);
    run_to(&tape, 9);
    assert_true(fabs(*tape.network->loss - 3.5102e-05) < 0.5e-9);
    finish(&tape);
}

static double loss_at_parameters(struct tape *tape)
{
    tape->operation = 0;
    run_to(tape, end_of(tape, PHASE_FORWARD));
    return *tape->network->loss;
}

static void gradients_agree_with_central_differences(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 13);
    double largest = 0;
    for (int i = 0; i < 200; i++) {
        struct tape tape = drawn(&random, true);
        struct network *network = tape.network;
        run_to(&tape, end_of(&tape, PHASE_BACKWARD));
        double *gradient = memory_new(network->param_count, sizeof *gradient), h = 1e-5;
        set(gradient, network->gradient, network->param_count);
        for (size_t k = 0; k < network->param_count; k++) {
            double w = network->param[k];
            network->param[k] = w + h;
            double above = loss_at_parameters(&tape);
            network->param[k] = w - h;
            double below = loss_at_parameters(&tape);
            network->param[k] = w;
            assert_near(gradient[k], (above - below) / (2 * h), 1e-6);
            largest = fmax(largest, fabs(gradient[k]));
        }
        memory_free(gradient);
        finish(&tape);
    }
    assert_true(largest > 0.1); /* a gradient that is always 0 would agree with nothing moving */
}

static void a_winning_piece_of_maxout_alone_gets_the_gradient(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {shape(1, "maxout:3")};
    struct network *network = network_new(1, shapes, 1, NULL);
    struct tape tape = tape_on(network);
    set(network->param, (double[]){1, 2, 2}, 3); /* a tie between pieces 2 and 3: the first wins */
    network->x[0] = 1;
    network->y[0] = 0;
    run_to(&tape, end_of(&tape, PHASE_BACKWARD));
    assert_true(network->layers[1].a[0] == 2);
    assert_true(network->layers[1].dz[0] == 0);
    assert_true(network->layers[1].dz[1] == 4);
    assert_true(network->layers[1].dz[2] == 0);
    finish(&tape);
}

static void extreme_logits_give_exact_finite_losses(void **state)
{
    (void)state;
    struct layer_shape one[] = {shape(1, "sigmoid")}, two[] = {shape(2, "linear")};
    struct network *network = network_new(1, one, 1, NULL);
    struct tape tape = tape_on(network);
    tape.settings.loss = loss_find("bce", 3, NULL);
    network->param[0] = 1;
    network->x[0] = 800;
    run_to(&tape, end_of(&tape, PHASE_BACKWARD));
    assert_true(*network->loss == 800);
    assert_true(network->layers[1].dz[0] == 1);
    finish(&tape);

    network = network_new(1, two, 1, NULL);
    tape = tape_on(network);
    tape.settings.loss = loss_find("ce", 2, NULL);
    tape.settings.has_softmax = true;
    network->param[0] = 1000;
    network->x[0] = 1;
    network->y[1] = 1;
    run_to(&tape, end_of(&tape, PHASE_BACKWARD));
    assert_true(*network->loss == 1000);
    assert_true(network->layers[1].dz[0] == 1 && network->layers[1].dz[1] == -1);
    finish(&tape);
}

/* ---- back ---- */

static void n_operations_on_and_n_back_are_the_identity(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 14);
    for (int i = 0; i < 100; i++) {
        struct tape tape = drawn(&random, false);
        struct network *network = tape.network;
        size_t on = random_below(&random, 3 * tape_length(&tape)) + 1;
        tape.batch = 1 + random_below(&random, 2);
        size_t bytes = (size_t)(network->loss + 1 - network->cells) * sizeof(double);
        char *before = memory_new(bytes, 1), *after = memory_new(bytes, 1);
        memcpy(before, network->cells, bytes);
        for (size_t k = 0; k < on; k++)
            tape_do(&tape);
        memcpy(after, network->cells, bytes);
        size_t operation = tape.operation, iteration = tape.iteration;
        for (size_t k = 0; k < on; k++)
            assert_true(journal_back(tape.journal));
        assert_memory_equal(before, network->cells, bytes);
        assert_int_equal(tape.operation, 0);
        assert_int_equal(tape.iteration, 0);
        for (size_t k = 0; k < on; k++) /* the same again */
            tape_do(&tape);
        assert_memory_equal(after, network->cells, bytes);
        assert_int_equal(tape.operation, operation);
        assert_int_equal(tape.iteration, iteration);
        memory_free(before);
        memory_free(after);
        finish(&tape);
    }
}

/* ---- stale ---- */

static void assign(struct tape *tape, struct cell cell, double value)
{
    double *where = network_cell(tape->network, cell);
    journal_mark(tape->journal, 9);
    journal_save(tape->journal, where, sizeof *where);
    *where = value;
    tape_touch(tape, cell);
}

static void an_assignment_makes_stale_what_depends_on_it_and_nothing_else(void **state)
{
    (void)state;
    struct tape tape = mazur();
    run_to(&tape, end_of(&tape, PHASE_FORWARD));
    assign(&tape, (struct cell){QUANTITY_W, 1, 2, 1}, 0.9);
    assert_int_equal(tape_knows(&tape, (struct cell){QUANTITY_Z, 1, 1, 0}), KNOWN);
    assert_int_equal(tape_knows(&tape, (struct cell){QUANTITY_A, 1, 1, 0}), KNOWN);
    assert_int_equal(tape_knows(&tape, (struct cell){QUANTITY_Z, 1, 2, 0}), STALE);
    assert_int_equal(tape_knows(&tape, (struct cell){QUANTITY_A, 1, 2, 0}), STALE);
    assert_int_equal(tape_knows(&tape, (struct cell){QUANTITY_Z, 2, 1, 0}), STALE);
    assert_int_equal(tape_knows(&tape, (struct cell){QUANTITY_LOSS, 0, 0, 0}), STALE);
    assert_int_equal(tape_knows(&tape, (struct cell){QUANTITY_DW, 1, 1, 1}), UNKNOWN);
    finish(&tape);
}

static void what_is_not_computed_yet_can_not_go_stale(void **state)
{
    (void)state;
    struct tape tape = mazur();
    run_to(&tape, 4); /* layer 1 is done */
    assign(&tape, (struct cell){QUANTITY_W, 2, 1, 1}, 0.9);
    assert_false(tape_needs_refresh(&tape));
    assert_int_equal(tape_knows(&tape, (struct cell){QUANTITY_A, 1, 2, 0}), KNOWN);
    finish(&tape);
}

static void a_refresh_gives_the_numbers_of_a_fresh_run(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 15);
    for (int i = 0; i < 100; i++) {
        struct tape tape = drawn(&random, false);
        struct network *network = tape.network;
        size_t where =
            1 + random_below(&random, end_of(&tape, PHASE_BACKWARD) - 1); /* an update needs no refresh */
        run_to(&tape, where);
        assign(&tape, (struct cell){QUANTITY_W, 1, 1, 1}, 0.123);
        if (tape_needs_refresh(&tape))
            tape_refresh(&tape);
        struct tape fresh = tape;
        fresh.network = network_copy(network);
        fresh.journal = journal_new(1 << 20);
        fresh.operation = 0;
        run_to(&fresh, where);
        size_t bytes = (size_t)(network->loss + 1 - network->cells) * sizeof(double);
        assert_memory_equal(network->cells, fresh.network->cells, bytes);
        finish(&fresh);
        finish(&tape);
    }
}

static void a_step_without_input_or_target_is_refused_with_the_command(void **state)
{
    (void)state;
    struct tape tape = mazur();
    struct error error;
    tape.has_x = false;
    assert_false(tape_can_do(&tape, &error));
    assert_string_equal(error.text, "the network has no input yet; give its 2 with: input 0.05 0.10");
    tape.has_x = true;
    tape.has_y = false;
    assert_true(tape_can_do(&tape, &error));
    run_to(&tape, end_of(&tape, PHASE_FORWARD) - 1);
    assert_false(tape_can_do(&tape, &error));
    assert_string_equal(error.text, "the loss needs a target; give its 2 with: target 0 1");
    finish(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tape_of_a_2_2_2_net_has_15_node_steps),
        cmocka_unit_test(node_steps_are_numbered_without_a_gap),
        cmocka_unit_test(every_computed_cell_is_unknown_until_its_operation_is_done),
        cmocka_unit_test(mazurs_numbers_come_out),
        cmocka_unit_test(mazurs_net_learns_as_published),
        cmocka_unit_test(gradients_agree_with_central_differences),
        cmocka_unit_test(a_winning_piece_of_maxout_alone_gets_the_gradient),
        cmocka_unit_test(extreme_logits_give_exact_finite_losses),
        cmocka_unit_test(n_operations_on_and_n_back_are_the_identity),
        cmocka_unit_test(an_assignment_makes_stale_what_depends_on_it_and_nothing_else),
        cmocka_unit_test(what_is_not_computed_yet_can_not_go_stale),
        cmocka_unit_test(a_refresh_gives_the_numbers_of_a_fresh_run),
        cmocka_unit_test(a_step_without_input_or_target_is_refused_with_the_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
