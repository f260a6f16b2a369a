#include "near.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "drawn.h"
#include "nn/gradcheck.h"

/* The finished check, which the caller frees. */
static struct gradcheck *checked(const struct tape *tape, const double *gradient)
{
    struct error error;
    struct gradcheck *check = gradcheck_new(tape, gradient, &error);
    if (!check)
        fail_msg("%s", error.text);
    assert_true(gradcheck_run(check, SIZE_MAX));
    assert_int_equal(gradcheck_result(check)->all.count, tape->network->param_count);
    return check;
}

static enum gradcheck_verdict verdict(const struct tape *tape, const double *gradient)
{
    struct gradcheck *check = checked(tape, gradient);
    enum gradcheck_verdict verdict = gradcheck_verdict(gradcheck_result(check));
    gradcheck_free(check);
    return verdict;
}

static double *gradient_of(struct tape *tape)
{
    drawn_run(tape, PHASE_BACKWARD);
    double *gradient = memory_new(tape->network->param_count, sizeof *gradient);
    memcpy(gradient, tape->network->gradient, tape->network->param_count * sizeof *gradient);
    return gradient;
}

/* Every activation, loss and head, `times` nets each. */
static void each_net(int times, void (*test)(struct tape *tape, struct random *random))
{
    struct random random;
    random_seed(&random, 5);
    for (size_t i = 0; i < (size_t)times * activation_count() * loss_count(); i++)
        for (int head = 0; head < 2; head++) {
            struct tape tape = drawn_net(&random, activation_at(i % activation_count()),
                                         loss_at(i / activation_count() % loss_count()), head);
            test(&tape, &random);
            drawn_finish(&tape);
        }
}

/* ---- right gradients ---- */

static void assert_right(struct tape *tape, struct random *random)
{
    (void)random;
    struct gradcheck *check = checked(tape, NULL);
    const struct gradcheck_result *result = gradcheck_result(check);
    const struct gradcheck_case *worst = &result->all.worst;
    if (result->all.wrong > 0)
        fail_msg("%s, %s: %s%d[%d,%d] is %.12g, by difference %.12g (%.3g, step %.3g)",
                 tape->network->layers[1].activation->name, tape->settings.loss->name,
                 quantity_name(worst->cell.quantity), worst->cell.layer, worst->cell.row, worst->cell.column,
                 worst->gradient, worst->difference, worst->relative, worst->step);
    assert_int_equal(result->all.at_kink, 0); /* drawn numbers don't lie on corners */
    gradcheck_free(check);
}

static void the_tapes_gradients_are_right_in_nets_of_every_kind(void **state)
{
    (void)state;
    each_net(10, assert_right);
}

static void the_session_stays_untouched(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 6);
    struct tape tape = drawn_net(&random, activation_find("tanh", 4, NULL), loss_find("l2", 2, NULL), false);
    tape_do(&tape);
    struct network *before = network_copy(tape.network);
    size_t moments = journal_moments(tape.journal), operation = tape.operation;
    assert_int_equal(verdict(&tape, NULL), GRADCHECK_RIGHT);
    assert_memory_equal(before->cells, tape.network->cells,
                        (size_t)((char *)(tape.network->loss + 1) - (char *)tape.network->cells));
    assert_int_equal(journal_moments(tape.journal), moments);
    assert_int_equal(tape.operation, operation);
    network_free(before);
    drawn_finish(&tape);
}

