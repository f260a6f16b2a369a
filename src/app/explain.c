#include "app/explain.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "app/cell.h"
#include "app/formula.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"

/* ---- building blocks ---- */

struct writer {
    struct explanation *explanation;
    const struct tape *tape;
    struct notation notation;
    bool is_names_only; /* what follows goes to the names alone, or to the numbers alone */
    bool is_numbers_only;
};

void explanation_finish(struct explanation *explanation)
{
    memory_free(explanation->tokens);
    *explanation = (struct explanation){0};
}

static struct explain_token *add(struct writer *writer, enum token_part part, const char *text)
{
    struct explanation *explanation = writer->explanation;
    if (explanation->count == explanation->capacity) {
        explanation->capacity = explanation->capacity ? 2 * explanation->capacity : 64;
        explanation->tokens =
            memory_resize(explanation->tokens, explanation->capacity, sizeof *explanation->tokens);
    }
    struct explain_token *token = &explanation->tokens[explanation->count++];
    *token = (struct explain_token){.part = part, .line = explanation->lines};
    snprintf(token->text, sizeof token->text, "%s", text);
    token->text[utf8_whole(token->text, strlen(token->text))] = '\0';
    return token;
}

static const char *sign(const struct writer *writer, const char *utf8, const char *ascii)
{
    return writer->notation.is_ascii ? ascii : utf8;
}

/* An operator or bracket, in the names and in the numbers. */
static void put_text(struct writer *writer, const char *text)
{
    if (!writer->is_numbers_only)
        add(writer, PART_NAMES, text);
    if (!writer->is_names_only)
        add(writer, PART_NUMBERS, text);
}

static void put_times(struct writer *writer)
{
    put_text(writer, sign(writer, "·", " * "));
}

static void number_text(const struct writer *writer, double value, char *text, size_t size)
{
    snprintf(text, size, "%.*g", writer->notation.precision, value == 0 ? 0 : value);
}

/* Whether a negative number here needs brackets: not at the start, behind "(" or ", ". */
static bool stands_behind_operator(const struct writer *writer)
{
    const struct explanation *explanation = writer->explanation;
    for (size_t i = explanation->count; i > 0; i--) {
        const struct explain_token *token = &explanation->tokens[i - 1];
        if (token->line != explanation->lines)
            break;
        if (token->part != PART_NUMBERS)
            continue;
        char last = token->text[strlen(token->text) - 1];
        return last != '(' && last != '[' && strcmp(token->text, ", ") != 0;
    }
    return false;
}

static void put_number(struct writer *writer, double value, const struct cell *cell)
{
    char number[40], text[TOKEN_TEXT_SIZE];
    number_text(writer, value, number, sizeof number);
    bool in_brackets = number[0] == '-' && stands_behind_operator(writer);
    snprintf(text, sizeof text, in_brackets ? "(%s)" : "%s", number);
    struct explain_token *token = add(writer, PART_NUMBERS, text);
    token->is_symbol = true;
    if (cell) {
        token->has_cell = true;
        token->cell = *cell;
    }
}

/* A name with its number, both standing for the cell (NULL: for none). */
static void put_named(struct writer *writer, const char *name, double value, const struct cell *cell)
{
    if (!writer->is_numbers_only) {
        struct explain_token *token = add(writer, PART_NAMES, name);
        token->is_symbol = true;
        if (cell) {
            token->has_cell = true;
            token->cell = *cell;
        }
    }
    if (!writer->is_names_only)
        put_number(writer, value, cell);
}

static void put_cell_value(struct writer *writer, struct cell cell, double value)
{
    struct buffer name = BUFFER_EMPTY;
    cell_text(&name, cell, writer->notation.is_ascii);
    put_named(writer, buffer_text(&name), value, &cell);
    buffer_finish(&name);
}

static void put_cell(struct writer *writer, struct cell cell)
{
    put_cell_value(writer, cell, *network_cell(writer->tape->network, cell));
}

static void start_line_as(struct writer *writer, const char *name, const struct cell *cell)
{
    struct explain_token *token = add(writer, PART_TARGET, name);
    token->is_symbol = true;
    if (cell) {
        token->has_cell = true;
        token->cell = *cell;
    }
}

