#include "nn/tape.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "nn/tape_plan.h"

static void save(struct tape *tape, double *values, size_t count)
{
    journal_save(tape->journal, values, count * sizeof *values);
}

static const double *weights(const struct tape *tape, const struct layer *layer, int row)
{
    return tape->network->param + layer->w + (size_t)row * (size_t)layer->inputs;
}

static void do_z(struct tape *tape, int k, int node)
{
    const struct layer *layer = &tape->network->layers[k];
    const double *a = tape->network->layers[k - 1].a;
    int first = node * layer->pieces;
    save(tape, layer->z + first, (size_t)layer->pieces);
    for (int row = first; row < first + layer->pieces; row++) {
        const double *w = weights(tape, layer, row);
        double sum = 0;
        for (int i = 0; i < layer->inputs; i++)
            sum += w[i] * a[i];
        layer->z[row] = sum + tape->network->param[layer->b + (size_t)row];
    }
}

int tape_winner(const struct layer *layer, int node)
{
    int first = node * layer->pieces, best = first;
    for (int row = first + 1; row < first + layer->pieces; row++)
        if (layer->z[row] > layer->z[best])
            best = row;
    return best;
}

static void do_a(struct tape *tape, int k, int node)
{
    struct network *network = tape->network;
    const struct layer *layer = &network->layers[k];
    save(tape, layer->a + node, 1);
    layer->a[node] = layer->activation->is_maxout ? layer->z[tape_winner(layer, node)]
                                                  : layer->activation->f(layer->z[node], layer->param);
    if (k == network->depth && !tape->settings.has_softmax) {
        save(tape, network->yhat + node, 1);
        network->yhat[node] = layer->a[node];
    }
}

bool tape_is_fused(const struct tape *tape)
{
    const struct layer *last = network_last(tape->network);
    return loss_is_fused(tape->settings.loss, last->activation, tape->settings.has_softmax);
}

bool tape_takes_limit(const struct tape *tape, int node)
{
    const struct network *network = tape->network;
    return tape->settings.loss->limit_dterm && !tape->settings.has_softmax &&
           network_last(network)->activation->bce_is_fused && isinf(network->dyhat[node]) &&
           isfinite(network->y[node]);
}

static void do_loss(struct tape *tape)
{
    struct network *network = tape->network;
    const struct layer *last = network_last(network);
    save(tape, network->loss, 1);
    enum loss_way way = loss_way(tape->settings.loss, last->activation, tape->settings.has_softmax);
    *network->loss = loss_value(tape->settings.loss, tape->settings.loss_param, way, last->z, last->a,
                                network->yhat, network->y, (size_t)last->nodes);
}

static void do_dyhat(struct tape *tape)
{
    struct network *network = tape->network;
    size_t n = (size_t)network_outputs(network);
    save(tape, network->dyhat, n);
    for (size_t i = 0; i < n; i++)
        network->dyhat[i] =
            loss_gradient(tape->settings.loss, tape->settings.loss_param, network->yhat[i], network->y[i], n);
}

/* Softmax's Jacobian: d yhat_k / d a_i = yhat_k (1[k=i] - yhat_i). Behind ce it folds into
 * yhat_i sum(y) - y_i, which is exact even where yhat is 0. */
static void do_dhead(struct tape *tape)
{
    struct network *network = tape->network;
    const struct layer *last = network_last(network);
    int n = last->nodes;
    double dot = 0, total = 0;
    save(tape, last->da, (size_t)n);
    for (int i = 0; i < n; i++) {
        total += network->y[i];
        dot += network->dyhat[i] * network->yhat[i];
    }
    for (int i = 0; i < n; i++)
        last->da[i] = tape_is_fused(tape) ? network->yhat[i] * total - network->y[i]
                                          : network->yhat[i] * (network->dyhat[i] - dot);
}

