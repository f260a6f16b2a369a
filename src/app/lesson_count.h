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

/* The pages whose questions aren't solved, as `lesson` takes them: "1.2, 1.7"; nothing where all are. */
void lesson_put_open(const struct progress *progress, const struct lesson *lesson, struct buffer *out);

#endif