static void start_line(struct writer *writer, struct cell cell)
{
    struct buffer name = BUFFER_EMPTY;
    cell_text(&name, cell, writer->notation.is_ascii);
    start_line_as(writer, buffer_text(&name), &cell);
    buffer_finish(&name);
}

static void end_line_as(struct writer *writer, double value, const struct cell *cell)
{
    char number[40];
    number_text(writer, value, number, sizeof number);
    struct explain_token *token = add(writer, PART_RESULT, number);
    token->is_symbol = true;
    if (cell) {
        token->has_cell = true;
        token->cell = *cell;
    }
    writer->explanation->lines++;
}

static void end_line(struct writer *writer, struct cell cell)
{
    end_line_as(writer, *network_cell(writer->tape->network, cell), &cell);
}

static struct cell at(enum quantity quantity, int layer, int row, int column)
{
    return (struct cell){quantity, layer, row, column};
}

/* Layer 0's activations are called x. */
static struct cell input_of(int layer, int row)
{
    return layer == 1 ? at(QUANTITY_X, 0, row, 0) : at(QUANTITY_A, layer - 1, row, 0);
}

/* For a long sum of n terms: whether term i (from 0) is shown, and where the dots stand. */
enum shown { SHOW, SHOW_DOTS, SKIP };

static enum shown term_shown(const struct writer *writer, int i, int n)
{
    int most = EXPLAIN_TERMS_MAX;
    if (writer->notation.is_whole || n <= most || i < most - 2 || i == n - 1)
        return SHOW;
    return i == most - 2 ? SHOW_DOTS : SKIP;
}

static void put_dots(struct writer *writer)
{
    put_text(writer, sign(writer, "…", "..."));
}

static void put_fraction(struct writer *writer, size_t n)
{
    char text[32];
    snprintf(text, sizeof text, "(1/%zu)", n);
    put_text(writer, text);
    put_times(writer);
}

/* ---- formulas of the registries ---- */

struct meaning { /* what an identifier of a formula stands for */
    const char *identifier;
    const char *name; /* how it is shown; NULL: as a cell */
    struct cell cell;
    bool has_cell;
    double value;
};

static void put_formula(struct writer *writer, const char *formula, const struct meaning *meanings, size_t count)
{
    struct formula_piece piece;
    for (size_t i = 0; formula_next(formula, &i, &piece);) {
        const struct meaning *meaning = NULL;
        for (size_t k = 0; k < count && piece.is_name; k++)
            if (meanings[k].identifier && formula_piece_is(&piece, meanings[k].identifier))
                meaning = &meanings[k];
        if (meaning && meaning->name) {
            put_named(writer, meaning->name, meaning->value, meaning->has_cell ? &meaning->cell : NULL);
        } else if (meaning) {
            put_cell_value(writer, meaning->cell, meaning->value);
        } else if (formula_piece_is(&piece, "*")) {
            put_times(writer);
        } else {
            char text[TOKEN_TEXT_SIZE];
            snprintf(text, sizeof text, "%.*s", (int)piece.length, piece.text);
            put_text(writer, text);
        }
    }
}

static struct meaning meaning_of(const struct writer *writer, const char *identifier, struct cell cell)
{
    return (struct meaning){identifier, NULL, cell, true, *network_cell(writer->tape->network, cell)};
}

/* ---- one operation each ---- */

static void explain_z(struct writer *writer, int k, int row)
{
    const struct layer *layer = &writer->tape->network->layers[k];
    start_line(writer, at(QUANTITY_Z, k, row, 0));
    for (int i = 1; i <= layer->inputs; i++) {
        enum shown shown = term_shown(writer, i - 1, layer->inputs);
        if (shown != SKIP && i > 1)
            put_text(writer, " + ");
        if (shown == SHOW_DOTS)
            put_dots(writer);
        if (shown != SHOW)
            continue;
        put_cell(writer, at(QUANTITY_W, k, row, i));
        put_times(writer);
        put_cell(writer, input_of(k, i));
    }
    put_text(writer, " + ");
    put_cell(writer, at(QUANTITY_B, k, row, 0));
    end_line(writer, at(QUANTITY_Z, k, row, 0));
}

