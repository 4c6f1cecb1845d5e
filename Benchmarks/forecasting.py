#!/usr/bin/env python3
"""Out-of-sample accuracy of `penstock forecast`. M3 and car parts: fitted on the train files, compared with the test files. M4 weekly
(its test set is kept aside) and VN2 (its later weeks are): fitted on all but the last steps of what is given, compared with these.

    make bench-forecasting      # data from PENSTOCK_REFERENCE_DATA, by default ../shared/data

sMAPE is 200 |y - f| / (|y| + |f|), averaged within a series and then over series, as the competition did; "pooled" averages over
all points of all series. OWA is the mean of sMAPE and MASE, each relative to the naive forecast's, which is Naive 2 where the competition
set no season; MASE and MSIS (95 %) are scaled by the mean absolute change from step to step, as there. WQL is 2 x sum of pinball losses / sum of |y|, averaged over the probabilities 0.1 ... 0.9.
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
pooled_inside = collections.defaultdict(lambda: [0, 0])
print("M3         model           sMAPE   in 80%   in 95%   ms/series (2 threads)")
for name, horizon, season in (("yearly", 6, 1), ("quarterly", 8, 4), ("monthly", 18, 12), ("other", 8, 1)):
    truth = actuals(data / f"m3/{name}-test.csv.gz")
    for model in ("naive", "auto-ets", "auto-arima", "dynamic-theta", "auto"):
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
                    covered = float(row[f"{model}-lo-{level}"]) <= y <= float(row[f"{model}-hi-{level}"])
                    inside[i] += covered
                    pooled_inside[model][i] += covered
            per_series.append(sum(errors) / len(errors))
            pooled[model] += errors
        print(f"{name:10} {model:14} {sum(per_series) / len(per_series):6.2f}   {100 * inside[0] / points:5.1f}    {100 * inside[1] / points:5.1f}   {1000 * seconds / len(truth):6.2f}")
for model, errors in pooled.items():
    in80, in95 = (100 * count / len(errors) for count in pooled_inside[model])
    print(f"{'pooled':10} {model:14} {sum(errors) / len(errors):6.2f}   {in80:5.1f}    {in95:5.1f}")

levels = [i / 10 for i in range(1, 10)]
truth = actuals(data / "carparts/test.csv.gz")
print("\ncar parts  model            WQL     sum forecast / sum actual")
for model in ("sba", "tsb", "counts", "auto"):
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


def written(path, series):
    with open(path, "w") as file:
        print("unique_id,ds,y", file=file)
        for key, values in series.items():
            for step, value in enumerate(values):
                print(f"{key},{step + 1},{value!r}", file=file)


def inside(row, model, level, y):
    return float(row[f"{model}-lo-{level}"]) <= y <= float(row[f"{model}-hi-{level}"])


weekly = {key: values for key, values in actuals(data / "m4-weekly/train.csv.gz").items()}
horizon = 13
print("\nM4 weekly  model           OWA     sMAPE    MASE    MSIS   in 80%   in 95%   ms/series (2 threads); the train set's last 13 weeks")
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "weekly.csv"
    written(path, {key: values[:-horizon] for key, values in weekly.items()})
    base = None
    for model, season in (("naive", 1), ("auto-ets", 52), ("auto", 52)):
        rows, seconds = forecasts(path, horizon, season, [model])
        smape, mase, msis, in80, in95 = [], [], [], 0, 0
        for key, values in weekly.items():
            past, truth = values[:-horizon], values[-horizon:]
            scale = sum(abs(b - a) for a, b in zip(past, past[1:])) / (len(past) - 1)
            errors = [abs(y - float(row[model])) for y, row in zip(truth, rows[key])]
            smape.append(sum(200 * e / (abs(y) + abs(float(row[model]))) for e, y, row in zip(errors, truth, rows[key])) / horizon)
            mase.append(sum(errors) / horizon / scale)
            width = 0
            for y, row in zip(truth, rows[key]):
                low, high = float(row[f"{model}-lo-95"]), float(row[f"{model}-hi-95"])
                width += high - low + 40 * (max(0, low - y) + max(0, y - high))
                in80 += inside(row, model, 80, y)
                in95 += inside(row, model, 95, y)
            msis.append(width / horizon / scale)
        figures = [sum(x) / len(x) for x in (smape, mase, msis)]
        base = base or figures
        owa = (figures[0] / base[0] + figures[1] / base[1]) / 2
        points = horizon * len(weekly) / 100
        print(f"           {model:14} {owa:6.3f}  {figures[0]:6.2f}  {figures[1]:6.3f}  {figures[2]:6.2f}   {in80 / points:5.1f}    {in95 / points:5.1f}   {1000 * seconds / len(weekly):7.1f}")

# VN2 by site and product, from the first week with a sale; a week without a row sold nothing.
sold = collections.defaultdict(dict)
with gzip.open(data / "vn2/data/sales.csv.gz", "rt") as file:
    for row in csv.DictReader(file):
        key = f"{row['seller']}-{row['sku']}"
        sold[key][row["date"]] = sold[key].get(row["date"], 0) + float(row["quantity"])
dates = sorted({date for weeks in sold.values() for date in weeks})
units = {key: [weeks.get(date, 0) for date in dates if date >= min(weeks)] for key, weeks in sorted(sold.items())}
horizon = 8
print("\nVN2        model           WQL    bias    in 80%   in 95%   three origins, 8 weeks apart")
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "vn2.csv"
    for model in ("auto-ets", "tsb", "auto"):
        loss = total = mean = points = 0
        covered = [0, 0]
        for window in range(3):
            end = lambda values: len(values) - horizon * (window + 1)
            known = {key: values for key, values in units.items() if end(values) >= 60}
            written(path, {key: values[:end(values)] for key, values in known.items()})
            rows, _ = forecasts(path, horizon, 1, [model], ",".join(map(str, levels)))
            for key, values in known.items():
                for y, row in zip(values[end(values):end(values) + horizon], rows[key]):
                    total += y
                    mean += float(row[model])
                    points += 1
                    covered[0] += inside(row, model, 80, y)
                    covered[1] += inside(row, model, 95, y)
                    for p in levels:
                        q = float(row[f"{model}-q{round(100 * p)}"])
                        loss += max(p * (y - q), (p - 1) * (y - q))
        print(f"           {model:14} {2 * loss / len(levels) / total:6.3f}  {mean / total:6.3f}   {100 * covered[0] / points:5.1f}    {100 * covered[1] / points:5.1f}")
