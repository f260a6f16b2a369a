/* Any bytes: decoding makes progress and stays inside, a cut never leaves half a character, and an error
 * message is always one line of valid UTF-8. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    size_t where = size, first_bad = size;
    for (size_t i = 0, used; i < size; i += used) {
        char back[4];
        uint32_t c = utf8_decode(text + i, size - i, &used);
        assert(used >= 1 && used <= 4 && i + used <= size);
        if (c == UTF8_BAD && used == 1)
            first_bad = i < first_bad ? i : first_bad;
        else
            assert(utf8_encode(c, back) == used && memcmp(back, text + i, used) == 0);
        assert(utf8_width(c) >= 0 && utf8_width(c) <= 2);
    }
    assert(utf8_valid(text, size, &where) == (first_bad == size) && where == first_bad);
    for (size_t cut = 0; cut <= first_bad; cut++)
        assert(utf8_whole(text, cut) <= cut && utf8_valid(text, utf8_whole(text, cut), NULL));

    struct error error = {""};
    char *string = calloc(size + 1, 1); /* exactly as long, so that ASan sees one byte too many */
    memcpy(string, data, size);
    error_set(&error, "%s", string);
    error_prefix(&error, "%s: ", string);
    assert(utf8_valid(error.text, strlen(error.text), NULL) && !strpbrk(error.text, "\n\033\t"));
    free(string);
    return 0;
}
