#include "near.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <png.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/random.h"
#include "ui/image.h"

static void fill(struct surface *surface)
{
    struct random random;
    random_seed(&random, 5);
    for (int y = 0; y < surface->height; y++)
        for (int x = 0; x < surface->width; x++)
            surface->pixels[y * surface->stride + x] = 0xFF000000 | (uint32_t)random_below(&random, 1 << 24);
}

/* Reads the file's bytes with libpng's own reader and compares each pixel. */
static void assert_holds(const struct buffer *bytes, const struct surface *want)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_memory(&image, bytes->data, bytes->length));
    assert_int_equal(image.width, want->width);
    assert_int_equal(image.height, want->height);
    assert_int_equal(image.format, PNG_FORMAT_RGB);
    unsigned char *pixels = memory_new(PNG_IMAGE_SIZE(image), 1);
    assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL));
    for (int y = 0; y < want->height; y++)
        for (int x = 0; x < want->width; x++) {
            const unsigned char *rgb = pixels + 3 * (y * want->width + x);
            uint32_t got = 0xFF000000 | (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
            assert_int_equal(got, want->pixels[y * want->stride + x]);
        }
    memory_free(pixels);
}

static void every_pixel_comes_back(void **state)
{
    (void)state;
    static const int sizes[][2] = {{64, 64}, {65, 300}, {640, 67}};
    for (size_t i = 0; i < 3; i++) {
        struct surface surface;
        struct buffer bytes = BUFFER_EMPTY;
        surface_init(&surface, sizes[i][0], sizes[i][1]);
        fill(&surface);
        assert_true(image_put(&bytes, &surface, NULL));
        assert_holds(&bytes, &surface);
        buffer_finish(&bytes);
        surface_finish(&surface);
    }
}

static void rows_may_be_wider_than_the_picture(void **state)
{
    (void)state;
    struct surface whole;
    struct buffer bytes = BUFFER_EMPTY;
    surface_init(&whole, 200, 100);
    fill(&whole);
    struct surface part = {.pixels = whole.pixels + 30 * 200 + 20, .width = 64, .height = 65, .stride = 200};
    assert_true(image_put(&bytes, &part, NULL));
    assert_holds(&bytes, &part);
    buffer_finish(&bytes);
    surface_finish(&whole);
}

static void nothing_in_the_file_depends_on_time_or_place(void **state)
{
    (void)state;
    struct surface surface;
    struct buffer bytes = BUFFER_EMPTY, again = BUFFER_EMPTY;
    surface_init(&surface, 300, 200);
    fill(&surface);
    assert_true(image_put(&bytes, &surface, NULL));
    assert_true(image_put(&again, &surface, NULL));
    assert_int_equal(bytes.length, again.length);
    assert_memory_equal(bytes.data, again.data, bytes.length);
    for (size_t at = 8; at < bytes.length;) { /* each chunk: length, name, data, check sum */
        const unsigned char *chunk = (const unsigned char *)bytes.data + at;
        const char *name = bytes.data + at + 4;
        assert_true(memcmp(name, "IHDR", 4) == 0 || memcmp(name, "IDAT", 4) == 0 ||
                    memcmp(name, "IEND", 4) == 0);
        at += 12 + ((size_t)chunk[0] << 24 | (size_t)chunk[1] << 16 | (size_t)chunk[2] << 8 | chunk[3]);
    }
    buffer_finish(&bytes);
    buffer_finish(&again);
    surface_finish(&surface);
}

static void sizes_beyond_the_bounds_are_refused(void **state)
{
    (void)state;
    static const int sizes[][2] = {{63, 64}, {64, 63}, {8193, 64}, {64, 8193}, {0, 0}, {-5, 100}};
    uint32_t pixel = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct surface surface = {.pixels = &pixel, .width = sizes[i][0], .height = sizes[i][1]};
        struct buffer bytes = BUFFER_EMPTY;
        struct error error = {""};
        char want[200];
        buffer_put(&bytes, "kept");
        assert_false(image_put(&bytes, &surface, &error));
        snprintf(want, sizeof want,
                 "a picture of %d x %d pixels can't be written; each side must be 64 to 8192", sizes[i][0],
                 sizes[i][1]);
        assert_string_equal(error.text, want);
        assert_string_equal(buffer_text(&bytes), "kept");
        buffer_finish(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pixel_comes_back),
        cmocka_unit_test(rows_may_be_wider_than_the_picture),
        cmocka_unit_test(nothing_in_the_file_depends_on_time_or_place),
        cmocka_unit_test(sizes_beyond_the_bounds_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
