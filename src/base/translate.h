/* English and Korean. Every text that a user reads is written in English as _("...") and translated from
 * assets/po/ko.po, a GNU gettext catalogue; N_("...") marks a text in a table, to be translated with
 * _(row->text) where it is shown. It works in every locale and may be switched while running; the caller's
 * locale only has to leave LC_NUMERIC at C, so that numbers are read and written with a point. */
#ifndef NABLA_BASE_TRANSLATE_H
#define NABLA_BASE_TRANSLATE_H

#include <stdbool.h>

#define _(text) translate(text)
#define N_(text) text

/* The text in the language of the moment; the text itself where there is no translation. What it returns
 * lives as long as the text and the process. */
const char *translate(const char *text) __attribute__((format_arg(1), returns_nonnull));

/* "en" or "ko"; false, and nothing changed, for any other. May be called again while running. The
 * catalogue is looked for in the folder that the environment's NABLA_LOCALE_DIR names, then in the build
 * folder, then where it is installed; without it "ko" shows English. */
bool translate_select(const char *language);
const char *translate_language(void);

/* The language that the environment asks for, "ko" or "en": the first of LANGUAGE that is ours, else the
 * locale's; English in the locales C and POSIX, whatever LANGUAGE says. */
const char *translate_environment(void);

#endif
