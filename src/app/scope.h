/* What the names of the language mean in this session: references to cells, and values for expressions. */
#ifndef NABLA_APP_SCOPE_H
#define NABLA_APP_SCOPE_H

#include <stdbool.h>

#include "app/session.h"
#include "lang/expression.h"
#include "lang/reference.h"

/* The cell that a reference names: row and column 0 where it has no index. An error if there is no net, no
 * such layer, or an index out of range, or if the name is no quantity of the net. */
bool scope_cell(const struct session *session, const struct reference *reference, struct cell *cell,
                struct error *error);

/* rate, epoch, iteration: numbers of the session that are no cells. */
bool scope_is_session_number(const char *name);

/* True for the name of any quantity, whether or not this net has it: w3, dz1, L, rate. */
bool scope_is_quantity(const struct reference *reference);

/* Refuses a cell that this pass hasn't computed, with the command that computes it. */
bool scope_is_known(const struct session *session, struct cell cell, struct error *error);

/* Whether a quantity, or one in an expression, was computed before something that it depends on has changed. */
bool scope_is_stale(const struct session *session, const struct reference *reference);
bool scope_has_stale(const struct session *session, const struct expression *expression);

/* For the evaluator of src/lang. Unknown quantities are errors that name the command that computes them. */
struct expression_scope scope_of(struct session *session);

/* Reads one element (`0.5`, `-3`, `1/2`, `[1 2]`) or a whole expression at the lexer's place, and gives its value,
 * which the caller finishes. */
bool scope_element(struct session *session, struct lexer *lexer, struct value *value, struct error *error);
bool scope_evaluate(struct session *session, struct lexer *lexer, struct value *value, struct error *error);

/* Whether all that is left is one expression; of what, isn't asked. */
bool scope_can_read(struct lexer lexer);

/* Calls emit for every quantity of this net, as typed and whole ("w1", "b1", "x", "L", "rate"). */
void scope_each(const struct session *session, void (*emit)(void *context, const char *name), void *context);

#endif
