/* Training over whole batches, for any network. */
#ifndef NABLA_NN_KERNEL_GENERAL_H
#define NABLA_NN_KERNEL_GENERAL_H

#include <string.h>

#include "nn/kernel/activate.h"
#include "nn/kernel/optimize.h"
#include "nn/kernel/output.h"
#include "nn/kernel/product.h"

#define STRIP_NUMBERS ((KERNEL_STRIP + 1) * PANEL) /* with the biases */

/* The part of a layer that is in work: one panel. */
struct panel {
    size_t offset; /* of its first number */
    int column, vectors;
};

static struct panel panel_at(const struct stage *stage, int column)
{
    int width = stage->columns - column < PANEL ? stage->columns - column : PANEL;
    return (struct panel){stage->w + (size_t)column * (size_t)(stage->inputs + 1), column, width / LANES};
}

static void forward(struct engine *engine, size_t samples)
{
    for (int k = 1; k <= engine->depth; k++) {
        struct stage *stage = &engine->stages[k];
        bool is_linear = stage->kind == ACTIVATION_LINEAR;
        for (int column = 0; column < stage->columns; column += PANEL) {
            struct panel panel = panel_at(stage, column);
            const real *w = (real *)engine->w + panel.offset;
            struct target z = {(real *)stage->d + column, stage->d_stride};
            if (is_linear)
                z = (struct target){(real *)stage->a + column, stage->a_stride};
            multiply_panel(panel.vectors, stage->inputs, samples, engine->stages[k - 1].a_row, w,
                           w + stage->inputs * panel.vectors * LANES, z);
        }
        bool keeps_z = k == engine->depth && engine->is_fused && !engine->settings->has_softmax;
        if (stage->nodes == 1 && stage->kind != ACTIVATION_MAXOUT && !is_linear)
            activate_single(engine, stage, samples, keeps_z);
        else
            activate(stage, samples, keeps_z);
    }
}

/* Columns of w of the inputs first .. first + width, as rows: packed[column][width]. What is beyond the inputs
 * becomes 0. */
static void pack(const struct engine *engine, const struct stage *stage, int first, int width)
{
    real *packed = engine->packed;
    for (int column = 0; column < stage->columns; column += LANES) {
        struct panel panel = panel_at(stage, column / PANEL * PANEL);
        const real *w = (real *)engine->w + panel.offset + (column - panel.column);
        const size_t stride = (size_t)(panel.vectors * LANES);
        for (int i = 0; i < width; i += LANES) {
            vec square[LANES];
            for (int r = 0; r < LANES; r++)
                square[r] =
                    first + i + r < stage->inputs ? load(w + (size_t)(first + i + r) * stride) : (vec){0};
            transpose(square);
            for (int c = 0; c < LANES; c++)
                store(packed + (size_t)(column + c) * (size_t)width + i, square[c]);
        }
    }
}

/* da of the layer before stage k: da[i] = sum over j of dz[j] w[j,i]. */
static void push_back(struct engine *engine, int k, size_t samples)
{
    const struct stage *stage = &engine->stages[k];
    const int lanes = engine->stages[k - 1].lanes, depth = stage->pieces == 1 ? stage->nodes : stage->columns;
    for (int first = 0; first < lanes; first += PANEL) {
        int width = lanes - first < PANEL ? lanes - first : PANEL;
        struct target da = {(real *)engine->da + first, engine->da_stride};
        pack(engine, stage, first, width);
        multiply_panel(width / LANES, depth, samples, stage->d_row, engine->packed, zeros, da);
    }
}

static struct span span_at(const struct engine *engine, size_t offset, real *gradient, size_t count)
{
    struct span span = {.w = (real *)engine->w + offset, .g = gradient, .count = count};
    for (int i = 0; i < OPTIMIZER_STATES_MAX; i++)
        span.state[i] = engine->state[i] ? (real *)engine->state[i] + offset : NULL;
    span.frozen = engine->frozen ? engine->frozen + offset : NULL;
    return span;
}

