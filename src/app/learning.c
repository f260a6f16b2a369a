#include "app/learning.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

struct learning_run *learning_begin(struct learning *learning, const char *label)
{
    if (learning->count == LEARNING_RUNS_MAX) {
        memory_free(learning->runs[0]);
        learning->count--;
        memmove(learning->runs, learning->runs + 1, learning->count * sizeof *learning->runs);
    }
    struct learning_run *run = memory_new(1, sizeof *run);
    snprintf(run->label, sizeof run->label, "%s", label);
    run->stride = 1;
    learning->runs[learning->count++] = run;
    return run;
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

void learning_clear(struct learning *learning)
{
    for (size_t i = 0; i < learning->count; i++)
        memory_free(learning->runs[i]);
    learning->count = 0;
}
