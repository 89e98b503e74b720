"""An ONNX graph on jets: the values of each operator by the package's own reference, the chain rule by ours.

A linear operator treats every derivative as it treats a value, with its additive constants taken away.
"""

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from onnxruntime.capi import onnxruntime_pybind11_state as errors

from oracle import Jet, references

FLOATS = {TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.BFLOAT16}

# Operators that are linear, and which of their inputs are additive when they are constant.
LINEAR = {
    "Gemm": {2}, "MatMul": (), "Conv": {2}, "Add": {0, 1}, "Sub": {0, 1}, "Sum": {0, 1, 2}, "Mul": (), "Div": (), "Neg": (),
    "Reshape": (), "Flatten": (), "Squeeze": (), "Unsqueeze": (), "Transpose": (), "Concat": {0, 1, 2}, "Split": (),
    "Slice": (), "Gather": (), "ReduceSum": (), "ReduceMean": (), "Expand": (),
}  # fmt: skip
SAME = {"Identity", "Dropout", "Cast", "ZipMap"}
NAMES = {
    "Relu": ["poslin"], "Tanh": ["tansig"], "Sigmoid": ["logsig"], "Softplus": ["softplus"], "Softsign": ["softsign"],
    "LeakyRelu": ["leakyrelu", "alpha"], "Elu": ["elu", "alpha"], "Celu": ["celu", "alpha"], "Mish": ["mish"],
    "HardSigmoid": ["hardsigmoid", "alpha", "beta"], "HardSwish": ["hardswish"], "Exp": ["exp"], "Sin": ["sin"], "Cos": ["cos"],
    "Softmax": ["softmax"], "LogSoftmax": ["logsoftmax"], "Sqrt": ["sqrt"], "Log": ["log"], "Abs": ["abs"], "Erf": ["erf"],
}  # fmt: skip


class Shaped:
    """A jet and the shape of the tensor whose entries it holds."""

    def __init__(self, jet, shape):
        self.jet, self.shape = jet, tuple(shape)

    def slices(self):
        """The value, every first and every second derivative, each a tensor."""
        n, d = self.jet.J.shape
        rows = np.concatenate([self.jet.v[None], self.jet.J.T, self.jet.H.reshape(n, d * d).T])
        return rows.reshape(-1, *self.shape)

    @staticmethod
    def of_slices(tensors, d, kink):
        rows = np.stack(tensors)
        shape, rows = rows.shape[1:], rows.reshape(len(rows), -1)
        return Shaped(Jet(rows[0], rows[1 : d + 1].T, rows[d + 1 :].T.reshape(-1, d, d), kink), shape)


