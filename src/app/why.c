#include "app/why.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/cell.h"
#include "app/explain_write.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"

static void write_target(struct writer *writer, const char *text)
{
    write_start_as(writer, text, NULL);
}

static void set_title(struct explanation *explanation, const char *text)
{
    snprintf(explanation->title, sizeof explanation->title, "%s", text);
    explanation->title[utf8_whole(explanation->title, strlen(explanation->title))] = '\0';
}

/* ---- the factors of a path ---- */

/* f'(z), by its name. Maxout's winner hands on all of it. */
static void write_slope(struct writer *writer, struct cell z, double value)
{
    const struct activation *activation = writer->tape->network->layers[z.layer].activation;
    if (activation->is_maxout) {
        write_text(writer, "1");
        return;
    }
    struct buffer name = BUFFER_EMPTY;
    buffer_printf(&name, "%s%s(", write_sign(writer, activation->symbol, activation->symbol_ascii),
                  write_sign(writer, "′", "'"));
    cell_text(&name, z, writer->notation.is_ascii);
    buffer_put(&name, ")");
    write_named(writer, buffer_text(&name), value, &z);
    buffer_finish(&name);
}

/* A loss computed with the output: yhat - y, over N for a mean. */
static void write_miss(struct writer *writer, int k, double value)
{
    const struct tape *tape = writer->tape;
    const struct network *network = tape->network;
    int n = network_outputs(network);
    bool is_mean = tape->settings.loss->is_mean && n > 1;
    double miss = (network->yhat[k - 1] - network->y[k - 1]) / (is_mean ? n : 1);
    if (fabs(miss - value) > 1e-9 * fmax(1, fabs(value))) { /* targets whose sum isn't quite 1 */
        write_cell_value(writer, at(QUANTITY_DA, network->depth, k, 0), value);
        return;
    }
    if (is_mean)
        write_fraction(writer, (size_t)n);
    write_text(writer, "(");
    write_cell(writer, at(QUANTITY_YHAT, 0, k, 0));
    write_text(writer, " - ");
    write_cell(writer, at(QUANTITY_Y, 0, k, 0));
    write_text(writer, ")");
}

/* Softmax's d yhat[k] / d a[i]. */
static void write_jacobian(struct writer *writer, int k, int i)
{
    write_cell(writer, at(QUANTITY_YHAT, 0, k, 0));
    write_times(writer);
    write_text(writer, k == i ? "(1 - " : "(0 - ");
    write_cell(writer, at(QUANTITY_YHAT, 0, i, 0));
    write_text(writer, ")");
}

static void write_first_factor(struct writer *writer, struct cell to, double factor)
{
    bool is_fused = tape_is_fused(writer->tape), has_softmax = writer->tape->settings.has_softmax;
    if (is_fused && (to.quantity == QUANTITY_Z || (to.quantity == QUANTITY_A && has_softmax)))
        write_miss(writer, to.row, factor);
    else if (to.quantity == QUANTITY_Z)
        write_cell_value(writer, at(QUANTITY_DZ, to.layer, to.row, 0), factor);
    else
        write_cell_value(writer, at(QUANTITY_DYHAT, 0, to.row, 0), factor);
}

static void write_factor(struct writer *writer, struct cell from, struct cell to, double factor)
{
    struct cell input = at(QUANTITY_A, to.layer - 1, to.column, 0);
    if (from.quantity == QUANTITY_LOSS)
        write_first_factor(writer, to, factor);
    else if (from.quantity == QUANTITY_YHAT && to.quantity == QUANTITY_A)
        write_jacobian(writer, from.row, to.row);
    else if (to.quantity == QUANTITY_Z)
        write_slope(writer, to, factor);
    else if (to.quantity == QUANTITY_W)
        write_cell(writer, to.layer == 1 ? at(QUANTITY_X, 0, to.column, 0) : input);
    else
        write_cell(writer, at(QUANTITY_W, from.layer, from.row, to.row));
}

