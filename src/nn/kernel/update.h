/* From dz to new parameters. */
#ifndef NABLA_NN_KERNEL_UPDATE_H
#define NABLA_NN_KERNEL_UPDATE_H

#include <stdatomic.h>
#include <string.h>

#include "nn/kernel/optimize.h"
#include "nn/kernel/product.h"
#include "nn/kernel/safe.h"
#include "nn/kernel/team.h"

#define STRIP_NUMBERS ((KERNEL_STRIP + 1) * PANEL) /* the biases included */

/* A panel of a layer, and the first of its columns and numbers. */
struct panel {
    size_t offset;
    int column, width, vectors;
};

static int panels_of(const struct stage *stage)
{
    return (stage->columns + PANEL - 1) / PANEL;
}

static struct panel panel_at(const struct stage *stage, int i)
{
    const int column = i * PANEL, rest = stage->columns - column, width = rest < PANEL ? rest : PANEL;
    return (struct panel){stage->w + (size_t)column * (size_t)(stage->inputs + 1), column, width,
                          width / LANES};
}

/* The block in work and its layer, of whose panels a team takes each its part. */
struct piece {
    const struct engine *engine;
    int k;
    size_t samples, batch; /* of the block, of the whole batch */
    struct pace pace;
    bool tries;
    atomic_bool failed;
};

/* The first item of a part; that of the part behind the last is how many there are. */
INLINE int first_of(int part, int parts, int items)
{
    return items * part / parts;
}

INLINE void share(void (*work)(void *context, int part, int parts), struct piece *piece)
{
    const struct stage *stage = &piece->engine->stages[piece->k];
    if (piece->engine->team &&
        piece->samples * (size_t)stage->inputs * (size_t)stage->columns > KERNEL_WORTH_SHARING)
        team_share(piece->engine->team, work, piece);
    else
        work(piece, 0, 1);
}

/* Rows row .. row + rows of a panel of layer k, and the biases behind the last of them, from the batch's dz. */
INLINE void gather_rows(const struct engine *engine, int k, const struct panel *panel, int row, int rows,
                        size_t samples, real *to, struct blend weights, struct blend biases)
{
    const struct stage *stage = &engine->stages[k];
    struct target d = {(real *)stage->d + panel->column, stage->d_stride};
    gather_panel(panel->vectors, rows, samples, stage[-1].a_row, row, d, to, weights);
    if (row + rows == stage->inputs)
        gather_biases(panel->vectors, samples, d, to + rows * panel->width, biases);
}

/* Adds the block's part of the batch's mean to the whole gradient. */
static void gather_part(void *context, int part, int parts)
{
    const struct piece *piece = context;
    const struct stage *stage = &piece->engine->stages[piece->k];
    const struct blend add = {1, 1 / R(piece->batch)};
    for (int p = first_of(part, parts, panels_of(stage)); p < first_of(part + 1, parts, panels_of(stage));
         p++) {
        struct panel panel = panel_at(stage, p);
        real *gradient = (real *)piece->engine->gradient + panel.offset;
        gather_rows(piece->engine, piece->k, &panel, 0, stage->inputs, piece->samples, gradient, add, add);
    }
}

static void gather_all(struct piece *piece)
{
    for (piece->k = 1; piece->k <= piece->engine->depth; piece->k++)
        share(gather_part, piece);
}

/* Whether an update is but w = keep w + scale dw, which the product can do itself. */
static bool is_plain(const struct engine *engine)
{
    return engine->optimizer == OPTIMIZER_SGD && !engine->frozen &&
           engine->settings->regularizer != REGULARIZER_L1 && !engine->gradient;
}

INLINE void update_plainly(const struct engine *engine, int k, const struct panel *panel, size_t samples)
{
    const struct settings *settings = engine->settings;
    const double decay = settings->regularizer == REGULARIZER_L2 ? settings->lambda : 0;
    const struct blend weights = {R(1 - settings->rate * decay), R(-settings->rate / (double)samples)};
    gather_rows(engine, k, panel, 0, engine->stages[k].inputs, samples, (real *)engine->w + panel->offset,
                weights, (struct blend){1, weights.scale});
}

