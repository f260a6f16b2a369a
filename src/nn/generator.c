#include "nn/generator.h"

#include <assert.h>

#include "base/lookup.h"
#include "base/translate.h"
#include "nn/parameter.h"
#include "nn/portable.h"

enum { INPUTS_MAX = 2, CLASSES_MAX = 5 };

/* Only + - * / sqrt and portable_circle: so the same seed gives the same bits everywhere. */

static double between(double low, double high, struct random *random)
{
    return low + (high - low) * random_uniform(random);
}

/* Where sample i of count lies on the way from 0 to 1; both ends are met. */
static double share(size_t i, size_t count)
{
    return count > 1 ? (double)i / (double)(count - 1) : 0;
}

/* The same for sample i among those of its class, of which every kinds-th is one. */
static double class_share(size_t i, size_t count, size_t kinds)
{
    return share(i / kinds, (count - i % kinds + kinds - 1) / kinds);
}

/* The corners (0,0) (0,1) (1,0) (1,1) in turn. */
static void corner(size_t i, double *x)
{
    x[0] = i / 2 % 2 ? 1 : 0;
    x[1] = i % 2 ? 1 : 0;
}

static void xor_gate(size_t i, size_t count, double param, struct random *random, double *x, double *y)
{
    (void)count, (void)param, (void)random;
    corner(i, x);
    *y = x[0] != x[1];
}

static void and_gate(size_t i, size_t count, double param, struct random *random, double *x, double *y)
{
    (void)count, (void)param, (void)random;
    corner(i, x);
    *y = x[0] + x[1] == 2;
}

static void or_gate(size_t i, size_t count, double param, struct random *random, double *x, double *y)
{
    (void)count, (void)param, (void)random;
    corner(i, x);
    *y = x[0] + x[1] > 0;
}

/* A disc of radius 1/2 (class 1), and around it a ring from 0.7 to 1. */
static void circle(size_t i, size_t count, double param, struct random *random, double *x, double *y)
{
    (void)count, (void)param;
    double radius = i % 2 ? between(0, 0.5, random) : between(0.7, 1, random), cosine, sine;
    portable_circle(random_uniform(random), &cosine, &sine);
    x[0] = radius * cosine;
    x[1] = radius * sine;
    *y = i % 2 ? 1.0 : 0.0;
}

/* The centres of two clouds; the noise makes them clouds. */
static void gauss(size_t i, size_t count, double param, struct random *random, double *x, double *y)
{
    (void)count, (void)param, (void)random;
    x[0] = x[1] = i % 2 ? 0.5 : -0.5;
    *y = i % 2 ? 1.0 : 0.0;
}

/* Two half circles, each with an end inside the other, as scikit-learn's make_moons places them. */
static void moons(size_t i, size_t count, double param, struct random *random, double *x, double *y)
{
    (void)param, (void)random;
    double cosine, sine;
    portable_circle(class_share(i, count, 2) / 2, &cosine, &sine);
    x[0] = i % 2 ? 1 - cosine : cosine;
    x[1] = i % 2 ? 0.5 - sine : sine;
    *y = i % 2 ? 1.0 : 0.0;
}

/* Each class an arm of one turn, from near the middle to radius 1. */
static void spiral(size_t i, size_t count, double classes, struct random *random, double *x, double *y)
{
    (void)random;
    size_t kinds = (size_t)classes;
    double along = class_share(i, count, kinds), radius = 0.05 + 0.95 * along, cosine, sine;
    portable_circle(along + (double)(i % kinds) / classes, &cosine, &sine);
    x[0] = radius * cosine;
    x[1] = radius * sine;
    *y = (double)(i % kinds);
}

static void plane(size_t i, size_t count, double param, struct random *random, double *x, double *y)
{
    (void)i, (void)count, (void)param;
    x[0] = between(-1, 1, random);
    x[1] = between(-1, 1, random);
    *y = (x[0] + x[1]) / 2;
}

static void sine_wave(size_t i, size_t count, double param, struct random *random, double *x, double *y)
{
    (void)param, (void)random;
    double cosine;
    x[0] = 2 * share(i, count) - 1;
    portable_circle(x[0] / 2, &cosine, y);
}

/* How to add one: write its sample above (no libm but sqrt: portable.h has the circle) and a row here.
 * Then give test_generator its first samples, worked out elsewhere; it fails until it has them. */
