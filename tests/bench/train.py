#!/usr/bin/env python3
"""How fast training is: nabla beside a hand-tuned loop, FANN, numpy and PyTorch.

    train.py [scale] [BUILD]

BUILD is the folder of nabla's build, `build` as a rule; what is built here goes into BUILD/bench. `scale`
prints how the time of a sample grows with the weights instead, and how long a large CSV file takes to load. All
run on one core, one after the other, round by round, and the least time of each counts, since neighbours can only
slow things down. What isn't installed is said and skipped (Debian: libopenblas-dev libfann-dev python3-numpy
python3-torch).
"""
import os
import pathlib
import random
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
YARDSTICKS = HERE / "yardsticks"
ROUNDS, ROUNDS_OF_SLOW = 8, 1
SECONDS, REPEATS = "0.02", "11"  # of a measurement; how many a round takes

# Work, its yardstick, and how much of it nabla may take. kann + OpenBLAS took 0.73 of the tiled loop where both
# were measured.
WORKS = [
    ("W1", "2-4-1 sigmoid, l2, one sample an update", "loop scalar", 1.05, "1"),
    ("W2", "2-8-8-1 tanh, bce behind sigmoid, batch 10", "loop libmvec", 1.5, "2"),
    ("W3", "64-32-10 relu, softmax and ce, batch 32", "loop blas-fused", 1.05, "3"),
    ("W4", "784-128-10 relu, softmax and ce, batch 32", "loop hand", 1.1, "4"),
    ("W4", "the same, arithmetic single", "loop hand", 0.73, "4 single"),
]
LOOPS = {"W1": ["scalar", "libmvec", "inline"], "W2": ["scalar", "libmvec", "inline"],
         "W3": ["plain", "blas", "blas-fused", "hand"], "W4": ["plain", "blas", "blas-fused", "hand"]}


class Bench:
    def __init__(self, build):
        self.build, self.folder, self.missing = build, build / "bench", set()
        self.folder.mkdir(exist_ok=True)
        (self.folder / "build").mkdir(exist_ok=True)

    def compile(self, name, source, *flags):
        """True if it is there; else its name is among the missing."""
        program = self.folder / name
        command = ["gcc", "-std=gnu11", "-D_DEFAULT_SOURCE", str(source), "-o", str(program), *flags, "-lm"]
        built = subprocess.run(command, capture_output=True, text=True)
        if built.returncode:
            self.missing.add(name)
        return built.returncode == 0

    def compile_all(self):
        fast = ["-O3", "-march=native", "-fno-math-errno"]
        libraries = [str(self.build / "src/nn/libnn.a"), str(self.build / "src/base/libbase.a"), "-lpthread"]
        if not self.compile("train", HERE / "train.c", "-O2", f"-I{HERE.parent.parent / 'src'}", *libraries):
            sys.exit(f"{self.build} holds no build of nabla; run: ninja -C {self.build}")
        for name, libraries in [("limit_w1", "-lmvec"), ("limit_w2", "-lmvec"), ("limit_w34", "-lopenblas")]:
            self.compile(name, YARDSTICKS / f"{name}.c", *fast, libraries)
        self.compile("fann_float", YARDSTICKS / "fann_bench.c", *fast, "-lfloatfann")
        self.compile("fann_double", YARDSTICKS / "fann_bench.c", *fast, "-DUSE_DOUBLE", "-ldoublefann")
        self.compile("gen_data", YARDSTICKS / "gen_data.c", "-O2")
        subprocess.run([self.folder / "gen_data", self.folder], check=True)
        for module in ("numpy", "torch"):
            if not self.python_with(module):
                self.missing.add(module)

    @staticmethod
    def python_with(module):
        """A Python that has it: this one or the system's; or None."""
        for python in (sys.executable, "/usr/bin/python3"):
            if os.path.exists(python) and \
                    not subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode:
                return python
        return None

    def run(self, *command):
        """The lines that it prints, on the last core alone."""
        environment = {"BENCH_REP": SECONDS, "BENCH_REPS": REPEATS, **os.environ, "OPENBLAS_NUM_THREADS": "1",
                       "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", "BENCH_DATA": str(self.folder)}
        core = max(os.sched_getaffinity(0))
        ran = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=environment,
                             preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        return ran.stdout.splitlines()

    def peers(self, work):
        """(name, program it needs, command, rounds) of all that do this work."""
        w = work[1]
        limit = "limit_w34" if w in "34" else f"limit_w{w}"
        for kind in LOOPS[work]:
            yield f"loop {kind}", limit, [self.folder / limit, *([w] if w in "34" else []), kind], ROUNDS
        for precision in ("float", "double"):
            program = f"fann_{precision}"
            yield f"FANN {precision}", program, [self.folder / program, w, "inc"], ROUNDS_OF_SLOW
        python = self.python_with("numpy")
        yield "numpy double", "numpy", [python, YARDSTICKS / "numpy_bench.py", w], ROUNDS_OF_SLOW
        python = self.python_with("torch")
        for precision in ("float", "double"):
            command = [python, YARDSTICKS / "torch_bench.py", w, precision, "1"]
            yield f"PyTorch {precision}", "torch", command, ROUNDS_OF_SLOW

    def measure(self, work):
        """ns a sample of each peer and of nabla's ways, all in turn."""
        ours = [(f"nabla {how}", "train", [self.folder / "train", *how.split()], ROUNDS)
                for name, _, _, _, how in WORKS if name == work]
        best = {}
        for turn in range(ROUNDS):
            for name, needs, command, rounds in [*self.peers(work), *ours]:
                if turn >= rounds or needs in self.missing:
                    continue
                for line in self.run(*command):
                    least = float(line.split()[3])
                    best[name] = min(best.get(name, least), least)
        return best


