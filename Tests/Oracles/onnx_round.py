"""Networks in the shapes that exporters give to ONNX graphs, float and double, opsets 7 to 21."""

import warnings

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from sklearn.ensemble import RandomForestClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, Normalizer, StandardScaler
from sklearn.svm import SVC

from oracle import Folder, arguments, rounds, widths
from onnx_jets import save

IR = {7: 3, 8: 3, 9: 4, 10: 5, 11: 6, 12: 7, 13: 7, 14: 7, 15: 8, 16: 8, 17: 8, 18: 8, 19: 9, 20: 9, 21: 10}

# Operator, attributes, first opset.
HIDDEN = [
    ("Tanh", {}, 7), ("Relu", {}, 7), ("Sigmoid", {}, 7), ("Elu", {}, 7), ("Elu", {"alpha": 0.5}, 7), ("Selu", {}, 7),
    ("LeakyRelu", {}, 7), ("LeakyRelu", {"alpha": 0.2}, 7), ("Selu", {"alpha": 1.5, "gamma": 1.25}, 7), ("Softplus", {}, 7),
    ("Softsign", {}, 7), ("HardSigmoid", {}, 7), ("HardSigmoid", {"alpha": 1 / 6, "beta": 0.5}, 7), ("Sin", {}, 7),
    ("Cos", {}, 7), ("Celu", {}, 12), ("Celu", {"alpha": 2.0}, 12), ("HardSwish", {}, 14), ("Mish", {}, 18),
    ("Gelu", {}, 20), ("Gelu", {"approximate": "tanh"}, 20),
]  # fmt: skip
LAST = [("Identity", {}), (None, {}), (None, {}), ("Softmax", {}), ("Softmax", {"axis": -1}), ("Softmax", {"axis": 1}),
        ("LogSoftmax", {}), ("Sigmoid", {}), ("Tanh", {})]  # fmt: skip


