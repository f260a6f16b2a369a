"""The transcript runner itself, against a small program that knows four words."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

RUN = pathlib.Path(__file__).with_name("run")

PROGRAM = """#!/bin/sh
case " $* " in *" --norc --window off "*) ;; *) echo "bad options: $*"; exit 9;; esac
[ -z "${DISPLAY-}" ] && [ "$TERM" = dumb ] && [ "$LANG" = C.UTF-8 ] || exit 8
for last; do :; done
case " $* " in *" --echo "*) echo=yes; exec 2>&1;; *) echo=; exec <"$last";; esac
case " $* " in *" --lang ko "*) yes='예';; *) yes=yes;; esac
while read -r verb rest; do
    [ -z "$echo" ] || echo "> $verb${rest:+ $rest}"
    case $verb in
        say) echo "$yes $rest";;
        fail) echo "$last:1: $rest" >&2; [ -n "$echo" ] || exit 1;;
        keep) echo "$rest" >kept; cat kept neighbour.csv;;
        die) kill -9 $$;;
    esac
done
"""


class Runner(unittest.TestCase):
    def setUp(self):
        temp = tempfile.TemporaryDirectory()
        self.addCleanup(temp.cleanup)
        self.folder = pathlib.Path(temp.name)
        self.program = self.file("program", PROGRAM)
        self.program.chmod(0o755)

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def play(self, path, **env):
        env = {**os.environ, "DISPLAY": ":7", "LC_ALL": "C", "NABLA_GOLDEN": "", **env}
        done = subprocess.run([sys.executable, RUN, self.program, path], env=env, capture_output=True, text=True)
        self.shown = done.stdout + done.stderr
        return done.returncode

    def test_a_script_that_prints_what_is_expected_passes(self):
        script = self.file("a.nabla", "say 1\nsay 2\n")
        self.file("a.out", "yes 1\nyes 2\n")
        self.assertEqual(self.play(script), 0, self.shown)

    def test_one_changed_character_fails_and_is_shown(self):
        script = self.file("a.nabla", "say 1\nsay 2\n")
        self.file("a.out", "yes 1\nyes 3\n")
        self.assertEqual(self.play(script), 1)
        self.assertIn("\n-yes 3\n+yes 2\n", self.shown)

    def test_a_missing_last_newline_is_a_difference(self):
        script = self.file("a.nabla", "say 1\n")
        self.file("a.out", "yes 1")
        self.assertEqual(self.play(script), 1)

    def test_output_that_nobody_expects_fails(self):
        self.assertEqual(self.play(self.file("a.nabla", "say 1\n")), 1)

    def test_the_error_text_and_the_exit_code_both_count(self):
        script = self.file("a.nabla", "# exit 1\nfail no such thing\n")
        self.file("a.err", "a.nabla:1: no such thing\n")
        self.assertEqual(self.play(script), 0, self.shown)
        self.file("a.err", "a.nabla:1: no such think\n")
        self.assertEqual(self.play(script), 1)

    def test_an_unexpected_exit_code_fails_and_is_named(self):
        script = self.file("a.nabla", "fail x\n")
        self.file("a.err", "a.nabla:1: x\n")
        self.assertEqual(self.play(script), 1)
        self.assertIn("ended with 1, not 0", self.shown)

    def test_a_script_that_should_have_failed_fails(self):
        script = self.file("a.nabla", "# exit 1\nsay 1\n")
        self.file("a.out", "yes 1\n")
        self.assertEqual(self.play(script), 1)

    def test_the_first_line_chooses_the_language(self):
        script = self.file("a.nabla", "# lang ko\nsay 1\n")
        self.file("a.out", "예 1\n")
        self.assertEqual(self.play(script), 0, self.shown)

    def test_an_ordinary_first_comment_is_no_setting(self):
        script = self.file("a.nabla", "# exit 1 is for errors\nsay 1\n")
        self.file("a.out", "yes 1\n")
        self.assertEqual(self.play(script), 0, self.shown)

    def test_what_a_script_saves_stays_out_of_its_folder(self):
        script = self.file("a.nabla", "keep 7\n")
        self.file("neighbour.csv", "8\n")
        self.file("a.out", "7\n8\n")
        self.assertEqual(self.play(script), 0, self.shown)
        self.assertFalse((self.folder / "kept").exists())

    def test_a_session_goes_on_after_an_error(self):
        session = self.file("a.session", "# lang ko\n> say 1\n예 1\n> fail x\n--keep-going:1: x\n> say 2\n예 2\n")
        self.assertEqual(self.play(session), 0, self.shown)

    def test_a_session_that_differs_fails(self):
        self.assertEqual(self.play(self.file("a.session", "> say 1\nyes 2\n")), 1)
        self.assertIn("\n-yes 2\n+yes 1\n", self.shown)

    def test_a_session_whose_program_crashes_fails(self):
        self.assertEqual(self.play(self.file("a.session", "> die\n")), 1)

    def test_golden_write_rewrites_a_script_and_then_it_passes(self):
        script = self.file("a.nabla", "# exit 1\nsay 1\nfail x\n")
        self.file("a.out", "old\n")
        self.assertEqual(self.play(script, NABLA_GOLDEN="write"), 0, self.shown)
        self.assertEqual((self.folder / "a.out").read_text(), "yes 1\n")
        self.assertEqual((self.folder / "a.err").read_text(), "a.nabla:1: x\n")
        self.assertEqual(self.play(script), 0, self.shown)

    def test_golden_write_rewrites_a_session_and_keeps_its_head(self):
        session = self.file("a.session", "# exit 0\n# about\n> say 1\nold\n")
        self.assertEqual(self.play(session, NABLA_GOLDEN="write"), 0, self.shown)
        self.assertEqual(session.read_text(), "# exit 0\n# about\n> say 1\nyes 1\n")

    def test_golden_write_never_accepts_a_wrong_exit_code(self):
        self.assertEqual(self.play(self.file("a.nabla", "fail x\n"), NABLA_GOLDEN="write"), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