static double sum_from_behind(const struct tape *tape, const struct layer *behind, int i)
{
    double sum = 0;
    for (int row = 0; row < behind->rows; row++)
        sum += behind->dz[row] * weights(tape, behind, row)[i];
    return sum;
}

static void do_da(struct tape *tape, int k, int node)
{
    struct network *network = tape->network;
    const struct layer *layer = &network->layers[k];
    save(tape, layer->da + node, 1);
    layer->da[node] =
        k == network->depth ? network->dyhat[node] : sum_from_behind(tape, &network->layers[k + 1], node);
}

static void do_dz(struct tape *tape, int k, int node)
{
    struct network *network = tape->network;
    const struct layer *layer = &network->layers[k];
    int first = node * layer->pieces;
    save(tape, layer->dz + first, (size_t)layer->pieces);
    if (layer->activation->is_maxout) {
        for (int row = first; row < first + layer->pieces; row++)
            layer->dz[row] = 0;
        layer->dz[tape_winner(layer, node)] = layer->da[node];
    } else if (k == network->depth && tape_is_fused(tape) && !tape->settings.has_softmax) {
        const struct loss *loss = tape->settings.loss;
        double n = loss->is_mean ? (double)layer->nodes : 1;
        layer->dz[node] = loss->fused_dterm(network->yhat[node], network->y[node]) / n;
    } else if (k == network->depth && tape_takes_limit(tape, node)) {
        layer->dz[node] = tape->settings.loss->limit_dterm(network->yhat[node], network->y[node]);
    } else {
        layer->dz[node] = layer->da[node] * layer->activation->df(layer->z[node], layer->a[node], layer->param);
    }
}

static void add_gradient(const struct tape *tape, double *gradient, double value, bool is_first)
{
    value /= (double)tape->batch;
    *gradient = is_first ? value : *gradient + value;
}

static void do_dw(struct tape *tape, const struct step *step)
{
    const struct layer *layer = &tape->network->layers[step->layer];
    const double *a = tape->network->layers[step->layer - 1].a;
    int first = (step->node - 1) * layer->pieces;
    double *dw = tape->network->gradient + layer->w + (size_t)first * (size_t)layer->inputs;
    save(tape, dw, (size_t)layer->pieces * (size_t)layer->inputs);
    for (int row = first; row < first + layer->pieces; row++)
        for (int i = 0; i < layer->inputs; i++)
            add_gradient(tape, dw++, layer->dz[row] * a[i], step->sample == 0);
}

static void do_db(struct tape *tape, const struct step *step)
{
    const struct layer *layer = &tape->network->layers[step->layer];
    int first = (step->node - 1) * layer->pieces;
    double *db = tape->network->gradient + layer->b + first;
    save(tape, db, (size_t)layer->pieces);
    for (int row = first; row < first + layer->pieces; row++)
        add_gradient(tape, db++, layer->dz[row], step->sample == 0);
}

static void do_dx(struct tape *tape)
{
    struct network *network = tape->network;
    int n = network_inputs(network);
    save(tape, network->dx, (size_t)n);
    for (int i = 0; i < n; i++)
        network->dx[i] = sum_from_behind(tape, &network->layers[1], i);
}

static void move(struct tape *tape, size_t offset, size_t count, bool is_weight)
{
    struct network *network = tape->network;
    const struct settings *settings = &tape->settings;
    double *state[OPTIMIZER_STATES_MAX], *w = network->param + offset, *g = network->gradient + offset;
    double *penalized = NULL;
    save(tape, w, count);
    for (size_t i = 0; i < settings->optimizer->states; i++) {
        state[i] = network->state[i] + offset;
        save(tape, state[i], count);
    }
    if (is_weight && settings->regularizer != REGULARIZER_NONE) {
        penalized = memory_new(count, sizeof *penalized);
        for (size_t i = 0; i < count; i++) {
            double slope = settings->regularizer == REGULARIZER_L2 ? w[i] : (double)((w[i] > 0) - (w[i] < 0));
            penalized[i] = g[i] + settings->lambda * slope;
        }
        g = penalized;
    }
    settings->optimizer->update(w, g, state, network->frozen + offset, count, tape->iteration + 1,
                                settings->rate, settings->optimizer_param);
    memory_free(penalized);
}

