#include "app/layer_shape.h"

#include <string.h>

#include "base/translate.h"

bool layer_nodes_read(const char *word, int *nodes, size_t *used, struct error *error)
{
    size_t digits = strspn(word, "0123456789");
    if (digits == 0 || (word[digits] != '\0' && word[digits] != ':'))
        return error_set(
            error, _("'%s' is no layer; write its number of nodes, then ':' and an activation: 3:tanh"), word);
    *used = digits;
    *nodes = NETWORK_NODES_MAX + 1;
    if (digits <= 6) {
        *nodes = 0;
        for (size_t i = 0; i < digits; i++)
            *nodes = *nodes * 10 + (word[i] - '0');
    }
    if (*nodes >= 1 && *nodes <= NETWORK_NODES_MAX)
        return true;
    return error_set(error, _("'%s': a layer has 1 to %d nodes"), word, NETWORK_NODES_MAX);
}

bool layer_shape_read(const char *word, struct layer_shape *shape, struct error *error)
{
    size_t used = 0;
    if (!layer_nodes_read(word, &shape->nodes, &used, error))
        return false;
    if (word[used] == '\0') { /* `net 2 2` is a plain linear layer */
        shape->activation = activation_find("linear", strlen("linear"), error);
        return shape->activation != NULL;
    }
    const char *activation = word + used + 1;
    return activation_parse(activation, strlen(activation), &shape->activation, &shape->param, error);
}
