#!/usr/bin/env python3
"""Time of Penstock's inventory models against stockpyl 1.0.2, side by side in one run.

    make bench-inventory

Installs stockpyl from PyPI into .build/venv-stockpyl, and builds Benchmarks/Inventory. Both sides solve the same problem, whose results
are compared. One core each, in turn. Penstock's time is the median of many solutions in one process, stockpyl's that of one call
(of many, it would take minutes); neither includes starting the process or reading the problem.

- Simulation: 1 warehouse, 9 partners, 90 shops; 1,000 periods; base stock everywhere; the same given demands on both sides, so that the
  total cost must agree to rounding.
- Serial stochastic service (Clark & Scarf): stockpyl works on its default grid, so its cost is compared to a relative 1e-3.
- Guaranteed service on a binary tree of 253 stages: stockpyl is stopped after 40 seconds.
"""
import json
import multiprocessing
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parent.parent
venv = root / ".build/venv-stockpyl"
package = root / "Benchmarks/Inventory"
LIMIT = 40
if os.environ.get("PENSTOCK_IN_VENV") != "1":
    if not (venv / "bin/python").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    # stockpyl 1.0.2 calls what later releases of these two no longer have.
    subprocess.run([venv / "bin/pip", "install", "--quiet", "stockpyl==1.0.2", "numpy<2", "scipy<1.12"], check=True)
    subprocess.run(["swift", "build", "-c", "release", "--package-path", package, "--quiet"], check=True)
    single = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PENSTOCK_IN_VENV")}
    os.execve(venv / "bin/python", [str(venv / "bin/python"), "-W", "ignore", __file__, *sys.argv[1:]], os.environ | single)

from stockpyl.gsm_helpers import solution_cost_from_cst  # noqa: E402,F401  (fails early where the version is another)
from stockpyl.gsm_tree import optimize_committed_service_times, preprocess_tree, relabel_nodes  # noqa: E402
from stockpyl.instances import load_instance  # noqa: E402
from stockpyl.sim import simulation  # noqa: E402
from stockpyl.ssm_serial import optimize_base_stock_levels  # noqa: E402
from stockpyl.supply_chain_network import SupplyChainNetwork, network_from_edges  # noqa: E402

binary = package / ".build/release/InventoryBenchmark"
folder = pathlib.Path(tempfile.mkdtemp())


def ours(kind, problem):
    file = folder / f"{kind}.json"
    file.write_text(json.dumps(problem))
    done = subprocess.run([binary, kind, file], capture_output=True, text=True)
    if done.returncode == 69:
        return None
    if done.returncode != 0:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def row(name, mine, theirs, ratio, note):
    print(f"{name:44} {mine:>12} {theirs:>12} {ratio:>10}  {note}", flush=True)


