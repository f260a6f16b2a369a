"""What goes away while the program runs: the display, the terminal, whoever reads its results."""
import os
import shutil
import signal
import subprocess
import sys

from program import Case, PATH, PROMPT, environment, main

if not shutil.which("Xvfb") or not shutil.which("xdotool"):
    print("this test needs Xvfb and xdotool (Debian: xvfb, xdotool)")
    sys.exit(77)  # meson: skipped


class Display(Case):
    """Each test has a screen of its own, to end it."""

    def setUp(self):
        super().setUp()
        ends, told = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(told), "-screen", "0", "1000x700x24", "-nolisten", "tcp",
                                        "-noreset"],  # else it starts anew when xdotool leaves before nabla has come
                                       pass_fds=[told], stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_server)
        os.close(told)
        with os.fdopen(ends) as file:
            self.display = ":" + file.readline().strip()
        self.prompt = self.start("--norc", display=self.display)
        self.prompt.wait()
        self.window = self.until(self.find_window, "the window")

    def end_server(self):
        self.server.kill()
        self.server.wait()

    def tool(self, *command):
        return subprocess.run(command, capture_output=True, timeout=20, env={**os.environ, "DISPLAY": self.display})

    def find_window(self):
        found = self.tool("xdotool", "search", "--onlyvisible", "--class", "nabla").stdout.split()
        return found[-1].decode() if found else None

    def test_without_its_display_the_prompt_works_on(self):
        self.prompt.ask("net 2 2; input 1 2; target 0 1; step")
        self.prompt.send("print 12")
        self.prompt.wait("print 12")
        self.end_server()
        self.prompt.wait("the display is gone, and the window with it; the prompt works on\r\n")
        self.prompt.wait("print 12")
        self.prompt.send("3\r")
        self.prompt.wait("\r\n")
        self.assertEqual(self.prompt.wait(), "123\n")
        self.assertIn("[2/", self.prompt.ask("step"))
        self.assertEqual(self.prompt.ask("view on"), "the display is gone; start nabla again to see the window\n")
        self.prompt.ask(f"view net formula; theme light; snapshot {self.home}/a.svg")
        self.assertTrue(os.path.exists(os.path.join(self.home, "a.svg")))
        self.prompt.send("\x04")
        self.assertEqual(self.prompt.end(), 0)

    def test_it_may_go_while_a_command_is_at_work(self):
        self.prompt.ask("net 2 2; input 1 2; target 0 1")
        self.prompt.send("iterate 100000000\r")
        self.prompt.wait("Ctrl-C stops")
        self.end_server()
        self.prompt.wait("the display is gone")
        self.prompt.wait("Ctrl-C stops")  # it is still at work
        self.prompt.send("\x03")
        self.assertIn("stopped after", self.prompt.wait())
        self.assertEqual(self.prompt.ask("print 5"), "5\n")

    def test_it_may_go_while_the_program_ends(self):
        self.server.send_signal(signal.SIGSTOP)  # so that the program waits for it
        os.kill(self.prompt.child.pid, signal.SIGTERM)
        self.end_server()
        self.assertEqual(self.prompt.end(), -signal.SIGTERM)

    def test_a_storm_of_sizes_ends_in_the_last_one(self):
        self.prompt.ask("net 2 3:tanh 2; input 1 2; target 0 1")
        self.prompt.send("iterate 100000000\r")
        self.prompt.wait("Ctrl-C stops")
        sizes = [(320 + 41 * i % 600, 200 + 67 * i % 450) for i in range(60)]
        for width, height in sizes:
            self.tool("xdotool", "windowsize", self.window, str(width), str(height))
        self.prompt.send("\x03")
        self.assertIn("stopped after", self.prompt.wait())
        for size in ("1", "1"), ("5000", "5000"), ("700", "500"):
            self.tool("xdotool", "windowsize", self.window, *size)
        self.until(lambda: b"Geometry: 700x500" in self.tool("xdotool", "getwindowgeometry", self.window).stdout, "its size")
        for i in range(60):
            self.prompt.child.setwinsize(5 + i % 40, 1 + 7 * i % 150)
        self.prompt.child.setwinsize(50, 200)
        self.assertEqual(self.prompt.ask("print 6"), "6\n")
        self.prompt.send("\x04")
        self.assertEqual(self.prompt.end(), 0)

    def test_stopped_with_its_window_and_continued(self):
        self.prompt.ask("net 2 2")
        os.kill(self.prompt.child.pid, signal.SIGSTOP)
        self.tool("xdotool", "windowsize", self.window, "500", "400")
        os.kill(self.prompt.child.pid, signal.SIGCONT)
        self.assertEqual(self.prompt.ask("print 6"), "6\n")


class Terminal(Case):
    def state(self, pid):
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0]

    def test_ctrl_z_and_fg_in_a_shell_with_jobs(self):
        shell = self.start("-c", 'set -m; "$0" --norc --window off; echo stopped $?; fg; echo end $?', program="/bin/bash")
        shell.wait()
        shell.send("print 12")
        shell.wait("print 12")
        shell.send("\x1a")
        shell.wait("stopped 148\r\n")
        shell.wait("print 12")  # fg: the line is there again
        shell.send("3\r")
        shell.wait("\r\n")
        self.assertEqual(shell.wait(), "123\n")
        shell.send("\x04")
        shell.wait("end 0")

    def test_a_job_goes_on_behind_ctrl_z_and_fg(self):
        shell = self.start("-c", 'set -m; "$0" --norc --window off; echo stopped $?; fg; echo end $?', program="/bin/bash")
        shell.wait()
        shell.send("net 2 2; input 1 2; target 0 1; iterate 100000000\r")
        shell.wait("Ctrl-C stops")
        shell.send("\x1a")
        shell.wait("stopped 148\r\n")
        shell.wait("Ctrl-C stops")
        shell.send("\x03")
        self.assertIn("stopped after", shell.wait())

    def test_a_terminal_that_is_closed_ends_it_even_at_work(self):
        for busy in False, True:
            prompt = self.start("--norc", "--window", "off")
            prompt.wait()
            prompt.ask("net 2 2; input 1 2; target 0 1")
            if busy:
                prompt.send("iterate 100000000\r")
                prompt.wait("Ctrl-C stops")
            pid = prompt.child.pid
            prompt.child.close(force=False)
            self.until(lambda: not prompt.child.isalive(), "its end")
            self.assertFalse(os.path.exists(f"/proc/{pid}"))

    def test_standard_output_that_is_closed_is_an_error_and_no_crash(self):
        for redirections in ">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-":
            done = subprocess.run(["/bin/sh", "-c", f'"$0" --norc -c "print 1; frobnicate" {redirections}', PATH],
                                  capture_output=True, timeout=20, env=environment(self.home), check=False)
            self.assertEqual(done.returncode, 1, redirections)

    def test_at_the_prompt_results_that_nobody_reads_end_it_by_a_line_or_in_silence(self):
        shell = self.start("-c", '"$0" --norc --window off | true; echo ended ${PIPESTATUS[0]}', program="/bin/bash")
        shell.wait(PROMPT)
        shell.send("print 1\r")
        shell.wait("ended 1")


if __name__ == "__main__":
    main()