/* ---- the lines of a gradient ---- */

/* What a path's share of the sum is: together they are 100 %, and one that pulls the other way is negative. */
static void write_share(struct writer *writer, const struct why *why, double value)
{
    char text[TOKEN_TEXT_SIZE];
    double sum = paths_sum(&why->paths), share = 100 * value / sum;
    if (sum == 0 || !isfinite(share))
        return;
    share = fabs(share) < 0.05 ? 0 : share; /* no "-0.0" */
    snprintf(text, sizeof text, fabs(share) < 1e5 ? "%7.1f %%  " : "%7.0e %%  ", share);
    write_target(writer, text);
}

/* Its nodes, from L on: "ŷ[1] → a1[2]". */
static void write_route(struct writer *writer, const struct why *why, const struct path *path)
{
    bool is_first = true;
    if (why->batch > 1 && why->samples > 1) {
        char text[TOKEN_TEXT_SIZE];
        snprintf(text, sizeof text, _("sample %zu: "), why->first + path->sample + 1);
        write_target(writer, text);
    }
    for (int i = 1; i < path->length; i++) {
        enum quantity quantity = path->cells[i].quantity;
        bool is_node = quantity == QUANTITY_YHAT || quantity == QUANTITY_A || i == 1;
        if (!is_node)
            continue;
        if (!is_first)
            write_target(writer, write_sign(writer, " → ", " -> "));
        write_start(writer, path->cells[i]);
        is_first = false;
    }
}

static void write_path(struct writer *writer, const struct why *why, const struct path *path)
{
    write_share(writer, why, path->value);
    write_route(writer, why, path);
    bool is_mean = why->batch > 1 && quantity_is_parameter(why->target.quantity);
    if (is_mean)
        write_fraction(writer, why->batch);
    for (int i = 0; i < path->length - 1; i++) {
        if (path->cells[i + 1].quantity == QUANTITY_B)
            continue; /* d z / d b = 1 */
        if (i > 0)
            write_times(writer);
        write_factor(writer, path->cells[i], path->cells[i + 1], path->factors[i]);
    }
    write_end_as(writer, path->value, NULL);
}

/* A count that may be beyond any integer. */
static const char *count_text(double count, char text[32])
{
    snprintf(text, 32, count < 1e15 ? "%.0f" : "%.3g", count);
    return text;
}

static void write_rest(struct writer *writer, const struct why *why)
{
    char text[TOKEN_TEXT_SIZE], number[32];
    double more = why->paths.count - (double)why->paths.listed, rest = paths_rest(&why->paths);
    if (more <= 0)
        return;
    write_share(writer, why, rest);
    snprintf(text, sizeof text, _("%s %s more"), write_sign(writer, "…", "..."), count_text(more, number));
    write_target(writer, text);
    write_end_as(writer, rest, NULL);
}

/* (L(v + h) - L(v - h)) / 2h */
static void write_difference(struct writer *writer, const struct why *why)
{
    struct cell v = why->target;
    write_target(writer, _("central difference"));
    for (int numbers = 0; numbers <= 1; numbers++) {
        writer->is_names_only = !numbers;
        writer->is_numbers_only = numbers;
        write_text(writer, "(L(");
        write_cell_value(writer, v, why->value + why->h);
        write_text(writer, numbers ? ") - L(" : " + h) - L(");
        write_cell_value(writer, v, why->value - why->h);
        write_text(writer, numbers ? ")) / " : " - h)) / ");
        write_named(writer, "2h", 2 * why->h, NULL);
    }
    writer->is_numbers_only = false;
    write_end_as(writer, why->difference, NULL);
}

