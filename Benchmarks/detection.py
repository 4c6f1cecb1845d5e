#!/usr/bin/env python3
"""How well `penstock` finds what is hidden in simulated worlds, against the bars of the issue and four plain rules.

    make bench-detection              # or: python3 Benchmarks/detection.py [FIRST-LAST] [--reuse] [--penstock PATH] [--each] [--no-speed]

One world per seed (default 201-210, which nothing was tuned on; 101-199 are for development), drawn from wide ranges
(`penstock simulate --varied`: 20-80 % of counts missing, 20-80 % of consumer units unreported, and much else), and the same world
with nothing planted (`--null`). Each is scored by `penstock evaluate --truth`, which does what a run does and compares it with
truth/, which a run never reads. `--reuse` keeps worlds made before, `--each` prints every seed, `--no-speed` leaves out the 20,000
site x SKU.

A site x SKU is piled up when its stock exceeds what will be demanded of it over 12 weeks, plus 4 weeks of the same mean: the future is
simulated on from a copy of the state with the planted habits off. Figures are means over worlds with their standard errors.

- AP: average precision of `risk` over all site x SKU (0 where not listed; equal scores are one threshold). P@K: share piled up among
  the K riskiest, K the number truly piled up.
- ECE: expected calibration error of the listed risks, ten equal bins: by world, and over the pooled rows of all worlds.
- on hand: sum of |estimate - truth| over the sum of truth, all pairs, against the last count carried forward (none: 0); share of truths
  within the 90 % interval (half a unit on either side).
- silent consumption: the same error of the last 13 weeks' consumption at sites that never report a sale, against taking all that
  they bought in those weeks for consumption.
- false alarms: site x SKU of null worlds with risk >= 0.5 (the rules: 16 weeks of cover, z > 2, CUSUM > 5) and not piled up, per 1,000.
- cause right: among true positives (risk >= 0.5, piled up), `unknown` being right where nothing was planted.
- start: median distance in weeks between the week found and the true one, true positives.
- seconds: reconciling and stock-piling of 20,000 site x SKU x 104 weeks, and the peak memory of that whole run.
"""
import argparse
import json
import math
import pathlib
import re
import resource
import shutil
import statistics
import subprocess

root = pathlib.Path(__file__).resolve().parent.parent
AS_OF = "2026-03-02"
RULES = ["weeks of cover", "naive ledger", "peer z-score", "purchase CUSUM"]


def world(penstock, seed, null, reuse):
    folder = root / f"Benchmarks/data/detection/{'null' if null else 'seed'}-{seed}"
    if not (reuse and (folder / "truth/labels.csv").exists()):
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        kind = ["--varied"] + (["--null"] if null else [])
        subprocess.run([penstock, "simulate", folder, "--seed", str(seed), "--as-of", AS_OF, *kind, "--quiet"], check=True)
    done = subprocess.run([penstock, "evaluate", "--truth", folder, "--as-of", AS_OF, "--json"], check=True, capture_output=True)
    return json.loads(done.stdout)


def ratio(part, whole):
    return part / whole if whole else math.nan


def ece(bins):
    return ratio(sum(abs(s - h) for s, h in zip(bins["stated"], bins["hits"])), sum(bins["rows"]))


def pooled(scores, key="all"):
    sums = {"rows": [0] * 10, "stated": [0.0] * 10, "hits": [0] * 10}
    for score in scores:
        for name, values in score["calibration"].get(key, {}).items():
            sums[name] = [a + b for a, b in zip(sums[name], values)]
    return sums


def mean(values):
    values = [value for value in values if value is not None and not math.isnan(value)]
    if not values:
        return math.nan, math.nan
    error = statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan
    return statistics.fmean(values), error


def shown(pair, digits=3):
    return "-" if math.isnan(pair[0]) else f"{pair[0]:.{digits}f} ± {pair[1]:.{digits}f}"


