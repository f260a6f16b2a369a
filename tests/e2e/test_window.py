"""The prompt and the window together."""
import os

from screen import HEIGHT, WIDTH, Screen, WindowCase, tool
from program import Case, main

HEAD = 64  # pixels: where the step is named


class Window(WindowCase):
    def test_the_worked_example_one_node_at_a_time(self):
        prompt = self.prompt
        prompt.build()
        head = HEAD * WIDTH * 3  # where the step is named; behind it things still flow for a moment
        steps, heads = [], [self.snapshot()[:head]]
        for number in range(1, 16):
            steps.append(prompt.ask("step"))
            self.assertIn(f"[{number}/15]", steps[-1])
            heads.append(self.snapshot()[:head])
            self.assertNotEqual(heads[-1], heads[-2])
            self.until(lambda: self.pixels()[:head] == heads[-1], f"step {number} in the window")
        self.assertIn("= 0.3775\n", steps[0])
        self.assertIn("= 0.298371\n", steps[4])
        self.assertRegex(steps[6], r"∂L/∂w2\[1,1\] .*= 0\.138499·0\.59327 .*= 0\.082167\n")
        for expected in ("w1 = [0.149780716 0.19956143; 0.24975114 0.29950229]",
                         "w2 = [0.35891648 0.408666186; 0.511301270 0.561370121]"):
            self.assertEqual(prompt.ask(f"expect {expected} within 1e-8"), "")
        self.end()

    def test_back_to_the_very_start_through_the_same_numbers(self):
        prompt = self.prompt
        prompt.build()
        prompt.ask("precision 17")
        seen = []
        for _ in range(30):
            seen.append(prompt.ask("show weights; show values; show grads"))
            prompt.ask("step")
        for there in reversed(seen):
            prompt.ask("back")
            self.assertEqual(prompt.ask("show weights; show values; show grads"), there)
        self.end()

    def test_once_at_rest_the_window_shows_what_a_snapshot_shows(self):
        self.prompt.build()
        self.prompt.ask("step 8")
        drawn = self.snapshot()
        self.until(lambda: self.pixels() == drawn, "the window, pixel for pixel as the file")
        self.end()

    def test_at_rest_it_sleeps_until_something_happens(self):
        self.prompt.build()
        self.prompt.ask("step 8")
        self.until(self.sleeps_for_good, "a wait without an end")
        self.end()

    def sleeps_for_good(self):
        """Whether the program waits in poll(), and not only for a time."""
        try:
            with open(f"/proc/{self.prompt.child.pid}/syscall", encoding="ascii") as file:
                call = file.read().split()
        except OSError as error:
            self.skipTest(f"this system doesn't tell what a program waits for: {error}")
        if call[0] not in ("7", "271", "73") or int(call[2], 16) < 3:  # poll, ppoll; X11's own has one file only
            return False
        return int(call[3], 16) & 0xFFFFFFFF == 0xFFFFFFFF if call[0] == "7" else int(call[3], 16) == 0

    def test_hidden_and_shown_again_it_has_its_picture(self):
        self.prompt.build()
        drawn = self.snapshot()
        self.until(lambda: self.pixels() == drawn, "the net")
        tool("xdotool", "windowunmap", self.window)
        self.until(lambda: not self.find_window(), "no window")
        tool("xdotool", "windowmap", self.window)
        self.until(lambda: self.pixels() == drawn, "the net again")
        self.end()

    def test_what_happened_while_it_was_hidden_is_there_when_it_is_shown(self):
        self.prompt.build()
        before = self.snapshot()
        self.until(lambda: self.pixels() == before, "the net")
        tool("xdotool", "windowunmap", self.window)
        self.until(lambda: not self.find_window(), "no window")
        self.prompt.ask("step 8; zoom 1.5")
        self.until(self.sleeps_for_good, "a wait without an end, though nobody sees it")
        drawn = self.snapshot()
        tool("xdotool", "windowmap", self.window)
        self.until(lambda: self.pixels() == drawn, "the picture as it is by now")
        self.end()

    def test_what_changes_nothing_in_the_picture_draws_no_frame(self):
        self.end()
        trace = os.path.join(self.home, "frames")
        self.open(NABLA_TRACE=trace)
        self.prompt.build()
        self.prompt.ask("motion off; step 8")
        drawn = self.snapshot()
        self.until(lambda: self.pixels() == drawn and self.sleeps_for_good(), "the picture, at rest")
        with open(trace, encoding="ascii") as file:
            frames = file.read()
        tool("xdotool", "mousemove", "640", "795", "mousemove", "1200", "795", "mousemove", "1399", "899")
        for line in "print w1", "show net", "# nothing", "theme dark", "zoom 1", "nonsense", "":
            self.prompt.ask(line)
        self.until(self.sleeps_for_good, "rest")
        with open(trace, encoding="ascii") as file:
            self.assertEqual(file.read(), frames)
        self.prompt.ask("step")
        self.changed(drawn)
        with open(trace, encoding="ascii") as file:
            self.assertGreater(len(file.read()), len(frames))
        self.end()

    def test_ctrl_c_during_a_long_job_while_the_window_shows_it(self):
        self.prompt.build()
        picture = self.snapshot()
        self.prompt.send("iterate 100000000\r")
        self.prompt.wait("Ctrl-C stops")
        self.changed(picture)
        self.prompt.send("\x03")
        self.assertRegex(self.prompt.wait(), r"stopped after \d+ of 100000000\n$")
        self.assertEqual(self.prompt.ask("print 1"), "1\n")
        self.end()

    def test_the_window_follows_its_size(self):
        self.prompt.build()
        self.prompt.ask("step 3")
        tool("xdotool", "windowsize", self.window, "900", "600")
        drawn = self.snapshot(900, 600)
        self.until(lambda: self.pixels() == drawn, "the picture in the new size")
        self.end()

    def test_a_storm_of_sizes_ends_with_the_picture_in_the_last_one(self):
        self.prompt.build()
        self.prompt.ask("view net formula curve map; step 3")
        sizes = [(400 + 37 * i % 900, 300 + 53 * i % 500) for i in range(60)] + [(900, 600)]
        tool("xdotool", *(word for width, height in sizes for word in ("windowsize", self.window, str(width), str(height))))
        drawn = self.snapshot(900, 600)
        self.until(lambda: self.pixels() == drawn, "the picture in the last size")
        self.until(self.sleeps_for_good, "rest")
        self.end()

    def test_closing_it_leaves_the_prompt_and_view_on_brings_it_back(self):
        self.prompt.build()
        for _ in range(3):
            self.prompt.send("print 12")  # half a line stays
            self.prompt.wait("print 12")
            Screen.click_close_button(self.window)
            self.prompt.wait("\x1b[K\rthe window is closed; 'view on' opens it again\r\n")  # in the line's place
            self.prompt.wait("print 12")
            self.until(lambda: not self.find_window(), "no window")
            self.prompt.send("3\r")
            self.prompt.wait("\r\n")
            self.assertEqual(self.prompt.wait(), "123\n")
            closed = "the window is closed; 'view on' opens it again\n"
            self.assertEqual(self.prompt.ask("view"), "view auto\n" + closed)
            self.assertEqual(self.prompt.ask("view auto"), closed)
            self.prompt.ask("view on")
            self.window = self.until(self.find_window, "the window again")
            self.changed(b"")
        self.end()

    def test_view_off_closes_it(self):
        self.prompt.ask("view off")
        self.until(lambda: not self.find_window(), "no window")
        self.end()

    def test_a_click_selects_as_if_it_were_typed(self):
        self.prompt.build()
        picture = self.snapshot()
        self.until(lambda: self.pixels() == picture, "the net")
        places = {"x[1]": self.place("0.05"), "w2[2,2]": self.place("w2[2,2]")}
        self.prompt.send("print 12")
        self.prompt.wait("print 12")
        for name, place in places.items():
            tool("xdotool", "mousemove", "--window", self.window, *place)
            picture = self.changed(picture)  # what the mouse is over is told
            tool("xdotool", "click", "1")
            self.prompt.wait(f"∇ select {name}\r\n")
            self.prompt.wait("print 12")  # what was typed is still there
            picture = self.changed(picture)
        self.prompt.send("\r")
        self.prompt.wait("\r\n")
        self.assertEqual(self.prompt.wait(), "12\n")
        self.end()

    def test_sigterm_while_the_window_is_open(self):
        self.prompt.child.kill(15)
        self.assertEqual(self.prompt.end(), -15)
        self.until(lambda: not self.find_window(), "no window")


class Script(Case):
    def test_a_script_opens_no_window_unless_it_is_told_to(self):
        done = self.run_program("--norc", "-c", "net 2 2; print 1", DISPLAY=os.environ["DISPLAY"], NABLA_TRACE="/dev/stderr")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"1\n", b""))
        done = self.run_program("--norc", "--window", "on", "-c",
                                "net 2 2; input 1 2; target 1 2; iterate 100000; print iteration",
                                DISPLAY=os.environ["DISPLAY"], NABLA_TRACE="/dev/stderr")
        self.assertEqual((done.returncode, done.stdout), (0, b"100000\n"))
        self.assertRegex(done.stderr.decode(), r"^(frame \d+\.\d+ \d+\.\d+\n)+$")


if __name__ == "__main__":
    main()
