#include "nn/gradcheck.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "nn/forward.h"
#include "nn/journal.h"
#include "nn/loss.h"

enum {
    JOURNAL_BYTES = 1 << 16, /* the copy's own is never gone back in */
    STEPS = 3,               /* h, h/8, h/64 */
    STEP_SHRINKS = 8,
    ROUNDING = 4,       /* how often r may be in a difference of two L */
    HALVINGS_MAX = 100, /* of an interval, down to neighbouring numbers */
    HALVINGS_MIN = 8,   /* fewer tell a jump from a slope no more */
};

/* One of the three places where L is looked at: w - h, w, w + h. */
struct place {
    struct forward *forward;
    double *yhat;
};

struct gradcheck {
    struct network *network; /* a copy: its w is moved to and fro */
    struct settings settings;
    double *gradient; /* what is checked: [param_count] */
    struct place low, middle, high;
    double rounding; /* r: how far off L may be */
    size_t next;     /* parameter */
    int layer, node; /* where low and high hold other numbers than middle, beside the layers behind */
    struct gradcheck_result result;
};

/* ---- the sample and its gradient ---- */

static bool take_sample(const struct tape *tape, struct tape *copy)
{
    const struct feed *feed = &tape->feed;
    if (copy->has_x && copy->has_y)
        return true;
    if (!tape_is_fed(tape))
        return false;
    size_t sample = feed->order[feed->cursor < feed->training ? feed->cursor : 0];
    memcpy(copy->network->x, dataset_x(feed->data, sample), (size_t)feed->data->inputs * sizeof(double));
    memcpy(copy->network->y, dataset_y(feed->data, sample), (size_t)feed->data->outputs * sizeof(double));
    copy->has_x = copy->has_y = true;
    return true;
}

/* Forward and backward on the copy. */
static bool run_backward(const struct tape *tape, struct network *network, struct error *error)
{
    struct tape copy = {.network = network, .settings = tape->settings, .batch = 1};
    copy.has_x = tape->has_x;
    copy.has_y = tape->has_y;
    if (!take_sample(tape, &copy))
        return tape_is_ready(tape, error);
    if (!loss_can_follow(copy.settings.loss, network_last(network)->activation, copy.settings.has_softmax,
                         error) ||
        !tape_is_ready(&copy, error))
        return false;
    copy.journal = journal_new(JOURNAL_BYTES);
    do
        tape_do(&copy);
    while (tape_next(&copy).phase != PHASE_UPDATE);
    journal_free(copy.journal);
    return isfinite(*network->loss) ||
           error_set(
               error,
               _("L is %g, so there is no slope to compare; smaller weights or inputs, or another target, "
                 "make it a number"),
               *network->loss);
}

/* A yhat near the smallest of all numbers keeps few digits, and ce takes its logarithm: |dL/dyhat| times half of that
 * number, where dL/dyhat, -y/yhat, has overflowed. */
static double coarseness_of(const struct network *network)
{
    double sum = 0;
    for (int i = 0; i < network_outputs(network); i++)
        if (isinf(network->dyhat[i]) && network->yhat[i] > 0)
            sum += fabs(network->y[i]) * (0x1p-1074 / network->yhat[i]) / 2;
    return sum;
}

/* eps sum |dL/dv v|: what rounding each number v once does to L at most, to first order. */
static double rounding_of(const struct network *network)
{
    double sum = fabs(*network->loss);
    for (int i = 0; i < network_outputs(network); i++)
        sum += fabs(network->dyhat[i] * network->yhat[i]);
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        const double *w = network->param + layer->w, *b = network->param + layer->b;
        for (int j = 0; j < layer->nodes; j++)
            sum += fabs(layer->da[j] * layer->a[j]);
        for (int row = 0; row < layer->rows; row++) {
            double size = fabs(b[row]);
            for (int i = 0; i < layer->inputs; i++)
                size += fabs(*w++ * network->layers[k - 1].a[i]);
            sum += fabs(layer->dz[row]) * size;
        }
    }
    return isfinite(sum) ? DBL_EPSILON * sum : DBL_EPSILON * fabs(*network->loss) + coarseness_of(network);
}

static struct place place_new(const struct gradcheck *check)
{
    struct place place;
    place.forward = forward_new(check->network);
    place.yhat = memory_new((size_t)network_outputs(check->network), sizeof *place.yhat);
    forward_run(place.forward, check->network, &check->settings, check->network->x, place.yhat);
    return place;
}

static void place_finish(struct place *place)
{
    forward_free(place->forward);
    memory_free(place->yhat);
}

