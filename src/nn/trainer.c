#include "nn/trainer.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "nn/kernel/kernel.h"

enum {
    ALIGNMENT = 64,          /* bytes: of the longest vectors, and of a line of the cache */
    BLOCK_MAX = 128,         /* samples */
    BLOCK_NUMBERS = 1 << 20, /* that a block's activations may take at least */
    CHUNK = 64,              /* updates between two looks at whether all is finite */
};

struct trainer {
    const struct kernel *kernel;
    bool is_small;
    int threads;
    struct settings settings;
    struct engine engine;
    size_t samples;
    size_t numbers; /* of w and the optimizer's state, which lie in one piece */
    void *kept;     /* what they were before the updates now running; NULL where the kernel looks before each */
    void *x;        /* the samples' inputs where the kernel is single, else NULL */
    void *x_block;  /* inputs to predict, likewise: [block][inputs] */
    void *memory;
    struct trainer_watch watch;
    double *log; /* owned; NULL where nothing is watched */
    char name[48];
};

/* ---- which kernel, which formulas ---- */

struct known {
    const char *name;
    int kind;
};

static int kind_of(const char *name, const struct known *known, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].kind;
    return 0;
}

#define KIND_OF(row, known) kind_of((row)->name, known, sizeof(known) / sizeof *(known))

static const struct known activations[] = {
    {"linear", ACTIVATION_LINEAR},
    {"sigmoid", ACTIVATION_SIGMOID},
    {"tanh", ACTIVATION_TANH},
    {"relu", ACTIVATION_RELU},
    {"leaky_relu", ACTIVATION_LEAKY_RELU},
    {"elu", ACTIVATION_ELU},
    {"softplus", ACTIVATION_SOFTPLUS},
    {"step", ACTIVATION_STEP},
    {"selu", ACTIVATION_SELU},
    {"silu", ACTIVATION_SILU},
    {"gelu", ACTIVATION_GELU},
};
static const struct known losses[] = {
    {"l1", LOSS_L1}, {"l2", LOSS_L2}, {"huber", LOSS_HUBER}, {"hinge", LOSS_HINGE}};
static const struct known optimizers[] = {
    {"sgd", OPTIMIZER_SGD},         {"momentum", OPTIMIZER_MOMENTUM}, {"nesterov", OPTIMIZER_NESTEROV},
    {"adagrad", OPTIMIZER_ADAGRAD}, {"rmsprop", OPTIMIZER_RMSPROP},   {"adam", OPTIMIZER_ADAM},
    {"adamw", OPTIMIZER_ADAMW},
};

static bool has_frozen(const struct network *network)
{
    return memchr(network->frozen, 1, network->param_count);
}

static enum activation_kind kind_of_layer(const struct layer *layer)
{
    if (layer->activation->is_maxout)
        return ACTIVATION_MAXOUT;
    return (enum activation_kind)KIND_OF(layer->activation, activations);
}

/* Whether the kernels' way for small nets can take it, with that many lanes. */
static bool is_small(const struct trainer *trainer, const struct network *network, int lanes)
{
    const struct engine *engine = &trainer->engine;
    const struct settings *settings = &trainer->settings;
    const int outputs = network_outputs(network);
    bool is_small = engine->batch == 1 && engine->optimizer == OPTIMIZER_SGD && !has_frozen(network) &&
                    settings->regularizer == REGULARIZER_NONE && !(settings->has_softmax && outputs == 1) &&
                    (engine->is_fused || (engine->loss != LOSS_ANY && !settings->has_softmax));
    for (int k = 1; is_small && k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        is_small =
            layer->nodes <= lanes && kind_of_layer(layer) != ACTIVATION_ANY && !layer->activation->is_maxout;
    }
    return is_small;
}

/* The kernel asked for, else the best. For a small net that is the one with the shortest vectors in which it
 * has room, since long ones take longer to divide; but not the last, which knows the fewest instructions. */
static const struct kernel *choose(const struct trainer *trainer, const struct network *network,
                                   const struct trainer_options *options)
{
    const bool is_single = options->is_single && trainer->engine.optimizer != OPTIMIZER_ANY;
    const struct kernel *best = kernel_at(0, is_single);
    for (size_t i = 0; kernel_at(i, is_single); i++) {
        const struct kernel *kernel = kernel_at(i, is_single);
        if (options->kernel && strcmp(kernel->name, options->kernel) == 0)
            return kernel;
        if (!options->kernel && kernel_at(i + 1, is_single) && is_small(trainer, network, kernel->lanes))
            best = kernel;
    }
    return best;
}

