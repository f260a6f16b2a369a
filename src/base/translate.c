#include "base/translate.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

#define DOMAIN "nabla"

static const char *language = "en";

const char *translate(const char *text)
{
    return strcmp(language, "en") == 0 ? text : dgettext(DOMAIN, text);
}

/* gettext follows LANGUAGE where the locale isn't plain C; it looks anew after a bindtextdomain. */
bool translate_select(const char *name)
{
    if (strcmp(name, "en") != 0 && strcmp(name, "ko") != 0)
        return false;
    language = strcmp(name, "ko") == 0 ? "ko" : "en";
    const char *folder = getenv("NABLA_LOCALE_DIR");
    setenv("LANGUAGE", language, 1);
    bindtextdomain(DOMAIN, folder ? folder : NABLA_LOCALE_DIR);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    return true;
}

const char *translate_language(void)
{
    return language;
}

const char *translate_environment(void)
{
    static const char *const variables[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            return strncmp(value, "ko", 2) == 0 ? "ko" : "en";
    }
    return "en";
}
