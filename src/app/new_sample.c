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

/* Which output alone is 1, the others 0: from 1; else 0. */
static int one_hot(const double *y, int outputs)
{
    int hot = 0, others = 0;
    for (int k = 0; k < outputs; k++) {
        hot = y[k] == 1 ? k + 1 : hot;
        others += y[k] != 0;
    }
    return others == 1 ? hot : 0;
}

/* Of targets that were typed: the target itself, or its output where each target is of one output, else its place among
 * them. */
static void put_kind(const struct dataset *data, const size_t *kinds, int count, int class, struct buffer *name)
{
    bool are_one_hot = true;
    for (int k = 0; k < count; k++)
        are_one_hot &= one_hot(dataset_y(data, kinds[k]), data->outputs) > 0;
    const double *y = dataset_y(data, kinds[class - 1]);
    if (data->outputs == 1)
        number_print(name, y[0], VALUE_DIGITS_MAX);
    else
        buffer_printf(name, "%d", are_one_hot ? one_hot(y, data->outputs) : class);
}

void new_sample_put_class(const struct session *session, int class, struct buffer *name)
{
    const struct dataset *data = data_of(session);
    size_t kinds[KINDS_MAX + 1];
    bool has_classes = data && data->classes > 0;
    int count = data && !has_classes ? find_kinds(data, kinds) : 0;
    int outputs = data ? data->outputs : network_outputs(session->tape.network);
    if (has_classes && data->class_name)
        buffer_put(name, data->class_name[class - 1]);
    else if (count > 1)
        put_kind(data, kinds, count, class, name);
    else
        buffer_printf(name, "%d", outputs == 1 ? class - 1 : class);
}

int new_sample_find_class(const struct session *session, const char *name)
{
    int classes = new_sample_classes(session), found = 0;
    for (int class = 1; class <= classes && found == 0; class ++) {
        struct buffer its = BUFFER_EMPTY;
        new_sample_put_class(session, class, &its);
        found = strcmp(buffer_text(&its), name) == 0 ? class : 0;
        buffer_finish(&its);
    }
    return found;
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