static void write_gradient(struct writer *writer, const struct why *why, struct replay *replay)
{
    struct cell gradient = why->target;
    size_t loaded = SIZE_MAX;
    gradient.quantity = paths_gradient_of(gradient.quantity);
    for (size_t i = 0; i < why->paths.listed; i++) {
        const struct path *path = &why->paths.list[i];
        if (path->sample != loaded)
            replay_pass(replay, path->sample);
        loaded = path->sample;
        write_path(writer, why, path);
    }
    write_rest(writer, why);
    write_start(writer, gradient);
    write_end_as(writer, paths_sum(&why->paths), &gradient);
    write_difference(writer, why);
}

static void title_gradient(struct why *why)
{
    struct buffer title = BUFFER_EMPTY, target = BUFFER_EMPTY, gradient = BUFFER_EMPTY;
    char count[32];
    const struct paths *paths = &why->paths;
    struct cell cell = why->target;
    cell_typed(&target, cell);
    cell.quantity = paths_gradient_of(cell.quantity);
    cell_typed(&gradient, cell);
    buffer_printf(&title, _("why %s: "), buffer_text(&gradient));
    if (paths->count < 1)
        buffer_printf(&title, _("no path leads from L back to %s; another piece of maxout won"),
                      buffer_text(&target));
    else if (paths->count < 2)
        buffer_printf(&title, _("one path leads from L back to %s"), buffer_text(&target));
    else
        buffer_printf(&title, _("it is the sum over %s paths from L back to %s"),
                      count_text(paths->count, count), buffer_text(&target));
    if (paths->alive < paths->count)
        buffer_printf(&title, _("; through a factor of 0: %s"), count_text(paths->count - paths->alive, count));
    set_title(&why->explanation, buffer_text(&title));
    buffer_finish(&title);
    buffer_finish(&target);
    buffer_finish(&gradient);
}

static bool find_gradient(struct why *why, struct replay *replay, struct writer *writer, struct error *error)
{
    paths_init(&why->paths, why->target, writer->notation.is_whole ? WHY_PATHS_SHOWN_WHOLE : WHY_PATHS_SHOWN);
    for (size_t i = 0; i < replay->count; i++) {
        replay_pass(replay, i);
        paths_add(&why->paths, &replay->tape, i, replay->weight);
    }
    if (!isfinite(paths_sum(&why->paths)) || !isfinite(why->paths.gradient)) {
        struct buffer name = BUFFER_EMPTY;
        cell_typed(&name, why->target);
        error_set(error, _("the gradient of %s isn't finite; 'check' and 'health' say where it begins"),
                  buffer_text(&name));
        buffer_finish(&name);
        return false;
    }
    why->value = *network_cell(replay->tape.network, why->target);
    why->difference = replay_difference(replay, why->target, &why->h);
    title_gradient(why);
    write_gradient(writer, why, replay);
    return true;
}

/* ---- the tree of a value ---- */

struct tree {
    struct writer *writer;
    bool *is_shown[NETWORK_LAYERS_MAX + 1]; /* [layer][node]: its inputs stand in a line above */
    int layers;                             /* how many to go down */
    bool says_a;                            /* the last layer's a is asked for by this name, not as yhat */
    bool is_cut;
};

static void grow_node(struct tree *tree, int layer, int node, int indent, int layers);

static bool start_line(struct tree *tree, int indent)
{
    char blanks[TOKEN_TEXT_SIZE];
    if (tree->writer->explanation->lines >= WHY_LINES_MAX) {
        tree->is_cut = true;
        return false;
    }
    snprintf(blanks, sizeof blanks, "%*s", indent * 2 < TOKEN_TEXT_SIZE ? indent * 2 : TOKEN_TEXT_SIZE - 1, "");
    if (indent > 0)
        write_target(tree->writer, blanks);
    return true;
}

struct term {
    int input; /* from 1; 0: the bias */
    double value;
};

static int by_size(const void *a, const void *b)
{
    const struct term *left = a, *right = b;
    double difference = fabs(right->value) - fabs(left->value);
    return difference > 0 ? 1 : difference < 0 ? -1 : left->input - right->input;
}