static void do_update(struct tape *tape, const struct step *step)
{
    const struct layer *layer = &tape->network->layers[step->layer];
    size_t first = (size_t)(step->node - 1) * (size_t)layer->pieces, inputs = (size_t)layer->inputs;
    move(tape, layer->w + first * inputs, (size_t)layer->pieces * inputs, true);
    move(tape, layer->b + first, (size_t)layer->pieces, false);
}

static bool needs_x(const struct tape *tape, struct error *error)
{
    int n = network_inputs(tape->network), m = network_outputs(tape->network);
    const struct dataset *data = tape->feed.is_by_hand ? NULL : tape->feed.data;
    if (data && data->count > 0 && (data->inputs != n || data->outputs != m))
        return error_set(
            error,
            _("the data has %d inputs and %d outputs, but the network %d and %d; build one that fits: "
              "net %d ... %d:..."),
            data->inputs, data->outputs, n, m, data->inputs, data->outputs);
    return tape->has_x || tape_is_fed(tape) ||
           error_set(error, _("the network has no input yet; give its %d with: input %s"), n,
                     n == 1   ? "0.5"
                     : n == 2 ? "0.05 0.10"
                              : "0.1 0.2 0.3 ...");
}

static bool needs_y(const struct tape *tape, struct error *error)
{
    int n = network_outputs(tape->network);
    return tape->has_y || tape_is_fed(tape) ||
           error_set(error, _("the loss needs a target; give its %d with: target %s"), n,
                     n == 1   ? "1"
                     : n == 2 ? "0 1"
                              : "0 0 1 ...");
}

static bool target_fits(const struct tape *tape, const double *y, struct error *error)
{
    return loss_target_fits(tape->settings.loss, tape->settings.has_softmax, y,
                            (size_t)network_outputs(tape->network), error);
}

bool tape_can_do(const struct tape *tape, struct error *error)
{
    if (tape_next(tape).operation != OPERATION_LOSS)
        return needs_x(tape, error);
    return needs_x(tape, error) && needs_y(tape, error) && target_fits(tape, tape->network->y, error);
}

bool tape_is_ready(const struct tape *tape, struct error *error)
{
    const struct feed *feed = &tape->feed;
    if (!needs_x(tape, error) || !needs_y(tape, error))
        return false;
    if (!tape_is_fed(tape))
        return target_fits(tape, tape->network->y, error);
    for (size_t i = 0; i < feed->training; i++)
        if (!target_fits(tape, dataset_y(feed->data, feed->order[i]), error))
            return error_prefix(error, _("sample %u: "), feed->order[i] + 1);
    return true;
}

static void perform(struct tape *tape, const struct step *step)
{
    switch (step->operation) {
    case OPERATION_Z:
        do_z(tape, step->layer, step->node - 1);
        break;
    case OPERATION_A:
        do_a(tape, step->layer, step->node - 1);
        break;
    case OPERATION_HEAD:
        save(tape, tape->network->yhat, (size_t)network_outputs(tape->network));
        softmax(network_last(tape->network)->a, tape->network->yhat, (size_t)network_outputs(tape->network));
        break;
    case OPERATION_LOSS:
        do_loss(tape);
        break;
    case OPERATION_DYHAT:
        do_dyhat(tape);
        break;
    case OPERATION_DHEAD:
        do_dhead(tape);
        break;
    case OPERATION_DA:
        do_da(tape, step->layer, step->node - 1);
        break;
    case OPERATION_DZ:
        do_dz(tape, step->layer, step->node - 1);
        break;
    case OPERATION_DW:
        do_dw(tape, step);
        break;
    case OPERATION_DB:
        do_db(tape, step);
        break;
    case OPERATION_DX:
        do_dx(tape);
        break;
    case OPERATION_UPDATE:
        do_update(tape, step);
        break;
    }
}

