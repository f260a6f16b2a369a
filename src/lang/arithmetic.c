#include "lang/arithmetic.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/translate.h"

bool arithmetic_is_true(double x)
{
    return x != 0 && !isnan(x);
}

static double either(double a, double b)
{
    return arithmetic_is_true(a) || arithmetic_is_true(b);
}

static double both(double a, double b)
{
    return arithmetic_is_true(a) && arithmetic_is_true(b);
}

static double equal(double a, double b)
{
    return a == b;
}

static double differ(double a, double b)
{
    return a != b;
}

static double less(double a, double b)
{
    return a < b;
}

static double less_equal(double a, double b)
{
    return a <= b;
}

static double greater(double a, double b)
{
    return a > b;
}

static double greater_equal(double a, double b)
{
    return a >= b;
}

static double add(double a, double b)
{
    return a + b;
}

static double subtract(double a, double b)
{
    return a - b;
}

static double multiply(double a, double b)
{
    return a * b;
}

static double divide(double a, double b)
{
    return a / b;
}

/* To add one: its spelling in lexer.c, a function above and a row here; the parser then knows it. */
static const struct arithmetic_operator operators[] = {
    {"or", TOKEN_OR, LEVEL_OR, either, false},
    {"and", TOKEN_AND, LEVEL_AND, both, false},
    {"==", TOKEN_EQUAL, LEVEL_COMPARE, equal, false},
    {"!=", TOKEN_NOT_EQUAL, LEVEL_COMPARE, differ, false},
    {"<", TOKEN_LESS, LEVEL_COMPARE, less, false},
    {"<=", TOKEN_LESS_EQUAL, LEVEL_COMPARE, less_equal, false},
    {">", TOKEN_GREATER, LEVEL_COMPARE, greater, false},
    {">=", TOKEN_GREATER_EQUAL, LEVEL_COMPARE, greater_equal, false},
    {"+", TOKEN_PLUS, LEVEL_SUM, add, false},
    {"-", TOKEN_MINUS, LEVEL_SUM, subtract, false},
    {"*", TOKEN_TIMES, LEVEL_PRODUCT, multiply, true},
    {"/", TOKEN_DIVIDE, LEVEL_PRODUCT, divide, false},
    {".*", TOKEN_TIMES_EACH, LEVEL_PRODUCT, multiply, false},
    {"./", TOKEN_DIVIDE_EACH, LEVEL_PRODUCT, divide, false},
    {"^", TOKEN_POWER, LEVEL_POWER, pow, false},
    {".^", TOKEN_POWER_EACH, LEVEL_POWER, pow, false},
};

const struct arithmetic_operator *arithmetic_operator(enum token_kind token)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (operators[i].token == token)
            return &operators[i];
    return NULL;
}

static double larger(double a, double b)
{
    return a > b || isnan(a) ? a : b;
}

static double smaller(double a, double b)
{
    return a < b || isnan(a) ? a : b;
}

static double fold(const double *x, size_t count, double (*join)(double, double))
{
    double result = x[0];
    for (size_t i = 1; i < count; i++)
        result = join(result, x[i]);
    return result;
}

static double largest(const double *x, size_t count)
{
    return fold(x, count, larger);
}

static double smallest(const double *x, size_t count)
{
    return fold(x, count, smaller);
}

static double sum(const double *x, size_t count)
{
    return fold(x, count, add);
}

static double mean(const double *x, size_t count)
{
    return sum(x, count) / (double)count;
}

/* sqrt(sum x^2) over all numbers; scaled by the largest only where a square would overflow or vanish. */
static double norm(const double *x, size_t count)
{
    double squares = 0, most = 0;
    for (size_t i = 0; i < count; i++) {
        squares += x[i] * x[i];
        most = larger(most, fabs(x[i]));
    }
    if (squares > DBL_MIN / DBL_EPSILON && squares <= DBL_MAX)
        return sqrt(squares);
    if (most == 0 || !isfinite(most))
        return most;
    squares = 0;
    for (size_t i = 0; i < count; i++)
        squares += (x[i] / most) * (x[i] / most);
    return most * sqrt(squares);
}

