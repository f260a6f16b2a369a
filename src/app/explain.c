#include "app/explain.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "app/cell.h"
#include "app/explain_write.h"
#include "base/buffer.h"
#include "base/translate.h"

enum { SUMS_MAX = 4 }; /* outputs of softmax whose slopes are all spelled out */

/* Layer 0's activations are called x. */
static struct cell input_of(int layer, int row)
{
    return layer == 1 ? at(QUANTITY_X, 0, row, 0) : at(QUANTITY_A, layer - 1, row, 0);
}

/* ---- one operation each ---- */

static void explain_z(struct writer *writer, int k, int row)
{
    const struct layer *layer = &writer->tape->network->layers[k];
    write_start(writer, at(QUANTITY_Z, k, row, 0));
    for (int i = 1; i <= layer->inputs; i++) {
        if (!write_term(writer, i - 1, layer->inputs))
            continue;
        write_cell(writer, at(QUANTITY_W, k, row, i));
        write_times(writer);
        write_cell(writer, input_of(k, i));
    }
    write_text(writer, " + ");
    write_cell(writer, at(QUANTITY_B, k, row, 0));
    write_end(writer, at(QUANTITY_Z, k, row, 0));
}

static void put_slope_name(struct buffer *name, const struct writer *writer, int k, int node)
{
    const struct activation *activation = writer->tape->network->layers[k].activation;
    buffer_printf(name, "%s%s(", write_sign(writer, activation->symbol, activation->symbol_ascii),
                  write_sign(writer, "′", "'"));
    cell_text(name, at(QUANTITY_Z, k, node, 0), writer->notation.is_ascii);
    buffer_put(name, ")");
}

static double slope_of(const struct writer *writer, int k, int node)
{
    const struct layer *layer = &writer->tape->network->layers[k];
    return layer->activation->df(layer->z[node - 1], layer->a[node - 1], layer->param);
}

/* Where all is asked for: f'(z) by its formula, first as differentiating gives it, then shortened. */
static void explain_slope(struct writer *writer, int k, int node)
{
    const struct layer *layer = &writer->tape->network->layers[k];
    const struct activation *activation = layer->activation;
    const char *const formulas[] = {activation->slope_in_z, activation->derivative_formula};
    struct cell z = at(QUANTITY_Z, k, node, 0);
    if (!writer->notation.is_whole || activation->is_maxout)
        return;
    struct meaning meanings[] = {
        write_meaning(writer, "z", z),
        write_meaning(writer, "a", at(QUANTITY_A, k, node, 0)),
        {.identifier = activation->param_name, .name = activation->param_name, .value = layer->param},
    };
    for (int i = 0; i < 2; i++) {
        struct buffer name = BUFFER_EMPTY;
        if (!formulas[i])
            continue;
        put_slope_name(&name, writer, k, node);
        write_start_as(writer, buffer_text(&name), &z);
        write_formula(writer, formulas[i], meanings, 3);
        write_end_as(writer, slope_of(writer, k, node), NULL);
        buffer_finish(&name);
    }
}

static void explain_a(struct writer *writer, int k, int node)
{
    const struct layer *layer = &writer->tape->network->layers[k];
    const struct activation *activation = layer->activation;
    struct cell z = at(QUANTITY_Z, k, (node - 1) * layer->pieces + 1, 0);
    write_start(writer, at(QUANTITY_A, k, node, 0));
    if (activation->is_maxout) {
        write_text(writer, "max(");
        for (int p = 0; p < layer->pieces; p++) {
            if (p > 0)
                write_text(writer, ", ");
            write_cell(writer, at(QUANTITY_Z, k, z.row + p, 0));
        }
        write_text(writer, ")");
    } else {
        struct meaning meanings[] = {
            write_meaning(writer, "z", z),
            {.identifier = activation->param_name, .name = activation->param_name, .value = layer->param},
        };
        writer->is_names_only = true;
        write_text(writer, write_sign(writer, activation->symbol, activation->symbol_ascii));
        write_text(writer, "(");
        write_cell(writer, z);
        write_text(writer, ")");
        writer->is_names_only = false;
        writer->is_numbers_only = true;
        write_formula(writer, activation->formula, meanings, 2);
        writer->is_numbers_only = false;
    }
    write_end(writer, at(QUANTITY_A, k, node, 0));
    explain_slope(writer, k, node);
}

