"""Options, scripts, standard input and exit codes, without any terminal."""
import os
import signal
import subprocess

from program import PATH, Case, WAIT_SECONDS, environment, main


class Options(Case):
    def run_norc(self, *options, **more):
        return self.run_program("--norc", *options, **more)

    def check(self, done, code, out="", err=""):
        self.assertEqual((done.returncode, done.stdout.decode(), done.stderr.decode()), (code, out, err))

    def script(self, name, text):
        with open(os.path.join(self.home, name), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return name

    def test_files_and_commands_run_in_the_order_given(self):
        self.script("two.nabla", "print 2\n")
        self.check(self.run_norc("-c", "print 1", "two.nabla", "-c", "print 3; print 4"), 0, "1\n2\n3\n4\n")

    def test_standard_input_is_a_script_when_it_is_no_terminal(self):
        self.check(self.run_norc(text="print 1\nprint 2"), 0, "1\n2\n")

    def test_a_dash_is_standard_input_among_the_files(self):
        self.check(self.run_norc("-c", "print 1", "-", "-c", "print 3", text="print 2\n"), 0, "1\n2\n3\n")

    def test_words_behind_two_dashes_are_files(self):
        self.script("--echo", "print 7\n")
        self.check(self.run_norc("--", "--echo"), 0, "7\n")

    def test_the_first_error_stops_a_script_and_is_placed(self):
        self.script("bad.nabla", "print 1\n\nprint w1\nprint 2\n")
        done = self.run_norc("bad.nabla", "-c", "print 3")
        self.check(done, 1, "1\n", "bad.nabla:3: there is no network yet; build one first, for example: "
                                   "net 2 2:sigmoid 2:sigmoid\n")

    def test_an_error_names_where_it_came_from(self):
        for options, text, place in (["-c", "print 1; print w1"], "", "-c:1: "), ([], "print 1\nprint w1\n", "stdin:2: "):
            done = self.run_norc(*options, text=text)
            self.assertEqual((done.returncode, done.stdout), (1, b"1\n"))
            self.assertTrue(done.stderr.decode().startswith(place), done.stderr)

    def test_keep_going_goes_on_and_still_fails_in_the_end(self):
        self.script("bad.nabla", "print w1\nprint 1\n")
        done = self.run_norc("--keep-going", "bad.nabla", "missing.nabla", "-c", "print 2")
        self.assertEqual((done.returncode, done.stdout), (1, b"1\n2\n"))
        self.assertEqual(len(done.stderr.splitlines()), 2)

    def test_results_and_errors_keep_their_order_in_one_file(self):
        done = subprocess.run([PATH, "--norc", "--echo", "--keep-going"], input=b"print 1\nprint w1\nprint 2\n",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment(self.home))
        lines = done.stdout.decode().splitlines()
        self.assertEqual([line[:9] for line in lines], ["> print 1", "1", "> print w", "stdin:2: ", "> print 2", "2"])

    def test_a_long_training_in_a_script_says_how_far_it_is_beside_its_results(self):
        commands = "net 2 4:tanh 1:sigmoid; data xor; print 1; train 999999999"
        running = subprocess.Popen([PATH, "--norc", "-c", commands], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=environment(self.home))
        self.assertEqual(running.stdout.readline(), b"1\n")
        self.assertRegex(running.stderr.readline().decode(), r"^epoch \d+, mean loss [\d.e+-]+, rate 0.1, \d+ s left$")
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=WAIT_SECONDS)
        self.assertEqual((out, running.returncode), (b"", -signal.SIGINT))

    def test_quit_ends_all_with_its_code(self):
        self.check(self.run_norc("-c", "print 1; quit 42", "-c", "print 2"), 42, "1\n")
        self.check(self.run_norc("-c", "quit"), 0)

    def test_a_file_that_is_not_there_is_named(self):
        self.check(self.run_norc("nowhere.nabla"), 1, "", "there is no file 'nowhere.nabla'; check its name and folder\n")
        self.assertIn(b"is a folder", self.run_norc(self.home).stderr)

    def test_usage_errors_are_one_line_and_exit_code_2(self):
        for options, words in (
                (["--frob"], "there is no option '--frob'; 'nabla --help' lists them all"), (["-x"], "there is no option '-x'"),
                (["-ix"], "there is no option '-x'"), (["--lang"], "option '--lang' needs a value; 'nabla --help' explains it"),
                (["-c"], "option '-c' needs a value"), (["--norc=1"], "option '--norc=1' takes no value; 'nabla --help' explains it"),
                (["--lang", "fr"], "there are: en, ko"), (["--window", "sideways"], "there are: auto, on, off"),
                (["--color", "red"], "there are: auto, always, never"), (["--zoom", "0"], "--zoom must be a number between 0.25 and 8, not '0'"),
                (["--zoom", "nan"], "between 0.25 and 8"), (["--zoom", "1x"], "not '1x'")):
            done = self.run_program(*options)
            with self.subTest(options=options):
                self.assertEqual((done.returncode, done.stdout), (2, b""))
                self.assertRegex(done.stderr.decode(), r"^nabla: [^\n]*\n$")
                self.assertIn(words, done.stderr.decode())

    def test_help_and_version_go_to_standard_output(self):
        self.assertRegex(self.run_program("--version").stdout.decode(), r"^nabla \d+\.\d+\.\d+\n(gcc|clang) .*Readline .*SDL .*libpng .*\n$")
        text = self.run_program("--help").stdout.decode()
        for word in "-c -i --window --lang --color --norc --keep-going --echo --zoom --version --help".split():
            self.assertIn(word, text)
        self.assertLessEqual(max(map(len, text.split("\n"))), 100)

    def test_colour_only_where_it_is_wanted(self):
        commands = "net 1 1:sigmoid; input 1; target 0; step"
        self.assertNotIn(b"\x1b", self.run_norc("-c", commands).stdout)
        self.assertIn(b"\x1b[", self.run_norc("--color", "always", "-c", commands).stdout)
        self.assertIn(b"\x1b[31m", self.run_norc("--color", "always", "-c", "frob").stderr)

    def test_signs_follow_the_locale(self):
        commands = "net 1 1:sigmoid; input 1; target 0; backward; explain"
        self.assertIn("∂", self.run_norc("-c", commands).stdout.decode())
        self.assertTrue(self.run_norc("-c", commands, LANG="C").stdout.isascii())
        self.assertIn("∂", self.run_norc("-c", commands, LANG="xx_XX.UTF-8").stdout.decode())

    def test_a_comma_locale_changes_no_number(self):
        self.check(self.run_norc("-c", "print 1/2", LC_ALL="de_DE.UTF-8"), 0, "0.5\n")

    def test_the_start_file_comes_first(self):
        os.makedirs(os.path.join(self.home, ".config/nabla"))
        self.script(".config/nabla/rc", "precision 3\n")
        self.check(self.run_program("-c", "print 1/3"), 0, "0.333\n")
        self.check(self.run_norc("-c", "print 1/3"), 0, "0.333333\n")

    def test_a_broken_start_file_stops_a_script(self):
        self.script("rc", "frob\n")
        os.makedirs(os.path.join(self.home, "nabla"))
        os.rename(os.path.join(self.home, "rc"), os.path.join(self.home, "nabla/rc"))
        done = self.run_program("-c", "print 1", XDG_CONFIG_HOME=self.home)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn(b"nabla/rc:1: ", done.stderr)

    def test_results_that_cannot_be_written_are_an_error(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PATH, "--norc", "-c", "print 1"], stdout=full, stderr=subprocess.PIPE,
                                  env=environment(self.home), timeout=WAIT_SECONDS)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"cannot write the results", done.stderr)

    def test_a_reader_that_goes_away_ends_it_quietly(self):
        child = subprocess.Popen([PATH, "--norc", "-c", "net 2 2; input 1 2; target 1 2; step 1000000"],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(self.home))
        child.stdout.readline()
        child.stdout.close()
        self.assertEqual(child.wait(WAIT_SECONDS), -signal.SIGPIPE)
        self.assertEqual(child.stderr.read(), b"")
        child.stderr.close()

    def test_another_program_can_drive_it_line_by_line(self):
        child = subprocess.Popen([PATH, "--norc"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, env=environment(self.home))
        for line, answer in (b"print 1\n", b"1\n"), (b"print 2; print 3\n", b"2\n"), (b"", b"3\n"):
            child.stdin.write(line)
            child.stdin.flush()
            self.assertEqual(child.stdout.readline(), answer)
        child.stdin.write(b"net 1 1\nw1 = [\n")
        child.stdin.write(b"5]\nw1\n\nfrob\n")
        out, err = child.communicate(timeout=WAIT_SECONDS)
        self.assertEqual(out, b"w1 = 5\n")
        self.assertTrue(err.startswith(b"stdin:8: "), err)

    def test_a_script_runs_to_its_end_behind_the_end_of_input(self):
        done = self.run_norc(text="net 1 1:sigmoid; input 1; target 0\niterate 200000\nprint iteration")
        self.check(done, 0, "200000\n")

    def test_long_lines_and_broken_bytes_are_refused_with_their_place(self):
        self.script("long.nabla", "print 1\n" + "1" * 10_000_000 + "\n")
        done = self.run_norc("long.nabla")
        self.assertEqual((done.returncode, len(done.stderr.splitlines())), (1, 1))
        self.assertIn(b"long.nabla:2: ", done.stderr)
        self.script("bytes.nabla", b"print 1\nprint \xff\n")
        self.assertIn(b"bytes.nabla:2: ", self.run_norc("bytes.nabla").stderr)
        self.script("zero.nabla", b"print 1\n\0\nprint 2\n")
        self.assertIn(b"zero.nabla:2: ", self.run_norc("zero.nabla").stderr)

    def test_a_long_line_on_standard_input_is_refused_too(self):
        done = self.run_norc(text="print 1\n" + "1" * 20_000_000)
        self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (1, b"1\n", 1))