/* ---- the network in the kernel's layout ---- */

static size_t round_up(size_t n, size_t unit)
{
    return (n + unit - 1) / unit * unit;
}

static size_t number_size(const struct trainer *trainer)
{
    return trainer->kernel->is_single ? sizeof(float) : sizeof(double);
}

static void put(const struct trainer *trainer, void *numbers, size_t at, double value)
{
    if (trainer->kernel->is_single)
        ((float *)numbers)[at] = (float)value;
    else
        ((double *)numbers)[at] = value;
}

static double get(const struct trainer *trainer, const void *numbers, size_t at)
{
    return trainer->kernel->is_single ? (double)((const float *)numbers)[at] : ((const double *)numbers)[at];
}

/* Numbers from one sample to the next: rows that begin a multiple of 1 KB apart would all fall into the same
 * few places of the cache. */
static size_t stride_of(const struct trainer *trainer, int numbers)
{
    size_t stride = (size_t)numbers;
    return stride * number_size(trainer) % 1024 == 0 ? stride + (size_t)trainer->kernel->lanes : stride;
}

static void shape(struct trainer *trainer, const struct network *network)
{
    struct engine *engine = &trainer->engine;
    const size_t lanes = (size_t)trainer->kernel->lanes;
    engine->depth = network->depth;
    engine->stages[0].nodes = network_inputs(network);
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        struct stage *stage = &engine->stages[k];
        stage->inputs = layer->inputs;
        stage->nodes = layer->nodes;
        stage->pieces = layer->pieces;
        stage->lanes = (int)round_up((size_t)layer->nodes, lanes);
        stage->columns = stage->pieces * stage->lanes;
        stage->activation = layer->activation;
        stage->param = layer->param;
        stage->kind = layer->activation->is_maxout
                          ? ACTIVATION_MAXOUT
                          : (enum activation_kind)KIND_OF(layer->activation, activations);
        stage->w = engine->count;
        stage->a_stride = stride_of(trainer, stage->lanes);
        stage->d_stride = stride_of(trainer, stage->columns);
        engine->count += (size_t)(stage->inputs + 1) * (size_t)stage->columns;
        size_t packed_count = (size_t)stage->columns * (size_t)trainer->kernel->panel;
        if (k > 1 && engine->packed_count < packed_count)
            engine->packed_count = packed_count;
        if (engine->da_stride < stage->a_stride)
            engine->da_stride = stage->a_stride;
    }
}

/* How many samples to work on at once: the batch, unless their activations would take much more memory than the
 * weights. */
static size_t block_of(const struct engine *engine)
{
    size_t numbers = engine->da_stride, room = engine->count / 4;
    if (room < BLOCK_NUMBERS)
        room = BLOCK_NUMBERS;
    for (int k = 1; k <= engine->depth; k++)
        numbers += engine->stages[k].a_stride + engine->stages[k].d_stride;
    size_t block = room / numbers < BLOCK_MAX ? room / numbers : BLOCK_MAX;
    block = block < 8 ? 8 : block;
    return engine->batch < block ? engine->batch : block;
}

/* ---- memory ---- */

/* Hands out pieces of one block; without a block it only counts. */
struct arena {
    unsigned char *block;
    size_t used;
};

static void *take(struct arena *arena, size_t count, size_t size)
{
    void *piece = arena->block ? arena->block + arena->used : NULL;
    arena->used += round_up(count * size, ALIGNMENT);
    return piece;
}

static void place_stages(struct trainer *trainer, struct arena *arena)
{
    struct engine *engine = &trainer->engine;
    const size_t size = number_size(trainer);
    for (int k = 0; k <= engine->depth; k++) {
        struct stage *stage = &engine->stages[k];
        stage->a_row = take(arena, engine->block, sizeof *stage->a_row);
        stage->d_row = take(arena, engine->block, sizeof *stage->d_row);
        stage->a = take(arena, engine->block * stage->a_stride, size);
        stage->d = take(arena, engine->block * stage->d_stride, size);
        for (size_t s = 0; arena->block && k > 0 && s < engine->block; s++) {
            stage->a_row[s] = (unsigned char *)stage->a + s * stage->a_stride * size;
            stage->d_row[s] = (unsigned char *)stage->d + s * stage->d_stride * size;
        }
    }
}

