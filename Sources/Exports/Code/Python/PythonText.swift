/// The functions of Python that every exported network has.
enum PythonText {
  static func forward(isCoupled: Bool) -> String {
    """

    def _activation(kind, z):
        # f, and what derivatives need: (sigma', sigma'') of each neuron, or p of a softmax.
        if kind is None:
            return z, None
    \(isCoupled ? coupled : "")    f, first, second = z.copy(), np.ones_like(z), np.zeros_like(z)
        for neurons, sigma in kind:
            if sigma is not None:
                with np.errstate(all="ignore"):
                    f[neurons], first[neurons], second[neurons] = sigma(z[neurons])
        return f, (first, second)


    def _forward(x):
        # A, and of each layer: W, activation, what derivatives need.
        f = np.asarray(x, dtype=float)
        if f.shape != (_LAYERS[0][0].shape[-1],):
            raise ValueError("x must have the shape (%d,)" % _LAYERS[0][0].shape[-1])
        trace = []
        for W, b, kind in _LAYERS:
            z = (W * f if W.ndim == 1 else W @ f) + b
            f, kept = _activation(kind, z)
            trace.append((W, kind, kept))
        return f, trace

    \(isCoupled ? centred : "")
    """
  }

  private static let coupled = """
        if kind in ("softmax", "logsoftmax"):
            largest = np.argmax(z)
            shifted = z - z[largest]
            e = np.exp(shifted)
            p = e / e.sum()
            if kind == "softmax":
                return p, p
            return shifted - np.log1p(e[:largest].sum() + e[largest + 1:].sum()), p

    """

  private static let centred = """

    def _centred(p, G):
        # Rows less their mean with the weights p; that of the largest p goes first, so that nothing cancels.
        G = G - G[np.argmax(p)]
        return G - p @ G

    """

  static let push = """

    def _push(kind, kept, G):
        # (df/dz) G.
        if kind is None:
            return G
        if kind == "softmax":
            return kept[:, None] * _centred(kept, G)
        if kind == "logsoftmax":
            return _centred(kept, G)
        return kept[0][:, None] * G

    """

  static let pull = """

    def _pull(kind, kept, B):
        # B (df/dz).
        if kind is None:
            return B
        if kind == "softmax":
            return (kept[:, None] * _centred(kept, B.T)).T
        if kind == "logsoftmax":
            largest = np.argmax(kept)
            others = np.arange(len(kept)) != largest
            rest = B[:, others].sum(axis=1)
            total = B[:, largest] + rest
            result = B - total[:, None] * kept
            result[:, largest] = total * kept[others].sum() - rest
            return result
        return B * kept[0]

    """

  static let output = """

    def output(x):
        \"\"\"A at x.\"\"\"
        return _forward(x)[0]

    """

  static let jacobianForward = """

    def jacobian(x):
        \"\"\"J = dA/dx, m x d, forward from the input: the cheaper order here.\"\"\"
        G = np.eye(len(x))
        for W, kind, kept in _forward(x)[1]:
            G = _push(kind, kept, W[:, None] * G if W.ndim == 1 else W @ G)
        return G

    """

  static let jacobianBack = """

    def jacobian(x):
        \"\"\"J = dA/dx, m x d, back from the output: the cheaper order here.\"\"\"
        A, trace = _forward(x)
        B = np.eye(len(A))
        for W, kind, kept in reversed(trace):
            B = _pull(kind, kept, B)
            B = B * W if W.ndim == 1 else B @ W
        return B

    """

  static let bend = """

    def _second(x, rows):
        # rows J, and of each row v the Hessian of v A: the sum over layers of G^T diag(c) G, where G = dz/dx
        # and c = v (dA/df) sigma''. Layers without curvature add nothing.
        A, trace = _forward(x)
        G = np.eye(len(x))
        factors = []
        for W, kind, kept in trace:
            G = W[:, None] * G if W.ndim == 1 else W @ G
            factors.append(_centred(kept, G) if isinstance(kind, str) else G)
            G = _push(kind, kept, G)
        B = np.eye(len(A)) if rows is None else rows
        H = np.zeros((len(B), len(x), len(x)))
        for (W, kind, kept), G in zip(reversed(trace), reversed(factors)):
            above, B = B, _pull(kind, kept, B)
            if kind is not None:
                if kind == "softmax":
                    c = B
                elif kind == "logsoftmax":
                    c = -above.sum(axis=1)[:, None] * kept
                else:
                    c = above * kept[1]
                if c.any():
                    H += (G.T * c[:, None, :]) @ G
            B = B * W if W.ndim == 1 else B @ W
        return B, H

    """

  static let hessian = """

    def hessian(x):
        \"\"\"H[k] = d2A_k/dx2 of each output k, m x d x d.\"\"\"
        return _second(x, None)[1]

    """

  static let adjoint = """

    def adjoint(x, v):
        \"\"\"Gradient and Hessian of v A with respect to x.\"\"\"
        rows, H = _second(x, np.asarray(v, dtype=float)[None])
        return rows[0], H[0]

    """
}
