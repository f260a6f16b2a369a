#include "near.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "nn/trainer.h"
#include "trainer_task.h"

static void check_run(const struct task *task, const struct network *want, double want_sum, size_t count,
                      const char *kernel, bool is_single, double tolerance)
{
    struct network *got = network_copy(task->network);
    double got_sum = run(task, got, count, kernel, is_single), far = distance(task, got, want);
    if (!(far <= tolerance) || !(fabs(got_sum - want_sum) <= tolerance * fmax(1, fabs(want_sum))))
        describe(task, kernel);
    assert_near(far, 0, tolerance);
    assert_near(got_sum, want_sum, tolerance);
    network_free(got);
}

/* Holds every kernel to the tape. */
static void check(const struct task *task, size_t count)
{
    struct network *want = network_copy(task->network);
    double sum = walk(task, want, count);
    for (size_t k = 0; trainer_kernel_at(k); k++)
        check_run(task, want, sum, count, trainer_kernel_at(k), false, 1e-12);
    network_free(want);
}

/* Each with one sample an update, and with a batch. */
static void every_combination_of_rows_trains_as_the_tape_does(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 1);
    const struct activation *sigmoid = activation_find("sigmoid", 7, NULL);
    for (size_t i = 0; i < activation_count() * loss_count() * optimizer_count() * 3 * 2 * 2; i++) {
        size_t at = i / 2;
        bool has_batch = i % 2, has_softmax = at % 2;
        enum regularizer regularizer = (enum regularizer)((at /= 2) % 3);
        const struct optimizer *optimizer = optimizer_at((at /= 3) % optimizer_count());
        const struct loss *loss = loss_at((at /= optimizer_count()) % loss_count());
        const struct activation *hidden = activation_at(at / loss_count()), *last = hidden;
        struct task task = {.samples = SAMPLES,
                            .settings = settings_of(loss, has_softmax, optimizer, regularizer)};
        if (!loss_can_follow(loss, last, has_softmax, NULL))
            last = sigmoid;
        struct layer_shape shapes[] = {shape(between(&random, 1, 4), hidden),
                                       shape(between(&random, has_softmax ? 2 : 1, 3), last)};
        task.batch = has_batch ? (size_t)between(&random, 2, 3) : 1;
        draw(&random, &task, between(&random, 1, 3), shapes, 2);
        check(&task, UPDATES * task.batch);
        finish(&task);
    }
}

/* Where yhat is a tiny number, or none at all any more, L and dz come from z. */
static void ce_behind_a_far_gone_sigmoid_trains_as_the_tape_does(void **state)
{
    (void)state;
    struct random random;
    const double away[] = {-2000, -800, -745, -730, -709, -700, -88, 4, 800};
    random_seed(&random, 7);
    for (size_t i = 0; i < 4 * sizeof away / sizeof *away; i++) {
        const struct optimizer *optimizer =
            i % 4 < 2 ? optimizer_find("sgd", 3, NULL) : optimizer_find("adam", 4, NULL);
        struct task task = {.samples = SAMPLES,
                            .batch = i % 2 ? 3 : 1,
                            .settings =
                                settings_of(loss_find("ce", 2, NULL), false, optimizer, REGULARIZER_NONE)};
        struct layer_shape shapes[] = {shape(3, activation_find("tanh", 4, NULL)),
                                       shape(2, activation_find("sigmoid", 7, NULL))};
        draw(&random, &task, 2, shapes, 2);
        task.network->param[task.network->layers[2].b] += away[i / 4];
        check(&task, UPDATES * task.batch);
        struct network *want = network_copy(task.network);
        double sum = walk(&task, want, UPDATES * task.batch);
        assert_true(isfinite(sum));
        check_run(&task, want, sum, UPDATES * task.batch, NULL, true, 1e-4);
        network_free(want);
        finish(&task);
    }
}

static void nets_of_any_size_train_as_the_tape_does(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 2);
    for (int i = 0; i < 40; i++) {
        struct task task =
            draw_any(&random, 40, SAMPLES, (size_t)(i % 4 == 0 ? 1 : between(&random, 2, SAMPLES)));
        check(&task, UPDATES * task.batch - task.batch / 2); /* the last one smaller */
        finish(&task);
    }
}

/* More samples an update than the kernel works on at once. */
static void large_batches_train_as_the_tape_does(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 3);
    for (int i = 0; i < 14; i++) {
        struct task task = draw_any(&random, 6, MANY, MANY);
        task.settings.optimizer = optimizer_at((size_t)i % optimizer_count());
        task.settings.optimizer_param = task.settings.optimizer->param_default;
        check(&task, 3 * MANY + MANY / 2);
        finish(&task);
    }
}