class Graph:
    def __init__(self, model, output=None):
        self.graph = model.graph
        self.opsets = {each.domain: each.version for each in model.opset_import}
        self.constants = {t.name: widened(numpy_helper.to_array(t)) for t in self.graph.initializer}
        self.input = next(i for i in self.graph.input if i.name not in self.constants)
        self.shape = [max(each.dim_value, 1) for each in self.input.type.tensor_type.shape.dim]
        self.output = output or self.graph.output[-1].name
        self.nodes = self.needed()

    @property
    def width(self):
        return int(np.prod(self.shape))

    def needed(self):
        wanted, nodes = {self.output}, []
        for node in reversed(self.graph.node):
            if wanted & set(node.output):
                wanted |= set(node.input)
                nodes.insert(0, node)
        return nodes

    def __call__(self, x):
        """The jet of the output at the jet of the input."""
        known = {"": None, **self.constants, self.input.name: Shaped(x, self.shape)}
        for node in self.nodes:
            outputs = self.step(node, [known[name] for name in node.input])
            known.update(zip(node.output, outputs))
        y = known[self.output]
        if not isinstance(y, Shaped):
            raise NotImplementedError("an output that does not depend on the input")
        return y.jet

    def evaluator(self, node):
        """The node as a model of its own, since the reference takes a bare node for one of the latest opset."""
        inputs = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, None) for name in {*node.input} - {""}]
        outputs = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, None) for name in node.output if name]
        graph = helper.make_graph([node], "node", inputs, outputs)
        opsets = [helper.make_opsetid(domain, version) for domain, version in self.opsets.items()]
        return ReferenceEvaluator(helper.make_model(graph, opset_imports=opsets))

    def evaluate(self, node, inputs):
        return self.evaluator(node).run(None, {name: value for name, value in zip(node.input, inputs) if name})

    def step(self, node, inputs):
        flowing = [value for value in inputs if isinstance(value, Shaped)]
        if not flowing:
            return [widened(value) for value in self.evaluate(node, inputs)]
        kind = node.op_type
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        x, constants = flowing[0], [value for value in inputs if not isinstance(value, Shaped)]
        if kind in SAME:
            return [x]
        if kind == "Shape":
            return [np.array(x.shape)]
        if kind == "Scaler":
            scale, offset = (np.array(attributes[name], np.float64) for name in ("scale", "offset"))
            return [Shaped(x.jet.scaled(scale, -offset * scale), x.shape)]
        if kind == "BatchNormalization":
            # The reference of 1.23 trains here before opset 14.
            channels = [1, -1] + [1] * (len(x.shape) - 2)
            spread = [np.broadcast_to(value.reshape(channels), x.shape).ravel() for value in constants]
            epsilon = float(np.float32(attributes.get("epsilon", 1e-5)))
            return [Shaped(x.jet.batch_normalized(*spread, epsilon), x.shape)]
        if kind == "Mul" and len(flowing) == 2:
            return [product(*flowing)]
        if kind in LINEAR and (len(flowing) == 1 or LINEAR[kind]):
            return self.linear(node, inputs, flowing)
        if "Softmax" in kind and self.rows(x.shape, attributes) > 1:
            raise NotImplementedError("a softmax of several rows")
        return [Shaped(self.activated(kind, x.jet, x.shape, attributes, constants), x.shape)]

    def rows(self, shape, attributes):
        """How many vectors a softmax is of: before opset 13 one goes over all axes from the given one on."""
        late = self.opsets[""] >= 13
        axis = attributes.get("axis", -1 if late else 1)
        length = shape[axis] if late else int(np.prod(shape[axis:]))
        return int(np.prod(shape)) // max(length, 1)

    def linear(self, node, inputs, flowing):
        if node.op_type == "Div" and not isinstance(inputs[0], Shaped):
            raise NotImplementedError("a constant divided by a layer")
        evaluator = self.evaluator(node)
        slices = [value.slices() if isinstance(value, Shaped) else value for value in inputs]
        results = []
        for row in range(len(flowing[0].slices())):
            feeds = {}
            for place, (name, value) in enumerate(zip(node.input, slices)):
                if isinstance(inputs[place], Shaped):
                    feeds[name] = value[row]
                elif name:
                    feeds[name] = np.zeros_like(value) if row and place in LINEAR[node.op_type] else value
            results.append(evaluator.run(None, feeds))
        d, kink = flowing[0].jet.J.shape[1], min(value.jet.kink for value in flowing)
        return [Shaped.of_slices(outputs, d, kink) for outputs in zip(*results)]

    def activated(self, kind, jet, shape, attributes, constants):
        def attribute(name):
            default = onnx.defs.get_schema(kind, self.opsets[""]).attributes[name].default_value
            return float(np.float32(attributes.get(name, helper.get_attribute_value(default))))

        if kind in NAMES:
            name, *parameters = NAMES[kind]
            return jet.activated(name, *map(attribute, parameters))
        if kind == "Selu":
            return jet.activated("elu", attribute("alpha")).scaled(attribute("gamma"))
        if kind == "Gelu":
            return jet.activated("gelutanh" if attributes.get("approximate") == b"tanh" else "gelu")
        if kind == "PRelu":
            slopes = np.broadcast_to(constants[0], shape).ravel()
            return jet.joined([jet.taken([k]).activated("leakyrelu", s) for k, s in enumerate(slopes)])
        if kind == "Clip":
            bounds = (
                [attributes.get("min"), attributes.get("max")] if self.opsets[""] < 11 else [*constants, None, None]
            )
            low, high = (end if bound is None else float(bound) for bound, end in zip(bounds, (-np.inf, np.inf)))
            return jet.activated("clip", low, high)
        if kind == "Pow" and np.all(constants[0] == 2):
            return jet.activated("square")
        raise NotImplementedError(kind)


