/* Which columns of a surveyed CSV text are inputs, which are targets, and what the targets are. */
#ifndef NABLA_NN_CSV_ROLE_H
#define NABLA_NN_CSV_ROLE_H

#include <stdbool.h>

#include "base/error.h"
#include "nn/csv_class.h"
#include "nn/csv_survey.h"

struct csv_roles {
    int *input, *target; /* columns, from 0, in the order of the file; of the options, for targets */
    int inputs, targets;
    int classes;              /* 0: targets are numbers */
    bool is_guess;            /* numbers that were taken for classes because they are few */
    struct csv_classes coded; /* one target column that holds classes: these */
};

/* False, with an error, where the options and the file don't fit together. The caller finishes it in any
 * case. */
bool csv_roles_init(struct csv_roles *roles, const struct csv_survey *survey, const struct csv_options *options,
                    struct error *error);
void csv_roles_finish(struct csv_roles *roles);

#endif
