"""What `export` writes is read by other programs: each that is there (Debian: imagemagick, texlive-latex-base,
chromium) judges its format."""
import csv
import json
import os
import re
import shutil
import subprocess
import unittest
import xml.dom.minidom

from program import Case, main

STEPS = 15  # of one iteration of the worked example
EXAMPLE = ("net 2 2:sigmoid 2:sigmoid; input 0.05 0.10; target 0.01 0.99; seed 3; optimizer adam; view net formula;"
           "iterate")
HARD = ("net 2 3:maxout:3 2:gelu 3; head softmax; loss ce; optimizer adamw; data spiral:3 9; batch 3; rate 1e-7; iterate")
SECONDS = 100

# Keys, the slider, a button, as a person uses them; then what the page shows goes into its title.
VISITOR = """<script>
const seen = [], look = () => seen.push(document.querySelector("output").value + " " +
  document.querySelector("h2").textContent.split("]")[0] + "] " + document.querySelectorAll("#stage svg").length +
  " " + document.documentElement.lang);
const key = name => document.dispatchEvent(new KeyboardEvent("keydown", {key: name}));
look();
key("ArrowRight"); look();
key("End"); look();
key("l"); look();
slider.value = 6; slider.dispatchEvent(new Event("input")); look();
document.querySelector("button[name=back]").click(); look();
key("Home"); key("ArrowLeft"); look();
document.title = seen.join("; ");
</script>"""


