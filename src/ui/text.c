#include "ui/text.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include <SDL_ttf.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "ui/font.h"

#define SLOTS 8192             /* a power of two */
#define GLYPHS (SLOTS / 4 * 3) /* at most */
#define MASKS_MAX (4 << 20)    /* bytes; a full cache is emptied, the next frame fills it again */
#define FAMILIES 2

/* A drawn character. Its mask is cut to the pixels that aren't empty. */
struct glyph {
    uint32_t key;
    int advance;
    int left, top; /* of the mask: right of the pen, above the baseline */
    int width, height;
    size_t mask; /* where its width * height alphas start */
};

struct text {
    TTF_Font *fonts[FAMILIES][2]; /* [family][bold] */
    int sizes[FAMILIES][2];       /* what each is set to */
    struct glyph *glyphs;         /* in the order in which they were first needed */
    size_t glyph_count, glyph_capacity;
    uint16_t slots[SLOTS]; /* open addressing, by key: the number of a glyph, from 1; 0: free */
    uint8_t *masks;
    size_t mask_bytes, mask_capacity;
};

/* --- fonts ------------------------------------------------------------------------------------- */

static bool open_font(struct text *text, int family, bool bold, struct error *error)
{
    int index;
    char *path = font_find(family ? &font_hangul : &font_signs, bold, &index, error);
    if (!path)
        return false;
    TTF_Font *font = TTF_OpenFontIndex(path, 16, index);
    if (font) {
        /* Light hinting moves only up and down: sharp base lines, letters as wide as they were designed. */
        TTF_SetFontHinting(font, TTF_HINTING_LIGHT);
        TTF_SetFontKerning(font, 0);
        text->fonts[family][bold] = font;
        text->sizes[family][bold] = 16;
    } else {
        error_set(error, _("cannot open the font '%s': %s; install its package again"), path, TTF_GetError());
    }
    memory_free(path);
    return font;
}

struct text *text_open(struct error *error)
{
    if (TTF_Init() != 0) {
        error_set(error, _("cannot draw text: %s"), TTF_GetError());
        return NULL;
    }
    struct text *text = memory_new(1, sizeof *text);
    for (int family = 0; family < FAMILIES; family++)
        for (int bold = 0; bold < 2; bold++)
            if (!open_font(text, family, bold, error)) {
                text_close(text);
                return NULL;
            }
    return text;
}

void text_close(struct text *text)
{
    if (!text)
        return;
    for (int i = 0; i < 2 * FAMILIES; i++)
        if (text->fonts[i / 2][i % 2])
            TTF_CloseFont(text->fonts[i / 2][i % 2]);
    TTF_Quit();
    memory_free(text->glyphs);
    memory_free(text->masks);
    memory_free(text);
}

/* Which family has the character; FAMILIES when none has. */
static int family_of(const struct text *text, uint32_t character, bool bold)
{
    int family = 0;
    while (family < FAMILIES && !TTF_GlyphIsProvided32(text->fonts[family][bold], character))
        family++;
    return family;
}

bool text_has(const struct text *text, uint32_t character)
{
    return family_of(text, character, false) < FAMILIES;
}

/* --- glyphs ------------------------------------------------------------------------------------ */

static uint32_t alpha_at(const SDL_Surface *picture, int x, int y)
{
    uint32_t pixel;
    memcpy(&pixel, (const char *)picture->pixels + (ptrdiff_t)y * picture->pitch + 4 * (ptrdiff_t)x,
           sizeof pixel);
    return pixel >> 24;
}

/* The smallest box around the pixels that aren't empty. */
static struct bounds ink_box(const SDL_Surface *picture)
{
    struct bounds box = {picture->w, picture->h, 0, 0};
    for (int y = 0; y < picture->h; y++)
        for (int x = 0; x < picture->w; x++)
            if (alpha_at(picture, x, y)) {
                box.left = x < box.left ? x : box.left;
                box.right = x + 1 > box.right ? x + 1 : box.right;
                box.top = y < box.top ? y : box.top;
                box.bottom = y + 1;
            }
    return box;
}

