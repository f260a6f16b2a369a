#include "app/watched.h"

#include <string.h>

#include "app/scope.h"

enum { WORK_MAX = 300000 }; /* multiplications: about a quarter of a millisecond */

bool watched_is(const struct stop *stop)
{
    return !stop->is_off && stop->expression && (stop->kind == STOP_WATCH || stop->kind == STOP_DISPLAY);
}

/* Means over the data set. */
static bool is_measure(const char *name)
{
    static const char *const measures[] = {"cost", "accuracy", "test_cost", "test_accuracy"};
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        if (strcmp(measures[i], name) == 0)
            return true;
    return false;
}

static bool is_quick(const struct session *session, const struct expression *expression)
{
    const struct reference *reference;
    const struct dataset *data = session->tape.feed.data;
    size_t work = data && session->tape.network ? data->count * session->tape.network->param_count : 0;
    for (size_t i = 0; work > WORK_MAX && (reference = expression_reference(expression, i)); i++)
        if (is_measure(reference->name))
            return false;
    return true;
}

bool watched_value(const struct session *session, const struct stop *stop, struct value *value)
{
    struct expression_scope scope = scope_of((struct session *)session); /* the scope only reads it */
    return is_quick(session, stop->expression) && expression_evaluate(stop->expression, &scope, value, NULL);
}
