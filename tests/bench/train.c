/* How fast the trainer is. Prints lines as the yardsticks do: "PEER WORK median min max repeats", in ns a
 * sample. usage: train WORK [single|KERNEL]   1: 2-4-1, 2: 2-8-8-1, 3: 64-32-10, 4: 784-128-10 train scale
 * [single]         "WEIGHTS ns_a_sample ns_a_weight" from 100 weights to 10 million */
#include "nn/trainer.h"
#include "yardsticks/bench.h"

struct work {
    int depth, nodes[3];
    const char *hidden, *last, *loss;
    bool has_softmax;
    size_t batch;
    double rate;
};

/* l2 over one output has twice the gradient of the yardstick's half square, so work 1 takes half its rate. */
static const struct work works[] = {
    [1] = {2, {4, 1}, "sigmoid", "sigmoid", "l2", false, 1, 0.25},
    [2] = {3, {8, 8, 1}, "tanh", "sigmoid", "bce", false, 10, 0.1},
    [3] = {2, {32, 10}, "relu", "linear", "ce", true, 32, 0.1},
    [4] = {2, {128, 10}, "relu", "linear", "ce", true, 32, 0.01},
};

static struct network *network_of(const struct work *work, int inputs)
{
    struct layer_shape shapes[3];
    for (int k = 0; k < work->depth; k++) {
        const char *name = k + 1 < work->depth ? work->hidden : work->last;
        shapes[k] = (struct layer_shape){work->nodes[k], activation_find(name, strlen(name), NULL), 0};
    }
    struct network *network = network_new(inputs, shapes, work->depth, NULL);
    bench_seed = 7;
    for (int k = 1; k <= work->depth; k++)
        for (size_t i = network->layers[k].w; i < network->layers[k].b; i++)
            network->param[i] =
                (2 * bench_rnd() - 1) / (work->batch == 1 ? 1 : sqrt(network->layers[k].inputs));
    return network;
}

struct running {
    struct trainer *trainer;
    uint32_t *order;
    size_t count, epochs; /* samples, and the epochs of them that order holds */
};

static struct running start(const struct work *work, struct samples samples, int inputs, const char *how)
{
    struct network *network = network_of(work, inputs);
    struct settings settings = {.loss = loss_find(work->loss, strlen(work->loss), NULL),
                                .has_softmax = work->has_softmax,
                                .optimizer = optimizer_find("sgd", 3, NULL),
                                .rate = work->rate};
    struct trainer_options options = {.batch = work->batch,
                                      .threads = (int)bench_env("BENCH_THREADS", 1),
                                      .is_single = how && strcmp(how, "single") == 0,
                                      .kernel = how};
    struct running running = {.count = samples.count, .epochs = (size_t)bench_env("BENCH_EPOCHS", 1000)};
    running.trainer = trainer_new(network, &settings, 0, samples, options);
    network_free(network);
    running.order = calloc(running.count * running.epochs, sizeof *running.order);
    for (size_t i = 0; i < running.count * running.epochs; i++)
        running.order[i] = (uint32_t)(i % running.count);
    return running;
}

static void train(void *context, long epochs)
{
    struct running *running = context;
    while (epochs > 0) {
        size_t now = (size_t)epochs < running->epochs ? (size_t)epochs : running->epochs;
        uint64_t updates;
        trainer_run(running->trainer, running->order, now * running->count, &updates, NULL);
        epochs -= (long)now;
    }
}

static double mean_loss(struct running *running)
{
    uint64_t updates;
    double sum;
    trainer_run(running->trainer, NULL, running->count, &updates, &sum);
    return sum / (double)running->count;
}

static void measure(int w, const char *how)
{
    bench_data data = bench_make(w);
    double *y = calloc((size_t)(data.n * data.dout), sizeof *y);
    for (long i = 0; i < data.n; i++)
        y[data.dout == 1 ? i : i * data.dout + (long)data.y[i]] = data.dout == 1 ? data.y[i] : 1;
    struct running running = start(&works[w], (struct samples){(size_t)data.n, data.x, y}, (int)data.din, how);
    char peer[64] = "nabla:";
    for (const char *c = trainer_kernel(running.trainer); *c; c++)
        peer[strlen(peer)] = *c == ' ' ? '-' : *c;
    double before = mean_loss(&running);
    bench_run(peer, w, data.n, train, &running);
    fprintf(stderr, "# %s W%d loss %g -> %g\n", peer, w, before, mean_loss(&running));
}

/* Square nets of two layers. */
static void measure_growth(const char *how)
{
    static const int nodes[] = {7, 22, 71, 224, 707, 2236};
    enum { SAMPLES = 128 };
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
        const struct work work = {2, {nodes[i], nodes[i]}, "relu", "linear", "l2", false, 32, 1e-3};
        const size_t numbers = SAMPLES * (size_t)nodes[i];
        double *x = bench_alloc(numbers), *y = bench_alloc(numbers), best = INFINITY;
        for (size_t k = 0; k < numbers; k++) {
            x[k] = bench_rnd();
            y[k] = bench_rnd();
        }
        struct running running = start(&work, (struct samples){SAMPLES, x, y}, nodes[i], how);
        long epochs = 1 + (long)(2e7 / (SAMPLES * 2. * nodes[i] * nodes[i]));
        for (int repeat = 0; repeat < 7; repeat++) {
            double began = bench_now();
            train(&running, epochs);
            double ns = (bench_now() - began) * 1e9 / (SAMPLES * (double)epochs);
            best = ns < best ? ns : best;
        }
        double weights = 2. * nodes[i] * nodes[i];
        printf("%.0f %.1f %.4f\n", weights, best, best / weights);
        trainer_free(running.trainer);
        free(running.order);
        free(x);
        free(y);
    }
}

int main(int count, char **arguments)
{
    const char *what = count > 1 ? arguments[1] : "", *how = count > 2 ? arguments[2] : NULL;
    if (strcmp(what, "scale") == 0)
        measure_growth(how);
    else if (strlen(what) == 1 && *what >= '1' && *what <= '4')
        measure(*what - '0', how);
    else
        return 2;
    return 0;
}
