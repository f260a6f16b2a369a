#include "nn/replay.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "nn/tape_plan.h"

enum { JOURNAL_BYTES = 1 << 16 }; /* nobody goes back on the copy */

static size_t pass_length(const struct tape *tape)
{
    struct plan plan = plan_of(tape);
    return plan.forward + plan.backward;
}

static bool is_in_update(const struct tape *tape)
{
    return tape->operation > tape->batch * pass_length(tape);
}

/* ---- opening ---- */

static void copy_tape(struct replay *replay, const struct tape *tape)
{
    *replay = (struct replay){.tape = *tape};
    replay->tape.network = network_copy(tape->network);
    replay->tape.journal = journal_new(JOURNAL_BYTES);
}

static void put_sample(struct replay *replay, size_t i, const double *x, const double *y)
{
    size_t inputs = (size_t)network_inputs(replay->tape.network);
    size_t outputs = (size_t)network_outputs(replay->tape.network);
    memcpy(replay->x + i * inputs, x, inputs * sizeof *x);
    memcpy(replay->y + i * outputs, y, outputs * sizeof *y);
}

static void make_room(struct replay *replay, size_t count)
{
    replay->count = count;
    replay->x = memory_new(count * (size_t)network_inputs(replay->tape.network), sizeof *replay->x);
    replay->y = memory_new(count * (size_t)network_outputs(replay->tape.network), sizeof *replay->y);
}

/* From here on the copy walks one sample at a time, and takes it from x and y. */
static void detach(struct replay *replay)
{
    struct tape *tape = &replay->tape;
    tape->feed = (struct feed){0};
    tape->batch = 1;
    tape->operation = 0;
    tape->stale = (struct stale){0, 0};
    tape->has_x = tape->has_y = true;
}

static bool is_ready(const struct tape *tape, struct cell cell, struct error *error)
{
    if (quantity_is_gradient(cell.quantity) || cell.quantity == QUANTITY_LOSS)
        return tape_is_ready(tape, error);
    struct tape start = *tape;
    start.operation = 0; /* whose next operation needs the input alone */
    return tape_can_do(&start, error);
}

/* Which samples of the batch the cell is of, and how they stand to the tape. */
static void choose(struct replay *replay, const struct tape *tape, struct cell cell, size_t under_way)
{
    bool gathers = cell.quantity == QUANTITY_DW || cell.quantity == QUANTITY_DB;
    enum knowledge knowledge = replay->when == REPLAY_AHEAD ? UNKNOWN : tape_knows(tape, cell);
    replay->batch = replay->tape.batch;
    replay->weight = gathers ? 1.0 / (double)replay->batch : 1;
    replay->first = gathers ? 0 : under_way;
    replay->count = 1;
    replay->when = knowledge == KNOWN ? REPLAY_DONE : knowledge == STALE ? REPLAY_RENEWED : REPLAY_AHEAD;
    if (gathers && knowledge == UNKNOWN)
        replay->count = replay->batch;
    else if (gathers)
        replay->count = under_way + (tape_operation_of(tape, cell) < tape->operation ? 1 : 0);
}

static bool open_here(struct replay *replay, const struct tape *tape, struct cell cell, struct error *error)
{
    if (!is_ready(tape, cell, error))
        return false;
    copy_tape(replay, tape);
    struct tape *copy = &replay->tape;
    if (is_in_update(copy)) { /* the weights before it are forgotten */
        replay->when = REPLAY_AHEAD;
        copy->operation = 0;
    }
    if (copy->operation == 0)
        tape_do(copy); /* begins the batch, takes its first sample */
    size_t under_way = (copy->operation - 1) / pass_length(copy);
    choose(replay, tape, cell, under_way);
    size_t samples = replay->count, weights = copy->network->weight_count;
    if (samples > 1 && samples > (size_t)REPLAY_WORK_MAX / weights) {
        replay_close(replay);
        return error_set(error, _("%zu samples of %zu weights are too many to go through again; try: batch 1"),
                         samples, weights);
    }
    make_room(replay, samples);
    bool is_fed = tape_is_fed(copy);
    for (size_t i = 0; i < samples; i++) {
        size_t sample = replay->first + i;
        bool is_there = sample == under_way || !is_fed;
        const struct dataset *data = copy->feed.data;
        put_sample(replay, i, is_there ? copy->network->x : dataset_x(data, tape_sample(copy, sample)),
                   is_there ? copy->network->y : dataset_y(data, tape_sample(copy, sample)));
    }
    detach(replay);
    return true;
}

static void forward_again(struct tape *tape, size_t moments)
{
    for (; moments > 0; moments--)
        journal_forward(tape->journal);
}

/* Out of the update, to the pass that it took its gradients from; 0 where its history is forgotten, or was never
 * here: a file may lead right into an update. */
