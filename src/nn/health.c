#include "nn/health.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "nn/replay.h"

/* Enough samples for shares and sizes, few enough to answer at once. */
enum { SAMPLES_MAX = 2000, WORK_MAX = 20000000 };

struct ward {
    struct health *health;
    struct replay replay;
    struct layer_count {
        size_t saturated;        /* values */
        size_t *saturated_times; /* [nodes] on how many samples */
        double dz2;              /* sum of squares */
        double weight;           /* rms of the weights */
        bool is_finite;          /* its z and dz, on every sample */
    } layers[NETWORK_LAYERS_MAX + 1];
    double error2;
    double *gradient; /* [param_count] the mean over the samples */
};

static double rms(double squares, double count)
{
    return sqrt(squares / count);
}

/* ---- over the samples ---- */

static bool is_two_sided(const struct activation *activation)
{
    return isfinite(activation->saturates_below) && isfinite(activation->saturates_above) &&
           !activation->never_learns;
}

static bool is_saturated(const struct layer *layer, int node)
{
    const struct activation *activation = layer->activation;
    double z = layer->z[node];
    if (activation->is_maxout)
        return false;
    return z < activation->saturates_below || z > activation->saturates_above ||
           activation->df(z, layer->a[node], layer->param) == 0;
}

static void look_at_layer(struct ward *ward, int k)
{
    const struct layer *layer = &ward->replay.tape.network->layers[k];
    struct layer_count *count = &ward->layers[k];
    for (int node = 0; node < layer->nodes; node++) {
        bool is_off = is_saturated(layer, node);
        count->saturated += is_off;
        count->saturated_times[node] += is_off;
    }
    for (int row = 0; row < layer->rows; row++) {
        count->dz2 += layer->dz[row] * layer->dz[row];
        count->is_finite &= isfinite(layer->z[row]) && isfinite(layer->dz[row]);
    }
}

/* What the output is told: dL/dyhat; where the loss is computed with the output, yhat - y. */
static double error_of(const struct tape *tape, int node)
{
    const struct network *network = tape->network;
    if (!tape_is_fused(tape))
        return network->dyhat[node];
    return network->yhat[node] - network->y[node];
}

static void look_at_samples(struct ward *ward)
{
    struct replay *replay = &ward->replay;
    struct network *network = replay->tape.network;
    for (size_t i = 0; i < replay->count; i++) {
        replay_pass(replay, i);
        ward->health->loss += replay->weight * *network->loss;
        for (int k = 1; k <= network->depth; k++)
            look_at_layer(ward, k);
        for (int node = 0; node < network_outputs(network); node++)
            ward->error2 += error_of(&replay->tape, node) * error_of(&replay->tape, node);
        for (size_t p = 0; p < network->param_count; p++)
            ward->gradient[p] += replay->weight * network->gradient[p];
    }
    ward->health->loss += tape_penalty(&replay->tape);
}

/* ---- one update, on the copy ---- */

static double loss_now(struct replay *replay)
{
    double loss = tape_penalty(&replay->tape);
    for (size_t i = 0; i < replay->count; i++) {
        replay_forward(replay, i);
        tape_do(&replay->tape);
        loss += replay->weight * *replay->tape.network->loss;
    }
    return loss;
}

static void measure_update(struct ward *ward, const double *before)
{
    const struct network *network = ward->replay.tape.network;
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        struct health_layer *out = &ward->health->layers[k];
        double weights = 0, moves = 0, free = 0, gradients = 0, count = (double)(layer->b - layer->w);
        for (size_t p = layer->w; p < layer->b; p++) {
            double move = network->param[p] - before[p];
            gradients += ward->gradient[p] * ward->gradient[p];
            if (network->frozen[p])
                continue;
            free++;
            weights += before[p] * before[p];
            moves += move * move;
        }
        out->dw = rms(gradients, count);
        ward->layers[k].weight = rms(weights, free);
        out->update = free > 0 && weights > 0 ? rms(moves, free) / rms(weights, free) : (double)NAN;
    }
}