/* Rows that the kernels have never heard of, as the next one in a registry will be. */
static void unknown_rows_train_by_their_own_functions(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 12);
    for (int i = 0; i < 16; i++) {
        struct activation activation = *activation_find(i % 2 ? "tanh" : "silu", 4, NULL);
        struct loss loss = *draw_loss(&random, &activation, false);
        struct optimizer optimizer = *optimizer_at(random_below(&random, optimizer_count()));
        activation.name = loss.name = optimizer.name = "unheard of";
        struct task task = {.samples = SAMPLES, .batch = (size_t)between(&random, 1, SAMPLES)};
        struct layer_shape shapes[] = {shape(between(&random, 1, 20), &activation),
                                       shape(between(&random, 1, 4), &activation)};
        task.settings = settings_of(&loss, false, &optimizer, (enum regularizer)(i % 3));
        draw(&random, &task, 3, shapes, 2);
        task.network->frozen[0] = i % 2 == 0;
        check(&task, UPDATES * task.batch);
        finish(&task);
    }
}

static void small_nets_train_as_the_tape_does(void **state)
{
    (void)state;
    struct random random;
    int small = 0;
    random_seed(&random, 4);
    for (int i = 0; i < 300; i++) {
        struct task task = draw_any(&random, i % 2 ? 8 : 2, SAMPLES, 1);
        task.settings.optimizer = optimizer_find("sgd", 3, NULL);
        task.settings.regularizer = REGULARIZER_NONE;
        memset(task.network->frozen, 0, task.network->param_count);
        struct trainer *trainer = trainer_of(&task, NULL, false);
        small += strncmp(trainer_kernel(trainer), "small", 5) == 0;
        trainer_free(trainer);
        check(&task, UPDATES);
        finish(&task);
    }
    assert_true(small > 60);
}

static void kernels_differ_by_no_more_than_rounding(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 5);
    for (int i = 0; i < 40; i++) {
        struct task task = draw_any(&random, 40, SAMPLES, (size_t)between(&random, 1, SAMPLES));
        struct network *want = network_copy(task.network);
        double sum = run(&task, want, 10 * task.batch, trainer_kernel_at(0), false);
        for (size_t k = 0; trainer_kernel_at(k); k++)
            check_run(&task, want, sum, 10 * task.batch, trainer_kernel_at(k), false, 1e-13);
        network_free(want);
        finish(&task);
    }
}

static void floats_are_right_to_four_digits(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 6);
    for (int i = 0; i < 40; i++) {
        struct task task = draw_any(&random, 40, SAMPLES, (size_t)between(&random, 1, SAMPLES));
        struct network *want = network_copy(task.network);
        double sum = run(&task, want, 10 * task.batch, NULL, false);
        for (size_t k = 0; trainer_kernel_at(k); k++)
            check_run(&task, want, sum, 10 * task.batch, trainer_kernel_at(k), true, 1e-4);
        network_free(want);
        finish(&task);
    }
}

static void the_same_run_gives_the_same_bits(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 7);
    for (int i = 0; i < 10; i++) {
        struct task task = draw_any(&random, 40, SAMPLES, (size_t)between(&random, 1, SAMPLES));
        struct network *first = network_copy(task.network), *second = network_copy(task.network);
        double sum = run(&task, first, 10 * task.batch, NULL, false);
        assert_true(sum == run(&task, second, 10 * task.batch, NULL, false));
        assert_memory_equal(first->param, second->param, first->param_count * sizeof(double));
        network_free(first);
        network_free(second);
        finish(&task);
    }
}

/* A net and batches large enough to be shared out. */
static void threads_change_no_bit(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 11);
    static const char *const optimizers[] = {"sgd", "adam"};
    for (size_t i = 0; i < 4; i++) {
        const struct activation *tanh = activation_find("tanh", 4, NULL);
        struct layer_shape shapes[] = {shape(300, tanh), shape(300, tanh), shape(2, tanh)};
        struct task task = {.samples = MANY, .batch = i < 2 ? 40 : MANY};
        task.settings =
            settings_of(loss_find("l2", 2, NULL), false,
                        optimizer_find(optimizers[i % 2], strlen(optimizers[i % 2]), NULL), REGULARIZER_L2);
        draw(&random, &task, INPUTS_MAX, shapes, 3);
        struct network *first = network_copy(task.network), *second = network_copy(task.network);
        double sum = run(&task, first, 3 * task.batch, NULL, false);
        task.threads = 3;
        assert_true(sum == run(&task, second, 3 * task.batch, NULL, false));
        assert_memory_equal(first->param, second->param, first->param_count * sizeof(double));
        network_free(first);
        network_free(second);
        finish(&task);
    }
}