static size_t back_to_pass(struct tape *tape)
{
    size_t moments = 0;
    int kind = MOMENT_STEP;
    for (; is_in_update(tape); moments++) {
        int newest = journal_kind(tape->journal);
        if (!journal_back(tape->journal))
            break;
        kind = newest;
    }
    if (!is_in_update(tape) && kind == MOMENT_STEP)
        return moments;
    forward_again(tape, moments);
    return 0;
}

bool replay_open(struct replay *replay, struct tape *tape, struct cell cell, struct error *error)
{
    size_t moments = back_to_pass(tape);
    bool is_open = open_here(replay, tape, cell, error);
    if (is_open && moments > 0)
        replay->when = REPLAY_PAST;
    forward_again(tape, moments);
    return is_open;
}

bool replay_open_data(struct replay *replay, const struct tape *tape, size_t work, struct error *error)
{
    if (!tape_is_ready(tape, error))
        return false;
    bool is_fed = tape_is_fed(tape);
    size_t all = is_fed ? tape->feed.training : 1, most = work / tape->network->weight_count;
    copy_tape(replay, tape);
    make_room(replay, all <= most ? all : most > 0 ? most : 1);
    for (size_t i = 0; i < replay->count; i++) {
        const struct dataset *data = tape->feed.data;
        size_t sample = is_fed ? tape->feed.order[i * all / replay->count] : 0;
        put_sample(replay, i, is_fed ? dataset_x(data, sample) : tape->network->x,
                   is_fed ? dataset_y(data, sample) : tape->network->y);
    }
    replay->batch = replay->count;
    replay->weight = 1.0 / (double)replay->count;
    detach(replay);
    return true;
}

void replay_close(struct replay *replay)
{
    network_free(replay->tape.network);
    journal_free(replay->tape.journal);
    memory_free(replay->x);
    memory_free(replay->y);
    *replay = (struct replay){0};
}

/* ---- running ---- */

static void load(struct replay *replay, size_t i)
{
    struct network *network = replay->tape.network;
    size_t inputs = (size_t)network_inputs(network), outputs = (size_t)network_outputs(network);
    assert(i < replay->count);
    memcpy(network->x, replay->x + i * inputs, inputs * sizeof *network->x);
    memcpy(network->y, replay->y + i * outputs, outputs * sizeof *network->y);
    replay->tape.operation = 0;
}

static void run_to(struct replay *replay, size_t operation)
{
    while (replay->tape.operation < operation)
        tape_do(&replay->tape);
}

void replay_forward(struct replay *replay, size_t i)
{
    load(replay, i);
    run_to(replay, plan_of(&replay->tape).forward - 1);
}

void replay_pass(struct replay *replay, size_t i)
{
    load(replay, i);
    run_to(replay, pass_length(&replay->tape));
}

/* ---- the central difference ---- */

static bool is_output(const struct tape *tape, struct cell cell)
{
    bool is_last = cell.quantity == QUANTITY_A && cell.layer == tape->network->depth;
    return cell.quantity == QUANTITY_YHAT || (is_last && !tape->settings.has_softmax);
}

/* L of sample i where the target has this value. */
static double loss_where(struct replay *replay, size_t i, struct cell target, double value)
{
    struct tape *tape = &replay->tape;
    struct network *network = tape->network;
    const struct settings *settings = &tape->settings;
    double *slot = network_cell(network, target);
    size_t loss = plan_of(tape).forward;
    if (quantity_is_parameter(target.quantity) || target.quantity == QUANTITY_X) {
        load(replay, i);
        double old = *slot;
        *slot = value;
        run_to(replay, loss);
        *slot = old;
        return *network->loss;
    }
    replay_forward(replay, i);
    if (is_output(tape, target)) { /* dL/dyhat is that of the loss alone, fused or not */
        const struct layer *last = network_last(network);
        network->yhat[target.row - 1] = value;
        return loss_value(settings->loss, settings->loss_param, LOSS_PLAIN, last->z, last->a, network->yhat,
                          network->y, (size_t)last->nodes);
    }
    size_t behind = tape_operation_of(tape, target) + 1;
    *slot = value;
    tape->operation = behind;
    run_to(replay, loss);
    return *network->loss;
}

/* Cutting the series off costs about h^2, rounding 1e-16/h: 1e-5 is near the best of both. A probability is
 * moved by less than its distance from 0 and 1. */
static double step_of(const struct tape *tape, struct cell target, double value)
{
    bool is_probability = is_output(tape, target) && tape->settings.loss->needs_probability;
    if (is_probability && value > 0 && value < 1)
        return 1e-5 * fmin(value, 1 - value);
    return 1e-5 * fmax(1, fabs(value));
}

double replay_difference(struct replay *replay, struct cell target, double *h)
{
    double sum = 0;
    *h = 0;
    for (size_t i = 0; i < replay->count; i++) {
        replay_forward(replay, i);
        double value = *network_cell(replay->tape.network, target);
        *h = step_of(&replay->tape, target, value);
        double high = value + *h, low = value - *h;
        double rise = loss_where(replay, i, target, high) - loss_where(replay, i, target, low);
        sum += replay->weight * rise / (high - low);
    }
    return sum;
}