class Pictures(Case):
    def test_a_snapshot_needs_no_display_and_is_the_same_each_time(self):
        for name in "a.png", "b.png", "a.svg", "b.svg":
            done = self.run_program("--norc", "-c", f"net 2 3:tanh 1; input 1 2; target 1; forward; snapshot {name}")
            self.assertEqual((done.returncode, done.stderr), (0, b""))
        for ending in ".png", ".svg":
            with open(self.home + "/a" + ending, "rb") as a, open(self.home + "/b" + ending, "rb") as b:
                first = a.read()
                self.assertGreater(len(first), 2000)
                self.assertEqual(first, b.read())

    def test_a_size_can_be_given(self):
        self.run_program("--norc", "-c", "snapshot a.png 640x400")
        with open(self.home + "/a.png", "rb") as file:
            head = file.read(24)
        self.assertEqual((head[:4], int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")),
                         (b"\x89PNG", 640, 400))

    def test_another_ending_is_refused(self):
        done = self.run_program("--norc", "-c", "snapshot a.gif")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.decode(), "-c:1: 'a.gif': the name of a picture ends in .png or .svg\n")

    def test_window_on_without_a_display_is_an_error(self):
        done = self.run_program("--norc", "--window", "on", "-c", "print 1")
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn(b"there is no display", done.stderr)
        done = subprocess.run([PATH, "--norc", "--window", "on", "-c", "print 1"], capture_output=True, cwd=self.home,
                              env=environment(self.home, display=":9876"))
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn(b"cannot open the window: there is no display; the prompt works without it", done.stderr)

    def test_a_script_that_asks_for_the_window_runs_without_one(self):
        done = self.run_program("--norc", "-c", "view on; print 1; view off")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"1\n", b""))
        self.assertIn(b"--window off", self.run_program("--norc", "--window", "off", "-c", "view on").stderr)


if __name__ == "__main__":
    main()
