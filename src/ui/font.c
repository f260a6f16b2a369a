#include "ui/font.h"

#include <stdio.h>
#include <unistd.h>

#ifdef NABLA_FONTCONFIG
#include <fontconfig/fontconfig.h>
#endif

#include "base/buffer.h"
#include "base/memory.h"
#include "base/translate.h"

const struct font font_signs = {
    .family = "DejaVu Sans",
    .package = "fonts-dejavu-core (Debian, Ubuntu), dejavu-sans-fonts (Fedora), ttf-dejavu (Arch)",
    .sample = 0x2207, /* nabla */
    .folders = {"/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu-sans-fonts",
                "/usr/share/fonts/TTF", "/usr/share/fonts/dejavu", "/usr/local/share/fonts/dejavu"},
    .files = {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf"},
};

const struct font font_hangul = {
    .family = "NanumGothic",
    .package = "fonts-nanum (Debian, Ubuntu), google-noto-sans-kr-fonts (Fedora), noto-fonts-cjk (Arch)",
    .sample = 0xAC00, /* the first syllable */
    .folders = {"/usr/share/fonts/truetype/nanum", "/usr/share/fonts/nanum-gothic-fonts",
                "/usr/share/fonts/TTF", "/usr/share/fonts/nanum", "/usr/local/share/fonts/nanum"},
    .files = {"NanumGothic.ttf", "NanumGothicBold.ttf"},
};

static char *in_folders(const struct font *font, bool bold)
{
    struct buffer path = BUFFER_EMPTY;
    for (size_t i = 0; i < sizeof font->folders / sizeof *font->folders && font->folders[i]; i++) {
        buffer_clear(&path);
        buffer_printf(&path, "%s/%s", font->folders[i], font->files[bold]);
        if (access(path.data, R_OK) == 0)
            return buffer_take(&path);
    }
    buffer_finish(&path);
    return NULL;
}

#ifdef NABLA_FONTCONFIG
/* The best match is taken only when it has the sample: fontconfig always answers with some font. */
static char *by_fontconfig(const struct font *font, bool bold, int *index)
{
    char *path = NULL;
    FcConfig *config = FcInitLoadConfigAndFonts();
    FcPattern *wanted = FcPatternCreate();
    FcCharSet *sample = FcCharSetCreate();
    FcCharSetAddChar(sample, font->sample);
    FcPatternAddString(wanted, FC_FAMILY, (const FcChar8 *)font->family);
    FcPatternAddCharSet(wanted, FC_CHARSET, sample);
    FcPatternAddInteger(wanted, FC_WEIGHT, bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
    FcPatternAddBool(wanted, FC_SCALABLE, FcTrue);
    FcConfigSubstitute(config, wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    FcResult result;
    FcPattern *match = FcFontMatch(config, wanted, &result);
    FcCharSet *has;
    FcChar8 *file;
    if (match && FcPatternGetCharSet(match, FC_CHARSET, 0, &has) == FcResultMatch &&
        FcCharSetHasChar(has, font->sample) && FcPatternGetString(match, FC_FILE, 0, &file) == FcResultMatch) {
        path = memory_string((const char *)file);
        FcPatternGetInteger(match, FC_INDEX, 0, index);
    }
    if (match)
        FcPatternDestroy(match);
    FcCharSetDestroy(sample);
    FcPatternDestroy(wanted);
    if (config)
        FcConfigDestroy(config);
    return path;
}
#else
static char *by_fontconfig(const struct font *font, bool bold, int *index)
{
    (void)font;
    (void)bold;
    (void)index;
    return NULL;
}
#endif

char *font_find(const struct font *font, bool bold, int *index, struct error *error)
{
    *index = 0;
    char *path = in_folders(font, bold);
    if (!path && bold)
        path = in_folders(font, false);
    if (!path)
        path = by_fontconfig(font, bold, index);
    if (!path)
        error_set(error, _("the font %s is missing, and no other has its characters; install the package %s"),
                  font->family, font->package);
    return path;
}