static struct span span_at(const struct engine *engine, size_t offset, real *gradient, size_t count)
{
    struct span span = {.w = (real *)engine->w + offset, .g = gradient, .count = count};
    for (int i = 0; i < OPTIMIZER_STATES_MAX; i++)
        span.state[i] = engine->state[i] ? (real *)engine->state[i] + offset : NULL;
    span.frozen = engine->frozen ? engine->frozen + offset : NULL;
    return span;
}

/* Lets span point to copies, which follow its gradient in the strip. */
static void copy_span(struct span *span)
{
    const size_t bytes = span->count * sizeof(real);
    real *copy = span->g + STRIP_NUMBERS;
    span->w = memcpy(copy, span->w, bytes);
    for (int i = 0; i < OPTIMIZER_STATES_MAX && span->state[i]; i++)
        span->state[i] = memcpy(copy += STRIP_NUMBERS, span->state[i], bytes);
}

static bool span_is_finite(const struct span *span)
{
    bool is_fine = is_finite(span->w, span->count);
    for (int i = 0; i < OPTIMIZER_STATES_MAX && span->state[i]; i++)
        is_fine = is_fine && is_finite(span->state[i], span->count);
    return is_fine;
}

/* The same for any optimizer: a strip of a panel, from row on. If it only tries, copies move, and what is
 * returned is whether they stay finite. */
static bool update_strip(const struct piece *piece, const struct panel *panel, int row, real *strip)
{
    const struct engine *engine = piece->engine;
    const int inputs = engine->stages[piece->k].inputs;
    const int rows = inputs - row < KERNEL_STRIP ? inputs - row : KERNEL_STRIP;
    const size_t width = (size_t)panel->width, offset = panel->offset + (size_t)row * width;
    const size_t weights = (size_t)rows * width, count = weights + (row + rows == inputs ? width : 0);
    const struct blend mean = {0, 1 / R(piece->samples)};
    struct span span = span_at(engine, offset, strip, count);
    if (engine->gradient)
        memcpy(strip, (real *)engine->gradient + offset, count * sizeof(real));
    else
        gather_rows(engine, piece->k, panel, row, rows, piece->samples, strip, mean, mean);
    penalize(engine->settings, span.w, span.g, weights);
    if (piece->tries)
        copy_span(&span);
    move(engine, &piece->pace, &span);
    return !piece->tries || span_is_finite(&span);
}

INLINE void update_part(void *context, int part, int parts)
{
    struct piece *piece = context;
    const struct stage *stage = &piece->engine->stages[piece->k];
    real *strip = (real *)piece->engine->strip + part * KERNEL_STRIPS * STRIP_NUMBERS;
    for (int p = first_of(part, parts, panels_of(stage)); p < first_of(part + 1, parts, panels_of(stage));
         p++) {
        struct panel panel = panel_at(stage, p);
        if (!piece->tries && is_plain(piece->engine)) {
            update_plainly(piece->engine, piece->k, &panel, piece->samples);
            continue;
        }
        for (int row = 0; row < stage->inputs; row += KERNEL_STRIP)
            if (!update_strip(piece, &panel, row, strip))
                atomic_store_explicit(&piece->failed, true, memory_order_relaxed);
    }
}

static bool has_failed(const struct piece *piece)
{
    return atomic_load_explicit(&piece->failed, memory_order_relaxed);
}

static bool update_layers(struct piece *piece, bool tries)
{
    piece->tries = tries;
    atomic_store_explicit(&piece->failed, false, memory_order_relaxed);
    for (piece->k = 1; piece->k <= piece->engine->depth && !has_failed(piece); piece->k++)
        share(update_part, piece);
    return !has_failed(piece);
}

/* False, and nothing has moved, where anything would become infinite or NaN. */
static bool update_all(struct engine *engine, struct piece *piece)
{
    piece->pace = pace_of(engine);
    bool is_fine = is_safe(engine) || update_layers(piece, true);
    return is_fine && update_layers(piece, false);
}

#endif
