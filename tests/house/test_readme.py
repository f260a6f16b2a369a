#!/usr/bin/env python3
"""The README's tour works as typed: every line that it tells a newcomer to type, in order, in one session.

    test_readme.py PROGRAM
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"
TYPED = ("Two minutes", "With data", "A debugger")  # the chapters that a reader types at the prompt


def typed_lines(text):
    lines = []
    for chapter in re.split(r"^## ", text, flags=re.M)[1:]:
        title, _, body = chapter.partition("\n")
        if title in TYPED:
            lines += [line[4:] for line in body.split("\n") if line.startswith("    ")]
    return lines


def play(program, lines):
    with tempfile.TemporaryDirectory(prefix="nabla-") as home:
        os.symlink(README.parent / "tests", os.path.join(home, "tests"))
        environment = {**os.environ, "HOME": home, "LANG": "C.UTF-8", "LANGUAGE": "en"}
        environment.pop("DISPLAY", None)
        return subprocess.run([program, "--norc", "--window", "off", "--echo"], input="\n".join(lines),
                              cwd=home, env=environment, capture_output=True, text=True, timeout=60)


def main():
    text = README.read_text()
    lines = typed_lines(text)
    assert len(lines) > 20, f"only {len(lines)} lines to type were found in the README"
    program = os.path.abspath(sys.argv[1])
    done = play(program, lines)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr
    shown = re.findall(r"→ `([^`]*)`", text)  # what the text says that an answer is
    for answer in shown:
        assert f"\n{answer}\n" in done.stdout, f"the README promises {answer!r}, which is not in the answers"
    assert shown, "the README promises no answer"
    broken = play(program, lines + ["nonsense"])
    assert broken.returncode == 1, "a line that is wrong must fail"
    print(f"{len(lines)} lines typed, {len(shown)} answers as promised")


main()
