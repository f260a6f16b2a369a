/* Any bytes as a CSV file, whatever the options (they are in the first two bytes): it is refused with one line, or
 * gives a data set whose numbers are finite and whose shape is within its bounds. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "nn/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_data(const struct dataset *dataset)
{
    assert(dataset->count >= 1 && dataset->count <= DATASET_SAMPLES_MAX);
    assert(dataset->inputs >= 1 && dataset->inputs <= DATASET_WIDTH_MAX);
    assert(dataset->outputs >= 1 && dataset->outputs <= DATASET_WIDTH_MAX);
    for (size_t i = 0; i < dataset->count * (size_t)dataset->inputs; i++)
        assert(isfinite(dataset->x[i]));
    for (size_t i = 0; i < dataset->count * (size_t)dataset->outputs; i++)
        assert(isfinite(dataset->y[i]) && (!dataset->classes || dataset->y[i] == 0 || dataset->y[i] == 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"1", "2", "species", "x"};
    static const char delimiters[] = {0, ',', ';', '\t'};
    if (size < 2)
        return 0;
    struct csv_options options = {
        .targets = &names[data[0] & 3],
        .target_count = data[0] >> 2 & 1,
        .skip = &names[data[0] >> 3 & 3],
        .skip_count = data[0] >> 5 & 1,
        .is_one_hot = data[0] >> 6 & 1,
        .is_standardised = data[0] >> 7,
        .kind = (enum csv_kind)((data[1] & 3) % 3),
        .header = (enum csv_header)((data[1] >> 2 & 3) % 3),
        .delimiter = delimiters[data[1] >> 4 & 3],
    };
    struct csv_report report;
    struct error error = {""};
    struct dataset *dataset = csv_read((const char *)data + 2, size - 2, "fuzz.csv", &options, &report, &error);
    if (!dataset) {
        assert(error.text[0] && !strchr(error.text, '\n'));
        return 0;
    }
    struct buffer text = BUFFER_EMPTY;
    check_data(dataset);
    csv_report_describe(&report, dataset, &text);
    assert(text.length > 0);
    buffer_finish(&text);
    csv_report_finish(&report);
    dataset_free(dataset);
    return 0;
}
