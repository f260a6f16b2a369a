/* UTF-8: decoding, validity and how many columns a terminal gives a character. */
#ifndef NABLA_BASE_UTF8_H
#define NABLA_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_BAD 0xFFFDu /* what an invalid byte decodes to, one byte at a time */

/* The code point at text (length bytes left, at least 1); *used gets the bytes it took (1..4). */
uint32_t utf8_decode(const char *text, size_t length, size_t *used);

/* Writes code point c at out (UTF8_BAD where c is none) and returns its 1..4 bytes; no closing 0. */
size_t utf8_encode(uint32_t c, char out[4]);

/* true when all is valid; else false and *where (if asked for) is the offset of the first bad byte. */
bool utf8_valid(const char *text, size_t length, size_t *where);

/* The longest start of text, in bytes, that doesn't end in the middle of a character. */
size_t utf8_whole(const char *text, size_t length);

/* Terminal columns: 0 for combining marks, 2 for Hangul and other wide characters, else 1. */
int utf8_width(uint32_t c);
size_t utf8_columns(const char *text);

#endif
