#include "nn/loss.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#include "base/lookup.h"
#include "base/translate.h"
#include "nn/parameter.h"

#define TARGET_SUM_TOLERANCE 1e-6 /* for thirds typed with a few digits */

static double l1(double yhat, double y, double param)
{
    (void)param;
    return fabs(yhat - y);
}

static double l1_slope(double yhat, double y, double param)
{
    (void)param;
    double d = yhat - y;
    return d > 0 ? 1 : d < 0 ? -1 : d;
}

static double l2(double yhat, double y, double param)
{
    (void)param;
    return (yhat - y) * (yhat - y);
}

static double l2_slope(double yhat, double y, double param)
{
    (void)param;
    return 2 * (yhat - y);
}

/* 0 log 0 counts as 0, its limit. */
static double ce(double yhat, double y, double param)
{
    (void)param;
    return y == 0 ? 0 : -y * log(yhat);
}

static double ce_slope(double yhat, double y, double param)
{
    (void)param;
    return y == 0 ? 0 : -y / yhat;
}

static double bce(double yhat, double y, double param)
{
    (void)param;
    double yes = y == 0 ? 0 : -y * log(yhat), no = y == 1 ? 0 : -(1 - y) * log1p(-yhat);
    return yes + no;
}

/* -y/yhat + (1-y)/(1-yhat), over one denominator where both terms are there. */
static double bce_slope(double yhat, double y, double param)
{
    (void)param;
    if (y == 0)
        return 1 / (1 - yhat);
    if (y == 1)
        return -1 / yhat;
    return (yhat - y) / (yhat * (1 - yhat));
}

/* ln(1+e^z) - y z = y ln(1+e^-z) + (1-y) ln(1+e^z): the second form subtracts nothing that is large. */
static double bce_fused(double z, double y)
{
    double both = log1p(exp(-fabs(z)));
    return y * ((z < 0 ? -z : 0) + both) + (1 - y) * ((z > 0 ? z : 0) + both);
}

static double fused_slope(double yhat, double y)
{
    return yhat - y;
}

/* y ln(1+e^-z), with no e^z that would count beside 1. */
static double ce_limit(double z, double y)
{
    return y == 0 ? 0 : y * -z;
}

static double ce_limit_slope(double yhat, double y)
{
    return -y * (1 - yhat);
}

/* Huber, Robust Estimation of a Location Parameter, 1964: l2/2 up to delta, then straight on. */
static double huber(double yhat, double y, double delta)
{
    double d = fabs(yhat - y);
    return d > delta ? delta * (d - delta / 2) : d * d / 2;
}

static double huber_slope(double yhat, double y, double delta)
{
    double d = yhat - y;
    return d > delta ? delta : d < -delta ? -delta : d;
}

static double hinge(double yhat, double y, double param)
{
    (void)param;
    double margin = 1 - y * yhat;
    return margin <= 0 ? 0 : margin;
}

static double hinge_slope(double yhat, double y, double param)
{
    (void)param;
    return 1 - y * yhat > 0 ? -y : 0;
}

/* How to add one: write its term and the term's derivative above, and a row here. What loss_can_follow and
 * loss_target_fits refuse follows from the flags. Then add its formula to tests/nn/reference.py;
 * test_loss fails until it knows it. Help, completion, formula and gradient check find the row. */
