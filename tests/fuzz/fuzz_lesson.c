/* Any bytes as a lesson's file: it is refused with one line that names file and line, or each of its pages can be
 * begun, and its questions are found. */
#include <assert.h>

#include "app/lesson_check.h"
#include "app/lesson_file.h"
#include "files.h"
#include "play.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error error = {""};
    struct buffer start = BUFFER_EMPTY;
    file_write_atomic("en.md", data, size, NULL);
    struct lesson_file *file = size <= 20000 ? lesson_file_read("en.md", &error) : NULL;
    assert(file || size > 20000 || (strncmp(error.text, "en.md:", 6) == 0 && !strchr(error.text, '\n')));
    for (size_t page = 0; file && page < file->count; page++)
        for (size_t k = 0; k < file->pages[page].count; k++) {
            const struct lesson_item *item = &file->pages[page].items[k];
            assert(item->kind != ITEM_ASK || lesson_file_ask(file, item->ask->id));
            assert(item->line >= 1 && (item->kind == ITEM_PROSE || item->kind == ITEM_ASK || item->commands));
            if (k < 8)
                lesson_start(file, page, k, &start);
        }
    buffer_finish(&start);
    lesson_file_free(file);
    files_clear();
    return 0;
}
