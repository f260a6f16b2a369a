/* Expressions: compiled once, evaluated as often as wanted.
 *
 *     or   and   not   == != < <= > >=   + -   * / .* ./   -x +x   ^ .^        (loosest to tightest)
 *
 * `^` groups from the right and binds tighter than a sign: -2^2 = -4, 2^-1 = 0.5. Comparisons give 1 or 0
 * and don't chain. `and` and `or` leave their right side alone once a single number on their left decides.
 * `*` of two matrices is the matrix product (see arithmetic.h, where a vector may stand as a column);
 * `.*` works number by number, and so does all the rest.
 *
 * [1 -2; 3 4] is a matrix: elements are parted by blanks or commas, rows by `;` or a line's end. As in
 * Octave, [1 -2] has two elements and [1 - 2] or [1-2] has one. Each element is an expression whose value is
 * a single number.
 *
 * Quantities and functions that the language itself doesn't have are asked of the caller's scope. */
#ifndef NABLA_LANG_EXPRESSION_H
#define NABLA_LANG_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "lang/lexer.h"
#include "lang/reference.h"
#include "lang/value.h"

#define EXPRESSION_DEPTH_MAX 200   /* of parentheses, brackets, signs and powers in one another */
#define EXPRESSION_ARGUMENTS_MAX 8 /* of a function of the scope's */

struct expression;

/* Reading ----------------------------------------------------------------------------------------- */

/* The whole text as one expression. false with *error filled, and *expression untouched, when it is none. */
bool expression_parse(const char *text, size_t length, struct expression **expression, struct error *error);

/* As much as makes an expression at the lexer's place: it stops where an operator would have to follow and
 * something else does, such as `=`, `:` or a word like `within`. Leaves the lexer there, to be read on. */
bool expression_read(struct lexer *lexer, struct expression **expression, struct error *error);

/* The same as one element of a literal would be read: of `0.5 -0.3` only the 0.5. */
bool expression_read_element(struct lexer *lexer, struct expression **expression, struct error *error);

void expression_free(struct expression *expression); /* NULL is fine */

/* true, and *reference filled, when the expression is nothing but a reference, perhaps in parentheses. */
bool expression_is_bare_reference(const struct expression *expression, struct reference *reference);

/* The i-th reference in it, from 0, NULL behind the last: what it depends on. Borrowed. */
const struct reference *expression_reference(const struct expression *expression, size_t i);

/* The name of the i-th call of a function that the language itself doesn't have, NULL behind the last: so
 * that a caller can refuse an unknown one before anything is evaluated. Borrowed. */
const char *expression_call(const struct expression *expression, size_t i);

/* Evaluating -------------------------------------------------------------------------------------- */

/* Where names get their meaning. A callback returns false with *error filled to end the evaluation. */
struct expression_scope {
    /* The quantity, or the one number of it that the indices ask for, into *out: by value_scalar; or by
     * value_borrow of memory that stays as it is until the evaluation has ended; or by value_new, which the
     * evaluation frees. Called once for each time that the expression names it. */
    bool (*value)(void *context, const struct reference *reference, struct value *out, struct error *error);

    /* The function called name of 1 .. EXPRESSION_ARGUMENTS_MAX arguments, borrowed, into *out: a value of
     * its own. NULL where there are none. */
    bool (*function)(void *context, const char *name, const struct value *arguments, int count,
                     struct value *out, struct error *error);

    void *context;
};

/* The value into *out, which owns its numbers; the caller finishes it. On an error *out is untouched. What
 * is made of single numbers only touches no heap. */
bool expression_evaluate(const struct expression *expression, const struct expression_scope *scope,
                         struct value *out, struct error *error);

/* The same where a single number is wanted; an error names any other shape. */
bool expression_number(const struct expression *expression, const struct expression_scope *scope, double *out,
                       struct error *error);

/* The quick way where everything in it is a single number: values[i] points at that of expression_reference(i).
 * False, and *out untouched, for an expression with a matrix, a sum or a function of the scope's in it. */
bool expression_scalar(const struct expression *expression, const double *const values[], double *out);

/* Whether it holds: every number of its value is neither 0 nor NaN. */
bool expression_condition(const struct expression *expression, const struct expression_scope *scope,
                          bool *holds, struct error *error);

#endif
