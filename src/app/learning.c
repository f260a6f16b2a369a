#include "app/learning.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"

void learning_label(const struct settings *settings, char label[LEARNING_LABEL_SIZE])
{
    const struct optimizer *optimizer = settings->optimizer;
    char param[32] = "";
    /* as it was typed, so both are the same number */
    if (optimizer->param_name && settings->optimizer_param != optimizer->param_default)
        snprintf(param, sizeof param, ":%g", settings->optimizer_param);
    snprintf(label, LEARNING_LABEL_SIZE, _("%s%s, rate %g"), optimizer->name, param, settings->rate);
}

void learning_names(const char *const *labels, size_t count, char *const *names)
{
    bool has_one_head = true, has_one_tail = true;
    size_t head = count > 0 ? strcspn(labels[0], ",") : 0;
    for (size_t i = 1; i < count; i++) {
        size_t length = strcspn(labels[i], ",");
        has_one_head &= length == head && memcmp(labels[i], labels[0], head) == 0;
        has_one_tail &= strcmp(labels[i] + length, labels[0] + head) == 0;
    }
    for (size_t i = 0; i < count; i++) {
        size_t length = strcspn(labels[i], ",");
        if (has_one_tail && !has_one_head)
            snprintf(names[i], LEARNING_LABEL_SIZE, "%.*s", (int)length, labels[i]);
        else
            snprintf(names[i], LEARNING_LABEL_SIZE, "%s",
                     labels[i] +
                         (has_one_head && !has_one_tail ? length + strspn(labels[i] + length, ", ") : 0));
    }
}

static void drop(struct learning *learning, size_t i)
{
    way_finish(&learning->runs[i]->way);
    memory_free(learning->runs[i]);
    learning->count--;
    memmove(learning->runs + i, learning->runs + i + 1, (learning->count - i) * sizeof(struct learning_run *));
}

struct learning_run *learning_begin(struct learning *learning, const char *label)
{
    if (learning->count == LEARNING_RUNS_MAX)
        drop(learning, 0);
    struct learning_run *run = memory_new(1, sizeof *run);
    snprintf(run->label, sizeof run->label, "%s", label);
    run->stride = 1;
    learning->runs[learning->count++] = run;
    return run;
}

struct learning_run *learning_begin_race(struct learning *learning, const char *label)
{
    for (size_t i = learning->count; i > 0; i--)
        if (learning->runs[i - 1]->is_race && strcmp(learning->runs[i - 1]->label, label) == 0)
            drop(learning, i - 1);
    struct learning_run *run = learning_begin(learning, label);
    run->is_race = true;
    return run;
}

void learning_note_net(struct learning_run *run, const struct network *network)
{
    size_t length = 0;
    for (int k = 0; k <= network->depth && length < sizeof run->net; k++)
        length += (size_t)snprintf(run->net + length, sizeof run->net - length, k > 0 ? "-%d" : "%d",
                                   network->layers[k].nodes);
}

static bool goes_on(const struct learning_run *before, const struct learning_run *run)
{
    return !before->is_race && !run->is_race && strcmp(before->label, run->label) == 0 &&
           strcmp(before->net, run->net) == 0 && before->count > 0 &&
           run->points[0].epoch > before->points[before->count - 1].epoch;
}

size_t learning_line(const struct learning *learning, size_t i)
{
    size_t line = 0;
    const struct learning_run *before = NULL;
    for (size_t k = 0; k <= i; k++) {
        const struct learning_run *run = learning->runs[k];
        if (run->count == 0)
            continue;
        line += before && !goes_on(before, run) ? 1 : 0;
        before = run;
    }
    return line;
}

int learning_wants(const struct learning_run *run, uint64_t epoch)
{
    return run->count == 0 || epoch >= run->points[run->count - 1].epoch + run->stride;
}

void learning_add(struct learning_run *run, struct learning_point point)
{
    if (run->count == LEARNING_POINTS_MAX) {
        for (size_t i = 0; i < LEARNING_POINTS_MAX / 2; i++)
            run->points[i] = run->points[2 * i];
        run->count /= 2;
        run->stride *= 2;
    }
    run->points[run->count++] = point;
}

struct learning *learning_new(void)
{
    return memory_new(1, sizeof(struct learning));
}

void learning_free(void *learning)
{
    struct learning *runs = learning;
    while (runs && runs->count > 0)
        drop(runs, runs->count - 1);
    memory_free(runs);
}
