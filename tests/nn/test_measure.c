#include "near.h"

#include <string.h>

#include "base/random.h"
#include "drawn.h"
#include "nn/measure.h"

/* yhat = x (2 -> 2, the identity), so that data alone decides. */
static struct tape identity(int n, const char *loss)
{
    struct layer_shape shape = drawn_shape(n, "linear");
    struct tape tape = drawn_tape(network_new(n, &shape, 1, NULL), loss);
    for (int i = 0; i < n; i++)
        tape.network->param[i * n + i] = 1;
    return tape;
}

static struct dataset *three_classes(void)
{
    static const char *const names[] = {"cat", "dog", "cow"};
    /* prediction, then class: right, taken for a dog, right, taken for a cat, a NaN is added by hand */
    static const double x[][3] = {{3, 1, 1}, {1, 2, 0}, {0, 5, 4}, {9, 0, 8}, {0, 1, 7}};
    static const double y[][3] = {{1, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 1}};
    struct dataset *data = dataset_new("", 3, 3, NULL);
    for (size_t i = 0; i < 5; i++)
        assert_true(dataset_add(data, x[i], y[i], NULL));
    dataset_set_classes(data, 3, names);
    return data;
}

static void cost_is_the_mean_loss(void **state)
{
    (void)state;
    struct tape tape = identity(2, "l2");
    struct dataset *data = dataset_new("", 2, 2, NULL);
    dataset_add(data, (double[]){1, 2}, (double[]){1, 4}, NULL); /* (0 + 4)/2 = 2 */
    dataset_add(data, (double[]){0, 0}, (double[]){3, 1}, NULL); /* (9 + 1)/2 = 5 */
    dataset_add(data, (double[]){5, 5}, (double[]){5, 4}, NULL); /* 0.5 */
    double cost;
    assert_true(measure_cost(tape.network, &tape.settings, data, NULL, 3, &cost, NULL));
    assert_near(cost, 2.5, 1e-15);
    assert_true(measure_cost(tape.network, &tape.settings, data, (uint32_t[]){2, 0}, 2, &cost, NULL));
    assert_near(cost, 1.25, 1e-15);
    dataset_free(data);
    drawn_finish(&tape);
}

static void cost_holds_the_regularisers_part(void **state)
{
    (void)state;
    struct layer_shape shape = drawn_shape(1, "linear");
    struct tape tape = drawn_tape(network_new(2, &shape, 1, NULL), "l1");
    struct dataset *data = dataset_new("", 2, 1, NULL);
    double cost;
    memcpy(tape.network->param, (double[]){3, -4, 100}, 3 * sizeof(double)); /* the bias isn't counted */
    dataset_add(data, (double[]){1, 1}, (double[]){99}, NULL);
    tape.settings.lambda = 0.1;
    tape.settings.regularizer = REGULARIZER_L1;
    assert_true(measure_cost(tape.network, &tape.settings, data, NULL, 1, &cost, NULL));
    assert_near(cost, 0.7, 1e-15);
    tape.settings.regularizer = REGULARIZER_L2;
    assert_true(measure_cost(tape.network, &tape.settings, data, NULL, 1, &cost, NULL));
    assert_near(cost, 0.1 / 2 * 25, 1e-15);
    tape.settings.regularizer = REGULARIZER_NONE;
    assert_true(measure_penalty(tape.network, &tape.settings) == 0);
    dataset_free(data);
    drawn_finish(&tape);
}

static void cost_is_the_mean_of_what_the_tape_says(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 4);
    for (size_t i = 0; i < 2 * loss_count(); i++) {
        struct tape tape = drawn_net(&random, activation_find("tanh", 4, NULL), loss_at(i / 2), i % 2);
        struct network *network = tape.network;
        struct dataset *data = dataset_new("", network_inputs(network), network_outputs(network), NULL);
        double sum = 0, cost;
        tape.settings.regularizer = REGULARIZER_L2;
        tape.settings.lambda = 0.25;
        for (int k = 0; k < 5; k++) {
            drawn_sample(&tape, &random);
            dataset_add(data, network->x, network->y, NULL);
            tape.operation = 0;
            drawn_run(&tape, PHASE_FORWARD);
            sum += *network->loss;
        }
        assert_true(measure_cost(network, &tape.settings, data, NULL, 5, &cost, NULL));
        assert_true(cost == sum / 5 + tape_penalty(&tape));
        dataset_free(data);
        drawn_finish(&tape);
    }
}

