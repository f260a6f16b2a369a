#include "app/progress.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/xdg.h"

enum { VERSION = 1, BYTES_MAX = 1 << 20, WORDS = 5 };

static const char head[] = "nabla progress ";

static const char *const status_names[] = {"open", "skipped", "shown", "solved"};

static void clear(struct progress *progress)
{
    for (size_t i = 0; i < progress->count; i++) {
        memory_free(progress->records[i].lesson);
        memory_free(progress->records[i].question);
    }
    memory_free(progress->records);
    memory_free(progress->lesson);
    progress->records = NULL;
    progress->lesson = NULL;
    progress->count = progress->page = 0;
}

void progress_finish(struct progress *progress)
{
    clear(progress);
    memory_free(progress->path);
    *progress = (struct progress){0};
}

/* ---- records ---- */

static struct progress_record *find(const struct progress *progress, const char *lesson, const char *question)
{
    for (size_t i = 0; i < progress->count; i++)
        if (strcmp(progress->records[i].lesson, lesson) == 0 &&
            strcmp(progress->records[i].question, question) == 0)
            return &progress->records[i];
    return NULL;
}

const struct progress_record *progress_find(const struct progress *progress, const char *lesson,
                                            const char *question)
{
    return find(progress, lesson, question);
}

/* replaces: the better one wins; else what was first stays. */
static void put(struct progress *progress, const struct progress_record *record, bool replaces)
{
    struct progress_record *old = find(progress, record->lesson, record->question);
    if (old) {
        if (replaces && record->status > old->status) {
            old->status = record->status;
            old->wrong = record->wrong;
            old->hints = record->hints;
        }
        return;
    }
    progress->records = memory_resize(progress->records, progress->count + 1, sizeof *progress->records);
    old = &progress->records[progress->count++];
    *old = *record;
    old->lesson = memory_string(record->lesson);
    old->question = memory_string(record->question);
}

static void put_place(struct progress *progress, const char *lesson, size_t page)
{
    char *name = memory_string(lesson);
    memory_free(progress->lesson);
    progress->lesson = name;
    progress->page = page;
}

/* ---- text ---- */

void progress_write(const struct progress *progress, struct buffer *out)
{
    buffer_printf(out, "%s%d\n", head, VERSION);
    if (progress->lesson)
        buffer_printf(out, "at %s %zu\n", progress->lesson, progress->page + 1);
    for (size_t i = 0; i < progress->count; i++) {
        const struct progress_record *record = &progress->records[i];
        buffer_printf(out, "%s %s %s %u %u\n", record->lesson, record->question, status_names[record->status],
                      record->wrong, record->hints);
    }
}

static size_t split(char *line, char *words[WORDS])
{
    size_t count = 0;
    for (char *word = strtok(line, " \r"); word && count < WORDS; word = strtok(NULL, " \r"))
        words[count++] = word;
    return count;
}

static bool read_count(const char *word, unsigned *number)
{
    char *end;
    unsigned long value = strtoul(word, &end, 10);
    *number = (unsigned)value;
    return *word >= '0' && *word <= '9' && *end == '\0' && value <= 1000000;
}

static bool read_line(struct progress *progress, char *line)
{
    char *words[WORDS];
    size_t count = split(line, words);
    unsigned page;
    if (count == 0)
        return true;
    if (count == 3 && strcmp(words[0], "at") == 0) {
        if (!read_count(words[2], &page) || page == 0)
            return false;
        put_place(progress, words[1], page - 1);
        return true;
    }
    struct progress_record record = {.lesson = words[0], .question = count > 1 ? words[1] : NULL};
    for (enum progress_status i = PROGRESS_SKIPPED; count == WORDS && i <= PROGRESS_SOLVED; i++)
        if (strcmp(words[2], status_names[i]) == 0)
            record.status = i;
    if (record.status == PROGRESS_OPEN || !read_count(words[3], &record.wrong) ||
        !read_count(words[4], &record.hints))
        return false;
    put(progress, &record, true);
    return true;
}

bool progress_merge(struct progress *progress, const char *text, const char *name, struct error *error)
{
    struct progress read = {0};
    bool is_good = true;
    char *end;
    if (strncmp(text, head, strlen(head)) != 0)
        return error_set(error, _("'%s' is no progress file of nabla"), name);
    long version = strtol(text + strlen(head), &end, 10);
    if (version != VERSION)
        return error_set(error, _("'%s' is of version %ld; this program knows version %d"), name, version,
                         VERSION);
    int number = 1;
    for (const char *line = strchr(end, '\n'); line && line[1] && is_good; line = strchr(line + 1, '\n')) {
        char *copy = memory_text(line + 1, strcspn(line + 1, "\n"));
        number++;
        is_good = read_line(&read, copy);
        memory_free(copy);
    }
    for (size_t i = 0; is_good && i < read.count; i++)
        put(progress, &read.records[i], true);
    if (is_good && read.lesson)
        put_place(progress, read.lesson, read.page);
    clear(&read);
    return is_good || error_set(error, _("%s:%d: a line is 'LESSON QUESTION solved|shown|skipped WRONG HINTS'"),
                                name, number);
}

/* ---- the file ---- */

static bool read_file(struct progress *progress, struct error *error)
{
    struct buffer text = BUFFER_EMPTY;
    if (!progress->path || (access(progress->path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)))
        return true; /* there is none yet; whether there can be one is told when it is written */
    bool is_read = file_read(progress->path, BYTES_MAX, &text, error) &&
                   progress_merge(progress, buffer_text(&text), progress->path, error);
    buffer_finish(&text);
    return is_read;
}

static bool write_file(const struct progress *progress, struct error *error)
{
    struct buffer text = BUFFER_EMPTY;
    if (!progress->path)
        return true;
    progress_write(progress, &text);
    bool is_written =
        (xdg_make_folders(progress->path) ||
         error_set(error, _("the folder of '%s' can't be made: %s"), progress->path, strerror(errno))) &&
        file_write_atomic(progress->path, buffer_text(&text), text.length, error);
    buffer_finish(&text);
    return is_written;
}

bool progress_load(struct progress *progress, struct error *error)
{
    if (!progress->is_loaded)
        progress->is_loaded = read_file(progress, error);
    return progress->is_loaded;
}

bool progress_note(struct progress *progress, const struct progress_record *record, struct error *error)
{
    bool is_read = read_file(progress, error);
    put(progress, record, false);
    return is_read && write_file(progress, error);
}

bool progress_note_place(struct progress *progress, const char *lesson, size_t page, struct error *error)
{
    bool is_read = read_file(progress, error);
    put_place(progress, lesson, page);
    return is_read && write_file(progress, error);
}

bool progress_reset(struct progress *progress, const char *lesson, struct error *error)
{
    if (!progress_load(progress, error))
        return false;
    if (!lesson) {
        clear(progress);
        return write_file(progress, error);
    }
    size_t kept = 0;
    for (size_t i = 0; i < progress->count; i++) {
        struct progress_record *record = &progress->records[i];
        if (strcmp(record->lesson, lesson) != 0) {
            progress->records[kept++] = *record;
            continue;
        }
        memory_free(record->lesson);
        memory_free(record->question);
    }
    progress->count = kept;
    return write_file(progress, error);
}

bool progress_import(struct progress *progress, const char *path, struct error *error)
{
    struct buffer text = BUFFER_EMPTY;
    bool is_read = progress_load(progress, error) && file_read(path, BYTES_MAX, &text, error) &&
                   progress_merge(progress, buffer_text(&text), path, error);
    buffer_finish(&text);
    return is_read && write_file(progress, error);
}
