"""Networks as PyTorch saves them: state_dicts, checkpoints and whole modules, zip and legacy."""

import numpy as np
import torch
from torch import nn

from oracle import Folder, arguments, references, rounds, widths

# What the user would say to `load` for a state_dict, and the module that a whole model holds.
HIDDEN = [
    ("tansig", nn.Tanh),
    ("poslin", nn.ReLU),
    ("logsig", nn.Sigmoid),
    ("gelu", nn.GELU),
    ("elu", nn.ELU),
    ("gelutanh", lambda: nn.GELU(approximate="tanh")),
    ("swish", nn.SiLU),
    ("mish", nn.Mish),
    ("selu", nn.SELU),
    ("softplus", nn.Softplus),
    ("leakyrelu", nn.LeakyReLU),
    ("leakyrelu(0.2)", lambda: nn.LeakyReLU(0.2)),
    ("elu(0.5)", lambda: nn.ELU(0.5)),
    ("celu", nn.CELU),
    ("celu(2)", lambda: nn.CELU(2.0)),
    ("relu6", nn.ReLU6),
    ("softplus(3)", lambda: nn.Softplus(beta=3)),
    ("softsign", nn.Softsign),
    ("satlins", nn.Hardtanh),
    ("hardsigmoid", nn.Hardsigmoid),
    ("hardswish", nn.Hardswish),
]
LAST = [
    ("purelin", nn.Identity), ("purelin", nn.Identity), ("softmax", lambda: nn.Softmax(dim=-1)),
    ("logsig", nn.Sigmoid), ("logsoftmax", lambda: nn.LogSoftmax(dim=1)), ("tansig", nn.Tanh),
]  # fmt: skip


class Holder(nn.Module):
    """A model of somebody's own: its parts have the names given, its forward is not in the file."""

    def __init__(self, **parts):
        super().__init__()
        for name, part in parts.items():
            self.add_module(name, part)


class Stack:
    """The modules of a chain in order, and the word for the activation behind each Linear."""

    def __init__(self, rng, norm=None, dropout=False, square=False, bias=True, kinds=HIDDEN):
        self.modules, self.words = [], []
        sizes = widths(rng)
        if square:
            sizes = [sizes[0]] * 4
        kind = kinds[rng.integers(len(kinds))]
        for l, (n, m) in enumerate(zip(sizes, sizes[1:])):
            last = l == len(sizes) - 2
            word, make = (
                LAST[rng.integers(len(LAST))]
                if last
                else kind
                if rng.random() < 0.8
                else kinds[rng.integers(len(kinds))]
            )
            parts = [nn.Linear(n, m, bias=bias), make()]
            if norm and not last:
                parts.insert(norm, batch_norm(m, rng))
            if dropout and not last:
                parts.append(nn.Dropout(0.2))
            if last and isinstance(parts[-1], nn.Identity):
                parts.pop()
            self.modules += parts
            self.words.append(word)

    @property
    def linears(self):
        return [m for m in self.modules if isinstance(m, nn.Linear)]

    def forward(self, jet):
        for module in self.modules:
            jet = through(module, jet)
        return jet


def batch_norm(n, rng, **options):
    norm = nn.BatchNorm1d(n, **options)
    with torch.no_grad():
        norm.running_mean.copy_(torch.tensor(rng.normal(size=n)))
        norm.running_var.copy_(torch.tensor(rng.uniform(0.5, 2, size=n)))
        for parameter in norm.parameters():
            parameter.copy_(torch.tensor(rng.uniform(0.5, 1.5, size=n)))
    norm.num_batches_tracked += 7
    return norm


def wide(tensor):
    return tensor.detach().double().numpy()


