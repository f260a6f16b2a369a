"""The include checker itself: each rule broken once, in a small source tree of its own."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).with_name("check_includes")


class Includes(unittest.TestCase):
    def check(self, name, text):
        with tempfile.TemporaryDirectory() as root:
            path = pathlib.Path(root, "src", name)
            path.parent.mkdir(parents=True)
            path.write_text(text)
            done = subprocess.run([sys.executable, CHECK, root], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1 if ":" in done.stdout else 0, done.stdout)
        return done.stdout.split("\n")[0] if done.returncode else ""

    def test_each_room_may_include_itself_and_what_is_below(self):
        for name in ["base/a.c", "nn/a.c", "lang/a.c", "app/a.c", "view/a.c", "ui/a.c", "main.c"]:
            self.assertEqual(self.check(name, '#include "base/error.h"\n#include <math.h>\n'), "")
        self.assertEqual(self.check("ui/a.c", '#include <SDL.h>\n#include "view/panel.h"\n'), "")
        self.assertEqual(self.check("base/a.c", '#include "config.h"\n'), "")

    def test_nn_and_lang_never_meet(self):
        self.assertIn("src/nn/a.c:2: includes lang/lexer.h", self.check("nn/a.c", '\n#include "lang/lexer.h"\n'))
        self.assertIn("src/lang/a.h:1: includes nn/tape.h", self.check("lang/a.h", '#include "nn/tape.h"\n'))

    def test_base_includes_nothing_of_ours_from_outside(self):
        self.assertIn("src/base/a.c:1: includes app/", self.check("base/a.c", '#include "app/session.h"\n'))

    def test_nothing_includes_what_is_above_it(self):
        self.assertIn("src/app/a.c:1:", self.check("app/a.c", '# include "view/panel.h"\n'))
        self.assertIn("src/view/a.c:1:", self.check("view/a.c", '#include "ui/window.h"\n'))

    def test_only_ui_includes_sdl_readline_and_png(self):
        for header in ["SDL.h", "SDL2/SDL_ttf.h", "readline/readline.h", "png.h"]:
            self.assertIn("only ui", self.check("view/a.c", f"#include <{header}>\n"))

    def test_a_path_is_written_from_src(self):
        self.assertIn("write the path", self.check("nn/a.c", '#include "tape.h"\n'))

    def test_nn_neither_prints_nor_looks_at_a_clock(self):
        for code in ['printf("%d", 1);', 'fprintf(file, "x");', "time(NULL);", "clock ();", "f(stderr);"]:
            self.assertIn("src/nn/a.c:3:", self.check("nn/a.c", f"/* a\n */\n{code}\n"))

    def test_words_in_comments_strings_and_longer_names_are_no_calls(self):
        self.assertEqual(self.check("nn/a.c", '/* time (in s), printf(x) */ x = "time(0)"; snprintf(b, 1, "");\n'), "")

    def test_a_folder_that_is_no_room_is_named(self):
        self.assertIn("src/util/a.c: util is no room", self.check("util/a.c", "\n"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
