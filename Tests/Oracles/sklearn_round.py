"""Networks as scikit-learn saves them: MLPs in pipelines and searches, by pickle and joblib."""

import json
import pickle
import warnings

import joblib
import numpy as np
import sklearn
from sklearn.compose import TransformedTargetRegressor
from sklearn.decomposition import NMF
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer, MaxAbsScaler, MinMaxScaler, Normalizer, PolynomialFeatures, RobustScaler, StandardScaler,
)  # fmt: skip
from sklearn.svm import SVC

from oracle import Folder, arguments, references, rounds, widths

try:
    import pandas
except ImportError:
    pandas = None

WORDS = {
    "identity": "purelin",
    "logistic": "logsig",
    "tanh": "tansig",
    "relu": "poslin",
    "softmax": "softmax",
}


def affine(scaler):
    """(factor, shift) of a scaler: y = factor x + shift."""
    if isinstance(scaler, MinMaxScaler):
        return scaler.scale_, scaler.min_
    if isinstance(scaler, MaxAbsScaler):
        return 1 / scaler.scale_, 0.0
    # A StandardScaler keeps a mean_ that it does not use.
    standard = isinstance(scaler, StandardScaler)
    center = (scaler.mean_ if scaler.with_mean else None) if standard else scaler.center_
    factor = 1.0 if scaler.scale_ is None else 1 / scaler.scale_
    return factor, 0.0 if center is None else -center * factor


def through(model, jet):
    """What predict, or predict_proba, does."""
    if isinstance(model, Pipeline):
        for _, step in model.steps:
            jet = through(step, jet)
        return jet
    if hasattr(model, "best_estimator_"):
        return through(model.best_estimator_, jet)
    if isinstance(model, TransformedTargetRegressor):
        jet = through(model.regressor_, jet)
        if isinstance(model.transformer_, FunctionTransformer):
            assert model.transformer_.inverse_func is None
            return jet
        factor, shift = affine(model.transformer_)
        return jet.scaled(1 / factor, -shift / factor)
    if isinstance(model, (MLPClassifier, MLPRegressor)):
        ends = [model.activation] * (len(model.coefs_) - 1) + [model.out_activation_]
        for W, b, activation in zip(model.coefs_, model.intercepts_, ends):
            jet = jet.affine(W.T, b).activated(WORDS[activation])
        return jet
    return jet if model in ("passthrough", None) else jet.scaled(*affine(model))


class Data:
    """Rows to fit to: nothing is learned well, but scales and weights are of every size."""

    def __init__(self, rng, outputs=1):
        self.d = int(rng.integers(1, 13))
        self.scale, self.shift = 10.0 ** rng.integers(-2, 3, size=self.d), rng.normal(size=self.d)
        z = rng.normal(size=(40, self.d))
        self.x = z * self.scale + self.shift
        W = rng.normal(size=(self.d, outputs))
        self.y = np.sin(z @ W) * rng.choice([1, 30, 0.1]) + 2 * rng.normal()
        score = z @ rng.normal(size=(self.d, 5))
        self.binary = (score[:, 0] > 0).astype(int)
        self.many = np.array(["ant", "bee", "cat", "dog", "eel"])[score.argmax(1)]
        self.labels = (score[:, :3] > 0).astype(int)


def mlp(kind, rng, **options):
    options.setdefault("hidden_layer_sizes", tuple(widths(rng)[1:5]))
    state = int(rng.integers(1000))
    options.setdefault("activation", ["tanh", "relu", "logistic", "identity"][rng.choice(4, p=[0.4, 0.3, 0.2, 0.1])])
    options.setdefault("random_state", state if rng.random() < 0.7 else np.random.RandomState(state))
    solver = ["adam", "adam", "lbfgs"][rng.integers(3)]
    return kind(solver=solver, max_iter=int(rng.integers(2, 30)), **options)


def scaler(rng):
    return [
        StandardScaler(), StandardScaler(with_mean=False), StandardScaler(with_std=False), MinMaxScaler(),
        MinMaxScaler(feature_range=(-1, 1)), MaxAbsScaler(), RobustScaler(), RobustScaler(with_centering=False),
        RobustScaler(quantile_range=(10, 90)),
    ][rng.integers(9)]  # fmt: skip


def class_names(model):
    """What the outputs are called; a binary classifier has one, for its second class."""
    names = [str(c) for c in model.classes_]
    return names if len(names) > 2 else None


