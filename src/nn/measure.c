#include "nn/measure.h"

#include <assert.h>
#include <math.h>

#include "base/memory.h"
#include "base/translate.h"
#include "nn/forward.h"
#include "nn/loss.h"

/* What every measure needs; `each` sees the samples one by one, with what the network makes of them. */
struct run {
    const struct network *network;
    const struct settings *settings;
    const struct dataset *dataset;
    const uint32_t *order;
    size_t count;
};

typedef void each_sample(const struct run *run, const struct forward *forward, const double *yhat,
                         const double *y, void *sum);

static bool fits(const struct run *run, struct error *error)
{
    const struct dataset *data = run->dataset;
    int inputs = network_inputs(run->network), outputs = network_outputs(run->network);
    if (run->count == 0)
        return error_set(error,
                         _("there are no samples to measure; load some with 'data', or leave some to this part "
                           "with 'split'"));
    if (data->inputs != inputs)
        return error_set(error,
                         _("the data has %d inputs, but the network %d; build one that fits, beginning with "
                           "'net %d', or load other data"),
                         data->inputs, inputs, data->inputs);
    if (data->outputs != outputs)
        return error_set(error,
                         _("the data has %d targets a sample, but the network %d outputs; give its last layer "
                           "%d nodes, or load other data"),
                         data->outputs, outputs, data->outputs);
    return true;
}

static bool has_classes(const struct run *run, struct error *error)
{
    return run->dataset->classes > 0 ||
           error_set(
               error,
               _("accuracy needs classes, but the targets of this data are numbers; look at 'cost', which "
                 "says how far off the predictions are"));
}

static size_t sample_of(const struct run *run, size_t i)
{
    size_t sample = run->order ? run->order[i] : i;
    assert(sample < run->dataset->count);
    return sample;
}

static void evaluate(const struct run *run, each_sample *each, void *sum)
{
    struct forward *forward = forward_new(run->network);
    double *yhat = memory_new((size_t)network_outputs(run->network), sizeof *yhat);
    for (size_t i = 0; i < run->count; i++) {
        size_t sample = sample_of(run, i);
        forward_run(forward, run->network, run->settings, dataset_x(run->dataset, sample), yhat);
        each(run, forward, yhat, dataset_y(run->dataset, sample), sum);
    }
    memory_free(yhat);
    forward_free(forward);
}

/* ---- cost ---- */

double measure_penalty(const struct network *network, const struct settings *settings)
{
    double sum = 0;
    if (settings->regularizer == REGULARIZER_NONE)
        return 0;
    for (int k = 1; k <= network->depth; k++)
        for (size_t i = network->layers[k].w; i < network->layers[k].b; i++) {
            double w = network->param[i];
            sum += settings->regularizer == REGULARIZER_L1 ? fabs(w) : w * w / 2;
        }
    return settings->lambda * sum;
}

static void add_loss(const struct run *run, const struct forward *forward, const double *yhat, const double *y,
                     void *sum)
{
    *(double *)sum += forward_loss(forward, run->network, run->settings, yhat, y);
}

static bool loss_fits(const struct run *run, struct error *error)
{
    const struct settings *settings = run->settings;
    if (!loss_can_follow(settings->loss, network_last(run->network)->activation, settings->has_softmax, error))
        return false;
    for (size_t i = 0; i < run->count; i++) {
        size_t sample = sample_of(run, i);
        if (!loss_target_fits(settings->loss, settings->has_softmax, dataset_y(run->dataset, sample),
                              (size_t)run->dataset->outputs, error))
            return error_prefix(error, _("sample %zu: "), sample + 1);
    }
    return true;
}

bool measure_cost(const struct network *network, const struct settings *settings, const struct dataset *dataset,
                  const uint32_t *order, size_t count, double *cost, struct error *error)
{
    struct run run = {network, settings, dataset, order, count};
    double sum = 0;
    if (!fits(&run, error) || !loss_fits(&run, error))
        return false;
    evaluate(&run, add_loss, &sum);
    *cost = sum / (double)count + measure_penalty(network, settings);
    return true;
}

/* ---- classes ---- */

static bool is_decided(const struct run *run, const double *yhat)
{
    for (int k = 0; k < run->dataset->outputs; k++)
        if (isnan(yhat[k]))
            return false;
    return true;
}

static void add_right(const struct run *run, const struct forward *forward, const double *yhat, const double *y,
                      void *sum)
{
    (void)forward;
    *(size_t *)sum +=
        is_decided(run, yhat) && dataset_class(run->dataset, yhat) == dataset_class(run->dataset, y) ? 1 : 0;
}

bool measure_right(const struct network *network, const struct settings *settings,
                   const struct dataset *dataset, const uint32_t *order, size_t count, size_t *right,
                   struct error *error)
{
    struct run run = {network, settings, dataset, order, count};
    if (!fits(&run, error) || !has_classes(&run, error))
        return false;
    *right = 0;
    evaluate(&run, add_right, right);
    return true;
}

bool measure_accuracy(const struct network *network, const struct settings *settings,
                      const struct dataset *dataset, const uint32_t *order, size_t count, double *accuracy,
                      struct error *error)
{
    size_t right;
    if (!measure_right(network, settings, dataset, order, count, &right, error))
        return false;
    *accuracy = (double)right / (double)count;
    return true;
}

static void add_to_cell(const struct run *run, const struct forward *forward, const double *yhat,
                        const double *y, void *sum)
{
    struct confusion *confusion = sum;
    (void)forward;
    if (!is_decided(run, yhat)) {
        confusion->undecided++;
        return;
    }
    int is = dataset_class(run->dataset, y), taken_for = dataset_class(run->dataset, yhat);
    confusion->right += is == taken_for;
    confusion->cell[(size_t)is * (size_t)confusion->classes + (size_t)taken_for]++;
}

struct confusion *measure_confusion(const struct network *network, const struct settings *settings,
                                    const struct dataset *dataset, const uint32_t *order, size_t count,
                                    struct error *error)
{
    struct run run = {network, settings, dataset, order, count};
    if (!fits(&run, error) || !has_classes(&run, error))
        return NULL;
    if (dataset->classes > CONFUSION_CLASSES_MAX) {
        error_set(
            error,
            _("a confusion table of %d classes is too large; at most %d are shown, so look at 'accuracy'"),
            dataset->classes, CONFUSION_CLASSES_MAX);
        return NULL;
    }
    struct confusion *confusion = memory_new(1, sizeof *confusion);
    size_t classes = (size_t)dataset->classes;
    confusion->classes = dataset->classes;
    confusion->count = count;
    confusion->cell = memory_new(classes * classes, sizeof *confusion->cell);
    evaluate(&run, add_to_cell, confusion);
    return confusion;
}

void confusion_free(struct confusion *confusion)
{
    if (!confusion)
        return;
    memory_free(confusion->cell);
    memory_free(confusion);
}
