/* A kernel. It is compiled once for each precision and kind of processor, under the name KERNEL. */
#include "nn/kernel/general.h"
#include "nn/kernel/small.h"

extern const struct kernel KERNEL;
const struct kernel KERNEL = {
    .name = KERNEL_NAME,
    .is_single = !IS_DOUBLE,
    .lanes = LANES,
    .panel = PANEL,
    .run = run,
    .run_small = run_small,
    .predict = predict,
    .is_finite = is_finite,
};