class Builder:
    """A graph that grows at its end; `x` is the name of what flows there."""

    def __init__(self, rng, opset=None, double=None):
        self.rng = rng
        self.opset = int(opset or rng.integers(7, 22))
        self.double = rng.random() < 0.25 if double is None else double
        self.type = TensorProto.DOUBLE if self.double else TensorProto.FLOAT
        self.float = np.float64 if self.double else np.float32
        self.nodes, self.tensors, self.x = [], [], "input"
        self.raw, self.as_nodes = rng.random() < 0.5, rng.random() < 0.2
        kinds = [kind for kind in HIDDEN if kind[2] <= self.opset and not (self.double and kind[0] == "Celu")]
        self.kind = kinds[rng.integers(len(kinds))][:2]

    def op(self, kind, *inputs, count=1, **attributes):
        outputs = [f"{kind.lower()}_{len(self.nodes)}" + (f"_{k}" if k else "") for k in range(count)]
        self.nodes.append(
            helper.make_node(kind, list(inputs), outputs, name=f"/{kind}_{len(self.nodes)}", **attributes)
        )
        return outputs[0] if count == 1 else outputs

    def then(self, kind, *more, **attributes):
        """The next operator on what flows."""
        self.x = self.op(kind, self.x, *more, **attributes)

    def tensor(self, values, integer=False):
        values = np.asarray(values, np.int64 if integer else self.float)
        name = f"c{len(self.tensors) + len(self.nodes)}"
        if self.raw:
            tensor = numpy_helper.from_array(values, name)
        else:
            kind = TensorProto.INT64 if integer else self.type
            tensor = helper.make_tensor(name, kind, values.shape, values.ravel().tolist())
        if self.as_nodes and (self.opset >= 9 or not integer):
            return self.op("Constant", value=tensor)
        self.tensors.append(tensor)
        return name

    def weights(self, m, n):
        W = self.rng.normal(size=(m, n)) / np.sqrt(n) * 1.2
        return W.astype(self.float), (self.rng.normal(size=m) / 2).astype(self.float)

    def activate(self, last=False):
        kind, attributes = LAST[self.rng.integers(len(LAST))] if last else self.kind
        if kind:
            self.then(kind, **attributes)

    def axes(self, kind, axes, since=13, **attributes):
        """An operator whose axes are an attribute before that opset and an input from it on."""
        if self.opset < since:
            self.then(kind, axes=axes, **attributes)
        else:
            self.then(kind, self.tensor(axes, integer=True), **attributes)

    def slice(self, x, start, end, axis=1):
        if self.opset < 10:
            return self.op("Slice", x, starts=[start], ends=[end], axes=[axis])
        return self.op("Slice", x, *(self.tensor([k], integer=True) for k in (start, end, axis)))

    def clip(self, low, high):
        if self.opset < 11:
            self.then("Clip", min=low, max=high)
        else:
            self.then("Clip", self.tensor(low), self.tensor(high))

    def model(self, shape, outputs=None):
        first = helper.make_tensor_value_info("input", self.type, shape)
        last = [helper.make_tensor_value_info(name, self.type, None) for name in (outputs or [self.x])]
        inputs = [first]
        if IR[self.opset] < 4:
            inputs += [helper.make_tensor_value_info(t.name, t.data_type, t.dims) for t in self.tensors]
        graph = helper.make_graph(self.nodes, "network", inputs, last, self.tensors)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], producer_name="oracle")
        model.ir_version = IR[self.opset]
        model = onnx.shape_inference.infer_shapes(model)
        for value in model.graph.output:
            if not value.type.tensor_type.HasField("shape"):
                value.CopyFrom(helper.make_tensor_value_info(value.name, self.type, ["rows", "columns"]))
        onnx.checker.check_model(model, full_check=True)
        return model

    # The ways to write a layer of m neurons; the row (1, n) flows unless it is said otherwise.

    def gemm_transposed(self, m, n):
        W, b = self.weights(m, n)
        self.then("Gemm", self.tensor(W), self.tensor(b), transB=1)

    def gemm(self, m, n):
        W, b = self.weights(m, n)
        self.then("Gemm", self.tensor(W.T), self.tensor(b[None]))

    def gemm_scaled(self, m, n):
        W, b = self.weights(m, n)
        self.then("Gemm", self.tensor(W), self.tensor(b), alpha=0.5, beta=1.5, transB=1)

    def gemm_bare(self, m, n):
        """Without the bias, which opset 11 allows."""
        W, b = self.weights(m, n)
        self.then("Gemm", self.tensor(W), *([] if self.opset >= 11 else [self.tensor(b)]), transB=1)

    def matmul(self, m, n):
        W, b = self.weights(m, n)
        self.then("MatMul", self.tensor(W.T))
        self.then("Add", self.tensor(b))

    def matmul_left(self, m, n):
        """A vector or a column flows: W x + b."""
        W, b = self.weights(m, n)
        self.x = self.op("MatMul", self.tensor(W), self.x)
        self.x = self.op("Add", self.tensor(b if self.vector else b[:, None]), self.x)

    def gemm_column(self, m, n):
        """A column in, a column out."""
        W, b = self.weights(m, n)
        self.x = self.op("Gemm", self.tensor(W), self.x, self.tensor(b[:, None]))

    def convolution(self, m, n):
        """(1, n, 1, 1) flows."""
        W, b = self.weights(m, n)
        self.then("Conv", self.tensor(W[:, :, None, None]), self.tensor(b))

    def transposed_weights(self, m, n):
        W, b = self.weights(m, n)
        self.then("MatMul", self.op("Transpose", self.tensor(W), perm=[1, 0]))
        self.x = self.op("Add", self.op("Identity", self.tensor(b)), self.x)

    def half_weights(self, m, n):
        """Weights in half precision, cast where they are used."""
        W, b = self.weights(m, n)
        name = f"half{len(self.nodes)}"
        self.tensors.append(numpy_helper.from_array(W.T.astype(np.float16), name))
        self.then("MatMul", self.op("Cast", name, to=self.type))
        self.then("Add", self.tensor(b))

    def tensordot(self, m, n):
        """As a converter writes Dense on a tensor whose rank it does not know: shapes by nodes."""
        W, b = self.weights(m, n)
        shape = self.op("Shape", self.x)
        rows = self.op("Gather", shape, self.tensor([0], integer=True), axis=0)
        self.then("Reshape", self.tensor([-1, n], integer=True))
        self.then("MatMul", self.tensor(W.T))
        self.then("Reshape", self.op("Concat", rows, self.tensor([m], integer=True), axis=0))
        self.then("Add", self.tensor(b))