static void explain_a(struct writer *writer, int k, int node)
{
    const struct layer *layer = &writer->tape->network->layers[k];
    const struct activation *activation = layer->activation;
    struct cell z = at(QUANTITY_Z, k, (node - 1) * layer->pieces + 1, 0);
    start_line(writer, at(QUANTITY_A, k, node, 0));
    if (activation->is_maxout) {
        put_text(writer, "max(");
        for (int p = 0; p < layer->pieces; p++) {
            if (p > 0)
                put_text(writer, ", ");
            put_cell(writer, at(QUANTITY_Z, k, z.row + p, 0));
        }
        put_text(writer, ")");
    } else {
        struct meaning meanings[] = {
            meaning_of(writer, "z", z),
            {.identifier = activation->param_name, .name = activation->param_name, .value = layer->param},
        };
        writer->is_names_only = true;
        put_text(writer, sign(writer, activation->symbol, activation->symbol_ascii));
        put_text(writer, "(");
        put_cell(writer, z);
        put_text(writer, ")");
        writer->is_names_only = false;
        writer->is_numbers_only = true;
        put_formula(writer, activation->formula, meanings, 2);
        writer->is_numbers_only = false;
    }
    end_line(writer, at(QUANTITY_A, k, node, 0));
}

static void explain_head(struct writer *writer)
{
    const struct network *network = writer->tape->network;
    int n = network_outputs(network), depth = network->depth;
    for (int k = 1; k <= n; k++) {
        start_line(writer, at(QUANTITY_YHAT, 0, k, 0));
        put_text(writer, "e^");
        put_cell(writer, at(QUANTITY_A, depth, k, 0));
        put_text(writer, " / (");
        for (int i = 1; i <= n; i++) {
            enum shown shown = term_shown(writer, i - 1, n);
            if (shown != SKIP && i > 1)
                put_text(writer, " + ");
            if (shown == SHOW_DOTS)
                put_dots(writer);
            if (shown != SHOW)
                continue;
            put_text(writer, "e^");
            put_cell(writer, at(QUANTITY_A, depth, i, 0));
        }
        put_text(writer, ")");
        end_line(writer, at(QUANTITY_YHAT, 0, k, 0));
    }
}

static size_t loss_meanings(const struct writer *writer, int k, struct meaning meanings[4])
{
    const struct settings *settings = &writer->tape->settings;
    const char *param = settings->loss->param_name;
    meanings[0] = meaning_of(writer, "yhat", at(QUANTITY_YHAT, 0, k, 0));
    meanings[1] = meaning_of(writer, "y", at(QUANTITY_Y, 0, k, 0));
    meanings[2] = (struct meaning){.identifier = param, .name = param, .value = settings->loss_param};
    return 3;
}

static void explain_loss(struct writer *writer)
{
    const struct loss *loss = writer->tape->settings.loss;
    int n = network_outputs(writer->tape->network);
    bool is_wrapped = loss->is_mean && n > 1;
    start_line(writer, at(QUANTITY_LOSS, 0, 0, 0));
    if (is_wrapped) {
        put_fraction(writer, (size_t)n);
        put_text(writer, "[");
    }
    for (int k = 1; k <= n; k++) {
        enum shown shown = term_shown(writer, k - 1, n);
        if (shown != SKIP && k > 1)
            put_text(writer, " + ");
        if (shown == SHOW_DOTS)
            put_dots(writer);
        if (shown != SHOW)
            continue;
        struct meaning meanings[4];
        size_t count = loss_meanings(writer, k, meanings);
        put_formula(writer, loss->formula, meanings, count);
    }
    if (is_wrapped)
        put_text(writer, "]");
    end_line(writer, at(QUANTITY_LOSS, 0, 0, 0));
}

