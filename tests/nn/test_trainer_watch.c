/* Watching parameters within a run: what is seen, where it stops, and that it changes no number. */
#include "nn/trainer.h"

#include "base/memory.h"
#include "near.h"

#include <stdio.h>
#include <string.h>

enum { SAMPLES = 90, UPDATES = 150 }; /* more than two chunks */

static const struct {
    const char *shape, *activations[3], *loss;
    int inputs, nodes[3], depth;
} nets[] = {
    {"one node behind", {"sigmoid", "sigmoid"}, "l2", 2, {4, 1}, 2},
    {"one node between", {"tanh", "relu", "linear"}, "l2", 2, {3, 1, 2}, 3},
    {"one layer", {"tanh"}, "l1", 3, {1}, 1},
    {"wide", {"leaky_relu", "softplus", "sigmoid"}, "bce", 4, {4, 3, 2}, 3},
};

struct task {
    struct network *network;
    struct settings settings;
    double x[SAMPLES * 4], y[SAMPLES * 2];
    uint32_t order[UPDATES];
};

static const struct activation *activation(const char *name)
{
    return activation_find(name, strlen(name), NULL);
}

static void begin(struct task *task, size_t i)
{
    struct layer_shape shapes[3];
    struct random random;
    random_seed(&random, 5);
    for (int k = 0; k < nets[i].depth; k++)
        shapes[k] = (struct layer_shape){nets[i].nodes[k], activation(nets[i].activations[k]), 0.1};
    task->network = network_new(nets[i].inputs, shapes, nets[i].depth, NULL);
    for (size_t p = 0; p < task->network->param_count; p++)
        task->network->param[p] = random_uniform(&random) - 0.5;
    task->settings = (struct settings){.rate = 0.3};
    task->settings.loss = loss_find(nets[i].loss, strlen(nets[i].loss), NULL);
    task->settings.optimizer = optimizer_find("sgd", 3, NULL);
    for (size_t s = 0; s < SAMPLES * 4; s++)
        task->x[s] = random_uniform(&random);
    for (size_t s = 0; s < SAMPLES * 2; s++)
        task->y[s] = random_uniform(&random);
    for (size_t s = 0; s < UPDATES; s++)
        task->order[s] = (uint32_t)random_below(&random, SAMPLES);
}

static struct trainer *trainer_of(const struct task *task, const char *kernel)
{
    struct samples samples = {SAMPLES, task->x, task->y};
    struct trainer_options options = {.batch = 1, .threads = 1, .kernel = kernel};
    return trainer_new(task->network, &task->settings, 0, samples, options);
}

struct seen {
    uint64_t updates, stop; /* 0: never */
    size_t count;
    double values[UPDATES][TRAINER_WATCHED_MAX];
};

static bool look(void *context, const double values[])
{
    struct seen *seen = context;
    memcpy(seen->values[seen->updates], values, seen->count * sizeof *values);
    return ++seen->updates == seen->stop;
}

static bool watch(struct trainer *trainer, const struct task *task, struct seen *seen)
{
    struct trainer_watch watch = {.stops = look, .context = seen};
    watch.count =
        task->network->param_count < TRAINER_WATCHED_MAX ? task->network->param_count : TRAINER_WATCHED_MAX;
    for (size_t i = 0; i < watch.count; i++) /* the last ones, biases among them */
        watch.places[i] = trainer_place(trainer, task->network, task->network->param_count - watch.count + i);
    seen->count = watch.count;
    return trainer_watch(trainer, watch);
}

/* The first so many updates without a watch. */
static struct network *trained(const struct task *task, const char *kernel, size_t updates, double *loss)
{
    struct trainer *trainer = trainer_of(task, kernel);
    struct network *network = network_copy(task->network);
    uint64_t done;
    assert_int_equal(trainer_run(trainer, task->order, updates, &done, loss), TRAINED);
    trainer_store(trainer, network);
    trainer_free(trainer);
    return network;
}

static void each_update_is_seen_with_the_numbers_that_it_left(void **state)
{
    (void)state;
    const char *kernel;
    for (size_t k = 0; (kernel = trainer_kernel_at(k)); k++)
        for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
            struct task task;
            struct seen seen = {0};
            uint64_t updates;
            begin(&task, i);
            struct trainer *trainer = trainer_of(&task, kernel);
            if (watch(trainer, &task, &seen)) {
                assert_int_equal(trainer_run(trainer, task.order, UPDATES, &updates, NULL), TRAINED);
                assert_int_equal(seen.updates, UPDATES);
            }
            for (size_t u = 0; u < seen.updates; u++) {
                struct network *network = trained(&task, kernel, u + 1, NULL);
                assert_memory_equal(seen.values[u], network->param + network->param_count - seen.count,
                                    seen.count * sizeof(double));
                network_free(network);
            }
            trainer_free(trainer);
            network_free(task.network);
        }
}

static void it_stops_behind_the_update_that_is_asked_for(void **state)
{
    static const uint64_t stops[] = {1, 2, 63, 64, 65, 127, 128, 149, 150};
    (void)state;
    size_t watched = 0;
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++)
        for (size_t k = 0; k < sizeof stops / sizeof *stops; k++) {
            struct task task;
            struct seen seen = {.stop = stops[k]};
            uint64_t updates;
            double loss, wanted;
            begin(&task, i);
            struct trainer *trainer = trainer_of(&task, NULL);
            if (watch(trainer, &task, &seen)) {
                watched++;
                assert_int_equal(trainer_run(trainer, task.order, UPDATES, &updates, &loss), TRAINED);
                assert_int_equal(updates, stops[k]);
                assert_int_equal(seen.updates, stops[k]);
                struct network *network = trained(&task, NULL, stops[k], &wanted),
                               *stopped = network_copy(network);
                trainer_store(trainer, stopped);
                assert_memory_equal(stopped->param, network->param, network->param_count * sizeof(double));
                assert_near(loss, wanted, 1e-12);
                network_free(network);
                network_free(stopped);
            }
            trainer_free(trainer);
            network_free(task.network);
        }
    assert_true(watched > 0);
}

static void runs_of_whole_grains_give_the_bits_of_one_run(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
        struct task task;
        uint64_t updates;
        begin(&task, i);
        struct trainer *trainer = trainer_of(&task, NULL);
        struct network *whole = trained(&task, NULL, UPDATES, NULL), *pieces = network_copy(whole);
        size_t grain = trainer_grain(trainer);
        for (size_t done = 0; done < UPDATES; done += grain)
            trainer_run(trainer, task.order + done, UPDATES - done < grain ? UPDATES - done : grain, &updates,
                        NULL);
        trainer_store(trainer, pieces);
        assert_memory_equal(pieces->param, whole->param, whole->param_count * sizeof(double));
        trainer_free(trainer);
        network_free(whole);
        network_free(pieces);
        network_free(task.network);
    }
}

static void what_is_not_small_is_not_watched(void **state)
{
    struct task task;
    struct seen seen = {0};
    (void)state;
    begin(&task, 0);
    task.settings.optimizer = optimizer_find("adam", 4, NULL);
    struct trainer *trainer = trainer_of(&task, NULL);
    assert_false(watch(trainer, &task, &seen));
    assert_int_equal(trainer_grain(trainer), 1);
    trainer_free(trainer);
    network_free(task.network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_update_is_seen_with_the_numbers_that_it_left),
        cmocka_unit_test(it_stops_behind_the_update_that_is_asked_for),
        cmocka_unit_test(runs_of_whole_grains_give_the_bits_of_one_run),
        cmocka_unit_test(what_is_not_small_is_not_watched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
