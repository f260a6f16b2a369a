/* What a learner has done of a lesson, counted. */
#ifndef NABLA_APP_LESSON_COUNT_H
#define NABLA_APP_LESSON_COUNT_H

#include "app/lesson.h"
#include "app/progress.h"

struct lesson_counts {
    size_t questions, solved, shown, skipped; /* of a pool its best question counts, once */
    unsigned wrong, hints;
};

struct lesson_counts lesson_count(const struct progress *progress, const struct lesson *lesson);

#endif