static void grow_term(struct tree *tree, int layer, int row, const struct term *term, int indent, int layers)
{
    struct writer *writer = tree->writer;
    struct cell w = at(QUANTITY_W, layer, row, term->input), b = at(QUANTITY_B, layer, row, 0);
    struct cell input =
        layer == 1 ? at(QUANTITY_X, 0, term->input, 0) : at(QUANTITY_A, layer - 1, term->input, 0);
    if (!start_line(tree, indent))
        return;
    if (term->input == 0) {
        write_start(writer, b);
        write_end(writer, b);
        return;
    }
    write_start(writer, w);
    write_target(writer, write_sign(writer, "·", " * "));
    write_start(writer, input);
    writer->is_numbers_only = true;
    write_cell(writer, w);
    write_times(writer);
    write_cell(writer, input);
    writer->is_numbers_only = false;
    write_end_as(writer, term->value, NULL);
    if (layer > 1 && layers > 1)
        grow_node(tree, layer - 1, term->input, indent + 1, layers - 1);
}

/* The terms of z, the largest first, the small ones in one line. */
static void grow_terms(struct tree *tree, int layer, int row, int indent, int layers)
{
    const struct network *network = tree->writer->tape->network;
    const struct layer *of = &network->layers[layer];
    int count = of->inputs + 1;
    int shown = tree->writer->notation.is_whole || count <= WHY_TERMS_SHOWN + 1 ? count : WHY_TERMS_SHOWN;
    struct term *terms = memory_new((size_t)count, sizeof *terms);
    const double *w = network->param + of->w + (size_t)(row - 1) * (size_t)of->inputs;
    terms[0] = (struct term){0, network->param[of->b + (size_t)(row - 1)]};
    for (int i = 1; i < count; i++)
        terms[i] = (struct term){i, w[i - 1] * network->layers[layer - 1].a[i - 1]};
    qsort(terms, (size_t)count, sizeof *terms, by_size);
    for (int i = 0; i < shown; i++)
        grow_term(tree, layer, row, &terms[i], indent, layers);
    double rest = 0;
    for (int i = shown; i < count; i++)
        rest += terms[i].value;
    if (shown < count && start_line(tree, indent)) {
        char text[TOKEN_TEXT_SIZE];
        snprintf(text, sizeof text, _("%s %d more"), write_sign(tree->writer, "…", "..."), count - shown);
        write_target(tree->writer, text);
        write_end_as(tree->writer, rest, NULL);
    }
    memory_free(terms);
}

static void grow_z(struct tree *tree, int layer, int row, int indent, int layers)
{
    struct cell z = at(QUANTITY_Z, layer, row, 0);
    if (!start_line(tree, indent))
        return;
    write_start(tree->writer, z);
    write_end(tree->writer, z);
    grow_terms(tree, layer, row, indent + 1, layers);
}

/* a = f(z), then what z is the sum of. A node that was spelled out above isn't again. */
static void grow_node(struct tree *tree, int layer, int node, int indent, int layers)
{
    struct writer *writer = tree->writer;
    const struct layer *of = &writer->tape->network->layers[layer];
    const char *symbol = write_sign(writer, of->activation->symbol, of->activation->symbol_ascii);
    int first = (node - 1) * of->pieces + 1;
    bool is_output = layer == writer->tape->network->depth && !writer->tape->settings.has_softmax;
    struct cell a = is_output && !tree->says_a ? at(QUANTITY_YHAT, 0, node, 0) : at(QUANTITY_A, layer, node, 0);
    if (tree->is_shown[layer][node - 1] || !start_line(tree, indent))
        return;
    tree->is_shown[layer][node - 1] = true;
    write_start(writer, a);
    write_text(writer, of->activation->is_maxout ? "max" : symbol);
    write_text(writer, "(");
    for (int row = first; row < first + of->pieces; row++) {
        if (row > first)
            write_text(writer, ", ");
        write_cell(writer, at(QUANTITY_Z, layer, row, 0));
    }
    write_text(writer, ")");
    write_end(writer, a);
    int row = of->activation->is_maxout ? tape_winner(of, node - 1) + 1 : node;
    grow_z(tree, layer, row, indent + 1, layers);
}

