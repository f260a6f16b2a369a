/* A kernel. It is compiled once for each precision and kind of processor, under the name KERNEL. */
#include "nn/kernel/general.h"

extern const struct kernel KERNEL;
const struct kernel KERNEL = {
    .name = KERNEL_NAME,
    .is_single = !IS_DOUBLE,
    .lanes = LANES,
    .panel = PANEL,
    .run = run,
    .predict = predict,
    .is_finite = is_finite,
};