/* The optimizer's own operations, so that momentum, Adam's scale and the regulariser count. */
static void try_update(struct ward *ward)
{
    struct tape *tape = &ward->replay.tape;
    struct network *network = tape->network;
    size_t bytes = network->param_count * sizeof(double);
    double *before = memory_new(network->param_count, sizeof *before);
    memcpy(before, network->param, bytes);
    memcpy(network->gradient, ward->gradient, bytes);
    while (tape_next(tape).phase == PHASE_UPDATE && tape->operation < tape_length(tape))
        tape_do(tape);
    measure_update(ward, before);
    ward->health->after = loss_now(&ward->replay);
    memcpy(network->param, before, bytes);
    memory_free(before);
}

/* ---- the numbers ---- */

static void count_up(struct ward *ward)
{
    struct health *health = ward->health;
    const struct network *network = ward->replay.tape.network;
    double samples = (double)ward->replay.count;
    for (int k = health->depth; k >= 1; k--) {
        const struct layer_count *count = &ward->layers[k];
        struct health_layer *layer = &health->layers[k];
        double values = samples * network->layers[k].nodes;
        layer->saturated = (double)count->saturated / values;
        layer->dz = rms(count->dz2, values);
        for (int node = 0; node < network->layers[k].nodes; node++)
            layer->dead += count->saturated_times[node] == ward->replay.count;
        double behind = k < health->depth ? health->layers[k + 1].dz : 0;
        layer->factor = behind > 0 ? layer->dz / behind : (double)NAN;
    }
    health->error = rms(ward->error2, samples * network_outputs(network));
    health->is_learned = health->error < HEALTH_LEARNED;
}

/* ---- the verdicts ---- */

static void say(struct health *health, enum ailment ailment, int layer, double number)
{
    health->verdicts[health->verdict_count++] = (struct verdict){ailment, layer, number};
}

static bool judge_finite(struct ward *ward)
{
    struct health *health = ward->health;
    for (int k = 1; k <= health->depth; k++) {
        if (ward->layers[k].is_finite)
            continue;
        say(health, AILMENT_NOT_FINITE, k, 0);
        return false;
    }
    if (isfinite(health->loss))
        return true;
    say(health, AILMENT_NOT_FINITE, 0, 0);
    return false;
}

/* Nodes with the same weights before and behind them compute the same and get the same gradients for ever. */
static bool is_symmetric(const struct network *network, int k)
{
    const struct layer *layer = &network->layers[k], *behind = &network->layers[k + 1];
    size_t inputs = (size_t)layer->inputs, pieces = (size_t)layer->pieces, block = pieces * inputs;
    const double *w = network->param + layer->w, *b = network->param + layer->b;
    const double *next = network->param + behind->w;
    for (size_t node = 1; node < (size_t)layer->nodes; node++) {
        for (size_t i = 0; i < block; i++)
            if (w[node * block + i] != w[i])
                return false;
        for (size_t piece = 0; piece < pieces; piece++)
            if (b[node * pieces + piece] != b[piece])
                return false;
        for (size_t row = 0; row < (size_t)behind->rows; row++)
            if (next[row * (size_t)layer->nodes + node] != next[row * (size_t)layer->nodes])
                return false;
    }
    return layer->nodes > 1;
}

static void judge_layers(struct ward *ward)
{
    struct health *health = ward->health;
    const struct network *network = ward->replay.tape.network;
    int step = 0, symmetric = 0, dead = 0, saturated = 0;
    double largest_dead = 0, largest_saturated = HEALTH_SATURATED;
    for (int k = 1; k <= health->depth; k++) {
        const struct layer *layer = &network->layers[k];
        double share = health->layers[k].dead / (double)layer->nodes;
        bool is_two = is_two_sided(layer->activation), never = layer->activation->never_learns;
        bool is_enough =
            ward->replay.count > 1 ? share > HEALTH_DEAD : share == 1; /* one sample proves little */
        step = never && !step ? k : step;
        symmetric = !symmetric && k < health->depth && is_symmetric(network, k) ? k : symmetric;
        if (!is_two && !never && is_enough && share > largest_dead) {
            dead = k;
            largest_dead = share;
        }
        if (is_two && k < health->depth && health->layers[k].saturated > largest_saturated) {
            saturated = k;
            largest_saturated = health->layers[k].saturated;
        }
    }
    if (step)
        say(health, AILMENT_NEVER_LEARNS, step, 0);
    if (symmetric)
        say(health, AILMENT_SYMMETRIC, symmetric, 0);
    if (dead && !symmetric) /* where all weights are 0, every z is: that isn't the nodes' fault */
        say(health, AILMENT_DEAD, dead, largest_dead);
    if (saturated)
        say(health, AILMENT_SATURATED, saturated, largest_saturated);
}

