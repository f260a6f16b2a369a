#include "app/diagnose.h"

#include <math.h>
#include <string.h>

#include "app/cell.h"
#include "base/translate.h"

/* What an operation computes, as a whole. */
static struct cell result_of(const struct step *step)
{
    switch (step->operation) {
    case OPERATION_Z:
        return (struct cell){QUANTITY_Z, step->layer, 0, 0};
    case OPERATION_A:
        return (struct cell){QUANTITY_A, step->layer, 0, 0};
    case OPERATION_HEAD:
        return (struct cell){QUANTITY_YHAT, 0, 0, 0};
    case OPERATION_LOSS:
        return (struct cell){QUANTITY_LOSS, 0, 0, 0};
    case OPERATION_DYHAT:
        return (struct cell){QUANTITY_DYHAT, 0, 0, 0};
    case OPERATION_DHEAD:
    case OPERATION_DA:
        return (struct cell){QUANTITY_DA, step->layer, 0, 0};
    case OPERATION_DZ:
        return (struct cell){QUANTITY_DZ, step->layer, 0, 0};
    case OPERATION_DW:
        return (struct cell){QUANTITY_DW, step->layer, 0, 0};
    case OPERATION_DB:
        return (struct cell){QUANTITY_DB, step->layer, 0, 0};
    case OPERATION_DX:
        return (struct cell){QUANTITY_DX, 0, 0, 0};
    case OPERATION_UPDATE:
        return (struct cell){QUANTITY_W, step->layer, 0, 0};
    }
    return (struct cell){0};
}

/* The first number of the cell that isn't finite, as its row and column; false if all are. */
static bool find_bad(const struct network *network, struct cell *cell)
{
    int rows, columns;
    const double *values = network_values(network, cell->quantity, cell->layer, &rows, &columns);
    for (int i = 0; i < rows * columns; i++) {
        if (isfinite(values[i]))
            continue;
        cell->row = quantity_indices(cell->quantity) > 0 ? i / columns + 1 : 0;
        cell->column = quantity_indices(cell->quantity) == 2 ? i % columns + 1 : 0;
        return true;
    }
    return false;
}

/* Walks on until something isn't finite. dyhat behind a fused loss may be: nothing is computed from it. */
static bool walk(struct tape *tape, struct step *step, struct cell *bad)
{
    size_t length = tape_length(tape);
    for (size_t i = 0; i < length; i++) {
        *step = tape_at(tape, i);
        tape_do(tape);
        *bad = result_of(step);
        if (step->operation == OPERATION_DHEAD)
            bad->layer = tape->network->depth;
        bool is_unused = tape_is_fused(tape) && bad->layer == 0 && quantity_is_gradient(bad->quantity);
        bool is_unused_da =
            tape_is_fused(tape) && bad->quantity == QUANTITY_DA && bad->layer == tape->network->depth;
        if (!is_unused && !is_unused_da && find_bad(tape->network, bad))
            return true;
        if (step->operation == OPERATION_UPDATE) {
            *bad = (struct cell){QUANTITY_B, step->layer, 0, 0};
            if (find_bad(tape->network, bad))
                return true;
        }
    }
    return false;
}

static double largest_weight(const struct network *network)
{
    double largest = 0;
    for (size_t i = 0; i < network->param_count; i++)
        largest = fmax(largest, fabs(network->param[i]));
    return largest;
}

bool diagnose_not_finite(const struct session *session, struct error *error)
{
    struct tape tape = session->tape;
    struct step step = {0};
    struct cell bad = {0};
    struct random random = session->random;
    tape.network = network_copy(session->tape.network);
    tape.journal = journal_new(1 << 20);
    tape.operation = 0;
    tape.feed.random = &random;
    tape.feed.shuffles = false;
    bool is_found = walk(&tape, &step, &bad);
    struct buffer name = BUFFER_EMPTY;
    cell_typed(&name, bad);
    double value = is_found ? *network_cell(tape.network, bad) : 0;
    bool is_big = largest_weight(session->tape.network) > 1e3;
    const char *what = isnan(value) ? _("not a number") : _("infinite");
    if (!is_found)
        error_set(
            error,
            _("training stopped: a weight would have become infinite; the weights are those before. The rate "
              "%g is likely too large; 'reset' and try 'rate %g'"),
            session->tape.settings.rate, session->tape.settings.rate / 10);
    else if (bad.quantity == QUANTITY_LOSS && !is_big)
        error_set(
            error,
            _("training stopped: %s would have become %s: a logarithm of 0, since an output is exactly 0 or 1. "
              "The weights are those before; 'head softmax' with ce, or sigmoid with bce, computes it safely"),
            buffer_text(&name), what);
    else
        error_set(
            error,
            _("training stopped: %s in layer %d would have become %s; the weights are those before. The rate "
              "%g is likely too large; 'reset' and try 'rate %g'"),
            buffer_text(&name), step.layer ? step.layer : tape.network->depth, what,
            session->tape.settings.rate, session->tape.settings.rate / 10);
    buffer_finish(&name);
    network_free(tape.network);
    journal_free(tape.journal);
    return false;
}