static const struct loss table[] = {
    {.name = "l1",
     .title = N_("absolute error (L1)"),
     .formula = "abs(yhat - y)",
     .derivative_formula = "sign(yhat - y)",
     .pytorch = "(yhat - y).abs()",
     .note = N_("Every error pulls with the same force, so outliers count little, but near the target the "
                "steps don't get smaller."),
     .term = l1,
     .dterm = l1_slope},
    {.name = "l2",
     .title = N_("mean squared error (L2)"),
     .formula = "(yhat - y)^2",
     .derivative_formula = "2*(yhat - y)",
     .pytorch = "(yhat - y) ** 2",
     .note = N_("Pulls harder the larger the error is: smooth and usual for numbers, but one outlier can "
                "outweigh all the rest."),
     .is_mean = true,
     .term = l2,
     .dterm = l2_slope},
    {.name = "ce",
     .title = N_("cross entropy"),
     .formula = "-y*ln(yhat)",
     .derivative_formula = "-y/yhat",
     .pytorch = "-torch.xlogy(y, yhat)",
     .pytorch_fused = "-y * F.log_softmax(a, dim=1)",
     .note = N_("The surprise at seeing the right class; behind 'head softmax' its gradient is simply "
                "yhat - y, so a confident mistake is corrected hardest."),
     .term = ce,
     .dterm = ce_slope,
     .fused_dterm = fused_slope,
     .limit_term = ce_limit,
     .limit_dterm = ce_limit_slope,
     .needs_probability = true,
     .fuses_with_softmax = true},
    {.name = "bce",
     .title = N_("binary cross entropy"),
     .formula = "-(y*ln(yhat) + (1 - y)*ln(1 - yhat))",
     .derivative_formula = "(yhat - y)/(yhat*(1 - yhat))",
     .pytorch = "-torch.xlogy(y, yhat) - torch.xlogy(1 - y, 1 - yhat)",
     .pytorch_fused = "torch.logaddexp(z, torch.zeros_like(z)) - y * z",
     .note = N_("Cross entropy for yes-or-no outputs; behind a sigmoid its gradient is yhat - y, in which the "
                "sigmoid's own slope has cancelled, so that saturation doesn't stop learning."),
     .is_mean = true,
     .term = bce,
     .dterm = bce_slope,
     .fused_term = bce_fused,
     .fused_dterm = fused_slope,
     .needs_probability = true,
     .fuses_with_sigmoid = true},
    {.name = "huber",
     .title = N_("Huber loss"),
     .formula = "abs(yhat - y) > delta ? delta*(abs(yhat - y) - delta/2) : (yhat - y)^2/2",
     .derivative_formula = "abs(yhat - y) > delta ? delta*sign(yhat - y) : yhat - y",
     .pytorch = "F.huber_loss(yhat, y, reduction=\"none\", delta=delta)",
     .note = N_("Half the squared error up to delta and straight beyond it: gentle near the target like l2, "
                "unmoved by outliers like l1."),
     .param_name = "delta",
     .param_default = 1,
     .param_min = 0.0001,
     .param_max = 1000000,
     .is_mean = true,
     .term = huber,
     .dterm = huber_slope},
    {.name = "hinge",
     .title = N_("hinge loss"),
     .formula = "max(0, 1 - y*yhat)",
     .derivative_formula = "y*yhat < 1 ? -y : 0",
     .pytorch = "torch.relu(1 - y * yhat)",
     .note = N_("For targets -1 and 1, as in support vector machines: only outputs that are wrong, or right "
                "by less than 1, pull at all."),
     .is_mean = true,
     .term = hinge,
     .dterm = hinge_slope,
     .needs_sign_target = true},
};

size_t loss_count(void)
{
    return sizeof table / sizeof *table;
}

const struct loss *loss_at(size_t i)
{
    return &table[i];
}

const struct loss *loss_find(const char *name, size_t length, struct error *error)
{
    return LOOKUP(table, N_("loss"), name, length, error);
}

bool loss_parse(const char *text, size_t length, const struct loss **loss, double *param, struct error *error)
{
    const struct loss *row = loss_find(text, parameter_name_length(text, length), error);
    if (!row)
        return false;
    struct parameter parameter = {row->name,      row->param_name, row->param_default,
                                  row->param_min, row->param_max,  false};
    if (!parameter_read(&parameter, text, length, param, error))
        return false;
    *loss = row;
    return true;
}

/* "values between -1 and 1": what an activation can give, for a sentence. */
static void describe_range(const struct activation *activation, char *text, size_t size)
{
    if (activation->never_learns)
        snprintf(text, size, _("only %g and %g"), activation->low, activation->high);
    else if (isfinite(activation->low) && isfinite(activation->high))
        snprintf(text, size, _("values between %g and %g"), activation->low, activation->high);
    else if (isfinite(activation->low))
        snprintf(text, size, _("values from %.3g to infinity"), activation->low);
    else
        snprintf(text, size, "%s", _("any value"));
}

bool loss_can_follow(const struct loss *loss, const struct activation *last, bool has_softmax,
                     struct error *error)
{
    if (!loss->needs_probability || has_softmax || last->is_probability)
        return true;
    char range[128];
    describe_range(last, range, sizeof range);
    if (loss->fuses_with_softmax)
        return error_set(error,
                         _("%s takes the logarithm of each output, so the outputs must be "
                           "probabilities, but %s gives %s; use 'head softmax' (or 'layer K sigmoid', K "
                           "being the last layer), or another loss, such as 'loss l2'"),
                         loss->name, last->name, range);
    return error_set(error,
                     _("%s takes the logarithms of yhat and of 1 - yhat, so each output must lie "
                       "strictly between 0 and 1, but %s gives %s; use 'layer K sigmoid', K being the "
                       "last layer, or another loss, such as 'loss l2'"),
                     loss->name, last->name, range);
}