def chain(builder, layer, sizes, between=None):
    for number, (n, m) in enumerate(zip(sizes, sizes[1:]), 2):
        getattr(builder, layer)(m, n)
        last = number == len(sizes)
        builder.activate(last)
        if between and not last:
            between(m)


class Round:
    """One method a dialect of graphs."""

    def __init__(self, folder, rng, index):
        self.folder, self.rng, self.index = folder, rng, index
        self.sizes = [min(n, 8) for n in widths(rng)]

    def save(self, dialect, model, output=None, **facts):
        save(self.folder, f"{self.index:03}_{dialect}", model, self.rng, output, **facts)

    def plain(self, dialect, layer=None, shape=None, **facts):
        """A chain of layers that are all written one way."""
        builder = Builder(self.rng)
        chain(builder, layer or dialect, self.sizes)
        self.save(dialect, builder.model(shape or [1, self.sizes[0]]), **facts)

    def left(self, vector):
        builder = Builder(self.rng)
        builder.vector = vector
        n = self.sizes[0]
        for number, (n, m) in enumerate(zip(self.sizes, self.sizes[1:]), 2):
            (builder.matmul_left if vector or number % 2 else builder.gemm_column)(m, n)
            builder.then(*[kind for kind in [builder.kind[0]]], **builder.kind[1])
        shape = [self.sizes[0]] if vector else [self.sizes[0], 1]
        self.save("matmul_vector" if vector else "matmul_column", builder.model(shape))

    def column(self):
        """A row that is transposed, goes through a layer as a column, and comes back."""
        builder = Builder(self.rng)
        builder.vector = False
        n, m = self.sizes[0], self.sizes[1]
        builder.then("Transpose", perm=[1, 0])
        builder.matmul_left(m, n)
        builder.then("Transpose", perm=[1, 0])
        builder.activate()
        builder.gemm(3, m)
        self.save("transpose", builder.model([1, n]))

    def convolution(self):
        builder = Builder(self.rng)
        for n, m in zip(self.sizes, self.sizes[1:]):
            builder.convolution(m, n)
            builder.then(builder.kind[0], **builder.kind[1])
        self.save("convolution", builder.model([1, self.sizes[0], 1, 1]))

    def normalized(self):
        """(x - mean)/deviation in front, times and plus behind."""
        builder, n, m = Builder(self.rng), self.sizes[0], self.sizes[-1]
        mean, deviation = self.rng.normal(size=n) * 30, self.rng.uniform(0.5, 20, size=n)
        builder.then("Sub", builder.tensor(mean))
        builder.then("Div", builder.tensor(deviation if self.rng.random() < 0.7 else deviation[0]))
        chain(builder, "matmul", self.sizes)
        builder.then("Mul", builder.tensor(self.rng.uniform(1, 9, size=m)))
        builder.then("Add", builder.tensor(self.rng.normal(size=m) * 9))
        self.save("normalized", builder.model([1, n]), scale=10.0, shift=mean)

    def negated(self):
        """Neg, and a constant minus what flows."""
        builder = Builder(self.rng)

        def between(m):
            builder.then("Neg")
            builder.x = builder.op("Sub", builder.tensor(np.ones(m)), builder.x)

        chain(builder, "gemm", self.sizes, between)
        self.save("negated", builder.model([1, self.sizes[0]]))

    def shaped(self, shape, *how):
        """An input of more axes than two, flattened or reshaped first."""
        builder = Builder(self.rng)
        n = int(np.prod(shape))
        for kind, *more in how:
            if kind == "Squeeze":
                builder.axes("Squeeze", more[0])
            elif kind == "Unsqueeze":
                builder.axes("Unsqueeze", more[0])
            elif kind == "Reshape":
                builder.then("Reshape", builder.tensor(more[0], integer=True))
            else:
                builder.then(kind, axis=1)
        chain(builder, "gemm_transposed", [n, *self.sizes[1:]])
        dialect = "_".join(["shape", *(kind.lower() for kind, *_ in how)])
        self.save(dialect, builder.model(["N" if k == 1 and i == 0 else k for i, k in enumerate(shape)]))

    def residual(self, kind):
        """Blocks whose input is added to, or put beside, what they compute."""
        builder, n, m = Builder(self.rng), self.sizes[0], self.sizes[-1]
        for _ in range(self.rng.integers(1, 3)):
            before = builder.x
            builder.gemm_transposed(m, n)
            builder.activate()
            if kind == "Add":
                builder.matmul(n, m)
                builder.x = builder.op("Add", *[before, builder.x][:: self.rng.choice([1, -1])])
            else:
                builder.x = builder.op("Concat", before, builder.x, axis=self.rng.choice([1, -1]))
                n += m
        builder.gemm_transposed(2, n)
        builder.activate(last=True)
        self.save("residual" if kind == "Add" else "concat", builder.model([1, self.sizes[0]]))

    def two_kinds(self, how):
        """Two ranges of one layer with activations of their own."""
        builder, n, m = Builder(self.rng), self.sizes[0], self.sizes[-1]
        builder.gemm_transposed(m + 3, n)
        if how == "split":
            sizes = [m, 3]
            if builder.opset < 13:
                parts = builder.op("Split", builder.x, count=2, axis=1, split=sizes)
            else:
                parts = builder.op("Split", builder.x, builder.tensor(sizes, integer=True), count=2, axis=1)
        else:
            parts = [builder.slice(builder.x, 0, m), builder.slice(builder.x, m, np.iinfo(np.int32).max)]
        ends = [builder.op(builder.kind[0], parts[0], **builder.kind[1]), builder.op("Tanh", parts[1])]
        builder.x = builder.op("Concat", *ends, axis=1)
        builder.gemm_transposed(2, m + 3)
        self.save(how, builder.model([1, n]))

    def heads(self, kind):
        """A head that is coupled beside one that is not."""
        builder, n, m = Builder(self.rng), self.sizes[0], max(self.sizes[-1], 2)
        builder.gemm_transposed(4, n)
        builder.then("Tanh")
        trunk = builder.x
        builder.gemm(m, 4)
        ends = [builder.op(kind, builder.x, axis=1)]
        builder.x = trunk
        builder.gemm(2, 4)
        ends.append(builder.op(builder.kind[0], builder.x, **builder.kind[1]))
        builder.x = builder.op("Concat", *ends[:: self.rng.choice([1, -1])], axis=1)
        if self.rng.random() < 0.3:
            builder.gemm_transposed(2, m + 2)
        self.save("heads", builder.model([1, n]))

    def gathered(self):
        builder, n = Builder(self.rng), self.sizes[0]
        order = self.rng.integers(0, n, size=n + 1)
        builder.then("Gather", builder.tensor(order, integer=True), axis=1)
        chain(builder, "gemm", [n + 1, *self.sizes[1:]])
        self.save("gather", builder.model([1, n]))

    def batch_normalized(self):
        builder = Builder(self.rng)
        more = {} if self.rng.random() < 0.5 else {"epsilon": 1e-3}

        def between(m):
            values = [self.rng.normal(size=m) if k in (1, 2) else self.rng.uniform(0.5, 2, size=m) for k in range(4)]
            builder.then("BatchNormalization", *map(builder.tensor, values), **more)

        chain(builder, "gemm_transposed", self.sizes, between)
        self.save("batchnorm", builder.model([1, self.sizes[0]]))

    def passed_on(self):
        """Nodes that do nothing: Dropout, Identity, Cast to a wider type or the same."""
        builder = Builder(self.rng)

        def between(m):
            if builder.opset < 12:
                builder.x = builder.op("Dropout", builder.x, ratio=0.4)
            else:
                builder.x = builder.op("Dropout", builder.x, count=2)[0]
            builder.then("Identity")
            builder.then("Cast", to=builder.type)

        chain(builder, "matmul", self.sizes, between)
        self.save("passed_on", builder.model([1, self.sizes[0]]))

    def clipped(self):
        builder = Builder(self.rng)
        low, high = [(0.0, 6.0), (-1.0, 1.0), (0.0, 1.0), (-0.5, 2.0)][self.rng.integers(4)]
        for n, m in zip(self.sizes, self.sizes[1:]):
            builder.gemm_transposed(m, n)
            builder.clip(low, high)
        builder.gemm_transposed(2, m)
        self.save("clip", builder.model([1, self.sizes[0]]))

    def prelu(self):
        builder = Builder(self.rng)
        for n, m in zip(self.sizes, self.sizes[1:]):
            builder.gemm_transposed(m, n)
            builder.then("PRelu", builder.tensor(self.rng.uniform(0, 0.5, size=m if self.rng.random() < 0.6 else 1)))
        self.save("prelu", builder.model([1, self.sizes[0]]))

    def squared(self):
        builder, n = Builder(self.rng), self.sizes[0]
        builder.gemm_transposed(5, n)
        builder.then("Pow", builder.tensor(2.0))
        builder.gemm_transposed(2, 5)
        self.save("pow", builder.model([1, n]))

    def exponential(self):
        builder, n = Builder(self.rng), self.sizes[0]
        builder.gemm_transposed(5, n)
        builder.activate()
        builder.gemm_transposed(2, 5)
        builder.then("Exp")
        self.save("exp", builder.model([1, n]))

    def reduced(self, kind):
        builder, n = Builder(self.rng), self.sizes[0]
        chain(builder, "gemm", self.sizes)
        # The sum of a softmax would be a constant.
        builder.gemm(4, self.sizes[-1])
        builder.axes(kind, [1], since=13 if kind == "ReduceSum" else 18, keepdims=int(self.rng.integers(2)))
        self.save(kind.lower(), builder.model([1, n]))

    def gated(self, how):
        """Activations that some exporters write as products: they may be read as one, or refused."""
        builder, n = Builder(self.rng, opset=max(9, int(self.rng.integers(7, 22)))), self.sizes[0]
        builder.gemm_transposed(5, n)
        z = builder.x
        if how == "silu":
            builder.x = builder.op("Mul", z, builder.op("Sigmoid", z))
        else:
            builder.x = builder.op("Mul", z, builder.op("Tanh", builder.op("Softplus", z)))
        builder.gemm_transposed(2, 5)
        self.save(how + "_composed", builder.model([1, n]), refused="an activation written as a product")

    def converted(self, kind, zipmap):
        """What skl2onnx makes of a pipeline: a scaler, layers, a label and probabilities."""
        d, rng = self.sizes[0], self.rng
        z, deviation, mean = rng.normal(size=(40, d)), rng.uniform(0.5, 20, size=d), rng.normal(size=d) * 30
        if kind is MLPRegressor:
            y = np.sin(z @ rng.normal(size=(d, int(rng.integers(1, 4)))))
            y = y.ravel() if y.shape[1] == 1 else y
        else:
            y = (z @ rng.normal(size=(d, [2, 4][self.index % 2]))).argmax(1)
        activation = ["tanh", "relu", "logistic"][rng.integers(3)]
        net = kind(hidden_layer_sizes=self.sizes[1:4], activation=activation, max_iter=20, random_state=1)
        scaler = [StandardScaler(), MinMaxScaler(), None][rng.integers(3)]
        pipeline = make_pipeline(*([scaler] if scaler else []), net).fit(z * deviation + mean, y)
        options = {id(pipeline): {"zipmap": zipmap}} if kind is MLPClassifier else None
        opset, sample = int(rng.integers(9, 22)), z[:1].astype([np.float32, np.float64][rng.integers(2)])
        # The converter of MinMaxScaler asks for a later opset.
        model = to_onnx(pipeline, sample, options=options, target_opset={"": max(opset, 12), "ai.onnx.ml": 2})
        dialect = "skl2onnx_" + ("regressor" if options is None else "zipmap" if zipmap else "classifier")
        name = model.graph.output[-1].name
        options = None if options is None else f"output {name}"
        note = "mean and deviation of the inputs are in the file" if scaler else None
        self.save(dialect, model, name, scale=deviation, shift=mean, options=options, note=note)

    def external(self):
        builder = Builder(self.rng)
        builder.raw, builder.as_nodes = True, False
        chain(builder, "gemm_transposed", self.sizes)
        self.save("external", builder.model([1, self.sizes[0]]), external=True)