def print_table(bench):
    for work in ("W1", "W2", "W3", "W4"):
        times = bench.measure(work)
        for name, net, yardstick, bound, how in WORKS:
            if name != work:
                continue
            ours = times[f"nabla {how}"]
            print(f"\n{work}  {net}: nabla {ours:,.1f} ns a sample")
            if yardstick in times:
                ratio = ours / times[yardstick]
                print(f"    {ratio:.2f} of the {yardstick}, of which it may take {bound}: "
                      f"{'kept' if ratio <= bound else 'MISSED'}")
            else:
                print(f"    not to be judged here: the {yardstick} is missing")
        for peer, ns in sorted(times.items(), key=lambda item: item[1]):
            if not peer.startswith("nabla"):
                print(f"    {peer:16} {ns:12,.1f}")
    for name in sorted(bench.missing):
        print(f"skipped, as it isn't installed or didn't build: {name}")


def print_growth(bench):
    print(f"{'weights':>12} {'ns a sample':>14} {'ns a weight':>12} {'single':>12}")
    singles = bench.run(bench.folder / "train", "scale", "single")
    for double, single in zip(bench.run(bench.folder / "train", "scale"), singles):
        weights, sample, weight = double.split()
        print(f"{int(weights):12,} {float(sample):14,.1f} {weight:>12} {single.split()[2]:>12}")


ROWS, INPUTS, LOAD_SECONDS = 100_000, 10, 1


def print_loading(bench):
    """How long a large CSV file takes to be samples: the program with it, less the program without it."""
    file = bench.folder / "rows.csv"
    draw = random.Random(1)
    with open(file, "w") as rows:
        for _ in range(ROWS):
            x = [draw.gauss(0, 1) for _ in range(INPUTS)]
            rows.write(",".join(f"{number:.6g}" for number in x) + (",yes\n" if sum(x) > 0 else ",no\n"))

    def seconds(commands):
        began = time.perf_counter()
        subprocess.run([bench.build / "nabla", "--norc", "-c", commands], check=True)
        return time.perf_counter() - began

    best = min(seconds(f'data "{file}"') for _ in range(ROUNDS)) - min(seconds("") for _ in range(ROUNDS))
    print(f"\n{ROWS:,} rows of {INPUTS} numbers and a class, {file.stat().st_size / 1e6:.1f} MB: loaded in {best:.2f} s, "
          f"of which it may take {LOAD_SECONDS}: {'kept' if best <= LOAD_SECONDS else 'MISSED'}")
    file.unlink()


def main():
    arguments = sys.argv[1:]
    wants_growth = arguments[:1] == ["scale"]
    rest = arguments[1:] if wants_growth else arguments
    bench = Bench(pathlib.Path(rest[0] if rest else HERE.parent.parent / "build").resolve())
    bench.compile_all()
    if wants_growth:
        print_growth(bench)
        print_loading(bench)
    else:
        print_table(bench)


main()
