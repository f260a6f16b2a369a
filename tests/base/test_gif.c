#include "near.h"

#include <stdbool.h>
#include <string.h>

#include "base/gif.h"
#include "base/memory.h"
#include "base/random.h"

enum { WIDTH = 97, HEIGHT = 61, COLOURS = 256 };

/* A second implementation, from the specification, of as much as the first writes. */
struct reader {
    const unsigned char *bytes;
    size_t at, length;
};

static int take(struct reader *reader)
{
    assert_true(reader->at < reader->length);
    return reader->bytes[reader->at++];
}

static int take_16(struct reader *reader)
{
    int low = take(reader);
    return low | take(reader) << 8;
}

/* All codes of an image, 1 bit an element. */
static struct buffer take_blocks(struct reader *reader)
{
    struct buffer bytes = BUFFER_EMPTY;
    for (int length; (length = take(reader)) > 0;)
        while (length-- > 0)
            buffer_put_char(&bytes, (char)take(reader));
    return bytes;
}

static int code_at(const struct buffer *bytes, size_t *bit, int size)
{
    int code = 0;
    for (int i = 0; i < size; i++, ++*bit) {
        assert_true(*bit / 8 < bytes->length);
        code |= ((unsigned char)bytes->data[*bit / 8] >> (*bit % 8) & 1) << i;
    }
    return code;
}

static size_t decode(const struct buffer *bytes, unsigned char *colours, size_t most)
{
    static unsigned char strings[4096][5000];
    static size_t lengths[4096];
    size_t bit = 0, count = 0;
    int size = 9, next = 258, before = -1, code;
    for (int i = 0; i < 256; i++) {
        strings[i][0] = (unsigned char)i;
        lengths[i] = 1;
    }
    while ((code = code_at(bytes, &bit, size)) != 257) {
        if (code == 256) {
            size = 9;
            next = 258;
            before = -1;
            continue;
        }
        assert_true(code < next || (code == next && before >= 0));
        if (before >= 0 && next < 4096) {
            const unsigned char first = strings[code == next ? before : code][0];
            memcpy(strings[next], strings[before], lengths[before]);
            strings[next][lengths[before]] = first;
            lengths[next] = lengths[before] + 1;
            assert_true(lengths[next] < sizeof strings[0]);
            next++;
            if (next == 1 << size && size < 12)
                size++;
        }
        assert_true(count + lengths[code] <= most);
        memcpy(colours + count, strings[code], lengths[code]);
        count += lengths[code];
        before = code;
    }
    return count;
}

/* Reads one frame onto the canvas; false at the end. */
static bool read_frame(struct reader *reader, uint32_t *canvas, int *hundredths)
{
    static unsigned char colours[WIDTH * HEIGHT];
    int kind = take(reader);
    if (kind == ';')
        return false;
    assert_int_equal(kind, 0x21);
    assert_int_equal(take(reader), 0xF9);
    assert_int_equal(take(reader), 4);
    assert_int_equal(take(reader), 4);
    *hundredths = take_16(reader);
    assert_int_equal(take_16(reader), 0);
    assert_int_equal(take(reader), 0x2C);
    int x = take_16(reader), y = take_16(reader), width = take_16(reader), height = take_16(reader);
    assert_int_equal(take(reader), 0x87);
    const unsigned char *palette = reader->bytes + reader->at;
    reader->at += 3 * 256;
    assert_int_equal(take(reader), 8);
    struct buffer bytes = take_blocks(reader);
    assert_int_equal(decode(&bytes, colours, sizeof colours), width * height);
    for (int i = 0; i < width * height; i++) {
        const unsigned char *rgb = palette + 3 * colours[i];
        canvas[(y + i / width) * WIDTH + x + i % width] =
            (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
    }
    buffer_finish(&bytes);
    return true;
}

static struct reader opened(const struct buffer *out)
{
    struct reader reader = {(const unsigned char *)out->data, 0, out->length};
    assert_memory_equal(out->data, "GIF89a", 6);
    reader.at = 6;
    assert_int_equal(take_16(&reader), WIDTH);
    assert_int_equal(take_16(&reader), HEIGHT);
    reader.at += 3 + 19;
    return reader;
}

static void frames_of_few_colours_come_back_exactly(void **state)
{
    (void)state;
    struct buffer out = BUFFER_EMPTY;
    struct gif gif;
    static uint32_t frames[3][WIDTH * HEIGHT], canvas[WIDTH * HEIGHT];
    struct random random;
    random_seed(&random, 3);
    for (int i = 0; i < WIDTH * HEIGHT; i++) /* enough of a mess to fill the table more than once */
        frames[0][i] = i < 3000 ? 0x101018 : (uint32_t)random_below(&random, 200) * 0x10000 / 8 * 8 + 0x4080;
    memcpy(frames[1], frames[0], sizeof frames[0]);
    for (int i = 20; i < 40; i++)
        frames[1][30 * WIDTH + i] = 0xF0F8FF;
    memcpy(frames[2], frames[1], sizeof frames[0]); /* nothing new */
    gif_begin(&gif, &out, WIDTH, HEIGHT);
    for (int k = 0; k < 3; k++)
        gif_frame(&gif, &out, frames[k], 50 + k);
    gif_end(&out);
    gif_finish(&gif);
    struct reader reader = opened(&out);
    int hundredths;
    for (int k = 0; k < 3; k++) {
        assert_true(read_frame(&reader, canvas, &hundredths));
        assert_int_equal(hundredths, 50 + k);
        for (int i = 0; i < WIDTH * HEIGHT; i++)
            if ((frames[k][i] & 0xF8F8F8) != (canvas[i] & 0xF8F8F8))
                fail_msg("frame %d, pixel %d: %06x, not %06x", k, i, canvas[i], frames[k][i]);
    }
    assert_false(read_frame(&reader, canvas, &hundredths));
    assert_int_equal(reader.at, reader.length);
    buffer_finish(&out);
}

static void too_many_colours_become_their_nearest(void **state)
{
    (void)state;
    struct buffer out = BUFFER_EMPTY;
    struct gif gif;
    static uint32_t frame[WIDTH * HEIGHT], canvas[WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            frame[y * WIDTH + x] = (uint32_t)(x * 255 / WIDTH) << 16 | (uint32_t)(y * 255 / HEIGHT) << 8 | 0x80;
    gif_begin(&gif, &out, WIDTH, HEIGHT);
    gif_frame(&gif, &out, frame, 10);
    gif_end(&out);
    gif_finish(&gif);
    struct reader reader = opened(&out);
    int hundredths;
    double distance = 0;
    assert_true(read_frame(&reader, canvas, &hundredths));
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        for (int shift = 0; shift < 24; shift += 8) {
            double d = (double)(frame[i] >> shift & 0xFF) - (double)(canvas[i] >> shift & 0xFF);
            distance += d * d;
        }
    assert_true(distance / (WIDTH * HEIGHT * 3) < 8 * 8);
    buffer_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_of_few_colours_come_back_exactly),
        cmocka_unit_test(too_many_colours_become_their_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
