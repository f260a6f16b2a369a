"""`meson install` puts everything where a system looks for it, and what is installed holds what the program knows."""
import os
import re
import shutil
import subprocess
import unittest

from program import PATH, Case, environment, main

BUILD = os.path.dirname(PATH)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SECONDS = 100


def needs(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not there")


@unittest.skipUnless(shutil.which("meson"), "meson is not there")
class Install(Case):
    def setUp(self):
        super().setUp()
        subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", self.home + "/to"],
                       check=True, timeout=SECONDS, capture_output=True)
        for folder, _, files in os.walk(self.home + "/to"):
            if "nabla" in files and folder.endswith("/bin"):
                self.prefix = os.path.dirname(folder)

    def path(self, *names):
        return os.path.join(self.prefix, *names)

    def read(self, *names):
        with open(self.path(*names), encoding="utf-8") as file:
            return file.read()

    def commands(self):
        """The names that `help all` lists."""
        text = self.run_program("--norc", "-c", "help all").stdout.decode().split("\nFurther topics\n")[0]
        return re.findall(r"^  ([\w-]+) ", text, re.M)

    def test_everything_is_in_its_place(self):
        for name in ("bin/nabla", "share/man/man1/nabla.1", "share/bash-completion/completions/nabla",
                     "share/zsh/site-functions/_nabla", "share/applications/nabla.desktop",
                     "share/icons/hicolor/scalable/apps/nabla.svg", "share/locale/ko/LC_MESSAGES/nabla.mo"):
            self.assertTrue(os.path.getsize(self.path(name)) > 100, name)
        self.assertEqual(sorted(os.listdir(self.path("share/nabla/lessons"))), sorted(os.listdir(ROOT + "/lessons")))
        self.assertEqual(sorted(os.listdir(self.path("share/nabla/data"))), ["digits.csv", "iris.csv"])

    def test_what_is_installed_runs(self):
        done = subprocess.run([self.path("bin/nabla"), "--norc", "-c", "print 1"], capture_output=True,
                              env=environment(self.home), timeout=SECONDS)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"1\n", b""))

    def test_the_data_that_come_with_it_are_found_unless_there_is_such_a_file(self):
        def inputs(*commands):
            done = subprocess.run([self.path("bin/nabla"), "--norc", "-c", "; ".join(commands)], capture_output=True,
                                  cwd=self.home, env=environment(self.home), timeout=SECONDS)
            return done.stdout.decode() + done.stderr.decode()
        self.assertIn("iris.csv: samples 150, inputs 4, ", inputs("data iris.csv", "show data"))
        self.assertIn("digits.csv: samples ", inputs("data digits.csv", "show data"))
        self.assertIn("there is no file './iris.csv'", inputs("data ./iris.csv"))
        self.assertIn("there is no file 'mazur.csv'", inputs("data mazur.csv"))
        with open(os.path.join(self.home, "iris.csv"), "w", encoding="ascii") as file:
            file.write("1,2,3\n4,5,6\n")
        self.assertIn("samples 2, inputs 2, ", inputs("data iris.csv", "show data"))

    def test_the_manual_page_knows_every_command_and_option(self):
        page = self.read("share/man/man1/nabla.1")
        commands = self.commands()
        self.assertGreater(len(commands), 50)
        for name in commands:
            self.assertRegex(page, r"(?m)^\\fB" + re.escape(name.replace("-", "\\-")) + r"\b", name)
        for option in re.findall(r"(--\w[\w-]*)", self.run_program("--help").stdout.decode()):
            self.assertIn(option.replace("-", "\\-"), page)

    @needs("groff")
    def test_the_manual_page_is_formatted_without_a_warning(self):
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", self.path("share/man/man1/nabla.1")],
                              capture_output=True, text=True, timeout=SECONDS)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    @needs("bash")
    def test_bash_completes_options_choices_and_commands(self):
        def complete(*words):
            script = (f"source '{self.path('share/bash-completion/completions/nabla')}'; COMP_WORDS=({' '.join(words)});"
                      f"COMP_CWORD={len(words) - 1}; _nabla; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
            done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=SECONDS)
            self.assertEqual(done.stderr, "")
            return done.stdout.split()
        self.assertEqual(complete("nabla", "--wi"), ["--window"])
        self.assertEqual(complete("nabla", "--lang", "''"), ["en", "ko"])
        self.assertEqual(complete("nabla", "-c", "snap"), ["snapshot"])
        self.assertEqual(sorted(complete("nabla", "-c", "''")), sorted(self.commands()))

    @needs("zsh")
    def test_zsh_reads_its_completion(self):
        done = subprocess.run(["zsh", "-n", self.path("share/zsh/site-functions/_nabla")], capture_output=True,
                              timeout=SECONDS)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    @needs("desktop-file-validate")
    def test_the_desktop_entry_is_valid(self):
        done = subprocess.run(["desktop-file-validate", self.path("share/applications/nabla.desktop")],
                              capture_output=True, timeout=SECONDS)
        self.assertEqual((done.returncode, done.stdout), (0, b""))

    def test_the_package_has_the_version_of_the_program(self):
        with open(ROOT + "/debian/changelog", encoding="utf-8") as file:
            packaged = re.match(r"nabla \(([\d.]+)-\d+\)", file.readline())[1]
        self.assertTrue(self.run_program("--version").stdout.decode().startswith(f"nabla {packaged}\n"))


class Doctor(Case):
    def examine(self, *options, **changes):
        return self.run_program("--doctor", *options, **changes)

    def test_it_says_what_is_amiss_and_what_to_do(self):
        done = self.examine(LANG="C", TERM="dumb", XDG_STATE_HOME="/proc")
        text = done.stdout.decode()
        self.assertEqual((done.returncode, done.stderr), (1, b""))
        for line, advice in (("screen: none", "'snapshot FILE.png' needs no display"),
                             ("terminal: ", "export TERM=xterm-256color"), ("locale: C, signs ASCII", "export LANG=C.UTF-8")):
            self.assertRegex(text, rf"(?m)^!!   {re.escape(line)}.*\n      .*{re.escape(advice)}")
        if os.geteuid() != 0:
            self.assertRegex(text, r"(?m)^!!   history: /proc/nabla/\n      nothing can be written there")

    def test_what_is_well_is_listed_too(self):
        text = self.examine().stdout.decode()
        for what in "renderer", "font DejaVu Sans", "font NanumGothic", "translation", "lessons", "settings", "this folder":
            self.assertRegex(text, rf"(?m)^ok   {what}: ")

    def test_the_command_says_the_same(self):
        said = self.run_program("--norc", "-c", "doctor")
        self.assertEqual((said.returncode, said.stdout), (0, self.examine().stdout))

    def test_a_shell_that_is_not_known_is_a_usage_error(self):
        done = self.run_program("--completion", "fish")
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn(b"no shell is called 'fish'", done.stderr)


if __name__ == "__main__":
    main()
