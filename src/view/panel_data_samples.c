/* What the data panel knows of the samples: which it shows, what the network answers, which are right. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/translate.h"
#include "nn/forward.h"
#include "view/look.h"
#include "view/panel_data.h"
#include "view/scene_cache.h"

const double *samples_x(const struct samples *samples, size_t i)
{
    return samples->data ? dataset_x(samples->data, i) : samples->network->x;
}

const double *samples_y(const struct samples *samples, size_t i)
{
    return samples->data ? dataset_y(samples->data, i) : samples->network->y;
}

const double *samples_yhat(const struct samples *samples, size_t i)
{
    return samples->answers ? samples->answers + (i - samples->first) * samples->answer : NULL;
}

double samples_loss(const struct samples *samples, size_t i)
{
    return samples_yhat(samples, i)[samples->answer - 1];
}

/* ---- classes ---- */

bool samples_have_classes(const struct samples *samples)
{
    return samples->data && samples->data->classes > 0;
}

int samples_class(const struct samples *samples, const double *y)
{
    return dataset_class(samples->data, y);
}

void samples_class_text(const struct samples *samples, int class, char text[DATA_CLASS_SIZE])
{
    if (samples->data->class_name)
        snprintf(text, DATA_CLASS_SIZE, "%s", samples->data->class_name[class]);
    else
        snprintf(text, DATA_CLASS_SIZE, "%d", samples->outputs == 1 ? class : class + 1);
}

enum verdict samples_verdict(const struct samples *samples, size_t i)
{
    const double *yhat = samples_yhat(samples, i);
    if (!yhat || !samples_have_classes(samples))
        return VERDICT_NONE;
    for (int k = 0; k < samples->outputs; k++)
        if (isnan(yhat[k]))
            return VERDICT_WRONG;
    return samples_class(samples, yhat) == samples_class(samples, samples_y(samples, i)) ? VERDICT_RIGHT
                                                                                         : VERDICT_WRONG;
}

const char *verdict_sign(enum verdict verdict)
{
    return verdict == VERDICT_RIGHT ? "✓" : verdict == VERDICT_WRONG ? "✗" : "";
}

struct ink verdict_ink(enum verdict verdict)
{
    return ink(verdict == VERDICT_RIGHT ? ROLE_GOOD : verdict == VERDICT_WRONG ? ROLE_ERROR : ROLE_NODE_LINE);
}

bool samples_is_test(const struct samples *samples, size_t i)
{
    return samples->is_test && samples->is_test[i];
}

/* ---- what the network answers ---- */

bool samples_have_loss(const struct samples *samples, size_t i)
{
    const struct settings *settings = &samples->session->tape.settings;
    struct error error;
    return samples->is_answered && samples->outputs > 0 &&
           loss_can_follow(settings->loss, network_last(samples->network)->activation, settings->has_softmax,
                           &error) &&
           loss_target_fits(settings->loss, settings->has_softmax, samples_y(samples, i),
                            (size_t)samples->outputs, &error);
}

static void compute(const void *context, double *values)
{
    const struct samples *samples = context;
    const struct settings *settings = &samples->session->tape.settings;
    struct forward *forward = forward_new(samples->network);
    for (size_t i = samples->first; i < samples->first + samples->shown; i++, values += samples->answer) {
        forward_run(forward, samples->network, settings, samples_x(samples, i), values);
        values[samples->answer - 1] =
            samples_have_loss(samples, i)
                ? forward_loss(forward, samples->network, settings, values, samples_y(samples, i))
                : (double)NAN;
    }
    forward_free(forward);
}

static uint64_t hash_numbers(uint64_t hash, const double *numbers, int count)
{
    return scene_hash(hash, numbers, (size_t)count * sizeof *numbers);
}

static void ask(struct samples *samples, double **own)
{
    const struct settings *settings = &samples->session->tape.settings;
    uint64_t from = scene_hash_network(0, samples->network, settings);
    from = scene_hash(from, &settings->loss, sizeof(const struct loss *));
    from = scene_hash(from, &settings->loss_param, sizeof settings->loss_param);
    for (size_t i = samples->first; i < samples->first + samples->shown; i++) {
        from = hash_numbers(from, samples_x(samples, i), samples->inputs);
        from = hash_numbers(from, samples_y(samples, i), samples->outputs);
    }
    samples->answer = (size_t)network_outputs(samples->network) + 1;
    struct scene_question question = {.name = "data",
                                      .what =
                                          scene_hash(samples->first, &samples->shown, sizeof samples->shown),
                                      .from = from,
                                      .count = samples->shown * samples->answer,
                                      .compute = compute,
                                      .context = samples};
    samples->answers = scene_cache_ask(samples->place->options->cache, &question, own);
}

void samples_turn_to(struct samples *samples, size_t places, double **own)
{
    size_t current = samples->current == DATA_NONE ? 0 : samples->current;
    *own = NULL;
    places = places < 1 ? 1 : places;
    samples->first = current / places * places;
    samples->shown = samples->count - samples->first < places ? samples->count - samples->first : places;
    if (samples->is_answered)
        ask(samples, own);
}

/* ---- the mouse ---- */

bool samples_hit(struct samples *samples, size_t i, struct box box)
{
    const struct scene_hover *hover = &samples->place->options->hover;
    struct hit hit = {.kind = HIT_SAMPLE, .row = (int)i + 1};
    if (!samples->data || !samples->is_answered)
        return false;
    drawlist_hit_rectangle(samples->place->list, box.x, box.y, box.width, box.height, hit);
    if (!look_is_hovered(hover, &hit) || strcmp(hover->panel, "data") != 0)
        return false;
    samples->has_hovered = true;
    samples->hovered = i;
    samples->hovered_x = box.x + box.width;
    samples->hovered_y = box.y + box.height / 2;
    return true;
}

int samples_side(const struct samples *samples)
{
    return samples->inputs == 64 ? 8 : samples->inputs == 784 ? 28 : 0;
}
