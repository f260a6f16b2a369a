#include "nn/tape.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"

/* ---- what operation i is ---- */

/* How many operations and node steps each part of the iteration has. */
struct plan {
    size_t nodes;          /* of all layers with weights */
    size_t forward;        /* operations of the forward pass of one sample */
    size_t backward;       /* of the backward pass of one sample */
    size_t forward_steps, backward_steps; /* node steps of these */
};

static struct plan plan_of(const struct tape *tape)
{
    struct plan plan = {0};
    for (int k = 1; k <= tape->network->depth; k++)
        plan.nodes += (size_t)tape->network->layers[k].nodes;
    size_t head = tape->settings.has_softmax ? 1 : 0, outputs = (size_t)network_outputs(tape->network);
    plan.forward = 2 * plan.nodes + head + 1;
    plan.forward_steps = plan.nodes + head + 1;
    plan.backward = 1 + head + 4 * plan.nodes - head * outputs + 1;
    plan.backward_steps = 1 + head + plan.nodes + 1;
    return plan;
}

size_t tape_length(const struct tape *tape)
{
    struct plan plan = plan_of(tape);
    return tape->batch * (plan.forward + plan.backward) + plan.nodes;
}

size_t tape_step_count(const struct tape *tape)
{
    struct plan plan = plan_of(tape);
    return tape->batch * (plan.forward_steps + plan.backward_steps) + plan.nodes;
}

/* Finds layer and node of the i-th node, counted over the layers forwards. */
static void place(const struct network *network, size_t i, struct step *step)
{
    int k = 1;
    while (i >= (size_t)network->layers[k].nodes)
        i -= (size_t)network->layers[k++].nodes;
    step->layer = k;
    step->node = (int)i + 1;
}

static void forward_at(const struct tape *tape, const struct plan *plan, size_t i, struct step *step)
{
    step->phase = PHASE_FORWARD;
    if (i < 2 * plan->nodes) {
        step->operation = i % 2 == 0 ? OPERATION_Z : OPERATION_A;
        step->number += i / 2;
        place(tape->network, i / 2, step);
    } else {
        step->operation = i + 1 < plan->forward ? OPERATION_HEAD : OPERATION_LOSS;
        step->number += i - plan->nodes;
    }
}

static void backward_at(const struct tape *tape, const struct plan *plan, size_t i, struct step *step)
{
    static const enum operation of_node[] = {OPERATION_DA, OPERATION_DZ, OPERATION_DW, OPERATION_DB};
    const struct network *network = tape->network;
    size_t head = tape->settings.has_softmax ? 1 : 0;
    step->phase = PHASE_BACKWARD;
    if (i <= head) {
        step->operation = i == 0 ? OPERATION_DYHAT : OPERATION_DHEAD;
        step->number += i;
        return;
    }
    if (i + 1 == plan->backward) {
        step->operation = OPERATION_DX;
        step->number += plan->backward_steps - 1;
        return;
    }
    i -= 1 + head;
    step->number += 1 + head;
    for (int k = network->depth;; k--) { /* with a head, the last layer's da came from it */
        size_t first = k == network->depth ? head : 0, each = 4 - first, nodes = (size_t)network->layers[k].nodes;
        if (i < each * nodes) {
            step->layer = k;
            step->node = (int)(i / each) + 1;
            step->operation = of_node[first + i % each];
            step->number += i / each;
            return;
        }
        i -= each * nodes;
        step->number += nodes;
    }
}

struct step tape_at(const struct tape *tape, size_t operation)
{
    struct plan plan = plan_of(tape);
    size_t sample_length = plan.forward + plan.backward, sample = operation / sample_length;
    size_t sample_steps = plan.forward_steps + plan.backward_steps;
    assert(operation < tape_length(tape));
    if (sample >= tape->batch) {
        size_t i = operation - tape->batch * sample_length;
        struct step step = {.operation = OPERATION_UPDATE, .phase = PHASE_UPDATE, .sample = tape->batch - 1};
        step.number = tape->batch * sample_steps + i + 1;
        place(tape->network, i, &step);
        return step;
    }
    struct step step = {.sample = sample, .number = sample * sample_steps + 1};
    size_t i = operation - sample * sample_length;
    if (i < plan.forward) {
        forward_at(tape, &plan, i, &step);
    } else {
        step.number += plan.forward_steps;
        backward_at(tape, &plan, i - plan.forward, &step);
    }
    return step;
}

bool tape_same_unit(struct step a, struct step b, enum unit unit)
{
    switch (unit) {
    case UNIT_OPERATION: return false;
    case UNIT_NODE: return a.number == b.number;
    case UNIT_LAYER: return a.phase == b.phase && a.sample == b.sample && a.layer == b.layer && (a.layer || a.number == b.number);
    case UNIT_PASS: return a.phase == b.phase && a.sample == b.sample;
    case UNIT_ITERATION: return true;
    }
    return false;
}

