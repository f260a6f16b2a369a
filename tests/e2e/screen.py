"""A window on a virtual screen, for the tests in this folder: the first import starts the test anew under xvfb-run."""
import ctypes
import ctypes.util
import os
import re
import shutil
import subprocess
import sys

SCREEN = "-screen 0 1400x900x24 -nolisten tcp -noreset"

if os.environ.get("NABLA_TEST_SCREEN") != "own":  # never the screen of whoever runs the tests
    if not shutil.which("xvfb-run") or not shutil.which("import"):
        print("this test needs xvfb-run, import and xdotool (Debian: xvfb, imagemagick, xdotool)")
        sys.exit(77)  # meson: skipped
    os.environ["NABLA_TEST_SCREEN"] = "own"
    os.execvp("xvfb-run", ["xvfb-run", "-a", "-s", SCREEN, sys.executable, *sys.argv])

from program import Case  # noqa: E402 (behind the start of the screen)

WIDTH, HEIGHT = 1280, 800  # pixels


def tool(*command):
    return subprocess.run(command, capture_output=True, timeout=20)


class Screen:
    """X11 itself, for what xdotool can't do."""

    class ClientMessage(ctypes.Structure):
        _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                    ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong),
                    ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("padding", ctypes.c_long * 24)]

    @staticmethod
    def click_close_button(window):
        """What a window manager does when its close button is clicked (WM_DELETE_WINDOW)."""
        x11 = ctypes.CDLL(ctypes.util.find_library("X11"))
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XInternAtom.restype = ctypes.c_ulong
        x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
        x11.XSendEvent.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
        x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
        display = x11.XOpenDisplay(None)
        event = Screen.ClientMessage(type=33, window=int(window), format=32,
                                     message_type=x11.XInternAtom(display, b"WM_PROTOCOLS", 0))
        event.data[0] = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
        x11.XSendEvent(display, int(window), 0, 0, ctypes.byref(event))
        x11.XCloseDisplay(display)


class WindowCase(Case):
    """At the start of each test there is a window, and the mouse is off it."""
    options = ("--norc",)

    def setUp(self):
        super().setUp()
        self.open()

    def open(self, **changes):
        self.prompt = self.start(*self.options, display=os.environ["DISPLAY"], **changes)
        self.prompt.wait()
        self.window = self.until(self.find_window, "the window")
        tool("xdotool", "mousemove", "1399", "899")  # off the window: nothing is hovered

    def find_window(self):
        found = tool("xdotool", "search", "--onlyvisible", "--class", "nabla").stdout.split()
        return found[-1].decode() if found else None

    def pixels(self):
        """The window's pixels, in rows, 3 bytes each; b"" when there is none."""
        return tool("import", "-silent", "-window", self.window, "-depth", "8", "rgb:-").stdout

    def changed(self, before):
        """The picture, once it differs from the one before."""
        return self.until(lambda: self.pixels() not in (b"", before) and self.pixels(), "a new picture")

    def draw(self, name, width, height):
        """A snapshot in a file that isn't there yet: before replacing one the program asks."""
        path = os.path.join(self.home, name)
        if os.path.exists(path):
            os.unlink(path)
        self.prompt.ask(f"snapshot {path} {width}x{height}")
        return path

    def snapshot(self, width=WIDTH, height=HEIGHT):
        """The pixels that the window should come to show, drawn into a file."""
        path = self.draw("picture.png", width, height)
        pixels = tool("convert", path, "-depth", "8", "rgb:-").stdout
        self.assertEqual(len(pixels), width * height * 3)
        return pixels

    def place(self, text):
        """Where a text stands in the window: the same scene as an SVG file says it."""
        path = self.draw("scene.svg", WIDTH, HEIGHT)
        with open(path, encoding="utf-8") as file:
            x, y = re.search(rf'<text x="([\d.]+)" y="([\d.]+)"[^>]*>{re.escape(text)} *</text>', file.read()).groups()
        return str(round(float(x)) + 4), str(round(float(y)) - 4)

    def end(self):
        self.prompt.send("\x04")
        self.assertEqual(self.prompt.end(), 0)
