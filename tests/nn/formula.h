/* Evaluates a registry's formula (the notation of src/nn/activation.h), so that what a row says it does can
 * be held to what it does. */
#ifndef NABLA_TESTS_NN_FORMULA_H
#define NABLA_TESTS_NN_FORMULA_H

#include <stdlib.h>
#include <string.h>

#include "near.h"

struct variable {
    const char *name;
    double value;
};

struct formula {
    const char *at;
    const struct variable *variables; /* ends with a NULL name */
};

static double formula_choice(struct formula *f);

static inline int formula_peek(struct formula *f)
{
    while (*f->at == ' ')
        f->at++;
    return *f->at;
}

static inline int formula_take(struct formula *f, int c)
{
    if (formula_peek(f) != c)
        return 0;
    f->at++;
    return 1;
}

static inline double formula_call(const char *name, double x, double y)
{
    if (strcmp(name, "abs") == 0)
        return fabs(x);
    if (strcmp(name, "erf") == 0)
        return erf(x);
    if (strcmp(name, "ln") == 0)
        return log(x);
    if (strcmp(name, "max") == 0)
        return fmax(x, y);
    if (strcmp(name, "sigmoid") == 0)
        return 1 / (1 + exp(-x));
    if (strcmp(name, "sign") == 0)
        return x > 0 ? 1 : x < 0 ? -1 : 0;
    if (strcmp(name, "sqrt") == 0)
        return sqrt(x);
    if (strcmp(name, "tanh") == 0)
        return tanh(x);
    fail_msg("unknown function '%s'", name);
    return 0;
}

static inline double formula_name(struct formula *f)
{
    char name[32];
    size_t length = strspn(f->at, "abcdefghijklmnopqrstuvwxyzP_");
    assert_true(length > 0 && length < sizeof name);
    memcpy(name, f->at, length);
    name[length] = '\0';
    f->at += length;
    if (formula_take(f, '(')) {
        double x = formula_choice(f), y = formula_take(f, ',') ? formula_choice(f) : 0;
        assert_true(formula_take(f, ')'));
        return formula_call(name, x, y);
    }
    for (const struct variable *v = f->variables; v->name; v++)
        if (strcmp(v->name, name) == 0)
            return v->value;
    if (strcmp(name, "e") == 0)
        return exp(1);
    if (strcmp(name, "pi") == 0)
        return acos(-1);
    fail_msg("unknown name '%s'", name);
    return 0;
}

static inline double formula_unary(struct formula *f)
{
    if (formula_take(f, '-'))
        return -formula_unary(f);
    double value;
    if (formula_take(f, '(')) {
        value = formula_choice(f);
        assert_true(formula_take(f, ')'));
    } else if (strchr("0123456789", formula_peek(f))) {
        char *end;
        value = strtod(f->at, &end);
        f->at = end;
    } else {
        value = formula_name(f);
    }
    return formula_take(f, '^') ? pow(value, formula_unary(f)) : value;
}

static inline double formula_product(struct formula *f)
{
    for (double value = formula_unary(f);;)
        if (formula_take(f, '*'))
            value *= formula_unary(f);
        else if (formula_take(f, '/'))
            value /= formula_unary(f);
        else
            return value;
}

static inline double formula_sum(struct formula *f)
{
    for (double value = formula_product(f);;)
        if (formula_take(f, '+'))
            value += formula_product(f);
        else if (formula_take(f, '-'))
            value -= formula_product(f);
        else
            return value;
}

static inline double formula_choice(struct formula *f)
{
    double left = formula_sum(f);
    if (formula_take(f, '>'))
        left = left > formula_sum(f);
    else if (formula_take(f, '<'))
        left = left < formula_sum(f);
    if (!formula_take(f, '?'))
        return left;
    double yes = formula_choice(f);
    assert_true(formula_take(f, ':'));
    double no = formula_choice(f);
    return left != 0 ? yes : no;
}

static inline double formula_value(const char *text, const struct variable *variables)
{
    struct formula formula = {text, variables};
    double value = formula_choice(&formula);
    assert_int_equal(formula_peek(&formula), '\0');
    return value;
}

#endif
