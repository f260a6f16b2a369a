#include "app/new_sample.h"

#include <string.h>

#include "lang/value.h"

enum { KINDS_MAX = 16 }; /* of targets, in data that has no classes */

static const struct dataset *data_of(const struct session *session)
{
    const struct dataset *data = session->tape.feed.data;
    return data && data->count > 0 ? data : NULL;
}

/* The samples with the first KINDS_MAX + 1 different targets; returns how many there are. */
static int find_kinds(const struct dataset *data, size_t kinds[KINDS_MAX + 1])
{
    int count = 0;
    size_t size = (size_t)data->outputs * sizeof(double);
    for (size_t i = 0; i < data->count && count <= KINDS_MAX; i++) {
        bool is_new = true;
        for (int k = 0; k < count && is_new; k++)
            is_new = memcmp(dataset_y(data, i), dataset_y(data, kinds[k]), size) != 0;
        if (is_new)
            kinds[count++] = i;
    }
    return count;
}

static int classes_of_outputs(int outputs)
{
    return outputs == 1 ? 2 : outputs;
}

int new_sample_classes(const struct session *session)
{
    const struct dataset *data = data_of(session);
    size_t kinds[KINDS_MAX + 1];
    if (data && data->classes > 0)
        return data->classes;
    if (!data)
        return session->tape.network ? classes_of_outputs(network_outputs(session->tape.network)) : 0;
    int count = find_kinds(data, kinds);
    if (count > KINDS_MAX)
        return 0;
    return count > 1 ? count : classes_of_outputs(data->outputs);
}

/* 1 for the class, 0 for the others; a single output is 1 for the second class. */
static void put_one_hot(int outputs, int class, struct buffer *command)
{
    for (int k = 1; k <= outputs; k++)
        buffer_put(command, (outputs == 1 ? class == 2 : class == k) ? " 1" : " 0");
}

static void put_target(const struct session *session, int class, struct buffer *command)
{
    const struct dataset *data = data_of(session);
    size_t kinds[KINDS_MAX + 1];
    if (!data || data->classes > 0 || find_kinds(data, kinds) < 2) {
        put_one_hot(data ? data->outputs : network_outputs(session->tape.network), class, command);
        return;
    }
    for (int k = 0; k < data->outputs; k++) {
        buffer_put_char(command, ' ');
        number_print(command, dataset_y(data, kinds[class - 1])[k], VALUE_DIGITS_MAX);
    }
}

bool new_sample_put(const struct session *session, int inputs, double x, double y, int class,
                    struct buffer *command)
{
    enum { DIGITS = 3 };
    const struct dataset *data = data_of(session);
    const struct network *network = session->tape.network;
    if ((!data && !network) || inputs != (data ? data->inputs : network_inputs(network)))
        return false;
    if (inputs == 2 && (class < 1 || class > new_sample_classes(session)))
        return false;
    if (inputs == 1 && (data ? data->outputs : network_outputs(network)) != 1)
        return false;
    buffer_put(command, "data add ");
    number_print(command, x, DIGITS);
    buffer_put(command, inputs == 2 ? " " : " : ");
    number_print(command, y, DIGITS);
    if (inputs == 2) {
        buffer_put(command, " :");
        put_target(session, class, command);
    }
    return true;
}
