#include "app/formula.h"

#include <ctype.h>
#include <string.h>

static bool is_name_start(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

bool formula_next(const char *formula, size_t *at, struct formula_piece *piece)
{
    const char *start = formula + *at, *end = start;
    if (!*start)
        return false;
    piece->is_name = is_name_start(*start);
    if (piece->is_name) {
        while (is_name(*end))
            end++;
    } else if (isdigit((unsigned char)*start)) {
        while (isdigit((unsigned char)*end) || *end == '.')
            end++;
    } else {
        end++;
    }
    piece->text = start;
    piece->length = (size_t)(end - start);
    *at += piece->length;
    return true;
}

bool formula_piece_is(const struct formula_piece *piece, const char *text)
{
    return strlen(text) == piece->length && memcmp(text, piece->text, piece->length) == 0;
}
