"""The prompt in a pseudo-terminal, without any display."""
import os
import re
import signal
import stat
import termios

from program import Case, PROMPT, main

NO_DISPLAY = "there is no display, so no window; the prompt works without it"


class Keys(Case):
    def begin(self, *options, **more):
        prompt = self.start(*options, **more)
        prompt.wait(NO_DISPLAY)
        prompt.wait()
        return prompt

    def test_without_a_display_it_says_so_once_and_works_on(self):
        prompt = self.begin()
        self.assertEqual(prompt.ask("print 1 + 1"), "2\n")
        self.assertNotIn("display", prompt.ask("print 2"))

    def test_ctrl_d_leaves_with_exit_code_0(self):
        prompt = self.begin()
        prompt.ask("nonsense")
        prompt.send("\x04")
        self.assertEqual(prompt.end(), 0)

    def test_ctrl_d_leaves_no_empty_line(self):
        for rules in {}, {"INPUTRC": "/dev/null"}:  # pastes in brackets or not
            prompt = self.begin(**rules)
            prompt.send("\x04")
            self.assertEqual(prompt.end(), 0)
            self.assertEqual(re.sub(r"\x1b\[[?\w]*|\r", "", prompt.child.before), "\n")

    def test_quit_leaves_with_its_code(self):
        prompt = self.begin()
        prompt.send("quit 3\r")
        self.assertEqual(prompt.end(), 3)

    def test_an_error_is_one_line_and_the_prompt_is_back(self):
        prompt = self.begin()
        self.assertRegex(prompt.ask("frobnicate"), r"^no command is called 'frobnicate'.*\n$")
        self.assertEqual(prompt.ask("print 3"), "3\n")

    def test_an_empty_line_repeats_stepping_and_nothing_else(self):
        prompt = self.begin()
        prompt.build()
        self.assertIn("[1/15]", prompt.ask("step"))
        self.assertIn("[2/15]", prompt.ask(""))
        self.assertIn("[3/15]", prompt.ask(""))
        self.assertEqual(prompt.ask("print 5"), "5\n")
        self.assertEqual(prompt.ask(""), "")

    def test_ctrl_c_throws_a_line_away(self):
        prompt = self.begin()
        prompt.send("print 1234")
        prompt.wait("print 1234")
        prompt.send("\x03")
        self.assertEqual(prompt.wait(), "^C\n")
        self.assertEqual(prompt.ask("print 5"), "5\n")

    def test_ctrl_c_throws_an_unfinished_matrix_away(self):
        prompt = self.begin()
        prompt.send("w1 = [1 2\r")
        prompt.wait("… ")
        prompt.send("\x03")
        prompt.wait()
        self.assertEqual(prompt.ask("print 5"), "5\n")

    def test_a_matrix_may_go_on_over_several_lines(self):
        prompt = self.begin()
        prompt.ask("net 2 2")
        prompt.send("w1 = [1 2\r")
        prompt.wait("… ")
        prompt.send("3 4]\r")
        prompt.wait()
        self.assertEqual(prompt.ask("w1"), "w1 = [1 2; 3 4]\n")

    def test_a_forgotten_bracket_is_named_once_and_an_empty_line_drops_the_line(self):
        prompt = self.begin()
        prompt.ask("net 2 2; w1 = [1 2; 3 4]")
        prompt.send("w1 = [0.40 0.45; 0.50 0.55\r")
        prompt.wait("55\r\n")
        self.assertEqual(prompt.wait("… "),
                         "the '[' at column 6 is still open: go on, or close it with ']'; an empty line drops it\n")
        prompt.send("step\r")
        prompt.wait("step\r\n")
        self.assertEqual(prompt.wait("… "), "")
        prompt.send(" \r")
        prompt.wait("\r\n")
        self.assertEqual(prompt.wait(), "the '[' was never closed; the line is dropped\n")
        self.assertEqual(prompt.ask("w1"), "w1 = [1 2; 3 4]\n")

    def test_ctrl_c_stops_a_long_job_and_keeps_what_it_did(self):
        prompt = self.begin()
        prompt.build()
        prompt.send("iterate 100000000\r")
        prompt.wait(" of 100000000 (0 %)")  # the progress line: it is at work
        prompt.send("\x03")
        done = re.search(r"stopped after (\d+) of 100000000", prompt.wait("stopped") + "stopped" + prompt.wait())
        self.assertGreater(int(done[1]), 0)
        self.assertEqual(prompt.ask("print iteration").strip(), done[1])

    def test_what_is_typed_during_a_job_waits_for_its_end(self):
        prompt = self.begin()
        prompt.build()
        prompt.send("iterate 20000\rprint 6 * 7\r")
        self.assertIn("iteration 20000: ", prompt.wait("42\r\n"))

    def test_the_progress_line_is_gone_behind_the_job(self):
        prompt = self.begin(TERM="dumb")
        prompt.build()
        prompt.send("iterate 100000000\r")
        prompt.wait(" of 100000000 (0 %); Ctrl-C stops")
        prompt.send("\x03")
        prompt.child.expect(r"\r +\rstopped after")
        prompt.wait()

    def test_completion_knows_commands_and_quantities_of_this_net(self):
        prompt = self.begin()
        prompt.ask("net 2 3:tanh 1")
        prompt.send("preci\t9\r")
        prompt.wait("precision 9\r\n")
        prompt.wait()
        prompt.send("print dw\t")
        prompt.wait("print dw")
        prompt.send("\t")  # a second time lists them
        listed = prompt.wait("print dw").split()
        self.assertEqual([word for word in listed if word.startswith("dw")], ["dw1", "dw2"])

    def test_completion_behind_a_colon_and_inside_an_expression(self):
        prompt = self.begin()
        prompt.send("net 2 3:leak\t\r")
        prompt.wait("net 2 3:leaky_relu")
        prompt.wait()
        prompt.send("print 2*(w\t[1,1]-w1[1,1])\r")
        prompt.wait("print 2*(w1[1,1]-w1[1,1])\r\n")
        self.assertEqual(prompt.wait(), "0\n")

    def test_completion_of_files(self):
        with open(os.path.join(self.home, "my-own script.nabla"), "w", encoding="utf-8") as file:
            file.write("print 41 + 1\n")
        prompt = self.begin()
        prompt.send(f"source {self.home}/my-ow\t\r")
        self.assertIn("42\n", prompt.wait())

    def test_the_history_file_keeps_lines_for_the_next_start(self):
        prompt = self.begin()
        for line in ["print 1", "print 2", "print 2", ""]:
            prompt.ask(line)
        prompt.send("\x04")
        prompt.end()
        path = os.path.join(self.home, ".local/state/nabla/history")
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), "print 1\nprint 2\n")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        prompt = self.begin()
        prompt.send("\x1b[A\x1b[A\r")  # the upward arrow, twice
        prompt.wait("\r\n")
        self.assertEqual(prompt.wait(), "1\n")

    def test_a_paste_of_several_lines_runs_them_all(self):
        prompt = self.begin(INPUTRC="/dev/null")
        prompt.send("\x1b[200~print 11\rprint 12\x1b[201~")
        prompt.wait("print 12")
        prompt.send("\r")
        prompt.wait("11\r\n12\r\n")
        prompt.wait()
        prompt.send("history\r")
        self.assertRegex(prompt.wait("3  history"), "1  print 11\n +2  print 12\n")

    def test_hangul_and_greek_can_be_typed(self):
        prompt = self.begin()
        prompt.ask("net 1 1")
        self.assertEqual(prompt.ask("η = 0.25 # 학습률"), "")
        self.assertEqual(prompt.ask("print rate"), "0.25\n")

    def test_a_locale_without_utf8_gets_ascii(self):
        prompt = self.start("--norc", LANG="C", LC_ALL="C")
        prompt.wait(NO_DISPLAY)
        prompt.wait("nabla> ")
        prompt.send("net 1 1:sigmoid; input 1; target 0; w1 = [0]; b1 = [0]; step\r")
        prompt.wait("\r\n")
        answer = prompt.wait("nabla> ")
        self.assertIn("z1[1] = w1[1,1] * x[1] + b1[1] = 0 * 1 + 0", answer)
        self.assertTrue(answer.isascii(), answer)

    def test_korean(self):
        prompt = self.start("--norc", "--lang", "ko")
        prompt.wait()
        self.assertRegex(prompt.ask("lang"), "lang ko\n$")


