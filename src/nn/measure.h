/* How well a network does on a data set: cost, accuracy, confusion table. Nothing of the network, the data or
 * the settings changes.
 *
 * Everywhere: the samples are order[0..count) (numbers from 0; NULL: 0, 1, 2 ...), so that the training or the
 * test part of a data set can be measured alone. False, with an error that says what to do and nothing else
 * changed, where there are no samples, or data and network have other numbers of inputs or outputs. */
#ifndef NABLA_NN_MEASURE_H
#define NABLA_NN_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "nn/dataset.h"
#include "nn/network.h"
#include "nn/tape.h"

/* The mean of L over the samples, plus the regulariser's penalty over all weights, which measure_penalty alone
 * gives. Not finite where a number of the network isn't. Also refused: a loss that can't follow the output,
 * and a target that the loss can't take. */
bool measure_cost(const struct network *network, const struct settings *settings, const struct dataset *dataset,
                  const uint32_t *order, size_t count, double *cost, struct error *error);

/* lambda sum|w| or (lambda/2) sum w^2 over all weights, biases left out; 0 without a regulariser. */
double measure_penalty(const struct network *network, const struct settings *settings);

/* How many samples' class is the prediction's. A prediction that holds a NaN is wrong. Also refused: data
 * without classes. */
bool measure_right(const struct network *network, const struct settings *settings,
                   const struct dataset *dataset, const uint32_t *order, size_t count, size_t *right,
                   struct error *error);

/* right / count. */
bool measure_accuracy(const struct network *network, const struct settings *settings,
                      const struct dataset *dataset, const uint32_t *order, size_t count, double *accuracy,
                      struct error *error);

enum { CONFUSION_CLASSES_MAX = 1000 };

/* How many samples of each class were taken for which. */
struct confusion {
    int classes;
    size_t count;     /* samples */
    size_t right;     /* the sum of the diagonal */
    size_t undecided; /* samples whose prediction holds a NaN: in no cell */
    size_t *cell;     /* [classes: which it is][classes: which it was taken for] */
};

/* The caller frees it with confusion_free. NULL with an error where measure_right has one, and for more than
 * CONFUSION_CLASSES_MAX classes. */
struct confusion *measure_confusion(const struct network *network, const struct settings *settings,
                                    const struct dataset *dataset, const uint32_t *order, size_t count,
                                    struct error *error);
void confusion_free(struct confusion *confusion); /* NULL is fine */

#endif
