"""The message checker itself: each fault once, in a small source tree of its own."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parents[2]
SOURCE = """
static const char *const table[] = {N_("weight")};
bool f(struct error *error) { return error_set(error, _("layer %d: "
                                                        "%s"), 1, _("∂ is a sign")); }
"""
HEADER = 'msgid ""\nmsgstr ""\n"Language: ko\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
GOOD = {"weight": "가중치", "layer %d: %s": "%2$s: %1$d층", "∂ is a sign": "∂는 기호"}


class Messages(unittest.TestCase):
    def setUp(self):
        temp = tempfile.TemporaryDirectory()
        self.addCleanup(temp.cleanup)
        self.root = pathlib.Path(temp.name)
        (self.root / "src").mkdir()
        (self.root / "assets/po").mkdir(parents=True)
        for script in ("template", "update"):
            shutil.copy(ROOT / "assets/po" / script, self.root / "assets/po")
        (self.root / "src/a.c").write_text(SOURCE)

    def translate(self, messages, flags=""):
        entries = "".join(f'\n{flags}msgid "{english}"\nmsgstr "{korean}"\n' for english, korean in messages.items())
        (self.root / "assets/po/ko.po").write_text(HEADER + entries)

    def check(self):
        done = subprocess.run([ROOT / "tests/house/check_messages", self.root], capture_output=True, text=True)
        self.said = done.stdout + done.stderr
        return done.returncode

    def test_all_translated_is_good_even_with_arguments_in_another_order(self):
        self.translate(GOOD)
        self.assertEqual(self.check(), 0, self.said)
        self.assertEqual(self.said, "")

    def test_a_missing_message_is_named_with_its_file(self):
        self.translate({english: GOOD[english] for english in list(GOOD)[1:]})
        self.assertEqual(self.check(), 1)
        self.assertIn('Without a Korean translation:\n#: src/a.c\nmsgid "weight"\n', self.said)

    def test_an_empty_translation_is_none(self):
        self.translate({**GOOD, "∂ is a sign": ""})
        self.assertEqual(self.check(), 1)
        self.assertIn('msgid "∂ is a sign"', self.said)

    def test_a_fuzzy_translation_is_none(self):
        self.translate(GOOD, flags="#, fuzzy\n")
        self.assertEqual(self.check(), 1)
        self.assertIn("Marked fuzzy, ", self.said)

    def test_other_placeholders_are_refused(self):
        for korean in ["%d층", "%s층 %s", "%2$d층 %1$s", "%d층 %s %s"]:
            self.translate({**GOOD, "layer %d: %s": korean})
            self.assertEqual(self.check(), 1, korean)
            self.assertIn(f'msgstr "{korean}"\n', self.said)

    def test_a_machine_dependent_format_is_refused(self):
        (self.root / "src/b.c").write_text('f(_("seed %" PRIu64));\n')
        self.translate({**GOOD, "seed %<PRIu64>": "씨앗 %<PRIu64>"})
        self.assertEqual(self.check(), 1)
        self.assertIn("%<PRIu64>", self.said)

    def test_sources_without_a_message_are_refused(self):
        (self.root / "src/a.c").write_text("int a;\n")
        self.translate({})
        self.assertEqual(self.check(), 1)

    def test_an_update_brings_in_the_new_keeps_the_old_and_drops_the_gone(self):
        self.translate({"weight": "가중치", "gone": "없음"})
        update = [self.root / "assets/po/update"]
        subprocess.run(update, check=True, capture_output=True)
        first = (self.root / "assets/po/ko.po").read_text()
        self.assertIn('#: src/a.c\nmsgid "weight"\nmsgstr "가중치"\n', first)
        self.assertIn('#: src/a.c\n#, c-format\nmsgid "layer %d: %s"\nmsgstr ""\n', first)
        self.assertNotIn("gone", first)
        self.assertNotIn("Date", first)
        subprocess.run(update, check=True, capture_output=True)
        self.assertEqual((self.root / "assets/po/ko.po").read_text(), first)


if __name__ == "__main__":
    unittest.main(argv=["test_messages"], verbosity=2)
