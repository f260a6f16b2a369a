/* References: how a quantity or one number of it is written: L, rate, yhat, w1, w1[2,1], dz2[1].
 *
 * What a hand writes is read as well and becomes the same: η = rate, ŷ = yhat (one character or two),
 * ∂w1 = dw1, and ∂L/∂w1[2,1] or dL/dw1[2,1] = dw1[2,1]. Which names there are, and which indices they
 * bear, is not known here: that is asked of the caller. */
#ifndef NABLA_LANG_REFERENCE_H
#define NABLA_LANG_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "lang/lexer.h"

#define REFERENCE_NAME_SIZE 32 /* bytes, with the closing 0 */

struct reference {
    char name[REFERENCE_NAME_SIZE]; /* without the layer's number: "w", "dw", "yhat", "L" */
    bool has_layer;
    int layer;    /* the digits at the name's end, 0 or more; 0 without any */
    int indices;  /* 0, 1 or 2 */
    int index[2]; /* from 1, as written: [row, column] or [i]; 0 where there is none */
};

/* Reads one at the lexer's place and leaves what is behind it; an index follows its name without a blank.
 * On an error *reference and the lexer keep what they had. */
bool reference_read(struct lexer *lexer, struct reference *reference, struct error *error);

/* The same for a text that holds nothing else. */
bool reference_parse(const char *text, size_t length, struct reference *reference, struct error *error);

/* As the language writes it: ASCII, no blanks: "dw1[2,1]". */
void reference_print(struct buffer *buffer, const struct reference *reference);

bool reference_same(const struct reference *a, const struct reference *b);

/* The plain spelling of a name: "η" -> "rate", "∂ŷ" -> "dyhat", "σ" -> "sigmoid", "w1" -> "w1". Fails
 * where the name is too long. */
bool reference_spell(const char *name, size_t length, char spelled[REFERENCE_NAME_SIZE], struct error *error);

#endif