class Round:
    """One method a dialect: fits a model and says what it computes."""

    def __init__(self, folder, rng, index):
        self.folder, self.rng, self.index, self.data = folder, rng, index, Data(rng)

    def points(self, forward, library):
        data = self.data
        return references(forward, data.d, self.rng, library, data.scale, data.shift, accuracy=1e-12)

    def save(self, model, dialect, how=None, **facts):
        names = facts.get("inputs")

        def library(x):
            row = pandas.DataFrame([x], columns=names) if names else x[None]
            if not hasattr(model, "predict_proba"):
                return model.predict(row)
            p = model.predict_proba(row)
            return p[:, 1:] if p.shape[1] == 2 else p

        how = how or HOW[self.rng.integers(len(HOW))]
        name = f"{self.index:03}_{dialect}." + ("joblib" if how.startswith("joblib") else "pkl")
        library_name = f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, {how}"
        points = self.points(lambda jet: through(model, jet), library)
        write(model, self.folder.file(name), how)
        self.folder.expect(name, points, library=library_name, **facts)

    def regressor(self):
        data = Data(self.rng, outputs=int(self.rng.integers(1, 5)))
        self.data = data
        self.save(mlp(MLPRegressor, self.rng).fit(data.x, data.y), "regressor")

    def fitted(self, model, target="y"):
        y = getattr(self.data, target)
        return model.fit(self.data.x, y.ravel() if target == "y" else y)

    def plain(self, dialect, **options):
        self.save(self.fitted(mlp(MLPRegressor, self.rng, **options)), dialect)

    def how(self, how):
        model = make_pipeline(scaler(self.rng), mlp(MLPRegressor, self.rng))
        self.save(self.fitted(model), how.replace(" ", "_"), how)

    def pipeline(self, kind):
        model = Pipeline([("scale", kind()), ("net", mlp(MLPRegressor, self.rng))])
        self.save(self.fitted(model), "pipeline_" + kind.__name__)

    def nested(self):
        inner = Pipeline([("a", scaler(self.rng)), ("none", "passthrough"), ("b", scaler(self.rng))])
        self.save(self.fitted(make_pipeline(inner, mlp(MLPRegressor, self.rng))), "pipeline_nested")

    def classifier(self, target):
        net = mlp(MLPClassifier, self.rng)
        model = net if self.rng.random() < 0.3 else make_pipeline(StandardScaler(), net)
        self.fitted(model, target)
        classes = class_names(model) if target == "many" else None
        self.save(model, f"classifier_{target}", outputs=classes)

    def target(self, transformer):
        inner = mlp(MLPRegressor, self.rng)
        inner = inner if self.rng.random() < 0.5 else make_pipeline(scaler(self.rng), inner)
        model = TransformedTargetRegressor(inner, transformer=transformer)
        self.save(self.fitted(model), "target")

    def search(self, kind):
        net = make_pipeline(StandardScaler(), mlp(MLPRegressor, self.rng, hidden_layer_sizes=(4,)))
        grid = {"mlpregressor__alpha": [1e-4, 1e-2]}
        more = {"n_iter": 2, "random_state": 1} if kind is RandomizedSearchCV else {}
        self.save(self.fitted(kind(net, grid, cv=2, **more)), kind.__name__)

    def searched_target(self):
        target = TransformedTargetRegressor(
            mlp(MLPRegressor, self.rng, hidden_layer_sizes=(3, 2)), transformer=StandardScaler()
        )
        search = GridSearchCV(target, {"regressor__alpha": [1e-4, 1e-2]}, cv=2)
        self.save(self.fitted(Pipeline([("scale", MinMaxScaler()), ("model", search)])), "searched_target")

    def float32(self):
        model = mlp(MLPRegressor, self.rng)
        model.fit(self.data.x.astype(np.float32), self.data.y.ravel().astype(np.float32))
        self.save(model, "float32")

    def table(self):
        """A data frame gives the inputs their names."""
        if pandas is None:
            return self.pipeline(StandardScaler)
        names = [f"{word} ({k})" for k, word in enumerate("age bmi ldl hdl tch ltg glu map sex wbc alt ast".split())][
            : self.data.d
        ]
        model = make_pipeline(StandardScaler(), mlp(MLPClassifier, self.rng))
        model.fit(pandas.DataFrame(self.data.x, columns=names), self.data.many)
        self.save(model, "table", inputs=names, outputs=class_names(model))

    def flat_column(self):
        """A column that does not vary: its scale_ is 1."""
        self.data.x[:, 0] = 3.5
        self.save(self.fitted(make_pipeline(StandardScaler(), mlp(MLPRegressor, self.rng))), "flat_column")

    def scaler_files(self):
        """A network in the program's own format and its scalers in files of their own."""
        data, rng = self.data, self.rng
        x, y = scaler(rng).fit(data.x), scaler(rng).fit(data.y)
        net = mlp(MLPRegressor, rng).fit(x.transform(data.x), y.transform(data.y).ravel())
        words = [WORDS[net.activation]] * (len(net.coefs_) - 1) + ["purelin"]
        layers = [
            {"weights": W.T.tolist(), "bias": b.tolist(), "activation": word}
            for W, b, word in zip(net.coefs_, net.intercepts_, words)
        ]
        name = f"{self.index:03}_scaler_files.json"
        with open(self.folder.file(name), "w") as file:
            json.dump({"format": "netrepl-network", "version": 1, "layers": layers}, file)
        files = [f"{self.index:03}_scaler_{end}" for end in ("x.pkl", "y.joblib")]
        write(x, self.folder.file(files[0]), "pickle 5")
        write(y, self.folder.file(files[1]), "joblib")
        factor, shift = affine(y)

        def library(row):
            return y.inverse_transform(net.predict(x.transform(row[None]))[:, None])

        points = self.points(lambda jet: through(net, through(x, jet)).scaled(1 / factor, -shift / factor), library)
        self.folder.expect(
            name,
            points,
            options=f"scaler {files[0]} outputscaler {files[1]}",
            library=f"scikit-learn {sklearn.__version__}",
        )


