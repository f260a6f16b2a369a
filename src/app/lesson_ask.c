#include "app/lesson_ask.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/translate.h"

/* ---- lines ---- */

struct entry { /* "key: value", and the lines indented beneath */
    const char *key;
    size_t key_length;
    struct buffer value;
    int line;
};

struct reader {
    const char *text, *end;
    int line; /* of text */
};

static size_t line_length(const struct reader *reader)
{
    const char *newline = memchr(reader->text, '\n', (size_t)(reader->end - reader->text));
    return (size_t)((newline ? newline : reader->end) - reader->text);
}

static void next_line(struct reader *reader)
{
    reader->text += line_length(reader);
    reader->text += reader->text < reader->end;
    reader->line++;
}

static bool is_blank_line(const struct reader *reader)
{
    size_t length = line_length(reader);
    for (size_t i = 0; i < length; i++)
        if (reader->text[i] != ' ' && reader->text[i] != '\r')
            return false;
    return true;
}

static void put_trimmed(struct buffer *out, const char *text, size_t length)
{
    while (length > 0 && strchr(" \r", text[length - 1]))
        length--;
    buffer_put_n(out, text, length);
}

/* The value's further lines, each behind a newline and without the two blanks that say so. */
static void read_more(struct reader *reader, struct buffer *value)
{
    while (reader->text < reader->end && (is_blank_line(reader) || *reader->text == ' ')) {
        size_t length = line_length(reader), skip = length >= 2 && reader->text[1] == ' ' ? 2 : length > 0;
        buffer_put_char(value, '\n');
        put_trimmed(value, reader->text + skip, length - skip);
        next_line(reader);
    }
    while (value->length > 0 && value->data[value->length - 1] == '\n')
        buffer_cut(value, value->length - 1);
}

static bool read_entry(struct reader *reader, struct entry *entry, struct error *error)
{
    size_t length = line_length(reader);
    const char *colon = memchr(reader->text, ':', length);
    if (*reader->text == ' ' || !colon)
        return error_set(error,
                         _("'%.*s': a line here is 'key: text'; a line that goes on begins with two blanks"),
                         (int)(length < 60 ? length : 60), reader->text);
    *entry = (struct entry){reader->text, (size_t)(colon - reader->text), BUFFER_EMPTY, reader->line};
    const char *value = colon + 1;
    size_t left = length - entry->key_length - 1;
    for (; left > 0 && *value == ' '; left--)
        value++;
    put_trimmed(&entry->value, value, left);
    next_line(reader);
    read_more(reader, &entry->value);
    return true;
}

static bool is_key(const struct entry *entry, const char *key)
{
    return strlen(key) == entry->key_length && memcmp(key, entry->key, entry->key_length) == 0;
}

/* The value for reading: its lines as one, but a line with blanks in front, and an empty one, stay. */
static char *take_prose(struct entry *entry)
{
    struct buffer joined = BUFFER_EMPTY;
    const char *value = buffer_text(&entry->value);
    for (const char *c = value; *c; c++) {
        bool stays = c[0] == '\n' && (c[1] == ' ' || c[1] == '\n' || (c > value && c[-1] == '\n'));
        bool behind_own_line = false;
        if (c[0] == '\n' && !stays) { /* the line before was one of its own */
            const char *start = c;
            while (start > value && start[-1] != '\n')
                start--;
            behind_own_line = *start == ' ';
        }
        buffer_put_char(&joined, c[0] == '\n' && !stays && !behind_own_line ? ' ' : *c);
    }
    buffer_finish(&entry->value);
    return buffer_take(&joined);
}

static char *take_commands(struct entry *entry)
{
    return buffer_take(&entry->value);
}

/* ---- what a line says ---- */

static bool put_once(char **field, char *value, const struct entry *entry, struct error *error)
{
    if (*field) {
        memory_free(value);
        return error_set(error, _("'%.*s:' is there twice"), (int)entry->key_length, entry->key);
    }
    *field = value;
    return true;
}

