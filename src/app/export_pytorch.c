/* A Python script that rebuilds the network in PyTorch, optimizer and data too, and trains on: where the work goes
 * once it has outgrown a tiny net. */
#include <math.h>
#include <string.h>

#include "app/export.h"
#include "app/save.h"
#include "base/translate.h"
#include "config.h"
#include "lang/value.h"

static void put_number(struct buffer *out, double number)
{
    if (isfinite(number)) {
        save_put_number(out, number);
        return;
    }
    buffer_put(out, "float(\"");
    number_print(out, number, VALUE_DIGITS_MAX);
    buffer_put(out, "\")");
}

/* "[1, 2]" */
static void put_row(struct buffer *out, const double *numbers, size_t count)
{
    buffer_put_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        buffer_put(out, i > 0 ? ", " : "");
        put_number(out, numbers[i]);
    }
    buffer_put_char(out, ']');
}

/* "tensor([[1, 2],\n    [3, 4]])" */
static void put_tensor(struct buffer *out, const double *numbers, size_t rows, size_t columns)
{
    buffer_put(out, "tensor([");
    for (size_t i = 0; i < rows; i++) {
        buffer_put(out, i > 0 ? ",\n        " : "");
        put_row(out, numbers + i * columns, columns);
    }
    buffer_put(out, "])");
}

static void put_vector(struct buffer *out, const double *numbers, size_t count)
{
    buffer_put(out, "tensor(");
    put_row(out, numbers, count);
    buffer_put_char(out, ')');
}

/* The network's parameters as PyTorch lists them: layer by layer, weight then bias. */
static void put_parameters(struct buffer *out, const struct network *network, const double *numbers)
{
    buffer_put(out, "[\n");
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        buffer_put(out, "    ");
        put_tensor(out, numbers + layer->w, (size_t)layer->rows, (size_t)layer->inputs);
        buffer_put(out, ",\n    ");
        put_vector(out, numbers + layer->b, (size_t)layer->rows);
        buffer_put(out, ",\n");
    }
    buffer_put(out, "]");
}

/* ---- the net ---- */

/* Each activation once, as a function of z and its parameter. */
static void put_activations(struct buffer *out, const struct network *network)
{
    for (int k = 1; k <= network->depth; k++) {
        const struct activation *activation = network->layers[k].activation;
        bool is_new = true;
        for (int i = 1; i < k && is_new; i++)
            is_new = network->layers[i].activation != activation;
        if (!is_new)
            continue;
        buffer_printf(out, "\n\ndef %s(z%s%s):\n", activation->name, activation->param_name ? ", " : "",
                      activation->param_name ? activation->param_name : "");
        if (activation->is_maxout) /* rows are node-major; of equals the first wins */
            buffer_put(out, "    return z.reshape(z.shape[0], -1, P).max(dim=2).values\n");
        else
            buffer_printf(out, "    return %s\n", activation->pytorch);
    }
}

static void put_net(struct buffer *out, const struct tape *tape)
{
    const struct network *network = tape->network;
    buffer_put(out, "\n\nclass Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n");
    for (int k = 1; k <= network->depth; k++)
        buffer_printf(out, "        self.layer%d = torch.nn.Linear(%d, %d)\n", k, network->layers[k].inputs,
                      network->layers[k].rows);
    buffer_put(out, "\n    def run(self, x):\n        \"\"\"z and a of the last layer.\"\"\"\n        a = x\n");
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        buffer_printf(out, "        z = self.layer%d(a)\n        a = %s(z", k, layer->activation->name);
        if (layer->activation->param_name) {
            buffer_put(out, ", ");
            put_number(out, layer->param);
        }
        buffer_put(out, ")\n");
    }
    buffer_printf(out, "        return z, a\n\n    def forward(self, x):\n        return %s\n",
                  tape->settings.has_softmax ? "F.softmax(self.run(x)[1], dim=1)" : "self.run(x)[1]");
}

/* L as the mean over the samples given. */
static void put_loss(struct buffer *out, const struct tape *tape)
{
    const struct settings *settings = &tape->settings;
    const struct loss *loss = settings->loss;
    bool is_fused = tape_is_fused(tape) && loss->pytorch_fused;
    buffer_put(out, "\n\ndef loss(x, y):\n");
    if (loss->param_name) {
        buffer_printf(out, "    %s = ", loss->param_name);
        put_number(out, settings->loss_param);
        buffer_put_char(out, '\n');
    }
    buffer_printf(out, "    %s\n    terms = %s\n", is_fused ? "z, a = net.run(x)" : "yhat = net(x)",
                  is_fused ? loss->pytorch_fused : loss->pytorch);
    buffer_printf(out, "    return terms.%s(dim=1).mean()\n", loss->is_mean ? "mean" : "sum");
}