static void judge_output(struct ward *ward)
{
    struct health *health = ward->health;
    const struct tape *tape = &ward->replay.tape;
    const struct health_layer *last = &health->layers[health->depth];
    double passed = last->dz / health->error;
    if (is_two_sided(network_last(tape->network)->activation) && !tape_is_fused(tape) &&
        last->saturated > HEALTH_SATURATED && passed < HEALTH_BLOCKED)
        say(health, AILMENT_BLOCKED, health->depth, passed);
}

/* The layer to blame is the one where the gradient lost, or gained, most; if it is saturated, that was said. A 0 has
 * another reason: dead nodes, weights that are 0. */
static void judge_gradients(struct ward *ward)
{
    struct health *health = ward->health;
    int smallest = 1, largest = 1;
    double ratio = health->layers[1].dz / health->layers[health->depth].dz;
    for (int k = 1; k < health->depth; k++) {
        if (health->layers[k].factor < health->layers[smallest].factor)
            smallest = k;
        if (health->layers[k].factor > health->layers[largest].factor)
            largest = k;
    }
    bool is_said = is_two_sided(ward->replay.tape.network->layers[smallest].activation) &&
                   health->layers[smallest].saturated > HEALTH_SATURATED;
    if (ratio > 0 && ratio < HEALTH_VANISHING && !is_said)
        say(health, AILMENT_VANISHING, smallest, ratio);
    if (isfinite(ratio) && ratio > HEALTH_EXPLODING)
        say(health, AILMENT_EXPLODING, largest, ratio);
}

static void judge_rate(struct ward *ward)
{
    struct health *health = ward->health;
    double update = 0, gradient = 0;
    int layer = 0;
    for (int k = 1; k <= health->depth; k++) {
        const struct health_layer *out = &health->layers[k];
        if (isnan(out->update))
            continue;
        gradient = fmax(gradient, out->dw / ward->layers[k].weight);
        layer = out->update > update || !layer ? k : layer;
        update = fmax(update, out->update);
    }
    bool rises = !(health->after <= HEALTH_RISE * health->loss);
    if (rises || update > HEALTH_LARGE_UPDATE)
        say(health, AILMENT_RATE_LARGE, layer, update);
    else if (layer && update < HEALTH_SMALL_UPDATE && gradient > HEALTH_FAIR_GRADIENT)
        say(health, AILMENT_RATE_SMALL, layer, update);
}

static void judge(struct ward *ward)
{
    struct health *health = ward->health;
    if (!judge_finite(ward) || health->is_learned)
        return;
    judge_layers(ward);
    judge_output(ward);
    judge_gradients(ward);
    judge_rate(ward);
}

/* ---- the whole ---- */

bool health_measure(struct health *health, const struct tape *tape, struct error *error)
{
    struct ward ward = {.health = health};
    const struct network *network = tape->network;
    size_t work = (size_t)SAMPLES_MAX * network->weight_count;
    *health = (struct health){.depth = network->depth, .is_data = tape_is_fed(tape)};
    health->all = health->is_data ? tape->feed.training : 1;
    if (!replay_open_data(&ward.replay, tape, work < WORK_MAX ? work : WORK_MAX, error))
        return false;
    health->samples = ward.replay.count;
    ward.gradient = memory_new(network->param_count, sizeof *ward.gradient);
    for (int k = 1; k <= network->depth; k++)
        ward.layers[k] = (struct layer_count){
            .is_finite = true, .saturated_times = memory_new((size_t)network->layers[k].nodes, sizeof(size_t))};
    look_at_samples(&ward);
    try_update(&ward);
    count_up(&ward);
    judge(&ward);
    for (int k = 1; k <= network->depth; k++)
        memory_free(ward.layers[k].saturated_times);
    memory_free(ward.gradient);
    replay_close(&ward.replay);
    return true;
}
