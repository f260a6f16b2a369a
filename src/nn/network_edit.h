/* Changing the shape of a network: weights whose two ends survive stay, what is new is drawn. Each returns
 * a new network, which the caller owns; the old one is left as it is. NULL with an error where there is no
 * such layer or node, or a bound is broken. Layers and nodes count from 1; layer 0 is the input. */
#ifndef NABLA_NN_NETWORK_EDIT_H
#define NABLA_NN_NETWORK_EDIT_H

#include "nn/network.h"

/* How what is new gets its first weights. */
struct drawing {
    const struct initializer *initializer;
    struct random *random;
};

/* A new layer that becomes layer k; k = depth + 1 puts it behind the last. */
struct network *network_insert_layer(const struct network *network, int k, const struct layer_shape *shape,
                                     struct drawing drawing, struct error *error);
struct network *network_remove_layer(const struct network *network, int k, struct drawing drawing,
                                     struct error *error);

/* Other activation or size: the first nodes stay. */
struct network *network_change_layer(const struct network *network, int k, const struct layer_shape *shape,
                                     struct drawing drawing, struct error *error);

/* A node more behind the others of layer k, or node j of it less. k = 0: an input. */
struct network *network_add_node(const struct network *network, int k, struct drawing drawing,
                                 struct error *error);
struct network *network_remove_node(const struct network *network, int k, int j, struct drawing drawing,
                                    struct error *error);

#endif
