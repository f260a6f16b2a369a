"""The checker of error messages itself: what it takes for shown, and what it misses."""
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parents[2]
SOURCE = """
/* error_set(error, _("a comment")) */
bool f(struct error *error) { return error_set(error, _("'%s' is no layer; "
                                                        "there are %d"), name, count); }
bool g(void) { return fail(_("this is (no) number\\n")) || error_set(error, is ? _("left of it") : _("right %%")); }
"""


class Errors(unittest.TestCase):
    def check(self, **tests):
        with tempfile.TemporaryDirectory() as root:
            for folder in ("src", "tests"):
                pathlib.Path(root, folder).mkdir()
            pathlib.Path(root, "src/a.c").write_text(SOURCE)
            for name, text in tests.items():
                pathlib.Path(root, "tests", name.replace("_", ".")).write_text(text)
            done = subprocess.run([ROOT / "tests/house/check_errors", root], capture_output=True, text=True)
            return [line for line in done.stdout.splitlines() if "in no test: " in line]

    def test_each_message_is_looked_for(self):
        self.assertEqual([line.split(": in")[0] for line in self.check()],
                         ["src/a.c:3", "src/a.c:5", "src/a.c:5", "src/a.c:5"])

    def test_a_transcript_shows_them_with_anything_in_their_places(self):
        said = "> x\nstdin:1: 'w' is no layer; there are 2\nthis is (no) number\nleft of it\nright %\n"
        self.assertEqual(self.check(a_session=said), [])

    def test_a_string_in_a_test_may_go_on_in_the_next_line(self):
        self.assertEqual(len(self.check(a_c='f("\'w\' is no layer; "\n      "there are 2")')), 3)

    def test_half_a_message_or_one_over_two_lines_is_not_enough(self):
        self.assertEqual(len(self.check(a_session="'w' is no layer\n", b_session="left of\nit")), 4)


if __name__ == "__main__":
    unittest.main(argv=["test_errors"])
