#include "app/lesson_count.h"

#include <string.h>

/* The best of the page's questions that are drawn from the same pool as item k. */
static enum progress_status best_of_pool(const struct progress *progress, const struct lesson *lesson,
                                         const struct lesson_page *page, size_t k)
{
    const char *pool = page->items[k].ask->pool;
    enum progress_status best = PROGRESS_OPEN;
    for (size_t i = k; i < page->count; i++) {
        const struct ask *ask = page->items[i].ask;
        if (!ask || (i > k && !(pool && ask->pool && strcmp(ask->pool, pool) == 0)))
            continue;
        const struct progress_record *record = progress_find(progress, lesson->name, ask->id);
        if (record && record->status > best)
            best = record->status;
    }
    return best;
}

struct lesson_counts lesson_count(const struct progress *progress, const struct lesson *lesson)
{
    const struct lesson_file *file = lesson->english;
    struct lesson_counts counts = {.questions = lesson_questions(file)};
    for (size_t i = 0; i < file->count; i++)
        for (size_t k = 0; k < file->pages[i].count; k++) {
            const struct ask *ask = file->pages[i].items[k].ask;
            if (!ask)
                continue;
            const struct progress_record *record = progress_find(progress, lesson->name, ask->id);
            counts.wrong += record ? record->wrong : 0;
            counts.hints += record ? record->hints : 0;
            if (!lesson_opens_pool(&file->pages[i], k))
                continue;
            enum progress_status status = best_of_pool(progress, lesson, &file->pages[i], k);
            counts.solved += status == PROGRESS_SOLVED;
            counts.shown += status == PROGRESS_SHOWN;
            counts.skipped += status == PROGRESS_SKIPPED;
        }
    return counts;
}

static bool has_question(const struct progress *progress, const struct lesson *lesson, size_t page,
                         enum progress_status from, enum progress_status to)
{
    const struct lesson_page *shown = &lesson->english->pages[page];
    for (size_t k = 0; k < shown->count; k++) {
        if (!shown->items[k].ask || !lesson_opens_pool(shown, k))
            continue;
        enum progress_status status = best_of_pool(progress, lesson, shown, k);
        if (status >= from && status <= to)
            return true;
    }
    return false;
}

void lesson_put_pages(const struct progress *progress, const struct lesson *lesson, enum progress_status from,
                      enum progress_status to, struct buffer *out)
{
    for (size_t i = 0; i < lesson->english->count; i++) {
        if (!has_question(progress, lesson, i, from, to))
            continue;
        buffer_put(out, out->length > 0 ? ", " : "");
        if (lesson->number > 0)
            buffer_printf(out, "%d.%zu", lesson->number, i + 1);
        else
            buffer_printf(out, "%s.%zu", lesson->name, i + 1);
    }
}
