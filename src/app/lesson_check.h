/* Proving lessons: what a teacher runs before a class does. */
#ifndef NABLA_APP_LESSON_CHECK_H
#define NABLA_APP_LESSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "app/lesson.h"
#include "base/buffer.h"

/* Proves one lesson: its commands run, each question's start state fails its check, the solution passes, there
 * are hints, both languages are in step. Writes a line "FILE:LINE: question ID: fault" for each fault and returns
 * how many there are. */
size_t lesson_check(const struct lesson_entry *entry, struct buffer *out);

/* The commands that lead to where item k of a page begins: a question's own setup; for all else, and a question
 * without a setup, every ```nabla block before it. Appended to *out, a line each. */
void lesson_start(const struct lesson_file *file, size_t page, size_t k, struct buffer *out);

/* The page's own share of them: its ```nabla blocks before item k. */
void lesson_page_start(const struct lesson_page *page, size_t k, struct buffer *out);

#endif
