"""What can't be written or read: one line that says why, the program goes on, and the old file is whole. Nothing here
relies on permissions, since root has them all."""
import os
import re
import resource
import subprocess

from program import PATH, Case, environment, main

WRITERS = ["save {}", "record {}", "snapshot {}.png", "snapshot {}.svg"]
NET = "seed 4; net 2 3:tanh 1; input 1 2; target 0.5; iterate 3; step 4"


class Disk(Case):
    def begin(self, **changes):
        prompt = self.start("--norc", "--window", "off", **changes)
        prompt.wait()
        return prompt

    def path(self, name):
        return os.path.join(self.home, name)

    def put(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def get(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def saved(self, prompt):
        """The whole state, as it would be saved."""
        prompt.ask(f"save {self.path('state')}")
        text = self.get("state")
        os.unlink(self.path("state"))
        return text

    def test_a_file_that_cannot_be_written_is_one_line_and_changes_nothing(self):
        prompt = self.begin()
        prompt.ask(NET)
        state = self.saved(prompt)
        self.put("file", "old")
        os.symlink("/dev/full", self.path("full"))
        os.symlink("/dev/full", self.path("full.png"))
        os.symlink("/dev/full", self.path("full.svg"))
        os.symlink("round", self.path("round.png"))
        os.symlink("round.png", self.path("round.svg"))
        os.symlink("round.svg", self.path("round"))
        for name in ("dir", "dir.png", "dir.svg"):
            os.mkdir(self.path(name))
        for place, why in (("full", "the disk is full; make room on it, or choose another folder"), ("dir", "it is a folder; add a file name"),
                           ("none/x", "its folder does not exist; make the folder first"),
                           ("file/x", "its folder does not exist; make the folder first"),
                           ("round", "it is a link that leads back to itself; give another name")):
            for writer in WRITERS:
                said = prompt.ask(writer.format(self.path(place)))
                self.assertRegex(said, r"^cannot write '[^\n]*': " + re.escape(why) + r"\n$", writer)
        self.assertEqual(self.get("file"), b"old")
        self.assertEqual(self.saved(prompt), state)

    def write(self, prompt, command):
        """The answer, behind a yes where the prompt asks whether a file may be replaced."""
        said = prompt.ask(command)
        return prompt.ask("y") if "type 'y'" in said else said

    def test_a_disk_that_is_full_leaves_the_old_file_whole(self):
        prompt = self.begin()
        prompt.ask(NET)
        for writer in WRITERS:
            self.write(prompt, writer.format(self.path("out")))
        prompt.ask("record off")
        before = {name: self.get(name) for name in ("out", "out.png", "out.svg")}
        resource.prlimit(prompt.child.pid, resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
        for writer in WRITERS:
            self.assertRegex(self.write(prompt, writer.format(self.path("out"))), r"^cannot write '[^\n]*File too large\n$")
        resource.prlimit(prompt.child.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self.assertEqual({name: self.get(name) for name in before}, before)
        self.assertEqual([name for name in os.listdir(self.home) if name.startswith("out.") and name not in before], [])
        self.assertIn("[5/", prompt.ask("step"))

    def test_a_recording_that_fills_the_disk_ends_behind_its_last_whole_line(self):
        prompt = self.begin()
        prompt.ask(NET)
        prompt.ask(f"record {self.path('r')}")
        prompt.ask("step")
        before = self.get("r")
        self.assertTrue(before.endswith(b"\nstep\n"))
        resource.prlimit(prompt.child.pid, resource.RLIMIT_FSIZE, (len(before) + 3, resource.RLIM_INFINITY))
        self.assertRegex(prompt.ask("step 2"), r"recording has ended: cannot write '[^\n]*File too large\n$")
        self.assertEqual(self.get("r"), before)
        self.assertEqual(prompt.ask("record off"), "nothing is being recorded\n")

    def test_a_recording_whose_folder_is_gone_says_so(self):
        prompt = self.begin()
        os.mkdir(self.path("folder"))
        prompt.ask(f"record {self.path('folder/r')}")
        os.unlink(self.path("folder/r"))
        os.rmdir(self.path("folder"))
        self.assertIn("recording has ended: cannot write", prompt.ask("net 2 2"))
        self.assertIn("w1", prompt.ask("show weights"))

    def test_a_file_that_cannot_be_read_is_one_line_and_changes_nothing(self):
        prompt = self.begin()
        prompt.ask(NET)
        state = self.saved(prompt)
        os.mkdir(self.path("dir"))
        self.put("file", "old")
        self.put("bytes", "\0\1\2")
        os.symlink("round", self.path("round"))
        said = prompt.ask(f"load {self.path('round')}")
        self.assertEqual(said, f"cannot read '{self.path('round')}': it is a link that leads back to itself; give another file\n")
        for reader in ("load {}", "source {}", "data {}"):
            for place, why in (("gone", "there is no file"), ("dir", "is a folder"), ("file/x", "there is no file"),
                               ("bytes", "control character|NUL byte|text"), ("gone\\x", "there is no file")):
                said = prompt.ask(reader.format(self.path(place)))
                self.assertRegex(said, why)
                self.assertEqual(said.count("\n"), 1)
        self.assertEqual(self.saved(prompt), state)

    def skip(self, prompt):
        """The next question; what is said then."""
        for _ in range(10):
            said = prompt.ask("skip")
            if "no question is open" not in said:
                return said
            prompt.ask("next")
        self.fail(said)

    def test_progress_that_cannot_be_written_is_said_and_the_old_file_is_whole(self):
        path = self.path(".local/share/nabla/progress")
        prompt = self.begin()
        prompt.ask("lesson 1.2")
        self.skip(prompt)
        before = self.get(path)
        self.assertIn(b" skipped ", before)
        resource.prlimit(prompt.child.pid, resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY))
        self.assertIn(f"cannot write '{path}': File too large\n", prompt.ask("lesson 2.2"))
        self.assertIn(f"cannot write '{path}': File too large\n", self.skip(prompt))
        self.assertEqual(self.get(path), before)
        self.assertEqual(os.listdir(os.path.dirname(path)), ["progress"])
        resource.prlimit(prompt.child.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        prompt.ask("lesson 3")
        self.assertEqual(self.get(path).count(b" skipped "), 2)  # nothing of it was lost in between

    def test_without_a_folder_for_progress_lessons_go_on_and_say_why_it_is_not_kept(self):
        for folder, why in (("/proc/x", "No such file or directory"), ("/dev/null/x", "Not a directory")):
            prompt = self.begin(XDG_DATA_HOME=folder)
            line = f"the folder of '{folder}/nabla/progress' can't be made: {why}\n"
            said = prompt.ask("lesson 1.2")
            self.assertIn("> net ", said)
            self.assertIn(line, said)
            self.assertIn(line, self.skip(prompt))

    def test_without_a_home_to_write_to_the_prompt_works_in_silence(self):
        for changes in ({"XDG_STATE_HOME": "/dev/null/x", "XDG_CONFIG_HOME": "/dev/null/x", "XDG_DATA_HOME": "/dev/null/x"},
                        {"XDG_STATE_HOME": "/proc/x", "XDG_CONFIG_HOME": "/proc/x", "XDG_DATA_HOME": "/proc/x"}):
            prompt = self.start("--window", "off", **changes)
            self.assertNotIn("/", prompt.wait().replace("\x1b", ""))
            self.assertEqual(prompt.ask("print 1"), "1\n")
            self.assertEqual(prompt.ask("print 2"), "2\n")
            prompt.send("\x10")  # the line before is still remembered
            prompt.wait("print 2")
            prompt.send("\x15\x04")
            self.assertEqual(prompt.end(), 0)

    def test_a_folder_where_the_history_belongs_stays_one(self):
        os.makedirs(self.path(".local/state/nabla/history/x"))
        os.makedirs(self.path(".local/state/nabla/window/x"))
        prompt = self.start("--window", "off")
        prompt.wait()
        prompt.ask("print 1")
        prompt.send("\x04")
        self.assertEqual(prompt.end(), 0)
        self.assertTrue(os.path.isdir(self.path(".local/state/nabla/history/x")))

    def test_a_history_on_a_full_disk_has_no_half_lines(self):
        prompt = self.begin()
        prompt.ask("print 1")
        history = ".local/state/nabla/history"
        before = self.get(history)
        resource.prlimit(prompt.child.pid, resource.RLIMIT_FSIZE, (len(before) + 3, resource.RLIM_INFINITY))
        self.assertEqual(prompt.ask("print 22222"), "22222\n")
        self.assertEqual(prompt.ask("print 3"), "3\n")
        self.assertEqual(self.get(history), before)


class Results(Case):
    def test_results_that_cannot_be_written_end_the_script_with_a_line(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PATH, "--norc", "-c", "print 1; save x; print 2"], stdout=full, stderr=subprocess.PIPE,
                                  cwd=self.home, env=environment(self.home))
        self.assertEqual((done.returncode, done.stderr), (1, b"nabla: cannot write the results: No space left on device\n"))


if __name__ == "__main__":
    main()
