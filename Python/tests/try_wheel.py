"""What an installed wheel does, tried with NumPy and the standard library alone: try_wheel.py ROOT.

ROOT is that of the repository, for its networks.
"""

import json
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import netrepl
import numpy as np

ROOT = Path(sys.argv.pop())
EXAMPLES = ROOT / "Sources/NetREPL/Shell/Commands/Networks/Examples"
NETWORKS = ROOT / "Tests/Networks"


def program(*arguments, folder=None):
    run = subprocess.run(["netrepl", *arguments], capture_output=True, text=True, cwd=folder)
    if run.returncode != 0:
        raise AssertionError(run.stderr)
    return run.stdout


class Wheel(unittest.TestCase):
    def setUp(self):
        self.net = netrepl.load(EXAMPLES / "iris.json")
        self.x = np.array([5.1, 3.5, 1.4, 0.2])
        self.rows = np.random.default_rng(1).normal(3, 1, (1000, 4))

    def test_what_it_is(self):
        net = self.net
        self.assertEqual((net.input_count, net.output_count, net.parameter_count), (4, 3, 103))
        self.assertEqual(net.name, "iris")
        self.assertEqual(net.layers, ("4 scaling", "10 tansig", "3 softmax"))
        self.assertEqual(net.input_names[0], "sepal length (cm)")
        self.assertEqual(net.output_names, ("setosa", "versicolor", "virginica"))
        self.assertIn("10 tansig", repr(net))
        self.assertEqual(netrepl.__version__, program("--version").split()[1])

    def test_one_input_has_the_digits_of_the_prompt(self):
        commands = "load example iris; set input 5.1 3.5 1.4 0.2; output; jacobian; hessian"
        lines = program("--format", "json", "-c", commands).splitlines()
        answers = {line["command"]: line for line in map(json.loads, lines)}
        for command in ["output", "jacobian", "hessian"]:
            expected = np.array(answers[command]["value"])
            found = getattr(self.net, command)(self.x)
            self.assertEqual(found.shape, expected.shape)
            np.testing.assert_array_equal(found, expected, command)

    def test_rows_have_the_bits_of_a_sweep(self):
        with tempfile.TemporaryDirectory() as folder:
            np.save(f"{folder}/x.npy", self.rows)
            v = np.array([0.5, -1, 2, 0.25])
            for flags, found in [
                (["--output"], self.net.output(self.rows)),
                (["--jacobian"], self.net.jacobian(self.rows)),
                (["--hessian"], self.net.hessian(self.rows)),
                (["--hessian", "--packed"], self.net.hessian(self.rows, packed=True, threads=1)),
                (["--diagonal"], self.net.diagonal(self.rows)),
                (["--laplacian"], self.net.laplacian(self.rows)),
                (["--hvp", "0.5,-1,2,0.25"], self.net.hvp(self.rows, v)),
            ]:
                program("sweep", str(EXAMPLES / "iris.json"), "x.npy", "--out", "r.npy", *flags,
                        folder=folder)  # fmt: skip
                expected = np.load(f"{folder}/r.npy")
                self.assertEqual(found.shape, expected.shape, flags)
                self.assertEqual(found.tobytes(), expected.tobytes(), flags)
                os.remove(f"{folder}/r.npy")

    def test_one_and_many_agree(self):
        v, w = np.array([0.5, -1, 2, 0.25]), np.array([1, -2, 3.0])
        for one, many in [
            (self.net.output(self.x), self.net.output(self.x[None])),
            (self.net.jacobian(self.x), self.net.jacobian(self.x[None])),
            (self.net.hessian(self.x), self.net.hessian(self.x[None])),
            (self.net.hessian(self.x, packed=True), self.net.hessian(self.x[None], packed=True)),
            (self.net.gradient(self.x, w), self.net.gradient(self.x[None], w)),
            (self.net.gradient(self.x, output=2), self.net.gradient(self.x[None], output=2)),
            (self.net.hvp(self.x, v), self.net.hvp(self.x[None], v)),
            (self.net.diagonal(self.x), self.net.diagonal(self.x[None])),
            (self.net.laplacian(self.x), self.net.laplacian(self.x[None])),
        ]:
            self.assertEqual(many.shape, (1, *one.shape))
            np.testing.assert_allclose(many[0], one, rtol=1e-11, atol=1e-16)
        hessian, jacobian = self.net.hessian(self.x), self.net.jacobian(self.x)
        close = dict(rtol=1e-11, atol=1e-15)
        np.testing.assert_allclose(self.net.hvp(self.x, v), hessian @ v, **close)
        np.testing.assert_allclose(self.net.gradient(self.x, w), w @ jacobian, **close)
        np.testing.assert_allclose(
            self.net.diagonal(self.x), np.diagonal(hessian, axis1=1, axis2=2), **close)
        rows, columns = np.tril_indices(4)
        np.testing.assert_array_equal(
            self.net.hessian(self.x, packed=True), hessian[:, rows, columns])

    def test_arrays_of_any_kind(self):
        expected = self.net.jacobian(self.rows)
        for x in [
            self.rows.tolist(), np.asfortranarray(self.rows), self.rows.astype(">f8"),
            np.repeat(self.rows, 2, axis=0)[::2],
        ]:  # fmt: skip
            self.assertEqual(self.net.jacobian(x).tobytes(), expected.tobytes())
        odd = np.frombuffer(b"x" + self.rows.tobytes(), dtype=np.uint8)[1:].view(np.float64)
        self.assertEqual(self.net.jacobian(odd.reshape(-1, 4)).tobytes(), expected.tobytes())
        frozen = self.rows.copy()
        frozen.flags.writeable = False
        self.assertEqual(self.net.jacobian(frozen).tobytes(), expected.tobytes())
        self.assertEqual(self.net.jacobian(np.empty((0, 4))).shape, (0, 3, 4))
        out = np.empty((1000, 3, 4))
        self.assertIs(self.net.jacobian(self.rows, out=out), out)
        self.assertEqual(out.tobytes(), expected.tobytes())
        self.assertTrue(np.isnan(self.net.jacobian([np.nan, 1, 1, 1])).any())

    def test_what_is_refused(self):
        for wrong in [np.zeros(3), np.zeros((2, 5)), np.zeros((1, 1, 4)), 1.0]:
            self.assertRaises(ValueError, self.net.jacobian, wrong)
        for out in [np.empty((3, 3)), np.empty((4, 3)).T, np.empty((3, 4), np.float32), [1]]:
            self.assertRaises(ValueError, self.net.jacobian, self.x, out=out)
        frozen = np.empty((3, 4))
        frozen.flags.writeable = False
        self.assertRaises(ValueError, self.net.jacobian, self.x, out=frozen)
        square = np.zeros((4, 4))
        same = netrepl.loads(
            b'{"format": "netrepl-network", "version": 1, "layers": [{"weights": [[1]], "bias": [0],'
            b' "activation": "tansig"}]}', "one.json")
        self.assertRaises(ValueError, same.output, square[0][:1], out=square[0][:1])
        self.assertRaises(ValueError, self.net.gradient, self.x)
        self.assertRaises(ValueError, self.net.gradient, self.x, [1, 2])
        self.assertRaises(ValueError, self.net.gradient, self.x, [1, 2, 3], output=1)
        self.assertRaises(IndexError, self.net.gradient, self.x, output=3)
        self.assertRaises(ValueError, self.net.hvp, self.x, [1, 2, 3])
        self.assertRaises(OSError, netrepl.load, "/no/such")
        self.assertRaises(ValueError, netrepl.load, "nul\0")
        self.assertRaises(ValueError, netrepl.load, ROOT / "Makefile")
        self.assertRaises(ValueError, netrepl.load, EXAMPLES / "iris.json", activations=["none"])
        self.assertRaises(TypeError, netrepl.loads, b"{}", "x.json", colour="red")

    def test_files_of_others(self):
        for path in [
            "keras/iris_tyza66/iris_model.keras", "pytorch/cycloid_2_5_1/model.pt",
            "onnx_own/silu_composed.onnx", "npz_own/small.npz",
        ]:  # fmt: skip
            options = {"activations": ["tansig"]} if path.endswith((".npz", ".pt")) else {}
            net = netrepl.load(NETWORKS / path, **options)
            data = netrepl.loads((NETWORKS / path).read_bytes(), path, **options)
            x = np.linspace(-0.5, 0.5, net.input_count)
            self.assertEqual(net.hessian(x).tobytes(), data.hessian(x).tobytes())
            again = pickle.loads(pickle.dumps(net))
            self.assertEqual(net.hessian(x).tobytes(), again.hessian(x).tobytes())
            data = pickle.loads(pickle.dumps(data))
            self.assertEqual(net.notes, data.notes)

    def test_once_a_process(self):
        path = EXAMPLES / "iris.json"
        one = netrepl.load_once(path)
        self.assertIs(one, netrepl.load_once(str(path)))
        self.assertIsNot(one, netrepl.load_once(path, limits={"read.layers": 9}))

    def test_threads_run_meanwhile(self):
        rows = np.random.default_rng(2).normal(3, 1, (400_000, 4))
        stop, ticks = threading.Event(), [0]

        def tick():
            while not stop.is_set():
                ticks[0] += 1
                time.sleep(0)

        thread = threading.Thread(target=tick)
        thread.start()
        before = ticks[0]
        self.net.jacobian(rows, threads=1)
        during = ticks[0] - before
        stop.set()
        thread.join()
        self.assertGreater(during, 100)

        expected = self.net.hessian(self.rows)
        results = [None] * 8

        def work(k):
            for _ in range(20):
                results[k] = self.net.hessian(self.rows)

        threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for result in results:
            self.assertEqual(result.tobytes(), expected.tobytes())

    def test_a_forked_child_computes(self):
        rows = np.tile(self.rows, (50, 1))
        expected = self.net.jacobian(rows)
        child = os.fork()
        if child == 0:
            same = self.net.jacobian(rows).tobytes() == expected.tobytes()
            os._exit(0 if same else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)


if __name__ == "__main__":
    unittest.main()
