#!/usr/bin/env python3
"""What settings are chosen by: `penstock evaluate` at several rolling origins of the train files, never of a test file.

    make bench-forecasting-origins                                   # data from PENSTOCK_REFERENCE_DATA, by default ../shared/data
    python3 Benchmarks/forecasting_origins.py [--only NAME] [--windows N]   # m4-weekly, m3-quarterly, m3-monthly, carparts or vn2

`auto` and the boosted trees over all series together (`global`, where LightGBM is installed) next to plain models, a horizon between
origins. Columns are those of `penstock evaluate`: WQL is over its quantiles, OWA against Naive 2, MSIS of the 95 % interval.
"""
import argparse
import collections
import csv
import gzip
import os
import pathlib
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
data = pathlib.Path(os.environ.get("PENSTOCK_REFERENCE_DATA", root.parent / "shared/data"))
if not data.exists():
    sys.exit(f"skipped: no reference data at {data}; set PENSTOCK_REFERENCE_DATA")
parser = argparse.ArgumentParser()
parser.add_argument("--only", action="append")
parser.add_argument("--windows", type=int)
parser.add_argument("--models", help="between commas, instead of those listed")
parser.add_argument("--penstock", default=root / ".build/release/penstock")
arguments = parser.parse_args()
penstock = pathlib.Path(arguments.penstock).resolve()
# Name, file, horizon, season, origins, models.
WORK = [
    ("m4-weekly", "m4-weekly/train.csv.gz", 13, 52, 4, ["auto-ets", "auto", "global"]),
    ("m3-quarterly", "m3/quarterly-train.csv.gz", 8, 4, 1, ["auto-ets", "auto", "global"]),
    ("m3-monthly", "m3/monthly-train.csv.gz", 18, 12, 1, ["auto-ets", "dynamic-theta", "auto", "global"]),
    ("carparts", "carparts/train.csv.gz", 12, 12, 1, ["tsb", "counts", "auto", "global"]),
    ("vn2", "vn2/data/sales.csv.gz", 8, 1, 3, ["tsb", "auto", "global"]),
]


def vn2(path, folder):
    """By site and product, from the first week with a sale; a week without a row sold nothing."""
    sold = collections.defaultdict(dict)
    with gzip.open(path, "rt") as file:
        for row in csv.DictReader(file):
            key = f"{row['seller']}-{row['sku']}"
            sold[key][row["date"]] = sold[key].get(row["date"], 0) + float(row["quantity"])
    dates = sorted({date for weeks in sold.values() for date in weeks})
    out = folder / "vn2.csv"
    with open(out, "w") as file:
        print("unique_id,ds,y", file=file)
        for key, weeks in sorted(sold.items()):
            for step, date in enumerate(date for date in dates if date >= min(weeks)):
                print(f"{key},{step + 1},{weeks.get(date, 0)}", file=file)
    return out


failed = []
with tempfile.TemporaryDirectory() as folder:
    for name, path, horizon, season, windows, models in WORK:
        if arguments.only and name not in arguments.only:
            continue
        if arguments.models:
            models = arguments.models.split(",")
        file = vn2(data / path, pathlib.Path(folder)) if name == "vn2" else data / path
        windows = arguments.windows or windows
        print(f"{name}: {windows} origins, {horizon} steps, season {season}", flush=True)
        command = [penstock, "evaluate", file, "--horizon", str(horizon), "--season", str(season), "--windows", str(windows)]
        # What it says of itself goes into the output: without LightGBM the figures of `global` would be those of its fallback.
        done = subprocess.run(command + [word for model in models for word in ("--model", model)], stderr=subprocess.PIPE, text=True)
        for line in list(dict.fromkeys(done.stderr.splitlines()))[:8]:
            print(f"  says: {line}", flush=True)
        if done.returncode != 0:
            print(f"  failed with {done.returncode}", flush=True)
            failed.append(name)
        print(flush=True)
if failed:
    sys.exit(f"no figures for {', '.join(failed)}")