static void a_hand_computed_difference_comes_out(void **state)
{
    (void)state;
    struct layer_shape shape = drawn_shape(1, "linear");
    struct tape tape = drawn_tape(network_new(1, &shape, 1, NULL), "l2");
    tape.network->param[0] = 20; /* L = (20 * 3 + 1 - 51)^2 = 100, dw = 2 * 10 * 3, db = 20 */
    tape.network->param[1] = 1;
    tape.network->x[0] = 3;
    tape.network->y[0] = 51;
    struct gradcheck *check = checked(&tape, NULL);
    const struct gradcheck_result *result = gradcheck_result(check);
    assert_true(result->loss == 100);
    assert_int_equal(result->depth, 1);
    assert_int_equal(result->params, 2);
    assert_int_equal(result->layer[1].count, 2);
    assert_int_equal(result->all.telling, 2);
    assert_int_equal(result->all.worst.cell.layer, 1);
    bool is_w = result->all.worst.cell.quantity == QUANTITY_W;
    assert_near(result->all.worst.gradient, is_w ? 60 : 20, 1e-12);
    assert_near(result->all.worst.difference, is_w ? 60 : 20, 1e-7);
    assert_near(result->all.worst.step, cbrt(0x1p-52) * (is_w ? 20 : 1), 1e-20);
    assert_near(result->all.worst.relative, result->all.worst.absolute / (is_w ? 60 : 20), 1e-15);
    assert_true(result->all.worst.absolute == fabs(result->all.worst.gradient - result->all.worst.difference));
    gradcheck_free(check);
    drawn_finish(&tape);
}

static void large_numbers_and_saturated_nodes_are_not_called_wrong(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 7);
    static const char *const kinds[] = {"sigmoid", "tanh", "linear", "softplus", "silu", "gelu"};
    for (size_t i = 0; i < 600; i++) {
        struct tape tape = drawn_net(&random, activation_find(kinds[i % 6], strlen(kinds[i % 6]), NULL),
                                     loss_at(i / 6 % loss_count()), i % 5 == 0);
        double scale = (double[]){1e-3, 10, 1e3, 1e6}[i % 4];
        for (int k = 0; k < network_inputs(tape.network); k++)
            tape.network->x[k] *= scale;
        struct gradcheck *check = gradcheck_new(&tape, NULL, NULL); /* NULL: a probability became 0 */
        if (check) {
            gradcheck_run(check, SIZE_MAX);
            const struct gradcheck_part *all = &gradcheck_result(check)->all;
            assert_int_equal(all->wrong, 0);
        }
        gradcheck_free(check);
        drawn_finish(&tape);
    }
}

/* ---- planted faults ---- */

static void plant_a_slip(struct tape *tape, struct random *random)
{
    static const double slips[] = {1.001, 0.999, -1, 2, 0};
    double *gradient = gradient_of(tape);
    size_t count = tape->network->param_count, at = random_below(random, count);
    for (size_t tries = 0; fabs(gradient[at]) < 1e-3 && tries < count; tries++)
        at = (at + 1) % count;
    if (fabs(gradient[at]) >= 1e-3) {
        gradient[at] *= slips[random_below(random, 5)];
        struct gradcheck *check = checked(tape, gradient);
        const struct gradcheck_result *result = gradcheck_result(check);
        struct cell cell = result->all.worst.cell;
        assert_int_equal(result->all.wrong, 1);
        assert_int_equal(gradcheck_verdict(result), GRADCHECK_WRONG);
        assert_ptr_equal(network_cell(tape->network, cell), tape->network->param + at);
        assert_int_equal(result->layer[cell.layer].wrong, 1);
        assert_true(result->all.worst.gradient == gradient[at]);
        gradcheck_free(check);
    }
    memory_free(gradient);
}

static void a_single_wrong_gradient_is_found_and_named(void **state)
{
    (void)state;
    each_net(4, plant_a_slip);
}

static void a_small_slip_is_found(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 8);
    struct tape tape = drawn_net(&random, activation_find("tanh", 4, NULL), loss_find("l2", 2, NULL), false);
    double *gradient = gradient_of(&tape);
    size_t at = 0;
    for (size_t i = 0; i < tape.network->param_count; i++)
        at = fabs(gradient[i]) > fabs(gradient[at]) ? i : at;
    gradient[at] *= 1 + 3e-6;
    assert_int_equal(verdict(&tape, gradient), GRADCHECK_WRONG);
    memory_free(gradient);
    drawn_finish(&tape);
}