/* softmax's yhat, or L: made of all outputs. */
static void grow_outputs(struct tree *tree, int indent)
{
    const struct tape *tape = tree->writer->tape;
    int n = network_outputs(tape->network);
    for (int k = 1; k <= n; k++)
        if (write_shows_term(tree->writer, k - 1, n) == SHOW)
            grow_node(tree, tape->network->depth, k, indent, tree->layers);
}

static void grow_softmax(struct tree *tree, int k, int indent)
{
    struct writer *writer = tree->writer;
    const struct network *network = writer->tape->network;
    int n = network_outputs(network);
    if (!start_line(tree, indent))
        return;
    write_start(writer, at(QUANTITY_YHAT, 0, k, 0));
    write_text(writer, "e^");
    write_cell(writer, at(QUANTITY_A, network->depth, k, 0));
    write_text(writer, " / (");
    for (int i = 1; i <= n; i++) {
        if (!write_term(writer, i - 1, n))
            continue;
        write_text(writer, "e^");
        write_cell(writer, at(QUANTITY_A, network->depth, i, 0));
    }
    write_text(writer, ")");
    write_end(writer, at(QUANTITY_YHAT, 0, k, 0));
}

static void grow_loss(struct tree *tree)
{
    struct writer *writer = tree->writer;
    const struct tape *tape = writer->tape;
    const struct loss *loss = tape->settings.loss;
    int n = network_outputs(tape->network);
    write_start(writer, at(QUANTITY_LOSS, 0, 0, 0));
    if (loss->is_mean && n > 1)
        write_fraction(writer, (size_t)n);
    for (int k = 1; k <= n; k++) {
        enum shown shown = write_shows_term(writer, k - 1, n);
        struct meaning meanings[] = {
            write_meaning(writer, "yhat", at(QUANTITY_YHAT, 0, k, 0)),
            write_meaning(writer, "y", at(QUANTITY_Y, 0, k, 0)),
            {.identifier = loss->param_name, .name = loss->param_name, .value = tape->settings.loss_param},
        };
        if (shown != SKIP)
            write_text(writer, k > 1 ? " + " : loss->is_mean && n > 1 ? "[" : "");
        if (shown == SHOW_DOTS)
            write_dots(writer);
        else if (shown == SHOW)
            write_formula(writer, loss->formula, meanings, 3);
    }
    write_text(writer, loss->is_mean && n > 1 ? "]" : "");
    write_end(writer, at(QUANTITY_LOSS, 0, 0, 0));
    for (int k = 1; k <= n && tape->settings.has_softmax; k++)
        if (write_shows_term(writer, k - 1, n) == SHOW)
            grow_softmax(tree, k, 1);
    grow_outputs(tree, tape->settings.has_softmax ? 2 : 1);
}

static void grow(struct tree *tree, struct cell cell)
{
    const struct tape *tape = tree->writer->tape;
    if (cell.quantity == QUANTITY_LOSS) {
        grow_loss(tree);
    } else if (cell.quantity == QUANTITY_Z) {
        grow_z(tree, cell.layer, cell.row, 0, tree->layers);
    } else if (cell.quantity == QUANTITY_YHAT && tape->settings.has_softmax) {
        grow_softmax(tree, cell.row, 0);
        grow_outputs(tree, 1);
    } else {
        grow_node(tree, cell.quantity == QUANTITY_YHAT ? tape->network->depth : cell.layer, cell.row, 0,
                  tree->layers);
    }
}