static bool probability_fits(const struct loss *loss, bool has_softmax, const double *y, size_t n,
                             struct error *error)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++) {
        sum += y[k];
        if (!(y[k] >= 0 && y[k] <= 1))
            return error_set(error,
                             _("y[%zu] is %.15g, but %s takes targets from 0 to 1, for they are "
                               "probabilities; give such targets, or use another loss, such as "
                               "'loss l2'"),
                             k + 1, y[k], loss->name);
    }
    if (loss->fuses_with_softmax && has_softmax && !(fabs(sum - 1) <= TARGET_SUM_TOLERANCE))
        return error_set(error,
                         _("the targets add up to %.15g, but behind 'head softmax' %s takes targets "
                           "that add up to 1: 1 for the right class, 0 for the others"),
                         sum, loss->name);
    return true;
}

bool loss_target_fits(const struct loss *loss, bool has_softmax, const double *y, size_t n, struct error *error)
{
    if (loss->needs_probability)
        return probability_fits(loss, has_softmax, y, n, error);
    for (size_t k = 0; loss->needs_sign_target && k < n; k++)
        if (y[k] != -1 && y[k] != 1)
            return error_set(error,
                             _("y[%zu] is %.15g, but %s takes the targets -1 and 1; write -1 for no and "
                               "1 for yes, or use another loss, such as 'loss bce' for 0 and 1"),
                             k + 1, y[k], loss->name);
    return true;
}

bool loss_is_fused(const struct loss *loss, const struct activation *last, bool has_softmax)
{
    return has_softmax ? loss->fuses_with_softmax : loss->fuses_with_sigmoid && last->bce_is_fused;
}

enum loss_way loss_way(const struct loss *loss, const struct activation *last, bool has_softmax)
{
    if (loss_is_fused(loss, last, has_softmax))
        return LOSS_FUSED;
    return loss->limit_term && last->bce_is_fused && !has_softmax ? LOSS_LIMITED : LOSS_PLAIN;
}

static size_t largest(const double *a, size_t n)
{
    size_t top = 0;
    for (size_t k = 1; k < n; k++)
        if (a[k] > a[top])
            top = k;
    return top;
}

/* -log yhat_k = m - a_k + log sum_j e^(a_j - m), m the largest a; its own term in the sum is 1, so log1p
 * of the rest keeps the digits when the rest is tiny. */
static double fused_cross_entropy(const double *a, const double *y, size_t n)
{
    size_t top = largest(a, n);
    double rest = 0, sum = 0;
    for (size_t k = 0; k < n; k++)
        rest += k == top ? 0 : exp(a[k] - a[top]);
    double log_sum = log1p(rest);
    for (size_t k = 0; k < n; k++)
        sum += y[k] == 0 ? 0 : y[k] * (a[top] - a[k] + log_sum);
    return sum;
}

double loss_value(const struct loss *loss, double param, enum loss_way way, const double *z, const double *a,
                  const double *yhat, const double *y, size_t n)
{
    if (way == LOSS_FUSED && loss->fuses_with_softmax)
        return fused_cross_entropy(a, y, n);
    double sum = 0;
    for (size_t k = 0; k < n; k++) {
        bool is_limit = way == LOSS_LIMITED && yhat[k] < DBL_MIN; /* below, numbers have fewer digits */
        sum += way == LOSS_FUSED ? loss->fused_term(z[k], y[k])
               : is_limit        ? loss->limit_term(z[k], y[k])
                                 : loss->term(yhat[k], y[k], param);
    }
    return loss->is_mean ? sum / (double)n : sum;
}

double loss_gradient(const struct loss *loss, double param, double yhat, double y, size_t n)
{
    double slope = loss->dterm(yhat, y, param);
    return loss->is_mean ? slope / (double)n : slope;
}

void softmax(const double *a, double *yhat, size_t n)
{
    double top = a[largest(a, n)], sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += yhat[k] = exp(a[k] - top);
    for (size_t k = 0; k < n; k++)
        yhat[k] /= sum;
}
