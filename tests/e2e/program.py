"""The real program in a pseudo-terminal, for the tests in this folder. No test waits for a time to pass: it waits
for what the program says, or for what the screen shows, and fails when that doesn't come."""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

try:
    import pexpect
except ImportError:
    print("this test needs pexpect (Debian: python3-pexpect)")
    sys.exit(77)  # meson: skipped

HERE = os.path.dirname(os.path.abspath(__file__))
PATH = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else "nabla"
WAIT_SECONDS = 60  # for anything; on a machine at rest it takes a few milliseconds
PROMPT = "∇ "
FORGOTTEN = re.compile(r"(LC_|LANGUAGE|XDG_|NABLA_|WAYLAND_|NO_COLOR|INPUTRC|COLUMNS|LINES|SDL_)")

WORKED_EXAMPLE = [
    "net 2 2:sigmoid 2:sigmoid",
    "w1 = [0.15 0.20; 0.25 0.30]", "b1 = [0.35 0.35]",
    "w2 = [0.40 0.45; 0.50 0.55]", "b2 = [0.60 0.60]",
    "freeze b1 b2", "rate 0.5", "input 0.05 0.10", "target 0.01 0.99",
]


def environment(home, display=None, **changes):
    kept = {name: value for name, value in os.environ.items() if not FORGOTTEN.match(name) and name != "DISPLAY"}
    if display:
        kept["DISPLAY"] = display
    return {**kept, "HOME": home, "LANG": "C.UTF-8", "TERM": "xterm", "NO_COLOR": "1",
            "LSAN_OPTIONS": f"suppressions={HERE}/leaks:print_suppressions=0", **changes}


class Prompt:
    """A running program at its prompt."""

    def __init__(self, home, options=("--norc",), display=None, program=None, **changes):
        inputrc = os.path.join(home, ".inputrc")
        with open(inputrc, "w", encoding="utf-8") as file:  # it is read, and knows the program's name
            file.write("$if nabla\nset enable-bracketed-paste off\n$endif\nset bell-style none\n")
        command = [PATH, *options] if not program else [program, *options, PATH]
        self.child = pexpect.spawn(command[0], command[1:], env=environment(home, display, **changes),
                                   encoding="utf-8", dimensions=(50, 200), timeout=WAIT_SECONDS,
                                   preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))  # under nohup too
        self.child.delaybeforesend = None

    def wait(self, text=PROMPT):
        """What came before the text."""
        self.child.expect_exact(text)
        return self.child.before.replace("\r", "")

    def send(self, keys):
        self.child.send(keys)

    def ask(self, command):
        """Types a line; what the program answers, up to its next prompt."""
        self.send(command + "\r")
        self.wait(command + "\r\n")
        return self.wait()

    def build(self):
        for line in WORKED_EXAMPLE:
            answer = self.ask(line)
            assert "'" not in answer.split(";")[0], answer

    def end(self):
        """Waits for its end; the exit code, or minus the signal that ended it."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus


class Case(unittest.TestCase):
    longMessage = True

    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="nabla-")
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        self.prompts = []
        self.addCleanup(lambda: [prompt.child.close(force=True) for prompt in self.prompts])

    def start(self, *options, **more):
        prompt = Prompt(self.home, options or ("--norc",), **more)
        self.prompts.append(prompt)
        return prompt

    def run_program(self, *options, text="", **changes):
        return subprocess.run([PATH, *options], input=text.encode(), capture_output=True, timeout=WAIT_SECONDS,
                              cwd=self.home, env=environment(self.home, **changes))

    def until(self, question, what):
        """Asks until the answer is true."""
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            answer = question()
            if answer:
                return answer
        self.fail(f"never came: {what}")


def main():
    unittest.main(module="__main__", argv=sys.argv[:1], verbosity=2)