static void find_value(struct why *why, struct replay *replay, struct writer *writer)
{
    struct tree tree = {.writer = writer, .says_a = why->target.quantity == QUANTITY_A};
    struct buffer title = BUFFER_EMPTY, name = BUFFER_EMPTY;
    const struct network *network = replay->tape.network;
    tree.layers = writer->notation.is_whole ? network->depth : WHY_LAYERS_SHOWN;
    for (int k = 1; k <= network->depth; k++)
        tree.is_shown[k] = memory_new((size_t)network->layers[k].nodes, sizeof(bool));
    if (why->target.quantity == QUANTITY_LOSS)
        replay_pass(replay, 0);
    else
        replay_forward(replay, 0);
    cell_typed(&name, why->target);
    buffer_printf(&title, _("why %s: each z is the sum of the lines below it, the largest first"),
                  buffer_text(&name));
    set_title(&why->explanation, buffer_text(&title));
    grow(&tree, why->target);
    if (tree.is_cut) {
        write_target(writer, write_sign(writer, "…", "..."));
        write_end_as(writer, *network_cell(network, why->target), &why->target);
    }
    for (int k = 1; k <= network->depth; k++)
        memory_free(tree.is_shown[k]);
    buffer_finish(&title);
    buffer_finish(&name);
}

/* ---- the whole ---- */

/* One number, and whether its gradient or its value is asked for. */
static bool read_cell(struct why *why, const struct tape *tape, struct cell cell, struct error *error)
{
    struct buffer name = BUFFER_EMPTY;
    int rows, columns, indices = quantity_indices(cell.quantity);
    network_values(tape->network, cell.quantity, cell.layer, &rows, &columns);
    bool is_whole = indices > 0 && (cell.row == 0 || (indices == 2 && cell.column == 0));
    if (is_whole && rows * columns == 1)
        cell = (struct cell){cell.quantity, cell.layer, 1, indices == 2 ? 1 : 0};
    else if (is_whole) {
        cell_typed(&name, (struct cell){cell.quantity, cell.layer, 0, 0});
        error_set(error, _("why asks about one number; %s is several; write one of them, such as %s%s"),
                  buffer_text(&name), buffer_text(&name), indices == 2 ? "[1,1]" : "[1]");
        buffer_finish(&name);
        return false;
    }
    if (cell.quantity == QUANTITY_Y)
        return error_set(error, _("y is given, not computed; 'why L' shows how it enters the loss"));
    bool is_gradient = quantity_is_gradient(cell.quantity);
    why->is_gradient = is_gradient || !quantity_is_computed(cell.quantity);
    why->target = cell;
    if (is_gradient)
        why->target.quantity = quantity_of_gradient(cell.quantity);
    return true;
}

bool why_find(struct why *why, struct tape *tape, struct cell cell, struct notation notation,
              struct error *error)
{
    struct replay replay;
    *why = (struct why){0};
    if (!read_cell(why, tape, cell, error))
        return false;
    struct cell asked = why->target;
    if (why->is_gradient)
        asked.quantity = paths_gradient_of(asked.quantity);
    if (!replay_open(&replay, tape, asked, error))
        return false;
    why->when = replay.when;
    why->first = replay.first;
    why->samples = replay.count;
    why->batch = replay.batch;
    struct writer writer = {&why->explanation, &replay.tape, notation, false, false};
    bool is_found = true;
    if (why->is_gradient)
        is_found = find_gradient(why, &replay, &writer, error);
    else
        find_value(why, &replay, &writer);
    replay_close(&replay);
    if (!is_found)
        why_finish(why);
    return is_found;
}

void why_finish(struct why *why)
{
    paths_finish(&why->paths);
    explanation_finish(&why->explanation);
}

const char *why_when(const struct why *why)
{
    switch (why->when) {
    case REPLAY_DONE:
        break;
    case REPLAY_AHEAD:
        return why->is_gradient ? _("the backward pass hasn't come here yet: computed ahead, on a copy")
                                : _("the forward pass hasn't come here yet: computed ahead, on a copy");
    case REPLAY_RENEWED:
        return _("something it depends on has changed: computed again, on a copy, with the numbers of now");
    case REPLAY_PAST:
        return _("of the pass before the update, with the weights of then");
    }
    return NULL;
}
