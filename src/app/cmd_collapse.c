/* Layers without a nonlinearity between them are one layer: their product, and what one nonlinearity
 * changes. */
#include <math.h>
#include <string.h>

#include "app/command.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/translate.h"
#include "lang/value.h"
#include "nn/forward.h"
#include "nn/linear.h"

enum { DRAWN_INPUTS = 100, DATA_INPUTS_MAX = 1000, FORMULA_LAYERS_MAX = 4 };

/* ---- W and b ---- */

/* "w3 w2 w1" */
static void put_product(struct buffer *out, int depth)
{
    if (depth > FORMULA_LAYERS_MAX) {
        buffer_printf(out, "w%d ... w1", depth);
        return;
    }
    for (int k = depth; k >= 1; k--)
        buffer_printf(out, k > 1 ? "w%d " : "w%d", k);
}

/* "w3 (w2 b1 + b2) + b3" */
static void put_bias(struct buffer *out, int depth)
{
    if (depth > FORMULA_LAYERS_MAX) {
        buffer_printf(out, "w%d (... b1 ...) + b%d", depth, depth);
        return;
    }
    for (int k = depth; k > 2; k--)
        buffer_printf(out, "w%d (", k);
    buffer_put(out, depth > 1 ? "w2 b1 + b2" : "b1");
    for (int k = 3; k <= depth; k++)
        buffer_printf(out, ") + b%d", k);
}

static void put_matrix(struct session *session, const double *numbers, int rows, int columns, size_t indent)
{
    struct value value = value_borrow(numbers, rows, columns);
    session_print_rows(session, &value, indent);
    session_print(session, "\n");
}

static void print_map(struct session *session, const struct linear_map *map, int depth)
{
    struct buffer name = BUFFER_EMPTY;
    buffer_put(&name, "W = ");
    put_product(&name, depth);
    session_print(session, "%s = ", buffer_text(&name));
    put_matrix(session, map->w, map->outputs, map->inputs, name.length + 3);
    buffer_clear(&name);
    buffer_put(&name, "b = ");
    put_bias(&name, depth);
    session_print(session, "%s = ", buffer_text(&name));
    put_matrix(session, map->b, 1, map->outputs, name.length + 3);
    buffer_finish(&name);
}

/* ---- both outputs, side by side ---- */

struct comparison {
    size_t count;
    double linear, bent; /* the largest difference from W x + b: of the layers, and with tanh in one of them */
    double rounding;     /* what the first may come to where it is largest */
};

static double difference(const double *y, const double *flat, int outputs, int *where)
{
    double largest = 0;
    *where = 0;
    for (int k = 0; k < outputs; k++)
        if (!(fabs(y[k] - flat[k]) <= largest)) { /* NaN counts as the largest */
            largest = fabs(y[k] - flat[k]);
            *where = k;
        }
    return largest;
}

/* The data's inputs; without data that fits, inputs drawn between -1 and 1, always the same. */
static const double *next_input(const struct network *network, const struct dataset *data, size_t i,
                                struct random *random, double *room)
{
    if (data)
        return dataset_x(data, i);
    for (int k = 0; k < network_inputs(network); k++)
        room[k] = 2 * random_uniform(random) - 1;
    return room;
}

/* The same weights with tanh in layer 1. */
static struct network *bend(const struct network *network)
{
    struct network *bent = network_copy(network);
    bent->layers[1].activation = activation_find("tanh", 4, NULL);
    return bent;
}