static void place_all(struct trainer *trainer, const struct network *network, struct arena *arena)
{
    struct engine *engine = &trainer->engine;
    const size_t size = number_size(trainer), panel = (size_t)trainer->kernel->panel,
                 lanes = (size_t)trainer->kernel->lanes, threads = (size_t)trainer->threads;
    engine->w = take(arena, trainer->numbers, size);
    for (size_t i = 0; arena->block && i < trainer->settings.optimizer->states; i++)
        engine->state[i] = (unsigned char *)engine->w + (i + 1) * engine->count * size;
    if (engine->batch > engine->block)
        engine->gradient = take(arena, engine->count, size);
    if (trainer->is_small)
        trainer->kept = take(arena, trainer->numbers, size);
    if (has_frozen(network))
        engine->frozen = take(arena, engine->count, 1);
    place_stages(trainer, arena);
    engine->strip = take(arena, threads * KERNEL_STRIPS * (KERNEL_STRIP + 1) * panel, size);
    engine->packed = take(arena, threads * engine->packed_count, size);
    engine->da = take(arena, engine->block * engine->da_stride, size);
    engine->yhat = take(arena, engine->da_stride, size);
    if (trainer->is_small)
        engine->turned = take(arena, (size_t)(engine->depth + 1) * lanes * lanes, size);
    engine->y_row = take(arena, engine->block, sizeof *engine->y_row);
    engine->y = take(arena, trainer->samples * (size_t)engine->stages[engine->depth].lanes, size);
    if (trainer->kernel->is_single) {
        trainer->x = take(arena, trainer->samples * (size_t)engine->stages[0].nodes, size);
        trainer->x_block = take(arena, engine->block * (size_t)engine->stages[0].nodes, size);
    }
}

/* ---- in and out ---- */

/* Where a parameter lies: of row j and input i of layer k; its bias where i is the number of inputs. */
static size_t place_of(const struct trainer *trainer, int k, int j, int i)
{
    const struct stage *stage = &trainer->engine.stages[k];
    const int panel = trainer->kernel->panel;
    const int column = j % stage->pieces * stage->lanes + j / stage->pieces;
    const int first = column / panel * panel;
    const int width = stage->columns - first < panel ? stage->columns - first : panel;
    return stage->w + (size_t)first * (size_t)(stage->inputs + 1) + (size_t)i * (size_t)width +
           (size_t)(column - first);
}

/* Parameters that lie together in the network, and `step` numbers apart in the kernel's layout. */
struct row {
    size_t place, step, index, count;
};

static void for_each(const struct trainer *trainer, const struct network *network,
                     void (*what)(const struct trainer *, const struct network *, struct row row))
{
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        const size_t inputs = (size_t)layer->inputs;
        for (int j = 0; j < layer->rows; j++) {
            size_t first = place_of(trainer, k, j, 0), step = place_of(trainer, k, j, 1) - first;
            what(trainer, network, (struct row){first, step, layer->w + (size_t)j * inputs, inputs});
            what(trainer, network, (struct row){first + inputs * step, step, layer->b + (size_t)j, 1});
        }
    }
}

static void bring(const struct trainer *trainer, const struct network *network, struct row row)
{
    const struct engine *engine = &trainer->engine;
    for (size_t i = 0; i < row.count; i++)
        put(trainer, engine->w, row.place + i * row.step, network->param[row.index + i]);
    for (size_t k = 0; k < trainer->settings.optimizer->states; k++)
        for (size_t i = 0; i < row.count; i++)
            put(trainer, engine->state[k], row.place + i * row.step, network->state[k][row.index + i]);
    for (size_t i = 0; engine->frozen && i < row.count; i++)
        engine->frozen[row.place + i * row.step] = network->frozen[row.index + i];
}

static void give_back(const struct trainer *trainer, const struct network *network, struct row row)
{
    const struct engine *engine = &trainer->engine;
    for (size_t i = 0; i < row.count; i++)
        network->param[row.index + i] = get(trainer, engine->w, row.place + i * row.step);
    for (size_t k = 0; k < trainer->settings.optimizer->states; k++)
        for (size_t i = 0; i < row.count; i++)
            network->state[k][row.index + i] = get(trainer, engine->state[k], row.place + i * row.step);
}