static void keep_mask(struct text *text, struct glyph *glyph, const SDL_Surface *picture, struct bounds box)
{
    glyph->width = box.right - box.left;
    glyph->height = box.bottom - box.top;
    glyph->mask = text->mask_bytes;
    size_t end = text->mask_bytes + (size_t)glyph->width * (size_t)glyph->height;
    if (end > text->mask_capacity) {
        text->mask_capacity = end + end / 2 + 4096;
        text->masks = memory_resize(text->masks, text->mask_capacity, 1);
    }
    uint8_t *out = text->masks + text->mask_bytes;
    for (int y = box.top; y < box.bottom; y++)
        for (int x = box.left; x < box.right; x++)
            *out++ = (uint8_t)alpha_at(picture, x, y);
    text->mask_bytes = end;
}

/* SDL_ttf draws a character into a picture as tall as the font's line; a character that reaches over the
 * line's top or to the left of the pen moves the pen down or to the right. */
static void draw_glyph(struct text *text, struct glyph *glyph, uint32_t character, int size_px, bool bold)
{
    int family = family_of(text, character, bold);
    if (family == FAMILIES) {
        if (utf8_width(character) == 0) /* a joiner or selector: nothing to see */
            return;
        family = 0;
        character = UTF8_BAD;
    }
    TTF_Font *font = text->fonts[family][bold];
    if (text->sizes[family][bold] != size_px) {
        TTF_SetFontSize(font, size_px);
        text->sizes[family][bold] = size_px;
    }
    int min_x, max_x, min_y, max_y;
    if (TTF_GlyphMetrics32(font, character, &min_x, &max_x, &min_y, &max_y, &glyph->advance) != 0)
        return;
    SDL_Surface *picture = TTF_RenderGlyph32_Blended(font, character, (SDL_Color){255, 255, 255, 255});
    if (!picture) /* a blank has none */
        return;
    assert(picture->format->BytesPerPixel == 4);
    int ascent = TTF_FontAscent(font), baseline = max_y > ascent ? max_y : ascent;
    struct bounds box = ink_box(picture);
    if (box.left < box.right) {
        glyph->left = box.left + (min_x < 0 ? min_x : 0);
        glyph->top = baseline - box.top;
        keep_mask(text, glyph, picture, box);
    }
    SDL_FreeSurface(picture);
}

/* A copy, since the next call may empty the cache. */
static struct glyph find_glyph(struct text *text, uint32_t character, int size_px, bool bold)
{
    assert(size_px >= 1 && size_px <= DRAWLIST_TEXT_PX);
    if (character < ' ' || character == 0x7F || character == 0xA0)
        character = ' ';
    uint32_t key = character | ((uint32_t)size_px & 0x3FF) << 21 | (uint32_t)bold << 31;
    size_t slot = (key * 0x9E3779B1u) >> 16 & (SLOTS - 1);
    for (; text->slots[slot]; slot = (slot + 1) & (SLOTS - 1))
        if (text->glyphs[text->slots[slot] - 1].key == key)
            return text->glyphs[text->slots[slot] - 1];
    if (text->glyph_count == GLYPHS || text->mask_bytes > MASKS_MAX) {
        memset(text->slots, 0, sizeof text->slots);
        text->glyph_count = text->mask_bytes = 0;
        slot = (key * 0x9E3779B1u) >> 16 & (SLOTS - 1);
    }
    if (text->glyph_count == text->glyph_capacity) {
        text->glyph_capacity = text->glyph_capacity ? 2 * text->glyph_capacity : 256;
        text->glyphs = memory_resize(text->glyphs, text->glyph_capacity, sizeof *text->glyphs);
    }
    struct glyph *glyph = &text->glyphs[text->glyph_count++];
    *glyph = (struct glyph){.key = key};
    draw_glyph(text, glyph, character, size_px, bold);
    text->slots[slot] = (uint16_t)text->glyph_count;
    return *glyph;
}

/* --- lines ------------------------------------------------------------------------------------- */

/* Its mask's corner is at x y. */
static void paint_glyph(const struct text *text, struct surface *surface, struct bounds clip, int x, int y,
                        const struct glyph *glyph, uint32_t colour)
{
    struct bounds box = bounds_both(clip, (struct bounds){x, y, x + glyph->width, y + glyph->height});
    if (surface->region && !region_meets(surface->region, box))
        return;
    uint32_t alpha = alpha_256(colour >> 24);
    for (int row = box.top; row < box.bottom; row++) {
        const uint8_t *mask = text->masks + glyph->mask + (ptrdiff_t)(row - y) * glyph->width;
        uint32_t *pixels = surface_row(surface, row);
        for (const struct span *span = surface_spans(surface, row); span->left < box.right; span++) {
            int left = span->left > box.left ? span->left : box.left;
            int right = span->right < box.right ? span->right : box.right;
            for (int column = left; column < right; column++) {
                uint32_t part = alpha_256(mask[column - x]) * alpha >> 8;
                if (part)
                    pixels[column] = pixel_blend(pixels[column], colour, part);
            }
        }
    }
}

