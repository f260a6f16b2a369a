"""A lesson at a real prompt, with the window as its blackboard."""
import os
import re

from screen import HEIGHT, WIDTH, WindowCase
from program import Case, main

CARD = slice(64 * WIDTH * 3, 130 * WIDTH * 3)  # rows of the window's picture: the page's title, and the question
PICTURE = slice(320 * WIDTH * 3, 560 * WIDTH * 3)  # the network

LONG = """# 1. Long

## A page

```ask
id: long
question: Is it trained?
setup: net 2 50:tanh 1:tanh; data circle 1000; train 100000000
check: state epoch == 1
hint: No.
hint: No.
solution: train 1
```
"""


class Lesson(WindowCase):
    def texts(self):
        """What stands in the scene."""
        with open(self.draw("scene.svg", WIDTH, HEIGHT), encoding="utf-8") as file:
            return " ".join(re.findall(r"<text[^>]*>([^<]*)", file.read()))

    def shown(self):
        """The window's picture, once it is what it should be."""
        drawn = self.snapshot()
        self.until(lambda: self.pixels() == drawn, "the window as the file")
        return drawn

    def test_the_window_shows_the_page_and_its_question_and_follows_the_answer(self):
        before = self.shown()
        self.assertIn("A network that decides one thing", self.prompt.ask("lesson 1"))
        question = self.shown()
        self.assertNotEqual(question[CARD], before[CARD])
        self.assertIn("Which line carries the weight w1[1,2]?", self.texts())
        self.assertIn("No. That line carries w1[1,1].", self.prompt.ask("a"))
        self.assertEqual(self.shown(), question)
        self.assertIn("Right!", self.prompt.ask("b"))
        self.assertIn("The weighted sum", self.prompt.ask(""))
        page = self.shown()
        self.assertNotEqual(page[CARD], question[CARD])
        self.assertIn("The weighted sum", self.texts())
        self.assertNotIn("Now other numbers", self.texts())  # the page's picture stays until Enter
        self.assertIn("? Now other numbers", self.prompt.ask(""))
        asked = self.shown()
        self.assertNotEqual(asked[CARD], page[CARD])
        self.assertNotEqual(asked[PICTURE], page[PICTURE])
        self.assertIn("Now other numbers", self.texts())
        self.assertIn("Right!", self.prompt.ask("z1[1] = -5.9"))
        self.assertIn("back as it was", self.prompt.ask("lesson quit"))
        self.assertEqual(self.shown(), before)
        self.end()


class Typed(Case):
    def test_enter_does_what_was_said_last(self):
        prompt = self.start()
        prompt.wait()
        self.assertIn("(type the letter; 'hint' helps)", prompt.ask("lesson 1"))
        prompt.ask("next")
        self.assertIn("(Enter does that again; 'next' goes on in the lesson)", prompt.ask("back"))
        self.assertIn("at the", prompt.ask(""))
        self.assertIn("? Now other numbers", prompt.ask("next"))
        self.assertIn("Here the answer is missing", prompt.ask(""))
        self.assertIn("Right!", prompt.ask("-5.9"))
        self.assertIn("A weight is an importance", prompt.ask(""))

    def test_a_long_setup_shows_how_far_it_is_and_can_be_stopped(self):
        folder = os.path.join(self.home, "lessons", "01-long")
        os.makedirs(folder)
        with open(os.path.join(folder, "en.md"), "w", encoding="utf-8") as file:
            file.write(LONG)
        prompt = self.start("--norc", "--lessons", os.path.dirname(folder))
        prompt.wait()
        prompt.send("lesson 1\r")
        prompt.wait("Ctrl-C stops")
        prompt.send("\x03")
        prompt.wait("stopped, so not all is set up; 'lesson' opens the page again")
        prompt.wait()
        self.assertIn("Your own session", prompt.ask("lesson quit"))


if __name__ == "__main__":
    main()