size_t trainer_place(const struct trainer *trainer, const struct network *network, size_t index)
{
    int k = 1;
    while (k < network->depth && index >= network->layers[k + 1].w)
        k++;
    const struct layer *layer = &network->layers[k];
    size_t inputs = (size_t)layer->inputs;
    if (index >= layer->b)
        return place_of(trainer, k, (int)(index - layer->b), layer->inputs);
    return place_of(trainer, k, (int)((index - layer->w) / inputs), (int)((index - layer->w) % inputs));
}

double trainer_param(const struct trainer *trainer, size_t place)
{
    return get(trainer, trainer->engine.w, place);
}

static void bring_samples(struct trainer *trainer, const struct samples *samples)
{
    struct engine *engine = &trainer->engine;
    const struct stage *last = &engine->stages[engine->depth];
    const size_t inputs = (size_t)engine->stages[0].nodes, outputs = (size_t)last->nodes,
                 lanes = (size_t)last->lanes;
    for (size_t s = 0; s < samples->count; s++)
        for (size_t i = 0; i < outputs; i++)
            put(trainer, engine->y, s * lanes + i, samples->y[s * outputs + i]);
    engine->x = trainer->x ? trainer->x : samples->x;
    engine->x_most = 1;
    for (size_t i = 0; i < samples->count * inputs; i++) {
        engine->x_most = fabs(samples->x[i]) <= engine->x_most ? engine->x_most : fabs(samples->x[i]);
        if (trainer->x)
            put(trainer, trainer->x, i, samples->x[i]);
    }
}

struct trainer *trainer_new(const struct network *network, const struct settings *settings, uint64_t iteration,
                            struct samples samples, struct trainer_options options)
{
    struct trainer *trainer = memory_new(1, sizeof *trainer);
    struct engine *engine = &trainer->engine;
    assert(options.batch > 0 && options.threads > 0);
    trainer->settings = *settings;
    trainer->samples = samples.count;
    engine->settings = &trainer->settings;
    engine->updates = iteration;
    engine->most = (double)INFINITY;
    engine->batch = options.batch;
    engine->optimizer = (enum optimizer_kind)KIND_OF(settings->optimizer, optimizers);
    engine->loss = (enum loss_kind)KIND_OF(settings->loss, losses);
    engine->is_fused =
        loss_way(settings->loss, network_last(network)->activation, settings->has_softmax) != LOSS_PLAIN;
    trainer->kernel = choose(trainer, network, &options);
    trainer->is_small = is_small(trainer, network, trainer->kernel->lanes);
    shape(trainer, network);
    engine->block = block_of(engine);
    trainer->threads = 1;
    if (options.threads > 1 && engine->block * engine->count > KERNEL_WORTH_SHARING) {
        trainer->threads = options.threads < TEAM_MAX ? options.threads : TEAM_MAX;
        engine->team = team_new(trainer->threads);
    }
    trainer->numbers = engine->count * (1 + settings->optimizer->states);

    struct arena arena = {0};
    place_all(trainer, network, &arena);
    trainer->memory = memory_new(arena.used + ALIGNMENT, 1);
    arena = (struct arena){trainer->memory, 0};
    arena.block += (ALIGNMENT - (uintptr_t)trainer->memory % ALIGNMENT) % ALIGNMENT;
    place_all(trainer, network, &arena);
    for_each(trainer, network, bring);
    bring_samples(trainer, &samples);

    snprintf(trainer->name, sizeof trainer->name, "%s %s%s", trainer->is_small ? "small" : "general",
             trainer->kernel->name, trainer->kernel->is_single ? " single" : "");
    return trainer;
}

void trainer_free(struct trainer *trainer)
{
    if (!trainer)
        return;
    team_free(trainer->engine.team);
    memory_free(trainer->memory);
    memory_free(trainer->log);
    memory_free(trainer);
}

void trainer_store(const struct trainer *trainer, struct network *network)
{
    for_each(trainer, network, give_back);
}

const char *trainer_kernel(const struct trainer *trainer)
{
    return trainer->name;
}

const char *trainer_kernel_at(size_t i)
{
    const struct kernel *kernel = kernel_at(i, false);
    return kernel ? kernel->name : NULL;
}

