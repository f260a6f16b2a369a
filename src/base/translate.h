/* English and Korean. Every text that a user reads is written in English as _("...") and translated
 * through GNU gettext from assets/po/ko.po; N_("...") marks a text in a table, to be translated with
 * _(row->text) where it is shown. */
#ifndef NABLA_BASE_TRANSLATE_H
#define NABLA_BASE_TRANSLATE_H

#include <stdbool.h>

#define _(text) translate(text)
#define N_(text) text

/* The text in the language of the moment; the text itself where there is no translation. */
const char *translate(const char *text) __attribute__((format_arg(1), returns_nonnull));

/* "en" or "ko"; false for any other. May be called again while running. */
bool translate_select(const char *language);
const char *translate_language(void);

/* The language that the environment asks for: "ko" or "en". */
const char *translate_environment(void);

#endif