/* To add one: a function above and a row here; help and completion read the table. */
static const struct arithmetic_function functions[] = {
    {"abs", N_("abs(x): each number without its sign"), fabs, NULL, NULL},
    {"exp", N_("exp(x): e to the power of each number"), exp, NULL, NULL},
    {"ln", N_("ln(x): the natural logarithm of each number, the same as log(x)"), log, NULL, NULL},
    {"log", N_("log(x): the natural logarithm of each number"), log, NULL, NULL},
    {"max", N_("max(x): the largest number in x; max(x, y, ...): of each place"), NULL, largest, larger},
    {"mean", N_("mean(x): the sum of all numbers, divided by how many there are"), NULL, mean, NULL},
    {"min", N_("min(x): the smallest number in x; min(x, y, ...): of each place"), NULL, smallest, smaller},
    {"norm", N_("norm(x): the root of the sum of all squares, the length of a vector"), NULL, norm, NULL},
    {"sqrt", N_("sqrt(x): the square root of each number"), sqrt, NULL, NULL},
    {"sum", N_("sum(x): the sum of all numbers in x"), NULL, sum, NULL},
};

const struct arithmetic_function *arithmetic_function_at(size_t i)
{
    return i < sizeof functions / sizeof *functions ? &functions[i] : NULL;
}

const struct arithmetic_function *arithmetic_function(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i].name, name) == 0)
            return &functions[i];
    return NULL;
}

static bool are_same_line(const struct value *a, const struct value *b)
{
    return value_count(a) == value_count(b) && (a->rows == 1 || a->cols == 1) && (b->rows == 1 || b->cols == 1);
}

bool arithmetic_join(struct value *left, const struct value *right, double (*apply)(double, double),
                     const char *name, struct error *error)
{
    const struct value *shape =
        value_is_scalar(left) || (right->rows == 1 && !value_is_scalar(right)) ? right : left;
    bool fits = value_is_scalar(left) || value_is_scalar(right) || are_same_line(left, right) ||
                (left->rows == right->rows && left->cols == right->cols);
    char left_shape[VALUE_SHAPE_SIZE], right_shape[VALUE_SHAPE_SIZE];
    if (!fits)
        return error_set(error,
                         _("'%s' can't join %s and %s; give both the same shape, or one a single number"), name,
                         value_shape(left, left_shape), value_shape(right, right_shape));
    struct value result;
    double *out = value_new(&result, shape->rows, shape->cols);
    const double *a = value_data(left), *b = value_data(right);
    size_t count = value_count(&result), a_step = !value_is_scalar(left), b_step = !value_is_scalar(right);
    for (size_t i = 0; i < count; i++)
        out[i] = apply(a[i * a_step], b[i * b_step]);
    value_finish(left);
    *left = result;
    return true;
}

/* out[rows][cols] += a[rows][inner] b[inner][cols], in the order of memory. */
static void multiply_matrices(double *out, const double *a, const double *b, size_t rows, size_t inner,
                              size_t cols)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0; k < inner; k++)
            for (size_t j = 0; j < cols; j++)
                out[i * cols + j] += a[i * inner + k] * b[k * cols + j];
}

bool arithmetic_product(struct value *left, const struct value *right, struct error *error)
{
    if (value_is_scalar(left) || value_is_scalar(right))
        return arithmetic_join(left, right, multiply, "*", error);
    bool stands_as_column = right->rows == 1 && left->cols == right->cols;
    char left_shape[VALUE_SHAPE_SIZE], right_shape[VALUE_SHAPE_SIZE];
    if (left->cols != right->rows && !stands_as_column)
        return error_set(error,
                         _("'*' can't multiply %s by %s; the right one needs %d rows, or %d numbers as a "
                           "vector"),
                         value_shape(left, left_shape), value_shape(right, right_shape), left->cols,
                         left->cols);
    int cols = stands_as_column ? 1 : right->cols;
    if (!value_fits(left->rows, cols, error))
        return false;
    struct value result;
    double *out = stands_as_column ? value_new(&result, 1, left->rows) : value_new(&result, left->rows, cols);
    multiply_matrices(out, value_data(left), value_data(right), (size_t)left->rows, (size_t)left->cols,
                      (size_t)cols);
    value_finish(left);
    *left = result;
    return true;
}

void arithmetic_each(struct value *value, double (*f)(double))
{
    struct value result;
    double *out = value_new(&result, value->rows, value->cols);
    const double *in = value_data(value);
    for (size_t i = 0; i < value_count(&result); i++)
        out[i] = f(in[i]);
    value_finish(value);
    *value = result;
}