static void explain_dyhat(struct writer *writer)
{
    const struct loss *loss = writer->tape->settings.loss;
    int n = network_outputs(writer->tape->network);
    for (int k = 1; k <= n; k++) {
        struct meaning meanings[4];
        size_t count = loss_meanings(writer, k, meanings);
        start_line(writer, at(QUANTITY_DYHAT, 0, k, 0));
        if (loss->is_mean && n > 1)
            put_fraction(writer, (size_t)n);
        put_formula(writer, loss->derivative_formula, meanings, count);
        end_line(writer, at(QUANTITY_DYHAT, 0, k, 0));
    }
}

/* Behind ce: ŷ - y (the targets' sum is 1). Else the sum over k of dL/dyhat_k times softmax's Jacobian. */
static void explain_dhead(struct writer *writer)
{
    const struct network *network = writer->tape->network;
    int n = network_outputs(network);
    double total = 0;
    for (int i = 0; i < n; i++)
        total += network->y[i];
    for (int i = 1; i <= n; i++) {
        struct cell da = at(QUANTITY_DA, network->depth, i, 0), yhat_i = at(QUANTITY_YHAT, 0, i, 0);
        start_line(writer, da);
        if (tape_is_fused(writer->tape)) {
            put_cell(writer, yhat_i);
            if (fabs(total - 1) > 1e-12) {
                put_times(writer);
                put_named(writer, sign(writer, "Σy", "sum(y)"), total, NULL);
            }
            put_text(writer, " - ");
            put_cell(writer, at(QUANTITY_Y, 0, i, 0));
        } else {
            for (int k = 1; k <= n; k++) {
                enum shown shown = term_shown(writer, k - 1, n);
                if (shown != SKIP && k > 1)
                    put_text(writer, " + ");
                if (shown == SHOW_DOTS)
                    put_dots(writer);
                if (shown != SHOW)
                    continue;
                put_cell(writer, at(QUANTITY_DYHAT, 0, k, 0));
                put_times(writer);
                put_cell(writer, at(QUANTITY_YHAT, 0, k, 0));
                put_times(writer);
                put_text(writer, k == i ? "(1 - " : "(0 - ");
                put_cell(writer, yhat_i);
                put_text(writer, ")");
            }
        }
        end_line(writer, da);
    }
}

/* sum over the rows j of layer k: dL/dz_k[j] w_k[j,i]; a path that a node of the layer in front has. */
static void put_sum_from_behind(struct writer *writer, int k, int i)
{
    int rows = writer->tape->network->layers[k].rows;
    for (int j = 1; j <= rows; j++) {
        enum shown shown = term_shown(writer, j - 1, rows);
        if (shown != SKIP && j > 1)
            put_text(writer, " + ");
        if (shown == SHOW_DOTS)
            put_dots(writer);
        if (shown != SHOW)
            continue;
        put_cell(writer, at(QUANTITY_DZ, k, j, 0));
        put_times(writer);
        put_cell(writer, at(QUANTITY_W, k, j, i));
    }
}

static void explain_da(struct writer *writer, int k, int node)
{
    start_line(writer, at(QUANTITY_DA, k, node, 0));
    if (k == writer->tape->network->depth)
        put_cell(writer, at(QUANTITY_DYHAT, 0, node, 0));
    else
        put_sum_from_behind(writer, k + 1, node);
    end_line(writer, at(QUANTITY_DA, k, node, 0));
}

/* What dL/da of the node is called: of an output without a head it is dL/dyhat. */
static struct cell upstream_of(const struct writer *writer, int k, int node)
{
    bool is_output = k == writer->tape->network->depth && !writer->tape->settings.has_softmax;
    return is_output ? at(QUANTITY_DYHAT, 0, node, 0) : at(QUANTITY_DA, k, node, 0);
}

static void put_slope(struct writer *writer, int k, int node)
{
    const struct layer *layer = &writer->tape->network->layers[k];
    const struct activation *activation = layer->activation;
    struct cell z = at(QUANTITY_Z, k, node, 0);
    struct buffer name = BUFFER_EMPTY;
    double slope = activation->df(layer->z[node - 1], layer->a[node - 1], layer->param);
    buffer_printf(&name, "%s%s(", sign(writer, activation->symbol, activation->symbol_ascii),
                  sign(writer, "′", "'"));
    cell_text(&name, z, writer->notation.is_ascii);
    buffer_put(&name, ")");
    put_named(writer, buffer_text(&name), slope, &z);
    buffer_finish(&name);
}

