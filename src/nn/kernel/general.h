/* Training over whole batches, for any network. */
#ifndef NABLA_NN_KERNEL_GENERAL_H
#define NABLA_NN_KERNEL_GENERAL_H

#include <string.h>

#include "nn/kernel/activate.h"
#include "nn/kernel/output.h"
#include "nn/kernel/product.h"
#include "nn/kernel/safe.h"
#include "nn/kernel/update.h"

/* z of a layer. */
INLINE void multiply_part(void *context, int part, int parts)
{
    const struct piece *piece = context;
    const struct engine *engine = piece->engine;
    const struct stage *stage = &engine->stages[piece->k];
    const bool is_linear = stage->kind == ACTIVATION_LINEAR;
    for (int p = first_of(part, parts, panels_of(stage)); p < first_of(part + 1, parts, panels_of(stage));
         p++) {
        struct panel panel = panel_at(stage, p);
        const real *w = (const real *)engine->w + panel.offset;
        struct target z = {(real *)stage->d + panel.column, stage->d_stride};
        if (is_linear)
            z = (struct target){(real *)stage->a + panel.column, stage->a_stride};
        multiply_panel(panel.vectors, stage->inputs, piece->samples, stage[-1].a_row, w,
                       w + stage->inputs * panel.width, z);
    }
}

/* Columns of w of the inputs first .. first + width, as rows: packed[column][width]. What is beyond the inputs
 * becomes 0. */
static void pack(const struct engine *engine, const struct stage *stage, int first, int width, real *packed)
{
    for (int column = 0; column < stage->columns; column += LANES) {
        struct panel panel = panel_at(stage, column / PANEL);
        const real *w = (const real *)engine->w + panel.offset + (column - panel.column);
        for (int i = 0; i < width; i += LANES) {
            vec square[LANES];
            for (int r = 0; r < LANES; r++)
                square[r] = first + i + r < stage->inputs ? load(w + (first + i + r) * panel.width) : (vec){0};
            transpose(square);
            for (int c = 0; c < LANES; c++)
                store(packed + (column + c) * width + i, square[c]);
        }
    }
}

/* da of the layer before: da[i] = sum over j of dz[j] w[j,i]. */
INLINE void push_back_part(void *context, int part, int parts)
{
    const struct piece *piece = context;
    const struct engine *engine = piece->engine;
    const struct stage *stage = &engine->stages[piece->k];
    const int lanes = stage[-1].lanes, strips = (lanes + PANEL - 1) / PANEL;
    const int depth = stage->pieces == 1 ? stage->nodes : stage->columns,
              end = first_of(part + 1, parts, strips);
    real *packed = (real *)engine->packed + (size_t)part * engine->packed_count;
    for (int strip = first_of(part, parts, strips); strip < end; strip++) {
        int first = strip * PANEL, width = lanes - first < PANEL ? lanes - first : PANEL;
        struct target da = {(real *)engine->da + first, engine->da_stride};
        pack(engine, stage, first, width, packed);
        multiply_panel(width / LANES, depth, piece->samples, stage->d_row, packed, zeros, da);
    }
}

static void forward(const struct engine *engine, struct piece *piece)
{
    for (piece->k = 1; piece->k <= engine->depth; piece->k++) {
        const struct stage *stage = &engine->stages[piece->k];
        bool keeps_z = piece->k == engine->depth && engine->is_fused && !engine->settings->has_softmax;
        share(multiply_part, piece);
        if (stage->nodes == 1 && stage->kind != ACTIVATION_MAXOUT && stage->kind != ACTIVATION_LINEAR)
            activate_single(engine, stage, piece->samples, keeps_z);
        else
            activate(stage, piece->samples, keeps_z);
    }
}

/* dz of all layers. */
static void backward(const struct engine *engine, struct piece *piece)
{
    for (piece->k = engine->depth; piece->k > 0; piece->k--) {
        if (piece->k < engine->depth || !engine->is_fused || engine->settings->has_softmax)
            pull(engine, &engine->stages[piece->k], piece->samples);
        if (piece->k > 1)
            share(push_back_part, piece);
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

/* Forward and backward over a block; a gradient of several is gathered. */
static void work_block(struct engine *engine, struct piece *piece)
{
    forward(engine, piece);
    finish(engine, piece->samples);
    backward(engine, piece);
    note_steepness(engine, piece->samples);
    if (engine->gradient)
        gather_all(piece);
}

static bool run(struct engine *engine, const uint32_t *order, size_t first, size_t count)
{
    struct piece piece = {.engine = engine};
    for (size_t done = 0; done < count; done += piece.batch, engine->updates++) {
        const double loss_before = engine->loss_sum;
        piece.batch = count - done < engine->batch ? count - done : engine->batch;
        engine->steepness = 0;
        if (engine->gradient)
            memset(engine->gradient, 0, engine->count * sizeof(real));
        for (size_t begun = 0; begun < piece.batch; begun += piece.samples) {
            piece.samples = piece.batch - begun < engine->block ? piece.batch - begun : engine->block;
            take(engine, order, first + done + begun, piece.samples);
            work_block(engine, &piece);
        }
        if (!update_all(engine, &piece)) {
            engine->loss_sum = loss_before;
            return false;
        }
    }
    return true;
}

static void predict(struct engine *engine, size_t count, double *yhat)
{
    const struct stage *last = &engine->stages[engine->depth];
    forward(engine, &(struct piece){.engine = engine, .samples = count});
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
