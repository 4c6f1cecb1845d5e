#!/usr/bin/env python3
"""Seconds of the planning stage for 100,000 site x SKU under every kind of limit, in a whole `penstock run`.

    make bench-plan       # or: python3 Benchmarks/plan.py [site-products]

Simulates a network once (Benchmarks/data, not committed; 53 weeks are enough to plan on), gives it budgets, supplier minimums, shares
of short supply, moves with costs and announcements of an earlier run, and prints what the stage took in each of two runs a week apart,
with the number of lines, moves and exceptions.
"""
import pathlib
import re
import shutil
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent
penstock = root / ".build/release/penstock"
pairs = sys.argv[1] if len(sys.argv) > 1 else "100000"
world = root / f"Benchmarks/data/plan-{pairs}"

settings = """
plan:
  allocation: {rule: marginal_cost, tiers_first: [1]}
  budgets: [{per_week: 2000000}, {per_week: 300000, tier: 1}]
  supplier_minimums: [{supplier: maker, value: 50000}]
  rebalancing: {cost_per_move: 20, cost_per_unit: 0.2, cost_per_unit_beyond_region: 1, minimum_saving: 10}
"""

if not world.exists():
    world.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [penstock, "simulate", str(world), "--site-products", pairs, "--weeks", "53", "--quiet"], check=True)
    with open(world / "penstock.yaml", "a") as file:
        file.write(settings)

shutil.rmtree(world / "reports", ignore_errors=True)
(world / "penstock.db").unlink(missing_ok=True)
for day in ("2026-02-23", "2026-03-02"):
    result = subprocess.run(
        [penstock, "run", str(world), "--as-of", day, "--threads", "2", "--json", "--verbose"], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(result.stderr)
    seconds = float(re.search(r"planning took ([0-9.]+(?:e-[0-9]+)?) seconds", result.stderr)[1])
    counts = {name: sum(1 for _ in open(world / "reports" / day / name, "rb")) - 1
              for name in ("position.csv", "plan.csv", "rebalance.csv", "exceptions.csv")}
    print(f"{day}: planning {seconds:.1f} s (bar 30) for {counts['position.csv']:,} site x SKU: {counts['plan.csv']:,} lines, "
          f"{counts['rebalance.csv']:,} moves, {counts['exceptions.csv']:,} exceptions")
