#include "nn/initializer.h"

#include <math.h>

#include "base/lookup.h"
#include "base/translate.h"

/* Only + - * / and sqrt, which IEEE 754 rounds exactly: so the same seed gives the same bits everywhere. */

static void fill_uniform(double *w, size_t count, double radius, struct random *random)
{
    for (size_t i = 0; i < count; i++)
        w[i] = radius * (2 * random_uniform(random) - 1);
}

static void fill_normal(double *w, size_t count, double deviation, struct random *random)
{
    for (size_t i = 0; i < count; i++)
        w[i] = deviation * random_normal(random);
}

static void xavier(double *w, size_t rows, size_t inputs, size_t outputs, struct random *random)
{
    fill_uniform(w, rows * inputs, sqrt(6 / (double)(inputs + outputs)), random);
}

static void he(double *w, size_t rows, size_t inputs, size_t outputs, struct random *random)
{
    (void)outputs;
    fill_normal(w, rows * inputs, sqrt(2 / (double)inputs), random);
}

static void normal(double *w, size_t rows, size_t inputs, size_t outputs, struct random *random)
{
    (void)outputs;
    fill_normal(w, rows * inputs, 1, random);
}

static void uniform(double *w, size_t rows, size_t inputs, size_t outputs, struct random *random)
{
    (void)outputs;
    fill_uniform(w, rows * inputs, 1, random);
}

static void zeros(double *w, size_t rows, size_t inputs, size_t outputs, struct random *random)
{
    (void)outputs, (void)random;
    for (size_t i = 0; i < rows * inputs; i++)
        w[i] = 0;
}

/* How to add one: a function above and a row here; no operation whose last bit depends on the machine (no
 * libm but sqrt). Then give test_initializer the first weights that it draws, worked out elsewhere. */
static const struct initializer table[] = {
    {"xavier", N_("Xavier (Glorot): keeps the spread of values and gradients through sigmoid and tanh layers"),
     N_("uniform between -r and r, r = sqrt(6/(n_in + n_out))"), xavier},
    {"he", N_("He (Kaiming): keeps the spread through ReLU layers, which cut half of it off"),
     N_("normal with mean 0 and deviation sqrt(2/n_in)"), he},
    {"normal", N_("standard normal numbers, too large for wide layers"),
     N_("normal with mean 0 and deviation 1"), normal},
    {"uniform", N_("uniform numbers, whatever the size of the layer"), N_("uniform between -1 and 1"), uniform},
    {"zeros", N_("all 0: every node of a layer computes and learns the same, so they stay one node"),
     N_("0 for every weight"), zeros},
};

size_t initializer_count(void)
{
    return sizeof table / sizeof *table;
}

const struct initializer *initializer_at(size_t i)
{
    return &table[i];
}

const struct initializer *initializer_find(const char *name, size_t length, struct error *error)
{
    return LOOKUP(table, N_("initializer"), name, length, error);
}
