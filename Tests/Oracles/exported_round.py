"""ONNX graphs as PyTorch's two exporters and tf2onnx write them, whichever library is there."""

import io
import warnings

import onnx
import onnxruntime

from onnx_jets import save
from oracle import Folder, NoPoint, arguments, rounds

try:
    import torch
    import torch_round
except ImportError:
    import keras_round
    import tf2onnx


def composed(model):
    """Whether an activation stands there as a product, as exporters write those that ONNX did not have yet."""
    constants = {tensor.name for tensor in model.graph.initializer}
    constants |= {node.output[0] for node in model.graph.node if node.op_type == "Constant"}
    return any(node.op_type == "Mul" and not constants & set(node.input) for node in model.graph.node)


class Round:
    def __init__(self, folder, rng, index):
        self.folder, self.rng, self.index = folder, rng, index

    def save(self, dialect, model):
        # Exporters write constants in single precision; who reads a product as gelu has the exact ones.
        facts = {"tolerance": 1e-6, "refused": "a product, which may be read or refused"} if composed(model) else {}
        try:
            save(self.folder, f"{self.index:03}_{dialect}", model, self.rng, accuracy=1e-6, **facts)
        except NotImplementedError as problem:
            raise NoPoint(f"an operator without derivatives here: {problem}") from problem

    def torch(self, new, norm=None, **options):
        stack = torch_round.Stack(self.rng, norm=norm)
        network = torch.nn.Sequential(*stack.modules).eval()
        example = torch.zeros(1, stack.linears[0].in_features)
        if new:
            model = torch.onnx.export(network, (example,), dynamo=True, verbose=False, **options).model_proto
        else:
            buffer = io.BytesIO()
            try:
                torch.onnx.export(network, (example,), buffer, dynamo=False, **options)
            except torch.onnx.errors.UnsupportedOperatorError as problem:
                raise NoPoint(str(problem)) from problem
            model = onnx.load_from_string(buffer.getvalue())
        self.save("torch_export" if new else "torch_trace", model)

    def keras(self, kind, between=None, opset=17):
        spec = keras_round.Spec(self.rng)
        spec.dense(between and (lambda s: s.add(*between)))
        network = getattr(spec, kind)()
        keras_round.randomize(network, self.rng)
        network.output_names = ["output"]
        self.save("tf2onnx", tf2onnx.convert.from_keras(network, opset=opset)[0])


TORCH = [
    lambda r: r.torch(new=False),
    lambda r: r.torch(new=True),
    lambda r: r.torch(new=False, opset_version=11),
    lambda r: r.torch(new=False, norm=1, opset_version=13),
    lambda r: r.torch(new=True, norm=2),
    lambda r: r.torch(new=False, opset_version=9, dynamic_axes={"input": {0: "batch"}}, input_names=["input"]),
    lambda r: r.torch(new=False, do_constant_folding=False, opset_version=20),
]
KERAS = [
    lambda r: r.keras("sequential"),
    lambda r: r.keras("functional", opset=9),
    lambda r: r.keras("sequential", ["BatchNormalization"], opset=13),
    lambda r: r.keras("functional", ["Dropout", 0.1], opset=15),
]


def main():
    options = arguments("exporters to ONNX")
    warnings.filterwarnings("ignore")
    onnxruntime.set_default_logger_severity(4)
    folder, dialects = Folder(options.folder), TORCH if "torch_round" in globals() else KERAS

    def begin(rng, index):
        if dialects is TORCH:
            torch.manual_seed(1000 * options.seed + index)
        return Round(folder, rng, index)

    rounds(options, dialects, begin)


if __name__ == "__main__":
    main()