static void accuracy_is_the_share_of_right_classes(void **state)
{
    (void)state;
    struct tape tape = identity(3, "l2");
    struct dataset *data = three_classes();
    double accuracy;
    size_t right;
    assert_true(measure_accuracy(tape.network, &tape.settings, data, NULL, 5, &accuracy, NULL));
    assert_near(accuracy, 0.6, 1e-15);
    assert_true(measure_right(tape.network, &tape.settings, data, (uint32_t[]){1, 3, 4}, 3, &right, NULL));
    assert_int_equal(right, 1);
    dataset_free(data);
    drawn_finish(&tape);
}

static void one_output_says_yes_above_one_half(void **state)
{
    (void)state;
    struct tape tape = identity(1, "l2");
    struct dataset *data = dataset_new("", 1, 1, NULL);
    static const double x[] = {0.5, 0.6, 0.6, 0.1, -7, 3}, y[] = {0, 1, 0, 0, 1, 1};
    for (size_t i = 0; i < 6; i++)
        dataset_add(data, &x[i], &y[i], NULL);
    dataset_set_classes(data, 2, NULL);
    struct confusion *table = measure_confusion(tape.network, &tape.settings, data, NULL, 6, NULL);
    assert_int_equal(table->classes, 2);
    assert_int_equal(table->right, 4);
    static const size_t cells[] = {2, 1, 1, 2};
    assert_memory_equal(table->cell, cells, sizeof cells);
    confusion_free(table);
    dataset_free(data);
    drawn_finish(&tape);
}

static void the_confusion_table_has_what_it_is_in_rows(void **state)
{
    (void)state;
    struct tape tape = identity(3, "l2");
    struct dataset *data = three_classes();
    struct confusion *table = measure_confusion(tape.network, &tape.settings, data, NULL, 5, NULL);
    static const size_t cells[] = {1, 1, 0, 0, 1, 0, 1, 0, 1};
    assert_memory_equal(table->cell, cells, sizeof cells);
    assert_int_equal(table->count, 5);
    assert_int_equal(table->right, 3);
    assert_int_equal(table->undecided, 0);
    confusion_free(table);
    dataset_free(data);
    drawn_finish(&tape);
}

static void a_prediction_that_is_nan_is_wrong_and_in_no_cell(void **state)
{
    (void)state;
    struct tape tape = identity(3, "l2");
    struct dataset *data = three_classes();
    double accuracy;
    tape.network->param[0] = (double)NAN; /* yhat[1], which would have been the first of the largest */
    struct confusion *table = measure_confusion(tape.network, &tape.settings, data, NULL, 5, NULL);
    assert_int_equal(table->undecided, 5);
    assert_int_equal(table->right, 0);
    assert_true(measure_accuracy(tape.network, &tape.settings, data, NULL, 5, &accuracy, NULL));
    assert_true(accuracy == 0);
    confusion_free(table);
    dataset_free(data);
    drawn_finish(&tape);
}

static void assert_no_cost(const struct tape *tape, const struct dataset *data, size_t count,
                           const char *message)
{
    struct error error;
    double cost = -77;
    assert_false(measure_cost(tape->network, &tape->settings, data, NULL, count, &cost, &error));
    assert_string_equal(error.text, message);
    assert_true(cost == -77);
}