struct step tape_next(const struct tape *tape)
{
    return tape_at(tape, tape->operation == tape_length(tape) ? 0 : tape->operation);
}

/* The operation, within one sample, that computes this number. */
static size_t operation_of(const struct tape *tape, enum quantity quantity, int layer, int row)
{
    const struct network *network = tape->network;
    struct plan plan = plan_of(tape);
    size_t head = tape->settings.has_softmax ? 1 : 0, before = 0, behind = 0;
    if (quantity == QUANTITY_YHAT && !head) {
        quantity = QUANTITY_A;
        layer = network->depth;
    }
    if (quantity == QUANTITY_LOSS)
        return plan.forward - 1;
    if (quantity == QUANTITY_YHAT)
        return plan.forward - 2;
    if (quantity == QUANTITY_DYHAT)
        return plan.forward;
    if (quantity == QUANTITY_DX || (quantity == QUANTITY_DA && layer == 0))
        return plan.forward + plan.backward - 1;
    if (quantity == QUANTITY_DA && layer == network->depth && head)
        return plan.forward + 1;
    for (int k = 1; k < layer; k++)
        before += (size_t)network->layers[k].nodes;
    bool by_node = quantity == QUANTITY_A || quantity == QUANTITY_DA;
    size_t node = (size_t)(by_node ? row : row / network->layers[layer].pieces);
    if (quantity == QUANTITY_Z || quantity == QUANTITY_A)
        return 2 * (before + node) + (quantity == QUANTITY_A ? 1 : 0);
    for (int k = layer + 1; k <= network->depth; k++)
        behind += (4 - (k == network->depth ? head : 0)) * (size_t)network->layers[k].nodes;
    size_t first = layer == network->depth ? head : 0;
    size_t part = quantity == QUANTITY_DA ? 0 : quantity == QUANTITY_DZ ? 1 : quantity == QUANTITY_DW ? 2 : 3;
    return plan.forward + 1 + head + behind + (4 - first) * node + part - first;
}

/* The sample that the last operation done belongs to; the last of the batch in an update. */
static size_t sample_of(const struct tape *tape, const struct plan *plan)
{
    if (tape->operation == 0)
        return 0;
    size_t sample = (tape->operation - 1) / (plan->forward + plan->backward);
    return sample < tape->batch ? sample : tape->batch - 1;
}

size_t tape_operation_of(const struct tape *tape, struct cell cell)
{
    struct plan plan = plan_of(tape);
    size_t length = plan.forward + plan.backward, node = 0;
    int rows, columns;
    network_values(tape->network, cell.quantity, cell.layer, &rows, &columns);
    int row = (cell.row ? cell.row : rows) - 1;
    if (!quantity_is_parameter(cell.quantity))
        return sample_of(tape, &plan) * length + operation_of(tape, cell.quantity, cell.layer, row);
    for (int k = 1; k < cell.layer; k++)
        node += (size_t)tape->network->layers[k].nodes;
    return tape->batch * length + node + (size_t)(row / tape->network->layers[cell.layer].pieces);
}

/* ---- doing one ---- */

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

