/* A scope for the tests of expressions: the weights of a small net, and counts of what was asked. */
#ifndef NABLA_TESTS_LANG_SMALL_NET_H
#define NABLA_TESTS_LANG_SMALL_NET_H

#include <math.h>
#include <string.h>

#include "lang/expression.h"

struct small_net {
    int asked, called;
};

static const double small_w1[6] = {0.5, -1, 2, 0.25, 3, -4}; /* w1[2][3] */
static const double small_x[3] = {1, 2, 3};
static const double small_b1[2] = {10, 20};

static inline bool small_net_pick(const double *numbers, int rows, int cols, const struct reference *reference,
                                  struct value *out, struct error *error)
{
    int row = reference->indices == 2 ? reference->index[0] : 1;
    int col = reference->indices ? reference->index[reference->indices - 1] : 1;
    if (row > rows || col > cols)
        return error_set(error, "no such element");
    if (reference->indices)
        *out = value_scalar(numbers[(row - 1) * cols + col - 1]);
    else
        *out = value_borrow(numbers, rows, cols);
    return true;
}

static inline bool small_net_value(void *context, const struct reference *reference, struct value *out,
                                   struct error *error)
{
    struct small_net *net = context;
    net->asked++;
    if (strcmp(reference->name, "w") == 0 && reference->layer == 1)
        return small_net_pick(small_w1, 2, 3, reference, out, error);
    if (strcmp(reference->name, "b") == 0 && reference->layer == 1)
        return small_net_pick(small_b1, 1, 2, reference, out, error);
    if (strcmp(reference->name, "x") == 0)
        return small_net_pick(small_x, 1, 3, reference, out, error);
    if (strcmp(reference->name, "dw") == 0) { /* a value of its own */
        double *numbers = value_new(out, 2, 3);
        for (int i = 0; i < 6; i++)
            numbers[i] = small_w1[i] / 10;
        return true;
    }
    if (strcmp(reference->name, "L") == 0) {
        *out = value_scalar(0.125);
        return true;
    }
    return error_set(error, "no quantity is called '%s'", reference->name);
}

static inline bool small_net_function(void *context, const char *name, const struct value *arguments, int count,
                                      struct value *out, struct error *error)
{
    struct small_net *net = context;
    net->called++;
    if (strcmp(name, "linear") == 0) {
        *out = arguments[0];
        out->owned = NULL; /* borrowed from the argument */
        return true;
    }
    if (strcmp(name, "count") == 0) {
        *out = value_scalar(count);
        return true;
    }
    if (strcmp(name, "sigmoid") != 0)
        return error_set(error, "no activation is called '%s'", name);
    double *numbers = value_new(out, arguments[0].rows, arguments[0].cols);
    for (size_t i = 0; i < value_count(out); i++)
        numbers[i] = 1 / (1 + exp(-value_data(&arguments[0])[i]));
    return true;
}

static inline struct expression_scope small_net_scope(struct small_net *net)
{
    return (struct expression_scope){.value = small_net_value, .function = small_net_function, .context = net};
}

#endif
