"""Works out what the tests of src/nn compare with, in 60 digits (needs mpmath), and writes it beside
itself: activation.txt, loss.txt, optimizer.txt. Run it by hand when a registry gets a row; the tests only
read the files. Activation and loss numbers are hexadecimal, so that no digit depends on a parser."""
from fractions import Fraction
from pathlib import Path
from random import Random
from re import sub

from mpmath import erfc, exp, expm1, fabs, log, log1p, mp, mpf, pi, sign, sqrt, tanh

mp.dps = 60
here = Path(__file__).parent
lam, lam_alpha = mpf('1.0507009873554804934193349852946'), mpf('1.7580993408473768599402175208123')


def nearest(x):
    """The double nearest to x, subnormal ones too."""
    if fabs(x) < mpf(2) ** -1080:
        return 0.0
    sign_bit, mantissa, exponent, _ = mpf(x)._mpf_
    value = float(Fraction(int(mantissa)) * Fraction(2) ** exponent)
    return -value if sign_bit else value


def hexadecimal(x):
    return sub(r'\.?0*p', 'p', float(x).hex())


def write(name, comment, lines):
    (here / name).write_text('# %s\n# Written by reference.py.\n' % comment + ''.join(s + '\n' for s in lines))


def sigmoid(z): return 1 / (1 + exp(-z))
def normal(z): return erfc(-z / sqrt(2)) / 2 if fabs(z) < 100 else mpf(z > 0)


# name: (parameters, f, f')
rows = {
    'linear': ([0], lambda z, p: z, lambda z, p: mpf(1)),
    'sigmoid': ([0], lambda z, p: sigmoid(z), lambda z, p: sigmoid(z) * sigmoid(-z)),
    'tanh': ([0], lambda z, p: tanh(z), lambda z, p: 4 * sigmoid(2 * z) * sigmoid(-2 * z)),
    'relu': ([0], lambda z, p: max(mpf(0), z), lambda z, p: mpf(z > 0)),
    'leaky_relu': ([0.1, -0.5, 0], lambda z, p: z if z > 0 else p * z, lambda z, p: mpf(1) if z > 0 else p),
    'elu': ([1, 0.3], lambda z, p: z if z > 0 else p * expm1(z), lambda z, p: mpf(1) if z > 0 else p * exp(z)),
    'softplus': ([0], lambda z, p: log1p(exp(z)) if z < 0 else z + log1p(exp(-z)), lambda z, p: sigmoid(z)),
    'step': ([0], lambda z, p: mpf(z > 0), lambda z, p: mpf(0)),
    'selu': ([0], lambda z, p: lam * z if z > 0 else lam_alpha * expm1(z),
             lambda z, p: lam if z > 0 else lam_alpha * exp(z)),
    'gelu': ([0], lambda z, p: z * normal(z), lambda z, p: normal(z) + z * exp(-z * z / 2) / sqrt(2 * pi)),
    'silu': ([0], lambda z, p: z * sigmoid(z), lambda z, p: sigmoid(z) * (1 + z * sigmoid(-z))),
}

sizes = [5e-324, 1e-308, 1e-20, 1e-8, 1e-3, 0.1, 0.5, 0.75179152469356446, 1, 1.2784645427610738, 2, 3, 5, 8, 10, 14,
         19, 21.3, 29.7, 33, 37, 37.6, 40, 100, 355, 700, 709.9, 744, 800, 1000, 1e10, 1e160, 1.7e308]
random = Random(1)
points = [s * x for x in sizes for s in (1, -1)] + [0.0, -0.0] + [random.uniform(-6, 6) for _ in range(24)]


def activations():
    for name, (params, f, df) in rows.items():
        for p in params:
            for z in points:
                args = mpf(z), mpf(p)
                yield ' '.join([name, *map(hexadecimal, (p, z, nearest(f(*args)), nearest(df(*args))))])


