#include "base/lookup.h"

#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "base/translate.h"
#include "base/utf8.h"

#define WORD_MAX 64 /* longer words are near to nothing */

static const char *row_name(const void *rows, size_t row_size, size_t i)
{
    const char *const *name = (const void *)((const char *)rows + i * row_size);
    return *name;
}

static bool starts_with(const char *name, const char *word, size_t length)
{
    return strlen(name) >= length && memcmp(name, word, length) == 0;
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(char a, char b)
{
    return fold(a) == fold(b);
}

int lookup_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    if (a_length > WORD_MAX || b_length > WORD_MAX)
        return WORD_MAX;
    int cost[3][WORD_MAX + 1]; /* the last three rows of the optimal string alignment table */
    for (size_t j = 0; j <= b_length; j++)
        cost[0][j] = (int)j;
    for (size_t i = 1; i <= a_length; i++) {
        int *now = cost[i % 3], *before = cost[(i + 2) % 3], *earlier = cost[(i + 1) % 3];
        now[0] = (int)i;
        for (size_t j = 1; j <= b_length; j++) {
            int best = before[j - 1] + !same(a[i - 1], b[j - 1]);
            if (before[j] + 1 < best)
                best = before[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]);
            if (swapped && earlier[j - 2] + 1 < best)
                best = earlier[j - 2] + 1;
            now[j] = best;
        }
    }
    return cost[a_length % 3][b_length];
}

static void list_matches(struct buffer *list, const void *rows, size_t row_size, size_t count, const char *word,
                         size_t length)
{
    for (size_t i = 0; i < count; i++) {
        const char *name = row_name(rows, row_size, i);
        if (starts_with(name, word, length))
            buffer_printf(list, "%s%s", list->length ? ", " : "", name);
    }
}

static const char *nearest(const void *rows, size_t row_size, size_t count, const char *word, size_t length)
{
    const char *best = NULL;
    int best_distance = length < 2 ? (int)length : length < 4 ? 2 : 3; /* a suggestion must be nearer */
    for (size_t i = 0; i < count; i++) {
        const char *name = row_name(rows, row_size, i);
        int distance = lookup_distance(word, length, name, strlen(name));
        if (distance < best_distance) {
            best_distance = distance;
            best = name;
        }
    }
    return best;
}

static void explain_failure(const void *rows, size_t row_size, size_t count, const char *kind, const char *word,
                            size_t length, size_t matches, struct error *error)
{
    int shown = (int)utf8_whole(word, length > WORD_MAX ? WORD_MAX : length);
    struct buffer list = BUFFER_EMPTY;
    const char *near = nearest(rows, row_size, count, word, length);
    if (matches > 1) {
        list_matches(&list, rows, row_size, count, word, length);
        error_set(error, _("'%.*s' could be any of these: %s"), shown, word, buffer_text(&list));
    } else if (near) {
        error_set(error, _("no %s is called '%.*s'; did you mean '%s'?"), _(kind), shown, word, near);
    } else if (count <= 24) {
        list_matches(&list, rows, row_size, count, "", 0);
        error_set(error, _("no %s is called '%.*s'; there are: %s"), _(kind), shown, word, buffer_text(&list));
    } else {
        error_set(error, _("no %s is called '%.*s'; 'help all' lists them"), _(kind), shown, word);
    }
    buffer_finish(&list);
}

const void *lookup_find(const void *rows, size_t row_size, size_t count, const char *kind, const char *word,
                        size_t length, struct error *error)
{
    size_t matches = 0, match = 0;
    for (size_t i = 0; i < count; i++) {
        const char *name = row_name(rows, row_size, i);
        if (!starts_with(name, word, length))
            continue;
        match = i;
        if (name[length] == '\0') {
            matches = 1;
            break;
        }
        matches++;
    }
    if (matches == 1 && length > 0)
        return (const char *)rows + match * row_size;
    explain_failure(rows, row_size, count, kind, word, length, length ? matches : 0, error);
    return NULL;
}

const void *lookup_prefix(const void *rows, size_t row_size, size_t count, const char *word, size_t i)
{
    size_t length = strlen(word);
    for (size_t k = 0; k < count; k++)
        if (starts_with(row_name(rows, row_size, k), word, length) && i-- == 0)
            return (const char *)rows + k * row_size;
    return NULL;
}