static struct comparison compare(const struct session *session, const struct linear_map *map)
{
    static const struct settings no_head = {.has_softmax = false};
    const struct network *network = session->tape.network;
    const struct dataset *data = session->tape.feed.data;
    struct network *bent = bend(network);
    struct forward *forward = forward_new(network);
    struct random random;
    struct comparison found = {.count = DRAWN_INPUTS};
    double *y = memory_new(2 * (size_t)map->outputs + (size_t)map->inputs, sizeof *y), *flat = y + map->outputs;
    int where;
    if (data && (data->inputs != map->inputs || data->count == 0))
        data = NULL;
    if (data)
        found.count = data->count < DATA_INPUTS_MAX ? data->count : DATA_INPUTS_MAX;
    random_seed(&random, 1);
    for (size_t i = 0; i < found.count; i++) {
        const double *x = next_input(network, data, i, &random, flat + map->outputs);
        linear_map_run(map, x, flat);
        forward_run(forward, network, &no_head, x, y);
        double apart = difference(y, flat, map->outputs, &where);
        if (!(apart <= found.linear) || i == 0) {
            found.linear = apart;
            found.rounding = linear_rounding(network, 1, network->depth, x, where);
        }
        forward_run(forward, bent, &no_head, x, y);
        apart = difference(y, flat, map->outputs, &where);
        found.bent = apart <= found.bent ? found.bent : apart;
    }
    memory_free(y);
    forward_free(forward);
    network_free(bent);
    return found;
}

static void print_comparison(struct session *session, const struct comparison *found)
{
    if (!isfinite(found->linear)) {
        session_print(session, _("the outputs are no finite numbers, so they can't be compared\n"));
        return;
    }
    if (found->linear == 0)
        session_print(session, _("on %zu inputs the layers and W x + b give the same, to the last digit\n"),
                      found->count);
    else
        session_print(
            session,
            _("on %zu inputs the layers and W x + b differ by at most %.2g: rounding, which may come to "
              "%.2g there\n"),
            found->count, found->linear, found->rounding);
    session_print(session, _("with tanh in layer 1, and the same weights, they differ by up to %.3g\n"),
                  found->bent);
}

/* ---- the command ---- */

static void print_title(struct session *session, const struct linear_map *map)
{
    const struct network *network = session->tape.network;
    size_t needed = ((size_t)map->inputs + 1) * (size_t)map->outputs;
    if (network->depth == 1)
        session_print(session, "%s\n", _("the one layer is linear: it is W x + b already"));
    else
        session_print(session,
                      _("%d layers, all linear, are one: y = W x + b, with %zu numbers instead of %zu\n"),
                      network->depth, needed, network->param_count);
}

/* Beside what is picked already, the panel that shows it. */
static void open_view(struct session *session)
{
    struct host *host = &session->host;
    bool is_shown = false;
    for (size_t i = 0; i < session->view.count; i++)
        is_shown |= strcmp(session->view.panels[i]->name, "collapse") == 0;
    if (!is_shown || session->view.is_auto)
        view_pick(&session->view, "collapse", NULL);
    if (host->window_is_open && host->window_is_open(host->context))
        session_print(session, "%s\n", _("the window shows both; 'view auto' shows the network again"));
}

static enum run run_collapse(struct session *session, const struct arguments *arguments, struct error *error)
{
    (void)arguments;
    const struct network *network = session->tape.network;
    struct linear_map map;
    if (!linear_are_all(network, 1, network->depth, error) ||
        !linear_collapse(network, 1, network->depth, &map, error))
        return RUN_FAILED;
    struct comparison found = compare(session, &map);
    print_title(session, &map);
    print_map(session, &map, network->depth);
    print_comparison(session, &found);
    if (session->tape.settings.has_softmax)
        session_print(session, "%s\n", _("(the softmax behind them is no layer: it gets the same from both)"));
    open_view(session);
    linear_map_finish(&map);
    return RUN_DONE;
}

static const struct command commands[] = {
    {.name = "collapse",
     .flags = COMMAND_NEEDS_NET | COMMAND_KEEPS_WHY,
     .summary = N_("linear layers are one layer: its W and b, compared with the network"),
     .details = N_("However many layers there are, without a nonlinearity they are W x + b and no more. The\n"
                   "window shows the network beside it. Then bend one layer and watch them part: layer 1 tanh"),
     .example = "net 2 3:linear 1:linear; collapse",
     .run = run_collapse},
};

const struct command_topic cmd_collapse = {"linear", N_("When layers are linear"), commands,
                                           sizeof commands / sizeof *commands};
