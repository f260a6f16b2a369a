#include "ui/image.h"

#include <setjmp.h>

#include <png.h>

#include "base/memory.h"
#include "base/translate.h"

#define LEVEL 3 /* of compression: measured as the best trade of time for size */

static void put_bytes(png_structp png, png_bytep bytes, size_t count)
{
    buffer_put_n(png_get_io_ptr(png), (const char *)bytes, count);
}

static void flush_nothing(png_structp png)
{
    (void)png;
}

static void fail(png_structp png, png_const_charp message)
{
    error_set(png_get_error_ptr(png), _("cannot make the picture: %s"), message);
    png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

/* What libpng calls may jump out of; nothing here is read after a jump. row holds 3 * width bytes. */
static void encode(png_structp png, png_infop info, const struct surface *surface, png_bytep row)
{
    png_set_compression_level(png, LEVEL);
    png_set_filter(png, 0, PNG_FILTER_SUB | PNG_FILTER_UP);
    png_set_IHDR(png, info, (png_uint_32)surface->width, (png_uint_32)surface->height, 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = 0; y < surface->height; y++) {
        const uint32_t *pixels = surface->pixels + (ptrdiff_t)y * surface->stride;
        for (int x = 0; x < surface->width; x++) {
            row[3 * x] = (png_byte)(pixels[x] >> 16);
            row[3 * x + 1] = (png_byte)(pixels[x] >> 8);
            row[3 * x + 2] = (png_byte)pixels[x];
        }
        png_write_row(png, row);
    }
    png_write_end(png, NULL);
}

bool image_put(struct buffer *out, const struct surface *surface, struct error *error)
{
    if (surface->width < IMAGE_SIDE_MIN || surface->width > IMAGE_SIDE_MAX ||
        surface->height < IMAGE_SIDE_MIN || surface->height > IMAGE_SIDE_MAX)
        return error_set(error, _("a picture of %d x %d pixels can't be written; each side must be %d to %d"),
                         surface->width, surface->height, IMAGE_SIDE_MIN, IMAGE_SIDE_MAX);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, error, fail, ignore_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_write_struct(&png, NULL);
        return error_set(error, _("cannot make the picture: %s"), "libpng");
    }
    png_bytep const row = memory_new((size_t)surface->width, 3);
    const size_t start = out->length;
    volatile bool done = false;
    png_set_write_fn(png, out, put_bytes, flush_nothing);
    if (!setjmp(png_jmpbuf(png))) {
        encode(png, info, surface, row);
        done = true;
    }
    png_destroy_write_struct(&png, &info);
    memory_free(row);
    if (!done)
        buffer_cut(out, start);
    return done;
}