static void explain_dz(struct writer *writer, int k, int row)
{
    const struct layer *layer = &writer->tape->network->layers[k];
    int node = (row - 1) / layer->pieces + 1;
    bool is_output = k == writer->tape->network->depth;
    start_line(writer, at(QUANTITY_DZ, k, row, 0));
    if (layer->activation->is_maxout) {
        bool wins = tape_winner(layer, node - 1) == row - 1;
        put_cell(writer, upstream_of(writer, k, node));
        put_times(writer);
        put_text(writer, wins ? "1" : "0");
    } else if (is_output && tape_is_fused(writer->tape) && !writer->tape->settings.has_softmax) {
        if (layer->nodes > 1 && writer->tape->settings.loss->is_mean)
            put_fraction(writer, (size_t)layer->nodes);
        put_text(writer, "(");
        put_cell(writer, at(QUANTITY_YHAT, 0, row, 0));
        put_text(writer, " - ");
        put_cell(writer, at(QUANTITY_Y, 0, row, 0));
        put_text(writer, ")");
    } else {
        put_cell(writer, upstream_of(writer, k, node));
        put_times(writer);
        put_slope(writer, k, node);
    }
    end_line(writer, at(QUANTITY_DZ, k, row, 0));
}

/* The value of before the step, or of before its last change for a cell explained later. */
static double before(const struct writer *writer, const double *value)
{
    const void *old;
    journal_last_change(writer->tape->journal, value, SIZE_MAX, &old);
    return *(const double *)old;
}

/* With a batch: 1/B of this sample's part, on top of the samples before it. */
static void put_batch_start(struct writer *writer, struct cell cell, size_t sample)
{
    if (writer->tape->batch == 1)
        return;
    if (sample > 0) {
        const double *now = network_cell(writer->tape->network, cell);
        put_cell_value(writer, cell, before(writer, now));
        put_text(writer, " + ");
    }
    put_fraction(writer, writer->tape->batch);
}

static void explain_dw(struct writer *writer, const struct step *step, int row, int column)
{
    struct cell dw = at(QUANTITY_DW, step->layer, row, column);
    start_line(writer, dw);
    put_batch_start(writer, dw, step->sample);
    put_cell(writer, at(QUANTITY_DZ, step->layer, row, 0));
    put_times(writer);
    put_cell(writer, input_of(step->layer, column));
    end_line(writer, dw);
}

static void explain_db(struct writer *writer, const struct step *step, int row)
{
    struct cell db = at(QUANTITY_DB, step->layer, row, 0);
    start_line(writer, db);
    put_batch_start(writer, db, step->sample);
    put_cell(writer, at(QUANTITY_DZ, step->layer, row, 0));
    end_line(writer, db);
}

static void explain_dx(struct writer *writer, int i)
{
    start_line(writer, at(QUANTITY_DX, 0, i, 0));
    put_sum_from_behind(writer, 1, i);
    end_line(writer, at(QUANTITY_DX, 0, i, 0));
}

/* ---- the update ---- */

struct moving { /* one parameter on its way: the identifiers of the optimizer's formulas */
    struct cell cell, gradient;
    size_t offset;
    double w, g, state[OPTIMIZER_STATES_MAX];
    double defined[8]; /* what the formula lines gave so far */
};

static void explain_gradient_with_penalty(struct writer *writer, struct moving *moving)
{
    const struct settings *settings = &writer->tape->settings;
    bool is_l2 = settings->regularizer == REGULARIZER_L2;
    double slope = is_l2 ? moving->w : (double)((moving->w > 0) - (moving->w < 0));
    start_line_as(writer, "g", NULL);
    put_cell_value(writer, moving->gradient, moving->g);
    put_text(writer, " + ");
    put_named(writer, sign(writer, "λ", "lambda"), settings->lambda, NULL);
    put_times(writer);
    if (!is_l2)
        put_text(writer, "sign(");
    put_cell_value(writer, moving->cell, moving->w);
    if (!is_l2)
        put_text(writer, ")");
    moving->g += settings->lambda * slope;
    end_line_as(writer, moving->g, NULL);
}