static void nan_and_infinity_are_wrong(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 9);
    struct tape tape = drawn_net(&random, activation_find("sigmoid", 7, NULL), loss_find("l2", 2, NULL), false);
    double *gradient = gradient_of(&tape);
    gradient[0] = (double)NAN;
    struct gradcheck *check = checked(&tape, gradient);
    assert_int_equal(gradcheck_result(check)->all.wrong, 1);
    assert_true(isinf(gradcheck_result(check)->all.worst.relative));
    assert_true(isnan(gradcheck_result(check)->all.worst.gradient));
    gradcheck_free(check);
    gradient[0] = -(double)INFINITY;
    assert_int_equal(verdict(&tape, gradient), GRADCHECK_WRONG);
    memory_free(gradient);
    drawn_finish(&tape);
}

static void gradients_of_0_are_wrong_where_l_has_a_slope(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 10);
    struct tape tape = drawn_net(&random, activation_find("tanh", 4, NULL), loss_find("l2", 2, NULL), false);
    double *zeros = memory_new(tape.network->param_count, sizeof *zeros);
    struct gradcheck *check = checked(&tape, zeros);
    const struct gradcheck_part *all = &gradcheck_result(check)->all;
    assert_int_equal(gradcheck_verdict(gradcheck_result(check)), GRADCHECK_WRONG);
    assert_int_equal(all->zero, all->count);
    assert_int_equal(all->telling, 0);
    gradcheck_free(check);
    memory_free(zeros);
    drawn_finish(&tape);
}

static void gradients_that_are_all_0_prove_nothing(void **state)
{
    (void)state;
    struct layer_shape shapes[] = {drawn_shape(3, "tanh"), drawn_shape(2, "step")};
    struct tape tape = drawn_tape(network_new(2, shapes, 2, NULL), "l2");
    for (size_t i = 0; i < tape.network->param_count; i++)
        tape.network->param[i] = 0.3 + 0.01 * (double)i;
    tape.network->x[0] = tape.network->x[1] = 1;
    assert_int_equal(verdict(&tape, NULL), GRADCHECK_ALL_ZERO);
    drawn_finish(&tape);
}

/* ---- kinks ---- */

/* 1 -> 1 -> 1, the second layer linear with weight 1, y = 3; z of layer 1 is w x + b. */
static struct tape at_corner(const char *activation, const char *loss, double w, double b, double x)
{
    struct layer_shape shapes[] = {drawn_shape(1, activation), drawn_shape(1, "linear")};
    struct tape tape = drawn_tape(network_new(1, shapes, 2, NULL), loss);
    const struct layer *first = &tape.network->layers[1];
    tape.network->param[first->w] = w;
    tape.network->param[first->b] = b;
    tape.network->param[tape.network->layers[2].w] = 1;
    tape.network->x[0] = x;
    tape.network->y[0] = 3;
    return tape;
}

static void a_node_at_its_kink_is_not_called_wrong(void **state)
{
    (void)state;
    static const char *const kinked[] = {"relu", "leaky_relu", "elu:2", "selu"};
    for (size_t i = 0; i < sizeof kinked / sizeof *kinked; i++) {
        struct tape tape = at_corner(kinked[i], "l2", 2, -1, 0.5); /* z = 0 */
        struct gradcheck *check = checked(&tape, NULL);
        const struct gradcheck_result *result = gradcheck_result(check);
        assert_int_equal(gradcheck_verdict(result), GRADCHECK_RIGHT);
        assert_int_equal(result->layer[1].at_kink, 2);
        assert_int_equal(result->layer[2].at_kink, 0);
        assert_int_equal(result->layer[1].worst.cell.row, 0);
        assert_int_equal(result->all.kinked.layer, 1);
        assert_int_equal(result->all.kinked.quantity, QUANTITY_W);
        assert_int_equal(result->all.kink.quantity, QUANTITY_Z);
        assert_int_equal(result->all.kink.layer, 1);
        assert_int_equal(result->all.kink.row, 1);
        gradcheck_free(check);
        drawn_finish(&tape);
    }
}

