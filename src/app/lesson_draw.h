/* Numbers drawn anew by a seed for the questions that say `draw:`. */
#ifndef NABLA_APP_LESSON_DRAW_H
#define NABLA_APP_LESSON_DRAW_H

#include <stdbool.h>
#include <stdint.h>

#include "app/lesson.h"
#include "base/error.h"

/* Draws the numbers of every such question by the seed and its id, so that both languages and all machines get the
 * same, and puts them, and what is computed from them, in the place of each {...} of its texts. Drawn again are
 * numbers for which `where:` doesn't hold, a known wrong idea is right by chance, two choices read the same, or the
 * start is solved already. Once only: what is drawn replaces what was read. False with an error "FILE:LINE: question
 * ID: ..." where numbers can't be drawn or a {...} not be computed. */
bool lesson_draw(struct lesson *lesson, uint64_t seed, struct error *error);

/* Whether any question of the file says `draw:`. */
bool lesson_has_draws(const struct lesson_file *file);

#endif
