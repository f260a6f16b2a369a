"""What `export pytorch` writes does in PyTorch what nabla does: outputs, gradients, the next updates."""
import importlib.util
import os
import re
import subprocess
import sys

try:
    import torch
except ImportError:
    print("this test needs PyTorch (Debian: python3-torch)")
    sys.exit(77)  # meson: skipped

from program import Case, main

UPDATES = 10
NUMBER = re.compile(r"-?\d[\d.]*(?:e[-+]?\d+)?")
TOLERANCE = 1e-10

NETS = {
    "sigmoid l2 sgd": "net 2 2:sigmoid 2:sigmoid; input 0.05 0.1; target 0.01 0.99; rate 0.5; iterate 2",
    "tanh bce adam": "net 2 4:tanh 1:sigmoid; loss bce; optimizer adam; rate 0.05; data moons 80 0.2; batch 4; train 3; iterate 2",
    "relu softmax ce momentum": "net 2 5:relu 3; head softmax; loss ce; optimizer momentum; data spiral:3 30; batch 7;"
                                "shuffle off; iterate 4",
    "leaky_relu huber nesterov": "net 1 4:leaky_relu:0.2 1; loss huber:0.3; optimizer nesterov:0.8; data sine 20;"
                                 "shuffle off; batch 6; iterate 5",
    "elu l1 adagrad": "net 1 4:elu:1.5 1; loss l1; optimizer adagrad; data sine 25; batch 2; shuffle off; iterate 1",
    "maxout l2 rmsprop": "net 2 3:maxout:3 1:sigmoid; optimizer rmsprop; rate 0.01; data xor; shuffle off; iterate 7",
    "softplus gelu adamw": "net 2 3:softplus 3:gelu 1:sigmoid; loss bce; optimizer adamw:0.1; data circle 40; batch all;"
                           "shuffle off; iterate 3",
    "selu silu hinge": "net 2 3:selu 3:silu 1:tanh; loss hinge; data add 0 1 : 1; data add 1 1 : -1; shuffle off; iterate 2",
    "softmax l2, bce unfused": "net 2 3:tanh 2; head softmax; loss l2; data add 0 1 : 1 0; data add 1 1 : 0 1; shuffle off; iterate 3",
    "bce behind softmax": "net 2 3:tanh 2; head softmax; loss bce; data add 0 1 : 1 0; data add 1 1 : 0 1; shuffle off; iterate 3",
    "regularized and frozen": "net 2 3:tanh 1; optimizer adam; regularize l2 0.1; data xor; batch 2; shuffle off;"
                              "iterate 3; freeze b1 w1[2,1]",
    "l1 regularized": "net 2 3:linear 1; optimizer momentum:0.5; regularize l1 0.05; data xor; batch all; shuffle off; iterate 3",
    "in the middle of an update": "net 2 2:sigmoid 2:sigmoid; input 1 2; target 0 1; iterate; step 14",
    "step": "net 2 3:step 1; data xor; batch all; shuffle off; iterate 3",
}


class PyTorch(Case):
    def ask(self, *commands):
        done = self.run_program("--norc", "-c", "; ".join(commands))
        self.assertEqual(done.stderr.decode(), "")
        return done.stdout.decode().splitlines()

    def load(self, name):
        spec = importlib.util.spec_from_file_location("exported", os.path.join(self.home, name))
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def near(self, tensor, line, what):
        got, want = tensor.detach().reshape(-1).tolist(), [float(n) for n in NUMBER.findall(line)]
        self.assertEqual(len(got), len(want), f"{what}: {line}")
        for a, b in zip(got, want):
            self.assertLessEqual(abs(a - b), TOLERANCE * max(1, abs(b)), what)

    def test_outputs_gradients_and_updates_are_nablas(self):
        for name, net in NETS.items():
            with self.subTest(net=name):
                self.compare(net)

    def compare(self, net):
        is_in_update = "step 14" in net
        self.ask(net, "export pytorch net.py", "export json net.json")
        exported = self.load("net.py")
        quantities = [f"{kind}{k}" for k in range(1, len(exported.parameters) // 2 + 1) for kind in "wb"]
        weights = [f"print {q}" for q in quantities]
        asked = ["load net.json", "precision 17"]
        if not is_in_update:  # of the next batch, its last sample's output, and the gradients
            asked += ["forward", "update", "print yhat", *(f"print d{q}" for q in quantities), *weights]
        else:
            asked += ["update", *weights]
        for _ in range(UPDATES - 1):
            asked += ["iterate", *weights]
        lines = iter(self.ask(*asked))
        if not is_in_update:
            self.compare_pass(exported, quantities, lines)
        for i in range(UPDATES):
            exported.update()
            for q, p in zip(quantities, exported.parameters):
                self.near(p, next(lines), f"{q} after update {i + 1}")
        self.assertIsNone(next(lines, None))

    def compare_pass(self, exported, quantities, lines):
        before = exported.cursor, list(exported.order)
        batch = exported.next_batch()
        exported.cursor, exported.order = before
        self.near(exported.net(exported.x[batch])[-1], next(lines), "yhat")
        exported.optimizer.zero_grad()
        exported.loss(exported.x[batch], exported.y[batch]).backward()
        for q, p in zip(quantities, exported.parameters):
            self.near(p.grad, next(lines), "d" + q)

    def test_the_script_runs_by_itself_and_learns(self):
        self.ask("net 2 4:tanh 1:sigmoid; loss bce; optimizer adam; rate 0.1; data xor; shuffle off", "export net.py")
        done = subprocess.run([sys.executable, "net.py", "200"], cwd=self.home, capture_output=True, text=True)
        self.assertEqual(done.stderr, "")
        self.assertLess(float(done.stdout.split()[1]), 0.1)


if __name__ == "__main__":
    main()