def through(module, jet):
    if isinstance(module, (nn.Dropout, nn.Identity, nn.Flatten)):
        return jet
    if isinstance(module, nn.Linear):
        return jet.affine(wide(module.weight), 0 if module.bias is None else wide(module.bias))
    if isinstance(module, nn.BatchNorm1d):
        n = len(jet.v)
        gamma, beta = (np.ones(n), np.zeros(n)) if module.weight is None else map(wide, (module.weight, module.bias))
        return jet.batch_normalized(gamma, beta, wide(module.running_mean), wide(module.running_var), module.eps)
    if isinstance(module, nn.PReLU):
        slopes = np.broadcast_to(wide(module.weight), jet.v.shape)
        return jet.joined([jet.taken([k]).activated("leakyrelu", s) for k, s in enumerate(slopes)])
    if isinstance(module, nn.GELU):
        return jet.activated("gelu" if module.approximate == "none" else "gelutanh")
    name, *parameters = {
        nn.Tanh: ["tansig"], nn.ReLU: ["poslin"], nn.Sigmoid: ["logsig"], nn.SiLU: ["swish"], nn.Mish: ["mish"],
        nn.SELU: ["selu"], nn.ReLU6: ["relu6"], nn.Softsign: ["softsign"], nn.Hardtanh: ["clip", "min_val", "max_val"],
        nn.Hardsigmoid: ["hardsigmoid"], nn.Hardswish: ["hardswish"], nn.Softmax: ["softmax"],
        nn.LogSoftmax: ["logsoftmax"], nn.ELU: ["elu", "alpha"], nn.CELU: ["celu", "alpha"],
        nn.Softplus: ["softplus", "beta"], nn.LeakyReLU: ["leakyrelu", "negative_slope"],
    }[type(module)]  # fmt: skip
    return jet.activated(name, *(getattr(module, p) for p in parameters))


def named(stack, style):
    """The stack as a model whose keys follow one of the habits people have."""
    bare = [m for m in stack.modules if isinstance(m, (nn.Linear, nn.BatchNorm1d))]
    numbered, count = {}, {}
    for m in bare:
        kind = {"fc": ("fc", "bn"), "linear": ("linear_", "norm_")}.get(style, ("layer", "bn"))[
            isinstance(m, nn.BatchNorm1d)
        ]
        count[kind] = count.get(kind, 0) + 1
        numbered[f"{kind}{count[kind]}"] = m
    chain = nn.Sequential(*stack.modules)
    if style in ("net", "module", "model", "network"):
        return Holder(**{style: chain})
    if style == "deep":
        return Holder(model=Holder(mlp=Holder(net=chain)))
    if style == "hidden":
        return Holder(hidden=nn.ModuleList(bare[:-1]), out=bare[-1])
    if style == "trunk":
        return Holder(trunk=nn.Sequential(*stack.modules[: stack.modules.index(bare[-1])]), head=bare[-1])
    if style == "outputlayer":
        return Holder(**dict(list(numbered.items())[:-1]), outputlayer=bare[-1])
    return chain if style == "plain" else Holder(**numbered)


def views(state, rng):
    """The same values as parts of larger storages: rows and columns of a table, transposes, slices."""
    vectors = torch.cat([t.flatten() for t in state.values() if t.dim() == 1])
    result, at = {}, 0
    for key, tensor in state.items():
        if tensor.dim() == 1:
            result[key] = vectors[at : at + len(tensor)]
            at += len(tensor)
        elif rng.random() < 0.5:
            result[key] = tensor.t().contiguous().t()
        else:
            table = torch.randn(tensor.shape[0] + 2, 2 * tensor.shape[1] + 3)
            table[1:-1, 2:-1:2] = tensor
            result[key] = table[1:-1, 2:-1:2]
    return result


def checkpoint(model, key, **more):
    optimiser = torch.optim.Adam(model.parameters())
    sum(p.sum() for p in model.parameters()).backward()
    optimiser.step()
    model.zero_grad()
    return {
        "epoch": 3,
        key: model.state_dict(),
        "optimizer_state_dict": optimiser.state_dict(),
        "loss": 0.5,
        **more,
    }