/* Whether an update is but w = keep w + scale dw, which the product can do itself. */
static bool is_plain(const struct engine *engine)
{
    return engine->optimizer == OPTIMIZER_SGD && !engine->frozen &&
           engine->settings->regularizer != REGULARIZER_L1 && !engine->gradient;
}

/* Stage k's update straight from its dz and the a before it. */
static void update_directly(struct engine *engine, int k, size_t samples)
{
    const struct stage *stage = &engine->stages[k];
    const struct settings *settings = engine->settings;
    const double rate = settings->rate, decay = settings->regularizer == REGULARIZER_L2 ? settings->lambda : 0;
    const struct blend weights = {R(1 - rate * decay), R(-rate / (double)samples)}, biases = {1, weights.scale};
    for (int column = 0; column < stage->columns; column += PANEL) {
        struct panel panel = panel_at(stage, column);
        struct target d = {(real *)stage->d + column, stage->d_stride};
        real *w = (real *)engine->w + panel.offset;
        gather_panel(panel.vectors, stage->inputs, samples, engine->stages[k - 1].a_row, 0, d, w, weights);
        gather_biases(panel.vectors, samples, d, w + stage->inputs * panel.vectors * LANES, biases);
    }
}

/* The same through the optimizer, a strip of gradients at a time. */
static void update_by_strips(struct engine *engine, const struct pace *pace, int k, size_t samples)
{
    const struct stage *stage = &engine->stages[k];
    const struct blend mean = {0, 1 / R(samples)};
    real *strip = engine->strip;
    for (int column = 0; column < stage->columns; column += PANEL) {
        struct panel panel = panel_at(stage, column);
        struct target d = {(real *)stage->d + column, stage->d_stride};
        const int width = panel.vectors * LANES;
        for (int row = 0; row < stage->inputs; row += KERNEL_STRIP) {
            int rows = stage->inputs - row < KERNEL_STRIP ? stage->inputs - row : KERNEL_STRIP;
            struct span span =
                span_at(engine, panel.offset + (size_t)(row * width), strip, (size_t)(rows * width));
            gather_panel(panel.vectors, rows, samples, engine->stages[k - 1].a_row, row, d, strip, mean);
            penalize(engine->settings, &span);
            move(engine, pace, &span);
        }
        struct span span =
            span_at(engine, panel.offset + (size_t)(stage->inputs * width), strip, (size_t)width);
        gather_biases(panel.vectors, samples, d, strip, mean);
        move(engine, pace, &span);
    }
}

/* Adds stage k's part of the batch's mean to the whole gradient. */
static void gather(struct engine *engine, int k, size_t samples, size_t batch)
{
    const struct stage *stage = &engine->stages[k];
    const struct blend add = {1, 1 / R(batch)};
    for (int column = 0; column < stage->columns; column += PANEL) {
        struct panel panel = panel_at(stage, column);
        struct target d = {(real *)stage->d + column, stage->d_stride};
        real *g = (real *)engine->gradient + panel.offset;
        gather_panel(panel.vectors, stage->inputs, samples, engine->stages[k - 1].a_row, 0, d, g, add);
        gather_biases(panel.vectors, samples, d, g + stage->inputs * panel.vectors * LANES, add);
    }
}

/* Forward and backward over one block; with one block a batch, the update too. */
static void work(struct engine *engine, const struct pace *pace, size_t samples, size_t batch)
{
    forward(engine, samples);
    finish(engine, samples);
    for (int k = engine->depth; k > 0; k--) {
        if (k < engine->depth || !engine->is_fused || engine->settings->has_softmax)
            pull(engine, &engine->stages[k], samples);
        if (k > 1)
            push_back(engine, k, samples);
        if (engine->gradient)
            gather(engine, k, samples, batch);
        else if (is_plain(engine))
            update_directly(engine, k, samples);
        else
            update_by_strips(engine, pace, k, samples);
    }
}