struct gradcheck *gradcheck_new(const struct tape *tape, const double *gradient, struct error *error)
{
    struct network *network = network_copy(tape->network);
    if (!run_backward(tape, network, error)) {
        network_free(network);
        return NULL;
    }
    struct gradcheck *check = memory_new(1, sizeof *check);
    check->network = network;
    check->settings = tape->settings;
    check->gradient = memory_new(network->param_count, sizeof *check->gradient);
    memcpy(check->gradient, gradient ? gradient : network->gradient, network->param_count * sizeof *gradient);
    check->low = place_new(check);
    check->middle = place_new(check);
    check->high = place_new(check);
    check->rounding = rounding_of(network);
    check->layer = 1;
    check->result.depth = network->depth;
    check->result.params = network->param_count;
    check->result.loss = *network->loss;
    return check;
}

void gradcheck_free(struct gradcheck *check)
{
    if (!check)
        return;
    place_finish(&check->low);
    place_finish(&check->middle);
    place_finish(&check->high);
    network_free(check->network);
    memory_free(check->gradient);
    memory_free(check);
}

/* ---- kinks ---- */

static int side(double z, double kink)
{
    return (z > kink) - (z < kink);
}

static int winner(const double *z, int pieces)
{
    int best = 0;
    for (int i = 1; i < pieces; i++)
        if (z[i] > z[best])
            best = i;
    return best;
}

/* Whether the loss's slope jumps between two predictions: halving the interval again and again, always to the
 * half in which it changes more, leaves of a slope's change nothing, but of a jump all. */
static bool jumps(const struct loss *loss, double param, double from, double to, double y)
{
    double start = loss->dterm(from, y, param), end = loss->dterm(to, y, param), change = fabs(end - start);
    int halvings = 0;
    for (; halvings < HALVINGS_MAX; halvings++) {
        double middle = from + (to - from) / 2;
        if (middle == from || middle == to)
            break;
        double slope = loss->dterm(middle, y, param);
        if (fabs(slope - start) > fabs(end - slope)) {
            to = middle;
            end = slope;
        } else {
            from = middle;
            start = slope;
        }
    }
    return halvings >= HALVINGS_MIN && change > 0 && fabs(end - start) > change / 4;
}

static bool layer_has_kink(const struct gradcheck *check, int k, struct cell *kink)
{
    const struct layer *layer = &check->network->layers[k];
    const double *low = forward_z(check->low.forward, k), *middle = forward_z(check->middle.forward, k),
                 *high = forward_z(check->high.forward, k), corner = layer->activation->kink;
    bool is_maxout = layer->activation->is_maxout;
    if (!is_maxout && isnan(corner))
        return false;
    for (int j = 0; j < layer->nodes; j++) {
        int first = j * layer->pieces, at;
        if (is_maxout) {
            at = winner(middle + first, layer->pieces);
            if (winner(low + first, layer->pieces) == at && winner(high + first, layer->pieces) == at)
                continue;
        } else {
            at = side(middle[j], corner);
            if (side(low[j], corner) == at && side(high[j], corner) == at)
                continue;
        }
        *kink = (struct cell){is_maxout ? QUANTITY_A : QUANTITY_Z, k, j + 1, 0};
        return true;
    }
    return false;
}

/* Whether L has a corner between low and high, and where: only this layer's and later numbers move. */
static bool has_kink(const struct gradcheck *check, int layer, struct cell *kink)
{
    const struct settings *settings = &check->settings;
    for (int k = layer; k <= check->network->depth; k++)
        if (layer_has_kink(check, k, kink))
            return true;
    for (int i = 0; i < network_outputs(check->network); i++)
        if (jumps(settings->loss, settings->loss_param, check->low.yhat[i], check->high.yhat[i],
                  check->network->y[i])) {
            *kink = (struct cell){QUANTITY_YHAT, 0, i + 1, 0};
            return true;
        }
    return false;
}

/* ---- one parameter ---- */

static struct cell cell_of(const struct network *network, size_t param)
{
    int k = 1;
    while (k < network->depth && param >= network->layers[k + 1].w)
        k++;
    const struct layer *layer = &network->layers[k];
    if (param >= layer->b)
        return (struct cell){QUANTITY_B, k, (int)(param - layer->b) + 1, 0};
    size_t at = param - layer->w, inputs = (size_t)layer->inputs;
    return (struct cell){QUANTITY_W, k, (int)(at / inputs) + 1, (int)(at % inputs) + 1};
}

