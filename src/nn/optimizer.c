#include "nn/optimizer.h"

#include <math.h>

#include "base/lookup.h"
#include "base/translate.h"
#include "nn/parameter.h"

/* Each update does PyTorch's operations in PyTorch's order (torch/optim, the single-tensor functions), so
 * that the two agree to the last digits. */

static bool is_frozen(const unsigned char *frozen, size_t i)
{
    return frozen && frozen[i];
}

static void sgd(double *w, const double *g, double *const state[], const unsigned char *frozen, size_t count,
                uint64_t t, double rate, double param)
{
    (void)state, (void)t, (void)param;
    for (size_t i = 0; i < count; i++)
        if (!is_frozen(frozen, i))
            w[i] -= rate * g[i];
}

static void momentum(double *w, const double *g, double *const state[], const unsigned char *frozen,
                     size_t count, uint64_t t, double rate, double mu)
{
    (void)t;
    double *v = state[0];
    for (size_t i = 0; i < count; i++) {
        if (is_frozen(frozen, i))
            continue;
        v[i] = mu * v[i] + g[i];
        w[i] -= rate * v[i];
    }
}

static void nesterov(double *w, const double *g, double *const state[], const unsigned char *frozen,
                     size_t count, uint64_t t, double rate, double mu)
{
    (void)t;
    double *v = state[0];
    for (size_t i = 0; i < count; i++) {
        if (is_frozen(frozen, i))
            continue;
        v[i] = mu * v[i] + g[i];
        w[i] -= rate * (g[i] + mu * v[i]);
    }
}

static void adagrad(double *w, const double *g, double *const state[], const unsigned char *frozen,
                    size_t count, uint64_t t, double rate, double param)
{
    (void)t, (void)param;
    double *v = state[0];
    for (size_t i = 0; i < count; i++) {
        if (is_frozen(frozen, i))
            continue;
        v[i] += g[i] * g[i];
        w[i] -= rate * g[i] / (sqrt(v[i]) + 1e-10);
    }
}

static void rmsprop(double *w, const double *g, double *const state[], const unsigned char *frozen,
                    size_t count, uint64_t t, double rate, double param)
{
    (void)t, (void)param;
    const double alpha = 0.99;
    double *v = state[0];
    for (size_t i = 0; i < count; i++) {
        if (is_frozen(frozen, i))
            continue;
        v[i] = alpha * v[i] + (1 - alpha) * g[i] * g[i];
        w[i] -= rate * g[i] / (sqrt(v[i]) + 1e-8);
    }
}

static void adamw(double *w, const double *g, double *const state[], const unsigned char *frozen, size_t count,
                  uint64_t t, double rate, double decay)
{
    const double beta1 = 0.9, beta2 = 0.999;
    double step = rate / (1 - pow(beta1, (double)t)), root = sqrt(1 - pow(beta2, (double)t));
    double *m = state[0], *v = state[1];
    for (size_t i = 0; i < count; i++) {
        if (is_frozen(frozen, i))
            continue;
        m[i] += (1 - beta1) * (g[i] - m[i]);
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        w[i] = w[i] * (1 - rate * decay) - step * m[i] / (sqrt(v[i]) / root + 1e-8);
    }
}

static void adam(double *w, const double *g, double *const state[], const unsigned char *frozen, size_t count,
                 uint64_t t, double rate, double param)
{
    (void)param;
    adamw(w, g, state, frozen, count, t, rate, 0);
}

static const char *const sgd_formulas[] = {"w = w - rate*g", NULL};
static const char *const momentum_formulas[] = {"v = mu*v + g", "w = w - rate*v", NULL};
static const char *const nesterov_formulas[] = {"v = mu*v + g", "w = w - rate*(g + mu*v)", NULL};
static const char *const adagrad_formulas[] = {"v = v + g^2", "w = w - rate*g/(sqrt(v) + 1e-10)", NULL};
static const char *const rmsprop_formulas[] = {"v = 0.99*v + 0.01*g^2", "w = w - rate*g/(sqrt(v) + 1e-8)",
                                               NULL};
static const char *const adam_formulas[] = {"m = 0.9*m + 0.1*g",
                                            "v = 0.999*v + 0.001*g^2",
                                            "m_hat = m/(1 - 0.9^t)",
                                            "v_hat = v/(1 - 0.999^t)",
                                            "w = w - rate*m_hat/(sqrt(v_hat) + 1e-8)",
                                            NULL};
static const char *const adamw_formulas[] = {"m = 0.9*m + 0.1*g",
                                             "v = 0.999*v + 0.001*g^2",
                                             "m_hat = m/(1 - 0.9^t)",
                                             "v_hat = v/(1 - 0.999^t)",
                                             "w = (1 - rate*decay)*w - rate*m_hat/(sqrt(v_hat) + 1e-8)",
                                             NULL};

