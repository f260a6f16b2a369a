/* The lessons that there are: folders NN-name, each with en.md and, as far as it is translated, ko.md. */
#ifndef NABLA_APP_LESSON_H
#define NABLA_APP_LESSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/lesson_file.h"
#include "base/error.h"

struct lesson {
    int number;   /* the folder's; 0 where it has none */
    char *name;   /* the folder's, behind the number: what progress goes by; owned */
    char *folder; /* owned */
    struct lesson_file *english;
    struct lesson_file *korean; /* NULL where there is none, or none that can be read */
};

/* The folder to look in: chosen if it is not NULL, else NABLA_LESSONS of the environment, else the one that
 * belongs to this program. */
const char *lessons_folder(const char *chosen);

/* The lessons in a folder, by number and then by name. */
struct lesson_list {
    struct lesson_entry {
        const char *name; /* without the number; owned */
        int number;
        char *folder; /* owned */
    } * entries;      /* [count]; owned */
    size_t count;
};

/* False with an error where there is no such folder, or no lesson in it. */
bool lesson_list_read(struct lesson_list *list, const char *folder, struct error *error);
void lesson_list_finish(struct lesson_list *list);

/* By number, name, or unique beginning of a name. */
const struct lesson_entry *lesson_list_find(const struct lesson_list *list, const char *word,
                                            struct error *error);

/* Reads both languages. NULL where the English can't be read; a Korean file that can't be read is left out, and
 * its error is put into *korean_error ("" where all is well), which may be NULL. */
struct lesson *lesson_read(const struct lesson_entry *entry, struct error *korean_error, struct error *error);
void lesson_free(struct lesson *lesson);

/* How many questions a learner meets: of those on one page with the same `pool:`, one. And how many there are. */
size_t lesson_questions(const struct lesson_file *file);
size_t lesson_questions_written(const struct lesson_file *file);

/* Whether the seed draws the question that item k of a page is from its pool; true without a pool. */
bool lesson_is_drawn(const struct lesson_page *page, size_t k, uint64_t seed);

/* Whether the question that item k of a page is stands for its pool, as the first of it; true without a pool. */
bool lesson_opens_pool(const struct lesson_page *page, size_t k);

#endif
