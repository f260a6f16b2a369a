/* The order of the tape: what operation i is, which one computes a number, and so which numbers are known. */
#include <assert.h>

#include "nn/tape_plan.h"

struct plan plan_of(const struct tape *tape)
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
        size_t first = k == network->depth ? head : 0, each = 4 - first,
               nodes = (size_t)network->layers[k].nodes;
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
    case UNIT_OPERATION:
        return false;
    case UNIT_NODE:
        return a.number == b.number;
    case UNIT_LAYER:
        return a.phase == b.phase && a.sample == b.sample && a.layer == b.layer &&
               (a.layer || a.number == b.number);
    case UNIT_PASS:
        return a.phase == b.phase && a.sample == b.sample;
    case UNIT_ITERATION:
        return true;
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

/* ---- what is known ---- */

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