static void a_kink_that_is_passed_between_the_two_points_counts_or_is_avoided(void **state)
{
    (void)state;
    struct tape tape = at_corner("relu", "l2", 2, -1 + 1e-9, 0.5); /* z = 1e-9: nearer than any step */
    struct gradcheck *check = checked(&tape, NULL);
    assert_int_equal(gradcheck_result(check)->layer[1].at_kink, 2);
    gradcheck_free(check);
    drawn_finish(&tape);
    tape = at_corner("relu", "l2", 2, -1 + 1e-6, 0.5); /* z = 1e-6: h passes it, h/8 doesn't */
    check = checked(&tape, NULL);
    assert_int_equal(gradcheck_result(check)->layer[1].at_kink, 0);
    assert_int_equal(gradcheck_verdict(gradcheck_result(check)), GRADCHECK_RIGHT);
    assert_near(gradcheck_result(check)->layer[1].worst.step, cbrt(0x1p-52) * 2 / 8, 1e-8);
    gradcheck_free(check);
    drawn_finish(&tape);
}

static void a_corner_that_makes_no_difference_is_none(void **state)
{
    (void)state;
    struct tape tape = at_corner("elu", "l2", 2, -1, 0.5); /* alpha 1: f' goes through */
    struct gradcheck *check = checked(&tape, NULL);
    assert_int_equal(gradcheck_result(check)->all.at_kink, 0);
    assert_int_equal(gradcheck_verdict(gradcheck_result(check)), GRADCHECK_RIGHT);
    gradcheck_free(check);
    tape.network->param[tape.network->layers[2].w] = 0; /* nothing of the node reaches L */
    drawn_finish(&tape);
    tape = at_corner("relu", "l2", 2, -1, 0.5);
    tape.network->param[tape.network->layers[2].w] = 0;
    check = checked(&tape, NULL);
    assert_int_equal(gradcheck_result(check)->all.at_kink, 0);
    gradcheck_free(check);
    drawn_finish(&tape);
}

static void a_wrong_gradient_beside_a_kink_is_still_wrong(void **state)
{
    (void)state;
    struct tape tape = at_corner("relu", "l2", 2, -1, 0.5);
    double *gradient = gradient_of(&tape);
    gradient[tape.network->layers[2].b] += 0.5;
    struct gradcheck *check = checked(&tape, gradient);
    assert_int_equal(gradcheck_verdict(gradcheck_result(check)), GRADCHECK_WRONG);
    assert_int_equal(gradcheck_result(check)->all.wrong, 1);
    assert_int_equal(gradcheck_result(check)->layer[2].wrong, 1);
    assert_int_equal(gradcheck_result(check)->all.at_kink, 2);
    gradcheck_free(check);
    memory_free(gradient);
    drawn_finish(&tape);
}

static void a_step_at_its_edge_is_a_kink(void **state)
{
    (void)state;
    struct tape tape = at_corner("step", "l2", 2, -1, 0.5);
    struct gradcheck *check = checked(&tape, NULL);
    assert_int_equal(gradcheck_result(check)->layer[1].at_kink, 2);
    assert_int_equal(gradcheck_result(check)->all.wrong, 0);
    gradcheck_free(check);
    drawn_finish(&tape);
}

static void a_tie_of_maxout_pieces_is_a_kink(void **state)
{
    (void)state;
    struct layer_shape shape = drawn_shape(2, "maxout:2");
    struct tape tape = drawn_tape(network_new(1, &shape, 1, NULL), "l2");
    const struct layer *layer = &tape.network->layers[1];
    memcpy(tape.network->param + layer->w, (double[]){1, 0, 2, 1},
           4 * sizeof(double)); /* node 2: 2x and x + 1 */
    memcpy(tape.network->param + layer->b, (double[]){0, 0, 0, 1}, 4 * sizeof(double));
    tape.network->x[0] = 1;
    struct gradcheck *check = checked(&tape, NULL);
    const struct gradcheck_result *result = gradcheck_result(check);
    assert_int_equal(result->all.at_kink, 4); /* w and b of both pieces of node 2 */
    assert_int_equal(gradcheck_verdict(result), GRADCHECK_RIGHT);
    assert_int_equal(result->all.kinked.row, 3);
    assert_int_equal(result->all.kink.quantity, QUANTITY_A);
    assert_int_equal(result->all.kink.row, 2);
    gradcheck_free(check);
    drawn_finish(&tape);
}