static void set_stale(struct tape *tape, struct stale stale)
{
    if (tape->stale.layer == stale.layer && tape->stale.row == stale.row)
        return;
    journal_save(tape->journal, &tape->stale, sizeof tape->stale);
    tape->stale = stale;
}

/* A new iteration: the batch that its place in the epoch leaves. */
static void begin(struct tape *tape)
{
    const struct feed *feed = &tape->feed;
    size_t batch = 1;
    tape->operation = 0;
    set_stale(tape, (struct stale){0, 0});
    if (tape_is_fed(tape)) {
        size_t left = feed->training - feed->cursor;
        batch = feed->batch == 0 || feed->batch > left ? left : feed->batch;
    }
    if (batch != tape->batch) {
        journal_save(tape->journal, &tape->batch, sizeof tape->batch);
        tape->batch = batch;
    }
}

/* The update is done; behind the last batch the next epoch begins. */
static void end(struct tape *tape)
{
    struct feed *feed = &tape->feed;
    journal_save(tape->journal, &tape->iteration, sizeof tape->iteration);
    tape->iteration++;
    if (!tape_is_fed(tape))
        return;
    journal_save(tape->journal, &feed->cursor, sizeof feed->cursor);
    feed->cursor += tape->batch;
    if (feed->cursor < feed->training)
        return;
    journal_save(tape->journal, &feed->epoch, sizeof feed->epoch);
    feed->epoch++;
    feed->cursor = 0;
    if (feed->shuffles)
        tape_shuffle(tape);
}

static bool starts_sample(const struct tape *tape, const struct step *step)
{
    return step->operation == OPERATION_Z && step->layer == 1 && step->node == 1 && tape_is_fed(tape);
}

void tape_do(struct tape *tape)
{
    journal_mark(tape->journal, MOMENT_STEP);
    journal_save(tape->journal, &tape->operation, sizeof tape->operation);
    if (tape->operation == 0 || tape->operation == tape_length(tape))
        begin(tape);
    struct step step = tape_at(tape, tape->operation);
    if (starts_sample(tape, &step))
        tape_load(tape, tape_sample(tape, step.sample));
    perform(tape, &step);
    tape->operation++;
    if (tape->operation == tape_length(tape))
        end(tape);
}

void tape_rewind(struct tape *tape)
{
    journal_save(tape->journal, &tape->operation, sizeof tape->operation);
    tape->operation = 0;
    set_stale(tape, (struct stale){0, 0});
}

/* ---- samples ---- */

bool tape_is_fed(const struct tape *tape)
{
    const struct feed *feed = &tape->feed;
    return feed->data && feed->training > 0 && !feed->is_by_hand &&
           feed->data->inputs == network_inputs(tape->network) &&
           feed->data->outputs == network_outputs(tape->network);
}

size_t tape_sample(const struct tape *tape, size_t sample)
{
    return tape->feed.order[tape->feed.cursor + sample];
}

void tape_load(struct tape *tape, size_t sample)
{
    struct network *network = tape->network;
    const struct dataset *data = tape->feed.data;
    save(tape, network->x, (size_t)data->inputs);
    save(tape, network->y, (size_t)data->outputs);
    memcpy(network->x, dataset_x(data, sample), (size_t)data->inputs * sizeof(double));
    memcpy(network->y, dataset_y(data, sample), (size_t)data->outputs * sizeof(double));
    if (tape->has_x && tape->has_y)
        return;
    journal_save(tape->journal, &tape->has_x, sizeof tape->has_x);
    journal_save(tape->journal, &tape->has_y, sizeof tape->has_y);
    tape->has_x = tape->has_y = true;
}