static void explain_head(struct writer *writer)
{
    const struct network *network = writer->tape->network;
    int n = network_outputs(network), depth = network->depth;
    for (int k = 1; k <= n; k++) {
        write_start(writer, at(QUANTITY_YHAT, 0, k, 0));
        write_text(writer, "e^");
        write_cell(writer, at(QUANTITY_A, depth, k, 0));
        write_text(writer, " / (");
        for (int i = 1; i <= n; i++) {
            if (!write_term(writer, i - 1, n))
                continue;
            write_text(writer, "e^");
            write_cell(writer, at(QUANTITY_A, depth, i, 0));
        }
        write_text(writer, ")");
        write_end(writer, at(QUANTITY_YHAT, 0, k, 0));
    }
}

static size_t loss_meanings(const struct writer *writer, int k, struct meaning meanings[4])
{
    const struct settings *settings = &writer->tape->settings;
    const char *param = settings->loss->param_name;
    meanings[0] = write_meaning(writer, "yhat", at(QUANTITY_YHAT, 0, k, 0));
    meanings[1] = write_meaning(writer, "y", at(QUANTITY_Y, 0, k, 0));
    meanings[2] = (struct meaning){.identifier = param, .name = param, .value = settings->loss_param};
    return 3;
}

static void explain_loss(struct writer *writer)
{
    const struct loss *loss = writer->tape->settings.loss;
    int n = network_outputs(writer->tape->network);
    bool is_wrapped = loss->is_mean && n > 1;
    write_start(writer, at(QUANTITY_LOSS, 0, 0, 0));
    if (is_wrapped) {
        write_fraction(writer, (size_t)n);
        write_text(writer, "[");
    }
    for (int k = 1; k <= n; k++) {
        if (!write_term(writer, k - 1, n))
            continue;
        struct meaning meanings[4];
        size_t count = loss_meanings(writer, k, meanings);
        write_formula(writer, loss->formula, meanings, count);
    }
    if (is_wrapped)
        write_text(writer, "]");
    write_end(writer, at(QUANTITY_LOSS, 0, 0, 0));
}

static void explain_dyhat(struct writer *writer)
{
    const struct loss *loss = writer->tape->settings.loss;
    int n = network_outputs(writer->tape->network);
    for (int k = 1; k <= n; k++) {
        struct meaning meanings[4];
        size_t count = loss_meanings(writer, k, meanings);
        write_start(writer, at(QUANTITY_DYHAT, 0, k, 0));
        if (loss->is_mean && n > 1)
            write_fraction(writer, (size_t)n);
        write_formula(writer, loss->derivative_formula, meanings, count);
        write_end(writer, at(QUANTITY_DYHAT, 0, k, 0));
    }
}

/* The sum over k of dL/dyhat_k times softmax's Jacobian. */
static void put_head_sum(struct writer *writer, int i)
{
    int n = network_outputs(writer->tape->network);
    for (int k = 1; k <= n; k++) {
        if (!write_term(writer, k - 1, n))
            continue;
        write_cell(writer, at(QUANTITY_DYHAT, 0, k, 0));
        write_times(writer);
        write_cell(writer, at(QUANTITY_YHAT, 0, k, 0));
        write_times(writer);
        write_text(writer, k == i ? "(1 - " : "(0 - ");
        write_cell(writer, at(QUANTITY_YHAT, 0, i, 0));
        write_text(writer, ")");
    }
}