static void a_loss_at_its_corner_is_a_kink(void **state)
{
    (void)state;
    struct tape tape = at_corner("linear", "l1", 2, 2 + 1e-9, 0.5); /* yhat = 3, nearly y */
    struct gradcheck *check = checked(&tape, NULL);
    const struct gradcheck_result *result = gradcheck_result(check);
    assert_int_equal(result->all.wrong, 0);
    assert_int_equal(result->all.at_kink, 4);
    assert_int_equal(result->all.kink.quantity, QUANTITY_YHAT);
    assert_int_equal(result->all.kink.row, 1);
    assert_int_equal(gradcheck_verdict(result), GRADCHECK_ALL_KINKS);
    gradcheck_free(check);
    drawn_finish(&tape);
    tape =
        at_corner("linear", "l1", 2, 2, 0.5); /* yhat = y: both sides rise alike, and l1's slope is 0 there */
    assert_int_equal(verdict(&tape, NULL), GRADCHECK_ALL_ZERO);
    drawn_finish(&tape);
    tape = at_corner("linear", "hinge", 2, 0, 0.5); /* yhat = 1 = y */
    tape.network->y[0] = 1;
    check = checked(&tape, NULL);
    assert_int_equal(gradcheck_result(check)->all.wrong, 0);
    assert_int_equal(gradcheck_result(check)->all.at_kink, 4);
    gradcheck_free(check);
    drawn_finish(&tape);
}

static void all_parameters_at_kinks_prove_nothing(void **state)
{
    (void)state;
    struct layer_shape shape = drawn_shape(1, "leaky_relu");
    struct tape tape = drawn_tape(network_new(1, &shape, 1, NULL), "l2");
    tape.network->x[0] = tape.network->y[0] = 1; /* w = b = 0: z = 0 */
    assert_int_equal(verdict(&tape, NULL), GRADCHECK_ALL_KINKS);
    drawn_finish(&tape);
}

static void huber_bends_without_a_corner(void **state)
{
    (void)state;
    struct tape tape = at_corner("linear", "huber:1", 2, 1, 0.5); /* yhat - y = -1 = -delta */
    struct gradcheck *check = checked(&tape, NULL);
    assert_int_equal(gradcheck_result(check)->all.at_kink, 0);
    assert_int_equal(gradcheck_verdict(gradcheck_result(check)), GRADCHECK_RIGHT);
    gradcheck_free(check);
    drawn_finish(&tape);
}

/* ---- which sample, and when not ---- */

static void it_runs_in_slices_to_the_same_end(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 11);
    struct layer_shape shapes[] = {drawn_shape(5, "tanh"), drawn_shape(3, "maxout:3"),
                                   drawn_shape(2, "sigmoid")};
    struct tape tape = drawn_tape(network_new(4, shapes, 3, NULL), "l2");
    for (size_t i = 0; i < tape.network->param_count; i++)
        tape.network->param[i] = drawn_between(&random, -1, 1);
    drawn_sample(&tape, &random);
    struct gradcheck *whole = checked(&tape, NULL), *sliced = gradcheck_new(&tape, NULL, NULL);
    size_t slices = 1, before = 0;
    while (!gradcheck_run(sliced, 200)) {
        assert_true(gradcheck_result(sliced)->all.count > before);
        before = gradcheck_result(sliced)->all.count;
        slices++;
    }
    assert_in_range(slices, 10, tape.network->param_count);
    assert_memory_equal(gradcheck_result(whole), gradcheck_result(sliced), sizeof(struct gradcheck_result));
    gradcheck_free(whole);
    gradcheck_free(sliced);
    drawn_finish(&tape);
}