class Round:
    """One method a dialect; each saves one file and gives what stands in its reference beside the values."""

    def __init__(self, folder, rng, index):
        self.folder, self.rng, self.index = folder, rng, index

    def save(
        self,
        what,
        stack,
        dialect,
        forward=None,
        check=None,
        ending="pt",
        told=True,
        legacy=False,
        note=None,
        **how,
    ):
        name = f"{self.index:03}_{dialect}.{ending}"
        torch.save(what, self.folder.file(name), _use_new_zipfile_serialization=not legacy, **how)
        chain = nn.Sequential(*stack.modules).double().eval()

        def library(x):
            with torch.no_grad():
                return chain(torch.tensor(x[None])).numpy()

        points = references(
            forward or stack.forward,
            stack.linears[0].in_features,
            self.rng,
            check(library) if check else library,
        )
        self.folder.expect(
            name,
            points,
            activations=stack.words if told else None,
            library=f"torch {torch.__version__}",
            note=note,
        )

    def state(self, dialect, style="plain", legacy=False, change=lambda state: state, dtype=None, **options):
        stack = Stack(self.rng, **options)
        model = named(stack, style)
        model = model.to(dtype) if dtype else model
        self.save(
            change(model.state_dict()),
            stack,
            dialect,
            legacy=legacy,
            ending="pth" if self.index % 2 else "pt",
        )

    def whole(self, dialect, style="plain", legacy=False, prelu=False, **options):
        kinds = HIDDEN + [("", nn.PReLU)] * 20 if prelu else HIDDEN
        stack = Stack(self.rng, kinds=kinds, **options)
        for k, module in enumerate(stack.modules):
            if isinstance(module, nn.PReLU):
                n = stack.modules[k - 1].out_features if self.rng.random() < 0.7 else 1
                stack.modules[k] = nn.PReLU(n)
                with torch.no_grad():
                    stack.modules[k].weight.copy_(torch.tensor(self.rng.uniform(0, 0.5, size=n)))
        self.save(named(stack, style), stack, dialect, told=False, legacy=legacy)

    def whole_nested(self):
        stack = Stack(self.rng)
        half = len(stack.modules) // 2
        parts = nn.Sequential(nn.Flatten(), nn.Sequential(*stack.modules[:half]), nn.Sequential(*stack.modules[half:]))
        self.save(parts, stack, "whole_nested", told=False)

    def whole_batchnorm(self):
        stack = Stack(self.rng, norm=1, dropout=True)
        for k, module in enumerate(stack.modules):
            if isinstance(module, nn.BatchNorm1d) and self.rng.random() < 0.5:
                stack.modules[k] = batch_norm(module.num_features, self.rng, eps=1e-3, affine=self.rng.random() < 0.5)
        self.save(nn.Sequential(*stack.modules), stack, "whole_batchnorm", told=False)

    def whole_functional(self):
        stack = Stack(self.rng)
        self.save(
            named(stack, "fc"),
            stack,
            "whole_functional",
            note="a whole module whose activations stand in its forward only",
        )

    def checkpoint(self, key, **more):
        stack = Stack(self.rng)
        self.save(checkpoint(named(stack, "net"), key, **more), stack, f"checkpoint_{key}", ending="pth")

    def checkpoint_word(self):
        kind = HIDDEN[self.rng.integers(3)]
        stack = Stack(self.rng, kinds=[kind])
        if not isinstance(stack.modules[-1], nn.Linear):
            stack.modules.pop()
        word = {"tansig": "tanh", "poslin": "relu", "logsig": "sigmoid"}[kind[0]]
        state = {"state_dict": named(stack, "fc").state_dict(), "activation": word, "hidden": [8, 8]}
        self.save(
            state,
            stack,
            "checkpoint_word",
            told=False,
            note=f"the file says activation: {word}; the last layer is linear",
        )

    def protocol(self, number):
        stack = Stack(self.rng)
        state = nn.Sequential(*stack.modules).state_dict()
        self.save(state, stack, f"protocol{number}", pickle_protocol=number)

    def tied(self):
        stack = Stack(self.rng, square=True)
        stack.linears[2].weight = stack.linears[1].weight
        self.save(nn.Sequential(*stack.modules).state_dict(), stack, "tied")

    def scaler(self, names):
        stack = Stack(self.rng)
        d, m = stack.linears[0].in_features, stack.linears[-1].out_features
        sizes = [d, d, m, m][: len(names)]
        buffers = [torch.tensor(self.rng.uniform(0.5, 2, size=n), dtype=torch.float32) for n in sizes]
        model = named(stack, "net")
        for name, values in zip(names, buffers):
            model.register_buffer(name, values)
        mean, deviation, out_mean, out_deviation = [wide(b) for b in buffers] + [0.0, 1.0] * (len(names) == 2)

        def forward(jet):
            return stack.forward(jet.scaled(1 / deviation, -mean / deviation)).scaled(out_deviation, out_mean)

        def check(library):
            return lambda x: library((x - mean) / deviation) * out_deviation + out_mean

        note = "the buffers scale: (x - mean)/std" + (", y*std + mean" if len(names) == 4 else "")
        self.save(model.state_dict(), stack, "scaler", forward, check, note=note)


