/* NAME = VALUE, and printing an expression. */
#ifndef NABLA_APP_ASSIGN_H
#define NABLA_APP_ASSIGN_H

#include <stdbool.h>

#include "app/session.h"
#include "lang/value.h"

/* Whether the command reads REFERENCE = ... */
bool assign_recognizes(const struct lexer *command);

/* Sets weights, biases, inputs, targets, or the rate: one number, or a whole vector or matrix whose shape
 * must fit. What is computed can't be set. */
enum run assign_run(struct session *session, const struct lexer *command, struct error *error);

/* Whether such a command can be read and has as many numbers as are wanted; changes nothing. */
bool assign_fits(struct session *session, const struct lexer *command);

/* Whether so many numbers belong into the cell. */
bool assign_cell_fits(const struct session *session, struct cell cell, const struct value *value);

/* Puts numbers into a cell (whole, a row, or one number) within the open moment. The shape must fit. */
bool assign_cell(struct session *session, struct cell cell, const struct value *value, struct error *error);

/* Notes, within the open moment, that x or y was given by hand: between iterations it then takes the place of
 * the data's samples, until 'sample', 'data' or 'train'. Of no effect for other quantities. */
void assign_by_hand(struct session *session, enum quantity quantity);

/* Evaluates and prints all that is left: its value, or `EXPR = value` with its name. */
enum run print_expression(struct session *session, const struct lexer *command, bool has_name,
                          struct error *error);

#endif
