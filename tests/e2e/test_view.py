"""Mouse and keys in the window: each does what a command does, and says so at the prompt."""
import os

from screen import HEIGHT, WIDTH, WindowCase, tool
from program import main


class Keys(WindowCase):
    def setUp(self):
        super().setUp()
        self.prompt.build()
        tool("xdotool", "windowfocus", self.window)

    def press(self, *keys):
        tool("xdotool", "key", *keys)

    def says(self, command):
        """What the program answers to a command that it was given by the window."""
        self.prompt.wait(f"∇ {command}\r\n")
        return self.prompt.wait()

    def shows_what_a_snapshot_shows(self):
        drawn = self.snapshot()
        self.until(lambda: self.pixels() == drawn, "the window, pixel for pixel as the file")

    def test_keys_walk(self):
        for key, command, answer in (("space", "step", "[1/15]"), ("space", "step", "[2/15]"),
                                     ("BackSpace", "back", "[1/15]"), ("f", "forward", "L = "),
                                     ("b", "backward", "∂L/∂w1[1,1]"), ("u", "update", "w1[1,1]")):
            picture = self.pixels()
            self.press(key)
            self.assertIn(answer, self.says(command))
            self.changed(picture)
        self.end()

    def test_no_key_is_lost(self):
        # no key twice in a row: SDL takes one that comes within 2 ms of its own release for a held one
        self.press("space", "BackSpace", "space", "f", "space", "BackSpace", "space")
        for command in ("step", "back", "step", "forward", "step", "back", "step"):
            self.prompt.wait(f"{command}\r\n")  # what waits is run without a prompt in between
        self.assertIn("[6/15]", self.prompt.wait())
        self.end()

    def test_t_trains_until_it_is_pressed_again(self):
        picture = self.pixels()
        self.press("t")
        self.prompt.wait("∇ train 1000000000\r\n")
        self.prompt.wait(", rate 0.5; Ctrl-C stops")  # no end is in sight, so none is foretold
        self.changed(picture)
        self.press("space", "t")  # a step has to wait, and isn't done when it would come as a surprise
        self.assertRegex(self.prompt.wait(), r"iteration \d+: mean loss .*\nstopped\n$")
        self.assertEqual(self.prompt.ask("print 1"), "1\n")
        self.end()

    def test_panels_zoom_and_theme_are_those_of_a_snapshot(self):
        for key, command in (("2", "view net"), ("1", None), ("2", "view net formula"), ("1", "view formula"),
                             ("a", "view auto"), ("equal", "zoom 1.25"), ("minus", "zoom 1")):
            self.press(key)
            if command:
                self.says(command)
                self.shows_what_a_snapshot_shows()
        for command in ("theme light", "theme contrast", "present on", "zoom 2", "watch w1", "break a1[2]"):
            picture = self.pixels()
            self.prompt.ask(command)
            self.changed(picture)
            self.shows_what_a_snapshot_shows()
        self.end()

    def test_a_list_of_all_keys_comes_and_goes(self):
        picture = self.pixels()
        for away in ("question", "Escape", "F1"):
            self.press("question" if away != "F1" else "F1")
            self.changed(picture)
            self.press(away)
            self.until(lambda: self.pixels() == picture, "the picture without the list")
        self.end()

    def test_the_wheel_changes_a_weight_by_one_assignment(self):
        picture = self.pixels()
        tool("xdotool", "mousemove", "--window", self.window, *self.place("w2[2,2]"))
        picture = self.changed(picture)
        tool("xdotool", "click", "--repeat", "3", "--delay", "5", "4")
        self.prompt.wait("∇ w2[2,2] = 0.7\r\n")
        self.prompt.wait()
        self.changed(picture)
        self.assertEqual(self.prompt.ask("print w2[2,2]"), "0.7\n")
        self.assertIn("  w2[2,2] = 0.7\n", self.prompt.ask("history 3"))
        with open(os.path.join(self.home, ".local/state/nabla/history"), encoding="utf-8") as file:
            self.assertIn("w2[2,2] = 0.7\n", file.readlines())
        self.prompt.ask("undo")
        self.assertEqual(self.prompt.ask("print w2[2,2]"), "0.55\n")
        self.end()

    def test_an_input_is_dragged_up(self):
        x, y = self.place("0.05")
        tool("xdotool", "mousemove", "--window", self.window, x, y, "mousedown", "1",
             "mousemove_relative", "--", "0", "-20", "mousemove_relative", "--", "0", "-13", "mouseup", "1")
        self.says("x[1] = 0.25")
        self.assertEqual(self.prompt.ask("print x[1]"), "0.25\n")
        self.assertIn("  x[1] = 0.25\n", self.prompt.ask("history 3"))
        self.prompt.ask("undo")
        self.assertEqual(self.prompt.ask("print x[1]"), "0.05\n")
        tool("xdotool", "mousemove", "--window", self.window, x, y, "click", "1")
        self.says("select x[1]")
        self.end()


    def test_a_click_in_the_plane_adds_a_sample_of_the_class_chosen(self):
        self.prompt.ask("net 2 2:tanh 1:sigmoid; data xor; view boundary")
        picture = self.snapshot()
        self.until(lambda: self.pixels() == picture, "the plane")
        tool("xdotool", "mousemove", "--window", self.window, str(WIDTH // 2 - 30), str(HEIGHT // 2 + 20), "click", "1")
        self.prompt.wait("∇ data add ")
        self.assertRegex(self.prompt.wait(), r"^[-.\d]+ [-.\d]+ : 0\n")
        picture = self.changed(picture)
        tool("xdotool", "mousemove", "--window", self.window, *self.place("class 1"), "click", "1")
        self.says("view class 1")
        tool("xdotool", "mousemove", "--window", self.window, str(WIDTH // 2 + 40), str(HEIGHT // 2 + 20), "click", "1",
             "mousemove_relative", "60", "0", "click", "3")
        for wanted in ("1", "0"):
            self.prompt.wait("∇ data add ")
            self.assertRegex(self.prompt.wait("\r\n"), rf" : {wanted}$")
        self.prompt.wait()
        self.assertRegex(self.prompt.ask("history 2"), r"  data add .* : 0\n")
        self.assertEqual(self.prompt.ask("undo; data show").count(" : "), 6)
        self.end()


    def test_a_click_on_a_row_takes_that_sample_and_one_on_a_number_selects_it(self):
        self.prompt.ask("net 2 2:tanh 1:sigmoid; w2 = [0.125 0.375]; data xor; view data values")
        picture = self.snapshot()
        self.until(lambda: self.pixels() == picture, "both tables")
        tool("xdotool", "mousemove", "--window", self.window, *self.place("3"), "click", "1")
        self.says("sample 3")
        self.changed(picture)
        self.prompt.ask("step")
        self.assertEqual(self.prompt.ask("print x"), "[1 0]\n")
        x, y = self.place("0.375")
        tool("xdotool", "mousemove", "--window", self.window, str(int(x) - 8), y, "click", "1")
        self.says("select w2[1,2]")
        self.end()


class Remembered(WindowCase):
    options = ("-c", "print 1", "-i")

    def size(self):
        return tool("import", "-silent", "-window", self.window, "-format", "%wx%h", "info:-").stdout.decode()

    def test_size_panels_theme_and_zoom_are_there_the_next_time(self):
        self.prompt.ask("view formula net")
        self.prompt.ask("theme light; zoom 1.5; motion off; present on")
        tool("xdotool", "windowsize", self.window, "900", "600")
        self.until(lambda: self.size() == "900x600", "the new size")
        self.end()
        with open(os.path.join(self.home, ".local/state/nabla/window"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "size 900x600\nview formula net\ntheme light\nzoom 1.5\nmotion off\n")
        self.open()
        self.assertEqual(self.size(), "900x600")
        self.assertEqual(self.prompt.ask("view; theme; zoom; motion; present"),
                         "view formula net\ntheme light\nzoom 1.5\nmotion off\npresent off\n")
        self.end()
        self.options = ("--norc",)
        self.open()
        self.assertEqual(self.size(), f"{WIDTH}x{HEIGHT}")
        self.assertEqual(self.prompt.ask("theme"), "theme dark\n")
        self.end()


if __name__ == "__main__":
    main()