def needs(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not there")


class Exports(Case):
    def write(self, *commands):
        done = self.run_program("--norc", "-c", "; ".join(commands))
        self.assertEqual((done.returncode, done.stderr.decode()), (0, ""))
        return done.stdout.decode()

    def read(self, name):
        with open(os.path.join(self.home, name), encoding="utf-8", newline="") as file:
            return file.read()

    def test_json_is_read_by_a_json_library(self):
        self.write(HARD, "export net.json")
        read = json.loads(self.read("net.json"))
        self.assertEqual([len(read["net"]["layers"][0]["w"]), len(read["net"]["layers"][0]["w"][0])], [9, 2])
        self.assertEqual(len(read["data"]["x"]), 9)

    def test_what_a_json_library_writes_is_read_back(self):
        self.write(HARD, "export net.json; save one.nabla")
        with open(os.path.join(self.home, "other.json"), "w", encoding="utf-8") as file:
            json.dump(json.loads(self.read("net.json")), file, indent=1, sort_keys=True)
        self.write("load other.json", "save two.nabla")

        def numbers(name):
            return [line for line in self.read(name).splitlines() if re.match(r"(restore|data|[wb]\d)", line)]
        self.assertEqual(numbers("one.nabla"), numbers("two.nabla"))

    def test_csv_is_read_by_a_csv_library(self):
        self.write("net 2 3:tanh 1:sigmoid; data moons 20; split 0.7; export out.csv")
        rows = list(csv.DictReader(self.read("out.csv").splitlines()))
        self.assertEqual([len(rows), sum(row["part"] == "test" for row in rows)], [20, 6])
        for row in rows:
            self.assertEqual(row["predicted"], str(int(float(row["yhat1"]) > 0.5)))

    @needs("identify")
    def test_a_gif_has_a_frame_for_each_step(self):
        self.write(EXAMPLE, "export out.gif 320x240; export gif last 4 320x240 7s")
        for name, count, time in ("out.gif", STEPS, 300), ("gif:last", 4, 700):
            done = subprocess.run(["identify", "-format", "%W %H %T\n", name], cwd=self.home, capture_output=True,
                                  text=True, timeout=SECONDS)
            self.assertEqual(done.stderr, "")
            frames = done.stdout.splitlines()
            self.assertEqual(frames, [f"320 240 {time}"] * (count - 1) + [f"320 240 {2 * time}"])

    @needs("convert")
    def test_the_last_frame_is_the_window_as_it_is_now(self):
        self.write(EXAMPLE, "export out.gif 320x240; snapshot now.png 320x240")
        done = subprocess.run(["convert", "out.gif", "-coalesce", "-delete", "0--2", "now.png", "-metric", "MAE",
                               "-compare", "-format", "%[distortion]", "info:"], cwd=self.home, capture_output=True,
                              text=True, timeout=SECONDS)
        self.assertLess(float(done.stdout), 0.02)

    def test_an_export_of_steps_leaves_everything_as_it_was(self):
        for name in "a.gif 200x150", "a.tex", "a.html 300x200":
            self.write(EXAMPLE, "iterate; step 3; save one", f"export {name}", "save two; step 2; back 20; save three")
            self.write(EXAMPLE, "iterate; step 3; step 2; back 20; save four")
            self.assertEqual(self.read("one"), self.read("two"))
            self.assertEqual(self.read("three"), self.read("four"))

    def test_latex_is_balanced_and_escaped(self):
        self.write(EXAMPLE, "export a.tex; export latex w.tex why w1[1,1]", HARD, "export b.tex")
        for name in "a.tex", "w.tex", "b.tex":
            text = self.read(name)
            self.assertEqual(text.count("{"), text.count("}"))
            self.assertEqual(text.count("\\begin{align*}"), text.count("\\end{align*}"))
            self.assertTrue(text.isascii(), name)
            for line in text.splitlines()[2:]:
                self.assertLessEqual(line.count("&"), 1, line)
                self.assertNotRegex(line, r"(?<!\\)[%#$]|\^[^{]|_[^{]")
        self.assertEqual(self.read("a.tex").count("\\begin"), STEPS)
        self.assertIn("\\frac{\\partial L}{\\partial {w^{(1)}_{1,1}}}", self.read("w.tex"))

    @needs("pdflatex")
    def test_latex_compiles(self):
        self.write(EXAMPLE, "export a.tex; export latex w.tex why w1[1,1]", HARD, "export b.tex")
        with open(os.path.join(self.home, "all.tex"), "w", encoding="utf-8") as file:
            file.write("\\documentclass{article}\\usepackage{amsmath}\\allowdisplaybreaks\\begin{document}\n"
                       "\\input{a.tex}\\input{w.tex}\\input{b.tex}\n\\end{document}\n")
        done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"], cwd=self.home,
                              capture_output=True, timeout=SECONDS)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:])
        self.assertTrue(os.path.exists(os.path.join(self.home, "all.pdf")))

    def test_a_page_holds_all_it_needs(self):
        self.write(EXAMPLE, "export a.html 640x400")
        text = self.read("a.html")
        self.assertEqual(len(re.findall(r'<template id="p\d+(?:en|ko)">', text)), 2 * STEPS)
        without = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
        self.assertNotRegex(without, r"https?:|src=|<link|@import|url\((?!#)")
        for svg in re.findall(r"<svg.*?</svg>", text, re.S):
            xml.dom.minidom.parseString(svg)
        self.assertIn("순전파", text)

    @needs("chromium")
    def test_the_page_steps_slides_and_speaks_korean(self):
        self.write(EXAMPLE, "export a.html 640x400")
        page = os.path.join(self.home, "visited.html")
        with open(page, "w", encoding="utf-8") as file:
            file.write(self.read("a.html").replace("</body>", VISITOR + "</body>"))
        done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
                               f"--user-data-dir={self.home}/chromium", "file://" + page + "#2en"],
                              capture_output=True, text=True, timeout=SECONDS)
        title = re.search(r"<title>(.*?)</title>", done.stdout)[1]
        self.assertEqual(title.split("; "), [
            f"2 / {STEPS} [2/{STEPS}] 1 en", f"3 / {STEPS} [3/{STEPS}] 1 en", f"{STEPS} / {STEPS} [{STEPS}/{STEPS}] 1 en",
            f"{STEPS} / {STEPS} [{STEPS}/{STEPS}] 1 ko", f"7 / {STEPS} [7/{STEPS}] 1 ko",
            f"6 / {STEPS} [6/{STEPS}] 1 ko", f"1 / {STEPS} [1/{STEPS}] 1 ko"])

    def test_steps_that_are_not_there_are_asked_for(self):
        for name in "a.gif", "a.html", "a.tex":
            done = self.run_program("--norc", "-c", f"net 1 1; export {name}")
            self.assertEqual(done.returncode, 1)
            self.assertIn(b"do some first: iterate", done.stderr)
            self.assertFalse(os.path.exists(os.path.join(self.home, name)))


if __name__ == "__main__":
    main()
