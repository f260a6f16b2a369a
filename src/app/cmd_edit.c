/* Changing the network that is there, layer by layer and node by node. */
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/layer_shape.h"
#include "base/translate.h"
#include "nn/network_edit.h"

static struct drawing drawing_of(struct session *session)
{
    SESSION_SAVE(session, random);
    return (struct drawing){session->initializer, &session->random};
}

/* The edited network in the place of the old one. The walk begins anew; updates done still count, and input and
 * target stay where they fit. */
static enum run put(struct session *session, struct network *network)
{
    struct settings *settings = &session->tape.settings;
    if (!network)
        return RUN_FAILED;
    const struct network *old = session->tape.network;
    bool keeps_x = session->tape.has_x && network_inputs(old) == network_inputs(network);
    bool keeps_y = session->tape.has_y && network_outputs(old) == network_outputs(network);
    if (keeps_x)
        memcpy(network->x, old->x, (size_t)network_inputs(old) * sizeof *old->x);
    if (keeps_y)
        memcpy(network->y, old->y, (size_t)network_outputs(old) * sizeof *old->y);
    uint64_t iteration = session->tape.iteration, epoch = session->tape.feed.epoch;
    SESSION_SAVE(session, tape.settings);
    session_set_network(session, network);
    session->tape.has_x = keeps_x;
    session->tape.has_y = keeps_y;
    session->tape.iteration = iteration;
    session->tape.feed.epoch = epoch;
    if (settings->has_softmax && network_outputs(network) == 1) {
        session_print(session, "%s\n", _("the softmax head is gone: of a single output it would always be 1"));
        settings->has_softmax = false;
    }
    session_keep_loss(session);
    return RUN_DONE;
}

/* A whole number from 0 on; -1 if it is none. */
static int read_count(const char *text)
{
    int number;
    char after;
    bool is_number =
        *text && text[strspn(text, "0123456789")] == '\0' && sscanf(text, "%6d%c", &number, &after) == 1;
    return is_number ? number : -1;
}

/* "layer add 3:tanh", "layer add 3:tanh 2": behind the last, or as layer 2. */
static enum run add_layer(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct layer_shape shape = {0};
    const struct network *network = session->tape.network;
    int k = network->depth + 1;
    if (arguments->count < 2) {
        error_set(error, _("layer add: write its nodes and activation, like: layer add 3:tanh"));
        return RUN_FAILED;
    }
    if (!layer_shape_read(arguments->values[1].text, &shape, error))
        return RUN_FAILED;
    if (arguments->count > 2 && (k = read_count(arguments->values[2].text)) < 0) {
        error_set(error, _("'%s' is no layer's number"), arguments->values[2].text);
        return RUN_FAILED;
    }
    return put(session, network_insert_layer(network, k, &shape, drawing_of(session), error));
}

/* "layer 2 tanh", "layer 2 5", "layer 2 5:tanh". */
static enum run change_layer(struct session *session, int k, const char *text, struct error *error)
{
    const struct network *network = session->tape.network;
    if (k < 1 || k > network->depth) {
        error_set(error, _("there is no layer %d; this network has layers %d to %d"), k, 1, network->depth);
        return RUN_FAILED;
    }
    const struct layer *layer = &network->layers[k];
    struct layer_shape shape = {layer->nodes, layer->activation, layer->param};
    int nodes = read_count(text);
    if (nodes >= 0)
        shape.nodes = nodes;
    else if (text[0] >= '0' && text[0] <= '9'
                 ? !layer_shape_read(text, &shape, error)
                 : !activation_parse(text, strlen(text), &shape.activation, &shape.param, error))
        return RUN_FAILED;
    return put(session, network_change_layer(network, k, &shape, drawing_of(session), error));
}

static enum run run_layer(struct session *session, const struct arguments *arguments, struct error *error)
{
    const struct network *network = session->tape.network;
    const char *first = arguments->values[0].text,
               *second = arguments->count > 1 ? arguments->values[1].text : "";
    if (strcmp(first, "add") == 0)
        return add_layer(session, arguments, error);
    bool is_remove = strcmp(first, "remove") == 0 || strcmp(second, "remove") == 0;
    int k = read_count(strcmp(first, "remove") == 0 ? second : first);
    if (k < 0 || !*second || arguments->count > 2) {
        error_set(error, _("write layer add 3:tanh, layer 2 tanh, layer 2 5, or layer 2 remove"));
        return RUN_FAILED;
    }
    if (is_remove)
        return put(session, network_remove_layer(network, k, drawing_of(session), error));
    return change_layer(session, k, second, error);
}

static enum run run_node(struct session *session, const struct arguments *arguments, struct error *error)
{
    const struct network *network = session->tape.network;
    int k = (int)arguments->values[1].number;
    if (strcmp(arguments->values[0].text, "add") == 0) {
        if (arguments->count == 2)
            return put(session, network_add_node(network, k, drawing_of(session), error));
        error_set(error, _("node add takes a layer's number only: node add %d"), k);
        return RUN_FAILED;
    }
    if (arguments->count < 3) {
        error_set(error, _("write which node of layer %d: node remove %d 1"), k, k);
        return RUN_FAILED;
    }
    return put(session,
               network_remove_node(network, k, (int)arguments->values[2].number, drawing_of(session), error));
}

static const char *const layer_words[] = {"add", "remove", NULL};

static const struct command commands[] = {
    {.name = "layer",
     .flags = COMMAND_NEEDS_NET | COMMAND_CHANGES,
     .arguments = {{.name = "add|K", .kind = ARGUMENT_WORD, .choices = layer_words},
                   {.name = "ACTIVATION|NODES|remove", .kind = ARGUMENT_WORD, .flags = ARGUMENT_OPTIONAL},
                   {.name = "AS", .kind = ARGUMENT_WORD, .flags = ARGUMENT_OPTIONAL}},
     .summary = N_("add, change or remove a layer; weights that survive stay"),
     .details = N_("layer add 3:tanh      behind the last layer\n"
                   "layer add 3:tanh 1    as layer 1, in front of the others\n"
                   "layer 2 relu          another activation\n"
                   "layer 2 5             another number of nodes\n"
                   "layer 2 remove"),
     .example = "net 2 3:tanh 1:sigmoid; layer 1 relu; layer add 2:tanh 2",
     .run = run_layer},
    {.name = "node",
     .flags = COMMAND_NEEDS_NET | COMMAND_CHANGES,
     .arguments = {{.name = "add|remove", .kind = ARGUMENT_CHOICE, .choices = layer_words},
                   {.name = "LAYER", .kind = ARGUMENT_INTEGER, .min = 0, .max = NETWORK_LAYERS_MAX},
                   {.name = "NODE",
                    .kind = ARGUMENT_INTEGER,
                    .flags = ARGUMENT_OPTIONAL,
                    .min = 1,
                    .max = NETWORK_NODES_MAX}},
     .summary = N_("add a node to a layer, or remove one; weights that survive stay"),
     .example = "net 2 3:tanh 1:sigmoid; node add 1; node remove 1 2",
     .run = run_node},
};

const struct command_topic cmd_edit = {"edit", N_("Changing it"), commands, sizeof commands / sizeof *commands};