HOW = ["pickle 2", "pickle 3", "pickle 4", "pickle 5", "joblib", "joblib zlib"]


def write(model, path, how):
    if how.startswith("joblib"):
        joblib.dump(model, path, compress=("zlib", 3) if "zlib" in how else 0)
        return
    with open(path, "wb") as file:
        pickle.dump(model, file, protocol=int(how[-1]))


DIALECTS = [
    *(lambda r, how=how: r.how(how) for how in HOW),
    Round.regressor,
    lambda r: r.pipeline(StandardScaler),
    lambda r: r.pipeline(MinMaxScaler),
    lambda r: r.pipeline(MaxAbsScaler),
    lambda r: r.pipeline(RobustScaler),
    Round.nested,
    lambda r: r.classifier("binary"),
    lambda r: r.classifier("many"),
    lambda r: r.classifier("labels"),
    lambda r: r.target(StandardScaler()),
    lambda r: r.target(MinMaxScaler()),
    lambda r: r.target(None),
    lambda r: r.search(GridSearchCV),
    lambda r: r.search(RandomizedSearchCV),
    Round.searched_target,
    Round.float32,
    Round.table,
    Round.flat_column,
    Round.scaler_files,
    lambda r: r.plain("width_is_a_number", hidden_layer_sizes=5),
    lambda r: r.plain("no_hidden_layer", hidden_layer_sizes=()),
    lambda r: r.plain("early_stopping", early_stopping=True),
]


def refusals(folder):
    data = Data(np.random.default_rng(0))
    net = MLPRegressor(hidden_layer_sizes=(3,), max_iter=3, random_state=1)

    def put(name, model, reason, *mentions, how="pickle 4"):
        write(model, folder.file(name), how)
        folder.refuse(name, reason, mentions, library=f"scikit-learn {sklearn.__version__}")

    put(
        "refused_forest.pkl",
        RandomForestRegressor(3).fit(data.x, data.y.ravel()),
        "a forest",
        "RandomForestRegressor",
    )
    put(
        "refused_forest.joblib",
        RandomForestClassifier(3).fit(data.x, data.many),
        "a forest",
        "RandomForestClassifier",
        how="joblib",
    )
    put("refused_svc.pkl", SVC().fit(data.x, data.binary), "a support vector machine", "SVC")
    put("refused_svc_pipeline.joblib", make_pipeline(StandardScaler(), SVC()).fit(data.x, data.binary),
        "a support vector machine behind a scaler", "SVC", how="joblib zlib")  # fmt: skip
    put(
        "refused_search.pkl",
        GridSearchCV(SVC(), {"C": [1, 2]}, cv=2).fit(data.x, data.binary),
        "a search over SVCs",
        "SVC",
    )
    put("refused_nmf.pkl", NMF(2).fit(np.abs(data.x)), "a factorisation", "NMF")
    put(
        "refused_scaler.pkl",
        StandardScaler().fit(data.x),
        "a scaler without a network",
        "StandardScaler",
        "scaler",
    )
    put(
        "refused_normalizer.pkl",
        make_pipeline(Normalizer(), net).fit(data.x, data.y.ravel()),
        "rows are divided by their norms",
        "Normalizer",
    )
    put(
        "refused_polynomial.pkl",
        make_pipeline(PolynomialFeatures(), net).fit(data.x, data.y.ravel()),
        "products of inputs",
        "PolynomialFeatures",
    )
    put("refused_unfitted.pkl", MLPRegressor(), "a model that was not fitted", "fit")
    put(
        "refused_protocol0.pkl",
        net.fit(data.x, data.y.ravel()),
        "a pickle in text",
        "protocol 0",
        how="pickle 0",
    )


def main():
    options = arguments("scikit-learn")
    warnings.filterwarnings("ignore")
    folder = Folder(options.folder)
    rounds(options, DIALECTS, lambda rng, index: Round(folder, rng, index))
    refusals(folder)


if __name__ == "__main__":
    main()
