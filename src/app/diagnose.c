#include "app/diagnose.h"

#include <math.h>
#include <string.h>

#include "app/cell.h"
#include "base/translate.h"

#define USUAL_RATE 0.1
#define BIG_SAMPLE 1e50 /* its square, and that times another, are near the end of the numbers */

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

static bool find_in_layer(const struct tape *tape, enum quantity quantity, int layer, struct cell *bad)
{
    *bad = (struct cell){quantity, layer, 0, 0};
    return tape_knows(tape, *bad) != UNKNOWN && find_bad(tape->network, bad);
}

bool diagnose_find(const struct tape *tape, struct cell *bad)
{
    int depth = tape->network->depth;
    for (int k = 1; k <= depth; k++)
        if (find_in_layer(tape, QUANTITY_Z, k, bad) || find_in_layer(tape, QUANTITY_A, k, bad))
            return true;
    if (find_in_layer(tape, QUANTITY_YHAT, 0, bad) || find_in_layer(tape, QUANTITY_LOSS, 0, bad))
        return true;
    for (int k = depth; k >= 1; k--)
        if (find_in_layer(tape, QUANTITY_DZ, k, bad))
            return true;
    for (int k = 1; k <= depth; k++)
        if (find_in_layer(tape, QUANTITY_W, k, bad) || find_in_layer(tape, QUANTITY_B, k, bad))
            return true;
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

static double largest(const double *numbers, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(numbers[i]));
    return most;
}

/* Of the samples' inputs and targets. */
static double largest_sample(const struct tape *tape)
{
    const struct network *network = tape->network;
    const struct dataset *data = tape->feed.data;
    size_t inputs = (size_t)network_inputs(network), outputs = (size_t)network_outputs(network);
    if (!tape_is_fed(tape))
        return fmax(largest(network->x, inputs), largest(network->y, outputs));
    return fmax(largest(data->x, data->count * inputs), largest(data->y, data->count * outputs));
}

double diagnose_smaller_rate(double rate)
{
    return fmin(rate / 10, USUAL_RATE);
}

/* What became so, and what most likely made it. */
static void say(const struct tape *tape, struct cell bad, struct error *error)
{
    const struct settings *settings = &tape->settings;
    const struct network *network = tape->network;
    const char *what = isnan(*network_cell(network, bad)) ? _("not a number") : _("infinite");
    double sample = largest_sample(tape);
    struct buffer name = BUFFER_EMPTY;
    cell_typed(&name, bad);
    if (bad.quantity == QUANTITY_LOSS && settings->loss->needs_probability && isinf(*network->loss))
        error_set(
            error,
            _("training stopped: L would have become infinite, a logarithm of 0, since an output is exactly 0 "
              "or "
              "1; the weights are those before; ce behind 'head softmax', or bce behind sigmoid, is computed "
              "without that logarithm"));
    else if (sample > BIG_SAMPLE)
        error_set(
            error,
            _("training stopped: %s would have become %s; the weights are those before. The "
              "samples hold numbers as large as %g: make them smaller, those of a file with 'standardise'"),
            buffer_text(&name), what, sample);
    else
        error_set(error,
                  _("training stopped: %s would have become %s; the weights are those before. The rate "
                    "%g is likely too large; 'reset' and try 'rate %g'"),
                  buffer_text(&name), what, settings->rate, diagnose_smaller_rate(settings->rate));
    buffer_finish(&name);
}

void diagnose_not_finite(const struct session *session, struct error *error)
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
    if (!walk(&tape, &step, &bad)) /* in another sample, or where rounding falls otherwise */
        bad = (struct cell){QUANTITY_LOSS, 0, 0, 0};
    say(&tape, bad, error);
    network_free(tape.network);
    journal_free(tape.journal);
}