/* ---- the optimizer ---- */

static void put_optimizer(struct buffer *out, const struct tape *tape)
{
    const struct settings *settings = &tape->settings;
    const struct optimizer *optimizer = settings->optimizer;
    buffer_put(out, "\nparameters = list(net.parameters())\nrate = ");
    put_number(out, settings->rate);
    if (optimizer->param_name) {
        buffer_printf(out, "\n%s = ", optimizer->param_name);
        put_number(out, settings->optimizer_param);
    }
    buffer_printf(out, "\noptimizer = %s\n", optimizer->pytorch);
    if (tape->iteration == 0 || optimizer->states == 0)
        return;
    for (size_t i = 0; i < optimizer->states; i++) {
        buffer_printf(out, "%s = ", optimizer->pytorch_state[i]);
        put_parameters(out, tape->network, tape->network->state[i]);
        buffer_put_char(out, '\n');
    }
    buffer_put(out, "for i, p in enumerate(parameters):\n    optimizer.state[p] = {");
    for (size_t i = 0; i < optimizer->states; i++)
        buffer_printf(out, "\"%s\": %s[i], ", optimizer->pytorch_state[i], optimizer->pytorch_state[i]);
    buffer_printf(out, "\"step\": torch.tensor(%llu.0)}\n", (unsigned long long)tape->iteration);
}

/* 1 where `freeze` holds a parameter still; nothing where there is none. */
static bool put_frozen(struct buffer *out, const struct network *network)
{
    if (!memchr(network->frozen, 1, network->param_count))
        return false;
    buffer_put(out, "frozen = [\n");
    for (int k = 1; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        for (int is_bias = 0; is_bias <= 1; is_bias++) {
            size_t rows = (size_t)layer->rows, columns = is_bias ? 1 : (size_t)layer->inputs;
            const unsigned char *frozen = network->frozen + (is_bias ? layer->b : layer->w);
            buffer_put(out, "    torch.tensor([");
            for (size_t i = 0; i < rows * columns; i++)
                buffer_printf(out, "%s%d", i > 0 ? ", " : "", frozen[i]);
            buffer_put(out, "]).bool()");
            if (!is_bias)
                buffer_printf(out, ".reshape(%zu, %zu)", rows, columns);
            buffer_put(out, ",\n");
        }
    }
    buffer_put(out, "]\n");
    return true;
}

static void put_update(struct buffer *out, const struct tape *tape)
{
    const struct settings *settings = &tape->settings;
    bool has_frozen = put_frozen(out, tape->network);
    buffer_put(
        out,
        "\n\ndef update():\n    \"\"\"One update; L of its batch, with the weights that it began with.\"\"\"\n"
        "    batch = next_batch()\n    optimizer.zero_grad()\n    cost = loss(x[batch], y[batch])\n"
        "    cost.backward()\n");
    if (settings->regularizer != REGULARIZER_NONE) {
        buffer_put(out, "    for p in parameters[0::2]:  # weights, not biases\n        p.grad += ");
        put_number(out, settings->lambda);
        buffer_put(out,
                   settings->regularizer == REGULARIZER_L1 ? " * torch.sign(p.detach())\n" : " * p.detach()\n");
    }
    buffer_put(out, has_frozen ? "    before = [p.detach().clone() for p in parameters]\n" : "");
    buffer_put(out, "    optimizer.step()\n");
    if (has_frozen)
        buffer_put(out,
                   "    with torch.no_grad():\n        for p, old, held in zip(parameters, before, frozen):\n"
                   "            p[held] = old[held]\n");
    buffer_put(out, "    return float(cost)\n");
}

/* ---- the data ---- */

