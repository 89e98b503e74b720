"""Networks as Keras 3, or Keras 2 of TensorFlow, saves them: .keras and .h5, Sequential and Functional."""

import importlib.metadata
import logging
import os

os.environ.setdefault("KERAS_BACKEND", "numpy")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

try:
    from tensorflow import keras
except ImportError:
    import keras
    from keras.src.backend.common import dtypes

    # Without this, Keras 3 computes float64 models in float32.
    dtypes.BIT64_TO_BIT32_DTYPE.clear()

from oracle import Folder, arguments, references, rounds, widths

L = keras.layers
VERSION = importlib.metadata.version("keras")
NEW = VERSION.startswith("3")

# TensorFlow's gelu has a square root of 2 in single precision.
ACCURACY = 1e-12 if NEW else 1e-7
SLOPE = "negative_slope" if NEW else "alpha"

# The names that Keras has for activations, and what they are.
WORDS = {
    "linear": ["purelin"], "tanh": ["tansig"], "sigmoid": ["logsig"], "relu": ["poslin"], "elu": ["elu"],
    "selu": ["selu"], "softplus": ["softplus"], "softsign": ["softsign"], "gelu": ["gelu"], "swish": ["swish"],
    "silu": ["swish"], "exponential": ["exp"], "mish": ["mish"], "softmax": ["softmax"],
    "hard_sigmoid": ["hardsigmoid"] if NEW else ["hardsigmoid", 0.2, 0.5],
}  # fmt: skip
if NEW:
    WORDS |= {
        "leaky_relu": ["leakyrelu", 0.2], "relu6": ["relu6"], "celu": ["celu"], "hard_silu": ["hardswish"],
        "hard_swish": ["hardswish"], "log_softmax": ["logsoftmax"],
    }  # fmt: skip
HIDDEN = [word for word in WORDS if "softmax" not in word and word not in ("linear", "exponential")]
LAST = ["linear", "linear", "softmax", "sigmoid", "tanh", "softplus", "exponential"] + ["log_softmax"] * NEW


def precision(dtype):
    keras.backend.set_floatx(dtype)
    keras.mixed_precision.set_global_policy(dtype)


def through(layer, jet):
    """What a layer with one input does when the model predicts, from its weights and its configuration."""
    kind, config = type(layer).__name__, layer.get_config()
    weights = [np.asarray(w, np.float64) for w in layer.get_weights()]
    if kind in ("Sequential", "Functional"):
        return whole(layer, jet)
    if kind in (
        "InputLayer",
        "Dropout",
        "Flatten",
        "Reshape",
        "GaussianNoise",
        "GaussianDropout",
        "ActivityRegularization",
    ):
        return jet
    if kind == "Dense":
        return activated(jet.affine(weights[0].T, *weights[1:]), config["activation"])
    if kind == "Activation":
        return activated(jet, config["activation"])
    if kind == "Softmax":
        return jet.activated("softmax")
    if kind == "ELU":
        return jet.activated("elu", float(config["alpha"]))
    if kind == "LeakyReLU":
        return jet.activated("leakyrelu", float(config[SLOPE]))
    if kind == "PReLU":
        return jet.joined([jet.taken([k]).activated("leakyrelu", s) for k, s in enumerate(weights[0].ravel())])
    if kind == "ReLU":
        if config["max_value"] is None:
            return jet.activated("leakyrelu", float(config["negative_slope"]))
        return jet.activated("clip", 0.0, float(config["max_value"]))
    if kind == "Rescaling":
        return jet.scaled(np.asarray(config["scale"]), np.asarray(config["offset"]))
    if kind == "Normalization":
        mean, variance = weights[:2] if weights else map(np.asarray, (config["mean"], config["variance"]))
        deviation = np.maximum(np.sqrt(variance), 1e-7).ravel()
        return jet.scaled(1 / deviation, -mean.ravel() / deviation)
    if kind == "BatchNormalization":
        n = len(jet.v)
        gamma = weights.pop(0) if config["scale"] else np.ones(n)
        beta = weights.pop(0) if config["center"] else np.zeros(n)
        return jet.batch_normalized(gamma, beta, *weights, config["epsilon"])
    raise NotImplementedError(kind)


def activated(jet, word):
    name, *parameters = WORDS[word]
    return jet.activated(name, *parameters)