/* "... within 2%" or "... within 0.01": cuts it off the expression. */
static bool read_tolerance(struct ask *ask, struct error *error)
{
    static const char word[] = " within ";
    char *within = NULL;
    for (char *found = ask->expression; (found = strstr(found, word)); found++)
        within = found;
    if (!within)
        return true;
    char *end;
    const char *number = within + strlen(word);
    ask->tolerance = strtod(number, &end);
    ask->is_relative = *end == '%';
    end += ask->is_relative;
    if (end == number || *end || !(ask->tolerance > 0 && ask->tolerance < 1e6))
        return error_set(error, _("'within %s': a number or a share belongs here, such as 0.01 or 2%%"),
                         number);
    if (ask->is_relative)
        ask->tolerance /= 100;
    *within = '\0';
    return true;
}

static bool starts_with(const char *text, const char *word, const char **rest)
{
    size_t length = strlen(word);
    if (strncmp(text, word, length) != 0 || text[length] != ' ')
        return false;
    *rest = text + length + strspn(text + length, " ");
    return **rest != '\0';
}

static bool read_check(struct ask *ask, struct error *error)
{
    const char *rest;
    if (starts_with(ask->check, "number", &rest) || starts_with(ask->check, "state", &rest)) {
        ask->kind = ask->check[0] == 'n' ? ASK_NUMBER : ASK_STATE;
        ask->expression = memory_string(rest);
        return ask->kind == ASK_STATE || read_tolerance(ask, error);
    }
    if (starts_with(ask->check, "choice", &rest) && rest[1] == '\0' && rest[0] >= 'a' &&
        rest[0] < 'a' + ASK_CHOICES_MAX) {
        ask->kind = ASK_CHOICE;
        ask->right = (size_t)(rest[0] - 'a');
        return true;
    }
    return error_set(error, _("'check: %s': it must be 'number EXPR', 'state EXPR' or 'choice a'"), ask->check);
}

static bool add_near(struct ask *ask, struct entry *entry, struct error *error)
{
    char *text = take_prose(entry), *middle = strstr(text, " = ");
    if (!middle) {
        error_set(error, _("'near: %s': it must be 'near: EXPR = what to say'"), text);
        memory_free(text);
        return false;
    }
    ask->near = memory_resize(ask->near, ask->near_count + 1, sizeof *ask->near);
    ask->near[ask->near_count++] =
        (struct ask_near){memory_text(text, (size_t)(middle - text)), memory_string(middle + 3)};
    memory_free(text);
    return true;
}

/* "a" .. "d" behind the prefix. */
static bool is_letter_key(const struct entry *entry, const char *prefix, size_t *letter)
{
    size_t length = strlen(prefix);
    if (entry->key_length != length + 1 || memcmp(entry->key, prefix, length) != 0)
        return false;
    *letter = (size_t)(unsigned char)entry->key[length] - 'a';
    return *letter < ASK_CHOICES_MAX;
}

static bool take_entry(struct ask *ask, struct entry *entry, struct error *error)
{
    static const struct {
        const char *key;
        size_t field;
        bool is_prose;
    } fields[] = {
        {"id", offsetof(struct ask, id), true},           {"question", offsetof(struct ask, question), true},
        {"explain", offsetof(struct ask, explain), true}, {"pool", offsetof(struct ask, pool), true},
        {"check", offsetof(struct ask, check), true},     {"setup", offsetof(struct ask, setup), false},
        {"after", offsetof(struct ask, after), false},    {"solution", offsetof(struct ask, solution), false},
        {"draw", offsetof(struct ask, draw), false},      {"where", offsetof(struct ask, where), true},
    };
    size_t letter;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (is_key(entry, fields[i].key))
            return put_once((char **)(void *)((char *)ask + fields[i].field),
                            fields[i].is_prose ? take_prose(entry) : take_commands(entry), entry, error);
    if (is_letter_key(entry, "", &letter))
        return put_once(&ask->choices[letter], take_prose(entry), entry, error);
    if (is_letter_key(entry, "wrong ", &letter))
        return put_once(&ask->wrong[letter], take_prose(entry), entry, error);
    if (is_key(entry, "near"))
        return add_near(ask, entry, error);
    if (is_key(entry, "hint")) {
        ask->hints = memory_resize(ask->hints, ask->hint_count + 1, sizeof *ask->hints);
        ask->hints[ask->hint_count++] = take_prose(entry);
        return true;
    }
    return error_set(
        error,
        _("'%.*s:' means nothing here; the keys are id, question, draw, where, setup, check, after, near, "
          "a to d, wrong a to d, hint, solution, explain, pool"),
        (int)(entry->key_length < 40 ? entry->key_length : 40), entry->key);
}

