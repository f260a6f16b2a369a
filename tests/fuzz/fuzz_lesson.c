/* Any bytes as a lesson's file: it is refused with one line that names file and line, or each of its pages can be
 * begun, its questions are found, and numbers are drawn for them, the same ones for its like in the other language, or
 * one line says why not. */
#include <assert.h>
#include <stdlib.h>

#include "app/lesson_check.h"
#include "app/lesson_draw.h"
#include "app/lesson_file.h"
#include "files.h"
#include "play.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_place(const char *text)
{
    return strncmp(text, "en.md:", 6) == 0 && !strchr(text, '\n');
}

/* To draw a question its start is run, up to 200 times: with no large number, nor a way to make one, and none of the
 * commands that may take long. */
static bool is_quick(const char *text)
{
    static const char *const slow[] = {"^",        "exp(",  "train",  "iterate", "race",
                                       "continue", "until", "source", "load",    "surface"};
    for (size_t i = 0; i < sizeof slow / sizeof *slow; i++)
        if (strstr(text, slow[i]))
            return false;
    for (const char *c = text; *c; c++) {
        char *end = NULL;
        if (isdigit((unsigned char)*c) && strtod(c, &end) > SIZE_MAX_PLAYED)
            return false;
        c = end ? end - 1 : c;
    }
    return true;
}

static void draw_both(struct lesson_file *english, struct lesson_file *korean)
{
    struct lesson lesson = {.english = english, .korean = korean};
    struct error error = {""};
    if (!lesson_draw(&lesson, 1, &error)) {
        assert(is_place(error.text));
        return;
    }
    for (size_t page = 0; page < english->count; page++)
        for (size_t k = 0; k < english->pages[page].count; k++) {
            const struct ask *ask = english->pages[page].items[k].ask,
                             *other = korean->pages[page].items[k].ask;
            assert(!ask || strcmp(ask->question, other->question) == 0);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error error = {""};
    struct buffer start = BUFFER_EMPTY;
    file_write_atomic("en.md", data, size, NULL);
    struct lesson_file *file = size <= 20000 ? lesson_file_read("en.md", &error) : NULL;
    assert(file || size > 20000 || is_place(error.text));
    for (size_t page = 0; file && page < file->count; page++)
        for (size_t k = 0; k < file->pages[page].count; k++) {
            const struct lesson_item *item = &file->pages[page].items[k];
            assert(item->kind != ITEM_ASK || lesson_file_ask(file, item->ask->id));
            assert(item->line >= 1 && (item->kind == ITEM_PROSE || item->kind == ITEM_ASK || item->commands));
            if (k < 8)
                lesson_start(file, page, k, &start);
        }
    struct buffer text = BUFFER_EMPTY;
    buffer_put_n(&text, (const char *)data, size);
    if (file && lesson_has_draws(file) && is_quick(buffer_text(&text))) {
        struct lesson_file *like = lesson_file_read("en.md", NULL);
        draw_both(file, like);
        lesson_file_free(like);
    }
    buffer_finish(&text);
    buffer_finish(&start);
    lesson_file_free(file);
    files_clear();
    return 0;
}