def speed(penstock):
    folder = root / "Benchmarks/data/detection/large"
    if not (folder / "truth/labels.csv").exists():
        subprocess.run([penstock, "simulate", folder, "--site-products", "20000", "--as-of", AS_OF, "--force", "--quiet"], check=True)
    shutil.rmtree(folder / "reports", ignore_errors=True)
    (folder / "penstock.db").unlink(missing_ok=True)
    command = [penstock, "run", folder, "--as-of", AS_OF, "--threads", "2", "--quiet", "--verbose"]
    log = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    seconds = sum(float(text) for text in re.findall(r"(?:reconciling|stock-piling) took ([\d.]+) seconds", log))
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seeds", nargs="?", default="201-210", help="FIRST-LAST, or one seed")
    parser.add_argument("--penstock", default=str(root / ".build/release/penstock"), help="the command to measure")
    parser.add_argument("--reuse", action="store_true", help="keep worlds that an earlier call made")
    parser.add_argument("--each", action="store_true", help="print every seed")
    parser.add_argument("--no-speed", action="store_true", help="leave out the 20,000 site x SKU")
    arguments = parser.parse_args()
    first, _, last = arguments.seeds.partition("-")
    scores, nulls = [], []
    for seed in range(int(first), int(last or first) + 1):
        scores.append(world(arguments.penstock, seed, False, arguments.reuse))
        nulls.append(world(arguments.penstock, seed, True, arguments.reuse))
        if arguments.each:
            s, n = scores[-1], nulls[-1]
            print(
                f"seed {seed}: {s['piled']} of {s['pairs']} piled, AP {s['rankings']['penstock']['averagePrecision']:.3f}, "
                f"ECE {ece(s['calibration']['all']):.3f}, null: {n['rankings']['penstock']['falseAlarms']} false alarms of {n['pairs']}")

    def figure(read, worlds=scores):
        return mean([read(score) for score in worlds])

    def rank(name, measure):
        return figure(lambda s: s["rankings"].get(name, {}).get(measure))

    def alarms(name):
        return figure(lambda s: 1000 * s["rankings"][name]["falseAlarms"] / s["pairs"], nulls)

    pairs, piled = sum(s["pairs"] for s in scores), sum(s["piled"] for s in scores)
    print(f"{len(scores)} worlds (seeds {arguments.seeds}) and their null worlds, mean ± standard error over worlds;")
    print(f"{piled:,} of {pairs:,} site x SKU piled up, {sum(s['listed'] for s in scores):,} listed\n")
    print(f"{'':16} {'AP':>15} {'P@K':>15} {'null: false alarms per 1,000':>30}")
    for name in ["penstock", *RULES]:
        print(f"{name:16} {shown(rank(name, 'averagePrecision')):>15} {shown(rank(name, 'precisionAtK')):>15} {shown(alarms(name), 1):>30}")
    print(f"\n{'tier':16} {'AP':>15} {'P@K':>15} {'ECE, pooled':>12} {'error':>15} {'last count':>15} {'90 % cover':>15}")
    for key in ["all", "tier 0", "tier 1", "tier 2", "tier 3"]:
        name = "penstock" if key == "all" else key
        error = figure(lambda s: ratio(s["onHand"][key]["error"], s["onHand"][key]["truth"]) if key in s["onHand"] else None)
        carried = figure(lambda s: ratio(s["onHand"][key]["baseline"], s["onHand"][key]["truth"]) if key in s["onHand"] else None)
        cover = figure(lambda s: ratio(s["cover"][key]["inside"], s["cover"][key]["count"]) if key in s["cover"] else None)
        print(
            f"{key:16} {shown(rank(name, 'averagePrecision')):>15} {shown(rank(name, 'precisionAtK')):>15} "
            f"{ece(pooled(scores, key)):12.3f} {shown(error):>15} {shown(carried):>15} {shown(cover):>15}")
    print(f"\n{'basis':16} {'rows':>7} {'90 % cover':>11} {'truth below':>12} {'width of stock':>15}")
    for key in ["counted", "reconciled", "bounded"]:
        sums = {name: sum(s["cover"].get(key, {}).get(name, 0) for s in scores) for name in ("inside", "below", "count", "width", "truth")}
        if sums["count"]:
            print(
                f"{key:16} {sums['count']:7} {sums['inside'] / sums['count']:11.3f} {sums['below'] / sums['count']:12.3f} "
                f"{ratio(sums['width'], sums['truth']):15.2f}")
    bins = pooled(scores)
    print(f"\n{'risk':10} {'rows':>6} {'mean risk':>10} {'piled up':>9}")
    for place, (count, stated, hits) in enumerate(zip(bins["rows"], bins["stated"], bins["hits"])):
        if count:
            print(f"{place / 10:.1f}-{(place + 1) / 10:.1f}    {count:6} {stated / count:10.3f} {hits / count:9.3f}")

    causes = {}
    for score in scores:
        for true, named in score["causes"].items():
            for name, count in named.items():
                causes.setdefault(true, {}).setdefault(name, 0)
                causes[true][name] += count
    positives = sum(sum(named.values()) for named in causes.values())
    print("\ntrue cause: as named")
    for true in sorted(causes):
        print(f"  {true:12} {', '.join(f'{name} {count}' for name, count in sorted(causes[true].items(), key=lambda item: -item[1]))}")
    starts = sorted(abs(weeks) for score in scores for weeks in score["startErrors"])

    bars = []

    def bar(name, value, must, aim, text, lower=True):
        def reached(limit):
            return value <= limit if lower else value >= limit
        bars.append((name, text, "aim" if reached(aim) else "reached" if reached(must) else "MISSED"))

    ap, pk = rank("penstock", "averagePrecision"), rank("penstock", "precisionAtK")
    best = max(rank(name, "averagePrecision")[0] for name in RULES)
    best_k = max(rank(name, "precisionAtK")[0] for name in RULES)
    bar("average precision", ap[0], best + 0.25, 0.85, f"{shown(ap)}; best rule {best:.3f} + 0.25", False)
    bar("precision at K", pk[0], best_k + 0.2, 0.85, f"{shown(pk)}; best rule {best_k:.3f} + 0.2", False)
    by_world = figure(lambda s: ece(s["calibration"]["all"]))
    bar("calibration error", ece(bins), 0.08, 0.03, f"{ece(bins):.3f} pooled ({shown(by_world)} by world, few rows each); bar 0.08")
    error = figure(lambda s: ratio(s["onHand"]["all"]["error"], s["onHand"]["all"]["truth"]))
    carried = figure(lambda s: ratio(s["onHand"]["all"]["baseline"], s["onHand"]["all"]["truth"]))
    bar("on-hand error", error[0], 0.7 * carried[0], 0.5 * carried[0], f"{shown(error)}; last count {carried[0]:.3f}, bar 30 % below")
    cover = figure(lambda s: s["cover"]["all"]["inside"] / s["cover"]["all"]["count"])
    bar("90 % interval", abs(cover[0] - 0.9), 0.05, 0.02, f"{shown(cover)}; bar 0.85-0.95")
    told = figure(lambda s: ratio(s["silentConsumption"]["error"], s["silentConsumption"]["truth"]))
    bought = figure(lambda s: ratio(s["silentConsumption"]["baseline"], s["silentConsumption"]["truth"]))
    bar("silent consumption", told[0], 0.7 * bought[0], 0.5 * bought[0], f"{shown(told)}; all purchases {bought[0]:.3f}, bar 30 % below")
    false = alarms("penstock")
    bar("null false alarms", false[0], 5, 2, f"{shown(false, 1)} per 1,000; bar 5")
    right = ratio(sum(causes.get(name, {}).get(name, 0) for name in causes), positives)
    bar("cause right", right, 0.6, 0.8, f"{right:.3f} of {positives}; bar 0.6", False)
    start = starts[len(starts) // 2] if starts else math.nan
    bar("start week", start, 4, 2, f"median error {start} weeks; bar 4")
    if not arguments.no_speed:
        seconds, megabytes = speed(arguments.penstock)
        bar("seconds", seconds if megabytes < 2000 else math.inf, 20, 5, f"{seconds:.1f} s, {megabytes:.0f} MiB; bar 20 s, 2 GB")
    print("\nbars")
    for name, text, verdict in bars:
        print(f"  {name:20} {verdict:8} {text}")


main()
