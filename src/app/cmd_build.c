/* Building a network: its layers, loss, optimizer and first weights. */
#include <math.h>
#include <string.h>

#include "app/command.h"
#include "app/layer_shape.h"
#include "app/lesson_run.h"
#include "app/stops.h"
#include "base/memory.h"
#include "base/translate.h"
#include "nn/activation.h"
#include "nn/initializer.h"
#include "nn/loss.h"
#include "nn/optimizer.h"

static const char *activation_name(size_t i)
{
    return i < activation_count() ? activation_at(i)->name : NULL;
}

static const char *loss_name(size_t i)
{
    return i < loss_count() ? loss_at(i)->name : NULL;
}

static const char *optimizer_name(size_t i)
{
    return i < optimizer_count() ? optimizer_at(i)->name : NULL;
}

static const char *initializer_name(size_t i)
{
    return i < initializer_count() ? initializer_at(i)->name : NULL;
}

static void tell_what_next(struct session *session)
{
    const struct tape *tape = &session->tape;
    size_t count = tape->network->param_count;
    if (tape_is_fed(tape) && tape_is_ready(tape, NULL))
        session_print(session,
                      _("weights and biases: %zu; the data give input and target: 'step' or 'train 100'\n"),
                      count);
    else
        session_print(session,
                      _("weights and biases: %zu; give it an input and a target, then 'step' through it\n"),
                      count);
}

static enum run run_net(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct layer_shape shapes[NETWORK_LAYERS_MAX];
    int inputs, depth = (int)arguments->count - 1;
    size_t used;
    if (depth > NETWORK_LAYERS_MAX || depth < 1) {
        error_set(error, _("%d layers; a network has its inputs and then 1 to %d layers"), depth,
                  NETWORK_LAYERS_MAX);
        return RUN_FAILED;
    }
    if (!layer_nodes_read(arguments->values[0].text, &inputs, &used, error))
        return RUN_FAILED;
    if (arguments->values[0].text[used]) {
        error_set(error, _("'%s': inputs have no activation; write 'net %d ...'"), arguments->values[0].text,
                  inputs);
        return RUN_FAILED;
    }
    for (int k = 0; k < depth; k++) {
        shapes[k] = (struct layer_shape){0};
        if (!layer_shape_read(arguments->values[k + 1].text, &shapes[k], error))
            return RUN_FAILED;
    }
    struct network *network = network_new(inputs, shapes, depth, error);
    if (!network)
        return RUN_FAILED;
    struct settings *settings = &session->tape.settings;
    SESSION_SAVE(session, random);
    SESSION_SAVE(session, tape.settings);
    network_initialize(network, session->initializer, &session->random);
    session_set_network(session, network);
    settings->has_softmax = false;
    session_keep_loss(session);
    if (session_is_typed(session)) {
        tell_what_next(session);
        stops_tell_kept(session);
    }
    return RUN_DONE;
}

static enum run run_loss(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct settings *settings = &session->tape.settings;
    const struct network *network = session->tape.network;
    if (arguments->count == 0) {
        session_print(session, "loss %s: %s\n", settings->loss->name, settings->loss->formula);
        return RUN_DONE;
    }
    const struct loss *loss;
    double param;
    const char *text = arguments->values[0].text;
    if (!loss_parse(text, strlen(text), &loss, &param, error))
        return RUN_FAILED;
    if (network && !session_can_lose(session, loss, error))
        return RUN_FAILED;
    SESSION_SAVE(session, tape.settings);
    settings->loss = loss;
    settings->loss_param = param;
    if (network)
        tape_touch(&session->tape, (struct cell){QUANTITY_Y, 0, 0, 0});
    return RUN_DONE;
}

