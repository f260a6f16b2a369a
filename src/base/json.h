/* Reading JSON (RFC 8259): a text is cut into values, which stay in the text until they are asked for.
 *
 * A value is known by its index: 0 is the whole text's, and no value that is inside another has index 0, so 0
 * also says "none". The text is borrowed and must outlive the struct. */
#ifndef NABLA_BASE_JSON_H
#define NABLA_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

enum { JSON_VALUES_MAX = 1 << 23, JSON_DEPTH_MAX = 32 };

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_value {
    enum json_kind kind;
    uint32_t start, length; /* its text; a string's without the quotes */
    uint32_t count;         /* elements of an array, members of an object */
    uint32_t next;          /* the index behind it and all that is in it */
};

struct json {
    const char *text;
    struct json_value *values; /* owned */
    size_t count;
};

/* False, with an error that names the line, where it is no JSON, nested deeper or longer than the bounds above;
 * then there is nothing to finish. */
bool json_parse(struct json *json, const char *text, size_t length, struct error *error);
void json_finish(struct json *json);

/* The member of an object, or 0 where it has none of that name, or is no object. */
size_t json_member(const struct json *json, size_t object, const char *name);

/* The elements of an array, one behind the other; 0 behind the last, and where it is no array. */
size_t json_first(const struct json *json, size_t array);
size_t json_next(const struct json *json, size_t array, size_t element);

/* Its line in the text, from 1. */
int json_line(const struct json *json, size_t value);

/* Appends what a string says, its escapes resolved. */
void json_string(const struct json *json, size_t value, struct buffer *out);

/* Appends text as a JSON string, with its quotes. */
void json_put_string(struct buffer *out, const char *text);

#endif
