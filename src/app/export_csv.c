/* The data, a sample a line, and what the network makes of each. */
#include "app/export.h"
#include "base/memory.h"
#include "base/translate.h"
#include "lang/value.h"
#include "nn/forward.h"

static void put_numbers(struct buffer *out, const double *numbers, int count)
{
    for (int i = 0; i < count; i++) {
        number_print(out, numbers[i], VALUE_DIGITS_MAX);
        buffer_put_char(out, ',');
    }
}

static void put_names(struct buffer *out, const char *name, int count)
{
    for (int i = 1; i <= count; i++)
        buffer_printf(out, "%s%d,", name, i);
}

/* As RFC 4180 has it: in quotes, those inside it twice. */
static void put_quoted(struct buffer *out, const char *text)
{
    buffer_put_char(out, '"');
    for (; *text; text++)
        buffer_printf(out, *text == '"' ? "\"%c" : "%c", *text);
    buffer_put_char(out, '"');
}

static void put_class(struct buffer *out, const struct dataset *data, const double *y)
{
    int class = dataset_class(data, y);
    if (data->class_name)
        put_quoted(out, data->class_name[class]);
    else /* with one output it is the target, 0 or 1; else outputs count from 1 */
        buffer_printf(out, "%d", data->outputs == 1 ? class : class + 1);
    buffer_put_char(out, ',');
}

static bool has_nan(const double *numbers, int count)
{
    for (int i = 0; i < count; i++)
        if (numbers[i] != numbers[i])
            return true;
    return false;
}

/* Whether the sample is one of those for training, for each. */
static bool *find_training(const struct feed *feed)
{
    bool *is_training = memory_new(feed->data->count, sizeof *is_training);
    for (size_t i = 0; i < feed->training; i++)
        is_training[feed->order[i]] = true;
    return is_training;
}

static void put_samples(const struct session *session, const struct network *network, struct buffer *out)
{
    const struct feed *feed = &session->tape.feed;
    const struct dataset *data = feed->data;
    bool *is_training = find_training(feed);
    struct forward *forward = network ? forward_new(network) : NULL;
    double *yhat = memory_new((size_t)data->outputs, sizeof *yhat);
    for (size_t i = 0; i < data->count; i++) {
        put_numbers(out, dataset_x(data, i), data->inputs);
        put_numbers(out, dataset_y(data, i), data->outputs);
        if (data->classes)
            put_class(out, data, dataset_y(data, i));
        if (network) {
            forward_run(forward, network, &session->tape.settings, dataset_x(data, i), yhat);
            put_numbers(out, yhat, data->outputs);
        }
        if (network && data->classes && has_nan(yhat, data->outputs))
            buffer_put_char(out, ',');
        else if (network && data->classes)
            put_class(out, data, yhat);
        buffer_put(out, is_training[i] ? "train\r\n" : "test\r\n");
    }
    forward_free(forward);
    memory_free(yhat);
    memory_free(is_training);
}

static bool write_csv(struct session *session, struct export *export, struct error *error)
{
    const struct dataset *data = session->tape.feed.data;
    const struct network *network = session->tape.network;
    struct buffer *out = &export->out;
    if (network && (network_inputs(network) != data->inputs || network_outputs(network) != data->outputs))
        return error_set(error,
                         _("the data has %d inputs and %d outputs, but the network %d and %d; build one that "
                           "fits: net %d ... %d:..."),
                         data->inputs, data->outputs, network_inputs(network), network_outputs(network),
                         data->inputs, data->outputs);
    put_names(out, "x", data->inputs);
    put_names(out, "y", data->outputs);
    buffer_put(out, data->classes ? "class," : "");
    if (network)
        put_names(out, "yhat", data->outputs);
    buffer_put(out, network && data->classes ? "predicted," : "");
    buffer_put(out, "part\r\n");
    put_samples(session, network, out);
    return true;
}

const struct export_format export_csv = {
    .name = "csv",
    .endings = {".csv"},
    .title = N_("the data, sample by sample, with the prediction for each: for spreadsheets"),
    .needs = EXPORT_NEEDS_DATA,
    .begin = write_csv};
