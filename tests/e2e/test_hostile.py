"""Scripts that come from anywhere: what they can't do, and how far they can go."""
import os

from program import Case, main


class Hostile(Case):
    def put(self, name, text):
        path = os.path.join(self.home, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def run_script(self, text, *options):
        self.put("work/evil.nabla", text)
        return self.run_in_work("--norc", *options, "evil.nabla")

    def run_in_work(self, *options, **more):
        before = os.getcwd()
        home, self.home = self.home, os.path.join(self.home, "work")
        os.makedirs(self.home, exist_ok=True)
        try:
            return self.run_program(*options, **more)
        finally:
            self.home = home
            os.chdir(before)

    def files(self):
        return sorted(os.path.relpath(os.path.join(folder, name), self.home)
                      for folder, _, names in os.walk(self.home) for name in names)

    def assert_refused(self, done, words):
        self.assertEqual(done.returncode, 1, done)
        self.assertIn(words, done.stderr.decode())
        self.assertEqual(done.stderr.count(b"\n"), 1)

    def test_it_writes_no_file_outside_its_folder_and_none_that_is_hidden(self):
        os.makedirs(os.path.join(self.home, "work/below"))
        os.symlink(self.home, os.path.join(self.home, "work/out"))
        os.symlink("../.profile", os.path.join(self.home, "work/innocent"))
        os.symlink("../new", os.path.join(self.home, "work/new.svg"))
        for writer in ("save {}", "record {}", "export json {}", "export svg {}", "snapshot {}.svg"):
            for path in (self.home + "/.bashrc", "../x", ".bashrc", "below/../../x", "out/x", "below/.hidden/x", "./.x",
                         "/tmp/nabla-hostile", "innocent", "new.svg"):
                if (path == "innocent" and writer.endswith(".svg")) or (path == "new.svg" and not writer.endswith(".svg")):
                    continue
                done = self.run_script("net 1 1; input 1; target 0\n" + writer.format(path.replace(".svg", "")))
                self.assert_refused(done, "evil.nabla:2: a script may not write '")
        self.assertEqual([name for name in self.files() if not os.path.islink(os.path.join(self.home, name))],
                         ["work/evil.nabla"])
        self.assertFalse(os.path.exists("/tmp/nabla-hostile"))

    def test_it_may_write_below_its_folder_again_and_again(self):
        os.makedirs(os.path.join(self.home, "work/below"))
        for _ in range(2):
            done = self.run_script("net 1 1; save a; save ./below/b; record below//c; snapshot d.svg; save /dev/null\n")
            self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_it_replaces_no_file_that_is_not_of_its_kind(self):
        self.put("work/thesis.txt", "months of work\n")
        for writer in ("save", "record"):
            self.assert_refused(self.run_script(f"net 1 1\n{writer} thesis.txt"),
                                "'thesis.txt' is there already, and no script replaces it; give another name")
        with open(os.path.join(self.home, "work/thesis.txt"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "months of work\n")

    def test_nor_does_a_script_that_a_script_or_a_breakpoint_runs(self):
        self.put("work/inner.nabla", "save ../x\n")
        self.assert_refused(self.run_script("source inner.nabla"), "inner.nabla:1: a script may not write '../x', only files in this folder "
                            "and below; type the command yourself, or use -c")
        self.assert_refused(self.run_in_work("--norc", "-c", "source inner.nabla"), "a script may not write")
        done = self.run_script("net 1 1; input 1; target 0; break a1[1]; commands 1\nsave ../x\nend\ncontinue")
        self.assert_refused(done, "a script may not write")
        done = self.run_script("net 1 1; input 1; target 0; break a1[1]; commands 1\nsave ../x\nend\n")
        done = self.run_in_work("--norc", "-c", "source evil.nabla", "-c", "continue")
        self.assert_refused(done, "a script may not write")
        self.assertFalse(os.path.exists(os.path.join(self.home, "x")))

    def test_nor_does_an_alias_of_a_script_that_the_user_types(self):
        self.run_script('alias go = "save ../x"')
        self.assert_refused(self.run_in_work("--norc", "-c", "source evil.nabla; go"), "a script may not write '../x'")
        done = self.run_in_work("--norc", "-c", 'alias go = "save ../x"; go')
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        os.unlink(os.path.join(self.home, "x"))

    def test_the_users_own_words_write_anywhere(self):
        done = self.run_in_work("--norc", "-c", f"net 1 1; save ../x; save {self.home}/.y")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.put("work/.config/nabla/rc", "save ../rc\n")
        done = self.run_in_work("-c", "print 1")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertTrue(all(os.path.exists(os.path.join(self.home, name)) for name in ("x", ".y", "rc")))

    def test_at_the_prompt_a_sourced_script_is_held_to_it_and_the_user_is_asked(self):
        self.put("evil.nabla", f"net 1 1\nsave {self.home}/x\n")
        self.put("mine", "mine\n")
        prompt = self.start("--norc", "--window", "off")
        prompt.wait()
        self.assertIn("a script may not write", prompt.ask(f"source {self.home}/evil.nabla"))
        self.assertIn("is there already; type 'y' to replace it", prompt.ask(f"save {self.home}/mine"))
        self.assertEqual(prompt.ask("print 1"), "1\n")  # that is no yes
        self.assertNotIn("wrote", prompt.ask("y"))
        with open(os.path.join(self.home, "mine"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine\n")

    def test_there_is_no_way_to_run_a_program(self):
        for line in ("!ls", "`ls`", "$(ls)", "|ls", "shell ls", "system(1)", "exec ls", "export '|ls' x", "source |ls"):
            self.assertEqual(self.run_script(line).returncode, 1, line)
        done = self.run_script("save 'a;touch b'; save 'a`touch c`'; save '$(touch d)'; save 'a|touch e'\n")
        self.assertEqual([name for name in self.files() if name[-1] in "bcde" and len(os.path.basename(name)) == 1], [])
        strace = ["execve", "popen", "system", "posix_spawn", "fork"]
        with open(os.path.join(os.path.dirname(__file__), "..", "..", "src", "main.c"), encoding="utf-8") as file:
            self.assertFalse([name for name in strace if f"{name}(" in file.read()])

    def test_scripts_that_call_themselves_or_each_other_end(self):
        self.put("work/a.nabla", "source b.nabla\n")
        self.put("work/b.nabla", "source a.nabla\n")
        for text in ("source evil.nabla", "load evil.nabla", "source a.nabla"):
            self.assert_refused(self.run_script(text), "scripts and aliases that call one another are nested deeper than 16")

    def test_breakpoints_whose_commands_go_on_for_ever_end_at_their_depth(self):
        done = self.run_script("net 1 1; input 1; target 0; break a1[1]; commands 1\nreset\ncontinue\nprint 1\nend\ncontinue")
        self.assertIn(done.returncode, (0, 1))
        self.assertLess(len(done.stdout), 100000)

    def test_a_breakpoint_that_sets_a_breakpoint_ends(self):
        done = self.run_script("net 1 1; input 1; target 0; break a1[1]; commands 1\nbreak a1[1]\ncontinue\nend\n" + "iterate\n" * 300)
        self.assert_refused(done, "breakpoints and displays already; 'delete' some")

    def test_every_size_that_can_be_named_has_a_bound(self):
        for text, words in (
                ("net 1" + " 1" * 100, "64"), ("net 4097 1", "4096"), ("net 1 99999999999999999999", "4096"),
                ("net 4096 4096 4096", "weights"), ("data spiral 100001", "100000"), ("data moons 1e300", "100000"),
                ("net 1 1; train 1e10", "1000000000"), ("memory 99999999", "65536"), ("precision 18", "17"),
                ("print " + "(" * 500 + "1" + ")" * 500, "200"), ("print " + "-" * 500 + "1", "200"),
                ("print 1" + "^1" * 500, "200"), ("print " + "[" * 500 + "1" + "]" * 500, "200"),
                ("print " + "1" * (1 << 20) + "1", "line"), ("net 1 1; iterate 1e9", "1e+08"),
                ("net 1 1; batch 1e12", "1"), ("snapshot x.png 99999x99999", "8192"), ("net 1 1:maxout:17", "16")):
            self.assert_refused(self.run_script(text), words)

    def test_an_endless_file_is_refused(self):
        os.makedirs(os.path.join(self.home, "work"))
        for text in ("source /dev/zero", "load /dev/zero", "data /dev/zero"):
            done = self.run_script(text)
            self.assertEqual(done.returncode, 1)
            self.assertEqual(done.stderr.count(b"\n"), 1)


if __name__ == "__main__":
    main()
