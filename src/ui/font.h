/* Where the font files lie. */
#ifndef NABLA_UI_FONT_H
#define NABLA_UI_FONT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct font {
    const char *family;
    const char *package;    /* what to install when it is missing, at Debian and elsewhere */
    uint32_t sample;        /* a character that another font must have to stand in for it */
    const char *folders[6]; /* where it usually is, NULL behind the last */
    const char *files[2];   /* regular, bold */
};

extern const struct font font_signs;  /* DejaVu Sans: Latin, Greek and mathematics */
extern const struct font font_hangul; /* NanumGothic */

/* The path of the font's file: in its usual folders, else where fontconfig says. *index gets which font of
 * the file it is. Without a bold file the regular one is given. NULL and *error filled when there is
 * none; the caller frees. */
char *font_find(const struct font *font, bool bold, int *index, struct error *error);

#endif
