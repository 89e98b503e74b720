"""IPOPT solves an optimal control problem with a network in its dynamics, by exported C and by CasADi's graph.

    casadi_control.py NETREPL

x' = A(x, u) with 5-16-16-4: four states, one control, 30 steps. Both runs have exact derivatives.
"""

import pathlib
import subprocess
import sys
import tempfile

import casadi as ca
import networks
import numpy as np

STEPS, H = 30, 0.1


def solve(dynamics):
    w, g, cost = [], [], 0
    state = ca.MX(np.array([1.0, -0.5, 0.3, 0.8]))
    for k in range(STEPS):
        control, following = ca.MX.sym(f"u{k}"), ca.MX.sym(f"x{k}", 4)
        g.append(following - (state + H * dynamics(ca.vertcat(state, control))))
        cost += ca.sumsqr(following) + 0.1 * control**2
        w += [control, following]
        state = following
    w = ca.vertcat(*w)
    solver = ca.nlpsol("solver", "ipopt", {"x": w, "f": cost, "g": ca.vertcat(*g)}, {
        "ipopt": {"print_level": 0, "hessian_approximation": "exact", "tol": 1e-12}, "print_time": 0})
    low = np.full(w.shape[0], -np.inf)
    low[::5] = -1
    answer = solver(x0=0, lbg=0, ubg=0, lbx=low, ubx=-low)
    stats = solver.stats()
    return np.array(answer["x"]).ravel(), float(answer["f"]), stats["iter_count"], stats["return_status"]


def main(program):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        network = networks.make(folder / "model.json", [5, 16, 16, 4])
        subprocess.run(
            [program, "--no-rc", "-c", "load model.json; export code c model.c"],
            cwd=folder, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(
            ["gcc", "-O3", "-march=native", "-fPIC", "-shared", "model.c", "-o", "model.so", "-lm"],
            cwd=folder, check=True)
        exported = ca.external("model", str(folder / "model.so"))
        x = ca.MX.sym("x", 5)
        graph = ca.Function("graph", [x], [networks.of_casadi(network, x)])

        # The derivatives beside each other, at points far out, too.
        v = ca.MX.sym("v", 4)
        worst = 0
        for of in (lambda f: ca.jacobian(f(x), x), lambda f: ca.hessian(ca.dot(v, f(x)), x)[0],
                   lambda f: ca.gradient(ca.dot(v, f(x)), x)):
            ours, theirs = (ca.Function("d", [x, v], [ca.densify(of(f))]) for f in (exported, graph))
            for seed in range(20):
                random = np.random.default_rng(seed)
                point = random.normal(size=5) * (1 + seed / 4), random.normal(size=4)
                a, b = np.array(ours(*point)), np.array(theirs(*point))
                worst = max(worst, np.abs(a - b).max() / max(np.abs(b).max(), 1e-300))
        print(f"J, H and gradient at 20 points: {worst:.1e} from CasADi's own")

        ours, theirs = solve(exported), solve(graph)
        difference = np.abs(ours[0] - theirs[0]).max()
        print(f"IPOPT, exact Hessian: {ours[2]} and {theirs[2]} iterations, {ours[3]}; optimum {ours[1]:.15g} "
              f"and {theirs[1]:.15g}; solutions {difference:.1e} apart")
        return not (worst < 1e-12 and difference < 1e-9 and ours[3] == theirs[3] == "Solve_Succeeded")


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
