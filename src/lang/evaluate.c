#include <assert.h>
#include <math.h>

#include "base/translate.h"
#include "lang/arithmetic.h"
#include "lang/expression.h"
#include "lang/expression_code.h"

/* Runs the code of an expression. Every case of `run` looks first for single numbers, which need no heap
 * and no call: a breakpoint's condition is evaluated at each update of a training. */
struct machine {
    const struct expression *expression;
    const struct expression_scope *scope;
    struct error *error;
    size_t height, next;
    struct value stack[EXPRESSION_STACK_MAX];
};

/* The i-th value from the top, from 0. */
static struct value *top(struct machine *m, size_t i)
{
    assert(i < m->height);
    return &m->stack[m->height - 1 - i];
}

static void push(struct machine *m, struct value value)
{
    m->stack[m->height++] = value;
}

static void drop(struct machine *m)
{
    value_finish(top(m, 0));
    m->height--;
}

static bool fail_at(struct machine *m, const struct instruction *instruction)
{
    return error_prefix(m->error, _("column %d: "), instruction->column);
}

static bool push_reference(struct machine *m, const struct instruction *instruction)
{
    const struct reference *reference = &m->expression->references[instruction->index];
    push(m, value_scalar(0));
    if (m->scope && m->scope->value)
        return m->scope->value(m->scope->context, reference, top(m, 0), m->error);
    return error_set(m->error, _("'%s' has no value here; only numbers are known"), reference->name);
}

static bool call(struct machine *m, const struct instruction *instruction)
{
    const struct call *call = &m->expression->calls[instruction->index];
    struct value result = value_scalar(0);
    size_t count = (size_t)call->count;
    bool good = false;
    if (!m->scope || !m->scope->function)
        error_set(m->error, _("no function is called '%s'"), call->name);
    else
        good = m->scope->function(m->scope->context, call->name, top(m, count - 1), call->count, &result,
                                  m->error);
    if (good)
        value_own(&result); /* an argument may be what it borrows from */
    for (size_t i = 0; i < count; i++)
        drop(m);
    push(m, result);
    return good;
}

static bool store(struct machine *m, const struct instruction *instruction)
{
    char shape[VALUE_SHAPE_SIZE];
    struct value *matrix = top(m, 1), *element = top(m, 0);
    if (!value_is_scalar(element)) {
        error_set(m->error, _("only single numbers fit into [ ]; this is %s"), value_shape(element, shape));
        return fail_at(m, instruction);
    }
    *(matrix->owned ? &matrix->owned[instruction->index] : &matrix->single) = element->single;
    drop(m);
    return true;
}

static bool join(struct machine *m, double (*apply)(double, double), const char *name,
                 const struct instruction *instruction)
{
    struct value *left = top(m, 1), *right = top(m, 0);
    if (value_is_scalar(left) && value_is_scalar(right))
        left->single = apply(left->single, right->single);
    else if (!arithmetic_join(left, right, apply, name, m->error))
        return fail_at(m, instruction);
    drop(m);
    return true;
}

static bool binary(struct machine *m, const struct instruction *instruction)
{
    const struct arithmetic_operator *op = instruction->op;
    if (!op->is_product || value_is_scalar(top(m, 1)) || value_is_scalar(top(m, 0)))
        return join(m, op->apply, op->name, instruction);
    if (!arithmetic_product(top(m, 1), top(m, 0), m->error))
        return fail_at(m, instruction);
    drop(m);
    return true;
}

static double negate(double x)
{
    return -x;
}

static double deny(double x)
{
    return !arithmetic_is_true(x);
}

static void each(struct machine *m, double (*f)(double))
{
    if (value_is_scalar(top(m, 0)))
        top(m, 0)->single = f(top(m, 0)->single);
    else
        arithmetic_each(top(m, 0), f);
}

static void reduce(struct machine *m, double (*f)(const double *x, size_t count))
{
    struct value *value = top(m, 0);
    double result = f(value_data(value), value_count(value));
    value_finish(value);
    value->single = result;
}

/* Past the right side of `and` and `or` where the left one, a single number, decides. */
static void jump_if(struct machine *m, bool decisive, const struct instruction *instruction)
{
    struct value *left = top(m, 0);
    if (!value_is_scalar(left) || arithmetic_is_true(left->single) != decisive)
        return;
    left->single = decisive;
    m->next = instruction->index;
}

