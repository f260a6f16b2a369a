#include "nn/activation.h"

#include <math.h>
#include <string.h>

#include "base/lookup.h"
#include "base/translate.h"
#include "nn/parameter.h"

#define ENDLESS ((double)INFINITY) /* clang counts the bare macros as floats */
#define NOWHERE ((double)NAN)

#define SELU_LAMBDA 1.0507009873554805       /* Klambauer et al., Self-Normalizing Neural Networks, 2017 */
#define SELU_LAMBDA_ALPHA 1.7580993408473768 /* lambda alpha, alpha = 1.6732632423543772 */

static double linear(double z, double param)
{
    (void)param;
    return z;
}

static double linear_slope(double z, double a, double param)
{
    (void)z, (void)a, (void)param;
    return 1;
}

/* e^-z overflows for z < -709, e^z doesn't: take whichever is below 1. */
static double sigmoid(double z, double param)
{
    (void)param;
    double e = exp(-fabs(z));
    return (z < 0 ? e : 1) / (1 + e);
}

/* a(1-a) = e/(1+e)^2 with e = e^-|z|. Where a is near 1, 1-a has no digits left; this has them all. */
static double sigmoid_slope(double z, double a, double param)
{
    (void)a, (void)param;
    double e = exp(-fabs(z));
    return e / ((1 + e) * (1 + e));
}

static double tangent(double z, double param)
{
    (void)param;
    return tanh(z);
}

/* 1-a^2 = 4e/(1+e)^2 with e = e^-2|z|, for the same reason. */
static double tangent_slope(double z, double a, double param)
{
    (void)param;
    if (fabs(a) < 0.5)
        return 1 - a * a;
    double e = exp(-2 * fabs(z));
    return 4 * e / ((1 + e) * (1 + e));
}

static double relu(double z, double param)
{
    (void)param;
    return z <= 0 ? 0 : z;
}

static double relu_slope(double z, double a, double param)
{
    (void)a, (void)param;
    return z > 0 ? 1 : 0;
}

static double leaky_relu(double z, double s)
{
    return z > 0 ? z : s * z;
}

static double leaky_relu_slope(double z, double a, double s)
{
    (void)a;
    return z > 0 ? 1 : s;
}

static double elu(double z, double alpha)
{
    return z > 0 ? z : alpha * expm1(z);
}

static double elu_slope(double z, double a, double alpha)
{
    (void)a;
    return z > 0 ? 1 : alpha * exp(z);
}

/* ln(1+e^z) = z + ln(1+e^-z): whichever exponential is below 1. */
static double softplus(double z, double param)
{
    (void)param;
    return (z > 0 ? z : 0) + log1p(exp(-fabs(z)));
}

static double softplus_slope(double z, double a, double param)
{
    (void)a;
    return sigmoid(z, param);
}

static double step(double z, double param)
{
    (void)param;
    return z > 0 ? 1 : z <= 0 ? 0 : z;
}

static double step_slope(double z, double a, double param)
{
    (void)z, (void)a, (void)param;
    return 0;
}

static double selu(double z, double param)
{
    (void)param;
    return z > 0 ? SELU_LAMBDA * z : SELU_LAMBDA_ALPHA * expm1(z);
}

static double selu_slope(double z, double a, double param)
{
    (void)a, (void)param;
    return z > 0 ? SELU_LAMBDA : SELU_LAMBDA_ALPHA * exp(z);
}

/* (1 + erf(z/sqrt 2))/2 = erfc(x)/2 with x = -z/sqrt 2. For x > 0 erfc multiplies a relative error of its
 * argument by about 2x^2, so what rounding took from x is put back: erfc'(x) = -2/sqrt(pi) e^(-x^2). */
static double normal_distribution(double z)
{
    const double root = 0.70710678118654757, root_rest = -4.8336466567264567e-17; /* sqrt(1/2), 107 bits */
    double x = -root * z, rest = fma(-root, z, -x) - root_rest * z;
    return (erfc(x) - 1.1283791670955126 * exp(-x * x) * rest) / 2;
}

/* e^(-z^2/2)/sqrt(2 pi), with what rounding took from z^2 put back. Beyond 40 it is below 10^-347. */
static double normal_density(double z)
{
    if (fabs(z) > 40)
        return 0;
    double square = z * z, rest = fma(z, z, -square);
    return 0.3989422804014327 * (1 - rest / 2) * exp(-square / 2);
}

static double gelu(double z, double param)
{
    (void)param;
    return z * normal_distribution(z);
}

static double gelu_slope(double z, double a, double param)
{
    (void)a, (void)param;
    return normal_distribution(z) + z * normal_density(z);
}

static double silu(double z, double param)
{
    return z * sigmoid(z, param);
}

static double silu_slope(double z, double a, double param)
{
    (void)a;
    return sigmoid(z, param) * (1 + z * sigmoid(-z, param));
}