static void data_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct tape two = identity(2, "l2"), three = identity(3, "l2");
    struct dataset *data = three_classes(), *odd = dataset_new("", 3, 2, NULL);
    dataset_add(odd, (double[]){1, 2, 3}, (double[]){1, 2}, NULL);
    assert_no_cost(
        &two, data, 5,
        "the data has 3 inputs, but the network 2; build one that fits, beginning with 'net 3', or load other "
        "data");
    assert_no_cost(&three, odd, 1,
                   "the data has 2 targets a sample, but the network 3 outputs; give its last layer 2 nodes, "
                   "or load other "
                   "data");
    assert_no_cost(
        &three, data, 0,
        "there are no samples to measure; load some with 'data', or leave some to this part with 'split'");
    dataset_free(data);
    dataset_free(odd);
    drawn_finish(&two);
    drawn_finish(&three);
}

static void targets_that_the_loss_cannot_take_are_refused(void **state)
{
    (void)state;
    struct tape tape = identity(3, "hinge");
    struct dataset *data = three_classes();
    struct error error;
    double cost;
    assert_false(measure_cost(tape.network, &tape.settings, data, (uint32_t[]){3}, 1, &cost, &error));
    assert_memory_equal(error.text, "sample 4: y[1] is 0, but hinge takes", 36);
    tape.settings.loss = loss_find("bce", 3, NULL);
    assert_false(measure_cost(tape.network, &tape.settings, data, NULL, 5, &cost, &error));
    assert_memory_equal(error.text, "bce takes the logarithms", 24);
    dataset_free(data);
    drawn_finish(&tape);
}

static void numbers_have_no_accuracy(void **state)
{
    (void)state;
    struct tape tape = identity(1, "l2");
    struct dataset *data = dataset_new("", 1, 1, NULL);
    struct error error;
    double accuracy = -77;
    dataset_add(data, (double[]){1}, (double[]){1}, NULL);
    assert_false(measure_accuracy(tape.network, &tape.settings, data, NULL, 1, &accuracy, &error));
    assert_string_equal(error.text,
                        "accuracy needs classes, but the targets of this data are numbers; look at 'cost', "
                        "which says how far off the predictions are");
    assert_true(accuracy == -77);
    assert_null(measure_confusion(tape.network, &tape.settings, data, NULL, 1, NULL));
    dataset_free(data);
    drawn_finish(&tape);
}

static void a_table_of_too_many_classes_is_refused(void **state)
{
    (void)state;
    enum { CLASSES = CONFUSION_CLASSES_MAX + 1 };
    struct layer_shape shape = drawn_shape(CLASSES, "linear");
    struct tape tape = drawn_tape(network_new(1, &shape, 1, NULL), "l2");
    struct dataset *data = dataset_new("", 1, CLASSES, NULL);
    static const double y[CLASSES] = {1};
    struct error error;
    dataset_add(data, (double[]){1}, y, NULL);
    dataset_set_classes(data, CLASSES, NULL);
    assert_null(measure_confusion(tape.network, &tape.settings, data, NULL, 1, &error));
    assert_string_equal(error.text,
                        "a confusion table of 1001 classes is too large; at most 1000 are shown, so look at "
                        "'accuracy'");
    dataset_free(data);
    drawn_finish(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cost_is_the_mean_loss),
        cmocka_unit_test(cost_holds_the_regularisers_part),
        cmocka_unit_test(cost_is_the_mean_of_what_the_tape_says),
        cmocka_unit_test(accuracy_is_the_share_of_right_classes),
        cmocka_unit_test(one_output_says_yes_above_one_half),
        cmocka_unit_test(the_confusion_table_has_what_it_is_in_rows),
        cmocka_unit_test(a_prediction_that_is_nan_is_wrong_and_in_no_cell),
        cmocka_unit_test(data_that_does_not_fit_is_refused),
        cmocka_unit_test(targets_that_the_loss_cannot_take_are_refused),
        cmocka_unit_test(numbers_have_no_accuracy),
        cmocka_unit_test(a_table_of_too_many_classes_is_refused),
    };
    return cmocka_run_group_tests_name("measure", tests, NULL, NULL);
}