static bool run(struct machine *m, const struct instruction *instruction)
{
    const struct value *literal;
    switch (instruction->code) {
    case CODE_NUMBER:
        push(m, value_scalar(instruction->number));
        return true;
    case CODE_REFERENCE:
        return push_reference(m, instruction);
    case CODE_LITERAL:
    case CODE_COPY:
        literal = &m->expression->literals[instruction->index];
        push(m, value_borrow(value_data(literal), literal->rows, literal->cols));
        if (instruction->code == CODE_COPY)
            value_own(top(m, 0));
        return true;
    case CODE_STORE:
        return store(m, instruction);
    case CODE_NEGATE:
        each(m, negate);
        return true;
    case CODE_NOT:
        each(m, deny);
        return true;
    case CODE_BINARY:
        return binary(m, instruction);
    case CODE_JOIN:
        return join(m, instruction->function->join, instruction->function->name, instruction);
    case CODE_EACH:
        each(m, instruction->function->each);
        return true;
    case CODE_REDUCE:
        reduce(m, instruction->function->reduce);
        return true;
    case CODE_CALL:
        return call(m, instruction);
    case CODE_AND:
    case CODE_OR:
        jump_if(m, instruction->code == CODE_OR, instruction);
        return true;
    }
    assert(false);
    return false;
}

/* The value, which may still be borrowed. */
static bool evaluate(const struct expression *expression, const struct expression_scope *scope,
                     struct value *out, struct error *error)
{
    struct machine m;
    m.expression = expression;
    m.scope = scope;
    m.error = error;
    m.height = m.next = 0;
    while (m.next < expression->code_count) {
        if (run(&m, &expression->code[m.next++]))
            continue;
        while (m.height)
            drop(&m);
        return false;
    }
    assert(m.height == 1);
    *out = *top(&m, 0);
    return true;
}

bool expression_evaluate(const struct expression *expression, const struct expression_scope *scope,
                         struct value *out, struct error *error)
{
    if (!evaluate(expression, scope, out, error))
        return false;
    value_own(out);
    return true;
}

bool expression_number(const struct expression *expression, const struct expression_scope *scope, double *out,
                       struct error *error)
{
    char shape[VALUE_SHAPE_SIZE];
    struct value value;
    if (!evaluate(expression, scope, &value, error))
        return false;
    bool is_scalar = value_is_scalar(&value);
    if (is_scalar)
        *out = value.single;
    else
        error_set(error, _("a single number belongs here, not %s"), value_shape(&value, shape));
    value_finish(&value);
    return is_scalar;
}

enum { SCALARS_MAX = 15 }; /* no condition that a person types needs more */

struct scalars {
    double stack[SCALARS_MAX + 1]; /* [1 .. height] */
    size_t height, next;
};

static bool push_scalar(struct scalars *m, double number)
{
    if (m->height == SCALARS_MAX)
        return false;
    m->stack[++m->height] = number;
    return true;
}

/* One instruction on single numbers. False where it is for more than those. */
static bool run_scalar(struct scalars *m, const struct instruction *instruction, const double *const values[])
{
    double *top = &m->stack[m->height];
    bool is_or = instruction->code == CODE_OR;
    switch (instruction->code) {
    case CODE_NUMBER:
        return push_scalar(m, instruction->number);
    case CODE_REFERENCE:
        return push_scalar(m, *values[instruction->index]);
    case CODE_NEGATE:
        *top = -*top;
        return true;
    case CODE_NOT:
        *top = deny(*top);
        return true;
    case CODE_EACH:
        *top = instruction->function->each(*top);
        return true;
    case CODE_BINARY:
        top[-1] = instruction->op->apply(top[-1], *top);
        m->height--;
        return true;
    case CODE_JOIN:
        top[-1] = instruction->function->join(top[-1], *top);
        m->height--;
        return true;
    case CODE_AND:
    case CODE_OR:
        if (arithmetic_is_true(*top) == is_or) {
            *top = is_or;
            m->next = instruction->index;
        }
        return true;
    case CODE_LITERAL:
    case CODE_COPY:
    case CODE_STORE:
    case CODE_REDUCE:
    case CODE_CALL:
        break;
    }
    return false;
}

bool expression_scalar(const struct expression *expression, const double *const values[], double *out)
{
    struct scalars m = {.height = 0};
    while (m.next < expression->code_count)
        if (!run_scalar(&m, &expression->code[m.next++], values))
            return false;
    *out = m.stack[m.height];
    return true;
}

bool expression_condition(const struct expression *expression, const struct expression_scope *scope,
                          bool *holds, struct error *error)
{
    struct value value;
    if (!evaluate(expression, scope, &value, error))
        return false;
    const double *numbers = value_data(&value);
    *holds = true;
    for (size_t i = 0; i < value_count(&value); i++)
        *holds = *holds && arithmetic_is_true(numbers[i]);
    value_finish(&value);
    return true;
}