/* Behind ce: what is left of that sum, ŷ - y (the targets' sum is 1). */
static void put_miss(struct writer *writer, int i)
{
    const struct network *network = writer->tape->network;
    double total = 0;
    for (int k = 0; k < network_outputs(network); k++)
        total += network->y[k];
    write_cell(writer, at(QUANTITY_YHAT, 0, i, 0));
    if (fabs(total - 1) > 1e-12) {
        write_times(writer);
        write_named(writer, write_sign(writer, "Σy", "sum(y)"), total, NULL);
    }
    write_text(writer, " - ");
    write_cell(writer, at(QUANTITY_Y, 0, i, 0));
}

/* Whether the sum is that difference to so many digits: not where a yhat is so small that its dyhat is infinite. */
static bool shows_head_sum(const struct writer *writer, int i)
{
    const struct network *network = writer->tape->network;
    double sum = 0, da = network_last(network)->da[i - 1];
    for (int k = 0; k < network_outputs(network); k++)
        sum += network->dyhat[k] * network->yhat[k] * ((k == i - 1) - network->yhat[i - 1]);
    return fabs(sum - da) <= 1e-6 * fabs(da);
}

/* Of many outputs the first stands for all. */
static void explain_dhead_row(struct writer *writer, int i)
{
    const struct network *network = writer->tape->network;
    bool is_fused = tape_is_fused(writer->tape);
    bool has_room = network_outputs(network) <= SUMS_MAX || i == 1 || writer->notation.is_whole;
    bool has_sum = !is_fused || (has_room && shows_head_sum(writer, i));
    struct cell da = at(QUANTITY_DA, network->depth, i, 0);
    if (has_sum) {
        write_start(writer, da);
        put_head_sum(writer, i);
        write_end(writer, da);
    }
    if (!is_fused)
        return;
    write_start(writer, da);
    put_miss(writer, i);
    if (has_sum)
        write_end_as(writer, network_last(network)->da[i - 1], NULL); /* the same number: asked for once */
    else
        write_end(writer, da);
}

static void explain_dhead(struct writer *writer)
{
    for (int i = 1; i <= network_outputs(writer->tape->network); i++)
        explain_dhead_row(writer, i);
}

/* sum over the rows j of layer k: dL/dz_k[j] w_k[j,i]; a path that a node of the layer in front has. */
static void put_sum_from_behind(struct writer *writer, int k, int i)
{
    int rows = writer->tape->network->layers[k].rows;
    for (int j = 1; j <= rows; j++) {
        if (!write_term(writer, j - 1, rows))
            continue;
        write_cell(writer, at(QUANTITY_DZ, k, j, 0));
        write_times(writer);
        write_cell(writer, at(QUANTITY_W, k, j, i));
    }
}

static void explain_da(struct writer *writer, int k, int node)
{
    if (k == writer->tape->network->depth && writer->tape->settings.has_softmax) {
        explain_dhead_row(writer, node);
        return;
    }
    write_start(writer, at(QUANTITY_DA, k, node, 0));
    if (k == writer->tape->network->depth)
        write_cell(writer, at(QUANTITY_DYHAT, 0, node, 0));
    else
        put_sum_from_behind(writer, k + 1, node);
    write_end(writer, at(QUANTITY_DA, k, node, 0));
}

/* What dL/da of the node is called: of an output without a head it is dL/dyhat. */
static struct cell upstream_of(const struct writer *writer, int k, int node)
{
    bool is_output = k == writer->tape->network->depth && !writer->tape->settings.has_softmax;
    return is_output ? at(QUANTITY_DYHAT, 0, node, 0) : at(QUANTITY_DA, k, node, 0);
}

static void put_slope(struct writer *writer, int k, int node)
{
    struct cell z = at(QUANTITY_Z, k, node, 0);
    struct buffer name = BUFFER_EMPTY;
    put_slope_name(&name, writer, k, node);
    write_named(writer, buffer_text(&name), slope_of(writer, k, node), &z);
    buffer_finish(&name);
}

