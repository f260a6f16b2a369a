"""Shared helpers: data of gen_data, timing, statistics (the Python twin of bench.h)."""
import os
import sys
import time

ENV = lambda k, d: float(os.environ.get(k, d))


def load(w):
    import numpy as np
    a = np.fromfile(os.path.join(os.environ['BENCH_DATA'], 'w%d.bin' % w))
    n, i, o = (int(v) for v in a[:3])
    return a[3:3 + n * i].reshape(n, i).copy(), a[3 + n * i:].copy(), o


def run(peer, w, n, fn):
    """fn(epochs) trains that many epochs over n samples."""
    target, reps, e = ENV('BENCH_REP', 0.2), int(ENV('BENCH_REPS', 9)), 1
    while True:
        a = time.perf_counter()
        fn(e)
        t = time.perf_counter() - a
        if t > target / 3:
            break
        e *= 2
    e = max(1, round(e * target / t))
    r = []
    for _ in range(reps):
        a = time.perf_counter()
        fn(e)
        r.append((time.perf_counter() - a) * 1e9 / (e * n))
    r.sort()
    print('%s W%d %.2f %.2f %.2f %d' % (peer, w, r[len(r) // 2], r[0], r[-1], reps), flush=True)


def note(s):
    print('# ' + s, file=sys.stderr, flush=True)