static void the_data_sets_next_sample_is_taken_where_none_is_there(void **state)
{
    (void)state;
    struct layer_shape shape = drawn_shape(1, "linear");
    struct tape tape = drawn_tape(network_new(1, &shape, 1, NULL), "l2");
    struct dataset *data = dataset_new("", 1, 1, NULL);
    uint32_t order[] = {1, 0};
    dataset_add(data, (double[]){1}, (double[]){5}, NULL);
    dataset_add(data, (double[]){1}, (double[]){7}, NULL);
    tape.has_x = tape.has_y = false;
    tape.feed.data = data;
    tape.feed.order = order;
    tape.feed.training = 2;
    struct gradcheck *check = checked(&tape, NULL);
    assert_true(gradcheck_result(check)->loss == 49);
    gradcheck_free(check);
    dataset_free(data);
    drawn_finish(&tape);
}

static void without_input_target_or_a_finite_loss_there_is_no_check(void **state)
{
    (void)state;
    struct random random;
    struct error error;
    random_seed(&random, 12);
    struct tape tape = drawn_net(&random, activation_find("linear", 6, NULL), loss_find("l2", 2, NULL), false);
    tape.has_x = false;
    assert_null(gradcheck_new(&tape, NULL, &error));
    assert_memory_equal(error.text, "the network has no input yet", 28);
    tape.has_x = true;
    tape.has_y = false;
    assert_null(gradcheck_new(&tape, NULL, &error));
    assert_memory_equal(error.text, "the loss needs a target", 23);
    tape.has_y = true;
    tape.settings.loss = loss_find("hinge", 5, NULL);
    assert_null(gradcheck_new(&tape, NULL, &error));
    assert_non_null(strstr(error.text, "hinge takes the targets -1 and 1"));
    tape.settings.loss = loss_find("bce", 3, NULL);
    assert_null(gradcheck_new(&tape, NULL, &error));
    assert_memory_equal(error.text, "bce takes the logarithms", 24);
    tape.settings.loss = loss_find("l2", 2, NULL);
    tape.network->param[tape.network->param_count - 1] = 1e200;
    assert_null(gradcheck_new(&tape, NULL, &error));
    assert_string_equal(error.text,
                        "L is inf, so there is no slope to compare; smaller weights or inputs, or another "
                        "target, make it a number");
    drawn_finish(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tapes_gradients_are_right_in_nets_of_every_kind),
        cmocka_unit_test(the_session_stays_untouched),
        cmocka_unit_test(a_hand_computed_difference_comes_out),
        cmocka_unit_test(large_numbers_and_saturated_nodes_are_not_called_wrong),
        cmocka_unit_test(a_single_wrong_gradient_is_found_and_named),
        cmocka_unit_test(a_small_slip_is_found),
        cmocka_unit_test(nan_and_infinity_are_wrong),
        cmocka_unit_test(gradients_of_0_are_wrong_where_l_has_a_slope),
        cmocka_unit_test(gradients_that_are_all_0_prove_nothing),
        cmocka_unit_test(a_node_at_its_kink_is_not_called_wrong),
        cmocka_unit_test(a_kink_that_is_passed_between_the_two_points_counts_or_is_avoided),
        cmocka_unit_test(a_corner_that_makes_no_difference_is_none),
        cmocka_unit_test(a_wrong_gradient_beside_a_kink_is_still_wrong),
        cmocka_unit_test(a_step_at_its_edge_is_a_kink),
        cmocka_unit_test(a_tie_of_maxout_pieces_is_a_kink),
        cmocka_unit_test(a_loss_at_its_corner_is_a_kink),
        cmocka_unit_test(all_parameters_at_kinks_prove_nothing),
        cmocka_unit_test(huber_bends_without_a_corner),
        cmocka_unit_test(it_runs_in_slices_to_the_same_end),
        cmocka_unit_test(the_data_sets_next_sample_is_taken_where_none_is_there),
        cmocka_unit_test(without_input_target_or_a_finite_loss_there_is_no_check),
    };
    return cmocka_run_group_tests_name("gradcheck", tests, NULL, NULL);
}