static void do_loss(struct tape *tape)
{
    struct network *network = tape->network;
    const struct layer *last = network_last(network);
    save(tape, network->loss, 1);
    *network->loss = loss_value(tape->settings.loss, tape->settings.loss_param, tape_is_fused(tape), last->z, last->a,
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
    settings->optimizer->update(w, g, state, network->frozen + offset, count, tape->iteration + 1, settings->rate,
                                settings->optimizer_param);
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
    int n = network_inputs(tape->network);
    return tape->has_x || error_set(error, _("the network has no input yet; give its %d with: input %s"), n,
                                    n == 1 ? "0.5" : n == 2 ? "0.05 0.10" : "0.1 0.2 0.3 ...");
}

static bool needs_y(const struct tape *tape, struct error *error)
{
    int n = network_outputs(tape->network);
    return tape->has_y || error_set(error, _("the loss needs a target; give its %d with: target %s"), n,
                                    n == 1 ? "1" : n == 2 ? "0 1" : "0 0 1 ...");
}

bool tape_can_do(const struct tape *tape, struct error *error)
{
    return needs_x(tape, error) && (tape_next(tape).operation != OPERATION_LOSS || needs_y(tape, error));
}

bool tape_is_ready(const struct tape *tape, struct error *error)
{
    return needs_x(tape, error) && needs_y(tape, error);
}

static void perform(struct tape *tape, const struct step *step)
{
    switch (step->operation) {
    case OPERATION_Z: do_z(tape, step->layer, step->node - 1); break;
    case OPERATION_A: do_a(tape, step->layer, step->node - 1); break;
    case OPERATION_HEAD:
        save(tape, tape->network->yhat, (size_t)network_outputs(tape->network));
        softmax(network_last(tape->network)->a, tape->network->yhat, (size_t)network_outputs(tape->network));
        break;
    case OPERATION_LOSS: do_loss(tape); break;
    case OPERATION_DYHAT: do_dyhat(tape); break;
    case OPERATION_DHEAD: do_dhead(tape); break;
    case OPERATION_DA: do_da(tape, step->layer, step->node - 1); break;
    case OPERATION_DZ: do_dz(tape, step->layer, step->node - 1); break;
    case OPERATION_DW: do_dw(tape, step); break;
    case OPERATION_DB: do_db(tape, step); break;
    case OPERATION_DX: do_dx(tape); break;
    case OPERATION_UPDATE: do_update(tape, step); break;
    }
}

static void set_stale(struct tape *tape, struct stale stale)
{
    if (tape->stale.layer == stale.layer && tape->stale.row == stale.row)
        return;
    journal_save(tape->journal, &tape->stale, sizeof tape->stale);
    tape->stale = stale;
}

void tape_do(struct tape *tape)
{
    size_t length = tape_length(tape);
    journal_mark(tape->journal, MOMENT_STEP);
    journal_save(tape->journal, &tape->operation, sizeof tape->operation);
    if (tape->operation == length)
        tape->operation = 0;
    if (tape->operation == 0)
        set_stale(tape, (struct stale){0, 0});
    struct step step = tape_at(tape, tape->operation);
    perform(tape, &step);
    tape->operation++;
    if (tape->operation == length) {
        journal_save(tape->journal, &tape->iteration, sizeof tape->iteration);
        tape->iteration++;
    }
}

void tape_rewind(struct tape *tape)
{
    journal_save(tape->journal, &tape->operation, sizeof tape->operation);
    tape->operation = 0;
    set_stale(tape, (struct stale){0, 0});
}

/* ---- what is known, and what has gone stale ---- */

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
    struct step next = tape_next(tape);
    return next.phase != PHASE_UPDATE; /* which needs the gradients only, and these belong to the old weights */
}

void tape_refresh(struct tape *tape)
{
    size_t target = tape->operation;
    journal_mark(tape->journal, MOMENT_STEP);
    set_stale(tape, (struct stale){0, 0});
    for (size_t i = 0; i < target; i++) {
        struct step step = tape_at(tape, i);
        perform(tape, &step);
    }
}

static bool is_stale(const struct tape *tape, struct cell cell)
{
    int from = tape->stale.layer;
    if (from == 0)
        return false;
    bool is_forward = cell.quantity == QUANTITY_Z || cell.quantity == QUANTITY_A;
    if (!is_forward)
        return cell.quantity != QUANTITY_YHAT || from <= tape->network->depth;
    if (cell.layer != from)
        return cell.layer > from;
    if (tape->stale.row == 0 || cell.row == 0)
        return true;
    int pieces = tape->network->layers[from].pieces;
    int node = cell.quantity == QUANTITY_A ? cell.row : (cell.row - 1) / pieces + 1;
    return node == (tape->stale.row - 1) / pieces + 1;
}

enum knowledge tape_knows(const struct tape *tape, struct cell cell)
{
    if (cell.quantity == QUANTITY_X || (cell.quantity == QUANTITY_A && cell.layer == 0))
        return tape->has_x ? KNOWN : UNKNOWN;
    if (cell.quantity == QUANTITY_Y)
        return tape->has_y ? KNOWN : UNKNOWN;
    if (!quantity_is_computed(cell.quantity))
        return KNOWN;
    int rows, columns;
    network_values(tape->network, cell.quantity, cell.layer, &rows, &columns);
    struct plan plan = plan_of(tape);
    size_t sample = sample_of(tape, &plan);
    size_t done = tape->operation - sample * (plan.forward + plan.backward);
    bool gathers = cell.quantity == QUANTITY_DW || cell.quantity == QUANTITY_DB;
    int row = cell.row ? cell.row : rows;
    bool is_done = (gathers && sample > 0) || operation_of(tape, cell.quantity, cell.layer, row - 1) < done;
    if (!is_done)
        return UNKNOWN;
    return is_stale(tape, cell) ? STALE : KNOWN;
}

enum phase tape_phase_of(enum quantity quantity)
{
    return quantity_is_gradient(quantity) ? PHASE_BACKWARD : PHASE_FORWARD;
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
