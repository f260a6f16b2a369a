/* One catalogue of translations: a .mo file as msgfmt writes it, read here because the C library's own
 * look-up follows the process's locale: it translates nothing where that is C, or (from glibc 2.39 on)
 * C.UTF-8, and those are all that a small machine or a container has.
 * The format: GNU gettext manual, "The Format of GNU MO Files". */
#ifndef NABLA_BASE_CATALOGUE_H
#define NABLA_BASE_CATALOGUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

struct catalogue {
    struct buffer file;               /* the whole of it */
    bool big_endian;                  /* how its 32-bit numbers are written */
    uint32_t count;                   /* messages */
    uint32_t originals, translations; /* offsets of two tables of count (length, offset) */
};

#define CATALOGUE_EMPTY ((struct catalogue){0})

/* Reads the file at path; false, and the catalogue empty, where there is none or it is damaged. Close it
 * with catalogue_close. */
bool catalogue_open(struct catalogue *catalogue, const char *path);
void catalogue_close(struct catalogue *catalogue);

/* The translation of text, or NULL. Borrowed until the catalogue is closed. */
const char *catalogue_find(const struct catalogue *catalogue, const char *text);

#endif
