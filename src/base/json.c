#include "base/json.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"

struct parser {
    struct json *json;
    const char *text;
    size_t at, end, capacity;
    int depth;
    struct error *error;
};

static int line_at(const char *text, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at; i++)
        line += text[i] == '\n';
    return line;
}

static bool fail(const struct parser *parser, const char *problem)
{
    return error_set(parser->error, _("line %d: this is no JSON: %s"), line_at(parser->text, parser->at),
                     problem);
}

static void skip_blanks(struct parser *parser)
{
    while (parser->at < parser->end && strchr(" \t\r\n", parser->text[parser->at]) && parser->text[parser->at])
        parser->at++;
}

static char look(const struct parser *parser)
{
    return parser->at < parser->end ? parser->text[parser->at] : '\0';
}

static bool take(struct parser *parser, char c)
{
    skip_blanks(parser);
    bool is_there = look(parser) == c && parser->at < parser->end;
    parser->at += is_there;
    return is_there;
}

static bool add(struct parser *parser, enum json_kind kind, size_t *index)
{
    struct json *json = parser->json;
    if (json->count == JSON_VALUES_MAX)
        return error_set(parser->error, _("this JSON holds more than %d values, the most that is read here"),
                         JSON_VALUES_MAX);
    if (json->count == parser->capacity) {
        parser->capacity = parser->capacity ? 2 * parser->capacity : 64;
        json->values = memory_resize(json->values, parser->capacity, sizeof *json->values);
    }
    *index = json->count++;
    json->values[*index] = (struct json_value){.kind = kind, .start = (uint32_t)parser->at};
    return true;
}

/* Behind the last byte of the value: how long it was, and what is inside it. */
static void close_value(struct parser *parser, size_t index, size_t length)
{
    parser->json->values[index].length = (uint32_t)length;
    parser->json->values[index].next = (uint32_t)parser->json->count;
}

static bool are_hex(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strchr("0123456789abcdefABCDEF", text[i]) || !text[i])
            return false;
    return true;
}

/* Behind the opening quote, to behind the closing one. */
static bool read_string(struct parser *parser, size_t index)
{
    size_t start = parser->at;
    while (parser->at < parser->end && look(parser) != '"') {
        unsigned char c = (unsigned char)look(parser);
        if (c < ' ')
            return fail(parser, _("a string isn't closed on its line"));
        if (c == '\\') {
            char kind = parser->at + 1 < parser->end ? parser->text[parser->at + 1] : '\0';
            bool is_code =
                kind == 'u' && parser->at + 6 <= parser->end && are_hex(parser->text + parser->at + 2, 4);
            if (!kind || (!strchr("\"\\/bfnrt", kind) && !is_code))
                return fail(parser, _("a backslash in a string stands before none of \" \\ / b f n r t u"));
            parser->at++;
        }
        parser->at++;
    }
    if (parser->at >= parser->end)
        return fail(parser, _("a string isn't closed"));
    parser->json->values[index].start = (uint32_t)start;
    close_value(parser, index, parser->at - start);
    parser->at++;
    return true;
}

static size_t digits(struct parser *parser)
{
    size_t start = parser->at;
    while (look(parser) >= '0' && look(parser) <= '9')
        parser->at++;
    return parser->at - start;
}

static bool read_number(struct parser *parser, size_t index)
{
    size_t start = parser->at;
    bool is_good;
    parser->at += look(parser) == '-';
    if (look(parser) == '0') {
        parser->at++;
        is_good = true;
    } else {
        is_good = digits(parser) > 0;
    }
    if (is_good && look(parser) == '.') {
        parser->at++;
        is_good = digits(parser) > 0;
    }
    if (is_good && (look(parser) == 'e' || look(parser) == 'E')) {
        parser->at++;
        parser->at += look(parser) == '-' || look(parser) == '+';
        is_good = digits(parser) > 0;
    }
    if (!is_good)
        return fail(parser, _("a number, a string, [, {, true, false or null belongs here"));
    close_value(parser, index, parser->at - start);
    return true;
}

static bool read_value(struct parser *parser);

static bool read_array(struct parser *parser, size_t index)
{
    size_t start = parser->at++;
    bool is_empty = take(parser, ']');
    while (!is_empty) {
        if (!read_value(parser))
            return false;
        parser->json->values[index].count++;
        if (take(parser, ']'))
            break;
        if (!take(parser, ','))
            return fail(parser, _("a comma or ] belongs here"));
    }
    close_value(parser, index, parser->at - start);
    return true;
}

static bool read_name(struct parser *parser)
{
    size_t index = 0;
    return (take(parser, '"') || fail(parser, _("a name in quotes belongs here"))) &&
           add(parser, JSON_STRING, &index) && read_string(parser, index);
}

static bool read_object(struct parser *parser, size_t index)
{
    size_t start = parser->at++;
    bool is_empty = take(parser, '}');
    while (!is_empty) {
        if (!read_name(parser))
            return false;
        if (!take(parser, ':'))
            return fail(parser, _("a colon belongs here"));
        if (!read_value(parser))
            return false;
        parser->json->values[index].count++;
        if (take(parser, '}'))
            break;
        if (!take(parser, ','))
            return fail(parser, _("a comma or } belongs here"));
    }
    close_value(parser, index, parser->at - start);
    return true;
}

