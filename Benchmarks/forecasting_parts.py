#!/usr/bin/env python3
"""Figures that need the library rather than the command: reconciliation over 30,000 leaves, reconciled forecasts of VN2, promotions and
launches in simulated demand, the tracking signal.

    make bench-forecasting-parts                    # all of them
    python3 Benchmarks/forecasting_parts.py mint tracking promotions launches origins

Builds the nested package beside this file. Simulated worlds are of the seeds 101-112 (promotions) and 101-102 (launches); VN2 is read from
PENSTOCK_REFERENCE_DATA, by default ../shared/data, and left out where it is absent.
"""
import collections
import csv
import datetime
import gzip
import os
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
data = pathlib.Path(os.environ.get("PENSTOCK_REFERENCE_DATA", here.parent.parent / "shared/data"))
PARTS = {"mint": [], "tracking": [], "launches": ["101", "102"], "promotions": ["101", "112"], "origins": []}
asked = sys.argv[1:] or list(PARTS)
subprocess.run(["swift", "build", "-c", "release", "--package-path", here, "--product", "ForecastingBenchmarks"], check=True, stdout=sys.stderr)
program = here / ".build/release/ForecastingBenchmarks"


def opened(path):
    for candidate in (path, path.with_suffix(path.suffix + ".gz")):
        if candidate.exists():
            return gzip.open(candidate, "rt") if candidate.suffix == ".gz" else open(candidate)
    sys.exit(f"{path} is missing")


def week(text):
    return (datetime.date.fromisoformat(text) - datetime.date(1970, 1, 5)).days // 7


def vn2(out):
    """One series a line: site, SKU, category, first week, then o (observed), c (ended out of stock) or m (unknown) and the units."""
    categories = {row["sku"]: row["category"] for row in csv.DictReader(opened(data / "vn2/data/products.csv"))}
    sold, empty = collections.defaultdict(lambda: collections.defaultdict(float)), set()
    for row in csv.DictReader(opened(data / "vn2/data/sales.csv")):
        sold[row["seller"], row["sku"]][week(row["date"])] += float(row["quantity"])
    for row in csv.DictReader(opened(data / "vn2/data/stock.csv")):
        if float(row["on_hand"]) == 0:
            empty.add((row["site"], row["sku"], week(row["date"])))
    last = max(max(weeks) for weeks in sold.values())
    with open(out, "w") as file:
        for (site, sku), weeks in sorted(sold.items()):
            if not any(weeks.values()):
                continue
            first = min(w for w, units in weeks.items() if units > 0)
            cells = [("m" if w not in weeks else "c" if (site, sku, w) in empty else "o") + f"{weeks.get(w, 0):g}" for w in range(first, last + 1)]
            print(site, sku, (categories.get(sku) or "none").replace(" ", "_"), first, *cells, file=file)


for part in asked:
    if part not in PARTS:
        sys.exit(f"no part {part}; there are {', '.join(PARTS)}")
    if part == "origins":
        if not data.exists():
            print(f"origins: skipped, no reference data at {data}")
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "vn2.txt"
            vn2(path)
            subprocess.run([program, part, path], check=True)
    else:
        subprocess.run([program, part, *PARTS[part]], check=True)
    print(flush=True)