/* Brings low and high back to what middle holds, but for this node and the layers behind it. */
static void go_to(struct gradcheck *check, int layer, int node)
{
    struct place *places[] = {&check->low, &check->high};
    for (int i = 0; i < 2; i++) {
        if (layer != check->layer)
            forward_run(places[i]->forward, check->network, &check->settings, check->network->x,
                        places[i]->yhat);
        else if (node != check->node)
            forward_rerun(places[i]->forward, check->network, &check->settings, layer, check->node, NULL);
    }
    check->layer = layer;
    check->node = node;
}

static double evaluate(struct gradcheck *check, struct place *place, size_t param, double w)
{
    const struct network *network = check->network;
    double kept = network->param[param];
    network->param[param] = w;
    forward_rerun(place->forward, network, &check->settings, check->layer, check->node, place->yhat);
    network->param[param] = kept;
    return forward_loss(place->forward, network, &check->settings, place->yhat, network->y);
}

static struct gradcheck_case compare(struct gradcheck *check, struct cell cell, size_t param, double step)
{
    double w = check->network->param[param], low = w - step, high = w + step, width = high - low;
    struct gradcheck_case it = {.cell = cell, .gradient = check->gradient[param], .step = step};
    it.difference =
        (evaluate(check, &check->high, param, high) - evaluate(check, &check->low, param, low)) / width;
    it.absolute = fabs(it.gradient - it.difference);
    double size = fmax(fabs(it.gradient), fabs(it.difference));
    double floor = ROUNDING * check->rounding / (width / 2) / GRADCHECK_TOLERANCE;
    it.relative = !isfinite(it.absolute) ? (double)INFINITY
                  : it.absolute == 0     ? 0
                                         : it.absolute / fmax(size, floor);
    return it;
}

static void count(struct gradcheck_part *part, const struct gradcheck_case *it, bool at_kink, struct cell kink)
{
    part->count++;
    part->zero += it->gradient == 0;
    if (at_kink && part->at_kink++ == 0) {
        part->kinked = it->cell;
        part->kink = kink;
    }
    if (at_kink)
        return;
    part->telling += it->gradient != 0;
    part->wrong += !(it->relative <= GRADCHECK_TOLERANCE);
    if (part->worst.cell.row == 0 || it->relative > part->worst.relative)
        part->worst = *it;
}

/* Returns how many differences it took. */
static size_t check_one(struct gradcheck *check, size_t param)
{
    struct cell cell = cell_of(check->network, param), kink = {QUANTITY_Z, 0, 0, 0};
    double step = cbrt(DBL_EPSILON) * fmax(1, fabs(check->network->param[param]));
    size_t taken = 1;
    go_to(check, cell.layer, (cell.row - 1) / check->network->layers[cell.layer].pieces);
    struct gradcheck_case best = compare(check, cell, param, step);
    bool agrees = best.relative <= GRADCHECK_TOLERANCE,
         is_kinked = !agrees && has_kink(check, cell.layer, &kink);
    for (; !agrees && taken < STEPS; taken++) {
        step /= STEP_SHRINKS;
        struct gradcheck_case it = compare(check, cell, param, step);
        if (it.relative < best.relative)
            best = it;
        agrees = best.relative <= GRADCHECK_TOLERANCE;
    }
    count(&check->result.all, &best, is_kinked && !agrees, kink);
    count(&check->result.layer[cell.layer], &best, is_kinked && !agrees, kink);
    return taken;
}

/* Multiplications of one L after a change in this layer. */
static size_t work_of(const struct network *network, int layer)
{
    size_t work = (size_t)network->layers[layer].inputs * (size_t)network->layers[layer].pieces;
    for (int k = layer + 1; k <= network->depth; k++)
        work += (size_t)network->layers[k].rows * (size_t)network->layers[k].inputs;
    return work;
}

bool gradcheck_run(struct gradcheck *check, size_t multiplications)
{
    size_t done = 0;
    while (check->next < check->network->param_count && (done == 0 || done < multiplications))
        done += 2 * check_one(check, check->next++) * work_of(check->network, check->layer);
    return check->next == check->network->param_count;
}

const struct gradcheck_result *gradcheck_result(const struct gradcheck *check)
{
    return &check->result;
}

enum gradcheck_verdict gradcheck_verdict(const struct gradcheck_result *result)
{
    const struct gradcheck_part *all = &result->all;
    if (all->wrong > 0)
        return GRADCHECK_WRONG;
    if (all->zero == all->count)
        return GRADCHECK_ALL_ZERO;
    return all->telling == 0 ? GRADCHECK_ALL_KINKS : GRADCHECK_RIGHT;
}