static bool read_entries(struct ask *ask, struct reader *reader, int *line, struct error *error)
{
    int check_line = *line;
    while (reader->text < reader->end) {
        struct entry entry = {0};
        *line = reader->line;
        if (is_blank_line(reader)) {
            next_line(reader);
            continue;
        }
        if (!read_entry(reader, &entry, error))
            return false;
        if (is_key(&entry, "check"))
            check_line = entry.line;
        bool is_taken = take_entry(ask, &entry, error);
        buffer_finish(&entry.value);
        if (!is_taken)
            return false;
    }
    *line = ask->line;
    if (!ask->id || !*ask->id || strcspn(ask->id, " \t\n") != strlen(ask->id))
        return error_set(error, _("a question needs 'id:' with a name of one word"));
    if (!ask->question)
        return error_set(error, _("question %s: 'question:' is missing"), ask->id);
    if (!ask->check)
        return error_set(error, _("question %s: 'check:' is missing"), ask->id);
    *line = check_line;
    return read_check(ask, error);
}

struct ask *ask_read(const char *text, size_t length, int *line, struct error *error)
{
    struct ask *ask = memory_new(1, sizeof *ask);
    struct reader reader = {text, text + length, *line};
    ask->line = *line;
    if (read_entries(ask, &reader, line, error))
        return ask;
    ask_free(ask);
    return NULL;
}

static char *copy(const char *text)
{
    return text ? memory_string(text) : NULL;
}

struct ask *ask_copy(const struct ask *ask)
{
    struct ask *twin = memory_new(1, sizeof *twin);
    *twin = *ask;
    char **fields[] = {&twin->id,       &twin->question,   &twin->explain, &twin->pool,
                       &twin->draw,     &twin->where,      &twin->setup,   &twin->after,
                       &twin->solution, &twin->expression, &twin->check};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        *fields[i] = copy(*fields[i]);
    for (size_t i = 0; i < ASK_CHOICES_MAX; i++) {
        twin->choices[i] = copy(ask->choices[i]);
        twin->wrong[i] = copy(ask->wrong[i]);
    }
    twin->near = memory_new(ask->near_count, sizeof *twin->near);
    for (size_t i = 0; i < ask->near_count; i++)
        twin->near[i] = (struct ask_near){copy(ask->near[i].expression), copy(ask->near[i].text)};
    twin->hints = memory_new(ask->hint_count, sizeof *twin->hints);
    for (size_t i = 0; i < ask->hint_count; i++)
        twin->hints[i] = copy(ask->hints[i]);
    return twin;
}

void ask_free(struct ask *ask)
{
    if (!ask)
        return;
    char *fields[] = {ask->id,    ask->question, ask->explain,  ask->pool,       ask->draw, ask->where,
                      ask->setup, ask->after,    ask->solution, ask->expression, ask->check};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        memory_free(fields[i]);
    for (size_t i = 0; i < ASK_CHOICES_MAX; i++) {
        memory_free(ask->choices[i]);
        memory_free(ask->wrong[i]);
    }
    for (size_t i = 0; i < ask->near_count; i++) {
        memory_free(ask->near[i].expression);
        memory_free(ask->near[i].text);
    }
    memory_free(ask->near);
    for (size_t i = 0; i < ask->hint_count; i++)
        memory_free(ask->hints[i]);
    memory_free(ask->hints);
    memory_free(ask);
}