/* dL/dyhat f'(z), whose product is yhat - y: unless it is so saturated that one is infinite or 0. */
static bool shows_both_steps(const struct writer *writer, int row)
{
    const struct network *network = writer->tape->network;
    double dz = network_last(network)->dz[row - 1];
    double product = network->dyhat[row - 1] * slope_of(writer, network->depth, row);
    return fabs(product - dz) <= 1e-6 * fabs(dz);
}

/* Of bce behind sigmoid: the two steps, then what is left of them, which is how dz is computed. */
static void explain_fused_dz(struct writer *writer, int k, int row)
{
    const struct layer *layer = &writer->tape->network->layers[k];
    struct cell dz = at(QUANTITY_DZ, k, row, 0);
    bool has_two_steps = shows_both_steps(writer, row);
    if (has_two_steps) {
        write_start(writer, dz);
        write_cell(writer, upstream_of(writer, k, row));
        write_times(writer);
        put_slope(writer, k, row);
        write_end(writer, dz);
    }
    write_start(writer, dz);
    if (layer->nodes > 1 && writer->tape->settings.loss->is_mean)
        write_fraction(writer, (size_t)layer->nodes);
    write_text(writer, "(");
    write_cell(writer, at(QUANTITY_YHAT, 0, row, 0));
    write_text(writer, " - ");
    write_cell(writer, at(QUANTITY_Y, 0, row, 0));
    write_text(writer, ")");
    if (has_two_steps)
        write_end_as(writer, layer->dz[row - 1], NULL); /* the same number: asked for once */
    else
        write_end(writer, dz);
}

static void explain_dz(struct writer *writer, int k, int row)
{
    const struct layer *layer = &writer->tape->network->layers[k];
    int node = (row - 1) / layer->pieces + 1;
    bool is_output = k == writer->tape->network->depth;
    if (is_output && tape_is_fused(writer->tape) && !writer->tape->settings.has_softmax) {
        explain_fused_dz(writer, k, row);
        explain_slope(writer, k, row);
        return;
    }
    write_start(writer, at(QUANTITY_DZ, k, row, 0));
    if (is_output && tape_takes_limit(writer->tape, node - 1)) { /* inf times 0, but for their exact product */
        struct meaning meanings[4];
        write_formula(writer, "-y*(1 - yhat)", meanings, loss_meanings(writer, node, meanings));
        write_end(writer, at(QUANTITY_DZ, k, row, 0));
        return;
    }
    write_cell(writer, upstream_of(writer, k, node));
    write_times(writer);
    if (layer->activation->is_maxout)
        write_text(writer, tape_winner(layer, node - 1) == row - 1 ? "1" : "0");
    else
        put_slope(writer, k, node);
    write_end(writer, at(QUANTITY_DZ, k, row, 0));
    explain_slope(writer, k, node);
}

/* With a batch: 1/B of this sample's part, on top of the samples before it. */
static void put_batch_start(struct writer *writer, struct cell cell, size_t sample)
{
    if (writer->tape->batch == 1)
        return;
    if (sample > 0) {
        const double *now = network_cell(writer->tape->network, cell);
        write_cell_value(writer, cell, write_before(writer, now));
        write_text(writer, " + ");
    }
    write_fraction(writer, writer->tape->batch);
}

static void explain_dw(struct writer *writer, const struct step *step, int row, int column)
{
    struct cell dw = at(QUANTITY_DW, step->layer, row, column);
    write_start(writer, dw);
    put_batch_start(writer, dw, step->sample);
    write_cell(writer, at(QUANTITY_DZ, step->layer, row, 0));
    write_times(writer);
    write_cell(writer, input_of(step->layer, column));
    write_end(writer, dw);
}

