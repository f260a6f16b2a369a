/* What a learner has done of a lesson, counted. */
#ifndef NABLA_APP_LESSON_COUNT_H
#define NABLA_APP_LESSON_COUNT_H

#include "app/lesson.h"
#include "app/progress.h"
#include "base/buffer.h"

struct lesson_counts {
    size_t questions, solved, shown, skipped; /* of a pool its best question counts, once */
    unsigned wrong, hints;
};

struct lesson_counts lesson_count(const struct progress *progress, const struct lesson *lesson);

/* The pages with a question that stands so, from `from` to `to`, as `lesson` takes them: "1.2, 1.7"; "" for none. */
void lesson_put_pages(const struct progress *progress, const struct lesson *lesson, enum progress_status from,
                      enum progress_status to, struct buffer *out);

#endif