DIALECTS = [
    lambda r: r.state("state"),
    lambda r: r.state("legacy", legacy=True),
    lambda r: r.whole("whole"),
    lambda r: r.whole("whole_legacy", legacy=True),
    lambda r: r.checkpoint("model_state_dict"),
    lambda r: r.state("half", dtype=torch.float16),
    lambda r: r.state("bfloat16", dtype=torch.bfloat16, style="net"),
    lambda r: r.state("double", dtype=torch.float64, style="fc"),
    lambda r: r.state("views", change=lambda s: views(s, r.rng)),
    lambda r: r.state("views_legacy", legacy=True, change=lambda s: views(s, r.rng)),
    lambda r: r.state("batchnorm_before", norm=1),
    lambda r: r.state("batchnorm_behind", norm=2),
    lambda r: r.state("batchnorm_fc", norm=1, style="fc"),
    lambda r: r.state("dropout", dropout=True, style="model"),
    lambda r: r.state("fc", style="fc"),
    lambda r: r.state("net", style="net"),
    lambda r: r.state("hidden", style="hidden"),
    lambda r: r.state("outputlayer", style="outputlayer"),
    lambda r: r.state("linear", style="linear"),
    lambda r: r.state("parallel", style="module"),
    lambda r: r.state("deep", style="deep"),
    lambda r: r.state("trunk", style="trunk"),
    lambda r: r.state("no_bias", bias=False),
    lambda r: r.whole("whole_own", style="network"),
    lambda r: r.whole("whole_prelu", prelu=True),
    Round.whole_nested,
    Round.whole_batchnorm,
    Round.whole_functional,
    lambda r: r.checkpoint("state_dict"),
    lambda r: r.checkpoint("model", args={"lr": 1e-3, "hidden": [5]}),
    lambda r: r.checkpoint("net", best=True),
    Round.checkpoint_word,
    Round.tied,
    lambda r: r.scaler(["mean", "std"]),
    lambda r: r.scaler(["x_mean", "x_std", "y_mean", "y_std"]),
    lambda r: r.protocol(4),
    lambda r: r.protocol(5),
    lambda r: r.state("legacy_batchnorm", norm=1, dtype=torch.float64, style="net", legacy=True),
]


def refusals(folder):
    def put(name, what, reason, *mentions):
        torch.save(what, folder.file(name))
        folder.refuse(name, reason, mentions, library=f"torch {torch.__version__}")

    plain = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))
    normed = nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4), nn.Tanh(), nn.Linear(4, 2))
    image = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(16, 2))
    recurrent = Holder(lstm=nn.LSTM(3, 5), fc=nn.Linear(5, 2))
    put(
        "refused_layernorm.pt",
        normed.state_dict(),
        "LayerNorm: each value depends on all",
        "LayerNorm",
        "1.weight",
    )
    put("refused_layernorm_whole.pt", normed, "LayerNorm: each value depends on all", "LayerNorm")
    put("refused_cnn.pt", image.state_dict(), "a convolution", "0.weight", "conv")
    put("refused_cnn_whole.pt", image, "a convolution", "Conv2d")
    put("refused_lstm.pt", recurrent.state_dict(), "a recurrent network", "lstm")
    put("refused_gru_whole.pt", Holder(gru=nn.GRU(3, 5), fc=nn.Linear(5, 2)), "a recurrent network", "GRU")
    put(
        "refused_embedding.pt",
        nn.Sequential(nn.Embedding(9, 3), nn.Linear(3, 2)),
        "an embedding",
        "Embedding",
    )
    put(
        "refused_optimiser.pt",
        torch.optim.Adam(plain.parameters()).state_dict(),
        "the state of an optimiser alone",
        "optimi",
    )
    put("refused_tensor.pt", torch.ones(3, 4), "a tensor alone", "tensor")
    put("refused_two_heads.pt", Holder(fc1=nn.Linear(3, 4), mean=nn.Linear(4, 2), value=nn.Linear(4, 1)).state_dict(),
        "two heads on one trunk: which one must be said with `layers`", "layers")  # fmt: skip
    put(
        "refused_no_chain.pt",
        Holder(a=nn.Linear(3, 4), b=nn.Linear(5, 2)).state_dict(),
        "shapes that do not chain",
        "chain",
    )
    torch.jit.script(plain).save(folder.file("refused_script.pt"))
    torch.jit.trace(plain, torch.zeros(1, 3)).save(folder.file("refused_trace.pt"))
    for name in ("refused_script.pt", "refused_trace.pt"):
        folder.refuse(name, "TorchScript: the order of its layers stands in code only", ["TorchScript"])


def main():
    options = arguments("torch")
    folder = Folder(options.folder)

    def begin(rng, index):
        torch.manual_seed(1000 * options.seed + index)
        return Round(folder, rng, index)

    rounds(options, DIALECTS, begin)
    refusals(folder)


if __name__ == "__main__":
    main()
