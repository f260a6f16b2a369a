/* Writes catalogues as msgfmt would, and in the other byte order too. */
#ifndef NABLA_TESTS_BASE_MO_H
#define NABLA_TESTS_BASE_MO_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct mo {
    unsigned char bytes[4096];
    size_t length;
    bool big_endian;
};

static inline void mo_put(struct mo *mo, size_t offset, uint32_t number)
{
    for (size_t k = 0; k < 4; k++)
        mo->bytes[offset + k] = (unsigned char)(number >> 8 * (mo->big_endian ? 3 - k : k));
}

/* pairs[i][0] is translated as pairs[i][1]; they are sorted by the first. */
static inline void mo_fill(struct mo *mo, bool big_endian, const char *const (*pairs)[2], uint32_t count)
{
    memset(mo, 0, sizeof *mo);
    mo->big_endian = big_endian;
    mo_put(mo, 0, 0x950412DE);
    mo_put(mo, 8, count);
    mo_put(mo, 12, 28);
    mo_put(mo, 16, 28 + 8 * count);
    mo->length = 28 + 16 * count;
    for (uint32_t i = 0; i < 2 * count; i++) { /* first all the originals, then all the translations */
        const char *text = i < count ? pairs[i][0] : pairs[i - count][1];
        mo_put(mo, 28 + 8 * i, (uint32_t)strlen(text));
        mo_put(mo, 32 + 8 * i, (uint32_t)mo->length);
        memcpy(mo->bytes + mo->length, text, strlen(text) + 1);
        mo->length += strlen(text) + 1;
    }
}

static inline void mo_write(const struct mo *mo, const char *path)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(mo->bytes, 1, mo->length, file), mo->length);
    assert_int_equal(fclose(file), 0);
}

#endif