static enum run run_head(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct settings *settings = &session->tape.settings;
    const struct network *network = session->tape.network;
    bool has_softmax = strcmp(arguments->values[0].text, "softmax") == 0;
    if (has_softmax && network_outputs(network) == 1) {
        error_set(error,
                  _("softmax of a single output is always 1; use two outputs or more, or 'layer %d sigmoid'"),
                  network->depth);
        return RUN_FAILED;
    }
    SESSION_SAVE(session, tape.settings);
    settings->has_softmax = has_softmax;
    session_keep_loss(session);
    tape_rewind(&session->tape); /* the tape has another order now */
    return RUN_DONE;
}

static enum run run_regularize(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct settings *settings = &session->tape.settings;
    const char *kind = arguments->values[0].text;
    bool is_none = strcmp(kind, "none") == 0;
    if (!is_none && arguments->count < 2) {
        error_set(error, _("regularize %s needs its strength, like: regularize %s 0.001"), kind, kind);
        return RUN_FAILED;
    }
    SESSION_SAVE(session, tape.settings);
    settings->regularizer = is_none                   ? REGULARIZER_NONE
                            : strcmp(kind, "l1") == 0 ? REGULARIZER_L1
                                                      : REGULARIZER_L2;
    settings->lambda = is_none ? 0 : arguments->values[1].number;
    return RUN_DONE;
}

static enum run run_optimizer(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct settings *settings = &session->tape.settings;
    struct network *network = session->tape.network;
    if (arguments->count == 0) {
        session_print(session, "optimizer %s, rate %g\n", settings->optimizer->name, settings->rate);
        return RUN_DONE;
    }
    const struct optimizer *optimizer;
    double param;
    const char *text = arguments->values[0].text;
    if (!optimizer_parse(text, strlen(text), &optimizer, &param, error))
        return RUN_FAILED;
    SESSION_SAVE(session, tape.settings);
    settings->optimizer = optimizer;
    settings->optimizer_param = param;
    for (size_t i = 0; network && i < OPTIMIZER_STATES_MAX; i++) { /* it remembers nothing yet */
        size_t bytes = network->param_count * sizeof(double);
        journal_save(session->journal, network->state[i], bytes);
        memset(network->state[i], 0, bytes);
    }
    return RUN_DONE;
}

static enum run run_rate(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    if (arguments->count == 0) {
        session_print(session, "rate %.*g\n", session->notation.precision, session->tape.settings.rate);
        return RUN_DONE;
    }
    SESSION_SAVE(session, tape.settings);
    session->tape.settings.rate = arguments->values[0].number;
    return RUN_DONE;
}

/* No update, no epoch is done. */
static void start_over(struct session *session)
{
    SESSION_SAVE(session, tape.iteration);
    SESSION_SAVE(session, tape.feed.epoch);
    SESSION_SAVE(session, tape.feed.cursor);
    session->tape.iteration = 0;
    session->tape.feed.epoch = 0;
    session->tape.feed.cursor = 0;
    tape_rewind(&session->tape);
}

/* New first weights: drawn anew, and everything computed so far is forgotten. */
static void draw_weights(struct session *session)
{
    struct network *network = session->tape.network;
    size_t bytes = network->param_count * sizeof(double);
    SESSION_SAVE(session, random);
    journal_save(session->journal, network->param, bytes);
    journal_save(session->journal, network->first, bytes);
    network_initialize(network, session->initializer, &session->random);
    for (size_t i = 0; i < OPTIMIZER_STATES_MAX; i++) {
        journal_save(session->journal, network->state[i], bytes);
        memset(network->state[i], 0, bytes);
    }
    start_over(session);
}

static enum run run_init(struct session *session, const struct arguments *arguments, struct error *error)
{
    const char *text = arguments->values[0].text;
    const struct initializer *initializer = initializer_find(text, strlen(text), error);
    if (!initializer)
        return RUN_FAILED;
    SESSION_SAVE(session, initializer);
    session->initializer = initializer;
    if (session->tape.network)
        draw_weights(session);
    return RUN_DONE;
}