static void explain_db(struct writer *writer, const struct step *step, int row)
{
    struct cell db = at(QUANTITY_DB, step->layer, row, 0);
    write_start(writer, db);
    put_batch_start(writer, db, step->sample);
    write_cell(writer, at(QUANTITY_DZ, step->layer, row, 0));
    write_end(writer, db);
}

static void explain_dx(struct writer *writer, int i)
{
    write_start(writer, at(QUANTITY_DX, 0, i, 0));
    put_sum_from_behind(writer, 1, i);
    write_end(writer, at(QUANTITY_DX, 0, i, 0));
}

static void explain_update(struct writer *writer, const struct step *step)
{
    const struct layer *layer = &writer->tape->network->layers[step->layer];
    int first = (step->node - 1) * layer->pieces + 1;
    for (int row = first; row < first + layer->pieces; row++) {
        for (int i = 1; i <= layer->inputs; i++)
            if (write_shows_weight(writer, i - 1, layer->inputs))
                write_moved(writer, at(QUANTITY_W, step->layer, row, i));
        write_moved(writer, at(QUANTITY_B, step->layer, row, 0));
    }
}

static void explain_operation(struct writer *writer, const struct step *step)
{
    const struct network *network = writer->tape->network;
    const struct layer *layer = &network->layers[step->layer];
    int first = (step->node - 1) * layer->pieces + 1, last = first + layer->pieces - 1;
    switch (step->operation) {
    case OPERATION_A:
        explain_a(writer, step->layer, step->node);
        break;
    case OPERATION_HEAD:
        explain_head(writer);
        break;
    case OPERATION_LOSS:
        explain_loss(writer);
        break;
    case OPERATION_DYHAT:
        explain_dyhat(writer);
        break;
    case OPERATION_DHEAD:
        explain_dhead(writer);
        break;
    case OPERATION_DA:
        explain_da(writer, step->layer, step->node);
        break;
    case OPERATION_UPDATE:
        explain_update(writer, step);
        break;
    case OPERATION_DX:
        for (int i = 1; i <= network_inputs(network); i++)
            if (write_shows_weight(writer, i - 1, network_inputs(network)))
                explain_dx(writer, i);
        break;
    case OPERATION_Z:
        for (int row = first; row <= last; row++)
            explain_z(writer, step->layer, row);
        break;
    case OPERATION_DZ:
        for (int row = first; row <= last; row++)
            explain_dz(writer, step->layer, row);
        break;
    case OPERATION_DW:
        for (int row = first; row <= last; row++)
            for (int i = 1; i <= layer->inputs; i++)
                if (write_shows_weight(writer, i - 1, layer->inputs))
                    explain_dw(writer, step, row, i);
        break;
    case OPERATION_DB:
        for (int row = first; row <= last; row++)
            explain_db(writer, step, row);
        break;
    }
}

/* ---- the whole ---- */

static void write_title(struct explanation *explanation, const struct tape *tape)
{
    static const char *const phases[] = {N_("forward"), N_("backward"), N_("update")};
    struct step step = explanation->step;
    struct buffer title = BUFFER_EMPTY;
    buffer_printf(&title, "[%zu/%zu] %s  ", step.number, tape_step_count(tape), _(phases[step.phase]));
    if (step.layer)
        buffer_printf(&title, _("layer %d, node %d"), step.layer, step.node);
    else if (step.operation == OPERATION_HEAD || step.operation == OPERATION_DHEAD)
        buffer_put(&title, _("softmax"));
    else if (step.operation == OPERATION_DX)
        buffer_put(&title, _("inputs"));
    else
        buffer_put(&title, step.operation == OPERATION_LOSS ? _("loss") : _("slope of the loss"));
    if (tape->batch > 1 && step.phase != PHASE_UPDATE)
        buffer_printf(&title, _(", sample %zu of %zu"), step.sample + 1, tape->batch);
    snprintf(explanation->title, sizeof explanation->title, "%s", buffer_text(&title));
    buffer_finish(&title);
}