class Signals(Case):
    def mode(self, prompt):
        return termios.tcgetattr(prompt.child.child_fd)

    def begin(self):
        prompt = self.start("--norc", "--window", "off")
        prompt.wait()
        return prompt

    def test_sigterm_and_sighup_leave_by_that_signal_and_give_the_terminal_back(self):
        for number in signal.SIGTERM, signal.SIGHUP:
            prompt = self.begin()
            self.assertFalse(self.mode(prompt)[3] & termios.ICANON)
            prompt.child.kill(number)
            self.assertEqual(prompt.end(), -number)

    def test_the_terminal_is_given_back(self):
        shell = self.start("-c", 'stty -a; echo then; "$0" --norc --window off; echo code $?; stty -a; echo end',
                           program="/bin/sh")
        before = shell.wait("then\r\n")
        shell.wait()
        self.assertFalse(self.mode(shell)[3] & termios.ICANON)
        shell.send("\x04")
        shell.wait("code 0\r\n")
        self.assertEqual(shell.wait("end\r\n"), before)

    def test_a_new_size_of_the_terminal_is_taken_over(self):
        prompt = self.begin()
        prompt.build()
        prompt.child.setwinsize(40, 60)
        self.until(lambda: max(map(len, prompt.ask("forward; explain").split("\n"))) <= 60, "60 columns")

    def test_a_message_wider_than_the_terminal_breaks_between_words(self):
        prompt = self.begin()
        prompt.child.setwinsize(40, 40)
        def lines():
            return prompt.ask("step").split("\n")
        self.until(lambda: len(lines()) > 2, "wrapped")
        self.assertLess(max(map(len, lines())), 40)
        self.assertEqual(" ".join(lines()).strip(),
                         "there is no network yet; build one first, for example: net 2 2:sigmoid 2:sigmoid")

    def test_stopped_and_continued_it_takes_the_terminal_again(self):
        prompt = self.begin()
        prompt.send("print 12")
        prompt.wait("print 12")
        prompt.child.kill(signal.SIGSTOP)
        prompt.child.kill(signal.SIGCONT)
        prompt.wait("print 12")  # it is there again
        prompt.send("3\r")
        prompt.wait("\r\n")
        self.assertEqual(prompt.wait(), "123\n")


