#include "base/gif.h"

#include <stdlib.h>
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
    int rgb[COLOURS][3]; /* what its bins are on average */
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

/* Red, green or blue of a bin: 0 .. 31. */
static int part_of(uint16_t bin, int axis)
{
    return bin >> (10 - 5 * axis) & 0x1F;
}

/* Ties by number, so that the bytes are the same everywhere. */
static int compare(const void *a, const void *b, int axis)
{
    uint16_t left, right;
    memcpy(&left, a, sizeof left);
    memcpy(&right, b, sizeof right);
    int difference = part_of(left, axis) - part_of(right, axis);
    return difference ? difference : (int)left - (int)right;
}

static int compare_red(const void *a, const void *b)
{
    return compare(a, b, 0);
}

static int compare_green(const void *a, const void *b)
{
    return compare(a, b, 1);
}

static int compare_blue(const void *a, const void *b)
{
    return compare(a, b, 2);
}

struct box { /* bins that lie near one another: used[start .. end - 1] */
    size_t start, end;
    uint64_t count; /* of pixels */
    int axis, range;
};

static void measure(const struct palette *palette, struct box *box)
{
    box->count = 0;
    box->range = -1;
    for (size_t i = box->start; i < box->end; i++)
        box->count += palette->bins[palette->used[i]].count;
    for (int axis = 0; axis < 3; axis++) {
        int low = 31, high = 0;
        for (size_t i = box->start; i < box->end; i++) {
            int part = part_of(palette->used[i], axis);
            low = part < low ? part : low;
            high = part > high ? part : high;
        }
        if (high - low > box->range) {
            box->axis = axis;
            box->range = high - low;
        }
    }
}

/* In two along its longer side, so that each has about half of the pixels. */
static void split(struct palette *palette, struct box *box, struct box *other)
{
    static int (*const compares[])(const void *, const void *) = {compare_red, compare_green, compare_blue};
    qsort(palette->used + box->start, box->end - box->start, sizeof *palette->used, compares[box->axis]);
    uint64_t half = palette->bins[palette->used[box->start]].count;
    size_t middle = box->start + 1;
    while (middle + 1 < box->end && 2 * half < box->count)
        half += palette->bins[palette->used[middle++]].count;
    *other = (struct box){.start = middle, .end = box->end};
    box->end = middle;
    measure(palette, box);
    measure(palette, other);
}

static void mix(struct palette *palette, const struct box *box, int colour)
{
    uint64_t sums[3] = {0};
    for (size_t i = box->start; i < box->end; i++) {
        struct bin *bin = &palette->bins[palette->used[i]];
        bin->colour = (uint8_t)colour;
        sums[0] += bin->red;
        sums[1] += bin->green;
        sums[2] += bin->blue;
    }
    for (int c = 0; c < 3; c++)
        palette->rgb[colour][c] = (int)(sums[c] / box->count);
}

/* Heckbert 1982, "Color image quantization for frame buffer display": the median cut. */
static void choose(struct palette *palette)
{
    struct box boxes[COLOURS] = {{.start = 0, .end = palette->count}};
    int count = 1;
    measure(palette, &boxes[0]);
    while (count < COLOURS) {
        int largest = 0;
        for (int i = 1; i < count; i++)
            if (boxes[i].count * (uint64_t)boxes[i].range >
                boxes[largest].count * (uint64_t)boxes[largest].range)
                largest = i;
        if (boxes[largest].range == 0) /* each is one bin */
            break;
        split(palette, &boxes[largest], &boxes[count]);
        count++;
    }
    for (int i = 0; i < count; i++)
        mix(palette, &boxes[i], i);
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
