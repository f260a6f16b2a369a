#include "app/training.h"

#include <math.h>

#include "nn/measure.h"

struct samples training_samples(const struct tape *tape)
{
    const struct dataset *data = tape->feed.data;
    if (tape_is_fed(tape))
        return (struct samples){data->count, data->x, data->y};
    return (struct samples){1, tape->network->x, tape->network->y};
}

size_t training_count(const struct tape *tape)
{
    return tape_is_fed(tape) ? tape->feed.training : 1;
}

size_t training_batch(const struct tape *tape)
{
    size_t count = training_count(tape), batch = tape->feed.batch;
    return !tape_is_fed(tape) ? 1 : batch == 0 || batch > count ? count : batch;
}

static double measure(const struct tape *tape, const struct network *network, const struct dataset *data,
                      const uint32_t *order, size_t count)
{
    double cost = (double)NAN;
    measure_cost(network, &tape->settings, data, order, count, &cost, NULL);
    return cost - measure_penalty(network, &tape->settings);
}

double training_cost(const struct tape *tape, const struct network *network)
{
    const struct feed *feed = &tape->feed;
    if (tape_is_fed(tape))
        return measure(tape, network, feed->data, feed->order, feed->training);
    const struct dataset pair = {.inputs = network_inputs(tape->network),
                                 .outputs = network_outputs(tape->network),
                                 .count = 1,
                                 .x = tape->network->x,
                                 .y = tape->network->y};
    return measure(tape, network, &pair, NULL, 1);
}

double training_test_cost(const struct tape *tape, const struct network *network)
{
    const struct feed *feed = &tape->feed;
    if (!tape_is_fed(tape) || feed->training == feed->data->count)
        return (double)NAN;
    return measure(tape, network, feed->data, feed->order + feed->training, feed->data->count - feed->training);
}

struct trainer *training_trainer(const struct session *session, const struct tape *tape)
{
    struct trainer_options options = {
        .batch = training_batch(tape), .threads = session->threads, .is_single = session->is_single};
    return trainer_new(tape->network, &tape->settings, tape->iteration, training_samples(tape), options);
}