static enum run run_seed(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)error;
    SESSION_SAVE(session, seed);
    SESSION_SAVE(session, random);
    session->seed = (uint64_t)arguments->values[0].number;
    random_seed(&session->random, session->seed);
    if (session->lesson) {
        SESSION_SAVE(session, lesson->next_seed);
        session->lesson->next_seed = session->seed;
    }
    return RUN_DONE;
}

static enum run run_reset(struct session *session, const struct arguments *arguments, struct error *error)
{
    struct network *network = session->tape.network;
    if (arguments->count == 0 && session->lesson && session->lesson->ask && !session->lesson->is_playing)
        return lesson_ask(session, error) ? RUN_DONE : RUN_FAILED;
    if (!session_needs_network(session, error))
        return RUN_FAILED;
    size_t bytes = network->param_count * sizeof(double);
    if (arguments->count > 0) { /* reset new */
        draw_weights(session);
        return RUN_DONE;
    }
    journal_save(session->journal, network->param, bytes);
    memcpy(network->param, network->first, bytes);
    for (size_t i = 0; i < OPTIMIZER_STATES_MAX; i++) {
        journal_save(session->journal, network->state[i], bytes);
        memset(network->state[i], 0, bytes);
    }
    start_over(session);
    return RUN_DONE;
}

/* Sets the frozen bytes of w{l} or b{l}, of a row or of one weight. */
static void set_frozen(struct session *session, struct cell cell, unsigned char frozen)
{
    struct network *network = session->tape.network;
    int rows, columns;
    double *values = network_values(network, cell.quantity, cell.layer, &rows, &columns);
    size_t offset = (size_t)(values - network->param), count = (size_t)rows * (size_t)columns;
    if (cell.row) {
        offset += (size_t)(cell.row - 1) * (size_t)columns;
        count = (size_t)columns;
    }
    if (cell.column) {
        offset += (size_t)(cell.column - 1);
        count = 1;
    }
    journal_save(session->journal, network->frozen + offset, count);
    memset(network->frozen + offset, frozen, count);
}

static enum run change_frozen(struct session *session, const struct arguments *arguments, unsigned char frozen,
                              struct error *error)
{
    for (size_t i = 0; i < arguments->count; i++) {
        if (!quantity_is_parameter(arguments->values[i].cell.quantity)) {
            error_set(error, _("'%s' can't be frozen; weights and biases can: freeze w1 b2"),
                      arguments->values[i].text);
            return RUN_FAILED;
        }
    }
    for (size_t i = 0; i < arguments->count; i++)
        set_frozen(session, arguments->values[i].cell, frozen);
    return RUN_DONE;
}

static enum run run_freeze(struct session *session, const struct arguments *arguments, struct error *error)
{
    return change_frozen(session, arguments, 1, error);
}

static enum run run_unfreeze(struct session *session, const struct arguments *arguments, struct error *error)
{
    return change_frozen(session, arguments, 0, error);
}

static const char *const reset_words[] = {"new", NULL};
static const char *const heads[] = {"softmax", "none", NULL};
static const char *const regularizers[] = {"l1", "l2", "none", NULL};