static void put_data(struct buffer *out, const struct tape *tape)
{
    const struct feed *feed = &tape->feed;
    const struct network *network = tape->network;
    if (tape_is_fed(tape)) {
        const struct dataset *data = feed->data;
        buffer_put(out, "\nx = ");
        put_tensor(out, data->x, data->count, (size_t)data->inputs);
        buffer_put(out, "\ny = ");
        put_tensor(out, data->y, data->count, (size_t)data->outputs);
        buffer_put(out, "\norder = [");
        for (size_t i = 0; i < feed->training; i++)
            buffer_printf(out, "%s%u", i > 0 ? ", " : "", feed->order[i]);
        buffer_printf(out, "]  # for training, in this order; the others are for testing\ncursor = %zu\n",
                      feed->cursor);
        buffer_printf(out, "batch_size = %zu\n", feed->batch > 0 ? feed->batch : feed->training);
        return;
    }
    buffer_put(out, "\nx = ");
    put_tensor(out, network->x, 1, (size_t)network_inputs(network));
    buffer_put(out, "\ny = ");
    put_tensor(out, network->y, 1, (size_t)network_outputs(network));
    buffer_put(out, "\norder = [0]\ncursor = 0\nbatch_size = 1\n");
}

static void put_batches(struct buffer *out, const struct feed *feed)
{
    buffer_put(out, "\n\ndef next_batch():\n    \"\"\"Which samples the next update sees; a shorter rest ends "
                    "an epoch.\"\"\"\n"
                    "    global order, cursor\n    if cursor >= len(order):\n        cursor = 0\n");
    if (feed->shuffles) /* nabla's random numbers are its own */
        buffer_put(out, "        order = [order[i] for i in torch.randperm(len(order))]\n");
    buffer_put(out,
               "    batch = order[cursor:cursor + batch_size]\n    cursor += len(batch)\n    return batch\n");
}

/* ---- all of it ---- */

static bool is_ready(const struct session *session, struct error *error)
{
    const struct tape *tape = &session->tape;
    return tape_is_fed(tape) || (tape->has_x && tape->has_y) ||
           error_set(error, _("export pytorch: there is nothing to train on yet; load data, or type input and "
                              "target, for example: data xor"));
}

static void put_script(const struct tape *tape, struct buffer *out)
{
    buffer_printf(out,
                  "#!/usr/bin/env python3\n\"\"\"A network that was built in nabla %s, for PyTorch.\n\n"
                  "    python3 FILE [UPDATES]    trains on, and says the cost\n"
                  "    import FILE               gives net, loss(x, y), optimizer, update(), x, y\n\"\"\"\n"
                  "import sys\n\nimport torch\nimport torch.nn.functional as F\n\n"
                  "torch.set_default_dtype(torch.float64)\n\n\ndef tensor(numbers):\n"
                  "    return torch.tensor(numbers, dtype=torch.float64)\n",
                  NABLA_VERSION);
    put_activations(out, tape->network);
    put_net(out, tape);
    buffer_put(out, "\n\nnet = Net()\nvalues = ");
    put_parameters(out, tape->network, tape->network->param);
    buffer_put(out, "\nwith torch.no_grad():\n    for p, value in zip(net.parameters(), values):\n"
                    "        p.copy_(value)\n");
    put_loss(out, tape);
    buffer_put_char(out, '\n');
    put_data(out, tape);
    put_batches(out, &tape->feed);
    buffer_put_char(out, '\n');
    put_optimizer(out, tape);
    put_update(out, tape);
    buffer_put(out, "\n\nif __name__ == \"__main__\":\n    for i in range(int(sys.argv[1]) if len(sys.argv) > "
                    "1 else 100):\n"
                    "        update()\n    print(\"cost\", float(loss(x[order], y[order])))\n");
}

static bool is_in_update(const struct tape *tape)
{
    return tape->operation > 0 && tape->operation < tape_length(tape) &&
           tape_at(tape, tape->operation - 1).phase == PHASE_UPDATE;
}

/* An iteration under way is begun anew over there. */
static bool write_pytorch(struct session *session, struct export *export, struct error *error)
{
    size_t moments = 0;
    if (!is_ready(session, error))
        return false;
    if (is_in_update(&session->tape) && !save_go_before_update(session, &moments))
        return error_set(error, _("export pytorch: an update is half done; finish it first: update"));
    put_script(&session->tape, &export->out);
    save_come_back(session, moments);
    return true;
}

const struct export_format export_pytorch = {
    .name = "pytorch",
    .endings = {".py"},
    .title = N_("a Python script that rebuilds it all in PyTorch and trains on"),
    .needs = EXPORT_NEEDS_NET,
    .begin = write_pytorch};
