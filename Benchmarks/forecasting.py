#!/usr/bin/env python3
"""Out-of-sample accuracy of `penstock forecast` on M3 and car parts: fitted on the train files, compared with the test files.

    make bench-forecasting      # data from PENSTOCK_REFERENCE_DATA, by default ../shared/data

sMAPE is 200 |y - f| / (|y| + |f|), averaged within a series and then over series, as the competition did; "pooled" averages over
all points of all series. WQL is 2 x sum of pinball losses / sum of |y|, averaged over the probabilities 0.1 ... 0.9.
"""
import collections
import csv
import gzip
import os
import pathlib
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parent.parent
data = pathlib.Path(os.environ.get("PENSTOCK_REFERENCE_DATA", root.parent / "shared/data"))
penstock = root / ".build/release/penstock"
if not data.exists():
    sys.exit(f"skipped: no reference data at {data}; set PENSTOCK_REFERENCE_DATA")


def actuals(path):
    """Test values by series, in order of time."""
    series = collections.defaultdict(list)
    with gzip.open(path, "rt") as file:
        for row in csv.DictReader(file):
            series[row["unique_id"]].append(float(row["y"]))
    return series


def forecasts(path, horizon, season, models, quantiles=""):
    """Rows of the output by series, and the seconds the command took."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as out:
        command = [penstock, "forecast", path, "--horizon", str(horizon), "--season", str(season), "--levels", "80,95", "-q", "-o", out.name]
        for model in models:
            command += ["--model", model]
        if quantiles:
            command += ["--quantiles", quantiles]
        start = time.monotonic()
        subprocess.run(command, check=True)
        seconds = time.monotonic() - start
        series = collections.defaultdict(list)
        for row in csv.DictReader(open(out.name)):
            series[row["unique_id"]].append(row)
    return series, seconds


pooled = collections.defaultdict(list)
print("M3         model           sMAPE   in 80%   in 95%   ms/series (2 threads)")
for name, horizon, season in (("yearly", 6, 1), ("quarterly", 8, 4), ("monthly", 18, 12), ("other", 8, 1)):
    truth = actuals(data / f"m3/{name}-test.csv.gz")
    for model in ("naive", "auto-ets", "dynamic-theta", "auto"):
        rows, seconds = forecasts(data / f"m3/{name}-train.csv.gz", horizon, season, [model])
        per_series, inside = [], [0, 0]
        points = 0
        for key, values in truth.items():
            errors = []
            for y, row in zip(values, rows[key]):
                f = float(row[model])
                errors.append(200 * abs(y - f) / (abs(y) + abs(f)) if y or f else 0)
                points += 1
                for i, level in enumerate(("80", "95")):
                    inside[i] += float(row[f"{model}-lo-{level}"]) <= y <= float(row[f"{model}-hi-{level}"])
            per_series.append(sum(errors) / len(errors))
            pooled[model] += errors
        print(f"{name:10} {model:14} {sum(per_series) / len(per_series):6.2f}   {100 * inside[0] / points:5.1f}    {100 * inside[1] / points:5.1f}   {1000 * seconds / len(truth):6.2f}")
for model, errors in pooled.items():
    print(f"{'pooled':10} {model:14} {sum(errors) / len(errors):6.2f}")

levels = [i / 10 for i in range(1, 10)]
truth = actuals(data / "carparts/test.csv.gz")
print("\ncar parts  model            WQL     sum forecast / sum actual")
for model in ("sba", "tsb", "auto"):
    rows, seconds = forecasts(data / "carparts/train.csv.gz", 12, 12, [model], ",".join(map(str, levels)))
    loss = total = mean = 0
    for key, values in truth.items():
        for y, row in zip(values, rows[key]):
            total += abs(y)
            mean += float(row[model])
            for p in levels:
                q = float(row[f"{model}-q{round(100 * p)}"])
                loss += max(p * (y - q), (p - 1) * (y - q))
    print(f"           {model:14} {2 * loss / len(levels) / total:6.3f}    {mean / total:5.3f}   ({1000 * seconds / len(rows):.1f} ms a series)")
