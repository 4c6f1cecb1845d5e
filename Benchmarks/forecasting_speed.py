#!/usr/bin/env python3
"""Time of `penstock forecast` against statsforecast 2.1.1, side by side in one run.

    make bench-forecasting-speed     # data from PENSTOCK_REFERENCE_DATA, by default ../shared/data

Installs statsforecast from PyPI into .build/venv. Each of its models is fitted once before it is timed, so that its compilation is not
counted; penstock's times are those of whole processes, reading and writing included. One core each, in turn, three rounds; the
figure is the median of the rounds' ratios.

- M3 monthly (season 12, 18 steps), every 14th series: AutoETS against `auto-ets`; every 48th: AutoARIMA against `auto-arima`.
- VN2 (season 52, 8 steps): AutoETS with a season of 24 on every 20th series against `auto` (selection, combination and nine
  quantiles) on all 599.
- Cold start: one series of 36 months, from the start of the process to its end.
"""
import collections
import csv
import gzip
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parent.parent
data = pathlib.Path(os.environ.get("PENSTOCK_REFERENCE_DATA", root.parent / "shared/data"))
penstock = root / ".build/release/penstock"
venv = root / ".build/venv"
if not data.exists():
    sys.exit(f"skipped: no reference data at {data}; set PENSTOCK_REFERENCE_DATA")
if os.environ.get("PENSTOCK_IN_VENV") != "1":
    if not (venv / "bin/python").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "--quiet", "statsforecast==2.1.1"], check=True)
    single = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "PENSTOCK_IN_VENV")}
    os.execve(venv / "bin/python", [str(venv / "bin/python"), __file__], os.environ | single)

import numpy  # noqa: E402
from statsforecast.models import AutoARIMA, AutoETS  # noqa: E402

folder = pathlib.Path(tempfile.mkdtemp())


def written(name, series):
    path = folder / name
    with open(path, "w") as file:
        print("unique_id,ds,y", file=file)
        for key, values in series.items():
            for step, value in enumerate(values):
                print(f"{key},{step + 1},{value:g}", file=file)
    return path


def ours(path, horizon, season, model, *more):
    start = time.monotonic()
    subprocess.run(
        [penstock, "forecast", path, "--horizon", str(horizon), "--season", str(season), "--model", model, "--threads", "1", "-q",
         "-o", folder / "out.csv", *more], check=True)
    return time.monotonic() - start


def theirs(model, series, horizon):
    start = time.monotonic()
    for values in series.values():
        model.forecast(y=numpy.array(values, dtype=float), h=horizon, level=[80, 95])
    return time.monotonic() - start


def compared(name, model, sample, horizon, season, mine, whole, *more, rounds=3):
    path = written(f"{mine}-{season}.csv", whole)
    next_series = next(iter(sample.values()))
    model.forecast(y=numpy.array(next_series, dtype=float), h=horizon)
    ratios, a, b = [], [], []
    for _ in range(rounds):
        a.append(1000 * ours(path, horizon, season, mine, *more) / len(whole))
        b.append(1000 * theirs(model, sample, horizon) / len(sample))
        ratios.append(b[-1] / a[-1])
    print(f"{name:44} {statistics.median(a):9.2f} {statistics.median(b):11.1f} {statistics.median(ratios):8.1f} x", flush=True)


def long(path):
    series = collections.OrderedDict()
    with gzip.open(path, "rt") as file:
        for row in csv.DictReader(file):
            series.setdefault(row["unique_id"], []).append(float(row["y"]))
    return series


def weekly(path):
    """Units a week by site and product, from the first that sold anything; a week without a row sold none."""
    sold = collections.defaultdict(dict)
    with gzip.open(path, "rt") as file:
        for row in csv.DictReader(file):
            key = f"{row['seller']}-{row['sku']}"
            sold[key][row["date"]] = sold[key].get(row["date"], 0) + float(row["quantity"])
    dates = sorted({date for weeks in sold.values() for date in weeks})
    return {key: [weeks.get(date, 0) for date in dates if date >= min(weeks)] for key, weeks in sorted(sold.items())}


def every(step, series):
    return dict(list(series.items())[::step])


monthly = long(data / "m3/monthly-train.csv.gz")
vn2 = weekly(data / "vn2/data/sales.csv.gz")
print(f"{'milliseconds a series, one core':44} {'penstock':>9} {'statsforecast':>13} {'ratio':>6}")
compared("M3 monthly, AutoETS", AutoETS(season_length=12), every(14, monthly), 18, 12, "auto-ets", monthly, "--levels", "80,95")
compared("M3 monthly, AutoARIMA", AutoARIMA(season_length=12), every(48, monthly), 18, 12, "auto-arima", every(4, monthly), "--levels", "80,95")
compared("VN2, auto (season 52) and AutoETS (season 24)", AutoETS(season_length=24), every(20, vn2), 8, 52, "auto", vn2,
         "--quantiles", "0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9")
one = written("one.csv", {"a": next(iter(monthly.values()))[:36]})
for model in ("auto-ets", "auto"):
    times = sorted(1000 * ours(one, 12, 12, model) for _ in range(21))
    print(f"cold start, {model:32} {statistics.median(times):9.1f}   (best {times[0]:.1f})")
