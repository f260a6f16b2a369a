/* What expressions do with values: the operators and the functions of the language, a row each.
 *
 * Everything works number by number. A single number goes with any shape; a column of n goes with a vector
 * of n and gives a vector; otherwise the shapes must be the same. Results of no number are values, not
 * errors: log 0 is -inf, 0/0 is nan. A NaN counts as false, and max and min pass it on. */
#ifndef NABLA_LANG_ARITHMETIC_H
#define NABLA_LANG_ARITHMETIC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "lang/lexer.h"
#include "lang/value.h"

/* How tightly an operator binds, loosest first. */
enum level {
    LEVEL_OR = 1,
    LEVEL_AND,
    LEVEL_NOT,
    LEVEL_COMPARE, /* doesn't chain */
    LEVEL_SUM,
    LEVEL_PRODUCT,
    LEVEL_SIGN,  /* the - of -x */
    LEVEL_POWER, /* groups from the right: 2^3^2 = 2^9 */
};

/* A binary operator. */
struct arithmetic_operator {
    const char *name;      /* for messages, as it is typed */
    enum token_kind token; /* by which it is found */
    enum level level;
    double (*apply)(double left, double right);
    bool is_product; /* of two matrices: arithmetic_product */
};

/* A function; exactly one of each, reduce is set. */
struct arithmetic_function {
    const char *name;
    const char *help;                                /* N_("..."): its call and what that gives */
    double (*each)(double x);                        /* number by number */
    double (*reduce)(const double *x, size_t count); /* all numbers of one value to one, count >= 1 */
    double (*join)(double left, double right);       /* beside reduce: of two values or more, or NULL */
};

/* NULL when the token is no binary operator. */
const struct arithmetic_operator *arithmetic_operator(enum token_kind token);

/* By its exact name; NULL when the language itself has none of that name. */
const struct arithmetic_function *arithmetic_function(const char *name);

/* The i-th function, from 0; NULL behind the last. */
const struct arithmetic_function *arithmetic_function_at(size_t i);

bool arithmetic_is_true(double x); /* neither 0 nor NaN */

/* *left becomes left op right; *right stays the caller's. On an error both keep what they had. name is what
 * a message calls op. */
bool arithmetic_join(struct value *left, const struct value *right, double (*apply)(double, double),
                     const char *name, struct error *error);

/* *left becomes the matrix product left * right; where one is a single number, its multiple. A vector right
 * of a matrix with as many columns stands as a column, and then the result is a vector, so that w1 * x + b1
 * is what a book writes; two vectors of the same length give their dot product. */
bool arithmetic_product(struct value *left, const struct value *right, struct error *error);

/* Every number of *value becomes f of it. */
void arithmetic_each(struct value *value, double (*f)(double));

#endif