void explain_operations(struct explanation *explanation, const struct tape *tape, size_t first, size_t last,
                        struct notation notation)
{
    struct writer writer = {explanation, tape, notation, false, false};
    *explanation = (struct explanation){.step = tape_at(tape, last)};
    write_title(explanation, tape);
    for (size_t i = first; i <= last; i++) {
        struct step step = tape_at(tape, i);
        bool is_same_as_dyhat =
            step.operation == OPERATION_DA && step.layer == tape->network->depth && first < last;
        if (!is_same_as_dyhat)
            explain_operation(&writer, &step);
    }
}

/* The lines of one quantity: of the row and column asked for, or of all of them. */
static void explain_numbers(struct writer *writer, const struct step *step, struct cell cell)
{
    int rows, columns;
    network_values(writer->tape->network, cell.quantity, cell.layer, &rows, &columns);
    int first = cell.row ? cell.row : 1, last = cell.row ? cell.row : rows;
    for (int row = first; row <= last; row++) {
        if (!write_shows_weight(writer, row - first, last - first + 1))
            break;
        struct step of_row = *step;
        switch (cell.quantity) {
        case QUANTITY_Z:
            explain_z(writer, cell.layer, row);
            break;
        case QUANTITY_A:
            explain_a(writer, cell.layer, row);
            break;
        case QUANTITY_DA:
            explain_da(writer, cell.layer, row);
            break;
        case QUANTITY_DZ:
            explain_dz(writer, cell.layer, row);
            break;
        case QUANTITY_DB:
            explain_db(writer, &of_row, row);
            break;
        case QUANTITY_DX:
            explain_dx(writer, row);
            break;
        case QUANTITY_DW:
            for (int i = 1; i <= columns; i++)
                if (cell.column ? i == cell.column : write_shows_weight(writer, i - 1, columns))
                    explain_dw(writer, &of_row, row, i);
            break;
        case QUANTITY_W:
            for (int i = 1; i <= columns; i++)
                if (cell.column ? i == cell.column : write_shows_weight(writer, i - 1, columns))
                    write_moved(writer, at(QUANTITY_W, cell.layer, row, i));
            break;
        case QUANTITY_B:
            write_moved(writer, at(QUANTITY_B, cell.layer, row, 0));
            break;
        case QUANTITY_X:
        case QUANTITY_Y:
        case QUANTITY_YHAT:
        case QUANTITY_LOSS:
        case QUANTITY_DYHAT:
        case QUANTITY_COUNT:
            break;
        }
    }
}

bool explain_cell(struct explanation *explanation, const struct tape *tape, struct cell cell,
                  struct notation notation)
{
    struct writer writer = {explanation, tape, notation, false, false};
    struct cell output = cell;
    if (cell.quantity == QUANTITY_YHAT && !tape->settings.has_softmax) /* it is the last layer's a */
        output = at(QUANTITY_A, tape->network->depth, cell.row, 0);
    if (quantity_is_parameter(cell.quantity)) {
        const void *old;
        const double *value = network_cell(tape->network, cell);
        if (journal_last_change(tape->journal, value, SIZE_MAX, &old) != MOMENT_STEP)
            return false;
    } else if (!quantity_is_computed(cell.quantity) || tape_knows(tape, cell) == UNKNOWN) {
        return false;
    }
    *explanation = (struct explanation){.step = tape_at(tape, tape_operation_of(tape, output))};
    write_title(explanation, tape);
    bool is_whole =
        explanation->step.layer == 0 && cell.quantity != QUANTITY_DX && cell.quantity != QUANTITY_DA;
    if (is_whole) /* L, dyhat, yhat behind softmax: the step has few lines, and they belong together */
        explain_operation(&writer, &explanation->step);
    else
        explain_numbers(&writer, &explanation->step, output);
    return true;
}
