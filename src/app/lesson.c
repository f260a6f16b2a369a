#include "app/lesson.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/lookup.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/translate.h"
#include "config.h"

const char *lessons_folder(const char *chosen)
{
    const char *environment = getenv("NABLA_LESSONS");
    if (chosen)
        return chosen;
    if (environment && *environment)
        return environment;
    return access(NABLA_BUILD_LESSONS_DIR, R_OK) == 0 ? NABLA_BUILD_LESSONS_DIR : NABLA_LESSONS_DIR;
}

/* ---- the list ---- */

static int compare_entries(const void *a, const void *b)
{
    const struct lesson_entry *first = a, *second = b;
    return first->number != second->number ? (first->number > second->number) - (first->number < second->number)
                                           : strcmp(first->name, second->name);
}

/* "06-forward" is lesson 6, "forward". */
static void add_entry(struct lesson_list *list, const char *parent, const char *folder)
{
    struct buffer path = BUFFER_EMPTY;
    const char *name = folder + strspn(folder, "0123456789");
    int number = name > folder && name - folder < 5 && *name == '-' ? atoi(folder) : 0;
    buffer_printf(&path, "%s/%s/en.md", parent, folder);
    if (access(buffer_text(&path), F_OK) == 0) {
        buffer_cut(&path, path.length - strlen("/en.md"));
        list->entries = memory_resize(list->entries, list->count + 1, sizeof *list->entries);
        list->entries[list->count++] =
            (struct lesson_entry){memory_string(number > 0 && name[1] ? name + 1 : folder), number,
                                  memory_string(buffer_text(&path))};
    }
    buffer_finish(&path);
}

bool lesson_list_read(struct lesson_list *list, const char *folder, struct error *error)
{
    *list = (struct lesson_list){0};
    DIR *directory = opendir(folder);
    if (!directory)
        return error_set(error, _("the lessons' folder '%s' can't be read: %s"), folder, strerror(errno));
    for (const struct dirent *found; (found = readdir(directory));)
        if (found->d_name[0] != '.')
            add_entry(list, folder, found->d_name);
    closedir(directory);
    if (list->count == 0)
        return error_set(
            error, _("there are no lessons in '%s': a lesson is a folder such as 01-nodes with en.md"), folder);
    qsort(list->entries, list->count, sizeof *list->entries, compare_entries);
    return true;
}

void lesson_list_finish(struct lesson_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        memory_free((char *)list->entries[i].name);
        memory_free(list->entries[i].folder);
    }
    memory_free(list->entries);
    *list = (struct lesson_list){0};
}

const struct lesson_entry *lesson_list_find(const struct lesson_list *list, const char *word,
                                            struct error *error)
{
    size_t digits = strspn(word, "0123456789");
    if (digits == 0 || word[digits] || digits > 4)
        return lookup_find(list->entries, sizeof *list->entries, list->count, N_("lesson"), word, strlen(word),
                           error);
    for (size_t i = 0; i < list->count; i++)
        if (list->entries[i].number == atoi(word))
            return &list->entries[i];
    error_set(error, _("there is no lesson %s; 'lessons' lists them"), word);
    return NULL;
}

/* ---- one lesson ---- */

static struct lesson_file *read_language(const char *folder, const char *language, struct error *error)
{
    struct buffer path = BUFFER_EMPTY;
    buffer_printf(&path, "%s/%s.md", folder, language);
    struct lesson_file *file = lesson_file_read(buffer_text(&path), error);
    buffer_finish(&path);
    return file;
}

struct lesson *lesson_read(const struct lesson_entry *entry, struct error *korean_error, struct error *error)
{
    struct error ignored;
    struct lesson_file *english = read_language(entry->folder, "en", error);
    if (!english)
        return NULL;
    struct lesson *lesson = memory_new(1, sizeof *lesson);
    korean_error = korean_error ? korean_error : &ignored;
    korean_error->text[0] = '\0';
    *lesson = (struct lesson){.number = entry->number,
                              .name = memory_string(entry->name),
                              .folder = memory_string(entry->folder),
                              .english = english,
                              .korean = read_language(entry->folder, "ko", korean_error)};
    return lesson;
}

void lesson_free(struct lesson *lesson)
{
    if (!lesson)
        return;
    lesson_file_free(lesson->english);
    lesson_file_free(lesson->korean);
    memory_free(lesson->name);
    memory_free(lesson->folder);
    memory_free(lesson);
}

bool lesson_opens_pool(const struct lesson_page *page, size_t k)
{
    const char *pool = page->items[k].ask->pool;
    for (size_t i = 0; pool && i < k; i++)
        if (page->items[i].ask && page->items[i].ask->pool && strcmp(page->items[i].ask->pool, pool) == 0)
            return false;
    return true;
}

bool lesson_is_drawn(const struct lesson_page *page, size_t k, uint64_t seed)
{
    const char *pool = page->items[k].ask->pool;
    size_t count = 0, place = 0;
    for (size_t i = 0; pool && i < page->count; i++) {
        const struct ask *ask = page->items[i].ask;
        if (i == k)
            place = count;
        count += ask && ask->pool && strcmp(ask->pool, pool) == 0;
    }
    struct random random;
    random_seed(&random, seed);
    return !pool || random_below(&random, count) == place;
}

size_t lesson_questions(const struct lesson_file *file)
{
    size_t count = 0;
    for (size_t i = 0; i < file->count; i++)
        for (size_t k = 0; k < file->pages[i].count; k++)
            count += file->pages[i].items[k].ask && lesson_opens_pool(&file->pages[i], k);
    return count;
}

size_t lesson_questions_written(const struct lesson_file *file)
{
    size_t count = 0;
    for (size_t i = 0; i < file->count; i++)
        for (size_t k = 0; k < file->pages[i].count; k++)
            count += file->pages[i].items[k].ask != NULL;
    return count;
}
