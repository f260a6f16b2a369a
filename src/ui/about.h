/* What the program was built with, and how it finds its surroundings. */
#ifndef NABLA_UI_ABOUT_H
#define NABLA_UI_ABOUT_H

#include <stdbool.h>

#include "app/session.h"
#include "base/buffer.h"

/* "nabla 0.1.0", then a line with the compiler and the libraries, those of now where they can be asked. */
void about_version(struct buffer *out);

/* A line for each thing that nabla leans on: display, renderer, fonts, terminal, locale, translations, folders; and
 * where something is amiss, what to do about it. False if anything is. */
bool about_doctor(struct buffer *out, const struct session *session);

#endif
