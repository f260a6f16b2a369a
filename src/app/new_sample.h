/* A sample that is pointed at in the window instead of typed. */
#ifndef NABLA_APP_NEW_SAMPLE_H
#define NABLA_APP_NEW_SAMPLE_H

#include <stdbool.h>

#include "app/session.h"

/* How many kinds of samples there are to choose from: the classes of the data, else the different targets in it,
 * else what the outputs of the network tell apart. 0: the targets are numbers of all kinds. */
int new_sample_classes(const struct session *session);

/* Appends the name of a class (from 1) as `view class` takes it and the key of `boundary` shows it: the data's own name,
 * else a number: 0 or 1 with one output, else from 1. */
void new_sample_put_class(const struct session *session, int class, struct buffer *name);

/* The class of that name; 0 if none is called so. */
int new_sample_find_class(const struct session *session, const char *name);

/* Writes the command that adds a sample: of 2 inputs, x[1] = x and x[2] = y, of that class (from 1); or of 1 input,
 * x[1] = x with the target y. False, and nothing written, where the data is of another kind. */
bool new_sample_put(const struct session *session, int inputs, double x, double y, int class,
                    struct buffer *command);

#endif
