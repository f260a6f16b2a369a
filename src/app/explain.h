/* The explanation: a step of the tape as tokens, built once and shown everywhere. The terminal prints
 * them, the window draws them in the colours of their nodes and edges, exports write them down.
 *
 * Each line reads   target = names = numbers = result   and each token knows the cell it stands for. */
#ifndef NABLA_APP_EXPLAIN_H
#define NABLA_APP_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/tape.h"

enum { TOKEN_TEXT_SIZE = 64, EXPLANATION_TITLE_SIZE = 160, EXPLAIN_TERMS_MAX = 6, EXPLAIN_WEIGHTS_MAX = 8 };

enum token_part { PART_TARGET, PART_NAMES, PART_NUMBERS, PART_RESULT };

struct explain_token {
    enum token_part part;
    size_t line;
    char text[TOKEN_TEXT_SIZE]; /* as shown, UTF-8 or ASCII after struct notation */
    bool is_symbol;             /* a name or a number, not an operator */
    bool has_cell;
    struct cell cell; /* what it stands for */
};

struct explanation {
    char title[EXPLANATION_TITLE_SIZE]; /* "[7/15] backward  layer 2, node 1" */
    struct step step;
    struct explain_token *tokens; /* owned */
    size_t count, capacity;
    size_t lines;
};

/* How names and numbers are written. */
struct notation {
    bool is_ascii; /* dL/dw1[1,1], yhat, *, sum instead of ∂L/∂w1[1,1], ŷ, ·, Σ */
    int precision; /* significant digits: 1..17 */
    bool is_whole; /* long sums are not shortened in the middle */
};

/* The operations [first, last] of the tape, all done and belonging to one step, with their numbers; first = last + 1
 * gives the title alone. What an update changed is looked up in the journal, whose newest moment must then be that update. */
void explain_operations(struct explanation *explanation, const struct tape *tape, size_t first, size_t last,
                        struct notation notation);

/* How one computed number came about; false where the cell is not the result of an operation that is done. */
bool explain_cell(struct explanation *explanation, const struct tape *tape, struct cell cell,
                  struct notation notation);

void explanation_finish(struct explanation *explanation);

#endif