def limited(function, arguments, seconds):
    """The result of a call in a process of its own, or None where it takes longer."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=lambda: sender.send(function(*arguments)))
    process.start()
    result = receiver.recv() if receiver.poll(seconds) else None
    if result is None:
        process.kill()
    process.join()
    return result


def simulated_network(periods=1000):
    generator = random.Random(20260302)
    supplier = [None] + [0] * 9 + [1 + i % 9 for i in range(90)]
    sites, demands = [], {}
    for i, parent in enumerate(supplier):
        lead = 1 + i % 3
        if i >= 10:
            mean = 5 + i % 7
            demands[i] = [float(max(0, round(generator.gauss(mean, 0.4 * mean)))) for _ in range(periods)]
            sites.append({"supplier": parent, "leadTime": lead, "level": float(round(mean * (lead + 1.2))), "h": 3.0, "p": 20.0})
        elif i >= 1:
            sites.append({"supplier": parent, "leadTime": lead, "level": float(80 * (lead + 1)), "h": 2.0, "p": 0.0})
        else:
            sites.append({"supplier": None, "leadTime": 2, "level": 2000.0, "h": 1.0, "p": 0.0})
    return sites, demands, periods


def simulate():
    sites, demands, periods = simulated_network()
    mine = ours("simulate", {
        "periods": periods, "seed": 1, "tree": {"sites": [
            {"supplier": site["supplier"], "leadTime": {"fixed": {"_0": site["leadTime"]}},
             "policy": {"baseStock": {"level": site["level"]}},
             "demand": {"series": {"_0": demands[i]}} if i in demands else {"none": {}}, "unmet": "backordered",
             "holdingCost": site["h"], "stockoutCost": site["p"], "orderCost": 0}
            for i, site in enumerate(sites)]}})
    network = network_from_edges(
        edges=[(site["supplier"], i) for i, site in enumerate(sites) if site["supplier"] is not None],
        demand_type={i: "D" if i in demands else None for i in range(len(sites))},
        demand_list={i: demands.get(i) for i in range(len(sites))},
        shipment_lead_time={i: site["leadTime"] for i, site in enumerate(sites)},
        local_holding_cost={i: site["h"] for i, site in enumerate(sites)},
        stockout_cost={i: site["p"] for i, site in enumerate(sites)},
        policy_type="BS", base_stock_level={i: site["level"] for i, site in enumerate(sites)})
    start = time.monotonic()
    cost = simulation(network, periods, rand_seed=1, progress_bar=False)
    seconds = time.monotonic() - start
    off = abs(mine["cost"] / cost - 1)
    row("simulation, 100 sites × 1,000 periods", f"{1e3 * mine['seconds']:.2f} ms", f"{seconds:.1f} s", f"{seconds / mine['seconds']:.0f} x",
        f"cost {mine['cost']:.6g}, off by {off:.1e}")
    if off > 1e-9:
        sys.exit(f"the simulations disagree: {mine['cost']} and {cost}")


def serial(name):
    network = load_instance(name)
    # Numbered 1 … N from the customers' end.
    nodes = sorted(network.nodes, key=lambda node: node.index)
    sink = network.sink_nodes[0]
    if nodes[0].index != sink.index:
        nodes.reverse()
    demand = sink.demand_source
    problem = {
        "stages": [{"echelonHoldingCost": node.echelon_holding_cost, "leadTime": node.shipment_lead_time} for node in nodes],
        "stockoutCost": sink.stockout_cost, "demand": {"normal": {"mean": demand.mean, "deviation": demand.standard_deviation}}}
    mine = ours("serial", problem)
    start = time.monotonic()
    _, cost = optimize_base_stock_levels(network=network)
    seconds = time.monotonic() - start
    row(f"serial stochastic service, {name}", f"{1e3 * mine['seconds']:.2f} ms", f"{seconds:.1f} s", f"{seconds / mine['seconds']:.0f} x",
        f"cost {mine['cost']:.8g}, stockpyl's {cost:.8g}")
    if abs(mine["cost"] / cost - 1) > 1e-3:
        sys.exit(f"the costs disagree: {mine['cost']} and {cost}")


def guaranteed_tree(size=253):
    """Stage 0 sells nothing and supplies two stages, each of them two, and so on; the last ones sell."""
    generator = random.Random(253)
    arcs = [[(i - 1) // 2, i] for i in range(1, size)]
    parents = {arc[0] for arc in arcs}
    stages, cost = [], {}
    for i in range(size):
        cost[i] = (cost[(i - 1) // 2] if i else 0) + generator.randint(1, 5)
        leaf = i not in parents
        stages.append({
            "processingTime": generator.randint(1, 6), "holdingCost": float(cost[i]),
            "demandBound": 1.645 * generator.randint(5, 20) if leaf else None, "outboundServiceTime": 0 if leaf else None})
    return {"stages": stages, "arcs": arcs}


def guaranteed_by_stockpyl(problem):
    network = SupplyChainNetwork()
    network = network_from_edges(
        edges=[tuple(arc) for arc in problem["arcs"]],
        processing_time={i: stage["processingTime"] for i, stage in enumerate(problem["stages"])},
        local_holding_cost={i: stage["holdingCost"] for i, stage in enumerate(problem["stages"])},
        demand_type={i: "N" if stage["demandBound"] is not None else None for i, stage in enumerate(problem["stages"])},
        mean={i: 0 for i in range(len(problem["stages"]))},
        standard_deviation={i: (stage["demandBound"] or 0) / 1.645 for i, stage in enumerate(problem["stages"])},
        demand_bound_constant={i: 1.645 for i in range(len(problem["stages"]))},
        external_outbound_cst={i: stage["outboundServiceTime"] for i, stage in enumerate(problem["stages"])})
    start = time.monotonic()
    tree = preprocess_tree(relabel_nodes(network))
    _, cost = optimize_committed_service_times(tree)
    return time.monotonic() - start, cost


def guaranteed(size):
    problem = guaranteed_tree(size)
    mine = ours("gsm", problem)
    theirs = limited(guaranteed_by_stockpyl, (problem,), LIMIT)
    times = f"{1e3 * mine['seconds']:.2f} ms" if mine else "–"
    ratio, note = "–", "no solver in this build" if not mine else f"cost {mine['cost']:.8g}"
    if theirs:
        note += f", stockpyl's {theirs[1]:.8g}"
        if mine:
            ratio = f"{theirs[0] / mine['seconds']:.0f} x"
            if abs(mine["cost"] / theirs[1] - 1) > 1e-6:
                sys.exit(f"the costs disagree: {mine['cost']} and {theirs[1]}")
    elif mine:
        ratio = f"> {LIMIT / mine['seconds']:.0f} x"
    row(f"guaranteed service, tree of {size} stages", times, f"{theirs[0]:.1f} s" if theirs else f"> {LIMIT} s", ratio, note)


row("", "penstock", "stockpyl", "ratio", "")
simulate()
for instance in ("example_6_1", "problem_6_1"):
    serial(instance)
for size in (15, 253):
    guaranteed(size)