static const struct generator table[] = {
    {.name = "xor",
     .title = N_("exclusive or"),
     .note = N_("1 where exactly one input is 1: no straight line parts it, so it needs a hidden layer."),
     .inputs = 2,
     .classes = 2,
     .count_default = 4,
     .sample = xor_gate},
    {.name = "and",
     .title = N_("logical and"),
     .note = N_("1 where both inputs are 1: a single node can draw the line."),
     .inputs = 2,
     .classes = 2,
     .count_default = 4,
     .sample = and_gate},
    {.name = "or",
     .title = N_("logical or"),
     .note = N_("1 where any input is 1: a single node can draw the line."),
     .inputs = 2,
     .classes = 2,
     .count_default = 4,
     .sample = or_gate},
    {.name = "circle",
     .title = N_("a disc in a ring"),
     .note = N_("The inside against the outside: three hidden nodes can close a line around it."),
     .inputs = 2,
     .classes = 2,
     .count_default = 100,
     .noise_default = 0.05,
     .sample = circle},
    {.name = "gauss",
     .title = N_("two clouds"),
     .note = N_("Two Gaussian clouds around (-0.5,-0.5) and (0.5,0.5), whose deviation is the noise: a "
                "single node parts them as well as they can be parted."),
     .inputs = 2,
     .classes = 2,
     .count_default = 100,
     .noise_default = 0.2,
     .sample = gauss},
    {.name = "moons",
     .title = N_("two half moons"),
     .note = N_("Two half circles that reach into each other: the line between them is an S, which takes a "
                "few hidden nodes."),
     .inputs = 2,
     .classes = 2,
     .count_default = 100,
     .noise_default = 0.1,
     .sample = moons},
    {.name = "spiral",
     .title = N_("spiral arms"),
     .note = N_("Arms of one turn each, wound into each other: hard, so it takes many nodes or two hidden "
                "layers. 'spiral:3' has three arms, and so three outputs."),
     .inputs = 2,
     .classes = 2,
     .param_name = "classes",
     .param_default = 2,
     .param_min = 2,
     .param_max = CLASSES_MAX,
     .count_default = 150,
     .noise_default = 0.02,
     .sample = spiral},
    {.name = "plane",
     .title = N_("a tilted plane (regression)"),
     .note = N_("y = (x1 + x2)/2: one linear node fits it, down to the noise."),
     .inputs = 2,
     .count_default = 100,
     .noise_default = 0.05,
     .sample = plane},
    {.name = "sine",
     .title = N_("a sine wave (regression)"),
     .note = N_("y = sin(pi x) for x from -1 to 1: a curve, which linear nodes can't follow and a few tanh "
                "nodes can."),
     .inputs = 1,
     .count_default = 50,
     .noise_default = 0.05,
     .sample = sine_wave},
};

size_t generator_count(void)
{
    return sizeof table / sizeof *table;
}

const struct generator *generator_at(size_t i)
{
    return &table[i];
}

const struct generator *generator_find(const char *name, size_t length, struct error *error)
{
    return LOOKUP(table, N_("data set"), name, length, error);
}

bool generator_parse(const char *text, size_t length, const struct generator **generator, double *param,
                     struct error *error)
{
    const struct generator *row = generator_find(text, parameter_name_length(text, length), error);
    if (!row)
        return false;
    struct parameter parameter = {row->name,      row->param_name, row->param_default,
                                  row->param_min, row->param_max,  true};
    if (!parameter_read(&parameter, text, length, param, error))
        return false;
    *generator = row;
    return true;
}

int generator_classes(const struct generator *generator, double param)
{
    return generator->param_name ? (int)param : generator->classes;
}

/* One sample with its noise, the class as the net is to give it. */
static void add_sample(const struct generator *generator, double param, size_t i, size_t count, double noise,
                       struct random *random, struct dataset *dataset)
{
    double x[INPUTS_MAX], y[CLASSES_MAX] = {0}, value;
    assert(dataset->inputs <= INPUTS_MAX && dataset->outputs <= CLASSES_MAX);
    generator->sample(i, count, param, random, x, &value);
    for (int k = 0; dataset->classes > 0 && k < dataset->inputs; k++)
        x[k] += noise * random_normal(random);
    if (dataset->classes == 0)
        y[0] = value + noise * random_normal(random);
    else if (dataset->outputs == 1)
        y[0] = value;
    else
        y[(int)value] = 1;
    dataset_add(dataset, x, y, NULL);
}

struct dataset *generator_make(const struct generator *generator, double param, size_t count, double noise,
                               struct random *random, struct error *error)
{
    if (count < 1 || count > GENERATOR_COUNT_MAX) {
        error_set(error, _("%s makes from 1 to %d samples, not %zu"), generator->name, GENERATOR_COUNT_MAX,
                  count);
        return NULL;
    }
    if (!(noise >= 0 && noise <= GENERATOR_NOISE_MAX)) {
        error_set(error, _("the noise of %s must be a number from 0 to %g, not %g"), generator->name,
                  GENERATOR_NOISE_MAX, noise);
        return NULL;
    }
    int classes = generator_classes(generator, param);
    struct dataset *dataset = dataset_new(generator->name, generator->inputs, classes > 2 ? classes : 1, error);
    dataset_set_classes(dataset, classes, NULL);
    for (size_t i = 0; i < count; i++)
        add_sample(generator, param, i, count, noise, random, dataset);
    return dataset;
}