DIALECTS = [
    *(lambda r, layer=layer: r.plain(layer) for layer in ("gemm_transposed", "gemm", "gemm_scaled", "gemm_bare", "matmul",
                                                        "transposed_weights", "half_weights", "tensordot")),
    lambda r: r.plain("symbolic", "matmul", shape=["batch", r.sizes[0]]),
    lambda r: r.left(vector=True),
    lambda r: r.left(vector=False),
    Round.column,
    Round.convolution,
    Round.normalized,
    Round.negated,
    lambda r: r.shaped([1, 1, 1, 5], ("Flatten",)),
    lambda r: r.shaped([1, 2, 3], ("Reshape", [-1, 6])),
    lambda r: r.shaped([1, 6, 1], ("Reshape", [0, -1])),
    lambda r: r.shaped([1, 4, 1], ("Squeeze", [2])),
    lambda r: r.shaped([5], ("Unsqueeze", [0])),
    lambda r: r.residual("Add"),
    lambda r: r.residual("Concat"),
    lambda r: r.two_kinds("split"),
    lambda r: r.two_kinds("slice"),
    lambda r: r.heads("Softmax"),
    lambda r: r.heads("LogSoftmax"),
    Round.gathered,
    Round.batch_normalized,
    Round.passed_on,
    Round.clipped,
    Round.prelu,
    Round.squared,
    Round.exponential,
    lambda r: r.reduced("ReduceSum"),
    lambda r: r.reduced("ReduceMean"),
    lambda r: r.gated("silu"),
    lambda r: r.gated("mish"),
    Round.external,
    lambda r: r.converted(MLPRegressor, None),
    lambda r: r.converted(MLPClassifier, False),
    lambda r: r.converted(MLPClassifier, True),
    lambda r: r.converted(MLPClassifier, False),
]  # fmt: skip


