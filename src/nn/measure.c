#include "nn/measure.h"

#include <math.h>
#include <string.h>

#include "base/translate.h"
#include "nn/forward.h"

bool measure_fits(const struct network *network, const struct dataset *data, struct error *error)
{
    int n = network_inputs(network), m = network_outputs(network);
    return (data->inputs == n && data->outputs == m) ||
           error_set(error,
                     _("the data has %d inputs and %d outputs, but the network %d and %d; build one that fits: "
                       "net %d ... %d:..."),
                     data->inputs, data->outputs, n, m, data->inputs, data->outputs);
}

static size_t sample_at(struct selection selection, size_t i)
{
    return selection.order ? selection.order[i] : i;
}

double measure_loss(const struct network *network, const struct settings *settings, struct selection selection)
{
    struct forward *forward = forward_new(network);
    double sum = 0;
    for (size_t i = 0; i < selection.count; i++) {
        size_t sample = sample_at(selection, i);
        forward_run(forward, network, settings, dataset_x(selection.data, sample));
        sum += forward_loss(forward, network, settings, dataset_y(selection.data, sample));
    }
    forward_free(forward);
    return selection.count > 0 ? sum / (double)selection.count : 0;
}

/* Hinge's outputs are signs: above 0 is the second class. */
static int predicted(const struct settings *settings, const struct dataset *data, const double *yhat)
{
    double half = yhat[0] > 0 ? 1 : 0;
    return dataset_class(data, settings->loss->needs_sign_target && data->outputs == 1 ? &half : yhat);
}

static int actual(const struct dataset *data, size_t sample)
{
    return dataset_class(data, dataset_y(data, sample));
}

double measure_accuracy(const struct network *network, const struct settings *settings,
                        struct selection selection)
{
    struct forward *forward = forward_new(network);
    size_t right = 0;
    for (size_t i = 0; i < selection.count; i++) {
        size_t sample = sample_at(selection, i);
        forward_run(forward, network, settings, dataset_x(selection.data, sample));
        right += predicted(settings, selection.data, forward_yhat(forward)) == actual(selection.data, sample);
    }
    forward_free(forward);
    return selection.count > 0 ? (double)right / (double)selection.count : (double)NAN;
}

void measure_confusion(const struct network *network, const struct settings *settings,
                       struct selection selection, size_t *counts)
{
    struct forward *forward = forward_new(network);
    size_t classes = (size_t)selection.data->classes;
    memset(counts, 0, classes * classes * sizeof *counts);
    for (size_t i = 0; i < selection.count; i++) {
        size_t sample = sample_at(selection, i);
        forward_run(forward, network, settings, dataset_x(selection.data, sample));
        int row = actual(selection.data, sample);
        int column = predicted(settings, selection.data, forward_yhat(forward));
        counts[(size_t)row * classes + (size_t)column]++;
    }
    forward_free(forward);
}
