/* A layer as it is typed: "3:tanh", "2:maxout:3", "5". */
#ifndef NABLA_APP_LAYER_SHAPE_H
#define NABLA_APP_LAYER_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "nn/network.h"

/* The number of nodes that word begins with; *used gets its bytes: then the word ends or goes on with ':'. */
bool layer_nodes_read(const char *word, int *nodes, size_t *used, struct error *error);

/* All of it; without an activation it is linear. */
bool layer_shape_read(const char *word, struct layer_shape *shape, struct error *error);

#endif
