#include "base/catalogue.h"

#include <stddef.h>
#include <string.h>

#include "base/file.h"

#define FILE_MAX (16u << 20) /* bytes: far above any catalogue of ours, and each offset stays below 2^32 */
#define HEADER_SIZE 28u

static uint32_t number(const struct catalogue *catalogue, uint32_t offset)
{
    const unsigned char *b = (const unsigned char *)catalogue->file.data + offset;
    return catalogue->big_endian ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]
                                 : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

/* The i-th string of a table; catalogue_open has seen that it lies in the file and ends with a 0. */
static const char *string(const struct catalogue *catalogue, uint32_t table, uint32_t i)
{
    return catalogue->file.data + number(catalogue, table + 8 * i + 4);
}

static bool table_is_good(const struct catalogue *catalogue, uint32_t table)
{
    size_t size = catalogue->file.length;
    if (table > size || catalogue->count > (size - table) / 8)
        return false;
    for (uint32_t i = 0; i < catalogue->count; i++) {
        uint32_t length = number(catalogue, table + 8 * i), offset = number(catalogue, table + 8 * i + 4);
        if (offset >= size || length >= size - offset || catalogue->file.data[offset + length] != '\0')
            return false;
    }
    return true;
}

static bool read_header(struct catalogue *catalogue)
{
    if (catalogue->file.length < HEADER_SIZE)
        return false;
    catalogue->big_endian = memcmp(catalogue->file.data, "\x95\x04\x12\xde", 4) == 0;
    if (!catalogue->big_endian && memcmp(catalogue->file.data, "\xde\x12\x04\x95", 4) != 0)
        return false;
    if (number(catalogue, 4) >> 16 > 1) /* the major revision of the format */
        return false;
    catalogue->count = number(catalogue, 8);
    catalogue->originals = number(catalogue, 12);
    catalogue->translations = number(catalogue, 16);
    return table_is_good(catalogue, catalogue->originals) && table_is_good(catalogue, catalogue->translations);
}

bool catalogue_open(struct catalogue *catalogue, const char *path)
{
    *catalogue = CATALOGUE_EMPTY;
    if (file_read(path, FILE_MAX, &catalogue->file, NULL) && read_header(catalogue))
        return true;
    catalogue_close(catalogue);
    return false;
}

void catalogue_close(struct catalogue *catalogue)
{
    buffer_finish(&catalogue->file);
    *catalogue = CATALOGUE_EMPTY;
}

/* msgfmt sorts the originals by their bytes. */
const char *catalogue_find(const struct catalogue *catalogue, const char *text)
{
    uint32_t low = 0, high = catalogue->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(text, string(catalogue, catalogue->originals, middle));
        if (order == 0)
            return string(catalogue, catalogue->translations, middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