def whole(model, jet):
    """Layers stand in the order of their making; a merging layer takes the jets that its spec says."""
    saved = []
    for layer in model.layers:
        kind = type(layer).__name__
        if kind in ("Add", "Concatenate"):
            jet = saved.pop() + jet if kind == "Add" else jet.joined([saved.pop(), jet])
        elif layer.name.startswith("side"):
            jet, before = through(layer, saved.pop()), jet
            saved.append(before)
        else:
            jet = through(layer, jet)
        if layer.name.startswith("fork"):
            saved.append(jet)
    return jet


def randomize(model, rng):
    """Weights of training: none at its start value."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            randomize(layer, rng)
            continue
        kind, values = type(layer).__name__, layer.get_weights()
        if kind == "Dense":
            values[1:] = [rng.normal(size=b.shape) / 2 for b in values[1:]]
        elif kind in ("BatchNormalization", "PReLU"):
            values = [rng.uniform(0.1, 1.5, size=v.shape) for v in values]
        if kind in ("Dense", "BatchNormalization", "PReLU"):
            layer.set_weights(values)


class Spec:
    """Layers as (class, options), so that the same model can be made a second time in float64."""

    def __init__(self, rng, shape=None):
        self.rng, self.layers = rng, []
        self.widths = widths(rng)
        self.shape = shape or (self.widths[0],)

    def add(self, kind, *values, **options):
        self.layers.append((kind, values, options))

    def dense(self, between=None, separate=False, last=None, **options):
        """A Dense for each width, with what stands between them."""
        word = HIDDEN[self.rng.integers(len(HIDDEN))]
        for number, units in enumerate(self.widths[1:], 2):
            if number == len(self.widths):
                word = last or LAST[self.rng.integers(len(LAST))]
                units = max(units, 2) if "softmax" in word else units
            elif self.rng.random() < 0.3:
                word = HIDDEN[self.rng.integers(len(HIDDEN))]
            self.add("Dense", units, **options, **({} if separate else {"activation": word}))
            if separate:
                self.add("Activation", word)
            if between and number < len(self.widths):
                between(self)
        return self

    def sequential(self):
        return keras.Sequential([L.Input(self.shape)] + [getattr(L, kind)(*v, **o) for kind, v, o in self.layers])

    def functional(self):
        x = first = L.Input(self.shape, name="features")
        for kind, values, options in self.layers:
            x = getattr(L, kind)(*values, **options)(x)
        return keras.Model(first, x)

    def residual(self, merge):
        """Blocks around which their input is carried, behind a layer named fork."""
        x = first = L.Input(self.shape)
        n = self.widths[1]
        for block, word in enumerate(["tanh", "relu"] if NEW else ["tanh"]):
            x = L.Dense(n, name=f"fork{block}", activation="linear")(x)
            y = L.Dense(n, activation=word, name=f"inner{block}")(x)
            y = L.Dense(n, activation="linear", name=f"outer{block}")(y)
            x = getattr(L, merge)(name=f"merge{block}")([x, y])
        return keras.Model(first, L.Dense(2, activation="softmax", name="head")(x))

    def heads(self):
        """Two heads with ends of their own, one behind the other; the second is named side."""
        first = L.Input(self.shape)
        x = L.Dense(self.widths[1], activation="tanh", name="fork")(first)
        kinds = L.Dense(max(self.widths[-1], 2), activation="softmax", name="kinds")(x)
        x = L.Concatenate()([kinds, L.Dense(2, activation=self.end, name="side")(x)])
        return keras.Model(first, L.Dense(3, name="mixing")(x) if self.behind else x)


class Round:
    def __init__(self, folder, rng, index):
        self.folder, self.rng, self.index = folder, rng, index

    def save(self, dialect, make, shape, dtype="float32", ending=None, prepare=lambda model: None, either=None):
        """Saves what `make` makes, and asks the same model in float64."""
        precision(dtype)
        model = make()
        randomize(model, self.rng)
        prepare(model)
        ending = ending or ("keras", "h5")[self.index % 2]
        name = f"{self.index:03}_{dialect}.{ending}"
        model.save(self.folder.file(name))
        precision("float64")
        wide = make()
        wide.set_weights([np.asarray(w, np.float64) for w in model.get_weights()])
        for layer in wide.layers:
            if hasattr(layer, "finalize_state"):
                layer.finalize_state()

        def library(x):
            y = wide(x.reshape(1, *shape), training=False)
            return keras.ops.convert_to_numpy(y) if NEW else y.numpy()

        # Keras brings the input to this type.
        points = references(lambda jet: whole(model, jet), int(np.prod(shape)), self.rng, library, accuracy=ACCURACY)
        self.folder.expect(name, points, library=f"keras {VERSION}", refused=either)

    def simple(self, dialect, kind="sequential", **options):
        spec = Spec(self.rng).dense(**options)
        self.save(dialect, getattr(spec, kind), spec.shape)

    def between(self, dialect, kind, *values, **options):
        spec = Spec(self.rng)
        spec.dense(lambda s: s.add(kind, *values, **options), separate=self.rng.random() < 0.3)
        self.save(dialect, (spec.functional, spec.sequential)[self.index % 2], spec.shape)

    def layers(self, dialect, kind, **options):
        """An activation that is a layer of its own, behind linear ones."""
        spec = Spec(self.rng)
        for units in spec.widths[1:]:
            spec.add("Dense", units)
            spec.add(kind, **options)
        self.save(dialect, spec.sequential, spec.shape)

    def scaled(self, dialect, kind, **options):
        spec = Spec(self.rng)
        spec.add(kind, **options)
        spec.dense(lambda s: s.add("Dropout", 0.1))
        self.save(dialect, (spec.functional, spec.sequential)[self.index % 2], spec.shape)

    def normalization(self, given):
        spec, rng = Spec(self.rng), self.rng
        n = spec.widths[0]
        mean, variance = rng.integers(-30, 30, size=n) / 16, rng.integers(4, 64, size=n) / 16
        if given:
            spec.add("Normalization", mean=mean.tolist(), variance=variance.tolist())
        else:
            spec.add("Normalization")

        def adapt(model):
            if not given:
                next(l for l in model.layers if "normalization" in l.name).adapt(
                    rng.normal(size=(50, n)) * variance + mean
                )

        spec.dense(lambda s: s.add("BatchNormalization"))
        self.save(f"normalization_{'given' if given else 'adapted'}", spec.sequential, spec.shape, prepare=adapt)

    def shaped(self, dialect):
        spec = Spec(self.rng, shape=(int(self.rng.integers(1, 4)), int(self.rng.integers(1, 5))))
        spec.add("Flatten")
        spec.dense()
        if dialect == "reshape":
            spec.layers[1:1] = [("Dense", (6,), {}), ("Reshape", ((2, 3),), {}), ("Flatten", (), {})]
        self.save(dialect, (spec.functional, spec.sequential)[self.index % 2], spec.shape)

    def nested(self):
        inner = Spec(self.rng).dense()

        def make():
            return keras.Sequential([L.Input(inner.shape), inner.sequential(), L.Dense(3), L.Activation("tanh")])

        self.save("nested", make, inner.shape)

    def merged(self, merge):
        spec = Spec(self.rng)
        self.save(merge.lower(), lambda: spec.residual(merge), spec.shape)

    def heads(self):
        spec = Spec(self.rng)
        spec.end = ("linear", "tanh", "sigmoid", "softplus", "softmax")[self.rng.integers(5)]
        spec.behind = self.index % 3 == 0
        self.save("heads", spec.heads, spec.shape)

    def dtype(self, dtype):
        spec = Spec(self.rng).dense()
        self.save(dtype, spec.sequential, spec.shape, dtype=dtype)

    def mixed(self):
        """Computes in half precision from variables that are not."""
        spec = Spec(self.rng).dense()
        policy = keras.mixed_precision.Policy("mixed_float16")
        for _, _, options in spec.layers:
            options["dtype"] = policy

        def make():
            if keras.backend.floatx() == "float64":
                for _, _, options in spec.layers:
                    options.pop("dtype")
            return spec.sequential()

        self.save("mixed_float16", make, spec.shape)

    def trained(self):
        """With an optimiser, its state and a loss in the file."""
        spec = Spec(self.rng).dense(lambda s: s.add("BatchNormalization"), last="linear")

        def fit(model):
            model.compile(optimizer="adam", loss="mse", metrics=["mae"])
            model.optimizer.build(model.trainable_variables)

        self.save("trained", spec.sequential, spec.shape, prepare=fit)

    def misnamed(self):
        """An HDF5 file whose name says .keras."""
        spec = Spec(self.rng).dense()
        self.save("misnamed", spec.sequential, spec.shape, ending="h5")
        self.folder.rename(f"{self.index:03}_misnamed.h5", f"{self.index:03}_misnamed.keras")

    def noise(self):
        spec = Spec(self.rng)
        spec.dense(lambda s: s.add("GaussianNoise", 0.1))
        self.save("noise", spec.sequential, spec.shape, either="noise, which is nothing when the model predicts")


DIALECTS = [
    lambda r: r.simple("sequential"),
    lambda r: r.simple("sequential"),
    lambda r: r.simple("functional", kind="functional"),
    lambda r: r.simple("functional", kind="functional"),
    lambda r: r.simple("separate", separate=True),
    lambda r: r.simple("separate", separate=True),
    lambda r: r.simple("no_bias", use_bias=False),
    lambda r: r.between("dropout", "Dropout", 0.2),
    lambda r: r.between("batchnorm", "BatchNormalization"),
    lambda r: r.between("batchnorm", "BatchNormalization"),
    lambda r: r.between("batchnorm_bare", "BatchNormalization", epsilon=1e-4, scale=False, center=bool(r.index % 3)),
    lambda r: r.layers("leakyrelu", "LeakyReLU"),
    lambda r: r.layers("leakyrelu", "LeakyReLU", **{SLOPE: 0.1}),
    lambda r: r.layers("prelu", "PReLU"),
    lambda r: r.layers("prelu", "PReLU"),
    lambda r: r.layers("elu", "ELU", alpha=0.7),
    lambda r: r.layers("relu6", "ReLU", max_value=6.0),
    lambda r: r.layers("relu_slope", "ReLU", negative_slope=0.25),
    lambda r: r.between("softmax", "Softmax"),
    lambda r: r.scaled("rescaling", "Rescaling", scale=1 / 255),
    lambda r: r.scaled("rescaling", "Rescaling", scale=0.5, offset=-1.0),
    lambda r: r.normalization(True),
    lambda r: r.normalization(True),
    lambda r: r.normalization(False),
    lambda r: r.normalization(False),
    lambda r: r.shaped("flatten"),
    lambda r: r.shaped("flatten"),
    lambda r: r.shaped("reshape"),
    Round.nested,
    Round.nested,
    lambda r: r.merged("Add"),
    lambda r: r.merged("Concatenate"),
    Round.heads,
    Round.heads,
    Round.heads,
    lambda r: r.dtype("float64"),
    lambda r: r.dtype("float64"),
    lambda r: r.dtype("float16"),
    Round.mixed,
    Round.mixed,
    Round.trained,
    Round.trained,
    Round.misnamed,
    Round.noise,
]


def refusals(folder):
    def put(name, layers, reason, *mentions):
        keras.Sequential(layers).save(folder.file(name))
        folder.refuse(name, reason, mentions, library=f"keras {VERSION}")

    for ending in ("keras", "h5"):
        image = [L.Input((8, 8, 1)), L.Conv2D(3, 3), L.Flatten(), L.Dense(2)]
        put(f"refused_cnn.{ending}", image, "a convolution", "Conv2D")
        put(f"refused_lstm.{ending}", [L.Input((5, 2)), L.LSTM(4), L.Dense(1)], "a recurrent network", "LSTM")
        put(f"refused_rnn.{ending}", [L.Input((5, 2)), L.SimpleRNN(4), L.Dense(1)], "a recurrent network", "RNN")
        put(f"refused_embedding.{ending}", [L.Input((3,)), L.Embedding(9, 2), L.Flatten()], "an embedding", "Embedding")
        normed = [L.Input((3,)), L.Dense(4), L.LayerNormalization(), L.Dense(2)]
        put(f"refused_layernorm.{ending}", normed, "each value depends on all", "LayerNormalization")
        a = L.Input((3,))
        name = f"refused_product.{ending}"
        keras.Model(a, L.Multiply()([L.Dense(2)(a), L.Dense(2)(a)])).save(folder.file(name))
        folder.refuse(name, "a product of two layers", ["Multiply", "branch"], library=f"keras {VERSION}")
    model = keras.Sequential([L.Input((3,)), L.Dense(2)])
    model.save_weights(folder.file("refused_weights.weights.h5"))
    folder.refuse(
        "refused_weights.weights.h5", "weights without an architecture", ["architecture", "weights", "model_config"]
    )


def main():
    options = arguments("keras")
    logging.disable(logging.WARNING)
    folder = Folder(options.folder)

    def begin(rng, index):
        keras.utils.set_random_seed(1000 * options.seed + index)
        if index % 2:
            keras.backend.clear_session()
        return Round(folder, rng, index)

    rounds(options, DIALECTS, begin)
    refusals(folder)


if __name__ == "__main__":
    main()