/* The value that a formula line of the optimizer gives: its last line is w, its states are in the network. */
static double *state_named(const struct writer *writer, const char *name, size_t length, size_t offset)
{
    const struct optimizer *optimizer = writer->tape->settings.optimizer;
    for (size_t i = 0; i < optimizer->states; i++)
        if (strlen(optimizer->state_name[i]) == length && memcmp(optimizer->state_name[i], name, length) == 0)
            return writer->tape->network->state[i] + offset;
    return NULL;
}

static void explain_formula_line(struct writer *writer, const char *line, const struct moving *moving)
{
    const struct settings *settings = &writer->tape->settings;
    const struct optimizer *optimizer = settings->optimizer;
    const char *equals = strstr(line, " = ");
    size_t length = (size_t)(equals - line);
    bool is_penalized = settings->regularizer != REGULARIZER_NONE && moving->cell.quantity == QUANTITY_W;
    struct meaning meanings[8] = {
        {"w", NULL, moving->cell, true, moving->w},
        {"g", is_penalized ? "g" : NULL, moving->gradient, !is_penalized, moving->g},
        {.identifier = "rate", .name = sign(writer, "η", "rate"), .value = settings->rate},
        {.identifier = "t", .name = "t", .value = (double)writer->tape->iteration},
        {.identifier = optimizer->param_name, .name = optimizer->param_name, .value = settings->optimizer_param},
    };
    size_t count = 5;
    for (size_t i = 0; i < optimizer->states; i++) { /* its old value in its own line, the new one later */
        double *now = writer->tape->network->state[i] + moving->offset;
        bool is_own = strlen(optimizer->state_name[i]) == length && memcmp(optimizer->state_name[i], line, length) == 0;
        meanings[count++] = (struct meaning){.identifier = optimizer->state_name[i], .name = optimizer->state_name[i],
                                             .value = is_own ? moving->state[i] : *now};
    }
    const double *state = state_named(writer, line, length, moving->offset);
    char name[32];
    snprintf(name, sizeof name, "%.*s", (int)length, line);
    if (strcmp(name, "w") == 0)
        start_line(writer, moving->cell);
    else
        start_line_as(writer, name, NULL);
    put_formula(writer, equals + 3, meanings, count);
    if (state)
        end_line_as(writer, *state, NULL);
    else
        end_line(writer, moving->cell);
}

static void explain_moved(struct writer *writer, struct cell cell)
{
    const struct tape *tape = writer->tape;
    double *w = network_cell(tape->network, cell);
    struct moving moving = {.cell = cell, .gradient = cell, .offset = (size_t)(w - tape->network->param)};
    moving.gradient.quantity = cell.quantity == QUANTITY_W ? QUANTITY_DW : QUANTITY_DB;
    moving.w = before(writer, w);
    moving.g = tape->network->gradient[moving.offset];
    if (tape->network->frozen[moving.offset]) {
        start_line(writer, cell);
        put_cell_value(writer, cell, moving.w);
        writer->is_names_only = true;
        put_text(writer, _(" (frozen)"));
        writer->is_names_only = false;
        end_line(writer, cell);
        return;
    }
    for (size_t i = 0; i < tape->settings.optimizer->states; i++)
        moving.state[i] = before(writer, tape->network->state[i] + moving.offset);
    if (cell.quantity == QUANTITY_W && tape->settings.regularizer != REGULARIZER_NONE)
        explain_gradient_with_penalty(writer, &moving);
    for (const char *const *line = tape->settings.optimizer->formulas; *line; line++)
        explain_formula_line(writer, *line, &moving);
}

static void put_more(struct writer *writer, int count)
{
    char text[TOKEN_TEXT_SIZE];
    snprintf(text, sizeof text, _("%s %d more"), sign(writer, "…", "..."), count);
    add(writer, PART_TARGET, text);
    writer->explanation->lines++;
}