/* ---- running ---- */

/* As the kernel's run, but where an update fails, none of them is done. What is infinite or NaN stays so in
 * a small net, so a look behind the last of them is enough. */
static bool run_small(struct trainer *trainer, const uint32_t *order, size_t first, size_t count)
{
    struct engine *engine = &trainer->engine;
    const size_t bytes = trainer->numbers * number_size(trainer);
    const double loss_sum = engine->loss_sum;
    memcpy(trainer->kept, engine->w, bytes);
    trainer->kernel->run_small(engine, order, first, count);
    if (trainer->kernel->is_finite(engine->w, trainer->numbers))
        return true;
    memcpy(engine->w, trainer->kept, bytes);
    engine->updates -= count;
    engine->loss_sum = loss_sum;
    return false;
}

bool trainer_watch(struct trainer *trainer, struct trainer_watch watch)
{
    struct engine *engine = &trainer->engine;
    if (!trainer->is_small)
        return false;
    trainer->watch = watch;
    engine->watched_count = watch.count;
    memcpy(engine->watched, watch.places, sizeof engine->watched);
    trainer->log = memory_resize(trainer->log, CHUNK * (watch.count + 1), sizeof *trainer->log);
    engine->log = trainer->log;
    return true;
}

size_t trainer_grain(const struct trainer *trainer)
{
    return trainer->is_small ? CHUNK : 1;
}

/* Shows the log of these updates to the watch. Where that stops behind one of them, the later ones are undone: the
 * first are run once more, which gives the same numbers. */
static bool look_back(struct trainer *trainer, const uint32_t *order, size_t first, size_t count,
                      double loss_sum)
{
    struct engine *engine = &trainer->engine;
    size_t seen = 0;
    bool stops = false;
    while (seen < count && !stops)
        stops =
            trainer->watch.stops(trainer->watch.context, trainer->log + seen++ * (trainer->watch.count + 1));
    if (seen == count)
        return stops;
    memcpy(engine->w, trainer->kept, trainer->numbers * number_size(trainer));
    engine->updates -= count;
    engine->loss_sum = loss_sum;
    trainer->kernel->run_small(engine, order, first, seen);
    return true;
}

/* CHUNK updates at a time; where some of them fail, one by one up to where it breaks. */
static bool run_chunks(struct trainer *trainer, const uint32_t *order, size_t count)
{
    size_t chunk = CHUNK;
    for (size_t done = 0, now; done < count;) {
        double loss_sum = trainer->engine.loss_sum;
        now = count - done < chunk ? count - done : chunk;
        if (run_small(trainer, order, done, now)) {
            if (trainer->log && look_back(trainer, order, done, now, loss_sum))
                return true;
            done += now;
        } else if (now == 1) {
            return false;
        } else {
            chunk = 1;
        }
    }
    return true;
}

enum trained trainer_run(struct trainer *trainer, const uint32_t *order, size_t count, uint64_t *updates,
                         double *loss_sum)
{
    struct engine *engine = &trainer->engine;
    const uint64_t before = engine->updates;
    engine->loss_sum = 0;
    engine->wants_loss = loss_sum;
    bool is_fine =
        trainer->is_small ? run_chunks(trainer, order, count) : trainer->kernel->run(engine, order, 0, count);
    *updates = engine->updates - before;
    if (loss_sum)
        *loss_sum = engine->loss_sum;
    return is_fine ? TRAINED : TRAINED_NOT_FINITE;
}

void trainer_predict(struct trainer *trainer, const double *x, size_t count, double *yhat)
{
    struct engine *engine = &trainer->engine;
    const size_t inputs = (size_t)engine->stages[0].nodes,
                 outputs = (size_t)engine->stages[engine->depth].nodes;
    for (size_t done = 0, samples; done < count;
         done += samples, x += samples * inputs, yhat += samples * outputs) {
        samples = count - done < engine->block ? count - done : engine->block;
        const void *from = trainer->x_block ? trainer->x_block : x;
        for (size_t i = 0; trainer->x_block && i < samples * inputs; i++)
            put(trainer, trainer->x_block, i, x[i]);
        for (size_t s = 0; s < samples; s++)
            engine->stages[0].a_row[s] = (const unsigned char *)from + s * inputs * number_size(trainer);
        trainer->kernel->predict(engine, samples, yhat);
    }
}
