/* What expression.c compiles to and evaluate.c runs: code for a machine with a stack of values. Only these
 * two include it. */
#ifndef NABLA_LANG_EXPRESSION_CODE_H
#define NABLA_LANG_EXPRESSION_CODE_H

#include <stddef.h>

#include "lang/arithmetic.h"
#include "lang/reference.h"
#include "lang/value.h"

#define EXPRESSION_STACK_MAX 512 /* values; no code needs more */

/* ( before -- after ), the top of the stack on the right */
enum code {
    CODE_NUMBER,    /* ( -- number ) */
    CODE_REFERENCE, /* ( -- value )              references[index] */
    CODE_LITERAL,   /* ( -- matrix )             literals[index], borrowed */
    CODE_COPY,      /* ( -- matrix )             literals[index], to be stored into */
    CODE_STORE,     /* ( matrix x -- matrix )    element index, row by row */
    CODE_NEGATE,    /* ( a -- -a ) */
    CODE_NOT,       /* ( a -- not a ) */
    CODE_BINARY,    /* ( a b -- a op b )         op */
    CODE_JOIN,      /* ( a b -- function(a, b) ) function->join */
    CODE_EACH,      /* ( a -- f(a) )             function->each */
    CODE_REDUCE,    /* ( a -- f(a) )             function->reduce */
    CODE_CALL,      /* ( arguments -- value )    calls[index] of the scope */
    CODE_AND,       /* ( a -- a )                but a false number becomes 0 and goes on at index */
    CODE_OR,        /* ( a -- a )                but a true number becomes 1 and goes on at index */
};

struct instruction {
    enum code code;
    int column; /* in the text, for messages */
    union {
        double number;
        size_t index;
        const struct arithmetic_operator *op;
        const struct arithmetic_function *function;
    };
};

struct call {
    char name[REFERENCE_NAME_SIZE];
    int count; /* of arguments */
};

struct expression {
    struct instruction *code;
    struct reference *references;
    struct value *literals;
    struct call *calls;
    size_t code_count, code_capacity;
    size_t reference_count, reference_capacity;
    size_t literal_count, literal_capacity;
    size_t call_count, call_capacity;
};

#endif
