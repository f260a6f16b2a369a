/* Loading CSV text in the tests of what reads it. */
#ifndef NABLA_TESTS_NN_CSV_LOAD_H
#define NABLA_TESTS_NN_CSV_LOAD_H

#include "near.h"

#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "nn/csv.h"

static const struct csv_options plain;

struct loaded {
    struct dataset *data;
    struct csv_report report;
    char *line; /* the description */
};

static inline struct loaded loaded_from(const char *text, size_t length, const char *name,
                                        const struct csv_options *options)
{
    struct loaded loaded;
    struct error error;
    struct buffer line = BUFFER_EMPTY;
    loaded.data = csv_read(text, length, name, options, &loaded.report, &error);
    if (!loaded.data)
        fail_msg("%s", error.text);
    csv_report_describe(&loaded.report, loaded.data, &line);
    loaded.line = buffer_take(&line);
    return loaded;
}

static inline struct loaded load(const char *text, const struct csv_options *options)
{
    return loaded_from(text, strlen(text), "", options);
}

static inline struct loaded load_file(const char *path, const struct csv_options *options)
{
    struct buffer text = BUFFER_EMPTY;
    struct error error;
    if (!file_read(path, CSV_BYTES_MAX, &text, &error))
        fail_msg("%s", error.text);
    struct loaded loaded = loaded_from(text.data, text.length, path, options);
    buffer_finish(&text);
    return loaded;
}

static inline void finish(struct loaded *loaded)
{
    dataset_free(loaded->data);
    csv_report_finish(&loaded->report);
    memory_free(loaded->line);
}

static inline void assert_values(const double *got, const double *want, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (got[i] != want[i])
            fail_msg("number %zu is %.17g, not %.17g", i, got[i], want[i]);
}

#define ASSERT_X(loaded, i, ...)                                                                               \
    assert_values(dataset_x((loaded).data, i), (const double[]){__VA_ARGS__},                                  \
                  sizeof((const double[]){__VA_ARGS__}) / sizeof(double))
#define ASSERT_Y(loaded, i, ...)                                                                               \
    assert_values(dataset_y((loaded).data, i), (const double[]){__VA_ARGS__},                                  \
                  sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

static inline void assert_refused_n(const char *text, size_t length, const struct csv_options *options,
                                    const char *message)
{
    struct error error = {""};
    struct csv_report report = {.columns = -77};
    struct dataset *data = csv_read(text, length, "", options, &report, &error);
    assert_null(data);
    assert_int_equal(report.columns, -77);
    assert_string_equal(error.text, message);
}

static inline void assert_refused(const char *text, const struct csv_options *options, const char *message)
{
    assert_refused_n(text, strlen(text), options, message);
}

#endif