def refusals(folder):
    rng = np.random.default_rng(0)

    def put(name, model, reason, *mentions):
        onnx.save(model, folder.file(name))
        folder.refuse(name, reason, mentions, library=f"onnx {onnx.__version__}")

    def built(name, reason, *mentions, shape=(1, 4), opset=17):
        """Saves what the function below it builds."""

        def save(build):
            builder = Builder(rng, opset=opset, double=False)
            build(builder)
            put(f"refused_{name}.onnx", builder.model(list(shape)), reason, *mentions)

        return save

    @built("cnn", "a convolution that is not dense", "Conv", shape=(1, 1, 6, 6))
    def _(b):
        b.then("Conv", b.tensor(rng.normal(size=(2, 1, 3, 3))), kernel_shape=[3, 3])
        b.then("MaxPool", kernel_shape=[2, 2])
        b.then("Flatten")

    @built("layernorm", "each value depends on all", "LayerNormalization")
    def _(b):
        b.gemm(5, 4)
        b.then("LayerNormalization", b.tensor(np.ones(5)), axis=-1)

    @built("noise", "noise", "RandomNormalLike")
    def _(b):
        b.gemm(5, 4)
        b.x = b.op("Add", b.x, b.op("RandomNormalLike", b.x))

    @built("lstm", "a recurrent network", "LSTM", shape=(3, 1, 4))
    def _(b):
        W, R = b.tensor(rng.normal(size=(1, 20, 4))), b.tensor(rng.normal(size=(1, 20, 5)))
        b.x = b.op("LSTM", b.x, W, R, count=2, hidden_size=5)[1]

    @built("product", "a product of two layers", "MatMul")
    def _(b):
        b.gemm(5, 4)
        b.x = b.op("MatMul", b.op("Transpose", b.x, perm=[1, 0]), b.x)

    @built("gate", "a product of two layers", "Mul")
    def _(b):
        b.gemm(5, 4)
        b.x = b.op("Mul", b.op("Tanh", b.x), b.op("Sin", b.x))

    @built("argmax", "the largest output's place is no derivative's", "ArgMax")
    def _(b):
        b.gemm(5, 4)
        b.then("ArgMax", axis=1)
        b.then("Cast", to=TensorProto.FLOAT)

    @built("reducemax", "the largest of its inputs", "ReduceMax")
    def _(b):
        b.gemm(5, 4)
        b.then("ReduceMax", axes=[1])

    @built("training", "a Dropout that is told to train", "Dropout", "training")
    def _(b):
        b.gemm(5, 4)
        b.tensors.append(helper.make_tensor("training", TensorProto.BOOL, [], [True]))
        b.then("Dropout", b.tensor(0.5), "training")

    @built("layernorm_composed", "a division by a layer", "Div", "ReduceMean", "Mul", "Pow", "Sqrt")
    def _(b):
        b.gemm(5, 4)
        centred = b.op("Sub", b.x, b.op("ReduceMean", b.x, axes=[1]))
        variance = b.op("ReduceMean", b.op("Pow", centred, b.tensor(2.0)), axes=[1])
        b.x = b.op("Div", centred, b.op("Sqrt", variance))

    data = rng.normal(size=(40, 4)).astype(np.float32)
    target = (data.sum(1) > 0).astype(int)
    plain = {"target_opset": {"": 15, "ai.onnx.ml": 2}}
    put(
        "refused_forest.onnx",
        to_onnx(RandomForestClassifier(3).fit(data, target), data[:1], **plain),
        "a forest",
        "TreeEnsemble",
    )
    put(
        "refused_svc.onnx",
        to_onnx(SVC().fit(data, target), data[:1], **plain),
        "a support vector machine",
        "SVM",
        "Pow",
        "Exp",
    )
    normalized = make_pipeline(Normalizer(), MLPClassifier(hidden_layer_sizes=(3,), max_iter=5)).fit(data, target)
    put(
        "refused_normalizer.onnx",
        to_onnx(normalized, data[:1], **plain),
        "rows are divided by their norms",
        "Normalizer",
    )

    builder = Builder(rng, opset=13, double=False)
    builder.raw, builder.as_nodes = True, False
    builder.gemm_transposed(3, 4)
    model = builder.model([1, 4])
    for tensor in model.graph.initializer:
        onnx.external_data_helper.set_external_data(tensor, location="../outside.data")
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
    put("refused_outside.onnx", model, "data outside of the folder", "outside", "../")


def main():
    options = arguments("onnx")
    warnings.filterwarnings("ignore")
    onnxruntime.set_default_logger_severity(4)
    folder = Folder(options.folder)
    rounds(options, DIALECTS, lambda rng, index: Round(folder, rng, index))
    refusals(folder)


if __name__ == "__main__":
    main()
