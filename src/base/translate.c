#include "base/translate.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "config.h"

/* Like a locale, the language belongs to the process. A catalogue once read is kept, so that what
 * translate has returned stays good. */
static struct {
    const char *language; /* "en" or "ko" */
    struct catalogue korean;
} process = {.language = "en"};

const char *translate(const char *text)
{
    if (strcmp(process.language, "en") == 0 || *text == '\0') /* "" is the catalogue's own header */
        return text;
    const char *found = catalogue_find(&process.korean, text);
    return found ? found : text;
}

static bool open_in(const char *folder)
{
    struct buffer path = BUFFER_EMPTY;
    buffer_printf(&path, "%s/ko/LC_MESSAGES/nabla.mo", folder);
    bool good = catalogue_open(&process.korean, buffer_text(&path));
    buffer_finish(&path);
    return good;
}

bool translate_select(const char *language)
{
    if (strcmp(language, "en") == 0) {
        process.language = "en";
        return true;
    }
    if (strcmp(language, "ko") != 0)
        return false;
    process.language = "ko";
    if (!process.korean.file.data) {
        const char *folder = getenv("NABLA_LOCALE_DIR");
        if (!(folder && open_in(folder)) && !open_in(NABLA_BUILD_LOCALE_DIR))
            open_in(NABLA_LOCALE_DIR);
    }
    return true;
}

const char *translate_language(void)
{
    return process.language;
}

/* Whether a name such as "ko", "ko_KR.UTF-8" or "ko:en" is of this language ("kok" is another). */
static bool is_language(const char *name, const char *language)
{
    size_t length = strlen(language);
    return strncmp(name, language, length) == 0 && strchr("_.@:", name[length]);
}

static const char *known_language(const char *name)
{
    return is_language(name, "ko") ? "ko" : is_language(name, "en") ? "en" : NULL;
}

const char *translate_environment(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *locale = NULL;
    for (size_t i = 0; i < sizeof variables / sizeof *variables && (!locale || !*locale); i++)
        locale = getenv(variables[i]);
    if (!locale)
        locale = "";
    if (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return "en";
    for (const char *list = getenv("LANGUAGE"); list && *list; list += strcspn(list, ":"), list += *list == ':')
        if (known_language(list))
            return known_language(list);
    return known_language(locale) ? known_language(locale) : "en";
}