class Surroundings(Case):
    def test_the_start_file_runs_first_and_norc_skips_it(self):
        os.makedirs(os.path.join(self.home, ".config/nabla"))
        with open(os.path.join(self.home, ".config/nabla/rc"), "w", encoding="utf-8") as file:
            file.write("precision 3\n")
        for options, answer in ((), "0.333\n"), (("--norc",), "0.333333\n"):
            prompt = self.start("--window", "off", *options)
            prompt.wait()
            self.assertEqual(prompt.ask("print 1/3"), answer)

    def test_a_broken_start_file_is_named_and_the_prompt_comes(self):
        os.makedirs(os.path.join(self.home, "settings/nabla"))
        path = os.path.join(self.home, "settings/nabla/rc")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\nfrobnicate\n")
        prompt = self.start("--window", "off", XDG_CONFIG_HOME=os.path.dirname(os.path.dirname(path)))
        self.assertIn(f"{path}:2: no command is called 'frobnicate'", prompt.wait())
        self.assertEqual(prompt.ask("print 1"), "1\n")

    def test_i_stays_at_the_prompt_behind_a_script_even_a_failed_one(self):
        prompt = self.start("--norc", "--window", "off", "-i", "-c", "net 2 2", "-c", "frobnicate")
        self.assertIn("-c:1: no command is called 'frobnicate'", prompt.wait())
        self.assertIn("w1 = ", prompt.ask("w1"))
        prompt.send("\x04")
        self.assertEqual(prompt.end(), 0)

    def test_ctrl_c_during_a_script_stops_it_and_i_stays(self):
        prompt = self.start("--norc", "--window", "off", "-i", "-c",
                            "net 1 1; input 1; target 1; print 77; iterate 100000000; print 78", "-c", "print 79")
        prompt.wait("77\r\n")
        prompt.send("\x03")
        prompt.wait("stopped after ")
        self.assertNotRegex(prompt.wait(), r"(?m)^7[89]$")
        self.assertEqual(prompt.ask("print 5"), "5\n")

    def test_results_go_to_a_pipe_and_the_prompt_to_the_terminal(self):
        out = os.path.join(self.home, "out")
        shell = self.start("-c", f'"$0" --norc --window off >{out}', program="/bin/sh")
        shell.wait()
        shell.send("print 8\r")
        shell.wait("print 8\r\n")
        self.assertEqual(shell.wait(), "")
        shell.send("\x04")
        self.assertEqual(shell.end(), 0)
        with open(out, encoding="utf-8") as file:
            self.assertEqual(file.read(), "8\n")


if __name__ == "__main__":
    main()