/* Where a mark sits over its base: in the middle, and as far up as the font says or as the base needs.
 * Marks that hang below the baseline keep their height. base->top rises, for the mark on top of this. */
static void place_mark(struct glyph *mark, struct glyph *base)
{
    if (!base->width || !mark->width)
        return;
    mark->left = base->left + (base->width - mark->width) / 2;
    int bottom = mark->top - mark->height;
    if (mark->top > 0 && bottom < base->top + 1)
        mark->top += base->top + 1 - bottom;
    if (mark->top > base->top)
        base->top = mark->top;
}

static bool is_mark(uint32_t character)
{
    return (character >= 0x300 && character < 0x370) || (character >= 0x20D0 && character < 0x20F1);
}

/* On its way through a line of text. */
struct pen {
    struct text *text;
    const char *string;
    size_t left; /* bytes */
    int size_px;
    bool bold;
    int x, base_x; /* where the next character starts; where the last one that is no mark did */
    struct glyph base;
};

static struct pen pen_at(struct text *text, int x, const char *string, size_t length, int size_px, bool bold)
{
    return (struct pen){text, string, length, size_px, bold, x, x, {0}};
}

/* The next character, its mask's left side counted as x is; false behind the last. */
static bool next_glyph(struct pen *pen, struct glyph *glyph)
{
    if (!pen->left)
        return false;
    size_t used;
    uint32_t character = utf8_decode(pen->string, pen->left, &used);
    pen->string += used;
    pen->left -= used;
    *glyph = find_glyph(pen->text, character, pen->size_px, pen->bold);
    if (is_mark(character)) {
        place_mark(glyph, &pen->base);
        glyph->advance = 0;
    } else {
        pen->base = *glyph;
        pen->base_x = pen->x;
    }
    glyph->left += pen->base_x;
    pen->x += glyph->advance;
    return true;
}

int text_width(struct text *text, const char *string, size_t length, int size_px, bool bold)
{
    struct pen pen = pen_at(text, 0, string, length, size_px, bold);
    for (struct glyph glyph; next_glyph(&pen, &glyph);)
        continue;
    return pen.x;
}

void text_draw(struct text *text, struct surface *surface, struct bounds clip, int x, int baseline,
               const char *string, size_t length, int size_px, bool bold, uint32_t colour)
{
    clip = bounds_both(clip, (struct bounds){0, 0, surface->width, surface->height});
    struct pen pen = pen_at(text, x, string, length, size_px, bold);
    for (struct glyph glyph; next_glyph(&pen, &glyph);)
        if (glyph.width)
            paint_glyph(text, surface, clip, glyph.left, baseline - glyph.top, &glyph, colour);
}

struct bounds text_bounds(struct text *text, int x, int baseline, const char *string, size_t length,
                          int size_px, bool bold)
{
    struct bounds all = {INT_MAX, INT_MAX, INT_MIN, INT_MIN};
    struct pen pen = pen_at(text, x, string, length, size_px, bold);
    for (struct glyph glyph; next_glyph(&pen, &glyph);) {
        if (!glyph.width)
            continue;
        int top = baseline - glyph.top;
        all.left = glyph.left < all.left ? glyph.left : all.left;
        all.top = top < all.top ? top : all.top;
        all.right = glyph.left + glyph.width > all.right ? glyph.left + glyph.width : all.right;
        all.bottom = top + glyph.height > all.bottom ? top + glyph.height : all.bottom;
    }
    return all;
}

static double measured_width(void *context, const char *string, size_t length, int size_px, bool bold)
{
    return text_width(context, string, length, size_px, bold);
}

struct text_measure text_measure(struct text *text)
{
    struct text_measure measure = text_measure_plain; /* its ascent, descent and capital are DejaVu's */
    measure.width = measured_width;
    measure.context = text;
    return measure;
}