# name: (parameters, targets, term, d term / d yhat)
losses = {
    'l1': ([0], [-1.5, 0, 0.25, 1], lambda h, y, p: fabs(h - y), lambda h, y, p: sign(h - y)),
    'l2': ([0], [-1.5, 0, 0.25, 1], lambda h, y, p: (h - y) ** 2, lambda h, y, p: 2 * (h - y)),
    'ce': ([0], [0, 0.25, 1], lambda h, y, p: -y * log(h), lambda h, y, p: -y / h),
    'bce': ([0], [0, 0.25, 1], lambda h, y, p: -y * log(h) - (1 - y) * log1p(-h),
            lambda h, y, p: -y / h + (1 - y) / (1 - h)),
    'huber': ([1, 0.125], [-1.5, 0, 0.25, 1],
              lambda h, y, p: (h - y) ** 2 / 2 if fabs(h - y) <= p else p * (fabs(h - y) - p / 2),
              lambda h, y, p: h - y if fabs(h - y) <= p else p * sign(h - y)),
    'hinge': ([0], [-1, 1], lambda h, y, p: max(mpf(0), 1 - y * h), lambda h, y, p: -y if y * h < 1 else mpf(0)),
}
probabilities = [1e-300, 1e-12, 0.001, 0.1, 0.25, 0.2500001, 0.5, 0.75, 0.9999, 1 - 2.0 ** -40, 1 - 2.0 ** -53]
predictions = [-30.5, -2, -1.375, -1, -0.5, 0.0, 0.125, 0.2, 1, 1.5, 7]


def loss_lines():
    for name, (params, targets, term, dterm) in losses.items():
        for p in params:
            for y in targets:
                for h in probabilities if name in ('ce', 'bce') else predictions:
                    args = mpf(h), mpf(y), mpf(p)
                    values = p, h, y, nearest(term(*args)), nearest(dterm(*args))
                    yield ' '.join([name, *map(hexadecimal, values)])
    softplus = rows['softplus'][1]
    for y in [0, 0.25, 1]:
        for z in [s * x for x in (0.0, 1e-9, 0.5, 3, 20, 36, 40, 700, 1000, 1e300) for s in (1, -1)]:
            value = y * softplus(-mpf(z), 0) + (1 - y) * softplus(mpf(z), 0)
            yield ' '.join(['fused_bce', *map(hexadecimal, (0, z, y, nearest(value), 0))])


# name: (parameters, state, update(state, w, g, t, rate, parameter) -> w)
def momentum(s, w, g, t, rate, mu):
    s['v'] = mu * s['v'] + g
    return w - rate * s['v']


def nesterov(s, w, g, t, rate, mu):
    s['v'] = mu * s['v'] + g
    return w - rate * (g + mu * s['v'])


def adagrad(s, w, g, t, rate, p):
    s['v'] += g * g
    return w - rate * g / (sqrt(s['v']) + mpf('1e-10'))


def rmsprop(s, w, g, t, rate, p):
    s['v'] = mpf('0.99') * s['v'] + mpf('0.01') * g * g
    return w - rate * g / (sqrt(s['v']) + mpf('1e-8'))


def adamw(s, w, g, t, rate, decay):
    b1, b2 = mpf('0.9'), mpf('0.999')
    s['m'] = b1 * s['m'] + (1 - b1) * g
    s['v'] = b2 * s['v'] + (1 - b2) * g * g
    return w - rate * decay * w - rate * (s['m'] / (1 - b1 ** t)) / (sqrt(s['v'] / (1 - b2 ** t)) + mpf('1e-8'))


optimizers = {
    'sgd': ([''], lambda s, w, g, t, rate, p: w - rate * g),
    'momentum': ([':0.9', ':0.5', ':0'], momentum),
    'nesterov': ([':0.9', ':0.5'], nesterov),
    'adagrad': ([''], adagrad),
    'rmsprop': ([''], rmsprop),
    'adam': ([''], lambda s, w, g, t, rate, p: adamw(s, w, g, t, rate, 0)),
    'adamw': ([':0.01', ':0.5', ':0'], adamw),
}
gradients = ['0.3', '-1.25', '0', '1e-9', '250', '-0.0625', '0.3', '0.3']


def optimizer_lines():
    for name, (params, update) in optimizers.items():
        for param in params:
            for rate, w in (('0.01', mpf('0.7')), ('0.5', mpf('-1.5'))):
                p, s, words = mpf(param[1:] or 0), {'m': mpf(0), 'v': mpf(0)}, ['%.20g' % w]
                for t, g in enumerate(gradients, 1):
                    w = update(s, w, mpf(g), t, mpf(rate), p)
                    words += [g, mp.nstr(w, 20)]
                yield '%s%s %s %s' % (name, param, rate, ' '.join(words))


write('activation.txt', 'name, parameter, z, f(z), f\'(z)', activations())
write('loss.txt', 'name, parameter, yhat (fused: z), y, term, d term / d yhat', loss_lines())
write('optimizer.txt', 'name[:parameter], rate, w, then g and the next w for each update', optimizer_lines())
