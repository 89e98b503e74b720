"""The Python and MATLAB of exported networks beside the program's own J and H.

    languages.py NETREPL

MATLAB's files are run by Octave; where it is not there they are left out, and that is said.
"""

import importlib.util
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import networks
import numpy as np

HIDDEN = [
    "tansig", "logsig", "purelin", "poslin", "leakyrelu", "elu", "selu", "softplus", "softsign", "radbas",
    "satlin", "satlins", "hardsigmoid", "hardswish", "gelu", "gelutanh", "swish", "mish", "celu", "sin", "cos",
    "exp", "square", "posttansig", "relu6", "softmax", "logsoftmax", {"formula": "x/(1 + exp(-x)) + x^3/9"},
]


def cases():
    for k, hidden in enumerate(HIDDEN):
        widths = [3 + k % 3, 5, 4, 2 + 3 * (k % 2)]
        yield widths, [hidden, HIDDEN[(5 * k + 2) % len(HIDDEN)], ["purelin", "softmax", "logsoftmax"][k % 3]]


def answers(program, folder, name, point):
    numbers = " ".join(repr(float(value)) for value in point)
    run = subprocess.run(
        [program, "--no-rc", "--format", "json", "-c",
         f"load {name}.json; export code python {name}.py; export code matlab {name}.m; set input {numbers}; "
         "output; jacobian; hessian"],
        cwd=folder, check=True, capture_output=True, text=True)
    found = {}
    for line in run.stdout.splitlines():
        answer = json.loads(line)
        if answer.get("command") in ("output", "jacobian", "hessian"):
            found[answer["command"]] = np.array(answer["value"], float)
    return found


def error(found, truth):
    found = np.asarray(found, float).reshape(truth.shape)
    return np.abs(found - truth).max() / max(np.abs(truth).max(), 1e-300)


def by_python(folder, name, point, v):
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.output(point), module.jacobian(point), module.hessian(point), *module.adjoint(point, v)


def by_octave(folder, tried):
    lines = ["format long"]
    for name, point, v in tried:
        lines += [
            f"[A, J, H, g, c] = {name}({point.tolist()}, {v.tolist()});",
            "printf('%.17g ', A, J', permute(H, [2 1 3]), g, c'); printf('\\n');",
        ]
    (folder / "all.m").write_text("\n".join(lines) + "\n")
    run = subprocess.run(
        ["octave", "--no-gui", "--quiet", "all.m"], cwd=folder, check=True, capture_output=True, text=True)
    return [np.array(line.split(), float) for line in run.stdout.splitlines()]


def main(program):
    worst = {"Python": 0.0, "Octave": 0.0}
    with tempfile.TemporaryDirectory() as path:
        folder = pathlib.Path(path)
        tried, truths = [], []
        for k, (widths, activations) in enumerate(cases()):
            name = f"case{k}"
            network = networks.make(folder / f"{name}.json", widths, k)
            for layer, activation in zip(network["layers"], activations):
                layer["activation"] = activation
            network["inputs"] = [f"a{i} '*/ \"\"\" \\" for i in range(widths[0])]
            (folder / f"{name}.json").write_text(json.dumps(network))
            point = np.random.default_rng(k).normal(size=widths[0]) * (1 + k % 4)
            v = 1 - 0.75 * np.arange(widths[-1])
            truth = answers(program, folder, name, point)
            truth = [truth[key] for key in ("output", "jacobian", "hessian")]
            truth += [v @ truth[1], np.tensordot(v, truth[2], 1)]
            for found, value in zip(by_python(folder, name, point, v), truth):
                worst["Python"] = max(worst["Python"], error(found, value))
            tried.append((name, point, v))
            truths.append(truth)
        if shutil.which("octave"):
            for found, truth in zip(by_octave(folder, tried), truths, strict=True):
                for value in truth:
                    part, found = found[:value.size], found[value.size:]
                    worst["Octave"] = max(worst["Octave"], error(part, value))
        else:
            print("octave is not here: the MATLAB is not run")
    for language, value in worst.items():
        print(f"{language}: {len(tried)} networks, A, J, H and the adjoint within {value:.1e}")
    return not max(worst.values()) < 1e-13


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