static void each_parameter_is_found_where_it_lies(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 15);
    for (int i = 0; i < 10; i++) {
        struct task task = draw_any(&random, 40, SAMPLES, 3);
        struct trainer *trainer = trainer_of(&task, NULL, i % 2);
        for (size_t p = 0; p < task.network->param_count; p++)
            assert_near(trainer_param(trainer, trainer_place(trainer, task.network, p)), task.network->param[p],
                        1e-7);
        trainer_free(trainer);
        finish(&task);
    }
}

static void predictions_are_the_tape_s(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 8);
    for (int i = 0; i < 20; i++) {
        struct task task = draw_any(&random, 40, MANY, 3);
        const size_t outputs = (size_t)network_outputs(task.network);
        double *yhat = memory_new(MANY * outputs, sizeof *yhat),
               *single = memory_new(MANY * outputs, sizeof *single);
        struct trainer *trainers[] = {trainer_of(&task, NULL, false), trainer_of(&task, NULL, true)};
        trainer_predict(trainers[0], task.x, MANY, yhat);
        trainer_predict(trainers[1], task.x, MANY, single);
        task.batch = 1;
        task.settings.rate = 0;
        for (uint32_t s = 0; s < MANY; s += 13) {
            task.order[0] = s;
            walk(&task, task.network, 1);
            for (size_t k = 0; k < outputs; k++) {
                assert_near(yhat[s * outputs + k], task.network->yhat[k], 1e-13);
                assert_near(single[s * outputs + k], task.network->yhat[k], 1e-4);
            }
        }
        trainer_free(trainers[0]);
        trainer_free(trainers[1]);
        memory_free(yhat);
        memory_free(single);
        finish(&task);
    }
}

static void of_equal_pieces_the_first_wins(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 13);
    struct task task = {.samples = SAMPLES, .batch = 3};
    struct layer_shape shapes[] = {shape(2, activation_find("maxout", 6, NULL))};
    shapes[0].param = 3;
    task.settings =
        settings_of(loss_find("l2", 2, NULL), false, optimizer_find("sgd", 3, NULL), REGULARIZER_NONE);
    draw(&random, &task, 2, shapes, 1);
    memset(task.network->param, 0, task.network->param_count * sizeof(double));
    check(&task, task.batch);
    finish(&task);
}

static void without_an_order_samples_come_as_they_are(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 10);
    struct task task = draw_any(&random, 10, SAMPLES, 3);
    struct network *with = network_copy(task.network), *without = network_copy(task.network);
    struct trainer *trainer = trainer_of(&task, NULL, false);
    uint64_t updates;
    for (uint32_t s = 0; s < SAMPLES; s++)
        task.order[s] = s;
    run(&task, with, SAMPLES, NULL, false);
    assert_int_equal(trainer_run(trainer, NULL, SAMPLES, &updates, NULL), TRAINED);
    assert_int_equal(updates, 3);
    trainer_store(trainer, without);
    assert_memory_equal(with->param, without->param, with->param_count * sizeof(double));
    trainer_free(trainer);
    network_free(with);
    network_free(without);
    finish(&task);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination_of_rows_trains_as_the_tape_does),
        cmocka_unit_test(ce_behind_a_far_gone_sigmoid_trains_as_the_tape_does),
        cmocka_unit_test(nets_of_any_size_train_as_the_tape_does),
        cmocka_unit_test(large_batches_train_as_the_tape_does),
        cmocka_unit_test(unknown_rows_train_by_their_own_functions),
        cmocka_unit_test(small_nets_train_as_the_tape_does),
        cmocka_unit_test(kernels_differ_by_no_more_than_rounding),
        cmocka_unit_test(floats_are_right_to_four_digits),
        cmocka_unit_test(the_same_run_gives_the_same_bits),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(each_parameter_is_found_where_it_lies),
        cmocka_unit_test(predictions_are_the_tape_s),
        cmocka_unit_test(of_equal_pieces_the_first_wins),
        cmocka_unit_test(without_an_order_samples_come_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
