#include "base/gif.h"

#include <string.h>

#include "base/memory.h"

enum { COLOURS = 256, BINS = 1 << 15, CODES = 4096, CLEAR = COLOURS, END = COLOURS + 1, BLOCK = 255 };

static void put_16(struct buffer *out, int number)
{
    buffer_put_char(out, (char)(number & 0xFF));
    buffer_put_char(out, (char)(number >> 8));
}

void gif_begin(struct gif *gif, struct buffer *out, int width, int height)
{
    *gif = (struct gif){.width = width, .height = height};
    buffer_put(out, "GIF89a");
    put_16(out, width);
    put_16(out, height);
    buffer_put_n(out, "\x70\0\0", 3);                               /* no common colours */
    buffer_put_n(out, "\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0", 19); /* again and again */
}

/* ---- colours ---- */

struct bin { /* colours that agree in the upper 5 bits of red, green and blue */
    uint64_t red, green, blue;
    uint32_t count;
    uint8_t colour; /* the nearest one of the palette */
};

struct palette {
    struct bin *bins;    /* [BINS] */
    uint16_t *used;      /* [BINS] those that occur */
    size_t count;        /* of used */
    int rgb[COLOURS][3]; /* what the bins chosen are on average */
};

static uint32_t bin_of(uint32_t pixel)
{
    return (pixel >> 9 & 0x7C00) | (pixel >> 6 & 0x3E0) | (pixel >> 3 & 0x1F);
}

struct area {
    int x, y, width, height;
};

static void count_bins(struct palette *palette, const struct gif *gif, const uint32_t *pixels, struct area area)
{
    for (int y = area.y; y < area.y + area.height; y++) {
        for (int x = area.x; x < area.x + area.width; x++) {
            uint32_t pixel = pixels[(size_t)y * (size_t)gif->width + (size_t)x], number = bin_of(pixel);
            struct bin *bin = &palette->bins[number];
            if (bin->count++ == 0)
                palette->used[palette->count++] = (uint16_t)number;
            bin->red += pixel >> 16 & 0xFF;
            bin->green += pixel >> 8 & 0xFF;
            bin->blue += pixel & 0xFF;
        }
    }
}

/* Brings the COLOURS most frequent bins to the front; ties by number, so that the bytes are the same anywhere. */
static void choose(struct palette *palette)
{
    const struct bin *bins = palette->bins;
    size_t wanted = palette->count < COLOURS ? palette->count : COLOURS;
    for (size_t i = 0; i < wanted; i++) {
        size_t best = i;
        for (size_t k = i + 1; k < palette->count; k++) {
            uint16_t a = palette->used[k], b = palette->used[best];
            if (bins[a].count > bins[b].count || (bins[a].count == bins[b].count && a < b))
                best = k;
        }
        uint16_t bin = palette->used[best];
        palette->used[best] = palette->used[i];
        palette->used[i] = bin;
        palette->rgb[i][0] = (int)(bins[bin].red / bins[bin].count);
        palette->rgb[i][1] = (int)(bins[bin].green / bins[bin].count);
        palette->rgb[i][2] = (int)(bins[bin].blue / bins[bin].count);
    }
}

static void find_nearest(struct palette *palette)
{
    size_t wanted = palette->count < COLOURS ? palette->count : COLOURS;
    for (size_t i = 0; i < palette->count; i++) {
        struct bin *bin = &palette->bins[palette->used[i]];
        int rgb[3] = {(int)(bin->red / bin->count), (int)(bin->green / bin->count),
                      (int)(bin->blue / bin->count)};
        int least = 3 * 256 * 256;
        for (size_t k = 0; k < wanted; k++) {
            int distance = 0;
            for (int c = 0; c < 3; c++)
                distance += (rgb[c] - palette->rgb[k][c]) * (rgb[c] - palette->rgb[k][c]);
            if (distance < least) {
                least = distance;
                bin->colour = (uint8_t)k;
            }
        }
    }
}

/* ---- LZW ---- */

struct writer {
    struct buffer *out;
    uint32_t bits;
    int bit_count, block_length;
    char block[BLOCK];
};

static void flush(struct writer *writer)
{
    if (writer->block_length == 0)
        return;
    buffer_put_char(writer->out, (char)writer->block_length);
    buffer_put_n(writer->out, writer->block, (size_t)writer->block_length);
    writer->block_length = 0;
}

static void put_byte(struct writer *writer)
{
    writer->block[writer->block_length++] = (char)(writer->bits & 0xFF);
    writer->bits >>= 8;
    writer->bit_count -= 8;
    if (writer->block_length == BLOCK)
        flush(writer);
}

