#!/usr/bin/env python3
"""A lower bound on the cost of safety stock on one of the 38 chains of Willems 2008, independent of this package.

    python3 Benchmarks/safety_stock_bound.py CHAIN [SECONDS]      # PENSTOCK_REFERENCE_DATA names the folder of the reference data

The guaranteed-service model as the reference values take it (20 % of the cumulative cost a year, one service level per chain, variances
added per arc), as a mixed-integer program of scipy's HiGHS: every stage's k h sigma sqrt(tau) is replaced by chords between whole times,
which lie below it, so that what the program proves holds for the model. Installs scipy into Benchmarks/.venv.
"""
import csv
import math
import os
import pathlib
import statistics
import subprocess
import sys
import venv

root = pathlib.Path(__file__).resolve().parent.parent
environment = root / "Benchmarks/.venv"
python = environment / "bin/python"
if pathlib.Path(sys.prefix) != environment:
    if not python.exists():
        venv.create(environment, with_pip=True)
    if subprocess.run([python, "-c", "import scipy"], capture_output=True).returncode != 0:
        subprocess.run([python, "-m", "pip", "install", "--quiet", "scipy"], check=True)
    os.execv(python, [str(python), *sys.argv])

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

chain, limit = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 120
data = pathlib.Path(os.environ.get("PENSTOCK_REFERENCE_DATA", root.parent / "shared/data")) / "inventory-instances/willems2008"
stages = [row for row in csv.DictReader(open(data / "stages.csv")) if row["chain"] == chain]
place = {row["Stage Name"]: j for j, row in enumerate(stages)}
arcs = [(place[a["sourceStage"]], place[a["destinationStage"]]) for a in csv.DictReader(open(data / "arcs.csv")) if a["chain"] == chain]
known = next(row for row in csv.DictReader(open(data / "gsm_reference_values.csv")) if row["chain"] == chain)
n = len(stages)
number = lambda text: float(text) if text else 0.0
time = [number(row["stageTime"]) for row in stages]
k = statistics.NormalDist().inv_cdf(max(number(row["serviceLevel"]) for row in stages))
suppliers, customers = [[] for _ in stages], [[] for _ in stages]
for i, j in arcs:
    suppliers[j].append(i)
    customers[i].append(j)
order, open_ = [j for j in range(n) if not suppliers[j]], [len(s) for s in suppliers]
for j in order:
    for c in customers[j]:
        open_[c] -= 1
        if open_[c] == 0:
            order.append(c)
cost, variance, longest = [0.0] * n, [0.0] * n, [0.0] * n
most = [number(row["maxServiceTime"]) if row["maxServiceTime"] else math.inf for row in stages]
for j in order:
    cost[j] = number(stages[j]["stageCost"]) + sum(cost[i] for i in suppliers[j])
    longest[j] = time[j] + max((min(longest[i], most[i]) for i in suppliers[j]), default=0)
for j in reversed(order):
    variance[j] = number(stages[j]["stdDevDemand"]) ** 2 + sum(variance[c] for c in customers[j])

# Columns: S, SI, then for every stage and chord a binary and the time on it.
marks = [sorted({0, *(round(longest[j] * (q / 16) ** 2) for q in range(1, 17)), *range(0, min(4, int(longest[j])) + 1)}) for j in range(n)]
chords = [(j, a, b) for j in range(n) for a, b in zip(marks[j], marks[j][1:])] + [(j, 0, 0) for j in range(n) if len(marks[j]) == 1]
S, SI, Z = 0, n, 2 * n
X = Z + len(chords)
width = X + len(chords)
objective, low, high, whole = np.zeros(width), np.zeros(width), np.full(width, np.inf), np.zeros(width)
for j in range(n):
    high[S + j] = min(longest[j], most[j])
    high[SI + j] = longest[j] - time[j]
rows, columns, values, least, greatest = [], [], [], [], []
def add(terms, a, b):
    for column, value in terms:
        rows.append(len(least)); columns.append(column); values.append(value)
    least.append(a); greatest.append(b)
of = [[] for _ in range(n)]
for c, (j, a, b) in enumerate(chords):
    weight = 0.2 * cost[j] * k * math.sqrt(variance[j])
    slope = (math.sqrt(b) - math.sqrt(a)) / (b - a) if b > a else 0
    objective[Z + c], objective[X + c] = weight * (math.sqrt(a) - slope * a), weight * slope
    high[Z + c], whole[Z + c] = 1, 1
    add([(X + c, 1), (Z + c, -a)], 0, np.inf)
    add([(X + c, 1), (Z + c, -b)], -np.inf, 0)
    of[j].append(c)
for j in range(n):
    add([(Z + c, 1) for c in of[j]], 1, 1)
    add([(SI + j, 1), (S + j, -1)] + [(X + c, -1) for c in of[j]], -time[j], -time[j])
for i, j in arcs:
    add([(SI + j, 1), (S + i, -1)], 0, np.inf)
matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(least), width))
result = milp(objective, constraints=LinearConstraint(matrix, least, greatest), bounds=Bounds(low, high), integrality=whole,
              options={"time_limit": limit, "mip_rel_gap": 1e-6})
best = "none"
if result.x is not None:
    net = np.maximum(0, result.x[SI:SI + n] + time - result.x[S:S + n])
    best = f"{sum(0.2 * cost[j] * k * math.sqrt(variance[j] * net[j]) for j in range(n)):.3f}"
reference = known["exact_milp_optimum_integer_times"] or known["published_policy_exact_sqrt_value"]
print(f"chain {chain}: {n} stages, {len(arcs)} arcs; no placement costs less than {result.mip_dual_bound:.3f}; a placement of {best}; "
      f"reference {float(reference):.3f} ({known['status']})")
