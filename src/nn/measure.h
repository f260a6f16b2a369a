/* How good a network is on samples: cost, accuracy, confusion. */
#ifndef NABLA_NN_MEASURE_H
#define NABLA_NN_MEASURE_H

#include <stdint.h>

#include "nn/dataset.h"
#include "nn/tape.h"

/* Samples of a data set by number: order[0..count), or 0..count-1 where order is NULL. */
struct selection {
    const struct dataset *data;
    const uint32_t *order;
    size_t count;
};

/* False, with an error that names both, where the data's inputs and outputs are not the network's. */
bool measure_fits(const struct network *network, const struct dataset *data, struct error *error);

/* The mean of L over the samples, without regularisation; 0 for none. The data must fit. */
double measure_loss(const struct network *network, const struct settings *settings, struct selection selection);

/* The share of the samples whose class is predicted right, 0..1; NAN for no samples. Classes are those of
 * dataset_class. The data must fit and have classes. */
double measure_accuracy(const struct network *network, const struct settings *settings,
                        struct selection selection);

/* counts[classes][classes]: row the true class, column the predicted one. */
void measure_confusion(const struct network *network, const struct settings *settings,
                       struct selection selection, size_t *counts);

#endif