/* Points to the samples order[first .. first + samples). */
static void take(struct engine *engine, const uint32_t *order, size_t first, size_t samples)
{
    const size_t inputs = (size_t)engine->stages[0].nodes,
                 outputs = (size_t)engine->stages[engine->depth].lanes;
    for (size_t s = 0; s < samples; s++) {
        size_t which = order ? order[first + s] : first + s;
        engine->stages[0].a_row[s] = (const real *)engine->x + which * inputs;
        engine->y_row[s] = (const real *)engine->y + which * outputs;
    }
}

/* Moves span, or only tries whether all stays finite. */
static bool move_or_try(struct engine *engine, const struct pace *pace, struct span span, bool tries)
{
    if (tries) {
        real *place = engine->strip;
        const size_t bytes = span.count * sizeof *place;
        memcpy(place, span.g, bytes);
        span.g = place;
        span.w = memcpy(place += STRIP_NUMBERS, span.w, bytes);
        for (int i = 0; i < OPTIMIZER_STATES_MAX && span.state[i]; i++)
            span.state[i] = memcpy(place += STRIP_NUMBERS, span.state[i], bytes);
    }
    move(engine, pace, &span);
    bool is_fine = is_finite(span.w, span.count);
    for (int i = 0; i < OPTIMIZER_STATES_MAX && span.state[i]; i++)
        is_fine = is_fine && is_finite(span.state[i], span.count);
    return is_fine;
}

/* Moves all parameters by the whole gradient, or only tries. */
static bool update_all(struct engine *engine, const struct pace *pace, bool tries)
{
    real *gradient = engine->gradient;
    for (int k = 1; k <= engine->depth; k++) {
        const struct stage *stage = &engine->stages[k];
        for (int column = 0; column < stage->columns; column += PANEL) {
            struct panel panel = panel_at(stage, column);
            const int width = panel.vectors * LANES;
            for (int row = 0; row < stage->inputs; row += KERNEL_STRIP) {
                int rows = stage->inputs - row < KERNEL_STRIP ? stage->inputs - row : KERNEL_STRIP;
                size_t at = panel.offset + (size_t)(row * width);
                struct span span = span_at(engine, at, gradient + at, (size_t)(rows * width));
                if (tries)
                    penalize(engine->settings, &span);
                if (row + rows == stage->inputs) /* the biases are next, and take no penalty */
                    span.count += (size_t)width;
                if (!move_or_try(engine, pace, span, tries))
                    return false;
            }
        }
    }
    return true;
}

static bool run(struct engine *engine, const uint32_t *order, size_t first, size_t count)
{
    for (size_t done = 0, batch; done < count; done += batch, engine->updates++) {
        batch = count - done < engine->batch ? count - done : engine->batch;
        struct pace pace = pace_of(engine);
        if (engine->gradient)
            memset(engine->gradient, 0, engine->count * sizeof(real));
        for (size_t begun = 0, samples; begun < batch; begun += samples) {
            samples = batch - begun < engine->block ? batch - begun : engine->block;
            take(engine, order, first + done + begun, samples);
            work(engine, &pace, samples, batch);
        }
        if (engine->gradient && !(update_all(engine, &pace, true) && update_all(engine, &pace, false)))
            return false;
    }
    return true;
}

static void predict(struct engine *engine, size_t count, double *yhat)
{
    const struct stage *last = &engine->stages[engine->depth];
    forward(engine, count);
    for (size_t s = 0; s < count; s++) {
        const real *from = last->a_row[s];
        if (engine->settings->has_softmax) {
            real top, sum;
            softmax_row(last, from, engine->yhat, &top, &sum);
            from = engine->yhat;
        }
        for (int i = 0; i < last->nodes; i++)
            *yhat++ = (double)from[i];
    }
}

#endif
