"""Every expected number of the published examples, made wrong one at a time: the program must notice.

The sixth significant digit is changed by five. Where the example allows more than that (its source
prints two decimals), the number moves by three tolerances instead. The program must end with 1, and its
message must name both values: the falsified one and the one that it has computed.
"""
import decimal
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

FOLDER = pathlib.Path(__file__).parent
EXAMPLES = ["mazur.nabla", "cs231n_neuron.nabla"]
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])")
DEFAULT_TOLERANCE = "1e-9"


def falsified(number, tolerance):
    exact = decimal.Decimal(number)
    place = decimal.Decimal(1).scaleb(exact.adjusted() - 5)  # of the sixth significant digit
    digit = int(abs(exact) / place) % 10
    moved = exact.copy_abs() + (5 if digit < 5 else -5) * place
    allowed = tolerance * max(1, exact.copy_abs())
    if 5 * place <= 2 * allowed:
        moved = exact.copy_abs() + 3 * allowed
    return str(moved.copy_sign(exact))


def variants(text):
    """(text with one number falsified, line, the number, what it became, tolerance) for all of them."""
    lines = text.split("\n")
    for k, line in enumerate(lines):
        if not line.startswith("expect "):
            continue
        left, right = line.split("=", 1)
        right, _, within = right.partition(" within ")
        tolerance = decimal.Decimal(within or DEFAULT_TOLERANCE)
        for found in NUMBER.finditer(right):
            wrong = falsified(found[0], tolerance)
            changed = right[:found.start()] + wrong + right[found.end():]
            line = f"{left}={changed}" + (f" within {within}" if within else "")
            yield "\n".join(lines[:k] + [line] + lines[k + 1:]), line, float(found[0]), float(wrong), float(tolerance)


def complaint(program, folder, number, variant):
    """What is wrong with the program's answer to one falsified example, or None."""
    text, line, right, wrong, tolerance = variant
    file = pathlib.Path(folder, f"{number}.nabla")
    file.write_text(text)
    done = subprocess.run([program, "--norc", "--lang", "en", "--window", "off", file], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=20, env={**os.environ, "HOME": folder})
    named = [float(value) for value in NUMBER.findall(done.stderr.replace(str(file), ""))]
    if done.returncode != 1:
        return f"{line}\n  ended with {done.returncode}, not 1"
    if not any(abs(value - wrong) <= 1e-9 * max(1, abs(wrong)) for value in named):
        return f"{line}\n  the message doesn't name {wrong}: {done.stderr}"
    if not any(abs(value - right) <= (tolerance + 1e-9) * max(1, abs(right)) for value in named):
        return f"{line}\n  the message doesn't name the computed value: {done.stderr}"
    return None


def main():
    program = os.path.abspath(sys.argv[1])
    todo = [variant for name in EXAMPLES for variant in variants((FOLDER / name).read_text())]
    if len(todo) < 20:
        print(f"only {len(todo)} expected numbers found: the examples have more")
        return 1
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = [found for found in pool.map(lambda item: complaint(program, folder, *item), enumerate(todo))
                      if found]
    print(*complaints, f"{len(todo) - len(complaints)} of {len(todo)} falsified numbers were noticed", sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