/* How to add one: write f and f' above, as accurate as the others, and a row here. Its name must be no
 * other's prefix in a way that surprises. Then add its name to `rows` in tests/nn/reference.py, which
 * works the exact values out; test_activation fails until it knows them. Help, completion, formula, curve
 * and gradient check find the row by themselves. */
static const struct activation table[] = {
    {.name = "linear",
     .symbol = "linear",
     .symbol_ascii = "linear",
     .title = N_("linear (identity)"),
     .formula = "z",
     .derivative_formula = "1",
     .pytorch = "z",
     .note = N_("Hands z on unchanged, so linear layers in a row can do no more than a single one."),
     .f = linear,
     .df = linear_slope,
     .low = -ENDLESS,
     .high = ENDLESS,
     .saturates_below = -ENDLESS,
     .saturates_above = ENDLESS,
     .kink = NOWHERE},
    {.name = "sigmoid",
     .symbol = "σ",
     .symbol_ascii = "sigmoid",
     .title = N_("sigmoid (logistic function)"),
     .formula = "1/(1 + e^(-z))",
     .derivative_formula = "a*(1 - a)",
     .slope_in_z = "e^(-z)/(1 + e^(-z))^2",
     .pytorch = "torch.sigmoid(z)",
     .note = N_("Squashes z into (0,1), which can be read as a probability, but saturates on both sides, and "
                "its slope is at most 1/4, so gradients shrink from layer to layer."),
     .f = sigmoid,
     .df = sigmoid_slope,
     .low = 0,
     .high = 1,
     .saturates_below = -2.8872709503576207,
     .saturates_above = 2.8872709503576207,
     .kink = NOWHERE,
     .is_probability = true,
     .bce_is_fused = true},
    {.name = "tanh",
     .symbol = "tanh",
     .symbol_ascii = "tanh",
     .title = N_("hyperbolic tangent"),
     .formula = "tanh(z)",
     .derivative_formula = "1 - a^2",
     .slope_in_z = "1 - tanh(z)^2",
     .pytorch = "torch.tanh(z)",
     .note = N_("Saturates on both sides like the sigmoid, but is zero-centred and has slope 1 at 0, so "
                "gradients shrink less."),
     .f = tangent,
     .df = tangent_slope,
     .low = -1,
     .high = 1,
     .saturates_below = -2.1782722103008761,
     .saturates_above = 2.1782722103008761,
     .kink = NOWHERE},
    {.name = "relu",
     .symbol = "ReLU",
     .symbol_ascii = "ReLU",
     .title = N_("rectified linear unit"),
     .formula = "max(0, z)",
     .derivative_formula = "z > 0 ? 1 : 0",
     .pytorch = "torch.relu(z)",
     .note = N_("Does not saturate for z > 0 and costs next to nothing, but a node whose z is below 0 for "
                "every sample gets no gradient any more: it is dead."),
     .f = relu,
     .df = relu_slope,
     .low = 0,
     .high = ENDLESS,
     .saturates_below = 0,
     .saturates_above = ENDLESS,
     .kink = 0},
    {.name = "leaky_relu",
     .symbol = "LReLU",
     .symbol_ascii = "LReLU",
     .title = N_("leaky ReLU"),
     .formula = "z > 0 ? z : s*z",
     .derivative_formula = "z > 0 ? 1 : s",
     .pytorch = "torch.where(z > 0, z, s * z)",
     .note = N_("A ReLU with the small slope s for z below 0, which keeps a gradient there, so that no node "
                "dies."),
     .param_name = "s",
     .param_default = 0.1,
     .param_min = -10,
     .param_max = 10,
     .f = leaky_relu,
     .df = leaky_relu_slope,
     .low = -ENDLESS,
     .high = ENDLESS,
     .saturates_below = -ENDLESS,
     .saturates_above = ENDLESS,
     .kink = 0},
    {.name = "elu",
     .symbol = "ELU",
     .symbol_ascii = "ELU",
     .title = N_("exponential linear unit"),
     .formula = "z > 0 ? z : alpha*(e^z - 1)",
     .derivative_formula = "z > 0 ? 1 : alpha*e^z",
     .pytorch = "F.elu(z, alpha)",
     .note = N_("A ReLU that bends down to -alpha instead of stopping at 0, which moves the mean of the "
                "activations nearer to 0; it saturates only for very negative z."),
     .param_name = "alpha",
     .param_default = 1,
     .param_min = 0.001,
     .param_max = 1000,
     .f = elu,
     .df = elu_slope,
     .low = -1,
     .high = ENDLESS,
     .saturates_below = -2.9957322735539910,
     .saturates_above = ENDLESS,
     .kink = 0},
    {.name = "maxout",
     .symbol = "max",
     .symbol_ascii = "max",
     .title = N_("maxout"),
     .formula = "max(z_p)",
     .derivative_formula = "z_p = a ? 1 : 0",
     .note = N_("Each node has P weighted sums and hands on the largest, so that it learns its own shape of "
                "activation and never saturates, at P times the weights; the first of equals wins."),
     .param_name = "P",
     .param_default = 2,
     .param_min = 2,
     .param_max = ACTIVATION_PIECES_MAX,
     .low = -ENDLESS,
     .high = ENDLESS,
     .saturates_below = -ENDLESS,
     .saturates_above = ENDLESS,
     .kink = NOWHERE,
     .is_maxout = true},
    {.name = "softplus",
     .symbol = "softplus",
     .symbol_ascii = "softplus",
     .title = N_("softplus"),
     .formula = "ln(1 + e^z)",
     .derivative_formula = "sigmoid(z)",
     .pytorch = "torch.logaddexp(z, torch.zeros_like(z))",
     .note = N_("A ReLU without the corner: its slope is the sigmoid, so it fades for negative z but never "
                "is exactly 0."),
     .f = softplus,
     .df = softplus_slope,
     .low = 0,
     .high = ENDLESS,
     .saturates_below = -2.9444389791664405,
     .saturates_above = ENDLESS,
     .kink = NOWHERE},
    {.name = "step",
     .symbol = "step",
     .symbol_ascii = "step",
     .title = N_("step (the perceptron's)"),
     .formula = "z > 0 ? 1 : 0",
     .derivative_formula = "0",
     .pytorch = "(z > 0) + 0 * z",
     .note = N_("Decides yes or no like the first perceptrons, but its slope is 0, so backward sends nothing "
                "through it, and neither its own weights nor those before it ever move."),
     .f = step,
     .df = step_slope,
     .low = 0,
     .high = 1,
     .saturates_below = 0,
     .saturates_above = 0,
     .kink = 0,
     .never_learns = true},
    {.name = "selu",
     .symbol = "SELU",
     .symbol_ascii = "SELU",
     .title = N_("scaled exponential linear unit"),
     .formula = "z > 0 ? 1.0507009873554805*z : 1.7580993408473768*(e^z - 1)",
     .derivative_formula = "z > 0 ? 1.0507009873554805 : 1.7580993408473768*e^z",
     .pytorch = "F.selu(z)",
     .note = N_("An ELU with two constants chosen so that activations drift towards mean 0 and deviation 1 "
                "from layer to layer, where gradients neither vanish nor explode."),
     .f = selu,
     .df = selu_slope,
     .low = -SELU_LAMBDA_ALPHA,
     .high = ENDLESS,
     .saturates_below = -3.5599655790972450,
     .saturates_above = ENDLESS,
     .kink = 0},
    {.name = "gelu",
     .symbol = "GELU",
     .symbol_ascii = "GELU",
     .title = N_("Gaussian error linear unit"),
     .formula = "z*(1 + erf(z/sqrt(2)))/2",
     .derivative_formula = "(1 + erf(z/sqrt(2)))/2 + z*e^(-z^2/2)/sqrt(2*pi)",
     .pytorch = "F.gelu(z)",
     .note = N_("z times the chance that a standard normal number lies below z: a smooth ReLU that dips "
                "below 0 for small negative z, as used in transformers."),
     .f = gelu,
     .df = gelu_slope,
     .low = -0.16997120747990366,
     .high = ENDLESS,
     .saturates_below = -2.3486063321793782,
     .saturates_above = ENDLESS,
     .kink = NOWHERE},
    {.name = "silu",
     .symbol = "SiLU",
     .symbol_ascii = "SiLU",
     .title = N_("sigmoid linear unit (swish)"),
     .formula = "z/(1 + e^(-z))",
     .derivative_formula = "a + sigmoid(z)*(1 - a)",
     .pytorch = "F.silu(z)",
     .note = N_("z times its own sigmoid: a smooth ReLU that dips below 0 for small negative z, so its slope "
                "changes sign there."),
     .f = silu,
     .df = silu_slope,
     .low = -0.27846454276107380,
     .high = ENDLESS,
     .saturates_below = -4.0825593523371845,
     .saturates_above = ENDLESS,
     .kink = NOWHERE},
};

size_t activation_count(void)
{
    return sizeof table / sizeof *table;
}

const struct activation *activation_at(size_t i)
{
    return &table[i];
}

const struct activation *activation_find(const char *name, size_t length, struct error *error)
{
    /* From "softm" on no other name can be meant. */
    if (length >= strlen("softm") && length <= strlen("softmax") && strncmp(name, "softmax", length) == 0) {
        error_set(error, _("softmax is no activation function, because each of its outputs needs every z of "
                           "the layer; use 'head softmax' behind the last layer"));
        return NULL;
    }
    return LOOKUP(table, N_("activation"), name, length, error);
}

bool activation_parse(const char *text, size_t length, const struct activation **activation, double *param,
                      struct error *error)
{
    const struct activation *row = activation_find(text, parameter_name_length(text, length), error);
    if (!row)
        return false;
    struct parameter parameter = {row->name,      row->param_name, row->param_default,
                                  row->param_min, row->param_max,  row->is_maxout};
    if (!parameter_read(&parameter, text, length, param, error))
        return false;
    *activation = row;
    return true;
}
