/* From a text to commands, from a command to tokens or words.
 *
 * A struct lexer is a place in a text. The caller owns it, copies it to look ahead, and passes it from one
 * reader to the next: a command takes its words, then an expression, then what is behind it:
 *
 *     struct lexer script, command;
 *     lexer_init(&script, text, length);
 *     while (lexer_next_command(&script, &command, &error) && !lexer_at_end(&command)) {
 *         struct token name;
 *         lexer_word(&command, &name, &error);
 *         ...
 *         if (lexer_accept(&command, "within")) ...
 *     }
 *
 * The text is borrowed and needs no closing 0. Columns count characters from 1; a combining mark belongs to
 * the character in front of it. Where a reader fails it fills the error, whose message names the column,
 * and leaves the lexer where it was. LC_NUMERIC must be "C". */
#ifndef NABLA_LANG_LEXER_H
#define NABLA_LANG_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

#define LEXER_LINE_MAX (1 << 20) /* bytes of a line, without its newline */
#define LEXER_QUOTE_SIZE 64      /* bytes that a piece of text quoted in a message takes at most, with its 0 */

struct lexer {
    const char *text; /* the whole text */
    size_t position;  /* of the next byte to read */
    size_t end;       /* reading stops here: the text's or the command's end */
    int line, column; /* of position, from 1 */
};

enum token_kind {
    TOKEN_END,
    TOKEN_NEWLINE, /* only inside [ ], where it closes a row */
    TOKEN_NUMBER,
    TOKEN_NAME,
    TOKEN_STRING,
    TOKEN_WORD, /* only from lexer_word */
    TOKEN_OR,
    TOKEN_AND,
    TOKEN_NOT,
    TOKEN_EQUAL,
    TOKEN_NOT_EQUAL,
    TOKEN_LESS,
    TOKEN_LESS_EQUAL,
    TOKEN_GREATER,
    TOKEN_GREATER_EQUAL,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_TIMES,
    TOKEN_DIVIDE,
    TOKEN_TIMES_EACH, /* .* ./ .^ */
    TOKEN_DIVIDE_EACH,
    TOKEN_POWER,
    TOKEN_POWER_EACH,
    TOKEN_ASSIGN,
    TOKEN_COMMA,
    TOKEN_SEMICOLON,
    TOKEN_COLON,
    TOKEN_OPEN, /* ( ) [ ] */
    TOKEN_CLOSE,
    TOKEN_OPEN_BRACKET,
    TOKEN_CLOSE_BRACKET,
};

struct token {
    enum token_kind kind;
    const char *text; /* as it stands in the text, a string with its quotes; borrowed; length 0 at the end */
    size_t length;
    double number; /* of a TOKEN_NUMBER */
    int column;
    bool blank_before;
};

/* At the start of a text of length bytes, behind its byte order mark if it has one. */
void lexer_init(struct lexer *lexer, const char *text, size_t length);

/* Commands ---------------------------------------------------------------------------------------- */

/* Moves script on behind its next command and sets *command on that command alone, without the blanks and
 * the comment around it; *command is empty at the end of the text. A command ends at a newline or at a `;`
 * outside quotes and [ ], and a comment begins at a `#` outside quotes; a newline inside [ ] goes on with
 * the literal. Every line is checked before anything of it is handed out: its length, UTF-8, no control
 * characters. On an error script.line is the line to blame, and the next call goes on behind that line. */
bool lexer_next_command(struct lexer *script, struct lexer *command, struct error *error);

/* true when the text ends inside [ ]: a prompt then asks for another line. *open is the place of the [ then. */
bool lexer_is_unfinished(const char *text, size_t length, struct lexer *open);

/* Tokens ------------------------------------------------------------------------------------------ */

/* The next token of the language of expressions. Names are letters of any script, digits and `_`, and `∂`
 * or `$` in front; `inf` and `nan` are numbers. 1e400 is refused; 1e-400 is the 0 that is nearest to it. */
bool lexer_next(struct lexer *lexer, struct token *token, struct error *error);

/* The next word: everything up to a blank, as in `2:sigmoid` or `FILE.png`, or a whole string. */
bool lexer_word(struct lexer *lexer, struct token *word, struct error *error);

/* Takes the next token if it is written so ("=", "within"), else leaves it and returns false. */
bool lexer_accept(struct lexer *lexer, const char *token);

/* true when only blanks and comments are left; lexer_expect_end fails, naming what is there. */
bool lexer_at_end(const struct lexer *lexer);
bool lexer_expect_end(const struct lexer *lexer, struct error *error);

/* true when the next byte is a blank, a newline or the end. */
bool lexer_at_blank(const struct lexer *lexer);

/* Adds what the token says: a string without its quotes, its \" and \\ resolved (any other backslash stays,
 * as in "C:\nets"); everything else as it is written. */
void lexer_unquote(const struct token *token, struct buffer *out);

/* Messages ---------------------------------------------------------------------------------------- */

/* Whether the rest of the command has a number that seems to be written with a decimal comma, as 0,05 (but not 1,2,3
 * or w1[2,1]); then that number is quoted, whole: a longer one isn't looked at. *comma is the comma's place in the
 * text, as lexer->position is. */
bool lexer_decimal_comma(const struct lexer *lexer, char quoted[LEXER_QUOTE_SIZE], size_t *comma);

/* A piece of the user's text made fit for a message: cut at a character, no newline, no control bytes. */
const char *lexer_quote(const char *text, size_t length, char quoted[LEXER_QUOTE_SIZE]);

#endif