/* Whether weight i of n gets a line of its own; the rest is counted in one. */
static bool weight_shown(struct writer *writer, int i, int n)
{
    if (writer->notation.is_whole || n <= EXPLAIN_WEIGHTS_MAX || i < EXPLAIN_WEIGHTS_MAX - 1)
        return true;
    if (i == EXPLAIN_WEIGHTS_MAX - 1)
        put_more(writer, n - EXPLAIN_WEIGHTS_MAX + 1);
    return false;
}

static void explain_update(struct writer *writer, const struct step *step)
{
    const struct layer *layer = &writer->tape->network->layers[step->layer];
    int first = (step->node - 1) * layer->pieces + 1;
    for (int row = first; row < first + layer->pieces; row++) {
        for (int i = 1; i <= layer->inputs; i++)
            if (weight_shown(writer, i - 1, layer->inputs))
                explain_moved(writer, at(QUANTITY_W, step->layer, row, i));
        explain_moved(writer, at(QUANTITY_B, step->layer, row, 0));
    }
}

static void explain_operation(struct writer *writer, const struct step *step)
{
    const struct network *network = writer->tape->network;
    const struct layer *layer = &network->layers[step->layer];
    int first = (step->node - 1) * layer->pieces + 1, last = first + layer->pieces - 1;
    switch (step->operation) {
    case OPERATION_A: explain_a(writer, step->layer, step->node); break;
    case OPERATION_HEAD: explain_head(writer); break;
    case OPERATION_LOSS: explain_loss(writer); break;
    case OPERATION_DYHAT: explain_dyhat(writer); break;
    case OPERATION_DHEAD: explain_dhead(writer); break;
    case OPERATION_DA: explain_da(writer, step->layer, step->node); break;
    case OPERATION_UPDATE: explain_update(writer, step); break;
    case OPERATION_DX:
        for (int i = 1; i <= network_inputs(network); i++)
            if (weight_shown(writer, i - 1, network_inputs(network)))
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
                if (weight_shown(writer, i - 1, layer->inputs))
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
        bool is_same_as_dyhat = step.operation == OPERATION_DA && step.layer == tape->network->depth && first < last;
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
        if (!weight_shown(writer, row - first, last - first + 1))
            break;
        struct step of_row = *step;
        switch (cell.quantity) {
        case QUANTITY_Z: explain_z(writer, cell.layer, row); break;
        case QUANTITY_A: explain_a(writer, cell.layer, row); break;
        case QUANTITY_DA: explain_da(writer, cell.layer, row); break;
        case QUANTITY_DZ: explain_dz(writer, cell.layer, row); break;
        case QUANTITY_DB: explain_db(writer, &of_row, row); break;
        case QUANTITY_DX: explain_dx(writer, row); break;
        case QUANTITY_DW:
            for (int i = 1; i <= columns; i++)
                if (cell.column ? i == cell.column : weight_shown(writer, i - 1, columns))
                    explain_dw(writer, &of_row, row, i);
            break;
        case QUANTITY_W:
            for (int i = 1; i <= columns; i++)
                if (cell.column ? i == cell.column : weight_shown(writer, i - 1, columns))
                    explain_moved(writer, at(QUANTITY_W, cell.layer, row, i));
            break;
        case QUANTITY_B: explain_moved(writer, at(QUANTITY_B, cell.layer, row, 0)); break;
        case QUANTITY_X:
        case QUANTITY_Y:
        case QUANTITY_YHAT:
        case QUANTITY_LOSS:
        case QUANTITY_DYHAT:
        case QUANTITY_COUNT: break;
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
    bool is_whole = explanation->step.layer == 0 && cell.quantity != QUANTITY_DX && cell.quantity != QUANTITY_DA;
    if (is_whole) /* L, dyhat, yhat behind softmax: the step has few lines, and they belong together */
        explain_operation(&writer, &explanation->step);
    else
        explain_numbers(&writer, &explanation->step, output);
    return true;
}
