/* What a learner has done in the lessons: a plain text file, a line a question. Its first line names the format and
 * its version; then
 *     LESSON QUESTION solved|shown|skipped WRONG HINTS
 *     at LESSON PAGE                             where the learner was last
 * Lesson and question go by name, so that neither a new order nor a new text loses anything. */
#ifndef NABLA_APP_PROGRESS_H
#define NABLA_APP_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

enum progress_status {
    PROGRESS_OPEN,
    PROGRESS_SKIPPED, /* the answer was shown by `skip` */
    PROGRESS_SHOWN,   /* by `solution` */
    PROGRESS_SOLVED,
};

struct progress_record {
    char *lesson, *question; /* owned */
    enum progress_status status;
    unsigned wrong, hints; /* wrong answers before, hints taken */
};

struct progress {
    char *path; /* of the file; NULL: it is kept for this session only; owned */
    bool is_loaded;
    struct progress_record *records; /* [count]; owned */
    size_t count;
    char *lesson; /* where the learner was last; NULL: nowhere; owned */
    size_t page;
};

void progress_finish(struct progress *progress);

/* Reads what the text of a file says into *progress, in which each question keeps the better of both. False with an
 * error, and nothing changed, where it is no progress file or of a later version. */
bool progress_merge(struct progress *progress, const char *text, const char *name, struct error *error);

/* What the file holds. */
void progress_write(const struct progress *progress, struct buffer *out);

/* Reads the file, if there is one, once. */
bool progress_load(struct progress *progress, struct error *error);

/* The record of a question; NULL where it is still open. */
const struct progress_record *progress_find(const struct progress *progress, const char *lesson,
                                            const char *question);

/* Notes how a question ended, and where the learner is; each writes the file. A question once shown or skipped isn't
 * solved any more, and one solved stays so. Another program may have written meanwhile: nothing of it is lost. */
bool progress_note(struct progress *progress, const struct progress_record *record, struct error *error);
bool progress_note_place(struct progress *progress, const char *lesson, size_t page, struct error *error);

/* Forgets a lesson, or all where lesson is NULL; writes the file. */
bool progress_reset(struct progress *progress, const char *lesson, struct error *error);

/* Merges another file in; writes the file. */
bool progress_import(struct progress *progress, const char *path, struct error *error);

#endif
