"""What a program that was cut off left behind, and what the next one makes of it."""
import os
import re
import resource
import signal

from program import Case, main

OFFER = re.compile(r"the session of \d{4}-\d\d-\d\d \d\d:\d\d wasn't saved; 'recover' brings it back, 'recover drop' forgets it")
KEPT = "this session isn't saved; at the next start 'recover' brings it back"


class Recover(Case):
    def begin(self):
        prompt = self.start("--norc", "--window", "off")
        prompt.greeting = prompt.wait()
        return prompt

    def left(self):
        folder = os.path.join(self.home, ".local/state/nabla/recovery")
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []

    def cut_off(self, prompt, how=signal.SIGKILL):
        prompt.child.kill(how)
        self.assertEqual(prompt.end(), -how)

    def state(self, prompt):
        """All that `save` knows."""
        prompt.ask("save state")
        with open(os.path.join(self.home, "state"), encoding="utf-8") as file:
            text = file.read()
        os.unlink(os.path.join(self.home, "state"))
        return text

    def setUp(self):
        super().setUp()
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.home)

    def test_after_kill_9_the_next_start_brings_back_every_bit(self):
        prompt = self.begin()
        self.assertNotRegex(prompt.greeting, OFFER)
        for line in ("seed 7", "net 2 3:tanh 1:sigmoid; data moons 20 0.2; batch 3", "optimizer adam", "iterate 5", "step 3",
                     "w1[1,1] = 0.25", "undo", "nonsense", "train 4; step 2", "back", "break if L < 1e-9",
                     "commands 1", "print L", "end"):
            prompt.send(line + "\r")
            prompt.wait(line + "\r\n")
            prompt.wait()
        before, stops = self.state(prompt), prompt.ask("info")
        self.cut_off(prompt)
        prompt = self.begin()
        self.assertRegex(prompt.greeting, OFFER)
        self.assertIn("now after", prompt.ask("recover"))
        self.assertEqual(self.state(prompt), before)
        self.assertEqual(prompt.ask("info"), stops)
        self.assertEqual(prompt.ask("recover"), "there is nothing to recover\n")
        prompt.ask("step")
        before = self.state(prompt)
        self.cut_off(prompt)  # what was recovered is kept again
        prompt = self.begin()
        prompt.ask("recover")
        self.assertEqual(self.state(prompt), before)
        prompt.send("quit\r")
        self.assertEqual(prompt.end(), 0)
        self.assertEqual(self.left(), [])
        self.assertNotRegex(self.begin().greeting, OFFER)

    def test_at_most_the_last_command_is_lost(self):
        prompt = self.begin()
        prompt.ask("net 2 2; input 1 2; target 0 1")
        prompt.ask("iterate 3")
        prompt.send("iterate 100000000\r")
        prompt.wait(" of 100000000 (0 %)")  # it is at work
        self.cut_off(prompt)
        prompt = self.begin()
        prompt.ask("recover")
        self.assertEqual(prompt.ask("print iteration"), "3\n")

    def test_a_closed_terminal_or_sigterm_is_no_goodbye(self):
        prompt = self.begin()
        prompt.ask("net 2 2")
        self.cut_off(prompt, signal.SIGTERM)
        prompt = self.begin()
        self.assertRegex(prompt.greeting, OFFER)
        prompt.ask("recover")
        prompt.child.close(force=False)  # the terminal's other end
        self.until(lambda: not prompt.child.isalive(), "its end")
        prompt = self.begin()
        self.assertRegex(prompt.greeting, OFFER)
        prompt.ask("recover")
        self.assertIn("w1", prompt.ask("show weights"))

    def test_quit_and_ctrl_d_leave_nothing(self):
        for goodbye in ("quit\r", "\x04"):
            prompt = self.begin()
            prompt.ask("net 2 2")
            self.assertEqual(len(self.left()), 2)
            prompt.send(goodbye)
            self.assertEqual(prompt.end(), 0)
            self.assertEqual(self.left(), [])

    def leave(self, prompt):
        """By Ctrl-D; what it says on leaving."""
        prompt.send("\x04")
        self.assertEqual(prompt.end(), 0)
        return prompt.child.before.replace("\r", "")

    def test_ctrl_d_keeps_what_was_computed_and_is_not_saved(self):
        prompt = self.begin()
        for line in ("net 2 2; input 1 2; target 0 1", "step 3"):
            prompt.ask(line)
        before = self.state(prompt)
        prompt.ask("step; back")
        self.assertEqual(self.leave(prompt), f"\n{KEPT}\n")
        prompt = self.begin()
        self.assertRegex(prompt.greeting, OFFER)
        prompt.ask("recover")
        self.assertEqual(self.state(prompt), before)
        self.assertNotIn(KEPT, self.leave(prompt))  # state() has saved it
        self.assertEqual(self.left(), [])
        prompt = self.begin()
        for line in ("net 2 2; input 1 2; target 0 1", "step 3", "save mine", "print 1", "rate"):
            prompt.ask(line)
        self.assertNotIn(KEPT, self.leave(prompt))
        prompt = self.begin()
        for line in ("load mine", "rate 0.25"):
            prompt.ask(line)
        prompt.ask("lesson 1")
        self.assertIn(KEPT, self.leave(prompt))
        prompt = self.begin()
        prompt.ask("recover")
        self.assertEqual(prompt.ask("rate"), "rate 0.25\n")
        self.assertIn(KEPT, self.leave(prompt))  # it still isn't saved
        self.assertRegex(self.begin().greeting, OFFER)

    def test_what_is_a_month_old_is_forgotten(self):
        prompt = self.begin()
        prompt.ask("net 2 2")
        self.cut_off(prompt)
        folder = os.path.join(self.home, ".local/state/nabla/recovery")
        for name in os.listdir(folder):
            status = os.stat(os.path.join(folder, name))
            os.utime(os.path.join(folder, name), (status.st_atime, status.st_mtime - 31 * 24 * 60 * 60))
        self.assertNotRegex(self.begin().greeting, OFFER)

    def test_what_was_read_and_is_gone_is_there_and_no_file_is_written_again(self):
        with open("d.csv", "w", encoding="utf-8") as file:
            file.write("1,2,0.5\n3,4,0.25\n")
        with open("s.nabla", "w", encoding="utf-8") as file:
            file.write("net 2 1\nw1 = [0.5 0.25]\n")
        prompt = self.begin()
        for line in ("source s.nabla", "data d.csv", "save mine", "snapshot mine.svg", "iterate", "undo", "undo", "redo"):
            prompt.ask(line)
        before = self.state(prompt)
        self.cut_off(prompt)
        for name in ("d.csv", "s.nabla", "mine", "mine.svg"):
            os.unlink(name)
        prompt = self.begin()
        self.assertNotIn("wrote", prompt.ask("recover"))
        self.assertEqual(self.state(prompt), before)
        self.assertFalse(os.path.exists("mine") or os.path.exists("mine.svg"))

    def test_in_a_lesson_its_page_is_named_and_the_own_session_is_back(self):
        for how in (signal.SIGKILL, signal.SIGTERM):
            prompt = self.begin()
            prompt.ask("net 1 2:tanh 1; w1 = [3; 4]")
            prompt.ask("lesson 1.2")
            if how == signal.SIGTERM:
                prompt.ask("lesson 2.2")
            prompt.child.kill(how)
            prompt.end()
            prompt = self.begin()
            self.assertRegex(prompt.greeting, OFFER)
            said = prompt.ask("recover")
            self.assertRegex(said, r"^a lesson was running; 'lesson [a-z-]+\.2' goes on at its page\n")
            self.assertIn("w1 = [3; 4]", prompt.ask("w1"))
            self.assertNotIn("no lesson", prompt.ask(re.search("'(lesson [^']*)'", said)[1]))
            self.assertIn("back as it was", prompt.ask("lesson quit"))
            self.cut_off(prompt)
            prompt = self.begin()
            self.assertNotIn("a lesson was running", prompt.ask("recover"))  # it was left
            prompt.send("\x04")
            self.assertEqual(prompt.end(), 0)
            self.assertEqual(self.left(), [])

    def test_several_programs_keep_one_each(self):
        first, second = self.begin(), self.begin()
        first.ask("net 1 1")
        second.ask("net 2 2")
        third = self.begin()
        self.assertNotRegex(third.greeting, OFFER)  # both are alive
        self.cut_off(first)
        fourth = self.begin()
        self.assertRegex(fourth.greeting, OFFER)
        self.assertNotRegex(self.begin().greeting, OFFER)  # one has been offered already
        fourth.ask("recover")
        self.assertIn("inputs: 1", fourth.ask("show net"))
        self.cut_off(second)
        last = self.begin()
        self.assertRegex(last.greeting, OFFER)
        last.ask("recover drop")
        self.assertIn("no network yet", last.ask("show net"))
        self.assertNotRegex(self.begin().greeting, OFFER)

    def test_what_is_typed_is_kept_as_typed(self):
        prompt = self.begin()
        prompt.ask("net 1 1; input 1; target 0")
        prompt.ask("memory 1")
        folder = os.path.join(self.home, ".local/state/nabla/recovery")
        name = [name for name in os.listdir(folder) if name.endswith(".nabla")][0]
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            self.assertTrue(file.read().endswith("\ntarget 0\nmemory 1\n"))

    def test_a_full_disk_ends_it_without_a_word(self):
        prompt = self.begin()
        prompt.ask("net 2 2")
        resource.prlimit(prompt.child.pid, resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY))
        self.assertEqual(prompt.ask("rate 0.5"), "")
        self.assertEqual(prompt.ask("rate"), "rate 0.5\n")

    def test_scripts_keep_nothing(self):
        self.run_program("--norc", "-c", "net 2 2; iterate")
        self.run_program("--norc", text="net 2 2\n")
        self.assertEqual(self.left(), [])

    def test_what_is_damaged_is_said_and_the_rest_brought_back(self):
        prompt = self.begin()
        prompt.ask("net 2 2")
        self.cut_off(prompt)
        folder = os.path.join(self.home, ".local/state/nabla/recovery")
        name = [name for name in os.listdir(folder) if name.endswith(".nabla")][0]
        with open(os.path.join(folder, name), "ab") as file:
            file.write(b"rate 0.25\nra\0te 7\nrate 0.75\n")
        prompt = self.begin()
        self.assertIn("recover:", prompt.ask("recover"))
        self.assertEqual(prompt.ask("rate"), "rate 0.75\n")


if __name__ == "__main__":
    main()
