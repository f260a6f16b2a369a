#include "base/utf8.h"

#include <string.h>

uint32_t utf8_decode(const char *text, size_t length, size_t *used)
{
    const unsigned char *s = (const unsigned char *)text;
    *used = 1;
    if (s[0] < 0x80)
        return s[0];
    size_t need = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    if (s[0] < 0xC2 || s[0] > 0xF4 || need > length)
        return UTF8_BAD;
    uint32_t c = s[0] & (0x7Fu >> need);
    for (size_t i = 1; i < need; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return UTF8_BAD;
        c = c << 6 | (s[i] & 0x3Fu);
    }
    static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < smallest[need] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return UTF8_BAD;
    *used = need;
    return c;
}

size_t utf8_encode(uint32_t c, char out[4])
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = UTF8_BAD;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t bytes = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = bytes - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)((0xF00u >> bytes & 0xFF) | c);
    return bytes;
}

bool utf8_valid(const char *text, size_t length, size_t *where)
{
    for (size_t i = 0, used; i < length; i += used) {
        uint32_t c = utf8_decode(text + i, length - i, &used);
        if (c == UTF8_BAD && used == 1) {
            if (where)
                *where = i;
            return false;
        }
    }
    return true;
}

size_t utf8_whole(const char *text, size_t length)
{
    size_t start = length;
    while (start > 0 && length - start < 3 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return length;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return need > length - start + 1 ? start - 1 : length;
}

/* Ranges from Unicode 15's EastAsianWidth (W and F) and the combining marks (Mn) that we may meet. */
int utf8_width(uint32_t c)
{
    static const struct {
        uint32_t from, to;
        int width;
    } ranges[] = {
        {0x0300, 0x036F, 0},   {0x200B, 0x200F, 0},   {0x20D0, 0x20F0, 0},   {0xFE00, 0xFE0F, 0},
        {0xFE20, 0xFE2F, 0},   {0xFEFF, 0xFEFF, 0},   {0x1100, 0x115F, 2},   {0x1160, 0x11FF, 0},
        {0x2E80, 0x303E, 2},   {0x3041, 0x33FF, 2},   {0x3400, 0x4DBF, 2},   {0x4E00, 0x9FFF, 2},
        {0xA960, 0xA97F, 2},   {0xAC00, 0xD7A3, 2},   {0xD7B0, 0xD7FF, 0},   {0xF900, 0xFAFF, 2},
        {0xFE10, 0xFE19, 2},   {0xFE30, 0xFE6F, 2},   {0xFF01, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2},
        {0x1F300, 0x1F64F, 2}, {0x1F680, 0x1F6FF, 2}, {0x1F900, 0x1F9FF, 2}, {0x20000, 0x3FFFD, 2},
    };
    if (c < 0x300) /* most of what there is */
        return 1;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].from && c <= ranges[i].to)
            return ranges[i].width;
    return 1;
}

size_t utf8_columns(const char *text)
{
    size_t columns = 0, length = strlen(text);
    for (size_t i = 0, used = 1; i < length; i += used) {
        bool is_ascii = (unsigned char)text[i] < 0x80;
        used = 1;
        columns += is_ascii ? 1 : (size_t)utf8_width(utf8_decode(text + i, length - i, &used));
    }
    return columns;
}