/* Fisher and Yates. */
void feed_shuffle(struct feed *feed)
{
    for (size_t i = feed->training; i > 1; i--) {
        size_t k = random_below(feed->random, i);
        uint32_t swapped = feed->order[i - 1];
        feed->order[i - 1] = feed->order[k];
        feed->order[k] = swapped;
    }
}

void tape_shuffle(struct tape *tape)
{
    struct feed *feed = &tape->feed;
    journal_save(tape->journal, feed->order, feed->training * sizeof *feed->order);
    journal_save(tape->journal, feed->random, sizeof *feed->random);
    feed_shuffle(feed);
}

/* ---- after an assignment ---- */

void tape_touch(struct tape *tape, struct cell assigned)
{
    struct stale now = {1, 0}, before = tape->stale;
    struct plan plan = plan_of(tape);
    struct cell first = {QUANTITY_LOSS, 0, 0, 0}; /* the first number that depends on what was assigned */
    if (quantity_is_parameter(assigned.quantity))
        now = (struct stale){assigned.layer, assigned.row};
    else if (assigned.quantity == QUANTITY_Y)
        now.layer = tape->network->depth + 1;
    if (now.layer <= tape->network->depth)
        first = (struct cell){QUANTITY_Z, now.layer, now.row ? now.row : 1, 0};
    if (tape->operation < plan.forward + plan.backward && tape_knows(tape, first) == UNKNOWN)
        return;
    if (before.layer && before.layer < now.layer)
        now = before;
    else if (before.layer == now.layer && before.row != now.row)
        now.row = 0;
    set_stale(tape, now);
}

bool tape_needs_refresh(const struct tape *tape)
{
    if (!tape->stale.layer || tape->operation == 0 || tape->operation == tape_length(tape))
        return false;
    return tape_at(tape, tape->operation - 1).phase != PHASE_UPDATE; /* which has moved weights already */
}

static void put_back(struct tape *tape, const double *edited)
{
    struct network *network = tape->network;
    size_t inputs = (size_t)network_inputs(network), outputs = (size_t)network_outputs(network);
    save(tape, network->x, inputs);
    save(tape, network->y, outputs);
    memcpy(network->x, edited, inputs * sizeof *edited);
    memcpy(network->y, edited + inputs, outputs * sizeof *edited);
}

void tape_refresh(struct tape *tape)
{
    size_t target = tape->operation;
    journal_mark(tape->journal, MOMENT_STEP);
    set_stale(tape, (struct stale){0, 0});
    size_t under_way = tape_at(tape, target - 1).sample; /* its x and y may have been edited: they stay */
    double *edited = memory_new((size_t)network_inputs(tape->network) + (size_t)network_outputs(tape->network),
                                sizeof *edited);
    memcpy(edited, tape->network->x, (size_t)network_inputs(tape->network) * sizeof *edited);
    memcpy(edited + network_inputs(tape->network), tape->network->y,
           (size_t)network_outputs(tape->network) * sizeof *edited);
    for (size_t i = 0; i < target; i++) {
        struct step step = tape_at(tape, i);
        if (starts_sample(tape, &step) && step.sample < under_way)
            tape_load(tape, tape_sample(tape, step.sample));
        else if (starts_sample(tape, &step) && under_way > 0)
            put_back(tape, edited);
        perform(tape, &step);
    }
    memory_free(edited);
}

double tape_penalty(const struct tape *tape)
{
    const struct network *network = tape->network;
    double sum = 0;
    if (tape->settings.regularizer == REGULARIZER_NONE)
        return 0;
    for (int k = 1; k <= network->depth; k++)
        for (size_t i = network->layers[k].w; i < network->layers[k].b; i++) {
            double w = network->param[i];
            sum += tape->settings.regularizer == REGULARIZER_L1 ? fabs(w) : w * w / 2;
        }
    return tape->settings.lambda * sum;
}