static bool read_nested(struct parser *parser, enum json_kind kind)
{
    size_t index = 0;
    if (parser->depth == JSON_DEPTH_MAX)
        return fail(parser, _("it is nested too deep"));
    parser->depth++;
    bool is_read = add(parser, kind, &index) &&
                   (kind == JSON_ARRAY ? read_array(parser, index) : read_object(parser, index));
    parser->depth--;
    return is_read;
}

static bool read_value(struct parser *parser)
{
    static const struct {
        const char *text;
        enum json_kind kind;
    } words[] = {{"null", JSON_NULL}, {"false", JSON_FALSE}, {"true", JSON_TRUE}};
    size_t index = 0;
    skip_blanks(parser);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i].text);
        if (parser->end - parser->at < length || memcmp(parser->text + parser->at, words[i].text, length) != 0)
            continue;
        if (!add(parser, words[i].kind, &index))
            return false;
        parser->at += length;
        close_value(parser, index, length);
        return true;
    }
    if (look(parser) == '[' || look(parser) == '{')
        return read_nested(parser, look(parser) == '[' ? JSON_ARRAY : JSON_OBJECT);
    bool is_string = look(parser) == '"';
    if (!add(parser, is_string ? JSON_STRING : JSON_NUMBER, &index))
        return false;
    parser->at += is_string;
    return is_string ? read_string(parser, index) : read_number(parser, index);
}

bool json_parse(struct json *json, const char *text, size_t length, struct error *error)
{
    struct parser parser = {.json = json, .text = text, .end = length, .error = error};
    size_t bad;
    *json = (struct json){.text = text};
    bool is_read = length <= UINT32_MAX || error_set(error, _("this JSON is longer than 4 GB"));
    if (is_read && !utf8_valid(text, length, &bad))
        is_read =
            error_set(error, _("line %d: this is no JSON: a byte there is not UTF-8"), line_at(text, bad));
    is_read = is_read && read_value(&parser);
    skip_blanks(&parser);
    if (is_read && parser.at < parser.end)
        is_read = fail(&parser, _("something stands behind its end"));
    if (!is_read)
        json_finish(json);
    return is_read;
}

void json_finish(struct json *json)
{
    memory_free(json->values);
    *json = (struct json){0};
}

size_t json_member(const struct json *json, size_t object, const char *name)
{
    const struct json_value *value = &json->values[object];
    size_t length = strlen(name), at = object + 1;
    if (value->kind != JSON_OBJECT)
        return 0;
    for (uint32_t i = 0; i < value->count; i++) {
        const struct json_value *key = &json->values[at];
        if (key->length == length && memcmp(json->text + key->start, name, length) == 0)
            return at + 1;
        at = json->values[at + 1].next;
    }
    return 0;
}

size_t json_first(const struct json *json, size_t array)
{
    const struct json_value *value = &json->values[array];
    return value->kind == JSON_ARRAY && value->count > 0 ? array + 1 : 0;
}

size_t json_next(const struct json *json, size_t array, size_t element)
{
    size_t next = json->values[element].next;
    return next < json->values[array].next ? next : 0;
}

int json_line(const struct json *json, size_t value)
{
    return line_at(json->text, json->values[value].start);
}

static uint32_t hex(const char *text)
{
    unsigned code = 0;
    sscanf(text, "%4x", &code);
    return code;
}

/* The character of \uXXXX at text, or of a pair of them; how many bytes that took. */
static size_t put_code(const char *text, size_t left, struct buffer *out)
{
    char bytes[4];
    uint32_t c = hex(text + 2);
    size_t used = 6;
    if (c >= 0xD800 && c < 0xDC00 && left >= 12 && text[6] == '\\' && text[7] == 'u') {
        uint32_t low = hex(text + 8);
        if (low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            used = 12;
        }
    }
    buffer_put_n(out, bytes, utf8_encode(c, bytes));
    return used;
}

void json_string(const struct json *json, size_t value, struct buffer *out)
{
    static const char escaped[] = "bfnrt", meant[] = "\b\f\n\r\t";
    const char *text = json->text + json->values[value].start, *end = text + json->values[value].length;
    while (text < end) {
        if (*text != '\\') {
            buffer_put_char(out, *text++);
        } else if (text[1] == 'u') {
            text += put_code(text, (size_t)(end - text), out);
        } else {
            const char *found = strchr(escaped, text[1]);
            buffer_put_char(out, found ? meant[found - escaped] : text[1]);
            text += 2;
        }
    }
}

void json_put_string(struct buffer *out, const char *text)
{
    buffer_put_char(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buffer_printf(out, "\\%c", *text);
        else if ((unsigned char)*text < ' ' || *text == '\x7f')
            buffer_printf(out, "\\u%04x", (unsigned)(unsigned char)*text);
        else
            buffer_put_char(out, *text);
    }
    buffer_put_char(out, '"');
}