/* How to add one: write its update and its formulas above, and a row here; test_optimizer holds the two to
 * the same numbers. Then add a case worked out by an independent program to that test, which fails until
 * every row has one. The net keeps `states` doubles for each parameter, and the step back restores them. */
static const struct optimizer table[] = {
    {.name = "sgd",
     .title = N_("stochastic gradient descent"),
     .note = N_("Steps straight downhill by rate times the gradient: simple, but it zigzags through narrow "
                "valleys and creeps where the slope is small."),
     .pytorch = "torch.optim.SGD(parameters, lr=rate)",
     .formulas = sgd_formulas,
     .update = sgd},
    {.name = "momentum",
     .title = N_("gradient descent with momentum"),
     .note = N_("A rolling ball: the velocity v keeps the share mu of its last value, so that steps in the "
                "same direction add up and zigzags cancel."),
     .param_name = "mu",
     .param_default = 0.9,
     .param_min = 0,
     .param_max = 0.9999,
     .states = 1,
     .state_name = {"v"},
     .pytorch = "torch.optim.SGD(parameters, lr=rate, momentum=mu)",
     .pytorch_state = {"momentum_buffer"},
     .formulas = momentum_formulas,
     .update = momentum},
    {.name = "nesterov",
     .title = N_("Nesterov's accelerated gradient"),
     .note = N_("Momentum that looks ahead to where the velocity is about to carry it, and so brakes earlier "
                "in front of a slope that rises again."),
     .param_name = "mu",
     .param_default = 0.9,
     .param_min = 0,
     .param_max = 0.9999,
     .states = 1,
     .state_name = {"v"},
     .pytorch = "torch.optim.SGD(parameters, lr=rate, momentum=mu, nesterov=mu > 0)",
     .pytorch_state = {"momentum_buffer"},
     .formulas = nesterov_formulas,
     .update = nesterov},
    {.name = "adagrad",
     .title = N_("AdaGrad"),
     .note = N_("Divides each weight's step by the root of the sum of its squared gradients so far: good for "
                "rare inputs, but the sum only grows, so the steps keep shrinking."),
     .states = 1,
     .state_name = {"v"},
     .pytorch = "torch.optim.Adagrad(parameters, lr=rate, eps=1e-10)",
     .pytorch_state = {"sum"},
     .formulas = adagrad_formulas,
     .update = adagrad},
    {.name = "rmsprop",
     .title = N_("RMSprop"),
     .note = N_("AdaGrad that forgets: a running mean of the squared gradients in place of their sum, so the "
                "steps don't shrink for ever."),
     .states = 1,
     .state_name = {"v"},
     .pytorch = "torch.optim.RMSprop(parameters, lr=rate, alpha=0.99, eps=1e-8)",
     .pytorch_state = {"square_avg"},
     .formulas = rmsprop_formulas,
     .update = rmsprop},
    {.name = "adam",
     .title = N_("Adam"),
     .note = N_("Momentum m over RMSprop's scale v, both corrected for having started at 0: each weight "
                "moves by about the rate at first, whatever the size of its gradient."),
     .states = 2,
     .state_name = {"m", "v"},
     .pytorch = "torch.optim.Adam(parameters, lr=rate)",
     .pytorch_state = {"exp_avg", "exp_avg_sq"},
     .formulas = adam_formulas,
     .update = adam},
    {.name = "adamw",
     .title = N_("Adam with weight decay"),
     .note = N_("Adam that also shrinks each weight by rate times decay at every update, apart from the "
                "gradient, which keeps weights small."),
     .param_name = "decay",
     .param_default = 0.01,
     .param_min = 0,
     .param_max = 1,
     .states = 2,
     .state_name = {"m", "v"},
     .pytorch = "torch.optim.AdamW(parameters, lr=rate, weight_decay=decay)",
     .pytorch_state = {"exp_avg", "exp_avg_sq"},
     .formulas = adamw_formulas,
     .update = adamw},
};

size_t optimizer_count(void)
{
    return sizeof table / sizeof *table;
}

const struct optimizer *optimizer_at(size_t i)
{
    return &table[i];
}

const struct optimizer *optimizer_find(const char *name, size_t length, struct error *error)
{
    return LOOKUP(table, N_("optimizer"), name, length, error);
}

bool optimizer_parse(const char *text, size_t length, const struct optimizer **optimizer, double *param,
                     struct error *error)
{
    const struct optimizer *row = optimizer_find(text, parameter_name_length(text, length), error);
    if (!row)
        return false;
    struct parameter parameter = {row->name,      row->param_name, row->param_default,
                                  row->param_min, row->param_max,  false};
    if (!parameter_read(&parameter, text, length, param, error))
        return false;
    *optimizer = row;
    return true;
}
