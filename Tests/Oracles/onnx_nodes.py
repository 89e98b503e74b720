"""The onnx package's own tests of the operators that networks of layers are made of.

FOLDER/as_is gets each test as the package has it. FOLDER/frozen gets each whose first input is of floats
as a network of that input: the other inputs become constants, and beside it stands what it computes there.
Such a network may be read or refused, but not read wrongly.
"""

import warnings
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper
from onnx.backend.test.case import model as models
from onnx.backend.test.case import node as nodes
from onnx.backend.test.cmd_tools import DATA_DIR

from onnx_jets import LINEAR, NAMES, SAME, Graph, in_float64
from oracle import Folder, Jet, arguments

OPERATORS = {*LINEAR, *NAMES, *SAME, "Constant", "Clip", "Pow", "Selu", "Gelu", "PRelu", "Shape", "Reciprocal", "Swish"}
OPERATORS |= {"ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum"}
OPERATORS |= {"ReduceLogSumExp", "ThresholdedRelu", "Erf", "Hardmax", "Max", "Min", "LayerNormalization", "Scaler"}
FLOAT_TYPES = {TensorProto.FLOAT, TensorProto.DOUBLE}

# Numbers in a reference: a Hessian with more is left out.
MOST = 20_000


def cases():
    """(name, model, input arrays, output arrays) of each test of these operators."""
    for case in [*nodes.collect_testcases(None), *models.collect_testcases()]:
        if case.model and case.data_sets:
            yield case.name, case.model, *case.data_sets[0]
    for path in sorted(Path(DATA_DIR).glob("pytorch-*/*/model.onnx")):
        model, sets = onnx.load(path), path.parent / "test_data_set_0"
        arrays = [
            [
                numpy_helper.to_array(onnx.load_tensor(sets / f"{kind}_{k}.pb"))
                for k in range(len(list(sets.glob(f"{kind}_*"))))
            ]
            for kind in ("input", "output")
        ]
        yield path.parent.name, model, *arrays


def of_layers(model):
    return model.graph.node and all(node.op_type in OPERATORS for node in model.graph.node)


def write_as_is(folder, model, inputs, outputs):
    """In the folders and names that the package uses."""
    data = folder / "test_data_set_0"
    data.mkdir(parents=True, exist_ok=True)
    onnx.save(model, folder / "model.onnx")
    for kind, values, infos in (("input", inputs, model.graph.input), ("output", outputs, model.graph.output)):
        for k, (value, info) in enumerate(zip(values, infos)):
            tensor = value if isinstance(value, TensorProto) else numpy_helper.from_array(np.asarray(value), info.name)
            (data / f"{kind}_{k}.pb").write_bytes(tensor.SerializeToString())


def plain(value):
    return numpy_helper.to_array(value) if isinstance(value, TensorProto) else value


def frozen(model, inputs):
    """The model with every input but the first a constant."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    for info, value in list(zip(copy.graph.input, inputs))[1:]:
        copy.graph.initializer.append(numpy_helper.from_array(np.asarray(value), info.name))
    del copy.graph.input[1 : len(inputs)]
    return copy


def point(model, inputs, outputs):
    """What stands in the reference: all of it where the graph can be differentiated, else the output alone."""
    x, y = np.float64(inputs[0]).ravel(), np.float64(outputs[0]).ravel()
    told = {"input": x.tolist(), "output": y.tolist()}
    try:
        graph = Graph(in_float64(model), model.graph.output[0].name)
        jet = graph(Jet.input(x))
    except (NotImplementedError, KeyError, ValueError, OverflowError, TypeError):
        return told, 1e-5
    if not np.allclose(jet.v, y, rtol=1e-4, atol=1e-5):
        return told, 1e-5
    if jet.kink > 1e-6:
        told |= {"output": jet.v.tolist(), "jacobian": jet.J.tolist()}
        if jet.H.size <= MOST:
            told["hessian"] = jet.H.tolist()
    return told, 1e-12 if "jacobian" in told else 1e-5


def main():
    where = arguments("the onnx package's tests")
    warnings.filterwarnings("ignore")
    here, folder = Path(where.folder), Folder(Path(where.folder) / "frozen")
    for name, model, inputs, outputs in cases():
        if not of_layers(model):
            continue
        operators = sorted({node.op_type for node in model.graph.node})
        print(f"{name}: {', '.join(operators)}")
        try:
            write_as_is(here / "as_is" / name, model, inputs, outputs)
        except (TypeError, ValueError, NotImplementedError) as problem:
            print(f"{name}: not written: {problem}")
            continue
        inputs, outputs = ([plain(value) for value in values] for values in (inputs, outputs))
        ends = [*model.graph.input[:1], *model.graph.output[:1]]
        if any(end.type.tensor_type.elem_type not in FLOAT_TYPES for end in ends) or len(ends) < 2:
            continue
        if not 0 < np.size(inputs[0]) <= 100 or np.size(outputs[0]) > 200:
            continue
        if not all(np.isfinite(value).all() for value in (inputs[0], outputs[0])):
            continue
        network = frozen(model, inputs)
        onnx.save(network, folder.file(f"{name}.onnx"))
        told, tolerance = point(network, inputs, outputs)
        reason = "an operator by itself, which may be read or refused"
        options = f"output '{network.graph.output[0].name}'" if len(network.graph.output) > 1 else None
        folder.expect(
            f"{name}.onnx",
            [told],
            options=options,
            refused=reason,
            tolerance=tolerance,
            library=f"onnx {onnx.__version__}",
        )


if __name__ == "__main__":
    main()