static void put_code(struct writer *writer, int code, int size)
{
    writer->bits |= (uint32_t)code << writer->bit_count;
    writer->bit_count += size;
    while (writer->bit_count >= 8)
        put_byte(writer);
}

static void put_end(struct writer *writer)
{
    if (writer->bit_count > 0) {
        writer->bit_count = 8;
        put_byte(writer);
    }
    flush(writer);
    buffer_put_char(writer->out, '\0');
}

/* next[code][colour]: the code of that string and one colour more; 0: none yet. */
static void put_pixels(struct buffer *out, const struct gif *gif, const struct palette *palette,
                       const uint32_t *pixels, struct area area)
{
    struct writer writer = {.out = out};
    uint16_t(*next)[COLOURS] = memory_new(CODES, sizeof *next);
    int size = 9, last = END, code = -1;
    buffer_put_char(out, 8);
    put_code(&writer, CLEAR, size);
    for (int y = area.y; y < area.y + area.height; y++) {
        for (int x = area.x; x < area.x + area.width; x++) {
            uint32_t pixel = pixels[(size_t)y * (size_t)gif->width + (size_t)x];
            int colour = palette->bins[bin_of(pixel)].colour;
            if (code < 0 || next[code][colour]) {
                code = code < 0 ? colour : next[code][colour];
                continue;
            }
            put_code(&writer, code, size);
            next[code][colour] = (uint16_t)++last;
            code = colour;
            if (last == 1 << size)
                size++;
            if (last == CODES - 1) { /* the table is full */
                put_code(&writer, CLEAR, size);
                memset(next, 0, CODES * sizeof *next);
                size = 9;
                last = END;
            }
        }
    }
    put_code(&writer, code, size);
    put_code(&writer, END, last + 1 == 1 << size && size < 12 ? size + 1 : size);
    put_end(&writer);
    memory_free(next);
}

/* ---- a frame ---- */

/* What differs from the frame before; one pixel where nothing does. */
static struct area changed(const struct gif *gif, const uint32_t *pixels)
{
    size_t width = (size_t)gif->width;
    int left = gif->width, right = -1, top = gif->height, bottom = -1;
    if (!gif->before)
        return (struct area){0, 0, gif->width, gif->height};
    for (int y = 0; y < gif->height; y++) {
        const uint32_t *now = pixels + (size_t)y * width, *old = gif->before + (size_t)y * width;
        if (memcmp(now, old, width * sizeof *now) == 0)
            continue;
        int first = 0, last = gif->width - 1;
        while (now[first] == old[first])
            first++;
        while (now[last] == old[last])
            last--;
        left = first < left ? first : left;
        right = last > right ? last : right;
        top = top < y ? top : y;
        bottom = y;
    }
    return right < 0 ? (struct area){0, 0, 1, 1} : (struct area){left, top, right - left + 1, bottom - top + 1};
}

void gif_frame(struct gif *gif, struct buffer *out, const uint32_t *pixels, int hundredths)
{
    size_t count = (size_t)gif->width * (size_t)gif->height;
    struct area area = changed(gif, pixels);
    struct palette palette = {.bins = memory_new(BINS, sizeof *palette.bins),
                              .used = memory_new(BINS, sizeof *palette.used)};
    count_bins(&palette, gif, pixels, area);
    choose(&palette);
    find_nearest(&palette);
    buffer_put_n(out, "\x21\xF9\x04\x04", 4); /* it stays while the next is drawn */
    put_16(out, hundredths);
    buffer_put_n(out, "\0\0\x2C", 3);
    put_16(out, area.x);
    put_16(out, area.y);
    put_16(out, area.width);
    put_16(out, area.height);
    buffer_put_char(out, (char)0x87); /* 256 colours of its own */
    for (int i = 0; i < COLOURS; i++)
        for (int c = 0; c < 3; c++)
            buffer_put_char(out, (char)palette.rgb[i][c]);
    put_pixels(out, gif, &palette, pixels, area);
    memory_free(palette.bins);
    memory_free(palette.used);
    if (!gif->before)
        gif->before = memory_new(count, sizeof *gif->before);
    memcpy(gif->before, pixels, count * sizeof *gif->before);
}

void gif_end(struct buffer *out)
{
    buffer_put_char(out, ';');
}

void gif_finish(struct gif *gif)
{
    memory_free(gif->before);
    gif->before = NULL;
}