static const struct command commands[] = {
    {.name = "net",
     .flags = COMMAND_CHANGES,
     .arguments = {{.name = "INPUTS", .kind = ARGUMENT_WORD},
                   {.name = "NODES:ACTIVATION",
                    .kind = ARGUMENT_WORD,
                    .flags = ARGUMENT_REPEATS,
                    .choice_at = activation_name}},
     .summary = N_("build a network: its inputs, then each layer's nodes and activation"),
     .details = N_(
         "A layer without ':ACTIVATION' is linear. Layers count from 1; the last one is the output. The first\n"
         "weights are drawn by 'init' and 'seed'; set your own with w1 = [...] and b1 = [...]."),
     .example = "net 2 2:sigmoid 2:sigmoid",
     .run = run_net},
    {.name = "head",
     .flags = COMMAND_NEEDS_NET | COMMAND_CHANGES,
     .arguments = {{.name = "softmax|none", .kind = ARGUMENT_CHOICE, .choices = heads}},
     .summary = N_("put softmax behind the last layer, so that the outputs are probabilities of classes"),
     .example = "net 2 3; head softmax",
     .run = run_head},
    {.name = "regularize",
     .flags = COMMAND_CHANGES,
     .arguments =
         {{.name = "l1|l2|none", .kind = ARGUMENT_CHOICE, .choices = regularizers},
          {.name = "LAMBDA", .kind = ARGUMENT_NUMBER, .flags = ARGUMENT_OPTIONAL, .min = 0, .max = 1e6}},
     .summary = N_("keep weights small: adds LAMBDA times their size to the cost"),
     .example = "regularize l2 0.001",
     .run = run_regularize},
    {.name = "loss",
     .flags = COMMAND_CHANGES,
     .arguments = {{.name = "NAME", .kind = ARGUMENT_WORD, .flags = ARGUMENT_OPTIONAL, .choice_at = loss_name}},
     .summary = N_("choose the loss: how far the prediction is from the target"),
     .example = "loss l2",
     .run = run_loss},
    {.name = "optimizer",
     .flags = COMMAND_CHANGES,
     .arguments =
         {{.name = "NAME", .kind = ARGUMENT_WORD, .flags = ARGUMENT_OPTIONAL, .choice_at = optimizer_name}},
     .summary = N_("choose how weights follow their gradients"),
     .example = "optimizer sgd",
     .run = run_optimizer},
    {.name = "rate",
     .flags = COMMAND_CHANGES,
     .arguments =
         {{.name = "RATE", .kind = ARGUMENT_NUMBER, .flags = ARGUMENT_OPTIONAL, .min = 1e-300, .max = 1e6}},
     .summary = N_("set the learning rate: how big an update's step is"),
     .example = "rate 0.5",
     .run = run_rate},
    {.name = "init",
     .flags = COMMAND_CHANGES,
     .arguments = {{.name = "NAME", .kind = ARGUMENT_WORD, .choice_at = initializer_name}},
     .summary = N_("choose how first weights are drawn, and draw them"),
     .example = "net 2 3:tanh; init xavier",
     .run = run_init},
    {.name = "seed",
     .flags = COMMAND_CHANGES,
     .arguments = {{.name = "N", .kind = ARGUMENT_INTEGER, .min = 0, .max = 9007199254740992.0}},
     .summary = N_("start the random numbers anew: the same seed gives the same weights everywhere"),
     .example = "seed 7",
     .run = run_seed},
    {.name = "reset",
     .flags = COMMAND_CHANGES,
     .arguments =
         {{.name = "new", .kind = ARGUMENT_CHOICE, .flags = ARGUMENT_OPTIONAL, .choices = reset_words}},
     .summary = N_("go back to the first weights, or to a question's start; 'reset new' draws other weights"),
     .example = "net 2 2; reset",
     .run = run_reset},
    {.name = "freeze",
     .flags = COMMAND_NEEDS_NET | COMMAND_CHANGES,
     .arguments = {{.name = "REF", .kind = ARGUMENT_CELL, .flags = ARGUMENT_REPEATS}},
     .summary = N_("hold weights or biases still during updates"),
     .example = "net 2 2:sigmoid; freeze b1",
     .run = run_freeze},
    {.name = "unfreeze",
     .flags = COMMAND_NEEDS_NET | COMMAND_CHANGES,
     .arguments = {{.name = "REF", .kind = ARGUMENT_CELL, .flags = ARGUMENT_REPEATS}},
     .summary = N_("let frozen weights or biases move again"),
     .example = "net 2 2:sigmoid; freeze b1; unfreeze b1",
     .run = run_unfreeze},
};

const struct command_topic cmd_build = {"build", N_("Building a network"), commands,
                                        sizeof commands / sizeof *commands};