def product(a, b):
    """Of two tensors of one shape, by the product rule."""
    x, y = a.jet, b.jet
    J = x.v[:, None] * y.J + y.v[:, None] * x.J
    mixed = x.J[:, :, None] * y.J[:, None, :]
    H = x.v[:, None, None] * y.H + y.v[:, None, None] * x.H + mixed + mixed.transpose(0, 2, 1)
    return Shaped(Jet(x.v * y.v, J, H, min(x.kink, y.kink)), a.shape)


def widened(array):
    array = np.asarray(array)
    return array if array.dtype.kind in "iubUSO" else array.astype(np.float64)


def in_float64(model):
    """The same model with every float a double, and no ZipMap, which the reference does not have."""
    wide = onnx.ModelProto()
    wide.CopyFrom(model)

    def widen(tensor):
        if tensor.data_type in FLOATS:
            tensor.CopyFrom(numpy_helper.from_array(widened(numpy_helper.to_array(tensor)), tensor.name))

    for tensor in wide.graph.initializer:
        widen(tensor)
    for node in wide.graph.node:
        if node.op_type == "ZipMap":
            # A dictionary a row instead of a row.
            node.CopyFrom(helper.make_node("Identity", node.input, node.output))
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.TENSOR:
                widen(attribute.t)
            if node.op_type == "Cast" and attribute.i in FLOATS:
                attribute.i = TensorProto.DOUBLE
    for value in [*wide.graph.input, *wide.graph.output]:
        if value.type.tensor_type.elem_type in FLOATS:
            value.type.tensor_type.elem_type = TensorProto.DOUBLE
    return wide


# The libraries have 1/6 and the square root of 2 in single precision there.
ROUGH = {"HardSwish", "Gelu"}


def runner(model):
    """ONNX Runtime where it has every operator for doubles, the package's reference elsewhere.

    The runtime's Scaler makes floats.
    """
    if any(node.domain for node in model.graph.node):
        return ReferenceEvaluator(model)
    try:
        return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    except (errors.NotImplemented, errors.Fail, errors.InvalidGraph):
        return ReferenceEvaluator(spelled_out(model))


def spelled_out(model):
    """BatchNormalization of rows by its formula, since the reference trains it before opset 14."""
    nodes = []
    for node in model.graph.node:
        if node.op_type != "BatchNormalization":
            nodes.append(node)
            continue
        (x, scale, bias, mean, variance), y = node.input, node.output[0]
        epsilon = next((a.f for a in node.attribute if a.name == "epsilon"), np.float32(1e-5))
        tensor = numpy_helper.from_array(np.float64(epsilon), "epsilon")
        nodes += [
            helper.make_node("Constant", [], [f"{y}_e"], value=tensor),
            helper.make_node("Add", [variance, f"{y}_e"], [f"{y}_v"]),
            helper.make_node("Sqrt", [f"{y}_v"], [f"{y}_d"]),
            helper.make_node("Div", [scale, f"{y}_d"], [f"{y}_f"]),
            helper.make_node("Sub", [x, mean], [f"{y}_x"]),
            helper.make_node("Mul", [f"{y}_x", f"{y}_f"], [f"{y}_y"]),
            helper.make_node("Add", [f"{y}_y", bias], [y]),
        ]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def save(folder, name, model, rng, output=None, external=False, scale=1.0, shift=0.0, accuracy=1e-12, **facts):
    """Writes NAME.onnx and what is expected of it."""
    graph, wide = Graph(model, output), runner(in_float64(model))
    if any(node.op_type in ROUGH for node in model.graph.node):
        accuracy = 1e-7

    def library(x):
        return wide.run([graph.output], {graph.input.name: x.reshape(graph.shape)})[0]

    points = references(graph, graph.width, rng, library, scale, shift, accuracy)
    path = folder.file(f"{name}.onnx")
    if external:
        onnx.save(model, path, save_as_external_data=True, location=f"{name}.data", size_threshold=0)
    else:
        onnx.save(model, path)
    opset = next(each.version for each in model.opset_import if each.domain == "")
    writer = f"{model.producer_name} {model.producer_version}".strip()
    folder.expect(f"{name}.onnx", points, library=f"{writer}, onnx {onnx.__version__}, opset {opset}", **facts)
